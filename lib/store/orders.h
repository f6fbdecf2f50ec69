/*
 * Orders in the ledger: an intent is written once, venue events are appended,
 * and the orders table is what they add up to (model/order.h: order_step).
 */
#ifndef STORE_ORDERS_H
#define STORE_ORDERS_H

#include "model/holdings.h"
#include "model/order.h"
#include "store/store.h"

/*
 * Stores the intent of o (id, client_order_id filled in here: 32 hex digits,
 * the first 8 the store's tag; of a leg, which has a parent, the one that it
 * brings) and its row in orders, in state INTENT, or
 * REFUSED with a reason. request_text is order_request_text() of what was
 * asked, for the next use of its key. Inside the caller's transaction.
 */
enum err_code intent_add(struct store *s, struct order *o,
    const char *request_text, struct err *err);
/* The order that a key of this account stands for, and the request_text it
 * came with; *found false when the key is new. A key is UNIQUE per account
 * among orders that are not ABSENT or ABANDONED: those were never at the
 * venue, so a rerun with the key is a new intent with a new id. */
enum err_code intent_by_key(struct store *s, const char *account,
    const char *key, bool *found, struct order *out,
    struct buf *request_text, struct err *err);

/* What one event adds; amounts that it does not say are DEC_NONE, texts NULL
 * or "". Borrowed. */
struct order_change {
	enum order_event event;
	const char *venue_id, *reason;
	struct dec amount, price, trigger_price;	/* EV_AMEND, EV_ACCEPT */
	int64_t time;
};
/*
 * One order as its events add up, pure, for whoever keeps orders: the store
 * and the ledger in memory. step applies an event to a complete row, with its
 * fill if it is one; complete fills in what follows: remaining and average
 * (the sums), the levels' columns, status.
 */
struct order_row {
	struct order o;
	struct dec turnover;	/* Σ price × amount, for the average */
};
void order_row_begin(struct order_row *row, const struct order *o);
void order_row_complete(struct order_row *row);
void order_row_sums(struct order_row *row);
void order_row_status(struct order_row *row);
enum err_code order_row_step(struct order_row *row, enum order_event event,
    const struct order_change *change, const struct fill *fill,
    struct err *err);
/* Does this fill complete its order? */
bool order_completed_by(const struct order *o, const struct fill *fill);
/* Appends the event and steps the order; E_BUG when it cannot happen. */
enum err_code order_apply(struct store *s, const char *id,
    const struct order_change *change, struct order *after, struct err *err);
/*
 * Appends a fill (UNIQUE by account, venue and its id: a repeated one changes
 * nothing and sets *added false) and updates filled, average, cost, fee and
 * state of its order. fill->order_id is our order id here.
 */
enum err_code fill_add(struct store *s, const struct fill *fill, bool *added,
    struct err *err);
/* An order that this store did not send (a leg, or EXTERNAL), in the state and
 * with the ids that o has; id and time are filled in when empty. Its fills are
 * added afterwards: filled starts at 0. */
enum err_code order_adopt(struct store *s, struct order *o, struct err *err);

enum err_code order_load(struct store *s, const char *id, struct order *out,
    struct err *err);		/* E_USAGE: no such order */
enum err_code order_by_client_id(struct store *s, const char *account,
    const char *client_id, bool *found, struct order *out, struct err *err);
enum err_code order_by_venue_id(struct store *s, const char *account,
    const char *venue_id, bool *found, struct order *out, struct err *err);

struct order_filter {
	const char *account, *symbol, *id;	/* NULL: any */
	const char *tag;	/* of orders_load(), without limit; NULL: any,
				 * "": none */
	bool counting;		/* only states that may still use money… */
	int64_t touched;	/* …and what has changed since then; 0: not */
	bool attached;	/* entries of this store with a stop or target */
	int state;		/* -1: any */
	int64_t since, until;	/* 0: open ended */
	int64_t limit;		/* 0: all; newest first when given */
};
enum err_code orders_load(struct store *s, const struct order_filter *f,
    struct orders *out, struct err *err);
enum err_code fills_load(struct store *s, const struct order_filter *f,
    struct fills *out, struct err *err);
/* Symbols that an account ever had orders of, its own and others. */
struct traded { char symbol[SYMBOL_SIZE]; };
struct tradeds VEC_OF(struct traded);
enum err_code traded_load(struct store *s, const char *account,
    struct tradeds *out, struct err *err);
/* Everything that happened to one order, for `log` and `order show`. */
struct order_log_row {
	int64_t time;
	char order_id[ID_SIZE];
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	int event;		/* enum order_event; -1: the intent itself */
	int state;		/* after it */
	int side;
	struct dec amount, price;	/* of the fill, or what was asked */
	char fill_id[ID_SIZE];		/* of a fill */
	struct dec fee, realized_pnl;
	char fee_currency[ASSET_SIZE];
	char reason[REASON_SIZE];
	char venue_id[ID_SIZE];
	char correlation_id[CLIENT_ID_SIZE];
};
struct order_log VEC_OF(struct order_log_row);
enum err_code order_log_load(struct store *s, const struct order_filter *f,
    struct order_log *out, struct err *err);

#endif
