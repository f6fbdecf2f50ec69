/* Prices of options, and the volatility that one implies. */
#include "quant/option.h"

#include "quant/normal.h"

#include <math.h>

const char *const option_flaw_names[] = { NULL, "below intrinsic",
	"above bound", NULL };

/* What both have: the two arguments of the normal law. Without time or
 * volatility it is exercised or not. */
struct terms { double d1, d2, side; };

static struct terms
terms_of(const struct option *o, double forward, double sigma)
{
	double v = sigma * sqrt(o->years), x = log(forward / o->strike);
	struct terms t = { .side = o->put ? -1 : 1 };

	if (v > 0) {
		t.d1 = x / v + v / 2;
		t.d2 = t.d1 - v;
	} else
		t.d1 = t.d2 = x == 0 ? 0 : copysign(HUGE_VAL, x);
	return t;
}

struct option_price
option_black76(const struct option *o, double forward, double sigma)
{
	struct terms t = terms_of(o, forward, sigma);
	double discount = exp(-o->rate * o->years), root = sqrt(o->years);
	double share = normal_cdf(t.side * t.d1), bell = normal_density(t.d1);

	return (struct option_price){
		.price = fmax(discount * t.side * (forward * share -
		    o->strike * normal_cdf(t.side * t.d2)), 0),
		.delta = discount * t.side * share,
		.gamma = sigma * root > 0 ? discount * bell /
		    (forward * sigma * root) : 0,
		.vega = discount * forward * bell * root,
		.theta = NAN, .rho = NAN
	};
}

struct option_price
option_scholes(const struct option *o, double spot, double yield,
    double sigma)
{
	double years = o->years, root = sqrt(years);
	double out = exp(-yield * years), in = exp(-o->rate * years);
	struct terms t = terms_of(o, spot * exp((o->rate - yield) * years),
	    sigma);
	double share = normal_cdf(t.side * t.d1), bell = normal_density(t.d1);
	double paid = normal_cdf(t.side * t.d2) * o->strike * in;

	return (struct option_price){
		.price = fmax(t.side * (spot * out * share - paid), 0),
		.delta = t.side * out * share,
		.gamma = sigma * root > 0 ? out * bell / (spot * sigma * root) :
		    0,
		.vega = spot * out * bell * root,
		.theta = (root > 0 ? -spot * out * bell * sigma / (2 * root) :
		    0) - t.side * o->rate * paid +
		    t.side * yield * spot * out * share,
		.rho = t.side * years * paid
	};
}

/* Of an option out of the money at x = -|ln(F/K)|, by the root of F K; its
 * derivative by v is that of the normal law. */
static double
plain_price(double x, double v)
{
	return exp(x / 2) * normal_cdf(x / v + v / 2) -
	    exp(-x / 2) * normal_cdf(x / v - v / 2);
}

static double
plain_vega(double x, double v)
{
	return exp(-(x * x / (v * v) + v * v / 4) / 2) / sqrt(2 * M_PI);
}

/* Corrado and Miller 1996, where it has a root; else where the price bends. */
static double
start(double x, double price)
{
	double f = exp(x / 2), k = exp(-x / 2), half = price - (f - k) / 2;
	double under = half * half - (f - k) * (f - k) / M_PI;
	double v = under >= 0 ? sqrt(2 * M_PI) / (f + k) *
	    (half + sqrt(under)) : 0;

	return v > 0 ? v : sqrt(2 * fabs(x));
}

/* Newton on the logarithm of the price, which is all but straight where the
 * price is next to nothing; halved where a step leads outside. */
static double
invert(double x, double price)
{
	double low = 0, high = 64, v = fmin(start(x, price), 32);

	for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
		double now = plain_price(x, v), off, step;

		if (now > price)
			high = v;
		else
			low = v;
		off = log(now / price);
		step = off * now / plain_vega(x, v);
		if (fabs(step) < 1e-15 * v)
			break;
		v -= step;
		if (!(v > low && v < high))
			v = (low + high) / 2;
	}
	return v;
}

enum option_flaw
option_implied(const struct option *o, double forward, double price,
    double *sigma)
{
	double worth = price * exp(o->rate * o->years);
	double inside = o->put ? o->strike - forward : forward - o->strike;
	double most = o->put ? o->strike : forward;
	double x = -fabs(log(forward / o->strike)), time;

	*sigma = NAN;
	if (!(worth >= fmax(inside, 0)))
		return OPTION_BELOW;
	if (worth >= most)
		return OPTION_ABOVE;
	time = (worth - fmax(inside, 0)) / sqrt(forward * o->strike);
	if (time == 0)
		*sigma = 0;
	else if (o->years > 0)
		*sigma = invert(x, time) / sqrt(o->years);
	else
		return OPTION_ABOVE;	/* expired, and not its own worth */
	return OPTION_GOOD;
}
