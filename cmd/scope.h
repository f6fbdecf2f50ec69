/* What lists share. What --account, --order and --symbol name must be there,
 * or at least be a name; each may be left out (NULL). */
#ifndef CMD_SCOPE_H
#define CMD_SCOPE_H

#include "cmd/session.h"

/* E_USAGE: there is no account of that name. */
enum err_code account_must_exist(struct session *s, const char *label,
    struct err *err);
/* E_USAGE: that is no unified symbol. */
enum err_code symbol_must_fit(const char *symbol, struct err *err);
/* Both, with the account of --account, and the order is in the ledger. */
enum err_code ledger_scope(struct session *s, const char *order,
    const char *symbol, struct err *err);

/* Prints rows, the oldest first: the newest `limit` (0: all) of those that
 * keep() keeps. They are len elements of so many bytes. */
enum err_code newest_print(struct out *out, const void *rows, size_t len,
    size_t size, int64_t limit, bool (*keep)(const void *self,
    const void *row), const void *self, struct err *err);

#endif
