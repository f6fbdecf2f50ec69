/*
 * Candles, marks and funding, as clients are told them.
 */
#include "serve/binance/binance.h"

#include "base/stamp.h"

#include <string.h>

static void
kline_row(struct call *c, const struct world_symbol *s,
    const struct candle *k, int64_t interval)
{
	struct buf *b = c->body;
	struct dec half = DEC_ZERO, half_value = DEC_ZERO;

	dec_div(k->volume, dec_int(2), 8, ROUND_DOWN, &half);
	dec_div(k->quote_volume, dec_int(2), 8, ROUND_DOWN, &half_value);
	put_begin(b, NULL, '[');
	put_int(b, NULL, k->open_time_ms);
	put_price(b, NULL, s, k->open);
	put_price(b, NULL, s, k->high);
	put_price(b, NULL, s, k->low);
	put_price(b, NULL, s, k->close);
	put_amount(b, NULL, s, k->volume);
	put_int(b, NULL, k->open_time_ms + interval - 1);
	put_dec(b, NULL, k->quote_volume, 8);
	put_int(b, NULL, k->trades);
	put_amount(b, NULL, s, half);
	put_dec(b, NULL, half_value, 8);
	put_text(b, NULL, "0");
	put_end(b, ']');
}

/* The first of n bars that opens at or after a time. */
static size_t
bar_from(const struct candles *c, size_t n, int64_t from)
{
	size_t before = from > INT64_MIN ? candles_until(c, from - 1) : 0;

	return before < n ? before : n;
}

/* The latest ones, or those from a time on; what a bucket holds so far is the
 * last. */
static void
rows_put(struct call *c, const struct world_symbol *s,
    const struct candles *bars, size_t n, int64_t interval,
    const struct span *span)
{
	int64_t shift = world_shift(c->w) / 1000, from = span->from;
	int64_t rows = 0;
	struct candle k = candle_empty();
	bool open = false;

	if (span->to != INT64_MAX)
		n = bar_from(bars, n, span->to < INT64_MAX - 1 ?
		    interval_start(span->to + shift, interval) - shift +
		    interval : span->to);
	if (from == INT64_MIN && n > 0)
		from = interval_start(bars->open_time_ms[n - 1] + shift,
		    interval) - shift - (span->limit - 1) * interval;
	else if (n > 0)
		from = interval_start(from + shift + interval - 1, interval) -
		    shift;
	for (size_t i = bar_from(bars, n, from); i < n; i++) {
		int64_t at = interval_start(bars->open_time_ms[i] + shift,
		    interval);

		if (open && at != k.open_time_ms) {
			kline_row(c, s, &k, interval);
			open = false;
			if (++rows == span->limit)
				return;
		}
		if (open)
			kline_more(bars, i, &k);
		else
			kline_begin(bars, i, &k);
		k.open_time_ms = at;
		open = true;
	}
	if (open)
		kline_row(c, s, &k, interval);
}

static void
klines(struct call *c, bool mark)
{
	const struct world_symbol *s = NULL;
	const struct candles *bars;
	const char *word = NULL;
	struct span span;
	int64_t interval;
	size_t n;

	if (!ask_symbol(c, true, &s) || !ask_text(c, "interval", true,
	    &word) || !ask_span(c, 500, c->m == MARKET_SPOT ? 1000 : 1500,
	    &span))
		return;
	interval = interval_ms(word);
	if (interval == 0 || interval % (c->w->setup.timeframe / 1000) != 0) {
		fail(c, 400, -1120, "Invalid interval.");
		return;
	}
	bars = mark && s->marks.len > 0 ? &s->marks : &s->bars;
	n = bars == &s->bars ? world_bars(c->w, s) : bar_from(bars,
	    bars->len, (c->w->now - c->w->setup.timeframe) / 1000 + 1);
	put_begin(c->body, NULL, '[');
	rows_put(c, s, bars, n, interval, &span);
	put_end(c->body, ']');
}

void
do_klines(struct call *c)
{
	klines(c, false);
}

void
do_mark_klines(struct call *c)
{
	klines(c, true);
}

/* The rows of a symbol that lie in a time. */
static size_t
fundings_until(const struct world *w, size_t symbol, int64_t until,
    size_t *last)
{
	size_t n = 0;

	for (size_t i = 0; i < w->setup.fundings.len; i++)
		if (w->setup.fundings.at[i].symbol == symbol &&
		    w->setup.fundings.at[i].row.time <= until) {
			*last = i;
			n++;
		}
	return n;
}

static int64_t
funding_next(const struct world *w, size_t symbol)
{
	int64_t shift = world_shift(w);

	for (size_t i = 0; i < w->setup.fundings.len; i++)
		if (w->setup.fundings.at[i].symbol == symbol &&
		    w->setup.fundings.at[i].row.time > w->now)
			return w->setup.fundings.at[i].row.time + shift;
	return interval_start((w->now + shift) / 1000, 28800000) * 1000 +
	    28800000 * INT64_C(1000);
}

static void
premium_row(struct call *c, const struct world_symbol *s)
{
	size_t at = world_symbol_at(c->w, s), last = 0;
	struct dec rate = DEC_ZERO, mark = world_mark(c->w, s);

	if (fundings_until(c->w, at, c->w->now, &last) > 0)
		rate = c->w->setup.fundings.at[last].row.rate;
	put_begin(c->body, NULL, '{');
	put_text(c->body, "symbol", s->native);
	put_dec(c->body, "markPrice", mark, 8);
	put_dec(c->body, "indexPrice", mark, 8);
	put_dec(c->body, "estimatedSettlePrice", mark, 8);
	put_dec(c->body, "lastFundingRate", rate, 8);
	put_text(c->body, "interestRate", "0.00010000");
	put_int(c->body, "nextFundingTime",
	    told_ms(funding_next(c->w, at)));
	put_int(c->body, "time", c->now);
	put_end(c->body, '}');
}

void
do_premium(struct call *c)
{
	const struct world_symbol *s = NULL;

	if (!ask_symbol(c, false, &s))
		return;
	if (s != NULL) {
		premium_row(c, s);
		return;
	}
	put_begin(c->body, NULL, '[');
	for (size_t i = 0; i < c->w->setup.symbols.len; i++)
		if (c->w->setup.symbols.at[i].market == MARKET_SWAP)
			premium_row(c, &c->w->setup.symbols.at[i]);
	put_end(c->body, ']');
}

void
do_funding_rates(struct call *c)
{
	const struct world_symbol *s = NULL;
	const struct world *w = c->w;
	struct span span;
	int64_t left, skip = 0;

	if (!ask_symbol(c, false, &s) || !ask_span(c, 100, 1000, &span))
		return;
	left = span.limit;
	for (int pass = 0; pass < 2; pass++) {
		int64_t matching = 0;

		if (pass == 1)
			put_begin(c->body, NULL, '[');
		for (size_t i = 0; i < w->setup.fundings.len; i++) {
			const struct world_funding *f =
			    &w->setup.fundings.at[i];
			int64_t at = f->row.time / 1000;

			if ((s != NULL && world_symbol_at(w, s) !=
			    f->symbol) || f->row.time > w->now ||
			    at < span.from || at > span.to)
				continue;
			if (pass == 0 || matching++ < skip || left-- <= 0) {
				matching += pass == 0;
				continue;
			}
			put_begin(c->body, NULL, '{');
			put_text(c->body, "symbol",
			    w->setup.symbols.at[f->symbol].native);
			put_dec(c->body, "fundingRate", f->row.rate, 8);
			put_int(c->body, "fundingTime", at +
			    world_shift(w) / 1000);
			put_dec(c->body, "markPrice", f->row.mark, 8);
			put_text(c->body, "rateType", "Regular");
			put_end(c->body, '}');
		}
		/* Without a beginning the latest ones are meant. */
		if (pass == 0 && span.from == INT64_MIN)
			skip = matching > left ? matching - left : 0;
	}
	put_end(c->body, ']');
}

/* No symbol has other hours of funding than eight; nothing is lent. */
void
do_nothing_listed(struct call *c)
{
	put_begin(c->body, NULL, '[');
	put_end(c->body, ']');
}

void
do_open_interest(struct call *c)
{
	const struct world_symbol *s = NULL;

	if (!ask_symbol(c, true, &s))
		return;
	put_begin(c->body, NULL, '{');
	put_amount(c->body, "openInterest", s, DEC_ZERO);
	put_text(c->body, "symbol", s->native);
	put_int(c->body, "time", c->now);
	put_end(c->body, '}');
}
