/*
 * A sweep by the array kernel: 10,000 pairs of averages over 100,000 one-minute
 * bars of a geometric Brownian motion made from a seed, long only, 0.1 % a
 * side, 1,000 a trade; of each its return, trades, win rate and Sharpe, and its
 * drawdown, bar by bar.
 *
 *	sweep write FILE	opens, then closes, in cents, as doubles
 *	sweep run TIMES	JOBS	the best of so many, on the clock
 *
 * A run prints ms, the most memory in MB, and sums over all sets: trades, final
 * equity, win rates, Sharpe ratios, drawdowns.
 */
#include "base/mem.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "quant/normal.h"
#include "research/kernel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { BARS = 100000, FASTS = 100, SLOWS = 100, SETS = FASTS * SLOWS,
    TRADES = BARS / 8 };
#define MINUTE INT64_C(60000000)

static const char text[] = "strategy cross\ntimeframe 1m\n"
    "param fast = 3 in 3..102\nparam slow = 110 in 110..605\n"
    "long when crossover(sma(close, fast), sma(close, slow))\n"
    "exit when crossunder(sma(close, fast), sma(close, slow))\n"
    "size notional 1000\n";

struct score { double equity, wins, sharpe, fall; size_t trades; };

/* One for each thread. */
struct hand {
	struct kernel *kernel;
	struct expr_share *share;
	struct kernel_out out;
};

struct sweep {
	struct candles bars;
	struct instrument instrument;
	struct hand *hands;
	struct score *scores;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "sweep: %s\n", what);
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
	return &((struct sweep *)self)->bars;
}

static struct strategy *
strategy_make(int fast, int slow)
{
	char values[2][16];
	struct expr_param params[] = { { "fast", values[0] },
	    { "slow", values[1] } };
	struct strategy_source in = { .label = "bench", .text = text,
	    .len = sizeof(text) - 1, .params = params, .params_len = 2 };
	struct strategy *s = NULL;
	struct err err;

	snprintf(values[0], sizeof(values[0]), "%d", fast);
	snprintf(values[1], sizeof(values[1]), "%d", slow);
	need(strategy_read_set(&in, &s, &err) == E_OK && s != NULL,
	    "strategy");
	return s;
}

static struct score
score_of(const struct kernel_out *o)
{
	struct score s = { .equity = o->final_equity,
	    .trades = o->trades_len, .fall = o->max_drawdown,
	    .sharpe = o->mean / sqrt(o->variance) };
	size_t closed = 0, won = 0;

	for (size_t i = 0; i < o->trades_len; i++) {
		closed += o->trades[i].exit != KERNEL_HELD;
		won += o->trades[i].exit != KERNEL_HELD &&
		    o->trades[i].net > 0;
	}
	s.wins = (double)won / (double)closed;
	return s;
}

static enum err_code
set_try(void *self, unsigned worker, size_t item, struct err *err)
{
	struct sweep *w = self;
	struct hand *h = &w->hands[worker];
	struct strategy *s = strategy_make(3 + (int)(item / SLOWS),
	    110 + 5 * (int)(item % SLOWS));
	struct expr_market view = { .self = w, .bars = bars_of,
	    .symbol = "BTC/USDT", .share = h->share };
	struct expr_rules *rules;

	need(expr_rules_run(s->program, &view, &rules, err) == E_OK, "rules");
	kernel_run(h->kernel, s, rules, &h->out);
	need(h->out.replay == NULL, "it wants the replay");
	w->scores[item] = score_of(&h->out);
	expr_rules_free(rules);
	strategy_free(s);
	return E_OK;
}

static void
hands_make(struct sweep *w, unsigned n)
{
	struct kernel_market m = { .bars = &w->bars, .timeframe = MINUTE,
	    .instrument = &w->instrument };
	struct kernel_terms t = { .capital = dec_int(1000000000),
	    .leverage = dec_int(1), .maker = dec_make(1, 3),
	    .taker = dec_make(1, 3), .slippage_bps = DEC_ZERO,
	    .spread_bps = DEC_ZERO, .many = true };
	struct err err;

	w->hands = mem_array(n, sizeof(*w->hands));
	for (unsigned i = 0; i < n; i++) {
		need(kernel_new(&m, &t, &w->hands[i].kernel, &err) == E_OK,
		    "kernel");
		w->hands[i].share = expr_share_new(4 << 20);
		w->hands[i].out.trades_cap = TRADES;
		w->hands[i].out.trades = mem_array(TRADES,
		    sizeof(struct kernel_trade));
	}
}

static void
print(const struct sweep *w, double ms)
{
	struct score all = { 0 };
	struct rusage used;

	for (size_t i = 0; i < SETS; i++) {
		const struct score *s = &w->scores[i];

		all.trades += s->trades;
		all.equity += s->equity;
		all.wins += s->wins;
		all.sharpe += s->sharpe;
		all.fall += s->fall;
	}
	getrusage(RUSAGE_SELF, &used);
	printf("%.1f %.1f %zu %.6f %.9g %.9g %.9g\n", ms,
	    (double)used.ru_maxrss / 1024, all.trades, all.equity, all.wins,
	    all.sharpe, all.fall);
}

static void
run(struct sweep *w, int times, unsigned jobs)
{
	struct parallel p = { .items = SETS, .jobs = jobs, .work = set_try,
	    .self = w };
	double best = INFINITY;
	struct err err;

	need(instrument_set_tick(&w->instrument, "0.01", &err) == E_OK &&
	    instrument_check(&w->instrument, &err) == E_OK, "instrument");
	w->scores = mem_array(SETS, sizeof(*w->scores));
	hands_make(w, parallel_workers(&p));
	for (int n = 0; n < times; n++) {
		double begun = now();

		need(parallel_run(&p, NULL, &err) == E_OK, "threads");
		best = fmin(best, now() - begun);
	}
	print(w, best);
}

int
main(int argc, char **argv)
{
	static struct sweep w = { .instrument = { .venue = "paper",
	    .symbol = "BTC/USDT", .lot = { 1, 5 } } };

	bars_make(&w.bars);
	if (argc == 3 && strcmp(argv[1], "write") == 0)
		return bars_write(&w.bars, argv[2]);
	if (argc != 4) {
		fprintf(stderr, "usage: sweep write FILE | run TIMES JOBS\n");
		return 2;
	}
	run(&w, atoi(argv[2]), (unsigned)atoi(argv[3]));
	return 0;
}
