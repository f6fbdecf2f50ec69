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
	size_t rows, columns;
	size_t bought, sold, rest, lack;	/* columns where these begin */
	double *a, *b, *c, *high, *x, *price;
	size_t *basis;
	bool *at_high;
};

/* Rows: the sum, the groups, then what is held, and the turnover. Columns:
 * weights, groups, bought, sold, turnover, lacks. */
static void
room_init(struct room *r, const struct opt_limits *l, bool trades)
{
	size_t n = l->n, of = trades ? n : 0;

	*r = (struct room){ .l = l, .trades = trades };
	r->rows = 1 + l->groups + of + trades;
	r->bought = n + l->groups;
	r->sold = r->bought + of;
	r->rest = r->sold + of;
	r->lack = r->rest + trades;
	r->columns = r->lack + r->rows;
	r->a = mem_array(r->columns, r->rows * sizeof(double));
	r->b = mem_array(r->rows, sizeof(double));
	r->c = mem_array(r->columns, sizeof(double));
	r->high = mem_array(r->columns, sizeof(double));
	r->x = mem_array(r->columns, sizeof(double));
	r->price = mem_array(r->rows, sizeof(double));
	r->basis = mem_array(r->rows, sizeof(size_t));
	r->at_high = mem_array(r->columns, sizeof(bool));
}

static void
room_release(struct room *r)
{
	free(r->a);
	free(r->b);
	free(r->c);
	free(r->high);
	free(r->x);
	free(r->price);
	free(r->basis);
	free(r->at_high);
}

static void
put(struct room *r, size_t row, size_t column, double x)
{
	r->a[column * r->rows + row] = x;
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
		r->b[first + i] = l->now[i] - l->low[i];
		r->high[r->bought + i] = r->high[r->sold + i] = HUGE_VAL;
	}
	put(r, last, r->rest, 1);
	r->high[r->rest] = HUGE_VAL;
	/* no weights are further apart than this */
	r->b[last] = fmin(2 * l->turnover, 1e4 * (double)l->n);
}

static void
put_limits(struct room *r)
{
	const struct opt_limits *l = r->l;

	r->b[0] = l->sum;
	for (size_t i = 0; i < l->n; i++) {
		put(r, 0, i, 1);
		r->b[0] -= l->low[i];
		r->high[i] = fmax(l->high[i] - l->low[i], 0);
	}
	for (size_t g = 0; g < l->groups; g++) {
		double most = fmin(l->most[g], 1e4), least = fmax(l->least[g],
		    -1e4);

		r->b[1 + g] = most;
		for (size_t i = 0; i < l->n; i++) {
			put(r, 1 + g, i, l->member[g * l->n + i]);
			r->b[1 + g] -= l->member[g * l->n + i] * l->low[i];
		}
		put(r, 1 + g, l->n + g, 1);
		r->high[l->n + g] = fmax(most - least, 0);
	}
	if (r->trades)
		put_trades(r);
}

/* What every row lacks, as little as can be; false: it is not nothing. */
static bool
enter(struct room *r, enum lp_end *end)
{
	const struct lp lp = { r->rows, r->columns, r->a, r->b, r->c,
	    r->high };
	double lack = 0;

	for (size_t i = 0; i < r->rows; i++) {
		size_t k = r->lack + i;

		put(r, i, k, r->b[i] < 0 ? -1 : 1);
		r->high[k] = HUGE_VAL;
		r->c[k] = 1;
		r->basis[i] = k;
	}
	*end = lp_solve(&lp, r->basis, r->at_high, r->x, r->price);
	for (size_t i = 0; i < r->rows; i++) {
		size_t k = r->lack + i;

		lack += r->x[k];
		r->high[k] = r->c[k] = 0;
	}
	return *end == LP_FOUND && lack <= 1e-9;
}

static enum opt_end
leave(struct room *r)
{
	const struct lp lp = { r->rows, r->columns, r->a, r->b, r->c,
	    r->high };
	enum lp_end end = lp_solve(&lp, r->basis, r->at_high, r->x,
	    r->price);

	return end == LP_FOUND ? OPT_FOUND : OPT_ENDLESS;
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
		memcpy(price, r.price, (1 + l->groups) * sizeof(*price));
	for (size_t i = 0; i < l->n; i++) {
		r.c[i] = value != NULL ? -value[i] : 0;
		if (trades && l->cost != NULL)
			r.c[r.bought + i] = r.c[r.sold + i] = l->cost[i];
	}
	if (end == OPT_FOUND && value != NULL)
		end = leave(&r);
	for (size_t i = 0; i < l->n; i++)
		w[i] = fmin(fmax(l->low[i] + r.x[i], l->low[i]), l->high[i]);
	room_release(&r);
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
			r.c[r.bought + i] = r.c[r.sold + i] = 1;
		if (leave(&r) == OPT_FOUND) {
			for (size_t i = 0; i < l->n; i++)
				w[i] = l->low[i] + r.x[i];
			least = opt_turnover(l, w);
		}
	}
	room_release(&r);
	free(w);
	return least;
}
