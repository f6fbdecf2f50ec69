/*
 * Window after window: a sweep over its bars, a replay of what it chose behind
 * them, and what all of that adds up to.
 */
#include "research/walk.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/stats.h"
#include "research/assume.h"
#include "research/measure.h"

#include <math.h>
#include <stdio.h>

#define EFFICIENT 0.5		/* METHODS 9.9 */

struct walking {
	const struct walk *w;
	struct walk_result *r;
	struct ground ground;		/* all of it */
	VEC(int64_t) chosen;		/* sets */
	VEC(char *) keys;		/* of the sweeps, to be forgotten */
	int64_t windows;
	double train, test;		/* sums of logarithmic returns a year */
};

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
    struct err *err)
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
	s.tell = window_tell;
	s.stopped = window_stopped;
	s.self = g;
	rc = sweep_try(&s, &r, err);
	*set = -1;
	if (rc == E_OK) {
		vec_push(&g->keys, mem_text(r.key));
		x->trials = r.summary.trials;
		g->r->summary.trials += r.summary.trials;
		g->r->summary.replayed += r.summary.replayed;
		if (g->r->reason[0] == '\0')
			TEXT_SET(g->r->reason, r.summary.replay_reason);
	}
	if (rc == E_OK && r.top.len > 0) {
		*set = r.top.at[0].set;
		space_set_text(s.space, *set, &text);
		TEXT_SET(x->params, buf_text(&text));
		x->objective = r.top.at[0].objective;
		x->train_return = r.run.total_return;
		x->train_annual = r.run.annual_return;
		x->train_sharpe = r.run.sharpe;
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

static enum err_code
window_run(struct walking *g, struct err *err)
{
	const struct walk *w = g->w;
	struct walk_window x = { .objective = NAN, .train_return = NAN,
	    .train_annual = NAN, .train_sharpe = NAN, .test_return = 0,
	    .test_annual = 0, .test_sharpe = NAN, .test_drawdown = 0 };
	int64_t set;
	enum err_code rc;

	x.number = (int64_t)g->r->windows.len + 1;
	x.test_from = g->ground.from + w->train + w->embargo +
	    (x.number - 1) * w->test;
	x.test_to = x.test_from + w->test;
	x.train_to = x.test_from - w->embargo;
	x.train_from = w->anchored ? g->ground.from : x.train_to - w->train;
	rc = window_choose(g, &x, &set, err);
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

/* The deviation of what was chosen, in values where they are numbers. */
static void
drift_put(const struct walking *g, struct walk_summary *out)
{
	const struct space *s = g->w->sweep.space;
	size_t n = g->chosen.len, *at = mem_array(s->axes.len + 1,
	    sizeof(*at));
	double *x = mem_array(n + 1, sizeof(*x));
	struct buf text = {0};

	for (size_t i = 0; i < s->axes.len && n > 1; i++) {
		const struct axis *a = &s->axes.at[i];
		bool number = a->listed == NULL && a->kind == AXIS_NUMBER;

		for (size_t k = 0; k < n; k++) {
			space_places(s, g->chosen.at[k], at);
			x[k] = (double)at[i] * (number ?
			    dec_to_double(a->step) : 1);
		}
		if (a->len > 1)
			buf_printf(&text, "%s%s=%.4g%s", text.len > 0 ? ";" :
			    "", a->name, stat_deviation(x, n), number ? "" :
			    " steps");
	}
	TEXT_SET(out->drift, buf_text(&text));
	buf_release(&text);
	free(at);
	free(x);
}

static void
words_put(const struct walking *g, struct walk_summary *s)
{
	double n = (double)g->chosen.len, train = expm1(g->train / n),
	    test = expm1(g->test / n);

	if (isnan(s->wfe))
		snprintf(s->words, sizeof(s->words), "out of sample %lld"
		    " windows made %.1f%% a year, compounded; in sample there"
		    " was no gain to hold it against", (long long)s->windows,
		    100 * test);
	else
		snprintf(s->words, sizeof(s->words), "out of sample %lld"
		    " windows made %.1f%% a year, compounded, where their"
		    " choices had made %.1f%% in sample: %.0f%% of it was kept%s"
		    "; %lld of the windows gained", (long long)s->windows,
		    100 * test, 100 * train, 100 * s->wfe, s->wfe < EFFICIENT
		    ? ", and half is asked for" : "", (long long)s->won);
}

static enum err_code
summary_fill(struct walking *g, struct err *err)
{
	struct walk_summary *s = &g->r->summary;
	const struct sweep *w = &g->w->sweep;
	struct buf text = {0};

	if (g->chosen.len == 0)
		return err_set(err, E_NO, "--constraint: in none of %lld"
		    " windows a set meets it", (long long)g->windows);
	TEXT_SET(s->search, search_names[w->search.kind]);
	TEXT_SET(s->objective, buf_text(&w->objective->text));
	if (w->constraint != NULL)
		expr_canonical(w->constraint, &text);
	TEXT_SET(s->constraint, buf_text(&text));
	buf_clear(&text);
	space_text(w->space, &text);
	TEXT_SET(s->space, buf_text(&text));
	buf_release(&text);
	s->train = g->w->train;
	s->test = g->w->test;
	s->embargo = g->w->embargo;
	s->anchored = g->w->anchored;
	s->windows = g->windows;
	s->wfe = g->train > 0 ? expm1(g->test / (double)g->chosen.len) /
	    expm1(g->train / (double)g->chosen.len) : NAN;
	drift_put(g, s);
	words_put(g, s);
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
	struct buf w = {0};

	if (g->r->sold > 0)
		buf_printf(&w, "positions that were sold at the end of their"
		    " window: %lld;", (long long)g->r->sold);
	if (left > 0)
		buf_printf(&w, "bars at the end that fill no window: %lld;",
		    (long long)left);
	if (w.len > 0)
		snprintf(r->warnings, sizeof(r->warnings), "%.*s",
		    (int)w.len - 1, buf_text(&w));
	buf_release(&w);
	run_doubt(r, &g->r->parts);
}

static enum err_code
walk_go(struct walking *g, struct err *err)
{
	enum err_code rc = windows_count(g, err);

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
	rc = summary_fill(g, err);
	if (rc == E_OK) {
		walk_measure(g->r);
		warnings_put(g);
		walk_pack(&g->r->windows, &g->r->summary, &g->r->parts);
	}
	for (size_t i = 0; i < g->keys.len; i++)
		sweep_forget(g->w->sweep.store, g->keys.at[i], 0, NULL);
	return rc;
}

enum err_code
walk_run(const struct walk *w, struct walk_result *out, struct err *err)
{
	struct walk_result r = { .windows = { 0 } };
	struct walking g = { .w = w, .r = &r, .ground = { .s =
	    w->sweep.store, .b = w->sweep.b } };
	enum err_code rc = sweep_check(&w->sweep, err);

	if (rc == E_OK)
		rc = walk_go(&g, err);
	ground_release(&g.ground);
	for (size_t i = 0; i < g.keys.len; i++)
		free(g.keys.at[i]);
	vec_release(&g.keys);
	vec_release(&g.chosen);
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
