/* A Monte Carlo run in shards: its facts, a path as numbers, and back. */
#include "research/montecarlo.h"

#include <math.h>

static const char *const columns[] = { "equity", "lowest", "max_drawdown",
    "drawdown_length", "sharpe" };
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

void
montecarlo_form(const struct montecarlo_work *w, const char *version,
    struct montecarlo_form *out)
{
	*out = (struct montecarlo_form){ .facts = {
	    { "kind", run_kind_names[RUN_MONTECARLO] },
	    { "version", version }, { "data", w->run.data_hash },
	    { "settings", w->settings } } };
	out->form = (struct shard_form){ .facts = out->facts, .facts_len = 4,
	    .columns = columns, .columns_len = COLUMNS,
	    .items = w->m->paths };
}

void
path_end_values(const struct path_end *e, double *values)
{
	values[0] = e->equity;
	values[1] = e->lowest;
	values[2] = e->drawdown;
	values[3] = e->length;
	values[4] = e->sharpe;
}

static void
path_end_read(struct path_end *e, const double *values)
{
	*e = (struct path_end){ .equity = values[0], .lowest = values[1],
	    .drawdown = values[2], .length = values[3], .sharpe = values[4] };
	/* More than a double holds is null in a line. */
	if (isnan(e->equity))
		e->equity = INFINITY;
}

static bool
is_same(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

/* The fan's paths are drawn here all the same; what shards say of them has to
 * be that. */
enum err_code
montecarlo_merge(struct montecarlo_work *w, const double *values,
    struct err *err)
{
	size_t done;
	enum err_code rc = montecarlo_draw(w, 0, w->fan_paths, &done, err);

	for (size_t i = 0; i < w->m->paths && rc == E_OK; i++) {
		struct path_end e;

		path_end_read(&e, values + i * COLUMNS);
		if (i < w->fan_paths && (!is_same(e.equity,
		    w->ends[i].equity) || !is_same(e.drawdown,
		    w->ends[i].drawdown) || !is_same(e.sharpe,
		    w->ends[i].sharpe)))
			rc = err_set(err, E_DATA, "path %zu of the shards is"
			    " not what is drawn here", i + 1);
		w->ends[i] = e;
	}
	return rc;
}
