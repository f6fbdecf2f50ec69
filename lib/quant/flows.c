/* Dietz's return of a period, and the rate of return that is the only one. */
#include "quant/flows.h"

#include <math.h>
#include <stdbool.h>

double
flows_return(double start, double end, const double *flow,
    const double *left, size_t n)
{
	double net = 0, mean = start, most = start, ret;

	for (size_t i = 0; i < n; i++) {
		net += flow[i];
		mean += flow[i] * left[i];
		most += fmax(flow[i], 0);
	}
	if (!(most > 0) || !(start >= 0))
		return most == 0 && end == net ? 0 : (double)NAN;
	if (mean < most / 10)
		mean = most;
	ret = (end - start - net) / mean;
	return ret >= -1 ? ret : (double)NAN;
}

#define GROWTH_MOST 16.0
#define LOOKS_MOST 20000

struct search {
	const double *at, *amount;
	size_t n;
	int looks;		/* intervals that were looked at */
	size_t roots;
	double root;
};

/* Bounds of the sum or of its slope on an interval; each term is monotone. */
static void
bounds(const struct search *s, double a, double b, bool slope, double *lo,
    double *hi)
{
	double size = 0;

	*lo = *hi = 0;
	for (size_t i = 0; i < s->n; i++) {
		double c = slope ? -s->amount[i] * s->at[i] : s->amount[i];
		double x = c * exp(-a * s->at[i]);
		double y = c * exp(-b * s->at[i]);

		*lo += fmin(x, y);
		*hi += fmax(x, y);
		size += fmax(fabs(x), fabs(y));
	}
	/* What rounding may have taken away. */
	size *= 1e-15 * (double)(s->n + 4);
	*lo -= size;
	*hi += size;
}

static double
worth(const struct search *s, double u)
{
	double sum = 0, lost = 0;

	for (size_t i = 0; i < s->n; i++) {
		double term = s->amount[i] * exp(-u * s->at[i]) - lost;
		double next = sum + term;

		lost = next - sum - term;
		sum = next;
	}
	return sum;
}

static double
bisect(const struct search *s, double a, double b)
{
	bool below = worth(s, a) < 0;

	for (int i = 0; i < 200; i++) {
		double mid = a + (b - a) / 2;

		if (mid <= a || mid >= b)
			break;
		if ((worth(s, mid) < 0) == below)
			a = mid;
		else
			b = mid;
	}
	return a + (b - a) / 2;
}

static void
look(struct search *s, double a, double b, int depth)
{
	double lo, hi;

	if (s->roots > 1)
		return;
	if (depth > 60 || ++s->looks > LOOKS_MOST) {
		s->roots = 2;	/* they cannot be told apart */
		return;
	}
	bounds(s, a, b, false, &lo, &hi);
	if (lo > 0 || hi < 0)
		return;
	bounds(s, a, b, true, &lo, &hi);
	if (lo > 0 || hi < 0) {
		if ((worth(s, a) < 0) != (worth(s, b) < 0)) {
			s->roots++;
			s->root = bisect(s, a, b);
		}
		return;
	}
	look(s, a, a + (b - a) / 2, depth + 1);
	look(s, a + (b - a) / 2, b, depth + 1);
}

enum rate_found
flows_growth(const double *at, const double *amount, size_t n,
    double *growth)
{
	struct search s = { .at = at, .amount = amount, .n = n };
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any = any || amount[i] != 0;
	if (!any)
		return RATE_NONE;
	look(&s, -GROWTH_MOST, GROWTH_MOST, 0);
	if (s.roots == 1)
		*growth = s.root;
	return s.roots == 1 ? RATE_FOUND : s.roots == 0 ? RATE_NONE :
	    RATE_MANY;
}
