/*
 * What happens to an order: venue events and fills are appended, and the
 * orders table follows, step by step as model/order.h allows.
 */
#include "store/orders.h"

#include "store/orderrow.h"

const struct column fill_columns[] = {
	{ "id", COL_CHARS, MEMBER(struct fill, id) },
	{ "order_id", COL_CHARS, MEMBER(struct fill, order_id) },
	{ "account", COL_CHARS, MEMBER(struct fill, account) },
	{ "venue", COL_CHARS, MEMBER(struct fill, venue) },
	{ "symbol", COL_CHARS, MEMBER(struct fill, symbol) },
	{ "side", COL_ENUM, MEMBER(struct fill, side), side_names,
	  SIDE_SELL + 1 },
	{ "taker_or_maker", COL_ENUM, MEMBER(struct fill, taker_or_maker),
	  liquidity_names, LIQUIDITY_MAKER + 1 },
	{ "price", COL_DEC, MEMBER(struct fill, price) },
	{ "amount", COL_DEC, MEMBER(struct fill, amount) },
	{ "cost", COL_DEC, MEMBER(struct fill, cost) },
	{ "fee", COL_DEC, MEMBER(struct fill, fee) },
	{ "fee_currency", COL_CHARS, MEMBER(struct fill, fee_currency) },
	{ "realized_pnl", COL_DEC, MEMBER(struct fill, realized_pnl) },
	{ "time", COL_INT, MEMBER(struct fill, time) },
	{ .name = NULL }
};

static const char add_venue_event[] =
	"INSERT INTO venue_event (order_id, event, state, venue_id, reason,"
	" amount, price, trigger_price, fill, correlation_id, time)"
	" VALUES (:order, :event, :state, :venue_id, :reason, :amount, :price,"
	" :trigger_price, :fill, :correlation_id, :time)";

static const char *
or_none(const char *text)
{
	return text == NULL ? "" : text;
}

/* Appends to the ledger; fill_row 0: no fill. */
static enum err_code
venue_event_add(struct store *s, const struct order_row *row,
    enum order_event event, const struct order_change *change,
    int64_t fill_row, struct err *err)
{
	struct stmt *q = db_prepare(s, add_venue_event);

	db_bind_text(q, ":order", row->o.id);
	db_bind_text(q, ":event", order_event_names[event]);
	db_bind_text(q, ":state", order_state_names[row->o.state]);
	db_bind_text(q, ":venue_id", or_none(change->venue_id));
	db_bind_text(q, ":reason", or_none(change->reason));
	db_bind_dec(q, ":amount", change->amount);
	db_bind_dec(q, ":price", change->price);
	db_bind_dec(q, ":trigger_price", change->trigger_price);
	db_bind_stamp(q, ":fill", fill_row);
	db_bind_text(q, ":correlation_id", db_correlation(s));
	db_bind_int(q, ":time", change->time);
	return db_run(q, err);
}

enum err_code
order_apply(struct store *s, const char *id,
    const struct order_change *change, struct order *after, struct err *err)
{
	struct order_row row;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = order_row_load(s, id, &row, err);
	if (rc == E_OK)
		rc = order_row_step(&row, change->event, change, NULL, err);
	if (rc == E_OK)
		rc = venue_event_add(s, &row, change->event, change, 0, err);
	if (rc == E_OK)
		rc = order_row_put(s, &row, false, err);
	rc = store_end(s, rc, err);
	if (rc == E_OK && after != NULL)
		*after = row.o;
	return rc;
}

static const char add_fill_row[] =
	"INSERT INTO fill (id, order_id, account, venue, symbol, side,"
	" taker_or_maker, price, amount, cost, fee, fee_currency,"
	" realized_pnl, time) VALUES (:id, :order_id, :account, :venue,"
	" :symbol, :side, :taker_or_maker, :price, :amount, :cost, :fee,"
	" :fee_currency, :realized_pnl, :time)"
	" ON CONFLICT (account, venue, symbol, id) DO NOTHING";

enum err_code
fill_add(struct store *s, const struct fill *fill, bool *added,
    struct err *err)
{
	struct order_change change = { .amount = DEC_NONE, .price = DEC_NONE,
	    .trigger_price = DEC_NONE, .time = fill->time };
	struct order_row row;
	struct stmt *q;
	enum err_code rc;
	int64_t fill_row = 0;
	bool new_one = false;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	q = db_prepare(s, add_fill_row);
	db_bind(q, fill_columns, fill);
	rc = db_run(q, err);
	if (rc == E_OK) {
		new_one = db_changed(s) > 0;
		fill_row = db_last_id(s);
	}
	if (rc == E_OK && new_one) {
		rc = order_row_load(s, fill->order_id, &row, err);
		change.event = rc == E_OK && order_completed_by(&row.o,
		    fill) ?
		    EV_FILL_ALL : EV_FILL;
		if (rc == E_OK)
			rc = order_row_step(&row, change.event, &change, fill,
			    err);
		if (rc == E_OK)
			rc = venue_event_add(s, &row, change.event, &change,
			    fill_row, err);
		if (rc == E_OK)
			rc = order_row_put(s, &row, false, err);
	}
	rc = store_end(s, rc, err);
	if (rc == E_OK)
		*added = new_one;
	return rc;
}

#define SELECT_FILL \
	"SELECT id, order_id, account, venue, symbol, side, taker_or_maker," \
	" price, amount, cost, fee, fee_currency, realized_pnl, time" \
	" FROM fill WHERE (:account IS NULL OR account = :account)" \
	" AND (:symbol IS NULL OR symbol = :symbol)" \
	" AND (:id IS NULL OR order_id = :id)" \
	" AND time >= :since AND (:until = 0 OR time < :until) "
static const char load_fills[] = SELECT_FILL "ORDER BY time, row";
static const char newest_fills[] = SELECT_FILL
	"ORDER BY time DESC, row DESC LIMIT :limit";

enum err_code
fills_load(struct store *s, const struct order_filter *f, struct fills *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, f->limit > 0 ? newest_fills :
	    load_fills);

	db_bind_text(q, ":account", f->account);
	db_bind_text(q, ":symbol", f->symbol);
	db_bind_text(q, ":id", f->id);
	db_bind_int(q, ":since", f->since);
	db_bind_int(q, ":until", f->until);
	if (f->limit > 0)
		db_bind_int(q, ":limit", f->limit);
	return db_load(q, fill_columns, out, err);
}

/* The intent itself is the first line of its story; it has no event. */
#define LOG_WHERE \
	"WHERE (:account IS NULL OR i.account = :account)" \
	" AND (:symbol IS NULL OR i.symbol = :symbol)" \
	" AND (:id IS NULL OR i.id = :id) "
#define SELECT_LOG \
	"SELECT * FROM (" \
	"SELECT i.time AS time, i.id AS order_id, i.account, i.symbol, ''," \
	" i.state, i.reason, i.venue_id, i.correlation_id, i.side, i.amount," \
	" i.price, '', NULL, '', 0 AS row, NULL AS profit" \
	" FROM intent i " LOG_WHERE \
	"UNION ALL " \
	"SELECT e.time, e.order_id, i.account, i.symbol, e.event, e.state," \
	" e.reason, e.venue_id, e.correlation_id, i.side," \
	" coalesce(f.amount, e.amount), coalesce(f.price, e.price)," \
	" coalesce(f.id, ''), f.fee, coalesce(f.fee_currency, ''), e.row," \
	" f.realized_pnl" \
	" FROM venue_event e JOIN intent i ON i.id = e.order_id" \
	" LEFT JOIN fill f ON f.row = e.fill " LOG_WHERE \
	") WHERE time >= :since AND (:until = 0 OR time < :until) "
static const char load_log[] = SELECT_LOG "ORDER BY time, order_id, row";
static const char newest_log[] = SELECT_LOG
	"ORDER BY time DESC, order_id DESC, row DESC LIMIT :limit";

static void
read_log_row(struct stmt *q, struct order_log_row *r)
{
	r->time = db_int(q, 0);
	db_chars(q, 1, r->order_id, sizeof(r->order_id));
	db_chars(q, 2, r->account, sizeof(r->account));
	db_chars(q, 3, r->symbol, sizeof(r->symbol));
	r->event = enum_value(order_event_names, ORDER_EVENTS, db_text(q, 4));
	r->state = enum_value(order_state_names, ORDER_STATES, db_text(q, 5));
	db_chars(q, 6, r->reason, sizeof(r->reason));
	db_chars(q, 7, r->venue_id, sizeof(r->venue_id));
	db_chars(q, 8, r->correlation_id, sizeof(r->correlation_id));
	r->side = enum_value(side_names, SIDE_SELL + 1, db_text(q, 9));
	r->amount = db_dec(q, 10);
	r->price = db_dec(q, 11);
	db_chars(q, 12, r->fill_id, sizeof(r->fill_id));
	r->fee = db_dec(q, 13);
	db_chars(q, 14, r->fee_currency, sizeof(r->fee_currency));
	r->realized_pnl = db_dec(q, 16);
}

enum err_code
order_log_load(struct store *s, const struct order_filter *f,
    struct order_log *out, struct err *err)
{
	struct stmt *q = db_prepare(s, f->limit > 0 ? newest_log : load_log);
	struct order_log rows = {0};
	enum err_code rc;

	db_bind_text(q, ":account", f->account);
	db_bind_text(q, ":symbol", f->symbol);
	db_bind_text(q, ":id", f->id);
	db_bind_int(q, ":since", f->since);
	db_bind_int(q, ":until", f->until);
	if (f->limit > 0)
		db_bind_int(q, ":limit", f->limit);
	while (db_step(q))
		read_log_row(q, vec_add(&rows));
	rc = db_done(q, err);
	if (rc != E_OK) {
		vec_release(&rows);
		return rc;
	}
	vec_release(out);
	*out = rows;
	return E_OK;
}
