/*
 * Reading what a rebalance is planned from: accounts, prices, targets.
 */
#include "cmd/planning.h"

#include "cmd/market.h"
#include "cmd/online.h"
#include "cmd/trade.h"
#include "store/accounts.h"

#include <errno.h>
#include <string.h>

void
planneds_release(struct planneds *p)
{
	for (size_t i = 0; i < p->len; i++) {
		vec_release(&p->at[i].instruments);
		vec_release(&p->at[i].tickers);
		vec_release(&p->at[i].balances);
		venue_close(p->at[i].venue);
	}
	vec_release(p);
}

/* A paper account on live prices runs up to now first. */
static enum err_code
follow(struct session *s, const struct account *a, struct err *err)
{
	struct gate_options o = trade_options(s);
	struct gate *g = NULL;
	enum err_code rc;

	if (a->live_prices != 1)
		return E_OK;
	rc = gate_open(s->store, a->label, &o, &g, err);
	gate_close(g);
	return rc;
}

/* A plan with the fees of a new account is better than none. */
static void
learn_fees(struct session *s, struct venue *v)
{
	struct err why;
	bool news;

	if (venue_learn_fees(v, NULL, 0, &news, &why) != E_OK)
		session_warn(s, "%s", why.text);
}

static enum err_code
load_one(struct session *s, struct planned *p, struct err *err)
{
	enum err_code rc = p->account.active == 1 ? follow(s, &p->account,
	    err) : err_set(err, E_REFUSED, "account %s is disabled",
	    p->account.label);

	if (rc == E_OK)
		rc = session_venue(s, &p->account, &p->venue, err);
	if (rc != E_OK)
		return rc;
	learn_fees(s, p->venue);
	rc = p->venue->ops->instruments(p->venue, &p->instruments, err);
	if (rc == E_OK)
		rc = p->venue->ops->balances(p->venue, &p->balances, err);
	if (rc == E_OK)
		rc = market_tickers(p->venue, &p->tickers, err);
	if (rc == E_OK)
		rc = p->venue->ops->time(p->venue, &p->now, err);
	return rc;
}

enum err_code
planneds_load(struct session *s, const struct texts *others,
    struct planneds *out, struct err *err)
{
	struct account a;
	enum err_code rc = account_pick(s->store, s->globals->account, &a,
	    err);

	if (rc == E_OK)
		((struct planned *)vec_add(out))->account = a;
	for (size_t i = 0; i < others->len && rc == E_OK; i++) {
		rc = account_load(s->store, others->at[i], &a, err);
		for (size_t k = 0; k < out->len && rc == E_OK; k++)
			if (strcmp(out->at[k].account.label, a.label) == 0)
				rc = err_set(err, E_USAGE, "--also: account"
				    " %s is there already", a.label);
		if (rc == E_OK)
			((struct planned *)vec_add(out))->account = a;
	}
	for (size_t i = 0; i < out->len && rc == E_OK; i++)
		rc = load_one(s, &out->at[i], err);
	return rc;
}

enum err_code
planneds_plan(const struct planneds *p, const struct targets *targets,
    const struct rebalance_terms *t, struct rebalance_plan *out,
    struct err *err)
{
	VEC(struct rebalance_account) all = { 0 };
	enum err_code rc;

	for (size_t i = 0; i < p->len; i++) {
		const struct planned *one = &p->at[i];
		struct rebalance_account a = { .account = &one->account,
		    .instruments = &one->instruments,
		    .tickers = &one->tickers, .balances = &one->balances,
		    .fees_received = !one->venue->ops->simulated,
		    .now = one->now };

		vec_push(&all, a);
	}
	rc = rebalance_plan(all.at, all.len, targets, t, out, err);
	vec_release(&all);
	return rc;
}

static enum err_code
load_file(struct session *s, const char *file, struct targets *out,
    bool *percent, struct err *err)
{
	bool pipe = strcmp(file, "-") == 0;
	FILE *in = pipe ? s->in : fopen(file, "re");
	enum err_code rc;

	if (in == NULL)
		return err_set(err, E_USAGE, "--targets: %s: %s", file,
		    strerror(errno));
	rc = targets_load(out, in, pipe ? "standard input" : file, percent,
	    err);
	if (!pipe)
		fclose(in);
	return rc;
}

enum err_code
planning_targets(struct session *s, const struct texts *operands,
    const char *file, struct targets *out, struct err *err)
{
	bool percent = false;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < operands->len && rc == E_OK; i++)
		rc = targets_add(out, operands->at[i], &percent, err);
	if (rc == E_OK && file != NULL)
		rc = load_file(s, file, out, &percent, err);
	if (rc == E_OK && out->len == 0)
		rc = err_set(err, E_USAGE, "no targets: give them as BTC=50"
		    " ETH=30 USDC=20, or --targets");
	return rc == E_OK ? targets_settle(out, percent, err) : rc;
}
