/* What the paths of a recorded Monte Carlo run came to, as rows. */
#ifndef CMD_CHANCES_H
#define CMD_CHANCES_H

#include "cmd/backtest.h"

enum chances_part { CHANCES_OUTCOME, CHANCES_QUANTILES, CHANCES_BANDS };
/* E_USAGE: the run is of another kind. */
enum err_code chances_show(struct session *s, const struct recorded *r,
    enum chances_part part, struct err *err);

#endif
