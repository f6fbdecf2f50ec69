/*
 * The expression language (etrms help language): one small language for
 * strategy rules, breaker conditions, alerts, assertions and --where. Parse,
 * check (types, units, clocks), print canonically, evaluate. What an
 * expression at time t can see ends at t: looking ahead cannot be written.
 *
 * Names and functions are tables (names.c); values come in through struct
 * expr_source, exactly: numbers cross as rationals, so that files built
 * without floating point can use this header. Evaluation over bars, with
 * doubles, is in expr-series.h.
 *
 *	struct expr_context at = { .place = EXPR_BREAKER, .label = "--when",
 *	    .want = EXPR_CONDITION };
 *	rc = expr_compile(&at, "drawdown(1d) > 5%", &e, err);
 *	rc = expr_truth(e, &source, &truth, &why, err);
 *	expr_free(e);
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include "base/buf.h"
#include "base/dec.h"
#include "base/err.h"
#include "base/record.h"
#include "base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct candles;		/* model/candle.h */
struct funding_rates;	/* model/fundingrate.h */
struct expr;

/* Three-valued: nothing is guessed, only TRUTH_TRUE acts. */
enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };
extern const char *const truth_names[3];	/* "false" "true" "unknown" */

enum expr_base { EXPR_ANY, EXPR_NUMBER, EXPR_CONDITION, EXPR_TEXT, EXPR_TIME,
    EXPR_DURATION };

enum expr_place_kind {
	EXPR_SERIES,	/* bars alone: strategy eval */
	EXPR_BREAKER,	/* snapshots: breakers, alerts, own risk rules */
	EXPR_RESULT,	/* a run's record: --assert, objective, constraint */
	EXPR_RECORD,	/* a row of a record: --where */
	EXPR_STRATEGY	/* bars, position and account */
};

/* A number is num / den, exactly; all-zero is na. */
struct expr_value {
	bool known;
	bool rounded;		/* num / den is the nearest to an inexact one */
	struct dec num, den;	/* EXPR_NUMBER; den > 0 */
	enum truth truth;	/* EXPR_CONDITION */
	const char *text;	/* EXPR_TEXT; borrowed */
	int64_t time;		/* EXPR_TIME stamp, EXPR_DURATION µs */
};
/* These make na of an unknown operand, a zero divisor or a NULL text. */
struct expr_value expr_dec(struct dec d);
struct expr_value expr_ratio(struct dec num, struct dec den);
struct expr_value expr_int(int64_t n);
struct expr_value expr_text(const char *s);
struct expr_value expr_time(int64_t t);		/* stamps and durations */
/* A known number as a decimal; false when na or too large. */
bool expr_value_dec(const struct expr_value *v, int scale, enum round r,
    struct dec *out);

/* What a source is asked for: LANGUAGE 5, by place. */
enum expr_id {
	EXPR_ID_NONE,
	/* snapshot */
	EXPR_EQUITY, EXPR_BALANCE, EXPR_FREE, EXPR_EXPOSURE, EXPR_NET_EXPOSURE,
	EXPR_UNREALISED, EXPR_LEVERAGE, EXPR_OPEN_POSITIONS, EXPR_OPEN_ORDERS,
	EXPR_LOSS_STREAK, EXPR_REGIME_FACTOR, EXPR_MARGIN_USED,
	EXPR_MARGIN_RATIO, EXPR_LARGEST_SHARE, EXPR_VENUE_SHARE,
	EXPR_STOP_COVER, EXPR_POTENTIAL_DRAWDOWN, EXPR_VAR_95, EXPR_RISK_SCORE,
	EXPR_MARK, EXPR_BID, EXPR_ASK, EXPR_DATA_AGE, EXPR_SYMBOL, EXPR_VENUE,
	EXPR_ACCOUNT,
	/* position, in snapshots scoped by symbol and in strategies */
	EXPR_POSITION_SIDE, EXPR_POSITION_SIZE, EXPR_POSITION_VALUE,
	EXPR_POSITION_ENTRY, EXPR_POSITION_STOP, EXPR_POSITION_LIQUIDATION,
	EXPR_POSITION_PROFIT, EXPR_POSITION_GAIN, EXPR_POSITION_BEST,
	EXPR_POSITION_WORST, EXPR_POSITION_SHARE, EXPR_POSITION_LEVERAGE,
	EXPR_POSITION_ENTRIES, EXPR_BARS_HELD, EXPR_HELD,
	/* functions of the account (6.5) */
	EXPR_DRAWDOWN, EXPR_LOSS, EXPR_PROFIT, EXPR_REALISED, EXPR_FEES,
	EXPR_FUNDING_PAID, EXPR_TRADES, EXPR_STOPS_HIT,
	/* a field of a result, by name */
	EXPR_FIELD
};

/* A name or account function an expression reads, with constant arguments. */
struct expr_ask {
	enum expr_id id;
	const char *name;	/* "equity", "position.gain", "drawdown" */
	enum expr_base base;
	enum unit unit;
	int64_t period;		/* functions: µs; 0 is `all` */
	const char *basis;	/* drawdown: "peak" "day" "week" "month" */
};

/* What `for 10m` over snapshots remembers of its condition, per slot. */
struct expr_memory {
	int64_t at;		/* last evaluation; 0: never */
	int64_t true_since, false_since;	/* unbroken run; 0: none */
	int64_t last_true, last_false;		/* 0: never */
};

struct expr_source {
	void *self;
	int64_t now;		/* `time`, and the clock of for and within */
	int64_t stale;		/* evaluations further apart break a run */
	/* Fills *out, which comes in as na. */
	void (*value)(void *self, const struct expr_ask *ask,
	    struct expr_value *out);
	/* Slots are 0..expr_slots()-1, stable for a canonical text. NULL:
	 * nothing is remembered, and for and within are unknown. */
	void (*recall)(void *self, unsigned slot, struct expr_memory *out);
	void (*remember)(void *self, unsigned slot,
	    const struct expr_memory *m);
	/* Closed bars for an @timeframe or ["SYMBOL"] switch, oldest first;
	 * symbol "" is the rule's own. Borrowed until the evaluation ends;
	 * NULL: none, the value is na. May be a NULL function. */
	const struct candles *(*bars)(void *self, const char *symbol,
	    int64_t timeframe);
	/* Settled rates of a perpetual, oldest first, for `funding`; borrowed
	 * and absent as bars are. */
	const struct funding_rates *(*funding)(void *self, const char *symbol);
};

struct expr_param { const char *name, *value; };	/* "fast" "10" */
struct expr_with { const char *name; const char *symbol; };

struct expr_context {
	enum expr_place_kind place;
	const char *label;	/* of an error: "--when"; NULL: "expression" */
	enum expr_base want;	/* EXPR_ANY: whatever it is */
	int64_t timeframe;	/* of the bars seen directly; 0: none are */
	const struct record *record;		/* EXPR_RECORD */
	const struct expr_param *params;	/* constants by name */
	size_t params_len;
	const struct expr_with *with;		/* other symbols by name */
	size_t with_len;
};

/* One refusal or warning. Columns count characters from 1. */
struct expr_finding {
	int line, column, length;
	const char *code;	/* "syntax" "name" "type" "unit" "clock" "limit"
				 * "value"; warnings: "unread" "inexact"
				 * "constant" "span" */
	bool warning;
	char message[256];
};
struct expr_findings VEC_OF(struct expr_finding);

/*
 * E_USAGE and a text of three lines (place and cause, the line, a caret) for
 * what is refused; *out is then left alone. Everything is copied from text
 * and context except the record.
 */
enum err_code expr_compile(const struct expr_context *in, const char *text,
    struct expr **out, struct err *err);
void expr_free(struct expr *e);
const struct expr_findings *expr_warnings(const struct expr *e);
/* A finding as the three lines of an error (also for warnings). */
void expr_finding_text(const struct expr_finding *f, const char *label,
    const char *text, struct buf *out);

void expr_canonical(const struct expr *e, struct buf *out);
enum expr_base expr_base(const struct expr *e);
enum unit expr_unit(const struct expr *e);
unsigned expr_slots(const struct expr *e);
/* Does it read this name, part or function anywhere? */
bool expr_reads(const struct expr *e, enum expr_id id);
bool expr_reads_position(const struct expr *e);
bool expr_reads_bars(const struct expr *e);

/* Can this version evaluate it? E_USAGE names the indicator it has not. Ask
 * when an expression is taken in, not only when it is run. */
enum err_code expr_available(const struct expr *e, struct err *err);

/* Why a condition is what it is: the comparison that decided it, or what was
 * missing. For findings and breaker events. */
struct expr_why {
	char cause[160];	/* canonical: drawdown(1d, "peak") > 5% */
	struct dec value, limit;	/* its sides; DEC_NONE: not numbers */
	char missing[64];	/* name of what was na; "" when nothing was */
};

/*
 * Evaluate over a source. They fail only for what cannot be evaluated at all
 * (E_USAGE: an indicator that this version does not have). why may be NULL.
 */
enum err_code expr_truth(const struct expr *e, const struct expr_source *s,
    enum truth *out, struct expr_why *why, struct err *err);
enum err_code expr_evaluate(const struct expr *e, const struct expr_source *s,
    struct expr_value *out, struct err *err);
enum err_code expr_evaluate_why(const struct expr *e,
    const struct expr_source *s, struct expr_value *out, struct expr_why *why,
    struct err *err);

/*
 * Is the condition false wherever the values that it asks for lie in the
 * ranges told, both ends included? False also when that cannot be said: for
 * what it does not compare as numbers, looks back on, or remembers.
 */
struct expr_ranges {
	void *self;
	/* false: it may be anything, or unknown */
	bool (*range)(void *self, const struct expr_ask *ask,
	    struct expr_value *low, struct expr_value *high);
};
bool expr_surely_false(const struct expr *e, const struct expr_ranges *r);

/* --where: compiles against a record; names are its fields. */
enum err_code expr_where_compile(const struct record *record,
    const char *text, struct expr **out, struct err *err);
/* Keeps the row? Unknown drops. NULL keeps every row. */
bool expr_where(const struct expr *e, const void *row);

/* The language's reference, for `etrms help language`. */
extern const char expr_help[];

#endif
