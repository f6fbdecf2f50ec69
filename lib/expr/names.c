/*
 * The tables of names and functions (LANGUAGE 5 and 6). A new one is a row
 * here; an indicator also needs its kernel in series evaluation.
 */
#include "expr/names.h"

#include <string.h>

#define NUM EXPR_NUMBER
#define TXT(n, s, c) { n, s, EXPR_TEXT, .code = c }
#define SPAN(n, s, b, c) { n, s, b, .family = FAM_WHOLE, .code = c }

const struct name_row expr_names[] = {
	/* bars */
	{ "open", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_OPEN },
	{ "high", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_HIGH },
	{ "low", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_LOW },
	{ "close", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_CLOSE },
	{ "hl2", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_HL2 },
	{ "hlc3", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_HLC3 },
	{ "ohlc4", SEE_BARS, NUM, UNIT_PRICE, FAM_PRICE, COL_OHLC4 },
	{ "volume", SEE_BARS, NUM, UNIT_QTY, FAM_VOLUME, COL_VOLUME },
	{ "funding", SEE_BARS, NUM, UNIT_RATIO, FAM_NONE, COL_FUNDING },
	SPAN("time", SEE_BARS, EXPR_TIME, COL_TIME),
	{ "hour", SEE_BARS, NUM, UNIT_PLAIN, FAM_WHOLE, COL_HOUR },
	{ "minute", SEE_BARS, NUM, UNIT_PLAIN, FAM_WHOLE, COL_MINUTE },
	{ "weekday", SEE_BARS, NUM, UNIT_PLAIN, FAM_WHOLE, COL_WEEKDAY },
	{ "day", SEE_BARS, NUM, UNIT_PLAIN, FAM_WHOLE, COL_DAY },
	{ "month", SEE_BARS, NUM, UNIT_PLAIN, FAM_WHOLE, COL_MONTH },
	TXT("symbol", SEE_BARS, COL_SYMBOL),
	SPAN("timeframe", SEE_BARS, EXPR_DURATION, COL_TIMEFRAME),
	{ "tick", SEE_BARS, NUM, UNIT_PRICE, FAM_CONST, COL_TICK },
	/* snapshot; `equity` and `free` are a strategy's too */
	{ "equity", SEE_SNAPSHOT | SEE_ACCOUNT, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_EQUITY },
	{ "balance", SEE_SNAPSHOT, NUM, UNIT_MONEY, FAM_MONEY, EXPR_BALANCE },
	{ "free", SEE_SNAPSHOT | SEE_ACCOUNT, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_FREE },
	{ "exposure", SEE_SNAPSHOT, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_EXPOSURE },
	{ "net_exposure", SEE_SNAPSHOT, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_NET_EXPOSURE },
	{ "unrealised", SEE_SNAPSHOT, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_UNREALISED },
	{ "leverage", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_NONE, EXPR_LEVERAGE },
	{ "open_positions", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE,
	  EXPR_OPEN_POSITIONS },
	{ "open_orders", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE,
	  EXPR_OPEN_ORDERS },
	{ "loss_streak", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE,
	  EXPR_LOSS_STREAK },
	{ "regime_factor", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_NONE,
	  EXPR_REGIME_FACTOR },
	{ "margin_used", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE,
	  EXPR_MARGIN_USED },
	{ "margin_ratio", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE,
	  EXPR_MARGIN_RATIO },
	{ "largest_share", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE,
	  EXPR_LARGEST_SHARE },
	{ "venue_share", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE,
	  EXPR_VENUE_SHARE },
	{ "stop_cover", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE,
	  EXPR_STOP_COVER },
	{ "potential_drawdown", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE,
	  EXPR_POTENTIAL_DRAWDOWN },
	{ "var_95", SEE_SNAPSHOT, NUM, UNIT_RATIO, FAM_NONE, EXPR_VAR_95 },
	{ "risk_score", SEE_SNAPSHOT, NUM, UNIT_POINTS, FAM_NONE,
	  EXPR_RISK_SCORE },
	{ "mark", SEE_SNAPSHOT, NUM, UNIT_PRICE, FAM_MONEY, EXPR_MARK },
	{ "bid", SEE_SNAPSHOT, NUM, UNIT_PRICE, FAM_MONEY, EXPR_BID },
	{ "ask", SEE_SNAPSHOT, NUM, UNIT_PRICE, FAM_MONEY, EXPR_ASK },
	SPAN("data_age", SEE_SNAPSHOT, EXPR_DURATION, EXPR_DATA_AGE),
	TXT("symbol", SEE_SNAPSHOT, EXPR_SYMBOL),
	TXT("venue", SEE_SNAPSHOT, EXPR_VENUE),
	TXT("account", SEE_SNAPSHOT, EXPR_ACCOUNT),
	SPAN("time", SEE_SNAPSHOT, EXPR_TIME, COL_TIME),
	{ "hour", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE, COL_HOUR },
	{ "minute", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE, COL_MINUTE },
	{ "weekday", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE, COL_WEEKDAY },
	{ "day", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE, COL_DAY },
	{ "month", SEE_SNAPSHOT, NUM, UNIT_PLAIN, FAM_WHOLE, COL_MONTH },
	/* strategies, beside position.* */
	{ "bars_held", SEE_ACCOUNT, NUM, UNIT_PLAIN, FAM_WHOLE,
	  EXPR_BARS_HELD },
	SPAN("held", SEE_ACCOUNT, EXPR_DURATION, EXPR_HELD),
	/* a run's record */
#define RESULT(name, unit, family) \
	{ name, SEE_RESULT, NUM, unit, family, EXPR_FIELD }
	RESULT("total_return", UNIT_RATIO, FAM_NONE),
	RESULT("annual_return", UNIT_RATIO, FAM_NONE),
	RESULT("volatility", UNIT_RATIO, FAM_NONE),
	RESULT("max_drawdown", UNIT_RATIO, FAM_NONE),
	RESULT("win_rate", UNIT_RATIO, FAM_NONE),
	RESULT("exposure", UNIT_RATIO, FAM_NONE),
	RESULT("psr", UNIT_RATIO, FAM_NONE),
	RESULT("dsr", UNIT_RATIO, FAM_NONE),
	RESULT("pbo", UNIT_RATIO, FAM_NONE),
	RESULT("ruin", UNIT_RATIO, FAM_NONE),
	RESULT("ulcer", UNIT_RATIO, FAM_NONE),
	RESULT("sharpe", UNIT_PLAIN, FAM_NONE),
	RESULT("sortino", UNIT_PLAIN, FAM_NONE),
	RESULT("calmar", UNIT_PLAIN, FAM_NONE),
	RESULT("omega", UNIT_PLAIN, FAM_NONE),
	RESULT("sqn", UNIT_PLAIN, FAM_NONE),
	RESULT("trades", UNIT_PLAIN, FAM_WHOLE),
	RESULT("profit_factor", UNIT_PLAIN, FAM_NONE),
	RESULT("payoff", UNIT_PLAIN, FAM_NONE),
	RESULT("wfe", UNIT_PLAIN, FAM_NONE),
	RESULT("refusals", UNIT_PLAIN, FAM_WHOLE),
	RESULT("breaker_trips", UNIT_PLAIN, FAM_WHOLE),
	RESULT("max_drawdown_days", UNIT_PLAIN, FAM_WHOLE),
	RESULT("expectancy", UNIT_MONEY, FAM_MONEY),
	RESULT("fees", UNIT_MONEY, FAM_MONEY),
	RESULT("final_equity", UNIT_MONEY, FAM_MONEY),
	{ .name = NULL }
};

#define POSITION (SEE_SNAPSHOT | SEE_ACCOUNT)
const struct name_row expr_position[] = {
	TXT("side", POSITION, EXPR_POSITION_SIDE),
	{ "size", POSITION, NUM, UNIT_QTY, FAM_MONEY, EXPR_POSITION_SIZE },
	{ "value", POSITION, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_POSITION_VALUE },
	{ "entry", POSITION, NUM, UNIT_PRICE, FAM_MONEY,
	  EXPR_POSITION_ENTRY },
	{ "stop", POSITION, NUM, UNIT_PRICE, FAM_MONEY, EXPR_POSITION_STOP },
	{ "liquidation", POSITION, NUM, UNIT_PRICE, FAM_MONEY,
	  EXPR_POSITION_LIQUIDATION },
	{ "profit", POSITION, NUM, UNIT_MONEY, FAM_MONEY,
	  EXPR_POSITION_PROFIT },
	{ "gain", POSITION, NUM, UNIT_RATIO, FAM_NONE, EXPR_POSITION_GAIN },
	{ "best", POSITION, NUM, UNIT_RATIO, FAM_NONE, EXPR_POSITION_BEST },
	{ "worst", POSITION, NUM, UNIT_RATIO, FAM_NONE, EXPR_POSITION_WORST },
	{ "share", POSITION, NUM, UNIT_RATIO, FAM_NONE, EXPR_POSITION_SHARE },
	{ "leverage", POSITION, NUM, UNIT_PLAIN, FAM_NONE,
	  EXPR_POSITION_LEVERAGE },
	{ "entries", POSITION, NUM, UNIT_PLAIN, FAM_WHOLE,
	  EXPR_POSITION_ENTRIES },
	{ .name = NULL }
};

/* Most names differ in their first letter. */
static bool
is_name(const char *a, const char *b)
{
	return a[0] == b[0] && strcmp(a, b) == 0;
}

const struct name_row *
expr_name_find(const struct name_row *rows, const char *name, unsigned see)
{
	for (; rows->name; rows++)
		if ((rows->see & see) && is_name(rows->name, name))
			return rows;
	return NULL;
}

const struct func_row *
expr_func(const char *name, unsigned see)
{
	for (const struct func_row *f = expr_funcs; f->name; f++)
		if ((see == 0 || (f->see & (see | SEE_EVERYWHERE))) &&
		    is_name(f->name, name))
			return f;
	return NULL;
}
