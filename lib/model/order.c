/*
 * The order record.
 */
#include "model/order.h"

#include <string.h>

const char *const side_names[] = { "buy", "sell" };
const char *const order_type_names[] = { "market", "limit", "stop",
    "stop_limit", "take_profit", "take_profit_limit", "trailing" };
const char *const tif_names[] = { "gtc", "ioc", "fok", "po" };

static const struct field fields[] = {
	{ "id", FIELD_CHARS, FIELD_AT(struct order, id),
	  .help = "our id, what commands take" },
	{ "venue_id", FIELD_CHARS, FIELD_AT(struct order, venue_id),
	  .help = "the venue's id", .flags = FIELD_WIDE },
	{ "client_order_id", FIELD_CHARS,
	  FIELD_AT(struct order, client_order_id),
	  .help = "the id that the venue was given", .flags = FIELD_WIDE },
	{ "account", FIELD_CHARS, FIELD_AT(struct order, account),
	  .help = "account label" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct order, venue),
	  .help = "where it was sent", .flags = FIELD_WIDE },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct order, symbol),
	  .help = "unified symbol" },
	{ "type", FIELD_ENUM, FIELD_AT(struct order, type),
	  .help = "market, limit, stop, stop_limit …",
	  .names = order_type_names, .names_len = ORDER_TYPES },
	{ "side", FIELD_ENUM, FIELD_AT(struct order, side),
	  .help = "buy or sell", .names = side_names, .names_len = 2 },
	{ "time_in_force", FIELD_ENUM, FIELD_AT(struct order, time_in_force),
	  .help = "gtc, ioc, fok or po", .names = tif_names, .names_len = 4,
	  .flags = FIELD_WIDE },
	{ "post_only", FIELD_BOOL, FIELD_AT(struct order, post_only),
	  .help = "rejected rather than take", .flags = FIELD_WIDE },
	{ "reduce_only", FIELD_BOOL, FIELD_AT(struct order, reduce_only),
	  .help = "only makes a position smaller", .flags = FIELD_WIDE },
	{ "price", FIELD_DEC, FIELD_AT(struct order, price),
	  .help = "limit price", .unit = UNIT_PRICE },
	{ "trigger_price", FIELD_DEC, FIELD_AT(struct order, trigger_price),
	  .help = "price that makes a stop work", .unit = UNIT_PRICE },
	{ "stop_loss_price", FIELD_DEC,
	  FIELD_AT(struct order, stop_loss_price),
	  .help = "attached stop; null while it is a percentage of a price "
	  "to come", .unit = UNIT_PRICE, .flags = FIELD_WIDE },
	{ "take_profit_price", FIELD_DEC,
	  FIELD_AT(struct order, take_profit_price),
	  .help = "attached target, likewise", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ "amount", FIELD_DEC, FIELD_AT(struct order, amount),
	  .help = "base units or contracts", .unit = UNIT_QTY },
	{ "filled", FIELD_DEC, FIELD_AT(struct order, filled),
	  .help = "how much of it was traded", .unit = UNIT_QTY },
	{ "remaining", FIELD_DEC, FIELD_AT(struct order, remaining),
	  .help = "amount - filled", .unit = UNIT_QTY,
	  .flags = FIELD_WIDE },
	{ "average", FIELD_DEC, FIELD_AT(struct order, average),
	  .help = "cost / filled, 8 decimals; null while nothing is filled",
	  .unit = UNIT_PRICE },
	{ "cost", FIELD_DEC, FIELD_AT(struct order, cost),
	  .help = "value of its fills", .unit = UNIT_MONEY },
	{ "fee", FIELD_DEC, FIELD_AT(struct order, fee),
	  .help = "fees of its fills; a rebate is negative",
	  .unit = UNIT_MONEY },
	{ "fee_currency", FIELD_CHARS, FIELD_AT(struct order, fee_currency),
	  .help = "what fee is in", .flags = FIELD_WIDE },
	{ "state", FIELD_ENUM, FIELD_AT(struct order, state),
	  .help = "where it is in its life (help order-states)",
	  .names = order_state_names, .names_len = ORDER_STATES },
	{ "status", FIELD_CHARS, FIELD_AT(struct order, status),
	  .help = "open, closed, canceled, expired, rejected; null before "
	  "the venue has answered", .flags = FIELD_WIDE },
	{ "reason", FIELD_CHARS, FIELD_AT(struct order, reason),
	  .help = "why it was refused, rejected, canceled or expired" },
	{ "key", FIELD_CHARS, FIELD_AT(struct order, key),
	  .help = "the key that makes a rerun harmless",
	  .flags = FIELD_WIDE },
	{ "strategy", FIELD_CHARS, FIELD_AT(struct order, strategy),
	  .help = "who decided it", .flags = FIELD_WIDE },
	{ "tag", FIELD_CHARS, FIELD_AT(struct order, tag),
	  .help = "the trader's own mark", .flags = FIELD_WIDE },
	{ "correlation_id", FIELD_CHARS,
	  FIELD_AT(struct order, correlation_id),
	  .help = "the run of etrms that made it", .flags = FIELD_WIDE },
	{ "time", FIELD_STAMP, FIELD_AT(struct order, time),
	  .help = "when it was decided", .flags = FIELD_MINOR },
	{ "last_update_time", FIELD_STAMP,
	  FIELD_AT(struct order, last_update_time),
	  .help = "when it last changed", .flags = FIELD_WIDE },
	{ "quote", FIELD_DEC, FIELD_AT(struct order, quote),
	  .help = "what a market order may spend, where no amount was given",
	  .unit = UNIT_MONEY, .flags = FIELD_WIDE },
	{ "parent", FIELD_CHARS, FIELD_AT(struct order, parent),
	  .help = "the entry that this stop or target belongs to",
	  .flags = FIELD_WIDE },
	{ "external", FIELD_BOOL, FIELD_AT(struct order, external),
	  .help = "not sent by this store", .flags = FIELD_WIDE },
	{ "expire_at", FIELD_STAMP, FIELD_AT(struct order, expire_at),
	  .help = "when it ends by itself", .flags = FIELD_WIDE },
	{ "trail_percent", FIELD_DEC, FIELD_AT(struct order, trail_percent),
	  .help = "how far a trailing order follows, in percent",
	  .flags = FIELD_WIDE },
	{ "trail_amount", FIELD_DEC, FIELD_AT(struct order, trail_amount),
	  .help = "or as an amount of price", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ "activation_price", FIELD_DEC,
	  FIELD_AT(struct order, activation_price),
	  .help = "from which price on it follows", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ "visible", FIELD_DEC, FIELD_AT(struct order, visible),
	  .help = "how much of an iceberg shows at a time",
	  .unit = UNIT_QTY, .flags = FIELD_WIDE },
	{ "oco", FIELD_CHARS, FIELD_AT(struct order, oco),
	  .help = "the same at two orders of which one will be done",
	  .flags = FIELD_WIDE },
	{ "trailing_stop_percent", FIELD_DEC,
	  FIELD_AT(struct order, trailing_stop_percent),
	  .help = "attached stop that follows, in percent",
	  .flags = FIELD_WIDE },
	{ "trailing_stop_amount", FIELD_DEC,
	  FIELD_AT(struct order, trailing_stop_amount),
	  .help = "or as an amount of price", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ "trailing_activation", FIELD_DEC,
	  FIELD_AT(struct order, trailing_activation),
	  .help = "from which price on it follows", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ "asked_amount", FIELD_DEC, FIELD_AT(struct order, asked.amount),
	  .help = "what an amendment asks for, until its outcome is known",
	  .unit = UNIT_QTY, .flags = FIELD_WIDE },
	{ "asked_price", FIELD_DEC, FIELD_AT(struct order, asked.price),
	  .help = "likewise", .unit = UNIT_PRICE, .flags = FIELD_WIDE },
	{ "asked_trigger_price", FIELD_DEC,
	  FIELD_AT(struct order, asked.trigger_price), .help = "likewise",
	  .unit = UNIT_PRICE, .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record order_record = {
	"order", "what was asked of a venue, and what became of it", fields
};

void
order_init(struct order *o)
{
	memset(o, 0, sizeof(*o));
	o->price = o->trigger_price = o->stop_loss_price =
	    o->take_profit_price = o->amount = o->quote = o->remaining =
	    o->average = o->trail_percent = o->trail_amount =
	    o->activation_price = o->visible = o->trailing_activation =
	    o->trailing_stop_percent = o->trailing_stop_amount = DEC_NONE;
	o->asked = TERMS_NONE;
}

struct order
order_empty(void)
{
	struct order o;

	order_init(&o);
	return o;
}

void
order_move(struct order *o, const struct order *same)
{
	const size_t from = offsetof(struct order, venue_id);

	memcpy((char *)o + from, (const char *)same + from,
	    sizeof(*o) - from);
}

static struct dec
either(struct dec changed, struct dec stays)
{
	return dec_known(changed) ? changed : stays;
}

struct order_terms
order_terms_after(const struct order *o, const struct order_terms *c)
{
	return (struct order_terms){ either(c->amount, o->amount),
	    either(c->price, o->price),
	    either(c->trigger_price, o->trigger_price) };
}

static struct dec
level_of(const struct level *l, enum level_kind kind)
{
	return l->kind == kind ? l->value : DEC_NONE;
}

void
order_complete_levels(struct order *o)
{
	o->stop_loss_price = level_of(&o->stop_loss, LEVEL_PRICE);
	o->take_profit_price = level_of(&o->take_profit, LEVEL_PRICE);
	o->trailing_stop_percent = level_of(&o->trailing_stop,
	    LEVEL_PERCENT);
	o->trailing_stop_amount = level_of(&o->trailing_stop, LEVEL_PRICE);
}

/* Most orders have most of these texts empty. */
#define TEXT_TAKE(to, from) ((from)[0] != '\0' ? (void)TEXT_SET(to, from) : \
    (void)((to)[0] = '\0'))

void
order_from_request(struct order *o, const struct order_request *r)
{
	TEXT_SET(o->account, r->account);
	TEXT_SET(o->symbol, r->symbol);
	o->side = r->side;
	o->type = r->type;
	o->time_in_force = r->time_in_force;
	o->post_only = r->post_only;
	o->reduce_only = r->reduce_only;
	o->amount = o->remaining = r->amount;
	o->quote = r->quote;
	o->price = r->price;
	o->trigger_price = r->trigger_price;
	o->trail_percent = r->trail_percent;
	o->trail_amount = r->trail_amount;
	o->activation_price = r->activation_price;
	o->visible = r->visible;
	o->stop_loss = r->stop_loss;
	o->take_profit = r->take_profit;
	o->trailing_stop = r->trailing_stop;
	o->trailing_activation = r->trailing_activation;
	order_complete_levels(o);
	o->expire_at = r->expire_at;
	TEXT_TAKE(o->key, r->key);
	TEXT_TAKE(o->strategy, r->strategy);
	TEXT_TAKE(o->tag, r->tag);
	TEXT_TAKE(o->parent, r->parent);
}

struct order_request
order_to_request(const struct order *o)
{
	struct order_request r = { .side = o->side, .type = o->type,
	    .time_in_force = o->time_in_force,
	    .post_only = o->post_only == 1,
	    .reduce_only = o->reduce_only == 1, .amount = o->amount,
	    .quote = dec_known(o->amount) ? DEC_NONE : o->quote,
	    .price = o->price, .trigger_price = o->trigger_price,
	    .trail_percent = o->trail_percent,
	    .trail_amount = o->trail_amount,
	    .activation_price = o->activation_price, .visible = o->visible,
	    .stop_loss = o->stop_loss, .take_profit = o->take_profit,
	    .trailing_stop = o->trailing_stop,
	    .trailing_activation = o->trailing_activation,
	    .expire_at = o->expire_at };

	TEXT_SET(r.account, o->account);
	TEXT_SET(r.symbol, o->symbol);
	TEXT_SET(r.strategy, o->strategy);
	TEXT_SET(r.tag, o->tag);
	TEXT_SET(r.parent, o->parent);
	return r;
}

static struct dec
larger(struct dec a, struct dec b)
{
	if (!dec_known(a) || !dec_known(b))
		return dec_known(a) ? a : b;
	return dec_max(a, b);
}

struct order
order_at_most(const struct order *o)
{
	struct order most = *o;

	if (o->asked_at == 0)
		return most;
	most.amount = larger(o->amount, o->asked.amount);
	most.price = larger(o->price, o->asked.price);
	most.trigger_price = larger(o->trigger_price,
	    o->asked.trigger_price);
	if (!dec_known(most.amount) ||
	    !dec_sub(most.amount, o->filled, &most.remaining))
		most.remaining = most.amount;
	return most;
}
