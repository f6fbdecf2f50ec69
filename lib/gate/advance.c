/*
 * Letting a paper account's clock run. The venue steps in memory from mark to
 * mark; the breakers are asked at each of them from what is in memory, a trader
 * at each close; the store, if there is one, hears of it now and then, and
 * always before something is done. Killed anywhere, a second run goes on from
 * the mark that was stored last.
 */
#include "gate/gatedata.h"

#include "account/account.h"
#include "base/stamp.h"
#include "venue/sim/venue.h"

#define FLUSH_GROUPS 2000
#define ASK_GROUPS 256	/* for a signal: that is a system call */
#define NO_FILLS SIZE_MAX	/* the past has to be loaded again */

struct run {
	struct gate *g;
	struct look look;
	const struct trader *trader;	/* NULL: nobody decides */
	struct advance *out;
	struct decided *decided;
	int64_t unsaved;		/* groups since the last flush */
	size_t seen;			/* fills when the past was loaded */
};

/* The store hears of everything so far, in one transaction. */
static enum err_code
save(struct run *r, bool latch, int64_t now, struct err *err)
{
	struct gate *g = r->g;
	size_t before = g->fills;
	enum err_code rc = gate_joined(g, err);

	if (rc != E_OK)
		return rc;
	rc = sim_venue_flush(g->venue, err);
	if (rc == E_OK)
		rc = gate_sync(g, NULL, err);
	if (rc == E_OK)
		rc = latch ? look_latch(g, now, &r->out->watch, err) :
		    plans_store(g, err);
	rc = gate_parted(g, rc, err);
	if (rc == E_OK)
		r->out->fills += g->fills - before;
	r->unsaved = 0;
	return rc;
}

/* Breakers as they are now. Of the past only what they did not read before is
 * loaded: the curve in memory is ahead of the ledger's. */
static enum err_code
reload(struct run *r, struct err *err)
{
	enum err_code rc = plans_load(r->g, err);

	r->look.calm.sure = false;
	return rc == E_OK ? look_more(r->g, &r->look, err) : rc;
}

/* The ledger learns at once what a condition over it, or a trader, must know;
 * one in memory learns everything. */
static enum err_code
follow(struct run *r, bool asked, struct err *err)
{
	const struct breaker_reads *reads = &r->look.reads;
	bool all = asked || r->g->ledger->ops->past != NULL || reads->fills ||
	    reads->stops || reads->fundings;
	enum err_code rc = E_OK;

	if (!all)
		return E_OK;
	if (sim_venue_news(r->g->venue, !asked && reads->curve) > 0) {
		rc = save(r, false, 0, err);
		r->seen = NO_FILLS;
	}
	if (rc != E_OK || r->seen == r->g->fills)
		return rc;
	r->seen = r->g->fills;
	return look_again(r->g, &r->look, err);
}

/* The account at this mark, from memory alone. */
static enum err_code
look_around(struct run *r, struct err *err)
{
	struct snapshot *s = &r->look.snapshot;
	struct venue *v = r->g->venue;
	struct sim_value value;
	enum err_code rc = sim_venue_value(v, &value, err);

	vec_clear(&s->balances);
	vec_clear(&s->positions);
	vec_clear(&s->prices);
	vec_clear(&s->orders);
	s->equity = value.equity;
	s->units = value.units;
	s->transferred = value.transferred;
	s->day_notional = DEC_NONE;
	if (rc == E_OK)
		rc = v->ops->time(v, &s->time, err);
	s->taken = s->time;
	if (rc == E_OK)
		rc = v->ops->balances(v, &s->balances, err);
	if (rc == E_OK)
		rc = v->ops->prices(v, &s->prices, err);
	if (rc == E_OK)
		rc = v->ops->positions(v, &s->positions, err);
	if (rc == E_OK)
		rc = v->ops->open_orders(v, &s->orders, err);
	if (rc == E_OK)
		rc = follow(r, false, err);
	if (rc == E_OK && r->look.reads.positions)
		rc = snapshot_complete(s, r->look.past.fills,
		    r->look.past.book, err);
	return rc;
}

/* No more of it than what the gain of positions is made of. */
static enum err_code
look_near(struct run *r, const struct sim_mark *mark, bool *calm,
    struct err *err)
{
	struct snapshot *s = &r->look.snapshot;
	struct venue *v = r->g->venue;
	enum err_code rc = follow(r, false, err);

	if (rc == E_OK)
		rc = v->ops->time(v, &s->time, err);
	if (rc == E_OK)
		rc = sim_venue_sums(v, &r->look.sums, err);
	*calm = rc == E_OK && calm_of_gains(r->g, &r->look, mark);
	return rc;
}

static enum err_code
at_mark(struct run *r, const struct sim_mark *mark, struct err *err)
{
	struct gate *g = r->g;
	bool acts = false, calm;
	size_t fills;
	enum err_code rc = E_OK;

	if (!look_needed(g))
		return E_OK;
	calm = calm_at(g, &r->look, mark);
	if (!calm && calm_gains(g))
		rc = look_near(r, mark, &calm, err);
	if (rc == E_OK && calm) {
		r->out->watch.judged += r->look.calm.armed;
		return E_OK;
	}
	if (rc == E_OK)
		rc = look_around(r, err);
	if (rc == E_OK) {
		calm_find(g, &r->look, mark->time);
		rc = look_judge(g, &r->look, mark->time, &r->out->watch,
		    &acts, err);
	}
	if (rc != E_OK || !acts)
		return rc;
	rc = save(r, true, mark->time, err);
	fills = g->fills;
	if (rc == E_OK)
		rc = look_act(g, &r->out->watch, err);
	r->out->fills += g->fills - fills;
	if (rc == E_OK)
		rc = reload(r, err);
	r->seen = g->fills;
	return rc == E_OK ? look_again(g, &r->look, err) : rc;
}

/* The curve that was loaded grows; that of a ledger in memory is its own. */
static enum err_code
add_point(struct run *r, const struct sim_mark *mark, struct err *err)
{
	struct curve *curve = &r->look.curve;
	struct equity_point p;
	struct sim_value v;
	enum err_code rc;

	if (!r->look.curve_there)
		return E_OK;
	if ((rc = sim_venue_value(r->g->venue, &v, err)) != E_OK)
		return rc;
	p = (struct equity_point){ .time = mark->time, .equity = v.equity,
	    .high = v.high, .low = v.low, .transferred = v.transferred,
	    .units = v.units };
	if (curve_len(curve) == 0 ||
	    curve_time(curve, curve_len(curve) - 1) < mark->time)
		curve_add(curve, &p);
	return E_OK;
}

/* What is decided on a close meets the next open. */
static enum err_code
do_decided(struct run *r, struct err *err)
{
	struct gate *g = r->g;
	size_t fills = g->fills;
	enum err_code rc;

	if (g->decisions.len == 0)
		return E_OK;
	rc = gate_do_decided(g, r->trader, r->decided, err);
	r->out->fills += g->fills - fills;
	return rc;
}

static enum err_code
ask_trader(struct run *r, const struct sim_mark *mark, struct err *err)
{
	struct gate *g = r->g;
	enum err_code rc = follow(r, true, err);
	struct moment m = { .gate = g, .time = mark->time,
	    .open = mark->group, .fills = g->fills };

	if (rc == E_OK)
		rc = r->trader->decide(r->trader->self, &m, &g->decisions,
		    err);
	return rc == E_OK ? do_decided(r, err) : rc;
}

/* The group is over: its point joins the curve, and the trader is asked. */
static enum err_code
at_close(struct run *r, const struct sim_mark *mark, struct err *err)
{
	enum err_code rc = add_point(r, mark, err);

	r->out->bars++;
	r->unsaved++;
	if (rc == E_OK && r->trader != NULL)
		rc = ask_trader(r, mark, err);
	if (rc != E_OK || r->unsaved < FLUSH_GROUPS)
		return rc;
	rc = save(r, false, 0, err);
	return rc == E_OK ? reload(r, err) : rc;
}

/* The bars after it that are quiet, too: up to one at which the trader has
 * something to say, or that must be seen in full, they leave nothing to follow.
 */
static enum err_code
pass_quiet(struct run *r, struct err *err)
{
	struct gate *g = r->g;
	const struct trader *t = r->trader;
	struct sim_passing p = sim_venue_passing(g->venue);
	struct moment m = { .gate = g, .fills = g->fills };
	int64_t asked = ASK_GROUPS - 1 - r->out->bars % ASK_GROUPS;
	int64_t saved = FLUSH_GROUPS - 1 - r->unsaved, n = 0;
	int64_t most = asked < saved ? asked : saved;
	enum err_code rc = E_OK;

	while (n < most && rc == E_OK && g->decisions.len == 0 &&
	    sim_pass(&p, &m.open)) {
		n++;
		m.time = m.open + p.span;
		if (t != NULL)
			rc = t->decide(t->self, &m, &g->decisions, err);
	}
	r->out->bars += n;
	r->unsaved += n;
	r->out->watch.judged += (size_t)(n * p.marks) * r->look.calm.armed;
	return rc == E_OK && t != NULL ? do_decided(r, err) : rc;
}

static enum err_code
run(struct run *r, int64_t until, struct err *err)
{
	struct gate *g = r->g;
	struct sim_mark mark;
	char text[STAMP_TEXT_SIZE];
	int passed;
	enum err_code rc = reload(r, err);

	r->look.calm.on = true;
	vec_clear(&g->decisions);
	for (size_t i = 0; i < g->plans.len; i++)
		g->plans.at[i]->calm.kind = CALM_NOT;
	if (rc == E_OK)
		rc = g->venue->ops->instruments(g->venue,
		    &r->look.snapshot.instruments, err);
	while (rc == E_OK) {
		passed = calm_bar(g, &r->look, until, &mark);
		r->out->watch.judged += (size_t)passed * r->look.calm.armed;
		if (passed == 0) {
			rc = sim_venue_next(g->venue, until, &mark, err);
			if (rc != E_OK || mark.point == SIM_NONE)
				break;
			rc = at_mark(r, &mark, err);
		}
		if (rc != E_OK || mark.point != SIM_CLOSE || mark.inner)
			continue;
		rc = at_close(r, &mark, err);
		if (rc == E_OK && r->unsaved == 0 && g->options.notice != NULL)
			gate_notice(g, "progress", "%s",
			    stamp_text(mark.time, text));
		if (rc == E_OK && r->out->bars % ASK_GROUPS == 0 &&
		    gate_interrupted())
			rc = err_set(err, E_PARTIAL, "account %s: interrupted "
			    "at %s; run it again to go on", g->account.label,
			    stamp_text(mark.time, text));
		/* A curve that is kept here wants each of its points. */
		if (rc == E_OK && passed > 0 && !r->look.curve_there)
			rc = pass_quiet(r, err);
	}
	return rc;
}

enum err_code
gate_replay(struct gate *g, const struct trader *t, int64_t until,
    struct replay *replay, struct err *err)
{
	struct advance *out = &replay->advance;
	struct run r = { .g = g, .trader = t, .out = out,
	    .decided = &replay->decided, .seen = NO_FILLS };
	enum err_code rc = gate_sound(g, err), saved;

	*replay = (struct replay){ 0 };
	if (rc == E_OK && !g->venue->ops->simulated)
		rc = err_set(err, E_USAGE, "account %s: only a paper "
		    "account's clock can be advanced", g->account.label);
	if (rc == E_OK)
		rc = gate_now(g, &out->from, err);
	if (rc != E_OK)
		return rc;
	out->to = out->from;
	r.look.snapshot.account = g->account;
	TEXT_SET(r.look.snapshot.currency, g->account.currency);
	rc = run(&r, until, err);
	if (rc == E_OK || rc == E_PARTIAL) {
		saved = save(&r, false, 0, rc == E_OK ? err : NULL);
		rc = rc == E_OK ? saved : rc;
	}
	if (rc == E_OK || rc == E_PARTIAL)
		gate_now(g, &out->to, NULL);
	look_release(&r.look);
	return rc;
}

enum err_code
gate_advance(struct gate *g, int64_t until, struct advance *out,
    struct err *err)
{
	struct replay r;
	enum err_code rc = gate_replay(g, NULL, until, &r, err);

	*out = r.advance;
	return rc;
}
