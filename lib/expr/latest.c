/*
 * Bars inside a snapshot's expression: the program runs over the closed bars
 * that the source has, and the latest one that is not too old speaks for now.
 */
#include "expr/evaluate.h"
#include "expr/series.h"

#include <math.h>

static const struct candles *
source_bars(void *self, const char *symbol, int64_t timeframe)
{
	const struct expr_source *s = self;

	return s && s->bars ? s->bars(s->self, symbol, timeframe) : NULL;
}

static const struct funding_rates *
source_funding(void *self, const char *symbol)
{
	const struct expr_source *s = self;

	return s->funding ? s->funding(s->self, symbol) : NULL;
}

struct scalar
run_scalar(const struct run *r, int op, size_t bar)
{
	const struct reg *v = &r->kept[op];
	enum expr_base base = (enum expr_base)r->e->dag->ops.at[op].base;
	double x;

	if (base == EXPR_CONDITION)
		return scalar_truth(reg_truth(v, bar));
	x = v->value[bar];
	if (isnan(x))
		return (struct scalar){ .base = base };
	if (base == EXPR_TEXT)
		return scalar_text(r->texts.at[(size_t)x]);
	if (base == EXPR_NUMBER)
		return scalar_double(x);
	return scalar_time(base, (int64_t)x);
}

enum err_code
series_latest(struct evaluation *v, struct err *err)
{
	const struct dag *g = v->e->dag;
	struct expr_source none = {0}, source = v->source ? *v->source : none;
	struct expr_market m = { .self = &source, .bars = source_bars,
	    .funding = source_funding,
	    .slow = true };
	struct expr_ask ask = { .id = EXPR_SYMBOL, .name = "symbol",
	    .base = EXPR_TEXT };
	struct expr_value symbol = {0};
	struct run r = {0};
	enum err_code rc;

	if (source.value)
		source.value(source.self, &ask, &symbol);
	m.symbol = symbol.text;
	rc = run_open(&r, v->e, &m, err);
	if (rc == E_OK)
		run_execute(&r);
	for (size_t i = 0; i < g->ops.len && rc == E_OK; i++) {
		const struct op *op = &g->ops.at[i];
		int from = op->in[0] < 0 ? -1 : g->ops.at[op->in[0]].section;
		size_t cursor = 0;
		int64_t bar;

		if (op->code != OP_ALIGN || op->section >= 0 || from < 0)
			continue;
		bar = bars_latest(&r.bars[from], source.now / 1000, &cursor);
		if (bar >= 0)
			v->values[i] = run_scalar(&r, op->in[0], (size_t)bar);
	}
	run_close(&r);
	return rc;
}
