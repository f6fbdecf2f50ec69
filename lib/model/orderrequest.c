/*
 * What is asked of a venue: the fields that each order type takes, and the
 * text by which a reused --key knows whether it asks for the same.
 */
#include "model/order.h"

#include "base/stamp.h"

#include <string.h>

enum need { NO, YES, MAYBE };

/* Which fields a type takes; a link is an attached stop or target. */
static const struct type_rule {
	enum need price, trigger, trail, tif, quote, oco;
} type_rules[ORDER_TYPES] = {
	[TYPE_MARKET] = { NO, NO, NO, YES, YES, NO },
	[TYPE_LIMIT] = { YES, NO, NO, YES, NO, YES },
	[TYPE_STOP] = { NO, YES, NO, NO, NO, YES },
	[TYPE_STOP_LIMIT] = { YES, YES, NO, NO, NO, YES },
	[TYPE_TAKE_PROFIT] = { NO, YES, NO, NO, NO, YES },
	[TYPE_TAKE_PROFIT_LIMIT] = { YES, YES, NO, NO, NO, YES },
	[TYPE_TRAILING] = { NO, NO, YES, NO, NO, YES }
};

void
order_request_init(struct order_request *r)
{
	memset(r, 0, sizeof(*r));
	r->amount = r->quote = r->price = r->trigger_price =
	    r->trail_percent = r->trail_amount = r->activation_price =
	    r->visible = r->trailing_activation = DEC_NONE;
}

struct order_request
order_request_empty(void)
{
	struct order_request r;

	order_request_init(&r);
	return r;
}

/* Nothing is wrong with nearly all of them. */
static inline bool
field_good(struct dec value, enum need need)
{
	return dec_known(value) ? need != NO && value.coef > 0 : need != YES;
}

static enum err_code
field_fault(const char *type, const char *option, struct dec value,
    enum need need, struct err *err)
{
	if (need == NO && dec_known(value))
		return err_set(err, E_USAGE, "--%s: a %s order takes none",
		    option, type);
	if (need == YES && !dec_known(value))
		return err_set(err, E_USAGE, "--%s: a %s order needs one",
		    option, type);
	return err_set(err, E_USAGE, "--%s: must be more than 0", option);
}

static inline enum err_code
field_check(const char *type, const char *option, struct dec value,
    enum need need, struct err *err)
{
	return field_good(value, need) ? E_OK :
	    field_fault(type, option, value, need, err);
}

static inline enum err_code
level_check(const char *option, const struct level *l, struct err *err)
{
	if (l->kind == LEVEL_NONE)
		return E_OK;
	if (dec_sign(l->value) <= 0)
		return err_set(err, E_USAGE, "--%s: must be more than 0",
		    option);
	if (l->kind == LEVEL_PERCENT &&
	    dec_cmp(l->value, dec_int(100)) >= 0)
		return err_set(err, E_USAGE, "--%s: a percentage lies between "
		    "0 and 100", option);
	return E_OK;
}

static enum err_code
amount_check(const struct order_request *r, const struct type_rule *rule,
    struct err *err)
{
	const char *type = order_type_names[r->type];

	if (dec_known(r->amount) && dec_known(r->quote))
		return err_set(err, E_USAGE,
		    "--qty and --quote: give one of the two");
	if (!dec_known(r->amount) && !dec_known(r->quote))
		return err_set(err, E_USAGE,
		    "--qty: how much? (or --quote for a market order)");
	if (dec_known(r->quote) && rule->quote == NO)
		return err_set(err, E_USAGE, "--quote: a %s order takes --qty",
		    type);
	if (dec_known(r->amount))
		return field_check(type, "qty", r->amount, YES, err);
	return field_check(type, "quote", r->quote, YES, err);
}

/* A trailing order has one distance: an amount of price, or a percentage. */
static enum err_code
trail_check(const struct order_request *r, const struct type_rule *rule,
    struct err *err)
{
	const char *type = order_type_names[r->type];
	bool percent = dec_known(r->trail_percent);
	enum err_code rc;

	if (percent && dec_known(r->trail_amount))
		return err_set(err, E_USAGE, "--trail: an amount or a "
		    "percentage, not both");
	rc = field_check(type, "trail", percent ? r->trail_percent :
	    r->trail_amount, rule->trail, err);
	if (rc == E_OK && percent &&
	    dec_cmp(r->trail_percent, dec_int(100)) >= 0)
		rc = err_set(err, E_USAGE, "--trail: a percentage lies "
		    "between 0 and 100");
	if (rc == E_OK)
		rc = field_check(type, "activation", r->activation_price,
		    rule->trail == NO ? NO : MAYBE, err);
	return rc;
}

static bool
has_links(const struct order_request *r)
{
	return r->stop_loss.kind != LEVEL_NONE ||
	    r->take_profit.kind != LEVEL_NONE ||
	    r->trailing_stop.kind != LEVEL_NONE;
}

static enum err_code
links_check(const struct order_request *r, struct err *err)
{
	enum err_code rc = level_check("stop-loss", &r->stop_loss, err);

	if (rc == E_OK)
		rc = level_check("take-profit", &r->take_profit, err);
	if (rc == E_OK)
		rc = level_check("trailing-stop", &r->trailing_stop, err);
	if (rc == E_OK && r->trailing_stop.kind == LEVEL_DISTANCE)
		rc = err_set(err, E_USAGE, "--trailing-stop: an amount of "
		    "price without a sign, or a percentage");
	if (rc != E_OK || !dec_known(r->trailing_activation))
		return rc;
	if (r->trailing_stop.kind == LEVEL_NONE)
		return err_set(err, E_USAGE, "--trailing-activation: it goes "
		    "with --trailing-stop");
	return field_check("trailing", "trailing-activation",
	    r->trailing_activation, YES, err);
}

/* An iceberg shows a part of a limit order that rests. */
static enum err_code
visible_check(const struct order_request *r, struct err *err)
{
	enum err_code rc = field_check(order_type_names[r->type], "visible",
	    r->visible, r->type == TYPE_LIMIT ? MAYBE : NO, err);

	if (rc == E_OK && dec_known(r->visible) &&
	    r->time_in_force != TIF_GTC)
		rc = err_set(err, E_USAGE, "--visible: does not go with "
		    "--tif %s", tif_names[r->time_in_force]);
	if (rc == E_OK && dec_known(r->visible) && dec_known(r->amount) &&
	    dec_cmp(r->visible, r->amount) > 0)
		rc = err_set(err, E_USAGE, "--visible: more than --qty");
	return rc;
}

static enum err_code
flags_check(const struct order_request *r, const struct type_rule *rule,
    struct err *err)
{
	if (r->time_in_force != TIF_GTC && rule->tif == NO)
		return err_set(err, E_USAGE, "--tif %s: only market and limit "
		    "orders take it", tif_names[r->time_in_force]);
	if (r->post_only && r->type != TYPE_LIMIT)
		return err_set(err, E_USAGE,
		    "--post-only: only a limit order takes it");
	if (r->post_only && r->time_in_force != TIF_GTC)
		return err_set(err, E_USAGE,
		    "--post-only: does not go with --tif %s",
		    tif_names[r->time_in_force]);
	if (r->expire_at != 0 && (r->time_in_force != TIF_GTC ||
	    r->type == TYPE_MARKET))
		return err_set(err, E_USAGE,
		    "--expire: only an order that rests (gtc) takes it");
	if (r->reduce_only && has_links(r))
		return err_set(err, E_USAGE, "--reduce-only: does not go with "
		    "--stop-loss, --take-profit or --trailing-stop");
	return E_OK;
}

enum err_code
order_request_check(const struct order_request *r, struct err *err)
{
	const struct type_rule *rule = &type_rules[r->type];
	const char *type = order_type_names[r->type];
	enum err_code rc;

	if (!symbol_valid(r->symbol))
		return err_set(err, E_USAGE, "symbol \"%s\": not of the form "
		    "BASE/QUOTE", r->symbol);
	if ((rc = amount_check(r, rule, err)) != E_OK ||
	    (rc = field_check(type, "price", r->price, rule->price, err)) !=
	    E_OK ||
	    (rc = field_check(type, "trigger", r->trigger_price,
	    rule->trigger, err)) != E_OK ||
	    (rc = trail_check(r, rule, err)) != E_OK ||
	    (rc = links_check(r, err)) != E_OK ||
	    (rc = visible_check(r, err)) != E_OK)
		return rc;
	return flags_check(r, rule, err);
}

enum err_code
order_pair_check(const struct order_request r[2], struct err *err)
{
	enum err_code rc = order_request_check(&r[0], err);

	if (rc == E_OK)
		rc = order_request_check(&r[1], err);
	if (rc != E_OK)
		return rc;
	for (int i = 0; i < 2; i++) {
		if (type_rules[r[i].type].oco == NO)
			return err_set(err, E_USAGE, "oco: a %s order cannot "
			    "be one of two", order_type_names[r[i].type]);
		if (r[i].time_in_force != TIF_GTC || has_links(&r[i]) ||
		    dec_known(r[i].visible))
			return err_set(err, E_USAGE, "oco: does not go with "
			    "--tif, --visible, --stop-loss, --take-profit or "
			    "--trailing-stop");
	}
	if (strcmp(r[0].account, r[1].account) != 0 ||
	    strcmp(r[0].symbol, r[1].symbol) != 0 || r[0].side != r[1].side ||
	    dec_cmp(r[0].amount, r[1].amount) != 0)
		return err_set(err, E_USAGE, "oco: both orders are of one "
		    "symbol, side and amount");
	return E_OK;
}

static void
text_line(struct buf *out, const char *name, const char *text)
{
	if (text[0] == '\0')
		return;
	buf_puts(out, name);
	buf_putc(out, '=');
	buf_puts(out, text);
	buf_putc(out, '\n');
}

static void
dec_line(struct buf *out, const char *name, struct dec d)
{
	char text[DEC_TEXT_SIZE];

	if (dec_known(d))
		text_line(out, name, dec_text(d, text));
}

void
order_request_text(const struct order_request *r, struct buf *out)
{
	char text[DEC_TEXT_SIZE];

	text_line(out, "account", r->account);
	text_line(out, "symbol", r->symbol);
	text_line(out, "side", side_names[r->side]);
	text_line(out, "type", order_type_names[r->type]);
	text_line(out, "time_in_force", tif_names[r->time_in_force]);
	text_line(out, "post_only", r->post_only ? "true" : "");
	text_line(out, "reduce_only", r->reduce_only ? "true" : "");
	dec_line(out, "amount", r->amount);
	dec_line(out, "quote", r->quote);
	dec_line(out, "price", r->price);
	dec_line(out, "trigger_price", r->trigger_price);
	dec_line(out, "trail_percent", r->trail_percent);
	dec_line(out, "trail_amount", r->trail_amount);
	dec_line(out, "activation_price", r->activation_price);
	dec_line(out, "visible", r->visible);
	text_line(out, "stop_loss", level_text(r->stop_loss, text));
	text_line(out, "take_profit", level_text(r->take_profit, text));
	text_line(out, "trailing_stop", level_text(r->trailing_stop, text));
	dec_line(out, "trailing_activation", r->trailing_activation);
	if (r->expire_at != 0) {
		char at[STAMP_TEXT_SIZE];

		text_line(out, "expire_at", stamp_text(r->expire_at, at));
	}
	text_line(out, "strategy", r->strategy);
	text_line(out, "tag", r->tag);
	text_line(out, "parent", r->parent);
}
