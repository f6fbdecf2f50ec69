/*
 * etrms method show: one method with its parameters.
 */
#include "cmd/method.h"

#include "base/decfloat.h"

#include <math.h>

struct row {
	const char *method, *name, *kind, *choices, *help;
	double fallback, min, max;
	signed char required;
};

static const struct field fields[] = {
	{ "method", FIELD_TEXT, FIELD_AT(struct row, method),
	  .help = "what method run calls it", .flags = FIELD_WIDE },
	{ "name", FIELD_TEXT, FIELD_AT(struct row, name),
	  .help = "its key in params" },
	{ "type", FIELD_TEXT, FIELD_AT(struct row, kind),
	  .help = "number, whole, flag, word, numbers, value or label" },
	{ "required", FIELD_BOOL, FIELD_AT(struct row, required),
	  .help = "whether a case must give it" },
	{ "default", FIELD_DOUBLE, FIELD_AT(struct row, fallback),
	  .help = "its value where a case does not" },
	{ "minimum", FIELD_DOUBLE, FIELD_AT(struct row, min),
	  .help = "the least that it may be" },
	{ "maximum", FIELD_DOUBLE, FIELD_AT(struct row, max),
	  .help = "the most that it may be" },
	{ "choices", FIELD_TEXT, FIELD_AT(struct row, choices),
	  .help = "the words that it may be; the first is the default" },
	{ "help", FIELD_TEXT, FIELD_AT(struct row, help),
	  .help = "what it is" },
	{ .name = NULL }
};
static const struct record param_record = { "method_parameter",
    "a parameter of a method", fields };
static const struct record *const more[] = { &param_record, NULL };

static bool
is_ranged(enum method_kind kind)
{
	return kind == METHOD_NUMBER || kind == METHOD_WHOLE ||
	    kind == METHOD_NUMBERS;
}

static enum err_code
put_param(struct out *out, const struct method *m,
    const struct method_param *p, struct err *err)
{
	struct buf choices = { 0 };
	bool ranged = is_ranged(p->kind);
	struct row row = { m->name, p->name, method_kind_names[p->kind],
	    NULL, p->help, NAN, ranged ? p->min : NAN,
	    ranged ? p->max : NAN, p->required };
	enum err_code rc;

	if (!p->required && ranged && p->kind != METHOD_NUMBERS)
		row.fallback = p->fallback;
	for (int i = 0; p->words != NULL && p->words[i] != NULL; i++)
		buf_printf(&choices, "%s%s", i > 0 ? " " : "", p->words[i]);
	if (p->words != NULL)
		row.choices = buf_text(&choices);
	rc = out_row(out, &row, err);
	buf_release(&choices);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct method m;
	struct buf input = { 0 };
	struct out *out = NULL;
	struct method_row row;
	enum err_code rc = method_find(operands->at[0], &m, err);

	(void)args;
	if (rc == E_OK)
		rc = session_out(s, &method_record, &out, err);
	if (rc == E_OK) {
		row = method_row(&m, &input);
		rc = out_part(out, &method_record, m.name, err);
	}
	if (rc == E_OK)
		rc = out_row(out, &row, err);
	if (rc == E_OK)
		rc = out_part(out, &param_record, "parameters", err);
	for (int i = 0; rc == E_OK && m.params[i].name != NULL; i++)
		rc = put_param(out, &m, &m.params[i], err);
	buf_release(&input);
	return out_end(out, rc, err);
}

static const struct operand operands[] = {
	{ "name", .words = WORDS_METHOD, .help = "one of method list" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms method show stat_dsr", "what a case of it must give", 0 },
	{ "etrms method show no-such", "there is none of that name", 2 },
	{ .line = NULL }
};

const struct cmd cmd_method_show = {
	.name = "method show",
	.group = "research",
	.summary = "show a quantitative method and its parameters",
	.about = "Shows one method: what it reads and answers, and each of its"
	    " parameters with range and default.",
	.operands = operands,
	.record = &method_record,
	.more = more,
	.examples = examples,
	.run = run
};
