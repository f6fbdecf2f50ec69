/* Money in and out, and funding payments: ledgers of what the venue said. */
#include "store/ledger.h"

#include "store/db.h"
#include "store/schema.h"

const char transfers_schema[] =
	"CREATE TABLE transfer (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	id TEXT NOT NULL,\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	venue TEXT NOT NULL,\n"
	"	asset TEXT NOT NULL,\n"
	"	amount TEXT NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	fee TEXT,\n"
	"	time INTEGER NOT NULL,\n"
	"	UNIQUE (account, id)\n"
	") STRICT;\n"
	APPEND_ONLY("transfer")
	"CREATE TABLE funding (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	id TEXT NOT NULL,\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	venue TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	rate TEXT,\n"
	"	amount TEXT NOT NULL,\n"
	"	asset TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	UNIQUE (account, id)\n"
	") STRICT;\n"
	APPEND_ONLY("funding");

static const struct column transfer_columns[] = {
	{ "id", COL_CHARS, MEMBER(struct transfer, id) },
	{ "account", COL_CHARS, MEMBER(struct transfer, account) },
	{ "venue", COL_CHARS, MEMBER(struct transfer, venue) },
	{ "asset", COL_CHARS, MEMBER(struct transfer, asset) },
	{ "amount", COL_DEC, MEMBER(struct transfer, amount) },
	{ "kind", COL_ENUM, MEMBER(struct transfer, kind),
	  transfer_kind_names, TRANSFER_KINDS },
	{ "fee", COL_DEC, MEMBER(struct transfer, fee) },
	{ "time", COL_INT, MEMBER(struct transfer, time) },
	{ .name = NULL }
};

static const char add_transfer[] =
	"INSERT INTO transfer (id, account, venue, asset, amount, kind, fee,"
	" time) VALUES (:id, :account, :venue, :asset, :amount, :kind, :fee,"
	" :time) ON CONFLICT (account, id) DO NOTHING";

enum err_code
transfer_add(struct store *s, const struct transfer *t, struct err *err)
{
	struct stmt *q = db_prepare(s, add_transfer);

	db_bind(q, transfer_columns, t);
	return db_run(q, err);
}

static const char load_transfers[] =
	"SELECT id, account, venue, asset, amount, kind, fee, time"
	" FROM transfer WHERE (:account IS NULL OR account = :account)"
	" AND time >= :since ORDER BY time, row";

enum err_code
transfers_load(struct store *s, const char *account, int64_t since,
    struct transfers *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_transfers);

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":since", since);
	return db_load(q, transfer_columns, out, err);
}

/* By the order in which they came to be known, which is no order of time. */
static const char load_behind[] =
	"SELECT id, account, venue, asset, amount, kind, fee, time"
	" FROM transfer WHERE row > :after AND row <= :last ORDER BY row";
static const char last_transfer[] = "SELECT max(row) FROM transfer";

enum err_code
transfers_behind(struct store *s, int64_t after, int64_t last,
    struct transfers *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_behind);

	db_bind_int(q, ":after", after);
	db_bind_int(q, ":last", last);
	return db_load(q, transfer_columns, out, err);
}

enum err_code
transfers_last(struct store *s, int64_t *row, struct err *err)
{
	return db_number(s, last_transfer, row, err);
}

static const struct column funding_columns[] = {
	{ "id", COL_CHARS, MEMBER(struct funding, id) },
	{ "account", COL_CHARS, MEMBER(struct funding, account) },
	{ "venue", COL_CHARS, MEMBER(struct funding, venue) },
	{ "symbol", COL_CHARS, MEMBER(struct funding, symbol) },
	{ "rate", COL_DEC, MEMBER(struct funding, rate) },
	{ "amount", COL_DEC, MEMBER(struct funding, amount) },
	{ "asset", COL_CHARS, MEMBER(struct funding, asset) },
	{ "time", COL_INT, MEMBER(struct funding, time) },
	{ .name = NULL }
};

static const char add_funding[] =
	"INSERT INTO funding (id, account, venue, symbol, rate, amount, asset,"
	" time) VALUES (:id, :account, :venue, :symbol, :rate, :amount,"
	" :asset, :time) ON CONFLICT (account, id) DO NOTHING";

enum err_code
funding_add(struct store *s, const struct funding *f, struct err *err)
{
	struct stmt *q = db_prepare(s, add_funding);

	db_bind(q, funding_columns, f);
	return db_run(q, err);
}

static const char load_funding[] =
	"SELECT id, account, venue, symbol, rate, amount, asset, time"
	" FROM funding WHERE (:account IS NULL OR account = :account)"
	" AND time >= :since ORDER BY time, row";

enum err_code
fundings_load(struct store *s, const char *account, int64_t since,
    struct fundings *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_funding);

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":since", since);
	return db_load(q, funding_columns, out, err);
}
