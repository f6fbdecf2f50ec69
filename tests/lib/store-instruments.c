/*
 * lib/store/instruments.c: what a venue lists comes back as it was kept, with
 * its age; a new list takes the place of the old one; sources are apart.
 */
#include "storetest.h"

#include "store/instruments.h"

static struct store *s;

static struct instrument
listed(const char *symbol, const char *tick, const char *tiers)
{
	struct instrument i = { .lot = d("0.001"), .min_amount = d("0.001"),
	    .max_amount = d("9000"), .min_notional = d("5"),
	    .max_notional = DEC_ZERO, .band_up = d("5"),
	    .band_down = d("0.2"), .contract_size = d("1"),
	    .max_leverage = DEC_ZERO, .maker = d("0.0002"),
	    .taker = d("0.0005"), .liquidation_fee = d("0.0125"),
	    .max_open_orders = 200 };

	TEXT_SET(i.venue, "binance");
	TEXT_SET(i.symbol, symbol);
	TEXT_SET(i.venue_symbol, "BTCUSDT");
	TEXT_SET(i.status, "trading");
	ok(instrument_set_tick(&i, tick, &err) == E_OK);
	ok(instrument_set_tiers(&i, tiers, &err) == E_OK);
	ok(instrument_read_bounds(&i, "market_lot=0.01 no_oco=1", &err) ==
	    E_OK);
	ok(instrument_check(&i, &err) == E_OK);
	return i;
}

static void
keep(const char *source, int64_t taken, const char *first, const char *second)
{
	struct instruments all = {0};

	vec_push(&all, listed(first, "0.01", ""));
	if (second != NULL)
		vec_push(&all, listed(second, "0:0.1,100:0.5",
		    "0:0.004:125;50000:0.005:100"));
	ok(instruments_keep(s, source, taken, &all, &err) == E_OK);
	vec_release(&all);
}

static void
comes_back_as_it_was_kept(void)
{
	struct instruments all = {0};
	int64_t taken = -1;

	s = store_new();
	ok(instruments_kept(s, "binance", NULL, &taken, &all, &err) == E_OK);
	is_int(taken, 0);
	is_int((int64_t)all.len, 0);
	keep("binance", 17, "BTC/USDT", "BTC/USDT:USDT");
	ok(instruments_kept(s, "binance", NULL, &taken, &all, &err) == E_OK);
	is_int(taken, 17);
	is_int((int64_t)all.len, 2);
	is_text(all.at[0].symbol, "BTC/USDT");
	is_int(all.at[0].kind, KIND_SPOT);
	is_text(all.at[0].base, "BTC");
	is_text(all.at[1].settle, "USDT");
	is_int(all.at[1].kind, KIND_SWAP);
	is_int(all.at[1].tier_rows, 2);
	ok(dec_cmp(all.at[1].tiers[1].cum, d("50")) == 0);
	ok(dec_cmp(instrument_tick(&all.at[1], d("250")), d("0.5")) == 0);
	ok(dec_cmp(all.at[1].max_leverage, d("125")) == 0);
	ok(dec_cmp(all.at[0].max_amount, d("9000")) == 0);
	is_int(all.at[0].max_open_orders, 200);
	ok(dec_cmp(all.at[0].bounds.market_lot, d("0.01")) == 0);
	is_text(all.at[0].bounds_text, "market_lot=0.01 no_oco=1");
	vec_release(&all);
	store_close(s);
}

static void
a_new_list_replaces_the_old(void)
{
	struct instruments all = {0};
	int64_t taken;

	s = store_new();
	keep("binance", 17, "BTC/USDT", "BTC/USDT:USDT");
	keep("http://127.0.0.1:1", 18, "ETH/USDT", NULL);
	keep("binance", 19, "XRP/USDT", NULL);
	ok(instruments_kept(s, "binance", NULL, &taken, &all, &err) == E_OK);
	is_int(taken, 19);
	is_int((int64_t)all.len, 1);
	is_text(all.at[0].symbol, "XRP/USDT");
	ok(instruments_kept(s, "http://127.0.0.1:1", "ETH/USDT", &taken, &all,
	    &err) == E_OK);
	is_int(taken, 18);
	is_int((int64_t)all.len, 1);
	ok(instruments_kept(s, "binance", "ETH/USDT", &taken, &all, &err) ==
	    E_OK);
	is_int(taken, 19);
	is_int((int64_t)all.len, 0);
	ok(instruments_forget(s, "binance", &err) == E_OK);
	ok(instruments_kept(s, "binance", NULL, &taken, &all, &err) == E_OK);
	is_int(taken, 0);
	vec_release(&all);
	store_close(s);
}

int
main(void)
{
	TEST(comes_back_as_it_was_kept);
	TEST(a_new_list_replaces_the_old);
	store_away();
	return tap_done();
}
