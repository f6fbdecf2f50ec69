/*
 * Expressions over bars. The value at bar t is made of bars up to t alone, in
 * an order that only the bar's index fixes: cutting later bars, and the size
 * of the steps taken, change no byte.
 */
#ifndef EXPR_EXPR_SERIES_H
#define EXPR_EXPR_SERIES_H

#include "expr/expr.h"
#include "model/candle.h"

/*
 * What programs over the same bars have in common: that the bars are in order,
 * running sums, and the values of windows and indicators with the same
 * arguments. Kept from run to run, so that sets of a sweep that differ in other
 * parameters find it made; at most so many bytes, those gone first that were
 * not asked for longest. One thread's; rules that were run with it hold until
 * the next run with it. No value is another by it.
 */
struct expr_share;
struct expr_share *expr_share_new(size_t bytes);
void expr_share_free(struct expr_share *s);

/* Where bars come from. symbol "" is the main series. */
struct expr_market {
	void *self;
	/* Closed bars in order of time; borrowed until the run is freed.
	 * NULL: there are none. */
	const struct candles *(*bars)(void *self, const char *symbol,
	    int64_t timeframe);
	/* Settled rates, oldest first, for `funding`; may be a NULL function. */
	const struct funding_rates *(*funding)(void *self, const char *symbol);
	const char *symbol;	/* what `symbol` says of the main series */
	/* NULL: nothing is kept. With it, bars and funding are the same in every
	 * run, and stay until it is freed. */
	struct expr_share *share;
	size_t tile;		/* bars a step; 0: 2048 */
	bool slow;		/* more than 2 µs a bar is all right */
};

/* What a name of bars that is a number (open high low close hl2 hlc3 ohlc4
 * volume) stands for at each of them: to[0..len-1]. */
void expr_bar_numbers(const struct candles *bars, const char *name,
    double *to);

/* One value per bar of the main series. */
struct expr_column {
	enum expr_base base;
	size_t len;
	const int64_t *open_time_ms;	/* of the main series; borrowed */
	double *value;		/* numbers; µs of times and durations; index of
				 * a text; NaN is na. NULL for conditions */
	uint64_t *yes, *no;	/* conditions: surely true, surely false */
	const char **texts;
	size_t texts_len;
	uint64_t inexact_ties;	/* comparisons that int128 could not decide */
};

/* E_USAGE: the expression has an indicator that this version has not, or
 * costs more than 2 µs a bar.
 * E_DATA: no bars of the main series, or bars out of order. */
enum err_code expr_series(const struct expr *e, const struct expr_market *m,
    struct expr_column *out, struct err *err);
void expr_column_release(struct expr_column *c);
enum truth expr_column_truth(const struct expr_column *c, size_t bar);

/* One operation of the program, for --plan. */
struct expr_step {
	int64_t step;
	char operation[64], inputs[32], type[24], series[48];
	int64_t lookback;
	double cost;		/* ns a bar, order of magnitude */
};
extern const struct record expr_step_record;
/* Of the whole program, ns a bar of the main series. */
double expr_cost(const struct expr *e);
size_t expr_plan_len(const struct expr *e);
void expr_plan(const struct expr *e, size_t i, struct expr_step *out);

#endif
