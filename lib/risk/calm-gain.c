/*
 * Conditions over the gain of positions alone, as nearly every stop of a
 * position is one. Gain is profit by cost, and profit moves by what the size
 * moves, so that three numbers of a position say how far prices may go. The
 * condition itself is asked once: for how wide a range of gains it is false.
 */
#include "risk/judge.h"
#include "risk/plan.h"

#include <string.h>

#define NEAREST 10		/* 2^-10, a tenth of a percent */
#define FAR 1024		/* as good as any */

static bool
gain_range(void *self, const struct expr_ask *ask, struct expr_value *low,
    struct expr_value *high)
{
	const struct gains *g = self;

	if (ask->id != EXPR_POSITION_GAIN)
		return false;
	*low = expr_dec(dec_neg(g->down));
	*high = expr_dec(g->up);
	return true;
}

void
calm_gain_prepare(struct breaker_plan *p)
{
	const struct dec far = dec_int(FAR);
	struct gains *g = &p->calm.gains;
	const struct expr_ranges r = { g, gain_range };
	int64_t fives = 1;

	if (!p->calm.position || p->calm.never)
		return;
	for (int id = EXPR_ID_NONE + 1; id <= EXPR_FIELD; id++)
		if (id != EXPR_POSITION_GAIN &&
		    expr_reads(p->when, (enum expr_id)id))
			return;
	/* 2^-k is 5^k / 10^k. Most are about one of the two ends. */
	for (int k = 0; k <= NEAREST && !g->known; k++, fives *= 5) {
		struct dec near = dec_make(fives, k);
		const struct dec ends[][2] = { { near, far }, { far, near },
		    { near, near } };

		for (size_t i = 0; i < 3 && !g->known; i++) {
			g->down = ends[i][0];
			g->up = ends[i][1];
			g->known = expr_surely_false(p->when, &r);
		}
	}
}

/* Unrealised profit less the fees paid, as far as all of it is in the
 * account's currency. */
static bool
profit_of(const struct snapshot *s, const struct position_sum *p,
    const struct book_entry *e, struct dec *out)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);

	*out = p->unrealized_pnl;
	if (i == NULL || !dec_known(*out) || strcmp(i->kind == KIND_SPOT ?
	    i->quote : i->settle, s->currency) != 0)
		return false;
	for (size_t n = 0; n < e->spent.len; n++)
		if (strcmp(e->spent.at[n].asset, s->currency) != 0 ||
		    !dec_sub(*out, e->spent.at[n].amount, out))
			return false;
	return true;
}

/* How much more and less the profit may become, less what is rounded. */
static bool
room_of(const struct gains *g, struct dec profit, struct dec cost, int scale,
    struct dec *out)
{
	struct dec below, above;

	return dec_times(cost, g->down, &below) &&
	    dec_times(cost, g->up, &above) &&
	    dec_add(below, profit, &below) && dec_sub(above, profit, &above) &&
	    dec_sub(dec_min(below, above), dec_make(3, scale), out);
}

/* The size and its value at either price are rounded by a step each; makes
 * *shift larger until the size, if it is asked about, moves by no more than
 * there is room for. */
static bool
position_near(const struct question *q, const struct position_sum *p,
    int scale, unsigned *shift)
{
	const struct book_entry *e;
	struct dec profit, room, most;

	if (!question_scopes(q, p->symbol))
		return true;
	/* The book does not hold two sides of a symbol apart. */
	e = p->hedged ? NULL : book_find(q->book, p->symbol);
	if (e == NULL || dec_sign(e->cost) <= 0 || !dec_known(p->notional) ||
	    !profit_of(q->s, p, e, &profit) || !room_of(&q->plan->calm.gains,
	    profit, e->cost, scale, &room) || dec_sign(room) <= 0)
		return false;
	for (; *shift <= CALM_NARROWEST; ++*shift)
		if (dec_times(room, dec_int((int64_t)1 << *shift), &most) &&
		    dec_cmp(dec_abs(p->notional), most) <= 0)
			return true;
	return false;
}

static bool
may_say(const struct question *q)
{
	return q->plan->calm.gains.known && q->book != NULL &&
	    !too_old(q->s->time, q->now, q->stale);
}

bool
calm_gain(const struct question *q, int scale, struct breaker_calm *out)
{
	unsigned shift = CALM_WIDEST;
	bool near = may_say(q);

	for (size_t i = 0; i < q->s->positions.len && near; i++) {
		const struct position *p = &q->s->positions.at[i];
		const struct position_sum one = { p->symbol, p->hedged == 1,
		    p->notional, p->unrealized_pnl };

		near = position_near(q, &one, scale, &shift);
	}
	if (near)
		*out = (struct breaker_calm){ CALM_PRICES, .shift = shift };
	return near;
}

bool
breaker_gains(const struct breaker_plan *p)
{
	return p->calm.gains.known;
}

bool
breaker_calm_gain(struct breaker_plan *p, const struct position_sums *held,
    const struct snapshot *s, const struct risk_history *h, int64_t now,
    int64_t stale, int scale, struct breaker_calm *out)
{
	const struct question q = { .plan = p, .s = s, .h = h, .now = now,
	    .stale = stale, .symbol = "", .book = plan_book(p, h, s) };
	unsigned shift = CALM_WIDEST;
	bool near = may_say(&q);

	for (size_t i = 0; i < held->len && near; i++)
		near = position_near(&q, &held->at[i], scale, &shift);
	if (near)
		*out = (struct breaker_calm){ CALM_PRICES, .shift = shift };
	return near;
}
