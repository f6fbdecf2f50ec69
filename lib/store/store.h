/*
 * The local store: one SQLite file, STRICT tables, WAL, synchronous=FULL. The
 * log and what its readers share stay beside it, empty while nobody uses it.
 * One file per noun beside this one; nobody outside lib/store sees SQL. Ledger
 * tables (intent, venue_event, fill, transfer, funding, breaker_event,
 * policy_change, violation, audit) are append-only by trigger; derived tables
 * (orders, breaker, policy, …) can be rebuilt from them.
 *
 * RELIABILITY.md 8: a newer or foreign file, a network file system, an
 * unwritable folder are E_STORE with the path and the cause.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/clock.h"
#include "base/err.h"
#include "base/record.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct store;

enum store_mode {
	STORE_READ,	/* must exist; takes no lock and writes nothing */
	STORE_WRITE,	/* must exist */
	STORE_CREATE	/* made, folder and all, when it is missing */
};

/* ":memory:" with STORE_CREATE is a store that nobody else sees. */
enum err_code store_open(const char *path, enum store_mode mode,
    struct store **out, struct err *err);
void store_close(struct store *s);	/* NULL is fine */
const char *store_path(const struct store *s);
const char *store_tag(const struct store *s);	/* 8 hex digits, this store's */
/* Venue events and fills carry the id of the process run that added them. */
void store_correlate(struct store *s, const char *correlation_id);
bool store_all_paper(struct store *s);		/* may ETRMS_NOW set the clock */

/*
 * Transactions are BEGIN IMMEDIATE and nest by counting: only the outermost
 * commit writes. After a rollback inside, every outer commit fails.
 *
 *	if ((rc = store_begin(s, err)) != E_OK)
 *		return rc;
 *	rc = …;
 *	return store_end(s, rc, err);	// commits when rc is E_OK, else rolls back
 */
enum err_code store_begin(struct store *s, struct err *err);
enum err_code store_end(struct store *s, enum err_code rc, struct err *err);
bool store_in_transaction(const struct store *s);
/* Durable ones so far: a probe, so that tests can count transactions. */
int64_t store_commits(const struct store *s);

/*
 * The account lock: held by a mutating command from INTENT to outcome, an OFD
 * lock on a file beside the store, freed by the kernel on death. Waits at most
 * wait_ms; E_BUSY names the account.
 */
enum err_code store_lock(struct store *s, const char *account, int wait_ms,
    int *lock, struct err *err);
void store_unlock(int *lock);

/* Housekeeping: `store check/backup/migrate/rebuild`. */
struct store_finding {
	char check[33];			/* "integrity", "derived_orders" … */
	signed char ok;
	char detail[257];
};
extern const struct record store_finding_record;
enum err_code store_check(struct store *s,
    enum err_code (*each)(void *self, const struct store_finding *f,
    struct err *err), void *self, struct err *err);
enum err_code store_backup(struct store *s, const char *to, struct err *err);
/* Derived tables from their ledgers, in one transaction. */
struct store_rebuilt {
	char table[33];
	int64_t rows, changed;	/* changed: were not what they should be */
};
struct store_rebuilts VEC_OF(struct store_rebuilt);
extern const struct record store_rebuilt_record;
enum err_code store_rebuild(struct store *s, struct store_rebuilts *out,
    struct err *err);			/* out may be NULL */
int store_version(const struct store *s);	/* of its schema */
const char *store_engine(void);			/* SQLite's version */
extern const int store_version_current;
enum err_code store_migrate(const char *path, int *from, struct err *err);

/* Small facts by name: cursors, the last clock seen … */
enum err_code meta_get(struct store *s, const char *key, char *value,
    size_t size, struct err *err);		/* "" when there is none */
enum err_code meta_set(struct store *s, const char *key, const char *value,
    struct err *err);

#endif
