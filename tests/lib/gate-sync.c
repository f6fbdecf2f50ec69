/*
 * Covers lib/gate/sync.c and the transfers of halt.c: fills that come late or
 * twice, ends at the venue, legs, foreign orders, and orders that cannot be.
 */
#include "gate.h"

static size_t unknown;
static struct orders changed;

static enum err_code
reconcile(void)
{
	vec_clear(&changed);
	return gate_reconcile(gate, &changed, &unknown, &err);
}

static bool
halted(void)
{
	struct halts all = { 0 };
	bool yes;

	ok(halts_load(fake.store, &all, &err) == E_OK);
	yes = all.len > 0 && strcmp(all.at[0].account, "demo") == 0;
	vec_release(&all);
	return yes;
}

static void
changes_may_come_twice(void)
{
	struct fills all = { 0 };
	struct order_filter any = { .state = -1 };

	world();
	fake.manner = BOOK_FILL;
	is_int(order(buy("1")), E_OK);
	ok(cursor_set(fake.store, "demo", "", &err) == E_OK);
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "filled 1");
	ok(fills_load(fake.store, &any, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_int(orders_in_ledger(), 1);
	vec_release(&all);
}

static void
a_partial_fill_then_the_rest(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	venue_fills(&fake, &fake.orders.at[0], "0.4");
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "partial 0.4");
	venue_fills(&fake, &fake.orders.at[0], "0.6");
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "filled 1");
}

static void
a_fill_after_the_cancel_counts(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.orders.at[0].state = ORDER_CANCELED;
	TEXT_SET(fake.orders.at[0].reason, "user");
	venue_tells(&fake, &fake.orders.at[0]);
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "canceled 0");
	venue_fills(&fake, &fake.orders.at[0], "0.4");
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "canceled 0.4");
}

static void
ends_at_the_venue(void)
{
	static const struct { int state; const char *says; } ends[] = {
		{ ORDER_CANCELED, "canceled 0" },
		{ ORDER_EXPIRED, "expired 0" },
		{ ORDER_REJECTED, "rejected 0" }
	};

	for (int i = 0; i < 3; i++) {
		struct order o;

		world();
		is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
		fake.orders.at[0].state = ends[i].state;
		TEXT_SET(fake.orders.at[0].reason, "because");
		fake.orders.at[0].last_update_time = NOW + 7;
		venue_tells(&fake, &fake.orders.at[0]);
		is_int(reconcile(), E_OK);
		is_text(ledger_says("1"), ends[i].says);
		ok(order_load(fake.store, "1", &o, &err) == E_OK);
		is_text(o.reason, "because");
		is_int(o.last_update_time, NOW + 7);
	}
}

static void
an_unknown_order_the_venue_rejected(void)
{
	world();
	fake.manner = BOOK_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.log.orders.at[0].state = ORDER_REJECTED;
	fake.orders.at[0].state = ORDER_REJECTED;
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "rejected 0");
}

static void
an_amendment_at_the_venue_is_taken_over(void)
{
	struct order o;

	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	fake.orders.at[0].price = D("98");
	fake.orders.at[0].amount = D("2");
	venue_tells(&fake, &fake.orders.at[0]);
	is_int(reconcile(), E_OK);
	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	is_dec(o.price, "98");
	is_dec(o.amount, "2");
	is_int(o.state, ORDER_OPEN);
}

static void
a_quote_order_learns_its_amount(void)
{
	struct order_request r = buy("1");

	world();
	fake.ops.simulated = true;
	r.amount = DEC_NONE;
	r.quote = D("100");
	fake.manner = BOOK_FILL;
	is_int(order(r), E_OK);
	is_dec(got.order.amount, "1");
	is_text(ledger_says("1"), "filled 1");
}

static void
an_order_that_waited_learns_its_venue_id(void)
{
	struct order o;

	world();
	fake.ops.simulated = true;
	fake.manner = WAIT;
	is_int(order(buy("1")), E_OK);
	is_text(ledger_says("1"), "open 0");
	is_text(got.order.venue_id, "");
	venue_tells(&fake, venue_order(&fake, got.order.client_order_id,
	    ORDER_OPEN));
	is_int(reconcile(), E_OK);
	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	is_text(o.venue_id, "v1");
	is_int(o.state, ORDER_OPEN);
}

/* What is known already is no event. */
static void
an_update_that_says_nothing_new_is_none(void)
{
	struct order_filter f = { .id = "1", .state = -1 };
	struct order_log log = { 0 };

	world();
	is_int(order(limit(SIDE_BUY, "1", "99")), E_OK);
	venue_tells(&fake, &fake.orders.at[0]);
	is_int(reconcile(), E_OK);
	ok(order_log_load(fake.store, &f, &log, &err) == E_OK);
	is_int(log.len, 3);		/* intent, send, accept */
	vec_release(&log);
}

static void
legs_belong_to_their_entry(void)
{
	struct order_request r = buy("1");
	struct order *leg, o;
	char id[CLIENT_ID_SIZE];

	world();
	TEXT_SET(r.strategy, "trend");
	TEXT_SET(r.tag, "mine");
	fake.manner = BOOK_FILL;
	is_int(order(r), E_OK);
	snprintf(id, sizeof(id), "%.32s.sl", got.order.client_order_id);
	fake.request = limit(SIDE_SELL, "1", "90");
	leg = venue_order(&fake, id, ORDER_OPEN);
	leg->post_only = leg->reduce_only = BOOL_NONE;
	venue_tells(&fake, leg);
	is_int(reconcile(), E_OK);
	ok(order_load(fake.store, "2", &o, &err) == E_OK);
	is_text(o.parent, "1");
	is_text(o.strategy, "trend");
	is_text(o.tag, "mine");
	is_text(o.correlation_id, "c0ffee");
	is_int(o.external, 0);
	is_int(o.state, ORDER_OPEN);
	ok(!halted());
}

static void
foreign_orders_are_external_and_count(void)
{
	struct order *o, mine;

	world();
	set_policy("max-position-notional", "250");
	fake.request = limit(SIDE_BUY, "2", "99");
	o = venue_order(&fake, "their-own-id", ORDER_OPEN);
	TEXT_SET(o->reason, "theirs");
	venue_tells(&fake, o);
	is_int(reconcile(), E_OK);
	ok(order_load(fake.store, "1", &mine, &err) == E_OK);
	is_text(mine.reason, "");
	is_int(mine.external, 1);
	is_text(mine.account, "demo");
	is_int(mine.state, ORDER_OPEN);
	ok(!halted());
	is_int(order(buy("1")), E_REFUSED);
}

static void
a_foreign_order_that_is_over_ends_here_too(void)
{
	struct order *o;

	world();
	fake.request = limit(SIDE_BUY, "2", "99");
	o = venue_order(&fake, "", ORDER_CANCELED);
	o->time = 0;
	venue_tells(&fake, o);
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "canceled 0");
	{
		struct order mine;

		ok(order_load(fake.store, "1", &mine, &err) == E_OK);
		is_int(mine.time, NOW);
	}
}

static void
our_mark_on_an_order_we_do_not_know_halts(void)
{
	struct order *o;
	char id[CLIENT_ID_SIZE];

	world();
	snprintf(id, sizeof(id), "%s0123456789abcdef01234567",
	    store_tag(fake.store));
	fake.request = limit(SIDE_BUY, "2", "99");
	o = venue_order(&fake, id, ORDER_OPEN);
	venue_tells(&fake, o);
	is_int(reconcile(), E_OK);
	ok(halted());
	ok(strstr(buf_text(&fake.notices), "halt: demo: account demo is "
	    "halted") != NULL);
	is_int(order(buy("1")), E_REFUSED);
	is_int(orders_in_ledger(), 2);
}

static void
our_mark_on_a_leg_without_its_entry_halts(void)
{
	struct order *o;
	char id[CLIENT_ID_SIZE];

	world();
	snprintf(id, sizeof(id), "%s0123456789abcdef01234567.sl",
	    store_tag(fake.store));
	fake.request = limit(SIDE_SELL, "2", "99");
	o = venue_order(&fake, id, ORDER_OPEN);
	venue_tells(&fake, o);
	is_int(reconcile(), E_OK);
	ok(halted());
}

static void
a_short_id_with_our_mark_is_foreign(void)
{
	struct order *o;

	world();
	fake.request = limit(SIDE_BUY, "2", "99");
	o = venue_order(&fake, store_tag(fake.store), ORDER_OPEN);
	venue_tells(&fake, o);
	is_int(reconcile(), E_OK);
	ok(!halted());
}

static void
an_order_called_absent_that_turns_up_halts(void)
{
	struct order *o, mine;

	world();
	fake.manner = LOSE;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.now = NOW + STAMP_DAY;
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "absent 0");
	ok(order_load(fake.store, "1", &mine, &err) == E_OK);
	o = venue_order(&fake, mine.client_order_id, ORDER_OPEN);
	venue_tells(&fake, o);
	is_int(reconcile(), E_OK);
	ok(halted());
	is_text(ledger_says("1"), "absent 0");
}

static void
a_fill_of_an_unlisted_order_is_external(void)
{
	struct order o = order_empty();

	world();
	TEXT_SET(o.venue_id, "v99");
	TEXT_SET(o.symbol, "BTC/USDT");
	o.side = SIDE_SELL;
	venue_fills(&fake, &o, "0.3");
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "filled 0.3");
	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	is_int(o.external, 1);
	is_int(o.side, SIDE_SELL);
}

/* The fill comes before the order's own update: it may be ours. */
static void
a_fill_of_an_unknown_order_finds_it(void)
{
	world();
	fake.manner = BOOK_FILL_SILENT;
	is_int(order(buy("1")), E_UNKNOWN);
	fake.told_orders = 0;
	is_int(reconcile(), E_OK);
	is_text(ledger_says("1"), "filled 1");
	is_int(orders_in_ledger(), 1);
}

static void
money_and_marks_are_taken_over(void)
{
	struct venue_changes c = { 0 };
	struct transfer *t = vec_add(&c.transfers);
	struct funding *f = vec_add(&c.fundings);
	const struct equity_point p = { NOW, D("10500"), D("10500"),
	    D("10400"), D("500"), D("10000") };
	struct transfers transfers = { 0 };
	struct fundings fundings = { 0 };
	struct equity_points curve = { 0 };
	enum err_code gate_take(struct gate *g,
	    const struct venue_changes *changes, struct orders *out,
	    struct err *e);

	world();
	TEXT_SET(t->id, "x1");
	TEXT_SET(t->asset, "USDT");
	t->amount = D("500");
	t->time = NOW;
	TEXT_SET(f->id, "f1");
	TEXT_SET(f->symbol, "BTC/USDT");
	TEXT_SET(f->asset, "USDT");
	f->amount = D("-1.5");
	f->rate = D("0.0001");
	f->time = NOW;
	curve_add(&c.equity, &p);
	is_int(gate_take(gate, &c, NULL, &err), E_OK);
	is_int(gate_take(gate, &c, NULL, &err), E_OK);
	ok(transfers_load(fake.store, "demo", 0, &transfers, &err) == E_OK);
	ok(fundings_load(fake.store, "demo", 0, &fundings, &err) == E_OK);
	ok(equity_load(fake.store, "demo", 0, &curve, &err) == E_OK);
	is_int(transfers.len, 1);
	is_text(transfers.at[0].venue, "sim");
	is_int(fundings.len, 1);
	is_dec(fundings.at[0].amount, "-1.5");
	is_int(curve.len, 1);
	is_dec(curve.at[0].low, "10400");
	vec_release(&transfers);
	vec_release(&fundings);
	vec_release(&curve);
	venue_changes_release(&c);
}

static void
a_quiet_sync_writes_nothing(void)
{
	int64_t before;

	world();
	is_int(order(buy("1")), E_OK);
	before = store_commits(fake.store);
	is_int(reconcile(), E_OK);
	is_int(store_commits(fake.store) - before, 0);
	is_int(changed.len, 0);
}

/* "deposit 50 USDT; …": what the audit has, from its beginning. */
static const char *
audited(void)
{
	static char text[400];
	struct audits all = { 0 };
	size_t n = 0;

	text[0] = '\0';
	ok(audits_load(fake.store, 0, 100, &all, &err) == E_OK);
	for (size_t i = 0; i < all.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s %s",
		    i > 0 ? "; " : "", all.at[i].action, all.at[i].detail);
	vec_release(&all);
	return text;
}

static void
transfers_are_in_the_audit(void)
{
	struct transfer t;

	world();
	is_int(gate_transfer(gate, "USDT", D("-250"), &t, &err), E_OK);
	is_int(gate_transfer(gate, "USDT", D("50"), &t, &err), E_OK);
	fake.manner = REJECT;
	is_int(gate_transfer(gate, "USDT", D("7"), &t, &err), E_REJECTED);
	ok(strstr(audited(), "withdraw -250 USDT") != NULL);
	ok(strstr(audited(), "deposit 50 USDT") != NULL);
	ok(strstr(audited(), "7 USDT") == NULL);
}

static void
only_clocks_of_paper_advance(void)
{
	struct advance a = { .bars = 7 };

	world();
	is_int(gate_advance(gate, NOW, &a, &err), E_USAGE);
	is_int(a.from, 0);
	is_int(a.bars, 0);
}

static void
transfers_of_paper_money(void)
{
	struct transfer t;

	world();
	is_int(gate_transfer(gate, "USDT", D("-250"), &t, &err), E_OK);
	is_dec(fake.usdt, "9750");
	is_text(t.id, "x1");
	is_int(t.kind, TRANSFER_WITHDRAWAL);
	is_int(gate_transfer(gate, "USDT", D("50"), &t, &err), E_OK);
	is_int(t.kind, TRANSFER_DEPOSIT);
	is_int(t.time, NOW);
	fake.manner = REJECT;
	is_int(gate_transfer(gate, "USDT", D("-99999"), &t, &err),
	    E_REJECTED);
	is_text(err.text, "withdraw USDT: rejected by sim: "
	    "insufficient_funds");
	fake.ops.transfer = NULL;
	is_int(gate_transfer(gate, "USDT", D("1"), &t, &err), E_USAGE);
}

int
main(void)
{
	TEST(changes_may_come_twice);
	TEST(a_partial_fill_then_the_rest);
	TEST(a_fill_after_the_cancel_counts);
	TEST(ends_at_the_venue);
	TEST(an_unknown_order_the_venue_rejected);
	TEST(an_amendment_at_the_venue_is_taken_over);
	TEST(a_quote_order_learns_its_amount);
	TEST(an_order_that_waited_learns_its_venue_id);
	TEST(an_update_that_says_nothing_new_is_none);
	TEST(legs_belong_to_their_entry);
	TEST(foreign_orders_are_external_and_count);
	TEST(a_foreign_order_that_is_over_ends_here_too);
	TEST(our_mark_on_an_order_we_do_not_know_halts);
	TEST(our_mark_on_a_leg_without_its_entry_halts);
	TEST(a_short_id_with_our_mark_is_foreign);
	TEST(an_order_called_absent_that_turns_up_halts);
	TEST(a_fill_of_an_unlisted_order_is_external);
	TEST(a_fill_of_an_unknown_order_finds_it);
	TEST(money_and_marks_are_taken_over);
	TEST(a_quiet_sync_writes_nothing);
	TEST(transfers_are_in_the_audit);
	TEST(only_clocks_of_paper_advance);
	TEST(transfers_of_paper_money);
	vec_release(&changed);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
