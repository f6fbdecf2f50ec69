/*
 * The breakers that cover an account: compiled once for each text, their state
 * as the ledger has it, and the memory of `for 10m` between two stores.
 */
#include "gate/gatedata.h"

static void
plan_free(struct plan *p)
{
	breaker_plan_free(p->compiled);
	breaker_verdict_release(&p->verdict);
	free(p);
}

void
plans_free(struct gate *g)
{
	for (size_t i = 0; i < g->plans.len; i++)
		plan_free(g->plans.at[i]);
	vec_release(&g->plans);
	vec_release(&g->memory);
}

/* Everything that compiling looks at is the same. */
static bool
same_text(const struct breaker *a, const struct breaker *b)
{
	return strcmp(a->name, b->name) == 0 &&
	    strcmp(a->when, b->when) == 0 && strcmp(a->act, b->act) == 0 &&
	    strcmp(a->account, b->account) == 0 &&
	    strcmp(a->venue, b->venue) == 0 &&
	    strcmp(a->symbol, b->symbol) == 0 &&
	    a->on_unknown_trip == b->on_unknown_trip;
}

static enum err_code
plan_take(struct gate *g, const struct breaker *b, struct err *err)
{
	struct plan *p;
	enum err_code rc;

	for (size_t i = 0; i < g->plans.len; i++)
		if (same_text(&g->plans.at[i]->breaker, b)) {
			g->plans.at[i]->breaker = *b;
			g->plans.at[i]->stale = false;
			return E_OK;
		}
	p = mem_alloc(sizeof(*p));
	p->breaker = *b;
	p->gate = g;
	rc = breaker_compile(b, &p->compiled, err);
	if (rc == E_OK) {
		vec_push(&g->plans, p);
		return E_OK;
	}
	plan_free(p);
	return err_prefix(err, "breaker %s", b->name);
}

static void
drop_stale(struct gate *g)
{
	size_t kept = 0;

	for (size_t i = 0; i < g->plans.len; i++)
		if (g->plans.at[i]->stale)
			plan_free(g->plans.at[i]);
		else
			g->plans.at[kept++] = g->plans.at[i];
	g->plans.len = kept;
}

enum err_code
plans_load(struct gate *g, struct err *err)
{
	struct breakers all = { 0 };
	enum err_code rc = LEDGER(g->ledger, breakers, &all, err);

	for (size_t i = 0; i < g->plans.len; i++)
		g->plans.at[i]->stale = true;
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].enabled == 1 && breaker_covers(&all.at[i],
		    g->account.label, g->account.venue, NULL))
			rc = plan_take(g, &all.at[i], err);
	drop_stale(g);
	vec_release(&all);
	return rc;
}

static struct recollection *
find_memory(struct plan *p, const char *symbol, unsigned slot)
{
	struct gate *g = p->gate;
	struct recollection *r;
	struct err *err = g->memory_err.code == E_OK ? &g->memory_err : NULL;

	for (size_t i = 0; i < g->memory.len; i++) {
		r = &g->memory.at[i];
		if (r->slot == slot && strcmp(r->symbol, symbol) == 0 &&
		    strcmp(r->breaker, p->breaker.name) == 0)
			return r;
	}
	r = vec_add(&g->memory);
	r->slot = slot;
	TEXT_SET(r->symbol, symbol);
	TEXT_SET(r->breaker, p->breaker.name);
	LEDGER(g->ledger, recall, r->breaker, r->symbol, slot, &r->memory,
	    err);
	return r;
}

static void
recall(void *self, const char *symbol, unsigned slot,
    struct expr_memory *out)
{
	*out = find_memory(self, symbol, slot)->memory;
}

static void
remember(void *self, const char *symbol, unsigned slot,
    const struct expr_memory *m)
{
	struct recollection *r = find_memory(self, symbol, slot);

	r->memory = *m;
	r->dirty = true;
}

struct held_memory
plans_memory(struct plan *p)
{
	return (struct held_memory){ recall, remember, p };
}

enum err_code
plans_store(struct gate *g, struct err *err)
{
	enum err_code rc = E_OK;

	if (g->memory_err.code != E_OK)
		return err_set(err, g->memory_err.code, "%s",
		    g->memory_err.text);
	for (size_t i = 0; i < g->memory.len && rc == E_OK; i++) {
		struct recollection *r = &g->memory.at[i];

		if (r->dirty)
			rc = LEDGER(g->ledger, remember, r->breaker,
			    r->symbol, r->slot, &r->memory, err);
		r->dirty = false;
	}
	return rc;
}
