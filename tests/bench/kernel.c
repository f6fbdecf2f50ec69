/*
 * The array kernel over a million one-minute bars of a geometric Brownian
 * motion made from a seed, SMA(10) over SMA(30), long only, 0.1 % a side, 1,000
 * a trade: signals, trades, equity at each close, drawdown, mean and variance.
 *
 *	kernel write FILE	opens, then closes, in cents, as doubles
 *	kernel run TIMES	the best of so many, in processor time
 *
 * A run prints ms of all, ms of the kernel without the rules, trades, final
 * equity, drawdown, mean and variance, as the peers in kernel.py do.
 */
#include "research/kernel.h"
#include "tests/bench/kernelbars.h"

#include <string.h>

enum { BARS = 1000000 };

static const char text[] = "strategy cross\ntimeframe 1m\n"
    "long when crossover(sma(close, 10), sma(close, 30))\n"
    "exit when crossunder(sma(close, 10), sma(close, 30))\n"
    "size notional 1000\n";

static struct strategy *
strategy_make(void)
{
	struct strategy_source in = { .label = "bench", .text = text,
	    .len = sizeof(text) - 1 };
	struct expr_findings findings = { 0 };
	struct strategy *s = NULL;
	struct err err;

	need(strategy_read(&in, &s, &findings, &err) == E_OK, "strategy");
	vec_release(&findings);
	return s;
}

static void
run(struct candles *c, int times)
{
	struct instrument i = { .venue = "paper", .symbol = "BTC/USDT",
	    .lot = dec_make(1, 5) };
	struct kernel_market m = { .bars = c, .timeframe = MINUTE,
	    .instrument = &i };
	struct kernel_terms t = { .capital = dec_int(1000000000),
	    .leverage = dec_int(1), .maker = dec_make(1, 3),
	    .taker = dec_make(1, 3), .slippage_bps = DEC_ZERO,
	    .spread_bps = DEC_ZERO };
	struct expr_market view = { .self = c, .bars = bars_of,
	    .symbol = "BTC/USDT" };
	struct kernel_out out = { .equity = mem_array(BARS, sizeof(double)),
	    .trades_cap = BARS / 8 };
	struct strategy *s = strategy_make();
	double all = INFINITY, kernel = INFINITY;
	struct err err;

	need(instrument_set_tick(&i, "0.01", &err) == E_OK &&
	    instrument_check(&i, &err) == E_OK, "instrument");
	out.trades = mem_array(out.trades_cap, sizeof(*out.trades));
	for (int n = 0; n < times; n++) {
		double begun = now(CLOCK_PROCESS_CPUTIME_ID), between, end;
		struct expr_rules *rules = NULL;
		struct kernel *k;

		need(kernel_new(&m, &t, &k, &err) == E_OK &&
		    expr_rules_run(s->program, &view, &rules, &err) == E_OK,
		    "rules");
		between = now(CLOCK_PROCESS_CPUTIME_ID);
		kernel_run(k, s, rules, &out);
		end = now(CLOCK_PROCESS_CPUTIME_ID);
		need(out.replay == NULL, "it wants the replay");
		all = fmin(all, end - begun);
		kernel = fmin(kernel, end - between);
		expr_rules_free(rules);
		kernel_free(k);
	}
	printf("%.3f %.3f %zu %.6f %.9g %.9g %.9g\n", all, kernel,
	    out.trades_len, out.final_equity, out.max_drawdown, out.mean,
	    out.variance);
	free(out.equity);
	free(out.trades);
	strategy_free(s);
}

int
main(int argc, char **argv)
{
	struct candles c = { 0 };

	if (argc != 3) {
		fprintf(stderr, "usage: kernel write FILE | run TIMES\n");
		return 2;
	}
	bars_make(&c, BARS);
	if (strcmp(argv[1], "write") == 0)
		return bars_write(&c, argv[2]);
	run(&c, atoi(argv[2]));
	candles_release(&c);
	return 0;
}
