/*
 * Covers what a single watch reads of the past (lib/gate/watch.c, plans.c):
 * stops that were hit, funding, and the memory of each breaker.
 */
#include "gate-watch.h"

static void
a_watch_counts_stops_of_before(void)
{
	struct order_request r = limit(SIDE_SELL, "1", "90");

	given_world(QUIET, "notify");
	r.type = TYPE_STOP;
	r.trigger_price = r.price;
	r.price = DEC_NONE;
	is_int(order(r), E_OK);
	is_text(ledger_says("1"), "filled 1");
	TEXT_SET(b.when, "stops_hit(1d) >= 2");
	change_breaker();
	is_int(watch(), E_OK);
	is_int(w.judged, 1);
	is_int(w.tripped, 0);
	TEXT_SET(b.when, "stops_hit(1d) >= 1");
	change_breaker();
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
}

static void
a_watch_counts_funding_of_before(void)
{
	struct venue_changes c = { 0 };
	struct funding *f = vec_add(&c.fundings);
	enum err_code gate_take(struct gate *g,
	    const struct venue_changes *changes, struct orders *changed,
	    struct err *e);

	given_world("funding_paid(1d) > 1", "notify");
	is_int(watch(), E_OK);
	is_int(w.tripped, 0);
	TEXT_SET(f->id, "f1");
	TEXT_SET(f->symbol, "BTC/USDT");
	TEXT_SET(f->asset, "USDT");
	f->amount = D("-1.5");
	f->rate = D("0.0001");
	f->time = NOW;
	is_int(gate_take(gate, &c, NULL, &err), E_OK);
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	venue_changes_release(&c);
}

static void
a_younger_breaker_has_not_waited_as_long(void)
{
	struct breaker c = { .enabled = 1 };

	given_world("equity < 20000 for 10m", "notify");
	TEXT_SET(c.name, "c");
	TEXT_SET(c.when, "equity < 20000 for 10m");
	TEXT_SET(c.act, "notify");
	for (int i = 0; i < 3; i++) {
		is_int(watch(), E_OK);
		is_int(w.tripped, 0);
		fake.now += 4 * STAMP_MINUTE;
	}
	ok(breaker_put(fake.store, &c, true, "me", NOW, &err) == E_OK);
	is_int(watch(), E_OK);
	is_int(w.tripped, 1);
	is_int(now_is().state, BREAKER_TRIPPED);
}

int
main(void)
{
	TEST(a_watch_counts_stops_of_before);
	TEST(a_watch_counts_funding_of_before);
	TEST(a_younger_breaker_has_not_waited_as_long);
	watch_release(&w);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
