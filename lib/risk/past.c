/*
 * What a breaker's condition may ask about the account's past: drawdown, loss
 * and profit on the equity curve, and sums over fills and funding.
 */
#include "base/stamp.h"
#include "risk/plan.h"

#include <string.h>

static const char *
scope(const struct question *q)
{
	return q->symbol[0] == '\0' ? NULL : q->symbol;
}

bool
past_peak(const struct question *q, int64_t period, struct unit_price *out)
{
	struct peaks *p = q->h->peaks != NULL ? q->h->peaks :
	    &q->plan->peaks;

	if (q->h->curve == NULL || !unit_price_now(q->s, out))
		return false;
	if (curve_len(q->h->curve) == 0)
		return true;	/* nothing before now: now is the peak */
	return peaks_highest(p, q->h->curve, period, q->now, out);
}

/* 1 - now / then as a value; the present counts as a peak itself. */
static void
fall(struct unit_price now, struct unit_price then, struct expr_value *out)
{
	struct dec num, den;
	bool rounded;

	if (!unit_price_fall(now, then, &num, &den, &rounded))
		return;
	*out = expr_ratio(num, den);
	out->rounded = rounded;
}

void
past_potential_drawdown(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct unit_price now, then;
	struct protection held;

	(void)ask;
	if (!unit_price_now(q->s, &now) || !past_peak(q, 0, &then))
		return;
	if (unit_price_cmp(now, then) > 0)
		then = now;
	for (size_t i = 0; i < q->s->positions.len; i++)
		if (position_counts(q->s, &q->s->positions.at[i]) &&
		    (!protection_of(q->s, &q->s->positions.at[i],
		    &q->h->terms, &held) ||
		    !dec_sub(now.equity, held.loss, &now.equity)))
			return;
	fall(now, then, out);
}

/* The start of the period's day, week or month, or of the period. */
static int64_t
start_of(const struct question *q, const struct expr_ask *ask)
{
	static const struct {
		const char *basis;
		int64_t (*start)(int64_t t, int64_t day_start);
	} starts[] = {
		{ "day", stamp_day }, { "week", stamp_week },
		{ "month", stamp_month }
	};

	for (size_t i = 0; ask->basis != NULL && i < 3; i++)
		if (strcmp(ask->basis, starts[i].basis) == 0)
			return starts[i].start(q->now, q->h->day_start);
	return ask->period == 0 ? 0 : q->now - ask->period;
}

void
past_drawdown(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct unit_price now, then;
	size_t at;
	bool peak = ask->id == EXPR_DRAWDOWN &&
	    (ask->basis == NULL || strcmp(ask->basis, "peak") == 0);

	if (q->h->curve == NULL || !unit_price_now(q->s, &now))
		return;
	then = now;	/* an empty curve begins here */
	if (!(peak ? past_peak(q, ask->period, &then) :
	    curve_len(q->h->curve) == 0 ||
	    curve_price(q->h->curve, start_of(q, ask), &then, &at)))
		return;
	if (peak && unit_price_cmp(now, then) > 0)
		then = now;
	fall(now, then, out);
}

static bool
curve_net(const struct curve *c, size_t at, struct dec *out)
{
	struct equity_point p = curve_point(c, at);

	return dec_sub(p.equity, p.transferred, out);
}

/* Equity net of transfers, against what it was when the period began. */
void
past_profit(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct unit_price then;
	struct dec now, was;
	size_t at;

	if (q->h->curve != NULL &&
	    curve_price(q->h->curve, start_of(q, ask), &then, &at) &&
	    dec_sub(q->s->equity, q->s->transferred, &now) &&
	    curve_net(q->h->curve, at, &was) &&
	    dec_sub(now, was, &now))
		*out = expr_dec(now);
}

static int64_t
since(const struct question *q, const struct expr_ask *ask)
{
	return ask->period == 0 ? 0 : q->now - ask->period + 1;
}

void
past_of_book(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec sum;

	if (q->book == NULL)
		return;
	if (ask->id == EXPR_LOSS_STREAK)
		*out = expr_int(book_loss_streak(q->book, scope(q)));
	else if (ask->id == EXPR_TRADES)
		*out = expr_int(book_trades(q->book, since(q, ask), scope(q)));
	else if (book_sum(q->book, ask->id == EXPR_FEES ? BOOK_FEE :
	    BOOK_REALISED, since(q, ask), scope(q), q->s, &sum))
		*out = expr_dec(sum);
}

void
past_funding(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct purse sum = {0};
	struct dec d;
	bool good = q->h->fundings != NULL;

	for (size_t i = 0; good && i < q->h->fundings->len; i++) {
		const struct funding *f = &q->h->fundings->at[i];

		if (f->time >= since(q, ask) && question_covers(q, f->symbol))
			good = dec_known(f->amount) &&
			    purse_add(&sum, f->asset, dec_neg(f->amount));
	}
	if (good && purse_value(&sum, q->s, &d))
		*out = expr_dec(d);
	vec_release(&sum);
}

void
past_stops_hit(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	int64_t n = 0;

	if (q->h->stops == NULL)
		return;
	for (size_t i = 0; i < q->h->stops->len; i++) {
		const struct order *o = &q->h->stops->at[i];

		n += o->state == ORDER_FILLED &&
		    question_covers(q, o->symbol) &&
		    (o->type == TYPE_STOP || o->type == TYPE_STOP_LIMIT ||
		    o->type == TYPE_TRAILING) &&
		    o->last_update_time >= since(q, ask);
	}
	*out = expr_int(n);
}
