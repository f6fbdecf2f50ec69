/*
 * Rebalances: the plans that were made, as they were made, so that one that was
 * interrupted goes on as it began, and what each did can be looked up. Both
 * tables are append-only; what became of a plan is what its orders say, which
 * carry its tag.
 */
#ifndef STORE_REBALANCES_H
#define STORE_REBALANCES_H

#include "model/rebalance.h"
#include "store/store.h"

#define REBALANCE_TERMS_SIZE 2049

struct rebalance {
	char id[ID_SIZE];
	char accounts[1025];		/* labels, with blanks between */
	char key[ID_SIZE];		/* "": none */
	char terms[REBALANCE_TERMS_SIZE];	/* targets and all that counts */
	char currency[ASSET_SIZE];
	struct dec value;		/* of the whole, before */
	/* in the plan; and of those with its tag: at the venue or perhaps so,
	 * of which some are on their way or unknown; refused or rejected */
	int64_t orders, placed, pending, failed;
	int64_t time;
};
struct rebalances VEC_OF(struct rebalance);
extern const struct record rebalance_record;

/* Stores a plan and gives it its id, and its orders their tag and, where they
 * have none, a key, so that rows which are placed again place nothing twice. */
enum err_code rebalance_add(struct store *s, struct rebalance *r,
    struct rebalance_orders *orders, struct err *err);
/* The latest one with this key, or without a key with these accounts and
 * terms. */
enum err_code rebalance_latest(struct store *s, const char *key,
    const char *accounts, const char *terms, bool *found,
    struct rebalance *out, struct err *err);
/* The last one of these accounts, with whatever terms, that came to its end and
 * of which something was placed. */
enum err_code rebalance_last(struct store *s, const char *accounts,
    bool *found, struct rebalance *out, struct err *err);
/* The orders of a plan as they were planned. */
enum err_code rebalance_plan_load(struct store *s, const char *id,
    struct rebalance_orders *out, struct err *err);
/* Have all of its orders come to an end? */
bool rebalance_done(const struct rebalance *r);
enum err_code rebalance_load(struct store *s, const char *id,
    struct rebalance *out, struct err *err);	/* E_USAGE: none */
enum err_code rebalances_load(struct store *s, struct rebalances *out,
    struct err *err);				/* the latest first */

#endif
