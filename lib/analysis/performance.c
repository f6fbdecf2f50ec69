/* From snapshots to returns. */
#include "analysis/performance.h"

#include "base/decfloat.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "quant/flows.h"
#include "quant/panel.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct making {
	const struct portfolios *from;
	struct performance *out;
	double *growth;		/* of each snapshot, 1 at the first */
	double *fall;		/* ≥ 0 */
	VEC(size_t) kept;	/* snapshots that are points */
};

void
performance_release(struct performance *p)
{
	vec_release(&p->points);
	vec_release(&p->pairs);
}

/* The return from snapshot i - 1 to i; its flows begin at *flow. */
static double
period(const struct making *m, size_t i, size_t *flow)
{
	const struct portfolio_snapshot *a = &m->from->snapshots.at[i - 1];
	const struct portfolio_snapshot *b = &m->from->snapshots.at[i];
	const struct portfolio_flows *all = &m->from->flows;
	double span = (double)(b->time - a->time), ret;
	VEC(double) amount = {0}, left = {0};

	while (*flow < all->len && all->at[*flow].snapshot < b->id)
		(*flow)++;
	for (; *flow < all->len && all->at[*flow].snapshot == b->id;
	    (*flow)++) {
		const struct portfolio_flow *f = &all->at[*flow];

		vec_push(&amount, dec_to_double(f->value));
		vec_push(&left, span > 0 ? (double)(b->time - f->time) / span :
		    0.5);
	}
	ret = flows_return(dec_to_double(a->value), dec_to_double(b->value),
	    amount.at, left.at, amount.len);
	vec_release(&amount);
	vec_release(&left);
	return ret;
}

/* From a period without a return on nothing is known. */
static void
chain(struct making *m)
{
	size_t flow = 0;
	double high = 1;

	m->growth[0] = 1;
	m->fall[0] = 0;
	for (size_t i = 1; i < m->from->snapshots.len; i++) {
		double ret = period(m, i, &flow);

		m->growth[i] = m->growth[i - 1] * (1 + ret);
		high = fmax(high, m->growth[i]);
		m->fall[i] = 1 - m->growth[i] / high;
		if (isnan(ret) && m->out->sum.unknown_from == 0)
			m->out->sum.unknown_from =
			    m->from->snapshots.at[i].time;
		if (isnan(m->growth[i]))
			m->fall[i] = (double)NAN;
	}
}

static void
choose(struct making *m, int64_t interval)
{
	const struct portfolio_snapshots *all = &m->from->snapshots;

	vec_push(&m->kept, 0);
	for (size_t i = 1; i < all->len; i++)
		if (interval == 0 || i + 1 == all->len ||
		    all->at[i].time / interval !=
		    all->at[i + 1].time / interval)
			vec_push(&m->kept, i);
}

static enum err_code
add_flows(struct making *m, size_t first, size_t last, struct dec *in,
    struct dec *out, struct err *err)
{
	for (size_t i = first; i <= last; i++) {
		const struct portfolio_snapshot *s =
		    &m->from->snapshots.at[i];

		if (!dec_add(*in, s->deposits, in) ||
		    !dec_add(*out, s->withdrawals, out))
			return err_set(err, E_DATA, "deposits and withdrawals"
			    " do not fit");
	}
	return E_OK;
}

static double
price_return(struct dec from, struct dec to)
{
	return dec_known(from) && dec_sign(from) > 0 && dec_known(to) ?
	    dec_to_double(to) / dec_to_double(from) - 1 : (double)NAN;
}

static enum err_code
add_point(struct making *m, size_t k, struct err *err)
{
	const struct portfolio_snapshots *all = &m->from->snapshots;
	size_t i = m->kept.at[k];
	const struct portfolio_snapshot *s = &all->at[i];
	struct performance_point *p = vec_add(&m->out->points);

	p->snapshot = s->id;
	p->time = s->time;
	p->value = s->value;
	TEXT_SET(p->currency, s->currency);
	p->deposits = p->withdrawals = DEC_ZERO;
	p->time_weighted_return = m->growth[i] - 1;
	p->drawdown = m->fall[i];
	p->ret = (double)NAN;
	p->btc_return = price_return(all->at[0].btc_price, s->btc_price);
	p->eth_return = price_return(all->at[0].eth_price, s->eth_price);
	if (k == 0)
		return E_OK;
	if (m->growth[m->kept.at[k - 1]] > 0)
		p->ret = m->growth[i] / m->growth[m->kept.at[k - 1]] - 1;
	return add_flows(m, m->kept.at[k - 1] + 1, i, &p->deposits,
	    &p->withdrawals, err);
}

/* The value in the beginning and each flow is put in, the value in the end is
 * taken out. */
static void
money_weighted(struct making *m)
{
	const struct portfolio_snapshots *all = &m->from->snapshots;
	struct performance_sum *sum = &m->out->sum;
	double span = (double)(sum->to - sum->from), growth = 0;
	VEC(double) at = {0}, amount = {0};
	enum rate_found found;

	vec_push(&at, 0.0);
	vec_push(&amount, -dec_to_double(all->at[0].value));
	for (size_t i = 0; i < m->from->flows.len; i++) {
		const struct portfolio_flow *f = &m->from->flows.at[i];

		if (f->snapshot == all->at[0].id)
			continue;
		vec_push(&at, (double)(f->time - sum->from) / span);
		vec_push(&amount, -dec_to_double(f->value));
	}
	vec_push(&at, 1.0);
	vec_push(&amount, dec_to_double(all->at[all->len - 1].value));
	found = flows_growth(at.at, amount.at, at.len, &growth);
	sum->several_rates = found == RATE_MANY;
	if (found == RATE_FOUND) {
		sum->money_weighted_return = expm1(growth);
		sum->money_weighted_annual = expm1(growth *
		    (double)STAMP_YEAR / span);
	}
	if (!isfinite(sum->money_weighted_annual))
		sum->money_weighted_annual = (double)NAN;
	vec_release(&at);
	vec_release(&amount);
}

static double
volatility_of(const struct making *m, double years)
{
	const struct performance_points *p = &m->out->points;
	double *r = mem_array(p->len, sizeof(*r)), out;
	size_t n = 0;
	bool known = true;

	for (size_t k = 1; k < p->len; k++) {
		known = known && isfinite(p->at[k].ret);
		r[n++] = p->at[k].ret;
	}
	out = known ? stat_deviation(r, n) * sqrt((double)n / years) :
	    (double)NAN;
	free(r);
	return out;
}

static enum err_code
sum_up(struct making *m, struct err *err)
{
	const struct portfolio_snapshots *all = &m->from->snapshots;
	const struct portfolio_snapshot *last = &all->at[all->len - 1];
	struct performance_sum *s = &m->out->sum;
	double years = (double)(s->to - s->from) / (double)STAMP_YEAR;
	struct dec gain;
	enum err_code rc = add_flows(m, 1, all->len - 1, &s->deposits,
	    &s->withdrawals, err);

	if (rc != E_OK)
		return rc;
	if (!dec_sub(s->value, s->start_value, &gain) ||
	    !dec_sub(gain, s->deposits, &gain) ||
	    !dec_add(gain, s->withdrawals, &s->profit))
		return err_set(err, E_DATA, "the profit does not fit");
	s->btc_return = price_return(all->at[0].btc_price, last->btc_price);
	s->eth_return = price_return(all->at[0].eth_price, last->eth_price);
	s->time_weighted_return = m->growth[all->len - 1] - 1;
	s->max_drawdown = 0;
	for (size_t i = 0; i < all->len && !isnan(s->max_drawdown); i++)
		s->max_drawdown = isnan(m->fall[i]) ? m->fall[i] :
		    fmax(s->max_drawdown, m->fall[i]);
	if (!(years > 0))
		return E_OK;
	s->time_weighted_annual = pow(m->growth[all->len - 1], 1 / years) - 1;
	if (!isfinite(s->time_weighted_annual))
		s->time_weighted_annual = (double)NAN;
	s->volatility = volatility_of(m, years);
	money_weighted(m);
	return E_OK;
}

/* Prices of an asset at each point, NaN where it was not held. */
static double *
prices_of(const struct making *m, const char *name)
{
	const struct portfolio_holdings *all = &m->from->holdings;
	double *out = mem_array(m->kept.len, sizeof(*out));
	size_t h = 0;

	for (size_t k = 0; k < m->kept.len; k++) {
		int64_t id = m->from->snapshots.at[m->kept.at[k]].id;

		out[k] = (double)NAN;
		while (h < all->len && all->at[h].snapshot < id)
			h++;
		for (; h < all->len && all->at[h].snapshot == id; h++)
			if (all->at[h].kind == HOLDING_ASSET &&
			    strcmp(all->at[h].name, name) == 0)
				out[k] = dec_to_double(all->at[h].price);
	}
	return out;
}

static void
add_pair(struct making *m, const char *a, const double *pa, const char *b,
    const double *pb)
{
	double *x = mem_array(m->kept.len, sizeof(*x));
	double *y = mem_array(m->kept.len, sizeof(*y));
	size_t n = 0;

	for (size_t k = 1; k < m->kept.len; k++) {
		double r = pa[k] / pa[k - 1] - 1, s = pb[k] / pb[k - 1] - 1;

		if (!isfinite(r) || !isfinite(s))
			continue;
		x[n] = r;
		y[n++] = s;
	}
	if (n >= PERFORMANCE_RETURNS) {
		struct holding_pair *p = vec_add(&m->out->pairs);

		TEXT_SET(p->asset, a);
		TEXT_SET(p->other, b);
		p->correlation = corr_pearson(x, y, n);
		p->returns = (int64_t)n;
	}
	free(x);
	free(y);
}

/* What is valued in itself never moves: it is left out. */
static void
correlate(struct making *m)
{
	const struct portfolio_snapshots *all = &m->from->snapshots;
	const struct portfolio_snapshot *last = &all->at[all->len - 1];
	const struct portfolio_holdings *held = &m->from->holdings;
	const char *name[PERFORMANCE_ASSETS];
	double *price[PERFORMANCE_ASSETS];
	size_t n = 0;

	for (size_t i = 0; i < held->len && n < PERFORMANCE_ASSETS; i++)
		if (held->at[i].snapshot == last->id &&
		    held->at[i].kind == HOLDING_ASSET &&
		    strcmp(held->at[i].name, last->currency) != 0) {
			name[n] = held->at[i].name;
			price[n++] = prices_of(m, held->at[i].name);
		}
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			add_pair(m, name[i], price[i], name[k], price[k]);
	for (size_t i = 0; i < n; i++)
		free(price[i]);
}

static void
begin(struct making *m)
{
	const struct portfolio_snapshots *all = &m->from->snapshots;
	const struct portfolio_snapshot *last = &all->at[all->len - 1];
	struct performance_sum *s = &m->out->sum;

	TEXT_SET(s->account, last->account);
	TEXT_SET(s->currency, last->currency);
	s->from = all->at[0].time;
	s->to = last->time;
	s->snapshots = (int64_t)all->len;
	s->start_value = all->at[0].value;
	s->value = last->value;
	s->deposits = s->withdrawals = s->profit = DEC_ZERO;
	s->time_weighted_return = s->time_weighted_annual =
	    s->money_weighted_return = s->money_weighted_annual =
	    s->volatility = s->max_drawdown = s->btc_return =
	    s->eth_return = (double)NAN;
}

enum err_code
performance_make(const struct portfolios *from, int64_t interval,
    struct performance *out, struct err *err)
{
	size_t n = from->snapshots.len;
	struct performance made = {0};
	struct making m = { .from = from, .out = &made };
	enum err_code rc = E_OK;

	if (n == 0)
		return err_set(err, E_DATA, "there are no snapshots");
	m.growth = mem_array(n, sizeof(*m.growth));
	m.fall = mem_array(n, sizeof(*m.fall));
	begin(&m);
	chain(&m);
	choose(&m, interval);
	for (size_t k = 0; k < m.kept.len && rc == E_OK; k++)
		rc = add_point(&m, k, err);
	if (rc == E_OK && n > 1)
		rc = sum_up(&m, err);
	if (rc == E_OK)
		correlate(&m);
	free(m.growth);
	free(m.fall);
	vec_release(&m.kept);
	if (rc != E_OK) {
		performance_release(&made);
		return rc;
	}
	performance_release(out);
	*out = made;
	return E_OK;
}
