/*
 * Candle arrays as the bar source of a sim: groups by open time.
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
	VEC(struct sim_series) series;
	VEC(struct sim_bar) group;
};
void sim_bars_release(struct sim_bars *b);
/* Symbols must be added by rising index; scale is the symbol's, at least that
 * of the candles. E_DATA: they are not sorted, or do not fit. */
enum err_code sim_bars_add(struct sim_bars *b, size_t symbol,
    const struct candles *c, int scale, struct err *err);
struct sim_source sim_bars_source(struct sim_bars *b);	/* borrows b */

#endif
