/* A store of its own in a folder that goes away, for the tests of lib/store. */
#ifndef TESTS_STORETEST_H
#define TESTS_STORETEST_H

#include "store/accounts.h"
#include "store/db.h"

#include "tap.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char store_dir[64], store_file[96];
static struct err err;

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

static inline void
store_away(void)
{
	if (store_dir[0] != '\0')
		nftw(store_dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A new empty folder; store_file is a path in it. */
static inline void
store_place(void)
{
	store_away();
	snprintf(store_dir, sizeof(store_dir), "/tmp/etrms-store-XXXXXX");
	if (mkdtemp(store_dir) == NULL)
		abort();
	snprintf(store_file, sizeof(store_file), "%s/etrms.db", store_dir);
}

static inline struct store *
store_again(void)
{
	struct store *s = NULL;

	ok(store_open(store_file, STORE_CREATE, &s, &err) == E_OK);
	if (s == NULL) {
		printf("# %s\n", err.text);
		exit(1);
	}
	return s;
}

static inline struct store *
store_new(void)
{
	store_place();
	return store_again();
}

static inline void
given_account(struct store *s, const char *label)
{
	struct account a = { .mode = MODE_PAPER, .active = 1,
	    .ip_restricted = BOOL_NONE, .timeframe = 60000000, .created = 1 };

	TEXT_SET(a.label, label);
	TEXT_SET(a.venue, "sim");
	TEXT_SET(a.currency, "USDT");
	ok(account_add(s, &a, &err) == E_OK);
}

static inline struct dec
d(const char *text)
{
	struct dec value = DEC_NONE;

	ok(dec_parse_text(text, &value));
	return value;
}

/* What SQLite says to a statement: "" when it is done. */
static inline const char *
said(struct store *s, const char *sql)
{
	sqlite3_exec(db_handle(s), sql, NULL, NULL, NULL);
	return sqlite3_errcode(db_handle(s)) == SQLITE_OK ? "" :
	    sqlite3_errmsg(db_handle(s));
}

/* Around the statement cache, which knows texts by their address. */
static inline int64_t
number_of(struct store *s, const char *sql)
{
	sqlite3_stmt *q = NULL;
	int64_t n = -1;

	ok(sqlite3_prepare_v2(db_handle(s), sql, -1, &q, NULL) == SQLITE_OK);
	if (q != NULL && sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return n;
}

#endif
