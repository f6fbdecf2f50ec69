/*
 * Chains of options from any bytes: refused with a cause, or read; what is
 * read is in order of expiry, a volatility that is implied is finite and not
 * below 0, and gives its price back; a smile keeps its bounds.
 */
#include "analysis/smile.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define MUST(condition) do { if (!(condition)) abort(); } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_quote(const struct option_quote *q)
{
	struct option o = { q->type == 1, q->strike, q->years, 0 };
	double again;

	MUST(q->strike > 0 && q->forward > 0 && q->price >= 0);
	MUST((q->flaw == QUOTE_GOOD) == !isnan(q->implied));
	if (q->flaw != QUOTE_GOOD)
		return;
	MUST(q->years > 0 && isfinite(q->implied) && q->implied >= 0);
	again = option_black76(&o, q->forward, q->implied).price;
	MUST(fabs(again - q->price) <= 1e-9 * (q->price + q->forward +
	    q->strike));
}

static void
check_smile(const struct option_quote *q)
{
	const struct svi *s = &q->smile;

	if (isnan(s->b))
		return;
	MUST(s->b >= 0 && fabs(s->rho) < 1 && s->sigma > 0);
	MUST(svi_least(s) >= -1e-9 * (fabs(s->a) + s->b * s->sigma));
	MUST(q->fitted >= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct volatility v = { .symbol = "BTC/USDT", .horizon = 10,
	    .timeframe = INT64_C(3600000000), .last = INT64_C(1700000000000000)
	};
	struct option_quotes all = {0};
	struct err err = {0};
	enum err_code rc;

	rc = smile_read((const char *)data, size, "chain", &v, &all, &err);
	MUST(rc == E_OK || (rc == E_DATA && err.text[0] != '\0'));
	MUST((rc == E_OK) == (all.len > 0));
	for (size_t i = 0; i < all.len; i++) {
		MUST(i == 0 || all.at[i].expiry >= all.at[i - 1].expiry);
		check_quote(&all.at[i]);
		check_smile(&all.at[i]);
	}
	if (rc == E_OK)
		smile_tell(&all, &v);
	vec_release(&all);
	return 0;
}
