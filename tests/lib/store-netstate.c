/*
 * Host states beside the store: the rules of model/limits.c give the same
 * through them as in memory, for every process at once, and they outlive it.
 * Their file may be lost: a damaged one and one of another version begin anew.
 */
#include "store/netstate.h"

#include "base/rng.h"
#include "base/stamp.h"

#include "storetest.h"

#define S STAMP_SECOND
#define START (INT64_C(1700000000) * S)

static struct net_limits *
limits_again(void)
{
	struct net_limits *l = NULL;

	if (!ok(netstate_open(store_file, &l, &err) == E_OK)) {
		printf("# %s\n", err.text);
		exit(1);
	}
	return l;
}

/* Beside store_file, whatever is in it. */
static void
told(const char *sql)
{
	char place[128];
	sqlite3 *db = NULL;

	snprintf(place, sizeof(place), "%s/etrms.net", store_dir);
	ok(sqlite3_open(place, &db) == SQLITE_OK);
	if (!ok(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK))
		printf("# %s: %s\n", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void
it_outlives_its_process(void)
{
	struct net_limits *l;
	struct net_cost c = { "x", "a", 6, 1, false };
	struct budget b = { "x", "", BUDGET_WEIGHT, 60 * S, 10, false };
	enum take_result r;
	int64_t until, offset, at;

	store_place();
	l = limits_again();
	ok(l->define(l->self, &b, &err) == E_OK);
	ok(l->take(l->self, &c, START, &r, &until, &err) == E_OK);
	is_int(r, TAKE_OK);
	ok(l->clock_set(l->self, "x", 1234, START, &err) == E_OK);
	netstate_free(l);
	l = limits_again();
	ok(l->take(l->self, &c, START + S, &r, &until, &err) == E_OK);
	is_int(r, TAKE_WAIT);
	ok(l->done(l->self, &c, START, START + S, false, &err) == E_OK);
	ok(l->take(l->self, &c, START + S, &r, &until, &err) == E_OK);
	is_int(r, TAKE_OK);
	ok(l->clock_get(l->self, "x", &offset, &at, &err) == E_OK);
	is_int(offset, 1234);
	is_int(at, START);
	ok(l->ban(l->self, "x", START + 9 * S, START, &err) == E_OK);
	for (int i = 0; i < 5; i++)
		ok(l->health(l->self, "y", false, START, &err) == E_OK);
	netstate_free(l);
	l = limits_again();
	ok(l->take(l->self, &c, START + S, &r, &until, &err) == E_OK);
	is_int(r, TAKE_BANNED);
	is_int(until, START + 9 * S);
	c.host = "y";
	ok(l->take(l->self, &c, START + S, &r, &until, &err) == E_OK);
	is_int(r, TAKE_BROKEN);
	ok(l->health(l->self, "y", true, START, &err) == E_OK);
	ok(l->take(l->self, &c, START + S, &r, &until, &err) == E_OK);
	is_int(r, TAKE_OK);
	netstate_free(l);
}

/* The same random calls through both, one by one and some at once, and the same
 * answers. */
static void
it_says_what_memory_says(void)
{
	struct net_limits *l, *m = limits_memory();
	static const char *const hosts[] = { "one", "two:8443" };
	struct rng rng;
	int64_t now = START, last = START;
	bool together = false;

	store_place();
	l = limits_again();
	rng_seed(&rng, 3);
	for (int i = 0; i < 1500; i++) {
		const char *host = hosts[rng_below(&rng, 2)];
		struct net_cost c = { host, rng_below(&rng, 2) ? "a" : "",
		    (int)rng_below(&rng, 5), (int)rng_below(&rng, 2),
		    rng_below(&rng, 8) == 0 };
		struct budget b = { host, c.scope, c.scope[0] != '\0' ?
		    BUDGET_ORDERS : BUDGET_WEIGHT, 10 * S,
		    (int64_t)(5 + rng_below(&rng, 30)), false };
		struct net_used u = { host, c.scope, b.kind, 10 * S,
		    (int64_t)rng_below(&rng, 30) };
		struct net_limits *both[] = { l, m };
		int64_t until[2] = {0}, what = (int64_t)rng_below(&rng, 9);
		enum take_result r[2] = {0};
		bool yes = rng_below(&rng, 3) == 0;

		now += (int64_t)rng_below(&rng, 2 * (uint64_t)S);
		if (rng_below(&rng, 6) == 0) {
			for (int k = 0; k < 2; k++)
				ok((together ? both[k]->end(both[k]->self,
				    E_OK, &err) : both[k]->begin(both[k]->self,
				    &err)) == E_OK);
			together = !together;
		}
		for (int k = 0; k < 2; k++) {
			struct net_limits *x = both[k];

			if (what == 0)
				x->define(x->self, &b, &err);
			else if (what == 1)
				x->done(x->self, &c, last, now, yes, &err);
			else if (what == 2)
				x->used(x->self, &u, now, &err);
			else if (what == 3)
				x->health(x->self, host, yes, now, &err);
			else if (what == 4 && yes)
				x->ban(x->self, host, now + 5 * S, now, &err);
			else if (what > 4)
				x->take(x->self, &c, now, &r[k], &until[k],
				    &err);
		}
		is_int(r[0], r[1]);
		is_int(until[0], until[1]);
		last = now;
	}
	limits_memory_free(m);
	if (together)
		ok(l->end(l->self, E_OK, &err) == E_OK);
	netstate_free(l);
}

static enum take_result
taken(struct net_limits *l, const char *host)
{
	struct net_cost c = { host, "", 6, 0, false };
	enum take_result r = TAKE_OK;
	int64_t until;

	ok(l->take(l->self, &c, START, &r, &until, &err) == E_OK);
	return r;
}

/* Of what is done at once and fails, nothing stays. */
static void
what_fails_is_taken_back(void)
{
	struct net_limits *l;
	struct budget b = { "x", "", BUDGET_WEIGHT, 60 * S, 10, false };

	store_place();
	l = limits_again();
	ok(l->define(l->self, &b, &err) == E_OK);
	ok(l->begin(l->self, &err) == E_OK);
	is_int(taken(l, "x"), TAKE_OK);
	is_int(taken(l, "x"), TAKE_WAIT);
	ok(l->ban(l->self, "y", START + S, START, &err) == E_OK);
	is_int(l->end(l->self, E_NO, &err), E_NO);
	is_int(taken(l, "y"), TAKE_OK);
	is_int(taken(l, "x"), TAKE_OK);
	is_int(taken(l, "x"), TAKE_WAIT);
	netstate_free(l);
}

static void
a_damaged_row_is_said(void)
{
	struct net_limits *l;
	struct net_cost c = { "x", "", 1, 0, false };
	enum take_result r;
	int64_t until;

	store_place();
	netstate_free(limits_again());
	told("INSERT INTO net_budget VALUES ('x', '', 'weight', 60000000, 10,"
	    " '1:2 rubbish')");
	l = limits_again();
	is_int(l->take(l->self, &c, START, &r, &until, &err), E_STORE);
	ok(strstr(err.text, "rate budget") != NULL);
	netstate_free(l);
}

static bool
is_banned(void)
{
	struct net_limits *l = limits_again();
	struct net_cost c = { "x", "", 1, 0, false };
	enum take_result r = TAKE_OK;
	int64_t until;

	ok(l->take(l->self, &c, START, &r, &until, &err) == E_OK);
	netstate_free(l);
	return r == TAKE_BANNED;
}

static void
ban(void)
{
	struct net_limits *l = limits_again();

	ok(l->ban(l->self, "x", START + S, START, &err) == E_OK);
	netstate_free(l);
	ok(is_banned());
}

static void
what_is_spoiled_begins_anew(void)
{
	static const char *const spoil[] = { "PRAGMA user_version = 9",
	    "PRAGMA user_version = 9; DROP TABLE net_host" };
	char place[128];
	FILE *f;

	store_place();
	for (size_t i = 0; i < sizeof(spoil) / sizeof(spoil[0]); i++) {
		ban();
		told(spoil[i]);
		ok(!is_banned());
	}
	ban();
	snprintf(place, sizeof(place), "%s/etrms.net", store_dir);
	f = fopen(place, "r+");
	ok(f != NULL && fputs("no database at all", f) > 0);
	ok(f != NULL && fclose(f) == 0);
	ok(!is_banned());
	ban();
	/* as a power cut leaves it: its pages were written, but not all */
	f = fopen(place, "r+");
	ok(f != NULL && fseek(f, 4096 + 3, SEEK_SET) == 0 &&
	    fputs("rubbish", f) > 0);
	ok(f != NULL && fclose(f) == 0);
	ok(!is_banned());
}

/* Somebody else's file is not made anew. */
static void
what_is_not_ours_stays(void)
{
	struct net_limits *l = NULL;

	store_place();
	told("PRAGMA application_id = 7; CREATE TABLE t (x)");
	is_int(netstate_open(store_file, &l, &err), E_STORE);
	ok(strstr(err.text, "another program's") != NULL);
	ok(access(store_file, F_OK) != 0);
}

/* Budgets do not move the ledger. */
static void
the_store_is_left_alone(void)
{
	store_place();
	ban();
	ok(access(store_file, F_OK) != 0);
}

/* A transaction of the same process elsewhere holds nobody up for long: what
 * was taken is there at once, and the caller's own transaction stays apart. */
static void
it_is_apart_from_the_callers_transaction(void)
{
	struct store *s = store_new();
	struct net_limits *l = limits_again();
	struct net_cost c = { "x", "", 1, 0, false };
	enum take_result r;
	int64_t until;

	ok(l->take(l->self, &c, START, &r, &until, &err) == E_OK);
	ok(store_begin(s, &err) == E_OK);
	ok(l->clock_get(l->self, "x", &until, &until, &err) == E_OK);
	is_int(store_end(s, E_NO, &err), E_NO);
	netstate_free(l);
	store_close(s);
}

int
main(void)
{
	TEST(it_outlives_its_process);
	TEST(it_says_what_memory_says);
	TEST(what_fails_is_taken_back);
	TEST(a_damaged_row_is_said);
	TEST(what_is_spoiled_begins_anew);
	TEST(what_is_not_ours_stays);
	TEST(the_store_is_left_alone);
	TEST(it_is_apart_from_the_callers_transaction);
	store_away();
	return tap_done();
}
