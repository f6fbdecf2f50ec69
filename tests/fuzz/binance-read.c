/*
 * Answers of Binance to reads, from any bytes: each parser ends with E_OK or
 * E_DATA and a text, hands out nothing when it fails, and what it hands out
 * holds together. The first byte chooses the parser.
 */
#include "venue/binance/reads.h"
#include "venue/binance/venue.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct binance *b;

static void
must(bool good)
{
	if (!good)
		abort();
}

/* One symbol of each market, so that names can be found. */
static void
open_once(void)
{
	struct account a = { .mode = MODE_LIVE };
	struct binance_symbol one = { .market = BINANCE_SPOT };
	struct venue *v;

	if (b != NULL)
		return;
	TEXT_SET(a.label, "main");
	must(binance_venue_open(NULL, &a, NULL, &v, NULL) == E_OK);
	b = (struct binance *)v;
	TEXT_SET(one.native, "BTCUSDT");
	TEXT_SET(one.symbol, "BTC/USDT");
	TEXT_SET(one.i.status, "trading");
	binance_symbols_add(&b->symbols, &one);
	one.market = BINANCE_FUTURES;
	TEXT_SET(one.symbol, "BTC/USDT:USDT");
	binance_symbols_add(&b->symbols, &one);
}

static enum err_code
balances(struct json_in *in, int which)
{
	struct balances out = {0};
	struct dec sum;
	enum err_code rc = which == 0 ? binance_spot_balances_parse(in, &out) :
	    binance_futures_balances_parse(in, &out);

	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++) {
		const struct balance *r = &out.at[i];

		must(r->asset[0] != '\0' && dec_add(r->free, r->used, &sum) &&
		    dec_cmp(sum, r->total) == 0 && !dec_is_zero(r->total));
	}
	vec_release(&out);
	return rc;
}

static enum err_code
positions(struct json_in *in, int which)
{
	struct positions out = {0};
	struct binance_configs set = {0};
	enum err_code rc;

	if (which == 1) {
		rc = binance_configs_parse(in, &set);
		for (size_t i = 0; i < set.len; i++)
			must(dec_sign(set.at[i].leverage) > 0);
		vec_release(&set);
		return rc;
	}
	rc = binance_positions_parse(b, in, &out);
	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++)
		must(dec_sign(out.at[i].contracts) > 0 &&
		    dec_sign(out.at[i].mark_price) > 0 &&
		    out.at[i].symbol[0] != '\0');
	vec_release(&out);
	return rc;
}

static enum err_code
prices(struct json_in *in, int which)
{
	struct prices out = {0};
	enum err_code rc = binance_prices_parse(b, in, which == 0 ?
	    BINANCE_SPOT : BINANCE_FUTURES, which == 2, &out);

	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++)
		must(dec_sign(which == 2 ? out.at[i].mark : out.at[i].last) >
		    0);
	vec_release(&out);
	return rc;
}

static enum err_code
orders(struct json_in *in, int which)
{
	struct orders out = {0};
	enum err_code rc = binance_orders_parse(b, in,
	    (enum binance_shape)which, &out);

	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++) {
		const struct order *o = &out.at[i];

		must(o->venue_id[0] != '\0' && dec_sign(o->filled) >= 0);
		must(!dec_known(o->amount) || (dec_sign(o->amount) > 0 &&
		    dec_cmp(o->filled, o->amount) <= 0));
		must(o->side == SIDE_BUY || o->side == SIDE_SELL);
		must(o->type >= 0 && o->type < ORDER_TYPES);
		must(o->state >= 0 && o->state < ORDER_STATES);
	}
	vec_release(&out);
	return rc;
}

static enum err_code
money(struct json_in *in, int which)
{
	struct venue_changes out = {0};
	size_t rows;
	int64_t last;
	enum err_code rc = which == 0 ? binance_fills_parse(b, in,
	    BINANCE_SPOT, "BTC/USDT", "BTCUSDT", &out.fills, &last, &rows) :
	    which == 1 ? binance_fills_parse(b, in, BINANCE_FUTURES,
	    "BTC/USDT:USDT", "BTCUSDT", &out.fills, &last, &rows) :
	    which == 2 ? binance_income_parse(b, in, &out, NULL, &rows) :
	    which == 3 ? binance_deposits_parse(in, &out.transfers, &rows) :
	    which == 4 ? binance_withdrawals_parse(in, &out.transfers, &rows) :
	    binance_moves_parse(in, &binance_moves[0], &out.transfers, &rows);

	must(rc == E_OK || (out.fills.len == 0 && out.transfers.len == 0 &&
	    out.fundings.len == 0));
	for (size_t i = 0; i < out.fills.len; i++)
		must(dec_sign(out.fills.at[i].amount) > 0 &&
		    dec_sign(out.fills.at[i].price) > 0 &&
		    out.fills.at[i].id[0] != '\0');
	for (size_t i = 0; i < out.transfers.len; i++)
		must(dec_known(out.transfers.at[i].amount) &&
		    out.transfers.at[i].time > 0);
	venue_changes_release(&out);
	return rc;
}

static enum err_code
tickers(struct json_in *in, int which)
{
	struct tickers out = {0};
	enum err_code rc = binance_ticker_parse(b, in, BINANCE_FUTURES,
	    which == 0 ? NULL : "BTCUSDT", &out);

	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++)
		must(!dec_known(out.at[i].bid) || !dec_known(out.at[i].ask) ||
		    dec_cmp(out.at[i].bid, out.at[i].ask) < 0);
	vec_release(&out);
	return rc;
}

static enum err_code
book(struct json_in *in, int which)
{
	struct book_levels out = {0};
	enum err_code rc = binance_book_parse(in, "BTC/USDT", &out, NULL);

	(void)which;
	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++)
		must(dec_sign(out.at[i].price) > 0 &&
		    dec_sign(out.at[i].amount) > 0);
	for (size_t i = 1; i < out.len; i++)
		must(dec_cmp(out.at[i].price, out.at[i - 1].price) ==
		    (out.at[i].side == BOOK_BID ? -1 : 1));
	vec_release(&out);
	return rc;
}

static enum err_code
market(struct json_in *in, int which)
{
	struct market_trades trades = {0};
	struct funding_rates rates = {0};
	enum err_code rc = which == 0 ? binance_trades_parse(in, "BTC/USDT",
	    &trades) : binance_funding_parse(in, "BTCUSDT", "BTC/USDT:USDT",
	    &rates);

	must(rc == E_OK || (trades.len == 0 && rates.len == 0));
	for (size_t i = 0; i < trades.len; i++)
		must(dec_sign(trades.at[i].price) > 0);
	for (size_t i = 0; i < rates.len; i++)
		must(dec_known(rates.at[i].rate) && rates.at[i].time > 0);
	vec_release(&trades);
	vec_release(&rates);
	return rc;
}

static enum err_code
symbol(struct json_in *in, int which)
{
	struct json_at top = json_top(in);
	struct binance_symbol one;

	if (binance_symbol_read(&top, (enum binance_market)which, &one)) {
		must(symbol_valid(one.symbol));
		must(dec_sign(one.i.lot) > 0 && one.i.tick_rows > 0);
	}
	return json_close(in);
}

static enum err_code
brackets(struct json_in *in, int which)
{
	(void)which;
	return binance_brackets_parse(b, in);
}

static enum err_code
rights(struct json_in *in, int which)
{
	struct venue_rights r = {0};

	(void)which;
	return binance_rights_parse(in, &r);
}

static enum err_code
earn(struct json_in *in, int which)
{
	struct earn_products out = {0};
	size_t rows;
	int64_t total;
	enum err_code rc = binance_earn_parse(in, which % 2, which > 1, &out,
	    &rows, &total);

	must(rc == E_OK || out.len == 0);
	for (size_t i = 0; i < out.len; i++)
		must(out.at[i].duration >= 0);
	vec_release(&out);
	return rc;
}

/* What was known of the market stays when an answer cannot be read. */
static enum err_code
fees(struct json_in *in, int which)
{
	const struct instruments *rows = &b->fees.rows[which];
	const size_t had = rows->len;
	enum err_code rc = which == BINANCE_SPOT ?
	    binance_spot_fees_parse(b, in) :
	    binance_swap_fee_parse(b, in, &b->symbols.rows.at[1]);

	must(rc == E_OK || rows->len == had);
	for (size_t i = 0; i < rows->len; i++)
		must(dec_cmp(dec_abs(rows->at[i].maker), dec_int(1)) < 0 &&
		    dec_cmp(dec_abs(rows->at[i].taker), dec_int(1)) < 0);
	return rc;
}

static const struct {
	enum err_code (*read)(struct json_in *in, int which);
	int which;
} parsers[] = {
	{ balances, 0 }, { balances, 1 }, { positions, 0 }, { positions, 1 },
	{ prices, 0 }, { prices, 1 }, { prices, 2 }, { orders, 0 },
	{ orders, 1 }, { orders, 2 }, { money, 0 }, { money, 1 },
	{ money, 2 }, { money, 3 }, { money, 4 }, { tickers, 0 },
	{ tickers, 1 }, { book, 0 }, { market, 0 }, { market, 1 },
	{ symbol, 0 }, { symbol, 1 }, { brackets, 0 }, { rights, 0 },
	{ earn, 0 }, { earn, 1 }, { earn, 2 }, { earn, 3 },
	{ money, 5 }, { fees, BINANCE_SPOT }, { fees, BINANCE_FUTURES }
};
#define PARSERS (sizeof(parsers) / sizeof(parsers[0]))

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_in in = {0};
	struct err err = {0};
	enum err_code rc;
	size_t n;

	open_once();
	if (size == 0)
		return 0;
	n = data[0] % PARSERS;
	if (json_open(&in, (const char *)data + 1, size - 1, NULL, "fuzz",
	    &err) != E_OK) {
		must(json_close(&in) == E_DATA);
		return 0;
	}
	rc = parsers[n].read(&in, parsers[n].which);
	must(rc == E_OK || (rc == E_DATA && err.code == rc &&
	    err.text[0] != '\0'));
	return 0;
}
