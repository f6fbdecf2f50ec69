/*
 * Opening and closing the file, transactions that nest, and the few facts that
 * the store keeps about itself.
 */
#include "store/store.h"

#include "base/rng.h"
#include "store/db.h"
#include "store/schema.h"
#include "store/storedata.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define BUSY_MS 5000

const char store_schema[] =
	"CREATE TABLE meta (\n"
	"	key TEXT NOT NULL PRIMARY KEY,\n"
	"	value TEXT NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n";

/* SQLite's locks and shared memory do not hold between hosts (statfs(2)). */
static const struct { unsigned long type; const char *name; } networks[] = {
	{ 0x6969, "NFS" }, { 0xff534d42, "CIFS" }, { 0xfe534d42, "SMB" },
	{ 0x517b, "SMB" }, { 0x5346414f, "AFS" }, { 0x73757245, "Coda" },
	{ 0x00c36400, "Ceph" }, { 0x564c, "NCP" },
};

const char *
db_network_name(unsigned long type)
{
	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]); i++)
		if (networks[i].type == (type & 0xffffffff))
			return networks[i].name;
	return NULL;
}

/*
 * The unclean sign: SQLite reports through its log that it recovered frames
 * of a write-ahead log, which happens when the last process died.
 */
static _Thread_local bool recovered;

static void
on_log(void *self, int code, const char *text)
{
	(void)self;
	(void)text;
	if (code == SQLITE_NOTICE_RECOVER_WAL)
		recovered = true;
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
	fprintf(stderr, "sql %8.3f ms  %s\n",
	    (double)*(sqlite3_int64 *)x / 1e6, sql == NULL ? "" : sql);
	sqlite3_free(sql);
	return 0;
}

static enum err_code
make_folders(const char *path, struct err *err)
{
	char *copy = mem_text(path);
	enum err_code rc = E_OK;

	for (char *p = strchr(copy + 1, '/'); p != NULL && rc == E_OK;
	    p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST)
			rc = err_set(err, E_STORE,
			    "store %s: folder %s cannot be made: %s", path,
			    copy, strerror(errno));
		*p = '/';
	}
	free(copy);
	return rc;
}

/* What can be said about the place before SQLite touches it. */
static enum err_code
check_place(const char *path, enum store_mode mode, struct err *err)
{
	struct stat st;
	struct statfs fs;
	char *folder;
	int bad;

	if (lstat(path, &st) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return err_set(err, E_STORE, "store %s: %s", path,
			    strerror(errno));
		if (mode != STORE_CREATE)
			return err_set(err, E_STORE, "store %s: there is none "
			    "yet (etrms account add makes it)", path);
		if (make_folders(path, err) != E_OK)
			return E_STORE;
	} else if (S_ISLNK(st.st_mode)) {
		return err_set(err, E_STORE, "store %s: a symbolic link is "
		    "not followed", path);
	} else if (!S_ISREG(st.st_mode)) {
		return err_set(err, E_STORE, "store %s: not a file", path);
	} else if (mode != STORE_READ && access(path, W_OK) != 0) {
		return err_set(err, E_STORE, "store %s: cannot be written: %s",
		    path, strerror(errno));
	}
	folder = mem_text(path);
	if (strrchr(folder, '/') == NULL)
		strcpy(folder, ".");
	else
		strrchr(folder, '/')[folder[0] == '/' &&
		    strrchr(folder, '/') == folder] = '\0';
	bad = statfs(folder, &fs) == 0 &&
	    db_network_name((unsigned long)fs.f_type) != NULL;
	free(folder);
	if (bad)
		return err_set(err, E_STORE, "store %s: on a network file "
		    "system (%s), where its locks do not hold", path,
		    db_network_name((unsigned long)fs.f_type));
	return E_OK;
}

/* file:PATH?immutable=1, for a store in a place where not even the shared
 * memory of a reader can be made. */
static char *
immutable_name(const char *path)
{
	struct buf b = {0};

	buf_puts(&b, "file:");
	for (const char *p = path; *p != '\0'; p++)
		if (strchr("%?#", *p) != NULL)
			buf_printf(&b, "%%%02x", (unsigned char)*p);
		else
			buf_putc(&b, *p);
	buf_puts(&b, "?immutable=1");
	return buf_take(&b);
}

/* No log, no way to make one: nobody can be writing here. */
static bool
is_sealed(const char *path)
{
	char *log = mem_format("%s-wal", path);
	char *folder = mem_text(path);
	bool sealed;

	if (strrchr(folder, '/') != NULL)
		strrchr(folder, '/')[1] = '\0';
	else
		strcpy(folder, ".");
	sealed = access(log, F_OK) != 0 && access(folder, W_OK) != 0 &&
	    access(path, R_OK) == 0;
	free(log);
	free(folder);
	return sealed;
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
	int flag = flags[s->mode] | SQLITE_OPEN_NOMUTEX;
	int code;

	if (!configured)
		sqlite3_config(SQLITE_CONFIG_LOG, on_log, NULL);
	configured = true;
	if (s->mode == STORE_READ && is_sealed(s->path)) {
		free(name);
		name = immutable_name(s->path);
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
	if (getenv("ETRMS_TRACE_SQL") != NULL &&
	    strcmp(getenv("ETRMS_TRACE_SQL"), "1") == 0)
		sqlite3_trace_v2(s->db, SQLITE_TRACE_PROFILE, on_trace, s);
	return db_script(s, "PRAGMA synchronous = FULL;"
	    "PRAGMA recursive_triggers = ON;", err);
}

/* One number from one statement that is run once. */
static enum err_code
number(struct store *s, const char *sql, int64_t *out, struct err *err)
{
	struct stmt *q = db_prepare(s, sql);
	enum err_code rc;
	int64_t value = 0;

	if (db_step(q))
		value = db_int(q, 0);
	rc = db_done(q, err);
	if (rc == E_OK)
		*out = value;
	return rc;
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

	rc = number(s, read_application, &application, err);
	if (rc == E_OK)
		rc = number(s, read_version, version, err);
	*blank = false;
	if (rc != E_OK || application == STORE_APPLICATION_ID)
		return rc;
	rc = number(s, count_schema, &items, err);
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
	if (rc == E_OK && blank) {
		if (!rng_bytes(noise, sizeof(noise)))
			rc = err_set(err, E_STORE, "store %s: the system has "
			    "no random bytes", s->path);
		if (rc == E_OK)
			rc = schema_apply(s, schema_steps, 0, err);
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
check_after_crash(struct store *s, struct err *err)
{
	struct stmt *q = db_prepare(s, quick_check);
	char text[200] = "no answer";
	enum err_code rc;

	if (db_step(q))
		TEXT_SET(text, db_text(q, 0));
	rc = db_done(q, err);
	if (rc == E_OK && strcmp(text, "ok") != 0)
		rc = err_set(err, E_STORE, "store %s: damaged: %s", s->path,
		    text);
	return rc;
}

static enum err_code
check_version(struct store *s, int64_t version, struct err *err)
{
	if (version > store_version_current)
		return err_set(err, E_STORE, "store %s: made by a newer etrms "
		    "(schema %lld, this one knows %d)", s->path,
		    (long long)version, store_version_current);
	if (version < store_version_current)
		return err_set(err, E_STORE, "store %s: made by an older etrms "
		    "(schema %lld, needs %d): run etrms store migrate",
		    s->path, (long long)version, store_version_current);
	return E_OK;
}

static enum err_code
open_any(const char *path, enum store_mode mode, bool any_version,
    struct store **out, struct err *err)
{
	struct store *s;
	int64_t version = 0;
	enum err_code rc = E_OK;
	bool blank = false;

	if (strcmp(path, ":memory:") != 0)
		rc = check_place(path, mode, err);
	if (rc != E_OK)
		return rc;
	s = mem_alloc(sizeof(*s));
	s->path = mem_text(path);
	s->mode = mode;
	recovered = false;
	rc = connect_file(s, err);
	if (rc == E_OK)
		rc = identify(s, &blank, &version, err);
	if (rc == E_OK && blank && mode != STORE_CREATE)
		rc = err_set(err, E_STORE, "store %s: empty, not an etrms "
		    "store", path);
	else if (rc == E_OK && blank)
		rc = create(s, err);
	else if (rc == E_OK && (!any_version ||
	    version > store_version_current))
		rc = check_version(s, version, err);
	if (rc == E_OK && recovered)
		rc = check_after_crash(s, err);
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
	return open_any(path, mode, false, out, err);
}

enum err_code
store_migrate(const char *path, int *from, struct err *err)
{
	struct store *s = NULL;
	enum err_code rc = open_any(path, STORE_WRITE, true, &s, err);

	if (rc != E_OK)
		return rc;
	*from = store_version(s);
	if (*from < store_version_current) {
		rc = store_begin(s, err);
		if (rc == E_OK)
			rc = store_end(s, schema_apply(s, schema_steps, *from,
			    err), err);
	}
	store_close(s);
	return rc;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	db_release(s);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

const char *
store_path(const struct store *s)
{
	return s->path;
}

int
store_version(const struct store *s)
{
	struct store *own = (struct store *)(uintptr_t)s;
	int64_t version = 0;

	number(own, read_version, &version, NULL);
	return (int)version;
}

const char *
store_tag(const struct store *s)
{
	struct store *own = (struct store *)(uintptr_t)s;

	if (s->tag[0] == '\0')
		meta_get(own, "tag", own->tag, sizeof(own->tag), NULL);
	return s->tag;
}

void
store_correlate(struct store *s, const char *correlation_id)
{
	TEXT_SET(s->correlation, correlation_id);
}

static const char count_live[] =
	"SELECT count(*) FROM account WHERE mode = 'live'";

bool
store_all_paper(struct store *s)
{
	int64_t live = 1;

	return number(s, count_live, &live, NULL) == E_OK && live == 0;
}

int64_t
store_commits(const struct store *s)
{
	return s->commits;
}

static const char begin_write[] = "BEGIN IMMEDIATE";
static const char begin_read[] = "BEGIN";
static const char commit[] = "COMMIT";
static const char rollback[] = "ROLLBACK";

enum err_code
store_begin(struct store *s, struct err *err)
{
	enum err_code rc = E_OK;

	if (s->depth == 0) {
		s->doomed = false;
		rc = db_run(db_prepare(s, s->mode == STORE_READ ? begin_read :
		    begin_write), err);
	}
	if (rc == E_OK)
		s->depth++;
	return rc;
}

enum err_code
store_end(struct store *s, enum err_code rc, struct err *err)
{
	if (s->depth == 0)
		bug("store_end without store_begin");
	s->depth--;
	if (rc != E_OK)
		s->doomed = true;
	if (s->depth > 0)
		return rc;
	if (rc == E_OK && s->doomed)
		rc = err_set(err, E_BUG, "store %s: a part of the transaction "
		    "was taken back", s->path);
	if (rc == E_OK)
		rc = db_run(db_prepare(s, commit), err);
	/* A full disk or a failed commit may have rolled back by itself. */
	if (rc != E_OK && !sqlite3_get_autocommit(s->db))
		db_run(db_prepare(s, rollback), NULL);
	return rc;
}

static const char get_meta[] = "SELECT value FROM meta WHERE key = :key";

enum err_code
meta_get(struct store *s, const char *key, char *value, size_t size,
    struct err *err)
{
	struct stmt *q = db_prepare(s, get_meta);

	if (size > 0)
		value[0] = '\0';
	db_bind_text(q, ":key", key);
	if (db_step(q))
		db_chars(q, 0, value, size);
	return db_done(q, err);
}

static const char set_meta[] =
	"INSERT INTO meta (key, value) VALUES (:key, :value)"
	" ON CONFLICT (key) DO UPDATE SET value = excluded.value";

enum err_code
meta_set(struct store *s, const char *key, const char *value,
    struct err *err)
{
	struct stmt *q = db_prepare(s, set_meta);

	db_bind_text(q, ":key", key);
	db_bind_text(q, ":value", value);
	return db_run(q, err);
}
