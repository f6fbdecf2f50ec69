/*
 * Covers gate/trader.h: what a trader decides and hears; that a replay in
 * memory is the advance of a paper account in a store, to the last digit, for
 * orders of every kind, breakers that act, refusals; in pieces; gate_view.
 */
#include "gate-replay.h"

/* Decides by chance, from what it sees; the same seed, the same orders. */
struct chance {
	struct rng rng;
	struct { size_t told, refused, orders; } heard;
	bool tidy;		/* cancels and reduces, too */
};

static int64_t
below(struct chance *c, uint64_t n)
{
	return (int64_t)rng_below(&c->rng, n);
}

static struct dec
around(const struct snapshot *s, int64_t cents)
{
	const struct price *p = snapshot_price(s, "BTC/USDT");
	struct dec out = p->last;

	ok(dec_add(out, dec_make(cents, 2), &out));
	return out;
}

static void
decide_order(struct chance *c, const struct snapshot *s,
    struct decisions *out)
{
	static const int types[] = { TYPE_MARKET, TYPE_LIMIT, TYPE_STOP,
	    TYPE_STOP_LIMIT };
	struct order_request *r = &decision_add(out, DECIDE_ORDER)->order;
	bool buy = below(c, 2) == 0;

	TEXT_SET(r->symbol, "BTC/USDT");
	TEXT_SET(r->tag, "chance");
	r->side = buy ? SIDE_BUY : SIDE_SELL;
	r->type = types[below(c, 4)];
	r->amount = dec_make(1 + below(c, 200), 2);
	if (r->type == TYPE_LIMIT)
		r->price = around(s, below(c, 200) - (buy ? 150 : 50));
	if (r->type == TYPE_STOP || r->type == TYPE_STOP_LIMIT)
		r->trigger_price = around(s, (buy ? 1 : -1) *
		    (1 + below(c, 200)));
	if (r->type == TYPE_STOP_LIMIT)
		r->price = around(s, (buy ? 1 : -1) * below(c, 250));
	if (buy && below(c, 2) == 0)
		r->stop_loss = (struct level){ LEVEL_PERCENT,
		    dec_make(1 + below(c, 30), 1) };
	if (buy && below(c, 3) == 0)
		r->take_profit = (struct level){ LEVEL_PERCENT,
		    dec_make(1 + below(c, 30), 1) };
}

static enum err_code
decide_by_chance(void *self, const struct moment *m, struct decisions *out,
    struct err *e)
{
	struct chance *c = self;
	const struct snapshot *s;
	struct decision *d;
	enum err_code rc;

	if (below(c, 4) != 0)
		return E_OK;
	if ((rc = gate_view(m->gate, &s, e)) != E_OK)
		return rc;
	for (int64_t n = 1 + below(c, 2); n > 0; n--)
		decide_order(c, s, out);
	if (!c->tidy)
		return E_OK;
	for (size_t i = 0; i < s->orders.len; i++)
		if (s->orders.at[i].state == ORDER_OPEN &&
		    below(c, 4) == 0) {
			d = decision_add(out, DECIDE_CANCEL);
			TEXT_SET(d->order_id, s->orders.at[i].id);
		}
	if (s->positions.len > 0 && below(c, 6) == 0) {
		d = decision_add(out, DECIDE_REDUCE);
		TEXT_SET(d->symbol, "BTC/USDT");
		d->ratio = dec_make(50 + below(c, 51), 2);
	}
	return E_OK;
}

static enum err_code
hear(void *self, const struct decision *d, enum err_code rc,
    const struct err *why, const struct orders *orders, struct err *e)
{
	struct chance *c = self;

	(void)e;
	c->heard.told++;
	c->heard.refused += rc == E_REFUSED;
	c->heard.orders += orders->len;
	if (rc != E_OK)
		ok(why->text[0] != '\0');
	if (d->kind == DECIDE_ORDER)
		is_int(orders->len, 1);
	return E_OK;
}

static struct replay
run_one(struct gate *g, struct chance *c, uint64_t seed, bool tidy,
    int64_t until)
{
	struct trader t = { decide_by_chance, hear, c };
	struct replay r;

	if (seed != 0) {
		*c = (struct chance){ .tidy = tidy };
		rng_seed(&c->rng, seed);
	}
	if (gate_replay(g, &t, until, &r, &err) != E_OK) {
		printf("# %s\n", err.text);
		ok(0);
	}
	watch_release(&r.advance.watch);
	return r;
}

/* Both, with the same seed. */
static void
same_for(uint64_t seed, bool tidy)
{
	struct chance a, b;
	struct replay x, y;

	given_twin();
	x = run_one(gate, &a, seed, tidy, INT64_MAX);
	y = run_one(twin.gate, &b, seed, tidy, INT64_MAX);
	is_text(difference(), "");
	is_int(x.advance.bars, y.advance.bars);
	is_int(x.advance.fills, y.advance.fills);
	is_int(x.decided.orders, y.decided.orders);
	is_int(x.decided.refused, y.decided.refused);
	is_int(x.decided.rejected, y.decided.rejected);
	is_int(x.advance.watch.tripped, y.advance.watch.tripped);
	is_int(x.advance.watch.acted, y.advance.watch.acted);
	is_int(a.heard.told, x.decided.orders + x.decided.cancels);
	is_int(a.heard.told, b.heard.told);
	is_int(a.heard.orders, b.heard.orders);
	ok(x.decided.orders > 20);
	twin_end();
}

static void
breaker(const char *name, const char *when, const char *act, int64_t cooldown)
{
	struct breaker b = { .enabled = 1, .cooldown = cooldown };

	TEXT_SET(b.name, name);
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, act);
	is_int(breaker_put(store, &b, true, "me", START, &err), E_OK);
}

static void
without_rules_memory_is_the_store(void)
{
	for (uint64_t seed = 1; seed < 4; seed++) {
		given_walk(seed, 300);
		world(bar_list);
		same_for(seed, seed > 1);
	}
}

static void
with_breakers_that_act_it_is_too(void)
{
	static const char *const acts[] = { "reduce 50%, notify",
	    "close", "block-entries", "notify" };

	for (uint64_t seed = 11; seed < 15; seed++) {
		given_walk(seed, 300);
		world(bar_list);
		breaker("day", "drawdown(1d) > 1%", acts[seed - 11],
		    20 * STAMP_MINUTE);
		breaker("hour", "loss(1h) > 0.4% or profit(2h) > 3",
		    "reduce 25%", 5 * STAMP_MINUTE);
		breaker("gain", "position.gain < -0.5%", "close",
		    10 * STAMP_MINUTE);
		breaker("streak", "loss_streak >= 3 or trades(1h) > 20",
		    "notify", 30 * STAMP_MINUTE);
		breaker("stops", "stops_hit(30m) >= 2", "block-entries",
		    10 * STAMP_MINUTE);
		breaker("held", "drawdown(30d) > 0.2% for 5m", "notify",
		    15 * STAMP_MINUTE);
		same_for(seed, true);
	}
}

static void
refusals_are_the_same(void)
{
	given_walk(21, 200);
	world(bar_list);
	set_policy("max-order-notional", "120");
	set_policy("max-position-notional", "300");
	set_policy("max-daily-notional", "5000");
	same_for(21, true);
	given_walk(22, 200);
	world(bar_list);
	breaker("stop", "drawdown(30d) > 0.5%", "halt", 0);
	same_for(22, true);
}

/* Enough groups for the store to be told in the middle. */
static void
long_ones_are_the_same(void)
{
	given_walk(31, 2500);
	world(bar_list);
	breaker("day", "drawdown(1d) > 5%", "reduce 50%", STAMP_HOUR);
	same_for(31, true);
}

static void
in_pieces_it_is_the_same(void)
{
	struct chance a, b;

	given_walk(41, 200);
	world(bar_list);
	breaker("day", "drawdown(1d) > 0.5%", "reduce 50%",
	    5 * STAMP_MINUTE);
	given_twin();
	run_one(gate, &a, 41, true, MINUTE(50));
	run_one(gate, &a, 0, true, MINUTE(50));
	run_one(gate, &a, 0, true, MINUTE(51));
	run_one(gate, &a, 0, true, INT64_MAX);
	run_one(twin.gate, &b, 41, true, MINUTE(77));
	run_one(twin.gate, &b, 0, true, INT64_MAX);
	is_text(difference(), "");
	twin_end();
}

/* As a person does: orders at the close between two advances, at once. */
static void
orders_between_advances_are_the_same(void)
{
	struct gate *both[2];
	struct gate_result r;
	struct order_request o = order_request_empty();

	given_walk(51, 200);
	world(bar_list);
	breaker("day", "drawdown(1d) > 0.3%", "close", STAMP_HOUR);
	given_twin();
	both[0] = gate;
	both[1] = twin.gate;
	TEXT_SET(o.symbol, "BTC/USDT");
	TEXT_SET(o.key, "a");
	o.quote = D("250");
	o.stop_loss = (struct level){ LEVEL_PERCENT, D("1.5") };
	for (int i = 0; i < 2; i++) {
		is_int(gate_order(both[i], &o, false, &r, &err), E_OK);
		is_int(r.order.state, ORDER_FILLED);
		gate_result_release(&r);
		is_int(gate_order(both[i], &o, false, &r, &err), E_OK);
		ok(r.repeated);
		gate_result_release(&r);
	}
	is_int(gate_advance(gate, MINUTE(90), &done, &err), E_OK);
	watch_release(&done.watch);
	is_int(gate_advance(twin.gate, MINUTE(90), &done, &err), E_OK);
	watch_release(&done.watch);
	for (int i = 0; i < 2; i++) {
		struct transfer t;

		is_int(gate_transfer(both[i], "USDT", D("250"), &t, &err),
		    E_OK);
		TEXT_SET(o.key, "b");
		is_int(gate_order(both[i], &o, false, &r, &err), E_REFUSED);
		gate_result_release(&r);
	}
	is_int(gate_advance(gate, INT64_MAX, &done, &err), E_OK);
	watch_release(&done.watch);
	is_int(gate_advance(twin.gate, INT64_MAX, &done, &err), E_OK);
	is_text(difference(), "");
	twin_end();
}

static int asked;

/* Buys at the first close that it sees and stops at the third. */
static enum err_code
decide_once(void *self, const struct moment *m, struct decisions *out,
    struct err *e)
{
	struct decision *d;

	(void)self;
	is_int(m->time, m->open + STAMP_MINUTE);
	is_int(m->fills, asked > 0);
	if (asked++ == 2)
		return err_set(e, E_DATA, "it has seen enough");
	if (asked > 1)
		return E_OK;
	d = decision_add(out, DECIDE_ORDER);
	TEXT_SET(d->order.symbol, "BTC/USDT");
	d->order.amount = D("1");
	return E_OK;
}

static void
a_trader_is_asked_at_closes_and_may_end_it(void)
{
	struct trader t = { decide_once, NULL, NULL };
	struct replay r;

	world(calm);
	asked = 0;
	is_int(gate_replay(gate, &t, INT64_MAX, &r, &err), E_DATA);
	is_text(err.text, "it has seen enough");
	is_int(asked, 2 + 1);
	watch_release(&r.advance.watch);
}

static enum err_code
decide_nonsense(void *self, const struct moment *m, struct decisions *out,
    struct err *e)
{
	(void)self;
	(void)m;
	(void)e;
	decision_add(out, DECIDE_ORDER);
	return E_OK;
}

static void
an_order_that_cannot_be_ends_it(void)
{
	struct trader t = { decide_nonsense, NULL, NULL };
	struct replay r;

	world(calm);
	is_int(gate_replay(gate, &t, INT64_MAX, &r, &err), E_USAGE);
	ok(strstr(err.text, "symbol") != NULL);
	watch_release(&r.advance.watch);
}

int
main(void)
{
	TEST(without_rules_memory_is_the_store);
	TEST(with_breakers_that_act_it_is_too);
	TEST(refusals_are_the_same);
	TEST(long_ones_are_the_same);
	TEST(in_pieces_it_is_the_same);
	TEST(orders_between_advances_are_the_same);
	TEST(a_trader_is_asked_at_closes_and_may_end_it);
	TEST(an_order_that_cannot_be_ends_it);
	world_end();
	return tap_done();
}
