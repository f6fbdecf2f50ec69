/*
 * Reading candles back: candles_load() against a SELECT loop over the same
 * bars in a typed table, both into arrays, by turns, medians and their ratio.
 *
 *	candles-load RUNS LIMIT STORE PEER	time both
 *	candles-load rss COMMAND [ARG…]		its largest memory, KiB
 */
#include "base/stamp.h"
#include "store/candles.h"

#include <sqlite3.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define RUNS_MAX 100
#define ROWS_MAX 1000000

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double
ours(const char *path, double *sum)
{
	struct store *s = NULL;
	struct candles c = {0};
	struct err err = {0};
	double start = now(), took;

	if (store_open(path, STORE_READ, &s, &err) != E_OK ||
	    candles_load(s, "bench", "BTC/USDT", STAMP_MINUTE, PRICE_LAST, 0, 0,
	    &c, &err) != E_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(2);
	}
	took = now() - start;
	*sum = 0;
	for (size_t i = 0; i < c.len; i++)
		*sum += (double)c.open_time_ms[i] +
		    (double)c.close[i] / 100 + (double)c.volume[i] / 1000;
	candles_release(&c);
	store_close(s);
	return took;
}

static double
peer(const char *path, double *sum)
{
	static const char select[] = "SELECT open_time, open, high, low, close,"
	    " volume FROM candle WHERE symbol = 'BTC/USDT' AND timeframe = 60"
	    " ORDER BY open_time";
	int64_t *time = malloc(ROWS_MAX * sizeof(*time));
	double *v = malloc(5 * ROWS_MAX * sizeof(*v));
	double start = now(), took;
	sqlite3_stmt *q;
	sqlite3 *db;
	size_t n = 0;

	if (time == NULL || v == NULL ||
	    sqlite3_open(path, &db) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, select, -1, &q, NULL) != SQLITE_OK)
		exit(2);
	for (; n < ROWS_MAX && sqlite3_step(q) == SQLITE_ROW; n++) {
		time[n] = sqlite3_column_int64(q, 0);
		for (int c = 0; c < 5; c++)
			v[5 * n + (size_t)c] = sqlite3_column_double(q, 1 + c);
	}
	took = now() - start;
	*sum = 0;
	for (size_t i = 0; i < n; i++)
		*sum += (double)time[i] + v[5 * i + 3] + v[5 * i + 4];
	sqlite3_finalize(q);
	sqlite3_close(db);
	free(time);
	free(v);
	return took;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static int
rss(char **argv)
{
	struct rusage use;
	int status;
	pid_t pid;

	if (posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) != 0 ||
	    wait4(pid, &status, 0, &use) < 0 || status != 0)
		return 2;
	printf("%ld\n", use.ru_maxrss);
	return 0;
}

int
main(int argc, char **argv)
{
	double a[RUNS_MAX], b[RUNS_MAX], sum_a, sum_b, limit, ratio;
	int runs;

	if (argc > 2 && strcmp(argv[1], "rss") == 0)
		return rss(argv + 2);
	if (argc != 5 || (runs = atoi(argv[1])) < 1 || runs > RUNS_MAX)
		return 2;
	limit = atof(argv[2]);
	ours(argv[3], &sum_a);
	peer(argv[4], &sum_b);
	if (sum_a - sum_b > 1 || sum_b - sum_a > 1) {
		fprintf(stderr, "the bars differ: %f, %f\n", sum_a, sum_b);
		return 2;
	}
	for (int i = 0; i < runs; i++) {
		a[i] = ours(argv[3], &sum_a);
		b[i] = peer(argv[4], &sum_b);
	}
	qsort(a, (size_t)runs, sizeof(*a), by_size);
	qsort(b, (size_t)runs, sizeof(*b), by_size);
	ratio = a[runs / 2] / b[runs / 2];
	printf("%-34s %9.3f ms  peer %9.3f ms  ratio %6.3f  limit %g  %s\n",
	    "load 1M candles : SELECT loop", a[runs / 2], b[runs / 2], ratio,
	    limit, ratio <= limit ? "held" : "MISSED");
	return ratio > limit;
}
