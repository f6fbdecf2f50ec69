/* Overfitting: blocks are summed once, and joined for every split. */
#include "quant/overfit.h"

#include "base/mem.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>

/* Of some values: how many, their mean, squares around it (Chan, Golub and
 * LeVeque 1983). */
struct part { double n, mean, squares; };

static struct part
join(struct part a, struct part b)
{
	double n = a.n + b.n, d = b.mean - a.mean;

	if (n == 0)
		return a;
	return (struct part){ n, a.mean + d * b.n / n,
	    a.squares + b.squares + d * d * a.n * b.n / n };
}

static struct part
part_of(const double *x, size_t n)
{
	struct part p = { 0 };

	for (size_t i = 0; i < n; i++)
		p = join(p, (struct part){ 1, x[i], 0 });
	return p;
}

static double
sharpe_of(struct part p)
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

/* The next subset of the same size, in lexicographic order of its members. */
static bool
next_subset(size_t *member, size_t size, size_t of)
{
	size_t i = size;

	while (i > 0 && member[i - 1] == of - size + i - 1)
		i--;
	if (i == 0)
		return false;
	member[i - 1]++;
	for (; i < size; i++)
		member[i] = member[i - 1] + 1;
	return true;
}

struct split {
	size_t trials, blocks;
	const struct part *part;	/* trial by trial */
	size_t member[PBO_BLOCKS / 2];
	double *in, *out;		/* Sharpe ratios by trial */
};

static void
measure(struct split *s)
{
	for (size_t k = 0; k < s->trials; k++) {
		struct part in = { 0 }, out = { 0 };

		for (size_t b = 0, m = 0; b < s->blocks; b++) {
			struct part p = s->part[k * s->blocks + b];

			if (m < s->blocks / 2 && s->member[m] == b) {
				in = join(in, p);
				m++;
			} else {
				out = join(out, p);
			}
		}
		s->in[k] = sharpe_of(in);
		s->out[k] = sharpe_of(out);
	}
}

/* The trial that is best in sample, the first of equals; -1: none. */
static int
best_of(const struct split *s)
{
	int best = -1;

	for (size_t k = 0; k < s->trials; k++)
		if (isfinite(s->in[k]) && (best < 0 || s->in[k] >
		    s->in[best]))
			best = (int)k;
	return best;
}

/* ln(w / (1 - w)), w the average rank out of sample over trials + 1. */
static double
logit_of(const struct split *s, size_t best)
{
	double below = 0, same = 0, w;

	for (size_t k = 0; k < s->trials; k++) {
		bool missing = !isfinite(s->out[k]);

		if (!isfinite(s->out[best]) ? missing : s->out[k] ==
		    s->out[best])
			same++;
		else if (missing || s->out[k] < s->out[best])
			below++;
	}
	w = (below + (same + 1) / 2) / ((double)s->trials + 1);
	return log(w / (1 - w));
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

static void
splits(struct split *s, double *logits, struct pbo *p)
{
	size_t all = pbo_combinations(s->blocks);
	double *in = mem_array(all, 2 * sizeof(*in)), *out = in + all;

	for (size_t i = 0; i < s->blocks / 2; i++)
		s->member[i] = i;
	do {
		int best;

		measure(s);
		best = best_of(s);
		if (best < 0)
			continue;
		logits[p->combinations] = logit_of(s, (size_t)best);
		in[p->combinations] = s->in[best];
		out[p->combinations++] = s->out[best];
	} while (next_subset(s->member, s->blocks / 2, s->blocks));
	if (p->combinations > 0)
		conclude(p, logits, in, out);
	free(in);
}

bool
pbo(const double *const trial[], size_t trials, size_t rows, size_t blocks,
    double *logits, struct pbo *out)
{
	size_t size = rows / blocks, from = rows % blocks;
	struct part *part = mem_array(trials * blocks, sizeof(*part));
	struct split s = { .trials = trials, .blocks = blocks, .part = part };

	for (size_t k = 0; k < trials; k++)
		for (size_t b = 0; b < blocks; b++)
			part[k * blocks + b] = part_of(trial[k] + from +
			    b * size, size);
	s.in = mem_array(trials, 2 * sizeof(*s.in));
	s.out = s.in + trials;
	*out = (struct pbo){ 0 };
	splits(&s, logits, out);
	free(s.in);
	free(part);
	return out->combinations > 0;
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
