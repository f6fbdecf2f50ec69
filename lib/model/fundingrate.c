/*
 * The funding rate record.
 */
#include "model/fundingrate.h"

static const struct field fields[] = {
	{ "venue", FIELD_CHARS, FIELD_AT(struct funding_rate, venue),
	  .help = "where it was settled" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct funding_rate, symbol),
	  .help = "unified symbol" },
	{ "time", FIELD_STAMP, FIELD_AT(struct funding_rate, time),
	  .help = "of the settlement" },
	{ "rate", FIELD_DEC, FIELD_AT(struct funding_rate, rate),
	  .help = "part of the position's value; positive: longs pay",
	  .unit = UNIT_RATIO },
	{ "mark_price", FIELD_DEC,
	  FIELD_AT(struct funding_rate, mark_price),
	  .help = "that it was settled at; null when not known",
	  .unit = UNIT_PRICE },
	{ .name = NULL }
};
const struct record funding_rate_record = {
	"funding_rate", "what longs paid shorts at one settlement", fields
};
