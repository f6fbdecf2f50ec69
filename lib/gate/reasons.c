/*
 * What a venue's word for a refusal means here: which step or bound of the
 * instrument the order does not keep.
 */
#include "gate/gatedata.h"

#include <stdio.h>
#include <string.h>

struct hint {
	const struct order *o;
	const struct instrument *i;
	char *to;
	size_t size;
};

static void
say(struct hint *h, const char *what, struct dec value, const char *bound,
    struct dec limit)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];

	if (h->to[0] == '\0')
		snprintf(h->to, h->size, ": %s %s %s %s", what,
		    dec_text(value, a), bound, dec_text(limit, b));
}

static void
amount_hint(struct hint *h)
{
	const struct instrument *i = h->i;
	struct dec amount = h->o->amount;

	if (!dec_known(amount))
		return;
	if (dec_sign(i->lot) > 0 && !dec_on_step(amount, i->lot))
		say(h, "amount", amount, "is no multiple of the lot", i->lot);
	if (dec_sign(i->min_amount) > 0 && dec_cmp(amount, i->min_amount) < 0)
		say(h, "amount", amount, "is below the least of",
		    i->min_amount);
	if (dec_sign(i->max_amount) > 0 && dec_cmp(amount, i->max_amount) > 0)
		say(h, "amount", amount, "is above the most of",
		    i->max_amount);
	if (dec_known(h->o->visible) && dec_sign(i->lot) > 0 &&
	    !dec_on_step(h->o->visible, i->lot))
		say(h, "visible", h->o->visible, "is no multiple of the lot",
		    i->lot);
}

static void
price_hint(struct hint *h)
{
	const struct order *o = h->o;
	const struct { const char *name; struct dec price; } all[] = {
		{ "price", o->price }, { "trigger", o->trigger_price },
		{ "activation", o->activation_price },
		{ "stop-loss", o->stop_loss.kind == LEVEL_PRICE ?
		  o->stop_loss.value : DEC_NONE },
		{ "take-profit", o->take_profit.kind == LEVEL_PRICE ?
		  o->take_profit.value : DEC_NONE }
	};

	for (size_t n = 0; n < sizeof(all) / sizeof(all[0]); n++) {
		struct dec tick;

		if (!dec_known(all[n].price))
			continue;
		tick = instrument_tick(h->i, all[n].price);
		if (!dec_on_step(all[n].price, tick))
			say(h, all[n].name, all[n].price, "is no multiple of"
			    " the tick", tick);
	}
}

static void
value_hint(struct hint *h)
{
	if (dec_sign(h->i->min_notional) > 0 && dec_known(h->o->amount))
		say(h, "amount", h->o->amount, "is worth less than the least"
		    " of", h->i->min_notional);
}

static const struct {
	const char *reason;
	void (*hint)(struct hint *h);
} reasons[] = {
	{ "bad_amount", amount_hint }, { "bad_price", price_hint },
	{ "min_notional", value_hint }
};

void
gate_explain(struct gate *g, const struct order *o, struct err *err)
{
	struct instruments all = { 0 };
	struct hint h = { .o = o };
	char text[300] = "";
	size_t len;

	if (err == NULL || o->state != ORDER_REJECTED ||
	    g->venue->ops->instruments(g->venue, &all, NULL) != E_OK)
		return;
	h.i = instruments_find(&all, o->symbol);
	h.to = text;
	h.size = sizeof(text);
	for (size_t n = 0; n < sizeof(reasons) / sizeof(reasons[0]) &&
	    h.i != NULL; n++)
		if (strcmp(reasons[n].reason, o->reason) == 0)
			reasons[n].hint(&h);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof(err->text) - len, "%s", text);
	vec_release(&all);
}
