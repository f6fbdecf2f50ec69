/*
 * Inside the room: a strategy at work on an account. One desk for each symbol:
 * its signals, what it holds, the orders it waits for, its trades. follow.c
 * reads what has happened, decide.c what is to be done, size.c how much,
 * levels.c where stops and targets stand, path.c what rules ask about the
 * position, trades.c keeps round trips.
 *
 * How the words of a strategy file are taken, where LANGUAGE 7 leaves it open:
 *
 * Spans are counted as entry.h says: the close of the bar in which it was
 * bought is the first, that of the bar in which it was left is none. What is
 * reversed has no cooldown behind it, so a file with a cooldown does not
 * reverse, it exits.
 *
 * Long and short of one close, before anything else is looked at, are a
 * conflict. Spot holds nothing below zero: its short entries are contrary
 * entries and no more.
 *
 * An entry that the policy refuses or the venue rejects is not tried again
 * while its condition stays true from bar to bar, unless a breaker, a halt or
 * the policy has changed. An exit is tried until nothing is held.
 *
 * One order waits at a time; `pyramid` adds to what is held when the entry is
 * true again and, with `every`, the close is so far beyond the last fill.
 *
 * A distance of `trail` that is a constant, without `after`, rests at the venue
 * as a trailing stop, which follows inside bars. Every other trail is a stop
 * that is moved at closes.
 */
#ifndef RESEARCH_DESK_H
#define RESEARCH_DESK_H

#include "gate/memory.h"
#include "gate/trader.h"
#include "research/ground.h"
#include "risk/breaker.h"
#include "venue/sim/venue.h"

/* One entry order, with the legs that came with it. */
struct entry_order {
	char id[ID_SIZE], client[CLIENT_ID_SIZE];
	bool waits;		/* it may still fill */
	bool stopped, aimed;	/* has a stop leg, a target leg */
	bool trailed;		/* its stop was moved behind the price */
};

struct open_trade {
	int side;		/* 1, -1 */
	int64_t time, first_bar;
	struct dec bought, sold;	/* amounts, by side of the fill */
	struct dec paid, got;	/* values of these */
	struct dec gain;	/* realised, of swaps; of spot all that moved */
	struct dec fees, funding;
	double stop_away;	/* of the first entry; NaN: no stop */
	const char *reason;
	bool intrabar, inside;	/* inside: opened within a bar */
};

enum wish { WISH_NONE, WISH_OPEN, WISH_LEAVE, WISH_HEDGE, WISH_HEDGE_LEAVE,
    WISH_GUARD, WISH_OTHER };

struct desk {
	struct run_market *market;
	size_t place;		/* of it among the markets */
	struct strategist *t;
	struct expr_rules *rules;
	struct expr_market view;
	size_t bar;		/* of the present close, among all loaded */
	size_t wake;		/* the next that must be looked at */
	double *sigma;		/* of a year, at each bar; or NULL */
	bool spot;
	struct dec held;	/* > 0 on both sides; dust below a lot stays */
	int side;		/* 0: flat */
	VEC(struct entry_order) entries;
	struct open_trade trade;
	double last_price;	/* of the latest entry fill */
	double best, worst;	/* gains at closes */
	double peak;		/* best price since the entry */
	double trail_from;	/* a trail begins here; NaN: at once */
	bool trail_on;
	const char *reason;	/* of the entry that waits; */
	double stop_away;	/* its stop, in price; NaN: none */
	const char *leaving;	/* of the exit that is wanted; NULL: none */
	char exit_id[ID_SIZE];	/* of the order for it that waits */
	char guard_id[ID_SIZE];	/* of a stop of its own */
	int64_t left_at;	/* when it was flat last; 0: never held */
	/* After the last bar at which an entry of that side stood refused. */
	size_t said[2];
	int64_t said_rules[2];
	/* The other leg: of hedge, or NULL. */
	struct hedge *hedge;
};

struct hedge {
	struct run_market *market;
	size_t place;
	struct dec held;
	int side;
	/* What it hedges came to nothing: a trade of its own. */
	bool alone;
	struct open_trade trade;
	struct dec bought_for, gain, fees;	/* cost of what is held */
	char order_id[ID_SIZE];
	bool leaving;
};

/* What a decision was made for, in the order of the decisions. */
struct asked { struct desk *desk; enum wish wish; bool refused; };

struct strategist {
	const struct backtest *b;
	const struct strategy *s;
	struct ground *world;
	struct ledger *ledger;
	struct venue *venue;
	struct gate *gate;
	VEC(struct desk) desks;
	VEC(struct asked) asked;
	size_t answered;
	struct account_asker *asker;
	struct ledger_past past;
	int64_t wake;		/* open of the next bar to look at */
	int64_t open, now;	/* of the bar that has closed */
	size_t fills, seen, funded, insured;	/* told; read */
	struct dec equity;
	const struct snapshot *view;	/* at this close; NULL: not asked for */
	bool bankrupt;
	int64_t conflicts, rejected, left_out;
	struct run_trades trades;
	VEC(double) risks;	/* of the trades: what each staked */
	struct arena *texts;	/* of the parts */
	struct order found;	/* order_find() */
	struct err err;		/* a failure inside a callback */
	enum err_code rc;
	/* what never changes */
	bool follows;		/* levels are looked at on every close */
	bool watches;		/* position.best or .worst is read */
	int64_t max_positions, pyramid;
	enum strategy_form opposite;
	bool cools;
};

/* decide.c */
enum err_code strategist_open(struct strategist *t, struct err *err);
void strategist_close(struct strategist *t);
struct trader strategist_trader(struct strategist *t);
/* After the last bar: what is still open is a trade without an end. */
enum err_code strategist_end(struct strategist *t, int64_t until,
    struct err *err);

/* Out of what is held, at the next open. */
void desk_leave(struct desk *d, struct decisions *out, const char *reason);
/* Is a rule of that kind true, for the side; why. */
bool desk_says(struct desk *d, enum strategy_kind kind, int side,
    const char **reason);
/* Is a length of bars, or of time, over after so many closes? */
bool desk_span_over(const struct desk *d, int rule, int64_t bars);
/* How many of its entries may still be filled. */
size_t desk_waits(const struct desk *d);

/* enter.c: what the entries say of a flat desk, and of one that holds. */
void desk_enter_flat(struct desk *d, struct decisions *out);
void desk_enter_held(struct desk *d, struct decisions *out);
/* An entry came to nothing: not again while its condition stays true from bar
 * `next` on: the one after it was asked for. */
void desk_refused(struct desk *d, int side, size_t next);

/* follow.c: takes over the fills since the last time, and the funding between
 * them, or all of it. */
enum err_code follow_fills(struct strategist *t, bool all, struct err *err);
/* As the ledger has it now, until the next one is asked for; NULL: none. */
const struct order *order_find(struct strategist *t, const char *id);

/* trades.c */
void trip_open(struct desk *d, const struct fill *f, int side);
void trip_close(struct desk *d, const struct fill *f, const char *reason,
    bool leg);
/* Of the other leg, where this one was never there. */
void trip_open_alone(struct hedge *h, const struct fill *f, int side);
void trip_close_alone(struct desk *d, const struct fill *f,
    const char *reason);
void trip_unfinished(struct desk *d);
/* What the other leg comes to when this one is gone already. */
void trip_correct(struct desk *d, struct dec gain, struct dec fee,
    struct dec funding);

/* size.c: an amount or an amount of quote; false: none (na, or nothing). */
struct plan_level { bool there; double distance, at; struct level level; };
struct entry_plan {
	int side;
	double price;		/* where it is expected to fill */
	struct plan_level stop, target, trail;
	struct dec amount, quote;
};
bool size_find(struct desk *d, struct entry_plan *p, bool reverses);

/* levels.c: false: one is not available, or on the wrong side. */
bool plan_levels(struct desk *d, struct entry_plan *p);
/* Moves stops and targets of what is held at this close. */
void levels_follow(struct desk *d, struct decisions *out);

/* path.c */
enum truth desk_truth(struct desk *d, int rule);
double desk_number(struct desk *d, int rule);
enum err_code desk_view(struct strategist *t);
double desk_gain(struct desk *d);
/* Bars that have closed since the one that a time lies in: 0 at its close. */
int64_t bars_since(const struct desk *d, int64_t time);
/* Is that when a bar opened? */
bool is_open_time(const struct desk *d, int64_t time);

/* Shared: */
double desk_close(const struct desk *d);
struct dec dec_near(double x, int scale, enum round r);
bool side_meets(enum strategy_side rule, int side);
struct decision *wish_add(struct desk *d, struct decisions *out,
    enum decision_kind kind, enum wish wish);

#endif
