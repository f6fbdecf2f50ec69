/*
 * Mean and variance within limits. Costs of what is bought and sold bend the
 * sum at the weights that are held: on either side of these it is a quadratic
 * program, and where the price of standing at one says that the other side is
 * better, that side is taken.
 */
#include "quant/portfolio.h"

#include "quant/matrix.h"
#include "quant/qp.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#define RIDGE 1e-8

double
opt_ridge(double *cov, size_t n)
{
	double *l = mem_array(n, n * sizeof(*l)), by = 0;

	memcpy(l, cov, n * n * sizeof(*l));
	if (!matrix_factor(l, n)) {
		by = RIDGE * matrix_trace(cov, n) / (double)n;
		for (size_t i = 0; i < n; i++)
			cov[i * n + i] += by;
	}
	free(l);
	return by;
}

double
opt_turnover(const struct opt_limits *l, const double *w)
{
	double sum = 0;

	for (size_t i = 0; i < l->n && l->now != NULL; i++)
		sum += fabs(w[i] - l->now[i]);
	return sum / 2;
}

double
opt_cost(const struct opt_limits *l, const double *w)
{
	double sum = 0;

	for (size_t i = 0; i < l->n && l->cost != NULL && l->now != NULL; i++)
		sum += l->cost[i] * fabs(w[i] - l->now[i]);
	return sum;
}

/* A problem of mean and variance in a size of about 1. */
struct markowitz {
	const struct opt_limits *l;
	size_t rows, conditions;
	double *h, *c, *a, *b, *low, *high, *u, *fee, *slope;
	signed char *side;	/* of each asset: bought +1, sold -1 */
	double residual;
};

static void
set_rows(struct markowitz *m)
{
	const struct opt_limits *l = m->l;
	size_t n = l->n;

	m->rows = 1;
	for (size_t i = 0; i < n; i++)
		m->a[i] = 1;
	m->b[0] = l->sum;
	for (size_t g = 0; g < 2 * l->groups; g++) {
		double sign = g % 2 == 0 ? 1 : -1, bound = g % 2 == 0 ?
		    l->least[g / 2] : l->most[g / 2];

		if (fabs(bound) == HUGE_VAL)
			continue;
		for (size_t i = 0; i < n; i++)
			m->a[m->rows * n + i] = sign *
			    l->member[g / 2 * n + i];
		m->b[m->rows++] = sign * bound;
	}
	m->conditions = m->rows + 2 * n;
}

static void
markowitz_init(struct markowitz *m, const double *cov, const double *mean,
    double aversion, const struct opt_limits *l)
{
	size_t n = l->n, rows = 1 + 2 * l->groups;
	double *room = mem_array(n * n + rows * n + 2 * rows + 8 * n,
	    sizeof(*room));
	double scale = aversion * matrix_trace(cov, n) / (double)n;

	scale = scale > 0 ? scale : 1;
	*m = (struct markowitz){ .l = l, .h = room, .residual = NAN };
	m->a = room + n * n;
	m->b = m->a + rows * n;
	m->c = m->b + rows;
	m->low = m->c + n;
	m->high = m->low + n;
	m->fee = m->high + n;
	m->slope = m->fee + n;
	m->u = m->slope + n;
	m->side = mem_array(n, sizeof(*m->side));
	set_rows(m);
	for (size_t i = 0; i < n * n; i++)
		m->h[i] = cov[i] * (aversion / scale);
	for (size_t i = 0; i < n; i++) {
		m->c[i] = mean != NULL ? -mean[i] / scale : 0;
		m->fee[i] = l->cost != NULL && l->now != NULL ?
		    l->cost[i] / scale : 0;
	}
}

static void
markowitz_release(struct markowitz *m)
{
	free(m->h);
	free(m->side);
}

static enum opt_end
end_of(enum qp_end end)
{
	return end == QP_FOUND ? OPT_FOUND : end == QP_NONE ? OPT_NONE :
	    end == QP_FLAT ? OPT_FLAT : OPT_ENDLESS;
}

/* more: a fee on top of each one's own. Each asset is kept on its side of what
 * is held, if it has one. */
static enum opt_end
one_program(struct markowitz *m, double more, double *w)
{
	const struct opt_limits *l = m->l;
	struct qp q = { .n = l->n, .h = m->h, .c = m->slope, .rows = m->rows,
	    .equal = 1, .a = m->a, .b = m->b, .low = m->low,
	    .high = m->high };

	for (size_t i = 0; i < l->n; i++) {
		int side = m->side[i];

		m->slope[i] = m->c[i] + side * (m->fee[i] + more);
		m->low[i] = side > 0 ? fmax(l->low[i], l->now[i]) :
		    l->low[i];
		m->high[i] = side < 0 ? fmin(l->high[i], l->now[i]) :
		    l->high[i];
	}
	return end_of(qp_solve(&q, w, m->u, &m->residual));
}

/* Those that stand at what is held and would rather pass it. */
static bool
change_sides(struct markowitz *m, double more, const double *w)
{
	const struct opt_limits *l = m->l;
	bool changed = false;

	for (size_t i = 0; i < l->n; i++) {
		bool up = m->side[i] > 0;
		double price = m->u[m->rows + (up ? i : l->n + i)];

		if (w[i] != l->now[i] || price <= 2 * (m->fee[i] + more) +
		    1e-12 || (up ? l->now[i] <= l->low[i] : l->now[i] >=
		    l->high[i]))
			continue;
		m->side[i] = up ? -1 : 1;
		changed = true;
	}
	return changed;
}

static enum opt_end
solve(struct markowitz *m, double more, double *w)
{
	const struct opt_limits *l = m->l;
	bool fees = more > 0;
	enum opt_end end;

	for (size_t i = 0; i < l->n; i++)
		fees = fees || m->fee[i] > 0;
	memset(m->side, 0, l->n);
	end = one_program(m, 0, w);
	if (end != OPT_FOUND || !fees)
		return end;
	for (size_t i = 0; i < l->n; i++)
		m->side[i] = w[i] >= l->now[i] ? 1 : -1;
	for (size_t round = 0; round < 20 + 4 * l->n; round++) {
		end = one_program(m, more, w);
		if (end != OPT_FOUND || !change_sides(m, more, w))
			return end;
	}
	return OPT_ENDLESS;
}

/* The fee that brings the turnover down to its limit, by false position: it
 * falls along straight pieces. */
static enum opt_end
hold_back(struct markowitz *m, double *w)
{
	const struct opt_limits *l = m->l;
	double low = 0, high = 1, over = opt_turnover(l, w) - l->turnover;
	double under = 0, at;
	enum opt_end end = OPT_FOUND;
	int side = 0;

	for (; high < 1e9; high *= 4) {
		end = solve(m, high, w);
		under = opt_turnover(l, w) - l->turnover;
		if (end != OPT_FOUND || under <= 0)
			break;
		low = high;
		over = under;
	}
	if (end != OPT_FOUND || under > 1e-9)
		return end == OPT_FOUND ? OPT_NONE : end;
	for (int i = 0; i < 100 && under < -1e-13 && high - low > 1e-15 *
	    high; i++) {
		double gap;

		at = (low * under - high * over) / (under - over);
		end = solve(m, at, w);
		if (end != OPT_FOUND)
			return end;
		gap = opt_turnover(l, w) - l->turnover;
		if (gap > 0) {
			low = at;
			over = gap;
			under *= side > 0 ? 0.5 : 1;
			side = 1;
		} else {
			high = at;
			under = gap;
			over *= side < 0 ? 0.5 : 1;
			side = -1;
		}
	}
	return solve(m, high, w);
}

static bool
is_tight(const struct opt_limits *l, const double *w)
{
	return l->now != NULL && opt_turnover(l, w) > l->turnover + 1e-13;
}

enum opt_end
opt_mean_variance(const double *cov, const double *mean, double aversion,
    const struct opt_limits *l, double *w, double *residual)
{
	struct markowitz m;
	enum opt_end end;

	markowitz_init(&m, cov, mean, aversion, l);
	end = solve(&m, 0, w);
	if (end == OPT_FOUND && is_tight(l, w))
		end = hold_back(&m, w);
	if (residual != NULL)
		*residual = m.residual;
	markowitz_release(&m);
	return end;
}

enum opt_end
opt_nearest(const struct opt_limits *l, double *w)
{
	struct opt_limits bare = *l;
	double *one = mem_array(l->n, l->n * sizeof(*one));
	double *to = mem_array(l->n, sizeof(*to));
	enum opt_end end;

	bare.cost = NULL;
	memcpy(to, w, l->n * sizeof(*to));
	for (size_t i = 0; i < l->n; i++)
		one[i * l->n + i] = 1;
	end = opt_mean_variance(one, to, 1, &bare, w, NULL);
	free(one);
	free(to);
	return end;
}

/* A ratio on the frontier: how steep it is, by aversion s² - f, rises with the
 * aversion and is 0 at the top. */
struct steep { double aversion, by; };

static enum opt_end
ask(const double *cov, const double *mean, const struct opt_limits *l,
    double aversion, double *w, struct steep *out)
{
	enum opt_end end = opt_mean_variance(cov, mean, aversion, l, w, NULL);
	double gain = matrix_dot(mean, w, l->n) - opt_cost(l, w);

	*out = (struct steep){ aversion, aversion * matrix_form(cov, l->n,
	    w) - gain };
	return end;
}

/* From both sides: in each stretch with the same active set it is a line. */
static enum opt_end
climb(const double *cov, const double *mean, const struct opt_limits *l,
    struct steep low, struct steep high, double *w)
{
	enum opt_end end = OPT_FOUND;
	struct steep at = high;
	int side = 0;

	for (int i = 0; i < 100 && end == OPT_FOUND && high.aversion -
	    low.aversion > 1e-14 * high.aversion; i++) {
		double x = (low.aversion * high.by - high.aversion * low.by) /
		    (high.by - low.by);

		if (!(x > low.aversion && x < high.aversion))
			x = (low.aversion + high.aversion) / 2;
		end = ask(cov, mean, l, x, w, &at);
		if (fabs(at.by) <= 1e-15 * at.aversion * matrix_form(cov,
		    l->n, w))
			break;
		if (at.by > 0) {
			high = at;
			low.by *= side > 0 ? 0.5 : 1;
			side = 1;
		} else {
			low = at;
			high.by *= side < 0 ? 0.5 : 1;
			side = -1;
		}
	}
	return end;
}

enum opt_end
opt_max_sharpe(const double *cov, const double *mean,
    const struct opt_limits *l, double *w)
{
	struct steep low, high;
	enum opt_end end = opt_linear(l, mean, w, NULL);
	double gain = matrix_dot(mean, w, l->n) - opt_cost(l, w), risk;

	if (end != OPT_FOUND)
		return end;
	risk = matrix_form(cov, l->n, w);
	if (!(gain > 0 && risk > 0))
		return OPT_LOSS;
	end = ask(cov, mean, l, gain / risk, w, &low);
	high = low;
	for (int i = 0; end == OPT_FOUND && high.by < 0; i++) {
		if (i == 200)
			return OPT_ENDLESS;
		low = high;
		end = ask(cov, mean, l, high.aversion * 4, w, &high);
	}
	for (int i = 0; end == OPT_FOUND && low.by > 0; i++) {
		if (i == 200)
			return OPT_ENDLESS;
		high = low;
		end = ask(cov, mean, l, low.aversion / 4, w, &low);
	}
	return end != OPT_FOUND ? end : climb(cov, mean, l, low, high, w);
}
