/* A rebalance from its plan to its orders: the plan that is stored, and goes on
 * where it was interrupted. */
#ifndef CMD_REBALANCING_H
#define CMD_REBALANCING_H

#include "base/period.h"
#include "cmd/session.h"
#include "portfolio/portfolio.h"
#include "store/rebalances.h"

struct rebalancing {
	struct rebalance row;
	bool goes_on;		/* a stored plan, of which some was placed */
	struct rebalance_orders orders;
};
void rebalancing_release(struct rebalancing *r);

/*
 * Is there a plan to go on with: of this key, or of the last hour with the same
 * accounts and terms and not all of it placed? E_USAGE: the key stands for
 * another one.
 */
enum err_code rebalancing_find(struct session *s, const struct texts *also,
    const struct targets *targets, const struct rebalance_terms *terms,
    struct rebalancing *r, struct err *err);
/* Is it time again, with these accounts? The last rebalance that came to its
 * end counts; none is in last when there was none. */
struct rebalance_due {
	bool due;
	struct rebalance last;		/* id "": none */
	int64_t next;			/* when it is, or was */
};
enum err_code rebalancing_due(struct session *s, const struct texts *also,
    const struct period *every, struct rebalance_due *out, struct err *err);
/* Stores a new plan; its orders get their tag and key. */
enum err_code rebalancing_keep(struct session *s, struct rebalancing *r,
    struct rebalance_plan *plan, struct err *err);
/* Places them in their order, and prints what became of each. */
enum err_code rebalancing_apply(struct session *s,
    const struct rebalancing *r, struct out *out, struct err *err);

#endif
