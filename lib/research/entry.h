/*
 * How much an entry of a strategy asks for, and when a span of bars is over
 * (LANGUAGE 7). Said once for the replay and the array kernel: both hand over
 * the same doubles and the same whole units of money, and so get the same
 * digits back.
 *
 * A size that is a part of equity asks for money, which the venue makes into
 * lots at the price that it fills at; one that is an amount asks for lots. What
 * margin and the costs of one side do not leave is cut to what they leave, and
 * asks for money, too.
 */
#ifndef RESEARCH_ENTRY_H
#define RESEARCH_ENTRY_H

#include "model/candle.h"
#include "model/instrument.h"
#include "strategy/strategy.h"

#define ENTRY_MONEY_SCALE 8	/* decimals that money is cut to */

struct entry_terms {
	enum strategy_form form;	/* SIZE_…, but SIZE_KELLY */
	const struct instrument *instrument;
	double taker, slip;	/* of one side, ratios */
	double leverage;	/* at least 1; of spot 1 */
};
struct entry_state {
	/* of `size` at the decision bar; NaN: na. cap INFINITY: none */
	double value, cap;
	int64_t equity;		/* × 10^ENTRY_MONEY_SCALE, at the close */
	double price;		/* the close */
	double distance;	/* to the stop, as a price; NaN: no stop */
	bool is_long;
	double sigma;		/* of a year; SIZE_VOLATILITY */
};
/* One of the two; neither: there is no size, the entry is refused. */
struct entry_size {
	int64_t money;		/* to spend, × 10^ENTRY_MONEY_SCALE; or 0 */
	int64_t lots;		/* or 0 */
};
struct entry_size entry_size(const struct entry_terms *t,
    const struct entry_state *s);

/* EWMA volatility of a year at each bar (METHODS 5.2, 8.9); to: one number a
 * bar of the caller. */
void entry_sigma(const struct candles *bars, int64_t timeframe, double *to);

/* Is a span (`exit after`, `cooldown`) over after so many closed bars? held:
 * 1 at the close of the bar that opened the position, and 0 at the close of
 * the one that ended it. */
static inline bool
entry_span_over(double span, enum expr_base base, int64_t bars,
    int64_t timeframe)
{
	return base == EXPR_DURATION ?
	    (double)bars * (double)timeframe >= span : (double)bars >= span;
}

#endif
