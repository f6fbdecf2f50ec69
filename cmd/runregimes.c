/* A recorded run by the regimes of its market: the candles that it ran over are
 * loaded again, and some before them. */
#include "cmd/runregimes.h"

#include "base/pieces.h"
#include "cmd/evalbars.h"

#include <stdlib.h>

static enum err_code
print(struct session *s, const struct regime_shares *all, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, &regime_share_record, &out, err);

	for (size_t i = 0; i < all->len && rc == E_OK; i++)
		rc = out_row(out, &all->at[i], err);
	return out_end(out, rc, err);
}

enum err_code
regimes_show(struct session *s, const struct recorded *r, struct err *err)
{
	const struct run *run = &r->run;
	int64_t before = BY_REGIME_BEFORE * run->timeframe;
	const char *rest = run->symbols;
	size_t n = 0;
	const char *first = text_piece(&rest, &n);
	char *symbol = first != NULL ? mem_textn(first, n) : NULL;
	struct eval_bars stored = { .session = s, .venue = run->venue,
	    .symbol = symbol, .timeframe = run->timeframe,
	    .from = run->from > before ? run->from - before : 0,
	    .to = run->to };
	const struct texts none = {0};
	struct regime_shares all;
	enum err_code rc;

	if (symbol == NULL || curve_len(&r->parts.equity) < 2)
		rc = err_set(err, E_USAGE, "run %s has no equity over bars",
		    run->id);
	else
		rc = eval_bars_open(&stored, &none, err);
	if (rc == E_OK) {
		by_regime(run, &r->parts, &stored.series.at[0]->bars, &all);
		rc = print(s, &all, err);
	}
	eval_bars_release(&stored);
	free(symbol);
	return rc;
}
