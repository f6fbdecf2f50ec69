/*
 * Covers lib/venue/binance/check.c: every kind of order that Binance does not
 * have, every step and bound, pairs and amendments; each refusal says why, and
 * what is just within is taken.
 */
#include "binanceform.h"

/* One field of an otherwise good order. */
static const struct row {
	const char *symbol;
	int type;
	const char *field, *text;
	const char *why;		/* NULL: it is taken */
} rows[] = {
#define SPOT SPOT_SYMBOL
#define SWAP SWAP_SYMBOL
	{ SPOT, TYPE_LIMIT, "side", "sell", NULL },
	{ SWAP, TYPE_LIMIT, "side", "sell", NULL },
	/* what it does not have */
	{ SPOT, TYPE_MARKET, "stop_loss", "2%", NULL },
	{ SPOT, TYPE_LIMIT, "stop_loss", "2%", NULL },
	{ SPOT, TYPE_STOP, "stop_loss", "2%", "BTC/USDT: binance attaches "
	  "stops and targets to market and limit orders only" },
	{ SPOT, TYPE_LIMIT, "stop_loss", "50000.001", "BTC/USDT: trigger "
	  "50000.001 is no multiple of the tick 0.01" },
	{ SPOT, TYPE_LIMIT, "trailing_stop", "0.1%", "BTC/USDT: trail 0.1 is "
	  "below the least of 0.2" },
	{ SPOT, TYPE_MARKET, "trailing_stop", "200", "BTC/USDT: binance "
	  "follows by a percentage only: --trailing-stop 1%" },
	{ SWAP, TYPE_MARKET, "take_profit", "70000", NULL },
	{ SWAP, TYPE_MARKET, "take_profit", "70000.001", "BTC/USDT:USDT: "
	  "trigger 70000.001 is no multiple of the tick 0.01" },
	{ SWAP, TYPE_LIMIT, "take_profit", "70000", "BTC/USDT:USDT: binance "
	  "futures keep no stop or target for an entry that rests: --tif ioc "
	  "or a market order, or place them once it has filled" },
	{ SPOT, TYPE_LIMIT, "expire_at", "2024-03-02", "BTC/USDT: binance has "
	  "no orders that end at a time: --expire" },
	{ SWAP, TYPE_STOP, "expire_at", "2024-03-02", "BTC/USDT:USDT: binance "
	  "ends only orders with a price at a time: --expire" },
	{ SWAP, TYPE_LIMIT, "expire_at", "2024-03-01T12:10Z",
	  "BTC/USDT:USDT: binance takes an --expire more than ten minutes "
	  "ahead" },
	{ SWAP, TYPE_LIMIT, "expire_at", "2024-03-01T12:10:01Z", NULL },
	{ SWAP, TYPE_STOP_LIMIT, "expire_at", "2024-03-01T12:10:01Z", NULL },
	{ SPOT, TYPE_LIMIT, "reduce_only", "true", "BTC/USDT: binance has "
	  "nothing to reduce: --reduce-only" },
	{ SWAP, TYPE_LIMIT, "reduce_only", "true", NULL },
	{ SWAP, TYPE_LIMIT, "visible", "0.1", "BTC/USDT:USDT: binance has no "
	  "icebergs: --visible" },
	{ SPOT, TYPE_TRAILING, "trail_percent", "0.205", "BTC/USDT: binance "
	  "follows by whole hundredths of a percent: --trail" },
	{ SWAP, TYPE_TRAILING, "trail_percent", "0.09", "BTC/USDT:USDT: "
	  "binance follows by 0.1% to 10%: --trail" },
	{ SWAP, TYPE_TRAILING, "trail_percent", "10.1", "BTC/USDT:USDT: "
	  "binance follows by 0.1% to 10%: --trail" },
	{ SWAP, TYPE_TRAILING, "trail_percent", "10", NULL },
	{ SPOT, TYPE_MARKET, "tif", "fok", "BTC/USDT: binance has no market "
	  "order that is all or nothing: --tif fok" },
	{ SWAP, TYPE_MARKET, "tif", "po", "BTC/USDT:USDT: binance has it for "
	  "limit orders only: --tif po" },
	{ SPOT, TYPE_MARKET, "tif", "ioc", NULL },
	/* steps */
	{ SPOT, TYPE_LIMIT, "price", "60000.001", "BTC/USDT: price 60000.001 "
	  "is no multiple of the tick 0.01" },
	{ SPOT, TYPE_STOP, "trigger", "55000.005", "BTC/USDT: trigger "
	  "55000.005 is no multiple of the tick 0.01" },
	{ SPOT, TYPE_TRAILING, "activation", "55000.005", "BTC/USDT: "
	  "activation 55000.005 is no multiple of the tick 0.01" },
	{ SPOT, TYPE_LIMIT, "amount", "0.5005", "BTC/USDT: amount 0.5005 is "
	  "no multiple of the lot 0.001" },
	{ SPOT, TYPE_MARKET, "amount", "0.501", "BTC/USDT: a market order's "
	  "amount 0.501 is no multiple of the lot 0.01 (MARKET_LOT_SIZE)" },
	{ SPOT, TYPE_STOP, "amount", "0.501", NULL },
	{ SWAP, TYPE_STOP, "amount", "0.501", "BTC/USDT:USDT: a market "
	  "order's amount 0.501 is no multiple of the lot 0.01 "
	  "(MARKET_LOT_SIZE)" },
	{ SPOT, TYPE_LIMIT, "visible", "0.0505", "BTC/USDT: visible 0.0505 is "
	  "no multiple of the lot 0.001" },
	/* bounds */
	{ SPOT, TYPE_LIMIT, "price", "1000000.01", "BTC/USDT: price "
	  "1000000.01 is above the most of 1000000" },
	{ SPOT, TYPE_LIMIT, "price", "1000000", NULL },
	{ SPOT, TYPE_LIMIT, "amount", "9001", "BTC/USDT: amount 9001 is above "
	  "the most of 9000" },
	{ SPOT, TYPE_MARKET, "amount", "120.01", "BTC/USDT: a market order's "
	  "amount 120.01 is above the most of 120 (MARKET_LOT_SIZE)" },
	{ SPOT, TYPE_MARKET, "amount", "120", NULL },
	{ SPOT, TYPE_LIMIT, "visible", "0.049", "BTC/USDT: an iceberg of 11 "
	  "parts is above the most of 10" },
	{ SPOT, TYPE_LIMIT, "visible", "0.05", NULL },
	{ SPOT, TYPE_TRAILING, "trail_percent", "0.09", "BTC/USDT: trail 0.09 "
	  "is below the least of 0.1" },
	{ SPOT, TYPE_TRAILING, "trail_percent", "20.01", "BTC/USDT: trail "
	  "20.01 is above the most of 20" },
	{ SPOT, TYPE_LIMIT, "price", "9.99", "BTC/USDT: the value 4.995 is "
	  "below the least of 5" },
	{ SPOT, TYPE_LIMIT, "price", "10", NULL },
	{ SPOT, TYPE_LIMIT, "amount", "151", "BTC/USDT: the value 9060015.1 "
	  "is above the most of 9000000" },
	{ SWAP, TYPE_LIMIT, "amount", "151", NULL }
};

static void
every_field(void)
{
	for (size_t n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
		const struct row *w = &rows[n];
		struct instrument i = instrument_of(w->symbol);
		struct order_request r = ask(w->symbol, SIDE_BUY, w->type);
		const char *set = order_request_set(&r, w->field, w->text);
		enum err_code rc;

		is_text(set, NULL);
		err.text[0] = '\0';
		rc = form_check(&i, &r, NOW, &err);
		is_int(rc, w->why == NULL ? E_OK : E_USAGE);
		is_text(err.text, w->why == NULL ? "" : w->why);
	}
}

static void
quotes(void)
{
	struct instrument spot = instrument_of(SPOT_SYMBOL);
	struct instrument swap = instrument_of(SWAP_SYMBOL);
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_MARKET);

	r.amount = DEC_NONE;
	r.quote = D("5");
	is_int(form_check(&spot, &r, NOW, &err), E_OK);
	r.quote = D("4.99");
	is_int(form_check(&spot, &r, NOW, &err), E_USAGE);
	is_text(err.text, "BTC/USDT: quote 4.99 is below the least of 5");
	spot.bounds.market_min_notional = DEC_ZERO;
	is_int(form_check(&spot, &r, NOW, &err), E_OK);
	r.quote = D("5.000000001");
	is_int(form_check(&spot, &r, NOW, &err), E_USAGE);
	r.quote = D("500");
	spot.bounds.no_quote = D("1");
	is_int(form_check(&spot, &r, NOW, &err), E_USAGE);
	is_text(err.text, "BTC/USDT: binance takes an amount here: --qty, not "
	    "--quote");
	is_int(form_check(&swap, &r, NOW, &err), E_USAGE);
	is_text(err.text, "BTC/USDT:USDT: binance takes an amount: --qty, not "
	    "--quote");
}

static void
what_one_symbol_lacks(void)
{
	struct instrument i = instrument_of(SPOT_SYMBOL);
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_TRAILING);

	i.bounds.no_trailing = D("1");
	is_int(form_check(&i, &r, NOW, &err), E_USAGE);
	is_text(err.text, "BTC/USDT: binance has no trailing orders here");
	r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_LIMIT);
	is_int(form_check(&i, &r, NOW, &err), E_OK);
	r.visible = D("0.1");
	i.bounds.no_iceberg = D("1");
	is_int(form_check(&i, &r, NOW, &err), E_USAGE);
	r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_TRAILING);
	i = instrument_of(SPOT_SYMBOL);
	r.trail_percent = DEC_NONE;
	r.trail_amount = D("100");
	is_int(form_check(&i, &r, NOW, &err), E_USAGE);
	is_text(err.text, "BTC/USDT: binance follows by a percentage only: "
	    "--trail 1%");
}

/* A buy follows from below and is bounded as what lies above. */
static void
trails_are_bounded_by_direction(void)
{
	struct instrument i = instrument_of(SPOT_SYMBOL);
	struct order_request r = ask(SPOT_SYMBOL, SIDE_BUY, TYPE_TRAILING);

	r.trail_percent = D("0.15");	/* least: above 0.1, below 0.2 */
	is_int(form_check(&i, &r, NOW, &err), E_OK);
	r.side = SIDE_SELL;
	is_int(form_check(&i, &r, NOW, &err), E_USAGE);
	r.activation_price = D("65000");
	is_int(form_check(&i, &r, NOW, &err), E_OK);
	r.side = SIDE_BUY;
	is_int(form_check(&i, &r, NOW, &err), E_USAGE);
}

static void
a_small_rest_may_be_closed(void)
{
	struct instrument i = instrument_of(SWAP_SYMBOL);
	struct order_request r = ask(SWAP_SYMBOL, SIDE_SELL, TYPE_LIMIT);

	r.price = D("1");
	is_int(form_check(&i, &r, NOW, &err), E_USAGE);
	r.reduce_only = true;
	is_int(form_check(&i, &r, NOW, &err), E_OK);
}

static void
pairs(void)
{
	static const struct { int first, second; bool good; } all[] = {
		{ TYPE_LIMIT, TYPE_STOP, true },
		{ TYPE_STOP_LIMIT, TYPE_LIMIT, true },
		{ TYPE_TAKE_PROFIT, TYPE_STOP, true },
		{ TYPE_TAKE_PROFIT_LIMIT, TYPE_TRAILING, true },
		{ TYPE_LIMIT, TYPE_TAKE_PROFIT, false },
		{ TYPE_STOP, TYPE_TRAILING, false }
	};
	struct instrument spot = instrument_of(SPOT_SYMBOL);
	struct instrument swap = instrument_of(SWAP_SYMBOL);
	struct order_request r[2];

	for (size_t n = 0; n < sizeof(all) / sizeof(all[0]); n++) {
		r[0] = ask(SPOT_SYMBOL, SIDE_SELL, all[n].first);
		r[1] = ask(SPOT_SYMBOL, SIDE_SELL, all[n].second);
		is_int(form_check_pair(&spot, r, &err), all[n].good ? E_OK :
		    E_USAGE);
	}
	is_text(err.text, "BTC/USDT: binance pairs a stop or trailing order "
	    "with a limit or take profit");
	r[0] = ask(SPOT_SYMBOL, SIDE_SELL, TYPE_LIMIT);
	r[1] = ask(SPOT_SYMBOL, SIDE_SELL, TYPE_TRAILING);
	is_int(form_check_pair(&spot, r, &err), E_OK);
	r[1].activation_price = D("65000");
	is_int(form_check_pair(&spot, r, &err), E_USAGE);
	r[1] = ask(SPOT_SYMBOL, SIDE_SELL, TYPE_STOP);
	r[1].trigger_price = D("1.001");
	is_int(form_check_pair(&spot, r, &err), E_USAGE);
	r[1].trigger_price = D("55000");
	is_int(form_check_pair(&swap, r, &err), E_USAGE);
	spot.bounds.no_oco = D("1");
	is_int(form_check_pair(&spot, r, &err), E_USAGE);
}

static void
amendments(void)
{
	static const struct {
		const char *symbol;
		int type;
		const char *amount, *price, *trigger, *why;
	} all[] = {
		{ SPOT, TYPE_LIMIT, "0.3", NULL, NULL, NULL },
		{ SPOT, TYPE_STOP, "0.3", NULL, NULL, NULL },
		{ SPOT, TYPE_LIMIT, "0.3", "60000.1", NULL, NULL },
		{ SPOT, TYPE_LIMIT, "0.6", NULL, NULL, "order 7: binance spot "
		  "only makes an order smaller: cancel it, and place another" },
		{ SPOT, TYPE_LIMIT, NULL, "61000", NULL, "order 7: binance "
		  "spot cannot change a price: cancel it, and place another" },
		{ SPOT, TYPE_STOP, NULL, NULL, "56000", "order 7: binance "
		  "cannot change a trigger: cancel it, and place another" },
		{ SPOT, TYPE_LIMIT, "0.1", NULL, NULL, "order 7: the amount "
		  "must be more than what has filled" },
		{ SPOT, TYPE_LIMIT, "0.3005", NULL, NULL, "BTC/USDT: amount "
		  "0.3005 is no multiple of the lot 0.001" },
		{ SWAP, TYPE_LIMIT, "0.6", "61000", NULL, NULL },
		{ SWAP, TYPE_LIMIT, NULL, "61000.001", NULL, "BTC/USDT:USDT: "
		  "price 61000.001 is no multiple of the tick 0.01" },
		{ SWAP, TYPE_LIMIT, "0.1", NULL, NULL, "order 7: the amount "
		  "must be more than what has filled" },
		{ SWAP, TYPE_STOP, "0.3", NULL, NULL, "order 7: binance "
		  "cannot change a stop order: cancel it, and place another" },
		{ SWAP, TYPE_TRAILING, "0.3", NULL, NULL, "order 7: binance "
		  "cannot change a trailing order: cancel it, and place "
		  "another" },
		{ SWAP, TYPE_LIMIT, NULL, "1", NULL, "BTC/USDT:USDT: the "
		  "value 0.5 is below the least of 5" }
	};

	for (size_t n = 0; n < sizeof(all) / sizeof(all[0]); n++) {
		struct instrument i = instrument_of(all[n].symbol);
		struct order_request r = ask(all[n].symbol, SIDE_BUY,
		    all[n].type);
		struct order o = order_empty();
		struct order_terms c = TERMS_NONE;

		order_from_request(&o, &r);
		TEXT_SET(o.id, "7");
		o.filled = D("0.1");
		if (all[n].amount != NULL)
			c.amount = D(all[n].amount);
		if (all[n].price != NULL)
			c.price = D(all[n].price);
		if (all[n].trigger != NULL)
			c.trigger_price = D(all[n].trigger);
		err.text[0] = '\0';
		is_int(form_check_amend(&i, &o, &c, &err), all[n].why == NULL ?
		    E_OK : E_USAGE);
		is_text(err.text, all[n].why == NULL ? "" : all[n].why);
	}
}

int
main(void)
{
	TEST(every_field);
	TEST(quotes);
	TEST(what_one_symbol_lacks);
	TEST(trails_are_bounded_by_direction);
	TEST(a_small_rest_may_be_closed);
	TEST(pairs);
	TEST(amendments);
	return tap_done();
}
