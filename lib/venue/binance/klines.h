/*
 * Klines as Binance sends them, spot and futures, into candle columns. What is
 * written as usual is read where it lies, faster than a JSON reader would build
 * its tree; anything else is read by name, which also says what is wrong.
 */
#ifndef VENUE_BINANCE_KLINES_H
#define VENUE_BINANCE_KLINES_H

#include "base/err.h"
#include "model/candlerows.h"

#include <stddef.h>

/*
 * Appends the rows, in the order they came; rows is left alone on failure.
 * text[len] must be 0, as it is in a struct buf. Of marks only the prices are
 * taken: they have no volume, it is 0. E_DATA with `what`, path and cause.
 */
enum err_code klines_read(const char *text, size_t len, bool marks,
    const char *what, struct candle_rows *rows, struct err *err);

#endif
