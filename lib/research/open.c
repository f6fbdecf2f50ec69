/*
 * A strategy put to work: its rules computed over the bars of each symbol, and
 * what it cannot do here refused by name.
 */
#include "research/desk.h"

#include "base/decfloat.h"
#include "research/entry.h"

#include <math.h>

static enum err_code
cannot(const struct strategist *t, struct err *err, const char *what)
{
	return err_set(err, E_DATA, "strategy %s: %s", t->s->name, what);
}

static bool
has(const struct strategist *t, enum strategy_kind kind)
{
	return strategy_rule(t->s, kind) != NULL;
}

static bool
waits(const struct strategist *t)
{
	const struct strategy_rule *r = strategy_rule(t->s, STRATEGY_ENTER);

	return r != NULL && r->form != ENTER_MARKET;
}

static enum err_code
hedge_check(const struct strategist *t, struct err *err)
{
	if (!has(t, STRATEGY_HEDGE))
		return E_OK;
	if (t->b->symbols_len > 1)
		return cannot(t, err, "hedge: runs on one symbol at a time");
	if (has(t, STRATEGY_STOP) || has(t, STRATEGY_TARGET) ||
	    has(t, STRATEGY_TRAIL))
		return cannot(t, err, "hedge: no venue watches a stop, target "
		    "or trail of two symbols together; write exit when "
		    "position.gain < -5%");
	if (waits(t) || has(t, STRATEGY_PYRAMID))
		return cannot(t, err, "hedge: with enter limit, enter stop or "
		    "pyramid both legs would not open as one");
	return E_OK;
}

static enum err_code
levels_check(const struct strategist *t, struct err *err)
{
	const struct strategy_rule *size = strategy_rule(t->s, STRATEGY_SIZE),
	    *trail = strategy_rule(t->s, STRATEGY_TRAIL);

	if (size->form == SIZE_RISK && !has(t, STRATEGY_STOP) &&
	    (trail == NULL || trail->second >= 0))
		return cannot(t, err, "size risk: needs a stop");
	for (size_t i = 0; i < t->world->traded; i++)
		if (t->world->markets.at[i].i.kind == KIND_SPOT &&
		    trail != NULL && trail->second >= 0 &&
		    !has(t, STRATEGY_STOP) && has(t, STRATEGY_TARGET))
			return cannot(t, err, "trail after: on spot, with a "
			    "target and no stop, nothing is left to sell at "
			    "the trail; add a stop");
	return E_OK;
}

static enum err_code
money_check(const struct strategist *t, struct err *err)
{
	const struct ground *w = t->world;
	bool hedges = has(t, STRATEGY_HEDGE);

	for (size_t i = 0; i < (hedges ? w->markets.len : w->traded); i++) {
		const struct instrument *in = &w->markets.at[i].i;
		const char *money = in->kind == KIND_SPOT ? in->quote :
		    in->settle;

		if (strcmp(money, t->b->currency) != 0)
			return err_set(err, E_USAGE, "%s: it is paid in %s, "
			    "and the account holds %s", in->symbol, money,
			    t->b->currency);
	}
	return E_OK;
}

static const struct candles *
bars_give(void *self, const char *symbol, int64_t timeframe)
{
	struct desk *d = self;
	struct run_market *m = symbol[0] == '\0' ? d->market :
	    ground_find(d->t->world, symbol);

	return m != NULL && timeframe == d->t->b->timeframe ? &m->bars : NULL;
}

static const struct funding_rates *
rates_give(void *self, const char *symbol)
{
	struct desk *d = self;
	struct run_market *m = symbol[0] == '\0' ? d->market :
	    ground_find(d->t->world, symbol);

	return m != NULL && m->rates.len > 0 ? &m->rates : NULL;
}

static enum err_code
hedge_open(struct desk *d, struct err *err)
{
	const struct strategy_rule *r = strategy_rule(d->t->s,
	    STRATEGY_HEDGE);
	const struct strategy *s = d->t->s;
	const struct candles *mine, *its;
	const char *symbol = NULL;

	if (r == NULL)
		return E_OK;
	for (size_t i = 0; i < s->with.len; i++)
		if (strcmp(s->with.at[i].name, r->text) == 0)
			symbol = s->with.at[i].symbol;
	d->hedge = mem_alloc(sizeof(*d->hedge));
	d->hedge->market = symbol == NULL ? NULL : ground_find(d->t->world,
	    symbol);
	if (d->hedge->market == NULL || d->hedge->market == d->market)
		return cannot(d->t, err, "hedge: not another symbol than the "
		    "one that is traded");
	mine = &d->market->bars;
	its = &d->hedge->market->bars;
	if (its->len == 0 ||
	    its->open_time_ms[0] > mine->open_time_ms[d->market->start] ||
	    its->open_time_ms[its->len - 1] <
	    mine->open_time_ms[mine->len - 1])
		return err_set(err, E_USAGE, "%s: its bars do not cover those "
		    "of %s, which it hedges", symbol, d->market->symbol);
	if (d->hedge->market->i.kind != KIND_SWAP)
		return cannot(d->t, err, "hedge: only a perpetual can be held "
		    "on both sides");
	return E_OK;
}

static enum err_code
desk_open(struct desk *d, struct err *err)
{
	struct strategist *t = d->t;
	enum err_code rc;

	d->view = (struct expr_market){ .self = d, .bars = bars_give,
	    .funding = rates_give, .symbol = d->market->symbol,
	    .slow = t->b->slow };
	d->bar = d->wake = d->market->start;
	d->spot = d->market->i.kind == KIND_SPOT;
	d->trail_from = d->stop_away = NAN;
	rc = expr_rules_run(t->s->program, &d->view, &d->rules, err);
	if (rc == E_OK && strategy_rule(t->s, STRATEGY_SIZE)->form ==
	    SIZE_VOLATILITY) {
		d->sigma = mem_array(d->market->bars.len, sizeof(*d->sigma));
		entry_sigma(&d->market->bars, t->b->timeframe, d->sigma);
	}
	return rc == E_OK ? hedge_open(d, err) : rc;
}

static int64_t
whole(const struct strategist *t, enum strategy_kind kind, int64_t fallback)
{
	const struct strategy_rule *r = strategy_rule(t->s, kind);
	double x;

	return r != NULL && expr_rule_constant(t->s->program, r->expr, &x) ?
	    (int64_t)x : fallback;
}

/* Does any level move with the closes? */
static bool
moves(const struct strategist *t)
{
	const struct strategy_rules *all = &t->s->rules;
	double x;

	for (size_t i = 0; i < all->len; i++) {
		const struct strategy_rule *r = &all->at[i];

		if (((r->kind == STRATEGY_STOP || r->kind == STRATEGY_TARGET)
		    && r->form == FORM_LEVEL) || (r->kind == STRATEGY_TRAIL &&
		    (r->second >= 0 || !expr_rule_constant(t->s->program,
		    r->expr, &x))))
			return true;
	}
	return false;
}

enum err_code
strategist_open(struct strategist *t, struct err *err)
{
	const struct strategy_rule *opposite = strategy_rule(t->s,
	    STRATEGY_OPPOSITE);
	enum err_code rc = hedge_check(t, err);

	t->asker = account_asker_new();
	t->wake = INT64_MIN;
	t->follows = moves(t);
	t->watches = expr_reads(t->s->program, EXPR_POSITION_BEST) ||
	    expr_reads(t->s->program, EXPR_POSITION_WORST);
	t->max_positions = whole(t, STRATEGY_MAX_POSITIONS, 0);
	t->pyramid = whole(t, STRATEGY_PYRAMID, 1);
	t->opposite = opposite != NULL ? opposite->form : OPPOSITE_REVERSE;
	t->cools = has(t, STRATEGY_COOLDOWN);
	if (rc == E_OK)
		rc = levels_check(t, err);
	if (rc == E_OK)
		rc = money_check(t, err);
	vec_reserve(&t->desks, t->world->traded);
	for (size_t i = 0; i < t->world->traded && rc == E_OK; i++) {
		struct run_market *m = &t->world->markets.at[i];
		struct desk *d;

		if (m->bars.len == 0)	/* begins after an interrupted run */
			continue;
		d = vec_add(&t->desks);
		d->t = t;
		d->market = m;
		rc = desk_open(d, err);
	}
	return rc;
}

void
strategist_close(struct strategist *t)
{
	for (size_t i = 0; i < t->desks.len; i++) {
		struct desk *d = &t->desks.at[i];

		expr_rules_free(d->rules);
		vec_release(&d->entries);
		free(d->sigma);
		free(d->hedge);
	}
	vec_release(&t->desks);
	vec_release(&t->asked);
	vec_release(&t->trades);
	vec_release(&t->risks);
	account_asker_free(t->asker);
}
