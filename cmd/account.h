/* What the account commands share that change one account. */
#ifndef CMD_ACCOUNT_H
#define CMD_ACCOUNT_H

#include "cmd/session.h"
#include "model/account.h"

/*
 * Changes an account and prints it: change() does it and puts what is new
 * into *a; it, its audit row and what it reads are one transaction.
 */
enum err_code account_change(struct session *s, const char *label,
    const char *action, enum err_code (*change)(struct session *s,
    struct account *a, const void *args, struct err *err), const void *args,
    struct err *err);

#endif
