/*
 * One-minute bars of a geometric Brownian motion made from a seed, for what is
 * measured of the array kernel and its peers: 30,000 at first, some 60 % a
 * year, in cents; an open is the close before.
 */
#ifndef BENCH_KERNELBARS_H
#define BENCH_KERNELBARS_H

#include "base/mem.h"
#include "base/rng.h"
#include "model/candle.h"
#include "quant/normal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define MINUTE INT64_C(60000000)

static inline double
now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(2);
}

static inline void
bars_make(struct candles *c, size_t n)
{
	int64_t **columns[] = { &c->open_time_ms, &c->open, &c->high, &c->low,
	    &c->close, &c->volume };
	double sigma = 0.6 / sqrt(525600), at = 3000000;
	struct rng r;

	rng_seed(&r, 1);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		*columns[i] = mem_array(n, sizeof(int64_t));
	c->len = c->cap = n;
	c->price_scale = 2;
	for (size_t i = 0; i < n; i++) {
		int64_t open = i > 0 ? c->close[i - 1] : 3000000, close;

		at *= exp(sigma * normal_quantile(rng_unit(&r) * (1 - 1e-15) +
		    5e-16) - sigma * sigma / 2);
		close = llround(at);
		c->open_time_ms[i] = (int64_t)i * (MINUTE / 1000);
		c->open[i] = open;
		c->close[i] = close;
		c->high[i] = (open > close ? open : close) + 100;
		c->low[i] = (open < close ? open : close) - 100;
		c->volume[i] = 1;
	}
	candles_know(c);
}

/* Opens, then closes, as doubles; 0: done. */
static inline int
bars_write(const struct candles *c, const char *path)
{
	FILE *f = fopen(path, "wb");

	need(f != NULL, path);
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < c->len; i++) {
			double x = (double)(k == 0 ? c->open : c->close)[i];

			need(fwrite(&x, sizeof(x), 1, f) == 1, path);
		}
	return fclose(f);
}

/* struct expr_market.bars, of candles. */
static inline const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)symbol;
	(void)timeframe;
	return self;
}

#endif
