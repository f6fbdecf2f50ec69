/*
 * Inside lib/expr: comparisons of window sums, in whole numbers.
 *
 * sma(close, 10) > sma(close, 30) asks for the sign of 3 Σ10 - Σ30, in ticks.
 * Whatever is made of the prices (or volumes) of bars by sums, means, history
 * and constants comes down to such a line over running sums of columns, each
 * some bars ago. Its terms are whole numbers; where none of them, and no sum
 * of them, can leave the 2^53 in which doubles hold whole numbers, the sign is
 * what rationals would say (LANGUAGE 3.4), at some operations a bar, and the
 * averages themselves are made only if something else reads them. Lines that
 * differ in sign alone are one.
 *
 * Most lines are narrow: windows of a column less some price in its middle are
 * whole numbers of 32 bits, whatever the running sums they are differences of
 * have wrapped around. As floats, eight at once, their sign is sure unless it
 * is near to 0, by a bound on all that was rounded; the few words with such a
 * bar are decided in whole numbers of 64 bits.
 */
#ifndef EXPR_SUMS_H
#define EXPR_SUMS_H

#include "expr/dag.h"

#include <stdint.h>

enum { SUM_TERMS = 10, SUM_LINES = 128 };

/* The running sum of a column, of the bars at hand and some before them. */
struct sum_track {
	const int64_t *column;
	int section;
	enum column_code code;
	size_t history, room;	/* values before `first`, and from it on */
	double *value;		/* [history]: of bar `first` */
	size_t first, until;
	int64_t sum;
	/* narrow: instead, of values less base, and wrapped around */
	uint32_t *narrow;
	int64_t base;
	double away;		/* no value is further from base */
};

/* The sum of a track's values from `newer` bars ago to before `older`. */
struct sum_window { size_t track, newer, older; int64_t coef; };

struct sum_term { size_t track, back; double coef; };

/* What is compared with 0. */
struct sum_line {
	struct sum_term at[SUM_TERMS];
	int len;
	double constant;
	size_t lacks;		/* bars before it has a value */
	size_t done;		/* bars seen; the words are of the last tile */
	uint64_t *less, *same;	/* than 0, as 0 */
	/* narrow: the same in windows of values less their base */
	struct sum_window windows[SUM_TERMS];
	int windows_len;
	int64_t offset;
	float near;		/* further from 0 a float has the sign */
};

/* Which line a comparison asks for, from 1; below 0 with its sign turned. */
struct sums {
	VEC(struct sum_track) tracks;
	VEC(struct sum_line) lines;
	bool narrow;		/* all lines are */
	int *of;		/* per op; 0: none */
};

struct run;
struct step;
/* Finds what can be decided so. */
void sums_prepare(struct run *r);
/* sums-track.c: the sums that the lines of s->of are made of. */
void tracks_prepare(struct run *r);
/* Are they all there, for every bar? */
bool sums_shared(const struct sums *s);
/* Room for the words of a tile, once it is known how long that is. */
void sums_begin(struct run *r);
void sums_release(struct sums *s);
/* kernel-sums.c: a comparison that has a line. */
void sums_compare(struct step *s);
/* Sums up to each of n values and of `sum`; that of all. */
int64_t sums_running(const int64_t *x, size_t n, int64_t sum,
    double *restrict to);
/* kernel-narrow.c: the same of values less base, wrapped around; and the words
 * of a line. */
uint32_t sums_narrow(const int64_t *x, size_t n, int64_t base, uint32_t sum,
    uint32_t *restrict to);
void line_narrow(const struct step *s, struct sum_line *l);
/* A loop over words, inline, of as many terms as most lines have: the compiler
 * is told how many. */
#define COUNTED(count, words, l, at, n) \
	switch (count) { \
	case 1: \
		words(l, at, n, 1); \
		break; \
	case 2: \
		words(l, at, n, 2); \
		break; \
	case 3: \
		words(l, at, n, 3); \
		break; \
	case 4: \
		words(l, at, n, 4); \
		break; \
	default: \
		words(l, at, n, count); \
	}

#endif
