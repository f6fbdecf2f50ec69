/*
 * Inside lib/expr: tokens, the syntax tree, and struct expr, which owns all of
 * it. The tree is syntax only; types are worked out while it is lowered
 * (check.c), because a let means something else inside a switch.
 */
#ifndef EXPR_TREE_H
#define EXPR_TREE_H

#include "base/arena.h"
#include "expr/expr-program.h"

/* Limits of LANGUAGE 10. */
enum {
	LIMIT_TEXT = 4096, LIMIT_FILE = 65536, LIMIT_TOKENS = 8192, LIMIT_DEPTH = 64,
	LIMIT_NODES = 8192, LIMIT_OPS = 4096, LIMIT_LETS = 256,
	LIMIT_PARAMS = 32, LIMIT_SERIES = 16, LIMIT_LENGTH = 10000,
	LIMIT_LOOKBACK = 1000000, LIMIT_NAME = 64, LIMIT_LITERAL = 256,
	LIMIT_ARGS = 8, LIMIT_FINDINGS = 1000
};

enum token_kind {
	T_END, T_NUMBER, T_RATIO, T_DURATION, T_TIME, T_TEXT, T_NAME, T_WORD,
	T_LPAREN, T_RPAREN, T_LBRACKET, T_RBRACKET, T_COMMA, T_SEMICOLON,
	T_DOT, T_AT, T_PLUS, T_MINUS, T_TIMES, T_OVER, T_ASSIGN,
	T_RANGE,
	T_BAD,		/* refused already; its line is left out */
	T_LT, T_LE, T_GT, T_GE, T_EQ, T_NE
};

enum word_id {
	W_NONE, W_AND, W_OR, W_NOT, W_IF, W_THEN, W_ELSE, W_IN, W_FOR, W_WITHIN,
	W_LET, W_TRUE, W_FALSE, W_NA, W_BAR, W_BARS, W_WHEN, W_AT, W_OF, W_AS,
	W_AFTER, W_STEP
};

struct token {
	unsigned char kind, word;
	bool newline;		/* first on its line */
	unsigned at, len;	/* bytes */
	int line, column, chars;
};
struct tokens VEC_OF(struct token);

/* An exact decimal literal: coef × 10^exp, coef without trailing zeros. */
struct literal {
	__int128 coef;
	int exp;
};

enum node_kind {
	N_NUMBER, N_RATIO, N_DURATION, N_TIME, N_TEXT, N_BOOL, N_NA, N_NAME,
	N_CALL, N_PART, N_INDEX, N_SWITCH, N_NEG, N_MUL, N_DIV, N_ADD, N_SUB,
	N_LT, N_LE, N_GT, N_GE, N_EQ, N_NE, N_IN, N_FOR, N_WITHIN, N_NOT,
	N_AND, N_OR, N_IF
};

/*
 * arg holds the operands in order: N_CALL its arguments as written, N_IN the
 * value and then the choices, N_IF condition, then, else; N_FOR and N_WITHIN
 * condition and length; N_INDEX value and index; N_SWITCH value and, when it
 * names one, the timeframe.
 */
struct node {
	unsigned char kind;
	bool parens;		/* was written in parentheses */
	bool flag;		/* N_BOOL: true; spans: counts bars */
	bool open;		/* N_SWITCH: [..] and @ may still join it */
	unsigned tok, op;	/* first token; the operator's or name's */
	unsigned len;
	struct node **arg;
	const char **name;	/* N_CALL: names of arguments, NULL if bare */
	const char *text;	/* name, text, part, N_SWITCH symbol or NULL */
	bool by_name;		/* N_SWITCH: text is a `with` name */
	struct literal num;
	int64_t time;		/* stamp, duration; N_SWITCH: unused */
};

struct let {
	const char *name;
	unsigned tok;
	struct node *body;	/* NULL: refused */
	bool read;
};

struct named {
	unsigned tok;
	bool read;
};

/* An expression of a program, and what it has to be. */
struct rule {
	struct node *node;
	struct expr_wish wish;
	bool bars;		/* of a span: the word was there */
};

struct dag;

struct expr {
	struct arena arena;
	struct expr_context in;		/* its texts copied to the arena */
	const char *text;
	size_t len;
	const struct expr *of;		/* whose text, tokens and tree these
					 * are, cast anew; NULL: its own */
	struct tokens tokens;		/* until compiled */
	VEC(struct let) lets;
	VEC(struct rule) rules;		/* of a single expression, one */
	struct named *param_at;		/* of a program; else NULL */
	struct named *with_at;
	size_t nodes;
	struct dag *dag;
	struct expr_findings findings;	/* of a single one, warnings */
	struct expr_finding error;
	bool failed;			/* error is set; the first one stays */
	bool statements;		/* lexed as a program */
};

/* error.c: every refusal goes through here; code as in struct expr_finding.
 * Only the first is kept, so that callers may go on and check once. */
void expr_refuse(struct expr *e, unsigned tok, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void expr_warn(struct expr *e, unsigned tok, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* A refusal that follows from another: nobody needs to read it. */
void expr_refuse_quietly(struct expr *e);
/* A refusal becomes a finding; was there one? */
bool expr_refusal_keep(struct expr *e);
/* At a place that has no token yet. */
void expr_refuse_at(struct expr *e, const struct token *t, const char *code,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* lex.c */
bool expr_lex(struct expr *e);
const char *expr_word(enum word_id w);
bool expr_reserved(const char *name);
/* The values of literals that expr_lex() has let pass. */
struct literal expr_literal(const char *s, size_t n);
/* Reads "10", "-2.5", "5%", "4h", "true" as a constant; a node or NULL. */
struct node *expr_constant(struct expr *e, const char *s);

/* parse.c */
bool expr_parse(struct expr *e);
struct node *expr_node(struct expr *e, enum node_kind kind, unsigned tok,
    unsigned op);

/* print.c */
void expr_print(const struct expr *e, const struct node *n, struct buf *out);
void expr_print_literal(struct literal v, bool percent, struct buf *out);
void expr_print_time(int64_t t, struct buf *out);
void expr_print_span(const struct expr *e, const struct node *n, bool bars,
    struct buf *out);
/* Canonical text of a node in the arena, cut with "..." beyond 48 bytes. */
const char *expr_node_text(struct expr *e, const struct node *n);
/* With the parentheses that a postfix would need. */
const char *expr_operand_text(struct expr *e, const struct node *n);

#endif
