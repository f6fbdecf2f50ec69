/*
 * What was said of the liquidity of markets: each answer of `analyze
 * liquidity` is kept with what a score is ranked by; the same one of the same
 * book and size once.
 */
#ifndef STORE_LIQUIDITIES_H
#define STORE_LIQUIDITIES_H

#include "base/vec.h"
#include "model/names.h"
#include "store/store.h"

enum liquidity_source { LIQUIDITY_LIVE, LIQUIDITY_RECORDED,
    LIQUIDITY_SOURCES };
extern const char *const liquidity_source_names[LIQUIDITY_SOURCES];
enum liquidity_regime { LIQUIDITY_LOW, LIQUIDITY_NORMAL, LIQUIDITY_HIGH,
    LIQUIDITY_REGIMES, LIQUIDITY_NONE = LIQUIDITY_REGIMES };
extern const char *const liquidity_regime_names[LIQUIDITY_REGIMES + 1];
enum order_advice { ADVISE_MARKET, ADVISE_LIMIT, ADVISE_ICEBERG,
    ORDER_ADVICES };
extern const char *const order_advice_names[ORDER_ADVICES];

/* A number that is not known is NaN, a regime LIQUIDITY_NONE. */
struct liquidity_said {
	int64_t time;			/* of the book */
	char symbol[SYMBOL_SIZE], venue[VENUE_SIZE];
	int source;
	double mid, spread_bps, bid_depth, ask_depth, imbalance, ofi,
	    effective_bps, kyle_lambda, amihud, vpin, size, slippage_bps;
	int advice;
	double score;
	int regime;
};
struct liquidities_said VEC_OF(struct liquidity_said);
extern const struct record liquidity_said_record;

/* NULL and 0: any; until: before that time. */
struct liquidity_which {
	const char *symbol, *venue;
	int64_t since, until;
};

enum err_code liquidity_add(struct store *s, const struct liquidity_said *l,
    struct err *err);
enum err_code liquidities_load(struct store *s,
    const struct liquidity_which *which, struct liquidities_said *out,
    struct err *err);			/* by time */

#endif
