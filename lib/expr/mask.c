/*
 * Where a condition may be true, before anything is known of position and
 * account: each smallest condition that looks at them may be anything, what
 * looks at bars alone is what it is there. So a bar that is left out of the
 * mask is one at which the condition is never true, whatever the position.
 */
#include "expr/mask.h"

static const struct possible anything = { ~UINT64_C(0), ~UINT64_C(0),
	~UINT64_C(0) };

static struct possible
possible_known(const struct reg *r, size_t word)
{
	uint64_t yes = r->yes[word], no = r->no[word];

	return (struct possible){ yes, no, ~(yes | no) };
}

static struct possible
possible_constant(const struct scalar *v)
{
	enum truth t = scalar_is(v);

	return (struct possible){ t == TRUTH_TRUE ? ~UINT64_C(0) : 0,
	    t == TRUTH_FALSE ? ~UINT64_C(0) : 0,
	    t == TRUTH_UNKNOWN ? ~UINT64_C(0) : 0 };
}

static struct possible
possible_and(struct possible a, struct possible b)
{
	return (struct possible){ a.yes & b.yes, a.no | b.no,
	    (a.na & (b.na | b.yes)) | (a.yes & b.na) };
}

static struct possible
possible_not(struct possible a)
{
	return (struct possible){ a.no, a.yes, a.na };
}

static struct possible
possible_if(struct possible c, struct possible a, struct possible b)
{
	return (struct possible){ (c.yes & a.yes) | (c.no & b.yes),
	    (c.yes & a.no) | (c.no & b.no),
	    c.na | (c.yes & a.na) | (c.no & b.na) };
}

static struct possible
possible_nz(struct possible a, struct possible b)
{
	return (struct possible){ a.yes | (a.na & b.yes),
	    a.no | (a.na & b.no), a.na & b.na };
}

struct possible
mask_step(const struct run *r, const struct dag *g, int at,
    const struct possible *before, size_t word)
{
	const struct op *op = &g->ops.at[at];
	struct possible in[OP_INPUTS] = {0};

	if (op->base != EXPR_CONDITION)
		return anything;
	for (int k = 0; k < OP_INPUTS && op->in[k] >= 0; k++)
		in[k] = op->code == OP_ALIGN ? anything : before[op->in[k]];
	switch ((enum op_code)op->code) {
	case OP_CONST:
		return possible_constant(&g->values.at[op->value]);
	case OP_ALIGN:
		return r ? possible_known(&r->kept[op->in[0]], word) :
		    (struct possible){ 0, 0, 0 };
	case OP_NOT:
		return possible_not(in[0]);
	case OP_AND:
		return possible_and(in[0], in[1]);
	case OP_OR:
		return possible_not(possible_and(possible_not(in[0]),
		    possible_not(in[1])));
	case OP_IF:
		return possible_if(in[0], in[1], in[2]);
	case OP_NZ:
		return possible_nz(in[0], in[1]);
	case OP_DEFINED:
		return (struct possible){ in[0].yes | in[0].no, in[0].na, 0 };
	default:
		return anything;
	}
}
