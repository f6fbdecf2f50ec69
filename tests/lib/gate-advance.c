/*
 * Covers lib/gate/advance.c and what the gate does at the simulated venue:
 * clock, fills and legs, breakers at every mark, actions between marks, what a
 * process that dies leaves behind, transfers, and halts.
 */
#include "base/stamp.h"
#include "gate/gate.h"
#include "store/accounts.h"
#include "store/candles.h"
#include "store/ledger.h"
#include "store/orders.h"
#include "store/rules.h"
#include "tests/lib/tap.h"
#include "venue/sim/venue.h"

#define START INT64_C(1709251200000000)		/* 2024-03-01T00:00:00Z */
#define MINUTE(n) (START + (n) * STAMP_MINUTE)

static struct store *store;
static struct gate *gate;
static struct gate_options options;
static struct advance done;
static struct gate_result got;
static struct buf notices;
static struct err err;

static struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	if (!dec_parse_text(text, &d))
		printf("# bad decimal in a test: %s\n", text);
	return d;
}

#define is_dec(got_, want) do { \
	char is_dec_[DEC_TEXT_SIZE]; \
	is_text(dec_text((got_), is_dec_), (want)); \
} while (0)

/* Bars as "O H L C", one after another from START. */
static void
given_bars(const char *symbol, const char *const *bars)
{
	struct candle_rows rows = { 0 };
	struct candle_writer *w = NULL;

	for (size_t i = 0; bars[i] != NULL; i++) {
		struct candle c = candle_empty();
		char o[16], h[16], l[16], cl[16];

		sscanf(bars[i], "%15s %15s %15s %15s", o, h, l, cl);
		c.open_time_ms = MINUTE((int64_t)i) / 1000;
		c.open = D(o);
		c.high = D(h);
		c.low = D(l);
		c.close = D(cl);
		c.volume = dec_int(10);
		ok(candle_rows_add(&rows, &c, (int64_t)i));
	}
	ok(store_begin(store, &err) == E_OK);
	ok(candles_writer_open(store, "demo", symbol, STAMP_MINUTE,
	    CONFLICT_REFUSE, NULL, &w, &err) == E_OK);
	is_int(candles_put(w, &rows, &err), E_OK);
	is_int(candles_writer_close(w, E_OK, NULL, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
	candle_rows_release(&rows);
}

static void
notice(void *self, const char *kind, const char *account,
    const char *message)
{
	(void)self;
	buf_printf(&notices, "%s: %s: %s\n", kind, account, message);
}

static void
open_gate(void)
{
	gate_close(gate);
	gate = NULL;
	is_int(gate_open(store, "demo", &options, &gate, &err), E_OK);
	if (gate == NULL)
		printf("# %s\n", err.text);
}

static void
world_end(void)
{
	gate_close(gate);
	gate = NULL;
	store_close(store);
	store = NULL;
	buf_release(&notices);
	gate_result_release(&got);
	watch_release(&done.watch);
}

static void
set_policy(const char *rule, const char *value)
{
	struct policy_row row = { .time = START };

	TEXT_SET(row.rule, rule);
	TEXT_SET(row.value, value);
	ok(policy_put(store, &row, false, &err) == E_OK);
}

/* 1000 USDT, fees 0.1 %, no slippage, the clock at the first close. */
static void
world(const char *const *bars)
{
	struct account a = { .mode = MODE_PAPER, .active = 1,
	    .ip_restricted = BOOL_NONE, .timeframe = STAMP_MINUTE,
	    .created = START };
	struct sim_venue_options o = { .settings = {
	    .slippage_bps = DEC_ZERO, .spread_bps = DEC_ZERO } };
	struct sim_opening *b = vec_add(&o.balances);

	world_end();
	TEXT_SET(b->currency, "USDT");
	b->amount = D("1000");
	ok(store_open(":memory:", STORE_CREATE, &store, &err) == E_OK);
	given_bars("BTC/USDT", bars);
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
	options = (struct gate_options){ .actor = "tester",
	    .command = "test", .correlation_id = "c0ffee",
	    .notice = notice };
	open_gate();
}

static enum err_code
advance(int64_t until)
{
	watch_release(&done.watch);
	return gate_advance(gate, until, &done, &err);
}

static enum err_code
buy(const char *amount, const char *stop)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.symbol, "BTC/USDT");
	r.amount = D(amount);
	if (stop != NULL)
		ok(level_parse(stop, &r.stop_loss));
	gate_result_release(&got);
	r.type = TYPE_MARKET;
	err.text[0] = '\0';
	if (gate_order(gate, &r, false, &got, &err) == E_UNKNOWN)
		printf("# %s\n", err.text);
	return err.text[0] == '\0' ? E_OK : err.code;
}

static const char *
ledger_says(const char *id)
{
	static char text[160];
	char filled[DEC_TEXT_SIZE], average[DEC_TEXT_SIZE];
	struct order o;

	if (order_load(store, id, &o, &err) != E_OK)
		return err.text;
	snprintf(text, sizeof(text), "%s %s at %s", order_state_names[o.state],
	    dec_text(o.filled, filled), dec_text(o.average, average));
	return text;
}

static struct dec
total(const char *asset)
{
	struct snapshot s = { 0 };
	struct dec sum = DEC_ZERO;

	is_int(gate_snapshot(gate, &s, &err), E_OK);
	for (size_t i = 0; i < s.balances.len; i++)
		if (strcmp(s.balances.at[i].asset, asset) == 0)
			sum = s.balances.at[i].total;
	snapshot_release(&s);
	return sum;
}

static void
given_breaker(const char *when, const char *act, int64_t cooldown)
{
	struct breaker b = { .enabled = 1, .cooldown = cooldown };

	TEXT_SET(b.name, "b");
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, act);
	ok(breaker_put(store, &b, true, "me", START, &err) == E_OK);
}

/* "triggered 2 ; action reduce 50% BTC/USDT 2 …": kinds and minutes. */
static const char *
story(void)
{
	static char text[4096];
	struct breaker_events all = { 0 };
	struct buf t = { 0 };

	ok(breaker_events_load(store, "b", 0, &all, &err) == E_OK);
	for (size_t i = 0; i < all.len; i++) {
		const struct breaker_event *e = &all.at[i];

		buf_printf(&t, "%s%s%s%s%s%s %lld.%02lld", i > 0 ? "; " : "",
		    breaker_event_names[e->kind], e->action[0] ? " " : "",
		    e->action, e->symbol[0] ? " " : "", e->symbol,
		    (long long)((e->time - START) / STAMP_MINUTE),
		    (long long)((e->time - START) % STAMP_MINUTE * 100 /
		    STAMP_MINUTE));
	}
	snprintf(text, sizeof(text), "%s", buf_text(&t));
	buf_release(&t);
	vec_release(&all);
	return text;
}

static const char *const calm[] = { "100 100 100 100", "100 101 99 100",
    "100 101 99 100", "100 101 99 100", NULL };

static void
the_clock_runs_to_the_last_bar_that_closes(void)
{
	world(calm);
	is_int(advance(MINUTE(3) - 1), E_OK);
	is_int(done.from, MINUTE(1));
	is_int(done.to, MINUTE(2));
	is_int(done.bars, 1);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.bars, 2);
	is_int(done.to, MINUTE(4));
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.bars, 0);
	is_int(done.to, MINUTE(4));
}

static void
an_order_between_two_advances_fills_at_once(void)
{
	world(calm);
	is_int(buy("2", "95"), E_OK);
	is_text(ledger_says("1"), "filled 2 at 100");
	is_text(ledger_says("2"), "open 0 at ");
	is_dec(total("BTC"), "2");
	is_dec(total("USDT"), "799.8");
}

static void
a_stop_in_the_bar_is_met(void)
{
	static const char *const fall[] = { "100 100 100 100",
	    "100 101 90 92", "92 93 91 92", NULL };

	world(fall);
	is_int(buy("2", "95"), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.fills, 1);
	is_text(ledger_says("2"), "filled 2 at 95");
	is_dec(total("BTC"), "0");
	is_dec(total("USDT"), "989.61");
}

static void
the_curve_is_in_the_ledger(void)
{
	struct equity_points curve = { 0 };

	world(calm);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	ok(equity_load(store, "demo", 0, &curve, &err) == E_OK);
	ok(curve.len >= 2);
	is_dec(curve.at[0].equity, "1000");
	is_dec(curve.at[curve.len - 1].equity, "999.8");
	is_dec(curve.at[curve.len - 1].low, "997.8");
	is_dec(curve.at[curve.len - 1].high, "1001.8");
	vec_release(&curve);
}

/* Down 8 in the low of minute 2: 984.8 of 999.8 … 1 %; sold half there. */
static const char *const dip[] = { "100 100 100 100", "100 101 99 100",
    "100 102 92 100", "100 101 99 100", "100 101 90 95", NULL };

static void
a_breaker_acts_at_the_mark_that_trips_it(void)
{
	world(dip);
	given_breaker("drawdown(1d) > 1%", "reduce 50%, notify", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.tripped, 1);
	is_int(done.watch.acted, 3);
	is_int(done.fills, 1);
	is_text(story(), "triggered 2.25; action reduce 50% BTC/USDT 2.25; "
	    "action reduce 50% 2.25; action notify 2.25");
	is_text(ledger_says("2"), "filled 1 at 92");
	is_dec(total("BTC"), "1");
	ok(strstr(buf_text(&notices), "breaker b tripped: drawdown") != NULL);
}

/* 3 marks a bar ask nothing once it has tripped. */
static void
a_tripped_breaker_is_asked_no_more(void)
{
	world(dip);
	given_breaker("drawdown(1d) > 1%", "notify", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.judged, 4 + 2);
	is_int(done.watch.tripped, 1);
}

static void
a_cool_down_is_of_the_accounts_clock(void)
{
	world(dip);
	given_breaker("drawdown(1d) > 1%", "notify", 2 * STAMP_MINUTE);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 2.25; action notify 2.25; resolved 2.25; "
	    "resolved 4.25; triggered 5.00; action notify 5.00; "
	    "resolved 5.00");
}

static void
without_breakers_nothing_is_judged(void)
{
	world(dip);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.judged, 0);
}

static void
a_condition_over_fills_sees_those_of_this_bar(void)
{
	static const char *const fall[] = { "100 100 100 100",
	    "100 101 90 92", "92 93 91 92", NULL };

	world(fall);
	given_breaker("stops_hit(1d) >= 1", "block-entries", 0);
	is_int(buy("2", "95"), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 1.25; action block-entries 1.25");
	is_int(buy("1", NULL), E_REFUSED);
}

static void
a_position_is_judged_with_its_entry(void)
{
	world(dip);
	given_breaker("position.gain < -5%", "close", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered BTC/USDT 2.25; action close BTC/USDT "
	    "2.25");
	is_dec(total("BTC"), "0");
}

/* What is decided at a close meets the next open. */
static void
at_a_close_it_acts_at_the_next_open(void)
{
	static const char *const drop[] = { "100 100 100 100",
	    "100 100 100 100", "100 100 90 90", "89 89 89 89", NULL };

	world(drop);
	given_breaker("time >= 2024-03-01T00:03Z and drawdown(1d) > 1%",
	    "close", 0);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_text(story(), "triggered 3.00; action close BTC/USDT 3.00; "
	    "action close 3.00");
	is_text(ledger_says("2"), "filled 2 at 89");
}

static void
in_pieces_it_is_the_same(void)
{
	char whole[4096];

	world(dip);
	given_breaker("drawdown(1d) > 1%", "reduce 50%", 2 * STAMP_MINUTE);
	is_int(buy("2", NULL), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	snprintf(whole, sizeof(whole), "%s", story());
	world(dip);
	given_breaker("drawdown(1d) > 1%", "reduce 50%", 2 * STAMP_MINUTE);
	is_int(buy("2", NULL), E_OK);
	for (int i = 2; i < 8; i++) {
		is_int(advance(MINUTE(i)), E_OK);
		open_gate();
	}
	is_text(story(), whole);
}

/* The process dies after the latch: the next one to come goes on first. */
static void
opening_the_gate_goes_on_with_a_trip(void)
{
	struct breaker_event e = { .kind = BREAKER_TRIGGERED,
	    .time = MINUTE(1), .value = DEC_NONE, .limit = DEC_NONE };
	bool added;

	world(calm);
	is_int(buy("2", NULL), E_OK);
	given_breaker("equity < 1", "reduce 50%, halt", 0);
	TEXT_SET(e.breaker, "b");
	TEXT_SET(e.account, "demo");
	ok(breaker_event_add(store, &e, &added, &err) == E_OK);
	open_gate();
	is_dec(total("BTC"), "1");
	is_int(buy("1", NULL), E_REFUSED);
	open_gate();
	is_dec(total("BTC"), "1");
}

static void
a_withdrawal_trips_no_drawdown(void)
{
	struct transfer t;

	world(calm);
	given_breaker("drawdown(1d) > 1%", "halt", 0);
	is_int(advance(MINUTE(2)), E_OK);
	is_int(gate_transfer(gate, "USDT", D("-500"), &t, &err), E_OK);
	is_int(advance(MINUTE(60)), E_OK);
	is_int(done.watch.tripped, 0);
	is_dec(total("USDT"), "500");
}

static void
a_rejection_is_5_and_in_the_ledger(void)
{
	world(calm);
	is_int(buy("50", NULL), E_REJECTED);
	is_int(got.order.state, ORDER_REJECTED);
	is_text(got.order.reason, "insufficient_funds");
}

static void
close_gives_up_the_stop_first(void)
{
	struct orders out = { 0 };

	world(calm);
	is_int(buy("2", "95"), E_OK);
	is_int(gate_reduce(gate, "BTC/USDT", dec_int(1), NULL, NULL, &out,
	    &err), E_OK);
	is_int(out.len, 2);
	is_text(ledger_says("2"), "canceled 0 at ");
	is_dec(total("BTC"), "0");
	vec_release(&out);
}

static void
half_a_close_keeps_a_stop_for_the_rest(void)
{
	struct orders out = { 0 };

	world(calm);
	is_int(buy("2", "95"), E_OK);
	is_int(gate_reduce(gate, "BTC/USDT", D("0.5"), NULL, NULL, &out,
	    &err), E_OK);
	is_int(out.len, 3);
	is_text(ledger_says("4"), "open 0 at ");
	is_dec(out.at[2].amount, "1");
	is_dec(out.at[2].trigger_price, "95");
	vec_release(&out);
}

static void
an_order_is_two_commits(void)
{
	int64_t before;

	world(calm);
	before = store_commits(store);
	is_int(buy("2", "95"), E_OK);
	is_int(store_commits(store) - before, 2);
}

static void
a_disabled_account_stays_shut(void)
{
	world(calm);
	gate_close(gate);
	gate = NULL;
	ok(account_set_active(store, "demo", false, &err) == E_OK);
	is_int(gate_open(store, "demo", &options, &gate, &err), E_REFUSED);
	is_int(gate_open(store, "nobody", &options, &gate, &err), E_USAGE);
}

static void
halt_and_resume(void)
{
	int64_t now = START;
	struct clock clock = clock_fixed(&now);

	world(calm);
	options.clock = &clock;
	is_int(gate_halt(store, "demo", "why not", &options, &err), E_OK);
	is_int(buy("1", NULL), E_REFUSED);
	is_int(gate_resume(store, "demo", &options, &err), E_OK);
	is_int(buy("1", NULL), E_OK);
	is_int(gate_halt(store, NULL, "all", &options, &err), E_OK);
	is_int(buy("1", NULL), E_REFUSED);
	options.clock = NULL;
}

int
main(void)
{
	TEST(the_clock_runs_to_the_last_bar_that_closes);
	TEST(an_order_between_two_advances_fills_at_once);
	TEST(a_stop_in_the_bar_is_met);
	TEST(the_curve_is_in_the_ledger);
	TEST(a_breaker_acts_at_the_mark_that_trips_it);
	TEST(a_tripped_breaker_is_asked_no_more);
	TEST(a_cool_down_is_of_the_accounts_clock);
	TEST(without_breakers_nothing_is_judged);
	TEST(a_condition_over_fills_sees_those_of_this_bar);
	TEST(a_position_is_judged_with_its_entry);
	TEST(at_a_close_it_acts_at_the_next_open);
	TEST(in_pieces_it_is_the_same);
	TEST(opening_the_gate_goes_on_with_a_trip);
	TEST(a_withdrawal_trips_no_drawdown);
	TEST(a_rejection_is_5_and_in_the_ledger);
	TEST(close_gives_up_the_stop_first);
	TEST(half_a_close_keeps_a_stop_for_the_rest);
	TEST(an_order_is_two_commits);
	TEST(a_disabled_account_stays_shut);
	TEST(halt_and_resume);
	world_end();
	return tap_done();
}
