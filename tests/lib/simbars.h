/* A sim whose bars a test makes as it goes, for the tests of lib/venue/sim. */
#ifndef TESTS_SIMBARS_H
#define TESTS_SIMBARS_H

#include "simsplit.h"

/* Bars that a test makes as it goes. */
struct made {
	struct sim_bar bar;
	int64_t next;			/* µs */
};

static inline enum err_code
made_next(void *self, int64_t after, struct sim_group *out, struct err *e)
{
	struct made *m = self;

	(void)e;
	*out = (struct sim_group){ .time = m->next, .bars = &m->bar };
	out->len = after < m->next;
	return E_OK;
}

static inline void
run_bar(struct sim *sim, struct made *made)
{
	struct sim_source source = { made_next, made };
	struct sim_mark mark;

	do
		if (!ok(sim_next(sim, &source, INT64_MAX, &mark, &err) ==
		    E_OK))
			return;
	while (mark.point != SIM_CLOSE);
	made->next += STAMP_MINUTE;
}

/* A hundred million BTC to sell for USDT, lot 1, the price known. */
static inline struct sim *
world(const char *tick, struct sim_sink sink, int64_t price)
{
	struct sim_setup setup = { .currency = "USDT",
	    .timeframe = STAMP_MINUTE, .sink = sink };
	struct sim_instrument *i = vec_add(&setup.instruments);
	struct sim_opening *o = vec_add(&setup.openings);
	struct sim *sim = NULL;

	TEXT_SET(i->i.symbol, "BTC/USDT");
	instrument_set_tick(&i->i, tick, &err);
	i->i.lot = dec_int(1);
	TEXT_SET(o->currency, "BTC");
	o->amount = dec_int(100000000);
	ok(instrument_check(&i->i, &err) == E_OK &&
	    sim_new(&setup, &sim, &err) == E_OK);
	sim_setup_release(&setup);
	sim_begin(sim, 0);
	sim_know_price(sim, 0, price, 0);
	return sim;
}

/* To sell 1; its prices are the caller's. */
static inline struct sim_instruction
sell(const char *id, int n, int type)
{
	struct sim_instruction in = { .what = SIM_DO_ORDER,
	    .order = order_request_empty() };

	snprintf(in.id, sizeof(in.id), "%s-%d", id, n);
	TEXT_SET(in.order.symbol, "BTC/USDT");
	in.order.side = SIDE_SELL;
	in.order.type = type;
	in.order.amount = dec_int(1);
	return in;
}

#endif
