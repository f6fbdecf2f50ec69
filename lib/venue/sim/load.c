/*
 * Reads the text that save.c writes. What does not fit the setup, or does not
 * add up, is E_DATA; nothing of it is used then.
 */
#include "venue/sim/words.h"

#include <string.h>

static void
load_clock(struct sim *sim, struct words *w)
{
	sim->time = get_int(w);
	sim->group = get_int(w);
	sim->span = get_int(w);
	sim->inner = get_bool(w);
	sim->after = get_int(w);
	sim->point = get_small(w, SIM_END);
	sim->stands = get_small(w, SIM_CLOSE);
	sim->seq = get_int(w);
	sim->numbers = get_int(w);
	sim->inputs = get_int(w);
}

static void
load_worth(struct sim *sim, struct words *w)
{
	sim->transferred = get_known(w);
	sim->units = get_dec(w);
	for (int i = 0; i < 4; i++)
		sim->marks[i] = get_dec(w);
}

static void
load_balance(struct sim *sim, struct words *w)
{
	char currency[ASSET_SIZE];
	struct sim_balance *b;
	size_t at;

	get_word(w, currency, sizeof(currency));
	at = balance_find(sim, currency);
	if (at == NOWHERE) {
		w->bad = true;
		return;
	}
	b = &sim->balances.at[at];
	b->total = get_known(w);
	b->opening = get_known(w);
	b->moved = get_known(w);
	b->traded = get_known(w);
	b->fees = get_known(w);
}

static void
load_insured(struct sim *sim, struct words *w)
{
	char currency[ASSET_SIZE];
	size_t at;

	get_word(w, currency, sizeof(currency));
	at = balance_find(sim, currency);
	if (at == NOWHERE)
		w->bad = true;
	else
		sim->balances.at[at].insured = get_known(w);
}

static void
get_volume(struct words *w, struct sim_bar *bar)
{
	struct dec volume = get_known(w);

	bar->volume = (int64_t)volume.coef;
	bar->volume_scale = volume.scale;
	w->bad = w->bad || volume.coef != bar->volume || volume.coef < 0;
}

static void
load_symbol(struct sim *sim, struct words *w)
{
	size_t at = get_symbol(w, sim);
	struct sim_symbol *s;

	if (at == NOWHERE)
		return;
	s = &sim->symbols.at[at];
	s->last = get_price(w, s);
	s->here = get_bool(w);
	s->bar.symbol = at;
	s->bar.open = get_price(w, s);
	s->bar.high = get_price(w, s);
	s->bar.low = get_price(w, s);
	s->bar.close = get_price(w, s);
	get_volume(w, &s->bar);
	s->low_seen = get_bool(w);
	s->high_seen = get_bool(w);
	s->budget = get_known(w);
	s->bought = get_known(w);
	s->paid = get_known(w);
	s->held = get_known(w);
	s->cost = get_known(w);
	s->realized = get_known(w);
	s->last_time = sim->time;
}

/* Older states have no such line: their prices are taken for new ones. */
static void
load_priced(struct sim *sim, struct words *w)
{
	size_t at = get_symbol(w, sim);
	int64_t time = get_int(w);

	if (at == NOWHERE || time <= 0 || time > sim->time)
		w->bad = true;
	else
		sim->symbols.at[at].last_time = time;
}

static void
load_swap(struct sim *sim, struct words *w)
{
	size_t at = get_symbol(w, sim);
	struct sim_symbol *s;
	struct sim_position *p;

	if (at == NOWHERE)
		return;
	s = &sim->symbols.at[at];
	p = &s->position;
	s->mark = get_mark(w, s);
	s->marked = get_bool(w);
	s->mark_bar.symbol = at;
	s->mark_bar.open = get_price(w, s);
	s->mark_bar.high = get_price(w, s);
	s->mark_bar.low = get_price(w, s);
	s->mark_bar.close = get_price(w, s);
	p->side = get_small(w, 2) - 1;
	p->mode = get_name(w, margin_mode_names, MARGIN_ISOLATED + 1);
	p->leverage = get_known(w);
	p->contracts = get_known(w);
	p->cost = get_known(w);
	p->margin = get_known(w);
	p->realized = get_known(w);
	p->funding = get_known(w);
	if (!position_restore(sim, at))
		w->bad = true;
}

static void
load_order(struct sim *sim, struct words *w)
{
	struct sim_order *o = mem_alloc(sizeof(*o));
	const struct sim_symbol *s;

	vec_push(&sim->orders, o);
	o->number = get_int(w);
	o->age = get_int(w);
	get_word(w, o->id, sizeof(o->id));
	get_word(w, o->parent, sizeof(o->parent));
	o->symbol = get_symbol(w, sim);
	if (o->symbol == NOWHERE) {
		o->symbol = 0;
		return;
	}
	s = &sim->symbols.at[o->symbol];
	o->side = get_name(w, side_names, SIDE_SELL + 1);
	o->type = get_name(w, order_type_names, ORDER_TYPES);
	o->time_in_force = get_name(w, tif_names, TIF_PO + 1);
	o->role = get_small(w, SIM_ROLES - 1);
	o->post_only = get_bool(w);
	o->reduce_only = get_bool(w);
	o->price = get_price(w, s);
	o->trigger = get_price(w, s);
	o->taker = get_known(w);
	o->arrival = get_price(w, s);
	o->first_price = get_price(w, s);
	o->distance = get_level(w);
	o->activation = get_price(w, s);
	o->best = get_price(w, s);
	o->visible = get_known(w);
	o->shown = get_known(w);
	o->amount = get_known(w);
	o->filled = get_known(w);
	o->base_fees = get_known(w);
	o->stop_loss = get_level(w);
	o->take_profit = get_level(w);
	o->trailing_stop = get_level(w);
	o->trailing_activation = get_price(w, s);
	o->expire_at = get_int(w);
	o->time = get_int(w);
	o->entry = get_int(w);
	o->group = get_int(w);
	o->triggered = get_bool(w);
	o->guarded = get_bool(w);
	o->legs = get_int(w);
}

static void
get_request(struct words *w, struct order_request *r)
{
	get_word(w, r->symbol, sizeof(r->symbol));
	r->side = get_small(w, SIDE_SELL);
	r->type = get_small(w, ORDER_TYPES);
	r->time_in_force = get_small(w, TIF_PO);
	r->post_only = get_bool(w);
	r->reduce_only = get_bool(w);
	r->amount = get_dec(w);
	r->quote = get_dec(w);
	r->price = get_dec(w);
	r->trigger_price = get_dec(w);
	r->trail_percent = get_dec(w);
	r->trail_amount = get_dec(w);
	r->activation_price = get_dec(w);
	r->visible = get_dec(w);
	r->stop_loss = get_asked(w);
	r->take_profit = get_asked(w);
	r->trailing_stop = get_asked(w);
	r->trailing_activation = get_dec(w);
	r->expire_at = get_int(w);
}

static void
load_wait(struct sim *sim, struct words *w)
{
	struct sim_wait *wait = mem_alloc(sizeof(*wait));
	struct sim_instruction *i = &wait->i;

	vec_push(&sim->queue, wait);
	i->input = get_int(w);
	i->what = get_name(w, sim_action_names, SIM_ACTIONS);
	i->at = get_int(w);
	get_word(w, i->id, sizeof(i->id));
	i->unsupported = get_bool(w);
	get_word(w, i->currency, sizeof(i->currency));
	i->amount = get_dec(w);
	get_word(w, i->symbol, sizeof(i->symbol));
	get_request(w, &i->order);
	i->second = order_request_empty();
	i->leverage = DEC_NONE;
	i->margin_mode = -1;
}

static void
load_second(struct sim *sim, struct words *w)
{
	struct sim_instruction none = { 0 }, *i = sim->queue.len == 0 ?
	    &none : &sim->queue.at[sim->queue.len - 1]->i;

	w->bad = w->bad || i->what != SIM_DO_OCO;
	get_word(w, i->second_id, sizeof(i->second_id));
	i->second_unsupported = get_bool(w);
	get_request(w, &i->second);
}

static void
load_traded(struct sim *sim, struct words *w)
{
	int64_t day = get_int(w);
	struct dec value = get_known(w);

	if (day < sim->traded_day || day - sim->traded_day >= TRADED_DAYS *
	    INT64_C(1000000)) {
		w->bad = true;
		return;
	}
	sim->traded_day = day;
	sim->traded[day % TRADED_DAYS] = value;
}

static void
load_asks(struct sim *sim, struct words *w)
{
	struct dec leverage = get_dec(w);
	int mode = get_small(w, MARGIN_ISOLATED + 1) - 1;

	if (sim->queue.len == 0) {
		w->bad = true;
		return;
	}
	sim->queue.at[sim->queue.len - 1]->i.leverage = leverage;
	sim->queue.at[sim->queue.len - 1]->i.margin_mode = mode;
}

static void
load_closed(struct sim *sim, struct words *w)
{
	char id[ID_SIZE];

	get_word(w, id, sizeof(id));
	id_set_add(&sim->closed, id);
}

static const struct {
	const char *name;
	void (*load)(struct sim *sim, struct words *w);
} lines[] = {
	{ "clock", load_clock }, { "worth", load_worth },
	{ "balance", load_balance }, { "insured", load_insured },
	{ "symbol", load_symbol }, { "priced", load_priced },
	{ "swap", load_swap }, { "order", load_order },
	{ "wait", load_wait }, { "asks", load_asks },
	{ "second", load_second }, { "traded", load_traded },
	{ "closed", load_closed }
};

static bool
line_end(struct words *w)
{
	w->line++;
	if (w->bad || w->at == w->end || *w->at != '\n')
		return false;
	w->at++;
	return true;
}

static bool
load_lines(struct sim *sim, struct words *w)
{
	char word[WORD_SIZE];
	size_t n = sizeof(lines) / sizeof(lines[0]);

	get_word(w, word, sizeof(word));
	if (strcmp(word, "sim") != 0 || get_int(w) != 2 || !line_end(w))
		return false;
	for (;;) {
		size_t i = 0;

		get_word(w, word, sizeof(word));
		if (strcmp(word, "end") == 0)
			return line_end(w) && w->at == w->end;
		while (i < n && strcmp(word, lines[i].name) != 0)
			i++;
		if (i == n)
			return false;
		lines[i].load(sim, w);
		if (!line_end(w))
			return false;
	}
}

/* A price of 0 is one: a leg so far away that it is never met. */
static bool
order_adds_up(const struct sim *sim, const struct sim_order *o)
{
	bool asleep = order_is_asleep(o);

	return o->number > 0 && o->age >= o->number &&
	    o->age <= sim->numbers && o->group >= 0 &&
	    (o->group == 0 || (o->group <= o->number &&
	    o->group > o->number - GROUP_MAX)) && o->entry >= 0 && o->entry < o->number &&
	    (o->legs == 0 || o->legs > o->number) &&
	    o->legs <= sim->numbers &&
	    (o->price == 0 || order_has_price(o)) &&
	    (!asleep || (o->activation > 0 && !o->triggered)) &&
	    (o->type != TYPE_TRAILING || o->distance.kind != LEVEL_NONE) &&
	    dec_sign(o->visible) >= 0 && dec_sign(o->shown) >= 0 &&
	    dec_cmp(o->shown, o->visible) <= 0;
}

/* Do an entry and its legs know each other? */
static bool
links_add_up(const struct sim *sim, const struct sim_order *o)
{
	struct sim_order *members[GROUP_MAX];
	const struct sim_order *entry = o->entry == 0 ? NULL :
	    order_by_number(sim, o->entry);
	size_t n = group_members(sim, o->legs, members);

	if (entry != NULL && entry->legs != o->group)
		return false;
	for (size_t i = 0; i < n; i++)
		if (members[i]->entry != o->number)
			return false;
	return true;
}

/* Do the orders make sense, and is nothing reserved that is not there? */
static bool
adds_up(struct sim *sim)
{
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!order_adds_up(sim, sim->orders.at[i]) || (i > 0 &&
		    sim->orders.at[i]->number <=
		    sim->orders.at[i - 1]->number))
			return false;
	for (size_t i = 0; i < sim->orders.len; i++) {
		order_enter(sim, sim->orders.at[i]);
		order_changed(sim, sim->orders.at[i]);
	}
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!links_add_up(sim, sim->orders.at[i]))
			return false;
	for (size_t i = 0; i < sim->symbols.len; i++) {
		const struct sim_symbol *s = &sim->symbols.at[i];

		if (s->here && (s->bar.low <= 0 ||
		    s->bar.high < s->bar.low || s->last <= 0))
			return false;
	}
	return state_holds(sim);
}

enum err_code
sim_load(struct sim *sim, const char *text, size_t len, struct err *err)
{
	struct buf newer = { 0 };
	bool older = state_upgrade(sim, text, len, &newer);
	struct words w = { older ? newer.at : text,
	    older ? newer.at + newer.len : text + len };
	bool good = load_lines(sim, &w);

	buf_release(&newer);
	if (!good)
		return err_set(err, E_DATA, "state of the simulated venue: "
		    "line %d cannot be read", w.line + 1);
	if (!adds_up(sim) || sim->fault[0] != '\0')
		return err_set(err, E_DATA, "state of the simulated venue: "
		    "it does not add up");
	return E_OK;
}
