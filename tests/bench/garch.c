/*
 * Times a fit of GARCH(1,1), beside garch.py:
 *
 *	garch write FILE             10,000 returns in percent, one a line
 *	garch run normal|t FILE TIMES
 *
 * run prints the ms of the best, and the log-likelihood.
 */
#include "base/clock.h"
#include "base/rng.h"
#include "base/vec.h"
#include "quant/garch.h"
#include "quant/normal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETURNS 10000

/* With tails: a mixture of two normal laws. */
static double
shock(struct rng *r)
{
	double wide = rng_unit(r) < 0.1 ? 2.1 : 0.76;

	return wide * normal_quantile(rng_unit(r));
}

static int
write_returns(const char *path)
{
	FILE *file = fopen(path, "w");
	double variance = 4;
	struct rng r;

	if (file == NULL)
		return 1;
	rng_seed(&r, 1);
	for (int i = 0; i < RETURNS; i++) {
		double e = sqrt(variance) * shock(&r);

		fprintf(file, "%.12f\n", 0.05 + e);
		variance = 0.1 + 0.08 * e * e + 0.9 * variance;
	}
	return fclose(file) != 0;
}

int
main(int argc, char **argv)
{
	VEC(double) x = { 0 };
	struct garch_fit f = { .loglik = NAN };
	double best = HUGE_VAL, one;
	FILE *file;

	if (argc == 3 && strcmp(argv[1], "write") == 0)
		return write_returns(argv[2]);
	if (argc != 5 || strcmp(argv[1], "run") != 0 ||
	    (file = fopen(argv[3], "r")) == NULL)
		return 2;
	while (fscanf(file, "%lf", &one) == 1)
		vec_push(&x, one);
	fclose(file);
	for (int i = 0; i < atoi(argv[4]); i++) {
		int64_t begun = clock_monotonic();

		if (!garch_fit(x.at, x.len, strcmp(argv[2], "t") == 0 ?
		    GARCH_STUDENT : GARCH_NORMAL, &f, NULL))
			return 1;
		best = fmin(best, (double)(clock_monotonic() - begun) / 1e3);
	}
	printf("%.3f %.9f\n", best, f.loglik);
	vec_release(&x);
	return 0;
}
