/*
 * Inside the room: what came out of a run, in numbers (METHODS 9), and in
 * words.
 */
#ifndef RESEARCH_MEASURE_H
#define RESEARCH_MEASURE_H

#include "store/runs.h"

/*
 * Equity at the opening and at every close of the bars up to a time: what it was
 * at the last point of `in` before, of a replay that began with that capital.
 */
struct equity_span {
	int64_t from, until, timeframe;
	struct dec capital;
};
struct candles;
void run_equity(const struct curve *in, const struct candles *bars,
    const struct equity_span *span, struct curve *out);
/* Returns bar by bar, one fewer than there are points, of which out has room
 * for as many; after a bar that loses all they are 0. */
size_t run_returns_of(const struct curve *c, double *out);
/* Bars a year, that ratios are annualised by. */
double run_periods(int64_t timeframe);
/* In an array of their own. */
double *run_returns_new(const struct curve *c, size_t *n);
/* From the equity and what is in *r already: */
void run_measure_equity(struct run *r, const struct curve *c);
/* what is in it of the returns, in halves that are as much work, and its end. */
void run_measure_falls(struct run *r, const double *x, size_t n);
void run_measure_spread(struct run *r, const double *x, size_t n);
void run_measure_end(struct run *r, const struct curve *c);
/* From the other parts. risks: what each trade staked, NaN where it had no
 * stop. */
void run_measure_parts(struct run *r, const struct run_parts *p,
    const double *risks);
/* Adds a warning, of which each ';' becomes a ','; or puts it before all. */
void run_say(struct run *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void run_say_first(struct run *r, const char *text);
struct strategist;
/* Begins the warnings: what is missing in what it was made from, and orders
 * that came to nothing. */
void run_warn(struct run *r, const struct run_parts *parts,
    const struct strategist *t);
/* Adds what is too good, or too little, to be believed; what is absurd. */
void run_doubt(struct run *r, const struct run_parts *p);
#endif
