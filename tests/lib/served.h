/* A small world to serve: one spot symbol and one perpetual, four candles. */
#ifndef TESTS_SERVED_H
#define TESTS_SERVED_H

#include "serve/serve.h"

#include <stdlib.h>

static const char served_scenario[] =
    "{\"version\":1,\"currency\":\"USDT\",\"timeframe_ms\":60000,"
    "\"balances\":{\"USDT\":\"10000\",\"BTC\":\"1\"},\"instruments\":["
    "{\"symbol\":\"BTC/USDT\",\"kind\":\"spot\",\"base\":\"BTC\","
    "\"quote\":\"USDT\",\"tick\":\"0.01\",\"lot\":\"0.00001\","
    "\"min_notional\":\"5\",\"maker\":\"0.001\",\"taker\":\"0.001\"},"
    "{\"symbol\":\"BTC/USDT:USDT\",\"kind\":\"swap\",\"base\":\"BTC\","
    "\"quote\":\"USDT\",\"settle\":\"USDT\",\"tick\":\"0.1\","
    "\"lot\":\"0.001\",\"maker\":\"0.0002\",\"taker\":\"0.0005\","
    "\"liquidation_fee\":\"0.0125\",\"tiers\":[{\"floor\":0,"
    "\"mmr\":\"0.004\",\"max_leverage\":125}]}],\"bars\":{"
    "\"BTC/USDT\":[[1709251200000,100,102,99,101,5],"
    "[1709251260000,101,103,90,95,7],[1709251320000,95,120,94,118,9],"
    "[1709251380000,118,119,110,111,3]],"
    "\"BTC/USDT:USDT\":[[1709251200000,100,102,99,101,5],"
    "[1709251260000,101,103,90,95,7],[1709251320000,95,120,94,118,9],"
    "[1709251380000,118,119,110,111,3]]},"
    "\"funding\":{\"BTC/USDT:USDT\":[[1709251320000,\"0.0001\",null]]}}";
#define SERVED_NOW INT64_C(1709251260000)	/* ms, where it begins */

static inline void
served_world(struct world *w)
{
	static const int64_t now = SERVED_NOW * 1000;
	struct world_setup setup = { .clock = CLOCK_BARS, .speed = 0 };
	struct sim_opening o = { "USDT", { 10000, 0 } };
	struct err err;

	if (world_from_scenario(&setup, served_scenario,
	    sizeof(served_scenario) - 1, "served", &err) != E_OK)
		abort();
	vec_push(&setup.balances[MARKET_SWAP], o);
	if (world_open(w, &setup, clock_fixed(&now), &err) != E_OK)
		abort();
}

#endif
