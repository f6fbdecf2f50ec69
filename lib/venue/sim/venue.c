/*
 * struct venue over a sim whose state and history are in the store. What is
 * asked of it acts in memory; events and state go to the store together.
 */
#include "venue/sim/venuedata.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct sim_venue *
self_of(struct venue *v)
{
	return (struct sim_venue *)v;
}

static enum err_code
usable(const struct sim_venue *v, struct err *err)
{
	return !v->broken ? E_OK : err_set(err, E_STORE, "account %s: what "
	    "the simulated venue did could not be stored: run it again",
	    v->v.account.label);
}

/* Another process may have moved it since it was read. */
static enum err_code
refresh(struct sim_venue *v, struct err *err)
{
	struct buf state = {0};
	int64_t version;
	enum err_code rc = usable(v, err);

	if (rc == E_OK)
		rc = sim_state_version(v->s, v->v.account.label, &version,
		    err);
	if (rc != E_OK || version == v->version)
		return rc;
	if (v->pending.len > 0 || v->stepping)
		return err_set(err, E_STORE, "account %s: another process "
		    "moved its simulated venue", v->v.account.label);
	rc = sim_markets_load(v->s, v->v.account.label, &v->markets, err);
	if (rc == E_OK)
		rc = sim_state_load(v->s, v->v.account.label, &v->version,
		    &state, err);
	if (rc == E_OK)
		rc = world_build(v, &state, err);
	buf_release(&state);
	venue_bars_release(v);
	v->markets_fresh = v->point_asked = v->point_found = false;
	return rc;
}

enum err_code
venue_flush(struct sim_venue *v, struct err *err)
{
	const char *account = v->v.account.label;
	struct buf state = {0};
	int64_t version = 0;
	enum err_code rc = usable(v, err);

	if (rc != E_OK || (rc = store_begin(v->s, err)) != E_OK)
		return rc;
	rc = sim_state_version(v->s, account, &version, err);
	if (rc == E_OK && version != v->version)
		rc = err_set(err, E_STORE, "account %s: another process "
		    "moved its simulated venue", account);
	for (size_t i = 0; i < v->pending.len && rc == E_OK; i++)
		rc = sim_history_add(v->s, account, &v->pending.at[i], err);
	if (rc == E_OK) {
		sim_forget_closed(v->sim);
		sim_save(v->sim, &state);
		rc = sim_state_save(v->s, account, version + 1,
		    sim_time(v->sim), buf_text(&state), err);
	}
	rc = store_end(v->s, rc, err);
	buf_release(&state);
	v->broken = rc != E_OK;
	if (rc == E_OK) {
		vec_clear(&v->pending);
		v->version = version + 1;
	}
	return rc;
}

/* What became of an instruction, from the events since `from`. */
static void
answer_find(const struct sim_venue *v, size_t from, const char *id,
    const char *event, struct venue_answer *answer)
{
	answer->time = sim_time(v->sim);
	for (size_t i = from; i < v->pending.len; i++) {
		const struct sim_history_row *r = &v->pending.at[i];

		if (strcmp(r->id, id) != 0)
			continue;
		if (strcmp(r->event, "rejected") == 0) {
			answer->result = VENUE_REJECTED;
			TEXT_SET(answer->reason, r->reason);
			return;
		}
		if (strcmp(r->event, event) == 0) {
			answer->result = VENUE_ACCEPTED;
			if (r->number != 0)
				snprintf(answer->venue_id,
				    sizeof(answer->venue_id), "%" PRId64,
				    r->number);
			return;
		}
	}
	answer->result = VENUE_UNKNOWN;
}

/* Acts, and puts it into the store. */
static enum err_code
act(struct sim_venue *v, const struct sim_instruction *i, const char *event,
    struct venue_answer *answer, struct err *err)
{
	size_t from = v->pending.len;
	enum err_code rc = sim_act(v->sim, i, err);

	if (rc != E_OK) {
		v->broken = true;
		return rc;
	}
	answer_find(v, from, i->id, event, answer);
	return venue_flush(v, err);
}

/* What is decided at a close in mid-advance meets the next open. */
static enum err_code
wait_for_open(struct sim_venue *v, const struct sim_instruction *i,
    struct venue_answer *answer, struct err *err)
{
	sim_give(v->sim, i);
	answer->result = VENUE_ACCEPTED;
	answer->time = sim_time(v->sim);
	return venue_flush(v, err);
}

static enum err_code
submit(struct venue *venue, const struct order_request *r,
    const char *client_id, const struct send_guard *guard,
    struct venue_answer *answer, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_instruction i = { .what = SIM_DO_ORDER, .order = *r,
	    .at = sim_time(v->sim), .amount = DEC_NONE };
	enum err_code rc = store_begin(v->s, err);

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if (rc != E_OK)
		return rc;
	TEXT_SET(i.id, client_id);
	rc = refresh(v, err);
	if (rc == E_OK && !guard->sending(guard->self))
		return store_end(v->s, E_OK, err);
	if (rc == E_OK)
		rc = v->stepping && sim_point(v->sim) == SIM_CLOSE ?
		    wait_for_open(v, &i, answer, err) :
		    act(v, &i, "accepted", answer, err);
	rc = store_end(v->s, rc, err);
	if (rc != E_OK) {
		answer->result = VENUE_NOT_SENT;
		v->broken = true;
	}
	return rc;
}

static enum err_code
ask(struct sim_venue *v, const struct sim_instruction *i, const char *event,
    struct venue_answer *answer, struct err *err)
{
	enum err_code rc = store_begin(v->s, err);

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	if (rc != E_OK)
		return rc;
	rc = refresh(v, err);
	if (rc == E_OK)
		rc = act(v, i, event, answer, err);
	rc = store_end(v->s, rc, err);
	if (rc != E_OK)
		v->broken = true;
	return rc;
}

static enum err_code
cancel(struct venue *venue, const struct order *o,
    struct venue_answer *answer, struct err *err)
{
	struct sim_instruction i = { .what = SIM_DO_CANCEL,
	    .order = order_request_empty(), .amount = DEC_NONE };

	TEXT_SET(i.id, o->client_order_id);
	return ask(self_of(venue), &i, "canceled", answer, err);
}

static enum err_code
transfer(struct venue *venue, const char *asset, struct dec amount,
    struct venue_answer *answer, struct err *err)
{
	struct sim_instruction i = { .order = order_request_empty() };

	i.what = dec_sign(amount) < 0 ? SIM_DO_WITHDRAW : SIM_DO_DEPOSIT;
	i.amount = dec_abs(amount);
	if (!asset_valid(asset))
		return err_set(err, E_USAGE, "\"%.32s\" is not a currency",
		    asset);
	TEXT_SET(i.currency, asset);
	return ask(self_of(venue), &i, "transfer", answer, err);
}

static enum err_code
instruments(struct venue *v, struct instruments *out, struct err *err)
{
	(void)err;
	sim_instruments(self_of(v)->sim, out);
	return E_OK;
}

static enum err_code
balances(struct venue *v, struct balances *out, struct err *err)
{
	size_t from = out->len;
	enum err_code rc = sim_balances(self_of(v)->sim, out, err);

	for (size_t i = from; i < out->len; i++) {
		TEXT_SET(out->at[i].account, v->account.label);
		TEXT_SET(out->at[i].venue, v->account.venue);
	}
	return rc;
}

static enum err_code
positions(struct venue *v, struct positions *out, struct err *err)
{
	size_t from = out->len;
	enum err_code rc = sim_positions(self_of(v)->sim, out, err);

	for (size_t i = from; i < out->len; i++) {
		TEXT_SET(out->at[i].account, v->account.label);
		TEXT_SET(out->at[i].venue, v->account.venue);
	}
	return rc;
}

static enum err_code
prices(struct venue *v, struct prices *out, struct err *err)
{
	(void)err;
	sim_prices(self_of(v)->sim, out);
	return E_OK;
}

static enum err_code
open_orders(struct venue *v, struct orders *out, struct err *err)
{
	size_t from = out->len;

	(void)err;
	sim_orders(self_of(v)->sim, out);
	for (size_t i = from; i < out->len; i++) {
		TEXT_SET(out->at[i].account, v->account.label);
		TEXT_SET(out->at[i].venue, v->account.venue);
	}
	return E_OK;
}

static enum err_code
find_order(struct venue *v, const char *client_id, bool *found,
    struct order *out, struct err *err)
{
	return history_order(self_of(v), client_id, found, out, err);
}

static enum err_code
now(struct venue *v, int64_t *out, struct err *err)
{
	(void)err;
	*out = sim_time(self_of(v)->sim);
	return E_OK;
}

static void
close_venue(struct venue *venue)
{
	struct sim_venue *v = self_of(venue);

	venue_bars_release(v);
	sim_free(v->sim);
	vec_release(&v->pending);
	vec_release(&v->markets);
	buf_release(&v->markets_csv);
	free(v);
}

static const struct venue_ops ops = {
	.name = "sim",
	.simulated = true,
	.instruments = instruments,
	.balances = balances,
	.positions = positions,
	.prices = prices,
	.open_orders = open_orders,
	.find_order = find_order,
	.changes = history_changes,
	.time = now,
	.submit = submit,
	.cancel = cancel,
	.transfer = transfer,
	.close = close_venue
};

enum err_code
sim_venue_open(struct store *s, const struct account *a, struct venue **out,
    struct err *err)
{
	struct sim_venue *v = mem_alloc(sizeof(*v));
	struct buf state = {0};
	enum err_code rc;

	v->v.ops = &ops;
	v->v.account = *a;
	v->s = s;
	rc = sim_world_load(s, a->label, &v->world, &v->markets_csv, err);
	if (rc == E_OK)
		rc = sim_markets_load(s, a->label, &v->markets, err);
	if (rc == E_OK)
		rc = sim_state_load(s, a->label, &v->version, &state, err);
	if (rc == E_OK)
		rc = world_build(v, &state, err);
	buf_release(&state);
	if (rc != E_OK) {
		close_venue(&v->v);
		return rc;
	}
	*out = &v->v;
	return E_OK;
}

enum err_code
sim_venue_next(struct venue *venue, int64_t until, struct sim_mark *mark,
    struct err *err)
{
	struct sim_venue *v = self_of(venue);
	struct sim_source source = sim_bars_source(&v->bars);
	int point = sim_point(v->sim);
	enum err_code rc = v->stepping ? usable(v, err) : refresh(v, err);

	*mark = (struct sim_mark){ .point = SIM_NONE };
	if (rc == E_OK && (point == SIM_CLOSE || point == SIM_NONE))
		rc = venue_bars_ready(v, until, err);
	if (rc == E_OK)
		rc = sim_next(v->sim, &source, until, mark, err);
	if (rc == E_OK)
		rc = usable(v, err);
	if (rc != E_OK)
		v->broken = true;
	v->stepping = rc == E_OK && mark->point != SIM_NONE;
	return rc;
}

enum err_code
sim_venue_flush(struct venue *v, struct err *err)
{
	return venue_flush(self_of(v), err);
}

enum err_code
sim_venue_end(struct venue *venue, int64_t *end, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	enum err_code rc = venue_bars_ready(v, INT64_MAX, err);

	*end = v->data_end > sim_time(v->sim) ? v->data_end : 0;
	return rc;
}

enum err_code
sim_venue_value(struct venue *v, struct sim_value *out, struct err *err)
{
	return sim_equity(self_of(v)->sim, out, err);
}
