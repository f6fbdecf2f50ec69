/*
 * What the simulated venue answers when it is asked.
 */
#include "venue/sim/state.h"

#include <string.h>

int64_t
sim_time(const struct sim *sim)
{
	return sim->time;
}

int
sim_point(const struct sim *sim)
{
	return sim->stands;
}

/* High and low are over the group's marks so far. */
static void
value_of(struct sim *sim, struct dec equity, struct sim_value *out)
{
	struct dec high = equity, low = equity;

	for (int i = 0; i < 4 && i <= sim->stands - SIM_OPEN; i++) {
		const struct dec *mark = &sim->marks[i];

		if (!dec_known(*mark))
			continue;
		if (dec_cmp(*mark, high) > 0)
			high = *mark;
		else if (dec_cmp(*mark, low) < 0)
			low = *mark;
	}
	*out = (struct sim_value){ equity,
	    sim_difference(sim, equity, sim->transferred), sim->transferred,
	    high, low, sim->units };
}

enum err_code
sim_equity(struct sim *sim, struct sim_value *out, struct err *err)
{
	units_start(sim);
	value_of(sim, equity_now(sim), out);
	return sim_verdict(sim, err);
}

bool
sim_mark_value(struct sim *sim, struct sim_value *out)
{
	value_of(sim, sim->marks[SIM_CLOSE - SIM_OPEN], out);
	return sim->fault[0] == '\0';
}

enum err_code
sim_balances(struct sim *sim, struct balances *out, struct err *err)
{
	/* Spot and perpetuals share it. */
	static const char unified[ASSET_SIZE] = "unified";
	static const char spot[ASSET_SIZE] = "spot";
	bool swaps = false;

	for (size_t i = 0; i < sim->symbols.len; i++)
		swaps = swaps || sim->symbols.at[i].swap;
	for (size_t i = 0; i < sim->balances.len; i++) {
		const struct sim_balance *b = &sim->balances.at[i];
		struct balance *row;
		struct dec value;

		if (dec_is_zero(b->total) && i != sim->valuation)
			continue;
		row = vec_add(out);
		text_copy(row->wallet, sizeof(row->wallet), swaps ? unified :
		    spot);
		TEXT_SET(row->asset, b->currency);
		row->free = balance_free(sim, i);
		row->used = sim_difference(sim, b->total, row->free);
		row->total = b->total;
		row->value = asset_value(sim, i, b->total, &value) ? value :
		    DEC_NONE;
		TEXT_SET(row->currency, sim->currency);
		row->time = sim->time;
	}
	return sim_verdict(sim, err);
}

/* The symbol that stands for a base: the one in the account's currency, else
 * the first that has it. */
static bool
represents(const struct sim *sim, size_t symbol)
{
	size_t base = sim->symbols.at[symbol].base;

	if (sim->balances.at[base].pricer != NOWHERE)
		return sim->balances.at[base].pricer == symbol;
	for (size_t i = 0; i < symbol; i++)
		if (sim->symbols.at[i].base == base)
			return false;
	return base != sim->valuation;
}

/* The stop that is met first, and the target. */
static void
exits_set(const struct sim *sim, size_t symbol, struct position *p)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	int64_t stop = 0, target = 0;
	bool up = p->side == POSITION_LONG;

	for (size_t i = 0; i < sim->orders.len; i++) {
		const struct sim_order *o = sim->orders.at[i];
		bool waits = order_waits_for_trigger(o);
		int64_t at = waits ? o->trigger : o->price;

		if (o->closed || o->symbol != symbol || at == 0 ||
		    (o->side == SIDE_SELL) != up)
			continue;
		/* A long's stops and a short's targets are below. */
		if (waits && trigger_is_below(o) == up) {
			if (stop == 0 || (at > stop) == up)
				stop = at;
		} else if (target == 0 || (at < target) == up) {
			target = at;
		}
	}
	if (stop != 0)
		p->stop_loss_price = price_of(s, stop);
	if (target != 0)
		p->take_profit_price = price_of(s, target);
}

/* A percentage, for show. */
static struct dec
percent_of(struct dec part, struct dec whole)
{
	struct dec percent = DEC_NONE;

	if (dec_sign(whole) <= 0)
		return DEC_NONE;
	/* 4 decimals of a hundredth are 6 of the ratio. */
	if (dec_div(part, whole, 6, ROUND_HALF_EVEN, &percent)) {
		percent.scale = 4;
		return percent;
	}
	if (!dec_muldiv(part, dec_int(100), whole, 4,
	    ROUND_HALF_EVEN, &percent))
		return DEC_NONE;
	return percent;
}

/* Of so many coins that are there what they are worth, their profit and what
 * they cost, as far as these are known. */
static inline void
spot_sum(struct sim *sim, const struct sim_symbol *s, struct dec coins,
    struct position_sum *out, struct dec *cost)
{
	int scale = sim->balances.at[s->quote].scale, all;

	out->notional = out->unrealized_pnl = *cost = DEC_NONE;
	if (s->last == 0)
		return;
	out->notional = sim_product(sim, price_of(s, s->last), coins, scale,
	    ROUND_FLOOR);
	/* Only what was bought here has a known cost. */
	all = dec_cmp(s->held, coins);
	if (dec_sign(s->held) <= 0 || all < 0)
		return;
	if (all == 0)
		*cost = sim_rounded(sim, s->cost, scale, ROUND_CEIL);
	else if (!dec_muldiv(s->cost, coins, s->held, scale, ROUND_CEIL,
	    cost))
		return;
	out->unrealized_pnl = sim_difference(sim, out->notional, *cost);
}

static void
position_value(struct sim *sim, const struct sim_symbol *s,
    struct position *p)
{
	struct position_sum sum;
	struct dec cost;

	spot_sum(sim, s, p->contracts, &sum, &cost);
	if (s->last != 0)
		p->mark_price = price_of(s, s->last);
	p->notional = sum.notional;
	p->unrealized_pnl = sum.unrealized_pnl;
	p->percentage = percent_of(sum.unrealized_pnl, cost);
	if (dec_sign(s->held) > 0)
		dec_div(s->cost, s->held, 8, ROUND_HALF_EVEN, &p->entry_price);
}

/* What stands behind a position: its margin, or the wallet of all that are
 * cross, with profits; and how much of it the maintenance takes. */
static void
collateral_read(struct sim *sim, const struct sim_symbol *s,
    struct position *out)
{
	struct dec need = out->maintenance_margin;

	out->collateral = sim_sum(sim, s->position.margin,
	    out->unrealized_pnl);
	if (s->position.mode == MARGIN_CROSS) {
		out->collateral = balance_wallet(sim, s->quote);
		need = DEC_ZERO;
	}
	for (size_t i = 0; i < sim->held.len; i++) {
		const struct sim_symbol *h =
		    &sim->symbols.at[sim->held.at[i]];

		if (s->position.mode != MARGIN_CROSS ||
		    h->position.mode != MARGIN_CROSS || h->quote != s->quote)
			continue;
		out->collateral = sim_sum(sim, out->collateral,
		    position_profit(sim, h));
		need = sim_sum(sim, need, position_maintenance(sim, h));
	}
	if (dec_sign(out->collateral) <= 0 || !dec_div(need, out->collateral,
	    8, ROUND_HALF_EVEN, &out->margin_ratio))
		out->margin_ratio = DEC_NONE;
}

static void
swap_read(struct sim *sim, size_t symbol, struct position *out)
{
	const struct sim_symbol *s = &sim->symbols.at[symbol];
	const struct sim_position *p = &s->position;
	int64_t at;

	sim->symbols.at[symbol].position.known_at = 0;	/* marks have moved */
	at = position_liquidation(sim, symbol);
	position_init(out);
	TEXT_SET(out->symbol, s->i.symbol);
	out->side = p->side > 0 ? POSITION_LONG : POSITION_SHORT;
	out->contracts = p->contracts;
	out->contract_size = s->i.contract_size;
	dec_div(p->cost, p->size, 8, ROUND_HALF_EVEN, &out->entry_price);
	out->mark_price = price_of(s, s->mark);
	out->notional = position_worth(sim, s);
	out->leverage = p->leverage;
	TEXT_SET(out->margin_mode, margin_mode_names[p->mode]);
	out->initial_margin = position_initial(sim, s);
	out->maintenance_margin = position_maintenance(sim, s);
	out->unrealized_pnl = position_profit(sim, s);
	collateral_read(sim, s, out);
	if (at > 0 && at != INT64_MAX)
		out->liquidation_price = price_of(s, at);
	out->percentage = percent_of(out->unrealized_pnl,
	    out->initial_margin);
	out->realized_pnl = p->realized;
	out->funding = p->funding;
	out->hedged = 0;
	out->time = sim->time;
	exits_set(sim, symbol, out);
}

enum err_code
sim_positions(struct sim *sim, struct positions *out, struct err *err)
{
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];
		struct position *p;
		struct dec total;

		if (s->swap) {
			if (s->position.side != 0)
				swap_read(sim, i, vec_add(out));
			continue;
		}
		if (!represents(sim, i))
			continue;
		total = sim->balances.at[s->base].total;
		if (dec_cmp(total, s->least) < 0)
			continue;
		vec_reserve(out, 1);
		p = &out->at[out->len++];
		position_init(p);
		TEXT_SET(p->symbol, s->i.symbol);
		p->side = POSITION_LONG;
		p->contracts = total;
		p->contract_size = dec_int(1);
		p->realized_pnl = s->realized;
		p->hedged = 0;
		p->time = sim->time;
		position_value(sim, s, p);
		exits_set(sim, i, p);
	}
	return sim_verdict(sim, err);
}

enum err_code
sim_position_sums(struct sim *sim, struct position_sums *out, struct err *err)
{
	struct dec cost;

	vec_clear(out);
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];
		struct dec coins = sim->balances.at[s->base].total;
		struct position_sum one = { s->i.symbol, false, DEC_NONE,
		    DEC_NONE };

		if (s->swap ? s->position.side == 0 : !represents(sim, i) ||
		    dec_cmp(coins, s->least) < 0)
			continue;
		if (s->swap) {
			one.notional = position_worth(sim, s);
			one.unrealized_pnl = position_profit(sim, s);
		} else {
			spot_sum(sim, s, coins, &one, &cost);
		}
		vec_push(out, one);
	}
	return sim_verdict(sim, err);
}

void
sim_prices(const struct sim *sim, struct prices *out)
{
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];
		struct price *p;

		if (s->last == 0)
			continue;
		p = vec_add(out);
		TEXT_SET(p->symbol, s->i.symbol);
		p->last = price_of(s, s->last);
		p->mark = s->swap ? price_of(s, s->mark) : p->last;
		p->time = s->here ? sim->time : s->last_time;
	}
}

bool
sim_leverage(const struct sim *sim, const char *symbol,
    struct dec *leverage, int *margin_mode)
{
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (!s->swap || strcmp(s->i.symbol, symbol) != 0)
			continue;
		*leverage = s->position.leverage;
		*margin_mode = s->position.mode;
		return true;
	}
	return false;
}

void
sim_instruments(const struct sim *sim, struct instruments *out)
{
	for (size_t n = 0; n < sim->symbols.len; n++) {
		const struct sim_symbol *s = &sim->symbols.at[n];

		vec_push(out, s->i);
		if (s->swap) {
			out->at[out->len - 1].leverage = s->position.leverage;
			out->at[out->len - 1].margin_mode = s->position.mode;
		}
	}
}

void
number_text(int64_t number, char out[ID_SIZE])
{
	static const char pairs[] = "00010203040506070809"
	    "10111213141516171819202122232425262728293031323334353637383940"
	    "41424344454647484950515253545556575859606162636465666768697071"
	    "72737475767778798081828384858687888990919293949596979899";
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	/* A number ends where nothing follows: so much can always be copied. */
	char digits[20 + 24] = "", *at = digits + 20;

	for (; left >= 100; left /= 100)
		at = memcpy(at - 2, &pairs[left % 100 * 2], 2);
	at = memcpy(at - 2, &pairs[left * 2], 2);
	at += left < 10;
	if (number < 0)
		*out++ = '-';
	memcpy(out, at, 24);
}

static void
order_read(const struct sim *sim, const struct sim_order *o,
    struct order *out)
{
	const struct sim_symbol *s = &sim->symbols.at[o->symbol];

	order_init(out);
	number_text(o->number, out->venue_id);
	TEXT_SET(out->client_order_id, o->id);
	TEXT_SET(out->parent, o->parent);
	TEXT_SET(out->symbol, s->i.symbol);
	out->type = o->type;
	out->side = o->side;
	out->time_in_force = o->time_in_force;
	out->post_only = o->post_only;
	out->reduce_only = o->reduce_only;
	if (order_has_price(o))
		out->price = price_of(s, o->price);
	if (o->trigger != 0)
		out->trigger_price = price_of(s, o->trigger);
	out->stop_loss = o->stop_loss;
	out->take_profit = o->take_profit;
	if (o->stop_loss.kind == LEVEL_PRICE)
		out->stop_loss_price = o->stop_loss.value;
	if (o->take_profit.kind == LEVEL_PRICE)
		out->take_profit_price = o->take_profit.value;
	out->trailing_stop = o->trailing_stop;
	if (o->trailing_activation != 0)
		out->trailing_activation = price_of(s,
		    o->trailing_activation);
	if (o->distance.kind == LEVEL_PERCENT)
		out->trail_percent = o->distance.value;
	else if (o->distance.kind == LEVEL_PRICE)
		out->trail_amount = o->distance.value;
	if (o->activation != 0)
		out->activation_price = price_of(s, o->activation);
	if (dec_sign(o->visible) > 0)
		out->visible = o->visible;
	out->amount = o->amount;
	out->filled = o->filled;
	out->remaining = order_remaining(o);
	out->state = dec_is_zero(o->filled) ? ORDER_OPEN : ORDER_PARTIAL;
	order_set_status(out);
	out->expire_at = o->expire_at;
	out->time = o->time;
	out->last_update_time = o->time;
}

void
sim_orders(const struct sim *sim, struct orders *out)
{
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed)
			order_read(sim, sim->orders.at[i], vec_add(out));
}
