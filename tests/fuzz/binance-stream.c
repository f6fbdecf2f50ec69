/*
 * Messages of Binance's user streams: read whole, or refused with nothing kept
 * of them; a fill is always of something. The first byte names the market.
 */
#include "model/instrument.h"
#include "venue/binance/userstream.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err_code
working(void *self, int64_t since, struct orders *out, struct err *err)
{
	struct order *o = vec_add(out);

	(void)self;
	(void)since;
	(void)err;
	*o = order_empty();
	TEXT_SET(o->client_order_id, "a");
	return E_OK;
}

static struct binance *
account(void)
{
	static struct binance b;
	struct binance_symbol s = { .market = BINANCE_FUTURES };

	if (b.symbols.rows.len > 0)
		return &b;
	TEXT_SET(s.symbol, "BTC/USDT:USDT");
	TEXT_SET(s.native, "BTCUSDT");
	s.i.kind = KIND_SWAP;
	binance_symbols_add(&b.symbols, &s);
	TEXT_SET(s.symbol, "BTC/USDT");
	s.market = BINANCE_SPOT;
	s.i.kind = KIND_SPOT;
	binance_symbols_add(&b.symbols, &s);
	b.memory.working = working;
	return &b;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct binance_event e = { .told = TOLD_NOTHING };
	struct err err = { 0 };
	size_t rows;
	enum err_code rc;

	if (size == 0)
		return 0;
	rc = binance_event_read(account(), (data[0] & 1) == 0 ? BINANCE_SPOT :
	    BINANCE_FUTURES, (const char *)data + 1, size - 1, &e, &err);
	rows = e.changes.orders.len + e.changes.fills.len + e.balances.len +
	    e.positions.len;
	if (rc != E_OK && (rc != E_DATA || err.text[0] == '\0' || rows != 0 ||
	    e.told != TOLD_NOTHING))
		abort();
	for (size_t i = 0; i < e.changes.fills.len; i++)
		if (dec_sign(e.changes.fills.at[i].amount) <= 0 ||
		    dec_sign(e.changes.fills.at[i].price) <= 0 ||
		    e.changes.fills.at[i].id[0] == '\0')
			abort();
	binance_event_release(&e);
	return 0;
}
