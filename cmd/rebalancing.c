/*
 * Storing plans of rebalances, finding one to go on with, and placing it.
 */
#include "cmd/rebalancing.h"

#include "base/stamp.h"
#include "cmd/trade.h"
#include "store/accounts.h"

#include <string.h>

void
rebalancing_release(struct rebalancing *r)
{
	vec_release(&r->orders);
}

static void
put_part(struct buf *to, const char *name, struct dec value)
{
	char text[DEC_TEXT_SIZE];

	if (dec_known(value) && dec_sign(value) != 0)
		buf_printf(to, " %s=%s", name, dec_text(value, text));
}

/* Targets by their order, and all that makes another plan of them. */
static enum err_code
write_terms(const struct targets *targets, const struct rebalance_terms *t,
    char out[REBALANCE_TERMS_SIZE], struct err *err)
{
	struct buf text = { 0 };
	bool fits;

	for (size_t i = 0; i < targets->len; i++) {
		char part[DEC_TEXT_SIZE];

		buf_printf(&text, "%s%s=%s", i > 0 ? " " : "",
		    targets->at[i].asset, dec_text(targets->at[i].weight,
		    part));
	}
	put_part(&text, "band", t->band_only_zero ? DEC_NONE : t->band);
	put_part(&text, "band-relative", t->band_relative);
	put_part(&text, "min-trade", t->min_trade);
	put_part(&text, "cash", t->cash);
	put_part(&text, "fee", t->fee);
	put_part(&text, "slippage", t->slippage);
	if (t->quote != NULL)
		buf_printf(&text, " quote=%s", t->quote);
	for (size_t i = 0; i < t->keep_len; i++)
		buf_printf(&text, " keep=%s", t->keep[i]);
	fits = text_set(out, REBALANCE_TERMS_SIZE, buf_text(&text));
	buf_release(&text);
	return fits ? E_OK : err_set(err, E_USAGE, "more targets than a plan"
	    " can be stored with: %d characters", REBALANCE_TERMS_SIZE - 1);
}

static enum err_code
write_accounts(struct session *s, const struct texts *also,
    struct rebalance *r, struct err *err)
{
	struct account a;
	struct buf text = { 0 };
	bool fits;
	enum err_code rc = account_pick(s->store, s->globals->account, &a,
	    err);

	if (rc != E_OK)
		return rc;
	buf_puts(&text, a.label);
	for (size_t i = 0; i < also->len; i++)
		buf_printf(&text, " %s", also->at[i]);
	fits = TEXT_SET(r->accounts, buf_text(&text));
	buf_release(&text);
	return fits ? E_OK : err_set(err, E_USAGE, "--also: too many"
	    " accounts");
}

enum err_code
rebalancing_find(struct session *s, const struct texts *also,
    const struct targets *targets, const struct rebalance_terms *terms,
    struct rebalancing *r, struct err *err)
{
	struct rebalance old;
	bool found = false, named = terms->key != NULL;
	enum err_code rc = write_accounts(s, also, &r->row, err);

	if (rc == E_OK)
		rc = write_terms(targets, terms, r->row.terms, err);
	if (rc == E_OK && named)
		TEXT_SET(r->row.key, terms->key);
	r->row.time = clock_now(&s->clock);
	if (rc == E_OK)
		rc = rebalance_latest(s->store, r->row.key, r->row.accounts,
		    r->row.terms, &found, &old, err);
	if (rc != E_OK || !found || old.placed + old.failed == 0)
		return rc;
	if (named && (strcmp(old.terms, r->row.terms) != 0 ||
	    strcmp(old.accounts, r->row.accounts) != 0))
		return err_set(err, E_USAGE, "--key %s: rebalance %s has it,"
		    " with other accounts, targets or options", terms->key,
		    old.id);
	if (!named && (rebalance_done(&old) ||
	    r->row.time - old.time >= STAMP_HOUR))
		return E_OK;
	r->goes_on = true;
	r->row = old;
	return rebalance_plan_load(s->store, old.id, &r->orders, err);
}

enum err_code
rebalancing_due(struct session *s, const struct texts *also,
    const struct period *every, struct rebalance_due *out, struct err *err)
{
	struct rebalance_due d = { 0 };
	struct rebalance of = { 0 };
	bool found = false;
	enum err_code rc = write_accounts(s, also, &of, err);

	if (rc == E_OK)
		rc = rebalance_last(s->store, of.accounts, &found, &d.last,
		    err);
	if (rc != E_OK)
		return rc;
	if (found)
		d.next = period_next(every, d.last.time);
	d.due = !found || d.next <= clock_now(&s->clock);
	*out = d;
	return E_OK;
}

enum err_code
rebalancing_keep(struct session *s, struct rebalancing *r,
    struct rebalance_plan *plan, struct err *err)
{
	enum err_code rc;

	if (plan->orders.len == 0)
		return E_OK;
	TEXT_SET(r->row.currency, plan->quote);
	r->row.value = plan->value;
	rc = rebalance_add(s->store, &r->row, &plan->orders, err);
	for (size_t i = 0; i < plan->orders.len && rc == E_OK; i++)
		vec_push(&r->orders, plan->orders.at[i]);
	return rc;
}

static enum err_code
place_one(struct gate *g, const struct rebalance_order *o, struct placing *p,
    struct err *err)
{
	struct order_request r = order_request_empty();
	enum err_code rc;

	TEXT_SET(r.account, o->account);
	TEXT_SET(r.symbol, o->symbol);
	TEXT_SET(r.key, o->key);
	TEXT_SET(r.tag, o->tag);
	r.side = o->side;
	r.type = o->type;
	r.amount = o->amount;
	if (gate_interrupted())
		return err_set(err, E_PARTIAL, "interrupted");
	rc = trade_place(g, &r, 1, false, p, err);
	if (rc == E_REFUSED)
		trade_refusals(&p->got[0].verdict, err);
	return rc;
}

/* The orders of one account; the first that fails is the last. */
static enum err_code
place_account(struct session *s, const struct rebalancing *r,
    const char *account, struct batch *batch, struct out *out,
    struct err *err)
{
	struct gate_options o = trade_options(s);
	struct gate *g = NULL;
	struct err why;
	enum err_code rc = gate_open(s->store, account, &o, &g, err);

	for (size_t i = 0; i < r->orders.len && rc == E_OK &&
	    batch->failed == 0; i++) {
		struct placing p = { 0 };

		if (strcmp(r->orders.at[i].account, account) != 0)
			continue;
		why = (struct err){ .code = E_OK };
		batch_add(batch, place_one(g, &r->orders.at[i], &p, &why),
		    &why);
		rc = trade_print(out, &p, err);
		placing_release(&p);
	}
	gate_close(g);
	return rc;
}

enum err_code
rebalancing_apply(struct session *s, const struct rebalancing *r,
    struct out *out, struct err *err)
{
	struct batch batch = { 0 };
	enum err_code rc = E_OK;

	for (size_t i = 0; i < r->orders.len && rc == E_OK &&
	    batch.failed == 0; i++) {
		const char *account = r->orders.at[i].account;
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen || strcmp(r->orders.at[k].account,
			    account) == 0;
		if (!seen)
			rc = place_account(s, r, account, &batch, out, err);
	}
	return rc == E_OK ? batch_end(&batch, "orders", err) : rc;
}
