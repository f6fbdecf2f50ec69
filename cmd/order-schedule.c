/*
 * etrms order schedule: orders at times to come, run by monitor --once.
 */
#include "cmd/order-terms.h"
#include "cmd/template.h"
#include "cmd/trade.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "store/accounts.h"
#include "store/schedules.h"

#include <string.h>

struct args {
	struct terms terms;
	int64_t at, every, from, until, count, grace;
	const char *key;
};

static const struct opt opts[] = {
	TERMS_OPTS,
	{ OPT_STAMP, 0, "at", "time", NULL, "once, then", AT(int64_t, at) },
	{ OPT_DURATION, 0, "every", "duration", NULL,
	  "again and again: 1d, 4h", AT(int64_t, every) },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "first time of --every (default: now, by the account's clock)",
	  AT(int64_t, from) },
	{ OPT_STAMP, 0, "until", "time", NULL, "not from then on",
	  AT(int64_t, until) },
	{ OPT_INT, 0, "count", "n", NULL, "so many times",
	  AT(int64_t, count), .min = 1, .max = 1000000000 },
	{ OPT_DURATION, 0, "grace", "duration", NULL,
	  "how late it may still be run (default 1h)", AT(int64_t, grace) },
	{ OPT_TEXT, 'k', "key", "key", NULL,
	  "makes a rerun harmless: the same key prints the first schedule",
	  AT(const char *, key) },
	{ .kind = OPT_DONE }
};

static enum err_code
times_given(const struct args *a, bool *given, struct err *err)
{
	*given = a->at != 0 || a->every != 0 || a->from != 0 ||
	    a->until != 0 || a->count != 0 || a->grace != 0 ||
	    a->key != NULL;
	if (a->at != 0 && (a->every != 0 || a->from != 0 || a->until != 0 ||
	    a->count != 0))
		return err_set(err, E_USAGE, "--at: once; it does not go with "
		    "--every, --from, --until or --count");
	return E_OK;
}

/* The slots, by the account's clock. */
static enum err_code
read_times(const struct args *a, int64_t now, struct schedule *x,
    struct err *err)
{
	if (a->at == 0 && a->every == 0)
		return err_set(err, E_USAGE, "order schedule: when? --at TIME "
		    "or --every DURATION");
	x->every = a->every;
	x->first = a->at != 0 ? a->at : a->from != 0 ? a->from : now;
	x->until = a->until;
	x->count = a->count;
	x->grace = a->grace != 0 ? a->grace : STAMP_HOUR;
	x->time = now;
	return E_OK;
}

/* A time that is gone never comes; but a rerun with a key asks for one. */
static enum err_code
check_times(const struct args *a, const struct schedule *x, struct err *err)
{
	char first[STAMP_TEXT_SIZE], clock[STAMP_TEXT_SIZE];

	if (x->first < x->time)
		return err_set(err, E_USAGE, "--%s %s: the account's clock "
		    "stands at %s", a->at != 0 ? "at" : "from",
		    stamp_text(x->first, first), stamp_text(x->time, clock));
	if (x->until != 0 && x->until <= x->first)
		return err_set(err, E_USAGE, "--until %s: the first time is "
		    "%s", stamp_text(x->until, clock),
		    stamp_text(x->first, first));
	return E_OK;
}

/* As text that reads back as the same request: a line break would not. */
static enum err_code
keep_request(const struct order_request *r, char *to, size_t size,
    struct err *err)
{
	struct order_request back;
	struct buf text = { 0 }, again = { 0 };
	bool same = false;

	order_request_text(r, &text);
	if (order_request_parse(buf_text(&text), &back, NULL) == E_OK) {
		order_request_text(&back, &again);
		same = strcmp(buf_text(&text), buf_text(&again)) == 0;
	}
	same = same && text_set(to, size, buf_text(&text));
	buf_release(&text);
	buf_release(&again);
	return same ? E_OK : err_set(err, E_USAGE, "--strategy, --tag: a line "
	    "break does not fit into a schedule");
}

static enum err_code
keep_wish(const struct wish *w, const char *account, struct schedule *x,
    struct err *err)
{
	struct order_request r = w->requests[0];
	enum err_code rc;

	TEXT_SET(x->account, account);
	TEXT_SET(x->symbol, r.symbol);
	TEXT_SET(x->tag, r.tag);
	x->side = r.side;
	x->type = r.type;
	x->amount = r.amount;
	x->quote = r.quote;
	x->price = r.price;
	x->trigger_price = r.trigger_price;
	TEXT_SET(r.account, account);
	rc = keep_request(&r, x->request, sizeof(x->request), err);
	if (rc != E_OK || w->n == 1)
		return rc;
	r = w->requests[1];
	TEXT_SET(r.account, account);
	return keep_request(&r, x->second, sizeof(x->second), err);
}

/* Does it ask for the same? A first time that nobody gave is the clock's. */
static bool
same_schedule(const struct args *a, const struct schedule *x,
    const struct schedule *y)
{
	return strcmp(x->request, y->request) == 0 &&
	    strcmp(x->second, y->second) == 0 && x->every == y->every &&
	    x->until == y->until && x->count == y->count &&
	    x->grace == y->grace && ((a->at == 0 && a->from == 0) ||
	    x->first == y->first);
}

/* Has this key been used? Then that schedule is the answer. */
static enum err_code
used_key(struct session *s, const struct args *a, struct schedule *x,
    bool *used, struct err *err)
{
	struct schedule y;
	enum err_code rc = request_text(x->key, sizeof(x->key), "key", a->key,
	    err);

	*used = false;
	if (rc == E_OK && a->key != NULL && a->key[0] == '\0')
		rc = err_set(err, E_USAGE, "--key: it is empty");
	if (rc == E_OK && a->key != NULL)
		rc = schedule_by_key(s->store, x->account, x->key, used, &y,
		    err);
	if (rc == E_OK && *used && !same_schedule(a, x, &y))
		rc = err_set(err, E_USAGE, "--key %s: schedule %s has it, "
		    "with other parameters", x->key, y.id);
	if (rc == E_OK && *used)
		*x = y;
	return rc;
}

static enum err_code
store_schedule(struct session *s, struct schedule *x, struct err *err)
{
	char detail[257];
	char first[STAMP_TEXT_SIZE];
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	TEXT_SET(x->actor, s->actor);
	snprintf(detail, sizeof(detail), "%s %s from %s",
	    side_names[x->side], x->symbol, stamp_text(x->first, first));
	rc = schedule_add(s->store, x, err);
	if (rc == E_OK)
		rc = session_audit(s, "schedule", x->id, "add", detail, err);
	return store_end(s->store, rc, err);
}

static enum err_code
add(struct session *s, const struct args *a, const char *symbol, int side,
    struct out *out, struct err *err)
{
	struct schedule x = { .amount = DEC_NONE };
	struct wish w;
	struct gate *g = NULL;
	int64_t now = 0;
	bool used = false;
	enum err_code rc = symbol != NULL ? E_OK : err_set(err, E_USAGE,
	    "operand missing: symbol");

	if (rc == E_OK)
		rc = terms_wish(&a->terms, symbol, side, &w, err);
	if (rc == E_OK)
		rc = trade_open(s, &g, err);
	if (rc == E_OK)
		rc = gate_now(g, &now, err);
	if (rc == E_OK)
		rc = read_times(a, now, &x, err);
	if (rc == E_OK)
		rc = keep_wish(&w, gate_account(g)->label, &x, err);
	if (rc == E_OK)
		rc = used_key(s, a, &x, &used, err);
	if (rc == E_OK && !used)
		rc = check_times(a, &x, err);
	if (rc == E_OK && !used)
		rc = store_schedule(s, &x, err);
	if (rc == E_OK)
		rc = out_row(out, &x, err);
	gate_close(g);
	return rc;
}

static enum err_code
print_one(struct session *s, const char *id, struct out *out,
    struct err *err)
{
	struct schedule x;
	struct slots slots = { 0 };
	enum err_code rc = schedule_load(s->store, id, &x, err);

	if (rc == E_OK)
		rc = out_part(out, &schedule_record, "schedule", err);
	if (rc == E_OK)
		rc = out_row(out, &x, err);
	if (rc == E_OK)
		rc = slots_load(s->store, id, &slots, err);
	if (rc == E_OK && slots.len > 0)
		rc = out_part(out, &slot_record, "slots", err);
	for (size_t i = 0; i < slots.len && rc == E_OK; i++)
		rc = out_row(out, &slots.at[i], err);
	vec_release(&slots);
	return rc;
}

static enum err_code
print_all(struct session *s, struct out *out, struct err *err)
{
	struct schedules all = { 0 };
	struct account a;
	const char *account = s->globals->account;
	enum err_code rc = account == NULL ? E_OK :
	    account_load(s->store, account, &a, err);

	if (rc == E_OK)
		rc = schedules_load(s->store, account, false, &all, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return rc;
}

static enum err_code
cancel(struct session *s, const char *id, struct out *out, struct err *err)
{
	struct schedule x;
	struct account a;
	enum err_code rc = id != NULL ? store_begin(s->store, err) :
	    err_set(err, E_USAGE, "operand missing: id");

	if (rc != E_OK)
		return rc;
	rc = schedule_load(s->store, id, &x, err);
	if (rc == E_OK)
		rc = account_load(s->store, x.account, &a, err);
	if (rc == E_OK && s->globals->account == NULL && a.mode == MODE_LIVE)
		rc = err_set(err, E_USAGE, "schedule %s: it is of the live "
		    "account %s: name it with --account", id, a.label);
	if (rc == E_OK && s->globals->account != NULL &&
	    strcmp(s->globals->account, x.account) != 0)
		rc = err_set(err, E_USAGE, "schedule %s: it belongs to account "
		    "%s", id, x.account);
	if (rc == E_OK && x.state != SCHEDULE_CANCELED) {
		rc = schedule_cancel(s->store, id, s->actor,
		    clock_now(&s->clock), err);
		if (rc == E_OK)
			rc = session_audit(s, "schedule", id, "cancel", "",
			    err);
	}
	if (rc == E_OK)
		rc = schedule_load(s->store, id, &x, err);
	rc = store_end(s->store, rc, err);
	return rc == E_OK ? out_row(out, &x, err) : rc;
}

enum action { BUY, SELL, LIST, CANCEL, ACTIONS };
static const char *const actions[] = { "buy", "sell", "list", "cancel",
    NULL };

static enum err_code
act(struct session *s, const struct args *a, const struct texts *operands,
    struct out *out, struct err *err)
{
	const char *subject = operands->len > 1 ? operands->at[1] : NULL;
	int action = enum_value(actions, ACTIONS, operands->at[0]);
	bool given = false;
	enum err_code rc = times_given(a, &given, err);

	if (action < 0)
		return err_set(err, E_USAGE, "order schedule '%s': buy, sell, "
		    "list or cancel", operands->at[0]);
	if (action > SELL && (given || terms_given(&a->terms)))
		return err_set(err, E_USAGE, "order schedule %s: it takes no "
		    "options of an order", actions[action]);
	if (rc != E_OK)
		return rc;
	if (action <= SELL)
		return add(s, a, subject, action == BUY ? SIDE_BUY :
		    SIDE_SELL, out, err);
	if (action == CANCEL)
		return cancel(s, subject, out, err);
	return subject != NULL ? print_one(s, subject, out, err) :
	    print_all(s, out, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &schedule_record, &out, err);

	if (rc == E_OK)
		rc = act(s, args, operands, out, err);
	return trade_end(NULL, out, rc, err);
}

static const struct operand operands[] = {
	{ "what", .choices = actions,
	  .help = "buy or sell: make one; list; cancel" },
	{ "symbol-or-id", .optional = true, .words = WORDS_SCHEDULE,
	  .help = "unified symbol to buy or sell; id to cancel or to list" },
	{ .name = NULL }
};

static const struct record *const more[] = { &slot_record, NULL };

static const struct example examples[] = {
	{ "etrms order schedule buy BTC/USDT --quote 50 --every 1d "
	  "--stop-loss 3% --count 30", "for 50 a day, thirty times", 0 },
	{ "etrms order schedule sell ETH/USDT --qty 0.1 "
	  "--at 2024-03-03T08:00Z --grace 10m", "once, on time or not at all",
	  0 },
	{ "etrms order schedule list", "what is to come", 0 },
	{ "etrms order schedule list 1", "what became of each slot of one", 0 },
	{ "etrms order schedule cancel 1", "no more of it", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_NETWORK, E_LIMITED,
    E_LOCKED, E_BUSY, E_DATA, 0 };

const struct cmd cmd_order_schedule = {
	.name = "order schedule",
	.group = "trading",
	.summary = "place orders at times to come",
	.about =
	"buy and sell take the options of order buy and order sell and store "
	"the order with its times (slots): one with --at, or one with every "
	"period from a first time on, until an end. Nothing is sent then: "
	"monitor --once, run by cron, looks for slots that have come and "
	"places their orders through the gate.\n\n"
	"Each slot becomes one order at most, under a key of its own, however "
	"many monitors run and whatever is killed. When several slots have "
	"passed, only the latest is run, and only when it is no older than "
	"--grace; the others are missed, and recorded so. An order that the "
	"policy refuses or the venue rejects is recorded as what became of its "
	"slot, and is not tried again.\n\n"
	"Times are of the account's clock: at a paper account its venue's, "
	"which venue advance moves. list ID shows what became of each slot; "
	"cancel ID ends a schedule and leaves its orders.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &schedule_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
