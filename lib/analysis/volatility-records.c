/* Volatility as records. */
#include "analysis/volatility.h"

const char *const volatility_law_names[] = { "normal", "t", "best", NULL };
static const char *const regime_names[VOLATILITY_REGIMES] = { "low", "normal",
	"high" };

#define AT(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct volatility, member)
#define RATIO(member, text, more) { AT(DOUBLE, member), .help = text, \
	.unit = UNIT_RATIO, .flags = FIELD_PERCENT | (more) }
#define OF_FIT(member, text) { AT(DOUBLE, member), .help = text, \
	.flags = FIELD_WIDE }
#define COUNT(member, text) { AT(INT, member), .help = text, \
	.flags = FIELD_WIDE }

static const struct field fields[] = {
	{ AT(CHARS, symbol), .help = "unified symbol" },
	{ AT(CHARS, venue), .help = "of the stored candles",
	  .flags = FIELD_MINOR },
	{ AT(DURATION, timeframe), .help = "of the bars" },
	{ AT(STAMP, last), .help = "open of the last bar",
	  .flags = FIELD_WIDE },
	{ AT(DOUBLE, close), .help = "of the last bar", .unit = UNIT_PRICE,
	  .flags = FIELD_MINOR },
	COUNT(window, "bars of the estimators"),
	RATIO(close_to_close, "annual: deviation of log returns", 0),
	RATIO(ewma, "annual: squares of log returns weighted by 0.94", 0),
	RATIO(parkinson, "annual, from high and low", FIELD_MINOR),
	RATIO(garman_klass, "annual, from all four prices", FIELD_MINOR),
	RATIO(rogers_satchell, "annual, from all four prices, with drift",
	    FIELD_MINOR),
	RATIO(yang_zhang, "annual, from all four prices and gaps", 0),
	{ AT(ENUM, regime), .help = "low, normal, high: the last 30 bars by"
	  " their rank, below 0.2 or above 0.8", .names = regime_names,
	  .names_len = VOLATILITY_REGIMES },
	{ AT(DOUBLE, rank), .help = "share of the last 365 such values that"
	  " is no higher" },
	RATIO(forecast, "annual, of the bars up to the horizon", 0),
	{ AT(INT, horizon), .help = "bars of the forecast",
	  .flags = FIELD_MINOR },
	{ AT(DOUBLE, level), .help = "chance that the close at the horizon"
	  " is between lower and upper", .flags = FIELD_WIDE },
	{ AT(DOUBLE, lower), .help = "price at the horizon, without drift",
	  .unit = UNIT_PRICE, .flags = FIELD_MINOR },
	{ AT(DOUBLE, upper), .help = "price at the horizon, without drift",
	  .unit = UNIT_PRICE, .flags = FIELD_MINOR },
	RATIO(target, "volatility that size_factor is for: as given, or the"
	    " middle of the last 365 of 30 bars", FIELD_WIDE),
	{ AT(DOUBLE, size_factor), .help = "hint: target by forecast, at most"
	  " 1; times the usual size" },
	RATIO(implied, "annual: what a chain expects, at the forward",
	    FIELD_WIDE),
	RATIO(premium, "implied less close_to_close", FIELD_WIDE),
	{ AT(ENUM, law), .help = "of the GARCH(1,1): normal, or t, Student's",
	  .names = volatility_law_names, .names_len = LAW_BEST,
	  .flags = FIELD_WIDE },
	OF_FIT(mu, "mean return of a bar in percent"),
	OF_FIT(omega, "constant of its variance, in percent squared"),
	OF_FIT(alpha, "weight of the last squared surprise"),
	OF_FIT(beta, "weight of the last variance"),
	OF_FIT(nu, "degrees of freedom of Student's t"),
	OF_FIT(persistence, "alpha + beta: what is left of a surprise after a"
	    " bar"),
	OF_FIT(half_life, "bars until half of a surprise is left"),
	RATIO(long_run, "annual: where forecasts tend to", FIELD_WIDE),
	OF_FIT(log_likelihood, "of the fit, returns in percent"),
	OF_FIT(bic, "Bayesian information criterion; lower is better"),
	OF_FIT(ljung_box, "of the residuals, 10 lags (Ljung and Box 1978)"),
	OF_FIT(ljung_box_p, "chance of as much without any correlation"),
	OF_FIT(ljung_box_squares, "of the squared residuals"),
	OF_FIT(ljung_box_squares_p, "below 0.05: the fit leaves clusters"),
	{ AT(BOOL, converged), .help = "whether the fit came to its end",
	  .flags = FIELD_WIDE },
	COUNT(bars, "that it was made of"),
	COUNT(gaps, "places where bars are missing"),
	COUNT(missing, "bars that are missing"),
	COUNT(flat_bars, "bars without a range, which add nothing to"
	    " estimators from high and low"),
	{ .name = NULL }
};
const struct record volatility_record = { "volatility",
	"how much a price moves, and is likely to", fields };

#define CONE(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct volatility_cone, member)
#define CONE_RATIO(member, text) { CONE(DOUBLE, member), .help = text, \
	.unit = UNIT_RATIO, .flags = FIELD_PERCENT }
static const struct field cone_fields[] = {
	{ CONE(CHARS, symbol), .help = "unified symbol" },
	{ CONE(DURATION, timeframe), .help = "of the bars" },
	{ CONE(INT, window), .help = "bars of each value" },
	{ CONE(INT, values), .help = "windows, which overlap" },
	CONE_RATIO(min, "the lowest, annual"),
	CONE_RATIO(p10, "10 % are no higher"),
	CONE_RATIO(p25, "25 % are no higher"),
	CONE_RATIO(p50, "half are no higher"),
	CONE_RATIO(p75, "75 % are no higher"),
	CONE_RATIO(p90, "90 % are no higher"),
	CONE_RATIO(max, "the highest"),
	CONE_RATIO(last, "of the last window"),
	{ CONE(DOUBLE, rank), .help = "share of the values that is no higher"
	  " than the last" },
	{ .name = NULL }
};
const struct record volatility_cone_record = { "volatility_cone",
	"quantiles of volatility by window", cone_fields };

#define STEP(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct volatility_step, member)
static const struct field step_fields[] = {
	{ STEP(CHARS, symbol), .help = "unified symbol" },
	{ STEP(DURATION, timeframe), .help = "of the bars" },
	{ STEP(INT, step), .help = "bars ahead" },
	{ STEP(STAMP, time), .help = "open of that bar" },
	{ STEP(DOUBLE, volatility), .help = "of that bar, annual",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ STEP(DOUBLE, term), .help = "of all up to it, annual",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ STEP(DOUBLE, lower), .help = "its close is above, by the level",
	  .unit = UNIT_PRICE },
	{ STEP(DOUBLE, upper), .help = "its close is below, by the level",
	  .unit = UNIT_PRICE },
	{ .name = NULL }
};
const struct record volatility_step_record = { "volatility_step",
	"forecast of a bar to come", step_fields };

#define TERM(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct volatility_term, member)
static const struct field term_fields[] = {
	{ TERM(CHARS, symbol), .help = "unified symbol" },
	{ TERM(DURATION, timeframe), .help = "of the bars" },
	{ TERM(INT, bars), .help = "back, and ahead" },
	{ TERM(DOUBLE, realized), .help = "of the last so many, annual",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ TERM(DOUBLE, forecast), .help = "of the next so many, annual",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ .name = NULL }
};
const struct record volatility_term_record = { "volatility_term",
	"term structure of volatility", term_fields };
