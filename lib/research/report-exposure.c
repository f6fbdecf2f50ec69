/* What was held over time, from the orders that were filled. */
#include "research/reportdata.h"

#include "base/decfloat.h"

#include <math.h>

/* A fill of an order; or the end of a trade, after which nothing is held:
 * liquidations have no order. */
struct change {
	int64_t time;
	const char *symbol;
	double by, price;
	bool ends;
};
struct changes VEC_OF(struct change);

struct holding {
	const char *symbol;
	double amount, price;
	int64_t time;		/* of its last fill */
};
struct holdings_now VEC_OF(struct holding);

static int
by_time(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return x->time != y->time ? (x->time > y->time ? 1 : -1) :
	    x->ends - y->ends;
}

static void
changes_take(const struct run_parts *parts, struct changes *out)
{
	for (size_t i = 0; i < parts->orders.len; i++) {
		const struct run_order *o = &parts->orders.at[i];
		double filled = dec_to_double(o->filled);

		if (!(filled > 0) || !dec_known(o->average))
			continue;
		*vec_add(out) = (struct change){ .time = o->last_update_time,
		    .symbol = o->symbol, .price = dec_to_double(o->average),
		    .by = o->side == SIDE_SELL ? -filled : filled };
	}
	for (size_t i = 0; i < parts->trades.len; i++) {
		const struct run_trade *t = &parts->trades.at[i];

		if (t->exit_time != 0)
			*vec_add(out) = (struct change){ .time = t->exit_time,
			    .symbol = t->symbol, .ends = true };
	}
	if (out->len > 0)
		qsort(out->at, out->len, sizeof(*out->at), by_time);
}

static void
holding_change(struct holdings_now *all, const struct change *c)
{
	struct holding *h = NULL;

	for (size_t i = 0; i < all->len && h == NULL; i++)
		if (strcmp(all->at[i].symbol, c->symbol) == 0)
			h = &all->at[i];
	if (h == NULL) {
		h = vec_add(all);
		h->symbol = c->symbol;
	}
	if (!c->ends) {
		h->amount += c->by;
		h->price = c->price;
		h->time = c->time;
	} else if (h->time != c->time)
		h->amount = 0;
}

/* A share held from a to b (columns), spread over those that it touches:
 * whole ones by where it begins and ends, to be summed up later. */
static void
hold(double *mean, double *steps, double a, double b, double share)
{
	size_t first = (size_t)a, last = (size_t)b;

	if (first >= PAGE_COLUMNS || share == 0)
		return;
	if (first == last) {
		mean[first] += share * (b - a);
		return;
	}
	mean[first] += share * ((double)first + 1 - a);
	if (last < PAGE_COLUMNS)
		mean[last] += share * (b - (double)last);
	steps[first + 1] += share;
	steps[last] -= share;
}

static double
column_of(const struct report_view *v, int64_t time)
{
	double at = (double)(time - v->from) / (double)(v->to - v->from);

	return fmin(fmax(at, 0), 1) * PAGE_COLUMNS;
}

void
report_exposure(const struct report_view *v, double *longs, double *shorts)
{
	double *long_steps = mem_array(PAGE_COLUMNS + 2, sizeof(double));
	double *short_steps = mem_array(PAGE_COLUMNS + 2, sizeof(double));
	struct changes changes = {0};
	struct holdings_now held = {0};
	double up = 0, down = 0;

	memset(longs, 0, PAGE_COLUMNS * sizeof(*longs));
	memset(shorts, 0, PAGE_COLUMNS * sizeof(*shorts));
	changes_take(v->report->parts, &changes);
	for (size_t i = 0; i < changes.len; i++) {
		int64_t time = changes.at[i].time, next = i + 1 < changes.len ?
		    changes.at[i + 1].time : v->to;
		double equity = v->equity[report_point_at(v, time)];

		holding_change(&held, &changes.at[i]);
		up = down = 0;
		for (size_t k = 0; k < held.len; k++) {
			double worth = held.at[k].amount * held.at[k].price;

			up += fmax(worth, 0);
			down += fmin(worth, 0);
		}
		if (next <= time || !(equity > 0))
			continue;
		hold(longs, long_steps, column_of(v, time),
		    column_of(v, next), up / equity);
		hold(shorts, short_steps, column_of(v, time),
		    column_of(v, next), down / equity);
	}
	up = down = 0;
	for (size_t i = 0; i < PAGE_COLUMNS; i++) {
		longs[i] = fmax(longs[i] + (up += long_steps[i]), 0);
		shorts[i] = fmin(shorts[i] + (down += short_steps[i]), 0);
	}
	vec_release(&changes);
	vec_release(&held);
	free(long_steps);
	free(short_steps);
}
