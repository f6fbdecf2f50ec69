/* CSV as columns of text, by libcsv. */
#include "quant/columns.h"

#include <csv.h>

#include <stdio.h>
#include <string.h>

struct reading {
	struct columns *to;
	const char *what;
	size_t line, cells;	/* of this line */
	enum err_code rc;
	struct err *err;
};

static void
refuse(struct reading *r, const char *why)
{
	if (r->rc == E_OK)
		r->rc = err_set(r->err, E_DATA, "%s: row %zu: %s", r->what,
		    r->line, why);
}

static void
take_name(struct reading *r, const char *name)
{
	if (*name == '\0')
		refuse(r, "a column without a name");
	else if (columns_find(r->to, name) >= 0)
		refuse(r, "two columns of one name");
	else if (r->to->names.len == COLUMNS_MOST)
		refuse(r, "too many columns");
	else
		vec_push(&r->to->names, arena_text(&r->to->text, name));
}

static void
cell(void *bytes, size_t n, void *self)
{
	struct reading *r = self;
	const char *text;

	if (r->rc != E_OK)
		return;
	text = arena_textn(&r->to->text, bytes == NULL ? "" : bytes, n);
	if (strlen(text) != n)
		refuse(r, "a cell with a NUL");
	else if (r->line == 1)
		take_name(r, text);
	else if (++r->cells > r->to->names.len)
		refuse(r, "more cells than names");
	else if (r->to->cells.len == COLUMN_CELLS_MOST)
		refuse(r, "too many cells");
	else
		vec_push(&r->to->cells, text);
}

static void
line_end(int c, void *self)
{
	struct reading *r = self;

	(void)c;
	if (r->rc != E_OK)
		return;
	if (r->line > 1 && r->cells != r->to->names.len)
		refuse(r, "fewer cells than names");
	else if (r->line > 1)
		r->to->rows++;
	r->line++;
	r->cells = 0;
}

enum err_code
columns_read(struct columns *c, const char *text, size_t len,
    const char *what, struct err *err)
{
	struct reading r = { .to = c, .what = what, .line = 1, .err = err };
	struct csv_parser parser;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		bug("libcsv");
	if (csv_parse(&parser, text, len, cell, line_end, &r) != len)
		refuse(&r, csv_strerror(csv_error(&parser)));
	if (csv_fini(&parser, cell, line_end, &r) != 0)
		refuse(&r, csv_strerror(csv_error(&parser)));
	csv_free(&parser);
	if (r.rc == E_OK && c->names.len == 0)
		refuse(&r, "no names of columns");
	return r.rc;
}

void
columns_release(struct columns *c)
{
	vec_release(&c->names);
	vec_release(&c->cells);
	arena_release(&c->text);
	c->rows = 0;
}

int
columns_find(const struct columns *c, const char *name)
{
	for (size_t i = 0; i < c->names.len; i++)
		if (strcmp(c->names.at[i], name) == 0)
			return (int)i;
	return -1;
}

const char *
columns_cell(const struct columns *c, size_t row, int column)
{
	return c->cells.at[row * c->names.len + (size_t)column];
}
