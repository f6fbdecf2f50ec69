/*
 * Where working orders wait: heaps, so that the one that is met next, the one
 * that expires first, is found without a look at the others. Whatever changes
 * in an order, waiting_update puts it where it belongs.
 */
#include "venue/sim/state.h"

static bool
older(const struct sim_order *a, const struct sim_order *b)
{
	return a->age < b->age;
}

static bool
ranks_before(const struct sim_order *a, const struct sim_order *b)
{
	return a->rank != b->rank ? a->rank < b->rank : older(a, b);
}

static bool
higher(const struct sim_order *a, const struct sim_order *b)
{
	return a->at != b->at ? a->at > b->at : ranks_before(a, b);
}

static bool
lower(const struct sim_order *a, const struct sim_order *b)
{
	return a->at != b->at ? a->at < b->at : ranks_before(a, b);
}

static bool
best_lower(const struct sim_order *a, const struct sim_order *b)
{
	return a->best < b->best;
}

static bool
best_higher(const struct sim_order *a, const struct sim_order *b)
{
	return a->best > b->best;
}

static bool
expires_before(const struct sim_order *a, const struct sim_order *b)
{
	return a->expire_at != b->expire_at ? a->expire_at < b->expire_at :
	    older(a, b);
}

/* One heap of those in which the order is or would be. */
struct heap {
	struct order_heap *h;
	enum sim_place place;
	bool (*before)(const struct sim_order *a, const struct sim_order *b);
};

static struct heap
heap_of(struct sim *sim, const struct sim_order *o, enum sim_place place)
{
	struct sim_symbol *s = &sim->symbols.at[o->symbol];
	bool sell = o->side == SIDE_SELL;

	switch (place) {
	case PLACE_EXPIRES:
		return (struct heap){ &sim->expiring, place, expires_before };
	case PLACE_TRAILS:
		return (struct heap){ &s->trails[o->side], place,
		    sell ? best_lower : best_higher };
	case PLACE_REDUCES:
		return (struct heap){ &s->reducing, place, older };
	default:
		break;
	}
	switch ((enum sim_shelf)o->shelf) {
	case TRIGGERS_BELOW:
	case LIMITS_BELOW:
		return (struct heap){ &s->shelves[o->shelf], place, higher };
	case TRIGGERS_ABOVE:
	case LIMITS_ABOVE:
		return (struct heap){ &s->shelves[o->shelf], place, lower };
	default:
		return (struct heap){ &s->shelves[o->shelf], place, older };
	}
}

static void
heap_set(const struct heap *h, size_t i, struct sim_order *o)
{
	h->h->at[i] = o;
	o->places[h->place] = i + 1;
}

/* Moves what belongs at i or above to its place. */
static void
heap_rise(const struct heap *h, size_t i, struct sim_order *o)
{
	for (; i > 0 && h->before(o, h->h->at[(i - 1) / 2]); i = (i - 1) / 2)
		heap_set(h, i, h->h->at[(i - 1) / 2]);
	heap_set(h, i, o);
}

static void
heap_sink(const struct heap *h, size_t i, struct sim_order *o)
{
	for (size_t next; (next = 2 * i + 1) < h->h->len; i = next) {
		if (next + 1 < h->h->len &&
		    h->before(h->h->at[next + 1], h->h->at[next]))
			next++;
		if (!h->before(h->h->at[next], o))
			break;
		heap_set(h, i, h->h->at[next]);
	}
	heap_set(h, i, o);
}

static void
heap_join(const struct heap *h, struct sim_order *o)
{
	vec_push(h->h, o);
	heap_rise(h, h->h->len - 1, o);
}

/* What stands at i may belong elsewhere now. */
static void
heap_settle(const struct heap *h, size_t i, struct sim_order *o)
{
	if (i > 0 && h->before(o, h->h->at[(i - 1) / 2]))
		heap_rise(h, i, o);
	else
		heap_sink(h, i, o);
}

static void
heap_leave(const struct heap *h, struct sim_order *o)
{
	size_t i = o->places[h->place] - 1;
	struct sim_order *last = h->h->at[--h->h->len];

	o->places[h->place] = 0;
	if (last != o)
		heap_settle(h, i, last);
}

static inline void
place_set(struct sim *sim, struct sim_order *o, enum sim_place place, bool in)
{
	struct heap h;

	if (in == (o->places[place] != 0))
		return;
	h = heap_of(sim, o, place);
	if (in)
		heap_join(&h, o);
	else
		heap_leave(&h, o);
}

static enum sim_shelf
shelf_of(const struct sim *sim, const struct sim_order *o)
{
	if (order_waits_for_trigger(o))
		return trigger_is_below(o) ? TRIGGERS_BELOW : TRIGGERS_ABOVE;
	if (!order_rests_as_limit(o))
		return SHELF_MARKET;
	if (o->guarded)
		return SHELF_GUARDED;
	if (dec_sign(slice_left(sim, o)) <= 0)
		return SHELF_SPENT;
	return o->side == SIDE_BUY ? LIMITS_BELOW : LIMITS_ABOVE;
}

void
waiting_remove(struct sim *sim, struct sim_order *o)
{
	for (int p = 0; p < PLACES; p++)
		place_set(sim, o, (enum sim_place)p, false);
}

void
waiting_update(struct sim *sim, struct sim_order *o)
{
	enum sim_shelf shelf;
	int64_t at;
	enum sim_rank rank;

	if (o->closed) {
		waiting_remove(sim, o);
		return;
	}
	shelf = shelf_of(sim, o);
	at = order_meets_at(o);
	rank = !order_waits_for_trigger(o) ? RANK_LIMIT :
	    order_is_stop_kind(o) ? RANK_STOP : RANK_PROFIT;
	if (o->shelf != (int)shelf || o->at != at || o->rank != rank) {
		place_set(sim, o, PLACE_WAITS, false);
		o->shelf = (int)shelf;
		o->at = at;
		o->rank = rank;
	}
	place_set(sim, o, PLACE_WAITS, true);
	place_set(sim, o, PLACE_EXPIRES, o->expire_at != 0);
	place_set(sim, o, PLACE_TRAILS, o->best != 0 && !o->triggered);
	place_set(sim, o, PLACE_REDUCES, o->reduce_only);
}

void
waiting_follow(struct sim *sim, struct sim_order *o)
{
	struct heap h = heap_of(sim, o, PLACE_WAITS);

	o->at = o->trigger;
	heap_settle(&h, o->places[PLACE_WAITS] - 1, o);
}

struct sim_order *
waiting_first(const struct sim_symbol *s, enum sim_shelf shelf)
{
	return s->shelves[shelf].len == 0 ? NULL : s->shelves[shelf].at[0];
}

static int
by_age(const void *a, const void *b)
{
	const struct sim_order *x = *(struct sim_order *const *)a;
	const struct sim_order *y = *(struct sim_order *const *)b;

	return (x->age > y->age) - (x->age < y->age);
}

void
orders_by_age(struct order_heap *list)
{
	if (list->len > 1)
		qsort(list->at, list->len, sizeof(*list->at), by_age);
}

/* What is met at a price is at the top: below it nothing is met. */
static void
reached_from(const struct sim *sim, const struct order_heap *h, size_t i,
    int64_t price, struct order_heap *out)
{
	if (i >= h->len || !order_met_at(sim, h->at[i], price))
		return;
	vec_push(out, h->at[i]);
	reached_from(sim, h, 2 * i + 1, price, out);
	reached_from(sim, h, 2 * i + 2, price, out);
}

void
waiting_reached(const struct sim *sim, const struct sim_symbol *s,
    enum sim_shelf below, enum sim_shelf above, int64_t price,
    struct order_heap *out)
{
	vec_clear(out);
	reached_from(sim, &s->shelves[below], 0, price, out);
	reached_from(sim, &s->shelves[above], 0, price, out);
	orders_by_age(out);
}

/* Moves all that is on one shelf to where it belongs now. */
void
waiting_clear_shelf(struct sim *sim, struct sim_symbol *s, enum sim_shelf shelf)
{
	struct order_heap all = s->shelves[shelf];

	s->shelves[shelf] = (struct order_heap){ 0 };
	for (size_t i = 0; i < all.len; i++) {
		all.at[i]->places[PLACE_WAITS] = 0;
		waiting_update(sim, all.at[i]);
	}
	vec_release(&all);
}

void
waiting_release(struct sim *sim)
{
	for (size_t i = 0; i < sim->symbols.len; i++) {
		struct sim_symbol *s = &sim->symbols.at[i];

		for (int n = 0; n < SHELVES; n++)
			vec_release(&s->shelves[n]);
		vec_release(&s->trails[SIDE_BUY]);
		vec_release(&s->trails[SIDE_SELL]);
		vec_release(&s->reducing);
	}
	vec_release(&sim->expiring);
}
