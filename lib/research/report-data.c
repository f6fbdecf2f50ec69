/* A run's parts as arrays that can be drawn. */
#include "research/reportdata.h"

#include "base/decfloat.h"
#include "research/measure.h"

#include <math.h>

/* Fewer points of a rolling ratio say nothing. */
#define ROLLED_LEAST 60

static void
take_points(struct report_view *v, const struct curve *c)
{
	double peak = -INFINITY;

	v->len = curve_len(c);
	v->time = mem_array(v->len + 1, sizeof(*v->time));
	v->equity = mem_array(v->len + 1, sizeof(*v->equity));
	v->drawdown = mem_array(v->len + 1, sizeof(*v->drawdown));
	v->ret = mem_array(v->len + 1, sizeof(*v->ret));
	for (size_t i = 0; i < v->len; i++) {
		struct equity_point p = curve_point(c, i);

		v->time[i] = p.time;
		v->equity[i] = dec_to_double(p.equity);
		peak = fmax(peak, v->equity[i]);
		v->drawdown[i] = peak > 0 ? v->equity[i] / peak - 1 : 0;
		if (i > 0)
			v->ret[i - 1] = v->equity[i - 1] > 0 ?
			    v->equity[i] / v->equity[i - 1] - 1 : 0;
	}
}

/* Of a window of n/4 bars, at no more places than can be seen. */
static void
roll_bars(struct report_view *v)
{
	size_t n = v->len - 1, every = n / PAGE_COLUMNS + 1;

	v->window = n / 4;
	v->rolled_len = (n + every - 1) / every;
	v->rolled = mem_array(v->rolled_len, sizeof(*v->rolled));
	v->rolled_time = mem_array(v->rolled_len, sizeof(*v->rolled_time));
	stat_rolling_sharpe(v->ret, n, v->window, every,
	    run_periods(v->report->run->timeframe), v->rolled);
	for (size_t i = 0; i < v->rolled_len; i++)
		v->rolled_time[i] = v->time[i * every + 1];
}

static void
roll_days(struct report_view *v, const struct calendar_return *days, size_t n)
{
	double *ret = mem_array(n, sizeof(*ret));

	v->daily = true;
	v->window = n >= 720 ? 180 : n >= 360 ? 90 : 30;
	v->rolled_len = n;
	v->rolled = mem_array(n, sizeof(*v->rolled));
	v->rolled_time = mem_array(n, sizeof(*v->rolled_time));
	for (size_t i = 0; i < n; i++) {
		ret[i] = days[i].ret;
		v->rolled_time[i] = v->time[days[i].last + 1];
	}
	stat_rolling_sharpe(ret, n, v->window, 1, 365, v->rolled);
	free(ret);
}

static void
take_calendar(struct report_view *v)
{
	size_t n = v->len < 2 ? 0 : v->len - 1, days_len;
	struct calendar_return *days = mem_array(n + 1, sizeof(*days));

	days_len = stat_calendar(v->ret, v->time + 1, n, CALENDAR_MONTH, days);
	v->months_len = days_len;
	v->months = mem_array(days_len + 1, sizeof(*v->months));
	memcpy(v->months, days, days_len * sizeof(*days));
	days_len = stat_calendar(v->ret, v->time + 1, n, CALENDAR_DAY, days);
	if (days_len >= ROLLED_LEAST)
		roll_days(v, days, days_len);
	else if (n >= ROLLED_LEAST && v->report->run->timeframe > 0)
		roll_bars(v);
	free(days);
}

static void
take_trades(struct report_view *v, const struct run_trades *trades)
{
	v->trade_returns = mem_array(trades->len + 1,
	    sizeof(*v->trade_returns));
	for (size_t i = 0; i < trades->len; i++)
		if (trades->at[i].exit_time != 0 && isfinite(trades->at[i].ret))
			v->trade_returns[v->closed++] = trades->at[i].ret;
	stat_sort(v->trade_returns, v->closed);
}

void
report_view_init(struct report_view *v, const struct report *r)
{
	*v = (struct report_view){ .report = r };
	take_points(v, &r->parts->equity);
	take_calendar(v);
	take_trades(v, &r->parts->trades);
	v->from = v->len > 0 ? v->time[0] : r->run->from;
	v->to = v->len > 0 ? v->time[v->len - 1] : r->run->to;
}

void
report_view_release(struct report_view *v)
{
	free(v->time);
	free(v->equity);
	free(v->drawdown);
	free(v->ret);
	free(v->months);
	free(v->rolled_time);
	free(v->rolled);
	free(v->trade_returns);
}

size_t
report_point_at(const struct report_view *v, int64_t time)
{
	size_t low = 0, high = v->len;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (v->time[mid] <= time)
			low = mid;
		else
			high = mid;
	}
	return low;
}

struct scale
report_equity_scale(const struct report_view *v)
{
	double lo = INFINITY, hi = -INFINITY, room;

	for (size_t i = 0; i < v->len; i++) {
		lo = fmin(lo, v->equity[i]);
		hi = fmax(hi, v->equity[i]);
	}
	if (lo > 0 && hi / lo >= 10)
		return (struct scale){ lo / 1.05, hi * 1.05, true };
	room = hi > lo ? (hi - lo) * 0.05 : fmax(fabs(hi) * 0.01, 1e-9);
	return (struct scale){ lo - room, hi + room, false };
}
