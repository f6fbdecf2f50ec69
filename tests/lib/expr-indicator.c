/*
 * Indicators in expressions: each call of the language is a row of the table
 * of indicators, with its parameters, parts and first value; the bytes of a
 * column are those that the row makes of the same bars; what the table refuses
 * is refused with a place.
 */
#include "expr/names.h"
#include "quant/indicator.h"
#include "tests/lib/exprbars.h"

static double columns[INDICATOR_INPUTS + 2][BARS];

static void
columns_fill(void)
{
	const struct candles *c = &world.main;

	for (size_t i = 0; i < BARS; i++) {
		columns[IN_X][i] = columns[IN_CLOSE][i] =
		    (double)c->close[i] / 10;
		columns[IN_OPEN][i] = (double)c->open[i] / 10;
		columns[IN_HIGH][i] = (double)c->high[i] / 10;
		columns[IN_LOW][i] = (double)c->low[i] / 10;
		columns[IN_VOLUME][i] = (double)c->volume[i] / 100;
		columns[IN_TIME][i] = (double)c->open_time_ms[i];
	}
}

/* One output of a row against the same as an expression. */
static void
part_is(const char *text, const struct indicator *row, const double *params,
    int output)
{
	static double made[INDICATOR_OUTPUTS][BARS];
	double *out[INDICATOR_OUTPUTS];
	const double *in[INDICATOR_INPUTS];
	void *state = mem_alloc(indicator_state_size(row, params));
	struct expr_column c;
	size_t first = BARS;
	int bad = 0;

	for (int i = 0; i < INDICATOR_OUTPUTS; i++)
		out[i] = made[i];
	for (int i = 0; i < indicator_inputs(row); i++)
		in[i] = columns[row->inputs[i]];
	indicator_run(row, params, state, BARS, in, out);
	if (column(text, 100, &c)) {
		for (size_t t = 0; t < BARS; t++) {
			double a = made[output][t], b = c.value[t];

			bad += !(isnan(a) && isnan(b)) &&
			    memcmp(&a, &b, sizeof(a)) != 0;
			if (first == BARS && !isnan(b))
				first = t;
		}
		if (bad || first != indicator_lookback(row, params, output))
			printf("# %s: %d differ, first %zu\n", text, bad,
			    first);
		is_int(bad, 0);
		is_int((int64_t)first,
		    (int64_t)indicator_lookback(row, params, output));
		expr_column_release(&c);
	}
	free(state);
}

/* A function with its defaults, part by part. */
static void
function_is(const struct func_row *f, const struct indicator *row)
{
	double params[INDICATOR_PARAMS];
	struct buf call = {0};
	int n = 0;

	indicator_defaults(row, params);
	buf_printf(&call, "%s(", f->name);
	for (int i = 0; i < FUNC_ARGS && f->arg[i].name; i++) {
		const char *given = f->arg[i].fallback;

		if (f->arg[i].kind == A_SERIES) {
			buf_puts(&call, "close");
			continue;
		}
		if (given == NULL)
			given = "13";
		buf_printf(&call, "%s%s", i ? ", " : "", given);
		if (f->arg[i].fallback && f->arg[i].kind != A_WORD)
			ok(strtod(given, NULL) == row->params[n].fallback);
		else if (f->arg[i].kind != A_WORD)
			params[n] = 13;
		n++;
	}
	buf_putc(&call, ')');
	if (f->parts == NULL)
		part_is(buf_text(&call), row, params, 0);
	for (int i = 0; f->parts && f->parts[i].name; i++) {
		char *part = mem_format("%s.%s", buf_text(&call),
		    f->parts[i].name);

		is_text(row->outputs[i].name, f->parts[i].name);
		part_is(part, row, params, i);
		free(part);
	}
	buf_release(&call);
}

static void
calls_are_rows_of_the_table(void)
{
	int count = 0;

	for (const struct func_row *f = expr_funcs; f->name; f++) {
		const struct indicator *row = indicator_find(f->name);

		if (row == NULL)
			continue;
		count++;
		function_is(f, row);
	}
	ok(count >= 28);
}

static void
patterns_are_rows_of_the_table(void)
{
	const struct func_row *f = expr_func("pattern", 0);
	int count = 0;

	for (const char *const *w = f->arg[0].words; *w; w++, count++) {
		char *name = mem_format("cdl_%s", *w);
		char *call = mem_format("pattern(\"%s\")", *w);
		const struct indicator *row = indicator_find(name);
		double params[INDICATOR_PARAMS];

		if (ok(row != NULL)) {
			indicator_defaults(row, params);
			part_is(call, row, params, 0);
		}
		free(name);
		free(call);
	}
	is_int(count, 17);
}

/* A hole in the middle restarts what has memory (3.3): four values, one of
 * them missing, and the average of three comes two bars later. */
static void
memory_ends_at_a_hole(void)
{
	struct expr_column c;

	if (!column("ema(if hour == 12 then na else close, 3)", 0, &c))
		return;
	for (size_t t = 0; t < 48; t++) {	/* closes at hour t + 1 */
		size_t hour = (t + 1) % 24;
		bool missing = t < 2 || (hour >= 12 && hour < 15);

		is_int(isnan(c.value[t]), missing);
	}
	expr_column_release(&c);
}

static void
the_table_refuses_parameters(void)
{
	static const struct { const char *text, *says; } tries[] = {
		{ "macd(close, 26, 12).hist > 0", "expression:1:1: macd" },
		{ "close > sar(0.3, -1)", "expression:1:" },
		{ "rsi(close, 1) > 5", "must be 2 to 10000" }
	};

	for (size_t i = 0; i < sizeof(tries) / sizeof(*tries); i++) {
		struct expr_context in = { .place = EXPR_SERIES,
		    .timeframe = STAMP_HOUR };
		struct expr *e = NULL;
		struct err err = {0};

		is_int(expr_compile(&in, tries[i].text, &e, &err), E_USAGE);
		if (!ok(strstr(err.text, tries[i].says) != NULL))
			printf("# %s\n", err.text);
		expr_free(e);
	}
}

int
main(void)
{
	world_open();
	columns_fill();
	TEST(calls_are_rows_of_the_table);
	TEST(patterns_are_rows_of_the_table);
	TEST(memory_ends_at_a_hole);
	TEST(the_table_refuses_parameters);
	world_close();
	return tap_done();
}
