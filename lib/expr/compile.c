/*
 * From text to a struct expr that can be evaluated: tokens, tree, checks,
 * graph; and what may be asked of the result.
 */
#include "expr/check.h"

#include <string.h>

/* A literal, perhaps with a sign; NULL for anything else. */
struct node *
expr_constant(struct expr *e, const char *s)
{
	struct expr one = { .arena = e->arena, .len = strlen(s) };
	struct node *n = NULL;

	one.text = s;
	if (one.len <= LIMIT_LITERAL && expr_lex(&one) && expr_parse(&one) &&
	    one.lets.len == 0)
		n = one.rules.at[0].node;
	e->arena = one.arena;
	vec_release(&one.rules);
	vec_release(&one.tokens);
	vec_release(&one.lets);
	vec_release(&one.findings);
	if (n == NULL)
		return NULL;
	n->tok = n->op = 0;
	if (n->kind == N_NEG && (n->arg[0]->kind == N_NUMBER ||
	    n->arg[0]->kind == N_RATIO)) {
		n->arg[0]->tok = n->arg[0]->op = 0;
		return n;
	}
	return n->kind <= N_BOOL || n->kind == N_NAME ? n : NULL;
}

static unsigned
place_sees(const struct expr_context *in)
{
	switch (in->place) {
	case EXPR_SERIES:
		return SEE_BARS;
	case EXPR_BREAKER:
		return SEE_SNAPSHOT | (in->timeframe ? SEE_BARS : 0);
	case EXPR_RESULT:
		return SEE_RESULT;
	case EXPR_STRATEGY:
		return SEE_BARS | SEE_ACCOUNT;
	default:
		return 0;
	}
}

const char *
check_taken(const struct checker *c, const char *name, unsigned lets,
    size_t params)
{
	for (unsigned i = 0; i < lets; i++)
		if (strcmp(c->e->lets.at[i].name, name) == 0)
			return "is defined twice";
	for (size_t i = 0; i < params; i++)
		if (strcmp(c->e->in.params[i].name, name) == 0)
			return "is a parameter already";
	if (expr_func(name, 0) || strcmp(name, "position") == 0 ||
	    strcmp(name, "all") == 0 || expr_name_find(expr_names, name,
	    0xff) || (c->e->in.record && record_field(c->e->in.record, name)))
		return "is a built-in name";
	return NULL;
}

void
check_params(struct checker *c)
{
	struct token first = { .line = 1, .column = 1, .chars = 1 };

	if (c->e->in.params_len > LIMIT_PARAMS) {
		expr_refuse_at(c->e, &first, "limit",
		    "more than 32 parameters");
		return;
	}
	for (size_t i = 0; i < c->e->in.params_len; i++) {
		const struct expr_param *p = &c->e->in.params[i];
		const struct node *n = expr_constant(c->e, p->value);

		if (n == NULL || n->kind == N_NAME || n->kind == N_TEXT)
			expr_refuse_at(c->e, &first, "value", "parameter %s: "
			    "\"%s\" is not a number, ratio, duration, true or "
			    "false", p->name, p->value);
		else if (expr_func(p->name, 0) || expr_reserved(p->name) ||
		    expr_name_find(expr_names, p->name, 0xff))
			expr_refuse_at(c->e, &first, "name",
			    "parameter %s is a built-in name", p->name);
		c->params[i] = n;
	}
}

void
check_let_at(struct checker *c, unsigned i)
{
	struct let *l = &c->e->lets.at[i];
	const char *taken = check_taken(c, l->name, i, c->e->in.params_len);
	struct typed t;

	if (taken) {
		expr_refuse(c->e, l->tok, "name", "\"%s\" %s", l->name,
		    taken);
		return;
	}
	if (l->body == NULL)
		return;
	c->open_lets = i;
	t = check_node(c, l->body);
	if (!c->e->failed && t.na)
		check_value(c, l->body);	/* refuses */
}

void
check_unread(struct checker *c)
{
	for (size_t i = 0; i < c->e->lets.len && !c->e->failed; i++)
		if (!c->e->lets.at[i].read)
			expr_warn(c->e, c->e->lets.at[i].tok, "unread",
			    "\"%s\" is never used", c->e->lets.at[i].name);
}

static void
check_wanted(struct checker *c, const struct rule *r, struct typed t,
    size_t said)
{
	struct expr *e = c->e;
	const struct scalar *v;

	if (r->wish.base != EXPR_ANY && t.base != r->wish.base) {
		expr_refuse(e, r->node->tok, "type", "%s is wanted here, not "
		    "%s", base_noun(r->wish.base), base_noun(t.base));
		return;
	}
	v = dag_value(e->dag, t.op);
	if (t.base == EXPR_CONDITION && v && v->known &&
	    r->node->kind != N_LT && e->findings.len == said &&
	    !r->wish.parameters)
		expr_warn(e, r->node->tok, "constant",
		    "this condition is always %s", truth_names[v->truth]);
	if (e->statements)
		check_wish(c, r, t);
}

void
check_rule(struct checker *c, const struct rule *r)
{
	size_t said = c->e->statements ? c->e->findings.len : 0;
	struct typed t;
	struct root root;

	c->open_lets = (unsigned)c->e->lets.len;
	t = check_value(c, r->node);
	if (!c->e->failed)
		check_wanted(c, r, t, said);
	if (c->e->failed)
		return;
	if (c->e->in.place == EXPR_BREAKER)	/* a snapshot is now */
		t.op = check_align(c, t.op, SECTION_SCALAR);
	root = (struct root){ t.op, t.base, t.unit };
	vec_push(&c->g->roots, root);
}

void
check_open(struct checker *c, struct expr *e)
{
	*c = (struct checker){ .e = e, .g = e->dag };
	c->view.timeframe = e->in.timeframe;
	c->view.symbol = "";
	c->view.see = place_sees(&e->in);
	c->view.section = c->view.see & SEE_BARS ?
	    dag_section(e->dag, "", e->in.timeframe) : SECTION_SCALAR;
}

void
check_close(struct checker *c)
{
	vec_release(&c->seen);
	vec_release(&c->symbols);
}

/* Every let in order, then the expression; errors come in that order too. */
static void
check_all(struct expr *e)
{
	struct checker c;

	e->rules.at[0].wish.base = e->in.want;
	check_open(&c, e);
	check_params(&c);
	for (unsigned i = 0; i < e->lets.len && !e->failed; i++)
		check_let_at(&c, i);
	if (!e->failed)
		check_rule(&c, &e->rules.at[0]);
	check_unread(&c);
	check_close(&c);
	if (e->failed)
		return;
	dag_finish(e->dag);
	if (e->dag->ops.at[dag_root(e->dag)].lookback > LIMIT_LOOKBACK)
		expr_refuse(e, e->rules.at[0].node->tok, "limit",
		    "looks back more than 1000000 bars");
}

/* The context's texts live as long as the expression. */
void
context_copy(struct expr *e, const struct expr_context *in)
{
	struct arena *a = &e->arena;
	struct expr_param *params = arena_alloc(a,
	    in->params_len * sizeof(*params));
	struct expr_with *with = arena_alloc(a,
	    in->with_len * sizeof(*with));

	e->in = *in;
	e->in.label = arena_text(a, in->label ? in->label : "expression");
	for (size_t i = 0; i < in->params_len; i++) {
		params[i].name = arena_text(a, in->params[i].name);
		params[i].value = arena_text(a, in->params[i].value);
	}
	for (size_t i = 0; i < in->with_len; i++) {
		with[i].name = arena_text(a, in->with[i].name);
		with[i].symbol = arena_text(a, in->with[i].symbol);
	}
	e->in.params = params;
	e->in.with = with;
}

enum err_code
expr_compile(const struct expr_context *in, const char *text,
    struct expr **out, struct err *err)
{
	struct expr *e = mem_alloc(sizeof(*e));
	struct token start = { .line = 1, .column = 1, .chars = 1 };
	struct buf message = {0};
	enum err_code rc = E_OK;

	context_copy(e, in);
	e->dag = mem_alloc(sizeof(*e->dag));
	e->len = strlen(text);
	if (e->len > LIMIT_TEXT) {
		e->text = "";
		expr_refuse_at(e, &start, "limit",
		    "the expression is longer than 4096 bytes");
	} else {
		e->text = arena_text(&e->arena, text);
		if (expr_lex(e) && expr_parse(e))
			check_all(e);
	}
	vec_release(&e->tokens);
	if (e->failed) {
		expr_finding_text(&e->error, e->in.label, e->text, &message);
		rc = err_set(err, E_USAGE, "%s", buf_text(&message));
		buf_release(&message);
		expr_free(e);
	} else {
		*out = e;
	}
	return rc;
}

void
expr_free(struct expr *e)
{
	if (e == NULL)
		return;
	if (e->of == NULL)
		vec_release(&e->tokens);
	vec_release(&e->lets);
	vec_release(&e->rules);
	vec_release(&e->findings);
	dag_free(e->dag);
	arena_release(&e->arena);
	free(e);
}

const struct expr_findings *
expr_warnings(const struct expr *e)
{
	return &e->findings;
}

enum expr_base
expr_base(const struct expr *e)
{
	return e->dag->roots.at[0].base;
}

enum unit
expr_unit(const struct expr *e)
{
	return e->dag->roots.at[0].unit;
}

unsigned
expr_slots(const struct expr *e)
{
	return e->dag->slots;
}

bool
expr_reads(const struct expr *e, enum expr_id id)
{
	for (size_t i = 0; i < e->dag->ops.len; i++) {
		const struct op *op = &e->dag->ops.at[i];

		if (op->code == OP_ASK && e->dag->asks.at[op->value].id == id)
			return true;
	}
	return false;
}

bool
expr_reads_position(const struct expr *e)
{
	for (int id = EXPR_POSITION_SIDE; id <= EXPR_HELD; id++)
		if (expr_reads(e, (enum expr_id)id))
			return true;
	return false;
}

bool
expr_reads_bars(const struct expr *e)
{
	for (size_t i = 0; i < e->dag->ops.len; i++)
		if (e->dag->ops.at[i].section >= 0)
			return true;
	return false;
}
