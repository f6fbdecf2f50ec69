/*
 * Statements: prepared once, bound by name, read through column tables; and
 * what SQLite's result codes mean to a trader (RELIABILITY.md 4 and 8).
 */
#include "store/db.h"

#include "base/level.h"
#include "store/storedata.h"

#include <math.h>
#include <stdio.h>

#define NAMES_MAX 64	/* parameters, or result columns, of one statement */

struct stmt {
	struct store *store;
	sqlite3_stmt *at;
	const char *sql;	/* its address is the key of the cache */
	bool busy;
	int code;		/* of the first fault */
	char fault[200];
	/* Which table row each parameter and each result column is: worked
	 * out once per statement and table. */
	const struct column *bound, *read;
	signed char bound_rows[NAMES_MAX], read_rows[NAMES_MAX];
};

static void
stmt_fail(struct stmt *q, int code, const char *text)
{
	if (q->code != SQLITE_OK)
		return;
	q->code = code;
	TEXT_SET(q->fault, text);
}

/* SQLite's words, and the system's where it was the system's fault. */
static const char *
words(sqlite3 *db, int code, char *text, size_t size)
{
	int cause = sqlite3_system_errno(db);

	if (cause != 0 && ((code & 0xff) == SQLITE_CANTOPEN ||
	    (code & 0xff) == SQLITE_IOERR))
		snprintf(text, size, "%s: %s", sqlite3_errmsg(db),
		    strerror(cause));
	else
		snprintf(text, size, "%s", sqlite3_errmsg(db));
	return text;
}

static void
check(struct stmt *q, int code)
{
	char text[sizeof(q->fault)];

	if (code != SQLITE_OK)
		stmt_fail(q, code, words(q->store->db, code, text,
		    sizeof(text)));
}

struct stmt *
db_prepare(struct store *s, const char *sql)
{
	struct stmt *q = NULL;

	for (size_t i = 0; i < s->stmts.len; i++)
		if (s->stmts.at[i]->sql == sql && !s->stmts.at[i]->busy)
			q = s->stmts.at[i];
	if (q == NULL) {
		q = mem_alloc(sizeof(*q));
		q->store = s;
		q->sql = sql;
		vec_push(&s->stmts, q);
	}
	q->busy = true;
	q->code = SQLITE_OK;
	if (q->at == NULL)
		check(q, sqlite3_prepare_v3(s->db, sql, -1,
		    SQLITE_PREPARE_PERSISTENT, &q->at, NULL));
	return q;
}

void
db_release(struct store *s)
{
	for (size_t i = 0; i < s->stmts.len; i++) {
		sqlite3_finalize(s->stmts.at[i]->at);
		free(s->stmts.at[i]);
	}
	vec_release(&s->stmts);
}

static int
parameter(struct stmt *q, const char *name)
{
	int at = q->at == NULL ? 0 : sqlite3_bind_parameter_index(q->at, name);

	if (at == 0 && q->code == SQLITE_OK)
		bug("no parameter %s in: %s", name, q->sql);
	return at;
}

static void
bind_dec_at(struct stmt *q, int at, struct dec value)
{
	char text[DEC_TEXT_SIZE];

	check(q, !dec_known(value) ? sqlite3_bind_null(q->at, at) :
	    sqlite3_bind_text(q->at, at, dec_text(value, text), -1,
	    SQLITE_TRANSIENT));
}

void
db_bind_int(struct stmt *q, const char *name, int64_t value)
{
	int at = parameter(q, name);

	if (at != 0)
		check(q, sqlite3_bind_int64(q->at, at, value));
}

void
db_bind_stamp(struct stmt *q, const char *name, int64_t value)
{
	if (value != 0)
		db_bind_int(q, name, value);
}

void
db_bind_text(struct stmt *q, const char *name, const char *value)
{
	int at = parameter(q, name);

	if (at != 0 && value != NULL)
		check(q, sqlite3_bind_text(q->at, at, value, -1,
		    SQLITE_TRANSIENT));
}

void
db_bind_dec(struct stmt *q, const char *name, struct dec value)
{
	int at = parameter(q, name);

	if (at != 0)
		bind_dec_at(q, at, value);
}

void
db_bind_blob(struct stmt *q, const char *name, const void *bytes, size_t n)
{
	int at = parameter(q, name);

	if (at != 0)
		check(q, sqlite3_bind_blob64(q->at, at, bytes, n,
		    SQLITE_STATIC));
}

static void
bind_member(struct stmt *q, int at, const struct column *c, const void *row)
{
	const char *member = (const char *)row + c->offset;
	char text[DEC_TEXT_SIZE];
	const char *name;
	int64_t value;

	switch (c->kind) {
	case COL_CHARS:
		check(q, sqlite3_bind_text(q->at, at, member, -1,
		    SQLITE_TRANSIENT));
		break;
	case COL_INT:
	case COL_STAMP:
		memcpy(&value, member, sizeof(value));
		check(q, c->kind == COL_STAMP && value == 0 ?
		    sqlite3_bind_null(q->at, at) :
		    sqlite3_bind_int64(q->at, at, value));
		break;
	case COL_BOOL:
		check(q, *(const signed char *)member == BOOL_NONE ?
		    sqlite3_bind_null(q->at, at) : sqlite3_bind_int(q->at, at,
		    *(const signed char *)member != 0));
		break;
	case COL_ENUM:
		name = enum_name(c->names, c->names_len,
		    *(const int *)(const void *)member);
		if (name == NULL)
			bug("%s has no name for %d", c->name,
			    *(const int *)(const void *)member);
		check(q, sqlite3_bind_text(q->at, at, name, -1,
		    SQLITE_STATIC));
		break;
	case COL_DEC:
		bind_dec_at(q, at, *(const struct dec *)(const void *)member);
		break;
	case COL_LEVEL:
		level_text(*(const struct level *)(const void *)member, text);
		check(q, sqlite3_bind_text(q->at, at, text, -1,
		    SQLITE_TRANSIENT));
		break;
	case COL_DOUBLE:
		check(q, sqlite3_bind_double(q->at, at,
		    *(const double *)(const void *)member));
		break;
	case COL_TEXT:
		bug("%s is of packed rows", c->name);
	}
}

static signed char
column_row(const struct column *columns, const char *name)
{
	for (int i = 0; columns[i].name != NULL; i++)
		if (strcmp(columns[i].name, name) == 0)
			return (signed char)i;
	return -1;
}

void
db_bind(struct stmt *q, const struct column *columns, const void *row)
{
	int n = q->at == NULL ? 0 : sqlite3_bind_parameter_count(q->at);
	const char *name;

	if (n > NAMES_MAX)
		bug("too many parameters in: %s", q->sql);
	for (int i = 0; i < n && q->bound != columns; i++) {
		name = sqlite3_bind_parameter_name(q->at, i + 1);
		q->bound_rows[i] = name == NULL ? -1 :
		    column_row(columns, name + 1);
	}
	q->bound = columns;
	for (int i = 0; i < n; i++)
		if (q->bound_rows[i] >= 0)
			bind_member(q, i + 1, &columns[q->bound_rows[i]], row);
}

bool
db_step(struct stmt *q)
{
	int code;

	if (q->code != SQLITE_OK)
		return false;
	code = sqlite3_step(q->at);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		check(q, code);
	return code == SQLITE_ROW;
}

int64_t
db_int(struct stmt *q, int column)
{
	return sqlite3_column_int64(q->at, column);
}

bool
db_null(struct stmt *q, int column)
{
	return sqlite3_column_type(q->at, column) == SQLITE_NULL;
}

const char *
db_text(struct stmt *q, int column)
{
	const unsigned char *text = sqlite3_column_text(q->at, column);

	return text == NULL ? "" : (const char *)text;
}

struct dec
db_dec(struct stmt *q, int column)
{
	struct dec value = DEC_NONE;

	if (db_null(q, column))
		return value;
	if (!dec_parse_text(db_text(q, column), &value))
		db_fault(q, "an amount that is no decimal");
	return value;
}

const void *
db_blob(struct stmt *q, int column, size_t *n)
{
	const void *at = sqlite3_column_blob(q->at, column);

	*n = (size_t)sqlite3_column_bytes(q->at, column);
	return at;
}

void
db_chars(struct stmt *q, int column, char *to, size_t size)
{
	if (!text_set(to, size, db_text(q, column)))
		db_fault(q, "a text that is too long");
}

static void
read_member(struct stmt *q, int at, const struct column *c, void *row)
{
	void *member = (char *)row + c->offset;
	int64_t value = db_int(q, at);
	int of_enum;

	switch (c->kind) {
	case COL_CHARS:
		db_chars(q, at, member, c->size);
		break;
	case COL_INT:
	case COL_STAMP:
		memcpy(member, &value, sizeof(value));
		break;
	case COL_BOOL:
		*(signed char *)member = value != 0;
		if (db_null(q, at))
			*(signed char *)member = BOOL_NONE;
		break;
	case COL_ENUM:
		of_enum = enum_value(c->names, c->names_len, db_text(q, at));
		if (of_enum < 0)
			db_fault(q, "a word that is not known");
		*(int *)member = of_enum < 0 ? 0 : of_enum;
		break;
	case COL_DEC:
		*(struct dec *)member = db_dec(q, at);
		break;
	case COL_LEVEL:
		memset(member, 0, sizeof(struct level));
		if (*db_text(q, at) != '\0' &&
		    !level_parse(db_text(q, at), member))
			db_fault(q, "a level that is no price");
		break;
	case COL_DOUBLE:
		*(double *)member = db_null(q, at) ? NAN :
		    sqlite3_column_double(q->at, at);
		break;
	case COL_TEXT:
		bug("%s is of packed rows", c->name);
	}
}

void
db_read(struct stmt *q, const struct column *columns, void *row)
{
	int n = sqlite3_column_count(q->at);

	if (n > NAMES_MAX)
		bug("too many columns in: %s", q->sql);
	for (int i = 0; i < n && q->read != columns; i++)
		q->read_rows[i] = column_row(columns,
		    sqlite3_column_name(q->at, i));
	q->read = columns;
	for (int i = 0; i < n; i++)
		if (q->read_rows[i] >= 0)
			read_member(q, i, &columns[q->read_rows[i]], row);
}

void
db_fault(struct stmt *q, const char *what)
{
	stmt_fail(q, SQLITE_CORRUPT, what);
}

enum err_code
db_done(struct stmt *q, struct err *err)
{
	enum err_code rc = E_OK;

	if (q->code != SQLITE_OK)
		rc = db_error_text(q->store->path, q->code, q->fault, err);
	if (q->at != NULL) {
		sqlite3_reset(q->at);
		sqlite3_clear_bindings(q->at);
	}
	q->busy = false;
	return rc;
}

enum err_code
db_run(struct stmt *q, struct err *err)
{
	while (db_step(q))
		continue;
	return db_done(q, err);
}

enum err_code
db_load_rows(struct stmt *q, const struct column *columns, size_t size,
    void *vec, struct err *err)
{
	VEC(char) rows = {0}, old;
	enum err_code rc;

	while (db_step(q)) {
		rows.at = vec_room(rows.at, rows.len, &rows.cap, size, 1);
		memset(rows.at + rows.len * size, 0, size);
		db_read(q, columns, rows.at + rows.len++ * size);
	}
	rc = db_done(q, err);
	/* Every VEC is laid out alike, whatever it holds. */
	memcpy(&old, vec, sizeof(old));
	if (rc == E_OK)
		memcpy(vec, &rows, sizeof(rows));
	free(rc == E_OK ? old.at : rows.at);
	return rc;
}

/* One number from one statement that is run once. */
enum err_code
db_number(struct store *s, const char *sql, int64_t *out, struct err *err)
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

int64_t
db_last_id(struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

int64_t
db_changed(struct store *s)
{
	return sqlite3_changes64(s->db);
}

sqlite3 *
db_handle(struct store *s)
{
	return s->db;
}

const char *
db_correlation(struct store *s)
{
	return s->correlation;
}

enum err_code
db_script(struct store *s, const char *sql, struct err *err)
{
	int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? E_OK : db_error(s, code, err);
}

/*
 * What a result code means: a wait that ran out is a lock (exit 10), a broken
 * promise of our own is a bug, and everything else is an unusable store.
 */
static const struct {
	int code;
	enum err_code rc;
	const char *cause;	/* NULL: SQLite's own words */
} causes[] = {
	{ SQLITE_BUSY, E_BUSY, "locked by another process" },
	{ SQLITE_LOCKED, E_BUSY, "locked by another statement" },
	{ SQLITE_FULL, E_STORE, "the disk is full" },
	{ SQLITE_READONLY, E_STORE, "cannot be written" },
	{ SQLITE_PERM, E_STORE, "permission denied" },
	{ SQLITE_CORRUPT, E_STORE, "damaged" },
	{ SQLITE_NOTADB, E_STORE, "not an etrms store (no SQLite database)" },
	{ SQLITE_CONSTRAINT, E_BUG, NULL },
	{ SQLITE_MISUSE, E_BUG, NULL },
	{ SQLITE_RANGE, E_BUG, NULL },
};

enum err_code
db_error_text(const char *path, int code, const char *text, struct err *err)
{
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		if (causes[i].code != (code & 0xff))
			continue;
		if (causes[i].cause == NULL)
			return err_set(err, causes[i].rc, "store %s: %s", path,
			    text);
		return err_set(err, causes[i].rc, "store %s: %s (%s)", path,
		    causes[i].cause, text);
	}
	return err_set(err, E_STORE, "store %s: %s", path, text);
}

enum err_code
db_error(struct store *s, int code, struct err *err)
{
	char text[256];

	return db_error_text(s->path, code, words(s->db, code, text,
	    sizeof(text)), err);
}
