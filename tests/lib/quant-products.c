/*
 * Sums of products of several series:
 * - they are those of one pair at a time, whatever the number of series and
 *   bars leaves over of a tile and a block
 * - one that is constant has exactly none, however large it is; equal series
 *   have equal ones
 */
#include "base/rng.h"
#include "base/mem.h"
#include "quant/panel.h"
#include "quant/stats.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { P = 9, N = 1100 };

static double x[P][N], out[P * P];

static void
given(double level)
{
	struct rng r;

	rng_seed(&r, 3);
	for (int i = 0; i < N; i++)
		for (int k = 0; k < P; k++)
			x[k][i] = level + rng_unit(&r) + (k > 0 ? x[0][i] -
			    level : 0);
}

static struct panel
panel(const double **at, size_t p, size_t n)
{
	for (size_t k = 0; k < p; k++)
		at[k] = x[k];
	return (struct panel){ at, p, n };
}

static void
all_shapes_are_those_of_pairs(void)
{
	static const size_t bars[] = { 2, 3, 4, 5, 15, 16, 17, 511, 512, 513,
	    1025, N };
	const double *at[P];
	double worst = 0;

	given(5);
	for (size_t p = 1; p <= P; p++)
		for (size_t b = 0; b < sizeof(bars) / sizeof(*bars); b++) {
			struct panel s = panel(at, p, bars[b]);

			panel_products(&s, out);
			for (size_t i = 0; i < p * p; i++) {
				double want = (double)(s.n - 1) *
				    stat_covariance(x[i / p], x[i % p], s.n);
				double all = (double)(s.n - 1) * sqrt(
				    stat_variance(x[i / p], s.n) *
				    stat_variance(x[i % p], s.n));

				worst = fmax(worst, fabs(out[i] - want) / all);
			}
		}
	ok(worst < 1e-13);
}

static void
what_is_constant_has_none(void)
{
	const double *at[P];
	struct panel s = panel(at, 5, 1001);

	given(0);
	for (int i = 0; i < N; i++) {
		x[1][i] = 0.1;
		x[2][i] = 1e9 / 3;
		x[4][i] = x[3][i];
	}
	panel_products(&s, out);
	for (size_t k = 0; k < 5; k++)
		ok(out[5 + k] == 0 && out[10 + k] == 0 && out[5 * k + 1] == 0);
	ok(out[3 * 5 + 3] == out[3 * 5 + 4] && out[4 * 5 + 4] == out[3 * 5 + 4]);
	panel_pearson(&s, out);
	ok(isnan(out[1]) && isnan(out[6]) && out[3 * 5 + 4] == 1);
	s.n = 1;
	panel_pearson(&s, out);
	ok(isnan(out[0]) && isnan(out[4]));
}

int
main(void)
{
	TEST(all_shapes_are_those_of_pairs);
	TEST(what_is_constant_has_none);
	return tap_done();
}
