/*
 * Types, units, levels and clocks of everything but calls (LANGUAGE 3 and 4),
 * and its operations. A let is checked again in every series it is seen from:
 * a name stands for its expression.
 */
#include "expr/check.h"

#include "base/stamp.h"

#include <string.h>

const char *
base_noun(enum expr_base b)
{
	static const char *const nouns[] = { "a value", "a number",
		"a condition", "a text", "a time", "a duration" };

	return nouns[b];
}

const char *
unit_noun(enum unit u)
{
	static const char *const nouns[] = { "a plain number", "a price",
		"a quantity", "an amount of money", "a ratio",
		"a value in points" };

	return nouns[u];
}

const char *
timeframe_text(struct checker *c, int64_t timeframe)
{
	char text[STAMP_TEXT_SIZE];

	return arena_text(&c->e->arena, duration_text(timeframe, text));
}

struct typed
check_nothing(void)
{
	return (struct typed){ .base = EXPR_ANY, .op = -1 };
}

static struct typed
constant(struct checker *c, enum expr_base base, struct scalar v)
{
	struct typed t = { .base = base, .family = FAM_CONST };

	t.op = dag_const(c->g, base, &v);
	return t;
}

static struct scalar
literal_value(struct literal v)
{
	struct scalar s = {0};
	struct buf text = {0};

	if (rat_scaled(v.coef, v.exp, &s.r)) {
		s = scalar_number(s.r);
	} else {
		expr_print_literal(v, false, &text);
		s = scalar_double(strtod(buf_text(&text), NULL));
		buf_release(&text);
	}
	return s;
}

static struct typed
check_literal(struct checker *c, const struct node *n)
{
	struct typed t = check_nothing();

	switch (n->kind) {
	case N_NUMBER:
	case N_RATIO:
		t = constant(c, EXPR_NUMBER, literal_value(n->num));
		t.unit = n->kind == N_RATIO ? UNIT_RATIO : UNIT_PLAIN;
		t.bare = n->kind == N_NUMBER;
		break;
	case N_DURATION:
		t = constant(c, EXPR_DURATION,
		    scalar_time(EXPR_DURATION, n->time));
		break;
	case N_TIME:
		t = constant(c, EXPR_TIME,
		    scalar_time(EXPR_TIME, n->time));
		break;
	case N_TEXT:
		t = constant(c, EXPR_TEXT, scalar_text(n->text));
		break;
	case N_BOOL:
		t = constant(c, EXPR_CONDITION,
		    scalar_truth(n->flag ? TRUTH_TRUE : TRUTH_FALSE));
		break;
	default:
		t = constant(c, EXPR_ANY, (struct scalar){ .known = false });
		t.na = true;
		break;
	}
	return t;
}

/* What several operands have together: the finest clock, any path. */
void
check_join(const struct typed *in, int len, struct typed *out)
{
	for (int i = 0; i < len; i++) {
		const struct typed *t = &in[i];

		if (t->clock != 0 && (out->clock == 0 || t->clock < out->clock))
			out->clock = t->clock;
		if (out->path == NULL)
			out->path = t->path;
		if (i == 0 || out->family == FAM_CONST) {
			out->family = t->family;
			out->family_key = t->family_key;
		} else if (t->family != FAM_CONST && (t->family !=
		    out->family || t->family_key != out->family_key)) {
			out->family = FAM_NONE;
		}
	}
}

int
check_align(struct checker *c, int op, int section)
{
	const struct op *from = &c->g->ops.at[op];
	struct op align = dag_blank(OP_ALIGN);

	if (from->section == section || from->section == SECTION_NONE)
		return op;
	align.base = from->base;
	align.unit = from->unit;
	align.family = from->family;
	align.section = (short)section;
	align.in[0] = op;
	return dag_op(c->g, &align);
}

int
check_emit(struct checker *c, struct op op, const struct typed *in, int len,
    struct typed *out)
{
	int section = c->view.section;

	/* out may be one of in. */
	if (c->e->failed) {
		out->op = 0;
		return 0;
	}
	for (int i = 0; i < len; i++)
		if (c->g->ops.at[in[i].op].section == SECTION_SCALAR)
			section = SECTION_SCALAR;
	for (int i = 0; i < len && i < OP_INPUTS; i++)
		op.in[i] = check_align(c, in[i].op, section);
	op.section = (short)section;
	op.base = (unsigned char)out->base;
	op.unit = (unsigned char)out->unit;
	op.family = (unsigned char)out->family;
	out->op = dag_op(c->g, &op);
	if (out->op < 0) {
		expr_refuse(c->e, 0, "limit", "more than 4096 operations");
		out->op = 0;
	}
	return out->op;
}

const char *
title_text(struct checker *c, struct title t)
{
	return t.arg == NULL ? t.of : arena_format(&c->e->arena,
	    "\"%s\" of %s", t.arg, t.of);
}

bool
check_base(struct checker *c, const struct node *n, struct typed t,
    enum expr_base want, struct title who)
{
	if (c->e->failed)
		return false;
	if (t.base != want)
		expr_refuse(c->e, n->tok, "type", "%s wants %s, not %s",
		    title_text(c, who), base_noun(want), base_noun(t.base));
	return !c->e->failed;
}

static struct typed
check_part(struct checker *c, const struct node *n)
{
	const struct node *x = n->arg[0];
	const struct name_row *row;
	struct expr_ask ask = {0};
	struct typed t = {0};
	struct op op = dag_blank(OP_ASK);

	if (x->kind != N_NAME || strcmp(x->text, "position") != 0)
		return check_part_of(c, n, check_node(c, x));
	row = expr_name_find(expr_position, n->text, c->view.see);
	if (row == NULL) {
		VEC(const char *) words = {0};
		const char *near;

		for (row = expr_position; row->name; row++)
			vec_push(&words, row->name);
		vec_push(&words, NULL);
		near = word_nearest(n->text, words.at);
		vec_release(&words);
		if (!(c->view.see & (SEE_SNAPSHOT | SEE_ACCOUNT)))
			expr_refuse(c->e, x->tok, "name",
			    "there is no position here");
		else
			expr_refuse(c->e, n->op, "name", "position has no part "
			    "\"%s\"%s%s%s", n->text, near ?
			    "; did you mean \"" : "", near ? near : "",
			    near ? "\"?" : "");
		return check_nothing();
	}
	ask.id = (enum expr_id)row->code;
	ask.name = t.path = arena_format(&c->e->arena, "position.%s",
	    row->name);
	ask.base = t.base = (enum expr_base)row->base;
	ask.unit = t.unit = (enum unit)row->unit;
	t.family = (enum family)row->family;
	op.value = dag_ask(c->g, &ask);
	op.section = SECTION_SCALAR;
	op.base = row->base;
	op.unit = row->unit;
	op.family = row->family;
	t.op = dag_op(c->g, &op);
	return t;
}

struct typed
check_node(struct checker *c, const struct node *n)
{
	if (c->e->failed)
		return check_nothing();
	switch ((enum node_kind)n->kind) {
	case N_NAME:
		return check_name(c, n);
	case N_CALL:
		return check_call(c, n);
	case N_PART:
		return check_part(c, n);
	case N_INDEX:
		return check_index(c, n);
	case N_SWITCH:
		return check_switch(c, n);
	case N_NEG:
		return check_negation(c, n);
	case N_MUL:
	case N_DIV:
	case N_ADD:
	case N_SUB:
		return check_arithmetic(c, n);
	case N_LT:
	case N_LE:
	case N_GT:
	case N_GE:
	case N_EQ:
	case N_NE:
	case N_IN:
		return check_comparison(c, n);
	case N_FOR:
	case N_WITHIN:
		return check_span(c, n);
	case N_NOT:
	case N_AND:
	case N_OR:
		return check_logic(c, n);
	case N_IF:
		return check_if(c, n);
	default:
		return check_literal(c, n);
	}
}

struct typed
check_value(struct checker *c, const struct node *n)
{
	struct typed t = check_node(c, n);

	if (c->e->failed)
		return check_nothing();
	if (t.na) {
		expr_refuse(c->e, n->tok, "type",
		    "na may stand only in a branch of if");
	} else if (t.parts) {
		struct buf parts = {0};

		for (const struct part_row *p = t.parts->parts; p->name; p++)
			buf_printf(&parts, " .%s", p->name);
		expr_refuse(c->e, n->tok, "type", "name one part:%s",
		    buf_text(&parts));
		buf_release(&parts);
	}
	return c->e->failed ? check_nothing() : t;
}
