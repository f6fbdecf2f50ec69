/* A run that was made up, with as much in it as is asked for, and its page. */
#ifndef TESTS_REPORTMADE_H
#define TESTS_REPORTMADE_H

#include "research/reportdata.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/rng.h"
#include "base/stamp.h"
#include "out/chart.h"
#include "store/runparts.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define START INT64_C(1640995200000000)		/* 2022-01-01 */

struct made {
	struct run run;
	struct run_parts parts;
	struct run_source source;
};

static struct buf page;

static inline const char *
shown(const struct made *m)
{
	struct report r = { &m->run, &m->source, &m->parts };

	buf_clear(&page);
	report_page(&r, &page);
	return buf_text(&page);
}

static inline bool
has(const char *text)
{
	bool found = strstr(buf_text(&page), text) != NULL;

	if (!found)
		printf("# not there: %s\n", text);
	return found;
}

/* How often it is there. */
static inline int
times(const char *text)
{
	int n = 0;

	for (const char *s = buf_text(&page); (s = strstr(s, text)) != NULL; n++)
		s++;
	return n;
}

static inline void
make_curve(struct made *m, struct rng *rng, size_t bars, int64_t step)
{
	double equity = 10000;

	for (size_t i = 0; i <= bars; i++) {
		struct equity_point p = { .time = START + (int64_t)i * step,
		    .equity = dec_make((int64_t)lround(equity * 100), 2),
		    .units = dec_int(1), .transferred = DEC_ZERO };

		p.high = p.low = p.equity;
		curve_add(&m->parts.equity, &p);
		equity *= 1 + (rng_unit(rng) - 0.4985) * 0.02 * sqrt((double)
		    step / (double)STAMP_HOUR);
	}
}

static inline void
make_trades(struct made *m, struct rng *rng, size_t n, int64_t span)
{
	for (size_t i = 0; i < n; i++) {
		struct run_trade *t = vec_add(&m->parts.trades);
		double ret = (rng_unit(rng) + rng_unit(rng) + rng_unit(rng) -
		    1.46) * 0.06;
		int64_t each = span / (int64_t)n;

		if (i % 40 == 7)
			ret *= 4;
		*t = (struct run_trade){ .run = "7", .symbol = "BTC/USDT:USDT",
		    .side = i % 3 == 2, .entry_time = START + (int64_t)i * each,
		    .entry_price = dec_make(4200000 + (int64_t)(i * 131 % 9999),
		    2), .amount = dec_make(95 + (int64_t)i % 13, 3),
		    .bars = 11 + (int64_t)i % 37, .ret = ret,
		    .profit = dec_make((int64_t)lround(ret * 400000), 2),
		    .fees = dec_make(812, 2), .funding = dec_make(-31, 2),
		    .reason_in = "long when crossover(sma(close, fast),"
		    " sma(close, slow))", .reason_out = i % 5 == 0 ? "stop" :
		    "exit when crossunder(sma(close, fast), sma(close, slow))",
		    .intrabar = i % 17 == 0 };
		t->exit_time = t->entry_time + each / 2 +
		    (int64_t)(rng_unit(rng) * (double)each * 0.4);
		t->exit_price = dec_make(4210000 + (int64_t)(i * 77 % 9999), 2);
	}
	if (n > 0)
		m->parts.trades.at[n - 1].exit_time = 0;
	for (size_t i = 0; i < n; i++) {
		const struct run_trade *t = &m->parts.trades.at[i];
		struct run_order *o = vec_add(&m->parts.orders);

		*o = (struct run_order){ .symbol = t->symbol, .side = t->side,
		    .filled = t->amount, .average = t->entry_price,
		    .last_update_time = t->entry_time };
		if (i % 5 == 0 || t->exit_time == 0)
			continue;	/* liquidated, for all that is known */
		o = vec_add(&m->parts.orders);
		*o = (struct run_order){ .symbol = t->symbol,
		    .side = !t->side, .filled = t->amount,
		    .average = t->exit_price,
		    .last_update_time = t->exit_time };
	}
}

static inline void
make_rules(struct made *m, int64_t span)
{
	for (int i = 0; i < 9; i++) {
		struct breaker_event e = { .time = START + span / 10 * (i + 1) -
		    (i % 3) * span / 31, .kind = i % 3 == 0 ? BREAKER_TRIGGERED
		    : i % 3 == 1 ? BREAKER_ACTION : BREAKER_RESOLVED,
		    .value = dec_make(534, 4), .limit = dec_make(5, 2) };

		TEXT_SET(e.breaker, i < 6 ? "daily-loss" : "week");
		TEXT_SET(e.action, i % 3 == 1 ? "reduce 50%" : "");
		TEXT_SET(e.message, "drawdown(1d) > 5%");
		vec_push(&m->parts.events, e);
	}
	for (int i = 0; i < 57; i++) {
		struct violation v = { .time = START + span / 60 * i + (i % 7) *
		    span / 400, .value = dec_int(6400 + i),
		    .limit = dec_int(6000) };

		TEXT_SET(v.symbol, "BTC/USDT:USDT");
		TEXT_SET(v.rule, i % 4 ? "max-order-notional" : "price-collar");
		TEXT_SET(v.message, "order of 6,400 is over the limit of 6,000");
		vec_push(&m->parts.refusals, v);
	}
}

static inline void
make(struct made *m, size_t bars, int64_t step, size_t trades)
{
	struct rng rng;
	int64_t span = (int64_t)bars * step;

	rng_seed(&rng, 42);
	*m = (struct made){ .run = { .id = "7", .kind = RUN_BACKTEST,
	    .strategy = "sma_cross", .strategy_path =
	    "share/strategies/sma_cross.strategy", .venue = "binance",
	    .strategy_hash = "b15a07b1802143c72dc6f52f62e5cc14f8bf4aac95a625ff9"
	    "0b04a47b538c9e1", .symbols = "BTC/USDT:USDT;ETH/USDT:USDT",
	    .timeframe = step, .from = START, .to = START + span,
	    .params = "fast=10;slow=30", .capital = dec_int(10000),
	    .currency = "USDT", .data_hash = "0e5751c026e543b2e8ab2eb06099daa1d"
	    "1e5df47778f7787faab45cdf12fe3a8", .seed = 1, .version = "0.5.0",
	    .assumptions = "leverage=1;maker=0.001;taker=0.001;slippage=0.0005;"
	    "fills=next open, adverse path first;policy=none;breakers=none",
	    .warnings = "12 trades were decided by the path assumed inside a"
	    " bar;the Sharpe ratio rests on 61 trades",
	    .total_return = 0.2345678901, .annual_return = 0.0731,
	    .volatility = 0.2213, .max_drawdown = 0.1234,
	    .max_drawdown_days = 211.25, .sharpe = 1.0213, .sortino = 1.551,
	    .calmar = 0.59, .omega = 1.09, .ulcer = 0.0512, .psr = 0.9312,
	    .sqn = 1.71, .win_rate = 0.4516, .profit_factor = 1.31,
	    .payoff = 1.59, .expectancy = dec_make(141317, 4),
	    .exposure = 0.512, .trades = (int64_t)trades,
	    .fees = dec_make(123456789, 5), .funding = dec_make(-4512, 2),
	    .refusals = 57, .breaker_trips = 3, .intrabar_decided = 12,
	    .final_equity = dec_make(1234567890, 5), .bars = (int64_t)bars,
	    .inexact_ties = 0, .result_hash = "5f70bf18a086007016e948b04aed3b82"
	    "103a36bea41755b6cddfaf10ace3c6ef", .time = START + 2 * span } };
	make_curve(m, &rng, bars, step);
	make_trades(m, &rng, trades, span);
	make_rules(m, span);
	buf_puts(&m->source.strategy, "strategy sma_cross\nlong when crossover("
	    "sma(close, fast), sma(close, slow))\n");
}

static inline void
drop(struct made *m)
{
	vec_release(&m->parts.trades);
	vec_release(&m->parts.orders);
	vec_release(&m->parts.refusals);
	vec_release(&m->parts.events);
	curve_release(&m->parts.equity);
	buf_release(&m->source.strategy);
	arena_release(&m->parts.texts);
}

#endif
