/*
 * Window after window: a sweep over its bars, a replay of what it chose behind
 * them, and what all of that adds up to.
 */
#include "research/walkrun.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/stats.h"
#include "research/assume.h"
#include "research/digest.h"
#include "research/measure.h"
#include "research/sweeprun.h"

#include <math.h>
#include <stdio.h>

static enum err_code
length_check(const struct walk *w, const char *option, int64_t length,
    struct err *err)
{
	char a[STAMP_TEXT_SIZE], b[STAMP_TEXT_SIZE];

	if (length % w->sweep.b->timeframe != 0)
		return err_set(err, E_USAGE, "--%s %s: is no whole number of"
		    " bars of %s", option, duration_text(length, a),
		    duration_text(w->sweep.b->timeframe, b));
	return E_OK;
}

static enum err_code
windows_count(struct walking *g, struct err *err)
{
	const struct walk *w = g->w;
	char a[STAMP_TEXT_SIZE], b[STAMP_TEXT_SIZE];
	int64_t first = w->train + w->embargo, all;
	enum err_code rc = length_check(w, "train", w->train, err);

	if (rc == E_OK)
		rc = length_check(w, "test", w->test, err);
	if (rc == E_OK)
		rc = length_check(w, "embargo", w->embargo, err);
	if (rc == E_OK)
		rc = ground_load(&g->ground, err);
	if (rc != E_OK)
		return rc;
	all = g->ground.to - g->ground.from;
	g->windows = all < first ? 0 : (all - first) / w->test;
	return g->windows > 0 ? E_OK : err_set(err, E_USAGE, "--train, --test"
	    " and --embargo: a window takes %s, and there are %s of bars",
	    duration_text(first + w->test, a), duration_text(all, b));
}

static void
window_tell(void *self, int64_t done, int64_t of)
{
	struct walking *g = self;
	const struct sweep *s = &g->w->sweep;

	if (s->tell != NULL)
		s->tell(s->self, (int64_t)g->r->windows.len * of + done,
		    g->windows * of);
}

static bool
window_stopped(void *self)
{
	struct walking *g = self;
	const struct sweep *s = &g->w->sweep;

	return s->stopped != NULL && s->stopped(s->self);
}

/* The set that is best over the window; -1: nobody met the constraint. */
static enum err_code
window_choose(struct walking *g, struct walk_window *x, int64_t *set,
    int64_t *replayed, struct err *err)
{
	struct backtest b = *g->w->sweep.b;
	struct sweep s = g->w->sweep;
	struct sweep_result r = { .resumed = 0 };
	struct buf text = {0};
	enum err_code rc;

	b.from = x->train_from;
	b.to = x->train_to;
	s.b = &b;
	s.top = 1;
	s.merge_len = 0;
	s.readings = g->readings;
	s.tell = window_tell;
	s.stopped = window_stopped;
	s.self = g;
	rc = sweep_try(&s, &r, err);
	*set = -1;
	if (rc == E_OK) {
		vec_push(&g->keys, mem_text(r.key));
		x->trials = r.summary.trials;
		*replayed = r.summary.replayed;
		if (g->r->reason[0] == '\0')
			TEXT_SET(g->r->reason, r.summary.replay_reason);
	}
	if (rc == E_OK && r.top.len > 0) {
		*set = r.top.at[0].set;
		space_set_text(s.space, *set, &text);
		TEXT_SET(x->params, buf_text(&text));
		x->objective = r.top.at[0].objective;
		x->train_return = r.run.total_return;
		x->train_annual = isnan(r.run.annual_return) ? NAN :
		    r.run.annual_return;
		x->train_sharpe = isnan(r.run.sharpe) ? NAN : r.run.sharpe;
	}
	buf_release(&text);
	sweep_result_release(&r);
	return rc;
}

/* As a logarithm: means of what short windows compound to say nothing. */
static double
yearly(double ret, int64_t span)
{
	return log1p(ret) * 365 * (double)STAMP_DAY / (double)span;
}

static struct walk_window
window_make(const struct walking *g, int64_t number)
{
	const struct walk *w = g->w;
	struct walk_window x = { .number = number, .objective = NAN,
	    .train_return = NAN, .train_annual = NAN, .train_sharpe = NAN,
	    .test_sharpe = NAN };

	x.test_from = g->ground.from + w->train + w->embargo +
	    (number - 1) * w->test;
	x.test_to = x.test_from + w->test;
	x.train_to = x.test_from - w->embargo;
	x.train_from = w->anchored ? g->ground.from : x.train_to - w->train;
	return x;
}

/* A choice as numbers of a shard's line. */
static const char *const columns[] = { "set", "trials", "replayed",
    "objective", "train_return", "train_annual", "train_sharpe" };
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };
#define SET_MOST (INT64_C(1) << 53)	/* that a double counts */

static enum err_code
window_merge(struct walking *g, struct walk_window *x, int64_t *set,
    int64_t *replayed, struct err *err)
{
	const double *v = g->merged + (x->number - 1) * COLUMNS;
	const struct space *s = g->w->sweep.space;
	struct buf text = {0};

	if (!(v[0] >= -1 && v[0] < (double)s->sets && v[1] >= 0 && v[1] <=
	    SWEEP_MOST && v[2] >= 0 && v[2] <= v[1]))
		return err_set(err, E_DATA, "item %lld of the shards is no"
		    " window", (long long)x->number - 1);
	*set = (int64_t)v[0];
	x->trials = (int64_t)v[1];
	*replayed = (int64_t)v[2];
	x->objective = v[3];
	x->train_return = v[4];
	x->train_annual = v[5];
	x->train_sharpe = v[6];
	if (*set >= 0)
		space_set_text(s, *set, &text);
	TEXT_SET(x->params, buf_text(&text));
	buf_release(&text);
	return E_OK;
}

static enum err_code
window_run(struct walking *g, struct err *err)
{
	const struct walk *w = g->w;
	struct walk_window x = window_make(g, (int64_t)g->r->windows.len + 1);
	int64_t set, replayed = 0;
	enum err_code rc = g->merged != NULL ? window_merge(g, &x, &set,
	    &replayed, err) : window_choose(g, &x, &set, &replayed, err);

	g->r->summary.trials += x.trials;
	g->r->summary.replayed += replayed;
	if (rc == E_OK)
		rc = walk_hold(&w->sweep, g->r, &x, err);
	if (rc != E_OK)
		return rc;
	if (set >= 0) {
		vec_push(&g->chosen, set);
		g->train += yearly(x.train_return, x.train_to - x.train_from);
		g->test += yearly(x.test_return, w->test);
	}
	g->r->summary.empty += set < 0;
	g->r->summary.won += x.test_return > 0;
	vec_push(&g->r->windows, x);
	return E_OK;
}

/* What is known before the first window, and what is hashed. */
static enum err_code
record_begin(struct walking *g, struct err *err)
{
	struct run *r = &g->r->run;
	char hash[SHA256_TEXT_SIZE];
	enum err_code rc = assume_write(g->w->sweep.b, r, &g->r->source, err);

	ground_hash_instruments(&g->ground, g->ground.to, hash);
	if (rc == E_OK)
		rc = assume_instruments(r, hash, err);
	r->kind = RUN_WALKFORWARD;
	r->from = g->ground.from + g->w->train + g->w->embargo;
	r->to = r->from + g->windows * g->w->test;
	ground_hash(&g->ground, r->to, r->data_hash);
	r->fees = r->funding = DEC_ZERO;
	TEXT_SET(r->version, g->w->sweep.version);
	return rc;
}

/* What is to be known of the whole beside its numbers. */
static void
warnings_put(struct walking *g)
{
	struct run *r = &g->r->run;
	int64_t left = (g->ground.to - r->to) / g->w->sweep.b->timeframe;

	if (g->r->sold > 0)
		run_say(r, "positions that were sold at the end of their"
		    " window: %lld", (long long)g->r->sold);
	if (left > 0)
		run_say(r, "bars at the end that fill no window: %lld",
		    (long long)left);
	run_doubt(r, &g->r->parts);
}

/* What all shards of this walk share. */
struct walk_form {
	char data[SHA256_TEXT_SIZE], key[SHA256_TEXT_SIZE];
	struct shard_fact facts[5];
	struct shard_form form;
};
static enum err_code
form_make(struct walking *g, struct walk_form *f, struct err *err)
{
	const struct walk *w = g->w;
	struct digest d;
	enum err_code rc = w->sweep.space->sets > SET_MOST ?
	    err_set(err, E_USAGE, "--shard, --merge: more sets than a shard"
	    " can tell apart") : sweep_key(&w->sweep, &g->ground,
	    &g->r->source, f->data, f->key, err);

	if (rc != E_OK)
		return rc;
	digest_init(&d);
	digest_text(&d, f->key);
	digest_number(&d, w->train);
	digest_number(&d, w->test);
	digest_number(&d, w->embargo);
	digest_number(&d, w->anchored);
	digest_final(&d, f->key);
	f->facts[0] = (struct shard_fact){ "kind",
	    run_kind_names[RUN_WALKFORWARD] };
	f->facts[1] = (struct shard_fact){ "version", w->sweep.version };
	f->facts[2] = (struct shard_fact){ "data", f->data };
	f->facts[3] = (struct shard_fact){ "strategy",
	    w->sweep.b->strategy->hash };
	f->facts[4] = (struct shard_fact){ "terms", f->key };
	f->form = (struct shard_form){ .facts = f->facts, .facts_len = 5,
	    .columns = columns, .columns_len = COLUMNS,
	    .items = (size_t)g->windows };
	return E_OK;
}

static enum err_code
merge_begin(struct walking *g, struct err *err)
{
	const struct sweep *w = &g->w->sweep;
	struct walk_form f = { .data = "" };
	enum err_code rc = w->merge_len == 0 ? E_OK : form_make(g, &f, err);

	return rc == E_OK && w->merge_len > 0 ? shards_read(&f.form,
	    w->merge, w->merge_len, &g->merged, err) : rc;
}

static void
keys_forget(struct walking *g)
{
	for (size_t i = 0; i < g->keys.len; i++)
		sweep_forget(g->w->sweep.store, g->keys.at[i], 0, NULL);
}

static enum err_code
shard_go(struct walking *g, const struct shard *part, struct buf *lines,
    struct err *err)
{
	struct walk_form f = { .data = "" };
	struct shard_writer w;
	size_t first, end;
	enum err_code rc = windows_count(g, err);

	if (rc == E_OK)
		rc = form_make(g, &f, err);
	if (rc != E_OK)
		return rc;
	shard_range(part, (size_t)g->windows, &first, &end);
	shard_begin(&w, &f.form, part, lines);
	for (size_t i = first; i < end && rc == E_OK; i++) {
		struct walk_window x = window_make(g, (int64_t)i + 1);
		int64_t set, replayed = 0;

		rc = window_choose(g, &x, &set, &replayed, err);
		shard_item(&w, i, (double[]){ (double)set, (double)x.trials,
		    (double)replayed, x.objective, x.train_return,
		    x.train_annual, x.train_sharpe });
	}
	shard_end(&w);
	return rc;
}

static enum err_code
walk_go(struct walking *g, struct err *err)
{
	enum err_code rc = windows_count(g, err);

	if (rc == E_OK)
		rc = merge_begin(g, err);
	if (rc == E_OK)
		rc = record_begin(g, err);
	g->r->capital = g->w->sweep.b->capital;
	while (rc == E_OK && (int64_t)g->r->windows.len < g->windows &&
	    dec_sign(g->r->capital) > 0)
		rc = window_run(g, err);
	if (rc == E_PARTIAL)
		rc = err_set(err, E_PARTIAL, "interrupted in window %zu of"
		    " %lld: what was tried is kept; the same command goes on"
		    " from there", g->r->windows.len + 1,
		    (long long)g->windows);
	if (rc != E_OK)
		return rc;
	if ((int64_t)g->r->windows.len < g->windows)
		g->r->run.status = RUN_BANKRUPT;
	rc = walk_sum(g, err);
	if (rc == E_OK) {
		walk_measure(g->r);
		warnings_put(g);
		walk_pack(&g->r->windows, &g->r->summary, &g->r->parts);
	}
	keys_forget(g);
	return rc;
}

static void
walking_release(struct walking *g)
{
	ground_release(&g->ground);
	readings_free(g->readings);
	for (size_t i = 0; i < g->keys.len; i++)
		free(g->keys.at[i]);
	vec_release(&g->keys);
	vec_release(&g->chosen);
	free(g->merged);
}

enum err_code
walk_shard(const struct walk *w, const struct shard *part,
    enum err_code (*take)(void *self, struct buf *lines, struct err *err),
    void *self, struct err *err)
{
	struct walk_result r = { .windows = { 0 } };
	struct walking g = { .w = w, .r = &r, .ground = { .s =
	    w->sweep.store, .b = w->sweep.b },
	    .readings = readings_new() };
	struct buf lines = {0};
	enum err_code rc = sweep_check(&w->sweep, err);

	if (rc == E_OK)
		rc = shard_go(&g, part, &lines, err);
	if (rc == E_OK)
		rc = take(self, &lines, err);
	if (rc == E_OK)
		keys_forget(&g);
	buf_release(&lines);
	walking_release(&g);
	walk_result_release(&r);
	return rc;
}

enum err_code
walk_run(const struct walk *w, struct walk_result *out, struct err *err)
{
	struct walk_result r = { .windows = { 0 } };
	struct walking g = { .w = w, .r = &r, .ground = { .s =
	    w->sweep.store, .b = w->sweep.b },
	    .readings = readings_new() };
	enum err_code rc = sweep_check(&w->sweep, err);

	if (rc == E_OK)
		rc = walk_go(&g, err);
	walking_release(&g);
	if (rc == E_OK)
		*out = r;
	else
		walk_result_release(&r);
	return rc;
}

void
walk_result_release(struct walk_result *r)
{
	run_parts_release(&r->parts);
	run_source_release(&r->source);
	vec_release(&r->windows);
}
