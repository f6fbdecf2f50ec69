/* What the market commands share that ask a venue. */
#ifndef CMD_MARKET_H
#define CMD_MARKET_H

#include "account/download.h"
#include "cmd/session.h"
#include "venue/venue.h"

/* The venue's public data, once symbols (may be NULL) are found to be names. */
enum err_code market_open(struct session *s, const char *venue,
    const struct texts *symbols, struct venue **out, struct err *err);

/* The candles of a series, as candles_download() takes them. Borrows m. */
struct market_pages { struct venue *venue; const struct download *d; };
struct download_source market_source(struct market_pages *m);

#endif
