/* The equity curve of each account, and how far its venue's changes were
 * taken over. */
#include "store/ledger.h"

#include "store/db.h"
#include "store/schema.h"

const char equity_schema[] =
	"CREATE TABLE equity (\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	time INTEGER NOT NULL,\n"
	"	equity TEXT,\n"
	"	high TEXT,\n"
	"	low TEXT,\n"
	"	transferred TEXT,\n"
	"	units TEXT,\n"
	"	PRIMARY KEY (account, time)\n"
	") STRICT, WITHOUT ROWID;\n"
	APPEND_ONLY("equity")
	"CREATE TABLE cursor (\n"
	"	account TEXT NOT NULL PRIMARY KEY REFERENCES account (label),\n"
	"	cursor TEXT NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n";

static const struct column columns[] = {
	{ "time", COL_INT, MEMBER(struct equity_point, time) },
	{ "equity", COL_DEC, MEMBER(struct equity_point, equity) },
	{ "high", COL_DEC, MEMBER(struct equity_point, high) },
	{ "low", COL_DEC, MEMBER(struct equity_point, low) },
	{ "transferred", COL_DEC, MEMBER(struct equity_point, transferred) },
	{ "units", COL_DEC, MEMBER(struct equity_point, units) },
	{ .name = NULL }
};

static const char add_equity[] =
	"INSERT INTO equity (account, time, equity, high, low, transferred,"
	" units) VALUES (:account, :time, :equity, :high, :low, :transferred,"
	" :units) ON CONFLICT (account, time) DO NOTHING";

enum err_code
equity_add(struct store *s, const char *account, const struct equity_point *p,
    struct err *err)
{
	struct stmt *q = db_prepare(s, add_equity);

	db_bind_text(q, ":account", account);
	db_bind(q, columns, p);
	return db_run(q, err);
}

static const char load_equity[] =
	"SELECT time, equity, high, low, transferred, units FROM equity"
	" WHERE account = :account AND time >= :since ORDER BY time";

enum err_code
equity_load(struct store *s, const char *account, int64_t since,
    struct equity_points *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_equity);

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":since", since);
	return db_load(q, columns, out, err);
}

enum err_code
curve_load(struct store *s, const char *account, struct curve *out,
    struct err *err)
{
	struct stmt *q = db_prepare(s, load_equity);
	struct equity_point p;

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":since", 0);
	while (db_step(q)) {
		db_read(q, columns, &p);
		curve_add(out, &p);
	}
	return db_done(q, err);
}

static const char last_equity[] =
	"SELECT time, equity, high, low, transferred, units FROM equity"
	" WHERE account = :account ORDER BY time DESC LIMIT 1";

enum err_code
equity_last(struct store *s, const char *account, bool *found,
    struct equity_point *out, struct err *err)
{
	struct stmt *q = db_prepare(s, last_equity);

	*found = false;
	db_bind_text(q, ":account", account);
	if (db_step(q)) {
		*found = true;
		db_read(q, columns, out);
	}
	return db_done(q, err);
}

static const char get_cursor[] =
	"SELECT cursor FROM cursor WHERE account = :account";

enum err_code
cursor_get(struct store *s, const char *account, char cursor[ID_SIZE],
    struct err *err)
{
	struct stmt *q = db_prepare(s, get_cursor);

	cursor[0] = '\0';
	db_bind_text(q, ":account", account);
	if (db_step(q))
		db_chars(q, 0, cursor, ID_SIZE);
	return db_done(q, err);
}

static const char set_cursor[] =
	"INSERT INTO cursor (account, cursor) VALUES (:account, :cursor)"
	" ON CONFLICT (account) DO UPDATE SET cursor = excluded.cursor"
	" WHERE cursor <> excluded.cursor";

enum err_code
cursor_set(struct store *s, const char *account, const char *cursor,
    struct err *err)
{
	struct stmt *q = db_prepare(s, set_cursor);

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":cursor", cursor);
	return db_run(q, err);
}
