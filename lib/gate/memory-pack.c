/*
 * Rows of the ledger in memory, packed: of each field that is not as in an
 * empty row its number and its value, then a 0. Numbers take as many bytes as
 * they need; texts are ids that count up, or numbers of texts that are kept
 * once.
 */
#include "gate/memorydata.h"

/* What a text is, in the two low bits of its code. */
enum coded { CODED_KEPT, CODED_NUMBER, CODED_OWN };
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

bool
memory_own_id(const struct memory *m, const char *id, size_t *out)
{
	size_t len = strlen(m->tag), n = 0;

	if (strncmp(id, m->tag, len) != 0)
		return false;
	for (; len < OWN_ID_LEN; len++) {
		unsigned c = (unsigned char)id[len], digit =
		    c >= '0' && c <= '9' ? c - '0' :
		    c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;

		if (digit == 16 || n >= CODE_LIMIT / 16)
			return false;
		n = n * 16 + digit;
	}
	*out = n;
	return id[len] == '\0';
}

void
memory_own_id_write(const struct memory *m, size_t n, char *out)
{
	size_t len = strlen(m->tag);

	memcpy(out, m->tag, len);
	memset(out + len, '0', OWN_ID_LEN - len);
	out[OWN_ID_LEN] = '\0';
	for (size_t i = OWN_ID_LEN - 1; n > 0; i--, n /= 16)
		out[i] = "0123456789abcdef"[n % 16];
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
memory_text_code(struct memory *m, const char *s, uint32_t *last)
{
	size_t n;

	if (*last < m->kept.len && strcmp(m->kept.at[*last], s) == 0)
		return *last << 2 | CODED_KEPT;
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

static unsigned char *
number_put(unsigned char *to, unsigned __int128 n)
{
	for (; n >= 128; n >>= 7)
		*to++ = (unsigned char)(n | 128);
	*to++ = (unsigned char)n;
	return to;
}

static unsigned __int128
number_get(const unsigned char **at)
{
	unsigned __int128 n = 0;
	unsigned shift = 0;

	for (; **at >= 128; shift += 7)
		n |= (unsigned __int128)(*(*at)++ & 127) << shift;
	return n | (unsigned __int128)*(*at)++ << shift;
}

/* Small numbers of either sign are small ones. */
static unsigned char *
signed_put(unsigned char *to, __int128 n)
{
	return number_put(to, (unsigned __int128)n << 1 ^
	    (unsigned __int128)(n >> 127));
}

static __int128
signed_get(const unsigned char **at)
{
	unsigned __int128 n = number_get(at);

	return (__int128)(n >> 1) ^ -(__int128)(n & 1);
}

/* Unknown is -1, and what stands for another value -2. */
static unsigned char *
dec_put(unsigned char *to, struct dec d)
{
	*to++ = (unsigned char)(d.scale + 2);
	return signed_put(to, d.coef);
}

static struct dec
dec_get(const unsigned char **at)
{
	struct dec d = { 0, *(*at)++ - 2 };

	d.coef = signed_get(at);
	return d;
}

/* Its value, unless that is as in the empty row. */
static unsigned char *
field_put(struct memory *m, const struct packed_field *f, uint32_t *last,
    const char *value, const char *empty, unsigned char *to)
{
	const struct dec *d, *none;
	int64_t n, was;

	switch (f->kind) {
	case PACKED_TEXT:
		return value[0] == '\0' ? to :
		    number_put(to, memory_text_code(m, value, last));
	case PACKED_DEC:
		d = (const void *)value;
		none = (const void *)empty;
		return d->scale == none->scale && d->coef == none->coef ? to :
		    dec_put(to, *d);
	case PACKED_INT:
		n = *(const int *)(const void *)value;
		was = *(const int *)(const void *)empty;
		break;
	case PACKED_FLAG:
		n = *(const signed char *)value;
		was = *(const signed char *)empty;
		break;
	default:
		n = *(const int64_t *)(const void *)value;
		was = *(const int64_t *)(const void *)empty;
		break;
	}
	return n == was ? to : signed_put(to, n);
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
		*(int64_t *)(void *)value = (int64_t)signed_get(at);
		break;
	}
}

/* A byte for its number, and a dec is the longest: 1 + 19. */
#define FIELD_MAX 21

const unsigned char *
memory_pack(struct memory *m, const struct packing *p, const void *row,
    const void *empty)
{
	unsigned char bytes[PACKED_FIELDS * FIELD_MAX + 1], *to = bytes;

	for (unsigned i = 0; i < p->len; i++) {
		size_t offset = p->fields[i].offset;
		unsigned char *end = field_put(m, &p->fields[i],
		    &p->last[i], (const char *)row + offset,
		    (const char *)empty + offset, to + 1);

		if (end == to + 1)
			continue;
		*to = (unsigned char)(i + 1);
		to = end;
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
