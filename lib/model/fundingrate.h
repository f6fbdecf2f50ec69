/*
 * Funding rates of perpetuals, as their venue settled them.
 */
#ifndef MODEL_FUNDINGRATE_H
#define MODEL_FUNDINGRATE_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"

struct funding_rate {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t time;			/* of the settlement, µs */
	struct dec rate;		/* part of the value; longs pay > 0 */
	struct dec mark_price;		/* it was settled at; may be unknown */
};
struct funding_rates VEC_OF(struct funding_rate);
extern const struct record funding_rate_record;

#endif
