/* Messages of the user streams of spot and futures. */
#include "venue/binance/userstream.h"

#include <stdio.h>

#define COIN_MARGINED 2		/* of the field st: not ours */

void
binance_event_release(struct binance_event *e)
{
	venue_changes_release(&e->changes);
	vec_release(&e->balances);
	vec_release(&e->positions);
	*e = (struct binance_event){ .told = TOLD_NOTHING };
}

/* One message under way. */
struct told {
	struct binance *b;
	enum binance_market market;
	const struct json_at *at;	/* the event */
	struct binance_event *out;
};

/* Names of the stream and of the reads, for what both tell. */
struct renamed { const char *from, *to; };

static const struct renamed spot_names[] = {
	{ "s", "symbol" }, { "i", "orderId" }, { "S", "side" },
	{ "o", "type" }, { "f", "timeInForce" }, { "q", "origQty" },
	{ "Q", "origQuoteOrderQty" }, { "p", "price" }, { "P", "stopPrice" },
	{ "d", "trailingDelta" }, { "F", "icebergQty" }, { "X", "status" },
	{ "z", "executedQty" }, { "Z", "cummulativeQuoteQty" },
	{ "O", "time" }, { "T", "updateTime" }, { NULL, NULL }
};
static const struct renamed futures_names[] = {
	{ "s", "symbol" }, { "i", "orderId" }, { "c", "clientOrderId" },
	{ "S", "side" }, { "o", "type" }, { "f", "timeInForce" },
	{ "q", "origQty" }, { "p", "price" }, { "sp", "stopPrice" },
	{ "ap", "avgPrice" }, { "X", "status" }, { "z", "executedQty" },
	{ "R", "reduceOnly" }, { "cp", "closePosition" },
	{ "gtd", "goodTillDate" }, { "T", "updateTime" }, { NULL, NULL }
};
static const struct renamed algo_names[] = {
	{ "s", "symbol" }, { "aid", "algoId" }, { "caid", "clientAlgoId" },
	{ "S", "side" }, { "o", "orderType" }, { "f", "timeInForce" },
	{ "q", "quantity" }, { "p", "price" }, { "tp", "triggerPrice" },
	{ "cr", "callbackRate" }, { "AP", "activatePrice" },
	{ "X", "algoStatus" }, { "R", "reduceOnly" },
	{ "cp", "closePosition" }, { "gtd", "goodTillDate" },
	{ "ai", "actualOrderId" }, { NULL, NULL }
};

/* The object under its other names; the caller json_decref()s it. */
static json_t *
rename_keys(const struct json_at *at, const struct renamed *names)
{
	json_t *out = json_object();

	for (; names->from != NULL; names++) {
		json_t *value = json_object_get(at->value, names->from);

		if (value != NULL && json_object_set(out, names->to, value) !=
		    0)
			bug("an object cannot grow");
	}
	return out;
}

static bool
read_order(const struct told *t, const struct json_at *at, json_t *renamed,
    enum binance_shape shape, struct order *o)
{
	struct json_at as = *at;
	bool good;

	as.value = renamed;
	good = binance_order_read(t->b, &as, shape, o);
	json_decref(renamed);
	return good;
}

static struct dec
times(struct dec a, struct dec b)
{
	struct dec out = DEC_NONE;

	return dec_times(a, b, &out) ? out : DEC_NONE;
}

/* The trade in an order's event: x says that there is one. */
static void
read_fill(const struct told *t, const struct json_at *at,
    const struct order *o)
{
	struct fill f = { .realized_pnl = DEC_NONE };

	TEXT_SET(f.account, o->account);
	TEXT_SET(f.venue, o->venue);
	TEXT_SET(f.symbol, o->symbol);
	TEXT_SET(f.order_id, o->venue_id);
	if (!binance_id_make(o->symbol, false, json_get_id(at, "t"), f.id))
		json_wrong(at, "an id that is too long");
	f.side = o->side;
	f.price = json_get_dec(at, "L");
	f.amount = json_get_dec(at, "l");
	f.taker_or_maker = json_get_bool(at, "m") ? LIQUIDITY_MAKER :
	    LIQUIDITY_TAKER;
	f.fee = json_opt_dec(at, "n", DEC_ZERO);
	text_set(f.fee_currency, sizeof(f.fee_currency), json_opt_text(at,
	    "N", ""));
	f.time = json_get_ms(at, "T");
	if (t->market == BINANCE_FUTURES)
		f.realized_pnl = json_opt_dec(at, "rp", DEC_NONE);
	if (!json_fine(at))
		return;
	if (dec_sign(f.price) <= 0 || dec_sign(f.amount) <= 0)
		json_wrong(at, "a trade of nothing");
	f.cost = json_opt_dec(at, "Y", times(f.price, f.amount));
	if (!dec_known(f.cost))
		json_wrong(at, "a trade whose value does not fit");
	vec_push(&t->out->changes.fills, f);
}

/* Whether an amendment, a liquidation or what an exchange may add still comes
 * before other events is not known: it is looked at. */
static bool
is_plain(const char *what)
{
	static const char *const plain[] = { "NEW", "TRADE", "CANCELED",
	    "EXPIRED", "REJECTED" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strcmp(what, plain[i]) == 0)
			return true;
	return false;
}

static void
take_order(const struct told *t, const struct json_at *at,
    const struct order *o)
{
	t->out->told = TOLD_LOOK;
	if (!is_plain(json_get_text(at, "x")))
		return;
	vec_push(&t->out->changes.orders, *o);
	t->out->told = TOLD_ROWS;
	if (strcmp(json_get_text(at, "x"), "TRADE") == 0)
		read_fill(t, at, o);
}

/* A cancel comes under an id of its own, and names the order's. */
static void
spot_order(struct told *t)
{
	const struct json_at *at = t->at;
	const char *was = json_opt_text(at, "C", "");
	json_t *renamed = rename_keys(at, spot_names);
	json_t *id = json_object_get(at->value, was[0] != '\0' ? "C" : "c");
	struct order o;

	if (id != NULL && json_object_set(renamed, "clientOrderId", id) != 0)
		bug("an object cannot grow");
	if (read_order(t, at, renamed, SHAPE_SPOT, &o))
		take_order(t, at, &o);
}

/* Does the store know it as working? An order that it does not may be what a
 * conditional one became, which only a look can tell. */
static bool
known_here(const struct told *t, const char *client_id)
{
	const struct binance_memory *m = &t->b->memory;
	struct orders all = { 0 };
	bool found = false;

	if (client_id[0] == '\0' || m->working == NULL ||
	    m->working(m->self, 0, &all, NULL) != E_OK)
		return false;
	for (size_t i = 0; i < all.len && !found; i++)
		found = strcmp(all.at[i].client_order_id, client_id) == 0;
	vec_release(&all);
	return found;
}

static void
futures_order(struct told *t)
{
	struct json_at at = json_get_object(t->at, "o");
	struct order o;

	if (!json_fine(&at) || !read_order(t, &at, rename_keys(&at,
	    futures_names), SHAPE_FUTURES, &o))
		return;
	if (known_here(t, o.client_order_id))
		take_order(t, &at, &o);
	else
		t->out->told = TOLD_LOOK;
}

/* Once it is triggered, another order tells how it goes on. */
static void
algo_order(struct told *t)
{
	struct json_at at = json_get_object(t->at, "o");
	json_t *renamed;
	struct json_at as;
	bool acts;
	struct order o;

	if (!json_fine(&at))
		return;
	renamed = rename_keys(&at, algo_names);
	as = at;
	as.value = renamed;
	acts = binance_actual(&as)[0] != '\0' || strncmp(json_opt_text(&at,
	    "X", ""), "TRIGGER", 7) == 0 ||
	    strcmp(json_opt_text(&at, "X", ""), "FINISHED") == 0;
	if (!read_order(t, &at, renamed, SHAPE_ALGO, &o))
		return;
	o.last_update_time = json_opt_ms(t->at, "T");
	t->out->told = TOLD_LOOK;
	if (acts)
		return;
	vec_push(&t->out->changes.orders, o);
	t->out->told = TOLD_ROWS;
}

static struct balance *
add_balance(const struct told *t, const struct json_at *at,
    const char *wallet)
{
	struct balance *b = vec_add(&t->out->balances);

	TEXT_SET(b->account, t->b->v.account.label);
	TEXT_SET(b->venue, "binance");
	TEXT_SET(b->wallet, wallet);
	JSON_CHARS(at, "a", b->asset);
	b->value = DEC_NONE;
	b->time = json_opt_ms(t->at, "E");
	return b;
}

static void
spot_balances(struct told *t)
{
	struct json_at list = json_get_list(t->at, "B");

	for (size_t i = 0; i < json_count(&list) && json_fine(&list); i++) {
		struct json_at at = json_item(&list, i);
		struct balance *b = add_balance(t, &at, "spot");

		b->free = json_get_dec(&at, "f");
		b->used = json_get_dec(&at, "l");
		if (json_fine(&at) && (dec_sign(b->free) < 0 ||
		    dec_sign(b->used) < 0 ||
		    !dec_add(b->free, b->used, &b->total)))
			json_wrong(&at, "a balance below 0, or too large");
	}
	t->out->told = TOLD_ROWS;
}

static void
read_position(const struct told *t, const struct json_at *at)
{
	struct position p = position_empty();
	struct dec amount = json_get_dec(at, "pa");
	const char *side = json_opt_text(at, "ps", "BOTH");
	const struct binance_symbol *s = binance_by_native(&t->b->symbols,
	    BINANCE_FUTURES, json_get_text(at, "s"));

	if (!json_fine(at) || s == NULL)
		return;
	TEXT_SET(p.account, t->b->v.account.label);
	TEXT_SET(p.venue, "binance");
	TEXT_SET(p.symbol, s->symbol);
	p.hedged = strcmp(side, "BOTH") != 0;
	p.side = p.hedged ? strcmp(side, "SHORT") == 0 :
	    dec_sign(amount) < 0;
	p.contracts = dec_abs(amount);
	p.contract_size = dec_int(1);
	p.entry_price = json_opt_dec(at, "ep", DEC_NONE);
	p.unrealized_pnl = json_opt_dec(at, "up", DEC_NONE);
	TEXT_SET(p.margin_mode, strcmp(json_opt_text(at, "mt", ""),
	    "isolated") == 0 ? "isolated" : "cross");
	p.time = json_opt_ms(t->at, "E");
	vec_push(&t->out->positions, p);
}

/* Money that moved for another reason than orders has an id only where it is
 * read: look there. */
static void
futures_account(struct told *t)
{
	struct json_at at = json_get_object(t->at, "a");
	struct json_at list = json_opt_list(&at, "B");
	const char *why = json_opt_text(&at, "m", "");

	for (size_t i = 0; i < json_count(&list) && json_fine(&list); i++) {
		struct json_at one = json_item(&list, i);
		struct balance *b = add_balance(t, &one, "futures");

		b->total = json_get_dec(&one, "wb");
		b->free = b->used = DEC_NONE;
	}
	list = json_opt_list(&at, "P");
	for (size_t i = 0; i < json_count(&list) && json_fine(&list); i++) {
		struct json_at one = json_item(&list, i);

		read_position(t, &one);
	}
	t->out->told = strcmp(why, "ORDER") == 0 ? TOLD_ROWS : TOLD_LOOK;
}

static void
look(struct told *t)
{
	t->out->told = TOLD_LOOK;
}

static void
ended(struct told *t)
{
	t->out->told = TOLD_ENDED;
}

/* An event that is not here is passed over: venues add some. */
static const struct {
	const char *kind;
	unsigned markets;
	void (*read)(struct told *t);
} events[] = {
#define ON_SPOT (1u << BINANCE_SPOT)
#define ON_FUTURES (1u << BINANCE_FUTURES)
	{ "executionReport", ON_SPOT, spot_order },
	{ "outboundAccountPosition", ON_SPOT, spot_balances },
	{ "balanceUpdate", ON_SPOT, look },
	{ "eventStreamTerminated", ON_SPOT, ended },
	{ "ORDER_TRADE_UPDATE", ON_FUTURES, futures_order },
	{ "ALGO_UPDATE", ON_FUTURES, algo_order },
	{ "ACCOUNT_UPDATE", ON_FUTURES, futures_account },
	{ "MARGIN_CALL", ON_FUTURES, look },
	{ "ACCOUNT_CONFIG_UPDATE", ON_FUTURES, look },
	{ "listenKeyExpired", ON_FUTURES, ended },
	{ "serverShutdown", ON_SPOT | ON_FUTURES, ended }
};

static void
read_event(struct told *t)
{
	const char *kind = json_get_text(t->at, "e");

	text_set(t->out->kind, sizeof(t->out->kind), kind);
	/* Since 2026-06-30 streams may mix in what is settled in coins. */
	if (t->market == BINANCE_FUTURES &&
	    json_opt_int(t->at, "st", 1) == COIN_MARGINED)
		return;
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if ((events[i].markets & 1u << t->market) != 0 &&
		    strcmp(events[i].kind, kind) == 0)
			events[i].read(t);
}

/* The answer to a request of ours on the same line. */
static void
read_reply(const struct json_at *top, struct binance_event *out)
{
	struct json_at why;

	if (json_get_int(top, "status") == 200) {
		out->told = TOLD_SUBSCRIBED;
		return;
	}
	why = json_get_object(top, "error");
	out->told = TOLD_REFUSED;
	out->code = (int)json_opt_int(&why, "code", 0);
	text_set(out->message, sizeof(out->message), json_opt_text(&why,
	    "msg", ""));
}

static void
read_message(struct told *t, const struct json_at *top)
{
	static const char *const wraps[] = { "event", "data" };

	for (size_t i = 0; i < sizeof(wraps) / sizeof(wraps[0]); i++)
		if (json_is_object(top->value) && json_has(top, wraps[i])) {
			struct json_at inner = json_get_object(top, wraps[i]);

			t->at = &inner;
			if (json_fine(top))
				read_event(t);
			return;
		}
	if (json_is_object(top->value) && json_has(top, "status"))
		read_reply(top, t->out);
	else
		read_event(t);
}

enum err_code
binance_event_read(struct binance *b, enum binance_market market,
    const char *text, size_t len, struct binance_event *out, struct err *err)
{
	struct binance_event e = { .told = TOLD_NOTHING };
	struct told t = { .b = b, .market = market, .out = &e };
	struct json_in in = { 0 };
	struct json_at top;
	enum err_code rc;

	if (json_open(&in, text, len, NULL, "binance: user stream", err) ==
	    E_OK) {
		top = json_top(&in);
		t.at = &top;
		read_message(&t, &top);
	}
	rc = json_close(&in);
	if (rc != E_OK)
		binance_event_release(&e);
	binance_event_release(out);
	*out = e;
	return rc;
}
