/*
 * What all processes share about hosts: rate budgets and what is taken of
 * them, bans, clocks, the API breaker (model/limits.h), in a small file beside
 * the store: what is counted at every request neither waits for the disk nor
 * touches the ledger, and may be lost with the power.
 */
#ifndef STORE_NETSTATE_H
#define STORE_NETSTATE_H

#include "model/limits.h"
#include "store/store.h"

/*
 * path is the store's; the file beside it (.net for .db) is made where there
 * is none. What is taken is shared at once, whatever transaction of the store
 * the caller is in. It must be freed before fork().
 */
enum err_code netstate_open(const char *path, struct net_limits **out,
    struct err *err);
void netstate_free(struct net_limits *l);	/* NULL is fine */
/* Calls each with every host that anything is known of; the state is borrowed
 * for the call. For doctor. */
enum err_code netstate_each(const char *path, enum err_code (*each)(void *self,
    struct host_state *h, struct err *err), void *self, struct err *err);

#endif
