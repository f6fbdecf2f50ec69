/*
 * Covers the genetic search: on lattices that can be tried out it finds what
 * trying every place finds (de Jong's sphere and step functions, Rastrigin's
 * many hills, choices without an order), for much fewer places; the same from
 * a seed, nothing rated twice where there is something new, bounds kept, and
 * what a rating fails with.
 */
#include "quant/genetic.h"

#include "base/mem.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 41, AXES = 3, ALL = SIDE * SIDE * SIDE };

struct tried {
	double (*fit)(const size_t *at);
	bool seen[ALL];
	size_t rated, twice, batches;
	double best;
	uint64_t walk;			/* of all places, in order */
	size_t fail;			/* after so many batches; 0: never */
};

static size_t
number(const size_t *at)
{
	return (at[0] * SIDE + at[1]) * SIDE + at[2];
}

static enum err_code
rate(void *self, const size_t *places, size_t n, double *fitness,
    struct err *e)
{
	struct tried *t = self;

	if (++t->batches == t->fail)
		return err_set(e, E_DATA, "no more");
	for (size_t i = 0; i < n; i++) {
		const size_t *at = places + i * AXES;

		ok(at[0] < SIDE && at[1] < SIDE && at[2] < SIDE);
		t->rated++;
		t->twice += t->seen[number(at)];
		t->seen[number(at)] = true;
		t->walk = t->walk * 31 + number(at);
		fitness[i] = t->fit(at);
		t->best = fmax(t->best, fitness[i]);
	}
	return E_OK;
}

static bool
known(void *self, const size_t *places)
{
	struct tried *t = self;

	return t->seen[number(places)];
}

static double
at_of(size_t place)
{
	return ((double)place - 27) / 4;
}

static double
sphere(const size_t *at)
{
	double sum = 0;

	for (int i = 0; i < AXES; i++)
		sum -= at_of(at[i]) * at_of(at[i]);
	return sum;
}

static double
steps(const size_t *at)
{
	double sum = 0;

	for (int i = 0; i < AXES; i++)
		sum += floor(at_of(at[i]));
	return sum;
}

/* At each whole number a hill; the highest where all are 0. */
static double
rastrigin(const size_t *at)
{
	double sum = 0;

	for (int i = 0; i < AXES; i++) {
		double x = at_of(at[i]);

		sum -= x * x - 10 * cos(2 * M_PI * x) + 10;
	}
	return sum;
}

/* One choice is right, and which tells nothing about its neighbours. */
static double
choices(const size_t *at)
{
	return (at[0] == 17) + (at[1] == 3) + (at[2] == 29);
}

static double
every_best(double (*fit)(const size_t *at))
{
	double best = -INFINITY;

	for (size_t i = 0; i < ALL; i++)
		best = fmax(best, fit((size_t[]){ i / SIDE / SIDE,
		    i / SIDE % SIDE, i % SIDE }));
	return best;
}

static enum err_code
go(struct tried *t, bool ordered, size_t population, size_t generations,
    uint64_t seed, struct err *e)
{
	const struct genetic_axis axes[AXES] = { { SIDE, ordered },
	    { SIDE, ordered }, { SIDE, ordered } };
	const struct genetic g = { .axes = axes, .axes_len = AXES,
	    .population = population, .generations = generations,
	    .seed = seed, .rate = rate, .known = known, .self = t };

	return genetic_run(&g, e);
}

static void
finds_what_every_place_finds(void)
{
	static double (*const fits[])(const size_t *at) = { sphere, steps,
	    rastrigin, choices };

	for (size_t f = 0; f < 4; f++) {
		double best = every_best(fits[f]);
		int found = 0;

		for (uint64_t seed = 1; seed <= 10; seed++) {
			struct tried *t = mem_alloc(sizeof(*t));
			struct err e;

			t->fit = fits[f];
			t->best = -INFINITY;
			ok(go(t, f != 3, 100, 40, seed, &e) == E_OK);
			ok(t->rated <= 100 + 39 * 90);
			ok(t->twice * 50 <= t->rated);
			found += t->best == best;
			free(t);
		}
		ok(found >= 9);
	}
}

static void
seeds_say_everything(void)
{
	uint64_t walk[3];

	for (int i = 0; i < 3; i++) {
		struct tried *t = mem_alloc(sizeof(*t));
		struct err e;

		t->fit = sphere;
		ok(go(t, true, 20, 10, i < 2 ? 7 : 8, &e) == E_OK);
		walk[i] = t->walk;
		free(t);
	}
	ok(walk[0] == walk[1] && walk[0] != walk[2]);
}

/* A space of fewer places than a generation has; axes of one place. */
static void
small_spaces(void)
{
	const struct genetic_axis axes[AXES] = { { 2, true }, { 1, true },
	    { 3, false } };
	struct tried *t = mem_alloc(sizeof(*t));
	struct genetic g = { .axes = axes, .axes_len = AXES, .population = 30,
	    .generations = 5, .seed = 1, .rate = rate, .known = known,
	    .self = t };
	size_t seen = 0;
	struct err e;

	t->fit = sphere;
	ok(genetic_run(&g, &e) == E_OK);
	for (size_t i = 0; i < ALL; i++)
		seen += t->seen[i];
	is_int((int64_t)seen, 6);
	g.population = 2;
	g.generations = 1;
	ok(genetic_run(&g, &e) == E_OK);
	free(t);
}

static void
what_rating_fails_with(void)
{
	struct tried *t = mem_alloc(sizeof(*t));
	struct err e = { .code = E_OK };

	t->fit = sphere;
	t->fail = 3;
	ok(go(t, true, 20, 10, 1, &e) == E_DATA);
	is_text(e.text, "no more");
	is_int((int64_t)t->batches, 3);
	free(t);
}

int
main(void)
{
	TEST(finds_what_every_place_finds);
	TEST(seeds_say_everything);
	TEST(small_spaces);
	TEST(what_rating_fails_with);
	return tap_done();
}
