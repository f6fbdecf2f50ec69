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
static const char *
native_type(const struct instrument *i, const struct order_request *r)
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

static void
put(struct form *f, const char *name, const char *echo, enum form_echo kind,
    const char *value)
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

/* What is not known is not sent. */
static void
put_dec(struct form *f, const char *name, const char *echo,
    enum form_echo kind, struct dec value)
{
	char text[DEC_TEXT_SIZE];

	if (dec_known(value))
		put(f, name, echo, kind, dec_text(value, text));
}

static const char *
native_side(int side)
{
	return side == SIDE_BUY ? "BUY" : "SELL";
}

/* In hundredths of a percent, which spot counts in. */
static struct dec
basis_points(struct dec percent)
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
	put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	put(f, "side", "side", ECHO_TEXT, native_side(r->side));
	put(f, "type", "type", ECHO_TEXT, native_type(i, r));
	if (has_tif(i, r))
		put(f, "timeInForce", "timeInForce", ECHO_MAY_TEXT,
		    native_tif(i, r));
	put_dec(f, "quantity", "origQty", ECHO_DEC, r->amount);
	put_dec(f, "quoteOrderQty", "origQuoteOrderQty", ECHO_DEC, r->quote);
	put_dec(f, "price", "price", ECHO_DEC, r->price);
	put_dec(f, "stopPrice", "stopPrice", ECHO_MAY_DEC, r->trigger_price);
	put_dec(f, "stopPrice", "stopPrice", ECHO_MAY_DEC,
	    r->activation_price);
	put_dec(f, "trailingDelta", "trailingDelta", ECHO_MAY_DEC,
	    basis_points(r->trail_percent));
	put_dec(f, "icebergQty", "icebergQty", ECHO_MAY_DEC, r->visible);
	put(f, "newClientOrderId", "clientOrderId", ECHO_TEXT, id);
	put(f, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

/* One-way accounts say nothing; where both sides are held apart, what reduces
 * is of the other side, and cannot be marked as such. */
static void
put_position(const struct order_request *r, bool hedged, struct form *f)
{
	bool buys = r->side == SIDE_BUY;

	if (hedged)
		put(f, "positionSide", "positionSide", ECHO_MAY_TEXT,
		    buys == r->reduce_only ? "SHORT" : "LONG");
	else if (r->reduce_only)
		put(f, "reduceOnly", "reduceOnly", ECHO_MAY_TRUE, "true");
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
	put(f, "goodTillDate", NULL, ECHO_NONE, text);
}

static void
futures_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, bool hedged, struct form *f)
{
	put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	put(f, "side", "side", ECHO_TEXT, native_side(r->side));
	put(f, "type", "type", ECHO_TEXT, native_type(i, r));
	put_position(r, hedged, f);
	if (has_tif(i, r))
		put(f, "timeInForce", "timeInForce", ECHO_MAY_TEXT,
		    native_tif(i, r));
	put_dec(f, "quantity", "origQty", ECHO_DEC, r->amount);
	put_dec(f, "price", "price", ECHO_DEC, r->price);
	put_end(r, f);
	put(f, "newClientOrderId", "clientOrderId", ECHO_TEXT, client_id);
	put(f, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

/* Triggers are met by trades, as the last price is what ours mean. */
static void
algo_order(const struct instrument *i, const struct order_request *r,
    const char *client_id, bool hedged, struct form *f)
{
	f->algo = true;
	put(f, "algoType", NULL, ECHO_NONE, "CONDITIONAL");
	put(f, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	put(f, "side", "side", ECHO_TEXT, native_side(r->side));
	put(f, "type", "orderType", ECHO_TEXT, native_type(i, r));
	put_position(r, hedged, f);
	if (has_tif(i, r))
		put(f, "timeInForce", "timeInForce", ECHO_MAY_TEXT,
		    native_tif(i, r));
	put_dec(f, "quantity", "quantity", ECHO_DEC, r->amount);
	put_dec(f, "price", "price", ECHO_DEC, r->price);
	put_dec(f, "triggerPrice", "triggerPrice", ECHO_DEC,
	    r->trigger_price);
	put_dec(f, "callbackRate", "callbackRate", ECHO_MAY_DEC,
	    r->trail_percent);
	/* Another client sends activationPrice: only an answer that repeats it
	 * shows that it was understood (2026-11). */
	put_dec(f, "activatePrice", "activatePrice", ECHO_DEC,
	    r->activation_price);
	put_end(r, f);
	put(f, "workingType", "workingType", ECHO_MAY_TEXT, "CONTRACT_PRICE");
	put(f, "clientAlgoId", "clientAlgoId", ECHO_TEXT, client_id);
	put(f, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
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

/* One of two, of which the limit is always a maker's. */
static const char *
leg_type(const struct instrument *i, const struct order_request *r)
{
	return r->type == TYPE_LIMIT ? "LIMIT_MAKER" : native_type(i, r);
}

static bool
is_stop(const struct order_request *r)
{
	return r->type == TYPE_STOP || r->type == TYPE_STOP_LIMIT ||
	    r->type == TYPE_TRAILING;
}

/* Parameters of a leg: above and below differ in nothing but their names. */
static const struct leg_names {
	const char *type, *id, *price, *stop, *trail, *tif;
} leg_names[2] = {
	{ "aboveType", "aboveClientOrderId", "abovePrice", "aboveStopPrice",
	  "aboveTrailingDelta", "aboveTimeInForce" },
	{ "belowType", "belowClientOrderId", "belowPrice", "belowStopPrice",
	  "belowTrailingDelta", "belowTimeInForce" }
};

static void
put_leg(const struct instrument *i, const struct order_request *r,
    const char *client_id, const struct leg_names *n, struct form *f,
    struct form *leg)
{
	char id[CLIENT_ID_SIZE];

	binance_client_out(BINANCE_SPOT, client_id, id);
	put(f, n->type, NULL, ECHO_NONE, leg_type(i, r));
	put(f, n->id, NULL, ECHO_NONE, id);
	put_dec(f, n->price, NULL, ECHO_NONE, r->price);
	put_dec(f, n->stop, NULL, ECHO_NONE, r->trigger_price);
	put_dec(f, n->trail, NULL, ECHO_NONE, basis_points(r->trail_percent));
	if (dec_known(r->price) && r->type != TYPE_LIMIT)
		put(f, n->tif, NULL, ECHO_NONE, "GTC");
	*leg = (struct form){ .len = 0 };
	put(leg, NULL, "clientOrderId", ECHO_TEXT, id);
	put(leg, NULL, "symbol", ECHO_MAY_TEXT, i->venue_symbol);
	put(leg, NULL, "side", ECHO_TEXT, native_side(r->side));
	put(leg, NULL, "type", ECHO_TEXT, leg_type(i, r));
	put_dec(leg, NULL, "origQty", ECHO_DEC, r->amount);
	put_dec(leg, NULL, "price", ECHO_DEC, r->price);
	put_dec(leg, NULL, "stopPrice", ECHO_MAY_DEC, r->trigger_price);
}

void
form_pair(const struct instrument *i, const struct order_request r[2],
    const char *const client_ids[2], struct form *out, struct form legs[2])
{
	char list[CLIENT_ID_SIZE];
	/* A sell's stop lies below its target, a buy's above. */
	int above = is_stop(&r[0]) == (r[0].side == SIDE_BUY) ? 0 : 1;

	snprintf(list, sizeof(list), "%.32s_l", client_ids[0]);
	*out = (struct form){ .len = 0 };
	put(out, "symbol", "symbol", ECHO_TEXT, i->venue_symbol);
	put(out, "listClientOrderId", "listClientOrderId", ECHO_TEXT, list);
	put(out, "side", NULL, ECHO_NONE, native_side(r->side));
	put_dec(out, "quantity", NULL, ECHO_NONE, r->amount);
	for (int n = 0; n < 2; n++) {
		int of = n == 0 ? above : 1 - above;

		put_leg(i, &r[of], client_ids[of], &leg_names[n], out,
		    &legs[of]);
	}
	put(out, "newOrderRespType", NULL, ECHO_NONE, "RESULT");
}

/* The order by our id, or by Binance's where it has none. */
static void
put_order(struct form *f, const struct instrument *i, const struct order *o,
    const char *native)
{
	char id[CLIENT_ID_SIZE];

	binance_client_out(i->kind == KIND_SPOT ? BINANCE_SPOT :
	    BINANCE_FUTURES, o->client_order_id, id);
	put(f, "symbol", "symbol", ECHO_MAY_TEXT, i->venue_symbol);
	if (id[0] != '\0')
		put(f, "origClientOrderId", i->kind == KIND_SPOT ?
		    "origClientOrderId" : "clientOrderId", ECHO_TEXT, id);
	else
		put(f, "orderId", "orderId", ECHO_TEXT, native);
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
		put_dec(out, "newQty", "qty", ECHO_DEC, to.amount);
		if (id[0] != '\0')
			put(out, "newClientOrderId", "clientOrderId",
			    ECHO_TEXT, id);
		return;
	}
	put(out, "side", "side", ECHO_TEXT, native_side(o->side));
	put_dec(out, "quantity", "origQty", ECHO_DEC, to.amount);
	put_dec(out, "price", "price", ECHO_DEC, to.price);
}

void
form_cancel(const struct instrument *i, const struct order *o,
    const char *native, bool algo, struct form *out)
{
	*out = (struct form){ .algo = algo };
	if (!algo)
		put_order(out, i, o, native);
	else if (o->client_order_id[0] != '\0')
		put(out, "clientAlgoId", "clientAlgoId", ECHO_TEXT,
		    o->client_order_id);
	else
		put(out, "algoId", "algoId", ECHO_TEXT, native);
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
