/* The family volatility as methods; all annual. */
#include "quant/call.h"
#include "quant/stats.h"
#include "quant/vol.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PPY { "periods_per_year", METHOD_NUMBER, "bars of a year", \
	.fallback = 365, .min = 1e-3, .max = 1e9 }
#define WINDOW(least) { { "window", METHOD_WHOLE, "bars", .fallback = 30, \
	.min = least, .max = 10000 }, PPY }
#define CLOSES { { "close", READ_NUMBERS } }
#define BARS { { "open", READ_NUMBERS }, { "high", READ_NUMBERS }, \
	{ "low", READ_NUMBERS }, { "close", READ_NUMBERS } }

/* Logarithms need prices above 0. */
static enum err_code
check_prices(const struct method_call *c, struct err *err)
{
	for (size_t k = 0; c->method->inputs[k].name != NULL; k++)
		for (size_t i = 0; i < c->input[k].n; i++)
			if (!(c->input[k].at[i] > 0))
				return err_set(err, E_DATA, "%s: %s: value %zu"
				    " is not above 0", c->method->name,
				    c->input[k].name, i);
	return E_OK;
}

static struct vol_bars
bars_of(const struct method_call *c)
{
	struct vol_bars b = { .n = c->input[0].n };
	const struct { const char *name; const double **at; } parts[] = {
		{ "open", &b.open }, { "high", &b.high }, { "low", &b.low },
		{ "close", &b.close }
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (size_t k = 0; c->method->inputs[k].name != NULL; k++)
			if (strcmp(parts[i].name, c->input[k].name) == 0)
				*parts[i].at = c->input[k].at;
	return b;
}

static void
answer_annual(struct method_call *c, double *variance, size_t n,
    double ppy, size_t first)
{
	for (size_t i = 0; i < n; i++)
		variance[i] = sqrt(variance[i] * ppy);
	answer_first(c, "first", first);
	answer_numbers(&c->answer, "annualised", variance, n);
}

static enum err_code
run_window(struct method_call *c, enum vol_kind kind, struct err *err)
{
	struct vol_bars bars = bars_of(c);
	double *variance = call_doubles(c, bars.n);
	size_t window = (size_t)c->param[0];
	enum err_code rc = check_prices(c, err);

	if (rc != E_OK)
		return rc;
	vol_variance(kind, &bars, window, variance);
	answer_annual(c, variance, bars.n, c->param[1],
	    vol_first(kind, window));
	return E_OK;
}

static enum err_code
run_close(struct method_call *c, struct err *err)
{
	return run_window(c, VOL_CLOSE, err);
}

static enum err_code
run_parkinson(struct method_call *c, struct err *err)
{
	return run_window(c, VOL_PARKINSON, err);
}

static enum err_code
run_garman_klass(struct method_call *c, struct err *err)
{
	return run_window(c, VOL_GARMAN_KLASS, err);
}

static enum err_code
run_rogers_satchell(struct method_call *c, struct err *err)
{
	return run_window(c, VOL_ROGERS_SATCHELL, err);
}

static enum err_code
run_yang_zhang(struct method_call *c, struct err *err)
{
	return run_window(c, VOL_YANG_ZHANG, err);
}

static enum err_code
run_ewma(struct method_call *c, struct err *err)
{
	const struct series *close = &c->input[0];
	double *variance = call_doubles(c, close->n);
	enum err_code rc = check_prices(c, err);

	if (rc != E_OK)
		return rc;
	(c->param[1] == 0 ? vol_ewma : vol_ewma_backcast)(close->at,
	    close->n, c->param[0], variance);
	answer_annual(c, variance, close->n, c->param[2], 1);
	return E_OK;
}

static void
answer_cone(struct method_call *c, const char *name, double *value, size_t n)
{
	static const struct { const char *name; double q; } parts[] = {
		{ "min", 0 }, { "p10", 0.1 }, { "p25", 0.25 }, { "p50", 0.5 },
		{ "p75", 0.75 }, { "p90", 0.9 }, { "max", 1 }
	};
	double last = n > 0 ? value[n - 1] : NAN, below = 0;

	for (size_t i = 0; i < n; i++)
		below += value[i] <= last;
	stat_sort(value, n);
	answer_open(&c->answer, name, '{');
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		answer_number(&c->answer, parts[i].name, stat_quantile(value,
		    n, parts[i].q));
	answer_number(&c->answer, "last", last);
	answer_number(&c->answer, "last_rank", below / (double)n);
	answer_close(&c->answer, '}');
}

static enum err_code
run_cone(struct method_call *c, struct err *err)
{
	static const double usual[] = { 10, 20, 30, 60, 90 };
	struct series windows = c->given[1] ? c->numbers[1] :
	    (struct series){ "windows", usual, 5 };
	struct vol_bars bars = bars_of(c);
	double *value = call_doubles(c, bars.n);
	enum err_code rc = check_prices(c, err);

	for (size_t k = 0; k < windows.n && rc == E_OK; k++) {
		enum vol_kind kind = (enum vol_kind)c->param[0];
		size_t window = (size_t)windows.at[k];
		size_t first = vol_first(kind, window), n = 0;
		char name[16];

		if (windows.at[k] != floor(windows.at[k]) || (k > 0 &&
		    windows.at[k] <= windows.at[k - 1]))
			return err_set(err, E_DATA, "%s: windows: value %zu is"
			    " not whole, or not above the one before",
			    c->method->name, k);
		vol_variance(kind, &bars, window, value);
		for (size_t i = first; i < bars.n; i++)
			value[n++] = sqrt(value[i] * c->param[2]);
		snprintf(name, sizeof(name), "%zu", window);
		answer_cone(c, name, value, n);
	}
	return rc;
}

static const char *const ewma_words[] = { "first", "backcast", NULL };

#define CONE "{min,p10,p25,p50,p75,p90,max,last,last_rank}"

const struct method volatility_methods[] = {
	{ "vol_close", "volatility", "deviation of close to close returns",
	  "METHODS 5.1; TTR volatility", .params = WINDOW(2),
	  .inputs = CLOSES, .outputs = "first, annualised[]",
	  .run = run_close },
	{ "vol_parkinson", "volatility", "from high and low",
	  "METHODS 5.3; Parkinson 1980", .params = WINDOW(1),
	  .inputs = { { "high", READ_NUMBERS }, { "low", READ_NUMBERS } },
	  .outputs = "first, annualised[]", .run = run_parkinson },
	{ "vol_garman_klass", "volatility", "from all four prices, no drift",
	  "METHODS 5.4; Garman and Klass 1980", .params = WINDOW(1),
	  .inputs = BARS, .outputs = "first, annualised[]",
	  .run = run_garman_klass },
	{ "vol_rogers_satchell", "volatility", "from all four prices, drifting",
	  "METHODS 5.5; Rogers and Satchell 1991", .params = WINDOW(1),
	  .inputs = BARS, .outputs = "first, annualised[]",
	  .run = run_rogers_satchell },
	{ "vol_yang_zhang", "volatility", "from all four prices and gaps",
	  "METHODS 5.6; Yang and Zhang 2000", .params = WINDOW(2),
	  .inputs = BARS, .outputs = "first, annualised[]",
	  .run = run_yang_zhang },
	{ "vol_ewma", "volatility", "exponentially weighted squares",
	  "METHODS 5.2; RiskMetrics 1996", .params = {
	  { "lambda", METHOD_NUMBER, "weight of the past", .fallback = 0.94,
	    .min = 0, .max = 1 },
	  { "init", METHOD_WORD, "what it begins with", .words = ewma_words },
	  PPY }, .inputs = CLOSES, .outputs = "first, annualised[]",
	  .run = run_ewma },
	{ "vol_cone", "volatility", "quantiles by window, and where it is now",
	  "METHODS 5.8; Burghardt and Lane 1990", .params = {
	  { "estimator", METHOD_WORD, "of the windows",
	    .words = vol_kind_names },
	  { "windows", METHOD_NUMBERS, "bars of each; 10, 20, 30, 60 and 90"
	    " where not given", .min = 2, .max = 10000 }, PPY },
	  .inputs = BARS, .outputs = "10" CONE ", 20" CONE ", 30" CONE
	  ", 60" CONE ", 90" CONE, .run = run_cone },
	{ .name = NULL }
};
