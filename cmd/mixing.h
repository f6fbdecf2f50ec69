/* What a backtest of rebalances runs over: stored candles of several symbols,
 * joined, and the weights that operands give. */
#ifndef CMD_MIXING_H
#define CMD_MIXING_H

#include "analysis/panel.h"
#include "cmd/session.h"
#include "research/mix.h"

/* Of the command line; 0 and NULL: not given. */
struct mixing_terms {
	const char *venue, *quote;
	int64_t timeframe, from, to;
	int64_t lookback;	/* µs that are looked back on; 0: none */
	struct dec fee, cash;
};

struct mixing {
	struct mix_market market;
	struct analysis_panel panel;
	char (*symbol)[SYMBOL_SIZE];	/* of each asset */
	const char **name;		/* the same, for messages */
	double *fixed;			/* weights; NULL: no operand has one */
	double cash;			/* part beside the assets */
	double **open, **funding, *lot, *least, *fee;
	size_t lookback;		/* rows */
	struct mixing_notes VEC_OF(char *) notes;	/* that were warned of */
};
/* A warning that is kept with what it is about. */
void mixing_note(struct session *s, struct mixing *m, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/*
 * Operands are an asset or a symbol, each with =weight or none. E_USAGE: what
 * cannot be meant, candles that are not stored; E_DATA: bars that are no
 * prices, or too few of them.
 */
enum err_code mixing_load(struct session *s, const struct texts *operands,
    const struct mixing_terms *t, struct mixing *out, struct err *err);
void mixing_release(struct mixing *m);

#endif
