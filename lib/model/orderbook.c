/* An order book, level by level. */
#include "model/orderbook.h"

#include <string.h>

void
order_book_clear(struct order_book *b)
{
	vec_clear(&b->sides[BOOK_BID]);
	vec_clear(&b->sides[BOOK_ASK]);
}

void
order_book_release(struct order_book *b)
{
	vec_release(&b->sides[BOOK_BID]);
	vec_release(&b->sides[BOOK_ASK]);
}

/* Where a price stands or would stand: best first. */
static size_t
place_of(const struct order_levels *side, int which, struct dec price,
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

struct dec
order_book_set(struct order_book *b, int side, struct dec price,
    struct dec amount)
{
	struct order_levels *to = &b->sides[side];
	bool there;
	size_t i = place_of(to, side, price, &there);
	struct dec before = there ? to->at[i].amount : DEC_ZERO;

	if (dec_is_zero(amount)) {
		if (there) {
			memmove(&to->at[i], &to->at[i + 1],
			    (to->len - i - 1) * sizeof(*to->at));
			to->len--;
		}
		return before;
	}
	if (!there) {
		if (i == ORDER_BOOK_MOST)
			return before;
		if (to->len == ORDER_BOOK_MOST)
			to->len--;
		vec_reserve(to, 1);
		memmove(&to->at[i + 1], &to->at[i],
		    (to->len - i) * sizeof(*to->at));
		to->len++;
	}
	to->at[i] = (struct order_level){ price, amount };
	return before;
}

bool
order_book_empty(const struct order_book *b)
{
	return b->sides[BOOK_BID].len == 0 || b->sides[BOOK_ASK].len == 0;
}

bool
order_book_crossed(const struct order_book *b)
{
	return !order_book_empty(b) &&
	    dec_cmp(b->sides[BOOK_BID].at[0].price,
	    b->sides[BOOK_ASK].at[0].price) >= 0;
}
