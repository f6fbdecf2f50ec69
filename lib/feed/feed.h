/*
 * This room reads what exchanges and archives publish (CSV, gzip, zip; many
 * layouts), and candles as NDJSON, into a sink that it is given, a few thousand rows at a time, in
 * memory that does not grow with the file. Numbers stay exact. Nothing that
 * is wrong is mended: a line that cannot be read is E_DATA with file and line,
 * and what can be read but is doubtful comes as findings.
 *
 * Bounds (RELIABILITY.md 7): a line 64 KiB, 64 fields; an archive without
 * absolute paths, "..", links or devices, at most 100 times its packed size
 * and 4 GiB in all.
 */
#ifndef FEED_FEED_H
#define FEED_FEED_H

#include "base/err.h"
#include "model/candlecheck.h"
#include "model/candlerows.h"
#include "model/fundingrate.h"

#include <stdbool.h>

#define FEED_LINE_MAX 65536
#define FEED_FIELDS_MAX 64
#define FEED_RATIO_MAX 100
#define FEED_TEXT_MAX (INT64_C(4) << 30)
#define FEED_ROWS 4096			/* most rows in one call of the sink */

enum feed_unit { FEED_AUTO = -1, FEED_S, FEED_MS, FEED_US, FEED_ISO };
extern const char *const feed_unit_names[];	/* s, ms, us, iso, NULL */

/* One way to lay out candles, without a header or with one. */
struct feed_layout {
	const char *name;	/* for --layout */
	const char *help;
	const char *columns;	/* in order; "-": not used; NULL: by header */
	int fields;		/* how many a line without header has */
	enum feed_unit unit;	/* of the first time; FEED_AUTO: any */
	bool newest_first;
};
extern const struct feed_layout feed_layouts[];	/* ends with a NULL name */
extern const char *const feed_layout_names[];	/* for options; NULL at the end */

struct feed_options {
	int layout;			/* index into feed_layouts; -1: find it */
	const char *columns;		/* "time,open,…", "time=0,…"; or NULL */
	int time_unit;			/* enum feed_unit */
	bool need_checksum;		/* refuse a file without FILE.CHECKSUM */
	const char *venue, *symbol;	/* of the series, for the findings */
	/* Of a file with many symbols only the rows that name this one, as the
	 * file writes it; NULL: all, which must be of one. */
	const char *rows_of;
	int price;			/* enum candle_price; a mark has no
					 * volume: it is 0 */
	int64_t timeframe;		/* µs */
};

struct candle_sink {
	/* rows are borrowed for the call */
	enum err_code (*rows)(void *self, const struct candle_rows *rows,
	    struct err *err);
	/* NULL: only counted */
	enum err_code (*finding)(void *self, const struct candle_finding *f,
	    struct err *err);
	void *self;
};

struct feed_sums {
	const char *layout;		/* its name, "header", "columns" or
					 * "ndjson" */
	int64_t rows, missing, counts[CANDLE_FLAWS];
	int64_t first, last;		/* open times, ms: smallest, largest */
	bool checksum;			/* there was one, and it agreed */
};

/*
 * Reads the file, or fd when it is not -1 (path then only names it). E_DATA
 * for what cannot be read, E_USAGE for a file that is not there or a column
 * map that makes no sense, or whatever the sink answers.
 */
enum err_code feed_candles(const char *path, int fd,
    const struct feed_options *options, const struct candle_sink *sink,
    struct feed_sums *sums, struct err *err);

/*
 * Copies what a pipe brings into a file without a name, so that it can be read
 * later, twice, and without waiting. *out is the caller's to close.
 */
enum err_code feed_spool(int fd, int *out, struct err *err);

/*
 * What a path says, as Binance Vision names its files and folders
 * (…/spot/…/BTCUSDT-1m-2025-05.zip). What it does not say for certain stays
 * empty or 0: the name alone cannot tell spot from futures.
 */
struct feed_guess {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t timeframe;		/* µs */
};
void feed_guess(const char *path, struct feed_guess *out);
/* BTCUSDT as BTC/USDT:USDT; false when it is written in another way or its
 * quote is not known. */
bool feed_swap_symbol(const char *name, char out[SYMBOL_SIZE]);

/*
 * Reads funding rates: CSV, gzip or zip with a header that names a time and a
 * rate, perhaps a symbol and a mark price. A symbol column holds unified
 * symbols or names such as BTCUSDT; symbol, where given, picks its rows.
 * Settlements are at whole seconds: exchanges stamp them some milliseconds
 * late, which is counted, and cut off.
 */
struct funding_sums { int64_t rows, skipped, late; };
enum err_code feed_fundings(const char *path, int fd, const char *symbol,
    enum err_code (*each)(void *self, const struct funding_rate *rate,
    int64_t line, struct err *err), void *self, struct funding_sums *sums,
    struct err *err);

#endif
