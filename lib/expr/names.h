/*
 * Inside lib/expr: what names and functions there are (LANGUAGE 5 and 6), as
 * rows that the checker, the printer, help and the tests walk.
 */
#ifndef EXPR_NAMES_H
#define EXPR_NAMES_H

#include "expr/dag.h"
#include "expr/expr.h"

/* Where a row is visible. */
enum {
	SEE_BARS = 1,		/* inside a series */
	SEE_SNAPSHOT = 2,	/* breakers, alerts, own rules */
	SEE_ACCOUNT = 4,	/* strategies, beside their bars */
	SEE_RESULT = 8,
	SEE_EVERYWHERE = 16
};

/* Which exact numbers may be compared as such (3.4). */
enum family { FAM_NONE, FAM_CONST, FAM_WHOLE, FAM_PRICE, FAM_VOLUME,
    FAM_MONEY };

struct name_row {
	const char *name;
	unsigned char see;
	unsigned char base, unit, family;
	int code;		/* enum column_code of bars, else expr_id */
};
extern const struct name_row expr_names[];	/* ends with a NULL name */
extern const struct name_row expr_position[];	/* position.NAME */

enum arg_kind {
	A_SERIES,	/* a number that bars change: x */
	A_CONDITION,
	A_LENGTH,	/* bars: a whole constant, or a duration */
	A_FACTOR,	/* a constant number */
	A_NUMBER,	/* any number, in one unit with the others */
	A_FREE,		/* any number */
	A_ANY,		/* anything, all of one base and unit */
	A_TEXT,
	A_WORD,		/* a constant text of .words */
	A_PERIOD,	/* a duration, or `all` */
	A_DURATION
};

enum { FUNC_ARGS = 8 };

struct arg_row {
	const char *name;
	unsigned char kind;
	short least;		/* A_LENGTH: the smallest */
	const char *fallback;	/* as canonical text; NULL: must be given */
	const char *const *words;
};

struct part_row { const char *name; unsigned char unit; };

enum { UNIT_OF_X = -1, UNIT_MERGED = -2 };

struct func_row {
	const char *name;
	unsigned char see;
	unsigned char op;	/* OP_CALL: an indicator by table */
	unsigned char base;
	signed char unit;	/* enum unit, or one of the above */
	unsigned char family;	/* of the result; FAM_MONEY here: as x */
	bool many;		/* the last argument may repeat */
	int id;			/* account functions: enum expr_id */
	struct arg_row arg[FUNC_ARGS];
	const struct part_row *parts;	/* ends with a NULL name */
	/* Bars before the first value: first[0] + Σ first[i + 1] × the i-th
	 * length, or the largest of these terms, first[0] in the first. */
	short first[4];
	const char *help;
	bool first_most;
	short cost;	/* of an indicator, ns a bar; 0: the usual */
};
extern const struct func_row expr_funcs[];	/* ends with a NULL name */

/* see 0: any. NULL when there is no such function there. */
const struct func_row *expr_func(const char *name, unsigned see);
const struct name_row *expr_name_find(const struct name_row *rows,
    const char *name, unsigned see);
struct node;
const struct node *expr_call_arg(const struct node *call,
    const struct func_row *f, unsigned i);

#endif
