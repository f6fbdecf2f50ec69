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

static void
add_drawdown(const struct snapshot *s, const struct equity_points *curve,
    int64_t day_start, struct exposure *out)
{
	struct peaks peaks = {0};
	struct unit_price now, then;
	size_t at;

	out->drawdown = out->drawdown_day = DEC_NONE;
	if (curve == NULL || !unit_price_now(s, &now))
		return;
	if (peaks_highest(&peaks, curve, s->time, &then))
		out->drawdown = fall_of(now,
		    unit_price_cmp(now, then) > 0 ? now : then);
	if (curve_price(curve, stamp_day(s->time, day_start), &then, &at))
		out->drawdown_day = fall_of(now, then);
	peaks_release(&peaks);
}

enum err_code
risk_exposure(const struct snapshot *s, const struct equity_points *curve,
    int64_t day_start, struct exposure *out, struct err *err)
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
	return rc;
}
