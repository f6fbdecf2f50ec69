/*
 * Inside the room: what limits that follow the market want of a run's bars.
 */
#ifndef RESEARCH_LIMITS_H
#define RESEARCH_LIMITS_H

#include "research/backtest.h"
#include "risk/policy.h"

/* The next one of the policy, *at is 0 at first; false: there are no more. */
bool limits_next(const struct backtest *b, size_t *at,
    struct limit_factor *out);
/* Bars before the start: for the strategy's program and for the limits. */
int64_t limits_warmup(const struct backtest *b);
/* E_USAGE: the run's bars do not make those of a limit. */
enum err_code limits_fit(const struct backtest *b, struct err *err);

#endif
