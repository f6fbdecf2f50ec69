/*
 * What the streams carry: events of the market, and of the user.
 */
#include "serve/binance/binance.h"

#include <stdio.h>
#include <string.h>

static const struct world_symbol *
symbol_at(const struct served *s, size_t place)
{
	return &s->world->setup.symbols.at[place];
}

/* What just happened to it, in one word. */
static const char *
what_happened(const struct served_order *o, size_t trade)
{
	if (trade != SIZE_MAX)
		return "TRADE";
	if (o->state == ORDER_CANCELED && strcmp(o->reason, "user") == 0)
		return "CANCELED";
	return o->state == ORDER_CANCELED || o->state == ORDER_EXPIRED ?
	    "EXPIRED" : "NEW";
}

void
event_order_spot(struct served *s, size_t place, size_t trade,
    struct buf *out)
{
	const struct book *b = &s->world->book;
	const struct served_order *o = &b->orders.at[place];
	const struct world_symbol *y = symbol_at(s, o->symbol);
	const struct served_trade *t = trade == SIZE_MAX ? NULL :
	    &b->trades.at[trade];
	struct heard h = book_heard(b, o);

	put_begin(out, NULL, '{');
	put_text(out, "e", "executionReport");
	put_int(out, "E", told_ms(world_time(s->world)));
	put_text(out, "s", y->native);
	put_text(out, "c", o->client_id);
	put_text(out, "S", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	put_text(out, "o", o->type);
	put_text(out, "f", o->tif);
	put_amount(out, "q", y, o->amount);
	put_price(out, "p", y, o->price);
	put_price(out, "P", y, o->trigger);
	put_amount(out, "F", y, o->r.visible);
	put_int(out, "g", o->list > 0 ? o->list : -1);
	put_text(out, "C", o->state == ORDER_CANCELED ? o->client_id : "");
	put_text(out, "x", what_happened(o, trade));
	put_text(out, "X", status_word(o, h.state));
	put_text(out, "r", "NONE");
	put_int(out, "i", o->id);
	put_amount(out, "l", y, t != NULL ? t->amount : DEC_ZERO);
	put_amount(out, "z", y, h.filled);
	put_price(out, "L", y, t != NULL ? t->price : DEC_ZERO);
	put_money(out, "n", t != NULL ? t->fee : DEC_ZERO);
	if (t != NULL)
		put_text(out, "N", t->fee_currency);
	else
		put_raw(out, "N", "null");
	put_int(out, "T", told_ms(o->updated));
	put_int(out, "t", t != NULL ? t->id : -1);
	put_flag(out, "w", order_works(o));
	put_flag(out, "m", t != NULL && t->maker);
	put_int(out, "O", told_ms(o->created));
	put_money(out, "Z", h.cost);
	put_money(out, "Y", t != NULL ? t->cost : DEC_ZERO);
	put_money(out, "Q", o->r.quote);
	put_int(out, "W", told_ms(o->created));
	put_text(out, "V", o->stp);
	put_end(out, '}');
}

static void
swap_event_begin(struct served *s, const char *name, struct buf *out)
{
	int64_t now = told_ms(world_time(s->world));

	put_begin(out, NULL, '{');
	put_text(out, "e", name);
	put_int(out, "T", now);
	put_int(out, "E", now);
}

void
event_order_swap(struct served *s, size_t place, size_t trade,
    struct buf *out)
{
	const struct book *b = &s->world->book;
	const struct served_order *o = &b->orders.at[place];
	const struct world_symbol *y = symbol_at(s, o->symbol);
	const struct served_trade *t = trade == SIZE_MAX ? NULL :
	    &b->trades.at[trade];
	struct heard h = book_heard(b, o);

	swap_event_begin(s, "ORDER_TRADE_UPDATE", out);
	put_begin(out, "o", '{');
	put_text(out, "s", y->native);
	put_text(out, "c", o->client_id);
	put_text(out, "S", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	put_text(out, "o", actual_type(o));
	put_text(out, "f", o->tif);
	put_amount(out, "q", y, o->amount);
	put_price(out, "p", y, o->price);
	put_price(out, "ap", y, dec_quotient(h.cost, h.filled, 8));
	put_price(out, "sp", y, o->trigger);
	put_text(out, "x", o->foreign && t == NULL ? "CALCULATED" :
	    what_happened(o, trade));
	put_text(out, "X", status_word(o, h.state));
	put_int(out, "i", o->id);
	put_amount(out, "l", y, t != NULL ? t->amount : DEC_ZERO);
	put_amount(out, "z", y, h.filled);
	put_price(out, "L", y, t != NULL ? t->price : DEC_ZERO);
	if (t != NULL) {
		put_text(out, "N", t->fee_currency);
		put_money(out, "n", t->fee);
	}
	put_int(out, "T", told_ms(o->updated));
	put_int(out, "t", t != NULL ? t->id : 0);
	put_flag(out, "m", t != NULL && t->maker);
	put_flag(out, "R", o->r.reduce_only);
	put_text(out, "wt", o->working[0] == '\0' ? "CONTRACT_PRICE" :
	    o->working);
	put_text(out, "ot", o->type);
	put_text(out, "ps", held_words[o->held]);
	put_flag(out, "cp", o->close_position);
	put_money(out, "rp", t != NULL ? t->realized : DEC_ZERO);
	put_flag(out, "pP", o->price_protect);
	put_text(out, "V", o->stp[0] == '\0' ? "NONE" : o->stp);
	put_text(out, "pm", "NONE");
	put_int(out, "gtd", 0);
	put_end(out, '}');
	put_end(out, '}');
}

void
event_algo(struct served *s, size_t place, struct buf *out)
{
	const struct served_order *o = &s->world->book.orders.at[place];
	const struct world_symbol *y = symbol_at(s, o->symbol);
	char id[24] = "";

	if (o->triggered != 0)
		snprintf(id, sizeof(id), "%lld", (long long)o->id);
	swap_event_begin(s, "ALGO_UPDATE", out);
	put_begin(out, "o", '{');
	put_text(out, "caid", o->client_id);
	put_int(out, "aid", o->id + ALGO_IDS);
	put_text(out, "at", "CONDITIONAL");
	put_text(out, "o", o->type);
	put_text(out, "s", y->native);
	put_text(out, "S", o->r.side == SIDE_BUY ? "BUY" : "SELL");
	put_text(out, "ps", held_words[o->held]);
	put_text(out, "f", o->tif);
	put_amount(out, "q", y, o->amount);
	put_text(out, "X", algo_status(&s->world->book, o));
	put_text(out, "ai", id);
	put_price(out, "tp", y, o->trigger);
	put_price(out, "p", y, o->price);
	put_text(out, "V", o->stp);
	put_text(out, "wt", o->working);
	put_text(out, "pm", "NONE");
	put_flag(out, "cp", o->close_position);
	put_flag(out, "pP", o->price_protect);
	put_flag(out, "R", o->r.reduce_only);
	put_int(out, "tt", told_ms(o->triggered));
	put_int(out, "gtd", 0);
	put_end(out, '}');
	put_end(out, '}');
}

static void
balances_put(struct served *s, enum market m, struct buf *out)
{
	struct balances all = { 0 };
	struct err err;

	put_begin(out, "B", '[');
	if (sim_balances(s->world->markets[m].sim, &all, &err) != E_OK)
		vec_clear(&all);
	for (size_t i = 0; i < all.len; i++) {
		put_begin(out, NULL, '{');
		put_text(out, "a", all.at[i].asset);
		if (m == MARKET_SPOT) {
			put_money(out, "f", all.at[i].free);
			put_money(out, "l", all.at[i].used);
		} else {
			put_money(out, "wb", all.at[i].total);
			put_money(out, "cw", all.at[i].total);
			put_money(out, "bc", DEC_ZERO);
		}
		put_end(out, '}');
	}
	put_end(out, ']');
	vec_release(&all);
}

void
event_account_spot(struct served *s, struct buf *out)
{
	int64_t now = told_ms(world_time(s->world));

	put_begin(out, NULL, '{');
	put_text(out, "e", "outboundAccountPosition");
	put_int(out, "E", now);
	put_int(out, "u", now);
	balances_put(s, MARKET_SPOT, out);
	put_end(out, '}');
}

void
event_balance(struct served *s, size_t place, struct buf *out)
{
	const struct served_income *i = &s->world->book.incomes.at[place];

	put_begin(out, NULL, '{');
	put_text(out, "e", "balanceUpdate");
	put_int(out, "E", told_ms(world_time(s->world)));
	put_text(out, "a", i->asset);
	put_money(out, "d", i->amount);
	put_int(out, "T", told_ms(i->time));
	put_end(out, '}');
}

static void
position_put(const struct world_symbol *y, int held,
    const struct positions *all, struct buf *out)
{
	const struct position none = position_empty();
	const struct position *p = world_position(all, y, held);

	if (p == NULL)
		p = &none;
	put_begin(out, NULL, '{');
	put_text(out, "s", y->native);
	put_amount(out, "pa", y, p->side == POSITION_LONG || p == &none ?
	    p->contracts : dec_neg(p->contracts));
	put_money(out, "ep", p->entry_price);
	put_money(out, "bep", p->entry_price);
	put_money(out, "cr", p->realized_pnl);
	put_money(out, "up", p->unrealized_pnl);
	put_text(out, "mt", strcmp(p->margin_mode, "isolated") == 0 ?
	    "isolated" : "cross");
	put_money(out, "iw", DEC_ZERO);
	put_text(out, "ps", held_words[held]);
	put_end(out, '}');
}

void
event_account_swap(struct served *s, const char *reason, struct buf *out)
{
	struct positions all = { 0 };
	struct err err;

	swap_event_begin(s, "ACCOUNT_UPDATE", out);
	put_begin(out, "a", '{');
	put_text(out, "m", reason);
	balances_put(s, MARKET_SWAP, out);
	put_begin(out, "P", '[');
	if (sim_positions(s->world->markets[MARKET_SWAP].sim, &all, &err) !=
	    E_OK)
		vec_clear(&all);
	for (size_t i = 0; i < s->world->setup.symbols.len; i++)
		for (int held = world_first_side(s->world);
		    symbol_at(s, i)->market == MARKET_SWAP &&
		    held <= world_last_side(s->world); held++)
			position_put(symbol_at(s, i), held, &all, out);
	put_end(out, ']');
	put_end(out, '}');
	put_end(out, '}');
	vec_release(&all);
}

static bool
kline_put(struct served *s, const struct world_symbol *y, const char *word,
    struct buf *out)
{
	const struct world *w = s->world;
	int64_t interval = interval_ms(word), shift = world_shift(w) / 1000;
	int64_t start;
	size_t n = world_bars(w, y), first = n;
	struct candle k;

	if (interval == 0 || n == 0 ||
	    interval % (w->setup.timeframe / 1000) != 0)
		return false;
	start = interval_start(y->bars.open_time_ms[n - 1] + shift, interval);
	while (first > 0 && y->bars.open_time_ms[first - 1] + shift >= start)
		first--;
	kline_begin(&y->bars, first, &k);
	for (size_t i = first + 1; i < n; i++)
		kline_more(&y->bars, i, &k);
	put_text(out, "e", "kline");
	put_int(out, "E", told_ms(world_time(w)));
	put_text(out, "s", y->native);
	put_begin(out, "k", '{');
	put_int(out, "t", start);
	put_int(out, "T", start + interval - 1);
	put_text(out, "s", y->native);
	put_text(out, "i", word);
	put_int(out, "f", (int64_t)first * 4);
	put_int(out, "L", (int64_t)n * 4 - 1);
	put_price(out, "o", y, k.open);
	put_price(out, "c", y, k.close);
	put_price(out, "h", y, k.high);
	put_price(out, "l", y, k.low);
	put_amount(out, "v", y, k.volume);
	put_int(out, "n", k.trades);
	put_flag(out, "x", y->bars.open_time_ms[n - 1] + shift +
	    w->setup.timeframe / 1000 >= start + interval);
	put_money(out, "q", k.quote_volume);
	put_money(out, "V", DEC_ZERO);
	put_money(out, "Q", DEC_ZERO);
	put_text(out, "B", "0");
	put_end(out, '}');
	return true;
}

static void
book_put(struct served *s, const struct world_symbol *y, struct buf *out)
{
	struct quote q = quote_now(s->world, y);

	if (y->market == MARKET_SWAP)
		put_text(out, "e", "bookTicker");
	put_int(out, "u", (int64_t)world_bars(s->world, y) + 1);
	put_text(out, "s", y->native);
	put_price(out, "b", y, q.bid);
	put_amount(out, "B", y, q.amount);
	put_price(out, "a", y, q.ask);
	put_amount(out, "A", y, q.amount);
	if (y->market == MARKET_SWAP) {
		put_int(out, "T", told_ms(world_time(s->world)));
		put_int(out, "E", told_ms(world_time(s->world)));
	}
}

static void
mark_put(struct served *s, const struct world_symbol *y, struct buf *out)
{
	struct dec mark = world_mark(s->world, y);
	int64_t now = told_ms(world_time(s->world));

	put_text(out, "e", "markPriceUpdate");
	put_int(out, "E", now);
	put_text(out, "s", y->native);
	put_money(out, "p", mark);
	put_money(out, "i", mark);
	put_money(out, "P", mark);
	put_money(out, "r", DEC_ZERO);
	put_int(out, "T", interval_start(now, 28800000) + 28800000);
}

static bool
trade_put(struct served *s, const struct world_symbol *y, bool agg,
    struct buf *out)
{
	int64_t n = (int64_t)world_bars(s->world, y) * 4;
	struct print p;

	if (n == 0)
		return false;
	p = print_at(s->world, y, n - 1);
	put_text(out, "e", agg ? "aggTrade" : "trade");
	put_int(out, "E", told_ms(world_time(s->world)));
	put_text(out, "s", y->native);
	put_int(out, agg ? "a" : "t", p.id);
	put_price(out, "p", y, p.price);
	put_amount(out, "q", y, p.amount);
	if (agg) {
		put_int(out, "f", p.id);
		put_int(out, "l", p.id);
	}
	put_int(out, "T", p.time);
	put_flag(out, "m", p.sold);
	return true;
}

bool
event_public(struct served *s, enum market m, const char *stream,
    struct buf *out)
{
	const char *at = strchr(stream, '@');
	const struct world_symbol *y;
	char native[SYMBOL_SIZE];
	size_t n = at == NULL ? 0 : (size_t)(at - stream);
	bool there = true;

	if (n == 0 || n >= sizeof(native))
		return false;
	for (size_t i = 0; i < n; i++)
		native[i] = stream[i] >= 'a' && stream[i] <= 'z' ?
		    (char)(stream[i] - 32) : stream[i];
	native[n] = '\0';
	y = world_symbol(s->world, m, native);
	if (y == NULL)
		return false;
	put_begin(out, NULL, '{');
	if (strncmp(at, "@kline_", 7) == 0)
		there = kline_put(s, y, at + 7, out);
	else if (strcmp(at, "@bookTicker") == 0)
		book_put(s, y, out);
	else if (strncmp(at, "@depth", 6) == 0 &&
	    (at[6] == '\0' || at[6] == '@'))
		there = depth_put(s, y, out);
	else if (strncmp(at, "@markPrice", 10) == 0 && m == MARKET_SWAP)
		mark_put(s, y, out);
	else if (strcmp(at, "@aggTrade") == 0 || strcmp(at, "@trade") == 0)
		there = trade_put(s, y, at[1] == 'a', out);
	else
		there = false;
	put_end(out, '}');
	return there;
}
