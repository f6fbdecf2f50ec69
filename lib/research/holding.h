/*
 * What is held, as returns that it would have had in the past: of each bar that
 * all its symbols have, the sum of their returns by their shares, which stay
 * what they are now.
 */
#ifndef RESEARCH_HOLDING_H
#define RESEARCH_HOLDING_H

#include "store/chances.h"

/* A symbol, long and short in one. */
struct holding_part {
	char symbol[SYMBOL_SIZE];
	double share;			/* of the equity; below 0: short */
};

struct holding {
	VEC(struct holding_part) parts;
	char venue[VENUE_SIZE];		/* whose candles they are */
	int64_t until;			/* what was over by then, µs */
};
void holding_release(struct holding *h);
void holding_add(struct holding *h, const char *symbol, double share);

/*
 * Appends the returns of bars that follow upon each other, stored or made of
 * shorter ones, and tells of them: symbols, timeframe, from and to. E_USAGE: no
 * candles are stored of a part, or there are more than a record names.
 */
enum err_code holding_returns(struct store *s, const struct holding *h,
    int64_t timeframe, struct run_returns *out, struct run *about,
    struct err *err);

#endif
