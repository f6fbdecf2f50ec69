/*
 * Estimates held to the simulated venue, which computes the same by itself:
 * margins and liquidation prices of positions as they stand, and what an order
 * was said to lead to before it was filled.
 */
#include "base/rng.h"
#include "risk/margin.h"
#include "tests/lib/tap.h"
#include "venue/sim/sim.h"

#define T0 INT64_C(1700000040000000)
#define ROUNDS 400

static struct err err;
static struct rng rng;
static struct snapshot snap;
static struct sim_bar bars[2];
static int compared, opened, turned;

static enum err_code
bars_next(void *self, int64_t after, struct sim_group *out, struct err *e)
{
	(void)self;
	(void)e;
	*out = (struct sim_group){ .bars = bars, .len = 2,
	    .time = after < T0 ? T0 : after + STAMP_MINUTE };
	return E_OK;
}

static struct sim *
sim_make(void)
{
	static const char *const names[] = { "BTC/USDT:USDT",
	    "ETH/USDT:USDT" };
	struct sim_setup s = { .timeframe = STAMP_MINUTE };
	struct sim_opening *o = vec_add(&s.openings);
	struct sim *sim = NULL;

	TEXT_SET(s.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = dec_int(20000);
	for (int n = 0; n < 2; n++) {
		struct sim_instrument *i = vec_add(&s.instruments);

		TEXT_SET(i->i.symbol, names[n]);
		instrument_set_tick(&i->i, "0.1", NULL);
		instrument_set_tiers(&i->i, "0:0.004:125;20000:0.005:100;"
		    "60000:0.01:50;200000:0.025:20", NULL);
		i->i.lot = dec_make(1, 3);
		i->i.contract_size = n == 0 ? dec_int(1) : dec_make(1, 1);
		i->i.maker = i->i.taker = dec_make(5, 4);
		is_int(instrument_check(&i->i, &err), E_OK);
		i->price_scale = 1;
	}
	is_int(sim_new(&s, &sim, &err), E_OK);
	sim_setup_release(&s);
	return sim;
}

static void
look(struct sim *sim)
{
	snapshot_release(&snap);
	TEXT_SET(snap.currency, "USDT");
	sim_instruments(sim, &snap.instruments);
	sim_prices(sim, &snap.prices);
	is_int(sim_positions(sim, &snap.positions, &err), E_OK);
	is_int(sim_balances(sim, &snap.balances, &err), E_OK);
}

static bool
near(struct dec a, struct dec b, struct dec by)
{
	struct dec d;

	if (!dec_known(a) || !dec_known(b))
		return !dec_known(a) && !dec_known(b);
	return dec_sub(a, b, &d) && dec_cmp(dec_abs(d), by) <= 0;
}

static void
is_near(const char *what, struct dec got, struct dec want, struct dec by)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	if (!near(got, want, by))
		printf("# %s: got %s, want %s\n", what, dec_text(got, a),
		    dec_text(want, b));
	ok(near(got, want, by));
}

/* A swap as it was said to become, against the position that it is. */
static void
compare(const struct margins *m, const struct position *p)
{
	const struct instrument *i = snapshot_instrument(&snap, p->symbol);
	const struct swap *k = NULL;
	struct dec price;

	for (size_t n = 0; n < m->swaps.len; n++)
		if (strcmp(m->swaps.at[n].i->symbol, p->symbol) == 0 &&
		    m->swaps.at[n].side == p->side)
			k = &m->swaps.at[n];
	ok(k != NULL && i != NULL);
	if (k == NULL)
		return;
	margins_liquidation(m, k, &price);
	is_near("liquidation", price, p->liquidation_price, dec_make(1, 1));
	is_near("initial", k->initial, p->initial_margin, dec_make(1, 7));
	is_near("maintenance", k->maintenance, p->maintenance_margin,
	    dec_make(1, 7));
	compared++;
}

/* What the venue tells of it left out. */
static void
estimate_as_it_stands(void)
{
	struct positions told = {0};
	struct margins m;

	for (size_t n = 0; n < snap.positions.len; n++) {
		struct position *p = &snap.positions.at[n];

		vec_push(&told, *p);
		p->liquidation_price = p->initial_margin = DEC_NONE;
		p->maintenance_margin = DEC_NONE;
	}
	margins_load(&snap, false, NULL, &m);
	for (size_t n = 0; n < told.len; n++)
		compare(&m, &told.at[n]);
	margins_release(&m);
	for (size_t n = 0; n < told.len; n++)
		snap.positions.at[n] = told.at[n];
	vec_release(&told);
}

static struct dec
signed_size(const char *symbol)
{
	const struct position *p = snapshot_position(&snap, symbol);

	return p == NULL ? DEC_ZERO : p->side == POSITION_LONG ?
	    p->contracts : dec_neg(p->contracts);
}

static void
order_at_random(struct sim *sim)
{
	static int64_t id;
	const struct instrument *i = &snap.instruments.at[rng_below(&rng, 2)];
	const struct price *at = snapshot_price(&snap, i->symbol);
	struct sim_instruction in = { .what = SIM_DO_ORDER,
	    .order = order_request_empty() };
	struct snapshot kept;
	struct margin_order o = { .i = i, .side = (int)rng_below(&rng, 2),
	    .amount = dec_make(1 + (int64_t)rng_below(&rng, 600), 3),
	    .worst = at->last, .dearest = at->last };
	struct dec before = signed_size(i->symbol), after;
	struct margins m;
	char symbol[SYMBOL_SIZE];

	TEXT_SET(symbol, i->symbol);
	margins_load(&snap, true, &o, &m);
	kept = snap;	/* what it points to outlives the next look */
	snap = (struct snapshot){0};
	snprintf(in.id, sizeof(in.id), "o%lld", (long long)++id);
	TEXT_SET(in.order.symbol, symbol);
	in.order.side = o.side;
	in.order.type = TYPE_MARKET;
	in.order.amount = o.amount;
	is_int(sim_act(sim, &in, &err), E_OK);
	look(sim);
	after = signed_size(symbol);
	if (o.side == SIDE_BUY ? dec_sign(after) > 0 &&
	    dec_cmp(after, before) > 0 : dec_sign(after) < 0 &&
	    dec_cmp(after, before) < 0) {
		struct dec whole;

		dec_sub(after, before, &whole);
		if (dec_cmp(dec_abs(whole), o.amount) == 0) {
			compare(&m, snapshot_position(&snap, symbol));
			opened++;
			turned += dec_sign(before) != 0 &&
			    dec_sign(before) != dec_sign(after);
		}
	}
	margins_release(&m);
	snapshot_release(&kept);
}

static void
set_at_random(struct sim *sim)
{
	struct sim_instruction in = { .what = SIM_DO_LEVERAGE,
	    .margin_mode = (int)rng_below(&rng, 3) - 1,
	    .leverage = dec_int(1 + (int64_t)rng_below(&rng, 25)) };

	TEXT_SET(in.symbol, snap.instruments.at[rng_below(&rng, 2)].symbol);
	is_int(sim_act(sim, &in, &err), E_OK);
	look(sim);
}

static void
step(struct sim *sim, int64_t price[2])
{
	const struct sim_source source = { bars_next, NULL };
	struct sim_mark mark;

	for (size_t n = 0; n < 2; n++) {
		price[n] += price[n] * ((int64_t)rng_below(&rng, 21) - 10) /
		    1000;
		bars[n] = (struct sim_bar){ .symbol = n, .open = price[n],
		    .high = price[n], .low = price[n], .close = price[n] };
	}
	do
		is_int(sim_next(sim, &source, INT64_MAX, &mark, &err), E_OK);
	while (mark.point != SIM_CLOSE);
	look(sim);
}

static void
agree_with_the_venue(void)
{
	for (uint64_t seed = 1; seed <= 6; seed++) {
		struct sim *sim = sim_make();
		int64_t price[2] = { 500000, 300000 };

		rng_seed(&rng, seed);
		for (int n = 0; n < ROUNDS; n++) {
			step(sim, price);
			if (rng_below(&rng, 4) == 0)
				set_at_random(sim);
			order_at_random(sim);
			estimate_as_it_stands();
		}
		sim_free(sim);
	}
	snapshot_release(&snap);
	printf("# %d compared, %d openings, %d turned round\n", compared,
	    opened, turned);
	ok(compared > 1000 && opened > 300 && turned > 30);
}

int
main(void)
{
	TEST(agree_with_the_venue);
	return tap_done();
}
