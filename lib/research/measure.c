/* Metrics of a run from its equity and its trades. */
#include "research/measure.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>

double
run_periods(int64_t timeframe)
{
	return (double)STAMP_YEAR / (double)timeframe;
}

/* From one amount to the next. */
static double
return_of(double before, double now)
{
	return before > 0 ? now / before - 1 : 0;
}

/* Most points of a part stand where the one before does: its amount is not
 * made a double again, and nothing was gained. */
size_t
run_returns_of(const struct curve *c, double *out)
{
	size_t n = curve_len(c);
	double before = NAN, now;

	for (size_t k = 0; k < c->parts.len; k++) {
		const struct curve_part *p = &c->parts.at[k];
		size_t i = p->first, end = curve_part_end(c, p);
		int64_t amount = c->values.at[i].equity;

		now = dec_to_double(p->scale < 0 ? p->like.equity :
		    (struct dec){ amount, p->scale });
		if (i > 0)
			out[i - 1] = return_of(before, now);
		for (before = now; ++i < end; before = now) {
			if (c->values.at[i].equity == amount) {
				out[i - 1] = 0;
				continue;
			}
			amount = c->values.at[i].equity;
			now = dec_to_double((struct dec){ amount, p->scale });
			out[i - 1] = return_of(before, now);
		}
	}
	return n == 0 ? 0 : n - 1;
}

double *
run_returns_new(const struct curve *c, size_t *n)
{
	double *x = mem_grow(NULL, curve_len(c) + 1, sizeof(*x));

	mem_large(x, (curve_len(c) + 1) * sizeof(*x));
	*n = run_returns_of(c, x);
	return x;
}

void
run_measure_falls(struct run *r, const double *x, size_t n)
{
	struct drawdown d = stat_drawdown(x, n);

	r->total_return = n == 0 ? NAN : stat_total_return(x, n);
	r->annual_return = stat_annual_return(r->total_return, n,
	    run_periods(r->timeframe));
	r->max_drawdown = fabs(d.max);
	r->max_drawdown_days = (double)d.longest * (double)r->timeframe /
	    (double)STAMP_DAY;
	r->calmar = d.max < 0 ? r->annual_return / r->max_drawdown : NAN;
	r->ulcer = d.ulcer;
}

void
run_measure_spread(struct run *r, const double *x, size_t n)
{
	double ppy = run_periods(r->timeframe);
	struct probable p = stat_probable(x, n, 0);

	r->sortino = stat_sortino(x, n, 0) * sqrt(ppy);
	r->omega = stat_omega(x, n, 0);
	r->sharpe = p.sharpe * sqrt(ppy);
	r->volatility = p.deviation * sqrt(ppy);
	r->psr = stat_psr(&p, 0);
}

void
run_measure_end(struct run *r, const struct curve *c)
{
	r->final_equity = curve_len(c) == 0 ? r->capital :
	    curve_point(c, curve_len(c) - 1).equity;
}

void
run_measure_equity(struct run *r, const struct curve *c)
{
	size_t n;
	double *x = run_returns_new(c, &n);

	run_measure_falls(r, x, n);
	run_measure_spread(r, x, n);
	run_measure_end(r, c);
	free(x);
}

/* The share of the run in which a position was held; what is still open is
 * held to its end. */
static double
exposure_of(const struct run *r, const struct run_trades *all)
{
	size_t *order = mem_array(all->len + 1, sizeof(*order));
	double *in = mem_array(all->len + 1, sizeof(*in));
	double *out = mem_array(all->len + 1, sizeof(*out)), held;

	for (size_t i = 0; i < all->len; i++) {
		const struct run_trade *t = &all->at[i];

		in[i] = (double)t->entry_time;
		out[i] = (double)(t->exit_time == 0 ? r->to : t->exit_time);
	}
	held = stat_held(in, out, all->len, order);
	free(order);
	free(in);
	free(out);
	return r->to > r->from ? held / (double)(r->to - r->from) : NAN;
}

static void
measure_trades(struct run *r, const struct run_trades *all,
    const double *risks)
{
	size_t n = 0;
	double *net = mem_array(all->len + 1, sizeof(*net));
	double *multiple = mem_array(all->len + 1, sizeof(*multiple));
	struct dec sum = DEC_ZERO;
	struct trade_stats s;
	bool staked = true;

	for (size_t i = 0; i < all->len; i++) {
		const struct run_trade *t = &all->at[i];

		if (t->exit_time == 0)
			continue;
		r->intrabar_decided += t->intrabar == 1;
		net[n] = dec_to_double(t->profit);
		staked &= risks[i] > 0;
		multiple[n] = net[n] / risks[i];
		n++;
		if (!dec_add(sum, t->profit, &sum))
			sum = DEC_NONE;
	}
	s = stat_trades(net, n);
	r->trades = (int64_t)n;
	r->win_rate = s.win_rate;
	r->profit_factor = s.profit_factor;
	r->payoff = s.payoff;
	r->sqn = staked && n > 1 ? stat_sqn(multiple, n, 0) : NAN;
	r->exposure = exposure_of(r, all);
	r->expectancy = DEC_NONE;
	if (n > 0)
		dec_div(sum, dec_int((int64_t)n), 8, ROUND_HALF_EVEN,
		    &r->expectancy);
	free(net);
	free(multiple);
}

void
run_measure_parts(struct run *r, const struct run_parts *p,
    const double *risks)
{
	measure_trades(r, &p->trades, risks);
	r->refusals = (int64_t)p->refusals.len;
	r->breaker_trips = 0;
	for (size_t i = 0; i < p->events.len; i++)
		r->breaker_trips += p->events.at[i].kind == BREAKER_TRIGGERED;
}
