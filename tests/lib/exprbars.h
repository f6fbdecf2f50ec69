/*
 * A market for the tests of expressions over bars: a walk in few ticks, so
 * that ties are many, and another series with holes.
 */
#ifndef TESTS_EXPRBARS_H
#define TESTS_EXPRBARS_H

#include "base/rng.h"
#include "base/stamp.h"
#include "expr/expr-series.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { BARS = 700 };
#define START INT64_C(1704067200000)	/* 2024-01-01T00:00Z, a Monday */
#define HOUR_MS INT64_C(3600000)

struct market {
	struct candles main, other;
};

static inline void
candles_init(struct candles *c, size_t n)
{
	*c = (struct candles){ .len = n, .cap = n, .price_scale = 1,
	    .volume_scale = 2 };
	c->open_time_ms = mem_array(n, sizeof(int64_t));
	c->open = mem_array(n, sizeof(int64_t));
	c->high = mem_array(n, sizeof(int64_t));
	c->low = mem_array(n, sizeof(int64_t));
	c->close = mem_array(n, sizeof(int64_t));
	c->volume = mem_array(n, sizeof(int64_t));
}

/* A walk in few ticks, so that ties are many. */
static inline void
candles_walk(struct candles *c, size_t n, uint64_t seed)
{
	struct rng r;
	int64_t p = 1000;

	rng_seed(&r, seed);
	candles_init(c, n);
	for (size_t i = 0; i < n; i++) {
		int64_t step = (int64_t)rng_below(&r, 5) - 2;

		c->open_time_ms[i] = START + (int64_t)i * HOUR_MS;
		c->open[i] = p;
		p += step;
		c->close[i] = p;
		c->high[i] = (step > 0 ? p : p - step) +
		    (int64_t)rng_below(&r, 3);
		c->low[i] = (step > 0 ? p - step : p) -
		    (int64_t)rng_below(&r, 3);
		c->volume[i] = (int64_t)rng_below(&r, 500);
	}
}

static inline const struct candles *
bars(void *self, const char *symbol, int64_t timeframe)
{
	struct market *m = self;

	is_int(timeframe, STAMP_HOUR);
	if (symbol[0] == '\0')
		return &m->main;
	return strcmp(symbol, "OTHER") == 0 ? &m->other : NULL;
}

static struct market world;

/* False when it could not be evaluated; tile 0: the usual. */
static inline bool
column(const char *text, size_t tile, struct expr_column *out)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct expr_market m = { .self = &world, .bars = bars,
	    .symbol = "MAIN", .tile = tile };
	struct expr *e = NULL;
	struct err err = {0};
	bool good = expr_compile(&in, text, &e, &err) == E_OK &&
	    expr_series(e, &m, out, &err) == E_OK;

	if (!good)
		printf("# %s\n# %s\n", text, err.text);
	ok(good);
	/* out keeps nothing of the expression but texts, unread here */
	expr_free(e);
	return good;
}

static inline bool
near(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b);
	return fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* The other series starts at 02:00 and lacks the bars 06:00 and 07:00. */
static inline void
other_market(void)
{
	size_t to = 0;
	struct candles *c = &world.other;

	candles_walk(c, BARS, 7);
	for (size_t i = 0; i < BARS; i++) {
		if (i < 2 || i == 6 || i == 7)
			continue;
		c->open_time_ms[to] = c->open_time_ms[i];
		c->close[to] = (int64_t)(i * 10);	/* closes at i + 1 */
		c->volume[to++] = 100;
	}
	c->len = to;
}

static inline void
world_open(void)
{
	candles_walk(&world.main, BARS, 1);
	other_market();
}

static inline void
world_close(void)
{
	candles_release(&world.main);
	candles_release(&world.other);
}

#endif
