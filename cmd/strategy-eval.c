/*
 * etrms strategy eval: what an expression is at every bar, over given account
 * values or a given result; its canonical form; its program.
 */
#include "base/decfloat.h"
#include "base/stamp.h"
#include "cmd/evalbars.h"
#include "cmd/evalfields.h"
#include "expr/expr-series.h"
#include "expr/expr.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct args {
	struct texts series, params, fields;
	const char *venue;
	int64_t timeframe, from, to;
	int place;
	bool print, plan, slow;
};

static const char *const places[] = { "series", "breaker", "result", NULL };
enum { PLACE_SERIES, PLACE_BREAKER, PLACE_RESULT };

static const struct opt opts[] = {
	{ OPT_TEXTS, 0, "series", "symbol=file", NULL, "bars from a CSV file,"
	  " or - for standard input; the first is the main one",
	  AT(struct texts, series) },
	{ OPT_DURATION, 't', "timeframe", "timeframe", NULL,
	  "of the bars, made of stored shorter ones where none are stored; not"
	  " given: the stored one, or the smallest step of the file",
	  AT(int64_t, timeframe), .words = WORDS_TIMEFRAME },
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "venue of stored candles",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "stored bars that open at this time or later", AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL,
	  "stored bars that open before this time", AT(int64_t, to) },
	{ OPT_TEXTS, 'p', "param", "name=value", NULL,
	  "a constant that the expression may use", AT(struct texts, params) },
	{ OPT_ENUM, 0, "for", "place", "series", "where the expression stands",
	  AT(int, place), .choices = places },
	{ OPT_TEXTS, 0, "field", "name=value", NULL, "a value of the account"
	  " or result: equity=10000, 'drawdown(1d)=6%'",
	  AT(struct texts, fields) },
	{ OPT_FLAG, 0, "print", NULL, NULL, "show the canonical form instead",
	  AT(bool, print) },
	{ OPT_FLAG, 0, "plan", NULL, NULL, "show the program instead",
	  AT(bool, plan) },
	{ OPT_FLAG, 0, "slow", NULL, NULL,
	  "evaluate even what costs more than 2 microseconds a bar",
	  AT(bool, slow) },
	{ .kind = OPT_DONE }
};

/* What is printed: the value's type depends on the expression. */
struct row {
	int64_t timestamp;
	double number;
	signed char condition;
	int64_t time;
	const char *text;
	const char *missing;
};
#define TIMESTAMP { "timestamp", FIELD_INT, FIELD_AT(struct row, timestamp), \
	  .help = "open time of the bar, ms" }
#define VALUE(type, member) { "value", type, FIELD_AT(struct row, member), \
	  .help = "the expression's value; null where it is not available" }
#define MISSING { "missing", FIELD_TEXT, FIELD_AT(struct row, missing), \
	  .help = "what was not available" }
static const struct field number_fields[] = { TIMESTAMP,
	VALUE(FIELD_DOUBLE, number), { .name = NULL } };
static const struct field condition_fields[] = { TIMESTAMP,
	VALUE(FIELD_BOOL, condition), { .name = NULL } };
static const struct field time_fields[] = { TIMESTAMP,
	VALUE(FIELD_STAMP, time), { .name = NULL } };
static const struct field text_fields[] = { TIMESTAMP,
	VALUE(FIELD_TEXT, text), { .name = NULL } };

static const char help[] = "an expression's value at a bar";
static const struct record records[] = {
	[EXPR_ANY] = { "value", help, number_fields },
	[EXPR_NUMBER] = { "value", help, number_fields },
	[EXPR_CONDITION] = { "value", help, condition_fields },
	[EXPR_TEXT] = { "value", help, text_fields },
	[EXPR_TIME] = { "value", help, time_fields },
	[EXPR_DURATION] = { "value", help, number_fields }
};

static const struct field now_number[] = { VALUE(FIELD_DOUBLE, number),
	MISSING, { .name = NULL } };
static const struct field now_condition[] = { VALUE(FIELD_BOOL, condition),
	MISSING, { .name = NULL } };
static const struct field now_time[] = { VALUE(FIELD_STAMP, time), MISSING,
	{ .name = NULL } };
static const struct field now_text[] = { VALUE(FIELD_TEXT, text), MISSING,
	{ .name = NULL } };
static const char now_help[] = "an expression's value now";
static const struct record now_records[] = {
	[EXPR_ANY] = { "value", now_help, now_number },
	[EXPR_NUMBER] = { "value", now_help, now_number },
	[EXPR_CONDITION] = { "value", now_help, now_condition },
	[EXPR_TEXT] = { "value", now_help, now_text },
	[EXPR_TIME] = { "value", now_help, now_time },
	[EXPR_DURATION] = { "value", now_help, now_number }
};

struct form {
	char *canonical;
	const char *type, *unit;
};
static const struct field form_fields[] = {
	{ "canonical", FIELD_TEXT, FIELD_AT(struct form, canonical),
	  .help = "the form in which it is stored and compared" },
	{ "type", FIELD_TEXT, FIELD_AT(struct form, type),
	  .help = "number, condition, text, time or duration" },
	{ "unit", FIELD_TEXT, FIELD_AT(struct form, unit),
	  .help = "of a number" },
	{ .name = NULL }
};
static const struct record form_record = { "expression",
	"an expression in its canonical form", form_fields };

struct eval {
	struct session *s;
	const struct args *args;
	struct eval_bars bars;
	struct expr_context in;
	VEC(struct given) params;
	VEC(struct expr_param) constants;
	struct eval_fields fields;
};

static enum err_code
params_read(struct eval *v, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < v->args->params.len && rc == E_OK; i++) {
		struct given g = {0};

		rc = given_cut(v->args->params.at[i], "--param", false, &g,
		    err);
		if (rc == E_OK) {
			vec_push(&v->params, g);
			vec_push(&v->constants, ((struct expr_param){ g.name,
			    g.value }));
		}
	}
	v->in.params = v->constants.at;
	v->in.params_len = v->constants.len;
	return rc;
}

static void
value_give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	struct eval *v = self;

	eval_fields_give(&v->fields, ask, out);
	if (ask->id == EXPR_SYMBOL && !out->known)
		*out = expr_text(v->bars.symbol);
}

static const struct candles *
bars_give(void *self, const char *symbol, int64_t timeframe)
{
	struct eval *v = self;

	return eval_bars_find(&v->bars, symbol, timeframe);
}

static const struct funding_rates *
funding_give(void *self, const char *symbol)
{
	struct eval *v = self;

	return eval_funding_find(&v->bars, symbol);
}

static enum err_code
print_form(struct eval *v, const struct expr *e, struct err *err)
{
	static const char *const types[] = { NULL, "number", "condition",
		"text", "time", "duration" };
	static const char *const units[] = { "plain", "price", "qty", "money",
		"ratio", "points" };
	struct form f = { .type = types[expr_base(e)] };
	struct buf text = {0};
	struct out *out = NULL;
	enum err_code rc;

	if (expr_base(e) == EXPR_NUMBER)
		f.unit = units[expr_unit(e)];
	expr_canonical(e, &text);
	f.canonical = buf_take(&text);
	rc = session_out(v->s, &form_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, &f, err);
	rc = out_end(out, rc, err);
	free(f.canonical);
	return rc;
}

static enum err_code
print_plan(struct eval *v, const struct expr *e, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(v->s, &expr_step_record, &out, err);
	struct expr_step step;

	for (size_t i = 0; i < expr_plan_len(e) && rc == E_OK; i++) {
		expr_plan(e, i, &step);
		rc = out_row(out, &step, err);
	}
	if (rc == E_OK)
		out_note(out, "%.1f ns a bar", expr_cost(e));
	return out_end(out, rc, err);
}

static struct row
column_row(const struct expr_column *c, size_t i)
{
	struct row r = { .timestamp = c->open_time_ms[i], .number = NAN,
	    .condition = BOOL_NONE };
	double x = c->value ? c->value[i] : 0;
	enum truth t;

	switch (c->base) {
	case EXPR_CONDITION:
		t = expr_column_truth(c, i);
		r.condition = t == TRUTH_UNKNOWN ? BOOL_NONE :
		    t == TRUTH_TRUE;
		break;
	case EXPR_TEXT:
		r.text = isnan(x) ? NULL : c->texts[(size_t)x];
		break;
	case EXPR_TIME:
		r.time = isnan(x) ? 0 : (int64_t)x;
		break;
	case EXPR_DURATION:
		r.number = x / 1e6;
		break;
	default:
		r.number = x;
		break;
	}
	return r;
}

static enum err_code
print_column(struct eval *v, const struct expr *e, struct err *err)
{
	struct expr_market m = { .self = &v->bars, .bars = eval_bars_find,
	    .funding = eval_funding_find,
	    .symbol = v->bars.symbol, .slow = v->args->slow };
	struct expr_column c = {0};
	struct out *out = NULL;
	enum err_code rc = expr_series(e, &m, &c, err);

	if (v->bars.rc != E_OK)	/* bars that could not be had explain more */
		rc = err_set(err, v->bars.rc, "%s", v->bars.err.text);
	if (rc == E_OK)
		rc = session_out(v->s, &records[c.base], &out, err);
	for (size_t i = 0; i < c.len && rc == E_OK; i++) {
		struct row r = column_row(&c, i);

		rc = out_row(out, &r, err);
	}
	if (rc == E_OK && c.inexact_ties > 0)
		session_warn(v->s, "%llu ties could not be decided exactly",
		    (unsigned long long)c.inexact_ties);
	rc = out_end(out, rc, err);
	expr_column_release(&c);
	return rc;
}

static enum err_code
print_now(struct eval *v, const struct expr *e, struct err *err)
{
	struct expr_source source = { .self = v, .value = value_give,
	    .bars = bars_give, .funding = funding_give,
	    .now = clock_now(&v->s->clock) };
	struct row r = { .number = NAN, .condition = BOOL_NONE };
	struct expr_value x = {0};
	struct expr_why why = {0};
	struct out *out = NULL;
	enum err_code rc;

	rc = expr_evaluate_why(e, &source, &x, &why, err);
	if (v->fields.rc != E_OK)
		rc = err_set(err, v->fields.rc, "%s", v->fields.err.text);
	if (v->bars.rc != E_OK)
		rc = err_set(err, v->bars.rc, "%s", v->bars.err.text);
	if (rc != E_OK)
		return rc;
	if (x.known && expr_base(e) == EXPR_NUMBER)
		r.number = dec_to_double(x.num) / dec_to_double(x.den);
	if (x.known && expr_base(e) == EXPR_DURATION)
		r.number = (double)x.time / 1e6;
	if (x.known && expr_base(e) == EXPR_CONDITION)
		r.condition = x.truth == TRUTH_TRUE;
	r.time = x.time;
	r.text = x.text;
	r.missing = why.missing[0] ? why.missing : NULL;
	rc = session_out(v->s, &now_records[expr_base(e)], &out, err);
	if (rc == E_OK)
		rc = out_row(out, &r, err);
	return out_end(out, rc, err);
}

static enum err_code
eval_compile(struct eval *v, const char *text, struct expr **e,
    struct err *err)
{
	static const enum expr_place_kind kinds[] = { EXPR_SERIES,
		EXPR_BREAKER, EXPR_RESULT };
	const struct args *a = v->args;
	bool look = a->print || a->plan;
	enum err_code rc = E_OK;

	v->in.place = kinds[a->place];
	v->bars.timeframe = a->timeframe;
	if (a->place != PLACE_RESULT && !look)
		rc = eval_bars_open(&v->bars, &a->series, err);
	if (rc == E_OK && a->place == PLACE_SERIES && !look &&
	    v->bars.symbol == NULL)
		rc = err_set(err, E_USAGE,
		    "name a symbol, or give --series SYMBOL=FILE");
	v->in.timeframe = a->place == PLACE_BREAKER ? a->timeframe :
	    v->bars.timeframe;
	if (a->place == PLACE_SERIES && v->in.timeframe == 0)
		v->in.timeframe = STAMP_HOUR;	/* to be looked at only */
	if (a->place == PLACE_RESULT)
		v->in.timeframe = 0;
	if (rc == E_OK)
		rc = params_read(v, err);
	if (rc == E_OK)
		rc = eval_fields_open(&v->fields, &a->fields, v->in.place,
		    err);
	if (rc == E_OK && a->fields.len > 0 && a->place == PLACE_SERIES)
		rc = err_set(err, E_USAGE, "--field gives values to --for "
		    "breaker and --for result; a series has its bars");
	if (rc == E_OK)
		rc = expr_compile(&v->in, text, e, err);
	return rc;
}

static void
eval_release(struct eval *v)
{
	for (size_t i = 0; i < v->params.len; i++)
		free(v->params.at[i].name);
	vec_release(&v->params);
	vec_release(&v->constants);
	eval_fields_release(&v->fields);
	eval_bars_release(&v->bars);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct eval v = { .s = s, .args = a };
	struct expr *e = NULL;
	const struct expr_findings *w;
	enum err_code rc;

	if (a->to != 0 && a->to < a->from)
		return err_set(err, E_USAGE, "--to is before --from");
	v.bars = (struct eval_bars){ .session = s, .venue = a->venue,
	    .symbol = operands->len > 1 ? operands->at[1] : NULL,
	    .from = a->from, .to = a->to };
	rc = eval_compile(&v, operands->at[0], &e, err);
	w = rc == E_OK ? expr_warnings(e) : NULL;
	for (size_t i = 0; w && i < w->len; i++) {
		struct buf text = {0};

		expr_finding_text(&w->at[i], NULL, operands->at[0], &text);
		session_warn(s, "%s", buf_text(&text));
		buf_release(&text);
	}
	if (rc == E_OK)
		rc = a->print ? print_form(&v, e, err) :
		    a->plan ? print_plan(&v, e, err) :
		    a->place == PLACE_SERIES ? print_column(&v, e, err) :
		    print_now(&v, e, err);
	expr_free(e);
	eval_release(&v);
	return rc;
}

static const struct operand expression[] = {
	{ "expression", false, false, WORDS_NONE, "see etrms help language" },
	{ "symbol", true, false, WORDS_SYMBOL, "of stored candles" },
	{ .name = NULL }
};

static const struct example examples[] = {
	{ "etrms strategy eval 'close > highest(high, 20)[1]' BTC/USDT"
	  " --timeframe 1m", "a breakout, bar by bar", 0 },
	{ "etrms strategy eval --for breaker 'drawdown(1d) > 5%'"
	  " --field 'drawdown(1d)=6%'", "try a breaker's condition", 0 },
	{ "etrms strategy eval --print 'drawdown(basis = \"week\") > 1e1%'"
	  " --for breaker", "the canonical form", 0 },
	{ "etrms strategy eval --for breaker 'drawdown(1d) > 5'",
	  "a unit forgotten is refused, with the place", 2 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, E_OUTPUT, 0 };

static const struct record *const more[] = { &now_records[EXPR_NUMBER],
    &form_record, &expr_step_record, NULL };

const struct cmd cmd_strategy_eval = {
	.name = "strategy eval",
	.group = "research",
	.summary = "evaluate an expression over candles",
	.about = "Evaluates an expression of the language (etrms help"
	    " language) at every bar of a stored series, or of CSV files given"
	    " with --series (header timestamp,open,high,low,close,volume), and"
	    " writes a row per bar: the bar's open time in milliseconds and"
	    " the value, empty where it is not available.\n\n"
	    "--for breaker and --for result evaluate what a breaker's --when"
	    " or an --assert would see, once, from the values given with"
	    " --field; what is not given is not available. --print shows the"
	    " canonical form, --plan the operations with their types,"
	    " look-back and cost.\n\n"
	    "An error names the place and shows it with a caret. Put -- before"
	    " an expression that begins with a minus sign.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = expression,
	.record = &records[EXPR_NUMBER],
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
