/*
 * Reads the lists of instruments with their filters, item by item as they
 * arrive, and the brackets of margin. A market whose steps cannot be told is
 * left out; a list that is cut or is none is no list.
 */
#include "venue/binance/reads.h"

#include <ctype.h>
#include <stdio.h>

/* The end of time for perpetuals, as Binance writes it (25 December 2100). */
#define NEVER_MS INT64_C(4133404800000)

struct filters {
	struct instrument *i;
	struct dec tick, lot;
	struct order_bounds b;
};

static struct dec
limit(const struct json_at *at, const char *name, const char *other)
{
	struct dec d = json_opt_dec(at, name, DEC_NONE);

	return dec_known(d) ? d : json_opt_dec(at, other, DEC_ZERO);
}

/* A flag as a bound: 1 where it is so. */
static struct dec
when(bool is)
{
	return is ? dec_int(1) : DEC_ZERO;
}

/* Basis points as a percentage. */
static struct dec
points(const struct json_at *at, const char *name)
{
	struct dec d = json_opt_dec(at, name, DEC_ZERO);

	return dec_times(d, dec_make(1, 2), &d) ? dec_trim(d) : DEC_ZERO;
}

static void
read_price(struct filters *f, const struct json_at *at)
{
	f->tick = json_get_dec(at, "tickSize");
	f->b.min_price = json_opt_dec(at, "minPrice", DEC_ZERO);
	f->b.max_price = json_opt_dec(at, "maxPrice", DEC_ZERO);
}

static void
read_lot(struct filters *f, const struct json_at *at)
{
	f->lot = json_get_dec(at, "stepSize");
	f->i->min_amount = json_get_dec(at, "minQty");
	f->i->max_amount = json_get_dec(at, "maxQty");
}

static void
read_market_lot(struct filters *f, const struct json_at *at)
{
	f->b.market_lot = json_opt_dec(at, "stepSize", DEC_ZERO);
	f->b.market_min = json_opt_dec(at, "minQty", DEC_ZERO);
	f->b.market_max = json_opt_dec(at, "maxQty", DEC_ZERO);
}

static void
read_notional(struct filters *f, const struct json_at *at)
{
	f->i->min_notional = json_get_dec(at, "minNotional");
	f->i->max_notional = json_opt_dec(at, "maxNotional", DEC_ZERO);
	f->b.market_min_notional = when(json_opt_bool(at, "applyMinToMarket",
	    false));
	f->b.market_max_notional = when(json_opt_bool(at, "applyMaxToMarket",
	    false));
}

static void
read_min_notional(struct filters *f, const struct json_at *at)
{
	f->i->min_notional = limit(at, "minNotional", "notional");
	f->b.market_min_notional = when(json_opt_bool(at, "applyToMarket",
	    false));
}

/* 0 minutes: the last price, and not an average. */
static void
read_band(struct filters *f, const struct json_at *at)
{
	f->i->band_up = json_get_dec(at, "multiplierUp");
	f->i->band_down = json_get_dec(at, "multiplierDown");
	f->b.band_of_last = when(json_opt_int(at, "avgPriceMins", 5) == 0);
}

static void
read_sides(struct filters *f, const struct json_at *at)
{
	f->i->band_up = json_get_dec(at, "bidMultiplierUp");
	f->i->band_down = json_get_dec(at, "bidMultiplierDown");
	f->b.sell_band_up = json_get_dec(at, "askMultiplierUp");
	f->b.sell_band_down = json_get_dec(at, "askMultiplierDown");
	f->b.band_of_last = when(json_opt_int(at, "avgPriceMins", 5) == 0);
}

static void
read_orders(struct filters *f, const struct json_at *at)
{
	f->i->max_open_orders = json_opt_int(at, "maxNumOrders",
	    json_opt_int(at, "limit", 0));
}

static void
read_conditional(struct filters *f, const struct json_at *at)
{
	f->b.max_conditional = limit(at, "maxNumAlgoOrders", "limit");
}

static void
read_parts(struct filters *f, const struct json_at *at)
{
	f->b.iceberg_parts = json_opt_dec(at, "limit", DEC_ZERO);
}

static void
read_trailing(struct filters *f, const struct json_at *at)
{
	f->b.trail_above_min = points(at, "minTrailingAboveDelta");
	f->b.trail_above_max = points(at, "maxTrailingAboveDelta");
	f->b.trail_below_min = points(at, "minTrailingBelowDelta");
	f->b.trail_below_max = points(at, "maxTrailingBelowDelta");
}

static const struct {
	const char *type;
	void (*read)(struct filters *f, const struct json_at *at);
} filters[] = {
	{ "PRICE_FILTER", read_price }, { "LOT_SIZE", read_lot },
	{ "MARKET_LOT_SIZE", read_market_lot }, { "NOTIONAL", read_notional },
	{ "MIN_NOTIONAL", read_min_notional }, { "PERCENT_PRICE", read_band },
	{ "PERCENT_PRICE_BY_SIDE", read_sides },
	{ "MAX_NUM_ORDERS", read_orders },
	{ "MAX_NUM_ALGO_ORDERS", read_conditional },
	{ "ICEBERG_PARTS", read_parts }, { "TRAILING_DELTA", read_trailing }
};

/* A value of 0 disables its part. Filters that are not known are passed over:
 * Binance judges by them itself. */
static void
read_filter(struct filters *f, const struct json_at *at)
{
	const char *type = json_get_text(at, "filterType");

	for (size_t n = 0; n < sizeof(filters) / sizeof(filters[0]); n++)
		if (strcmp(filters[n].type, type) == 0)
			filters[n].read(f, at);
}

/* What a symbol of spot has not; nothing said: it has. */
static void
read_lacks(struct filters *f, const struct json_at *at)
{
	f->b.no_iceberg = when(!json_opt_bool(at, "icebergAllowed", true));
	f->b.no_oco = when(!json_opt_bool(at, "ocoAllowed", true));
	f->b.no_oto = when(!json_opt_bool(at, "otoAllowed", true));
	f->b.no_quote = when(!json_opt_bool(at, "quoteOrderQtyMarketAllowed",
	    true));
	f->b.no_trailing = when(!json_opt_bool(at, "allowTrailingStop",
	    true));
	f->b.no_amend = when(!json_opt_bool(at, "amendAllowed", true));
}

/* -YYMMDD of a delivery; "" for what has none. */
static void
delivery(const struct json_at *at, char *out, size_t size)
{
	const char *type = json_opt_text(at, "contractType", "");
	int64_t ms = json_opt_int(at, "deliveryDate", NEVER_MS);
	struct stamp_parts p;

	out[0] = '\0';
	if (strstr(type, "PERPETUAL") != NULL || ms >= NEVER_MS || ms <= 0)
		return;
	p = stamp_split(ms * 1000);
	snprintf(out, size, "-%02d%02d%02d", p.year % 100, p.month, p.day);
}

static bool
set_names(struct binance_symbol *one, const struct json_at *at)
{
	const char *base = json_get_text(at, "baseAsset");
	const char *quote = json_get_text(at, "quoteAsset");
	const char *settle = one->market == BINANCE_SPOT ? "" :
	    json_opt_text(at, "marginAsset", quote);
	char name[160], date[16] = "";

	JSON_CHARS(at, "symbol", one->native);
	if (one->market == BINANCE_FUTURES)
		delivery(at, date, sizeof(date));
	snprintf(name, sizeof(name), "%.40s/%.40s%s%.40s%s", base, quote,
	    settle[0] != '\0' ? ":" : "", settle, date);
	/* Assets in other scripts have no unified name of ours. */
	return text_set(one->symbol, SYMBOL_SIZE, name) &&
	    symbol_valid(one->symbol) && symbol_valid(one->native) &&
	    TEXT_SET(one->i.base, base) && TEXT_SET(one->i.quote, quote) &&
	    TEXT_SET(one->i.settle, settle);
}

static void
set_defaults(struct instrument *i, enum binance_market market)
{
	TEXT_SET(i->venue, "binance");
	i->kind = market == BINANCE_SPOT ? KIND_SPOT : KIND_SWAP;
	i->contract_size = dec_int(1);
	/* A new account's; the venue says each account's own per symbol. */
	i->maker = market == BINANCE_SPOT ? dec_make(1, 3) : dec_make(2, 4);
	i->taker = market == BINANCE_SPOT ? dec_make(1, 3) : dec_make(5, 4);
}

static void
set_status(struct instrument *i, const char *word)
{
	size_t n = 0;

	for (; word[n] != '\0' && n + 1 < sizeof(i->status); n++)
		i->status[n] = (char)tolower((unsigned char)word[n]);
	i->status[n] = '\0';
}

bool
binance_symbol_read(const struct json_at *at, enum binance_market market,
    struct binance_symbol *one)
{
	struct filters f = { .i = &one->i, .tick = DEC_NONE,
	    .lot = DEC_NONE };
	struct json_at list = json_get_list(at, "filters");
	char text[DEC_TEXT_SIZE];
	bool named;

	*one = (struct binance_symbol){ .market = market };
	set_defaults(&one->i, market);
	named = set_names(one, at);
	set_status(&one->i, json_opt_text(at, "status", "unknown"));
	if (market == BINANCE_FUTURES)
		one->i.liquidation_fee = json_opt_dec(at, "liquidationFee",
		    DEC_ZERO);
	for (size_t n = 0; n < json_count(&list); n++) {
		struct json_at filter = json_item(&list, n);

		read_filter(&f, &filter);
	}
	if (market == BINANCE_SPOT)
		read_lacks(&f, at);
	if (!json_fine(at) || !named || dec_sign(f.tick) <= 0 ||
	    dec_sign(f.lot) <= 0)
		return false;
	TEXT_SET(one->i.symbol, one->symbol);
	TEXT_SET(one->i.venue_symbol, one->native);
	one->i.lot = f.lot;
	return instrument_set_tick(&one->i, dec_text(f.tick, text), NULL) ==
	    E_OK && instrument_set_bounds(&one->i, &f.b, NULL) == E_OK &&
	    instrument_check(&one->i, NULL) == E_OK;
}

struct reading {
	struct binance_symbols *to;
	enum binance_market market;
	struct json_stream *stream;
	struct binance_limit_list *limits;
};

static bool
take_symbol(void *self, const struct json_at *item)
{
	struct reading *r = self;
	struct binance_symbol one;

	if (binance_symbol_read(item, r->market, &one))
		binance_symbols_add(r->to, &one);
	return json_fine(item);
}

static bool
feed(void *self, const char *at, size_t len)
{
	struct reading *r = self;

	return json_stream_feed(r->stream, at, len);
}

/* Binance always lists something of each market; an address of one's own may
 * serve one of them alone. */
static bool
is_empty(const struct binance_call *c, const struct reading *r)
{
	if (c->b->own[0] != '\0')
		return r->market == BINANCE_FUTURES && r->to->rows.len == 0;
	for (size_t i = 0; i < r->to->rows.len; i++)
		if (r->to->rows.at[i].market == r->market)
			return false;
	return true;
}

/* One list has come whole, and from a list of symbols. */
static enum err_code
finish(struct binance_call *c, struct reading *r, struct err *err)
{
	struct json_in rest = {0};
	enum err_code rc;

	if (c->answer.outcome != HTTP_ANSWERED || c->answer.status != 200) {
		json_stream_end(r->stream, NULL, NULL);
		rc = binance_open_answer(c, &rest, err);
		json_close(&rest);
		return rc != E_OK ? rc : err_set(err, E_DATA, "%s: no list",
		    buf_text(&c->what));
	}
	/* Where the client kept the body: a fake in tests, say. */
	if (c->answer.body.len > 0)
		json_stream_feed(r->stream, buf_text(&c->answer.body),
		    c->answer.body.len);
	rc = json_stream_end(r->stream, &rest, err);
	if (rc == E_OK) {
		struct json_at top = json_top(&rest);

		binance_limits_parse(&top, r->market, r->limits);
		rc = json_close(&rest);
	}
	if (rc == E_OK && is_empty(c, r))
		return err_set(err, E_DATA, "%s: no symbol in it",
		    buf_text(&c->what));
	return rc;
}

enum err_code
binance_lists_read(struct binance *b, struct err *err)
{
	static const enum binance_end ends[] = { END_SPOT_INFO,
	    END_FUTURES_INFO };
	struct binance_symbols found = {0};
	struct binance_limit_list limits = {0};
	struct binance_call calls[BINANCE_MARKETS];
	struct reading all[BINANCE_MARKETS];
	enum err_code rc = E_OK;

	for (int m = 0; m < BINANCE_MARKETS; m++) {
		binance_call_init(&calls[m], b, ends[m]);
		all[m] = (struct reading){ .to = &found, .limits = &limits,
		    .market = (enum binance_market)m };
		all[m].stream = json_stream_new(&(struct json_stream_spec){
		    .what = buf_text(&calls[m].what), .path = "symbols",
		    .each = take_symbol, .self = &all[m] });
		calls[m].sink = feed;
		calls[m].sink_self = &all[m];
	}
	/* The sets of permissions are half of the answer and not read. */
	binance_text(&calls[BINANCE_SPOT], "showPermissionSets", "false");
	rc = binance_run(b, calls, BINANCE_MARKETS, err);
	for (int m = 0; m < BINANCE_MARKETS; m++) {
		if (rc == E_OK)
			rc = finish(&calls[m], &all[m], err);
		else
			json_stream_end(all[m].stream, NULL, NULL);
		binance_call_release(&calls[m]);
	}
	if (rc == E_OK)
		rc = binance_limits(b, limits.at, limits.len, err);
	vec_release(&limits);
	if (rc != E_OK) {
		binance_symbols_release(&found);
		return rc;
	}
	binance_symbols_release(&b->symbols);
	b->symbols = found;
	b->symbols.taken = clock_now(&b->clock);
	return E_OK;
}

/* floor:rate:leverage rows of one symbol. */
static void
read_brackets(const struct json_at *at, struct buf *out)
{
	struct json_at list = json_get_list(at, "brackets");
	char floor[DEC_TEXT_SIZE], rate[DEC_TEXT_SIZE];
	char leverage[DEC_TEXT_SIZE];

	for (size_t i = 0; i < json_count(&list) && json_fine(at); i++) {
		struct json_at row = json_item(&list, i);

		dec_text(json_get_dec(&row, "notionalFloor"), floor);
		dec_text(json_get_dec(&row, "maintMarginRatio"), rate);
		dec_text(json_get_dec(&row, "initialLeverage"), leverage);
		buf_printf(out, "%s%s:%s:%s", i > 0 ? ";" : "", floor, rate,
		    leverage);
	}
}

enum err_code
binance_brackets_parse(struct binance *b, struct json_in *in)
{
	struct json_at top = json_top(in);

	for (size_t i = 0; i < json_count(&top) && json_fine(&top); i++) {
		struct json_at row = json_item(&top, i);
		const char *native = json_get_text(&row, "symbol");
		struct binance_symbol *one = (struct binance_symbol *)
		    (uintptr_t)binance_by_native(&b->symbols,
		    BINANCE_FUTURES, native);
		struct instrument changed;
		struct buf text = {0};

		read_brackets(&row, &text);
		if (one != NULL && json_fine(&row)) {
			changed = one->i;
			changed.max_leverage = DEC_ZERO;
			/* What has more rows than ours hold, or rows that do
			 * not rise, is left without. */
			if (instrument_set_tiers(&changed, buf_text(&text),
			    NULL) == E_OK &&
			    instrument_check(&changed, NULL) == E_OK)
				one->i = changed;
		}
		buf_release(&text);
	}
	return json_close(in);
}

enum err_code
binance_brackets_read(struct binance *b, struct err *err)
{
	struct binance_call c;
	struct json_in in = {0};
	enum err_code rc;

	binance_call_init(&c, b, END_FUTURES_BRACKETS);
	rc = binance_read(&c, &in, err);
	if (rc == E_OK)
		rc = binance_brackets_parse(b, &in);
	else if (binance_without_futures(b, &c, err))
		rc = E_OK;
	binance_call_release(&c);
	return rc;
}
