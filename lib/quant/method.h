/*
 * The quantitative methods by name: one table, family by family. A row says
 * its parameters, what it reads and what it answers, and has the function that
 * does it; whoever lists, describes, checks or runs a method walks the rows.
 * Indicators and candle patterns are rows of the table of indicators
 * (quant/indicator.h) and are answered from there.
 *
 * method_run() takes one case as JSON and gives one object:
 *
 *	{"fn": "rsi", "params": {"period": 2}, "input": {"close": [5, 4, 6]}}
 *	{"first":2,"value":[null,null,66.66666666666667]}
 *
 * Numbers are doubles, null is "not available". Parameters that are not given
 * have the value of their row. Arrays of the input may instead be the columns
 * of a CSV file, {"csv": name, "rows": the first so many}. Losses and drawdowns
 * have the signs of METHODS 1.8 here, unlike in every record.
 */
#ifndef QUANT_METHOD_H
#define QUANT_METHOD_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define METHOD_PARAMS 10
#define METHOD_INPUTS 7
#define METHOD_OUTPUT_SIZE 320

enum method_kind {
	METHOD_NUMBER,
	METHOD_WHOLE,		/* a number without fraction */
	METHOD_FLAG,		/* true or false: 1 or 0 */
	METHOD_WORD,		/* one of .words: its index */
	METHOD_NUMBERS,		/* an array of numbers */
	METHOD_VALUE,		/* an array or object of its own form */
	METHOD_LABEL		/* a text that changes nothing */
};
extern const char *const method_kind_names[];	/* by kind; ends with NULL */

struct method_param {
	const char *name;	/* NULL ends */
	enum method_kind kind;
	const char *help;
	double fallback;	/* numbers, flags and words */
	double min, max;	/* both belong to it; of each, in an array */
	const char *const *words;	/* NULL ends */
	bool required;		/* has no fallback */
};

enum method_read {
	READ_NUMBERS,		/* a column of numbers */
	READ_WORDS,		/* of words: their index in .words */
	READ_ALL,		/* every column there is, all of numbers */
	READ_VALUE		/* an array of its own form; not from a CSV */
};

struct method_input {
	const char *name;	/* NULL ends; READ_ALL: what the rows are */
	enum method_read read;
	const char *const *words;
	bool gaps;		/* may have values that are missing */
	bool apart;		/* need not be as long as the others */
};

struct indicator;
struct method_call;		/* quant/call.h */

struct method {
	const char *name, *family;
	const char *help;	/* lower case, no full stop */
	const char *source;	/* section of METHODS, or the paper */
	struct method_param params[METHOD_PARAMS + 1];
	struct method_input inputs[METHOD_INPUTS + 1];
	/* as the catalogue writes them: "first, value[]" */
	char outputs[METHOD_OUTPUT_SIZE];
	size_t least;		/* fewest rows that it can be asked of */
	enum err_code (*run)(struct method_call *c, struct err *err);
	const struct indicator *indicator;	/* of a row that is one */
};

/* The i-th method, families one after the other; false behind the last. */
bool method_at(size_t i, struct method *out);
/* E_USAGE: no method of that name. */
enum err_code method_find(const char *name, struct method *out,
    struct err *err);

/* Reads a CSV that a case names; appends to out. */
struct method_files {
	enum err_code (*read)(void *self, const char *name, struct buf *out,
	    struct err *err);
	void *self;
};

/*
 * Runs the case. name may be NULL: then the case names its method, else the
 * two must be the same where the case does. Appends the answer, one object
 * without newline, to out; nothing on failure. E_USAGE: no such method;
 * E_DATA: the case is none, a parameter is missing, unknown, of another type
 * or out of range, a column is missing, empty, of two lengths or has a value
 * that is no number; or what reading the file said.
 */
enum err_code method_run(const char *name, const char *text, size_t len,
    const struct method_files *files, struct buf *out, struct err *err);

#endif
