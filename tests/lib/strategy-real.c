/*
 * Shipped strategies over bars of BTC and ETH, as they were traded (from the
 * folder ETRMS_DATA; made ones where it is not there): the same rules at every
 * bar in tiles of any size, which is how they stream; after later bars are cut,
 * and after they are changed.
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "feed/feed.h"
#include "tests/lib/shipped.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BARS = 6000 };

static enum err_code
take(void *self, const struct candle_rows *rows, struct err *err)
{
	struct candle_rows *to = self;

	(void)err;
	candle_rows_append(to, rows, 0, rows->len);
	return E_OK;
}

/* False where there is no such file. */
static bool
candles_read(struct candles *c, const char *symbol, const char *tf,
    int64_t timeframe)
{
	const char *folder = getenv("ETRMS_DATA");
	char *path = mem_format("%s/candles_%s/%s_spot_%s.csv.gz",
	    folder ? folder : "../shared/data", tf, symbol, tf);
	struct candle_rows rows = {0};
	const struct candle_sink sink = { take, NULL, &rows };
	const struct feed_options o = { .layout = -1,
	    .time_unit = FEED_AUTO, .venue = "", .symbol = symbol,
	    .timeframe = timeframe };
	struct feed_sums sums = {0};
	struct err err = {0};
	bool there = access(path, R_OK) == 0;

	if (there && (!ok(feed_candles(path, -1, &o, &sink, &sums, &err) ==
	    E_OK) || !ok(candles_from_rows(&rows, c))))
		printf("# %s: %s\n", path, err.text);
	candle_rows_release(&rows);
	free(path);
	return there && c->len > BARS;
}

static void
candles_make(struct candles *c, uint64_t seed, int64_t timeframe)
{
	struct candle_rows rows = {0};
	int64_t price = 4000000;
	struct rng r;

	rng_seed(&r, seed);
	for (int i = 0; i < BARS + 1; i++) {
		struct candle k = { .open_time_ms = INT64_C(1640995200000) +
		    i * (timeframe / 1000), .open = dec_make(price, 2),
		    .trades = INT_NONE, .quote_volume = DEC_NONE,
		    .taker_buy_volume = DEC_NONE,
		    .taker_buy_quote_volume = DEC_NONE };
		int64_t to = price + ((int64_t)rng_below(&r, 2001) - 1000) *
		    (price / 100000 + 1);

		to = to < 1000 ? 1000 : to;
		k.close = dec_make(to, 2);
		k.high = dec_make((to > price ? to : price) +
		    (int64_t)rng_below(&r, 9999), 2);
		k.low = dec_make((to < price ? to : price) -
		    (int64_t)rng_below(&r, 900), 2);
		k.volume = dec_make((int64_t)rng_below(&r, 99999), 3);
		candle_rows_add(&rows, &k, 0);
		price = to;
	}
	ok(candles_from_rows(&rows, c));
	candle_rows_release(&rows);
}

static void
world_open(struct world *w, int64_t timeframe)
{
	const char *tf = timeframe == 4 * STAMP_HOUR ? "4h" :
	    timeframe == STAMP_DAY ? "1d" : "1h";

	*w = (struct world){0};
	if (!candles_read(&w->main, "BTCUSDT", tf, timeframe) ||
	    !candles_read(&w->other, "ETHUSDT", tf, timeframe)) {
		candles_release(&w->main);
		candles_release(&w->other);
		candles_make(&w->main, 1, timeframe);
		candles_make(&w->other, 1, timeframe);
		/* tied to the first, and straying from it now and then */
		for (size_t i = 0; i < w->other.len; i++)
			w->other.close[i] += i / 40 % 5 == 0 ?
			    w->other.close[i] / 500 * (int64_t)(i % 3) : 0;
	}
	w->main.len = w->main.len < BARS ? w->main.len : BARS;
	w->other.len = w->other.len < BARS ? w->other.len : BARS;
}

/* What every rule is at bars 0..bars-1; NULL when it could not be run. */
static double *
trace_of(const struct strategy *s, struct world *w, size_t tile, size_t bars)
{
	struct expr_market m = { .self = w, .bars = bars_of,
	    .symbol = "BTC/USDT", .tile = tile };
	size_t n = s->rules.len;
	double *at = mem_array(bars * n, sizeof(*at));
	struct expr_rules *r = NULL;
	int64_t gain = 0;
	struct expr_source path = { .self = &gain, .value = gain_give };

	if (!ok(expr_rules_run(s->program, &m, &r, NULL) == E_OK))
		bars = 0;
	for (size_t bar = 0; bar < bars; bar++) {
		gain = (int64_t)(bar * 7 % 40) - 20;
		for (size_t i = 0; i < n; i++) {
			int rule = s->rules.at[i].expr;

			if (rule < 0)
				continue;
			at[bar * n + i] = expr_rule_base(s->program, rule) ==
			    EXPR_CONDITION ?
			    expr_rules_truth(r, rule, bar, &path) :
			    expr_rules_number(r, rule, bar, &path);
		}
	}
	expr_rules_free(r);
	return at;
}

static void
same_as(const struct strategy *s, struct world *w, size_t tile, size_t bars,
    const double *whole, const char *how)
{
	double *other = trace_of(s, w, tile, bars);

	if (!ok(memcmp(whole, other, bars * s->rules.len *
	    sizeof(*other)) == 0))
		printf("# %s: %s\n", s->name, how);
	free(other);
}

static void
past_is_past(const struct strategy *s, struct world *w)
{
	static const size_t cuts[] = { 1, 777, 2048, 4001, 5999 };
	size_t len = w->main.len, acts = 0;
	double *whole = trace_of(s, w, 0, len);
	struct world cut;

	for (size_t i = 0; i < len * s->rules.len; i++)
		acts += s->rules.at[i % s->rules.len].kind ==
		    STRATEGY_ENTRY && whole[i] == TRUTH_TRUE;
	if (!ok(acts > 0))
		printf("# %s never enters\n", s->name);
	same_as(s, w, 1, len, whole, "bar by bar");
	same_as(s, w, 333, len, whole, "in pieces");
	for (size_t k = 0; k < sizeof(cuts) / sizeof(*cuts); k++) {
		cut = *w;
		cut.main.len = cuts[k];
		while (cut.other.len > 0 &&
		    cut.other.open_time_ms[cut.other.len - 1] >
		    cut.main.open_time_ms[cuts[k] - 1])
			cut.other.len--;
		same_as(s, &cut, 0, cuts[k], whole, "cut");
	}
	for (size_t i = 4001; i < len; i++) {
		w->main.close[i] = w->main.low[i];
		w->main.high[i] += w->main.high[i] / 8;
		w->main.volume[i] = (int64_t)i;
	}
	same_as(s, w, 0, 4001, whole, "changed");
	free(whole);
}

static void
strategies_see_no_later_bar(void)
{
	for (int i = 0; i < NAMES; i++) {
		struct strategy *s = shipped(names[i]);
		struct world w;

		if (s == NULL)
			continue;
		world_open(&w, s->timeframe ? s->timeframe : STAMP_HOUR);
		past_is_past(s, &w);
		candles_release(&w.main);
		candles_release(&w.other);
		strategy_free(s);
	}
}

int
main(void)
{
	TEST(strategies_see_no_later_bar);
	return tap_done();
}
