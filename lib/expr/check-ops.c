/*
 * Operators: bases and units of arithmetic, comparison, logic and if
 * (LANGUAGE 3).
 */
#include "expr/check.h"

#include <math.h>
#include <string.h>

/* A ratio against a bare number above 1 is a percentage without its sign. */
static bool
forgot_percent(struct checker *c, const struct node *n, struct typed t,
    struct typed ratio)
{
	const struct scalar *v = t.op >= 0 ? dag_value(c->g, t.op) : NULL;
	const char *text;
	struct literal big;
	struct buf percent = {0};

	if (ratio.unit != UNIT_RATIO || !t.bare || v == NULL ||
	    fabs(v->d) <= 1)
		return false;
	text = expr_node_text(c->e, n);
	big = n->kind == N_NEG ? n->arg[0]->num : n->num;
	if (n->kind == N_NEG)
		buf_putc(&percent, '-');
	expr_print_literal(big, true, &percent);
	expr_refuse(c->e, n->tok, "unit", "a ratio is compared with %s: %s "
	    "means %s; write %s%% or %s", text, text, buf_text(&percent),
	    text, buf_text(&percent));
	buf_release(&percent);
	return true;
}

static bool
is_comparison(const char *verb)
{
	return strcmp(verb, "is compared with") == 0;
}

/* The value of a ratio literal on a scale from 0 to 100, or NULL. */
static const char *
ratio_as_points(struct checker *c, const struct node *n)
{
	struct literal v = n->num;
	struct buf text = {0};
	const char *out;

	if (n->kind != N_RATIO)
		return NULL;
	v.exp += v.coef ? 2 : 0;
	expr_print_literal(v, false, &text);
	out = arena_text(&c->e->arena, buf_text(&text));
	buf_release(&text);
	return out;
}

enum unit
check_units(struct checker *c, const struct node *x, struct typed a,
    const struct node *y, struct typed b, unsigned op, const char *verb)
{
	const char *points = NULL;

	if (c->e->failed)
		return UNIT_PLAIN;
	if (is_comparison(verb) &&
	    (forgot_percent(c, y, b, a) || forgot_percent(c, x, a, b)))
		return UNIT_PLAIN;
	if (a.unit == b.unit || b.unit == UNIT_PLAIN)
		return a.unit;
	if (a.unit == UNIT_PLAIN)
		return b.unit;
	if (a.unit == UNIT_POINTS && b.unit == UNIT_RATIO)
		points = ratio_as_points(c, y);
	else if (a.unit == UNIT_RATIO && b.unit == UNIT_POINTS)
		points = ratio_as_points(c, x);
	if (points)
		expr_refuse(c->e, op, "unit", "%s %s %s; %s from 0 to 100: "
		    "write %s", unit_noun(a.unit), verb, unit_noun(b.unit),
		    a.unit == UNIT_POINTS ? "it runs" : "points run", points);
	else
		expr_refuse(c->e, op, "unit", "%s %s %s", unit_noun(a.unit),
		    verb, unit_noun(b.unit));
	return UNIT_PLAIN;
}

struct typed
check_negation(struct checker *c, const struct node *n)
{
	struct typed x = check_value(c, n->arg[0]), t = x;

	if (!check_base(c, n->arg[0], x, EXPR_NUMBER, (struct title){ .of = "-" }))
		return check_nothing();
	t.bare = x.bare && n->arg[0]->kind == N_NUMBER;
	check_emit(c, dag_blank(OP_NEG), &x, 1, &t);
	return t;
}

static enum unit
product_unit(enum node_kind kind, enum unit a, enum unit b)
{
	bool free_a = a == UNIT_PLAIN, free_b = b == UNIT_PLAIN;

	if (kind == N_DIV) {
		if (a == b || (a == UNIT_PLAIN && b == UNIT_RATIO))
			return UNIT_PLAIN;
		if (a == UNIT_MONEY && b == UNIT_PRICE)
			return UNIT_QTY;
		if (a == UNIT_MONEY && b == UNIT_QTY)
			return UNIT_PRICE;
		return free_b || b == UNIT_RATIO ? a : UNIT_PLAIN;
	}
	if (a == UNIT_RATIO && b == UNIT_RATIO)
		return UNIT_RATIO;
	if ((free_a && b == UNIT_RATIO) || (free_b && a == UNIT_RATIO))
		return UNIT_PLAIN;
	if (free_a || a == UNIT_RATIO)
		return b;
	if (free_b || b == UNIT_RATIO)
		return a;
	if ((a == UNIT_PRICE && b == UNIT_QTY) ||
	    (a == UNIT_QTY && b == UNIT_PRICE))
		return UNIT_MONEY;
	return UNIT_PLAIN;
}

/* Base of a sum or product of times and durations; EXPR_ANY: not allowed. */
static enum expr_base
moments_base(enum node_kind kind, enum expr_base a, enum expr_base b)
{
	if (a == EXPR_DURATION && b == EXPR_DURATION)
		return kind == N_DIV ? EXPR_NUMBER :
		    kind == N_MUL ? EXPR_ANY : EXPR_DURATION;
	if (kind == N_SUB && a == EXPR_TIME && b == EXPR_TIME)
		return EXPR_DURATION;
	if ((kind == N_ADD || kind == N_SUB) && a == EXPR_TIME &&
	    b == EXPR_DURATION)
		return EXPR_TIME;
	return EXPR_ANY;
}

struct typed
check_arithmetic(struct checker *c, const struct node *n)
{
	static const char *const verbs[] = { [N_ADD] = "cannot be added to",
		[N_SUB] = "cannot be mixed in a difference with" };
	static const enum op_code codes[] = { [N_MUL] = OP_MUL,
		[N_DIV] = OP_DIV, [N_ADD] = OP_ADD, [N_SUB] = OP_SUB };
	enum node_kind kind = (enum node_kind)n->kind;
	struct typed in[2] = { check_value(c, n->arg[0]), check_nothing() };
	struct typed t = { .base = EXPR_NUMBER };

	in[1] = check_value(c, n->arg[1]);
	if (c->e->failed)
		return check_nothing();
	if (in[0].base != EXPR_NUMBER || in[1].base != EXPR_NUMBER) {
		t.base = moments_base(kind, in[0].base, in[1].base);
		if (t.base == EXPR_ANY) {
			expr_refuse(c->e, n->op, "type",
			    "%s and %s do not go together here",
			    base_noun(in[0].base), base_noun(in[1].base));
			return check_nothing();
		}
	} else if (kind == N_MUL || kind == N_DIV) {
		t.unit = product_unit(kind, in[0].unit, in[1].unit);
	} else if ((in[0].unit == UNIT_RATIO && in[1].unit == UNIT_PLAIN) ||
	    (in[1].unit == UNIT_RATIO && in[0].unit == UNIT_PLAIN)) {
		t.unit = UNIT_PLAIN;
	} else {
		t.unit = check_units(c, n->arg[0], in[0], n->arg[1], in[1],
		    n->op, verbs[kind]);
	}
	check_join(in, 2, &t);
	/* Exact through a product only with a constant, which may not be
	 * below the line. */
	if ((kind == N_MUL && in[0].family != FAM_CONST &&
	    in[1].family != FAM_CONST) ||
	    (kind == N_DIV && in[1].family != FAM_CONST) ||
	    (kind == N_DIV && in[0].family == FAM_WHOLE))
		t.family = FAM_NONE;
	check_emit(c, dag_blank(codes[kind]), in, 2, &t);
	return t;
}

/* One comparison of checked sides; warns about == between inexact numbers. */
static struct typed
compare(struct checker *c, const struct node *n, enum node_kind kind,
    const struct node *right, struct typed a, struct typed b)
{
	struct typed in[2] = { a, b }, t = { .base = EXPR_CONDITION };
	bool equality = kind == N_EQ || kind == N_NE;
	struct op op;

	if (c->e->failed)
		return check_nothing();
	if (a.base != b.base) {
		expr_refuse(c->e, n->op, "type", "%s is compared with %s",
		    base_noun(a.base), base_noun(b.base));
	} else if (a.base == EXPR_CONDITION) {
		expr_refuse(c->e, n->op, "type", "conditions are joined by "
		    "and, or and not, not compared");
	} else if (a.base == EXPR_TEXT && !equality) {
		expr_refuse(c->e, n->op, "type",
		    "texts have no order; write == or !=");
	} else if (a.base == EXPR_NUMBER) {
		check_units(c, n->arg[0], a, right, b, n->op,
		    "is compared with");
	}
	if (c->e->failed)
		return check_nothing();
	check_join(in, 2, &t);
	if (equality && a.base == EXPR_NUMBER && t.family == FAM_NONE)
		expr_warn(c->e, n->op, "inexact", "== between inexact numbers "
		    "is seldom true; compare abs(a - b) with a tolerance");
	op = dag_blank(a.base == EXPR_TEXT ? OP_SAME_TEXT : equality ? OP_EQ :
	    kind == N_LT || kind == N_GT ? OP_LT : OP_LE);
	op.tie = a.base == EXPR_NUMBER && (t.family == FAM_PRICE ||
	    t.family == FAM_VOLUME);
	t.family = FAM_NONE;
	if (kind == N_GT || kind == N_GE) {
		in[0] = b;
		in[1] = a;
	}
	check_emit(c, op, in, 2, &t);
	if (kind == N_NE) {
		struct typed eq = t;

		check_emit(c, dag_blank(OP_NOT), &eq, 1, &t);
	}
	return t;
}

static void
warn_constant(struct checker *c, const struct node *n, struct typed t)
{
	const struct scalar *v = c->e->failed ? NULL : dag_value(c->g, t.op);

	if (v && n->kind != N_BOOL)
		expr_warn(c->e, n->op, "constant", "this condition is always "
		    "%s", truth_names[v->truth]);
}

struct typed
check_comparison(struct checker *c, const struct node *n)
{
	struct typed a = check_value(c, n->arg[0]), t = check_nothing();

	if (n->kind != N_IN) {
		struct typed b = check_value(c, n->arg[1]);

		t = compare(c, n, (enum node_kind)n->kind, n->arg[1], a, b);
	} else for (unsigned i = 1; i < n->len; i++) {
		struct typed b = check_value(c, n->arg[i]);
		struct typed in[2] = { t, compare(c, n, N_EQ, n->arg[i], a,
		    b) };

		if (i == 1) {
			t = in[1];
			continue;
		}
		t = (struct typed){ .base = EXPR_CONDITION };
		check_join(in, 2, &t);
		check_emit(c, dag_blank(OP_OR), in, 2, &t);
	}
	warn_constant(c, n, t);
	if (!c->e->failed && c->g->ops.at[t.op].origin == NULL)
		c->g->ops.at[t.op].origin = n;
	return t;
}

struct typed
check_logic(struct checker *c, const struct node *n)
{
	static const enum op_code codes[] = { [N_NOT] = OP_NOT,
		[N_AND] = OP_AND, [N_OR] = OP_OR };
	const char *word = expr_word(n->kind == N_NOT ? W_NOT :
	    n->kind == N_AND ? W_AND : W_OR);
	struct typed in[2], t = { .base = EXPR_CONDITION };

	for (unsigned i = 0; i < n->len; i++) {
		in[i] = check_value(c, n->arg[i]);
		check_base(c, n->arg[i], in[i], EXPR_CONDITION,
		    (struct title){ .of = word });
	}
	if (c->e->failed)
		return check_nothing();
	check_join(in, (int)n->len, &t);
	t.family = FAM_NONE;
	check_emit(c, dag_blank(codes[n->kind]), in, (int)n->len, &t);
	return t;
}

struct typed
check_if(struct checker *c, const struct node *n)
{
	struct typed in[3], t = {0};

	in[0] = check_value(c, n->arg[0]);
	check_base(c, n->arg[0], in[0], EXPR_CONDITION, (struct title){ .of = "if" });
	in[1] = check_node(c, n->arg[1]);
	in[2] = check_node(c, n->arg[2]);
	if (c->e->failed)
		return check_nothing();
	if (in[1].na && in[2].na) {
		expr_refuse(c->e, n->op, "type",
		    "one branch of if must have a value");
		return check_nothing();
	}
	for (int i = 1; i < 3; i++) {
		if (in[i].parts)
			check_value(c, n->arg[i]);
		if (in[i].na) {
			struct scalar na = { .known = false,
			    .truth = TRUTH_UNKNOWN };

			in[i] = in[3 - i];
			in[i].path = NULL;
			in[i].clock = 0;
			in[i].op = dag_const(c->g, in[i].base, &na);
		}
	}
	t.base = in[1].base;
	if (in[1].base != in[2].base)
		expr_refuse(c->e, n->op, "type", "the branches of if are %s "
		    "and %s", base_noun(in[1].base), base_noun(in[2].base));
	else if (t.base == EXPR_NUMBER)
		t.unit = check_units(c, n->arg[1], in[1], n->arg[2], in[2],
		    n->op, "in one branch of if does not go with");
	if (c->e->failed)
		return check_nothing();
	check_join(in + 1, 2, &t);
	{
		struct typed all = { .family = t.family };

		check_join(in, 3, &all);
		t.clock = all.clock;
		t.path = all.path;
	}
	check_emit(c, dag_blank(OP_IF), in, 3, &t);
	return t;
}
