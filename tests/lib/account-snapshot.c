/*
 * Snapshots from a venue that says what a test tells it, and a real store:
 * value, unpriced assets, units across transfers, the day's turnover, orders
 * that count, entries from fills, levels from working orders; one after the
 * other.
 */
#include "account/account.h"
#include "store/accounts.h"
#include "store/ledger.h"
#include "store/orders.h"
#include "tests/lib/risk.h"

#include <stdlib.h>
#include <unistd.h>

static struct store *store;
static struct snapshot got;
static int64_t venue_time;
static enum err_code venue_fault;

static enum err_code
give_time(struct venue *v, int64_t *now, struct err *e)
{
	(void)v;
	if (venue_fault != E_OK)
		return err_set(e, venue_fault, "the venue does not answer");
	*now = venue_time;
	return E_OK;
}

#define GIVE(name, type, from) \
static enum err_code \
name(struct venue *v, struct type *out, struct err *e) \
{ \
	(void)v; \
	(void)e; \
	for (size_t i = 0; i < snap.from.len; i++) \
		vec_push(out, snap.from.at[i]); \
	return E_OK; \
}
GIVE(give_instruments, instruments, instruments)
GIVE(give_balances, balances, balances)
GIVE(give_positions, positions, positions)
GIVE(give_prices, prices, prices)

static enum err_code
give_leverage(struct venue *v, const char *symbol, struct dec *leverage,
    int *margin_mode, struct err *e)
{
	const struct instrument *i = snapshot_instrument(&snap, symbol);

	(void)v;
	(void)e;
	*leverage = i->leverage;
	*margin_mode = i->margin_mode;
	return E_OK;
}

static const struct venue_ops ops = { .name = "fake", .simulated = true,
    .instruments = give_instruments, .balances = give_balances,
    .positions = give_positions, .prices = give_prices, .time = give_time,
    .leverage_of = give_leverage };
static struct venue venue = { .ops = &ops };

/* A fresh store with the account "demo"; the world of risk.h at the venue. */
static void
begin(void)
{
	static char path[] = "/tmp/etrms-account-XXXXXX";
	char file[64];
	int fd;

	world();
	snapshot_release(&got);
	store_close(store);
	store = NULL;
	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	fd = mkstemp(path);
	close(fd);
	unlink(path);
	snprintf(file, sizeof(file), "%s.db", path);
	if (store_open(file, STORE_CREATE, &store, &err) != E_OK)
		printf("# %s\n", err.text);
	unlink(file);	/* it lives as long as it is open */
	snprintf(file, sizeof(file), "%s.db-wal", path);
	unlink(file);
	snprintf(file, sizeof(file), "%s.db-shm", path);
	unlink(file);
	venue.account = snap.account;
	TEXT_SET(venue.account.currency, "USDT");
	venue.account.created = NOW;
	if (account_add(store, &venue.account, &err) != E_OK)
		printf("# %s\n", err.text);
	venue_time = NOW;
	venue_fault = E_OK;
}

static void
take(void)
{
	snapshot_release(&got);
	is_int(account_snapshot(store, &venue, 0, &got, &err), E_OK);
}

static void
point(int64_t time, const char *equity, const char *transferred,
    const char *units)
{
	struct equity_point p = { .time = time, .equity = D(equity),
	    .high = D(equity), .low = D(equity), .units = D(units),
	    .transferred = D(transferred) };

	is_int(equity_add(store, "demo", &p, &err), E_OK);
}

static void
transfer(const char *asset, const char *amount, int kind, int64_t time)
{
	static int n;
	struct transfer t = { .amount = D(amount), .kind = kind,
	    .fee = DEC_ZERO, .time = time };

	snprintf(t.id, sizeof(t.id), "x%d", n++);
	TEXT_SET(t.account, "demo");
	TEXT_SET(t.venue, "sim");
	TEXT_SET(t.asset, asset);
	is_int(transfer_add(store, &t, &err), E_OK);
}

/* An order that the venue had filled, with one fill. */
static void
trade(const char *symbol, int side, const char *amount, const char *price,
    int64_t time)
{
	static int n;
	struct order_request r = asks(side, symbol, amount);
	struct order o = order_empty();
	struct order_change change = { .event = EV_SEND, .amount = DEC_NONE,
	    .price = DEC_NONE, .trigger_price = DEC_NONE, .time = time };
	struct fill f = { .amount = D(amount), .price = D(price),
	    .realized_pnl = DEC_NONE, .side = side, .time = time };
	char id[ID_SIZE];
	bool added;

	order_from_request(&o, &r);
	TEXT_SET(o.venue, "sim");
	o.time = time;
	is_int(store_begin(store, &err), E_OK);
	is_int(intent_add(store, &o, NULL, &err), E_OK);
	is_int(order_apply(store, o.id, &change, NULL, &err), E_OK);
	change.event = EV_ACCEPT;
	snprintf(id, sizeof(id), "v%d", n);
	change.venue_id = id;
	is_int(order_apply(store, o.id, &change, NULL, &err), E_OK);
	snprintf(f.id, sizeof(f.id), "t%d", n++);
	TEXT_SET(f.order_id, o.id);
	TEXT_SET(f.account, "demo");
	TEXT_SET(f.venue, "sim");
	TEXT_SET(f.symbol, symbol);
	TEXT_SET(f.fee_currency, "USDT");
	dec_times(f.amount, f.price, &f.cost);
	f.fee = D("1");
	is_int(fill_add(store, &f, &added, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
}

static void
values_what_is_held(void)
{
	begin();
	holds("BTC", "0.123456789");
	holds("XYZ", "5");
	holds("XYZ", "7");
	holds("ABC", "0");
	take();
	is_text(got.account.label, "demo");
	is_text(got.currency, "USDT");
	ok(got.time == NOW && got.taken == NOW);
	is_int(got.balances.len, 5);
	is_dec(got.balances.at[0].value, "10000");
	is_dec(got.balances.at[1].value, "6172.83945");
	is_text(got.balances.at[1].currency, "USDT");
	ok(!dec_known(got.balances.at[2].value));
	is_int(got.unpriced.len, 1);	/* named once; nothing is not held */
	is_text(got.unpriced.at[0].name, "XYZ");
	is_dec(got.equity, "16172.83945");
}

static void
adds_the_profit_of_swaps(void)
{
	begin();
	symbol_is("BTC/USDT:USDT", "50000");
	position_is("BTC/USDT:USDT", "1", "50000")->unrealized_pnl =
	    D("-12.5");
	position_is("BTC/USDT", "1", "50000")->unrealized_pnl = D("99");
	take();
	is_dec(got.equity, "9987.5");
	snap.positions.at[0].unrealized_pnl = DEC_NONE;
	snap.positions.at[0].mark_price = DEC_NONE;
	take();
	ok(!dec_known(got.equity));
}

static void
begins_with_a_unit_a_coin(void)
{
	begin();
	transfer("USDT", "10000", TRANSFER_OPENING, NOW);
	take();
	is_dec(got.units, "10000");
	is_dec(got.transferred, "0");
	is_dec(got.day_notional, "0");
}

static void
keeps_units_across_transfers(void)
{
	begin();
	transfer("USDT", "9000", TRANSFER_OPENING, NOW - 50);
	point(NOW - 10, "9000", "0", "9000");
	/* 1000 came in at 9000 a 9000: what they were worth then */
	transfer("USDT", "1000", TRANSFER_DEPOSIT, NOW - 10);
	take();
	is_dec(got.transferred, "1000");
	is_dec(got.units, "10000");
	/* the curve knows of it: nothing is counted twice */
	point(NOW - 5, "10000", "1000", "10000");
	take();
	is_dec(got.transferred, "1000");
	is_dec(got.units, "10000");
	/* 40 % went out after a loss of half */
	snap.balances.at[0].total = D("3000");
	transfer("USDT", "-2000", TRANSFER_WITHDRAWAL, NOW);
	take();
	is_dec(got.transferred, "-1000");
	is_dec(got.units, "6000");
}

static void
knows_transfers_of_other_assets_by_their_time(void)
{
	begin();
	transfer("BTC", "0.02", TRANSFER_DEPOSIT, NOW - 20);
	point(NOW - 10, "10000", "900", "10000");	/* at 45 000 then */
	take();
	is_dec(got.transferred, "900");
	is_dec(got.units, "10000");
	transfer("BTC", "0.02", TRANSFER_DEPOSIT, NOW);	/* 1000 now */
	holds("BTC", "0.02");
	take();
	is_dec(got.equity, "11000");
	is_dec(got.transferred, "1900");
	is_dec(got.units, "11000");
	transfer("XYZ", "9", TRANSFER_DEPOSIT, NOW);	/* no price: no money */
	take();
	is_dec(got.transferred, "1900");
}

static void
does_not_know_units_without_equity(void)
{
	begin();
	point(NOW - 10, "10000", "0", "10000");
	snap.balances.at[0].total = D("500");
	transfer("USDT", "500", TRANSFER_DEPOSIT, NOW);
	take();		/* all of it came in just now */
	ok(!dec_known(got.units));
}

static void
sums_up_the_day(void)
{
	int64_t midnight = NOW - INT64_C(43200000000);

	begin();
	trade("BTC/USDT", SIDE_BUY, "0.01", "40000", midnight - 1);
	trade("BTC/USDT", SIDE_SELL, "0.005", "50000", midnight);
	trade("ETH/USDT", SIDE_BUY, "0.1", "2000", NOW);
	take();
	is_dec(got.day_notional, "450");
	position_is("BTC/USDT", "0.005", "");
	take();
	is_dec(got.day_notional, "450");
	snapshot_release(&got);
	is_int(account_snapshot(store, &venue, 13 * INT64_C(3600000000),
	    &got, &err), E_OK);	/* the day began at 13:00 yesterday */
	is_dec(got.day_notional, "850");
	symbol_is("SOL/EUR", "20");
	trade("SOL/EUR", SIDE_BUY, "1", "20", NOW);
	take();
	ok(!dec_known(got.day_notional));
}

static void
lists_orders_that_count(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");
	struct order o = order_empty();

	begin();
	trade("BTC/USDT", SIDE_BUY, "0.01", "40000", NOW);
	order_from_request(&o, &r);
	TEXT_SET(o.venue, "sim");
	o.time = NOW;
	is_int(store_begin(store, &err), E_OK);
	is_int(intent_add(store, &o, NULL, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
	take();
	is_int(got.orders.len, 1);
	is_int(got.orders.at[0].state, ORDER_INTENT);
}

static void
tells_entries_from_fills(void)
{
	const struct position *p;

	begin();
	trade("BTC/USDT", SIDE_BUY, "0.01", "40000", NOW - 9);
	trade("BTC/USDT", SIDE_BUY, "0.02", "46000", NOW - 8);
	trade("BTC/USDT", SIDE_SELL, "0.01", "50000", NOW - 7);
	position_is("BTC/USDT", "0.02", "")->contract_size = DEC_NONE;
	take();
	p = &got.positions.at[0];
	is_dec(p->contract_size, "1");
	is_dec(p->mark_price, "50000");
	is_dec(p->notional, "1000");
	is_dec(p->entry_price, "44000");
	is_dec(p->unrealized_pnl, "120");
	is_dec(p->realized_pnl, "60");
	is_dec(p->percentage, "13.63636364");
	is_int(p->hedged, 0);
	/* less is there than was bought: the share of the cost */
	snap.positions.at[0].contracts = D("0.015");
	take();
	p = &got.positions.at[0];
	is_dec(p->entry_price, "44000");
	is_dec(p->unrealized_pnl, "90");
	/* more: only what was bought has a profit */
	snap.positions.at[0].contracts = D("0.5");
	take();
	is_dec(got.positions.at[0].unrealized_pnl, "120");
	/* what the venue says stays */
	snap.positions.at[0].entry_price = D("1");
	snap.positions.at[0].unrealized_pnl = D("2");
	snap.positions.at[0].mark_price = D("3");
	take();
	is_dec(got.positions.at[0].entry_price, "1");
	is_dec(got.positions.at[0].unrealized_pnl, "2");
	is_dec(got.positions.at[0].mark_price, "3");
	/* coins that were never bought here have no entry */
	position_is("ETH/USDT", "1", "");
	take();
	ok(!dec_known(got.positions.at[1].entry_price));
	ok(!dec_known(got.positions.at[1].unrealized_pnl));
	is_dec(got.positions.at[1].notional, "2500");
}

static void
tells_levels_from_working_orders(void)
{
	struct fills none = {0};
	struct position *p;

	world();
	p = position_is("BTC/USDT", "1", "50000");
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "1", "48000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "1", "49000",
	    ORDER_PARTIAL);
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP_LIMIT, "1", "47000",
	    ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "1", "49500",
	    ORDER_CANCELED);
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "1", "49600", ORDER_OPEN);
	order_is("ETH/USDT", SIDE_SELL, TYPE_STOP, "1", "49700", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_LIMIT, "1", "56000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_LIMIT, "1", "55000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_TAKE_PROFIT, "1", "57000",
	    ORDER_OPEN);
	is_int(snapshot_complete(&snap, &none, NULL,
	    &err), E_OK);
	is_dec(p->stop_loss_price, "49000");
	is_dec(p->take_profit_price, "55000");
	/* a short's are the other way round */
	world();
	p = position_is("BTC/USDT", "1", "50000");
	p->side = POSITION_SHORT;
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "1", "52000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "1", "51000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "45000", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "46000", ORDER_OPEN);
	is_int(snapshot_complete(&snap, &none, NULL,
	    &err), E_OK);
	is_dec(p->stop_loss_price, "51000");
	is_dec(p->take_profit_price, "46000");
}

/* Of a ledger in memory, one after the other into the same place. */
static void
follows_the_venue_in_one_place(void)
{
	struct transfers transfers = { 0 };
	struct fills fills = { 0 };
	struct account_past past = { .transfers = &transfers, .fills = &fills };
	struct instrument *eth;

	begin();
	snapshot_release(&got);
	eth = (struct instrument *)snapshot_instrument(&snap, "ETH/USDT");
	eth->kind = KIND_SWAP;
	eth->leverage = D("3");
	is_int(account_snapshot_of(&venue, &past, 0, &got, &err), E_OK);
	is_dec(snapshot_instrument(&got, "ETH/USDT")->leverage, "3");
	is_int(got.instruments.len, snap.instruments.len);
	eth->leverage = D("7");
	eth->margin_mode = MARGIN_ISOLATED;
	snap.balances.at[0].total = D("9000");
	snap.prices.at[0].last = D("60000");
	is_int(account_snapshot_of(&venue, &past, 0, &got, &err), E_OK);
	is_dec(snapshot_instrument(&got, "ETH/USDT")->leverage, "7");
	is_int(snapshot_instrument(&got, "ETH/USDT")->margin_mode,
	    MARGIN_ISOLATED);
	is_int(got.instruments.len, snap.instruments.len);
	is_int(got.prices.len, snap.prices.len);
	is_dec(got.prices.at[0].last, "60000");
	is_dec(got.equity, "9000");
}

static void
what_is_held_needs_neither_positions_nor_time(void)
{
	begin();
	snapshot_release(&got);
	venue_fault = E_NETWORK;	/* of its time */
	is_int(account_holdings(&venue, &got, &err), E_OK);
	is_int(got.balances.len, snap.balances.len);
	is_dec(got.balances.at[0].value, "10000");
	is_text(got.currency, "USDT");
	is_int(got.positions.len, 0);
	is_int(got.instruments.len, 0);
	ok(!dec_known(got.equity));
}

static void
changes_nothing_on_failure(void)
{
	begin();
	take();
	venue_fault = E_NETWORK;
	is_int(account_snapshot(store, &venue, 0, &got, &err), E_NETWORK);
	is_text(err.text, "the venue does not answer");
	is_dec(got.equity, "10000");
}

int
main(void)
{
	TEST(values_what_is_held);
	TEST(adds_the_profit_of_swaps);
	TEST(begins_with_a_unit_a_coin);
	TEST(keeps_units_across_transfers);
	TEST(knows_transfers_of_other_assets_by_their_time);
	TEST(does_not_know_units_without_equity);
	TEST(sums_up_the_day);
	TEST(lists_orders_that_count);
	TEST(tells_entries_from_fills);
	TEST(tells_levels_from_working_orders);
	TEST(follows_the_venue_in_one_place);
	TEST(what_is_held_needs_neither_positions_nor_time);
	TEST(changes_nothing_on_failure);
	snapshot_release(&got);
	store_close(store);
	world();
	return tap_done();
}
