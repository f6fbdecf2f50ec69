/*
 * Inside lib/expr: the parser's place in the tokens, and the steps that both
 * of its files take.
 */
#ifndef EXPR_PARSE_H
#define EXPR_PARSE_H

#include "expr/tree.h"

struct parser {
	struct expr *e;
	unsigned at;
	int depth;
	int brackets;	/* open ones: a newline inside them is a blank */
	bool lines;	/* in a let or program: a newline may end it */
};

const struct token *parse_look(const struct parser *p);
void parse_next(struct parser *p);
bool parse_is_word(const struct parser *p, enum word_id w);
bool parse_accept(struct parser *p, enum token_kind kind);
bool parse_accept_word(struct parser *p, enum word_id w);
const char *parse_text(const struct parser *p, unsigned tok);
/* Refuses: what stands here instead of what was expected. */
void parse_unexpected(struct parser *p, const char *wanted);
void parse_expect(struct parser *p, enum token_kind kind, const char *what);
struct node *parse_node(struct expr *e, struct node *n, unsigned len,
    struct node *a, struct node *b, struct node *c);

struct node *parse_any(struct parser *p);
struct node *parse_sum(struct parser *p);	/* no comparison in it */
/* NAME = value, after "let". */
void parse_let(struct parser *p);
/* 3 bars, n bars, 10m: a length, and whether bars were named. */
struct node *parse_span(struct parser *p, bool *bars);
struct node *parse_leaf(struct parser *p, enum node_kind kind);
/* A value with everything that binds to it: .part [n] ["SYMBOL"] @4h */
struct node *parse_postfix(struct parser *p);

#endif
