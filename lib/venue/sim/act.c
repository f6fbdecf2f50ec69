/*
 * Instructions where they take effect: checked, then told to be accepted or
 * rejected, then done.
 */
#include "venue/sim/state.h"

#include <string.h>

const char *const sim_action_names[] = {
	[SIM_DO_ORDER] = "order", [SIM_DO_CANCEL] = "cancel",
	[SIM_DO_AMEND] = "amend", [SIM_DO_DEPOSIT] = "deposit",
	[SIM_DO_WITHDRAW] = "withdraw", [SIM_DO_LEVERAGE] = "leverage",
	[SIM_DO_MARGIN] = "margin", [SIM_DO_OCO] = "oco"
};

static void
reject(struct sim *sim, const char *id, int what, const char *reason)
{
	struct sim_event e = event_begin(sim, SIM_REJECTED);

	TEXT_SET(e.id, id);
	e.action = sim_action_names[what];
	e.reason = reason;
	event_tell(sim, &e);
}

void
instruction_reject(struct sim *sim, const struct sim_instruction *i,
    const char *reason)
{
	bool oco = i->what == SIM_DO_OCO;

	reject(sim, i->id, oco ? SIM_DO_ORDER : i->what, reason);
	if (oco)
		reject(sim, i->second_id, SIM_DO_ORDER, reason);
}

/* Fills what takes at once; the rest rests, or expires if it must not. */
void
order_arrive(struct sim *sim, struct sim_order *o, int64_t first)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];
	int64_t met = price_met(s, o->side);

	if (o->type == TYPE_TRAILING) {
		trail_arrive(sim, o);
		return;
	}
	if (order_waits_for_trigger(o)) {
		if (trigger_reached(o, s->last))
			order_trigger(sim, o);
		return;
	}
	if ((!order_has_price(o) || limit_takes(o, met)) &&
	    (o->time_in_force != TIF_FOK || dec_cmp(fill_room(sim, o,
	    LIQUIDITY_TAKER), order_remaining(o)) >= 0))
		order_take(sim, o, met, first);
	if (!o->closed && o->time_in_force == TIF_IOC)
		order_expire(sim, o, "ioc");
	else if (!o->closed && o->time_in_force == TIF_FOK)
		order_expire(sim, o, "fok");
}

static void
order_place(struct sim *sim, const struct sim_instruction *i)
{
	struct asked asked = { .id = i->id, .r = &i->order,
	    .unsupported = i->unsupported };
	struct sim_order *o;
	const char *reason;

	if (market_fills(sim, i))
		return;
	o = order_new(sim);
	reason = order_check(sim, &asked, o);
	if (reason != NULL) {
		order_drop(sim, o);
		instruction_reject(sim, i, reason);
		return;
	}
	order_come(sim, o);
	/* what a quote buys was reckoned at one price: its first fill's */
	order_arrive(sim, o, dec_known(i->order.quote) ? o->arrival : 0);
	/* what fills at once never holds anything, nor is it looked for */
	if (o->closed)
		return;
	order_ids_add(sim, o);
	order_changed(sim, o);
}

/* Why neither of a pair, or only the other, is refused. */
static void
pair_check(struct sim *sim, const struct sim_instruction *i,
    struct sim_order *const pair[2], const char *reasons[2])
{
	const struct order_request *r[2] = { &i->order, &i->second };
	struct asked first = { .id = i->id, .r = r[0], .paired = true,
	    .unsupported = i->unsupported };
	struct asked second = { .id = i->second_id, .r = r[1], .paired = true,
	    .unsupported = i->second_unsupported, .beside = i->id };

	if (strcmp(r[0]->symbol, r[1]->symbol) != 0 ||
	    r[0]->side != r[1]->side ||
	    !dec_same(r[0]->amount, r[1]->amount)) {
		reasons[0] = reasons[1] = "unsupported";
		return;
	}
	reasons[0] = order_check(sim, &first, pair[0]);
	reasons[1] = order_check(sim, &second, pair[1]);
	if (reasons[0] == NULL && reasons[1] != NULL)
		reasons[0] = "linked";
	else if (reasons[0] != NULL && reasons[1] == NULL)
		reasons[1] = "linked";
	else if (reasons[0] == NULL && !pair_affordable(sim, pair))
		reasons[0] = reasons[1] = "insufficient_funds";
}

static void
pair_place(struct sim *sim, const struct sim_instruction *i)
{
	struct sim_order *pair[2] = { mem_alloc(sizeof(**pair)),
	    mem_alloc(sizeof(**pair)) };
	const char *reasons[2] = { NULL, NULL };

	pair_check(sim, i, pair, reasons);
	if (reasons[0] != NULL) {
		reject(sim, i->id, SIM_DO_ORDER, reasons[0]);
		reject(sim, i->second_id, SIM_DO_ORDER, reasons[1]);
		free(pair[0]);
		free(pair[1]);
		return;
	}
	pair[0]->group = pair[1]->group = sim->numbers + 1;
	for (int n = 0; n < 2; n++)
		order_accept(sim, pair[n]);
	for (int n = 0; n < 2; n++)
		if (!pair[n]->closed)
			order_arrive(sim, pair[n], 0);
}

static void
cancel_apply(struct sim *sim, const struct sim_instruction *i)
{
	struct sim_order *o = order_by_id(sim, i->id);

	if (o != NULL)
		order_cancel(sim, o, "user");
	else
		instruction_reject(sim, i, id_taken(sim, i->id) ?
		    "order_closed" : "unknown_order");
}

void
instruction_apply(struct sim *sim, const struct sim_instruction *i)
{
	switch ((enum sim_action)i->what) {
	case SIM_DO_ORDER:
		order_place(sim, i);
		break;
	case SIM_DO_OCO:
		pair_place(sim, i);
		break;
	case SIM_DO_AMEND:
		amend_apply(sim, i);
		break;
	case SIM_DO_CANCEL:
		cancel_apply(sim, i);
		break;
	case SIM_DO_DEPOSIT:
	case SIM_DO_WITHDRAW:
		transfer_apply(sim, i);
		break;
	case SIM_DO_LEVERAGE:
		leverage_apply(sim, i);
		break;
	case SIM_DO_MARGIN:
		margin_apply(sim, i);
		break;
	default:	/* further orders are not here yet */
		instruction_reject(sim, i, "unsupported");
		break;
	}
}
