/*
 * Positions of perpetuals, worked out from their moves: profit, margins, tiers
 * and the price of liquidation.
 */
#include "tests/model/venuemodel/model.h"

/* Signed: a short is negative. */
struct dec
contracts_of(const struct model *m, const struct instrument *in)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->moves.len; i++)
		if (m->moves.at[i].of == in)
			sum = plus(sum, m->moves.at[i].contracts);
	return sum;
}

struct dec
cost_of(const struct model *m, const struct instrument *in)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->moves.len; i++)
		if (m->moves.at[i].of == in)
			sum = plus(sum, m->moves.at[i].cost);
	return sum;
}

struct dec
margin_of(const struct model *m, const struct instrument *in)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->moves.len; i++)
		if (m->moves.at[i].of == in)
			sum = plus(sum, m->moves.at[i].margin);
	return sum;
}

bool
has_position(const struct model *m, const struct instrument *in)
{
	return in->swap && dec_sign(contracts_of(m, in)) != 0;
}

struct dec
closable(const struct model *m, const struct instrument *in, enum side side)
{
	struct dec contracts = contracts_of(m, in);

	if (!in->swap || dec_sign(contracts) != (side == BUY ? -1 : 1))
		return DEC_ZERO;
	return dec_abs(contracts);
}

struct dec
value_at(const struct instrument *in, struct dec amount, struct dec price)
{
	return times(times(price, amount), in->contract_size);
}

struct dec
mark_value(const struct model *m, const struct instrument *in)
{
	return value_at(in, dec_abs(contracts_of(m, in)), in->mark);
}

struct dec
upnl_of(const struct model *m, const struct instrument *in)
{
	struct dec gain;

	if (!has_position(m, in))
		return DEC_ZERO;
	gain = minus(mark_value(m, in), cost_of(m, in));
	if (dec_sign(contracts_of(m, in)) < 0)
		gain = dec_neg(gain);
	return rounded(gain, scale_of(m, in->settle), ROUND_FLOOR);
}

/* The row with floor ≤ value < next floor; beyond the last, the last. */
const struct tier *
tier_of(const struct instrument *in, struct dec value)
{
	const struct tier *best = NULL;

	for (size_t i = 0; i < in->tiers.len; i++)
		if (best == NULL || !less(value, in->tiers.at[i].floor))
			best = &in->tiers.at[i];
	return best;
}

/* cum_n = cum_{n-1} + floor_n (mmr_n - mmr_{n-1}) */
static struct dec
cum_of(const struct instrument *in, const struct tier *tier)
{
	struct dec cum = DEC_ZERO;

	for (size_t i = 1; &in->tiers.at[i] <= tier; i++)
		cum = plus(cum, times(in->tiers.at[i].floor,
		    minus(in->tiers.at[i].mmr, in->tiers.at[i - 1].mmr)));
	return cum;
}

struct dec
maintenance_of(const struct model *m, const struct instrument *in)
{
	const struct tier *tier;
	struct dec value, need;

	if (!has_position(m, in) || in->tiers.len == 0)
		return DEC_ZERO;
	value = mark_value(m, in);
	tier = tier_of(in, value);
	need = rounded(minus(times(value, tier->mmr), cum_of(in, tier)),
	    scale_of(m, in->settle), ROUND_CEIL);
	return dec_max(need, DEC_ZERO);
}

struct dec
initial_of(const struct model *m, const struct instrument *in)
{
	return over_rounded(mark_value(m, in), in->leverage,
	    scale_of(m, in->settle), ROUND_CEIL);
}

/* A max_leverage of 0 is no limit, as everywhere. */
bool
tier_allows(const struct instrument *in, struct dec value, struct dec leverage)
{
	const struct tier *tier = tier_of(in, value);

	return tier == NULL || dec_sign(tier->max_leverage) == 0 ||
	    !less(tier->max_leverage, leverage);
}

bool
is_cross(const struct model *m, const struct instrument *in,
    const char *currency)
{
	return has_position(m, in) && !in->isolated &&
	    strcmp(in->settle, currency) == 0;
}

/* W = total - Σ reserves - Σ isolated margins */
struct dec
wallet_of(const struct model *m, const char *currency)
{
	struct dec w = minus(total_of(m, currency), reserved_of(m, currency));

	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		if (has_position(m, in) && in->isolated &&
		    strcmp(in->settle, currency) == 0)
			w = minus(w, margin_of(m, in));
	}
	return w;
}

/* M: the margin, or W + Σ upnl - Σ MM of the other cross positions. */
static struct dec
behind(const struct model *m, const struct instrument *in)
{
	struct dec sum;

	if (in->isolated)
		return margin_of(m, in);
	sum = wallet_of(m, in->settle);
	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *other = &m->instruments.at[i];

		if (other != in && is_cross(m, other, in->settle))
			sum = minus(plus(sum, upnl_of(m, other)),
			    maintenance_of(m, other));
	}
	return sum;
}

/* The value at which the position is liquidated by one tier, as a quotient:
 * long (cost - M - cum) / (1 - mmr), short (M + cost + cum) / (1 + mmr). */
static void
value_by_tier(const struct model *m, const struct instrument *in,
    const struct tier *tier, struct dec *above, struct dec *below)
{
	struct dec spare = behind(m, in), cost = cost_of(m, in);
	struct dec mmr = DEC_ZERO;

	if (tier != NULL) {
		spare = plus(spare, cum_of(in, tier));
		mmr = tier->mmr;
	}
	if (dec_sign(contracts_of(m, in)) > 0) {
		*above = minus(cost, spare);
		*below = minus(dec_int(1), mmr);
	} else {
		*above = plus(cost, spare);
		*below = plus(dec_int(1), mmr);
	}
}

/* To the tick toward entry. */
static struct dec
price_at_value(const struct model *m, const struct instrument *in,
    struct dec above, struct dec below)
{
	struct dec contracts = contracts_of(m, in);

	below = times(below, times(dec_abs(contracts), in->contract_size));
	return ratio_to_tick(in, above, below,
	    dec_sign(contracts) > 0 ? ROUND_CEIL : ROUND_FLOOR);
}

/* By the first tier with floor ≤ n < next floor; none for n ≤ 0. Without
 * tiers nothing has to be maintained. */
bool
liquidation_price(const struct model *m, const struct instrument *in,
    struct dec *price)
{
	struct dec above, below;

	if (!has_position(m, in))
		return false;
	for (size_t i = 0; i < in->tiers.len; i++) {
		value_by_tier(m, in, &in->tiers.at[i], &above, &below);
		if (less(above, times(in->tiers.at[i].floor, below)) ||
		    (i + 1 < in->tiers.len && !less(above,
		    times(in->tiers.at[i + 1].floor, below))))
			continue;
		if (!positive(above))
			return false;
		*price = price_at_value(m, in, above, below);
		return true;
	}
	value_by_tier(m, in, NULL, &above, &below);
	if (in->tiers.len != 0 || !positive(above))
		return false;
	*price = price_at_value(m, in, above, below);
	return true;
}
