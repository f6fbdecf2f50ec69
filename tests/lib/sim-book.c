/*
 * Orders that meet a live book: what takes is filled for the average of the
 * levels it walks through, rounded against it, no further than its limit and
 * its book; what it took is gone for the next; a limit between bid and ask
 * rests; without the book the last price counts again.
 */
#include "simbars.h"

#include "model/market.h"

static struct seen {
	int fills, rejected, expired;
	struct dec amount, price, remaining;
	const char *how, *reason;
} seen;

static void
look(void *self, const struct sim_event *e)
{
	(void)self;
	seen.rejected += e->event == SIM_REJECTED;
	seen.expired += e->event == SIM_EXPIRED;
	if (e->event == SIM_REJECTED)
		seen.reason = e->reason;
	if (e->event != SIM_FILLED)
		return;
	seen.fills++;
	seen.amount = e->amount;
	seen.price = e->price;
	seen.remaining = e->remaining;
	seen.how = e->taker_or_maker;
}

/* Bids 99 × 10, 98 × 5, 90 × 100; asks 103 × 10, 105 × 5. */
static void
put_book(struct sim *sim)
{
	static const int levels[][3] = { { BOOK_BID, 99, 10 },
	    { BOOK_BID, 98, 5 }, { BOOK_BID, 90, 100 }, { BOOK_ASK, 103, 10 },
	    { BOOK_ASK, 105, 5 } };
	struct book_levels book = { 0 };

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		struct book_level *l = vec_add(&book);

		l->side = levels[i][0];
		l->price = dec_int(levels[i][1]);
		l->amount = dec_int(levels[i][2]);
	}
	sim_book(sim, 0, &book);
	vec_release(&book);
}

static struct sim *
with_book(void)
{
	struct sim *sim = world("1", (struct sim_sink){ look, NULL, NULL,
	    NULL }, 100);

	put_book(sim);
	return sim;
}

static struct sim_instruction
asked(int side, int type, int64_t amount, int64_t price)
{
	static int number;
	struct sim_instruction i = { .what = SIM_DO_ORDER,
	    .order = order_request_empty(), .amount = DEC_NONE,
	    .leverage = DEC_NONE, .margin_mode = -1 };

	snprintf(i.id, sizeof(i.id), "o%d", ++number);
	TEXT_SET(i.order.symbol, "BTC/USDT");
	i.order.side = side;
	i.order.type = type;
	i.order.amount = dec_int(amount);
	i.order.price = price == 0 ? DEC_NONE : dec_int(price);
	return i;
}

static void
act(struct sim *sim, const struct sim_instruction *i)
{
	seen = (struct seen){ .fills = 0 };
	ok(sim_act(sim, i, &err) == E_OK);
}

static void
is_fill(int64_t amount, int64_t price, int64_t remaining)
{
	is_int(seen.fills, 1);
	ok(dec_cmp(seen.amount, dec_int(amount)) == 0);
	ok(dec_cmp(seen.price, dec_int(price)) == 0);
	ok(dec_cmp(seen.remaining, dec_int(remaining)) == 0);
	is_text(seen.how, "taker");
}

static void
a_market_order_walks_and_leaves_less(void)
{
	struct sim *sim = with_book();
	struct sim_instruction i = asked(SIDE_SELL, TYPE_MARKET, 12, 0);

	act(sim, &i);		/* (990 + 196) / 12 = 98.83… */
	is_fill(12, 98, 0);
	i = asked(SIDE_SELL, TYPE_MARKET, 3, 0);
	act(sim, &i);		/* three of 98 are left */
	is_fill(3, 98, 0);
	i = asked(SIDE_SELL, TYPE_MARKET, 1, 0);
	act(sim, &i);
	is_fill(1, 90, 0);
	i = asked(SIDE_BUY, TYPE_MARKET, 12, 0);
	act(sim, &i);		/* (1030 + 210) / 12 = 103.33… */
	is_fill(12, 104, 0);
	sim_free(sim);
}

static void
more_than_the_book_has_waits(void)
{
	struct sim *sim = with_book();
	struct sim_instruction i = asked(SIDE_SELL, TYPE_MARKET, 120, 0);
	struct made made = { { .open = 95, .high = 95, .low = 95,
	    .close = 95 }, STAMP_MINUTE };

	act(sim, &i);		/* (990 + 490 + 9000) / 115 = 91.1… */
	is_fill(115, 91, 5);
	/* nothing is left of it: an order that comes now takes nothing */
	i = asked(SIDE_SELL, TYPE_MARKET, 1, 0);
	act(sim, &i);
	is_int(seen.fills, 0);
	is_int(seen.rejected, 0);
	sim_book_forget(sim);
	seen = (struct seen){ .fills = 0 };
	run_bar(sim, &made);	/* both at the next open */
	is_int(seen.fills, 2);
	ok(dec_cmp(seen.price, dec_int(95)) == 0);
	sim_free(sim);
}

static void
a_limit_goes_as_far_as_its_price(void)
{
	struct sim *sim = with_book();
	struct sim_instruction i = asked(SIDE_SELL, TYPE_LIMIT, 20, 98);

	act(sim, &i);		/* (990 + 490) / 15 = 98.66… */
	is_fill(15, 98, 5);
	/* the last price is 100, but nobody bids that */
	i = asked(SIDE_SELL, TYPE_LIMIT, 1, 99);
	act(sim, &i);
	is_int(seen.fills + seen.rejected, 0);
	put_book(sim);
	i = asked(SIDE_SELL, TYPE_LIMIT, 20, 98);
	i.order.time_in_force = TIF_FOK;
	act(sim, &i);
	is_int(seen.fills, 0);
	is_int(seen.expired, 1);
	i = asked(SIDE_SELL, TYPE_LIMIT, 20, 98);
	i.order.time_in_force = TIF_IOC;
	act(sim, &i);
	is_fill(15, 98, 5);
	is_int(seen.expired, 1);
	put_book(sim);
	i = asked(SIDE_SELL, TYPE_LIMIT, 1, 99);
	i.order.post_only = true;
	act(sim, &i);
	is_int(seen.rejected, 1);
	is_text(seen.reason, "post_only");
	i = asked(SIDE_SELL, TYPE_LIMIT, 1, 100);
	i.order.post_only = true;
	act(sim, &i);
	is_int(seen.rejected + seen.fills, 0);
	sim_free(sim);
}

static void
a_quote_is_reckoned_at_the_average(void)
{
	struct sim *sim = with_book();
	struct sim_instruction i = asked(SIDE_SELL, TYPE_MARKET, 1, 0);

	i.order.amount = DEC_NONE;
	i.order.quote = dec_int(1180);
	act(sim, &i);		/* 11 at 99 would be 98.9…, so 98: 12 of it */
	is_int(seen.fills, 1);
	ok(dec_cmp(seen.price, dec_int(98)) == 0);
	ok(dec_cmp(seen.amount, dec_int(12)) == 0);
	sim_free(sim);
}

static void
without_a_book_the_last_price_counts(void)
{
	struct sim *sim = with_book();
	struct sim_instruction i = asked(SIDE_SELL, TYPE_MARKET, 500, 0);

	sim_book_forget(sim);
	act(sim, &i);
	is_fill(500, 100, 0);
	sim_free(sim);
}

static void
one_side_that_nobody_offers_fills_nothing(void)
{
	struct sim *sim = with_book();
	struct sim_instruction i = asked(SIDE_SELL, TYPE_MARKET, 1, 0);
	struct book_levels none = { 0 };

	sim_book(sim, 0, &none);
	act(sim, &i);
	is_int(seen.fills, 0);
	sim_free(sim);
}

int
main(void)
{
	TEST(a_market_order_walks_and_leaves_less);
	TEST(more_than_the_book_has_waits);
	TEST(a_limit_goes_as_far_as_its_price);
	TEST(a_quote_is_reckoned_at_the_average);
	TEST(without_a_book_the_last_price_counts);
	TEST(one_side_that_nobody_offers_fills_nothing);
	return tap_done();
}
