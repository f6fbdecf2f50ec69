/* The same account twice, in a store and in memory, and everything that was
 * remembered of it as text, for the tests of gate/trader.h. */
#ifndef TESTS_GATE_REPLAY_H
#define TESTS_GATE_REPLAY_H

#include "gate-sim.h"

#include "base/rng.h"
#include "gate/memory.h"
#include "gate/trader.h"
#include "venue/sim/bars.h"

#define BARS_MAX 2500

static char bar_text[BARS_MAX][96];
static const char *bar_list[BARS_MAX + 1];

/* A walk around 100, in cents, of n bars. */
static inline void
given_walk(uint64_t seed, size_t n)
{
	struct rng r;
	int64_t at = 10000;

	rng_seed(&r, seed);
	for (size_t i = 0; i < n; i++) {
		int64_t open = at, high, low;

		if (rng_below(&r, 20) == 0)	/* a gap */
			open += (int64_t)rng_below(&r, 201) - 100;
		at = open + (int64_t)rng_below(&r, 121) - 60;
		high = (open > at ? open : at) + (int64_t)rng_below(&r, 40);
		low = (open < at ? open : at) - (int64_t)rng_below(&r, 40);
		snprintf(bar_text[i], sizeof(bar_text[i]),
		    "%lld.%02lld %lld.%02lld %lld.%02lld %lld.%02lld",
		    (long long)open / 100, (long long)open % 100,
		    (long long)high / 100, (long long)high % 100,
		    (long long)low / 100, (long long)low % 100,
		    (long long)at / 100, (long long)at % 100);
		bar_list[i] = bar_text[i];
	}
	bar_list[n] = NULL;
}

/* The one in memory, made from what the store has. */
static struct {
	struct ledger *ledger;
	struct venue *venue;
	struct gate *gate;
	struct candles candles;
	struct sim_bars bars;
} twin;

static inline void
twin_end(void)
{
	gate_close(twin.gate);
	venue_close(twin.venue);
	ledger_close(twin.ledger);
	sim_bars_release(&twin.bars);
	candles_release(&twin.candles);
	memset(&twin, 0, sizeof(twin));
}

static inline void
twin_rules(void)
{
	struct policy_rows rows = { 0 };
	struct breakers breakers = { 0 };

	ok(policy_load(store, &rows, &err) == E_OK);
	memory_policy(twin.ledger, &rows);
	ok(breakers_load(store, &breakers, &err) == E_OK);
	for (size_t i = 0; i < breakers.len; i++)
		ok(memory_breaker(twin.ledger, &breakers.at[i], true, &err)
		    == E_OK);
	vec_release(&breakers);
	vec_release(&rows);
}

static inline void
given_twin(void)
{
	struct sim_setup setup = { .timeframe = STAMP_MINUTE };
	struct sim_memory m = { .setup = &setup };
	struct sim_instrument *i = vec_add(&setup.instruments);
	struct sim_opening *o = vec_add(&setup.openings);
	struct snapshot s = { 0 };

	twin_end();
	is_int(gate_snapshot(gate, &s, &err), E_OK);
	i->i = s.instruments.at[0];
	i->price_scale = 2;
	snapshot_release(&s);
	TEXT_SET(setup.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = D("1000");
	is_int(candles_load(store, "demo", "BTC/USDT", STAMP_MINUTE,
	    PRICE_LAST, 0, 0, &twin.candles, &err), E_OK);
	is_int(sim_bars_add(&twin.bars, 0, &twin.candles, 2, &err), E_OK);
	m.source = sim_bars_source(&twin.bars);
	twin.ledger = ledger_memory("0000beef");
	twin_rules();
	is_int(sim_venue_memory(gate_account(gate), &m, &twin.venue, &err),
	    E_OK);
	is_int(gate_wrap(twin.ledger, twin.venue, &options, &twin.gate,
	    &err), E_OK);
	sim_setup_release(&setup);
}

static inline void
dec_say(struct buf *out, const char *name, struct dec d)
{
	char text[DEC_TEXT_SIZE];

	buf_printf(out, " %s=%s", name, dec_text(d, text));
}

/* Everything but client ids, which are random in a store. */
static inline void
order_say(struct buf *out, const struct order *o)
{
	const char *leg = strchr(o->client_order_id, '.');

	buf_printf(out, "order %s%s venue %s of %s: %s %s %s %s (%s) %s %lld "
	    "%lld", o->id, leg == NULL ? "" : leg, o->venue_id, o->parent,
	    order_type_names[o->type], side_names[o->side],
	    order_state_names[o->state], o->status, o->reason, o->key,
	    (long long)o->time, (long long)o->last_update_time);
	dec_say(out, "amount", o->amount);
	dec_say(out, "price", o->price);
	dec_say(out, "trigger", o->trigger_price);
	dec_say(out, "filled", o->filled);
	dec_say(out, "remaining", o->remaining);
	dec_say(out, "average", o->average);
	dec_say(out, "cost", o->cost);
	dec_say(out, "fee", o->fee);
	buf_printf(out, " %s %s\n", o->fee_currency, o->tag);
}

static inline void
past_say(struct buf *out, const struct fills *fills,
    const struct curve *curve, const struct breaker_events *events,
    const struct violations *violations, const struct transfers *transfers)
{
	for (size_t i = 0; i < fills->len; i++) {
		const struct fill *f = &fills->at[i];

		buf_printf(out, "fill %s of %s %s %s %lld", f->id,
		    f->order_id, side_names[f->side],
		    liquidity_names[f->taker_or_maker], (long long)f->time);
		dec_say(out, "price", f->price);
		dec_say(out, "amount", f->amount);
		dec_say(out, "cost", f->cost);
		dec_say(out, "fee", f->fee);
		buf_puts(out, "\n");
	}
	for (size_t i = 0; i < curve_len(curve); i++) {
		const struct equity_point p = curve_point(curve, i);

		buf_printf(out, "point %lld", (long long)p.time);
		dec_say(out, "equity", p.equity);
		dec_say(out, "high", p.high);
		dec_say(out, "low", p.low);
		dec_say(out, "transferred", p.transferred);
		dec_say(out, "units", p.units);
		buf_puts(out, "\n");
	}
	for (size_t i = 0; i < events->len; i++) {
		const struct breaker_event *e = &events->at[i];

		buf_printf(out, "breaker %s %s %s %s %s %lld %lld: %s",
		    e->breaker, breaker_event_names[e->kind], e->action,
		    e->symbol, e->order_id, (long long)e->generation,
		    (long long)e->time, e->message);
		dec_say(out, "value", e->value);
		dec_say(out, "limit", e->limit);
		buf_puts(out, "\n");
	}
	for (size_t i = 0; i < violations->len; i++) {
		const struct violation *v = &violations->at[i];

		buf_printf(out, "violation %s %s %lld: %s\n", v->rule,
		    v->order_id, (long long)v->time, v->message);
	}
	for (size_t i = 0; i < transfers->len; i++) {
		buf_printf(out, "transfer %s %lld", transfers->at[i].id,
		    (long long)transfers->at[i].time);
		dec_say(out, transfers->at[i].asset,
		    transfers->at[i].amount);
		buf_puts(out, "\n");
	}
}

static inline void
store_says(struct buf *out)
{
	struct order_filter f = { .account = "demo", .state = -1 };
	struct orders orders = { 0 };
	struct fills fills = { 0 };
	struct curve curve = { 0 };
	struct breaker_events events = { 0 };
	struct violations violations = { 0 };
	struct transfers transfers = { 0 };

	ok(orders_load(store, &f, &orders, &err) == E_OK);
	ok(fills_load(store, &f, &fills, &err) == E_OK);
	ok(curve_load(store, "demo", &curve, &err) == E_OK);
	ok(breaker_events_load(store, NULL, 0, &events, &err) == E_OK);
	ok(violations_load(store, NULL, 0, &violations, &err) == E_OK);
	ok(transfers_load(store, NULL, 0, &transfers, &err) == E_OK);
	for (size_t i = 0; i < orders.len; i++)
		order_say(out, &orders.at[i]);
	past_say(out, &fills, &curve, &events, &violations, &transfers);
	vec_release(&orders);
	vec_release(&fills);
	curve_release(&curve);
	vec_release(&events);
	vec_release(&violations);
	vec_release(&transfers);
}

static inline void
twin_says(struct buf *out)
{
	struct ledger_past past;

	twin.ledger->ops->past(twin.ledger, "demo", &past);
	for (size_t i = 0; i < memory_orders(twin.ledger); i++)
		order_say(out, memory_order(twin.ledger, i));
	past_say(out, past.fills, past.curve,
	    memory_breaker_events(twin.ledger),
	    memory_violations(twin.ledger),
	    memory_transfers(twin.ledger, "demo"));
}

/* The first line in which the two differ; "" when they do not. */
static inline const char *
difference(void)
{
	static char text[2048];
	struct buf a = { 0 }, b = { 0 };
	const char *x, *y;

	store_says(&a);
	twin_says(&b);
	text[0] = '\0';
	x = buf_text(&a);
	y = buf_text(&b);
	while (*x != '\0' || *y != '\0') {
		size_t n = strcspn(x, "\n"), m = strcspn(y, "\n");

		if (n != m || strncmp(x, y, n) != 0) {
			snprintf(text, sizeof(text), "%.*s | %.*s", (int)n, x,
			    (int)m, y);
			break;
		}
		x += n + (x[n] != '\0');
		y += m + (y[m] != '\0');
	}
	buf_release(&a);
	buf_release(&b);
	return text;
}

#endif
