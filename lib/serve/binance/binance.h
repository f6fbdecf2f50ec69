/*
 * Binance's dialect: spot under /api, USDⓈ-M futures under /fapi, the wallet
 * under /sapi, told apart by their paths on one address; and their WebSockets
 * under /ws, /stream, /ws-api/v3 and /{public,market,private}. Facts are those
 * of Binance's documentation as of November 2026.
 *
 * For the files of this folder alone. A route's handler reads what it needs
 * (ask.c), does it (place.c, cancel.c, settings.c) and writes rows (rows.c);
 * the first failure is the answer.
 */
#ifndef SERVE_BINANCE_BINANCE_H
#define SERVE_BINANCE_BINANCE_H

#include "serve/dialect.h"

enum security { NONE, KEYED, SIGNED };
enum host { HOST_API, HOST_FAPI, HOST_SAPI, HOSTS };

struct call;
struct route {
	const char *method, *path;
	void (*handle)(struct call *c);
	enum security security;
	int weight;
	int all;	/* weight when no symbol is named; 0: the same */
	int orders;	/* that it counts as */
	/* names that it takes, with blanks between; NULL: nobody looks */
	const char *takes;
	int (*weigh)(const struct call *c);	/* instead of weight */
};
extern const struct route binance_routes[];	/* ends with a NULL method */

struct window { int64_t began, used; };
/* Prices that the bars imply (quotes.c). */
struct quote { struct dec bid, ask, amount; };
struct depth { int64_t id; struct quote q; };	/* a book, as last told */
struct binance {
	struct window weight[HOSTS];		/* a minute */
	struct window orders10s[MARKETS], orders1m, orders1d;
	int64_t limited, banned;	/* until, monotonic µs; 0: not */
	int over;			/* requests while limited */
	char listen_key[65];		/* "": none */
	int64_t listen_until;		/* told, µs */
	int64_t streams;		/* numbers of events */
	VEC(struct depth) depths;	/* by symbol of the world */
};

struct call {
	struct served *s;
	struct world *w;
	struct binance *b;
	const struct route *route;
	enum host host;
	enum market m;
	struct params params;
	struct reply *out;
	struct buf *body;		/* of out */
	int64_t now;			/* told, ms */
};

/* The answer is an error; false, for the caller to return. */
bool fail(struct call *c, int status, int code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
bool failed(const struct call *c);

/* admit.c: weight, key, time and signature. False: refused. */
bool admit(struct call *c, const struct http_head *h, struct slice body);
void headers_add(struct call *c);
void orders_count(struct call *c, int n);
int64_t told_ms(int64_t us);

/* ask.c: what was sent. A name that is needed and not there, or that cannot be
 * read, is a failure; one that may be left out leaves *out alone. */
bool ask_text(struct call *c, const char *name, bool needed,
    const char **out);
bool ask_dec(struct call *c, const char *name, bool needed,
    struct dec *out);
bool ask_int(struct call *c, const char *name, bool needed, int64_t least,
    int64_t most, int64_t *out);
bool ask_flag(struct call *c, const char *name, bool needed, bool *out);
/* One of words (ends with NULL); else this code and text. */
bool ask_word(struct call *c, const char *name, bool needed,
    const char *const *words, int code, const char *text, int *out);
bool ask_symbol(struct call *c, bool needed, const struct world_symbol **out);
bool ask_client_id(struct call *c, const char *name, const char **out);
/* The order that symbol and orderId or origClientOrderId name. */
bool ask_order(struct call *c, const struct world_symbol *s, const char *id,
    const char *client_id, int code, size_t *place);
/* startTime, endTime and limit, as the bars' times in ms. */
struct span { int64_t from, to, limit; };
bool ask_span(struct call *c, int64_t standard, int64_t most,
    struct span *out);

/* write.c: JSON. A name of NULL: an element of a list. */
void put_begin(struct buf *b, const char *name, char open);
void put_end(struct buf *b, char close);
void put_text(struct buf *b, const char *name, const char *value);
void put_int(struct buf *b, const char *name, int64_t value);
void put_flag(struct buf *b, const char *name, bool value);
void put_raw(struct buf *b, const char *name, const char *json);
/* As a string with so many decimals; unknown is 0. */
void put_dec(struct buf *b, const char *name, struct dec d, int decimals);
/* As a bare number. */
void put_number(struct buf *b, const char *name, struct dec d);
void put_price(struct buf *b, const char *name, const struct world_symbol *s,
    struct dec price);
void put_amount(struct buf *b, const char *name,
    const struct world_symbol *s, struct dec amount);
void put_money(struct buf *b, const char *name, struct dec d);	/* 8 */

/* quotes.c: prices that the bars imply. */
struct quote quote_now(const struct world *w, const struct world_symbol *s);
struct dec dec_quotient(struct dec a, struct dec b, int scale);
struct day { struct dec open, high, low, last, volume, value; int64_t from,
    count; };
struct day day_now(const struct world *w, const struct world_symbol *s);
/* Of a row of candles, as clients are told it. */
struct dec volume_of(const struct candles *c, size_t i);
/* ms of an interval's word; 0: there is none. */
int64_t interval_ms(const char *word);
void kline_begin(const struct candles *c, size_t i, struct candle *k);
void kline_more(const struct candles *c, size_t i, struct candle *k);
/* When the interval in which a told time lies begins. */
int64_t interval_start(int64_t told, int64_t interval);

/* place.c and terms.c: from parameters to an order. */
struct placing {
	const struct world_symbol *s;
	struct order_request r;
	const char *client_id;
	char type[WORD_LEN], tif[WORD_LEN], working[WORD_LEN];
	bool conditional, close_position, price_protect, test;
	int held;			/* enum held_side */
	int response;			/* 0 ACK, 1 RESULT, 2 FULL */
	size_t place;			/* once it was booked */
};
/* Gives it to its market; a refusal is the answer. */
bool place_order(struct call *c, struct placing *p);
bool refused(struct call *c, enum market m, const char *reason);
bool name_free(struct call *c, const struct placing *p);
void placing_book(struct call *c, const struct placing *p,
    struct served_order *o);
bool spot_terms(struct call *c, struct placing *p);
bool swap_terms(struct call *c, struct placing *p);
bool algo_terms(struct call *c, struct placing *p);
/* filters.c: what the symbol's filters say, with Binance's codes. */
bool filters_pass(struct call *c, const struct placing *p);
/* How many conditional orders of a symbol may work at once. */
int64_t filter_conditional(const struct world_symbol *s);
bool filter_lot(struct call *c, const struct placing *p, struct dec amount);

/* rows.c */
void spot_row(struct call *c, const struct served_order *o);
void spot_answer(struct call *c, const struct placing *p);
void swap_row(struct call *c, const struct served_order *o);
void algo_row(struct call *c, const struct served_order *o);
void spot_trade_row(struct call *c, const struct served_trade *t);
void swap_trade_row(struct call *c, const struct served_trade *t);
const char *status_word(const struct served_order *o, int state);
const char *algo_status(const struct book *b, const struct served_order *o);
/* What Binance calls it once a conditional order has become it. */
const char *actual_type(const struct served_order *o);
bool is_algo(const struct served_order *o);	/* and not triggered yet */
#define ALGO_IDS INT64_C(1000000)

/* settings.c: BOTH, LONG or SHORT, by enum held_side. */
extern const char *const held_words[];
/* The side that positionSide names, as the account's mode has it. */
bool ask_held(struct call *c, int *held);

/* cancel.c: NULL: done; else the reason. */
const char *order_cancel_now(struct call *c, size_t place);

/* market.c: four trades a bar, by their number. */
struct print { int64_t id, time; struct dec price, amount; bool sold; };
struct print print_at(const struct world *w, const struct world_symbol *s,
    int64_t id);

/* Handlers. */
void do_ping(struct call *c);
void do_time(struct call *c);
void do_spot_info(struct call *c);
void do_swap_info(struct call *c);
void do_depth(struct call *c);
void do_trades(struct call *c);
void do_agg_trades(struct call *c);
void do_klines(struct call *c);
void do_mark_klines(struct call *c);
void do_avg_price(struct call *c);
void do_day(struct call *c);
void do_price(struct call *c);
void do_book_ticker(struct call *c);
void do_premium(struct call *c);
void do_funding_rates(struct call *c);
void do_nothing_listed(struct call *c);
void do_open_interest(struct call *c);
void do_spot_account(struct call *c);
void do_spot_commission(struct call *c);
void do_trade_fees(struct call *c);
void do_order_counts(struct call *c);
void do_swap_balance(struct call *c);
void do_swap_account(struct call *c);
void do_positions(struct call *c);
void do_symbol_config(struct call *c);
void do_account_config(struct call *c);
void do_brackets(struct call *c);
void do_swap_commission(struct call *c);
void do_leverage(struct call *c);
void do_margin_type(struct call *c);
void do_position_margin(struct call *c);
void do_dual(struct call *c);
void do_set_dual(struct call *c);
void do_multi(struct call *c);
void do_income(struct call *c);
void do_listen_key(struct call *c);
void do_listen_key_end(struct call *c);
void do_place(struct call *c);
void do_place_test(struct call *c);
void do_place_algo(struct call *c);
void do_place_oco(struct call *c);
void do_place_oto(struct call *c);
void do_place_otoco(struct call *c);
void do_place_batch(struct call *c);
void do_order(struct call *c);
void do_open_order(struct call *c);
void do_algo_order(struct call *c);
void do_open_orders(struct call *c);
void do_open_algo_orders(struct call *c);
void do_all_orders(struct call *c);
void do_all_algo_orders(struct call *c);
void do_trades_mine(struct call *c);
void do_order_list(struct call *c);
void do_open_lists(struct call *c);
void do_cancel(struct call *c);
void do_cancel_algo(struct call *c);
void do_cancel_all(struct call *c);
void do_cancel_all_algo(struct call *c);
void do_cancel_list(struct call *c);
void do_cancel_replace(struct call *c);
void do_amend_spot(struct call *c);
void do_amend_swap(struct call *c);
void do_restrictions(struct call *c);
void do_coins(struct call *c);
void do_transfers(struct call *c);
void do_withdrawals(struct call *c);
void do_moves(struct call *c);
void do_transfer(struct call *c);
void do_earn_list(struct call *c);
void do_earn_account(struct call *c);

/* stream.c */
bool stream_open(struct served *s, const struct http_head *h,
    struct socket *k);
void stream_take(struct served *s, struct socket *k, const char *at,
    size_t len);
void stream_gone(struct served *s, struct socket *k);
void stream_moved(struct served *s);
void stream_booked(struct served *s, enum booked what, size_t place);
/* session.c: a request over the WebSocket API. True: it wants the events of
 * its user from now on. */
bool session_request(struct served *s, const char *at, size_t len,
    struct buf *out);
/* events.c: what the streams carry; each appends one JSON object. trade: its
 * place, or SIZE_MAX. */
void event_order_spot(struct served *s, size_t place, size_t trade,
    struct buf *out);
void event_order_swap(struct served *s, size_t place, size_t trade,
    struct buf *out);
void event_algo(struct served *s, size_t place, struct buf *out);
void event_account_spot(struct served *s, struct buf *out);
void event_balance(struct served *s, size_t place, struct buf *out);
void event_account_swap(struct served *s, const char *reason,
    struct buf *out);
/* depth.c: how a book has changed since all were last remembered; false: not. */
bool depth_put(struct served *s, const struct world_symbol *y,
    struct buf *out);
void depth_remember(struct served *s);
/* A public stream by its name; false: there is no such. */
bool event_public(struct served *s, enum market m, const char *stream,
    struct buf *out);

#endif
