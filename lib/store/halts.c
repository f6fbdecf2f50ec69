/* Halts: every change is a row of a ledger; what is in force follows. */
#include "store/ledger.h"

#include "store/db.h"
#include "store/schema.h"

#define HALT_BODY \
	"(account TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL," \
	" actor TEXT NOT NULL, time INTEGER NOT NULL) STRICT, WITHOUT ROWID;\n"

const char halts_schema[] =
	"CREATE TABLE halt_change (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	account TEXT NOT NULL,\n"
	"	halted INTEGER NOT NULL,\n"
	"	reason TEXT NOT NULL,\n"
	"	actor TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	APPEND_ONLY("halt_change")
	"CREATE TABLE halt " HALT_BODY;

static const struct column columns[] = {
	{ "account", COL_CHARS, MEMBER(struct halt, account) },
	{ "reason", COL_CHARS, MEMBER(struct halt, reason) },
	{ "actor", COL_CHARS, MEMBER(struct halt, actor) },
	{ "time", COL_INT, MEMBER(struct halt, time) },
	{ "halted", COL_BOOL, MEMBER(struct halt, halted) },
	{ .name = NULL }
};

static const char put_halt[] =
	"INSERT INTO halt (account, reason, actor, time)"
	" VALUES (:account, :reason, :actor, :time)"
	" ON CONFLICT (account) DO UPDATE SET reason = excluded.reason,"
	" actor = excluded.actor, time = excluded.time";
static const char lift_halt[] =
	"DELETE FROM halt WHERE account = :account";

static enum err_code
halt_follow(struct store *s, const struct halt *h, struct err *err)
{
	struct stmt *q = db_prepare(s, h->halted ? put_halt : lift_halt);

	db_bind(q, columns, h);
	return db_run(q, err);
}

static const char add_halt_change[] =
	"INSERT INTO halt_change (account, halted, reason, actor, time)"
	" VALUES (:account, :halted, :reason, :actor, :time)";

enum err_code
halt_set(struct store *s, const char *account, bool halted,
    const char *reason, const char *actor, int64_t time, struct err *err)
{
	struct halt h = { .halted = halted, .time = time };
	struct stmt *q;
	enum err_code rc;

	TEXT_SET(h.account, account == NULL ? "" : account);
	TEXT_SET(h.reason, reason == NULL ? "" : reason);
	TEXT_SET(h.actor, actor == NULL ? "" : actor);
	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	q = db_prepare(s, add_halt_change);
	db_bind(q, columns, &h);
	rc = db_run(q, err);
	if (rc == E_OK)
		rc = halt_follow(s, &h, err);
	return store_end(s, rc, err);
}

static const char load_halts[] =
	"SELECT account, 1 AS halted, reason, actor, time FROM halt"
	" ORDER BY account";

enum err_code
halts_load(struct store *s, struct halts *out, struct err *err)
{
	return db_load(db_prepare(s, load_halts), columns, out, err);
}

static const char load_halt_changes[] =
	"SELECT account, halted, reason, actor, time FROM halt_change"
	" WHERE time >= :since ORDER BY row";

enum err_code
halts_history(struct store *s, int64_t since, struct halts *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, load_halt_changes);

	db_bind_int(q, ":since", since);
	return db_load(q, columns, out, err);
}

static enum err_code
rebuild(struct store *s, struct err *err)
{
	struct halts all = {0};
	enum err_code rc = halts_history(s, INT64_MIN, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = halt_follow(s, &all.at[i], err);
	vec_release(&all);
	return rc;
}

const struct derived halt_derived = DERIVED("halt", HALT_BODY, rebuild);
