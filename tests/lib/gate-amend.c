/*
 * Covers lib/gate/amend.c and what reconcile.c makes of an amendment: what
 * each answer of a venue makes of it, that it leaves once, what the policy
 * and halts allow, terms that hold already, and what a lost answer leads to.
 */
#include "gate.h"

#define WINDOW (120 * STAMP_SECOND)
#define MARGIN (5 * STAMP_SECOND)

static struct gate_result now_;

static enum err_code
amend(const char *amount, const char *price)
{
	struct order_terms c = { amount == NULL ? DEC_NONE : D(amount),
	    price == NULL ? DEC_NONE : D(price), DEC_NONE };

	gate_result_release(&now_);
	return gate_amend(gate, "1", &c, false, &now_, &err);
}

/* A limit buy of 2 at 90 that rests. */
static void
given_order(void)
{
	world();
	is_int(order(limit(SIDE_BUY, "2", "90")), E_OK);
}

static struct order
stored(void)
{
	struct order o = order_empty();

	ok(order_load(fake.store, "1", &o, &err) == E_OK);
	return o;
}

static size_t
audited(const char *action)
{
	struct audits all = { 0 };
	size_t n = 0;

	ok(audits_load(fake.store, 0, 0, &all, &err) == E_OK);
	for (size_t i = 0; i < all.len; i++)
		n += strcmp(all.at[i].action, action) == 0;
	vec_release(&all);
	return n;
}

static void
what_is_named_changes(void)
{
	given_order();
	is_int(amend(NULL, "91"), E_OK);
	is_int(fake.amends, 1);
	is_dec(now_.order.price, "91");
	is_dec(stored().price, "91");
	is_dec(stored().amount, "2");
	is_int(stored().asked_at, 0);
	is_int(audited("amend"), 1);
	is_int(amend("1.5", "89"), E_OK);
	is_dec(stored().amount, "1.5");
	is_dec(stored().remaining, "1.5");
}

static void
terms_that_hold_already_send_nothing(void)
{
	given_order();
	is_int(amend("2.00", "90.0"), E_OK);
	ok(now_.repeated);
	is_int(fake.amends, 0);
	is_int(audited("amend"), 0);
	is_dec(now_.order.price, "90");
}

/* While it is on its way it is in the ledger, and durable. */
static int64_t asked_meanwhile;
static int64_t depth_meanwhile;

static void
look_meanwhile(struct fake *f)
{
	(void)f;
	asked_meanwhile = stored().asked_at;
	depth_meanwhile = store_commits(fake.store);
}

static void
it_is_stored_before_it_leaves(void)
{
	int64_t before;

	given_order();
	fake.meanwhile = look_meanwhile;
	before = store_commits(fake.store);
	is_int(amend(NULL, "91"), E_OK);
	ok(asked_meanwhile != 0);
	ok(depth_meanwhile > before);
}

static void
a_rejection_keeps_the_order(void)
{
	given_order();
	fake.manner = REJECT;
	is_int(amend(NULL, "91"), E_REJECTED);
	is_text(err.text, "order 1: its amendment was rejected by sim: "
	    "bad_price");
	is_text(err.venue_code, "bad_price");
	is_dec(stored().price, "90");
	is_int(stored().asked_at, 0);
	is_int(stored().state, ORDER_OPEN);
	is_text(stored().reason, "");
}

static void
silence_is_unknown_and_never_sent_again(void)
{
	static const enum manner silent[] = { BOOK_SILENT, LOSE,
	    BOOK_ERROR };

	for (int i = 0; i < 3; i++) {
		given_order();
		fake.manner = silent[i];
		is_int(amend("3", NULL), E_UNKNOWN);
		ok(strstr(err.text, "etrms order reconcile") != NULL);
		is_int(fake.amends, 1);
		ok(stored().asked_at != 0);
		is_dec(stored().amount, "2");
		fake.manner = BOOK;
		is_int(amend("3", NULL), E_UNKNOWN);
		is_int(amend("4", NULL), E_UNKNOWN);
		is_int(fake.amends, 1);
	}
}

static void
until_then_it_counts_as_the_larger(void)
{
	given_order();
	set_policy("max-position-notional", "300");
	fake.manner = LOSE;
	is_int(amend("3", NULL), E_UNKNOWN);
	fake.manner = BOOK;
	is_int(order(limit(SIDE_BUY, "0.5", "90")), E_REFUSED);
	ok(strstr(err.text, "315") != NULL);
	is_int(order(limit(SIDE_BUY, "0.3", "90")), E_OK);
}

static void
what_did_not_leave_may_be_tried_twice(void)
{
	given_order();
	fake.manner = NO_CONNECTION;
	is_int(amend(NULL, "91"), E_NETWORK);
	is_int(fake.amends, 2);
	is_int(stored().asked_at, 0);
	fake.manner = FAIL_EARLY;
	is_int(amend(NULL, "91"), E_NETWORK);
	is_int(stored().asked_at, 0);
	is_dec(stored().price, "90");
	fake.manner = BOOK;
	is_int(amend(NULL, "91"), E_OK);
}

static void
growth_passes_the_policy_or_not(void)
{
	struct violations all = { 0 };

	given_order();
	set_policy("max-position-notional", "200");
	is_int(amend("3", NULL), E_REFUSED);
	is_text(err.text, "order 1: its amendment is refused by "
	    "max-position-notional: the position would be worth 270 USDT, "
	    "above 200 USDT");
	is_int(fake.amends, 0);
	is_int(stored().asked_at, 0);
	is_int(audited("amend-refused"), 1);
	ok(violations_load(fake.store, "demo", 0, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_text(all.at[0].order_id, "1");
	/* Its own 180 are released: 2.2 × 90 = 198 fits. */
	is_int(amend("2.2", NULL), E_OK);
	vec_release(&all);
}

static void
a_halt_lets_it_shrink(void)
{
	given_order();
	ok(halt_set(fake.store, NULL, true, "", "me", NOW, &err) == E_OK);
	is_int(amend("2.5", NULL), E_REFUSED);
	ok(strstr(err.text, "refused by halt") != NULL);
	is_int(amend(NULL, "91"), E_REFUSED);
	is_int(amend(NULL, "89"), E_OK);
	is_int(amend("1", "88"), E_OK);
	is_int(fake.amends, 2);
}

static void
a_dry_run_leaves_nothing(void)
{
	struct order_terms c = { D("3"), DEC_NONE, DEC_NONE };
	struct gate_result r;

	given_order();
	is_int(gate_amend(gate, "1", &c, true, &r, &err), E_OK);
	ok(r.verdict.findings.len > 0);
	gate_result_release(&r);
	set_policy("max-position-notional", "200");
	is_int(gate_amend(gate, "1", &c, true, &r, &err), E_REFUSED);
	gate_result_release(&r);
	is_int(fake.amends, 0);
	is_int(audited("amend") + audited("amend-refused"), 0);
	is_int(stored().asked_at, 0);
}

static void
only_what_works_can_be_amended(void)
{
	struct order o;

	given_order();
	is_int(gate_cancel(gate, "1", &o, &err), E_OK);
	is_int(amend(NULL, "91"), E_REJECTED);
	is_text(err.text, "order 1: it cannot be amended, it is canceled");
	world();
	fake.manner = LOSE;
	is_int(order(limit(SIDE_BUY, "2", "90")), E_UNKNOWN);
	is_int(amend(NULL, "91"), E_UNKNOWN);
	given_order();
	fake.ops.amend = NULL;
	is_int(amend(NULL, "91"), E_USAGE);
	ok(strstr(err.text, "cannot amend orders") != NULL);
	is_int(fake.amends, 0);
}

static void
bad_terms_are_refused_before_anything(void)
{
	given_order();
	is_int(amend("0", NULL), E_USAGE);
	is_int(amend(NULL, "-1"), E_USAGE);
	venue_fills(&fake, &fake.orders.at[0], "0.5");
	ok(gate_again() == E_OK);
	is_int(amend("0.5", NULL), E_USAGE);
	is_text(err.text, "--qty 0.5: 0.5 of order 1 is filled already");
	is_int(fake.amends, 0);
	is_int(amend("0.6", NULL), E_OK);
	is_dec(stored().remaining, "0.1");
}

/* A new process finds out what became of it. */
static void
a_lost_yes_is_found(void)
{
	size_t unknown = 9;

	given_order();
	fake.manner = BOOK_SILENT;
	is_int(amend("3", "91"), E_UNKNOWN);
	ok(gate_again() == E_OK);
	is_int(stored().asked_at, 0);
	is_dec(stored().amount, "3");
	is_dec(stored().price, "91");
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 0);
	is_int(fake.amends, 1);
}

static void
what_never_arrived_is_given_up_in_time(void)
{
	size_t unknown = 0;

	given_order();
	fake.manner = LOSE;
	is_int(amend("3", NULL), E_UNKNOWN);
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 1);
	fake.now += WINDOW + MARGIN;
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 1);
	fake.now++;
	/* A command that goes on to other things does not wait for it. */
	ok(gate_again() == E_OK);
	ok(stored().asked_at != 0);
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 0);
	is_int(stored().asked_at, 0);
	is_dec(stored().amount, "2");
	ok(fake.paused >= 2 * STAMP_SECOND);
	is_int(fake.amends, 1);
}

static void
filled_while_nothing_was_known(void)
{
	size_t unknown = 0;

	given_order();
	fake.manner = LOSE;
	is_int(amend("3", NULL), E_UNKNOWN);
	venue_fills(&fake, &fake.orders.at[0], "2");
	fake.orders.at[0].state = ORDER_FILLED;
	venue_tells(&fake, &fake.orders.at[0]);
	fake.now += WINDOW + MARGIN + 1;
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 0);
	is_text(ledger_says("1"), "filled 2");
}

int
main(void)
{
	TEST(what_is_named_changes);
	TEST(terms_that_hold_already_send_nothing);
	TEST(it_is_stored_before_it_leaves);
	TEST(a_rejection_keeps_the_order);
	TEST(silence_is_unknown_and_never_sent_again);
	TEST(until_then_it_counts_as_the_larger);
	TEST(what_did_not_leave_may_be_tried_twice);
	TEST(growth_passes_the_policy_or_not);
	TEST(a_halt_lets_it_shrink);
	TEST(a_dry_run_leaves_nothing);
	TEST(only_what_works_can_be_amended);
	TEST(bad_terms_are_refused_before_anything);
	TEST(a_lost_yes_is_found);
	TEST(what_never_arrived_is_given_up_in_time);
	TEST(filled_while_nothing_was_known);
	gate_result_release(&now_);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
