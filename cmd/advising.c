/* Advice beside a plan: each asset's pair, its stored bars, what rules say. */
#include "cmd/advising.h"

#include "cmd/evalbars.h"

#include <string.h>

/* The venue whose candles an account goes by. */
static const char *
candles_of(const struct account *a)
{
	return a->prices[0] != '\0' ? a->prices : a->venue;
}

/* The first account with a market of the asset in the quote; NULL: none. */
static const struct planned *
account_with(const struct planneds *accounts, const char *asset,
    const char *quote, char symbol[SYMBOL_SIZE])
{
	for (size_t i = 0; i < accounts->len; i++) {
		const struct planned *p = &accounts->at[i];

		for (size_t k = 0; k < p->instruments.len; k++) {
			const struct instrument *m = &p->instruments.at[k];

			if (m->kind != KIND_SPOT || strcmp(m->base, asset) !=
			    0 || strcmp(m->quote, quote) != 0)
				continue;
			text_set(symbol, SYMBOL_SIZE, m->symbol);
			return p;
		}
	}
	return NULL;
}

static enum err_code
find(struct session *s, const struct planned *p,
    const struct rebalance_weight *w, int64_t timeframe,
    struct advice_said *out, struct err *err)
{
	/* What has closed by the account's clock. */
	struct eval_bars stored = { .session = s,
	    .venue = candles_of(&p->account), .symbol = out->symbol,
	    .timeframe = timeframe, .to = p->now - timeframe + 1 };
	const struct texts none = {0};
	struct analysis_bars bars = {0};
	enum err_code rc = eval_bars_open(&stored, &none, err);

	if (rc == E_OK)
		rc = analysis_bars_make(&stored.series.at[0]->bars,
		    out->symbol, stored.timeframe, ADVICE_BARS, &bars, err);
	if (rc == E_OK)
		rc = advice_find(&bars, w, out, err);
	analysis_bars_release(&bars);
	eval_bars_release(&stored);
	return rc;
}

enum err_code
advising_print(struct session *s, const struct planneds *accounts,
    const struct rebalance_plan *plan, int64_t timeframe, struct out *out,
    struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < plan->weights.len && rc == E_OK; i++) {
		const struct rebalance_weight *w = &plan->weights.at[i];
		struct advice_said said = advice_empty(w);
		const struct planned *p;
		struct err why = {0};
		enum err_code failed;

		if (strcmp(w->asset, plan->quote) == 0)
			continue;
		p = account_with(accounts, w->asset, plan->quote,
		    said.symbol);
		failed = p == NULL ? err_set(&why, E_DATA, "%s has no market"
		    " in %s", w->asset, plan->quote) : find(s, p, w,
		    timeframe, &said, &why);
		if (failed == E_STORE) {
			*err = why;
			return failed;
		}
		if (failed != E_OK)
			text_set(said.reasons, sizeof(said.reasons), why.text);
		rc = out_row(out, &said, err);
	}
	return rc;
}
