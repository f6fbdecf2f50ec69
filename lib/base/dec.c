/*
 * Exact decimals. Values of 64 bits, nearly all there are, take a short way
 * through native arithmetic; the rest goes through 256 bits (base/wide.h).
 */
#include "base/dec.h"

#include "base/wide.h"

#define E19 ((__uint128_t)10000000000000000000U)

const __uint128_t power10[DIGITS_MAX + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000,
	100000000000000, 1000000000000000, 10000000000000000,
	100000000000000000, 1000000000000000000, E19, E19 * 10, E19 * 100,
	E19 * 1000, E19 * 10000, E19 * 100000, E19 * 1000000, E19 * 10000000,
	E19 * 100000000, E19 * 1000000000, E19 * 10000000000,
	E19 * 100000000000, E19 * 1000000000000, E19 * 10000000000000,
	E19 * 100000000000000, E19 * 1000000000000000,
	E19 * 10000000000000000, E19 * 100000000000000000,
	E19 * 1000000000000000000, E19 * E19
};

const int64_t dec_powers[DEC_SCALE_MAX + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000,
	100000000000000, 1000000000000000, 10000000000000000,
	100000000000000000, 1000000000000000000
};

/* What a division left over, against half of the divisor. */
enum rest { REST_NONE, REST_LESS, REST_HALF, REST_MORE };

static bool
is_negative(struct dec a)
{
	return a.coef < 0;
}

static bool
scale_fits(int scale)
{
	return scale >= 0 && scale <= DEC_SCALE_MAX;
}

/*
 * The number ±size × 10^-scale, if it can be kept. Zeros at its end give way
 * when that makes room.
 */
static LONG_WAY bool
keep(bool negative, struct wide size, int scale, struct dec *out)
{
	while (size.hi != 0 || size.lo >= power10[DIGITS_MAX] ||
	    scale > DEC_SCALE_MAX) {
		__uint128_t rest;
		struct wide tenth = wide_divide(size, 10, &rest);

		if (rest != 0 || scale == 0)
			return false;
		size = tenth;
		scale--;
	}
	out->coef = negative ? -(__int128)size.lo : (__int128)size.lo;
	out->scale = scale;
	return true;
}

static enum rest
rest_of(__uint128_t rest, __uint128_t divisor)
{
	__uint128_t other = divisor - rest;

	if (rest == 0)
		return REST_NONE;
	return rest == other ? REST_HALF : rest < other ? REST_LESS : REST_MORE;
}

/* Whether the cut number must move one away from zero. */
static bool
rounds_away(bool negative, bool odd, enum rest rest, enum round r)
{
	switch (r) {
	case ROUND_DOWN:
		return false;
	case ROUND_UP:
		return rest != REST_NONE;
	case ROUND_FLOOR:
		return negative && rest != REST_NONE;
	case ROUND_CEIL:
		return !negative && rest != REST_NONE;
	case ROUND_HALF_EVEN:
		return rest == REST_MORE || (rest == REST_HALF && odd);
	}
	return false;
}

/*
 * n × 10^shift / d cut to a whole number, and what is left over. False when
 * that needs more than 256 bits, which no result that can be kept does:
 * shift is at most 36, so the fraction's part always fits.
 */
static bool
quotient(struct wide n, __uint128_t d, int shift, struct wide *q,
    enum rest *rest)
{
	__uint128_t left, more;
	struct wide part;

	if (shift >= 0) {
		if (n.hi == 0 && n.lo >> 64 == 0 && shift <= 19) {
			n.lo *= power10[shift];
			shift = 0;
		}
		*q = wide_divide(n, d, &left);
		if (shift == 0) {
			*rest = rest_of(left, d);
			return true;
		}
		part = wide_divide(wide_product(left, power10[shift]), d,
		    &left);
		*rest = rest_of(left, d);
		return wide_scale(*q, power10[shift], q) &&
		    wide_add(*q, part, q);
	}
	left = 0;
	*q = d != 1 ? wide_divide(n, d, &left) : n;
	*q = wide_divide(*q, power10[-shift], &more);
	*rest = rest_of(more, power10[-shift]);
	/* What the first division dropped tips a tie, or a nothing. */
	if (left != 0 && (*rest == REST_NONE || *rest == REST_HALF))
		*rest = *rest == REST_NONE ? REST_LESS : REST_MORE;
	return true;
}

/* n × 10^shift / d where all of it stays within 128 bits, as it nearly always
 * does. */
static bool
quotient_short(struct wide n, __uint128_t d, int shift, struct wide *q,
    enum rest *rest)
{
	__uint128_t size = n.lo, by = d;

	if (n.hi != 0 || d >> 64 != 0 || shift < -19 || shift > 19 ||
	    (shift > 0 && n.lo >> 64 != 0))
		return false;
	if (shift >= 0)
		size *= power10[shift];
	else
		by *= power10[-shift];
	q->hi = 0;
	q->lo = (size | by) >> 64 == 0 ? (uint64_t)size / (uint64_t)by :
	    size / by;
	*rest = rest_of(size - q->lo * by, by);
	return true;
}

/*
 * The same where the divisor and the quotient keep to 64 bits, as nearly all
 * do; false: they do not, or it cannot be, and the long way has to say which.
 */
static inline bool
ratio_short(bool negative, __uint128_t n, int n_scale, __uint128_t divisor,
    int d_scale, int scale, enum round r, struct dec *out)
{
	int shift = scale + d_scale - n_scale;
	uint64_t d = (uint64_t)divisor, q, left;

	if (!scale_fits(scale) || shift > 19 || shift < -19 ||
	    divisor >> 64 != 0 || d == 0)
		return false;
	if (shift < 0) {
		if (__builtin_mul_overflow(d, (uint64_t)power10[-shift], &d))
			return false;
	} else if (shift > 0) {
		if (n >> 64 != 0)
			return false;
		n = (__uint128_t)(uint64_t)n * (uint64_t)power10[shift];
	}
	if (n >> 64 == 0)
		q = (uint64_t)n / d;
	else if (n >> 64 < d)
		q = (uint64_t)(n / d);
	else
		return false;
	left = (uint64_t)n - q * d;
	if (left != 0 && rounds_away(negative, q & 1, rest_of(left, d), r) &&
	    ++q == 0)
		return false;
	*out = (struct dec){ negative ? -(__int128)q : q, scale };
	return true;
}

/* ±n / d, of n_scale and d_scale decimals, rounded to scale. */
static LONG_WAY bool
ratio(bool negative, struct wide n, int n_scale, __uint128_t d, int d_scale,
    int scale, enum round r, struct dec *out)
{
	int shift = scale + d_scale - n_scale;
	enum rest rest;
	struct wide q;

	if (!scale_fits(scale) || d == 0 ||
	    (!quotient_short(n, d, shift, &q, &rest) &&
	    !quotient(n, d, shift, &q, &rest)))
		return false;
	if (rounds_away(negative, q.lo & 1, rest, r) &&
	    !wide_add(q, (struct wide){ 0, 1 }, &q))
		return false;
	return keep(negative, q, scale, out);
}

struct dec
dec_int(int64_t n)
{
	return (struct dec){ n, 0 };
}

struct dec
dec_make(int64_t coef, int scale)
{
	return dec_wide(coef, scale);
}

struct dec
dec_wide(__int128 coef, int scale)
{
	struct dec d = { coef, scale };

	return scale_fits(scale) && size_of(d) < power10[DIGITS_MAX] ? d :
	    DEC_NONE;
}

/* The sum through 256 bits. */
static LONG_WAY bool
add_wide(struct dec a, struct dec b, struct dec *out)
{
	int scale = a.scale > b.scale ? a.scale : b.scale;
	struct wide x = wide_product(size_of(a), power10[scale - a.scale]);
	struct wide y = wide_product(size_of(b), power10[scale - b.scale]);
	bool negative = is_negative(a), other = is_negative(b);

	if (negative == other) {
		wide_add(x, y, &x);	/* each below 10^56 */
		return keep(negative, x, scale, out);
	}
	if (wide_cmp(x, y) >= 0)
		return keep(negative, wide_sub(x, y), scale, out);
	return keep(other, wide_sub(y, x), scale, out);
}

bool
dec_add_any(DEC_PARTS(a), DEC_PARTS(b), struct dec *out)
{
	struct dec a = DEC_WHOLE(a), b = DEC_WHOLE(b);

	return dec_known(a) && dec_known(b) && add_wide(a, b, out);
}

static LONG_WAY struct wide
product_wide(struct dec a, struct dec b)
{
	return wide_product(size_of(a), size_of(b));
}

bool
dec_mul(struct dec a, struct dec b, int scale, enum round r, struct dec *out)
{
	if (!dec_known(a) || !dec_known(b) || !scale_fits(scale))
		return false;
	if (a.scale + b.scale <= scale)
		return dec_times(a, b, out);
	if (is_small(a) && is_small(b) && ratio_short(is_negative(a) !=
	    is_negative(b), product_of(a, b), a.scale + b.scale, 1, 0, scale,
	    r, out))
		return true;
	return ratio(is_negative(a) != is_negative(b), product_wide(a, b),
	    a.scale + b.scale, 1, 0, scale, r, out);
}

bool
dec_times_any(DEC_PARTS(a), DEC_PARTS(b), struct dec *out)
{
	struct dec a = DEC_WHOLE(a), b = DEC_WHOLE(b);

	return dec_known(a) && dec_known(b) &&
	    keep(is_negative(a) != is_negative(b), product_wide(a, b),
	    a.scale + b.scale, out);
}

bool
dec_div(struct dec a, struct dec b, int scale, enum round r, struct dec *out)
{
	if (!dec_known(a) || !dec_known(b))
		return false;
	if (ratio_short(is_negative(a) != is_negative(b), size_of(a), a.scale,
	    size_of(b), b.scale, scale, r, out))
		return true;
	return ratio(is_negative(a) != is_negative(b),
	    (struct wide){ 0, size_of(a) }, a.scale, size_of(b), b.scale,
	    scale, r, out);
}

bool
dec_muldiv(struct dec a, struct dec b, struct dec c, int scale, enum round r,
    struct dec *out)
{
	if (!dec_known(a) || !dec_known(b) || !dec_known(c))
		return false;
	if (is_small(a) && is_small(b) && ratio_short((is_negative(a) !=
	    is_negative(b)) != is_negative(c), product_of(a, b), a.scale +
	    b.scale, size_of(c), c.scale, scale, r, out))
		return true;
	return ratio((is_negative(a) != is_negative(b)) != is_negative(c),
	    product_wide(a, b), a.scale + b.scale, size_of(c), c.scale, scale,
	    r, out);
}

bool
dec_round(struct dec a, int scale, enum round r, struct dec *out)
{
	if (!dec_known(a) || !scale_fits(scale))
		return false;
	if (a.scale <= scale) {
		*out = a;
		return true;
	}
	return ratio_short(is_negative(a), size_of(a), a.scale, 1, 0, scale,
	    r, out) || ratio(is_negative(a), (struct wide){ 0, size_of(a) },
	    a.scale, 1, 0, scale, r, out);
}

bool
dec_step(struct dec a, struct dec step, enum round r, struct dec *out)
{
	struct dec steps;

	return dec_known(a) && dec_sign(step) > 0 &&
	    dec_div(a, step, 0, r, &steps) && dec_times(steps, step, out);
}

/* The size of a in steps, when it is a whole number of them. */
static bool
whole_steps(struct dec a, struct dec step, struct wide *q)
{
	struct wide n = { 0, size_of(a) };
	int shift = step.scale - a.scale;
	enum rest rest;

	return dec_known(a) && dec_sign(step) > 0 &&
	    (quotient_short(n, size_of(step), shift, q, &rest) ||
	    quotient(n, size_of(step), shift, q, &rest)) &&
	    rest == REST_NONE;
}

bool
dec_on_step(struct dec a, struct dec step)
{
	struct wide q;

	if (a.scale == step.scale && is_small(a) && is_small(step) &&
	    dec_sign(step) > 0)
		return (int64_t)a.coef % (int64_t)step.coef == 0;
	return whole_steps(a, step, &q);
}

bool
dec_steps(struct dec a, struct dec step, int64_t *out)
{
	struct wide q;

	if (!whole_steps(a, step, &q) || q.hi != 0 || q.lo > INT64_MAX)
		return false;
	*out = is_negative(a) ? -(int64_t)q.lo : (int64_t)q.lo;
	return true;
}

struct dec
dec_abs(struct dec a)
{
	return is_negative(a) ? dec_neg(a) : a;
}

struct dec
dec_trim(struct dec a)
{
	while (a.scale > 0) {
		__int128 tenth = is_small(a) ? (int64_t)a.coef / 10 :
		    a.coef / 10;

		if (tenth * 10 != a.coef)
			break;
		a.coef = tenth;
		a.scale--;
	}
	return a;
}

int
dec_decimals(struct dec a)
{
	return dec_trim(a).scale;
}
