/* A paper account at the simulated venue, for the tests of the gate. */
#ifndef TESTS_GATE_SIM_H
#define TESTS_GATE_SIM_H

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

static inline struct dec
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
static inline void
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
	ok(candles_writer_open(store, "demo", symbol, STAMP_MINUTE, PRICE_LAST,
	    CONFLICT_REFUSE, NULL, &w, &err) == E_OK);
	is_int(candles_put(w, &rows, &err), E_OK);
	is_int(candles_writer_close(w, E_OK, NULL, &err), E_OK);
	is_int(store_end(store, E_OK, &err), E_OK);
	candle_rows_release(&rows);
}

static inline void
notice(void *self, const char *kind, const char *account,
    const char *message)
{
	(void)self;
	buf_printf(&notices, "%s: %s: %s\n", kind, account, message);
}

static inline void
open_gate(void)
{
	gate_close(gate);
	gate = NULL;
	is_int(gate_open(store, "demo", &options, &gate, &err), E_OK);
	if (gate == NULL)
		printf("# %s\n", err.text);
}

static inline void
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

static inline void
set_policy(const char *rule, const char *value)
{
	struct policy_row row = { .time = START };

	TEXT_SET(row.rule, rule);
	TEXT_SET(row.value, value);
	ok(policy_put(store, &row, false, &err) == E_OK);
}

/* 1000 USDT, fees 0.1 %, no slippage, the clock at the first close. */
static inline void
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

static inline enum err_code
advance(int64_t until)
{
	watch_release(&done.watch);
	return gate_advance(gate, until, &done, &err);
}

static inline enum err_code
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

static inline const char *
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

static inline struct dec
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

static inline void
given_breaker(const char *when, const char *act, int64_t cooldown)
{
	struct breaker b = { .enabled = 1, .cooldown = cooldown };

	TEXT_SET(b.name, "b");
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, act);
	ok(breaker_put(store, &b, true, "me", START, &err) == E_OK);
}

/* "triggered 2 ; action reduce 50% BTC/USDT 2 …": kinds and minutes. */
static inline const char *
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

#endif
