/*
 * Paper accounts on live prices catch up: what the venue they follow has
 * published since is stored, and the clock runs over it, as over any other
 * candles, up to now; what the minute that has not closed has come to is the
 * last of it.
 */
#include "gate/gatedata.h"

#include "account/follow.h"
#include "base/stamp.h"
#include "venue/sim/venue.h"

/* A rate of funding is published a moment after it was settled. */
#define FUNDING_WAIT (15 * STAMP_SECOND)
#define CLOCK_SLACK (5 * STAMP_SECOND)

struct follow {
	struct gate *g;
	struct venue *market;
	struct instruments own;
	int64_t from, now;
};

static bool
is_swap(const struct instrument *i)
{
	return i->kind == KIND_SWAP;
}

/* Bars that have closed since, of one symbol. */
static enum err_code
bring(struct follow *f, const struct instrument *i, struct err *err)
{
	const struct account *a = &f->g->account;
	struct store *s = f->g->market.store;
	struct followed one = { a->prices, i->symbol, a->timeframe,
	    PRICE_LAST };
	int64_t from = f->from - f->from % a->timeframe;
	enum err_code rc = follow_candles(s, f->market, &one, from, f->now,
	    err);

	if (rc != E_OK || !is_swap(i))
		return rc;
	rc = follow_funding(s, f->market, &one, from, f->now, err);
	one.price = PRICE_MARK;
	return rc == E_OK ? follow_candles(s, f->market, &one, from, f->now,
	    err) : rc;
}

/* The bars of all symbols. What the venue does not list any more stays as it
 * was. */
static enum err_code
ask(struct follow *f, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t n = 0; n < f->own.len && rc == E_OK; n++)
		if (sim_venue_lists(f->g->venue, f->own.at[n].symbol))
			rc = bring(f, &f->own.at[n], err);
	return rc == E_OK ? sim_venue_tips(f->g->venue, f->now, err) : rc;
}

static enum err_code
begin(struct follow *f, struct err *err)
{
	struct venue *v = f->g->venue;
	bool swaps = false;
	enum err_code rc = sim_venue_market(v, &f->market, err);

	if (rc == E_OK)
		rc = v->ops->time(v, &f->from, err);
	if (rc == E_OK)
		rc = f->market->ops->time(f->market, &f->now, err);
	if (rc == E_OK && f->now < f->from - CLOCK_SLACK)
		rc = err_set(err, E_DATA, "the clock of %s is behind the "
		    "account's: it is no later there than it was",
		    f->g->account.prices);
	if (rc == E_OK)
		rc = sim_venue_relist(v, err);
	if (rc == E_OK)
		rc = v->ops->instruments(v, &f->own, err);
	for (size_t i = 0; i < f->own.len; i++)
		swaps = swaps || is_swap(&f->own.at[i]);
	if (swaps && f->now % STAMP_HOUR < FUNDING_WAIT)
		f->now -= f->now % STAMP_HOUR;
	return rc;
}

/* Everything is told with the age of what is known. */
static enum err_code
failed(const struct follow *f, enum err_code rc, struct err *err)
{
	char age[STAMP_TEXT_SIZE];
	struct clock system = clock_system();
	int64_t passed = clock_now(&system) - f->from;

	if (f->from == 0 || passed < 0)
		return err_prefix(err, "account %s: %s",
		    f->g->account.label, f->g->account.prices);
	err_prefix(err, "account %s: its prices are %s old and %s gives no "
	    "newer ones", f->g->account.label, duration_text(passed -
	    passed % STAMP_SECOND, age), f->g->account.prices);
	return rc;
}

static enum err_code
run(struct follow *f, struct advance *out, struct err *err)
{
	struct venue *v = f->g->venue;
	enum err_code rc;

	if (f->own.len == 0) {
		rc = sim_venue_wait(v, f->now, err);
		out->from = f->from;
		return rc == E_OK ? v->ops->time(v, &out->to, err) : rc;
	}
	return gate_advance(f->g, f->now, out, err);
}

enum err_code
gate_follow(struct gate *g, struct advance *out, struct err *err)
{
	struct follow f = { .g = g };
	enum err_code rc = gate_sound(g, err);

	*out = (struct advance){ 0 };
	if (rc != E_OK)
		return rc;
	rc = begin(&f, err);
	if (rc == E_OK)
		rc = ask(&f, err);
	if (rc != E_OK)
		rc = failed(&f, rc, err);
	else
		rc = run(&f, out, err);
	vec_release(&f.own);
	return rc;
}
