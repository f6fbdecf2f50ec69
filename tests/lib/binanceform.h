/* Two instruments of Binance, and requests for them. */
#ifndef TESTS_BINANCEFORM_H
#define TESTS_BINANCEFORM_H

#include "base/stamp.h"
#include "tests/lib/tap.h"
#include "venue/binance/form.h"

#define NOW INT64_C(1709294400000000)	/* 2024-03-01T12:00:00Z */
#define ID_A "0123456789abcdef0123456789abcdef"
#define ID_B "fedcba9876543210fedcba9876543210"

static struct err err;

static inline struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	if (!dec_parse_text(text, &d))
		printf("# bad decimal in a test: %s\n", text);
	return d;
}

static inline struct instrument
instrument_of(const char *symbol)
{
	struct instrument i = { .lot = D("0.001"), .min_amount = D("0.001"),
	    .max_amount = D("9000"), .min_notional = D("5"),
	    .max_notional = D("9000000"), .maker = D("0.001"),
	    .taker = D("0.001") };

	TEXT_SET(i.venue, "binance");
	TEXT_SET(i.symbol, symbol);
	TEXT_SET(i.venue_symbol, "BTCUSDT");
	instrument_set_tick(&i, "0.01", NULL);
	ok(instrument_check(&i, &err) == E_OK);
	ok(instrument_read_bounds(&i, "min_price=0.01 max_price=1000000 "
	    "market_lot=0.01 market_max=120 iceberg_parts=10 "
	    "trail_above_min=0.1 trail_above_max=20 trail_below_min=0.2 "
	    "trail_below_max=20 market_min_notional=1", &err) == E_OK);
	return i;
}

static inline struct order_request
ask(const char *symbol, int side, int type)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, symbol);
	r.side = side;
	r.type = type;
	r.amount = D("0.5");
	if (type == TYPE_LIMIT || type == TYPE_STOP_LIMIT ||
	    type == TYPE_TAKE_PROFIT_LIMIT)
		r.price = D("60000.1");
	if (type == TYPE_STOP || type == TYPE_STOP_LIMIT ||
	    type == TYPE_TAKE_PROFIT || type == TYPE_TAKE_PROFIT_LIMIT)
		r.trigger_price = D("55000");
	if (type == TYPE_TRAILING)
		r.trail_percent = D("1.5");
	return r;
}

#define SPOT_SYMBOL "BTC/USDT"
#define SWAP_SYMBOL "BTC/USDT:USDT"

/* What is sent of a form, in order. */
static inline const char *
sent(const struct form *f)
{
	static char text[1024];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < f->len; i++)
		if (f->at[i].name != NULL)
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, "%s%s=%s", len == 0 ? "" :
			    "&", f->at[i].name, f->at[i].value);
	return text;
}

#endif
