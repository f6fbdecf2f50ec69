/*
 * Regimes of bars:
 * - a market made to trend does, by rules and by the chain, and says since when
 * - what is said of a bar does not change when bars come after it
 * - together they are the mean of both, and uncertain where they differ
 * - transitions of a regime add up to 1; those of the chain are its matrix
 * - the change of what the market does is found at its bar
 * - agreement counts the timeframes that say the same
 * - too few bars, prices that stand still and prices of 0 are refused; bars
 *   that are missing are counted
 */
#include "analysis/regime.h"

#include "base/rng.h"
#include "quant/normal.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

enum { N = 700, TURN = 400 };
#define HOUR_MS 3600000

static struct err err;
static struct candles market;

/* Calm and without direction up to TURN, then of this drift and deviation, in
 * percent an hour. */
static void
given(double drift, double deviation, uint64_t seed)
{
	struct rng r;
	double price = 1000000;

	candles_release(&market);
	market = (struct candles){ .len = N, .cap = N, .price_scale = 2,
	    .volume_scale = 0 };
	for (int64_t **p = &market.open_time_ms; p <= &market.volume; p++)
		*p = mem_array(N, sizeof(**p));
	rng_seed(&r, seed);
	for (int i = 0; i < N; i++) {
		double z = normal_quantile(0.001 + 0.998 * rng_unit(&r));
		int64_t open = (int64_t)price, close;

		price *= exp(0.01 * (i < TURN ? 0.2 * z : drift + deviation *
		    z));
		close = (int64_t)price;
		market.open_time_ms[i] = 1704067200000 + (int64_t)i * HOUR_MS;
		market.open[i] = open;
		market.close[i] = close;
		market.high[i] = (open > close ? open : close) + 500;
		market.low[i] = (open < close ? open : close) - 500;
		market.volume[i] = 100;
	}
}

static enum err_code
ask(const struct candles *from, int method, struct regime_said *out,
    struct regime_moves *moves)
{
	struct analysis_bars b = {0};
	const struct regime_ask how = { method, 2, 1 };
	enum err_code rc = analysis_bars_make(from, "A/B", 3600000000, 0, &b,
	    &err);

	if (rc == E_OK)
		rc = regime_find(&b, &how, out, moves, &err);
	analysis_bars_release(&b);
	return rc;
}

static void
a_trend_is_told(void)
{
	struct regime_said r;

	given(0.3, 0.3, 1);
	ok(ask(&market, REGIME_RULES, &r, NULL) == E_OK);
	is_int(r.regime, REGIME_TRENDING_UP);
	ok(r.confidence >= 0.5 && r.confidence <= 1);
	is_int(r.bias, REGIME_BULL);
	is_int(r.next_regime < REGIMES, 1);
	is_int(r.last, market.open_time_ms[N - 1] * 1000);
	is_int(r.since, r.last - (r.bars_in_regime - 1) * 3600000000);
	is_int(r.bars, N);
	is_int(r.states, INT_NONE);
	is_int(r.hmm_regime, REGIME_NONE);
	given(-0.3, 0.3, 1);
	ok(ask(&market, REGIME_RULES, &r, NULL) == E_OK);
	is_int(r.regime, REGIME_TRENDING_DOWN);
	is_int(r.bias, REGIME_BEAR);
}

static void
the_chain_knows_its_states(void)
{
	struct regime_said r;

	/* the wilder half is the volatile one */
	given(0, 1.5, 2);
	ok(ask(&market, REGIME_HMM, &r, NULL) == E_OK);
	is_int(r.regime, REGIME_VOLATILE);
	ok(r.confidence > 0.99);
	ok(llabs(r.bars_in_regime - (N - TURN)) <= 5);
	ok(r.stay_probability > 0.98);
	ok(fabs(r.expected_bars * (1 - r.stay_probability) - 1) < 1e-9);
	is_int(r.next_regime, REGIME_RANGING);
	/* return i is of bar i + 1: the bar itself, or one beside it */
	ok(llabs(r.changed_at / 3600000000 - market.open_time_ms[TURN] /
	    HOUR_MS) <= 3);
	is_int(r.states, 2);
	is_int(r.seed, 1);
	ok(isfinite(r.bic));
	/* the calmer half climbs: a mean far from 0 */
	given(0.1, 0.02, 2);
	ok(ask(&market, REGIME_HMM, &r, NULL) == E_OK);
	is_int(r.regime, REGIME_TRENDING_UP);
	given(-0.1, 0.02, 2);
	ok(ask(&market, REGIME_HMM, &r, NULL) == E_OK);
	is_int(r.regime, REGIME_TRENDING_DOWN);
}

static void
later_bars_change_nothing(void)
{
	static struct regime_bar all[N], some[N];
	struct analysis_bars b = {0};

	given(0.3, 0.8, 5);
	ok(analysis_bars_make(&market, "A/B", 3600000000, 0, &b, &err) ==
	    E_OK);
	regime_bars(N, (const double *[]){ b.high, b.low, b.close, b.volume },
	    all);
	for (size_t n = REGIME_LEAST; n < N; n += 97) {
		struct candles cut = market;
		struct regime_said r;

		regime_bars(n, (const double *[]){ b.high, b.low, b.close,
		    b.volume }, some);
		ok(memcmp(all, some, n * sizeof(*all)) == 0);
		cut.len = n;
		ok(ask(&cut, REGIME_COMBINED, &r, NULL) == E_OK);
		is_int(r.rules_regime, all[n - 1].label);
		ok(r.rules_confidence == all[n - 1].confidence);
		is_int(r.last, market.open_time_ms[n - 1] * 1000);
	}
	is_int(all[REGIME_LEAST - 2].label, -1);
	ok(all[REGIME_LEAST - 1].label >= 0);
	analysis_bars_release(&b);
}

static void
together(void)
{
	struct regime_said both, rules, chain;

	for (uint64_t seed = 1; seed < 9; seed++) {
		given(seed % 2 ? 0.1 : 0, seed % 3 ? 0.02 : 0.5, seed);
		ok(ask(&market, REGIME_COMBINED, &both, NULL) == E_OK);
		ok(ask(&market, REGIME_RULES, &rules, NULL) == E_OK);
		ok(ask(&market, REGIME_HMM, &chain, NULL) == E_OK);
		is_int(both.rules_regime, rules.regime);
		is_int(both.hmm_regime, chain.regime);
		is_int(both.bars_in_regime, rules.bars_in_regime);
		if (rules.regime == chain.regime)
			ok(fabs(both.confidence - 0.5 * (rules.confidence +
			    chain.confidence)) < 1e-15);
		else
			is_int(both.regime, REGIME_UNCERTAIN);
		is_int(both.regime, rules.regime == chain.regime &&
		    both.confidence >= 0.5 ? rules.regime : REGIME_UNCERTAIN);
	}
}

static void
transitions_add_up(void)
{
	struct regime_said r;
	struct regime_moves m = {0};
	double sum[2][REGIMES] = { 0 };
	int64_t bars = 0;

	given(0.2, 0.8, 3);
	ok(ask(&market, REGIME_COMBINED, &r, &m) == E_OK);
	for (size_t i = 0; i < m.len; i++) {
		const struct regime_move *x = &m.at[i];
		bool rules = x->method == REGIME_RULES;

		sum[rules][rules ? x->from : x->from_state] += x->probability;
		bars += rules ? x->count : 0;
		if (rules && x->from == r.rules_regime && x->to == x->from)
			ok(x->probability == r.stay_probability);
		if (rules && x->from == r.rules_regime &&
		    x->to == r.next_regime)
			ok(x->probability == r.next_probability);
	}
	is_int(bars, N - REGIME_LEAST);
	for (int k = 0; k < REGIMES; k++)
		ok(sum[1][k] == 0 || fabs(sum[1][k] - 1) < 1e-12);
	ok(fabs(sum[0][0] - 1) < 1e-12 && fabs(sum[0][1] - 1) < 1e-12);
	vec_release(&m);
}

static void
agreement_counts(void)
{
	struct regime_said r[3] = { { .regime = 1, .agreement = NAN },
	    { .regime = 2, .agreement = NAN }, { .regime = 1 } };

	regime_agree(r, 1);
	ok(isnan(r[0].agreement));
	regime_agree(r, 3);
	ok(fabs(r[0].agreement - 2.0 / 3) < 1e-15);
	ok(fabs(r[1].agreement - 1.0 / 3) < 1e-15);
	ok(r[2].agreement == r[0].agreement);
}

static void
what_cannot_be_told(void)
{
	struct regime_said r;
	struct candles cut;
	struct analysis_bars b = {0};

	given(0.2, 0.8, 3);
	cut = market;
	cut.len = REGIME_LEAST - 1;
	ok(ask(&cut, REGIME_RULES, &r, NULL) == E_DATA);
	is_text(err.text, "A/B 1h: 118 bars are too few for a regime: it takes"
	    " 119");
	cut.len = REGIME_LEAST;
	ok(ask(&cut, REGIME_RULES, &r, NULL) == E_OK);
	for (int i = N - 269; i < N; i++)
		market.close[i] = market.close[N - 269];
	ok(ask(&market, REGIME_RULES, &r, NULL) == E_DATA);
	is_text(err.text, "A/B 1h: the price stood still over the last 269"
	    " bars; what does not move has no regime");
	market.close[N - 1]++;
	ok(ask(&market, REGIME_RULES, &r, NULL) == E_OK);
	/* but for one bar nothing moves: each chain collapses on it */
	for (int i = 0; i < N; i++)
		market.close[i] = i < N - 1 ? 1000000 : 1100000;
	ok(ask(&market, REGIME_HMM, &r, NULL) == E_DATA);
	is_text(err.text, "A/B 1h: no chain of states fits these returns, for"
	    " each collapses; see --method rules");
	market.open_time_ms[N - 1] += 3 * HOUR_MS;
	ok(analysis_bars_make(&market, "A/B", 3600000000, 100, &b, &err) ==
	    E_OK);
	ok(b.n == 100 && b.gaps == 1 && b.missing == 3);
	analysis_bars_release(&b);
	market.low[3] = 0;
	ok(ask(&market, REGIME_RULES, &r, NULL) == E_DATA);
	is_text(err.text, "A/B 1h: the bar of 2024-01-01T03:00:00Z has a price"
	    " that is not above 0");
}

int
main(void)
{
	TEST(a_trend_is_told);
	TEST(the_chain_knows_its_states);
	TEST(later_bars_change_nothing);
	TEST(together);
	TEST(transitions_add_up);
	TEST(agreement_counts);
	TEST(what_cannot_be_told);
	candles_release(&market);
	return tap_done();
}
