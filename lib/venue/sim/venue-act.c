/*
 * What is asked of the simulated venue: orders, pairs, amendments, cancels,
 * leverage, margin, paper money. It acts in memory; events and state go to the
 * store together.
 */
#include "venue/sim/venuedata.h"

#include <stddef.h>
#include <string.h>

/* What became of an instruction. */
static void
answer_find(const struct sim_venue *v, const char *id, const char *event,
    struct venue_answer *answer)
{
	answer->time = sim_time(v->sim);
	for (size_t i = 0; i < v->outcomes.len; i++) {
		const struct outcome *o = &v->outcomes.at[i];

		if (strcmp(o->id, id) != 0)
			continue;
		if (strcmp(o->event, "rejected") == 0) {
			answer->result = VENUE_REJECTED;
			TEXT_SET(answer->reason, o->reason);
			return;
		}
		if (strcmp(o->event, event) == 0) {
			answer->result = VENUE_ACCEPTED;
			if (o->number != 0)
				number_text(o->number, answer->venue_id);
			return;
		}
	}
	answer->result = VENUE_UNKNOWN;
}

/*
 * Acts, and puts it into the store. answers has one place, or two for a pair;
 * of those the ids say which is which.
 */
static enum err_code
act(struct sim_venue *v, const struct sim_instruction *i, const char *event,
    struct venue_answer *answers, struct err *err)
{
	enum err_code rc;

	vec_clear(&v->outcomes);
	v->asking = true;
	rc = sim_act(v->sim, i, err);
	v->asking = false;
	if (rc != E_OK) {
		v->broken = true;
		return rc;
	}
	sim_book_forget(v->sim);	/* as it was then */
	answer_find(v, i->id, event, &answers[0]);
	if (i->what == SIM_DO_OCO)
		answer_find(v, i->second_id, event, &answers[1]);
	return venue_flush(v, err);
}

/* What is decided at a close in mid-advance meets the next open. */
static enum err_code
wait_for_open(struct sim_venue *v, const struct sim_instruction *i,
    struct venue_answer *answers, struct err *err)
{
	sim_give(v->sim, i);
	for (int n = 0; n < 1 + (i->what == SIM_DO_OCO); n++) {
		answers[n].result = VENUE_ACCEPTED;
		answers[n].time = sim_time(v->sim);
	}
	return venue_flush(v, err);
}

/* Nothing but what is asked and when; of an order that is still to come. */
static void
instruction_begin(struct sim_venue *v, enum sim_action what,
    struct sim_instruction *i)
{
	i->what = (int)what;
	i->at = sim_time(venue_sim(v));
	i->id[0] = i->currency[0] = i->symbol[0] = '\0';
	i->unsupported = false;
	i->amount = i->leverage = DEC_NONE;
	i->margin_mode = -1;
	i->input = 0;
}

static void
instruction(struct sim_venue *v, enum sim_action what,
    struct sim_instruction *i)
{
	memset(i, 0, what == SIM_DO_OCO ? sizeof(*i) :
	    offsetof(struct sim_instruction, second_id));
	instruction_begin(v, what, i);
}

static enum err_code
submit(struct sim_venue *v, const struct sim_instruction *i,
    const struct send_guard *guard, struct venue_answer *answers,
    struct err *err)
{
	int count = 1 + (i->what == SIM_DO_OCO);
	enum err_code rc = venue_joined(v, err);

	for (int n = 0; n < count; n++)
		answers[n] = (struct venue_answer){
		    .result = VENUE_NOT_SENT };
	if (rc != E_OK)
		return rc;
	rc = venue_refresh(v, err);
	if (rc == E_OK && !guard->sending(guard->self))
		return venue_parted(v, E_OK, err);
	if (rc == E_OK)
		rc = v->stepping && sim_point(v->sim) == SIM_CLOSE ?
		    wait_for_open(v, i, answers, err) :
		    act(v, i, "accepted", answers, err);
	rc = venue_parted(v, rc, err);
	for (int n = 0; n < count && rc != E_OK; n++)
		answers[n].result = VENUE_NOT_SENT;
	v->broken = v->broken || rc != E_OK;
	return rc;
}

enum err_code
venue_submit(struct venue *venue, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *answer, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	/* Where it waits, unless another sim takes the place of this one. */
	struct sim_instruction own, *i = v->s != NULL ? &own :
	    sim_give_place(v->sim);

	instruction_begin(v, SIM_DO_ORDER, i);
	i->order = *r;
	TEXT_SET(i->id, client_id);
	return submit(v, i, guard, answer, err);
}

enum err_code
venue_submit_pair(struct venue *venue, const struct order_request r[2],
    const char *const client_ids[2], const struct send_guard *guard,
    struct venue_answer answers[2], struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i;

	instruction(v, SIM_DO_OCO, &i);
	i.order = r[0];
	i.second = r[1];
	TEXT_SET(i.id, client_ids[0]);
	TEXT_SET(i.second_id, client_ids[1]);
	return submit(v, &i, guard, answers, err);
}

static enum err_code
ask(struct sim_venue *v, const struct sim_instruction *i, const char *event,
    struct venue_answer *answer, struct err *err)
{
	enum err_code rc = venue_joined(v, err);

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if (rc != E_OK)
		return rc;
	rc = venue_refresh(v, err);
	if (rc == E_OK)
		rc = act(v, i, event, answer, err);
	rc = venue_parted(v, rc, err);
	if (rc != E_OK)
		v->broken = true;
	return rc;
}

enum err_code
venue_cancel(struct venue *venue, const struct order *o,
    struct venue_answer *answer, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i;

	instruction(v, SIM_DO_CANCEL, &i);
	TEXT_SET(i.id, o->client_order_id);
	return ask(v, &i, "canceled", answer, err);
}

enum err_code
venue_amend(struct venue *venue, const struct order *o,
    const struct order_terms *c, struct venue_answer *answer,
    struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i;

	instruction(v, SIM_DO_AMEND, &i);
	TEXT_SET(i.id, o->client_order_id);
	i.order = order_request_empty();
	i.order.amount = c->amount;
	i.order.price = c->price;
	i.order.trigger_price = c->trigger_price;
	return ask(v, &i, "amended", answer, err);
}

enum err_code
venue_leverage(struct venue *venue, const char *symbol, struct dec leverage,
    int margin_mode, struct venue_answer *answer, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i;

	instruction(v, SIM_DO_LEVERAGE, &i);
	TEXT_SET(i.symbol, symbol);
	i.leverage = leverage;
	i.margin_mode = margin_mode;
	return ask(v, &i, "leverage", answer, err);
}

enum err_code
venue_margin(struct venue *venue, const char *symbol, struct dec amount,
    struct venue_answer *answer, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i;

	instruction(v, SIM_DO_MARGIN, &i);
	TEXT_SET(i.symbol, symbol);
	i.amount = amount;
	return ask(v, &i, "margin", answer, err);
}

enum err_code
venue_transfer(struct venue *venue, const char *asset, struct dec amount,
    struct venue_answer *answer, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i;

	instruction(v, dec_sign(amount) < 0 ? SIM_DO_WITHDRAW :
	    SIM_DO_DEPOSIT, &i);
	i.amount = dec_abs(amount);
	if (!asset_valid(asset))
		return err_set(err, E_USAGE, "\"%.32s\" is not a currency",
		    asset);
	TEXT_SET(i.currency, asset);
	return ask(v, &i, "transfer", answer, err);
}
