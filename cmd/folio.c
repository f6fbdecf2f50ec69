/* Reading stored snapshots, and what came of them. */
#include "cmd/folio.h"

#include "base/stamp.h"

void
folio_release(struct folio *f)
{
	portfolios_release(&f->stored);
	performance_release(&f->performance);
}

static void
warn(struct session *s, const struct performance *p)
{
	char at[STAMP_TEXT_SIZE];

	if (p->sum.unknown_from != 0)
		session_warn(s, "the period that ends at %s has no return: at"
		    " its beginning the portfolio was worth nothing or less,"
		    " or more than all of it was lost",
		    stamp_text(p->sum.unknown_from, at));
	if (p->sum.several_rates)
		session_warn(s, "more than one money-weighted rate fits what"
		    " came and went: none is told");
	if (p->sum.snapshots == 1)
		session_warn(s, "there is one snapshot: a return takes two");
}

enum err_code
folio_load(struct session *s, const char *currency, int64_t since,
    int64_t until, int64_t interval, struct folio *out, struct err *err)
{
	const char *account = s->globals->account;
	enum err_code rc;

	if (currency == NULL)
		currency = conf_text(s->conf, "portfolio.currency");
	if (!asset_valid(currency))
		return err_set(err, E_USAGE, "--currency: \"%s\" is no asset"
		    " such as USDT", currency);
	if (until != 0 && until <= since)
		return err_set(err, E_USAGE, "--until: it is not after"
		    " --since");
	rc = portfolios_load(s->store, account != NULL ? account : "",
	    currency, since, until, &out->stored, err);
	if (rc == E_OK && out->stored.snapshots.len == 0)
		return err_set(err, E_DATA, "there are no snapshots of %s%s in"
		    " %s%s: etrms portfolio snapshot makes one",
		    account != NULL ? "account " : "all accounts", account !=
		    NULL ? account : "", currency, since != 0 || until != 0 ?
		    " in that time" : "");
	if (rc == E_OK)
		rc = performance_make(&out->stored, interval,
		    &out->performance, err);
	if (rc == E_OK)
		warn(s, &out->performance);
	return rc;
}
