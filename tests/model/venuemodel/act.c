/*
 * Instructions: each is checked, then done or refused.
 */
#include "tests/model/venuemodel/model.h"

void
reject(struct model *m, const char *id, enum action action,
    const char *reason)
{
	struct rec r = { .event = "rejected" };

	rec_text(&r, "id", id);
	rec_text(&r, "action", action_names[action]);
	rec_text(&r, "reason", reason);
	rec_put(m, &r);
}

static void
order_do(struct model *m, const struct request *want)
{
	struct arrival a = { .m = m, .want = want };
	struct dec amount;
	const char *reason = refusal(&a, &amount);

	if (reason != NULL)
		reject(m, want->id, DO_ORDER, reason);
	else
		order_arrive(m, order_accept(m, order_make(m, want, amount)));
}

static bool
alike(const struct request *a, const struct request *b)
{
	return strcmp(a->symbol, b->symbol) == 0 && a->side == b->side &&
	    dec_same(a->amount, b->amount);
}

/* The reasons of the two; a NULL each when both are sound. */
static void
oco_judge(struct model *m, const struct request *w, const char *reason[2])
{
	struct arrival first = { .m = m, .want = &w[0], .oco = true };
	struct arrival second = first;
	struct dec amount;

	second.want = &w[1];
	second.first = &w[0];
	if (!alike(&w[0], &w[1])) {
		reason[0] = reason[1] = "unsupported";
		return;
	}
	reason[0] = refusal(&first, &amount);
	reason[1] = refusal(&second, &amount);
	if (reason[0] != NULL || reason[1] != NULL) {
		for (int i = 0; i < 2; i++)
			if (reason[i] == NULL)
				reason[i] = "linked";
		return;
	}
	if (!first.in->swap &&
	    (short_of_funds(&first) || short_of_funds(&second)))
		reason[0] = reason[1] = "insufficient_funds";
}

/* Both are accepted before the first meets the market. */
static void
oco_do(struct model *m, const struct instruction *in)
{
	struct request w[2] = { in->order, in->second };
	const char *reason[2];
	struct order *o[2];

	oco_judge(m, w, reason);
	if (reason[0] != NULL) {
		for (int i = 0; i < 2; i++)
			reject(m, w[i].id, DO_ORDER, reason[i]);
		return;
	}
	m->groups++;
	for (int i = 0; i < 2; i++) {
		o[i] = order_make(m, &w[i], w[i].amount);
		o[i]->group = m->groups;
	}
	for (int i = 0; i < 2; i++)
		order_accept(m, o[i]);
	for (int i = 0; i < 2; i++)
		if (working(o[i]))
			order_arrive(m, o[i]);
}

static struct order *
order_of(const struct model *m, const char *id)
{
	for (size_t i = 0; i < m->orders.len; i++)
		if (strcmp(m->orders.at[i]->id, id) == 0)
			return m->orders.at[i];
	return NULL;
}

static void
cancel_do(struct model *m, const char *id)
{
	struct order *o = order_of(m, id);

	if (o == NULL)
		reject(m, id, DO_CANCEL, "unknown_order");
	else if (!working(o))
		reject(m, id, DO_CANCEL, "order_closed");
	else
		order_close(m, o, "canceled", "user");
}

/* What an amendment may not touch. */
static bool
untouchable(const struct order *o, const struct request *change)
{
	if (is_remainder(o))
		return true;
	if (dec_known(change->amount) && o->group != 0)
		return true;
	if (dec_known(change->price) && !dec_known(o->want.price))
		return true;
	return dec_known(change->trigger) &&
	    (!dec_known(o->want.trigger) || o->triggered);
}

static const char *
amend_refusal(struct model *m, const struct order *o, struct request *want,
    const struct request *change)
{
	struct arrival a = { .m = m, .want = want, .self = o };
	struct dec amount;

	if (o == NULL)
		return "unknown_order";
	if (!working(o))
		return "order_closed";
	if (untouchable(o, change))
		return "unsupported";
	*want = o->want;
	if (dec_known(change->amount))
		want->amount = change->amount;
	if (dec_known(change->price))
		want->price = change->price;
	if (dec_known(change->trigger))
		want->trigger = change->trigger;
	return refusal(&a, &amount);
}

static void
amend_do(struct model *m, const struct request *change)
{
	struct order *o = order_of(m, change->id);
	struct request want;
	const char *reason = amend_refusal(m, o, &want, change);
	struct rec r = { .event = "amended" };
	size_t i = 0;

	if (reason != NULL) {
		reject(m, change->id, DO_AMEND, reason);
		return;
	}
	o->want = want;
	/* Like a new order's: today's rate, and the price at arrival is this. */
	o->taker = rate_of(m, o->of, true);
	o->arrival = o->of->last;
	/* Age is lost. */
	while (m->orders.at[i] != o)
		i++;
	for (; i + 1 < m->orders.len; i++)
		m->orders.at[i] = m->orders.at[i + 1];
	m->orders.at[i] = o;
	rec_text(&r, "id", o->id);
	rec_number(&r, "amount", want.amount);
	rec_number(&r, "price", want.price);
	rec_number(&r, "trigger_price", want.trigger);
	rec_put(m, &r);
	order_arrive(m, o);
}

static const char *
transfer_refusal(const struct model *m, const struct instruction *in)
{
	if (!dec_known(price_of(m, in->currency)))
		return "no_price";
	if (dec_sign(in->amount) <= 0 ||
	    dec_decimals(in->amount) > scale_of(m, in->currency))
		return "bad_amount";
	if (in->action == DO_WITHDRAW &&
	    less(free_to_withdraw(m, in->currency), in->amount))
		return "insufficient_funds";
	return NULL;
}

/* Its value is rounded down with its sign, as every term of equity is. */
static void
transfer_do(struct model *m, const struct instruction *in)
{
	const char *reason = transfer_refusal(m, in);
	struct transfer t = { in->currency, in->amount, DEC_ZERO };
	struct rec r = { .event = "transfer" };

	if (reason != NULL) {
		reject(m, NULL, in->action, reason);
		return;
	}
	if (in->action == DO_WITHDRAW)
		t.amount = dec_neg(t.amount);
	t.value = rounded(times(t.amount, price_of(m, t.currency)),
	    scale_of(m, m->currency), ROUND_FLOOR);
	identities_before_transfer(m);
	vec_push(&m->transfers, t);
	rec_text(&r, "action", action_names[in->action]);
	rec_text(&r, "currency", t.currency);
	rec_number(&r, "amount", t.amount);
	rec_put(m, &r);
	insure(m, in->currency);
}

static void
margin_put(struct model *m, const struct instrument *in, const char *event)
{
	struct rec r = { .event = event };

	rec_text(&r, "symbol", in->symbol);
	rec_number(&r, "leverage", in->leverage);
	rec_text(&r, "margin_mode", in->isolated ? "isolated" : "cross");
	rec_number(&r, "margin", margin_of(m, in));
	rec_put(m, &r);
}

static bool
any_order(const struct model *m, const struct instrument *in)
{
	for (size_t i = 0; i < m->orders.len; i++)
		if (working(m->orders.at[i]) && m->orders.at[i]->of == in)
			return true;
	return false;
}

/* Isolated margin up to ceil(cost / leverage), never down. */
static void
margin_top_up(struct model *m, struct instrument *in)
{
	struct dec least = over_rounded(cost_of(m, in), in->leverage,
	    scale_of(m, in->settle), ROUND_CEIL);
	struct move v = { in, DEC_ZERO, DEC_ZERO, DEC_ZERO };

	v.margin = dec_max(minus(least, margin_of(m, in)), DEC_ZERO);
	if (in->isolated && has_position(m, in))
		vec_push(&m->moves, v);
}

/* Of a position its value at the mark chooses the tier. */
static const char *
leverage_change(struct model *m, struct instrument *in,
    const struct instruction *i, bool isolated)
{
	bool position = has_position(m, in);

	if (isolated != in->isolated && (position || any_order(m, in)))
		return "position_open";
	in->isolated = isolated;
	if (dec_known(i->leverage))
		in->leverage = i->leverage;
	if (!tier_allows(in, position ? mark_value(m, in) : DEC_ZERO,
	    in->leverage))
		return "leverage_tier";
	margin_top_up(m, in);
	return position && dec_sign(free_of(m, in->settle)) < 0 ?
	    "insufficient_margin" : NULL;
}

static void
leverage_do(struct model *m, const struct instruction *i)
{
	struct instrument *in = instrument_of(m, i->symbol), before;
	size_t moves = m->moves.len;
	const char *reason = NULL;
	bool cross = i->mode != NULL && strcmp(i->mode, "cross") == 0;
	bool isolated = i->mode != NULL && strcmp(i->mode, "isolated") == 0;

	if ((i->mode != NULL && !cross && !isolated) ||
	    (dec_known(i->leverage) && less(i->leverage, dec_int(1))) ||
	    (in != NULL && !in->swap))
		reason = "unsupported";
	else if (in == NULL)
		reason = "unknown_symbol";
	if (reason == NULL) {
		before = *in;
		reason = leverage_change(m, in, i,
		    i->mode == NULL ? in->isolated : isolated);
		if (reason != NULL) {
			*in = before;
			m->moves.len = moves;
		}
	}
	if (reason != NULL)
		reject(m, NULL, DO_LEVERAGE, reason);
	else
		margin_put(m, in, "leverage");
}

static const char *
margin_refusal(const struct model *m, const struct instrument *in,
    struct dec amount)
{
	struct dec left;

	if (in == NULL)
		return "unknown_symbol";
	/* Flat, there is no cross position either. */
	if (!in->swap || (has_position(m, in) && !in->isolated))
		return "unsupported";
	if (dec_sign(amount) == 0 ||
	    dec_decimals(amount) > scale_of(m, in->settle))
		return "bad_amount";
	if (!has_position(m, in))
		return "no_position";
	if (positive(amount))
		return less(free_of(m, in->settle), amount) ?
		    "insufficient_margin" : NULL;
	left = plus(plus(margin_of(m, in), amount),
	    dec_min(upnl_of(m, in), DEC_ZERO));
	return less(left, initial_of(m, in)) ? "insufficient_margin" : NULL;
}

static void
margin_do(struct model *m, const struct instruction *i)
{
	struct instrument *in = instrument_of(m, i->symbol);
	const char *reason = margin_refusal(m, in, i->amount);
	struct move v = { in, DEC_ZERO, DEC_ZERO, i->amount };

	if (reason != NULL) {
		reject(m, NULL, DO_MARGIN, reason);
		return;
	}
	vec_push(&m->moves, v);
	margin_put(m, in, "margin");
}

void
instruction_do(struct model *m, struct instruction *in)
{
	in->done = true;
	switch (in->action) {
	case DO_ORDER:
		order_do(m, &in->order);
		break;
	case DO_OCO:
		oco_do(m, in);
		break;
	case DO_CANCEL:
		cancel_do(m, in->order.id);
		break;
	case DO_AMEND:
		amend_do(m, &in->order);
		break;
	case DO_LEVERAGE:
		leverage_do(m, in);
		break;
	case DO_MARGIN:
		margin_do(m, in);
		break;
	case DO_DEPOSIT:
	case DO_WITHDRAW:
		transfer_do(m, in);
		break;
	}
}
