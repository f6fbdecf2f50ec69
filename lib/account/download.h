/*
 * Taking candles over from a venue into the store, page by page. Each page is
 * one transaction: what an interruption leaves behind is whole, and the next
 * run goes on there. What is stored already is not asked for again.
 */
#ifndef ACCOUNT_DOWNLOAD_H
#define ACCOUNT_DOWNLOAD_H

#include "model/candlerows.h"
#include "store/candles.h"

/* Whom pages are asked of. */
struct download_source {
	/* At most `limit` bars that open at from or later and before to (ms),
	 * the earliest ones, oldest first; none: there are none. */
	enum err_code (*page)(void *self, int64_t from, int64_t to, int limit,
	    struct candle_rows *out, struct err *err);
	int limit;	/* most bars of one page; 0: as the source likes */
	void *self;
};

struct download {
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t timeframe;		/* µs */
	int price;			/* enum candle_price */
	int64_t from, to;		/* µs; bars that open in it */
	enum conflict_policy policy;
	bool again;			/* also what is stored already */
	/* Each may be NULL: what is doubtful, how far it is (bars), and
	 * whether to stop after this page. */
	enum err_code (*finding)(void *self, const struct candle_finding *f,
	    struct err *err);
	void (*progress)(void *self, int64_t done, int64_t total);
	bool (*stop)(void *self);
	const struct conflict_sink *conflicts;
	void *self;
};

struct download_sums {
	int64_t pages, rows, added, same, conflicts;
	/* of what is stored in the range afterwards */
	int64_t first, last;		/* open times, µs; 0: nothing */
	int64_t stored, gaps, missing, zero_volume;
	bool stopped;
};

/* E_DATA: the venue's bars cannot be; nothing of such a page is kept. *out is
 * filled in also after a failure, as far as it got. */
enum err_code candles_download(struct store *s,
    const struct download_source *from, const struct download *d,
    struct download_sums *out, struct err *err);

#endif
