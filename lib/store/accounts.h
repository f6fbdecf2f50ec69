/* Accounts and instruments, as they were added. */
#ifndef STORE_ACCOUNTS_H
#define STORE_ACCOUNTS_H

#include "model/account.h"
#include "model/instrument.h"
#include "store/store.h"

/* E_USAGE: the label is taken. */
enum err_code account_add(struct store *s, const struct account *a,
    struct err *err);
/* E_USAGE with a suggestion when there is no such account. */
enum err_code account_load(struct store *s, const char *label,
    struct account *out, struct err *err);
enum err_code accounts_load(struct store *s, struct accounts *out,
    struct err *err);
/* label NULL: the default one (a paper account), else E_USAGE says how. */
enum err_code account_pick(struct store *s, const char *label,
    struct account *out, struct err *err);
enum err_code account_use(struct store *s, const char *label,
    struct err *err);		/* refuses a live account */
enum err_code account_set_active(struct store *s, const char *label,
    bool active, struct err *err);
/* What its key may do, and whether only from listed addresses. */
enum err_code account_set_rights(struct store *s, const char *label,
    const char *rights, signed char ip_restricted, struct err *err);
/* Hides it; its ledger stays. */
enum err_code account_remove(struct store *s, const char *label,
    struct err *err);

#endif
