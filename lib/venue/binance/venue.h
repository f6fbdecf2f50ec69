/*
 * Binance spot and USDⓈ-M futures behind struct venue: one account has both
 * wallets, spot symbols (BTC/USDT) and swaps (BTC/USDT:USDT). Nothing is sent
 * before it is asked for something.
 */
#ifndef VENUE_BINANCE_VENUE_H
#define VENUE_BINANCE_VENUE_H

#include "venue/venue.h"

/* What venue_open() calls. s NULL: nothing is remembered between runs. */
enum err_code binance_venue_open(struct store *s, const struct account *a,
    const struct venue_env *env, struct venue **out, struct err *err);

#endif
