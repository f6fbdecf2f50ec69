/*
 * Covers lib/venue/sim/quiet.c: a bar that is passed over leaves the sim as
 * four steps do, to the last character of its state; bars in which something
 * happens are not passed over; bounds of equity and prices, ends included; the
 * same for bars that are worked out ahead, however few of them are passed, and
 * for what is left of a bar, whichever mark it is left at.
 */
#include "base/rng.h"
#include "tests/lib/tap.h"
#include "venue/sim/bars.h"

#define BARS 400
#define START_MS INT64_C(1700000040000)

static struct candles candles[2];
static struct err err;

static void
walk_make(struct candles *c, uint64_t seed, int64_t at)
{
	int64_t **columns[] = { &c->open_time_ms, &c->open, &c->high, &c->low,
	    &c->close, &c->volume };
	struct rng r;

	candles_release(c);
	rng_seed(&r, seed);
	for (size_t i = 0; i < 6; i++)
		*columns[i] = mem_array(BARS, sizeof(int64_t));
	c->cap = BARS;
	c->price_scale = 2;
	for (int64_t i = 0; i < BARS; i++) {
		int64_t open = at;

		if (rng_below(&r, 10) == 0)	/* no bar */
			continue;
		at += (int64_t)rng_below(&r, 201) - 100;
		c->open_time_ms[c->len] = START_MS + i * 60000;
		c->open[c->len] = open;
		c->high[c->len] = (open > at ? open : at) +
		    (int64_t)rng_below(&r, 60);
		c->low[c->len] = (open < at ? open : at) -
		    (int64_t)rng_below(&r, 60);
		c->close[c->len] = at;
		c->volume[c->len++] = 5;
	}
}

static void
instrument_add(struct sim_setup *setup, const char *symbol, const char *tick)
{
	struct sim_instrument *i = vec_add(&setup->instruments);

	TEXT_SET(i->i.symbol, symbol);
	i->price_scale = 2;
	i->i.lot = dec_make(1, 8);	/* values are cut */
	i->i.maker = i->i.taker = dec_make(1, 3);
	ok(instrument_set_tick(&i->i, tick, &err) == E_OK &&
	    instrument_check(&i->i, &err) == E_OK);
}

/* Bars of the first `series` symbols. */
static struct sim *
sim_make(struct sim_bars *bars, size_t series)
{
	struct sim_setup setup = { .timeframe = STAMP_MINUTE };
	struct sim_opening *o = vec_add(&setup.openings);
	struct sim *sim = NULL;

	TEXT_SET(setup.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = dec_int(10000);
	instrument_add(&setup, "BTC/USDT", "0.01");
	instrument_add(&setup, "ETH/USDT", "0.01");
	is_int(sim_new(&setup, &sim, &err), E_OK);
	for (size_t i = 0; i < series; i++)
		is_int(sim_bars_add(bars, i, &candles[i], 2, &err), E_OK);
	sim_setup_release(&setup);
	return sim;
}

/* Now and then an order, the same in both. */
static void
orders_give(struct sim *sim, uint64_t seed)
{
	static const int types[] = { TYPE_MARKET, TYPE_LIMIT, TYPE_STOP };
	struct rng r;

	rng_seed(&r, seed);
	for (int n = 0; n < 30; n++) {
		struct sim_instruction i = { .what = SIM_DO_ORDER,
		    .order = order_request_empty(), .amount = DEC_NONE,
		    .leverage = DEC_NONE, .margin_mode = -1 };
		int64_t cents = (int64_t)rng_below(&r, 600) - 300;
		bool first = rng_below(&r, 2) == 0;

		i.at = (START_MS + (int64_t)rng_below(&r, BARS) * 60000) *
		    1000;
		snprintf(i.id, sizeof(i.id), "o%d", n);
		TEXT_SET(i.order.symbol, first ? "BTC/USDT" : "ETH/USDT");
		i.order.side = rng_below(&r, 3) == 0 ? SIDE_SELL : SIDE_BUY;
		i.order.type = types[rng_below(&r, 3)];
		i.order.amount = dec_make((int64_t)rng_below(&r, 100000000),
		    8);
		if (i.order.type == TYPE_LIMIT)
			i.order.price = dec_make((first ? 10000 : 5000) +
			    cents, 2);
		if (i.order.type == TYPE_STOP)
			i.order.trigger_price = dec_make((first ? 10000 :
			    5000) + cents, 2);
		if (rng_below(&r, 5) == 0)
			i.order.expire_at = i.at + 20 * STAMP_MINUTE;
		if (i.order.type == TYPE_MARKET)
			i.order.expire_at = 0;
		sim_give(sim, &i);
	}
}

/* Four steps; false: there is no bar. */
static bool
four_steps(struct sim *sim, const struct sim_source *source,
    struct sim_mark *mark)
{
	for (int i = 0; i < 4; i++) {
		is_int(sim_next(sim, source, INT64_MAX, mark, &err), E_OK);
		if (mark->point == SIM_NONE)
			return false;
	}
	return true;
}

static bool
same_state(struct sim *a, struct sim *b)
{
	struct buf x = { 0 }, y = { 0 };
	bool same;

	sim_save(a, &x);
	sim_save(b, &y);
	same = strcmp(buf_text(&x), buf_text(&y)) == 0;
	if (!same)
		printf("# %s\n# %s\n", buf_text(&x), buf_text(&y));
	buf_release(&x);
	buf_release(&y);
	return same;
}

static void
passed_or_stepped_it_stands_the_same(uint64_t seed)
{
	struct sim_bars bars[2] = { { .funding_at = 0 } };
	struct sim *a = sim_make(&bars[0], 2), *b = sim_make(&bars[1], 2);
	struct sim_source from_a = sim_bars_source(&bars[0]);
	struct sim_source from_b = sim_bars_source(&bars[1]);
	size_t passed = 0, groups = 0;
	struct sim_content content = { DEC_NONE, DEC_NONE, NULL, 0 };
	struct sim_mark mark, other;
	const struct sim_value *value;
	struct sim_value stepped;

	orders_give(a, seed);
	orders_give(b, seed);
	while (four_steps(a, &from_a, &mark)) {
		groups++;
		value = sim_quiet(b, &from_b, INT64_MAX, &content, &other);
		if (value != NULL) {
			passed++;
			is_int(other.time, mark.time);
			is_int(other.group, mark.group);
			is_int(other.point, SIM_CLOSE);
			ok(dec_same(other.equity, mark.equity));
			ok(dec_same(other.net_equity, mark.net_equity));
			is_int(sim_equity(a, &stepped, &err), E_OK);
			ok(dec_same(value->high, stepped.high));
			ok(dec_same(value->low, stepped.low));
			ok(dec_same(value->units, stepped.units));
			ok(dec_same(value->transferred, stepped.transferred));
		} else if (!four_steps(b, &from_b, &other)) {
			ok(0);
		}
		if (!ok(same_state(a, b)))
			break;
	}
	ok(sim_quiet(b, &from_b, INT64_MAX, &content, &other) == NULL);
	ok(passed > 5 && passed < groups);
	sim_free(a);
	sim_free(b);
	sim_bars_release(&bars[0]);
	sim_bars_release(&bars[1]);
}

/* Up to the close, with what is left of the bar at once where that goes. How
 * many marks it was too early for that. */
static size_t
steps_then_rest(struct sim *sim, const struct sim_source *source, int from,
    struct sim_mark *mark)
{
	size_t early = 0;
	struct sim_content content = { DEC_NONE, DEC_NONE, NULL, 0 };

	for (int point = SIM_OPEN; point <= SIM_CLOSE; point++) {
		is_int(sim_next(sim, source, INT64_MAX, mark, &err), E_OK);
		is_int(mark->point, point);
		if (point >= from && point < SIM_CLOSE &&
		    sim_quiet(sim, source, INT64_MAX, &content, mark) != NULL)
			break;
		early += point >= from;
	}
	return early;
}

static size_t
rest_or_stepped_it_stands_the_same(uint64_t seed)
{
	struct sim_bars bars[2] = { { .funding_at = 0 } };
	struct sim *a = sim_make(&bars[0], 2), *b = sim_make(&bars[1], 2);
	struct sim_source from_a = sim_bars_source(&bars[0]);
	struct sim_source from_b = sim_bars_source(&bars[1]);
	size_t early = 0, groups = 0;
	struct sim_mark mark, other;
	struct sim_value stepped, value;

	orders_give(a, seed);
	orders_give(b, seed);
	while (four_steps(a, &from_a, &mark)) {
		early += steps_then_rest(b, &from_b, SIM_OPEN +
		    (int)(groups++ % 3), &other);
		is_int(other.point, SIM_CLOSE);
		is_int(other.time, mark.time);
		is_int(other.group, mark.group);
		ok(dec_same(other.equity, mark.equity));
		ok(dec_same(other.net_equity, mark.net_equity));
		is_int(sim_equity(a, &stepped, &err), E_OK);
		is_int(sim_equity(b, &value, &err), E_OK);
		ok(dec_same(value.high, stepped.high));
		ok(dec_same(value.low, stepped.low));
		if (!ok(same_state(a, b)))
			break;
	}
	sim_free(a);
	sim_free(b);
	sim_bars_release(&bars[0]);
	sim_bars_release(&bars[1]);
	return early;
}

static void
passing_is_stepping(void)
{
	for (uint64_t seed = 1; seed < 9; seed++) {
		walk_make(&candles[0], seed, 10000);
		walk_make(&candles[1], seed + 100, 5000);
		passed_or_stepped_it_stands_the_same(seed);
	}
}

static void
the_rest_of_a_bar_is_its_steps(void)
{
	size_t early = 0;

	for (uint64_t seed = 1; seed < 25; seed++) {
		walk_make(&candles[0], seed, 10000);
		walk_make(&candles[1], seed + 100, 5000);
		early += rest_or_stepped_it_stands_the_same(seed);
	}
	ok(early > 20);
}

/* The point that a bar ahead tells of is the one where the other sim stands. */
static void
is_point(const struct sim_aheads *ahead, size_t i, const struct sim *b,
    struct sim *a)
{
	const struct sim_value *like = sim_quiet_value(b);
	const struct curve_value *v = &ahead->values.at[i];
	struct sim_value stepped;
	int scale = like->equity.scale;

	is_int(ahead->times.at[i] + STAMP_MINUTE, sim_time(a));
	is_int(sim_equity(a, &stepped, &err), E_OK);
	ok(dec_same((struct dec){ v->equity, scale }, stepped.equity));
	ok(dec_same((struct dec){ v->high, scale }, stepped.high));
	ok(dec_same((struct dec){ v->low, scale }, stepped.low));
	ok(dec_same(like->units, stepped.units));
	ok(dec_same(like->transferred, stepped.transferred));
}

/* a steps, b looks ahead and passes some of what it sees, or all. */
static void
ahead_or_stepped_it_stands_the_same(uint64_t seed, size_t *passed,
    size_t *longest)
{
	struct sim_bars bars[2] = { { .funding_at = 0 } };
	struct sim *a = sim_make(&bars[0], 1), *b = sim_make(&bars[1], 1);
	struct sim_source from_a = sim_bars_source(&bars[0]);
	struct sim_source from_b = sim_bars_source(&bars[1]);
	struct sim_content content = { DEC_NONE, DEC_NONE, NULL, 0 };
	struct sim_aheads ahead = { 0 };
	struct sim_mark mark, other;
	struct rng r;
	size_t n;
	bool there = true;

	rng_seed(&r, seed);
	orders_give(a, seed);
	orders_give(b, seed);
	while (there) {
		ok(sim_quiet_ahead(b, &from_b, INT64_MAX, &content,
		    1 + (size_t)rng_below(&r, 20), &ahead));
		n = ahead.times.len == 0 ? 0 :
		    (size_t)rng_below(&r, ahead.times.len + 1);
		sim_quiet_pass(b, &ahead, n);
		for (size_t i = 0; i < n; i++) {
			ok(four_steps(a, &from_a, &mark));
			is_point(&ahead, i, b, a);
		}
		*passed += n;
		*longest = n > *longest ? n : *longest;
		if (!ok(same_state(a, b)))
			break;
		there = four_steps(a, &from_a, &mark);
		ok(four_steps(b, &from_b, &other) == there);
	}
	sim_aheads_release(&ahead);
	sim_free(a);
	sim_free(b);
	sim_bars_release(&bars[0]);
	sim_bars_release(&bars[1]);
}

static void
looking_ahead_is_stepping(void)
{
	size_t passed = 0, longest = 0;

	for (uint64_t seed = 1; seed < 9; seed++) {
		walk_make(&candles[0], seed, 10000);
		ahead_or_stepped_it_stands_the_same(seed, &passed, &longest);
	}
	ok(passed > 100 && longest > 5);
}

static void
bars_of_two_symbols_are_asked_for_one_by_one(void)
{
	struct sim_bars bars = { .funding_at = 0 };
	struct sim *sim;
	struct sim_source source = sim_bars_source(&bars);
	struct sim_content content = { DEC_NONE, DEC_NONE, NULL, 0 };
	struct sim_aheads ahead = { 0 };
	struct sim_mark mark;

	walk_make(&candles[0], 1, 10000);
	walk_make(&candles[1], 2, 5000);
	sim = sim_make(&bars, 2);
	ok(four_steps(sim, &source, &mark));
	ok(!sim_quiet_ahead(sim, &source, INT64_MAX, &content, 9, &ahead));
	is_int(ahead.times.len, 0);
	sim_aheads_release(&ahead);
	sim_free(sim);
	sim_bars_release(&bars);
}

/* Each bound ends a look ahead where it ends single bars. */
static void
looks_no_farther_than_it_may(void)
{
	struct sim_bars bars = { .funding_at = 0 };
	struct sim *sim;
	struct sim_source source = sim_bars_source(&bars);
	struct sim_band band = { .symbol = 0, .low = 9700, .high = INT64_MAX };
	struct sim_content content = { DEC_NONE, DEC_NONE, NULL, 0 };
	struct sim_aheads ahead = { 0 };
	struct sim_mark mark;
	int64_t third = (START_MS + 3 * 60000) * 1000;

	walk_make(&candles[0], 1, 10000);
	candles[0].len = 6;
	for (int64_t i = 0; i < 6; i++) {
		candles[0].open_time_ms[i] = START_MS + i * 60000;
		candles[0].open[i] = candles[0].close[i] = 10000;
		candles[0].high[i] = 10000 + i;
		candles[0].low[i] = 10000 - 100 * i;
	}
	sim = sim_make(&bars, 1);
	ok(four_steps(sim, &source, &mark));
	ok(sim_quiet_ahead(sim, &source, INT64_MAX, &content, 9, &ahead));
	is_int(ahead.times.len, 5);
	ok(sim_quiet_ahead(sim, &source, INT64_MAX, &content, 2, &ahead));
	is_int(ahead.times.len, 2);
	ok(sim_quiet_ahead(sim, &source, third, &content, 9, &ahead));
	is_int(ahead.times.len, 2);
	ok(sim_quiet_ahead(sim, &source, third - 1, &content, 9, &ahead));
	is_int(ahead.times.len, 1);
	content.bands = &band;
	content.bands_len = 1;
	ok(sim_quiet_ahead(sim, &source, INT64_MAX, &content, 9, &ahead));
	is_int(ahead.times.len, 3);
	band.low = 9701;
	sim_quiet_forget(sim);
	ok(sim_quiet_ahead(sim, &source, INT64_MAX, &content, 9, &ahead));
	is_int(ahead.times.len, 2);
	candles[0].high[2] = 9999;		/* cannot be */
	content.bands_len = 0;
	ok(sim_quiet_ahead(sim, &source, INT64_MAX, &content, 9, &ahead));
	is_int(ahead.times.len, 1);
	sim_aheads_release(&ahead);
	sim_free(sim);
	sim_bars_release(&bars);
}

/* One bar of 100 101 97 100 with 1 BTC held: equity from 997 to 1001. */
static bool
passes(const char *low, const char *high, int64_t until)
{
	struct sim_bars bars = { .funding_at = 0 };
	struct sim *sim = sim_make(&bars, 2);
	struct sim_source source = sim_bars_source(&bars);
	struct sim_content content = { DEC_NONE, DEC_NONE, NULL, 0 };
	struct sim_instruction buy = { .what = SIM_DO_ORDER,
	    .order = order_request_empty(), .amount = DEC_NONE,
	    .leverage = DEC_NONE, .margin_mode = -1 };
	struct sim_mark mark;
	bool quiet;

	TEXT_SET(buy.id, "b");
	TEXT_SET(buy.order.symbol, "BTC/USDT");
	buy.order.type = TYPE_MARKET;
	buy.order.amount = dec_int(1);
	buy.at = START_MS * 1000;
	sim_give(sim, &buy);
	ok(four_steps(sim, &source, &mark));
	if (low != NULL)
		ok(dec_parse_text(low, &content.low) &&
		    dec_parse_text(high, &content.high));
	quiet = sim_quiet(sim, &source, until, &content, &mark) != NULL;
	sim_free(sim);
	sim_bars_release(&bars);
	return quiet;
}

static void
bounds_are_kept(void)
{
	static const int64_t bar[2][4] = { { 10000, 10000, 10000, 10000 },
	    { 10000, 10100, 9700, 10000 } };
	int64_t end = (START_MS + 2 * 60000) * 1000;

	for (int n = 0; n < 2; n++)
		walk_make(&candles[n], 1, 10000);
	candles[1].len = 0;
	candles[0].len = 2;
	for (int64_t i = 0; i < 2; i++) {
		candles[0].open_time_ms[i] = START_MS + i * 60000;
		candles[0].open[i] = bar[i][0];
		candles[0].high[i] = bar[i][1];
		candles[0].low[i] = bar[i][2];
		candles[0].close[i] = bar[i][3];
	}
	/* 10 000 less the fee of 0.1 */
	ok(passes(NULL, NULL, INT64_MAX));
	ok(passes("9996.9", "10000.9", INT64_MAX));
	ok(!passes("9996.90000001", "10000.9", INT64_MAX));
	ok(!passes("9996.9", "10000.89999999", INT64_MAX));
	ok(passes(NULL, NULL, end));
	ok(!passes(NULL, NULL, end - 1));
}

int
main(void)
{
	TEST(passing_is_stepping);
	TEST(the_rest_of_a_bar_is_its_steps);
	TEST(bounds_are_kept);
	TEST(looking_ahead_is_stepping);
	TEST(bars_of_two_symbols_are_asked_for_one_by_one);
	TEST(looks_no_farther_than_it_may);
	candles_release(&candles[0]);
	candles_release(&candles[1]);
	return tap_done();
}
