/* Many values for few pixels, without losing the highest and the lowest. */
#include "out/chart.h"

#include <math.h>

/* What is kept of a column: places in the series. */
struct column_spots { size_t first, low, high, last; };

static void
put_spot(const struct course *s, size_t i, int64_t from, double span,
    struct spots *out)
{
	struct spot spot = { (double)(s->time[i] - from) / span,
	    s->value[i] };

	vec_push(out, spot);
}

/* In the order of time, each once. */
static void
put_column(const struct course *s, const struct column_spots *c, int64_t from,
    double span, struct spots *out)
{
	size_t early = c->low < c->high ? c->low : c->high;
	size_t late = c->low < c->high ? c->high : c->low;

	put_spot(s, c->first, from, span, out);
	if (early > c->first && early < c->last)
		put_spot(s, early, from, span, out);
	if (late > early && late > c->first && late < c->last)
		put_spot(s, late, from, span, out);
	if (c->last > c->first)
		put_spot(s, c->last, from, span, out);
}

static void
column_take(struct column_spots *c, const struct course *s, size_t i)
{
	if (s->value[i] < s->value[c->low])
		c->low = i;
	if (s->value[i] > s->value[c->high])
		c->high = i;
	c->last = i;
}

void
course_reduce(const struct course *s, int64_t from, int64_t to,
    size_t columns, struct spots *out)
{
	double span = to > from ? (double)(to - from) : 1;
	struct column_spots c = {0};
	double in = -1;			/* the column, -1: none has begun */

	for (size_t i = 0; i < s->len; i++) {
		double at = floor((double)(s->time[i] - from) / span *
		    (double)columns);

		at = fmin(fmax(at, 0), (double)columns - 1);
		if (isnan(s->value[i])) {
			if (in >= 0) {
				put_column(s, &c, from, span, out);
				put_spot(s, i, from, span, out);
			}
			in = -1;
		} else if (at == in)
			column_take(&c, s, i);
		else {
			if (in >= 0)
				put_column(s, &c, from, span, out);
			c = (struct column_spots){ i, i, i, i };
			in = at;
		}
	}
	if (in >= 0)
		put_column(s, &c, from, span, out);
}

void
bins_count(const double *values, size_t n, double from, double step,
    size_t *bins, size_t len)
{
	memset(bins, 0, len * sizeof(*bins));
	for (size_t i = 0; i < n; i++) {
		double at = floor((values[i] - from) / step);

		if (isnan(at))
			continue;
		bins[at < 0 ? 0 : at >= (double)len ? len - 1 : (size_t)at]++;
	}
}
