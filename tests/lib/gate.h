/*
 * A venue that does as a test says, for the gate: it books or loses orders,
 * answers, lies or falls silent; and a store in memory as its ledger. The
 * account "demo" has 10 000 USDT; BTC/USDT stands at 100, lot 0.001.
 */
#ifndef TESTS_GATE_H
#define TESTS_GATE_H

#include "base/stamp.h"
#include "gate/gate.h"
#include "gate/ledger.h"
#include "store/accounts.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

#define NOW INT64_C(1709294400000000)	/* 2024-03-01T12:00:00Z */

enum manner {
	BOOK,		/* books it, says so */
	BOOK_FILL,	/* and fills it */
	BOOK_SILENT,	/* books it, the answer is lost */
	BOOK_FILL_SILENT,
	BOOK_ERROR,	/* books it, then fails */
	LOSE,		/* it never arrives, and nobody knows */
	REJECT,
	NO_CONNECTION,	/* not one byte left */
	GUARD_TWICE,	/* asks the guard again, as libcurl re-sends */
	FAIL_EARLY,	/* an error before the guard */
	WAIT		/* takes it in, and will act later */
};

struct fake {
	struct venue v;
	struct venue_ops ops;
	struct store *store;
	struct orders orders;		/* as the venue has them */
	struct venue_changes log;	/* everything since the beginning */
	size_t told_orders, told_fills;	/* pages of changes end here */
	enum manner manner;
	int submits, guards, agreed, cancels, lookups, changes_calls;
	int amends, settings;
	int fail_changes, fail_find, fail_cancel;	/* error codes */
	const char *unread;		/* changes() says so once */
	enum venue_result cancel_answer;
	bool cancel_works, hide_open, hide_found;
	int64_t now;
	int64_t paused;
	struct dec usdt, btc, btc_free, last;
	struct dec leverage;		/* of the swap */
	int mode;
	struct order_request request;	/* the last one */
	struct buf notices;
	/* Called while a submit is on its way. */
	void (*meanwhile)(struct fake *f);
};

static struct fake fake;
static struct gate *gate;
static struct ledger *ledger;
static struct gate_options options;
static struct err err;

static inline struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	if (!dec_parse_text(text, &d))
		printf("# bad decimal in a test: %s\n", text);
	return d;
}

#define is_dec(got, want) do { \
	char is_dec_[DEC_TEXT_SIZE]; \
	is_text(dec_text((got), is_dec_), (want)); \
} while (0)

static inline struct fake *
of(struct venue *v)
{
	return (struct fake *)v;
}

#include "gate-fake.h"

static inline void
set_policy(const char *rule, const char *value)
{
	struct policy_row row = { .time = NOW };

	TEXT_SET(row.rule, rule);
	TEXT_SET(row.value, value);
	ok(policy_put(fake.store, &row, false, &err) == E_OK);
}

static inline void
world_end(void)
{
	gate_close(gate);
	gate = NULL;
	ledger_close(ledger);
	ledger = NULL;
	store_close(fake.store);
	vec_release(&fake.orders);
	venue_changes_release(&fake.log);
	buf_release(&fake.notices);
	memset(&fake, 0, sizeof(fake));
}

/* Opens the gate as a new process would. */
static inline enum err_code
gate_again(void)
{
	gate_close(gate);
	gate = NULL;
	return gate_wrap(ledger, &fake.v, &options, &gate, &err);
}

/* A new store and venue; policy out of the way. */
static inline void
world(void)
{
	struct account a = { .mode = MODE_PAPER, .active = 1,
	    .ip_restricted = BOOL_NONE, .timeframe = STAMP_MINUTE,
	    .created = 1 };

	world_end();
	ok(store_open(":memory:", STORE_CREATE, &fake.store, &err) == E_OK);
	TEXT_SET(a.label, "demo");
	TEXT_SET(a.venue, "sim");
	TEXT_SET(a.currency, "USDT");
	ok(account_add(fake.store, &a, &err) == E_OK);
	fake.ops = fake_ops();
	fake.v.ops = &fake.ops;
	fake.v.account = a;
	fake.now = NOW;
	fake.usdt = D("10000");
	fake.btc = fake.btc_free = DEC_ZERO;
	fake.last = D("100");
	fake.leverage = D("1");
	fake.cancel_works = true;
	fake.cancel_answer = VENUE_ACCEPTED;
	set_policy("max-position-share", "off");
	set_policy("max-risk-per-trade", "off");
	ledger = ledger_store(fake.store);
	options = (struct gate_options){ .actor = "tester",
	    .command = "test", .correlation_id = "c0ffee",
	    .notice = fake_notice, .pause = fake_pause, .self = &fake };
	ok(gate_again() == E_OK);
}

static inline struct order_request
buy(const char *amount)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, "BTC/USDT");
	r.side = SIDE_BUY;
	r.amount = D(amount);
	return r;
}

static inline struct order_request
limit(int side, const char *amount, const char *price)
{
	struct order_request r = buy(amount);

	r.side = side;
	r.type = TYPE_LIMIT;
	r.price = D(price);
	return r;
}

static struct gate_result got;

static inline enum err_code
order(struct order_request r)
{
	gate_result_release(&got);
	return gate_order(gate, &r, false, &got, &err);
}

/* What the ledger says of an order: "1 filled 0.5". */
static inline const char *
ledger_says(const char *id)
{
	static char text[160];
	char filled[DEC_TEXT_SIZE];
	struct order o;

	if (order_load(fake.store, id, &o, &err) != E_OK)
		return err.text;
	snprintf(text, sizeof(text), "%s %s", order_state_names[o.state],
	    dec_text(o.filled, filled));
	return text;
}

static inline size_t
orders_in_ledger(void)
{
	struct order_filter f = { .state = -1 };
	struct orders all = { 0 };
	size_t n;

	orders_load(fake.store, &f, &all, &err);
	n = all.len;
	vec_release(&all);
	return n;
}

#endif
