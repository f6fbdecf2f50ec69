/*
 * Covers lib/venue/binance: lists.c, symbols.c. The lists of instruments with
 * their filters, names that are never split, brackets, keeping the lists with
 * their age, and lists that are none.
 */
#include "binanceread.h"

static struct venue *v;

static const struct instrument *
find(const struct instruments *all, const char *symbol)
{
	static const struct instrument none;
	const struct instrument *i = instruments_find(all, symbol);

	ok(i != NULL);
	return i != NULL ? i : &none;
}

static void
filters_become_an_instrument(void)
{
	struct instruments all = {0};
	const struct instrument *i;

	v = venue_with("main", "");
	is_int(v->ops->instruments(v, &all, &err), E_OK);
	is_int(all.len, 4);
	i = find(&all, "BTC/USDT");
	is_text(i->venue, "binance");
	is_text(i->venue_symbol, "BTCUSDT");
	is_int(i->kind, KIND_SPOT);
	is_text(i->base, "BTC");
	is_text(i->quote, "USDT");
	is_text(i->settle, "");
	is_text(i->status, "trading");
	is_text(i->tick_text, "0.01");
	is_dec(i->lot, "0.00001");
	is_dec(i->min_amount, "0.00001");
	is_dec(i->max_amount, "9000");
	is_dec(i->min_notional, "5");
	is_dec(i->max_notional, "9000000");
	is_dec(i->band_up, "5");
	is_dec(i->bounds.sell_band_up, "6");
	is_dec(i->band_down, "0.2");
	is_int(i->max_open_orders, 200);
	is_dec(i->maker, "0.001");
	is_text(find(&all, "ETH/USDT")->status, "break");
	i = find(&all, "BTC/USDT:USDT");
	is_int(i->kind, KIND_SWAP);
	is_text(i->venue_symbol, "BTCUSDT");
	is_text(i->settle, "USDT");
	is_text(i->tick_text, "0.1");
	is_dec(i->min_notional, "100");
	is_dec(i->band_up, "1.05");
	is_dec(i->liquidation_fee, "0.0125");
	is_dec(i->max_leverage, "125");
	is_text(i->tier_text, "0:0.004:125;50000:0.005:100");
	is_dec(i->tiers[1].cum, "50");
	is_dec(i->leverage, "20");
	is_int(i->margin_mode, MARGIN_ISOLATED);
	is_int(i->max_open_orders, 200);
	find(&all, "BTC/USDT:USDT-260327");
	vec_release(&all);
	venue_close(v);
}

static void
public_data_needs_no_key(void)
{
	struct instruments all = {0};

	v = venue_with("", "");
	is_int(v->ops->instruments(v, &all, &err), E_OK);
	is_int(all.len, 4);
	is_int(net.signers, 0);
	is_int(find(&all, "BTC/USDT:USDT")->tier_rows, 0);
	is_text(buf_text(&net.log), "GET /api/v3/exchangeInfo"
	    "?showPermissionSets=false\nGET /fapi/v1/exchangeInfo\n");
	vec_release(&all);
	venue_close(v);
}

/* What is streamed gives the same in pieces of any size. */
static void
pieces_do_not_matter(void)
{
	for (size_t piece = 1; piece < 4000; piece = piece * 3 + 1) {
		v = venue_with("", "");
		net.piece = piece;
		is_int(binance_symbols_need((struct binance *)v, &err),
		    E_OK);
		is_int(((struct binance *)v)->symbols.rows.len, 4);
		venue_close(v);
	}
}

static enum err_code
read_list(void)
{
	struct instruments all = {0};
	enum err_code rc;

	binance_symbols_release(&((struct binance *)v)->symbols);
	rc = v->ops->instruments(v, &all, &err);
	ok(rc == E_OK || all.len == 0);
	vec_release(&all);
	return rc;
}

static void
lists_that_are_none(void)
{
	static const struct change spot[] = {
		{ "\"tickSize\":\"0.01\"", "\"tickSize\":\"x\"", E_DATA },
		{ "\"tickSize\":\"0.01\"", "\"x\":\"1\"", E_DATA },
		{ "\"stepSize\":\"0.00001\"", "\"stepSize\":null", E_DATA },
		{ "\"baseAsset\":\"BTC\"", "\"baseAsset\":1", E_DATA },
		{ "\"filters\":[{", "\"filters\":1,\"x\":[{", E_DATA },
		{ "\"filterType\":\"PRICE_FILTER\"", "\"filterType\":{}",
		  E_DATA },
		{ "\"symbols\"", "\"simbols\"", E_DATA },
		/* left out, or kept: no reason to have no list at all */
		{ "\"stepSize\":\"0.00001\"", "\"stepSize\":\"0\"", E_OK },
		{ "\"baseAsset\":\"BTC\"", "\"baseAsset\":"
		  "\"\xe5\xb8\x81\xe5\xae\x89\"", E_OK },
		{ "\"status\":\"TRADING\"", "\"status\":\"AUCTION\"", E_OK },
		{ "\"filterType\":\"NOTIONAL\"", "\"filterType\":\"NEW\"",
		  E_OK },
		{ "\"rateLimits\"", "\"rateLimitz\"", E_OK },
	};

	v = venue_with("", "");
	CHANGES("GET /api/v3/exchangeInfo", SPOT_LIST, spot, read_list);
	route("GET /api/v3/exchangeInfo", 200, "{\"symbols\":[]}");
	is_int(read_list(), E_DATA);
	route("GET /api/v3/exchangeInfo", 200, SPOT_LIST);
	refuses_nonsense("GET /api/v3/exchangeInfo", SPOT_LIST, read_list);
	venue_close(v);
}

static enum err_code
read_brackets(void)
{
	struct binance *b = (struct binance *)v;

	binance_symbols_release(&b->symbols);
	b->tiers_asked = false;
	return binance_symbols_need(b, &err);
}

static void
brackets_that_are_none(void)
{
	static const struct change all[] = {
		{ "\"maintMarginRatio\":0.004", "\"maintMarginRatio\":null",
		  E_DATA },
		{ "\"notionalFloor\":0", "\"notionalFloor\":\"x\"", E_DATA },
		{ "\"brackets\"", "\"x\"", E_DATA },
		/* rows that do not rise: the swap is left without */
		{ "\"notionalFloor\":50000", "\"notionalFloor\":0", E_OK },
		{ "\"symbol\":\"BTCUSDT\"", "\"symbol\":\"XUSDT\"", E_OK },
	};

	v = venue_with("main", "");
	CHANGES("GET /fapi/v1/leverageBracket", BRACKETS, all, read_brackets);
	venue_close(v);
}

/* Memory that a test can look into. */
static struct {
	struct instruments kept;
	int64_t taken;
	char source[128];
	int loads, saves;
} kept;

static enum err_code
load(void *self, const char *source, int64_t *taken,
    struct instruments *out, struct err *e)
{
	(void)self;
	(void)e;
	kept.loads++;
	TEXT_SET(kept.source, source);
	*taken = kept.taken;
	for (size_t i = 0; i < kept.kept.len; i++)
		vec_push(out, kept.kept.at[i]);
	return E_OK;
}

static enum err_code
save(void *self, const char *source, int64_t taken,
    const struct instruments *all, struct err *e)
{
	(void)self;
	(void)e;
	kept.saves++;
	TEXT_SET(kept.source, source);
	kept.taken = taken;
	vec_clear(&kept.kept);
	for (size_t i = 0; i < all->len; i++)
		vec_push(&kept.kept, all->at[i]);
	return E_OK;
}

static void
open_with_memory(const char *label)
{
	v = venue_with(label, "");
	((struct binance *)v)->memory = (struct binance_memory){
	    .lists_load = load, .lists_save = save };
}

static void
lists_are_kept_until_they_are_too_old(void)
{
	const struct binance_symbol *one;

	open_with_memory("");
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	is_int(kept.saves, 1);
	is_text(kept.source, "binance");
	is_int(net.asked, 2);
	venue_close(v);
	/* Another run: nothing is asked. */
	open_with_memory("");
	is_int(binance_symbol((struct binance *)v, "BTC/USDT:USDT", &one,
	    &err), E_OK);
	is_text(one->native, "BTCUSDT");
	is_int(one->market, BINANCE_FUTURES);
	is_int(net.asked, 0);
	venue_close(v);
	/* With a key the brackets are asked for, and kept, too. */
	open_with_memory("main");
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	is_int(net.asked, 1);
	is_int(kept.saves, 2);
	venue_close(v);
	open_with_memory("main");
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	is_int(net.asked, 0);
	venue_close(v);
	/* A day later, and where the clock went back, all anew. */
	kept.taken = NOW - STAMP_DAY - 1;
	open_with_memory("");
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	is_int(net.asked, 2);
	venue_close(v);
	kept.taken = NOW + STAMP_DAY;
	open_with_memory("");
	is_int(binance_symbols_need((struct binance *)v, &err), E_OK);
	is_int(net.asked, 2);
	venue_close(v);
	vec_release(&kept.kept);
}

static void
a_symbol_that_is_not_listed(void)
{
	const struct binance_symbol *one;

	v = venue_with("", "");
	is_int(binance_symbol((struct binance *)v, "DOGE/USDT", &one, &err),
	    E_USAGE);
	is_text(err.text, "DOGE/USDT: Binance does not list it");
	is_int(binance_symbol((struct binance *)v, "BTCUSDT", &one, &err),
	    E_USAGE);
	venue_close(v);
}

/* Of a name that is there twice the one that trades is meant. */
static void
a_successor_takes_the_name(void)
{
	struct binance_symbols s = {0};
	struct binance_symbol one = { .market = BINANCE_SPOT };

	TEXT_SET(one.symbol, "A/B");
	TEXT_SET(one.native, "AOLDB");
	TEXT_SET(one.i.status, "break");
	binance_symbols_add(&s, &one);
	TEXT_SET(one.native, "AB");
	TEXT_SET(one.i.status, "trading");
	binance_symbols_add(&s, &one);
	is_text(binance_by_symbol(&s, "A/B")->native, "AB");
	is_text(binance_by_native(&s, BINANCE_SPOT, "AOLDB")->symbol, "A/B");
	ok(binance_by_native(&s, BINANCE_FUTURES, "AB") == NULL);
	ok(binance_by_symbol(&s, "B/A") == NULL);
	binance_symbols_release(&s);
}

int
main(void)
{
	TEST(filters_become_an_instrument);
	TEST(public_data_needs_no_key);
	TEST(pieces_do_not_matter);
	TEST(lists_that_are_none);
	TEST(brackets_that_are_none);
	TEST(lists_are_kept_until_they_are_too_old);
	TEST(a_symbol_that_is_not_listed);
	TEST(a_successor_takes_the_name);
	net_clear();
	signer_free(the_signer);
	return tap_done();
}
