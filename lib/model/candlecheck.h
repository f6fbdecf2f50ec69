/*
 * Looks over candles as they pass, in the order they come: what is impossible,
 * missing, out of order, off the grid, or without trades. Nothing is changed
 * or filled in. Import, verify and the generator's tests see with these eyes.
 */
#ifndef MODEL_CANDLECHECK_H
#define MODEL_CANDLECHECK_H

#include "model/candlerows.h"

struct candle_check {
	int64_t timeframe_ms;
	bool newest_first;		/* this layout runs backwards */
	bool no_volume;			/* marks have none: no flaw */
	struct candle_finding blank;	/* venue, symbol, timeframe, file */
	enum err_code (*each)(void *self, const struct candle_finding *f,
	    struct err *err);		/* NULL: only count */
	void *self;
	/* what was seen so far */
	int64_t rows, missing, counts[CANDLE_FLAWS];
	int64_t last, frontier;		/* times: before this one, furthest */
	int direction;			/* 1 rising, -1 falling, 0 not known */
};

/* E_OK, or what each() returned. */
enum err_code candle_check(struct candle_check *c,
    const struct candle_rows *rows, struct err *err);

/* Counts a flaw and calls each(). Message as printf. */
enum err_code candle_check_report(struct candle_check *c,
    enum candle_flaw flaw, int64_t time_ms, int64_t line, int64_t count,
    struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 7, 8)));

#endif
