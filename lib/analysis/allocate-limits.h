/* Inside of lib/analysis: the limits of an allocation, held and explained. */
#ifndef ANALYSIS_ALLOCATE_LIMITS_H
#define ANALYSIS_ALLOCATE_LIMITS_H

#include "base/err.h"
#include "quant/portfolio.h"

bool allocate_obeys(const struct opt_limits *l, const double *w);
/* E_REFUSED: no weights obey them all; the message names those that
 * contradict, and by how much. moved: turnover that is cash alone, which the
 * limit leaves out. */
enum err_code allocate_possible(const struct opt_limits *l,
    const char *const *names, const char *const *group_names, double cash,
    double moved, struct err *err);

#endif
