/* What can be asked of every row of the table of indicators. */
#include "quant/rows.h"

#include <math.h>
#include <string.h>

const char *const indicator_input_names[] = { "", "x", "open", "high", "low",
	"close", "volume", "time" };

const struct indicator *
indicator_find(const char *name)
{
	for (const struct indicator *const *r = indicators; *r != NULL; r++)
		if (strcmp((*r)->name, name) == 0)
			return *r;
	return NULL;
}

int
indicator_inputs(const struct indicator *row)
{
	int n = 0;

	while (row->inputs[n] != IN_NONE)
		n++;
	return n;
}

int
indicator_params(const struct indicator *row)
{
	int n = 0;

	while (row->params[n].name != NULL)
		n++;
	return n;
}

int
indicator_outputs(const struct indicator *row)
{
	int n = 0;

	while (row->outputs[n].name != NULL)
		n++;
	return n;
}

int
indicator_param_find(const struct indicator *row, const char *name)
{
	for (int i = 0; row->params[i].name != NULL; i++)
		if (strcmp(row->params[i].name, name) == 0)
			return i;
	return -1;
}

void
indicator_defaults(const struct indicator *row, double *params)
{
	for (int i = 0; i < INDICATOR_PARAMS; i++)
		params[i] = 0;
	for (int i = 0; row->params[i].name != NULL; i++)
		params[i] = row->params[i].fallback;
}

static enum err_code
param_check(const struct indicator *row, const struct indicator_param *p,
    double value, struct err *err)
{
	double max = p->max;

	if (p->words != NULL)
		for (max = -1; p->words[(int)max + 1] != NULL; )
			max++;
	if (value >= p->min && value <= max &&
	    (!(p->whole || p->words != NULL) || value == floor(value)))
		return E_OK;
	return err_set(err, E_USAGE, "%s: %s must be a %snumber from %.10g "
	    "to %.10g, not %.10g", row->name, p->name, p->whole ? "whole " :
	    "", p->min, max, value);
}

enum err_code
indicator_check(const struct indicator *row, const double *params,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (int i = 0; row->params[i].name != NULL && rc == E_OK; i++)
		rc = param_check(row, &row->params[i], params[i], err);
	if (rc == E_OK && row->check != NULL)
		rc = row->check(params, err);
	return rc;
}

size_t
indicator_lookback(const struct indicator *row, const double *params,
    int output)
{
	size_t most = 0;

	if (output >= 0)
		return row->lookback(params, output);
	for (int i = 0; row->outputs[i].name != NULL; i++) {
		size_t first = row->lookback(params, i);

		most = first > most ? first : most;
	}
	return most;
}

size_t
lookback_none(const double *params, int output)
{
	(void)params;
	(void)output;
	return 0;
}

size_t
lookback_period(const double *params, int output)
{
	(void)output;
	return (size_t)params[0] - 1;
}

size_t
lookback_change(const double *params, int output)
{
	(void)output;
	return (size_t)params[0];
}

size_t
indicator_state_size(const struct indicator *row, const double *params)
{
	return row->state(params);
}

void
indicator_init(const struct indicator *row, const double *params, void *state)
{
	/* Padding, too: states of equal history are equal bytes. */
	memset(state, 0, row->state(params));
	row->init(params, state);
}

void
indicator_next(const struct indicator *row, void *state, size_t n,
    const double *const in[], double *const out[])
{
	row->next(state, n, in, out);
}

void
indicator_step(const struct indicator *row, void *state, const double bar[],
    double value[])
{
	const double *in[INDICATOR_INPUTS];
	double *out[INDICATOR_OUTPUTS];

	for (int i = 0; row->inputs[i] != IN_NONE; i++)
		in[i] = bar + i;
	for (int i = 0; row->outputs[i].name != NULL; i++)
		out[i] = value + i;
	row->next(state, 1, in, out);
}

void
indicator_run(const struct indicator *row, const double *params, void *state,
    size_t n, const double *const in[], double *const out[])
{
	indicator_init(row, params, state);
	row->next(state, n, in, out);
}
