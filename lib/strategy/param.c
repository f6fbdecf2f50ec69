/*
 * Parameters: a default, the range or the choices that a sweep may take, and
 * the value that this reading was asked for.
 */
#include "strategy/read.h"

#include <string.h>

static const char *
kind_noun(const struct expr_constant *c)
{
	return c->base == EXPR_DURATION ? "a duration" :
	    c->base == EXPR_CONDITION ? "a condition" :
	    c->ratio ? "a ratio" : "a number";
}

static bool
same_kind(const struct expr_constant *a, const struct expr_constant *b)
{
	return a->base == b->base && a->ratio == b->ratio;
}

/* A constant of the default's kind. */
static bool
like_default(struct reading *x, const struct strategy_param *p,
    struct expr_constant *out)
{
	unsigned at = expr_reader_here(x->r);

	if (!expr_reader_constant(x->r, out))
		return false;
	if (!same_kind(&p->value, out))
		expr_reader_refuse(x->r, at, "type", "%s is %s, but the "
		    "default %s is %s", out->text, kind_noun(out),
		    p->value.text, kind_noun(&p->value));
	return expr_reader_good(x->r);
}

static void
read_choices(struct reading *x, struct strategy_param *p)
{
	do {
		struct expr_constant c;

		if (like_default(x, p, &c))
			vec_push(&p->choices, c);
	} while (expr_reader_good(x->r) && expr_reader_sign(x->r, ","));
	if (!expr_reader_sign(x->r, ")"))
		expr_reader_unexpected(x->r, "\",\" or \")\"");
}

static void
read_range(struct reading *x, struct strategy_param *p)
{
	unsigned low = expr_reader_here(x->r), step;

	like_default(x, p, &p->low);
	if (!expr_reader_sign(x->r, ".."))
		expr_reader_unexpected(x->r, "\"..\"");
	like_default(x, p, &p->high);
	if (expr_reader_good(x->r) && (p->low.base == EXPR_CONDITION ||
	    p->low.value > p->high.value))
		expr_reader_refuse(x->r, low, "value", "%s..%s is no range",
		    p->low.text, p->high.text);
	if (!expr_reader_word(x->r, "step"))
		return;
	step = expr_reader_here(x->r);
	if (like_default(x, p, &p->step) && !(p->step.value > 0))
		expr_reader_refuse(x->r, step, "value",
		    "a step must be more than 0, not %s", p->step.text);
}

/* What it lies outside of; "" when it lies inside. The caller's. */
static bool
outside(const struct strategy_param *p, const struct expr_constant *c,
    struct buf *where)
{
	if (p->low.base != EXPR_ANY) {
		if (c->value >= p->low.value && c->value <= p->high.value)
			return false;
		buf_printf(where, "%s..%s", p->low.text, p->high.text);
		return true;
	}
	for (size_t i = 0; i < p->choices.len; i++) {
		buf_printf(where, "%s%s", i ? ", " : "",
		    p->choices.at[i].text);
		if (strcmp(p->choices.at[i].text, c->text) == 0)
			return false;
	}
	return p->choices.len > 0;
}

static void
check_inside(struct reading *x, const struct strategy_param *p,
    const struct expr_constant *c, unsigned at)
{
	struct buf where = {0};

	if (expr_reader_good(x->r) && outside(p, c, &where))
		expr_reader_refuse(x->r, at, "value", "%s = %s is outside of "
		    "%s", p->name, c->text, buf_text(&where));
	buf_release(&where);
}

/* The value asked for, or the default. */
static struct expr_constant
value_taken(struct reading *x, const struct strategy_param *p)
{
	struct expr_constant c = p->value;

	for (size_t i = 0; i < x->in->params_len && p->name; i++) {
		const struct expr_param *given = &x->in->params[i];

		if (strcmp(given->name, p->name) != 0 ||
		    !expr_reader_good(x->r))
			continue;
		if (!expr_reader_literal(x->r, given->value, &c) ||
		    !same_kind(&c, &p->value)) {
			expr_reader_refuse(x->r, p->at, "value", "%s is %s, "
			    "not \"%s\"", p->name, kind_noun(&p->value),
			    given->value);
			return p->value;
		}
		check_inside(x, p, &c, p->at);
	}
	return c;
}

void
take_param(struct reading *x, struct strategy_param *p)
{
	p->taken = value_taken(x, p);
	if (p->name)
		expr_reader_param(x->r, p->at, p->name,
		    expr_reader_good(x->r) ? &p->taken : NULL);
}

void
read_param(struct reading *x)
{
	struct strategy_param p = { .at = expr_reader_here(x->r) };
	unsigned at;

	p.name = expr_reader_name(x->r, "a name");
	if (!expr_reader_sign(x->r, "="))
		expr_reader_unexpected(x->r, "\"=\"");
	at = expr_reader_here(x->r);
	expr_reader_constant(x->r, &p.value);
	if (expr_reader_word(x->r, "in")) {
		if (expr_reader_sign(x->r, "("))
			read_choices(x, &p);
		else
			read_range(x, &p);
		check_inside(x, &p, &p.value, at);
	}
	take_param(x, &p);
	if (expr_reader_good(x->r))
		vec_push(&x->s->params, p);
	else
		vec_release(&p.choices);
}
