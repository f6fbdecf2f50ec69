/*
 * How one asset becomes another: the pairs on the way, and what would come of
 * an amount after the order books, the fees and the steps of each. A plan:
 * nothing is asked or sent here.
 */
#ifndef ACCOUNT_ROUTE_H
#define ACCOUNT_ROUTE_H

#include "base/err.h"
#include "model/instrument.h"
#include "model/market.h"

#define ROUTE_LEGS 3

struct route_path {
	int len;
	const struct instrument *legs[ROUTE_LEGS];	/* borrowed */
};
struct route_paths VEC_OF(struct route_path);

/* Every way of at most so many spot pairs that are traded, the shortest ones
 * first, equal ones by their symbols; no asset is passed twice. */
void routes_find(const struct instruments *all, const char *from,
    const char *to, int max_legs, struct route_paths *out);

/* What one of from becomes, by the last prices alone, after fees; unknown when
 * a pair has none. For choosing the few ways whose books are worth asking. */
struct dec route_estimate(const struct route_path *p, const char *from,
    const struct tickers *prices);

/* Where books come from: bids, highest first, then asks, lowest first. */
struct route_books {
	enum err_code (*book)(void *self, const char *symbol,
	    const struct book_levels **out, struct err *err);
	void *self;
};

struct route {
	struct conversion legs[ROUTE_LEGS];
	int len;
	struct dec received;		/* of the last asset, after fees */
};

/*
 * Takes the amount through the books of a path. fee: in place of the pairs'
 * own taker rate, or unknown. reserve: the part of each result that the next
 * order leaves out, so that a slightly worse fill does not stop it. E_REFUSED:
 * too little or too much for a pair, or its book is too thin.
 */
enum err_code route_walk(const struct route_path *p, const char *from,
    struct dec amount, struct dec fee, struct dec reserve,
    const struct route_books *books, struct route *out, struct err *err);

#endif
