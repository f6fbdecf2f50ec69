/*
 * Inside the room: what is lost when the stops are hit (METHODS 8.5): of
 * positions with their live stops, of orders that bring a stop along, and of
 * all of it together.
 */
#ifndef RISK_STOPS_H
#define RISK_STOPS_H

#include "risk/exposure.h"
#include "risk/risk.h"

/* A position and its live stops; amounts of money in the account's currency,
 * what is lost rounded up. */
struct protection {
	struct dec covered;	/* contracts with a stop */
	struct dec covered_value, value;	/* at the mark */
	struct dec nearest;	/* trigger of the nearest; DEC_NONE: no stop */
	struct dec loss;	/* stops hit at their prices, the rest falls */
};
/* False: something of it is not known. */
bool protection_of(const struct snapshot *s, const struct position *p,
    const struct risk_terms *t, struct protection *out);

/* An order that would open something. */
struct entry {
	const struct instrument *i;
	int side, type;
	struct dec amount, price, trigger, last;
	struct level stop_loss, trailing_stop;
	struct dec trailing_activation;
	struct dec fee_rate;	/* where the instrument has none */
};
struct entry entry_of_order(const struct order *o,
    const struct instrument *i, struct dec last, struct dec fee_rate);
/* Its price as the market stands: where its first fill is to be expected. */
struct dec entry_expected(const struct entry *e);
/* The stop that stands from the fill on: attached, or trailing without an
 * activation price. */
bool entry_has_stop(const struct entry *e);
/* Where that stop would be for a fill at this price; false: does not fit. */
bool entry_stop(const struct entry *e, struct dec fill, struct dec *out);
/*
 * amount × |entry - stop| and the fees of both, from the worst entry (METHODS
 * 8.8), in the symbol's money. DEC_NONE without a stop, or with one that the
 * worst entry lies beyond. False: does not fit.
 */
bool entry_loss(const struct entry *e, struct dec *out);

/*
 * Lost, in the account's currency, if every stop is hit: positions, working
 * orders that may still open something (filled first), and `order` (may be
 * NULL). What has no stop falls by the shock. E_DATA: what is not known.
 */
enum err_code total_risk(const struct snapshot *s, const struct risk_terms *t,
    struct dec fee_rate, const struct entry *order, struct dec *out,
    struct err *err);

#endif
