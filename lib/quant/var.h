/*
 * Losses that are to be expected, and how much to bet (METHODS 8.6 to 8.9), as
 * ratios. r are simple returns per bar, sorted where it says so. Values at
 * risk are positive losses; alpha is the share of bars that are worse.
 */
#ifndef QUANT_VAR_H
#define QUANT_VAR_H

#include <stddef.h>

struct var { double var, cvar; size_t k; };
/* sorted; cvar is the mean loss of the k worst, k = ⌊(n-1) alpha⌋ + 1. */
struct var var_historical(const double *sorted, size_t n, double alpha);
/* Of a normal law with the mean and deviation of the sample; k is 0. */
struct var var_normal(const double *r, size_t n, double alpha);
/* Zangari 1996: the quantile bent by skew and kurtosis. */
struct var_bent { double skew, excess, z, var; };
struct var_bent var_cornish_fisher(const double *r, size_t n, double alpha);

/* Share of the money on a bet that wins b times what it risks. */
double kelly_binary(double p, double b);
/* Mean over variance. */
double kelly_continuous(const double *r, size_t n);
/* The share at which Σ ln(1 + f r) is largest, up to 0.999 / -min r; 0 where
 * the mean is not above 0, NaN where no return is below 0. */
double kelly_empirical(const double *r, size_t n);

/*
 * What is lost of each unit at the stop, with a fee and slippage of that ratio
 * of both prices; and how many units that lets a share `risk` of equity be
 * lost. lot 0: any amount; leverage 0: any.
 */
double size_loss(double entry, double stop, double cost);
double size_fixed_fractional(double equity, double risk, double entry,
    double loss, double lot, double leverage);

/* Maintenance brackets of linear swaps (METHODS 8.4), ascending. */
struct bracket { double floor, cap, rate, cum; };
/* The bracket of a notional; the last one has no end. NULL: below the first. */
const struct bracket *bracket_of(const struct bracket *all, size_t n,
    double notional);
/* wallet: of the isolated position; cross: with the unrealised profit of the
 * others, less their maintenance margin. side is 1 or -1. NaN: there is no
 * price at which it is liquidated. */
double liquidation_price(const struct bracket *all, size_t n, double wallet,
    double side, double qty, double entry);

#endif
