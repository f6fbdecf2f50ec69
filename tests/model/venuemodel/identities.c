/*
 * What always holds (the page, 9), judged a second way: from the records as
 * they are printed, which keep books of their own, and from the state at each
 * mark. A break ends the program with 70.
 */
#include "tests/model/venuemodel/model.h"

#include <stdio.h>

/* An order as its records tell it. */
struct life {
	const char *id, *parent, *symbol, *side, *type;
	struct dec amount, price, trigger;
	struct dec filled;
	bool triggered, closed;
};

/* What the records say of a position. */
struct held { const struct instrument *of; struct dec contracts; };

struct identities {
	VEC(struct life) lives;
	VEC(struct money) books;	/* the changes of each currency */
	VEC(struct held) held;
	struct dec worth;		/* net equity before a transfer */
};

#define holds(m, c, what) \
	do { if (!(c)) broken((m), (what), #c); } while (0)

static _Noreturn void
broken(const struct model *m, const char *what, const char *condition)
{
	fputs(buf_text(&m->out), stdout);
	fprintf(stderr, "venuemodel: after record %lld: %s: %s\n",
	    (long long)m->seq, what, condition);
	exit(70);
}

static const struct cell *
cell_of(const struct rec *r, const char *key)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->at[i].key, key) == 0)
			return &r->at[i];
	return NULL;
}

static const char *
text_of(const struct rec *r, const char *key)
{
	return cell_of(r, key)->text;
}

static struct dec
number_of(const struct rec *r, const char *key)
{
	return cell_of(r, key)->number;
}

static bool
is(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

static struct life *
life_of(struct model *m, const char *id)
{
	for (size_t i = 0; i < m->checked->lives.len; i++)
		if (is(m->checked->lives.at[i].id, id))
			return &m->checked->lives.at[i];
	broken(m, "a record of an order never accepted", id);
}

static void
book(struct model *m, const char *currency, struct dec change)
{
	struct identities *i = m->checked;
	struct money line;

	line.currency = currency;
	line.amount = rounded(change, scale_of(m, currency), ROUND_FLOOR);
	vec_push(&i->books, line);
}

static struct dec
booked(const struct model *m, const char *currency)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->opening.len; i++)
		if (is(m->opening.at[i].currency, currency))
			sum = plus(sum, m->opening.at[i].amount);
	for (size_t i = 0; i < m->checked->books.len; i++)
		if (is(m->checked->books.at[i].currency, currency))
			sum = plus(sum, m->checked->books.at[i].amount);
	return sum;
}

static struct dec
held(const struct model *m, const struct instrument *in)
{
	struct dec sum = DEC_ZERO;

	for (size_t i = 0; i < m->checked->held.len; i++)
		if (m->checked->held.at[i].of == in)
			sum = plus(sum, m->checked->held.at[i].contracts);
	return sum;
}

static void
hold(struct model *m, const struct instrument *in, struct dec contracts)
{
	struct held h = { in, contracts };

	vec_push(&m->checked->held, h);
}

static void
see_accepted(struct model *m, const struct rec *r)
{
	struct life *l;

	for (size_t i = 0; i < m->checked->lives.len; i++)
		holds(m, !is(m->checked->lives.at[i].id, text_of(r, "id")),
		    "an id is taken once");
	l = vec_add(&m->checked->lives);
	l->id = text_of(r, "id");
	l->parent = text_of(r, "parent");
	l->symbol = text_of(r, "symbol");
	l->side = text_of(r, "side");
	l->type = text_of(r, "type");
	l->amount = number_of(r, "amount");
	l->price = number_of(r, "price");
	l->trigger = number_of(r, "trigger_price");
	l->filled = DEC_ZERO;
	holds(m, dec_on_step(l->amount, instrument_of(m, l->symbol)->lot),
	    "amounts lie on the lot");
	if (l->parent != NULL)
		holds(m, !less(life_of(m, l->parent)->filled, l->amount),
		    "a leg is no more than its entry filled");
}

static int
word_of(const char *type)
{
	int i = 0;

	while (!is(type_names[i], type))
		i++;
	return i;
}

static void
see_triggered(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));
	struct dec price = number_of(r, "price");

	holds(m, !l->closed && !l->triggered, "an order triggers once");
	if (dec_known(l->trigger))
		holds(m, (is(l->side, "buy") != is_take_profit((enum type)
		    word_of(l->type))) ? !less(price, l->trigger) :
		    !less(l->trigger, price), "it triggers when reached");
	l->triggered = true;
}

static const struct order *
order_of(const struct model *m, const char *id)
{
	for (size_t i = 0; i < m->orders.len; i++)
		if (is(m->orders.at[i]->id, id))
			return m->orders.at[i];
	broken(m, "a record of an order that is not there", id);
}

/* The amount is the order's own: legs grow and shrink without a record. */
static void
remaining_check(struct model *m, struct life *l, const struct rec *r)
{
	struct dec remaining = number_of(r, "remaining");

	holds(m, !l->closed, "a closed order never changes again");
	holds(m, dec_sign(remaining) >= 0 && same(plus(l->filled, remaining),
	    order_of(m, l->id)->want.amount), "filled + remaining = amount");
}

static void
see_closed(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));

	remaining_check(m, l, r);
	l->closed = true;
}

static void
see_amended(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));

	holds(m, !l->closed, "a closed order never changes again");
	l->amount = number_of(r, "amount");
	l->price = number_of(r, "price");
	l->trigger = number_of(r, "trigger_price");
}

static void
fill_price_check(struct model *m, const struct life *l, const struct rec *r)
{
	const struct instrument *in = instrument_of(m, l->symbol);
	struct dec price = number_of(r, "price");
	bool buy = is(l->side, "buy");

	holds(m, dec_on_step(price, tick_at(in, price)),
	    "fill prices lie on the tick");
	if (dec_known(l->price))
		holds(m, buy ? !less(l->price, price) : !less(price, l->price),
		    "no limit fill is worse than its price");
	if (is(text_of(r, "taker_or_maker"), "maker"))
		holds(m, same(price, l->price), "a maker fills at its price");
	else if (dec_sign(m->slip_bps) == 0 && dec_sign(m->impact_bps) == 0)
		holds(m, !less(to_tick(in, in->bar->high, ROUND_CEIL), price) &&
		    !less(price, to_tick(in, in->bar->low, ROUND_FLOOR)),
		    "the base price lies inside the bar");
}

static bool
rebates(const struct model *m, const struct instrument *in)
{
	bool any = dec_sign(in->maker) < 0 || dec_sign(in->taker) < 0;

	for (size_t i = 0; i < m->fee_tiers.len; i++)
		any = any || dec_sign(m->fee_tiers.at[i].maker) < 0 ||
		    dec_sign(m->fee_tiers.at[i].taker) < 0;
	return any;
}

static void
see_filled(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));
	const struct instrument *in = instrument_of(m, l->symbol);
	struct dec cost = number_of(r, "cost"), fee = number_of(r, "fee");
	struct dec amount = number_of(r, "amount"), budget = budget_of(m, in);
	bool buy = is(l->side, "buy");

	l->filled = plus(l->filled, amount);
	remaining_check(m, l, r);
	l->closed = dec_sign(number_of(r, "remaining")) == 0;
	fill_price_check(m, l, r);
	holds(m, positive(amount) && dec_on_step(amount, in->lot),
	    "fills lie on the lot");
	holds(m, !dec_known(budget) || dec_sign(budget) >= 0,
	    "fills per bar ≤ volume budget");
	holds(m, same(cost, value_at(in, amount, number_of(r, "price"))),
	    "cost = price × amount × contract_size");
	holds(m, dec_sign(fee) >= 0 || rebates(m, in),
	    "fee ≥ 0 unless a rate is negative");
	book(m, text_of(r, "fee_currency"), dec_neg(fee));
	if (in->swap) {
		hold(m, in, buy ? amount : dec_neg(amount));
		if (dec_known(number_of(r, "realized_pnl")))
			book(m, in->settle, number_of(r, "realized_pnl"));
		return;
	}
	book(m, in->quote, buy ? dec_neg(cost) : cost);
	book(m, in->base, buy ? amount : dec_neg(amount));
}

static void
see_funding(struct model *m, const struct rec *r)
{
	book(m, instrument_of(m, text_of(r, "symbol"))->settle,
	    number_of(r, "amount"));
}

static void
see_liquidated(struct model *m, const struct rec *r)
{
	const struct instrument *in = instrument_of(m, text_of(r, "symbol"));
	struct dec amount = number_of(r, "amount");

	holds(m, dec_sign(number_of(r, "fee")) >= 0 &&
	    dec_sign(number_of(r, "insurance")) >= 0,
	    "fees and insurance are ≥ 0");
	hold(m, in, is(text_of(r, "side"), "long") ? dec_neg(amount) : amount);
	book(m, in->settle, number_of(r, "realized_pnl"));
	book(m, in->settle, dec_neg(number_of(r, "fee")));
	book(m, in->settle, number_of(r, "insurance"));
}

static void
see_insurance(struct model *m, const struct rec *r)
{
	holds(m, positive(number_of(r, "amount")), "insurance > 0");
	book(m, text_of(r, "currency"), number_of(r, "amount"));
}

static void
see_transfer(struct model *m, const struct rec *r)
{
	book(m, text_of(r, "currency"), number_of(r, "amount"));
	if (is(text_of(r, "currency"), m->currency))
		holds(m, same(m->checked->worth,
		    minus(equity_of(m), transferred_of(m))),
		    "a transfer leaves net_equity unchanged");
}

static void
see_balance(struct model *m, const struct rec *r)
{
	const char *currency = text_of(r, "currency");
	struct dec total = number_of(r, "total");

	holds(m, same(total, booked(m, currency)),
	    "total = opening + transfers + postings");
	holds(m, same(total, plus(number_of(r, "free"),
	    number_of(r, "used"))), "total = free + used");
}

static void
identities_start(struct model *m)
{
	if (m->checked == NULL)
		m->checked = mem_alloc(sizeof(*m->checked));
}

void
identities_see(struct model *m, const struct rec *r)
{
	static const struct {
		const char *event;
		void (*see)(struct model *m, const struct rec *r);
	} table[] = {
		{ "accepted", see_accepted }, { "triggered", see_triggered },
		{ "filled", see_filled }, { "canceled", see_closed },
		{ "expired", see_closed }, { "transfer", see_transfer },
		{ "balance", see_balance }, { "amended", see_amended },
		{ "funding", see_funding }, { "liquidated", see_liquidated },
		{ "insurance", see_insurance },
	};

	identities_start(m);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].event, r->event) == 0)
			table[i].see(m, r);
}

void
identities_before_transfer(struct model *m)
{
	identities_start(m);
	m->checked->worth = minus(equity_of(m), transferred_of(m));
}

static void
group_check(struct model *m, const struct order *o)
{
	int triggered = 0;

	for (size_t i = 0; i < m->orders.len && o->group != 0; i++)
		triggered += m->orders.at[i]->triggered &&
		    m->orders.at[i]->group == o->group;
	holds(m, triggered <= 1, "a group has one triggered member at most");
	if (o->entry != NULL)
		holds(m, !less(o->entry->filled, o->want.amount),
		    "legs' amount ≤ what the entry filled");
	if (working(o) && o->want.reduce_only)
		holds(m, positive(closable(m, o->of, o->want.side)),
		    "a working reduce-only order has an opposite position");
	holds(m, working(o) == positive(remaining_of(o)) ||
	    !working(o), "a working order has a rest");
}

static void
position_check(struct model *m, const struct instrument *in)
{
	struct dec contracts = contracts_of(m, in);

	holds(m, same(contracts, held(m, in)),
	    "position = Σ signed fills and liquidations");
	holds(m, dec_on_step(contracts, in->lot), "contracts on the lot");
	holds(m, dec_sign(contracts) != 0 || (dec_is_zero(cost_of(m, in)) &&
	    dec_is_zero(margin_of(m, in))), "flat: no cost, no margin");
	holds(m, !has_position(m, in) || !in->isolated ||
	    less(maintenance_of(m, in), plus(margin_of(m, in),
	    upnl_of(m, in))), "no position is at or below maintenance");
}

static void
currency_check(struct model *m, const char *currency)
{
	struct dec total = total_of(m, currency), sum, need = DEC_ZERO;
	bool cross = false, owes = false;

	holds(m, same(total, booked(m, currency)),
	    "total = opening + transfers + postings");
	holds(m, dec_sign(reserved_of(m, currency)) >= 0, "every reserve ≥ 0");
	sum = wallet_of(m, currency);
	for (size_t i = 0; i < m->instruments.len; i++) {
		const struct instrument *in = &m->instruments.at[i];

		owes = owes || (strcmp(in->settle, currency) == 0 &&
		    dec_sign(margin_of(m, in)) < 0);
		if (!is_cross(m, in, currency))
			continue;
		cross = true;
		sum = plus(sum, upnl_of(m, in));
		need = plus(need, maintenance_of(m, in));
	}
	holds(m, !cross || less(need, sum),
	    "no position is at or below maintenance");
	/* Funding may take more than an isolated margin while the position's
	 * profit carries it. */
	holds(m, cross || owes || dec_sign(total) >= 0, "total ≥ 0");
	holds(m, cross || dec_sign(free_of(m, currency)) >= 0, "free ≥ 0");
}

void
identities_at_mark(struct model *m)
{
	identities_start(m);
	for (size_t i = 0; i < m->currencies.len; i++)
		currency_check(m, m->currencies.at[i]);
	for (size_t i = 0; i < m->instruments.len; i++)
		if (m->instruments.at[i].swap)
			position_check(m, &m->instruments.at[i]);
	for (size_t i = 0; i < m->orders.len; i++)
		group_check(m, m->orders.at[i]);
}
