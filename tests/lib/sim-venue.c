/*
 * struct venue over the simulated venue: opening a paper account, orders,
 * cancels and transfers between advances, and what changes() tells of them.
 */
#include "simvenue.h"

static void
an_account_opens_at_the_first_close(void)
{
	struct venue_changes c = {0};
	struct prices p = {0};
	struct instruments list = {0};
	char text[DEC_TEXT_SIZE];
	struct venue *v;
	int64_t now;

	fresh();
	v = opened();
	ok(v->ops->time(v, &now, &err) == E_OK);
	is_int(now, (T0 + 60000) * 1000);
	ok(v->ops->prices(v, &p, &err) == E_OK);
	is_int((long long)p.len, 1);
	is_text(dec_text(p.at[0].last, text), "100");
	ok(v->ops->instruments(v, &list, &err) == E_OK);
	is_text(list.at[0].tick_text, "0.01");
	is_text(dec_text(list.at[0].lot, text), "0.00000001");
	is_text(dec_text(list.at[0].taker, text), "0.001");
	all_changes(v, "", &c);
	is_int((long long)c.transfers.len, 1);
	is_int(c.transfers.at[0].kind, TRANSFER_OPENING);
	is_text(dec_text(c.transfers.at[0].amount, text), "1000");
	is_int((long long)curve_len(&c.equity), 1);
	is_text(dec_text(curve_point(&c.equity, 0).units, text), "1000");
	venue_changes_release(&c);
	vec_release(&p);
	vec_release(&list);
	venue_close(v);
	store_close(s);
}

static void
an_order_fills_at_the_latest_close(void)
{
	struct order_request r = market(SIDE_BUY, 100);
	struct venue_changes c = {0};
	struct positions p = {0};
	struct venue_answer a;
	struct venue *v;
	char text[DEC_TEXT_SIZE], cursor[ID_SIZE];
	struct order o;
	bool found;
	int64_t commits;

	fresh();
	v = opened();
	level_parse("5%", &r.stop_loss);
	commits = store_commits(s);
	a = submit(v, "0123456789abcdef0123456789abcdef", r, true);
	is_int(store_commits(s) - commits, 1);
	is_int(a.result, VENUE_ACCEPTED);
	is_text(a.venue_id, "1");
	is_text(total(v, "USDT"), "899.9");
	is_text(total(v, "BTC"), "1");
	all_changes(v, "", &c);
	is_int((long long)c.orders.len, 2);
	is_text(c.orders.at[0].client_order_id,
	    "0123456789abcdef0123456789abcdef");
	is_text(c.orders.at[1].client_order_id,
	    "0123456789abcdef0123456789abcdef.sl");
	is_text(c.orders.at[1].parent, "0123456789abcdef0123456789abcdef");
	is_text(dec_text(c.orders.at[1].trigger_price, text), "95");
	is_int(c.orders.at[1].side, SIDE_SELL);
	is_int(c.orders.at[1].type, TYPE_STOP);
	is_int((long long)c.fills.len, 1);
	is_text(c.fills.at[0].order_id, "0123456789abcdef0123456789abcdef");
	is_text(dec_text(c.fills.at[0].fee, text), "0.1");
	TEXT_SET(cursor, c.cursor);
	venue_changes_release(&c);
	c = (struct venue_changes){0};
	all_changes(v, cursor, &c);
	is_int((long long)(c.orders.len + c.fills.len), 0);
	is_text(c.cursor, cursor);
	ok(find_id(v, "0123456789abcdef0123456789abcdef", &found,
	    &o, &err) == E_OK && found);
	is_int(o.state, ORDER_FILLED);
	is_text(dec_text(o.average, text), "100");
	ok(find_id(v, "none", &found, &o, &err) == E_OK && !found);
	ok(v->ops->positions(v, &p, &err) == E_OK);
	is_int((long long)p.len, 1);
	is_text(dec_text(p.at[0].entry_price, text), "100");
	is_text(dec_text(p.at[0].stop_loss_price, text), "95");
	is_text(dec_text(p.at[0].unrealized_pnl, text), "0");
	is_text(p.at[0].account, "paper");
	vec_release(&p);
	/* the stop is met in bar 4, at its price: 95 - 0.095 */
	is_int(advance(v, INT64_MAX, 0), 16);
	is_text(total(v, "USDT"), "994.805");
	is_text(total(v, "BTC"), "");
	ok(find_id(v, "0123456789abcdef0123456789abcdef.sl",
	    &found, &o, &err) == E_OK && found);
	is_int(o.state, ORDER_FILLED);
	venue_changes_release(&c);
	venue_close(v);
	store_close(s);
}

static void
no_is_an_answer(void)
{
	struct order_request r = market(SIDE_BUY, 100000);
	struct venue_changes c = {0};
	struct venue_answer a;
	struct venue *v;
	struct order o = order_empty();

	fresh();
	v = opened();
	a = submit(v, "a", r, true);
	is_int(a.result, VENUE_REJECTED);
	is_text(a.reason, "insufficient_funds");
	TEXT_SET(r.symbol, "DOGE/USDT");
	a = submit(v, "b", r, true);
	is_text(a.reason, "unknown_symbol");
	a = submit(v, "c", market(SIDE_BUY, 100), false);
	is_int(a.result, VENUE_NOT_SENT);
	is_text(total(v, "USDT"), "1000");
	a = submit(v, "d", market(SIDE_BUY, 100), true);
	is_int(a.result, VENUE_ACCEPTED);
	a = submit(v, "d", market(SIDE_BUY, 100), true);
	is_text(a.reason, "duplicate_id");
	TEXT_SET(o.client_order_id, "d");
	ok(v->ops->cancel(v, &o, &a, &err) == E_OK);
	is_int(a.result, VENUE_REJECTED);
	is_text(a.reason, "order_closed");
	TEXT_SET(o.client_order_id, "e");
	ok(v->ops->cancel(v, &o, &a, &err) == E_OK);
	is_text(a.reason, "unknown_order");
	all_changes(v, "", &c);
	/* a refused cancel is no order; three refused orders and one are */
	is_int((long long)c.orders.len, 4);
	is_int(c.orders.at[0].state, ORDER_REJECTED);
	venue_changes_release(&c);
	venue_close(v);
	/* ids stay taken in the store, too */
	v = opened();
	a = submit(v, "d", market(SIDE_BUY, 100), true);
	is_text(a.reason, "duplicate_id");
	venue_close(v);
	store_close(s);
}

static void
an_order_rests_and_is_cancelled(void)
{
	struct order_request r = market(SIDE_BUY, 100);
	struct orders open = {0};
	struct venue_answer a;
	struct venue *v;
	struct order o = order_empty();
	char text[DEC_TEXT_SIZE];
	bool found;

	fresh();
	v = opened();
	r.type = TYPE_LIMIT;
	r.price = dec_int(90);
	a = submit(v, "a", r, true);
	is_int(a.result, VENUE_ACCEPTED);
	venue_close(v);
	v = opened();
	ok(v->ops->open_orders(v, &open, &err) == E_OK);
	is_int((long long)open.len, 1);
	is_text(dec_text(open.at[0].price, text), "90");
	is_text(open.at[0].venue_id, "1");
	vec_release(&open);
	TEXT_SET(o.client_order_id, "a");
	ok(v->ops->cancel(v, &o, &a, &err) == E_OK);
	is_int(a.result, VENUE_ACCEPTED);
	ok(find_id(v, "a", &found, &o, &err) == E_OK && found);
	is_int(o.state, ORDER_CANCELED);
	is_text(o.reason, "user");
	venue_close(v);
	store_close(s);
}

static void
transfers_buy_and_sell_units(void)
{
	struct venue_changes c = {0};
	struct venue_answer a;
	struct sim_value value;
	struct venue *v;
	char text[DEC_TEXT_SIZE];

	fresh();
	v = opened();
	submit(v, "a", market(SIDE_BUY, 500), true);	/* 5 at 100: 499.5 */
	advance(v, (T0 + 120000) * 1000, 0);		/* last 101.5 */
	ok(sim_venue_value(v, &value, &err) == E_OK);
	is_text(dec_text(value.equity, text), "1007");
	ok(v->ops->transfer(v, "USDT", dec_int(1007), &a, &err) == E_OK);
	is_int(a.result, VENUE_ACCEPTED);
	ok(sim_venue_value(v, &value, &err) == E_OK);
	is_text(dec_text(value.units, text), "2000");
	is_text(dec_text(value.net_equity, text), "1007");
	ok(v->ops->transfer(v, "USDT", dec_int(-100000), &a, &err) == E_OK);
	is_int(a.result, VENUE_REJECTED);
	is_text(a.reason, "insufficient_funds");
	ok(v->ops->transfer(v, "DOGE", dec_int(1), &a, &err) == E_OK);
	is_text(a.reason, "no_price");
	ok(v->ops->transfer(v, "usdt", dec_int(1), &a, &err) == E_USAGE);
	ok(v->ops->transfer(v, "USDT", dec_int(-7), &a, &err) == E_OK);
	is_int(a.result, VENUE_ACCEPTED);
	all_changes(v, "", &c);
	is_int((long long)c.transfers.len, 3);
	is_int(c.transfers.at[2].kind, TRANSFER_WITHDRAWAL);
	is_text(dec_text(c.transfers.at[2].amount, text), "-7");
	/* opening, and the bar; transfers are no points of their own */
	is_int((long long)curve_len(&c.equity), 2);
	is_text(dec_text(curve_point(&c.equity, 1).low, text), "997");
	is_text(dec_text(curve_point(&c.equity, 1).high, text), "1009.5");
	venue_changes_release(&c);
	venue_close(v);
	store_close(s);
}

static void
opening_takes_only_what_can_be(void)
{
	struct sim_venue_options o = usual();
	struct sim_opening *b;

	s = store_new();
	add_account();
	ok(sim_venue_create(s, &account, &o, &err) == E_USAGE);
	is_text(err.text, "no candles of demo with timeframe 1m are stored: "
	    "import or generate them first");
	put_candles("BTC/USDT", 0, 5, 2);
	o.instruments_csv = "symbol,tick,lot\nBTC/USDT,0.5,wide\n";
	o.instruments_name = "mine.csv";
	ok(sim_venue_create(s, &account, &o, &err) == E_DATA);
	is_text(err.text, "mine.csv: line 2: lot \"wide\" is not a number");
	o.instruments_csv = "symbol,price\n";
	ok(sim_venue_create(s, &account, &o, &err) == E_DATA);
	o.instruments_csv = NULL;
	b = vec_add(&o.balances);
	TEXT_SET(b->currency, "usd t");
	ok(sim_venue_create(s, &account, &o, &err) == E_USAGE);
	o.balances.len = 0;
	ok(sim_venue_create(s, &account, &o, &err) == E_USAGE);
	sim_venue_options_release(&o);
	store_close(s);
}

static void
rows_of_the_user_replace_the_plain_ones(void)
{
	struct sim_venue_options o = usual();
	struct instruments list = {0};
	struct order_request r = market(SIDE_BUY, 10);
	struct venue_answer a;
	struct venue *v;

	s = store_new();
	put_candles("BTC/USDT", 0, 5, 2);
	add_account();
	o.instruments_csv = "# mine\nsymbol,tick,lot,min_notional,taker\n"
	    "BTC/USDT,0.5,0.01,20,0\n";
	o.instruments_name = "mine.csv";
	ok(sim_venue_create(s, &account, &o, &err) == E_OK);
	sim_venue_options_release(&o);
	v = opened();
	ok(v->ops->instruments(v, &list, &err) == E_OK);
	is_text(list.at[0].tick_text, "0.5");
	vec_release(&list);
	a = submit(v, "a", r, true);
	is_text(a.reason, "min_notional");
	a = submit(v, "b", market(SIDE_BUY, 20), true);
	is_text(a.reason, "");
	is_text(total(v, "USDT"), "980");
	venue_close(v);
	store_close(s);
}

/* The price of a symbol is as old as its last bar, not as young as the clock. */
static void
a_price_is_as_old_as_its_last_bar(void)
{
	struct prices p = {0};
	struct venue *v;

	fresh();
	put_candles("ETH/USDT", 1, 2, 2);
	v = opened();
	advance(v, (T0 + 120000) * 1000, 0);
	ok(v->ops->prices(v, &p, &err) == E_OK);
	is_int((long long)p.len, 2);
	is_int(p.at[0].time, (T0 + 120000) * 1000);
	is_int(p.at[1].time, (T0 + 120000) * 1000);
	vec_clear(&p);
	advance(v, INT64_MAX, 0);
	for (int again = 0; again < 2; again++) {
		ok(v->ops->prices(v, &p, &err) == E_OK);
		is_text(p.at[1].symbol, "ETH/USDT");
		is_int(p.at[0].time, (T0 + 300000) * 1000);
		is_int(p.at[1].time, (T0 + 120000) * 1000);
		vec_clear(&p);
		venue_close(v);
		v = opened();	/* the state keeps it */
	}
	vec_release(&p);
	venue_close(v);
	store_close(s);
}

/* And a price from before the account began, as its bar then. */
static void
a_known_price_has_its_time(void)
{
	struct sim_venue_options o = usual();
	struct prices p = {0};
	struct venue *v;

	s = store_new();
	put_candles("BTC/USDT", 0, 2, 2);
	add_account();
	o.start = (T0 + 600000) * 1000;
	ok(sim_venue_create(s, &account, &o, &err) == E_OK);
	sim_venue_options_release(&o);
	v = opened();
	ok(v->ops->prices(v, &p, &err) == E_OK);
	is_int((long long)p.len, 1);
	is_int(p.at[0].time, (T0 + 120000) * 1000);
	vec_release(&p);
	venue_close(v);
	store_close(s);
}

int
main(void)
{
	TEST(an_account_opens_at_the_first_close);
	TEST(an_order_fills_at_the_latest_close);
	TEST(no_is_an_answer);
	TEST(an_order_rests_and_is_cancelled);
	TEST(transfers_buy_and_sell_units);
	TEST(opening_takes_only_what_can_be);
	TEST(rows_of_the_user_replace_the_plain_ones);
	TEST(a_price_is_as_old_as_its_last_bar);
	TEST(a_known_price_has_its_time);
	store_away();
	return tap_done();
}
