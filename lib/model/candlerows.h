/*
 * Candles on their way from a file to the store: columns, each value an exact
 * decimal coef × 10^-scale of its own without trailing zeros, so that equal
 * numbers are equal pairs. What goes in a coefficient is at most 18 digits.
 * And what checking them finds, as a record.
 */
#ifndef MODEL_CANDLEROWS_H
#define MODEL_CANDLEROWS_H

#include "base/dec.h"
#include "base/err.h"
#include "model/candle.h"

enum candle_column {
	CANDLE_OPEN, CANDLE_HIGH, CANDLE_LOW, CANDLE_CLOSE, CANDLE_VOLUME,
	CANDLE_QUOTE_VOLUME, CANDLE_TRADES, CANDLE_TAKER_VOLUME,
	CANDLE_TAKER_QUOTE, CANDLE_COLUMNS
};
#define CANDLE_OPTIONAL CANDLE_QUOTE_VOLUME	/* this and those after it */
#define CANDLE_UNKNOWN 255			/* the scale of "not known" */

/* The order of rows is the order they came in; line 0: from no file. */
struct candle_rows {
	size_t len, cap;
	int64_t *time;				/* open time, ms */
	int64_t *line;
	int64_t *coef[CANDLE_COLUMNS];
	unsigned char *scale[CANDLE_COLUMNS];
};
void candle_rows_release(struct candle_rows *r);
void candle_rows_clear(struct candle_rows *r);		/* keeps the memory */
void candle_rows_reserve(struct candle_rows *r, size_t more);
/* Appends n rows of from, beginning with row start. */
void candle_rows_append(struct candle_rows *to, const struct candle_rows *from,
    size_t start, size_t n);
struct candle candle_rows_at(const struct candle_rows *r, size_t i);
/* Appends; false when a number has more than 18 digits. */
bool candle_rows_add(struct candle_rows *r, const struct candle *c,
    int64_t line);
/* All rows as arrays; false, and *out left alone, when a price or volume is
 * unknown or one scale cannot hold them all. The caller releases. */
bool candles_from_rows(const struct candle_rows *r, struct candles *out);
/* d as a pair without trailing zeros; unknown is CANDLE_UNKNOWN. */
bool candle_number(struct dec d, int64_t *coef, unsigned char *scale);

/* What can be wrong with, or worth knowing about, a piece of a series. */
enum candle_flaw {
	FLAW_ZERO_VOLUME,	/* nothing was traded */
	FLAW_GAP,		/* bars missing before this one */
	FLAW_DISORDER,		/* earlier than the row before it */
	FLAW_OFF_GRID,		/* not at a multiple of the timeframe */
	FLAW_CONFLICT,		/* the same time with other values */
	FLAW_IMPOSSIBLE,	/* high below low, a price of zero … */
	FLAW_DAMAGED,		/* stored rows do not match their hash */
	CANDLE_FLAWS
};
extern const char *const candle_flaw_names[];	/* "zero_volume", "gap" … */

enum flaw_severity { FLAW_INFO, FLAW_WARNING, FLAW_ERROR };
extern const char *const flaw_severity_names[];
enum flaw_severity candle_flaw_severity(enum candle_flaw flaw);

struct candle_finding {
	int kind;			/* enum candle_flaw */
	int severity;
	char venue[VENUE_SIZE], symbol[SYMBOL_SIZE];
	int64_t timeframe;		/* µs */
	int price;			/* enum candle_price */
	int64_t open_time_ms;
	int64_t count;			/* bars missing or concerned */
	const char *file;		/* borrowed; NULL: the store */
	int64_t line;			/* INT_NONE: no line */
	char message[TEXT_SIZE];
};
extern const struct record candle_finding_record;

/* Where the grid of a timeframe starts: weeks on a Monday, all else at 0. */
int64_t timeframe_origin_ms(int64_t timeframe_ms);

#endif
