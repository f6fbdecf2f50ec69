/*
 * Orders: what is asked (struct order_request), what became of it (struct
 * order), and the life-cycle as a table (RELIABILITY.md 2). Prices and amounts
 * that a type does not take are DEC_NONE.
 */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include "base/dec.h"
#include "base/err.h"
#include "base/level.h"
#include "base/record.h"
#include "base/vec.h"
#include "model/names.h"

enum side { SIDE_BUY, SIDE_SELL };
extern const char *const side_names[];

enum order_type { TYPE_MARKET, TYPE_LIMIT, TYPE_STOP, TYPE_STOP_LIMIT,
    TYPE_TAKE_PROFIT, TYPE_TAKE_PROFIT_LIMIT, TYPE_TRAILING, ORDER_TYPES };
extern const char *const order_type_names[];

enum time_in_force { TIF_GTC, TIF_IOC, TIF_FOK, TIF_PO };
extern const char *const tif_names[];

enum order_state {
	ORDER_INTENT,		/* on disk, nothing sent */
	ORDER_SENDING,		/* the first byte may have left */
	ORDER_OPEN, ORDER_PARTIAL, ORDER_FILLED, ORDER_CANCELED,
	ORDER_EXPIRED, ORDER_REJECTED,
	ORDER_UNKNOWN,		/* may exist; only reconcile resolves it */
	ORDER_ABSENT,		/* proven never to have arrived */
	ORDER_REFUSED,		/* by our own risk check */
	ORDER_ABANDONED,	/* an intent found later: never sent */
	ORDER_STATES
};
extern const char *const order_state_names[];

enum order_event {
	EV_SEND, EV_REFUSE, EV_ABANDON, EV_ACCEPT, EV_REJECT, EV_FILL,
	EV_FILL_ALL, EV_CANCEL, EV_EXPIRE, EV_TIMEOUT, EV_ABSENT, EV_TRIGGER,
	EV_AMEND, EV_AMEND_SEND, EV_AMEND_FAIL, ORDER_EVENTS
};
extern const char *const order_event_names[];

/* The next state; false: cannot happen (the caller reports it). */
bool order_step(enum order_state from, enum order_event event,
    enum order_state *to);

static inline bool
order_state_working(enum order_state s)
{
	return s == ORDER_OPEN || s == ORDER_PARTIAL;
}

/* May it still use up money? */
static inline bool
order_state_counts(enum order_state s)
{
	return s == ORDER_INTENT || s == ORDER_SENDING ||
	    s == ORDER_UNKNOWN || order_state_working(s);
}

static inline bool
order_state_closed(enum order_state s)
{
	return !order_state_counts(s);
}
/* ccxt's status: open, closed, canceled, expired, rejected; NULL before the
 * venue has answered. */
const char *order_status(enum order_state s);
struct order;
void order_set_status(struct order *o);	/* the record's column */

struct order_request {
	char account[LABEL_SIZE], symbol[SYMBOL_SIZE];
	int side, type, time_in_force;
	bool post_only, reduce_only;
	struct dec amount;		/* base units or contracts; or… */
	struct dec quote;		/* …spend this much (market) */
	struct dec price, trigger_price;
	struct dec trail_percent, trail_amount, activation_price, visible;
	struct level stop_loss, take_profit;	/* attached */
	/* attached, too: a distance as an amount of price or a percentage */
	struct level trailing_stop;
	struct dec trailing_activation;
	int64_t expire_at;
	char key[ID_SIZE];		/* makes a rerun harmless; "" = none */
	char strategy[TEXT_SIZE], tag[TEXT_SIZE];
	char parent[ID_SIZE];		/* the entry of a leg; "" = none */
};
/* All amounts DEC_NONE: start from this, not from zero. */
struct order_request order_request_empty(void);
void order_request_init(struct order_request *r);	/* the same in place */
/* Form only, before any venue: one of amount and quote, the fields that the
 * type takes, > 0. E_USAGE names option and cause. */
enum err_code order_request_check(const struct order_request *r,
    struct err *err);
/* Two requests of which one will be done: each in good form, one account,
 * symbol, side and amount, and nothing that an oco cannot have. */
enum err_code order_pair_check(const struct order_request r[2],
    struct err *err);
/* SHA-free identity for --key: canonical text of all parameters. */
void order_request_text(const struct order_request *r, struct buf *out);

/* Reads back what order_request_text() wrote. */
enum err_code order_request_parse(const char *text,
    struct order_request *out, struct err *err);
/* Sets one field, by the names of the order record or of the options. NULL:
 * done; else why not, "" when requests have no such field. */
const char *order_request_set(struct order_request *r, const char *name,
    const char *text);
int order_type_value(const char *name);	/* stop_limit or stop-limit; or -1 */
/* The type that prices and distances imply where none is named. */
int order_type_implied(const struct order_request *r);

/* What an amendment may change; DEC_NONE: stays as it is. */
struct order_terms { struct dec amount, price, trigger_price; };
#define TERMS_NONE ((struct order_terms){ DEC_NONE, DEC_NONE, DEC_NONE })

struct order {
	char id[ID_SIZE], client_order_id[CLIENT_ID_SIZE];
	char account[LABEL_SIZE], venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int type, side, time_in_force;
	signed char post_only, reduce_only;
	struct level stop_loss, take_profit, trailing_stop;
	struct dec trailing_activation;
	/* the record's columns: a price, or null while still a percentage */
	struct dec stop_loss_price, take_profit_price;
	struct dec trailing_stop_percent, trailing_stop_amount;
	struct dec quote;
	struct dec trail_percent, trail_amount, activation_price, visible;
	char key[ID_SIZE], strategy[TEXT_SIZE], tag[TEXT_SIZE];
	char parent[ID_SIZE];
	/* The same text at two orders of which one will be done; "" = none. */
	char oco[ID_SIZE];
	signed char external;	/* not sent by this store */
	int64_t expire_at;
	char correlation_id[CLIENT_ID_SIZE];
	int64_t time;
	/* What events change, together, for order_move(): */
	char venue_id[ID_SIZE];
	char fee_currency[ASSET_SIZE];
	char status[ASSET_SIZE];
	char reason[REASON_SIZE];
	int state;		/* enum order_state */
	struct dec price, trigger_price;
	struct dec amount, filled, remaining, average, cost, fee;
	/* An amendment on its way, until the venue has said yes or no; the order
	 * may be as the one or as the other. asked_at 0: there is none. */
	struct order_terms asked;
	int64_t asked_at;
	int64_t last_update_time;
};
struct orders VEC_OF(struct order);
extern const struct record order_record;

/* Makes it what the same order is elsewhere, before or after some events. */
void order_move(struct order *o, const struct order *same);

/* The terms that hold once those that c names have changed. */
struct order_terms order_terms_after(const struct order *o,
    const struct order_terms *c);

struct order order_empty(void);
void order_init(struct order *o);	/* the same in place */
/* Fills the order's columns from what was asked; and what would have to be
 * asked for an order like this one (without a key). */
void order_from_request(struct order *o, const struct order_request *r);
struct order_request order_to_request(const struct order *o);
/* The record's columns of its attached stops and target. */
void order_complete_levels(struct order *o);
/* An order as large and as dear as it may be while an amendment of it is on
 * its way; without one it is itself. */
struct order order_at_most(const struct order *o);

#endif
