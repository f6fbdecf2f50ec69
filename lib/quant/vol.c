/* Volatility of bars. */
#include "quant/vol.h"

#include <math.h>

#define BACKCAST 75

const char *const vol_kind_names[] = { "close", "parkinson", "garman_klass",
	"rogers_satchell", "yang_zhang", NULL };

size_t
vol_first(enum vol_kind kind, size_t window)
{
	return kind == VOL_CLOSE || kind == VOL_YANG_ZHANG ? window :
	    window - 1;
}

/* What a bar adds to the estimators that are a mean. */
static double
term(enum vol_kind kind, const struct vol_bars *b, size_t i)
{
	double range = log(b->high[i] / b->low[i]), h, l, c;

	if (kind == VOL_PARKINSON)
		return range * range / (4 * M_LN2);
	h = log(b->high[i] / b->open[i]);
	l = log(b->low[i] / b->open[i]);
	c = log(b->close[i] / b->open[i]);
	if (kind == VOL_GARMAN_KLASS)
		return range * range / 2 - (2 * M_LN2 - 1) * c * c;
	return h * (h - c) + l * (l - c);
}

/* Mean of the terms of the window that ends at i; rounding may take it below
 * 0 where all bars stand still. */
static double
mean_term(enum vol_kind kind, const struct vol_bars *b, size_t window,
    size_t i)
{
	double sum = 0;

	for (size_t k = i + 1 - window; k <= i; k++)
		sum += term(kind, b, k);
	return fmax(sum / (double)window, 0);
}

/* Variance by n-1 of ln(to[k] / from[k - lag]) over the window. */
static double
spread(const double *to, const double *from, size_t lag, size_t window,
    size_t i)
{
	double mean = 0, sum = 0, off = 0;

	for (size_t k = i + 1 - window; k <= i; k++)
		mean += log(to[k] / from[k - lag]) / (double)window;
	for (size_t k = i + 1 - window; k <= i; k++) {
		double d = log(to[k] / from[k - lag]) - mean;

		sum += d * d;
		off += d;
	}
	return fmax(sum - off * off / (double)window, 0) /
	    (double)(window - 1);
}

static double
yang_zhang(const struct vol_bars *b, size_t window, size_t i)
{
	double n = (double)window, k = 0.34 / (1.34 + (n + 1) / (n - 1));

	return spread(b->open, b->close, 1, window, i) +
	    k * spread(b->close, b->open, 0, window, i) +
	    (1 - k) * mean_term(VOL_ROGERS_SATCHELL, b, window, i);
}

void
vol_variance(enum vol_kind kind, const struct vol_bars *bars, size_t window,
    double *out)
{
	size_t first = vol_first(kind, window);

	for (size_t i = 0; i < bars->n; i++)
		if (i < first)
			out[i] = NAN;
		else if (kind == VOL_CLOSE)
			out[i] = spread(bars->close, bars->close, 1, window,
			    i);
		else if (kind == VOL_YANG_ZHANG)
			out[i] = yang_zhang(bars, window, i);
		else
			out[i] = mean_term(kind, bars, window, i);
}

static double
square_at(const double *close, size_t i)
{
	double r = log(close[i] / close[i - 1]);

	return r * r;
}

/* s before the first return, then as it goes. */
static void
smooth(const double *close, size_t n, double lambda, double s, double *out)
{
	if (n > 0)
		out[0] = NAN;
	for (size_t i = 1; i < n; i++)
		out[i] = s = lambda * s + (1 - lambda) * square_at(close, i);
}

void
vol_ewma(const double *close, size_t n, double lambda, double *out)
{
	smooth(close, n, lambda, n > 1 ? square_at(close, 1) : NAN, out);
}

void
vol_ewma_backcast(const double *close, size_t n, double lambda, double *out)
{
	double sum = 0, weights = 0, weight = 1;

	for (size_t i = 1; i < n && i <= BACKCAST; i++, weight *= 0.94) {
		sum += weight * square_at(close, i);
		weights += weight;
	}
	smooth(close, n, lambda, sum / weights, out);
}
