/*
 * The records of what a venue says to everybody.
 */
#include "model/market.h"

#define F(member) FIELD_AT(struct ticker, member)
static const struct field ticker_fields[] = {
	{ "venue", FIELD_CHARS, F(venue), .help = "whose price it is" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "last", FIELD_DEC, F(last), .help = "price of the last trade",
	  .unit = UNIT_PRICE },
	{ "bid", FIELD_DEC, F(bid), .help = "highest price that is bid",
	  .unit = UNIT_PRICE },
	{ "ask", FIELD_DEC, F(ask), .help = "lowest price that is asked",
	  .unit = UNIT_PRICE },
	{ "high", FIELD_DEC, F(high), .help = "highest price in 24 hours",
	  .unit = UNIT_PRICE },
	{ "low", FIELD_DEC, F(low), .help = "lowest price in 24 hours",
	  .unit = UNIT_PRICE },
	{ "open", FIELD_DEC, F(open), .help = "price 24 hours ago",
	  .unit = UNIT_PRICE },
	{ "percentage", FIELD_DEC, F(percentage),
	  .help = "change in 24 hours, in per cent", .unit = UNIT_POINTS },
	{ "base_volume", FIELD_DEC, F(base_volume),
	  .help = "traded in 24 hours, in base", .unit = UNIT_QTY },
	{ "quote_volume", FIELD_DEC, F(quote_volume),
	  .help = "traded in 24 hours, in quote", .unit = UNIT_MONEY },
	{ "mark_price", FIELD_DEC, F(mark_price),
	  .help = "perpetuals: what positions are marked to",
	  .unit = UNIT_PRICE, .flags = FIELD_MINOR },
	{ "index_price", FIELD_DEC, F(index_price),
	  .help = "perpetuals: the spot price of several venues",
	  .unit = UNIT_PRICE, .flags = FIELD_MINOR },
	{ "funding_rate", FIELD_DEC, F(funding_rate),
	  .help = "perpetuals: what longs pay next", .unit = UNIT_RATIO,
	  .flags = FIELD_MINOR },
	{ "time", FIELD_STAMP, F(time), .help = "of the venue" },
	{ .name = NULL }
};
#undef F
const struct record ticker_record = {
	"ticker", "what a symbol trades at", ticker_fields
};

struct ticker
ticker_empty(void)
{
	return (struct ticker){ .last = DEC_NONE, .bid = DEC_NONE,
	    .ask = DEC_NONE, .high = DEC_NONE, .low = DEC_NONE,
	    .open = DEC_NONE, .percentage = DEC_NONE,
	    .base_volume = DEC_NONE, .quote_volume = DEC_NONE,
	    .mark_price = DEC_NONE, .index_price = DEC_NONE,
	    .funding_rate = DEC_NONE };
}

const char *const book_side_names[] = { "bid", "ask" };

#define F(member) FIELD_AT(struct book_level, member)
static const struct field level_fields[] = {
	{ "venue", FIELD_CHARS, F(venue), .help = "whose book it is" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "side", FIELD_ENUM, F(side), .help = "bid or ask",
	  .names = book_side_names, .names_len = 2 },
	{ "price", FIELD_DEC, F(price), .help = "of the orders there",
	  .unit = UNIT_PRICE },
	{ "amount", FIELD_DEC, F(amount), .help = "that is offered there",
	  .unit = UNIT_QTY },
	{ "time", FIELD_STAMP, F(time), .help = "of the book" },
	{ .name = NULL }
};
#undef F
const struct record book_level_record = {
	"level", "a price of an order book", level_fields
};

#define F(member) FIELD_AT(struct market_trade, member)
static const struct field trade_fields[] = {
	{ "id", FIELD_CHARS, F(id), .help = "the venue's" },
	{ "venue", FIELD_CHARS, F(venue), .help = "where it was" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "side", FIELD_ENUM, F(side), .help = "of the one who took",
	  .names = side_names, .names_len = 2 },
	{ "price", FIELD_DEC, F(price), .help = "it was done at",
	  .unit = UNIT_PRICE },
	{ "amount", FIELD_DEC, F(amount), .help = "base units or contracts",
	  .unit = UNIT_QTY },
	{ "cost", FIELD_DEC, F(cost), .help = "its value in quote",
	  .unit = UNIT_MONEY },
	{ "time", FIELD_STAMP, F(time), .help = "when it was" },
	{ .name = NULL }
};
#undef F
const struct record market_trade_record = {
	"market_trade", "a trade between others", trade_fields
};

const char *const earn_kind_names[] = { "flexible", "locked" };

#define F(member) FIELD_AT(struct earn_product, member)
static const struct field earn_fields[] = {
	{ "id", FIELD_CHARS, F(id), .help = "the venue's name for it" },
	{ "account", FIELD_CHARS, F(account), .help = "that was asked" },
	{ "venue", FIELD_CHARS, F(venue), .help = "where it is offered" },
	{ "asset", FIELD_CHARS, F(asset), .help = "what is put in" },
	{ "kind", FIELD_ENUM, F(kind), .help = "flexible or locked",
	  .names = earn_kind_names, .names_len = 2 },
	{ "rate", FIELD_DEC, F(rate), .help = "interest of a year",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "duration", FIELD_DURATION, F(duration),
	  .help = "how long it is locked; null: not at all" },
	{ "min_amount", FIELD_DEC, F(min_amount),
	  .help = "least that may be put in", .unit = UNIT_QTY },
	{ "max_amount", FIELD_DEC, F(max_amount),
	  .help = "most that this account may put in", .unit = UNIT_QTY,
	  .flags = FIELD_MINOR },
	{ "amount", FIELD_DEC, F(amount), .help = "what the account has in it",
	  .unit = UNIT_QTY },
	{ "sold_out", FIELD_BOOL, F(sold_out),
	  .help = "nothing more is taken" },
	{ "status", FIELD_CHARS, F(status), .help = "as the venue says it",
	  .flags = FIELD_MINOR },
	{ .name = NULL }
};
#undef F
const struct record earn_product_record = {
	"earn_product", "a place where coins earn interest", earn_fields
};

#define F(member) FIELD_AT(struct conversion, member)
static const struct field conversion_fields[] = {
	{ "step", FIELD_INT, F(step), .help = "which of the orders" },
	{ "account", FIELD_CHARS, F(account), .help = "that would place it" },
	{ "venue", FIELD_CHARS, F(venue), .help = "where it would trade" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "side", FIELD_ENUM, F(side), .help = "buy or sell",
	  .names = side_names, .names_len = 2 },
	{ "type", FIELD_ENUM, F(type), .help = "market",
	  .names = order_type_names, .names_len = ORDER_TYPES,
	  .flags = FIELD_MINOR },
	{ "amount", FIELD_DEC, F(amount), .help = "of the order, in base",
	  .unit = UNIT_QTY },
	{ "average", FIELD_DEC, F(average),
	  .help = "price that the book would give", .unit = UNIT_PRICE },
	{ "cost", FIELD_DEC, F(cost), .help = "its value in quote",
	  .unit = UNIT_MONEY },
	{ "fee", FIELD_DEC, F(fee), .help = "taken from what is received",
	  .unit = UNIT_MONEY },
	{ "fee_currency", FIELD_CHARS, F(fee_currency),
	  .help = "asset of the fee", .flags = FIELD_MINOR },
	{ "slippage", FIELD_DEC, F(slippage),
	  .help = "how far the average is from the best price",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "received", FIELD_DEC, F(received),
	  .help = "what comes of it after the fee", .unit = UNIT_QTY },
	{ "asset", FIELD_CHARS, F(asset), .help = "that is received" },
	{ .name = NULL }
};
#undef F
const struct record conversion_record = {
	"conversion", "a step that makes one asset into another",
	conversion_fields
};
