/* Patterns on extrema (METHODS 3.5). */
#include "quant/chart.h"

#include <math.h>

#define NEAR 0.015		/* heads and shoulders, double tops */
#define NEAR_BOX 0.0075		/* rectangles */
#define APART 22		/* bars between double tops */

/* Each within the ratio of their mean. */
static bool
within(double ratio, const double *x, size_t n)
{
	double mean = 0;

	for (size_t i = 0; i < n; i++)
		mean += x[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		if (!(fabs(x[i] - mean) <= ratio * fabs(mean)))
			return false;
	return true;
}

/* Five extrema as seen by one that begins with a maximum: of those that begin
 * with a minimum the prices are turned round. */
struct five { double e[5]; };

static bool
head_and_shoulders(const struct five *f)
{
	return f->e[2] > f->e[0] && f->e[2] > f->e[4] &&
	    within(NEAR, (double[]){ f->e[0], f->e[4] }, 2) &&
	    within(NEAR, (double[]){ f->e[1], f->e[3] }, 2);
}

static bool
broadening(const struct five *f)
{
	return f->e[0] < f->e[2] && f->e[2] < f->e[4] && f->e[1] > f->e[3];
}

static bool
triangle(const struct five *f)
{
	return f->e[0] > f->e[2] && f->e[2] > f->e[4] && f->e[1] < f->e[3];
}

static bool
rectangle(const struct five *f)
{
	double lowest = fmin(fmin(f->e[0], f->e[2]), f->e[4]);

	return within(NEAR_BOX, (double[]){ f->e[0], f->e[2], f->e[4] }, 3) &&
	    within(NEAR_BOX, (double[]){ f->e[1], f->e[3] }, 2) &&
	    lowest > fmax(f->e[1], f->e[3]);
}

static const struct rule {
	const char *top, *bottom;
	bool (*is)(const struct five *f);
} rules[] = {
	{ "HS", "IHS", head_and_shoulders },
	{ "BTOP", "BBOT", broadening },
	{ "TTOP", "TBOT", triangle },
	{ "RTOP", "RBOT", rectangle }
};

/* The highest later maximum that is far enough; mirrored for minima. */
static bool
is_double(const struct extremum *e, size_t n, size_t i, size_t *other)
{
	int sign = e[i].kind;
	size_t best = 0;

	for (size_t k = i + 2; k < n; k += 2)
		if (e[k].at - e[i].at > APART && (best == 0 ||
		    sign * (e[k].price - e[best].price) > 0))
			best = k;
	if (best == 0 || !within(NEAR, (double[]){ e[i].price,
	    e[best].price }, 2))
		return false;
	for (size_t k = i + 2; k < best; k += 2)
		if (sign * (e[k].price - e[i].price) > 0)
			return false;
	*other = best;
	return true;
}

size_t
chart_patterns(const struct extremum *e, size_t n, struct chart_pattern *out)
{
	size_t len = 0, other;

	for (size_t i = 0; i + 5 <= n; i++) {
		struct five f;

		for (size_t k = 0; k < 5; k++)
			f.e[k] = e[i].kind * e[i + k].price;
		for (size_t r = 0; r < sizeof(rules) / sizeof(*rules); r++)
			if (rules[r].is(&f))
				out[len++] = (struct chart_pattern){
				    e[i].kind > 0 ? rules[r].top :
				    rules[r].bottom, e[i].at, e[i + 4].at };
	}
	for (int kind = 1; kind >= -1; kind -= 2)
		for (size_t i = 0; i < n; i++)
			if (e[i].kind == kind && is_double(e, n, i, &other))
				out[len++] = (struct chart_pattern){
				    kind > 0 ? "DTOP" : "DBOT", e[i].at,
				    e[other].at };
	return len;
}
