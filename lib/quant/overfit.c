/* Overfitting: blocks are summed once, and joined for every split. */
#include "quant/overfit.h"

#include "base/mem.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>

/* Joined as Chan, Golub and LeVeque (1983) do. */
static struct pbo_part
join(struct pbo_part a, struct pbo_part b)
{
	double n = a.n + b.n, d = b.mean - a.mean;

	if (n == 0)
		return a;
	return (struct pbo_part){ n, a.mean + d * b.n / n,
	    a.squares + b.squares + d * d * a.n * b.n / n };
}

struct pbo_part
pbo_part(const double *x, size_t n)
{
	struct pbo_part p = { 0 };

	for (size_t i = 0; i < n; i++)
		p = join(p, (struct pbo_part){ 1, x[i], 0 });
	return p;
}

static double
sharpe_of(struct pbo_part p)
{
	return p.n > 1 && p.squares > 0 ?
	    p.mean / sqrt(p.squares / (p.n - 1)) : NAN;
}

size_t
pbo_combinations(size_t blocks)
{
	size_t n = 1;

	for (size_t i = 1; i <= blocks / 2; i++)
		n = n * (blocks - i + 1) / i;
	return n;
}

/*
 * Splits are the leaves of a tree: at each block one goes into the sample or
 * stays out. Nodes keep what is joined so far, of all trials, so that splits
 * that begin alike share it.
 */
struct node { double n; double *mean, *squares; };
struct split {
	size_t trials, blocks;
	const struct pbo_part *part;	/* block by block */
	struct node in[PBO_BLOCKS / 2 + 1], out[PBO_BLOCKS / 2 + 1];
	double *rank;			/* what trials are ranked by */
	double *logits, *ins, *outs;
	struct pbo *p;
};

static void
node_join(const struct node *a, const struct pbo_part *b, size_t trials,
    struct node *to)
{
	double n = a->n + b[0].n, share = b[0].n / n, both = a->n * share;

	to->n = n;
	for (size_t k = 0; k < trials; k++) {
		double d = b[k].mean - a->mean[k];

		to->mean[k] = a->mean[k] + d * share;
		to->squares[k] = a->squares[k] + b[k].squares + d * d * both;
	}
}

/* Grows as the Sharpe ratio does; what has none is below all. */
static void
ranks_set(const struct node *a, size_t trials, double *rank)
{
	for (size_t k = 0; k < trials; k++)
		rank[k] = a->n > 1 && a->squares[k] > 0 ? a->mean[k] *
		    fabs(a->mean[k]) / a->squares[k] : -INFINITY;
}

static struct pbo_part
part_at(const struct node *a, size_t k)
{
	return (struct pbo_part){ a->n, a->mean[k], a->squares[k] };
}

/* A split: the best in sample, the first of equals, and ln(w / (1 - w)), w its
 * average rank out of sample over trials + 1. */
static void
leaf(struct split *s, const struct node *in, const struct node *out)
{
	size_t best = 0, i = s->p->combinations;
	double below = 0, same = 0, w;

	ranks_set(in, s->trials, s->rank);
	for (size_t k = 1; k < s->trials; k++)
		if (s->rank[k] > s->rank[best])
			best = k;
	if (s->rank[best] == -INFINITY)
		return;
	ranks_set(out, s->trials, s->rank);
	for (size_t k = 0; k < s->trials; k++) {
		same += s->rank[k] == s->rank[best];
		below += s->rank[k] < s->rank[best];
	}
	w = (below + (same + 1) / 2) / ((double)s->trials + 1);
	s->logits[i] = log(w / (1 - w));
	s->ins[i] = sharpe_of(part_at(in, best));
	s->outs[i] = sharpe_of(part_at(out, best));
	s->p->combinations++;
}

/* Those with the block in the sample first: lexicographic order. */
static void
descend(struct split *s, size_t block, size_t in, size_t out)
{
	const struct pbo_part *part = s->part + block * s->trials;
	size_t half = s->blocks / 2;

	if (block == s->blocks) {
		leaf(s, &s->in[in], &s->out[out]);
		return;
	}
	if (in < half) {
		node_join(&s->in[in], part, s->trials, &s->in[in + 1]);
		descend(s, block + 1, in + 1, out);
	}
	if (out < half) {
		node_join(&s->out[out], part, s->trials, &s->out[out + 1]);
		descend(s, block + 1, in, out + 1);
	}
}

static void
conclude(struct pbo *p, const double *logits, const double *in,
    const double *out)
{
	double most = 0, lost = 0;

	for (size_t i = 0; i < p->combinations; i++) {
		most += logits[i] <= 0;
		lost += out[i] < 0;
	}
	p->share = most / (double)p->combinations;
	p->loss = lost / (double)p->combinations;
	p->logit_mean = stat_mean(logits, p->combinations);
	p->slope = stat_line(in, out, p->combinations).slope;
}

bool
pbo_of_parts(const struct pbo_part *part, size_t trials, size_t blocks,
    double *logits, struct pbo *out)
{
	size_t all = pbo_combinations(blocks), half = blocks / 2;
	double *room = mem_array(trials * (4 * (half + 1) + 1) + 2 * all,
	    sizeof(*room)), *at = room;
	struct split s = { .trials = trials, .blocks = blocks, .part = part,
	    .logits = logits, .p = out };

	for (size_t i = 0; i <= half; i++) {
		s.in[i] = (struct node){ 0, at, at + trials };
		s.out[i] = (struct node){ 0, at + 2 * trials,
		    at + 3 * trials };
		at += 4 * trials;
	}
	s.rank = at;
	s.ins = at + trials;
	s.outs = s.ins + all;
	*out = (struct pbo){ 0 };
	descend(&s, 0, 0, 0);
	if (out->combinations > 0)
		conclude(out, logits, s.ins, s.outs);
	free(room);
	return out->combinations > 0;
}

bool
pbo(const double *const trial[], size_t trials, size_t rows, size_t blocks,
    double *logits, struct pbo *out)
{
	size_t size = rows / blocks, from = rows % blocks;
	struct pbo_part *part = mem_array(trials * blocks, sizeof(*part));
	bool any;

	for (size_t b = 0; b < blocks; b++)
		for (size_t k = 0; k < trials; k++)
			part[b * trials + k] = pbo_part(trial[k] + from +
			    b * size, size);
	any = pbo_of_parts(part, trials, blocks, logits, out);
	free(part);
	return any;
}

void
bootstrap_indices(const double *jump, const double *place, size_t len,
    size_t n, double p, size_t *index)
{
	for (size_t i = 0; i < len; i++)
		index[i] = i == 0 || jump[i] < p ?
		    (size_t)(place[i] * (double)n) :
		    (index[i - 1] + 1) % n;
}

static double
covariance_at(const double *x, size_t n, size_t lag, double mean)
{
	double sum = 0;

	for (size_t i = lag; i < n; i++)
		sum += (x[i] - mean) * (x[i - lag] - mean);
	return sum / (double)n;
}

/* Up to twice the lag from which on so many correlations in a row count for
 * nothing, and at most to `most`; returns how far. */
static size_t
covariances(const double *x, size_t n, size_t row, size_t most, double *cov)
{
	double mean = stat_mean(x, n);
	double least = 2 * sqrt(log10((double)n) / (double)n);
	size_t lag = 0, quiet = 0, end = most;

	cov[0] = covariance_at(x, n, 0, mean);
	while (lag < end) {
		lag++;
		cov[lag] = covariance_at(x, n, lag, mean);
		if (quiet == row)
			continue;
		quiet = fabs(cov[lag]) < least * cov[0] ? quiet + 1 : 0;
		if (quiet == row && 2 * (lag - row + 1) < most)
			end = 2 * (lag - row + 1);
	}
	return end;
}

#define BLOCK_FEW 16

double
bootstrap_block(const double *x, size_t n)
{
	double root = sqrt((double)n), best = ceil(fmin(3 * root,
	    (double)n / 3)), slope = 0, spectrum, length, *cov;
	size_t row = n < 1000000 ? 5 : (size_t)log10((double)n);
	size_t most = (size_t)ceil(root) + row, end;

	if (n < BLOCK_FEW)
		return fmax(1, cbrt((double)n));
	cov = mem_array(most + 1, sizeof(*cov));
	end = covariances(x, n, row, most, cov);
	spectrum = cov[0];
	for (size_t k = 1; k <= end; k++) {
		double at = (double)k / (double)end;
		double weight = 2 * fmin(1, 2 * (1 - at)) * cov[k];

		slope += weight * (double)k;
		spectrum += weight;
	}
	length = cbrt(slope / spectrum * (slope / spectrum) * (double)n);
	free(cov);
	return fmax(1, fmin(length, best));
}
