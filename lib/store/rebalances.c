/* Plans of rebalances and, by the tag of their orders, what became of them. */
#include "store/rebalances.h"

#include "store/db.h"
#include "store/schema.h"

#include <stdio.h>

const char rebalances_schema_7[] =
	"CREATE TABLE rebalance (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	accounts TEXT NOT NULL,\n"
	"	key TEXT NOT NULL,\n"
	"	terms TEXT NOT NULL,\n"
	"	currency TEXT NOT NULL,\n"
	"	value TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE rebalance_order (\n"
	"	rebalance INTEGER NOT NULL REFERENCES rebalance (id),\n"
	"	number INTEGER NOT NULL,\n"
	"	account TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	side TEXT NOT NULL,\n"
	"	type TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	average TEXT,\n"
	"	cost TEXT,\n"
	"	fee TEXT,\n"
	"	fee_currency TEXT NOT NULL,\n"
	"	asset TEXT NOT NULL,\n"
	"	weight TEXT,\n"
	"	target TEXT,\n"
	"	weight_after TEXT,\n"
	"	key TEXT NOT NULL,\n"
	"	tag TEXT NOT NULL,\n"
	"	reason TEXT NOT NULL,\n"
	"	PRIMARY KEY (rebalance, number)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE INDEX intent_tag ON intent (tag) WHERE tag <> '';\n"
	APPEND_ONLY("rebalance")
	APPEND_ONLY("rebalance_order");

#define F(member) FIELD_AT(struct rebalance, member)
static const struct field fields[] = {
	{ "id", FIELD_CHARS, F(id), .help = "ours" },
	{ "accounts", FIELD_CHARS, F(accounts), .help =
	  "labels, with blanks between" },
	{ "key", FIELD_CHARS, F(key), .help = "of --key" },
	{ "terms", FIELD_CHARS, F(terms), .help =
	  "targets, and the options that count", .flags = FIELD_MINOR },
	{ "currency", FIELD_CHARS, F(currency), .help = "of value" },
	{ "value", FIELD_DEC, F(value), .help = "of the whole, before",
	  .unit = UNIT_MONEY },
	{ "orders", FIELD_INT, F(orders), .help = "in the plan" },
	{ "placed", FIELD_INT, F(placed), .help =
	  "of them that are, or may be, at the venue" },
	{ "pending", FIELD_INT, F(pending), .help =
	  "of those: on their way, or with an outcome that is not known" },
	{ "failed", FIELD_INT, F(failed), .help =
	  "of them that were refused or rejected" },
	{ "time", FIELD_STAMP, F(time), .help = "when it was planned" },
	{ .name = NULL }
};
#undef F
const struct record rebalance_record = {
	"rebalance", "a plan that leads to target weights, and what came of it",
	fields
};

static const struct column columns[] = {
	{ "id", COL_CHARS, MEMBER(struct rebalance, id) },
	{ "accounts", COL_CHARS, MEMBER(struct rebalance, accounts) },
	{ "key", COL_CHARS, MEMBER(struct rebalance, key) },
	{ "terms", COL_CHARS, MEMBER(struct rebalance, terms) },
	{ "currency", COL_CHARS, MEMBER(struct rebalance, currency) },
	{ "value", COL_DEC, MEMBER(struct rebalance, value) },
	{ "orders", COL_INT, MEMBER(struct rebalance, orders) },
	{ "placed", COL_INT, MEMBER(struct rebalance, placed) },
	{ "pending", COL_INT, MEMBER(struct rebalance, pending) },
	{ "failed", COL_INT, MEMBER(struct rebalance, failed) },
	{ "time", COL_INT, MEMBER(struct rebalance, time) },
	{ .name = NULL }
};

#define O(name, kind) \
	{ #name, kind, MEMBER(struct rebalance_order, name) }
static const struct column order_columns_of[] = {
	O(account, COL_CHARS), O(venue, COL_CHARS), O(symbol, COL_CHARS),
	{ "side", COL_ENUM, MEMBER(struct rebalance_order, side), side_names,
	  SIDE_SELL + 1 },
	{ "type", COL_ENUM, MEMBER(struct rebalance_order, type),
	  order_type_names, ORDER_TYPES },
	O(amount, COL_DEC), O(average, COL_DEC), O(cost, COL_DEC),
	O(fee, COL_DEC), O(fee_currency, COL_CHARS), O(asset, COL_CHARS),
	O(weight, COL_DEC), O(target, COL_DEC), O(weight_after, COL_DEC),
	O(key, COL_CHARS), O(tag, COL_CHARS), O(reason, COL_CHARS),
	{ .name = NULL }
};
#undef O

static const char add_rebalance[] =
	"INSERT INTO rebalance (accounts, key, terms, currency, value, time)"
	" VALUES (:accounts, :key, :terms, :currency, :value, :time)";
static const char add_order[] =
	"INSERT INTO rebalance_order (rebalance, number, account, venue,"
	" symbol, side, type, amount, average, cost, fee, fee_currency, asset,"
	" weight, target, weight_after, key, tag, reason) VALUES (:rebalance,"
	" :number, :account, :venue, :symbol, :side, :type, :amount,"
	" :average, :cost, :fee, :fee_currency, :asset, :weight, :target,"
	" :weight_after, :key, :tag, :reason)";

static enum err_code
put_rebalance(struct store *s, const struct rebalance *r, struct err *err)
{
	struct stmt *q = db_prepare(s, add_rebalance);

	db_bind_text(q, ":accounts", r->accounts);
	db_bind_text(q, ":key", r->key);
	db_bind_text(q, ":terms", r->terms);
	db_bind_text(q, ":currency", r->currency);
	db_bind_dec(q, ":value", r->value);
	db_bind_int(q, ":time", r->time);
	return db_run(q, err);
}

enum err_code
rebalance_add(struct store *s, struct rebalance *r,
    struct rebalance_orders *orders, struct err *err)
{
	int64_t id = 0;
	enum err_code rc = store_begin(s, err);

	if (rc != E_OK)
		return rc;
	rc = put_rebalance(s, r, err);
	if (rc == E_OK)
		id = db_last_id(s);
	for (size_t i = 0; i < orders->len && rc == E_OK; i++) {
		struct rebalance_order *o = &orders->at[i];
		struct stmt *q = db_prepare(s, add_order);

		snprintf(o->tag, sizeof(o->tag), "rebalance:%lld",
		    (long long)id);
		if (o->key[0] == '\0')
			snprintf(o->key, sizeof(o->key), "%.40s:%zu", o->tag,
			    i + 1);
		db_bind_int(q, ":rebalance", id);
		db_bind_int(q, ":number", (int64_t)i + 1);
		db_bind(q, order_columns_of, o);
		rc = db_run(q, err);
	}
	rc = store_end(s, rc, err);
	if (rc == E_OK)
		snprintf(r->id, sizeof(r->id), "%lld", (long long)id);
	return rc;
}

/* What was never at the venue is not placed; a rerun places it. */
#define COUNT_STATES \
	" (SELECT count(*) FROM intent i JOIN orders s ON s.id = i.id" \
	" WHERE i.tag <> '' AND i.tag = 'rebalance:' || r.id AND s.state "
#define SELECT_REBALANCE \
	"SELECT id, accounts, key, terms, currency, value, time," \
	" (SELECT count(*) FROM rebalance_order o WHERE o.rebalance = r.id)" \
	" AS orders," \
	COUNT_STATES "NOT IN ('absent', 'abandoned', 'rejected', 'refused'))" \
	" AS placed," \
	COUNT_STATES "IN ('intent', 'sending', 'unknown')) AS pending," \
	COUNT_STATES "IN ('rejected', 'refused')) AS failed FROM rebalance r "
static const char load_all[] = SELECT_REBALANCE "ORDER BY id DESC";
static const char load_one[] = SELECT_REBALANCE "WHERE id = :id";
static const char load_key[] = SELECT_REBALANCE
	"WHERE key = :key AND key <> '' ORDER BY id DESC LIMIT 1";
static const char load_like[] = SELECT_REBALANCE
	"WHERE key = '' AND accounts = :accounts AND terms = :terms"
	" ORDER BY id DESC LIMIT 1";
static const char load_of[] = SELECT_REBALANCE
	"WHERE accounts = :accounts ORDER BY id DESC";
static const char name_rebalances[] = "SELECT id FROM rebalance ORDER BY id";

enum err_code
rebalance_latest(struct store *s, const char *key, const char *accounts,
    const char *terms, bool *found, struct rebalance *out, struct err *err)
{
	bool named = key != NULL && key[0] != '\0';
	struct stmt *q = db_prepare(s, named ? load_key : load_like);

	if (named)
		db_bind_text(q, ":key", key);
	else {
		db_bind_text(q, ":accounts", accounts);
		db_bind_text(q, ":terms", terms);
	}
	*found = db_step(q);
	if (*found)
		db_read(q, columns, out);
	return db_done(q, err);
}

enum err_code
rebalance_last(struct store *s, const char *accounts, bool *found,
    struct rebalance *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_of);
	struct rebalance row = { 0 };

	*found = false;
	db_bind_text(q, ":accounts", accounts);
	while (!*found && db_step(q)) {
		db_read(q, columns, &row);
		*found = row.placed > 0 && rebalance_done(&row);
	}
	if (*found)
		*out = row;
	return db_done(q, err);
}

static const char load_orders[] =
	"SELECT account, venue, symbol, side, type, amount, average, cost, fee,"
	" fee_currency, asset, weight, target, weight_after, key, tag, reason"
	" FROM rebalance_order WHERE rebalance = :id ORDER BY number";

enum err_code
rebalance_plan_load(struct store *s, const char *id,
    struct rebalance_orders *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_orders);

	db_bind_text(q, ":id", id);
	return db_load(q, order_columns_of, out, err);
}

bool
rebalance_done(const struct rebalance *r)
{
	return r->placed + r->failed >= r->orders && r->pending == 0;
}

enum err_code
rebalance_load(struct store *s, const char *id, struct rebalance *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, load_one);
	struct rebalance row = { 0 };
	bool found;
	enum err_code rc;

	db_bind_text(q, ":id", id);
	found = db_step(q);
	if (found)
		db_read(q, columns, &row);
	rc = db_done(q, err);
	if (rc == E_OK && !found)
		rc = db_no_such(s, "rebalance", id, name_rebalances, err);
	if (rc == E_OK)
		*out = row;
	return rc;
}

enum err_code
rebalances_load(struct store *s, struct rebalances *out, struct err *err)
{
	return db_load(db_prepare(s, load_all), columns, out, err);
}
