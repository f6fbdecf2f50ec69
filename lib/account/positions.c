/*
 * What a venue does not tell about a position, from our own fills and working
 * orders: entry at average cost, profit, the levels of stop and target.
 */
#include "account/account.h"

#include <string.h>

/* A known amount stays as the venue gave it. */
static void
fill_in(struct dec *to, struct dec value)
{
	if (!dec_known(*to))
		*to = value;
}

static struct dec
notional(const struct instrument *i, const struct position *p)
{
	struct dec out;

	if (!dec_known(p->mark_price) || !dec_known(p->contracts) ||
	    !instrument_value(i, p->mark_price, p->contracts, &out))
		return DEC_NONE;
	return out;
}

/*
 * Entry, profit and percentage of the part that was bought here, rounded down
 * (SIMVENUE.md 1). Coins that came by transfer have no cost and no profit.
 */
static void
complete_profit(struct position *p, const struct instrument *i,
    const struct book_entry *e)
{
	struct dec amount = dec_min(e->amount, p->contracts), cost = e->cost;
	struct dec value, profit, percent;

	if (dec_sign(e->amount) <= 0 || dec_sign(amount) <= 0)
		return;
	if (!dec_known(p->entry_price))
		p->entry_price = book_entry_price(e, i->contract_size);
	fill_in(&p->realized_pnl, e->realised);
	if (dec_known(p->unrealized_pnl) && dec_known(p->percentage))
		return;
	if (!dec_known(p->mark_price) ||
	    !instrument_value(i, p->mark_price, amount, &value) ||
	    (dec_cmp(amount, e->amount) < 0 && !dec_muldiv(cost, amount,
	    e->amount, 8, ROUND_UP, &cost)) ||
	    !(p->side == POSITION_LONG ? dec_sub(value, cost, &profit) :
	    dec_sub(cost, value, &profit)) ||
	    !dec_round(profit, 8, ROUND_FLOOR, &profit))
		return;
	fill_in(&p->unrealized_pnl, profit);
	if (dec_muldiv(p->unrealized_pnl, dec_int(100), cost, 8,
	    ROUND_HALF_EVEN, &percent))
		fill_in(&p->percentage, percent);
}

/* Is this order of the side that gets out of the position? */
static bool
closes(const struct order *o, const struct position *p)
{
	return strcmp(o->symbol, p->symbol) == 0 &&
	    (o->state == ORDER_OPEN || o->state == ORDER_PARTIAL) &&
	    (o->side == SIDE_SELL) == (p->side == POSITION_LONG);
}

/* Of two levels the one that the market meets first. */
static void
nearest(struct dec *to, struct dec level, bool highest)
{
	if (!dec_known(level))
		return;
	if (!dec_known(*to))
		*to = level;
	else
		*to = highest ? dec_max(*to, level) : dec_min(*to, level);
}

static void
complete_levels(struct position *p, const struct orders *orders)
{
	struct dec stop = DEC_NONE, target = DEC_NONE;
	bool is_long = p->side == POSITION_LONG;

	for (size_t i = 0; i < orders->len; i++) {
		const struct order *o = &orders->at[i];

		if (!closes(o, p))
			continue;
		switch (o->type) {
		case TYPE_STOP:
		case TYPE_STOP_LIMIT:
		case TYPE_TRAILING:
			nearest(&stop, o->trigger_price, is_long);
			break;
		case TYPE_TAKE_PROFIT:
		case TYPE_TAKE_PROFIT_LIMIT:
			nearest(&target, o->trigger_price, !is_long);
			break;
		case TYPE_LIMIT:
			nearest(&target, o->price, !is_long);
			break;
		default:
			break;
		}
	}
	fill_in(&p->stop_loss_price, stop);
	fill_in(&p->take_profit_price, target);
}

enum err_code
snapshot_complete(struct snapshot *s, const struct fills *fills,
    struct book *book, struct err *err)
{
	struct book own;
	enum err_code rc = E_OK;

	if (s->positions.len == 0)
		return E_OK;
	if (book == NULL) {
		memset(&own, 0, sizeof(own));
		book = &own;
	}
	if (!book_read(book, fills, s))
		rc = err_set(err, E_DATA, "%s: the fills do not add up",
		    s->account.label);
	for (size_t n = 0; n < s->positions.len && rc == E_OK; n++) {
		struct position *p = &s->positions.at[n];
		const struct instrument *i = snapshot_instrument(s, p->symbol);
		const struct price *price = snapshot_price(s, p->symbol);
		const struct book_entry *e = book_find(book, p->symbol);

		if (i == NULL)
			continue;
		fill_in(&p->contract_size, dec_sign(i->contract_size) > 0 ?
		    i->contract_size : dec_int(1));
		if (price != NULL)
			fill_in(&p->mark_price, dec_known(price->mark) ?
			    price->mark : price->last);
		if (!dec_known(p->notional))
			p->notional = notional(i, p);
		if (e != NULL && e->side == p->side)
			complete_profit(p, i, e);
		complete_levels(p, &s->orders);
		if (p->hedged == BOOL_NONE)
			p->hedged = 0;
	}
	if (book == &own)
		book_release(&own);
	return rc;
}
