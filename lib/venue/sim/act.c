/*
 * Instructions where they take effect: checked, then told to be accepted or
 * rejected, then done.
 */
#include "venue/sim/state.h"

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
static void
arrive(struct sim *sim, struct sim_order *o)
{
	int64_t last = sim->symbols.at[o->symbol].last;

	if (order_waits_for_trigger(o)) {
		if (trigger_reached(o, last))
			order_trigger(sim, o);
		return;
	}
	if (o->type == TYPE_MARKET || limit_takes(o, last))
		order_take(sim, o, last);
	if (!o->closed && o->time_in_force == TIF_IOC)
		order_expire(sim, o, "ioc");
	else if (!o->closed && o->time_in_force == TIF_FOK)
		order_expire(sim, o, "fok");
}

static void
order_place(struct sim *sim, const struct sim_instruction *i)
{
	struct sim_order *o = mem_alloc(sizeof(*o));
	const char *reason = order_check(sim, i, o);

	if (reason != NULL) {
		free(o);
		instruction_reject(sim, i, reason);
		return;
	}
	order_accept(sim, o);
	arrive(sim, o);
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
