/*
 * Asking the breakers: what they look at, their verdicts, the latch. A trip is
 * in the ledger before anything is done about it.
 */
#include "gate/gatedata.h"

#define PASSES 4	/* cooled down, armed, tripped; and one to see it */

void
watch_release(struct watch *w)
{
	vec_release(&w->events);
}

void
look_release(struct look *l)
{
	snapshot_release(&l->snapshot);
	vec_release(&l->sums);
	curve_release(&l->curve);
	vec_release(&l->fills);
	vec_release(&l->stops);
	vec_release(&l->fundings);
	book_release(&l->book);
	peaks_release(&l->peaks);
}

static struct breaker_reads
all_reads(const struct gate *g)
{
	struct breaker_reads all = { 0 };

	for (size_t i = 0; i < g->plans.len; i++) {
		struct breaker_reads r =
		    breaker_reads(g->plans.at[i]->compiled);

		all.curve |= r.curve;
		all.fills |= r.fills || r.positions;
		all.stops |= r.stops;
		all.fundings |= r.fundings;
		all.positions |= r.positions;
		all.rules |= r.rules;
	}
	return all;
}

enum err_code
look_again(struct gate *g, struct look *l, struct err *err)
{
	const char *account = g->account.label;
	enum err_code rc = E_OK;

	if (g->ledger->ops->past != NULL) {
		/* It grows where it is. */
		if (l->past.curve == NULL)
			g->ledger->ops->past(g->ledger, account, &l->past);
		return E_OK;
	}
	l->past = (struct ledger_past){ .fills = &l->fills,
	    .stops = &l->stops, .fundings = &l->fundings,
	    .curve = &l->curve, .book = &l->book,
	    .peaks = &l->peaks };
	if (l->reads.fills)
		rc = LEDGER(g->ledger, fills, account, &l->fills, err);
	if (rc == E_OK && l->reads.stops)
		rc = LEDGER(g->ledger, stops, account, &l->stops, err);
	if (rc == E_OK && l->reads.fundings)
		rc = LEDGER(g->ledger, fundings, account, &l->fundings, err);
	return rc;
}

enum err_code
look_more(struct gate *g, struct look *l, struct err *err)
{
	struct breaker_reads before = l->reads, now = all_reads(g);
	enum err_code rc = E_OK;

	l->reads = now;
	if (l->past.curve == NULL || (now.fills && !before.fills) ||
	    (now.stops && !before.stops) ||
	    (now.fundings && !before.fundings))
		rc = look_again(g, l, err);
	if (rc == E_OK && now.curve && !l->curve_there &&
	    g->ledger->ops->past == NULL) {
		rc = LEDGER(g->ledger, equity, g->account.label, &l->curve,
		    err);
		l->curve_there = rc == E_OK;
	}
	return rc;
}

bool
look_needed(const struct gate *g)
{
	for (size_t i = 0; i < g->plans.len; i++) {
		const struct plan *p = g->plans.at[i];

		if (p->breaker.state != BREAKER_TRIPPED ||
		    p->taken != p->breaker.generation)
			return true;
	}
	return false;
}

struct risk_history
look_history(struct gate *g, const struct look *l)
{
	return (struct risk_history){ .curve = l->past.curve,
	    .fills = l->past.fills, .stops = l->past.stops,
	    .fundings = l->past.fundings, .book = l->past.book,
	    .peaks = l->past.peaks, .day_start = g->options.day_start,
	    .terms = g->options.terms,
	    .rules = g->bound ? &g->binding.rules : NULL,
	    .bars = market_there(&g->market) ? market_bars : NULL,
	    .funding = market_there(&g->market) ? market_rates : NULL,
	    .self = &g->market };
}

static enum err_code
judge(struct gate *g, struct look *l, struct plan *p, int64_t now,
    struct err *err)
{
	const struct risk_history h = look_history(g, l);
	struct held_memory memory = plans_memory(p);

	g->market.now = now;
	return breaker_judge(p->compiled, &l->snapshot, &h, now,
	    g->options.max_age, &memory, &p->verdict, err);
}

enum err_code
look_judge(struct gate *g, struct look *l, int64_t now, struct watch *w,
    bool *acts, struct err *err)
{
	enum err_code rc = l->reads.rules ? binding_load(g, false, err) :
	    E_OK;

	*acts = false;
	for (size_t i = 0; i < g->plans.len && rc == E_OK; i++) {
		struct plan *p = g->plans.at[i];

		switch ((enum breaker_state)p->breaker.state) {
		case BREAKER_ARMED:
			w->judged++;
			if (l->calm.on && p->calm.kind != CALM_NOT)
				break;
			rc = judge(g, l, p, now, err);
			*acts |= p->verdict.answer == BREAKER_TRIPS;
			break;
		case BREAKER_COOLING:
			*acts |= now >= p->breaker.rearms_at;
			break;
		case BREAKER_TRIPPED:
			*acts |= p->taken != p->breaker.generation;
			break;
		}
	}
	return rc;
}

/* The generation that the first hit of a trip was given. */
static enum err_code
find_generation(struct gate *g, const char *name, int64_t *out,
    struct err *err)
{
	struct breakers all = { 0 };
	enum err_code rc = LEDGER(g->ledger, breakers, &all, err);

	for (size_t i = 0; rc == E_OK && i < all.len; i++)
		if (strcmp(all.at[i].name, name) == 0)
			*out = all.at[i].generation;
	vec_release(&all);
	return rc;
}

/* Every hit is a row: whoever goes on after a crash knows them all. */
static enum err_code
trigger(struct gate *g, struct plan *p, struct watch *w, struct err *err)
{
	int64_t generation = 0;
	bool added = true;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < p->verdict.hits.len && rc == E_OK && added;
	    i++) {
		const struct breaker_hit *hit = &p->verdict.hits.at[i];
		struct breaker_event e = { .kind = BREAKER_TRIGGERED,
		    .value = hit->value, .limit = hit->limit,
		    .generation = generation };

		TEXT_SET(e.breaker, p->breaker.name);
		TEXT_SET(e.account, g->account.label);
		TEXT_SET(e.symbol, hit->symbol);
		TEXT_SET(e.message, hit->message);
		rc = watch_event(g, w, &e, &added, err);
		if (rc != E_OK || i > 0)
			continue;
		w->tripped += added;
		rc = find_generation(g, p->breaker.name, &generation, err);
	}
	return rc;
}

static enum err_code
arm(struct gate *g, const struct plan *p, struct watch *w, struct err *err)
{
	struct breaker_event e = { .kind = BREAKER_RESOLVED,
	    .value = DEC_NONE, .limit = DEC_NONE };
	bool added;

	TEXT_SET(e.breaker, p->breaker.name);
	TEXT_SET(e.account, g->account.label);
	TEXT_SET(e.message, "its cool-down is over; it is armed again");
	return watch_event(g, w, &e, &added, err);
}

enum err_code
look_latch(struct gate *g, int64_t now, struct watch *w, struct err *err)
{
	enum err_code rc = plans_store(g, err);

	for (size_t i = 0; i < g->plans.len && rc == E_OK; i++) {
		struct plan *p = g->plans.at[i];

		if (p->breaker.state == BREAKER_ARMED &&
		    p->verdict.answer == BREAKER_TRIPS)
			rc = trigger(g, p, w, err);
		else if (p->breaker.state == BREAKER_COOLING &&
		    now >= p->breaker.rearms_at)
			rc = arm(g, p, w, err);
		p->verdict.answer = BREAKER_NO;
	}
	return rc;
}

enum err_code
look_act(struct gate *g, struct watch *w, struct err *err)
{
	enum err_code rc = plans_load(g, err);

	if (rc == E_OK)
		rc = actions_resume(g, w, err);
	return rc == E_OK ? plans_load(g, err) : rc;
}

/* Widens the point by how far equity has been since the one before it. */
static void
widen(struct equity_point *p, const struct equity_point *by)
{
	if (by->time == 0)
		return;
	if (dec_cmp(by->high, p->high) > 0)
		p->high = by->high;
	if (dec_cmp(by->low, p->low) < 0)
		p->low = by->low;
}

/* Is it time for a point? If not, the next one will know of this. */
static bool
band_point(struct gate *g, struct equity_point *p)
{
	struct gate_band *band = g->options.band;

	if (band == NULL)
		return true;
	widen(p, &band->since);
	band->since = *p;
	if (p->time < band->next)
		return false;
	band->since.time = 0;
	band->next = p->time + band->every;
	return true;
}

/* A curve knows how far equity went since its last point. */
static void
band_show(const struct gate *g, struct look *l)
{
	const struct gate_band *band = g->options.band;
	size_t n = curve_len(&l->curve);

	if (band != NULL && l->curve_there && band->since.time != 0 &&
	    (n == 0 || curve_time(&l->curve, n - 1) < band->since.time))
		curve_add(&l->curve, &band->since);
}

/* An exchange tells no curve: watches add points to it. */
static enum err_code
add_point(struct gate *g, const struct snapshot *s, struct err *err)
{
	struct equity_point p = { .time = s->time, .equity = s->equity,
	    .high = s->equity, .low = s->equity,
	    .transferred = s->transferred, .units = s->units };
	struct curve one = { 0 };
	enum err_code rc;

	if (g->venue->ops->simulated || !dec_known(p.equity) ||
	    !dec_known(p.transferred) || dec_sign(p.units) <= 0 ||
	    !band_point(g, &p))
		return E_OK;
	curve_add(&one, &p);
	rc = LEDGER(g->ledger, equity_add, g->account.label, &one, err);
	curve_release(&one);
	return rc;
}

static enum err_code
latch(struct gate *g, const struct snapshot *s, int64_t now,
    struct watch *w, struct err *err)
{
	struct news_mark before = news_mark(g);
	enum err_code rc = LEDGER(g->ledger, begin, err);

	if (rc != E_OK)
		return rc;
	rc = add_point(g, s, err);
	if (rc == E_OK)
		rc = look_latch(g, now, w, err);
	rc = LEDGER(g->ledger, end, rc, err);
	if (rc != E_OK)
		news_forget(g, before);
	return rc;
}

static enum err_code
pass(struct gate *g, struct watch *w, bool *acts, struct err *err)
{
	struct look l = { 0 };
	int64_t now;
	enum err_code rc = gate_now(g, &now, err);

	if (rc == E_OK)
		rc = look_more(g, &l, err);
	if (rc == E_OK)
		rc = gate_snapshot(g, &l.snapshot, err);
	band_show(g, &l);
	if (rc == E_OK)
		rc = look_judge(g, &l, now, w, acts, err);
	if (rc == E_OK)
		rc = latch(g, &l.snapshot, now, w, err);
	if (rc == E_OK && *acts)
		rc = look_act(g, w, err);
	look_release(&l);
	return rc;
}

enum err_code
gate_watch(struct gate *g, struct watch *out, struct err *err)
{
	bool acts = true;
	enum err_code rc = gate_sound(g, err);

	*out = (struct watch){ 0 };
	if (rc == E_OK)
		rc = plans_load(g, err);
	for (int i = 0; i < PASSES && acts && rc == E_OK; i++) {
		acts = false;
		if (g->plans.len > 0)
			rc = pass(g, out, &acts, err);
	}
	return rc;
}
