/* Advice beside the plan of a rebalance: what rules say of each asset. */
#ifndef CMD_ADVISING_H
#define CMD_ADVISING_H

#include "analysis/advice.h"
#include "cmd/planning.h"

/* A row for each asset of the plan but the quote, by the stored bars of its
 * pair with the quote; one that has none says so. */
enum err_code advising_print(struct session *s,
    const struct planneds *accounts, const struct rebalance_plan *plan,
    int64_t timeframe, struct out *out, struct err *err);

#endif
