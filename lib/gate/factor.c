/* Closed bars of the account's market into factors of its limits. */
#include "gate/factor.h"

void
factor_source_release(struct factor_source *f)
{
	factors_release(&f->known);
}

const struct regime_now *
factor_now(void *self, const char *symbol, int64_t timeframe, int64_t now)
{
	struct factor_source *f = self;
	const struct candles *bars = NULL;

	if (market_there(f->market)) {
		f->market->now = now;
		bars = market_bars(f->market, symbol, timeframe);
	}
	return factors_find(&f->known, symbol, timeframe, bars, now);
}
