/*
 * Covers gate_view() over a ledger in memory: the view is kept while nothing
 * has happened, and is made anew once leverage was set, money has moved, or
 * the ledger was told something, or that was taken back.
 */
#include "base/stamp.h"
#include "gate/memory.h"
#include "gate/trader.h"
#include "tests/lib/tap.h"
#include "venue/sim/bars.h"
#include "venue/sim/venue.h"

#define SYMBOL "BTC/USDT:USDT"
#define START_MS INT64_C(1672531200000)

static struct {
	struct ledger *ledger;
	struct venue *venue;
	struct gate *gate;
	struct sim_bars bars;
	struct candles candles;
} world;
static struct err err;

static void
given_bars(struct candles *c, size_t n)
{
	int64_t **columns[] = { &c->open_time_ms, &c->open, &c->high, &c->low,
	    &c->close, &c->volume };

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		*columns[i] = mem_array(n, sizeof(int64_t));
	c->len = c->cap = n;
	for (size_t i = 0; i < n; i++) {
		c->open_time_ms[i] = START_MS + (int64_t)i * 60000;
		c->open[i] = c->high[i] = c->low[i] = c->close[i] = 100;
		c->volume[i] = 1;
	}
}

static void
given_instrument(struct sim_instrument *s)
{
	struct instrument *i = &s->i;

	TEXT_SET(i->venue, "sim");
	TEXT_SET(i->symbol, SYMBOL);
	i->lot = dec_make(1, 3);
	i->contract_size = dec_int(1);
	i->min_notional = dec_int(5);
	i->maker = i->taker = dec_make(1, 3);
	ok(instrument_set_tick(i, "1", &err) == E_OK &&
	    instrument_set_tiers(i, "0:0.004:100", &err) == E_OK &&
	    instrument_check(i, &err) == E_OK);
}

static void
given_world(void)
{
	static const struct gate_options options = { .actor = "test" };
	struct account account = { .mode = MODE_PAPER, .active = 1,
	    .timeframe = STAMP_MINUTE };
	struct sim_setup setup = { .timeframe = STAMP_MINUTE };
	struct sim_memory m = { .setup = &setup };
	struct sim_opening *o = vec_add(&setup.openings);

	TEXT_SET(account.label, "demo");
	TEXT_SET(account.venue, "sim");
	TEXT_SET(account.currency, "USDT");
	TEXT_SET(setup.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = dec_int(100000);
	given_instrument(vec_add(&setup.instruments));
	given_bars(&world.candles, 5);
	ok(sim_bars_add(&world.bars, 0, &world.candles, 0, &err) == E_OK);
	m.source = sim_bars_source(&world.bars);
	world.ledger = ledger_memory("0000beef");
	ok(sim_venue_memory(&account, &m, &world.venue, &err) == E_OK);
	ok(gate_wrap(world.ledger, world.venue, &options, &world.gate,
	    &err) == E_OK);
	sim_setup_release(&setup);
}

static void
world_end(void)
{
	gate_close(world.gate);
	venue_close(world.venue);
	ledger_close(world.ledger);
	sim_bars_release(&world.bars);
	candles_release(&world.candles);
	memset(&world, 0, sizeof(world));
}

static const struct snapshot *
view(void)
{
	const struct snapshot *s = NULL;

	is_int(gate_view(world.gate, &s, &err), E_OK);
	return s;
}

static int bars_seen;

/* Buys once, then lets the test look around on a later close. */
static enum err_code
decide(void *self, const struct moment *m, struct decisions *out,
    struct err *e)
{
	void (*look)(void) = *(void (**)(void))self;
	struct order_request *r;

	(void)m;
	(void)e;
	if (++bars_seen == 3)
		look();
	if (bars_seen != 1)
		return E_OK;
	r = &decision_add(out, DECIDE_ORDER)->order;
	TEXT_SET(r->symbol, SYMBOL);
	r->amount = dec_int(10);
	return E_OK;
}

static void
at_a_close(void (*look)(void))
{
	struct trader t = { decide, NULL, &look };
	struct replay r;

	given_world();
	bars_seen = 0;
	is_int(gate_replay(world.gate, &t, INT64_MAX, &r, &err), E_OK);
	is_int(r.decided.refused + r.decided.rejected, 0);
	is_int(bars_seen >= 3, 1);
	watch_release(&r.advance.watch);
	world_end();
}

static void
set_leverage(void)
{
	struct leverage l;

	is_int(view()->positions.len, 1);
	for (int n = 2; n < 5; n++) {
		is_int(gate_leverage(world.gate, SYMBOL, dec_int(n), -1, &l,
		    &err), E_OK);
		is_int(dec_cmp(view()->positions.at[0].leverage, dec_int(n)),
		    0);
	}
}

static void
leverage_that_was_set_is_seen(void)
{
	at_a_close(set_leverage);
}

static void
move_money(void)
{
	struct venue_answer a;
	struct dec before = view()->equity, after;

	is_int(world.venue->ops->transfer(world.venue, "USDT", dec_int(5),
	    &a, &err), E_OK);
	ok(dec_sub(view()->equity, before, &after));
	is_int(dec_cmp(after, dec_int(5)), 0);
}

static void
money_that_has_moved_is_seen(void)
{
	at_a_close(move_money);
}

static void
take_back(void)
{
	struct order o = order_empty();

	TEXT_SET(o.account, "demo");
	TEXT_SET(o.venue, "sim");
	TEXT_SET(o.symbol, SYMBOL);
	o.amount = dec_int(1);
	o.state = ORDER_INTENT;
	is_int(view()->orders.len, 0);
	is_int(LEDGER(world.ledger, begin, &err), E_OK);
	is_int(LEDGER(world.ledger, intent_add, &o, NULL, &err), E_OK);
	is_int(view()->orders.len, 1);
	is_int(LEDGER(world.ledger, end, E_DATA, &err), E_DATA);
	is_int(view()->orders.len, 0);
}

static void
what_is_taken_back_is_seen_no_more(void)
{
	at_a_close(take_back);
}

static struct ledger_ops counted;
static const struct ledger_ops *uncounted;
static int snapshots;

static enum err_code
count_snapshot(struct ledger *l, struct venue *v, int64_t day_start,
    struct snapshot *out, struct err *e)
{
	snapshots++;
	return uncounted->snapshot(l, v, day_start, out, e);
}

static void
look_twice(void)
{
	uncounted = world.ledger->ops;
	counted = *uncounted;
	counted.snapshot = count_snapshot;
	world.ledger->ops = &counted;
	snapshots = 0;
	is_int(view()->positions.len, 1);
	is_int(view()->positions.len, 1);
	is_int(snapshots, 1);
	world.ledger->ops = uncounted;
}

static void
a_view_is_kept_while_nothing_happens(void)
{
	at_a_close(look_twice);
}

int
main(void)
{
	TEST(leverage_that_was_set_is_seen);
	TEST(money_that_has_moved_is_seen);
	TEST(what_is_taken_back_is_seen_no_more);
	TEST(a_view_is_kept_while_nothing_happens);
	return tap_done();
}
