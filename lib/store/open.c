/*
 * Opening the file: whose it is and of which version, making a new one, and a
 * check of every page after a crash.
 */
#include "store/store.h"

#include "base/rng.h"
#include "base/trace.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/storedata.h"

#include <stdio.h>
#include <unistd.h>

#define BUSY_MS 5000

/*
 * The unclean sign: SQLite reports through its log that it recovered frames
 * of a write-ahead log, which happens when the last process died.
 */
static _Thread_local bool recovered, damaged;

static void
on_log(void *self, int code, const char *text)
{
	(void)self;
	(void)text;
	if (code == SQLITE_NOTICE_RECOVER_WAL)
		recovered = true;
	if ((code & 0xff) == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		damaged = true;
}

static int
on_commit(void *self)
{
	struct store *s = self;
	int64_t changes = sqlite3_total_changes64(s->db);

	if (changes != s->changes)
		s->commits++;
	s->changes = changes;
	return 0;
}

/* ETRMS_TRACE_SQL=1: each statement with its values, and how long it took. */
static int
on_trace(unsigned kind, void *self, void *at, void *x)
{
	char *sql;

	(void)self;
	if (kind != SQLITE_TRACE_PROFILE)
		return 0;
	sql = sqlite3_expanded_sql(at);
	trace_line("sql", "%8.3f ms  %s", (double)*(sqlite3_int64 *)x / 1e6,
	    sql == NULL ? "" : sql);
	sqlite3_free(sql);
	return 0;
}

static enum err_code
connect_file(struct store *s, struct err *err)
{
	static const int flags[] = {
		[STORE_READ] = SQLITE_OPEN_READONLY,
		[STORE_WRITE] = SQLITE_OPEN_READWRITE,
		[STORE_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
	};
	static bool configured;
	char *name = mem_text(s->path);
	/* Its log stays, empty: to make one anew waits for the folder, too. */
	int keep = 1;
	int flag = flags[s->mode] | SQLITE_OPEN_NOMUTEX;
	int code;

	if (!configured) {
		sqlite3_config(SQLITE_CONFIG_LOG, on_log, NULL);
		/* Nobody asks how much memory it holds, and to count that
		 * locks at every allocation. */
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	}
	configured = true;
	if (s->mode == STORE_READ && place_is_sealed(s->path)) {
		free(name);
		name = place_immutable_name(s->path);
		flag |= SQLITE_OPEN_URI;
	}
	code = sqlite3_open_v2(name, &s->db, flag, NULL);
	free(name);
	if (s->db == NULL)
		bug("no memory for a store");
	if (code != SQLITE_OK)
		return db_error(s, code, err);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_commit_hook(s->db, on_commit, s);
	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
	if (trace_on("ETRMS_TRACE_SQL"))
		sqlite3_trace_v2(s->db, SQLITE_TRACE_PROFILE, on_trace, s);
	return db_script(s, s->kind->pragmas, err);
}

static const char read_application[] = "PRAGMA application_id";
static const char read_version[] = "PRAGMA user_version";
static const char count_schema[] = "SELECT count(*) FROM sqlite_schema";

/* Whose file it is and of which version; *blank when nothing is in it yet. */
static enum err_code
identify(struct store *s, bool *blank, int64_t *version, struct err *err)
{
	int64_t application = 0, items = 0;
	enum err_code rc;

	rc = db_number(s, read_application, &application, err);
	if (rc == E_OK)
		rc = db_number(s, read_version, version, err);
	*blank = false;
	if (rc != E_OK || application == s->kind->application_id)
		return rc;
	rc = db_number(s, count_schema, &items, err);
	if (rc != E_OK)
		return rc;
	if (application != 0 || *version != 0 || items != 0)
		return err_set(err, E_STORE, "store %s: not an etrms store "
		    "(another program's database)", s->path);
	*blank = true;
	return E_OK;
}

static const char add_meta[] =
	"INSERT INTO meta (key, value) VALUES (:key, :value)";

/*
 * Makes the schema. Two processes may come here at once: the write-ahead log
 * is switched on outside any transaction, and whoever gets the lock second
 * finds the work done.
 */
static enum err_code
create(struct store *s, struct err *err)
{
	unsigned char noise[4];
	int64_t version = 0;
	char tag[9];
	struct stmt *q;
	enum err_code rc = E_BUSY;
	bool blank;

	for (int tries = 0; tries < BUSY_MS / 10 && rc == E_BUSY; tries++) {
		if (tries > 0)
			usleep(10000);
		rc = db_script(s, "PRAGMA journal_mode = WAL", err);
	}
	if (rc == E_OK)
		rc = store_begin(s, err);
	if (rc != E_OK)
		return rc;
	rc = identify(s, &blank, &version, err);
	if (rc == E_OK && blank)
		rc = schema_apply(s, s->kind->steps, 0, err);
	if (rc == E_OK && blank && s->kind->tagged) {
		if (!rng_bytes(noise, sizeof(noise)))
			rc = err_set(err, E_STORE, "store %s: the system has "
			    "no random bytes", s->path);
		snprintf(tag, sizeof(tag), "%02x%02x%02x%02x", noise[0],
		    noise[1], noise[2], noise[3]);
		if (rc == E_OK) {
			q = db_prepare(s, add_meta);
			db_bind_text(q, ":key", "tag");
			db_bind_text(q, ":value", tag);
			rc = db_run(q, err);
		}
	}
	return store_end(s, rc, err);
}

static const char quick_check[] = "PRAGMA quick_check(1)";

static enum err_code
check_pages(struct store *s, struct err *err)
{
	struct stmt *q = db_prepare(s, quick_check);
	char text[200] = "no answer";
	enum err_code rc;

	if (db_step(q))
		TEXT_SET(text, db_text(q, 0));
	rc = db_done(q, err);
	damaged = damaged || (rc == E_OK && strcmp(text, "ok") != 0);
	if (rc == E_OK && strcmp(text, "ok") != 0)
		rc = err_set(err, E_STORE, "store %s: damaged: %s", s->path,
		    text);
	return rc;
}

static enum err_code
check_version(struct store *s, int64_t version, struct err *err)
{
	if (version != s->kind->version && s->kind->disposable &&
	    s->mode != STORE_READ)
		return schema_apply(s, s->kind->steps, 0, err);
	if (version > s->kind->version)
		return err_set(err, E_STORE, "store %s: made by a newer etrms "
		    "(schema %lld, this one knows %d)", s->path,
		    (long long)version, s->kind->version);
	if (version < s->kind->version)
		return err_set(err, E_STORE, "store %s: made by an older etrms "
		    "(schema %lld, needs %d): run etrms store migrate",
		    s->path, (long long)version, s->kind->version);
	return E_OK;
}

static enum err_code
open_any(const char *path, enum store_mode mode,
    const struct store_kind *kind, bool any_version, struct store **out,
    struct err *err)
{
	struct store *s;
	int64_t version = 0;
	enum err_code rc = E_OK;
	bool blank = false;

	if (strcmp(path, ":memory:") != 0)
		rc = place_check(path, mode, err);
	if (rc != E_OK)
		return rc;
	s = mem_alloc(sizeof(*s));
	s->path = mem_text(path);
	s->mode = mode;
	s->kind = kind;
	recovered = false;
	rc = connect_file(s, err);
	if (rc == E_OK)
		rc = identify(s, &blank, &version, err);
	if (rc == E_OK && blank && mode != STORE_CREATE)
		rc = err_set(err, E_STORE, "store %s: empty, not an etrms "
		    "store", path);
	else if (rc == E_OK && blank)
		rc = create(s, err);
	else if (rc == E_OK && (!any_version || version > kind->version))
		rc = check_version(s, version, err);
	/* What was not waited for may be damaged without such a sign. */
	if (rc == E_OK && (recovered || kind->disposable))
		rc = check_pages(s, err);
	if (rc == E_OK)
		*out = s;
	else
		store_close(s);
	return rc;
}

enum err_code
store_open(const char *path, enum store_mode mode, struct store **out,
    struct err *err)
{
	return open_any(path, mode, &store_kind_ledger, false, out, err);
}

/* With what SQLite keeps beside it. */
static void
discard(const char *path)
{
	static const char *const files[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *name = mem_format("%s%s", path, files[i]);

		(void)unlink(name);
		free(name);
	}
}

enum err_code
store_open_kind(const char *path, enum store_mode mode,
    const struct store_kind *kind, struct store **out, struct err *err)
{
	enum err_code rc;

	damaged = false;
	rc = open_any(path, mode, kind, false, out, err);
	if (rc == E_OK || !damaged || !kind->disposable || mode == STORE_READ)
		return rc;
	discard(path);
	return open_any(path, mode, kind, false, out, err);
}

static const char lost_references[] =
	"SELECT count(*) FROM pragma_foreign_key_check";

/*
 * All steps are one transaction. A table that is made anew drops the old one
 * under those that refer to it, so references are checked at the end instead.
 */
static enum err_code
migrate(struct store *s, int from, struct err *err)
{
	int64_t lost = 0;
	enum err_code rc;

	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	if ((rc = store_begin(s, err)) != E_OK)
		return rc;
	rc = schema_apply(s, schema_steps, from, err);
	if (rc == E_OK)
		rc = db_number(s, lost_references, &lost, err);
	if (rc == E_OK && lost != 0)
		rc = err_set(err, E_STORE, "store %s: %lld rows would lose "
		    "their owner: nothing was changed", s->path,
		    (long long)lost);
	return store_end(s, rc, err);
}

enum err_code
store_migrate(const char *path, int *from, struct err *err)
{
	struct store *s = NULL;
	enum err_code rc = open_any(path, STORE_WRITE, &store_kind_ledger, true, &s,
	    err);

	if (rc != E_OK)
		return rc;
	*from = store_version(s);
	if (*from < store_version_current)
		rc = migrate(s, *from, err);
	store_close(s);
	return rc;
}
