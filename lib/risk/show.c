/*
 * The numbers of `risk show`: how much of an account is at risk.
 */
#include "base/stamp.h"
#include "risk/curve.h"
#include "risk/exposure.h"
#include "risk/judge.h"

#include <string.h>

/* Everything held of the account's own currency. */
static enum err_code
add_cash(const struct snapshot *s, struct exposure *out, struct err *err)
{
	out->free = out->used = DEC_ZERO;
	for (size_t i = 0; i < s->balances.len; i++) {
		const struct balance *b = &s->balances.at[i];

		if (strcmp(b->asset, s->currency) == 0 &&
		    (!dec_add(out->free, b->free, &out->free) ||
		    !dec_add(out->used, b->used, &out->used)))
			return err_set(err, E_DATA, "%s: balances of %s do not"
			    " fit", s->account.label, s->currency);
	}
	return E_OK;
}

/* Sizes of what is held; unknown when a position cannot be valued. */
static void
add_stakes(const struct snapshot *s, struct exposure *out)
{
	struct stakes held = {0};
	struct dec gross = DEC_ZERO, net = DEC_ZERO, largest = DEC_ZERO;
	struct err ignored;
	bool known = stakes_held(s, &held, &ignored) == E_OK;

	for (size_t i = 0; i < held.len && known; i++) {
		const struct stake *k = &held.at[i];
		struct dec size = dec_abs(k->held);

		known = dec_add(gross, size, &gross) &&
		    dec_add(net, k->held, &net);
		if (dec_cmp(size, largest) <= 0)
			continue;
		largest = size;
		TEXT_SET(out->largest_symbol, k->symbol);
	}
	if (!known)
		gross = net = largest = DEC_NONE;
	stakes_release(&held);
	out->gross = gross;
	out->net = net;
	out->leverage = share_of(gross, s->equity);
	out->largest_share = share_of(largest, s->equity);
}

/* The fall as a ratio, rounded up at 8 decimals. */
static struct dec
fall_of(struct unit_price now, struct unit_price then)
{
	struct dec num, den;
	bool rounded;

	if (!unit_price_fall(now, then, &num, &den, &rounded))
		return DEC_NONE;
	return share_of(num, den);
}

/* The drawdown that is left when a loss comes on top (METHODS 8.5). */
static struct dec
potential_of(const struct snapshot *s, const struct curve *curve,
    struct dec loss)
{
	struct peaks peaks = {0};
	struct unit_price now, then;
	struct dec out = DEC_NONE;

	if (!unit_price_now(s, &now))
		return out;
	if (curve == NULL || !peaks_highest(&peaks, curve, 0, s->time, &then) ||
	    unit_price_cmp(now, then) > 0)
		then = now;
	if (dec_sub(now.equity, loss, &now.equity))
		out = fall_of(now, then);
	peaks_release(&peaks);
	return out;
}

static void
add_drawdown(const struct snapshot *s, const struct curve *curve,
    int64_t day_start, struct exposure *out)
{
	struct peaks peaks = {0};
	struct unit_price now, then;
	size_t at;

	out->drawdown = out->drawdown_day = DEC_NONE;
	if (curve == NULL || !unit_price_now(s, &now))
		return;
	if (peaks_highest(&peaks, curve, 0, s->time, &then))
		out->drawdown = fall_of(now,
		    unit_price_cmp(now, then) > 0 ? now : then);
	if (curve_price(curve, stamp_day(s->time, day_start), &then, &at))
		out->drawdown_day = fall_of(now, then);
	peaks_release(&peaks);
}

/* What swaps need, and the one that is nearest to its liquidation. */
static void
add_margins(const struct snapshot *s, struct exposure *out)
{
	struct margins m;
	struct dec price, away, best = DEC_NONE, mark = DEC_NONE;

	margins_load(s, false, NULL, &m);
	if (margins_initial(&m, s, &out->initial_margin, NULL) != E_OK)
		out->initial_margin = DEC_NONE;
	if (margins_maintenance(&m, s, &out->maintenance_margin, NULL) != E_OK)
		out->maintenance_margin = DEC_NONE;
	for (size_t n = 0; n < m.swaps.len; n++) {
		const struct swap *k = &m.swaps.at[n];

		if (margins_liquidation(&m, k, &price) != LIQUIDATION_AT ||
		    !liquidation_away(k->side, k->mark, price, &away) ||
		    (dec_known(best) &&
		    dec_cmp_products(away, mark, best, k->mark) >= 0))
			continue;
		best = away;
		mark = k->mark;
		TEXT_SET(out->liquidation_symbol, k->i->symbol);
	}
	if (!dec_div(best, mark, 8, ROUND_FLOOR, &out->liquidation_distance))
		out->liquidation_distance = DEC_NONE;
	margins_release(&m);
	out->margin_used = share_of(out->initial_margin, s->equity);
	out->margin_ratio = share_of(out->maintenance_margin, s->equity);
}

/* A part of a whole that is nothing is all there is. */
static struct dec
cover_of(struct dec covered, struct dec whole)
{
	struct dec out;

	if (dec_is_zero(whole))
		return dec_int(1);
	return dec_div(covered, whole, 8, ROUND_FLOOR, &out) ? out : DEC_NONE;
}

/* What has a stop, and what is left when all of them are hit. */
static void
add_stops(const struct snapshot *s, const struct curve *curve,
    const struct risk_terms *terms, struct exposure *out)
{
	struct dec covered = DEC_ZERO, whole = DEC_ZERO, loss = DEC_ZERO;
	struct protection held;
	bool known = true;

	for (size_t n = 0; n < s->positions.len && known; n++)
		if (position_counts(s, &s->positions.at[n]))
			known = protection_of(s, &s->positions.at[n], terms,
			    &held) &&
			    dec_add(covered, held.covered_value, &covered) &&
			    dec_add(whole, held.value, &whole) &&
			    dec_add(loss, held.loss, &loss);
	out->stop_cover = known ? cover_of(covered, whole) : DEC_NONE;
	out->potential_loss = known ? loss : DEC_NONE;
	out->potential_drawdown = known ? potential_of(s, curve, loss) :
	    DEC_NONE;
}

enum err_code
risk_exposure(const struct snapshot *s, const struct curve *curve,
    int64_t day_start, const struct risk_terms *terms, struct exposure *out,
    struct err *err)
{
	enum err_code rc;

	*out = (struct exposure){ .equity = s->equity, .time = s->time,
	    .day_notional = s->day_notional,
	    .open_positions = (int64_t)s->positions.len };
	TEXT_SET(out->account, s->account.label);
	TEXT_SET(out->currency, s->currency);
	for (size_t i = 0; i < s->orders.len; i++)
		out->open_orders += order_state_counts(
		    (enum order_state)s->orders.at[i].state);
	rc = add_cash(s, out, err);
	add_stakes(s, out);
	add_drawdown(s, curve, day_start, out);
	add_margins(s, out);
	add_stops(s, curve, terms, out);
	return rc;
}

static struct position_risk
risk_of(const struct snapshot *s, const struct position *p,
    const struct risk_terms *terms)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	struct position_risk r = { .side = p->side, .leverage = p->leverage,
	    .mark_price = p->mark_price, .time = s->time };
	struct protection held;
	struct dec away;

	TEXT_SET(r.account, s->account.label);
	TEXT_SET(r.venue, s->account.venue);
	TEXT_SET(r.symbol, p->symbol);
	TEXT_SET(r.currency, s->currency);
	TEXT_SET(r.margin_mode, p->margin_mode);
	r.notional = r.initial_margin = r.maintenance_margin = DEC_NONE;
	r.liquidation_distance = r.stop_loss_price = r.stop_cover = DEC_NONE;
	r.potential_loss = r.share = DEC_NONE;
	r.liquidation_price = swap_liquidation(s, p);
	if (liquidation_away(p->side, p->mark_price, r.liquidation_price,
	    &away) && !dec_div(away, p->mark_price, 8, ROUND_FLOOR,
	    &r.liquidation_distance))
		r.liquidation_distance = DEC_NONE;
	if (i != NULL && i->kind == KIND_SWAP) {
		if (worth_of(s, i->settle, swap_initial(i, p),
		    &r.initial_margin, NULL) != E_OK)
			r.initial_margin = DEC_NONE;
		if (worth_of(s, i->settle, swap_maintenance(i, p),
		    &r.maintenance_margin, NULL) != E_OK)
			r.maintenance_margin = DEC_NONE;
	}
	if (protection_of(s, p, terms, &held)) {
		r.notional = held.value;
		r.stop_loss_price = held.nearest;
		r.stop_cover = cover_of(held.covered, p->contracts);
		r.potential_loss = held.loss;
	}
	r.share = share_of(r.notional, s->equity);
	r.potential_share = share_of(r.potential_loss, s->equity);
	return r;
}

void
risk_positions(const struct snapshot *s, const struct risk_terms *terms,
    struct position_risks *out)
{
	for (size_t n = 0; n < s->positions.len; n++)
		vec_push(out, risk_of(s, &s->positions.at[n], terms));
}
