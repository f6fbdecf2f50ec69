/*
 * Indicators whose method has other parameters than their row of the table of
 * indicators: the catalogue follows TA-Lib, the table what is asked of it.
 */
#include "quant/call.h"
#include "quant/rows.h"

#include "base/jsonread.h"

#include <math.h>
#include <string.h>

#define WINDOW(usual) { "period", METHOD_WHOLE, "bars", .fallback = usual, \
	.min = 1, .max = INDICATOR_LENGTH }
#define BARS(key, usual, what) { key, METHOD_WHOLE, what, \
	.fallback = usual, .min = 1, .max = INDICATOR_LENGTH }
#define TIMES(key, usual, what) { key, METHOD_NUMBER, what, \
	.fallback = usual, .min = 0, .max = 1000 }

static const char *const averages[] = { "sma", NULL };
#define AVERAGE { "ma", METHOD_WORD, "kind of average", .words = averages }

/* As many outputs as the row has, for n bars. */
static void
make_outputs(struct method_call *c, size_t n, double **out)
{
	for (int i = 0; i < indicator_outputs(c->method->indicator); i++)
		out[i] = call_doubles(c, n);
}

static void
answer_outputs(struct method_call *c, size_t first, double *const out[])
{
	const struct indicator *row = c->method->indicator;

	answer_first(c, "first", first);
	for (int i = 0; i < indicator_outputs(row); i++)
		answer_numbers(&c->answer, row->outputs[i].name, out[i],
		    c->input[0].n);
}

/* The bars of the row's inputs; the parameters go with it as they are. */
static enum err_code
run_row(struct method_call *c, const double *params, double **out,
    struct err *err)
{
	const struct indicator *row = c->method->indicator;
	const double *in[INDICATOR_INPUTS];

	for (int i = 0; i < indicator_inputs(row); i++)
		in[i] = c->input[i].at;
	make_outputs(c, c->input[0].n, out);
	return call_indicator(c, row, params, in, c->input[0].n, out, err);
}

/* Two deviations: the row is asked for each. */
static enum err_code
run_bbands(struct method_call *c, struct err *err)
{
	double params[INDICATOR_PARAMS] = { c->param[0], c->param[1] };
	double *above[INDICATOR_OUTPUTS], *below[INDICATOR_OUTPUTS];
	enum err_code rc = run_row(c, params, above, err);

	params[1] = c->param[2];
	if (rc == E_OK)
		rc = run_row(c, params, below, err);
	if (rc != E_OK)
		return rc;
	answer_outputs(c, (size_t)c->param[0] - 1,
	    (double *[]){ above[0], above[1], below[2] });
	return E_OK;
}

static enum err_code
run_stddev(struct method_call *c, struct err *err)
{
	double *out[INDICATOR_OUTPUTS];
	enum err_code rc = run_row(c, c->param, out, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < c->input[0].n; i++)
		out[0][i] *= c->param[1];
	answer_outputs(c, (size_t)c->param[0] - 1, out);
	return E_OK;
}

/* The last parameter is the average's kind, of which there is one. */
static enum err_code
run_plain(struct method_call *c, struct err *err)
{
	double *out[INDICATOR_OUTPUTS];
	enum err_code rc = run_row(c, c->param, out, err);

	if (rc == E_OK)
		answer_outputs(c, indicator_lookback(c->method->indicator,
		    c->param, -1), out);
	return rc;
}

/* No direction yet is 0 in the catalogue. */
static enum err_code
run_supertrend(struct method_call *c, struct err *err)
{
	double *out[INDICATOR_OUTPUTS];
	enum err_code rc = run_row(c, c->param, out, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < c->input[0].n; i++)
		out[1][i] = isnan(out[1][i]) ? 0 : out[1][i];
	answer_outputs(c, indicator_lookback(c->method->indicator, c->param,
	    -1), out);
	return E_OK;
}

/* Where an average from an anchor begins; words as of vwap_from. */
struct anchor { double word; size_t bar; };

static enum err_code
read_anchor(const struct method_call *c, struct anchor *out, struct err *err)
{
	const char *const *words = indicator_vwap_from.params[0].words;
	const char *word = json_plain_text(c->value[0]);
	double bar = 0;

	*out = (struct anchor){ 0 };
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(words[i], "start") == 0)
			out->word = i;
		if (word != NULL && strcmp(words[i], word) == 0) {
			out->word = i;
			return E_OK;
		}
	}
	if (c->value[0] == NULL || json_is_null(c->value[0]))
		return E_OK;
	if (!number_of(c->value[0], &bar) || bar < 0 || bar != floor(bar) ||
	    bar >= (double)c->input[0].n)
		return err_set(err, E_DATA, "%s: anchor is no bar of the"
		    " series, nor 'day', 'week' or 'start'", c->method->name);
	out->bar = (size_t)bar;
	return E_OK;
}

/* The average of the last n bars. */
static enum err_code
run_rolling(struct method_call *c, double n, struct err *err)
{
	double *out[INDICATOR_OUTPUTS];
	enum err_code rc = run_row(c, (double[INDICATOR_PARAMS]){ n }, out,
	    err);

	if (rc == E_OK)
		answer_outputs(c, (size_t)n - 1, out);
	return rc;
}

/* The average since the anchor; bars before it are holes. */
static enum err_code
run_anchored(struct method_call *c, struct err *err)
{
	const struct indicator *row = &indicator_vwap_from;
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];
	size_t n = c->input[0].n;
	struct anchor anchor;
	enum err_code rc = read_anchor(c, &anchor, err);

	if (rc != E_OK)
		return rc;
	for (int k = 0; k < indicator_inputs(row); k++) {
		double *bars = call_doubles(c, n);

		for (size_t i = 0; i < n; i++)
			bars[i] = i < anchor.bar ? NAN : c->input[k].at[i];
		in[k] = bars;
	}
	make_outputs(c, n, out);
	rc = call_indicator(c, row, (double[INDICATOR_PARAMS]){ anchor.word },
	    in, n, out, err);
	if (rc == E_OK)
		answer_outputs(c, anchor.bar, out);
	return rc;
}

static enum err_code
run_vwap(struct method_call *c, struct err *err)
{
	double n;

	if (c->value[1] == NULL || json_is_null(c->value[1]))
		return run_anchored(c, err);
	if (c->value[0] != NULL && !json_is_null(c->value[0]))
		return err_set(err, E_DATA, "%s: give anchor or rolling, not"
		    " both", c->method->name);
	if (!number_of(c->value[1], &n) || n < 1 || n != floor(n) ||
	    n > INDICATOR_LENGTH)
		return err_set(err, E_DATA, "%s: rolling must be a whole"
		    " number from 1 to %d", c->method->name,
		    INDICATOR_LENGTH);
	return run_rolling(c, n, err);
}

const struct method indicator_views[] = {
	{ "bbands", .params = { WINDOW(20),
	  TIMES("dev_up", 2, "deviations from the middle to the upper"),
	  TIMES("dev_dn", 2, "deviations from the middle to the lower"),
	  AVERAGE }, .outputs = "first, upper[], middle[], lower[]",
	  .run = run_bbands },
	{ "stddev", .params = { WINDOW(5), TIMES("nbdev", 1, "multiple") },
	  .outputs = "first, value[]", .run = run_stddev },
	{ "stoch", .params = { BARS("fastk", 14, "bars of the span"),
	  BARS("slowk", 3, "bars of the average"),
	  BARS("slowd", 3, "bars of the average of slowk"), AVERAGE },
	  .outputs = "first, slowk[], slowd[]", .run = run_plain },
	{ "stochf", .params = { BARS("fastk", 14, "bars of the span"),
	  BARS("fastd", 3, "bars of the average"), AVERAGE },
	  .outputs = "first, fastk[], fastd[]", .run = run_plain },
	{ "supertrend", .params = { BARS("atr", 10, "bars of the average true"
	  " range"), TIMES("mult", 3, "average true ranges to a band") },
	  .outputs = "first, line[], direction[]", .run = run_supertrend },
	{ "vwap", .params = { { "anchor", METHOD_VALUE, "index of the first"
	  " bar, or day, week or start, where it begins anew" },
	  { "rolling", METHOD_VALUE, "bars of a window, in place of an"
	  " anchor" } },
	  .inputs = { { "high", .gaps = true }, { "low", .gaps = true },
	  { "close", .gaps = true }, { "volume", .gaps = true },
	  { "ts", .gaps = true } }, .outputs = "first, value[]",
	  .run = run_vwap },
	{ .name = NULL }
};
