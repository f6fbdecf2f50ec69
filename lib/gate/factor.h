/*
 * What limits that follow the market are multiplied by, of the closed bars of
 * an account's market. All-zero but for market is new.
 */
#ifndef GATE_FACTOR_H
#define GATE_FACTOR_H

#include "account/market.h"
#include "analysis/factor.h"

struct factor_source {
	struct market *market;		/* borrowed */
	struct factors known;
};
void factor_source_release(struct factor_source *f);
/* struct risk_rules' regime(), with a struct factor_source as self. */
const struct regime_now *factor_now(void *self, const char *symbol,
    int64_t timeframe, int64_t now);

#endif
