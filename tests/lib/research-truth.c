/*
 * Two engines, one truth: every shipped strategy that the array kernel may
 * say, over made bars and over real ones (in the folder ETRMS_DATA, where it
 * is there), spot and perpetual: the replay's trades are the kernel's, bar for
 * bar, side for side, lot for lot, and equity is the same within 1e-9.
 */
#include "base/decfloat.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "feed/feed.h"
#include "model/candlerows.h"
#include "research/backtest.h"
#include "research/kernel.h"
#include "risk/policy.h"
#include "store/candles.h"
#include "venue/sim/markets.h"

#include "storetest.h"

#include <math.h>

static const char *const names[] = { "bollinger_reversion", "buy_and_hold",
	"ema_adx_trend", "macd_momentum", "rsi_reversion", "sma_cross",
	"supertrend", "volatility_breakout" };
static const char *const others[] = { "donchian_breakout", "pairs" };
#define COUNT(a) (sizeof(a) / sizeof(*(a)))
enum { BARS = 4000 };

static struct store *store;
static size_t trades, compared;

static enum err_code
take(void *self, const struct candle_rows *rows, struct err *e)
{
	(void)e;
	candle_rows_append(self, rows, 0, rows->len);
	return E_OK;
}

static bool
rows_read(struct candle_rows *to, const char *file, int64_t timeframe)
{
	const char *folder = getenv("ETRMS_DATA");
	char *path = mem_format("%s/%s", folder ? folder : "../shared/data",
	    file);
	const struct candle_sink sink = { take, NULL, to };
	const struct feed_options o = { .layout = -1,
	    .time_unit = FEED_AUTO, .venue = "", .symbol = "",
	    .timeframe = timeframe };
	struct feed_sums sums = { 0 };
	bool there = access(path, R_OK) == 0;

	if (there && !ok(feed_candles(path, -1, &o, &sink, &sums, &err) ==
	    E_OK))
		printf("# %s: %s\n", path, err.text);
	free(path);
	return there;
}

static void
rows_make(struct candle_rows *to, uint64_t seed, int64_t timeframe)
{
	int64_t price = 3000000;
	struct rng r;

	rng_seed(&r, seed);
	for (int i = 0; i < BARS; i++) {
		struct candle k = candle_empty();
		int64_t wild = i / 300 % 3 == 0 ? 3 : 1, way = i / 200 % 2 ?
		    60 : -60, end = price + wild * (((int64_t)rng_below(&r,
		    2001) - 1000) + way) * (price / 100000 + 1) / 2;

		end = end < 100000 ? 100000 : end;
		k.open_time_ms = INT64_C(1640995200000) + i *
		    (timeframe / 1000);
		k.open = dec_make(price, 2);
		k.close = dec_make(end, 2);
		k.high = dec_make((end > price ? end : price) +
		    (int64_t)rng_below(&r, 9999), 2);
		k.low = dec_make((end < price ? end : price) -
		    (int64_t)rng_below(&r, 9999), 2);
		k.volume = dec_make(1 + (int64_t)rng_below(&r, 99999), 3);
		candle_rows_add(to, &k, 0);
		price = end;
	}
}

static void
rows_put(const struct candle_rows *rows, const char *symbol,
    int64_t timeframe)
{
	struct candle_writer *w = NULL;
	struct candle_sums sums = { 0 };
	enum err_code rc = store_begin(store, &err);

	if (rc == E_OK)
		rc = candles_writer_open(store, "binance", symbol, timeframe,
		    PRICE_LAST, CONFLICT_REFUSE, NULL, &w, &err);
	if (rc == E_OK)
		rc = candles_put(w, rows, &err);
	rc = candles_writer_close(w, rc, &sums, &err);
	ok(store_end(store, rc, &err) == E_OK);
}

static struct strategy *
strategy_shipped(const char *name, int64_t timeframe)
{
	char *path = mem_format("share/strategies/%s.strategy", name);
	static char text[STRATEGY_BYTES];
	struct strategy_source in = { .label = path, .text = text,
	    .timeframe = timeframe };
	struct expr_findings findings = { 0 };
	struct strategy *s = NULL;
	FILE *f = fopen(path, "r");

	if (ok(f != NULL)) {
		in.len = fread(text, 1, sizeof(text), f);
		fclose(f);
		if (!ok(strategy_read(&in, &s, &findings, &err) == E_OK))
			printf("# %s\n", err.text);
	}
	vec_release(&findings);
	free(path);
	return s;
}

static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)timeframe;
	return symbol[0] == '\0' ? self : NULL;
}

static struct dec
leverage_of(const struct strategy *s)
{
	const struct strategy_rule *r = strategy_rule(s, STRATEGY_LEVERAGE);
	struct dec l = dec_int(1);
	double x;

	if (r != NULL && expr_rule_constant(s->program, r->expr, &x))
		dec_from_double(x, 8, &l);
	return l;
}

static size_t
bar_of(const struct candles *c, int64_t time)
{
	size_t low = 0, high = c->len;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (c->open_time_ms[mid] * 1000 <= time)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static bool
trade_same(const struct candles *c, const struct instrument *i,
    const struct kernel_trade *a, const struct run_trade *b)
{
	struct dec amount;

	return dec_times(dec_int(a->lots), i->lot, &amount) &&
	    dec_cmp(amount, b->amount) == 0 &&
	    a->side == (b->side == POSITION_LONG ? 1 : -1) &&
	    a->entry_bar == bar_of(c, b->entry_time) &&
	    (b->exit_time == 0 ? a->exit == KERNEL_HELD :
	    a->exit_bar == bar_of(c, b->exit_time));
}

static bool
all_same(const struct candles *c, const struct instrument *i,
    const struct kernel_out *o, const struct run_parts *p)
{
	if (!ok(o->trades_len == p->trades.len) ||
	    !ok(curve_len(&p->equity) == o->bars + 1)) {
		printf("# %zu trades, %zu replayed\n", o->trades_len,
		    p->trades.len);
		return false;
	}
	for (size_t n = 0; n < o->trades_len; n++)
		if (!ok(trade_same(c, i, &o->trades[n], &p->trades.at[n]))) {
			char x[DEC_TEXT_SIZE];

			printf("# trade %zu: bars %zu %zu lots %lld; %zu %zu"
			    " %s\n", n, o->trades[n].entry_bar,
			    o->trades[n].exit_bar,
			    (long long)o->trades[n].lots, bar_of(c,
			    p->trades.at[n].entry_time), bar_of(c,
			    p->trades.at[n].exit_time),
			    dec_text(p->trades.at[n].amount, x));
			return false;
		}
	for (size_t n = 0; n < o->bars; n++) {
		double e = dec_to_double(curve_point(&p->equity,
		    n + 1).equity);

		if (!ok(fabs(o->equity[n] - e) <= 1e-9 * fabs(e))) {
			printf("# bar %zu: %.17g %.17g\n", n, o->equity[n],
			    e);
			return false;
		}
	}
	return true;
}

static bool
kernel_says(const struct strategy *s, struct candles *c, int64_t timeframe,
    const struct instrument *i, const struct backtest *b,
    struct kernel_out *out)
{
	struct kernel_market m = { .bars = c, .timeframe = timeframe,
	    .instrument = i };
	struct kernel_terms t = { .capital = b->capital,
	    .leverage = leverage_of(s), .margin_mode = b->margin_mode,
	    .maker = b->maker, .taker = b->taker,
	    .slippage_bps = b->settings.slippage_bps,
	    .spread_bps = b->settings.spread_bps };
	struct expr_market view = { .self = c, .bars = bars_of,
	    .symbol = i->symbol };
	struct expr_rules *rules = NULL;
	struct kernel *k = NULL;

	if (!ok(kernel_new(&m, &t, &k, &err) == E_OK) ||
	    !ok(expr_rules_run(s->program, &view, &rules, &err) == E_OK)) {
		printf("# %s\n", err.text);
		kernel_free(k);
		return false;
	}
	kernel_run(k, s, rules, out);
	expr_rules_free(rules);
	kernel_free(k);
	if (out->replay != NULL)
		printf("# %s on %s: at bar %zu of %zu %s\n", s->name,
		    i->symbol, out->replay_bar, c->len, out->replay);
	return out->replay == NULL;
}

/* Nothing is limited: what binds is for the replay alone. */
static struct policy_rows
policy_off(void)
{
	struct policy_rows rows = { 0 };

	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		struct policy_row *row = vec_add(&rows);

		TEXT_SET(row->rule, r->name);
		TEXT_SET(row->value, "off");
	}
	return rows;
}

static void
strategy_holds(const char *name, const char *symbol, int64_t timeframe)
{
	struct strategy *s = strategy_shipped(name, timeframe);
	struct backtest b = { .strategy = s, .path = "", .venue = "binance",
	    .symbols = &symbol, .symbols_len = 1, .timeframe = timeframe,
	    .capital = dec_int(10000), .currency = "USDT",
	    .leverage = DEC_NONE, .maker = DEC_NONE, .taker = DEC_NONE,
	    .allow_gaps = true, .settings = { .slippage_bps = dec_int(2) } };
	struct policy_rows policy = policy_off();
	struct kernel_out out = { .trades = NULL };
	struct instrument i;
	struct run run = { 0 };
	struct run_parts parts = { 0 };
	struct candles c = { 0 };
	int scale;

	if (s == NULL || (s->timeframe != 0 && s->timeframe != timeframe)) {
		vec_release(&policy);
		strategy_free(s);
		return;
	}
	b.policy = &policy;
	if (!ok(candles_load(store, "binance", symbol, timeframe, PRICE_LAST,
	    0, 0, &c, &err) == E_OK) || !ok(market_known("binance", symbol,
	    c.price_scale, &i, &scale, &err) == E_OK))
		printf("# %s\n", err.text);
	out.trades = mem_array(c.len, sizeof(*out.trades));
	out.trades_cap = c.len;
	out.equity = mem_array(c.len, sizeof(double));
	if (kernel_says(s, &c, timeframe, &i, &b, &out)) {
		if (!ok(backtest_run(store, &b, &run, &parts, &err) == E_OK))
			printf("# %s: %s\n", name, err.text);
		else if (!all_same(&c, &i, &out, &parts))
			printf("# %s on %s\n", name, symbol);
		compared++;
		trades += out.trades_len;
		run_parts_release(&parts);
	}
	free(out.trades);
	free(out.equity);
	candles_release(&c);
	vec_release(&policy);
	strategy_free(s);
}

static void
strategies_hold(const char *file, uint64_t seed, const char *symbol,
    int64_t timeframe)
{
	struct candle_rows rows = { 0 };

	if (file != NULL ? rows_read(&rows, file, timeframe) :
	    (rows_make(&rows, seed, timeframe), true)) {
		store = store_new();
		rows_put(&rows, symbol, timeframe);
		for (size_t n = 0; n < COUNT(names); n++)
			strategy_holds(names[n], symbol, timeframe);
		store_close(store);
		store_away();
	}
	candle_rows_release(&rows);
}

static void
made_bars_are_traded_alike(void)
{
	for (uint64_t seed = 1; seed <= 2; seed++) {
		strategies_hold(NULL, seed, "BTC/USDT", STAMP_HOUR);
		strategies_hold(NULL, seed, "BTC/USDT", 4 * STAMP_HOUR);
		strategies_hold(NULL, seed, "BTC/USDT:USDT", STAMP_HOUR);
		strategies_hold(NULL, seed, "BTC/USDT:USDT", 4 * STAMP_HOUR);
	}
	printf("# %zu runs, %zu trades\n", compared, trades);
	ok(compared >= 20 && trades > 1000);
}

static void
real_bars_are_traded_alike(void)
{
	compared = trades = 0;
	strategies_hold("candles_1h/BTCUSDT_spot_1h.csv.gz", 0, "BTC/USDT",
	    STAMP_HOUR);
	strategies_hold("candles_1h/ETHUSDT_spot_1h.csv.gz", 0,
	    "ETH/USDT:USDT", STAMP_HOUR);
	strategies_hold("candles_4h/BTCUSDT_spot_4h.csv.gz", 0,
	    "BTC/USDT:USDT", 4 * STAMP_HOUR);
	printf("# %zu runs, %zu trades\n", compared, trades);
}

static void
the_others_are_not_for_it(void)
{
	for (size_t n = 0; n < COUNT(names); n++) {
		struct strategy *s = strategy_shipped(names[n], STAMP_HOUR);

		ok(s != NULL && kernel_unfit(s) == NULL);
		strategy_free(s);
	}
	for (size_t n = 0; n < COUNT(others); n++) {
		struct strategy *s = strategy_shipped(others[n], STAMP_HOUR);

		ok(s != NULL && kernel_unfit(s) != NULL);
		strategy_free(s);
	}
}

int
main(void)
{
	TEST(made_bars_are_traded_alike);
	TEST(real_bars_are_traded_alike);
	TEST(the_others_are_not_for_it);
	return tap_done();
}
