/* What a store is made of: for the files here that open, lock and check it;
 * nouns see db.h alone. */
#ifndef STORE_STOREDATA_H
#define STORE_STOREDATA_H

#include "base/vec.h"
#include "model/names.h"
#include "store/db.h"

struct schema_step;

/* A kind of file that we make: by what it is known, and what is in it. */
struct store_kind {
	int application_id, version;
	const struct schema_step *steps;
	const char *pragmas;
	bool tagged;		/* bears a name of its own */
	/* What is in it may be lost: a damaged one is made anew, and one of
	 * another version, too. */
	bool disposable;
};
extern const struct store_kind store_kind_ledger;	/* the store itself */
enum err_code store_open_kind(const char *path, enum store_mode mode,
    const struct store_kind *kind, struct store **out, struct err *err);

struct store {
	sqlite3 *db;
	const struct store_kind *kind;
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

/* E_STORE unless a store may be there; makes its folders for STORE_CREATE. */
enum err_code place_check(const char *path, enum store_mode mode,
    struct err *err);
/* The name of a network file system by its statfs() type; else NULL. */
const char *place_network(unsigned long type);
bool place_is_sealed(const char *path);
char *place_immutable_name(const char *path);	/* caller frees */

#endif
