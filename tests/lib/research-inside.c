/*
 * Covers what research/backtest.h takes from inside and beside the bars, worked
 * by hand: bars of a detail timeframe, bars of mark prices, and shares of a
 * bar's volume (SIMVENUE 3, 4, 8; its example P6).
 */
#include "runworld.h"

#define HALF (STAMP_HOUR / 2)

static void
run_with(const char *rules, int64_t detail, const char *share)
{
	struct strategy *s = given_strategy(rules);
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);

	b.detail = detail;
	b.settings.volume_share = share == NULL ? DEC_NONE : D(share);
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	if (!ok(backtest_run(store, &b, &result, &parts, &err) == E_OK))
		printf("# %s\n", err.text);
	strategy_free(s);
	is_int(parts.trades.len, 1);
}

/*
 * Of 2 contracts from 100, fee 0.1, stop 95 and target 110 lie in one hour.
 * Its bar says the stop: -10, fee 0.095. Its halves say that 112 came before
 * 94: the target, +20, maker fee 0.044. Hours without halves are taken whole.
 */
static void
halves_of_a_bar_say_what_came_first(void)
{
	static const char *const hours[] = { "100 101 99 100 1",
	    "100 101 99 100 9", "100 112 94 108 9", "108 109 107 108 9" };
	static const char *const halves[] = { "100 112 99 111 4",
	    "111 111 94 108 5" };
	static const char *const other[] = { "100 100 94 95 4",
	    "95 112 95 108 5" };
	static const char rules[] = "strategy inside\n"
	    "long when volume == 1\nstop 5%\ntarget 10%\nsize quantity 2\n";

	given_hours(SWAP, hours, 4);
	run_with(rules, 0, NULL);
	is_dec(parts.trades.at[0].exit_price, "95");
	is_dec(parts.trades.at[0].profit, "-10.195");
	is_int(result.intrabar_decided, 1);
	given_bars(SWAP, HALF, PRICE_LAST, HOUR(2), halves, 2);
	run_with(rules, HALF, NULL);
	is_dec(parts.trades.at[0].exit_price, "110");
	is_dec(parts.trades.at[0].profit, "19.856");
	is_dec(result.final_equity, "1019.856");
	is_int(curve_len(&parts.equity), 5);
	/* As long as it is not asked for, it is not looked at. */
	run_with(rules, 0, NULL);
	is_dec(parts.trades.at[0].profit, "-10.195");
	given_bars(SWAP, HALF, PRICE_LAST, HOUR(2), other, 2);
	run_with(rules, HALF, NULL);
	is_dec(parts.trades.at[0].profit, "-10.195");
}

/* What is decided on a close is the same when every hour has its halves: in on
 * the next open, out on the one that follows. */
static void
decisions_stay_on_the_closes_of_bars(void)
{
	static const char *const hours[] = { "100 101 99 100 9",
	    "100 102 99 101 1", "101 103 100 102 3", "102 104 101 103 9" };
	static const char *const halves[] = { "100 101 99 100 4",
	    "100 101 99 100 5", "100 102 99 100 1", "100 102 100 101 0",
	    "101 103 100 101 3", "101 103 101 102 0", "102 104 101 103 4",
	    "103 104 102 103 5" };
	static const char rules[] = "strategy inside\n"
	    "long when volume == 1\nexit when volume == 3\n"
	    "size quantity 2\n";

	given_hours(SWAP, hours, 4);
	given_bars(SWAP, HALF, PRICE_LAST, START, halves, 8);
	for (int64_t detail = 0; detail <= HALF; detail += HALF) {
		run_with(rules, detail, NULL);
		is_int(parts.trades.at[0].entry_time, HOUR(2));
		is_int(parts.trades.at[0].exit_time, HOUR(3));
		is_int(parts.trades.at[0].bars, 1);
		is_dec(parts.trades.at[0].profit, "1.797");
	}
}

/* P6: 0.3 at 100, 0.5 at the next open 102, 0.2 at 101; fees 0.015, 0.0255,
 * 0.0101. */
static void
a_share_of_the_volume_fills_in_parts(void)
{
	static const char *const hours[] = { "100 101 99 100 1",
	    "100 103 99 102 3", "102 103 100 101 5", "101 102 100 101 4" };
	static const char *const want[] = { "1000", "1000", "1000.585",
	    "999.7595", "999.7494" };
	struct equity_point p;

	given_hours(SWAP, hours, 4);
	run_with("strategy parts\nlong when volume == 1\nsize quantity 1\n",
	    0, "0.1");
	is_int(curve_len(&parts.equity), 5);
	for (size_t i = 0; i < 5; i++) {
		p = curve_point(&parts.equity, i);
		is_dec(p.equity, want[i]);
	}
	is_int(parts.orders.len, 1);
	is_dec(parts.orders.at[0].filled, "1");
	is_dec(parts.trades.at[0].entry_price, "101.2");
	is_dec(result.fees, "0.0506");
}

/*
 * 10 times, margin 20 of 2 contracts from 100: gone at a mark of 90.91. The last
 * price goes to 97 and no further; its mark goes to 85: closed there, -30, of
 * which 10 come from the insurance; with the fee of the entry -20.1.
 */
static void
marks_liquidate(void)
{
	static const char *const hours[] = { "100 101 99 100 1",
	    "100 101 99 100 9", "100 101 97 99 9", "99 100 98 99 9" };
	static const char *const marks[] = { "100 101 85 99 0" };
	static const char rules[] = "strategy marks\n"
	    "long when volume == 1\nsize quantity 2\nleverage 10\n";

	given_hours(SWAP, hours, 4);
	run_with(rules, 0, NULL);
	is_int(parts.trades.at[0].exit_time, 0);
	is_dec(result.final_equity, "997.9");
	given_bars(SWAP, STAMP_HOUR, PRICE_MARK, HOUR(2), marks, 1);
	run_with(rules, 0, NULL);
	is_text(parts.trades.at[0].reason_out, "liquidation");
	is_dec(parts.trades.at[0].exit_price, "85");
	is_dec(parts.trades.at[0].profit, "-20.1");
	is_dec(result.final_equity, "979.9");
}

int
main(void)
{
	given_store();
	TEST(halves_of_a_bar_say_what_came_first);
	TEST(decisions_stay_on_the_closes_of_bars);
	TEST(a_share_of_the_volume_fills_in_parts);
	TEST(marks_liquidate);
	return all_done();
}
