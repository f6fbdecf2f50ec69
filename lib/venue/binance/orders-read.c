/*
 * Orders as spot, futures and the algo service tell of them. The three have
 * their own words; ours come out.
 */
#include "venue/binance/reads.h"

#include <ctype.h>
#include <stdio.h>

#define KEEP (-1)	/* a word that is not known */

static const struct json_name types[] = {
	{ "LIMIT", TYPE_LIMIT }, { "LIMIT_MAKER", TYPE_LIMIT },
	{ "MARKET", TYPE_MARKET }, { "STOP_LOSS", TYPE_STOP },
	{ "STOP_LOSS_LIMIT", TYPE_STOP_LIMIT },
	{ "TAKE_PROFIT_LIMIT", TYPE_TAKE_PROFIT_LIMIT },
	{ "STOP", TYPE_STOP_LIMIT }, { "STOP_MARKET", TYPE_STOP },
	{ "TAKE_PROFIT_MARKET", TYPE_TAKE_PROFIT },
	{ "TRAILING_STOP_MARKET", TYPE_TRAILING }, { NULL, 0 }
};

static const struct json_name sides[] = {
	{ "BUY", SIDE_BUY }, { "SELL", SIDE_SELL }, { NULL, 0 }
};

static const struct json_name tifs[] = {
	{ "GTC", TIF_GTC }, { "IOC", TIF_IOC }, { "FOK", TIF_FOK },
	{ "GTX", TIF_PO }, { "GTD", TIF_GTC }, { "GTE_GTC", TIF_GTC },
	{ "RPI", TIF_PO }, { NULL, 0 }
};

/* What is on its way to an end has not come to it. */
static const struct json_name states[] = {
	{ "NEW", ORDER_OPEN }, { "PENDING_NEW", ORDER_OPEN },
	{ "PENDING_CANCEL", ORDER_OPEN },
	{ "PARTIALLY_FILLED", ORDER_PARTIAL }, { "FILLED", ORDER_FILLED },
	{ "CANCELED", ORDER_CANCELED }, { "REJECTED", ORDER_REJECTED },
	{ "EXPIRED", ORDER_EXPIRED }, { "EXPIRED_IN_MATCH", ORDER_EXPIRED },
	/* of conditional orders; what FINISHED means, its order says */
	{ "TRIGGERING", ORDER_OPEN }, { "TRIGGERED", ORDER_OPEN },
	{ "FINISHED", ORDER_OPEN }, { NULL, 0 }
};

/* An unknown word, beside those that are kept already. */
static void
keep(struct order *o, const char *key, const char *word)
{
	size_t n = strlen(o->tag);

	snprintf(o->tag + n, sizeof(o->tag) - n, "%s%s=%.40s", n > 0 ? " " :
	    "", key, word);
}

/* Amounts of 0 stand for what an order of that kind does not have. */
static struct dec
some(const struct json_at *at, const char *key)
{
	struct dec d = json_opt_dec(at, key, DEC_NONE);

	if (json_fine(at) && dec_sign(d) < 0)
		json_wrong(at, "%s is below 0", key);
	return dec_is_zero(d) ? DEC_NONE : d;
}

static void
read_type(const struct json_at *at, enum binance_shape shape,
    struct order *o)
{
	const char *key = shape == SHAPE_ALGO ? "orderType" : "type", *word;
	struct dec delta = DEC_NONE;

	o->type = json_get_name(at, key, types, KEEP, &word);
	/* Of the same name, but on futures it is the limit order. */
	if (strcmp(word, "TAKE_PROFIT") == 0)
		o->type = shape == SHAPE_SPOT ? TYPE_TAKE_PROFIT :
		    TYPE_TAKE_PROFIT_LIMIT;
	if (strcmp(word, "LIMIT_MAKER") == 0)
		o->post_only = 1;
	if (shape == SHAPE_SPOT)
		delta = some(at, "trailingDelta");
	if (dec_known(delta)) {
		/* basis points */
		dec_mul(delta, dec_make(1, 2), 18, ROUND_DOWN,
		    &o->trail_percent);
		o->trail_percent = dec_trim(o->trail_percent);
		if (o->type == TYPE_STOP && !dec_known(o->trigger_price))
			o->type = TYPE_TRAILING;
		/* It follows once that price has been met on the side of
		 * profit. */
		if (strcmp(word, "TAKE_PROFIT") == 0 &&
		    dec_known(o->trigger_price)) {
			o->type = TYPE_TRAILING;
			o->activation_price = o->trigger_price;
			o->trigger_price = DEC_NONE;
		}
	}
	if (o->type != KEEP)
		return;
	keep(o, "type", word);
	o->type = dec_known(o->trigger_price) ? dec_known(o->price) ?
	    TYPE_STOP_LIMIT : TYPE_STOP : dec_known(o->price) ? TYPE_LIMIT :
	    TYPE_MARKET;
}

static void
read_terms(const struct json_at *at, enum binance_shape shape,
    struct order *o)
{
	const char *word;

	o->side = json_get_name(at, "side", sides, KEEP, &word);
	if (json_fine(at) && o->side == KEEP)
		json_wrong(at, "side \"%.20s\" is neither BUY nor SELL",
		    word);
	o->price = some(at, "price");
	o->trigger_price = some(at, shape == SHAPE_ALGO ? "triggerPrice" :
	    "stopPrice");
	o->visible = shape == SHAPE_SPOT ? some(at, "icebergQty") : DEC_NONE;
	if (shape == SHAPE_ALGO) {
		o->trail_percent = some(at, "callbackRate");
		o->activation_price = some(at, "activatePrice");
	}
	read_type(at, shape, o);
	if (o->type == TYPE_TRAILING && shape == SHAPE_ALGO)
		o->trigger_price = DEC_NONE;
	o->time_in_force = json_opt_name(at, "timeInForce", tifs, KEEP,
	    &word);
	if (o->time_in_force == KEEP) {
		o->time_in_force = TIF_GTC;
		if (word[0] != '\0')
			keep(o, "time_in_force", word);
	}
	if (o->post_only == 1)
		o->time_in_force = TIF_PO;
	if (o->time_in_force == TIF_PO)
		o->post_only = 1;
	o->expire_at = json_opt_ms(at, "goodTillDate");
	o->reduce_only = shape != SHAPE_SPOT && (json_opt_bool(at,
	    "reduceOnly", false) || json_opt_bool(at, "closePosition",
	    false));
}

static void
read_amounts(const struct json_at *at, enum binance_shape shape,
    struct order *o)
{
	const char *spent = shape == SHAPE_SPOT ? "cummulativeQuoteQty" :
	    "cumQuote";

	o->amount = some(at, shape == SHAPE_ALGO ? "quantity" : "origQty");
	o->quote = shape == SHAPE_SPOT ? some(at, "origQuoteOrderQty") :
	    DEC_NONE;
	o->filled = shape == SHAPE_ALGO ? DEC_ZERO :
	    json_get_dec(at, "executedQty");
	if (!json_fine(at))
		return;
	if (dec_sign(o->filled) < 0)
		json_wrong(at, "executedQty is below 0");
	if (dec_known(o->amount) && dec_cmp(o->filled, o->amount) > 0)
		json_wrong(at, "filled more than was ordered");
	if (!dec_known(o->amount) && !dec_known(o->quote) &&
	    o->reduce_only != 1)
		json_wrong(at, "an order of nothing");
	o->remaining = DEC_NONE;
	if (dec_known(o->amount))
		dec_sub(o->amount, o->filled, &o->remaining);
	if (dec_is_zero(o->filled)) {
		o->cost = DEC_ZERO;
		return;
	}
	o->fee = DEC_NONE;	/* its trades say */
	/* Below 0 where the venue no longer knows it. */
	o->cost = json_opt_dec(at, spent, DEC_NONE);
	if (dec_sign(o->cost) <= 0)
		o->cost = DEC_NONE;
	if (shape == SHAPE_FUTURES)
		o->average = some(at, "avgPrice");
	if (!dec_known(o->average))
		dec_div(o->cost, o->filled, 8, ROUND_HALF_EVEN, &o->average);
}

static void
read_state(const struct json_at *at, enum binance_shape shape,
    struct order *o)
{
	const char *word, *why = json_opt_text(at, "expiryReason", "");
	size_t n = 0;

	o->state = json_get_name(at, shape == SHAPE_ALGO ? "algoStatus" :
	    "status", states, KEEP, &word);
	if (o->state == KEEP) {
		keep(o, "status", word);
		o->state = ORDER_OPEN;
	}
	if (o->state == ORDER_OPEN && dec_sign(o->filled) > 0)
		o->state = ORDER_PARTIAL;
	if (json_fine(at) && o->state == ORDER_FILLED &&
	    dec_known(o->amount) && dec_cmp(o->filled, o->amount) < 0)
		json_wrong(at, "FILLED, but not all of it");
	if (o->state == ORDER_CANCELED)
		TEXT_SET(o->reason, "user");
	else if (o->state == ORDER_REJECTED)
		TEXT_SET(o->reason, "rejected");
	else if (o->state == ORDER_EXPIRED && why[0] != '\0') {
		for (; why[n] != '\0' && n + 1 < sizeof(o->reason); n++)
			o->reason[n] = (char)tolower((unsigned char)why[n]);
		o->reason[n] = '\0';
	} else if (o->state == ORDER_EXPIRED)
		TEXT_SET(o->reason, strcmp(word, "EXPIRED_IN_MATCH") == 0 ?
		    "self_trade" : o->time_in_force == TIF_IOC ? "ioc" :
		    o->time_in_force == TIF_FOK ? "fok" :
		    o->time_in_force == TIF_PO ? "post_only" : "time");
	word = order_status((enum order_state)o->state);
	TEXT_SET(o->status, word != NULL ? word : "");
}

/* Orders that the exchange made itself are marked; those are nobody's. */
static void
read_maker(struct order *o)
{
	static const struct { const char *begin, *reason; } made[] = {
		{ "autoclose-", "liquidation" }, { "adl_autoclose", "adl" },
		{ "settlement_autoclose-", "settlement" }
	};

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		if (strncmp(o->client_order_id, made[i].begin,
		    strlen(made[i].begin)) == 0) {
			TEXT_SET(o->tag, made[i].reason);
			TEXT_SET(o->reason, made[i].reason);
		}
}

bool
binance_order_read(struct binance *b, const struct json_at *at,
    enum binance_shape shape, struct order *out)
{
	bool algo = shape == SHAPE_ALGO;
	enum binance_market market = shape == SHAPE_SPOT ? BINANCE_SPOT :
	    BINANCE_FUTURES;
	const char *native = json_get_text(at, "symbol");
	const char *id = json_get_id(at, algo ? "algoId" : "orderId");
	const char *client = json_opt_text(at, algo ? "clientAlgoId" :
	    "clientOrderId", "");
	struct order o = order_empty();

	if (!json_fine(at))
		return false;
	binance_name(b, market, native, o.symbol);
	TEXT_SET(o.account, b->v.account.label);
	TEXT_SET(o.venue, "binance");
	if (strlen(client) >= sizeof(o.client_order_id) ||
	    !binance_id_make(o.symbol, algo, id, o.venue_id))
		json_wrong(at, "an id that is too long");
	else
		binance_client_in(client, o.client_order_id);
	read_terms(at, shape, &o);
	read_amounts(at, shape, &o);
	read_state(at, shape, &o);
	read_maker(&o);
	o.time = json_opt_ms(at, algo ? "createTime" : "time");
	o.last_update_time = json_opt_ms(at, "updateTime");
	if (o.time == 0)
		o.time = json_opt_ms(at, "transactTime");
	if (o.time == 0)
		o.time = o.last_update_time;
	if (!json_fine(at))
		return false;
	*out = o;
	return true;
}

const char *
binance_actual(const struct json_at *algo)
{
	struct json_at at = json_member(algo, "actualOrderId");
	const char *id = "";

	if (at.value != NULL && !(json_is_string(at.value) &&
	    json_string_length(at.value) == 0))
		id = json_id(&at);
	return strcmp(id, "0") == 0 ? "" : id;
}

enum err_code
binance_orders_parse(struct binance *b, struct json_in *in,
    enum binance_shape shape, struct orders *out)
{
	struct json_at top = json_top(in);
	struct orders found = {0};
	struct index ids = {0};
	struct order o;
	uint64_t hash;
	enum err_code rc;

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);

		if (!binance_order_read(b, &row, shape, &o))
			continue;
		hash = index_hash(0, o.venue_id);
		for (struct index_seek k = {0}; index_next(&ids, hash, &k);)
			if (strcmp(found.at[k.place].venue_id, o.venue_id) ==
			    0)
				json_wrong(&row, "order %s is there twice",
				    o.venue_id);
		index_add(&ids, hash, found.len);
		vec_push(&found, o);
	}
	rc = json_close(in);
	index_release(&ids);
	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		vec_push(out, found.at[i]);
	vec_release(&found);
	return rc;
}
