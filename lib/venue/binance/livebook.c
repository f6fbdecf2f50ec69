/*
 * The rules (Binance, "How to manage a local order book correctly"): what ended
 * before the snapshot is dropped; the first change applied reaches over it;
 * each one after that begins where the one before it ended.
 */
#include "venue/binance/livebook.h"

#define KEPT_MAX 2000		/* changes before a snapshot */
#define SIDE_MAX 20000		/* levels; the farthest are let go */

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
	vec_release(&b->sides[BOOK_BID]);
	vec_release(&b->sides[BOOK_ASK]);
	*b = (struct live_book){ .market = b->market };
}

static bool
start_again(struct live_book *b)
{
	forget_kept(b);
	vec_clear(&b->sides[BOOK_BID]);
	vec_clear(&b->sides[BOOK_ASK]);
	b->state = LIVE_WAITS;
	b->last = 0;
	return false;
}

/* Where a price stands or would stand: best first. */
static size_t
place_of(const struct live_levels *side, int which, struct dec price,
    bool *there)
{
	size_t low = 0, high = side->len;

	*there = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int cmp = dec_cmp(side->at[middle].price, price);

		if (cmp == 0) {
			*there = true;
			return middle;
		}
		if ((cmp < 0) == (which == BOOK_ASK))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
set_level(struct live_book *b, const struct book_level *l)
{
	struct live_levels *side = &b->sides[l->side];
	bool there;
	size_t i = place_of(side, l->side, l->price, &there);

	if (dec_is_zero(l->amount)) {
		if (there) {
			memmove(&side->at[i], &side->at[i + 1],
			    (side->len - i - 1) * sizeof(*side->at));
			side->len--;
		}
		return;
	}
	if (!there) {
		if (i == SIDE_MAX)
			return;
		if (side->len == SIDE_MAX)
			side->len--;
		vec_reserve(side, 1);
		memmove(&side->at[i + 1], &side->at[i],
		    (side->len - i) * sizeof(*side->at));
		side->len++;
	}
	side->at[i] = (struct live_level){ l->price, l->amount };
}

static bool
apply(struct live_book *b, const struct book_levels *levels, int64_t last)
{
	const struct live_levels *bids = &b->sides[BOOK_BID];
	const struct live_levels *asks = &b->sides[BOOK_ASK];

	for (size_t i = 0; i < levels->len; i++) {
		set_level(b, &levels->at[i]);
		if (levels->at[i].time > b->time)
			b->time = levels->at[i].time;
	}
	b->last = last;
	return bids->len == 0 || asks->len == 0 ||
	    dec_cmp(bids->at[0].price, asks->at[0].price) < 0;
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
		if (first > b->last + gap)
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

	vec_clear(&b->sides[BOOK_BID]);
	vec_clear(&b->sides[BOOK_ASK]);
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
	for (int side = BOOK_BID; side <= BOOK_ASK; side++)
		for (size_t i = 0; i < b->sides[side].len &&
		    i < (size_t)depth; i++) {
			struct book_level *l = vec_add(out);

			TEXT_SET(l->venue, "binance");
			TEXT_SET(l->symbol, symbol);
			l->side = side;
			l->price = b->sides[side].at[i].price;
			l->amount = b->sides[side].at[i].amount;
			l->time = b->time;
		}
}
