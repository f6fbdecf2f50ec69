/*
 * What the paths of a Monte Carlo run came to: parts of their run
 * (struct run_parts, .extras).
 */
#ifndef STORE_CHANCES_H
#define STORE_CHANCES_H

#include "base/record.h"
#include "base/vec.h"
#include "store/runs.h"

struct run_outcome {
	const char *run;		/* its id; not packed */
	char of[ID_SIZE];		/* the run it asks about; "": returns */
	char method[16];
	int64_t paths, steps;		/* steps: trades or bars of a path */
	double block;			/* mean length of blocks; NaN: none */
	double ruin_level;		/* of the capital */
	double ruin, loss;		/* shares of the paths */
	double total_return, max_drawdown, drawdown_length, sharpe,
	    final_equity;		/* of each the median */
};
extern const struct record run_outcome_record;

/* Each number's own quantile over the paths. */
#define CHANCE_QUANTILES 7
extern const double chance_quantiles[CHANCE_QUANTILES];
struct run_quantile {
	const char *run;
	double quantile, final_equity, total_return, max_drawdown,
	    drawdown_length, sharpe;
};
struct run_quantiles VEC_OF(struct run_quantile);
extern const struct record run_quantile_record;

/* Quantiles of equity after so many steps, of the first so many paths. */
#define CHANCE_FAN 4096
struct run_band {
	const char *run;
	int64_t step;
	double equity[CHANCE_QUANTILES];
};
struct run_bands VEC_OF(struct run_band);
extern const struct record run_band_record;

/* Returns that a run was given: no other run has them. */
struct run_return { double ret; };
struct run_returns VEC_OF(struct run_return);

struct chances {
	struct run_outcome outcome;
	struct run_quantiles quantiles;
	struct run_bands bands;
	struct run_returns returns;
};
void chances_release(struct chances *c);
/* Rows say which run they are of; borrowed. */
void chances_name(struct chances *c, const char *run);
/* Adds them to the parts of a run that is to be kept. */
void chances_pack(const struct chances *c, struct run_parts *to);
/* Into an empty one. E_USAGE: the run is of another kind. */
enum err_code run_chances_load(struct store *s, const char *run,
    struct chances *out, struct err *err);
/* Are they the same to the last bit? */
bool chances_same(const struct chances *a, const struct chances *b);

#endif
