/* Inside of lib/analysis: an allocation at work, and its limits, held and
 * explained. */
#ifndef ANALYSIS_ALLOCATE_WORK_H
#define ANALYSIS_ALLOCATE_WORK_H

#include "analysis/allocate.h"

/* An ask with all that it left open, and what its window is like. */
struct allocate_work {
	const struct panel *panel;
	const char *const *names;
	struct allocate_ask ask;
	struct opt_limits l;
	size_t n;
	double *cov, *mean, *low, *high, *cost, *market;
	double moved;		/* turnover that is cash alone */
	struct allocate_found *found;
};

/* Checks terms, window and limits, and looks at the window. To be released,
 * whatever it returns. */
enum err_code allocate_open(struct allocate_work *w,
    const struct panel *window, const char *const *names,
    const struct allocate_ask *ask, struct allocate_found *found,
    struct err *err);
void allocate_release(struct allocate_work *w);

bool allocate_obeys(const struct opt_limits *l, const double *w);
/* E_REFUSED: no weights obey them all; the message names those that
 * contradict, and by how much. */
enum err_code allocate_possible(const struct allocate_work *w,
    struct err *err);

#endif
