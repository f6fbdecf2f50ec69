/*
 * Result fields for expressions (LANGUAGE 5): what --assert, an objective and
 * a constraint ask of a run's record.
 */
#ifndef RESEARCH_RESULT_H
#define RESEARCH_RESULT_H

#include "expr/expr.h"
#include "store/runs.h"

/* The value function of a source whose self is a const struct run. */
void run_field_give(void *run, const struct expr_ask *ask,
    struct expr_value *out);

/* A number as it is printed; NaN is na. */
struct expr_value run_number(double x);

#endif
