/*
 * Sets tried chunk by chunk on several threads, kept as they come, and added up
 * in their order.
 */
#include "research/sweeprun.h"

#include "base/parallel.h"
#include "research/measure.h"

#include <math.h>

static enum err_code
trial_work(void *self, unsigned worker, size_t item, struct err *err)
{
	struct sweeping *g = self;
	struct sweep_worker *k = &g->workers[worker];
	int64_t i = g->first + (int64_t)item;
	struct trial *rows = &g->trials[item * g->rows];
	bool sampled = sweep_sampled(i, search_most(&g->w->search));
	enum err_code rc;

	rows[0].number = i + 1;
	g->blocks[item] = (struct trial_sums){ .number = i + 1 };
	rc = set_try(g, k, g->sets != NULL ? g->sets[item] :
	    search_set(&g->w->search, g->w->space, i), sampled, rows, err);
	if (rc == E_OK && sampled && rows[0].engine != TRIAL_SKIPPED)
		set_blocks(g, k, &g->blocks[item]);
	return rc;
}

static void
trial_tell(void *self, size_t done)
{
	struct sweeping *g = self;

	if (g->w->tell != NULL)
		g->w->tell(g->w->self, g->first + (int64_t)done,
		    search_most(&g->w->search));
}

static bool
trial_stopped(void *self)
{
	struct sweeping *g = self;

	return g->w->stopped != NULL && g->w->stopped(g->w->self);
}

static void
sum_take(struct sweeping *g, const struct trial *t)
{
	struct sweep_sums *s = &g->sums;
	double year = sqrt(run_periods(g->w->b->timeframe));
	double away, x = t->sharpe / year;

	s->skipped += t->engine == TRIAL_SKIPPED;
	if (t->engine == TRIAL_SKIPPED)
		return;
	s->trials++;
	if (t->engine == TRIAL_REPLAY && s->replayed++ == 0)
		s->first_replayed = t->set;
	s->met += t->met;
	importance_take(g, t);
	if (!isnan(x)) {
		away = x - s->mean;
		s->sharpes++;
		s->mean += away / s->sharpes;
		s->m2 += away * (x - s->mean);
	}
	if (t->met && !isnan(t->objective))
		trials_rank(&s->top, g->w->top, g->w->objective, t);
}

/* In the order of the trials, so that sums come to the same bits. */
void
trials_sum(struct sweeping *g, const struct sweep_chunk *c, size_t from,
    size_t n)
{
	int64_t first = n > 0 ? c->trials.at[from * g->rows].number : 0;

	for (size_t i = from; i < from + n; i++) {
		sum_take(g, &c->trials.at[i * g->rows]);
		if (g->seek != NULL)
			seek_take(g, &c->trials.at[i * g->rows]);
	}
	for (size_t i = 0; i < c->sums.len; i++)
		if (c->sums.at[i].number >= first &&
		    c->sums.at[i].number < first + (int64_t)n)
			vec_push(&g->sums.sums, c->sums.at[i]);
}

/* Trials as shards have them. */
static enum err_code
chunk_merge(struct sweeping *g, struct sweep_chunk *c, struct err *err)
{
	struct trial rows[SWEEP_SYMBOLS + 1];

	sweep_chunk_clear(c);
	for (int64_t i = g->first; i < g->first + g->n; i++) {
		struct trial_sums s = { .number = i + 1 };

		for (size_t k = 0; k < g->rows; k++)
			rows[k] = (struct trial){ .number = i + 1,
			    .symbol = (int64_t)k, .set = search_set(
			    &g->w->search, g->w->space, i) };
		if (!trial_read(g, g->merged + (size_t)i *
		    g->form.form.columns_len, rows, &s))
			return err_set(err, E_DATA, "item %lld of the shards is"
			    " no trial", (long long)i);
		for (size_t k = 0; k < g->rows; k++)
			vec_push(&c->trials, rows[k]);
		if (s.bars > 0)
			vec_push(&c->sums, s);
	}
	return sweep_chunk_add(g->w->store, g->r->key, g->first / g->size, c,
	    g->w->now, err);
}

static enum err_code
chunk_print(struct sweeping *g, const struct sweep_chunk *c, struct err *err)
{
	double values[SHARD_COLUMNS_MOST];
	size_t k = 0;

	for (size_t i = 0; i < c->trials.len; i += g->rows) {
		const struct trial *rows = &c->trials.at[i];
		const struct trial_sums *s = k < c->sums.len &&
		    c->sums.at[k].number == rows->number ?
		    &c->sums.at[k++] : NULL;

		trial_values(g, rows, s, values);
		shard_item(&g->lines, (size_t)rows->number - 1, values);
	}
	return g->take(g->take_self, g->lines.to, err);
}

enum err_code
trials_try(struct sweeping *g, struct sweep_chunk *to, struct err *err)
{
	const struct parallel p = { .items = (size_t)g->n,
	    .jobs = g->w->jobs, .block = KERNEL_BLOCK, .work = trial_work,
	    .stopped = trial_stopped, .tell = trial_tell, .self = g };
	enum err_code rc = parallel_run(&p, NULL, err);

	for (int64_t i = 0; i < g->n && rc == E_OK; i++) {
		for (size_t k = 0; k < g->rows; k++)
			vec_push(&to->trials, g->trials[(size_t)i * g->rows +
			    k]);
		if (g->blocks[i].bars > 0)
			vec_push(&to->sums, g->blocks[i]);
	}
	return rc;
}

static enum err_code
chunk_try(struct sweeping *g, struct sweep_chunk *c, struct err *err)
{
	enum err_code rc;

	sweep_chunk_clear(c);
	rc = trials_try(g, c, err);
	return rc == E_OK ? sweep_chunk_add(g->w->store, g->r->key,
	    (g->first - g->begin) / g->size, c, g->w->now, err) : rc;
}

/* Tries that are known by their numbers. */
static enum err_code
chunks_go(struct sweeping *g, struct err *err)
{
	struct sweep_chunk c = {0};
	enum err_code rc = E_OK;

	for (g->first = g->begin; g->first < g->end && rc == E_OK;
	    g->first += g->n) {
		bool there;

		g->n = g->end - g->first < g->size ? g->end - g->first :
		    g->size;
		rc = sweep_chunk_load(g->w->store, g->r->key, (g->first -
		    g->begin) / g->size, &c, &there, err);
		if (rc == E_OK && !there)
			rc = g->merged != NULL ? chunk_merge(g, &c, err) :
			    chunk_try(g, &c, err);
		if (rc == E_OK && g->part != NULL)
			rc = chunk_print(g, &c, err);
		else if (rc == E_OK)
			trials_sum(g, &c, 0, c.trials.len / g->rows);
		if (rc != E_OK)
			break;
	}
	sweep_chunk_release(&c);
	return rc;
}

enum err_code
sweep_trials(struct sweeping *g, struct err *err)
{
	enum err_code rc = sweep_there(g->w->store, g->r->key,
	    &g->r->resumed, err);

	g->r->resumed /= (int64_t)g->rows;
	if (rc == E_OK && search_learns(&g->w->search))
		g->seek = seek_new(g);
	if (rc == E_OK)
		rc = chunks_go(g, err);
	if (rc == E_OK && g->seek != NULL)
		rc = seek_trials(g, err);
	if (rc == E_PARTIAL)
		return err_set(err, E_PARTIAL, "interrupted: %lld of %lld sets"
		    " are kept; the same command goes on from there",
		    (long long)(g->first - g->begin), (long long)
		    (g->part != NULL ? g->end - g->begin :
		    search_most(&g->w->search)));
	return rc;
}
