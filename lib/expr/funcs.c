/*
 * The table of functions (LANGUAGE 6). An indicator whose op is OP_CALL is
 * known to the checker by its row here; it can be evaluated once it has a
 * kernel (kernels[] in series.c).
 */
#include "expr/names.h"

#define NUM EXPR_NUMBER
#define CON EXPR_CONDITION
#define X { "x", A_SERIES }
#define LEN { "n", A_LENGTH, 1 }
#define LEN_OR(text) { "n", A_LENGTH, 1, text }
#define LEN2_OR(text) { "n", A_LENGTH, 2, text }

static const struct part_row bands[] = {
	{ "upper", UNIT_PRICE }, { "middle", UNIT_PRICE },
	{ "lower", UNIT_PRICE }, { NULL }
};
static const struct part_row macd_parts[] = {
	{ "macd", UNIT_PRICE }, { "signal", UNIT_PRICE },
	{ "hist", UNIT_PRICE }, { NULL }
};
static const struct part_row stoch_parts[] = {
	{ "slowk", UNIT_POINTS }, { "slowd", UNIT_POINTS }, { NULL }
};
static const struct part_row stochf_parts[] = {
	{ "fastk", UNIT_POINTS }, { "fastd", UNIT_POINTS }, { NULL }
};
static const struct part_row supertrend_parts[] = {
	{ "line", UNIT_PRICE }, { "direction", UNIT_PLAIN }, { NULL }
};
static const struct part_row ichimoku_parts[] = {
	{ "tenkan", UNIT_PRICE }, { "kijun", UNIT_PRICE },
	{ "senkou_a", UNIT_PRICE }, { "senkou_b", UNIT_PRICE }, { NULL }
};
static const struct part_row aroon_parts[] = {
	{ "down", UNIT_POINTS }, { "up", UNIT_POINTS }, { NULL }
};

static const char *const anchors[] = { "day", "week", NULL };
static const char *const bases[] = { "peak", "day", "week", "month", NULL };
static const char *const methods[] = { "close", "parkinson", "garman_klass",
	"rogers_satchell", "yang_zhang", "ewma", NULL };
static const char *const patterns[] = { "doji", "dragonfly_doji",
	"gravestone_doji", "spinning_top", "marubozu", "hammer", "hanging_man",
	"inverted_hammer", "shooting_star", "engulfing", "harami",
	"morning_star", "evening_star", "3_white_soldiers",
	"3_black_crows", "piercing", "dark_cloud_cover", NULL };

#define INDICATOR(unit) SEE_BARS, OP_CALL, NUM, unit, FAM_NONE, false, 0
#define WINDOW(op, unit, family) SEE_BARS, op, NUM, unit, family, false, 0
#define EVENT(op) SEE_BARS, op, CON, 0, FAM_NONE, false, 0
#define PLAIN(op, unit, family) \
	SEE_EVERYWHERE, op, NUM, unit, family, false, 0
#define ACCOUNT(id, unit, family) \
	SEE_SNAPSHOT | SEE_ACCOUNT, OP_ASK, NUM, unit, family, false, id

const struct func_row expr_funcs[] = {
	/* 6.1 indicators */
	{ "sma", WINDOW(OP_SMA, UNIT_OF_X, FAM_MONEY), { X, LEN }, NULL,
	  { -1, 0, 1 }, "simple moving average" },
	{ "wma", WINDOW(OP_WMA, UNIT_OF_X, FAM_MONEY), { X, LEN }, NULL,
	  { -1, 0, 1 }, "linearly weighted moving average" },
	{ "ema", INDICATOR(UNIT_OF_X), { X, LEN }, NULL, { -1, 0, 1 },
	  "exponential moving average" },
	{ "rsi", INDICATOR(UNIT_POINTS), { X, LEN2_OR("14") }, NULL,
	  { 0, 0, 1 }, "relative strength index (Wilder)" },
	{ "atr", INDICATOR(UNIT_PRICE), { LEN_OR("14") }, NULL, { 0, 1 },
	  "average true range" },
	{ "natr", INDICATOR(UNIT_POINTS), { LEN_OR("14") }, NULL, { 0, 1 },
	  "average true range in percent of the close" },
	{ "adx", INDICATOR(UNIT_POINTS), { LEN2_OR("14") }, NULL, { -1, 2 },
	  "average directional index" },
	{ "plus_di", INDICATOR(UNIT_POINTS), { LEN2_OR("14") }, NULL,
	  { 0, 1 }, "directional indicator, up" },
	{ "minus_di", INDICATOR(UNIT_POINTS), { LEN2_OR("14") }, NULL,
	  { 0, 1 }, "directional indicator, down" },
	{ "bbands", INDICATOR(UNIT_OF_X), { X, LEN_OR("20"),
	  { "dev", A_FACTOR, 0, "2" } }, bands, { -1, 0, 1 },
	  "Bollinger bands" },
	{ "macd", INDICATOR(UNIT_OF_X), { X, { "fast", A_LENGTH, 1, "12" },
	  { "slow", A_LENGTH, 1, "26" }, { "signal", A_LENGTH, 1, "9" } },
	  macd_parts, { -2, 0, 0, 1, 1 }, "difference of two EMAs" },
	{ "stoch", INDICATOR(UNIT_POINTS), { { "fastk", A_LENGTH, 1, "14" },
	  { "slowk", A_LENGTH, 1, "3" }, { "slowd", A_LENGTH, 1, "3" } },
	  stoch_parts, { -3, 1, 1, 1 }, "stochastic oscillator" },
	{ "stochf", INDICATOR(UNIT_POINTS), { { "fastk", A_LENGTH, 1, "14" },
	  { "fastd", A_LENGTH, 1, "3" } }, stochf_parts, { -2, 1, 1 },
	  "fast stochastic oscillator" },
	{ "donchian", WINDOW(OP_DONCHIAN, UNIT_PRICE, FAM_PRICE),
	  { LEN_OR("20") }, bands, { -1, 1 }, "channel of highs and lows" },
	{ "keltner", INDICATOR(UNIT_PRICE), { { "ema", A_LENGTH, 1, "20" },
	  { "atr", A_LENGTH, 1, "10" }, { "mult", A_FACTOR, 0, "2" } }, bands,
	  { -1, 1, 1 }, "EMA with bands of true range", true },
	{ "obv", INDICATOR(UNIT_QTY), { { NULL } }, NULL, { 0 },
	  "on-balance volume" },
	{ "vwap", INDICATOR(UNIT_PRICE), { LEN_OR("20") }, NULL, { -1, 1 },
	  "volume-weighted average price" },
	{ "vwap_from", INDICATOR(UNIT_PRICE),
	  { { "anchor", A_WORD, 0, "\"day\"", anchors } }, NULL, { 0 },
	  "volume-weighted average price since the day or week began" },
	{ "mfi", INDICATOR(UNIT_POINTS), { LEN_OR("14") }, NULL, { 0, 1 },
	  "money flow index" },
	{ "cci", INDICATOR(UNIT_POINTS), { LEN_OR("20") }, NULL, { -1, 1 },
	  "commodity channel index" },
	{ "willr", INDICATOR(UNIT_POINTS), { LEN_OR("14") }, NULL, { -1, 1 },
	  "Williams %R" },
	{ "roc", INDICATOR(UNIT_POINTS), { X, LEN_OR("10") }, NULL,
	  { 0, 0, 1 }, "rate of change in percent" },
	{ "linreg_slope", INDICATOR(UNIT_OF_X), { X, LEN2_OR("14") }, NULL,
	  { -1, 0, 1 }, "slope of the least-squares line" },
	{ "stddev", WINDOW(OP_STDDEV, UNIT_OF_X, FAM_NONE),
	  { X, LEN_OR("5") }, NULL, { -1, 0, 1 },
	  "standard deviation of the population" },
	{ "supertrend", INDICATOR(UNIT_PRICE), { { "atr", A_LENGTH, 1, "10" },
	  { "mult", A_FACTOR, 0, "3" } }, supertrend_parts, { 0, 1 },
	  "trailing band of true range and its side" },
	{ "ichimoku", INDICATOR(UNIT_PRICE), { { "tenkan", A_LENGTH, 1, "9" },
	  { "kijun", A_LENGTH, 1, "26" }, { "senkou_b", A_LENGTH, 1, "52" } },
	  ichimoku_parts, { -1, 0, 1, 1 }, "Ichimoku lines, without chikou" },
	{ "sar", INDICATOR(UNIT_PRICE), { { "acceleration", A_FACTOR, 0,
	  "0.02" }, { "maximum", A_FACTOR, 0, "0.2" } }, NULL, { 1 },
	  "parabolic stop and reverse" },
	{ "aroon", INDICATOR(UNIT_POINTS), { LEN_OR("25") }, aroon_parts,
	  { 0, 1 }, "age of the extremes" },
	{ "pattern", INDICATOR(UNIT_POINTS), { { "name", A_WORD, 0, NULL,
	  patterns } }, NULL, { 13 }, "candle pattern, -100 to 100" },
	{ "volatility", INDICATOR(UNIT_RATIO), { LEN_OR("30"),
	  { "method", A_WORD, 0, "\"close\"", methods } }, NULL, { 0, 1 },
	  "annual volatility" },
	{ "regime", SEE_BARS, OP_CALL, EXPR_TEXT, 0, FAM_NONE, false, 0,
	  { { NULL } }, NULL, { 0 }, "the market's regime as a word" },
	{ "regime_confidence", INDICATOR(UNIT_RATIO), { { NULL } }, NULL,
	  { 0 }, "how sure the regime is" },
	/* 6.2 windows */
	{ "highest", WINDOW(OP_HIGHEST, UNIT_OF_X, FAM_MONEY), { X, LEN },
	  NULL, { -1, 0, 1 }, "largest of the last n" },
	{ "lowest", WINDOW(OP_LOWEST, UNIT_OF_X, FAM_MONEY), { X, LEN }, NULL,
	  { -1, 0, 1 }, "smallest of the last n" },
	{ "sum", WINDOW(OP_SUM, UNIT_OF_X, FAM_MONEY), { X, LEN }, NULL,
	  { -1, 0, 1 }, "sum of the last n" },
	{ "median", WINDOW(OP_MEDIAN, UNIT_OF_X, FAM_MONEY), { X, LEN }, NULL,
	  { -1, 0, 1 }, "median of the last n" },
	{ "quantile", WINDOW(OP_QUANTILE, UNIT_OF_X, FAM_NONE), { X, LEN,
	  { "q", A_FACTOR } }, NULL, { -1, 0, 1 },
	  "quantile q (0 to 1) of the last n, between neighbours linear" },
	{ "rank", WINDOW(OP_RANK, UNIT_RATIO, FAM_NONE), { X, LEN }, NULL,
	  { -1, 0, 1 }, "share of the last n that is at most x" },
	{ "zscore", WINDOW(OP_ZSCORE, UNIT_PLAIN, FAM_NONE), { X, LEN }, NULL,
	  { -1, 0, 1 }, "distance from the mean in deviations" },
	{ "since_highest", WINDOW(OP_SINCE_HIGHEST, UNIT_PLAIN, FAM_WHOLE),
	  { X, LEN }, NULL, { -1, 0, 1 }, "bars since the highest of n" },
	{ "since_lowest", WINDOW(OP_SINCE_LOWEST, UNIT_PLAIN, FAM_WHOLE),
	  { X, LEN }, NULL, { -1, 0, 1 }, "bars since the lowest of n" },
	{ "count", WINDOW(OP_COUNT, UNIT_PLAIN, FAM_WHOLE),
	  { { "c", A_CONDITION }, LEN }, NULL, { -1, 0, 1 },
	  "how often c was true in the last n" },
	{ "correlation", WINDOW(OP_CORRELATION, UNIT_PLAIN, FAM_NONE),
	  { X, { "y", A_SERIES }, { "n", A_LENGTH, 3 } }, NULL,
	  { -1, 0, 0, 1 }, "correlation of x and y over n" },
	{ "beta", WINDOW(OP_BETA, UNIT_PLAIN, FAM_NONE),
	  { X, { "y", A_SERIES }, { "n", A_LENGTH, 3 } }, NULL,
	  { -1, 0, 0, 1 }, "covariance over the variance of y" },
	{ "change", WINDOW(OP_CHANGE, UNIT_OF_X, FAM_MONEY),
	  { X, LEN_OR("1") }, NULL, { 0, 0, 1 }, "x - x[n]" },
	{ "pct_change", WINDOW(OP_PCT_CHANGE, UNIT_RATIO, FAM_NONE),
	  { X, LEN_OR("1") }, NULL, { 0, 0, 1 }, "x / x[n] - 1" },
	{ "rising", EVENT(OP_RISING), { X, LEN }, NULL, { 0, 0, 1 },
	  "larger than the bar before, n times running" },
	{ "falling", EVENT(OP_FALLING), { X, LEN }, NULL, { 0, 0, 1 },
	  "smaller than the bar before, n times running" },
	/* 6.3 events */
	{ "crossover", EVENT(OP_CROSSOVER), { { "a", A_NUMBER },
	  { "b", A_NUMBER } }, NULL, { 1 }, "a rises above b" },
	{ "crossunder", EVENT(OP_CROSSUNDER), { { "a", A_NUMBER },
	  { "b", A_NUMBER } }, NULL, { 1 }, "a falls below b" },
	{ "cross", EVENT(OP_CROSS), { { "a", A_NUMBER }, { "b", A_NUMBER } },
	  NULL, { 1 }, "a crosses b either way" },
	{ "barssince", SEE_BARS, OP_BARSSINCE, NUM, UNIT_PLAIN, FAM_WHOLE,
	  false, 0, { { "c", A_CONDITION } }, NULL, { 0 },
	  "bars since c was true; 0 on the bar itself" },
	{ "valuewhen", SEE_BARS, OP_VALUEWHEN, NUM, UNIT_OF_X, FAM_MONEY,
	  false, 0, { { "c", A_CONDITION }, { "x", A_FREE },
	  { "k", A_LENGTH, -1, "0" } }, NULL, { 0 },
	  "x at the k-th latest bar with c" },
	{ "last", SEE_BARS, OP_LAST, NUM, UNIT_OF_X, FAM_MONEY, false, 0,
	  { { "x", A_FREE }, LEN }, NULL, { 0 },
	  "latest defined x, at most n bars old" },
	{ "closes", SEE_BARS, OP_CLOSES, CON, 0, FAM_NONE, false, 0,
	  { { "timeframe", A_DURATION } }, NULL, { 0 },
	  "true on the bar that ends such a bucket" },
	/* 6.4 plain */
	{ "abs", PLAIN(OP_ABS, UNIT_OF_X, FAM_MONEY), { { "x", A_FREE } },
	  NULL, { 0 }, "without its sign" },
	{ "min", SEE_EVERYWHERE, OP_MIN, NUM, UNIT_MERGED, FAM_MONEY, true, 0,
	  { { "x", A_NUMBER }, { "y", A_NUMBER } }, NULL, { 0 },
	  "the smallest" },
	{ "max", SEE_EVERYWHERE, OP_MAX, NUM, UNIT_MERGED, FAM_MONEY, true, 0,
	  { { "x", A_NUMBER }, { "y", A_NUMBER } }, NULL, { 0 },
	  "the largest" },
	{ "clamp", PLAIN(OP_CLAMP, UNIT_MERGED, FAM_MONEY),
	  { { "x", A_NUMBER }, { "low", A_NUMBER }, { "high", A_NUMBER } },
	  NULL, { 0 }, "x, kept between low and high" },
	{ "sign", PLAIN(OP_SIGN, UNIT_PLAIN, FAM_WHOLE), { { "x", A_FREE } },
	  NULL, { 0 }, "-1, 0 or 1" },
	{ "sqrt", PLAIN(OP_SQRT, UNIT_PLAIN, FAM_NONE), { { "x", A_FREE } },
	  NULL, { 0 }, "square root; na below 0" },
	{ "log", PLAIN(OP_LOG, UNIT_PLAIN, FAM_NONE), { { "x", A_FREE } },
	  NULL, { 0 }, "natural logarithm; na at 0 and below" },
	{ "exp", PLAIN(OP_EXP, UNIT_PLAIN, FAM_NONE), { { "x", A_FREE } },
	  NULL, { 0 }, "e to the x" },
	{ "pow", PLAIN(OP_POW, UNIT_PLAIN, FAM_NONE), { { "x", A_FREE },
	  { "y", A_FREE } }, NULL, { 0 }, "x to the y" },
	{ "mod", PLAIN(OP_MOD, UNIT_OF_X, FAM_NONE), { { "x", A_FREE },
	  { "y", A_FREE } }, NULL, { 0 }, "remainder, with the sign of y" },
	{ "floor", PLAIN(OP_FLOOR, UNIT_MERGED, FAM_MONEY),
	  { { "x", A_NUMBER }, { "step", A_NUMBER, 0, "1" } }, NULL, { 0 },
	  "down to a multiple of step" },
	{ "ceil", PLAIN(OP_CEIL, UNIT_MERGED, FAM_MONEY),
	  { { "x", A_NUMBER }, { "step", A_NUMBER, 0, "1" } }, NULL, { 0 },
	  "up to a multiple of step" },
	{ "round", PLAIN(OP_ROUND, UNIT_MERGED, FAM_MONEY),
	  { { "x", A_NUMBER }, { "step", A_NUMBER, 0, "1" } }, NULL, { 0 },
	  "to the nearest multiple of step, halves away from zero" },
	{ "nz", SEE_EVERYWHERE, OP_NZ, EXPR_ANY, UNIT_MERGED, FAM_MONEY,
	  false, 0, { { "x", A_ANY }, { "y", A_ANY } }, NULL, { 0 },
	  "x, or y where x is na" },
	{ "defined", SEE_EVERYWHERE, OP_DEFINED, CON, 0, FAM_NONE, false, 0,
	  { { "x", A_ANY } }, NULL, { 0 }, "is x neither na nor unknown" },
	{ "matches", SEE_EVERYWHERE, OP_MATCHES, CON, 0, FAM_NONE, false, 0,
	  { { "text", A_TEXT }, { "pattern", A_TEXT } }, NULL, { 0 },
	  "does the text match, with * and ?" },
	/* 6.5 account */
	{ "drawdown", ACCOUNT(EXPR_DRAWDOWN, UNIT_RATIO, FAM_NONE),
	  { { "period", A_PERIOD, 0, "all" },
	  { "basis", A_WORD, 0, "\"peak\"", bases } }, NULL, { 0 },
	  "1 - equity / its highest, or / its start of day, week, month" },
	{ "loss", ACCOUNT(EXPR_LOSS, UNIT_RATIO, FAM_NONE),
	  { { "period", A_PERIOD } }, NULL, { 0 },
	  "max(0, 1 - equity / equity then)" },
	{ "profit", ACCOUNT(EXPR_PROFIT, UNIT_MONEY, FAM_MONEY),
	  { { "period", A_PERIOD, 0, "all" } }, NULL, { 0 },
	  "equity gained, net of transfers" },
	{ "realised", ACCOUNT(EXPR_REALISED, UNIT_MONEY, FAM_MONEY),
	  { { "period", A_PERIOD, 0, "all" } }, NULL, { 0 },
	  "profit of what was closed" },
	{ "fees", ACCOUNT(EXPR_FEES, UNIT_MONEY, FAM_MONEY),
	  { { "period", A_PERIOD, 0, "all" } }, NULL, { 0 }, "fees paid" },
	{ "funding_paid", ACCOUNT(EXPR_FUNDING_PAID, UNIT_MONEY, FAM_MONEY),
	  { { "period", A_PERIOD, 0, "all" } }, NULL, { 0 }, "funding paid" },
	{ "trades", ACCOUNT(EXPR_TRADES, UNIT_PLAIN, FAM_WHOLE),
	  { { "period", A_PERIOD, 0, "all" } }, NULL, { 0 },
	  "positions closed" },
	{ "stops_hit", ACCOUNT(EXPR_STOPS_HIT, UNIT_PLAIN, FAM_WHOLE),
	  { { "period", A_PERIOD } }, NULL, { 0 }, "stops that were hit" },
	{ .name = NULL }
};
