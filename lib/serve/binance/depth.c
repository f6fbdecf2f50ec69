/*
 * The served order books, and how they change: each bar is one update of them,
 * which clients may follow from any book that they have read.
 */
#include "serve/binance/binance.h"

#define LEVELS_MOST 1000	/* of each side */

struct rung { struct dec price, amount; };
struct rungs VEC_OF(struct rung);

/* A few ticks apart, larger ones further out; best first. */
static void
levels_make(const struct world_symbol *s, const struct quote *q, bool up,
    int64_t most, struct rungs *out)
{
	struct dec price = up ? q->ask : q->bid;

	for (int64_t k = 0; k < most && dec_sign(price) > 0; k++) {
		struct dec tick = instrument_tick(&s->i, price), apart;
		struct rung l = { price, q->amount };

		if (!dec_times(q->amount, dec_int(1 + k % 7), &l.amount))
			l.amount = q->amount;
		vec_push(out, l);
		if (!dec_times(tick, dec_int(1 + k % 3), &apart))
			apart = tick;
		if (up ? !dec_add(price, apart, &price) :
		    !dec_sub(price, apart, &price))
			break;
	}
}

static void
level_put(struct buf *b, const struct world_symbol *s, struct dec price,
    struct dec amount)
{
	put_begin(b, NULL, '[');
	put_price(b, NULL, s, price);
	put_amount(b, NULL, s, amount);
	put_end(b, ']');
}

static void
side_put(struct buf *b, const struct world_symbol *s, const char *name,
    const struct quote *q, bool up, int64_t most)
{
	struct rungs all = { 0 };

	levels_make(s, q, up, most, &all);
	put_begin(b, name, '[');
	for (size_t i = 0; i < all.len; i++)
		level_put(b, s, all.at[i].price, all.at[i].amount);
	put_end(b, ']');
	vec_release(&all);
}

static int64_t
update_now(const struct world *w, const struct world_symbol *s)
{
	return (int64_t)world_bars(w, s) + 1;
}

void
do_depth(struct call *c)
{
	static const int64_t sizes[] = { 5, 10, 20, 50, 100, 500, 1000 };
	const struct world_symbol *s = NULL;
	int64_t limit = c->m == MARKET_SPOT ? 100 : 500;
	bool known = c->m == MARKET_SPOT;
	struct quote q;

	if (!ask_symbol(c, true, &s) || !ask_int(c, "limit", false, 1,
	    c->m == MARKET_SPOT ? INT64_MAX : 1000, &limit))
		return;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		known = known || sizes[i] == limit;
	if (!known) {
		fail(c, 400, -4021, "%lld is not valid depth limit",
		    (long long)limit);
		return;
	}
	if (limit > LEVELS_MOST)
		limit = LEVELS_MOST;
	q = quote_now(c->w, s);
	put_begin(c->body, NULL, '{');
	put_int(c->body, "lastUpdateId", update_now(c->w, s));
	if (c->m == MARKET_SWAP) {
		put_int(c->body, "E", c->now);
		put_int(c->body, "T", c->now);
	}
	side_put(c->body, s, "bids", &q, false, limit);
	side_put(c->body, s, "asks", &q, true, limit);
	put_end(c->body, '}');
}

void
depth_remember(struct served *s)
{
	struct binance *b = s->state;

	vec_clear(&b->depths);
	for (size_t i = 0; i < s->world->setup.symbols.len; i++) {
		const struct world_symbol *y = &s->world->setup.symbols.at[i];
		struct depth d = { update_now(s->world, y),
		    quote_now(s->world, y) };

		vec_push(&b->depths, d);
	}
}

/* Of a side where the next one is not better than price: is it there? *at moves
 * on to it, and never back. */
static bool
still_there(const struct rungs *all, size_t *at, struct dec price, bool up)
{
	int cmp = 1;

	for (; *at < all->len; (*at)++) {
		cmp = dec_cmp(all->at[*at].price, price);
		if (cmp == 0 || (cmp > 0) == up)
			break;
	}
	return *at < all->len && cmp == 0;
}

/* What is gone has an amount of 0; all others are told as they are now. */
static void
changes_put(struct buf *b, const struct world_symbol *s, const char *name,
    const struct quote *was, const struct quote *is, bool up)
{
	struct rungs before = { 0 }, now = { 0 };
	size_t at = 0;

	levels_make(s, was, up, LEVELS_MOST, &before);
	levels_make(s, is, up, LEVELS_MOST, &now);
	put_begin(b, name, '[');
	for (size_t i = 0; i < before.len; i++)
		if (!still_there(&now, &at, before.at[i].price, up))
			level_put(b, s, before.at[i].price, DEC_ZERO);
	for (size_t i = 0; i < now.len; i++)
		level_put(b, s, now.at[i].price, now.at[i].amount);
	put_end(b, ']');
	vec_release(&before);
	vec_release(&now);
}

bool
depth_put(struct served *s, const struct world_symbol *y, struct buf *out)
{
	const struct binance *b = s->state;
	const struct depth *was =
	    &b->depths.at[world_symbol_at(s->world, y)];
	const struct quote is = quote_now(s->world, y);
	int64_t last = update_now(s->world, y);
	int64_t now = told_ms(world_time(s->world));

	if (last == was->id)
		return false;
	put_text(out, "e", "depthUpdate");
	put_int(out, "E", now);
	if (y->market == MARKET_SWAP)
		put_int(out, "T", now);
	put_text(out, "s", y->native);
	put_int(out, "U", was->id + 1);
	put_int(out, "u", last);
	if (y->market == MARKET_SWAP)
		put_int(out, "pu", was->id);
	changes_put(out, y, "b", &was->q, &is, false);
	changes_put(out, y, "a", &was->q, &is, true);
	return true;
}
