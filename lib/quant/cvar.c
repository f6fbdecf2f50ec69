/*
 * Minimum CVaR as a linear program, solved by its dual: q are weights of the
 * bars, each at most 1 / (T (1 - beta)), under which no change of the portfolio
 * within its limits helps. That has a row per asset and a column per bar, where
 * the primal has a row per bar; the weights are the prices of its rows.
 *
 * Rows: the q add up to 1; then per asset i
 *
 *	Σ q loss + s + Σ groups (over - under) - ν - z + y = 0
 *
 * with s within the asset's cost, which a price of the turnover widens; ν of
 * the sum, over and under of a group, z of the lower and y of the upper bound.
 */
#include "quant/portfolio.h"

#include "quant/lp.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct dual {
	const struct panel *r;
	const struct opt_limits *l;
	size_t n, bars, used;
	bool trades, limited;	/* costs or turnover; turnover */
	double share, scale;	/* the most of a bar; of returns to about 1 */
	struct lp_room lp;
};

static void
dual_init(struct dual *d, const struct panel *r, double beta,
    const struct opt_limits *l)
{
	double most = 0;

	*d = (struct dual){ .r = r, .l = l, .n = r->p, .bars = r->n };
	d->limited = l->now != NULL && l->turnover < HUGE_VAL;
	d->trades = d->limited || (l->now != NULL && l->cost != NULL);
	lp_room_init(&d->lp, 1 + d->n + (d->limited ? d->n : 0), d->bars + 2 +
	    2 * l->groups + 2 * d->n + (d->trades ? 2 * d->n : 0) +
	    (d->limited ? 1 + d->n : 0));
	d->share = 1 / ((double)d->bars * (1 - beta));
	for (size_t i = 0; i < d->n; i++)
		for (size_t t = 0; t < d->bars; t++)
			most = fmax(most, fabs(r->x[i][t]));
	d->scale = most > 0 ? 1 / most : 1;
}

/* The next column, empty but for one number in one row. */
static double *
add(struct dual *d, double cost, double high, size_t row, double x)
{
	double *column = d->lp.a + d->used * d->lp.rows;

	d->lp.c[d->used] = cost;
	d->lp.high[d->used++] = high;
	column[row] = x;
	return column;
}

static void
add_bars(struct dual *d)
{
	for (size_t t = 0; t < d->bars; t++) {
		double *column = add(d, 0, d->share, 0, 1);

		for (size_t i = 0; i < d->n; i++)
			column[1 + i] = -d->r->x[i][t] * d->scale;
	}
	d->lp.b[0] = 1;
}

static void
add_limits(struct dual *d)
{
	const struct opt_limits *l = d->l;

	for (int sign = -1; sign <= 1; sign += 2) {
		double *sum = add(d, sign * l->sum, HUGE_VAL, 1, sign);

		for (size_t i = 0; i < d->n; i++)
			sum[1 + i] = sign;
	}
	for (size_t g = 0; g < 2 * l->groups; g++) {
		double sign = g % 2 == 0 ? 1 : -1;
		double bound = g % 2 == 0 ? l->most[g / 2] : l->least[g / 2];
		bool none = fabs(bound) == HUGE_VAL;
		double *column = add(d, none ? 0 : sign * bound, none ? 0 :
		    HUGE_VAL, 1, 0);

		for (size_t i = 0; i < d->n; i++)
			column[1 + i] = sign * l->member[g / 2 * d->n + i];
	}
}

/* Bought and sold; with a limit of the turnover each has a row of its own. */
static void
add_trades(struct dual *d)
{
	const struct opt_limits *l = d->l;
	double *price;

	for (size_t i = 0; i < d->n && d->trades; i++) {
		double cost = l->cost != NULL ? l->cost[i] * d->scale : 0;
		size_t row = 1 + d->n + i;

		for (int sign = -1; sign <= 1; sign += 2) {
			double *column = add(d, sign * l->now[i], d->limited ?
			    HUGE_VAL : cost, 1 + i, sign);

			if (d->limited)
				column[row] = 1;
		}
		if (!d->limited)
			continue;
		d->lp.b[row] = cost;
		d->lp.basis[row] = d->used;
		add(d, 0, HUGE_VAL, row, 1);
	}
	if (!d->limited)
		return;
	price = add(d, 2 * l->turnover, HUGE_VAL, 1, 0);
	for (size_t i = 0; i < d->n; i++)
		price[1 + d->n + i] = -1;
}

struct loss { double x; size_t bar; };

static int
by_loss(const void *a, const void *b)
{
	const struct loss *x = a, *y = b;

	return x->x != y->x ? (x->x < y->x) - (x->x > y->x) :
	    (x->bar > y->bar) - (x->bar < y->bar);
}

/* The worst bars of all assets alike, and what that makes of each asset. */
static void
begin(struct dual *d)
{
	struct loss *all = mem_array(d->bars, sizeof(*all));
	double left = 1, *mean = d->lp.price;

	for (size_t t = 0; t < d->bars; t++) {
		all[t].bar = t;
		for (size_t i = 0; i < d->n; i++)
			all[t].x -= d->r->x[i][t];
	}
	qsort(all, d->bars, sizeof(*all), by_loss);
	memset(mean, 0, d->lp.rows * sizeof(*mean));
	for (size_t k = 0; k < d->bars; k++) {
		size_t t = all[k].bar;
		double by = fmin(d->share, left);

		for (size_t i = 0; i < d->n; i++)
			mean[1 + i] += by * d->lp.a[t * d->lp.rows + 1 + i];
		d->lp.at_high[t] = left > d->share && k + 1 < d->bars;
		left -= by;
		if (!d->lp.at_high[t]) {
			d->lp.basis[0] = t;
			break;
		}
	}
	for (size_t i = 0; i < d->n; i++) {
		const double bound[2] = { d->l->low[i], d->l->high[i] };

		d->lp.basis[1 + i] = d->used + (mean[1 + i] < 0);
		add(d, -bound[0], HUGE_VAL, 1 + i, -1);
		add(d, bound[1], HUGE_VAL, 1 + i, 1);
	}
	free(all);
}

enum opt_end
opt_min_cvar(const struct panel *returns, double beta,
    const struct opt_limits *l, double *w)
{
	enum opt_end end = opt_linear(l, NULL, w, NULL);
	struct dual d;
	enum lp_end how;

	if (end != OPT_FOUND)
		return end;
	dual_init(&d, returns, beta, l);
	add_bars(&d);
	add_limits(&d);
	add_trades(&d);
	begin(&d);
	how = lp_room_solve(&d.lp);
	for (size_t i = 0; i < l->n; i++)
		w[i] = fmin(fmax(d.lp.price[1 + i], l->low[i]), l->high[i]);
	lp_room_release(&d.lp);
	return how == LP_FOUND ? OPT_FOUND : OPT_ENDLESS;
}

struct opt_tail
opt_tail(const struct panel *returns, const double *w, double beta)
{
	struct loss *all = mem_array(returns->n, sizeof(*all));
	double part = (1 - beta) * (double)returns->n, worse = 0;
	struct opt_tail tail;
	size_t rank;

	for (size_t t = 0; t < returns->n; t++)
		for (size_t i = 0; i < returns->p; i++)
			all[t].x -= w[i] * returns->x[i][t];
	qsort(all, returns->n, sizeof(*all), by_loss);
	/* how many bars may be worse; (1 - 0.95) × 500 is not quite 25 */
	rank = (size_t)floor(part * (1 + 1e-12));
	rank = rank < returns->n ? rank : returns->n - 1;
	tail.var = all[rank].x;
	for (size_t t = 0; t < rank; t++)
		worse += all[t].x - tail.var;
	tail.cvar = tail.var + worse / part;
	free(all);
	return tail;
}
