/*
 * The schema as a list of steps, each one transaction; step 1 is the whole of
 * the first release. A later version adds a step and never edits one that was released.
 */
#include "store/schema.h"

#include "store/db.h"
#include "store/storedata.h"

#include <stdio.h>

static const char *const version_1[] = {
	store_schema,
	accounts_schema,
	orders_schema,
	transfers_schema,
	equity_schema,
	halts_schema,
	violations_schema,
	audit_schema,
	policy_schema,
	breakers_schema,
	candles_schema,
	sim_schema,
	breaker_events_schema,
	NULL
};

/* Perpetuals: marks and funding rates, tiers, what a venue says of them. */
static const char *const version_2[] = {
	orders_schema_2,
	candles_schema_2,
	sim_schema_2,
	funding_rates_schema_2,
	templates_schema_2,
	schedules_schema_2,
	NULL
};

/* Live venues: what they list, and paper accounts that follow one. */
static const char *const version_3[] = {
	accounts_schema_3,
	sim_schema_3,
	instruments_schema_3,
	NULL
};

/* Research: recorded runs. */
static const char *const version_4[] = {
	runs_schema_4,
	NULL
};

/* Sweeps under way. */
static const char *const version_5[] = {
	sweeps_schema_5,
	NULL
};

/* What was said of markets. */
static const char *const version_6[] = {
	regimes_schema_6,
	NULL
};

/* Plans of rebalances. */
static const char *const version_7[] = {
	rebalances_schema_7,
	NULL
};

/* What portfolios were. */
static const char *const version_8[] = {
	portfolios_schema_8,
	NULL
};

/* What was said of liquidity. */
static const char *const version_9[] = {
	liquidities_schema_9,
	NULL
};

/* How symbols move together. */
static const char *const version_10[] = {
	correlations_schema_10,
	NULL
};

const struct schema_step schema_steps[] = {
	{ 1, version_1 },
	{ 2, version_2 },
	{ 3, version_3 },
	{ 4, version_4 },
	{ 5, version_5 },
	{ 6, version_6 },
	{ 7, version_7 },
	{ 8, version_8 },
	{ 9, version_9 },
	{ 10, version_10 },
	{ 0, NULL }
};

enum { CURRENT = 10 };
const int store_version_current = CURRENT;

/* A new step's is told by the unit test that compares it. */
const char schema_digest_current[] =
	"99afa3de5ab5f7fa8e8c61bdfcf828ebab99e6095d76c7aa76a991379ade979b";

const struct store_kind store_kind_ledger = {
	.application_id = STORE_APPLICATION_ID,
	.version = CURRENT,
	.steps = schema_steps,
	.pragmas = "PRAGMA synchronous = FULL;"
	    "PRAGMA journal_size_limit = 0;"
	    "PRAGMA recursive_triggers = ON;",
	.tagged = true
};

const struct derived *const derived_tables[] = {
	&orders_derived,
	&halt_derived,
	&policy_derived,
	&breaker_derived,
	NULL
};

enum err_code
schema_apply(struct store *s, const struct schema_step *steps, int from,
    struct err *err)
{
	char mark[80];
	enum err_code rc = store_begin(s, err);
	int version = from;

	if (rc != E_OK)
		return rc;
	for (; steps->version != 0 && rc == E_OK; steps++) {
		if (steps->version <= from)
			continue;
		for (int i = 0; steps->parts[i] != NULL && rc == E_OK; i++)
			rc = db_script(s, steps->parts[i], err);
		version = steps->version;
	}
	/* A pragma takes no parameters; both values are numbers of ours. */
	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d;", s->kind->application_id, version);
	if (rc == E_OK)
		rc = db_script(s, mark, err);
	return store_end(s, rc, err);
}
