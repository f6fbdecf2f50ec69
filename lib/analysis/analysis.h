/*
 * What a market is like, told from its bars: what kind of market it is and how
 * sure that is (analysis/regime.h), how much it moves and is likely to
 * (analysis/volatility.h), where it was traded (analysis/profile.h); and the
 * returns of several over the same bars (analysis/panel.h) and how they move
 * together (analysis/correlation.h). Arrays of double in, a record out; who
 * asks brings the bars, and what is asked for says what it needs of them.
 * Nothing here looks ahead of the last bar. What a portfolio did is told from
 * its snapshots (analysis/performance.h).
 */
#ifndef ANALYSIS_ANALYSIS_H
#define ANALYSIS_ANALYSIS_H

#include "base/err.h"
#include "model/candle.h"

/* Bars in order of time, as numbers. All-zero is empty. */
struct analysis_bars {
	char name[64];			/* "BTC/USDT 1h", for messages */
	char symbol[SYMBOL_SIZE];
	int64_t timeframe;		/* µs */
	size_t n;
	const int64_t *open_time_ms;	/* borrowed from the candles */
	double *open, *high, *low, *close, *volume;
	int64_t gaps, missing;		/* bars absent between the first and
					 * the last, and in how many places */
};

/* The last `most` bars of them; 0: all. E_DATA: a price that is not above 0.
 * out comes in empty. */
enum err_code analysis_bars_make(const struct candles *from,
    const char *symbol, int64_t timeframe, size_t most,
    struct analysis_bars *out, struct err *err);
void analysis_bars_release(struct analysis_bars *b);
/* E_DATA: there are fewer than `least`; what: "a regime". */
enum err_code analysis_bars_need(const struct analysis_bars *b, size_t least,
    const char *what, struct err *err);

/* How many bars are absent between times that ascend, and in how many places;
 * timeframe 0: none. */
void analysis_count_gaps(const int64_t *open_time_ms, size_t n,
    int64_t timeframe, int64_t *gaps, int64_t *missing);

/* scale × ln of close over the close before: n - 1 numbers. */
void analysis_log_returns(const struct analysis_bars *b, double scale,
    double *out);

#endif
