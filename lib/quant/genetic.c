/* Generations: drawn, bred, rated, ranked. */
#include "quant/genetic.h"

#include "base/mem.h"
#include "base/rng.h"

#include <stdlib.h>
#include <string.h>

#define TOURNAMENT 3
#define CROSSOVER 0.9		/* else a child is one parent's copy */
#define ELITE 10		/* one in so many lives on; at least one */
#define REACH 8			/* a step of a mutation: a part of the axis */
#define AGAIN 20		/* a child that is known is bred again */

struct breeding {
	const struct genetic *g;
	struct rng rng;
	size_t elite;
	size_t *now, *next;		/* population × axes_len */
	double *fitness, *coming;
	size_t *order;			/* the best first */
};

static size_t *
one(const struct breeding *b, size_t *generation, size_t i)
{
	return generation + i * b->g->axes_len;
}

static void
draw(struct breeding *b, size_t *to)
{
	for (size_t i = 0; i < b->g->axes_len; i++)
		to[i] = rng_below(&b->rng, b->g->axes[i].len);
}

static size_t
stepped(struct breeding *b, const struct genetic_axis *a, size_t at)
{
	size_t reach = a->len / REACH, step;
	bool up;

	if (!a->ordered)
		return (at + 1 + rng_below(&b->rng, a->len - 1)) % a->len;
	step = 1 + rng_below(&b->rng, reach > 0 ? reach : 1);
	up = rng_below(&b->rng, 2) == 1;
	if (up ? at + step >= a->len : at < step)
		up = !up;
	if (up)
		return at + step < a->len ? at + step : a->len - 1;
	return at > step ? at - step : 0;
}

/* One axis in the mean; surely: at least one. */
static void
mutate(struct breeding *b, size_t *x, size_t moving, bool surely)
{
	size_t chosen = surely ? rng_below(&b->rng, moving) : moving, k = 0;

	for (size_t i = 0; i < b->g->axes_len; i++) {
		const struct genetic_axis *a = &b->g->axes[i];

		if (a->len < 2)
			continue;
		if (k++ == chosen || rng_below(&b->rng, moving) == 0)
			x[i] = stepped(b, a, x[i]);
	}
}

static const size_t *
parent(struct breeding *b)
{
	size_t best = rng_below(&b->rng, b->g->population);

	for (int i = 1; i < TOURNAMENT; i++) {
		size_t other = rng_below(&b->rng, b->g->population);

		if (b->fitness[other] > b->fitness[best])
			best = other;
	}
	return one(b, b->now, best);
}

static void
breed(struct breeding *b, size_t *to)
{
	const size_t *x = parent(b), *y = parent(b);
	bool cross = rng_unit(&b->rng) < CROSSOVER;

	for (size_t i = 0; i < b->g->axes_len; i++)
		to[i] = cross && rng_below(&b->rng, 2) == 1 ? y[i] : x[i];
}

/* Is individual i there already, in its generation or before? */
static bool
is_known(const struct breeding *b, size_t *generation, size_t i)
{
	const size_t *x = one(b, generation, i);

	for (size_t k = 0; k < i; k++)
		if (memcmp(one(b, generation, k), x, b->g->axes_len *
		    sizeof(*x)) == 0)
			return true;
	return b->g->known(b->g->self, x);
}

static void
generation_fill(struct breeding *b, size_t *to, size_t from, bool first)
{
	size_t moving = 0;

	for (size_t i = 0; i < b->g->axes_len; i++)
		moving += b->g->axes[i].len > 1;
	for (size_t i = from; i < b->g->population; i++) {
		size_t *x = one(b, to, i);

		if (first)
			draw(b, x);
		else
			breed(b, x);
		if (moving == 0)
			continue;
		if (!first)
			mutate(b, x, moving, false);
		for (int k = 0; k < AGAIN && is_known(b, to, i); k++)
			mutate(b, x, moving, true);
	}
}

/* Of equals the one that came first. */
static void
rank(struct breeding *b)
{
	for (size_t i = 0; i < b->g->population; i++) {
		size_t at = i;

		for (; at > 0 && b->fitness[i] > b->fitness[b->order[at - 1]];
		    at--)
			b->order[at] = b->order[at - 1];
		b->order[at] = i;
	}
}

static enum err_code
go_on(struct breeding *b, struct err *err)
{
	const struct genetic *g = b->g;
	size_t *places = b->next, from = b->elite;
	double *fitness = b->coming;
	enum err_code rc;

	rank(b);
	for (size_t i = 0; i < from; i++) {
		memcpy(one(b, b->next, i), one(b, b->now, b->order[i]),
		    g->axes_len * sizeof(*places));
		fitness[i] = b->fitness[b->order[i]];
	}
	generation_fill(b, b->next, from, false);
	rc = g->rate(g->self, one(b, b->next, from), g->population - from,
	    fitness + from, err);
	b->next = b->now;
	b->coming = b->fitness;
	b->now = places;
	b->fitness = fitness;
	return rc;
}

enum err_code
genetic_run(const struct genetic *g, struct err *err)
{
	struct breeding b = { .g = g, .elite = g->population / ELITE };
	enum err_code rc;

	b.elite = b.elite > 0 ? b.elite : g->population > 1;
	b.now = mem_array(g->population, (g->axes_len + 1) *
	    sizeof(*b.now));
	b.next = mem_array(g->population, (g->axes_len + 1) *
	    sizeof(*b.next));
	b.fitness = mem_array(g->population, sizeof(*b.fitness));
	b.coming = mem_array(g->population, sizeof(*b.coming));
	b.order = mem_array(g->population, sizeof(*b.order));
	rng_seed(&b.rng, g->seed);
	generation_fill(&b, b.now, 0, true);
	rc = g->rate(g->self, b.now, g->population, b.fitness, err);
	for (size_t i = 1; i < g->generations && rc == E_OK; i++)
		rc = go_on(&b, err);
	free(b.now);
	free(b.next);
	free(b.fitness);
	free(b.coming);
	free(b.order);
	return rc;
}
