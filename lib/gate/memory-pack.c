/*
 * Rows of the ledger in memory, packed: of each field that is not as in an
 * empty row, in which texts are "" and whole numbers 0, its number and its
 * value, then a 0. Numbers take as many bytes as they need; texts are ids that
 * count up, or numbers of texts that are kept once. Never leaves the process:
 * bytes are in the machine's order.
 */
#include "gate/memorydata.h"

#define CODE_LIMIT ((uint64_t)1 << 30)
#define OWN_ID_LEN 32

/* "12", written as this ledger writes numbers. */
static bool
number_read(const char *s, size_t *out)
{
	uint64_t n = 0;
	const char *p = s;

	for (; *p >= '0' && *p <= '9' && n < CODE_LIMIT; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	if (p == s || *p != '\0' || n >= CODE_LIMIT ||
	    (*s == '0' && p != s + 1))
		return false;
	*out = (size_t)n;
	return true;
}

/* The tag, 16 zeros and a number of 8 hex digits: more are never made. */
bool
memory_own_id(const struct memory *m, const char *id, size_t *out)
{
	/* What a digit is worth, and one more; 0: it is none. */
	static const unsigned char worth[256] = {
		['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5,
		['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
		['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15,
		['f'] = 16
	};
	size_t n = 0;

	if (strncmp(id, m->own, sizeof(m->own) - 1) != 0)
		return false;
	for (size_t i = sizeof(m->own) - 1; i < OWN_ID_LEN; i++) {
		unsigned digit = worth[(unsigned char)id[i]];

		if (digit == 0)
			return false;
		n = n * 16 + digit - 1;
	}
	*out = n;
	return id[OWN_ID_LEN] == '\0' && n < CODE_LIMIT;
}

void
memory_own_id_write(const struct memory *m, size_t n, char *out)
{
	memcpy(out, m->own, sizeof(m->own) - 1);
	for (size_t i = OWN_ID_LEN; i-- > sizeof(m->own) - 1; n /= 16)
		out[i] = "0123456789abcdef"[n % 16];
	out[OWN_ID_LEN] = '\0';
}

void
memory_number_write(size_t n, char *out)
{
	char digits[24];
	size_t len = 0;

	do
		digits[len++] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	while (len > 0)
		*out++ = digits[--len];
	*out = '\0';
}

static uint32_t
text_keep(struct memory *m, const char *s)
{
	uint64_t hash = index_hash(0, s);

	for (struct index_seek k = { 0 }; index_next(&m->kept_index, hash,
	    &k);)
		if (strcmp(m->kept.at[k.place], s) == 0)
			return (uint32_t)k.place;
	if (m->kept.len >= CODE_LIMIT)
		bug("more than %zu texts", m->kept.len);
	index_add(&m->kept_index, hash, m->kept.len);
	vec_push(&m->kept, arena_text(&m->texts, s));
	return (uint32_t)m->kept.len - 1;
}

uint32_t
memory_text_new(struct memory *m, const char *s, uint32_t *last)
{
	size_t n;

	if (number_read(s, &n))
		return (uint32_t)n << 2 | CODED_NUMBER;
	if (memory_own_id(m, s, &n))
		return (uint32_t)n << 2 | CODED_OWN;
	*last = text_keep(m, s);
	return *last << 2 | CODED_KEPT;
}

void
memory_text(const struct memory *m, uint32_t code, char *to, size_t size)
{
	switch ((enum coded)(code & 3)) {
	case CODED_KEPT:
		text_set(to, size, m->kept.at[code >> 2]);
		break;
	case CODED_NUMBER:
		memory_number_write(code >> 2, to);
		break;
	case CODED_OWN:
		memory_own_id_write(m, code >> 2, to);
		break;
	}
}

/* How many bytes it has, and those; the room behind them is written, too. */
static unsigned char *
number_put(unsigned char *to, uint64_t n)
{
	unsigned len = n == 0 ? 0 : 8 - (unsigned)__builtin_clzll(n) / 8;

	*to++ = (unsigned char)len;
	memcpy(to, &n, sizeof(n));
	return to + len;
}

static uint64_t
number_get(const unsigned char **at)
{
	unsigned len = *(*at)++;
	uint64_t n = 0;

	memcpy(&n, *at, len);
	*at += len;
	return n;
}

/* Small numbers of either sign are small ones. */
static unsigned char *
signed_put(unsigned char *to, int64_t n)
{
	return number_put(to, (uint64_t)n << 1 ^ (uint64_t)(n >> 63));
}

static int64_t
signed_get(const unsigned char **at)
{
	uint64_t n = number_get(at);

	return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

/* Its scale, or that and WIDE where the upper half of the number follows. A
 * scale of -1 is unknown, and -2 stands for another value. */
#define WIDE 64

static unsigned char *
dec_put(unsigned char *to, struct dec d)
{
	int64_t low = (int64_t)d.coef;
	bool wide = low != d.coef;

	*to++ = (unsigned char)(d.scale + 2 + (wide ? WIDE : 0));
	to = signed_put(to, low);
	return wide ? signed_put(to, (int64_t)(d.coef >> 64)) : to;
}

static struct dec
dec_get(const unsigned char **at)
{
	int scale = *(*at)++;
	struct dec d = { signed_get(at), scale % WIDE - 2 };

	if (scale >= WIDE)
		d.coef = (__int128)((unsigned __int128)signed_get(at) << 64 |
		    (uint64_t)d.coef);
	return d;
}

static int64_t
int_of(const struct packed_field *f, const char *value)
{
	return f->kind == PACKED_FLAG ? *(const signed char *)value :
	    f->kind == PACKED_INT ? *(const int *)(const void *)value :
	    *(const int64_t *)(const void *)value;
}

static void
field_get(const struct memory *m, const struct packed_field *f,
    const unsigned char **at, char *value)
{
	switch (f->kind) {
	case PACKED_TEXT:
		memory_text(m, (uint32_t)number_get(at), value, f->size);
		break;
	case PACKED_DEC:
		*(struct dec *)(void *)value = dec_get(at);
		break;
	case PACKED_INT:
		*(int *)(void *)value = (int)signed_get(at);
		break;
	case PACKED_FLAG:
		*(signed char *)value = (signed char)signed_get(at);
		break;
	case PACKED_STAMP:
		*(int64_t *)(void *)value = signed_get(at);
		break;
	}
}

/* A byte for its number, and a dec is the longest: 1 + 9 + 9. */
#define FIELD_MAX 20
#define DEC_BYTES (offsetof(struct dec, scale) + sizeof(int))

/* Fields of one kind stand together, so that each loop is a short one. */
const unsigned char *
memory_pack(struct memory *m, const struct packing *p, const void *row,
    const void *empty)
{
	unsigned char bytes[PACKED_FIELDS * FIELD_MAX + 16], *to = bytes;
	const struct packed_field *f = p->fields;
	unsigned i = 0;

	for (; i < p->len && f[i].kind == PACKED_TEXT; i++) {
		const char *text = (const char *)row + f[i].offset;

		if (text[0] == '\0')
			continue;
		*to++ = (unsigned char)(i + 1);
		to = number_put(to, memory_text_code(m, text, &p->last[i]));
	}
	for (; i < p->len && f[i].kind == PACKED_DEC; i++) {
		const struct dec *d = (const void *)((const char *)row +
		    f[i].offset), *none = (const void *)((const char *)empty +
		    f[i].offset);

		if (memcmp(d, none, DEC_BYTES) == 0)
			continue;
		*to++ = (unsigned char)(i + 1);
		to = dec_put(to, *d);
	}
	for (; i < p->len; i++) {
		int64_t n = int_of(&f[i], (const char *)row + f[i].offset);

		if (n == 0)
			continue;
		*to++ = (unsigned char)(i + 1);
		to = signed_put(to, n);
	}
	*to++ = 0;
	return arena_bytes(&m->texts, bytes, (size_t)(to - bytes));
}

void
memory_unpack(const struct memory *m, const struct packing *p,
    const unsigned char *packed, void *row)
{
	while (*packed != 0) {
		const struct packed_field *f = &p->fields[*packed++ - 1];

		field_get(m, f, &packed, (char *)row + f->offset);
	}
}
