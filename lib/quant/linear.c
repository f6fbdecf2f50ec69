/* Linear equations. */
#include "quant/linear.h"

#include <math.h>

/* What is smaller than this of its row's largest is rounding. */
#define SINGULAR 1e-14

static void
swap_rows(double *m, size_t n, size_t i, size_t k)
{
	for (size_t c = 0; c < n; c++) {
		double keep = m[i * n + c];

		m[i * n + c] = m[k * n + c];
		m[k * n + c] = keep;
	}
}

static void
take_row(double *m, size_t n, size_t from, size_t i, double times)
{
	for (size_t c = 0; c < n; c++)
		m[i * n + c] -= times * m[from * n + c];
}

static void
scale_row(double *m, size_t n, size_t i, double times)
{
	for (size_t c = 0; c < n; c++)
		m[i * n + c] *= times;
}

bool
linear_solve(double *a, double *b, size_t n, size_t columns)
{
	for (size_t i = 0; i < n; i++) {
		double most = 0;

		for (size_t c = 0; c < n; c++)
			most = fmax(most, fabs(a[i * n + c]));
		if (!(most > 0) || !isfinite(most))
			return false;
		scale_row(a, n, i, 1 / most);
		scale_row(b, columns, i, 1 / most);
	}
	for (size_t i = 0; i < n; i++) {
		size_t best = i;

		for (size_t k = i + 1; k < n; k++)
			if (fabs(a[k * n + i]) > fabs(a[best * n + i]))
				best = k;
		if (!(fabs(a[best * n + i]) > SINGULAR))
			return false;
		swap_rows(a, n, i, best);
		swap_rows(b, columns, i, best);
		scale_row(b, columns, i, 1 / a[i * n + i]);
		scale_row(a, n, i, 1 / a[i * n + i]);
		for (size_t k = 0; k < n; k++)
			if (k != i && a[k * n + i] != 0) {
				take_row(b, columns, i, k, a[k * n + i]);
				take_row(a, n, i, k, a[k * n + i]);
			}
	}
	return true;
}
