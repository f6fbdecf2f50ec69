/*
 * Covers NLopt as etrms asks it: the least of functions that are published with
 * where it is (Rosenbrock 1960, Beale 1958), at a bound of the box where the
 * function falls beyond it, of a function in steps, in one dimension, past
 * walls of infinity; and that it stops when it is told to.
 */
#include "quant/minimise.h"

#include "tests/lib/tap.h"

#include <math.h>

extern const struct quant_module etrms_quant_module;

struct asked {
	double (*of)(const double *x);
	double least, at[2];
	int calls, stop;
};

static double
value(void *self, const double *x, bool *stop)
{
	struct asked *a = self;
	double y = a->of(x);

	if (y < a->least) {
		a->least = y;
		a->at[0] = x[0];
		a->at[1] = x[1];
	}
	*stop = ++a->calls == a->stop;
	return y;
}

static double
rosenbrock(const double *x)
{
	return 100 * pow(x[1] - x[0] * x[0], 2) + pow(1 - x[0], 2);
}

static double
beale(const double *x)
{
	return pow(1.5 - x[0] + x[0] * x[1], 2) +
	    pow(2.25 - x[0] + x[0] * x[1] * x[1], 2) +
	    pow(2.625 - x[0] + x[0] * pow(x[1], 3), 2);
}

static double
slope(const double *x)
{
	return x[0] - x[1];
}

static double
stairs(const double *x)
{
	return fabs(round(x[0]) - 31) + fabs(round(x[1]) - 12);
}

static double
walled(const double *x)
{
	return x[0] < 20 ? HUGE_VAL : stairs(x);
}

static double
one(const double *x)
{
	return fabs(round(x[0]) - 7);
}

static struct asked
ask(double (*of)(const double *x), size_t n, double low, double high,
    const double *from, double step, double tolerance, int stop)
{
	struct asked a = { .of = of, .least = HUGE_VAL, .stop = stop };
	double x[2] = { from[0], from[1] };
	const struct minimise m = { .n = n, .x = x,
	    .low = (double[]){ low, low }, .high = (double[]){ high, high },
	    .step = (double[]){ step, step }, .tolerance = tolerance,
	    .most = 20000, .value = value, .self = &a };

	ok(etrms_quant_module.ops.minimise(&m));
	return a;
}

static void
published_minima(void)
{
	struct asked a = ask(rosenbrock, 2, -5, 5, (double[]){ -1.2, 1 }, 0.5,
	    1e-8, 0);

	ok(fabs(a.at[0] - 1) < 1e-3 && fabs(a.at[1] - 1) < 1e-3);
	a = ask(beale, 2, -4.5, 4.5, (double[]){ 1, 1 }, 0.5, 1e-8, 0);
	ok(fabs(a.at[0] - 3) < 1e-3 && fabs(a.at[1] - 0.5) < 1e-3);
}

static void
bounds_and_steps(void)
{
	struct asked a = ask(slope, 2, -3, 9, (double[]){ 4, 4 }, 1, 1e-6, 0);

	ok(fabs(a.least + 12) < 1e-4);
	a = ask(stairs, 2, 0, 60, (double[]){ 3, 50 }, 8, 0.4, 0);
	ok(a.least == 0);
	a = ask(walled, 2, 0, 60, (double[]){ 40, 50 }, 8, 0.4, 0);
	ok(a.least == 0);
	a = ask(one, 1, 0, 40, (double[]){ 30, 0 }, 5, 0.4, 0);
	ok(a.least == 0);
}

static void
stops_when_told(void)
{
	struct asked a = ask(rosenbrock, 2, -5, 5, (double[]){ -1.2, 1 }, 0.5,
	    1e-12, 10);

	is_int(a.calls, 10);
}

int
main(void)
{
	TEST(published_minima);
	TEST(bounds_and_steps);
	TEST(stops_when_told);
	return tap_done();
}
