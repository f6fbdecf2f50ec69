/*
 * How much is bought: entry.h says it of most forms, in whole units of money or
 * lots; here what a fraction of Kelly is, and what a waiting order makes of it.
 */
#include "research/desk.h"

#include "base/decfloat.h"
#include "research/entry.h"

#include <math.h>

#define KELLY_TRADES 20		/* closed, before its own numbers count */
#define KELLY_SHRINK_WINS 5	/* METHODS 8.7 */
#define KELLY_SHRINK 10

static double
slippage_of(const struct strategist *t)
{
	const struct sim_settings *s = &t->b->settings;

	return ((dec_sign(s->slippage_bps) > 0 ?
	    dec_to_double(s->slippage_bps) : 0) +
	    (dec_sign(s->spread_bps) > 0 ? dec_to_double(s->spread_bps) : 0) /
	    2) / 10000;
}

static struct entry_terms
terms_of(const struct desk *d, enum strategy_form form)
{
	double leverage = dec_to_double(d->market->i.leverage);

	return (struct entry_terms){ .form = form,
	    .instrument = &d->market->i,
	    .taker = dec_to_double(d->market->i.taker),
	    .slip = slippage_of(d->t),
	    .leverage = d->spot || !(leverage > 1) ? 1 : leverage };
}

/* A fraction of Kelly from the trades that have closed (METHODS 8.7). */
static double
kelly_share(const struct strategist *t, double fraction, double cap)
{
	double wins = 0, won = 0, lost = 0, p, b;
	size_t n = t->trades.len;

	if (n < KELLY_TRADES)
		return cap / 10;
	for (size_t i = 0; i < n; i++) {
		double r = t->trades.at[i].ret;

		wins += r > 0;
		*(r > 0 ? &won : &lost) += fabs(r);
	}
	if (wins == 0 || lost == 0 || wins == (double)n)
		return wins == 0 ? 0 : fmin(fraction, cap);
	p = (wins + KELLY_SHRINK_WINS) / ((double)n + KELLY_SHRINK);
	b = (won / wins) / (lost / ((double)n - wins));
	return fmin(fmax(0, fraction * (p - (1 - p) / b)), cap);
}

static double
money_free(struct strategist *t)
{
	double sum = 0;

	if (desk_view(t) != E_OK)
		return 0;
	for (size_t i = 0; i < t->view->balances.len; i++)
		if (strcmp(t->view->balances.at[i].asset,
		    t->view->currency) == 0)
			sum += dec_to_double(t->view->balances.at[i].free);
	return sum;
}

/* An order that waits for its price takes an amount, at that price. */
static bool
amount_at_price(const struct desk *d, struct entry_plan *p)
{
	double contract = d->spot ? 1 + dec_to_double(d->market->i.taker) :
	    dec_to_double(d->market->i.contract_size);

	p->amount = dec_near(dec_to_double(p->quote) / (p->price * contract),
	    DEC_SCALE_MAX, ROUND_DOWN);
	p->quote = DEC_NONE;
	return dec_known(p->amount) && dec_step(p->amount, d->market->i.lot,
	    ROUND_DOWN, &p->amount) && dec_sign(p->amount) > 0;
}

bool
size_find(struct desk *d, struct entry_plan *p, bool reverses)
{
	struct strategist *t = d->t;
	const struct strategy_rule *r = strategy_rule(t->s, STRATEGY_SIZE);
	const struct strategy_rule *e = strategy_rule(t->s, STRATEGY_ENTER);
	struct entry_terms terms = terms_of(d, r->form);
	struct entry_state s = { .value = desk_number(d, r->expr),
	    .cap = r->second < 0 ? INFINITY : desk_number(d, r->second),
	    .equity = dec_to_double(t->equity), .free = money_free(t),
	    .price = p->price,
	    .distance = p->stop.there ? p->stop.distance :
	    p->trail.there ? p->trail.distance : NAN, .side = p->side,
	    .reverses = reverses,
	    .sigma = d->sigma == NULL ? NAN : d->sigma[d->bar] };
	struct entry_size size;

	if (isnan(s.value) || isnan(s.cap))
		return false;
	if (r->form == SIZE_KELLY) {
		terms.form = SIZE_EQUITY;
		s.value = kelly_share(t, s.value, fmin(s.cap, 1));
	}
	size = entry_size(&terms, &s);
	p->amount = p->quote = DEC_NONE;
	if (size.lots > 0)
		return dec_mul(dec_int(size.lots), d->market->i.lot,
		    DEC_SCALE_MAX, ROUND_DOWN, &p->amount);
	if (size.money <= 0)
		return false;
	p->quote = dec_trim(dec_make(size.money, ENTRY_MONEY_SCALE));
	return e == NULL || e->form == ENTER_MARKET || amount_at_price(d, p);
}
