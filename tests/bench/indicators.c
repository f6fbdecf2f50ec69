/*
 * Seven indicators over ten million bars against one memcpy() of a column of
 * them, in processor time: indicators TIMES prints the best of each, in ns a
 * bar, and the ratio of their sum to the copy.
 */
#include "base/mem.h"
#include "base/rng.h"
#include "quant/indicator.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BARS = 10000000 };

static const char *const names[] = { "sma", "ema", "rsi", "atr", "adx",
	"bbands", "macd" };
enum { NAMES = sizeof(names) / sizeof(names[0]) };

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double *
column(void)
{
	double *x = mem_array(BARS, sizeof(*x));

	for (size_t i = 0; i < BARS; i++)
		x[i] = 1;
	return x;
}

static void
walk(double *of[])
{
	double at = 100;
	struct rng r;

	rng_seed(&r, 1);
	for (size_t i = 0; i < BARS; i++) {
		uint64_t draw = rng_next(&r);
		double move = (double)(draw & 255) - 127.5;

		at = at + move * 0.001 < 1 ? 1 : at + move * 0.001;
		of[IN_CLOSE][i] = at;
		of[IN_HIGH][i] = at + (double)(draw >> 8 & 255) * 0.001;
		of[IN_LOW][i] = at - (double)(draw >> 16 & 255) * 0.001;
	}
	of[IN_X] = of[IN_CLOSE];
}

static double
once(const struct indicator *row, double *of[], double *out[])
{
	const double *in[INDICATOR_INPUTS];
	double params[INDICATOR_PARAMS], begun;
	void *state;

	indicator_defaults(row, params);
	state = mem_alloc(indicator_state_size(row, params));
	for (int i = 0; i < indicator_inputs(row); i++)
		in[i] = of[row->inputs[i]];
	begun = now();
	indicator_run(row, params, state, BARS, in, out);
	begun = now() - begun;
	free(state);
	return begun;
}

static double
copy(const double *from, double *to)
{
	double begun = now();

	memcpy(to, from, BARS * sizeof(*to));
	__asm__ volatile("" : : "r"(to) : "memory");
	return now() - begun;
}

int
main(int argc, char **argv)
{
	int times = argc > 1 ? atoi(argv[1]) : 5;
	double *of[IN_TIME + 1] = {0}, *out[INDICATOR_OUTPUTS];
	double best[NAMES + 1], sum = 0;

	for (int i = IN_HIGH; i <= IN_CLOSE; i++)
		of[i] = column();
	for (int i = 0; i < INDICATOR_OUTPUTS; i++)
		out[i] = column();
	walk(of);
	for (int t = 0; t < times; t++)
		for (int i = 0; i <= NAMES; i++) {
			double took = i == NAMES ? copy(of[IN_CLOSE], out[0]) :
			    once(indicator_find(names[i]), of, out);

			best[i] = t == 0 || took < best[i] ? took : best[i];
		}
	for (int i = 0; i < NAMES; i++) {
		printf("%s %.2f ", names[i], best[i] / BARS);
		sum += best[i];
	}
	printf("sum %.2f copy %.2f ratio %.2f\n", sum / BARS,
	    best[NAMES] / BARS, sum / best[NAMES]);
	return 0;
}
