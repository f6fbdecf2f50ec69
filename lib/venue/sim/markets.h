/*
 * The symbols of a paper account: rows of a CSV file of the user's, else of the
 * list that is shipped for the venue whose candles it trades on, else from the
 * candles alone: tick 10^-decimals of their prices, lot 1e-8, fees 0.1 %; of
 * perpetuals fees of 0.02 % and 0.05 %, at most 50 times, 1 % maintenance,
 * 1.5 % for a liquidation.
 */
#ifndef VENUE_SIM_MARKETS_H
#define VENUE_SIM_MARKETS_H

#include "model/instrument.h"

/* Reads rows under a heading with the column names of the instrument record;
 * in a tick table ';' separates from:tick rows. E_DATA names file and line. */
enum err_code markets_read(const char *text, size_t len, const char *name,
    struct instruments *out, struct err *err);
/* The shipped list of a venue (share/instruments, built in); NULL: none. */
const char *markets_shipped(const char *venue, size_t *len);
/* The row of a symbol in it; found false: there is none. */
enum err_code market_shipped(const char *venue, const char *symbol,
    struct instrument *out, bool *found, struct err *err);
/* What is known of a symbol without a row. */
enum err_code market_plain(const char *symbol, int price_scale,
    struct instrument *out, struct err *err);
/* The most decimals of its ticks. */
int market_decimals(const struct instrument *i);
/* The shipped row of a symbol, or what is known without one; and the scale of
 * its prices, at least. */
enum err_code market_known(const char *venue, const char *symbol,
    int decimals, struct instrument *out, int *price_scale, struct err *err);

#endif
