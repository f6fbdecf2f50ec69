/*
 * Intents, written once, and the orders table: what intent, venue events and
 * fills add up to. Keys, client ids and venue ids find an order again.
 */
#include "store/orders.h"

#include "base/rng.h"
#include "store/orderrow.h"
#include "store/schema.h"

#include <stdio.h>

#define COUNTING "('intent', 'sending', 'unknown', 'open', 'partial')"

const char orders_schema[] =
	"CREATE TABLE intent (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	client_order_id TEXT NOT NULL,\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	venue TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	type TEXT NOT NULL,\n"
	"	side TEXT NOT NULL,\n"
	"	time_in_force TEXT NOT NULL,\n"
	"	post_only INTEGER,\n"
	"	reduce_only INTEGER,\n"
	"	price TEXT,\n"
	"	trigger_price TEXT,\n"
	"	stop_loss TEXT NOT NULL,\n"
	"	take_profit TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	quote TEXT,\n"
	"	trail_percent TEXT,\n"
	"	trail_amount TEXT,\n"
	"	activation_price TEXT,\n"
	"	visible TEXT,\n"
	"	expire_at INTEGER,\n"
	"	key TEXT NOT NULL,\n"
	"	request TEXT NOT NULL,\n"
	"	strategy TEXT NOT NULL,\n"
	"	tag TEXT NOT NULL,\n"
	"	parent TEXT NOT NULL,\n"
	"	external INTEGER NOT NULL,\n"
	"	venue_id TEXT NOT NULL,\n"
	"	state TEXT NOT NULL,\n"
	"	reason TEXT NOT NULL,\n"
	"	correlation_id TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE UNIQUE INDEX intent_client ON intent (account,"
	" client_order_id)\n"
	"	WHERE client_order_id <> '';\n"
	APPEND_ONLY("intent")
	"CREATE TABLE fill (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	id TEXT NOT NULL,\n"
	"	order_id INTEGER NOT NULL REFERENCES intent (id),\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	venue TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	side TEXT NOT NULL,\n"
	"	taker_or_maker TEXT NOT NULL,\n"
	"	price TEXT NOT NULL,\n"
	"	amount TEXT NOT NULL,\n"
	"	cost TEXT NOT NULL,\n"
	"	fee TEXT,\n"
	"	fee_currency TEXT NOT NULL,\n"
	"	realized_pnl TEXT,\n"
	"	time INTEGER NOT NULL,\n"
	/* Some venues number their trades per symbol. */
	"	UNIQUE (account, venue, symbol, id)\n"
	") STRICT;\n"
	"CREATE INDEX fill_order ON fill (order_id);\n"
	"CREATE INDEX fill_time ON fill (account, time);\n"
	APPEND_ONLY("fill")
	"CREATE TABLE venue_event (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	order_id INTEGER NOT NULL REFERENCES intent (id),\n"
	"	event TEXT NOT NULL,\n"
	"	state TEXT NOT NULL,\n"
	"	venue_id TEXT NOT NULL,\n"
	"	reason TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	price TEXT,\n"
	"	trigger_price TEXT,\n"
	"	fill INTEGER REFERENCES fill (row),\n"
	"	correlation_id TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE INDEX venue_event_order ON venue_event (order_id);\n"
	APPEND_ONLY("venue_event")
	"CREATE TABLE orders " ORDERS_BODY_1 ") STRICT;\n"
	"CREATE INDEX orders_counting ON orders (account)\n"
	"	WHERE state IN " COUNTING ";\n"
	"CREATE UNIQUE INDEX orders_key ON orders (account, key)\n"
	"	WHERE key <> '' AND state NOT IN ('absent', 'abandoned');\n"
	"CREATE INDEX orders_venue ON orders (account, venue_id)\n"
	"	WHERE venue_id <> '';\n";

/* What an entry trails by, and which orders are done one for the other. */
const char orders_schema_2[] =
	"ALTER TABLE intent ADD COLUMN trailing_stop TEXT NOT NULL"
	" DEFAULT '';\n"
	"ALTER TABLE intent ADD COLUMN trailing_activation TEXT;\n"
	"ALTER TABLE intent ADD COLUMN oco TEXT NOT NULL DEFAULT '';\n"
	"ALTER TABLE orders ADD COLUMN asked_amount TEXT;\n"
	"ALTER TABLE orders ADD COLUMN asked_price TEXT;\n"
	"ALTER TABLE orders ADD COLUMN asked_trigger_price TEXT;\n"
	"ALTER TABLE orders ADD COLUMN asked_at INTEGER;\n";

#define ORDER(name, kind, member) \
	{ name, kind, MEMBER(struct order_row, member) }
#define ORDER_ENUM(name, member, words, n) \
	{ name, COL_ENUM, MEMBER(struct order_row, member), words, n }
const struct column order_columns[] = {
	ORDER("id", COL_CHARS, o.id),
	ORDER("client_order_id", COL_CHARS, o.client_order_id),
	ORDER("account", COL_CHARS, o.account),
	ORDER("venue", COL_CHARS, o.venue),
	ORDER("symbol", COL_CHARS, o.symbol),
	ORDER_ENUM("type", o.type, order_type_names, ORDER_TYPES),
	ORDER_ENUM("side", o.side, side_names, SIDE_SELL + 1),
	ORDER_ENUM("time_in_force", o.time_in_force, tif_names, TIF_PO + 1),
	ORDER("post_only", COL_BOOL, o.post_only),
	ORDER("reduce_only", COL_BOOL, o.reduce_only),
	ORDER("price", COL_DEC, o.price),
	ORDER("trigger_price", COL_DEC, o.trigger_price),
	ORDER("stop_loss", COL_LEVEL, o.stop_loss),
	ORDER("take_profit", COL_LEVEL, o.take_profit),
	ORDER("amount", COL_DEC, o.amount),
	ORDER("quote", COL_DEC, o.quote),
	ORDER("trail_percent", COL_DEC, o.trail_percent),
	ORDER("trail_amount", COL_DEC, o.trail_amount),
	ORDER("activation_price", COL_DEC, o.activation_price),
	ORDER("visible", COL_DEC, o.visible),
	ORDER("trailing_stop", COL_LEVEL, o.trailing_stop),
	ORDER("trailing_activation", COL_DEC, o.trailing_activation),
	ORDER("oco", COL_CHARS, o.oco),
	ORDER("expire_at", COL_STAMP, o.expire_at),
	ORDER("key", COL_CHARS, o.key),
	ORDER("strategy", COL_CHARS, o.strategy),
	ORDER("tag", COL_CHARS, o.tag),
	ORDER("parent", COL_CHARS, o.parent),
	ORDER("external", COL_BOOL, o.external),
	ORDER("venue_id", COL_CHARS, o.venue_id),
	ORDER_ENUM("state", o.state, order_state_names, ORDER_STATES),
	ORDER("reason", COL_CHARS, o.reason),
	ORDER("correlation_id", COL_CHARS, o.correlation_id),
	ORDER("time", COL_INT, o.time),
	ORDER("filled", COL_DEC, o.filled),
	ORDER("cost", COL_DEC, o.cost),
	ORDER("turnover", COL_DEC, turnover),
	ORDER("fee", COL_DEC, o.fee),
	ORDER("fee_currency", COL_CHARS, o.fee_currency),
	ORDER("last_update_time", COL_INT, o.last_update_time),
	ORDER("asked_amount", COL_DEC, o.asked.amount),
	ORDER("asked_price", COL_DEC, o.asked.price),
	ORDER("asked_trigger_price", COL_DEC, o.asked.trigger_price),
	ORDER("asked_at", COL_STAMP, o.asked_at),
	{ .name = NULL }
};

static const char insert_order[] =
	"INSERT INTO orders (id, account, symbol, key, state, venue_id,"
	" reason, amount, price, trigger_price, filled, cost, turnover, fee,"
	" fee_currency, last_update_time) VALUES (:id, :account, :symbol,"
	" :key, :state, :venue_id, :reason, :amount, :price, :trigger_price,"
	" :filled, :cost, :turnover, :fee, :fee_currency,"
	" :last_update_time)";
static const char update_order[] =
	"UPDATE orders SET state = :state, venue_id = :venue_id,"
	" reason = :reason, amount = :amount, price = :price,"
	" trigger_price = :trigger_price, filled = :filled, cost = :cost,"
	" turnover = :turnover, fee = :fee, fee_currency = :fee_currency,"
	" asked_amount = :asked_amount, asked_price = :asked_price,"
	" asked_trigger_price = :asked_trigger_price, asked_at = :asked_at,"
	" last_update_time = :last_update_time WHERE id = :id";

enum err_code
order_row_put(struct store *s, const struct order_row *row, bool is_new,
    struct err *err)
{
	struct stmt *q = db_prepare(s, is_new ? insert_order : update_order);

	db_bind(q, order_columns, row);
	return db_run(q, err);
}

static const char add_intent[] =
	"INSERT INTO intent (client_order_id, account, venue, symbol, type,"
	" side, time_in_force, post_only, reduce_only, price, trigger_price,"
	" stop_loss, take_profit, amount, quote, trail_percent, trail_amount,"
	" activation_price, visible, expire_at, key, request, strategy, tag,"
	" parent, external, venue_id, state, reason, correlation_id, time,"
	" trailing_stop, trailing_activation, oco)"
	" VALUES (:client_order_id, :account, :venue, :symbol, :type, :side,"
	" :time_in_force, :post_only, :reduce_only, :price, :trigger_price,"
	" :stop_loss, :take_profit, :amount, :quote, :trail_percent,"
	" :trail_amount, :activation_price, :visible, :expire_at, :key,"
	" :request, :strategy, :tag, :parent, :external, :venue_id, :state,"
	" :reason, :correlation_id, :time, :trailing_stop,"
	" :trailing_activation, :oco)";

/* The ledger row and its derived row; *o is completed from them. */
static enum err_code
order_write(struct store *s, struct order *o, const char *request,
    struct err *err)
{
	struct order_row row;
	struct stmt *q;
	enum err_code rc;

	order_row_begin(&row, o);
	if (row.o.correlation_id[0] == '\0')
		TEXT_SET(row.o.correlation_id, db_correlation(s));
	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	q = db_prepare(s, add_intent);
	db_bind(q, order_columns, &row);
	db_bind_text(q, ":request", request);
	rc = db_run(q, err);
	if (rc == E_OK) {
		snprintf(row.o.id, sizeof(row.o.id), "%lld",
		    (long long)db_last_id(s));
		rc = order_row_put(s, &row, true, err);
	}
	rc = store_end(s, rc, err);
	if (rc == E_OK) {
		order_row_complete(&row);
		*o = row.o;
	}
	return rc;
}

enum err_code
intent_add(struct store *s, struct order *o, const char *request_text,
    struct err *err)
{
	const char *text = request_text == NULL ? "" : request_text;
	unsigned char noise[12];
	size_t len;

	if (o->state != ORDER_INTENT && o->state != ORDER_REFUSED)
		bug("an intent in state %d", o->state);
	o->external = 0;
	if (o->client_order_id[0] != '\0')
		return order_write(s, o, text, err);
	if (store_tag(s)[0] == '\0' || !rng_bytes(noise, sizeof(noise)))
		return err_set(err, E_STORE, "store %s: no client order id "
		    "can be made", store_path(s));
	len = (size_t)snprintf(o->client_order_id,
	    sizeof(o->client_order_id), "%s", store_tag(s));
	for (size_t i = 0; i < sizeof(noise); i++)
		len += (size_t)snprintf(o->client_order_id + len,
		    sizeof(o->client_order_id) - len, "%02x", noise[i]);
	return order_write(s, o, text, err);
}

enum err_code
order_adopt(struct store *s, struct order *o, struct err *err)
{
	/* What the venue does not say of it is taken as no. */
	if (o->post_only == BOOL_NONE)
		o->post_only = 0;
	if (o->reduce_only == BOOL_NONE)
		o->reduce_only = 0;
	return order_write(s, o, "", err);
}

#define SELECT_ORDER \
	"SELECT i.id AS id, i.client_order_id AS client_order_id," \
	" i.account AS account, i.venue AS venue, i.symbol AS symbol," \
	" i.type AS type, i.side AS side, i.time_in_force AS time_in_force," \
	" i.post_only AS post_only, i.reduce_only AS reduce_only," \
	" o.price AS price, o.trigger_price AS trigger_price," \
	" i.stop_loss AS stop_loss, i.take_profit AS take_profit," \
	" o.amount AS amount, i.quote AS quote," \
	" i.trail_percent AS trail_percent, i.trail_amount AS trail_amount," \
	" i.activation_price AS activation_price, i.visible AS visible," \
	" i.expire_at AS expire_at, i.key AS key, i.strategy AS strategy," \
	" i.tag AS tag, i.parent AS parent, i.external AS external," \
	" o.venue_id AS venue_id, o.state AS state, o.reason AS reason," \
	" i.correlation_id AS correlation_id, i.time AS time," \
	" o.filled AS filled, o.cost AS cost, o.turnover AS turnover," \
	" o.fee AS fee, o.fee_currency AS fee_currency," \
	" i.trailing_stop AS trailing_stop," \
	" i.trailing_activation AS trailing_activation, i.oco AS oco," \
	" o.asked_amount AS asked_amount, o.asked_price AS asked_price," \
	" o.asked_trigger_price AS asked_trigger_price," \
	" o.asked_at AS asked_at," \
	" o.last_update_time AS last_update_time, i.request AS request" \
	" FROM orders o JOIN intent i ON i.id = o.id "
#define REQUEST_COLUMN 44

static const char order_of_id[] = SELECT_ORDER "WHERE o.id = :id";

enum err_code
order_row_load(struct store *s, const char *id, struct order_row *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, order_of_id);
	struct order_row row = {0};
	enum err_code rc;
	bool found;

	db_bind_text(q, ":id", id);
	found = db_step(q);
	if (found)
		db_read(q, order_columns, &row);
	if ((rc = db_done(q, err)) != E_OK)
		return rc;
	if (!found)
		return err_set(err, E_USAGE, "order %s: there is none", id);
	order_row_complete(&row);
	*out = row;
	return E_OK;
}

enum err_code
order_load(struct store *s, const char *id, struct order *out,
    struct err *err)
{
	struct order_row row;
	enum err_code rc = order_row_load(s, id, &row, err);

	if (rc == E_OK)
		*out = row.o;
	return rc;
}

/* Ends a search for at most one order. */
static enum err_code
found_order(struct stmt *q, bool *found, struct order *out,
    struct buf *request, struct err *err)
{
	struct order_row row = {0};
	enum err_code rc;
	bool any = db_step(q);

	if (any) {
		db_read(q, order_columns, &row);
		order_row_complete(&row);
		if (request != NULL) {
			buf_clear(request);
			buf_puts(request, db_text(q, REQUEST_COLUMN));
		}
	}
	rc = db_done(q, err);
	if (rc != E_OK)
		return rc;
	if ((*found = any))
		*out = row.o;
	return E_OK;
}

static const char order_of_key[] = SELECT_ORDER
	"WHERE o.account = :account AND o.key = :key AND o.key <> ''"
	" AND o.state NOT IN ('absent', 'abandoned')";

enum err_code
intent_by_key(struct store *s, const char *account, const char *key,
    bool *found, struct order *out, struct buf *request_text,
    struct err *err)
{
	struct stmt *q = db_prepare(s, order_of_key);

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":key", key);
	return found_order(q, found, out, request_text, err);
}

static const char order_of_client_id[] = SELECT_ORDER
	"WHERE i.account = :account AND i.client_order_id = :client_id"
	" AND i.client_order_id <> ''";

enum err_code
order_by_client_id(struct store *s, const char *account,
    const char *client_id, bool *found, struct order *out, struct err *err)
{
	struct stmt *q = db_prepare(s, order_of_client_id);

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":client_id", client_id);
	return found_order(q, found, out, NULL, err);
}

static const char order_of_venue_id[] = SELECT_ORDER
	"WHERE o.account = :account AND o.venue_id = :venue_id"
	" AND o.venue_id <> ''";

enum err_code
order_by_venue_id(struct store *s, const char *account,
    const char *venue_id, bool *found, struct order *out, struct err *err)
{
	struct stmt *q = db_prepare(s, order_of_venue_id);

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":venue_id", venue_id);
	return found_order(q, found, out, NULL, err);
}

static const char load_counting[] = SELECT_ORDER
	"WHERE o.account = :account AND o.state IN " COUNTING
	" AND (:symbol IS NULL OR o.symbol = :symbol) ORDER BY o.id";
#define ORDER_WHERE \
	"WHERE (:account IS NULL OR o.account = :account)" \
	" AND (:symbol IS NULL OR o.symbol = :symbol)" \
	" AND (:id IS NULL OR o.id = :id)" \
	" AND (:counting = 0 OR o.state IN " COUNTING \
	" OR o.last_update_time >= :touched)" \
	" AND (:state IS NULL OR o.state = :state)" \
	" AND (:attached = 0 OR (i.parent = '' AND i.external = 0 AND" \
	" i.stop_loss || i.take_profit || i.trailing_stop <> ''))" \
	" AND i.time >= :since AND (:until = 0 OR i.time < :until) "
static const char load_orders[] = SELECT_ORDER ORDER_WHERE "ORDER BY o.id";
static const char load_newest[] = SELECT_ORDER ORDER_WHERE
	"ORDER BY o.id DESC LIMIT :limit";
/* A statement of its own, so that the others need not look at tags. */
static const char load_tagged[] = SELECT_ORDER ORDER_WHERE
	"AND i.tag <> '' AND i.tag = :tag ORDER BY o.id";

/* With an account and only those that count there is an index. */
static struct stmt *
orders_query(struct store *s, const struct order_filter *f)
{
	struct stmt *q;

	if (f->counting && f->account != NULL && f->id == NULL &&
	    f->state < 0 && f->since == 0 && f->until == 0 && f->limit == 0 &&
	    f->touched == 0 && !f->attached && f->tag == NULL) {
		q = db_prepare(s, load_counting);
		db_bind_text(q, ":account", f->account);
		db_bind_text(q, ":symbol", f->symbol);
		return q;
	}
	if (f->tag != NULL && f->limit > 0)
		bug("orders of a tag, the newest %lld", (long long)f->limit);
	q = db_prepare(s, f->tag != NULL ? load_tagged : f->limit > 0 ?
	    load_newest : load_orders);
	db_bind_text(q, ":account", f->account);
	db_bind_text(q, ":symbol", f->symbol);
	db_bind_text(q, ":id", f->id);
	db_bind_int(q, ":counting", f->counting);
	db_bind_int(q, ":touched", f->touched != 0 ? f->touched : INT64_MAX);
	db_bind_text(q, ":state", f->state < 0 ? NULL :
	    order_state_names[f->state]);
	db_bind_int(q, ":attached", f->attached);
	db_bind_int(q, ":since", f->since);
	db_bind_int(q, ":until", f->until);
	if (f->tag != NULL)
		db_bind_text(q, ":tag", f->tag);
	if (f->limit > 0)
		db_bind_int(q, ":limit", f->limit);
	return q;
}

enum err_code
orders_load(struct store *s, const struct order_filter *f,
    struct orders *out, struct err *err)
{
	struct stmt *q = orders_query(s, f);
	struct orders rows = {0};
	struct order_row row = {0};
	enum err_code rc;

	while (db_step(q)) {
		db_read(q, order_columns, &row);
		order_row_complete(&row);
		vec_push(&rows, row.o);
	}
	rc = db_done(q, err);
	if (rc != E_OK) {
		vec_release(&rows);
		return rc;
	}
	vec_release(out);
	*out = rows;
	return E_OK;
}
