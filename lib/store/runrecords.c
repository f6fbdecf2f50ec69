/* Runs and what happened in them as records (RECORDS.md, then ours). */
#include "store/runs.h"

#include "model/holdings.h"

const char *const run_kind_names[RUN_KINDS] = {
	[RUN_BACKTEST] = "backtest",
	[RUN_OPTIMIZE] = "optimize",
	[RUN_WALKFORWARD] = "walkforward",
	[RUN_MONTECARLO] = "montecarlo"
};

const char *const run_status_names[RUN_STATUSES] = {
	[RUN_DONE] = "done",
	[RUN_CANCELED] = "canceled",
	[RUN_BANKRUPT] = "bankrupt"
};

#define F(row, name, type, member, text, ...) \
	{ name, type, FIELD_AT(row, member), .help = text, ##__VA_ARGS__ }
#define R(...) F(struct run, __VA_ARGS__)
#define RATIO(name, member, text, ...) \
	R(name, FIELD_DOUBLE, member, text, .unit = UNIT_RATIO, ##__VA_ARGS__)
#define WIDE .flags = FIELD_WIDE
static const struct field run_fields[] = {
	R("id", FIELD_CHARS, id, "its number in this store"),
	R("kind", FIELD_ENUM, kind, "backtest, optimize, walkforward,"
	    " montecarlo", .names = run_kind_names, .names_len = RUN_KINDS,
	    .flags = FIELD_MINOR),
	R("strategy", FIELD_CHARS, strategy, "name of the strategy"),
	R("strategy_hash", FIELD_CHARS, strategy_hash, "SHA-256 of the"
	    " strategy as it means, however its file is laid out", WIDE),
	R("symbols", FIELD_CHARS, symbols, "what it traded, joined by ';';"
	    " the first is the main one"),
	R("timeframe", FIELD_DURATION, timeframe, "of the bars it decided"
	    " on"),
	R("from", FIELD_STAMP, from, "when the first bar opened",
	    .flags = FIELD_MINOR),
	R("to", FIELD_STAMP, to, "when the last bar closed",
	    .flags = FIELD_MINOR),
	R("params", FIELD_CHARS, params, "every parameter, joined by ';'",
	    .flags = FIELD_MINOR),
	R("capital", FIELD_DEC, capital, "what the account began with",
	    .unit = UNIT_MONEY, WIDE),
	R("data_hash", FIELD_CHARS, data_hash, "SHA-256 of every bar and rate"
	    " that was read", WIDE),
	R("seed", FIELD_INT, seed, "what chance was drawn from", WIDE),
	R("version", FIELD_CHARS, version, "etrms that made it", WIDE),
	R("assumptions", FIELD_CHARS, assumptions, "leverage, fees, slippage,"
	    " fill rules, policy and breakers, joined by ';'", WIDE),
	RATIO("total_return", total_return, "profit by capital",
	    .flags = FIELD_PERCENT),
	RATIO("annual_return", annual_return, "the same a year, compounded",
	    .flags = FIELD_PERCENT | FIELD_MINOR),
	RATIO("volatility", volatility, "of the returns, a year",
	    .flags = FIELD_PERCENT | FIELD_WIDE),
	RATIO("max_drawdown", max_drawdown, "the deepest fall below the"
	    " highest so far", .flags = FIELD_PERCENT),
	R("max_drawdown_days", FIELD_DOUBLE, max_drawdown_days, "the longest"
	    " time below the highest so far, in days", WIDE),
	R("sharpe", FIELD_DOUBLE, sharpe, "mean return by its deviation, a"
	    " year"),
	R("sortino", FIELD_DOUBLE, sortino, "mean return by the deviation of"
	    " losses, a year", WIDE),
	R("calmar", FIELD_DOUBLE, calmar, "annual return by the deepest"
	    " drawdown", WIDE),
	R("omega", FIELD_DOUBLE, omega, "sum of gains by sum of losses", WIDE),
	RATIO("ulcer", ulcer, "root of the mean squared drawdown",
	    .flags = FIELD_PERCENT | FIELD_WIDE),
	RATIO("psr", psr, "probability that the Sharpe ratio is above 0",
	    .flags = FIELD_PERCENT | FIELD_WIDE),
	R("sqn", FIELD_DOUBLE, sqn, "mean profit of trades by its error",
	    WIDE),
	RATIO("win_rate", win_rate, "share of trades that won",
	    .flags = FIELD_PERCENT | FIELD_MINOR),
	R("profit_factor", FIELD_DOUBLE, profit_factor, "what winners won by"
	    " what losers lost", .flags = FIELD_MINOR),
	R("payoff", FIELD_DOUBLE, payoff, "average win by average loss",
	    WIDE),
	R("expectancy", FIELD_DEC, expectancy, "average profit of a trade",
	    .unit = UNIT_MONEY, WIDE),
	RATIO("exposure", exposure, "share of its time in which a position was"
	    " held",
	    .flags = FIELD_PERCENT | FIELD_WIDE),
	R("trades", FIELD_INT, trades, "round trips"),
	R("fees", FIELD_DEC, fees, "paid in all", .unit = UNIT_MONEY,
	    .flags = FIELD_MINOR),
	R("funding", FIELD_DEC, funding, "received in all",
	    .unit = UNIT_MONEY, WIDE),
	R("refusals", FIELD_INT, refusals, "orders that the policy refused",
	    .flags = FIELD_MINOR),
	R("breaker_trips", FIELD_INT, breaker_trips, "breakers that tripped",
	    .flags = FIELD_MINOR),
	R("intrabar_decided", FIELD_INT, intrabar_decided, "trades that the"
	    " path assumed inside a bar decided", WIDE),
	R("final_equity", FIELD_DEC, final_equity, "what the account was"
	    " worth at the end", .unit = UNIT_MONEY, .flags = FIELD_MINOR),
	R("status", FIELD_ENUM, status, "done, canceled, bankrupt",
	    .names = run_status_names, .names_len = RUN_STATUSES),
	R("time", FIELD_STAMP, time, "when it was run", .flags = FIELD_MINOR),
	R("strategy_path", FIELD_CHARS, strategy_path, "where its file was",
	    WIDE),
	R("venue", FIELD_CHARS, venue, "of the candles", WIDE),
	R("currency", FIELD_CHARS, currency, "that capital, fees and equity"
	    " are in", WIDE),
	R("bars", FIELD_INT, bars, "of the main symbol", WIDE),
	R("gaps", FIELD_INT, gaps, "places where bars are missing", WIDE),
	R("inexact_ties", FIELD_INT, inexact_ties, "comparisons so close that"
	    " rounding decided them", WIDE),
	R("conflicts", FIELD_INT, conflicts, "bars that asked for a long and a"
	    " short at once", WIDE),
	R("warnings", FIELD_CHARS, warnings, "what is strange about it, joined"
	    " by ';'", WIDE),
	R("result_hash", FIELD_CHARS, result_hash, "SHA-256 of all that came"
	    " out", WIDE),
	{ .name = NULL }
};
const struct record run_record = {
	"run", "a recorded result of research", run_fields
};

#define T(...) F(struct run_trade, __VA_ARGS__)
static const struct field trade_fields[] = {
	T("run", FIELD_TEXT, run, "the run it is of", .flags = FIELD_MINOR),
	T("symbol", FIELD_TEXT, symbol, "unified symbol"),
	T("side", FIELD_ENUM, side, "long or short",
	    .names = position_side_names, .names_len = POSITION_SHORT + 1),
	T("entry_time", FIELD_STAMP, entry_time, "when it was opened"),
	T("entry_price", FIELD_DEC, entry_price, "average price of what was"
	    " opened", .unit = UNIT_PRICE),
	T("exit_time", FIELD_STAMP, exit_time, "when it was closed; null:"
	    " open at the end"),
	T("exit_price", FIELD_DEC, exit_price, "average price of what was"
	    " closed", .unit = UNIT_PRICE),
	T("amount", FIELD_DEC, amount, "base units or contracts",
	    .unit = UNIT_QTY),
	T("profit", FIELD_DEC, profit, "fees and funding off",
	    .unit = UNIT_MONEY),
	T("return", FIELD_DOUBLE, ret, "profit by what the entry was worth",
	    .unit = UNIT_RATIO, .flags = FIELD_PERCENT),
	T("fees", FIELD_DEC, fees, "paid", .unit = UNIT_MONEY,
	    .flags = FIELD_MINOR),
	T("funding", FIELD_DEC, funding, "received", .unit = UNIT_MONEY,
	    .flags = FIELD_MINOR),
	T("bars", FIELD_INT, bars, "how many bars it was held",
	    .flags = FIELD_MINOR),
	T("reason_in", FIELD_TEXT, reason_in, "why it was opened",
	    .flags = FIELD_MINOR),
	T("reason_out", FIELD_TEXT, reason_out, "why it was closed",
	    .flags = FIELD_MINOR),
	T("intrabar", FIELD_BOOL, intrabar, "whether the path assumed inside"
	    " a bar decided it", .flags = FIELD_MINOR),
	{ .name = NULL }
};
const struct record run_trade_record = {
	"trade", "a round trip of a run", trade_fields
};

#define O(...) F(struct run_order, __VA_ARGS__)
#define O_ENUM(name, member, text, all, last) \
	O(name, FIELD_ENUM, member, text, .names = all, .names_len = (last))
static const struct field order_fields[] = {
	O("run", FIELD_TEXT, run, "the run it is of", .flags = FIELD_MINOR),
	O("number", FIELD_INT, number, "from 1, in the order given"),
	O("symbol", FIELD_TEXT, symbol, "unified symbol"),
	O_ENUM("type", type, "type of order", order_type_names, ORDER_TYPES),
	O_ENUM("side", side, "buy or sell", side_names, SIDE_SELL + 1),
	O("amount", FIELD_DEC, amount, "base units or contracts",
	    .unit = UNIT_QTY),
	O("price", FIELD_DEC, price, "of a limit", .unit = UNIT_PRICE),
	O("trigger_price", FIELD_DEC, trigger_price, "of a stop or target",
	    .unit = UNIT_PRICE),
	O("filled", FIELD_DEC, filled, "how much of it was filled",
	    .unit = UNIT_QTY),
	O("average", FIELD_DEC, average, "average price of its fills",
	    .unit = UNIT_PRICE),
	O("fee", FIELD_DEC, fee, "paid; a rebate is negative",
	    .unit = UNIT_MONEY, .flags = FIELD_MINOR),
	O_ENUM("state", state, "where it ended", order_state_names,
	    ORDER_STATES),
	O("reason", FIELD_TEXT, reason, "why it was refused or ended",
	    .flags = FIELD_MINOR),
	O("tag", FIELD_TEXT, tag, "what the strategy called it",
	    .flags = FIELD_MINOR),
	O("parent", FIELD_TEXT, parent, "number of the entry that it is"
	    " attached to", .flags = FIELD_MINOR),
	O("time", FIELD_STAMP, time, "when it was given"),
	O("last_update_time", FIELD_STAMP, last_update_time, "when it was last"
	    " heard of", .flags = FIELD_MINOR),
	{ .name = NULL }
};
const struct record run_order_record = {
	"run order", "an order of a run, as it ended", order_fields
};

#define P(...) F(struct run_point, __VA_ARGS__)
static const struct field point_fields[] = {
	P("run", FIELD_TEXT, run, "the run it is of", .flags = FIELD_MINOR),
	P("time", FIELD_STAMP, time, "a bar's close; the first is the"
	    " opening"),
	P("equity", FIELD_DEC, equity, "what the account was worth",
	    .unit = UNIT_MONEY),
	P("drawdown", FIELD_DOUBLE, drawdown, "how far below the highest so"
	    " far", .unit = UNIT_RATIO, .flags = FIELD_PERCENT),
	{ .name = NULL }
};
const struct record run_point_record = {
	"run point", "equity of a run at a bar's close", point_fields
};
