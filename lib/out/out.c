/*
 * One record, four formats: chooses the fields, writes JSON, NDJSON and CSV
 * row by row, hands tables to table.c, and checks every write.
 */
#include "out/format.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Enough to make few writes, small enough to keep memory flat. */
#define OUT_CHUNK 65536

const char *const out_format_names[] = { "table", "json", "ndjson", "csv",
    NULL };

/* The next name of a list "a,b,c"; false at its end. */
static bool
list_next(const char **at, char *name, size_t size)
{
	size_t n;

	while (**at == ',' || **at == ' ')
		(*at)++;
	n = strcspn(*at, ", ");
	if (n == 0)
		return false;
	snprintf(name, size, "%.*s", (int)(n < size ? n : size - 1), *at);
	*at += n;
	return true;
}

static enum err_code
unknown_field(const char *name, const struct record *const *records,
    struct err *err)
{
	VEC(const char *) names = {0};
	const char *near;
	enum err_code rc;

	for (size_t i = 0; records[i] != NULL; i++)
		for (const struct field *f = records[i]->fields;
		    f->name != NULL; f++)
			vec_push(&names, f->name);
	vec_push(&names, NULL);
	near = word_nearest(name, names.at);
	if (near != NULL)
		rc = err_set(err, E_USAGE, "--fields: no field '%s' in %s (did"
		    " you mean '%s'?)", name, records[0]->name, near);
	else
		rc = err_set(err, E_USAGE, "--fields: no field '%s' in %s; see"
		    " 'etrms help records'", name, records[0]->name);
	vec_release(&names);
	return rc;
}

enum err_code
out_check_fields(const char *list, const struct record *const *records,
    struct err *err)
{
	char name[64];
	size_t n = 0;

	while (list_next(&list, name, sizeof(name))) {
		bool found = false;

		for (size_t i = 0; !found && records[i] != NULL; i++)
			found = record_field(records[i], name) != NULL;
		if (!found)
			return unknown_field(name, records, err);
		n++;
	}
	if (n == 0)
		return err_set(err, E_USAGE, "--fields: no field named");
	return E_OK;
}

static void
choose_fields(struct out *o)
{
	const char *list = o->style.fields;
	const struct field *f;
	char name[64];

	o->fields.len = 0;
	if (list == NULL)
		for (f = o->record->fields; f->name != NULL; f++)
			if (o->style.format != OUT_TABLE ||
			    !(f->flags & FIELD_WIDE))
				vec_push(&o->fields, f);
	while (list != NULL && list_next(&list, name, sizeof(name)))
		if ((f = record_field(o->record, name)) != NULL)
			vec_push(&o->fields, f);
}

enum err_code
out_open(FILE *file, const struct out_style *style,
    const struct record *record, struct out **out, struct err *err)
{
	const struct record *const one[] = { record, NULL };
	struct out *o;

	*out = NULL;
	if (style->fields != NULL && !style->loose) {
		enum err_code rc = out_check_fields(style->fields, one, err);

		if (rc != E_OK)
			return rc;
	}
	o = mem_alloc(sizeof(*o));
	o->file = file;
	o->style = *style;
	o->record = record;
	choose_fields(o);
	*out = o;
	return E_OK;
}

static enum err_code
push(struct out *o, size_t keep, struct err *err)
{
	if (o->failed)
		return err_set(err, E_OUTPUT, "output: write failed");
	if (o->text.len <= keep)
		return E_OK;
	errno = 0;
	if (fwrite(o->text.at, 1, o->text.len, o->file) != o->text.len) {
		o->failed = true;
		return err_set(err, E_OUTPUT, "output: %s",
		    errno != 0 ? strerror(errno) : "write failed");
	}
	buf_clear(&o->text);
	return E_OK;
}

static void
json_row(struct out *o, const void *row)
{
	const char *sep = "";

	if (o->style.format == OUT_JSON)
		buf_puts(&o->text, o->rows == 0 ? "[\n  " : ",\n  ");
	buf_putc(&o->text, '{');
	if (o->parts) {
		buf_printf(&o->text, "\"record\":");
		json_quote(&o->text, o->record->name,
		    strlen(o->record->name));
		sep = ",";
	}
	for (size_t i = 0; i < o->fields.len; i++) {
		buf_printf(&o->text, "%s\"%s\":", sep, o->fields.at[i]->name);
		field_json(o->fields.at[i], row, &o->text);
		sep = ",";
	}
	buf_putc(&o->text, '}');
	if (o->style.format == OUT_NDJSON)
		buf_putc(&o->text, '\n');
}

static void
share_column(struct out *o, const char *name)
{
	for (size_t i = 0; i < o->shared.len; i++)
		if (strcmp(o->shared.at[i], name) == 0)
			return;
	vec_push(&o->shared, name);
}

/* The columns of all parts together, in the order of --fields or else of the
 * records. */
static void
choose_shared(struct out *o)
{
	const struct record *const one[] = { o->record, NULL };
	const struct record *const *all = o->style.records != NULL ?
	    o->style.records : one;
	const char *list = o->style.fields;
	const struct field *f;
	char name[64];

	for (size_t i = 0; list == NULL && all[i] != NULL; i++)
		for (f = all[i]->fields; f->name != NULL; f++)
			share_column(o, f->name);
	while (list != NULL && list_next(&list, name, sizeof(name)))
		for (size_t i = 0; all[i] != NULL; i++)
			if ((f = record_field(all[i], name)) != NULL)
				share_column(o, f->name);
}

static void
csv_heading(struct out *o)
{
	const char *sep = "";

	o->headed = true;
	if (!o->style.header)
		return;
	if (o->parts) {
		buf_puts(&o->text, "record");
		sep = ",";
	}
	for (size_t i = 0; i < o->shared.len; i++)
		buf_printf(&o->text, ",%s", o->shared.at[i]);
	for (size_t i = 0; !o->parts && i < o->fields.len; i++) {
		buf_printf(&o->text, "%s%s", sep, o->fields.at[i]->name);
		sep = ",";
	}
	buf_putc(&o->text, '\n');
}

/* Numbers and times begin with a digit or a true minus sign; text may not. */
static bool
is_text(const struct field *f)
{
	return f->type == FIELD_CHARS || f->type == FIELD_TEXT ||
	    f->type == FIELD_LIST || f->type == FIELD_ENUM;
}

static void
csv_cell(struct out *o, const struct field *f, const void *row)
{
	buf_clear(&o->cell);
	if (field_text(f, row, &o->cell))
		out_escape_csv(&o->text, buf_text(&o->cell), o->cell.len,
		    is_text(f) && !o->style.raw);
}

static void
csv_row(struct out *o, const void *row)
{
	if (!o->headed)
		csv_heading(o);
	if (o->parts)
		out_escape_csv(&o->text, o->record->name,
		    strlen(o->record->name), true);
	for (size_t i = 0; i < o->shared.len; i++) {
		const struct field *f = record_field(o->record,
		    o->shared.at[i]);

		buf_putc(&o->text, ',');
		if (f != NULL)
			csv_cell(o, f, row);
	}
	for (size_t i = 0; !o->parts && i < o->fields.len; i++) {
		if (i > 0)
			buf_putc(&o->text, ',');
		csv_cell(o, o->fields.at[i], row);
	}
	buf_putc(&o->text, '\n');
}

enum err_code
out_row(struct out *o, const void *row, struct err *err)
{
	if (o->fields.len == 0)		/* --fields has none of this part */
		return E_OK;
	if (!o->style.quiet) {
		if (o->style.format == OUT_TABLE)
			table_row(o, row);
		else if (o->style.format == OUT_CSV)
			csv_row(o, row);
		else
			json_row(o, row);
	}
	o->rows++;
	return push(o, OUT_CHUNK, err);
}

/* What a part without rows still shows: a CSV heading, an empty table. */
static void
end_part(struct out *o)
{
	if (o->style.quiet)
		return;
	if (o->style.format == OUT_TABLE)
		table_end(o);
	if (o->style.format == OUT_CSV && !o->headed && !o->parts)
		csv_heading(o);
}

enum err_code
out_part(struct out *o, const struct record *record, const char *title,
    struct err *err)
{
	if (o->rows > 0 || o->parts)
		end_part(o);
	if (!o->parts && o->style.format == OUT_CSV)
		choose_shared(o);
	o->parts = true;
	o->record = record;
	choose_fields(o);
	if (o->style.format == OUT_TABLE && !o->style.quiet &&
	    title != NULL && o->fields.len > 0) {
		if (o->text.len > 0 || o->rows > 0)
			buf_putc(&o->text, '\n');
		buf_printf(&o->text, o->style.color ? "\033[1m%s\033[0m\n" :
		    "%s\n", title);
	}
	return push(o, OUT_CHUNK, err);
}

void
out_note(struct out *o, const char *fmt, ...)
{
	va_list ap;

	if (o->style.format != OUT_TABLE || o->style.quiet)
		return;
	table_end(o);
	buf_clear(&o->cell);
	va_start(ap, fmt);
	buf_vprintf(&o->cell, fmt, ap);
	va_end(ap);
	out_escape_terminal(&o->text, buf_text(&o->cell), o->cell.len);
	buf_putc(&o->text, '\n');
}

size_t
out_rows(const struct out *o)
{
	return o->rows;
}

enum err_code
out_flush(struct out *o, struct err *err)
{
	enum err_code rc;

	if (o->style.format == OUT_TABLE && !o->style.quiet)
		table_flush(o, false);
	rc = push(o, 0, err);
	errno = 0;
	if (rc == E_OK && fflush(o->file) != 0) {
		o->failed = true;
		rc = err_set(err, E_OUTPUT, "output: %s", strerror(errno));
	}
	return rc;
}

enum err_code
out_frame(struct out *o, struct err *err)
{
	if (o->style.format == OUT_TABLE && !o->style.quiet) {
		if (o->style.width > 0)
			buf_puts(&o->text, "\033[H\033[J");
		else if (o->framed)
			buf_putc(&o->text, '\n');
		o->framed = true;
		table_end(o);
	}
	return out_flush(o, err);
}

enum err_code
out_close(struct out *o, struct err *err)
{
	enum err_code rc;

	if (o == NULL)
		return E_OK;
	end_part(o);
	if (o->style.format == OUT_JSON && !o->style.quiet)
		buf_puts(&o->text, o->rows == 0 ? "[]\n" : "\n]\n");
	rc = out_flush(o, err);
	for (size_t i = 0; i < o->cells.len; i++)
		free(o->cells.at[i]);
	vec_release(&o->cells);
	vec_release(&o->fields);
	vec_release(&o->shared);
	free(o->columns);
	buf_release(&o->text);
	buf_release(&o->cell);
	free(o);
	return rc;
}

enum err_code
out_end(struct out *o, enum err_code rc, struct err *err)
{
	struct err own = {0};
	enum err_code closing = out_close(o, &own);

	if (closing == E_OK || (rc != E_OK && rc != E_NO))
		return rc;
	if (err != NULL)
		*err = own;
	return closing;
}
