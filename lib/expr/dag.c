/*
 * The graph of operations: equal ones are one, constants fold, what nobody
 * reads is dropped.
 */
#include "expr/dag.h"
#include "expr/tree.h"

#include <string.h>

static const char *const op_names[OP_CODES] = {
	"const", "ask", "field", "now", "column", "align", "neg", "add", "sub",
	"mul", "div", "lt", "le", "eq", "same_text", "not", "and", "or", "if",
	"defined", "nz", "abs", "min", "max", "sign", "sqrt", "log", "exp",
	"pow", "mod", "floor", "ceil", "round", "matches", "clamp", "hist",
	"for", "within", "held", "seen", "sma", "wma", "sum", "highest",
	"lowest", "median", "quantile", "rank", "zscore", "stddev",
	"since_highest", "since_lowest", "count", "correlation", "beta",
	"change", "pct_change", "rising", "falling", "donchian", "crossover",
	"crossunder", "cross", "barssince", "valuewhen", "last", "closes",
	"call", "part"
};

const char *
expr_op_name(enum op_code code)
{
	return op_names[code];
}

void
dag_free(struct dag *g)
{
	if (g == NULL)
		return;
	vec_release(&g->ops);
	vec_release(&g->values);
	vec_release(&g->asks);
	vec_release(&g->calls);
	vec_release(&g->sections);
	vec_release(&g->next);
	vec_release(&g->roots);
	free(g);
}

struct op
dag_blank(enum op_code code)
{
	struct op op;

	/* Padding too: ops are compared byte by byte. */
	memset(&op, 0, sizeof(op));
	op.code = (unsigned char)code;
	op.base = EXPR_NUMBER;
	op.section = SECTION_NONE;
	for (int i = 0; i < OP_INPUTS; i++)
		op.in[i] = OP_NO_INPUT;
	op.value = -1;
	return op;
}

static bool
foldable(enum op_code code)
{
	return code >= OP_NEG && code <= OP_MATCHES;
}

const struct scalar *
dag_value(const struct dag *g, int op)
{
	if (op < 0 || g->ops.at[op].code != OP_CONST)
		return NULL;
	return &g->values.at[g->ops.at[op].value];
}

static bool
inputs_constant(const struct dag *g, const struct op *op)
{
	for (int i = 0; i < OP_INPUTS && op->in[i] >= 0; i++)
		if (dag_value(g, op->in[i]) == NULL)
			return false;
	return op->in[0] >= 0;
}

static int
dag_fold(struct dag *g, const struct op *op)
{
	struct scalar in[OP_INPUTS] = {0}, v;

	for (int i = 0; i < OP_INPUTS && op->in[i] >= 0; i++)
		in[i] = *dag_value(g, op->in[i]);
	v = scalar_apply(op, in);
	return dag_const(g, op->base, &v);
}

static unsigned
op_hash(const struct op *op)
{
	uint64_t h = op->code * UINT64_C(0x9e3779b97f4a7c15);

	for (int i = 0; i < OP_INPUTS; i++)
		h = (h ^ (uint64_t)(int64_t)op->in[i]) *
		    UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ (uint64_t)op->k ^ (uint64_t)op->section) *
	    UINT64_C(0x94d049bb133111eb);
	return (unsigned)(h >> 56);
}

static bool
op_same(const struct op *a, const struct op *b)
{
	return a->code == b->code && a->base == b->base &&
	    a->section == b->section && a->k == b->k && a->aux == b->aux &&
	    a->value == b->value &&
	    memcmp(a->in, b->in, sizeof(a->in)) == 0;
}

static int
dag_find(struct dag *g, const struct op *op)
{
	unsigned h = op_hash(op);
	int i = g->heads[h] - 1;

	for (; i >= 0; i = g->next.at[i])
		if (op_same(&g->ops.at[i], op))
			return i;
	if (g->ops.len >= LIMIT_OPS)
		return -1;
	vec_push(&g->ops, *op);
	vec_push(&g->next, g->heads[h] - 1);
	g->heads[h] = (int)g->ops.len;
	return (int)g->ops.len - 1;
}

int
dag_op(struct dag *g, const struct op *op)
{
	if (inputs_constant(g, op)) {
		if (foldable((enum op_code)op->code))
			return dag_fold(g, op);
		if (op->code == OP_HIST || op->code == OP_ALIGN)
			return op->in[0];
	}
	if (op->code == OP_HIST && op->k == 0)
		return op->in[0];
	return dag_find(g, op);
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool
value_same(const struct scalar *a, const struct scalar *b)
{
	return a->known == b->known && a->exact == b->exact &&
	    a->truth == b->truth && a->time == b->time &&
	    memcmp(&a->d, &b->d, sizeof(a->d)) == 0 &&
	    (!a->exact || (a->r.n == b->r.n && a->r.d == b->r.d)) &&
	    same_text(a->text, b->text);
}

int
dag_const(struct dag *g, enum expr_base base, const struct scalar *v)
{
	struct op op = dag_blank(OP_CONST);
	size_t i;

	for (i = 0; i < g->values.len; i++)
		if (value_same(&g->values.at[i], v))
			break;
	if (i == g->values.len)
		vec_push(&g->values, *v);
	op.base = (unsigned char)base;
	op.family = 1;	/* FAM_CONST */
	op.value = (int)i;
	return dag_find(g, &op);
}

int
dag_ask(struct dag *g, const struct expr_ask *ask)
{
	size_t i;

	for (i = 0; i < g->asks.len; i++) {
		const struct expr_ask *a = &g->asks.at[i];

		if (a->id == ask->id && a->period == ask->period &&
		    same_text(a->name, ask->name) &&
		    same_text(a->basis, ask->basis))
			return (int)i;
	}
	vec_push(&g->asks, *ask);
	return (int)i;
}

int
dag_call(struct dag *g, const struct call_args *args)
{
	size_t i;

	for (i = 0; i < g->calls.len; i++)
		if (memcmp(&g->calls.at[i], args, sizeof(*args)) == 0)
			return (int)i;
	vec_push(&g->calls, *args);
	return (int)i;
}

int
dag_section(struct dag *g, const char *symbol, int64_t timeframe)
{
	for (size_t i = 0; i < g->sections.len; i++)
		if (g->sections.at[i].timeframe == timeframe &&
		    strcmp(g->sections.at[i].symbol, symbol) == 0)
			return (int)i;
	if (g->sections.len >= LIMIT_SERIES)
		return -1;
	vec_push(&g->sections, ((struct section){ symbol, timeframe }));
	return (int)g->sections.len - 1;
}

/* Bars of its own series that an op needs before it has a value. */
static void
op_lookback(struct dag *g, struct op *op)
{
	int64_t most = 0;

	for (int i = 0; i < OP_INPUTS && op->in[i] >= 0; i++) {
		const struct op *in = &g->ops.at[op->in[i]];
		int64_t n = in->lookback;

		if (op->code == OP_ALIGN && op->section >= 0) {
			int64_t mine = g->sections.at[op->section].timeframe;
			int64_t its = g->sections.at[in->section].timeframe;

			n = (n + 1) * (its / mine) - (its == mine);
		}
		if (n > most)
			most = n;
	}
	op->lookback = most + op->first;
}

void
dag_finish(struct dag *g)
{
	bool *used = mem_array(g->ops.len + 1, sizeof(*used));
	int *to = mem_array(g->ops.len + 1, sizeof(*to));
	size_t kept = 0;

	for (size_t i = 0; i < g->roots.len; i++)
		used[g->roots.at[i].op] = true;
	for (size_t i = g->ops.len; i-- > 0; )
		for (int k = 0; used[i] && k < OP_INPUTS; k++)
			if (g->ops.at[i].in[k] >= 0)
				used[g->ops.at[i].in[k]] = true;
	for (size_t i = 0; i < g->ops.len; i++) {
		struct op op = g->ops.at[i];

		if (!used[i])
			continue;
		for (int k = 0; k < OP_INPUTS; k++)
			if (op.in[k] >= 0)
				op.in[k] = to[op.in[k]];
		to[i] = (int)kept;
		g->ops.at[kept] = op;
		op_lookback(g, &g->ops.at[kept++]);
	}
	for (size_t i = 0; i < g->roots.len; i++)
		g->roots.at[i].op = to[g->roots.at[i].op];
	g->ops.len = kept;
	vec_release(&g->next);
	free(used);
	free(to);
}
