/* An account's positions, weighed by its equity. */
#include "cmd/held.h"

#include "base/decfloat.h"
#include "cmd/holdings.h"

#include <string.h>

struct weighed {
	struct holding held;
	struct run about;
	size_t accounts;
};

static enum err_code
position_add(struct weighed *h, const struct snapshot *s,
    const struct position *p, struct err *err)
{
	const struct instrument *i = snapshot_instrument(s, p->symbol);
	const char *money = i == NULL ? "" : i->kind == KIND_SPOT ? i->quote :
	    i->settle;
	double share;

	if (i == NULL || !dec_known(p->notional))
		return err_set(err, E_DATA, "%s: what is held of it cannot be"
		    " valued", p->symbol);
	if (strcmp(money, s->currency) != 0)
		return err_set(err, E_USAGE, "%s is worth %s, and account %s"
		    " counts in %s: only what is worth that can be asked"
		    " about", p->symbol, money, s->account.label,
		    s->currency);
	share = dec_to_double(dec_abs(p->notional)) /
	    dec_to_double(s->equity);
	holding_add(&h->held, p->symbol, p->side == POSITION_LONG ? share :
	    -share);
	return E_OK;
}

static enum err_code
account_take(void *self, const struct snapshot *s, struct err *err)
{
	struct weighed *h = self;
	enum err_code rc = E_OK;

	if (h->accounts++ > 0)
		return err_set(err, E_USAGE, "several accounts are active:"
		    " name one with --account");
	if (!dec_known(s->equity) || dec_sign(s->equity) <= 0)
		return err_set(err, E_DATA, "account %s: its equity is not"
		    " more than 0, or not known", s->account.label);
	TEXT_SET(h->held.venue, s->account.mode == MODE_PAPER ?
	    s->account.prices : s->account.venue);
	TEXT_SET(h->about.strategy, "portfolio");
	TEXT_SET(h->about.strategy_path, s->account.label);
	TEXT_SET(h->about.venue, h->held.venue);
	TEXT_SET(h->about.currency, s->currency);
	h->about.capital = s->equity;
	h->held.until = s->time;
	for (size_t i = 0; i < s->positions.len && rc == E_OK; i++)
		rc = position_add(h, s, &s->positions.at[i], err);
	return rc;
}

enum err_code
held_find(struct session *s, struct holding *out, struct run *about,
    struct err *err)
{
	struct weighed h = { .accounts = 0 };
	enum err_code rc = snapshots_each(s, account_take, &h, err);

	if (rc == E_OK && h.accounts == 0)
		rc = err_set(err, E_USAGE, "there is no account; see etrms"
		    " account add");
	if (about != NULL)
		*about = h.about;
	if (rc == E_OK)
		*out = h.held;
	else
		holding_release(&h.held);
	return rc;
}

enum err_code
held_load(struct session *s, int64_t timeframe, struct held_past *out,
    struct err *err)
{
	struct holding held = {0};
	enum err_code rc = held_find(s, &held, &out->about, err);

	if (rc == E_OK && held.parts.len == 0)
		rc = err_set(err, E_USAGE, "account %s holds nothing",
		    out->about.strategy_path);
	if (rc == E_OK)
		rc = holding_returns(s->store, &held, timeframe, &out->returns,
		    &out->about, err);
	holding_release(&held);
	return rc;
}

static enum err_code
share_add(const struct holding_part *p, const char *const *assets, size_t n,
    double *shares, struct err *err)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	if (p->share < 0)
		return err_set(err, E_USAGE, "--held: %s is held short",
		    p->symbol);
	if (!symbol_split(p->symbol, base, quote, settle))
		base[0] = '\0';
	for (size_t i = 0; i < n; i++)
		if (strcmp(assets[i], base) == 0) {
			shares[i] += p->share;
			return E_OK;
		}
	return err_set(err, E_USAGE, "--held: %s is held, and none of the"
	    " symbols is of it", p->symbol);
}

enum err_code
held_shares(struct session *s, const char *const *assets, size_t n,
    double *shares, struct err *err)
{
	struct holding held = {0};
	enum err_code rc = held_find(s, &held, NULL, err);

	for (size_t i = 0; i < n; i++)
		shares[i] = 0;
	for (size_t i = 0; i < held.parts.len && rc == E_OK; i++)
		rc = share_add(&held.parts.at[i], assets, n, shares, err);
	holding_release(&held);
	return rc;
}
