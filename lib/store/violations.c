/* What the policy refused, each with its numbers. */
#include "store/ledger.h"

#include "store/db.h"
#include "store/runparts.h"
#include "store/schema.h"

const char violations_schema[] =
	"CREATE TABLE violation (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	time INTEGER NOT NULL,\n"
	"	account TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	rule TEXT NOT NULL,\n"
	"	value TEXT,\n"
	"	\"limit\" TEXT,\n"
	"	order_id TEXT NOT NULL,\n"
	"	message TEXT NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("violation");

const struct column violation_columns[] = {
	{ "time", COL_INT, MEMBER(struct violation, time) },
	{ "account", COL_CHARS, MEMBER(struct violation, account) },
	{ "symbol", COL_CHARS, MEMBER(struct violation, symbol) },
	{ "rule", COL_CHARS, MEMBER(struct violation, rule) },
	{ "value", COL_DEC, MEMBER(struct violation, value) },
	{ "limit", COL_DEC, MEMBER(struct violation, limit) },
	{ "order_id", COL_CHARS, MEMBER(struct violation, order_id) },
	{ "message", COL_CHARS, MEMBER(struct violation, message) },
	{ .name = NULL }
};

static const struct field fields[] = {
	{ "time", FIELD_STAMP, FIELD_AT(struct violation, time),
	  .help = "when it was refused" },
	{ "account", FIELD_CHARS, FIELD_AT(struct violation, account),
	  .help = "account" },
	{ "symbol", FIELD_CHARS, FIELD_AT(struct violation, symbol),
	  .help = "unified symbol" },
	{ "rule", FIELD_CHARS, FIELD_AT(struct violation, rule),
	  .help = "rule that said no" },
	{ "value", FIELD_DEC, FIELD_AT(struct violation, value),
	  .help = "what the order would have made of it" },
	{ "limit", FIELD_DEC, FIELD_AT(struct violation, limit),
	  .help = "the limit in force" },
	{ "order_id", FIELD_CHARS, FIELD_AT(struct violation, order_id),
	  .help = "the refused order" },
	{ "message", FIELD_CHARS, FIELD_AT(struct violation, message),
	  .help = "the rule and its numbers in words" },
	{ .name = NULL }
};
const struct record violation_record = {
	"violation", "an order that the policy refused", fields
};

static const char add_violation[] =
	"INSERT INTO violation (time, account, symbol, rule, value, \"limit\","
	" order_id, message) VALUES (:time, :account, :symbol, :rule, :value,"
	" :limit, :order_id, :message)";

enum err_code
violation_add(struct store *s, const struct violation *v, struct err *err)
{
	struct stmt *q = db_prepare(s, add_violation);

	db_bind(q, violation_columns, v);
	return db_run(q, err);
}

static const char load_violations[] =
	"SELECT time, account, symbol, rule, value, \"limit\", order_id,"
	" message FROM violation"
	" WHERE (:account IS NULL OR account = :account) AND time >= :since"
	" ORDER BY row";

enum err_code
violations_load(struct store *s, const char *account, int64_t since,
    struct violations *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_violations);

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":since", since);
	return db_load(q, violation_columns, out, err);
}
