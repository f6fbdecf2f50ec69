/*
 * Candles by candles_download(), funding page by page.
 */
#include "account/follow.h"

#include "base/stamp.h"
#include "store/fundingrates.h"

#include <string.h>

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

enum err_code
follow_candles(struct store *s, struct venue *market,
    const struct followed *f, int64_t from, int64_t to, struct err *err)
{
	struct download d = { .timeframe = f->timeframe, .price = f->price,
	    .from = from, .to = to - to % f->timeframe,
	    .policy = CONFLICT_REFUSE };
	struct market_pages pages = { market, &d };
	const struct download_source source = market_source(&pages);
	struct download_sums sums;

	TEXT_SET(d.venue, f->venue);
	TEXT_SET(d.symbol, f->symbol);
	return d.from >= d.to ? E_OK : candles_download(s, &source, &d, &sums,
	    err);
}

/* Settlements are stored at their whole second, as files of them are. */
static enum err_code
keep(struct store *s, const struct followed *f, struct funding_rates *page,
    struct err *err)
{
	enum rate_put what;
	enum err_code rc = store_begin(s, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < page->len && rc == E_OK; i++) {
		struct funding_rate *one = &page->at[i];

		one->time -= one->time % STAMP_SECOND;
		TEXT_SET(one->venue, f->venue);
		TEXT_SET(one->symbol, f->symbol);
		rc = funding_rate_put(s, one, false, &what, err);
	}
	return store_end(s, rc, err);
}

enum err_code
follow_funding(struct store *s, struct venue *market,
    const struct followed *f, int64_t from, int64_t to, struct err *err)
{
	struct funding_rates page = {0};
	bool more = true;
	enum err_code rc = E_OK;

	while (rc == E_OK && more && from < to) {
		vec_clear(&page);
		rc = market->ops->market->funding_rates(market, f->symbol,
		    from, to, &page, err);
		more = rc == E_OK && page.len > 0 &&
		    page.at[page.len - 1].time >= from;
		if (!more)
			break;
		from = page.at[page.len - 1].time + 1;
		rc = keep(s, f, &page, err);
	}
	vec_release(&page);
	return rc;
}
