/*
 * What paths say: only what is certain. Names that are cut, too long, of
 * another shape, of no known quote; folders that contradict each other.
 */
#include "feed/feed.h"

#include "base/stamp.h"
#include "tests/lib/feedfile.h"

static const char *
guess(const char *path)
{
	static char out[200];
	struct feed_guess g;

	feed_guess(path, &g);
	snprintf(out, sizeof(out), "%s %s %lld", g.venue, g.symbol,
	    (long long)(g.timeframe / STAMP_SECOND));
	return out;
}

static void
what_is_certain(void)
{
	is_text(guess("data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2025-05"
	    ".zip"), "binance BTC/USDT 60");
	is_text(guess("data/futures/um/daily/BTCUSDT-4h-2025-05-01.csv"),
	    "binance BTC/USDT:USDT 14400");
	is_text(guess("BTCUSDT-1d-2025-05.zip"), "binance  86400");
	/* of a symbol that ends in two quotes the longer counts */
	is_text(guess("spot/BTCFDUSD-1h-2025-05.zip"),
	    "binance BTC/FDUSD 3600");
	is_text(guess("spot/1000SATSUSDT-1h-2025-05.zip"),
	    "binance 1000SATS/USDT 3600");
}

static void
what_is_not(void)
{
	static const char *const none[] = { "", "/", "x", "-", "BTCUSDT",
		"BTCUSDT-", "BTCUSDT-1m", "BTCUSDT-1m-", "BTCUSDT-1m-x",
		"BTCUSDT-m-2025", "BTCUSDT-1x-2025", "BTCUSDT--2025",
		"btcusdt-1m-2025-05.zip", "USDT-1m-2025-05.zip",
		"BTC_USDT-1m-2025-05.zip", "spot/BTCUSDT-1m-2025-05/bars.csv",
		"BTCUSDT-99999999999999999999d-2025-05.zip" };

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		is_text(guess(none[i]), "  0");
	/* folders of both markets, of coins, a quote that is not known, and a
	 * name that is too long to be one */
	is_text(guess("spot/futures/um/BTCUSDT-1m-2025-05.zip"),
	    "binance  60");
	is_text(guess("futures/cm/BTCUSD-1m-2025-05.zip"), "binance  60");
	is_text(guess("spot/BTCXYZ-1m-2025-05.zip"), "binance  60");
	is_text(guess("spot/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAAAUSDT-1m-2025-05.zip"), "binance  60");
}

static void
names_of_swaps(void)
{
	char symbol[SYMBOL_SIZE];

	ok(feed_swap_symbol("BTCUSDT", symbol));
	is_text(symbol, "BTC/USDT:USDT");
	ok(!feed_swap_symbol("", symbol));
	ok(!feed_swap_symbol("USDT", symbol));
	ok(!feed_swap_symbol("BTCXYZ", symbol));
	ok(!feed_swap_symbol("BTC-USDT", symbol));
	ok(!feed_swap_symbol("btcUSDT", symbol));
	ok(!feed_swap_symbol("AAAAAAAAAAAAAAAAAAAAAAAAUSDT", symbol));
	ok(!feed_swap_symbol("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAAAAAAAAAAAAAAUSDT", symbol));
}

int
main(void)
{
	TEST(what_is_certain);
	TEST(what_is_not);
	TEST(names_of_swaps);
	return tap_done();
}
