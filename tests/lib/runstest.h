/* Runs with something in each part, for the tests of what keeps them. */
#ifndef TESTS_RUNSTEST_H
#define TESTS_RUNSTEST_H

#include "store/runparts.h"
#include "storetest.h"

#include <math.h>

static inline struct run
a_run(const char *strategy)
{
	struct run r = { .timeframe = INT64_C(3600000000), .from = 1000,
	    .to = 9000, .capital = d("10000"), .seed = -7,
	    .total_return = 0.1, .annual_return = NAN, .volatility = -0.0,
	    .max_drawdown = INFINITY, .max_drawdown_days = 1e-300,
	    .sharpe = 1.25, .sortino = NAN, .calmar = NAN, .omega = NAN,
	    .ulcer = NAN, .psr = NAN, .sqn = NAN, .win_rate = 1.0 / 3,
	    .profit_factor = NAN, .payoff = NAN, .expectancy = DEC_NONE,
	    .exposure = NAN, .trades = 3, .fees = d("1.23456789"),
	    .funding = d("-0.5"), .final_equity = d("11000.00000001"),
	    .bars = 100, .status = RUN_BANKRUPT, .time = 12345 };

	TEXT_SET(r.strategy, strategy);
	TEXT_SET(r.symbols, "BTC/USDT;ETH/USDT:USDT");
	TEXT_SET(r.params, "fast=10;slow=30");
	TEXT_SET(r.venue, "binance");
	TEXT_SET(r.currency, "USDT");
	TEXT_SET(r.warnings, "one;two");
	return r;
}

static inline void
given_trades(struct run_parts *p, int n)
{
	char text[32];

	for (int i = 0; i < n; i++) {
		struct run_trade *t = vec_add(&p->trades);

		t->symbol = i % 3 == 0 ? "ETH/USDT:USDT" : "BTC/USDT";
		t->side = i % 2;
		t->entry_time = INT64_C(1700000000000000) + i * INT64_C(60000000);
		t->exit_time = i % 10 == 9 ? 0 : t->entry_time + i;
		t->entry_price = dec_make(30000000 + i * 17 % 1000, 3);
		t->exit_price = i % 10 == 9 ? DEC_NONE :
		    dec_make(30000100 - i, 3);
		t->amount = dec_make(i, 8);
		t->profit = dec_make(i % 2 == 0 ? -i : i, i % 9);
		t->ret = i == 5 ? NAN : (double)i / 3;
		t->fees = DEC_ZERO;
		t->funding = dec_wide((__int128)INT64_MAX * 1000 + i, 18);
		t->bars = i;
		snprintf(text, sizeof(text), "signal %d", i);
		t->reason_in = arena_text(&p->texts, text);
		t->reason_out = i % 7 == 0 ? NULL : "stop_loss";
		t->intrabar = (signed char)(i % 3 - 1);
	}
}

static inline void
given_orders(struct run_parts *p, int n)
{
	char text[32];

	for (int i = 0; i < n; i++) {
		struct run_order *o = vec_add(&p->orders);

		snprintf(text, sizeof(text), "%d", i);
		*o = (struct run_order){ .symbol = "BTC/USDT", .tag = "entry",
		    .reason = i % 2 == 0 ? "" : "linked",
		    .parent = i % 2 == 0 ? NULL :
		    arena_text(&p->texts, text), .number = i + 1,
		    .side = i % 2, .type = i % ORDER_TYPES,
		    .state = i % ORDER_STATES, .amount = dec_make(i, 5),
		    .price = i % 4 == 0 ? dec_make(i + 1, 2) : DEC_NONE,
		    .trigger_price = DEC_NONE, .filled = dec_make(i, 5),
		    .average = dec_make(6500012345678 + i, 8),
		    .fee = dec_make(i * 7, 8), .time = i * INT64_C(1000000),
		    .last_update_time = i * INT64_C(1000000) + 5 };
	}
}

static inline void
given_points(struct run_parts *p, int n)
{
	struct equity_point point = { .transferred = DEC_ZERO,
	    .units = d("1") };
	uint64_t x = 88172645463325252;
	int64_t equity = 1000000000000000;

	for (int i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		equity += (int64_t)(x % 100000000) - 50000000;
		point.time = INT64_C(1600000000000000) + i * INT64_C(60000000);
		point.equity = dec_make(equity, 8);
		point.high = dec_make(equity + 1, 8);
		point.low = dec_make(equity - 1, 8);
		curve_add(&p->equity, &point);
	}
}

static inline struct run_parts
some_parts(void)
{
	struct run_parts p = {0};
	struct violation *v = vec_add(&p.refusals);
	struct breaker_event *e = vec_add(&p.events);

	given_trades(&p, 150);
	given_orders(&p, 150);
	given_points(&p, 200);
	v->time = 5;
	v->value = d("1.5");
	v->limit = DEC_NONE;
	TEXT_SET(v->rule, "max-order-usdt");
	TEXT_SET(v->message, "too large: 1.5");
	e->time = 6;
	e->kind = BREAKER_RESET;
	e->value = DEC_NONE;
	e->limit = d("5");
	e->generation = 2;
	TEXT_SET(e->breaker, "daily-loss");
	return p;
}

static inline struct run_source
a_source(void)
{
	struct run_source s = {0};

	buf_puts(&s.strategy, "name: x\nentry: close > 1\n");
	buf_puts(&s.breakers, "[]");
	return s;
}

static inline void
add(struct store *s, struct run *r, struct run_parts *p)
{
	struct run_source source = a_source();

	is_int(run_add(s, r, p, &source, &err), E_OK);
	run_source_release(&source);
	run_parts_release(p);
}

#endif
