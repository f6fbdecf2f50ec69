/* Entries: order buy and order sell are one command with two directions, and
 * template use places as they do. */
#ifndef CMD_ORDER_ENTRY_H
#define CMD_ORDER_ENTRY_H

#include "cmd/order-terms.h"
#include "cmd/trade.h"

struct args {
	struct terms terms;
	const char *key;
	int64_t expire;
	bool dry_run;
};

#define ENTRY_OPTS \
	{ OPT_STAMP, 0, "expire", "time", NULL, "ends by itself then (gtc)", \
	  AT(int64_t, expire) }, \
	{ OPT_TEXT, 'k', "key", "key", NULL, \
	  "makes a rerun harmless: the same key prints the first outcome", \
	  AT(const char *, key) }, \
	{ OPT_FLAG, 'n', "dry-run", NULL, NULL, \
	  "run every check, send and store nothing", AT(bool, dry_run) }

extern const struct opt order_entry_opts[];
extern const struct operand order_entry_operands[];
extern const struct record *const order_entry_more[];
extern const int order_entry_exits[];
extern const char order_entry_about[];
enum err_code order_entry_run(struct session *s, const void *args,
    const struct texts *operands, int side, struct err *err);

/* Judges, places and prints one order, or two of which one will be done. */
enum err_code order_entry_place(struct session *s,
    const struct args *a, const char *symbol, int side,
    struct err *err);

#endif
