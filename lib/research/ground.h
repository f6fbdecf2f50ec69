/*
 * Inside the room: what a replay runs over. Candles with those before the
 * start, marks, details, funding, and the instruments they are traded as.
 */
#ifndef RESEARCH_GROUND_H
#define RESEARCH_GROUND_H

#include "model/candle.h"
#include "model/fundingrate.h"
#include "research/backtest.h"
#include "venue/sim/bars.h"

struct run_market {
	const char *symbol;
	struct series source;	/* what is stored of it: bars of the run, or
				 * shorter ones that they are made of */
	struct candles bars;	/* all that were loaded, */
	size_t start;		/* and the first of the run; */
	struct candles view;	/* from there on, borrowed from bars */
	struct candles marks, details;
	struct funding_rates rates;
	struct instrument i;
	int price_scale;
};

struct ground {
	struct store *s;
	const struct backtest *b;
	/* The symbols of the run, then those that the strategy looks at, then
	 * those that limits follow; the names of these. */
	VEC(struct run_market) markets;
	VEC(char *) named;
	size_t traded;
	int64_t from, to;	/* first open, last close, µs */
	int64_t warmup;		/* bars wanted before the start, */
	int64_t warm;		/* and had, of the main symbol */
	int64_t gaps, missing, silent;	/* silent: bars without volume */
	VEC(struct sim_funding) fundings;
	struct sim_bars source;
};

/* E_USAGE: not stored, or a gap; E_DATA: candles that cannot be. */
enum err_code ground_load(struct ground *w, struct err *err);
void ground_release(struct ground *w);
/* When nothing asks for them any more; the times of bars stay. */
void ground_drop_prices(struct ground *w);
struct run_market *ground_find(struct ground *w, const char *symbol);
/* What a run is repeated with: every bar and rate from before its end. */
void ground_hash(const struct ground *w, int64_t until,
    char out[SHA256_TEXT_SIZE]);
/* And on which terms: ticks, lots, limits, fees and tiers, as they are used, of
 * what has begun before its end. */
void ground_hash_instruments(const struct ground *w, int64_t until,
    char out[SHA256_TEXT_SIZE]);
/* Instruments and bars into a setup. */
enum err_code ground_setup(struct ground *w, struct sim_setup *setup,
    struct err *err);

#endif
