/* How trials under way become parts of a run. Inside lib/store only. */
#ifndef STORE_SWEEPROWS_H
#define STORE_SWEEPROWS_H

#include "base/buf.h"
#include "store/db.h"

/* A line of each part that they will be (runparts.h), in order. */
enum err_code sweep_lines(struct store *s, const char *key, struct buf *out,
    struct err *err);
/* Makes them parts of the run; nothing is under way any more then. */
enum err_code sweep_become(struct store *s, const char *key, int64_t run,
    struct err *err);

#endif
