/*
 * SQLite as the noun files of this room see it; nobody outside includes this.
 * A statement is a constant right above its function, with named parameters
 * that are bound by name or, a whole row at once, through a column table:
 *
 *	static const struct column columns[] = {
 *		{ "asset", COL_CHARS, MEMBER(struct transfer, asset) },
 *		{ "amount", COL_DEC, MEMBER(struct transfer, amount) },
 *		{ .name = NULL }
 *	};
 *	static const char load_transfers[] =
 *		"SELECT asset, amount FROM transfer WHERE account = :account";
 *
 *	struct stmt *q = db_prepare(s, load_transfers);
 *	db_bind_text(q, ":account", account);
 *	return db_load(q, columns, &rows, err);
 *
 * Faults are kept in the statement and come out of db_done(), so that nothing
 * between has to be checked. Statements are cached by the address of their
 * text and stay prepared until the store closes.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/dec.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stddef.h>

struct stmt;

enum column_kind {
	COL_CHARS,	/* char member[N]; "" stays "" */
	COL_INT,	/* int64_t */
	COL_STAMP,	/* int64_t; 0 is NULL */
	COL_BOOL,	/* signed char; BOOL_NONE is NULL */
	COL_ENUM,	/* int, stored by name */
	COL_DEC,	/* struct dec as canonical text; unknown is NULL */
	COL_LEVEL,	/* struct level as text: "58000", "2%"; none is "" */
	COL_DOUBLE,	/* double; NaN is NULL */
	COL_TEXT	/* const char *; of packed rows alone (columns.h) */
};
struct column {
	const char *name;	/* of the column, and of :parameter */
	enum column_kind kind;
	size_t offset, size;	/* MEMBER() */
	const char *const *names;	/* COL_ENUM */
	int names_len;
	int since;	/* of packed rows alone: their shape (columns.h) */
};
#define MEMBER(type, member) \
	offsetof(type, member), sizeof(((type *)0)->member)

struct stmt *db_prepare(struct store *s, const char *sql);
void db_bind_int(struct stmt *q, const char *name, int64_t value);
void db_bind_stamp(struct stmt *q, const char *name, int64_t value);
void db_bind_text(struct stmt *q, const char *name, const char *value);
void db_bind_dec(struct stmt *q, const char *name, struct dec value);
/* Borrowed until db_done(). */
void db_bind_blob(struct stmt *q, const char *name, const void *at, size_t n);
/* Binds each parameter that the table names; leaves the others alone. */
void db_bind(struct stmt *q, const struct column *columns, const void *row);

/* The next row; false at the end and on a fault. */
bool db_step(struct stmt *q);
int64_t db_int(struct stmt *q, int column);		/* NULL is 0 */
const char *db_text(struct stmt *q, int column);	/* NULL is "" */
struct dec db_dec(struct stmt *q, int column);		/* NULL is DEC_NONE */
const void *db_blob(struct stmt *q, int column, size_t *n);
bool db_null(struct stmt *q, int column);
/* Copies the text into to; a text too long is a fault. */
void db_chars(struct stmt *q, int column, char *to, size_t size);
/* Reads each result column that the table names into row. */
void db_read(struct stmt *q, const struct column *columns, void *row);
/* A fault of the caller's own: what db_step() and db_done() then say. */
void db_fault(struct stmt *q, const char *what);
/* Ends the statement; its first fault. q is invalid afterwards. */
enum err_code db_done(struct stmt *q, struct err *err);
/* Steps to the end and ends it: for statements without rows. */
enum err_code db_run(struct stmt *q, struct err *err);
/* Ends it with all its rows, read through the table, in the vector instead of
 * what was there; on a fault the vector stays as it was. */
#define db_load(q, columns, vec, err) \
	db_load_rows((q), (columns), sizeof(*(vec)->at), (vec), (err))
enum err_code db_load_rows(struct stmt *q, const struct column *columns,
    size_t size, void *vec, struct err *err);

/* The one number that a statement without parameters answers. */
enum err_code db_number(struct store *s, const char *sql, int64_t *out,
    struct err *err);
int64_t db_last_id(struct store *s);
int64_t db_changed(struct store *s);	/* rows changed by the last statement */
sqlite3 *db_handle(struct store *s);	/* a probe, for tests alone */
/* Constant SQL of many statements: schemas and pragmas. */
enum err_code db_script(struct store *s, const char *sql, struct err *err);
/* What the connection says is wrong, with path and cause. */
enum err_code db_error(struct store *s, int code, struct err *err);
/* The same for a result code and text of a moment ago. */
enum err_code db_error_text(const char *path, int code, const char *text,
    struct err *err);
void db_release(struct store *s);	/* finalizes every statement */

/* E_USAGE: "NOUN NAME: there is none", with the nearest of the names that the
 * statement gives. */
enum err_code db_no_such(struct store *s, const char *noun, const char *name,
    const char *names, struct err *err);

/* The id of the process run that rows are written under; "" outside one. */
const char *db_correlation(struct store *s);

/*
 * The INSERT of a history of answers: the same answer of the same bar is kept
 * once, by its first time. columns and their parameters are all but time; same:
 * the condition that finds the bar's rows. A value that is NULL is the same as
 * NULL.
 */
#define INSERT_ONCE(table, columns, parameters, same) \
	"INSERT INTO " table " (time, " columns ") SELECT :time, " parameters \
	" WHERE NOT EXISTS (SELECT " parameters " INTERSECT SELECT " columns \
	" FROM " table " WHERE " same ")"

/* Keeps a ledger table as it was written. */
#define APPEND_ONLY(table) \
	"CREATE TRIGGER " table "_keeps_rows BEFORE DELETE ON " table \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END;\n" \
	"CREATE TRIGGER " table "_keeps_values BEFORE UPDATE ON " table \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END;\n"

#endif
