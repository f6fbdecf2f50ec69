/*
 * Instructions about leverage and margin of perpetuals (SIMVENUE.md 8): what
 * they ask for is refused whole, or done whole.
 */
#include "venue/sim/state.h"

#include <string.h>

static struct sim_symbol *
symbol_named(struct sim *sim, const char *name, size_t *at)
{
	for (size_t i = 0; i < sim->symbols.len; i++)
		if (strcmp(sim->symbols.at[i].i.symbol, name) == 0) {
			*at = i;
			return &sim->symbols.at[i];
		}
	return NULL;
}

static bool
orders_work(const struct sim *sim, size_t symbol)
{
	for (size_t i = 0; i < sim->orders.len; i++)
		if (!sim->orders.at[i]->closed &&
		    sim->orders.at[i]->symbol == symbol)
			return true;
	return false;
}

static void
tell(struct sim *sim, int kind, const struct sim_symbol *s)
{
	struct sim_event e = event_begin(sim, kind);

	e.symbol = s->i.symbol;
	e.leverage = s->position.leverage;
	e.margin_mode = margin_mode_names[s->position.mode];
	e.margin = s->position.margin;
	event_tell(sim, &e);
}

/* The position with what is asked; its margin topped up, never released. */
static struct sim_position
position_asked(struct sim *sim, struct sim_symbol *s,
    const struct sim_instruction *i)
{
	struct sim_position before = s->position, after;

	if (dec_known(i->leverage))
		s->position.leverage = i->leverage;
	if (i->margin_mode >= 0)
		s->position.mode = i->margin_mode;
	if (s->position.side != 0 && s->position.mode == MARGIN_ISOLATED)
		s->position.margin = dec_max(s->position.margin,
		    margin_for(sim, s, s->position.cost));
	after = s->position;
	s->position = before;
	return after;
}

static const char *
leverage_check(struct sim *sim, size_t at, const struct sim_position *after)
{
	struct sim_symbol *s = &sim->symbols.at[at];
	struct sim_position before = s->position;
	struct dec value = DEC_ZERO, free;

	if (after->mode != before.mode &&
	    (before.side != 0 || orders_work(sim, at)))
		return "position_open";
	if (before.side != 0)
		value = position_worth(sim, s);
	if (!tier_allows(s, value, after->leverage))
		return "leverage_tier";
	if (before.side == 0)
		return NULL;
	s->position = *after;
	free = balance_free(sim, s->quote);
	s->position = before;
	return dec_sign(free) < 0 ? "insufficient_margin" : NULL;
}

void
leverage_apply(struct sim *sim, const struct sim_instruction *i)
{
	size_t at = NOWHERE;
	struct sim_symbol *s = symbol_named(sim, i->symbol, &at);
	struct sim_position after;
	const char *reason = NULL;

	if (i->unsupported || i->margin_mode > MARGIN_ISOLATED ||
	    (dec_known(i->leverage) && dec_cmp(i->leverage, dec_int(1)) < 0))
		reason = "unsupported";
	else if (s == NULL)
		reason = "unknown_symbol";
	else if (!s->swap)
		reason = "unsupported";
	if (reason == NULL) {
		after = position_asked(sim, s, i);
		reason = leverage_check(sim, at, &after);
	}
	if (reason != NULL) {
		instruction_reject(sim, i, reason);
		return;
	}
	s->position = after;
	position_changed(sim);
	tell(sim, SIM_LEVERAGE, s);
}

static const char *
margin_refusal(struct sim *sim, const struct sim_symbol *s, struct dec amount)
{
	const struct sim_position *p = &s->position;
	struct dec exact, left;

	if (dec_sign(amount) == 0 || !dec_round(amount,
	    sim->balances.at[s->quote].scale, ROUND_DOWN, &exact) ||
	    dec_cmp(exact, amount) != 0)
		return "bad_amount";
	if (p->side == 0)
		return "no_position";
	if (dec_sign(amount) > 0)
		return dec_cmp(amount, balance_free(sim, s->quote)) > 0 ?
		    "insufficient_margin" : NULL;
	left = sim_sum(sim, sim_sum(sim, p->margin, amount),
	    dec_min(position_profit(sim, s), DEC_ZERO));
	return dec_cmp(left, position_initial(sim, s)) < 0 ?
	    "insufficient_margin" : NULL;
}

void
margin_apply(struct sim *sim, const struct sim_instruction *i)
{
	size_t at;
	struct sim_symbol *s = symbol_named(sim, i->symbol, &at);
	const char *reason = s == NULL ? "unknown_symbol" : !s->swap ||
	    (s->position.side != 0 && s->position.mode == MARGIN_CROSS) ?
	    "unsupported" : margin_refusal(sim, s, i->amount);

	if (reason != NULL) {
		instruction_reject(sim, i, reason);
		return;
	}
	s->position.margin = sim_sum(sim, s->position.margin, i->amount);
	position_changed(sim);
	tell(sim, SIM_MARGIN, s);
}
