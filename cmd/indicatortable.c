/* The table of indicators as records. */
#include "cmd/indicatortable.h"

#include "base/decfloat.h"
#include "base/mem.h"

#include <stdlib.h>

enum { LIST_MOST = INDICATOR_INPUTS };
struct listed {
	const char *name, *help, *source;
	struct text_list inputs, params, outputs;
	int64_t lookback;
	const char *words[3][LIST_MOST];
};

static const struct field listed_fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct listed, name),
	  .help = "as it is asked for" },
	{ "inputs", FIELD_LIST, FIELD_AT(struct listed, inputs),
	  .help = "what it reads of a bar; x is any series" },
	{ "parameters", FIELD_LIST, FIELD_AT(struct listed, params),
	  .help = "name, default and range of each" },
	{ "outputs", FIELD_LIST, FIELD_AT(struct listed, outputs),
	  .help = "its values" },
	{ "lookback", FIELD_INT, FIELD_AT(struct listed, lookback),
	  .help = "bars before the first value, by default" },
	{ "summary", FIELD_TEXT, FIELD_AT(struct listed, help),
	  .help = "what it is" },
	{ "source", FIELD_TEXT, FIELD_AT(struct listed, source),
	  .help = "of its formula", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record indicator_record = { "indicator",
	"an indicator that can be computed", listed_fields };

const char *
indicator_words(const struct indicator_param *p, char to[80])
{
	size_t len = 0;

	for (int i = 0; p->words[i] != NULL && len < 80; i++)
		len += (size_t)snprintf(to + len, 80 - len, "%s%s",
		    i ? "|" : "", p->words[i]);
	return to;
}

/* "period=14 (2..10000)", "anchor=day (day|week|start)". */
static char *
param_text(const struct indicator_param *p)
{
	char usual[DOUBLE_TEXT_SIZE], from[DOUBLE_TEXT_SIZE],
	    to[DOUBLE_TEXT_SIZE], words[80];

	if (p->words != NULL)
		return mem_format("%s=%s (%s)", p->name,
		    p->words[(int)p->fallback], indicator_words(p, words));
	return mem_format("%s=%s (%s..%s)", p->name,
	    double_text(p->fallback, usual), double_text(p->min, from),
	    double_text(p->max, to));
}

static enum err_code
list_row(struct out *out, const struct indicator *row, struct err *err)
{
	struct listed l = { .name = row->name, .help = row->help,
	    .source = row->source };
	char *params[INDICATOR_PARAMS];
	double usual[INDICATOR_PARAMS];
	enum err_code rc;

	indicator_defaults(row, usual);
	l.lookback = (int64_t)indicator_lookback(row, usual, -1);
	l.inputs = (struct text_list){ l.words[0],
	    (size_t)indicator_inputs(row) };
	l.params = (struct text_list){ l.words[1],
	    (size_t)indicator_params(row) };
	l.outputs = (struct text_list){ l.words[2],
	    (size_t)indicator_outputs(row) };
	for (size_t i = 0; i < l.inputs.len; i++)
		l.words[0][i] = indicator_input_names[row->inputs[i]];
	for (size_t i = 0; i < l.params.len; i++)
		l.words[1][i] = params[i] = param_text(&row->params[i]);
	for (size_t i = 0; i < l.outputs.len; i++)
		l.words[2][i] = row->outputs[i].name;
	rc = out_row(out, &l, err);
	for (size_t i = 0; i < l.params.len; i++)
		free(params[i]);
	return rc;
}

enum err_code
indicator_table(struct session *s, const struct indicator *only, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &indicator_record, &out, err);

	for (const struct indicator *const *r = indicators; *r != NULL &&
	    rc == E_OK; r++)
		if (only == NULL || only == *r)
			rc = list_row(out, *r, err);
	return out_end(out, rc, err);
}
