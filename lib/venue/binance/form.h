/*
 * Our orders in Binance's words: which parameters an order, a pair, an
 * amendment or a cancel is made of, and what the answer must repeat of them
 * before it counts (RELIABILITY.md 2). Pure: nothing here knows of a network.
 */
#ifndef VENUE_BINANCE_FORM_H
#define VENUE_BINANCE_FORM_H

#include "base/buf.h"
#include "model/instrument.h"
#include "model/order.h"
#include "net/json.h"

#define FORM_PARAMS 28
#define FORM_VALUE 80

enum form_echo {
	ECHO_NONE,	/* the answer need not have it */
	ECHO_TEXT,	/* it must, and be this text */
	ECHO_DEC,	/* … this number */
	/* if it has it, it must be this text, this number, true */
	ECHO_MAY_TEXT, ECHO_MAY_DEC, ECHO_MAY_TRUE
};

struct form_param {
	const char *name;	/* as sent; NULL: only looked for */
	const char *echo;	/* the answer's name for it */
	enum form_echo kind;
	char value[FORM_VALUE];
};

struct form {
	bool algo;		/* for the service of conditional orders */
	size_t len;
	struct form_param at[FORM_PARAMS];
};

/* check.c: can Binance take it as it is? E_USAGE says why not: what it does
 * not have, or which step or bound is not kept. now: for --expire. */
enum err_code form_check(const struct instrument *i,
    const struct order_request *r, int64_t now, struct err *err);
enum err_code form_check_pair(const struct instrument *i,
    const struct order_request r[2], struct err *err);
enum err_code form_check_amend(const struct instrument *i,
    const struct order *o, const struct order_terms *c, struct err *err);

/* Does an order of this type live at the service of conditional orders, and
 * not among the orders? */
bool form_is_algo(const struct instrument *i, int type);

/* What has passed its check, as a form. hedged: the account holds long and
 * short of a symbol apart. */
void form_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, bool hedged, struct form *out);
/* legs: what the report of each order must repeat. */
void form_pair(const struct instrument *i, const struct order_request r[2],
    const char *const client_ids[2], struct form *out, struct form legs[2]);
void form_amend(const struct instrument *i, const struct order *o,
    const struct order_terms *c, struct form *out);
/* native: Binance's number of the order, for where it has no client id. */
void form_cancel(const struct instrument *i, const struct order *o,
    const char *native, bool algo, struct form *out);

/* Does the answer repeat what it must? Else why says what differs. */
bool form_echoed(const struct form *f, const struct json_at *answer,
    struct buf *why);

#endif
