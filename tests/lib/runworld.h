/* Backtests over a handful of hours in a store of their own, for the tests of
 * research/backtest.h; among them those of five trades worked by hand. */
#ifndef TESTS_RUNWORLD_H
#define TESTS_RUNWORLD_H

#include "storetest.h"

#include "base/stamp.h"
#include "research/assume.h"
#include "risk/policy.h"
#include "store/candles.h"
#include "store/fundingrates.h"

#include <math.h>

#define SWAP "BTC/USDT:USDT"
#define SPOT "BTC/USDT"
#define OTHER "ETH/USDT:USDT"
#define START INT64_C(1709251200000000)		/* 2024-03-01T00:00:00Z */
#define HOUR(n) (START + (n) * STAMP_HOUR)

static struct store *store;
static struct policy_rows unlimited;
static struct run_parts parts;
static struct run result;

static inline struct dec
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

/* "O H L C V" from a time on; volumes are what strategies here read
 * as signals. */
static inline void
given_bars(const char *symbol, int64_t span, int price, int64_t from,
    const char *const *bars, size_t n)
{
	struct candle_rows rows = { 0 };
	struct candle_writer *w = NULL;

	for (size_t i = 0; i < n; i++) {
		struct candle c = candle_empty();
		char t[5][16];

		is_int(sscanf(bars[i], "%15s %15s %15s %15s %15s", t[0], t[1],
		    t[2], t[3], t[4]), 5);
		c.open_time_ms = (from + (int64_t)i * span) / 1000;
		c.open = D(t[0]);
		c.high = D(t[1]);
		c.low = D(t[2]);
		c.close = D(t[3]);
		c.volume = D(t[4]);
		ok(candle_rows_add(&rows, &c, (int64_t)i));
	}
	is_int(store_begin(store, &err), E_OK);
	is_int(candles_writer_open(store, "demo", symbol, span, price,
	    CONFLICT_REPLACE, NULL, &w, &err), E_OK);
	is_int(candles_put(w, &rows, &err), E_OK);
	is_int(candles_writer_close(w, E_OK, NULL, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
	candle_rows_release(&rows);
}

static inline void
given_hours(const char *symbol, const char *const *bars, size_t n)
{
	given_bars(symbol, STAMP_HOUR, PRICE_LAST, START, bars, n);
}

static inline struct strategy *
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

static inline struct backtest
usual(const struct strategy *s, const char *const *symbols, size_t n)
{
	return (struct backtest){ .strategy = s, .venue = "demo",
	    .symbols = symbols, .symbols_len = n, .timeframe = STAMP_HOUR,
	    .capital = D("1000"), .currency = "USDT", .leverage = DEC_NONE,
	    .margin_mode = MARGIN_ISOLATED, .maker = DEC_NONE,
	    .taker = DEC_NONE, .policy = &unlimited };
}

static inline enum err_code
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

static inline void
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

/* Flat at the end: equity moved by what the trades say. */
static inline void
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

static inline void
given_rate(const char *symbol, int64_t time, const char *text)
{
	struct funding_rate rate = { .time = time, .rate = D(text),
	    .mark_price = DEC_NONE };
	enum rate_put what;

	TEXT_SET(rate.venue, "demo");
	TEXT_SET(rate.symbol, symbol);
	is_int(store_begin(store, &err), E_OK);
	is_int(funding_rate_put(store, &rate, true, &what, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
}

static inline void
given_worked(void)
{
	given_hours(SWAP, worked, WORKED);
	given_rate(SWAP, HOUR(2), "0.0001");
}

static inline void
given_store(void)
{
	store = store_new();
	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		struct policy_row *row = vec_add(&unlimited);

		TEXT_SET(row->rule, r->name);
		TEXT_SET(row->value, "off");
	}
}

static inline int
all_done(void)
{
	run_parts_release(&parts);
	vec_release(&unlimited);
	store_close(store);
	store_away();
	return tap_done();
}

#endif
