/*
 * etrms market funding: the funding rates in the store, and those that a venue
 * has settled since.
 */
#include "base/stamp.h"
#include "cmd/candles.h"
#include "cmd/market.h"
#include "store/fundingrates.h"

#include <string.h>

#define DAYS_BACK 30		/* where nothing else says where to begin */

struct args {
	const char *venue, *symbol;
	int64_t from, to, limit;
	bool fetch;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'v', "venue", "venue", NULL, "of this venue only",
	  AT(const char *, venue), .words = WORDS_VENUE },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "of this symbol only",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_STAMP, 0, "from", "time", NULL,
	  "settled at this time or later", AT(int64_t, from) },
	{ OPT_STAMP, 0, "to", "time", NULL, "settled before this time",
	  AT(int64_t, to) },
	{ OPT_INT, 'n', "limit", "count", NULL,
	  "only the newest of each symbol", AT(int64_t, limit), .min = 1,
	  .max = 1000000 },
	{ OPT_FLAG, 0, "fetch", NULL, NULL,
	  "first ask the venue for those that are not stored (from --from on;"
	  " default: where the stored ones end, or 30 days back)",
	  AT(bool, fetch) },
	{ .kind = OPT_DONE }
};

/* From where on the venue is asked. */
static enum err_code
find_start(struct session *s, const struct args *a, int64_t now,
    int64_t *from, struct err *err)
{
	struct funding_rates last = {0};
	enum err_code rc;

	*from = a->from;
	if (a->from != 0)
		return E_OK;
	rc = funding_rates_load(s->store, a->venue, a->symbol, 0, 0, 1, &last,
	    err);
	*from = rc == E_OK && last.len > 0 ? last.at[0].time + STAMP_SECOND :
	    now - DAYS_BACK * STAMP_DAY;
	vec_release(&last);
	return rc;
}

/* A page is one transaction. A settlement that is there with another rate is
 * refused: one of the two is wrong. */
static enum err_code
keep(struct session *s, const struct args *a,
    const struct funding_rates *page, struct err *err)
{
	enum rate_put what = RATE_SAME;
	char at[STAMP_TEXT_SIZE], detail[80];
	int64_t added = 0;
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < page->len && rc == E_OK; i++) {
		rc = funding_rate_put(s->store, &page->at[i], false, &what,
		    err);
		added += what == RATE_ADDED;
		if (rc == E_OK && what == RATE_CONFLICT)
			rc = err_set(err, E_DATA, "%s %s at %s is stored with"
			    " another rate", a->venue, a->symbol,
			    stamp_text(page->at[i].time, at));
	}
	snprintf(detail, sizeof(detail), "%lld new rates", (long long)added);
	if (rc == E_OK && added > 0)
		rc = session_audit(s, "funding_rate", a->symbol, "fetch",
		    detail, err);
	return store_end(s->store, rc, err);
}

/* Settlements are stored at their whole second, as files of them are. */
static void
whole_seconds(const struct args *a, struct funding_rates *page)
{
	for (size_t i = 0; i < page->len; i++) {
		TEXT_SET(page->at[i].venue, a->venue);
		TEXT_SET(page->at[i].symbol, a->symbol);
		page->at[i].time -= page->at[i].time % STAMP_SECOND;
	}
}

static enum err_code
fetch(struct session *s, const struct args *a, struct err *err)
{
	struct funding_rates page = {0};
	struct venue *v = NULL;
	int64_t now, from = 0, to;
	bool more = true;
	enum err_code rc = market_open(s, a->venue, NULL, &v, err);

	if (rc == E_OK)
		rc = v->ops->time(v, &now, err);
	if (rc == E_OK)
		rc = find_start(s, a, now, &from, err);
	to = a->to != 0 ? a->to : now + STAMP_SECOND;
	while (rc == E_OK && more && from < to) {
		vec_clear(&page);
		rc = v->ops->market->funding_rates(v, a->symbol, from, to,
		    &page, err);
		more = page.len > 0;
		if (rc != E_OK || !more)
			break;
		if (page.at[page.len - 1].time < from) {
			rc = err_set(err, E_DATA, "%s %s: funding rates that"
			    " were not asked for", a->venue, a->symbol);
			break;
		}
		from = page.at[page.len - 1].time + 1;
		whole_seconds(a, &page);
		rc = keep(s, a, &page, err);
	}
	vec_release(&page);
	venue_close(v);
	return rc;
}

static enum err_code
check(const struct args *a, struct err *err)
{
	enum err_code rc = candles_series_check(a->venue, a->symbol, 0, err);

	if (rc == E_OK && a->to != 0 && a->to < a->from)
		rc = err_set(err, E_USAGE, "--to is before --from");
	if (rc == E_OK && a->fetch && (a->venue == NULL || a->symbol == NULL))
		rc = err_set(err, E_USAGE, "--fetch: of which? give --venue "
		    "and --symbol");
	if (rc == E_OK && a->fetch && strchr(a->symbol, ':') == NULL)
		rc = err_set(err, E_USAGE, "symbol '%s': only a perpetual such"
		    " as BTC/USDT:USDT has funding", a->symbol);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct funding_rates all = {0};
	struct out *out = NULL;
	enum err_code rc = check(a, err);

	(void)operands;
	if (rc == E_OK && a->fetch)
		rc = fetch(s, a, err);
	if (rc == E_OK && s->store != NULL)
		rc = funding_rates_load(s->store, a->venue, a->symbol,
		    a->from, a->to, a->limit == INT_NONE ? 0 : a->limit, &all,
		    err);
	if (rc == E_OK)
		rc = session_out(s, &funding_rate_record, &out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		rc = out_row(out, &all.at[i], err);
	vec_release(&all);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms market funding --symbol BTC/USDT:USDT --limit 10",
	  "the last ten settlements", 0 },
	{ "etrms market funding --venue binance --symbol BTC/USDT:USDT "
	  "--fetch --limit 10", "brought up to now first", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_DATA, 0 };

const struct cmd cmd_market_funding = {
	.name = "market funding",
	.group = "market data",
	.summary = "list the funding rates in the store",
	.about = "Lists what longs paid shorts of perpetuals, settlement by"
	    " settlement, as market import and --fetch took it into the store; a negative"
	    " rate is what shorts paid longs. Paper accounts pay and receive"
	    " it. A rate without mark price is settled at the mark of the"
	    " bar that opens then.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &funding_rate_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE,
	.run = run
};
