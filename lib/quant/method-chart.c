/* The family chart as methods. */
#include "quant/call.h"
#include "quant/chart.h"
#include "quant/panel.h"

#include <math.h>

#define CLOSES { { "close", READ_NUMBERS } }
#define SERIES { { "series", READ_NUMBERS } }
#define RANGES { { "high", READ_NUMBERS }, { "low", READ_NUMBERS } }
#define SQUARE_MOST 5000	/* bars of what takes their square */

static enum err_code
check_length(const struct method_call *c, struct err *err)
{
	if (c->input[0].n <= SQUARE_MOST)
		return E_OK;
	return err_set(err, E_DATA, "%s: %s has more than %d values",
	    c->method->name, c->input[0].name, SQUARE_MOST);
}

static void
answer_shapes(struct method_call *c, const struct extremum *e, size_t n)
{
	struct chart_pattern *found = arena_alloc(&c->memory,
	    (CHART_PATTERNS(n) + 1) * sizeof(*found));
	size_t patterns = chart_patterns(e, n, found);
	struct answer *a = &c->answer;

	answer_open(a, "extrema", '[');
	for (size_t i = 0; i < n; i++) {
		answer_open(a, NULL, '[');
		answer_whole(a, NULL, (int64_t)e[i].at);
		answer_whole(a, NULL, e[i].kind);
		answer_close(a, ']');
	}
	answer_close(a, ']');
	answer_open(a, "patterns", '[');
	for (size_t i = 0; i < patterns; i++) {
		answer_open(a, NULL, '[');
		answer_text(a, NULL, found[i].name);
		answer_whole(a, NULL, (int64_t)found[i].from);
		answer_whole(a, NULL, (int64_t)found[i].to);
		answer_close(a, ']');
	}
	answer_close(a, ']');
}

static enum err_code
run_patterns(struct method_call *c, struct err *err)
{
	const struct series *x = &c->input[0];
	double *smooth = call_doubles(c, x->n);
	struct extremum *e = arena_alloc(&c->memory, x->n * sizeof(*e));
	enum err_code rc = check_length(c, err);

	if (rc != E_OK)
		return rc;
	kernel_smooth(x->at, x->n, c->param[0], smooth);
	answer_numbers(&c->answer, "smoothed", smooth, x->n);
	answer_shapes(c, e, extrema_find(x->at, smooth, x->n, e));
	return E_OK;
}

/* From 0.5 to 8 by 0.25, where no other bandwidths are given. */
static struct series
grid_of(struct method_call *c)
{
	double *usual = call_doubles(c, 31);

	for (size_t i = 0; i < 31; i++)
		usual[i] = 0.5 + 0.25 * (double)i;
	return c->given[0] ? c->numbers[0] : (struct series){ "grid", usual,
	    31 };
}

static enum err_code
run_bandwidth(struct method_call *c, struct err *err)
{
	const struct series *x = &c->input[0];
	struct series grid = grid_of(c);
	double *error = call_doubles(c, grid.n), best;
	size_t least = 0;
	enum err_code rc = check_length(c, err);

	if (rc == E_OK && (grid.n == 0 || grid.n > 200))
		rc = err_set(err, E_DATA, "%s: grid has not 1 to 200 values",
		    c->method->name);
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < grid.n; i++) {
		error[i] = kernel_error(x->at, x->n, grid.at[i]);
		if (error[i] < error[least])
			least = i;
	}
	best = grid.at[least];
	answer_numbers(&c->answer, "cv", error, grid.n);
	answer_number(&c->answer, "best", best);
	answer_number(&c->answer, "used", 0.3 * best);
	return E_OK;
}

static void
answer_indices(struct method_call *c, const char *name, const size_t *at,
    size_t n)
{
	answer_open(&c->answer, name, '[');
	for (size_t i = 0; i < n; i++)
		answer_whole(&c->answer, NULL, (int64_t)at[i]);
	answer_close(&c->answer, ']');
}

static enum err_code
run_pivots(struct method_call *c, struct err *err)
{
	size_t n = c->input[0].n, k = (size_t)c->param[0];
	size_t *index = arena_alloc(&c->memory, n * sizeof(*index));

	(void)err;
	answer_indices(c, "high", index, pivots_find(c->input[0].at, n, k, 1,
	    index));
	answer_indices(c, "low", index, pivots_find(c->input[1].at, n, k, -1,
	    index));
	return E_OK;
}

static enum err_code
run_levels(struct method_call *c, struct err *err)
{
	size_t n = c->input[0].n, len = 0;
	size_t *index = arena_alloc(&c->memory, n * sizeof(*index));
	struct touch *touches = arena_alloc(&c->memory,
	    2 * n * sizeof(*touches));
	struct level *levels = arena_alloc(&c->memory,
	    2 * n * sizeof(*levels));

	(void)err;
	for (int side = 0; side < 2; side++) {
		size_t found = pivots_find(c->input[side].at, n,
		    (size_t)c->param[0], side == 0 ? 1 : -1, index);

		for (size_t i = 0; i < found; i++)
			touches[len++] = (struct touch){
			    c->input[side].at[index[i]], index[i] };
	}
	len = levels_find(touches, len, c->param[1], (size_t)c->param[2],
	    levels);
	answer_open(&c->answer, "levels", '[');
	for (size_t i = 0; i < len; i++) {
		answer_open(&c->answer, NULL, '[');
		answer_number(&c->answer, NULL, levels[i].price);
		answer_whole(&c->answer, NULL, (int64_t)levels[i].touches);
		answer_whole(&c->answer, NULL, (int64_t)levels[i].last);
		answer_close(&c->answer, ']');
	}
	answer_close(&c->answer, ']');
	return E_OK;
}

static enum err_code
run_theil_sen(struct method_call *c, struct err *err)
{
	const struct series *y = &c->input[0];
	enum err_code rc = check_length(c, err);
	struct trend t;

	if (rc != E_OK)
		return rc;
	t = trend_theil_sen(y->at, y->n, call_doubles(c, y->n * y->n / 2),
	    call_doubles(c, y->n));
	answer_number(&c->answer, "slope", t.slope);
	answer_number(&c->answer, "intercept", t.intercept);
	return E_OK;
}

static enum err_code
run_mann_kendall(struct method_call *c, struct err *err)
{
	const struct series *y = &c->input[0];
	double *index = call_doubles(c, y->n);
	size_t *order = arena_alloc(&c->memory, y->n * sizeof(*order));
	enum err_code rc = check_length(c, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < y->n; i++) {
		index[i] = (double)i;
		order[i] = i;
	}
	answer_number(&c->answer, "tau", corr_kendall(index, y->at, y->n,
	    order, call_doubles(c, 2 * y->n)));
	return E_OK;
}

static enum err_code
run_ratio(struct method_call *c, struct err *err)
{
	(void)err;
	answer_number(&c->answer, "vr", variance_ratio(c->input[0].at,
	    c->input[0].n, (size_t)c->param[0]));
	return E_OK;
}

#define SIDE_BARS { "k", METHOD_WHOLE, "bars on each side", \
	.fallback = 5, .min = 1, .max = 10000 }

const struct method chart_methods[] = {
	{ "chart_pattern", "chart", "heads, triangles, boxes, double tops",
	  "METHODS 3.4, 3.5; Lo, Mamaysky and Wang 2000", .params = {
	  { "bandwidth", METHOD_NUMBER, "of the kernel, in bars",
	    .min = 0.1, .max = 1000, .required = true },
	  { "shape", METHOD_LABEL, "what the case is of" } },
	  .inputs = CLOSES, .outputs = "smoothed[], extrema[], patterns[]",
	  .run = run_patterns },
	{ "kernel_cv", "chart", "bandwidth by leaving one bar out",
	  "METHODS 3.4; Lo, Mamaysky and Wang 2000", .params = {
	  { "grid", METHOD_NUMBERS, "bandwidths; 0.5 to 8 by 0.25 where not"
	    " given", .min = 0.1, .max = 1000 } }, .inputs = CLOSES,
	  .least = 2, .outputs = "cv[], best, used", .run = run_bandwidth },
	{ "pivots", "chart", "highs and lows among their neighbours",
	  "METHODS 3.6", .params = { SIDE_BARS }, .inputs = RANGES,
	  .outputs = "high[], low[]", .run = run_pivots },
	{ "support_resistance", "chart", "prices where it turned before",
	  "METHODS 3.6", .params = { SIDE_BARS,
	  { "tolerance", METHOD_NUMBER, "ratio from a level's mean",
	    .fallback = 0.01, .min = 0, .max = 1 },
	  { "min_touches", METHOD_WHOLE, "of a level", .fallback = 2,
	    .min = 1, .max = 10000 } }, .inputs = RANGES,
	  .outputs = "levels[]", .run = run_levels },
	{ "theil_sen", "chart", "median slope", "METHODS 4.5; Sen 1968",
	  .inputs = SERIES, .outputs = "slope, intercept",
	  .run = run_theil_sen },
	{ "mann_kendall", "chart", "does it rise or fall",
	  "METHODS 4.5; Mann 1945", .inputs = SERIES, .outputs = "tau",
	  .run = run_mann_kendall },
	{ "variance_ratio", "chart", "does it trend or return",
	  "METHODS 4.5; Lo and MacKinlay 1988", .params = {
	  { "q", METHOD_WHOLE, "bars", .fallback = 2, .min = 1,
	    .max = 10000 } }, .inputs = SERIES, .outputs = "vr",
	  .run = run_ratio },
	{ .name = NULL }
};
