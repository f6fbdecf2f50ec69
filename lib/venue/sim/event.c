/*
 * The records that the simulated venue tells (SIMVENUE.md 11).
 */
#include "venue/sim/state.h"

#include <stdio.h>

const char *const sim_point_names[] = {
	[SIM_OPEN] = "open", [SIM_FIRST] = "first", [SIM_SECOND] = "second",
	[SIM_CLOSE] = "close", [SIM_END] = "end"
};

const char *const sim_event_names[] = {
	[SIM_ACCEPTED] = "accepted", [SIM_REJECTED] = "rejected",
	[SIM_TRIGGERED] = "triggered", [SIM_FILLED] = "filled",
	[SIM_CANCELED] = "canceled", [SIM_EXPIRED] = "expired",
	[SIM_AMENDED] = "amended", [SIM_TRANSFER] = "transfer",
	[SIM_LEVERAGE] = "leverage", [SIM_MARGIN] = "margin",
	[SIM_FUNDING] = "funding", [SIM_LIQUIDATED] = "liquidated",
	[SIM_INSURANCE] = "insurance", [SIM_MARK] = "mark",
	[SIM_BALANCE] = "balance", [SIM_POSITION] = "position"
};

#define TEXT(member, what) \
	{ #member, FIELD_TEXT, FIELD_AT(struct sim_event, member), \
	  .help = what }
#define AMOUNT(member, of, what) \
	{ #member, FIELD_DEC, FIELD_AT(struct sim_event, member), \
	  .unit = of, .help = what }
#define RARE(member, of, what) \
	{ #member, FIELD_DEC, FIELD_AT(struct sim_event, member), \
	  .unit = of, .help = what, .flags = FIELD_WIDE }

static const struct field fields[] = {
	{ "seq", FIELD_INT, FIELD_AT(struct sim_event, seq),
	  .help = "from 1" },
	{ "time", FIELD_CHARS, FIELD_AT(struct sim_event, time_text),
	  .help = "of the phase of the bar in which it happened" },
	{ "point", FIELD_ENUM, FIELD_AT(struct sim_event, point),
	  .names = sim_point_names, .names_len = SIM_POINTS,
	  .help = "open, first, second, close; end" },
	{ "event", FIELD_ENUM, FIELD_AT(struct sim_event, event),
	  .names = sim_event_names, .names_len = SIM_EVENTS,
	  .help = "what happened: accepted, filled, mark and so on" },
	{ "id", FIELD_CHARS, FIELD_AT(struct sim_event, id),
	  .help = "of the order" },
	{ "parent", FIELD_CHARS, FIELD_AT(struct sim_event, parent),
	  .help = "accepted: the entry of a leg", .flags = FIELD_WIDE },
	TEXT(symbol, "unified symbol"),
	TEXT(side, "buy or sell; of a position long or short"),
	TEXT(type, "accepted: type of the order"),
	AMOUNT(amount, UNIT_QTY, "of the order, the fill or the transfer"),
	AMOUNT(price, UNIT_PRICE,
	    "limit; of the fill; where a trigger was reached"),
	AMOUNT(trigger_price, UNIT_PRICE, "of a stop"),
	TEXT(action, "rejected, transfer: what was asked"),
	TEXT(reason, "why it was rejected, cancelled or expired"),
	AMOUNT(cost, UNIT_MONEY, "value of the fill: price × amount"),
	TEXT(taker_or_maker, "filled: whether it took or rested"),
	AMOUNT(fee, UNIT_MONEY, "paid; a rebate is negative"),
	TEXT(fee_currency, "what fee is in"),
	RARE(realized_pnl, UNIT_MONEY, "perpetuals: profit of closing"),
	AMOUNT(remaining, UNIT_QTY, "what is left of the order"),
	TEXT(currency, "transfer, balance: of the amounts"),
	RARE(leverage, UNIT_PLAIN, "perpetuals: that was set"),
	{ "margin_mode", FIELD_TEXT, FIELD_AT(struct sim_event, margin_mode),
	  .help = "perpetuals: cross or isolated", .flags = FIELD_WIDE },
	RARE(margin, UNIT_MONEY, "perpetuals: of an isolated position"),
	RARE(rate, UNIT_RATIO, "perpetuals: of funding"),
	RARE(mark_price, UNIT_PRICE, "perpetuals: of funding or a position"),
	RARE(insurance, UNIT_MONEY, "perpetuals: paid by the venue"),
	RARE(equity_open, UNIT_MONEY, "mark: at the open"),
	RARE(equity_first, UNIT_MONEY, "mark: at the first extreme"),
	RARE(equity_second, UNIT_MONEY, "mark: at the second extreme"),
	AMOUNT(equity, UNIT_MONEY, "mark: at the close"),
	AMOUNT(net_equity, UNIT_MONEY, "equity less what was transferred in"),
	{ "unpriced", FIELD_LIST, FIELD_AT(struct sim_event, unpriced),
	  .help = "mark: currencies left out of equity",
	  .flags = FIELD_WIDE },
	AMOUNT(total, UNIT_QTY, "balance: free + used"),
	AMOUNT(free, UNIT_QTY, "balance: not reserved"),
	AMOUNT(used, UNIT_QTY, "balance: reserved"),
	{ .name = NULL }
};
const struct record sim_event_record = { "venue_event",
    "what happened at the simulated venue", fields };

struct sim_event
event_begin(const struct sim *sim, int kind)
{
	struct sim_event e = { .time = sim->time, .point = sim->point,
	    .event = kind, .amount = DEC_NONE, .price = DEC_NONE,
	    .trigger_price = DEC_NONE, .cost = DEC_NONE, .fee = DEC_NONE,
	    .realized_pnl = DEC_NONE, .remaining = DEC_NONE,
	    .leverage = DEC_NONE, .margin = DEC_NONE, .rate = DEC_NONE,
	    .mark_price = DEC_NONE, .insurance = DEC_NONE,
	    .equity_open = DEC_NONE, .equity_first = DEC_NONE,
	    .equity_second = DEC_NONE, .equity = DEC_NONE,
	    .net_equity = DEC_NONE, .unpriced = TEXT_LIST_NONE,
	    .total = DEC_NONE, .free = DEC_NONE, .used = DEC_NONE };

	return e;
}

struct sim_event
event_of(const struct sim *sim, int kind, const struct sim_order *o)
{
	struct sim_event e = event_begin(sim, kind);

	TEXT_SET(e.id, o->id);
	e.number = o->number;
	return e;
}

struct sim_event
sim_event_row(const struct sim_event *e)
{
	struct sim_event row = *e;

	/* A scenario may well begin at 0, which stamps call unknown. */
	if (e->time == 0)
		TEXT_SET(row.time_text, "1970-01-01T00:00:00Z");
	else
		stamp_text(e->time, row.time_text);
	return row;
}

void
event_tell(struct sim *sim, struct sim_event *e)
{
	e->seq = ++sim->seq;
	if (sim->sink.event == NULL)
		return;
	sim->sink.event(sim->sink.self, e);
}

/* The record of it. */
static struct sim_event
event_of_told(const struct sim *sim, const struct sim_told *t)
{
	struct sim_event e = event_of(sim, t->event, t->o);
	const struct sim_order *o = t->o;

	e.seq = t->seq;
	if (t->event != SIM_ACCEPTED)
		e.remaining = order_remaining(o);
	e.reason = t->reason;
	if (t->reason != NULL)
		return e;
	e.symbol = t->s->i.symbol;
	e.order_side = o->side;
	e.side = side_names[o->side];
	if (t->f == NULL) {
		TEXT_SET(e.parent, o->parent);
		e.order_type = o->type;
		e.type = order_type_names[o->type];
		e.amount = o->amount;
		if (order_has_price(o))
			e.price = price_of(t->s, o->price);
		if (order_has_trigger(o))
			e.trigger_price = price_of(t->s, o->trigger);
		return e;
	}
	e.amount = t->f->amount;
	e.price = price_of(t->s, t->f->price);
	e.cost = t->f->value;
	e.how = (int)t->f->how;
	e.taker_or_maker = liquidity_names[t->f->how];
	e.fee = t->f->fee;
	e.fee_currency = t->fee_currency;
	e.realized_pnl = t->f->pnl;
	return e;
}

void
order_tell(struct sim *sim, int event, const struct sim_order *o,
    const struct sim_fill *f, const char *reason)
{
	const struct sim_told t = { event, ++sim->seq, sim->time, o,
	    &sim->symbols.at[o->symbol], f, f == NULL ? NULL :
	    sim->balances.at[f->fee_balance].currency, reason };
	struct sim_event e;

	if (sim->sink.order != NULL) {
		sim->sink.order(sim->sink.self, &t);
	} else if (sim->sink.event != NULL) {
		e = event_of_told(sim, &t);
		sim->sink.event(sim->sink.self, &e);
	}
}

void
event_resized(struct sim *sim, const struct sim_order *o)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	struct sim_event e;

	if (sim->sink.resized == NULL)
		return;
	e = event_of(sim, SIM_AMENDED, o);
	e.amount = o->amount;
	if (order_has_price(o))
		e.price = price_of(s, o->price);
	if (order_has_trigger(o))
		e.trigger_price = price_of(s, o->trigger);
	e.seq = ++sim->seq;
	sim->sink.resized(sim->sink.self, &e);
}
