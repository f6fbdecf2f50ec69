/*
 * What some venues bound beside the steps and limits that every instrument
 * has: market orders, prices, trailing distances, how many of a kind. Kept as
 * one text, "market_lot=0.001 no_oco=1": bounds that are not named are 0, and 0
 * is no bound.
 */
#ifndef MODEL_BOUNDS_H
#define MODEL_BOUNDS_H

#include "base/dec.h"
#include "base/err.h"

#include <stddef.h>

#define BOUNDS_TEXT_SIZE 768

struct order_bounds {
	struct dec min_price, max_price;	/* limits and triggers */
	struct dec market_lot, market_min, market_max;	/* market amounts */
	/* 1: the smallest, the largest value hold for market orders, too */
	struct dec market_min_notional, market_max_notional;
	/* of sells, where they have a band of their own */
	struct dec sell_band_up, sell_band_down;
	struct dec band_of_last;	/* 1: around the last price, no average */
	struct dec max_conditional;	/* stops and targets at once */
	struct dec iceberg_parts;	/* slices of one order */
	/* trailing distance in percent, for a trigger above, below the price */
	struct dec trail_above_min, trail_above_max;
	struct dec trail_below_min, trail_below_max;
	/* 1: this symbol has none of these */
	struct dec no_iceberg, no_oco, no_oto, no_quote, no_trailing;
	struct dec no_amend;
};

/* Changes *out only on success; "" is no bound at all. */
enum err_code bounds_parse(const char *text, struct order_bounds *out,
    struct err *err);
/* "" when nothing is bound. False: it does not fit. */
bool bounds_text(const struct order_bounds *b, char *out, size_t size);

#endif
