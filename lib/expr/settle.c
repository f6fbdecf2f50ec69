/*
 * How long recursive functions remember where they began: bars until a start
 * weighs less than 1e-9 (LANGUAGE 4), on top of the look-back.
 */
#include "expr/expr-program.h"
#include "expr/names.h"
#include "expr/tree.h"

#include <string.h>

#define EMA_BARS 11	/* times the length; */
#define WILDER_BARS 21

/* Which arguments are lengths of averages. */
static const struct { const char *name; int factor, from, to; } settling[] = {
	{ "ema", EMA_BARS, 1, 1 }, { "macd", EMA_BARS, 2, 3 },
	{ "rsi", WILDER_BARS, 1, 1 }, { "atr", WILDER_BARS, 0, 0 },
	{ "natr", WILDER_BARS, 0, 0 }, { "adx", 2 * WILDER_BARS, 0, 0 },
	{ "plus_di", WILDER_BARS, 0, 0 }, { "minus_di", WILDER_BARS, 0, 0 },
	{ "keltner", WILDER_BARS, 0, 1 }, { "supertrend", WILDER_BARS, 0, 0 }
};

static int64_t
settles(const struct dag *g, const struct op *op)
{
	int64_t bars = 0;

	if (op->code != OP_CALL)
		return 0;
	for (size_t i = 0; i < sizeof(settling) / sizeof(settling[0]); i++) {
		if (strcmp(settling[i].name, expr_funcs[op->aux].name) != 0)
			continue;
		for (int k = settling[i].from; k <= settling[i].to; k++)
			bars += settling[i].factor *
			    (int64_t)g->calls.at[op->value].at[k];
	}
	return bars;
}

int64_t
expr_warmup(const struct expr *e)
{
	const struct dag *g = e->dag;
	int64_t *need = mem_array(g->ops.len + 1, sizeof(*need)), most = 0;

	for (size_t i = 0; i < g->ops.len; i++) {
		const struct op *op = &g->ops.at[i];

		for (int k = 0; k < OP_INPUTS && op->in[k] >= 0; k++) {
			const struct op *in = &g->ops.at[op->in[k]];
			int64_t n = need[op->in[k]];

			if (op->code == OP_ALIGN && op->section >= 0)
				n = (n + 1) *
				    (g->sections.at[in->section].timeframe /
				    g->sections.at[op->section].timeframe);
			if (n > need[i])
				need[i] = n;
		}
		need[i] += op->first + settles(g, op);
		if (need[i] > most)
			most = need[i];
	}
	free(need);
	return most;
}
