/*
 * Windows over the last n bars (LANGUAGE 6.2) that are no indicators. Most are folds: the series is
 * cut in blocks of n by the bar's index, and every window is the end of one
 * block joined to the beginning of the next, so that a sum costs two joins, is
 * taken in an order that the index fixes, and leaves no noise of old bars
 * (METHODS 1.1). An na anywhere in the window makes the result na.
 */
#include "expr/series.h"

#include <math.h>
#include <string.h>

enum { FOLD_WIDTH = 6 };

/* What is known of a stretch of bars. */
struct part { double v[FOLD_WIDTH]; };

struct fold {
	int width;
	void (*lift)(double x, double y, struct part *out);
	/* out may be a or b; a is the older. */
	void (*join)(const struct part *a, const struct part *b,
	    struct part *out);
	double (*value)(const struct part *p, double x, double n);
};

struct fold_state {
	struct part prefix;
	double data[];	/* suffixes, n × width; then x and y of the block */
};

/* --- sums --- */

static void
sum_lift(double x, double y, struct part *out)
{
	(void)y;
	out->v[0] = x;
}

static void
sum_join(const struct part *a, const struct part *b, struct part *out)
{
	out->v[0] = a->v[0] + b->v[0];
}

static double
sum_value(const struct part *p, double x, double n)
{
	(void)x;
	(void)n;
	return p->v[0];
}

/* --- extremes: bars, value, age; of equals the most recent --- */

static void
extreme_lift(double x, double y, struct part *out)
{
	(void)y;
	*out = (struct part){ { 1, x, x - x } };	/* na: no age either */
}

static void
extreme_join(const struct part *a, const struct part *b, struct part *out,
    bool high)
{
	double x = a->v[1], y = b->v[1], bars = a->v[0] + b->v[0];

	if (isnan(x) || isnan(y))
		*out = (struct part){ { bars, NAN, NAN } };
	else if (high ? y >= x : y <= x)
		*out = (struct part){ { bars, y, b->v[2] } };
	else
		*out = (struct part){ { bars, x, a->v[2] + b->v[0] } };
}

static void
high_join(const struct part *a, const struct part *b, struct part *out)
{
	extreme_join(a, b, out, true);
}

static void
low_join(const struct part *a, const struct part *b, struct part *out)
{
	extreme_join(a, b, out, false);
}

static double
extreme_value(const struct part *p, double x, double n)
{
	(void)x;
	(void)n;
	return p->v[1];
}

static double
extreme_age(const struct part *p, double x, double n)
{
	(void)x;
	(void)n;
	return p->v[2];
}

/*
 * --- moments: bars, means of x and y, and the sums of squares and products
 * around them (Chan, Golub and LeVeque 1983) ---
 */
enum { M_N, M_X, M_Y, M_XX, M_YY, M_XY };

static void
moments_lift(double x, double y, struct part *out)
{
	/* x - x is 0, or NaN where x is. */
	*out = (struct part){ { 1, x, y, x - x, y - y, (x - x) + (y - y) } };
}

static void
moments_join(const struct part *a, const struct part *b, struct part *out)
{
	double n = a->v[M_N] + b->v[M_N];
	double dx = b->v[M_X] - a->v[M_X], dy = b->v[M_Y] - a->v[M_Y];
	double share = b->v[M_N] / n, weight = a->v[M_N] * share;

	*out = (struct part){ { n, a->v[M_X] + dx * share,
	    a->v[M_Y] + dy * share, a->v[M_XX] + b->v[M_XX] + dx * dx * weight,
	    a->v[M_YY] + b->v[M_YY] + dy * dy * weight,
	    a->v[M_XY] + b->v[M_XY] + dx * dy * weight } };
}

static double
zscore_value(const struct part *p, double x, double n)
{
	return (x - p->v[M_X]) / sqrt(p->v[M_XX] / n);	/* x / 0 is na */
}

static double
correlation_value(const struct part *p, double x, double n)
{
	double r = p->v[M_XY] / (sqrt(p->v[M_XX]) * sqrt(p->v[M_YY]));

	(void)x;
	(void)n;
	return r > 1 && r < 1.001 ? 1 : r < -1 && r > -1.001 ? -1 : r;
}

static double
beta_value(const struct part *p, double x, double n)
{
	(void)x;
	(void)n;
	return p->v[M_XY] / p->v[M_YY];
}

static const struct fold folds[OP_CODES] = {
	[OP_SUM] = { 1, sum_lift, sum_join, sum_value },
	[OP_COUNT] = { 1, sum_lift, sum_join, sum_value },
	[OP_HIGHEST] = { 3, extreme_lift, high_join, extreme_value },
	[OP_LOWEST] = { 3, extreme_lift, low_join, extreme_value },
	[OP_SINCE_HIGHEST] = { 3, extreme_lift, high_join, extreme_age },
	[OP_SINCE_LOWEST] = { 3, extreme_lift, low_join, extreme_age },
	[OP_ZSCORE] = { 6, moments_lift, moments_join, zscore_value },
	[OP_CORRELATION] = { 6, moments_lift, moments_join,
	    correlation_value },
	[OP_BETA] = { 6, moments_lift, moments_join, beta_value },
};

static size_t
fold_state(const struct op *op)
{
	return sizeof(struct fold_state) + (size_t)op->k * sizeof(double) *
	    ((size_t)folds[op->code].width + 2);
}

static void
fold_init(const struct op *op, void *state)
{
	struct fold_state *f = state;
	size_t n = (size_t)op->k * ((size_t)folds[op->code].width + 2);

	for (size_t i = 0; i < n; i++)
		f->data[i] = NAN;
}

/* A block has ended: its ends, from every bar on. */
static void
fold_turn(const struct fold *k, struct fold_state *f, size_t n)
{
	const double *x = f->data + n * (size_t)k->width, *y = x + n;
	size_t width = (size_t)k->width * sizeof(double);
	struct part end, one;

	k->lift(x[n - 1], y[n - 1], &end);
	for (size_t i = n; i-- > 0; ) {
		if (i < n - 1) {
			k->lift(x[i], y[i], &one);
			k->join(&one, &end, &end);
		}
		memcpy(f->data + i * (size_t)k->width, end.v, width);
	}
}

static double
truth_number(const struct reg *c, size_t i)
{
	return bit_get(c->yes, i) ? 1 : bit_get(c->no, i) ? 0 : NAN;
}

static void
k_fold(struct step *s)
{
	const struct fold *k = &folds[s->op->code];
	struct fold_state *f = s->state;
	size_t n = (size_t)s->op->k, at = s->from % n;
	double *xs = f->data + n * (size_t)k->width, *ys = xs + n;
	bool two = s->op->in[1] >= 0;
	struct part all, end;

	for (size_t i = 0; i < s->n; i++, at = at + 1 == n ? 0 : at + 1) {
		double x = s->in[0].value ? s->in[0].value[i] :
		    truth_number(&s->in[0], i);
		double y = two ? s->in[1].value[i] : 0, r;

		k->lift(x, y, &all);
		if (at == 0) {
			if (n > 1)
				fold_turn(k, f, n);
			f->prefix = all;
		} else {
			k->join(&f->prefix, &all, &f->prefix);
		}
		xs[at] = x;
		ys[at] = y;
		all = f->prefix;
		if (at + 1 < n) {
			memcpy(end.v, f->data + (at + 1) * (size_t)k->width,
			    (size_t)k->width * sizeof(double));
			k->join(&end, &f->prefix, &all);
		}
		r = k->value(&all, x, (double)n);
		s->out.value[i] = isfinite(r) ? r : NAN;
	}
}

/* --- sorted windows --- */

struct sorted {
	size_t len, at;
	double data[];	/* in order of time; then in order of size */
};

static size_t
sorted_state(const struct op *op)
{
	return sizeof(struct sorted) + 2 * (size_t)op->k * sizeof(double);
}

/* How many are less than x (or at most x). */
static size_t
sorted_rank(const double *v, size_t len, double x, bool equals)
{
	size_t low = 0, high = len;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (v[mid] < x || (equals && v[mid] == x))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static void
sorted_put(struct sorted *w, size_t n, double x)
{
	double *v = w->data + n;
	size_t i;

	if (w->len == n) {
		i = sorted_rank(v, n, w->data[w->at], false);
		memmove(v + i, v + i + 1, (n - i - 1) * sizeof(*v));
		w->len--;
	}
	i = sorted_rank(v, w->len, x, true);
	memmove(v + i + 1, v + i, (w->len - i) * sizeof(*v));
	v[i] = x;
	w->len++;
	w->data[w->at] = x;
	w->at = (w->at + 1) % n;
}

/* Hyndman and Fan's type 7 (METHODS 1.6). */
static double
quantile(const double *v, size_t n, double q)
{
	double h = (double)(n - 1) * q;
	size_t i = (size_t)h;

	if (i + 1 >= n)
		return v[n - 1];
	return v[i] + (h - (double)i) * (v[i + 1] - v[i]);
}

static void
k_sorted(struct step *s)
{
	struct sorted *w = s->state;
	size_t n = (size_t)s->op->k;
	const double *v = w->data + n;

	for (size_t i = 0; i < s->n; i++) {
		double x = s->in[0].value[i], r = NAN;

		if (isnan(x))
			w->len = w->at = 0;	/* the run is broken */
		else
			sorted_put(w, n, x);
		if (w->len == n && s->op->code == OP_MEDIAN)
			r = n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
		else if (w->len == n && s->op->code == OP_QUANTILE)
			r = quantile(v, n, s->in[1].value[i]);
		else if (w->len == n)
			r = (double)sorted_rank(v, n, x, true) / (double)n;
		s->out.value[i] = isfinite(r) ? r : NAN;
	}
}

/* --- steps: change, pct_change, rising, falling --- */

struct steps {
	int64_t defined, run;	/* bars in a row */
	double before;
	double ring[];
};

static size_t
steps_state(const struct op *op)
{
	return sizeof(struct steps) + (size_t)op->k * sizeof(double);
}

static void
k_change(struct step *s)
{
	struct steps *p = s->state;
	size_t n = (size_t)s->op->k, at = s->from % n;

	for (size_t i = 0; i < s->n; i++, at = at + 1 == n ? 0 : at + 1) {
		double x = s->in[0].value[i], old = p->ring[at], r = NAN;

		p->defined = isnan(x) ? 0 : p->defined + 1;
		if (p->defined > s->op->k)
			r = s->op->code == OP_CHANGE ? x - old : x / old - 1;
		p->ring[at] = x;
		s->out.value[i] = isfinite(r) ? r : NAN;
	}
}

static void
k_rising(struct step *s)
{
	struct steps *p = s->state;
	bool up = s->op->code == OP_RISING;

	for (size_t i = 0; i < s->n; i++) {
		double x = s->in[0].value[i];
		enum truth t = TRUTH_UNKNOWN;

		p->run = p->defined > 0 && (up ? x > p->before :
		    x < p->before) ? p->run + 1 : 0;
		p->defined = isnan(x) ? 0 : p->defined + 1;
		p->before = x;
		if (p->defined > s->op->k)
			t = p->run >= s->op->k ? TRUTH_TRUE : TRUTH_FALSE;
		reg_set_truth(&s->out, i, t);
	}
}

#define FOLD(ns) { k_fold, fold_state, fold_init, ns }
const struct kernel window_kernels[OP_CODES] = {
	[OP_SUM] = FOLD(1),
	[OP_COUNT] = FOLD(1), [OP_HIGHEST] = FOLD(2), [OP_LOWEST] = FOLD(2),
	[OP_SINCE_HIGHEST] = FOLD(2), [OP_SINCE_LOWEST] = FOLD(2),
	[OP_ZSCORE] = FOLD(4),
	[OP_CORRELATION] = FOLD(5), [OP_BETA] = FOLD(4),
	[OP_MEDIAN] = { k_sorted, sorted_state, NULL, 20 },
	[OP_QUANTILE] = { k_sorted, sorted_state, NULL, 20 },
	[OP_RANK] = { k_sorted, sorted_state, NULL, 20 },
	[OP_CHANGE] = { k_change, steps_state, NULL, 1 },
	[OP_PCT_CHANGE] = { k_change, steps_state, NULL, 1 },
	[OP_RISING] = { k_rising, steps_state, NULL, 1 },
	[OP_FALLING] = { k_rising, steps_state, NULL, 1 },
};
