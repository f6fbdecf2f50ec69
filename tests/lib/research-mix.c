/*
 * Mixes over bars:
 * - by hand, to the last digit: fees, slippage, buys that are cut, lots, the
 *   smallest trade, cash, a sale of everything
 * - funding: which row pays which settlement, by which price; out of the cash
 * - by a schedule and by bands of both kinds, cash among them
 * - what a rebalance sees ended before its bar, and a run of fewer bars is the
 *   beginning of a longer one
 * - over random bars: nothing is borrowed or sold short, and all money is there
 * - what came of it: returns, drawdown, turnover
 */
#include "research/mix.h"

#include "base/decfloat.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <string.h>

enum { P = 3, N = 400 };

static struct err err;
static int64_t times[N];
static double opens[P][N], closes[P][N], returns[P][N], lot[P], least[P],
    fee[P];
static const double *open_at[P], *close_at[P], *ret_at[P];

static void
measure_returns(void)
{
	for (int k = 0; k < P; k++)
		for (int i = 1; i < N; i++)
			returns[k][i - 1] = closes[k][i] / closes[k][i - 1] -
			    1;
}

/* Days from 2024-01-01 on; prices are the test's. */
static struct mix_market
market(size_t p, size_t n, size_t start)
{
	for (int i = 0; i < N; i++)
		times[i] = 1704067200000 + (int64_t)i * 86400000;
	for (int k = 0; k < P; k++) {
		open_at[k] = opens[k];
		close_at[k] = closes[k];
		ret_at[k] = returns[k];
	}
	measure_returns();
	return (struct mix_market){ .p = p, .n = n, .start = start,
	    .timeframe = STAMP_DAY, .open_time_ms = times, .open = open_at,
	    .close = close_at, .lot = lot, .least = least, .fee = fee,
	    .ret = ret_at };
}

static void
given_flat(double price)
{
	for (int k = 0; k < P; k++) {
		lot[k] = least[k] = fee[k] = 0;
		for (int i = 0; i < N; i++)
			opens[k][i] = closes[k][i] = price;
	}
}

static void
given_random(uint64_t seed)
{
	struct rng r;

	rng_seed(&r, seed);
	for (int k = 0; k < P; k++) {
		double price = 100;

		lot[k] = k == 0 ? 0 : k == 1 ? 0.001 : 0.5;
		least[k] = 5;
		fee[k] = 0.001 * k;
		for (int i = 0; i < N; i++) {
			opens[k][i] = price;
			price *= 0.94 + 0.12 * rng_unit(&r) + 0.0005;
			closes[k][i] = price;
		}
	}
}

static struct mix_terms
terms(const char *every, double band)
{
	struct mix_terms t = { .band = band, .band_relative = NAN,
	    .capital = 1000 };

	if (every != NULL)
		ok(period_parse(every, &t.every));
	return t;
}

static bool
near(double a, double b)
{
	return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static double
weight(const struct mix_run *r, size_t i, int k, size_t p)
{
	return r->weights.at[i * p + (size_t)k].weight;
}

static void
by_hand(void)
{
	static const double half[P] = { 0.5, 0.5, 0 }, other[P] = { 0.25, 0.5,
	    0 };
	struct mix_market m;
	struct mix_terms t = terms("7d", NAN);
	struct mix_goal goal = { .fixed = half };
	struct mix_run r;

	given_flat(10);
	/* on the 9th the first is at 30, when the week has ended */
	for (int i = 3; i < N; i++)
		opens[0][i] = closes[0][i] = 30;
	m = market(2, 12, 1);
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	is_int((int64_t)r.len, 12);
	is_int((int64_t)r.rebalances.len, 2);
	ok(near(r.equity[11], 2000));	/* 500 × 3 + 500 */
	is_int(r.rebalances.at[1].time, (times[8]) * 1000);
	is_int(r.rebalances.at[1].reason, MIX_SCHEDULE);
	ok(near(r.rebalances.at[0].turnover, 1));
	ok(near(r.weights.at[2].before, 0.75));
	ok(near(r.rebalances.at[1].turnover, 0.25));
	mix_run_release(&r);
	/* 1 % of fees and 2 % of slippage: 500 buy 500 / 1.0302 worth of each */
	fee[0] = fee[1] = 0.01;
	t.slippage = 0.02;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	ok(near(r.equity[1], 1000 / 1.0302));
	ok(near(r.rebalances.at[0].cost, 1000 - 1000 / 1.0302));
	ok(near(r.weights.at[0].weight, 0.5));
	/* sold for 0.98 × 0.99, and bought with that */
	{
		double each = 500 / 1.0302, has = 4 * each;
		double sold = 3 * each - has / 2, got = sold * 0.98 * 0.99;

		ok(near(r.equity[11], has / 2 + each + got / 1.0302));
	}
	mix_run_release(&r);
	/* lots of 4 units: 12 of each are 480 of 500, 20 stay */
	fee[0] = fee[1] = t.slippage = 0;
	lot[0] = lot[1] = 4;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	ok(near(r.weights.at[0].weight, 0.48));
	ok(near(r.rebalances.at[0].turnover, 0.96));
	mix_run_release(&r);
	/* what is below the smallest trade is left, of each market or of all */
	lot[0] = lot[1] = 0;
	goal.fixed = other;
	least[0] = 251;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	ok(near(r.weights.at[0].weight, 0));
	ok(near(r.weights.at[1].weight, 0.5));
	mix_run_release(&r);
	least[0] = 0;
	t.min_trade = 251;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	ok(near(r.weights.at[0].weight, 0));
	is_int(r.rebalances.at[0].orders, 1);
	mix_run_release(&r);
	m.start = 12;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_DATA);
	is_text(err.text, "no bar is left to trade: 12 are there, and 12 are"
	    " looked back on");
}

static void
settle(struct funding_rates *to, int64_t time, double rate, double mark)
{
	struct funding_rate *r = vec_add(to);

	r->time = time;
	r->mark_price = DEC_NONE;
	ok(dec_from_double(rate, 8, &r->rate));
	if (mark > 0)
		ok(dec_from_double(mark, 2, &r->mark_price));
}

static void
pays_funding(void)
{
	static const double half[P] = { 0.5, 0.25, 0 };
	const int64_t hour = STAMP_HOUR;
	double paid[N];
	const double *funding[P] = { paid, NULL, NULL };
	struct funding_rates rates = {0};
	struct mix_terms t = terms("7d", NAN);
	const struct mix_goal goal = { .fixed = half };
	struct mix_market m;
	struct mix_run r;

	given_flat(10);
	m = market(2, 12, 1);
	settle(&rates, times[0] * 1000, 0.5, 7);	/* before all */
	settle(&rates, times[1] * 1000, 0.25, 0);	/* when 1 opens */
	settle(&rates, times[1] * 1000 + 8 * hour, 0.01, 20);
	settle(&rates, times[2] * 1000, 0.02, 0);
	settle(&rates, times[11] * 1000 + 24 * hour, -0.01, 0);
	settle(&rates, times[11] * 1000 + 25 * hour, 0.5, 0);	/* after it */
	mix_funding(&m, 0, &rates, paid);
	ok(near(paid[0], 2.5));
	ok(near(paid[1], 0.2 + 0.2));
	for (int i = 2; i < 11; i++)
		ok(near(paid[i], 0));
	ok(near(paid[11], -0.1));
	m.funding = funding;
	/* 50 units pay 20; on the 9th 49 are left of them, which get 4.9 */
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	ok(near(r.equity[1], 980));
	ok(near(r.equity[10], 980));
	is_int((int64_t)r.rebalances.len, 2);
	ok(near(r.weights.at[2].weight, 0.5));
	ok(near(r.equity[11], 984.9));
	ok(near(r.funding, 15.1));
	ok(near(r.rebalances.at[0].funding, 20));
	ok(near(r.rebalances.at[1].funding, -4.9));
	ok(near(r.weights.at[0].units, 50));
	ok(near(r.weights.at[2].units, 49));
	mix_run_release(&r);
	vec_release(&rates);
}

static void
bands_tell_when(void)
{
	static const double half[P] = { 0.5, 0.5 }, cash[P] = { 0.5, 0.4 };
	struct mix_market m;
	struct mix_goal goal = { .fixed = half };
	struct mix_terms t = terms(NULL, 0.05);
	struct mix_run r;

	given_flat(10);
	m = market(2, 20, 1);
	/* at 12 the first has 54.5 %, at 12.3 it has 55.2 % */
	for (int i = 5; i < N; i++)
		opens[0][i] = closes[0][i] = i < 8 ? 12 : 12.3;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	is_int((int64_t)r.rebalances.len, 2);
	is_int(r.rebalances.at[1].reason, MIX_BAND);
	/* seen at the close of 8, traded at the open of 9 */
	is_int(r.rebalances.at[1].time, times[9] * 1000);
	ok(near(weight(&r, 1, 0, 2), 0.5));
	mix_run_release(&r);
	/* a tenth of 50 % is the same band; more than that is none */
	t = terms(NULL, NAN);
	t.band_relative = 0.1;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	is_int((int64_t)r.rebalances.len, 2);
	mix_run_release(&r);
	t.band_relative = 0.2;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	is_int((int64_t)r.rebalances.len, 1);
	mix_run_release(&r);
	/* of what has the least, cash: 8.9 % at 12.3 are 1.1 points off */
	goal.fixed = cash;
	t.band_relative = 0.1;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	is_int((int64_t)r.rebalances.len, 2);
	mix_run_release(&r);
	/* neither: it is bought once */
	t = terms(NULL, NAN);
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	is_int((int64_t)r.rebalances.len, 1);
	mix_run_release(&r);
}

/* Weights by the inverse of the sum of squares of what is seen; what was seen
 * last is kept. */
struct seen { double last[P]; size_t most, calls; };

static enum err_code
choose(void *self, const struct panel *before, const double *now, double *out,
    struct err *e)
{
	struct seen *s = self;
	double sum = 0, held = 0;

	if (before->n > s->most)
		s->most = before->n;
	s->calls++;
	for (size_t k = 0; k < before->p; k++) {
		double squares = 1e-9;

		for (size_t i = 0; i < before->n; i++)
			squares += before->x[k][i] * before->x[k][i];
		s->last[k] = before->x[k][before->n - 1];
		out[k] = 1 / squares;
		sum += out[k];
		held += now[k];
	}
	for (size_t k = 0; k < before->p; k++)
		out[k] /= sum;
	if (held > 1 + 1e-9)
		return err_set(e, E_DATA, "more is held than there is");
	return E_OK;
}

static enum err_code
refuse(void *self, const struct panel *before, const double *now, double *out,
    struct err *e)
{
	(void)self;
	(void)before;
	(void)now;
	(void)out;
	return err_set(e, E_REFUSED, "no weights obey");
}

static void
nothing_is_seen_ahead(void)
{
	struct seen s = {0};
	const struct mix_goal goal = { .choose = choose, .self = &s,
	    .lookback = 30 };
	const struct mix_goal none = { .choose = refuse, .lookback = 30 };
	struct mix_terms t = terms("1mo", 0.1);
	struct mix_market m;
	struct mix_run all, part;

	given_random(7);
	m = market(P, N, 31);
	is_int(mix_run(&m, &goal, &t, &all, &err), E_OK);
	ok(all.rebalances.len > 12);
	is_int((int64_t)s.most, 30);
	is_int((int64_t)s.calls, (int64_t)all.rebalances.len);
	for (size_t n = 32; n < N; n += 23) {
		size_t i = 0;

		/* what comes after the cut is other prices */
		for (int k = 0; k < P; k++)
			for (size_t row = n; row < N; row++)
				opens[k][row] = closes[k][row] = 1e6;
		measure_returns();
		m.n = n;
		is_int(mix_run(&m, &goal, &t, &part, &err), E_OK);
		ok(memcmp(part.equity, all.equity, part.len *
		    sizeof(*part.equity)) == 0);
		for (; i < part.rebalances.len; i++)
			ok(memcmp(&part.rebalances.at[i],
			    &all.rebalances.at[i],
			    sizeof(*part.rebalances.at)) == 0);
		ok(i == all.rebalances.len || all.rebalances.at[i].time >=
		    times[n - 1] * 1000 + STAMP_DAY);
		ok(memcmp(part.weights.at, all.weights.at, part.weights.len *
		    sizeof(*part.weights.at)) == 0);
		mix_run_release(&part);
		given_random(7);
		measure_returns();
	}
	/* the last return is of the bar that closed before */
	m.n = 33;
	m.start = 32;
	is_int(mix_run(&m, &goal, &t, &part, &err), E_OK);
	ok(s.last[0] == closes[0][31] / closes[0][30] - 1);
	mix_run_release(&part);
	mix_run_release(&all);
	is_int(mix_run(&m, &none, &t, &part, &err), E_REFUSED);
	is_text(err.text, "weights of 2024-02-02T00:00:00Z: no weights obey");
}

static void
money_adds_up(void)
{
	static const double fixed[P] = { 0.3, 0.3, 0.3 };
	struct mix_goal goal = { .fixed = fixed };

	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct mix_terms t = terms(seed % 2 ? "7d" : NULL, seed % 3 ?
		    0.02 : (double)NAN);
		struct mix_market m;
		struct mix_run r;
		double cost = 0, gained = 0;
		bool good = true;

		given_random(seed);
		m = market(P, N, 1 + seed % 5);
		t.slippage = 0.0005 * (double)(seed % 4);
		t.min_trade = (double)(seed % 7);
		is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
		for (size_t i = 0; i < r.rebalances.len; i++) {
			double sum = 0;

			for (int k = 0; k < P; k++) {
				good &= weight(&r, i, k, P) >= 0;
				sum += weight(&r, i, k, P);
			}
			good &= sum <= 1 + 1e-12;
			cost += r.rebalances.at[i].cost;
		}
		for (size_t i = 1; i < r.len; i++)
			gained += r.equity[i] - r.equity[i - 1];
		ok(good);
		ok(near(cost, r.fees + r.slippage));
		ok(near(gained, r.equity[r.len - 1] - 1000));
		mix_run_release(&r);
	}
}

static void
results(void)
{
	static const double whole[P] = { 1, 0, 0 };
	struct mix_goal goal = { .fixed = whole };
	struct mix_terms t = terms(NULL, NAN);
	struct mix_result o = { .portfolio = MIX_HELD, .method = "fixed" };
	struct mix_market m;
	struct mix_run r;

	given_flat(10);
	m = market(1, 5, 1);
	closes[0][2] = opens[0][3] = 20;
	closes[0][3] = opens[0][4] = 5;
	closes[0][4] = 15;
	is_int(mix_run(&m, &goal, &t, &r, &err), E_OK);
	mix_measure(&m, &t, &r, &o);
	is_int(o.portfolio, MIX_HELD);
	is_text(o.method, "fixed");
	is_int(o.bars, 4);
	is_int(o.to - o.from, 4 * STAMP_DAY);
	ok(near(o.final_equity, 1500));
	ok(near(o.total_return, 0.5));
	ok(near(o.annual_return, pow(1.5, 365.0 / 4) - 1));
	ok(near(o.max_drawdown, 0.75));
	ok(near(o.turnover, 365.0 / 4));
	is_int(o.rebalances, 1);
	mix_run_release(&r);
}

int
main(void)
{
	TEST(by_hand);
	TEST(pays_funding);
	TEST(bands_tell_when);
	TEST(nothing_is_seen_ahead);
	TEST(money_adds_up);
	TEST(results);
	return tap_done();
}
