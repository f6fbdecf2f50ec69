/* Trades. */
#include "quant/book.h"

#include "quant/stats.h"

#include <math.h>

struct spreads
tape_spreads(const struct tape *t, double after)
{
	double weight = 0, weight_same = 0;
	struct spreads s = { 0, 0, 0, 0 };

	for (size_t i = 0, last = 0; i < t->n; i++) {
		double w = t->price[i] * t->qty[i], until = t->time[i] + after;
		double twice = 2e4 * t->side[i] * w / t->mid[i];
		double effective = twice * (t->price[i] - t->mid[i]);

		s.all += effective;
		weight += w;
		if (until > t->time[t->n - 1])
			continue;
		while (last + 1 < t->n && t->time[last + 1] <= until)
			last++;
		s.same += effective;
		s.realised += twice * (t->price[i] - t->mid[last]);
		weight_same += w;
		s.n++;
	}
	s.all /= weight;
	s.same /= weight_same;
	s.realised /= weight_same;
	return s;
}

struct roll
roll_spread(const double *price, size_t n, double *changes)
{
	struct roll r = { NAN, NAN };

	for (size_t i = 1; i < n; i++)
		changes[i - 1] = price[i] - price[i - 1];
	if (n > 3)
		r.cov = stat_covariance(changes + 1, changes, n - 2);
	if (r.cov < 0)
		r.spread = 2 * sqrt(-r.cov);
	return r;
}

size_t
tape_buckets(const struct tape *t, double ms, double *flow, double *change)
{
	double before = NAN;
	size_t n = 0;

	for (size_t i = 0, end; i < t->n; i = end) {
		double bucket = floor((t->time[i] - t->time[0]) / ms);
		double sum = 0;

		for (end = i; end < t->n && floor((t->time[end] -
		    t->time[0]) / ms) == bucket; end++)
			sum += t->side[end] * t->qty[end];
		if (!isnan(before)) {
			flow[n] = sum;
			change[n++] = t->mid[end - 1] - before;
		}
		before = t->mid[end - 1];
	}
	return n;
}

size_t
tape_imbalance(const struct tape *t, double volume, double *out, size_t most)
{
	double full = 0, net = 0;
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		double left = t->qty[i];

		while (left > 0 && n < most) {
			double take = fmin(left, volume - full);

			net += t->side[i] * take;
			full += take;
			left -= take;
			if (full < volume * (1 - 1e-12))
				continue;
			out[n++] = fabs(net) / volume;
			full = net = 0;
		}
	}
	return n;
}
