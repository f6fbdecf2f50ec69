/*
 * Dynamic conditional correlation (Engle 2002, METHODS 6.3), with volatility by
 * EWMA. How much the last bar weighs, a, and the past, b, are given, or those
 * that make the correlations likeliest: the second step of Engle's
 * quasi-likelihood, -½ Σ (ln|R| + z' R⁻¹ z), over a >= 0, b >= 0, a + b <= 0.999,
 * by a grid and from its best point by Nelder and Mead (1965).
 *
 * A fit looks at the whole panel, and looks ahead inside of it.
 */
#ifndef QUANT_DCC_H
#define QUANT_DCC_H

#include "quant/panel.h"

#include <stdbool.h>

#define DCC_A 0.03		/* usual ones */
#define DCC_B 0.95
#define DCC_SUM 0.999		/* of a and b, at most */

struct dcc_fit {
	double a, b, loglik;
	double usual_loglik;	/* of DCC_A and DCC_B */
};
/* From the second return on; NaN: correlations of the panel are singular, or a
 * series begins with 0. */
double dcc_loglik(const struct panel *s, double lambda, double a, double b);
/* False: that is NaN. */
bool dcc_fit(const struct panel *s, double lambda, struct dcc_fit *out);

#endif
