/* A run's parts as arrays that can be drawn. */
#include "research/reportdata.h"

#include "base/decfloat.h"
#include "base/stamp.h"

#include <math.h>

#define YEAR (365 * STAMP_DAY)
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
	size_t n = v->len - 1, every = n / REPORT_COLUMNS + 1;

	v->window = n / 4;
	v->rolled_len = (n + every - 1) / every;
	v->rolled = mem_array(v->rolled_len, sizeof(*v->rolled));
	v->rolled_time = mem_array(v->rolled_len, sizeof(*v->rolled_time));
	stat_rolling_sharpe(v->ret, n, v->window, every, (double)YEAR /
	    (double)v->report->run->timeframe, v->rolled);
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

/* A share held from a to b (columns), spread over those that it touches:
 * whole ones by where it begins and ends, to be summed up later. */
static void
hold(double *mean, double *steps, double a, double b, double share)
{
	size_t first = (size_t)a, last = (size_t)b;

	if (first >= REPORT_COLUMNS)
		return;
	if (first == last) {
		mean[first] += share * (b - a);
		return;
	}
	mean[first] += share * ((double)first + 1 - a);
	if (last < REPORT_COLUMNS)
		mean[last] += share * (b - (double)last);
	steps[first + 1] += share;
	steps[last] -= share;
}

void
report_exposure(const struct report_view *v, double *longs, double *shorts)
{
	const struct run_trades *trades = &v->report->parts->trades;
	double *mean[2] = { longs, shorts }, *steps[2], sum;
	double span = (double)(v->to - v->from);

	for (int side = 0; side < 2; side++) {
		steps[side] = mem_array(REPORT_COLUMNS + 2, sizeof(double));
		memset(mean[side], 0, REPORT_COLUMNS * sizeof(double));
	}
	for (size_t i = 0; i < trades->len && v->len > 0 && span > 0; i++) {
		const struct run_trade *t = &trades->at[i];
		int side = t->side == POSITION_SHORT;
		double worth = dec_to_double(t->entry_price) *
		    dec_to_double(t->amount);
		double equity = v->equity[report_point_at(v, t->entry_time)];
		int64_t end = t->exit_time == 0 ? v->to : t->exit_time;
		double a = (double)(t->entry_time - v->from) / span;
		double b = (double)(end - v->from) / span;

		if (!isfinite(worth) || !(equity > 0))
			continue;
		a = fmin(fmax(a, 0), 1) * REPORT_COLUMNS;
		b = fmin(fmax(b, 0), 1) * REPORT_COLUMNS;
		hold(mean[side], steps[side], a, fmax(a, b),
		    side == 1 ? -worth / equity : worth / equity);
	}
	for (int side = 0; side < 2; side++) {
		sum = 0;
		for (size_t i = 0; i < REPORT_COLUMNS; i++) {
			sum += steps[side][i];
			mean[side][i] += sum;
		}
		free(steps[side]);
	}
}
