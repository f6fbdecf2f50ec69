/*
 * What a run depends on, as the texts of its record, and back: the one place
 * that knows their form. Everything of struct backtest that the result depends
 * on goes through here, so that a record is enough to run it again.
 */
#ifndef RESEARCH_ASSUME_H
#define RESEARCH_ASSUME_H

#include "base/arena.h"
#include "research/backtest.h"

/* Fills in what is known before it runs: kind, strategy, path and hash, venue,
 * symbols, timeframe, from, to, parameters, capital, currency, seed,
 * assumptions; and the source. E_USAGE: too many symbols or parameters for a
 * record. */
enum err_code assume_write(const struct backtest *b, struct run *r,
    struct run_source *source, struct err *err);

/* What is known when its instruments are: a hash of their terms. Records of
 * before this was kept have none. */
enum err_code assume_instruments(struct run *r, const char *hash,
    struct err *err);
/* The hash in a record; "": none. */
const char *assumed_instruments(const struct run *r);

/* The other way; b borrows from what is with it. */
struct assumed {
	struct backtest b;
	struct strategy *strategy;
	struct policy_rows policy;
	struct breakers breakers;
	struct arena texts;
};
/* E_DATA: the record is not one that this version can repeat. */
enum err_code assume_read(const struct run *r, const struct run_source *source,
    struct assumed *out, struct err *err);
void assumed_release(struct assumed *a);

#endif
