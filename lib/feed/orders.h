/*
 * Orders as programs hand them in: rows of order fields (feed/rows.h), each
 * checked for form, all of them before the first is placed. Two rows with the
 * same text in "oco", one after the other, are a pair of which one will be
 * done.
 */
#ifndef FEED_ORDERS_H
#define FEED_ORDERS_H

#include "model/order.h"

#include <stdio.h>

struct feed_order {
	struct order_request request;
	char oco[ID_SIZE];
	bool first;		/* of a pair: the next one is the other */
	int64_t line;
};
struct feed_orders VEC_OF(struct feed_order);

/* What holds for every row; each may be NULL. */
struct feed_order_options {
	const char *account;	/* rows for another one are refused */
	const char *key;	/* row 7 has the key KEY:7 */
	const char *strategy, *tag;	/* where a row has none */
};

/* E_DATA names what (the file), line and cause. */
enum err_code feed_orders(FILE *in, const char *what,
    const struct feed_order_options *o, struct feed_orders *out,
    struct err *err);

#endif
