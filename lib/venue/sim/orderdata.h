/*
 * A working order as the simulated venue keeps it, where it waits, and the ids
 * that are taken; for the files of this folder alone.
 */
#ifndef VENUE_SIM_ORDERDATA_H
#define VENUE_SIM_ORDERDATA_H

#include "base/arena.h"
#include "base/index.h"
#include "venue/sim/sim.h"

/* Where a working order waits; those met below when the price falls to them. */
enum sim_shelf {
	SHELF_NONE, TRIGGERS_BELOW, TRIGGERS_ABOVE, LIMITS_BELOW, LIMITS_ABOVE,
	SHELF_MARKET,		/* rests of market orders: the next open */
	SHELF_SPENT,		/* icebergs, their slice gone: the next bar */
	SHELF_GUARDED,		/* the close of this bar */
	SHELVES
};
/* The heaps an order may be in at the same time. */
enum sim_place { PLACE_WAITS, PLACE_EXPIRES, PLACE_TRAILS, PLACE_REDUCES,
    PLACES };
struct sim_order;
struct order_heap VEC_OF(struct sim_order *);

enum sim_role { ROLE_PLAIN, ROLE_STOP_LEG, ROLE_TARGET_LEG, ROLE_TRAIL_LEG,
    SIM_ROLES };

/* What is met first at one price. */
enum sim_rank { RANK_LIQUIDATION, RANK_STOP, RANK_PROFIT, RANK_LIMIT };

struct sim_order {
	int64_t number;		/* from 1 */
	int64_t age;		/* its number; once amended a later one */
	char id[ID_SIZE], parent[ID_SIZE];
	size_t symbol;
	int side, type, time_in_force, role;
	bool post_only, reduce_only;
	int64_t price, trigger;	/* 0: none */
	struct dec taker;	/* the rate its reserve is made with */
	int64_t arrival;	/* last when it came; market: slipped */
	int64_t first_price;	/* of its first fill */
	/* trailing: how far behind best the trigger stays; none before the
	 * price was at activation (0: from the start) */
	struct level distance;
	int64_t activation, best;	/* 0: none; not active */
	struct dec visible;	/* of an iceberg, a slice; 0: it is none */
	struct dec shown;	/* of its slice in the bar, filled; … */
	int64_t shown_in;	/* …in this one of the symbol's bars */
	struct dec amount, filled, base_fees;
	struct dec held;	/* of its balance; of a group one has it all */
	struct level stop_loss, take_profit, trailing_stop;
	int64_t trailing_activation;
	int64_t expire_at, time;
	int64_t entry;		/* of a leg: its entry's number */
	int64_t legs;		/* of an entry: its legs' group */
	/* linked orders: the number of the first, whom the others follow */
	int64_t group;		/* 0: none */
	bool triggered, guarded, closed;
	/* set by waiting.c: */
	int shelf;
	enum sim_rank rank;
	int64_t at;		/* the price where it is met */
	size_t places[PLACES];	/* index + 1; 0: not in it */
	uint64_t id_hash;
	bool listed;		/* among the ids of those that work */
	struct sim_order *next_id;
	bool touched;		/* since the last check of what holds */
};
#define GROUP_MAX 3

struct id_set {
	struct arena text;
	VEC(const char *) list;		/* in the order of their coming */
	struct index places;		/* in it, as far as was asked */
	const char *highest;		/* of it; NULL: it is empty */
};
void id_set_release(struct id_set *s);
void id_set_add(struct id_set *s, const char *id);
/* idset.c, too: working orders by their ids. */
struct sim;
void order_ids_add(struct sim *sim, struct sim_order *o);
void order_ids_remove(struct sim *sim, struct sim_order *o);
struct sim_order *order_by_id(const struct sim *sim, const char *id);
bool id_taken(struct sim *sim, const char *id);

#endif
