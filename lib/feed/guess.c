/*
 * What a path of Binance Vision says about its content. Spot and futures files
 * have the same names (BTCUSDT-1m-2025-05.zip), so a symbol is only told when
 * the folders do: data/spot/… or data/futures/um/….
 */
#include "feed/feed.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Longest first where one ends another. */
static const char *const quotes[] = { "FDUSD", "USDT", "USDC", "BUSD", "TUSD",
    "DAI", "EUR", "GBP", "TRY", "BRL", "JPY", "BTC", "ETH", "BNB", "USD",
    NULL };

/* BTCUSDT as BTC/USDT, or of a swap BTC/USDT:USDT; false when no quote is
 * known. */
static bool
pair_split(const char *pair, size_t n, char *out, size_t size, bool swap)
{
	for (size_t i = 0; quotes[i] != NULL; i++) {
		const size_t q = strlen(quotes[i]);

		if (n <= q || strncmp(pair + n - q, quotes[i], q) != 0)
			continue;
		return snprintf(out, size, "%.*s/%s%s%s", (int)(n - q), pair,
		    quotes[i], swap ? ":" : "", swap ? quotes[i] : "") <
		    (int)size;
	}
	return false;
}

/* How many large letters and digits a name begins with. */
static size_t
pair_len(const char *name)
{
	size_t n = 0;

	while (isupper((unsigned char)name[n]) ||
	    isdigit((unsigned char)name[n]))
		n++;
	return n;
}

bool
feed_swap_symbol(const char *name, char out[SYMBOL_SIZE])
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	return name[pair_len(name)] == '\0' &&
	    pair_split(name, strlen(name), out, SYMBOL_SIZE, true) &&
	    symbol_split(out, base, quote, settle);
}

void
feed_guess(const char *path, struct feed_guess *out)
{
	const char *name = strrchr(path, '/'), *dash, *end;
	size_t n;
	int64_t timeframe;
	bool spot, swap;

	memset(out, 0, sizeof(*out));
	name = name == NULL ? path : name + 1;
	n = pair_len(name);
	dash = name + n;
	end = *dash == '-' ? strchr(dash + 1, '-') : NULL;
	/* SYMBOL-1m-2025-05[-01].zip; a month is written 1mo there */
	if (n < 5 || end == NULL || !isdigit((unsigned char)end[1]) ||
	    !duration_parse(dash + 1, (size_t)(end - dash - 1), &timeframe))
		return;
	out->timeframe = timeframe;
	TEXT_SET(out->venue, "binance");
	spot = strstr(path, "spot/") != NULL;
	swap = strstr(path, "futures/um/") != NULL;
	if (spot == swap ||
	    !pair_split(name, n, out->symbol, sizeof(out->symbol), swap))
		out->symbol[0] = '\0';
}
