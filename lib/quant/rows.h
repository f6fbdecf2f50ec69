/* Inside lib/quant: the rows of the table, by file. */
#ifndef QUANT_ROWS_H
#define QUANT_ROWS_H

#include "quant/indicator.h"

/* The parameter that most have: bars of the window. */
#define PERIOD(least, usual) { "period", usual, least, INDICATOR_LENGTH, \
	.whole = true, .help = "bars" }
#define VALUE(unit) { { "value", unit } }

/* average.c */
extern const struct indicator indicator_sma;
/* bands.c */
extern const struct indicator indicator_bbands;

/* First values that several rows share. */
size_t lookback_period(const double *params, int output);	/* n - 1 */
size_t lookback_none(const double *params, int output);

#endif
