/*
 * What expressions and strategies are run over when they are fuzzed: a few
 * bars with a gap, and values of whatever else they ask for.
 */
#include "base/stamp.h"
#include "expr/expr-series.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BARS = 70 };
static int64_t times[BARS], opens[BARS], highs[BARS], lows[BARS],
    closes[BARS], volumes[BARS];
static struct candles few = { .price_scale = 1, .volume_scale = 1,
	.open_time_ms = times, .open = opens, .high = highs, .low = lows,
	.close = closes, .volume = volumes, .len = BARS };

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
bars_fill(int64_t timeframe)
{
	for (int i = 0; i < BARS; i++) {
		times[i] = INT64_C(1704067200000) +
		    (i + (i > 40) * 3) * (timeframe / 1000);
		opens[i] = 1000 + i % 7;
		closes[i] = 1000 + i * 5 % 11;
		highs[i] = 1012;
		lows[i] = 999 - i % 2;
		volumes[i] = i % 5;
	}
}

static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)self;
	(void)timeframe;
	return symbol[0] == 'N' ? NULL : &few;
}

/* self is what every text is. */
static void
value(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	if (ask->base == EXPR_NUMBER && ask->id % 5)
		*out = expr_ratio(dec_int(ask->id), dec_int(7));
	else if (ask->base == EXPR_TEXT)
		*out = expr_text(self);
	else if (ask->base != EXPR_NUMBER)
		*out = expr_time(STAMP_HOUR);
}
