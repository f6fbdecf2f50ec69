/*
 * One order of a plan: its side, a legal amount, and what it does at worst.
 * Every rounding is against us.
 */
#include "portfolio/plan.h"

#include <string.h>

/* Of amounts before the lot: money may be some 10^18, a coin worth 10^-8. */
#define AMOUNT_SCALE 12

static bool
quoted(const struct making *m, const struct pair *p)
{
	return strcmp(p->market->quote, m->plan->quote) == 0;
}

static struct dec
fee_rate(const struct making *m, const struct pair *p)
{
	return dec_known(m->terms->fee) ? m->terms->fee : p->market->taker;
}

bool
size_value(const struct making *m, const struct pair *p, struct dec amount,
    struct dec *out)
{
	return quoted(m, p) ? dec_mul(amount, p->ticker->last, VALUE_SCALE,
	    ROUND_DOWN, out) : dec_div(amount, p->ticker->last, VALUE_SCALE,
	    ROUND_DOWN, out);
}

bool
size_price(const struct making *m, const struct pair *p, int side,
    struct dec *out)
{
	bool buys = side == SIDE_BUY;
	struct dec best = buys ? p->ticker->ask : p->ticker->bid, part;

	if (dec_sign(best) <= 0)
		best = p->ticker->last;
	return (buys ? dec_add(dec_int(1), m->terms->slippage, &part) :
	    dec_sub(dec_int(1), m->terms->slippage, &part)) &&
	    dec_mul(best, part, VALUE_SCALE, buys ? ROUND_UP : ROUND_DOWN,
	    out);
}

bool
size_effect(const struct making *m, const struct pair *p, int side,
    struct dec amount, struct effect *e)
{
	const struct rebalance_account *a = &m->accounts[p->account];
	struct dec rate = fee_rate(m, p);
	bool buys = side == SIDE_BUY, received = !buys || a->fees_received;

	e->amount = amount;
	if (!size_price(m, p, side, &e->price) || !dec_mul(amount, e->price,
	    VALUE_SCALE, buys ? ROUND_UP : ROUND_DOWN, &e->cost) ||
	    !dec_mul(buys && received ? amount : e->cost, rate, VALUE_SCALE,
	    ROUND_CEIL, &e->fee))
		return false;
	e->out = buys ? e->cost : amount;
	e->in = buys ? amount : e->cost;
	return received ? dec_sub(e->in, e->fee, &e->in) :
	    dec_add(e->out, e->fee, &e->out);
}

/* The amount of base that moves this value, before any limit. */
static bool
amount_wanted(const struct making *m, const struct pair *p,
    const struct wish *w, int side, struct dec *out)
{
	const struct rebalance_account *a = &m->accounts[p->account];
	struct dec kept, rate = fee_rate(m, p);

	if (quoted(m, p) ? !dec_div(w->value, p->ticker->last,
	    AMOUNT_SCALE, ROUND_DOWN, out) : !dec_round(w->value,
	    AMOUNT_SCALE, ROUND_DOWN, out))
		return false;
	/* What is bought is to be there after its fee. */
	if (w->sells || (side == SIDE_BUY && !a->fees_received))
		return true;
	return dec_sub(dec_int(1), rate, &kept) && (dec_sign(kept) <= 0 ||
	    dec_div(*out, kept, AMOUNT_SCALE, ROUND_DOWN, out));
}

/* The most of base that `most` of what is given pays for. */
static bool
amount_most(const struct making *m, const struct pair *p, struct dec most,
    int side, struct dec *out)
{
	const struct rebalance_account *a = &m->accounts[p->account];
	struct dec price, part;

	*out = most;
	if (side == SIDE_SELL)
		return true;
	if (!size_price(m, p, side, &price))
		return false;
	if (!a->fees_received && (!dec_add(dec_int(1), fee_rate(m, p),
	    &part) || !dec_mul(price, part, AMOUNT_SCALE, ROUND_UP,
	    &price)))
		return false;
	return dec_div(most, price, AMOUNT_SCALE, ROUND_DOWN, out);
}

static struct dec
tighter(struct dec a, struct dec b)
{
	return dec_sign(a) <= 0 ? b : dec_sign(b) <= 0 ? a : dec_min(a, b);
}

/* Amounts that market orders of the pair may have. */
struct limits { struct dec lot, least, most; };

static bool
limits_of(const struct making *m, const struct pair *p, int side,
    struct limits *l)
{
	const struct instrument *i = p->market;
	struct dec high, by_value;

	l->lot = dec_max(i->lot, i->bounds.market_lot);
	if (dec_sign(l->lot) <= 0)
		l->lot = dec_make(1, VALUE_SCALE);
	l->least = dec_max(l->lot, dec_max(i->min_amount,
	    i->bounds.market_min));
	l->most = tighter(i->max_amount, i->bounds.market_max);
	if (dec_sign(i->max_notional) <= 0)
		return true;
	if (!size_price(m, p, side, &high) || !dec_div(i->max_notional,
	    dec_max(high, p->ticker->last), AMOUNT_SCALE, ROUND_DOWN,
	    &by_value))
		return false;
	l->most = tighter(l->most, by_value);
	return true;
}

/* An order that the pair takes, and worth the while: else why not. */
static bool
judge(const struct making *m, const struct pair *p, const struct limits *l,
    struct effect *e, char why[TEXT_SIZE])
{
	const struct instrument *i = p->market;
	char has[DEC_TEXT_SIZE], least[DEC_TEXT_SIZE];
	struct dec low, value, moved;

	why[0] = '\0';
	if (!size_price(m, p, SIDE_SELL, &low) || !dec_mul(e->amount,
	    dec_min(low, p->ticker->last), VALUE_SCALE, ROUND_DOWN, &value) ||
	    !(quoted(m, p) ? dec_mul(e->amount, p->ticker->last, VALUE_SCALE,
	    ROUND_DOWN, &moved) : dec_round(e->amount, VALUE_SCALE,
	    ROUND_DOWN, &moved)))
		return false;
	if (dec_cmp(e->amount, l->least) < 0)
		snprintf(why, TEXT_SIZE, "%s takes no less than %s %s",
		    i->symbol, dec_text(l->least, least), i->base);
	else if (dec_cmp(value, i->min_notional) < 0)
		snprintf(why, TEXT_SIZE, "%s takes no order of less than %s "
		    "%s", i->symbol, dec_text(i->min_notional, least),
		    i->quote);
	else if (dec_cmp(moved, m->terms->min_trade) < 0)
		snprintf(why, TEXT_SIZE, "a trade of %s %s is below the "
		    "smallest, %s", dec_text(moved, has), m->plan->quote,
		    dec_text(m->terms->min_trade, least));
	else
		return true;
	e->amount = DEC_ZERO;
	return true;
}

/* On the lot, and judged: what the order does, or an amount of 0. */
static bool
settle(const struct making *m, const struct pair *p, const struct limits *l,
    int side, struct dec amount, struct effect *e, char why[TEXT_SIZE])
{
	*e = (struct effect){ 0 };
	if (!dec_step(amount, l->lot, ROUND_DOWN, &e->amount))
		return false;
	e->amount = dec_trim(dec_max(e->amount, DEC_ZERO));
	return judge(m, p, l, e, why) && (dec_is_zero(e->amount) ||
	    size_effect(m, p, side, e->amount, e));
}

bool
size_order(const struct making *m, const struct pair *p,
    const struct wish *w, int *side, struct effect *out,
    char why[TEXT_SIZE])
{
	struct limits l;
	struct dec amount, most, less;
	bool short_of, capped;

	*side = w->sells == quoted(m, p) ? SIDE_SELL : SIDE_BUY;
	if (!limits_of(m, p, *side, &l) || !amount_wanted(m, p, w, *side,
	    &amount) || !amount_most(m, p, w->most, *side, &most))
		return false;
	short_of = dec_cmp(amount, most) > 0;
	amount = short_of || (w->all && *side == SIDE_SELL) ? most : amount;
	capped = dec_sign(l.most) > 0 && dec_cmp(amount, l.most) > 0;
	if (capped)
		amount = l.most;
	if (!settle(m, p, &l, *side, amount, out, why))
		return false;
	/* Cost and fee are rounded up, which may be just too much. */
	if (dec_cmp(out->out, w->most) > 0 && (!dec_sub(w->most, dec_make(2,
	    VALUE_SCALE), &less) || !amount_most(m, p, less, *side, &amount) ||
	    !settle(m, p, &l, *side, amount, out, why)))
		return false;
	if (dec_sign(out->amount) > 0 && capped)
		snprintf(why, TEXT_SIZE, "one order of %s takes no more",
		    p->market->symbol);
	else if (short_of)
		snprintf(why, TEXT_SIZE, w->sells ?
		    "no more of it is free" : "there is no more %s for it",
		    m->plan->quote);
	return true;
}
