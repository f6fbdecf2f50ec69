/*
 * Covers what perpetuals of a paper account bring into the ledger: funding,
 * liquidations on a walk and in a gap as orders and fills that explain
 * themselves, the venue's insurance, and that all of it adds up to the balance.
 * The numbers are those of the worked examples P1, P2a, P2b and P3.
 */
#include "gate-sim.h"
#include "store/fundingrates.h"

static const char rows[] =
	"symbol,tick,lot,maker,taker,liquidation_fee,tiers\n"
	"BTC/USDT:USDT,0.1,0.001,0.0002,0.0005,0.0125,"
	"0:0.004:125;50000:0.005:100\n"
	"ETH/USDT:USDT,0.01,0.01,0.0002,0.0005,0.0125,0:0.005:100\n";

/* 1000 USDT and the symbols of these bars; NULL: there are none. */
static void
swap_world(const char *const *btc, const char *const *eth)
{
	struct account a = { .mode = MODE_PAPER, .active = 1,
	    .ip_restricted = BOOL_NONE, .timeframe = STAMP_MINUTE,
	    .created = START };
	struct sim_venue_options o = { .instruments_csv = rows,
	    .instruments_name = "rows.csv" };
	struct sim_opening *b = vec_add(&o.balances);

	world_end();
	TEXT_SET(b->currency, "USDT");
	b->amount = D("1000");
	ok(store_open(":memory:", STORE_CREATE, &store, &err) == E_OK);
	given_bars("BTC/USDT:USDT", btc);
	if (eth != NULL)
		given_bars("ETH/USDT:USDT", eth);
	TEXT_SET(a.label, "demo");
	TEXT_SET(a.venue, "sim");
	TEXT_SET(a.currency, "USDT");
	TEXT_SET(a.prices, "demo");
	ok(account_add(store, &a, &err) == E_OK);
	if (sim_venue_create(store, &a, &o, &err) != E_OK)
		printf("# create: %s\n", err.text);
	sim_venue_options_release(&o);
	set_policy("max-position-share", "off");
	set_policy("max-risk-per-trade", "off");
	set_policy("max-leverage", "off");
	options = (struct gate_options){ .actor = "tester",
	    .command = "test", .correlation_id = "c0ffee",
	    .notice = notice };
	open_gate();
}

static void
given_funding(const char *symbol, int64_t time, const char *rate)
{
	struct funding_rate r = { .time = time, .rate = D(rate),
	    .mark_price = DEC_NONE };
	enum rate_put what;

	TEXT_SET(r.venue, "demo");
	TEXT_SET(r.symbol, symbol);
	ok(funding_rate_put(store, &r, false, &what, &err) == E_OK);
	is_int(what, RATE_ADDED);
}

/* "" or the venue's reason. */
static const char *
leverage(const char *symbol, const char *times, int mode)
{
	static struct venue_answer answer;
	struct account a;
	struct venue *v = NULL;

	ok(account_load(store, "demo", &a, &err) == E_OK);
	ok(venue_open(store, &a, NULL, &v, &err) == E_OK);
	is_int(v->ops->leverage(v, symbol, D(times), mode, &answer, &err),
	    E_OK);
	venue_close(v);
	ok((answer.result == VENUE_REJECTED) == (answer.reason[0] != '\0'));
	return answer.reason;
}

static void
order(const char *symbol, int side, const char *amount, bool reduce)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, symbol);
	r.side = side;
	r.type = TYPE_MARKET;
	r.amount = D(amount);
	r.reduce_only = reduce;
	gate_result_release(&got);
	if (gate_order(gate, &r, false, &got, &err) != E_OK) {
		printf("# order: %s\n", err.text);
		ok(0);
	}
}

/* Opening + Σ realised profit - Σ fees + Σ funding + Σ insurance. */
static struct dec
ledger_money(void)
{
	struct order_filter any = { .account = "demo", .state = -1 };
	struct fills fills = { 0 };
	struct transfers moved = { 0 };
	struct fundings paid = { 0 };
	struct dec sum = DEC_ZERO;

	ok(fills_load(store, &any, &fills, &err) == E_OK);
	ok(transfers_load(store, "demo", 0, &moved, &err) == E_OK);
	ok(fundings_load(store, "demo", 0, &paid, &err) == E_OK);
	for (size_t i = 0; i < fills.len; i++) {
		if (dec_known(fills.at[i].realized_pnl))
			ok(dec_add(sum, fills.at[i].realized_pnl, &sum));
		ok(dec_sub(sum, fills.at[i].fee, &sum));
	}
	for (size_t i = 0; i < moved.len; i++)
		ok(dec_add(sum, moved.at[i].amount, &sum));
	for (size_t i = 0; i < paid.len; i++)
		ok(dec_add(sum, paid.at[i].amount, &sum));
	vec_release(&fills);
	vec_release(&moved);
	vec_release(&paid);
	return sum;
}

/* Venue, ledger and the worked example agree. */
static void
money_is(const char *want)
{
	is_dec(total("USDT"), want);
	is_dec(ledger_money(), want);
}

/* "side type state amount at average reason/tag external; …" */
static const char *
orders_of(const char *symbol)
{
	static char text[1024];
	struct order_filter f = { .account = "demo", .symbol = symbol,
	    .state = -1 };
	struct orders all = { 0 };
	struct buf b = { 0 };
	char filled[DEC_TEXT_SIZE], average[DEC_TEXT_SIZE];

	ok(orders_load(store, &f, &all, &err) == E_OK);
	for (size_t i = 0; i < all.len; i++) {
		const struct order *o = &all.at[i];

		buf_printf(&b, "%s%s %s %s %s at %s %s/%s%s%s",
		    i > 0 ? "; " : "", side_names[o->side],
		    order_type_names[o->type], order_state_names[o->state],
		    dec_text(o->filled, filled), dec_text(o->average, average),
		    o->reason, o->tag, o->external == 1 ? " external" : "",
		    o->reduce_only == 1 ? " reduces" : "");
	}
	snprintf(text, sizeof(text), "%s", buf_text(&b));
	buf_release(&b);
	vec_release(&all);
	return text;
}

static const char *
fills_of(void)
{
	static char text[1024];
	struct order_filter f = { .account = "demo", .state = -1 };
	struct fills all = { 0 };
	struct buf b = { 0 };
	char t[4][DEC_TEXT_SIZE];

	ok(fills_load(store, &f, &all, &err) == E_OK);
	for (size_t i = 0; i < all.len; i++)
		buf_printf(&b, "%s%s %s at %s pnl %s fee %s",
		    i > 0 ? "; " : "", side_names[all.at[i].side],
		    dec_text(all.at[i].amount, t[0]),
		    dec_text(all.at[i].price, t[1]),
		    dec_text(all.at[i].realized_pnl, t[2]),
		    dec_text(all.at[i].fee, t[3]));
	snprintf(text, sizeof(text), "%s", buf_text(&b));
	buf_release(&b);
	vec_release(&all);
	return text;
}

static void
funding_reaches_the_ledger(void)
{
	static const char *const bars[] = { "50000 50000 50000 50000",
	    "50500 50500 50500 50500", "51000 51000 51000 51000", NULL };
	struct fundings paid = { 0 };
	struct snapshot s = { 0 };

	swap_world(bars, NULL);
	given_funding("BTC/USDT:USDT", MINUTE(1), "0.0001");
	is_text(leverage("BTC/USDT:USDT", "10", MARGIN_ISOLATED), "");
	order("BTC/USDT:USDT", SIDE_BUY, "0.1", false);
	is_int(advance(MINUTE(2)), E_OK);
	ok(fundings_load(store, "demo", 0, &paid, &err) == E_OK);
	is_int(paid.len, 1);
	is_dec(paid.at[0].amount, "-0.505");
	is_dec(paid.at[0].rate, "0.0001");
	is_text(paid.at[0].asset, "USDT");
	is_text(paid.at[0].symbol, "BTC/USDT:USDT");
	vec_release(&paid);
	is_int(gate_snapshot(gate, &s, &err), E_OK);
	is_dec(s.equity, "1046.995");
	is_int(s.positions.len, 1);
	is_dec(s.positions.at[0].funding, "-0.505");
	is_dec(s.positions.at[0].unrealized_pnl, "50");
	is_dec(s.positions.at[0].contracts, "0.1");
	is_text(s.positions.at[0].margin_mode, "isolated");
	snapshot_release(&s);
	is_int(advance(MINUTE(3)), E_OK);
	order("BTC/USDT:USDT", SIDE_SELL, "0.1", true);
	money_is("1094.445");
	is_text(fills_of(), "buy 0.1 at 50000 pnl  fee 2.5; "
	    "sell 0.1 at 51000 pnl 100 fee 2.55");
}

static void
a_liquidation_explains_itself(void)
{
	static const char *const bars[] = { "50000 50000 50000 50000",
	    "50000 50100 44000 48000", "48000 48000 48000 48000", NULL };
	struct transfers moved = { 0 };

	swap_world(bars, NULL);
	is_text(leverage("BTC/USDT:USDT", "10", MARGIN_ISOLATED), "");
	order("BTC/USDT:USDT", SIDE_BUY, "0.1", false);
	is_int(advance(MINUTE(2)), E_OK);
	is_text(orders_of("BTC/USDT:USDT"),
	    "buy market filled 0.1 at 50000 /; sell market filled 0.1 at "
	    "45180.8 liquidation/liquidation external reduces");
	is_text(fills_of(), "buy 0.1 at 50000 pnl  fee 2.5; "
	    "sell 0.1 at 45180.8 pnl -481.92 fee 18.08");
	money_is("497.5");
	ok(transfers_load(store, "demo", 0, &moved, &err) == E_OK);
	is_int(moved.len, 1);
	vec_release(&moved);
	/* Told once, however often the ledger asks. */
	ok(cursor_set(store, "demo", "", &err) == E_OK);
	open_gate();
	is_int(advance(MINUTE(3)), E_OK);
	money_is("497.5");
}

static void
insurance_is_a_row_of_its_own(void)
{
	static const char *const bars[] = { "50000 50000 50000 50000",
	    "44000 50100 43000 48000", NULL };
	struct transfers moved = { 0 };
	struct snapshot s = { 0 };

	swap_world(bars, NULL);
	is_text(leverage("BTC/USDT:USDT", "10", MARGIN_ISOLATED), "");
	order("BTC/USDT:USDT", SIDE_BUY, "0.1", false);
	is_int(advance(MINUTE(2)), E_OK);
	is_text(fills_of(), "buy 0.1 at 50000 pnl  fee 2.5; "
	    "sell 0.1 at 44000 pnl -600 fee 0");
	ok(transfers_load(store, "demo", 0, &moved, &err) == E_OK);
	is_int(moved.len, 2);
	is_int(moved.at[1].kind, TRANSFER_INSURANCE);
	is_dec(moved.at[1].amount, "100");
	is_text(moved.at[1].asset, "USDT");
	vec_release(&moved);
	money_is("497.5");
	/* It is no deposit: the loss stays a loss. */
	is_int(gate_snapshot(gate, &s, &err), E_OK);
	is_dec(s.transferred, "0");
	is_dec(s.equity, "497.5");
	snapshot_release(&s);
}

static void
cross_positions_go_together(void)
{
	static const char *const btc[] = { "50000 50000 50000 50000",
	    "50000 50000 40000 41000", NULL };
	static const char *const eth[] = { "3000 3000 3000 3000",
	    "3000 3000 3000 3000", NULL };

	swap_world(btc, eth);
	is_text(leverage("BTC/USDT:USDT", "20", -1), "");
	is_text(leverage("ETH/USDT:USDT", "20", MARGIN_CROSS), "");
	order("BTC/USDT:USDT", SIDE_BUY, "0.1", false);
	order("ETH/USDT:USDT", SIDE_SELL, "2", false);
	is_int(advance(MINUTE(2)), E_OK);
	is_text(orders_of("ETH/USDT:USDT"),
	    "sell market filled 2 at 3000 /; buy market filled 2 at 3000 "
	    "liquidation/liquidation external reduces");
	is_text(fills_of(), "buy 0.1 at 50000 pnl  fee 2.5; "
	    "sell 2 at 3000 pnl  fee 3; "
	    "sell 0.1 at 40517.1 pnl -948.29 fee 46.21; "
	    "buy 2 at 3000 pnl 0 fee 0");
	money_is("0");
}

static void
the_venue_refuses_with_its_reason(void)
{
	static const char *const bars[] = { "50000 50000 50000 50000",
	    "50000 50000 50000 50000", NULL };
	struct account a;
	struct venue *v = NULL;
	struct venue_answer answer;

	swap_world(bars, NULL);
	is_text(leverage("BTC/USDT:USDT", "126", -1), "leverage_tier");
	is_text(leverage("BTC/USDT:USDT", "0.5", -1), "unsupported");
	is_text(leverage("XRP/USDT:USDT", "2", -1), "unknown_symbol");
	is_text(leverage("BTC/USDT:USDT", "5", MARGIN_ISOLATED), "");
	order("BTC/USDT:USDT", SIDE_BUY, "0.02", false);
	is_text(leverage("BTC/USDT:USDT", "5", MARGIN_CROSS),
	    "position_open");
	ok(account_load(store, "demo", &a, &err) == E_OK);
	ok(venue_open(store, &a, NULL, &v, &err) == E_OK);
	is_int(v->ops->margin(v, "BTC/USDT:USDT", D("5000"), &answer, &err),
	    E_OK);
	is_int(answer.result, VENUE_REJECTED);
	is_text(answer.reason, "insufficient_margin");
	is_int(v->ops->margin(v, "BTC/USDT:USDT", D("50"), &answer, &err),
	    E_OK);
	is_int(answer.result, VENUE_ACCEPTED);
	venue_close(v);
	money_is("999.5");
}

int
main(void)
{
	TEST(funding_reaches_the_ledger);
	TEST(a_liquidation_explains_itself);
	TEST(insurance_is_a_row_of_its_own);
	TEST(cross_positions_go_together);
	TEST(the_venue_refuses_with_its_reason);
	gate_result_release(&got);
	world_end();
	return tap_done();
}
