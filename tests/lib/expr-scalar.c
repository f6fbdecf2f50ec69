/*
 * Evaluation over snapshots and results: three-valued logic, exact
 * numbers and ties, na, units of time, `for` and `within` over evaluations,
 * the reason given.
 */
#include "base/stamp.h"
#include "expr/expr.h"
#include "tests/lib/tap.h"

#include <stdlib.h>

#define NOW INT64_C(1709294400000000)	/* 2024-03-01T12:00Z, a Friday */

/* Values by name, as text of decimals "n" or "n/d". */
struct given { const char *name, *value; };
struct world {
	const struct given *given;
	struct expr_memory memory[4];
	const struct expr_ask *last;
	struct expr_ask seen;
};

static struct dec
dec(const char *s, size_t n)
{
	struct dec d = DEC_NONE;

	ok(dec_parse(s, n, &d));
	return d;
}

static void
value(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	struct world *w = self;
	const char *s = NULL, *slash;

	w->seen = *ask;
	for (const struct given *g = w->given; g && g->name; g++)
		if (strcmp(g->name, ask->name) == 0)
			s = g->value;
	if (s == NULL)
		return;
	slash = strchr(s, '/');
	if (ask->base == EXPR_TEXT)
		*out = expr_text(s);
	else if (ask->base == EXPR_DURATION)
		*out = expr_time(atoll(s) * STAMP_SECOND);
	else if (slash)
		*out = expr_ratio(dec(s, (size_t)(slash - s)),
		    dec(slash + 1, strlen(slash + 1)));
	else
		*out = expr_dec(dec(s, strlen(s)));
}

static void
recall(void *self, unsigned slot, struct expr_memory *out)
{
	*out = ((struct world *)self)->memory[slot];
}

static void
remember(void *self, unsigned slot, const struct expr_memory *m)
{
	((struct world *)self)->memory[slot] = *m;
}

static struct expr *
compiled(enum expr_place_kind place, const char *text)
{
	struct expr_context in = { .place = place };
	struct expr *e = NULL;
	struct err err;

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK))
		printf("# %s\n", err.text);
	return e;
}

static enum truth
truth_at(const struct expr *e, struct world *w, int64_t now,
    struct expr_why *why)
{
	struct expr_source s = { .self = w, .now = now,
	    .stale = 2 * STAMP_MINUTE, .value = value, .recall = recall,
	    .remember = remember };
	enum truth t = TRUTH_UNKNOWN;
	struct err err;

	if (!ok(expr_truth(e, &s, &t, why, &err) == E_OK))
		printf("# %s\n", err.text);
	return t;
}

static void
is(const char *text, const char *want, const struct given *given)
{
	struct world w = { .given = given };
	struct expr *e = compiled(EXPR_BREAKER, text);

	if (e == NULL)
		return;
	if (strcmp(truth_names[truth_at(e, &w, NOW, NULL)], want) != 0) {
		printf("# %s\n", text);
		is_text(truth_names[truth_at(e, &w, NOW, NULL)], want);
	}
	expr_free(e);
}

static void
number(const char *text, const char *want)
{
	struct expr *e = compiled(EXPR_RESULT, text);
	struct expr_value v = {0};
	struct dec d = DEC_NONE;
	char buf[DEC_TEXT_SIZE];
	struct err err;

	if (e == NULL)
		return;
	ok(expr_evaluate(e, NULL, &v, &err) == E_OK);
	expr_value_dec(&v, 12, ROUND_HALF_EVEN, &d);
	if (strcmp(dec_text(d, buf), want) != 0) {
		printf("# %s\n", text);
		is_text(dec_text(d, buf), want);
	}
	expr_free(e);
}

/* T and F are written out, U is a comparison with something missing. */
static const char *const words[] = { "2 > 1", "1 > 2", "free > 1" };
static const char *const names[] = { "true", "false", "unknown" };

static void
truth_tables(void)
{
	static const char *const and[3][3] = {
		{ "true", "false", "unknown" },
		{ "false", "false", "false" },
		{ "unknown", "false", "unknown" } };
	static const char *const or[3][3] = {
		{ "true", "true", "true" },
		{ "true", "false", "unknown" },
		{ "true", "unknown", "unknown" } };
	static const char *const not[3] = { "false", "true", "unknown" };
	char text[200];

	for (int a = 0; a < 3; a++) {
		is(words[a], names[a], NULL);
		snprintf(text, sizeof(text), "not (%s)", words[a]);
		is(text, not[a], NULL);
		snprintf(text, sizeof(text), "defined(%s)", words[a]);
		is(text, a == 2 ? "false" : "true", NULL);
		for (int b = 0; b < 3; b++) {
			snprintf(text, sizeof(text), "(%s) and (%s)", words[a],
			    words[b]);
			is(text, and[a][b], NULL);
			snprintf(text, sizeof(text), "(%s) or (%s)", words[a],
			    words[b]);
			is(text, or[a][b], NULL);
			snprintf(text, sizeof(text), "nz(%s, %s)", words[a],
			    words[b]);
			is(text, a == 2 ? names[b] : names[a], NULL);
			snprintf(text, sizeof(text), "if %s then %s else %s",
			    words[a], words[b], words[1]);
			is(text, a == 2 ? "unknown" : a == 0 ? names[b] :
			    "false", NULL);
		}
	}
}

static void
numbers_are_exact(void)
{
	number("0.1 + 0.2", "0.3");
	number("1 / 3 * 3", "1");
	number("1 - 0.9 - 0.1", "0");
	number("2 * 3 - 4 / 8", "5.5");
	number("-2 * -3", "6");
	number("7 - 2 - 1", "4");
	number("8 / 4 / 2", "1");
	number("5%", "0.05");
	number("25bp", "0.0025");
	number("1 / 0", "");
	number("0 / 0", "");
	number("1e18 * 1e18 * 1e18 / 1e18 / 1e18 / 1e18", "1");
	number("sqrt(-1)", "");
	number("sqrt(16)", "4");
	number("sqrt(0)", "0");
	number("log(1)", "0");
	number("pow(9, 0.5)", "3");
	number("log(0)", "");
	number("exp(0)", "1");
	number("exp(1000)", "");
	number("pow(2, 10)", "1024");
	number("pow(-8, 0.5)", "");
	number("mod(7, 3)", "1");
	number("mod(-7, 3)", "2");
	number("mod(7, -3)", "-2");
	number("mod(0.3, 0.1)", "0");
	number("mod(1, 0)", "");
	number("round(mod(sqrt(50), 3), 0.0001)", "1.0711");
	number("round(mod(-sqrt(50), 3), 0.0001)", "1.9289");
	number("round(mod(sqrt(50), -3), 0.0001)", "-1.9289");
	number("mod(sqrt(36), 3)", "0");
	number("mod(sqrt(36), 0)", "");
	number("round(-sqrt(6.25))", "-3");
	number("floor(sqrt(50), 0.5)", "7");
	number("ceil(sqrt(50), 0.5)", "7.5");
	number("min(sqrt(4), 3)", "2");
	number("max(sqrt(4), 3)", "3");
	number("sign(-sqrt(2)) + abs(-sqrt(4))", "1");
	number("sqrt(4) - sqrt(9) * sqrt(16) / sqrt(1) + sqrt(25)", "-5");
	number("round(123456789012345678901234567891 * "
	    "123456789012345678901234567891 / "
	    "123456789012345678901234567891 / 1e18)", "123456789012");
	number("123456789012345678901234567891 / 7 + "
	    "123456789012345678901234567891 / 11 - "
	    "123456789012345678901234567891 * 18 / 77", "0");
	number("1e-18 * 1e-18 * 1e-18 * 1e18 * 1e18 * 1e18", "1");
	number("123456789012345678901234567891e-18", "123456789012.345678901235");
	number("1e-18 / 3e18 * 3e18", "0");
	number("floor(2.7)", "2");
	number("floor(-2.1)", "-3");
	number("ceil(2.1)", "3");
	number("ceil(-2.7)", "-2");
	number("round(2.5)", "3");
	number("round(-2.5)", "-3");
	number("round(2.4)", "2");
	number("round(0.3, 0.1)", "0.3");
	number("floor(0.3, 0.1)", "0.3");
	number("ceil(0.3, 0.1)", "0.3");
	number("floor(58000.17, 0.05)", "58000.15");
	number("floor(1, 0)", "");
	number("abs(-3)", "3");
	number("sign(-3) + sign(0) + sign(9)", "0");
	number("min(3, 1, 2)", "1");
	number("max(3, 1, 2)", "3");
	number("clamp(5, 1, 3)", "3");
	number("clamp(-5, 1, 3)", "1");
	number("clamp(2, 1, 3)", "2");
	number("nz(1 / 0, 7)", "7");
	number("nz(3, 7)", "3");
	number("if 1 > 2 then na else 4", "4");
	number("if 2 > 1 then na else 4", "");
	number("min(1, 1 / 0)", "");
	number("let a = 2; let b = a * a; b * b", "16");
	number("3h / 90m", "2");
	number("(2024-03-01 - 2024-02-01) / 1d", "29");
	number("0.000000000000000001 * 1e18", "1");
	number("123456789012345678901234567890 / 1e18",
	    "123456789012.345678901235");
}

static void
ties_are_decided_exactly(void)
{
	/* 1 - 9500/10000 is 5% on paper; the double is not. */
	static const struct given five[] = { { "drawdown", "500/10000" },
		{ "equity", "10000.10" }, { "balance", "10000.1" },
		{ "loss", "1/3" }, { NULL } };

	is("drawdown(1d) > 5%", "false", five);
	is("drawdown(1d) >= 5%", "true", five);
	is("drawdown(1d) == 5%", "true", five);
	is("drawdown(1d) < 5%", "false", five);
	is("drawdown(1d) <= 5%", "true", five);
	is("drawdown(1d) != 5%", "false", five);
	is("equity == balance", "true", five);
	is("loss(1d) * 3 == 100%", "true", five);
	is("equity * 0.1 == 1000.01", "true", five);
	is("equity in (1, 10000.1)", "true", five);
	is("equity in (1, 2)", "false", five);
	is("equity in (1, free)", "unknown", five);
	is("equity in (free, 10000.1)", "true", five);
}

static void
texts_and_times(void)
{
	static const struct given g[] = { { "symbol", "BTC/USDT" },
		{ "position.side", "long" }, { "data_age", "90" },
		{ NULL } };

	is("symbol == \"BTC/USDT\"", "true", g);
	is("symbol != \"BTC/USDT\"", "false", g);
	is("symbol in (\"ETH/USDT\", \"BTC/USDT\")", "true", g);
	is("matches(symbol, \"BTC/*\")", "true", g);
	is("matches(symbol, \"ETH/*\")", "false", g);
	is("venue == \"sim\"", "unknown", g);
	is("matches(venue, \"*\")", "unknown", g);
	is("position.side == \"long\"", "true", g);
	is("data_age > 1m", "true", g);
	is("data_age > 90s", "false", g);
	is("hour == 12 and minute == 0 and weekday == 5", "true", g);
	is("day == 1 and month == 3", "true", g);
	is("time == 2024-03-01T12:00Z", "true", g);
	is("time - 12h == 2024-03-01", "true", g);
	is("time + 1d > 2024-03-02T12:00Z", "false", g);
}

static void
the_source_hears_the_arguments(void)
{
	struct world w = {0};
	struct expr *e = compiled(EXPR_BREAKER,
	    "drawdown(basis = \"week\") > 1%");

	truth_at(e, &w, NOW, NULL);
	is_int(w.seen.id, EXPR_DRAWDOWN);
	is_int(w.seen.period, 0);
	is_text(w.seen.basis, "week");
	expr_free(e);
	e = compiled(EXPR_BREAKER, "stops_hit(36h) > 1");
	truth_at(e, &w, NOW, NULL);
	is_int(w.seen.id, EXPR_STOPS_HIT);
	is_int(w.seen.period, 36 * STAMP_HOUR);
	expr_free(e);
	e = compiled(EXPR_BREAKER, "position.gain < -1%");
	truth_at(e, &w, NOW, NULL);
	is_int(w.seen.id, EXPR_POSITION_GAIN);
	ok(expr_reads_position(e));
	expr_free(e);
}

/* stops_hit() is its period in hours, trades() 100 more. */
static void
hours_of(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	(void)self;
	*out = expr_int(ask->period / STAMP_HOUR +
	    (ask->id == EXPR_TRADES ? 100 : 0));
}

static void
each_question_is_its_own(void)
{
	static const struct { const char *text; enum truth truth; } cases[] = {
		{ "stops_hit(1h) == 1 and stops_hit(2h) == 2", TRUTH_TRUE },
		{ "stops_hit(1h) == 1 and trades(1h) == 101", TRUTH_TRUE },
		{ "trades(3h) - stops_hit(1h) == 102", TRUTH_TRUE },
		{ "stops_hit(2h) - stops_hit(2h) == 0", TRUTH_TRUE },
		{ "stops_hit(2h) == stops_hit(1h)", TRUTH_FALSE }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct expr *e = compiled(EXPR_BREAKER, cases[i].text);
		struct expr_source s = { .now = NOW, .value = hours_of };
		enum truth t = TRUTH_UNKNOWN;
		struct err err;

		ok(expr_truth(e, &s, &t, NULL, &err) == E_OK);
		is_int(t, cases[i].truth);
		expr_free(e);
	}
}

static void
why(const char *text, const struct given *g, const char *cause,
    const char *v, const char *limit, const char *missing)
{
	struct world w = { .given = g };
	struct expr *e = compiled(EXPR_BREAKER, text);
	struct expr_why y;
	char buf[DEC_TEXT_SIZE];

	if (e == NULL)
		return;
	truth_at(e, &w, NOW, &y);
	is_text(y.cause, cause);
	is_text(dec_text(y.value, buf), v);
	is_text(dec_text(y.limit, buf), limit);
	is_text(y.missing, missing);
	expr_free(e);
}

static void
the_comparison_that_decided_is_named(void)
{
	static const struct given g[] = { { "drawdown", "0.06" },
		{ "equity", "900" }, { NULL } };

	why("drawdown(1d) > 5%", g, "drawdown(1d, \"peak\") > 5%", "0.06",
	    "0.05", "");
	why("equity > 1000 or drawdown(1d) > 5%", g,
	    "drawdown(1d, \"peak\") > 5%", "0.06", "0.05", "");
	why("drawdown(1d) > 5% and equity < 1000", g,
	    "drawdown(1d, \"peak\") > 5%", "0.06", "0.05", "");
	why("drawdown(1d) > 5% and equity > 1000", g, "equity > 1000", "900",
	    "1000", "");
	why("not (equity > 1000)", g, "equity > 1000", "900", "1000", "");
	why("1000 > equity", g, "1000 > equity", "1000", "900", "");
	why("equity != 900", g, "equity != 900", "900", "900", "");
	why("equity in (900, 1000)", g, "equity in (900, 1000)", "900", "",
	    "");
	why("let poor = equity < 950; poor", g, "equity < 950", "900", "950",
	    "");
	why("free > 1 and equity < 1000", g, "free > 1", "", "1", "free");
	why("equity / (free - 1) > 2", g, "equity / (free - 1) > 2", "", "2",
	    "free");
	why("equity / (equity - 900) > 2", g, "equity / (equity - 900) > 2",
	    "", "2", "div");
}

/* Evaluations every minute; '1' true, '0' false, '?' missing, '_' skipped.
 * Answers in the same letters, in capitals below. */
static void
over_time(const char *text, const char *seen, const char *want)
{
	struct expr *e = compiled(EXPR_BREAKER, text);
	struct world w = {0};
	char got[64] = "";

	if (e == NULL)
		return;
	is_int(expr_slots(e), 1);
	for (int i = 0; seen[i]; i++) {
		const struct given g[] = { { seen[i] == '?' ? "no" : "equity",
		    seen[i] == '1' ? "1" : "0" }, { NULL } };

		w.given = g;
		got[i] = seen[i] == '_' ? '_' :
		    "01?"[truth_at(e, &w, NOW + i * STAMP_MINUTE, NULL)];
	}
	is_text(got, want);
	expr_free(e);
}

static void
for_and_within_remember(void)
{
	/* stale after 2 minutes; the span is 3 */
	over_time("equity > 0 for 3m", "11111", "???11");
	over_time("equity > 0 for 3m", "01111", "00001");
	over_time("equity > 0 for 3m", "1110111", "???0000");
	over_time("equity > 0 for 3m", "11_11", "??_11");
	over_time("equity > 0 for 3m", "11__111111", "??__???111");
	over_time("equity > 0 for 3m", "1111?1111", "???1????1");
	over_time("equity > 0 within 3m", "0000000", "???0000");
	over_time("equity > 0 within 3m", "100000", "111000");
	over_time("equity > 0 within 3m", "00010000", "???11100");
	over_time("equity > 0 within 3m", "0?0000", "?????0");
}

static void
without_memory_nothing_is_known(void)
{
	struct expr *e = compiled(EXPR_BREAKER, "1 > 0 for 3m");
	struct expr_source s = { .now = NOW };
	enum truth t = TRUTH_TRUE;
	struct err err;

	ok(expr_truth(e, &s, &t, NULL, &err) == E_OK);
	is_int(t, TRUTH_UNKNOWN);
	expr_free(e);
}

int
main(void)
{
	TEST(truth_tables);
	TEST(numbers_are_exact);
	TEST(ties_are_decided_exactly);
	TEST(texts_and_times);
	TEST(the_source_hears_the_arguments);
	TEST(each_question_is_its_own);
	TEST(the_comparison_that_decided_is_named);
	TEST(for_and_within_remember);
	TEST(without_memory_nothing_is_known);
	return tap_done();
}
