/* Limits that follow the market, over the bars of a run. */
#include "research/limits.h"

#include "analysis/factor.h"
#include "base/stamp.h"

bool
limits_next(const struct backtest *b, size_t *at, struct limit_factor *out)
{
	while (b->policy != NULL && *at < b->policy->len) {
		const struct policy_row *row = &b->policy->at[(*at)++];
		const struct rule *rule = rule_find(row->rule);
		struct dec number;

		if (rule != NULL && rule_read(rule, row->value, &number, out,
		    NULL) == E_OK && out->timeframe != 0)
			return true;
	}
	return false;
}

int64_t
limits_warmup(const struct backtest *b)
{
	int64_t most = expr_warmup(b->strategy->program);
	struct limit_factor f;

	for (size_t at = 0; limits_next(b, &at, &f); ) {
		int64_t bars = FACTOR_BARS * (f.timeframe / b->timeframe);

		most = bars > most ? bars : most;
	}
	return most;
}

enum err_code
limits_fit(const struct backtest *b, struct err *err)
{
	char mine[STAMP_TEXT_SIZE], its[STAMP_TEXT_SIZE];
	struct limit_factor f;

	for (size_t at = 0; limits_next(b, &at, &f); )
		if (f.timeframe % b->timeframe != 0)
			return err_set(err, E_USAGE, "policy: %s: bars of %s do"
			    " not make those of regime_factor@%s",
			    b->policy->at[at - 1].rule, duration_text(
			    b->timeframe, mine), duration_text(f.timeframe,
			    its));
	return E_OK;
}
