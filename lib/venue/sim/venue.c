/*
 * struct venue over a sim whose state and history are in the store: what it
 * answers, and how memory and store keep together. What is asked of it is in
 * venue-act.c.
 */
#include "venue/sim/venuedata.h"

#include <string.h>

static enum err_code
usable(const struct sim_venue *v, struct err *err)
{
	return !v->broken ? E_OK : err_set(err, E_STORE, "account %s: what "
	    "the simulated venue did could not be stored: run it again",
	    v->v.account.label);
}

/* Another process may have moved it since it was read. */
enum err_code
venue_refresh(struct sim_venue *v, struct err *err)
{
	struct buf state = {0};
	int64_t version;
	enum err_code rc = usable(v, err);

	venue_sim(v);
	if (v->s == NULL)
		return rc;
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

	venue_sim(v);
	if (v->s == NULL)
		return rc;
	if (rc != E_OK || (rc = store_begin(v->s, err)) != E_OK)
		return rc;
	rc = sim_state_version(v->s, account, &version, err);
	if (rc == E_OK && version != v->version)
		rc = err_set(err, E_STORE, "account %s: another process "
		    "moved its simulated venue", account);
	for (size_t i = 0; i < v->pending.len && rc == E_OK; i++)
		rc = sim_history_add(v->s, account, &v->pending.at[i], err);
	if (rc == E_OK)
		rc = venue_tips_keep(v, err);
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
		v->news = 0;
		v->version = version + 1;
	}
	return rc;
}

static enum err_code
instruments(struct venue *v, struct instruments *out, struct err *err)
{
	(void)err;
	sim_instruments(venue_sim(self_of(v)), out);
	return E_OK;
}

static enum err_code
balances(struct venue *v, struct balances *out, struct err *err)
{
	size_t from = out->len;
	enum err_code rc = sim_balances(venue_sim(self_of(v)), out, err);

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
	enum err_code rc = sim_positions(venue_sim(self_of(v)), out, err);

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
	sim_prices(venue_sim(self_of(v)), out);
	return E_OK;
}

static enum err_code
leverage_of(struct venue *v, const char *symbol, struct dec *leverage,
    int *margin_mode, struct err *err)
{
	return sim_leverage(venue_sim(self_of(v)), symbol, leverage,
	    margin_mode) ? E_OK : err_set(err, E_USAGE, "%s: account %s has no such "
	    "perpetual", symbol, v->account.label);
}

static enum err_code
open_orders(struct venue *v, struct orders *out, struct err *err)
{
	size_t from = out->len;

	(void)err;
	sim_orders(venue_sim(self_of(v)), out);
	for (size_t i = from; i < out->len; i++) {
		TEXT_SET(out->at[i].account, v->account.label);
		TEXT_SET(out->at[i].venue, v->account.venue);
	}
	return E_OK;
}

static enum err_code
find_order(struct venue *v, const struct order *asked, bool *found,
    struct order *out, struct err *err)
{
	return history_order(self_of(v), asked->client_order_id, found, out,
	    err);
}

static enum err_code
now(struct venue *v, int64_t *out, struct err *err)
{
	(void)err;
	*out = sim_time(venue_sim(self_of(v)));
	return E_OK;
}

static void
close_venue(struct venue *venue)
{
	struct sim_venue *v = self_of(venue);

	venue_bars_release(v);
	sim_free(v->sim);
	vec_release(&v->pending);
	venue_changes_release(&v->lent);
	venue_changes_release(&v->told);
	vec_release(&v->outcomes);
	vec_release(&v->held);
	sim_aheads_release(&v->ahead);
	vec_release(&v->markets);
	buf_release(&v->markets_csv);
	venue_close(v->market);
	vec_release(&v->listed);
	vec_release(&v->tips);
	vec_release(&v->cut);
	vec_release(&v->cut_marks);
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
	.lend = history_lend,
	.time = now,
	.can_submit = live_can_submit,
	.can_amend = live_can_amend,
	.submit = venue_submit,
	.cancel = venue_cancel,
	.submit_pair = venue_submit_pair,
	.amend = venue_amend,
	.leverage = venue_leverage,
	.leverage_of = leverage_of,
	.margin = venue_margin,
	.transfer = venue_transfer,
	.close = close_venue
};

struct sim_venue *
venue_new(const struct account *a)
{
	struct sim_venue *v = mem_alloc(sizeof(*v));

	v->v.ops = &ops;
	v->v.account = *a;
	return v;
}

enum err_code
sim_venue_open(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err)
{
	struct sim_venue *v = venue_new(a);
	struct buf state = {0};
	enum err_code rc;

	v->s = s;
	v->env = env;
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
	struct sim_source room;
	int point = sim_point(venue_sim(v));
	enum err_code rc = v->stepping ? usable(v, err) : venue_refresh(v, err);

	*mark = (struct sim_mark){ .point = SIM_NONE };
	if (!v->stepping)
		sim_book_forget(v->sim);	/* it was of an order's moment */
	if (rc == E_OK && v->s != NULL &&
	    (point == SIM_CLOSE || point == SIM_NONE))
		rc = venue_bars_ready(v, until, err);
	if (rc == E_OK)
		rc = sim_next(v->sim, venue_source(v, &room), until, mark, err);
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

size_t
sim_venue_news(struct venue *venue, bool points)
{
	struct sim_venue *v = self_of(venue);

	if (points)
		venue_sim(v);
	return v->news + (points ? curve_len(&v->told.equity) : 0);
}

bool
sim_venue_tells(const struct venue *venue)
{
	const struct sim_venue *v = (const struct sim_venue *)venue;

	return v->s != NULL || v->news > 0;
}

enum err_code
sim_venue_sums(struct venue *v, struct position_sums *out, struct err *err)
{
	return sim_position_sums(venue_sim(self_of(v)), out, err);
}

enum err_code
sim_venue_value(struct venue *v, struct sim_value *out, struct err *err)
{
	return sim_equity(venue_sim(self_of(v)), out, err);
}
