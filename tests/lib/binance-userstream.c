/*
 * Covers lib/venue/binance/userstream.c: orders, fills, balances and positions
 * of both markets as rows, what only asks for a look, and messages that are
 * cut, bare, of another kind or of no kind.
 */
#include "binanceact.h"
#include "venue/binance/userstream.h"

static struct binance_event event;

static enum err_code
told(enum binance_market market, const char *text)
{
	return binance_event_read(b, market, text, strlen(text), &event, &err);
}

static enum err_code
working(void *self, int64_t since, struct orders *out, struct err *e)
{
	struct order *o = vec_add(out);

	(void)self;
	(void)since;
	(void)e;
	*o = order_empty();
	TEXT_SET(o->client_order_id, ID_A);
	return E_OK;
}

static void
given(void)
{
	account();
	b->memory.working = working;
}

#define EXECUTION(id, was, what, status, more) "{\"subscriptionId\":0," \
	"\"event\":{\"e\":\"executionReport\",\"E\":1709294400200," \
	"\"s\":\"BTCUSDT\",\"c\":\"" id "\",\"C\":\"" was "\"," \
	"\"S\":\"BUY\",\"o\":\"LIMIT\",\"f\":\"GTC\"," \
	"\"q\":\"0.50000000\",\"p\":\"60000.10\",\"P\":\"0.00000000\"," \
	"\"F\":\"0.00000000\",\"g\":-1,\"x\":\"" what "\"," \
	"\"X\":\"" status "\",\"r\":\"NONE\",\"i\":28," more \
	"\"T\":1709294400123,\"O\":1709294400000,\"m\":true," \
	"\"Z\":\"6000.01\",\"Q\":\"0\",\"V\":\"EXPIRE_MAKER\"}}"
#define NOTHING "\"l\":\"0\",\"z\":\"0\",\"L\":\"0\",\"n\":\"0\"," \
	"\"N\":null,\"t\":-1,"

static void
a_fill_on_spot(void)
{
	const struct order *o;
	const struct fill *f;
	char text[DEC_TEXT_SIZE];

	given();
	is_int(told(BINANCE_SPOT, EXECUTION(ID_A, "", "TRADE",
	    "PARTIALLY_FILLED", "\"l\":\"0.1\",\"z\":\"0.1\","
	    "\"L\":\"60000.10000000\",\"n\":\"0.0001\",\"N\":\"BTC\","
	    "\"t\":56,")), E_OK);
	is_int(event.told, TOLD_ROWS);
	is_text(event.kind, "executionReport");
	is_int((long long)event.changes.orders.len, 1);
	is_int((long long)event.changes.fills.len, 1);
	if (event.changes.orders.len != 1 || event.changes.fills.len != 1)
		return;
	o = &event.changes.orders.at[0];
	is_text(o->client_order_id, ID_A);
	is_text(o->venue_id, "BTC/USDT:28");
	is_text(o->symbol, "BTC/USDT");
	is_int(o->state, ORDER_PARTIAL);
	is_text(dec_text(o->filled, text), "0.1");
	is_text(dec_text(o->price, text), "60000.1");
	ok(!dec_known(o->trigger_price));
	f = &event.changes.fills.at[0];
	is_text(f->order_id, "BTC/USDT:28");
	is_text(f->id, "BTC/USDT:56");
	is_text(dec_text(f->price, text), "60000.1");
	is_text(dec_text(f->amount, text), "0.1");
	is_text(dec_text(f->cost, text), "6000.01");
	is_text(dec_text(f->fee, text), "0.0001");
	is_text(f->fee_currency, "BTC");
	is_int(f->taker_or_maker, LIQUIDITY_MAKER);
	is_int(f->time, 1709294400123000);
	ok(!dec_known(f->realized_pnl));
}

static void
a_cancel_names_the_order(void)
{
	given();
	is_int(told(BINANCE_SPOT, EXECUTION("web_1", ID_A, "CANCELED",
	    "CANCELED", NOTHING)), E_OK);
	is_int((long long)event.changes.orders.len, 1);
	is_int((long long)event.changes.fills.len, 0);
	if (event.changes.orders.len != 1)
		return;
	is_text(event.changes.orders.at[0].client_order_id, ID_A);
	is_int(event.changes.orders.at[0].state, ORDER_CANCELED);
}

static void
balances_of_spot(void)
{
	char text[DEC_TEXT_SIZE];

	given();
	is_int(told(BINANCE_SPOT, "{\"subscriptionId\":0,\"event\":{\"e\":"
	    "\"outboundAccountPosition\",\"E\":1709294400200,\"u\":1,\"B\":["
	    "{\"a\":\"USDT\",\"f\":\"100.5\",\"l\":\"9.5\"},"
	    "{\"a\":\"BTC\",\"f\":\"0\",\"l\":\"0\"}]}}"), E_OK);
	is_int(event.told, TOLD_ROWS);
	is_int((long long)event.balances.len, 2);
	if (event.balances.len != 2)
		return;
	is_text(event.balances.at[0].asset, "USDT");
	is_text(dec_text(event.balances.at[0].total, text), "110");
	is_text(dec_text(event.balances.at[0].used, text), "9.5");
	is_text(event.balances.at[1].asset, "BTC");
}

#define FUTURES(id, type, what, status, more) "{\"e\":" \
	"\"ORDER_TRADE_UPDATE\",\"E\":1,\"T\":1,\"st\":1,\"o\":{\"s\":" \
	"\"BTCUSDT\",\"c\":\"" id "\",\"S\":\"SELL\",\"o\":\"" type "\"," \
	"\"f\":\"GTC\",\"q\":\"0.5\",\"p\":\"61000\",\"ap\":\"61000\"," \
	"\"sp\":\"0\",\"x\":\"" what "\",\"X\":\"" status "\",\"i\":8886774," \
	"\"l\":\"0.5\",\"z\":\"0.5\",\"L\":\"61000\",\"N\":\"USDT\"," \
	"\"n\":\"6.1\",\"T\":1709294400123,\"t\":77,\"m\":false," \
	"\"R\":true,\"ot\":\"" type "\",\"ps\":\"BOTH\",\"cp\":false," \
	"\"rp\":\"12.5\"" more "}}"

static void
a_fill_on_futures(void)
{
	const struct fill *f;
	char text[DEC_TEXT_SIZE];

	given();
	is_int(told(BINANCE_FUTURES, FUTURES(ID_A, "LIMIT", "TRADE", "FILLED",
	    "")), E_OK);
	is_int(event.told, TOLD_ROWS);
	is_int((long long)event.changes.orders.len, 1);
	is_int((long long)event.changes.fills.len, 1);
	if (event.changes.orders.len != 1 || event.changes.fills.len != 1)
		return;
	is_text(event.changes.orders.at[0].venue_id,
	    "BTC/USDT:USDT:8886774");
	is_int(event.changes.orders.at[0].state, ORDER_FILLED);
	is_int(event.changes.orders.at[0].reduce_only, 1);
	f = &event.changes.fills.at[0];
	is_text(f->id, "BTC/USDT:USDT:77");
	is_int(f->side, SIDE_SELL);
	is_text(dec_text(f->realized_pnl, text), "12.5");
	is_text(dec_text(f->fee, text), "6.1");
	is_int(f->taker_or_maker, LIQUIDITY_TAKER);
}

/* It may be what a conditional order became. */
static void
an_order_that_nobody_knows_asks_for_a_look(void)
{
	given();
	is_int(told(BINANCE_FUTURES, FUTURES(ID_B, "MARKET", "TRADE",
	    "FILLED", "")), E_OK);
	is_int(event.told, TOLD_LOOK);
	is_int((long long)event.changes.orders.len, 0);
	is_int((long long)event.changes.fills.len, 0);
	given();
	b->memory.working = NULL;
	is_int(told(BINANCE_FUTURES, FUTURES(ID_A, "MARKET", "TRADE",
	    "FILLED", "")), E_OK);
	is_int(event.told, TOLD_LOOK);
}

/* Its new terms may be told after others that are newer still. */
static void
an_amendment_asks_for_a_look(void)
{
	given();
	is_int(told(BINANCE_FUTURES, FUTURES(ID_A, "LIMIT", "AMENDMENT",
	    "NEW", "")), E_OK);
	is_int(event.told, TOLD_LOOK);
	is_int((long long)event.changes.orders.len, 0);
	is_int(told(BINANCE_SPOT, EXECUTION(ID_A, "", "REPLACED", "NEW",
	    NOTHING)), E_OK);
	is_int(event.told, TOLD_LOOK);
	is_int((long long)event.changes.orders.len, 0);
}

#define ALGO(status, actual) "{\"e\":\"ALGO_UPDATE\",\"T\":1709294400123," \
	"\"E\":1,\"o\":{\"caid\":\"" ID_A "\",\"aid\":2148719,\"at\":" \
	"\"CONDITIONAL\",\"o\":\"STOP_MARKET\",\"s\":\"BTCUSDT\",\"S\":" \
	"\"SELL\",\"ps\":\"BOTH\",\"f\":\"GTC\",\"q\":\"0.5\",\"X\":\"" \
	status "\",\"ai\":\"" actual "\",\"tp\":\"55000\",\"p\":\"0\"," \
	"\"V\":\"NONE\",\"wt\":\"CONTRACT_PRICE\",\"cp\":false,\"R\":true}}"

static void
conditional_orders(void)
{
	const struct order *o;
	char text[DEC_TEXT_SIZE];

	given();
	is_int(told(BINANCE_FUTURES, ALGO("CANCELED", "")), E_OK);
	is_int(event.told, TOLD_ROWS);
	is_int((long long)event.changes.orders.len, 1);
	if (event.changes.orders.len != 1)
		return;
	o = &event.changes.orders.at[0];
	is_text(o->client_order_id, ID_A);
	is_text(o->venue_id, "BTC/USDT:USDT:a2148719");
	is_int(o->type, TYPE_STOP);
	is_int(o->state, ORDER_CANCELED);
	is_text(dec_text(o->trigger_price, text), "55000");
	is_int(o->last_update_time, 1709294400123000);
	/* From its trigger on another order tells how it goes. */
	is_int(told(BINANCE_FUTURES, ALGO("TRIGGERED", "8886774")), E_OK);
	is_int(event.told, TOLD_LOOK);
	is_int((long long)event.changes.orders.len, 0);
	is_int(told(BINANCE_FUTURES, ALGO("TRIGGERING", "")), E_OK);
	is_int(event.told, TOLD_LOOK);
	is_int(told(BINANCE_FUTURES, ALGO("FINISHED", "")), E_OK);
	is_int(event.told, TOLD_LOOK);
}

#define ACCOUNT_(why) "{\"e\":\"ACCOUNT_UPDATE\",\"E\":1709294400200," \
	"\"T\":1,\"a\":{\"m\":\"" why "\",\"B\":[{\"a\":\"USDT\"," \
	"\"wb\":\"122624.12345678\",\"cw\":\"100.1\",\"bc\":\"50\"}]," \
	"\"P\":[{\"s\":\"BTCUSDT\",\"pa\":\"-0.5\",\"ep\":\"60000\"," \
	"\"bep\":\"60010\",\"cr\":\"200\",\"up\":\"-3.5\",\"mt\":" \
	"\"isolated\",\"iw\":\"0\",\"ps\":\"BOTH\"}," \
	"{\"s\":\"NOTLISTED\",\"pa\":\"1\"}]}}"

static void
positions_and_wallets(void)
{
	const struct position *p;
	char text[DEC_TEXT_SIZE];

	given();
	is_int(told(BINANCE_FUTURES, ACCOUNT_("ORDER")), E_OK);
	is_int(event.told, TOLD_ROWS);
	is_int((long long)event.balances.len, 1);
	is_int((long long)event.positions.len, 1);
	if (event.balances.len != 1 || event.positions.len != 1)
		return;
	is_text(dec_text(event.balances.at[0].total, text),
	    "122624.12345678");
	p = &event.positions.at[0];
	is_text(p->symbol, "BTC/USDT:USDT");
	is_int(p->side, POSITION_SHORT);
	is_text(dec_text(p->contracts, text), "0.5");
	is_text(dec_text(p->unrealized_pnl, text), "-3.5");
	is_text(p->margin_mode, "isolated");
	/* Money has its id only where it is read. */
	is_int(told(BINANCE_FUTURES, ACCOUNT_("FUNDING_FEE")), E_OK);
	is_int(event.told, TOLD_LOOK);
}

static void
what_is_no_row(void)
{
	static const struct {
		enum binance_market market;
		const char *text;
		enum binance_told want;
	} all[] = {
		{ BINANCE_SPOT, "{\"id\":1,\"status\":200,\"result\":"
		  "{\"subscriptionId\":0}}", TOLD_SUBSCRIBED },
		{ BINANCE_SPOT, "{\"id\":1,\"status\":400,\"error\":{\"code\":"
		  "-1021,\"msg\":\"late\"}}", TOLD_REFUSED },
		{ BINANCE_SPOT, "{\"event\":{\"e\":\"serverShutdown\","
		  "\"E\":1}}", TOLD_ENDED },
		{ BINANCE_SPOT, "{\"subscriptionId\":0,\"event\":{\"e\":"
		  "\"eventStreamTerminated\"}}", TOLD_ENDED },
		{ BINANCE_SPOT, "{\"event\":{\"e\":\"balanceUpdate\","
		  "\"a\":\"BTC\",\"d\":\"1\",\"T\":1}}", TOLD_LOOK },
		{ BINANCE_SPOT, "{\"event\":{\"e\":\"listStatus\",\"g\":1}}",
		  TOLD_NOTHING },
		{ BINANCE_SPOT, "{\"event\":{\"e\":\"newKind\",\"x\":[{}]}}",
		  TOLD_NOTHING },
		{ BINANCE_FUTURES, "{\"e\":\"listenKeyExpired\",\"E\":1}",
		  TOLD_ENDED },
		{ BINANCE_FUTURES, "{\"stream\":\"k\",\"data\":{\"e\":"
		  "\"MARGIN_CALL\",\"cw\":\"1\",\"p\":[]}}", TOLD_LOOK },
		{ BINANCE_FUTURES, "{\"e\":\"TRADE_LITE\",\"s\":\"BTCUSDT\"}",
		  TOLD_NOTHING },
		{ BINANCE_FUTURES, "{\"e\":\"ORDER_TRADE_UPDATE\",\"st\":2,"
		  "\"o\":{}}", TOLD_NOTHING },
		{ BINANCE_FUTURES, "{\"e\":\"executionReport\"}",
		  TOLD_NOTHING }
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		given();
		is_int(told(all[i].market, all[i].text), E_OK);
		is_int(event.told, all[i].want);
	}
	given();
	is_int(told(all[1].market, all[1].text), E_OK);
	is_int(event.code, -1021);
	is_text(event.message, "late");
}

/* Cut anywhere it is no message, and none of its rows are kept. */
static void
cut_at_every_byte(void)
{
	static const struct { enum binance_market market; const char *text; }
	all[] = {
		{ BINANCE_SPOT, EXECUTION(ID_A, "", "TRADE",
		  "PARTIALLY_FILLED", "\"l\":\"0.1\",\"z\":\"0.1\","
		  "\"L\":\"60000.1\",\"n\":\"0.0001\",\"N\":\"BTC\","
		  "\"t\":56,") },
		{ BINANCE_FUTURES, FUTURES(ID_A, "LIMIT", "TRADE", "FILLED",
		  "") },
		{ BINANCE_FUTURES, ALGO("NEW", "") },
		{ BINANCE_FUTURES, ACCOUNT_("ORDER") }
	};

	given();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		size_t len = strlen(all[i].text);

		for (size_t n = 0; n < len; n++) {
			ok(binance_event_read(b, all[i].market, all[i].text, n,
			    &event, &err) == E_DATA);
			ok(event.told == TOLD_NOTHING &&
			    event.changes.orders.len == 0 &&
			    event.changes.fills.len == 0 &&
			    event.balances.len == 0);
		}
	}
}

static void
what_cannot_be_is_refused(void)
{
	static const struct { enum binance_market market; const char *text; }
	all[] = {
		{ BINANCE_SPOT, "" }, { BINANCE_SPOT, "[]" },
		{ BINANCE_SPOT, "1" }, { BINANCE_SPOT, "{}" },
		{ BINANCE_SPOT, "{\"event\":[]}" },
		{ BINANCE_SPOT, "{\"event\":{\"e\":\"executionReport\"}}" },
		{ BINANCE_SPOT, "{\"id\":1,\"status\":400}" },
		{ BINANCE_SPOT, "<html>" },
		/* more filled than ordered, a trade of nothing, no trade id */
		{ BINANCE_SPOT, EXECUTION(ID_A, "", "TRADE", "FILLED",
		  "\"l\":\"1\",\"z\":\"1\",\"L\":\"60000.1\",\"n\":\"0\","
		  "\"N\":null,\"t\":56,") },
		{ BINANCE_SPOT, EXECUTION(ID_A, "", "TRADE",
		  "PARTIALLY_FILLED", "\"l\":\"0\",\"z\":\"0.1\","
		  "\"L\":\"60000.1\",\"n\":\"0\",\"N\":null,\"t\":56,") },
		{ BINANCE_SPOT, EXECUTION(ID_A, "", "TRADE",
		  "PARTIALLY_FILLED", "\"l\":\"0.1\",\"z\":\"0.1\","
		  "\"L\":\"60000.1\",\"n\":\"0\",\"N\":null,") },
		{ BINANCE_SPOT, EXECUTION(ID_A, "", "TRADE",
		  "PARTIALLY_FILLED", "\"l\":\"0.1\",\"z\":\"0.1\","
		  "\"L\":\"NaN\",\"n\":\"0\",\"N\":null,\"t\":1,") },
		{ BINANCE_SPOT, "{\"event\":{\"e\":"
		  "\"outboundAccountPosition\",\"B\":[{\"a\":\"BTC\",\"f\":"
		  "\"-1\",\"l\":\"0\"}]}}" },
		{ BINANCE_FUTURES, "{\"e\":\"ORDER_TRADE_UPDATE\"}" },
		{ BINANCE_FUTURES, "{\"e\":\"ORDER_TRADE_UPDATE\",\"o\":1}" },
		{ BINANCE_FUTURES, "{\"e\":\"ALGO_UPDATE\",\"o\":{}}" },
		{ BINANCE_FUTURES, "{\"e\":\"ACCOUNT_UPDATE\",\"a\":[]}" },
		{ BINANCE_FUTURES, "{\"e\":\"ACCOUNT_UPDATE\",\"a\":{\"B\":"
		  "[{\"a\":\"USDT\"}]}}" },
		{ BINANCE_FUTURES, "{\"e\":1}" }
	};

	given();
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (told(all[i].market, all[i].text) != E_DATA)
			printf("# taken: %s\n", all[i].text);
		is_int(told(all[i].market, all[i].text), E_DATA);
		is_int(event.told, TOLD_NOTHING);
	}
}

int
main(void)
{
	(void)answer;
	(void)gate_guard;
	TEST(a_fill_on_spot);
	TEST(a_cancel_names_the_order);
	TEST(balances_of_spot);
	TEST(a_fill_on_futures);
	TEST(an_order_that_nobody_knows_asks_for_a_look);
	TEST(an_amendment_asks_for_a_look);
	TEST(conditional_orders);
	TEST(positions_and_wallets);
	TEST(what_is_no_row);
	TEST(cut_at_every_byte);
	TEST(what_cannot_be_is_refused);
	binance_event_release(&event);
	account_end();
	return tap_done();
}
