/*
 * Ways are searched depth first, since they are short; an order is filled from
 * the book's best price on, and every rounding is against us.
 */
#include "account/route.h"

#include <string.h>

#define SCALE 18

static bool
usable(const struct instrument *i)
{
	return i->kind == KIND_SPOT && strcmp(i->status, "trading") == 0;
}

/* What a pair makes of an asset; NULL: it does not trade it. */
static const char *
other_side(const struct instrument *i, const char *asset)
{
	if (strcmp(i->base, asset) == 0)
		return i->quote;
	return strcmp(i->quote, asset) == 0 ? i->base : NULL;
}

static bool
passed(const struct route_path *p, int len, const char *from,
    const char *asset)
{
	const char *at = from;

	if (strcmp(at, asset) == 0)
		return true;
	for (int i = 0; i < len; i++) {
		at = other_side(p->legs[i], at);
		if (strcmp(at, asset) == 0)
			return true;
	}
	return false;
}

/* Appends every way of exactly `len` pairs. */
static void
search(const struct instruments *all, struct route_path *p, const char *from,
    const char *at, const char *to, int len, struct route_paths *out)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct instrument *one = &all->at[i];
		const char *next = usable(one) ? other_side(one, at) : NULL;
		bool last = p->len + 1 == len;

		if (next == NULL || last != (strcmp(next, to) == 0) ||
		    passed(p, p->len, from, next))
			continue;
		p->legs[p->len++] = one;
		if (last)
			vec_push(out, *p);
		else
			search(all, p, from, next, to, len, out);
		p->len--;
	}
}

static int
by_name(const void *a, const void *b)
{
	const struct instrument *const *x = a, *const *y = b;

	return strcmp((*x)->symbol, (*y)->symbol);
}

static int
by_legs(const void *a, const void *b)
{
	const struct route_path *x = a, *y = b;
	int order = x->len - y->len;

	for (int i = 0; i < x->len && order == 0; i++)
		order = by_name(&x->legs[i], &y->legs[i]);
	return order;
}

void
routes_find(const struct instruments *all, const char *from, const char *to,
    int max_legs, struct route_paths *out)
{
	vec_clear(out);
	for (int len = 1; len <= max_legs && len <= ROUTE_LEGS; len++) {
		struct route_path p = {0};

		search(all, &p, from, from, to, len, out);
	}
	if (out->len > 0)
		qsort(out->at, out->len, sizeof(*out->at), by_legs);
}

static const struct ticker *
ticker_of(const struct tickers *all, const char *symbol)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].symbol, symbol) == 0)
			return &all->at[i];
	return NULL;
}

struct dec
route_estimate(const struct route_path *p, const char *from,
    const struct tickers *prices)
{
	struct dec amount = dec_int(1), left;
	const char *at = from;

	for (int i = 0; i < p->len; i++) {
		const struct instrument *one = p->legs[i];
		const struct ticker *t = ticker_of(prices, one->symbol);
		bool sells = strcmp(one->base, at) == 0;

		if (t == NULL || dec_sign(t->last) <= 0 ||
		    !dec_sub(dec_int(1), one->taker, &left) ||
		    !dec_mul(amount, left, SCALE, ROUND_DOWN, &amount) ||
		    !(sells ? dec_mul(amount, t->last, SCALE, ROUND_DOWN,
		    &amount) : dec_div(amount, t->last, SCALE, ROUND_DOWN,
		    &amount)))
			return DEC_NONE;
		at = other_side(one, at);
	}
	return amount;
}

/* A walk down one side of a book. */
struct taking {
	struct dec amount, cost;	/* so far, in base and quote */
	struct dec best, worst;
	bool ended;			/* the book had no more */
};

/* Sells `amount` of base into the bids, or buys it from the asks. */
static bool
take_amount(const struct book_levels *book, int side, struct dec amount,
    struct taking *t)
{
	struct dec left = amount, one, cost;

	*t = (struct taking){ .best = DEC_NONE, .worst = DEC_NONE };
	for (size_t i = 0; i < book->len && dec_sign(left) > 0; i++) {
		const struct book_level *l = &book->at[i];

		if (l->side != side)
			continue;
		one = dec_min(left, l->amount);
		if (!dec_mul(one, l->price, SCALE, side == BOOK_ASK ?
		    ROUND_UP : ROUND_DOWN, &cost) ||
		    !dec_add(t->amount, one, &t->amount) ||
		    !dec_add(t->cost, cost, &t->cost) ||
		    !dec_sub(left, one, &left))
			return false;
		if (!dec_known(t->best))
			t->best = l->price;
		t->worst = l->price;
	}
	t->ended = dec_sign(left) > 0;
	return true;
}

/* The largest amount that so much of quote buys, on the lot. */
static bool
affordable(const struct book_levels *book, const struct instrument *i,
    struct dec quote, struct dec *out, bool *ended)
{
	struct dec left = quote, sum = DEC_ZERO, cost, one;

	*ended = true;
	for (size_t n = 0; n < book->len && *ended; n++) {
		const struct book_level *l = &book->at[n];

		if (l->side != BOOK_ASK)
			continue;
		if (!dec_mul(l->amount, l->price, SCALE, ROUND_UP, &cost))
			return false;
		one = l->amount;
		if (dec_cmp(cost, left) >= 0) {
			*ended = false;
			if (!dec_div(left, l->price, SCALE, ROUND_DOWN, &one))
				return false;
		} else if (!dec_sub(left, cost, &left))
			return false;
		if (!dec_add(sum, one, &sum))
			return false;
	}
	return dec_step(sum, i->lot, ROUND_DOWN, out);
}

static enum err_code
check_limits(const struct instrument *i, const struct taking *t,
    struct err *err)
{
	char has[DEC_TEXT_SIZE], limit[DEC_TEXT_SIZE];

	if (dec_sign(t->amount) <= 0 || (dec_sign(i->min_amount) > 0 &&
	    dec_cmp(t->amount, i->min_amount) < 0))
		return err_set(err, E_REFUSED, "%s: %s %s is less than its "
		    "smallest order of %s", i->symbol, dec_text(t->amount,
		    has), i->base, dec_text(dec_max(i->min_amount, i->lot),
		    limit));
	if (dec_sign(i->max_amount) > 0 &&
	    dec_cmp(t->amount, i->max_amount) > 0)
		return err_set(err, E_REFUSED, "%s: %s %s is more than its "
		    "largest order of %s", i->symbol, dec_text(t->amount,
		    has), i->base, dec_text(i->max_amount, limit));
	if (dec_sign(i->min_notional) > 0 &&
	    dec_cmp(t->cost, i->min_notional) < 0)
		return err_set(err, E_REFUSED, "%s: a value of %s %s is less "
		    "than its smallest of %s", i->symbol, dec_text(t->cost,
		    has), i->quote, dec_text(i->min_notional, limit));
	return E_OK;
}

/* What is received after the fee, which is taken from it. */
static bool
settle(struct conversion *c, bool sells, const struct taking *t,
    struct dec rate)
{
	struct dec gross = sells ? t->cost : t->amount, off;

	if (!dec_mul(gross, rate, 8, ROUND_CEIL, &c->fee) ||
	    !dec_sub(gross, c->fee, &c->received) ||
	    !dec_round(c->received, 8, ROUND_DOWN, &c->received) ||
	    !dec_round(t->cost, 8, sells ? ROUND_DOWN : ROUND_UP, &c->cost) ||
	    !dec_div(t->cost, t->amount, 8, sells ? ROUND_DOWN : ROUND_UP,
	    &c->average) || !dec_sub(c->average, t->best, &off) ||
	    !dec_div(sells ? dec_neg(off) : off, t->best, 8, ROUND_CEIL,
	    &c->slippage))
		return false;
	c->amount = t->amount;
	if (dec_sign(c->slippage) < 0)
		c->slippage = DEC_ZERO;
	return true;
}

static enum err_code
one_leg(const struct instrument *i, bool sells, struct dec amount,
    const struct book_levels *book, struct dec fee, struct conversion *c,
    struct err *err)
{
	struct taking t;
	struct dec base;
	bool ended = false;
	enum err_code rc;

	if (!(sells ? dec_step(amount, i->lot, ROUND_DOWN, &base) :
	    affordable(book, i, amount, &base, &ended)) ||
	    !take_amount(book, sells ? BOOK_BID : BOOK_ASK, base, &t))
		goto overflow;
	if (ended || t.ended)
		return err_set(err, E_REFUSED, "%s: its book is too thin for "
		    "this amount", i->symbol);
	rc = check_limits(i, &t, err);
	if (rc != E_OK)
		return rc;
	TEXT_SET(c->venue, i->venue);
	TEXT_SET(c->symbol, i->symbol);
	TEXT_SET(c->asset, sells ? i->quote : i->base);
	TEXT_SET(c->fee_currency, c->asset);
	c->side = sells ? SIDE_SELL : SIDE_BUY;
	c->type = TYPE_MARKET;
	if (settle(c, sells, &t, dec_known(fee) ? fee : i->taker))
		return E_OK;
overflow:
	return err_set(err, E_DATA, "%s: the numbers of its book do not fit",
	    i->symbol);
}

enum err_code
route_walk(const struct route_path *p, const char *from, struct dec amount,
    struct dec fee, struct dec reserve, const struct route_books *books,
    struct route *out, struct err *err)
{
	struct route r = { .len = p->len };
	const struct book_levels *book;
	struct dec kept;
	const char *at = from;
	enum err_code rc = E_OK;

	if (!dec_sub(dec_int(1), reserve, &kept))
		return err_set(err, E_USAGE, "the reserve does not fit");
	for (int n = 0; n < p->len && rc == E_OK; n++) {
		const struct instrument *i = p->legs[n];

		if (n > 0 && !dec_mul(amount, kept, SCALE, ROUND_DOWN,
		    &amount))
			return err_set(err, E_DATA, "%s: the amount does not "
			    "fit", i->symbol);
		r.legs[n].step = n + 1;
		rc = books->book(books->self, i->symbol, &book, err);
		if (rc == E_OK)
			rc = one_leg(i, strcmp(i->base, at) == 0, amount,
			    book, fee, &r.legs[n], err);
		amount = r.legs[n].received;
		at = other_side(i, at);
	}
	r.received = amount;
	if (rc == E_OK)
		*out = r;
	return rc;
}
