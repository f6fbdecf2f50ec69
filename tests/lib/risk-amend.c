/*
 * Covers lib/risk/amend.c: what counts as shrinking, the order's own exposure
 * released, what is left of a half-filled one, pairs judged as the dearer of
 * the two, and leverage under halts.
 */
#include "tests/lib/risk.h"

/* A working limit order that the snapshot has. */
static struct order *
working(int side, const char *amount, const char *price)
{
	struct order *o = vec_add(&snap.orders);

	*o = order_empty();
	TEXT_SET(o->id, "7");
	TEXT_SET(o->account, "demo");
	TEXT_SET(o->symbol, "BTC/USDT");
	o->side = side;
	o->type = TYPE_LIMIT;
	o->amount = o->remaining = D(amount);
	o->price = D(price);
	o->post_only = o->reduce_only = 0;
	o->state = ORDER_OPEN;
	return o;
}

static enum err_code
amend(const struct order *o, const char *amount, const char *price,
    const char *trigger)
{
	struct order_terms c = { D(amount), D(price), D(trigger) };
	enum err_code rc;

	approved_free(approved);
	approved = NULL;
	rc = risk_approve_amend(&rules, &snap, o, &c, &verdict, &approved,
	    &err);
	ok((approved != NULL) == (rc == E_OK && verdict.allowed));
	return rc;
}

static bool
passes(const struct order *o, const char *amount, const char *price,
    const char *trigger)
{
	return amend(o, amount, price, trigger) == E_OK && verdict.allowed;
}

static void
given_halt(void)
{
	world();
	policy_off();
	policy_ready(NULL);
	vec_add(&halts)->time = NOW;
}

static void
a_halt_lets_a_buy_shrink(void)
{
	struct order *o;

	given_halt();
	o = working(SIDE_BUY, "0.002", "49000");
	ok(passes(o, "0.001", "", ""));
	ok(passes(o, "", "48999.99", ""));
	ok(passes(o, "0.001", "48000", ""));
	ok(!passes(o, "0.00201", "", ""));
	is_text(verdict.findings.at[0].rule, "halt");
	ok(!passes(o, "", "49000.01", ""));
	ok(!passes(o, "0.001", "49000.01", ""));
	ok(!passes(o, "0.00201", "40000", ""));
}

static void
a_sell_that_opens_shrinks_away_from_the_market(void)
{
	struct order *o;

	given_halt();
	symbol_is("BTC/USDT:USDT", "50000");
	o = working(SIDE_SELL, "0.002", "51000");
	TEXT_SET(o->symbol, "BTC/USDT:USDT");
	ok(passes(o, "", "52000", ""));
	ok(!passes(o, "", "50500", ""));
	o->reduce_only = 1;
	ok(passes(o, "", "50500", ""));
	ok(passes(o, "0.003", "", ""));
}

static void
a_trigger_that_moves_is_an_entry(void)
{
	struct order *o;

	given_halt();
	o = working(SIDE_BUY, "0.002", "");
	o->type = TYPE_STOP;
	o->trigger_price = D("51000");
	ok(passes(o, "0.001", "", ""));
	ok(!passes(o, "", "", "52000"));
	ok(!passes(o, "", "", "50500"));
}

static void
its_own_exposure_is_released(void)
{
	struct order *o;

	only("max-position-notional", "100");
	o = working(SIDE_BUY, "0.002", "49000");	/* 98 */
	ok(passes(o, "", "50000", ""));			/* 100 */
	is_dec(verdict.effect.position_after, "100");
	ok(!passes(o, "", "50000.01", ""));
	ok(!passes(o, "0.00205", "", ""));
}

static void
what_is_left_is_judged(void)
{
	struct order *o;

	only("max-order-notional", "50");
	o = working(SIDE_BUY, "0.002", "49000");
	o->filled = D("0.0015");
	o->remaining = D("0.0005");
	ok(passes(o, "0.0025", "", ""));		/* 0.001: 49 */
	is_dec(verdict.effect.amount, "0.001");
	ok(!passes(o, "0.0026", "", ""));
	is_int(amend(o, "0.0015", "", ""), E_USAGE);
	is_text(err.text, "--qty 0.0015: 0.0015 of order 7 is filled "
	    "already");
}

static void
form_is_checked(void)
{
	struct order *o;

	given_halt();
	o = working(SIDE_BUY, "0.002", "49000");
	is_int(amend(o, "", "", "51000"), E_USAGE);
	is_text(err.text, "--trigger: a limit order takes none");
	o->amount = DEC_NONE;
	is_int(amend(o, "", "48000", ""), E_USAGE);
	is_text(err.text, "order 7: its amount is not known yet");
}

static void
a_pair_is_the_dearer_of_two(void)
{
	struct order_request r[2] = { asks(SIDE_BUY, "BTC/USDT", "0.002"),
	    asks(SIDE_BUY, "BTC/USDT", "0.002") };

	only("max-position-notional", "104");
	r[0].type = TYPE_LIMIT;
	r[0].price = D("48000");
	r[1].type = TYPE_STOP;
	r[1].trigger_price = D("52000");
	ok(risk_approve_pair(&rules, &snap, r, &verdict, &approved, &err) ==
	    E_OK);
	ok(verdict.allowed);
	ok(approved_second(approved) != NULL);
	ok(dec_same(approved_second(approved)->trigger_price, D("52000")));
	is_dec(verdict.effect.notional, "104");
	approved_free(approved);
	approved = NULL;
	only("max-position-notional", "103.99");
	ok(risk_approve_pair(&rules, &snap, r, &verdict, &approved, &err) ==
	    E_OK);
	ok(!verdict.allowed);
	ok(approved == NULL);
	is_int(verdict.findings.len, 1);
	r[1].side = SIDE_SELL;
	is_int(risk_approve_pair(&rules, &snap, r, &verdict, &approved,
	    &err), E_USAGE);
}

static void
leverage_under_a_halt(void)
{
	given_halt();
	risk_approve_leverage(&rules, &snap, "BTC/USDT:USDT", D("5"),
	    DEC_NONE, true,
	    &verdict);
	ok(!verdict.allowed);
	risk_approve_leverage(&rules, &snap, "BTC/USDT:USDT", D("5"),
	    DEC_NONE, false,
	    &verdict);
	ok(verdict.allowed);
}

int
main(void)
{
	TEST(a_halt_lets_a_buy_shrink);
	TEST(a_sell_that_opens_shrinks_away_from_the_market);
	TEST(a_trigger_that_moves_is_an_entry);
	TEST(its_own_exposure_is_released);
	TEST(what_is_left_is_judged);
	TEST(form_is_checked);
	TEST(a_pair_is_the_dearer_of_two);
	TEST(leverage_under_a_halt);
	world();
	return tap_done();
}
