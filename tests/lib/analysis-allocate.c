/*
 * Weights of a window by method:
 * - every method obeys bounds, groups, cash and turnover, and says what it did
 * - without limits they are what the methods alone say
 * - views that say nothing leave what the market holds
 * - costs keep what is held; limits that contradict are named with their sums
 * - returns that no weights can be told by are refused, each by its name
 */
#include "analysis/allocate.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

enum { N = 5, BARS = 80 };
static double r[N][BARS];
static const double *x[N] = { r[0], r[1], r[2], r[3], r[4] };
static const struct panel panel = { x, N, BARS };
static const char *const names[N] = { "A", "B", "C", "D", "E" };
static const char *const groups[] = { "small", "large" };
static const double member[2 * N] = { 1, 1, 0, 0, 0, 0, 0, 1, 1, 1 };
static struct err err;

static void
draw(void)
{
	struct rng rng;

	rng_seed(&rng, 11);
	for (size_t t = 0; t < BARS; t++) {
		double all = rng_unit(&rng) - 0.5;

		for (size_t i = 0; i < N; i++)
			r[i][t] = 0.02 * (all + (double)(i + 1) *
			    (rng_unit(&rng) - 0.45));
	}
}

static double
sum_of(const double *w)
{
	double sum = 0;

	for (size_t i = 0; i < N; i++)
		sum += w[i];
	return sum;
}

static void
all_obey_all_limits(void)
{
	const double low[N] = { 0, 0.05, 0, 0.1, 0 };
	const double high[N] = { 0.3, 0.3, 0.3, 0.3, 0.1 };
	const double least[2] = { 0.2, 0 }, most[2] = { 0.35, 0.6 };
	const double now[N] = { 0.1, 0.1, 0.3, 0.3, 0.1 };

	for (int m = 0; m < ALLOCATE_METHODS; m++)
		for (int shrink = 0; shrink < ALLOCATE_SHRINKS; shrink++) {
			double w[N], share[N];
			struct allocate_found f;
			const struct allocate_ask a = { .method = m,
			    .shrink = shrink, .low = low, .high = high,
			    .cash = 0.1, .groups = 2, .group_names = groups,
			    .member = member, .least = least, .most = most,
			    .now = now, .turnover = 0.12, .cost = 0.001 };

			ok(allocate_find(&panel, names, &a, w, share, &f,
			    &err) == E_OK);
			for (size_t i = 0; i < N; i++)
				ok(w[i] >= low[i] && w[i] <= high[i]);
			ok(fabs(sum_of(w) - 0.9) < 1e-12);
			ok(w[0] + w[1] >= 0.2 - 1e-9 && w[0] + w[1] <=
			    0.35 + 1e-9);
			ok(w[2] + w[3] + w[4] <= 0.6 + 1e-9);
			ok(f.turnover <= 0.12 + 1e-9);
			ok(fabs(sum_of(share) - 1) < 1e-12);
			ok(f.volatility > 0 && f.cvar >= f.var &&
			    f.effective > 1 && f.effective <= N);
			ok(isnan(f.shrinkage) == (shrink == SHRINK_NONE));
		}
}

static void
alone_they_are_themselves(void)
{
	double cov[N * N], w[N], want[N];
	struct allocate_found f;
	struct allocate_ask a = { .method = ALLOCATE_HRP };

	panel_covariance(&panel, 1, cov);
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(opt_hrp(cov, N, LINK_SINGLE, want, NULL));
	for (size_t i = 0; i < N; i++)
		ok(w[i] == want[i]);
	ok(!f.bounded && f.ridge == 0 && isnan(f.turnover));
	a.method = ALLOCATE_EQUAL;
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(w[0] == 0.2 && w[4] == 0.2 && fabs(f.effective - 5) < 1e-12);
	a.high = (const double[]){ 0.1, 1, 1, 1, 1 };
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(f.bounded && w[0] == 0.1 && fabs(w[1] - 0.225) < 1e-12);
}

static void
views_move_the_market(void)
{
	const double market[N] = { 0.4, 0.3, 0.15, 0.1, 0.05 };
	const double p[N] = { 0, 0, 0, 1, 0 };
	double w[N], q = 5;
	struct allocate_found f;
	struct allocate_ask a = { .method = ALLOCATE_VIEWS, .market = market,
	    .rate = 0.03 };

	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	for (size_t i = 0; i < N; i++)
		ok(fabs(w[i] - market[i]) < 1e-12);
	a.views = (struct opt_views){ 1, p, &q, NULL };
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(w[3] > 0.2 && fabs(sum_of(w) - 1) < 1e-12);
	a.views.p = (const double[]){ 0, 0, 0, 0, 0 };
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_USAGE);
}

static void
costs_keep_what_is_held(void)
{
	double now[N], w[N], far;
	struct allocate_found f;
	struct allocate_ask a = { .method = ALLOCATE_VARIANCE };

	ok(allocate_find(&panel, names, &a, now, NULL, &f, &err) == E_OK);
	now[0] -= 0.05;
	now[1] += 0.05;
	a.now = now;
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	far = f.turnover;
	ok(far > 0.049 && f.cost == 0);
	a.cost = 0.0001;
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(f.turnover < far && f.turnover > 0);
	ok(fabs(f.cost - 2 * f.turnover * 0.0001) < 1e-15);
	a.cost = 1;
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(f.turnover < 1e-12);
	/* what was cash is bought */
	a.cost = 0;
	for (size_t i = 0; i < N; i++)
		now[i] = 0;
	ok(allocate_find(&panel, names, &a, w, NULL, &f, &err) == E_OK);
	ok(fabs(f.turnover - 1) < 1e-12);
}

static void
refuses(const struct allocate_ask *a, enum err_code code, const char *text)
{
	double w[N];
	struct allocate_found f;

	err.text[0] = '\0';
	ok(allocate_find(&panel, names, a, w, NULL, &f, &err) == code);
	if (strcmp(err.text, text) != 0) {
		printf("# %s\n# not %s\n", err.text, text);
		tap_bad = 1;
	}
}

static void
what_contradicts_is_named(void)
{
	const double high[N] = { 0.1, 0.2, 0.2, 0.2, 0.2 };
	const double low[N] = { 0.5, 0.3, 0.3, 0, 0 };
	const double crossed[N] = { 0.2, 0, 0, 0, 0 };
	const double none[2] = { 0, 0 }, half[2] = { 0.5, 0.45 };
	const double tight[2] = { 0.8, 0.7 }, now[N] = { 0, 0, 0, 0, 1 };
	struct allocate_ask a = { .method = ALLOCATE_VARIANCE, .high = high };

	refuses(&a, E_REFUSED, "the upper bounds add up to 90%, less than the"
	    " 100% there is");
	a.cash = 0.05;
	refuses(&a, E_REFUSED, "the upper bounds add up to 90%, less than the"
	    " 95% beside 5% of cash");
	a.low = crossed;
	refuses(&a, E_REFUSED, "A: it is to be at least 20% and at most 10%");
	a = (struct allocate_ask){ .low = low };
	refuses(&a, E_REFUSED, "the lower bounds add up to 110%, more than the"
	    " 100% there is");
	a = (struct allocate_ask){ .groups = 2, .group_names = groups,
	    .member = member, .least = none, .most = half };
	refuses(&a, E_REFUSED, "no weights obey these together: group small at"
	    " most 50%, group large at most 45%, the bounds of the assets, and"
	    " the sum of 100%");
	a.least = tight;
	a.most = tight;
	refuses(&a, E_REFUSED, "no weights obey these together: group small at"
	    " least 80%, group large at least 70%, the bounds of the assets,"
	    " and the sum of 100%");
	a.low = (const double[]){ 0, 0, 0.3, 0.3, 0.2 };
	refuses(&a, E_REFUSED, "group large: the lower bounds of its assets"
	    " add up to 80%, more than its 70%");
	a = (struct allocate_ask){ .high = (const double[]){ 1, 1, 1, 1,
	    0.4 }, .now = now, .turnover = 0.5 };
	refuses(&a, E_REFUSED, "the bounds take a turnover of at least 60%,"
	    " more than 50%");
	a = (struct allocate_ask){ .method = ALLOCATE_SHARPE, .rate = 1000 };
	err.text[0] = '\0';
	refuses(&a, E_REFUSED, "no weights within the limits earn more than"
	    " the risk-free rate of 100000%; the best, E, earned 221% a year"
	    " over these bars");
}

static void
returns_that_tell_nothing(void)
{
	struct panel few = { x, N, 2 };
	double w[N], still[BARS] = { 0 };
	const double *flat[2] = { r[0], still };
	struct panel two = { flat, 2, BARS };
	struct allocate_found f;
	const struct allocate_ask a = { .method = ALLOCATE_PARITY };

	ok(allocate_find(&few, names, &a, w, NULL, &f, &err) == E_DATA);
	ok(strstr(err.text, "2 returns are too few") != NULL);
	ok(allocate_find(&two, names, &a, w, NULL, &f, &err) == E_DATA);
	ok(strstr(err.text, "B: its price stands still") != NULL);
	still[7] = NAN;
	ok(allocate_find(&two, names, &a, w, NULL, &f, &err) == E_DATA);
	ok(strstr(err.text, "B: return 7 is no number") != NULL);
	flat[1] = r[0];			/* twice the same: singular */
	for (int m = 0; m < ALLOCATE_METHODS; m++) {
		const struct allocate_ask each = { .method = m };

		ok(allocate_find(&two, names, &each, w, NULL, &f, &err) ==
		    E_OK);
		ok(f.ridge > 0 && fabs(w[0] + w[1] - 1) < 1e-12);
		if (m != ALLOCATE_CVAR)
			ok(fabs(w[0] - 0.5) < 1e-6);
	}
}

int
main(void)
{
	draw();
	TEST(all_obey_all_limits);
	TEST(alone_they_are_themselves);
	TEST(views_move_the_market);
	TEST(costs_keep_what_is_held);
	TEST(what_contradicts_is_named);
	TEST(returns_that_tell_nothing);
	return tap_done();
}
