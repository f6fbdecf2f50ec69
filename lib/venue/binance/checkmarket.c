/*
 * Filters that the order alone does not show: the band around a price that
 * Binance knows, and how many orders work already. What cannot be found out is
 * no reason to refuse: Binance judges by them itself.
 */
#include "venue/binance/act.h"
#include "venue/binance/reads.h"

#include "model/legs.h"

#include <inttypes.h>

struct band { struct dec up, down; };

/* Futures bind a buy from above only, a sell from below. */
static struct band
band_of(const struct instrument *i, int side)
{
	struct band b = { i->band_up, i->band_down };

	if (i->kind == KIND_SPOT && side == SIDE_SELL) {
		if (dec_sign(i->bounds.sell_band_up) > 0)
			b.up = i->bounds.sell_band_up;
		if (dec_sign(i->bounds.sell_band_down) > 0)
			b.down = i->bounds.sell_band_down;
	} else if (i->kind == KIND_SWAP) {
		*(side == SIDE_BUY ? &b.down : &b.up) = DEC_ZERO;
	}
	return b;
}

/* The price that the band is around; false: it did not come. */
static bool
middle(struct binance *b, const struct binance_symbol *s, struct dec *out)
{
	bool last = dec_sign(s->i.bounds.band_of_last) > 0;
	struct binance_call c;
	struct json_in in;
	bool good;

	binance_call_init(&c, b, s->market == BINANCE_FUTURES ?
	    END_FUTURES_PREMIUM : last ? END_SPOT_PRICES : END_SPOT_AVERAGE);
	binance_text(&c, "symbol", s->native);
	binance_weight(&c, s->market == BINANCE_FUTURES ? 1 : 2);
	good = binance_read(&c, &in, NULL) == E_OK;
	if (good) {
		struct json_at top = json_top(&in);

		*out = json_get_dec(&top, s->market == BINANCE_FUTURES ?
		    "markPrice" : "price");
		good = json_close(&in) == E_OK && dec_sign(*out) > 0;
	}
	binance_call_release(&c);
	return good;
}

static enum err_code
band_error(const struct binance_symbol *s, struct dec price, const char *how,
    struct dec times, struct dec of, struct err *err)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE], c[DEC_TEXT_SIZE];

	return err_set(err, E_USAGE, "%s: price %s is %s %s times the %s price"
	    " of %s (%s)", s->symbol, dec_text(price, a), how,
	    dec_text(times, b), s->market == BINANCE_FUTURES ? "mark" :
	    dec_sign(s->i.bounds.band_of_last) > 0 ? "last" : "average",
	    dec_text(dec_trim(of), c), dec_sign(s->i.bounds.sell_band_up) > 0
	    ? "PERCENT_PRICE_BY_SIDE" : "PERCENT_PRICE");
}

static enum err_code
band_check(struct binance *b, const struct binance_symbol *s,
    const struct order_request *r, struct err *err)
{
	struct band band = band_of(&s->i, r->side);
	struct dec of, bound;

	if (!dec_known(r->price) || (dec_sign(band.up) <= 0 &&
	    dec_sign(band.down) <= 0) || !middle(b, s, &of))
		return E_OK;
	if (dec_sign(band.up) > 0 && dec_times(of, band.up, &bound) &&
	    dec_cmp(r->price, bound) > 0)
		return band_error(s, r->price, "above", band.up, of, err);
	if (dec_sign(band.down) > 0 && dec_times(of, band.down, &bound) &&
	    dec_cmp(r->price, bound) < 0)
		return band_error(s, r->price, "below", band.down, of, err);
	return E_OK;
}

static bool
is_conditional(int type)
{
	return type != TYPE_MARKET && type != TYPE_LIMIT;
}

static enum err_code
count_check(const struct binance_symbol *s, int64_t now, int64_t more,
    struct dec most, const char *what, const char *filter, struct err *err)
{
	char text[DEC_TEXT_SIZE];

	if (dec_sign(most) <= 0 || more == 0 ||
	    dec_cmp(dec_int(now + more), most) <= 0)
		return E_OK;
	return err_set(err, E_USAGE, "%s: %" PRId64 " %s work there already, "
	    "and at most %s may (%s)", s->symbol, now, what,
	    dec_text(most, text), filter);
}

/* Conditional orders of futures are none of the orders. */
static enum err_code
counts_check(struct binance *b, const struct binance_symbol *s,
    const struct order_request *r, size_t n, struct err *err)
{
	struct orders all = { 0 };
	int64_t orders = 0, waiting = 0, more = 0;
	bool apart = s->market == BINANCE_FUTURES;
	enum err_code rc;

	if (b->memory.working == NULL || b->memory.working(b->memory.self, 0,
	    &all, NULL) != E_OK)
		return E_OK;
	for (size_t k = 0; k < all.len; k++) {
		const struct order *o = &all.at[k];
		bool waits = is_conditional(o->type);

		if (strcmp(o->symbol, s->symbol) != 0 ||
		    !order_state_working((enum order_state)o->state))
			continue;
		waiting += waits;
		orders += !(waits && apart);
	}
	vec_release(&all);
	for (size_t k = 0; k < n; k++)
		more += is_conditional(r[k].type);
	/* A pair counts as two; what is attached to an entry waits, too. */
	if (n == 1 && order_has_legs(r))
		more += apart && order_has_both(r) ? 2 : 1;
	rc = count_check(s, waiting, more, s->i.bounds.max_conditional,
	    "stops and targets", "MAX_NUM_ALGO_ORDERS", err);
	if (rc == E_OK && !(apart && is_conditional(r->type)))
		rc = count_check(s, orders, (int64_t)n,
		    dec_int(s->i.max_open_orders), "orders",
		    "MAX_NUM_ORDERS", err);
	return rc;
}

enum err_code
binance_check_market(struct binance *b, const struct binance_symbol *s,
    const struct order_request *r, size_t n, struct err *err)
{
	enum err_code rc = counts_check(b, s, r, n, err);

	for (size_t k = 0; k < n && rc == E_OK; k++)
		rc = band_check(b, s, &r[k], err);
	return rc;
}
