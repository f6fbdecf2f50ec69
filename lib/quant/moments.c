/* Means and deviations of windows. */
#include "quant/moments.h"

#include <string.h>

void
means_init(struct means *m, double n)
{
	*m = (struct means){ .w = { .n = (size_t)n }, .share = 1 / n };
}

void
means_begin(struct means *m)
{
	window_begin(&m->w);
}

void
moments_init(struct moments *m, double n)
{
	*m = (struct moments){ .squares = { 0 } };
	means_init(&m->m, n);
}

void
moments_begin(struct moments *m)
{
	means_begin(&m->m);
}

/* The sum with d, which is at this place of its block. */
static inline double
grow(struct growing *g, size_t at, double d)
{
	double all;

	switch (at % 4) {
	case 0:
		g->whole = at == 0 ? 0 : g->whole;
		g->part = d;
		return g->whole + d;
	case 1:
		g->part += d;
		return g->whole + g->part;
	case 2:
		g->third = d;
		return g->whole + (g->part + d);
	default:
		all = g->whole + (g->part + (g->third + d));
		*g = (struct growing){ .whole = all };
		return all;
	}
}

/* The same for a four of distances: a to d one by one. */
static inline void
grow_four(pair *whole, pair ab, pair cd, double *restrict to)
{
	pair two, four;

	ab += (pair){ 0, ab[0] };
	cd += (pair){ 0, cd[0] };
	two = (pair){ ab[1], ab[1] };
	ab += *whole;
	four = two + cd + *whole;
	memcpy(to, &ab, sizeof(ab));
	memcpy(to + 2, &four, sizeof(four));
	*whole = (pair){ four[1], four[1] };
}

/* And from the end of a block: the sums of all from each on. */
static inline void
end_four(pair *end, pair ab, pair cd, double *restrict to)
{
	pair two;

	ab += (pair){ ab[1], 0 };
	cd += (pair){ cd[1], 0 };
	two = (pair){ cd[0], cd[0] };
	ab = ab + two + *end;
	cd += *end;
	memcpy(to, &ab, sizeof(ab));
	memcpy(to + 2, &cd, sizeof(cd));
	*end = (pair){ ab[0], ab[0] };
}

/* Values at this place and after it: their sums with all before them. */
static void
means_grow(struct means *m, size_t at, const double *restrict x, size_t n,
    double *restrict to)
{
	struct growing g = m->sum;
	double from = m->from;
	size_t i = 0;

	if (at == 0)
		g.whole = 0;
	for (; i < n && (at + i) % 4 != 0; i++)
		to[i] = grow(&g, at + i, x[i] - from);
	if (i + 4 <= n) {
		pair whole = { g.whole, g.whole };

		for (; i + 4 <= n; i += 4)
			grow_four(&whole, pair_at(x + i) - from,
			    pair_at(x + i + 2) - from, to + i);
		g = (struct growing){ .whole = whole[0] };
	}
	for (; i < n; i++)
		to[i] = grow(&g, at + i, x[i] - from);
	m->sum = g;
}

/* x: the values of the block; may be data. */
static void
means_end(struct means *m, const double *x, double *data)
{
	size_t i = m->w.n;
	double from = x[i - 1], last;
	pair end = { 0, 0 };

	for (; i >= 4; i -= 4)
		end_four(&end, pair_at(x + i - 4) - from,
		    pair_at(x + i - 2) - from, data + i - 4);
	for (last = end[0]; i-- > 0; )
		data[i] = last += x[i] - from;
	m->from = from;
}

size_t
means_put(struct means *m, double *restrict data, const double *restrict x,
    size_t n, double *restrict mean)
{
	size_t at = m->w.at, left = m->w.n - at;
	double from = m->from, share = m->share;

	n = n < left ? n : left;
	if (m->w.former) {
		means_grow(m, at, x, n, mean);
		for (size_t i = 0; i < n - (n == left); i++)
			mean[i] = from + (mean[i] + data[at + i + 1]) * share;
	} else {
		for (size_t i = 0; i < n; i++)
			mean[i] = NAN;
	}
	if (n < m->w.n)
		memcpy(data + at, x, n * sizeof(*x));
	m->w.at += n;
	if (n < left)
		return n;
	means_end(m, at == 0 ? x : data, data);
	m->w.at = 0;
	m->w.former = true;
	mean[n - 1] = m->from + data[0] * share;
	return n;
}

static void
moments_grow(struct moments *m, size_t at, const double *restrict x, size_t n,
    double *restrict to, double *restrict squares)
{
	struct growing g = m->m.sum, h = m->squares;
	double from = m->m.from;
	size_t i = 0;

	if (at == 0)
		g.whole = h.whole = 0;
	for (; i < n && (at + i) % 4 != 0; i++) {
		double d = x[i] - from;

		to[i] = grow(&g, at + i, d);
		squares[i] = grow(&h, at + i, d * d);
	}
	if (i + 4 <= n) {
		pair one = { g.whole, g.whole }, two = { h.whole, h.whole };

		for (; i + 4 <= n; i += 4) {
			pair ab = pair_at(x + i) - from;
			pair cd = pair_at(x + i + 2) - from;

			grow_four(&one, ab, cd, to + i);
			grow_four(&two, ab * ab, cd * cd, squares + i);
		}
		g = (struct growing){ .whole = one[0] };
		h = (struct growing){ .whole = two[0] };
	}
	for (; i < n; i++) {
		double d = x[i] - from;

		to[i] = grow(&g, at + i, d);
		squares[i] = grow(&h, at + i, d * d);
	}
	m->m.sum = g;
	m->squares = h;
}

static void
moments_end(struct moments *m, const double *x, double *data,
    double *restrict squares)
{
	size_t i = m->m.w.n;
	double from = x[i - 1], sum, all;
	pair end = { 0, 0 }, both = { 0, 0 };

	for (; i >= 4; i -= 4) {
		pair ab = pair_at(x + i - 4) - from;
		pair cd = pair_at(x + i - 2) - from;

		end_four(&end, ab, cd, data + i - 4);
		end_four(&both, ab * ab, cd * cd, squares + i - 4);
	}
	for (sum = end[0], all = both[0]; i-- > 0; ) {
		double d = x[i] - from;

		data[i] = sum += d;
		squares[i] = all += d * d;
	}
	m->m.from = from;
}

size_t
moments_put(struct moments *m, double *restrict data,
    const double *restrict x, size_t n, double *restrict mean,
    double *restrict squares)
{
	struct window *w = &m->m.w;
	size_t at = w->at, left = w->n - at;
	double from = m->m.from, share = m->m.share, s;
	double *ends = data + w->n;

	n = n < left ? n : left;
	if (w->former) {
		moments_grow(m, at, x, n, mean, squares);
		for (size_t i = 0; i < n - (n == left); i++) {
			double sum = mean[i] + data[at + i + 1];
			double all = squares[i] + ends[at + i + 1];
			double off = sum * share;

			mean[i] = from + off;
			squares[i] = larger(all - sum * off, 0) * share;
		}
	} else {
		for (size_t i = 0; i < n; i++)
			mean[i] = squares[i] = NAN;
	}
	if (n < w->n)
		memcpy(data + at, x, n * sizeof(*x));
	w->at += n;
	if (n < left)
		return n;
	moments_end(m, at == 0 ? x : data, data, ends);
	w->at = 0;
	w->former = true;
	s = data[0] * share;
	mean[n - 1] = m->m.from + s;
	squares[n - 1] = larger(ends[0] - data[0] * s, 0) * share;
	return n;
}
