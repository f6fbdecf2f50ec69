/*
 * A sweep from its bars (sweep-open.c) to its run: sets tried (sweep-try.c), the
 * best one replayed, compared, and judged.
 */
#include "research/sweeprun.h"

#include "base/decfloat.h"
#include "base/parallel.h"
#include "base/stamp.h"
#include "research/assume.h"
#include "research/digest.h"
#include "research/measure.h"

#include <math.h>
#include <stdio.h>

void
sweep_about(const struct sweep *w, struct sweep_about *out)
{
	struct buf text = {0};

	search_text(&w->search, out->search);
	TEXT_SET(out->objective, buf_text(&w->objective->text));
	if (w->constraint != NULL)
		expr_canonical(w->constraint, &text);
	TEXT_SET(out->constraint, buf_text(&text));
	buf_clear(&text);
	space_text(w->space, &text);
	TEXT_SET(out->space, buf_text(&text));
	buf_release(&text);
}

static void
summary_begin(struct sweeping *g)
{
	struct sweep_summary *s = &g->r->summary;
	struct buf symbols = {0};

	sweep_about(g->w, &s->about);
	buf_puts(&symbols, g->w->b->symbols[0]);
	for (size_t i = 0; i < g->w->more_len; i++)
		buf_printf(&symbols, ";%s", g->w->more[i]);
	TEXT_SET(s->symbols, buf_text(&symbols));
	buf_release(&symbols);
	TEXT_SET(s->across, g->symbols > 1 ? across_names[g->w->across] : "");
	s->sets = g->w->space->sets;
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
	struct sweep_worker *k = &g->workers[0];
	const char *why = NULL;
	enum err_code rc = E_OK;

	if (g->sums.replayed == 0)
		return E_OK;
	for (size_t i = 0; i < g->symbols && why == NULL; i++)
		why = g->x[i].replay;
	if (why == NULL)
		rc = set_try(g, k, g->sums.first_replayed, false, g->trials,
		    err);
	for (size_t i = 0; i < g->symbols && why == NULL; i++)
		why = k->scouts[i]->why;
	TEXT_SET(g->r->summary.replay_reason, why != NULL ? why : "");
	return rc;
}

/* Sets a step away from the best on one axis. */
static enum err_code
neighbours_try(struct sweeping *g, int64_t set, double *out, size_t *n,
    struct err *err)
{
	const struct space *s = g->w->space;
	size_t *at = mem_array(s->axes.len + 1, sizeof(*at));
	enum err_code rc = E_OK;

	*n = 0;
	space_places(s, set, at);
	for (size_t i = 0; i < 2 * s->axes.len && rc == E_OK; i++) {
		size_t here = at[i / 2];

		if (i % 2 == 0 ? here == 0 : here + 1 == s->axes.at[i / 2].len)
			continue;
		at[i / 2] = i % 2 == 0 ? here - 1 : here + 1;
		rc = set_try(g, &g->workers[0], space_set(s, at), false,
		    g->trials, err);
		at[i / 2] = here;
		if (rc == E_OK && g->trials[0].engine != TRIAL_SKIPPED)
			out[(*n)++] = g->trials[0].objective;
	}
	free(at);
	return rc;
}

/* By the replay, and held to what the kernel has just said of it. */
static enum err_code
symbol_replay(struct sweeping *g, size_t i, int64_t set, struct run *run,
    struct run_parts *parts, struct err *err)
{
	struct scout *c = g->workers[0].scouts[i];
	struct backtest b = g->b[i];
	struct strategy *s = NULL;
	enum err_code rc = scout_strategy(c, set, &s, err);

	if (rc == E_OK) {
		b.strategy = s;
		rc = backtest_run(g->w->store, &b, run, parts, err);
	}
	if (rc == E_OK && run->status == RUN_CANCELED)
		rc = err_set(err, E_PARTIAL, "interrupted: all sets are kept;"
		    " the same command goes on from there");
	if (rc == E_OK && c->engine == TRIAL_KERNEL)
		rc = scout_compare(c, parts, err);
	strategy_free(s);
	return rc;
}

static enum err_code
best_replay(struct sweeping *g, const struct trial *best, struct err *err)
{
	struct sweep_result *r = g->r;
	enum err_code rc;

	g->trials[0].number = best->number;
	rc = set_try(g, &g->workers[0], best->set, true, g->trials, err);
	for (size_t i = 1; i < g->rows; i++)
		vec_push(&r->symbols, g->trials[i]);
	if (rc == E_OK)
		rc = symbol_replay(g, 0, best->set, &r->run, &r->parts, err);
	for (size_t i = 1; i < g->symbols && rc == E_OK; i++) {
		struct sweep_run *o = vec_add(&r->others);

		*o = (struct sweep_run){ .run = { .id = "" } };
		rc = symbol_replay(g, i, best->set, &o->run, &o->parts, err);
	}
	return rc;
}

static enum err_code
nobody(const struct sweeping *g, struct err *err)
{
	const struct sweep_sums *s = &g->sums;
	const char *all = sweep_replay_all(g);

	if (s->trials == 0)
		return err_set(err, E_NO, "no set is allowed: a require of the"
		    " file refuses all %lld that were drawn",
		    (long long)s->skipped);
	if (s->met == 0)
		return err_set(err, E_NO, "--constraint: none of %lld sets"
		    " meets it", (long long)s->trials);
	return err_set(err, E_NO, "--objective: none of %lld sets has a value"
	    " of %s%s%s%s", (long long)s->met,
	    buf_text(&g->w->objective->text), all != NULL ?
	    "; all were replayed: " : "", all != NULL ? all : "",
	    s->replayed > 0 ? "; etrms backtest run says of"
	    " one set what was refused" : "");
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
		rc = best_replay(g, &g->sums.top.at[0], err);
	if (rc == E_OK)
		sweep_judge(g->w, &g->sums, g->r, around, n,
		    &g->r->summary);
	free(around);
	return rc;
}

static enum err_code
sweep_go(struct sweeping *g, bool judged, struct err *err)
{
	enum err_code rc;

	importance_begin(g);
	rc = sweep_trials(g, err);
	importance_end(g, g->r->summary.importance,
	    sizeof(g->r->summary.importance));
	if (rc == E_OK) {
		summary_begin(g);
		rc = reason_find(g, err);
	}
	if (rc == E_OK && judged)
		rc = conclude(g, err);
	else if (rc == E_OK && g->sums.top.len > 0)
		rc = best_replay(g, &g->sums.top.at[0], err);
	return rc;
}

/* A shard goes on under a key of its own. */
static enum err_code
shard_go(struct sweeping *g, struct err *err)
{
	struct buf lines = {0};
	size_t first, end;
	struct digest d;
	enum err_code rc;

	shard_range(g->part, (size_t)g->end, &first, &end);
	g->begin = (int64_t)first;
	g->end = (int64_t)end;
	digest_init(&d);
	digest_text(&d, g->r->key);
	digest_number(&d, (int64_t)g->part->number);
	digest_number(&d, (int64_t)g->part->count);
	digest_final(&d, g->r->key);
	shard_begin(&g->lines, &g->form.form, g->part, &lines);
	rc = sweep_trials(g, err);
	if (rc == E_OK) {
		shard_end(&g->lines);
		rc = g->take(g->take_self, &lines, err);
	}
	if (rc == E_OK)
		rc = sweep_forget(g->w->store, g->r->key, 0, err);
	buf_release(&lines);
	return rc;
}

enum err_code
sweep_shard(const struct sweep *w, const struct shard *part,
    enum err_code (*take)(void *self, struct buf *lines, struct err *err),
    void *self, struct err *err)
{
	struct sweep_result r = {0};
	struct sweeping g = { .w = w, .r = &r };
	enum err_code rc = sweep_check(w, err);

	if (rc == E_OK)
		rc = sweep_in_parts(w, "--shard", err);
	g.part = part;
	g.take = take;
	g.take_self = self;
	if (rc == E_OK) {
		rc = sweep_open(&g, err);
		if (rc == E_OK)
			rc = shard_go(&g, err);
		sweep_close(&g);
	}
	vec_release(&g.sums.top);
	sweep_result_release(&r);
	return rc;
}

/* A record that is cut off would name other sets. */
static enum err_code
about_fits(const struct sweep *w, struct err *err)
{
	const struct sweep_about *a;
	struct buf constraint = {0}, space = {0};
	enum err_code rc = E_OK;

	if (w->constraint != NULL)
		expr_canonical(w->constraint, &constraint);
	space_text(w->space, &space);
	if (space.len >= sizeof(a->space))
		rc = err_set(err, E_USAGE, "--param: the values of all"
		    " parameters take %zu characters, and a run keeps %zu:"
		    " write name=low..high/step", space.len,
		    sizeof(a->space) - 1);
	else if (w->objective->text.len >= sizeof(a->objective))
		rc = err_set(err, E_USAGE, "--objective: longer than %zu"
		    " characters", sizeof(a->objective) - 1);
	else if (constraint.len >= sizeof(a->constraint))
		rc = err_set(err, E_USAGE, "--constraint: longer than %zu"
		    " characters", sizeof(a->constraint) - 1);
	buf_release(&constraint);
	buf_release(&space);
	return rc;
}

enum err_code
sweep_check(const struct sweep *w, struct err *err)
{
	if (w->space->sets == 1)
		return err_set(err, E_USAGE, "strategy %s: no parameter has"
		    " more than one value; give some by --param"
		    " name=low..high/step", w->b->strategy->name);
	if (search_most(&w->search) > SWEEP_MOST)
		return err_set(err, E_USAGE, "%lld sets are too many to try:"
		    " draw some of them by --search random --trials 10000,"
		    " breed them by --search genetic, or take longer steps by"
		    " --param name=low..high/step",
		    (long long)search_most(&w->search));
	if (w->search.refine > 0 && w->search.tries == w->space->sets)
		return err_set(err, E_USAGE, "--refine: all %lld sets are"
		    " tried already: take longer steps by --param"
		    " name=low..high/step, or draw fewer sets by --search"
		    " random", (long long)w->space->sets);
	return about_fits(w, err);
}

static enum err_code
sweep_do(const struct sweep *w, bool judged, struct sweep_result *out,
    struct err *err)
{
	struct sweep_result r = {0};
	struct sweeping g = { .w = w, .r = &r };
	enum err_code rc = sweep_open(&g, err);

	if (rc == E_OK)
		rc = sweep_go(&g, judged, err);
	sweep_close(&g);
	r.top = g.sums.top;
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

	if (rc == E_OK && w->merge_len > 0)
		rc = sweep_in_parts(w, "--merge", err);
	return rc == E_OK ? sweep_do(w, true, out, err) : rc;
}

enum err_code
sweep_try(const struct sweep *w, struct sweep_result *out, struct err *err)
{
	return sweep_do(w, false, out, err);
}

/* Whoever reads a run without its sweep is to know what it is worth. */
void
sweep_result_tell(struct sweep_result *r)
{
	if (r->summary.verdict == SWEEP_HOLDS)
		return;
	run_say_first(&r->run, r->summary.words);
	for (size_t i = 0; i < r->others.len; i++)
		run_say_first(&r->others.at[i].run, r->summary.words);
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
	for (size_t i = 0; i < r->others.len; i++)
		run_parts_release(&r->others.at[i].parts);
	vec_release(&r->others);
	vec_release(&r->symbols);
	run_source_release(&r->source);
	vec_release(&r->top);
}
