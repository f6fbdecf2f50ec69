/*
 * Inside lib/expr: a program being read.
 */
#ifndef EXPR_READER_H
#define EXPR_READER_H

#include "expr/parse.h"

struct expr_reader {
	struct expr *e;
	struct parser p;
	const char *const *words;
	bool begun;
	unsigned start;		/* first token of the statement */
	size_t rules, lets;	/* before it */
	/* What the program's context points at. */
	struct expr_param params[LIMIT_PARAMS];
	struct expr_with with[LIMIT_SERIES];
	struct named param_at[LIMIT_PARAMS], with_at[LIMIT_SERIES];
};

/* Refuses a statement that ends where something has to stand: at the end of
 * the text, or where the next one begins. True after any refusal. */
bool expr_reader_wanting(struct expr_reader *r, const char *what);

#endif
