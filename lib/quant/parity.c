/*
 * Weights by the risk that each asset brings, without limits: by budgets of it,
 * or by halves of a tree of clusters.
 */
#include "quant/portfolio.h"

#include "quant/matrix.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static bool
has_deviations(const double *cov, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(cov[i * n + i] > 0 && isfinite(cov[i * n + i])))
			return false;
	return n > 0;
}

static void
make_one(double *w, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += w[i];
	for (size_t i = 0; i < n; i++)
		w[i] /= sum;
}

bool
opt_inverse_volatility(const double *cov, size_t n, double *w)
{
	if (!has_deviations(cov, n))
		return false;
	for (size_t i = 0; i < n; i++)
		w[i] = 1 / sqrt(cov[i * n + i]);
	make_one(w, n);
	return true;
}

void
opt_contributions(const double *cov, const double *w, size_t n, double *out)
{
	double all = 0;

	matrix_times(cov, n, w, out);
	for (size_t i = 0; i < n; i++) {
		out[i] *= w[i];
		all += out[i];
	}
	for (size_t i = 0; i < n; i++)
		out[i] /= all;
}

/* Newton's step of ½ y'Cy - Σ b ln y; its length in the function's own metric,
 * where below 1 it keeps y above 0 (Nesterov). */
static double
newton(const double *corr, const double *b, const double *y, size_t n,
    double *h, double *step)
{
	double length = 0;

	memcpy(h, corr, n * n * sizeof(*h));
	matrix_times(corr, n, y, step);
	for (size_t i = 0; i < n; i++) {
		step[i] = b[i] / y[i] - step[i];
		h[i * n + i] += b[i] / (y[i] * y[i]);
	}
	if (!matrix_factor(h, n))
		return NAN;
	matrix_forward(h, n, step);
	length = sqrt(matrix_dot(step, step, n));
	matrix_backward(h, n, step);
	return length;
}

bool
opt_risk_parity(const double *cov, const double *budget, size_t n, double *w)
{
	double *room = mem_array(2 * n + 2, n * sizeof(*room)), *h, *b, *step;
	double sum = 0, length = 1, least = HUGE_VAL;
	bool found = has_deviations(cov, n);

	h = room + n * n;
	b = h + n * n;
	step = b + n;
	for (size_t i = 0; i < n; i++)
		sum += b[i] = budget != NULL ? budget[i] : 1;
	for (size_t i = 0; i < n && found; i++) {
		b[i] /= sum;
		least = fmin(least, b[i]);
		for (size_t k = 0; k < n; k++)
			room[i * n + k] = cov[i * n + k] / sqrt(cov[i * n +
			    i]) / sqrt(cov[k * n + k]);
		w[i] = sqrt(b[i]);
	}
	for (int i = 0; i < 500 && found; i++) {
		double scaled;

		length = newton(room, b, w, n, h, step);
		scaled = length / sqrt(least);	/* as if budgets were 1 */
		if (!isfinite(length) || length <= 1e-15)
			break;
		for (size_t k = 0; k < n; k++)
			w[k] += step[k] / (scaled > 0.25 ? 1 + scaled : 1);
		if (length < 1e-9)
			break;		/* this one was to the last digit */
	}
	for (size_t i = 0; i < n && found; i++)
		w[i] /= sqrt(cov[i * n + i]);
	if (found)
		make_one(w, n);
	free(room);
	return found && length < 1e-7;
}
