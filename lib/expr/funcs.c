/*
 * The table of functions (LANGUAGE 6). An indicator, whose op is OP_CALL, is
 * known to the checker by its row here, and computed by the row of its name
 * in the table of lib/quant, whose parameters these arguments are, in order.
 */
#include "expr/names.h"

#define NUM EXPR_NUMBER
#define CON EXPR_CONDITION
#define X { "x", A_SERIES }
#define LEN { "n", A_LENGTH, 1 }
#define LEN_OR(text) { "n", A_LENGTH, 1, text }
#define LEN2_OR(text) { "n", A_LENGTH, 2, text }
#define LENGTH(name, text) { name, A_LENGTH, 1, text }
#define FACTOR(name, text) { name, A_FACTOR, .fallback = text }
#define WORD(name, text, list) { name, A_WORD, .fallback = text, .words = list }
#define PERIOD { "period", A_PERIOD, .fallback = "all" }
#define STEP { "step", A_NUMBER, .fallback = "1" }

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

#define ARGS(...) .arg = { __VA_ARGS__ }
#define FIRST(...) .first = { __VA_ARGS__ }
#define FUNC(s, o, b) .see = s, .op = o, .base = b
#define INDICATOR(u) FUNC(SEE_BARS, OP_CALL, NUM), .unit = u
#define WINDOW(o, u, f) FUNC(SEE_BARS, o, NUM), .unit = u, .family = f
#define EVENT(o) FUNC(SEE_BARS, o, CON)
#define PLAIN(o, u, f) FUNC(SEE_EVERYWHERE, o, NUM), .unit = u, .family = f
#define ACCOUNT(i, u, f) FUNC(SEE_SNAPSHOT | SEE_ACCOUNT, OP_ASK, NUM), \
	.id = i, .unit = u, .family = f

const struct func_row expr_funcs[] = {
	/* 6.1 indicators */
	{ "sma", WINDOW(OP_SMA, UNIT_OF_X, FAM_MONEY), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "simple moving average" },
	{ "wma", WINDOW(OP_WMA, UNIT_OF_X, FAM_MONEY), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "linearly weighted moving average" },
	{ "ema", INDICATOR(UNIT_OF_X), ARGS(X, LEN), FIRST(-1, 1),
	  .help = "exponential moving average" },
	{ "rsi", INDICATOR(UNIT_POINTS), ARGS(X, LEN2_OR("14")),
	  FIRST(0, 1), .help = "relative strength index (Wilder)" },
	{ "atr", INDICATOR(UNIT_PRICE), ARGS(LEN_OR("14")), FIRST(0, 1),
	  .help = "average true range" },
	{ "natr", INDICATOR(UNIT_POINTS), ARGS(LEN_OR("14")), FIRST(0, 1),
	  .help = "average true range in percent of the close" },
	{ "adx", INDICATOR(UNIT_POINTS), ARGS(LEN2_OR("14")), FIRST(-1, 2),
	  .help = "average directional index" },
	{ "plus_di", INDICATOR(UNIT_POINTS), ARGS(LEN2_OR("14")), FIRST(0, 1),
	  .help = "directional indicator, up" },
	{ "minus_di", INDICATOR(UNIT_POINTS), ARGS(LEN2_OR("14")),
	  FIRST(0, 1), .help = "directional indicator, down" },
	{ "bbands", INDICATOR(UNIT_OF_X),
	  ARGS(X, LEN_OR("20"), FACTOR("dev", "2")), .parts = bands,
	  FIRST(-1, 1), .help = "Bollinger bands" },
	{ "macd", INDICATOR(UNIT_OF_X), ARGS(X, LENGTH("fast", "12"),
	    LENGTH("slow", "26"), LENGTH("signal", "9")), .parts = macd_parts,
	  FIRST(-2, 0, 1, 1), .help = "difference of two EMAs" },
	{ "stoch", INDICATOR(UNIT_POINTS), ARGS(LENGTH("fastk", "14"),
	    LENGTH("slowk", "3"), LENGTH("slowd", "3")), .parts = stoch_parts,
	  FIRST(-3, 1, 1, 1), .help = "stochastic oscillator" },
	{ "stochf", INDICATOR(UNIT_POINTS),
	  ARGS(LENGTH("fastk", "14"), LENGTH("fastd", "3")),
	  .parts = stochf_parts, FIRST(-2, 1, 1),
	  .help = "fast stochastic oscillator" },
	{ "donchian", WINDOW(OP_DONCHIAN, UNIT_PRICE, FAM_PRICE),
	  ARGS(LEN_OR("20")), .parts = bands, FIRST(-1, 1),
	  .help = "channel of highs and lows" },
	{ "keltner", INDICATOR(UNIT_PRICE),
	  ARGS(LENGTH("ema", "20"), LENGTH("atr", "10"), FACTOR("mult", "2")),
	  .parts = bands, FIRST(-1, 1, 1), .first_most = true,
	  .help = "EMA with bands of true range" },
	{ "obv", INDICATOR(UNIT_QTY), .help = "on-balance volume" },
	{ "vwap", INDICATOR(UNIT_PRICE), ARGS(LEN_OR("20")), FIRST(-1, 1),
	  .help = "volume-weighted average price" },
	{ "vwap_from", INDICATOR(UNIT_PRICE),
	  ARGS(WORD("anchor", "\"day\"", anchors)), .help =
	    "volume-weighted average price since the day or week began" },
	{ "mfi", INDICATOR(UNIT_POINTS), ARGS(LEN_OR("14")), FIRST(0, 1),
	  .help = "money flow index" },
	{ "cci", INDICATOR(UNIT_POINTS), ARGS(LEN_OR("20")), FIRST(-1, 1),
	  .help = "commodity channel index" },
	{ "willr", INDICATOR(UNIT_POINTS), ARGS(LEN_OR("14")), FIRST(-1, 1),
	  .help = "Williams %R" },
	{ "roc", INDICATOR(UNIT_POINTS), ARGS(X, LEN_OR("10")),
	  FIRST(0, 1), .help = "rate of change in percent" },
	{ "linreg_slope", INDICATOR(UNIT_OF_X), ARGS(X, LEN2_OR("14")),
	  FIRST(-1, 1), .help = "slope of the least-squares line" },
	{ "stddev", WINDOW(OP_STDDEV, UNIT_OF_X, FAM_NONE),
	  ARGS(X, LEN_OR("5")), FIRST(-1, 1),
	  .help = "standard deviation of the population" },
	{ "supertrend", INDICATOR(UNIT_PRICE),
	  ARGS(LENGTH("atr", "10"), FACTOR("mult", "3")),
	  .parts = supertrend_parts, FIRST(0, 1),
	  .help = "trailing band of true range and its side" },
	{ "ichimoku", INDICATOR(UNIT_PRICE), ARGS(LENGTH("tenkan", "9"),
	    LENGTH("kijun", "26"), LENGTH("senkou_b", "52")),
	  .parts = ichimoku_parts, FIRST(-1, 0, 1, 1),
	  .help = "Ichimoku lines, without chikou" },
	{ "sar", INDICATOR(UNIT_PRICE),
	  ARGS(FACTOR("acceleration", "0.02"), FACTOR("maximum", "0.2")),
	  FIRST(1), .help = "parabolic stop and reverse" },
	{ "aroon", INDICATOR(UNIT_POINTS), ARGS(LEN_OR("25")),
	  .parts = aroon_parts, FIRST(0, 1), .help = "age of the extremes" },
	{ "pattern", INDICATOR(UNIT_POINTS),
	  ARGS(WORD("name", NULL, patterns)), FIRST(13),
	  .help = "candle pattern, -100 to 100" },
	{ "volatility", INDICATOR(UNIT_RATIO),
	  ARGS(LEN_OR("30"), WORD("method", "\"close\"", methods)),
	  FIRST(0, 1), .help = "annual volatility", .cost = 100 },
	{ "regime", FUNC(SEE_BARS, OP_CALL, EXPR_TEXT),
	  .help = "breakout reversal volatile trending_up trending_down or"
	  " ranging", .cost = 400 },
	{ "regime_confidence", INDICATOR(UNIT_RATIO),
	  .help = "how sure the regime is", .cost = 400 },
	/* 6.2 windows */
	{ "highest", WINDOW(OP_HIGHEST, UNIT_OF_X, FAM_MONEY), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "largest of the last n" },
	{ "lowest", WINDOW(OP_LOWEST, UNIT_OF_X, FAM_MONEY), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "smallest of the last n" },
	{ "sum", WINDOW(OP_SUM, UNIT_OF_X, FAM_MONEY), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "sum of the last n" },
	{ "median", WINDOW(OP_MEDIAN, UNIT_OF_X, FAM_MONEY), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "median of the last n" },
	{ "quantile", WINDOW(OP_QUANTILE, UNIT_OF_X, FAM_NONE),
	  ARGS(X, LEN, { "q", A_FACTOR }), FIRST(-1, 1), .help =
	    "quantile q (0 to 1) of the last n, between neighbours linear" },
	{ "rank", WINDOW(OP_RANK, UNIT_RATIO, FAM_NONE), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "share of the last n that is at most x" },
	{ "zscore", WINDOW(OP_ZSCORE, UNIT_PLAIN, FAM_NONE), ARGS(X, LEN),
	  FIRST(-1, 1), .help = "distance from the mean in deviations" },
	{ "since_highest", WINDOW(OP_SINCE_HIGHEST, UNIT_PLAIN, FAM_WHOLE),
	  ARGS(X, LEN), FIRST(-1, 1),
	  .help = "bars since the highest of n" },
	{ "since_lowest", WINDOW(OP_SINCE_LOWEST, UNIT_PLAIN, FAM_WHOLE),
	  ARGS(X, LEN), FIRST(-1, 1),
	  .help = "bars since the lowest of n" },
	{ "count", WINDOW(OP_COUNT, UNIT_PLAIN, FAM_WHOLE),
	  ARGS({ "c", A_CONDITION }, LEN), FIRST(-1, 1),
	  .help = "how often c was true in the last n" },
	{ "correlation", WINDOW(OP_CORRELATION, UNIT_PLAIN, FAM_NONE),
	  ARGS(X, { "y", A_SERIES }, { "n", A_LENGTH, 3 }),
	  FIRST(-1, 1), .help = "correlation of x and y over n" },
	{ "beta", WINDOW(OP_BETA, UNIT_PLAIN, FAM_NONE),
	  ARGS(X, { "y", A_SERIES }, { "n", A_LENGTH, 3 }),
	  FIRST(-1, 1), .help = "covariance over the variance of y" },
	{ "change", WINDOW(OP_CHANGE, UNIT_OF_X, FAM_MONEY),
	  ARGS(X, LEN_OR("1")), FIRST(0, 1), .help = "x - x[n]" },
	{ "pct_change", WINDOW(OP_PCT_CHANGE, UNIT_RATIO, FAM_NONE),
	  ARGS(X, LEN_OR("1")), FIRST(0, 1), .help = "x / x[n] - 1" },
	{ "rising", EVENT(OP_RISING), ARGS(X, LEN), FIRST(0, 1),
	  .help = "larger than the bar before, n times running" },
	{ "falling", EVENT(OP_FALLING), ARGS(X, LEN), FIRST(0, 1),
	  .help = "smaller than the bar before, n times running" },
	/* 6.3 events */
	{ "crossover", EVENT(OP_CROSSOVER),
	  ARGS({ "a", A_NUMBER }, { "b", A_NUMBER }), FIRST(1),
	  .help = "a rises above b" },
	{ "crossunder", EVENT(OP_CROSSUNDER),
	  ARGS({ "a", A_NUMBER }, { "b", A_NUMBER }), FIRST(1),
	  .help = "a falls below b" },
	{ "cross", EVENT(OP_CROSS),
	  ARGS({ "a", A_NUMBER }, { "b", A_NUMBER }), FIRST(1),
	  .help = "a crosses b either way" },
	{ "barssince", FUNC(SEE_BARS, OP_BARSSINCE, NUM), .unit = UNIT_PLAIN,
	  .family = FAM_WHOLE, ARGS({ "c", A_CONDITION }),
	  .help = "bars since c was true; 0 on the bar itself" },
	{ "valuewhen", FUNC(SEE_BARS, OP_VALUEWHEN, NUM), .unit = UNIT_OF_X,
	  .family = FAM_MONEY, ARGS({ "c", A_CONDITION }, { "x", A_FREE }, {
	    "k", A_LENGTH, 0, "0" }),
	  .help = "x at the k-th latest bar with c" },
	{ "last", FUNC(SEE_BARS, OP_LAST, NUM), .unit = UNIT_OF_X,
	  .family = FAM_MONEY, ARGS({ "x", A_FREE }, LEN),
	  .help = "latest defined x, at most n bars old" },
	{ "closes", FUNC(SEE_BARS, OP_CLOSES, CON),
	  ARGS({ "timeframe", A_DURATION }),
	  .help = "true on the bar that ends such a bucket" },
	/* 6.4 plain */
	{ "abs", PLAIN(OP_ABS, UNIT_OF_X, FAM_MONEY), ARGS({ "x", A_FREE }),
	  .help = "without its sign" },
	{ "min", FUNC(SEE_EVERYWHERE, OP_MIN, NUM), .unit = UNIT_MERGED,
	  .family = FAM_MONEY, .many = true,
	  ARGS({ "x", A_NUMBER }, { "y", A_NUMBER }),
	  .help = "the smallest" },
	{ "max", FUNC(SEE_EVERYWHERE, OP_MAX, NUM), .unit = UNIT_MERGED,
	  .family = FAM_MONEY, .many = true,
	  ARGS({ "x", A_NUMBER }, { "y", A_NUMBER }), .help = "the largest" },
	{ "clamp", PLAIN(OP_CLAMP, UNIT_MERGED, FAM_MONEY),
	  ARGS({ "x", A_NUMBER }, { "low", A_NUMBER }, { "high", A_NUMBER }),
	  .help = "x, kept between low and high" },
	{ "sign", PLAIN(OP_SIGN, UNIT_PLAIN, FAM_WHOLE),
	  ARGS({ "x", A_FREE }), .help = "-1, 0 or 1" },
	{ "sqrt", PLAIN(OP_SQRT, UNIT_PLAIN, FAM_NONE), ARGS({ "x", A_FREE }),
	  .help = "square root; na below 0" },
	{ "log", PLAIN(OP_LOG, UNIT_PLAIN, FAM_NONE), ARGS({ "x", A_FREE }),
	  .help = "natural logarithm; na at 0 and below" },
	{ "exp", PLAIN(OP_EXP, UNIT_PLAIN, FAM_NONE), ARGS({ "x", A_FREE }),
	  .help = "e to the x" },
	{ "pow", PLAIN(OP_POW, UNIT_PLAIN, FAM_NONE),
	  ARGS({ "x", A_FREE }, { "y", A_FREE }), .help = "x to the y" },
	{ "mod", PLAIN(OP_MOD, UNIT_OF_X, FAM_NONE),
	  ARGS({ "x", A_FREE }, { "y", A_FREE }),
	  .help = "remainder, with the sign of y" },
	{ "floor", PLAIN(OP_FLOOR, UNIT_MERGED, FAM_MONEY),
	  ARGS({ "x", A_NUMBER }, STEP),
	  .help = "down to a multiple of step" },
	{ "ceil", PLAIN(OP_CEIL, UNIT_MERGED, FAM_MONEY),
	  ARGS({ "x", A_NUMBER }, STEP), .help = "up to a multiple of step" },
	{ "round", PLAIN(OP_ROUND, UNIT_MERGED, FAM_MONEY),
	  ARGS({ "x", A_NUMBER }, STEP),
	  .help = "to the nearest multiple of step, halves away from zero" },
	{ "nz", FUNC(SEE_EVERYWHERE, OP_NZ, EXPR_ANY), .unit = UNIT_MERGED,
	  .family = FAM_MONEY, ARGS({ "x", A_ANY }, { "y", A_ANY }),
	  .help = "x, or y where x is na" },
	{ "defined", FUNC(SEE_EVERYWHERE, OP_DEFINED, CON),
	  ARGS({ "x", A_ANY }), .help = "is x neither na nor unknown" },
	{ "matches", FUNC(SEE_EVERYWHERE, OP_MATCHES, CON),
	  ARGS({ "text", A_TEXT }, { "pattern", A_TEXT }),
	  .help = "does the text match, with * and ?" },
	/* 6.5 account */
	{ "drawdown", ACCOUNT(EXPR_DRAWDOWN, UNIT_RATIO, FAM_NONE),
	  ARGS(PERIOD, WORD("basis", "\"peak\"", bases)), .help =
	    "1 - equity / its highest, or / its start of day, week, month" },
	{ "loss", ACCOUNT(EXPR_LOSS, UNIT_RATIO, FAM_NONE),
	  ARGS({ "period", A_PERIOD }),
	  .help = "max(0, 1 - equity / equity then)" },
	{ "profit", ACCOUNT(EXPR_PROFIT, UNIT_MONEY, FAM_MONEY), ARGS(PERIOD),
	  .help = "equity gained, net of transfers" },
	{ "realised", ACCOUNT(EXPR_REALISED, UNIT_MONEY, FAM_MONEY),
	  ARGS(PERIOD), .help = "profit of what was closed" },
	{ "fees", ACCOUNT(EXPR_FEES, UNIT_MONEY, FAM_MONEY), ARGS(PERIOD),
	  .help = "fees paid" },
	{ "funding_paid", ACCOUNT(EXPR_FUNDING_PAID, UNIT_MONEY, FAM_MONEY),
	  ARGS(PERIOD), .help = "funding paid" },
	{ "trades", ACCOUNT(EXPR_TRADES, UNIT_PLAIN, FAM_WHOLE), ARGS(PERIOD),
	  .help = "positions closed" },
	{ "stops_hit", ACCOUNT(EXPR_STOPS_HIT, UNIT_PLAIN, FAM_WHOLE),
	  ARGS({ "period", A_PERIOD }), .help = "stops that were hit" },
	{ .name = NULL }
};
