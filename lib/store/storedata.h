/* What a store is made of: for db.c, store.c and lock.c alone. */
#ifndef STORE_STOREDATA_H
#define STORE_STOREDATA_H

#include "base/vec.h"
#include "model/names.h"
#include "store/db.h"

struct store {
	sqlite3 *db;
	char *path;
	enum store_mode mode;
	VEC(struct stmt *) stmts;
	int depth;		/* of transactions */
	bool doomed;		/* something inside rolled back */
	int64_t commits;	/* durable ones */
	int64_t changes;	/* rows changed when the last one was counted */
	char tag[9];
	char correlation[CLIENT_ID_SIZE];
};

#endif
