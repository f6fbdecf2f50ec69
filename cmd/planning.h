/* What `rebalance`, which alone uses it, plans from: accounts as they are read
 * for it, and targets. */
#ifndef CMD_PLANNING_H
#define CMD_PLANNING_H

#include "cmd/session.h"
#include "portfolio/portfolio.h"
#include "venue/venue.h"

/* An account, read: what rebalance_account borrows. */
struct planned {
	struct account account;
	struct venue *venue;
	struct instruments instruments;
	struct tickers tickers;
	struct balances balances;
	int64_t now;
};
struct planneds VEC_OF(struct planned);
void planneds_release(struct planneds *p);
/* --account, or the default one, and then the others by their labels. */
enum err_code planneds_load(struct session *s, const struct texts *others,
    struct planneds *out, struct err *err);
enum err_code planneds_plan(const struct planneds *p,
    const struct targets *targets, const struct rebalance_terms *t,
    struct rebalance_plan *out, struct err *err);

/* Targets of operands and of a file (NULL: none; - is standard input). */
enum err_code planning_targets(struct session *s,
    const struct texts *operands, const char *file, struct targets *out,
    struct err *err);

#endif
