/* The family correlation as methods. */
#include "quant/call.h"
#include "quant/dcc.h"
#include "quant/normal.h"
#include "quant/stats.h"

#include "base/jsonread.h"

#include <math.h>
#include <string.h>

#define PANEL { { "returns", READ_ALL } }

static double *
square(struct method_call *c)
{
	return call_doubles(c, c->columns * c->columns);
}

static void
answer_square(struct method_call *c, const char *name, const double *at)
{
	answer_matrix(&c->answer, name, at, c->columns, c->columns);
}

static void
answer_names(struct method_call *c)
{
	answer_open(&c->answer, "names", '[');
	for (size_t i = 0; i < c->columns; i++)
		answer_text(&c->answer, NULL, c->all[i].name);
	answer_close(&c->answer, ']');
}

/* A column by its name, or by its number from 0. */
static enum err_code
find_column(const struct method_call *c, const json_t *value, size_t *out,
    struct err *err)
{
	const char *name = json_plain_text(value);
	double number;

	for (size_t i = 0; i < c->columns; i++)
		if (name != NULL ? strcmp(c->all[i].name, name) == 0 :
		    number_of(value, &number) && number == (double)i) {
			*out = i;
			return E_OK;
		}
	if (name != NULL)
		return err_set(err, E_DATA, "%s: no column '%s'",
		    c->method->name, name);
	return err_set(err, E_DATA, "%s: a column that is not there",
	    c->method->name);
}

static enum err_code
find_pair(const struct method_call *c, const json_t *pair,
    const struct series *out[2], struct err *err)
{
	if (!json_is_array(pair) || json_array_size(pair) != 2)
		return err_set(err, E_DATA, "%s: pair is not two columns",
		    c->method->name);
	for (size_t k = 0; k < 2; k++) {
		size_t i;
		enum err_code rc = find_column(c, json_array_get(pair, k), &i,
		    err);

		if (rc != E_OK)
			return rc;
		out[k] = &c->all[i];
	}
	return E_OK;
}

static enum err_code
run_pearson(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *out = square(c);

	(void)err;
	panel_pearson(&s, out);
	answer_names(c);
	answer_square(c, "matrix", out);
	return E_OK;
}

static enum err_code
run_spearman(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *rank = call_doubles(c, s.n * 2), *out = square(c);
	size_t *scratch = arena_alloc(&c->memory, s.n * sizeof(*scratch));

	(void)err;
	for (size_t i = 0; i < s.p; i++)
		for (size_t k = 0; k < s.p; k++)
			out[i * s.p + k] = corr_spearman(s.x[i], s.x[k], s.n,
			    rank, scratch);
	answer_names(c);
	answer_square(c, "matrix", out);
	return E_OK;
}

static enum err_code
run_kendall(struct method_call *c, struct err *err)
{
	const struct series *pair[2];
	enum err_code rc = find_pair(c, c->value[0], pair, err);
	size_t n, *order;

	if (rc != E_OK)
		return rc;
	n = pair[0]->n;
	order = arena_alloc(&c->memory, n * sizeof(*order));
	stat_order(pair[0]->at, n, order);
	answer_number(&c->answer, "tau_b", corr_kendall(pair[0]->at,
	    pair[1]->at, n, order, call_doubles(c, 2 * n)));
	return E_OK;
}

static enum err_code
run_ewma(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *cov = square(c), *corr = square(c);

	(void)err;
	panel_ewma(&s, c->param[0], cov);
	covariance_correlation(cov, s.p, corr);
	answer_square(c, "cov", cov);
	answer_square(c, "corr", corr);
	return E_OK;
}

static enum err_code
run_identity(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *cov = square(c);

	(void)err;
	answer_number(&c->answer, "shrinkage", panel_shrink_identity(&s,
	    cov));
	answer_square(c, "cov", cov);
	return E_OK;
}

static enum err_code
run_constant(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *cov = square(c);

	(void)err;
	answer_number(&c->answer, "shrinkage", panel_shrink_constant(&s,
	    cov));
	answer_square(c, "cov", cov);
	return E_OK;
}

static enum err_code
run_diversification(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *eigen = call_doubles(c, s.p), *equal = call_doubles(c, s.p);
	struct diversification d;

	for (size_t i = 0; i < s.p; i++)
		equal[i] = 1 / (double)s.p;
	if (c->given[0] && c->numbers[0].n != s.p)
		return err_set(err, E_DATA, "%s: %zu weights for %zu columns",
		    c->method->name, c->numbers[0].n, s.p);
	d = panel_diversification(&s, c->given[0] ? c->numbers[0].at : equal,
	    call_doubles(c, 2 * s.p * s.p), eigen);
	answer_number(&c->answer, "diversification_ratio", d.ratio);
	answer_number(&c->answer, "avg_pairwise_corr", d.pairs);
	answer_number(&c->answer, "effective_bets_entropy", d.bets);
	answer_number(&c->answer, "absorption_ratio_top1", d.absorbed);
	answer_numbers(&c->answer, "eigenvalues", eigen, s.p);
	return E_OK;
}

/* The bars in which the driver is at most, or above, the threshold. */
static struct panel
part_of(struct method_call *c, size_t driver, double threshold, bool tail)
{
	double **x = arena_alloc(&c->memory, c->columns * sizeof(*x));
	size_t n = 0;

	for (size_t k = 0; k < c->columns; k++)
		x[k] = call_doubles(c, c->all[0].n);
	for (size_t i = 0; i < c->all[0].n; i++) {
		if ((c->all[driver].at[i] <= threshold) != tail)
			continue;
		for (size_t k = 0; k < c->columns; k++)
			x[k][n] = c->all[k].at[i];
		n++;
	}
	return (struct panel){ (const double *const *)x, c->columns, n };
}

static enum err_code
run_stress(struct method_call *c, struct err *err)
{
	double *matrix = square(c), threshold;
	struct panel tail, rest;
	size_t driver = 0;
	enum err_code rc = E_OK;

	if (c->given[0])
		rc = find_column(c, c->value[0], &driver, err);
	if (rc != E_OK)
		return rc;
	threshold = stat_quantile(call_sorted(c, &c->all[driver]),
	    c->all[0].n, c->param[1]);
	tail = part_of(c, driver, threshold, true);
	rest = part_of(c, driver, threshold, false);
	answer_whole(&c->answer, "n_tail", (int64_t)tail.n);
	panel_pearson(&tail, matrix);
	answer_square(c, "corr_tail", matrix);
	panel_pearson(&rest, matrix);
	answer_square(c, "corr_rest", matrix);
	return E_OK;
}

static enum err_code
run_dcc(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	double *out = square(c);

	if (c->param[0] + c->param[1] >= 1)
		return err_set(err, E_DATA, "%s: a and b must be below 1"
		    " together", c->method->name);
	panel_dcc(&s, c->param[0], c->param[1], c->param[2],
	    call_doubles(c, s.p * s.n), square(c), out);
	answer_square(c, "corr_next", out);
	return E_OK;
}

static enum err_code
run_dcc_fit(struct method_call *c, struct err *err)
{
	struct panel s = call_panel(c);
	struct dcc_fit f;
	double *out = square(c);

	if (!dcc_fit(&s, c->param[0], &f))
		return err_set(err, E_DATA, "%s: the correlation is singular,"
		    " or a series begins with 0", c->method->name);
	answer_number(&c->answer, "a", f.a);
	answer_number(&c->answer, "b", f.b);
	answer_number(&c->answer, "loglik", f.loglik);
	panel_dcc(&s, f.a, f.b, c->param[0], call_doubles(c, s.p * s.n),
	    square(c), out);
	answer_square(c, "corr_next", out);
	return E_OK;
}

static enum err_code
run_change(struct method_call *c, struct err *err)
{
	const struct series *pair[2];
	size_t recent = (size_t)c->param[0], before;
	double now, then, z;
	enum err_code rc = find_pair(c, c->value[1], pair, err);

	if (rc != E_OK)
		return rc;
	if (pair[0]->n < recent + 4)
		return err_set(err, E_DATA, "%s: %zu bars are fewer than four"
		    " before the last %zu", c->method->name, pair[0]->n,
		    recent);
	before = pair[0]->n - recent;
	now = corr_pearson(pair[0]->at + before, pair[1]->at + before,
	    recent);
	then = corr_pearson(pair[0]->at, pair[1]->at, before);
	z = (atanh(now) - atanh(then)) / sqrt(1 / ((double)recent - 3) +
	    1 / ((double)before - 3));
	answer_number(&c->answer, "z", z);
	answer_number(&c->answer, "p_two_sided", 2 * normal_cdf(-fabs(z)));
	return E_OK;
}

#define LAMBDA { "lambda", METHOD_NUMBER, "weight of the past", \
	.fallback = 0.94, .min = 0, .max = 1 }
#define PAIR { "pair", METHOD_VALUE, "two columns, by name or number", \
	.required = true }

const struct method correlation_methods[] = {
	{ "corr_pearson", "correlation", "linear correlation",
	  "METHODS 6.1; Pearson 1896", .inputs = PANEL,
	  .outputs = "names[], matrix[]", .run = run_pearson },
	{ "corr_spearman", "correlation", "correlation of ranks",
	  "METHODS 6.1; Spearman 1904", .inputs = PANEL,
	  .outputs = "names[], matrix[]", .run = run_spearman },
	{ "corr_kendall", "correlation", "pairs that agree, less the others",
	  "METHODS 6.1; Kendall 1945, Knight 1966", .params = { PAIR },
	  .inputs = PANEL, .outputs = "tau_b", .run = run_kendall },
	{ "corr_ewma", "correlation", "weighted towards the last bar",
	  "METHODS 6.2; RiskMetrics 1996", .params = { LAMBDA,
	  { "mean", METHOD_NUMBER, "that returns are taken from" },
	  { "init", METHOD_LABEL, "the first outer product" } },
	  .inputs = PANEL, .outputs = "cov[], corr[]", .run = run_ewma },
	{ "shrink_ledoit_wolf_identity", "correlation",
	  "covariance drawn to one variance",
	  "METHODS 6.6; Ledoit and Wolf 2004a", .inputs = PANEL,
	  .outputs = "shrinkage, cov[]", .run = run_identity },
	{ "shrink_ledoit_wolf_constcorr", "correlation",
	  "covariance drawn to one correlation",
	  "METHODS 6.6; Ledoit and Wolf 2004b", .inputs = PANEL,
	  .outputs = "shrinkage, cov[]", .run = run_constant },
	{ "diversification", "correlation", "how many bets a book holds",
	  "METHODS 6.5; Choueifaty and Coignard 2008", .params = {
	  { "weights", METHOD_NUMBERS, "by column; equal where not given",
	    .min = -1e6, .max = 1e6 } }, .inputs = PANEL,
	  .outputs = "diversification_ratio, avg_pairwise_corr, "
	  "effective_bets_entropy, absorption_ratio_top1, eigenvalues[]",
	  .run = run_diversification },
	{ "corr_stress", "correlation", "correlation where a driver falls",
	  "METHODS 6.4; Longin and Solnik 2001", .params = {
	  { "driver", METHOD_VALUE, "column, by name or number; the first"
	    " where not given" },
	  { "quantile", METHOD_NUMBER, "of the driver", .fallback = 0.1,
	    .min = 0, .max = 1 } }, .inputs = PANEL,
	  .outputs = "n_tail, corr_tail[], corr_rest[]", .run = run_stress },
	{ "corr_dcc", "correlation", "dynamic conditional correlation",
	  "METHODS 6.3; Engle 2002", .params = {
	  { "a", METHOD_NUMBER, "weight of the last bar", .fallback = DCC_A,
	    .min = 0, .max = 1 },
	  { "b", METHOD_NUMBER, "weight of the past", .fallback = DCC_B,
	    .min = 0, .max = 1 }, LAMBDA }, .inputs = PANEL, .least = 2,
	  .outputs = "corr_next[]", .run = run_dcc },
	{ "corr_dcc_fit", "correlation",
	  "dynamic conditional correlation, its weights the likeliest",
	  "METHODS 6.3; Engle 2002", .params = { LAMBDA }, .inputs = PANEL,
	  .least = 3, .outputs = "a, b, loglik, corr_next[]",
	  .run = run_dcc_fit },
	{ "corr_change_test", "correlation", "recent bars against the rest",
	  "METHODS 6.4; Fisher 1921", .params = {
	  { "recent", METHOD_WHOLE, "bars", .fallback = 60, .min = 4,
	    .max = 1e6 }, PAIR }, .inputs = PANEL,
	  .outputs = "z, p_two_sided", .run = run_change },
	{ .name = NULL }
};
