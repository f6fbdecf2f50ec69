/*
 * Covers options: parity of puts and calls, greeks against differences, the
 * implied volatility of every price that has one, over strikes, times and
 * volatilities; smiles found again, with and without a bound that holds; no
 * variance below 0.
 */
#include "quant/option.h"

#include "tests/lib/tap.h"

#include <math.h>

static void
puts_and_calls_agree(void)
{
	for (double k = 20; k < 500; k *= 1.3) {
		struct option call = { false, k, 0.4, 0.05 };
		struct option put = { true, k, 0.4, 0.05 };
		double c = option_black76(&call, 100, 0.7).price;
		double p = option_black76(&put, 100, 0.7).price;

		ok(fabs(c - p - exp(-0.02) * (100 - k)) < 1e-11);
		ok(fabs(option_scholes(&call, 100 * exp(-0.02), 0, 0.7).price -
		    c) < 1e-11);
	}
}

static void
greeks_are_slopes(void)
{
	static const double h = 1e-4;

	for (int put = 0; put < 2; put++) {
		struct option o = { put, 90, 0.4, 0.05 };
		struct option later = o, dearer = o;
		struct option_price p = option_scholes(&o, 100, 0.02, 0.7);
		double up = option_scholes(&o, 100 + h, 0.02, 0.7).price;
		double down = option_scholes(&o, 100 - h, 0.02, 0.7).price;

		later.years += h;
		dearer.rate += h;
		ok(fabs((up - down) / (2 * h) - p.delta) < 1e-6);
		ok(fabs((up - 2 * p.price + down) / (h * h) - p.gamma) < 1e-4);
		ok(fabs((option_scholes(&o, 100, 0.02, 0.7 + h).price -
		    p.price) / h - p.vega) < 1e-2);
		ok(fabs((p.price - option_scholes(&later, 100, 0.02,
		    0.7).price) / h - p.theta) < 1e-2);
		ok(fabs((option_scholes(&dearer, 100, 0.02, 0.7).price -
		    p.price) / h - p.rho) < 1e-2);
	}
}

static void
prices_imply_what_made_them(void)
{
	int tried = 0;

	for (double k = 10; k < 1000; k *= 1.2)
		for (double years = 1e-3; years < 3; years *= 3)
			for (double sigma = 0.05; sigma < 5; sigma *= 1.7) {
				struct option o = { k < 100, k, years, 0.03 };
				struct option_price p = option_black76(&o, 100,
				    sigma);
				double got;

				if (p.vega < 1e-6)
					continue;
				tried++;
				is_int(option_implied(&o, 100, p.price, &got),
				    OPTION_GOOD);
				ok(fabs(got - sigma) < 1e-8);
			}
	ok(tried > 600);
}

static void
smiles_are_found_again(void)
{
	static const struct svi all[] = {
		{ 0.02, 0.1, -0.4, 0.05, 0.1 },
		{ -0.01, 0.2, 0.3, -0.1, 0.3 },
		{ 0.001, 0.05, -0.7, 0, 0.04 }
	};
	double k[15], w[15], weight[15];

	for (size_t j = 0; j < sizeof(all) / sizeof(*all); j++) {
		struct svi s;

		for (int i = 0; i < 15; i++) {
			k[i] = -0.7 + 0.1 * i;
			w[i] = svi_variance(&all[j], k[i]);
			weight[i] = 1 + i % 3;
		}
		ok(svi_fit(k, w, weight, 15, &s));
		ok(fabs(s.a - all[j].a) < 1e-6);
		ok(fabs(s.b - all[j].b) < 1e-6);
		ok(fabs(s.rho - all[j].rho) < 1e-6);
		ok(fabs(s.m - all[j].m) < 1e-6);
		ok(fabs(s.sigma - all[j].sigma) < 1e-6);
		ok(svi_least(&s) > 0);
		for (int i = 0; i < 15; i++)	/* it is a density */
			ok(svi_density(&s, k[i]) > 0);
	}
}

static void
bounds_hold(void)
{
	static const double k[] = { -0.4, -0.2, 0, 0.2, 0.4, 0.6 };
	static const double cap[] = { 0.01, 0.05, 0.06, 0.06, 0.05, 0.01 };
	static const double slide[] = { 0.5, 0.4, 0.3, 0.2, 0.1, 0.001 };
	static const double dip[] = { 0.2, 0.02, 0.0001, 0.02, 0.2, 0.6 };
	static const double *const each[] = { cap, slide, dip };

	for (int i = 0; i < 3; i++) {
		struct svi s;

		ok(svi_fit(k, each[i], NULL, 6, &s));
		ok(s.b >= 0);
		ok(fabs(s.rho) < 1);
		ok(s.sigma > 0);
		ok(svi_least(&s) > -1e-12);
	}
}

int
main(void)
{
	TEST(puts_and_calls_agree);
	TEST(greeks_are_slopes);
	TEST(prices_imply_what_made_them);
	TEST(smiles_are_found_again);
	TEST(bounds_hold);
	return tap_done();
}
