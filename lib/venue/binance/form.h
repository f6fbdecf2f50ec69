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

/* checklegs.c: can what is attached to it be kept? */
enum err_code form_check_legs(const struct instrument *i,
    const struct order_request *r, struct err *err);
/* check.c: its prices alone. */
enum err_code form_check_prices(const struct instrument *i,
    const struct order_request *r, struct err *err);

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

/* formlist.c: an entry of spot with the orders that it makes once it is full;
 * orders[0] is what the report of the entry must repeat, then those of its
 * legs; *n is how many. */
#define FORM_ORDERS 3
enum err_code form_entry(const struct instrument *i,
    const struct order_request *r, const char *client_id, struct form *out,
    struct form orders[FORM_ORDERS], size_t *n, struct err *err);
/* Are its stop and target sent with it, in one request? */
bool form_attaches(const struct instrument *i, const struct order_request *r);

/* For the files that make forms: a parameter; its value is not sent where it
 * is not known. Words that both sides agree on. */
void form_put(struct form *f, const char *name, const char *echo,
    enum form_echo kind, const char *value);
void form_put_dec(struct form *f, const char *name, const char *echo,
    enum form_echo kind, struct dec value);
const char *form_side(int side);
const char *form_type(const struct instrument *i,
    const struct order_request *r);
struct dec form_points(struct dec percent);	/* in hundredths of it */

/* Does the answer repeat what it must? Else why says what differs. */
bool form_echoed(const struct form *f, const struct json_at *answer,
    struct buf *why);

#endif
