/*
 * What everybody may ask: the time, books, trades, tickers.
 */
#include "serve/binance/binance.h"

#include <string.h>

void
do_ping(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_end(c->body, '}');
}

void
do_time(struct call *c)
{
	put_begin(c->body, NULL, '{');
	put_int(c->body, "serverTime", c->now);
	put_end(c->body, '}');
}

/* Four trades a bar: at its open, its extremes and its close. */
struct print
print_at(const struct world *w, const struct world_symbol *s, int64_t id)
{
	const struct candles *c = &s->bars;
	size_t bar = (size_t)(id / 4);
	bool rising = c->close[bar] >= c->open[bar];
	int64_t prices[4] = { c->open[bar], rising ? c->low[bar] :
	    c->high[bar], rising ? c->high[bar] : c->low[bar],
	    c->close[bar] };
	struct print p = { .id = id, .amount = s->i.lot };

	p.price = candles_price(c, prices[id % 4]);
	p.time = c->open_time_ms[bar] + world_shift(w) / 1000 +
	    (w->setup.timeframe / 1000 - 1) * (id % 4) / 3;
	p.sold = prices[id % 4] < prices[id % 4 > 0 ? id % 4 - 1 : 0];
	if (dec_div(volume_of(c, bar), dec_int(4), 8, ROUND_DOWN, &p.amount))
		dec_step(p.amount, s->i.lot, ROUND_DOWN, &p.amount);
	if (dec_sign(p.amount) <= 0)
		p.amount = s->i.lot;
	return p;
}

static void
print_put(struct call *c, const struct world_symbol *s,
    const struct print *p, bool agg)
{
	struct dec value = DEC_ZERO;

	put_begin(c->body, NULL, '{');
	put_int(c->body, agg ? "a" : "id", p->id);
	put_price(c->body, agg ? "p" : "price", s, p->price);
	put_amount(c->body, agg ? "q" : "qty", s, p->amount);
	if (agg) {
		put_int(c->body, "f", p->id);
		put_int(c->body, "l", p->id);
		put_int(c->body, "T", p->time);
		put_flag(c->body, "m", p->sold);
		if (c->m == MARKET_SPOT)
			put_flag(c->body, "M", true);
		else
			put_amount(c->body, "nq", s, p->amount);
	} else {
		dec_mul(p->price, p->amount, 8, ROUND_HALF_EVEN, &value);
		put_dec(c->body, "quoteQty", value, 8);
		put_int(c->body, "time", p->time);
		put_flag(c->body, "isBuyerMaker", p->sold);
		if (c->m == MARKET_SPOT)
			put_flag(c->body, "isBestMatch", true);
	}
	put_end(c->body, '}');
}

static void
prints_put(struct call *c, bool agg)
{
	const struct world_symbol *s = NULL;
	struct span span;
	int64_t first = -1, end, shift;

	if (!ask_symbol(c, true, &s) || !ask_span(c, 500, 1000, &span) ||
	    !ask_int(c, "fromId", false, 0, INT64_MAX, &first))
		return;
	shift = world_shift(c->w) / 1000;
	end = (int64_t)world_bars(c->w, s) * 4;
	if (first < 0 && span.from != INT64_MIN) {
		for (first = 0; first < end &&
		    print_at(c->w, s, first).time - shift < span.from; )
			first++;
	} else if (first < 0) {
		while (end > 0 && print_at(c->w, s, end - 1).time - shift >
		    span.to)
			end--;
		first = end > span.limit ? end - span.limit : 0;
	}
	put_begin(c->body, NULL, '[');
	for (int64_t n = 0; n < span.limit && first < end; n++, first++) {
		struct print p = print_at(c->w, s, first);

		if (p.time - shift > span.to)
			break;
		print_put(c, s, &p, agg);
	}
	put_end(c->body, ']');
}

void
do_trades(struct call *c)
{
	prints_put(c, false);
}

void
do_agg_trades(struct call *c)
{
	prints_put(c, true);
}

void
do_avg_price(struct call *c)
{
	const struct world_symbol *s = NULL;

	if (!ask_symbol(c, true, &s))
		return;
	put_begin(c->body, NULL, '{');
	put_int(c->body, "mins", 0);
	put_price(c->body, "price", s, world_last(c->w, s));
	put_int(c->body, "closeTime", c->now);
	put_end(c->body, '}');
}

/* One symbol gives an object, all give a list of them. */
static void
each_symbol(struct call *c, void (*row)(struct call *c,
    const struct world_symbol *s))
{
	const struct world_symbol *one = NULL;
	const char *list = params_get(&c->params, "symbols");

	if (!ask_symbol(c, false, &one))
		return;
	if (one != NULL) {
		row(c, one);
		return;
	}
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++) {
		const struct world_symbol *s = &c->w->setup.symbols.at[i];
		char quoted[SYMBOL_SIZE + 3];

		snprintf(quoted, sizeof(quoted), "\"%s\"", s->native);
		if (s->market == c->m &&
		    (list == NULL || strstr(list, quoted) != NULL))
			row(c, s);
	}
	put_end(c->body, ']');
}

static void
price_row(struct call *c, const struct world_symbol *s)
{
	put_begin(c->body, NULL, '{');
	put_text(c->body, "symbol", s->native);
	put_price(c->body, "price", s, world_last(c->w, s));
	if (c->m == MARKET_SWAP)
		put_int(c->body, "time", c->now);
	put_end(c->body, '}');
}

void
do_price(struct call *c)
{
	each_symbol(c, price_row);
}

static void
book_row(struct call *c, const struct world_symbol *s)
{
	struct quote q = quote_now(c->w, s);

	put_begin(c->body, NULL, '{');
	put_text(c->body, "symbol", s->native);
	put_price(c->body, "bidPrice", s, q.bid);
	put_amount(c->body, "bidQty", s, q.amount);
	put_price(c->body, "askPrice", s, q.ask);
	put_amount(c->body, "askQty", s, q.amount);
	if (c->m == MARKET_SWAP)
		put_int(c->body, "time", c->now);
	put_end(c->body, '}');
}

void
do_book_ticker(struct call *c)
{
	each_symbol(c, book_row);
}

static void
day_row(struct call *c, const struct world_symbol *s)
{
	struct day d = day_now(c->w, s);
	struct quote q = quote_now(c->w, s);
	struct dec last = world_last(c->w, s), change = DEC_ZERO, hundred;
	struct buf *b = c->body;

	if (!dec_known(last) || !dec_sub(last, d.open, &change))
		change = DEC_ZERO;
	if (!dec_times(change, dec_int(100), &hundred))
		hundred = DEC_ZERO;
	put_begin(b, NULL, '{');
	put_text(b, "symbol", s->native);
	put_price(b, "priceChange", s, change);
	put_dec(b, "priceChangePercent", dec_quotient(hundred, d.open, 3), 3);
	put_price(b, "weightedAvgPrice", s, dec_quotient(d.value, d.volume,
	    8));
	put_price(b, "lastPrice", s, last);
	put_amount(b, "lastQty", s, s->i.lot);
	if (c->m == MARKET_SPOT) {
		put_price(b, "prevClosePrice", s, d.open);
		put_price(b, "bidPrice", s, q.bid);
		put_amount(b, "bidQty", s, q.amount);
		put_price(b, "askPrice", s, q.ask);
		put_amount(b, "askQty", s, q.amount);
	}
	put_price(b, "openPrice", s, d.open);
	put_price(b, "highPrice", s, d.high);
	put_price(b, "lowPrice", s, d.low);
	put_amount(b, "volume", s, d.volume);
	put_dec(b, "quoteVolume", d.value, c->m == MARKET_SPOT ? 8 : 2);
	put_int(b, "openTime", d.from + world_shift(c->w) / 1000);
	put_int(b, "closeTime", c->now);
	put_int(b, "firstId", 0);
	put_int(b, "lastId", (int64_t)world_bars(c->w, s) * 4 - 1);
	put_int(b, "count", d.count * 4);
	put_end(b, '}');
}

void
do_day(struct call *c)
{
	each_symbol(c, day_row);
}
