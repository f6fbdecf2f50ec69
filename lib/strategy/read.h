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

/* read.c: all that does not look at values, then what does. met: do the values
 * meet every `require`, even where something is refused? */
struct strategy *read_text(const struct strategy_source *in);
enum err_code read_values(const struct strategy_source *in,
    struct strategy *s, bool *met, struct expr_findings *findings,
    struct err *err);

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
/* The value that is asked for, of one that was read before. */
void take_param(struct reading *x, struct strategy_param *p);

#endif
