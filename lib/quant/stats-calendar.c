/* Returns over windows and over the calendar: METHODS 9.1, 9.4. */
#include "quant/stats.h"

#include "base/stamp.h"

#include <math.h>

void
stat_rolling_sharpe(const double *r, size_t n, size_t window, size_t every,
    double ppy, double *out)
{
	for (size_t i = 0; i < n; i += every)
		*out++ = window < 2 || i + 1 < window ? NAN :
		    stat_sharpe(r + i + 1 - window, window, 0) * sqrt(ppy);
}

size_t
stat_calendar(const double *r, const int64_t *close, size_t n,
    enum calendar_unit unit, struct calendar_return *out)
{
	struct calendar_return *p = out;
	double grown = 1;

	for (size_t i = 0; i < n; i++) {
		int64_t inside = close[i] - 1;
		int64_t start = unit == CALENDAR_DAY ? stamp_day(inside, 0) :
		    stamp_month(inside, 0);

		if (i == 0 || start != p->start) {
			p = i == 0 ? out : p + 1;
			*p = (struct calendar_return){ .start = start,
			    .first = i };
			grown = 1;
		}
		grown *= r[i] > -1 ? 1 + r[i] : 0;
		p->last = i;
		p->ret = grown - 1;
	}
	return n == 0 ? 0 : (size_t)(p - out) + 1;
}
