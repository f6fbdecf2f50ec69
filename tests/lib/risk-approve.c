/*
 * Verdicts on one order: what is missing or stale, orders on their way, halts
 * and breakers, reducing orders, and what the verdict says.
 */
#include "tests/lib/risk.h"

static void
refuses_what_is_stale(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	world();
	snap.time = NOW - 300000000;
	allows(r);
	snap.time--;
	refuses(r, "stale_snapshot");
	found("300.000001", "300");
	says("the account's state is 300.000001 s old, at most 300 s are"
	    " allowed");
	is_int(verdict.findings.len, 1);
	snap.time = NOW + 300000000;
	allows(r);
	snap.time++;
	refuses(r, "stale_snapshot");
	snap.time = 0;
	refuses(r, "stale_snapshot");
	says("the account's state has no time");
	/* it binds orders that reduce as well */
	position_is("BTC/USDT", "1", "50000");
	r = asks(SIDE_SELL, "BTC/USDT", "0.001");
	refuses(r, "stale_snapshot");
}

static void
refuses_without_a_price(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	world();
	snap.prices.at[0].time = NOW - 300000001;
	refuses(r, "stale_price");
	found("300.000001", "300");
	says("the price of BTC/USDT is 300.000001 s old, at most 300 s are"
	    " allowed");
	snap.prices.at[0].time++;
	allows(r);
	snap.prices.at[0].time = 0;
	refuses(r, "stale_price");
	says("the price of BTC/USDT has no time");
	position_is("BTC/USDT", "1", "50000");
	r = asks(SIDE_SELL, "BTC/USDT", "0.001");
	allows(r);	/* an old price holds nobody in */
	snap.prices.at[0].last = DEC_ZERO;
	refuses(r, "no_price");
	snap.prices.at[0].last = DEC_NONE;
	refuses(r, "no_price");
	vec_clear(&snap.prices);
	refuses(r, "no_price");
	says("no price is known for BTC/USDT");
}

static void
refuses_what_it_does_not_know(void)
{
	struct order_request r = asks(SIDE_BUY, "ADA/USDT", "1");

	world();
	refuses(r, "unknown_instrument");
	says("ADA/USDT is not traded at sim");
	ok(!dec_known(verdict.effect.notional));
	r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	snap.equity = DEC_NONE;
	refuses(r, "unpriced_equity");
	says("the equity of demo is not known in USDT");
	position_is("BTC/USDT", "1", "50000");
	r = asks(SIDE_SELL, "BTC/USDT", "0.001");
	allows(r);
}

static void
refuses_what_it_cannot_value(void)
{
	struct order_request r;

	world();
	symbol_is("BTC/EUR", "46000");
	r = asks(SIDE_BUY, "BTC/EUR", "0.001");
	allows(r);	/* EUR → BTC → USDT */
	is_dec(verdict.effect.notional, "50");
	snap.prices.at[0].last = DEC_NONE;
	refuses(r, "not_valued");
	says("no prices lead from EUR to USDT");
	world();
	r = asks(SIDE_BUY, "BTC/USDT", "100000000000000000000000000000000000");
	refuses(r, "not_valued");
	says("the value of BTC/USDT does not fit");
	/* another position that has no price makes exposure unknown */
	world();
	r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	position_is("ETH/USDT", "1", "");
	snap.prices.at[1].last = snap.prices.at[1].mark = DEC_NONE;
	refuses(r, "not_valued");
	says("no price is known for ETH/USDT");
	*vec_add(&snap.unpriced) = (struct asset_name){ "ETH" };
	allows(r);
}

static void
counts_orders_on_their_way_in_full(void)
{
	static const struct { int state; const char *after; } cases[] = {
		{ ORDER_INTENT, "600" }, { ORDER_SENDING, "600" },
		{ ORDER_OPEN, "600" }, { ORDER_PARTIAL, "600" },
		{ ORDER_UNKNOWN, "1100" }, { ORDER_FILLED, "100" },
		{ ORDER_CANCELED, "100" }, { ORDER_REJECTED, "100" },
		{ ORDER_ABSENT, "100" }, { ORDER_REFUSED, "100" },
		{ ORDER_ABANDONED, "100" }, { ORDER_EXPIRED, "100" }
	};
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.002");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct order *o;

		only("max-leverage", "10");
		o = order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.02",
		    "50000", cases[i].state);
		o->remaining = D("0.01");
		allows(r);
		is_dec(verdict.effect.position_after, cases[i].after);
		is_dec(verdict.effect.gross_after, cases[i].after);
	}
}

static void
counts_orders_at_their_dearest(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.002");
	struct order *o;

	only("max-leverage", "10");
	/* a limit at its price, a stop at trigger or last, money as such */
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.01", "30000",
	    ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "0.01", "60000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "0.01", "40000", ORDER_OPEN);
	o = order_is("BTC/USDT", SIDE_BUY, TYPE_MARKET, "", "",
	    ORDER_UNKNOWN);
	o->quote = D("77");
	o->trigger_price = DEC_NONE;
	/* sells only reduce on spot */
	order_is("BTC/USDT", SIDE_SELL, TYPE_LIMIT, "5", "60000", ORDER_OPEN);
	allows(r);
	is_dec(verdict.effect.position_after, "1577");
	/* an order of a symbol that nobody knows cannot be counted */
	order_is("XYZ/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_OPEN);
	refuses(r, "not_valued");
	says("XYZ/USDT: unknown instrument of order o1");
}

static void
sees_the_same_coins_once(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.002");

	only("max-leverage", "10");
	symbol_is("BTC/EUR", "50000");
	symbol_is("EUR/USDT", "1");
	position_is("BTC/USDT", "0.01", "50000");
	position_is("BTC/EUR", "0.01", "50000");
	order_is("BTC/EUR", SIDE_BUY, TYPE_LIMIT, "0.01", "50000",
	    ORDER_OPEN);
	allows(r);	/* 500 held, 500 working, 100 */
	is_dec(verdict.effect.position_after, "1100");
	is_dec(verdict.effect.gross_after, "1100");
	/* the account's own currency is no exposure */
	symbol_is("USDT/EUR", "1");
	position_is("USDT/EUR", "5000", "1");
	allows(r);
	is_dec(verdict.effect.gross_after, "1100");
}

static void
lets_orders_out_that_reduce(void)
{
	struct order_request r = asks(SIDE_SELL, "BTC/USDT", "1");

	world();
	policy_is("symbols", "ETH/*");
	policy_is("max-order-notional", "1");
	policy_is("max-order-size", "0.1");
	position_is("BTC/USDT", "1", "50000");
	snap.equity = D("100");
	allows(r);
	ok(verdict.effect.reduces);
	is_dec(verdict.effect.risk, "0");
	is_dec(verdict.effect.position_after, "50000");
	/* the same coins, sold for another quote */
	symbol_is("BTC/EUR", "50000");
	symbol_is("ETH/EUR", "2500");
	symbol_is("EUR/USDT", "1");
	TEXT_SET(r.symbol, "BTC/EUR");
	allows(r);
	ok(verdict.effect.reduces);
	TEXT_SET(r.symbol, "ETH/EUR");
	refuses(r, "max-order-notional");
	TEXT_SET(r.symbol, "BTC/USDT");
	r.amount = D("1.00000001");	/* more than there is: an entry */
	refuses(r, "symbols");
	ok(!verdict.effect.reduces);
	r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	refuses(r, "symbols");
	r = asks(SIDE_SELL, "ETH/USDT", "1");	/* nothing is held */
	refuses(r, "max-order-notional");
	ok(!verdict.effect.reduces);
}

/* The numbers of an order out are nobody's: the verdict is the same, an entry's
 * are still there. */
static void
judges_briefly_what_it_judges_in_full(void)
{
	struct order_request r;

	for (int brief = 0; brief < 2; brief++) {
		world();
		rules.brief = brief == 1;
		position_is("BTC/USDT", "1", "50000");
		policy_is("max-order-notional", "100");
		policy_is("max-position-share", "off");
		r = asks(SIDE_SELL, "BTC/USDT", "1");
		allows(r);
		ok(verdict.effect.reduces);
		is_dec(verdict.effect.amount, "1");
		ok(dec_known(verdict.effect.gross_after) == !rules.brief);
		r.type = TYPE_LIMIT;
		r.price = D("1");
		refuses(r, "price-collar");
		is_int(verdict.findings.len, 1);
		r = asks(SIDE_SELL, "BTC/USDT", "1.00000001");
		refuses(r, "max-order-notional");
		r = asks(SIDE_BUY, "BTC/USDT", "0.001");
		allows(r);
		is_dec(verdict.effect.notional, "50");
		ok(dec_known(verdict.effect.gross_after));
	}
}

static void
selling_the_own_currency_is_an_entry(void)
{
	struct order_request r;

	only("max-order-size", "10");
	symbol_is("USDT/EUR", "0.5");
	position_is("USDT/EUR", "10000", "0.5");
	r = asks(SIDE_SELL, "USDT/EUR", "10");
	allows(r);
	ok(!verdict.effect.reduces);
	r.amount = D("10.00001");
	refuses(r, "max-order-size");
}

static void
halts_refuse_entries(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	struct halt *h;

	world();
	h = vec_add(&halts);
	TEXT_SET(h->account, "other");
	h->time = NOW;
	allows(r);
	TEXT_SET(h->account, "demo");
	TEXT_SET(h->reason, "lunch");
	refuses(r, "halt");
	says("demo is halted since 2024-03-01T12:00:00Z: lunch; etrms"
	    " resume");
	TEXT_SET(h->account, "");
	TEXT_SET(h->reason, "");
	refuses(r, "halt");
	says("everything is halted since 2024-03-01T12:00:00Z; etrms resume");
	position_is("BTC/USDT", "1", "50000");
	r.side = SIDE_SELL;
	allows(r);
}

static void
tripped_breakers_refuse_entries(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	struct breaker *b;

	world();
	b = vec_add(&breakers);
	TEXT_SET(b->name, "daily");
	TEXT_SET(b->when, "drawdown(1d) > 5%");
	TEXT_SET(b->act, "block-entries");
	b->enabled = 1;
	allows(r);
	b->state = BREAKER_TRIPPED;
	b->tripped_at = NOW;
	refuses(r, "breaker");
	says("breaker daily has tripped at 2024-03-01T12:00:00Z (drawdown(1d)"
	    " > 5%); etrms breaker reset daily");
	b->enabled = 0;
	allows(r);
	b->enabled = 1;
	TEXT_SET(b->symbol, "ETH/*");
	allows(r);
	TEXT_SET(b->symbol, "BTC/*");
	refuses(r, "breaker");
	TEXT_SET(b->account, "other");
	allows(r);
	TEXT_SET(b->account, "demo");
	refuses(r, "breaker");
	TEXT_SET(b->venue, "binance");
	allows(r);
	TEXT_SET(b->venue, "sim");
	refuses(r, "breaker");
	b->state = BREAKER_COOLING;
	b->rearms_at = NOW + 1;
	refuses(r, "breaker");
	says("breaker daily cools down until 2024-03-01T12:00:00.000001Z"
	    " (drawdown(1d) > 5%)");
	b->rearms_at = NOW;
	allows(r);
	b->rearms_at = 0;
	refuses(r, "breaker");
	position_is("BTC/USDT", "1", "50000");
	r.side = SIDE_SELL;
	allows(r);
}

static void
lists_breaches_first_and_infos_on_demand(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	world();
	allows(r);
	is_int(verdict.findings.len, 0);
	rules.explain = true;
	allows(r);
	is_int(verdict.findings.len, 5);
	is_int(verdict.findings.at[0].severity, SEVERITY_INFO);
	is_text(verdict.findings.at[0].rule, "max-position-share");
	says("the position would be worth 50 USDT, 0.5% of equity 10000,"
	    " within 10%");
	r.amount = D("0.1");	/* 5000: share and risk */
	refuses(r, "max-position-share");
	is_int(verdict.findings.len, 5);
	is_int(verdict.findings.at[1].severity, SEVERITY_BREACH);
	is_text(verdict.findings.at[1].rule, "max-risk-per-trade");
	is_int(verdict.findings.at[2].severity, SEVERITY_INFO);
	is_text(verdict.findings.at[2].rule, "max-leverage");
	is_text(verdict.findings.at[2].account, "demo");
	is_text(verdict.findings.at[2].venue, "sim");
	is_text(verdict.findings.at[2].symbol, "BTC/USDT");
	ok(verdict.findings.at[2].snapshot_time == NOW);
	rules.explain = false;
	refuses(r, "max-position-share");
	is_int(verdict.findings.len, 2);
}

static void
approves_a_copy_of_what_was_asked(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	world();
	TEXT_SET(r.tag, "mine");
	allows(r);
	ok(approved != NULL);
	is_text(approved_request(approved)->tag, "mine");
	is_dec(approved_request(approved)->amount, "0.001");
	is_dec(verdict.effect.notional, "50");
	is_dec(verdict.effect.reference, "50000");
	/* what is not an order at all is an error, and approves nothing */
	r.price = D("5");
	is_text(refusal(&r), "--price: a market order takes none");
	ok(approved == NULL);
}

/* A tighter policy never allows what a looser one refuses. */
static void
is_monotone(void)
{
	static const char *const rule[] = { "max-order-notional",
	    "max-position-notional", "max-position-share", "max-leverage",
	    "max-risk-per-trade", "max-order-size", "max-daily-notional" };
	static const char *const looser[] = { "900", "950", "9%", "0.09",
	    "3%", "0.018", "2000" };
	static const char *const tighter[] = { "300", "400", "4%", "0.05",
	    "1.5%", "0.009", "700" };
	char amount[DEC_TEXT_SIZE];
	int both[2][2] = {{0}};

	for (size_t k = 0; k < sizeof(rule) / sizeof(rule[0]); k++)
		for (int n = 1; n <= 60; n++) {
			struct order_request r;
			bool loose, tight;

			only(rule[k], looser[k]);
			dec_text(dec_make(n * 37, 5), amount);
			r = asks(SIDE_BUY, "BTC/USDT", amount);
			if (n % 3 == 0)
				r.stop_loss = (struct level){ LEVEL_PERCENT,
				    dec_int(n) };
			loose = refusal(&r)[0] == '\0';
			only(rule[k], tighter[k]);
			tight = refusal(&r)[0] == '\0';
			ok(loose || !tight);
			both[loose][tight]++;
		}
	/* and the sample tells the two apart */
	ok(both[0][0] > 0 && both[1][1] > 0 && both[1][0] > 0);
	is_int(both[0][1], 0);
}

int
main(void)
{
	TEST(refuses_what_is_stale);
	TEST(refuses_without_a_price);
	TEST(refuses_what_it_does_not_know);
	TEST(refuses_what_it_cannot_value);
	TEST(counts_orders_on_their_way_in_full);
	TEST(counts_orders_at_their_dearest);
	TEST(sees_the_same_coins_once);
	TEST(lets_orders_out_that_reduce);
	TEST(judges_briefly_what_it_judges_in_full);
	TEST(selling_the_own_currency_is_an_entry);
	TEST(halts_refuse_entries);
	TEST(tripped_breakers_refuse_entries);
	TEST(lists_breaches_first_and_infos_on_demand);
	TEST(approves_a_copy_of_what_was_asked);
	TEST(is_monotone);
	world();
	return tap_done();
}
