/* Rows of named texts from NDJSON, JSON or CSV. */
#include "feed/rows.h"

#include "base/buf.h"
#include "base/jsonread.h"
#include "base/vec.h"
#include "feed/scan.h"

#include <errno.h>
#include <string.h>

#define INPUT_MAX ((size_t)16 << 20)

struct values VEC_OF(struct row_value);

struct reading {
	const char *what;
	enum err_code (*each)(void *self, const struct row *r,
	    struct err *err);
	void *self;
	int64_t number;
};

const char *
row_text(const struct row *r, const char *name)
{
	for (size_t i = 0; i < r->len; i++)
		if (strcmp(r->at[i].name, name) == 0)
			return r->at[i].text;
	return NULL;
}

static enum err_code
read_all(FILE *in, const char *what, struct buf *out, struct err *err)
{
	char piece[65536];
	size_t n;

	errno = 0;
	while ((n = fread(piece, 1, sizeof(piece), in)) > 0) {
		if (out->len + n > INPUT_MAX)
			return err_set(err, E_DATA, "%s: more than 16 MiB",
			    what);
		buf_add(out, piece, n);
	}
	if (ferror(in))
		return err_set(err, E_USAGE, "%s: %s", what,
		    strerror(errno));
	return E_OK;
}

static enum err_code
hand_on(struct reading *r, const struct values *v, int64_t line,
    struct err *err)
{
	struct row row = { .number = ++r->number, .line = line, .at = v->at,
	    .len = v->len };

	if (row.number > FEED_ROWS_MAX)
		return err_set(err, E_DATA, "%s: line %lld: more than %d "
		    "rows", r->what, (long long)line, FEED_ROWS_MAX);
	return r->each(r->self, &row, err);
}

/* The text of a flat value; NULL for null and for what is not flat. */
static const char *
flat_text(const json_t *value)
{
	if (json_is_boolean(value))
		return json_is_true(value) ? "true" : "false";
	return json_exact_text(value, NULL);
}

static enum err_code
take_object(struct reading *r, json_t *object, int64_t line, struct err *err)
{
	struct values values = { 0 };
	const char *name;
	json_t *value;
	enum err_code rc = E_OK;

	if (!json_is_object(object))
		return err_set(err, E_DATA, "%s: line %lld: not an object",
		    r->what, (long long)line);
	json_object_foreach(object, name, value) {
		struct row_value v = { name, flat_text(value) };

		if (v.text == NULL && !json_is_null(value) && rc == E_OK)
			rc = err_set(err, E_DATA, "%s: line %lld: \"%.64s\": "
			    "a row has plain values only", r->what,
			    (long long)line, name);
		if (v.text != NULL)
			vec_push(&values, v);
	}
	if (rc == E_OK)
		rc = hand_on(r, &values, line, err);
	vec_release(&values);
	return rc;
}

static enum err_code
take_array(struct reading *r, const struct buf *text, struct err *err)
{
	json_t *root = NULL;
	enum err_code rc = json_load_exact(text->at, text->len, NULL,
	    r->what, &root, err);

	for (size_t i = 0; rc == E_OK && i < json_array_size(root); i++)
		rc = take_object(r, json_array_get(root, i), (int64_t)i + 1,
		    err);
	json_decref(root);
	return rc;
}

/* The next line, without its end; false after the last. */
static bool
next_line(const char **at, const char *end, const char **line, size_t *len)
{
	const char *stop;

	if (*at >= end)
		return false;
	stop = memchr(*at, '\n', (size_t)(end - *at));
	*line = *at;
	*len = (size_t)((stop == NULL ? end : stop) - *at);
	*at = stop == NULL ? end : stop + 1;
	if (*len > 0 && (*line)[*len - 1] == '\r')
		--*len;
	return true;
}

static enum err_code
take_lines(struct reading *r, const struct buf *text, struct err *err)
{
	const char *at = text->at, *end = text->at + text->len, *line;
	char what[160];
	int64_t number = 0;
	size_t len;
	enum err_code rc = E_OK;

	while (rc == E_OK && next_line(&at, end, &line, &len)) {
		json_t *object = NULL;

		number++;
		if (len == 0)
			continue;
		snprintf(what, sizeof(what), "%.120s: row at line %lld",
		    r->what, (long long)number);
		rc = json_load_exact(line, len, NULL, what, &object, err);
		if (rc == E_OK)
			rc = take_object(r, object, number, err);
		json_decref(object);
	}
	return rc;
}

/* The guard that our CSV puts before what a spreadsheet would calculate. */
static const char *
unguarded(const char *cell)
{
	return cell[0] == '\'' && cell[1] != '\0' &&
	    strchr("=+-@\t\r", cell[1]) != NULL ? cell + 1 : cell;
}

static enum err_code
take_cells(struct reading *r, const struct fields *heads,
    const struct fields *cells, int64_t line, struct err *err)
{
	struct values values = { 0 };
	enum err_code rc;

	if (cells->n != heads->n)
		return err_set(err, E_DATA, "%s: line %lld: %d fields under "
		    "a heading of %d", r->what, (long long)line, cells->n,
		    heads->n);
	for (int i = 0; i < cells->n; i++) {
		struct row_value v = { field_at(heads, i),
		    unguarded(field_at(cells, i)) };

		if (v.text[0] != '\0')
			vec_push(&values, v);
	}
	rc = hand_on(r, &values, line, err);
	vec_release(&values);
	return rc;
}

static enum err_code
check_heads(const struct reading *r, const struct fields *heads,
    struct err *err)
{
	for (int i = 0; i < heads->n; i++)
		for (int j = 0; j < i; j++)
			if (strcmp(field_at(heads, i), field_at(heads, j)) ==
			    0)
				return err_set(err, E_DATA, "%s: column "
				    "\"%.64s\" is there twice", r->what,
				    field_at(heads, i));
	return E_OK;
}

static enum err_code
take_table(struct reading *r, const struct buf *text, struct err *err)
{
	const char *at = text->at, *end = text->at + text->len, *line;
	struct fields heads = { 0 }, cells = { 0 };
	const char *fault = NULL;
	int64_t number = 0;
	size_t len;
	enum err_code rc = E_OK;

	while (rc == E_OK && next_line(&at, end, &line, &len)) {
		struct fields *f = heads.n == 0 ? &heads : &cells;

		number++;
		if (len == 0)
			continue;
		if (len > FEED_LINE_MAX)
			fault = "the line is too long";
		else
			fault = fields_cut(f, line, len);
		if (fault != NULL)
			rc = err_set(err, E_DATA, "%s: line %lld: %s",
			    r->what, (long long)number, fault);
		else if (f == &heads)
			rc = check_heads(r, &heads, err);
		else
			rc = take_cells(r, &heads, &cells, number, err);
	}
	fields_release(&heads);
	fields_release(&cells);
	return rc;
}

enum err_code
feed_rows(FILE *in, const char *what,
    enum err_code (*each)(void *self, const struct row *r, struct err *err),
    void *self, struct err *err)
{
	struct reading r = { .what = what, .each = each, .self = self };
	struct buf text = { 0 };
	enum err_code rc = read_all(in, what, &text, err);
	size_t blank;

	if (rc == E_OK && text.len > 0) {
		blank = strspn(text.at, " \t\r\n");
		if (memchr(text.at, '\0', text.len) != NULL)
			rc = err_set(err, E_DATA, "%s: not text", what);
		else if (text.at[blank] == '[')
			rc = take_array(&r, &text, err);
		else if (text.at[blank] == '{')
			rc = take_lines(&r, &text, err);
		else
			rc = take_table(&r, &text, err);
	}
	buf_release(&text);
	return rc;
}
