/*
 * The least of a function near a point, without derivatives and inside of a
 * box: NLopt's Sbplx, after Rowan's subplex (1990), which bears steps and noise.
 * NLopt lies in a module of its own, etrms-quant.so, that is opened when
 * something is refined; who asks is handed this table.
 */
#ifndef QUANT_MINIMISE_H
#define QUANT_MINIMISE_H

#include "base/module.h"

#include <stdbool.h>
#include <stddef.h>

struct minimise {
	size_t n;
	const double *low, *high;	/* of each coordinate */
	const double *step;		/* that it begins with, more than 0 */
	double *x;			/* where it begins */
	double tolerance;		/* smaller moves than this end it */
	int most;			/* calls, at most */
	/* A number or HUGE_VAL, never NaN; *stop ends it. */
	double (*value)(void *self, const double *x, bool *stop);
	void *self;
};

struct quant_ops {
	/* False: the library failed. What is least is for value to keep. */
	bool (*minimise)(const struct minimise *m);
};
struct quant_module {
	struct module head;
	struct quant_ops ops;
};

#endif
