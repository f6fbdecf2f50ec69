/*
 * Indicators over a tile: rows of the table of lib/quant. A call gets what its
 * row reads, keeps the row's state from tile to tile, and has all of its
 * outputs; a part is one of these. Moving averages and the deviation are
 * windows to the checker, which compares them exactly, and rows here.
 */
#include "expr/names.h"
#include "expr/series.h"

#include "base/stamp.h"
#include "quant/market.h"

#include <float.h>
#include <math.h>
#include <string.h>

struct call_state {
	const struct indicator *row;	/* NULL: not begun */
	void *memory;			/* the row's own */
	double *column[INDICATOR_INPUTS];	/* a tile each, where made */
	double *output[INDICATOR_OUTPUTS];
};

const struct indicator *
row_of_call(const struct dag *g, const struct op *op)
{
	static const struct indicator *const rows[] = { &indicator_volatility,
		&indicator_regime, &indicator_regime_confidence };
	const struct func_row *f = &expr_funcs[op->aux];
	const struct call_args *args;
	struct buf name = {0};
	const struct indicator *row;

	if (op->code != OP_CALL)
		return indicator_find(expr_op_name((enum op_code)op->code));
	args = &g->calls.at[op->value];
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(f->name, rows[i]->name) == 0)
			return rows[i];
	if (strcmp(f->name, "pattern") != 0)
		return indicator_find(f->name);
	buf_printf(&name, "cdl_%s", f->arg[0].words[(size_t)args->at[0]]);
	row = indicator_find(buf_text(&name));
	buf_release(&name);
	return row;
}

void
row_params(const struct dag *g, const struct op *op,
    const struct indicator *row, double *params)
{
	const struct func_row *f = &expr_funcs[op->aux];
	int n = 0;

	indicator_defaults(row, params);
	if (op->code != OP_CALL) {
		params[0] = (double)op->k;
		return;
	}
	if (strcmp(f->name, "pattern") == 0)
		return;
	for (int i = 0; i < CALL_ARGS && i < FUNC_ARGS && f->arg[i].name; i++)
		if (f->arg[i].kind != A_SERIES)
			params[n++] = g->calls.at[op->value].at[i];
}

/* Which column an input of a row is. */
static enum column_code
column_of(enum indicator_input input)
{
	static const enum column_code codes[] = { [IN_OPEN] = COL_OPEN,
		[IN_HIGH] = COL_HIGH, [IN_LOW] = COL_LOW,
		[IN_CLOSE] = COL_CLOSE, [IN_VOLUME] = COL_VOLUME };

	return codes[input];
}

static void
column_fill(const struct step *s, enum indicator_input input, double *to)
{
	const struct bars *b = s->bars;

	for (size_t i = 0; i < s->n; i++)
		to[i] = input == IN_TIME ?
		    (double)b->c->open_time_ms[s->from + i] :
		    bars_value(b, column_of(input), s->from + i);
}

static void
call_begin(struct step *s, struct call_state *c)
{
	const struct dag *g = s->run->e->dag;
	double params[INDICATOR_PARAMS];
	int year;

	c->row = row_of_call(g, s->op);
	row_params(g, s->op, c->row, params);
	year = indicator_param_find(c->row, "bars_per_year");
	if (year >= 0)
		params[year] = 365.0 * STAMP_DAY / (double)s->bars->timeframe;
	c->memory = run_memory(s->run, indicator_state_size(c->row, params),
	    1);
	indicator_init(c->row, params, c->memory);
	for (int i = 0; i < indicator_inputs(c->row); i++)
		if (c->row->inputs[i] != IN_X)
			c->column[i] = run_column(s->run, s->run->tile,
			    sizeof(double));
	for (int i = 1; i < indicator_outputs(c->row); i++)
		c->output[i] = run_column(s->run, s->run->tile,
		    sizeof(double));
}

static void
finite_or_na(double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		x[i] = fabs(x[i]) <= DBL_MAX ? x[i] : (double)NAN;
}

/* Labels become texts of the run. */
static void
labels_name(struct run *r, double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			x[i] = run_text(r, regime_names[(size_t)x[i]]);
}

static void
k_call(struct step *s)
{
	struct call_state *c = s->state;
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];

	if (c->row == NULL)
		call_begin(s, c);
	for (int i = 0; i < indicator_inputs(c->row); i++) {
		if (c->column[i])
			column_fill(s, c->row->inputs[i], c->column[i]);
		in[i] = c->column[i] ? c->column[i] : s->in[0].value;
	}
	c->output[0] = s->out.value;
	for (int i = 0; i < indicator_outputs(c->row); i++)
		out[i] = c->output[i];
	indicator_next(c->row, c->memory, s->n, in, out);
	for (int k = 0; k < indicator_outputs(c->row); k++)
		finite_or_na(out[k], s->n);
	if (s->op->base == EXPR_TEXT)
		labels_name(s->run, out[0], s->n);
}

/* The outputs of this tile; its call has just run. */
static void
k_part(struct step *s)
{
	const struct call_state *c = s->run->state[s->op->in[0]];

	memcpy(s->out.value, s->op->k == 0 ? s->in[0].value :
	    c->output[s->op->k], s->n * sizeof(double));
}

static size_t
call_state(const struct op *op)
{
	(void)op;
	return sizeof(struct call_state);
}

#define CALL(ns) { k_call, call_state, NULL, ns }
const struct kernel call_kernels[OP_CODES] = {
	[OP_SMA] = CALL(1), [OP_WMA] = CALL(1.5F), [OP_STDDEV] = CALL(3),
	[OP_CALL] = CALL(2), [OP_PART] = { .run = k_part, .cost = 0.2F }
};
