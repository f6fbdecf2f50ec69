/* Our side of hmm.sh: writes returns, or runs steps over them. */
#include "base/rng.h"
#include "quant/hmm.h"
#include "quant/normal.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { N = 10000, STEPS = 20, RUNS = 9 };
static double x[N], work[HMM_WORK(3, N)];

static const struct hmm begin = { 3, { 0.3, 0.3, 0.4 },
	{ { 0.9, 0.05, 0.05 }, { 0.05, 0.9, 0.05 }, { 0.05, 0.05, 0.9 } },
	{ 0, 0.1, -0.1 }, { 0.1, 1, 6 } };

/* Percent an hour, with spells of three kinds. */
static void
write_returns(void)
{
	static const double deviation[] = { 0.3, 1, 2.5 };
	struct rng r;

	rng_seed(&r, 1);
	for (int i = 0; i < N; i++)
		printf("%.17g\n", deviation[i / 100 % 3] *
		    normal_quantile(0.0005 + 0.999 * rng_unit(&r)));
}

static double
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int
main(int argc, char **argv)
{
	double best = 1e18, loglik = 0;
	FILE *f;

	if (argc < 3) {
		write_returns();
		return 0;
	}
	f = fopen(argv[2], "r");
	for (int i = 0; f != NULL && i < N; i++)
		if (fscanf(f, "%lf", &x[i]) != 1)
			return 1;
	for (int run = 0; run < RUNS; run++) {
		struct hmm m = begin;
		double begun = now_ms(), took;

		for (int i = 0; i < STEPS; i++)
			loglik = hmm_update(&m, x, N, 0, work);
		took = now_ms() - begun;
		best = took < best ? took : best;
	}
	printf("%.3f %.12g\n", best, loglik);
	return 0;
}
