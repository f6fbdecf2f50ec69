/*
 * The outcome of Monte Carlo as records: its quantiles, how equity fans out,
 * and the paths themselves.
 */
#ifndef CMD_OUTCOME_H
#define CMD_OUTCOME_H

#include "cmd/session.h"
#include "research/montecarlo.h"

extern const struct record path_record;
enum err_code outcome_print(struct session *s, const struct montecarlo_work *w,
    const struct chances *c, bool bands, bool each_path, struct err *err);

/* Is an --assert met? NULL: it is. What it asks for is of the outcome, or else
 * of the run. */
enum err_code outcome_assert(const struct expr *e,
    const struct run_outcome *outcome, struct run *run, struct err *err);

#endif
