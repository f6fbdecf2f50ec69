/*
 * What a condition may read of a snapshot and the past, name by name, with
 * exact values; and nothing from what is stale.
 */
#include "tests/lib/riskbreaker.h"

/* A name has exactly this value: it equals it, and is compared as it. */
static void
has(const char *what, const char *value)
{
	char text[200];

	snprintf(text, sizeof(text), "%s == %s", what, value);
	is_text(ask(text), "trips ");
}

static void
answers_from_balances_and_positions(void)
{
	begin();
	snap.balances.at[0].free = D("9900.5");
	holds("USDT", "100");	/* another wallet */
	holds("BTC", "0.02");
	position_is("BTC/USDT", "0.02", "50000")->unrealized_pnl = D("-10");
	position_is("ETH/USDT", "0.4", "2500")->unrealized_pnl = D("25.5");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_CANCELED);
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_UNKNOWN);
	has("equity", "10000");
	has("balance", "10100");
	has("free", "10000.5");
	has("exposure", "2000");
	has("net_exposure", "2000");
	has("unrealised", "15.5");
	has("leverage", "0.2");
	has("largest_share", "0.1");
	has("open_positions", "2");
	has("open_orders", "2");
	has("margin_used", "0");
	has("margin_ratio", "0");
	is_text(ask("account == \"demo\" and venue == \"sim\""), "trips ");
	is_text(ask("data_age < 1s"), "trips ");
	/* a symbol's breaker sees its symbol */
	is_text(ask_of("ETH/USDT", "exposure == 1000 and unrealised == 25.5"
	    " and open_positions == 1 and open_orders == 1"),
	    "trips ETH/USDT");
	is_text(ask_of("BTC/USDT", "exposure == 1000 and unrealised == -10"
	    " and mark == 50000 and symbol == \"BTC/USDT\""),
	    "trips BTC/USDT");
	snap.positions.at[0].unrealized_pnl = DEC_NONE;
	is_text(ask("unrealised > 0"),
	    "unknown: unrealised is not known (unrealised > 0)");
	snap.equity = DEC_ZERO;
	is_text(ask("leverage > 5"),
	    "unknown: leverage is not known (leverage > 5)");
}

static void
leaves_unknown_what_it_cannot_answer(void)
{
	static const char *const names[] = { "var_95 > 1%", "risk_score > 1",
	    "regime_factor > 1", "venue_share > 50%" };
	char text[200], name[40];

	begin();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		sscanf(names[i], "%39s", name);
		snprintf(text, sizeof(text), "unknown: %s is not known (%s)",
		    name, names[i]);
		is_text(ask(names[i]), text);
	}
	is_text(ask_of("BTC/USDT", "bid > 1"),
	    "unknown: BTC/USDT: bid is not known (bid > 1)");
}

static void
measures_drawdown_on_units(void)
{
	begin();
	point(3 * DAY, "12000", "0", "10000");
	point(2 * DAY, "11000", "0", "10000");
	point(12 * HOUR, "10500", "0", "10000");
	point(0, "10000", "0", "10000");
	is_text(ask("drawdown() == 1/6"), "trips ");
	is_text(ask("drawdown(1d) == 1/11"), "trips ");	/* stood until 0:00 */
	is_text(ask("drawdown(11h) == 1/21"), "trips ");
	is_text(ask("drawdown(1d) > 9.09%"), "trips ");
	is_text(ask("drawdown(1d) > 9.1%"), "no");
	is_text(ask("loss(1d) == 1/11 and loss(12h) == 1/21"
	    " and loss(1s) == 1/21"), "trips ");
	is_text(ask("loss(3650d) == 1/6"), "trips ");
	is_text(ask("profit(1d) == -1000 and profit() == -2000"), "trips ");
	/* half is withdrawn: nothing fell */
	snap.equity = D("5000");
	snap.units = D("5000");
	snap.transferred = D("-5000");
	is_text(ask("drawdown() == 1/6 and drawdown(1d) == 1/11"), "trips ");
	is_text(ask("profit(1d) == -1000 and loss(1d) == 1/11"), "trips ");
	/* now is part of the period: a new high is no drawdown */
	snap.equity = D("7000");
	is_text(ask("drawdown() == 0 and loss(1d) == 0"), "trips ");
}

static void
measures_drawdown_from_the_calendar(void)
{
	begin();	/* Friday noon */
	point(31 * DAY, "16000", "0", "10000");
	point(12 * HOUR + DAY, "12500", "0", "10000");	/* Thursday 0:00 */
	point(12 * HOUR, "11000", "0", "10000");	/* Friday 0:00 */
	point(6 * HOUR, "20000", "0", "10000");
	is_text(ask("drawdown(basis = \"day\") == 1/11"), "trips ");
	is_text(ask("drawdown(basis = \"week\") == 3/8"), "trips ");
	is_text(ask("drawdown(basis = \"month\") == 1/11"), "trips ");
	history.day_start = 7 * HOUR;	/* the day began at 07:00 */
	is_text(ask("drawdown(basis = \"day\") == 1/2"), "trips ");
	snap.equity = D("30000");
	is_text(ask("drawdown(basis = \"day\") == 0"), "trips ");
}

static void
begins_where_the_curve_begins(void)
{
	begin();
	is_text(ask("drawdown(1d) == 0 and loss(1d) == 0"
	    " and drawdown(basis = \"day\") == 0"), "trips ");
	history.curve = NULL;
	is_text(ask("drawdown(1d) > 5%"), "unknown: drawdown is not known"
	    " (drawdown(1d, \"peak\") > 5%)");
	is_text(ask("loss(1d) > 5%"),
	    "unknown: loss is not known (loss(1d) > 5%)");
	is_text(ask("profit(1d) > 5"),
	    "unknown: profit is not known (profit(1d) > 5)");
	begin();
	snap.equity = DEC_NONE;
	is_text(ask("drawdown(1d) > 5%"), "unknown: drawdown is not known"
	    " (drawdown(1d, \"peak\") > 5%)");
}

static void
sums_over_fills(void)
{
	begin();
	fill("BTC/USDT", SIDE_BUY, "1", "100", "1", 3 * DAY);
	fill("BTC/USDT", SIDE_SELL, "1", "90", "2", DAY);
	fill("ETH/USDT", SIDE_BUY, "1", "100", "4", HOUR);
	fill("ETH/USDT", SIDE_SELL, "1", "80", "8", HOUR - 1);
	has("realised()", "-30");
	has("realised(1d)", "-20");	/* a day ago is not within a day */
	has("realised(1441m)", "-30");
	has("fees()", "15");
	has("fees(1d)", "12");
	has("fees(1h)", "8");
	has("trades()", "2");
	has("trades(1d)", "1");
	has("loss_streak", "2");
	is_text(ask_of("BTC/USDT", "trades() == 1 and fees() == 3 and"
	    " loss_streak == 1 and realised() == -10"), "trips BTC/USDT");
	history.fills = NULL;
	is_text(ask("trades() > 1"),
	    "unknown: trades is not known (trades(all) > 1)");
}

static void
counts_stops_and_funding(void)
{
	struct order *o;
	struct funding *f;

	begin();
	for (int i = 0; i < 5; i++) {
		static const int types[] = { TYPE_STOP, TYPE_STOP_LIMIT,
		    TYPE_TRAILING, TYPE_LIMIT, TYPE_STOP };

		o = vec_add(&stops);
		*o = order_empty();
		TEXT_SET(o->symbol, i < 2 ? "BTC/USDT" : "ETH/USDT");
		o->type = types[i];
		o->state = i < 4 ? ORDER_FILLED : ORDER_CANCELED;
		o->last_update_time = NOW - i * HOUR;
	}
	has("stops_hit(3650d)", "3");
	has("stops_hit(2h)", "2");
	has("stops_hit(121m)", "3");
	is_text(ask_of("BTC/USDT", "stops_hit(3650d) == 2"), "trips BTC/USDT");
	for (int i = 0; i < 2; i++) {
		f = vec_add(&fundings);
		TEXT_SET(f->symbol, "BTC/USDT:USDT");
		TEXT_SET(f->asset, "USDT");
		f->amount = D(i == 0 ? "-3" : "1");
		f->time = NOW - DAY + i;
	}
	has("funding_paid()", "2");
	has("funding_paid(1d)", "-1");
	history.stops = NULL;
	history.fundings = NULL;
	is_text(ask("stops_hit(3650d) > 1"),
	    "unknown: stops_hit is not known (stops_hit(521w3d) > 1)");
	is_text(ask("funding_paid() > 1"),
	    "unknown: funding_paid is not known (funding_paid(all) > 1)");
}

/* A condition over each name that a snapshot answers. */
static const char *const of_the_snapshot[] = { "equity", "balance", "free",
    "exposure", "net_exposure", "unrealised", "leverage", "open_positions",
    "open_orders", "loss_streak", "margin_used", "margin_ratio",
    "largest_share", "stop_cover", "potential_drawdown", "drawdown(1d)",
    "loss(1d)", "profit(1d)", "realised(1d)", "fees(1d)",
    "funding_paid(1d)", "trades(1d)", "stops_hit(1d)" };

static void
answers_only_from_what_is_fresh(void)
{
	char text[100];

	begin();
	point(0, "10000", "0", "10000");
	for (size_t i = 0; i < sizeof(of_the_snapshot) /
	    sizeof(of_the_snapshot[0]); i++) {
		snprintf(text, sizeof(text), "%s >= -1000000",
		    of_the_snapshot[i]);
		if (strstr("margin_used margin_ratio largest_share stop_cover"
		    " potential_drawdown drawdown(1d) loss(1d)",
		    of_the_snapshot[i]) != NULL)
			snprintf(text, sizeof(text), "%s >= 0%%",
			    of_the_snapshot[i]);
		snap.time = NOW - rules.max_age;
		is_text(ask(text), "trips ");
		snap.time--;
		ok(strncmp(ask(text), "unknown", 7) == 0);
	}
	fill("BTC/USDT", SIDE_BUY, "1", "100", "1", HOUR);
	position_is("BTC/USDT", "1", "50000")->unrealized_pnl = D("1");
	snap.positions.at[0].entry_price = D("1");
	snap.positions.at[0].stop_loss_price = D("1");
	snap.positions.at[0].liquidation_price = D("1");
	static const char *const of_the_position[] = { "size", "value",
	    "entry", "stop", "liquidation", "profit", "leverage",
	    "entries" };
	for (size_t i = 0; i < sizeof(of_the_position) /
	    sizeof(of_the_position[0]); i++) {
		snprintf(text, sizeof(text), "position.%s >= -1000000",
		    of_the_position[i]);
		snap.time = NOW;
		is_text(ask(text), "trips BTC/USDT");
		snap.time = NOW - rules.max_age - 1;
		ok(strncmp(ask(text), "unknown", 7) == 0);
	}
	snap.time = NOW;
	is_text(ask("position.share >= 0% and position.gain > -900%"
	    " and position.side != \"flat\""), "trips BTC/USDT");
	snap.time = NOW - rules.max_age - 1;
	ok(strncmp(ask("position.share >= 0%"), "unknown", 7) == 0);
	ok(strncmp(ask("position.gain > -900%"), "unknown", 7) == 0);
	ok(strncmp(ask("position.side != \"flat\""), "unknown", 7) == 0);
}

static void
knows_nothing_from_a_stale_snapshot(void)
{
	begin();
	snap.time = NOW - rules.max_age - 1;
	is_text(ask("equity > 5"),
	    "unknown: equity is not known (equity > 5)");
	is_text(ask("data_age > 5m"), "trips ");
	snap.time++;
	is_text(ask("equity > 5"), "trips ");
}

static void
measures_what_stops_cover(void)
{
	begin();
	has("stop_cover", "1");		/* nothing is uncovered */
	has("potential_drawdown", "0");
	position_is("BTC/USDT", "0.02", "50000");
	has("stop_cover", "0");
	has("potential_drawdown", "0.01");	/* a tenth of 1000 */
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "0.01", "49000",
	    ORDER_OPEN);
	has("stop_cover", "0.5");
	has("potential_drawdown", "0.006");	/* 10 and 50 */
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "5", "48000", ORDER_OPEN);
	has("stop_cover", "1");
	has("potential_drawdown", "0.003");	/* the nearer one first */
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "5", "1", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_LIMIT, "5", "1", ORDER_OPEN);
	order_is("ETH/USDT", SIDE_SELL, TYPE_STOP, "5", "1", ORDER_OPEN);
	has("potential_drawdown", "0.003");
	point(2 * DAY, "8000", "0", "10000");
	has("potential_drawdown", "0.003");	/* a new peak today */
	point(DAY, "12500", "0", "10000");
	is_text(ask("potential_drawdown == 2530/12500"), "trips ");
	/* one that the market has passed takes it all before the others */
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "5", "51000", ORDER_OPEN);
	is_text(ask("potential_drawdown == 2500/12500"), "trips ");
	snap.positions.at[0].contracts = DEC_NONE;
	is_text(ask("potential_drawdown > 0"), "unknown: potential_drawdown"
	    " is not known (potential_drawdown > 0)");
	/* worth more than a number can say: nothing is known of it */
	vec_clear(&snap.orders);
	snap.positions.at[0].contracts =
	    D("99999999999999999999999999999999999999");
	is_text(ask("potential_drawdown > 0"), "unknown: potential_drawdown"
	    " is not known (potential_drawdown > 0)");
}

static void
sums_the_margins_of_swaps(void)
{
	struct position *p;

	begin();
	symbol_is("BTC/USDT:USDT", "50000");
	symbol_is("ETH/USDT:USDT", "2500");
	p = position_is("BTC/USDT:USDT", "0.02", "50000");
	p->initial_margin = D("100");
	p->maintenance_margin = D("20");
	p = position_is("ETH/USDT:USDT", "0.2", "2500");
	p->initial_margin = D("50");
	p->maintenance_margin = D("5");
	position_is("BTC/USDT", "0.02", "50000");	/* has none */
	has("margin_used", "0.015");
	has("margin_ratio", "0.0025");
	snap.positions.at[1].initial_margin = DEC_NONE;
	is_text(ask("margin_used > 0"),
	    "unknown: margin_used is not known (margin_used > 0)");
}

int
main(void)
{
	TEST(answers_from_balances_and_positions);
	TEST(leaves_unknown_what_it_cannot_answer);
	TEST(measures_drawdown_on_units);
	TEST(measures_drawdown_from_the_calendar);
	TEST(begins_where_the_curve_begins);
	TEST(sums_over_fills);
	TEST(counts_stops_and_funding);
	TEST(knows_nothing_from_a_stale_snapshot);
	TEST(answers_only_from_what_is_fresh);
	TEST(measures_what_stops_cover);
	TEST(sums_the_margins_of_swaps);
	begin();
	curve_release(&curve);
	vec_release(&fills);
	vec_release(&stops);
	vec_release(&fundings);
	breaker_verdict_release(&answer);
	return tap_done();
}
