/* The orders table again from intents, venue events and fills. */
#include "store/orders.h"

#include "store/orderrow.h"
#include "store/schema.h"

static const char load_intents[] =
	"SELECT id, account, symbol, key, state, venue_id, reason, amount,"
	" price, trigger_price, time FROM intent ORDER BY id";
static const char load_events[] =
	"SELECT e.order_id, e.event, e.state, e.venue_id, e.reason, e.amount,"
	" e.price, e.trigger_price, e.time, f.price, f.amount, f.cost, f.fee,"
	" f.fee_currency, f.row FROM venue_event e"
	" LEFT JOIN fill f ON f.row = e.fill ORDER BY e.row";

/* Steps the order of one event row again. */
static enum err_code
replay(struct store *s, struct stmt *q, struct err *err)
{
	char venue_id[ID_SIZE], reason[REASON_SIZE];
	struct order_change change = { .event = (enum order_event)enum_value(
	    order_event_names, ORDER_EVENTS, db_text(q, 1)),
	    .venue_id = venue_id, .reason = reason };
	struct fill fill = {0};
	struct order_row row;
	enum err_code rc;

	db_chars(q, 3, venue_id, sizeof(venue_id));
	db_chars(q, 4, reason, sizeof(reason));
	change.amount = db_dec(q, 5);
	change.price = db_dec(q, 6);
	change.trigger_price = db_dec(q, 7);
	change.time = db_int(q, 8);
	fill.price = db_dec(q, 9);
	fill.amount = db_dec(q, 10);
	fill.cost = db_dec(q, 11);
	fill.fee = db_dec(q, 12);
	db_chars(q, 13, fill.fee_currency, sizeof(fill.fee_currency));
	rc = order_row_load(s, db_text(q, 0), &row, err);
	if (rc == E_OK)
		rc = order_row_step(&row, change.event, &change,
		    db_null(q, 14) ? NULL : &fill, err);
	if (rc == E_OK && strcmp(order_state_names[row.o.state],
	    db_text(q, 2)) != 0)
		rc = err_set(err, E_STORE, "order %s: %s gives %s, the ledger "
		    "says %s", row.o.id, db_text(q, 1),
		    order_state_names[row.o.state], db_text(q, 2));
	if (rc == E_OK)
		rc = order_row_put(s, &row, false, err);
	return rc;
}

static enum err_code
rebuild(struct store *s, struct err *err)
{
	struct stmt *q = db_prepare(s, load_intents);
	struct order_row row = {0};
	enum err_code rc = E_OK, done;

	while (rc == E_OK && db_step(q)) {
		memset(&row, 0, sizeof(row));
		row.o.fee = DEC_NONE;
		row.o.asked = TERMS_NONE;
		db_read(q, order_columns, &row);
		row.o.last_update_time = row.o.time;
		rc = order_row_put(s, &row, true, err);
	}
	done = db_done(q, rc == E_OK ? err : NULL);
	rc = rc == E_OK ? done : rc;
	if (rc != E_OK)
		return rc;
	q = db_prepare(s, load_events);
	while (rc == E_OK && db_step(q))
		rc = replay(s, q, err);
	done = db_done(q, rc == E_OK ? err : NULL);
	return rc == E_OK ? done : rc;
}

const struct derived orders_derived = DERIVED("orders", ORDERS_BODY, rebuild);
