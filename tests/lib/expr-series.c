/*
 * Expressions over bars: every window against its definition, with holes (the
 * memory rule); history, spans and events; longer timeframes and other
 * symbols; ties; and that neither later bars nor the size of the steps change
 * a byte.
 */
#include "base/rng.h"
#include "base/stamp.h"
#include "expr/expr-series.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { BARS = 700 };
#define START INT64_C(1704067200000)	/* 2024-01-01T00:00Z, a Monday */
#define HOUR_MS INT64_C(3600000)

struct market {
	struct candles main, other;
};

static void
candles_init(struct candles *c, size_t n)
{
	*c = (struct candles){ .len = n, .cap = n, .price_scale = 1,
	    .volume_scale = 2 };
	c->open_time_ms = mem_array(n, sizeof(int64_t));
	c->open = mem_array(n, sizeof(int64_t));
	c->high = mem_array(n, sizeof(int64_t));
	c->low = mem_array(n, sizeof(int64_t));
	c->close = mem_array(n, sizeof(int64_t));
	c->volume = mem_array(n, sizeof(int64_t));
}

/* A walk in few ticks, so that ties are many. */
static void
candles_walk(struct candles *c, size_t n, uint64_t seed)
{
	struct rng r;
	int64_t p = 1000;

	rng_seed(&r, seed);
	candles_init(c, n);
	for (size_t i = 0; i < n; i++) {
		int64_t step = (int64_t)rng_below(&r, 5) - 2;

		c->open_time_ms[i] = START + (int64_t)i * HOUR_MS;
		c->open[i] = p;
		p += step;
		c->close[i] = p;
		c->high[i] = (step > 0 ? p : p - step) +
		    (int64_t)rng_below(&r, 3);
		c->low[i] = (step > 0 ? p - step : p) -
		    (int64_t)rng_below(&r, 3);
		c->volume[i] = (int64_t)rng_below(&r, 500);
	}
}

static const struct candles *
bars(void *self, const char *symbol, int64_t timeframe)
{
	struct market *m = self;

	is_int(timeframe, STAMP_HOUR);
	if (symbol[0] == '\0')
		return &m->main;
	return strcmp(symbol, "OTHER") == 0 ? &m->other : NULL;
}

static struct market world;

/* False when it could not be evaluated; tile 0: the usual. */
static bool
column(const char *text, size_t tile, struct expr_column *out)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct expr_market m = { .self = &world, .bars = bars,
	    .symbol = "MAIN", .tile = tile };
	struct expr *e = NULL;
	struct err err = {0};
	bool good = expr_compile(&in, text, &e, &err) == E_OK &&
	    expr_series(e, &m, out, &err) == E_OK;

	if (!good)
		printf("# %s\n# %s\n", text, err.text);
	ok(good);
	/* out keeps nothing of the expression but texts, unread here */
	expr_free(e);
	return good;
}

static bool
near(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(a) && isnan(b);
	return fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* --- windows against their definitions --- */

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
mean(const double *x, int n)
{
	double s = 0;

	for (int i = 0; i < n; i++)
		s += x[i];
	return s / n;
}

static double
product(const double *x, const double *y, int n)
{
	double mx = mean(x, n), my = mean(y, n), s = 0;

	for (int i = 0; i < n; i++)
		s += (x[i] - mx) * (y[i] - my);
	/* What is left of equal values is noise of this sum, not spread. */
	return fabs(s) < 1e-20 ? 0 : s;
}

static double
sorted(const double *x, int n, double q)
{
	double v[64], h = (n - 1) * q;
	int i = (int)h;

	memcpy(v, x, (size_t)n * sizeof(*v));
	qsort(v, (size_t)n, sizeof(*v), by_size);
	return i + 1 < n ? v[i] + (h - i) * (v[i + 1] - v[i]) : v[n - 1];
}

/* x and y: the last n of the window, oldest first. */
static double
defined_as(const char *f, const double *x, const double *y, int n)
{
	double s = 0, best = x[0], now = x[n - 1];
	int at = 0;
	bool low = strstr(f, "lowest") != NULL;

	if (strcmp(f, "sum") == 0)
		return mean(x, n) * n;
	if (strcmp(f, "sma") == 0)
		return mean(x, n);
	if (strcmp(f, "median") == 0)
		return sorted(x, n, 0.5);
	if (strcmp(f, "quantile") == 0)
		return sorted(x, n, 0.3);
	if (strcmp(f, "stddev") == 0)
		return sqrt(product(x, x, n) / n);
	if (strcmp(f, "zscore") == 0)
		return product(x, x, n) == 0 ? NAN :
		    (now - mean(x, n)) / sqrt(product(x, x, n) / n);
	if (strcmp(f, "correlation") == 0)
		return product(x, x, n) == 0 || product(y, y, n) == 0 ? NAN :
		    product(x, y, n) / sqrt(product(x, x, n) *
		    product(y, y, n));
	if (strcmp(f, "beta") == 0)
		return product(y, y, n) == 0 ? NAN :
		    product(x, y, n) / product(y, y, n);
	for (int i = 0; i < n; i++) {
		if (strcmp(f, "wma") == 0)
			s += (i + 1) * x[i] / (n * (n + 1) / 2.0);
		if (strcmp(f, "rank") == 0)
			s += x[i] <= now ? 1.0 / n : 0;
		if (low ? x[i] <= best : x[i] >= best) {
			best = x[i];
			at = i;
		}
	}
	if (strncmp(f, "since", 5) == 0)
		return n - 1 - at;
	return strcmp(f, "wma") == 0 || strcmp(f, "rank") == 0 ? s : best;
}

static const char holed[] = "(if mod(hour, 11) == 3 and day < 9 then na "
    "else close)";

static void
window(const char *f, int n, const char *x_text)
{
	struct expr_column x, y, got;
	char text[400];
	bool two = strcmp(f, "correlation") == 0 || strcmp(f, "beta") == 0;
	int bad = 0;

	snprintf(text, sizeof(text), "%s(%s%s, %d%s)", f, x_text,
	    two ? ", high" : "", n, strcmp(f, "quantile") == 0 ? ", 0.3" : "");
	if (!column(x_text, 0, &x) || !column("high", 0, &y) ||
	    !column(text, 0, &got))
		return;
	for (int t = 0; t < BARS; t++) {
		double want = NAN;
		bool all = t >= n - 1;

		for (int i = t - n + 1; all && i <= t; i++)
			all = !isnan(x.value[i]);
		if (all)
			want = defined_as(f, x.value + t - n + 1,
			    y.value + t - n + 1, n);
		if (!near(got.value[t], want) && bad++ == 0)
			printf("# %s at %d: got %.17g, want %.17g\n", text, t,
			    got.value[t], want);
	}
	is_int(bad, 0);
	expr_column_release(&x);
	expr_column_release(&y);
	expr_column_release(&got);
}

static void
windows_are_what_they_say(void)
{
	static const char *const f[] = { "sum", "sma", "wma", "highest",
		"lowest", "since_highest", "since_lowest", "median",
		"quantile", "rank", "stddev", "zscore", "correlation",
		"beta" };

	for (size_t i = 0; i < sizeof(f) / sizeof(*f); i++)
		for (int n = 1; n <= 21; n += n < 5 ? 1 : 8) {
			if (n < 3 && i >= 12)
				continue;
			window(f[i], n, "close");
			window(f[i], n, holed);
		}
}

/* --- conditions and events --- */

/* Truths of c by letters from the bar `from` on. */
static void
letters(const char *text, size_t from, const char *want)
{
	struct expr_column c;
	char got[64] = "";

	if (!column(text, 0, &c))
		return;
	for (size_t i = 0; want[i]; i++) {
		if (c.value == NULL)
			got[i] = "01?"[expr_column_truth(&c, from + i)];
		else
			got[i] = isnan(c.value[from + i]) ? '?' :
			    (char)('0' + (int)c.value[from + i]);
	}
	if (strcmp(got, want) != 0)
		printf("# %s\n", text);
	is_text(got, want);
	expr_column_release(&c);
}

/* c is true at hours 3, 4, 5 and unknown at 8 (closing hours: bar 0 is 1). */
#define C "(if hour == 8 then na else hour in (3, 4, 5))"

static void
spans_are_three_valued(void)
{
	letters(C, 0, "0011100?0000");
	letters(C " for 2 bars", 0, "000110000000");
	letters(C " for 3 bars", 0, "000010000000");
	letters(C " for 4 bars", 0, "000000000000");
	letters(C " within 2 bars", 0, "?011110??000");
	letters(C " within 3 bars", 0, "??11111???00");
	letters("(hour != 8) for 3 bars", 0, "??11111000111");
	letters("(if hour == 8 then na else true) for 3 bars", 0,
	    "??11111???111");
	letters("count(" C ", 3)", 0, "??12321???00");
	letters("not " C, 0, "1100011?1111");
	letters(C "[2]", 0, "??0011100?00");
	letters("defined(" C "[1])", 0, "011111110111");
	letters("nz(" C ", true)", 0, "001110010000");
	letters("barssince(" C ")", 0, "??0001234567");
	letters("valuewhen(" C ", hour)", 0, "??3455555555");
	letters("valuewhen(" C ", hour, 1)", 0, "???344444444");
	letters("valuewhen(" C ", hour, k = 2)", 0, "????33333333");
	letters("rising(hour, 2)", 0, "??111111");
	letters("rising(hour, 2)", 20, "1110011111");
	letters("falling(hour, 1)", 20, "000100000");
	letters("change(hour, 2)", 0, "??222222");
	letters("crossover(hour, 3)", 0, "00010000");
	letters("crossunder(3, hour)", 0, "00010000");
	letters("cross(hour, 3.5)", 19, "000010001");
	letters("closes(4h)", 0, "000100010001");
	letters("closes(1d)", 20, "00010000");
	letters("closes(1w) and weekday == 1", 160, "00000001000");
	letters("hour", 6, "789");
	letters("weekday", 22, "122");
	letters("if close > 0 then symbol == \"MAIN\" else false", 0, "11");
	letters("timeframe == 1h and matches(symbol, \"M*\")", 0, "11");
	letters("defined(funding)", 0, "00");
	letters("volume / 0 > 1", 0, "??");
	letters("tick * 10", 0, "11");
}

static void
last_forgets(void)
{
	letters("last(if hour in (2, 5) then hour else na, 1)", 0, "?22?55??");
	letters("last(if hour in (2, 5) then hour else na, 2)", 0, "?222555?");
}

/* --- other series --- */

static void
longer_timeframes_are_made(void)
{
	struct expr_column c4, c1, h4, h1;
	int bad = 0;

	if (!column("close@4h", 0, &c4) || !column("close", 0, &c1) ||
	    !column("high@4h", 0, &h4) || !column("high", 0, &h1))
		return;
	for (int t = 0; t < BARS; t++) {
		int end = (t + 1) / 4 * 4 - 1;	/* last bar of the bucket */
		double c = NAN, h = NAN;

		if (end >= 3) {
			c = c1.value[end];
			h = fmax(fmax(h1.value[end], h1.value[end - 1]),
			    fmax(h1.value[end - 2], h1.value[end - 3]));
		}
		bad += !near(c4.value[t], c) || !near(h4.value[t], h);
	}
	is_int(bad, 0);
	expr_column_release(&c4);
	expr_column_release(&c1);
	expr_column_release(&h4);
	expr_column_release(&h1);
	letters("change(hour, 1)@4h == 4", 7, "1111");
	letters("defined(open@1w)", 166, "011");
	letters("hour@4h", 3, "44448888");
	letters("hour[1]@4h", 7, "4444");
}

/* The other series starts at 02:00 and lacks the bars 06:00 and 07:00. */
static void
other_market(void)
{
	size_t to = 0;
	struct candles *c = &world.other;

	candles_walk(c, BARS, 7);
	for (size_t i = 0; i < BARS; i++) {
		if (i < 2 || i == 6 || i == 7)
			continue;
		c->open_time_ms[to] = c->open_time_ms[i];
		c->close[to] = (int64_t)(i * 10);	/* closes at i + 1 */
		c->volume[to++] = 100;
	}
	c->len = to;
}

static void
holes_are_not_filled(void)
{
	letters("close[\"OTHER\"]", 0, "??2345??89");
	letters("last(close[\"OTHER\"], 1)", 0, "??23455?89");
	/* bucket 0 lacks its first bar; bucket 4..7 ends with a hole, so that
	 * it is first seen when 08:00 has closed, then as of 08:00 */
	letters("close@4h[\"OTHER\"]", 0, "????????555");
	letters("volume@4h[\"OTHER\"]", 8, "2224444");
	letters("close[\"NONE\"]", 0, "???");
	letters("(close > close[1])[\"OTHER\"]", 0, "???111??11");
	letters("symbol[\"OTHER\"] == \"OTHER\"", 2, "1111??1");
}

/* --- ties --- */

static void
ties_are_ties(void)
{
	struct expr_column got, c;
	int bad = 0, equal = 0;

	if (!column("sma(close, 3) == sma(close, 6)", 0, &got) ||
	    !column("close", 0, &c))
		return;
	for (int t = 5; t < BARS; t++) {
		int64_t three = 0, six = 0;

		for (int i = 0; i < 6; i++) {
			six += world.main.close[t - i];
			three += i < 3 ? world.main.close[t - i] : 0;
		}
		equal += 2 * three == six;
		bad += (expr_column_truth(&got, (size_t)t) == TRUTH_TRUE) !=
		    (2 * three == six);
	}
	is_int(bad, 0);
	ok(equal > 20);
	is_int(got.inexact_ties, 0);
	expr_column_release(&got);
	expr_column_release(&c);
}

static void
means_are_not_prices(void)
{
	struct expr_column three, two;
	int equal = 0, bad = 0;

	if (!column("hlc3 == close", 0, &three) ||
	    !column("hl2 == close", 0, &two))
		return;
	for (size_t t = 0; t < BARS; t++) {
		int64_t h = world.main.high[t], l = world.main.low[t];
		int64_t c = world.main.close[t];

		bad += (expr_column_truth(&three, t) == TRUTH_TRUE) !=
		    (h + l + c == 3 * c);
		bad += (expr_column_truth(&two, t) == TRUTH_TRUE) !=
		    (h + l == 2 * c);
		equal += h + l == 2 * c;
	}
	is_int(bad, 0);
	ok(equal > 20);
	expr_column_release(&three);
	expr_column_release(&two);
}

/* Always true on paper, seldom in doubles. */
static void
always(const char *text)
{
	struct expr_column c;
	int bad = 0;

	if (!column(text, 0, &c))
		return;
	for (size_t t = 60; t < BARS; t++)
		bad += expr_column_truth(&c, t) != TRUTH_TRUE;
	if (bad)
		printf("# %s: %d bars differ\n", text, bad);
	is_int(bad, 0);
	is_int(c.inexact_ties, 0);
	expr_column_release(&c);
}

static void
exact_expressions_are_exact(void)
{
	always("close * 0.1 + close * 0.2 == close * 0.3");
	always("hlc3 * 3 == high + low + close");
	always("ohlc4 * 4 == open + high + low + close");
	always("sma(close, 7) * 7 == sum(close, 7)");
	always("wma(close, 3) * 6 == close * 3 + close[1] * 2 + close[2]");
	always("median(hl2, 4) * 2 <= high + low + abs(close) or true");
	always("change(close * 0.1, 3) == close * 0.1 - close[3] * 0.1");
	always("floor(close * 0.1, 0.01) == close * 0.1");
	always("ceil(close * 0.3, 0.03) == close * 0.3");
	always("round(close * 0.1, 0.01) * 10 == close");
	always("(if close > open then close * 0.1 else close * 0.3) in "
	    "(close * 0.1, close * 0.3)");
	always("nz(sma(close, 2)[1], 0) * 2 == close[1] + close[2]");
	always("max(sma(close, 2), sma(close, 2)) * 2 == close + close[1]");
	always("sma(close, 3)@4h * 3 == (close + close[1] + close[2])@4h");
	always("donchian(5).middle * 2 == highest(high, 5) + lowest(low, 5)");
	always("sum(volume * 0.1, 3) * 10 == volume + volume[1] + volume[2]");
	always("last(close * 0.1, 3) == close * 0.1");
	always("close == valuewhen(close > 0, close)");
	always("clamp(close * 0.1, 0, 1000) * 10 == close");
	always("tick * 10 == 1");
	always("(close * 0.1 + close * 0.2)[1] == (close * 0.3)[1]");
	always("close * 0.1 == valuewhen(close > 0, close * 0.1)");
	always("valuewhen(close > 0, close * 0.1, 2) * 10 == close[2]");
	always("last(if hour == 3 then na else close * 0.1, 1) * 10 == "
	    "(if hour == 3 then close[1] else close)");
	always("falling(close, 1) or close >= close[1]");
	always("not falling(close, 1) or close < close[1]");
	always("rising(close, 1) or close <= close[1]");
	always("not rising(close, 1) or close > close[1]");
	always("not matches(symbol, \"X*\")");
	always("-close * 0.1 - close * 0.2 == -(close * 0.3)");
	always("min(sma(close, 3), sma(open, 3)) * 3 <= sum(close, 3)");
	always("close * 0.3 >= close * 0.1 + close * 0.2");
	always("not (close * 0.3 < close * 0.1 + close * 0.2)");
	always("median(close * 0.1, 4) * 20 == median(close, 4) * 2");
}

/* Comparisons of averages of every column, against integers. */
static void
every_column_is_exact(void)
{
	static const char *const names[] = { "open", "high", "low", "close" };
	const struct candles *m = &world.main;
	const int64_t *columns[] = { m->open, m->high, m->low, m->close };

	for (int a = 0; a < 4; a++)
		for (int b = 0; b < 4; b++) {
			struct expr_column c;
			char text[80];
			int bad = 0;

			snprintf(text, sizeof(text), "sma(%s, 3) >= "
			    "sma(%s, 2)[1]", names[a], names[b]);
			if (!column(text, 0, &c))
				continue;
			for (size_t t = 2; t < BARS; t++) {
				const int64_t *x = columns[a] + t;
				const int64_t *y = columns[b] + t;
				bool want = 2 * (x[0] + x[-1] + x[-2]) >=
				    3 * (y[-1] + y[-2]);

				bad += (expr_column_truth(&c, t) ==
				    TRUTH_TRUE) != want;
			}
			if (bad)
				printf("# %s\n", text);
			is_int(bad, 0);
			is_int(c.inexact_ties, 0);
			expr_column_release(&c);
		}
}

static void
what_cannot_be_decided_is_counted(void)
{
	struct expr_column c;

	if (!column("(if (close > open) for 2 bars then close * 0.1 else "
	    "close * 0.3) >= close * 0.1", 0, &c))
		return;
	ok(c.inexact_ties > 0);
	expr_column_release(&c);
	if (!column("close * 0.1 >= sma(sma(sma(close, 90), 90), 90)", 0, &c))
		return;
	is_int(c.inexact_ties, 0);	/* none comes near */
	expr_column_release(&c);
}

/* --- the same bytes --- */

static const char *const programs[] = {
	"close", "close > open", "sma(close, 3) > sma(close, 11)",
	"zscore(close, 20)", "correlation(close, volume, 13)",
	"median(close, 9) - quantile(high, 5, 0.9)", "rank(close, 30)",
	"(close > open) for 3 bars", "(not close > open) within 5 bars",
	"close@4h > sma(close, 10)", "(sma(close, 5) > close[2])@1d",
	"close[\"OTHER\"] - close", "barssince(close > open[3])",
	"valuewhen(close > open, volume, 2)", "last(close[\"OTHER\"], 3)",
	"crossover(close@4h, close)", "closes(1d) or rising(close, 2)",
	"beta(pct_change(close), pct_change(high), 24)",
	"if (close > open)@4h then high[1] else na", "time - time[5]",
	"wma(change(close, 4), 6)", "(hour > 3)[70]", "close == high@4h",
	"defined((close > open)[65]) and count(close > open, 66) > 30",
	"(close + close@4h)[\"OTHER\"]",
	"(close[\"OTHER\"] > close)[\"OTHER\"]@4h"
};

static int
differing(const struct expr_column *a, const struct expr_column *b, size_t n)
{
	int bad = 0;

	for (size_t t = 0; t < n; t++)
		if (a->value)
			bad += memcmp(&a->value[t], &b->value[t],
			    sizeof(double)) != 0;
		else
			bad += expr_column_truth(a, t) !=
			    expr_column_truth(b, t);
	return bad;
}

static void
steps_change_nothing(void)
{
	static const size_t tiles[] = { 1, 7, 64, 100, 320 };

	for (size_t p = 0; p < sizeof(programs) / sizeof(*programs); p++) {
		struct expr_column whole, parts;

		if (!column(programs[p], 0, &whole))
			continue;
		for (size_t i = 0; i < sizeof(tiles) / sizeof(*tiles); i++) {
			if (!column(programs[p], tiles[i], &parts))
				continue;
			if (differing(&whole, &parts, BARS) != 0)
				printf("# %s in steps of %zu\n", programs[p],
				    tiles[i]);
			is_int(differing(&whole, &parts, BARS), 0);
			expr_column_release(&parts);
		}
		expr_column_release(&whole);
	}
}

static void
later_bars_change_nothing(void)
{
	static const size_t cuts[] = { 1, 65, 200, 413, 699 };

	for (size_t p = 0; p < sizeof(programs) / sizeof(*programs); p++) {
		struct expr_column whole, cut;

		if (!column(programs[p], 0, &whole))
			continue;
		for (size_t i = 0; i < sizeof(cuts) / sizeof(*cuts); i++) {
			struct market all = world;

			world.main.len = cuts[i];
			/* the other one is cut at the same moment */
			while (world.other.len > 0 &&
			    world.other.open_time_ms[world.other.len - 1] >
			    world.main.open_time_ms[cuts[i] - 1])
				world.other.len--;
			if (column(programs[p], 0, &cut)) {
				if (differing(&whole, &cut, cuts[i]))
					printf("# %s cut at %zu\n",
					    programs[p], cuts[i]);
				is_int(differing(&whole, &cut, cuts[i]), 0);
				is_int(cut.len, cuts[i]);
				expr_column_release(&cut);
			}
			world = all;
		}
		expr_column_release(&whole);
	}
}

static void
later_prices_change_nothing(void)
{
	int64_t *close = world.main.close, *high = world.main.high;
	int64_t changed[BARS], higher[BARS];

	memcpy(changed, close, sizeof(changed));
	memcpy(higher, high, sizeof(higher));
	for (size_t i = 300; i < BARS; i++) {
		changed[i] = changed[i] * 3 + (int64_t)i;
		higher[i] = changed[i] * 1000;
	}
	for (size_t p = 0; p < sizeof(programs) / sizeof(*programs); p++) {
		struct expr_column before, after;

		if (!column(programs[p], 0, &before))
			continue;
		world.main.close = changed;
		world.main.high = higher;
		if (column(programs[p], 0, &after)) {
			if (differing(&before, &after, 300))
				printf("# %s\n", programs[p]);
			is_int(differing(&before, &after, 300), 0);
			expr_column_release(&after);
		}
		world.main.close = close;
		world.main.high = high;
		expr_column_release(&before);
	}
}

/* --- what cannot be --- */

static const struct candles *
no_bars(void *self, const char *symbol, int64_t timeframe)
{
	(void)symbol;
	(void)timeframe;
	return self;
}

static void
refuses(const char *text, const struct candles *given, enum err_code code,
    const char *want)
{
	struct expr_context in = { .place = EXPR_SERIES,
	    .timeframe = STAMP_HOUR };
	struct candles copy = given ? *given : (struct candles){0};
	struct expr_market m = { .self = given ? &copy : NULL,
	    .bars = no_bars };
	struct expr_column out;
	struct expr *e = NULL;
	struct err err = {0};

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK))
		return;
	is_int(expr_series(e, &m, &out, &err), code);
	is_text(err.text, want);
	expr_free(e);
}

static void
what_is_not_there_is_said(void)
{
	int64_t times[] = { START, START };
	struct candles twice = world.main;

	refuses("rsi(close, 14) > 30", &world.main, E_USAGE,
	    "rsi is not available in this version");
	refuses("macd(close).hist > 0", &world.main, E_USAGE,
	    "macd is not available in this version");
	refuses("close", NULL, E_DATA, "there are no bars to evaluate");
	twice.open_time_ms = times;
	twice.len = 2;
	refuses("close", &twice, E_DATA, "bars: bars out of order at row 2");
}

/* --- bars inside a snapshot --- */

static struct expr_value last_value;
static enum truth
now_is(const char *text, int64_t hours)
{
	struct expr_context in = { .place = EXPR_BREAKER };
	struct expr_source s = { .self = &world, .bars = bars,
	    .now = (START + hours * HOUR_MS) * 1000 };
	struct expr *e = NULL;
	struct err err = {0};
	enum truth t = TRUTH_UNKNOWN;

	if (!ok(expr_compile(&in, text, &e, &err) == E_OK &&
	    expr_evaluate(e, &s, &last_value, &err) == E_OK))
		printf("# %s\n", err.text);
	else if (expr_base(e) == EXPR_CONDITION)
		t = last_value.known ? last_value.truth : TRUTH_UNKNOWN;
	expr_free(e);
	return t;
}

static void
snapshots_see_the_latest_closed_bar(void)
{
	is_int(now_is("(hour == 5)@1h", 5), TRUTH_TRUE);
	is_int(now_is("(hour == 5)@1h", 6), TRUTH_FALSE);
	is_int(now_is("(close > 0)@1h", 0), TRUTH_UNKNOWN);
	is_int(now_is("(close > 0)@1h", BARS), TRUTH_TRUE);
	is_int(now_is("(close > 0)@1h", BARS + 1), TRUTH_UNKNOWN);
	is_int(now_is("close[\"OTHER\"]@1h == 5", 6), TRUTH_TRUE);
	is_int(now_is("close[\"OTHER\"]@1h == 5", 7), TRUTH_UNKNOWN);
	is_int(now_is("highest(close, 3)[\"OTHER\"]@1h == 5", 6),
	    TRUTH_TRUE);
	is_int(now_is("(hour == 5)@1h and hour == 5", 5), TRUTH_TRUE);
}

int
main(void)
{
	candles_walk(&world.main, BARS, 1);
	other_market();
	TEST(windows_are_what_they_say);
	TEST(spans_are_three_valued);
	TEST(last_forgets);
	TEST(longer_timeframes_are_made);
	TEST(holes_are_not_filled);
	TEST(ties_are_ties);
	TEST(means_are_not_prices);
	TEST(exact_expressions_are_exact);
	TEST(every_column_is_exact);
	TEST(what_cannot_be_decided_is_counted);
	TEST(steps_change_nothing);
	TEST(later_bars_change_nothing);
	TEST(later_prices_change_nothing);
	TEST(what_is_not_there_is_said);
	TEST(snapshots_see_the_latest_closed_bar);
	candles_release(&world.main);
	candles_release(&world.other);
	return tap_done();
}
