/* What the commands share that read stored snapshots of a portfolio. */
#ifndef CMD_FOLIO_H
#define CMD_FOLIO_H

#include "analysis/performance.h"
#include "cmd/session.h"

struct folio {
	struct portfolios stored;
	struct performance performance;
};
void folio_release(struct folio *f);
/* Those of --account, or of all together, in a currency (NULL: as it is
 * configured), from since to until (0: open), with a point an interval (0: of
 * each). E_DATA: there are none. What is not known is told as a warning. */
enum err_code folio_load(struct session *s, const char *currency,
    int64_t since, int64_t until, int64_t interval, struct folio *out,
    struct err *err);

#endif
