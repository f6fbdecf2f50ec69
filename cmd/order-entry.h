/* The options of an entry: order buy and order sell are one command with two
 * directions. */
#ifndef CMD_ORDER_ENTRY_H
#define CMD_ORDER_ENTRY_H

#include "cmd/trade.h"

struct args {
	struct dec qty, quote, price, trigger;
	int type, tif;
	bool post_only, reduce_only, dry_run;
	struct level stop_loss, take_profit;
	const char *key, *strategy, *tag;
	int64_t expire;
};
extern const struct opt order_entry_opts[];
extern const struct operand order_entry_operands[];
extern const struct record *const order_entry_more[];
extern const int order_entry_exits[];
extern const char order_entry_about[];
enum err_code order_entry_run(struct session *s, const void *args,
    const struct texts *operands, int side, struct err *err);

#endif
