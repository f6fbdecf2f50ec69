/*
 * What is lost when the stops are hit (METHODS 8.5): shorts and longs, several
 * stops, trailing ones, what has none, the liquidation in the way, fees and
 * slippage; and what conditions and risk show say of swaps.
 */
#include "tests/lib/riskbreaker.h"
#include "tests/lib/riskswap.h"

#include "risk/stops.h"

static struct protection held;

static struct position *
begin_short(void)
{
	begin();
	swap_is(BTC, "50000", "0.1", "0.001", "10", MARGIN_CROSS);
	swap_is(ETH, "3000", "0.01", "0.01", "10", MARGIN_CROSS);
	return held_is(BTC, POSITION_SHORT, "0.2", "49000", "50000", "10",
	    MARGIN_CROSS);
}

static bool
look(void)
{
	return protection_of(&snap, &snap.positions.at[0], &rules.terms,
	    &held);
}

#define loses(covered_, loss_) do { \
	ok(look()); \
	is_dec(held.covered, (covered_)); \
	is_dec(held.loss, (loss_)); \
} while (0)

static void
adds_up_the_stops_of_a_short(void)
{
	begin_short();
	loses("0", "1000");
	is_dec(held.value, "10000");
	ok(!dec_known(held.nearest));
	order_is(BTC, SIDE_BUY, TYPE_STOP, "0.15", "53000", ORDER_OPEN);
	loses("0.15", "700");		/* 450 and 250 */
	order_is(BTC, SIDE_BUY, TYPE_STOP_LIMIT, "0.1", "51000", ORDER_OPEN);
	loses("0.2", "400");		/* 100, then .1 × 3000 */
	is_dec(held.covered_value, "10000");
	is_dec(held.nearest, "51000");
	order_is(BTC, SIDE_BUY, TYPE_STOP, "0.2", "49000", ORDER_OPEN);
	loses("0.2", "0");		/* passed already: out at once */
	snap.orders.at[2].side = SIDE_SELL;
	loses("0.2", "400");
	snap.positions.at[0].hedged = 1;	/* buys would open a long */
	loses("0", "1000");
	snap.orders.at[0].reduce_only = 1;
	loses("0.15", "700");
}

static void
follows_trailing_stops_at_their_worst(void)
{
	struct order *o;

	begin_short();
	o = order_is(BTC, SIDE_BUY, TYPE_TRAILING, "0.2", "50500",
	    ORDER_OPEN);
	loses("0.2", "100");
	o->trigger_price = DEC_NONE;	/* it follows at this distance */
	o->trail_percent = D("2");
	loses("0.2", "200");
	o->trail_percent = DEC_NONE;
	o->trail_amount = D("750");
	loses("0.2", "150");
	o->activation_price = D("49000");
	loses("0", "1000");
	o->trigger_price = D("50500");	/* it has become active */
	loses("0.2", "100");
}

static void
ends_at_the_liquidation(void)
{
	struct position *p = begin_short();

	p->liquidation_price = D("54000");
	loses("0", "800");		/* nearer than a tenth */
	p->liquidation_price = D("56000");
	loses("0", "1000");
	p->liquidation_price = D("49000");	/* beyond it already */
	loses("0", "0");
	p->liquidation_price = D("52000");
	order_is(BTC, SIDE_BUY, TYPE_STOP, "0.1", "53000", ORDER_OPEN);
	loses("0.1", "400");		/* it is never reached */
	snap.orders.at[0].trigger_price = D("51000");
	loses("0.1", "300");
}

static void
counts_what_getting_out_costs(void)
{
	begin_short();
	order_is(BTC, SIDE_BUY, TYPE_STOP, "0.1", "51000", ORDER_OPEN);
	loses("0.1", "600");
	rules.terms.exit_fees = true;
	loses("0.1", "605.3");	/* .05 % of 5100 and of 5500 */
	rules.terms.slippage = D("0.001");
	loses("0.1", "615.9");
	rules.terms.exit_fees = false;
	rules.terms.shock = D("0.2");
	loses("0.1", "1111.1");	/* 100 + 1000, of 5100 and 6000 */
	snap.positions.at[0].side = POSITION_LONG;
	snap.orders.at[0].side = SIDE_SELL;
	snap.orders.at[0].trigger_price = D("49000");
	loses("0.1", "1108.9");	/* 100 + 1000, of 4900 and 4000 */
	/* what it is worth in the account's currency is rounded up */
	snap.positions.at[0].contracts = DEC_NONE;
	ok(!look());
}

static void
knows_which_positions_count(void)
{
	struct dec sum;

	begin();
	symbol_is("BTC/EUR", "46000");
	symbol_is("USDT/EUR", "0.92");
	position_is("BTC/USDT", "0.1", "50000");
	position_is("BTC/EUR", "0.1", "46000");
	position_is("USDT/EUR", "5000", "0.92");
	position_is("ETH/USDT", "1", "2500");
	*vec_add(&snap.unpriced) = (struct asset_name){ "ETH" };
	ok(position_counts(&snap, &snap.positions.at[0]));
	ok(!position_counts(&snap, &snap.positions.at[1]));
	ok(!position_counts(&snap, &snap.positions.at[2]));
	ok(!position_counts(&snap, &snap.positions.at[3]));
	is_int(total_risk(&snap, &rules.terms, DEC_ZERO, NULL, &sum, &err),
	    E_OK);
	is_dec(sum, "500");
	is_text(ask("potential_drawdown == 5% and stop_cover == 0%"),
	    "trips ");
}

static void
answers_conditions_over_swaps(void)
{
	struct position *p = begin_short();

	p->liquidation_price = D("99000.1");
	p->initial_margin = D("1000");
	p->unrealized_pnl = D("-200");
	held_is(ETH, POSITION_LONG, "2", "3000", "3000", "20", MARGIN_CROSS);
	is_text(ask("position.liquidation == 99000.1 and position.leverage =="
	    " 10 and position.side == \"short\" and position.share == 100%"),
	    "trips " BTC);
	is_text(ask("position.leverage > 10 and position.value == 6000"),
	    "trips " ETH);
	is_text(ask("position.value == 10000 and position.size == 0.2"),
	    "trips " BTC);
	is_text(ask("exposure == 16000 and net_exposure == -4000 and leverage"
	    " == 1.6 and largest_share == 100%"), "trips ");
	is_text(ask("margin_used == 13%"), "trips ");	/* 1000, 300 */
	is_text(ask("margin_ratio == 0.64%"), "trips ");	/* 40, 24 */
	is_text(ask_of(BTC, "margin_used == 10% and margin_ratio == 0.4%"),
	    "trips " BTC);
	is_text(ask("stop_cover == 0%"), "trips ");
	order_is(BTC, SIDE_BUY, TYPE_STOP, "0.2", "51000", ORDER_OPEN);
	is_text(ask("stop_cover == 62.5%"), "trips ");
	is_text(ask("potential_drawdown == 8%"), "trips ");	/* 200, 600 */
	history.terms.shock = D("0.5");
	is_text(ask("potential_drawdown == 32%"), "trips ");
	/* not told: (8700 + 200 + 1300 - 24 + 9800) / 1.004 / .2 */
	p->liquidation_price = DEC_NONE;
	snap.balances.at[0].free = D("8700");
	is_text(ask_of(BTC, "position.liquidation == 99482"), "trips " BTC);
}

static void
judges_both_sides_in_hedge_mode(void)
{
	begin_short()->hedged = 1;
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_CROSS)->hedged = 1;
	is_text(ask("position.size > 0"), "trips " BTC " " BTC);
	is_text(ask("position.side == \"long\" and position.value == 5000"),
	    "trips " BTC);
	is_text(answer.hits.at[0].message, BTC ": position.side == \"long\"");
	is_text(ask("position.side == \"short\" and position.value == 10000"),
	    "trips " BTC);
	is_text(answer.hits.at[0].message,
	    BTC " short: position.side == \"short\"");
	is_text(ask("exposure == 15000 and net_exposure == -5000"),
	    "trips ");
}

static void
shows_swaps(void)
{
	struct position *p = begin_short();
	struct position_risks all = {0};
	struct exposure e;

	p->liquidation_price = D("55000");
	p = held_is(ETH, POSITION_LONG, "2", "3000", "3000", "20",
	    MARGIN_CROSS);
	p->liquidation_price = D("2790");
	order_is(BTC, SIDE_BUY, TYPE_STOP, "0.1", "51000", ORDER_OPEN);
	point(DAY, "12500", "0", "10000");
	is_int(risk_exposure(&snap, &curve, 0, &rules.terms, &e, &err), E_OK);
	is_dec(e.gross, "16000");
	is_dec(e.net, "-4000");
	is_dec(e.initial_margin, "1300");
	is_dec(e.maintenance_margin, "64");
	is_dec(e.margin_used, "0.13");
	is_dec(e.margin_ratio, "0.0064");
	is_text(e.liquidation_symbol, ETH);
	is_dec(e.liquidation_distance, "0.07");
	is_dec(e.stop_cover, "0.3125");
	is_dec(e.potential_loss, "1020");	/* 100, 500, 420 */
	is_dec(e.potential_drawdown, "0.2816");
	risk_positions(&snap, &rules.terms, &all);
	is_int(all.len, 2);
	is_dec(all.at[0].notional, "10000");
	is_dec(all.at[0].share, "1");
	is_dec(all.at[0].liquidation_distance, "0.1");
	is_dec(all.at[0].stop_loss_price, "51000");
	is_dec(all.at[0].stop_cover, "0.5");
	is_dec(all.at[0].potential_loss, "600");
	is_dec(all.at[0].potential_share, "0.06");
	is_dec(all.at[1].initial_margin, "300");
	is_dec(all.at[1].maintenance_margin, "24");
	/* what is not known is not made up */
	snap.positions.at[0].mark_price = DEC_NONE;
	snap.positions.at[0].leverage = DEC_NONE;
	is_int(risk_exposure(&snap, NULL, 0, &rules.terms, &e, &err), E_OK);
	ok(!dec_known(e.initial_margin) && !dec_known(e.margin_used));
	ok(!dec_known(e.stop_cover) && !dec_known(e.potential_loss));
	ok(!dec_known(e.potential_drawdown));
	vec_clear(&all);
	risk_positions(&snap, &rules.terms, &all);
	ok(!dec_known(all.at[0].notional) && !dec_known(all.at[0].share));
	ok(!dec_known(all.at[0].liquidation_distance));
	ok(!dec_known(all.at[0].stop_cover));
	is_dec(all.at[0].liquidation_price, "55000");
	vec_release(&all);
}

int
main(void)
{
	TEST(adds_up_the_stops_of_a_short);
	TEST(follows_trailing_stops_at_their_worst);
	TEST(ends_at_the_liquidation);
	TEST(counts_what_getting_out_costs);
	TEST(knows_which_positions_count);
	TEST(answers_conditions_over_swaps);
	TEST(judges_both_sides_in_hedge_mode);
	TEST(shows_swaps);
	begin();
	curve_release(&curve);
	vec_release(&fills);
	vec_release(&stops);
	vec_release(&fundings);
	breaker_verdict_release(&answer);
	return tap_done();
}
