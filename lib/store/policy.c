/* The policy: every change is a row of a ledger; what is in force follows. */
#include "store/rules.h"

#include "store/db.h"
#include "store/schema.h"

#define POLICY_BODY \
	"(rule TEXT NOT NULL, account TEXT NOT NULL, symbol TEXT NOT NULL," \
	" value TEXT NOT NULL, actor TEXT NOT NULL, time INTEGER NOT NULL," \
	" PRIMARY KEY (rule, account, symbol)) STRICT, WITHOUT ROWID;\n"

const char policy_schema[] =
	"CREATE TABLE policy_change (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	rule TEXT NOT NULL,\n"
	"	account TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	value TEXT NOT NULL,\n"
	"	unset INTEGER NOT NULL,\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("policy_change")
	"CREATE TABLE policy " POLICY_BODY;

static const struct column columns[] = {
	{ "rule", COL_CHARS, MEMBER(struct policy_row, rule) },
	{ "account", COL_CHARS, MEMBER(struct policy_row, account) },
	{ "symbol", COL_CHARS, MEMBER(struct policy_row, symbol) },
	{ "value", COL_CHARS, MEMBER(struct policy_row, value) },
	{ "unset", COL_BOOL, MEMBER(struct policy_row, unset) },
	{ "actor", COL_CHARS, MEMBER(struct policy_row, actor) },
	{ "time", COL_INT, MEMBER(struct policy_row, time) },
	{ .name = NULL }
};

static const char put_policy[] =
	"INSERT INTO policy (rule, account, symbol, value, actor, time)"
	" VALUES (:rule, :account, :symbol, :value, :actor, :time)"
	" ON CONFLICT (rule, account, symbol) DO UPDATE SET"
	" value = excluded.value, actor = excluded.actor,"
	" time = excluded.time";
static const char drop_policy[] =
	"DELETE FROM policy WHERE rule = :rule AND account = :account"
	" AND symbol = :symbol";

static enum err_code
policy_follow(struct store *s, const struct policy_row *row, struct err *err)
{
	struct stmt *q = db_prepare(s, row->unset ? drop_policy : put_policy);

	db_bind(q, columns, row);
	return db_run(q, err);
}

static const char add_policy_change[] =
	"INSERT INTO policy_change (rule, account, symbol, value, unset,"
	" actor, time) VALUES (:rule, :account, :symbol, :value, :unset,"
	" :actor, :time)";

enum err_code
policy_put(struct store *s, const struct policy_row *row, bool unset,
    struct err *err)
{
	struct policy_row change = *row;
	struct stmt *q;
	enum err_code rc;

	change.unset = unset;
	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	q = db_prepare(s, add_policy_change);
	db_bind(q, columns, &change);
	rc = db_run(q, err);
	if (rc == E_OK)
		rc = policy_follow(s, &change, err);
	return store_end(s, rc, err);
}

static const char load_policy[] =
	"SELECT rule, account, symbol, value, actor, time FROM policy"
	" ORDER BY rule, account, symbol";

enum err_code
policy_load(struct store *s, struct policy_rows *out, struct err *err)
{
	return db_load(db_prepare(s, load_policy), columns, out, err);
}

static const char load_policy_changes[] =
	"SELECT rule, account, symbol, value, unset, actor, time"
	" FROM policy_change ORDER BY row";

enum err_code
policy_history(struct store *s, struct policy_rows *out, struct err *err)
{
	return db_load(db_prepare(s, load_policy_changes), columns, out, err);
}

static enum err_code
rebuild(struct store *s, struct err *err)
{
	struct policy_rows all = {0};
	enum err_code rc = policy_history(s, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = policy_follow(s, &all.at[i], err);
	vec_release(&all);
	return rc;
}

const struct derived policy_derived = DERIVED("policy", POLICY_BODY, rebuild);
