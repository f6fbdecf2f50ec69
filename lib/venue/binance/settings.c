/* Leverage, margin mode and margin of a perpetual, and the position mode. */
#include "venue/binance/act.h"

#include <stdio.h>

#define LEVERAGE_MOST 125	/* of any symbol, 2026-11 */

static enum err_code
swap_of(struct binance *b, const char *symbol,
    const struct binance_symbol **out, struct err *err)
{
	enum err_code rc = binance_symbol(b, symbol, out, err);

	if (rc == E_OK && (*out)->market != BINANCE_FUTURES)
		rc = err_set(err, E_USAGE, "symbol %s: only perpetuals have "
		    "leverage", symbol);
	return rc;
}

/* The answers that repeat nothing say 200 in their body, too. */
static void
judge_done(const struct json_at *top, struct venue_answer *answer)
{
	struct json_at code = json_member(top, "code");

	answer->result = VENUE_ACCEPTED;
	if (code.value == NULL || json_int_loose(&code) != 200)
		binance_act_unclear(answer, "unreadable_answer");
}

static void
judge_leverage(const struct json_at *top, const struct binance_symbol *s,
    struct dec leverage, struct venue_answer *answer)
{
	struct dec got = json_get_dec(top, "leverage");

	answer->result = VENUE_ACCEPTED;
	if (!dec_known(got) || dec_cmp(got, leverage) != 0 ||
	    strcmp(json_get_text(top, "symbol"), s->i.venue_symbol) != 0)
		binance_act_unclear(answer, "leverage: not as asked");
}

/* Runs it; an answer is judged by judge_done(), or as the leverage of s if that
 * is known. */
static enum err_code
set(struct binance_act *a, const struct binance_symbol *s,
    struct dec leverage, struct venue_answer *answer, struct err *err)
{
	struct json_in in;
	struct json_at top;
	enum err_code rc = binance_act_run(a, answer, &in, err);

	/* What was read of leverage and modes may no longer hold. */
	a->call.b->configs_at = 0;
	if (rc != E_OK || in.root == NULL)
		return rc;
	top = json_top(&in);
	if (dec_known(leverage))
		judge_leverage(&top, s, leverage, answer);
	else
		judge_done(&top, answer);
	if (json_close(&in) != E_OK)
		binance_act_unclear(answer, "unreadable_answer");
	return E_OK;
}

/* Of what may be so already. */
static enum err_code
set_flag(struct binance_act *a, struct venue_answer *answer, struct err *err)
{
	enum err_code rc = set(a, NULL, DEC_NONE, answer, err);

	if (rc == E_OK && answer->result == VENUE_REJECTED &&
	    strcmp(answer->reason, "no_change") == 0)
		*answer = (struct venue_answer){ .result = VENUE_ACCEPTED };
	return rc;
}

static enum err_code
set_mode(struct binance *b, const struct binance_symbol *s, int mode,
    struct venue_answer *answer, struct err *err)
{
	struct binance_act a;
	enum err_code rc;

	binance_act_init(&a, b, END_FUTURES_MARGIN_MODE);
	binance_text(&a.call, "symbol", s->i.venue_symbol);
	binance_text(&a.call, "marginType", mode == MARGIN_ISOLATED ?
	    "ISOLATED" : "CROSSED");
	rc = set_flag(&a, answer, err);
	binance_act_release(&a);
	return rc;
}

static enum err_code
set_leverage(struct binance *b, const struct binance_symbol *s,
    struct dec leverage, struct venue_answer *answer, struct err *err)
{
	struct binance_act a;
	enum err_code rc;

	binance_act_init(&a, b, END_FUTURES_LEVERAGE);
	binance_text(&a.call, "symbol", s->i.venue_symbol);
	binance_dec(&a.call, "leverage", leverage);
	rc = set(&a, s, leverage, answer, err);
	binance_act_release(&a);
	return rc;
}

static enum err_code
leverage_check(const char *symbol, struct dec leverage, struct err *err)
{
	if (!dec_known(leverage) || (dec_decimals(leverage) == 0 &&
	    dec_cmp(leverage, dec_int(1)) >= 0 &&
	    dec_cmp(leverage, dec_int(LEVERAGE_MOST)) <= 0))
		return E_OK;
	return err_set(err, E_USAGE, "%s: binance takes a whole leverage from "
	    "1 to %d", symbol, LEVERAGE_MOST);
}

enum err_code
binance_leverage(struct venue *v, const char *symbol, struct dec leverage,
    int margin_mode, struct venue_answer *answer, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *s;
	bool changed = false;
	enum err_code rc;

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	rc = leverage_check(symbol, leverage, err);
	if (rc == E_OK)
		rc = swap_of(b, symbol, &s, err);
	if (rc != E_OK)
		return rc;
	if (margin_mode >= 0) {
		rc = set_mode(b, s, margin_mode, answer, err);
		changed = rc == E_OK && answer->result == VENUE_ACCEPTED;
		if (!changed || !dec_known(leverage))
			return rc;
	}
	rc = set_leverage(b, s, leverage, answer, err);
	/* One of the two is done: that is neither yes nor no. */
	if (changed && (rc != E_OK || answer->result != VENUE_ACCEPTED)) {
		binance_act_unclear(answer, "only the margin mode was set");
		rc = E_OK;
	}
	return rc;
}

enum err_code
binance_is_hedged(struct venue *v, bool *out, struct err *err)
{
	struct binance *b = (struct binance *)v;

	b->sides = 0;
	return binance_hedged(b, out, err);
}

enum err_code
binance_set_hedged(struct venue *v, bool hedged, struct venue_answer *answer,
    struct err *err)
{
	struct binance *b = (struct binance *)v;
	struct binance_act a;
	enum err_code rc;

	binance_act_init(&a, b, END_FUTURES_SIDES);
	binance_text(&a.call, "dualSidePosition", hedged ? "true" : "false");
	rc = set_flag(&a, answer, err);
	b->sides = 0;
	binance_act_release(&a);
	return rc;
}

/* The side that is held, where both may be. */
static enum err_code
held_side(struct venue *v, const char *symbol, const char **out,
    struct err *err)
{
	struct positions all = { 0 };
	size_t held = 0;
	enum err_code rc = v->ops->positions(v, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (strcmp(all.at[i].symbol, symbol) == 0 &&
		    dec_sign(all.at[i].contracts) > 0) {
			held++;
			*out = all.at[i].side == POSITION_LONG ? "LONG" :
			    "SHORT";
		}
	vec_release(&all);
	if (rc == E_OK && held != 1)
		rc = err_set(err, E_USAGE, "%s: %s: margin is moved where one "
		    "side is held", symbol, held == 0 ? "nothing is held" :
		    "both sides are held");
	return rc;
}

enum err_code
binance_margin(struct venue *v, const char *symbol, struct dec amount,
    struct venue_answer *answer, struct err *err)
{
	struct binance *b = (struct binance *)v;
	const struct binance_symbol *s;
	struct binance_act a;
	const char *side = NULL;
	bool hedged = false;
	enum err_code rc;

	*answer = (struct venue_answer){ .result = VENUE_NOT_SENT };
	rc = swap_of(b, symbol, &s, err);
	if (rc == E_OK)
		rc = binance_hedged(b, &hedged, err);
	if (rc == E_OK && hedged)
		rc = held_side(v, symbol, &side, err);
	if (rc != E_OK)
		return rc;
	binance_act_init(&a, b, END_FUTURES_MARGIN);
	binance_text(&a.call, "symbol", s->i.venue_symbol);
	if (side != NULL)
		binance_text(&a.call, "positionSide", side);
	binance_dec(&a.call, "amount", dec_abs(amount));
	binance_text(&a.call, "type", dec_sign(amount) > 0 ? "1" : "2");
	rc = set(&a, s, DEC_NONE, answer, err);
	binance_act_release(&a);
	return rc;
}
