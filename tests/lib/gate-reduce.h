/* What tests of cancels and reductions share: a holding, sell orders that
 * reserve it, and a reduction. */
#ifndef TESTS_GATE_REDUCE_H
#define TESTS_GATE_REDUCE_H

#include "tests/lib/gate.h"

static struct orders out;

static inline enum err_code
reduce(const char *ratio, const char *key)
{
	vec_clear(&out);
	buf_clear(&fake.notices);
	return gate_reduce(gate, "BTC/USDT", D(ratio), key, "why", &out,
	    &err);
}

/* A working sell order of ours that reserves its amount. */
static inline void
given_sell(int type, const char *amount, const char *price)
{
	struct order_request r = limit(SIDE_SELL, amount, price);

	fake.manner = BOOK;
	r.type = type;
	if (type == TYPE_STOP) {
		r.trigger_price = r.price;
		r.price = DEC_NONE;
	}
	is_int(order(r), E_OK);
	dec_sub(fake.btc_free, r.amount, &fake.btc_free);
	fake.manner = BOOK_FILL;
}

static inline void
given_holding(const char *amount)
{
	world();
	fake.btc = fake.btc_free = D(amount);
	fake.manner = BOOK_FILL;
}

static inline void
take_what_is_sold(struct fake *f)
{
	if (f->request.type != TYPE_MARKET)
		return;
	dec_sub(f->btc, f->request.amount, &f->btc);
	f->btc_free = f->btc;
}

#endif
