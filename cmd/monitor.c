/*
 * etrms monitor: asks the breakers of each account and lets them act, and
 * places the scheduled orders that are due; once, or on and on.
 */
#include "cmd/account-keys.h"
#include "cmd/online.h"
#include "cmd/trade.h"
#include "cmd/vault.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "store/accounts.h"
#include "watch/watch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct args { bool once; int64_t every, duration; };

static const struct opt opts[] = {
	{ OPT_FLAG, '1', "once", NULL, NULL,
	  "ask every breaker, run what is due, and leave", AT(bool, once) },
	{ OPT_DURATION, 0, "every", "time", "1m",
	  "how often each account is looked at, whatever its streams tell",
	  AT(int64_t, every) },
	{ OPT_DURATION, 0, "for", "time", NULL,
	  "end after so long (default: on INT or TERM)",
	  AT(int64_t, duration) },
	{ .kind = OPT_DONE }
};

/* A run: what it came to, and where its rows go. */
struct run {
	struct session *s;
	struct out *out;
	const struct record *part;	/* of the rows before; NULL: none */
	struct monitor_sums sums;
};

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
    const struct venue_rights *r, struct monitor_sums *sums, struct err *err)
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
check_key(struct session *s, const struct account *given,
    struct monitor_sums *sums, struct err *err)
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
monitor_one(struct session *s, const struct account *a,
    struct monitor_sums *sums, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct err why = { .code = E_OK };
	enum err_code rc = monitor_look(s->store, a->label, &o, sums, &why);

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
find_accounts(struct session *s, struct accounts *out, struct err *err)
{
	struct accounts all = { 0 };
	struct account one;
	enum err_code rc;

	if (s->globals->account != NULL) {
		rc = account_load(s->store, s->globals->account, &one, err);
		if (rc == E_OK)
			vec_push(out, one);
		return rc;
	}
	rc = accounts_load(s->store, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].active == 1)
			vec_push(out, all.at[i]);
	vec_release(&all);
	return rc;
}

/* Parts only where there is more than breaker events. */
static enum err_code
print(struct out *out, const struct monitor_sums *sums, struct err *err)
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
conclude(const struct monitor_sums *sums, struct err *err)
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
	/* What has been sent is recorded, and not in doubt. */
	if (sums->silent.code != E_OK && gate_sent())
		return err_set(err, E_PARTIAL, "%s", sums->silent.text);
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
look_once(struct run *r, const struct accounts *all, struct err *err)
{
	struct err print_err = { .code = E_OK };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++)
		rc = monitor_one(r->s, &all->at[i], &r->sums, err);
	/* Whatever ended the run: what was dealt with is told. */
	if (print(r->out, &r->sums, &print_err) != E_OK && rc == E_OK)
		rc = err_set(err, print_err.code, "%s", print_err.text);
	return rc;
}

/* Which rows come next is not known: each says what it is. */
static enum err_code
part(struct run *r, const struct record *record, const char *title,
    struct err *err)
{
	if (r->part == record)
		return E_OK;
	r->part = record;
	return out_part(r->out, record, title, err);
}

static enum err_code
tell_rows(void *self, struct monitor_sums *sums, struct err *err)
{
	struct run *r = self;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < sums->events.len && rc == E_OK; i++) {
		rc = part(r, &breaker_event_record, "breakers", err);
		if (rc == E_OK)
			rc = out_row(r->out, &sums->events.at[i], err);
	}
	for (size_t i = 0; i < sums->slots.len && rc == E_OK; i++) {
		rc = part(r, &slot_record, "scheduled orders", err);
		if (rc == E_OK)
			rc = out_row(r->out, &sums->slots.at[i], err);
	}
	vec_clear(&sums->events);
	vec_clear(&sums->slots);
	return rc == E_OK ? out_flush(r->out, err) : rc;
}

static enum err_code
tell_stream(void *self, const struct stream_event *e, struct err *err)
{
	static const char *const names[STREAM_PARTS] = { "account", "prices" };
	struct run *r = self;
	enum err_code rc;

	if (e->kind == STREAM_DOWN)
		session_warn(r->s, "account %s: no stream of its %s: %s; it is "
		    "only asked every so often", e->account, names[e->stream],
		    e->message);
	else
		session_warn(r->s, "account %s: the stream of its %s is up",
		    e->account, names[e->stream]);
	rc = part(r, &stream_event_record, "streams", err);
	if (rc == E_OK)
		rc = out_row(r->out, e, err);
	return rc == E_OK ? out_flush(r->out, err) : rc;
}

static void
tell_silent(void *self, const struct account *a, const struct err *why)
{
	const struct run *r = self;

	if (why->code == E_OK)
		session_warn(r->s, "account %s: it is looked at again",
		    a->label);
	else
		session_warn(r->s, "account %s: not looked at: %s", a->label,
		    why->text);
}

static enum err_code
open_venue(void *self, const struct account *a, struct venue **out,
    struct err *err)
{
	const struct run *r = self;

	return session_venue(r->s, a, out, err);
}

static enum err_code
open_market(void *self, const struct account *a, struct venue **out,
    struct err *err)
{
	const struct run *r = self;

	return session_market(r->s, a->prices, out, err);
}

static enum err_code
wire(void *self, struct loop *l, struct live_options *out, struct err *err)
{
	const struct run *r = self;

	return session_wire(r->s, l, out, err);
}

static enum err_code
looked(void *self, const struct account *a, struct monitor_sums *sums,
    struct err *err)
{
	const struct run *r = self;

	return check_key(r->s, a, sums, err);
}

/* Before signals wait: nobody is there later to type a passphrase. */
static enum err_code
need_vault(struct session *s, const struct accounts *all, struct err *err)
{
	struct vault *v = NULL;

	for (size_t i = 0; i < all->len; i++)
		if (all->at[i].mode == MODE_LIVE)
			return session_vault(s, &v, err);
	return E_OK;
}

static enum err_code
look_on(struct run *r, const struct args *a, const struct accounts *all,
    struct err *err)
{
	const struct gate_options gate = trade_options(r->s);
	struct monitor_options o = { .store = r->s->store, .gate = &gate,
	    .accounts = all, .every = a->every, .duration = a->duration,
	    .stop_fd = -1, .venue = open_venue, .market = open_market,
	    .wire = wire, .looked = looked, .rows = tell_rows,
	    .stream = tell_stream, .silent = tell_silent, .self = r };
	enum err_code rc = need_vault(r->s, all, err);

	if (rc == E_OK)
		rc = session_signals(&o.stop_fd, err);
	if (rc == E_OK)
		rc = monitor_run(&o, &r->sums, err);
	if (o.stop_fd >= 0)
		close(o.stop_fd);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct run r = { .s = s };
	struct accounts all = { 0 };
	enum err_code rc = a->once && a->duration != 0 ? err_set(err, E_USAGE,
	    "--for: --once ends by itself") : E_OK;

	(void)operands;
	if (rc == E_OK)
		rc = find_accounts(s, &all, err);
	if (rc == E_OK)
		rc = session_out(s, &breaker_event_record, &r.out, err);
	if (rc == E_OK)
		rc = a->once ? look_once(&r, &all, err) :
		    look_on(&r, a, &all, err);
	if (rc == E_OK)
		rc = conclude(&r.sums, err);
	vec_release(&all);
	monitor_sums_release(&r.sums);
	return trade_end(NULL, r.out, rc, err);
}

static const struct example examples[] = {
	{ "etrms monitor --once",
	    "every breaker of every account and what is due, now", 0 },
	{ "etrms monitor --every 1s --for 1s",
	    "the same on and on; here for a second", 0 },
	{ .line = NULL }
};

static const struct record *const more[] = { &slot_record,
    &stream_event_record, NULL };

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
	"that are due by the account's clock (order schedule); one that cannot "
	"be judged, for want of a price or an answer, waits while its grace "
	"lasts, and exit code and stderr say so.\n\n"
	"Once a day it asks the exchange of a live account what its key may do: "
	"one that may withdraw, which it might not when it was added, halts the "
	"account.\n\n"
	"Without --once it goes on: each account is looked at like this every "
	"so often (--every). Meanwhile a live account is watched by what its "
	"exchange tells: orders, fills and transfers come into the ledger when "
	"they happen, and while there are breakers they are asked within a "
	"second of a move in the price of something that is held. What is told "
	"changes nothing twice, and after each connection the exchange is "
	"asked for what was not told. A paper account on live prices catches "
	"up when a price is told that its orders, positions or breakers wait "
	"for, at most once a second. Where a stream is down, or tells what "
	"cannot be read, the account is looked at every so often as before, "
	"while the stream is tried again, less and less often; stderr and a "
	"row of the stream events say so. Accounts and their vault are those "
	"that were there when it began. INT, TERM and HUP end it when what is "
	"under way is done.\n\n"
	"Prints what happened as breaker events, what became of scheduled "
	"times as slots, and what streams did. Exit code 1 says that a breaker "
	"tripped or acted. "
	"Otherwise 0 says that all was quiet and every scheduled order placed; "
	"4 and 5 that they were refused or rejected, 13 some of them; 6 that "
	"an outcome is not known, 7 that an exchange could not be reached "
	"(the others were asked), without --once at the end; 13 so, where "
	"orders were sent.",
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
