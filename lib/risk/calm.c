/*
 * How far prices may move before a breaker has to be asked again. Nothing is
 * guessed: from the exact state at one moment follows where every value that a
 * condition reads can be while prices stay within a band and nothing else
 * happens, and the condition must be false for all of it.
 *
 * With every price within ±f of where it is, each amount held is worth within
 * ±f of what it is now, so that equity and profits move by at most f times the
 * gross value, and by one rounding step for each amount. A peak can rise to
 * the highest equity in the band; as time passes, peaks and the events of a
 * period only drop out.
 */
#include "base/stamp.h"
#include "risk/plan.h"

#include <string.h>

struct band {
	struct question *q;
	unsigned shift;			/* f is 2^-shift */
	int scale;			/* decimals that money is rounded to */
	struct dec step;		/* of all roundings together */
	struct dec gross;		/* value of what prices move */
	struct dec move;		/* f × gross, and the roundings */
	struct dec low, high;		/* equity */
};

/* amount × 2^-shift, rounded up. */
static bool
part_of(const struct band *b, struct dec amount, struct dec *out)
{
	return dec_div(dec_abs(amount), dec_int((int64_t)1 << b->shift),
	    b->scale, ROUND_CEIL, out);
}

/* What lies in other coins than the account's currency, and in swaps. */
static bool
gross_find(struct band *b)
{
	const struct snapshot *s = b->q->s;
	struct dec one = dec_make(1, b->scale);

	b->gross = DEC_ZERO;
	b->step = one;
	for (size_t i = 0; i < s->balances.len; i++) {
		const struct balance *a = &s->balances.at[i];

		if (strcmp(a->asset, s->currency) == 0)
			continue;
		if (!dec_known(a->value) ||
		    !dec_add(b->gross, dec_abs(a->value), &b->gross) ||
		    !dec_add(b->step, one, &b->step))
			return false;
	}
	for (size_t i = 0; i < s->positions.len; i++) {
		const struct position *p = &s->positions.at[i];
		const struct instrument *m = snapshot_instrument(s,
		    p->symbol);

		if (m == NULL || (m->kind != KIND_SPOT &&
		    strcmp(m->settle, s->currency) != 0))
			return false;
		if (m->kind != KIND_SPOT && (!dec_known(p->notional) ||
		    !dec_add(b->gross, dec_abs(p->notional), &b->gross)))
			return false;
		if (!dec_add(b->step, one, &b->step))
			return false;
	}
	return dec_add(b->gross, b->step, &b->gross);
}

static bool
band_find(struct band *b)
{
	return part_of(b, b->gross, &b->move) &&
	    dec_add(b->move, b->step, &b->move) &&
	    dec_known(b->q->s->equity) &&
	    dec_sub(b->q->s->equity, b->move, &b->low) &&
	    dec_add(b->q->s->equity, b->move, &b->high);
}

/* What it is now, when it stays known whatever prices do. */
static bool
value_now(const struct band *b, const struct expr_ask *ask,
    struct expr_value *out)
{
	question_value(b->q, ask, out);
	return out->known && !out->rounded;
}

static bool
stays(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	if (!value_now(b, ask, low))
		return false;
	*high = *low;
	return true;
}

/* Counted over a period: as it passes they become fewer. */
static bool
shrinks(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	*low = expr_int(0);
	return value_now(b, ask, high);
}

static bool
equity(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	(void)ask;
	*low = expr_dec(b->low);
	*high = expr_dec(b->high);
	return true;
}

/* The period in which the point compared with lies: of a drawdown its own, of
 * a loss since a day, a week or a month began, as long as these can be. */
static int64_t
period_of(const struct expr_ask *ask)
{
	static const struct { const char *basis; int64_t days; } spans[] = {
		{ "day", 1 }, { "week", 7 }, { "month", 31 }
	};

	for (size_t i = 0; ask->basis != NULL && i < 3; i++)
		if (strcmp(ask->basis, spans[i].basis) == 0)
			return spans[i].days * STAMP_DAY;
	return ask->period;
}

/* At most from the highest that was in the period, or may yet be, to the
 * lowest in the band. */
static bool
fall_within(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	const struct snapshot *s = b->q->s;
	struct unit_price worst = { b->low, s->units }, peak;
	struct unit_price best = { b->high, s->units };
	struct dec num, den;
	bool rounded;

	if (b->q->h->curve == NULL || dec_sign(s->units) <= 0 ||
	    dec_sign(b->low) <= 0 ||
	    !past_peak(b->q, period_of(ask), &peak))
		return false;
	if (unit_price_cmp(best, peak) > 0)
		peak = best;
	if (!unit_price_fall(worst, peak, &num, &den, &rounded) || rounded)
		return false;
	*low = expr_int(0);
	*high = expr_ratio(num, den);
	return true;
}

/* num / den, moved by so much. */
static bool
moved(struct dec num, struct dec den, struct dec by, struct expr_value *low,
    struct expr_value *high)
{
	struct dec less, more;

	if (!dec_sub(num, by, &less) || !dec_add(num, by, &more))
		return false;
	*low = expr_ratio(less, den);
	*high = expr_ratio(more, den);
	return true;
}

static bool
exposure(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	struct expr_value now = { 0 };

	return value_now(b, ask, &now) &&
	    moved(now.num, now.den, b->move, low, high);
}

/* A share of equity: both move, at worst against each other. */
static bool
share(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	struct expr_value now = { 0 };
	struct dec less, more;

	if (dec_sign(b->low) <= 0 || !value_now(b, ask, &now) ||
	    dec_sign(now.num) < 0 || !dec_sub(now.num, b->move, &less) ||
	    !dec_add(now.num, b->move, &more))
		return false;
	*low = expr_ratio(dec_max(less, DEC_ZERO), b->high);
	*high = expr_ratio(more, b->low);
	return true;
}

/* The profit of one position, itself or by what it cost. */
static bool
profit(const struct band *b, const struct expr_ask *ask,
    struct expr_value *low, struct expr_value *high)
{
	const struct snapshot *s = b->q->s;
	const struct position *p = b->q->position;
	const struct instrument *i = p == NULL ? NULL :
	    snapshot_instrument(s, p->symbol);
	const struct book_entry *e = b->q->book == NULL ? NULL :
	    book_find(b->q->book, b->q->symbol);
	struct expr_value now = { 0 };
	struct dec by;

	if (i == NULL || e == NULL || strcmp(i->kind == KIND_SPOT ? i->quote :
	    i->settle, s->currency) != 0 || !dec_known(p->notional))
		return false;
	for (size_t n = 0; n < e->spent.len; n++)	/* fees in coins */
		if (strcmp(e->spent.at[n].asset, s->currency) != 0)
			return false;
	return value_now(b, ask, &now) && part_of(b, p->notional, &by) &&
	    dec_add(by, b->step, &by) &&
	    moved(now.num, now.den, by, low, high);
}

static const struct {
	enum expr_id id;
	bool (*range)(const struct band *b, const struct expr_ask *ask,
	    struct expr_value *low, struct expr_value *high);
	bool still;	/* prices do not move it: no band is needed */
} ranges[] = {
	{ EXPR_EQUITY, equity, false }, { EXPR_EXPOSURE, exposure, false },
	{ EXPR_NET_EXPOSURE, exposure, false },
	{ EXPR_LEVERAGE, share, false }, { EXPR_LARGEST_SHARE, share, false },
	{ EXPR_DRAWDOWN, fall_within, false },
	{ EXPR_LOSS, fall_within, false },
	{ EXPR_POSITION_PROFIT, profit, false },
	{ EXPR_POSITION_GAIN, profit, false }, { EXPR_BALANCE, stays, true },
	{ EXPR_OPEN_POSITIONS, stays, true },
	{ EXPR_OPEN_ORDERS, stays, true }, { EXPR_LOSS_STREAK, stays, true },
	{ EXPR_POSITION_SIZE, stays, true },
	/* not position.stop: a trailing one follows the price */
	{ EXPR_POSITION_ENTRY, stays, true },
	{ EXPR_POSITION_ENTRIES, stays, true }, { EXPR_TRADES, shrinks, true },
	{ EXPR_STOPS_HIT, shrinks, true }
};
#define RANGES (sizeof(ranges) / sizeof(ranges[0]))

static bool
band_range(void *self, const struct expr_ask *ask, struct expr_value *low,
    struct expr_value *high)
{
	for (size_t i = 0; i < RANGES; i++)
		if (ranges[i].id == ask->id)
			return ranges[i].range(self, ask, low, high);
	return false;
}

bool
question_scopes(const struct question *q, const char *symbol)
{
	const struct breaker *b = &q->plan->breaker;

	return b->symbol[0] == '\0' ||
	    pattern_matches(b->symbol, symbol);
}

/* Of every position, or of none where it is not about them. */
static bool
surely_no(struct band *b)
{
	struct question *q = b->q;
	const struct expr_ranges r = { b, band_range };

	if (!q->plan->calm.position) {
		q->symbol = "";
		q->position = NULL;
		return expr_surely_false(q->plan->when, &r);
	}
	for (size_t i = 0; i < q->s->positions.len; i++) {
		q->symbol = q->s->positions.at[i].symbol;
		if (!question_scopes(q, q->symbol))
			continue;
		q->position = &q->s->positions.at[i];
		if (!expr_surely_false(q->plan->when, &r))
			return false;
	}
	return true;
}

/* Is there nothing that it could be about? */
static bool
of_nothing(const struct question *q)
{
	if (!q->plan->calm.position)
		return false;
	for (size_t i = 0; i < q->s->positions.len; i++)
		if (question_scopes(q, q->s->positions.at[i].symbol))
			return false;
	return true;
}

/* Does it read nothing but equity, now and on its curve? Then it does not
 * matter what moves it. */
static bool
of_equity(const struct expr *when)
{
	for (int id = EXPR_ID_NONE + 1; id <= EXPR_FIELD; id++)
		if (id != EXPR_EQUITY && id != EXPR_DRAWDOWN &&
		    id != EXPR_LOSS && expr_reads(when, (enum expr_id)id))
			return false;
	return true;
}

/* Does it read nothing that prices move? */
static bool
of_events(const struct expr *when)
{
	bool still[EXPR_FIELD + 1] = { false };

	for (size_t i = 0; i < RANGES; i++)
		still[ranges[i].id] = ranges[i].still;
	for (int id = EXPR_ID_NONE + 1; id <= EXPR_FIELD; id++)
		if (!still[id] && expr_reads(when, (enum expr_id)id))
			return false;
	return true;
}

void
calm_prepare(struct breaker_plan *p)
{
	static const enum expr_id stakes[] = { EXPR_EXPOSURE,
	    EXPR_NET_EXPOSURE, EXPR_LEVERAGE, EXPR_LARGEST_SHARE };

	p->calm.position = expr_reads_position(p->when);
	/* A symbol's breaker may look at a price that is not held. */
	p->calm.never = expr_reads_bars(p->when) || expr_slots(p->when) > 0 ||
	    expr_reads(p->when, EXPR_REGIME_FACTOR) ||
	    (p->breaker.symbol[0] != '\0' && !p->calm.position);
	p->calm.equity = of_equity(p->when);
	p->calm.still = of_events(p->when);
	for (size_t i = 0; i < sizeof(stakes) / sizeof(stakes[0]); i++)
		p->calm.stakes = p->calm.stakes ||
		    expr_reads(p->when, stakes[i]);
	calm_gain_prepare(p);
}

/* Nothing is known but how many positions there can be. */
static bool
count_range(void *self, const struct expr_ask *ask, struct expr_value *low,
    struct expr_value *high)
{
	const size_t *most = self;

	if (ask->id != EXPR_OPEN_POSITIONS)
		return false;
	*low = expr_int(0);
	*high = expr_int((int64_t)*most);
	return true;
}

bool
breaker_idle(struct breaker_plan *p, bool flat, size_t most)
{
	struct calm_traits *t = &p->calm;
	const struct expr_ranges r = { &most, count_range };

	if (t->never || t->position)
		return !t->never && flat;
	if (t->counted != most + 1) {
		t->counted = most + 1;
		t->few = expr_surely_false(p->when, &r);
	}
	return t->few;
}

static bool
calm_equity(struct band *b, struct breaker_calm *out)
{
	const struct expr_ranges r = { b, band_range };

	for (b->shift = CALM_WIDEST; b->shift <= CALM_NARROWEST; b->shift++)
		if (part_of(b, b->q->s->equity, &b->move) &&
		    dec_sub(b->q->s->equity, b->move, &b->low) &&
		    dec_add(b->q->s->equity, b->move, &b->high) &&
		    expr_surely_false(b->q->plan->when, &r)) {
			out->low = b->low;
			out->high = b->high;
			return true;
		}
	return false;
}

static bool
calm_prices(struct band *b, struct breaker_calm *out)
{
	/* As wide as the last time, or a step wider. */
	unsigned first = out->shift > CALM_WIDEST ? out->shift - 1 : CALM_WIDEST;

	if (!gross_find(b))
		return false;
	for (b->shift = first; b->shift <= CALM_NARROWEST; b->shift++)
		if (band_find(b) && surely_no(b)) {
			out->shift = b->shift;
			return true;
		}
	return false;
}

void
breaker_calm(struct breaker_plan *p, const struct snapshot *s,
    const struct risk_history *h, int64_t now, int64_t stale, int scale,
    struct breaker_calm *out)
{
	struct stakes held = { 0 };
	struct question q = { .plan = p, .s = s, .h = h, .now = now,
	    .stale = stale, .symbol = "" };
	struct band b = { .q = &q, .scale = scale };

	out->kind = CALM_NOT;
	if (p->calm.never || !dec_known(s->equity))
		return;
	if (p->calm.equity) {
		if (calm_equity(&b, out))
			out->kind = CALM_EQUITY;
		return;
	}
	if (of_nothing(&q)) {
		out->kind = CALM_STILL;
		return;
	}
	if (p->calm.stakes && stakes_held(s, &held, NULL) == E_OK)
		q.held = &held;
	q.book = plan_book(p, h, s);
	if (p->calm.still)
		out->kind = surely_no(&b) ? CALM_STILL : CALM_NOT;
	else if (!calm_gain(&q, scale, out) && calm_prices(&b, out))
		out->kind = CALM_PRICES;
	stakes_release(&held);
}
