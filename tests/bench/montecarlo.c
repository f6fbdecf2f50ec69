/*
 * Times Monte Carlo as etrms montecarlo does it, beside montecarlo.py:
 *
 *	montecarlo write FILE          500 returns, one a line
 *	montecarlo run THREADS TIMES   100,000 paths of those, then 7 quantiles
 *	                               of equity and of drawdown
 *
 * run prints the ms of the best, and the quantiles.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "base/rng.h"
#include "feed/returns.h"
#include "research/montecarlo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATHS 100000
#define STEPS 500

static double
return_of(struct rng *r)
{
	return floor((rng_unit(r) - 0.47) * 1e5) / 1e6;
}

static int
write_returns(const char *path)
{
	FILE *file = fopen(path, "w");
	struct rng r;

	if (file == NULL)
		return 1;
	rng_seed(&r, 1);
	for (int i = 0; i < STEPS; i++)
		fprintf(file, "%.6f\n", return_of(&r));
	return fclose(file) != 0;
}

static double
once(const struct montecarlo *m, struct chances *c)
{
	struct montecarlo_work w;
	struct run run;
	struct err err;
	size_t done;
	int64_t begun = clock_monotonic();
	double took;

	if (montecarlo_open(NULL, m, &w, &err) != E_OK ||
	    montecarlo_draw(&w, 0, m->paths, &done, &err) != E_OK)
		exit(1);
	chances_release(c);
	if (montecarlo_sum(&w, m->paths, &run, c, &err) != E_OK)
		exit(1);
	took = (double)(clock_monotonic() - begun) / 1e3;
	montecarlo_release(&w);
	return took;
}

int
main(int argc, char **argv)
{
	struct run_returns returns = { 0 };
	struct chances c = { .outcome = { .run = NULL } };
	struct montecarlo m = { .returns = &returns, .path = "bench",
	    .timeframe = INT64_C(86400000000), .capital = dec_int(1),
	    .method = PATH_BOOTSTRAP, .ruin_level = 0.5, .paths = PATHS,
	    .seed = 1 };
	double best = HUGE_VAL;
	struct rng r;

	if (argc == 3 && strcmp(argv[1], "write") == 0)
		return write_returns(argv[2]);
	if (argc != 4 || strcmp(argv[1], "run") != 0)
		return 2;
	rng_seed(&r, 1);
	for (int i = 0; i < STEPS; i++)
		vec_push(&returns, ((struct run_return){ return_of(&r) }));
	m.jobs = (unsigned)atoi(argv[2]);
	for (int i = 0; i < atoi(argv[3]); i++)
		best = fmin(best, once(&m, &c));
	printf("%.3f", best);
	for (size_t i = 0; i < c.quantiles.len; i++)
		printf(" %.6f %.6f", c.quantiles.at[i].final_equity,
		    c.quantiles.at[i].max_drawdown);
	putchar('\n');
	chances_release(&c);
	vec_release(&returns);
	return 0;
}
