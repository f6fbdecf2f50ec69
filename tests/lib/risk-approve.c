/*
 * Verdicts on one order: each rule below, at and above its limit by the last
 * digit, what is missing or stale, halts and breakers, reducing orders, and
 * what the verdict says.
 */
#include "tests/lib/risk.h"

/* A world with one rule only. */
static void
only(const char *rule, const char *value)
{
	world();
	policy_off();
	policy_is(rule, value);
	for (size_t i = 0; i + 1 < policy_rows.len; i++)
		if (strcmp(policy_rows.at[i].rule, rule) == 0) {
			policy_rows.at[i] = policy_rows.at[policy_rows.len - 1];
			policy_rows.len--;
		}
	policy_ready(NULL);
}

#define says(text) is_text(verdict.findings.len > 0 ? \
	verdict.findings.at[0].message : "(nothing)", (text))
#define found(value_, limit_) do { \
	ok(verdict.findings.len > 0); \
	is_dec(verdict.findings.at[0].value, (value_)); \
	is_dec(verdict.findings.at[0].limit, (limit_)); \
} while (0)

static void
limits_the_worth_of_an_order(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("max-order-notional", "500");
	allows(r);
	r.amount = D("0.01000001");
	refuses(r, "max-order-notional");
	found("500.0005", "500");
	says("the order is worth 500.0005 USDT, above 500 USDT");
	r.amount = D("0.00999999");
	allows(r);
	is_dec(verdict.effect.notional, "499.9995");
	r = asks(SIDE_BUY, "BTC/USDT", "");
	r.quote = D("500");
	allows(r);
	r.quote = D("500.00000001");
	refuses(r, "max-order-notional");
	found("500.00000001", "500");
}

static void
limits_the_worth_of_a_position(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.002");

	only("max-position-notional", "1000");
	position_is("BTC/USDT", "0.01", "50000");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.01", "40000",
	    ORDER_OPEN);
	/* 500 held + 400 working + 100 */
	allows(r);
	is_dec(verdict.effect.position_after, "1000");
	r.amount = D("0.00200001");
	refuses(r, "max-position-notional");
	found("1000.0005", "1000");
	says("the position would be worth 1000.0005 USDT, above 1000 USDT");
	r.amount = D("0.00199999");
	allows(r);
}

static void
limits_the_share_of_a_position(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.02");

	only("max-position-share", "10%");
	allows(r);
	is_dec(verdict.effect.share_after, "0.1");
	r.amount = D("0.02000001");
	refuses(r, "max-position-share");
	found("0.10000005", "0.1");
	says("the position would be worth 1000.0005 USDT, 10.000005% of equity"
	    " 10000, above 10%");
	r.amount = D("0.0199");
	position_is("BTC/USDT", "0.0001", "50000");
	allows(r);
	snap.positions.at[0].contracts = D("0.00010001");
	refuses(r, "max-position-share");
	/* a share of nothing: every entry is too much */
	vec_clear(&snap.positions);
	snap.equity = DEC_ZERO;
	refuses(r, "max-position-share");
	found("", "0.1");
}

static void
limits_leverage(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.2");

	only("max-leverage", "2");
	position_is("ETH/USDT", "2", "2500");
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "2", "2500", ORDER_OPEN);
	allows(r);	/* 5000 + 5000 + 10000 on 10000 */
	is_dec(verdict.effect.gross_after, "20000");
	is_dec(verdict.effect.leverage_after, "2");
	r.amount = D("0.20000001");
	refuses(r, "max-leverage");
	found("2.00000005", "2");
	says("exposure would be 20000.0005 USDT on equity 10000, above 2"
	    " times");
	r.amount = D("0.19999999");
	allows(r);
}

static void
limits_the_risk_of_a_trade(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.004");

	only("max-risk-per-trade", "2%");
	/* without a stop the whole notional */
	allows(r);
	is_dec(verdict.effect.risk, "200");
	r.amount = D("0.00400001");
	refuses(r, "max-risk-per-trade");
	found("0.02000005", "0.02");
	says("without a stop the trade risks 200.0005 USDT, 2.000005% of"
	    " equity 10000, above 2%");
	/* 0.04 × (50000 - 49000) + 0.1 % of 2000 and of 1960 */
	r = asks(SIDE_BUY, "BTC/USDT", "0.04");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("49000") };
	allows(r);
	is_dec(verdict.effect.risk, "43.96");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("2") };
	allows(r);
	is_dec(verdict.effect.risk, "43.96");
	only("max-risk-per-trade", "0.4396%");
	allows(r);
	only("max-risk-per-trade", "0.43959%");
	refuses(r, "max-risk-per-trade");
	found("0.004396", "0.0043959");
	says("the trade risks 43.96 USDT, 0.4396% of equity 10000, above"
	    " 0.43959%");
}

static void
puts_stops_on_the_tick_away_from_the_market(void)
{
	struct order_request r = asks(SIDE_BUY, "ETH/USDT", "1");

	only("max-risk-per-trade", "99%");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("1.0003") };
	/* 2500 × 0.989997 = 2474.9925 → 2474.99; fees 2.5 and 2.47499 */
	allows(r);
	is_dec(verdict.effect.risk, "29.98499");
	/* a fee is rounded up at the eighth decimal */
	r = asks_limit(SIDE_BUY, "ETH/USDT", "0.00001", "2500.01");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("2499.01") };
	allows(r);
	/* 0.00001 + 0.0000250001 → 0.00002501 + 0.0000249901 → 0.000025 */
	is_dec(verdict.effect.risk, "0.00006001");
}

static void
does_not_trust_a_stop_on_the_wrong_side(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.004");

	only("max-risk-per-trade", "2%");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("50000") };
	allows(r);
	is_dec(verdict.effect.risk, "200");
	r.stop_loss.value = D("50001");
	allows(r);
	is_dec(verdict.effect.risk, "200");
	r.stop_loss.value = D("49999.99");
	allows(r);
	is_dec(verdict.effect.risk, "0.40003996");
}

static void
uses_the_given_fee_where_the_instrument_has_none(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("max-risk-per-trade", "2%");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("49000") };
	snap.instruments.at[0].taker = DEC_NONE;
	rules.fee_rate = D("0.01");
	allows(r);
	is_dec(verdict.effect.risk, "19.9");	/* 10 + 5 + 4.9 */
	snap.instruments.at[0].taker = DEC_ZERO;
	allows(r);
	is_dec(verdict.effect.risk, "10");
	snap.instruments.at[0].taker = D("-0.001");	/* a rebate is no help */
	allows(r);
	is_dec(verdict.effect.risk, "10");
}

static void
limits_the_size_of_an_order(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("min-order-size", "0.01");
	allows(r);
	r.amount = D("0.00999999");
	refuses(r, "min-order-size");
	found("0.00999999", "0.01");
	says("the order is for 0.00999999, below 0.01");
	r.amount = D("0.01000001");
	allows(r);
	only("max-order-size", "0.01");
	refuses(r, "max-order-size");
	found("0.01000001", "0.01");
	says("the order is for 0.01000001, above 0.01");
	r.amount = D("0.01");
	allows(r);
	/* what an amount of money buys, in whole lots */
	r = asks(SIDE_BUY, "BTC/USDT", "");
	r.quote = D("500.49");
	allows(r);
	is_dec(verdict.effect.amount, "0.01");
	r.quote = D("500.5");
	refuses(r, "max-order-size");
	found("0.01001", "0.01");
}

static void
collars_the_price_on_the_losing_side(void)
{
	struct order_request r = asks_limit(SIDE_BUY, "BTC/USDT", "0.01",
	    "52500");

	only("price-collar", "5%");
	allows(r);
	r.price = D("52500.01");
	refuses(r, "price-collar");
	found("0.0500002", "0.05");
	says("a buy at 52500.01 is 5.00002% worse than 50000, above 5%");
	r.price = D("1");
	allows(r);	/* patience */
	r = asks_limit(SIDE_SELL, "BTC/USDT", "0.01", "47500");
	position_is("BTC/USDT", "1", "50000");
	allows(r);	/* a reducing order is bound, too: */
	r.price = D("47499.99");
	refuses(r, "price-collar");
	found("0.0500002", "0.05");
	says("a sell at 47499.99 is 5.00002% worse than 50000, above 5%");
	r.price = D("90000");
	allows(r);
	r = asks(SIDE_BUY, "BTC/USDT", "0.01");
	allows(r);	/* no price, no collar */
}

static void
collars_a_stop_limit_from_its_trigger(void)
{
	struct order_request r = asks_limit(SIDE_BUY, "BTC/USDT", "0.01",
	    "63000");

	only("price-collar", "5%");
	r.type = TYPE_STOP_LIMIT;
	r.trigger_price = D("60000");
	allows(r);
	r.price = D("63000.01");
	refuses(r, "price-collar");
	r = asks(SIDE_BUY, "BTC/USDT", "0.01");
	r.type = TYPE_STOP;
	r.trigger_price = D("90000");
	allows(r);
}

static void
limits_the_turnover_of_a_day(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	only("max-daily-notional", "10000");
	snap.day_notional = D("8500");
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "0.4", "2500", ORDER_OPEN);
	allows(r);	/* 8500 + 1000 working + 500 */
	is_dec(verdict.effect.day_after, "10000");
	snap.day_notional = D("8500.00000001");
	refuses(r, "max-daily-notional");
	found("10000.00000001", "10000");
	says("with this and working orders the day's turnover would be"
	    " 10000.00000001 USDT, above 10000 USDT");
	snap.day_notional = DEC_NONE;
	refuses(r, "not_valued");
	says("the turnover of the day is not known");
}

static void
keeps_to_the_list_of_symbols(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	only("symbols", "ETH/* BTC/EUR");
	refuses(r, "symbols");
	says("BTC/USDT is not on the list ETH/* BTC/EUR");
	r = asks(SIDE_BUY, "ETH/USDT", "0.001");
	allows(r);
	policy_ready((char *[]){ "ETRMS_RISK_SYMBOLS=BTC/USDT",
	    "ETRMS_RISK_SYMBOL_WHITELIST=ADA/*", NULL });
	refuses(r, "symbols");
	says("ETH/USDT is not on the list ETH/* BTC/EUR and BTC/USDT and"
	    " ADA/*");
}

static void
lists_nothing_for_a_live_account_by_default(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.001");

	world();
	allows(r);
	snap.account.mode = MODE_LIVE;
	refuses(r, "symbols");
	says("a live account needs a list of symbols: etrms policy set"
	    " symbols");
	policy_is("symbols", "off");	/* said in so many words */
	policy_ready(NULL);
	allows(r);
	vec_clear(&policy_rows);
	policy_ready((char *[]){ "ETRMS_RISK_SYMBOLS=BTC/*", NULL });
	allows(r);
}

static void
fits_its_defaults_together(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.004");

	world();
	allows(r);	/* 2 % without a stop */
	r.amount = D("0.00401");
	refuses(r, "max-risk-per-trade");
	is_int(verdict.findings.len, 1);
	r.amount = D("0.02");	/* 10 % with one */
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("10") };
	allows(r);
	r.amount = D("0.02001");
	refuses(r, "max-position-share");
}

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
	r.amount = D("1.00000001");	/* more than there is: an entry */
	refuses(r, "symbols");
	ok(!verdict.effect.reduces);
	r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	refuses(r, "symbols");
	r = asks(SIDE_SELL, "ETH/USDT", "1");	/* nothing is held */
	refuses(r, "max-order-notional");
	ok(!verdict.effect.reduces);
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
	is_dec(approved_effect(approved)->notional, "50");
	is_dec(approved_effect(approved)->reference, "50000");
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
	TEST(limits_the_worth_of_an_order);
	TEST(limits_the_worth_of_a_position);
	TEST(limits_the_share_of_a_position);
	TEST(limits_leverage);
	TEST(limits_the_risk_of_a_trade);
	TEST(puts_stops_on_the_tick_away_from_the_market);
	TEST(does_not_trust_a_stop_on_the_wrong_side);
	TEST(uses_the_given_fee_where_the_instrument_has_none);
	TEST(limits_the_size_of_an_order);
	TEST(collars_the_price_on_the_losing_side);
	TEST(collars_a_stop_limit_from_its_trigger);
	TEST(limits_the_turnover_of_a_day);
	TEST(keeps_to_the_list_of_symbols);
	TEST(lists_nothing_for_a_live_account_by_default);
	TEST(fits_its_defaults_together);
	TEST(refuses_what_is_stale);
	TEST(refuses_without_a_price);
	TEST(refuses_what_it_does_not_know);
	TEST(refuses_what_it_cannot_value);
	TEST(counts_orders_on_their_way_in_full);
	TEST(counts_orders_at_their_dearest);
	TEST(sees_the_same_coins_once);
	TEST(lets_orders_out_that_reduce);
	TEST(selling_the_own_currency_is_an_entry);
	TEST(halts_refuse_entries);
	TEST(tripped_breakers_refuse_entries);
	TEST(lists_breaches_first_and_infos_on_demand);
	TEST(approves_a_copy_of_what_was_asked);
	TEST(is_monotone);
	world();
	return tap_done();
}
