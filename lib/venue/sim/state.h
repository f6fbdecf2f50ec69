/*
 * What a struct sim is made of; for the files of this folder alone. Prices are
 * int64_t × 10^scale of their symbol, money and amounts are struct dec.
 *
 * Arithmetic that overflows sets sim->fault and goes on with 0; whoever was
 * called from outside reports it (sim_verdict), and the sim is done for.
 */
#ifndef VENUE_SIM_STATE_H
#define VENUE_SIM_STATE_H

#include "venue/sim/orderdata.h"
#include "venue/sim/quietdata.h"
#include "venue/sim/sums.h"

#define MONEY_SCALE 8		/* of a currency, where none is given */
#define UNITS_SCALE 12
#define NOWHERE ((size_t)-1)
#define TRADED_DAYS 31

struct sim_balance {
	char currency[ASSET_SIZE];
	int scale;
	size_t pricer;		/* the symbol CURRENCY/VALUATION, or NOWHERE */
	struct dec total;
	struct dec reserved;	/* by working orders: the sum of their .held */
	/* what total is the sum of */
	struct dec opening, moved, traded, fees;
	struct dec insured;	/* what the venue paid in, no position's */
	int cross;		/* cross positions settled in it */
	int64_t boxed_at;	/* their boxes hold while it is .changes */
};

/* A position in a perpetual. All-zero, but for its leverage, is flat. */
struct sim_position {
	int side;		/* 1 long, -1 short, 0 flat */
	int mode;		/* enum margin_mode; stays while flat */
	struct dec leverage;	/* stays while flat */
	struct dec contracts;
	struct dec size;	/* contracts × contract size */
	struct dec cost;	/* Σ value of what is open */
	struct dec margin;	/* of an isolated one */
	struct dec realized, funding;	/* since it was opened */
	/* margin.c: profit is floor((mark × unit - paid) × side / cut) at the
	 * scale of money; cut 0: it does not fit, take the long way */
	int64_t unit, paid, cut;
	/* while .known_at is sim->changes */
	int64_t known_at;
	int64_t liquidation;	/* met on walks, a mark; or never */
	int64_t fence;		/* no liquidation at marks on its safe side */
	/* of several cross positions: none while all marks are in theirs */
	int64_t box_low, box_high;
};

/* What the live book has left for those who take on one side, best first. */
struct sim_level { int64_t price; struct dec amount; };
struct sim_depth VEC_OF(struct sim_level);

struct sim_symbol {
	struct instrument i;
	int scale;
	int64_t from[TICK_ROWS], tick[TICK_ROWS];	/* as i.ticks */
	struct dec least;	/* a lot, with the decimals of the base */
	struct dec lot;		/* without zeros at its end */
	struct dec least_value;	/* with the decimals of a whole lot's value */
	size_t base, quote;	/* balances; a swap has no base */
	bool swap;
	int64_t last;		/* 0: no bar yet */
	int64_t last_time;	/* of that price, unless it is here */
	int64_t mark;		/* of swaps; moves with last */
	bool here;		/* it has a bar in this group: */
	struct sim_bar bar;
	bool marked;		/* it has a mark bar, too: */
	struct sim_bar mark_bar;
	bool low_seen, high_seen;
	int64_t bars;		/* that this sim has seen of it */
	struct dec budget;	/* of the bar's volume, left for our fills */
	int64_t working[2];	/* orders, by side */
	/* its working orders where they wait (waiting.c) */
	struct order_heap shelves[SHELVES], trails[2], reducing;
	/* signed sums over its fills, and what the open part cost; of a swap
	 * contracts, and all that was posted but fees of orders */
	struct dec bought, paid, held, cost, realized;
	struct sim_position position;
	bool booked;			/* it has a live book, book.c: */
	struct sim_depth depth[2];	/* by the side that takes */
};

struct sim_wait { struct sim_instruction i; bool done; };

struct sim {
	char currency[ASSET_SIZE];
	size_t valuation;		/* its balance */
	int64_t timeframe;
	struct sim_settings settings;
	struct dec slip_up, slip_down;	/* 1 ± slippage */
	bool slips;			/* there is any */
	struct sim_sink sink;
	bool (*taken)(void *self, const char *id);
	void *taken_self;

	VEC(struct sim_symbol) symbols;
	VEC(struct sim_balance) balances;	/* by name */
	VEC(size_t) held;			/* symbols with a position */
	struct order_heap orders;		/* by number, closed ones too */
	struct order_heap touched;	/* changed since the last mark */
	struct order_heap expiring;
	struct sim_order **ids;			/* working orders by id */
	size_t ids_len, ids_cap;
	VEC(struct sim_wait *) queue;		/* by time, then input */
	size_t queue_head;
	struct sim_wait *spare;			/* for the next one */
	struct sim_order *spare_order;		/* likewise */
	struct id_set closed;			/* ids that stay taken */

	int64_t time;
	int64_t group;			/* open time; INT64_MIN: none yet */
	int64_t span;			/* how long its bars last */
	bool inner;			/* detail bars, more to come */
	int64_t after;			/* the next group opens after it */
	int64_t seq, numbers, inputs;
	int point;			/* of the phase; what records carry */
	int stands;			/* at which mark; SIM_NONE: none yet */
	bool walking;			/* inside a phase */
	struct dec marks[4];		/* equity at the group's marks so far */
	struct dec transferred, units;
	/* value traded on this and the 30 days before, at day % TRADED_DAYS */
	int64_t traded_day;
	struct dec traded[TRADED_DAYS];
	bool tier_known;
	int tier;			/* of fees, today; -1: none */
	size_t sweep;			/* closed orders in the list */
	bool changed;			/* since the last check of it all */
	int64_t changes;		/* of money, margins, positions */
	struct quiet quiet;
	char fault[200];
};

enum err_code sim_verdict(const struct sim *sim, struct err *err);

/* price.c */
bool price_read(const struct sim_symbol *s, struct dec price, int64_t *out);
static inline struct dec
price_of(const struct sim_symbol *s, int64_t price)
{
	return (struct dec){ price, s->scale };
}
bool price_on_tick(const struct sim_symbol *s, int64_t price);
int64_t tick_up(const struct sim_symbol *s, int64_t price);
int64_t tick_down(const struct sim_symbol *s, int64_t price);
/* book.c: what one who comes now meets: the best of the book, else last. */
int64_t price_met(const struct sim_symbol *s, int side);
/* How much the book holds up to a limit (0: none); and what so much costs on
 * average, rounded against the order, in whole steps of 10^-scale. */
struct dec book_holds(const struct sim_symbol *s, int side, int64_t limit);
int64_t book_average(struct sim *sim, const struct sim_symbol *s, int side,
    struct dec amount);
void book_use(struct sim *sim, struct sim_symbol *s, int side,
    struct dec amount);

/* Where so much is taken at the market. */
int64_t price_slipped(struct sim *sim, const struct sim_symbol *s, int side,
    int64_t base, struct dec amount);
/* A price that many percent away, on the tick, away from the market. */
int64_t price_percent(struct sim *sim, const struct sim_symbol *s,
    int64_t price, struct dec percent, bool above);
/* The same for a distance in price; 0 or INT64_MAX: out of reach. */
int64_t price_away(const struct sim_symbol *s, int64_t price,
    struct dec distance, bool above);
struct dec value_at(struct sim *sim, const struct sim_symbol *s,
    int64_t price, struct dec amount);

/* balance.c */
size_t balance_find(const struct sim *sim, const char *currency);
/* What is held: above 0 long, below short; of spot the base, from a lot on. */
struct dec position_signed(const struct sim *sim, size_t symbol);
/* An order changed: what it, or its group, holds. */
void reserve_update(struct sim *sim, struct sim_order *o);
/* What one order holds by itself, were it alone and so much of it left. */
struct dec order_reserve(struct sim *sim, const struct sim_order *o,
    struct dec remaining, int64_t price);
int64_t reserve_price(const struct sim_order *o);
size_t reserve_balance(const struct sim *sim, const struct sim_order *o);
struct dec own_reserve(struct sim *sim, const struct sim_order *o,
    struct dec less);
struct dec linked_reserve(struct sim *sim, const struct sim_order *o,
    struct dec less);
void units_start(struct sim *sim);
bool asset_value(struct sim *sim, size_t balance, struct dec amount,
    struct dec *out);
struct dec equity_now(struct sim *sim);
void transfer_apply(struct sim *sim, const struct sim_instruction *i);

/* margin.c */
/* Beside positions in perpetuals; without them see below. */
struct dec wallet_beside(struct sim *sim, size_t balance);
struct dec free_beside(struct sim *sim, size_t balance);
static inline struct dec	/* W */
balance_wallet(struct sim *sim, size_t balance)
{
	const struct sim_balance *b = &sim->balances.at[balance];

	return sim->held.len > 0 ? wallet_beside(sim, balance) :
	    sim_difference(sim, b->total, b->reserved);
}
static inline struct dec
balance_free(struct sim *sim, size_t balance)
{
	return sim->held.len > 0 ? free_beside(sim, balance) :
	    balance_wallet(sim, balance);
}
/* What may be withdrawn: free without what cross positions are ahead. */
struct dec balance_movable(struct sim *sim, size_t balance);
/* At the mark: value, profit, initial margin, maintenance. */
struct dec position_worth(struct sim *sim, const struct sim_symbol *s);
struct dec position_profit(struct sim *sim, const struct sim_symbol *s);
struct dec position_initial(struct sim *sim, const struct sim_symbol *s);
struct dec position_maintenance(struct sim *sim, const struct sim_symbol *s);
/* After its size or cost changed. */
void position_prepare(const struct sim *sim, const struct sim_symbol *s,
    struct sim_position *p);
/* ceil(value / leverage) */
struct dec margin_for(struct sim *sim, const struct sim_symbol *s,
    struct dec value);
/* The mark at which a walk liquidates it: a long at or below, a short at or
 * above; INT64_MIN or INT64_MAX where nothing does. */
int64_t position_liquidation(struct sim *sim, size_t symbol);
/* Certainly no liquidation at this mark, or, of a cross position, at these of
 * all; to ask it costs nothing. */
bool position_fenced(struct sim *sim, size_t symbol);
/* Nor anywhere on the way of this mark between two. */
bool position_far(struct sim *sim, size_t symbol, int64_t low, int64_t high);
/* So much more than the maintenance of all cross positions is there. */
void boxes_set(struct sim *sim, size_t balance, struct dec spare);
/* How much of an order's rest would open a position, and how large that is
 * after it. */
struct dec amount_opening(struct sim *sim, const struct sim_order *o);
struct dec amount_after(struct sim *sim, const struct sim_order *o);
bool tier_allows(const struct sim_symbol *s, struct dec value,
    struct dec leverage);
/* Of an order that opens: NULL or the reason. */
const char *tier_check(struct sim *sim, const struct sim_order *o,
    int64_t reference);
const char *margin_check(struct sim *sim, const struct sim_order *o,
    int64_t price, struct dec taker);
/* Before a fill that opens: is nothing less than 0 free after it? */
bool margin_allows(struct sim *sim, const struct sim_symbol *s,
    const struct sim_position *after, struct dec value, struct dec fee);

/* swap.c */
/* False: nothing was opened, so that no legs are due. */
bool swap_fill(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how);
/* Closes so much of the position; the profit, which it posts. */
struct dec position_close(struct sim *sim, size_t symbol, struct dec amount,
    struct dec value);
/* One more (1) or less (-1) is held. */
void position_count(struct sim *sim, size_t symbol, int change);
void position_changed(struct sim *sim);
/* Completes one that was read; false: it cannot be. */
bool position_restore(struct sim *sim, size_t symbol);
/* A change of the settle currency's total that is no fee of an order. */
void swap_post(struct sim *sim, struct sim_symbol *s, struct dec change);

/* liquidate.c */
/* At points: all that must be liquidated is. */
void liquidation_check(struct sim *sim);
/* On a walk, where the symbol's price met it. */
void liquidation_meet(struct sim *sim, size_t symbol);
/* No cross position, and less than nothing in the wallet: paid in. */
void insurance_pay(struct sim *sim, size_t balance);

/* funding.c */
void fundings_settle(struct sim *sim, const struct sim_group *g);

/* leverage.c */
void leverage_apply(struct sim *sim, const struct sim_instruction *i);
void margin_apply(struct sim *sim, const struct sim_instruction *i);

/* always.c */
void what_always_holds(struct sim *sim);
/* After a liquidation check. */
void margins_hold(struct sim *sim);
void reserves_hold(struct sim *sim);
/* All of it, of a state that was read. */
bool state_holds(struct sim *sim);

/* order.c */
struct dec order_remaining_any(const struct sim_order *o);
static inline struct dec
order_remaining(const struct sim_order *o)
{
	/* 0 <= filled <= amount, and nearly always of one scale. */
	return o->amount.scale != o->filled.scale ? order_remaining_any(o) :
	    (struct dec){ o->amount.coef - o->filled.coef,
	    o->amount.scale };
}
bool order_rests_as_limit(const struct sim_order *o);
bool order_waits_for_trigger(const struct sim_order *o);
bool order_has_price(const struct sim_order *o);
bool order_has_trigger(const struct sim_order *o);
bool order_is_asleep(const struct sim_order *o);
bool order_is_stop_kind(const struct sim_order *o);
int64_t order_meets_at(const struct sim_order *o);
bool trigger_is_below(const struct sim_order *o);
bool trigger_reached(const struct sim_order *o, int64_t price);
bool limit_takes(const struct sim_order *o, int64_t price);
/* Did the price go through a resting limit (or touch it, if that counts)? */
bool limit_passed(const struct sim *sim, const struct sim_order *o,
    int64_t price);
/* Is it met while the price is there? */
bool order_met_at(const struct sim *sim, const struct sim_order *o,
    int64_t price);
struct sim_order *order_by_number(const struct sim *sim, int64_t number);
void order_changed(struct sim *sim, struct sim_order *o);
/* Takes it up among those that work; accepts it. It holds and waits for
 * something from order_changed() on, and is found by its id from
 * order_ids_add() on, which order_accept() calls. */
void order_enter(struct sim *sim, struct sim_order *o);
void order_come(struct sim *sim, struct sim_order *o);
void order_accept(struct sim *sim, struct sim_order *o);
void order_close(struct sim *sim, struct sim_order *o);
/* All-zero; and nobody's any more. */
struct sim_order *order_new(struct sim *sim);
void order_drop(struct sim *sim, struct sim_order *o);
void order_cancel(struct sim *sim, struct sim_order *o, const char *reason);
void order_expire(struct sim *sim, struct sim_order *o, const char *reason);
void order_trigger(struct sim *sim, struct sim_order *o);
/* Fills a limit where it rests. */
void order_pass(struct sim *sim, struct sim_order *o);
/* first: the price of its first fill, where that was settled; else 0. */
void order_take(struct sim *sim, struct sim_order *o, int64_t base,
    int64_t first);
void orders_sweep(struct sim *sim);

/* waiting.c */
void waiting_update(struct sim *sim, struct sim_order *o);
/* The trigger of an active trailing order moved, nothing else. */
void waiting_follow(struct sim *sim, struct sim_order *o);
void waiting_remove(struct sim *sim, struct sim_order *o);
struct sim_order *waiting_first(const struct sim_symbol *s,
    enum sim_shelf shelf);
/* What is met on two shelves while the price is there, by age. */
void waiting_reached(const struct sim *sim, const struct sim_symbol *s,
    enum sim_shelf below, enum sim_shelf above, int64_t price,
    struct order_heap *out);
void waiting_clear_shelf(struct sim *sim, struct sim_symbol *s,
    enum sim_shelf shelf);
void orders_by_age(struct order_heap *list);
void waiting_release(struct sim *sim);

/* trail.c */
/* A trailing order arrives; its activation price is met; last moved. */
void trail_arrive(struct sim *sim, struct sim_order *o);
void trail_start(struct sim *sim, struct sim_order *o);
void trail_follow(struct sim *sim, struct sim_symbol *s);

/* links.c */
bool order_has_links(const struct sim_order *o);
struct level entry_link(const struct sim_order *entry, enum sim_role role);
const char *leg_suffix(enum sim_role role);
void leg_id(const char *entry, enum sim_role role, char out[ID_SIZE]);
/* The working ones, by age. */
size_t group_members(const struct sim *sim, int64_t group,
    struct sim_order *out[GROUP_MAX]);
void partners_cancel(struct sim *sim, const struct sim_order *o);
void entry_cancel(struct sim *sim, const struct sim_order *leg);
/* Right after a fill: partners, then the entry's rest. */
void links_after_fill(struct sim *sim, struct sim_order *o,
    struct dec amount);
/* After all parts of a fill that opened something: new legs, or larger ones. */
void legs_after_fill(struct sim *sim, struct sim_order *o,
    enum liquidity how);
/* The position became 0 by a fill of `own`: what would reduce it ends. */
void reduce_only_end(struct sim *sim, struct sim_symbol *s,
    struct sim_order *own);

/* fill.c */
/* How much of it may be filled now. */
struct dec fill_room(const struct sim *sim, const struct sim_order *o,
    enum liquidity how);
struct dec slice_left(const struct sim *sim, const struct sim_order *o);
/* A new bar: its budget, new slices. */
void budget_set(struct sim *sim, struct sim_symbol *s);
/* How much of it would close a position. */
struct dec fill_closes(const struct sim *sim, const struct sim_order *o);
void order_fill(struct sim *sim, struct sim_order *o, struct dec amount,
    int64_t price, enum liquidity how);
/* One fill, or one half of one that closes and opens; money and position have
 * been changed. Counts it, tells it, and does what links do then; where the
 * position became 0, what reduces it is cancelled. */
struct sim_fill {
	struct dec amount, value, fee, pnl;	/* pnl: of closing a swap */
	size_t fee_balance;
	int64_t price;
	enum liquidity how;
};
void fill_count(struct sim *sim, struct sim_order *o, const struct sim_fill *f);
/* The average price of what is held: not computed with, only shown. The amount
 * with the decimals of the base. */
void average_move(struct sim *sim, struct sim_symbol *s, int side,
    struct dec amount, struct dec value);

/* shape.c: do the fields go together? */
bool request_supported(const struct order_request *r, bool paired);
bool request_has_links(const struct order_request *r);
bool request_is_post_only(const struct order_request *r);
bool spot_supported(const struct order_request *r);
bool amend_supported(const struct sim_order *o,
    const struct order_request *terms);

/* check.c: NULL, or the reason; fills the order. */
struct asked {
	const char *id;		/* of ID_SIZE */
	const struct order_request *r;
	bool unsupported;	/* see sim_instruction */
	bool paired;		/* funds of a pair are looked at together */
	const char *beside;	/* the second of a pair: the first one's id */
};
const char *order_check(struct sim *sim, const struct asked *a,
    struct sim_order *o);
bool pair_affordable(struct sim *sim, struct sim_order *const pair[2]);
/* The order as it would be; the old one stays. */
const char *amend_check(struct sim *sim, const struct sim_order *old,
    const struct order_request *terms, struct sim_order *o);

struct sim_symbol *symbol_find(const struct sim *sim, const char *symbol,
    size_t *at);
/* A whole number of lots? It has their decimals then. */
bool amount_on_lot(const struct sim_symbol *s, struct dec *amount);
/* What a quote buys, or sells, at the market; and where. */
struct dec quote_amount(struct sim *sim, const struct sim_symbol *s,
    const struct order_request *r, struct dec taker, int64_t *price);

/* market.c: a market order that fills at once; false: nothing was done, all of
 * it has to be looked at. */
bool market_fills(struct sim *sim, const struct sim_instruction *i);

/* amend.c */
void amend_apply(struct sim *sim, const struct sim_instruction *i);

/* fees.c */
struct dec fee_of_tier(struct sim *sim, const struct sim_symbol *s,
    enum liquidity how);
static inline struct dec
fee_rate(struct sim *sim, const struct sim_symbol *s, enum liquidity how)
{
	return sim->settings.fee_tier_rows > 0 ? fee_of_tier(sim, s, how) :
	    how == LIQUIDITY_MAKER ? s->i.maker : s->i.taker;
}
/* The clock moves; fees look at what day it is. */
void clock_set_tiers(struct sim *sim, int64_t time);
static inline void
clock_set(struct sim *sim, int64_t time)
{
	if (sim->settings.fee_tier_rows > 0)
		clock_set_tiers(sim, time);
	else
		sim->time = time;
}
/* So much was traded today. */
void fee_volume_add(struct sim *sim, const struct sim_symbol *s,
    struct dec value);

/* act.c */
void order_arrive(struct sim *sim, struct sim_order *o, int64_t first);
void instruction_apply(struct sim *sim, const struct sim_instruction *i);
void instruction_reject(struct sim *sim, const struct sim_instruction *i,
    const char *reason);

static inline bool
bar_can_be(const struct sim_bar *b)
{
	return b->low > 0 && b->high >= b->open && b->high >= b->close &&
	    b->low <= b->open && b->low <= b->close;
}

/* walk.c */
/* Which way a walk begins: 1 always to the low, -1 to the high, 0 as the bar
 * goes. */
int walk_way(const struct sim *sim, size_t symbol);
/* Within what prices a bar that has not begun meets nothing; false: there are
 * none. */
bool walk_fences(const struct sim_symbol *s, int64_t *low, int64_t *high);
void last_set(struct sim *sim, struct sim_symbol *s, int64_t last);
void walk_gap(struct sim *sim);
void walk_phase(struct sim *sim, int point);

/* upgrade.c: false, unless the text is of the first version. */
bool state_upgrade(const struct sim *sim, const char *text, size_t len,
    struct buf *out);

#include "venue/sim/told.h"

#endif
