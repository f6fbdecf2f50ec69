/*
 * Covers what lib/gate/attach.c takes off on perpetuals at a venue that does
 * not keep stops and targets with their entry: the other one when one is done,
 * both when the position is gone, neither before that is sure. The venue goes
 * on working what is left over, as one does whose orders do not know of each
 * other: it would close what is opened later.
 */
#include "gate.h"

#define SWAP "BTC/USDT:USDT"

static struct dec held;			/* of the swap, short below zero */

static enum err_code
swap_positions(struct venue *v, struct positions *out, struct err *e)
{
	struct position *p;

	(void)e;
	if (dec_is_zero(held))
		return E_OK;
	p = vec_add(out);
	*p = position_empty();
	TEXT_SET(p->account, "demo");
	TEXT_SET(p->venue, "sim");
	TEXT_SET(p->symbol, SWAP);
	p->side = dec_sign(held) > 0 ? POSITION_LONG : POSITION_SHORT;
	p->contracts = dec_abs(held);
	p->contract_size = dec_int(1);
	p->time = of(v)->now;
	return E_OK;
}

static enum err_code
swap_prices(struct venue *v, struct prices *out, struct err *e)
{
	enum err_code rc = fake_prices(v, out, e);
	struct price *p = vec_add(out);

	TEXT_SET(p->symbol, SWAP);
	p->last = p->mark = of(v)->last;
	p->time = of(v)->now;
	return rc;
}

static bool
keeps_nothing(struct venue *v, const struct order_request *r)
{
	(void)v;
	(void)r;
	return false;
}

/* The entry fills; what follows rests. */
static void
from_now_on_they_rest(struct fake *f)
{
	f->manner = BOOK;
	held = D("0.5");
}

/* 0.5 bought with a stop (order 2) and a target (order 3), both working. */
static void
given_a_guarded_entry(void)
{
	struct order_request r = buy("0.5");

	world();
	fake.ops.positions = swap_positions;
	fake.ops.prices = swap_prices;
	fake.ops.attaches = keeps_nothing;
	set_policy("max-leverage", "off");
	ok(gate_again() == E_OK);
	held = DEC_ZERO;
	TEXT_SET(r.symbol, SWAP);
	ok(level_parse("2%", &r.stop_loss));
	ok(level_parse("3%", &r.take_profit));
	fake.manner = BOOK_FILL;
	fake.meanwhile = from_now_on_they_rest;
	if (!ok(order(r) == E_OK))
		printf("# %s\n", err.text);
	is_text(ledger_says("1"), "filled 0.5");
	is_text(ledger_says("2"), "open 0");
	is_text(ledger_says("3"), "open 0");
}

/* The leg with that suffix fills at the venue, and the position is gone. */
static void
fills(const char *suffix)
{
	for (size_t i = 0; i < fake.orders.len; i++) {
		struct order *o = &fake.orders.at[i];
		const char *id = o->client_order_id;
		size_t n = strlen(id);

		if (n < 3 || strcmp(id + n - 3, suffix) != 0)
			continue;
		venue_fills(&fake, o, "0.5");
		o->state = ORDER_FILLED;
		venue_tells(&fake, o);
	}
	held = DEC_ZERO;
}

static void
look(void)
{
	struct orders changed = {0};
	size_t unknown = 0;

	if (!ok(gate_reconcile(gate, &changed, &unknown, &err) == E_OK))
		printf("# %s\n", err.text);
	is_int(unknown, 0);
	vec_release(&changed);
}

static void
one_done_the_other_goes(void)
{
	given_a_guarded_entry();
	fills(".sl");
	look();
	is_text(ledger_says("2"), "filled 0.5");
	is_text(ledger_says("3"), "canceled 0");
	is_int(fake.cancels, 1);
	given_a_guarded_entry();
	fills(".tp");
	look();
	is_text(ledger_says("2"), "canceled 0");
	is_text(ledger_says("3"), "filled 0.5");
	is_int(fake.cancels, 1);
}

static void
both_go_with_the_position(void)
{
	given_a_guarded_entry();
	held = DEC_ZERO;
	fake.now += 2 * STAMP_MINUTE;
	look();
	is_text(ledger_says("2"), "canceled 0");
	is_text(ledger_says("3"), "canceled 0");
	is_int(fake.cancels, 2);
}

/* A position that was just opened may not be shown yet. */
static void
they_stay_until_it_is_sure(void)
{
	given_a_guarded_entry();
	held = DEC_ZERO;
	fake.now += STAMP_MINUTE / 2;
	look();
	is_text(ledger_says("2"), "open 0");
	is_text(ledger_says("3"), "open 0");
	is_int(fake.cancels, 0);
}

static void
they_stay_with_the_position(void)
{
	given_a_guarded_entry();
	fake.now += STAMP_HOUR;
	look();
	is_text(ledger_says("2"), "open 0");
	is_text(ledger_says("3"), "open 0");
	is_int(fake.cancels, 0);
	/* nor by one of the other side, which is not theirs */
	held = D("-0.5");
	look();
	is_int(fake.cancels, 2);
}

int
main(void)
{
	TEST(one_done_the_other_goes);
	TEST(both_go_with_the_position);
	TEST(they_stay_until_it_is_sure);
	TEST(they_stay_with_the_position);
	world_end();
	return tap_done();
}
