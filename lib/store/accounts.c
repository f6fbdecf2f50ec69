/* Accounts: added once, hidden when removed; one paper account may be the
 * default. */
#include "store/accounts.h"

#include "base/record.h"
#include "store/db.h"
#include "store/schema.h"

const char accounts_schema[] =
	"CREATE TABLE account (\n"
	"	label TEXT NOT NULL PRIMARY KEY,\n"
	"	venue TEXT NOT NULL,\n"
	"	mode TEXT NOT NULL CHECK (mode IN ('paper', 'live')),\n"
	"	testnet INTEGER,\n"
	"	base_url TEXT NOT NULL,\n"
	"	active INTEGER NOT NULL,\n"
	"	is_default INTEGER NOT NULL\n"
	"		CHECK (is_default = 0 OR mode = 'paper'),\n"
	"	removed INTEGER NOT NULL DEFAULT 0,\n"
	"	rights TEXT NOT NULL,\n"
	"	ip_restricted INTEGER,\n"
	"	currency TEXT NOT NULL,\n"
	"	prices TEXT NOT NULL,\n"
	"	timeframe INTEGER NOT NULL,\n"
	"	created INTEGER NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE UNIQUE INDEX account_default ON account (is_default)\n"
	"	WHERE is_default = 1;\n"
	"CREATE TRIGGER account_keeps_rows BEFORE DELETE ON account\n"
	"	BEGIN SELECT RAISE(ABORT, 'accounts are only hidden'); END;\n";

const char accounts_schema_3[] =
	"ALTER TABLE account ADD COLUMN live_prices INTEGER NOT NULL"
	" DEFAULT 0;\n";

static const struct column columns[] = {
	{ "label", COL_CHARS, MEMBER(struct account, label) },
	{ "venue", COL_CHARS, MEMBER(struct account, venue) },
	{ "mode", COL_ENUM, MEMBER(struct account, mode),
	  account_mode_names, MODE_LIVE + 1 },
	{ "testnet", COL_BOOL, MEMBER(struct account, testnet) },
	{ "base_url", COL_CHARS, MEMBER(struct account, base_url) },
	{ "active", COL_BOOL, MEMBER(struct account, active) },
	{ "is_default", COL_BOOL, MEMBER(struct account, is_default) },
	{ "rights", COL_CHARS, MEMBER(struct account, rights) },
	{ "ip_restricted", COL_BOOL, MEMBER(struct account, ip_restricted) },
	{ "currency", COL_CHARS, MEMBER(struct account, currency) },
	{ "prices", COL_CHARS, MEMBER(struct account, prices) },
	{ "timeframe", COL_INT, MEMBER(struct account, timeframe) },
	{ "created", COL_INT, MEMBER(struct account, created) },
	{ "live_prices", COL_BOOL, MEMBER(struct account, live_prices) },
	{ .name = NULL }
};

static const char find_account[] =
	"SELECT label, venue, mode, testnet, base_url, active, is_default,"
	" rights, ip_restricted, currency, prices, timeframe, created,"
	" live_prices, removed FROM account WHERE label = :label";

/* found: 0 no, 1 yes, -1 removed */
static enum err_code
account_find(struct store *s, const char *label, int *found,
    struct account *out, struct err *err)
{
	struct stmt *q = db_prepare(s, find_account);
	struct account row = {0};

	*found = 0;
	db_bind_text(q, ":label", label);
	if (db_step(q)) {
		db_read(q, columns, &row);
		*found = db_int(q, 14) != 0 ? -1 : 1;
		*out = row;
	}
	return db_done(q, err);
}

static const char add_account[] =
	"INSERT INTO account (label, venue, mode, testnet, base_url, active,"
	" is_default, rights, ip_restricted, currency, prices, timeframe,"
	" created, live_prices) VALUES (:label, :venue, :mode, :testnet,"
	" :base_url, :active, :is_default, :rights, :ip_restricted, :currency,"
	" :prices, :timeframe, :created, :live_prices)";

enum err_code
account_add(struct store *s, const struct account *a, struct err *err)
{
	struct account old;
	struct stmt *q;
	enum err_code rc;
	int found;

	if (!label_valid(a->label))
		return err_set(err, E_USAGE, "account '%s': a label has 1 to "
		    "32 of a-z 0-9 . _ - and starts with a letter or digit",
		    a->label);
	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = account_find(s, a->label, &found, &old, err);
	if (rc == E_OK && found > 0)
		rc = err_set(err, E_USAGE, "account %s: there is one already",
		    a->label);
	else if (rc == E_OK && found < 0)
		rc = err_set(err, E_USAGE, "account %s: was removed, and its "
		    "ledger keeps the label: choose another", a->label);
	if (rc == E_OK) {
		q = db_prepare(s, add_account);
		db_bind(q, columns, a);
		rc = db_run(q, err);
	}
	return store_end(s, rc, err);
}

static enum err_code
no_account(struct store *s, const char *label, struct err *err)
{
	struct accounts all = {0};
	VEC(const char *) words = {0};
	const char *near = NULL;
	enum err_code rc;

	if ((rc = accounts_load(s, &all, err)) != E_OK)
		return rc;
	for (size_t i = 0; i < all.len; i++)
		vec_push(&words, all.at[i].label);
	vec_push(&words, NULL);
	near = word_nearest(label, words.at);
	if (near != NULL)
		rc = err_set(err, E_USAGE, "account %s: there is none; did "
		    "you mean %s?", label, near);
	else if (all.len == 0)
		rc = err_set(err, E_USAGE, "account %s: there is none yet "
		    "(etrms account add)", label);
	else
		rc = err_set(err, E_USAGE, "account %s: there is none (etrms "
		    "account list shows them)", label);
	vec_release(&words);
	vec_release(&all);
	return rc;
}

enum err_code
account_load(struct store *s, const char *label, struct account *out,
    struct err *err)
{
	struct account row;
	enum err_code rc;
	int found;

	rc = account_find(s, label, &found, &row, err);
	if (rc == E_OK && found <= 0)
		rc = no_account(s, label, err);
	if (rc == E_OK)
		*out = row;
	return rc;
}

static const char load_accounts[] =
	"SELECT label, venue, mode, testnet, base_url, active, is_default,"
	" rights, ip_restricted, currency, prices, timeframe, created,"
	" live_prices FROM account WHERE removed = 0 ORDER BY label";

enum err_code
accounts_load(struct store *s, struct accounts *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_accounts);

	return db_load(q, columns, out, err);
}

static const char find_default[] =
	"SELECT label FROM account WHERE is_default = 1 AND removed = 0";

enum err_code
account_pick(struct store *s, const char *label, struct account *out,
    struct err *err)
{
	char found[LABEL_SIZE] = "";
	struct stmt *q;
	enum err_code rc;

	if (label != NULL)
		return account_load(s, label, out, err);
	q = db_prepare(s, find_default);
	if (db_step(q))
		db_chars(q, 0, found, sizeof(found));
	if ((rc = db_done(q, err)) != E_OK)
		return rc;
	if (found[0] == '\0')
		return err_set(err, E_USAGE, "no default account: name one "
		    "with --account, or choose one with etrms account use");
	return account_load(s, found, out, err);
}

/* One statement on an account that is there. */
static enum err_code
account_change(struct store *s, const char *sql, const char *label,
    struct err *err)
{
	struct account a;
	struct stmt *q;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = account_load(s, label, &a, err);
	if (rc == E_OK) {
		q = db_prepare(s, sql);
		db_bind_text(q, ":label", label);
		rc = db_run(q, err);
	}
	return store_end(s, rc, err);
}

static const char clear_default[] =
	"UPDATE account SET is_default = 0 WHERE is_default = 1";
static const char set_default[] =
	"UPDATE account SET is_default = 1 WHERE label = :label";

enum err_code
account_use(struct store *s, const char *label, struct err *err)
{
	struct account a;
	struct stmt *q;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = account_load(s, label, &a, err);
	if (rc == E_OK && a.mode == MODE_LIVE)
		rc = err_set(err, E_USAGE, "account %s: a live account is "
		    "never the default; name it with --account each time",
		    label);
	if (rc == E_OK)
		rc = db_run(db_prepare(s, clear_default), err);
	if (rc == E_OK) {
		q = db_prepare(s, set_default);
		db_bind_text(q, ":label", label);
		rc = db_run(q, err);
	}
	return store_end(s, rc, err);
}

static const char enable_account[] =
	"UPDATE account SET active = 1 WHERE label = :label";
static const char disable_account[] =
	"UPDATE account SET active = 0 WHERE label = :label";

enum err_code
account_set_active(struct store *s, const char *label, bool active,
    struct err *err)
{
	return account_change(s, active ? enable_account : disable_account,
	    label, err);
}

static const char set_rights[] =
	"UPDATE account SET rights = :rights, ip_restricted = :ip_restricted"
	" WHERE label = :label";

enum err_code
account_set_rights(struct store *s, const char *label, const char *rights,
    signed char ip_restricted, struct err *err)
{
	struct account a = { .ip_restricted = ip_restricted };
	struct stmt *q;

	if (!TEXT_SET(a.label, label) || !TEXT_SET(a.rights, rights))
		return err_set(err, E_DATA, "account %s: its key's rights are"
		    " too long", label);
	q = db_prepare(s, set_rights);
	db_bind(q, columns, &a);
	return db_run(q, err);
}

static const char hide_account[] =
	"UPDATE account SET removed = 1, is_default = 0, active = 0"
	" WHERE label = :label";

enum err_code
account_remove(struct store *s, const char *label, struct err *err)
{
	return account_change(s, hide_account, label, err);
}
