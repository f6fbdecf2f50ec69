/* One breaker as its ledgers add it up: shared by breakers.c and
 * breakerevents.c. */
#ifndef STORE_BREAKERROW_H
#define STORE_BREAKERROW_H

#include "store/db.h"
#include "store/rules.h"

#define BREAKER_BODY \
	"(name TEXT NOT NULL PRIMARY KEY, \"when\" TEXT NOT NULL," \
	" \"do\" TEXT NOT NULL, account TEXT NOT NULL," \
	" venue TEXT NOT NULL, symbol TEXT NOT NULL," \
	" enabled INTEGER NOT NULL, cooldown INTEGER NOT NULL," \
	" note TEXT NOT NULL, on_unknown_trip INTEGER NOT NULL," \
	" state TEXT NOT NULL, tripped_at INTEGER, rearms_at INTEGER," \
	" generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"

extern const struct column breaker_columns[];	/* of struct breaker */

enum err_code breaker_find(struct store *s, const char *name, bool *found,
    struct breaker *out, struct err *err);
enum err_code breaker_write(struct store *s, const struct breaker *b,
    struct err *err);
/* The table after a change of definition that came after that event. */
enum err_code breaker_follow(struct store *s,
    const struct breaker *definition, bool removed, int64_t after_event,
    struct err *err);

#endif
