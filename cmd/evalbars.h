/*
 * Bars for `strategy eval` and `indicator`: files given as --series
 * SYMBOL=FILE or as -, or stored series.
 */
#ifndef CMD_EVALBARS_H
#define CMD_EVALBARS_H

#include "base/vec.h"
#include "cmd/session.h"
#include "model/candle.h"
#include "model/fundingrate.h"

struct eval_series {
	char *symbol;
	int64_t timeframe;
	struct candles bars;
	bool from_file;
	char venue[VENUE_SIZE];		/* of a stored one */
	struct funding_rates rates;
	bool rates_read;
};

struct eval_bars {
	struct session *session;
	const char *venue;		/* of stored ones; NULL: the only one */
	const char *symbol;		/* the main one; NULL: none */
	int64_t timeframe;		/* of the main one */
	int64_t from, to;
	VEC(struct eval_series *) series;
	enum err_code rc;		/* of the last load that failed */
	struct err err;
};

/* Bars of a file, or of standard input for "-": CSV or NDJSON, in order of
 * time. timeframe 0: any. The caller releases. */
enum err_code bars_read(struct session *session, const char *path,
    const char *symbol, int64_t timeframe, struct candles *out,
    struct err *err);

/* Reads the files; works out the main symbol and the timeframe. */
enum err_code eval_bars_open(struct eval_bars *b, const struct texts *files,
    struct err *err);
void eval_bars_release(struct eval_bars *b);
/* As struct expr_market and struct expr_source want it. */
const struct candles *eval_bars_find(void *self, const char *symbol,
    int64_t timeframe);
/* The same for settled funding rates; files have none. */
const struct funding_rates *eval_funding_find(void *self, const char *symbol);

#endif
