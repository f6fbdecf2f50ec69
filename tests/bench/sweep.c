/*
 * Sweeps by the array kernel over one-minute bars made from a seed, long only,
 * 0.1 % a side, 1,000 a trade, on all threads:
 *
 *	pairs	10,000 pairs of simple averages over 100,000 bars
 *	walk	200 of them over each of 20 windows of 200,000 bars; of each
 *		window the one of the best Sharpe goes over the bars after it
 *	general	1,000 sets of EMA, ADX and a stop over 100,000 bars
 *
 *	sweep write PLAN FILE	opens, then closes, in cents, as doubles
 *	sweep run PLAN TIMES JOBS	the best of so many, on the clock
 *
 * A run prints ms, the most memory in MB, sums over all sets: trades, final
 * equity, win rates, Sharpe ratios and drawdowns, bar by bar; and, of a walk,
 * what tells which were chosen, and the sum of their equity after.
 */
#include "base/parallel.h"
#include "research/kernel.h"
#include "research/readings.h"
#include "tests/bench/kernelbars.h"

#include <string.h>
#include <sys/resource.h>

enum { PARAMS = 3, SHARE_COLUMNS = 8 };	/* as many as optimize shares */

struct plan {
	const char *name, *text;
	size_t bars, windows, length, step;
	struct { int first, by, count; } of[PARAMS];	/* the last the fastest */
};

#define CROSS "strategy cross\ntimeframe 1m\n" \
	"param fast = 3 in 1..1000\nparam slow = 110 in 1..1000\n" \
	"param strength = 0 in 0..100\n"

static const char averages[] = CROSS
    "long when crossover(sma(close, fast), sma(close, slow))\n"
    "exit when crossunder(sma(close, fast), sma(close, slow))\n"
    "size notional 1000\n";
static const char trend[] = CROSS
    "long when crossover(ema(close, fast), ema(close, slow))"
    " and adx(14) > strength\n"
    "exit when crossunder(ema(close, fast), ema(close, slow))\n"
    "stop 2 * atr(14)\nsize notional 1000\n";

static const struct plan plans[] = {
	{ "pairs", averages, 100000, 1, 100000, 0,
	    { { 3, 1, 100 }, { 110, 5, 100 }, { 0, 0, 1 } } },
	{ "walk", averages, 200000, 20, 50000, 7500,
	    { { 5, 5, 10 }, { 60, 10, 20 }, { 0, 0, 1 } } },
	{ "general", trend, 100000, 1, 100000, 0,
	    { { 5, 5, 10 }, { 60, 10, 20 }, { 10, 5, 5 } } }
};

struct score { double equity, wins, sharpe, fall; size_t trades; };

/* One for each thread, at a window: bars from `at` on. */
struct hand {
	struct candles bars;
	struct kernel *kernel;
	struct expr_share *share;
	struct kernel_out out;
};

struct sweep {
	const struct plan *plan;
	struct candles bars;
	struct curve_spans *spans;
	struct instrument instrument;
	struct hand *hands;
	struct readings *readings;	/* of a walk */
	struct strategy_mold *mold;
	struct score *scores;
	size_t sets, picks;
	double after;
};

static struct strategy_source
source_of(const struct plan *p)
{
	return (struct strategy_source){ .label = "bench", .text = p->text,
	    .len = strlen(p->text), .unnamed = true };
}

static struct strategy *
strategy_make(struct sweep *w, size_t set)
{
	const struct plan *p = w->plan;
	static const char *const names[PARAMS] = { "fast", "slow",
		"strength" };
	char values[PARAMS][16];
	struct expr_param params[PARAMS];
	struct strategy_source in = source_of(p);
	struct strategy *s = NULL;
	struct err err;

	for (int i = PARAMS; i-- > 0; ) {
		size_t n = (size_t)p->of[i].count;

		snprintf(values[i], sizeof(values[i]), "%d", p->of[i].first +
		    p->of[i].by * (int)(set % n));
		params[i] = (struct expr_param){ names[i], values[i] };
		set /= n;
	}
	in.params = params;
	in.params_len = PARAMS;
	need(strategy_mold_set(w->mold, &in, &s, &err) == E_OK && s != NULL,
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

/* Puts a hand to bars from..from+n-1. */
static void
hand_move(struct sweep *w, struct hand *h, size_t from, size_t n)
{
	struct kernel_market m = { .bars = &h->bars, .timeframe = MINUTE,
	    .instrument = &w->instrument, .spans = w->spans,
	    .skipped = from };
	struct kernel_terms t = { .capital = dec_int(1000000000),
	    .leverage = dec_int(1), .maker = dec_make(1, 3),
	    .taker = dec_make(1, 3), .slippage_bps = DEC_ZERO,
	    .spread_bps = DEC_ZERO };
	struct err err;

	if (h->kernel != NULL && h->bars.len == n &&
	    h->bars.close == w->bars.close + from)
		return;
	h->bars = w->bars;
	candles_skip(&h->bars, from);
	h->bars.len = n;
	kernel_free(h->kernel);
	expr_share_free(h->share);
	need(kernel_new(&m, &t, &h->kernel, &err) == E_OK, "kernel");
	h->share = expr_share_new(SHARE_COLUMNS * sizeof(double) * n);
	if (h->out.trades == NULL) {
		h->out.trades_cap = w->plan->length / 8;
		h->out.trades = mem_array(h->out.trades_cap,
		    sizeof(struct kernel_trade));
	}
}

static struct score
set_run(struct sweep *w, struct hand *h, size_t set)
{
	const struct strategy *s = NULL;
	struct strategy *own = NULL;
	struct expr_market view = { .self = &h->bars, .bars = bars_of,
	    .symbol = "BTC/USDT", .share = h->share };
	struct expr_rules *rules;
	struct err err;

	if (!readings_find(w->readings, (int64_t)set, &s)) {
		s = own = strategy_make(w, set);
		if (readings_keep(w->readings, (int64_t)set, own))
			own = NULL;
	}
	need(expr_rules_run(s->program, &view, &rules, &err) == E_OK,
	    "rules");
	kernel_run(h->kernel, s, rules, &h->out);
	need(h->out.replay == NULL, "it wants the replay");
	expr_rules_free(rules);
	strategy_free(own);
	return score_of(&h->out);
}

static enum err_code
set_try(void *self, unsigned worker, size_t item, struct err *err)
{
	struct sweep *w = self;
	struct hand *h = &w->hands[worker];

	(void)err;
	hand_move(w, h, item / w->sets * w->plan->step, w->plan->length);
	w->scores[item] = set_run(w, h, item % w->sets);
	return E_OK;
}

static void
walk(struct sweep *w)
{
	const struct plan *p = w->plan;

	w->picks = 0;
	w->after = 0;
	for (size_t i = 0; i < p->windows && p->windows > 1; i++) {
		const struct score *of = w->scores + i * w->sets;
		size_t best = 0;

		for (size_t k = 1; k < w->sets; k++)
			if (of[k].sharpe > of[best].sharpe)
				best = k;
		hand_move(w, &w->hands[0], i * p->step + p->length, p->step);
		w->after += set_run(w, &w->hands[0], best).equity;
		w->picks = w->picks * 31 % 1000003 + best;
	}
}

static void
print(const struct sweep *w, double ms)
{
	struct score all = { 0 };
	struct rusage used;

	for (size_t i = 0; i < w->plan->windows * w->sets; i++) {
		const struct score *s = &w->scores[i];

		all.trades += s->trades;
		all.equity += s->equity;
		all.wins += s->wins;
		all.sharpe += s->sharpe;
		all.fall += s->fall;
	}
	getrusage(RUSAGE_SELF, &used);
	printf("%.1f %.1f %zu %.6f %.9g %.9g %.9g %zu %.6f\n", ms,
	    (double)used.ru_maxrss / 1024, all.trades, all.equity, all.wins,
	    all.sharpe, all.fall, w->picks, w->after);
}

/* So that the next round makes all of it again. */
static void
hands_empty(struct sweep *w, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		kernel_free(w->hands[i].kernel);
		w->hands[i].kernel = NULL;
		expr_share_free(w->hands[i].share);
		w->hands[i].share = NULL;
	}
	kernel_spans_free(w->spans);
	readings_free(w->readings);
	strategy_mold_free(w->mold);
}

static void
run(struct sweep *w, int times, unsigned jobs)
{
	struct parallel p = { .jobs = jobs, .block = KERNEL_BLOCK,
	    .work = set_try, .self = w };
	double best = INFINITY;
	struct err err;

	w->sets = 1;
	for (int i = 0; i < PARAMS; i++)
		w->sets *= (size_t)w->plan->of[i].count;
	p.items = w->plan->windows * w->sets;
	need(instrument_set_tick(&w->instrument, "0.01", &err) == E_OK &&
	    instrument_check(&w->instrument, &err) == E_OK, "instrument");
	w->scores = mem_array(p.items, sizeof(*w->scores));
	w->hands = mem_array(parallel_workers(&p), sizeof(*w->hands));
	for (int n = 0; n < times; n++) {
		double begun = now(CLOCK_MONOTONIC);

		struct strategy_source in = source_of(w->plan);

		w->mold = strategy_mold_new(&in);
		w->spans = kernel_spans_make(w->bars.close, w->bars.len);
		w->readings = w->plan->windows > 1 ? readings_new() : NULL;
		need(parallel_run(&p, NULL, &err) == E_OK, "threads");
		walk(w);
		hands_empty(w, parallel_workers(&p));
		best = fmin(best, now(CLOCK_MONOTONIC) - begun);
	}
	print(w, best);
}

int
main(int argc, char **argv)
{
	static struct sweep w = { .instrument = { .venue = "paper",
	    .symbol = "BTC/USDT", .lot = { 1, 5 } } };
	bool writes = argc == 4 && strcmp(argv[1], "write") == 0;

	for (size_t i = 0; argc > 3 && i < sizeof(plans) / sizeof(plans[0]);
	    i++)
		if (strcmp(plans[i].name, argv[2]) == 0)
			w.plan = &plans[i];
	if (w.plan == NULL || (!writes && argc != 5)) {
		fprintf(stderr, "usage: sweep write PLAN FILE |"
		    " run PLAN TIMES JOBS\n");
		return 2;
	}
	bars_make(&w.bars, w.plan->bars);
	if (writes)
		return bars_write(&w.bars, argv[3]);
	run(&w, atoi(argv[3]), (unsigned)atoi(argv[4]));
	return 0;
}
