/*
 * Margins and liquidation prices: the golden values of METHODS 8.4, the worked
 * examples of SIMVENUE.md 12, positions as they stand and as orders would make
 * them.
 */
#include "risk/margin.h"
#include "tests/lib/riskswap.h"

static struct margins margins;

static void
load(bool working, const struct margin_order *o)
{
	margins_release(&margins);
	margins_load(&snap, working, o, &margins);
}

static const struct instrument *
instrument_of(const char *symbol)
{
	return snapshot_instrument(&snap, symbol);
}

/* "45180.8", "none" or "unknown" */
static const char *
liquidated(const char *symbol, int side)
{
	static char text[DEC_TEXT_SIZE];
	const struct swap *k = margins_find(&margins, instrument_of(symbol),
	    side);
	struct dec price;

	if (k == NULL)
		return "not there";
	switch (margins_liquidation(&margins, k, &price)) {
	case LIQUIDATION_AT:
		return dec_text(price, text);
	case LIQUIDATION_NONE:
		return "none";
	default:
		return "unknown";
	}
}

static struct margin_order
order(const char *symbol, int side, const char *amount, const char *price)
{
	return (struct margin_order){ .i = instrument_of(symbol),
	    .side = side, .amount = D(amount), .worst = D(price),
	    .dearest = D(price) };
}

static struct instrument *
golden_world(void)
{
	struct instrument *i;

	world();
	i = swap_is(BTC, "50000", "0.000001", "0.001", "10", MARGIN_ISOLATED);
	instrument_set_tiers(i, "0:0.004:125;50000:0.005:100;600000:0.01:75;"
	    "3000000:0.025:50;12000000:0.05:25", NULL);
	is_int(instrument_check(i, &err), E_OK);
	return i;
}

/* golden risk/000 to 005, rounded toward the entry at the sixth decimal */
static void
agrees_with_the_golden_prices(void)
{
	static const struct {
		int side;
		const char *contracts, *entry, *margin, *price;
	} cases[] = {
		{ POSITION_LONG, "7.363", "62152.8", "9152.621328",
		  "61208.998282" },
		{ POSITION_SHORT, "1.195", "55095.1", "6583.86445",
		  "60344.727367" },
		{ POSITION_LONG, "1.845", "38857.7", "1433.84913",
		  "38244.669075" },
		{ POSITION_SHORT, "0.673", "61451.3", "4135.67249",
		  "67327.121513" },
		{ POSITION_LONG, "236.977", "48282.9", "3813978.9311",
		  "32805.987392" },
		{ POSITION_SHORT, "3.149", "32496.9", "34110.9127",
		  "43129.430902" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct position *p;

		golden_world();
		p = held_is(BTC, cases[i].side, cases[i].contracts,
		    cases[i].entry, cases[i].entry, "10", MARGIN_ISOLATED);
		p->collateral = D(cases[i].margin);
		load(false, NULL);
		is_text(liquidated(BTC, cases[i].side), cases[i].price);
	}
}

/* golden risk/006 to 010 */
static void
agrees_with_the_golden_maintenance(void)
{
	static const char *const cases[][2] = { { "1000", "4" },
	    { "50000", "200" }, { "250000", "1200" }, { "2900000", "25950" },
	    { "20000000", "651950" }, { "49999.999999", "200" },
	    { "0.000001", "0.00000001" }, { "0", "0" } };
	struct instrument *i = golden_world();
	struct dec margin;

	for (size_t n = 0; n < sizeof(cases) / sizeof(cases[0]); n++) {
		ok(instrument_maintenance(i, D(cases[n][0]), &margin));
		is_dec(margin, cases[n][1]);
	}
	ok(!instrument_maintenance(i, DEC_NONE, &margin));
	i->tier_rows = 0;
	ok(instrument_maintenance(i, D("1000"), &margin));
	is_dec(margin, "0");
}

/* SIMVENUE.md 12, P2a and P3 */
static void
agrees_with_the_worked_examples(void)
{
	struct position *p;

	swaps("symbols", "off", "10", MARGIN_ISOLATED);
	p = held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_ISOLATED);
	p->collateral = D("500");
	load(false, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "45180.8");
	/* with a loss the collateral is less, and the price the same */
	p->mark_price = D("49000");
	p->unrealized_pnl = D("-100");
	p->collateral = D("400");
	load(false, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "45180.8");

	swaps("symbols", "off", "20", MARGIN_CROSS);
	snap.balances.at[0].free = D("444.5");	/* 994.5 - 250 - 300 */
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "20",
	    MARGIN_CROSS);
	p = held_is(ETH, POSITION_SHORT, "2", "3000", "3000", "20",
	    MARGIN_CROSS);
	p->maintenance_margin = D("30");	/* half a percent there */
	load(false, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "40517.1");
}

static void
adds_up_what_swaps_need(void)
{
	struct position *p;
	struct dec sum;

	swaps("symbols", "off", "20", MARGIN_CROSS);
	load(false, NULL);
	is_int(margins_initial(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "0");
	held_is(BTC, POSITION_SHORT, "0.003", "50000.1", "50000.1", "7",
	    MARGIN_CROSS);
	held_is(ETH, POSITION_LONG, "20", "3000", "3000", "3", MARGIN_CROSS);
	position_is("BTC/USDT", "1", "50000");	/* needs none */
	p = &snap.positions.at[0];
	load(false, NULL);
	is_int(margins_initial(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "20021.42861429");	/* 150.0003 / 7, up, and 20000 */
	is_int(margins_maintenance(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "250.6000012");	/* .6000012; 60000 × .005 - 50 */
	p->initial_margin = D("99");
	p->maintenance_margin = D("9");
	load(false, NULL);
	is_int(margins_initial(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "20099");
	is_int(margins_maintenance(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "259");
	p->initial_margin = p->leverage = DEC_NONE;
	load(false, NULL);
	is_int(margins_initial(&margins, &snap, &sum, &err), E_DATA);
	is_text(err.text, "the initial margin of " BTC " is not known");
}

static void
takes_the_venues_word_until_something_moves(void)
{
	struct position *p;
	struct margin_order o;

	swaps("symbols", "off", "10", MARGIN_ISOLATED);
	p = held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_ISOLATED);
	p->collateral = D("500");
	p->liquidation_price = D("45000");
	load(true, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "45000");
	o = order(ETH, SIDE_BUY, "1", "3000");
	load(true, &o);	/* another isolated one moves nothing here */
	is_text(liquidated(BTC, POSITION_LONG), "45000");
	o = order(BTC, SIDE_BUY, "0.1", "50000");
	load(true, &o);
	is_text(liquidated(BTC, POSITION_LONG), "45180.8");
	/* a cross one lives of what all leave */
	TEXT_SET(p->margin_mode, "cross");
	o = order(ETH, SIDE_BUY, "1", "3000");
	load(true, &o);
	ok(strcmp(liquidated(BTC, POSITION_LONG), "45000") != 0);
	p->entry_price = DEC_NONE;
	p->liquidation_price = DEC_NONE;
	load(true, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "unknown");
}

static void
fills_an_order_that_opens(void)
{
	struct margin_order o;

	swaps("symbols", "off", "10", MARGIN_ISOLATED);
	o = order(BTC, SIDE_BUY, "0.1", "50000");
	load(true, &o);
	is_text(liquidated(BTC, POSITION_LONG), "45180.8");
	o.side = SIDE_SELL;	/* (500 + 5000) / 1.004 / .1 */
	load(true, &o);
	is_text(liquidated(BTC, POSITION_SHORT), "54780.8");
	is_text(liquidated(BTC, POSITION_LONG), "not there");
	/* cross: all that is free, less the fee of 2.5 */
	swaps("symbols", "off", "10", MARGIN_CROSS);
	snap.balances.at[0].free = D("1000");
	o = order(BTC, SIDE_BUY, "0.1", "50000");
	load(true, &o);
	is_text(liquidated(BTC, POSITION_LONG), "40185.8");
	snap.balances.at[0].free = D("5002.5");
	load(true, &o);
	is_text(liquidated(BTC, POSITION_LONG), "none");
	vec_clear(&snap.balances);
	load(true, &o);
	is_text(liquidated(BTC, POSITION_LONG), "unknown");
}

static void
fills_working_orders_at_their_worst(void)
{
	struct margin_order o;
	const struct swap *k;
	struct dec sum;

	swaps("symbols", "off", "10", MARGIN_ISOLATED);
	order_is(BTC, SIDE_BUY, TYPE_LIMIT, "0.1", "40000", ORDER_OPEN);
	load(false, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "not there");
	load(true, NULL);
	k = margins_find(&margins, instrument_of(BTC), POSITION_LONG);
	is_dec(k->mark, "40000");	/* there the market is by then */
	is_text(liquidated(BTC, POSITION_LONG), "36144.6");
	/* with an order at the market: 9000 cost, 900 margin, .2 */
	o = order(BTC, SIDE_BUY, "0.1", "50000");
	load(true, &o);
	is_text(liquidated(BTC, POSITION_LONG), "40662.7");
	is_int(margins_initial(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "900");
	/* what only reduces, is done or is not ours to fill changes nothing */
	order_is(BTC, SIDE_BUY, TYPE_LIMIT, "9", "40000", ORDER_FILLED);
	order_is(BTC, SIDE_BUY, TYPE_LIMIT, "9", "40000",
	    ORDER_OPEN)->reduce_only = 1;
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "9", "40000", ORDER_OPEN);
	load(true, &o);
	is_int(margins_initial(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "900");
	/* of a pair the dearer one */
	TEXT_SET(order_is(BTC, SIDE_BUY, TYPE_LIMIT, "0.1", "45000",
	    ORDER_OPEN)->oco, "pair");
	TEXT_SET(snap.orders.at[0].oco, "pair");
	load(true, &o);
	is_int(margins_initial(&margins, &snap, &sum, &err), E_OK);
	is_dec(sum, "950");
}

static void
turns_a_position_round(void)
{
	struct position *p;
	struct margin_order o;
	const struct swap *k;

	swaps("symbols", "off", "10", MARGIN_ISOLATED);
	p = held_is(BTC, POSITION_LONG, "0.1", "48000", "50000", "10",
	    MARGIN_ISOLATED);
	p->unrealized_pnl = D("200");
	p->collateral = D("680");
	o = order(BTC, SIDE_SELL, "0.3", "50000");
	load(true, &o);
	k = margins_find(&margins, instrument_of(BTC), POSITION_SHORT);
	is_dec(k->contracts, "0.2");
	is_dec(k->cost, "10000");
	is_dec(k->initial, "1000");
	is_dec(k->margin, "1000");
	is_text(liquidated(BTC, POSITION_SHORT), "54780.8");
	/* what is not asked for takes the larger way */
	order_is(BTC, SIDE_SELL, TYPE_LIMIT, "0.15", "50000", ORDER_OPEN);
	load(true, NULL);
	ok(margins_find(&margins, instrument_of(BTC), POSITION_LONG) != NULL);
	snap.orders.at[0].remaining = snap.orders.at[0].amount = D("0.25");
	load(true, NULL);
	ok(margins_find(&margins, instrument_of(BTC), POSITION_SHORT) !=
	    NULL);
}

static void
holds_two_sides_apart_in_hedge_mode(void)
{
	struct margin_order o;
	const struct swap *k;

	swaps("symbols", "off", "10", MARGIN_ISOLATED);
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_ISOLATED)->hedged = 1;
	held_is(BTC, POSITION_SHORT, "0.3", "50000", "50000", "10",
	    MARGIN_ISOLATED)->hedged = 1;
	for (size_t i = 0; i < 2; i++)
		snap.positions.at[i].collateral = D("500");
	o = order(BTC, SIDE_SELL, "0.1", "50000");
	load(true, &o);
	k = margins_find(&margins, instrument_of(BTC), POSITION_LONG);
	is_dec(k->contracts, "0.1");
	k = margins_find(&margins, instrument_of(BTC), POSITION_SHORT);
	is_dec(k->contracts, "0.4");
}

/* Coins are bought with what stands behind cross positions. */
static void
spends_what_stands_behind(void)
{
	struct margin_order o;

	swaps("symbols", "off", "10", MARGIN_CROSS);
	snap.balances.at[0].free = D("500");	/* and 500 of margin */
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_CROSS);
	load(true, NULL);
	is_text(liquidated(BTC, POSITION_LONG), "40160.7");
	o = order("BTC/USDT", SIDE_BUY, "0.004", "50000");
	load(true, &o);	/* 200, and .2 of fee */
	is_text(liquidated(BTC, POSITION_LONG), "42170.7");
}

int
main(void)
{
	TEST(agrees_with_the_golden_prices);
	TEST(agrees_with_the_golden_maintenance);
	TEST(agrees_with_the_worked_examples);
	TEST(adds_up_what_swaps_need);
	TEST(takes_the_venues_word_until_something_moves);
	TEST(fills_an_order_that_opens);
	TEST(fills_working_orders_at_their_worst);
	TEST(turns_a_position_round);
	TEST(holds_two_sides_apart_in_hedge_mode);
	TEST(spends_what_stands_behind);
	margins_release(&margins);
	world();
	return tap_done();
}
