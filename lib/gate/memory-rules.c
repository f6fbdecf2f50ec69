/*
 * Halts, breakers, their events and what `for` remembers, in memory.
 */
#include "gate/memorydata.h"

#include "cli/words.h"

static struct breaker *
breaker_of(struct memory *m, const char *name)
{
	for (size_t i = 0; i < m->breakers.len; i++)
		if (strcmp(m->breakers.at[i].name, name) == 0)
			return &m->breakers.at[i];
	return NULL;
}

/* The same trips go on being counted when a name comes again. */
static int64_t
last_generation(const struct memory *m, const char *name)
{
	int64_t last = 0;

	for (size_t i = 0; i < m->events.len; i++)
		if (m->events.at[i].kind == BREAKER_TRIGGERED &&
		    m->events.at[i].generation > last &&
		    strcmp(m->events.at[i].breaker, name) == 0)
			last = m->events.at[i].generation;
	return last;
}

enum err_code
memory_breaker(struct ledger *l, const struct breaker *b, bool add,
    struct err *err)
{
	struct memory *m = memory_of(l);
	struct breaker *old = breaker_of(m, b->name), row = *b;
	size_t at;

	if (!label_valid(b->name))
		return err_set(err, E_USAGE, "breaker '%s': a name has 1 to "
		    "32 of a-z 0-9 . _ - and starts with a letter or digit",
		    b->name);
	if (old != NULL && add)
		return err_set(err, E_USAGE, "breaker %s: there is one "
		    "already", b->name);
	m->rules++;
	row.state = old != NULL ? old->state : BREAKER_ARMED;
	row.tripped_at = old != NULL ? old->tripped_at : 0;
	row.rearms_at = old != NULL ? old->rearms_at : 0;
	row.generation = old != NULL ? old->generation :
	    last_generation(m, b->name);
	if (old != NULL) {
		*old = row;
		return E_OK;
	}
	vec_push(&m->breakers, row);
	for (at = m->breakers.len - 1; at > 0 && strcmp(
	    m->breakers.at[at - 1].name, b->name) > 0; at--)
		m->breakers.at[at] = m->breakers.at[at - 1];
	m->breakers.at[at] = row;
	return E_OK;
}

static enum err_code
no_breaker(const struct memory *m, const char *name, struct err *err)
{
	VEC(const char *) words = { 0 };
	const char *near;

	for (size_t i = 0; i < m->breakers.len; i++)
		vec_push(&words, m->breakers.at[i].name);
	vec_push(&words, NULL);
	near = word_nearest(name, words.at);
	vec_release(&words);
	if (near == NULL)
		return err_set(err, E_USAGE, "breaker %s: there is none",
		    name);
	return err_set(err, E_USAGE, "breaker %s: there is none; did you "
	    "mean %s?", name, near);
}

static uint64_t
action_hash(const struct breaker_event *e)
{
	uint64_t hash = index_hash((uint64_t)e->generation, e->breaker);

	return index_hash(index_hash(index_hash(hash, e->action),
	    e->account), e->symbol);
}

static bool
was_taken(const struct memory *m, const struct breaker_event *e)
{
	for (struct index_seek k = { 0 }; index_next(&m->actions,
	    action_hash(e), &k);) {
		const struct breaker_event *t = &m->events.at[k.place];

		if (t->generation == e->generation &&
		    strcmp(t->breaker, e->breaker) == 0 &&
		    strcmp(t->action, e->action) == 0 &&
		    strcmp(t->account, e->account) == 0 &&
		    strcmp(t->symbol, e->symbol) == 0)
			return true;
	}
	return false;
}

enum err_code
memory_breaker_event_add(struct ledger *l, const struct breaker_event *e,
    bool *added, struct err *err)
{
	struct memory *m = memory_of(l);
	struct breaker_event event = *e;
	struct breaker *b = breaker_of(m, e->breaker), after;
	bool moved;

	if (b == NULL)
		return no_breaker(m, e->breaker, err);
	after = *b;
	*added = breaker_step(&after, &event, &moved) &&
	    (e->kind != BREAKER_ACTION || !was_taken(m, &event));
	if (!*added)
		return E_OK;
	if (e->kind == BREAKER_ACTION)
		index_add(&m->actions, action_hash(&event), m->events.len);
	vec_push(&m->events, event);
	memory_undo(m, UNDO_EVENT, NULL, m->events.len - 1);
	if (moved) {
		m->rules++;
		if (m->depth > 0)
			vec_push(&m->old_breakers, *b);
		memory_undo(m, UNDO_BREAKER, NULL,
		    (size_t)(b - m->breakers.at));
		*b = after;
	}
	return E_OK;
}

void
memory_event_forget(struct memory *m, size_t place)
{
	const struct breaker_event *e = &m->events.at[place];

	if (e->kind == BREAKER_ACTION)
		index_remove(&m->actions, action_hash(e), place);
	m->events.len = place;
}

enum err_code
memory_events_load(struct ledger *l, const char *name, int64_t since,
    struct breaker_events *out, struct err *err)
{
	const struct memory *m = memory_of(l);

	(void)err;
	vec_clear(out);
	for (size_t i = 0; i < m->events.len; i++)
		if (m->events.at[i].time >= since && (name == NULL ||
		    strcmp(m->events.at[i].breaker, name) == 0))
			vec_push(out, m->events.at[i]);
	return E_OK;
}

/* A few rows at most: what was there before is kept whole. */
static void
halts_save(struct memory *m)
{
	struct halts *old;

	if (m->depth == 0)
		return;
	old = vec_add(&m->old_halts);
	for (size_t i = 0; i < m->halts.len; i++)
		vec_push(old, m->halts.at[i]);
	memory_undo(m, UNDO_HALTS, NULL, 0);
}

enum err_code
memory_halt_set(struct ledger *l, const char *account, bool halted,
    const char *reason, const char *actor, int64_t time, struct err *err)
{
	struct memory *m = memory_of(l);
	struct halt h = { .halted = 1, .time = time };
	size_t at = 0;

	(void)err;
	TEXT_SET(h.account, account == NULL ? "" : account);
	TEXT_SET(h.reason, reason == NULL ? "" : reason);
	TEXT_SET(h.actor, actor == NULL ? "" : actor);
	halts_save(m);
	m->rules++;
	while (at < m->halts.len &&
	    strcmp(m->halts.at[at].account, h.account) < 0)
		at++;
	if (at < m->halts.len &&
	    strcmp(m->halts.at[at].account, h.account) == 0) {
		m->halts.at[at] = h;
		if (!halted)
			memmove(&m->halts.at[at], &m->halts.at[at + 1],
			    (--m->halts.len - at) * sizeof(h));
	} else if (halted) {
		vec_push(&m->halts, h);
		memmove(&m->halts.at[at + 1], &m->halts.at[at],
		    (m->halts.len - 1 - at) * sizeof(h));
		m->halts.at[at] = h;
	}
	return E_OK;
}

static struct memory_held *
held_of(struct memory *m, const char *breaker, const char *symbol,
    unsigned slot)
{
	for (size_t i = 0; i < m->held.len; i++) {
		struct memory_held *h = &m->held.at[i];

		if (h->slot == slot && strcmp(h->symbol, symbol) == 0 &&
		    strcmp(h->breaker, breaker) == 0)
			return h;
	}
	return NULL;
}

enum err_code
memory_recall(struct ledger *l, const char *breaker, const char *symbol,
    unsigned slot, struct expr_memory *out, struct err *err)
{
	const struct memory_held *h = held_of(memory_of(l), breaker, symbol,
	    slot);

	(void)err;
	*out = h != NULL ? h->memory : (struct expr_memory){ 0 };
	return E_OK;
}

enum err_code
memory_remember(struct ledger *l, const char *breaker, const char *symbol,
    unsigned slot, const struct expr_memory *memory, struct err *err)
{
	struct memory *m = memory_of(l);
	struct memory_held *h = held_of(m, breaker, symbol, slot);

	(void)err;
	if (h == NULL) {
		h = vec_add(&m->held);
		TEXT_SET(h->breaker, breaker);
		TEXT_SET(h->symbol, symbol);
		h->slot = slot;
	}
	if (m->depth > 0)
		vec_push(&m->old_held, *h);
	memory_undo(m, UNDO_HELD, NULL, (size_t)(h - m->held.at));
	h->memory = *memory;
	return E_OK;
}
