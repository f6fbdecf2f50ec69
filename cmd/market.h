/* What the market commands share that ask a venue. */
#ifndef CMD_MARKET_H
#define CMD_MARKET_H

#include "cmd/session.h"
#include "venue/venue.h"

/* The venue's public data, once symbols (may be NULL) are found to be names. */
enum err_code market_open(struct session *s, const char *venue,
    const struct texts *symbols, struct venue **out, struct err *err);

/* Tickers of all symbols; of a venue without such data the last prices. */
enum err_code market_tickers(struct venue *v, struct tickers *out,
    struct err *err);

#endif
