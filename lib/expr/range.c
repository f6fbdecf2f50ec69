/*
 * Whether a condition is false wherever the values that it asks for may be: the
 * graph over ranges instead of numbers. What cannot be bounded is not sure, so
 * that the answer may be too careful but never wrong.
 */
#include "expr/evaluate.h"

/* A number between two, or a truth; neither: it may be anything. */
struct range {
	bool number;
	struct rat low, high;
	enum truth truth;	/* TRUTH_UNKNOWN: not sure */
};

/* Comparing takes a fraction as it is: lowest terms, which need many
 * divisions, are for numbers that would not fit without. */
static bool
rat_of_small(const struct expr_value *v, struct rat *out)
{
	int up = v->den.scale - v->num.scale;

	if ((int64_t)v->num.coef != v->num.coef || v->den.coef <= 0 ||
	    (int64_t)v->den.coef != v->den.coef)
		return false;
	/* Below 2^64 × 10^18, which is below 2^124. */
	*out = (struct rat){ v->num.coef, v->den.coef };
	for (; up > 0; up--)
		out->n *= 10;
	for (; up < 0; up++)
		out->d *= 10;
	return true;
}

static bool
rat_of(const struct expr_value *v, struct rat *out)
{
	struct rat n, d;

	if (v->known && !v->rounded && rat_of_small(v, out))
		return true;
	return v->known && !v->rounded &&
	    rat_scaled(v->num.coef, -v->num.scale, &n) &&
	    rat_scaled(v->den.coef, -v->den.scale, &d) &&
	    rat_sign(d) != 0 && rat_div(n, d, out);
}

static void
range_asked(const struct expr_ranges *r, const struct expr_ask *ask,
    struct range *out)
{
	struct expr_value low = { 0 }, high = { 0 };

	if (ask->base == EXPR_NUMBER && r->range(r->self, ask, &low, &high))
		out->number = rat_of(&low, &out->low) &&
		    rat_of(&high, &out->high) &&
		    rat_cmp(out->low, out->high) <= 0;
}

static void
range_const(const struct scalar *s, struct range *out)
{
	out->truth = scalar_is(s);
	if (s->known && s->exact && s->base == EXPR_NUMBER) {
		out->number = true;
		out->low = out->high = s->r;
	}
}

/* Sure when the ranges lie apart; equal ones are when they are points. */
static enum truth
compare(enum op_code code, const struct range *a, const struct range *b)
{
	int below, above;

	if (!a->number || !b->number)
		return TRUTH_UNKNOWN;
	below = rat_cmp(a->high, b->low);	/* < 0: all of a below b */
	above = rat_cmp(a->low, b->high);	/* > 0: all of a above b */
	if (code == OP_EQ)
		return below < 0 || above > 0 ? TRUTH_FALSE :
		    below == 0 && above == 0 ? TRUTH_TRUE : TRUTH_UNKNOWN;
	if (code == OP_LT)
		return below < 0 ? TRUTH_TRUE : above >= 0 ? TRUTH_FALSE :
		    TRUTH_UNKNOWN;
	return below <= 0 ? TRUTH_TRUE : above > 0 ? TRUTH_FALSE :
	    TRUTH_UNKNOWN;
}

static enum truth
combine(enum op_code code, enum truth x, enum truth y)
{
	if (code == OP_NOT)
		return x == TRUTH_UNKNOWN ? x : x == TRUTH_TRUE ?
		    TRUTH_FALSE : TRUTH_TRUE;
	if (code == OP_AND)
		return x == TRUTH_FALSE || y == TRUTH_FALSE ? TRUTH_FALSE :
		    x == TRUTH_TRUE ? y : x;
	return x == TRUTH_TRUE || y == TRUTH_TRUE ? TRUTH_TRUE :
	    x == TRUTH_FALSE ? y : x;
}

/* Of an operation whose inputs are before it in all[]. */
static void
range_find(const struct expr *e, const struct expr_ranges *r,
    const struct op *op, const struct range *all, struct range *out)
{
	static const struct range none = { .truth = TRUTH_UNKNOWN };
	const struct range *a = op->in[0] >= 0 ? &all[op->in[0]] : &none;
	const struct range *b = op->in[1] >= 0 ? &all[op->in[1]] : &none;

	out->number = false;
	out->truth = TRUTH_UNKNOWN;
	switch ((enum op_code)op->code) {
	case OP_CONST:
		range_const(&e->dag->values.at[op->value], out);
		break;
	case OP_ASK:
		range_asked(r, &e->dag->asks.at[op->value], out);
		break;
	case OP_LT:
	case OP_LE:
	case OP_EQ:
		out->truth = compare((enum op_code)op->code, a, b);
		break;
	case OP_NOT:
	case OP_AND:
	case OP_OR:
		out->truth = combine((enum op_code)op->code, a->truth,
		    b->truth);
		break;
	default:	/* everything else may be anything */
		break;
	}
}

bool
expr_surely_false(const struct expr *e, const struct expr_ranges *r)
{
	struct range few[12], *all = few;
	size_t n = e->dag->ops.len;
	bool sure;

	if (expr_reads_bars(e) || expr_slots(e) > 0)
		return false;
	if (n > sizeof(few) / sizeof(few[0]))
		all = mem_array(n, sizeof(*all));
	for (size_t i = 0; i < n; i++)
		range_find(e, r, &e->dag->ops.at[i], all, &all[i]);
	sure = all[dag_root(e->dag)].truth == TRUTH_FALSE;
	if (all != few)
		free(all);
	return sure;
}
