/*
 * Covers research/backtest.h: five trades worked by hand to the last digit,
 * fees, funding, an ambiguous bar and a liquidation included; that trades add
 * up to the equity; that bars cut later change nothing before; that a run is
 * repeated to the byte, and what changed is found; statements of strategy
 * files, one by one.
 */
#include "storetest.h"

#include "base/stamp.h"
#include "research/assume.h"
#include "risk/policy.h"
#include "store/candles.h"
#include "store/fundingrates.h"

#include <math.h>

#define SWAP "BTC/USDT:USDT"
#define SPOT "BTC/USDT"
#define START INT64_C(1709251200000000)		/* 2024-03-01T00:00:00Z */
#define HOUR(n) (START + (n) * STAMP_HOUR)

static struct store *store;
static struct policy_rows unlimited;
static struct run_parts parts;
static struct run result;

static struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	ok(dec_parse_text(text, &d));
	return d;
}

#define is_dec(got, want) do { \
	char is_dec_[DEC_TEXT_SIZE]; \
	is_text(dec_text((got), is_dec_), (want)); \
} while (0)

/* "O H L C V" from START, an hour each; volumes are what strategies here read
 * as signals. */
static void
given_hours(const char *symbol, const char *const *bars, size_t n)
{
	struct candle_rows rows = { 0 };
	struct candle_writer *w = NULL;

	for (size_t i = 0; i < n; i++) {
		struct candle c = candle_empty();
		char t[5][16];

		is_int(sscanf(bars[i], "%15s %15s %15s %15s %15s", t[0], t[1],
		    t[2], t[3], t[4]), 5);
		c.open_time_ms = HOUR((int64_t)i) / 1000;
		c.open = D(t[0]);
		c.high = D(t[1]);
		c.low = D(t[2]);
		c.close = D(t[3]);
		c.volume = D(t[4]);
		ok(candle_rows_add(&rows, &c, (int64_t)i));
	}
	is_int(store_begin(store, &err), E_OK);
	is_int(candles_writer_open(store, "demo", symbol, STAMP_HOUR,
	    PRICE_LAST, CONFLICT_REPLACE, NULL, &w, &err), E_OK);
	is_int(candles_put(w, &rows, &err), E_OK);
	is_int(candles_writer_close(w, E_OK, NULL, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
	candle_rows_release(&rows);
}

static struct strategy *
given_strategy(const char *text)
{
	struct strategy_source in = { .label = "test", .text = text,
	    .len = strlen(text), .timeframe = STAMP_HOUR };
	struct expr_findings findings = { 0 };
	struct strategy *s = NULL;

	if (strategy_read(&in, &s, &findings, &err) != E_OK)
		printf("# %s\n", err.text);
	ok(s != NULL);
	vec_release(&findings);
	return s;
}

static struct backtest
usual(const struct strategy *s, const char *const *symbols, size_t n)
{
	return (struct backtest){ .strategy = s, .venue = "demo",
	    .symbols = symbols, .symbols_len = n, .timeframe = STAMP_HOUR,
	    .capital = D("1000"), .currency = "USDT", .leverage = DEC_NONE,
	    .margin_mode = MARGIN_ISOLATED, .maker = DEC_NONE,
	    .taker = DEC_NONE, .policy = &unlimited };
}

static enum err_code
run_text(const char *text, const char *symbol, int64_t to)
{
	struct strategy *s = given_strategy(text);
	struct backtest b = usual(s, &symbol, 1);
	enum err_code rc;

	b.to = to;
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	rc = backtest_run(store, &b, &result, &parts, &err);
	strategy_free(s);
	return rc;
}

#define runs(rules_, symbol) do { \
	if (run_text((rules_), (symbol), 0) != E_OK) { \
		printf("# %s\n", err.text); \
		ok(0); \
	} \
} while (0)

static void
trade_is(size_t i, int side, const char *in, const char *out,
    const char *profit, const char *why)
{
	const struct run_trade *t = &parts.trades.at[i];

	ok(i < parts.trades.len);
	if (i >= parts.trades.len)
		return;
	is_int(t->side, side);
	is_dec(t->entry_price, in);
	is_dec(t->exit_price, out);
	is_dec(t->profit, profit);
	is_text(t->reason_out, why);
}

/*
 * Fees 0.05 % taker, 0.02 % maker; 2 contracts; 10 × isolated, maintenance 1 %.
 * Stop 5 %, target 10 % of the fill.
 *
 * 1 long  bar 1 open 100: value 200, fee 0.1. Funding at the open of bar 2:
 *         202 × 0.0001 = 0.0202 paid. Out on bar 3's open 102: +4, fee 0.102.
 *         4 - 0.1 - 0.102 - 0.0202 = 3.7778
 * 2 short bar 4 open 102, fee 0.102; stop 107.1, met on bar 5's way up:
 *         204 - 214.2 = -10.2, fee 0.1071: -10.4091
 * 3 long  bar 7 open 106, fee 0.106; target 116.6, passed by bar 8's high 117:
 *         +21.2, maker fee 0.04664: 21.04736
 * 4 long  bar 10 open 116, fee 0.116; bar 11 holds stop 110.2 and target 127.6:
 *         the stop, -11.6, fee 0.1102: -11.8262, decided inside the bar
 * 5 long  bar 13 open 120, fee 0.12, margin 24; bar 14 opens at 100: 24 - 40 is
 *         beyond maintenance. -40, nothing left for a fee, 16 from the
 *         insurance: -24.12
 *
 * 1000 + 3.7778 - 10.4091 + 21.04736 - 11.8262 - 24.12 = 978.46986
 */
static const char *const worked[] = {
	"100 101 99 100 1", "100 102 99 101 9", "101 103 100 102 3",
	"102 103 101 102 2", "102 104 100 103 9", "103 108 102 107 9",
	"107 107 106 106 1", "106 107 105 106 9", "106 117 105 116 9",
	"116 117 115 116 1", "116 117 115 116 9", "116 130 105 120 9",
	"120 121 119 120 1", "120 121 119 120 9", "100 101 99 100 9",
	"100 101.1 99 100 9"
};
#define WORKED (sizeof(worked) / sizeof(worked[0]))
static const char worked_rules[] = "strategy worked\n"
    "long when volume == 1\nshort when volume == 2\n"
    "exit when volume == 3 as \"told to\"\n"
    "stop 5%\ntarget 10%\nsize quantity 2\nleverage 10\n";

static void
given_worked(void)
{
	struct funding_rate rate = { .time = HOUR(2), .rate = D("0.0001"),
	    .mark_price = DEC_NONE };
	enum rate_put what;

	TEXT_SET(rate.venue, "demo");
	TEXT_SET(rate.symbol, SWAP);
	given_hours(SWAP, worked, WORKED);
	is_int(store_begin(store, &err), E_OK);
	is_int(funding_rate_put(store, &rate, true, &what, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
}

static void
five_trades_by_hand(void)
{
	given_worked();
	runs(worked_rules, SWAP);
	is_int(parts.trades.len, 5);
	trade_is(0, POSITION_LONG, "100", "102", "3.7778", "told to");
	trade_is(1, POSITION_SHORT, "102", "107.1", "-10.4091", "stop");
	trade_is(2, POSITION_LONG, "106", "116.6", "21.04736", "target");
	trade_is(3, POSITION_LONG, "116", "110.2", "-11.8262", "stop");
	trade_is(4, POSITION_LONG, "120", "100", "-24.12", "liquidation");
	is_dec(result.final_equity, "978.46986");
	is_dec(result.funding, "-0.0202");
	is_dec(result.fees, "0.90994");
	is_int(result.intrabar_decided, 1);
	is_int(parts.trades.at[3].intrabar, 1);
	is_int(parts.trades.at[0].bars, 2);
	is_dec(parts.trades.at[0].funding, "-0.0202");
	ok(fabs(parts.trades.at[0].ret - 3.7778 / 200) < 1e-15);
	ok(fabs(result.win_rate - 0.4) < 1e-15);
	is_dec(result.expectancy, "-4.306028");
	is_int(curve_len(&parts.equity), WORKED + 1);
	is_int(result.refusals + result.conflicts, 0);
}

/* Whatever comes later, what was before stays. */
static void
later_bars_change_nothing_before(void)
{
	struct run_trades all;

	given_worked();
	runs(worked_rules, SWAP);
	all = parts.trades;
	memset(&parts.trades, 0, sizeof(parts.trades));
	for (size_t n = 2; n < WORKED; n++) {
		size_t whole = 0;
		struct arena kept = parts.texts;

		memset(&parts.texts, 0, sizeof(parts.texts));
		is_int(run_text(worked_rules, SWAP, HOUR((int64_t)n)), E_OK);
		for (size_t i = 0; i < parts.trades.len; i++) {
			const struct run_trade *a = &parts.trades.at[i];

			if (a->exit_time == 0)
				continue;
			whole++;
			is_int(a->entry_time, all.at[i].entry_time);
			is_int(a->exit_time, all.at[i].exit_time);
			ok(dec_same(a->profit, all.at[i].profit));
		}
		for (size_t i = 0; i < all.len; i++)
			ok(i < whole || all.at[i].exit_time >=
			    HOUR((int64_t)n));
		arena_release(&kept);
	}
	vec_release(&all);
}

/* Flat at the end: equity moved by what the trades say. */
static void
trades_add_up(const char *text, const char *symbol)
{
	struct dec sum = D("1000");
	bool flat = true;

	runs(text, symbol);
	for (size_t i = 0; i < parts.trades.len; i++) {
		flat &= parts.trades.at[i].exit_time != 0;
		if (flat)
			ok(dec_add(sum, parts.trades.at[i].profit, &sum));
	}
	ok(flat);
	ok(parts.trades.len > 0);
	ok(dec_same(sum, result.final_equity));
}

#define OTHER "ETH/USDT:USDT"
/* The same with two symbols on one account. */
static void
two_add_up(const char *text, const char *a, const char *b)
{
	struct strategy *s = given_strategy(text);
	const char *const symbols[] = { a, b };
	struct backtest two = usual(s, symbols, 2);
	struct dec sum = D("1000");
	size_t others = 0;

	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &two, &result, &parts, &err), E_OK);
	for (size_t i = 0; i < parts.trades.len; i++) {
		others += strcmp(parts.trades.at[i].symbol, b) == 0;
		ok(dec_add(sum, parts.trades.at[i].profit, &sum));
	}
	ok(others > 0 && others < parts.trades.len);
	ok(dec_same(sum, result.final_equity));
	strategy_free(s);
}

/* A wave with a shock now and then, and at the end an hour that closes all. */
#define WAVE 400
static void
given_wave(const char *symbol)
{
	size_t seed = (size_t)symbol[0] * 37;
	static char text[WAVE][80];
	const char *bars[WAVE];
	int64_t at = 10000;

	for (size_t i = 0; i < WAVE; i++) {
		int64_t open = at, high, low;

		at += (int64_t)((i * 7919 + seed) % 401) - 200 +
		    (i % 40 < 20 ? 60 : -60);
		high = (open > at ? open : at) + (int64_t)((i * 31) % 90);
		low = (open < at ? open : at) - (int64_t)((i * 17) % 90);
		snprintf(text[i], sizeof(text[i]), "%.2f %.2f %.2f %.2f %d",
		    (double)open / 100, (double)high / 100,
		    (double)low / 100, (double)at / 100,
		    i >= WAVE - 4 ? 3 : 10);
		bars[i] = text[i];
	}
	given_hours(symbol, bars, WAVE);
}

static void
every_size_adds_up(void)
{
	static const char *const sizes[] = { "size 50% of equity",
	    "size notional 300", "size quantity 0.5", "size risk 1%",
	    "size volatility 20% cap 1", "size kelly 50% cap 1" };
	static const char rules[] = "strategy sums\n"
	    "long when crossover(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "short when crossunder(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "exit when volume == 3\nstop 1.5 * atr(5)\ntarget 4%%\n%s\n";
	char text[600];

	given_wave(SWAP);
	given_wave(SPOT);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		snprintf(text, sizeof(text), rules, sizes[i]);
		trades_add_up(text, SWAP);
		trades_add_up(text, SPOT);
	}
}

static void
every_statement_adds_up(void)
{
	static const char *const statements[] = {
		"trail 2%", "trail 2 * atr(5)", "trail 2 * atr(5) after 1%",
		"stop at lowest(low, 8)\nopposite exit",
		"pyramid 3 every 1%\nstop 3%",
		"cooldown 4 bars", "exit after 5 bars", "exit after 6h",
		"hours 8..20\nweekdays 1..5", "opposite ignore\nexit after 9h",
		"enter limit at close * 0.995 for 3 bars\nstop 2%",
		"enter stop at high for 2 bars\ntarget 1%",
		"exit when position.gain < -1% as \"lost\"",
		"exit when position.best > 1% and bars_held > 3",
		"exit when drawdown() > 1%", "max_positions 1", "leverage 3"
	};
	static const char rules[] = "strategy sums\n"
	    "long when crossover(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "short when crossunder(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "exit when volume == 3\nsize 30%% of equity\n%s\n";
	char text[600];

	given_wave(SWAP);
	given_wave(SPOT);
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]);
	    i++) {
		snprintf(text, sizeof(text), rules, statements[i]);
		trades_add_up(text, SWAP);
		trades_add_up(text, SPOT);
	}
}

static void
hedges_and_several_symbols_add_up(void)
{
	static const char hedged[] = "strategy both\n"
	    "with eth = \"ETH/USDT:USDT\"\n"
	    "long when crossover(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "short when crossunder(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "hedge eth ratio 0.5\nopposite exit\n"
	    "exit when volume == 3\nsize 30% of equity\n";
	static const char plain[] = "strategy two\n"
	    "long when crossover(sma(close, 3), sma(close, 9)) and"
	    " volume != 3\n"
	    "exit when volume == 3\nexit after 7 bars\nstop 2%\n"
	    "size 30% of equity\n";

	given_wave(SWAP);
	given_wave(OTHER);
	given_wave(SPOT);
	trades_add_up(hedged, SWAP);
	ok(parts.orders.len >= 4 * parts.trades.len);
	two_add_up(plain, SWAP, OTHER);
	two_add_up(plain, SPOT, SWAP);
}

static void
exits_have_their_reasons(void)
{
	given_worked();
	runs("strategy r\nlong when volume == 1\nexit after 2 bars\n"
	    "size quantity 1\n", SWAP);
	is_text(parts.trades.at[0].reason_in, "entry");
	is_text(parts.trades.at[0].reason_out, "after");
	is_int(parts.trades.at[0].bars, 2);
	runs("strategy r\nlong when volume == 1 as \"one\"\n"
	    "short when volume == 2\nsize quantity 1\nleverage 2\n", SWAP);
	is_text(parts.trades.at[0].reason_in, "one");
	is_text(parts.trades.at[0].reason_out, "opposite");
	is_int(parts.trades.at[1].side, POSITION_SHORT);
	is_int(parts.trades.at[1].entry_time, parts.trades.at[0].exit_time);
	runs("strategy r\nlong when volume == 1\nshort when volume <= 2\n"
	    "size quantity 1\n", SWAP);
	is_int(result.conflicts, 4);
}

static void
everything_lost_is_left_alone(void)
{
	static const char *const bars[] = { "100 101 99 100 1",
	    "100 101 99 100 9", "100 101 20 30 9", "30 31 29 30 1",
	    "30 31 29 30 1", "30 31 29 30 1" };
	struct strategy *s = given_strategy("strategy all\n"
	    "long when volume == 1\nsize 900% of equity\nleverage 9\n");
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);

	given_hours(SWAP, bars, 6);
	b.margin_mode = MARGIN_CROSS;
	b.to = HOUR(6);
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &result, &parts, &err), E_OK);
	is_int(parts.trades.len >= 1, 1);
	is_text(parts.trades.at[0].reason_out, "liquidation");
	if (dec_sign(result.final_equity) == 0)
		is_int(result.status, RUN_BANKRUPT);
	strategy_free(s);
}

static void
repeated_it_is_the_same(void)
{
	struct strategy *s = given_strategy(worked_rules);
	const char *symbol = SWAP;
	struct backtest b = usual(s, &symbol, 1);
	struct run_source source = { .strategy = { 0 } };
	struct run first, again = { .status = RUN_DONE };
	struct run_parts more = { .trades = { 0 } };
	struct difference d = { .what = NULL };

	given_worked();
	run_parts_release(&parts);
	memset(&parts, 0, sizeof(parts));
	is_int(backtest_run(store, &b, &first, &parts, &err), E_OK);
	TEXT_SET(first.version, "test");
	is_int(assume_write(&b, &again, &source, &err), E_OK);
	is_int(run_add(store, &first, &parts, &source, &err), E_OK);
	is_int(backtest_repeat(store, &first, &source, &again, &more, &d,
	    &err), E_OK);
	ok(d.what == NULL);
	is_text(again.result_hash, first.result_hash);
	run_parts_release(&more);
	memset(&more, 0, sizeof(more));
	given_hours(SWAP, (const char *const[]){ "100 101 99 100.1 1" }, 1);
	is_int(backtest_repeat(store, &first, &source, &again, &more, &d,
	    &err), E_OK);
	is_text(d.what, "data");
	run_parts_release(&more);
	run_source_release(&source);
	strategy_free(s);
}

int
main(void)
{
	store = store_new();
	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		struct policy_row *row = vec_add(&unlimited);

		TEXT_SET(row->rule, r->name);
		TEXT_SET(row->value, "off");
	}
	TEST(five_trades_by_hand);
	TEST(later_bars_change_nothing_before);
	TEST(exits_have_their_reasons);
	TEST(everything_lost_is_left_alone);
	TEST(repeated_it_is_the_same);
	TEST(every_size_adds_up);
	TEST(every_statement_adds_up);
	TEST(hedges_and_several_symbols_add_up);
	run_parts_release(&parts);
	vec_release(&unlimited);
	store_close(store);
	store_away();
	return tap_done();
}
