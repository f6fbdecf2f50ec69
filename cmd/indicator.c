/*
 * etrms indicator: an indicator's values over stored candles or those on
 * standard input.
 */
#include "base/decfloat.h"
#include "base/stamp.h"
#include "cmd/evalbars.h"
#include "cmd/indicatortable.h"
#include "expr/expr-series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct args {
	const char *venue;
	int64_t timeframe, from, to, unstable;
	int input;
	bool list;
	/* Parameters by name; from here on every member is one. */
	const char *period, *dev, *fast, *slow, *signal, *fastk, *fastd,
	    *slowk, *slowd, *ema, *atr, *mult, *seed, *anchor, *acceleration,
	    *maximum, *tenkan, *kijun, *senkou_b, *displacement,
	    *penetration;
};

static const char *const series_names[] = { "close", "open", "high", "low",
	"volume", "hl2", "hlc3", "ohlc4", NULL };

#define PARAM(member, name, value, help) \
	{ OPT_TEXT, 0, name, value, NULL, help, AT(const char *, member) }

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "list", NULL, NULL, "show the table of indicators, or"
	  " the row of the one that is named", AT(bool, list) },
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL,
	  "of the bars; made of stored shorter ones where none are stored",
	  AT(int64_t, timeframe),
	  .words = WORDS_TIMEFRAME },
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "of the stored candles",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "print bars that open at this time or later", AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL,
	  "print bars that open before this time", AT(int64_t, to) },
	{ OPT_ENUM, 0, "input", "series", NULL,
	  "what an indicator of any series is of; else the close",
	  AT(int, input), .choices = series_names },
	{ OPT_INT, 0, "unstable", "bars", "0",
	  "leave out so many more values after the first",
	  AT(int64_t, unstable), .min = 0, .max = 1000000 },
	PARAM(period, "period", "bars", "bars of the window"),
	PARAM(dev, "dev", "number", "of bbands: deviations to a band"),
	PARAM(fast, "fast", "bars", "of macd: the fast average"),
	PARAM(slow, "slow", "bars", "of macd: the slow average"),
	PARAM(signal, "signal", "bars", "of macd: average of the difference"),
	PARAM(fastk, "fastk", "bars", "of stoch and stochf: the span"),
	PARAM(fastd, "fastd", "bars", "of stochf: the average"),
	PARAM(slowk, "slowk", "bars", "of stoch: the average"),
	PARAM(slowd, "slowd", "bars", "of stoch: the average of slowk"),
	PARAM(ema, "ema", "bars", "of keltner: the middle"),
	PARAM(atr, "atr", "bars",
	    "of keltner and supertrend: the average true range"),
	PARAM(mult, "mult", "number",
	    "of keltner and supertrend: average true ranges to a band"),
	PARAM(seed, "seed", "seed", "of ema: what it begins with, sma or"
	    " first"),
	PARAM(anchor, "anchor", "anchor",
	    "of vwap_from: begin with each day or week, or at the start"),
	PARAM(acceleration, "acceleration", "number",
	    "of sar: of the stop with each new extreme"),
	PARAM(maximum, "maximum", "number", "of sar: of the acceleration"),
	PARAM(tenkan, "tenkan", "bars", "of ichimoku"),
	PARAM(kijun, "kijun", "bars", "of ichimoku"),
	PARAM(senkou_b, "senkou-b", "bars", "of ichimoku"),
	PARAM(displacement, "displacement", "bars",
	    "of ichimoku: how far ahead senkou stand"),
	PARAM(penetration, "penetration", "ratio",
	    "of patterns: how far a body reaches into another"),
	{ .kind = OPT_DONE }
};

struct row {
	int64_t timestamp;
	double value[INDICATOR_OUTPUTS];
};

/* All names that outputs have, for help records. */
#define OUTPUT(name, help) { name, FIELD_DOUBLE, \
	FIELD_AT(struct row, value), help }
static const struct field value_fields[] = {
	{ "timestamp", FIELD_INT, FIELD_AT(struct row, timestamp),
	  .help = "open time of the bar, ms" },
	OUTPUT("value", "of an indicator with one output"),
	OUTPUT("upper", "band above"),
	OUTPUT("middle", "between the bands"),
	OUTPUT("lower", "band below"),
	OUTPUT("macd", "difference of two averages"),
	OUTPUT("signal", "average of it; of a pattern: -100 to 100"),
	OUTPUT("hist", "macd less signal"),
	OUTPUT("slowk", "average place in the span"),
	OUTPUT("slowd", "average of slowk"),
	OUTPUT("fastk", "place in the span"),
	OUTPUT("fastd", "average of fastk"),
	OUTPUT("down", "age of the lowest low"),
	OUTPUT("up", "age of the highest high"),
	OUTPUT("line", "trailing band"),
	OUTPUT("direction", "1: the line is below, -1: above"),
	OUTPUT("tenkan", "middle of the short window"),
	OUTPUT("kijun", "middle of the longer window"),
	OUTPUT("senkou_a", "middle of both, some bars before"),
	OUTPUT("senkou_b", "middle of the longest window, some bars before"),
	{ .name = NULL }
};
static const struct record value_record = { "indicator_value",
	"an indicator's values at a bar; null where not available",
	value_fields };

struct work {
	struct session *s;
	const struct args *args;
	const struct indicator *row;
	double params[INDICATOR_PARAMS];
	const struct candles *bars;
	double *in[INDICATOR_INPUTS], *out[INDICATOR_OUTPUTS];
};

static const struct opt *
param_next(const struct opt *o)
{
	for (; o->kind != OPT_DONE; o++)
		if (o->offset >= offsetof(struct args, period))
			return o;
	return NULL;
}

/* A name as options write it, or as the table does; caller frees. */
static char *
spelled(const char *name, char from, char to)
{
	char *copy = mem_text(name);

	for (char *c = copy; *c != '\0'; c++)
		*c = *c == from ? to : *c;
	return copy;
}

static enum err_code
param_refuse(const struct indicator *row, const struct opt *o,
    struct err *err)
{
	struct buf names = {0};

	for (int i = 0; row->params[i].name != NULL; i++) {
		char *name = spelled(row->params[i].name, '_', '-');

		buf_printf(&names, "%s--%s", i ? ", " : "", name);
		free(name);
	}
	err_set(err, E_USAGE, "%s has no --%s; it takes %s", row->name,
	    o->name, names.len ? buf_text(&names) : "no parameters");
	buf_release(&names);
	return E_USAGE;
}

static enum err_code
param_read(struct work *w, const struct opt *o, const char *text,
    struct err *err)
{
	const struct indicator_param *p = NULL;
	char *name = spelled(o->name, '-', '_');
	char words[80];
	struct dec d;
	int at = indicator_param_find(w->row, name);

	free(name);
	if (at < 0)
		return param_refuse(w->row, o, err);
	p = &w->row->params[at];
	for (int i = 0; p->words != NULL && p->words[i] != NULL; i++)
		if (strcmp(p->words[i], text) == 0) {
			w->params[at] = i;
			return E_OK;
		}
	if (p->words != NULL)
		return err_set(err, E_USAGE, "--%s '%s': not %s", o->name,
		    text, indicator_words(p, words));
	if (!dec_parse_text(text, &d))
		return err_set(err, E_USAGE, "--%s '%s': not a number",
		    o->name, text);
	w->params[at] = dec_to_double(d);
	return E_OK;
}

static enum err_code
params_read(struct work *w, struct err *err)
{
	enum err_code rc = E_OK;

	indicator_defaults(w->row, w->params);
	for (const struct opt *o = opts; rc == E_OK &&
	    (o = param_next(o)) != NULL; o++) {
		const char *text = *(const char *const *)(const void *)
		    ((const char *)w->args + o->offset);

		if (text != NULL)
			rc = param_read(w, o, text, err);
	}
	return rc == E_OK ? indicator_check(w->row, w->params, err) : rc;
}

static void
columns_make(struct work *w)
{
	const struct candles *c = w->bars;
	const char *x = w->args->input < 0 ? "close" :
	    series_names[w->args->input];

	for (int k = 0; k < indicator_outputs(w->row); k++)
		w->out[k] = mem_array(c->len + 1, sizeof(double));
	for (int k = 0; k < indicator_inputs(w->row); k++) {
		enum indicator_input input = w->row->inputs[k];

		w->in[k] = mem_array(c->len + 1, sizeof(double));
		for (size_t i = 0; input == IN_TIME && i < c->len; i++)
			w->in[k][i] = (double)c->open_time_ms[i];
		if (input != IN_TIME)
			expr_bar_numbers(c, input == IN_X ? x :
			    indicator_input_names[input], w->in[k]);
	}
}

static void
compute(struct work *w)
{
	void *state = mem_alloc(indicator_state_size(w->row, w->params));

	columns_make(w);
	indicator_run(w->row, w->params, state, w->bars->len,
	    (const double *const *)w->in, w->out);
	free(state);
	for (int k = 0; k < indicator_outputs(w->row); k++) {
		size_t stable = indicator_lookback(w->row, w->params, k) +
		    (size_t)w->args->unstable;

		for (size_t i = 0; i < w->bars->len && i < stable; i++)
			w->out[k][i] = NAN;
	}
}

/* The fields of this indicator alone. */
static enum err_code
print(struct work *w, struct err *err)
{
	struct field fields[INDICATOR_OUTPUTS + 2] = { value_fields[0] };
	struct record record = { value_record.name, value_record.help,
	    fields };
	const struct candles *c = w->bars;
	int outputs = indicator_outputs(w->row);
	struct out *out = NULL;
	enum err_code rc;

	for (int k = 0; k < outputs; k++)
		fields[k + 1] = (struct field){ w->row->outputs[k].name,
		    FIELD_DOUBLE, FIELD_AT(struct row, value) +
		    (size_t)k * sizeof(double), w->row->help };
	rc = session_out(w->s, &record, &out, err);
	for (size_t i = 0; i < c->len && rc == E_OK; i++) {
		struct row r = { .timestamp = c->open_time_ms[i] };

		for (int k = 0; k < outputs; k++)
			r.value[k] = w->out[k][i];
		if (r.timestamp >= w->args->from / 1000 &&
		    (w->args->to == 0 || r.timestamp < w->args->to / 1000))
			rc = out_row(out, &r, err);
	}
	if (rc == E_OK)
		out_note(out, "computed from %zu bars", c->len);
	return out_end(out, rc, err);
}

static enum err_code
values(struct work *w, const char *symbol, struct err *err)
{
	const struct args *a = w->args;
	struct eval_bars stored = { .session = w->s, .venue = a->venue,
	    .symbol = symbol, .timeframe = a->timeframe, .to = a->to };
	const struct texts none = {0};
	struct candles given = {0};
	enum err_code rc;

	if (strcmp(symbol, "-") == 0) {
		rc = bars_read(w->s, symbol, NULL, a->timeframe, &given, err);
		w->bars = &given;
	} else {
		rc = eval_bars_open(&stored, &none, err);
		if (rc == E_OK)
			w->bars = &stored.series.at[0]->bars;
	}
	if (rc == E_OK) {
		compute(w);
		rc = print(w, err);
	}
	for (int k = 0; k < INDICATOR_INPUTS; k++)
		free(w->in[k]);
	for (int k = 0; k < INDICATOR_OUTPUTS; k++)
		free(w->out[k]);
	eval_bars_release(&stored);
	candles_release(&given);
	return rc;
}

static enum err_code
find(const char *name, const struct indicator **out, struct err *err)
{
	VEC(const char *) names = {0};
	const char *near;

	*out = indicator_find(name);
	if (*out != NULL)
		return E_OK;
	for (const struct indicator *const *r = indicators; *r != NULL; r++)
		vec_push(&names, (*r)->name);
	vec_push(&names, NULL);
	near = word_nearest(name, names.at);
	err_set(err, E_USAGE, "unknown indicator '%s'%s%s%s", name,
	    near ? "; did you mean " : "", near ? near : "",
	    near ? "?" : "; see etrms indicator --list");
	vec_release(&names);
	return E_USAGE;
}

static enum err_code
check(const struct work *w, const struct texts *operands, struct err *err)
{
	const struct args *a = w->args;
	bool any = false;

	for (int i = 0; i < indicator_inputs(w->row); i++)
		any |= w->row->inputs[i] == IN_X;
	if (a->input >= 0 && !any)
		return err_set(err, E_USAGE, "%s reads what it is made for;"
		    " --input is for indicators of any series", w->row->name);
	if (operands->len < 2)
		return err_set(err, E_USAGE, "name a symbol, or - for candles"
		    " on standard input");
	if (a->venue != NULL && strcmp(operands->at[1], "-") == 0)
		return err_set(err, E_USAGE,
		    "--venue is of stored candles, not of standard input");
	if (a->to != 0 && a->to < a->from)
		return err_set(err, E_USAGE, "--to is before --from");
	return E_OK;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct work w = { .s = s, .args = args };
	enum err_code rc = E_OK;

	if (operands->len > 0)
		rc = find(operands->at[0], &w.row, err);
	else if (!w.args->list)
		rc = err_set(err, E_USAGE,
		    "name an indicator, or see etrms indicator --list");
	if (rc == E_OK && w.args->list)
		return indicator_table(s, w.row, err);
	if (rc == E_OK)
		rc = params_read(&w, err);
	if (rc == E_OK)
		rc = check(&w, operands, err);
	return rc == E_OK ? values(&w, operands->at[1], err) : rc;
}

static const struct operand operands[] = {
	{ "name", true, false, WORDS_INDICATOR, "see --list" },
	{ "symbol", true, false, WORDS_SYMBOL,
	  "of stored candles, or - for candles on standard input" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms indicator rsi BTC/USDT --timeframe 1m --period 14",
	  "relative strength, bar by bar", 0 },
	{ "etrms indicator bbands BTC/USDT --timeframe 1m --dev 2.5"
	  " --from 2024-03-01", "bands of a day, with bars before it", 0 },
	{ "etrms candles export --venue demo --symbol BTC/USDT --timeframe 1m"
	  " --resample 1h --format csv | etrms indicator macd - --format csv",
	  "over candles from a pipe", 0 },
	{ "etrms indicator --list", "all indicators with their parameters",
	  0 },
	{ "etrms indicator obv BTC/USDT --period 14",
	  "a parameter that it has not is refused", 2 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, E_OUTPUT, 0 };

static const struct record *const more[] = { &indicator_record, NULL };

const struct cmd cmd_indicator = {
	.name = "indicator",
	.group = "research",
	.summary = "compute an indicator over candles",
	.about = "Computes an indicator at every bar of a stored series, or of"
	    " candles on standard input (CSV with a header, or NDJSON as"
	    " candles export writes it), and writes a row per bar: its open"
	    " time in milliseconds and the indicator's outputs, null or empty"
	    " where they are not available. Values are those of TA-Lib where"
	    " it has the function. Of a --timeframe that is not stored, bars"
	    " are made from the longest stored ones that fit (1h of 1m); one"
	    " that has not ended is left out.\n\n"
	    "A value is made of the bars up to its own, from the first one"
	    " that there is: --from and --to choose what is printed, and"
	    " change no value. Averages that never forget, such as ema, rsi"
	    " and adx, still show where they began for some bars after their"
	    " first value; --unstable leaves those out.\n\n"
	    "Parameters are options with their names in the table (--list"
	    " shows it, with defaults and ranges); a parameter that the"
	    " indicator does not have is refused.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &value_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
