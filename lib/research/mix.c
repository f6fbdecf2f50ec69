/* Mixes of assets over bars: when they are traded, and what that does. */
#include "research/mix.h"

#include "base/decfloat.h"
#include "base/stamp.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct mixing {
	const struct mix_market *m;
	const struct mix_goal *goal;
	const struct mix_terms *t;
	struct mix_run run;
	double cash;
	double *units, *target, *want;	/* of each asset */
	double *trade;			/* units, below 0: sold */
	const double **window;
};

void
mix_run_release(struct mix_run *r)
{
	free(r->time);
	free(r->equity);
	vec_release(&r->rebalances);
	vec_release(&r->weights);
}

static int64_t
opens_at(const struct mix_market *m, size_t row)
{
	return m->open_time_ms[row] * 1000;
}

static double
worth(const struct mixing *x, const double *const *price, size_t row)
{
	double sum = x->cash;

	for (size_t k = 0; k < x->m->p; k++)
		sum += x->units[k] * price[k][row];
	return sum;
}

/* Is an asset, or the cash, further off than its band? By the closes before. */
static bool
out_of_band(const struct mixing *x, size_t row)
{
	const struct mix_terms *t = x->t;
	double all, weight, wanted, band, cash = 1;

	if (isnan(t->band) && isnan(t->band_relative))
		return false;
	all = worth(x, x->m->close, row - 1);
	for (size_t k = 0; k <= x->m->p; k++) {
		bool asset = k < x->m->p;

		wanted = asset ? x->target[k] : fmax(cash, 0);
		weight = asset ? x->units[k] * x->m->close[k][row - 1] / all :
		    x->cash / all;
		cash -= wanted;
		band = fmin(isnan(t->band) ? (double)INFINITY : t->band,
		    isnan(t->band_relative) || wanted <= 0 ?
		    (double)INFINITY : t->band_relative * wanted);
		if (fabs(weight - wanted) > band + 1e-12)
			return true;
	}
	return false;
}

static enum err_code
choose(struct mixing *x, size_t row, struct err *err)
{
	const struct mix_market *m = x->m;
	size_t have = row - 1, n = have < x->goal->lookback ? have :
	    x->goal->lookback;
	const struct panel before = { x->window, m->p, n };
	double all = worth(x, m->close, row - 1), *now = x->trade;
	char at[STAMP_TEXT_SIZE];
	struct err why = {0};

	if (x->goal->fixed != NULL) {
		memcpy(x->target, x->goal->fixed, m->p * sizeof(*x->target));
		return E_OK;
	}
	for (size_t k = 0; k < m->p; k++) {
		x->window[k] = m->ret[k] + have - n;
		now[k] = x->units[k] * m->close[k][row - 1] / all;
	}
	if (x->goal->choose(x->goal->self, &before, now, x->target, &why) ==
	    E_OK)
		return E_OK;
	return err_set(err, why.code, "weights of %s: %s",
	    stamp_text(opens_at(m, row), at), why.text);
}

/* Down to the lot; 0 where that is worth too little to be traded. */
static double
sized(const struct mixing *x, size_t k, size_t row, double units)
{
	const struct mix_market *m = x->m;
	double lot = m->lot[k];
	double n = lot > 0 ? floor(units / lot + 1e-9) * lot : units;
	double value = n * m->open[k][row];

	return n > 0 && value >= x->t->min_trade && value >= m->least[k] ? n :
	    0;
}

/* Below 0: sold. */
static void
trade(struct mixing *x, size_t k, size_t row, double units,
    struct mix_rebalance *r)
{
	double value = units * x->m->open[k][row];
	double slip = fabs(value) * x->t->slippage;
	double fee = (value + slip) * x->m->fee[k];

	fee = fabs(fee);
	x->units[k] += units;
	if (fabs(x->units[k] * x->m->open[k][row]) < 1e-9)
		x->units[k] = 0;
	x->cash -= value + slip + fee;
	x->run.fees += fee;
	x->run.slippage += slip;
	r->cost += slip + fee;
	r->orders += units < 0 || units > 0;
}

/* What each buy would be, and what all would cost; part: of each. */
static double
plan_buys(struct mixing *x, size_t row, double part)
{
	double need = 0;

	for (size_t k = 0; k < x->m->p; k++) {
		double n = (x->want[k] - x->units[k]) * part;

		x->trade[k] = n > 0 ? sized(x, k, row, n) : 0;
		need += x->trade[k] * x->m->open[k][row] *
		    (1 + x->t->slippage) * (1 + x->m->fee[k]);
	}
	return need;
}

/* All buys become smaller alike when they would cost more than there is; what
 * rounding takes beyond that is nothing. */
static void
buy(struct mixing *x, size_t row, double have, struct mix_rebalance *r)
{
	double slack = 1e-12 * x->run.equity[0], part = 1;
	double need = plan_buys(x, row, part);

	for (int i = 0; i < 20 && need > have + slack; i++) {
		part *= have > 0 ? have / need * (i == 0 ? 1 : 0.9999) : 0;
		need = plan_buys(x, row, part);
	}
	for (size_t k = 0; k < x->m->p && need <= have + slack; k++)
		if (x->trade[k] > 0)
			trade(x, k, row, x->trade[k], r);
	if (x->cash < 0 && x->cash > -2 * slack)
		x->cash = 0;
}

static void
note_weights(struct mixing *x, size_t row, struct mix_rebalance *r,
    const double *held, double had)
{
	double after = worth(x, x->m->open, row), cash = x->cash / after;
	double moved = 0, all = 0;

	for (size_t k = 0; k < x->m->p; k++) {
		struct mix_weight *w = vec_add(&x->run.weights);

		w->number = r->number;
		w->time = r->time;
		w->before = held[k] * x->m->open[k][row] / had;
		w->target = x->target[k];
		w->units = x->units[k];
		w->weight = x->units[k] * x->m->open[k][row] / after;
		moved += fabs(w->weight - w->before);
		all += w->before;
	}
	r->turnover = (moved + fabs(cash - (1 - all))) / 2;
}

static void
rebalance(struct mixing *x, size_t row, int reason)
{
	const struct mix_market *m = x->m;
	double had = worth(x, m->open, row), keep = 1;
	double *held = mem_array(m->p, sizeof(*held));
	struct mix_rebalance r = { .time = opens_at(m, row), .reason = reason,
	    .number = (int64_t)x->run.rebalances.len + 1, .equity = had };

	memcpy(held, x->units, m->p * sizeof(*held));
	for (size_t k = 0; k < m->p; k++) {
		keep -= x->target[k];
		x->want[k] = x->target[k] * had / m->open[k][row];
	}
	for (size_t k = 0; k < m->p; k++) {
		double n = sized(x, k, row, x->units[k] - x->want[k]);

		if (n > 0)
			trade(x, k, row, -n, &r);
	}
	buy(x, row, x->cash - fmax(keep, 0) * had, &r);
	note_weights(x, row, &r, held, had);
	vec_push(&x->run.rebalances, r);
	free(held);
}

/* Until the next row opens. */
static void
pay_funding(struct mixing *x, size_t row)
{
	const struct mix_market *m = x->m;
	struct mix_rebalances *all = &x->run.rebalances;

	for (size_t k = 0; m->funding != NULL && k < m->p; k++) {
		double paid = m->funding[k] != NULL ? x->units[k] *
		    m->funding[k][row] : 0;

		x->cash -= paid;
		x->run.funding += paid;
		all->at[all->len - 1].funding += paid;
	}
}

void
mix_funding(const struct mix_market *m, size_t asset,
    const struct funding_rates *rates, double *out)
{
	size_t at = 0;

	for (size_t row = 0; row < m->n; row++) {
		int64_t until = row + 1 < m->n ? opens_at(m, row + 1) :
		    opens_at(m, row) + m->timeframe;

		out[row] = 0;
		while (at < rates->len &&
		    rates->at[at].time <= opens_at(m, row))
			at++;
		for (; at < rates->len && rates->at[at].time <= until; at++) {
			const struct funding_rate *r = &rates->at[at];
			double mark = dec_known(r->mark_price) ?
			    dec_to_double(r->mark_price) :
			    m->close[asset][row];

			out[row] += dec_to_double(r->rate) * mark;
		}
	}
}

/* Why this row is one to trade at; MIX_REASONS: it is none. */
static int
reason_of(const struct mixing *x, size_t row, int64_t next)
{
	if (row == x->m->start)
		return MIX_START;
	if (next != 0 && opens_at(x->m, row) >= next)
		return MIX_SCHEDULE;
	return out_of_band(x, row) ? MIX_BAND : MIX_REASONS;
}

static enum err_code
walk(struct mixing *x, struct err *err)
{
	const struct mix_market *m = x->m;
	bool timed = x->t->every.months != 0 || x->t->every.span != 0;
	int64_t next = 0;
	enum err_code rc = E_OK;

	x->run.time[0] = opens_at(m, m->start);
	x->run.equity[0] = x->cash;
	for (size_t row = m->start; row < m->n && rc == E_OK; row++) {
		int reason = reason_of(x, row, next);

		if (reason != MIX_REASONS) {
			rc = choose(x, row, err);
			if (rc != E_OK)
				break;
			rebalance(x, row, reason);
			next = timed ? period_next(&x->t->every,
			    opens_at(m, row)) : 0;
		}
		pay_funding(x, row);
		x->run.time[row - m->start + 1] = opens_at(m, row) +
		    m->timeframe;
		x->run.equity[row - m->start + 1] = worth(x, m->close, row);
	}
	return rc;
}

enum err_code
mix_run(const struct mix_market *m, const struct mix_goal *goal,
    const struct mix_terms *t, struct mix_run *out, struct err *err)
{
	struct mixing x = { .m = m, .goal = goal, .t = t,
	    .cash = t->capital };
	enum err_code rc;

	if (m->start == 0 || m->start >= m->n)
		return err_set(err, E_DATA, "no bar is left to trade: %zu are"
		    " there, and %zu are looked back on", m->n, m->start);
	x.run.len = m->n - m->start + 1;
	x.run.time = mem_array(x.run.len, sizeof(*x.run.time));
	x.run.equity = mem_array(x.run.len, sizeof(*x.run.equity));
	x.units = mem_array(4 * m->p, sizeof(*x.units));
	x.target = x.units + m->p;
	x.want = x.target + m->p;
	x.trade = x.want + m->p;
	x.window = mem_array(m->p, sizeof(*x.window));
	rc = walk(&x, err);
	free(x.units);
	free(x.window);
	if (rc == E_OK)
		*out = x.run;
	else
		mix_run_release(&x.run);
	return rc;
}
