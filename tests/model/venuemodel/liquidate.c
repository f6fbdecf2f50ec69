/*
 * Funding, liquidation and insurance.
 */
#include "tests/model/venuemodel/model.h"

static void
post(struct model *m, const char *currency, struct dec amount)
{
	struct posting p = { currency, amount };

	vec_push(&m->postings, p);
}

static bool
any_cross(const struct model *m, const char *currency)
{
	for (size_t i = 0; i < m->instruments.len; i++)
		if (is_cross(m, &m->instruments.at[i], currency))
			return true;
	return false;
}

/* No cross position and W < 0: + (-W). */
void
insure(struct model *m, const char *currency)
{
	struct dec w = wallet_of(m, currency);
	struct rec r = { .event = "insurance" };

	if (dec_sign(w) >= 0 || any_cross(m, currency))
		return;
	post(m, currency, dec_neg(w));
	rec_text(&r, "currency", currency);
	rec_number(&r, "amount", dec_neg(w));
	rec_put(m, &r);
}

/* The symbol's orders; of a cross position those of all cross swaps of the
 * currency, with or without a position. By age. */
static void
orders_cancel(struct model *m, const struct instrument *in)
{
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *o = m->orders.at[i];

		if (working(o) && (o->of == in || (!in->isolated &&
		    o->of->swap && !o->of->isolated &&
		    strcmp(o->of->settle, in->settle) == 0)))
			order_close(m, o, "canceled", "liquidation");
	}
}

void
liquidate(struct model *m, struct instrument *in, struct dec mark)
{
	struct dec contracts, amount, value, pnl, left, fee, insurance;
	struct move v = { .of = in };
	struct rec r = { .event = "liquidated" };
	int scale = scale_of(m, in->settle);

	orders_cancel(m, in);
	contracts = contracts_of(m, in);
	amount = dec_abs(contracts);
	value = value_at(in, amount, mark);
	pnl = minus(value, cost_of(m, in));
	if (dec_sign(contracts) < 0)
		pnl = dec_neg(pnl);
	pnl = posted(m, in->settle, pnl);
	left = plus(in->isolated ? margin_of(m, in) :
	    wallet_of(m, in->settle), pnl);
	fee = dec_min(rounded(times(value, in->liquidation_fee), scale,
	    ROUND_CEIL), dec_max(left, DEC_ZERO));
	v.contracts = dec_neg(contracts);
	v.cost = dec_neg(cost_of(m, in));
	v.margin = dec_neg(margin_of(m, in));
	vec_push(&m->moves, v);
	insurance = dec_max(dec_neg(left), DEC_ZERO);
	if (!in->isolated && any_cross(m, in->settle))
		insurance = DEC_ZERO;
	post(m, in->settle, pnl);
	post(m, in->settle, dec_neg(fee));
	post(m, in->settle, insurance);
	rec_text(&r, "symbol", in->symbol);
	rec_text(&r, "side", dec_sign(contracts) > 0 ? "long" : "short");
	rec_number(&r, "amount", amount);
	rec_number(&r, "price", mark);
	rec_number(&r, "cost", value);
	rec_number(&r, "fee", fee);
	rec_number(&r, "realized_pnl", pnl);
	rec_number(&r, "insurance", insurance);
	rec_put(m, &r);
	insure(m, in->settle);
}

/* While W + Σ upnl ≤ Σ MM: the one with the lowest upnl, the first listed. */
void
cross_check(struct model *m, const char *currency)
{
	for (;;) {
		struct dec have = wallet_of(m, currency), need = DEC_ZERO;
		struct instrument *worst = NULL;

		for (size_t i = 0; i < m->instruments.len; i++) {
			struct instrument *in = &m->instruments.at[i];

			if (!is_cross(m, in, currency))
				continue;
			have = plus(have, upnl_of(m, in));
			need = plus(need, maintenance_of(m, in));
			if (worst == NULL ||
			    less(upnl_of(m, in), upnl_of(m, worst)))
				worst = in;
		}
		if (worst == NULL || less(need, have))
			return;
		liquidate(m, worst, worst->mark);
	}
}

/* Isolated ones in the order listed, then cross by settle currency, in the
 * order in which the instruments bring them up. */
void
liquidation_check(struct model *m)
{
	for (size_t i = 0; i < m->instruments.len; i++) {
		struct instrument *in = &m->instruments.at[i];

		if (has_position(m, in) && in->isolated &&
		    !less(maintenance_of(m, in),
		    plus(margin_of(m, in), upnl_of(m, in))))
			liquidate(m, in, in->mark);
	}
	for (size_t i = 0; i < m->instruments.len; i++)
		cross_check(m, m->instruments.at[i].settle);
}

/* amount = floor(-s × value(m) × rate) */
static void
settlement(struct model *m, struct instrument *in, const struct rate *f)
{
	struct dec contracts = contracts_of(m, in), amount;
	struct dec mark = dec_known(f->mark) ? f->mark : in->mark;
	struct move v = { .of = in };
	struct rec r = { .event = "funding" };

	amount = times(value_at(in, contracts, mark), f->rate);
	amount = posted(m, in->settle, dec_neg(amount));
	post(m, in->settle, amount);
	if (in->isolated) {
		v.margin = amount;
		vec_push(&m->moves, v);
	}
	rec_text(&r, "symbol", in->symbol);
	rec_number(&r, "rate", f->rate);
	rec_number(&r, "mark_price", mark);
	rec_number(&r, "amount", amount);
	rec_put(m, &r);
	insure(m, in->settle);
}

/* Every settlement time in (after, until], by time, then symbol; also of a
 * symbol that has no bar at this open, at the mark where it stands. */
void
fund(struct model *m, int64_t after, int64_t until)
{
	for (;;) {
		int64_t next = INT64_MAX;

		for (size_t i = 0; i < m->instruments.len; i++) {
			const struct instrument *in = &m->instruments.at[i];

			for (size_t k = 0; k < in->funding.len; k++)
				if (in->funding.at[k].t > after &&
				    in->funding.at[k].t < next)
					next = in->funding.at[k].t;
		}
		if (next > until)
			return;
		for (size_t i = 0; i < m->instruments.len; i++) {
			struct instrument *in = &m->instruments.at[i];

			for (size_t k = 0; k < in->funding.len; k++)
				if (in->funding.at[k].t == next &&
				    has_position(m, in))
					settlement(m, in,
					    &in->funding.at[k]);
		}
		after = next;
	}
}
