/*
 * Where a swap would be liquidated: the estimate of METHODS 8.4 and
 * SIMVENUE.md 8. Fees, funding and what the insurance takes are not in it.
 */
#include "risk/margin.h"

#include <string.h>

/* What stands behind a position beside its own profit. */
static bool
money_behind(const struct margins *m, const struct swap *k, struct dec *out)
{
	struct dec sum = DEC_NONE;

	if (k->isolated) {
		*out = k->margin;
		return dec_known(*out);
	}
	for (size_t n = 0; n < m->wallets.len; n++)
		if (strcmp(m->wallets.at[n].asset, k->i->settle) == 0)
			sum = m->wallets.at[n].money;
	for (size_t n = 0; n < m->swaps.len; n++) {
		const struct swap *other = &m->swaps.at[n];

		if (other == k || other->isolated ||
		    (other->p == NULL && !other->changed) ||
		    strcmp(other->i->settle, k->i->settle) != 0)
			continue;
		if (!dec_add(sum, other->profit, &sum) ||
		    !dec_sub(sum, other->maintenance, &sum))
			return false;
	}
	*out = sum;
	return dec_known(sum);
}

/*
 * The value at which margin and profit have come down to maintenance, by the
 * first row of the table that holds there, as num / den with den > 0:
 * long (cost - M - cum) / (1 - mmr), short (M + cost + cum) / (1 + mmr).
 */
static bool
value_at(const struct swap *k, struct dec behind, struct dec *num,
    struct dec *den)
{
	static const struct margin_tier none;
	const struct instrument *i = k->i;
	int rows = i->tier_rows > 0 ? i->tier_rows : 1;
	bool is_long = k->side == POSITION_LONG;

	for (int n = 0; n < rows; n++) {
		const struct margin_tier *t = i->tier_rows > 0 ?
		    &i->tiers[n] : &none;
		struct dec left;

		if (is_long ? !dec_sub(k->cost, behind, &left) ||
		    !dec_sub(left, t->cum, num) ||
		    !dec_sub(dec_int(1), t->mmr, den) :
		    !dec_add(k->cost, behind, &left) ||
		    !dec_add(left, t->cum, num) ||
		    !dec_add(dec_int(1), t->mmr, den))
			return false;
		if (dec_sign(*den) <= 0)
			return false;
		if (n + 1 == rows || dec_cmp_products(*num, dec_int(1),
		    i->tiers[n + 1].floor, *den) < 0)
			return true;
	}
	return false;
}

enum liquidation
margins_liquidation(const struct margins *m, const struct swap *k,
    struct dec *price)
{
	enum round toward = k->side == POSITION_LONG ? ROUND_CEIL :
	    ROUND_FLOOR;
	struct dec behind, num, den, units, exact;
	bool moved = k->changed;

	for (size_t n = 0; n < m->wallets.len && !k->isolated; n++)
		moved |= m->wallets.at[n].changed && strcmp(
		    m->wallets.at[n].asset, k->i->settle) == 0;
	*price = DEC_NONE;
	if (!moved && k->p != NULL && dec_known(k->p->liquidation_price)) {
		*price = k->p->liquidation_price;
		return LIQUIDATION_AT;
	}
	if (!dec_known(k->cost) || dec_sign(k->contracts) <= 0 ||
	    !money_behind(m, k, &behind) || !value_at(k, behind, &num, &den))
		return LIQUIDATION_UNKNOWN;
	if (dec_sign(num) <= 0)
		return LIQUIDATION_NONE;
	if (!dec_times(k->contracts, k->i->contract_size, &units) ||
	    !dec_times(units, den, &units) ||
	    !dec_div(num, units, DEC_SCALE_MAX, toward, &exact) ||
	    !instrument_round_price(k->i, exact, toward, price))
		return LIQUIDATION_UNKNOWN;
	return dec_sign(*price) > 0 ? LIQUIDATION_AT : LIQUIDATION_NONE;
}

struct dec
swap_liquidation(const struct snapshot *s, const struct position *p)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	struct margins m;
	struct dec price = DEC_NONE;
	const struct swap *k;

	if (i == NULL || i->kind != KIND_SWAP ||
	    dec_known(p->liquidation_price))
		return p->liquidation_price;
	margins_load(s, false, NULL, &m);
	k = margins_find(&m, i, p->side);
	if (k != NULL)
		margins_liquidation(&m, k, &price);
	margins_release(&m);
	return price;
}

bool
liquidation_away(int side, struct dec mark, struct dec price,
    struct dec *num)
{
	return dec_sign(mark) > 0 && (side == POSITION_LONG ?
	    dec_sub(mark, price, num) : dec_sub(price, mark, num));
}
