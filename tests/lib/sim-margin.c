/*
 * Margin of perpetuals as positions tell it: liquidation prices and maintenance
 * against vectors of METHODS 8.4 (computed elsewhere from Binance's formula),
 * collateral and ratios of isolated and cross positions, the state as text with
 * positions in it, and texts that cannot be.
 */
#include "venue/sim/bars.h"
#include "venue/sim/sim.h"

#include "tap.h"

#include <stdio.h>

#define T0 INT64_C(1700000040000000)

static struct err err;

static struct dec
number(const char *text)
{
	struct dec d = DEC_NONE;

	ok(dec_parse_text(text, &d));
	return d;
}

/* A bar of each symbol, all at one price, for as long as one asks. */
struct still {
	struct sim_bar bars[2];
	size_t len;
};

static enum err_code
still_next(void *self, int64_t after, struct sim_group *out, struct err *e)
{
	const struct still *s = self;

	(void)e;
	*out = (struct sim_group){ .bars = s->bars, .len = s->len,
	    .time = after < T0 ? T0 : after + STAMP_MINUTE };
	return E_OK;
}

static struct sim_setup
setup_of(const char *tiers, int price_scale)
{
	static const char *const names[] = { "BTC/USDT:USDT",
	    "ETH/USDT:USDT" };
	struct sim_setup s = { .timeframe = STAMP_MINUTE };
	struct sim_opening *o = vec_add(&s.openings);
	char tick[DEC_TEXT_SIZE];

	TEXT_SET(s.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = number("100000000");
	for (int n = 0; n < 2; n++) {
		struct sim_instrument *i = vec_add(&s.instruments);

		TEXT_SET(i->i.symbol, names[n]);
		ok(instrument_set_tick(&i->i, dec_text(dec_make(1,
		    price_scale), tick), &err) == E_OK);
		i->i.lot = dec_make(1, 3);
		ok(instrument_set_tiers(&i->i, tiers, &err) == E_OK);
		ok(instrument_check(&i->i, &err) == E_OK);
		i->price_scale = price_scale;
	}
	return s;
}

static void
still_at(struct still *s, size_t symbol, struct dec price, int scale)
{
	int64_t p;

	ok(dec_steps(price, dec_make(1, scale), &p));
	s->bars[symbol] = (struct sim_bar){ .symbol = symbol, .open = p,
	    .high = p, .low = p, .close = p };
}

static struct sim_instruction
instruction_of(int what, const char *symbol)
{
	struct sim_instruction i = { .what = what, .amount = DEC_NONE,
	    .leverage = DEC_NONE, .margin_mode = -1 };

	i.order = order_request_empty();
	TEXT_SET(i.symbol, symbol);
	TEXT_SET(i.order.symbol, symbol);
	return i;
}

static void
act_lever(struct sim *sim, const char *symbol, int leverage, int mode)
{
	struct sim_instruction i = instruction_of(SIM_DO_LEVERAGE, symbol);

	i.leverage = dec_int(leverage);
	i.margin_mode = mode;
	ok(sim_act(sim, &i, &err) == E_OK);
}

static void
act_margin(struct sim *sim, const char *symbol, struct dec amount)
{
	struct sim_instruction i = instruction_of(SIM_DO_MARGIN, symbol);

	i.amount = amount;
	ok(sim_act(sim, &i, &err) == E_OK);
}

static void
act_market(struct sim *sim, const char *id, const char *symbol, int side,
    struct dec amount)
{
	struct sim_instruction i = instruction_of(SIM_DO_ORDER, symbol);

	TEXT_SET(i.id, id);
	i.order.side = side;
	i.order.type = TYPE_MARKET;
	i.order.amount = amount;
	ok(sim_act(sim, &i, &err) == E_OK);
}

static struct sim *
sim_at_open(struct sim_setup *setup, struct still *still)
{
	struct sim_source source = { still_next, still };
	struct sim_mark mark;
	struct sim *sim = NULL;

	ok(sim_new(setup, &sim, &err) == E_OK);
	ok(sim_next(sim, &source, INT64_MAX, &mark, &err) == E_OK);
	ok(mark.point == SIM_OPEN);
	return sim;
}

static struct position
position_at(struct sim *sim, size_t n, size_t len)
{
	struct positions all = {0};
	struct position p = position_empty();

	ok(sim_positions(sim, &all, &err) == E_OK);
	ok(all.len == len);
	if (n < all.len)
		p = all.at[n];
	vec_release(&all);
	return p;
}

static void
is_dec(struct dec got, const char *want)
{
	char text[DEC_TEXT_SIZE];

	is_text(dec_text(got, text), want);
}

static const char tiers_of_vectors[] = "0:0.004:125;50000:0.005:100;"
    "600000:0.01:50;3000000:0.025:20;12000000:0.05:10";

/* Risk vectors 000 to 005: isolated wallets and the price that ends them, to
 * eight decimals, rounded toward the entry. */
static const struct {
	int side, leverage;
	const char *contracts, *entry, *wallet, *price;
} vectors[] = {
	{ SIDE_BUY, 50, "7.363", "62152.8", "9152.621328",
	  "61208.9982810971" },
	{ SIDE_SELL, 10, "1.195", "55095.1", "6583.86445",
	  "60344.7273673473" },
	{ SIDE_BUY, 50, "1.845", "38857.7", "1433.84913",
	  "38244.6690743691" },
	{ SIDE_SELL, 10, "0.673", "61451.3", "4135.67249",
	  "67327.1215139442" },
	{ SIDE_BUY, 10, "236.977", "48282.9", "3813978.9311",
	  "32805.9873913978" },
	{ SIDE_SELL, 10, "3.149", "32496.9", "34110.9127",
	  "43129.4309020158" }
};

static void
liquidation_prices_are_those_of_the_vectors(void)
{
	struct sim_setup setup = setup_of(tiers_of_vectors, 8);
	const char *symbol = "BTC/USDT:USDT";

	for (size_t n = 0; n < sizeof(vectors) / sizeof(vectors[0]); n++) {
		struct still still = { .len = 1 };
		struct dec entry = number(vectors[n].entry), add, off;
		struct position p;
		struct sim *sim;
		bool buy = vectors[n].side == SIDE_BUY;

		still_at(&still, 0, entry, 8);
		sim = sim_at_open(&setup, &still);
		act_lever(sim, symbol, vectors[n].leverage, MARGIN_ISOLATED);
		act_market(sim, "a", symbol, vectors[n].side,
		    number(vectors[n].contracts));
		p = position_at(sim, 0, 1);
		/* from the margin that it has to that of the vector */
		ok(dec_sub(number(vectors[n].wallet), p.collateral, &add));
		if (!dec_is_zero(add))
			act_margin(sim, symbol, add);
		p = position_at(sim, 0, 1);
		is_dec(p.collateral, vectors[n].wallet);
		ok(p.side == (buy ? POSITION_LONG : POSITION_SHORT));
		ok(dec_sub(p.liquidation_price, number(vectors[n].price),
		    &off));
		/* on the tick of 1e-8, on the side of the entry; the vectors
		 * themselves are good to 1e-9 of a price */
		ok(dec_cmp(dec_abs(off), dec_make(3, 8)) <= 0);
		ok(dec_decimals(p.liquidation_price) <= 8);
		sim_free(sim);
	}
	sim_setup_release(&setup);
}

/* Risk vectors 006 to 010. */
static void
maintenance_is_that_of_the_vectors(void)
{
	static const char *const rows[][2] = { { "1000", "4" },
	    { "50000", "200" }, { "250000", "1200" }, { "2900000", "25950" },
	    { "20000000", "651950" } };
	struct sim_setup setup = setup_of(tiers_of_vectors, 2);

	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		struct still still = { .len = 1 };
		struct dec contracts;
		struct position p;
		struct sim *sim;

		ok(dec_div(number(rows[n][0]), dec_int(100), 3, ROUND_DOWN,
		    &contracts));
		still_at(&still, 0, dec_int(100), 2);
		sim = sim_at_open(&setup, &still);
		act_market(sim, "a", "BTC/USDT:USDT", SIDE_BUY, contracts);
		p = position_at(sim, 0, 1);
		is_dec(p.notional, rows[n][0]);
		is_dec(p.maintenance_margin, rows[n][1]);
		is_dec(p.initial_margin, rows[n][0]);
		/* at leverage 1 all of it was paid for */
		ok(!dec_known(p.liquidation_price));
		sim_free(sim);
	}
	sim_setup_release(&setup);
}

/* The worked example P3, before it goes wrong. */
static void
cross_positions_share_their_collateral(void)
{
	struct sim_setup setup = setup_of("0:0.005:100", 2);
	struct still still = { .len = 2 };
	struct balances rows = {0};
	struct position p;
	struct sim *sim;

	setup.openings.at[0].amount = number("994.5");
	still_at(&still, 0, dec_int(50000), 2);
	still_at(&still, 1, dec_int(3000), 2);
	sim = sim_at_open(&setup, &still);
	act_lever(sim, "BTC/USDT:USDT", 20, MARGIN_CROSS);
	act_lever(sim, "ETH/USDT:USDT", 20, MARGIN_CROSS);
	act_market(sim, "a", "BTC/USDT:USDT", SIDE_BUY, dec_make(1, 1));
	act_market(sim, "b", "ETH/USDT:USDT", SIDE_SELL, dec_int(2));
	p = position_at(sim, 0, 2);
	/* (5000 - 994.5 + 30) / 0.995 / 0.1, up to the tick */
	is_dec(p.liquidation_price, "40557.79");
	is_dec(p.collateral, "994.5");
	is_dec(p.maintenance_margin, "25");
	is_dec(p.margin_ratio, "0.05530417");
	is_dec(p.initial_margin, "250");
	is_dec(p.percentage, "0");
	is_text(p.margin_mode, "cross");
	p = position_at(sim, 1, 2);
	/* (994.5 - 25 + 6000) / 1.005 / 2, down */
	is_dec(p.liquidation_price, "3467.41");
	ok(p.side == POSITION_SHORT && p.hedged == 0);
	is_dec(p.entry_price, "3000");
	is_dec(p.leverage, "20");
	ok(sim_balances(sim, &rows, &err) == E_OK);
	ok(rows.len == 1);
	is_dec(rows.at[0].total, "994.5");
	is_dec(rows.at[0].free, "444.5");
	is_dec(rows.at[0].used, "550");
	vec_release(&rows);
	sim_free(sim);
	sim_setup_release(&setup);
}

/* A position that moved, paid funding and was closed in part. */
static void
a_position_tells_what_became_of_it(void)
{
	struct sim_setup setup = setup_of("0:0.005:100", 2);
	struct still still = { .len = 1 };
	struct sim_source source = { still_next, &still };
	struct sim_mark mark;
	struct position p;
	struct sim *sim;

	still_at(&still, 0, dec_int(100), 2);
	sim = sim_at_open(&setup, &still);
	act_lever(sim, "BTC/USDT:USDT", 10, MARGIN_ISOLATED);
	act_market(sim, "a", "BTC/USDT:USDT", SIDE_SELL, dec_int(3));
	for (int i = 0; i < 3; i++)
		ok(sim_next(sim, &source, INT64_MAX, &mark, &err) == E_OK);
	still_at(&still, 0, dec_int(96), 2);
	ok(sim_next(sim, &source, INT64_MAX, &mark, &err) == E_OK);
	act_market(sim, "b", "BTC/USDT:USDT", SIDE_BUY, dec_int(1));
	p = position_at(sim, 0, 1);
	is_dec(p.contracts, "2");
	is_dec(p.entry_price, "100");
	is_dec(p.mark_price, "96");
	is_dec(p.notional, "192");
	is_dec(p.realized_pnl, "4");
	is_dec(p.unrealized_pnl, "8");
	/* 30 × 2 / 3 of margin, and the profit */
	is_dec(p.collateral, "28");
	is_dec(p.initial_margin, "19.2");
	is_dec(p.percentage, "41.6667");
	is_dec(p.maintenance_margin, "0.96");
	is_dec(p.margin_ratio, "0.03428571");
	is_dec(p.funding, "0");
	is_text(p.margin_mode, "isolated");
	sim_free(sim);
	sim_setup_release(&setup);
}

static bool
loads(struct sim_setup *setup, const char *text, size_t len)
{
	struct sim *sim = NULL;
	enum err_code rc;

	ok(sim_new(setup, &sim, &err) == E_OK);
	rc = sim_load(sim, text, len, &err);
	ok(rc == E_OK || rc == E_DATA);
	sim_free(sim);
	return rc == E_OK;
}

/* The text with one word of its line "swap BTC…" changed; words from 0. */
static bool
loads_with(struct sim_setup *setup, const struct buf *saved, int word,
    const char *other)
{
	struct buf text = {0};
	const char *at = strstr(saved->at, "\nswap BTC"), *end;
	bool good;

	ok(at != NULL);
	for (at++; word > 0; at++)
		word -= *at == ' ';
	end = at + strcspn(at, " \n");
	buf_add(&text, saved->at, (size_t)(at - saved->at));
	buf_puts(&text, other);
	buf_puts(&text, end);
	good = loads(setup, text.at, text.len);
	buf_release(&text);
	return good;
}

static void
states_that_cannot_be_are_refused(void)
{
	struct sim_setup setup = setup_of("0:0.005:100", 2);
	struct still still = { .len = 1 };
	struct buf saved = {0};
	struct sim *sim;

	still_at(&still, 0, dec_int(100), 2);
	sim = sim_at_open(&setup, &still);
	act_lever(sim, "BTC/USDT:USDT", 10, MARGIN_ISOLATED);
	act_market(sim, "a", "BTC/USDT:USDT", SIDE_SELL, dec_int(3));
	sim_save(sim, &saved);
	sim_free(sim);
	ok(strstr(saved.at, "\nswap BTC/USDT:USDT 100 0 0 0 0 0 0 isolated 10 "
	    "3 300 30 0 0\n") != NULL);
	ok(loads(&setup, saved.at, saved.len));
	ok(loads_with(&setup, &saved, 13, "30"));	/* margin */
	ok(!loads_with(&setup, &saved, 1, "XRP/USDT:USDT"));
	ok(!loads_with(&setup, &saved, 2, "100.001"));	/* mark */
	ok(!loads_with(&setup, &saved, 8, "1"));	/* flat, yet held */
	ok(!loads_with(&setup, &saved, 8, "3"));
	ok(!loads_with(&setup, &saved, 9, "cross"));	/* with a margin */
	ok(!loads_with(&setup, &saved, 9, "hedged"));
	ok(!loads_with(&setup, &saved, 10, "0.5"));	/* leverage */
	ok(!loads_with(&setup, &saved, 11, "0"));	/* contracts */
	ok(!loads_with(&setup, &saved, 11, "-3"));
	ok(!loads_with(&setup, &saved, 11, "3.0001"));
	ok(!loads_with(&setup, &saved, 12, "-300"));	/* cost */
	ok(!loads_with(&setup, &saved, 14, "-"));
	buf_release(&saved);
	sim_setup_release(&setup);
}

/* A source that brings what cannot be. */
struct wrong { struct sim_group group; };

static enum err_code
wrong_next(void *self, int64_t after, struct sim_group *out, struct err *e)
{
	(void)after;
	(void)e;
	*out = ((struct wrong *)self)->group;
	return E_OK;
}

static bool
taken(struct sim_setup *setup, const struct sim_group *group)
{
	struct wrong wrong = { *group };
	struct sim_source source = { wrong_next, &wrong };
	struct sim_mark mark;
	struct sim *sim = NULL;
	enum err_code rc;

	ok(sim_new(setup, &sim, &err) == E_OK);
	sim_begin(sim, T0 - STAMP_MINUTE);
	rc = sim_next(sim, &source, INT64_MAX, &mark, &err);
	ok(rc == E_OK || rc == E_DATA);
	sim_free(sim);
	return rc == E_OK;
}

static void
marks_and_settlements_that_cannot_be_are_refused(void)
{
	struct sim_setup setup = setup_of("0:0.005:100", 2);
	struct sim_bar bar = { .open = 5, .high = 6, .low = 4, .close = 5 };
	struct sim_bar marks[2] = { bar, bar };
	struct sim_funding funding[2] = { { .time = T0, .rate = DEC_ZERO,
	    .mark = DEC_NONE }, { .time = T0, .rate = DEC_ZERO,
	    .mark = DEC_NONE, .symbol = 1 } };
	struct sim_group g = { .time = T0, .bars = &bar, .len = 1,
	    .marks = marks, .marks_len = 2, .fundings = funding,
	    .fundings_len = 2 };

	marks[1].symbol = 1;
	ok(taken(&setup, &g));
	marks[1].symbol = 0;
	ok(!taken(&setup, &g));
	is_text(err.text, "marks at 2023-11-14T22:14:00Z: a bar that cannot "
	    "be");
	marks[1].symbol = 2;
	ok(!taken(&setup, &g));
	marks[1].symbol = 1;
	marks[1].low = 0;
	ok(!taken(&setup, &g));
	marks[1].low = 4;
	funding[1].time = T0 - 1;	/* not by time */
	ok(!taken(&setup, &g));
	is_text(err.text, "funding at 2023-11-14T22:13:59.999999Z: a "
	    "settlement that cannot be");
	funding[0].time = funding[1].time = T0 + 1;
	ok(!taken(&setup, &g));
	funding[0].time = funding[1].time = T0 - STAMP_MINUTE - 1;
	ok(!taken(&setup, &g));		/* of before it began */
	funding[0].time = funding[1].time = T0 - STAMP_MINUTE;
	ok(taken(&setup, &g));		/* at its beginning */
	funding[1].rate = DEC_NONE;
	ok(!taken(&setup, &g));
	funding[1].rate = DEC_ZERO;
	funding[1].symbol = 2;
	ok(!taken(&setup, &g));
	sim_setup_release(&setup);
}

int
main(void)
{
	TEST(liquidation_prices_are_those_of_the_vectors);
	TEST(maintenance_is_that_of_the_vectors);
	TEST(cross_positions_share_their_collateral);
	TEST(a_position_tells_what_became_of_it);
	TEST(states_that_cannot_be_are_refused);
	TEST(marks_and_settlements_that_cannot_be_are_refused);
	return tap_done();
}
