/*
 * The records of what an account holds and what happened to it.
 */
#include "model/holdings.h"

#include <string.h>

const char *const position_side_names[] = { "long", "short" };
const char *const margin_mode_names[] = { "cross", "isolated" };
static const struct field leverage_fields[] = {
	{ "account", FIELD_CHARS, FIELD_AT(struct leverage, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct leverage, venue),
	  .help = "where it is set", .flags = FIELD_WIDE },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct leverage, symbol),
	  .help = "unified symbol" },
	{ "leverage", FIELD_DEC, FIELD_AT(struct leverage, leverage),
	  .help = "what is set, also while nothing is held" },
	{ "margin_mode", FIELD_ENUM, FIELD_AT(struct leverage, margin_mode),
	  .help = "cross or isolated", .names = margin_mode_names,
	  .names_len = MARGIN_ISOLATED + 1 },
	{ "max_leverage", FIELD_DEC, FIELD_AT(struct leverage, max_leverage),
	  .help = "largest that the venue allows, for a small position" },
	{ "side", FIELD_CHARS, FIELD_AT(struct leverage, side),
	  .help = "long, short, or both where they are held apart; null:"
	  " nothing is held" },
	{ "contracts", FIELD_DEC, FIELD_AT(struct leverage, contracts),
	  .help = "what is held; null: two positions", .unit = UNIT_QTY },
	{ "collateral", FIELD_DEC, FIELD_AT(struct leverage, collateral),
	  .help = "margin behind what is held", .unit = UNIT_MONEY },
	{ "liquidation_price", FIELD_DEC,
	  FIELD_AT(struct leverage, liquidation_price),
	  .help = "where the venue would close it", .unit = UNIT_PRICE },
	{ "time", FIELD_STAMP, FIELD_AT(struct leverage, time),
	  .help = "when that was so", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record leverage_record = {
	"leverage", "what is set for a perpetual", leverage_fields
};

const char *const position_mode_names[] = { "one-way", "hedge", NULL };
static const struct field position_mode_fields[] = {
	{ "account", FIELD_CHARS, FIELD_AT(struct position_mode_row, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct position_mode_row, venue),
	  .help = "where it is set" },
	{ "mode", FIELD_ENUM, FIELD_AT(struct position_mode_row, mode),
	  .help = "one-way: one position of a perpetual; hedge: long and short"
	  " apart", .names = position_mode_names,
	  .names_len = MODE_HEDGE + 1 },
	{ "time", FIELD_STAMP, FIELD_AT(struct position_mode_row, time),
	  .help = "when that was so", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record position_mode_record = {
	"position mode", "how an account holds perpetuals",
	position_mode_fields
};

const char *const liquidity_names[] = { "taker", "maker" };
const char *const transfer_kind_names[] = { "deposit", "withdrawal",
    "internal", "opening", "insurance" };

bool
transfer_moves(int kind)
{
	return kind != TRANSFER_OPENING && kind != TRANSFER_INSURANCE;
}

static const char *const order_side_names[] = { "buy", "sell" };

static const struct field balance_fields[] = {
	{ "account", FIELD_CHARS, FIELD_AT(struct balance, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct balance, venue),
	  .help = "where it is held", .flags = FIELD_MINOR },
	{ "wallet", FIELD_CHARS, FIELD_AT(struct balance, wallet),
	  .help = "spot, futures or unified", .flags = FIELD_MINOR },
	{ "asset", FIELD_CHARS, FIELD_AT(struct balance, asset),
	  .help = "currency or coin" },
	{ "free", FIELD_DEC, FIELD_AT(struct balance, free),
	  .help = "not reserved by orders or margin", .unit = UNIT_QTY },
	{ "used", FIELD_DEC, FIELD_AT(struct balance, used),
	  .help = "reserved", .unit = UNIT_QTY },
	{ "total", FIELD_DEC, FIELD_AT(struct balance, total),
	  .help = "free + used", .unit = UNIT_QTY },
	{ "value", FIELD_DEC, FIELD_AT(struct balance, value),
	  .help = "total in currency; null when no price leads there",
	  .unit = UNIT_MONEY },
	{ "currency", FIELD_CHARS, FIELD_AT(struct balance, currency),
	  .help = "what value is in" },
	{ "time", FIELD_STAMP, FIELD_AT(struct balance, time),
	  .help = "when it was so", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record balance_record = {
	"balance", "one asset in one wallet of an account", balance_fields
};

static const struct field position_fields[] = {
	{ "account", FIELD_CHARS, FIELD_AT(struct position, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct position, venue),
	  .help = "where it is held", .flags = FIELD_MINOR },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct position, symbol),
	  .help = "unified symbol" },
	{ "side", FIELD_ENUM, FIELD_AT(struct position, side),
	  .help = "long or short", .names = position_side_names,
	  .names_len = 2 },
	{ "contracts", FIELD_DEC, FIELD_AT(struct position, contracts),
	  .help = "size, 0 or more: base units on spot", .unit = UNIT_QTY },
	{ "contract_size", FIELD_DEC,
	  FIELD_AT(struct position, contract_size),
	  .help = "base units in one contract", .flags = FIELD_WIDE },
	{ "entry_price", FIELD_DEC, FIELD_AT(struct position, entry_price),
	  .help = "average price paid", .unit = UNIT_PRICE },
	{ "mark_price", FIELD_DEC, FIELD_AT(struct position, mark_price),
	  .help = "price that it is valued at", .unit = UNIT_PRICE },
	{ "notional", FIELD_DEC, FIELD_AT(struct position, notional),
	  .help = "value at mark_price", .unit = UNIT_MONEY },
	{ "leverage", FIELD_DEC, FIELD_AT(struct position, leverage),
	  .help = "leverage set for it; null on spot" },
	{ "margin_mode", FIELD_CHARS, FIELD_AT(struct position, margin_mode),
	  .help = "cross or isolated; null on spot" },
	{ "initial_margin", FIELD_DEC,
	  FIELD_AT(struct position, initial_margin),
	  .help = "margin that opening it took", .unit = UNIT_MONEY },
	{ "maintenance_margin", FIELD_DEC,
	  FIELD_AT(struct position, maintenance_margin),
	  .help = "margin below which it is liquidated", .unit = UNIT_MONEY,
	  .flags = FIELD_WIDE },
	{ "collateral", FIELD_DEC, FIELD_AT(struct position, collateral),
	  .help = "margin behind it now", .unit = UNIT_MONEY,
	  .flags = FIELD_WIDE },
	{ "margin_ratio", FIELD_DEC, FIELD_AT(struct position, margin_ratio),
	  .help = "maintenance margin / collateral", .unit = UNIT_RATIO,
	  .flags = FIELD_WIDE },
	{ "liquidation_price", FIELD_DEC,
	  FIELD_AT(struct position, liquidation_price),
	  .help = "mark price at which it is liquidated; null on spot",
	  .unit = UNIT_PRICE },
	{ "unrealized_pnl", FIELD_DEC,
	  FIELD_AT(struct position, unrealized_pnl),
	  .help = "profit if it were closed at mark_price",
	  .unit = UNIT_MONEY },
	{ "realized_pnl", FIELD_DEC, FIELD_AT(struct position, realized_pnl),
	  .help = "profit already taken from it", .unit = UNIT_MONEY },
	{ "funding", FIELD_DEC, FIELD_AT(struct position, funding),
	  .help = "funding received so far; null on spot",
	  .unit = UNIT_MONEY },
	{ "percentage", FIELD_DEC, FIELD_AT(struct position, percentage),
	  .help = "unrealized_pnl / cost, in percent" },
	{ "stop_loss_price", FIELD_DEC,
	  FIELD_AT(struct position, stop_loss_price),
	  .help = "nearest stop working on it", .unit = UNIT_PRICE },
	{ "take_profit_price", FIELD_DEC,
	  FIELD_AT(struct position, take_profit_price),
	  .help = "nearest target working on it", .unit = UNIT_PRICE },
	{ "hedged", FIELD_BOOL, FIELD_AT(struct position, hedged),
	  .help = "held in hedge mode", .flags = FIELD_WIDE },
	{ "time", FIELD_STAMP, FIELD_AT(struct position, time),
	  .help = "when it was so", .flags = FIELD_MINOR },
	{ "liquidation_distance", FIELD_DEC,
	  FIELD_AT(struct position, liquidation_distance),
	  .help = "from mark_price to liquidation_price, as a part of it",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "stop_cover", FIELD_DEC, FIELD_AT(struct position, stop_cover),
	  .help = "the share of it that has a live stop",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ .name = NULL }
};
const struct record position_record = {
	"position", "what is held of one symbol, on one side",
	position_fields
};

void
position_init(struct position *p)
{
	memset(p, 0, sizeof(*p));
	p->contracts = p->contract_size = p->entry_price = p->mark_price =
	    p->notional = p->leverage = p->initial_margin =
	    p->maintenance_margin = p->collateral = p->margin_ratio =
	    p->liquidation_price = p->unrealized_pnl = p->realized_pnl =
	    p->funding = p->percentage = p->stop_loss_price =
	    p->take_profit_price = p->liquidation_distance =
	    p->stop_cover = DEC_NONE;
}

struct position
position_empty(void)
{
	struct position p;

	position_init(&p);
	return p;
}

static const struct field fill_fields[] = {
	{ "id", FIELD_CHARS, FIELD_AT(struct fill, id),
	  .help = "the venue's trade id" },
	{ "order_id", FIELD_CHARS, FIELD_AT(struct fill, order_id),
	  .help = "our order that it fills" },
	{ "account", FIELD_CHARS, FIELD_AT(struct fill, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct fill, venue),
	  .help = "where it happened", .flags = FIELD_MINOR },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct fill, symbol),
	  .help = "unified symbol" },
	{ "side", FIELD_ENUM, FIELD_AT(struct fill, side),
	  .help = "buy or sell", .names = order_side_names,
	  .names_len = 2 },
	{ "taker_or_maker", FIELD_ENUM,
	  FIELD_AT(struct fill, taker_or_maker),
	  .help = "whether it took or rested", .names = liquidity_names,
	  .names_len = 2, .flags = FIELD_MINOR },
	{ "price", FIELD_DEC, FIELD_AT(struct fill, price),
	  .help = "price of the trade", .unit = UNIT_PRICE },
	{ "amount", FIELD_DEC, FIELD_AT(struct fill, amount),
	  .help = "base units or contracts", .unit = UNIT_QTY },
	{ "cost", FIELD_DEC, FIELD_AT(struct fill, cost),
	  .help = "price × amount × contract size", .unit = UNIT_MONEY },
	{ "fee", FIELD_DEC, FIELD_AT(struct fill, fee),
	  .help = "paid; a rebate is negative", .unit = UNIT_MONEY },
	{ "fee_currency", FIELD_CHARS, FIELD_AT(struct fill, fee_currency),
	  .help = "what fee is in", .flags = FIELD_MINOR },
	{ "realized_pnl", FIELD_DEC, FIELD_AT(struct fill, realized_pnl),
	  .help = "profit that closing took; null on spot and on opening",
	  .unit = UNIT_MONEY },
	{ "time", FIELD_STAMP, FIELD_AT(struct fill, time),
	  .help = "when it happened" },
	{ .name = NULL }
};
const struct record fill_record = {
	"fill", "a trade of ours", fill_fields
};

static const struct field transfer_fields[] = {
	{ "id", FIELD_CHARS, FIELD_AT(struct transfer, id),
	  .help = "the venue's id" },
	{ "account", FIELD_CHARS, FIELD_AT(struct transfer, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct transfer, venue),
	  .help = "where it happened" },
	{ "asset", FIELD_CHARS, FIELD_AT(struct transfer, asset),
	  .help = "what was moved" },
	{ "amount", FIELD_DEC, FIELD_AT(struct transfer, amount),
	  .help = "positive in, negative out", .unit = UNIT_QTY },
	{ "kind", FIELD_ENUM, FIELD_AT(struct transfer, kind),
	  .help = "deposit, withdrawal, internal, opening or insurance",
	  .names = transfer_kind_names, .names_len = TRANSFER_KINDS },
	{ "fee", FIELD_DEC, FIELD_AT(struct transfer, fee),
	  .help = "what moving it cost", .unit = UNIT_QTY },
	{ "time", FIELD_STAMP, FIELD_AT(struct transfer, time),
	  .help = "when it happened" },
	{ .name = NULL }
};
const struct record transfer_record = {
	"transfer", "money that enters or leaves", transfer_fields
};

static const struct field funding_fields[] = {
	{ "id", FIELD_CHARS, FIELD_AT(struct funding, id),
	  .help = "the venue's id" },
	{ "account", FIELD_CHARS, FIELD_AT(struct funding, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct funding, venue),
	  .help = "where it happened" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct funding, symbol),
	  .help = "unified symbol" },
	{ "rate", FIELD_DEC, FIELD_AT(struct funding, rate),
	  .help = "part of notional; positive: longs pay",
	  .unit = UNIT_RATIO },
	{ "amount", FIELD_DEC, FIELD_AT(struct funding, amount),
	  .help = "positive received", .unit = UNIT_MONEY },
	{ "asset", FIELD_CHARS, FIELD_AT(struct funding, asset),
	  .help = "what amount is in" },
	{ "time", FIELD_STAMP, FIELD_AT(struct funding, time),
	  .help = "when it was settled" },
	{ .name = NULL }
};
const struct record funding_record = {
	"funding", "a funding payment of a perpetual", funding_fields
};
