/*
 * Covers lib/watch/view.c: what is offered is taken once and the venue asked
 * after that; what was told is handed out until it is in the ledger, and not in
 * the place of a look; prices and marks that are told, late ones, exact profit
 * of a position at another mark; isolated positions are asked for; the symbols
 * that matter; a venue that fails.
 */
#include "base/stamp.h"
#include "watch/view.h"

#include "tap.h"

static struct err err;
static struct view w;
static struct {
	int changes, time, instruments, prices, balances, positions;
	bool fails, thorough;
	struct position held;
} asked;
static int64_t our_now = 1000 * STAMP_SECOND;

static struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	ok(dec_parse_text(text, &d));
	return d;
}

static enum err_code
answer(int *count, struct err *e)
{
	++*count;
	return asked.fails ? err_set(e, E_NETWORK, "away") : E_OK;
}

static enum err_code
fake_changes(struct venue *v, const char *cursor, struct venue_changes *out,
    struct err *e)
{
	(void)cursor;
	asked.thorough = v->thorough;
	TEXT_SET(out->cursor, "2");
	return answer(&asked.changes, e);
}

static enum err_code
fake_time(struct venue *v, int64_t *now, struct err *e)
{
	(void)v;
	*now = our_now + 7;
	return answer(&asked.time, e);
}

static enum err_code
fake_instruments(struct venue *v, struct instruments *out, struct err *e)
{
	static const char *const symbols[] = { "BTC/USDT", "ETH/USDT",
	    "BTC/USDT:USDT" };

	(void)v;
	for (int i = 0; i < 3; i++)
		TEXT_SET(vec_add(out)->symbol, symbols[i]);
	return answer(&asked.instruments, e);
}

static enum err_code
fake_prices(struct venue *v, struct prices *out, struct err *e)
{
	struct price p = { .last = D("60000"), .mark = DEC_NONE,
	    .time = 5 };

	(void)v;
	TEXT_SET(p.symbol, "BTC/USDT");
	vec_push(out, p);
	return answer(&asked.prices, e);
}

static enum err_code
fake_balances(struct venue *v, struct balances *out, struct err *e)
{
	static const char *const assets[] = { "BTC", "USDT", "ETH", "XYZ" };

	(void)v;
	for (int i = 0; i < 4; i++) {
		struct balance *b = vec_add(out);

		TEXT_SET(b->asset, assets[i]);
		b->total = D(i == 2 ? "0" : "1");
	}
	return answer(&asked.balances, e);
}

static enum err_code
fake_positions(struct venue *v, struct positions *out, struct err *e)
{
	(void)v;
	vec_push(out, asked.held);
	return answer(&asked.positions, e);
}

static const struct venue_ops ops = { .name = "fake",
    .changes = fake_changes, .time = fake_time,
    .instruments = fake_instruments, .prices = fake_prices,
    .balances = fake_balances, .positions = fake_positions };
static struct venue venue;

/* A short of 0.5 at 60000, marked at 60500.1. */
static void
given(void)
{
	const struct clock clock = clock_fixed(&our_now);
	struct position p = position_empty();

	view_release(&w);
	memset(&asked, 0, sizeof(asked));
	TEXT_SET(p.symbol, "BTC/USDT:USDT");
	TEXT_SET(p.margin_mode, "cross");
	p.side = POSITION_SHORT;
	p.contracts = D("0.5");
	p.contract_size = D("1");
	p.entry_price = D("60000");
	p.mark_price = D("60500.1");
	p.unrealized_pnl = D("-250.05");
	p.maintenance_margin = D("121");
	asked.held = p;
	venue = (struct venue){ .ops = &ops };
	view_begin(&w, &venue, &clock);
}

static struct prices prices;
static struct balances balances;
static struct positions positions;

/* As a snapshot reads. */
static enum err_code
read_all(void)
{
	struct instruments instruments = { 0 };
	int64_t now = 0;
	const struct venue_ops *o = venue.ops;
	enum err_code rc = o->time(&venue, &now, &err);

	vec_release(&prices);
	vec_release(&balances);
	vec_release(&positions);
	if (rc == E_OK)
		rc = o->instruments(&venue, &instruments, &err);
	if (rc == E_OK)
		rc = o->prices(&venue, &prices, &err);
	if (rc == E_OK)
		rc = o->balances(&venue, &balances, &err);
	if (rc == E_OK)
		rc = o->positions(&venue, &positions, &err);
	if (rc == E_OK) {
		is_int(now, our_now + 7);
		is_int((long long)instruments.len, 3);
	}
	vec_release(&instruments);
	return rc;
}

static int
reads(void)
{
	return asked.time + asked.instruments + asked.prices +
	    asked.balances + asked.positions;
}

static void
tells(const char *symbol, const char *last, const char *mark, int64_t time,
    bool moved)
{
	struct ticker t = ticker_empty();

	TEXT_SET(t.symbol, symbol);
	if (last != NULL)
		t.last = D(last);
	if (mark != NULL)
		t.mark_price = D(mark);
	t.time = time;
	is_int(view_price(&w, &t), moved);
}

static void
an_offer_is_taken_once(void)
{
	given();
	is_int(read_all(), E_OK);
	is_int(reads(), 5);
	view_offer(&w);
	our_now += STAMP_SECOND;
	is_int(read_all(), E_OK);
	is_int(reads(), 5);
	is_int((long long)balances.len, 4);
	is_int((long long)positions.len, 1);
	is_int(read_all(), E_OK);
	is_int(reads(), 10);
	view_offer(&w);
	view_withdraw(&w);
	is_int(read_all(), E_OK);
	is_int(reads(), 15);
	/* Nothing is at hand of what was never read, or is asked anew. */
	view_ask(&w, false);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int(reads(), 20);
}

static void
what_changed_is_read_again(void)
{
	const struct venue_changes nothing = { .more = false };

	given();
	is_int(read_all(), E_OK);
	view_told(&w, &nothing);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int(asked.balances + asked.positions, 4);
	is_int(asked.prices + asked.instruments + asked.time, 3);
	/* A failed read leaves what is at hand as it was. */
	view_told(&w, &nothing);
	view_offer(&w);
	asked.fails = true;
	is_int(read_all(), E_NETWORK);
	asked.fails = false;
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int((long long)balances.len, 4);
}

static void
told_rows_until_they_are_in_the_ledger(void)
{
	struct venue_changes c = { .more = false }, out = { .more = false };
	struct order o = order_empty();

	given();
	vec_push(&c.orders, o);
	vec_push(&c.fills, ((struct fill){ .side = 0 }));
	/* At first there is something to look at. */
	view_told(&w, &c);
	view_offer_changes(&w);
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	is_int(asked.changes, 1);
	ok(!asked.thorough && !out.told);
	is_int((long long)out.orders.len, 0);
	view_taken(&w);
	is_int((long long)w.told.orders.len, 1);
	/* Then it is handed out, with the cursor as it is. */
	view_offer_changes(&w);
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	is_int(asked.changes, 1);
	ok(out.told);
	is_text(out.cursor, "1");
	is_int((long long)out.orders.len, 1);
	is_int((long long)out.fills.len, 1);
	/* It did not come to the ledger: the venue is asked, and it stays. */
	venue_changes_clear(&out);
	ok(!out.told);
	view_offer_changes(&w);
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	is_int(asked.changes, 2);
	is_int((long long)out.orders.len, 0);
	view_offer_changes(&w);
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	view_taken(&w);
	is_int((long long)w.told.orders.len, 0);
	is_int((long long)w.told.fills.len, 0);
	/* The second read of one look asks; a thorough look says so, until it
	 * worked. */
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	is_int(asked.changes, 3);
	view_ask(&w, true);
	asked.fails = true;
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_NETWORK);
	ok(asked.thorough);
	asked.fails = false;
	asked.thorough = false;
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	ok(asked.thorough && !venue.thorough);
	is_int(venue.ops->changes(&venue, "1", &out, &err), E_OK);
	ok(!asked.thorough);
	venue_changes_release(&c);
	venue_changes_release(&out);
}

static void
prices_that_are_told(void)
{
	char text[DEC_TEXT_SIZE];

	given();
	is_int(read_all(), E_OK);
	tells("BTC/USDT", "60001.5", NULL, 100, true);
	tells("BTC/USDT", "60001.50", NULL, 101, false);
	tells("BTC/USDT", "59000", NULL, 99, false);	/* late */
	tells("NEW/USDT", "1", NULL, 100, true);	/* nobody asked */
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int(asked.prices, 1);
	is_int((long long)prices.len, 1);
	is_text(dec_text(prices.at[0].last, text), "60001.5");
	is_int(prices.at[0].time, 101);
	/* What is read later counts. */
	is_int(read_all(), E_OK);
	is_text(dec_text(prices.at[0].last, text), "60000");
	/* Without a line the venue is asked. */
	tells("BTC/USDT", "60002", NULL, 200, true);
	view_blind(&w);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_text(dec_text(prices.at[0].last, text), "60000");
	is_int(asked.prices, 3);
}

static void
a_mark_moves_a_position_exactly(void)
{
	char text[DEC_TEXT_SIZE];

	given();
	is_int(read_all(), E_OK);
	tells("BTC/USDT:USDT", NULL, "60400.05", 100, true);
	tells("BTC/USDT:USDT", "60399", NULL, 90, true);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int(asked.positions, 1);
	/* -250.05 + 0.5 * (60500.1 - 60400.05) */
	is_text(dec_text(positions.at[0].unrealized_pnl, text), "-200.025");
	is_text(dec_text(positions.at[0].mark_price, text), "60400.05");
	is_text(dec_text(positions.at[0].notional, text), "30200.025");
	ok(!dec_known(positions.at[0].maintenance_margin));
	/* Always from what the venue said. */
	tells("BTC/USDT:USDT", NULL, "60500.1", 101, true);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_text(dec_text(positions.at[0].unrealized_pnl, text), "-250.05");
	is_text(dec_text(positions.at[0].maintenance_margin, text), "121");
	/* A long gains the other way. */
	given();
	asked.held.side = POSITION_LONG;
	asked.held.unrealized_pnl = D("250.05");
	is_int(read_all(), E_OK);
	tells("BTC/USDT:USDT", NULL, "60400.1", 100, true);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_text(dec_text(positions.at[0].unrealized_pnl, text), "200.05");
	/* Too large to say. */
	tells("BTC/USDT:USDT", NULL, "99999999999999999999.999999999999999999",
	    101, true);
	view_offer(&w);
	is_int(read_all(), E_OK);
	ok(!dec_known(positions.at[0].unrealized_pnl));
}

static void
an_isolated_position_is_asked_for(void)
{
	given();
	TEXT_SET(asked.held.margin_mode, "isolated");
	is_int(read_all(), E_OK);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int(asked.positions, 1);
	tells("BTC/USDT:USDT", NULL, "60400", 100, true);
	view_offer(&w);
	is_int(read_all(), E_OK);
	is_int(asked.positions, 2);
	is_int(asked.balances, 1);
}

static void
symbols_that_matter(void)
{
	struct symbol_names all = { 0 };

	given();
	view_symbols(&w, &all);
	is_int((long long)all.len, 0);
	is_int(read_all(), E_OK);
	view_symbols(&w, &all);
	is_int((long long)all.len, 2);
	is_text(all.at[0].text, "BTC/USDT:USDT");
	is_text(all.at[1].text, "BTC/USDT");
	vec_release(&all);
	view_release(&w);
	ok(venue.ops == &ops);
}

int
main(void)
{
	TEST(an_offer_is_taken_once);
	TEST(what_changed_is_read_again);
	TEST(told_rows_until_they_are_in_the_ledger);
	TEST(prices_that_are_told);
	TEST(a_mark_moves_a_position_exactly);
	TEST(an_isolated_position_is_asked_for);
	TEST(symbols_that_matter);
	view_release(&w);
	vec_release(&prices);
	vec_release(&balances);
	vec_release(&positions);
	return tap_done();
}
