/*
 * Goldfarb and Idnani 1983, "A numerically stable dual method for solving
 * strictly convex quadratic programs", Math. Programming 27. With H = L L' the
 * columns of J = L^-T Q are kept as rows of `j`: the first ones span what the
 * active conditions fix, N = L Q R for their normals.
 */
#include "quant/qp.h"

#include "quant/matrix.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define BROKEN 1e-12		/* a condition that is this far off is */
#define DEPENDENT 1e-20		/* of a square, what is nothing */

struct active_set {
	const struct qp *q;
	size_t n, conditions, len;	/* len: how many are active */
	double *j;			/* n × n */
	double *r;			/* column k from k × n */
	double *x, *u;			/* u: of the active ones, by place */
	size_t *at;			/* the conditions, by place */
	signed char *sign;		/* of an equal row: -1 is turned */
	bool *in;			/* by condition */
	double *d, *z, *v, *normal;
	size_t next;			/* the condition that comes in */
	double turned, gained;		/* its sign and multiplier */
};

static bool
is_equal(const struct active_set *s, size_t condition)
{
	return condition < s->q->equal;
}

/* a'x - b, at least 0 where it holds; HUGE_VAL where there is none. */
static double
slack(const struct active_set *s, size_t condition, const double *x)
{
	const struct qp *q = s->q;
	size_t i = condition - q->rows;

	if (condition < q->rows)
		return matrix_dot(q->a + condition * s->n, x, s->n) -
		    q->b[condition];
	if (i < s->n)
		return q->low == NULL ? HUGE_VAL : x[i] - q->low[i];
	return q->high == NULL ? HUGE_VAL : q->high[i - s->n] - x[i - s->n];
}

static double
size_of(const struct active_set *s, size_t condition)
{
	const struct qp *q = s->q;
	size_t i = condition - q->rows;

	return 1 + fabs(condition < q->rows ? q->b[condition] : i < s->n ?
	    q->low[i] : q->high[i - s->n]);
}

/* y += scale × the condition's normal */
static void
add_normal(const struct active_set *s, size_t condition, double scale,
    double *y)
{
	size_t i = condition - s->q->rows;

	if (condition >= s->q->rows) {
		y[i % s->n] += i < s->n ? scale : -scale;
		return;
	}
	for (i = 0; i < s->n; i++)
		y[i] += scale * s->q->a[condition * s->n + i];
}

/* The condition that is broken most; equal rows come first. */
static bool
find_broken(struct active_set *s)
{
	double worst = 0;

	for (size_t k = 0; k < s->conditions; k++) {
		double by = s->in[k] ? 0 : slack(s, k, s->x);

		if (is_equal(s, k) && !s->in[k]) {
			s->next = k;
			s->turned = by > 0 ? -1 : 1;
			return true;
		}
		if (by < worst && by < -BROKEN * size_of(s, k)) {
			worst = by;
			s->next = k;
		}
	}
	s->turned = 1;
	return worst < 0;
}

/* d = J'n of the condition that comes in, and z, the way it goes. */
static void
look(struct active_set *s)
{
	size_t n = s->n, i = (s->next - s->q->rows) % n;

	if (s->next >= s->q->rows) {
		double one = s->next - s->q->rows < n ? 1 : -1;

		for (size_t k = 0; k < n; k++)
			s->d[k] = one * s->j[k * n + i];
	} else {
		memset(s->normal, 0, n * sizeof(*s->normal));
		add_normal(s, s->next, s->turned, s->normal);
		matrix_times(s->j, n, s->normal, s->d);
	}
	memset(s->z, 0, n * sizeof(*s->z));
	for (size_t k = s->len; k < n; k++)
		for (i = 0; i < n; i++)
			s->z[i] += s->d[k] * s->j[k * n + i];
}

/* v = R^-1 of the active part of d */
static void
divide(const struct active_set *s, const double *d, double *v)
{
	size_t n = s->n;

	memcpy(v, d, s->len * sizeof(*v));
	for (size_t k = s->len; k-- > 0;) {
		v[k] /= s->r[k * n + k];
		for (size_t i = 0; i < k; i++)
			v[i] -= s->r[k * n + i] * v[k];
	}
}

/* Householder's reflection of what is free makes d one number behind what is
 * active: a new column of R. */
static void
take_in(struct active_set *s)
{
	size_t n = s->n, q = s->len;
	double norm = sqrt(matrix_dot(s->d + q, s->d + q, n - q)), first, w;
	double alpha = s->d[q] > 0 ? -norm : norm;

	memcpy(s->r + q * n, s->d, q * sizeof(*s->r));
	s->r[q * n + q] = alpha;
	first = s->d[q] - alpha;
	if (first != 0 && norm > 0) {
		for (size_t i = 0; i < n; i++)
			s->z[i] -= alpha * s->j[q * n + i];
		w = 1 / (norm * (norm + fabs(s->d[q])));
		s->d[q] = first;
		for (size_t k = q; k < n; k++)
			for (size_t i = 0; i < n; i++)
				s->j[k * n + i] -= w * s->d[k] * s->z[i];
	}
	s->at[q] = s->next;
	s->sign[q] = (signed char)s->turned;
	s->u[q] = s->gained;
	s->in[s->next] = true;
	s->len++;
}

static void
rotate(double *x, double *y, size_t n, double c, double sine)
{
	for (size_t i = 0; i < n; i++) {
		double a = x[i], b = y[i];

		x[i] = c * a + sine * b;
		y[i] = c * b - sine * a;
	}
}

static void
leave_out(struct active_set *s, size_t place)
{
	size_t n = s->n;

	s->in[s->at[place]] = false;
	s->len--;
	for (size_t k = place; k < s->len; k++) {
		s->at[k] = s->at[k + 1];
		s->sign[k] = s->sign[k + 1];
		s->u[k] = s->u[k + 1];
		memcpy(s->r + k * n, s->r + (k + 1) * n, (k + 2) *
		    sizeof(*s->r));
	}
	for (size_t k = place; k < s->len; k++) {
		double *at = s->r + k * n + k, norm = hypot(at[0], at[1]);
		double c = at[0] / norm, sine = at[1] / norm;

		for (size_t m = k; m < s->len; m++)
			rotate(s->r + m * n + k, s->r + m * n + k + 1, 1, c,
			    sine);
		rotate(s->j + k * n, s->j + (k + 1) * n, n, c, sine);
	}
}

/* One step towards the condition that comes in: all the way, or until an
 * active one lets go. */
static enum qp_end
step(struct active_set *s, bool *there)
{
	double free, all, most = HUGE_VAL, far = HUGE_VAL, t;
	size_t out = 0;

	look(s);
	divide(s, s->d, s->v);
	all = matrix_dot(s->d, s->d, s->n);
	free = matrix_dot(s->d + s->len, s->d + s->len, s->n - s->len);
	for (size_t k = 0; k < s->len; k++)
		if (!is_equal(s, s->at[k]) && s->v[k] > 0 &&
		    s->u[k] / s->v[k] < most) {
			most = s->u[k] / s->v[k];
			out = k;
		}
	if (free > DEPENDENT * all)
		far = -s->turned * slack(s, s->next, s->x) / free;
	t = fmin(most, far);
	if (t == HUGE_VAL)
		return QP_NONE;
	for (size_t i = 0; far < HUGE_VAL && i < s->n; i++)
		s->x[i] += t * s->z[i];
	for (size_t k = 0; k < s->len; k++)
		s->u[k] -= t * s->v[k];
	s->gained += t;
	*there = far <= most;
	if (*there)
		take_in(s);
	else
		leave_out(s, out);
	return QP_FOUND;
}

/* A row that others imply holds already, or never will. */
static bool
is_implied(struct active_set *s)
{
	double all;

	if (!is_equal(s, s->next) ||
	    fabs(slack(s, s->next, s->x)) > BROKEN * size_of(s, s->next))
		return false;
	look(s);
	all = matrix_dot(s->d, s->d, s->n);
	return matrix_dot(s->d + s->len, s->d + s->len, s->n - s->len) <=
	    DEPENDENT * all;
}

static enum qp_end
walk(struct active_set *s)
{
	size_t left = 100 + 50 * s->conditions;
	enum qp_end end = QP_FOUND;

	while (end == QP_FOUND && find_broken(s)) {
		bool there = false;

		if (is_implied(s)) {
			s->in[s->next] = true;
			continue;
		}
		s->gained = 0;
		while (end == QP_FOUND && !there) {
			if (left-- == 0)
				return QP_ENDLESS;
			end = step(s, &there);
		}
	}
	return end;
}

/* Hx + c - N u: what is left of the slope. */
static void
slope(const struct active_set *s, double *out)
{
	matrix_times(s->q->h, s->n, s->x, out);
	for (size_t i = 0; i < s->n; i++)
		out[i] += s->q->c != NULL ? s->q->c[i] : 0;
	for (size_t k = 0; k < s->len; k++)
		add_normal(s, s->at[k], -s->u[k] * s->sign[k], out);
}

/* Newton's step on what is active takes off what rounding left. */
static void
refine(struct active_set *s)
{
	size_t n = s->n, q = s->len;

	slope(s, s->z);
	matrix_times(s->j, n, s->z, s->d);	/* J' of what is left */
	for (size_t k = 0; k < q; k++) {	/* R' v = -slack */
		double left = -s->sign[k] * slack(s, s->at[k], s->x);

		s->v[k] = (left - matrix_dot(s->r + k * n, s->v, k)) /
		    s->r[k * n + k];
	}
	for (size_t k = q; k < n; k++)
		s->v[k] = -s->d[k];
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++)
			s->x[i] += s->v[k] * s->j[k * n + i];
	for (size_t k = 0; k < q; k++)
		s->d[k] += s->v[k];
	divide(s, s->d, s->v);
	for (size_t k = 0; k < q; k++)
		s->u[k] += s->v[k];
}

/* What binds holds to the last digit. */
static void
settle(struct active_set *s)
{
	const struct qp *q = s->q;

	for (size_t k = 0; k < s->len; k++) {
		size_t i = s->at[k] - q->rows;

		if (s->at[k] >= q->rows)
			s->x[i % s->n] = i < s->n ? q->low[i] :
			    q->high[i - s->n];
	}
	for (size_t i = 0; i < s->n && q->low != NULL && q->high != NULL; i++)
		s->x[i] = fmin(fmax(s->x[i], q->low[i]), q->high[i]);
}

static double
residual_of(struct active_set *s)
{
	double worst = 0;

	slope(s, s->z);
	for (size_t i = 0; i < s->n; i++)
		worst = fmax(worst, fabs(s->z[i]));
	for (size_t k = 0; k < s->len; k++) {
		worst = fmax(worst, fabs(slack(s, s->at[k], s->x) * s->u[k]));
		if (!is_equal(s, s->at[k]))
			worst = fmax(worst, -s->u[k]);
	}
	for (size_t k = 0; k < s->conditions; k++) {
		double by = slack(s, k, s->x);

		worst = fmax(worst, is_equal(s, k) ? fabs(by) : -by);
	}
	return worst;
}

/* J = L^-T, row k of j its column k; x where nothing binds. */
static bool
begin(struct active_set *s)
{
	size_t n = s->n;
	double *l = s->r;	/* R is not there yet */

	memcpy(l, s->q->h, n * n * sizeof(*l));
	if (!matrix_factor(l, n))
		return false;
	for (size_t k = 0; k < n; k++) {
		double *column = s->j + k * n;

		column[k] = 1 / l[k * n + k];
		for (size_t i = k; i-- > 0;) {
			double sum = 0;

			for (size_t m = i + 1; m <= k; m++)
				sum += l[m * n + i] * column[m];
			column[i] = -sum / l[i * n + i];
		}
	}
	for (size_t i = 0; i < n && s->q->c != NULL; i++)
		s->x[i] = -s->q->c[i];
	if (s->q->c != NULL)
		matrix_solve(l, n, s->x);
	return true;
}

enum qp_end
qp_solve(const struct qp *q, double *x, double *u, double *residual)
{
	size_t n = q->n, conditions = q->rows + 2 * n;
	double *room = mem_array(2 * n * n + 5 * n, sizeof(*room));
	struct active_set s = { .q = q, .n = n, .conditions = conditions,
	    .j = room, .r = room + n * n, .x = x, .u = room + 2 * n * n,
	    .d = room + 2 * n * n + n, .z = room + 2 * n * n + 2 * n,
	    .v = room + 2 * n * n + 3 * n, .normal = room + 2 * n * n + 4 * n,
	    .at = mem_array(n, sizeof(size_t)), .sign = mem_array(n, 1),
	    .in = mem_array(conditions, sizeof(bool)) };
	enum qp_end end;

	memset(x, 0, n * sizeof(*x));
	end = begin(&s) ? walk(&s) : QP_FLAT;
	for (int i = 0; i < 2 && end == QP_FOUND; i++)
		refine(&s);
	if (end == QP_FOUND)
		settle(&s);
	if (u != NULL)
		memset(u, 0, conditions * sizeof(*u));
	for (size_t k = 0; u != NULL && end == QP_FOUND && k < s.len; k++)
		u[s.at[k]] = s.u[k] * s.sign[k];
	if (residual != NULL)
		*residual = end == QP_FOUND ? residual_of(&s) : NAN;
	free(room);
	free(s.at);
	free(s.sign);
	free(s.in);
	return end;
}
