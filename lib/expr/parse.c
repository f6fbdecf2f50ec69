/*
 * Tokens to tree (LANGUAGE 2): recursive descent, one function per level of
 * binding. After the first refusal every function returns quickly, with some
 * node that nobody reads.
 */
#include "base/stamp.h"
#include "expr/tree.h"

#include <string.h>

struct parser {
	struct expr *e;
	unsigned at;
	int depth;
	int brackets;	/* open ones: a newline inside them is a blank */
	bool lines;	/* in a let: a newline may end it */
};

static struct node *expr_any(struct parser *p);

static const struct token *
look(const struct parser *p)
{
	return &p->e->tokens.at[p->at];
}

static void
next(struct parser *p)
{
	if (look(p)->kind != T_END)
		p->at++;
}

static bool
is_word(const struct parser *p, enum word_id w)
{
	return look(p)->kind == T_WORD && look(p)->word == w;
}

static bool
accept(struct parser *p, enum token_kind kind)
{
	if (look(p)->kind != kind)
		return false;
	next(p);
	return true;
}

static bool
accept_word(struct parser *p, enum word_id w)
{
	if (!is_word(p, w))
		return false;
	next(p);
	return true;
}

static const char *
token_text(const struct parser *p, unsigned tok)
{
	const struct token *t = &p->e->tokens.at[tok];

	return arena_textn(&p->e->arena, p->e->text + t->at, t->len);
}

/* What stands here instead of what was expected. */
static void
unexpected(struct parser *p, const char *wanted)
{
	const struct token *t = look(p);

	if (t->kind == T_END)
		expr_refuse(p->e, p->at, "syntax",
		    "the expression ends here, but %s is missing", wanted);
	else
		expr_refuse(p->e, p->at, "syntax",
		    "expected %s, not \"%.*s\"", wanted,
		    t->len > 40 ? 40 : (int)t->len, p->e->text + t->at);
}

static void
expect(struct parser *p, enum token_kind kind, const char *what)
{
	if (!accept(p, kind))
		unexpected(p, what);
}

struct node *
expr_node(struct expr *e, enum node_kind kind, unsigned tok, unsigned op)
{
	struct node *n = arena_alloc(&e->arena, sizeof(*n));

	if (++e->nodes > LIMIT_NODES)
		expr_refuse(e, op, "limit", "more than 8192 parts");
	n->kind = (unsigned char)kind;
	n->tok = tok;
	n->op = op;
	return n;
}

static struct node *
with_args(struct expr *e, struct node *n, unsigned len, struct node *a,
    struct node *b, struct node *c)
{
	n->arg = arena_alloc(&e->arena, 3 * sizeof(*n->arg));
	n->arg[0] = a;
	n->arg[1] = b;
	n->arg[2] = c;
	n->len = len;
	return n;
}

static bool
enter(struct parser *p)
{
	if (++p->depth > LIMIT_DEPTH)
		expr_refuse(p->e, p->at, "limit", "nested deeper than 64");
	return !p->e->failed;
}

/* A text without its quotes and escapes. */
static const char *
text_value(struct parser *p, unsigned tok)
{
	const struct token *t = &p->e->tokens.at[tok];
	const char *s = p->e->text + t->at + 1;
	char *out = arena_alloc(&p->e->arena, t->len), *to = out;

	for (size_t i = 0; i + 2 < t->len; i++) {
		if (s[i] == '\\')
			i++;
		*to++ = s[i];
	}
	return out;
}

static struct node *
leaf(struct parser *p, enum node_kind kind)
{
	struct node *n = expr_node(p->e, kind, p->at, p->at);
	const struct token *t = look(p);
	const char *s = p->e->text + t->at;

	switch (kind) {
	case N_NUMBER:
	case N_RATIO:
		n->num = expr_literal(s, t->len);
		break;
	case N_DURATION:
		duration_parse(s, t->len, &n->time);
		break;
	case N_TIME:
		stamp_parse(s, t->len, &n->time);
		break;
	case N_TEXT:
		n->text = text_value(p, p->at);
		break;
	case N_BOOL:
		n->flag = t->word == W_TRUE;
		break;
	case N_NAME:
		n->text = token_text(p, p->at);
		break;
	default:
		break;
	}
	next(p);
	return n;
}

static void
call_args(struct parser *p, struct node *call)
{
	bool named = false;

	call->arg = arena_alloc(&p->e->arena,
	    LIMIT_ARGS * sizeof(*call->arg));
	call->name = arena_alloc(&p->e->arena,
	    LIMIT_ARGS * sizeof(*call->name));
	p->brackets++;
	if (look(p)->kind != T_RPAREN) do {
		if (call->len == LIMIT_ARGS) {
			expr_refuse(p->e, p->at, "limit",
			    "a call has at most %d arguments", LIMIT_ARGS);
			break;
		}
		if (look(p)->kind == T_NAME &&
		    p->e->tokens.at[p->at + 1].kind == T_ASSIGN) {
			call->name[call->len] = token_text(p, p->at);
			p->at += 2;
			named = true;
		} else if (named) {
			expr_refuse(p->e, p->at, "syntax", "named arguments "
			    "come after the positional ones");
		}
		call->arg[call->len++] = expr_any(p);
	} while (!p->e->failed && accept(p, T_COMMA));
	p->brackets--;
	expect(p, T_RPAREN, "\",\" or \")\"");
}

static struct node *
primary(struct parser *p)
{
	unsigned tok = p->at;
	struct node *n;

	switch (look(p)->kind) {
	case T_NUMBER:
		return leaf(p, N_NUMBER);
	case T_RATIO:
		return leaf(p, N_RATIO);
	case T_DURATION:
		return leaf(p, N_DURATION);
	case T_TIME:
		return leaf(p, N_TIME);
	case T_TEXT:
		return leaf(p, N_TEXT);
	case T_WORD:
		if (is_word(p, W_TRUE) || is_word(p, W_FALSE))
			return leaf(p, N_BOOL);
		if (is_word(p, W_NA))
			return leaf(p, N_NA);
		break;
	case T_NAME:
		n = leaf(p, N_NAME);
		if (look(p)->kind == T_LPAREN && !(p->lines &&
		    p->brackets == 0 && look(p)->newline)) {
			n->kind = N_CALL;
			next(p);
			call_args(p, n);
		}
		return n;
	case T_LPAREN:
		next(p);
		p->brackets++;
		n = expr_any(p);
		p->brackets--;
		expect(p, T_RPAREN, "\")\"");
		n->parens = true;
		n->open = false;
		n->tok = tok;
		return n;
	default:
		break;
	}
	unexpected(p, "a value");
	return expr_node(p->e, N_NA, p->at, p->at);
}

/* The switch that a postfix [..] or @ belongs to: the open one, or a new. */
static struct node *
switch_on(struct parser *p, struct node *n, unsigned op)
{
	struct node *s;

	if (n->kind == N_SWITCH && n->open)
		return n;
	s = with_args(p->e, expr_node(p->e, N_SWITCH, n->tok, op), 1, n,
	    NULL, NULL);
	s->open = true;
	return s;
}

static bool
is_with(const struct parser *p)
{
	const struct token *t = look(p);

	if (t->kind != T_NAME || p->e->tokens.at[p->at + 1].kind != T_RBRACKET)
		return false;
	for (size_t i = 0; i < p->e->in.with_len; i++) {
		const char *name = p->e->in.with[i].name;

		if (strlen(name) == t->len &&
		    memcmp(name, p->e->text + t->at, t->len) == 0)
			return true;
	}
	return false;
}

static struct node *
bracket(struct parser *p, struct node *n)
{
	unsigned op = p->at;
	bool text;

	next(p);
	text = look(p)->kind == T_TEXT;
	if (text || is_with(p)) {
		n = switch_on(p, n, op);
		if (n->text)
			expr_refuse(p->e, p->at, "syntax",
			    "one symbol at a time");
		n->text = text ? text_value(p, p->at) :
		    token_text(p, p->at);
		n->by_name = !text;
		if (text && n->text[0] == '\0')
			expr_refuse(p->e, p->at, "syntax",
			    "a symbol is missing: [\"BTC/USDT\"]");
		next(p);
	} else {
		p->brackets++;
		n = with_args(p->e, expr_node(p->e, N_INDEX, n->tok, op), 2,
		    n, expr_any(p), NULL);
		p->brackets--;
	}
	expect(p, T_RBRACKET, "\"]\"");
	return n;
}

static struct node *
at_timeframe(struct parser *p, struct node *n)
{
	unsigned op = p->at;

	next(p);
	n = switch_on(p, n, op);
	if (n->len == 2) {
		expr_refuse(p->e, op, "syntax", "one timeframe at a time");
		return n;
	}
	n->op = op;
	if (look(p)->kind == T_DURATION) {
		n->arg[1] = leaf(p, N_DURATION);
	} else if (look(p)->kind == T_NAME) {
		n->arg[1] = leaf(p, N_NAME);
	} else {
		unexpected(p, "a timeframe, such as 4h");
		return n;
	}
	n->len = 2;
	return n;
}

static struct node *
postfix(struct parser *p)
{
	struct node *n = primary(p), *part;

	while (!p->e->failed) {
		bool fresh = p->lines && p->brackets == 0 && look(p)->newline;

		if (accept(p, T_DOT)) {
			if (look(p)->kind != T_NAME)
				unexpected(p, "the name of a part");
			part = with_args(p->e, expr_node(p->e, N_PART, n->tok,
			    p->at), 1, n, NULL, NULL);
			part->text = token_text(p, p->at);
			next(p);
			n = part;
		} else if (look(p)->kind == T_LBRACKET && !fresh) {
			n = bracket(p, n);
		} else if (look(p)->kind == T_AT) {
			n = at_timeframe(p, n);
		} else {
			break;
		}
	}
	return n;
}

static struct node *
unary(struct parser *p)
{
	unsigned op = p->at;
	struct node *n;

	if (!accept(p, T_MINUS))
		return postfix(p);
	if (!enter(p))
		return expr_node(p->e, N_NA, op, op);
	n = with_args(p->e, expr_node(p->e, N_NEG, op, op), 1, NULL, NULL,
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

	while (!p->e->failed && (look(p)->kind == a || look(p)->kind == b)) {
		unsigned op = p->at;
		enum node_kind kind = look(p)->kind == a ? na : nb;

		next(p);
		n = with_args(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
		    below(p), NULL);
	}
	return n;
}

static struct node *
term(struct parser *p)
{
	return chain(p, unary, T_TIMES, N_MUL, T_OVER, N_DIV);
}

static struct node *
sum(struct parser *p)
{
	return chain(p, term, T_PLUS, N_ADD, T_MINUS, N_SUB);
}

static bool
compares(const struct parser *p)
{
	return look(p)->kind >= T_LT || is_word(p, W_IN);
}

static struct node *
choices(struct parser *p, struct node *value, unsigned op)
{
	struct node *n = expr_node(p->e, N_IN, value->tok, op);
	VEC(struct node *) list = {0};

	vec_push(&list, value);
	expect(p, T_LPAREN, "\"(\"");
	p->brackets++;
	do {
		struct node *one = sum(p);

		vec_push(&list, one);
	} while (!p->e->failed && accept(p, T_COMMA));
	p->brackets--;
	expect(p, T_RPAREN, "\",\" or \")\"");
	n->arg = arena_alloc(&p->e->arena, list.len * sizeof(*n->arg));
	memcpy(n->arg, list.at, list.len * sizeof(*n->arg));
	n->len = (unsigned)list.len;
	vec_release(&list);
	return n;
}

static struct node *
cmp(struct parser *p)
{
	struct node *n = sum(p);
	unsigned op = p->at;

	if (p->e->failed || !compares(p))
		goto out;
	if (accept_word(p, W_IN)) {
		n = choices(p, n, op);
	} else {
		enum node_kind kind = (enum node_kind)
		    (look(p)->kind - T_LT + N_LT);

		next(p);
		n = with_args(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
		    sum(p), NULL);
	}
	if (!p->e->failed && compares(p))
		expr_refuse(p->e, p->at, "syntax",
		    "comparisons do not chain; write a < b and b < c");
out:
	if (!p->e->failed && look(p)->kind == T_ASSIGN)
		expr_refuse(p->e, p->at, "syntax",
		    "= compares nothing; write ==");
	return n;
}

static struct node *
span(struct parser *p, struct node *held)
{
	if (look(p)->kind == T_DURATION) {
		held->arg[1] = leaf(p, N_DURATION);
	} else if (look(p)->kind == T_NAME) {
		held->arg[1] = leaf(p, N_NAME);
		held->flag = accept_word(p, W_BARS);
	} else if (look(p)->kind == T_NUMBER) {
		held->arg[1] = leaf(p, N_NUMBER);
		held->flag = true;
		if (!accept_word(p, W_BARS) && !accept_word(p, W_BAR))
			unexpected(p, "\"bars\"");
	} else {
		held->arg[1] = held->arg[0];
		unexpected(p, "a span, such as 3 bars or 10m");
	}
	return held;
}

static struct node *
held(struct parser *p)
{
	struct node *n = cmp(p);
	unsigned op = p->at;
	enum node_kind kind;

	if (p->e->failed || !(is_word(p, W_FOR) || is_word(p, W_WITHIN)))
		return n;
	kind = is_word(p, W_FOR) ? N_FOR : N_WITHIN;
	next(p);
	n = span(p, with_args(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
	    NULL, NULL));
	if (!p->e->failed && (is_word(p, W_FOR) || is_word(p, W_WITHIN)))
		expr_refuse(p->e, p->at, "syntax", "one span at a time; "
		    "put the first in parentheses");
	return n;
}

static struct node *
not(struct parser *p)
{
	unsigned op = p->at;
	struct node *n;

	if (!accept_word(p, W_NOT))
		return held(p);
	if (!enter(p))
		return expr_node(p->e, N_NA, op, op);
	n = with_args(p->e, expr_node(p->e, N_NOT, op, op), 1, NULL, NULL,
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
	if (right->parens || (right->kind != N_FOR && right->kind != N_WITHIN))
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

	while (!p->e->failed && is_word(p, w)) {
		unsigned op = p->at;

		next(p);
		n = with_args(p->e, expr_node(p->e, kind, n->tok, op), 2, n,
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

static struct node *
expr_any(struct parser *p)
{
	unsigned op = p->at;
	struct node *n;

	if (!enter(p)) {
		p->depth--;
		return expr_node(p->e, N_NA, op, op);
	}
	if (accept_word(p, W_IF)) {
		n = with_args(p->e, expr_node(p->e, N_IF, op, op), 3, NULL,
		    NULL, NULL);
		n->arg[0] = expr_any(p);
		if (!accept_word(p, W_THEN))
			unexpected(p, "\"then\"");
		n->arg[1] = expr_any(p);
		if (!accept_word(p, W_ELSE))
			unexpected(p, "\"else\"");
		n->arg[2] = expr_any(p);
	} else {
		n = logic(p, and, W_OR, N_OR);
	}
	p->depth--;
	return n;
}

static void
let_statement(struct parser *p)
{
	struct let *l;
	unsigned tok = p->at;

	next(p);
	if (look(p)->kind != T_NAME) {
		unexpected(p, "a name");
		return;
	}
	if (p->e->lets.len == LIMIT_LETS) {
		expr_refuse(p->e, tok, "limit", "more than 256 lets");
		return;
	}
	tok = p->at;
	next(p);
	expect(p, T_ASSIGN, "\"=\"");
	p->lines = true;
	l = vec_add(&p->e->lets);
	l->name = token_text(p, tok);
	l->tok = tok;
	l->body = expr_any(p);
	p->lines = false;
	if (!p->e->failed && !accept(p, T_SEMICOLON) && !look(p)->newline)
		unexpected(p, "\";\" after the let");
}

bool
expr_parse(struct expr *e)
{
	struct parser p = { .e = e };

	while (!e->failed && is_word(&p, W_LET))
		let_statement(&p);
	if (!e->failed)
		e->root = expr_any(&p);
	if (!e->failed && look(&p)->kind != T_END) {
		if (accept(&p, T_SEMICOLON) && look(&p)->kind == T_END)
			expr_refuse(e, p.at - 1, "syntax",
			    "only a let ends with \";\"");
		else
			expr_refuse(e, p.at, "syntax",
			    "the expression should end before \"%.*s\"",
			    look(&p)->len > 40 ? 40 : (int)look(&p)->len,
			    e->text + look(&p)->at);
	}
	return !e->failed;
}
