/*
 * Allocators on returns with something in common, for tests/bench/portfolio.sh:
 *
 *	portfolio write ASSETS FILE     rows of a year of days
 *	portfolio run KIND ASSETS FILE TIMES
 *
 * KIND is variance or hrp, from the covariance on. Prints ms of the best, and
 * the variance of a bar.
 */
#include "quant/matrix.h"
#include "quant/portfolio.h"

#include "base/mem.h"
#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BARS = 730 };

static int
put(size_t n, const char *path)
{
	FILE *f = fopen(path, "we");
	struct rng rng;

	if (f == NULL)
		return 1;
	rng_seed(&rng, 7);
	for (size_t t = 0; t < BARS; t++) {
		double all = rng_unit(&rng) - 0.5;

		for (size_t i = 0; i < n; i++)
			fprintf(f, "%.17g%c", 0.04 * (all + (0.4 + 2.0 *
			    (double)i / (double)n) * (rng_unit(&rng) - 0.5)),
			    i + 1 < n ? ' ' : '\n');
	}
	return fclose(f) != 0;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
measure(const char *kind, const double *cov, size_t n, int times)
{
	double *low = mem_array(n, sizeof(*low)), best = HUGE_VAL;
	double *high = mem_array(n, sizeof(*high));
	double *w = mem_array(n, sizeof(*w));
	const struct opt_limits l = { .n = n, .sum = 1, .low = low,
	    .high = high, .turnover = HUGE_VAL };

	for (size_t i = 0; i < n; i++)
		high[i] = 1;
	for (int k = 0; k < times; k++) {
		double begun = now();

		if (strcmp(kind, "hrp") == 0)
			opt_hrp(cov, n, LINK_SINGLE, w, NULL);
		else
			opt_mean_variance(cov, NULL, 1, &l, w, NULL);
		best = fmin(best, now() - begun);
	}
	printf("%.6f %.17g\n", best, matrix_form(cov, n, w));
	free(low);
	free(high);
	free(w);
}

static int
run(const char *kind, size_t n, const char *path, int times)
{
	double *x = mem_array(n, BARS * sizeof(*x));
	double *cov = mem_array(n, n * sizeof(*cov));
	const double **rows = mem_array(n, sizeof(*rows));
	const struct panel p = { rows, n, BARS };
	FILE *f = fopen(path, "re");
	bool good = f != NULL;

	for (size_t t = 0; t < BARS && good; t++)
		for (size_t i = 0; i < n && good; i++)
			good = fscanf(f, "%lf", &x[i * BARS + t]) == 1;
	for (size_t i = 0; i < n; i++)
		rows[i] = x + i * BARS;
	if (good) {
		panel_covariance(&p, 1, cov);
		measure(kind, cov, n, times);
	}
	if (f != NULL)
		fclose(f);
	free(x);
	free(cov);
	free(rows);
	return !good;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		return put((size_t)atoi(argv[2]), argv[3]);
	if (argc == 6 && strcmp(argv[1], "run") == 0)
		return run(argv[2], (size_t)atoi(argv[3]), argv[4],
		    atoi(argv[5]));
	return 2;
}
