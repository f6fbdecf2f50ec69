/*
 * Indicators and candle patterns as methods: their rows say all there is to
 * say. `first` is the index of the first value (of every output, where they
 * differ); of a pattern the bars that are not 0 are listed. A bar with a null
 * is a hole, after which they begin anew.
 */
#include "quant/call.h"
#include "quant/indicator.h"

#include <math.h>
#include <string.h>

static bool
is_pattern(const struct indicator *row)
{
	return strncmp(row->name, "cdl_", 4) == 0;
}

static const char *
input_name(enum indicator_input in)
{
	return in == IN_X ? "close" : in == IN_TIME ? "ts" :
	    indicator_input_names[in];
}

static void
say_outputs(const struct indicator *row, struct method *out)
{
	size_t n = sizeof(out->outputs), at = 0;

	if (is_pattern(row)) {
		TEXT_SET(out->outputs, "first, count, index[], signal[]");
		return;
	}
	TEXT_SET(out->outputs, "first");
	at = strlen(out->outputs);
	for (int i = 0; i < indicator_outputs(row) && at < n; i++)
		at += (size_t)snprintf(out->outputs + at, n - at, ", %s[]",
		    row->outputs[i].name);
}

static void
say_params(const struct indicator *row, struct method *out)
{
	for (int n = 0; row->params[n].name != NULL; n++) {
		const struct indicator_param *p = &row->params[n];

		out->params[n] = (struct method_param){ p->name,
		    p->words != NULL ? METHOD_WORD : p->whole ? METHOD_WHOLE :
		    METHOD_NUMBER, p->help, p->fallback, p->min, p->max,
		    p->words };
	}
}

/* What a case gave is data. */
enum err_code
call_indicator(struct method_call *c, const struct indicator *row,
    const double *params, const double *const in[], size_t n,
    double *const out[], struct err *err)
{
	struct err why;

	if (indicator_check(row, params, &why) != E_OK)
		return err_set(err, E_DATA, "%s", why.text);
	indicator_run(row, params, arena_alloc(&c->memory,
	    indicator_state_size(row, params)), n, in, out);
	return E_OK;
}

void
answer_first(struct method_call *c, const char *name, size_t first)
{
	if (first < c->input[0].n)
		answer_whole(&c->answer, name, (int64_t)first);
	else
		answer_null(&c->answer, name);
}

/* One number where all outputs begin at the same bar. */
static void
answer_firsts(struct method_call *c)
{
	const struct indicator *row = c->method->indicator;
	size_t first = indicator_lookback(row, c->param, -1);
	bool same = true;

	for (int i = 0; row->outputs[i].name != NULL; i++)
		same &= indicator_lookback(row, c->param, i) == first;
	if (same) {
		answer_first(c, "first", first);
		return;
	}
	answer_open(&c->answer, "first", '{');
	for (int i = 0; row->outputs[i].name != NULL; i++)
		answer_first(c, row->outputs[i].name,
		    indicator_lookback(row, c->param, i));
	answer_close(&c->answer, '}');
}

static void
answer_signals(struct method_call *c, const double *signal, size_t n)
{
	int64_t count = 0;

	answer_first(c, "first", indicator_lookback(c->method->indicator,
	    c->param, -1));
	for (size_t i = 0; i < n; i++)
		count += isfinite(signal[i]) && signal[i] != 0;
	answer_whole(&c->answer, "count", count);
	answer_open(&c->answer, "index", '[');
	for (size_t i = 0; i < n; i++)
		if (isfinite(signal[i]) && signal[i] != 0)
			answer_whole(&c->answer, NULL, (int64_t)i);
	answer_close(&c->answer, ']');
	answer_open(&c->answer, "signal", '[');
	for (size_t i = 0; i < n; i++)
		if (isfinite(signal[i]) && signal[i] != 0)
			answer_number(&c->answer, NULL, signal[i]);
	answer_close(&c->answer, ']');
}

static enum err_code
run(struct method_call *c, struct err *err)
{
	const struct indicator *row = c->method->indicator;
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];
	size_t n = c->input[0].n;
	enum err_code rc;

	for (int i = 0; i < indicator_inputs(row); i++)
		in[i] = c->input[i].at;
	for (int i = 0; i < indicator_outputs(row); i++)
		out[i] = call_doubles(c, n);
	rc = call_indicator(c, row, c->param, in, n, out, err);
	if (rc != E_OK)
		return rc;
	if (is_pattern(row)) {
		answer_signals(c, out[0], n);
		return E_OK;
	}
	answer_firsts(c);
	for (int i = 0; i < indicator_outputs(row); i++)
		answer_numbers(&c->answer, row->outputs[i].name, out[i], n);
	return E_OK;
}

/* Where the catalogue has other parameters: its view of the row. */
static void
look_otherwise(struct method *out)
{
	for (const struct method *v = indicator_views; v->name != NULL; v++)
		if (strcmp(v->name, out->name) == 0) {
			memcpy(out->params, v->params, sizeof(out->params));
			memcpy(out->outputs, v->outputs, sizeof(out->outputs));
			if (v->inputs[0].name != NULL)
				memcpy(out->inputs, v->inputs,
				    sizeof(out->inputs));
			out->run = v->run;
		}
}

void
method_of_indicator(const struct indicator *row, struct method *out)
{
	*out = (struct method){ .name = row->name, .help = row->help,
	    .source = row->source, .least = 1, .run = run, .indicator = row,
	    .family = is_pattern(row) ? "candlesticks" : "indicators" };
	for (int i = 0; i < indicator_inputs(row); i++)
		out->inputs[i] = (struct method_input){
		    input_name(row->inputs[i]), .gaps = true };
	say_params(row, out);
	say_outputs(row, out);
	look_otherwise(out);
}
