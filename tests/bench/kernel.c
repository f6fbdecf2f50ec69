/*
 * The array kernel over a million one-minute bars of a geometric Brownian
 * motion made from a seed, SMA(10) over SMA(30), long only, 0.1 % a side, 1,000
 * a trade: signals, trades, equity at each close, drawdown, mean and variance.
 *
 *	kernel write FILE	opens, then closes, in cents, as doubles
 *	kernel run TIMES	the best of so many, in processor time
 *
 * A run prints ms of all, ms of the kernel without the rules, trades, final
 * equity, drawdown, mean and variance, as the peers in kernel.py do.
 */
#include "base/mem.h"
#include "base/rng.h"
#include "quant/normal.h"
#include "research/kernel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BARS = 1000000 };
#define MINUTE INT64_C(60000000)

static const char text[] = "strategy cross\ntimeframe 1m\n"
    "long when crossover(sma(close, 10), sma(close, 30))\n"
    "exit when crossunder(sma(close, 10), sma(close, 30))\n"
    "size notional 1000\n";

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "kernel: %s\n", what);
	exit(2);
}

/* 30,000 at first, some 60 % a year; an open is the close before. */
static void
bars_make(struct candles *c)
{
	int64_t **columns[] = { &c->open_time_ms, &c->open, &c->high, &c->low,
	    &c->close, &c->volume };
	double sigma = 0.6 / sqrt(525600), at = 3000000;
	struct rng r;

	rng_seed(&r, 1);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		*columns[i] = mem_array(BARS, sizeof(int64_t));
	c->len = c->cap = BARS;
	c->price_scale = 2;
	for (size_t i = 0; i < BARS; i++) {
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
}

static int
bars_write(const struct candles *c, const char *path)
{
	FILE *f = fopen(path, "wb");

	need(f != NULL, path);
	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < BARS; i++) {
			double x = (double)(k == 0 ? c->open : c->close)[i];

			need(fwrite(&x, sizeof(x), 1, f) == 1, path);
		}
	return fclose(f);
}

static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)symbol;
	(void)timeframe;
	return self;
}

static struct strategy *
strategy_make(void)
{
	struct strategy_source in = { .label = "bench", .text = text,
	    .len = sizeof(text) - 1 };
	struct expr_findings findings = { 0 };
	struct strategy *s = NULL;
	struct err err;

	need(strategy_read(&in, &s, &findings, &err) == E_OK, "strategy");
	vec_release(&findings);
	return s;
}

static void
run(struct candles *c, int times)
{
	struct instrument i = { .venue = "paper", .symbol = "BTC/USDT",
	    .lot = dec_make(1, 5) };
	struct kernel_market m = { .bars = c, .timeframe = MINUTE,
	    .instrument = &i };
	struct kernel_terms t = { .capital = dec_int(1000000000),
	    .leverage = dec_int(1), .maker = dec_make(1, 3),
	    .taker = dec_make(1, 3), .slippage_bps = DEC_ZERO,
	    .spread_bps = DEC_ZERO };
	struct expr_market view = { .self = c, .bars = bars_of,
	    .symbol = "BTC/USDT" };
	struct kernel_out out = { .equity = mem_array(BARS, sizeof(double)),
	    .trades_cap = BARS / 8 };
	struct strategy *s = strategy_make();
	double all = INFINITY, kernel = INFINITY;
	struct err err;

	need(instrument_set_tick(&i, "0.01", &err) == E_OK &&
	    instrument_check(&i, &err) == E_OK, "instrument");
	out.trades = mem_array(out.trades_cap, sizeof(*out.trades));
	for (int n = 0; n < times; n++) {
		double begun = now(), between, end;
		struct expr_rules *rules;
		struct kernel *k;

		need(kernel_new(&m, &t, &k, &err) == E_OK &&
		    expr_rules_run(s->program, &view, &rules, &err) == E_OK,
		    "rules");
		between = now();
		kernel_run(k, s, rules, &out);
		end = now();
		need(out.replay == NULL, "it wants the replay");
		all = fmin(all, end - begun);
		kernel = fmin(kernel, end - between);
		expr_rules_free(rules);
		kernel_free(k);
	}
	printf("%.3f %.3f %zu %.6f %.9g %.9g %.9g\n", all, kernel,
	    out.trades_len, out.final_equity, out.max_drawdown, out.mean,
	    out.variance);
	free(out.equity);
	free(out.trades);
	strategy_free(s);
}

int
main(int argc, char **argv)
{
	struct candles c = { 0 };

	if (argc != 3) {
		fprintf(stderr, "usage: kernel write FILE | run TIMES\n");
		return 2;
	}
	bars_make(&c);
	if (strcmp(argv[1], "write") == 0)
		return bars_write(&c, argv[2]);
	run(&c, atoi(argv[2]));
	candles_release(&c);
	return 0;
}
