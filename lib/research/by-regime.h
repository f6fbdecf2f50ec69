/*
 * What a run earned in which kind of market: its returns and trades by the
 * regime (METHODS 4.1, by rules) of the last bar that had closed when they
 * began. Nothing of a bar tells of the return of the same bar.
 */
#ifndef RESEARCH_BY_REGIME_H
#define RESEARCH_BY_REGIME_H

#include "model/candle.h"
#include "quant/market.h"
#include "store/runs.h"

/* One of a regime that was there; returns of no regime known yet come last. */
struct regime_share {
	char run[ID_SIZE];
	int regime;		/* enum regime; REGIMES: not known yet */
	int64_t bars;
	double share;		/* of the bars of the run */
	double total_return;	/* of these bars alone, compounded */
	double volatility, sharpe;	/* annual; NaN: too few bars */
	int64_t trades;		/* that were closed, by their entry */
	double win_rate, profit;
};
struct regime_shares { struct regime_share at[REGIMES + 1]; size_t len; };
extern const struct record regime_share_record;

/* Bars before a run that its first regime may take. */
#define BY_REGIME_BEFORE 1000

/* bars: of the run's timeframe, in order, some before its start. */
void by_regime(const struct run *r, const struct run_parts *parts,
    const struct candles *bars, struct regime_shares *out);

#endif
