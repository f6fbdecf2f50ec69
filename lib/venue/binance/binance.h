/*
 * Inside lib/venue/binance: Binance spot and USDⓈ-M futures behind one account.
 * Every end point is a row of a table (endpoints.c); a call is made of a row
 * and parameters, sent alone or with others, and judged by one function:
 *
 *	struct binance_call c;
 *
 *	binance_call_init(&c, b, END_SPOT_ORDER);
 *	binance_text(&c, "symbol", m->native);
 *	binance_text(&c, "origClientOrderId", id);
 *	rc = binance_run(b, &c, 1, err);
 *	if (rc == E_OK)
 *		rc = binance_open_answer(&c, &in, err);
 *	…json_get_…, json_close(&in)
 *	binance_call_release(&c);
 *
 * All parameters go into the query, percent-encoded; timestamp, recvWindow and
 * signature come last, anew for each try. Native symbols are never split: the
 * instrument lists say what they are.
 */
#ifndef VENUE_BINANCE_BINANCE_H
#define VENUE_BINANCE_BINANCE_H

#include "base/index.h"
#include "base/stamp.h"
#include "model/limits.h"
#include "net/http.h"
#include "net/json.h"
#include "venue/batch.h"
#include "venue/venue.h"

#define BINANCE_WINDOW_MS 5000	/* recvWindow */

enum binance_market { BINANCE_SPOT, BINANCE_FUTURES, BINANCE_MARKETS };
enum binance_host { HOST_SPOT, HOST_FUTURES, HOST_SAPI, BINANCE_HOSTS };
enum binance_auth { AUTH_PUBLIC, AUTH_KEYED, AUTH_SIGNED };

enum binance_end {
	/* public */
	END_SPOT_TIME, END_SPOT_INFO, END_SPOT_BOOK, END_SPOT_TRADES,
	END_SPOT_KLINES, END_SPOT_DAY, END_SPOT_PRICES, END_SPOT_BEST,
	END_SPOT_AVERAGE,
	END_FUTURES_TIME, END_FUTURES_INFO, END_FUTURES_BOOK,
	END_FUTURES_TRADES, END_FUTURES_KLINES, END_FUTURES_MARK_KLINES,
	END_FUTURES_DAY, END_FUTURES_PRICES, END_FUTURES_BEST,
	END_FUTURES_PREMIUM, END_FUTURES_FUNDING,
	/* reads of an account */
	END_SPOT_ACCOUNT, END_SPOT_ORDER, END_SPOT_OPEN_ORDERS,
	END_SPOT_ALL_ORDERS, END_SPOT_MY_TRADES,
	END_FUTURES_BALANCE, END_FUTURES_ACCOUNT_CONFIG,
	END_FUTURES_SYMBOL_CONFIG, END_FUTURES_POSITIONS,
	END_FUTURES_BRACKETS, END_FUTURES_ORDER,
	END_FUTURES_OPEN_ORDERS, END_FUTURES_ALL_ORDERS,
	END_FUTURES_MY_TRADES, END_FUTURES_INCOME, END_ALGO_ORDER,
	END_ALGO_OPEN_ORDERS, END_ALGO_ALL_ORDERS,
	END_FUTURES_FEE, END_SPOT_FEES,
	END_RIGHTS, END_DEPOSITS, END_WITHDRAWALS, END_MOVES,
	END_EARN_FLEXIBLE, END_EARN_LOCKED, END_EARN_FLEXIBLE_HELD,
	END_EARN_LOCKED_HELD,
	/* what changes something */
	END_SPOT_SUBMIT, END_SPOT_CANCEL, END_SPOT_CANCEL_REPLACE,
	END_SPOT_REDUCE, END_SPOT_OCO, END_SPOT_OTO, END_SPOT_OTOCO,
	END_SPOT_CANCEL_LIST, END_SPOT_CANCEL_ALL, END_FUTURES_SUBMIT, END_FUTURES_AMEND,
	END_FUTURES_CANCEL, END_FUTURES_CANCEL_ALL, END_FUTURES_LEVERAGE,
	END_FUTURES_MARGIN_MODE, END_FUTURES_MARGIN, END_FUTURES_SIDES,
	END_ALGO_SUBMIT,
	END_ALGO_CANCEL, END_ALGO_CANCEL_ALL,
	/* the key of the futures' user stream: got, and kept alive */
	END_LISTEN_KEY, END_LISTEN_KEEP,
	BINANCE_ENDS
};

struct binance_endpoint {
	const char *method, *path;
	enum binance_host host;
	enum binance_auth auth;
	enum http_kind kind;
	int weight;		/* of the cheapest call; see binance_weight() */
	int orders;		/* of the account's order budgets */
	bool large;		/* public and long: 16 MiB */
};
extern const struct binance_endpoint binance_endpoints[BINANCE_ENDS];
/* errors.c has what refusals of spot and of futures mean. */
enum binance_market binance_end_market(enum binance_end end);

/* A set of addresses: live, testnet, demo; sapi NULL: there is none. */
struct binance_site {
	const char *name;
	const char *url[BINANCE_HOSTS];
};
extern const struct binance_site binance_sites[];	/* ends with NULL */

/* A market of the venue: what its native symbol stands for. */
struct binance_symbol {
	char symbol[SYMBOL_SIZE], native[SYMBOL_SIZE];
	enum binance_market market;
	struct instrument i;
};
struct binance_symbols {
	VEC(struct binance_symbol) rows;
	struct index by_symbol, by_native;
	int64_t taken;		/* when the venue was asked; 0: never */
};
void binance_symbols_release(struct binance_symbols *s);
void binance_symbols_add(struct binance_symbols *s,
    const struct binance_symbol *one);
/* What lists are kept as: those of other addresses are others. */
struct binance;
const char *binance_source(const struct binance *b);
const struct binance_symbol *binance_by_symbol(
    const struct binance_symbols *s, const char *symbol);
const struct binance_symbol *binance_by_native(
    const struct binance_symbols *s, enum binance_market market,
    const char *native);

struct binance_name { char text[SYMBOL_SIZE]; };
struct binance_names VEC_OF(struct binance_name);
/* Adds one that is not there yet. */
void binance_name_add(struct binance_names *all, const char *symbol);

/* What must be remembered between runs; store.c has the store's. Any of them
 * may be NULL. */
struct binance_memory {
	void *self;
	enum err_code (*lists_load)(void *self, const char *source,
	    int64_t *taken, struct instruments *out, struct err *err);
	enum err_code (*lists_save)(void *self, const char *source,
	    int64_t taken, const struct instruments *all, struct err *err);
	/* Orders that may still do something, for all this store knows, and
	 * (since not 0, µs) those that have changed since then. */
	enum err_code (*working)(void *self, int64_t since,
	    struct orders *out, struct err *err);
	/* Appends symbols that this account had orders of. */
	enum err_code (*symbols)(void *self, struct binance_names *out,
	    struct err *err);
};

/* How a host's clock is asked, once it turns out to differ. */
struct binance_clock {
	struct buf url;
	struct http_request ask;
	struct http_sync sync;
};

/* Leverage and margin mode as set, by native symbol. */
struct binance_config {
	char native[SYMBOL_SIZE];
	struct dec leverage;
	int margin_mode;	/* enum margin_mode; -1: a word of neither */
};
struct binance_configs VEC_OF(struct binance_config);

/* The account's own rates, where they are not the list's: by symbol. */
struct binance_fees {
	struct instruments rows[BINANCE_MARKETS];
	int64_t taken[BINANCE_MARKETS];	/* 0: not known */
	int64_t failed[BINANCE_MARKETS];	/* when they were asked in vain */
	bool loaded;		/* what is kept of it */
};

struct binance {
	struct venue v;
	const struct venue_env *env;
	struct clock clock;
	/* Addresses; NULL where there is none. own: one base for all of them. */
	const char *url[BINANCE_HOSTS];
	char own[TEXT_SIZE];
	const struct http_ops *ops;	/* NULL until first needed */
	struct http *http;
	struct binance_clock clocks[BINANCE_HOSTS];
	const struct signer *signer;	/* NULL until first needed */
	struct binance_memory memory;
	struct store *store;		/* NULL: nothing is remembered */
	struct binance_symbols symbols;
	/* Answers that wait for their read, by end point (ask.c). */
	struct binance_call *asked[BINANCE_ENDS];
	bool tiers_asked, no_futures;	/* the key may not trade futures */
	bool no_moves;		/* …or not see what moves between wallets */
	/* What is set per swap, and when it was read; 0: ask again, as after
	 * any change of it. */
	struct binance_configs configs;
	int64_t configs_at;
	struct binance_fees fees;
	/* For what changes something (act.c). */
	int sides;		/* 0: not asked yet; 1: one way; 2: both */
	int64_t clock_off;	/* Binance's clock minus ours, when last */
	bool clock_seen;	/* looked at */
};

/* One request and its answer. Lives until it is released; never copied. */
struct binance_call {
	struct binance *b;
	const struct binance_endpoint *end;
	enum binance_end at;
	struct buf url, what;
	struct buf key;			/* header with the key: wiped */
	const char *headers[2];
	struct http_request request;
	struct http_answer answer;
	int64_t kept;			/* monotonic: answered ahead, then */
	bool parameters;		/* the url has a '?' */
	bool (*sink)(void *self, const char *at, size_t len);
	void *sink_self;
	/* The venue's refusal, once the answer has been judged; code 0: none. */
	int code;
	char message[TEXT_SIZE];
};
void binance_call_init(struct binance_call *c, struct binance *b,
    enum binance_end end);
void binance_call_release(struct binance_call *c);
void binance_text(struct binance_call *c, const char *name,
    const char *value);
void binance_dec(struct binance_call *c, const char *name, struct dec value);
void binance_int(struct binance_call *c, const char *name, int64_t value);
void binance_weight(struct binance_call *c, int weight);

/*
 * Sends n calls at once. Fails only where nothing could be sent at all: no
 * network module, no key, a signer that fails. How each call ended is asked of
 * it.
 */
enum err_code binance_run(struct binance *b, struct binance_call *calls,
    size_t n, struct err *err);
/* Makes a call ready to be sent (network and key there, request complete)
 * without sending it: what binance_run() does first. */
enum err_code binance_ready(struct binance_call *c, struct err *err);
/* Fills c->code and c->message if the answer is a refusal in Binance's words
 * ({"code":-1121,"msg":"…"}), whatever its status. True: it is. */
bool binance_refused(struct binance_call *c);
/*
 * Opens the answer of a read. E_DATA: it cannot be read, also when its status
 * is 200; E_NETWORK, E_LIMITED: it did not come; else what a refusal means for
 * a read, with the venue's code. in is only open after E_OK.
 */
enum err_code binance_open_answer(struct binance_call *c,
    struct json_in *in, struct err *err);
/* One read: runs, and opens the answer. */
enum err_code binance_read(struct binance_call *c, struct json_in *in,
    struct err *err);

/*
 * What Binance's codes mean. The same number can mean different things on spot
 * and on futures.
 */
struct binance_code {
	int code;
	unsigned markets;	/* bits: 1 << BINANCE_SPOT, … */
	enum http_class class;	/* for retries */
	enum venue_result result;	/* of a submit, amend or cancel */
	enum err_code read;	/* of a read */
	const char *reason;	/* in our words: "insufficient_funds" */
};
/* Never NULL: what is not in the table is a rejection without a word. */
const struct binance_code *binance_code(enum binance_market market,
    int code);
/* What a refused call means, its status (5xx: unknown) and text considered. */
const struct binance_code *binance_meaning(const struct binance_call *c);
/* The reason of a refusal, by its code and, where many are behind one code,
 * by its text; at most REASON_SIZE. */
void binance_reason(enum binance_market market, int code,
    const char *message, char out[REASON_SIZE]);
/* Retry class of an answer: by Binance's code, else NONE. */
enum http_class binance_classify(void *call, const struct http_answer *a);

/*
 * Client ids as Binance takes them: spot has no '.', so a leg's .sl is _sl
 * there. And venue ids as we keep them: orders and trades of Binance are
 * counted per symbol, so ours are SYMBOL:ID, of a conditional futures order
 * SYMBOL:aID.
 */
void binance_client_out(enum binance_market market, const char *client_id,
    char out[CLIENT_ID_SIZE]);
void binance_client_in(const char *native, char out[CLIENT_ID_SIZE]);
bool binance_id_make(const char *symbol, bool algo, const char *native,
    char out[ID_SIZE]);
/* The native part, and whether it is a conditional order's; borrowed. */
const char *binance_id_native(const char *id, bool *algo);

/*
 * Tells the rate budgets of this account's addresses to what counts them: as
 * documented, or (all not NULL) as the lists of instruments have said. One
 * address for both markets gets the smaller limit, for it may count them
 * together.
 */
struct binance_limit {
	enum binance_market market;
	enum budget_kind kind;
	int64_t window, limit;
};
struct binance_limit_list VEC_OF(struct binance_limit);
enum err_code binance_limits(struct binance *b,
    const struct binance_limit *all, size_t n, struct err *err);

/*
 * An order as spot, futures or the algo service tell of it: open, closed, or
 * just placed. Words that are not known are kept in tag; a status that is not
 * known never counts as closed. What cannot be, is json_wrong().
 */
enum binance_shape { SHAPE_SPOT, SHAPE_FUTURES, SHAPE_ALGO };
bool binance_order_read(struct binance *b, const struct json_at *at,
    enum binance_shape shape, struct order *out);
/* The normal order that a conditional one has become; "" while it has not. */
const char *binance_actual(const struct json_at *algo);

/* symbols.c: the lists of instruments, from the store or the venue. */
enum err_code binance_symbols_need(struct binance *b, struct err *err);
/* A symbol of this account's venue. E_USAGE: Binance does not list it. */
enum err_code binance_symbol(struct binance *b, const char *symbol,
    const struct binance_symbol **out, struct err *err);

#endif
