/*
 * Longer bars from shorter ones: UTC calendar buckets, weeks from Monday. A
 * bucket holds what lies in it, gaps and all; the first is left out unless its
 * opening bar is there, the last unless a bar reaches its end (LANGUAGE.md,
 * longer timeframes). As at the exchanges, prices come from bars with volume
 * where there are any. Sums of an optional column are unknown if a part is.
 */
#ifndef MODEL_RESAMPLE_H
#define MODEL_RESAMPLE_H

#include "model/candlerows.h"

struct resample {
	int64_t from_ms, to_ms;		/* timeframes: of the bars, asked for */
	enum err_code (*each)(void *self, const struct candle *c,
	    struct err *err);
	void *self;
	/* the bucket at work */
	bool started, open, whole;	/* whole: it may be handed on */
	int64_t last;			/* close of the latest bar in it */
	struct candle bar;
};

/* E_USAGE when to is no multiple of from. */
enum err_code resample_check(int64_t from_ms, int64_t to_ms,
    struct err *err);
/* Rows must rise in time, over all calls. */
enum err_code resample_rows(struct resample *r,
    const struct candle_rows *rows, struct err *err);
enum err_code resample_end(struct resample *r, struct err *err);

#endif
