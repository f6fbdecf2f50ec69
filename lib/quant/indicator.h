/*
 * Indicators over bars, in double: one table. A row says what it reads, its
 * parameters with range and default, its outputs, its first value, and has one
 * function that takes the next bars. All bars at once, some thousand at a
 * time and one by one as they close are the same calls of that function, and
 * give the same bytes; the value at a bar is made of that bar and former ones.
 *
 *	const struct indicator *rsi = indicator_find("rsi");
 *	double params[INDICATOR_PARAMS];
 *
 *	indicator_defaults(rsi, params);
 *	params[0] = 21;
 *	if (indicator_check(rsi, params, err) != E_OK)
 *		return err->code;
 *	state = mem_alloc(indicator_state_size(rsi, params));
 *	indicator_run(rsi, params, state, n, (const double *[]){ close },
 *	    (double *[]){ value });
 *
 * Values are TA-Lib's (0.6.4, default compatibility) where it has the
 * function; METHODS 2 and 3 have the formulas. Arrays are the caller's. NaN is
 * "not available": before the first value, where a formula has no answer, and
 * where an input is NaN (or larger than INDICATOR_MOST, so that nothing
 * overflows). Memory begins anew after such a bar: a value is made of the
 * unbroken run of bars that ends at its own.
 */
#ifndef QUANT_INDICATOR_H
#define QUANT_INDICATOR_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define INDICATOR_INPUTS 6
#define INDICATOR_PARAMS 4
#define INDICATOR_OUTPUTS 4
#define INDICATOR_LENGTH 10000		/* most bars of a window */
#define INDICATOR_MOST 1e100

/* What an input is; IN_X is any series, by custom the close. */
enum indicator_input {
	IN_NONE, IN_X, IN_OPEN, IN_HIGH, IN_LOW, IN_CLOSE, IN_VOLUME,
	IN_TIME			/* ms since 1970 at which the bar opens */
};
extern const char *const indicator_input_names[];	/* by input */

/* Of what an output is a number. */
enum indicator_unit {
	OF_X,			/* of that which the input x is */
	OF_PRICE, OF_QTY, OF_PLAIN,
	OF_POINTS		/* a scale from 0 to 100, or -100 to 100 */
};

struct indicator_param {
	const char *name;	/* NULL ends */
	double fallback, min, max;	/* both ends belong to it */
	bool whole;
	const char *const *words;	/* value = index; then no range. NULL ends */
	const char *help;
};

struct indicator_output {
	const char *name;	/* NULL ends; "value" where there is but one */
	enum indicator_unit unit;
};

struct indicator {
	const char *name;
	const char *help;	/* lower case, no full stop */
	const char *source;	/* of the formula */
	enum indicator_input inputs[INDICATOR_INPUTS + 1];	/* ends: 0 */
	struct indicator_param params[INDICATOR_PARAMS + 1];
	struct indicator_output outputs[INDICATOR_OUTPUTS + 1];
	/* Bars of a run before the first value of this output. */
	size_t (*lookback)(const double *params, int output);
	/* What more than their ranges parameters must hold; or NULL. */
	enum err_code (*check)(const double *params, struct err *err);
	/* Bytes; the same for the same parameters. */
	size_t (*state)(const double *params);
	void (*init)(const double *params, void *state);
	/* The next n bars: in[i][0..n-1] by input, out[i][0..n-1] by output. */
	void (*next)(void *state, size_t n, const double *const in[],
	    double *const out[]);
};

/*
 * Every row; ends with NULL. A new one is a const struct indicator in a file
 * of lib/quant, declared in rows.h and listed in table.c. A candle pattern is
 * a row as any other: named cdl_…, inputs IN_OPEN IN_HIGH IN_LOW IN_CLOSE,
 * output "signal" OF_POINTS (-100 to 100, 0: not here), lookback the bars
 * that its averages and shape need. Its function is a static inline step over
 * one bar, made into .next by NEXT() of step.h, which also handles what is
 * missing; what it must remember of former bars is in its state.
 */
extern const struct indicator *const indicators[];
const struct indicator *indicator_find(const char *name);	/* or NULL */

int indicator_inputs(const struct indicator *row);	/* how many */
int indicator_params(const struct indicator *row);
int indicator_outputs(const struct indicator *row);
/* By name; -1: it has none such. */
int indicator_param_find(const struct indicator *row, const char *name);

/* params: INDICATOR_PARAMS numbers, in the row's order. */
void indicator_defaults(const struct indicator *row, double *params);
/* E_USAGE names the parameter that is out of range, and the range. */
enum err_code indicator_check(const struct indicator *row,
    const double *params, struct err *err);
/* Index of the first value in a run of bars without a hole; -1: the first of
 * all outputs together. */
size_t indicator_lookback(const struct indicator *row, const double *params,
    int output);

/*
 * State: memory of the caller for checked parameters, aligned as malloc does.
 * It holds no pointers: it can be copied, and is then a second stream.
 */
size_t indicator_state_size(const struct indicator *row,
    const double *params);
void indicator_init(const struct indicator *row, const double *params,
    void *state);

/* The next n bars of a stream; in and out as in the row. */
void indicator_next(const struct indicator *row, void *state, size_t n,
    const double *const in[], double *const out[]);
/* One bar: bar[] by input, value[] by output. */
void indicator_step(const struct indicator *row, void *state,
    const double bar[], double value[]);
/* A whole series from its first bar: init, then next; state is scratch. */
void indicator_run(const struct indicator *row, const double *params,
    void *state, size_t n, const double *const in[], double *const out[]);

#endif
