/*
 * European options (METHODS 5.9): Black-76 on a forward, Black, Scholes and
 * Merton on cash, the volatility that a price implies, and the raw SVI smile
 * (Gatheral 2004). Years are of 365 days; rates compound continuously; greeks
 * are per unit: vega of 1.00 of volatility, theta of a year, rho of 1.00.
 */
#ifndef QUANT_OPTION_H
#define QUANT_OPTION_H

#include <stdbool.h>
#include <stddef.h>

struct option { bool put; double strike, years, rate; };
/* forward, strike above 0; years, sigma not below it. */
struct option_price { double price, delta, gamma, vega, theta, rho; };
/* On the forward; theta and rho are NaN. */
struct option_price option_black76(const struct option *o, double forward,
    double sigma);
/* On spot that yields so much. */
struct option_price option_scholes(const struct option *o, double spot,
    double yield, double sigma);

enum option_flaw { OPTION_GOOD, OPTION_BELOW, OPTION_ABOVE };
extern const char *const option_flaw_names[];	/* "below intrinsic" … */
/* Black-76's volatility to 1e-10. What no volatility prices is a flaw: less
 * than the option is worth exercised, or as much as what it can ever pay. */
enum option_flaw option_implied(const struct option *o, double forward,
    double price, double *sigma);

/* Total variance at k = ln(strike / forward):
 * a + b (rho (k - m) + sqrt((k - m)² + sigma²)). */
struct svi { double a, b, rho, m, sigma; };
double svi_variance(const struct svi *s, double k);
double svi_least(const struct svi *s);
/* Gatheral's g: below 0, butterflies have a negative price. */
double svi_density(const struct svi *s, double k);

#define SVI_LEAST 5
/*
 * Least weighted squares (weight NULL: all 1) of total variances w at k, with
 * b >= 0, |rho| < 1, sigma > 0 and no variance below 0: for each m and sigma
 * the rest is solved for (Zeliade 2009), and those two are looked for from a
 * grid on. False: fewer than SVI_LEAST different k.
 */
bool svi_fit(const double *k, const double *w, const double *weight, size_t n,
    struct svi *out);

#endif
