/* Snapshots of portfolios, and their parts. */
#include "store/portfolios.h"

#include "store/db.h"
#include "store/schema.h"

const char portfolios_schema_8[] =
	"CREATE TABLE portfolio_snapshot (\n"
	"	id INTEGER PRIMARY KEY,\n"
	"	account TEXT NOT NULL,\n"
	"	currency TEXT NOT NULL,\n"
	"	value TEXT NOT NULL,\n"
	"	deposits TEXT NOT NULL,\n"
	"	withdrawals TEXT NOT NULL,\n"
	"	btc_price TEXT,\n"
	"	eth_price TEXT,\n"
	"	transfers INTEGER NOT NULL,\n"
	"	time INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE INDEX portfolio_snapshot_of ON portfolio_snapshot (account,"
	" currency, id);\n"
	"CREATE TABLE portfolio_account (\n"
	"	snapshot INTEGER NOT NULL REFERENCES portfolio_snapshot (id),\n"
	"	account TEXT NOT NULL,\n"
	"	value TEXT NOT NULL,\n"
	"	PRIMARY KEY (snapshot, account)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE portfolio_holding (\n"
	"	snapshot INTEGER NOT NULL REFERENCES portfolio_snapshot (id),\n"
	"	number INTEGER NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	name TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	price TEXT,\n"
	"	value TEXT,\n"
	"	weight TEXT,\n"
	"	PRIMARY KEY (snapshot, number)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE portfolio_flow (\n"
	"	snapshot INTEGER NOT NULL REFERENCES portfolio_snapshot (id),\n"
	"	number INTEGER NOT NULL,\n"
	"	account TEXT NOT NULL,\n"
	"	asset TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	kind TEXT NOT NULL,\n"
	"	value TEXT NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	PRIMARY KEY (snapshot, number)\n"
	") STRICT, WITHOUT ROWID;\n"
	APPEND_ONLY("portfolio_snapshot")
	APPEND_ONLY("portfolio_account")
	APPEND_ONLY("portfolio_holding")
	APPEND_ONLY("portfolio_flow");

const char *const holding_kind_names[HOLDING_KINDS] = { "asset", "position",
	"left_out" };
const char *const flow_kind_names[FLOW_KINDS] = { "deposit", "withdrawal",
	"internal", "opening", "stated", "account", "left_out" };

#define F(kind, of, member) \
	#member, FIELD_##kind, FIELD_AT(struct portfolio_##of, member)
static const struct field snapshot_fields[] = {
	{ F(INT, snapshot, id), .help = "ours" },
	{ F(CHARS, snapshot, account), .help = "null: all that were active,"
	  " together" },
	{ F(CHARS, snapshot, currency), .help = "of value" },
	{ F(DEC, snapshot, value), .help = "of all that is held",
	  .unit = UNIT_MONEY },
	{ F(DEC, snapshot, deposits), .help = "value that came in since the"
	  " snapshot before", .unit = UNIT_MONEY },
	{ F(DEC, snapshot, withdrawals), .help = "value that went out since"
	  " then", .unit = UNIT_MONEY },
	{ F(DEC, snapshot, btc_price), .help = "of one BTC in the currency;"
	  " null: not known", .unit = UNIT_PRICE },
	{ F(DEC, snapshot, eth_price), .help = "of one ETH",
	  .unit = UNIT_PRICE },
	{ F(INT, snapshot, holdings), .help = "how many rows they are" },
	{ F(STAMP, snapshot, time), .help = "of the newest state in it" },
	{ .name = NULL }
};
const struct record portfolio_snapshot_record = { "portfolio_snapshot",
	"what a portfolio was worth at one moment", snapshot_fields };

static const struct field holding_fields[] = {
	{ F(ENUM, holding, kind), .help = "asset; position: its value is the"
	  " profit that is open; left_out: no part of the value",
	  .names = holding_kind_names, .names_len = HOLDING_KINDS },
	{ F(CHARS, holding, name), .help = "of the asset, or the symbol of the"
	  " position" },
	{ F(DEC, holding, amount), .help = "contracts of a position, below 0"
	  " where it is short", .unit = UNIT_QTY },
	{ F(DEC, holding, price), .help = "of one in the currency; of a"
	  " position its mark", .unit = UNIT_PRICE },
	{ F(DEC, holding, value), .help = "in the currency",
	  .unit = UNIT_MONEY },
	{ F(DEC, holding, weight), .help = "part of the whole; null where"
	  " that is not above 0", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ F(CHARS, holding, currency), .help = "of the value" },
	{ F(STAMP, holding, time), .help = "of the snapshot" },
	{ .name = NULL }
};
const struct record portfolio_holding_record = { "portfolio_holding",
	"what was held at a moment, and what it was worth", holding_fields };

static const struct field flow_fields[] = {
	{ F(CHARS, flow, account), .help = "whose; null where it was stated"
	  " for all" },
	{ F(CHARS, flow, asset), .help = "what moved; null of an account" },
	{ F(DEC, flow, amount), .help = "positive in", .unit = UNIT_QTY },
	{ F(ENUM, flow, kind), .help = "of the transfer; stated: by --flow;"
	  " account: one joined or left; left_out: an asset was left out, or"
	  " is no longer", .names = flow_kind_names, .names_len = FLOW_KINDS },
	{ F(DEC, flow, value), .help = "in the currency, by the prices that"
	  " are known nearest to its time", .unit = UNIT_MONEY },
	{ F(CHARS, flow, currency), .help = "of the value" },
	{ F(STAMP, flow, time), .help = "when it moved" },
	{ .name = NULL }
};
const struct record portfolio_flow_record = { "portfolio_flow",
	"value that came into a portfolio, or went out of it", flow_fields };
#undef F

#define K(kind, of, member) \
	#member, COL_##kind, MEMBER(struct portfolio_##of, member)
static const struct column snapshot_columns[] = {
	{ K(INT, snapshot, id) }, { K(CHARS, snapshot, account) },
	{ K(CHARS, snapshot, currency) }, { K(DEC, snapshot, value) },
	{ K(DEC, snapshot, deposits) }, { K(DEC, snapshot, withdrawals) },
	{ K(DEC, snapshot, btc_price) }, { K(DEC, snapshot, eth_price) },
	{ K(INT, snapshot, holdings) }, { K(INT, snapshot, transfers) },
	{ K(INT, snapshot, time) }, { .name = NULL }
};
static const struct column account_columns[] = {
	{ K(CHARS, account, account) }, { K(DEC, account, value) },
	{ .name = NULL }
};
static const struct column holding_columns[] = {
	{ K(INT, holding, snapshot) },
	{ K(ENUM, holding, kind), holding_kind_names, HOLDING_KINDS },
	{ K(CHARS, holding, name) }, { K(DEC, holding, amount) },
	{ K(DEC, holding, price) }, { K(DEC, holding, value) },
	{ K(DEC, holding, weight) }, { K(CHARS, holding, currency) },
	{ K(INT, holding, time) }, { .name = NULL }
};
static const struct column flow_columns[] = {
	{ K(INT, flow, snapshot) }, { K(CHARS, flow, account) },
	{ K(CHARS, flow, asset) }, { K(DEC, flow, amount) },
	{ K(ENUM, flow, kind), flow_kind_names, FLOW_KINDS },
	{ K(DEC, flow, value) }, { K(CHARS, flow, currency) },
	{ K(INT, flow, time) }, { .name = NULL }
};
#undef K

void
portfolio_release(struct portfolio *p)
{
	vec_release(&p->accounts);
	vec_release(&p->holdings);
	vec_release(&p->flows);
}

void
portfolios_release(struct portfolios *p)
{
	vec_release(&p->snapshots);
	vec_release(&p->holdings);
	vec_release(&p->flows);
}

static const char add_snapshot[] =
	"INSERT INTO portfolio_snapshot (account, currency, value, deposits,"
	" withdrawals, btc_price, eth_price, transfers, time) VALUES"
	" (:account, :currency, :value, :deposits, :withdrawals, :btc_price,"
	" :eth_price, :transfers, :time)";
static const char add_account[] =
	"INSERT INTO portfolio_account (snapshot, account, value)"
	" VALUES (:snapshot, :account, :value)";
static const char add_holding[] =
	"INSERT INTO portfolio_holding (snapshot, number, kind, name, amount,"
	" price, value, weight) VALUES (:snapshot, :number, :kind, :name,"
	" :amount, :price, :value, :weight)";
static const char add_flow[] =
	"INSERT INTO portfolio_flow (snapshot, number, account, asset, amount,"
	" kind, value, time) VALUES (:snapshot, :number, :account, :asset,"
	" :amount, :kind, :value, :time)";

static enum err_code
put_parts(struct store *s, const struct portfolio *p, struct err *err)
{
	enum err_code rc = E_OK;
	struct stmt *q;

	for (size_t i = 0; i < p->accounts.len && rc == E_OK; i++) {
		q = db_prepare(s, add_account);
		db_bind(q, account_columns, &p->accounts.at[i]);
		db_bind_int(q, ":snapshot", p->snapshot.id);
		rc = db_run(q, err);
	}
	for (size_t i = 0; i < p->holdings.len && rc == E_OK; i++) {
		q = db_prepare(s, add_holding);
		db_bind(q, holding_columns, &p->holdings.at[i]);
		db_bind_int(q, ":snapshot", p->snapshot.id);
		db_bind_int(q, ":number", (int64_t)i + 1);
		rc = db_run(q, err);
	}
	for (size_t i = 0; i < p->flows.len && rc == E_OK; i++) {
		q = db_prepare(s, add_flow);
		db_bind(q, flow_columns, &p->flows.at[i]);
		db_bind_int(q, ":snapshot", p->snapshot.id);
		db_bind_int(q, ":number", (int64_t)i + 1);
		rc = db_run(q, err);
	}
	return rc;
}

enum err_code
portfolio_add(struct store *s, struct portfolio *p, struct err *err)
{
	struct stmt *q = db_prepare(s, add_snapshot);
	enum err_code rc;

	db_bind(q, snapshot_columns, &p->snapshot);
	rc = db_run(q, err);
	if (rc != E_OK)
		return rc;
	p->snapshot.id = db_last_id(s);
	for (size_t i = 0; i < p->holdings.len; i++)
		p->holdings.at[i].snapshot = p->snapshot.id;
	for (size_t i = 0; i < p->flows.len; i++)
		p->flows.at[i].snapshot = p->snapshot.id;
	return put_parts(s, p, err);
}

#define SELECT_SNAPSHOT \
	"SELECT id, account, currency, value, deposits, withdrawals," \
	" btc_price, eth_price, transfers, time, (SELECT count(*) FROM" \
	" portfolio_holding h WHERE h.snapshot = s.id) AS holdings" \
	" FROM portfolio_snapshot s WHERE account = :account" \
	" AND currency = :currency "
#define WITHIN \
	"AND s.time >= :since AND (:until = 0 OR s.time < :until) "
#define SELECT_HOLDING \
	"SELECT h.snapshot AS snapshot, h.kind AS kind, h.name AS name," \
	" h.amount AS amount, h.price AS price, h.value AS value," \
	" h.weight AS weight, s.currency AS currency, s.time AS time" \
	" FROM portfolio_snapshot s JOIN portfolio_holding h" \
	" ON h.snapshot = s.id "
#define SELECT_FLOW \
	"SELECT f.snapshot AS snapshot, f.account AS account," \
	" f.asset AS asset, f.amount AS amount, f.kind AS kind," \
	" f.value AS value, s.currency AS currency, f.time AS time" \
	" FROM portfolio_snapshot s JOIN portfolio_flow f" \
	" ON f.snapshot = s.id "
#define OF_SERIES "WHERE s.account = :account AND s.currency = :currency "

static const char last_snapshot[] = SELECT_SNAPSHOT
	"ORDER BY id DESC LIMIT 1";
static const char accounts_of[] =
	"SELECT account, value FROM portfolio_account WHERE snapshot = :id"
	" ORDER BY account";
static const char holdings_of[] = SELECT_HOLDING
	"WHERE s.id = :id ORDER BY h.number";
static const char flows_of[] = SELECT_FLOW
	"WHERE s.id = :id ORDER BY f.number";

static struct stmt *
parts_of(struct store *s, const char *sql, int64_t id)
{
	struct stmt *q = db_prepare(s, sql);

	db_bind_int(q, ":id", id);
	return q;
}

enum err_code
portfolio_last(struct store *s, const char *account, const char *currency,
    bool *found, struct portfolio *out, struct err *err)
{
	struct stmt *q = db_prepare(s, last_snapshot);
	struct portfolio p = {0};
	enum err_code rc;

	db_bind_text(q, ":account", account);
	db_bind_text(q, ":currency", currency);
	*found = db_step(q);
	if (*found)
		db_read(q, snapshot_columns, &p.snapshot);
	rc = db_done(q, err);
	if (rc == E_OK && *found)
		rc = db_load(parts_of(s, accounts_of, p.snapshot.id),
		    account_columns, &p.accounts, err);
	if (rc == E_OK && *found)
		rc = db_load(parts_of(s, holdings_of, p.snapshot.id),
		    holding_columns, &p.holdings, err);
	if (rc == E_OK && *found)
		rc = db_load(parts_of(s, flows_of, p.snapshot.id),
		    flow_columns, &p.flows, err);
	if (rc != E_OK) {
		portfolio_release(&p);
		return rc;
	}
	portfolio_release(out);
	*out = p;
	return E_OK;
}

static const char load_snapshots[] = SELECT_SNAPSHOT WITHIN "ORDER BY id";
static const char load_holdings[] = SELECT_HOLDING OF_SERIES WITHIN
	"ORDER BY s.id, h.number";
static const char load_flows[] = SELECT_FLOW OF_SERIES WITHIN
	"ORDER BY s.id, f.number";

enum err_code
portfolios_load(struct store *s, const char *account, const char *currency,
    int64_t since, int64_t until, struct portfolios *out, struct err *err)
{
	static const char *const sql[] = { load_snapshots, load_holdings,
	    load_flows };
	struct portfolios all = {0};
	enum err_code rc = E_OK;

	for (int i = 0; i < 3 && rc == E_OK; i++) {
		struct stmt *q = db_prepare(s, sql[i]);

		db_bind_text(q, ":account", account);
		db_bind_text(q, ":currency", currency);
		db_bind_int(q, ":since", since);
		db_bind_int(q, ":until", until);
		rc = i == 0 ? db_load(q, snapshot_columns, &all.snapshots,
		    err) : i == 1 ? db_load(q, holding_columns,
		    &all.holdings, err) : db_load(q, flow_columns, &all.flows,
		    err);
	}
	if (rc != E_OK) {
		portfolios_release(&all);
		return rc;
	}
	portfolios_release(out);
	*out = all;
	return E_OK;
}
