/*
 * What doctor asks of exchanges. Without a live account nothing is asked.
 */
#include "cmd/doctor.h"

#include "base/stamp.h"
#include "cmd/account-keys.h"
#include "cmd/online.h"
#include "store/accounts.h"
#include "store/netstate.h"

#include <stdlib.h>

/* Beyond this no order goes out (RELIABILITY.md 8). */
#define OFFSET_MAX STAMP_SECOND
#define OFFSET_DOUBTFUL (STAMP_SECOND / 4)

static void
look_at_key(struct exam *e, const struct account *a)
{
	const struct venue_env *env = session_env(e->s);
	const struct signer *by = NULL;
	struct venue_rights r = {0};
	struct err why = {0};
	enum err_code rc = env->signer(env->self, a, &by, &why);

	if (rc == E_LOCKED) {
		doctor_say(e, "key", STATUS_WARN, "%s: not tested: %s",
		    a->label, why.text);
		return;
	}
	if (rc == E_OK)
		rc = key_prove(e->s, a, by, &r, &why);
	if (rc != E_OK)
		doctor_say(e, "key", STATUS_FAIL, "%s: %s", a->label,
		    why.text);
	else if (r.withdraw == 1)
		doctor_say(e, "key", STATUS_WARN, "%s: may withdraw: %s",
		    a->label, r.text);
	else if (r.ip_restricted == 0)
		doctor_say(e, "key", STATUS_WARN, "%s: works from every"
		    " address: %s", a->label, r.text);
	else
		doctor_say(e, "key", STATUS_OK, "%s: %s", a->label, r.text);
}

/* The venue's clock against ours, in the middle of the round trip. */
static void
look_at_venue(struct exam *e, const struct account *a)
{
	struct clock system = clock_system();
	struct venue *v = NULL;
	struct err why = {0};
	int64_t before, trip, now = 0, offset;
	enum err_code rc = session_venue(e->s, a, &v, &why);

	before = clock_now(&system);
	if (rc == E_OK)
		rc = v->ops->time(v, &now, &why);
	trip = clock_now(&system) - before;
	venue_close(v);
	if (rc != E_OK) {
		doctor_say(e, "reach", STATUS_FAIL, "%s: %s", a->label,
		    why.text);
		return;
	}
	doctor_say(e, "reach", STATUS_OK, "%s: %s answers in %lld ms",
	    a->label, a->venue, (long long)(trip / 1000));
	offset = now - before - trip / 2;
	doctor_say(e, "venue clock", llabs(offset) > OFFSET_MAX ?
	    STATUS_FAIL : llabs(offset) > OFFSET_DOUBTFUL ? STATUS_WARN :
	    STATUS_OK, "%s: %s is %lld ms %s", a->label, a->venue,
	    llabs(offset) / 1000, offset < 0 ? "behind" : "ahead");
	look_at_key(e, a);
}

static enum err_code
look_at_host(void *self, struct host_state *h, struct err *err)
{
	struct exam *e = self;
	struct clock system = clock_system();
	int64_t now = clock_now(&system);
	char span[STAMP_TEXT_SIZE], until[STAMP_TEXT_SIZE];

	(void)err;
	if (h->ban_until > now)
		doctor_say(e, "rate limit", STATUS_FAIL, "%s: refuses us until"
		    " %s", h->host, stamp_text(h->ban_until, until));
	if (h->open_until > now)
		doctor_say(e, "rate limit", STATUS_WARN, "%s: failed %lld"
		    " times in a row; left alone until %s", h->host,
		    (long long)h->failures, stamp_text(h->open_until,
		    until));
	for (size_t i = 0; i < h->budgets.len; i++) {
		struct limit_state *b = &h->budgets.at[i];
		int64_t taken = limit_taken(b, now);

		if (b->limit > 0)
			doctor_say(e, "rate limit", taken * 10 > b->limit * 9 ?
			    STATUS_WARN : STATUS_OK, "%s%s%s: %lld of %lld %s"
			    " left in %s", h->host, b->scope[0] != '\0' ?
			    " " : "", b->scope, (long long)(b->limit - taken),
			    (long long)b->limit, budget_kind_names[b->kind],
			    duration_text(b->window, span));
	}
	return e->rc;
}

void
doctor_network(struct exam *e, struct store *store)
{
	struct accounts all = {0};
	struct err why = {0};
	bool live = false;

	if (accounts_load(store, &all, &why) != E_OK) {
		doctor_say(e, "accounts", STATUS_FAIL, "%s", why.text);
		return;
	}
	for (size_t i = 0; i < all.len; i++)
		if (all.at[i].mode == MODE_LIVE && all.at[i].active == 1) {
			live = true;
			look_at_venue(e, &all.at[i]);
		}
	vec_release(&all);
	if (live && netstate_each(store_path(store),
	    look_at_host, e, &why) != E_OK)
		doctor_say(e, "rate limit", STATUS_FAIL, "%s", why.text);
}
