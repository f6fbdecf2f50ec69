/* Pairs and symbols of a correlation as records. */
#include "analysis/correlation.h"

#define PAIR(kind, member) FIELD_##kind, \
	FIELD_AT(struct correlation_pair, member)
static const struct field pair_fields[] = {
	{ "symbol", PAIR(CHARS, symbol), .help = "unified symbol" },
	{ "other", PAIR(CHARS, other), .help = "the other one" },
	{ "pearson", PAIR(DOUBLE, by[CORR_PEARSON]), .help = "linear"
	  " correlation of the returns" },
	{ "p_value", PAIR(DOUBLE, p_value), .help = "chance of a pearson as"
	  " far from 0 of returns without correlation" },
	{ "spearman", PAIR(DOUBLE, by[CORR_SPEARMAN]), .help = "of ranks" },
	{ "kendall", PAIR(DOUBLE, by[CORR_KENDALL]), .help = "tau-b" },
	{ "ewma", PAIR(DOUBLE, by[CORR_EWMA]), .help = "exponentially"
	  " weighted, 0.94" },
	{ "dcc", PAIR(DOUBLE, by[CORR_DCC]), .help = "dynamic conditional"
	  " correlation of the next bar" },
	{ "shrunk", PAIR(DOUBLE, shrunk), .help = "pearson of the covariance"
	  " drawn to --shrink", .flags = FIELD_MINOR },
	{ "before", PAIR(DOUBLE, before), .help = "pearson of the bars before"
	  " the last 60", .flags = FIELD_MINOR },
	{ "recent", PAIR(DOUBLE, recent), .help = "pearson of the last 60"
	  " bars" },
	{ "change_z", PAIR(DOUBLE, change_z), .help = "Fisher's z of recent"
	  " against before", .flags = FIELD_WIDE },
	{ "change_p", PAIR(DOUBLE, change_p), .help = "chance of such a change"
	  " where there is none", .flags = FIELD_MINOR },
	{ "calm", PAIR(DOUBLE, calm), .help = "pearson of the bars without"
	  " stress", .flags = FIELD_MINOR },
	{ "stress", PAIR(DOUBLE, stress), .help = "pearson of the tenth of the"
	  " bars in which the driver fell most" },
	{ "stress_z", PAIR(DOUBLE, stress_z), .help = "Fisher's z of stress"
	  " against calm", .flags = FIELD_WIDE },
	{ "tail", PAIR(DOUBLE, tail), .help = "chance that one is in its lowest"
	  " tenth when the other is; 0.1 without dependence" },
	{ "breakdown", PAIR(BOOL, breakdown), .help = "whether stress and calm"
	  " differ by more than 0.3, with |z| above 1.96" },
	{ .name = NULL }
};
const struct record correlation_pair_record = { "correlation_pair",
	"how two symbols move together", pair_fields };

#define ASSET(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct correlation_asset, member)
static const struct field asset_fields[] = {
	{ ASSET(CHARS, symbol), .help = "unified symbol" },
	{ ASSET(INT, cluster), .help = "of the symbols that it moves with,"
	  " from 1" },
	{ ASSET(INT, place), .help = "in the map, from 1",
	  .flags = FIELD_WIDE },
	{ ASSET(DOUBLE, weight), .help = "part of the whole",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ ASSET(DOUBLE, volatility), .help = "deviation of its returns, annual",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ ASSET(DOUBLE, average), .help = "mean of its correlations with the"
	  " others" },
	{ ASSET(INT, dropped), .help = "bars left out, for another symbol lacks"
	  " them", .flags = FIELD_MINOR },
	{ .name = NULL }
};
const struct record correlation_asset_record = { "correlation_asset",
	"how a symbol moves with the others", asset_fields };

#define DCC(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct correlation_dcc, member)
static const struct field dcc_fields[] = {
	{ DCC(BOOL, fitted), .help = "by --fit; else a and b are the usual"
	  " ones" },
	{ DCC(DOUBLE, a), .help = "weight of the last bar" },
	{ DCC(DOUBLE, b), .help = "weight of the past" },
	{ DCC(DOUBLE, loglik), .help = "quasi-likelihood of the correlations,"
	  " its logarithm; null: more than 30 symbols" },
	{ DCC(DOUBLE, usual_loglik), .help = "the same with 0.03 and 0.95" },
	{ DCC(DOUBLE, half_life), .help = "bars in which half of a shock has"
	  " gone" },
	{ DCC(INT, returns), .help = "of each symbol, from the first in which"
	  " all move" },
	{ .name = NULL }
};
const struct record correlation_dcc_record = { "correlation_dcc",
	"how dynamic conditional correlation was made", dcc_fields };
