/*
 * Tokens to tree (LANGUAGE 2): recursive descent, one function per level of
 * binding. After the first refusal every function returns quickly, with some
 * node that nobody reads.
 */
#include "expr/parse.h"

#include <string.h>

static bool
enter(struct parser *p)
{
	if (++p->depth > LIMIT_DEPTH)
		expr_refuse(p->e, p->at, "limit", "nested deeper than 64");
	return !p->e->failed;
}

static struct node *
unary(struct parser *p)
{
	unsigned op = p->at;
	struct node *n;

	if (!parse_accept(p, T_MINUS))
		return parse_postfix(p);
	if (!enter(p))
		return expr_node(p->e, N_NA, op, op);
	n = parse_node(p->e, expr_node(p->e, N_NEG, op, op), 1, NULL, NULL,
	    NULL);
	n->arg[0] = unary(p);
	p->depth--;
	return n;
}

/* One left-associative level: operands by `below`, operators by `kind`. */
static struct node *
chain(struct parser *p, struct node *(*below)(struct parser *),
    enum token_kind a, enum node_kind na, enum token_kind b,
    enum node_kind nb)
{
	struct node *n = below(p);

	while (!p->e->failed && (parse_look(p)->kind == a ||
	    parse_look(p)->kind == b)) {
		unsigned op = p->at;
		enum node_kind kind = parse_look(p)->kind == a ? na : nb;

		parse_next(p);
		n = parse_node(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
		    below(p), NULL);
	}
	return n;
}

static struct node *
term(struct parser *p)
{
	return chain(p, unary, T_TIMES, N_MUL, T_OVER, N_DIV);
}

struct node *
parse_sum(struct parser *p)
{
	return chain(p, term, T_PLUS, N_ADD, T_MINUS, N_SUB);
}

static bool
compares(const struct parser *p)
{
	return parse_look(p)->kind >= T_LT || parse_is_word(p, W_IN);
}

static struct node *
choices(struct parser *p, struct node *value, unsigned op)
{
	struct node *n = expr_node(p->e, N_IN, value->tok, op);
	VEC(struct node *) list = {0};

	vec_push(&list, value);
	parse_expect(p, T_LPAREN, "\"(\"");
	p->brackets++;
	do {
		struct node *one = parse_sum(p);

		vec_push(&list, one);
	} while (!p->e->failed && parse_accept(p, T_COMMA));
	p->brackets--;
	parse_expect(p, T_RPAREN, "\",\" or \")\"");
	n->arg = arena_alloc(&p->e->arena, list.len * sizeof(*n->arg));
	memcpy(n->arg, list.at, list.len * sizeof(*n->arg));
	n->len = (unsigned)list.len;
	vec_release(&list);
	return n;
}

static struct node *
cmp(struct parser *p)
{
	struct node *n = parse_sum(p);
	unsigned op = p->at;

	if (p->e->failed || !compares(p))
		goto out;
	if (parse_accept_word(p, W_IN)) {
		n = choices(p, n, op);
	} else {
		enum node_kind kind = (enum node_kind)
		    (parse_look(p)->kind - T_LT + N_LT);

		parse_next(p);
		n = parse_node(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
		    parse_sum(p), NULL);
	}
	if (!p->e->failed && compares(p))
		expr_refuse(p->e, p->at, "syntax",
		    "comparisons do not chain; write a < b and b < c");
out:
	if (!p->e->failed && parse_look(p)->kind == T_ASSIGN)
		expr_refuse(p->e, p->at, "syntax",
		    "= compares nothing; write ==");
	return n;
}

struct node *
parse_span(struct parser *p, bool *bars)
{
	struct node *n;

	*bars = false;
	if (parse_look(p)->kind == T_DURATION)
		return parse_leaf(p, N_DURATION);
	if (parse_look(p)->kind == T_NAME) {
		n = parse_leaf(p, N_NAME);
		*bars = parse_accept_word(p, W_BARS);
		return n;
	}
	if (parse_look(p)->kind == T_NUMBER) {
		n = parse_leaf(p, N_NUMBER);
		*bars = true;
		if (!parse_accept_word(p, W_BARS) &&
		    !parse_accept_word(p, W_BAR))
			parse_unexpected(p, "\"bars\"");
		return n;
	}
	parse_unexpected(p, "a span (3 bars, 10m)");
	return expr_node(p->e, N_NA, p->at, p->at);
}

static bool
spans(const struct parser *p)
{
	return parse_is_word(p, W_FOR) || parse_is_word(p, W_WITHIN);
}

static struct node *
held(struct parser *p)
{
	struct node *n = cmp(p);
	unsigned op = p->at;
	enum node_kind kind;

	if (p->e->failed || !spans(p))
		return n;
	kind = parse_is_word(p, W_FOR) ? N_FOR : N_WITHIN;
	parse_next(p);
	n = parse_node(p->e, expr_node(p->e, kind, n->tok, op), 2, n, NULL,
	    NULL);
	n->arg[1] = parse_span(p, &n->flag);
	if (!p->e->failed && spans(p))
		expr_refuse(p->e, p->at, "syntax", "one span at a time; "
		    "put the first in parentheses");
	return n;
}

static struct node *
not(struct parser *p)
{
	unsigned op = p->at;
	struct node *n;

	if (!parse_accept_word(p, W_NOT))
		return held(p);
	if (!enter(p))
		return expr_node(p->e, N_NA, op, op);
	n = parse_node(p->e, expr_node(p->e, N_NOT, op, op), 1, NULL, NULL,
	    NULL);
	n->arg[0] = not(p);
	p->depth--;
	if (!p->e->failed && !n->arg[0]->parens &&
	    (n->arg[0]->kind == N_FOR || n->arg[0]->kind == N_WITHIN)) {
		const char *w = n->arg[0]->kind == N_FOR ? "for" : "within";

		expr_refuse(p->e, n->arg[0]->op, "syntax", "not and %s: write "
		    "(not a) %s 3 bars, or not (a %s 3 bars)", w, w, w);
	}
	return n;
}

static void
span_warning(struct parser *p, const struct node *right, const char *word)
{
	/* (not a) for 3 bars says what it holds. */
	if (right->parens || (right->kind != N_FOR &&
	    right->kind != N_WITHIN) || right->arg[0]->parens)
		return;
	expr_warn(p->e, right->op, "span", "the span belongs to what stands "
	    "right of \"%s\" alone; write (a %s b) %s ... to hold both", word,
	    word, right->kind == N_FOR ? "for" : "within");
}

/* One level of and / or. */
static struct node *
logic(struct parser *p, struct node *(*below)(struct parser *),
    enum word_id w, enum node_kind kind)
{
	struct node *n = below(p);

	while (!p->e->failed && parse_is_word(p, w)) {
		unsigned op = p->at;

		parse_next(p);
		n = parse_node(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
		    below(p), NULL);
		if (!p->e->failed)
			span_warning(p, n->arg[1], expr_word(w));
	}
	return n;
}

static struct node *
and(struct parser *p)
{
	return logic(p, not, W_AND, N_AND);
}

struct node *
parse_any(struct parser *p)
{
	unsigned op = p->at;
	struct node *n;

	if (!enter(p)) {
		p->depth--;
		return expr_node(p->e, N_NA, op, op);
	}
	if (parse_accept_word(p, W_IF)) {
		n = parse_node(p->e, expr_node(p->e, N_IF, op, op), 3, NULL,
		    NULL, NULL);
		n->arg[0] = parse_any(p);
		if (!parse_accept_word(p, W_THEN))
			parse_unexpected(p, "\"then\"");
		n->arg[1] = parse_any(p);
		if (!parse_accept_word(p, W_ELSE))
			parse_unexpected(p, "\"else\"");
		n->arg[2] = parse_any(p);
	} else {
		n = logic(p, and, W_OR, N_OR);
	}
	p->depth--;
	return n;
}

void
parse_let(struct parser *p)
{
	bool lines = p->lines;
	unsigned tok = p->at;
	struct node *body;
	struct let *l;

	if (parse_look(p)->kind != T_NAME) {
		parse_unexpected(p, "a name");
		return;
	}
	if (p->e->lets.len == LIMIT_LETS) {
		expr_refuse(p->e, tok, "limit", "more than 256 lets");
		return;
	}
	tok = p->at;
	parse_next(p);
	parse_expect(p, T_ASSIGN, "\"=\"");
	p->lines = true;
	body = parse_any(p);
	p->lines = lines;
	l = vec_add(&p->e->lets);
	l->name = parse_text(p, tok);
	l->tok = tok;
	l->body = p->e->failed ? NULL : body;
}

static void
let_statement(struct parser *p)
{
	parse_next(p);
	parse_let(p);
	if (!p->e->failed && !parse_accept(p, T_SEMICOLON) &&
	    !parse_look(p)->newline)
		parse_unexpected(p, "\";\" after the let");
}

bool
expr_parse(struct expr *e)
{
	struct parser p = { .e = e };

	while (!e->failed && parse_is_word(&p, W_LET))
		let_statement(&p);
	if (!e->failed) {
		struct rule *r = vec_add(&e->rules);

		r->node = parse_any(&p);
	}
	if (!e->failed && parse_look(&p)->kind != T_END) {
		if (parse_accept(&p, T_SEMICOLON) &&
		    parse_look(&p)->kind == T_END)
			expr_refuse(e, p.at - 1, "syntax",
			    "only a let ends with \";\"");
		else
			expr_refuse(e, p.at, "syntax",
			    "the expression should end before \"%.*s\"",
			    parse_look(&p)->len > 40 ? 40 :
			    (int)parse_look(&p)->len,
			    e->text + parse_look(&p)->at);
	}
	return !e->failed;
}
