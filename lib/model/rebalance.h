/*
 * What a rebalance says: the orders of its plan, and each asset's part of the
 * portfolio before, wanted, and after them. The names of an order's fields are
 * those of orders, so that order place reads its rows.
 */
#ifndef MODEL_REBALANCE_H
#define MODEL_REBALANCE_H

#include "base/dec.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"
#include "model/order.h"	/* enum side, enum order_type */

struct rebalance_order {
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int side, type;			/* enum side, enum order_type */
	struct dec amount, average, cost, fee;
	char fee_currency[ASSET_SIZE];
	char asset[ASSET_SIZE];		/* whose weight it changes */
	struct dec weight, target, weight_after;	/* of one */
	char key[ID_SIZE], tag[TEXT_SIZE], reason[TEXT_SIZE];
};
struct rebalance_orders VEC_OF(struct rebalance_order);
extern const struct record rebalance_order_record;

enum rebalance_action {
	REBALANCE_NONE,		/* nothing is to be done */
	REBALANCE_BUY, REBALANCE_SELL,
	REBALANCE_SKIP,		/* should be traded, and is not: see reason */
	REBALANCE_KEEP		/* no part of what is rebalanced */
};
extern const char *const rebalance_action_names[];

struct rebalance_weight {
	char asset[ASSET_SIZE];
	struct dec amount, value;	/* over all accounts */
	struct dec weight, target, band, weight_after;	/* of one */
	struct dec amount_after;
	int action;			/* enum rebalance_action */
	signed char in_band;		/* now; BOOL_NONE: it has no target */
	char currency[ASSET_SIZE];	/* of value */
	char reason[TEXT_SIZE];
};
struct rebalance_weights VEC_OF(struct rebalance_weight);
extern const struct record rebalance_weight_record;

#endif
