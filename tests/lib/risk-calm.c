/*
 * Covers lib/risk/calm.c and lib/expr/range.c: what is proven holds, for
 * conditions of every kind, at the ends of the bands and inside them, as time
 * passes and the curve grows; thresholds that are met exactly; what cannot be
 * proven; that calm ends where it must; what is idle.
 */
#include "base/rng.h"
#include "riskbreaker.h"

static struct breaker_plan *plan;
static struct breaker_calm calm;
static struct position_sums sums;
static struct dec contracts, cash;
static int64_t now;
static struct rng rng;

static int64_t
below(int64_t n)
{
	return (int64_t)rng_below(&rng, (uint64_t)n);
}

/* The account as it is with BTC at so many cents, as the venue rounds. */
static void
price_is(int64_t cents)
{
	struct dec price = dec_make(cents, 2), value, cost = D("100");
	struct position *p;

	snap.prices.at[0].last = snap.prices.at[0].mark = price;
	ok(dec_mul(contracts, price, 8, ROUND_FLOOR, &value) &&
	    dec_add(cash, value, &snap.equity));
	snap.balances.at[0].total = snap.balances.at[0].free = cash;
	snap.balances.at[0].value = cash;
	snap.balances.at[1].total = contracts;
	snap.balances.at[1].value = value;
	snap.time = snap.prices.at[0].time = now;
	if (snap.positions.len == 0)
		return;
	p = &snap.positions.at[0];
	p->contracts = contracts;
	p->mark_price = price;
	p->notional = value;
	ok(dec_mul(contracts, cost, 8, ROUND_CEIL, &cost) &&
	    dec_sub(value, cost, &p->unrealized_pnl));
}

/* A BTC position bought at 100, USDT beside it, a curve around. */
static void
given(uint64_t seed)
{
	char amount[DEC_TEXT_SIZE];
	int64_t cents;

	rng_seed(&rng, seed);
	begin();
	vec_clear(&snap.instruments);
	vec_clear(&snap.prices);
	vec_clear(&snap.balances);
	vec_clear(&snap.positions);
	vec_clear(&snap.orders);
	symbol_is("BTC/USDT", "100");
	holds("USDT", "1000");
	holds("BTC", "1");
	now = NOW;
	cents = 9000 + below(2001);
	contracts = dec_make(1 + below(2000000), 5);
	cash = dec_make(below(200000), 2);
	fill("BTC/USDT", SIDE_BUY, dec_text(contracts, amount), "100", "0.5",
	    2 * HOUR);
	position_is("BTC/USDT", "1", "100")->side = POSITION_LONG;
	price_is(cents);
	snap.units = dec_int(1000);
	for (int64_t ago = 40; ago >= 0; ago--) {
		struct dec swing = snap.equity, at;

		ok(dec_mul(swing, dec_make(900 + below(201), 3), 8,
		    ROUND_DOWN, &at));
		point(ago * HOUR, dec_text(at, amount), "0", "1000");
	}
}

static enum breaker_answer
judged(void)
{
	is_int(breaker_judge(plan, &snap, &history, now, rules.max_age,
	    &memory, &answer, &err), E_OK);
	return answer.answer;
}

static void
ask_calm(const char *when)
{
	struct breaker b = breaker(when);

	breaker_plan_free(plan);
	plan = NULL;
	calm = (struct breaker_calm){ 0 };
	if (breaker_compile(&b, &plan, &err) != E_OK)
		printf("# %s\n", err.text);
	breaker_calm(plan, &snap, &history, now, rules.max_age, 8, &calm);
}

static int64_t
cents_now(void)
{
	int64_t cents = 0;

	ok(dec_steps(snap.prices.at[0].last, dec_make(1, 2), &cents));
	return cents;
}

/* Wanders through the band, its ends first, time and curve going on. */
static void
wander(const char *when)
{
	int64_t at = cents_now(), by = at >> calm.shift;
	char text[DEC_TEXT_SIZE];
	size_t wrong = 0;

	for (int n = 0; n < 40; n++) {
		int64_t cents = n == 0 ? at - by : n == 1 ? at + by :
		    at - by + below(2 * by + 1);

		now += below(3 * HOUR);
		price_is(cents);
		wrong += judged() != BREAKER_NO;
		if (n % 2 == 0)
			point(NOW - now, dec_text(snap.equity, text), "0",
			    "1000");
	}
	if (!ok(wrong == 0))
		printf("# %s\n", when);
}

static const char *const priced[] = {
	"position.gain < -5%", "position.gain > 20%", "position.profit < -3",
	"exposure > 1500", "leverage > 0.9", "largest_share > 60%",
	"equity < 900 and open_positions > 0", "open_positions > 0",
	"drawdown(1d) > 4% and leverage > 0.1", "loss_streak >= 1",
	"not (exposure < 1500)", "trades(1h) > 0 or position.gain < -9%",
	"drawdown(3h) > 12% or stops_hit(1d) > 0",
	"position.gain < -8% or position.gain > 9%"
};

static void
what_is_proven_of_prices_holds(void)
{
	size_t proven = 0, no = 0, still = 0;

	for (uint64_t seed = 1; seed < 40; seed++)
		for (size_t i = 0; i < sizeof(priced) / sizeof(priced[0]);
		    i++) {
			given(seed);
			ask_calm(priced[i]);
			no += judged() == BREAKER_NO;
			if (calm.kind == CALM_NOT)
				continue;
			ok(calm.kind == CALM_PRICES ||
			    calm.kind == CALM_STILL);
			proven++;
			still += calm.kind == CALM_STILL;
			if (calm.kind == CALM_STILL)
				calm.shift = 1;	/* wherever prices go */
			wander(priced[i]);
		}
	/* Nearly always there is something to prove. */
	ok(proven > no * 9 / 10);
	ok(no > 100 && no < 39 * 14);
	ok(still > 0 && still < proven);
}

static const char *const of_equity[] = {
	"drawdown(1d) > 5%", "drawdown(30d) >= 12%", "loss(6h) > 3%",
	"equity < 900", "equity > 5000", "drawdown(basis = \"day\") > 4%",
	"loss(2h) > 1% or equity < 500", "drawdown(all) > 9%", "drawdown(basis = \"week\") > 6%"
};

static void
what_is_proven_of_equity_holds(void)
{
	size_t proven = 0, wrong, no = 0;
	char text[DEC_TEXT_SIZE];

	for (uint64_t seed = 1; seed < 40; seed++)
		for (size_t i = 0; i < sizeof(of_equity) /
		    sizeof(of_equity[0]); i++) {
			struct dec span, at;

			given(seed);
			ask_calm(of_equity[i]);
			no += judged() == BREAKER_NO;
			if (calm.kind == CALM_NOT)
				continue;
			is_int(calm.kind, CALM_EQUITY);
			proven++;
			wrong = 0;
			ok(dec_sub(calm.high, calm.low, &span));
			for (int n = 0; n < 40; n++) {
				ok(dec_mul(span, dec_make(n < 2 ? n * 1000 :
				    below(1001), 3), 8, ROUND_DOWN, &at) &&
				    dec_add(at, calm.low, &snap.equity));
				/* What is held does not matter. */
				if (n == 10)
					vec_clear(&snap.positions);
				now += below(3 * HOUR);
				snap.time = now;
				wrong += judged() != BREAKER_NO;
				point(NOW - now, dec_text(snap.equity, text),
				    "0", "1000");
			}
			if (!ok(wrong == 0))
				printf("# %s\n", of_equity[i]);
		}
	/* A loss is bounded by the highest of its period. */
	ok(proven > no / 2);
	ok(no > 50 && no < 39 * 9);
}

/* Down exactly 5 %: no more than that, and not one step further. */
static void
a_threshold_that_is_met_exactly(void)
{
	given(1);
	curve_clear(&curve);
	point(HOUR, "1000", "0", "1000");
	snap.equity = D("950");
	ask_calm("drawdown(1d) > 5%");
	is_int(judged(), BREAKER_NO);
	is_int(calm.kind, CALM_NOT);
	ask_calm("drawdown(1d) >= 5%");
	is_int(judged(), BREAKER_TRIPS);
	is_int(calm.kind, CALM_NOT);
	/* With room above the threshold the band ends before it. */
	snap.equity = D("960");
	ask_calm("drawdown(1d) > 5%");
	is_int(calm.kind, CALM_EQUITY);
	ok(dec_cmp(calm.low, D("950")) >= 0);
	ok(dec_cmp(calm.high, D("960")) > 0);
	/* And a new high in the band raises what it falls from. */
	point(0, "970", "0", "1000");
	snap.equity = calm.low;
	is_int(judged(), BREAKER_NO);
	snap.equity = D("949.99999999");
	is_int(judged(), BREAKER_TRIPS);
}

static void
what_cannot_be_bounded_is_not_proven(void)
{
	static const char *const cases[] = {
		"profit(1d) > 100000", "free < 0", "mark > 100000",
		"equity * 2 < 1", "time < 2024-01-01T00:00Z",
		"drawdown(1d) > 90% for 5m", "realised(1d) < -100000",
		"account == \"nobody\"", "margin_used > 1000%"
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct breaker b = breaker(cases[i]);

		given(2);
		if (strstr(cases[i], "mark") != NULL)
			TEXT_SET(b.symbol, "BTC/USDT");
		breaker_plan_free(plan);
		plan = NULL;
		if (!ok(breaker_compile(&b, &plan, &err) == E_OK)) {
			printf("# %s\n", err.text);
			continue;
		}
		calm.kind = CALM_EQUITY;
		breaker_calm(plan, &snap, &history, now, rules.max_age, 8,
		    &calm);
		is_int(calm.kind, CALM_NOT);
	}
}

static void
what_is_unknown_is_not_proven(void)
{
	given(3);
	snap.equity = DEC_NONE;
	ask_calm("drawdown(1d) > 90%");
	is_int(calm.kind, CALM_NOT);
	given(3);
	snap.balances.at[1].value = DEC_NONE;	/* unpriced */
	ask_calm("exposure > 1000000");
	is_int(calm.kind, CALM_NOT);
	given(3);
	history.curve = NULL;
	ask_calm("drawdown(1d) > 90%");
	is_int(calm.kind, CALM_NOT);
	given(3);
	snap.time = now - rules.max_age - 1;	/* stale */
	ask_calm("exposure > 1000000");
	is_int(calm.kind, CALM_NOT);
}

/* Flat: a condition over positions has nothing to ask. */
static void
without_positions_there_is_calm(void)
{
	given(4);
	vec_clear(&snap.positions);
	snap.balances.at[1].total = snap.balances.at[1].value = DEC_ZERO;
	ask_calm("position.gain < -5%");
	is_int(calm.kind, CALM_STILL);
	is_int(judged(), BREAKER_NO);
}

/* Asked about nothing but gains, three numbers of a position are enough. */
static bool
near_enough(const char *when, bool gains)
{
	struct breaker b = breaker(when);

	breaker_plan_free(plan);
	plan = NULL;
	calm = (struct breaker_calm){ 0 };
	if (!ok(breaker_compile(&b, &plan, &err) == E_OK &&
	    breaker_gains(plan) == gains))
		printf("# %s\n", when);
	vec_clear(&sums);
	for (size_t i = 0; i < snap.positions.len; i++) {
		const struct position *p = &snap.positions.at[i];

		vec_push(&sums, ((struct position_sum){ p->symbol,
		    p->hedged == 1, p->notional, p->unrealized_pnl }));
	}
	return breaker_calm_gain(plan, &sums, &snap, &history, now,
	    rules.max_age, 8, &calm);
}

/* 1 at 100, a fee of 0.5: half is lost at 50.50. */
static void
gains_say_how_far_prices_may_go(void)
{
	given(5);
	contracts = dec_int(1);
	fills.at[0].amount = dec_int(1);
	fills.at[0].cost = D("100");
	price_is(10000);
	ok(near_enough("position.gain < -50%", true));
	is_int(calm.kind, CALM_PRICES);
	is_int(calm.shift, 2);
	/* 15.50 before that a quarter of 66 is too far, an eighth is not. */
	price_is(6600);
	ok(near_enough("position.gain < -50%", true));
	is_int(calm.shift, 3);
	wander("position.gain < -50%");
	price_is(5050);
	ok(!near_enough("position.gain < -50%", true));
	is_int(judged(), BREAKER_NO);
	ok(!near_enough("position.gain <= -50%", true));
	is_int(judged(), BREAKER_TRIPS);
	/* A gain is as near as a loss. */
	price_is(10000);
	ok(near_enough("position.gain > 25%", true));
	is_int(calm.shift, 2);
	price_is(11500);
	ok(near_enough("position.gain > 25%", true));
	is_int(calm.shift, 4);
	wander("position.gain > 25%");
	ok(near_enough("position.gain < -50% or position.gain > 60%", true));
	wander("position.gain < -50% or position.gain > 60%");
	ok(!near_enough("position.gain < 90%", false));
	is_int(judged(), BREAKER_TRIPS);
}

static void
what_gains_do_not_say(void)
{
	given(6);
	price_is(10000);
	ok(near_enough("position.gain < -50%", true));
	near_enough("position.gain < -50% and equity > 0", false);
	near_enough("position.gain < -50% for 5m", false);
	near_enough("position.profit < -50", false);
	near_enough("equity < 5", false);
	near_enough("position.gain > 500000%", true);
	snap.positions.at[0].unrealized_pnl = DEC_NONE;
	ok(!near_enough("position.gain < -50%", true));
	given(6);
	snap.positions.at[0].hedged = 1;
	ok(!near_enough("position.gain < -50%", true));
	given(6);
	TEXT_SET(fills.at[0].fee_currency, "BNB");
	ok(!near_enough("position.gain < -50%", true));
	given(6);
	snap.time = now - rules.max_age - 1;	/* stale */
	ok(!near_enough("position.gain < -50%", true));
	given(6);
	history.fills = NULL;
	ok(!near_enough("position.gain < -50%", true));
}

static void
says_no_idle(const char *when, const char *symbol, bool flat, size_t most,
    bool idle)
{
	struct breaker b = breaker(when);

	TEXT_SET(b.symbol, symbol);
	breaker_plan_free(plan);
	plan = NULL;
	ok(breaker_compile(&b, &plan, &err) == E_OK);
	/* The second time it knows. */
	for (int i = 0; i < 2; i++)
		if (!ok(breaker_idle(plan, flat, most) == idle))
			printf("# %s of %zu\n", when, most);
}

/* Whatever else the account is. */
static void
too_few_positions_are_idle(void)
{
	says_no_idle("open_positions > 3", "", false, 3, true);
	says_no_idle("open_positions > 3", "", false, 4, false);
	says_no_idle("open_positions > 3", "BTC/USDT", true, 1, false);
	says_no_idle("open_positions < 1", "", true, 1, false);
	says_no_idle("open_positions > 2 and exposure > 9", "", false, 2,
	    true);
	says_no_idle("open_positions > 2 or exposure > 10", "", true, 2,
	    false);
	says_no_idle("position.gain < -50%", "", true, 9, true);
	says_no_idle("position.gain < -50%", "BTC/USDT", true, 9, true);
	says_no_idle("position.gain < -50%", "", false, 1, false);
	says_no_idle("position.gain < -50% for 5m", "", true, 1, false);
	says_no_idle("equity < 0", "", true, 1, false);
}

int
main(void)
{
	TEST(what_is_proven_of_prices_holds);
	TEST(what_is_proven_of_equity_holds);
	TEST(a_threshold_that_is_met_exactly);
	TEST(what_cannot_be_bounded_is_not_proven);
	TEST(what_is_unknown_is_not_proven);
	TEST(without_positions_there_is_calm);
	TEST(gains_say_how_far_prices_may_go);
	TEST(what_gains_do_not_say);
	TEST(too_few_positions_are_idle);
	breaker_plan_free(plan);
	vec_release(&sums);
	return tap_done();
}
