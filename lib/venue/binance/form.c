/* Orders as parameters, and the words that both sides must agree on. */
#include "venue/binance/form.h"

#include "venue/binance/binance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Binance's word for a type of ours; algo: it is placed at a service of its
 * own, with ids of its own. */
static const struct {
	const char *name;
	bool algo;
} natives[][ORDER_TYPES] = {
	[KIND_SPOT] = {
		[TYPE_MARKET] = { "MARKET" },
		[TYPE_LIMIT] = { "LIMIT" },
		[TYPE_STOP] = { "STOP_LOSS" },
		[TYPE_STOP_LIMIT] = { "STOP_LOSS_LIMIT" },
		[TYPE_TAKE_PROFIT] = { "TAKE_PROFIT" },
		[TYPE_TAKE_PROFIT_LIMIT] = { "TAKE_PROFIT_LIMIT" },
		[TYPE_TRAILING] = { "STOP_LOSS" }
	},
	[KIND_SWAP] = {
		[TYPE_MARKET] = { "MARKET" },
		[TYPE_LIMIT] = { "LIMIT" },
		[TYPE_STOP] = { "STOP_MARKET", true },
		[TYPE_STOP_LIMIT] = { "STOP", true },
		[TYPE_TAKE_PROFIT] = { "TAKE_PROFIT_MARKET", true },
		[TYPE_TAKE_PROFIT_LIMIT] = { "TAKE_PROFIT", true },
		[TYPE_TRAILING] = { "TRAILING_STOP_MARKET", true }
	}
};

bool
form_is_algo(const struct instrument *i, int type)
{
	return natives[i->kind][type].algo;
}

static bool
only_posts(const struct order_request *r)
{
	return r->post_only || r->time_in_force == TIF_PO;
}

/*
 * Spot's trailing orders follow from the next trade on; the ones that wait for
 * a price first do so on the side where a target would be.
 */
const char *
form_type(const struct instrument *i, const struct order_request *r)
{
	if (i->kind == KIND_SPOT && r->type == TYPE_LIMIT && only_posts(r))
		return "LIMIT_MAKER";
	if (i->kind == KIND_SPOT && r->type == TYPE_TRAILING &&
	    dec_known(r->activation_price))
		return "TAKE_PROFIT";
	return natives[i->kind][r->type].name;
}

static const char *
native_tif(const struct instrument *i, const struct order_request *r)
{
	static const char *const names[] = { [TIF_GTC] = "GTC",
	    [TIF_IOC] = "IOC", [TIF_FOK] = "FOK", [TIF_PO] = "GTX" };

	if (i->kind == KIND_SWAP && r->expire_at != 0)
		return "GTD";
	return names[only_posts(r) ? TIF_PO : r->time_in_force];
}

void
form_put(struct form *f, const char *name, const char *echo,
    enum form_echo kind, const char *value)
{
	struct form_param *p = &f->at[f->len];

	if (f->len == FORM_PARAMS)
		bug("a form has more than %d parameters", FORM_PARAMS);
	f->len++;
	p->name = name;
	p->echo = echo;
	p->kind = kind;
	if (!TEXT_SET(p->value, value))
		bug("%s: %s is too long to be sent", name, value);
}

void
form_put_dec(struct form *f, const char *name, const char *echo,
    enum form_echo kind, struct dec value)
{
	char text[DEC_TEXT_SIZE];

	if (dec_known(value))
		form_put(f, name, echo, kind, dec_text(value, text));
}

const char *
form_side(int side)
{
	return side == SIDE_BUY ? "BUY" : "SELL";
}

struct dec
form_points(struct dec percent)
{
	struct dec points = DEC_NONE;

	if (!dec_times(percent, dec_int(100), &points))
		return DEC_NONE;
	return dec_trim(points);
}

/* Only what has a price may wait; spot's makers always do. */
static bool
has_tif(const struct instrument *i, const struct order_request *r)
{
	return dec_known(r->price) && !(i->kind == KIND_SPOT &&
	    r->type == TYPE_LIMIT && only_posts(r));
}

static void
spot_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, struct form *f)
{
	char id[CLIENT_ID_SIZE];

	binance_client_out(BINANCE_SPOT, client_id, id);
	form_put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	form_put(f, "side", "side", ECHO_TEXT, form_side(r->side));
	form_put(f, "type", "type", ECHO_TEXT, form_type(i, r));
	if (has_tif(i, r))
		form_put(f, "timeInForce", "timeInForce", ECHO_MAY_TEXT,
		    native_tif(i, r));
	form_put_dec(f, "quantity", "origQty", ECHO_DEC, r->amount);
	form_put_dec(f, "quoteOrderQty", "origQuoteOrderQty", ECHO_DEC,
	    r->quote);
	form_put_dec(f, "price", "price", ECHO_DEC, r->price);
	form_put_dec(f, "stopPrice", "stopPrice", ECHO_MAY_DEC,
	    r->trigger_price);
	form_put_dec(f, "stopPrice", "stopPrice", ECHO_MAY_DEC,
	    r->activation_price);
	form_put_dec(f, "trailingDelta", "trailingDelta", ECHO_MAY_DEC,
	    form_points(r->trail_percent));
	form_put_dec(f, "icebergQty", "icebergQty", ECHO_MAY_DEC, r->visible);
	form_put(f, "newClientOrderId", "clientOrderId", ECHO_TEXT, id);
	form_put(f, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

/* One-way accounts say nothing; where both sides are held apart, what reduces
 * is of the other side, and cannot be marked as such. */
static void
put_position(const struct order_request *r, bool hedged, struct form *f)
{
	bool buys = r->side == SIDE_BUY;

	if (hedged)
		form_put(f, "positionSide", "positionSide", ECHO_MAY_TEXT,
		    buys == r->reduce_only ? "SHORT" : "LONG");
	else if (r->reduce_only)
		form_put(f, "reduceOnly", "reduceOnly", ECHO_MAY_TRUE, "true");
}

/* To the second, as Binance keeps it; toward now, so never later. */
static void
put_end(const struct order_request *r, struct form *f)
{
	char text[24];

	if (r->expire_at == 0)
		return;
	snprintf(text, sizeof(text), "%" PRId64,
	    r->expire_at / STAMP_SECOND * 1000);
	form_put(f, "goodTillDate", NULL, ECHO_NONE, text);
}

static void
futures_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, bool hedged, struct form *f)
{
	form_put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	form_put(f, "side", "side", ECHO_TEXT, form_side(r->side));
	form_put(f, "type", "type", ECHO_TEXT, form_type(i, r));
	put_position(r, hedged, f);
	if (has_tif(i, r))
		form_put(f, "timeInForce", "timeInForce", ECHO_MAY_TEXT,
		    native_tif(i, r));
	form_put_dec(f, "quantity", "origQty", ECHO_DEC, r->amount);
	form_put_dec(f, "price", "price", ECHO_DEC, r->price);
	put_end(r, f);
	form_put(f, "newClientOrderId", "clientOrderId", ECHO_TEXT, client_id);
	form_put(f, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

/* Triggers are met by trades, as the last price is what ours mean. */
static void
algo_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, bool hedged, struct form *f)
{
	f->algo = true;
	form_put(f, "algoType", NULL, ECHO_NONE, "CONDITIONAL");
	form_put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	form_put(f, "side", "side", ECHO_TEXT, form_side(r->side));
	form_put(f, "type", "orderType", ECHO_TEXT, form_type(i, r));
	put_position(r, hedged, f);
	if (has_tif(i, r))
		form_put(f, "timeInForce", "timeInForce", ECHO_MAY_TEXT,
		    native_tif(i, r));
	form_put_dec(f, "quantity", "quantity", ECHO_DEC, r->amount);
	form_put_dec(f, "price", "price", ECHO_DEC, r->price);
	form_put_dec(f, "triggerPrice", "triggerPrice", ECHO_DEC,
	    r->trigger_price);
	form_put_dec(f, "callbackRate", "callbackRate", ECHO_MAY_DEC,
	    r->trail_percent);
	/* Another client sends activationPrice: only an answer that repeats it
	 * shows that it was understood (2026-11). */
	form_put_dec(f, "activatePrice", "activatePrice", ECHO_DEC,
	    r->activation_price);
	put_end(r, f);
	form_put(f, "workingType", "workingType", ECHO_MAY_TEXT,
	    "CONTRACT_PRICE");
	form_put(f, "clientAlgoId", "clientAlgoId", ECHO_TEXT, client_id);
	form_put(f, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

void
form_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, bool hedged, struct form *out)
{
	*out = (struct form){ .len = 0 };
	if (i->kind == KIND_SPOT)
		spot_order(i, r, client_id, out);
	else if (form_is_algo(i, r->type))
		algo_order(i, r, client_id, hedged, out);
	else
		futures_order(i, r, client_id, hedged, out);
}

/* The order by our id, or by Binance's where it has none. */
static void
put_order(struct form *f, const struct instrument *i, const struct order *o,
    const char *native)
{
	char id[CLIENT_ID_SIZE];

	binance_client_out(i->kind == KIND_SPOT ? BINANCE_SPOT :
	    BINANCE_FUTURES, o->client_order_id, id);
	form_put(f, "symbol", "symbol", ECHO_MAY_TEXT, i->venue_symbol);
	if (id[0] != '\0')
		form_put(f, "origClientOrderId", i->kind == KIND_SPOT ?
		    "origClientOrderId" : "clientOrderId", ECHO_TEXT, id);
	else
		form_put(f, "orderId", "orderId", ECHO_TEXT, native);
}

void
form_amend(const struct instrument *i, const struct order *o,
    const struct order_terms *c, struct form *out)
{
	struct order_terms to = order_terms_after(o, c);
	bool algo;
	const char *native = binance_id_native(o->venue_id, &algo);

	*out = (struct form){ .len = 0 };
	put_order(out, i, o, native == NULL ? "" : native);
	if (i->kind == KIND_SPOT) {
		char id[CLIENT_ID_SIZE];

		/* Without it the order would get another client id. */
		binance_client_out(BINANCE_SPOT, o->client_order_id, id);
		form_put_dec(out, "newQty", "qty", ECHO_DEC, to.amount);
		if (id[0] != '\0')
			form_put(out, "newClientOrderId", "clientOrderId",
			    ECHO_TEXT, id);
		return;
	}
	form_put(out, "side", "side", ECHO_TEXT, form_side(o->side));
	form_put_dec(out, "quantity", "origQty", ECHO_DEC, to.amount);
	form_put_dec(out, "price", "price", ECHO_DEC, to.price);
}

void
form_cancel(const struct instrument *i, const struct order *o,
    const char *native, bool algo, struct form *out)
{
	*out = (struct form){ .algo = algo };
	if (!algo)
		put_order(out, i, o, native);
	else if (o->client_order_id[0] != '\0')
		form_put(out, "clientAlgoId", "clientAlgoId", ECHO_TEXT,
		    o->client_order_id);
	else
		form_put(out, "algoId", "algoId", ECHO_TEXT, native);
}

static bool
same(const struct form_param *p, const struct json_at *value)
{
	struct dec want, got;
	const char *text;

	switch (p->kind) {
	case ECHO_DEC:
	case ECHO_MAY_DEC:
		return json_exact_dec(value->value, &got) &&
		    dec_parse_text(p->value, &want) && dec_cmp(want, got) == 0;
	case ECHO_MAY_TRUE:
		return json_is_true(value->value);
	default:
		text = json_exact_text(value->value, NULL);
		return text != NULL && strcmp(text, p->value) == 0;
	}
}

bool
form_echoed(const struct form *f, const struct json_at *answer,
    struct buf *why)
{
	for (size_t i = 0; i < f->len; i++) {
		const struct form_param *p = &f->at[i];
		struct json_at value;
		const char *text;

		if (p->kind == ECHO_NONE)
			continue;
		value = json_member(answer, p->echo);
		if (value.value == NULL && p->kind >= ECHO_MAY_TEXT)
			continue;
		if (value.value != NULL && same(p, &value))
			continue;
		text = value.value == NULL ? NULL :
		    json_exact_text(value.value, NULL);
		buf_printf(why, "%s: \"%.24s\", not %.32s", p->echo,
		    text == NULL ? "" : text, p->value);
		return false;
	}
	return true;
}
