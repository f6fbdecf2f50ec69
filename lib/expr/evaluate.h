/*
 * Inside lib/expr: one evaluation under way.
 */
#ifndef EXPR_EVALUATE_H
#define EXPR_EVALUATE_H

#include "expr/dag.h"
#include "expr/tree.h"

struct evaluation {
	const struct expr *e;
	const struct expr_source *source;	/* or NULL */
	const void *row;			/* of the record, or NULL */
	struct scalar *values;			/* per op */
};

enum err_code evaluate(struct evaluation *v, struct err *err);
/* One op outside bars, over the values before it. */
struct scalar evaluate_op(const struct evaluation *v, const struct op *op);
struct expr_value scalar_out(const struct scalar *s, enum expr_base base);
/* The ops aligned to now get the value of the latest closed bar. */
enum err_code series_latest(struct evaluation *v, struct err *err);
void expr_explain(const struct evaluation *v, struct expr_why *why);

#endif
