/*
 * The schema: each noun file contributes the text of its tables; schema.c
 * walks the list. Inside lib/store only.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/sha256.h"
#include "store/store.h"

#define STORE_APPLICATION_ID 0x6574726d	/* "etrm" */
#define NETSTATE_APPLICATION_ID 0x6574726e

/* One migration: what takes a store to this version, in one transaction. */
struct schema_step {
	int version;
	const char *const *parts;	/* ends with NULL */
};
extern const struct schema_step schema_steps[];	/* ends with version 0 */

/* What the schema of a store is told by, and that of this version's. */
enum err_code schema_digest(struct store *s, char text[SHA256_TEXT_SIZE],
    struct err *err);
extern const char schema_digest_current[];

/* Applies every step above `from`; the whole of it or nothing. */
enum err_code schema_apply(struct store *s, const struct schema_step *steps,
    int from, struct err *err);

/*
 * A derived table: what its ledgers add up to. `body` is its definition after
 * "CREATE TABLE", without references, so that the same text makes a temporary
 * table of that name which hides the real one while it is rebuilt for
 * comparison.
 */
struct derived {
	const char *name;
	const char *shadow;	/* CREATE TEMP TABLE … */
	const char *drop;	/* DROP TABLE temp.… */
	const char *clear;	/* DELETE FROM … */
	const char *differ;	/* the number of rows that differ */
	const char *count;	/* the number of rows */
	enum err_code (*rebuild)(struct store *s, struct err *err);
};
extern const struct derived *const derived_tables[];	/* ends with NULL */

#define DERIVED(table, body, function) { \
	.name = table, \
	.shadow = "CREATE TEMP TABLE " table " " body, \
	.drop = "DROP TABLE temp." table, \
	.clear = "DELETE FROM " table, \
	.differ = "SELECT max((SELECT count(*) FROM (SELECT * FROM main." \
	    table " EXCEPT SELECT * FROM temp." table ")), (SELECT count(*)" \
	    " FROM (SELECT * FROM temp." table " EXCEPT SELECT * FROM main." \
	    table ")))", \
	.count = "SELECT count(*) FROM main." table, \
	.rebuild = function }

/* Contributions, each in its noun's file. */
extern const char store_schema[];
extern const char accounts_schema[];
extern const char orders_schema[];
extern const char transfers_schema[];
extern const char equity_schema[];
extern const char halts_schema[];
extern const char violations_schema[];
extern const char audit_schema[];
extern const char policy_schema[];
extern const char breakers_schema[];
extern const char candles_schema[];
extern const char sim_schema[];
extern const char breaker_events_schema[];
extern const char orders_schema_2[];
extern const char candles_schema_2[];
extern const char sim_schema_2[];
extern const char funding_rates_schema_2[];
extern const char templates_schema_2[];
extern const char schedules_schema_2[];
extern const char accounts_schema_3[];
extern const char sim_schema_3[];
extern const char instruments_schema_3[];
extern const char runs_schema_4[];
extern const char sweeps_schema_5[];
extern const char regimes_schema_6[];
extern const char rebalances_schema_7[];
extern const char portfolios_schema_8[];
extern const char liquidities_schema_9[];
extern const char correlations_schema_10[];

extern const struct derived orders_derived;
extern const struct derived halt_derived;
extern const struct derived policy_derived;
extern const struct derived breaker_derived;

#endif
