/*
 * Funding rates by venue, symbol and settlement time: what paper accounts pay
 * and receive, and what `market funding` shows.
 */
#ifndef STORE_FUNDINGRATES_H
#define STORE_FUNDINGRATES_H

#include "model/fundingrate.h"
#include "store/store.h"

enum rate_put { RATE_ADDED, RATE_SAME, RATE_CONFLICT };

/* Adds it, or says what is there already: the same, or another value, which
 * stays unless replace. */
enum err_code funding_rate_put(struct store *s, const struct funding_rate *r,
    bool replace, enum rate_put *what, struct err *err);
/* Those with from <= time < to (µs; to 0: no end), by venue, symbol, time;
 * NULL: of any. limit 0: all, else the last so many of each symbol. */
enum err_code funding_rates_load(struct store *s, const char *venue,
    const char *symbol, int64_t from, int64_t to, int64_t limit,
    struct funding_rates *out, struct err *err);

#endif
