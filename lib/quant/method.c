/* The table of methods, and one case run through it. */
#include "quant/call.h"

#include "base/jsonread.h"
#include "quant/indicator.h"

#include <stdlib.h>
#include <string.h>

static const struct method *const families[] = {
	returns_methods,
	trades_methods,
	chart_methods,
	volatility_methods,
	garch_methods,
	options_methods,
	risk_methods,
	margin_methods,
	book_methods,
	tape_methods,
	correlation_methods,
	portfolio_methods,
	regime_methods,
	NULL
};

bool
method_at(size_t i, struct method *out)
{
	size_t n = 0;

	while (indicators[n] != NULL)
		n++;
	if (i < n) {
		method_of_indicator(indicators[i], out);
		return true;
	}
	i -= n;
	for (const struct method *const *f = families; *f != NULL; f++)
		for (const struct method *m = *f; m->name != NULL; m++)
			if (i-- == 0) {
				*out = *m;
				return true;
			}
	return false;
}

enum err_code
method_find(const char *name, struct method *out, struct err *err)
{
	for (size_t i = 0; method_at(i, out); i++)
		if (strcmp(out->name, name) == 0)
			return E_OK;
	return err_set(err, E_USAGE, "no method %s", name);
}

/* What a case may have; the rest is for those who compare. */
static const char *const members[] = { "id", "fn", "params", "input",
	"expected", "tol", "source", "note", NULL };

static enum err_code
check_members(const json_t *root, struct err *err)
{
	const char *key;
	json_t *value;

	if (!json_is_object(root))
		return err_set(err, E_DATA, "case: no JSON object");
	json_object_foreach((json_t *)(uintptr_t)root, key, value) {
		size_t i = 0;

		while (members[i] != NULL && strcmp(members[i], key) != 0)
			i++;
		if (members[i] == NULL)
			return err_set(err, E_DATA, "case: '%s' is nothing"
			    " that a case has", key);
	}
	return E_OK;
}

/* What the case is named for, and asked for. */
static enum err_code
find(const json_t *root, const char *name, struct method *m, struct err *err)
{
	const json_t *value = json_object_get(root, "fn");
	const char *fn = json_plain_text(value);

	if (value != NULL && fn == NULL)
		return err_set(err, E_DATA, "case: fn is no text");
	if (name == NULL && fn == NULL)
		return err_set(err, E_DATA, "case: no 'fn', and no method"
		    " named");
	if (name != NULL && fn != NULL && strcmp(name, fn) != 0)
		return err_set(err, E_DATA, "case: it is of %s, not of %s",
		    fn, name);
	return method_find(name != NULL ? name : fn, m, err);
}

static enum err_code
run(const json_t *root, const char *name, const struct method_files *files,
    struct buf *out, struct err *err)
{
	struct method m = { 0 };
	struct method_call c = { .method = &m };
	enum err_code rc = find(root, name, &m, err);

	if (rc == E_OK)
		rc = call_params(&c, json_object_get(root, "params"), err);
	if (rc == E_OK)
		rc = call_inputs(&c, json_object_get(root, "input"), files,
		    err);
	if (rc == E_OK) {
		answer_open(&c.answer, NULL, '{');
		rc = m.run(&c, err);
		answer_close(&c.answer, '}');
	}
	if (rc == E_OK)
		buf_add(out, c.answer.text.at, c.answer.text.len);
	buf_release(&c.answer.text);
	columns_release(&c.csv);
	arena_release(&c.memory);
	return rc;
}

enum err_code
method_run(const char *name, const char *text, size_t len,
    const struct method_files *files, struct buf *out, struct err *err)
{
	json_t *root = NULL;
	struct method m;
	enum err_code rc = E_OK;

	if (name != NULL)
		rc = method_find(name, &m, err);
	if (rc == E_OK)
		rc = json_load_exact(text, len, NULL, "case", &root, err);
	if (rc == E_OK)
		rc = check_members(root, err);
	if (rc == E_OK)
		rc = run(root, name, files, out, err);
	json_decref(root);
	return rc;
}
