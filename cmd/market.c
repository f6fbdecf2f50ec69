/*
 * What the market commands share that ask a venue.
 */
#include "cmd/market.h"

#include "cmd/online.h"
#include "cmd/scope.h"

enum err_code
market_open(struct session *s, const char *venue, const struct texts *symbols,
    struct venue **out, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; symbols != NULL && i < symbols->len && rc == E_OK;
	    i++)
		rc = symbol_must_fit(symbols->at[i], err);
	return rc == E_OK ? session_market(s, venue, out, err) : rc;
}

static enum err_code
page(void *self, int64_t from, int64_t to, int limit, struct candle_rows *out,
    struct err *err)
{
	const struct market_pages *m = self;

	(void)limit;
	return m->venue->ops->market->candles(m->venue, m->d->symbol,
	    m->d->timeframe, m->d->price, from, to, out, err);
}

struct download_source
market_source(struct market_pages *m)
{
	return (struct download_source){ .page = page, .self = m };
}
