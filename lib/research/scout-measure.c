/*
 * What the array kernel said of a set, as fields of a run, computed as those of
 * a replay are; and held against the replay itself.
 */
#include "research/scout.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/stats.h"
#include "research/measure.h"

#include <math.h>

/* Trades that were closed: what run_measure_parts() counts. */
static void
trades_measure(struct scout *c)
{
	const struct kernel_out *o = &c->out;
	struct run *r = &c->run;
	struct trade_stats s;
	int64_t sum = 0;

	vec_clear(&c->net);
	for (size_t i = 0; i < o->trades_len; i++) {
		if (o->trades[i].exit == KERNEL_HELD)
			continue;
		vec_push(&c->net, (double)o->trades[i].net / 1e8);
		sum += o->trades[i].net;
	}
	s = stat_trades(c->net.at, c->net.len);
	r->trades = (int64_t)c->net.len;
	r->win_rate = s.win_rate;
	r->profit_factor = s.profit_factor;
	r->payoff = s.payoff;
	r->expectancy = DEC_NONE;
	if (c->net.len > 0)
		dec_div(dec_make(sum, 8), dec_int(r->trades), 8,
		    ROUND_HALF_EVEN, &r->expectancy);
}

void
equity_returns(const double *equity, size_t n, double before, double *out)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = before > 0 ? equity[i] / before - 1 : 0;
		before = equity[i];
	}
}

/* What only the returns of each bar say. */
static void
curve_measure(struct scout *c, double ppy)
{
	size_t n = c->bars;
	double *x = mem_array(n, sizeof(*x));
	struct probable p;
	struct drawdown d;

	equity_returns(c->equity, n, dec_to_double(c->x->b->capital), x);
	d = stat_drawdown(x, n);
	p = stat_probable(x, n, 0);
	c->run.sortino = stat_sortino(x, n, 0) * sqrt(ppy);
	c->run.omega = stat_omega(x, n, 0);
	c->run.ulcer = d.ulcer;
	c->run.psr = stat_psr(&p, 0);
	c->run.max_drawdown_days = (double)d.longest *
	    (double)c->x->b->timeframe / (double)STAMP_DAY;
	free(x);
}

void
scout_measure(struct scout *c)
{
	const struct kernel_out *o = &c->out;
	double ppy = run_periods(c->x->b->timeframe);
	struct run *r = &c->run;

	c->bars = o->bars;
	r->bars = (int64_t)o->bars;
	r->total_return = o->final_equity / dec_to_double(c->x->b->capital) -
	    1;
	r->annual_return = stat_annual_return(r->total_return, o->bars, ppy);
	r->volatility = o->bars > 1 ? sqrt(o->variance * ppy) : NAN;
	r->max_drawdown = o->max_drawdown;
	r->sharpe = o->bars > 1 && o->variance > 0 ? o->mean /
	    sqrt(o->variance) * sqrt(ppy) : NAN;
	r->calmar = o->max_drawdown > 0 ? r->annual_return /
	    o->max_drawdown : NAN;
	r->intrabar_decided = (int64_t)o->inside;
	r->fees = dec_make(o->fees, 8);
	r->funding = dec_make(o->funding, 8);
	if (!dec_from_double(o->final_equity, 8, &r->final_equity))
		r->final_equity = DEC_NONE;
	trades_measure(c);
	if (c->x->curves)
		curve_measure(c, ppy);
}

#define CENT 1e-8	/* of money, that the replay rounds to */

static enum err_code
differs(struct err *err, const char *what, size_t i)
{
	return err_set(err, E_BUG, "the array kernel and the replay differ in"
	    " %s %zu: nothing was kept; please report this", what, i + 1);
}

static bool
is_in(const struct candles *c, size_t bar, int64_t time)
{
	return candles_until(c, time / 1000) == bar + 1;
}

enum err_code
scout_compare(const struct scout *c, const struct run_parts *p,
    struct err *err)
{
	const struct kernel_out *o = &c->out;
	const struct candles *bars = &c->views[0];
	struct curve_walk w = {0};
	struct equity_point at;
	struct dec amount;

	if (o->trades_len != p->trades.len)
		return differs(err, "trade", o->trades_len < p->trades.len ?
		    o->trades_len : p->trades.len);
	for (size_t i = 0; i < o->trades_len; i++) {
		const struct kernel_trade *a = &o->trades[i];
		const struct run_trade *b = &p->trades.at[i];

		if (!dec_times(dec_int(a->lots),
		    c->x->ground.markets.at[0].i.lot, &amount) ||
		    dec_cmp(amount, b->amount) != 0 ||
		    (a->side > 0) != (b->side == POSITION_LONG) ||
		    !is_in(bars, a->entry_bar, b->entry_time) ||
		    (b->exit_time == 0 ? a->exit != KERNEL_HELD :
		    !is_in(bars, a->exit_bar, b->exit_time)))
			return differs(err, "trade", i);
	}
	if (curve_len(&p->equity) != o->bars + 1)
		return differs(err, "bar", o->bars);
	curve_next(&p->equity, &w, &at);
	for (size_t i = 0; curve_next(&p->equity, &w, &at); i++) {
		double e = dec_to_double(at.equity);

		if (!(fabs(c->equity[i] - e) <= fmax(1e-9 * fabs(e), CENT)))
			return differs(err, "bar", i);
	}
	return E_OK;
}
