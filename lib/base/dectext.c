/* Exact decimals as text: the canonical form, and what outsiders write. */
#include "base/dec.h"

#include "base/wide.h"

#include <string.h>

/* Writes a with all its decimals and some zeros more. */
static const char *
write_digits(struct dec a, int zeros, char buf[DEC_TEXT_SIZE])
{
	char digits[DIGITS_MAX + 1];
	char *end = digits + sizeof(digits), *at = end, *to = buf;
	__uint128_t size = size_of(a);
	size_t whole, fraction = (size_t)a.scale;

	for (; size > UINT64_MAX; size /= 10)
		*--at = (char)('0' + (int)(size % 10));
	for (uint64_t rest = (uint64_t)size; rest != 0; rest /= 10)
		*--at = (char)('0' + (int)(rest % 10));
	while (end - at <= a.scale)
		*--at = '0';
	whole = (size_t)(end - at) - fraction;
	if (a.coef < 0)
		*to++ = '-';
	memcpy(to, at, whole);
	to += whole;
	if (a.scale + zeros > 0)
		*to++ = '.';
	memcpy(to, at + whole, fraction);
	memset(to + fraction, '0', (size_t)zeros);
	to[fraction + (size_t)zeros] = '\0';
	return buf;
}

const char *
dec_text(struct dec a, char buf[DEC_TEXT_SIZE])
{
	buf[0] = '\0';
	return dec_known(a) ? write_digits(dec_trim(a), 0, buf) : buf;
}

const char *
dec_text_fixed(struct dec a, int scale, char buf[DEC_TEXT_SIZE])
{
	buf[0] = '\0';
	if (!dec_round(a, scale, ROUND_HALF_EVEN, &a))
		return buf;
	return write_digits(a, scale > a.scale ? scale - a.scale : 0, buf);
}

/* Digits as they are read: coef × 10^(zeros - decimals). */
struct reading {
	__uint128_t coef;
	int digits;		/* of coef, at most 38 */
	int64_t zeros;		/* seen behind them, not yet in coef */
	int64_t decimals;	/* digits seen behind the point */
};

/* Takes the digits at s; returns behind them, NULL when there are too many. */
static const char *
read_digits(const char *s, const char *end, struct reading *in)
{
	for (; s < end && *s >= '0' && *s <= '9'; s++) {
		if (*s == '0') {
			in->zeros += in->coef != 0;
			continue;
		}
		if (in->digits + in->zeros + 1 > DIGITS_MAX)
			return NULL;
		in->digits += (int)in->zeros + 1;
		in->coef = in->coef * power10[in->zeros + 1] +
		    (unsigned)(*s - '0');
		in->zeros = 0;
	}
	return s;
}

/* What stands behind the e of an exponent; NULL when it is not a number. */
static const char *
read_exponent(const char *s, const char *end, int64_t *out)
{
	bool negative = s < end && *s == '-';
	const char *first;
	int64_t n = 0;

	if (s < end && (*s == '-' || *s == '+'))
		s++;
	for (first = s; s < end && *s >= '0' && *s <= '9'; s++)
		if (n < INT64_MAX / 100)	/* beyond, it only must be big */
			n = n * 10 + (*s - '0');
	*out = negative ? -n : n;
	return s != first ? s : NULL;
}

static bool
reading_keep(const struct reading *in, bool negative, int64_t exponent,
    struct dec *out)
{
	__uint128_t coef = in->coef;

	exponent += in->zeros - in->decimals;
	if (coef == 0)
		exponent = 0;
	if (exponent < -DEC_SCALE_MAX || exponent > DIGITS_MAX - in->digits)
		return false;
	if (exponent > 0)
		coef *= power10[exponent];
	out->coef = negative ? -(__int128)coef : (__int128)coef;
	out->scale = exponent < 0 ? (int)-exponent : 0;
	return true;
}

static bool
parse(const char *s, size_t n, bool loose, struct dec *out)
{
	const char *end = s + n, *first;
	struct reading in = {0};
	bool negative = *s == '-', whole;
	int64_t exponent = 0;

	if (negative || (loose && *s == '+'))
		s++;
	first = s;
	s = read_digits(s, end, &in);
	whole = s != first;
	if (s != NULL && s < end && *s == '.') {
		first = ++s;
		s = read_digits(s, end, &in);
		in.decimals = s - first;
	}
	if (s == NULL)
		return false;
	if (!whole && !(loose && in.decimals > 0))
		return false;
	if (!loose && in.decimals == 0 && s[-1] == '.')
		return false;
	if (loose && s < end && (*s == 'e' || *s == 'E'))
		s = read_exponent(s + 1, end, &exponent);
	return s == end && reading_keep(&in, negative, exponent, out);
}

bool
dec_parse(const char *s, size_t n, struct dec *out)
{
	return n != 0 && parse(s, n, false, out);
}

bool
dec_parse_text(const char *s, struct dec *out)
{
	return dec_parse(s, strlen(s), out);
}

bool
dec_parse_loose(const char *s, size_t n, struct dec *out)
{
	return n != 0 && parse(s, n, true, out);
}
