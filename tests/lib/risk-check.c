/*
 * The account as a whole: one finding per thing that is not as it should be,
 * each limit at its last digit, and the numbers of `risk show`.
 */
#include "tests/lib/risk.h"

static struct findings found;

/* "rule rule…" of what the check found. */
static const char *
check(void)
{
	static char text[400];
	size_t n = 0;

	vec_clear(&found);
	policy_ready(NULL);
	if (risk_check(&rules, &snap, &found, &err) != E_OK)
		return err.text;
	text[0] = '\0';
	for (size_t i = 0; i < found.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
		    i > 0 ? " " : "", found.at[i].rule);
	return text;
}

#define finds(i, severity_, symbol_, value_, limit_, message_) do { \
	ok(found.len > (i)); \
	is_int(found.at[i].severity, (severity_)); \
	is_text(found.at[i].symbol, (symbol_)); \
	is_dec(found.at[i].value, (value_)); \
	is_dec(found.at[i].limit, (limit_)); \
	is_text(found.at[i].message, (message_)); \
} while (0)

static void
finds_nothing_where_nothing_is(void)
{
	world();
	is_text(check(), "");
	position_is("BTC/USDT", "0.02", "50000");
	is_text(check(), "");	/* 10 % is within 10 % */
}

static void
finds_positions_beyond_their_share(void)
{
	world();
	position_is("BTC/USDT", "0.02000001", "50000");
	is_text(check(), "max-position-share");
	finds(0, SEVERITY_BREACH, "BTC/USDT", "0.10000005", "0.1",
	    "position and working orders are worth 1000.0005 USDT, 10.000005%"
	    " of equity 10000, above 10%");
	is_text(found.at[0].account, "demo");
	is_text(found.at[0].venue, "sim");
	ok(found.at[0].snapshot_time == NOW);
	policy_for("max-position-share", "11%", "", "BTC/USDT");
	is_text(check(), "");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.002", "50000",
	    ORDER_UNKNOWN);
	is_text(check(), "unknown_order max-position-share");
	snap.equity = DEC_NONE;
	is_text(check(), "unknown_order unpriced_equity");
}

static void
finds_positions_beyond_their_worth(void)
{
	world();
	policy_off();
	policy_for("max-position-notional", "500", "demo", "");
	position_is("BTC/USDT", "0.01", "50000");
	is_text(check(), "");
	snap.positions.at[0].contracts = D("0.01000001");
	is_text(check(), "max-position-notional");
	finds(0, SEVERITY_BREACH, "BTC/USDT", "500.0005", "500",
	    "position and working orders are worth 500.0005 USDT, above 500"
	    " USDT");
}

static void
finds_too_much_leverage(void)
{
	world();
	policy_off();
	vec_clear(&policy_rows);
	policy_is("max-position-share", "off");
	policy_is("max-leverage", "0.15");
	position_is("BTC/USDT", "0.02", "50000");
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "0.2", "2500", ORDER_OPEN);
	is_text(check(), "");
	snap.orders.at[0].remaining = D("0.20000001");
	is_text(check(), "max-leverage");
	finds(0, SEVERITY_BREACH, "", "0.15000001", "0.15", "positions and"
	    " working orders are worth 1500.000025 USDT on equity 10000, above"
	    " 0.15 times");
}

static void
finds_too_busy_a_day(void)
{
	world();
	policy_is("max-daily-notional", "1000");
	snap.day_notional = D("1000");
	is_text(check(), "");
	snap.day_notional = D("1000.01");
	is_text(check(), "max-daily-notional");
	finds(0, SEVERITY_BREACH, "", "1000.01", "1000",
	    "the day's turnover is 1000.01 USDT, above 1000 USDT");
	snap.day_notional = DEC_NONE;
	is_text(check(), "");
}

static void
finds_what_is_not_on_the_list(void)
{
	world();
	policy_is("symbols", "ETH/*");
	position_is("ETH/USDT", "0.01", "2500");
	is_text(check(), "");
	position_is("BTC/USDT", "0.001", "50000");
	is_text(check(), "symbols");
	finds(0, SEVERITY_WARNING, "BTC/USDT", "", "",
	    "BTC/USDT is held and not on the list ETH/*");
}

static void
finds_a_stale_snapshot(void)
{
	world();
	snap.time = NOW - rules.max_age;
	is_text(check(), "");
	snap.time--;
	is_text(check(), "stale_snapshot");
	finds(0, SEVERITY_BREACH, "", "300.000001", "300", "the account's"
	    " state is 300.000001 s old, at most 300 s are allowed");
	snap.time = 0;
	is_text(check(), "stale_snapshot");
	is_text(found.at[0].message, "the account's state has no time");
}

static void
finds_what_has_no_price(void)
{
	world();
	*vec_add(&snap.unpriced) = (struct asset_name){ "XYZ" };
	*vec_add(&snap.unpriced) = (struct asset_name){ "ABC" };
	is_text(check(), "unpriced unpriced");
	finds(1, SEVERITY_WARNING, "ABC", "", "",
	    "ABC is held, and no known prices lead from it to USDT");
	world();
	snap.equity = DEC_NONE;
	is_text(check(), "unpriced_equity");
	is_int(found.at[0].severity, SEVERITY_BREACH);
	world();
	position_is("BTC/USDT", "1", "");
	snap.prices.at[0].last = snap.prices.at[0].mark = DEC_NONE;
	is_text(check(), "not_valued");
	finds(0, SEVERITY_BREACH, "", "", "",
	    "no price is known for BTC/USDT");
}

static void
finds_orders_that_may_exist(void)
{
	world();
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.001", "50000",
	    ORDER_OPEN);
	is_text(check(), "");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.001", "50000",
	    ORDER_SENDING);
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.001", "50000",
	    ORDER_UNKNOWN);
	is_text(check(), "unknown_order unknown_order");
	is_text(found.at[0].message, "order o1 may exist at the venue; etrms"
	    " order reconcile");
	world();
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "0.001", "50000",
	    ORDER_OPEN)->asked_at = NOW;
	is_text(check(), "unknown_order");
	is_text(found.at[0].message, "order o1 may have been amended; etrms"
	    " order reconcile");
}

static void
finds_halts_and_breakers(void)
{
	struct breaker *b;
	struct halt *h;

	world();
	h = vec_add(&halts);
	h->time = NOW;
	b = vec_add(&breakers);
	TEXT_SET(b->name, "wake");
	TEXT_SET(b->when, "equity < 1");
	TEXT_SET(b->act, "notify");
	TEXT_SET(b->symbol, "ETH/*");
	b->enabled = 1;
	is_text(check(), "halt");
	b->state = BREAKER_TRIPPED;
	b->tripped_at = NOW;
	is_text(check(), "halt breaker");	/* it only notifies */
	finds(1, SEVERITY_WARNING, "ETH/*", "", "", "breaker wake has tripped"
	    " at 2024-03-01T12:00:00Z (equity < 1); etrms breaker reset"
	    " wake");
	TEXT_SET(b->act, "close");
	is_text(check(), "halt breaker");
	is_int(found.at[1].severity, SEVERITY_BREACH);
	b->state = BREAKER_COOLING;
	b->rearms_at = NOW + 1;
	is_text(check(), "halt breaker");
	TEXT_SET(b->act, "notify");
	is_text(check(), "halt");
	TEXT_SET(b->act, "close");
	TEXT_SET(b->account, "other");
	is_text(check(), "halt");
	TEXT_SET(b->account, "");
	b->enabled = 0;
	b->state = BREAKER_ARMED;
	is_text(check(), "halt");
}

static void
shows_what_is_at_risk(void)
{
	struct curve curve = {0};
	struct equity_point p = { 0 };
	struct exposure e;

	world();
	holds("USDT", "5");
	snap.balances.at[0].free = D("9000");
	snap.balances.at[0].used = D("1000");
	position_is("BTC/USDT", "0.02", "50000");
	position_is("ETH/USDT", "0.2", "2500");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_FILLED);
	snap.day_notional = D("77");
	for (int i = 0; i < 2; i++) {
		p.time = NOW - (2 - i) * INT64_C(43200000000);
		p.equity = D(i == 0 ? "12500" : "11000");
		p.units = D("10000");
		curve_add(&curve, &p);
	}
	is_int(risk_exposure(&snap, &curve, 0, &rules.terms, &e, &err), E_OK);
	is_text(e.account, "demo");
	is_text(e.currency, "USDT");
	is_dec(e.equity, "10000");
	is_dec(e.gross, "1500");
	is_dec(e.net, "1500");
	is_dec(e.leverage, "0.15");
	is_dec(e.free, "9005");
	is_dec(e.used, "1000");
	is_text(e.largest_symbol, "BTC/USDT");
	is_dec(e.largest_share, "0.1");
	is_int(e.open_positions, 2);
	is_int(e.open_orders, 1);
	is_dec(e.day_notional, "77");
	is_dec(e.drawdown, "0.2");
	is_dec(e.drawdown_day, "0.0909091");	/* 1/11, rounded up */
	ok(e.time == NOW);
	is_int(risk_exposure(&snap, NULL, 0, &rules.terms, &e, &err), E_OK);
	ok(!dec_known(e.drawdown) && !dec_known(e.drawdown_day));
	snap.equity = D("20000");	/* a new peak */
	is_int(risk_exposure(&snap, &curve, 0, &rules.terms, &e, &err), E_OK);
	is_dec(e.drawdown, "0");
	snap.positions.at[0].mark_price = DEC_NONE;
	snap.prices.at[0].last = snap.prices.at[0].mark = DEC_NONE;
	is_int(risk_exposure(&snap, &curve, 0, &rules.terms, &e, &err), E_OK);
	ok(!dec_known(e.gross) && !dec_known(e.net));
	ok(!dec_known(e.leverage) && !dec_known(e.largest_share));
	is_text(e.largest_symbol, "");
	curve_release(&curve);
}

int
main(void)
{
	TEST(finds_nothing_where_nothing_is);
	TEST(finds_positions_beyond_their_share);
	TEST(finds_positions_beyond_their_worth);
	TEST(finds_too_much_leverage);
	TEST(finds_too_busy_a_day);
	TEST(finds_what_is_not_on_the_list);
	TEST(finds_a_stale_snapshot);
	TEST(finds_what_has_no_price);
	TEST(finds_orders_that_may_exist);
	TEST(finds_halts_and_breakers);
	TEST(shows_what_is_at_risk);
	vec_release(&found);
	world();
	return tap_done();
}
