/*
 * Kendall's tau-b: the value of the definition to the last bit, which looks at
 * every pair, for random series with many ties, few and none, of every length
 * up to a hundred and of some thousands; series that are constant, sorted,
 * turned round or too short.
 */
#include "quant/panel.h"

#include "base/rng.h"
#include "quant/stats.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { MOST = 3000 };
static double x[MOST], y[MOST], scratch[2 * MOST];
static size_t order[MOST];

static double
by_definition(size_t n)
{
	double agree = 0, pairs_x = 0, pairs_y = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			int a = (x[i] > x[k]) - (x[i] < x[k]);
			int b = (y[i] > y[k]) - (y[i] < y[k]);

			agree += a * b;
			pairs_x += a != 0;
			pairs_y += b != 0;
		}
	return pairs_x > 0 && pairs_y > 0 ? agree / sqrt(pairs_x) /
	    sqrt(pairs_y) : (double)NAN;
}

static double
tau(size_t n)
{
	stat_order(x, n, order);
	return corr_kendall(x, y, n, order, scratch);
}

static bool
same(size_t n)
{
	double got = tau(n), want = by_definition(n);

	return isnan(want) ? isnan(got) : memcmp(&got, &want, sizeof(got)) ==
	    0;
}

/* Values of so many kinds; 0: all differ. */
static void
given_random(struct rng *r, size_t n, double kinds_x, double kinds_y,
    double alike)
{
	for (size_t i = 0; i < n; i++) {
		double a = rng_unit(r), b = alike * a + (1 - alike) *
		    rng_unit(r);

		x[i] = kinds_x > 0 ? floor(a * kinds_x) - 2 : a - 0.5;
		y[i] = kinds_y > 0 ? floor(b * kinds_y) - 1 : b - 0.5;
	}
}

static void
is_the_definition(void)
{
	static const double kinds[] = { 0, 1, 2, 3, 10, 1000 };
	struct rng r;

	rng_seed(&r, 19);
	for (size_t n = 0; n <= 100; n++)
		for (size_t i = 0; i < 36; i++) {
			given_random(&r, n, kinds[i / 6], kinds[i % 6],
			    i % 3 == 0 ? 0 : 0.8);
			ok(same(n));
		}
	for (size_t i = 0; i < 6; i++) {
		given_random(&r, MOST - i, kinds[i], 100, 0.5);
		ok(same(MOST - i));
	}
}

static void
edges(void)
{
	for (size_t i = 0; i < MOST; i++)
		x[i] = y[i] = (double)i;
	ok(tau(MOST) == 1 && same(MOST));
	for (size_t i = 0; i < MOST; i++)
		y[i] = -(double)i;
	ok(fabs(tau(MOST) + 1) < 1e-15 && same(MOST));
	ok(isnan(tau(0)) && isnan(tau(1)));
	x[0] = x[1];
	ok(isnan(tau(2)));
	x[0] = 0;
	y[0] = -0.0;
	y[1] = 0;
	ok(isnan(tau(2)));
	x[1] = INFINITY;
	y[1] = -INFINITY;
	ok(tau(2) == -1);
	/* by hand: of ten pairs eight agree and one does not; one is tied in x */
	memcpy(x, (double[]){ 1, 2, 2, 3, 4 }, 5 * sizeof(*x));
	memcpy(y, (double[]){ 1, 3, 2, 5, 4 }, 5 * sizeof(*y));
	ok(fabs(tau(5) - 7 / sqrt(90)) < 1e-15);
	y[0] = 4.5;
	ok(fabs(tau(5) - 1 / sqrt(90)) < 1e-15 && same(5));
}

int
main(void)
{
	TEST(is_the_definition);
	TEST(edges);
	return tap_done();
}
