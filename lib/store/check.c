/*
 * Is the store sound: pages, references, schema as this version makes it, the
 * audit chain, derived tables equal to what their ledgers add up to, paper
 * accounts' venues where their events say, and runs as they were written. And what mends or copies it: rebuild
 * and backup.
 */
#include "store/store.h"

#include "store/candles.h"
#include "store/db.h"
#include "store/ledger.h"
#include "store/runs.h"
#include "store/schema.h"
#include "store/sim.h"
#include "store/storedata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct field fields[] = {
	{ "check", FIELD_CHARS, FIELD_AT(struct store_finding, check),
	  .help = "what was checked" },
	{ "ok", FIELD_BOOL, FIELD_AT(struct store_finding, ok),
	  .help = "whether it is sound" },
	{ "detail", FIELD_CHARS, FIELD_AT(struct store_finding, detail),
	  .help = "what was found" },
	{ .name = NULL }
};
const struct record store_finding_record = {
	"store check", "one check of the store and its answer", fields
};

/* A check fills detail when something is wrong. */
struct check {
	const char *name;
	enum err_code (*run)(struct store *s, struct buf *detail,
	    struct err *err);
};

static const char integrity_check[] = "PRAGMA integrity_check(5)";

static enum err_code
check_integrity(struct store *s, struct buf *detail, struct err *err)
{
	struct stmt *q = db_prepare(s, integrity_check);

	while (db_step(q)) {
		if (strcmp(db_text(q, 0), "ok") == 0)
			continue;
		if (detail->len > 0)
			buf_puts(detail, "; ");
		buf_puts(detail, db_text(q, 0));
	}
	return db_done(q, err);
}

static const char foreign_key_check[] =
	"SELECT \"table\", count(*) FROM pragma_foreign_key_check"
	" GROUP BY \"table\"";

static enum err_code
check_references(struct store *s, struct buf *detail, struct err *err)
{
	struct stmt *q = db_prepare(s, foreign_key_check);

	while (db_step(q)) {
		if (detail->len > 0)
			buf_puts(detail, "; ");
		buf_printf(detail, "%s: %lld rows without their owner",
		    db_text(q, 0), (long long)db_int(q, 1));
	}
	return db_done(q, err);
}

static const char load_schema[] =
	"SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
	" AND name NOT LIKE 'sqlite_%' ORDER BY type, name";

/* Walks both schemas at once; both are ordered by type and name. */
static void
compare_schemas(struct stmt *have, struct stmt *want, struct buf *detail)
{
	bool h = db_step(have), w = db_step(want);
	int order;

	while (h || w) {
		order = !h ? 1 : !w ? -1 : strcmp(db_text(have, 0),
		    db_text(want, 0));
		if (order == 0)
			order = strcmp(db_text(have, 1), db_text(want, 1));
		if (order == 0 && strcmp(db_text(have, 2),
		    db_text(want, 2)) != 0)
			buf_printf(detail, "%s %s was changed; ",
			    db_text(have, 0), db_text(have, 1));
		if (order < 0)
			buf_printf(detail, "%s %s does not belong here; ",
			    db_text(have, 0), db_text(have, 1));
		if (order > 0)
			buf_printf(detail, "%s %s is missing; ",
			    db_text(want, 0), db_text(want, 1));
		if (order <= 0)
			h = db_step(have);
		if (order >= 0)
			w = db_step(want);
	}
	if (detail->len >= 2)
		buf_cut(detail, detail->len - 2);
}

/* Over type, name and text of all that the schema has. */
enum err_code
schema_digest(struct store *s, char text[SHA256_TEXT_SIZE], struct err *err)
{
	struct stmt *q = db_prepare(s, load_schema);
	struct sha256 h;

	sha256_init(&h);
	while (db_step(q))
		for (int i = 0; i < 3; i++)
			sha256_update(&h, db_text(q, i),
			    strlen(db_text(q, i)) + 1);
	(void)sha256_final_text(&h, text);
	return db_done(q, err);
}

/*
 * The triggers that keep ledgers append-only are part of the schema. Making
 * another one to compare with takes most of a check's time, and is left out
 * where the digest says that it would be the same.
 */
static enum err_code
check_schema(struct store *s, struct buf *detail, struct err *err)
{
	char digest[SHA256_TEXT_SIZE];
	struct store *fresh = NULL;
	struct stmt *have, *want;
	enum err_code rc, rc2;

	if ((rc = schema_digest(s, digest, err)) != E_OK ||
	    strcmp(digest, schema_digest_current) == 0)
		return rc;
	if ((rc = store_open(":memory:", STORE_CREATE, &fresh, err)) != E_OK)
		return rc;
	have = db_prepare(s, load_schema);
	want = db_prepare(fresh, load_schema);
	compare_schemas(have, want, detail);
	rc = db_done(have, err);
	rc2 = db_done(want, rc == E_OK ? err : NULL);
	store_close(fresh);
	return rc == E_OK ? rc2 : rc;
}

/*
 * Rebuilds one derived table under its own name as a temporary table, which
 * hides the real one, and counts the rows that differ. Nothing is written to
 * the store, so a read-only one can be checked.
 */
static enum err_code
compare_derived(struct store *s, const struct derived *d, int64_t *differ,
    struct err *err)
{
	enum err_code rc, rc2;

	if ((rc = db_script(s, d->shadow, err)) != E_OK)
		return rc;
	rc = d->rebuild(s, err);
	if (rc == E_OK)
		rc = db_number(s, d->differ, differ, err);
	rc2 = db_script(s, d->drop, rc == E_OK ? err : NULL);
	return rc == E_OK ? rc2 : rc;
}

static enum err_code
check_derived(struct store *s, struct buf *detail, struct err *err)
{
	const struct derived *d;
	struct err why = {0};
	int64_t differ;

	(void)err;
	for (int i = 0; (d = derived_tables[i]) != NULL; i++) {
		differ = 0;
		if (compare_derived(s, d, &differ, &why) != E_OK)
			buf_printf(detail, "%s: %s; ", d->name, why.text);
		if (differ != 0)
			buf_printf(detail, "%s: %lld rows are not what the "
			    "ledger adds up to (etrms store rebuild); ",
			    d->name, (long long)differ);
	}
	if (detail->len >= 2)
		buf_cut(detail, detail->len - 2);
	return E_OK;
}

static enum err_code
check_audit(struct store *s, struct buf *detail, struct err *err)
{
	int64_t bad;
	enum err_code rc = audit_verify(s, &bad, err);

	if (rc == E_OK && bad != 0)
		buf_printf(detail, "the chain breaks at row %lld",
		    (long long)bad);
	return rc;
}

static enum err_code
check_runs(struct store *s, struct buf *detail, struct err *err)
{
	return run_check(s, NULL, detail, err);
}

static const struct check checks[] = {
	{ "integrity", check_integrity },
	{ "references", check_references },
	{ "schema", check_schema },
	{ "derived", check_derived },
	{ "audit", check_audit },
	{ "candles", candles_damage },
	{ "venues", sim_states_check },
	{ "runs", check_runs },
	{ NULL, NULL }
};

static const char begin_view[] = "BEGIN";
static const char end_view[] = "ROLLBACK";

enum err_code
store_check(struct store *s,
    enum err_code (*each)(void *self, const struct store_finding *f,
    struct err *err), void *self, struct err *err)
{
	struct store_finding f;
	struct buf detail = {0};
	struct err why = {0};
	enum err_code rc;

	/* One view of the store for all checks, whoever else writes. */
	if ((rc = db_run(db_prepare(s, begin_view), err)) != E_OK)
		return rc;
	for (int i = 0; checks[i].name != NULL && rc == E_OK; i++) {
		buf_clear(&detail);
		/* A file so damaged that a check cannot end is a finding. */
		if (checks[i].run(s, &detail, &why) != E_OK)
			buf_printf(&detail, "%s%s", detail.len > 0 ? "; " : "",
			    why.text);
		memset(&f, 0, sizeof(f));
		TEXT_SET(f.check, checks[i].name);
		f.ok = detail.len == 0;
		TEXT_SET(f.detail, buf_text(&detail));
		rc = each(self, &f, err);
	}
	db_run(db_prepare(s, end_view), NULL);
	buf_release(&detail);
	return rc;
}

static const struct field rebuilt_fields[] = {
	{ "table", FIELD_CHARS, FIELD_AT(struct store_rebuilt, table),
	  .help = "the derived table" },
	{ "rows", FIELD_INT, FIELD_AT(struct store_rebuilt, rows),
	  .help = "how many it has now" },
	{ "changed", FIELD_INT, FIELD_AT(struct store_rebuilt, changed),
	  .help = "how many differed from what its ledgers add up to" },
	{ .name = NULL }
};
const struct record store_rebuilt_record = {
	"store rebuild", "a derived table made again", rebuilt_fields
};

static enum err_code
rebuild_one(struct store *s, const struct derived *d,
    struct store_rebuilt *out, struct err *err)
{
	enum err_code rc = compare_derived(s, d, &out->changed, err);

	TEXT_SET(out->table, d->name);
	if (rc == E_OK)
		rc = db_run(db_prepare(s, d->clear), err);
	if (rc == E_OK)
		rc = d->rebuild(s, err);
	if (rc == E_OK)
		rc = db_number(s, d->count, &out->rows, err);
	return rc;
}

enum err_code
store_rebuild(struct store *s, struct store_rebuilts *out, struct err *err)
{
	struct store_rebuilt row;
	enum err_code rc;

	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	for (int i = 0; derived_tables[i] != NULL && rc == E_OK; i++) {
		memset(&row, 0, sizeof(row));
		rc = rebuild_one(s, derived_tables[i], &row, err);
		if (out != NULL && rc == E_OK)
			vec_push(out, row);
	}
	return store_end(s, rc, err);
}

/* Pages are copied in one step, so the copy is of one moment. */
static enum err_code
copy_pages(struct store *s, sqlite3 *copy, const char *to, struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(copy, "main", s->db, "main");
	int code = SQLITE_ERROR;

	if (b != NULL) {
		do
			code = sqlite3_backup_step(b, -1);
		while (code == SQLITE_BUSY || code == SQLITE_LOCKED);
		code = sqlite3_backup_finish(b);
	}
	if (code == SQLITE_OK)
		return E_OK;
	return db_error_text(to, sqlite3_extended_errcode(copy),
	    sqlite3_errmsg(copy), err);
}

/* The copy is made beside its place and takes its name when it is whole. */
enum err_code
store_backup(struct store *s, const char *to, struct err *err)
{
	char *part = mem_format("%s.part", to);
	sqlite3 *copy = NULL;
	enum err_code rc = E_OK;
	int fd;

	fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
	    0600);
	if (fd < 0) {
		rc = err_set(err, E_STORE, "backup %s: %s", part,
		    strerror(errno));
		free(part);
		return rc;
	}
	close(fd);
	if (sqlite3_open_v2(part, &copy, SQLITE_OPEN_READWRITE, NULL) !=
	    SQLITE_OK)
		rc = db_error_text(part, sqlite3_errcode(copy),
		    sqlite3_errmsg(copy), err);
	if (rc == E_OK)
		rc = copy_pages(s, copy, to, err);
	sqlite3_close(copy);
	/* link, not rename: a backup never replaces a file. */
	if (rc == E_OK && link(part, to) != 0)
		rc = err_set(err, E_STORE, "backup %s: %s", to,
		    strerror(errno));
	unlink(part);
	free(part);
	return rc;
}
