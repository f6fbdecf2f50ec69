/*
 * Values and what binds to them: literals, names, calls, parts, history,
 * switches to another series.
 */
#include "base/stamp.h"
#include "expr/parse.h"

#include <string.h>

const struct token *
parse_look(const struct parser *p)
{
	return &p->e->tokens.at[p->at];
}

void
parse_next(struct parser *p)
{
	if (parse_look(p)->kind != T_END)
		p->at++;
}

bool
parse_is_word(const struct parser *p, enum word_id w)
{
	return parse_look(p)->kind == T_WORD && parse_look(p)->word == w;
}

bool
parse_accept(struct parser *p, enum token_kind kind)
{
	if (parse_look(p)->kind != kind)
		return false;
	parse_next(p);
	return true;
}

bool
parse_accept_word(struct parser *p, enum word_id w)
{
	if (!parse_is_word(p, w))
		return false;
	parse_next(p);
	return true;
}

const char *
parse_text(const struct parser *p, unsigned tok)
{
	const struct token *t = &p->e->tokens.at[tok];

	return arena_textn(&p->e->arena, p->e->text + t->at, t->len);
}

/* What stands here instead of what was expected. */
void
parse_unexpected(struct parser *p, const char *wanted)
{
	const struct token *t = parse_look(p);

	if (t->kind == T_END && p->e->statements && p->at > 0)
		expr_refuse(p->e, p->at - 1, "syntax",
		    "the statement ends here, but %s is missing", wanted);
	else if (t->kind == T_END)
		expr_refuse(p->e, p->at, "syntax",
		    "the expression ends here, but %s is missing", wanted);
	else
		expr_refuse(p->e, p->at, "syntax",
		    "expected %s, not \"%.*s\"", wanted,
		    t->len > 40 ? 40 : (int)t->len, p->e->text + t->at);
}

void
parse_expect(struct parser *p, enum token_kind kind, const char *what)
{
	if (!parse_accept(p, kind))
		parse_unexpected(p, what);
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

struct node *
parse_node(struct expr *e, struct node *n, unsigned len, struct node *a,
    struct node *b, struct node *c)
{
	n->arg = arena_alloc(&e->arena, 3 * sizeof(*n->arg));
	n->arg[0] = a;
	n->arg[1] = b;
	n->arg[2] = c;
	n->len = len;
	return n;
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

struct node *
parse_leaf(struct parser *p, enum node_kind kind)
{
	struct node *n = expr_node(p->e, kind, p->at, p->at);
	const struct token *t = parse_look(p);
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
		n->text = parse_text(p, p->at);
		break;
	default:
		break;
	}
	parse_next(p);
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
	if (parse_look(p)->kind != T_RPAREN) do {
		if (call->len == LIMIT_ARGS) {
			expr_refuse(p->e, p->at, "limit",
			    "a call has at most %d arguments", LIMIT_ARGS);
			break;
		}
		if (parse_look(p)->kind == T_NAME &&
		    p->e->tokens.at[p->at + 1].kind == T_ASSIGN) {
			call->name[call->len] = parse_text(p, p->at);
			p->at += 2;
			named = true;
		} else if (named) {
			expr_refuse(p->e, p->at, "syntax", "named arguments "
			    "come after the positional ones");
		}
		call->arg[call->len++] = parse_any(p);
	} while (!p->e->failed && parse_accept(p, T_COMMA));
	p->brackets--;
	parse_expect(p, T_RPAREN, "\",\" or \")\"");
}

static struct node *
primary(struct parser *p)
{
	unsigned tok = p->at;
	struct node *n;

	switch (parse_look(p)->kind) {
	case T_NUMBER:
		return parse_leaf(p, N_NUMBER);
	case T_RATIO:
		return parse_leaf(p, N_RATIO);
	case T_DURATION:
		return parse_leaf(p, N_DURATION);
	case T_TIME:
		return parse_leaf(p, N_TIME);
	case T_TEXT:
		return parse_leaf(p, N_TEXT);
	case T_WORD:
		if (parse_is_word(p, W_TRUE) || parse_is_word(p, W_FALSE))
			return parse_leaf(p, N_BOOL);
		if (parse_is_word(p, W_NA))
			return parse_leaf(p, N_NA);
		/* Fields of a record may be called when, at, step … */
		if (parse_look(p)->word >= W_BAR && p->e->in.record &&
		    record_field(p->e->in.record, parse_text(p, p->at)))
			return parse_leaf(p, N_NAME);
		break;
	case T_NAME:
		n = parse_leaf(p, N_NAME);
		if (parse_look(p)->kind == T_LPAREN && !(p->lines &&
		    p->brackets == 0 && parse_look(p)->newline)) {
			n->kind = N_CALL;
			parse_next(p);
			call_args(p, n);
		}
		return n;
	case T_LPAREN:
		parse_next(p);
		p->brackets++;
		n = parse_any(p);
		p->brackets--;
		parse_expect(p, T_RPAREN, "\")\"");
		n->parens = true;
		n->open = false;
		n->tok = tok;
		return n;
	default:
		break;
	}
	parse_unexpected(p, "a value");
	return expr_node(p->e, N_NA, p->at, p->at);
}

/* The switch that a postfix [..] or @ belongs to: the open one, or a new. */
static struct node *
switch_on(struct parser *p, struct node *n, unsigned op)
{
	struct node *s;

	if (n->kind == N_SWITCH && n->open)
		return n;
	s = parse_node(p->e, expr_node(p->e, N_SWITCH, n->tok, op), 1, n,
	    NULL, NULL);
	s->open = true;
	return s;
}

static bool
is_with(const struct parser *p)
{
	const struct token *t = parse_look(p);

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

	parse_next(p);
	text = parse_look(p)->kind == T_TEXT;
	if (text || is_with(p)) {
		n = switch_on(p, n, op);
		if (n->text)
			expr_refuse(p->e, p->at, "syntax",
			    "one symbol at a time");
		n->text = text ? text_value(p, p->at) :
		    parse_text(p, p->at);
		n->by_name = !text;
		if (text && n->text[0] == '\0')
			expr_refuse(p->e, p->at, "syntax",
			    "a symbol is missing: [\"BTC/USDT\"]");
		parse_next(p);
	} else {
		p->brackets++;
		n = parse_node(p->e, expr_node(p->e, N_INDEX, n->tok, op), 2,
		    n, parse_any(p), NULL);
		p->brackets--;
	}
	parse_expect(p, T_RBRACKET, "\"]\"");
	return n;
}

static struct node *
at_timeframe(struct parser *p, struct node *n)
{
	unsigned op = p->at;

	parse_next(p);
	n = switch_on(p, n, op);
	if (n->len == 2) {
		expr_refuse(p->e, op, "syntax", "one timeframe at a time");
		return n;
	}
	n->op = op;
	if (parse_look(p)->kind == T_DURATION) {
		n->arg[1] = parse_leaf(p, N_DURATION);
	} else if (parse_look(p)->kind == T_NAME) {
		n->arg[1] = parse_leaf(p, N_NAME);
	} else {
		parse_unexpected(p, "a timeframe, such as 4h");
		return n;
	}
	n->len = 2;
	return n;
}

struct node *
parse_postfix(struct parser *p)
{
	struct node *n = primary(p), *part;

	while (!p->e->failed) {
		bool fresh = p->lines && p->brackets == 0 &&
		    parse_look(p)->newline;

		if (parse_accept(p, T_DOT)) {
			if (parse_look(p)->kind != T_NAME)
				parse_unexpected(p, "the name of a part");
			part = parse_node(p->e, expr_node(p->e, N_PART, n->tok,
			    p->at), 1, n, NULL, NULL);
			part->text = parse_text(p, p->at);
			parse_next(p);
			n = part;
		} else if (parse_look(p)->kind == T_LBRACKET && !fresh) {
			n = bracket(p, n);
		} else if (parse_look(p)->kind == T_AT) {
			n = at_timeframe(p, n);
		} else {
			break;
		}
	}
	return n;
}
