/*
 * Sets tried chunk by chunk on several threads, kept as they come, and added up
 * in their order; then the best one replayed, compared, and judged.
 */
#include "research/sweeprun.h"

#include "base/parallel.h"
#include "base/stamp.h"
#include "quant/overfit.h"
#include "quant/stats.h"
#include "research/assume.h"
#include "research/digest.h"

#include <math.h>
#include <stdio.h>

/* Trials of a chunk: what an interruption loses at most. */
enum { CHUNK_KERNEL = 1024, CHUNK_REPLAY = 16 };
#define FORGOTTEN (30 * STAMP_DAY)	/* sweeps that nobody went on with */

struct sweeping {
	const struct sweep *w;
	struct scouting x;
	struct scout **scouts;		/* one for each worker */
	struct sweep_sums sums;
	int64_t size;			/* trials of a chunk */
	int64_t first, n;		/* of the chunk under way */
	struct trial *trials;
	struct trial_sums *blocks;	/* bars 0: not in the sample */
	struct sweep_result *r;
};

/* Blocks of returns, the first rows dropped that do not fill one. */
static void
blocks_take(const struct scout *c, struct trial_sums *to)
{
	size_t size = c->bars / TRIAL_BLOCKS, from = c->bars % TRIAL_BLOCKS;
	double *x, before = (double)c->x->b->capital.coef /
	    (double)dec_powers[c->x->b->capital.scale];

	if (size < 2)
		return;
	x = mem_array(c->bars, sizeof(*x));
	for (size_t i = 0; i < c->bars; i++) {
		x[i] = before > 0 ? c->equity[i] / before - 1 : 0;
		before = c->equity[i];
	}
	to->bars = (int64_t)size;
	for (size_t b = 0; b < TRIAL_BLOCKS; b++) {
		struct pbo_part p = pbo_part(x + from + b * size, size);

		to->mean[b] = p.mean;
		to->squares[b] = p.squares;
	}
	free(x);
}

static enum err_code
trial_work(void *self, unsigned worker, size_t item, struct err *err)
{
	struct sweeping *g = self;
	struct scout *c = g->scouts[worker];
	int64_t i = g->first + (int64_t)item;
	struct trial *t = &g->trials[item];
	bool sampled = sweep_sampled(i, g->w->search.tries);
	enum err_code rc;

	*t = (struct trial){ .number = i + 1,
	    .set = search_set(&g->w->search, g->w->space, i) };
	g->blocks[item] = (struct trial_sums){ .number = i + 1 };
	rc = scout_set(c, t->set, sampled, err);
	if (rc != E_OK)
		return rc;
	scout_trial(c, t);
	if (sampled && t->engine != TRIAL_SKIPPED)
		blocks_take(c, &g->blocks[item]);
	return E_OK;
}

static void
trial_tell(void *self, size_t done)
{
	struct sweeping *g = self;

	if (g->w->tell != NULL)
		g->w->tell(g->w->self, g->first + (int64_t)done,
		    g->w->search.tries);
}

static bool
trial_stopped(void *self)
{
	struct sweeping *g = self;

	return g->w->stopped != NULL && g->w->stopped(g->w->self);
}

/* The better first, and of equals the one that was tried first. */
static void
top_take(struct sweeping *g, const struct trial *t)
{
	struct trials *top = &g->sums.top;
	size_t at = top->len;

	while (at > 0 && objective_better(g->w->objective, t->objective,
	    top->at[at - 1].objective))
		at--;
	if (at == g->w->top)
		return;
	if (top->len < g->w->top)
		(void)vec_add(top);
	memmove(&top->at[at + 1], &top->at[at], (top->len - 1 - at) *
	    sizeof(*top->at));
	top->at[at] = *t;
}

/* In the order of the trials, so that sums come to the same bits. */
static void
sums_take(struct sweeping *g, const struct sweep_chunk *c)
{
	struct sweep_sums *s = &g->sums;
	double year = sqrt(365.0 * (double)STAMP_DAY /
	    (double)g->w->b->timeframe);

	for (size_t i = 0; i < c->trials.len; i++) {
		const struct trial *t = &c->trials.at[i];
		double away, x = t->sharpe / year;

		s->skipped += t->engine == TRIAL_SKIPPED;
		if (t->engine == TRIAL_SKIPPED)
			continue;
		s->trials++;
		if (t->engine == TRIAL_REPLAY && s->replayed++ == 0)
			s->first_replayed = t->set;
		s->met += t->met;
		if (!isnan(x)) {
			away = x - s->mean;
			s->sharpes++;
			s->mean += away / s->sharpes;
			s->m2 += away * (x - s->mean);
		}
		if (t->met && !isnan(t->objective))
			top_take(g, t);
	}
	for (size_t i = 0; i < c->sums.len; i++)
		vec_push(&s->sums, c->sums.at[i]);
}

static enum err_code
chunk_try(struct sweeping *g, struct sweep_chunk *c, struct err *err)
{
	const struct parallel p = { .items = (size_t)g->n,
	    .jobs = g->w->jobs, .work = trial_work,
	    .stopped = trial_stopped, .tell = trial_tell, .self = g };
	enum err_code rc = parallel_run(&p, NULL, err);

	if (rc != E_OK)
		return rc;
	sweep_chunk_clear(c);
	for (int64_t i = 0; i < g->n; i++) {
		vec_push(&c->trials, g->trials[i]);
		if (g->blocks[i].bars > 0)
			vec_push(&c->sums, g->blocks[i]);
	}
	return sweep_chunk_add(g->w->store, g->r->key, g->first / g->size, c,
	    g->w->now, err);
}

static enum err_code
all_try(struct sweeping *g, struct err *err)
{
	int64_t tries = g->w->search.tries;
	struct sweep_chunk c = {0};
	enum err_code rc = sweep_there(g->w->store, g->r->key,
	    &g->r->resumed, err);

	for (g->first = 0; g->first < tries && rc == E_OK;
	    g->first += g->size) {
		bool there;

		g->n = tries - g->first < g->size ? tries - g->first :
		    g->size;
		rc = sweep_chunk_load(g->w->store, g->r->key,
		    g->first / g->size, &c, &there, err);
		if (rc == E_OK && !there)
			rc = chunk_try(g, &c, err);
		if (rc == E_OK)
			sums_take(g, &c);
	}
	sweep_chunk_release(&c);
	if (rc == E_PARTIAL)
		return err_set(err, E_PARTIAL, "interrupted: %lld of %lld sets"
		    " are kept; the same command goes on from there",
		    (long long)(g->first < tries ? g->first : tries),
		    (long long)tries);
	return rc;
}

/* All that trials depend on; what only their listing does is left out. */
static enum err_code
key_make(struct sweeping *g, struct err *err)
{
	const struct sweep *w = g->w;
	struct run terms = { .kind = RUN_OPTIMIZE };
	struct buf text = {0};
	char hash[SHA256_TEXT_SIZE];
	struct digest d;
	enum err_code rc = assume_write(w->b, &terms, &g->r->source, err);

	if (rc != E_OK)
		return rc;
	digest_init(&d);
	digest_text(&d, "etrms sweep 1");
	digest_text(&d, w->version);
	digest_text(&d, terms.strategy_hash);
	digest_text(&d, terms.venue);
	digest_text(&d, terms.symbols);
	digest_text(&d, terms.currency);
	digest_text(&d, terms.assumptions);
	digest_number(&d, terms.timeframe);
	digest_number(&d, g->x.ground.from);
	digest_number(&d, g->x.ground.to);
	digest_dec(&d, terms.capital);
	ground_hash(&g->x.ground, g->x.ground.to, hash);
	digest_text(&d, hash);
	ground_hash_instruments(&g->x.ground, g->x.ground.to, hash);
	digest_text(&d, hash);
	space_text(w->space, &text);
	digest_text(&d, buf_text(&text));
	digest_text(&d, search_names[w->search.kind]);
	digest_number(&d, w->search.tries);
	digest_number(&d, (int64_t)w->search.seed);
	digest_text(&d, buf_text(&w->objective->text));
	buf_clear(&text);
	if (w->constraint != NULL)
		expr_canonical(w->constraint, &text);
	digest_text(&d, buf_text(&text));
	digest_final(&d, g->r->key);
	buf_release(&text);
	return E_OK;
}

static void
summary_begin(struct sweeping *g)
{
	struct sweep_summary *s = &g->r->summary;
	const struct sweep *w = g->w;
	struct buf text = {0};

	TEXT_SET(s->search, search_names[w->search.kind]);
	TEXT_SET(s->objective, buf_text(&w->objective->text));
	if (w->constraint != NULL)
		expr_canonical(w->constraint, &text);
	TEXT_SET(s->constraint, buf_text(&text));
	buf_clear(&text);
	space_text(w->space, &text);
	TEXT_SET(s->space, buf_text(&text));
	buf_release(&text);
	s->sets = w->space->sets;
	s->trials = g->sums.trials;
	s->skipped = g->sums.skipped;
	s->replayed = g->sums.replayed;
	s->met = g->sums.met;
}

/* Why the first set that was replayed was: found once more, so that whoever
 * tried it says the same. */
static enum err_code
reason_find(struct sweeping *g, struct err *err)
{
	struct scout *c = g->scouts[0];
	const char *why = g->x.replay;
	enum err_code rc = E_OK;

	if (g->sums.replayed == 0)
		return E_OK;
	if (why == NULL) {
		rc = scout_set(c, g->sums.first_replayed, false, err);
		why = c->why != NULL ? c->why : "";
	}
	TEXT_SET(g->r->summary.replay_reason, why);
	return rc;
}

/* Sets a step away from the best on one axis. */
static enum err_code
neighbours_try(struct sweeping *g, int64_t set, double *out, size_t *n,
    struct err *err)
{
	const struct space *s = g->w->space;
	size_t *at = mem_array(s->axes.len + 1, sizeof(*at));
	struct scout *c = g->scouts[0];
	enum err_code rc = E_OK;

	*n = 0;
	space_places(s, set, at);
	for (size_t i = 0; i < 2 * s->axes.len && rc == E_OK; i++) {
		size_t here = at[i / 2];

		if (i % 2 == 0 ? here == 0 : here + 1 == s->axes.at[i / 2].len)
			continue;
		at[i / 2] = i % 2 == 0 ? here - 1 : here + 1;
		rc = scout_set(c, space_set(s, at), false, err);
		at[i / 2] = here;
		if (rc == E_OK && c->engine != TRIAL_SKIPPED)
			out[(*n)++] = c->objective;
	}
	free(at);
	return rc;
}

/* By the replay, and held to what the kernel said of it. */
static enum err_code
best_replay(struct sweeping *g, int64_t set, struct err *err)
{
	struct scout *c = g->scouts[0];
	struct backtest b = *g->w->b;
	struct strategy *s = NULL;
	enum err_code rc = scout_set(c, set, true, err);

	if (rc == E_OK)
		rc = scout_strategy(c, set, &s, err);
	if (rc == E_OK) {
		b.strategy = s;
		rc = backtest_run(g->w->store, &b, &g->r->run, &g->r->parts,
		    err);
	}
	if (rc == E_OK && g->r->run.status == RUN_CANCELED)
		rc = err_set(err, E_PARTIAL, "interrupted: all sets are kept;"
		    " the same command goes on from there");
	if (rc == E_OK && c->engine == TRIAL_KERNEL)
		rc = scout_compare(c, &g->r->parts, err);
	strategy_free(s);
	return rc;
}

static enum err_code
nobody(const struct sweeping *g, struct err *err)
{
	const struct sweep_sums *s = &g->sums;

	if (s->trials == 0)
		return err_set(err, E_NO, "no set is allowed: a require of the"
		    " file refuses all %lld that were drawn",
		    (long long)s->skipped);
	if (s->met == 0)
		return err_set(err, E_NO, "--constraint: none of %lld sets"
		    " meets it", (long long)s->trials);
	return err_set(err, E_NO, "--objective: none of %lld sets has a value"
	    " of %s%s%s", (long long)s->met,
	    buf_text(&g->w->objective->text), g->x.replay != NULL ?
	    "; all were replayed: " : "", g->x.replay != NULL ?
	    g->x.replay : "");
}

static enum err_code
conclude(struct sweeping *g, struct err *err)
{
	size_t n = 0;
	double *around;
	int64_t set;
	enum err_code rc;

	if (g->sums.top.len == 0) {
		rc = nobody(g, err);
		sweep_forget(g->w->store, g->r->key, 0, NULL);
		return rc;
	}
	set = g->sums.top.at[0].set;
	g->r->summary.objective_best = g->sums.top.at[0].objective;
	around = mem_array(2 * g->w->space->axes.len + 1, sizeof(*around));
	rc = neighbours_try(g, set, around, &n, err);
	if (rc == E_OK)
		rc = best_replay(g, set, err);
	if (rc == E_OK)
		sweep_judge(g->w, &g->sums, g->r, around, n,
		    &g->r->summary);
	free(around);
	return rc;
}

static enum err_code
sweep_go(struct sweeping *g, bool judged, struct err *err)
{
	enum err_code rc = scouting_open(&g->x, err);
	unsigned workers;

	if (rc != E_OK)
		return rc;
	g->size = g->x.replay != NULL ? CHUNK_REPLAY : CHUNK_KERNEL;
	g->trials = mem_array((size_t)g->size, sizeof(*g->trials));
	g->blocks = mem_array((size_t)g->size, sizeof(*g->blocks));
	workers = parallel_workers(&(struct parallel){
	    .items = (size_t)g->size, .jobs = g->w->jobs });
	g->scouts = mem_array(workers + 1, sizeof(*g->scouts));
	for (unsigned i = 0; i < workers; i++)
		g->scouts[i] = scout_new(&g->x);
	rc = key_make(g, err);
	if (rc == E_OK)
		rc = sweep_forget(g->w->store, "", g->w->now - FORGOTTEN,
		    err);
	if (rc == E_OK)
		rc = all_try(g, err);
	if (rc == E_OK) {
		summary_begin(g);
		rc = reason_find(g, err);
	}
	if (rc == E_OK && judged)
		rc = conclude(g, err);
	else if (rc == E_OK && g->sums.top.len > 0)
		rc = best_replay(g, g->sums.top.at[0].set, err);
	for (unsigned i = 0; i < workers; i++)
		scout_free(g->scouts[i]);
	free(g->scouts);
	free(g->trials);
	free(g->blocks);
	return rc;
}

enum err_code
sweep_check(const struct sweep *w, struct err *err)
{
	if (w->space->sets == 1)
		return err_set(err, E_USAGE, "strategy %s: no parameter has"
		    " more than one value; give some by --param"
		    " name=low..high/step", w->b->strategy->name);
	if (w->search.tries > SWEEP_MOST)
		return err_set(err, E_USAGE, "%lld sets are too many to try:"
		    " draw some of them by --search random --trials 10000, or"
		    " take longer steps by --param name=low..high/step",
		    (long long)w->search.tries);
	return E_OK;
}

static enum err_code
sweep_do(const struct sweep *w, bool judged, struct sweep_result *out,
    struct err *err)
{
	struct sweep_result r = {0};
	struct sweeping g = { .w = w, .r = &r, .x = { .store = w->store,
	    .b = w->b, .source = w->source, .space = w->space,
	    .objective = w->objective, .constraint = w->constraint,
	    .stopped = w->stopped, .self = w->self } };
	enum err_code rc = sweep_go(&g, judged, err);

	scouting_close(&g.x);
	r.top = g.sums.top;
	vec_release(&g.sums.sums);
	if (rc == E_OK)
		*out = r;
	else
		sweep_result_release(&r);
	return rc;
}

enum err_code
sweep_run(const struct sweep *w, struct sweep_result *out, struct err *err)
{
	enum err_code rc = sweep_check(w, err);

	return rc == E_OK ? sweep_do(w, true, out, err) : rc;
}

enum err_code
sweep_try(const struct sweep *w, struct sweep_result *out, struct err *err)
{
	return sweep_do(w, false, out, err);
}

void
sweep_result_finish(struct sweep_result *r)
{
	struct run_extra *e = vec_add(&r->parts.extras);

	r->run.kind = RUN_OPTIMIZE;
	r->parts.sweep = r->key;
	e->name = SWEEP_PART;
	e->rows = 1;
	sweep_summary_pack(&r->summary, &e->data);
}

void
sweep_result_release(struct sweep_result *r)
{
	run_parts_release(&r->parts);
	run_source_release(&r->source);
	vec_release(&r->top);
}
