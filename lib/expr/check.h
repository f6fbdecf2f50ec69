/*
 * Inside lib/expr: checking and lowering in one pass. Every node becomes a
 * struct typed: what it is (base, unit, level, clock, exactness) and the
 * operation that computes it.
 */
#ifndef EXPR_CHECK_H
#define EXPR_CHECK_H

#include "expr/dag.h"
#include "expr/names.h"
#include "expr/tree.h"

/* Through which series an expression is looked at. */
struct view {
	int section;		/* SECTION_SCALAR where there are no bars */
	int64_t timeframe;	/* 0: no bars in view */
	const char *symbol;
	unsigned see;
};

struct typed {
	enum expr_base base;
	enum unit unit;
	bool na;		/* the literal */
	bool bare;		/* a literal number, maybe with a sign */
	int64_t clock;		/* finest timeframe that changes it; 0: none */
	enum family family;
	int family_key;		/* whose prices: index of the symbol */
	const char *path;	/* a value without history in it; or NULL */
	const struct func_row *parts;	/* one of them must be named */
	int op;
};

struct seen {	/* a let, as seen from one series */
	unsigned let;
	int section;
	struct typed as;
};

struct checker {
	struct expr *e;
	struct dag *g;
	struct view view;
	unsigned open_lets;	/* lets defined so far */
	VEC(struct seen) seen;
	VEC(const char *) symbols;	/* numbers family keys */
	const struct node *params[LIMIT_PARAMS];
};

/* compile.c: before the first rule, each of them, and after the last. */
void check_open(struct checker *c, struct expr *e);
void check_params(struct checker *c);
void check_let_at(struct checker *c, unsigned i);
void check_unread(struct checker *c);
void check_rule(struct checker *c, const struct rule *rule);
void check_close(struct checker *c);
/* program.c: what the statement around a rule asks of it. */
void check_wish(struct checker *c, const struct rule *rule, struct typed t);
void context_copy(struct expr *e, const struct expr_context *in);
/* What a name of the user's own is taken by already; or NULL. */
const char *check_taken(const struct checker *c, const char *name,
    unsigned lets, size_t params);

/* A node with its value; parts must have been named, na is refused. */
struct typed check_value(struct checker *c, const struct node *n);
/* As check_value, but na and values with parts may stand. */
struct typed check_node(struct checker *c, const struct node *n);
struct typed check_nothing(void);	/* after a refusal */
struct typed check_name(struct checker *c, const struct node *n);
struct typed check_call(struct checker *c, const struct node *n);
struct typed check_index(struct checker *c, const struct node *n);
struct typed check_switch(struct checker *c, const struct node *n);
struct typed check_span(struct checker *c, const struct node *n);
struct typed check_negation(struct checker *c, const struct node *n);
struct typed check_arithmetic(struct checker *c, const struct node *n);
struct typed check_comparison(struct checker *c, const struct node *n);
struct typed check_logic(struct checker *c, const struct node *n);
struct typed check_if(struct checker *c, const struct node *n);
struct typed check_part_of(struct checker *c, const struct node *n,
    struct typed whole);

/* The op of a and b together: what is scalar pulls bars to now. */
int check_emit(struct checker *c, struct op op, const struct typed *in,
    int len, struct typed *out);
void check_join(const struct typed *in, int len, struct typed *out);
enum unit check_units(struct checker *c, const struct node *x,
    struct typed a, const struct node *y, struct typed b, unsigned op,
    const char *verb);
/* False, and refused, when t cannot be counted over the bars in view. */
bool check_counts(struct checker *c, const struct node *n, struct typed t,
    const char *who);
/* What a refusal calls it: `of`, or an argument of that. */
struct title {
	const char *of, *arg;
};
const char *title_text(struct checker *c, struct title t);
bool check_base(struct checker *c, const struct node *n, struct typed t,
    enum expr_base want, struct title who);
/* A constant length in bars: a whole number, or a duration of whole bars. */
bool check_length(struct checker *c, const struct node *n, int64_t least,
    struct title what, int64_t *out);
const char *check_home(unsigned see);	/* "bars" */
/* The op as seen from another section. */
int check_align(struct checker *c, int op, int section);
/* Numbers the symbols whose prices may be compared exactly. */
int check_family_key(struct checker *c, const char *symbol);
void check_unknown(struct checker *c, unsigned tok, const char *name,
    bool function);

const char *base_noun(enum expr_base b);	/* "a condition" */
const char *unit_noun(enum unit u);		/* "a price" */
const char *timeframe_text(struct checker *c, int64_t timeframe);

#endif
