/* Unpacking rows: each column into its members. The bytes have a hash that was
 * looked at before; what is wrong with them all the same is noticed here. */
#include "store/columns.h"

#include "base/level.h"
#include "store/candles-pack.h"

#include <math.h>
#include <string.h>

struct sink {
	const struct column *column;
	char *rows;
	size_t size, n;
	struct arena *texts;
	struct packed *from;
	/* while numbers are read: */
	uint64_t last;
	int scale;
	const char *const *words;	/* borrowed from the bytes */
	size_t words_len;
	const int *values;		/* of an enum, by what was packed */
};

static void *
member(const struct sink *s, size_t i)
{
	return s->rows + i * s->size + s->column->offset;
}

static bool
numbers_unpack(struct sink *s, bool (*take)(struct sink *, size_t, uint64_t))
{
	uint64_t v[GROUP];

	s->last = 0;
	for (size_t i = 0; i < s->n; i += GROUP) {
		size_t n = s->n - i < GROUP ? s->n - i : GROUP;

		if (!group_unpack(&s->from->at, s->from->end, n, v))
			return false;
		for (size_t k = 0; k < n; k++)
			if (!take(s, i + k, v[k]))
				return false;
	}
	return true;
}

static bool
take_int(struct sink *s, size_t i, uint64_t v)
{
	s->last += unzigzag(v);
	memcpy(member(s, i), &s->last, sizeof(s->last));
	return true;
}

static bool
take_bool(struct sink *s, size_t i, uint64_t v)
{
	if (v > 2)
		return false;
	*(signed char *)member(s, i) = (signed char)((int)v - 1);
	return true;
}

static bool
take_enum(struct sink *s, size_t i, uint64_t v)
{
	if (v >= s->words_len || s->values[v] < 0)
		return false;
	*(int *)member(s, i) = s->values[v];
	return true;
}

static bool
take_double(struct sink *s, size_t i, uint64_t v)
{
	memcpy(member(s, i), &v, sizeof(v));
	return true;
}

static bool
take_scale(struct sink *s, size_t i, uint64_t v)
{
	if (v > DEC_SCALE_MAX + 1)
		return false;
	*(struct dec *)member(s, i) = (struct dec){ 0, (int)v - 1 };
	return true;
}

static bool
take_coef(struct sink *s, size_t i, uint64_t v)
{
	((struct dec *)member(s, i))->coef = (int64_t)unzigzag(v);
	return true;
}

static bool
take_scaled(struct sink *s, size_t i, uint64_t v)
{
	s->last += unzigzag(v);
	*(struct dec *)member(s, i) =
	    (struct dec){ (int64_t)s->last, s->scale };
	return true;
}

static bool
take_text(struct sink *s, size_t i, uint64_t v)
{
	void *to = member(s, i);
	const char *text;

	if (v > s->words_len)
		return false;
	text = v == 0 ? NULL : s->words[v - 1];
	switch (s->column->kind) {
	case COL_TEXT:
		*(const char **)to = text;
		return true;
	case COL_DEC:
		*(struct dec *)to = DEC_NONE;
		return text == NULL || dec_parse_text(text, to);
	case COL_LEVEL:
		return text == NULL || *text == '\0' || level_parse(text, to);
	default:
		return text == NULL || text_set(to, s->column->size, text);
	}
}

/* The list of texts in front of a column. */
static const char **
words_unpack(struct sink *s, bool keep)
{
	const char **words = NULL, *text;
	uint64_t n;

	if (!number_get(s->from, &n) ||
	    n > (uint64_t)(s->from->end - s->from->at))
		return NULL;
	words = mem_array((size_t)n + 1, sizeof(*words));
	for (size_t i = 0; i < n; i++) {
		text = text_get(s->from);
		words[i] = keep ? arena_text(s->texts, text) : text;
		if (text == NULL) {
			free(words);
			return NULL;
		}
	}
	s->words = words;
	s->words_len = (size_t)n;
	return words;
}

static bool
texts_unpack(struct sink *s)
{
	const char **words = words_unpack(s, s->column->kind == COL_TEXT);
	bool good;

	if (words == NULL)
		return false;
	good = numbers_unpack(s, take_text);
	free(words);
	return good;
}

static bool
enum_unpack(struct sink *s)
{
	const char **words = words_unpack(s, false);
	int *values;
	bool good;

	if (words == NULL)
		return false;
	values = mem_array(s->words_len + 1, sizeof(*values));
	for (size_t i = 0; i < s->words_len; i++)
		values[i] = enum_value(s->column->names, s->column->names_len,
		    words[i]);
	s->values = values;
	good = numbers_unpack(s, take_enum);
	free(values);
	free(words);
	return good;
}

static bool
dec_unpack(struct sink *s)
{
	if (s->from->at >= s->from->end)
		return false;
	s->scale = *s->from->at++;
	if (s->scale == SCALE_TEXT)
		return texts_unpack(s);
	if (s->scale == SCALE_MIXED)
		return numbers_unpack(s, take_scale) &&
		    numbers_unpack(s, take_coef);
	return s->scale <= DEC_SCALE_MAX && numbers_unpack(s, take_scaled);
}

static bool
column_unpack(struct sink *s)
{
	switch (s->column->kind) {
	case COL_INT:
	case COL_STAMP:
		return numbers_unpack(s, take_int);
	case COL_BOOL:
		return numbers_unpack(s, take_bool);
	case COL_ENUM:
		return enum_unpack(s);
	case COL_DEC:
		return dec_unpack(s);
	case COL_DOUBLE:
		return numbers_unpack(s, take_double);
	case COL_CHARS:
	case COL_TEXT:
	case COL_LEVEL:
		return texts_unpack(s);
	}
	return false;
}

/* A column that was not there yet. */
static void
column_leave(const struct sink *s)
{
	for (size_t i = 0; i < s->n; i++)
		switch (s->column->kind) {
		case COL_BOOL:
			*(signed char *)member(s, i) = BOOL_NONE;
			break;
		case COL_DEC:
			*(struct dec *)member(s, i) = DEC_NONE;
			break;
		case COL_DOUBLE:
			*(double *)member(s, i) = NAN;
			break;
		default:	/* as it is, of zeros */
			break;
		}
}

/* Each column has a byte for each group of rows, or more. */
static bool
rows_fit(const struct column *columns, int shape, uint64_t n, size_t len)
{
	size_t each = 0;

	for (; columns->name != NULL; columns++)
		each += columns->since <= shape;
	return n <= GROUP * (uint64_t)(len / each);
}

static bool
shape_unpack(const struct column *columns, int shape, const void *bytes,
    size_t len, struct sink *s, void *vec)
{
	const unsigned char *at = bytes;
	struct packed from = { at + 1, at + len - PAD };
	VEC(char) rows = {0};
	uint64_t n;
	bool good = number_get(&from, &n) && rows_fit(columns, shape, n, len);

	if (!good)
		return false;
	s->from = &from;
	s->n = rows.len = rows.cap = (size_t)n;
	s->rows = rows.at = n == 0 ? NULL : mem_array((size_t)n, s->size);
	for (; columns->name != NULL && good; columns++) {
		s->column = columns;
		if (columns->since <= shape)
			good = column_unpack(s);
		else
			column_leave(s);
	}
	good = good && from.at == from.end;
	if (good)
		/* Every VEC is laid out alike, whatever it holds. */
		memcpy(vec, &rows, sizeof(rows));
	else
		free(rows.at);
	return good;
}

bool
rows_unpack_as(const struct column *columns, const void *bytes, size_t len,
    struct arena *texts, size_t size, void *vec)
{
	struct sink s = { .size = size, .texts = texts };
	int shape = len > PAD ? *(const unsigned char *)bytes : 0;
	int newest = rows_shape(columns);

	if (shape < 1 || shape > newest)
		return false;
	if (shape > 1)
		return shape_unpack(columns, shape, bytes, len, &s, vec);
	if (newest > SHAPE_UNTOLD)
		newest = SHAPE_UNTOLD;
	for (; shape <= newest; shape++)
		if (shape_unpack(columns, shape, bytes, len, &s, vec))
			return true;
	return false;
}
