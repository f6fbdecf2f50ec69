/*
 * What always holds (the page, 9), judged a second way: from the records as
 * they are printed, which keep books of their own, and from the state at each
 * mark. A break ends the program with 70.
 */
#include "tests/model/spotmodel/model.h"

#include <stdio.h>

/* An order as its records tell it. */
struct life {
	const char *id, *parent, *symbol, *side, *type;
	struct dec amount, price, trigger;
	bool triggered, closed, filled;
};

struct identities {
	VEC(struct life) lives;
	VEC(struct money) books;	/* the changes of each currency */
	struct dec worth;		/* net equity before a transfer */
};

#define holds(m, c, what) \
	do { if (!(c)) broken((m), (what), #c); } while (0)

static _Noreturn void
broken(const struct model *m, const char *what, const char *condition)
{
	fputs(buf_text(&m->out), stdout);
	fprintf(stderr, "spotmodel: after record %lld: %s: %s\n",
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
	holds(m, dec_on_step(l->amount, instrument_of(m, l->symbol)->lot),
	    "amounts lie on the lot");
	if (l->parent != NULL)
		holds(m, life_of(m, l->parent)->filled &&
		    !less(life_of(m, l->parent)->amount, l->amount),
		    "a leg is no more than its entry filled");
}

static void
see_triggered(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));
	struct dec price = number_of(r, "price");

	holds(m, !l->closed && !l->triggered, "an order triggers once");
	holds(m, is(l->side, "buy") ? !less(price, l->trigger) :
	    !less(l->trigger, price), "it triggers when reached");
	l->triggered = true;
}

static void
see_closed(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));

	holds(m, !l->closed, "a closed order never changes again");
	holds(m, same(number_of(r, "remaining"), l->amount),
	    "filled + remaining = amount");
	l->closed = true;
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
	else if (dec_sign(m->slip) == 0 && in->bar != NULL)
		holds(m, !less(to_tick(in, in->bar->high, ROUND_CEIL), price) &&
		    !less(price, to_tick(in, in->bar->low, ROUND_FLOOR)),
		    "the base price lies inside the bar");
}

static void
see_filled(struct model *m, const struct rec *r)
{
	struct life *l = life_of(m, text_of(r, "id"));
	const struct instrument *in = instrument_of(m, l->symbol);
	struct dec cost = number_of(r, "cost"), fee = number_of(r, "fee");
	bool buy = is(l->side, "buy");

	see_closed(m, &(struct rec){ .n = 2, .at = {
	    { "id", l->id, DEC_NONE, 't' },
	    { "remaining", NULL, plus(number_of(r, "remaining"),
	    number_of(r, "amount")), 'n' } } });
	l->filled = true;
	fill_price_check(m, l, r);
	holds(m, same(cost, times(number_of(r, "price"), l->amount)),
	    "cost = price × amount");
	holds(m, dec_sign(fee) >= 0 || dec_sign(in->maker) < 0 ||
	    dec_sign(in->taker) < 0, "fee ≥ 0 unless a rate is negative");
	book(m, in->quote, buy ? dec_neg(cost) : cost);
	book(m, in->base, buy ? l->amount : dec_neg(l->amount));
	book(m, text_of(r, "fee_currency"), dec_neg(fee));
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
		{ "balance", see_balance },
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
group_check(struct model *m, const char *parent)
{
	int triggered = 0;

	for (size_t i = 0; i < m->checked->lives.len; i++)
		triggered += is(m->checked->lives.at[i].parent, parent) &&
		    m->checked->lives.at[i].triggered;
	holds(m, triggered <= 1, "a group has one triggered member at most");
}

void
identities_at_mark(struct model *m)
{
	identities_start(m);
	for (size_t i = 0; i < m->currencies.len; i++) {
		const char *currency = m->currencies.at[i];
		struct dec total = total_of(m, currency);

		holds(m, same(total, booked(m, currency)),
		    "total = opening + transfers + postings");
		holds(m, dec_sign(reserved_of(m, currency)) >= 0,
		    "every reserve ≥ 0");
		holds(m, dec_sign(total) >= 0 &&
		    dec_sign(free_of(m, currency)) >= 0,
		    "total ≥ 0 and free ≥ 0");
	}
	for (size_t i = 0; i < m->checked->lives.len; i++)
		group_check(m, m->checked->lives.at[i].id);
}
