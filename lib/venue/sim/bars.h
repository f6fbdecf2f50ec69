/*
 * Candle arrays as the bar source of a sim: groups by open time, the bars of
 * mark prices that open with them, and settlements of funding.
 */
#ifndef VENUE_SIM_BARS_H
#define VENUE_SIM_BARS_H

#include "model/candle.h"
#include "venue/sim/sim.h"

struct sim_series {
	size_t symbol;			/* rising */
	const struct candles *candles;	/* borrowed */
	int64_t factor;			/* to the scale of the symbol */
	size_t at;
};

/* All-zero is empty. */
struct sim_bars {
	VEC(struct sim_series) series, marks, details;
	int64_t timeframe, detail;		/* µs; detail 0: none */
	int64_t complete;	/* a main bar that has all of them; 0: none */
	VEC(struct sim_bar) group, group_marks;
	const struct sim_funding *fundings;	/* borrowed */
	size_t fundings_len, funding_at;
};
void sim_bars_release(struct sim_bars *b);
/* Symbols must be added by rising index; scale is the symbol's, at least that
 * of the candles. E_DATA: they are not sorted, or do not fit. */
enum err_code sim_bars_add(struct sim_bars *b, size_t symbol,
    const struct candles *c, int scale, struct err *err);
/* The same for bars of mark prices; those that open without a bar of their
 * symbol are of no use and pass by. */
enum err_code sim_bars_add_marks(struct sim_bars *b, size_t symbol,
    const struct candles *c, int scale, struct err *err);
/* Bars of a shorter time, in the place of a main bar when every symbol that has
 * this one has all of them. */
void sim_bars_set_detail(struct sim_bars *b, int64_t timeframe,
    int64_t detail);
enum err_code sim_bars_add_detail(struct sim_bars *b, size_t symbol,
    const struct candles *c, int scale, struct err *err);
/* Settlements of all symbols, by time, then symbol. */
void sim_bars_set_fundings(struct sim_bars *b, const struct sim_funding *rows,
    size_t len);
struct sim_source sim_bars_source(struct sim_bars *b);	/* borrows b */

#endif
