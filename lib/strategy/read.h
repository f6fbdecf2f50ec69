/*
 * Inside lib/strategy: a file being read.
 */
#ifndef STRATEGY_READ_H
#define STRATEGY_READ_H

#include "strategy/strategy.h"

struct reading {
	struct strategy *s;
	struct expr_reader *r;
	const struct strategy_source *in;
	unsigned at;		/* where the statement begins */
};

/* statements.c: begins with that word, which is taken already. */
struct statement {
	const char *word;
	bool once;
	void (*read)(struct reading *x);
};
extern const struct statement statements[];	/* ends with a NULL word */

/* form.c */
void strategy_hash(struct strategy *s);

/* param.c */
void read_param(struct reading *x);

#endif
