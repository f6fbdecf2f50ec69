/* A Monte Carlo run in shards: its facts, a path as numbers, and back. */
#include "research/rerun.h"

#include <math.h>

#define TEN(n) "equity_" #n "0", "equity_" #n "1", "equity_" #n "2", \
    "equity_" #n "3", "equity_" #n "4", "equity_" #n "5", "equity_" #n "6", \
    "equity_" #n "7", "equity_" #n "8", "equity_" #n "9"
/* Of paths that were made by running again all of it, marks of the fan too. */
static const char *const columns[] = { "equity", "lowest", "max_drawdown",
    "drawdown_length", "sharpe", "replayed", TEN(0), TEN(1), TEN(2), TEN(3),
    TEN(4) };
enum { ENDS = 5, REPLAYED = ENDS, MARKS };

static size_t
columns_of(const struct montecarlo_work *w)
{
	return w->rerun != NULL ? MARKS + w->plan.marks_len : ENDS;
}

void
montecarlo_form(const struct montecarlo_work *w, const char *version,
    struct montecarlo_form *out)
{
	*out = (struct montecarlo_form){ .facts = {
	    { "kind", run_kind_names[RUN_MONTECARLO] },
	    { "version", version }, { "data", w->run.data_hash },
	    { "settings", w->settings } } };
	out->form = (struct shard_form){ .facts = out->facts, .facts_len = 4,
	    .columns = columns, .columns_len = columns_of(w),
	    .items = w->m->paths };
}

static double *
mark_at(const struct montecarlo_work *w, size_t path, size_t mark)
{
	return w->fan + mark * (w->fan_paths + PATH_LANES) + path;
}

void
montecarlo_values(const struct montecarlo_work *w, size_t path,
    double *values)
{
	const struct path_end *e = &w->ends[path];

	values[0] = e->equity;
	values[1] = e->lowest;
	values[2] = e->drawdown;
	values[3] = e->length;
	values[4] = e->sharpe;
	if (w->rerun == NULL)
		return;
	values[REPLAYED] = rerun_replayed(w->rerun)[path];
	for (size_t k = 0; k < w->plan.marks_len; k++)
		values[MARKS + k] = path < w->fan_paths ? *mark_at(w, path,
		    k) : (double)NAN;
}

static void
path_read(struct montecarlo_work *w, size_t path, const double *values)
{
	struct path_end *e = &w->ends[path];

	*e = (struct path_end){ .equity = values[0], .lowest = values[1],
	    .drawdown = values[2], .length = values[3], .sharpe = values[4] };
	/* More than a double holds is null in a line. */
	if (isnan(e->equity))
		e->equity = INFINITY;
	if (w->rerun == NULL)
		return;
	rerun_replayed(w->rerun)[path] = values[REPLAYED] == 1;
	for (size_t k = 0; k < w->plan.marks_len && path < w->fan_paths; k++)
		*mark_at(w, path, k) = values[MARKS + k];
}

static bool
is_same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* What is cheap to draw is drawn here all the same, for the fan; of the rest
 * one path. What shards say of them has to be that. */
enum err_code
montecarlo_merge(struct montecarlo_work *w, const double *values,
    struct err *err)
{
	size_t done, drawn = w->rerun != NULL ? 1 : w->fan_paths;
	enum err_code rc = montecarlo_draw(w, 0, drawn, &done, err);

	for (size_t i = 0; i < w->m->paths && rc == E_OK; i++) {
		struct path_end was = w->ends[i], *e = &w->ends[i];

		path_read(w, i, values + i * columns_of(w));
		if (i < drawn && (!is_same(e->equity, was.equity) ||
		    !is_same(e->drawdown, was.drawdown) ||
		    !is_same(e->sharpe, was.sharpe)))
			rc = err_set(err, E_DATA, "path %zu of the shards is"
			    " not what is drawn here", i + 1);
	}
	return rc;
}
