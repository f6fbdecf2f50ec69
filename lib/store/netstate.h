/*
 * What all processes share about hosts: rate budgets and what is taken of
 * them, bans, clocks, the API breaker (model/limits.h), in the store.
 */
#ifndef STORE_NETSTATE_H
#define STORE_NETSTATE_H

#include "model/limits.h"
#include "store/store.h"

/*
 * A connection of its own, so that what is taken is shared at once, whatever
 * transaction the caller is in. path as for store_open(); the store is made
 * where there is none. It must be freed before fork().
 */
enum err_code netstate_open(const char *path, struct net_limits **out,
    struct err *err);
void netstate_free(struct net_limits *l);	/* NULL is fine */
/* Calls each with every host that anything is known of; the state is borrowed
 * for the call. For doctor. */
enum err_code netstate_each(struct store *s, enum err_code (*each)(void *self,
    struct host_state *h, struct err *err), void *self, struct err *err);

#endif
