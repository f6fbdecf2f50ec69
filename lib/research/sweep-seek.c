/*
 * A search that learns: generations, and what refines the best. Which sets are
 * tried depends on what others came to, so each is remembered, and no set is
 * tried twice.
 */
#include "research/sweeprun.h"

#include "base/index.h"
#include "base/rng.h"
#include "quant/genetic.h"

#include <math.h>
#include <string.h>

#define KEPT 64			/* trials of a chunk, at most */
#define STARTS 10		/* of the best that are refined, one by one */
#define LONG_STEP 0.125		/* of an axis; halved while nothing is found */
#define SHORT_STEP 0.01

struct sought { int64_t set; double cost; };	/* less: better */
struct seek {
	struct index ix;
	VEC(struct sought) known;
	struct sweep_chunk chunk;	/* under way, or from the store */
	bool there;
	int64_t size;
	VEC(int64_t) wanted;		/* of a generation */
	size_t *places;
	/* of what refines */
	int64_t here, left;		/* the best since it began */
	double cost;			/* of that */
	const size_t *axes;		/* that move */
	size_t axes_len;
	enum err_code rc;
	struct err *err;
};

struct seek *
seek_new(const struct sweeping *g)
{
	struct seek *k = mem_alloc(sizeof(*k));

	k->size = g->size < KEPT ? g->size : KEPT;
	k->places = mem_array(g->w->space->axes.len + 1, sizeof(*k->places));
	return k;
}

void
seek_free(struct seek *k)
{
	if (k == NULL)
		return;
	index_release(&k->ix);
	vec_release(&k->known);
	vec_release(&k->wanted);
	sweep_chunk_release(&k->chunk);
	free(k->places);
	free(k);
}

static const struct sought *
find(const struct seek *k, int64_t set)
{
	uint64_t hash = rng_word(0, (uint64_t)set);

	for (struct index_seek s = { 0 }; index_next(&k->ix, hash, &s);)
		if (k->known.at[s.place].set == set)
			return &k->known.at[s.place];
	return NULL;
}

void
seek_take(struct sweeping *g, const struct trial *t)
{
	struct seek *k = g->seek;
	double cost = g->w->objective->least ? t->objective : -t->objective;

	if (find(k, t->set) != NULL)
		return;
	if (t->engine == TRIAL_SKIPPED || !t->met || isnan(t->objective))
		cost = HUGE_VAL;
	index_add(&k->ix, rng_word(0, (uint64_t)t->set), k->known.len);
	vec_push(&k->known, ((struct sought){ t->set, cost }));
}

/* Where chunks of tries by number end. */
static int64_t
chunk_number(const struct sweeping *g)
{
	return (g->end + g->size - 1) / g->size + (g->first - g->end) /
	    g->seek->size;
}

static enum err_code
chunk_begin(struct sweeping *g, struct err *err)
{
	struct seek *k = g->seek;

	sweep_chunk_clear(&k->chunk);
	return sweep_chunk_load(g->w->store, g->r->key, chunk_number(g),
	    &k->chunk, &k->there, err);
}

/* Those that are there were asked for in this order, too. */
static enum err_code
chunk_check(const struct sweeping *g, size_t from, const int64_t *sets,
    size_t n, struct err *err)
{
	const struct trials *there = &g->seek->chunk.trials;

	for (size_t i = 0; i < n; i++)
		if ((from + i + 1) * g->rows > there->len ||
		    there->at[(from + i) * g->rows].set != sets[i])
			return err_set(err, E_STORE, "trials of a sweep are"
			    " damaged (etrms store check)");
	return E_OK;
}

/* As many as fit into the chunk under way. */
static enum err_code
piece_try(struct sweeping *g, const int64_t *sets, size_t n, struct err *err)
{
	struct seek *k = g->seek;
	size_t from = (size_t)((g->first - g->end) % k->size);
	enum err_code rc = from == 0 ? chunk_begin(g, err) : E_OK;

	g->n = k->size - (int64_t)from;
	if ((size_t)g->n > n)
		g->n = (int64_t)n;
	g->sets = sets;
	if (rc == E_OK)
		rc = k->there ? chunk_check(g, from, sets, (size_t)g->n, err) :
		    trials_try(g, &k->chunk, err);
	g->sets = NULL;
	if (rc == E_OK && !k->there &&
	    k->chunk.trials.len == (size_t)k->size * g->rows)
		rc = sweep_chunk_add(g->w->store, g->r->key, chunk_number(g),
		    &k->chunk, g->w->now, err);
	return rc;
}

/* Sets that nobody has tried, in this order. */
static enum err_code
sets_try(struct sweeping *g, const int64_t *sets, size_t n, struct err *err)
{
	enum err_code rc = E_OK;

	while (n > 0 && rc == E_OK) {
		size_t from = (size_t)((g->first - g->end) % g->seek->size);

		rc = piece_try(g, sets, n, err);
		if (rc != E_OK)
			break;
		trials_sum(g, &g->seek->chunk, from, (size_t)g->n);
		g->first += g->n;
		sets += g->n;
		n -= (size_t)g->n;
	}
	return rc;
}

static bool
is_known(void *self, const size_t *places)
{
	struct sweeping *g = self;

	return find(g->seek, space_set(g->w->space, places)) != NULL;
}

static enum err_code
generation_rate(void *self, const size_t *places, size_t n, double *fitness,
    struct err *err)
{
	struct sweeping *g = self;
	const struct space *s = g->w->space;
	struct seek *k = g->seek;
	enum err_code rc;

	vec_clear(&k->wanted);
	for (size_t i = 0; i < n; i++) {
		int64_t set = space_set(s, places + i * s->axes.len);
		bool twin = find(k, set) != NULL;

		for (size_t j = 0; j < k->wanted.len && !twin; j++)
			twin = k->wanted.at[j] == set;
		if (!twin)
			vec_push(&k->wanted, set);
	}
	rc = sets_try(g, k->wanted.at, k->wanted.len, err);
	for (size_t i = 0; i < n && rc == E_OK; i++)
		fitness[i] = -find(k, space_set(s, places + i *
		    s->axes.len))->cost;
	return rc;
}

static enum err_code
generations_try(struct sweeping *g, struct err *err)
{
	const struct space *s = g->w->space;
	struct genetic_axis *axes = mem_array(s->axes.len + 1, sizeof(*axes));
	const struct genetic how = { .axes = axes, .axes_len = s->axes.len,
	    .population = (size_t)g->w->search.population,
	    .generations = (size_t)g->w->search.generations,
	    .seed = g->w->search.seed, .rate = generation_rate,
	    .known = is_known, .self = g };
	enum err_code rc;

	for (size_t i = 0; i < s->axes.len; i++)
		axes[i] = (struct genetic_axis){ s->axes.at[i].len,
		    s->axes.at[i].listed == NULL };
	rc = genetic_run(&how, err);
	free(axes);
	return rc;
}

/* What a set comes to; false: nothing more may be tried. */
static bool
cost_ask(struct sweeping *g, int64_t set, double *cost)
{
	struct seek *k = g->seek;
	const struct sought *known = find(k, set);

	if (known == NULL && k->left > 0) {
		k->left--;
		k->rc = sets_try(g, &set, 1, k->err);
		known = k->rc == E_OK ? find(k, set) : NULL;
	}
	*cost = known != NULL ? known->cost : HUGE_VAL;
	if (*cost < k->cost) {
		k->here = set;
		k->cost = *cost;
	}
	return known != NULL;
}

static double
near_ask(void *self, const double *x, bool *stop)
{
	struct sweeping *g = self;
	struct seek *k = g->seek;
	double cost;

	for (size_t i = 0; i < k->axes_len; i++)
		k->places[k->axes[i]] = (size_t)lround(x[i]);
	*stop = !cost_ask(g, space_set(g->w->space, k->places), &cost);
	return cost;
}

/* Sbplx from here on, by steps that begin so long. */
static enum err_code
near_try(struct sweeping *g, double long_step, struct err *err)
{
	struct seek *k = g->seek;
	const struct space *s = g->w->space;
	size_t n = k->axes_len;
	double *x = mem_array(4 * n + 1, sizeof(*x));
	const struct minimise m = { .n = n, .x = x, .low = x + n,
	    .high = x + 2 * n, .step = x + 3 * n, .tolerance = 0.4,
	    .most = 100000, .value = near_ask, .self = g };
	bool good;

	space_places(s, k->here, k->places);
	for (size_t i = 0; i < n; i++) {
		double most = (double)s->axes.at[k->axes[i]].len - 1;

		x[i] = (double)k->places[k->axes[i]];
		x[n + i] = 0;
		x[2 * n + i] = most;
		x[3 * n + i] = fmax(1, long_step * most);
	}
	good = g->w->quant->minimise(&m);
	free(x);
	if (k->rc != E_OK)
		return k->rc;
	return good ? E_OK : err_set(err, E_BUG, "NLopt does not refine what"
	    " it was given");
}

/* The sets a step away, on each axis. */
static void
around_try(struct sweeping *g)
{
	struct seek *k = g->seek;
	const struct space *s = g->w->space;
	int64_t from = k->here;
	double cost;

	for (size_t i = 0; i < 2 * k->axes_len && k->rc == E_OK; i++) {
		size_t axis = k->axes[i / 2];

		space_places(s, from, k->places);
		if (i % 2 == 0 ? k->places[axis] == 0 :
		    k->places[axis] + 1 == s->axes.at[axis].len)
			continue;
		k->places[axis] += i % 2 == 0 ? (size_t)-1 : 1;
		if (!cost_ask(g, space_set(s, k->places), &cost))
			break;
	}
}

/* To where nothing near is better. */
static enum err_code
start_refine(struct sweeping *g, const struct sought *start, struct err *err)
{
	struct seek *k = g->seek;
	enum err_code rc = E_OK;

	k->here = start->set;
	k->cost = start->cost;
	for (double step = LONG_STEP; step > SHORT_STEP && k->left > 0 &&
	    rc == E_OK;) {
		int64_t before = k->here;

		rc = near_try(g, step, err);
		if (rc == E_OK)
			around_try(g);
		if (rc == E_OK)
			rc = k->rc;
		if (k->here == before)
			step /= 2;
	}
	return rc;
}

/* The best so far, the first of equals first. */
static size_t
starts_take(const struct seek *k, struct sought *to)
{
	size_t n = 0;

	for (size_t i = 0; i < k->known.len; i++) {
		size_t at = n;

		if (k->known.at[i].cost == HUGE_VAL)
			continue;
		while (at > 0 && k->known.at[i].cost < to[at - 1].cost)
			at--;
		if (at == STARTS)
			continue;
		n += n < STARTS;
		memmove(&to[at + 1], &to[at], (n - 1 - at) * sizeof(*to));
		to[at] = k->known.at[i];
	}
	return n;
}

static enum err_code
best_refine(struct sweeping *g, struct err *err)
{
	struct seek *k = g->seek;
	const struct space *s = g->w->space;
	size_t *axes = mem_array(s->axes.len + 1, sizeof(*axes)), n;
	struct sought starts[STARTS];
	enum err_code rc = E_OK;

	k->axes = axes;
	k->axes_len = 0;
	k->err = err;
	k->left = g->w->search.refine;
	for (size_t i = 0; i < s->axes.len; i++)
		if (s->axes.at[i].listed == NULL && s->axes.at[i].len > 1)
			axes[k->axes_len++] = i;
	n = starts_take(k, starts);
	for (size_t i = 0; i < n && k->left > 0 && rc == E_OK; i++)
		rc = start_refine(g, &starts[i], err);
	free(axes);
	k->axes = NULL;
	return rc;
}

enum err_code
seek_trials(struct sweeping *g, struct err *err)
{
	struct seek *k = g->seek;
	enum err_code rc = E_OK;

	if (g->w->search.kind == SEARCH_GENETIC)
		rc = generations_try(g, err);
	if (rc == E_OK && g->w->search.refine > 0)
		rc = best_refine(g, err);
	if (rc == E_OK && !k->there && k->chunk.trials.len > 0 &&
	    k->chunk.trials.len < (size_t)k->size * g->rows) {
		g->first -= (int64_t)(k->chunk.trials.len / g->rows);
		rc = sweep_chunk_add(g->w->store, g->r->key, chunk_number(g),
		    &k->chunk, g->w->now, err);
	}
	return rc;
}
