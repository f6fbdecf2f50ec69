/* A sweep in shards: what they share, a trial as numbers, and back. */
#include "research/sweeprun.h"

#include "base/decfloat.h"

#include <math.h>

#define BLOCK(i) "mean_" #i, "squares_" #i
static const char *const columns[] = { "engine", "met", "objective",
    "total_return", "annual_return", "volatility", "max_drawdown", "sharpe",
    "sortino", "calmar", "win_rate", "profit_factor", "payoff", "exposure",
    "expectancy", "trades", "bars", BLOCK(0), BLOCK(1), BLOCK(2), BLOCK(3),
    BLOCK(4), BLOCK(5), BLOCK(6), BLOCK(7), BLOCK(8), BLOCK(9), BLOCK(10),
    BLOCK(11), BLOCK(12), BLOCK(13), BLOCK(14), BLOCK(15) };
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]),
    ROW = 16,			/* columns of a row; those of each symbol */
    BARS = ROW, FIRST_BLOCK };

_Static_assert(COLUMNS + SWEEP_SYMBOLS * ROW <= SHARD_COLUMNS_MOST,
    "a line has room for every symbol");

void
sweep_form_make(struct sweeping *g)
{
	const struct sweep *w = g->w;
	struct sweep_form *f = &g->form;
	size_t n = COLUMNS;

	TEXT_SET(f->data, g->data);
	TEXT_SET(f->key, g->r->key);
	f->facts[0] = (struct shard_fact){ "kind",
	    run_kind_names[RUN_OPTIMIZE] };
	f->facts[1] = (struct shard_fact){ "version", w->version };
	f->facts[2] = (struct shard_fact){ "data", f->data };
	f->facts[3] = (struct shard_fact){ "strategy", w->b->strategy->hash };
	f->facts[4] = (struct shard_fact){ "terms", f->key };
	memcpy(f->columns, columns, sizeof(columns));
	for (size_t i = 1; i < g->rows; i++)
		for (size_t k = 0; k < ROW; k++)
			f->columns[n++] = arena_format(&f->names, "%s %s",
			    g->b[i - 1].symbols[0], columns[k]);
	f->form = (struct shard_form){ .facts = f->facts, .facts_len = 5,
	    .columns = f->columns, .columns_len = n,
	    .items = (size_t)w->search.tries };
}

static void
row_values(const struct trial *t, double *values)
{
	const double fields[ROW] = { t->engine, t->met, t->objective,
	    t->total_return, t->annual_return, t->volatility,
	    t->max_drawdown, t->sharpe, t->sortino, t->calmar, t->win_rate,
	    t->profit_factor, t->payoff, t->exposure,
	    dec_to_double(t->expectancy), (double)t->trades };

	memcpy(values, fields, sizeof(fields));
}

void
trial_values(const struct sweeping *g, const struct trial *rows,
    const struct trial_sums *s, double *values)
{
	row_values(rows, values);
	values[BARS] = s != NULL ? (double)s->bars : 0;
	for (size_t b = 0; b < TRIAL_BLOCKS; b++) {
		values[FIRST_BLOCK + 2 * b] = s != NULL ? s->mean[b] : NAN;
		values[FIRST_BLOCK + 2 * b + 1] = s != NULL ? s->squares[b] :
		    NAN;
	}
	for (size_t i = 1; i < g->rows; i++)
		row_values(&rows[i], values + COLUMNS + (i - 1) * ROW);
}

static bool
is_count(double x, double most)
{
	return x >= 0 && x <= most && x == floor(x);
}

static bool
row_read(const double *v, struct trial *t)
{
	if (!is_count(v[0], TRIAL_ENGINES - 1) || !is_count(v[1], 1) ||
	    !is_count(v[15], 1e15))
		return false;
	t->engine = (int)v[0];
	t->met = (signed char)v[1];
	t->objective = v[2];
	t->total_return = v[3];
	t->annual_return = v[4];
	t->volatility = v[5];
	t->max_drawdown = v[6];
	t->sharpe = v[7];
	t->sortino = v[8];
	t->calmar = v[9];
	t->win_rate = v[10];
	t->profit_factor = v[11];
	t->payoff = v[12];
	t->exposure = v[13];
	if (!dec_from_double(v[14], 8, &t->expectancy))
		t->expectancy = DEC_NONE;
	t->trades = (int64_t)v[15];
	return true;
}

bool
trial_read(const struct sweeping *g, const double *v, struct trial *rows,
    struct trial_sums *s)
{
	if (!row_read(v, rows) || !is_count(v[BARS], 1e15))
		return false;
	s->bars = (int64_t)v[BARS];
	for (size_t b = 0; b < TRIAL_BLOCKS; b++) {
		s->mean[b] = v[FIRST_BLOCK + 2 * b];
		s->squares[b] = v[FIRST_BLOCK + 2 * b + 1];
		if (s->bars > 0 && (isnan(s->mean[b]) ||
		    isnan(s->squares[b])))
			return false;
	}
	for (size_t i = 1; i < g->rows; i++)
		if (!row_read(v + COLUMNS + (i - 1) * ROW, &rows[i]))
			return false;
	return true;
}

enum err_code
sweep_in_parts(const struct sweep *w, const char *option, struct err *err)
{
	return !search_learns(&w->search) ? E_OK : err_set(err, E_USAGE,
	    "%s: %s tries what the sets before it lead to, one after the"
	    " other: it has no shards", option, w->search.kind ==
	    SEARCH_GENETIC ? "--search genetic" : "--refine");
}
