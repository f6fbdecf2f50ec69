/*
 * What windows chose, held behind them: from a walk under way, or from the
 * record of one.
 */
#include "research/walk.h"

#include "base/decfloat.h"
#include "base/pieces.h"
#include "quant/stats.h"
#include "research/assume.h"
#include "research/measure.h"

#include <math.h>
#include <string.h>

/* Nothing is held: the money stays what it is. */
static void
window_idle(const struct sweep *w, struct walk_result *r,
    const struct walk_window *x)
{
	struct equity_point p = { .equity = r->capital, .high = r->capital,
	    .low = r->capital, .transferred = DEC_ZERO,
	    .units = r->run.capital };
	struct curve *c = &r->parts.equity;

	for (p.time = x->test_from + (curve_len(c) == 0 ? 0 :
	    w->b->timeframe); p.time <= x->test_to; p.time +=
	    w->b->timeframe)
		curve_add(c, &p);
}

/* The file with the values of "fast=10;slow=30". */
static enum err_code
strategy_with(const struct strategy_source *source, const char *values,
    struct strategy **out, struct err *err)
{
	struct strategy_source in = *source;
	VEC(struct expr_param) params = {0};
	struct arena texts = {0};
	const char *piece;
	size_t n;
	enum err_code rc;

	while ((piece = text_piece(&values, &n)) != NULL) {
		size_t name = strcspn(piece, "=");

		if (name < n)
			vec_push(&params, ((struct expr_param){
			    arena_textn(&texts, piece, name),
			    arena_textn(&texts, piece + name + 1,
			    n - name - 1) }));
	}
	in.params = params.at;
	in.params_len = params.len;
	rc = strategy_read_set(&in, out, err);
	if (rc == E_OK && *out == NULL)
		rc = err_set(err, E_DATA, "%s: a require refuses what a window"
		    " chose", source->label);
	vec_release(&params);
	arena_release(&texts);
	return rc;
}

static void
window_measure(const struct sweep *w, const struct walk_result *r,
    const struct run *run, struct dec before, struct walk_window *x)
{
	x->test_return = dec_to_double(r->capital) / dec_to_double(before) -
	    1;
	x->test_annual = stat_annual_return(x->test_return,
	    (size_t)run->bars, run_periods(w->b->timeframe));
	x->test_sharpe = run->sharpe;
	x->test_drawdown = run->max_drawdown;
}

enum err_code
walk_hold(const struct sweep *w, struct walk_result *r,
    struct walk_window *x, struct err *err)
{
	struct backtest b = *w->b;
	struct strategy *s = NULL;
	struct run run = { .status = RUN_DONE };
	struct run_parts parts = { .sweep = NULL };
	enum err_code rc;

	if (x->params[0] == '\0' && w->b->strategy->params.len > 0) {
		window_idle(w, r, x);
		return E_OK;
	}
	rc = strategy_with(w->source, x->params, &s, err);
	b.strategy = s;
	b.from = x->test_from;
	b.to = x->test_to;
	b.capital = r->capital;
	if (rc == E_OK)
		rc = backtest_run(w->store, &b, &run, &parts, err);
	if (rc == E_OK && run.status == RUN_CANCELED)
		rc = err_set(err, E_PARTIAL, "interrupted");
	if (rc == E_OK)
		rc = walk_stitch(w->store, &b, &run, &parts, r, err);
	if (rc == E_OK) {
		x->test_trades = (int64_t)parts.trades.len;
		window_measure(w, r, &run, b.capital, x);
		/* The last one's is what to trade with now. */
		TEXT_SET(r->run.params, x->params);
	}
	strategy_free(s);
	run_parts_release(&parts);
	return rc;
}

void
walk_measure(struct walk_result *r)
{
	const struct run_parts *p = &r->parts;
	double *risks = mem_array(p->trades.len + 1, sizeof(*risks));

	for (size_t i = 0; i < p->trades.len; i++)
		risks[i] = NAN;
	r->run.bars = (int64_t)curve_len(&p->equity) - 1;
	run_measure_equity(&r->run, &p->equity);
	run_measure_parts(&r->run, p, risks);
	free(risks);
}

static enum err_code
hashes_take(struct store *s, const struct backtest *b, struct run *run,
    struct err *err)
{
	struct ground ground = { .s = s, .b = b };
	char hash[SHA256_TEXT_SIZE];
	enum err_code rc = ground_load(&ground, err);

	if (rc == E_OK) {
		ground_hash(&ground, run->to, run->data_hash);
		ground_hash_instruments(&ground, ground.to, hash);
		rc = assume_instruments(run, hash, err);
	}
	ground_release(&ground);
	return rc;
}

static enum err_code
repeat_all(const struct sweep *w, const struct run *recorded,
    struct walk_windows *windows, struct walk_result *r, struct err *err)
{
	struct backtest whole = *w->b;
	enum err_code rc = assume_write(w->b, &r->run, &r->source, err);

	r->run.kind = RUN_WALKFORWARD;
	r->run.from = recorded->from;
	r->run.to = recorded->to;
	r->run.fees = r->run.funding = DEC_ZERO;
	r->capital = w->b->capital;
	if (windows->len > 0)
		whole.from = windows->at[0].train_from;
	whole.to = recorded->to;
	if (rc == E_OK)
		rc = hashes_take(w->store, &whole, &r->run, err);
	for (size_t i = 0; i < windows->len && rc == E_OK; i++)
		rc = walk_hold(w, r, &windows->at[i], err);
	if (rc == E_OK) {
		walk_measure(r);
		r->run.status = recorded->status;
	}
	return rc;
}

enum err_code
walk_repeat(struct store *s, const struct run *recorded,
    const struct run_source *source, const struct backtest *b,
    struct run *run, struct run_parts *parts, struct err *err)
{
	const struct strategy_source file = { .label = recorded->strategy,
	    .text = buf_text(&source->strategy),
	    .len = source->strategy.len, .timeframe = b->timeframe };
	const struct sweep w = { .store = s, .b = b, .source = &file };
	struct walk_summary summary = { .run = NULL };
	struct walk_windows windows = {0};
	struct walk_result r = { .windows = { 0 } };
	enum err_code rc = run_walk_load(s, recorded->id, &windows, &summary,
	    err);

	if (rc == E_OK)
		rc = repeat_all(&w, recorded, &windows, &r, err);
	vec_release(&windows);
	if (rc == E_OK) {
		*run = r.run;
		*parts = r.parts;
		r.parts = (struct run_parts){ .sweep = NULL };
	}
	walk_result_release(&r);
	return rc;
}
