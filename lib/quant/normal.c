/* Laws of probability. */
#include "quant/normal.h"

#include <float.h>
#include <math.h>

#define STEPS 10000
#define ENOUGH 1e-16

double
normal_cdf(double x)
{
	return erfc(-x * M_SQRT1_2) / 2;
}

double
normal_density(double x)
{
	return exp(-x * x / 2) / sqrt(2 * M_PI);
}

static double
ratio(const double top[8], const double bottom[8], double r)
{
	double a = top[7], b = bottom[7];

	for (int i = 6; i >= 0; i--) {
		a = a * r + top[i];
		b = b * r + bottom[i];
	}
	return a / b;
}

/* M. J. Wichura, Algorithm AS 241: PPND16, Applied Statistics 37 (1988). */
double
normal_quantile(double p)
{
	static const double near_top[8] = { 3.3871328727963666080e0,
	    1.3314166789178437745e+2, 1.9715909503065514427e+3,
	    1.3731693765509461125e+4, 4.5921953931549871457e+4,
	    6.7265770927008700853e+4, 3.3430575583588128105e+4,
	    2.5090809287301226727e+3 };
	static const double near_bottom[8] = { 1,
	    4.2313330701600911252e+1, 6.8718700749205790830e+2,
	    5.3941960214247511077e+3, 2.1213794301586595867e+4,
	    3.9307895800092710610e+4, 2.8729085735721942674e+4,
	    5.2264952788528545610e+3 };
	static const double far_top[8] = { 1.42343711074968357734e0,
	    4.63033784615654529590e0, 5.76949722146069140550e0,
	    3.64784832476320460504e0, 1.27045825245236838258e0,
	    2.41780725177450611770e-1, 2.27238449892691845833e-2,
	    7.74545014278341407640e-4 };
	static const double far_bottom[8] = { 1,
	    2.05319162663775882187e0, 1.67638483018380384940e0,
	    6.89767334985100004550e-1, 1.48103976427480074590e-1,
	    1.51986665636164571966e-2, 5.47593808499534494600e-4,
	    1.05075007164441684324e-9 };
	static const double end_top[8] = { 6.65790464350110377720e0,
	    5.46378491116411436990e0, 1.78482653991729133580e0,
	    2.96560571828504891230e-1, 2.65321895265761230930e-2,
	    1.24266094738807843860e-3, 2.71155556874348757815e-5,
	    2.01033439929228813265e-7 };
	static const double end_bottom[8] = { 1,
	    5.99832206555887937690e-1, 1.36929880922735805310e-1,
	    1.48753612908506148525e-2, 7.86869131145613259100e-4,
	    1.84631831751005468180e-5, 1.42151175831644588870e-7,
	    2.04426310338993978564e-15 };
	double q = p - 0.5, r, x;

	if (!(p > 0 && p < 1))
		return NAN;
	if (fabs(q) <= 0.425)
		return q * ratio(near_top, near_bottom, 0.180625 - q * q);
	r = sqrt(-log(q < 0 ? p : 1 - p));
	x = r <= 5 ? ratio(far_top, far_bottom, r - 1.6) :
	    ratio(end_top, end_bottom, r - 5);
	return q < 0 ? -x : x;
}

/* The continued fraction of the incomplete beta function, by Lentz. */
static double
beta_fraction(double x, double a, double b)
{
	double c = 1, d = 1 - (a + b) * x / (a + 1), f;

	d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
	f = d;
	for (int m = 1; m <= STEPS; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) *
		    (a + 2 * m));
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) *
		    (a + 2 * m + 1));

		for (int k = 0; k < 2; k++) {
			double term = k == 0 ? even : odd;

			d = 1 + term * d;
			c = 1 + term / c;
			d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
			c = fabs(c) < DBL_MIN ? DBL_MIN : c;
			f *= d * c;
		}
		if (fabs(d * c - 1) < ENOUGH)
			break;
	}
	return f;
}

double
beta_share(double x, double a, double b)
{
	double front;

	if (!(x > 0))
		return x <= 0 ? 0 : NAN;
	if (x >= 1)
		return 1;
	front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) +
	    b * log1p(-x));
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(x, a, b) / a;
	return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double
student_cdf(double t, double degrees)
{
	double tail = beta_share(degrees / (degrees + t * t), degrees / 2,
	    0.5) / 2;

	return t > 0 ? 1 - tail : tail;
}

/* The series of the lower part, where x is small. */
static double
gamma_below(double a, double x)
{
	double term = 1 / a, sum = term;

	for (int k = 1; k <= STEPS && fabs(term) > fabs(sum) * ENOUGH; k++) {
		term *= x / (a + k);
		sum += term;
	}
	return sum * exp(-x + a * log(x) - lgamma(a));
}

double
gamma_above(double a, double x)
{
	double b = x + 1 - a, c = 1 / DBL_MIN, d = 1 / b, f = d;

	if (!(x > 0))
		return x <= 0 ? 1 : NAN;
	if (x < a + 1)
		return 1 - gamma_below(a, x);
	for (int i = 1; i <= STEPS; i++) {
		double an = -i * (i - a), step;

		b += 2;
		d = an * d + b;
		d = 1 / (fabs(d) < DBL_MIN ? DBL_MIN : d);
		c = b + an / c;
		c = fabs(c) < DBL_MIN ? DBL_MIN : c;
		step = d * c;
		f *= step;
		if (fabs(step - 1) < ENOUGH)
			break;
	}
	return f * exp(-x + a * log(x) - lgamma(a));
}

double
chi_square_above(double x, double degrees)
{
	return gamma_above(degrees / 2, x / 2);
}
