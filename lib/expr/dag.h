/*
 * Inside lib/expr: what a checked expression becomes. A flat array of
 * operations in topological order, equal ones shared; scalar.c runs it over a
 * snapshot, series.c over bars.
 */
#ifndef EXPR_DAG_H
#define EXPR_DAG_H

#include "base/vec.h"
#include "expr/expr.h"
#include "expr/rat.h"

struct node;

enum op_code {
	OP_CONST,
	OP_ASK,		/* a value of the source */
	OP_FIELD,	/* a field of a record's row */
	OP_NOW,		/* time and its parts, outside bars */
	OP_COLUMN,	/* a column of bars */
	OP_ALIGN,	/* in[0] of another series, as seen from here */
	/* plain, 6.4 */
	OP_NEG, OP_ADD, OP_SUB, OP_MUL, OP_DIV,
	OP_LT, OP_LE, OP_EQ, OP_SAME_TEXT,
	OP_NOT, OP_AND, OP_OR, OP_IF,
	OP_DEFINED, OP_NZ, OP_ABS, OP_MIN, OP_MAX, OP_SIGN, OP_SQRT, OP_LOG,
	OP_EXP, OP_POW, OP_MOD, OP_FLOOR, OP_CEIL, OP_ROUND, OP_MATCHES,
	OP_CLAMP,	/* never in a program: min and max */
	/* history; k is the length */
	OP_HIST, OP_FOR, OP_WITHIN,
	OP_HELD,	/* for over snapshots: k µs, slot in aux */
	OP_SEEN,	/* within over snapshots */
	/* windows, 6.2 */
	OP_SMA, OP_WMA, OP_SUM, OP_HIGHEST, OP_LOWEST, OP_MEDIAN, OP_QUANTILE,
	OP_RANK, OP_ZSCORE, OP_STDDEV, OP_SINCE_HIGHEST, OP_SINCE_LOWEST,
	OP_COUNT, OP_CORRELATION, OP_BETA, OP_CHANGE, OP_PCT_CHANGE, OP_RISING,
	OP_FALLING, OP_DONCHIAN,
	/* events, 6.3 */
	OP_CROSSOVER, OP_CROSSUNDER, OP_CROSS, OP_BARSSINCE, OP_VALUEWHEN,
	OP_LAST, OP_CLOSES,
	/* indicators, 6.1: a row of the table, and one of its parts */
	OP_CALL, OP_PART,
	OP_CODES
};
const char *expr_op_name(enum op_code code);

enum column_code {
	COL_OPEN, COL_HIGH, COL_LOW, COL_CLOSE, COL_HL2, COL_HLC3, COL_OHLC4,
	COL_VOLUME, COL_FUNDING, COL_TIME, COL_HOUR, COL_MINUTE, COL_WEEKDAY,
	COL_DAY, COL_MONTH, COL_SYMBOL, COL_TIMEFRAME, COL_TICK
};

/* One value in a scalar evaluation, or a constant; all-zero is na. */
struct scalar {
	bool known, exact;
	enum expr_base base;
	enum truth truth;
	double d;
	struct rat r;		/* while exact */
	const char *text;
	int64_t time;
};

enum { OP_INPUTS = 3, OP_NO_INPUT = -1, CALL_ARGS = 8 };
enum { SECTION_SCALAR = -1, SECTION_NONE = -2 };	/* none: constants */

/* The constant arguments of an indicator: numbers, or the index of a word. */
struct call_args { double at[CALL_ARGS]; };

struct op {
	unsigned char code, base, unit, family;
	bool tie;		/* comparison decided exactly (3.4) */
	short section;		/* index of its series, or SECTION_… */
	int in[OP_INPUTS];
	int64_t k;		/* length, code of a column, part … */
	int aux;		/* slot, or row of a table */
	int value;		/* OP_CONST, OP_ASK, OP_CALL: index of theirs */
	int64_t lookback;	/* bars of its own series before a value */
	int64_t first;		/* of the op alone */
	const struct node *origin;	/* the comparison it was written as */
};

/* A series that is looked at: symbol "" is the one in view. */
struct section {
	const char *symbol;
	int64_t timeframe;	/* 0: of no bars; the scalar place */
};

/* What an expression came to. */
struct root {
	int op;
	enum expr_base base;
	enum unit unit;
};

struct dag {
	VEC(struct op) ops;
	VEC(struct scalar) values;
	VEC(struct expr_ask) asks;
	VEC(struct call_args) calls;
	VEC(struct section) sections;
	VEC(int) next;		/* hash chains while it is built */
	int heads[256];		/* 0: empty, else index + 1 */
	unsigned slots;
	VEC(struct root) roots;		/* one per expression of the text */
};

static inline int
dag_root(const struct dag *g)		/* of a single expression */
{
	return g->roots.at[0].op;
}

void dag_free(struct dag *g);
/* An op to fill in: no inputs, section_none, base a number. */
struct op dag_blank(enum op_code code);
/* The op like this one, made when there is none; constant inputs are folded.
 * -1 when there would be more than LIMIT_OPS. */
int dag_op(struct dag *g, const struct op *op);
int dag_const(struct dag *g, enum expr_base base, const struct scalar *v);
int dag_ask(struct dag *g, const struct expr_ask *ask);
int dag_call(struct dag *g, const struct call_args *args);
/* Index of the section, -1 when there would be more than LIMIT_SERIES. */
int dag_section(struct dag *g, const char *symbol, int64_t timeframe);
const struct scalar *dag_value(const struct dag *g, int op); /* or NULL */
/* Drops what no root needs; works out look-backs. */
void dag_finish(struct dag *g);

/* scalar.c: one plain op over known inputs; also folds constants. */
struct scalar scalar_apply(const struct op *op, const struct scalar *in);
struct scalar scalar_number(struct rat r);
struct scalar scalar_double(double d);	/* na unless finite */
struct scalar scalar_truth(enum truth t);
struct scalar scalar_time(enum expr_base base, int64_t t);
enum truth scalar_is(const struct scalar *s);	/* unknown when na */
struct scalar scalar_text(const char *s);
/* Part of a moment, as COL_HOUR … count them. */
int time_part(int64_t t, enum column_code part);
/* The arithmetic that bars and snapshots share; NaN is na. */
double number_apply(enum op_code code, double a, double b);

#endif
