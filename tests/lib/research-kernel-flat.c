/*
 * Curves that many sets share: what stretches of closes add to one, by sums up
 * to where they begin and end, against each of their bars.
 */
#include "base/rng.h"
#include "research/kernelflat.h"
#include "tests/lib/tap.h"

enum { BARS = 40 * SPAN + 7, TRIES = 20000 };

static struct rng draw;
static int64_t close[BARS];

static size_t
below(size_t n)
{
	return (size_t)rng_below(&draw, n);
}

static void
closes_make(void)
{
	int64_t at = 5000000;

	for (int i = 0; i < BARS; i++) {
		close[i] = at;
		at += (int64_t)below(2001) - 1000;
	}
}

static bool
near(long double a, long double b, long double size)
{
	return a - b <= 1e-12L * size && b - a <= 1e-12L * size;
}

/* As the bars say it, and what the sizes of all returns come to. */
static bool
is_sum(size_t from, size_t to, double each, double rest,
    const struct span_sums *of)
{
	long double q = (long double)rest / each, sum = 0, all = 0;
	long double squares = 0;
	double least = INFINITY, most = -INFINITY;

	for (size_t i = from; i < to; i++) {
		long double x = (long double)(close[i] - close[i - 1]) /
		    ((long double)close[i - 1] + q);
		double e = (double)close[i] * each + rest;

		sum += x;
		all += fabsl(x);
		squares += x * x;
		least = e < least ? e : least;
		most = e > most ? e : most;
	}
	return near(of->sum, sum, all) && near(of->squares, squares,
	    squares) && !(of->least < least || of->least > least) &&
	    !(of->most < most || of->most > most);
}

static void
sums_are_those_of_the_bars(void)
{
	struct curve_spans *s = kernel_spans_make(close, BARS);
	size_t known = BARS / SPAN * SPAN;

	for (int i = 0; i < TRIES && !tap_bad; i++) {
		size_t from = SPAN + below(known - SPAN), room = known - from;
		size_t to = from + 1 + below(i % 2 ? room : room < SPAN ?
		    room : SPAN);
		double each = (below(2) ? 1 : -1) * (i % 3 ? 2e-8 : 2e-3);
		double rest = 1e9 + (double)below(1000);
		struct span_sums of;

		if (!ok(flats_sum(s, from, to, each, rest, &of)) ||
		    !ok(is_sum(from, to, each, rest, &of)))
			printf("# %zu..%zu\n", from, to);
	}
	kernel_spans_free(s);
}

/* Large beside what prices move, or not for it. */
static void
equity_that_moves_is_left_alone(void)
{
	struct curve_spans *s = kernel_spans_make(close, BARS);
	struct span_sums of;

	ok(flats_fit(s, 1e-4, 1e9));
	ok(flats_fit(s, -1e-4, 1e9));
	ok(!flats_fit(s, 1e2, 1e9));
	ok(!flats_fit(s, -1e2, 1e9));
	ok(!flats_fit(s, 1e-4, 0));
	ok(!flats_fit(s, 1e-4, -1e9));
	ok(flats_fit(s, 2e-2, 1e9));
	ok(flats_sum(s, SPAN, SPAN + 4, 2e-2, 1e9, &of));
	ok(!flats_sum(s, SPAN, BARS / SPAN * SPAN, 2e-2, 1e9, &of));
	kernel_spans_free(s);
}

static void
squares_that_are_not_whole_are_left_alone(void)
{
	static int64_t far[BARS];
	struct curve_spans *s;
	struct span_sums of;

	for (int i = 0; i < BARS; i++)
		far[i] = (INT64_C(1) << 32) + (i % 2 << 27);
	s = kernel_spans_make(far, BARS);
	ok(flats_fit(s, 1e-9, 1e9));
	ok(!flats_sum(s, SPAN, SPAN + 9, 1e-9, 1e9, &of));
	kernel_spans_free(s);
}

/* Holds and rests by turns: to the end, or past it. */
static void
walk(struct curve *c, double *equity, uint64_t seed)
{
	double rest = 1e9;

	rng_seed(&draw, seed);
	c->close = close;
	curve_begin(c, rest, equity);
	for (size_t at = 1, to; at < BARS; at = to) {
		double each = (below(3) ? 2e-4 : -2e-4) * (double)below(3);
		size_t n = 1 + below(below(4) ? 3 * SPAN : 9);

		to = at + n < BARS ? at + n : BARS;
		if (each > 0 || each < 0)
			curve_line(c, at, to, each, rest - each *
			    (double)close[at - 1]);
		else
			curve_flat(c, to - at, rest);
		rest += each * (double)(close[to - 1] - close[at - 1]) - 3;
	}
}

static void
falls_are_those_of_the_bars(void)
{
	struct curve_spans *s = kernel_spans_make(close, BARS);
	static double equity[2][BARS];

	for (uint64_t i = 1; i <= 500 && !tap_bad; i++) {
		struct curve one = { .spans = NULL }, many = { .spans = s };
		struct kernel_out a = { 0 }, b = { 0 };
		bool same = true;

		walk(&one, equity[0], i);
		walk(&many, equity[1], i);
		ok(curve_end(&one, &a) && curve_end(&many, &b));
		for (int k = 0; k < BARS - 1; k++)
			same &= !(equity[0][k] < equity[1][k] ||
			    equity[0][k] > equity[1][k]);
		ok(same);
		ok(a.max_drawdown <= b.max_drawdown &&
		    a.max_drawdown >= b.max_drawdown);
		ok(a.final_equity <= b.final_equity &&
		    a.final_equity >= b.final_equity);
		ok(fabs(a.mean - b.mean) < 1e-16);
		ok(fabs(a.variance - b.variance) < 1e-6 * a.variance);
	}
	kernel_spans_free(s);
}

int
main(void)
{
	rng_seed(&draw, 1);
	closes_make();
	TEST(sums_are_those_of_the_bars);
	TEST(equity_that_moves_is_left_alone);
	TEST(squares_that_are_not_whole_are_left_alone);
	TEST(falls_are_those_of_the_bars);
	return tap_done();
}
