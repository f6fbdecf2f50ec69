/*
 * What an order costs beyond its durable commits: sends orders through the
 * gate into the simulated venue of a prepared store, counts the commits, and
 * times as many bare commits of one row into a file beside it.
 *
 *	order STORE ACCOUNT SYMBOL ORDERS
 *
 * Prints one line each for the commits and for the time beyond them; the exit
 * code is 1 when an order takes more than 3 commits or more than 1 ms beyond.
 */
#include "base/clock.h"
#include "base/rng.h"
#include "gate/gate.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMITS_LIMIT 3
#define BEYOND_LIMIT_US 1000

static void
need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "order: %s\n", what);
	exit(2);
}

/* Median time of one durable commit in the store's folder, µs. */
static int64_t
commit_time(const char *store)
{
	static int64_t times[301];
	int n = (int)(sizeof(times) / sizeof(times[0]));
	char path[4096];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s.bare", store);
	need(sqlite3_open(path, &db) == SQLITE_OK, "cannot open a bare file");
	need(sqlite3_exec(db, "PRAGMA journal_mode=WAL;"
	    "PRAGMA synchronous=FULL;CREATE TABLE t (x TEXT)", NULL, NULL,
	    NULL) == SQLITE_OK, "cannot make a bare table");
	for (int i = 0; i < n; i++) {
		int64_t start = clock_monotonic();

		need(sqlite3_exec(db, "INSERT INTO t VALUES (hex(randomblob("
		    "200)))", NULL, NULL, NULL) == SQLITE_OK, "bare insert");
		times[i] = clock_monotonic() - start;
	}
	sqlite3_close(db);
	for (int i = 1; i < n; i++)
		for (int k = i; k > 0 && times[k] < times[k - 1]; k--) {
			int64_t t = times[k];

			times[k] = times[k - 1];
			times[k - 1] = t;
		}
	return times[n / 2];
}

int
main(int argc, char **argv)
{
	struct gate_options options = { .actor = "bench",
	    .command = "bench order", .correlation_id = "bench" };
	struct store *store = NULL;
	struct gate *gate = NULL;
	struct err err = { 0 };
	int64_t start, taken, commits, bare, beyond, n;
	int missed;

	need(argc == 5, "usage: order STORE ACCOUNT SYMBOL ORDERS");
	n = atol(argv[4]);
	need(n > 0, "how many orders?");
	bare = commit_time(argv[1]);
	if (store_open(argv[1], STORE_WRITE, &store, &err) != E_OK ||
	    gate_open(store, argv[2], &options, &gate, &err) != E_OK)
		need(0, err.text);
	commits = store_commits(store);
	start = clock_monotonic();
	for (int64_t i = 0; i < n; i++) {
		struct order_request r = order_request_empty();
		struct gate_result result;

		TEXT_SET(r.symbol, argv[3]);
		r.side = i % 2 == 0 ? SIDE_BUY : SIDE_SELL;
		r.amount = dec_make(1, 3);
		need(gate_order(gate, &r, false, &result, &err) == E_OK,
		    err.text);
		gate_result_release(&result);
	}
	taken = clock_monotonic() - start;
	commits = store_commits(store) - commits;
	gate_close(gate);
	store_close(store);
	beyond = taken / n - bare * commits / n;
	missed = commits > COMMITS_LIMIT * n || beyond > BEYOND_LIMIT_US;
	printf("%-34s %9.2f commits               limit %d  %s\n",
	    "one order : durable commits", (double)commits / (double)n,
	    COMMITS_LIMIT, commits <= COMMITS_LIMIT * n ? "held" : "MISSED");
	printf("%-34s %9.3f ms  commit %7.3f ms      limit %d ms  %s\n",
	    "one order : beyond its commits", (double)beyond / 1e3,
	    (double)bare / 1e3, BEYOND_LIMIT_US / 1000,
	    beyond <= BEYOND_LIMIT_US ? "held" : "MISSED");
	return missed;
}
