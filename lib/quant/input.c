/*
 * The input of a case: columns of a CSV file, or arrays. Each of a method's
 * inputs is of one length and has a number in every place, unless its row says
 * otherwise.
 */
#include "quant/call.h"

#include "base/jsonread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum err_code
bad_cell(const struct method_call *c, const char *name, size_t row,
    const char *cell, struct err *err)
{
	if (*cell == '\0')
		return err_set(err, E_DATA, "%s: %s: value %zu is missing",
		    c->method->name, name, row);
	return err_set(err, E_DATA, "%s: %s: value %zu is '%.40s'",
	    c->method->name, name, row, cell);
}

static bool
word_index(const char *const *words, const char *word, double *out)
{
	for (int k = 0; word != NULL && words[k] != NULL; k++)
		if (strcmp(words[k], word) == 0) {
			*out = k;
			return true;
		}
	return false;
}

/* Of all columns each is read as READ_ALL says. */
static enum err_code
read_column(struct method_call *c, const struct method_input *in, int column,
    struct series *out, struct err *err)
{
	double *at = call_doubles(c, c->csv.rows);
	const char *name = c->csv.names.at[column];

	for (size_t i = 0; i < c->csv.rows; i++) {
		const char *cell = columns_cell(&c->csv, i, column);
		bool good = in->read == READ_WORDS ?
		    word_index(in->words, cell, &at[i]) :
		    text_number(cell, &at[i]);

		if (!good && in->gaps && *cell == '\0')
			at[i] = NAN;
		else if (!good)
			return bad_cell(c, name, i, cell, err);
	}
	*out = (struct series){ name, at, c->csv.rows };
	return E_OK;
}

static enum err_code
from_csv(struct method_call *c, size_t i, struct err *err)
{
	const struct method_input *in = &c->method->inputs[i];
	int column = columns_find(&c->csv, in->name);
	enum err_code rc = E_OK;

	if (in->read != READ_ALL && column < 0)
		return err_set(err, E_DATA, "%s: no column '%s' in the CSV",
		    c->method->name, in->name);
	if (in->read != READ_ALL)
		return read_column(c, in, column, &c->input[i], err);
	c->columns = c->csv.names.len;
	c->all = arena_alloc(&c->memory, c->columns * sizeof(*c->all));
	for (size_t k = 0; k < c->columns && rc == E_OK; k++)
		rc = read_column(c, in, (int)k, &c->all[k], err);
	if (rc == E_OK)
		c->input[i] = c->all[0];
	return rc;
}

static enum err_code
words_from_array(struct method_call *c, const struct method_input *in,
    const json_t *value, struct series *out, struct err *err)
{
	size_t n = json_array_size(value);
	double *at = call_doubles(c, n);

	if (!json_is_array(value))
		return err_set(err, E_DATA, "%s: %s is no array of words",
		    c->method->name, in->name);
	for (size_t k = 0; k < n; k++)
		if (!word_index(in->words,
		    json_plain_text(json_array_get(value, k)), &at[k]))
			return err_set(err, E_DATA, "%s: %s: value %zu is no"
			    " word that it may be", c->method->name,
			    in->name, k);
	*out = (struct series){ in->name, at, n };
	return E_OK;
}

/* Every array of the input is a column. */
static enum err_code
all_from_arrays(struct method_call *c, const struct method_input *in,
    const json_t *input, struct series *first, struct err *err)
{
	enum err_code rc = E_OK;
	const char *key;
	json_t *value;

	c->all = arena_alloc(&c->memory, (json_object_size(input) + 1) *
	    sizeof(*c->all));
	json_object_foreach((json_t *)(uintptr_t)input, key, value) {
		if (c->columns == COLUMNS_MOST)
			return err_set(err, E_DATA, "%s: more than %d columns",
			    c->method->name, COLUMNS_MOST);
		rc = call_numbers(c, value, key, in->gaps,
		    &c->all[c->columns], err);
		if (rc != E_OK)
			return rc;
		if (c->all[c->columns++].n != c->all[0].n)
			return err_set(err, E_DATA, "%s: %s has %zu values, %s"
			    " %zu", c->method->name, c->all[0].name,
			    c->all[0].n, key, c->all[c->columns - 1].n);
	}
	if (c->columns == 0)
		return err_set(err, E_DATA, "%s: no columns of %s in the"
		    " input", c->method->name, in->name);
	*first = c->all[0];
	return E_OK;
}

static enum err_code
from_json(struct method_call *c, const json_t *input, size_t i,
    struct err *err)
{
	const struct method_input *in = &c->method->inputs[i];
	const json_t *value = json_object_get(input, in->name);

	if (in->read == READ_ALL)
		return all_from_arrays(c, in, input, &c->input[i], err);
	if (value == NULL)
		return err_set(err, E_DATA, "%s: no '%s' in the input",
		    c->method->name, in->name);
	if (in->read == READ_VALUE) {
		c->raw[i] = value;
		return E_OK;
	}
	if (in->read == READ_WORDS)
		return words_from_array(c, in, value, &c->input[i], err);
	return call_numbers(c, value, in->name, in->gaps, &c->input[i], err);
}

static enum err_code
load_csv(struct method_call *c, const json_t *input,
    const struct method_files *files, struct err *err)
{
	const char *name = json_plain_text(json_object_get(input, "csv"));
	const json_t *first = json_object_get(input, "rows");
	struct buf text = { 0 };
	int64_t rows = INT64_MAX;
	enum err_code rc;

	if (name == NULL)
		return err_set(err, E_DATA, "%s: csv is no text",
		    c->method->name);
	if (first != NULL && (!json_exact_int(first, &rows) || rows < 0))
		return err_set(err, E_DATA, "%s: rows is no whole number",
		    c->method->name);
	rc = files->read(files->self, name, &text, err);
	if (rc == E_OK)
		rc = columns_read(&c->csv, buf_text(&text), text.len, name,
		    err);
	buf_release(&text);
	if (rc == E_OK && first != NULL && (size_t)rows > c->csv.rows)
		rc = err_set(err, E_DATA, "%s: %s has only %zu rows",
		    c->method->name, name, c->csv.rows);
	if (rc == E_OK && first != NULL)
		c->csv.rows = (size_t)rows;
	return rc;
}

static enum err_code
check_lengths(const struct method_call *c, struct err *err)
{
	const struct method *m = c->method;
	const struct series *first = &c->input[0];

	for (size_t i = 0; m->inputs[i].name != NULL; i++) {
		const struct series *s = &c->input[i];

		if (m->inputs[i].read == READ_VALUE)
			continue;
		if (s->n == 0)
			return err_set(err, E_DATA, "%s: %s is empty", m->name,
			    s->name);
		if (s->n < m->least)
			return err_set(err, E_DATA, "%s: %s has %zu values,"
			    " fewer than %zu", m->name, s->name, s->n,
			    m->least);
		if (s->n != first->n && first->name != NULL &&
		    !m->inputs[i].apart)
			return err_set(err, E_DATA, "%s: %s has %zu values, %s"
			    " %zu", m->name, first->name, first->n, s->name,
			    s->n);
	}
	return E_OK;
}

enum err_code
call_inputs(struct method_call *c, const json_t *input,
    const struct method_files *files, struct err *err)
{
	const struct method *m = c->method;
	bool csv = json_object_get(input, "csv") != NULL;
	enum err_code rc = E_OK;

	if (m->inputs[0].name == NULL)
		return E_OK;
	if (!json_is_object(input))
		return err_set(err, E_DATA, "%s: no object 'input'", m->name);
	if (csv)
		rc = load_csv(c, input, files, err);
	for (size_t i = 0; m->inputs[i].name != NULL && rc == E_OK; i++)
		rc = csv && m->inputs[i].read != READ_VALUE ?
		    from_csv(c, i, err) : from_json(c, input, i, err);
	return rc == E_OK ? check_lengths(c, err) : rc;
}
