/* One field of a row as text and as JSON; names near a mistyped word. */
#include "base/record.h"

#include "base/decfloat.h"
#include "base/stamp.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const struct field *
record_field(const struct record *r, const char *name)
{
	for (const struct field *f = r->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

/* Borrowed text of a value that is text already; NULL when it is null. */
static const char *
plain_text(const struct field *f, const void *at)
{
	const char *s = NULL;
	int value;

	if (f->type == FIELD_CHARS) {
		s = at;
		return *s != '\0' ? s : NULL;
	}
	if (f->type == FIELD_TEXT) {
		memcpy(&s, at, sizeof(s));
		return s;
	}
	memcpy(&value, at, sizeof(value));
	return enum_name(f->names, f->names_len, value);
}

/* A value that is not text, in the digits that all formats share. */
static bool
number_text(const struct field *f, const void *at, struct buf *out)
{
	char text[DEC_TEXT_SIZE] = "";
	struct dec d;
	int64_t n;
	double x;
	signed char truth;

	switch (f->type) {
	case FIELD_DEC:
		memcpy(&d, at, sizeof(d));
		dec_text(d, text);
		break;
	case FIELD_DOUBLE:
		memcpy(&x, at, sizeof(x));
		double_text(x, text);
		break;
	case FIELD_BOOL:
		memcpy(&truth, at, sizeof(truth));
		if (truth != BOOL_NONE)
			strcpy(text, truth ? "true" : "false");
		break;
	default:
		memcpy(&n, at, sizeof(n));
		if (f->type == FIELD_STAMP)
			stamp_text(n, text);
		else if (f->type == FIELD_DURATION && n != 0)
			duration_text(n, text);
		else if (f->type == FIELD_INT && n != INT_NONE)
			snprintf(text, sizeof(text), "%" PRId64, n);
		break;
	}
	buf_puts(out, text);
	return text[0] != '\0';
}

static bool
is_text(const struct field *f)
{
	return f->type == FIELD_CHARS || f->type == FIELD_TEXT ||
	    f->type == FIELD_ENUM;
}

static bool
list_text(const struct text_list *list, struct buf *out)
{
	if (list->len == TEXT_LIST_NONE.len)
		return false;
	for (size_t i = 0; i < list->len; i++) {
		if (i != 0)
			buf_putc(out, ';');
		buf_puts(out, list->at[i]);
	}
	return true;
}

static void
list_json(const struct text_list *list, struct buf *out)
{
	if (list->len == TEXT_LIST_NONE.len) {
		buf_puts(out, "null");
		return;
	}
	buf_putc(out, '[');
	for (size_t i = 0; i < list->len; i++) {
		if (i != 0)
			buf_putc(out, ',');
		json_quote(out, list->at[i], strlen(list->at[i]));
	}
	buf_putc(out, ']');
}

bool
field_text(const struct field *f, const void *row, struct buf *out)
{
	const void *at = (const char *)row + f->offset;
	const char *s;

	if (f->type == FIELD_LIST)
		return list_text(at, out);
	if (!is_text(f))
		return number_text(f, at, out);
	s = plain_text(f, at);
	if (s != NULL)
		buf_puts(out, s);
	return s != NULL;
}

void
field_json(const struct field *f, const void *row, struct buf *out)
{
	const void *at = (const char *)row + f->offset;
	bool quoted = f->type == FIELD_STAMP || f->type == FIELD_DURATION;
	size_t start = out->len;
	const char *s;

	if (f->type == FIELD_LIST) {
		list_json(at, out);
		return;
	}
	if (is_text(f)) {
		s = plain_text(f, at);
		if (s != NULL)
			json_quote(out, s, strlen(s));
		else
			buf_puts(out, "null");
		return;
	}
	if (quoted)
		buf_putc(out, '"');
	if (number_text(f, at, out)) {
		if (quoted)
			buf_putc(out, '"');
		return;
	}
	buf_cut(out, start);
	buf_puts(out, "null");
}

const char *
enum_name(const char *const *names, int len, int value)
{
	return value >= 0 && value < len ? names[value] : NULL;
}

int
enum_value(const char *const *names, int len, const char *name)
{
	/* Often it is one of them, not only alike. */
	for (int i = 0; i < len; i++)
		if (names[i] == name)
			return name == NULL ? -1 : i;
	for (int i = 0; i < len; i++)
		if (names[i] != NULL && strcmp(names[i], name) == 0)
			return i;
	return -1;
}

#define WORD_MAX 64

/*
 * Edits (insert, delete, replace) and swaps of neighbours between two words,
 * case ignored: optimal string alignment.
 */
static size_t
word_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t d[3][WORD_MAX + 1];
	size_t *before = d[0], *last = d[1], *row = d[2];

	for (size_t j = 0; j <= b_len; j++)
		last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			int x = tolower((unsigned char)a[i - 1]);
			int y = tolower((unsigned char)b[j - 1]);
			size_t best = last[j - 1] + (x != y);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && before[j - 2] + 1 < best &&
			    x == tolower((unsigned char)b[j - 2]) &&
			    y == tolower((unsigned char)a[i - 2]))
				best = before[j - 2] + 1;
			row[j] = best;
		}
		size_t *oldest = before;

		before = last;
		last = row;
		row = oldest;
	}
	return last[b_len];
}

const char *
word_nearest(const char *word, const char *const *words)
{
	size_t len = strlen(word), best;
	const char *nearest = NULL;

	if (len < 3 || len > WORD_MAX)
		return NULL;
	best = len / 3 + 1;	/* the first that is too far */
	for (; *words != NULL; words++) {
		size_t n = strlen(*words), distance;

		if (n > WORD_MAX)
			continue;
		distance = word_distance(word, len, *words, n);
		if (distance < best) {
			best = distance;
			nearest = *words;
		}
	}
	return nearest;
}
