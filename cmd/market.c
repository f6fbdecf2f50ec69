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

enum err_code
market_tickers(struct venue *v, struct tickers *out, struct err *err)
{
	struct prices prices = {0};
	enum err_code rc;

	if (v->ops->market != NULL)
		return v->ops->market->ticker(v, NULL, out, err);
	rc = v->ops->prices(v, &prices, err);
	for (size_t i = 0; i < prices.len && rc == E_OK; i++) {
		struct ticker t = ticker_empty();

		TEXT_SET(t.symbol, prices.at[i].symbol);
		t.last = prices.at[i].last;
		t.time = prices.at[i].time;
		vec_push(out, t);
	}
	vec_release(&prices);
	return rc;
}
