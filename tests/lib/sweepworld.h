/* Markets made from a seed in a store of their own, and sweeps over them, for
 * the tests of research/sweep.h. */
#ifndef TESTS_SWEEPWORLD_H
#define TESTS_SWEEPWORLD_H

#include "storetest.h"

#include "base/rng.h"
#include "base/stamp.h"
#include "model/candlerows.h"
#include "research/sweep.h"
#include "risk/policy.h"
#include "store/candles.h"

#include <math.h>

#define SPOT "BTC/USDT"
#define SWAP "BTC/USDT:USDT"
#define OTHER "ETH/USDT:USDT"

static struct store *store;

static inline double
normal(struct rng *r)
{
	double u = rng_unit(r), v = rng_unit(r);

	return sqrt(-2 * log(1 - u)) * cos(2 * M_PI * v);
}

/*
 * Closes of a walk with 1 % a bar; edge: the drift of spells of some 100 bars
 * that go up or down in turns, 0: a pure random walk.
 */
static inline void
market_make(const char *symbol, int64_t timeframe, size_t bars, uint64_t seed,
    double edge)
{
	struct candle_rows rows = { 0 };
	struct candle_writer *w = NULL;
	struct candle_sums sums = { 0 };
	double log_price = log(30000);
	struct rng r;
	int way = 1;
	enum err_code rc;

	rng_seed(&r, seed);
	for (size_t i = 0; i < bars; i++) {
		struct candle k = candle_empty();
		double before = log_price, wick;

		if (rng_below(&r, 100) == 0)
			way = -way;
		log_price += 0.01 * normal(&r) + way * edge - 0.00005;
		wick = fabs(normal(&r)) * 0.002;
		k.open_time_ms = INT64_C(1640995200000) + (int64_t)i *
		    (timeframe / 1000);
		k.open = dec_make((int64_t)(100 * exp(before)), 2);
		k.close = dec_make((int64_t)(100 * exp(log_price)), 2);
		k.high = dec_make((int64_t)(100 * exp(fmax(before, log_price)
		    + wick)) + 1, 2);
		k.low = dec_make((int64_t)(100 * exp(fmin(before, log_price)
		    - wick)) - 1, 2);
		k.volume = dec_int(100);
		candle_rows_add(&rows, &k, 0);
	}
	rc = store_begin(store, &err);
	if (rc == E_OK)
		rc = candles_writer_open(store, "binance", symbol, timeframe,
		    PRICE_LAST, CONFLICT_REFUSE, NULL, &w, &err);
	if (rc == E_OK)
		rc = candles_put(w, &rows, &err);
	rc = candles_writer_close(w, rc, &sums, &err);
	ok(store_end(store, rc, &err) == E_OK);
	candle_rows_release(&rows);
}

/* A sweep of a file over one symbol; nothing is limited. */
struct world {
	char text[STRATEGY_BYTES];
	struct strategy_source source;
	struct strategy *strategy;
	struct policy_rows policy;
	const char *symbol;
	struct backtest b;
	struct space space;
	struct objective objective;
	struct expr *constraint;
	struct sweep sweep;
};

static inline bool
world_open(struct world *w, const char *path, const char *symbol,
    int64_t timeframe, const char *const *specs, size_t specs_len,
    const char *objective)
{
	struct expr_findings findings = { 0 };
	FILE *f = fopen(path, "r");

	memset(w, 0, sizeof(*w));
	w->source = (struct strategy_source){ .label = path, .text = w->text,
	    .timeframe = timeframe };
	if (ok(f != NULL)) {
		w->source.len = fread(w->text, 1, sizeof(w->text), f);
		fclose(f);
	}
	ok(strategy_read(&w->source, &w->strategy, &findings, &err) == E_OK);
	vec_release(&findings);
	for (const struct rule *r = policy_rules; r->name != NULL; r++) {
		struct policy_row *row = vec_add(&w->policy);

		TEXT_SET(row->rule, r->name);
		TEXT_SET(row->value, "off");
	}
	w->symbol = symbol;
	w->b = (struct backtest){ .strategy = w->strategy, .path = "",
	    .venue = "binance", .symbols = &w->symbol, .symbols_len = 1,
	    .timeframe = timeframe, .capital = dec_int(10000),
	    .currency = "USDT", .leverage = DEC_NONE, .maker = DEC_NONE,
	    .taker = DEC_NONE, .policy = &w->policy,
	    .settings = { .slippage_bps = dec_int(1),
	    .spread_bps = DEC_ZERO, .impact_bps = DEC_ZERO,
	    .volume_share = DEC_ZERO } };
	ok(objective_read(objective, &w->objective, &err) == E_OK);
	if (!ok(space_make(w->strategy, specs, specs_len, &w->space, &err) ==
	    E_OK))
		printf("# %s\n", err.text);
	w->sweep = (struct sweep){ .store = store, .b = &w->b,
	    .source = &w->source, .space = &w->space,
	    .search = { SEARCH_GRID, w->space.sets, 1 },
	    .objective = &w->objective, .top = 5, .version = "test",
	    .now = 1 };
	return w->strategy != NULL;
}

static inline void
world_release(struct world *w)
{
	strategy_free(w->strategy);
	vec_release(&w->policy);
	space_release(&w->space);
	objective_release(&w->objective);
	expr_free(w->constraint);
}

#endif
