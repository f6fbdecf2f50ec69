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
		n = one.root;
	e->arena = one.arena;
	vec_release(&one.tokens);
	vec_release(&one.lets);
	vec_release(&one.warnings);
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

/* A name of the user's own that is taken already; says by what. */
static const char *
name_taken(const struct checker *c, const char *name, unsigned lets)
{
	for (unsigned i = 0; i < lets; i++)
		if (strcmp(c->e->lets.at[i].name, name) == 0)
			return "is defined twice";
	for (size_t i = 0; i < c->e->in.params_len; i++)
		if (strcmp(c->e->in.params[i].name, name) == 0)
			return "is a parameter already";
	if (expr_func(name, 0) || strcmp(name, "position") == 0 ||
	    strcmp(name, "all") == 0 || expr_name_find(expr_names, name,
	    0xff) || (c->e->in.record && record_field(c->e->in.record, name)))
		return "is a built-in name";
	return NULL;
}

static void
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

/* Every let in order, then the expression; errors come in that order too. */
static struct typed
check_program(struct checker *c)
{
	struct typed t = check_nothing();

	check_params(c);
	for (unsigned i = 0; i < c->e->lets.len && !c->e->failed; i++) {
		struct let *l = &c->e->lets.at[i];
		const char *taken = name_taken(c, l->name, i);

		if (taken) {
			expr_refuse(c->e, l->tok, "name", "\"%s\" %s", l->name,
			    taken);
			break;
		}
		c->open_lets = i;
		t = check_node(c, l->body);
		if (!c->e->failed && t.na)
			check_value(c, l->body);	/* refuses */
	}
	if (c->e->failed)
		return t;
	c->open_lets = (unsigned)c->e->lets.len;
	t = check_value(c, c->e->root);
	for (size_t i = 0; i < c->e->lets.len && !c->e->failed; i++)
		if (!c->e->lets.at[i].read)
			expr_warn(c->e, c->e->lets.at[i].tok, "unread",
			    "\"%s\" is never used", c->e->lets.at[i].name);
	return t;
}

static void
check_wanted(struct expr *e, struct typed t)
{
	const struct scalar *v;

	if (e->failed)
		return;
	if (e->in.want != EXPR_ANY && t.base != e->in.want) {
		expr_refuse(e, e->root->tok, "type", "%s is wanted here, not "
		    "%s", base_noun(e->in.want), base_noun(t.base));
		return;
	}
	v = dag_value(e->dag, t.op);
	if (t.base == EXPR_CONDITION && v && v->known &&
	    e->root->kind != N_LT && e->warnings.len == 0)
		expr_warn(e, e->root->tok, "constant",
		    "this condition is always %s", truth_names[v->truth]);
}

static void
check_all(struct expr *e)
{
	struct checker c = { .e = e, .g = e->dag };
	struct typed t;

	c.view.timeframe = e->in.timeframe;
	c.view.symbol = "";
	c.view.see = place_sees(&e->in);
	c.view.section = c.view.see & SEE_BARS ?
	    dag_section(e->dag, "", e->in.timeframe) : SECTION_SCALAR;
	t = check_program(&c);
	check_wanted(e, t);
	if (!e->failed) {
		if (e->in.place == EXPR_BREAKER)	/* a snapshot is now */
			t.op = check_align(&c, t.op, SECTION_SCALAR);
		e->dag->root = t.op;
		e->dag->base = t.base;
		e->dag->unit = t.unit;
		dag_finish(e->dag);
		if (e->dag->ops.at[e->dag->root].lookback > LIMIT_LOOKBACK)
			expr_refuse(e, e->root->tok, "limit",
			    "looks back more than 1000000 bars");
	}
	vec_release(&c.seen);
	vec_release(&c.symbols);
}

/* The context's texts live as long as the expression. */
static void
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
	vec_release(&e->tokens);
	vec_release(&e->lets);
	vec_release(&e->warnings);
	dag_free(e->dag);
	arena_release(&e->arena);
	free(e);
}

const struct expr_findings *
expr_warnings(const struct expr *e)
{
	return &e->warnings;
}

enum expr_base
expr_base(const struct expr *e)
{
	return e->dag->base;
}

enum unit
expr_unit(const struct expr *e)
{
	return e->dag->unit;
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
