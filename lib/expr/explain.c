/*
 * Why a condition came out as it did: down from the root to the comparison
 * that decided, or to the first thing that was missing.
 */
#include "expr/evaluate.h"

#include <stdio.h>
#include <string.h>

static const struct op *
op_at(const struct evaluation *v, int i)
{
	return &v->e->dag->ops.at[i];
}

/* The input that made a condition what it is; -1 at a comparison. */
static int
decider(const struct evaluation *v, const struct op *op, enum truth now)
{
	if (op->origin && op->base == EXPR_CONDITION)
		return -1;
	switch ((enum op_code)op->code) {
	case OP_AND:
	case OP_OR:
		if (scalar_is(&v->values[op->in[0]]) != now &&
		    scalar_is(&v->values[op->in[1]]) == now)
			return op->in[1];
		return op->in[0];
	case OP_NOT:
	case OP_HELD:
	case OP_SEEN:
		return op->in[0];
	case OP_IF:
		return scalar_is(&v->values[op->in[0]]) == TRUTH_TRUE ?
		    op->in[1] : op->in[2];
	default:
		return -1;
	}
}

static struct dec
side(const struct evaluation *v, int op)
{
	struct expr_value x;
	struct dec d;

	if (op < 0 || op_at(v, op)->base != EXPR_NUMBER)
		return DEC_NONE;
	x = scalar_out(&v->values[op], EXPR_NUMBER);
	if (!expr_value_dec(&x, 12, ROUND_HALF_EVEN, &d))
		return DEC_NONE;
	return dec_trim(d);
}

static void
cause_put(const struct evaluation *v, const struct op *op,
    struct expr_why *why)
{
	const struct node *n = op->origin;
	struct buf text = {0};
	int left, right;

	expr_print(v->e, n, &text);
	snprintf(why->cause, sizeof(why->cause), "%s", buf_text(&text));
	buf_release(&text);
	if (n->kind == N_NE && op->code == OP_NOT)
		op = op_at(v, op->in[0]);
	while (n->kind == N_IN && op->code == OP_OR)
		op = op_at(v, op->in[0]);
	left = n->kind == N_GT || n->kind == N_GE ? op->in[1] : op->in[0];
	right = n->kind == N_GT || n->kind == N_GE ? op->in[0] : op->in[1];
	why->value = side(v, left);
	why->limit = n->kind == N_IN ? DEC_NONE : side(v, right);
}

/* The name of the first na that an unknown op hangs on. */
static void
missing_put(const struct evaluation *v, int i, struct expr_why *why)
{
	const struct op *op = op_at(v, i);
	const char *name = expr_op_name((enum op_code)op->code);

	for (int k = 0; k < OP_INPUTS && op->section < 0 &&
	    op->code != OP_ALIGN && op->in[k] >= 0; ) {
		if (v->values[op->in[k]].known) {
			k++;
			continue;
		}
		op = op_at(v, op->in[k]);
		k = 0;
	}
	name = expr_op_name((enum op_code)op->code);
	if (op->code == OP_ASK)
		name = v->e->dag->asks.at[op->value].name;
	else if (op->code == OP_FIELD)
		name = v->e->in.record->fields[op->k].name;
	else if (op->code == OP_ALIGN)
		name = "bars";
	else if (op->code == OP_HELD || op->code == OP_SEEN)
		name = "enough past";
	snprintf(why->missing, sizeof(why->missing), "%s", name);
}

void
expr_explain(const struct evaluation *v, struct expr_why *why)
{
	int at = dag_root(v->e->dag), next;

	memset(why, 0, sizeof(*why));
	why->value = why->limit = DEC_NONE;
	while ((next = decider(v, op_at(v, at),
	    scalar_is(&v->values[at]))) >= 0)
		at = next;
	if (op_at(v, at)->origin)
		cause_put(v, op_at(v, at), why);
	if (!v->values[dag_root(v->e->dag)].known)
		missing_put(v, dag_root(v->e->dag), why);
}
