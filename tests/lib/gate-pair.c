/*
 * Covers gate_order_pair() (two orders of which one will be done: one verdict,
 * one SENDING, two ids, keys, every kind of answer) and lib/gate/leverage.c.
 */
#include "gate.h"

static struct gate_result two[2];

static void
release(void)
{
	gate_result_release(&two[0]);
	gate_result_release(&two[1]);
}

/* Buy 1: at 95 if it falls so far, at 105 if it rises. */
static enum err_code
pair(const char *amount, const char *key)
{
	struct order_request r[2] = { limit(SIDE_BUY, amount, "95"),
	    buy(amount) };

	r[1].type = TYPE_STOP;
	r[1].trigger_price = D("105");
	TEXT_SET(r[0].key, key);
	release();
	return gate_order_pair(gate, r, false, two, &err);
}

static void
both_are_placed_under_one_name(void)
{
	world();
	is_int(pair("1", ""), E_OK);
	is_int(fake.submits, 1);
	is_int(fake.agreed, 1);
	is_text(two[0].order.id, "1");
	is_text(two[1].order.id, "2");
	is_text(ledger_says("1"), "open 0");
	is_text(ledger_says("2"), "open 0");
	is_int(strlen(two[0].order.oco), 16);
	is_text(two[0].order.oco, two[1].order.oco);
	ok(strcmp(two[0].order.client_order_id,
	    two[1].order.client_order_id) != 0);
}

static void
one_done_ends_the_other(void)
{
	world();
	fake.manner = BOOK_FILL;
	is_int(pair("1", ""), E_OK);
	is_text(ledger_says("1"), "filled 1");
	is_text(ledger_says("2"), "canceled 0");
	is_int(two[0].order.state, ORDER_FILLED);
	is_int(two[1].order.state, ORDER_CANCELED);
}

static void
what_the_venue_refuses_is_refused_for_both(void)
{
	world();
	fake.manner = REJECT;
	is_int(pair("1", ""), E_REJECTED);
	ok(strstr(err.text, "insufficient_funds") != NULL);
	is_text(ledger_says("1"), "rejected 0");
	is_text(ledger_says("2"), "rejected 0");
}

static void
silence_is_unknown_for_both(void)
{
	static const enum manner silent[] = { LOSE, BOOK_SILENT, BOOK_ERROR };
	size_t unknown;

	for (int i = 0; i < 3; i++) {
		world();
		fake.manner = silent[i];
		is_int(pair("1", ""), E_UNKNOWN);
		is_text(ledger_says("1"), "unknown 0");
		is_text(ledger_says("2"), "unknown 0");
		is_int(fake.submits, 1);
	}
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_int(unknown, 0);
	is_text(ledger_says("1"), "open 0");
	is_text(ledger_says("2"), "open 0");
}

static void
what_did_not_leave_is_abandoned(void)
{
	world();
	fake.manner = NO_CONNECTION;
	is_int(pair("1", ""), E_NETWORK);
	is_int(fake.submits, 2);
	is_text(ledger_says("1"), "abandoned 0");
	is_text(ledger_says("2"), "abandoned 0");
	world();
	fake.manner = GUARD_TWICE;
	is_int(pair("1", ""), E_OK);
	is_int(fake.guards, 2);
	is_int(fake.agreed, 1);
}

static void
a_key_makes_it_harmless(void)
{
	struct order_request r = limit(SIDE_BUY, "1", "95");

	world();
	is_int(pair("1", "k"), E_OK);
	is_text(two[0].order.key, "k");
	is_text(two[1].order.key, "k/oco");
	is_int(pair("1", "k"), E_OK);
	ok(two[0].repeated);
	is_text(two[1].order.id, "2");
	is_int(fake.submits, 1);
	is_int(orders_in_ledger(), 2);
	is_int(pair("2", "k"), E_USAGE);
	TEXT_SET(r.key, "k");
	is_int(order(r), E_USAGE);
	ok(strstr(err.text, "with other parameters") != NULL);
}

/* Only the second one arrived, and it works. */
static void
a_pair_of_which_one_is_lost_is_not_placed_again(void)
{
	size_t unknown;

	world();
	fake.manner = BOOK_SILENT;
	is_int(pair("1", "k"), E_UNKNOWN);
	fake.orders.at[0] = fake.orders.at[1];
	fake.orders.len = 1;
	fake.log.orders.at[0] = fake.log.orders.at[1];
	fake.now += 600 * STAMP_SECOND;
	ok(gate_reconcile(gate, NULL, &unknown, &err) == E_OK);
	is_text(ledger_says("1"), "absent 0");
	is_text(ledger_says("2"), "open 0");
	fake.manner = BOOK;
	is_int(pair("1", "k"), E_USAGE);
	is_text(err.text, "--key k: order 2 has it, one of two of which the "
	    "other was never at sim");
	is_int(fake.submits, 1);
}

static void
long_keys_stay_two(void)
{
	char key[ID_SIZE];

	memset(key, 'x', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	world();
	is_int(pair("1", key), E_OK);
	ok(strncmp(two[1].order.key, "oco:", 4) == 0);
	is_int(pair("1", key), E_OK);
	ok(two[0].repeated);
	is_int(fake.submits, 1);
}

static void
its_exposure_counts_once(void)
{
	struct violations all = { 0 };

	world();
	set_policy("max-position-notional", "120");
	is_int(pair("1", ""), E_OK);
	world();
	/* The dearer of the two, 105, is what binds. */
	set_policy("max-position-notional", "100");
	is_int(pair("1", "k"), E_REFUSED);
	ok(strstr(err.text, "105 USDT, above 100") != NULL);
	is_text(ledger_says("1"), "refused 0");
	is_text(ledger_says("2"), "refused 0");
	is_int(fake.submits, 0);
	ok(violations_load(fake.store, "demo", 0, &all, &err) == E_OK);
	is_int(all.len, 1);
	is_int(pair("1", "k"), E_REFUSED);
	is_int(orders_in_ledger(), 2);
	vec_release(&all);
	release();
}

static void
what_cannot_be_a_pair_is_refused_at_once(void)
{
	struct order_request r[2] = { limit(SIDE_BUY, "1", "95"),
	    limit(SIDE_SELL, "1", "105") };

	world();
	is_int(gate_order_pair(gate, r, false, two, &err), E_USAGE);
	is_text(err.text, "oco: both orders are of one symbol, side and "
	    "amount");
	fake.ops.submit_pair = NULL;
	is_int(pair("1", ""), E_USAGE);
	is_text(err.text, "oco: sim has no such orders");
	is_int(orders_in_ledger(), 0);
}

static void
a_dry_run_leaves_nothing(void)
{
	struct order_request r[2] = { limit(SIDE_BUY, "1", "95"),
	    limit(SIDE_BUY, "1", "94") };

	world();
	release();
	is_int(gate_order_pair(gate, r, true, two, &err), E_OK);
	is_text(two[1].order.symbol, "BTC/USDT");
	ok(two[0].verdict.findings.len > 0);
	is_int(fake.submits, 0);
	is_int(orders_in_ledger(), 0);
}

#define SWAP "BTC/USDT:USDT"
static struct leverage lev;

static void
leverage_is_set_and_shown(void)
{
	world();
	ok(gate_leverage_of(gate, SWAP, &lev, &err) == E_OK);
	is_dec(lev.leverage, "1");
	is_int(lev.margin_mode, MARGIN_CROSS);
	is_int(gate_leverage(gate, SWAP, D("5"), MARGIN_ISOLATED, &lev, &err),
	    E_OK);
	is_dec(lev.leverage, "5");
	is_int(lev.margin_mode, MARGIN_ISOLATED);
	is_int(fake.settings, 1);
	is_int(gate_leverage(gate, SWAP, D("5"), -1, &lev, &err), E_OK);
	is_int(fake.settings, 1);
	is_int(gate_margin(gate, SWAP, D("-3"), &lev, &err), E_OK);
	is_int(fake.settings, 2);
}

static void
more_leverage_is_bound_by_halts(void)
{
	world();
	fake.leverage = D("5");
	ok(halt_set(fake.store, NULL, true, "", "me", NOW, &err) == E_OK);
	is_int(gate_leverage(gate, SWAP, D("6"), -1, &lev, &err), E_REFUSED);
	ok(strstr(err.text, "refused by halt") != NULL);
	is_int(gate_margin(gate, SWAP, D("-1"), &lev, &err), E_REFUSED);
	is_int(fake.settings, 0);
	is_int(gate_leverage(gate, SWAP, D("4"), -1, &lev, &err), E_OK);
	is_int(gate_margin(gate, SWAP, D("1"), &lev, &err), E_OK);
}

static void
answers_of_a_venue_become_codes(void)
{
	static const struct { enum manner manner; enum err_code want; }
	answers[] = {
		{ REJECT, E_REJECTED }, { LOSE, E_UNKNOWN },
		{ NO_CONNECTION, E_NETWORK }, { FAIL_EARLY, E_NETWORK }
	};

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		world();
		fake.manner = answers[i].manner;
		is_int(gate_leverage(gate, SWAP, D("3"), -1, &lev, &err),
		    answers[i].want);
		is_int(gate_margin(gate, SWAP, D("3"), &lev, &err),
		    answers[i].want);
		is_dec(fake.leverage, "1");
	}
}

static void
what_may_have_arrived_is_unknown(void)
{
	world();
	fake.manner = BOOK_ERROR;
	is_int(gate_leverage(gate, SWAP, D("3"), -1, &lev, &err), E_UNKNOWN);
	is_dec(fake.leverage, "3");
	is_int(gate_margin(gate, SWAP, D("3"), &lev, &err), E_UNKNOWN);
	is_int(fake.settings, 2);
}

/* Set, and then the venue cannot be read: that is not a failure to set. */
static void
what_is_set_but_unread_is_unknown(void)
{
	world();
	fake.fail_changes = E_NETWORK;
	is_int(gate_leverage(gate, SWAP, D("3"), -1, &lev, &err), E_UNKNOWN);
	ok(strstr(err.text, "changed it, but what it is now cannot be read: "
	    "changes fail") != NULL);
	is_dec(fake.leverage, "3");
	is_int(gate_margin(gate, SWAP, D("3"), &lev, &err), E_UNKNOWN);
	is_int(fake.settings, 2);
}

static void
bad_settings_are_refused_here(void)
{
	world();
	is_int(gate_leverage(gate, SWAP, D("0.5"), -1, &lev, &err), E_USAGE);
	is_int(gate_leverage(gate, "BTC/USDT", D("2"), -1, &lev, &err),
	    E_USAGE);
	is_text(err.text, "symbol BTC/USDT: only perpetuals have leverage");
	is_int(gate_leverage(gate, "XRP/USDT:USDT", D("2"), -1, &lev, &err),
	    E_USAGE);
	is_int(gate_margin(gate, SWAP, D("0"), &lev, &err), E_USAGE);
	fake.ops.margin = NULL;
	is_int(gate_margin(gate, SWAP, D("1"), &lev, &err), E_USAGE);
	fake.ops.leverage = NULL;
	is_int(gate_leverage_of(gate, SWAP, &lev, &err), E_USAGE);
	is_int(fake.settings, 0);
}

int
main(void)
{
	TEST(both_are_placed_under_one_name);
	TEST(one_done_ends_the_other);
	TEST(what_the_venue_refuses_is_refused_for_both);
	TEST(silence_is_unknown_for_both);
	TEST(what_did_not_leave_is_abandoned);
	TEST(a_key_makes_it_harmless);
	TEST(a_pair_of_which_one_is_lost_is_not_placed_again);
	TEST(long_keys_stay_two);
	TEST(its_exposure_counts_once);
	TEST(what_cannot_be_a_pair_is_refused_at_once);
	TEST(a_dry_run_leaves_nothing);
	TEST(leverage_is_set_and_shown);
	TEST(more_leverage_is_bound_by_halts);
	TEST(answers_of_a_venue_become_codes);
	TEST(what_may_have_arrived_is_unknown);
	TEST(what_is_set_but_unread_is_unknown);
	TEST(bad_settings_are_refused_here);
	release();
	gate_result_release(&got);
	world_end();
	return tap_done();
}
