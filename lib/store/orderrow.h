/* One order as the ledger adds it up: shared by orders.c, orderledger.c
 * and orderrebuild.c. */
#ifndef STORE_ORDERROW_H
#define STORE_ORDERROW_H

#include "store/db.h"
#include "store/orders.h"

/* The derived table as version 1 had it, with what version 2 added; the
 * asked_… are of an amendment that is on its way. */
#define ORDERS_BODY_1 \
	"(id INTEGER PRIMARY KEY, account TEXT NOT NULL," \
	" symbol TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL," \
	" venue_id TEXT NOT NULL, reason TEXT NOT NULL, amount TEXT," \
	" price TEXT, trigger_price TEXT, filled TEXT NOT NULL," \
	" cost TEXT NOT NULL, turnover TEXT NOT NULL, fee TEXT," \
	" fee_currency TEXT NOT NULL, last_update_time INTEGER NOT NULL"
#define ORDERS_BODY \
	ORDERS_BODY_1 ", asked_amount TEXT, asked_price TEXT," \
	" asked_trigger_price TEXT, asked_at INTEGER) STRICT;\n"

extern const struct column order_columns[];	/* of struct order_row */
extern const struct column fill_columns[];	/* of struct fill */

enum err_code order_row_load(struct store *s, const char *id,
    struct order_row *out, struct err *err);
/* Inserts or updates the derived row. */
enum err_code order_row_put(struct store *s, const struct order_row *row,
    bool is_new, struct err *err);

#endif
