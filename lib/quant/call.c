/*
 * What a case gives, bound to the rows of its method: parameters by kind and
 * range, columns of a CSV or arrays, numbers as doubles.
 */
#include "quant/call.h"

#include "base/jsonread.h"
#include "base/record.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_MOST 1e100	/* so that nothing overflows */

const char *const method_kind_names[] = { "number", "whole", "flag", "word",
	"numbers", "value", "label", NULL };

double *
call_doubles(struct method_call *c, size_t n)
{
	return arena_alloc(&c->memory, (n > 0 ? n : 1) * sizeof(double));
}

struct panel
call_panel(struct method_call *c)
{
	const double **x = arena_alloc(&c->memory, c->columns * sizeof(*x));

	for (size_t i = 0; i < c->columns; i++)
		x[i] = c->all[i].at;
	return (struct panel){ x, c->columns, c->all[0].n };
}

double *
call_sorted(struct method_call *c, const struct series *s)
{
	double *at = call_doubles(c, s->n);

	memcpy(at, s->at, s->n * sizeof(*at));
	stat_sort(at, s->n);
	return at;
}

bool
text_number(const char *text, double *out)
{
	char *end;
	double x;

	if (text[strspn(text, "+-.0123456789eE")] != '\0')
		return false;
	x = strtod(text, &end);
	if (end == text || *end != '\0' || !(fabs(x) <= NUMBER_MOST))
		return false;
	*out = x;
	return true;
}

bool
number_of(const json_t *value, double *out)
{
	bool number;
	const char *text = json_exact_text(value, &number);

	return text != NULL && number && text_number(text, out);
}

enum err_code
call_numbers(struct method_call *c, const json_t *value, const char *what,
    bool gaps, struct series *out, struct err *err)
{
	size_t n = json_array_size(value);
	double *at = call_doubles(c, n);

	if (!json_is_array(value))
		return err_set(err, E_DATA, "%s: %s is no array of numbers",
		    c->method->name, what);
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(value, i);

		if (gaps && json_is_null(item))
			at[i] = NAN;
		else if (json_is_null(item))
			return err_set(err, E_DATA, "%s: %s: value %zu is"
			    " missing", c->method->name, what, i);
		else if (!number_of(item, &at[i]))
			return err_set(err, E_DATA, "%s: %s: value %zu is no"
			    " number", c->method->name, what, i);
	}
	*out = (struct series){ what, at, n };
	return E_OK;
}

enum err_code
call_member(const struct method_call *c, const json_t *object,
    const char *name, const char *what, double *out, struct err *err)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL)
		return err_set(err, E_DATA, "%s: %s has no '%s'",
		    c->method->name, what, name);
	if (!number_of(value, out))
		return err_set(err, E_DATA, "%s: %s: %s is no number",
		    c->method->name, what, name);
	return E_OK;
}

static size_t
param_index(const struct method_call *c, const char *name)
{
	for (size_t i = 0; c->method->params[i].name != NULL; i++)
		if (strcmp(c->method->params[i].name, name) == 0)
			return i;
	bug("%s has no parameter %s", c->method->name, name);
}

double
call_param(const struct method_call *c, const char *name)
{
	return c->param[param_index(c, name)];
}

bool
call_given(const struct method_call *c, const char *name)
{
	return c->given[param_index(c, name)];
}

static enum err_code
check_range(const struct method_call *c, const struct method_param *p,
    double x, struct err *err)
{
	const char *kind = p->kind == METHOD_WHOLE ? "whole " : "";

	if (x >= p->min && x <= p->max &&
	    (p->kind != METHOD_WHOLE || x == floor(x)))
		return E_OK;
	return err_set(err, E_DATA, "%s: %s must be a %snumber from %.10g to"
	    " %.10g, not %.10g", c->method->name, p->name, kind, p->min,
	    p->max, x);
}

static enum err_code
take_word(struct method_call *c, size_t i, const json_t *value,
    struct err *err)
{
	const struct method_param *p = &c->method->params[i];
	const char *word = json_plain_text(value);
	struct buf all = { 0 };
	enum err_code rc;

	for (int k = 0; word != NULL && p->words[k] != NULL; k++)
		if (strcmp(p->words[k], word) == 0) {
			c->param[i] = k;
			return E_OK;
		}
	for (int k = 0; p->words[k] != NULL; k++)
		buf_printf(&all, "%s'%s'", k > 0 ? ", " : "", p->words[k]);
	rc = err_set(err, E_DATA, "%s: %s must be %s%s", c->method->name,
	    p->name, p->words[1] != NULL ? "one of " : "", buf_text(&all));
	buf_release(&all);
	return rc;
}

static enum err_code
take_numbers(struct method_call *c, size_t i, const json_t *value,
    struct err *err)
{
	const struct method_param *p = &c->method->params[i];
	enum err_code rc = call_numbers(c, value, p->name, false,
	    &c->numbers[i], err);

	for (size_t k = 0; k < c->numbers[i].n && rc == E_OK; k++)
		rc = check_range(c, p, c->numbers[i].at[k], err);
	return rc;
}

static enum err_code
take_param(struct method_call *c, size_t i, const json_t *value,
    struct err *err)
{
	const struct method_param *p = &c->method->params[i];

	c->given[i] = true;
	switch (p->kind) {
	case METHOD_NUMBER:
	case METHOD_WHOLE:
		if (!number_of(value, &c->param[i]))
			break;
		return check_range(c, p, c->param[i], err);
	case METHOD_FLAG:
		if (!json_is_boolean(value))
			break;
		c->param[i] = json_is_true(value);
		return E_OK;
	case METHOD_WORD:
		return take_word(c, i, value, err);
	case METHOD_NUMBERS:
		return take_numbers(c, i, value, err);
	case METHOD_VALUE:
		c->value[i] = value;
		return E_OK;
	case METHOD_LABEL:
		if (json_plain_text(value) == NULL)
			break;
		return E_OK;
	}
	return err_set(err, E_DATA, "%s: %s is no %s", c->method->name,
	    p->name, p->kind == METHOD_FLAG ? "true or false" :
	    p->kind == METHOD_LABEL ? "text" : "number");
}

static enum err_code
unknown_param(const struct method *m, const char *name, struct err *err)
{
	const char *names[METHOD_PARAMS + 1] = { NULL }, *near;

	for (size_t i = 0; m->params[i].name != NULL; i++)
		names[i] = m->params[i].name;
	near = word_nearest(name, names);
	if (near != NULL)
		return err_set(err, E_DATA, "%s: no parameter '%s' (did you"
		    " mean '%s'?)", m->name, name, near);
	return err_set(err, E_DATA, "%s: no parameter '%s'", m->name, name);
}

enum err_code
call_params(struct method_call *c, const json_t *params, struct err *err)
{
	const struct method *m = c->method;
	enum err_code rc = E_OK;
	const char *key;
	json_t *value;

	if (params != NULL && !json_is_object(params))
		return err_set(err, E_DATA, "%s: params is no object", m->name);
	json_object_foreach((json_t *)(uintptr_t)params, key, value) {
		size_t i = 0;

		while (m->params[i].name != NULL &&
		    strcmp(m->params[i].name, key) != 0)
			i++;
		if (m->params[i].name == NULL)
			rc = unknown_param(m, key, err);
		else
			rc = take_param(c, i, value, err);
		if (rc != E_OK)
			return rc;
	}
	for (size_t i = 0; m->params[i].name != NULL; i++)
		if (!c->given[i] && m->params[i].required)
			return err_set(err, E_DATA, "%s: no '%s' in params",
			    m->name, m->params[i].name);
		else if (!c->given[i])
			c->param[i] = m->params[i].fallback;
	return E_OK;
}
