/*
 * Klines as Binance sends them, 100 pages of 1000, against jansson building
 * its trees of the same bytes and no more, by turns; medians and ratios. First
 * into candle columns alone, then all the way into a store, with every check.
 *
 *	klines RUNS READ_LIMIT STORE_LIMIT FOLDER
 */
#include "account/download.h"
#include "base/buf.h"
#include "base/stamp.h"
#include "venue/binance/klines.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 100
#define PAGES 100
#define ROWS 1000
#define START INT64_C(1732147200000)
#define MINUTE 60000

static struct buf pages[PAGES];
static const char *folder;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
make(struct buf *out, long long open)
{
	static long long price = 6500000;
	static uint64_t state = 1;

	buf_putc(out, '[');
	for (int i = 0; i < ROWS; i++, open += MINUTE) {
		long long r, next;

		state = state * 6364136223846793005u + 1442695040888963407u;
		r = (long long)(state >> 40);
		next = price + r % 2001 - 1000;
		buf_printf(out, "%s[%lld,\"%lld.%02lld000000\","
		    "\"%lld.%02lld000000\",\"%lld.%02lld000000\","
		    "\"%lld.%02lld000000\",\"%lld.%05lld000\",%lld,"
		    "\"%lld.%08lld\",%lld,\"%lld.%05lld000\","
		    "\"%lld.%08lld\",\"0\"]", i == 0 ? "" : ",", open,
		    price / 100, price % 100, (price + 1500) / 100,
		    (price + 1500) % 100, (price - 1500) / 100,
		    (price - 1500) % 100, next / 100, next % 100, r % 90,
		    r % 100000, open + MINUTE - 1, r % 5000000, r % 100000000,
		    r % 4000, r % 40, r % 99991, r % 2500000, r % 99999989);
		price = next < 1000000 ? 6500000 : next;
	}
	buf_putc(out, ']');
}

static void
must(enum err_code rc, const struct err *err)
{
	if (rc == E_OK)
		return;
	fprintf(stderr, "%s\n", err->text);
	exit(2);
}

static double
reading(void)
{
	struct candle_rows rows = {0};
	struct err err = { .code = E_OK };
	double start = now(), took;

	for (int i = 0; i < PAGES; i++) {
		candle_rows_clear(&rows);
		must(klines_read(pages[i].at, pages[i].len, false, "bench",
		    &rows, &err), &err);
		if (rows.len != ROWS)
			exit(2);
	}
	took = now() - start;
	candle_rows_release(&rows);
	return took;
}

static enum err_code
page(void *self, int64_t from, int64_t to, int limit, struct candle_rows *out,
    struct err *err)
{
	const struct buf *text = &pages[(from - START) / MINUTE / ROWS];

	(void)self, (void)to, (void)limit;
	return klines_read(text->at, text->len, false, "bench", out, err);
}

static double
storing(void)
{
	const struct download_source source = { page, ROWS, NULL };
	struct download d = { .venue = "bench", .symbol = "BTC/USDT",
	    .timeframe = STAMP_MINUTE, .price = PRICE_LAST,
	    .from = START * 1000,
	    .to = (START + (int64_t)PAGES * ROWS * MINUTE) * 1000 };
	struct download_sums sums = {0};
	struct store *s = NULL;
	struct err err = { .code = E_OK };
	char path[256];
	double start, took;

	snprintf(path, sizeof(path), "%s/klines.db", folder);
	must(store_open(path, STORE_CREATE, &s, &err), &err);
	start = now();
	must(candles_download(s, &source, &d, &sums, &err), &err);
	took = now() - start;
	store_close(s);
	unlink(path);
	return sums.stored == (int64_t)PAGES * ROWS ? took : (exit(2), 0);
}

static double
peer(void)
{
	double start = now(), took = 0;

	for (int i = 0; i < PAGES; i++) {
		json_t *j;

		start = now();
		j = json_loadb(pages[i].at, pages[i].len, 0, NULL);
		took += now() - start;
		if (json_array_size(j) != ROWS)
			exit(2);
		json_decref(j);
	}
	return took;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* By turns; true when the promise is missed. */
static bool
compare(const char *name, double (*ours)(void), int runs, double limit)
{
	double a[RUNS_MAX], b[RUNS_MAX], ratio;

	for (int i = 0; i < runs; i++) {
		a[i] = ours();
		b[i] = peer();
	}
	qsort(a, (size_t)runs, sizeof(*a), by_size);
	qsort(b, (size_t)runs, sizeof(*b), by_size);
	ratio = a[runs / 2] / b[runs / 2];
	printf("%-34s %9.3f ms  peer %9.3f ms  ratio %6.3f  limit %g  %s\n",
	    name, a[runs / 2], b[runs / 2], ratio, limit,
	    ratio <= limit ? "held" : "MISSED");
	return ratio > limit;
}

int
main(int argc, char **argv)
{
	bool missed;
	int runs;

	if (argc != 5 || (runs = atoi(argv[1])) < 1 || runs > RUNS_MAX)
		return 2;
	folder = argv[4];
	for (int i = 0; i < PAGES; i++)
		make(&pages[i], START + (int64_t)i * ROWS * MINUTE);
	missed = compare("read 100k klines : jansson alone", reading, runs,
	    atof(argv[2]));
	missed |= compare("store 100k klines : jansson alone", storing, runs,
	    atof(argv[3]));
	for (int i = 0; i < PAGES; i++)
		buf_release(&pages[i]);
	return missed;
}
