/* A ledger over the store and one in memory, for the tests that hold both to
 * the same. */
#ifndef TESTS_GATE_LEDGER_H
#define TESTS_GATE_LEDGER_H

#include "gate/memory.h"
#include "store/accounts.h"
#include "tests/lib/tap.h"

#include <stdio.h>

static struct store *store;
static struct ledger *ledger;
static struct err err;

static struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	if (!dec_parse_text(text, &d))
		printf("# bad decimal in a test: %s\n", text);
	return d;
}

static inline void
is_dec(struct dec value, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(value, text), want);
}

static inline void
in_store(void)
{
	struct account a = { .mode = MODE_PAPER, .active = 1,
	    .ip_restricted = BOOL_NONE, .timeframe = 60000000, .created = 1 };

	ok(store_open(":memory:", STORE_CREATE, &store, &err) == E_OK);
	TEXT_SET(a.venue, "sim");
	TEXT_SET(a.currency, "USDT");
	TEXT_SET(a.label, "demo");
	ok(account_add(store, &a, &err) == E_OK);
	TEXT_SET(a.label, "other");
	ok(account_add(store, &a, &err) == E_OK);
	ledger = ledger_store(store);
}

static inline void
in_memory(void)
{
	ledger = ledger_memory("0000beef");
}

static inline void
given_breaker(const char *name, int64_t cooldown)
{
	struct breaker b = { .enabled = 1, .cooldown = cooldown };

	TEXT_SET(b.name, name);
	TEXT_SET(b.when, "drawdown > 5%");
	TEXT_SET(b.act, "notify");
	if (store != NULL)
		ok(breaker_put(store, &b, true, "me", 1, &err) == E_OK);
	else
		ok(memory_breaker(ledger, &b, true, &err) == E_OK);
}

static inline struct order
an_order(const char *amount, const char *key)
{
	struct order o = order_empty();

	TEXT_SET(o.account, "demo");
	TEXT_SET(o.venue, "sim");
	TEXT_SET(o.symbol, "BTC/USDT");
	TEXT_SET(o.key, key);
	TEXT_SET(o.correlation_id, "c0ffee");
	o.type = TYPE_STOP;
	o.side = SIDE_SELL;
	o.trigger_price = D("60000");
	o.amount = D(amount);
	o.take_profit = (struct level){ LEVEL_PRICE, D("66000.5") };
	o.state = ORDER_INTENT;
	o.time = 1000;
	return o;
}

static inline struct order
intent(const char *amount, const char *key)
{
	struct order o = an_order(amount, key);

	is_int(LEDGER(ledger, intent_add, &o, "asked", &err), E_OK);
	return o;
}

static inline struct order
happens(const char *id, enum order_event event, int64_t time,
    const char *venue_id)
{
	struct order_change c = { .event = event, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE, .time = time };
	struct order after = order_empty();

	c.venue_id = venue_id;
	is_int(LEDGER(ledger, apply, id, &c, &after, &err), E_OK);
	return after;
}

static inline bool
filled(const struct order *o, const char *id, const char *amount,
    int64_t time)
{
	struct fill f = { .side = o->side, .price = D("59999.9"),
	    .amount = D(amount), .fee = D("0.5"), .realized_pnl = DEC_NONE,
	    .time = time };
	bool added = false;

	TEXT_SET(f.id, id);
	TEXT_SET(f.symbol, o->symbol);
	TEXT_SET(f.fee_currency, "USDT");
	ok(dec_times(f.price, f.amount, &f.cost));
	is_int(LEDGER(ledger, fill_add, o, &f, &added, &err), E_OK);
	return added;
}

/* The id of the order that is found; "" when there is none. */
static inline const char *
found_by(const char *account, const char *client_id, const char *venue_id)
{
	static char id[ID_SIZE];
	const struct order *o = NULL;

	is_int(LEDGER(ledger, find, account, client_id, venue_id, &o, &err),
	    E_OK);
	TEXT_SET(id, o == NULL ? "" : o->id);
	return id;
}

/* "1 2 5": ids of the orders that count. */
static inline const char *
counting(const char *account)
{
	static char text[256];
	struct orders all = { 0 };
	size_t len = 0;

	text[0] = '\0';
	is_int(LEDGER(ledger, counting, account, &all, &err), E_OK);
	for (size_t i = 0; i < all.len; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s%s", i > 0 ? " " : "", all.at[i].id);
	vec_release(&all);
	return text;
}

/* Each test over the store, then over memory. */
static inline void
both_ways(void (*test)(void))
{
	for (int memory = 0; memory < 2; memory++) {
		if (memory)
			in_memory();
		else
			in_store();
		test();
		ledger_close(ledger);
		store_close(store);
		store = NULL;
	}
}

#endif
