/*
 * Inside lib/quant: a method under way. Its row's function finds what the case
 * gave, by the order of the row's parameters and inputs, checked against the
 * row; it writes its answer field by field.
 */
#ifndef QUANT_CALL_H
#define QUANT_CALL_H

#include "base/arena.h"
#include "quant/answer.h"
#include "quant/columns.h"
#include "quant/method.h"
#include "quant/panel.h"

#include <jansson.h>

/* Numbers; NaN is missing. */
struct series { const char *name; const double *at; size_t n; };

struct method_call {
	const struct method *method;
	/* by parameter: the number, flag or index of the word */
	double param[METHOD_PARAMS];
	bool given[METHOD_PARAMS];	/* by the case */
	struct series numbers[METHOD_PARAMS];	/* METHOD_NUMBERS */
	const json_t *value[METHOD_PARAMS];	/* METHOD_VALUE; or NULL */
	/* by input */
	struct series input[METHOD_INPUTS];
	const json_t *raw[METHOD_INPUTS];	/* READ_VALUE */
	struct series *all;			/* READ_ALL: by column */
	size_t columns;
	struct columns csv;
	struct arena memory;	/* of what the call makes; freed with it */
	struct answer answer;
};

/* n doubles of the call's memory, zeroed. */
double *call_doubles(struct method_call *c, size_t n);
/* READ_ALL's columns. */
struct panel call_panel(struct method_call *c);
/* A copy, ascending. */
double *call_sorted(struct method_call *c, const struct series *s);

/* Binds what the case gives to the row. */
enum err_code call_params(struct method_call *c, const json_t *params,
    struct err *err);
enum err_code call_inputs(struct method_call *c, const json_t *input,
    const struct method_files *files, struct err *err);

/* False: it is no number, or larger in size than 1e100. */
bool text_number(const char *text, double *out);
bool number_of(const json_t *value, double *out);
/* An array of numbers; with gaps a null is NaN. E_DATA names what. */
enum err_code call_numbers(struct method_call *c, const json_t *value,
    const char *what, bool gaps, struct series *out, struct err *err);
/* A number of an object. E_DATA: it is missing or none. */
enum err_code call_member(const struct method_call *c, const json_t *object,
    const char *name, const char *what, double *out, struct err *err);

/* A parameter by its name in the row; bug() where there is none. */
double call_param(const struct method_call *c, const char *name);
bool call_given(const struct method_call *c, const char *name);
/* The index of a first value; null: the series is too short for one. */
void answer_first(struct method_call *c, const char *name, size_t first);

/* The families: rows that end with a NULL name. */
extern const struct method returns_methods[], trades_methods[],
    volatility_methods[], risk_methods[], margin_methods[],
    book_methods[], tape_methods[], correlation_methods[],
    chart_methods[], regime_methods[], garch_methods[], options_methods[],
    portfolio_methods[];


/* method-indicator.c: as a row, the method that an indicator is; and a run of
 * one over n bars (E_DATA: its parameters do not go together). */
void method_of_indicator(const struct indicator *row, struct method *out);
enum err_code call_indicator(struct method_call *c,
    const struct indicator *row, const double *params,
    const double *const in[], size_t n, double *const out[], struct err *err);
extern const struct method indicator_views[];

#endif
