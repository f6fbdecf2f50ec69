/*
 * What a breaker's condition may ask about a snapshot (LANGUAGE.md 5 and 6.5),
 * one function a name, in a table. What is not known stays na.
 */
#include "risk/judge.h"
#include "risk/plan.h"
#include "risk/value.h"

#include <string.h>

/* A symbol's breaker looks at its symbol; the others at everything. */
bool
question_covers(const struct question *q, const char *symbol)
{
	return q->symbol[0] == '\0' || strcmp(q->symbol, symbol) == 0;
}

/* The account's are those that are a risk of their own. */
bool
question_holds(const struct question *q, const struct position *p)
{
	if (q->symbol[0] == '\0')
		return position_counts(q->s, p);
	return strcmp(q->symbol, p->symbol) == 0 && (p->hedged != 1 ||
	    q->position == NULL || q->position->side == p->side);
}

/* An amount of a symbol's money in the account's currency. */
static bool
converted(const struct question *q, const char *symbol, struct dec amount,
    struct dec *out)
{
	const struct instrument *i = snapshot_instrument(q->s, symbol);
	bool path;

	return i != NULL && dec_known(amount) && value_in(&q->s->prices,
	    i->kind == KIND_SPOT ? i->quote : i->settle, amount,
	    q->s->currency, &path, out, NULL) == E_OK && path;
}

static void
equity(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	(void)ask;
	*out = expr_dec(q->s->equity);
}

/* Of the account's own currency, over all wallets. */
static void
balance(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec sum = DEC_ZERO;
	bool free = ask->id == EXPR_FREE;

	for (size_t i = 0; i < q->s->balances.len; i++) {
		const struct balance *b = &q->s->balances.at[i];

		if (strcmp(b->asset, q->s->currency) == 0 &&
		    !dec_add(sum, free ? b->free : b->total, &sum))
			return;
	}
	if (q->s->balances.len > 0)
		*out = expr_dec(sum);
}

/* The same coins may be held through another symbol of the same base. */
static bool
covers_stake(const struct question *q, const struct stake *k)
{
	const struct instrument *i = q->symbol[0] == '\0' ? NULL :
	    snapshot_instrument(q->s, q->symbol);

	return q->symbol[0] == '\0' || (i != NULL && k->spot ==
	    (i->kind == KIND_SPOT) &&
	    strcmp(k->name, k->spot ? i->base : i->symbol) == 0 &&
	    (k->side == STAKE_NET || q->position == NULL ||
	    k->side == q->position->side));
}

/* Sizes of the positions in scope: added up, netted, and the largest. */
static bool
exposure_of(const struct question *q, struct dec *gross, struct dec *net,
    struct dec *largest)
{
	*gross = *net = *largest = DEC_ZERO;
	if (q->held == NULL)
		return false;
	for (size_t i = 0; i < q->held->len; i++) {
		const struct stake *k = &q->held->at[i];
		struct dec size = dec_abs(k->held);

		if (!covers_stake(q, k))
			continue;
		if (!dec_add(*gross, size, gross) ||
		    !dec_add(*net, k->held, net))
			return false;
		*largest = dec_max(*largest, size);
	}
	return true;
}

static void
exposure(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec gross, net, largest;

	if (!exposure_of(q, &gross, &net, &largest))
		return;
	switch (ask->id) {
	case EXPR_EXPOSURE:
		*out = expr_dec(gross);
		break;
	case EXPR_NET_EXPOSURE:
		*out = expr_dec(net);
		break;
	case EXPR_LEVERAGE:
		*out = expr_ratio(gross, q->s->equity);
		break;
	default:
		*out = expr_ratio(largest, q->s->equity);
	}
}

static void
unrealised(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec sum = DEC_ZERO, one;

	(void)ask;
	for (size_t i = 0; i < q->s->positions.len; i++) {
		const struct position *p = &q->s->positions.at[i];

		if (question_covers(q, p->symbol) &&
		    (!converted(q, p->symbol, p->unrealized_pnl, &one) ||
		    !dec_add(sum, one, &sum)))
			return;
	}
	*out = expr_dec(sum);
}

static void
counts(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	int64_t n = 0;

	if (ask->id == EXPR_OPEN_POSITIONS)
		for (size_t i = 0; i < q->s->positions.len; i++)
			n += question_covers(q, q->s->positions.at[i].symbol);
	else
		for (size_t i = 0; i < q->s->orders.len; i++)
			n += question_covers(q, q->s->orders.at[i].symbol) &&
			    order_state_counts((enum order_state)
			    q->s->orders.at[i].state);
	*out = expr_int(n);
}

/* Spot has no margin; a swap whose margin is not known makes it unknown. */
static void
margin(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec sum = DEC_ZERO, one;

	for (size_t n = 0; n < q->s->positions.len; n++) {
		const struct position *p = &q->s->positions.at[n];
		const struct instrument *i = snapshot_instrument(q->s,
		    p->symbol);

		if (!question_covers(q, p->symbol) ||
		    (i != NULL && i->kind == KIND_SPOT))
			continue;
		if (i == NULL || worth_of(q->s, i->settle,
		    ask->id == EXPR_MARGIN_USED ? swap_initial(i, p) :
		    swap_maintenance(i, p), &one, NULL) != E_OK ||
		    !dec_add(sum, one, &sum))
			return;
	}
	*out = dec_is_zero(sum) ? expr_int(0) : expr_ratio(sum, q->s->equity);
}

/* The share of exposure that has a stop; all of nothing is covered. */
static void
stop_cover(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec gross, net, largest, sum = DEC_ZERO;
	struct protection held;

	(void)ask;
	if (!exposure_of(q, &gross, &net, &largest))
		return;
	for (size_t i = 0; i < q->s->positions.len; i++) {
		const struct position *p = &q->s->positions.at[i];

		if (question_holds(q, p) && (!protection_of(q->s, p,
		    &q->h->terms, &held) ||
		    !dec_add(sum, held.covered_value, &sum)))
			return;
	}
	*out = dec_is_zero(gross) ? expr_int(1) :
	    expr_ratio(dec_min(sum, gross), gross);
}

static void
mark(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	(void)ask;
	if (q->price != NULL)
		*out = expr_dec(dec_known(q->price->mark) ? q->price->mark :
		    q->price->last);
}

static void
data_age(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct price *p = q->symbol[0] == '\0' ? NULL :
	    snapshot_price(q->s, q->symbol);
	int64_t time = q->symbol[0] == '\0' ? q->s->time :
	    p != NULL ? p->time : 0;

	(void)ask;
	if (time != 0)
		*out = expr_time(q->now - time);
}

static void
names(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	*out = expr_text(ask->id == EXPR_ACCOUNT ? q->s->account.label :
	    ask->id == EXPR_VENUE ? q->s->account.venue :
	    q->symbol[0] != '\0' ? q->symbol : NULL);
}

static void
position_side(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	(void)ask;
	*out = expr_text(q->position == NULL ? "flat" :
	    position_side_names[q->position->side]);
}

static void
position_size(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct position *p = q->position;
	struct dec d = DEC_ZERO;

	(void)ask;
	if (p != NULL && dec_sign(p->contract_size) > 0 &&
	    !dec_times(p->contracts, p->contract_size, &d))
		return;
	*out = expr_dec(p == NULL ? DEC_ZERO :
	    dec_sign(p->contract_size) > 0 ? d : p->contracts);
}

static void
position_level(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct position *p = q->position;

	if (p != NULL)
		*out = expr_dec(ask->id == EXPR_POSITION_ENTRY ?
		    p->entry_price : ask->id == EXPR_POSITION_STOP ?
		    p->stop_loss_price : swap_liquidation(q->s, p));
}

/* Its size in the account's currency, and that as a share of equity. */
static void
position_value(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	struct dec gross, net, largest;

	if (q->position == NULL || !exposure_of(q, &gross, &net, &largest))
		return;
	*out = ask->id == EXPR_POSITION_VALUE ? expr_dec(gross) :
	    expr_ratio(gross, q->s->equity);
}

static void
position_leverage(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct position *p = q->position;
	const struct instrument *i = p == NULL ? NULL :
	    snapshot_instrument(q->s, p->symbol);

	(void)ask;
	if (p != NULL && dec_known(p->leverage))
		*out = expr_dec(p->leverage);
	else if (i != NULL && i->kind == KIND_SPOT)
		*out = expr_int(1);
}

/* Unrealised profit less the fees paid so far; gain: by what it cost. */
static void
position_profit(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct book_entry *e = q->book == NULL ? NULL :
	    book_find(q->book, q->symbol);
	struct dec profit, cost, fees;

	/* The book does not hold two sides of a symbol apart. */
	if (q->position == NULL || q->position->hedged == 1 || e == NULL ||
	    dec_sign(e->cost) <= 0 ||
	    !converted(q, q->symbol, q->position->unrealized_pnl, &profit) ||
	    !converted(q, q->symbol, e->cost, &cost) ||
	    !purse_value(&e->spent, q->s, &fees) ||
	    !dec_sub(profit, fees, &profit))
		return;
	*out = ask->id == EXPR_POSITION_PROFIT ? expr_dec(profit) :
	    expr_ratio(profit, cost);
}

static void
position_entries(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct book_entry *e = q->book == NULL || q->position == NULL ||
	    q->position->hedged == 1 ? NULL : book_find(q->book, q->symbol);

	(void)ask;
	if (e != NULL && e->open)
		*out = expr_int(e->entries);
}

/* What the policy's limits that follow the market are multiplied by: those of
 * the symbol; or of the account and all that it holds. */
static void
regime_factor(const struct question *q, const struct expr_ask *ask,
    struct expr_value *out)
{
	const char *account = q->s->account.label;
	struct risk_rules at;
	struct dec least, one;

	(void)ask;
	if (q->h->rules == NULL)
		return;
	at = *q->h->rules;
	at.now = q->now;
	if (!limits_factor(&at, account, q->symbol, &least))
		return;
	for (size_t i = 0; q->symbol[0] == '\0' && i < q->s->positions.len;
	    i++) {
		if (!limits_factor(&at, account, q->s->positions.at[i].symbol,
		    &one))
			return;
		least = dec_min(least, one);
	}
	*out = expr_dec(least);
}

/* Not answered, and so na: bid, ask, venue_share, var_95, risk_score,
 * position.best and .worst. */
static const struct answer {
	void (*give)(const struct question *q, const struct expr_ask *ask,
	    struct expr_value *out);
	bool fresh;	/* only from a snapshot that is not stale */
} answers[] = {
	[EXPR_EQUITY] = { equity, true },
	[EXPR_BALANCE] = { balance, true },
	[EXPR_FREE] = { balance, true },
	[EXPR_EXPOSURE] = { exposure, true },
	[EXPR_NET_EXPOSURE] = { exposure, true },
	[EXPR_UNREALISED] = { unrealised, true },
	[EXPR_LEVERAGE] = { exposure, true },
	[EXPR_OPEN_POSITIONS] = { counts, true },
	[EXPR_OPEN_ORDERS] = { counts, true },
	[EXPR_LOSS_STREAK] = { past_of_book, true },
	[EXPR_REGIME_FACTOR] = { regime_factor, true },
	[EXPR_MARGIN_USED] = { margin, true },
	[EXPR_MARGIN_RATIO] = { margin, true },
	[EXPR_LARGEST_SHARE] = { exposure, true },
	[EXPR_STOP_COVER] = { stop_cover, true },
	[EXPR_POTENTIAL_DRAWDOWN] = { past_potential_drawdown, true },
	[EXPR_MARK] = { mark, false },
	[EXPR_DATA_AGE] = { data_age, false },
	[EXPR_SYMBOL] = { names, false },
	[EXPR_VENUE] = { names, false },
	[EXPR_ACCOUNT] = { names, false },
	[EXPR_POSITION_SIDE] = { position_side, true },
	[EXPR_POSITION_SIZE] = { position_size, true },
	[EXPR_POSITION_VALUE] = { position_value, true },
	[EXPR_POSITION_ENTRY] = { position_level, true },
	[EXPR_POSITION_STOP] = { position_level, true },
	[EXPR_POSITION_LIQUIDATION] = { position_level, true },
	[EXPR_POSITION_PROFIT] = { position_profit, true },
	[EXPR_POSITION_GAIN] = { position_profit, true },
	[EXPR_POSITION_SHARE] = { position_value, true },
	[EXPR_POSITION_LEVERAGE] = { position_leverage, true },
	[EXPR_POSITION_ENTRIES] = { position_entries, true },
	[EXPR_DRAWDOWN] = { past_drawdown, true },
	[EXPR_LOSS] = { past_drawdown, true },
	[EXPR_PROFIT] = { past_profit, true },
	[EXPR_REALISED] = { past_of_book, true },
	[EXPR_FEES] = { past_of_book, true },
	[EXPR_FUNDING_PAID] = { past_funding, true },
	[EXPR_TRADES] = { past_of_book, true },
	[EXPR_STOPS_HIT] = { past_stops_hit, true }
};

void
question_value(void *self, const struct expr_ask *ask,
    struct expr_value *out)
{
	const struct question *q = self;
	const struct answer *a;

	if ((size_t)ask->id >= sizeof(answers) / sizeof(answers[0]))
		return;
	a = &answers[ask->id];
	if (a->give == NULL || (a->fresh &&
	    too_old(q->s->time, q->now, q->stale)))
		return;
	a->give(q, ask, out);
}
