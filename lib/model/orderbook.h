/*
 * An order book that is kept up to date, one level after the other: each side
 * in order, best first. What told of it, and whether anything was missed, is
 * its owner's to know.
 */
#ifndef MODEL_ORDERBOOK_H
#define MODEL_ORDERBOOK_H

#include "model/market.h"

#include <stdbool.h>

#define ORDER_BOOK_MOST 20000	/* levels of a side; the farthest are let go */

struct order_level { struct dec price, amount; };
struct order_levels VEC_OF(struct order_level);
struct order_book { struct order_levels sides[2]; };	/* by enum book_side */

void order_book_clear(struct order_book *b);
void order_book_release(struct order_book *b);
/* amount 0: there is no such level any more. Returns what it was before, 0
 * where there was none. */
struct dec order_book_set(struct order_book *b, int side, struct dec price,
    struct dec amount);
/* Both sides are there, and the best bid is not below the best ask. */
bool order_book_crossed(const struct order_book *b);
bool order_book_empty(const struct order_book *b);	/* on a side */

#endif
