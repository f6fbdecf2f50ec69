/* Trials of a sweep, and windows of a walk-forward, as rows. */
#ifndef CMD_TRIALS_H
#define CMD_TRIALS_H

#include "cmd/backtest.h"
#include "research/space.h"
#include "store/sweeps.h"
#include "store/walks.h"

extern const struct record trial_record;
/* symbols: of the sweep, joined by ';'. rank 0: it has none. */
enum err_code trial_print(struct out *out, const struct space *space,
    const char *symbols, const struct trial *t, int64_t rank, struct err *err);
/* Those of a recorded sweep, in the order in which they were tried. */
enum err_code trials_show(struct session *s, const struct recorded *r,
    struct err *err);
enum err_code sweep_show(struct session *s, const struct recorded *r,
    struct err *err);
/* Windows of a recorded walk-forward, then their sums. */
enum err_code windows_show(struct session *s, const struct recorded *r,
    struct err *err);
enum err_code windows_print(struct out *out,
    const struct walk_windows *windows, const struct walk_summary *summary,
    struct err *err);

#endif
