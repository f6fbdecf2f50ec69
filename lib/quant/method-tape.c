/* The family liquidity as methods: trades. */
#include "quant/book.h"
#include "quant/call.h"
#include "quant/stats.h"

#include <math.h>

#define BINS_MOST 1000000

#define PRICES { { "price", READ_NUMBERS } }
#define VOLUMES { { "price", READ_NUMBERS }, { "qty", READ_NUMBERS } }
#define FLOWS { { "price", READ_NUMBERS }, { "qty", READ_NUMBERS }, \
	{ "side", READ_NUMBERS } }
#define TRADES { { "price", READ_NUMBERS }, { "qty", READ_NUMBERS }, \
	{ "side", READ_NUMBERS }, { "ts", READ_NUMBERS }, \
	{ "mid", READ_NUMBERS } }
enum { PRICE, QTY, SIDE, TIME, MID, COLUMNS };

/* What a column may be: by the order above. */
static bool
good(int column, const double *x, size_t i)
{
	if (column == SIDE)
		return fabs(x[i]) == 1;
	if (column == TIME)
		return i == 0 || x[i] >= x[i - 1];
	return x[i] > 0;
}

static enum err_code
read_tape(const struct method_call *c, struct tape *out, struct err *err)
{
	static const char *const why[COLUMNS] = { "is not above 0",
	    "is not above 0", "is not 1 or -1", "is before the one before",
	    "is not above 0" };
	const double *at[COLUMNS] = { NULL };

	for (int k = 0; c->method->inputs[k].name != NULL; k++) {
		at[k] = c->input[k].at;
		for (size_t i = 0; i < c->input[k].n; i++)
			if (!good(k, at[k], i))
				return err_set(err, E_DATA, "%s: %s: value %zu"
				    " %s", c->method->name, c->input[k].name,
				    i, why[k]);
	}
	*out = (struct tape){ at[TIME], at[PRICE], at[QTY], at[SIDE], at[MID],
	    c->input[0].n };
	return E_OK;
}

static enum err_code
run_effective(struct method_call *c, struct err *err)
{
	struct spreads s;
	struct tape t;
	enum err_code rc = read_tape(c, &t, err);

	if (rc != E_OK)
		return rc;
	s = tape_spreads(&t, c->param[0]);
	answer_number(&c->answer, "effective_bps", s.all);
	answer_number(&c->answer, "effective_bps_same_trades", s.same);
	answer_number(&c->answer, "realised_bps", s.realised);
	answer_number(&c->answer, "impact_bps", s.same - s.realised);
	answer_whole(&c->answer, "n_realised", (int64_t)s.n);
	return E_OK;
}

static enum err_code
run_roll(struct method_call *c, struct err *err)
{
	const struct series *price = &c->input[0];
	struct roll r = roll_spread(price->at, price->n,
	    call_doubles(c, price->n));

	(void)err;
	answer_number(&c->answer, "cov", r.cov);
	answer_number(&c->answer, "spread", r.spread);
	return E_OK;
}

static enum err_code
run_kyle(struct method_call *c, struct err *err)
{
	double *flow = call_doubles(c, c->input[0].n);
	double *change = call_doubles(c, c->input[0].n);
	struct line l;
	struct tape t;
	size_t n;
	enum err_code rc = read_tape(c, &t, err);

	if (rc != E_OK)
		return rc;
	n = tape_buckets(&t, c->param[0], flow, change);
	l = stat_line(flow, change, n);
	answer_number(&c->answer, "lambda", l.slope);
	answer_number(&c->answer, "intercept", l.intercept);
	answer_number(&c->answer, "stderr", l.stderr);
	answer_number(&c->answer, "t", l.t);
	answer_number(&c->answer, "r2", l.r2);
	answer_whole(&c->answer, "n", (int64_t)n);
	return E_OK;
}

static enum err_code
run_vpin(struct method_call *c, struct err *err)
{
	size_t window = (size_t)c->param[1], n, most;
	double *one, *mean;
	struct tape t;
	enum err_code rc = read_tape(c, &t, err);

	if (rc != E_OK)
		return rc;
	if (!(stat_sum(t.qty, t.n) / c->param[0] < BINS_MOST))
		return err_set(err, E_DATA, "%s: more than %d buckets",
		    c->method->name, BINS_MOST);
	most = (size_t)(stat_sum(t.qty, t.n) / c->param[0] + 1);
	one = call_doubles(c, most);
	n = tape_imbalance(&t, c->param[0], one, most);
	mean = call_doubles(c, n);
	for (size_t i = window; i <= n; i++)
		mean[i - window] = stat_mean(one + i - window, window);
	answer_whole(&c->answer, "buckets", (int64_t)n);
	answer_numbers(&c->answer, "vpin", mean, n >= window ? n - window + 1 :
	    0);
	return E_OK;
}

static enum err_code
run_profile(struct method_call *c, struct err *err)
{
	double *volume = call_doubles(c, BINS_MOST), width = c->param[0];
	struct profile p;
	struct tape t;
	enum err_code rc = read_tape(c, &t, err);

	if (rc != E_OK)
		return rc;
	if (!tape_profile(&t, width, c->param[1], volume, BINS_MOST, &p))
		return err_set(err, E_DATA, "%s: more than %d bins",
		    c->method->name, BINS_MOST);
	answer_whole(&c->answer, "bins", (int64_t)p.bins);
	answer_number(&c->answer, "total", p.total);
	answer_number(&c->answer, "poc_low", p.poc);
	answer_number(&c->answer, "poc_mid", p.poc + width / 2);
	answer_number(&c->answer, "val", p.low);
	answer_number(&c->answer, "vah", p.high);
	answer_number(&c->answer, "va_volume", p.area);
	answer_number(&c->answer, "va_share", p.area / p.total);
	return E_OK;
}

static enum err_code
run_large(struct method_call *c, struct err *err)
{
	const struct series *qty = &c->input[0];
	double *sorted = call_sorted(c, qty);
	double median = stat_quantile(sorted, qty->n, 0.5);
	double threshold = stat_quantile(sorted, qty->n, c->param[0]);
	double scale = stat_robust_deviation(sorted, qty->n);

	(void)err;
	answer_open(&c->answer, "index", '[');
	for (size_t i = 0; i < qty->n; i++)
		if (qty->at[i] >= threshold && scale > 0 &&
		    (qty->at[i] - median) / scale >= c->param[1])
			answer_whole(&c->answer, NULL, (int64_t)i);
	answer_close(&c->answer, ']');
	answer_number(&c->answer, "threshold", threshold);
	return E_OK;
}

const struct method tape_methods[] = {
	{ "spread_effective", "liquidity", "what trades paid, and kept",
	  "METHODS 7.1; Huang and Stoll 1996", .params = {
	  { "horizon_ms", METHOD_NUMBER, "until the mid that counts",
	    .fallback = 60000, .min = 0, .max = 1e12 },
	  { "weights", METHOD_LABEL, "by value" } }, .inputs = TRADES,
	  .outputs = "effective_bps, effective_bps_same_trades, realised_bps,"
	  " impact_bps, n_realised", .run = run_effective },
	{ "roll_spread", "liquidity", "spread from the bounce of prices",
	  "METHODS 7.5; Roll 1984", .inputs = PRICES,
	  .outputs = "cov, spread", .run = run_roll },
	{ "kyle_lambda", "liquidity", "price change by signed volume",
	  "METHODS 7.4; Kyle 1985", .params = {
	  { "bucket_ms", METHOD_NUMBER, "of the clock", .fallback = 30000,
	    .min = 1, .max = 1e12 },
	  { "price", METHOD_LABEL, "the last mid of a bucket" },
	  { "empty_buckets", METHOD_LABEL, "are passed over" } },
	  .inputs = TRADES, .outputs = "lambda, intercept, stderr, t, r2, n",
	  .run = run_kyle },
	{ "vpin", "liquidity", "imbalance of buckets of equal volume",
	  "METHODS 7.7; Easley, Lopez de Prado and O'Hara 2012", .params = {
	  { "bucket_volume", METHOD_NUMBER, "base amount", .min = 1e-12,
	    .max = 1e18, .required = true },
	  { "window", METHOD_WHOLE, "buckets", .fallback = 50, .min = 1,
	    .max = 1e6 },
	  { "classification", METHOD_LABEL, "by the side that came" } },
	  .inputs = FLOWS, .outputs = "buckets, vpin[]", .run = run_vpin },
	{ "volume_profile", "liquidity", "volume by price, and its centre",
	  "METHODS 7.9; CBOT Market Profile", .params = {
	  { "bin", METHOD_NUMBER, "width in price", .min = 1e-12,
	    .max = 1e18, .required = true },
	  { "value_area", METHOD_NUMBER, "share of the volume",
	    .fallback = 0.7, .min = 0, .max = 1 } }, .inputs = VOLUMES,
	  .outputs = "bins, total, poc_low, poc_mid, val, vah, va_volume, "
	  "va_share", .run = run_profile },
	{ "large_trades", "liquidity", "trades far beyond the usual size",
	  "METHODS 7.8; Iglewicz and Hoaglin 1993", .params = {
	  { "quantile", METHOD_NUMBER, "that they reach", .fallback = 0.99,
	    .min = 0, .max = 1 },
	  { "robust_z", METHOD_NUMBER, "and so many deviations",
	    .fallback = 8, .min = 0, .max = 1e6 } },
	  .inputs = { { "qty", READ_NUMBERS } },
	  .outputs = "index[], threshold", .run = run_large },
	{ .name = NULL }
};
