/*
 * What a sim tells of an order, in its own words, and the records of all else;
 * for the files of this folder alone.
 */
#ifndef VENUE_SIM_TOLD_H
#define VENUE_SIM_TOLD_H

#include "venue/sim/state.h"

/* event.c */
/* An order was accepted, filled, or ended for a reason. */
struct sim_told {
	int event;		/* enum sim_event_kind */
	int64_t seq, time;
	const struct sim_order *o;
	const struct sim_symbol *s;
	const struct sim_fill *f;	/* SIM_FILLED */
	const char *fee_currency;	/* likewise; of ASSET_SIZE */
	const char *reason;		/* SIM_CANCELED, SIM_EXPIRED */
};
void order_tell(struct sim *sim, int event, const struct sim_order *o,
    const struct sim_fill *f, const char *reason);
struct sim_event event_begin(const struct sim *sim, int kind);
struct sim_event event_of(const struct sim *sim, int kind,
    const struct sim_order *o);
void event_tell(struct sim *sim, struct sim_event *e);
void event_resized(struct sim *sim, const struct sim_order *o);

#endif
