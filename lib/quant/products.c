/*
 * Sums of products of several series about their means: what covariance and
 * correlation are made of. Three series are held against four at a time, over
 * so many bars that all seven stay near; four bars side by side, in the same
 * order on every machine.
 */
#include "quant/panel.h"

#include "base/mem.h"
#include "base/pair.h"

#include <math.h>
#include <stdlib.h>

#define ACROSS 4
#define DOWN 3
#define BARS 512		/* a multiple of 4 */

#define SUM(q) (((q)[0] + (q)[1]) + ((q)[2] + (q)[3]))

/* The sum of x, each less `from`. */
WIDE static double
sum_from(const double *x, size_t n, double from)
{
	quad sum[4] = { { 0 } }, mean = { from, from, from, from };
	double rest = 0;
	size_t i = 0;

	for (; i + 16 <= n; i += 16)
		for (int k = 0; k < 4; k++) {
			quad q;

			memcpy(&q, x + i + 4 * k, sizeof(q));
			sum[k] += q - mean;
		}
	for (; i < n; i++)
		rest += x[i] - from;
	sum[0] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
	return SUM(sum[0]) + rest;
}

/* Their own value where all are equal. It is found in two steps, so that what
 * the first lost by rounding comes back. */
static double
mean_of(const double *x, size_t n)
{
	double mean;
	size_t i = 1;

	while (i < n && x[i] == x[0])
		i++;
	if (i >= n)
		return n > 0 ? x[0] : 0;
	mean = x[0] + sum_from(x, n, x[0]) / (double)n;
	return mean + sum_from(x, n, mean) / (double)n;
}

/* Where any double may begin. */
typedef double loose __attribute__((vector_size(32), aligned(8), may_alias));
#define AT(x, series) (*(const loose *)((x) + (series) * BARS + i))
#define ROW(k) \
	sum[k][0] += down * b0; \
	sum[k][1] += down * b1; \
	sum[k][2] += down * b2; \
	sum[k][3] += down * b3

WIDE static void
tile(const double *a, const double *b, size_t n, double sums[DOWN][ACROSS])
{
	quad sum[DOWN][ACROSS] = { { { 0 } } };

	for (size_t i = 0; i < n; i += 4) {
		quad b0 = AT(b, 0), b1 = AT(b, 1), b2 = AT(b, 2);
		quad b3 = AT(b, 3), down;

		down = AT(a, 0);
		ROW(0);
		down = AT(a, 1);
		ROW(1);
		down = AT(a, 2);
		ROW(2);
	}
	for (int k = 0; k < DOWN; k++)
		for (int m = 0; m < ACROSS; m++)
			sums[k][m] += SUM(sum[k][m]);
}

/* Adds those of n bars of p series, on the diagonal and above it. */
static void
block(const double *x, size_t p, size_t n, double *out)
{
	for (size_t i = 0; i < p; i += DOWN)
		for (size_t k = i / ACROSS * ACROSS; k < p; k += ACROSS) {
			double sums[DOWN][ACROSS] = { { 0 } };

			tile(x + i * BARS, x + k * BARS, n, sums);
			for (size_t a = 0; a < DOWN && i + a < p; a++)
				for (size_t b = 0; b < ACROSS && k + b < p;
				    b++)
					out[(i + a) * p + k + b] +=
					    sums[a][b];
		}
}

/* Bars about their means, and zeros up to a multiple of 4. */
static size_t
centre(const struct panel *s, const double *mean, size_t from, double *x)
{
	size_t n = s->n - from < BARS ? s->n - from : BARS, all = n;

	for (size_t k = 0; k < s->p; k++)
		for (size_t i = 0; i < n; i++)
			x[k * BARS + i] = s->x[k][from + i] - mean[k];
	for (; all % 4 != 0; all++)
		for (size_t k = 0; k < s->p; k++)
			x[k * BARS + all] = 0;
	return all;
}

void
panel_products(const struct panel *s, double *out)
{
	size_t p = s->p;
	double *mean = mem_array(p, sizeof(*mean));
	/* the last tiles reach beyond the last series */
	double *x = mem_array(p + ACROSS, BARS * sizeof(*x));

	for (size_t k = 0; k < p; k++)
		mean[k] = mean_of(s->x[k], s->n);
	memset(out, 0, p * p * sizeof(*out));
	for (size_t from = 0; from < s->n; from += BARS)
		block(x, p, centre(s, mean, from, x), out);
	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < i; k++)
			out[i * p + k] = out[k * p + i];
	free(mean);
	free(x);
}
