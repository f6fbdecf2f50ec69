/*
 * Values of indicators against what their definitions say, worked out anew at
 * every bar from the window itself, on a walk, on large and tiny prices:
 * averages, deviations, slope, channels, stochastics, extremes, volume prices,
 * directional movement, lines and stops. And where formulas end: flat prices,
 * no volume, windows that turn constant after a jump, ten million bars.
 */
#include "base/mem.h"
#include "base/rng.h"
#include "quant/indicator.h"

#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { BARS = 400 };
static double bar[IN_TIME + 1][BARS];
#define H bar[IN_HIGH]
#define L bar[IN_LOW]
#define C bar[IN_CLOSE]
#define V bar[IN_VOLUME]

static double
even(struct rng *r)
{
	return (double)(rng_next(r) >> 11) * 0x1p-53;
}

static void
walk(double level, double tick)
{
	struct rng r;
	double at = floor(level / tick);

	rng_seed(&r, 3);
	for (int i = 0; i < BARS; i++) {
		double before = at;

		at += floor(even(&r) * 41) - 20;
		bar[IN_OPEN][i] = before * tick;
		C[i] = bar[IN_X][i] = at * tick;
		H[i] = (fmax(before, at) + floor(even(&r) * 9)) * tick;
		L[i] = (fmin(before, at) - floor(even(&r) * 9)) * tick;
		V[i] = floor(even(&r) * 100 + 1) / 4;
		bar[IN_TIME][i] = 1704067200000 + i * 3600000.0;
	}
}

static double typical(int i) { return (H[i] + L[i] + C[i]) / 3; }
static double
most(const double *x, int from, int to)
{
	double m = x[from];

	for (int i = from; i <= to; i++)
		m = fmax(m, x[i]);
	return m;
}

static double
least(const double *x, int from, int to)
{
	double m = x[from];

	for (int i = from; i <= to; i++)
		m = fmin(m, x[i]);
	return m;
}

static double
mean(const double *x, int n, int t)
{
	double sum = 0;

	for (int i = t - n + 1; i <= t; i++)
		sum += x[i];
	return sum / n;
}

/* Runs with up to four parameters; outputs at out[k][bar]. */
static double out[INDICATOR_OUTPUTS][BARS];
static void
run(const char *name, double a, double b, double c, double d)
{
	const struct indicator *row = indicator_find(name);
	double given[] = { a, b, c, d }, params[INDICATOR_PARAMS];
	const double *in[INDICATOR_INPUTS];
	double *to[INDICATOR_OUTPUTS];
	void *state;

	indicator_defaults(row, params);
	for (int i = 0; i < indicator_params(row); i++)
		params[i] = given[i];
	for (int i = 0; i < indicator_inputs(row); i++)
		in[i] = bar[row->inputs[i]];
	for (int i = 0; i < INDICATOR_OUTPUTS; i++)
		to[i] = out[i];
	ok(indicator_check(row, params, NULL) == E_OK);
	state = mem_alloc(indicator_state_size(row, params));
	indicator_run(row, params, state, BARS, in, to);
	free(state);
}

/* near(got, want): within 1e-9 of want, and of the size of what it is made
 * from. */
static double size = 1;
#define near(got, want) do { \
	double got_ = (got), want_ = (want); \
	if (!ok(fabs(got_ - want_) <= 1e-9 * (fabs(want_) + size * 1e-3))) \
		printf("# %s at %d: got %.17g, want %.17g\n", #got, t, got_, \
		    want_); \
} while (0)

static void
windows(int n)
{
	run("sma", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++)
		near(out[0][t], mean(C, n, t));
	run("wma", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		double sum = 0;

		for (int i = 0; i < n; i++)
			sum += C[t - i] * (n - i);
		near(out[0][t], sum / (n * (n + 1) / 2));
	}
	run("bbands", n, 2.5, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		double m = mean(C, n, t), sum = 0;

		for (int i = t - n + 1; i <= t; i++)
			sum += (C[i] - m) * (C[i] - m);
		near(out[1][t], m);
		near(out[0][t] - m, 2.5 * sqrt(sum / n));
		near(m - out[2][t], 2.5 * sqrt(sum / n));
	}
	run("stddev", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		double m = mean(C, n, t), sum = 0;

		for (int i = t - n + 1; i <= t; i++)
			sum += (C[i] - m) * (C[i] - m);
		near(out[0][t], sqrt(sum / n));
	}
	run("linreg_slope", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		double m = mean(C, n, t), xy = 0, xx = 0;

		for (int i = 0; i < n; i++) {
			double x = i - (n - 1) / 2.0;

			xy += x * (C[t - n + 1 + i] - m);
			xx += x * x;
		}
		near(out[0][t], xy / xx);
	}
	run("roc", n, 0, 0, 0);
	for (int t = n; t < BARS; t++)
		near(out[0][t], 100 * (C[t] / C[t - n] - 1));
}

static void
channels(int n)
{
	run("donchian", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		ok(out[0][t] == most(H, t - n + 1, t));
		ok(out[2][t] == least(L, t - n + 1, t));
		near(out[1][t], (out[0][t] + out[2][t]) / 2);
	}
	run("willr", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		double hh = most(H, t - n + 1, t), ll = least(L, t - n + 1, t);

		near(out[0][t], -100 * (hh - C[t]) / (hh - ll));
	}
	run("aroon", n, 0, 0, 0);
	for (int t = n; t < BARS; t++) {
		int low = t, high = t;

		for (int i = t; i >= t - n; i--) {
			low = L[i] < L[low] ? i : low;
			high = H[i] > H[high] ? i : high;
		}
		near(out[0][t], 100.0 * (n - (t - low)) / n);
		near(out[1][t], 100.0 * (n - (t - high)) / n);
	}
	run("stoch", n, 3, 4, 0);
	for (int t = n + 4; t < BARS; t++) {
		double slow[4] = {0};

		for (int j = 0; j < 4; j++)
			for (int k = 0; k < 3; k++) {
				int i = t - j - k;
				double ll = least(L, i - n + 1, i);

				slow[j] += 100 * (C[i] - ll) /
				    (most(H, i - n + 1, i) - ll) / 3;
			}
		near(out[0][t], slow[0]);
		near(out[1][t], (slow[0] + slow[1] + slow[2] + slow[3]) / 4);
	}
	run("ichimoku", n, n + 3, n + 9, 5);
	for (int t = n + 13; t < BARS; t++) {
		double tenkan = (most(H, t - n + 1, t) +
		    least(L, t - n + 1, t)) / 2;
		int was = t - 5;

		near(out[0][t], tenkan);
		near(out[1][t], (most(H, t - n - 2, t) +
		    least(L, t - n - 2, t)) / 2);
		near(out[2][t], (out[0][was] + out[1][was]) / 2);
		near(out[3][t], (most(H, was - n - 8, was) +
		    least(L, was - n - 8, was)) / 2);
	}
}

static void
volumes(int n)
{
	double total = V[0], money = 0, volume = 0;

	run("vwap", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		money = volume = 0;
		for (int i = t - n + 1; i <= t; i++) {
			money += typical(i) * V[i];
			volume += V[i];
		}
		near(out[0][t], money / volume);
	}
	run("mfi", n, 0, 0, 0);
	for (int t = n; t < BARS; t++) {
		double up = 0, down = 0;

		for (int i = t - n + 1; i <= t; i++) {
			double flow = typical(i) * V[i];

			up += typical(i) > typical(i - 1) ? flow : 0;
			down += typical(i) < typical(i - 1) ? flow : 0;
		}
		near(out[0][t], 100 * up / (up + down));
	}
	run("cci", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		double m = 0, away = 0;

		for (int i = t - n + 1; i <= t; i++)
			m += typical(i) / n;
		for (int i = t - n + 1; i <= t; i++)
			away += fabs(typical(i) - m) / n;
		near(out[0][t], away < 1e-9 * m ? 0 :
		    (typical(t) - m) / (0.015 * away));
	}
	run("obv", 0, 0, 0, 0);
	for (int t = 0; t < BARS; t++) {
		if (t > 0)
			total += C[t] > C[t - 1] ? V[t] : C[t] < C[t - 1] ?
			    -V[t] : 0;
		near(out[0][t], total);
	}
	for (int anchor = 0; anchor < 3; anchor++) {
		/* 2024-01-01 was a Monday; bars are of an hour. */
		int every = anchor == 0 ? 24 : anchor == 1 ? 168 : BARS;

		run("vwap_from", anchor, 0, 0, 0);
		for (int t = 0; t < BARS; t++) {
			if (t % every == 0)
				money = volume = 0;
			money += typical(t) * V[t];
			volume += V[t];
			near(out[0][t], money / volume);
		}
	}
}

/* Wilder's averages and sums, as recurrences of the plain kind. */
static void
recursive(int n)
{
	double e = mean(C, n, n - 1), range = 0, plus = 0, minus = 0, tr = 0,
	    dx[BARS], adx = 0;

	run("ema", n, 0, 0, 0);
	for (int t = n - 1; t < BARS; t++) {
		e = t < n ? e : e + 2.0 / (n + 1) * (C[t] - e);
		near(out[0][t], e);
	}
	run("ema", n, 1, 0, 0);
	for (int t = 0; t < BARS; t++) {
		e = t == 0 ? C[0] : e + 2.0 / (n + 1) * (C[t] - e);
		near(out[0][t], e);
	}
	run("natr", n, 0, 0, 0);
	for (int t = 1; t < BARS; t++) {
		double r = fmax(H[t] - L[t], fmax(fabs(H[t] - C[t - 1]),
		    fabs(L[t] - C[t - 1])));

		range = t <= n ? range + r / n : (range * (n - 1) + r) / n;
		if (t >= n)
			near(out[0][t], 100 * range / C[t]);
	}
	run("dx", n, 0, 0, 0);
	for (int t = 1; t < BARS; t++) {
		double up = H[t] - H[t - 1], down = L[t - 1] - L[t];

		if (t >= n) {
			plus -= plus / n;
			minus -= minus / n;
			tr -= tr / n;
		}
		plus += up > 0 && up > down ? up : 0;
		minus += down > 0 && down > up ? down : 0;
		tr += fmax(H[t], C[t - 1]) - fmin(L[t], C[t - 1]);
		dx[t] = 100 * fabs(plus - minus) / (plus + minus);
		if (t >= n)
			near(out[0][t], dx[t]);
	}
	run("adx", n, 0, 0, 0);
	for (int t = n; t < BARS; t++) {
		adx = t < 2 * n ? adx + dx[t] / n : (adx * (n - 1) + dx[t]) / n;
		if (t >= 2 * n - 1)
			near(out[0][t], adx);
	}
}

/* The rules as METHODS tells them for both sides, with all words spelt out. */
static void
stops(void)
{
	double af = 0.02, sar, ep;
	bool up = !(L[0] - L[1] > 0 && L[0] - L[1] > H[1] - H[0]);

	run("sar", 0.02, 0.2, 0, 0);
	ep = up ? H[1] : L[1];
	sar = up ? L[0] : H[0];
	for (int t = 1; t < BARS; t++) {
		int before = t == 1 ? 1 : t - 1;
		double value = sar;

		if (up ? L[t] <= sar : H[t] >= sar) {
			value = up ? fmax(ep, fmax(H[before], H[t])) :
			    fmin(ep, fmin(L[before], L[t]));
			af = 0.02;
			ep = up ? L[t] : H[t];
			sar = value + af * (ep - value);
			sar = up ? fmax(sar, fmax(H[before], H[t])) :
			    fmin(sar, fmin(L[before], L[t]));
			up = !up;
		} else {
			if (up ? H[t] > ep : L[t] < ep) {
				ep = up ? H[t] : L[t];
				af = fmin(af + 0.02, 0.2);
			}
			sar += af * (ep - sar);
			sar = up ? fmin(sar, fmin(L[before], L[t])) :
			    fmax(sar, fmax(H[before], H[t]));
		}
		near(out[0][t], value);
	}
	run("keltner", 20, 10, 2, 0);
	for (int t = 20; t < BARS; t++) {
		double middle = out[1][t], width = out[0][t] - middle;

		near(middle - out[2][t], width);
		ok(width > 0);
	}
}

static void
definitions(void)
{
	static const double levels[][2] = { { 100, 0.01 }, { 1e6, 1 },
	    { 1e-8, 1e-12 } };

	for (size_t k = 0; k < 3; k++) {
		size = levels[k][0];
		walk(levels[k][0], levels[k][1]);
		for (int n = 2; n <= 34; n += 8) {
			windows(n);
			channels(n);
			volumes(n);
			recursive(n);
		}
		stops();
	}
}

static void
flat(double price, double volume)
{
	for (int i = 0; i < BARS; i++) {
		H[i] = L[i] = C[i] = bar[IN_X][i] = price;
		V[i] = volume;
	}
}

/* name, parameters, first bar, and the value from there on. */
static void
constant(const char *name, double a, double b, double c, int first,
    double want)
{
	int bad = 0;

	run(name, a, b, c, 0);
	for (int t = first; t < BARS; t++)
		bad += !(out[0][t] == want || (isnan(want) &&
		    isnan(out[0][t])));
	if (!ok(bad == 0))
		printf("# %s: %d bars are not %g\n", name, bad, want);
}

static void
flat_prices(void)
{
	static const double prices[] = { 100, 0.1, 1e-8, 1e6, 12345.67 };

	for (size_t k = 0; k < 5; k++) {
		flat(prices[k], 0);
		constant("rsi", 14, 0, 0, 14, 0);
		constant("stddev", 49, 0, 0, 48, 0);
		constant("linreg_slope", 49, 0, 0, 48, 0);
		constant("cci", 20, 0, 0, 19, 0);
		constant("mfi", 14, 0, 0, 14, 0);
		constant("willr", 14, 0, 0, 13, 0);
		constant("stoch", 14, 3, 3, 17, 0);
		constant("vwap", 20, 0, 0, 0, NAN);
		constant("vwap_from", 0, 0, 0, 0, NAN);
		constant("dx", 14, 0, 0, 14, 0);
		constant("adx", 14, 0, 0, 27, 0);
		constant("plus_di", 14, 0, 0, 14, 0);
		constant("atr", 14, 0, 0, 14, 0);
		constant("roc", 10, 0, 0, 10, 0);
		constant("macd", 12, 26, 9, 33, 0);
		for (int i = 0; i < 4; i++)
			constant(((const char *[]){ "sma", "wma", "ema",
			    "bbands" })[i], 49, 0, 0, 48, prices[k]);
		constant("aroon", 25, 0, 0, 25, 100);
		constant("obv", 0, 0, 0, 0, 0);
	}
}

/* Nothing of a jump is left once it is out of the window. */
static void
constant_after_a_jump(void)
{
	flat(1e6, 1);
	for (int i = 137; i < BARS; i++)
		H[i] = L[i] = C[i] = bar[IN_X][i] = 0.1;
	constant("stddev", 20, 0, 0, 137 + 19, 0);
	constant("linreg_slope", 20, 0, 0, 137 + 19, 0);
	constant("cci", 20, 0, 0, 137 + 19, 0);
	constant("sma", 20, 0, 0, 137 + 19, 0.1);
	constant("wma", 20, 0, 0, 137 + 19, 0.1);
	constant("bbands", 20, 2, 0, 137 + 19, 0.1);
}

/* The last of ten million bars is as good as the first. */
static void
no_drift(void)
{
	enum { MANY = 10000000, N = 20 };
	const struct indicator *row = indicator_find("bbands");
	double params[INDICATOR_PARAMS], value[INDICATOR_OUTPUTS], last[N],
	    sum = 0, squares = 0, at = 1e5;
	void *state;
	struct rng r;

	indicator_defaults(row, params);
	state = mem_alloc(indicator_state_size(row, params));
	indicator_init(row, params, state);
	rng_seed(&r, 5);
	for (int i = 0; i < MANY; i++) {
		at = fmax(1, at + floor(even(&r) * 2001) - 1000) + 0.1;
		last[i % N] = at;
		indicator_step(row, state, &at, value);
	}
	for (int i = 0; i < N; i++)
		sum += last[i];
	for (int i = 0; i < N; i++)
		squares += (last[i] - sum / N) * (last[i] - sum / N);
	ok(fabs(value[1] - sum / N) <= 1e-15 * sum / N);
	ok(fabs(value[0] - value[1] - 2 * sqrt(squares / N)) <=
	    1e-13 * sqrt(squares / N) + 1e-15 * sum / N);
	free(state);
}

int
main(void)
{
	TEST(definitions);
	TEST(flat_prices);
	TEST(constant_after_a_jump);
	TEST(no_drift);
	return tap_done();
}
