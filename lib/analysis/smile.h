/*
 * What a chain of options expects (METHODS 5.9): the Black-76 volatility that
 * each price implies, without interest, and per expiry an SVI smile. A chain
 * is a CSV with the columns expiry, type (call, put), strike, forward, and
 * price, or bid and ask, whose middle is taken; others are passed over.
 */
#ifndef ANALYSIS_SMILE_H
#define ANALYSIS_SMILE_H

#include "analysis/volatility.h"
#include "quant/option.h"

#define CHAIN_SIZE_MAX (4 << 20)	/* bytes */

enum quote_flaw { QUOTE_GOOD, QUOTE_BELOW, QUOTE_ABOVE, QUOTE_CROSSED,
    QUOTE_EXPIRED, QUOTE_FLAWS };

struct option_quote {
	char symbol[SYMBOL_SIZE];
	int64_t expiry;
	double years;
	int type;			/* 0 call, 1 put */
	double strike, forward, price;
	int flaw;			/* enum quote_flaw */
	double implied, fitted;		/* annual */
	double delta, vega;
	struct svi smile;		/* of its expiry */
};
struct option_quotes VEC_OF(struct option_quote);
extern const struct record option_quote_record;

/* Rows in order of expiry. v: of the symbol, whose last bar's end is the time
 * of the prices. E_DATA names what, row and cause: a column that is missing, a
 * cell that is none, no row of which a volatility can be told. Prices that
 * cannot be are flaws of their rows, which no smile is fitted to. */
enum err_code smile_read(const char *text, size_t len, const char *what,
    const struct volatility *v, struct option_quotes *out, struct err *err);
/* Fills implied and premium: at the forward, by the smile of the first expiry
 * after the horizon, or else the last; NaN: there is none. */
void smile_tell(const struct option_quotes *all, struct volatility *v);

#endif
