/* Paths drawn on threads, and summed up. */
#include "research/rerun.h"

#include "base/decfloat.h"
#include "base/parallel.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS 64		/* of lanes in an item of work */

static enum err_code
draw_item(void *self, unsigned worker, size_t item, struct err *err)
{
	struct montecarlo_work *w = self;
	size_t at = w->from + item * GROUPS * PATH_LANES;

	(void)err;
	for (int i = 0; i < GROUPS && at < w->end; i++, at += PATH_LANES) {
		struct path_end *ends = &w->ends[at];

		paths_draw(&w->plan, &w->rooms[worker], at, ends,
		    at < w->fan_paths ? w->fan + at : NULL,
		    w->fan_paths + PATH_LANES);
		for (size_t k = 0; k < PATH_LANES; k++) {
			/* Any order comes to the same; sums differ by what
			 * they round. */
			if (w->plan.method == PATH_SHUFFLE) {
				ends[k].equity = w->total;
				ends[k].sharpe = w->sharpe;
			}
			/* All that there was was lost, however much. */
			if (isnan(ends[k].equity))
				ends[k].equity = 0;
		}
	}
	return E_OK;
}

static bool
is_stopped(void *self)
{
	const struct montecarlo_work *w = self;

	return w->m->stopped != NULL && w->m->stopped(w->m->self);
}

static void
tell(void *self, size_t done)
{
	const struct montecarlo_work *w = self;

	if (w->m->tell != NULL)
		w->m->tell(w->m->self, done * w->each);
}

struct parallel
montecarlo_parallel(struct montecarlo_work *w, size_t each)
{
	w->each = each;
	return (struct parallel){ .stopped = is_stopped, .tell = tell,
	    .self = w };
}

enum err_code
montecarlo_draw(struct montecarlo_work *w, size_t from, size_t end,
    size_t *done, struct err *err)
{
	const size_t each = GROUPS * PATH_LANES;
	struct parallel p = montecarlo_parallel(w, each);
	unsigned workers;
	size_t items;
	enum err_code rc;

	if (w->rerun != NULL)
		return rerun_draw(w, from, end, done, err);
	/* Lanes are whole, wherever a shard begins. */
	w->from = from / PATH_LANES * PATH_LANES;
	w->end = end;
	p.jobs = w->m->jobs;
	p.work = draw_item;
	p.items = end <= from ? 0 : (end - w->from + each - 1) / each;
	workers = parallel_workers(&p);
	w->rooms = mem_array(workers, sizeof(*w->rooms));
	for (unsigned i = 0; i < workers; i++)
		path_room_init(&w->rooms[i], &w->plan);
	rc = parallel_run(&p, &items, err);
	for (unsigned i = 0; i < workers; i++)
		path_room_release(&w->rooms[i]);
	free(w->rooms);
	w->rooms = NULL;
	*done = w->from + items * each < end ? w->from + items * each : end;
	return rc;
}

/* What is summed up: numbers of paths, in the order of struct run_quantile, and
 * after these the marks of the fan. */
enum { EQUITY, DRAWDOWN, LENGTH, SHARPE, NUMBERS };
struct numbers {
	const struct montecarlo_work *w;
	size_t paths, fan_paths;
	double **room;			/* by worker: of paths */
	double at[NUMBERS + MONTECARLO_MARKS][CHANCE_QUANTILES];
};

static double
number_of(const struct path_end *e, size_t which)
{
	return which == EQUITY ? e->equity : which == DRAWDOWN ? e->drawdown :
	    which == LENGTH ? e->length : e->sharpe;
}

static size_t
numbers_gather(const struct numbers *n, size_t which, double *x)
{
	size_t len = 0;

	if (which >= NUMBERS) {
		memcpy(x, n->w->fan + (which - NUMBERS) * (n->w->fan_paths +
		    PATH_LANES), n->fan_paths * sizeof(*x));
		return n->fan_paths;
	}
	/* Those that are not known have no place among the others. */
	for (size_t i = 0; i < n->paths; i++) {
		x[len] = number_of(&n->w->ends[i], which);
		len += x[len] == x[len];
	}
	return len;
}

static enum err_code
number_sum(void *self, unsigned worker, size_t which, struct err *err)
{
	struct numbers *n = self;

	(void)err;
	if (n->room[worker] == NULL)
		n->room[worker] = mem_array(n->paths + 1, sizeof(double));
	stat_quantiles(n->room[worker], numbers_gather(n, which,
	    n->room[worker]), chance_quantiles, CHANCE_QUANTILES,
	    n->at[which]);
	return E_OK;
}

static void
put_quantiles(const struct montecarlo_work *w, const struct numbers *n,
    struct chances *to)
{
	double capital = dec_to_double(w->run.capital);

	for (size_t i = 0; i < CHANCE_QUANTILES; i++)
		vec_push(&to->quantiles, ((struct run_quantile){
		    .quantile = chance_quantiles[i],
		    .final_equity = capital * n->at[EQUITY][i],
		    .total_return = n->at[EQUITY][i] - 1,
		    .max_drawdown = n->at[DRAWDOWN][i],
		    .drawdown_length = n->at[LENGTH][i],
		    .sharpe = n->at[SHARPE][i] * sqrt(w->ppy) }));
	for (size_t k = 0; k < w->plan.marks_len; k++) {
		struct run_band b = { .step = (int64_t)w->marks[k] };

		for (size_t i = 0; i < CHANCE_QUANTILES; i++)
			b.equity[i] = capital * n->at[NUMBERS + k][i];
		vec_push(&to->bands, b);
	}
}

static struct run_outcome
outcome_of(const struct montecarlo_work *w, size_t paths,
    const struct run_quantile *middle)
{
	struct run_outcome o = { .paths = (int64_t)paths,
	    .steps = (int64_t)w->plan.len, .block = w->m->method ==
	    PATH_BLOCKS || w->m->method == PATH_CANDLES ? w->plan.block :
	    (double)NAN,
	    .ruin_level = w->m->ruin_level,
	    .total_return = middle->total_return,
	    .max_drawdown = middle->max_drawdown,
	    .drawdown_length = middle->drawdown_length,
	    .sharpe = middle->sharpe, .final_equity = middle->final_equity };
	size_t ruined = 0, lost = 0;

	if (w->m->run != NULL)
		TEXT_SET(o.of, w->m->run);
	TEXT_SET(o.method, path_method_names[w->m->method]);
	for (size_t i = 0; i < paths; i++) {
		ruined += w->ends[i].lowest <= w->m->ruin_level;
		lost += w->ends[i].equity < 1;
	}
	o.ruin = (double)ruined / (double)paths;
	o.loss = (double)lost / (double)paths;
	return o;
}

enum err_code
montecarlo_sum(struct montecarlo_work *w, size_t paths, struct run *run,
    struct chances *to, struct err *err)
{
	struct numbers n = { .w = w, .paths = paths, .fan_paths = paths <
	    w->fan_paths ? paths : w->fan_paths };
	const struct parallel p = { .items = NUMBERS + w->plan.marks_len,
	    .jobs = w->m->jobs, .work = number_sum, .self = &n };
	const struct run_quantile *middle;
	unsigned workers = parallel_workers(&p);

	n.room = mem_array(workers, sizeof(*n.room));
	parallel_run(&p, NULL, NULL);
	for (unsigned i = 0; i < workers; i++)
		free(n.room[i]);
	free(n.room);
	put_quantiles(w, &n, to);
	middle = &to->quantiles.at[CHANCE_QUANTILES / 2];
	to->outcome = outcome_of(w, paths, middle);
	if (w->m->run == NULL)
		for (size_t i = 0; i < w->m->returns->len; i++)
			vec_push(&to->returns, w->m->returns->at[i]);
	*run = w->run;
	run->status = paths < w->m->paths ? RUN_CANCELED : RUN_DONE;
	run->total_return = middle->total_return;
	run->max_drawdown = middle->max_drawdown;
	run->sharpe = middle->sharpe;
	if (!dec_from_double(middle->final_equity, 8, &run->final_equity))
		run->final_equity = DEC_NONE;
	montecarlo_params(w, paths, run->params);
	return w->rerun != NULL ? rerun_warn(w, paths, run, err) : E_OK;
}
