/*
 * What a live venue has published since, into the store: what paper accounts
 * on its prices are stepped over.
 */
#ifndef ACCOUNT_FOLLOW_H
#define ACCOUNT_FOLLOW_H

#include "account/download.h"
#include "venue/venue.h"

/* The candles of a series, as candles_download() takes them. Borrows m. */
struct market_pages { struct venue *venue; const struct download *d; };
struct download_source market_source(struct market_pages *m);

/* A series of the venue: what of it, and of which prices. */
struct followed {
	const char *venue, *symbol;
	int64_t timeframe;		/* µs */
	int price;			/* enum candle_price */
};
/* Its bars that open at `from` or later and have closed by `to` (µs). E_DATA:
 * one is stored with other values. */
enum err_code follow_candles(struct store *s, struct venue *market,
    const struct followed *f, int64_t from, int64_t to, struct err *err);
/* A perpetual's settlements of that time; those that are stored stay. */
enum err_code follow_funding(struct store *s, struct venue *market,
    const struct followed *f, int64_t from, int64_t to, struct err *err);

#endif
