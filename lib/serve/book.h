/*
 * The book of the served venue: every order, trade, transfer and payment of
 * funding that was booked, whether or not anybody heard of it. It is the truth
 * that tests compare with, and what the dialects read their answers from.
 */
#ifndef SERVE_BOOK_H
#define SERVE_BOOK_H

#include "base/buf.h"
#include "base/vec.h"
#include "model/order.h"
#include "venue/sim/sim.h"

enum market { MARKET_SPOT, MARKET_SWAP, MARKETS };
extern const char *const market_names[];

/* Of which position an order is: the one of a symbol, or, where long and short
 * are held apart, one of its two. */
enum held_side { HELD_BOTH, HELD_LONG, HELD_SHORT };

#define WORD_LEN 40

struct served_order {
	int64_t id;			/* from 1; its place + 1 */
	enum market market;
	size_t symbol;			/* of the world */
	int held;			/* enum held_side */
	struct order_request r;		/* what the market was given */
	struct dec amount, price, trigger;	/* as they are now */
	char client_id[ID_SIZE];
	/* the dialect's own words for what was asked */
	char type[WORD_LEN], tif[WORD_LEN], working[WORD_LEN];
	char stp[WORD_LEN];
	bool conditional;		/* kept apart until it is triggered */
	bool close_position, price_protect;
	bool foreign;			/* nobody's: the venue's own */
	int state;			/* enum order_state */
	char reason[REASON_SIZE];
	int64_t created, updated, triggered;	/* told, µs; 0: not yet */
	int64_t list;			/* of which it is one; 0: none */
	bool pending;	/* waits for the entry of its list to be full */
	VEC(size_t) trades;
	struct dec filled;		/* all, heard of or not */
};

struct served_trade {
	int64_t id;			/* from 1 */
	size_t order;			/* its place */
	enum market market;
	size_t symbol;
	int side;
	struct dec price, amount, cost, fee, realized;
	char fee_currency[ASSET_SIZE];
	bool maker;
	int64_t time;			/* told, µs */
	int64_t heard_from;	/* the request from which on it is told of */
	bool twice;			/* is told twice */
};

enum income_kind { INCOME_REALIZED, INCOME_COMMISSION, INCOME_FUNDING,
    INCOME_TRANSFER, INCOME_INSURANCE, INCOMES };

struct served_income {
	int64_t id;
	enum market market;
	int kind;			/* enum income_kind */
	size_t symbol;			/* SIZE_MAX: none */
	char asset[ASSET_SIZE];
	struct dec amount, rate, mark;
	int64_t time, trade;
	/* A transfer between the two wallets: the id that both halves go by,
	 * -1 where it was undone. 0: money that came from outside or left. */
	int64_t move;
};

#define LIST_ORDERS 3
struct served_list {
	int64_t id;
	enum market market;
	char client_id[ID_SIZE];
	size_t orders[LIST_ORDERS];	/* places; of an entry it is first */
	int n;
	bool entry;	/* the first makes the others, once it is full */
	int64_t time;
};

/* What happened, told as it is booked. */
enum booked { BOOKED_ORDER, BOOKED_TRADE, BOOKED_FUNDING, BOOKED_TRANSFER,
    BOOKED_LEVERAGE };
struct book_sink {
	void (*booked)(void *self, enum booked what, size_t place);
	void *self;
};

struct book {
	VEC(struct served_order) orders;
	VEC(struct served_trade) trades;
	VEC(struct served_income) incomes;
	VEC(struct served_list) lists;
	size_t pending;			/* orders that are */
	int64_t requests;		/* number of the one at work */
	int64_t late;	/* trades are heard of so many requests later */
	bool twice;			/* trades are told twice */
	struct book_sink sink;
};
void served_book_release(struct book *b);

/* A place for an order that is about to be given. Borrowed until the next. */
struct served_order *book_add(struct book *b, enum market m, size_t symbol);
/* Takes the last one back: it was refused. */
void book_drop(struct book *b);
/* The name under which the market knows it, and back; NULL: it is not ours. */
void book_sim_id(int64_t id, char out[ID_SIZE]);
struct served_order *book_by_sim_id(struct book *b, enum market m,
    const char *id);
/* By number or by client id (the newest of that name); NULL: there is none. */
struct served_order *book_order(struct book *b, enum market m, size_t symbol,
    int64_t id);
struct served_order *book_client(struct book *b, enum market m, size_t symbol,
    const char *client_id);
bool order_works(const struct served_order *o);

/* One that waits for an entry: begins to, is given to its market, or ends. */
void book_wait(struct book *b, size_t place, int64_t told);
void book_wait_over(struct book *b, size_t place, int state,
    const char *reason, int64_t told);

/* What has been heard of it so far. */
struct heard { struct dec filled, cost; int state; size_t trades; };
struct heard book_heard(const struct book *b, const struct served_order *o);
bool trade_heard(const struct book *b, const struct served_trade *t);

/* Books one event of a market at a time as told. symbol: of the world; held:
 * its side (enum held_side). */
void book_event(struct book *b, enum market m, size_t symbol, int held,
    const struct sim_event *e, int64_t told);
/* The transfers from that place on were one move between the two wallets, by
 * the id of the last; done: it was not undone. */
void book_moved(struct book *b, size_t first, bool done);
/* Every order and trade, one JSON object a line. */
void book_tell(const struct book *b, const char *(*symbol)(void *self,
    size_t place), void *self, struct buf *out);

#endif
