/*
 * Covers research/holding.h: returns of what is held, long and short in one, by
 * bars that follow upon each other in all symbols and were over by a time;
 * bars made of shorter ones; symbols without candles, and too many of them.
 */
#include "runworld.h"

#include "research/holding.h"

static struct run_returns returns;
static struct run about;

static struct holding
of(int64_t until)
{
	struct holding h = { .venue = "demo", .until = until };

	vec_clear(&returns);
	memset(&about, 0, sizeof(about));
	return h;
}

static void
is_return(size_t i, double want)
{
	ok(i < returns.len && fabs(returns.at[i].ret - want) < 1e-15);
}

static const char *const rising[] = {
	"100 100 100 100 1", "110 110 110 110 1", "99 99 99 99 1",
	"99 99 99 99 1", "198 198 198 198 1", "99 99 99 99 1"
};
static const char *const before[] = {
	"20 20 20 20 1", "22 22 22 22 1", "11 11 11 11 1"
};
static const char *const behind[] = {
	"10 10 10 10 1", "15 15 15 15 1"
};

/* The other has no fourth hour: neither it nor the one after is a return. */
static void
shares_of_bars_that_all_have(void)
{
	struct holding h = of(HOUR(6));

	store = store_new();
	given_hours(SPOT, rising, 6);
	given_hours(OTHER, before, 3);
	given_bars(OTHER, STAMP_HOUR, PRICE_LAST, HOUR(4), behind, 2);
	holding_add(&h, SPOT, 0.75);
	holding_add(&h, OTHER, -0.5);
	holding_add(&h, SPOT, -0.25);
	is_int(h.parts.len, 2);
	is_int(holding_returns(store, &h, STAMP_HOUR, &returns, &about, &err),
	    E_OK);
	is_int(returns.len, 3);
	is_return(0, 0.5 * 0.1 - 0.5 * 0.1);
	is_return(1, 0.5 * -0.1 - 0.5 * -0.5);
	is_return(2, 0.5 * -0.5 - 0.5 * 0.5);
	is_text(about.symbols, SPOT ";" OTHER);
	is_int(about.timeframe, STAMP_HOUR);
	is_int(about.from, HOUR(1));
	is_int(about.to, HOUR(6));
	vec_clear(&returns);
	h.until = HOUR(3) - 1;
	is_int(holding_returns(store, &h, STAMP_HOUR, &returns, &about, &err),
	    E_OK);
	is_int(returns.len, 1);
	is_int(about.to, HOUR(2));
	holding_release(&h);
}

static void
longer_bars_are_made(void)
{
	struct holding h = of(HOUR(6));

	holding_add(&h, SPOT, -1);
	is_int(holding_returns(store, &h, 2 * STAMP_HOUR, &returns, &about,
	    &err), E_OK);
	is_int(returns.len, 2);
	is_return(0, 0.1);
	is_return(1, 0);
	is_int(about.from, HOUR(2));
	is_int(about.to, HOUR(6));
	holding_release(&h);
}

static void
what_cannot_be_asked(void)
{
	struct holding h = of(HOUR(6));
	char symbol[SYMBOL_SIZE];

	holding_add(&h, "XRP/USDT", 1);
	is_int(holding_returns(store, &h, STAMP_HOUR, &returns, &about, &err),
	    E_USAGE);
	is_text(err.text, "demo XRP/USDT 1h: no candles are stored; see etrms"
	    " candles import");
	holding_release(&h);
	for (size_t i = 0; i * 8 < sizeof(about.symbols); i++) {
		snprintf(symbol, sizeof(symbol), "A%03zu/USDT", i);
		given_hours(symbol, rising, 1);
		holding_add(&h, symbol, 1);
	}
	is_int(holding_returns(store, &h, STAMP_HOUR, &returns, &about, &err),
	    E_USAGE);
	is_text(err.text, "more symbols are held than a record takes");
	is_int(returns.len, 0);
	holding_release(&h);
	vec_release(&returns);
	store_close(store);
}

int
main(void)
{
	TEST(shares_of_bars_that_all_have);
	TEST(longer_bars_are_made);
	TEST(what_cannot_be_asked);
	store_away();
	return tap_done();
}
