/* Symmetric matrices: Cholesky's factor and products. */
#include "quant/matrix.h"

#include <math.h>

#define PIVOT_LEAST 1e-12	/* of the diagonal */

double
matrix_dot(const double *x, const double *y, size_t n)
{
	double sum[4] = { 0 }, rest = 0;
	size_t i = 0;

	for (; i + 4 <= n; i += 4)
		for (size_t k = 0; k < 4; k++)
			sum[k] += x[i + k] * y[i + k];
	for (; i < n; i++)
		rest += x[i] * y[i];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]) + rest;
}

bool
matrix_factor(double *a, size_t p)
{
	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k <= i; k++) {
			double left = a[i * p + k] - matrix_dot(a + i * p,
			    a + k * p, k);

			if (i != k)
				a[i * p + k] = left / a[k * p + k];
			else if (left > PIVOT_LEAST * a[i * p + i] &&
			    isfinite(left))
				a[i * p + i] = sqrt(left);
			else
				return false;
		}
	return true;
}

void
matrix_forward(const double *l, size_t p, double *x)
{
	for (size_t i = 0; i < p; i++)
		x[i] = (x[i] - matrix_dot(l + i * p, x, i)) / l[i * p + i];
}

void
matrix_backward(const double *l, size_t p, double *x)
{
	for (size_t i = p; i-- > 0;) {
		x[i] /= l[i * p + i];
		for (size_t k = 0; k < i; k++)
			x[k] -= l[i * p + k] * x[i];
	}
}

void
matrix_solve(const double *l, size_t p, double *x)
{
	matrix_forward(l, p, x);
	matrix_backward(l, p, x);
}

void
matrix_times(const double *a, size_t p, const double *x, double *out)
{
	for (size_t i = 0; i < p; i++)
		out[i] = matrix_dot(a + i * p, x, p);
}

double
matrix_form(const double *a, size_t p, const double *x)
{
	double sum = 0;

	for (size_t i = 0; i < p; i++)
		sum += x[i] * matrix_dot(a + i * p, x, p);
	return sum;
}

double
matrix_trace(const double *a, size_t p)
{
	double sum = 0;

	for (size_t i = 0; i < p; i++)
		sum += a[i * p + i];
	return sum;
}
