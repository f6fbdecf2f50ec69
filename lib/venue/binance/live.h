/*
 * Binance's lines behind venue/live.h: the user streams of both markets as one,
 * the markets' streams as one, a book; and where they are.
 */
#ifndef VENUE_BINANCE_LIVE_H
#define VENUE_BINANCE_LIVE_H

#include "venue/binance/binance.h"
#include "venue/live.h"

enum binance_line_kind { LINE_USER, LINE_MARKET, LINE_KINDS };

/* By the site's REST address; an address of the account's own serves all. */
void binance_line_url(const struct binance *b, enum binance_market market,
    enum binance_line_kind kind, struct buf *out);

enum err_code binance_account_live(struct venue *v,
    const struct live_options *o, struct live **out, struct err *err);
enum err_code binance_markets_live(struct venue *v,
    const struct live_options *o, const char *const *symbols,
    struct live **out, struct err *err);
/* bookline.c */
enum err_code binance_book_live(struct venue *v, const struct live_options *o,
    const char *symbol, int depth, struct live **out, struct err *err);

#endif
