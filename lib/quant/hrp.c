/*
 * Hierarchical risk parity. Clusters as scipy's linkage() has them: single by
 * the shortest tree that joins all (Prim 1957), the others by chains of nearest
 * neighbours (Muellner 2011), joined in order of distance; of two clusters the
 * one with the smaller number comes first, n and up being those joined.
 */
#include "quant/portfolio.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

const char *const opt_linkage_names[] = { "single", "complete", "average",
	"ward", NULL };

struct join { size_t a, b, at; double far; };	/* at: when it was found */

struct tree {
	size_t n;
	double *d;		/* n × n distances */
	struct join *joins;	/* n - 1 */
	size_t *size, *chain, *order;
	double *near;
};

static void
shortest_tree(struct tree *t)
{
	size_t n = t->n, at = 0;

	for (size_t i = 0; i < n; i++) {
		t->near[i] = HUGE_VAL;
		t->size[i] = 0;		/* not yet joined */
	}
	for (size_t k = 0; k + 1 < n; k++) {
		size_t best = n;

		t->size[at] = 1;
		for (size_t i = 0; i < n; i++) {
			if (t->size[i] != 0)
				continue;
			t->near[i] = fmin(t->near[i], t->d[at * n + i]);
			if (best == n || t->near[i] < t->near[best])
				best = i;
		}
		t->joins[k] = (struct join){ at, best, k, t->near[best] };
		at = best;
	}
}

/* Lance and Williams 1967: how far a third is from two that are joined. */
static double
joined_far(enum opt_linkage linkage, double x, double y, double xy, double nx,
    double ny, double nz)
{
	switch (linkage) {
	case LINK_COMPLETE:
		return fmax(x, y);
	case LINK_AVERAGE:
		return (nx * x + ny * y) / (nx + ny);
	case LINK_WARD:
		return sqrt(fmax(((nz + nx) * x * x + (nz + ny) * y * y -
		    nz * xy * xy) / (nx + ny + nz), 0));
	default:
		return fmin(x, y);
	}
}

static void
join_two(struct tree *t, enum opt_linkage linkage, size_t x, size_t y)
{
	size_t n = t->n;

	for (size_t i = 0; i < n; i++) {
		if (t->size[i] == 0 || i == x || i == y)
			continue;
		t->d[i * n + y] = t->d[y * n + i] = joined_far(linkage,
		    t->d[x * n + i], t->d[y * n + i], t->d[x * n + y],
		    (double)t->size[x], (double)t->size[y],
		    (double)t->size[i]);
	}
	t->size[y] += t->size[x];
	t->size[x] = 0;
}

static void
nearest_chain(struct tree *t, enum opt_linkage linkage)
{
	size_t n = t->n, len = 0, x = 0, y = 0;

	for (size_t i = 0; i < n; i++)
		t->size[i] = 1;
	for (size_t k = 0; k + 1 < n; k++) {
		double least = HUGE_VAL;

		for (size_t i = 0; i < n && len == 0; i++)
			if (t->size[i] > 0)
				t->chain[len++] = i;
		for (;;) {
			x = t->chain[len - 1];
			y = len > 1 ? t->chain[len - 2] : n;
			least = len > 1 ? t->d[x * n + y] : HUGE_VAL;
			for (size_t i = 0; i < n; i++)
				if (t->size[i] > 0 && i != x &&
				    t->d[x * n + i] < least) {
					least = t->d[x * n + i];
					y = i;
				}
			if (len > 1 && y == t->chain[len - 2])
				break;
			t->chain[len++] = y;
		}
		len -= 2;
		if (x > y) {
			size_t other = x;

			x = y;
			y = other;
		}
		t->joins[k] = (struct join){ x, y, k, least };
		join_two(t, linkage, x, y);
	}
}

static int
by_distance(const void *a, const void *b)
{
	const struct join *x = a, *y = b;

	return x->far != y->far ? (x->far > y->far) - (x->far < y->far) :
	    (x->at > y->at) - (x->at < y->at);
}

/* The numbers of the clusters that each join is of, found by their parents. */
static void
number(struct tree *t)
{
	size_t n = t->n, *parent = mem_array(2 * n, sizeof(*parent));

	qsort(t->joins, n - 1, sizeof(*t->joins), by_distance);
	for (size_t i = 0; i < 2 * n; i++)
		parent[i] = i;
	for (size_t k = 0; k + 1 < n; k++) {
		size_t *at[2] = { &t->joins[k].a, &t->joins[k].b }, other;

		for (int side = 0; side < 2; side++) {
			while (parent[*at[side]] != *at[side])
				*at[side] = parent[*at[side]];
			parent[*at[side]] = n + k;
		}
		if (*at[0] > *at[1]) {
			other = *at[0];
			*at[0] = *at[1];
			*at[1] = other;
		}
	}
	free(parent);
}

/* Leaves from left to right; the chain serves as stack. */
static void
walk(struct tree *t)
{
	size_t n = t->n, len = 0, found = 0;

	t->chain[len++] = 2 * n - 2;
	while (len > 0) {
		size_t at = t->chain[--len];

		if (at < n) {
			t->order[found++] = at;
			continue;
		}
		t->chain[len++] = t->joins[at - n].b;
		t->chain[len++] = t->joins[at - n].a;
	}
}

/* The variance of some leaves, weighted by the inverse of each one's. */
static double
variance_of(const double *cov, size_t n, const size_t *at, size_t len)
{
	double sum = 0, all = 0;

	for (size_t i = 0; i < len; i++) {
		double x = 1 / cov[at[i] * n + at[i]];

		all += x;
		sum += x;	/* x² times its own variance */
		for (size_t k = 0; k < i; k++)
			sum += 2 * x / cov[at[k] * n + at[k]] *
			    cov[at[i] * n + at[k]];
	}
	return sum / (all * all);
}

static void
divide(const double *cov, size_t n, const size_t *at, size_t len, double whole,
    double *w)
{
	size_t half = len / 2;
	double left, right, part;

	if (len == 1) {
		w[at[0]] = whole;
		return;
	}
	left = variance_of(cov, n, at, half);
	right = variance_of(cov, n, at + half, len - half);
	part = 1 - left / (left + right);
	divide(cov, n, at, half, whole * part, w);
	divide(cov, n, at + half, len - half, whole * (1 - part), w);
}

static bool
set_distances(struct tree *t, const double *cov)
{
	size_t n = t->n;

	for (size_t i = 0; i < n; i++)
		if (!(cov[i * n + i] > 0 && isfinite(cov[i * n + i])))
			return false;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			double corr = cov[i * n + k] / sqrt(cov[i * n + i] *
			    cov[k * n + k]);

			t->d[i * n + k] = i == k ? 0 : sqrt(fmin(fmax((1 -
			    corr) / 2, 0), 1));
		}
	return n > 0;
}

bool
opt_hrp(const double *cov, size_t n, enum opt_linkage linkage, double *w,
    size_t *order)
{
	size_t *places = mem_array(4 * n + 2, sizeof(*places));
	struct tree t = { .n = n, .d = mem_array(n, (n + 1) * sizeof(double)),
	    .joins = mem_array(n, sizeof(struct join)), .size = places,
	    .chain = places + n, .order = places + 3 * n + 1 };
	bool found;

	t.near = t.d + n * n;
	found = set_distances(&t, cov);
	if (found) {
		if (linkage == LINK_SINGLE)
			shortest_tree(&t);
		else
			nearest_chain(&t, linkage);
		number(&t);
		walk(&t);
		divide(cov, n, t.order, n, 1, w);
		if (order != NULL)
			memcpy(order, t.order, n * sizeof(*order));
	}
	free(places);
	free(t.d);
	free(t.joins);
	return found;
}
