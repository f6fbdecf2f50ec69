/*
 * What the store remembers of the vault that goes with it: which one it is
 * and the generation seen last, so that an older copy, or another vault, is
 * not taken for it.
 */
#ifndef STORE_VAULTSEEN_H
#define STORE_VAULTSEEN_H

#include "store/store.h"

struct vault_seen {
	char id[33];		/* "": none has been seen */
	uint64_t generation;
};
enum err_code vault_seen_load(struct store *s, struct vault_seen *out,
    struct err *err);
enum err_code vault_seen_set(struct store *s, const struct vault_seen *seen,
    struct err *err);

#endif
