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
