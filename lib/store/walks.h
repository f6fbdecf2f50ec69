/*
 * Walk-forwards: what was chosen in each window and what came of it behind the
 * window, as parts of their run.
 */
#ifndef STORE_WALKS_H
#define STORE_WALKS_H

#include "base/buf.h"
#include "base/record.h"
#include "base/vec.h"
#include "store/runs.h"
#include "store/sweeps.h"

/* Chosen over train_from to train_to, held over test_from to test_to. */
struct walk_window {
	int64_t number;			/* from 1 */
	int64_t train_from, train_to, test_from, test_to;
	char params[RUN_PARAMS_SIZE];	/* "": no set met the constraint */
	int64_t trials;
	double objective;		/* in sample, of the set chosen */
	double train_return, train_annual, train_sharpe;
	double test_return, test_annual, test_sharpe, test_drawdown;
	int64_t test_trades;
};
struct walk_windows VEC_OF(struct walk_window);
extern const struct record walk_window_record;

struct walk_summary {
	const char *run;		/* its id; not packed */
	struct sweep_about about;
	int64_t train, test, embargo;	/* µs */
	signed char anchored;
	int64_t windows, empty;		/* empty: no set was chosen in them */
	int64_t trials, replayed;	/* in all windows */
	double wfe;			/* annual return behind the windows by
					 * that inside them, compounded over
					 * all of them (METHODS 9.9) */
	int64_t won;			/* windows with a gain behind them */
	char drift[513];		/* "fast=4.2;slow=31": deviation of what
					 * was chosen, in values or in steps */
	char words[769];
};
extern const struct record walk_summary_record;

/* Into the parts of a run. */
void walk_pack(const struct walk_windows *windows,
    const struct walk_summary *summary, struct run_parts *to);
/* E_USAGE: the run is no walk-forward. */
enum err_code run_walk_load(struct store *s, const char *run,
    struct walk_windows *windows, struct walk_summary *summary,
    struct err *err);

#endif
