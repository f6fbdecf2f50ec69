/* One candle a line of JSON, as candles export writes them. */
#ifndef FEED_JSONLINE_H
#define FEED_JSONLINE_H

#include "model/candlerows.h"

/*
 * Adds the object on the line to rows: open_time_ms (or timestamp, also ms),
 * open, high, low, close and volume, and what else the candle record has; other
 * keys are left alone. Without volume it is 0, whatever the line says. False
 * with the cause in why.
 */
bool jsonline_scan(const char *line, const char *end, int64_t number,
    bool without_volume, struct candle_rows *rows, char *why, size_t size);

#endif
