/*
 * The rules (Binance, "How to manage a local order book correctly"): what ended
 * before the snapshot is dropped; the first change applied reaches over it;
 * each one after that begins where the one before it ended.
 */
#include "venue/binance/livebook.h"

#define KEPT_MAX 2000		/* changes before a snapshot */

static void
forget_kept(struct live_book *b)
{
	for (size_t i = 0; i < b->kept.len; i++)
		vec_release(&b->kept.at[i].levels);
	vec_clear(&b->kept);
}

void
live_book_release(struct live_book *b)
{
	forget_kept(b);
	vec_release(&b->kept);
	order_book_release(&b->levels);
	*b = (struct live_book){ .market = b->market };
}

static bool
start_again(struct live_book *b)
{
	forget_kept(b);
	order_book_clear(&b->levels);
	b->state = LIVE_WAITS;
	b->last = 0;
	return false;
}

static bool
apply(struct live_book *b, const struct book_levels *levels, int64_t last)
{
	for (size_t i = 0; i < levels->len; i++) {
		order_book_set(&b->levels, levels->at[i].side,
		    levels->at[i].price, levels->at[i].amount);
		if (levels->at[i].time > b->time)
			b->time = levels->at[i].time;
	}
	b->last = last;
	return !order_book_crossed(&b->levels);
}

/* What follows the book's last change; false: something is missing. */
static bool
follow(struct live_book *b, int64_t first, int64_t last, int64_t before,
    const struct book_levels *levels)
{
	const bool futures = b->market == BINANCE_FUTURES;
	const int64_t gap = futures ? 0 : 1;

	if (b->state == LIVE_BEGUN) {
		if (last < b->last + gap)
			return true;	/* is in the snapshot already */
		/* What follows the snapshot at once reaches over nothing. */
		if (first > b->last + gap && !(futures && before == b->last))
			return false;
	} else if (futures ? before != b->last : first != b->last + 1)
		return false;
	b->state = LIVE_GOOD;
	return apply(b, levels, last);
}

static void
keep(struct live_book *b, const struct binance_news *n)
{
	struct live_change *c = vec_add(&b->kept);

	c->first = n->first;
	c->last = n->last;
	c->before = n->before;
	for (size_t i = 0; i < n->levels.len; i++)
		vec_push(&c->levels, n->levels.at[i]);
}

bool
live_book_change(struct live_book *b, const struct binance_news *n)
{
	if (n->whole) {		/* needs no snapshot, and is one */
		start_again(b);
		if (!apply(b, &n->levels, n->last))
			return start_again(b);
		b->state = LIVE_GOOD;
		return true;
	}
	if (b->state == LIVE_WAITS) {
		if (b->kept.len == KEPT_MAX)
			return start_again(b);
		keep(b, n);
		return true;
	}
	if (follow(b, n->first, n->last, n->before, &n->levels))
		return true;
	start_again(b);
	keep(b, n);
	return false;
}

bool
live_book_begin(struct live_book *b, int64_t last,
    const struct book_levels *levels)
{
	const int64_t gap = b->market == BINANCE_FUTURES ? 0 : 1;
	bool good;

	order_book_clear(&b->levels);
	/* Older than all that is kept: those in between are lost, but a later
	 * snapshot will do. */
	if (b->kept.len > 0 && last < b->kept.at[0].first - gap) {
		b->state = LIVE_WAITS;
		return false;
	}
	b->state = LIVE_BEGUN;
	good = apply(b, levels, last);
	for (size_t i = 0; i < b->kept.len && good; i++) {
		const struct live_change *c = &b->kept.at[i];

		good = follow(b, c->first, c->last, c->before, &c->levels);
	}
	if (!good)
		return start_again(b);
	forget_kept(b);
	return true;
}

void
live_book_copy(const struct live_book *b, const char *symbol, int depth,
    struct book_levels *out)
{
	if (b->state == LIVE_WAITS)
		return;
	for (int side = BOOK_BID; side <= BOOK_ASK; side++) {
		const struct order_levels *from = &b->levels.sides[side];

		for (size_t i = 0; i < from->len && i < (size_t)depth; i++) {
			struct book_level *l = vec_add(out);

			TEXT_SET(l->venue, "binance");
			TEXT_SET(l->symbol, symbol);
			l->side = side;
			l->price = from->at[i].price;
			l->amount = from->at[i].amount;
			l->time = b->time;
		}
	}
}
