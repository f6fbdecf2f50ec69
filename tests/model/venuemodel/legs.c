/*
 * Legs of an entry: made with its first opening fill, growing with what it
 * fills.
 */
#include "tests/model/venuemodel/model.h"

/* A percentage of the entry's first fill price, rounded away from the market:
 * a stop beyond it, a target too. */
static struct dec
link_price(const struct order *entry, struct link l, bool up)
{
	struct dec part;

	if (!l.percent)
		return l.value;
	part = times(l.value, dec_make(up ? 1 : -1, 2));
	return to_tick(entry->of, times(entry->first_price, plus(dec_int(1),
	    part)), up ? ROUND_CEIL : ROUND_FLOOR);
}

static struct order *
leg_make(struct model *m, struct order *entry, enum type type,
    const char *suffix)
{
	struct order *leg = mem_alloc(sizeof(*leg));

	memset(leg, 0, sizeof(*leg));
	leg->of = entry->of;
	leg->entry = entry;
	leg->taker = rate_of(m, entry->of, true);
	leg->group = entry->leg_group;
	leg->id = mem_format("%s.%s", entry->id, suffix);
	leg->want.id = leg->id;
	leg->want.symbol = entry->want.symbol;
	leg->want.side = entry->want.side == BUY ? SELL : BUY;
	leg->want.type = type;
	leg->want.amount = entry->legs;
	leg->want.reduce_only = entry->of->swap;
	leg->want.price = leg->want.trigger = leg->want.quote = DEC_NONE;
	leg->want.trail_percent = leg->want.trail_amount = DEC_NONE;
	leg->want.activation = leg->want.visible = DEC_NONE;
	leg->want.ts_percent = leg->want.ts_amount = DEC_NONE;
	leg->want.ts_activation = DEC_NONE;
	leg->first_price = leg->best = leg->fixed = DEC_NONE;
	leg->filled = leg->base_fees = leg->legs = DEC_ZERO;
	leg->arrival = entry->of->last;
	return leg;
}

/* The stop, the target, the trailing stop. A target made by a maker's fill
 * inside a walk is guarded. */
static void
legs_make(struct model *m, struct order *entry, const struct fill *f)
{
	bool buy = entry->want.side == BUY;
	struct order *leg;

	entry->leg_group = ++m->groups;
	if (entry->want.stop_loss.given) {
		leg = leg_make(m, entry, STOP, "sl");
		leg->want.trigger = link_price(entry, entry->want.stop_loss,
		    !buy);
		order_accept(m, leg);
	}
	if (entry->want.take_profit.given) {
		leg = leg_make(m, entry, LIMIT, "tp");
		leg->want.price = link_price(entry, entry->want.take_profit,
		    buy);
		leg->guarded = m->walking && !f->taker;
		order_accept(m, leg);
	}
	if (entry->want.trails) {
		leg = leg_make(m, entry, TRAILING, "ts");
		leg->want.trail_percent = entry->want.ts_percent;
		leg->want.trail_amount = entry->want.ts_amount;
		leg->want.activation = entry->want.ts_activation;
		leg->active = !dec_known(leg->want.activation);
		leg->best = entry->of->last;
		order_accept(m, leg);
	}
}

/* After any fill of what may be an entry. They come with the first that opens;
 * their amount is all that the entry filled, what it closed too. */
void
legs_update(struct model *m, struct order *entry, const struct fill *f)
{
	const struct request *w = &entry->want;
	struct dec before = entry->legs;

	if (!entry->of->swap && strcmp(f->fee_currency, entry->of->base) == 0)
		entry->base_fees = plus(entry->base_fees, f->fee);
	if (!w->stop_loss.given && !w->take_profit.given && !w->trails)
		return;
	entry->legs = to_step(minus(entry->filled, dec_max(entry->base_fees,
	    DEC_ZERO)), entry->of->lot, ROUND_DOWN);
	if (entry->leg_group == 0) {
		if (f->opens && positive(entry->legs))
			legs_make(m, entry, f);
		return;
	}
	for (size_t i = 0; i < m->orders.len; i++) {
		struct order *leg = m->orders.at[i];

		if (leg->entry == entry && working(leg))
			leg->want.amount = plus(leg->want.amount,
			    minus(entry->legs, before));
	}
}
