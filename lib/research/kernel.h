/*
 * The array kernel: one strategy on one symbol over bars in memory, at the
 * speed of arrays, for sweeps of thousands of sets. It says what the replay
 * (research/backtest.h) would say, bar for bar and lot for lot, or that the
 * set has to be replayed: whatever is refused, cut, liquidated or beyond what
 * whole numbers of 64 bits hold is for the replay alone (SIMVENUE 10).
 *
 * Prices are whole steps, amounts whole lots, money whole units of 10^-8, as
 * at the venue, and rounded as there; the curve of equity and what is computed
 * of it are doubles. It jumps from candidate bar to candidate bar by the masks
 * of the rules, looks at each bar only while a stop or target rests, and
 * computes the curve in stretches between fills, for many sets by what whole
 * spans of closes add to it.
 *
 * What differs from set to set is allocated once, with the kernel: one for each
 * thread. The mark is the last price.
 *
 *	rc = kernel_new(&market, &terms, &k, err);
 *	for (each set) {
 *		rc = expr_rules_run(s->program, &view, &rules, err);
 *		kernel_run(k, s, rules, &out);
 *		if (out.replay != NULL) … backtest_run() …
 *	}
 *	kernel_free(k);
 */
#ifndef RESEARCH_KERNEL_H
#define RESEARCH_KERNEL_H

#include "model/candle.h"
#include "model/fundingrate.h"
#include "model/instrument.h"
#include "strategy/strategy.h"

/* So many neighbours are for one thread: they read the same series. */
#define KERNEL_BLOCK 20

/* Borrowed until the kernel is freed. */
struct kernel_market {
	const struct candles *bars;
	size_t start;			/* the first whose close decides */
	int64_t timeframe;		/* µs */
	const struct instrument *instrument;
	const struct funding_rates *funding;	/* NULL: none */
	const struct curve_spans *spans;	/* kernel_spans_make(); NULL */
	size_t skipped;			/* closes that these know of before
					 * the first of bars */
};

/*
 * What curves over the same n closes have in common, of any set and of any bars
 * that end where these do. With it, curves are summed up in another order of
 * additions.
 */
struct curve_spans *kernel_spans_make(const int64_t *close, size_t n);
void kernel_spans_free(struct curve_spans *s);

struct kernel_terms {
	struct dec capital;
	struct dec leverage;		/* 1 or more; of spot 1 */
	int margin_mode;		/* enum margin_mode */
	struct dec maker, taker;	/* DEC_NONE: the instrument's */
	struct dec slippage_bps, spread_bps;
};

enum kernel_exit {
	KERNEL_HELD,		/* to the last bar */
	KERNEL_RULE,		/* exit when */
	KERNEL_AFTER,		/* exit after */
	KERNEL_OPPOSITE,	/* a contrary entry */
	KERNEL_STOP, KERNEL_TARGET, KERNEL_TRAIL
};
extern const char *const kernel_exit_names[];

struct kernel_trade {
	size_t entry_bar, exit_bar;	/* in which it was filled */
	int side;			/* 1, -1 */
	enum kernel_exit exit;
	int entry_rule, exit_rule;	/* of the strategy; -1: none */
	int64_t lots;
	int64_t entry_price, exit_price;	/* × 10^price_scale */
	int64_t fees, net;		/* × 10^-8; net of fees and funding */
};

/* Arrays are the caller's; either may be NULL. */
struct kernel_out {
	struct kernel_trade *trades;
	size_t trades_cap;		/* those beyond are counted alone */
	double *equity;			/* at each close from the start on */

	const char *replay;		/* why it has to be replayed; then */
	size_t replay_bar;		/* nothing below counts, but where */
	size_t bars, trades_len, held_bars;
	size_t not_available;		/* entries without size or stop */
	size_t inside;			/* stop and target in one bar */
	int price_scale;
	double final_equity, max_drawdown;	/* a ratio, 0 or more */
	double mean, variance;		/* of the returns of bars, by n-1 */
	int64_t fees, funding;		/* × 10^-8 */
};

struct kernel;
/* E_DATA: candles or an instrument that cannot be. */
enum err_code kernel_new(const struct kernel_market *m,
    const struct kernel_terms *t, struct kernel **out, struct err *err);
void kernel_free(struct kernel *k);

/*
 * May the kernel run it, as far as the file says? NULL: yes, else why not, as
 * in "it looks at the position". A set may still turn out to need the replay.
 */
const char *kernel_unfit(const struct strategy *s);

/* rules: of the strategy over the market's bars. */
void kernel_run(struct kernel *k, const struct strategy *s,
    struct expr_rules *rules, struct kernel_out *out);

#endif
