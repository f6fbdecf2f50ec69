/* Paths made by running a strategy again. */
#include "research/rerun.h"

#include "base/decfloat.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "quant/overfit.h"
#include "quant/stats.h"
#include "research/assume.h"
#include "research/digest.h"
#include "research/limits.h"
#include "research/measure.h"
#include "research/scout.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFUSALS 1000	/* of a path's parameters by the file, in a row */

/* Bars that might have been are each worker's own. */
struct rerunner {
	struct reshaping bars;
	struct backtest b;
	struct scouting x;
	struct scout *c;
	double *room;			/* of draws, and of a curve */
};

struct rerun {
	struct store *store;
	struct run base;
	struct run_source source;
	struct assumed a;
	struct strategy_source file;
	struct space space;
	struct objective objective;
	struct rerunner *workers;
	size_t workers_len;
	unsigned char *replayed;
	size_t from;			/* being drawn */
	atomic_size_t cut;		/* the first that was interrupted */
};

static bool
is_of_bars(const struct montecarlo_work *w)
{
	return w->m->method == PATH_CANDLES;
}

static enum err_code
worker_open(struct rerun *r, const struct montecarlo_work *w,
    struct rerunner *to, struct err *err)
{
	enum err_code rc;

	to->bars.wanted = is_of_bars(w);
	to->b = r->a.b;
	to->b.reshape = reshape;
	to->b.reshape_self = &to->bars;
	to->x = (struct scouting){ .store = r->store, .b = &to->b,
	    .source = &r->file, .space = &r->space,
	    .objective = &r->objective };
	rc = scouting_open(&to->x, err);
	if (rc != E_OK)
		return rc;
	to->c = scout_new(&to->x);
	to->room = mem_array(to->bars.len + 1, 2 * sizeof(*to->room));
	return E_OK;
}

/* Does a limit of the policy follow the market of another symbol? */
static bool
looks_away(const struct backtest *b)
{
	struct limit_factor f;

	for (size_t at = 0; limits_next(b, &at, &f); )
		if (f.symbol[0] != '\0' &&
		    strcmp(f.symbol, b->symbols[0]) != 0)
			return true;
	return false;
}

static enum err_code
run_check_fit(const struct rerun *r, const struct montecarlo_work *w,
    struct err *err)
{
	const struct backtest *b = &r->a.b;

	if (r->base.kind == RUN_WALKFORWARD)
		return err_set(err, E_USAGE, "run %s is a walkforward: its"
		    " parameters change; ask about one that was run with one"
		    " set", r->base.id);
	if (!is_of_bars(w))
		return E_OK;
	if (b->symbols_len > 1 || b->strategy->with.len > 0 || looks_away(b))
		return err_set(err, E_USAGE, "run %s looks at several symbols:"
		    " --method candles makes bars of one", r->base.id);
	return b->detail == 0 ? E_OK : err_set(err, E_USAGE, "run %s looks"
	    " inside bars: --method candles makes none of --detail",
	    r->base.id);
}

/* Is what is stored still what it was run over? Other sets may look further
 * back than its own did. */
static enum err_code
data_check(struct rerun *r, struct err *err)
{
	struct ground w = { .s = r->store, .b = &r->a.b,
	    .warmup = limits_warmup(&r->a.b) };
	const char *terms = assumed_instruments(&r->base);
	char hash[SHA256_TEXT_SIZE];
	enum err_code rc = ground_load(&w, err);

	if (rc == E_OK)
		ground_hash(&w, w.to, hash);
	if (rc == E_OK && strcmp(hash, r->base.data_hash) != 0)
		rc = err_set(err, E_DATA, "run %s: the candles or funding"
		    " rates that are stored are not those that it was run"
		    " over; run it again", r->base.id);
	if (rc == E_OK)
		ground_hash_instruments(&w, w.to, hash);
	if (rc == E_OK && terms[0] != '\0' && strcmp(terms, hash) != 0)
		rc = err_set(err, E_DATA, "run %s: the instrument's terms are"
		    " not those that it was run with; run it again",
		    r->base.id);
	ground_release(&w);
	return rc;
}

static void
inputs_hash(const struct rerun *r, struct montecarlo_work *w)
{
	struct digest d;

	digest_init(&d);
	digest_text(&d, "montecarlo rerun 1");
	digest_text(&d, r->base.strategy_hash);
	digest_text(&d, r->base.params);
	digest_text(&d, r->base.assumptions);
	digest_text(&d, r->base.symbols);
	digest_dec(&d, r->base.capital);
	digest_number(&d, r->base.timeframe);
	digest_number(&d, r->base.from);
	digest_number(&d, r->base.to);
	digest_text(&d, r->base.data_hash);
	digest_final(&d, w->run.data_hash);
}

static enum err_code
plan_fill(struct rerun *r, struct montecarlo_work *w, struct err *err)
{
	const struct reshaping *bars = &r->workers[0].bars;

	if (bars->len < 2)
		return err_set(err, E_USAGE, "run %s has %zu bars; at least 2"
		    " are needed", r->base.id, bars->len);
	w->plan.pool = bars->len;
	w->ppy = run_periods(r->base.timeframe);
	w->growth = mem_array(bars->len, sizeof(*w->growth));
	reshaping_returns(bars, w->growth);
	for (size_t i = 0; i < bars->len; i++)
		w->growth[i] += 1;
	inputs_hash(r, w);
	return E_OK;
}

/* The strategy as it was run, and the sets that are near its own. */
static enum err_code
strategy_take(struct rerun *r, const struct montecarlo_work *w,
    struct err *err)
{
	struct dec share = DEC_ZERO;
	enum err_code rc = assume_read(&r->base, &r->source, &r->a, err);

	if (rc == E_OK)
		rc = run_check_fit(r, w, err);
	if (rc != E_OK)
		return rc;
	r->file = (struct strategy_source){ .label = r->base.strategy,
	    .text = buf_text(&r->source.strategy),
	    .len = r->source.strategy.len, .timeframe = r->base.timeframe };
	if (!is_of_bars(w) && !dec_from_double(w->m->jitter, 8, &share))
		share = DEC_ZERO;
	rc = space_near(r->a.strategy, share, &r->space, err);
	if (rc == E_OK && !is_of_bars(w) && r->space.sets == 1)
		rc = err_set(err, E_USAGE, "run %s: strategy %s declares no"
		    " parameter with a range and a step to move in",
		    r->base.id, r->base.strategy);
	return rc;
}

enum err_code
rerun_open(struct store *s, const struct run *base,
    struct montecarlo_work *w, struct err *err)
{
	const struct parallel p = { .items = w->m->paths, .jobs = w->m->jobs };
	struct rerun *r = w->rerun = mem_alloc(sizeof(*r));
	enum err_code rc;

	r->store = s;
	rc = run_load(s, base->id, &r->base, &r->source, err);
	if (rc == E_OK)
		rc = strategy_take(r, w, err);
	if (rc == E_OK)
		rc = objective_read("total_return", &r->objective, err);
	if (rc == E_OK)
		rc = data_check(r, err);
	if (rc != E_OK)
		return rc;
	r->workers_len = parallel_workers(&p);
	r->workers = mem_array(r->workers_len, sizeof(*r->workers));
	for (size_t i = 0; i < r->workers_len && rc == E_OK; i++)
		rc = worker_open(r, w, &r->workers[i], err);
	if (rc == E_OK)
		rc = plan_fill(r, w, err);
	r->replayed = mem_array(w->m->paths, sizeof(*r->replayed));
	return rc;
}

void
rerun_release(struct rerun *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->workers_len; i++) {
		struct rerunner *w = &r->workers[i];

		scout_free(w->c);
		scouting_close(&w->x);
		reshaping_release(&w->bars);
		free(w->room);
	}
	free(r->workers);
	free(r->replayed);
	space_release(&r->space);
	objective_release(&r->objective);
	assumed_release(&r->a);
	run_source_release(&r->source);
	free(r);
}

unsigned char *
rerun_replayed(struct rerun *r)
{
	return r->replayed;
}

/* Moves in blocks, onto the worker's bars. */
static enum err_code
bars_draw(const struct montecarlo_work *w, struct rerunner *to, size_t path,
    struct err *err)
{
	struct reshaping *b = &to->bars;
	double *jump = to->room, *place = to->room + b->len;
	struct rng rng;

	if (b->from == NULL)
		b->from = mem_array(b->len, sizeof(*b->from));
	rng_stream(&rng, (uint64_t)w->m->seed, path);
	for (size_t i = 0; i < b->len; i++) {
		jump[i] = rng_unit(&rng);
		place[i] = rng_unit(&rng);
	}
	bootstrap_indices(jump, place, b->len, b->len, 1 / w->plan.block,
	    b->from);
	reshape(b, &to->x.ground);
	scout_forget(to->c);
	return !b->beyond ? E_OK : err_set(err, E_DATA, "path %zu: its prices"
	    " go beyond what can be held", path + 1);
}

static int64_t
set_draw(const struct rerun *r, struct rng *rng, size_t *at)
{
	for (size_t i = 0; i < r->space.axes.len; i++)
		at[i] = (size_t)rng_below(rng, r->space.axes.at[i].len);
	return space_set(&r->space, at);
}

/* A set that the file refuses is drawn again. */
static enum err_code
set_run(const struct montecarlo_work *w, struct rerunner *to, size_t path,
    struct err *err)
{
	const struct rerun *r = w->rerun;
	size_t *at = mem_array(r->space.axes.len + 1, sizeof(*at));
	struct rng rng;
	int tries = 0;
	enum err_code rc;

	rng_stream(&rng, (uint64_t)w->m->seed, path);
	do
		rc = scout_set(to->c, set_draw(r, &rng, at), true, err);
	while (rc == E_OK && to->c->engine == TRIAL_SKIPPED &&
	    ++tries < REFUSALS);
	free(at);
	if (rc == E_OK && to->c->engine == TRIAL_SKIPPED)
		rc = err_set(err, E_USAGE, "path %zu: a require of the file"
		    " refuses all of %d sets of parameters near its own",
		    path + 1, REFUSALS);
	return rc;
}

/* The curve of the scout as a path. */
static void
path_take(struct montecarlo_work *w, struct rerunner *of, size_t path)
{
	const struct scout *c = of->c;
	struct path_end *e = &w->ends[path];
	double capital = dec_to_double(w->run.capital), now = 1, high = 1;
	double under = 0, *r = of->room;
	size_t mark = 0;

	*e = (struct path_end){ .lowest = 1 };
	for (size_t i = 0; i < w->plan.len; i++) {
		double was = now;

		if (i < c->bars)
			now = fmax(0, c->equity[i] / capital);
		r[i] = was > 0 ? now / was - 1 : 0;
		high = fmax(high, now);
		e->lowest = fmin(e->lowest, now);
		e->drawdown = fmax(e->drawdown, 1 - now / high);
		under = now < high ? under + 1 : 0;
		e->length = fmax(e->length, under);
		for (; mark < w->plan.marks_len && w->marks[mark] == i + 1;
		    mark++)
			if (path < w->fan_paths)
				w->fan[mark * (w->fan_paths + PATH_LANES) +
				    path] = now;
	}
	e->equity = now;
	e->sharpe = stat_sharpe(r, w->plan.len, 0);
	w->rerun->replayed[path] = c->engine == TRIAL_REPLAY;
}

static enum err_code
path_run(struct montecarlo_work *w, struct rerunner *to, size_t path,
    struct err *err)
{
	enum err_code rc;

	if (!is_of_bars(w))
		return set_run(w, to, path, err);
	rc = bars_draw(w, to, path, err);
	return rc == E_OK ? scout_set(to->c, 0, true, err) : rc;
}

static enum err_code
path_work(void *self, unsigned worker, size_t item, struct err *err)
{
	struct montecarlo_work *w = self;
	struct rerun *r = w->rerun;
	size_t path = r->from + item, cut = atomic_load(&r->cut);
	enum err_code rc = path_run(w, &r->workers[worker], path, err);

	if (rc == E_OK)
		path_take(w, &r->workers[worker], path);
	while (rc == E_PARTIAL && path < cut &&
	    !atomic_compare_exchange_weak(&r->cut, &cut, path))
		;
	return rc;
}

enum err_code
rerun_draw(struct montecarlo_work *w, size_t from, size_t end, size_t *done,
    struct err *err)
{
	struct rerun *r = w->rerun;
	struct parallel p = montecarlo_parallel(w, 1);
	enum err_code rc;

	p.items = end > from ? end - from : 0;
	p.jobs = (unsigned)r->workers_len;
	p.work = path_work;

	r->from = from;
	atomic_store(&r->cut, end);
	rc = parallel_run(&p, done, err);
	*done += from;
	/* A replay that was begun may be cut short. */
	if (atomic_load(&r->cut) < *done)
		*done = atomic_load(&r->cut);
	return rc;
}

enum err_code
rerun_warn(struct montecarlo_work *w, size_t paths, struct run *run,
    struct err *err)
{
	struct rerun *r = w->rerun;
	struct rerunner *to = &r->workers[0];
	const char *why = to->x.replay;
	size_t n = 0, first = paths;
	enum err_code rc = E_OK;

	for (size_t i = paths; i-- > 0;)
		if (r->replayed[i]) {
			n++;
			first = i;
		}
	if (n == 0)
		return E_OK;
	/* Found once more, so that whoever made it says the same. */
	if (why == NULL) {
		rc = path_run(w, to, first, err);
		why = to->c->why != NULL ? to->c->why : "it is for the replay";
	}
	run_say(run, "%zu of %zu paths went through the replay: %s", n, paths,
	    why);
	return rc;
}
