/*
 * Returns with flows:
 * - periods worked out by hand; none without capital, none below a total loss
 * - withdrawals that leave next to nothing do not blow a return up
 * - the one rate of flows worked out by hand, and of XIRR's own example
 * - none, several, and double roots are told apart; emptied and filled again
 *   there is one
 */
#include "quant/flows.h"

#include "tests/lib/tap.h"

#include <math.h>
#include <stddef.h>

#define near(got, want, off) \
	is_near((got), (want), (off), __FILE__, __LINE__)
static void
is_near(double got, double want, double off, const char *file, int line)
{
	if (!(fabs(got - want) <= off * fmax(1, fabs(want)))) {
		printf("# %s:%d: %.17g, want %.17g\n", file, line, got, want);
		tap_bad = 1;
	}
}

static double
one_flow(double start, double end, double flow, double left)
{
	return flows_return(start, end, &flow, &left, 1);
}

static void
periods(void)
{
	near(flows_return(100, 110, NULL, NULL, 0), 0.1, 1e-15);
	/* (110 - 100 - 5) / (100 + 5 × 0.5) */
	near(one_flow(100, 110, 5, 0.5), 5 / 102.5, 1e-15);
	near(one_flow(100, 80, -30, 0.25), 10 / 92.5, 1e-15);
	near(one_flow(0, 110, 100, 0.5), 10 / 50.0, 1e-15);
	near(flows_return(100, 0, NULL, NULL, 0), -1, 0);
	near(flows_return(0, 0, NULL, NULL, 0), 0, 0);
	near(one_flow(100, 0, -100, 0.7), 0, 0);
	ok(isnan(flows_return(0, 5, NULL, NULL, 0)));
	ok(isnan(flows_return(-5, 5, NULL, NULL, 0)));
	ok(isnan(flows_return(100, -1, NULL, NULL, 0)));
	ok(isnan(one_flow(0, 0, -1, 0.5)));
}

static void
emptied(void)
{
	/* Nearly all went at once: 1 was gained on 100, not on 0.1. */
	near(one_flow(100, 0, -101, 0.99), 1 / 100.0, 1e-15);
	near(one_flow(100, 0, -101, 0.5), 1 / 49.5, 1e-15);
}

static double
growth(const double *at, const double *amount, size_t n)
{
	double out = (double)NAN;

	return flows_growth(at, amount, n, &out) == RATE_FOUND ? out :
	    (double)NAN;
}

static void
one_rate(void)
{
	const double ends[] = { 0, 1 }, half[] = { 0, 0.5, 1 };
	const double plain[] = { -100, 121 }, two[] = { -100, -110, 242 };
	const double lost[] = { -100, 1 };
	/* -100 + 120x - 100x² + 80x³ is 0 at x = 1 alone */
	const double thirds[] = { 0, 1 / 3.0, 2 / 3.0, 1 };
	const double again[] = { -100, 120, -100, 80 };
	/* The example of XIRR: 37.3362535 % a year */
	const double days[] = { 0, 60 / 456.0, 303 / 456.0, 411 / 456.0, 1 };
	const double flows[] = { -10000, 2750, 4250, 3250, 2750 };

	near(exp(growth(ends, plain, 2)), 1.21, 1e-14);
	/* 100 g² + 110 g = 242: g is 1.1 × (…)  */
	near(exp(growth(half, two, 3) / 2), (-110 + sqrt(110 * 110 +
	    4 * 100 * 242)) / 200, 1e-14);
	near(exp(growth(ends, lost, 2)), 0.01, 1e-14);
	near(growth(thirds, again, 4), 0, 1e-12);
	near(exp(growth(days, flows, 5) * 365 / 456) - 1, 0.373362535,
	    1e-8);
}

static void
none_and_several(void)
{
	const double ends[] = { 0, 1 }, half[] = { 0, 0.5, 1 };
	const double never[] = { 100, 121 }, zero[] = { 0, 0 };
	/* 10 % and 20 % a half; and 10 % twice over */
	const double both[] = { -100, 230, -132 };
	const double twice[] = { -100, 220, -121 };
	double out;

	ok(flows_growth(ends, never, 2, &out) == RATE_NONE);
	ok(flows_growth(ends, zero, 2, &out) == RATE_NONE);
	ok(flows_growth(ends, zero, 0, &out) == RATE_NONE);
	ok(flows_growth(half, both, 3, &out) == RATE_MANY);
	ok(flows_growth(half, twice, 3, &out) == RATE_MANY);
}

int
main(void)
{
	TEST(periods);
	TEST(emptied);
	TEST(one_rate);
	TEST(none_and_several);
	return tap_done();
}
