/*
 * A scenario out of a seed: few bars on coarse ticks, so that prices meet
 * triggers, limits, liquidations and each other often, and instructions of
 * every kind, a good part of them to be refused.
 */
#ifndef TESTS_SCENARIO_GEN_H
#define TESTS_SCENARIO_GEN_H

#include "base/buf.h"
#include "base/dec.h"
#include "base/rng.h"

#include <stdbool.h>
#include <string.h>

#define START INT64_C(1709251200000)	/* a midnight, UTC */
#define BARS_MAX 60
#define MARKETS_MAX 4
#define ORDERS_MAX 256

/* Prices are counted in tenths of a tick; 1000 is 100 ticks. */
struct candle10 { bool there; int64_t open, high, low, close; };

struct market {
	const char *symbol, *base, *quote;
	bool swap, isolated;
	int64_t leverage;
	struct dec unit;		/* the smallest tick */
	struct dec lot, contract_size;
	struct dec funds;		/* the opening balance of the quote */
	bool table;			/* ticks of 1, 2 and 5 units */
	struct candle10 bars[BARS_MAX];
};

/* What an order's instruction was, for those that come after it. */
enum { PRICE = 1, TRIGGER = 2, AMOUNT = 4 };
struct given {
	int64_t bar, at;
	const char *mark;		/* NULL: none */
	const struct market *mk;
	bool buy, links[3];		/* sl, tp, ts */
	int fields;
};

struct gen {
	struct rng rng;
	struct buf out;
	struct market markets[MARKETS_MAX];
	size_t n_markets;
	int n_bars;
	int64_t start, length;		/* ms */
	int details;			/* detail bars of a bar; 0: none */
	int orders;
	struct given given[ORDERS_MAX];
	int64_t not_before;		/* the bar from which at_put() chooses */
	const struct given *story;	/* the order that is dealt with */
	const struct given *same;	/* or whose time it repeats */
	bool first_action;
	/* Several markets, wide gaps and early sound entries with legs, so that
	 * much happens at one open and one close. */
	bool entries;
	/* Only swaps of one currency, much leverage, early sound entries of one
	 * side and steep bars, so that one fall takes several. */
	bool crash;
	/* A volume share or impact: volumes are about as large as orders. */
	bool volumes;
	/* Many bars that hardly move, few orders, most of them early. */
	bool lull;
	bool calm;			/* nothing wrong on purpose */
	bool patient;			/* small orders that wait */
};

/* The scenario of a seed. */
void scenario_make(uint64_t seed, struct buf *out);

/* 0..n-1; and true in `percent` of all cases. */
int64_t below(struct gen *g, int64_t n);
bool chance(struct gen *g, int percent);
#define PICK(g, list) \
	((list)[below((g), (int64_t)(sizeof(list) / sizeof((list)[0])))])

/* A mistake, for a refusal. */
bool wrong(struct gen *g, int percent);

/* A JSON amount: text, sometimes a bare number. */
void put_amount(struct gen *g, const char *key, struct dec amount);
void put_times(struct gen *g, const char *key, struct dec unit, int64_t n);
struct dec price10(const struct market *mk, int64_t tenths);

void markets_make(struct gen *g);
void balances_put(struct gen *g);
void instruments_put(struct gen *g);
/* price.c: bars, detail, marks, funding. */
void bars_make(struct gen *g, struct market *mk, bool always);
void prices_put(struct gen *g);

void actions_put(struct gen *g);
/* at, mark; returns the bar's place. */
int64_t at_put(struct gen *g);
/* An order given already, with the suffix of a leg or none; at_put() then
 * looks from its bar on, or repeats its time. */
int order_choose(struct gen *g, int *leg);
const char *suffix_of(int leg);
/* order.c: the rest of an order instruction; of an oco; of an amendment. */
void order_put(struct gen *g);
void oco_put(struct gen *g);
void amend_put(struct gen *g);
/* orderparts.c: pieces of an order. */
int64_t near(struct gen *g, const struct market *mk, int64_t bar);
int64_t aimed(struct gen *g, int64_t tenths, bool up);
void price_put(struct gen *g, const struct market *mk, const char *key,
    int64_t tenths);
void size_put(struct gen *g, const struct market *mk, bool market,
    int64_t tenths);
struct dec lots_make(struct gen *g, const struct market *mk, int64_t tenths);
void links_put(struct gen *g, const struct market *mk, int64_t tenths,
    bool buy, bool made[3]);
void flags_put(struct gen *g, const char *type, int64_t at);
void trail_put(struct gen *g, const struct market *mk, int64_t tenths,
    bool buy);

#endif
