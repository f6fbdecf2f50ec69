/*
 * Inside lib/expr: a call whose arguments are being matched to their rows.
 */
#ifndef EXPR_CALL_H
#define EXPR_CALL_H

#include "expr/check.h"

struct call {
	const struct func_row *f;
	const struct node *n;
	struct typed in[LIMIT_ARGS];
	const struct node *node[LIMIT_ARGS];
	int64_t length[LIMIT_ARGS];	/* A_LENGTH, A_PERIOD, A_DURATION */
	const char *word[LIMIT_ARGS];
	unsigned len;
};

/* Matches, checks and evaluates the arguments; false when refused. */
bool call_arguments(struct checker *c, struct call *call);
unsigned call_args_len(const struct func_row *f);

#endif
