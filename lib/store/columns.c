/* Packing columns of rows, and unpacking them. */
#include "store/columns.h"

#include "base/index.h"
#include "base/level.h"
#include "store/candles-pack.h"

#include <string.h>

void
number_put(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_putc(out, (char)(v | 0x80));
	buf_putc(out, (char)v);
}

bool
number_get(struct packed *p, uint64_t *v)
{
	*v = 0;
	for (unsigned shift = 0; shift < 64 && p->at < p->end; shift += 7) {
		*v |= (uint64_t)(*p->at & 0x7f) << shift;
		if ((*p->at++ & 0x80) == 0)
			return true;
	}
	return false;
}

void
text_put(struct buf *out, const char *text)
{
	buf_add(out, text, strlen(text) + 1);
}

const char *
text_get(struct packed *p)
{
	const unsigned char *at = p->at;
	const unsigned char *end = memchr(at, '\0', (size_t)(p->end - at));

	if (end == NULL)
		return NULL;
	p->at = end + 1;
	return (const char *)at;
}

/* One column of rows. */
struct source {
	const struct column *column;
	const char *rows;
	size_t size, n;
	int scale;
};

static const void *
member(const struct source *s, size_t i)
{
	return s->rows + i * s->size + s->column->offset;
}

static int64_t
int_at(const struct source *s, size_t i)
{
	int64_t v;

	memcpy(&v, member(s, i), sizeof(v));
	return v;
}

static struct dec
dec_at(const struct source *s, size_t i)
{
	return *(const struct dec *)member(s, i);
}

static void
numbers_pack(const struct source *s,
    uint64_t (*code)(const struct source *, size_t), struct buf *out)
{
	uint64_t v[GROUP];

	for (size_t i = 0; i < s->n; i += GROUP) {
		size_t n = s->n - i < GROUP ? s->n - i : GROUP;

		for (size_t k = 0; k < n; k++)
			v[k] = code(s, i + k);
		group_pack(v, n, out);
	}
}

static uint64_t
int_code(const struct source *s, size_t i)
{
	return zigzag((uint64_t)int_at(s, i) -
	    (i == 0 ? 0 : (uint64_t)int_at(s, i - 1)));
}

static uint64_t
bool_code(const struct source *s, size_t i)
{
	return (uint64_t)(*(const signed char *)member(s, i) + 1);
}

static uint64_t
enum_code(const struct source *s, size_t i)
{
	return (uint64_t)*(const int *)member(s, i);
}

static uint64_t
double_code(const struct source *s, size_t i)
{
	uint64_t v;

	memcpy(&v, member(s, i), sizeof(v));
	return v;
}

static uint64_t
scale_code(const struct source *s, size_t i)
{
	return (uint64_t)(dec_at(s, i).scale + 1);
}

static uint64_t
coef_code(const struct source *s, size_t i)
{
	struct dec d = dec_at(s, i);

	return zigzag(d.scale < 0 ? 0 : (uint64_t)(int64_t)d.coef);
}

static uint64_t
scaled_at(const struct source *s, size_t i)
{
	struct dec d = dec_at(s, i);

	return (uint64_t)(int64_t)d.coef *
	    (uint64_t)dec_powers[s->scale - d.scale];
}

static uint64_t
scaled_code(const struct source *s, size_t i)
{
	return zigzag(scaled_at(s, i) - (i == 0 ? 0 : scaled_at(s, i - 1)));
}

/* The texts of a column, each once, in the order in which they come. */
struct words {
	VEC(const char *) at;
	VEC(uint64_t) places;	/* of each row; 0: it has none */
	struct index index;
	struct arena made;	/* those that are in no row as they are */
};

static uint64_t
word_place(struct words *w, const char *text, bool lasts)
{
	uint64_t hash = index_hash(0, text);

	for (struct index_seek k = { 0 }; index_next(&w->index, hash, &k);)
		if (strcmp(w->at.at[k.place], text) == 0)
			return k.place + 1;
	index_add(&w->index, hash, w->at.len);
	vec_push(&w->at, lasts ? text : arena_text(&w->made, text));
	return w->at.len;
}

static const char *
text_at(const struct source *s, size_t i, char scratch[DEC_TEXT_SIZE])
{
	const void *at = member(s, i);

	switch (s->column->kind) {
	case COL_TEXT:
		return *(const char *const *)at;
	case COL_DEC:
		return dec_known(dec_at(s, i)) ?
		    dec_text(dec_at(s, i), scratch) : NULL;
	case COL_LEVEL:
		level_text(*(const struct level *)at, scratch);
		return scratch;
	default:
		return at;
	}
}

static uint64_t
place_code(const struct source *s, size_t i)
{
	return ((const uint64_t *)(const void *)s->rows)[i];
}

static void
texts_pack(const struct source *s, struct buf *out)
{
	const bool lasts = s->column->kind == COL_TEXT ||
	    s->column->kind == COL_CHARS;
	char scratch[DEC_TEXT_SIZE];
	struct words w = {0};
	struct source places = { .n = s->n };
	const char *text, *before = NULL;
	uint64_t place = 0;

	vec_reserve(&w.places, s->n);
	for (size_t i = 0; i < s->n; i++) {
		text = text_at(s, i, scratch);
		if (text == NULL)
			place = 0;
		else if (!lasts || before == NULL || strcmp(text, before) != 0)
			place = word_place(&w, text, lasts);
		before = lasts ? text : NULL;
		vec_push(&w.places, place);
	}
	number_put(out, w.at.len);
	for (size_t i = 0; i < w.at.len; i++)
		text_put(out, w.at.at[i]);
	places.rows = (const char *)w.places.at;
	numbers_pack(&places, place_code, out);
	vec_release(&w.at);
	vec_release(&w.places);
	index_release(&w.index);
	arena_release(&w.made);
}

/* The names go along, so that a later version may order them otherwise. */
static void
enum_pack(const struct source *s, struct buf *out)
{
	const struct column *c = s->column;

	number_put(out, (uint64_t)c->names_len);
	for (int i = 0; i < c->names_len; i++)
		text_put(out, c->names[i] == NULL ? "" : c->names[i]);
	numbers_pack(s, enum_code, out);
}

/* The scale that all have, or how they are packed when there is none. */
static int
scale_of(const struct source *s)
{
	bool wide = false, known = true;
	int scale = 0;
	int64_t v;
	struct dec d;

	for (size_t i = 0; i < s->n; i++) {
		d = dec_at(s, i);
		known &= dec_known(d);
		wide |= dec_known(d) && !dec_is_short(d);
		if (d.scale > scale)
			scale = d.scale;
	}
	if (wide)
		return SCALE_TEXT;
	for (size_t i = 0; i < s->n && known; i++) {
		d = dec_at(s, i);
		if (__builtin_mul_overflow((int64_t)d.coef,
		    dec_powers[scale - d.scale], &v))
			return SCALE_MIXED;
	}
	return known ? scale : SCALE_MIXED;
}

static void
dec_pack(struct source *s, struct buf *out)
{
	s->scale = scale_of(s);
	buf_putc(out, (char)s->scale);
	if (s->scale == SCALE_TEXT) {
		texts_pack(s, out);
	} else if (s->scale == SCALE_MIXED) {
		numbers_pack(s, scale_code, out);
		numbers_pack(s, coef_code, out);
	} else {
		numbers_pack(s, scaled_code, out);
	}
}

int
rows_shape(const struct column *columns)
{
	int shape = 1;

	for (; columns->name != NULL; columns++)
		if (columns->since > shape)
			shape = columns->since;
	return shape;
}

void
rows_pack(const struct column *columns, const void *rows, size_t size,
    size_t n, struct buf *out)
{
	buf_putc(out, (char)rows_shape(columns));
	number_put(out, n);
	for (; columns->name != NULL; columns++) {
		struct source s = { columns, rows, size, n, 0 };

		switch (columns->kind) {
		case COL_INT:
		case COL_STAMP:
			numbers_pack(&s, int_code, out);
			break;
		case COL_BOOL:
			numbers_pack(&s, bool_code, out);
			break;
		case COL_ENUM:
			enum_pack(&s, out);
			break;
		case COL_DEC:
			dec_pack(&s, out);
			break;
		case COL_DOUBLE:
			numbers_pack(&s, double_code, out);
			break;
		case COL_CHARS:
		case COL_TEXT:
		case COL_LEVEL:
			texts_pack(&s, out);
			break;
		}
	}
	buf_pad(out, '\0', PAD);
}
