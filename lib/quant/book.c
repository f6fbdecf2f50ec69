/* The order book. */
#include "quant/book.h"

#include <math.h>

double
book_mid(const struct book_sides *b)
{
	return (b->bid.price[0] + b->ask.price[0]) / 2;
}

double
book_microprice(const struct book_sides *b)
{
	double bid = b->bid.qty[0], ask = b->ask.qty[0];

	return (b->ask.price[0] * bid + b->bid.price[0] * ask) / (bid + ask);
}

double
book_depth(const struct book_sides *b, const struct levels *side, double bps)
{
	double mid = book_mid(b), sum = 0;
	double least = mid * (1 - bps / 1e4), most = mid * (1 + bps / 1e4);

	for (size_t i = 0; i < side->n; i++)
		if (side->price[i] >= least && side->price[i] <= most)
			sum += side->price[i] * side->qty[i];
	return sum;
}

double
book_amount(const struct levels *side, size_t levels)
{
	double sum = 0;

	for (size_t i = 0; i < side->n && i < levels; i++)
		sum += side->qty[i];
	return sum;
}

struct walk
book_walk(const struct levels *side, double qty)
{
	struct walk w = { 0, NAN, NAN, false };
	double left = qty, cost = 0;

	for (size_t i = 0; i < side->n && left > 0; i++) {
		double take = fmin(left, side->qty[i]);

		cost += take * side->price[i];
		w.filled += take;
		left -= take;
		w.worst = side->price[i];
	}
	/* What only rounding has left is no missing amount. */
	w.complete = left <= qty * 1e-12;
	w.vwap = w.filled > 0 ? cost / w.filled : NAN;
	return w;
}

double
amihud(const double *close, const double *volume, size_t n, double scale,
    int64_t *used)
{
	double sum = 0;

	*used = 0;
	for (size_t i = 1; i < n; i++) {
		if (volume[i] == 0)
			continue;
		sum += fabs(close[i] / close[i - 1] - 1) / (close[i] *
		    volume[i]);
		++*used;
	}
	return *used > 0 ? sum / (double)*used * scale : NAN;
}

double
corwin_schultz(const double *high, const double *low, size_t n)
{
	const double k = 3 - 2 * sqrt(2);
	double sum = 0;

	for (size_t i = 1; i < n; i++) {
		double one = log(high[i] / low[i]);
		double before = log(high[i - 1] / low[i - 1]);
		double both = log(fmax(high[i], high[i - 1]) /
		    fmin(low[i], low[i - 1]));
		double beta = one * one + before * before;
		double alpha = (sqrt(2 * beta) - sqrt(beta)) / k -
		    both / sqrt(k);
		double grown = exp(alpha);

		sum += fmax(0, 2 * (grown - 1) / (1 + grown));
	}
	return n > 1 ? sum / (double)(n - 1) : NAN;
}
