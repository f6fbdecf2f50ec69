/* How performance is shown. */
#include "analysis/performance.h"

#define F(kind, of, member) \
	#member, FIELD_##kind, FIELD_AT(struct of, member)
#define RATIO .unit = UNIT_RATIO, .flags = FIELD_PERCENT
#define MONEY .unit = UNIT_MONEY

static const struct field point_fields[] = {
	{ F(STAMP, performance_point, time), .help = "of the snapshot" },
	{ F(DEC, performance_point, value), .help = "of the portfolio",
	  MONEY },
	{ F(CHARS, performance_point, currency), .help = "of the values",
	  .flags = FIELD_WIDE },
	{ F(DEC, performance_point, deposits), .help = "value that came in"
	  " since the row before", MONEY },
	{ F(DEC, performance_point, withdrawals), .help = "value that went"
	  " out since then", MONEY },
	{ "return", FIELD_DOUBLE, FIELD_AT(struct performance_point, ret),
	  .help = "since then, without what came and went", RATIO },
	{ F(DOUBLE, performance_point, time_weighted_return), .help =
	  "returns since the first row, chained", RATIO },
	{ F(DOUBLE, performance_point, drawdown), .help = "of that below its"
	  " highest so far", RATIO },
	{ F(DOUBLE, performance_point, btc_return), .help = "of the price of"
	  " BTC since the first row", RATIO },
	{ F(DOUBLE, performance_point, eth_return), .help = "of the price of"
	  " ETH since then", RATIO },
	{ .name = NULL }
};
const struct record performance_point_record = { "portfolio_value",
	"what a portfolio was worth, and what it had earned", point_fields };

static const struct field sum_fields[] = {
	{ F(CHARS, performance_sum, account), .help = "null: all together" },
	{ F(CHARS, performance_sum, currency), .help = "of the values" },
	{ F(STAMP, performance_sum, from), .help = "of the first snapshot" },
	{ F(STAMP, performance_sum, to), .help = "of the last one" },
	{ F(INT, performance_sum, snapshots), .help = "how many there are",
	  .flags = FIELD_MINOR },
	{ F(DEC, performance_sum, start_value), .help = "by the first",
	  MONEY },
	{ F(DEC, performance_sum, value), .help = "by the last", MONEY },
	{ F(DEC, performance_sum, deposits), .help = "value that came in"
	  " between them", MONEY },
	{ F(DEC, performance_sum, withdrawals), .help = "value that went out",
	  MONEY },
	{ F(DEC, performance_sum, profit), .help = "the rest of the change",
	  MONEY },
	{ F(DOUBLE, performance_sum, time_weighted_return), .help =
	  "returns of all periods, chained (modified Dietz); null: one is not"
	  " known", RATIO },
	{ F(DOUBLE, performance_sum, time_weighted_annual), .help = "the same"
	  " a year, compounded", RATIO, },
	{ F(DOUBLE, performance_sum, money_weighted_return), .help = "at the"
	  " one rate that turns the flows into the value; null: none or more"
	  " than one does", RATIO },
	{ F(DOUBLE, performance_sum, money_weighted_annual), .help = "that"
	  " rate a year (XIRR)", RATIO },
	{ F(DOUBLE, performance_sum, volatility), .help = "a year, of the"
	  " returns from row to row", RATIO },
	{ F(DOUBLE, performance_sum, max_drawdown), .help = "the deepest of"
	  " the time-weighted curve", RATIO },
	{ F(DOUBLE, performance_sum, btc_return), .help = "of the price of"
	  " BTC; null: not known at both ends", RATIO },
	{ F(DOUBLE, performance_sum, eth_return), .help = "of the price of"
	  " ETH", RATIO },
	{ F(STAMP, performance_sum, unknown_from), .help = "the first period"
	  " without a return ends here; null: all have one",
	  .flags = FIELD_WIDE },
	{ F(BOOL, performance_sum, several_rates), .help = "more than one"
	  " money-weighted rate fits", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record performance_record = { "portfolio_performance",
	"what a portfolio earned, apart from what came and went", sum_fields };

static const struct field pair_fields[] = {
	{ F(CHARS, holding_pair, asset), .help = "one that is held" },
	{ F(CHARS, holding_pair, other), .help = "another one" },
	{ F(DOUBLE, holding_pair, correlation), .help = "of the returns of"
	  " their prices (Pearson); null: one did not move" },
	{ F(INT, holding_pair, returns), .help = "that both have" },
	{ .name = NULL }
};
const struct record holding_pair_record = { "holding_correlation",
	"how prices of two holdings moved together", pair_fields };
