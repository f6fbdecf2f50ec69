/*
 * Plain market orders, which are worked out in whole numbers at once: the same
 * is told of them, to the last digit, by a sim that must take the long way as
 * every fill has a share of the bar's volume, all of it, which is enough. Fees
 * of both kinds and rebates, slippage, scales, bounds that refuse, money that
 * runs out, amounts that do not fit 64 bits. SIM_RUNS says how many (2000).
 */
#include "simbars.h"

static const char *const ticks[] = { "0.01", "1", "0.5", "0.0001" };

/* What the two sims are made of. */
static void
setup_make(struct sim_setup *s)
{
	struct sim_instrument *i = vec_add(&s->instruments);
	struct sim_opening *o;
	struct sim_scale *scale;

	TEXT_SET(s->currency, "USDT");
	s->timeframe = STAMP_MINUTE;
	TEXT_SET(i->i.symbol, "BTC/USDT");
	ok(instrument_set_tick(&i->i, ticks[below(4)], &err) == E_OK);
	i->price_scale = 4;
	i->i.lot = dec_make(chance(50) ? 1 : 25, below(6));
	i->i.min_notional = chance(50) ? dec_make(below(90), 1) : DEC_ZERO;
	i->i.max_notional = chance(20) ? dec_int(5000) : DEC_ZERO;
	i->i.min_amount = chance(20) ? dec_make(5, 2) : DEC_ZERO;
	i->i.max_amount = chance(20) ? dec_make(205, 1) : DEC_ZERO;
	i->i.maker = dec_make(1, 3);
	i->i.taker = dec_make(below(400) - 100, 4);
	ok(instrument_check(&i->i, &err) == E_OK);
	o = vec_add(&s->openings);
	TEXT_SET(o->currency, "USDT");
	o->amount = chance(10) ? dec_wide((__int128)1 << 70, 2) :
	    dec_int(below(20000));
	if (chance(50)) {
		o = vec_add(&s->openings);
		TEXT_SET(o->currency, "BTC");
		o->amount = dec_make(below(500), 1);
	}
	if (chance(50)) {
		scale = vec_add(&s->scales);
		TEXT_SET(scale->currency, "USDT");
		scale->scale = 2 + below(9);
	}
	s->settings.fee_received = chance(30);
	s->settings.slippage_bps = dec_make(chance(50) ? below(90) : 0, 1);
	s->settings.spread_bps = dec_int(chance(20) ? below(9) : 0);
}

static struct sim_instruction
market(int n)
{
	struct sim_instruction in = sell("m", 1000 + n, TYPE_MARKET);
	struct order_request *r = &in.order;

	if (chance(3))
		snprintf(in.id, sizeof(in.id), "m-%d", 1000 + below(n + 1));
	r->side = chance(55) ? SIDE_BUY : SIDE_SELL;
	r->amount = dec_make(below(4000), below(6));
	if (chance(50)) {
		r->amount = DEC_NONE;
		r->quote = dec_make(below(300000) - 9, below(4));
	} else if (chance(2)) {
		r->amount = dec_make(INT64_MAX - below(9), 3);
	}
	r->time_in_force = chance(70) ? TIF_GTC : chance(50) ? TIF_IOC :
	    TIF_FOK;
	if (r->side == SIDE_BUY && chance(5))
		r->stop_loss = (struct level){ LEVEL_PERCENT, dec_int(2) };
	r->reduce_only = chance(2);
	return in;
}

static void
bar_make(struct made *made)
{
	struct sim_bar *b = &made->bar;
	int64_t from = b->close > 0 ? b->close : 1000000;

	b->open = from + (below(9) - 4) * 10000;
	b->open = b->open > 200000 ? b->open : 200000;
	b->close = b->open + (below(9) - 4) * 10000;
	b->high = (b->open > b->close ? b->open : b->close) + below(3) * 5000;
	b->low = (b->open < b->close ? b->open : b->close) - below(3) * 5000;
	b->volume = INT64_C(1000000000000000000);
}

/* One sim over all of it; the same seed, the same orders and bars. */
static void
told_of(const struct sim_setup *setup, int seed, struct buf *out)
{
	struct made made = { .next = STAMP_MINUTE };
	struct sim_setup own = *setup;
	struct sim *sim = NULL;
	struct sim_instruction in;
	int n = 0;

	own.sink = (struct sim_sink){ .event = tell, .self = out };
	rng_seed(&rng, (uint64_t)seed + 100000);
	if (!ok(sim_new(&own, &sim, &err) == E_OK))
		return;
	sim_begin(sim, 0);
	for (int bar = 0; bar < 12; bar++) {
		bar_make(&made);
		for (int k = below(4); k > 0; k--) {
			in = market(n++);
			in.at = made.next;
			sim_give(sim, &in);
		}
		run_bar(sim, &made);
		in = market(n++);
		if (chance(40))
			ok(sim_act(sim, &in, &err) == E_OK);
	}
	ok(sim_finish(sim, NULL, 0, &err) == E_OK);
	sim_free(sim);
}

static void
plain_orders_are_as_others(void)
{
	struct buf plain = {0}, whole = {0};
	int filled = 0, rejected = 0;

	for (int seed = 1; seed <= runs() && !tap_bad; seed++) {
		struct sim_setup setup = {0};

		rng_seed(&rng, (uint64_t)seed);
		setup_make(&setup);
		buf_clear(&plain);
		buf_clear(&whole);
		told_of(&setup, seed, &plain);
		setup.settings.volume_share = dec_int(1);
		told_of(&setup, seed, &whole);
		is_text(buf_text(&plain), buf_text(&whole));
		if (tap_bad)
			printf("# seed %d\n", seed);
		filled += times_told(&plain, "\"filled\"");
		rejected += times_told(&plain, "\"rejected\"");
		sim_setup_release(&setup);
	}
	ok(filled > runs() * 4);
	ok(rejected > runs() * 4);
	buf_release(&plain);
	buf_release(&whole);
}

int
main(void)
{
	TEST(plain_orders_are_as_others);
	return tap_done();
}
