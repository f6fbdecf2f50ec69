/*
 * What an entry of a strategy asks for, and when a span of bars is over
 * (LANGUAGE 7). Said once for the replay and the array kernel: both hand over
 * the same doubles, and so get the same digits back.
 *
 * A size that is a part of equity, or a notional, asks for money, which the
 * venue makes into lots at the price that it fills at; one that is an amount
 * asks for lots. Parts of equity, and amounts that stake one, are cut to what
 * margin and the fee of the entry leave, and ask for money then.
 */
#ifndef RESEARCH_ENTRY_H
#define RESEARCH_ENTRY_H

#include "base/level.h"
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
	double value, cap;	/* of `size` at the decision bar; NaN: na */
	double equity, free;	/* at the close */
	double price;		/* the close */
	double distance;	/* to the stop, as a price; NaN: no stop */
	int side;		/* 1, -1 */
	bool reverses;		/* what is held goes first: its free money is
				 * known only when it went */
	double sigma;		/* of a year; SIZE_VOLATILITY */
};
/* One of the two; neither: there is no size, the entry is refused. */
struct entry_size {
	int64_t money;		/* to spend, × 10^-ENTRY_MONEY_SCALE; or 0 */
	int64_t lots;		/* or 0 */
};
struct entry_size entry_size(const struct entry_terms *t,
    const struct entry_state *s);

/* EWMA volatility of a year at each bar (METHODS 5.2, 8.9); to: one number a
 * bar of the caller. */
void entry_sigma(const struct candles *bars, int64_t timeframe, double *to);

/* A distance (unit tells a ratio of the fill from a difference in price) as
 * the venue takes it. LEVEL_NONE: there is no such distance. */
struct level entry_distance(double distance, enum unit unit);
/* A price on its tick, up or down: away from the market. LEVEL_NONE: there is
 * none. */
struct level entry_price(double price, bool up, const struct instrument *i);

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
