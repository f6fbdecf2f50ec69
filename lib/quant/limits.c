/*
 * What the limits of a portfolio leave, as a linear program: the weights above
 * their lower bounds, what the groups leave, what is bought and sold where that
 * counts, and for each row one column that says by how much it is not held.
 */
#include "quant/portfolio.h"

#include "quant/lp.h"
#include "quant/matrix.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct room {
	const struct opt_limits *l;
	bool trades;
	size_t bought, sold, rest, lack;	/* columns where these begin */
	struct lp_room lp;
};

/* Rows: the sum, the groups, then what is held, and the turnover. Columns:
 * weights, groups, bought, sold, turnover, lacks. */
static void
room_init(struct room *r, const struct opt_limits *l, bool trades)
{
	size_t n = l->n, of = trades ? n : 0;
	size_t rows = 1 + l->groups + of + trades;

	*r = (struct room){ .l = l, .trades = trades };
	r->bought = n + l->groups;
	r->sold = r->bought + of;
	r->rest = r->sold + of;
	r->lack = r->rest + trades;
	lp_room_init(&r->lp, rows, r->lack + rows);
}

static void
put(struct room *r, size_t row, size_t column, double x)
{
	r->lp.a[column * r->lp.rows + row] = x;
}

static void
put_trades(struct room *r)
{
	const struct opt_limits *l = r->l;
	size_t first = 1 + l->groups, last = first + l->n;

	for (size_t i = 0; i < l->n; i++) {
		put(r, first + i, i, 1);
		put(r, first + i, r->bought + i, -1);
		put(r, first + i, r->sold + i, 1);
		put(r, last, r->bought + i, 1);
		put(r, last, r->sold + i, 1);
		r->lp.b[first + i] = l->now[i] - l->low[i];
		r->lp.high[r->bought + i] = r->lp.high[r->sold + i] = HUGE_VAL;
	}
	put(r, last, r->rest, 1);
	r->lp.high[r->rest] = HUGE_VAL;
	/* no weights are further apart than this */
	r->lp.b[last] = fmin(2 * l->turnover, 1e4 * (double)l->n);
}

static void
put_limits(struct room *r)
{
	const struct opt_limits *l = r->l;

	r->lp.b[0] = l->sum;
	for (size_t i = 0; i < l->n; i++) {
		put(r, 0, i, 1);
		r->lp.b[0] -= l->low[i];
		r->lp.high[i] = fmax(l->high[i] - l->low[i], 0);
	}
	for (size_t g = 0; g < l->groups; g++) {
		double most = fmin(l->most[g], 1e4), least = fmax(l->least[g],
		    -1e4);

		r->lp.b[1 + g] = most;
		for (size_t i = 0; i < l->n; i++) {
			put(r, 1 + g, i, l->member[g * l->n + i]);
			r->lp.b[1 + g] -= l->member[g * l->n + i] * l->low[i];
		}
		put(r, 1 + g, l->n + g, 1);
		r->lp.high[l->n + g] = fmax(most - least, 0);
	}
	if (r->trades)
		put_trades(r);
}

/* What every row lacks, as little as can be; false: it is not nothing. */
static bool
enter(struct room *r, enum lp_end *end)
{
	double lack = 0;

	for (size_t i = 0; i < r->lp.rows; i++) {
		size_t k = r->lack + i;

		put(r, i, k, r->lp.b[i] < 0 ? -1 : 1);
		r->lp.high[k] = HUGE_VAL;
		r->lp.c[k] = 1;
		r->lp.basis[i] = k;
	}
	*end = lp_room_solve(&r->lp);
	for (size_t i = 0; i < r->lp.rows; i++) {
		size_t k = r->lack + i;

		lack += r->lp.x[k];
		r->lp.high[k] = r->lp.c[k] = 0;
	}
	return *end == LP_FOUND && lack <= 1e-9;
}

static enum opt_end
leave(struct room *r)
{
	return lp_room_solve(&r->lp) == LP_FOUND ? OPT_FOUND : OPT_ENDLESS;
}

static bool
bounds_cross(const struct opt_limits *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->low[i] > l->high[i])
			return true;
	for (size_t g = 0; g < l->groups; g++)
		if (l->least[g] > l->most[g])
			return true;
	return false;
}

enum opt_end
opt_linear(const struct opt_limits *l, const double *value, double *w,
    double *price)
{
	bool trades = l->now != NULL && (l->cost != NULL ||
	    l->turnover < HUGE_VAL);
	enum opt_end end = OPT_NONE;
	enum lp_end how = LP_FOUND;
	struct room r;

	room_init(&r, l, trades);
	put_limits(&r);
	if (!bounds_cross(l) && enter(&r, &how))
		end = OPT_FOUND;
	else if (how != LP_FOUND)
		end = OPT_ENDLESS;
	if (price != NULL)
		memcpy(price, r.lp.price, (1 + l->groups) * sizeof(*price));
	for (size_t i = 0; i < l->n; i++) {
		r.lp.c[i] = value != NULL ? -value[i] : 0;
		if (trades && l->cost != NULL)
			r.lp.c[r.bought + i] = r.lp.c[r.sold + i] = l->cost[i];
	}
	if (end == OPT_FOUND && value != NULL)
		end = leave(&r);
	for (size_t i = 0; i < l->n; i++)
		w[i] = fmin(fmax(l->low[i] + r.lp.x[i], l->low[i]), l->high[i]);
	lp_room_release(&r.lp);
	return end;
}

double
opt_turnover_least(const struct opt_limits *l)
{
	struct opt_limits wide = *l;
	double least = NAN, *w = mem_array(l->n, sizeof(*w));
	enum lp_end how;
	struct room r;

	wide.turnover = HUGE_VAL;
	room_init(&r, &wide, true);
	put_limits(&r);
	if (!bounds_cross(l) && enter(&r, &how)) {
		for (size_t i = 0; i < l->n; i++)
			r.lp.c[r.bought + i] = r.lp.c[r.sold + i] = 1;
		if (leave(&r) == OPT_FOUND) {
			for (size_t i = 0; i < l->n; i++)
				w[i] = l->low[i] + r.lp.x[i];
			least = opt_turnover(l, w);
		}
	}
	lp_room_release(&r.lp);
	free(w);
	return least;
}
