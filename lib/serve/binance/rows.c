/*
 * Orders and trades in Binance's words.
 */
#include "serve/binance/binance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *
status_word(const struct served_order *o, int state)
{
	switch (state) {
	case ORDER_OPEN: return o->pending ? "PENDING_NEW" : "NEW";
	case ORDER_PARTIAL: return "PARTIALLY_FILLED";
	case ORDER_FILLED: return "FILLED";
	/* What the exchange itself takes off has expired. */
	case ORDER_CANCELED: return strcmp(o->reason, "user") == 0 ?
	    "CANCELED" : "EXPIRED";
	case ORDER_EXPIRED: return "EXPIRED";
	default: return "REJECTED";
	}
}

bool
is_algo(const struct served_order *o)
{
	return o->conditional && o->triggered == 0;
}

const char *
algo_status(const struct book *b, const struct served_order *o)
{
	struct heard h = book_heard(b, o);

	if (o->triggered != 0)
		return h.state == ORDER_OPEN || h.state == ORDER_PARTIAL ?
		    "TRIGGERED" : "FINISHED";
	return order_works(o) ? "NEW" : status_word(o, o->state);
}

const char *
actual_type(const struct served_order *o)
{
	if (!o->conditional)
		return o->type;
	return dec_known(o->price) ? "LIMIT" : "MARKET";
}

static struct dec
average(const struct heard *h, const struct world_symbol *s)
{
	return dec_quotient(h->cost, h->filled,
	    dec_decimals(s->i.ticks[0].tick) + 1);
}

static const struct world_symbol *
symbol_of(const struct call *c, const struct served_order *o)
{
	return &c->w->setup.symbols.at[o->symbol];
}

static void
spot_head(struct buf *b, const struct world_symbol *s,
    const struct served_order *o)
{
	put_text(b, "symbol", s->native);
	put_int(b, "orderId", o->id);
	put_int(b, "orderListId", o->list > 0 ? o->list : -1);
	put_text(b, "clientOrderId", o->client_id);
}

static void
spot_body(struct call *c, const struct served_order *o,
    const struct heard *h)
{
	const struct world_symbol *s = symbol_of(c, o);
	struct buf *b = c->body;
	bool trails = o->r.type == TYPE_TRAILING;

	put_price(b, "price", s, o->price);
	put_amount(b, "origQty", s, o->amount);
	put_amount(b, "executedQty", s, h->filled);
	put_dec(b, "origQuoteOrderQty", o->r.quote, 8);
	put_dec(b, "cummulativeQuoteQty", h->cost, 8);
	put_text(b, "status", status_word(o, h->state));
	put_text(b, "timeInForce", o->tif);
	put_text(b, "type", o->type);
	put_text(b, "side", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	if (dec_known(o->trigger) || trails)
		put_price(b, "stopPrice", s, trails ? o->r.activation_price :
		    o->trigger);
	if (trails) {
		int64_t delta = 0;

		dec_steps(o->r.trail_percent, dec_make(1, 2), &delta);
		put_int(b, "trailingDelta", delta);
	}
	if (dec_known(o->r.visible))
		put_amount(b, "icebergQty", s, o->r.visible);
	put_text(b, "selfTradePreventionMode", o->stp);
}

void
spot_row(struct call *c, const struct served_order *o)
{
	struct heard h = book_heard(&c->w->book, o);
	struct buf *b = c->body;
	bool waits = o->pending || ((dec_known(o->r.trigger_price) ||
	    o->r.type == TYPE_TRAILING) && o->triggered == 0);

	put_begin(b, NULL, '{');
	spot_head(b, symbol_of(c, o), o);
	spot_body(c, o, &h);
	put_int(b, "time", told_ms(o->created));
	put_int(b, "updateTime", told_ms(o->updated));
	put_flag(b, "isWorking", !waits);
	put_int(b, "workingTime", waits ? -1 : told_ms(o->triggered != 0 ?
	    o->triggered : o->created));
	put_end(b, '}');
}

static void
fills_put(struct call *c, const struct served_order *o)
{
	const struct world_symbol *s = symbol_of(c, o);
	struct buf *b = c->body;

	put_begin(b, "fills", '[');
	for (size_t i = 0; i < o->trades.len; i++) {
		const struct served_trade *t =
		    &c->w->book.trades.at[o->trades.at[i]];

		if (!trade_heard(&c->w->book, t))
			continue;
		put_begin(b, NULL, '{');
		put_price(b, "price", s, t->price);
		put_amount(b, "qty", s, t->amount);
		put_dec(b, "commission", t->fee, 8);
		put_text(b, "commissionAsset", t->fee_currency);
		put_int(b, "tradeId", t->id);
		put_end(b, '}');
	}
	put_end(b, ']');
}

void
spot_answer(struct call *c, const struct placing *p)
{
	const struct served_order *o = &c->w->book.orders.at[p->place];
	struct heard h = book_heard(&c->w->book, o);

	put_begin(c->body, NULL, '{');
	spot_head(c->body, p->s, o);
	put_int(c->body, "transactTime", told_ms(o->updated));
	if (p->response > 0) {
		spot_body(c, o, &h);
		put_int(c->body, "workingTime", told_ms(o->created));
	}
	if (p->response == 2)
		fills_put(c, o);
	put_end(c->body, '}');
}

void
swap_row(struct call *c, const struct served_order *o)
{
	const struct world_symbol *s = symbol_of(c, o);
	struct heard h = book_heard(&c->w->book, o);
	struct buf *b = c->body;

	put_begin(b, NULL, '{');
	put_int(b, "orderId", o->id);
	put_text(b, "symbol", s->native);
	put_text(b, "status", status_word(o, h.state));
	put_text(b, "clientOrderId", o->client_id);
	put_price(b, "price", s, o->price);
	put_dec(b, "avgPrice", average(&h, s), 2);
	put_amount(b, "origQty", s, o->amount);
	put_amount(b, "executedQty", s, h.filled);
	put_amount(b, "cumQty", s, h.filled);
	put_dec(b, "cumQuote", h.cost, 5);
	put_text(b, "timeInForce", o->tif);
	put_text(b, "type", actual_type(o));
	put_flag(b, "reduceOnly", o->r.reduce_only);
	put_flag(b, "closePosition", o->close_position);
	put_text(b, "side", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	put_text(b, "positionSide", held_words[o->held]);
	put_price(b, "stopPrice", s, o->trigger);
	put_text(b, "workingType", o->working[0] == '\0' ? "CONTRACT_PRICE" :
	    o->working);
	put_flag(b, "priceProtect", o->price_protect);
	put_text(b, "origType", o->type);
	put_text(b, "priceMatch", "NONE");
	put_text(b, "selfTradePreventionMode", o->stp[0] == '\0' ? "NONE" :
	    o->stp);
	put_int(b, "goodTillDate", o->r.expire_at == 0 ? 0 :
	    told_ms(o->r.expire_at + world_shift(c->w)));
	put_int(b, "time", told_ms(o->created));
	put_int(b, "updateTime", told_ms(o->updated));
	put_end(b, '}');
}

void
algo_row(struct call *c, const struct served_order *o)
{
	const struct world_symbol *s = symbol_of(c, o);
	struct heard h = book_heard(&c->w->book, o);
	struct buf *b = c->body;
	char id[24] = "";
	bool trails = o->r.type == TYPE_TRAILING;

	if (o->triggered != 0)
		snprintf(id, sizeof(id), "%" PRId64, o->id);
	put_begin(b, NULL, '{');
	put_int(b, "algoId", o->id + ALGO_IDS);
	put_text(b, "clientAlgoId", o->client_id);
	put_text(b, "algoType", "CONDITIONAL");
	put_text(b, "orderType", o->type);
	put_text(b, "symbol", s->native);
	put_text(b, "side", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	put_text(b, "positionSide", held_words[o->held]);
	put_text(b, "timeInForce", o->tif);
	put_amount(b, "quantity", s, o->close_position ? DEC_ZERO :
	    o->amount);
	put_text(b, "algoStatus", algo_status(&c->w->book, o));
	put_text(b, "actualOrderId", id);
	put_price(b, "actualPrice", s, average(&h, s));
	put_text(b, "actualType", id[0] == '\0' ? "" : actual_type(o));
	put_amount(b, "actualQty", s, h.filled);
	put_price(b, "triggerPrice", s, o->trigger);
	put_price(b, "price", s, o->price);
	put_raw(b, "icebergQuantity", "null");
	put_text(b, "selfTradePreventionMode", o->stp);
	put_text(b, "workingType", o->working);
	put_text(b, "priceMatch", "NONE");
	put_flag(b, "closePosition", o->close_position);
	put_flag(b, "priceProtect", o->price_protect);
	put_flag(b, "reduceOnly", o->r.reduce_only);
	if (trails && dec_known(o->r.activation_price))
		put_price(b, "activatePrice", s, o->r.activation_price);
	else
		put_text(b, "activatePrice", "");
	if (trails)
		put_dec(b, "callbackRate", o->r.trail_percent, 1);
	else
		put_text(b, "callbackRate", "");
	put_int(b, "createTime", told_ms(o->created));
	put_int(b, "updateTime", told_ms(o->updated));
	put_int(b, "triggerTime", told_ms(o->triggered));
	put_int(b, "goodTillDate", 0);
	put_end(b, '}');
}

void
spot_trade_row(struct call *c, const struct served_trade *t)
{
	const struct world_symbol *s = &c->w->setup.symbols.at[t->symbol];
	const struct served_order *o = &c->w->book.orders.at[t->order];
	struct buf *b = c->body;

	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_int(b, "id", t->id);
	put_int(b, "orderId", o->id);
	put_int(b, "orderListId", o->list > 0 ? o->list : -1);
	put_price(b, "price", s, t->price);
	put_amount(b, "qty", s, t->amount);
	put_dec(b, "quoteQty", t->cost, 8);
	put_dec(b, "commission", t->fee, 8);
	put_text(b, "commissionAsset", t->fee_currency);
	put_int(b, "time", told_ms(t->time));
	put_flag(b, "isBuyer", t->side == SIDE_BUY);
	put_flag(b, "isMaker", t->maker);
	put_flag(b, "isBestMatch", true);
	put_end(b, '}');
}

void
swap_trade_row(struct call *c, const struct served_trade *t)
{
	const struct world_symbol *s = &c->w->setup.symbols.at[t->symbol];
	struct buf *b = c->body;

	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_int(b, "id", t->id);
	put_int(b, "orderId", c->w->book.orders.at[t->order].id);
	put_text(b, "side", t->side == SIDE_BUY ? "BUY" : "SELL");
	put_price(b, "price", s, t->price);
	put_amount(b, "qty", s, t->amount);
	put_dec(b, "realizedPnl", t->realized, 8);
	put_text(b, "marginAsset", s->i.settle);
	put_dec(b, "quoteQty", t->cost, 8);
	put_amount(b, "baseQty", s, t->amount);
	put_dec(b, "commission", t->fee, 8);
	put_text(b, "commissionAsset", t->fee_currency);
	put_int(b, "time", told_ms(t->time));
	put_text(b, "positionSide", held_words[
	    c->w->book.orders.at[t->order].held]);
	put_flag(b, "buyer", t->side == SIDE_BUY);
	put_flag(b, "maker", t->maker);
	put_end(b, '}');
}
