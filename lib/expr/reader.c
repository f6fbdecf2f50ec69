/*
 * The words of a program, statement by statement: what a statement is made of
 * besides its expressions, where it ends, and where the next one begins after
 * a refusal.
 */
#include "expr/dag.h"
#include "expr/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct expr_reader *
expr_reader_new(const char *label, const char *text, size_t len,
    const char *const *words)
{
	static const struct token start = { .line = 1, .column = 1,
	    .chars = 1 };
	struct expr_reader *r = mem_alloc(sizeof(*r));
	struct expr *e = r->e = mem_alloc(sizeof(*e));

	r->words = words;
	e->in = (struct expr_context){ .place = EXPR_STRATEGY,
	    .label = arena_text(&e->arena, label) };
	e->in.params = r->params;
	e->in.with = r->with;
	e->param_at = r->param_at;
	e->with_at = r->with_at;
	e->statements = true;
	e->dag = mem_alloc(sizeof(*e->dag));
	e->text = "";
	if (len > LIMIT_FILE) {
		expr_refuse_at(e, &start, "limit",
		    "the file is longer than 65536 bytes");
	} else {
		e->text = arena_textn(&e->arena, text, len);
		e->len = len;
		expr_lex(e);
	}
	if (e->failed)
		vec_clear(&e->tokens);
	if (e->tokens.len == 0)
		vec_push(&e->tokens, start);	/* T_END */
	expr_refusal_keep(e);
	r->p = (struct parser){ .e = e, .lines = true };
	return r;
}

struct expr_reader *
expr_reader_cast(const struct expr_reader *of)
{
	struct expr_reader *r = mem_alloc(sizeof(*r));
	const struct expr *from = of->e;
	struct expr *e = r->e = mem_alloc(sizeof(*e));

	memcpy(r->with, of->with, from->in.with_len * sizeof(*r->with));
	memcpy(r->with_at, of->with_at, sizeof(r->with_at));
	e->of = from;
	e->in = from->in;
	e->in.params = r->params;
	e->in.params_len = 0;
	e->in.with = r->with;
	e->param_at = r->param_at;
	e->with_at = r->with_at;
	e->statements = true;
	e->nodes = from->nodes;
	e->dag = mem_alloc(sizeof(*e->dag));
	e->text = from->text;
	e->len = from->len;
	e->tokens = from->tokens;
	for (size_t i = 0; i < from->lets.len; i++)
		vec_push(&e->lets, from->lets.at[i]);
	for (size_t i = 0; i < from->rules.len; i++)
		vec_push(&e->rules, from->rules.at[i]);
	for (size_t i = 0; i < from->findings.len; i++)
		vec_push(&e->findings, from->findings.at[i]);
	r->p = (struct parser){ .e = e, .lines = true };
	return r;
}

void
expr_reader_free(struct expr_reader *r)
{
	if (r == NULL)
		return;
	expr_free(r->e);
	free(r);
}

void
expr_reader_rewind(struct expr_reader *r)
{
	expr_refusal_keep(r->e);
	r->p = (struct parser){ .e = r->e, .lines = true };
	r->begun = false;
	vec_clear(&r->e->lets);
	vec_clear(&r->e->rules);
}

/* Could a statement end with this token? */
static bool
complete(const struct token *t)
{
	switch (t->kind) {
	case T_NUMBER:
	case T_RATIO:
	case T_DURATION:
	case T_TIME:
	case T_TEXT:
	case T_NAME:
	case T_RPAREN:
	case T_RBRACKET:
	case T_BAD:
		return true;
	case T_WORD:
		return t->word == W_TRUE || t->word == W_FALSE ||
		    t->word == W_NA || t->word == W_BAR || t->word == W_BARS;
	default:
		return false;
	}
}

static bool
is_text(const struct expr_reader *r, unsigned tok, const char *word)
{
	const struct token *t = &r->e->tokens.at[tok];

	return strlen(word) == t->len &&
	    memcmp(word, r->e->text + t->at, t->len) == 0;
}

static bool
is_statement(const struct expr_reader *r, unsigned tok)
{
	for (const char *const *w = r->words; *w; w++)
		if (is_text(r, tok, *w))
			return true;
	return false;
}

/* To the first token that begins a line and may begin a statement: where
 * brackets were left open, only a word that statements begin with. */
static void
leave_statement(struct expr_reader *r)
{
	unsigned at = r->p.at > r->start ? r->p.at : r->start + 1;
	const struct token *t = r->e->tokens.at;
	int open = 0;

	for (unsigned i = r->start; i < at && t[i].kind != T_END; i++)
		open += (t[i].kind == T_LPAREN || t[i].kind == T_LBRACKET) -
		    (t[i].kind == T_RPAREN || t[i].kind == T_RBRACKET);
	for (; at < r->e->tokens.len - 1; at++) {
		bool begins = t[at].kind == T_NAME || t[at].kind == T_BAD ||
		    (t[at].kind == T_WORD && t[at].word == W_LET);

		if (t[at].newline && begins && (is_statement(r, at) ||
		    (open <= 0 && complete(&t[at - 1]))))
			break;
		open += (t[at].kind == T_LPAREN || t[at].kind == T_LBRACKET) -
		    (t[at].kind == T_RPAREN || t[at].kind == T_RBRACKET);
	}
	r->p.at = at < r->e->tokens.len ? at : (unsigned)r->e->tokens.len - 1;
}

bool
expr_reader_ended(const struct expr_reader *r)
{
	const struct token *t = parse_look(&r->p);

	return t->kind == T_END || (t->newline && r->p.at > r->start &&
	    r->p.brackets == 0);
}

bool
expr_reader_next(struct expr_reader *r)
{
	if (r->begun && !r->e->failed &&
	    parse_look(&r->p)->kind == T_SEMICOLON)
		expr_refuse(r->e, r->p.at, "syntax",
		    "a statement ends with its line, not with \";\"");
	if (r->begun && !r->e->failed && !expr_reader_ended(r))
		expr_refuse(r->e, r->p.at, "syntax",
		    "the statement should end before \"%.*s\"",
		    (int)(parse_look(&r->p)->len > 40 ? 40 :
		    parse_look(&r->p)->len),
		    r->e->text + parse_look(&r->p)->at);
	if (r->begun && expr_refusal_keep(r->e)) {
		r->e->rules.len = r->rules;
		for (size_t i = r->lets; i < r->e->lets.len; i++)
			r->e->lets.at[i].body = NULL;
		leave_statement(r);
	}
	r->begun = true;
	r->rules = r->e->rules.len;
	r->lets = r->e->lets.len;
	r->p.brackets = r->p.depth = 0;
	r->start = r->p.at;
	return parse_look(&r->p)->kind != T_END;
}

bool
expr_reader_good(const struct expr_reader *r)
{
	return !r->e->failed;
}

unsigned
expr_reader_here(const struct expr_reader *r)
{
	return r->p.at;
}

static const char *
formatted(struct expr_reader *r, const char *fmt, va_list ap)
{
	char text[sizeof(r->e->error.message)];

	vsnprintf(text, sizeof(text), fmt, ap);
	return arena_text(&r->e->arena, text);
}

void
expr_reader_refuse(struct expr_reader *r, unsigned at, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	expr_refuse(r->e, at, code, "%s", formatted(r, fmt, ap));
	va_end(ap);
}

void
expr_reader_object(struct expr_reader *r, unsigned at, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	expr_refusal_keep(r->e);
	va_start(ap, fmt);
	expr_refuse(r->e, at, code, "%s", formatted(r, fmt, ap));
	va_end(ap);
	expr_refusal_keep(r->e);
}

void
expr_reader_skip(struct expr_reader *r)
{
	expr_refuse_quietly(r->e);
}

void
expr_reader_warn(struct expr_reader *r, unsigned at, const char *code,
    const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	expr_warn(r->e, at, code, "%s", formatted(r, fmt, ap));
	va_end(ap);
}

bool
expr_reader_wanting(struct expr_reader *r, const char *what)
{
	if (!r->e->failed && expr_reader_ended(r) &&
	    (parse_look(&r->p)->kind == T_END || is_statement(r, r->p.at)))
		expr_reader_unexpected(r, what);
	return r->e->failed;
}

void
expr_reader_locate(const struct expr_reader *r, unsigned at,
    struct expr_finding *out)
{
	const struct token *t = &r->e->tokens.at[at];

	out->line = t->line;
	out->column = t->column;
	out->length = t->chars > 0 ? t->chars : 1;
}

bool
expr_reader_refused(const struct expr_reader *r)
{
	for (size_t i = 0; i < r->e->findings.len; i++)
		if (!r->e->findings.at[i].warning)
			return true;
	return r->e->failed;
}

void
expr_reader_unexpected(struct expr_reader *r, const char *wanted)
{
	if (expr_reader_ended(r) && r->p.at > 0 && !r->e->failed)
		expr_refuse(r->e, r->p.at - 1, "syntax",
		    "the statement ends here, but %s is missing", wanted);
	else
		parse_unexpected(&r->p, wanted);
}

bool
expr_reader_word(struct expr_reader *r, const char *word)
{
	const struct token *t = parse_look(&r->p);

	if (r->e->failed || expr_reader_ended(r) ||
	    (t->kind != T_NAME && t->kind != T_WORD) ||
	    !is_text(r, r->p.at, word))
		return false;
	parse_next(&r->p);
	return true;
}

bool
expr_reader_sign(struct expr_reader *r, const char *sign)
{
	const struct token *t = parse_look(&r->p);

	if (r->e->failed || t->kind == T_TEXT || !is_text(r, r->p.at, sign))
		return false;
	r->p.brackets += (t->kind == T_LPAREN) - (t->kind == T_RPAREN);
	parse_next(&r->p);
	return true;
}

const char *
expr_reader_name(struct expr_reader *r, const char *what)
{
	const char *name;

	if (r->e->failed || expr_reader_ended(r) ||
	    parse_look(&r->p)->kind != T_NAME) {
		expr_reader_unexpected(r, what);
		return NULL;
	}
	name = parse_text(&r->p, r->p.at);
	parse_next(&r->p);
	return name;
}

const char *
expr_reader_text(struct expr_reader *r, const char *what)
{
	if (r->e->failed || expr_reader_ended(r) ||
	    parse_look(&r->p)->kind != T_TEXT) {
		expr_reader_unexpected(r, what);
		return NULL;
	}
	return parse_leaf(&r->p, N_TEXT)->text;
}

/* A literal's value, with the sign that stands before it. */
static void
constant_of(struct expr *e, const struct node *n, bool minus,
    struct expr_constant *out)
{
	struct buf text = {0};

	*out = (struct expr_constant){ .base = n->kind == N_DURATION ?
	    EXPR_DURATION : n->kind == N_BOOL ? EXPR_CONDITION : EXPR_NUMBER,
	    .ratio = n->kind == N_RATIO };
	minus &= n->num.coef != 0;	/* there is no -0 */
	if (minus)
		buf_putc(&text, '-');
	expr_print(e, n, &text);
	out->text = arena_text(&e->arena, buf_text(&text));
	if (out->base == EXPR_NUMBER) {
		buf_clear(&text);
		expr_print_literal(n->num, false, &text);
		out->value = strtod(buf_text(&text), NULL);
		out->value = minus ? -out->value : out->value;
	} else {
		out->value = n->kind == N_BOOL ? n->flag : (double)n->time;
	}
	buf_release(&text);
}

bool
expr_reader_constant(struct expr_reader *r, struct expr_constant *out)
{
	static const unsigned char kinds[] = { [T_NUMBER] = N_NUMBER,
		[T_RATIO] = N_RATIO, [T_DURATION] = N_DURATION };
	unsigned sign = r->p.at;
	const struct token *t;
	bool minus = false;
	struct node *n = NULL;

	if (!expr_reader_ended(r))
		minus = parse_accept(&r->p, T_MINUS);
	t = parse_look(&r->p);
	if (r->e->failed || expr_reader_ended(r)) {
		expr_reader_unexpected(r, "a number");
	} else if (t->kind == T_NUMBER || t->kind == T_RATIO ||
	    (t->kind == T_DURATION && !minus)) {
		n = parse_leaf(&r->p, (enum node_kind)kinds[t->kind]);
	} else if (!minus && (parse_is_word(&r->p, W_TRUE) ||
	    parse_is_word(&r->p, W_FALSE))) {
		n = parse_leaf(&r->p, N_BOOL);
	} else {
		expr_refuse(r->e, minus ? sign : r->p.at, "syntax", "expected "
		    "a number, ratio, duration, true or false");
	}
	if (r->e->failed || n == NULL)
		return false;
	constant_of(r->e, n, minus, out);
	return true;
}

bool
expr_reader_literal(struct expr_reader *r, const char *text,
    struct expr_constant *out)
{
	const struct node *n = expr_constant(r->e, text);
	bool minus = n != NULL && n->kind == N_NEG;

	if (minus)
		n = n->arg[0];
	if (n == NULL || n->kind > N_BOOL || n->kind == N_TIME ||
	    n->kind == N_TEXT)
		return false;
	constant_of(r->e, n, minus, out);
	return true;
}

bool
expr_reader_whole(struct expr_reader *r, int64_t least, int64_t most,
    int64_t *out)
{
	unsigned at = r->p.at;
	struct expr_constant c;

	if (!expr_reader_constant(r, &c))
		return false;
	if (c.base != EXPR_NUMBER || c.ratio || c.value < (double)least ||
	    c.value > (double)most || c.value != (double)(int64_t)c.value)
		expr_refuse(r->e, at, "value",
		    "expected a whole number from %lld to %lld, not %s",
		    (long long)least, (long long)most, c.text);
	*out = r->e->failed ? 0 : (int64_t)c.value;
	return !r->e->failed;
}
