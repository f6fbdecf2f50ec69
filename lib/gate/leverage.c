/*
 * Leverage, margin mode and margin of a swap: what is set at the venue, and
 * changing it. None of it is an entry, but what makes a loss come sooner is
 * judged as one.
 */
#include "gate/gatedata.h"

#include "base/buf.h"
#include "venue/sim/venue.h"

#include <stdio.h>

/* One change, as the gate does it and as the audit tells it. */
struct setting {
	struct gate *g;
	const char *symbol;
	struct dec leverage;	/* DEC_NONE: stays, as mode -1 does */
	int mode;
	struct dec margin;	/* added or taken; DEC_NONE: none of it */
	struct verdict verdict;
	struct venue_answer answer;
};

static enum err_code
find_swap(struct gate *g, const char *symbol, struct leverage *out,
    struct err *err)
{
	struct instruments all = { 0 };
	const struct instrument *i;
	enum err_code rc;

	if (g->venue->ops->leverage == NULL ||
	    g->venue->ops->leverage_of == NULL)
		return err_set(err, E_USAGE, "account %s: %s has no "
		    "leverage", g->account.label, g->account.venue);
	rc = g->venue->ops->instruments(g->venue, &all, err);
	i = rc == E_OK ? instruments_find(&all, symbol) : NULL;
	if (rc == E_OK && i == NULL)
		rc = err_set(err, E_USAGE, "symbol %s: account %s cannot "
		    "trade it", symbol, g->account.label);
	if (rc == E_OK && i->kind != KIND_SWAP)
		rc = err_set(err, E_USAGE, "symbol %s: only perpetuals have "
		    "leverage", symbol);
	if (rc == E_OK)
		out->max_leverage = dec_sign(i->max_leverage) > 0 ?
		    i->max_leverage : DEC_NONE;
	vec_release(&all);
	return rc;
}

/* What is held with it. */
static enum err_code
add_position(struct gate *g, struct leverage *out, struct err *err)
{
	struct positions all = { 0 };
	enum err_code rc = g->venue->ops->positions(g->venue, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		const struct position *p = &all.at[i];

		if (strcmp(p->symbol, out->symbol) != 0 ||
		    dec_sign(p->contracts) <= 0)
			continue;
		if (out->side[0] != '\0') {	/* two, each with its own */
			TEXT_SET(out->side, "both");
			out->contracts = out->collateral =
			    out->liquidation_price = DEC_NONE;
			break;
		}
		TEXT_SET(out->side, position_side_names[p->side]);
		out->contracts = p->contracts;
		out->collateral = p->collateral;
		out->liquidation_price = p->liquidation_price;
	}
	vec_release(&all);
	return rc;
}

enum err_code
gate_leverage_of(struct gate *g, const char *symbol, struct leverage *out,
    struct err *err)
{
	struct leverage l = { .contracts = DEC_ZERO, .collateral = DEC_NONE,
	    .liquidation_price = DEC_NONE };
	enum err_code rc = gate_sound(g, err);

	TEXT_SET(l.account, g->account.label);
	TEXT_SET(l.venue, g->account.venue);
	TEXT_SET(l.symbol, symbol);
	if (rc == E_OK && g->account.live_prices == 1)
		rc = sim_venue_join(g->venue, symbol, err);
	if (rc == E_OK)
		rc = find_swap(g, symbol, &l, err);
	if (rc == E_OK)
		rc = g->venue->ops->leverage_of(g->venue, symbol,
		    &l.leverage, &l.margin_mode, err);
	if (rc == E_OK)
		rc = add_position(g, &l, err);
	if (rc == E_OK)
		rc = gate_now(g, &l.time, err);
	if (rc == E_OK)
		*out = l;
	return rc;
}

/* More leverage, or less margin, brings the liquidation nearer. */
static bool
is_riskier(const struct setting *s, const struct leverage *before)
{
	return (dec_known(s->leverage) &&
	    dec_cmp(s->leverage, before->leverage) > 0) ||
	    (dec_known(s->margin) && dec_sign(s->margin) < 0);
}

static bool
is_so_already(const struct setting *s, const struct leverage *before)
{
	return !dec_known(s->margin) && (!dec_known(s->leverage) ||
	    dec_cmp(s->leverage, before->leverage) == 0) &&
	    (s->mode < 0 || s->mode == before->margin_mode);
}

static void
setting_text(const struct setting *s, struct buf *out)
{
	char text[DEC_TEXT_SIZE];

	if (dec_known(s->margin)) {
		buf_printf(out, "margin=%s", dec_text(s->margin, text));
		return;
	}
	if (dec_known(s->leverage))
		buf_printf(out, "leverage=%s", dec_text(s->leverage, text));
	if (s->mode >= 0)
		buf_printf(out, "%smargin_mode=%s", out->len == 0 ? "" : " ",
		    margin_mode_names[s->mode]);
}

/* Judged and written down; nothing has left yet. */
static enum err_code
decide(struct setting *s, const struct leverage *before, struct err *err)
{
	struct buf text = { 0 };
	enum err_code rc = gate_judge_leverage(s->g, s->symbol, s->leverage,
	    s->margin, is_riskier(s, before), &s->verdict, err);

	setting_text(s, &text);
	if (rc == E_OK)
		rc = gate_audit(s->g, "leverage", s->symbol,
		    s->verdict.allowed ? "set" : "refused", buf_text(&text),
		    err);
	buf_release(&text);
	return rc;
}

enum err_code
gate_asked(enum err_code rc, struct venue_answer *a)
{
	/* What it cannot do never left. */
	if (rc == E_USAGE && a->result == VENUE_NOT_SENT)
		return rc;
	/* A live venue's failure is what it was: unsent, or unknown. */
	if (rc != E_OK && a->result != VENUE_NOT_SENT)
		a->result = VENUE_UNKNOWN;
	return E_OK;
}

static enum err_code
ask(struct setting *s, struct err *err)
{
	struct venue *v = s->g->venue;
	enum err_code rc;

	s->answer = (struct venue_answer){ .result = VENUE_UNKNOWN };
	rc = dec_known(s->margin) ?
	    v->ops->margin(v, s->symbol, s->margin, &s->answer, err) :
	    v->ops->leverage(v, s->symbol, s->leverage, s->mode, &s->answer,
	    err);
	if (v->ops->simulated)
		return rc == E_OK ? gate_sync(s->g, NULL, err) : rc;
	return gate_asked(rc, &s->answer);
}

static enum err_code
change(struct setting *s, const struct leverage *before, struct err *err)
{
	enum err_code rc = gate_ahead(s->g, err);

	if (rc == E_OK)
		rc = LEDGER(s->g->ledger, begin, err);
	if (rc == E_OK)
		rc = LEDGER(s->g->ledger, end, decide(s, before, err), err);
	return rc == E_OK && s->verdict.allowed ? ask(s, err) : rc;
}

enum err_code
gate_changed(const struct gate *g, const char *what, const char *look,
    const struct venue_answer *a, struct err *err)
{
	const char *venue = g->account.venue;

	switch (a->result) {
	case VENUE_ACCEPTED:
		return E_OK;
	case VENUE_REJECTED:
		err_set(err, E_REJECTED, "%s: rejected by %s: %s", what,
		    venue, a->reason);
		return err_venue(err, a->reason);
	case VENUE_NOT_SENT:
		return err_set(err, E_NETWORK, "%s: the change could not be "
		    "sent to %s", what, venue);
	default:
		return err_set(err, E_UNKNOWN, "%s: it is not known whether "
		    "%s changed it: look with etrms %s", what, venue, look);
	}
}

static enum err_code
outcome(const struct setting *s, struct err *err)
{
	const struct finding *f = gate_first_breach(&s->verdict);
	char look[SYMBOL_SIZE + 16];

	if (!s->verdict.allowed)
		return err_set(err, E_REFUSED, "%s: refused by %s: %s",
		    s->symbol, f == NULL ? "risk" : f->rule, f == NULL ?
		    "no reason given" : f->message);
	snprintf(look, sizeof(look), "leverage %s", s->symbol);
	return gate_changed(s->g, s->symbol, look, &s->answer, err);
}

/* What is set stays set, whatever fails when it is looked at. */
static enum err_code
read_back(const struct setting *s, struct leverage *out, struct err *err)
{
	struct err why = { .code = E_OK };
	enum err_code rc = s->g->venue->ops->simulated ? E_OK :
	    gate_sync(s->g, NULL, &why);

	if (rc == E_OK)
		rc = gate_leverage_of(s->g, s->symbol, out, &why);
	return rc == E_OK ? E_OK : err_set(err, E_UNKNOWN, "%s: %s changed "
	    "it, but what it is now cannot be read: %s: look with etrms "
	    "leverage %s", s->symbol, s->g->account.venue, why.text,
	    s->symbol);
}

static enum err_code
set(struct setting *s, struct leverage *out, struct err *err)
{
	struct leverage before;
	enum err_code rc = gate_leverage_of(s->g, s->symbol, &before, err);

	if (rc != E_OK)
		return rc;
	*out = before;
	if (is_so_already(s, &before))
		return E_OK;
	rc = gate_joined(s->g, err);
	if (rc == E_OK)
		rc = gate_parted(s->g, change(s, &before, err), err);
	if (rc == E_OK)
		rc = outcome(s, err);
	verdict_release(&s->verdict);
	return rc == E_OK ? read_back(s, out, err) : rc;
}

enum err_code
gate_leverage(struct gate *g, const char *symbol, struct dec leverage,
    int margin_mode, struct leverage *out, struct err *err)
{
	struct setting s = { .g = g, .symbol = symbol, .leverage = leverage,
	    .mode = margin_mode, .margin = DEC_NONE };

	if (dec_known(leverage) && dec_cmp(leverage, dec_int(1)) < 0)
		return err_set(err, E_USAGE, "%s: leverage begins at 1",
		    symbol);
	return set(&s, out, err);
}

enum err_code
gate_margin(struct gate *g, const char *symbol, struct dec amount,
    struct leverage *out, struct err *err)
{
	struct setting s = { .g = g, .symbol = symbol, .leverage = DEC_NONE,
	    .mode = -1, .margin = amount };

	if (dec_is_zero(amount))
		return err_set(err, E_USAGE, "%s: margin of 0 changes "
		    "nothing", symbol);
	if (g->venue->ops->margin == NULL)
		return err_set(err, E_USAGE, "account %s: %s has no "
		    "margin to move", g->account.label, g->account.venue);
	return set(&s, out, err);
}
