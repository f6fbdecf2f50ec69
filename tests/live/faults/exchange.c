/* The market that a run trades in: a spot pair and its perpetual over the same
 * walk of prices, money in both wallets, served as Binance. */
#include "tests/live/faults/faults.h"

#include "base/stamp.h"

#include <inttypes.h>
#include <string.h>

#define START_MS INT64_C(1764547200000)		/* 2025-12-01 */
#define BARS 400

static int64_t
wire_clock(void *self)
{
	return ((struct wire *)self)->now;
}

static void
bars_put(struct wire *w, struct buf *out, const char *symbol, uint64_t seed)
{
	struct rng r;
	int64_t at = 50000;

	rng_seed(&r, seed);
	(void)w;
	buf_printf(out, "\"%s\": [", symbol);
	for (int64_t i = 0; i < BARS; i++) {
		int64_t open = at, high, low;

		at += (int64_t)rng_below(&r, 401) - 200;
		high = (open > at ? open : at) + (int64_t)rng_below(&r, 150);
		low = (open < at ? open : at) - (int64_t)rng_below(&r, 150);
		buf_printf(out, "%s[%" PRId64 ", \"%" PRId64 "\", \"%" PRId64
		    "\", \"%" PRId64 "\", \"%" PRId64 "\", \"1000\"]",
		    i > 0 ? ", " : "", START_MS + i * 60000, open, high, low,
		    at);
	}
	buf_puts(out, "]");
}

static const char instruments[] =
	"\"instruments\": [{\"symbol\": \"BTC/USDT\", \"kind\": \"spot\", "
	"\"base\": \"BTC\", \"quote\": \"USDT\", \"tick\": \"0.01\", "
	"\"lot\": \"0.00001\", \"min_notional\": \"5\", \"maker\": \"0.001\", "
	"\"taker\": \"0.001\"}, {\"symbol\": \"BTC/USDT:USDT\", "
	"\"kind\": \"swap\", \"base\": \"BTC\", \"quote\": \"USDT\", "
	"\"settle\": \"USDT\", \"tick\": \"0.1\", \"lot\": \"0.001\", "
	"\"contract_size\": \"1\", \"maker\": \"0.0002\", "
	"\"taker\": \"0.0005\", \"liquidation_fee\": \"0.0125\", "
	"\"tiers\": [{\"floor\": \"0\", \"mmr\": \"0.004\", "
	"\"max_leverage\": \"100\"}]}]";

void
exchange_open(struct wire *w)
{
	struct world_setup setup = { 0 };
	struct buf text = { 0 };
	struct sim_opening *o;
	uint64_t seed = rng_next(&w->rng);
	struct err err;

	buf_printf(&text, "{\"version\": 1, \"currency\": \"USDT\", "
	    "\"timeframe_ms\": 60000, \"scales\": {\"USDT\": 8, \"BTC\": 8}, "
	    "\"balances\": {\"USDT\": \"100000\", \"BTC\": \"1\"}, %s, "
	    "\"bars\": {", instruments);
	bars_put(w, &text, SPOT, seed);
	buf_puts(&text, ", ");
	bars_put(w, &text, SWAP, seed);
	buf_puts(&text, "}, \"actions\": []}");
	need(world_from_scenario(&setup, text.at, text.len, "market", &err) ==
	    E_OK, "the market", &err);
	o = vec_add(&setup.balances[MARKET_SWAP]);
	TEXT_SET(o->currency, "USDT");
	o->amount = dec_int(100000);
	setup.clock = CLOCK_WALL;
	w->now = BEGIN;
	need(world_open(&w->world, &setup, (struct clock){ wire_clock, w },
	    &err) == E_OK, "the world", &err);
	w->dialect = &binance_dialect;
	w->served.world = &w->world;
	w->served.weight_limit = 1000000000;
	TEXT_SET(w->served.keys.key, "k0123456789abcdefghijklmnopqrstuvwxyz");
	TEXT_SET(w->served.keys.secret, "s0123456789abcdefghijklmnopqrstuvwx");
	w->dialect->open(&w->served);
	buf_release(&text);
}
