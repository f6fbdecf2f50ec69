/*
 * The spot part of the simulated venue a second time, slow and literal, to
 * hold `etrms venue replay` against. What is kept is only what happened (the
 * orders with their states, the fills, the transfers) and where each walker
 * stands; balances, reserves, positions and equity are worked out from the
 * first fact on whenever somebody asks.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include "base/buf.h"
#include "base/dec.h"
#include "base/vec.h"

#include <jansson.h>

enum side { BUY, SELL };
enum type { MARKET, LIMIT, STOP, STOP_LIMIT, TYPE_OTHER };
enum tif { GTC, IOC, FOK };
enum point { AT_OPEN, AT_FIRST, AT_SECOND, AT_CLOSE, AT_END, NO_POINT };
enum action { DO_ORDER, DO_CANCEL, DO_DEPOSIT, DO_WITHDRAW };

extern const char *const side_names[], *const type_names[],
    *const point_names[], *const action_names[];

struct tick { struct dec from, tick; };
struct bar { int64_t t; struct dec open, high, low, close; };

struct instrument {
	const char *symbol, *base, *quote;
	VEC(struct tick) ticks;
	struct dec lot, min_amount, max_amount, min_notional, max_notional,
	    band_up, band_down, maker, taker, max_open_orders;
	VEC(struct bar) bars;
	/* The walker. last is DEC_NONE before the first bar. */
	struct dec last;
	const struct bar *bar;	/* in the group at hand, or NULL */
	bool low_visited, high_visited;
};

struct link { bool given, percent; struct dec value; };

/* DEC_NONE, 0 and false: not given. */
struct request {
	const char *id, *symbol, *type_text;
	enum side side;
	enum type type;
	enum tif tif;
	struct dec amount, quote, price, trigger;
	int64_t expire_at;
	bool post_only, reduce_only, hedged;
	struct link stop_loss, take_profit;
};

struct instruction {
	int64_t at, effective;
	enum point mark;
	enum action action;
	struct request order;		/* a cancel has only the id */
	const char *currency;
	struct dec amount;
	bool done;
};

struct order {
	struct request want;		/* amount is the one derived */
	struct instrument *of;
	const char *id;
	size_t entry;			/* a leg's; NO_ENTRY otherwise */
	bool triggered, closed, filled, guarded;
};
#define NO_ENTRY SIZE_MAX

/* Spot without a volume share fills in full or not at all. */
struct fill { size_t order; struct dec price; bool taker; };
struct transfer { const char *currency; struct dec amount, value; };
struct money { const char *currency; struct dec amount; };
struct scale { const char *currency; int scale; };

/* A record on its way out: seq, time, point and event are put before it. */
struct cell { const char *key, *text; struct dec number; char kind; };
struct rec { const char *event; struct cell at[16]; size_t n; };

struct identities;

struct model {
	const char *currency;
	int64_t bar_length;
	bool touch, fee_received;
	struct dec slip;			/* s of the page */
	VEC(struct scale) scales;
	VEC(struct money) opening;
	VEC(const char *) currencies;		/* in name order */
	VEC(struct instrument) instruments;
	VEC(struct instruction) instructions;

	VEC(struct order) orders;		/* by age */
	VEC(struct fill) fills;
	VEC(struct transfer) transfers;
	int64_t time, seq;
	enum point point;
	bool walking;
	struct identities *checked;
	json_t *document;
	struct buf out;
};

/* num.c: exact or rounded once; what does not fit ends the program with 12. */
_Noreturn void bad_file(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));
struct dec plus(struct dec a, struct dec b);
struct dec minus(struct dec a, struct dec b);
struct dec times(struct dec a, struct dec b);
struct dec rounded(struct dec a, int scale, enum round r);
struct dec to_step(struct dec a, struct dec step, enum round r);
bool less(struct dec a, struct dec b);
bool same(struct dec a, struct dec b);
struct dec tick_at(const struct instrument *in, struct dec price);
struct dec to_tick(const struct instrument *in, struct dec price,
    enum round r);
struct dec slipped(const struct model *m, const struct instrument *in,
    enum side side, struct dec price);

/* read.c, readorder.c: the scenario. */
void model_read(struct model *m, const json_t *root);
void instruction_read(struct model *m, json_t *action);
void keys_check(const json_t *object, const char *const *keys,
    const char *what);
struct dec number_read(const json_t *value, const char *what);
struct dec number_get(const json_t *object, const char *key);
const char *text_get(const json_t *object, const char *key);
int64_t time_read(const json_t *value, const char *what);

/* money.c: everything that follows from the facts. */
int scale_of(const struct model *m, const char *currency);
struct dec fill_fee(const struct model *m, const struct fill *f,
    const char **currency);
struct dec total_of(const struct model *m, const char *currency);
struct dec reserved_of(const struct model *m, const char *currency);
struct dec free_of(const struct model *m, const char *currency);
struct dec need_at(const struct model *m, const struct instrument *in,
    const struct request *want, struct dec price);
/* What one unit is worth in the valuation currency; DEC_NONE: no price yet. */
struct dec price_of(const struct model *m, const char *currency);
struct dec equity_of(const struct model *m);
struct dec transferred_of(const struct model *m);

/* refuse.c: the reason, or NULL and the amount to accept. */
const char *refusal(const struct model *m, const struct request *want,
    struct dec *amount);
struct instrument *instrument_of(const struct model *m, const char *symbol);
bool reached(const struct request *want, struct dec price);
bool marketable(const struct request *want, struct dec price);

/* orders.c: what happens to orders, with its records. */
bool working(const struct order *o);
bool waits_for_trigger(const struct order *o);
void order_arrive(struct model *m, const struct request *want,
    struct dec amount);
void order_trigger(struct model *m, size_t order, struct dec price);
void order_fill(struct model *m, size_t order, struct dec price, bool taker);
void order_close(struct model *m, size_t order, const char *event,
    const char *reason);

/* walk.c */
bool passed(const struct model *m, const struct order *o, struct dec price);
void gap(struct model *m);
void walk(struct model *m, struct instrument *in, enum point phase);
void guarded_match(struct model *m, struct instrument *in);

/* replay.c */
void replay(struct model *m);

/* records.c */
void rec_text(struct rec *r, const char *key, const char *text);
void rec_number(struct rec *r, const char *key, struct dec number);
void rec_raw(struct rec *r, const char *key, const char *json);
void rec_put(struct model *m, const struct rec *r);

/* identities.c: what always holds, judged from the records alone. */
void identities_see(struct model *m, const struct rec *r);
void identities_before_transfer(struct model *m);
/* And from the state, at each mark. */
void identities_at_mark(struct model *m);

#endif
