/* The record that halt and resume print. */
#ifndef CMD_HALTS_H
#define CMD_HALTS_H

#include "cmd/trade.h"
#include "store/ledger.h"

extern const struct record halt_record;
/* --account, checked; NULL: everything. */
enum err_code halt_scope(struct session *s, const char **account,
    struct err *err);
/* The halts in force for this scope; a lifted one shows as not halted. */
enum err_code halt_print(struct session *s, const char *account,
    struct out *out, struct err *err);

#endif
