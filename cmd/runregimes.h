/* A recorded run by the regimes of its market. */
#ifndef CMD_RUNREGIMES_H
#define CMD_RUNREGIMES_H

#include "cmd/backtest.h"
#include "research/by-regime.h"

/* E_USAGE: a run without equity, or whose candles are not stored. */
enum err_code regimes_show(struct session *s, const struct recorded *r,
    struct err *err);

#endif
