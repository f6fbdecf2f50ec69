/* The revised simplex method with bounds. */
#include "quant/lp.h"

#include "quant/matrix.h"

#include "base/mem.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BETTER 1e-11	/* of the largest cost, what a column must gain */
#define PIVOT 1e-10	/* smaller ones are nothing */
#define ANEW 50		/* steps until the inverse is made anew */

struct simplex {
	const struct lp *l;
	size_t m;
	double *inverse;		/* m × m, row by row */
	double *work;			/* m × 2 m */
	double *x, *price, *way;	/* way: of the column that comes in */
	size_t *basis;
	bool *at_high, *in;		/* in: by column */
	double least;
};

static const double *
column(const struct simplex *s, size_t k)
{
	return s->l->a + k * s->m;
}

/* Gauss and Jordan with the largest pivot; false: the basis is singular. */
static bool
invert(struct simplex *s)
{
	size_t m = s->m, wide = 2 * m;
	double *w = s->work;

	memset(w, 0, m * wide * sizeof(*w));
	for (size_t i = 0; i < m; i++) {
		for (size_t k = 0; k < m; k++)
			w[i * wide + k] = column(s, s->basis[k])[i];
		w[i * wide + m + i] = 1;
	}
	for (size_t k = 0; k < m; k++) {
		size_t best = k;
		double by;

		for (size_t i = k + 1; i < m; i++)
			if (fabs(w[i * wide + k]) > fabs(w[best * wide + k]))
				best = i;
		if (!(fabs(w[best * wide + k]) > DBL_MIN))
			return false;
		for (size_t c = 0; c < wide && best != k; c++) {
			double t = w[k * wide + c];

			w[k * wide + c] = w[best * wide + c];
			w[best * wide + c] = t;
		}
		by = 1 / w[k * wide + k];
		for (size_t c = k; c < wide; c++)
			w[k * wide + c] *= by;
		for (size_t i = 0; i < m; i++) {
			double f = i == k ? 0 : w[i * wide + k];

			for (size_t c = k; c < wide && f != 0; c++)
				w[i * wide + c] -= f * w[k * wide + c];
		}
	}
	for (size_t i = 0; i < m; i++)
		memcpy(s->inverse + i * m, w + i * wide + m, m * sizeof(*w));
	return true;
}

/* The point of the basis, from what lies at its bounds. */
static void
place(struct simplex *s)
{
	const struct lp *l = s->l;
	size_t m = s->m;
	double *left = s->work;

	memcpy(left, l->b, m * sizeof(*left));
	for (size_t k = 0; k < l->columns; k++) {
		if (s->in[k])
			continue;
		s->x[k] = s->at_high[k] ? l->high[k] : 0;
		for (size_t i = 0; i < m && s->x[k] != 0; i++)
			left[i] -= s->x[k] * column(s, k)[i];
	}
	for (size_t i = 0; i < m; i++)
		s->x[s->basis[i]] = matrix_dot(s->inverse + i * m, left, m);
}

static void
set_prices(struct simplex *s)
{
	size_t m = s->m;

	memset(s->price, 0, m * sizeof(*s->price));
	for (size_t i = 0; i < m; i++) {
		double cost = s->l->c[s->basis[i]];

		for (size_t k = 0; k < m && cost != 0; k++)
			s->price[k] += cost * s->inverse[i * m + k];
	}
}

/* The column that gains most by a unit; the first that gains at all where
 * steps of no length could go on for ever (Bland 1977). */
static bool
choose(struct simplex *s, bool first, size_t *out)
{
	const struct lp *l = s->l;
	double most = s->least;
	bool found = false;

	set_prices(s);
	for (size_t k = 0; k < l->columns && !(first && found); k++) {
		double gain;

		if (s->in[k] || l->high[k] <= 0)
			continue;
		gain = matrix_dot(s->price, column(s, k), s->m) - l->c[k];
		gain = s->at_high[k] ? -gain : gain;
		if (gain > most) {
			most = gain;
			*out = k;
			found = true;
		}
	}
	return found;
}

/* The row in front of whose bound the step ends; m: the column comes to its
 * own other bound. */
static size_t
limit(const struct simplex *s, size_t in, double toward, bool first,
    double *far, bool *up)
{
	size_t row = s->m;

	*far = s->l->high[in];
	for (size_t i = 0; i < s->m; i++) {
		double by = toward * s->way[i], high, t;
		bool better;

		if (fabs(by) < PIVOT)
			continue;
		high = s->l->high[s->basis[i]];
		t = fmax(by > 0 ? s->x[s->basis[i]] / by :
		    (s->x[s->basis[i]] - high) / by, 0);
		better = t < *far - 1e-13 || (t <= *far + 1e-13 &&
		    row < s->m && (first ? s->basis[i] < s->basis[row] :
		    fabs(s->way[i]) > fabs(s->way[row])));
		if (!better)
			continue;
		*far = fmin(*far, t);
		*up = by < 0;
		row = i;
	}
	return row;
}

static void
exchange(struct simplex *s, size_t row, size_t in)
{
	size_t m = s->m;
	double by = 1 / s->way[row], *at = s->inverse + row * m;

	for (size_t k = 0; k < m; k++)
		at[k] *= by;
	for (size_t i = 0; i < m; i++)
		for (size_t k = 0; i != row && s->way[i] != 0 && k < m; k++)
			s->inverse[i * m + k] -= s->way[i] * at[k];
	s->in[s->basis[row]] = false;
	s->in[in] = true;
	s->basis[row] = in;
}

/* *far: how long the step was. */
static enum lp_end
step(struct simplex *s, size_t in, bool first, double *far)
{
	size_t m = s->m, row;
	double toward = s->at_high[in] ? -1 : 1;
	bool up = false;

	matrix_times(s->inverse, m, column(s, in), s->way);
	row = limit(s, in, toward, first, far, &up);
	if (*far == HUGE_VAL)
		return LP_UNBOUNDED;
	for (size_t i = 0; i < m; i++)
		s->x[s->basis[i]] -= toward * *far * s->way[i];
	s->x[in] += toward * *far;
	if (row == m) {
		s->at_high[in] = !s->at_high[in];
		return LP_FOUND;
	}
	s->at_high[s->basis[row]] = up;
	s->x[s->basis[row]] = up ? s->l->high[s->basis[row]] : 0;
	s->at_high[in] = false;
	exchange(s, row, in);
	return LP_FOUND;
}

static enum lp_end
walk(struct simplex *s)
{
	size_t left = 2000 + 20 * (s->l->columns + s->m), still = 0, in = 0;
	size_t steps = 0;

	for (;;) {
		bool first = still > 20 + 2 * s->m;
		enum lp_end end;
		double far;

		if (steps % ANEW == 0) {
			if (!invert(s))
				return LP_ENDLESS;
			place(s);
		}
		if (!choose(s, first, &in)) {
			if (steps % ANEW == 0)
				return LP_FOUND;
			steps = 0;	/* is it so without rounding? */
			continue;
		}
		steps++;
		if (left-- == 0)
			return LP_ENDLESS;
		end = step(s, in, first, &far);
		if (end != LP_FOUND)
			return end;
		still = far > 1e-13 ? 0 : still + 1;
	}
}

enum lp_end
lp_solve(const struct lp *l, size_t *basis, bool *at_high, double *x,
    double *price)
{
	size_t m = l->rows;
	double *room = mem_array(3 * m * m + m, sizeof(*room)), largest = 0;
	struct simplex s = { .l = l, .m = m, .inverse = room,
	    .work = room + m * m, .way = room + 3 * m * m, .x = x,
	    .price = price, .basis = basis, .at_high = at_high,
	    .in = mem_array(l->columns, sizeof(bool)) };
	enum lp_end end;

	for (size_t k = 0; k < l->columns; k++)
		largest = fmax(largest, fabs(l->c[k]));
	s.least = BETTER * largest;
	for (size_t i = 0; i < m; i++)
		s.in[basis[i]] = true;
	end = walk(&s);
	free(room);
	free(s.in);
	return end;
}

void
lp_room_init(struct lp_room *r, size_t rows, size_t columns)
{
	*r = (struct lp_room){ .rows = rows, .columns = columns };
	r->a = mem_array(columns, rows * sizeof(double));
	r->b = mem_array(rows, sizeof(double));
	r->c = mem_array(columns, sizeof(double));
	r->high = mem_array(columns, sizeof(double));
	r->x = mem_array(columns, sizeof(double));
	r->price = mem_array(rows, sizeof(double));
	r->basis = mem_array(rows, sizeof(size_t));
	r->at_high = mem_array(columns, sizeof(bool));
}

void
lp_room_release(struct lp_room *r)
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

enum lp_end
lp_room_solve(struct lp_room *r)
{
	const struct lp lp = { r->rows, r->columns, r->a, r->b, r->c,
	    r->high };

	return lp_solve(&lp, r->basis, r->at_high, r->x, r->price);
}
