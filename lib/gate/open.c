/* Opening an account's door, and the small things that all of the room use. */
#include "gate/gatedata.h"

#include "base/stamp.h"
#include "store/accounts.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

enum err_code
gate_wrap(struct ledger *l, struct venue *v, const struct gate_options *o,
    struct gate **out, struct err *err)
{
	struct gate *g = mem_alloc(sizeof(*g));
	size_t unknown;
	enum err_code rc;

	g->options = *o;
	if (g->options.max_age == 0)
		g->options.max_age = MAX_AGE_DEFAULT;
	g->account = v->account;
	g->ledger = l;
	g->venue = v;
	g->lock = -1;
	g->market.account = &g->account;
	g->market.given = o->given;
	g->factors.market = &g->market;
	rc = gate_recover(g, false, o->changed, &unknown, err);
	if (rc == E_OK)
		*out = g;
	else
		gate_close(g);
	return rc;
}

static enum err_code
active(const struct account *a, struct err *err)
{
	if (a->active)
		return E_OK;
	return err_set(err, E_REFUSED, "account %s: it is disabled",
	    a->label);
}

/* A breaker that had tripped when its process died goes on acting first. */
static enum err_code
resume(struct gate *g, struct err *err)
{
	struct breakers all = { 0 };
	struct watch w = { 0 };
	bool tripped = false;
	enum err_code rc = LEDGER(g->ledger, breakers, &all, err);

	for (size_t i = 0; i < all.len && !tripped; i++)
		tripped = all.at[i].enabled == 1 &&
		    all.at[i].state == BREAKER_TRIPPED;
	vec_release(&all);
	if (rc != E_OK || !tripped)
		return rc;
	rc = plans_load(g, err);
	if (rc == E_OK)
		rc = actions_resume(g, &w, err);
	watch_release(&w);
	return rc;
}

/* Breakers that trip on the way act, and tell so. */
static enum err_code
follow(struct gate *g, struct err *err)
{
	struct advance done;
	enum err_code rc = gate_follow(g, &done, err);

	watch_release(&done.watch);
	return rc;
}

/* Stops and targets that an earlier process did not come to place. */
static enum err_code
complete(struct gate *g, struct err *err)
{
	struct err why = { .code = E_OK };
	size_t unknown = 0;
	enum err_code rc = gate_attach_all(g, NULL, &unknown, &why);

	if (rc == E_PARTIAL)
		g->bare = why;
	return rc == E_OK || rc == E_PARTIAL ? E_OK :
	    err_set(err, rc, "%s", why.text);
}

enum err_code
gate_open(struct store *s, const char *account, const struct gate_options *o,
    struct gate **out, struct err *err)
{
	struct account a = { 0 };
	struct ledger *l = ledger_store(s);
	struct venue *v = o->venue;
	struct gate *g = NULL;
	int lock = -1;
	enum err_code rc = account_load(s, account, &a, err);

	if (rc == E_OK)
		rc = active(&a, err);
	if (rc == E_OK)
		rc = store_lock(s, a.label, o->lock_wait_ms > 0 ?
		    o->lock_wait_ms : LOCK_WAIT_MS, &lock, err);
	if (rc == E_OK && v == NULL)
		rc = venue_open(s, &a, o->env, &v, err);
	if (rc == E_OK)
		rc = gate_wrap(l, v, o, &g, err);
	if (rc == E_OK) {
		g->owned = true;
		g->lent = o->venue != NULL;
		g->lock = lock;
		g->market.store = s;
		if ((rc = complete(g, err)) == E_OK)
			rc = resume(g, err);
		if (rc == E_OK && a.live_prices == 1 && !o->stay)
			rc = follow(g, err);
		if (rc == E_OK)
			*out = g;
		else
			gate_close(g);
		return rc;
	}
	if (o->venue == NULL)
		venue_close(v);
	ledger_close(l);
	store_unlock(&lock);
	return rc;
}

void
gate_close(struct gate *g)
{
	if (g == NULL)
		return;
	if (g->bare.code != E_OK)
		gate_notice(g, "stop", "%s", g->bare.text);
	plans_free(g);
	factor_source_release(&g->factors);
	market_release(&g->market);
	binding_release(&g->binding);
	snapshot_release(&g->view);
	vec_release(&g->decisions);
	vec_release(&g->touched);
	venue_changes_release(&g->changes);
	if (g->owned) {
		if (!g->lent)
			venue_close(g->venue);
		ledger_close(g->ledger);
		store_unlock(&g->lock);
	}
	gate_tell(g);
	free(g);
}

const struct account *
gate_account(const struct gate *g)
{
	return &g->account;
}

enum err_code
gate_now(struct gate *g, int64_t *now, struct err *err)
{
	if (!g->venue->ops->simulated && g->options.clock != NULL) {
		*now = clock_now(g->options.clock);
		return E_OK;
	}
	return g->venue->ops->time(g->venue, now, err);
}

enum err_code
gate_joined(struct gate *g, struct err *err)
{
	enum err_code rc;

	if (!g->venue->ops->simulated)
		return E_OK;
	rc = LEDGER(g->ledger, begin, err);
	if (rc == E_OK && g->joined++ == 0)
		g->joined_at = news_mark(g);
	return rc;
}

enum err_code
gate_parted(struct gate *g, enum err_code rc, struct err *err)
{
	enum err_code ended;

	if (!g->venue->ops->simulated)
		return rc;
	ended = LEDGER(g->ledger, end, rc, err);
	g->joined--;
	/* What the venue holds in memory was not kept. */
	if (ended != E_OK) {
		g->broken = true;
		news_forget(g, g->joined_at);
	}
	return ended;
}

enum err_code
gate_ahead(struct gate *g, struct err *err)
{
	if (g->venue->ops->simulated || g->venue->ops->ask == NULL)
		return E_OK;
	return venues_ask(&g->venue, 1, ASK_SNAPSHOT, err);
}

enum err_code
gate_sound(const struct gate *g, struct err *err)
{
	if (!g->broken)
		return E_OK;
	return err_set(err, E_STORE, "account %s: a write failed before; "
	    "run the command again", g->account.label);
}

void
gate_notice(struct gate *g, const char *kind, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (g->options.notice == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	g->options.notice(g->options.self, kind, g->account.label, text);
}

static const char *
or_none(const char *text)
{
	return text == NULL ? "" : text;
}

enum err_code
gate_audit(struct gate *g, const char *entity, const char *id,
    const char *action, const char *detail, struct err *err)
{
	struct audit_entry e = { .actor = or_none(g->options.actor),
	    .command = or_none(g->options.command),
	    .correlation_id = or_none(g->options.correlation_id),
	    .entity = entity, .entity_id = id, .action = action,
	    .detail = detail };
	enum err_code rc = gate_now(g, &e.time, err);

	return rc == E_OK ? LEDGER(g->ledger, audit_add, &e, err) : rc;
}

void
gate_pause(struct gate *g, int64_t us)
{
	struct timespec ts = { .tv_sec = us / STAMP_SECOND,
	    .tv_nsec = us % STAMP_SECOND * 1000 };

	if (g->options.pause != NULL)
		g->options.pause(g->options.self, us);
	else
		nanosleep(&ts, NULL);
}

enum err_code
gate_snapshot(struct gate *g, struct snapshot *out, struct err *err)
{
	return LEDGER(g->ledger, snapshot, g->venue, g->options.day_start,
	    out, err);
}
