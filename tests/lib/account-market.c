/*
 * Bars that conditions see: only closed ones, longer ones made of the stored
 * series, weeks from Monday, a bucket that was not seen to open or to end is
 * left out, and a stored series of the timeframe comes first. An account that
 * runs on no bars sees longer ones made of the longest that fit, and by them the
 * factor of limits that bars which were stored give. A bar that comes late is seen where time passes by itself; bars in memory take the place of
 * stored ones, and later ones are not seen.
 */
#include "account/market.h"
#include "analysis/factor.h"
#include "base/stamp.h"
#include "store/candles.h"
#include "tests/lib/risk.h"

#include <stdlib.h>
#include <unistd.h>

#define MINUTE STAMP_MINUTE
#define START INT64_C(1709251200000000)	/* 2024-03-01T00:00Z, a Friday */

static struct store *store;
static struct account account;
static struct market bars;

static void
begin(void)
{
	char file[] = "/tmp/etrms-bars-XXXXXX", more[64];

	market_release(&bars);
	store_close(store);
	store = NULL;
	close(mkstemp(file));
	unlink(file);
	is_int(store_open(file, STORE_CREATE, &store, &err), E_OK);
	unlink(file);
	snprintf(more, sizeof(more), "%s-wal", file);
	unlink(more);
	snprintf(more, sizeof(more), "%s-shm", file);
	unlink(more);
	memset(&account, 0, sizeof(account));
	TEXT_SET(account.prices, "demo");
	account.timeframe = MINUTE;
	bars = (struct market){ .store = store, .account = &account };
}

/* Bars at these minutes: open m, high m + 2, low m - 2, close m + 1. */
static void
stored(const char *symbol, int64_t timeframe, int64_t from, int64_t to,
    int64_t skip)
{
	struct candle_rows rows = {0};
	struct candle_writer *w = NULL;
	struct candle_sums sums;
	enum err_code rc;

	for (int64_t m = from; m < to; m++) {
		struct candle c = candle_empty();

		if (m == skip)
			continue;
		c.open_time_ms = (START + m * timeframe) / 1000;
		c.open = dec_int(1000 + m);
		c.high = dec_int(1002 + m);
		c.low = dec_int(998 + m);
		c.close = dec_int(1001 + m);
		c.volume = dec_int(2);
		candle_rows_add(&rows, &c, 0);
	}
	rc = candles_writer_open(store, "demo", symbol, timeframe, PRICE_LAST,
	    CONFLICT_REFUSE, NULL, &w, &err);
	if (rc == E_OK)
		rc = candles_put(w, &rows, &err);
	rc = candles_writer_close(w, rc, &sums, &err);
	is_int(rc, E_OK);
	candle_rows_release(&rows);
}

/* "minute:open,high,low,close,volume …" */
static const char *
seen(const char *symbol, int64_t timeframe, int64_t now)
{
	static char text[600];
	const struct candles *c;
	size_t n = 0;

	bars.now = now;
	c = market_bars(&bars, symbol, timeframe);
	if (c == NULL)
		return "none";
	text[0] = '\0';
	for (size_t i = 0; i < c->len && n < 500; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%s%lld:%lld,%lld,%lld,%lld,%lld", i > 0 ? " " : "",
		    (long long)((c->open_time_ms[i] * 1000 - START) / MINUTE),
		    (long long)c->open[i], (long long)c->high[i],
		    (long long)c->low[i], (long long)c->close[i],
		    (long long)c->volume[i]);
	return text;
}

static void
makes_longer_bars(void)
{
	begin();
	stored("BTC/USDT", MINUTE, 0, 8, -1);
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 5 * MINUTE),
	    "0:1000,1006,998,1005,10");
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 5 * MINUTE - 1), "");
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 60 * MINUTE),
	    "0:1000,1006,998,1005,10");
	is_text(seen("BTC/USDT", MINUTE, START + 2 * MINUTE),
	    "0:1000,1002,998,1001,2 1:1001,1003,999,1002,2");
	is_text(seen("BTC/USDT", 0, START + MINUTE),
	    "0:1000,1002,998,1001,2");
}

static void
leaves_out_buckets_without_a_beginning_or_end(void)
{
	begin();
	stored("BTC/USDT", MINUTE, 3, 16, 10);
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 16 * MINUTE),
	    "5:1005,1011,1003,1010,10 10:1011,1016,1009,1015,8");
	begin();
	stored("BTC/USDT", MINUTE, 0, 10, 4);
	/* the bar that ends it is missing, the next one proves its end */
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 6 * MINUTE),
	    "0:1000,1005,998,1004,8");
}

static void
begins_weeks_on_monday(void)
{
	begin();
	account.timeframe = STAMP_DAY;
	stored("BTC/USDT", STAMP_DAY, 3, 17, -1);	/* from Monday 4th */
	is_text(seen("BTC/USDT", 7 * STAMP_DAY, START + 17 * STAMP_DAY),
	    "4320:1003,1011,1001,1010,14 14400:1010,1018,1008,1017,14");
	is_text(seen("BTC/USDT", 7 * STAMP_DAY, START + 16 * STAMP_DAY),
	    "4320:1003,1011,1001,1010,14");
}

static void
prefers_a_stored_series(void)
{
	begin();
	stored("BTC/USDT", MINUTE, 0, 20, -1);
	stored("BTC/USDT", 5 * MINUTE, 0, 3, -1);
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 12 * MINUTE),
	    "0:1000,1002,998,1001,2 5:1001,1003,999,1002,2");
}

static void
makes_bars_of_the_longest_that_fit(void)
{
	begin();
	account.timeframe = 0;
	account.mode = MODE_LIVE;
	stored("BTC/USDT", MINUTE, 0, 60, -1);
	is_text(seen("BTC/USDT", 0, START + 5 * MINUTE), "none");
	is_text(seen("BTC/USDT", 10 * MINUTE, START + 10 * MINUTE),
	    "0:1000,1011,998,1010,20");
	/* two hours of bars of five minutes, the sixth of which is missing */
	stored("BTC/USDT", 5 * MINUTE, 0, 24, 5);
	market_release(&bars);
	is_text(seen("BTC/USDT", 10 * MINUTE, START + 10 * MINUTE - 1), "");
	is_text(seen("BTC/USDT", 10 * MINUTE, START + 10 * MINUTE),
	    "0:1000,1003,998,1002,4");
	is_text(seen("BTC/USDT", 15 * MINUTE, START + 29 * MINUTE),
	    "0:1000,1004,998,1003,6");
	/* the bar that ends the second one is not there yet; the next proves it
	 */
	is_text(seen("BTC/USDT", 15 * MINUTE, START + 34 * MINUTE),
	    "0:1000,1004,998,1003,6");
	is_text(seen("BTC/USDT", 15 * MINUTE, START + 36 * MINUTE),
	    "0:1000,1004,998,1003,6 15:1003,1006,1001,1005,4");
	/* what five minutes do not make is made of minutes */
	is_text(seen("BTC/USDT", 2 * MINUTE, START + 4 * MINUTE),
	    "0:1000,1003,998,1002,4 2:1002,1005,1000,1004,4");
	is_text(seen("BTC/USDT", MINUTE / 2, START + 4 * MINUTE), "none");
	/* an account that runs on bars sees those */
	market_release(&bars);
	account.timeframe = MINUTE;
	is_text(seen("BTC/USDT", 10 * MINUTE, START + 10 * MINUTE),
	    "0:1000,1011,998,1010,20");
	account.timeframe = 4 * MINUTE;
	market_release(&bars);
	is_text(seen("BTC/USDT", 10 * MINUTE, START + 10 * MINUTE),
	    "0:1000,1003,998,1002,4");
}

/* Hours that rise, swing, and in the end swing by more; or what each four of
 * them make. */
static void
stored_hours(const char *symbol, int64_t hours, int64_t at_once, int64_t skip)
{
	struct candle_rows rows = {0};
	struct candle_writer *w = NULL;
	struct candle_sums sums;
	struct candle c = candle_empty();
	int64_t price = 10000;
	enum err_code rc;

	for (int64_t h = 0; h < hours; h++) {
		int64_t far = h > hours - 40 ? 900 : 60, open = price;

		price = 10000 + 5 * h + (h * 7 % 11 - 5) * far / 5;
		if (h == skip)
			continue;
		if (h % at_once == 0) {
			c.open_time_ms = (START + h * STAMP_HOUR) / 1000;
			c.open = c.high = c.low = dec_int(open);
			c.volume = dec_int(0);
		}
		c.high = dec_max(c.high, dec_int(open > price ? open :
		    price));
		c.low = dec_min(c.low, dec_int(open < price ? open : price));
		c.close = dec_int(price);
		ok(dec_add(c.volume, dec_int(10 + h % 3), &c.volume));
		if (h % at_once == at_once - 1)
			candle_rows_add(&rows, &c, 0);
	}
	rc = candles_writer_open(store, "demo", symbol, at_once * STAMP_HOUR,
	    PRICE_LAST, CONFLICT_REFUSE, NULL, &w, &err);
	if (rc == E_OK)
		rc = candles_put(w, &rows, &err);
	is_int(candles_writer_close(w, rc, &sums, &err), E_OK);
	candle_rows_release(&rows);
}

static const char *
factor_of(const char *symbol, int64_t now)
{
	static char text[2][200];
	static int turn;
	struct factors known = {0};
	const struct regime_now *r;
	const struct candles *c;
	char number[DEC_TEXT_SIZE];

	turn = !turn;
	bars.now = now;
	c = market_bars(&bars, symbol, 4 * STAMP_HOUR);
	r = factors_find(&known, "X", 4 * STAMP_HOUR, c, now);
	snprintf(text[turn], sizeof(text[turn]), "%s %.150s",
	    dec_known(r->factor) ? dec_text(r->factor, number) : "-", r->why);
	factors_release(&known);
	return text[turn];
}

static void
finds_the_same_factor(void)
{
	int differ = 0, less = 0;
	int64_t end = START + 900 * STAMP_HOUR;

	begin();
	account.timeframe = 0;
	account.mode = MODE_LIVE;
	stored_hours("MADE/USDT", 900, 1, -1);
	stored_hours("KEPT/USDT", 900, 4, -1);
	for (int64_t h = 470; h <= 900; h++) {
		const char *made = factor_of("MADE/USDT", START + h *
		    STAMP_HOUR);

		differ += strcmp(made, factor_of("KEPT/USDT", START + h *
		    STAMP_HOUR)) != 0;
		less += strncmp(made, "0.", 2) == 0;
	}
	is_int(differ, 0);
	ok(less > 0 && less < 431);
	is_text(factor_of("MADE/USDT", START + 4 * STAMP_HOUR), "- X 4h: 1 bars"
	    " are too few for an outlook: it takes 119");
	is_text(factor_of("MADE/USDT", end + 8 * STAMP_HOUR), "- the newest bar"
	    " of 4h of X closed at 2024-04-07T12:00:00Z; etrms candles"
	    " fetch");
	/* without its last hour the newest bar is not whole */
	stored_hours("CUT/USDT", 900, 1, 899);
	is_text(factor_of("CUT/USDT", end), factor_of("KEPT/USDT", end - 1));
	is_text(factor_of("CUT/USDT", end + 4 * STAMP_HOUR), "- the newest bar"
	    " of 4h of X closed at 2024-04-07T08:00:00Z; etrms candles"
	    " fetch");
}

static void
knows_what_is_not_there(void)
{
	begin();
	is_text(seen("BTC/USDT", MINUTE, START), "none");
	stored("BTC/USDT", MINUTE, 0, 20, -1);
	market_release(&bars);
	is_text(seen("ETH/USDT", MINUTE, START + MINUTE), "none");
	is_text(seen("BTC/USDT", MINUTE / 2, START + MINUTE), "none");
	is_text(seen("BTC/USDT", 3 * MINUTE / 2, START + MINUTE), "none");
	account.prices[0] = '\0';
	is_text(seen("BTC/USDT", MINUTE, START + MINUTE), "none");
}

static void
sees_a_bar_that_came_late(void)
{
	begin();
	account.mode = MODE_LIVE;
	stored("BTC/USDT", 5 * MINUTE, 0, 1, -1);
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 10 * MINUTE),
	    "0:1000,1002,998,1001,2");
	stored("BTC/USDT", 5 * MINUTE, 1, 2, -1);
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 11 * MINUTE - 1),
	    "0:1000,1002,998,1001,2");
	is_text(seen("BTC/USDT", 5 * MINUTE, START + 11 * MINUTE),
	    "0:1000,1002,998,1001,2 5:1001,1003,999,1002,2");
}

static struct candles
memory(void)
{
	static int64_t times[4], price[4] = { 10, 11, 12, 13 }, volume[4] =
	    { 1, 1, 1, 1 };

	for (size_t i = 0; i < 4; i++)
		times[i] = (START + (int64_t)i * MINUTE) / 1000;
	return (struct candles){ .len = 4, .open_time_ms = times,
	    .open = price, .high = price, .low = price, .close = price,
	    .volume = volume };
}

static const struct candles *
give(void *self, const char *symbol)
{
	return strcmp(symbol, "BTC/USDT") == 0 ? self : NULL;
}

static const struct funding_rates *
give_rates(void *self, const char *symbol)
{
	(void)self;
	(void)symbol;
	return NULL;
}

static void
sees_what_is_given(void)
{
	struct candles c = memory();
	const struct market_given given = { give, give_rates, &c };

	begin();
	bars = (struct market){ .given = &given, .account = &account };
	is_text(seen("BTC/USDT", MINUTE, START + MINUTE), "0:10,10,10,10,1");
	is_text(seen("BTC/USDT", 2 * MINUTE, START + 3 * MINUTE),
	    "0:10,11,10,11,2");
	is_text(seen("BTC/USDT", 2 * MINUTE, START + 4 * MINUTE),
	    "0:10,11,10,11,2 2:12,13,12,13,2");
	is_text(seen("ETH/USDT", MINUTE, START + 4 * MINUTE), "none");
	is_text(seen("BTC/USDT", MINUTE * 3 / 2, START + 4 * MINUTE), "none");
	ok(market_rates(&bars, "BTC/USDT") == NULL);
}

/* As in the expression language, which breakers share with strategies: not as
 * the exchanges have it, whose bars begin with their first trade. */
static void
bars_without_volume_count(void)
{
	struct candles c = memory();
	const struct market_given given = { give, give_rates, &c };
	int64_t first = c.volume[0];

	begin();
	bars = (struct market){ .given = &given, .account = &account };
	c.volume[0] = 0;
	is_text(seen("BTC/USDT", 2 * MINUTE, START + 2 * MINUTE),
	    "0:10,11,10,11,1");
	c.volume[0] = first;
}

/* A series of its own that is old comes before shorter ones that are not: what
 * analyze tells and what a limit makes of it are of the same bars, and a limit
 * of old ones is not known rather than of others. */
static void
an_old_series_of_its_own_is_kept_to(void)
{
	int64_t now = START + 900 * STAMP_HOUR;

	begin();
	account.timeframe = 0;
	account.mode = MODE_LIVE;
	stored_hours("BOTH/USDT", 900, 1, -1);
	stored_hours("BOTH/USDT", 800, 4, -1);
	is_text(factor_of("BOTH/USDT", now), "- the newest bar of 4h of X"
	    " closed at 2024-04-03T08:00:00Z; etrms candles fetch");
}

int
main(void)
{
	TEST(makes_longer_bars);
	TEST(leaves_out_buckets_without_a_beginning_or_end);
	TEST(begins_weeks_on_monday);
	TEST(prefers_a_stored_series);
	TEST(makes_bars_of_the_longest_that_fit);
	TEST(finds_the_same_factor);
	TEST(knows_what_is_not_there);
	TEST(sees_a_bar_that_came_late);
	TEST(sees_what_is_given);
	TEST(bars_without_volume_count);
	TEST(an_old_series_of_its_own_is_kept_to);
	market_release(&bars);
	store_close(store);
	world();
	return tap_done();
}
