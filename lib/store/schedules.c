/*
 * Schedules, their cancellations and their slots: three ledgers. What a
 * schedule has come to is summed up when it is read.
 */
#include "store/schedules.h"

#include "store/db.h"
#include "store/schema.h"

#include <stdio.h>

const char schedules_schema_2[] =
	"CREATE TABLE schedule (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	symbol TEXT NOT NULL,\n"
	"	side TEXT NOT NULL,\n"
	"	type TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	quote TEXT,\n"
	"	price TEXT,\n"
	"	trigger_price TEXT,\n"
	"	request TEXT NOT NULL,\n"
	"	second TEXT NOT NULL,\n"
	"	first INTEGER NOT NULL,\n"
	"	every INTEGER NOT NULL,\n"
	"	until INTEGER,\n"
	"	count INTEGER NOT NULL,\n"
	"	grace INTEGER NOT NULL,\n"
	"	key TEXT NOT NULL,\n"
	"	tag TEXT NOT NULL,\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE INDEX schedule_account ON schedule (account);\n"
	"CREATE UNIQUE INDEX schedule_key ON schedule (account, key)\n"
	"	WHERE key <> '';\n"
	APPEND_ONLY("schedule")
	"CREATE TABLE schedule_cancel (\n"
	"	schedule INTEGER PRIMARY KEY REFERENCES schedule (id),\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("schedule_cancel")
	"CREATE TABLE schedule_slot (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	schedule INTEGER NOT NULL REFERENCES schedule (id),\n"
	"	slot INTEGER NOT NULL,\n"
	"	slots INTEGER NOT NULL,\n"
	"	result TEXT NOT NULL,\n"
	"	order_id INTEGER REFERENCES intent (id),\n"
	"	reason TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	UNIQUE (schedule, slot)\n"
	") STRICT;\n"
	APPEND_ONLY("schedule_slot");

const char *const schedule_state_names[] = {
	[SCHEDULE_ACTIVE] = "active", [SCHEDULE_DONE] = "done",
	[SCHEDULE_CANCELED] = "canceled"
};
const char *const slot_result_names[] = {
	[SLOT_ORDERED] = "ordered", [SLOT_MISSED] = "missed"
};

static const struct field schedule_fields[] = {
	{ "id", FIELD_CHARS, FIELD_AT(struct schedule, id),
	  .help = "its id, what order schedule cancel takes" },
	{ "account", FIELD_CHARS, FIELD_AT(struct schedule, account),
	  .help = "account label" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct schedule, symbol),
	  .help = "unified symbol" },
	{ "side", FIELD_ENUM, FIELD_AT(struct schedule, side),
	  .help = "buy or sell", .names = side_names, .names_len = 2 },
	{ "type", FIELD_ENUM, FIELD_AT(struct schedule, type),
	  .help = "market, limit, stop …", .names = order_type_names,
	  .names_len = ORDER_TYPES },
	{ "amount", FIELD_DEC, FIELD_AT(struct schedule, amount),
	  .help = "of each order, in base units or contracts",
	  .unit = UNIT_QTY },
	{ "quote", FIELD_DEC, FIELD_AT(struct schedule, quote),
	  .help = "what each order may spend, where no amount was given",
	  .unit = UNIT_MONEY },
	{ "price", FIELD_DEC, FIELD_AT(struct schedule, price),
	  .help = "limit price", .unit = UNIT_PRICE, .flags = FIELD_WIDE },
	{ "trigger_price", FIELD_DEC,
	  FIELD_AT(struct schedule, trigger_price),
	  .help = "price that makes a stop work", .unit = UNIT_PRICE,
	  .flags = FIELD_WIDE },
	{ "every", FIELD_DURATION, FIELD_AT(struct schedule, every),
	  .help = "time from slot to slot; null: there is one alone" },
	{ "next", FIELD_STAMP, FIELD_AT(struct schedule, next),
	  .help = "its next slot; null: none is to come" },
	{ "state", FIELD_ENUM, FIELD_AT(struct schedule, state),
	  .help = "active, done, canceled", .names = schedule_state_names,
	  .names_len = SCHEDULE_CANCELED + 1 },
	{ "ordered", FIELD_INT, FIELD_AT(struct schedule, ordered),
	  .help = "slots that became orders" },
	{ "missed", FIELD_INT, FIELD_AT(struct schedule, missed),
	  .help = "slots that nobody ran in time" },
	{ "first", FIELD_STAMP, FIELD_AT(struct schedule, first),
	  .help = "its first slot", .flags = FIELD_WIDE },
	{ "until", FIELD_STAMP, FIELD_AT(struct schedule, until),
	  .help = "no slot from then on", .flags = FIELD_WIDE },
	{ "count", FIELD_INT, FIELD_AT(struct schedule, count),
	  .help = "so many slots; 0: no end", .flags = FIELD_WIDE },
	{ "grace", FIELD_DURATION, FIELD_AT(struct schedule, grace),
	  .help = "how late a slot may still be run", .flags = FIELD_WIDE },
	{ "key", FIELD_CHARS, FIELD_AT(struct schedule, key),
	  .help = "the key that makes a rerun harmless",
	  .flags = FIELD_WIDE },
	{ "tag", FIELD_CHARS, FIELD_AT(struct schedule, tag),
	  .help = "the trader's own mark", .flags = FIELD_WIDE },
	{ "actor", FIELD_CHARS, FIELD_AT(struct schedule, actor),
	  .help = "who made it", .flags = FIELD_WIDE },
	{ "time", FIELD_STAMP, FIELD_AT(struct schedule, time),
	  .help = "when it was made", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record schedule_record = {
	"schedule", "orders at times to come", schedule_fields
};

static const struct field slot_fields[] = {
	{ "schedule", FIELD_CHARS, FIELD_AT(struct slot, schedule),
	  .help = "id of the schedule" },
	{ "slot", FIELD_STAMP, FIELD_AT(struct slot, slot),
	  .help = "the time that it was for; the first of those missed" },
	{ "slots", FIELD_INT, FIELD_AT(struct slot, slots),
	  .help = "how many slots the row stands for" },
	{ "result", FIELD_ENUM, FIELD_AT(struct slot, result),
	  .help = "ordered, missed", .names = slot_result_names,
	  .names_len = SLOT_MISSED + 1 },
	{ "account", FIELD_CHARS, FIELD_AT(struct slot, account),
	  .help = "account label" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct slot, symbol),
	  .help = "unified symbol" },
	{ "order_id", FIELD_CHARS, FIELD_AT(struct slot, order_id),
	  .help = "our id of the order" },
	{ "state", FIELD_CHARS, FIELD_AT(struct slot, state),
	  .help = "where that order is in its life" },
	{ "reason", FIELD_CHARS, FIELD_AT(struct slot, reason),
	  .help = "why the order ended so, or the slot was missed" },
	{ "time", FIELD_STAMP, FIELD_AT(struct slot, time),
	  .help = "when it was dealt with", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record slot_record = {
	"slot", "what became of one time of a schedule", slot_fields
};

static const struct column schedule_columns[] = {
	{ "id", COL_CHARS, MEMBER(struct schedule, id) },
	{ "account", COL_CHARS, MEMBER(struct schedule, account) },
	{ "symbol", COL_CHARS, MEMBER(struct schedule, symbol) },
	{ "side", COL_ENUM, MEMBER(struct schedule, side), side_names,
	  SIDE_SELL + 1 },
	{ "type", COL_ENUM, MEMBER(struct schedule, type), order_type_names,
	  ORDER_TYPES },
	{ "amount", COL_DEC, MEMBER(struct schedule, amount) },
	{ "quote", COL_DEC, MEMBER(struct schedule, quote) },
	{ "price", COL_DEC, MEMBER(struct schedule, price) },
	{ "trigger_price", COL_DEC, MEMBER(struct schedule, trigger_price) },
	{ "request", COL_CHARS, MEMBER(struct schedule, request) },
	{ "second", COL_CHARS, MEMBER(struct schedule, second) },
	{ "first", COL_INT, MEMBER(struct schedule, first) },
	{ "every", COL_INT, MEMBER(struct schedule, every) },
	{ "until", COL_STAMP, MEMBER(struct schedule, until) },
	{ "count", COL_INT, MEMBER(struct schedule, count) },
	{ "grace", COL_INT, MEMBER(struct schedule, grace) },
	{ "key", COL_CHARS, MEMBER(struct schedule, key) },
	{ "tag", COL_CHARS, MEMBER(struct schedule, tag) },
	{ "actor", COL_CHARS, MEMBER(struct schedule, actor) },
	{ "time", COL_INT, MEMBER(struct schedule, time) },
	{ "state", COL_ENUM, MEMBER(struct schedule, state),
	  schedule_state_names, SCHEDULE_CANCELED + 1 },
	{ "ordered", COL_INT, MEMBER(struct schedule, ordered) },
	{ "missed", COL_INT, MEMBER(struct schedule, missed) },
	{ .name = NULL }
};

static const struct column slot_columns[] = {
	{ "schedule", COL_CHARS, MEMBER(struct slot, schedule) },
	{ "slot", COL_INT, MEMBER(struct slot, slot) },
	{ "slots", COL_INT, MEMBER(struct slot, slots) },
	{ "result", COL_ENUM, MEMBER(struct slot, result),
	  slot_result_names, SLOT_MISSED + 1 },
	{ "account", COL_CHARS, MEMBER(struct slot, account) },
	{ "symbol", COL_CHARS, MEMBER(struct slot, symbol) },
	{ "order_id", COL_CHARS, MEMBER(struct slot, order_id) },
	{ "state", COL_CHARS, MEMBER(struct slot, state) },
	{ "reason", COL_CHARS, MEMBER(struct slot, reason) },
	{ "time", COL_INT, MEMBER(struct slot, time) },
	{ .name = NULL }
};

int64_t
schedule_slot(const struct schedule *x, int64_t n)
{
	int64_t at;

	if (n < 0 || (x->every == 0 && n > 0) ||
	    (x->count != 0 && n >= x->count) ||
	    __builtin_mul_overflow(n, x->every, &at) ||
	    __builtin_add_overflow(at, x->first, &at))
		return 0;
	return x->until != 0 && at >= x->until ? 0 : at;
}

/* What follows from the columns: the next slot, and whether there is one. */
static void
complete(struct schedule *x)
{
	x->slots = x->ordered + x->missed;
	x->next = x->state == SCHEDULE_CANCELED ? 0 :
	    schedule_slot(x, x->slots);
	if (x->state != SCHEDULE_CANCELED)
		x->state = x->next == 0 ? SCHEDULE_DONE : SCHEDULE_ACTIVE;
}

static const char add_schedule[] =
	"INSERT INTO schedule (account, symbol, side, type, amount, quote,"
	" price, trigger_price, request, second, first, every, until, count,"
	" grace, key, tag, actor, time) VALUES (:account, :symbol, :side, :type,"
	" :amount, :quote, :price, :trigger_price, :request, :second, :first,"
	" :every, :until, :count, :grace, :key, :tag, :actor, :time)";

enum err_code
schedule_add(struct store *s, struct schedule *x, struct err *err)
{
	struct stmt *q = db_prepare(s, add_schedule);
	enum err_code rc;

	db_bind(q, schedule_columns, x);
	rc = db_run(q, err);
	if (rc == E_OK) {
		snprintf(x->id, sizeof(x->id), "%lld",
		    (long long)db_last_id(s));
		complete(x);
	}
	return rc;
}

#define SELECT_SCHEDULE \
	"SELECT x.id AS id, x.account AS account, x.symbol AS symbol," \
	" x.side AS side, x.type AS type, x.amount AS amount," \
	" x.quote AS quote, x.price AS price," \
	" x.trigger_price AS trigger_price, x.request AS request," \
	" x.second AS second, x.first AS first, x.every AS every," \
	" x.until AS until, x.count AS count, x.grace AS grace," \
	" x.key AS key, x.tag AS tag, x.actor AS actor, x.time AS time," \
	" CASE WHEN c.schedule IS NULL THEN 'active' ELSE 'canceled' END" \
	" AS state," \
	" (SELECT coalesce(sum(slots), 0) FROM schedule_slot" \
	" WHERE schedule = x.id AND result = 'ordered') AS ordered," \
	" (SELECT coalesce(sum(slots), 0) FROM schedule_slot" \
	" WHERE schedule = x.id AND result = 'missed') AS missed" \
	" FROM schedule x LEFT JOIN schedule_cancel c ON c.schedule = x.id "
static const char find_schedule[] = SELECT_SCHEDULE "WHERE x.id = :id";

enum err_code
schedule_load(struct store *s, const char *id, struct schedule *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, find_schedule);
	struct schedule row = {0};
	enum err_code rc;
	bool found;

	db_bind_text(q, ":id", id);
	found = db_step(q);
	if (found)
		db_read(q, schedule_columns, &row);
	if ((rc = db_done(q, err)) != E_OK)
		return rc;
	if (!found)
		return err_set(err, E_USAGE, "schedule %s: there is none", id);
	complete(&row);
	*out = row;
	return E_OK;
}

static const char schedule_of_key[] = SELECT_SCHEDULE
	"WHERE x.account = :account AND x.key = :key AND x.key <> ''";

enum err_code
schedule_by_key(struct store *s, const char *account, const char *key,
    bool *found, struct schedule *out, struct err *err)
{
	struct stmt *q = db_prepare(s, schedule_of_key);
	struct schedule row = {0};
	enum err_code rc;
	bool any;

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":key", key);
	any = db_step(q);
	if (any)
		db_read(q, schedule_columns, &row);
	if ((rc = db_done(q, err)) != E_OK)
		return rc;
	complete(&row);
	*found = any;
	if (any)
		*out = row;
	return E_OK;
}

static const char load_schedules[] = SELECT_SCHEDULE
	"WHERE (:account IS NULL OR x.account = :account)"
	" AND (:active = 0 OR c.schedule IS NULL) ORDER BY x.id";

enum err_code
schedules_load(struct store *s, const char *account, bool active,
    struct schedules *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_schedules);
	size_t kept = 0;
	enum err_code rc;

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":active", active);
	if ((rc = db_load(q, schedule_columns, out, err)) != E_OK)
		return rc;
	for (size_t i = 0; i < out->len; i++) {
		complete(&out->at[i]);
		if (!active || out->at[i].state == SCHEDULE_ACTIVE)
			out->at[kept++] = out->at[i];
	}
	out->len = kept;
	return E_OK;
}

static const char cancel_schedule[] =
	"INSERT INTO schedule_cancel (schedule, actor, time)"
	" VALUES (:schedule, :actor, :time)";

enum err_code
schedule_cancel(struct store *s, const char *id, const char *actor,
    int64_t time, struct err *err)
{
	struct schedule x;
	struct stmt *q;
	enum err_code rc = store_begin(s, err);

	if (rc != E_OK)
		return rc;
	rc = schedule_load(s, id, &x, err);
	if (rc == E_OK && x.state != SCHEDULE_ACTIVE)
		rc = err_set(err, E_USAGE, "schedule %s: it is %s", id,
		    schedule_state_names[x.state]);
	if (rc == E_OK) {
		q = db_prepare(s, cancel_schedule);
		db_bind_text(q, ":schedule", id);
		db_bind_text(q, ":actor", actor);
		db_bind_int(q, ":time", time);
		rc = db_run(q, err);
	}
	return store_end(s, rc, err);
}

static const char add_slot[] =
	"INSERT INTO schedule_slot (schedule, slot, slots, result, order_id,"
	" reason, time) VALUES (:schedule, :slot, :slots, :result,"
	" nullif(:order_id, ''), :reason, :time)"
	" ON CONFLICT (schedule, slot) DO NOTHING";

enum err_code
slot_add(struct store *s, const struct slot *x, bool *added,
    struct err *err)
{
	struct stmt *q = db_prepare(s, add_slot);
	enum err_code rc;

	db_bind(q, slot_columns, x);
	rc = db_run(q, err);
	if (rc == E_OK)
		*added = db_changed(s) > 0;
	return rc;
}

static const char load_slots[] =
	"SELECT t.schedule AS schedule, t.slot AS slot, t.slots AS slots,"
	" t.result AS result, x.account AS account, x.symbol AS symbol,"
	" coalesce(t.order_id, '') AS order_id,"
	" coalesce(o.state, '') AS state,"
	" CASE WHEN o.id IS NULL THEN t.reason ELSE o.reason END AS reason,"
	" t.time AS time"
	" FROM schedule_slot t JOIN schedule x ON x.id = t.schedule"
	" LEFT JOIN orders o ON o.id = t.order_id"
	" WHERE t.schedule = :schedule ORDER BY t.slot";

enum err_code
slots_load(struct store *s, const char *schedule, struct slots *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, load_slots);

	db_bind_text(q, ":schedule", schedule);
	return db_load(q, slot_columns, out, err);
}
