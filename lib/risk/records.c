/*
 * The records of this room, as commands print them (RECORDS.md).
 */
#include "risk/risk.h"

#define FIND(member) FIELD_AT(struct finding, member)
#define VIEW(member) FIELD_AT(struct policy_view, member)
#define LIMITS(member) FIELD_AT(struct limit_row, member)
#define WHY(member) FIELD_AT(struct policy_reason, member)
#define RISKS(member) FIELD_AT(struct position_risk, member)
#define EXPOSED(member) FIELD_AT(struct exposure, member)

const char *const severity_names[] = { "info", "warning", "breach" };

static const struct field finding_fields[] = {
	{ "rule", FIELD_CHARS, FIND(rule), .help = "name of the rule" },
	{ "severity", FIELD_ENUM, FIND(severity), .help =
	  "info, warning or breach", .names = severity_names, .names_len = 3 },
	{ "account", FIELD_CHARS, FIND(account), .help = "label" },
	{ "venue", FIELD_CHARS, FIND(venue), .help = "where it trades",
	  .flags = FIELD_MINOR },
	{ "symbol", FIELD_CHARS, FIND(symbol), .help =
	  "unified symbol, or the asset; null: the whole account" },
	{ "value", FIELD_DEC, FIND(value), .help = "what was found" },
	{ "limit", FIELD_DEC, FIND(limit), .help = "what it may be" },
	{ "base_limit", FIELD_DEC, FIND(base_limit), .help = "of a limit that"
	  " follows the market: what it is at most", .flags = FIELD_WIDE },
	{ "regime_factor", FIELD_DEC, FIND(regime_factor), .help = "what that"
	  " is multiplied by now; null: not known, or it does not follow",
	  .flags = FIELD_WIDE },
	{ "message", FIELD_CHARS, FIND(message),
	  .help = "its numbers in words" },
	{ "snapshot_time", FIELD_STAMP, FIND(snapshot_time), .help =
	  "time of the state that was judged", .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record finding_record = {
	"finding", "what risk check found", finding_fields
};

static const struct field limit_fields[] = {
	{ "account", FIELD_CHARS, LIMITS(account), .help = "label" },
	{ "rule", FIELD_TEXT, LIMITS(rule), .help = "name of the rule" },
	{ "symbol", FIELD_CHARS, LIMITS(symbol), .help =
	  "unified symbol; null: the whole account" },
	{ "text", FIELD_TEXT, LIMITS(text), .help = "the limit as it is"
	  " written", .flags = FIELD_MINOR },
	{ "base_limit", FIELD_DEC, LIMITS(base_limit), .help =
	  "its number, a percentage as a part of one" },
	{ "regime_factor", FIELD_DEC, LIMITS(regime_factor), .help =
	  "what that is multiplied by now; null: it does not follow the"
	  " market, or nobody knows" },
	{ "limit", FIELD_DEC, LIMITS(limit), .help = "what holds now; null:"
	  " not known, and nothing is within it" },
	{ "scope", FIELD_TEXT, LIMITS(scope), .help = "where it comes from:"
	  " default, global, account, symbol, account+symbol, environment,"
	  " vault", .flags = FIELD_MINOR },
	{ "message", FIELD_CHARS, LIMITS(message), .help = "what the market is"
	  " like, or why nobody knows" },
	{ .name = NULL }
};
const struct record limit_record = {
	"limit", "a limit of the policy, and what it is now", limit_fields
};

static const struct field policy_fields[] = {
	{ "rule", FIELD_TEXT, VIEW(rule), .help = "name of the rule" },
	{ "account", FIELD_CHARS, VIEW(account),
	  .help = "null: every account" },
	{ "symbol", FIELD_CHARS, VIEW(symbol), .help = "null: every symbol" },
	{ "value", FIELD_TEXT, VIEW(value), .help =
	  "the limit as it is written; off: none" },
	{ "scope", FIELD_TEXT, VIEW(scope), .help =
	  "where it comes from: default, global, account, symbol,"
	  " account+symbol, environment" },
	{ "default", FIELD_TEXT, VIEW(fallback), .help =
	  "what holds without it; off: no limit" },
	{ "help", FIELD_TEXT, VIEW(help), .help = "what it limits" },
	{ .name = NULL }
};
const struct record policy_record = {
	"policy", "a limit of the policy", policy_fields
};

static const struct field reason_fields[] = {
	{ "rule", FIELD_TEXT, WHY(rule), .help = "name of the rule" },
	{ "value", FIELD_TEXT, WHY(value), .help =
	  "the limit as it is written; off: none" },
	{ "scope", FIELD_TEXT, WHY(scope), .help =
	  "default, global, account, symbol, account+symbol, environment" },
	{ "account", FIELD_TEXT, WHY(account), .help = "null: every account" },
	{ "symbol", FIELD_TEXT, WHY(symbol), .help = "null: every symbol" },
	{ "origin", FIELD_TEXT, WHY(origin), .help =
	  "default, stored, or the variable" },
	{ "in_force", FIELD_BOOL, WHY(in_force), .help = "does it hold" },
	{ "message", FIELD_TEXT, WHY(message), .help = "why or why not" },
	{ .name = NULL }
};
const struct record policy_reason_record = {
	"policy reason", "why a limit holds", reason_fields
};

static const struct field exposure_fields[] = {
	{ "account", FIELD_CHARS, EXPOSED(account), .help = "label" },
	{ "currency", FIELD_CHARS, EXPOSED(currency), .help = "of the amounts",
	  .flags = FIELD_MINOR },
	{ "equity", FIELD_DEC, EXPOSED(equity), .help =
	  "priced value of everything", .unit = UNIT_MONEY },
	{ "gross", FIELD_DEC, EXPOSED(gross), .help =
	  "sizes of all positions added up", .unit = UNIT_MONEY },
	{ "net", FIELD_DEC, EXPOSED(net), .help =
	  "longs less shorts", .unit = UNIT_MONEY },
	{ "leverage", FIELD_DEC, EXPOSED(leverage), .help = "gross / equity" },
	{ "free", FIELD_DEC, EXPOSED(free), .help =
	  "of the currency, not reserved", .unit = UNIT_MONEY },
	{ "used", FIELD_DEC, EXPOSED(used), .help =
	  "of the currency, reserved by orders", .unit = UNIT_MONEY },
	{ "largest_symbol", FIELD_CHARS, EXPOSED(largest_symbol), .help =
	  "symbol of the largest position", .flags = FIELD_MINOR },
	{ "largest_share", FIELD_DEC, EXPOSED(largest_share), .help =
	  "its size / equity", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "open_positions", FIELD_INT, EXPOSED(open_positions), .help =
	  "how many positions" },
	{ "open_orders", FIELD_INT, EXPOSED(open_orders), .help =
	  "orders that may still use money" },
	{ "day_notional", FIELD_DEC, EXPOSED(day_notional), .help =
	  "value of the fills of this day", .unit = UNIT_MONEY },
	{ "drawdown", FIELD_DEC, EXPOSED(drawdown), .help =
	  "below the highest equity ever, transfers left out",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "drawdown_day", FIELD_DEC, EXPOSED(drawdown_day), .help =
	  "below the equity at the start of the day, transfers left out",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "time", FIELD_STAMP, EXPOSED(time), .help = "of the state",
	  .flags = FIELD_MINOR },
	{ "initial_margin", FIELD_DEC, EXPOSED(initial_margin), .help =
	  "set aside for perpetuals", .unit = UNIT_MONEY,
	  .flags = FIELD_WIDE },
	{ "maintenance_margin", FIELD_DEC, EXPOSED(maintenance_margin),
	  .help = "below it perpetuals are liquidated", .unit = UNIT_MONEY,
	  .flags = FIELD_WIDE },
	{ "margin_used", FIELD_DEC, EXPOSED(margin_used), .help =
	  "initial_margin / equity", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_MINOR },
	{ "margin_ratio", FIELD_DEC, EXPOSED(margin_ratio), .help =
	  "maintenance_margin / equity", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_MINOR },
	{ "liquidation_symbol", FIELD_CHARS, EXPOSED(liquidation_symbol),
	  .help = "symbol of the position nearest to its liquidation",
	  .flags = FIELD_MINOR },
	{ "liquidation_distance", FIELD_DEC, EXPOSED(liquidation_distance),
	  .help = "part of its mark price that it is away from it; null:"
	  " no price liquidates", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_MINOR },
	{ "stop_cover", FIELD_DEC, EXPOSED(stop_cover), .help =
	  "share of what is held that has a live stop", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_MINOR },
	{ "potential_loss", FIELD_DEC, EXPOSED(potential_loss), .help =
	  "lost if every stop is hit and the rest falls by"
	  " risk.shock-percent", .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ "potential_drawdown", FIELD_DEC, EXPOSED(potential_drawdown),
	  .help = "the drawdown after that", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_MINOR },
	{ .name = NULL }
};
const struct record exposure_record = {
	"exposure", "how much is at risk", exposure_fields
};

static const struct field position_risk_fields[] = {
	{ "account", FIELD_CHARS, RISKS(account), .help = "label" },
	{ "venue", FIELD_CHARS, RISKS(venue), .help = "where it trades",
	  .flags = FIELD_WIDE },
	{ "symbol", FIELD_CHARS, RISKS(symbol), .help = "unified symbol" },
	{ "side", FIELD_ENUM, RISKS(side), .help = "long or short",
	  .names = position_side_names, .names_len = 2 },
	{ "currency", FIELD_CHARS, RISKS(currency), .help = "of the amounts",
	  .flags = FIELD_MINOR },
	{ "notional", FIELD_DEC, RISKS(notional), .help =
	  "worth at the mark price", .unit = UNIT_MONEY },
	{ "share", FIELD_DEC, RISKS(share), .help = "notional / equity",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "leverage", FIELD_DEC, RISKS(leverage), .help =
	  "that it is set to; null on spot" },
	{ "margin_mode", FIELD_CHARS, RISKS(margin_mode), .help =
	  "cross, isolated; null on spot", .flags = FIELD_MINOR },
	{ "initial_margin", FIELD_DEC, RISKS(initial_margin), .help =
	  "set aside for it", .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ "maintenance_margin", FIELD_DEC, RISKS(maintenance_margin),
	  .help = "below it the position is liquidated", .unit = UNIT_MONEY,
	  .flags = FIELD_MINOR },
	{ "mark_price", FIELD_DEC, RISKS(mark_price), .help =
	  "price it is valued at", .unit = UNIT_PRICE },
	{ "liquidation_price", FIELD_DEC, RISKS(liquidation_price), .help =
	  "told by the venue, else estimated; null: none",
	  .unit = UNIT_PRICE },
	{ "liquidation_distance", FIELD_DEC, RISKS(liquidation_distance),
	  .help = "part of the mark price that is left to it",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "stop_loss_price", FIELD_DEC, RISKS(stop_loss_price), .help =
	  "trigger of the nearest live stop", .unit = UNIT_PRICE },
	{ "stop_cover", FIELD_DEC, RISKS(stop_cover), .help =
	  "share of it that has a live stop", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT },
	{ "potential_loss", FIELD_DEC, RISKS(potential_loss), .help =
	  "lost if its stops are hit and the rest falls by"
	  " risk.shock-percent, or to its liquidation", .unit = UNIT_MONEY },
	{ "potential_share", FIELD_DEC, RISKS(potential_share), .help =
	  "potential_loss / equity", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT },
	{ "time", FIELD_STAMP, RISKS(time), .help = "of the state",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record position_risk_record = {
	"position risk", "what a position may lose", position_risk_fields
};
