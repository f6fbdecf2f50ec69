/* The family portfolio as methods. */
#include "quant/call.h"
#include "quant/matrix.h"
#include "quant/portfolio.h"
#include "quant/stats.h"

#include "base/jsonread.h"

#include <math.h>
#include <string.h>

#define PANEL { { "returns", READ_ALL } }
#define FARTHEST 1000	/* a weight without bound */

/* Covariance; of a singular one the answer says what was added. */
static double *
covariance_of(struct method_call *c, const struct panel *s, bool ridge)
{
	double *cov = call_doubles(c, s->p * s->p), by = 0;

	panel_covariance(s, 1, cov);
	if (ridge)
		by = opt_ridge(cov, s->p);
	if (by > 0)
		answer_number(&c->answer, "ridge", by);
	return cov;
}

static const json_t *
value_of(const struct method_call *c, size_t param)
{
	return json_is_null(c->value[param]) ? NULL : c->value[param];
}

static enum err_code
take_bound(const struct method_call *c, const json_t *value, double none,
    double *out, struct err *err)
{
	*out = none;
	if (json_is_null(value))
		return E_OK;
	if (!number_of(value, out) || fabs(*out) > FARTHEST)
		return err_set(err, E_DATA, "%s: bounds: a bound that is no"
		    " number from %d to %d", c->method->name, -FARTHEST,
		    FARTHEST);
	return E_OK;
}

static enum err_code
take_bounds(const struct method_call *c, const json_t *pair, double *low,
    double *high, struct err *err)
{
	enum err_code rc;

	if (!json_is_array(pair) || json_array_size(pair) != 2)
		return err_set(err, E_DATA, "%s: bounds is not two numbers,"
		    " nor two for each column", c->method->name);
	rc = take_bound(c, json_array_get(pair, 0), -FARTHEST, low, err);
	if (rc == E_OK)
		rc = take_bound(c, json_array_get(pair, 1), FARTHEST, high,
		    err);
	if (rc == E_OK && *low > *high)
		rc = err_set(err, E_DATA, "%s: bounds: %.10g is above %.10g",
		    c->method->name, *low, *high);
	return rc;
}

/* [low, high], of all or of each column; null is none. */
static enum err_code
limits_of(struct method_call *c, size_t param, struct opt_limits *l,
    struct err *err)
{
	const json_t *value = value_of(c, param);
	double *low = call_doubles(c, c->columns);
	double *high = call_doubles(c, c->columns), sum[2] = { 0 };
	bool each = json_is_array(json_array_get(value, 0));
	enum err_code rc = E_OK;

	*l = (struct opt_limits){ .n = c->columns, .sum = 1, .low = low,
	    .high = high, .turnover = HUGE_VAL };
	if (each && json_array_size(value) != c->columns)
		return err_set(err, E_DATA, "%s: bounds: %zu pairs for %zu"
		    " columns", c->method->name, json_array_size(value),
		    c->columns);
	for (size_t i = 0; i < c->columns && rc == E_OK; i++) {
		high[i] = 1;
		if (value != NULL)
			rc = take_bounds(c, each ? json_array_get(value, i) :
			    value, &low[i], &high[i], err);
		sum[0] += low[i];
		sum[1] += high[i];
	}
	if (rc == E_OK && (sum[0] > 1 + 1e-12 || sum[1] < 1 - 1e-12))
		rc = err_set(err, E_DATA, "%s: bounds: weights add up to"
		    " %.10g %s, not to 1", c->method->name, sum[0] > 1 ?
		    sum[0] : sum[1], sum[0] > 1 ? "at least" : "at most");
	return rc;
}

static enum err_code
end_of(const struct method_call *c, enum opt_end end, struct err *err)
{
	static const char *const says[] = {
		[OPT_NONE] = "no weights obey the bounds",
		[OPT_FLAT] = "the covariance is singular",
		[OPT_LOSS] = "no mean return exceeds rf",
		[OPT_ENDLESS] = "rounding kept it from an end"
	};

	return end == OPT_FOUND ? E_OK : err_set(err, E_DATA, "%s: %s",
	    c->method->name, says[end]);
}

static enum err_code
run_variance(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *w = call_doubles(c, s.p), *cov;
	struct opt_limits l;
	enum err_code rc = limits_of(c, 0, &l, err);

	if (rc != E_OK)
		return rc;
	cov = covariance_of(c, &s, true);
	rc = end_of(c, opt_mean_variance(cov, NULL, 1, &l, w, NULL), err);
	if (rc != E_OK)
		return rc;
	answer_numbers(&c->answer, "weights", w, s.p);
	answer_number(&c->answer, "volatility", sqrt(matrix_form(cov, s.p,
	    w) * c->param[1]));
	return E_OK;
}

static enum err_code
run_sharpe(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *w = call_doubles(c, s.p), *mean = call_doubles(c, s.p), *cov;
	double ppy = c->param[2];
	struct opt_limits l;
	enum err_code rc = limits_of(c, 0, &l, err);

	if (rc != E_OK)
		return rc;
	cov = covariance_of(c, &s, true);
	for (size_t i = 0; i < s.p; i++)
		mean[i] = stat_mean(s.x[i], s.n) - c->param[1] / ppy;
	rc = end_of(c, opt_max_sharpe(cov, mean, &l, w), err);
	if (rc != E_OK)
		return rc;
	answer_numbers(&c->answer, "weights", w, s.p);
	answer_number(&c->answer, "sharpe", matrix_dot(mean, w, s.p) *
	    sqrt(ppy / matrix_form(cov, s.p, w)));
	return E_OK;
}

/* "equal", or a number above 0 for each column. */
static enum err_code
budgets_of(struct method_call *c, const double **out, struct err *err)
{
	const json_t *value = value_of(c, 0);
	const char *word = json_plain_text(value);
	struct series s;
	enum err_code rc;

	*out = NULL;
	if (value == NULL || (word != NULL && strcmp(word, "equal") == 0))
		return E_OK;
	if (word != NULL)
		return err_set(err, E_DATA, "%s: budgets must be 'equal', or"
		    " numbers", c->method->name);
	rc = call_numbers(c, value, "budgets", false, &s, err);
	if (rc == E_OK && s.n != c->columns)
		rc = err_set(err, E_DATA, "%s: %zu budgets for %zu columns",
		    c->method->name, s.n, c->columns);
	for (size_t i = 0; i < c->columns && rc == E_OK; i++)
		if (!(s.at[i] >= 1e-9 && s.at[i] <= 1e9))
			rc = err_set(err, E_DATA, "%s: budgets: value %zu is"
			    " not from 1e-9 to 1e9", c->method->name, i);
	*out = s.at;
	return rc;
}

static enum err_code
no_deviation(const struct method_call *c, struct err *err)
{
	return err_set(err, E_DATA, "%s: a column has no deviation",
	    c->method->name);
}

static enum err_code
run_parity(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *w = call_doubles(c, s.p), *share = call_doubles(c, s.p);
	double *cov = covariance_of(c, &s, false);
	const double *budget;
	enum err_code rc = budgets_of(c, &budget, err);

	if (rc != E_OK)
		return rc;
	if (!opt_risk_parity(cov, budget, s.p, w))
		return no_deviation(c, err);
	opt_contributions(cov, w, s.p, share);
	answer_numbers(&c->answer, "weights", w, s.p);
	answer_numbers(&c->answer, "risk_contribution", share, s.p);
	answer_number(&c->answer, "volatility", sqrt(matrix_form(cov, s.p,
	    w) * c->param[1]));
	return E_OK;
}

static enum err_code
run_hrp(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *w = call_doubles(c, s.p);
	size_t *order = arena_alloc(&c->memory, s.p * sizeof(*order));

	if (!opt_hrp(covariance_of(c, &s, false), s.p,
	    (enum opt_linkage)c->param[0], w, order))
		return no_deviation(c, err);
	answer_numbers(&c->answer, "weights", w, s.p);
	answer_open(&c->answer, "leaf_order", '[');
	for (size_t i = 0; i < s.p; i++)
		answer_whole(&c->answer, NULL, (int64_t)order[i]);
	answer_close(&c->answer, ']');
	return E_OK;
}

static enum err_code
run_cvar(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *w = call_doubles(c, s.p);
	struct opt_limits l;
	struct opt_tail tail;
	enum err_code rc = limits_of(c, 1, &l, err);

	if (rc == E_OK)
		rc = end_of(c, opt_min_cvar(&s, c->param[0], &l, w), err);
	if (rc != E_OK)
		return rc;
	tail = opt_tail(&s, w, c->param[0]);
	answer_numbers(&c->answer, "weights", w, s.p);
	answer_number(&c->answer, "cvar", tail.cvar);
	answer_number(&c->answer, "var", tail.var);
	return E_OK;
}

/* An array of so many rows of numbers. */
static enum err_code
take_matrix(struct method_call *c, const json_t *value, const char *what,
    size_t rows, size_t columns, double *out, struct err *err)
{
	for (size_t i = 0; i < rows; i++) {
		struct series s;
		enum err_code rc = call_numbers(c, json_array_get(value, i),
		    what, false, &s, err);

		if (rc == E_OK && s.n != columns)
			rc = err_set(err, E_DATA, "%s: %s: row %zu has %zu"
			    " numbers, not %zu", c->method->name, what, i,
			    s.n, columns);
		if (rc != E_OK)
			return rc;
		memcpy(out + i * columns, s.at, columns * sizeof(*out));
	}
	return E_OK;
}

/* The usual, by its formula; a number for each view; or a matrix. */
static enum err_code
omega_of(struct method_call *c, const json_t *value, size_t views,
    const double **out, struct err *err)
{
	double *omega = call_doubles(c, views * views);
	const char *word = json_plain_text(value);
	struct series s;
	enum err_code rc;

	*out = NULL;
	if (value == NULL || (word != NULL && strcmp(word,
	    "diag(tau P S P')") == 0))
		return E_OK;
	if (word != NULL || json_array_size(value) != views)
		return err_set(err, E_DATA, "%s: omega must be \"diag(tau P S"
		    " P')\", a number for each view, or a square matrix",
		    c->method->name);
	*out = omega;
	if (json_is_array(json_array_get(value, 0)))
		return take_matrix(c, value, "omega", views, views, omega,
		    err);
	rc = call_numbers(c, value, "omega", false, &s, err);
	for (size_t i = 0; i < views && rc == E_OK; i++)
		omega[i * views + i] = s.at[i];
	return rc;
}

enum { BL_DELTA, BL_TAU, BL_MARKET, BL_P, BL_Q, BL_OMEGA, BL_PPY };

static enum err_code
views_of(struct method_call *c, struct opt_views *out, struct err *err)
{
	const json_t *p = value_of(c, BL_P), *q = value_of(c, BL_Q);
	struct series earn = { 0 };
	size_t len = json_array_size(p);
	double *rows = call_doubles(c, len * c->columns);
	enum err_code rc = E_OK;

	if ((p == NULL) != (q == NULL))
		return err_set(err, E_DATA, "%s: P and Q go together",
		    c->method->name);
	if (p != NULL && !json_is_array(p))
		return err_set(err, E_DATA, "%s: P is no array of rows",
		    c->method->name);
	if (q != NULL)
		rc = call_numbers(c, q, "Q", false, &earn, err);
	if (rc == E_OK && earn.n != len)
		rc = err_set(err, E_DATA, "%s: %zu rows of P for %zu numbers"
		    " of Q", c->method->name, len, earn.n);
	if (rc == E_OK)
		rc = take_matrix(c, p, "P", len, c->columns, rows, err);
	*out = (struct opt_views){ len, rows, earn.at, NULL };
	if (rc == E_OK)
		rc = omega_of(c, value_of(c, BL_OMEGA), len, &out->omega,
		    err);
	return rc;
}

static enum err_code
market_of(struct method_call *c, const double **out, struct err *err)
{
	const json_t *value = value_of(c, BL_MARKET);
	double *equal = call_doubles(c, c->columns);
	struct series s;
	enum err_code rc;

	for (size_t i = 0; i < c->columns; i++)
		equal[i] = 1 / (double)c->columns;
	*out = equal;
	if (value == NULL)
		return E_OK;
	rc = call_numbers(c, value, "market_weights", false, &s, err);
	if (rc == E_OK && s.n != c->columns)
		rc = err_set(err, E_DATA, "%s: %zu market_weights for %zu"
		    " columns", c->method->name, s.n, c->columns);
	*out = s.at;
	return rc;
}

static enum err_code
run_views(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	size_t n = s.p;
	double *prior = call_doubles(c, n), *mean = call_doubles(c, n);
	double *after = call_doubles(c, n * n), *w = call_doubles(c, n), *cov;
	const double *market;
	struct opt_views views;
	enum err_code rc = market_of(c, &market, err);

	if (rc == E_OK)
		rc = views_of(c, &views, err);
	if (rc != E_OK)
		return rc;
	cov = covariance_of(c, &s, true);
	for (size_t i = 0; i < n * n; i++)
		cov[i] *= c->param[BL_PPY];
	if (!opt_black_litterman(cov, n, market, c->param[BL_DELTA],
	    c->param[BL_TAU], &views, prior, mean, after))
		return err_set(err, E_DATA, "%s: views that contradict each"
		    " other or say nothing", c->method->name);
	if (!opt_reverse(cov, mean, n, w))
		return err_set(err, E_DATA, "%s: weights that add up to 0",
		    c->method->name);
	for (size_t i = 0; i < n; i++)
		after[i] = after[i * n + i];
	answer_numbers(&c->answer, "prior", prior, n);
	answer_numbers(&c->answer, "posterior", mean, n);
	answer_numbers(&c->answer, "posterior_cov_diag", after, n);
	answer_numbers(&c->answer, "weights_unconstrained_normalised", w, n);
	return E_OK;
}

#define BOUNDS { "bounds", METHOD_VALUE, "lowest and highest weight, of all" \
	" or of each column; 0 and 1 where not given" }
#define PPY { "ppy", METHOD_NUMBER, "bars of a year", .fallback = 365, \
	.min = 1e-3, .max = 1e9 }

const struct method portfolio_methods[] = {
	{ "opt_min_variance", "portfolio", "weights of least variance",
	  "METHODS 6.7; Markowitz 1952, Goldfarb and Idnani 1983",
	  .params = { BOUNDS, PPY }, .inputs = PANEL, .least = 2,
	  .outputs = "weights[], volatility", .run = run_variance },
	{ "opt_max_sharpe", "portfolio", "weights of the highest Sharpe ratio",
	  "METHODS 6.7; Sharpe 1966", .params = { BOUNDS,
	  { "rf", METHOD_NUMBER, "risk-free return of a year, a ratio",
	    .min = -0.99, .max = 100 }, PPY }, .inputs = PANEL, .least = 2,
	  .outputs = "weights[], sharpe", .run = run_sharpe },
	{ "opt_risk_parity", "portfolio", "weights that bring risk by budgets",
	  "METHODS 6.7; Spinu 2013", .params = {
	  { "budgets", METHOD_VALUE, "'equal', or a number above 0 for each"
	    " column" }, PPY }, .inputs = PANEL, .least = 2,
	  .outputs = "weights[], risk_contribution[], volatility",
	  .run = run_parity },
	{ "opt_hrp", "portfolio", "hierarchical risk parity",
	  "METHODS 6.7; Lopez de Prado 2016", .params = {
	  { "linkage", METHOD_WORD, "of clusters",
	    .words = opt_linkage_names },
	  { "distance", METHOD_LABEL, "the root of (1 - correlation) / 2" } },
	  .inputs = PANEL, .least = 2,
	  .outputs = "weights[], leaf_order[]", .run = run_hrp },
	{ "opt_min_cvar", "portfolio", "weights of the least loss in the tail",
	  "METHODS 6.7; Rockafellar and Uryasev 2000", .params = {
	  { "beta", METHOD_NUMBER, "share of bars that are no worse",
	    .fallback = 0.95, .min = 0, .max = 0.9999 }, BOUNDS },
	  .inputs = PANEL, .outputs = "weights[], cvar, var",
	  .run = run_cvar },
	{ "opt_black_litterman", "portfolio", "views beside the market's",
	  "METHODS 6.7; He and Litterman 1999", .params = {
	  { "delta", METHOD_NUMBER, "aversion to risk", .fallback = 2.5,
	    .min = 1e-6, .max = 1e6 },
	  { "tau", METHOD_NUMBER, "how unsure the prior is", .fallback = 0.05,
	    .min = 1e-9, .max = 1e3 },
	  { "market_weights", METHOD_VALUE, "by column; equal where not"
	    " given" },
	  { "P", METHOD_VALUE, "a row of weights for each view" },
	  { "Q", METHOD_VALUE, "what each view earns a year" },
	  { "omega", METHOD_VALUE, "how unsure they are: \"diag(tau P S"
	    " P')\", a number for each, or a matrix" }, PPY },
	  .inputs = PANEL, .least = 2, .outputs = "prior[], posterior[], "
	  "posterior_cov_diag[], weights_unconstrained_normalised[]",
	  .run = run_views },
	{ .name = NULL }
};
