/*
 * Indicators and candle patterns as methods: their rows say all there is to
 * say. `first` is the index of the first value (of every output, where they
 * differ); of a pattern the bars that are not 0 are listed.
 */
#include "quant/call.h"
#include "quant/indicator.h"

#include <math.h>
#include <string.h>

/* What the catalogue knows beside the row's parameters, with the one meaning
 * that it has. */
static const char *const sma_only[] = { "sma", NULL };
static const struct extra {
	const char *indicator;
	struct method_param param;
} extras[] = {
	{ "bbands", { "ma", METHOD_WORD, "kind of average",
	  .words = sma_only } },
	{ "stoch", { "ma", METHOD_WORD, "kind of average",
	  .words = sma_only } },
	{ "stochf", { "ma", METHOD_WORD, "kind of average",
	  .words = sma_only } },
	{ NULL, { NULL } }
};

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
	int n = 0;

	for (; row->params[n].name != NULL; n++) {
		const struct indicator_param *p = &row->params[n];

		out->params[n] = (struct method_param){ p->name,
		    p->words != NULL ? METHOD_WORD : p->whole ? METHOD_WHOLE :
		    METHOD_NUMBER, p->help, p->fallback, p->min, p->max,
		    p->words };
	}
	for (const struct extra *e = extras; e->indicator != NULL; e++)
		if (strcmp(e->indicator, row->name) == 0)
			out->params[n++] = e->param;
}

/* E_OK, or E_DATA: what a case gave is data. */
static enum err_code
check_params(struct method_call *c, struct err *err)
{
	if (indicator_check(c->method->indicator, c->param, err) == E_OK)
		return E_OK;
	return err->code = E_DATA;
}

static void
answer_first(struct method_call *c, double *const out[])
{
	const struct indicator *row = c->method->indicator;
	size_t first = indicator_lookback(row, c->param, -1);
	bool same = true;

	(void)out;
	for (int i = 0; row->outputs[i].name != NULL; i++)
		same &= indicator_lookback(row, c->param, i) == first;
	if (same) {
		answer_whole(&c->answer, "first", (int64_t)first);
		return;
	}
	answer_open(&c->answer, "first", '{');
	for (int i = 0; row->outputs[i].name != NULL; i++)
		answer_whole(&c->answer, row->outputs[i].name,
		    (int64_t)indicator_lookback(row, c->param, i));
	answer_close(&c->answer, '}');
}

static void
answer_signals(struct method_call *c, const double *signal, size_t n)
{
	int64_t count = 0;

	answer_whole(&c->answer, "first", (int64_t)indicator_lookback(
	    c->method->indicator, c->param, -1));
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
	enum err_code rc = check_params(c, err);

	if (rc != E_OK)
		return rc;
	for (int i = 0; i < indicator_inputs(row); i++)
		in[i] = c->input[i].at;
	for (int i = 0; i < indicator_outputs(row); i++)
		out[i] = call_doubles(c, n);
	indicator_run(row, c->param, arena_alloc(&c->memory,
	    indicator_state_size(row, c->param)), n, in, out);
	if (is_pattern(row)) {
		answer_signals(c, out[0], n);
		return E_OK;
	}
	answer_first(c, out);
	for (int i = 0; i < indicator_outputs(row); i++)
		answer_numbers(&c->answer, row->outputs[i].name, out[i], n);
	return E_OK;
}

void
method_of_indicator(const struct indicator *row, struct method *out)
{
	*out = (struct method){ .name = row->name, .help = row->help,
	    .source = row->source, .least = 1, .run = run, .indicator = row,
	    .family = is_pattern(row) ? "candlesticks" : "indicators" };
	for (int i = 0; i < indicator_inputs(row); i++)
		out->inputs[i] = (struct method_input){
		    input_name(row->inputs[i]), .gaps = !is_pattern(row) };
	say_params(row, out);
	say_outputs(row, out);
}
