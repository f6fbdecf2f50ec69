/*
 * The rules of a program: what each has to be, all of them checked and
 * compiled into one graph, and what may be asked of it.
 */
#include "expr/check.h"
#include "expr/reader.h"

#include "base/stamp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int
expr_reader_rule(struct expr_reader *r, const struct expr_wish *wish)
{
	struct rule rule = { .wish = *wish };

	if (expr_reader_wanting(r, "a value"))
		return -1;
	rule.node = wish->short_of_for ? parse_sum(&r->p) : parse_any(&r->p);
	if (r->e->failed)
		return -1;
	vec_push(&r->e->rules, rule);
	return (int)r->e->rules.len - 1;
}

int
expr_reader_span(struct expr_reader *r)
{
	struct rule rule = { .wish = { .span = true, .constant = true } };

	if (expr_reader_wanting(r, "a span (3 bars, 10m)"))
		return -1;
	rule.node = parse_span(&r->p, &rule.bars);
	if (r->e->failed)
		return -1;
	vec_push(&r->e->rules, rule);
	return (int)r->e->rules.len - 1;
}

void
expr_reader_let(struct expr_reader *r)
{
	if (!expr_reader_wanting(r, "a name"))
		parse_let(&r->p);
}

void
expr_reader_with(struct expr_reader *r, unsigned at, const char *name,
    const char *symbol)
{
	struct expr_context *in = &r->e->in;

	if (in->with_len == LIMIT_SERIES - 1) {
		expr_refuse(r->e, at, "limit", "more than 16 series");
		return;
	}
	r->with_at[in->with_len].tok = at;
	r->with[in->with_len++] = (struct expr_with){ name, symbol };
}

void
expr_reader_param(struct expr_reader *r, unsigned at, const char *name,
    const struct expr_constant *value)
{
	struct expr_context *in = &r->e->in;

	if (in->params_len == LIMIT_PARAMS) {
		expr_refuse(r->e, at, "limit", "more than 32 parameters");
		return;
	}
	r->param_at[in->params_len].tok = at;
	r->params[in->params_len++] = (struct expr_param){ name,
	    value ? value->text : NULL };
}

void
expr_reader_timeframe(struct expr_reader *r, int64_t timeframe)
{
	r->e->in.timeframe = timeframe;
}

static bool
unit_wanted(const struct expr_wish *w, enum unit unit)
{
	return w->units == 0 || (w->units >> unit & 1);
}

/* A share of equity: 5 would be 500 %. */
static void
check_share(struct checker *c, const struct node *n, struct typed t)
{
	const struct scalar *v = dag_value(c->g, t.op);
	const char *text = expr_node_text(c->e, n);
	struct buf percent = {0};

	if (!t.bare || v == NULL || fabs(v->d) <= 1)
		return;
	expr_print_literal(n->kind == N_NEG ? n->arg[0]->num : n->num, true,
	    &percent);
	expr_refuse(c->e, n->tok, "unit", "%s means %s%s here; write %s%%",
	    text, n->kind == N_NEG ? "-" : "", buf_text(&percent), text);
	buf_release(&percent);
}

static void
check_constant(struct checker *c, const struct rule *r, struct typed t)
{
	const struct scalar *v = dag_value(c->g, t.op);
	double x = v == NULL ? 0 : t.base == EXPR_NUMBER ? v->d :
	    (double)v->time;

	if (v == NULL)
		expr_refuse(c->e, r->node->tok, "type",
		    "this must be a constant");
	else if (r->wish.span && t.base != EXPR_NUMBER &&
	    t.base != EXPR_DURATION)
		expr_refuse(c->e, r->node->tok, "type", "a span is a number "
		    "of bars or a duration, not %s", base_noun(t.base));
	else if (r->wish.span && r->bars && t.base != EXPR_NUMBER)
		expr_refuse(c->e, r->node->tok, "type",
		    "a duration is not a number of bars; leave out \"bars\"");
	else if (!v->known || !(x > 0))
		expr_refuse(c->e, r->node->tok, "value",
		    "this must be more than 0");
	else if (t.base == EXPR_NUMBER && (r->wish.whole || r->wish.span) &&
	    (x != floor(x) || x > LIMIT_LENGTH))
		expr_refuse(c->e, r->node->tok, "value", "this must be a "
		    "whole number from 1 to %d", LIMIT_LENGTH);
}

void
check_wish(struct checker *c, const struct rule *r, struct typed t)
{
	const struct expr_wish *w = &r->wish;
	const struct op *op = &c->g->ops.at[t.op];

	if (t.base == EXPR_NUMBER && !unit_wanted(w, t.unit))
		expr_refuse(c->e, r->node->tok, "unit", "%s does not do here; "
		    "write %s", unit_noun(t.unit), w->instead);
	if (w->share && !c->e->failed)
		check_share(c, r->node, t);
	if (w->constant && !c->e->failed)
		check_constant(c, r, t);
	if (w->parameters && op->code != OP_CONST)
		expr_refuse(c->e, r->node->tok, "type",
		    "this may look at parameters alone");
}

/* Names that statements gave, in their order. */
static void
check_given(struct checker *c)
{
	const struct expr_context *in = &c->e->in;

	for (size_t i = 0; i < in->params_len; i++) {
		const char *name = in->params[i].name, *taken;

		c->params[i] = in->params[i].value ?
		    expr_constant(c->e, in->params[i].value) : NULL;
		taken = check_taken(c, name, 0, i);
		if (taken)
			expr_refuse(c->e, c->e->param_at[i].tok, "name",
			    "\"%s\" %s", name, taken);
		if (expr_refusal_keep(c->e))
			c->params[i] = NULL;
	}
	for (size_t i = 0; i < in->with_len; i++) {
		const char *name = in->with[i].name;
		const char *taken = check_taken(c, name, 0, in->params_len);

		for (size_t k = 0; k < i && !taken; k++)
			if (strcmp(in->with[k].name, name) == 0)
				taken = "is defined twice";
		for (size_t k = 0; k < c->e->lets.len && !taken; k++)
			if (strcmp(c->e->lets.at[k].name, name) == 0)
				taken = "is the name of a let, too";
		if (taken)
			expr_refuse(c->e, c->e->with_at[i].tok, "name",
			    "\"%s\" %s", name, taken);
		expr_refusal_keep(c->e);
	}
}

/* Over parameters alone: no bars, no lets. */
static void
check_parameters_rule(struct checker *c, const struct rule *r)
{
	struct view view = c->view;
	size_t lets = c->e->lets.len, said = c->e->findings.len;

	c->view = (struct view){ .section = SECTION_SCALAR, .symbol = "" };
	c->e->lets.len = 0;
	check_rule(c, r);
	c->e->lets.len = lets;
	c->view = view;
	c->e->findings.len = said;	/* constant it is, and must be */
}

static void
check_rules(struct checker *c)
{
	struct expr *e = c->e;
	struct root none = { .op = 0 };

	for (size_t i = 0; i < e->rules.len; i++) {
		const struct rule *r = &e->rules.at[i];

		if (r->wish.parameters)
			check_parameters_rule(c, r);
		else
			check_rule(c, r);
		if (expr_refusal_keep(e))
			vec_push(&c->g->roots, none);	/* keeps the places */
	}
}

static void
check_lookback(struct expr *e)
{
	for (size_t i = 0; i < e->rules.len; i++) {
		const struct op *op = &e->dag->ops.at[e->dag->roots.at[i].op];

		if (op->lookback > LIMIT_LOOKBACK)
			expr_refuse(e, e->rules.at[i].node->tok, "limit",
			    "looks back more than 1000000 bars");
		expr_refusal_keep(e);
	}
}

struct expr *
expr_reader_compile(struct expr_reader *r)
{
	struct expr *e = r->e;
	struct checker c;

	expr_refusal_keep(e);
	check_open(&c, e);
	check_given(&c);
	for (unsigned i = 0; i < e->lets.len; i++) {
		check_let_at(&c, i);
		expr_refusal_keep(e);
	}
	check_rules(&c);
	check_close(&c);
	if (expr_reader_refused(r) || e->rules.len == 0)
		return NULL;
	check_unread(&c);
	for (size_t i = 0; i < e->in.params_len; i++)
		if (!e->param_at[i].read)
			expr_warn(e, e->param_at[i].tok, "unread",
			    "\"%s\" is never used", e->in.params[i].name);
	dag_finish(e->dag);
	check_lookback(e);
	return expr_reader_refused(r) ? NULL : e;
}

static int
place_order(const void *a, const void *b)
{
	const struct expr_finding *x = a, *y = b;

	if (x->line != y->line)
		return x->line - y->line;
	if (x->column != y->column)
		return x->column - y->column;
	return strcmp(x->message, y->message);
}

const struct expr_findings *
expr_reader_findings(struct expr_reader *r)
{
	if (r->e->findings.len > 1)
		qsort(r->e->findings.at, r->e->findings.len,
		    sizeof(*r->e->findings.at), place_order);
	return &r->e->findings;
}

void
expr_rule_text(const struct expr *e, int rule, struct buf *out)
{
	const struct rule *r = &e->rules.at[rule];

	if (r->wish.span)
		expr_print_span(e, r->node, r->bars, out);
	else
		expr_print(e, r->node, out);
}

bool
expr_let_text(const struct expr *e, size_t i, struct buf *out)
{
	if (i >= e->lets.len)
		return false;
	buf_printf(out, "let %s = ", e->lets.at[i].name);
	expr_print(e, e->lets.at[i].body, out);
	return true;
}

bool
expr_reader_met(const struct expr_reader *r)
{
	const struct expr *e = r->e;

	for (size_t i = 0; i < e->rules.len && i < e->dag->roots.len; i++) {
		double met;

		if (e->rules.at[i].wish.parameters &&
		    e->dag->roots.at[i].base == EXPR_CONDITION &&
		    expr_rule_constant(e, (int)i, &met) && !(met == 1))
			return false;
	}
	return true;
}

bool
expr_rule_constant(const struct expr *e, int rule, double *out)
{
	const struct root *root = &e->dag->roots.at[rule];
	const struct scalar *v = dag_value(e->dag, root->op);

	if (v == NULL)
		return false;
	*out = !v->known ? (double)NAN : root->base == EXPR_NUMBER ? v->d :
	    root->base == EXPR_CONDITION ? v->truth == TRUTH_TRUE :
	    (double)v->time;
	return true;
}

enum expr_base
expr_rule_base(const struct expr *e, int rule)
{
	return e->dag->roots.at[rule].base;
}

enum unit
expr_rule_unit(const struct expr *e, int rule)
{
	return e->dag->roots.at[rule].unit;
}

bool
expr_rule_path(const struct expr *e, int rule)
{
	return e->dag->ops.at[e->dag->roots.at[rule].op].section ==
	    SECTION_SCALAR;
}

int64_t
expr_lookback(const struct expr *e)
{
	int64_t most = 0;

	for (size_t i = 0; i < e->dag->roots.len; i++) {
		const struct op *op = &e->dag->ops.at[e->dag->roots.at[i].op];

		if (op->lookback > most)
			most = op->lookback;
	}
	return most;
}
