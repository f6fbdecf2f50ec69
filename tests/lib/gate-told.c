/*
 * Covers what lib/gate makes of changes that a venue told by itself: terms of
 * an order that may be old are no news, its fills and its end are; and of what
 * it does not show.
 */
#include "gate.h"

static enum err_code
told_changes(struct venue *v, const char *cursor, struct venue_changes *out,
    struct err *e)
{
	out->told = true;
	return fake_changes(v, cursor, out, e);
}

/* What is told by itself may be older than what was read before it: an end
 * and a fill count all the same. */
static void
terms_that_are_told_are_no_news(void)
{
	struct order o;
	size_t unknown = 0;

	world();
	fake.ops.changes = told_changes;
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.orders.at[0].price = D("98");
	fake.orders.at[0].amount = D("2");
	venue_tells(&fake, &fake.orders.at[0]);
	is_int(gate_reconcile(gate, NULL, &unknown, &err), E_OK);
	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	is_dec(o.price, "99");
	is_dec(o.amount, "1");
	venue_fills(&fake, &fake.orders.at[0], "0.4");
	fake.orders.at[0].state = ORDER_CANCELED;
	venue_tells(&fake, &fake.orders.at[0]);
	is_int(gate_reconcile(gate, NULL, &unknown, &err), E_OK);
	is_text(ledger_says("1"), "canceled 0.4");
	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	is_dec(o.price, "99");
}

static void
what_cannot_be_read_is_said(void)
{
	size_t unknown = 0;

	world();
	fake.unread = "it does not show everything";
	is_int(gate_reconcile(gate, NULL, &unknown, &err), E_OK);
	is_text(buf_text(&fake.notices), "sync: demo: account demo: it does "
	    "not show everything\n");
	is_int(gate_reconcile(gate, NULL, &unknown, &err), E_OK);
	ok(strchr(buf_text(&fake.notices), '\n') ==
	    buf_text(&fake.notices) + fake.notices.len - 1);
}

int
main(void)
{
	TEST(terms_that_are_told_are_no_news);
	TEST(what_cannot_be_read_is_said);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
