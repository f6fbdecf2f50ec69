/*
 * The simulated venue a second time, slow and literal, to hold `etrms venue
 * replay` against. What is kept is what happened (the postings, the moves of
 * positions, the fills, the orders with their states) and where each walker
 * stands; balances, reserves, positions, margins and equity are worked out
 * from the first fact on whenever somebody asks.
 */
#ifndef TESTS_MODEL_H
#define TESTS_MODEL_H

#include "base/buf.h"
#include "base/dec.h"
#include "base/vec.h"

#include <jansson.h>

enum side { BUY, SELL };
enum type { MARKET, LIMIT, STOP, STOP_LIMIT, TAKE_PROFIT, TAKE_PROFIT_LIMIT,
    TRAILING, TYPE_OTHER };
enum tif { GTC, IOC, FOK };
enum point { AT_OPEN, AT_FIRST, AT_SECOND, AT_CLOSE, AT_END, NO_POINT };
enum action { DO_ORDER, DO_CANCEL, DO_DEPOSIT, DO_WITHDRAW, DO_AMEND,
    DO_LEVERAGE, DO_MARGIN, DO_OCO };

extern const char *const side_names[], *const type_names[],
    *const point_names[], *const action_names[];

struct tick { struct dec from, tick; };
struct tier { struct dec floor, mmr, max_leverage; };
/* Of a mark bar volume is unknown. */
struct bar { int64_t t, length; struct dec open, high, low, close, volume; };
struct bars VEC_OF(struct bar);
struct rate { int64_t t; struct dec rate, mark; };

struct instrument {
	const char *symbol, *base, *quote, *settle;
	bool swap;
	VEC(struct tick) ticks;
	VEC(struct tier) tiers;
	struct dec lot, min_amount, max_amount, min_notional, max_notional,
	    band_up, band_down, maker, taker, max_open_orders, contract_size,
	    liquidation_fee;
	struct bars main, detail, marks;
	struct bars bars;		/* those executed */
	VEC(struct rate) funding;
	struct dec leverage;
	bool isolated;
	/* The walker. last is DEC_NONE before the first bar; bar is the latest,
	 * here says whether it belongs to the group at hand. */
	struct dec last, mark, basis;
	const struct bar *bar, *mark_bar;
	bool here, low_visited, high_visited;
};

struct link { bool given, percent; struct dec value; };

/* DEC_NONE, 0 and false: not given. */
struct request {
	const char *id, *symbol, *type_text;
	enum side side;
	enum type type;
	enum tif tif;
	struct dec amount, quote, price, trigger;
	struct dec trail_percent, trail_amount, activation, visible;
	int64_t expire_at;
	bool post_only, reduce_only, hedged;
	struct link stop_loss, take_profit;
	bool trails;			/* trailing_stop is given */
	struct dec ts_percent, ts_amount, ts_activation;
};

struct instruction {
	int64_t at, effective;
	enum point mark;
	enum action action;
	struct request order, second;	/* a cancel has only the id */
	const char *currency, *symbol, *mode;
	struct dec amount, leverage;
	bool done;
};

struct order {
	struct request want;		/* amount is the one that holds now */
	struct instrument *of;
	const char *id;
	struct order *entry;		/* a leg's */
	int group;			/* legs and oco orders; 0: none */
	struct dec filled, first_price;
	struct dec arrival;		/* last then; of a market order slipped */
	struct dec fixed;		/* price of a quote's first fill */
	struct dec taker;		/* the rate that its reserve goes by */
	struct dec best;
	bool triggered, active, closed, guarded;
	/* Of an entry: its fees in base and what its legs are about. */
	struct dec base_fees, legs;
	int leg_group;
};

struct fill {
	struct order *order;
	struct dec amount, price, value, fee;
	const char *fee_currency;
	const struct bar *bar;
	int64_t time;
	bool taker, opens;
};
struct posting { const char *currency; struct dec amount; };
/* A signed change of a position. */
struct move { struct instrument *of; struct dec contracts, cost, margin; };
struct transfer { const char *currency; struct dec amount, value; };
struct money { const char *currency; struct dec amount; };
struct scale { const char *currency; int scale; };
struct fee_tier { struct dec volume, maker, taker; };

/* A record on its way out: seq, time, point and event are put before it. */
struct cell { const char *key, *text; struct dec number; char kind; };
struct rec { const char *event; struct cell at[16]; size_t n; };

struct identities;

struct model {
	const char *currency;
	int64_t bar_length, detail_length;
	bool touch, fee_received;
	struct dec slip_bps, impact_bps, volume_share;
	VEC(struct fee_tier) fee_tiers;
	VEC(struct scale) scales;
	VEC(struct money) opening;
	VEC(const char *) currencies;		/* in name order */
	VEC(struct instrument) instruments;
	VEC(struct instruction) instructions;

	VEC(struct order *) orders;		/* by age */
	VEC(struct fill) fills;
	VEC(struct posting) postings;
	VEC(struct move) moves;
	VEC(struct transfer) transfers;
	int64_t time, seq;
	enum point point;
	bool walking;
	int groups;
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
struct dec over_rounded(struct dec a, struct dec b, int scale, enum round r);
struct dec rounded(struct dec a, int scale, enum round r);
struct dec to_step(struct dec a, struct dec step, enum round r);
bool less(struct dec a, struct dec b);
bool same(struct dec a, struct dec b);
bool positive(struct dec a);
struct dec tick_at(const struct instrument *in, struct dec price);
struct dec to_tick(const struct instrument *in, struct dec price,
    enum round r);
struct dec ratio_to_tick(const struct instrument *in, struct dec above,
    struct dec below, enum round r);
/* The price that a taker's fill of the amount gets. */
struct dec slipped(const struct model *m, const struct instrument *in,
    enum side side, struct dec price, struct dec amount);

/* read.c, readmarket.c, readorder.c: the scenario. */
void model_read(struct model *m, const json_t *root);
void market_read(struct model *m, const json_t *root);
void instruction_read(struct model *m, json_t *action);
void keys_check(const json_t *object, const char *const *keys,
    const char *what);
struct dec number_read(const json_t *value, const char *what);
struct dec number_get(const json_t *object, const char *key);
struct dec number_or_zero(const json_t *object, const char *key);
const char *text_get(const json_t *object, const char *key);
int64_t time_read(const json_t *value, const char *what);

/* money.c: everything that follows from the facts. */
int scale_of(const struct model *m, const char *currency);
struct dec posted(const struct model *m, const char *currency,
    struct dec change);
struct dec rate_of(const struct model *m, const struct instrument *in,
    bool taker);
struct dec total_of(const struct model *m, const char *currency);
struct dec reserved_of(const struct model *m, const char *currency);
struct dec free_of(const struct model *m, const char *currency);
/* Without the profit of cross positions. */
struct dec free_to_withdraw(const struct model *m, const char *currency);
struct dec need_at(const struct model *m, const struct instrument *in,
    enum side side, struct dec amount, struct dec price, struct dec taker);
/* The clock moved: where rates fell with a day, reserves do; where they rose,
 * free shall not fall below zero by itself. */
void rates_fall(struct model *m);
/* What the order reserves, if it works and in that currency. */
struct dec reserve_of(const struct model *m, const struct order *o,
    const char *currency);
/* What one unit is worth in the valuation currency; DEC_NONE: no price yet. */
struct dec price_of(const struct model *m, const char *currency);
struct dec equity_of(const struct model *m);
struct dec transferred_of(const struct model *m);

/* position.c: what follows for perpetuals. */
struct dec contracts_of(const struct model *m, const struct instrument *in);
struct dec cost_of(const struct model *m, const struct instrument *in);
struct dec margin_of(const struct model *m, const struct instrument *in);
/* What an order of that side could close. */
struct dec closable(const struct model *m, const struct instrument *in,
    enum side side);
struct dec value_at(const struct instrument *in, struct dec amount,
    struct dec price);
struct dec mark_value(const struct model *m, const struct instrument *in);
struct dec upnl_of(const struct model *m, const struct instrument *in);
struct dec maintenance_of(const struct model *m, const struct instrument *in);
struct dec initial_of(const struct model *m, const struct instrument *in);
/* The tier of a value; NULL without tiers. */
const struct tier *tier_of(const struct instrument *in, struct dec value);
bool tier_allows(const struct instrument *in, struct dec value,
    struct dec leverage);
bool has_position(const struct model *m, const struct instrument *in);
bool is_cross(const struct model *m, const struct instrument *in,
    const char *currency);
struct dec wallet_of(const struct model *m, const char *currency);
bool liquidation_price(const struct model *m, const struct instrument *in,
    struct dec *price);

/* refuse.c, refusekind.c: the reason, or NULL and the amount to accept. An
 * order about to be amended is judged in place of what it was. */
struct arrival {
	const struct model *m;
	const struct request *want;
	const struct instrument *in;	/* NULL: unknown symbol */
	const struct order *self;	/* an amended one */
	bool oco;
	const struct request *first;	/* the second's of an oco */
};
const char *refusal(struct arrival *a, struct dec *amount);
/* Without what is the last word for spot: funds. */
bool short_of_funds(const struct arrival *a);
bool unsupported(const struct arrival *a);
struct dec amount_of(const struct arrival *a);
struct dec taking_price(const struct arrival *a, struct dec amount);
struct instrument *instrument_of(const struct model *m, const char *symbol);
bool marketable(const struct request *want, struct dec price);

/* orders.c: what happens to orders, with its records. */
bool working(const struct order *o);
struct dec remaining_of(const struct order *o);
bool is_stop(enum type type);
bool is_take_profit(enum type type);
bool has_limit(enum type type);
bool waits_for_trigger(const struct order *o);
bool is_remainder(const struct order *o);
bool rests(const struct order *o);
/* The price at which a waiting order triggers, or becomes active. */
struct dec trigger_of(const struct order *o);
/* Whether the trigger, stated as a request, is reached at the price. */
bool reached(enum type type, enum side side, struct dec trigger,
    struct dec price);
bool order_reached(const struct order *o, struct dec price);
bool partners(const struct order *a, const struct order *b);
struct order *order_accept(struct model *m, struct order *o);
struct order *order_make(struct model *m, const struct request *want,
    struct dec amount);
void order_arrive(struct model *m, struct order *o);
void order_trigger(struct model *m, struct order *o, struct dec price);
void order_close(struct model *m, struct order *o, const char *event,
    const char *reason);
void partners_cancel(struct model *m, struct order *o);
void entry_cancel(struct model *m, struct order *leg);

/* fills.c, legs.c */
struct dec budget_of(const struct model *m, const struct instrument *in);
struct dec slice_of(const struct model *m, const struct order *o);
/* A resting limit at its own price. */
void order_rest_fill(struct model *m, struct order *o);
void order_take(struct model *m, struct order *o, struct dec base);
void legs_update(struct model *m, struct order *entry, const struct fill *f);

/* walk.c */
bool passed(const struct model *m, const struct order *o, struct dec price);
void last_set(struct model *m, struct instrument *in, struct dec last);
void gap(struct model *m);
void walk(struct model *m, struct instrument *in, enum point phase);
void guarded_match(struct model *m, struct instrument *in);

/* liquidate.c */
void liquidate(struct model *m, struct instrument *in, struct dec mark);
void cross_check(struct model *m, const char *currency);
void liquidation_check(struct model *m);
void insure(struct model *m, const char *currency);
void fund(struct model *m, int64_t after, int64_t until);

/* act.c: instructions. */
void instruction_do(struct model *m, struct instruction *in);
void reject(struct model *m, const char *id, enum action action,
    const char *reason);

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
