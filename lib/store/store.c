/* Transactions that nest, and the few facts that the store keeps about
 * itself. Opening is open.c's. */
#include "store/store.h"

#include "store/db.h"
#include "store/schema.h"
#include "store/storedata.h"

const char store_schema[] =
	"CREATE TABLE meta (\n"
	"	key TEXT NOT NULL PRIMARY KEY,\n"
	"	value TEXT NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n";

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

static const char read_version[] = "PRAGMA user_version";

const char *
store_engine(void)
{
	return sqlite3_libversion();
}

int
store_version(const struct store *s)
{
	struct store *own = (struct store *)(uintptr_t)s;
	int64_t version = 0;

	db_number(own, read_version, &version, NULL);
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

	return db_number(s, count_live, &live, NULL) == E_OK && live == 0;
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

bool
store_in_transaction(const struct store *s)
{
	return s->depth > 0;
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
