/*
 * etrms monitor: asks the breakers of each account and lets them act, and
 * places the scheduled orders that are due.
 */
#include "cmd/account-keys.h"
#include "cmd/online.h"
#include "cmd/trade.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "store/accounts.h"

#include <stdlib.h>
#include <string.h>

struct args { bool once; };

static const struct opt opts[] = {
	{ OPT_FLAG, '1', "once", NULL, NULL,
	  "ask every breaker, run what is due, and leave", AT(bool, once) },
	{ .kind = OPT_DONE }
};

struct sums {
	size_t tripped, acted, unknown;
	size_t done, failed;		/* scheduled orders */
	enum err_code code;		/* of the first that failed */
	struct err first;
	struct err silent;		/* of an account that was not judged */
	struct breaker_events events;
	struct slots slots;
};

static void
count(struct sums *sums, struct watch *w)
{
	for (size_t i = 0; i < w->events.len; i++)
		vec_push(&sums->events, w->events.at[i]);
	sums->tripped += w->tripped;
	sums->acted += w->acted;
	sums->unknown += w->unknown;
	watch_release(w);
}

/* Breakers first: what they stop is not ordered. A paper account on live prices
 * runs up to now, and they are asked on the way. */
static enum err_code
watch(struct gate *g, struct sums *sums, struct err *err)
{
	struct advance way = { 0 };
	struct watch w = { 0 };
	enum err_code rc = gate_account(g)->live_prices == 1 ?
	    gate_follow(g, &way, err) : E_OK;

	count(sums, &way.watch);
	if (rc == E_OK)
		rc = gate_watch(g, &w, err);
	count(sums, &w);
	return rc;
}

static enum err_code
run_schedules(struct gate *g, struct sums *sums, struct err *err)
{
	struct scheduled d = { 0 };
	enum err_code rc = gate_schedules(g, &d, err);

	for (size_t i = 0; i < d.slots.len; i++)
		vec_push(&sums->slots, d.slots.at[i]);
	sums->done += d.done;
	sums->failed += d.failed;
	if (d.code != E_OK && (sums->code == E_OK || d.code == E_UNKNOWN)) {
		sums->code = d.code;
		sums->first = d.first;
	}
	scheduled_release(&d);
	return rc;
}

static enum err_code
monitor(struct session *s, const char *label, struct sums *sums,
    struct err *err)
{
	struct gate_options o = trade_options(s);
	struct gate *g = NULL;
	enum err_code rc;

	o.stay = true;	/* what comes of following is counted */
	rc = gate_open(s->store, label, &o, &g, err);
	if (rc == E_OK)
		rc = watch(g, sums, err);
	if (rc == E_OK)
		rc = run_schedules(g, sums, err);
	gate_close(g);
	return rc;
}

/* Was the key looked at within a day? The name of that note is the caller's. */
static enum err_code
key_is_due(struct session *s, const char *name, bool *due, struct err *err)
{
	char last[STAMP_TEXT_SIZE];
	int64_t now = clock_now(&s->clock), then = 0;
	enum err_code rc = meta_get(s->store, name, last, sizeof(last), err);

	*due = rc == E_OK && (!stamp_parse(last, strlen(last), &then) ||
	    now - then >= STAMP_DAY || then > now);
	return rc;
}

/* A right that has grown since it was accepted stops all entries. */
static enum err_code
judge_rights(struct session *s, struct account *a,
    const struct venue_rights *r, struct sums *sums, struct err *err)
{
	const struct gate_options o = trade_options(s);
	bool grown = r->withdraw == 1 && strstr(a->rights, "withdraw") == NULL;

	if (grown) {
		session_warn(s, "account %s: its key may now withdraw money: "
		    "%s", a->label, r->text);
		sums->acted++;
		return gate_halt(s->store, a->label, "its key may now "
		    "withdraw money", &o, err);
	}
	account_rights(a, r);
	return account_set_rights(s->store, a->label, a->rights,
	    a->ip_restricted, err);
}

/* Once a day: what may the key of a live account do? */
static enum err_code
check_key(struct session *s, const struct account *given, struct sums *sums,
    struct err *err)
{
	const struct venue_env *env = session_env(s);
	const struct signer *by = NULL;
	struct venue_rights r = {0};
	struct account a = *given;
	char *name, text[STAMP_TEXT_SIZE];
	bool due = false;
	enum err_code rc;

	if (a.mode == MODE_PAPER)
		return E_OK;
	name = mem_format("key checked %s", a.label);
	rc = key_is_due(s, name, &due, err);
	if (rc == E_OK && due)
		rc = env->signer(env->self, &a, &by, err);
	if (rc == E_OK && due)
		rc = key_prove(s, &a, by, &r, err);
	if (rc == E_OK && due)
		rc = judge_rights(s, &a, &r, sums, err);
	if (rc == E_OK && due)
		rc = meta_set(s->store, name, stamp_text(clock_now(&s->clock),
		    text), err);
	free(name);
	return rc;
}

/* An account whose exchange cannot be reached does not keep the others' breakers
 * from being asked. */
static enum err_code
monitor_one(struct session *s, const struct account *a, struct sums *sums,
    struct err *err)
{
	struct err why = { .code = E_OK };
	enum err_code rc = monitor(s, a->label, sums, &why);

	if (rc == E_OK)
		rc = check_key(s, a, sums, &why);
	if (rc == E_OK || ((a->mode == MODE_LIVE || a->live_prices == 1) &&
	    rc != E_STORE)) {
		if (rc != E_OK && sums->silent.code == E_OK)
			sums->silent = why;
		return E_OK;
	}
	*err = why;
	return rc;
}

/* One account, or every one that is in use. */
static enum err_code
monitor_all(struct session *s, struct sums *sums, struct err *err)
{
	struct accounts all = { 0 };
	struct account one;
	enum err_code rc;

	if (s->globals->account != NULL) {
		rc = account_load(s->store, s->globals->account, &one, err);
		return rc == E_OK ? monitor_one(s, &one, sums, err) : rc;
	}
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].active == 1)
			rc = monitor_one(s, &all.at[i], sums, err);
	vec_release(&all);
	return rc;
}

/* Parts only where there is more than breaker events. */
static enum err_code
print(struct out *out, const struct sums *sums, struct err *err)
{
	bool parts = sums->slots.len > 0;
	enum err_code rc = E_OK;

	if (parts && sums->events.len > 0)
		rc = out_part(out, &breaker_event_record, "breakers", err);
	for (size_t i = 0; i < sums->events.len && rc == E_OK; i++)
		rc = out_row(out, &sums->events.at[i], err);
	if (parts && rc == E_OK)
		rc = out_part(out, &slot_record, "scheduled orders", err);
	for (size_t i = 0; i < sums->slots.len && rc == E_OK; i++)
		rc = out_row(out, &sums->slots.at[i], err);
	return rc;
}

/* What is not known comes first, then what a breaker did. */
static enum err_code
conclude(const struct sums *sums, struct err *err)
{
	if (sums->unknown > 0)
		return err_set(err, E_UNKNOWN, "the outcome of a breaker's "
		    "order is not known: run etrms order reconcile");
	if (sums->code == E_UNKNOWN)
		return err_set(err, E_UNKNOWN, "%s", sums->first.text);
	if (sums->silent.code == E_UNKNOWN) {
		*err = sums->silent;
		return E_UNKNOWN;
	}
	if (sums->tripped > 0 || sums->acted > 0)
		return E_NO;
	if (sums->silent.code != E_OK) {
		*err = sums->silent;
		return sums->silent.code;
	}
	if (sums->failed == 0)
		return E_OK;
	if (sums->done == 0)
		return err_set(err, sums->code, "%s", sums->first.text);
	return err_set(err, E_PARTIAL, "%zu of %zu scheduled orders failed: "
	    "%s", sums->failed, sums->failed + sums->done,
	    sums->first.text);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sums sums = { 0 };
	struct out *out = NULL;
	struct err print_err = { .code = E_OK };
	enum err_code rc = E_OK;

	(void)operands;
	if (!a->once)
		rc = err_set(err, E_USAGE, "monitor: --once is missing; it "
		    "asks every breaker once (cron repeats it)");
	if (rc == E_OK)
		rc = session_out(s, &breaker_event_record, &out, err);
	if (rc == E_OK)
		rc = monitor_all(s, &sums, err);
	/* Whatever ended the run: what was dealt with is told. */
	if (out != NULL && print(out, &sums, &print_err) != E_OK &&
	    rc == E_OK)
		rc = err_set(err, print_err.code, "%s", print_err.text);
	if (rc == E_OK)
		rc = conclude(&sums, err);
	vec_release(&sums.events);
	vec_release(&sums.slots);
	return trade_end(NULL, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms monitor --once",
	    "every breaker of every account and what is due, now", 0 },
	{ .line = NULL }
};

static const struct record *const more[] = { &slot_record, NULL };

static const int exits[] = { E_NO, E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_monitor = {
	.name = "monitor",
	.group = "risk",
	.summary = "let breakers act and scheduled orders go",
	.about =
	"Brings the ledger up to the venue, asks every enabled breaker of the "
	"account (--account; without it every account in use), latches those "
	"that trip and takes their actions, each once. What an earlier run "
	"left half done is finished first. Then it places the scheduled orders "
	"that are due by the account's clock (order schedule).\n\n"
	"Once a day it asks the exchange of a live account what its key may do: "
	"one that may withdraw, which it might not when it was added, halts the "
	"account.\n\n"
	"Prints what happened as breaker events, and what became of scheduled "
	"times as slots. Exit code 1 says that a breaker tripped or acted. "
	"Otherwise 0 says that all was quiet and every scheduled order placed; "
	"4 and 5 that they were refused or rejected, 13 some of them; 6 that "
	"an outcome is not known, 7 that an exchange could not be reached "
	"(the others were asked).",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &breaker_event_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
