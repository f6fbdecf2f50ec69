/*
 * Texts of the ledger in memory as numbers: ids that count up, or the places of
 * texts that are kept once. And its rows, packed: which row they are like, and
 * the words in which they are not. Never leaves the process: bytes are in the
 * machine's order.
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

/* Nearly always it is the one after the last. */
void
memory_id_write(struct memory *m, size_t n, char id[ID_SIZE])
{
	char *text = m->last_id.text, *last = text + m->last_id.len - 1;

	if (n == m->last_id.n + 1 && m->last_id.len > 0 && *last < '9') {
		++*last;
	} else {
		memory_number_write(n, text);
		m->last_id.len = strlen(text);
	}
	m->last_id.n = n;
	memcpy(id, text, ID_SIZE);
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
		return memory_number_code(n);
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

/*
 * What is another from row to row is looked at word by word; the rest, which
 * hardly ever differs from that of a row of its kind, in one go.
 */
#define AT(member) offsetof(struct order_kept, member)
#define DEC(member) AT(member), AT(member.scale)
static const uint16_t changing[] = {
	AT(row.o.client_order_id) + OWN_ID_LEN - sizeof(uint64_t),
	AT(row.o.venue_id), AT(row.o.parent),
	AT(row.o.time), AT(row.o.last_update_time),
	DEC(row.o.price), DEC(row.o.trigger_price), DEC(row.o.amount),
	DEC(row.o.filled), DEC(row.o.cost), DEC(row.o.fee),
	DEC(row.turnover), DEC(first.amount), DEC(first.price),
	DEC(first.trigger_price)
};
#define CHANGING (sizeof(changing) / sizeof(changing[0]))
#define WORD sizeof(uint64_t)
#define WORDS (sizeof(struct order_kept) / WORD)
_Static_assert(CHANGING <= 32, "they are bits of a mask");
_Static_assert(WORDS < 256, "a word's place and their number are a byte");
_Static_assert(sizeof(struct order_kept) % WORD == 0, "it is no whole words");

/* With so many other words it becomes the row that those to come are like. */
#define OTHERS_MAX 8
#define LIKES_MAX 64

struct packed_head { uint32_t changed; unsigned char like, others; };

static uint64_t
word_of(const struct order_kept *k, size_t at)
{
	uint64_t word;

	memcpy(&word, (const char *)k + at, WORD);
	return word;
}

static void
word_set(struct order_kept *k, size_t at, const void *word)
{
	memcpy((char *)k + at, word, WORD);
}

/* The place in m->like of what rows of its kind are like; 0 is the empty row. */
static unsigned char *
like_of(struct memory *m, const struct order_kept *k)
{
	const struct order *o = &k->row.o;
	uint64_t kind = word_of(k, AT(row.o.symbol)) ^
	    (uint64_t)(o->type + ORDER_TYPES * (o->side + 2 * o->state)) << 40;

	return &m->like_of[kind * UINT64_C(0x9e3779b97f4a7c15) >> 58];
}

/* Writes the words that change, and makes them as those of the other row. */
static unsigned char *
changing_put(struct order_kept *k, const struct order_kept *like,
    uint32_t *changed, unsigned char *to)
{
	/* Unrolled, each place is known where it is looked at. */
#pragma GCC unroll 32
	for (size_t i = 0; i < CHANGING; i++) {
		uint64_t word = word_of(k, changing[i]), as =
		    word_of(like, changing[i]);

		if (word == as)
			continue;
		*changed |= UINT32_C(1) << i;
		memcpy(to, &word, WORD);
		to += WORD;
		word_set(k, changing[i], &as);
	}
	return to;
}

static unsigned char *
others_put(const struct order_kept *k, const struct order_kept *like,
    unsigned char *others, unsigned char *to)
{
	for (size_t i = 0; i < WORDS; i++) {
		uint64_t word = word_of(k, i * WORD);

		if (word == word_of(like, i * WORD))
			continue;
		++*others;
		*to++ = (unsigned char)i;
		memcpy(to, &word, WORD);
		to += WORD;
	}
	return to;
}

/* The row is spent by it. */
const unsigned char *
memory_pack(struct memory *m, struct order_kept *k)
{
	unsigned char bytes[sizeof(struct packed_head) + CHANGING * WORD +
	    WORDS * (WORD + 1)], *end, *to = bytes +
	    sizeof(struct packed_head);
	unsigned char *place = like_of(m, k);
	const struct order_kept *like = &m->like.at[*place];
	struct packed_head head = { 0 };

	/* What is made again when it is read. */
	TEXT_SET(k->row.o.id, like->row.o.id);
	k->row.o.remaining = like->row.o.remaining;
	k->row.o.average = like->row.o.average;
	end = to = changing_put(k, like, &head.changed, to);
	if (memcmp(k, like, sizeof(*k)) != 0)
		end = others_put(k, like, &head.others, to);
	if (head.others > (*place == 0 ? 0 : OTHERS_MAX) &&
	    m->like.len < LIKES_MAX) {
		*place = (unsigned char)m->like.len;
		vec_push(&m->like, *k);
		head.others = 0;
		end = to;
	}
	head.like = *place;
	memcpy(bytes, &head, sizeof(head));
	return arena_bytes(&m->texts, bytes, (size_t)(end - bytes));
}

void
memory_unpack(const struct memory *m, const unsigned char *packed,
    struct order_kept *k)
{
	struct packed_head head;
	const unsigned char *others;

	memcpy(&head, packed, sizeof(head));
	packed += sizeof(head);
	others = packed + (size_t)__builtin_popcount(head.changed) * WORD;
	*k = m->like.at[head.like];
	/* Those that change may lie across two of the others. */
	for (; head.others > 0; head.others--) {
		word_set(k, *others * WORD, others + 1);
		others += 1 + WORD;
	}
	for (size_t i = 0; i < CHANGING; i++) {
		if ((head.changed >> i & 1) == 0)
			continue;
		word_set(k, changing[i], packed);
		packed += WORD;
	}
}
