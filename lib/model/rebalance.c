/*
 * The records of a rebalance.
 */
#include "model/rebalance.h"

#define F(member) FIELD_AT(struct rebalance_order, member)
static const struct field order_fields[] = {
	{ "account", FIELD_CHARS, F(account), .help = "whose order it is" },
	{ "venue", FIELD_CHARS, F(venue), .help = "where it goes",
	  .flags = FIELD_WIDE },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "side", FIELD_ENUM, F(side), .help = "buy or sell",
	  .names = side_names, .names_len = 2 },
	{ "type", FIELD_ENUM, F(type), .help = "market",
	  .names = order_type_names, .names_len = ORDER_TYPES,
	  .flags = FIELD_MINOR },
	{ "amount", FIELD_DEC, F(amount), .help = "base units",
	  .unit = UNIT_QTY },
	{ "average", FIELD_DEC, F(average),
	  .help = "the worst price that the plan counts with",
	  .unit = UNIT_PRICE, .flags = FIELD_MINOR },
	{ "cost", FIELD_DEC, F(cost), .help = "amount × that price, in quote",
	  .unit = UNIT_MONEY },
	{ "fee", FIELD_DEC, F(fee), .help = "that is counted",
	  .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ "fee_currency", FIELD_CHARS, F(fee_currency),
	  .help = "asset of the fee", .flags = FIELD_WIDE },
	{ "asset", FIELD_CHARS, F(asset), .help = "whose weight it changes" },
	{ "weight", FIELD_DEC, F(weight), .help = "of the asset now",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "target", FIELD_DEC, F(target), .help = "the weight that is wanted",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "weight_after", FIELD_DEC, F(weight_after),
	  .help = "its weight after the whole plan", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT },
	{ "key", FIELD_CHARS, F(key), .help =
	  "of --key: the order with it is placed once" },
	{ "tag", FIELD_CHARS, F(tag), .help =
	  "of the stored plan: rebalance show looks for it",
	  .flags = FIELD_WIDE },
	{ "reason", FIELD_CHARS, F(reason), .help = "why, in words" },
	{ .name = NULL }
};
#undef F
const struct record rebalance_order_record = {
	"rebalance_order", "an order that brings a portfolio to its targets",
	order_fields
};

const char *const rebalance_action_names[] = { "none", "buy", "sell", "skip",
    "keep" };

#define F(member) FIELD_AT(struct rebalance_weight, member)
static const struct field weight_fields[] = {
	{ "asset", FIELD_CHARS, F(asset), .help = "what is held" },
	{ "amount", FIELD_DEC, F(amount), .help = "of it, over all accounts",
	  .unit = UNIT_QTY },
	{ "value", FIELD_DEC, F(value), .help =
	  "in the currency; null: it has no price there", .unit = UNIT_MONEY },
	{ "currency", FIELD_CHARS, F(currency), .help =
	  "of the value: what is sold for, and bought with",
	  .flags = FIELD_WIDE },
	{ "weight", FIELD_DEC, F(weight), .help = "its part of the value",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "target", FIELD_DEC, F(target), .help =
	  "the part that is wanted, the cash buffer counted; null: it is left"
	  " alone", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "band", FIELD_DEC, F(band), .help =
	  "how far from its target it may be", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_MINOR },
	{ "in_band", FIELD_BOOL, F(in_band), .help = "is it so now?" },
	{ "action", FIELD_ENUM, F(action), .help =
	  "none, buy, sell, skip (it should be traded, and cannot be) or keep",
	  .names = rebalance_action_names, .names_len = 5 },
	{ "weight_after", FIELD_DEC, F(weight_after), .help =
	  "after the plan, at its prices", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT },
	{ "amount_after", FIELD_DEC, F(amount_after), .help = "likewise",
	  .unit = UNIT_QTY, .flags = FIELD_MINOR },
	{ "reason", FIELD_CHARS, F(reason), .help =
	  "why it is skipped, kept, or not where it should be" },
	{ .name = NULL }
};
#undef F
const struct record rebalance_weight_record = {
	"rebalance_weight", "an asset's part of a portfolio, and the part that"
	" is wanted", weight_fields
};
