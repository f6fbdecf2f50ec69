/*
 * Laws of probability in double (METHODS 1.11): normal, Student's t and
 * chi-square by the regularised incomplete functions, to about 1e-14.
 */
#ifndef QUANT_NORMAL_H
#define QUANT_NORMAL_H

double normal_cdf(double x);
double normal_density(double x);
/* Wichura's AS 241: relative error about 1e-16; NaN outside (0, 1). */
double normal_quantile(double p);

/* P(T <= t) with so many degrees of freedom. */
double student_cdf(double t, double degrees);
/* P(X > x). */
double chi_square_above(double x, double degrees);
/* Regularised: I_x(a, b) and Q(a, x). */
double beta_share(double x, double a, double b);
double gamma_above(double a, double x);

#endif
