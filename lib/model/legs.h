/*
 * The stop and the target that are attached to an entry, as orders of their
 * own: where a venue keeps them as such, and who makes them (SIMVENUE.md 6).
 */
#ifndef MODEL_LEGS_H
#define MODEL_LEGS_H

#include "model/instrument.h"
#include "model/order.h"

#define LEGS 2		/* a stop, fixed or trailing, and a target */

struct order_leg {
	const char *suffix;	/* .sl, .ts or .tp, after the entry's id */
	struct order_request r;
};

bool order_has_legs(const struct order_request *entry);
/* Both a stop, fixed or trailing, and a target? */
bool order_has_both(const struct order_request *entry);
/*
 * The legs of an entry for so much of it, the stop first; percentages are of
 * reference. *n is how many. E_DATA: a price that does not fit, or is none.
 */
enum err_code order_legs(const struct instrument *i,
    const struct order_request *entry, struct dec reference,
    struct dec amount, struct order_leg out[LEGS], size_t *n,
    struct err *err);
/* What of a fill its legs are for: fees that were taken from it (DEC_NONE:
 * none) less, on the lot. */
struct dec order_legs_amount(const struct instrument *i, struct dec filled,
    struct dec fee, const char *fee_currency);

#endif
