/*
 * Tables for people. Widths come from the first rows. Unless --fields asks,
 * columns without any value are left out. A table wider than its terminal
 * leaves out columns that matter least, then those that say the same in every
 * row, then numbers from the right, and names them; what is left shortens its
 * widest text columns. A number is never cut.
 */
#include "out/format.h"

#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Rows that wait until the widths are settled; what follows streams. */
#define TABLE_AHEAD 1000
#define TABLE_GAP 2
#define TABLE_LEAST 8	/* a shortened column keeps this much */
#define TABLE_COMFORT 16	/* with less, a number elsewhere goes first */

static bool
is_number(const struct field *f)
{
	return f->type == FIELD_DEC || f->type == FIELD_INT ||
	    f->type == FIELD_DOUBLE || f->type == FIELD_DURATION;
}

/* A ratio as a percentage of two decimals, exactly, half to even. */
static void
percent_text(struct buf *to, struct dec ratio)
{
	char text[DEC_TEXT_SIZE];
	struct dec hundredfold;

	if (dec_mul(ratio, dec_int(100), 2, ROUND_HALF_EVEN, &hundredfold))
		buf_printf(to, "%s%%", dec_text_fixed(hundredfold, 2, text));
	else
		buf_puts(to, dec_text(ratio, text));
}

/* One cell as people read it; NULL for null. */
static char *
cell_text(struct out *o, const struct field *f, const void *row)
{
	const void *at = (const char *)row + f->offset;
	struct buf to = {0};

	buf_clear(&o->cell);
	if (!field_text(f, row, &o->cell) || o->cell.len == 0)
		return NULL;
	if (f->type == FIELD_DEC && (f->flags & FIELD_PERCENT))
		percent_text(&to, *(const struct dec *)at);
	else if (f->type == FIELD_DOUBLE && (f->flags & FIELD_PERCENT))
		buf_printf(&to, "%.2f%%", *(const double *)at * 100);
	else if (f->type == FIELD_DOUBLE)
		buf_printf(&to, "%.6g", *(const double *)at);
	else
		out_escape_terminal(&to, buf_text(&o->cell), o->cell.len);
	return to.at != NULL ? buf_take(&to) : mem_text("");
}

static size_t
text_width(const char *s)
{
	return s == NULL ? 1 : out_width(s, strlen(s));
}

/* Text that can be shortened; numbers and times cannot. */
static bool
is_elastic(const struct out *o, size_t i)
{
	return !is_number(o->fields.at[i]) &&
	    o->fields.at[i]->type != FIELD_STAMP;
}

/* Of the columns shown, elastic ones counted with at most `most`. */
static size_t
table_width(const struct out *o, size_t most)
{
	size_t total = 0, shown = 0;

	for (size_t i = 0; i < o->fields.len; i++) {
		size_t w = o->columns[i].width;

		if (o->columns[i].hidden)
			continue;
		total += is_elastic(o, i) && w > most ? most : w;
		total += shown++ > 0 ? TABLE_GAP : 0;
	}
	return total;
}

/* The widest text column loses one column at a time until all fit. */
static void
shrink(struct out *o, size_t limit)
{
	while (table_width(o, SIZE_MAX) > limit) {
		struct column *widest = NULL;

		for (size_t i = 0; i < o->fields.len; i++) {
			struct column *c = &o->columns[i];

			if (!c->hidden && is_elastic(o, i) &&
			    c->width > TABLE_LEAST &&
			    (widest == NULL || c->width > widest->width))
				widest = c;
		}
		if (widest == NULL)
			return;
		widest->width--;
	}
}

/* Whether the waiting rows, two at least, all say the same here. */
static bool
is_constant(const struct out *o, size_t i)
{
	size_t n = o->fields.len;
	const char *first = o->cells.at[i];

	for (size_t c = i + n; c < o->cells.len; c += n)
		if (first == NULL || o->cells.at[c] == NULL ||
		    strcmp(first, o->cells.at[c]) != 0)
			return false;
	return o->cells.len > n;
}

static bool
goes_in_turn(const struct out *o, size_t i, int turn)
{
	switch (turn) {
	case 0:
		return o->fields.at[i]->flags & FIELD_MINOR;
	case 1:
		return is_elastic(o, i) && is_constant(o, i);
	case 2:
		return is_number(o->fields.at[i]);
	default:
		return true;
	}
}

/* The first column always stays. */
static void
drop(struct out *o, size_t limit)
{
	for (int turn = 0; turn < 4; turn++)
		for (size_t i = o->fields.len; i-- > 1;) {
			if (table_width(o, TABLE_COMFORT) <= limit)
				return;
			if (!o->columns[i].hidden && goes_in_turn(o, i, turn))
				o->columns[i].hidden =
				    o->columns[i].dropped = true;
		}
}

static void
settle_columns(struct out *o, bool whole)
{
	size_t n = o->fields.len;
	bool chosen = o->style.fields != NULL;

	o->columns = mem_array(n, sizeof(*o->columns));
	for (size_t i = 0; i < n; i++) {
		o->columns[i].hidden = whole && !chosen;
		if (o->style.header)
			o->columns[i].width = strlen(o->fields.at[i]->name);
	}
	for (size_t c = 0; c < o->cells.len; c++) {
		size_t w = text_width(o->cells.at[c]);

		if (w > o->columns[c % n].width)
			o->columns[c % n].width = w;
		if (o->cells.at[c] != NULL)
			o->columns[c % n].hidden = false;
	}
	if (o->style.width > 0 && !chosen)
		drop(o, (size_t)o->style.width);
	if (o->style.width > 0)
		shrink(o, (size_t)o->style.width);
	for (size_t i = 0; i < n; i++)
		if (!o->columns[i].hidden)
			o->last = i;
}

/* One cell, cut or padded to its column; the last one of a line stays short. */
static void
put_cell(struct out *o, size_t i, const char *text, const char *color)
{
	const char *s = text == NULL ? "-" : text;
	size_t n = strlen(s), columns = o->columns[i].width, w = out_width(s, n);
	bool right = is_number(o->fields.at[i]);
	const char *more = "";

	if (o->columns[i].hidden)
		return;
	if (w > columns && !right && columns > 1) {
		n = out_fit(s, n, columns - 1);
		more = o->style.utf8 ? "…" : "~";
		w = out_width(s, n) + 1;
	}
	if (o->started)
		buf_pad(&o->text, ' ', TABLE_GAP);
	o->started = true;
	if (right && w < columns)
		buf_pad(&o->text, ' ', columns - w);
	if (color != NULL)
		buf_puts(&o->text, color);
	buf_add(&o->text, s, n);
	buf_puts(&o->text, more);
	if (color != NULL)
		buf_puts(&o->text, "\033[0m");
	if (!right && w < columns && i < o->last)
		buf_pad(&o->text, ' ', columns - w);
}

static void
end_line(struct out *o)
{
	buf_putc(&o->text, '\n');
	o->started = false;
}

static void
put_heading(struct out *o)
{
	o->headed = true;
	if (!o->style.header)
		return;
	for (size_t i = 0; i < o->fields.len; i++)
		put_cell(o, i, o->fields.at[i]->name,
		    o->style.color ? "\033[1m" : NULL);
	end_line(o);
}

static const char *
cell_color(const struct out *o, size_t i, const char *text)
{
	if (!o->style.color || text == NULL)
		return NULL;
	return is_number(o->fields.at[i]) && text[0] == '-' ? "\033[31m" :
	    NULL;
}

void
table_flush(struct out *o, bool whole)
{
	size_t n = o->fields.len;

	if (o->cells.len == 0)
		return;
	if (o->columns == NULL)
		settle_columns(o, whole);
	if (!o->headed)
		put_heading(o);
	for (size_t c = 0; c < o->cells.len; c++) {
		put_cell(o, c % n, o->cells.at[c],
		    cell_color(o, c % n, o->cells.at[c]));
		if (c % n == n - 1)
			end_line(o);
		free(o->cells.at[c]);
	}
	vec_clear(&o->cells);
}

void
table_row(struct out *o, const void *row)
{
	for (size_t i = 0; i < o->fields.len; i++)
		vec_push(&o->cells, cell_text(o, o->fields.at[i], row));
	if (o->columns != NULL ||
	    o->cells.len >= TABLE_AHEAD * o->fields.len)
		table_flush(o, false);
}

/* "(not shown for want of room: fee, time; --fields chooses)" */
static void
name_dropped(struct out *o)
{
	const char *sep = "(not shown for want of room: ";

	for (size_t i = 0; i < o->fields.len; i++)
		if (o->columns[i].dropped) {
			buf_printf(&o->text, "%s%s", sep,
			    o->fields.at[i]->name);
			sep = ", ";
		}
	if (sep[0] == ',')
		buf_puts(&o->text, "; --fields chooses)\n");
}

void
table_end(struct out *o)
{
	table_flush(o, true);
	if (o->columns != NULL)
		name_dropped(o);
	free(o->columns);
	o->columns = NULL;
	o->headed = false;
}
