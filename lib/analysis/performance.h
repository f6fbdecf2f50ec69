/*
 * What a portfolio did, from its snapshots: money that came and went apart from
 * what was earned.
 *
 * The time-weighted return is chained of the returns from one snapshot to the
 * next, each by Dietz's modified method (quant/flows.h), for between two
 * snapshots nothing is known but the times and values of flows. The
 * money-weighted return is the internal rate of the value in the beginning, the
 * flows and the value in the end. Volatility (METHODS 9.1) is of the returns
 * from point to point, as many a year as there were on average.
 */
#ifndef ANALYSIS_PERFORMANCE_H
#define ANALYSIS_PERFORMANCE_H

#include "base/err.h"
#include "store/portfolios.h"

/* NaN and DEC_NONE: not known. */
struct performance_point {
	int64_t snapshot, time;
	struct dec value;
	struct dec deposits, withdrawals;	/* since the point before */
	double ret;			/* since then */
	double time_weighted_return;	/* since the first */
	double drawdown;		/* ≥ 0, of that curve */
	double btc_return, eth_return;	/* since the first */
	char currency[ASSET_SIZE];
};
struct performance_points VEC_OF(struct performance_point);
extern const struct record performance_point_record;

struct performance_sum {
	char account[LABEL_SIZE], currency[ASSET_SIZE];
	int64_t from, to, snapshots;
	struct dec start_value, value, deposits, withdrawals, profit;
	double time_weighted_return, time_weighted_annual;
	double money_weighted_return, money_weighted_annual;
	double volatility, max_drawdown, btc_return, eth_return;
	int64_t unknown_from;	/* a period without a return ends then; 0 */
	signed char several_rates;	/* more than one rate fits the flows */
};
extern const struct record performance_record;

struct holding_pair {
	char asset[SYMBOL_SIZE], other[SYMBOL_SIZE];
	double correlation;		/* NaN: a price stood still */
	int64_t returns;		/* both have, from point to point */
};
struct holding_pairs VEC_OF(struct holding_pair);
extern const struct record holding_pair_record;

struct performance {
	struct performance_sum sum;
	struct performance_points points;
	struct holding_pairs pairs;	/* of what is held in the end */
};
void performance_release(struct performance *p);

/* Of those correlations are told: the most valuable ones. */
#define PERFORMANCE_ASSETS 12
#define PERFORMANCE_RETURNS 3	/* that a correlation takes */

/*
 * Points are the first snapshot and the last of each interval (0: all);
 * returns between them are chained over every snapshot. Flows of the first
 * snapshot were before it. E_DATA: there is no snapshot.
 */
enum err_code performance_make(const struct portfolios *from,
    int64_t interval, struct performance *out, struct err *err);

#endif
