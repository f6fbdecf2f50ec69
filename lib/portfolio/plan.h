/* What the files share that make the plan of a rebalance. */
#ifndef PORTFOLIO_PLAN_H
#define PORTFOLIO_PLAN_H

#include "portfolio/portfolio.h"

#define VALUE_SCALE 8

/* A pair that may be traded, of an account. */
struct pair {
	size_t account;
	const struct instrument *market;
	const struct ticker *ticker;	/* NULL: it has no price */
};
struct pairs VEC_OF(struct pair);

/* An asset over all accounts. */
struct holding {
	char asset[ASSET_SIZE];
	bool listed;			/* it has a target of its own */
	bool alone;			/* it is left alone: no part of it all */
	struct dec target;		/* of the whole, the buffer counted */
	struct dec held, after;		/* amounts */
	struct dec value, value_after, goal;	/* in the quote */
	struct dec weight, weight_after, band;
	int action;
	char reason[TEXT_SIZE];
};
struct holdings VEC_OF(struct holding);

struct making {
	const struct rebalance_account *accounts;
	size_t n;
	const struct targets *targets;
	const struct rebalance_terms *terms;
	struct rebalance_plan *plan;
	struct pairs pairs;
	struct holdings all;
	struct dec *cash;		/* of the quote, by account */
	struct dec whole;		/* value of all */
};

struct holding *holding_of(struct making *m, const char *asset);
/* What the account has of it; not in its futures wallet. */
void account_has(const struct rebalance_account *a, const char *asset,
    struct dec *free, struct dec *total);
/* The pair of an asset with the quote; NULL: this account has none. */
const struct pair *pair_of(const struct making *m, size_t account,
    const char *asset);

/* Who is part of it: targets, and what is held. Then the quote. */
enum err_code universe_make(struct making *m, struct err *err);
enum err_code universe_quote(struct making *m, struct err *err);
/* Prices that are there, and young enough; what they make of each. */
enum err_code universe_value(struct making *m, struct err *err);

/* What an order does, at worst. Out is given, in is received. */
struct effect { struct dec amount, price, cost, fee, out, in; };

/* The worst price of an order of this side. */
bool size_price(const struct making *m, const struct pair *p, int side,
    struct dec *out);
bool size_effect(const struct making *m, const struct pair *p, int side,
    struct dec amount, struct effect *out);
/*
 * The order that moves a value of the asset, at most `most` of what is given;
 * of a sell everything when `all`. False: a number does not fit. An amount of 0
 * is no order; why says why not, or what it was limited by, else "".
 */
struct wish { struct dec value, most; bool sells, all; };
bool size_order(const struct making *m, const struct pair *p,
    const struct wish *w, int *side, struct effect *out,
    char why[TEXT_SIZE]);
/* What an amount of the asset is worth in the quote, by the last price. */
bool size_value(const struct making *m, const struct pair *p,
    struct dec amount, struct dec *out);

#endif
