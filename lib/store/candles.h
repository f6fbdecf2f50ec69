/*
 * Candles as column blocks: one row of the table holds the bars of 4,096
 * timeframes, per column scaled integers, delta coded and bit-packed. Where a
 * block begins depends on time alone, so the same bars give the same blocks,
 * and the same hash, in whatever order and pieces they came in.
 *
 *	struct candle_writer *w = NULL;
 *	rc = candles_writer_open(s, "binance", "BTC/USDT", STAMP_MINUTE,
 *	    PRICE_LAST, CONFLICT_REFUSE, NULL, &w, err);
 *	if (rc == E_OK)
 *		rc = candles_put(w, &rows, err);	// as often as needed
 *	rc = candles_writer_close(w, rc, &sums, err);	// flushes; frees
 *
 * Inside the caller's store_begin() … store_end(): nothing is half-written.
 */
#ifndef STORE_CANDLES_H
#define STORE_CANDLES_H

#include "model/candle.h"
#include "model/candlerows.h"
#include "store/store.h"

#define CANDLE_BLOCK_BARS 4096

enum conflict_policy {
	CONFLICT_REFUSE,	/* keep what is there, count and report */
	CONFLICT_KEEP,		/* keep what is there */
	CONFLICT_REPLACE	/* take what comes in */
};

struct candle_sums {
	int64_t rows;		/* that came in */
	int64_t added;		/* new times */
	int64_t same;		/* already there with the same values */
	int64_t conflicts;	/* already there with other values */
};

/* Called for each conflict: what is stored, and row i of rows. */
struct conflict_sink {
	void (*each)(void *self, const struct candle *have,
	    const struct candle_rows *rows, size_t i);
	void *self;
};

struct candle_writer;
enum err_code candles_writer_open(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price,
    enum conflict_policy policy, const struct conflict_sink *conflicts,
    struct candle_writer **out, struct err *err);
enum err_code candles_put(struct candle_writer *w,
    const struct candle_rows *rows, struct err *err);
/* Writes what is pending when rc is E_OK; frees w; NULL is fine. */
enum err_code candles_writer_close(struct candle_writer *w, enum err_code rc,
    struct candle_sums *sums, struct err *err);

/*
 * Bars with from <= open time < to (µs; to 0: no end) as arrays; the form for
 * kernels and venues. Prices are exact, or E_DATA when one scale cannot hold
 * them all in 18 digits; a volume that cannot share one is rounded half-even.
 * A range reads only its own blocks. E_USAGE names a series that is not there;
 * a range without bars is E_OK and empty.
 */
enum err_code candles_load(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price, int64_t from, int64_t to,
    struct candles *out, struct err *err);

/* The same bars exactly and with their optional columns, block by block; the
 * rows are borrowed for the call. A result other than E_OK ends the walk. */
enum err_code candles_each(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price, int64_t from, int64_t to,
    enum err_code (*each)(void *self, const struct candle_rows *rows,
    struct err *err), void *self, struct err *err);

/* The series that match (NULL, 0 and price -1: any), in that order. Gaps and
 * missing bars count what is absent between the first and the last. */
enum err_code series_list(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price, struct serieses *out,
    struct err *err);
/* First and last open time (µs) of the bars stored in [from, to); *rows 0
 * when there are none. Reads no block that lies wholly inside. */
enum err_code candles_range(struct store *s, const char *venue,
    const char *symbol, int64_t timeframe, int price, int64_t from, int64_t to,
    int64_t *first, int64_t *last, int64_t *rows, struct err *err);

/*
 * Bars of a timeframe that is not stored, made of shorter ones (LANGUAGE 4):
 * those that open in [from, to), where from opens one. A bar that has not ended
 * is not among them. Bars missing within one are told, not made up.
 */
struct candle_holes {
	int64_t gaps, missing;
	int64_t from, to;		/* of the first gap, µs */
};
/* The longest series of which bars of that timeframe can be made, itself being
 * the longest; NULL: there is none. */
const struct series *series_nearest(const struct serieses *all,
    int64_t timeframe);
/* When the first bar opens that does so at a time or after it, µs. */
int64_t candles_bucket(int64_t timeframe, int64_t time);
/* holes comes in empty, and may be NULL. E_USAGE: the source's timeframe does
 * not divide this one; E_DATA as candles_load(). */
enum err_code candles_make(struct store *s, const struct series *source,
    int64_t timeframe, int64_t from, int64_t to, struct candles *out,
    struct candle_holes *holes, struct err *err);

/* Recomputes every block's hash and decodes it; calls each with FLAW_DAMAGED
 * for a block that fails, and with every other flaw of the stored bars. */
enum err_code candles_verify(struct store *s, const struct series *which,
    enum err_code (*each)(void *self, const struct candle_finding *f,
    struct err *err), void *self, struct err *err);

/* For `store check`: names series with damaged blocks, appended to detail. */
enum err_code candles_damage(struct store *s, struct buf *detail,
    struct err *err);

#endif
