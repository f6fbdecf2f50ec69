/*
 * A spot scenario out of a seed: few bars on coarse ticks, so that prices meet
 * triggers, limits and each other often, and instructions of every kind, a
 * good part of them to be refused.
 */
#ifndef TESTS_SCENARIO_GEN_H
#define TESTS_SCENARIO_GEN_H

#include "base/buf.h"
#include "base/dec.h"
#include "base/rng.h"

#include <stdbool.h>
#include <string.h>

#define START INT64_C(1709251200000)
#define BARS_MAX 8
#define MARKETS_MAX 4

/* Prices are counted in tenths of a tick; 1000 is 100 ticks. */
struct candle10 { bool there; int64_t open, high, low, close; };

struct market {
	const char *symbol, *base, *quote;
	struct dec unit;		/* the smallest tick */
	struct dec lot;
	struct dec funds;		/* the opening balance of the quote */
	bool table;			/* ticks of 1, 2 and 5 units */
	struct candle10 bars[BARS_MAX];
};

struct gen {
	struct rng rng;
	struct buf out;
	struct market markets[MARKETS_MAX];
	size_t n_markets;
	int n_bars;
	int64_t length, latency;	/* ms */
	int orders;
	bool first_action;
	/* Several markets, wide gaps and early sound entries with legs, so that
	 * much happens at one open and one close. */
	bool entries;
};

/* 0..n-1; and true in `percent` of all cases. */
int64_t below(struct gen *g, int64_t n);
bool chance(struct gen *g, int percent);
#define PICK(g, list) \
	((list)[below((g), (int64_t)(sizeof(list) / sizeof((list)[0])))])

/* A JSON amount: text, sometimes a bare number. */
void put_amount(struct gen *g, const char *key, struct dec amount);
struct dec price10(const struct market *mk, int64_t tenths);

void markets_put(struct gen *g);	/* instruments and bars */
void balances_put(struct gen *g);
void actions_put(struct gen *g);
void order_put(struct gen *g);		/* the rest of an order instruction */
int64_t at_put(struct gen *g);		/* at, mark; returns the bar's place */

#endif
