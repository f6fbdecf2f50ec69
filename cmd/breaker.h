/* What the breaker commands share. */
#ifndef CMD_BREAKER_H
#define CMD_BREAKER_H

#include "cmd/rules.h"
#include "risk/breaker.h"

/* Puts the texts that are given (not NULL) into b; E_USAGE: too long, or no
 * name. */
enum err_code breaker_fill(struct breaker *b, const char *name,
    const char *when, const char *act, const char *account,
    const char *venue, const char *symbol, const char *note,
    struct err *err);
/* Checks a definition as a whole (scope, --when, --do) and writes its
 * condition and actions in their canonical form. */
enum err_code breaker_complete(struct session *s, struct breaker *b,
    struct err *err);
/* Stores it with its audit row, in one transaction. */
enum err_code breaker_store(struct session *s, const struct breaker *b,
    bool add, const char *action, struct err *err);
/* Enables or disables the breaker of that name and prints it. Read and written
 * in one transaction, so that a change made meanwhile is not undone. */
enum err_code breaker_switch(struct session *s, const char *name, bool on,
    struct err *err);
/* Prints a breaker as the store has it. */
enum err_code breaker_print(struct session *s, const char *name,
    struct err *err);

#endif
