/*
 * The actions of a tripped breaker, each once: what was taken is a row that is
 * UNIQUE by trip, action and symbol, and an order carries a key made of the
 * same, so that whoever goes on after a crash finds what was done.
 */
#include "gate/gatedata.h"

#include "account/spot.h"
#include "base/sha256.h"

#include <stdio.h>

/* One trip of one breaker in this account, and what it has led to. */
struct trip {
	struct gate *g;
	struct plan *plan;
	struct watch *w;
	struct breaker_events events;	/* of this generation and account */
	bool open;			/* something could not be done */
};

static struct breaker_event
event_of(const struct trip *t, enum breaker_event_kind kind,
    const char *action, const struct breaker_event *hit)
{
	struct breaker_event e = { .kind = (int)kind,
	    .value = hit->value, .limit = hit->limit,
	    .generation = t->plan->breaker.generation };

	TEXT_SET(e.breaker, t->plan->breaker.name);
	TEXT_SET(e.action, action);
	TEXT_SET(e.account, t->g->account.label);
	TEXT_SET(e.symbol, hit->symbol);
	return e;
}

enum err_code
watch_event(struct gate *g, struct watch *w, struct breaker_event *e,
    bool *added, struct err *err)
{
	enum err_code rc = gate_now(g, &e->time, err);

	*added = false;
	if (rc == E_OK)
		rc = LEDGER(g->ledger, breaker_event_add, e, added, err);
	if (rc == E_OK && *added) {
		vec_push(&w->events, *e);
		news_event(g, e);
	}
	return rc;
}

static enum err_code
load_events(struct trip *t, struct err *err)
{
	const struct breaker *b = &t->plan->breaker;
	size_t kept = 0;
	enum err_code rc = LEDGER(t->g->ledger, breaker_events, b->name,
	    b->tripped_at, &t->events, err);

	for (size_t i = 0; rc == E_OK && i < t->events.len; i++) {
		struct breaker_event *e = &t->events.at[i];

		if (e->generation == b->generation &&
		    strcmp(e->account, t->g->account.label) == 0)
			t->events.at[kept++] = *e;
	}
	if (rc == E_OK)
		t->events.len = kept;
	return rc;
}

static size_t
count(const struct trip *t, enum breaker_event_kind kind, const char *action,
    const char *symbol)
{
	size_t n = 0;

	for (size_t i = 0; i < t->events.len; i++) {
		const struct breaker_event *e = &t->events.at[i];

		n += e->kind == (int)kind && strcmp(e->action, action) == 0 &&
		    strcmp(e->symbol, symbol) == 0;
	}
	return n;
}

/* Records that an action was taken. */
static enum err_code
record_taken(struct trip *t, struct breaker_event *e, bool *added,
    struct err *err)
{
	enum err_code rc = watch_event(t->g, t->w, e, added, err);

	if (rc == E_OK && *added) {
		vec_push(&t->events, *e);
		t->w->acted++;
	}
	return rc;
}

/* Could not be done now: stays open for the next command or watch. */
static enum err_code
record_failure(struct trip *t, const struct breaker_event *hit,
    const char *action, enum err_code rc, const char *why, struct err *err)
{
	struct breaker_event e = event_of(t, BREAKER_ERROR, action, hit);
	bool added;

	t->open = true;
	gate_notice(t->g, "breaker", "breaker %s: %s %s failed: %s",
	    e.breaker, action, hit->symbol, why);
	if (rc == E_UNKNOWN) {
		t->w->unknown++;
		return E_OK;
	}
	TEXT_SET(e.message, why);
	return watch_event(t->g, t->w, &e, &added, err);
}

/* notify, block-entries: the row itself is the action. */
static enum err_code
take_plain(struct trip *t, const struct breaker_event *hit,
    const char *action, bool notify, struct err *err)
{
	struct breaker_event e = event_of(t, BREAKER_ACTION, action, hit);
	bool added;
	enum err_code rc;

	TEXT_SET(e.message, hit->message);
	rc = record_taken(t, &e, &added, err);
	if (rc == E_OK && added && notify)
		gate_notice(t->g, "breaker", "breaker %s tripped: %s",
		    e.breaker, hit->message);
	return rc;
}

/* The row and the halt are one transaction. A breaker for everything halts
 * everything; one for an account halts that. */
static enum err_code
take_halt(struct trip *t, const struct breaker_event *hit,
    const char *action, struct err *err)
{
	const struct breaker *b = &t->plan->breaker;
	struct breaker_event e = event_of(t, BREAKER_ACTION, action, hit);
	bool whole = b->account[0] == '\0' && b->venue[0] == '\0';
	struct news_mark before = news_mark(t->g);
	char reason[TEXT_SIZE];
	bool added = false;
	enum err_code rc = LEDGER(t->g->ledger, begin, err);

	if (rc != E_OK)
		return rc;
	snprintf(reason, sizeof(reason), "breaker %s", b->name);
	snprintf(e.message, sizeof(e.message), "%s is halted",
	    whole ? "everything" : t->g->account.label);
	rc = record_taken(t, &e, &added, err);
	if (rc == E_OK && added)
		rc = LEDGER(t->g->ledger, halt_set, whole ? NULL :
		    t->g->account.label, true, reason, reason, e.time, err);
	rc = LEDGER(t->g->ledger, end, rc, err);
	if (rc != E_OK)
		news_forget(t->g, before);
	if (rc == E_OK && added)
		gate_notice(t->g, "halt", "breaker %s: %s", b->name,
		    e.message);
	return rc;
}

/*
 * The key of an action's order. A try that was refused or rejected has used
 * its key up; the next one counts on.
 */
static void
make_key(const struct trip *t, struct action a, const char *action,
    const char *symbol, char key[ID_SIZE])
{
	const struct breaker *b = &t->plan->breaker;
	size_t tries = count(t, BREAKER_ERROR, action, symbol);
	struct buf text = { 0 };
	char hash[65];

	buf_printf(&text, "breaker:%s:%lld:%s:%s", b->name,
	    (long long)b->generation, action_names[a.kind], symbol);
	if (tries > 0)
		buf_printf(&text, "#%zu", tries + 1);
	/* Room for "/stop1" of gate_reduce(). */
	if (text.len + 8 > ID_SIZE) {
		sha256_text(text.at, text.len, hash);
		buf_clear(&text);
		buf_printf(&text, "breaker:%.40s", hash);
	}
	text_set(key, ID_SIZE, text.at);
	buf_release(&text);
}

static enum err_code
reduce_symbol(struct trip *t, struct action a, const char *action,
    const struct breaker_event *of, const char *symbol, struct err *err)
{
	struct breaker_event hit = *of, e;
	struct orders orders = { 0 };
	struct err why = { .code = E_OK };
	char key[ID_SIZE], tag[TEXT_SIZE];
	bool added;
	enum err_code rc;

	TEXT_SET(hit.symbol, symbol);
	if (count(t, BREAKER_ACTION, action, symbol) > 0)
		return E_OK;
	make_key(t, a, action, symbol, key);
	snprintf(tag, sizeof(tag), "breaker:%s", t->plan->breaker.name);
	rc = gate_reduce(t->g, symbol, a.ratio, key, tag, &orders, &why);
	e = event_of(t, BREAKER_ACTION, action, &hit);
	if (rc == E_OK) {
		for (size_t i = 0; i < orders.len; i++)
			if (strcmp(orders.at[i].key, key) == 0)
				TEXT_SET(e.order_id, orders.at[i].id);
		snprintf(e.message, sizeof(e.message), "%s %s%s", action,
		    symbol, e.order_id[0] == '\0' ? ": nothing held" : "");
		rc = record_taken(t, &e, &added, err);
		if (rc == E_OK && added)
			gate_notice(t->g, "breaker", "breaker %s: %s",
			    e.breaker, e.message);
	} else if (rc == E_REFUSED || rc == E_REJECTED || rc == E_UNKNOWN ||
	    rc == E_USAGE) {
		rc = record_failure(t, &hit, action, rc, why.text, err);
	} else {
		err_set(err, rc, "%s", why.text);
	}
	vec_release(&orders);
	return rc;
}

/* May it make a position larger? */
static bool
is_entry(const struct order *o)
{
	bool swap = strchr(o->symbol, ':') != NULL;

	return order_state_working((enum order_state)o->state) &&
	    o->reduce_only != 1 && (swap || o->side == SIDE_BUY);
}

/* Entries that still work would only make it larger again. */
static enum err_code
cancel_entries(struct trip *t, const char *symbol, struct err *err)
{
	struct orders open = { 0 };
	struct order after;
	struct err why;
	enum err_code rc = LEDGER(t->g->ledger, counting,
	    t->g->account.label, &open, err);

	for (size_t i = 0; i < open.len && rc == E_OK; i++) {
		const struct order *o = &open.at[i];

		if (!is_entry(o) || !breaker_covers(&t->plan->breaker,
		    t->g->account.label, t->g->account.venue, o->symbol) ||
		    (symbol[0] != '\0' && strcmp(o->symbol, symbol) != 0))
			continue;
		if (gate_cancel(t->g, o->id, &after, &why) == E_OK)
			gate_notice(t->g, "close", "order %s (%s %s %s) was "
			    "cancelled by breaker %s", o->id,
			    order_type_names[o->type], side_names[o->side],
			    o->symbol, t->plan->breaker.name);
	}
	vec_release(&open);
	return rc;
}

static bool
holds(const struct positions *all, const char *symbol)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, symbol) == 0)
			return true;
	return false;
}

/*
 * Symbols that are held no more, because an order of this action was placed
 * and nobody lived to write that down: its key tells.
 */
static enum err_code
finish_placed(struct trip *t, struct action a, const char *action,
    const struct breaker_event *hit, const struct positions *held,
    struct err *err)
{
	struct gate *g = t->g;
	struct instruments all = { 0 };
	struct order o;
	struct buf text = { 0 };
	char key[ID_SIZE];
	bool placed;
	enum err_code rc = g->venue->ops->instruments(g->venue, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const char *symbol = all.at[i].symbol;

		if (holds(held, symbol))
			continue;
		make_key(t, a, action, symbol, key);
		rc = LEDGER(g->ledger, by_key, g->account.label, key,
		    &placed, &o, &text, err);
		if (rc == E_OK && placed)
			rc = reduce_symbol(t, a, action, hit, symbol, err);
	}
	buf_release(&text);
	vec_release(&all);
	return rc;
}

/* reduce, close: of the hit's symbol, or of everything in the scope. */
static enum err_code
take_reduce(struct trip *t, struct action a, const char *action,
    const struct breaker_event *hit, struct err *err)
{
	const struct breaker *b = &t->plan->breaker;
	struct gate *g = t->g;
	struct positions held = { 0 };
	struct breaker_event e;
	bool open = t->open, added;
	enum err_code rc = E_OK;

	if (count(t, BREAKER_ACTION, action, hit->symbol) > 0)
		return E_OK;
	if (a.kind == ACTION_CLOSE)
		rc = cancel_entries(t, hit->symbol, err);
	if (rc != E_OK)
		return rc;
	if (hit->symbol[0] != '\0')
		return reduce_symbol(t, a, action, hit, hit->symbol, err);
	t->open = false;
	rc = spot_read(g->venue, NULL, g->account.currency, &held, err);
	for (size_t i = 0; i < held.len && rc == E_OK; i++)
		if (breaker_covers(b, g->account.label, g->account.venue,
		    held.at[i].symbol))
			rc = reduce_symbol(t, a, action, hit,
			    held.at[i].symbol, err);
	if (rc == E_OK)
		rc = finish_placed(t, a, action, hit, &held, err);
	vec_release(&held);
	if (rc == E_OK && !t->open) {
		e = event_of(t, BREAKER_ACTION, action, hit);
		snprintf(e.message, sizeof(e.message), "%s: done", action);
		rc = record_taken(t, &e, &added, err);
	}
	t->open = t->open || open;
	return rc;
}

static enum err_code
take(struct trip *t, struct action a, const struct breaker_event *hit,
    struct err *err)
{
	char action[LABEL_SIZE];

	action_text(a, action);
	switch (a.kind) {
	case ACTION_NOTIFY:
		return take_plain(t, hit, action, true, err);
	case ACTION_BLOCK_ENTRIES:
		return take_plain(t, hit, action, false, err);
	case ACTION_HALT:
		return take_halt(t, hit, action, err);
	default:
		return take_reduce(t, a, action, hit, err);
	}
}

/* With a cool-down it re-arms by itself; without one a person resets it. */
static enum err_code
resolve(struct trip *t, struct err *err)
{
	const struct breaker_event none = { .value = DEC_NONE,
	    .limit = DEC_NONE };
	struct breaker_event e = event_of(t, BREAKER_RESOLVED, "", &none);
	bool added;

	if (t->plan->breaker.cooldown == 0)
		return E_OK;
	TEXT_SET(e.message, "all actions were taken; it cools down");
	return watch_event(t->g, t->w, &e, &added, err);
}

/* Takes what is still open of a tripped breaker's actions. */
static enum err_code
actions_take(struct gate *g, struct plan *p, struct watch *w,
    struct err *err)
{
	const struct actions *actions = breaker_actions(p->compiled);
	struct trip t = { .g = g, .plan = p, .w = w };
	size_t hits = 0;
	enum err_code rc = load_events(&t, err);
	size_t events = t.events.len;

	p->taken = p->breaker.generation;
	for (size_t i = 0; i < actions->len && rc == E_OK; i++)
		for (size_t j = 0; j < events && rc == E_OK; j++) {
			struct breaker_event hit = t.events.at[j];

			if (hit.kind != BREAKER_TRIGGERED)
				continue;
			hits++;
			rc = take(&t, actions->at[i], &hit, err);
		}
	/* A trip of another account is that account's to answer. */
	if (rc == E_OK && hits > 0 && !t.open)
		rc = resolve(&t, err);
	vec_release(&t.events);
	return rc;
}

enum err_code
actions_resume(struct gate *g, struct watch *w, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < g->plans.len && rc == E_OK; i++) {
		struct plan *p = g->plans.at[i];

		if (p->breaker.state == BREAKER_TRIPPED &&
		    p->taken != p->breaker.generation)
			rc = actions_take(g, p, w, err);
	}
	return rc;
}
