/*
 * etrms order reconcile: finds out what became of orders whose outcome is not
 * known, and brings the ledger up to the venue.
 */
#include "cmd/online.h"
#include "cmd/trade.h"

#include "store/accounts.h"
#include "store/orders.h"
#include "store/rules.h"
#include "store/store.h"
#include "venue/walks.h"

struct one {
	char label[LABEL_SIZE];
	struct orders orders;		/* that changed */
	size_t unknown;
	struct err why;			/* E_OK: all of it was done */
};

struct all {
	struct session *s;
	VEC(struct one) accounts;
};

static void
reconcile(void *self, size_t i, const struct venue_env *env)
{
	const struct all *all = self;
	struct gate_options o = trade_options(all->s);
	struct one *one = &all->accounts.at[i];
	struct gate *g = NULL;
	enum err_code rc;

	o.env = env;
	o.pause = walks_pause;
	o.changed = &one->orders;
	rc = gate_open(all->s->store, one->label, &o, &g, &one->why);
	if (rc == E_OK)
		rc = gate_reconcile(g, &one->orders, &one->unknown,
		    &one->why);
	one->why.code = rc;
	gate_close(g);
}

static bool
busy(void *self)
{
	return store_in_transaction(((struct all *)self)->s->store);
}

/* --account, or every account that is in use. */
static enum err_code
choose(struct all *all, struct err *err)
{
	const char *label = all->s->globals->account;
	struct accounts known = { 0 };
	enum err_code rc;

	if (label != NULL)
		rc = account_load(all->s->store, label, vec_add(&known), err);
	else
		rc = accounts_load(all->s->store, &known, err);
	for (size_t i = 0; i < known.len && rc == E_OK; i++)
		if (label != NULL || known.at[i].active == 1)
			TEXT_SET(vec_add(&all->accounts)->label,
			    known.at[i].label);
	vec_release(&known);
	return rc;
}

/* A breaker that has tripped may send orders when its account is opened;
 * signals that wait for their outcome want one thread. */
static enum err_code
any_tripped(struct store *s, bool *out, struct err *err)
{
	struct breakers known = { 0 };
	enum err_code rc = breakers_load(s, &known, err);

	for (size_t i = 0; i < known.len; i++)
		*out |= known.at[i].enabled == 1 &&
		    known.at[i].state == BREAKER_TRIPPED;
	vec_release(&known);
	return rc;
}

/* So may an entry whose stop or target is missing. */
static enum err_code
any_attached(const struct all *all, bool *out, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->accounts.len && rc == E_OK; i++) {
		const struct order_filter f = { .attached = true,
		    .account = all->accounts.at[i].label, .state = -1,
		    .limit = 1 };
		struct orders known = { 0 };

		rc = orders_load(all->s->store, &f, &known, err);
		*out |= known.len > 0;
		vec_release(&known);
	}
	return rc;
}

static enum err_code
reconcile_all(struct all *all, struct err *err)
{
	struct walks w = { .env = session_env(all->s), .walk = reconcile,
	    .busy = busy, .self = all };
	bool sends = false;
	enum err_code rc = choose(all, err);

	if (rc == E_OK)
		rc = any_tripped(all->s->store, &sends, err);
	if (rc == E_OK)
		rc = any_attached(all, &sends, err);
	w.n = all->accounts.len;
	if (rc == E_OK && !sends && w.n > 1)
		walks_run(&w);
	else
		for (size_t i = 0; i < w.n && rc == E_OK; i++)
			reconcile(all, i, w.env);
	return rc;
}

static enum err_code
print(const struct all *all, struct out *out, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->accounts.len; i++)
		for (size_t k = 0; k < all->accounts.at[i].orders.len &&
		    rc == E_OK; k++)
			rc = out_row(out, &all->accounts.at[i].orders.at[k],
			    err);
	return rc;
}

/* An outcome that is not known comes before an account that could not be
 * read; of each the first is named. */
static enum err_code
conclude(const struct all *all, struct err *err)
{
	const struct one *unknown = NULL, *failed = NULL;
	size_t orders = 0;

	for (size_t i = all->accounts.len; i-- > 0; ) {
		const struct one *one = &all->accounts.at[i];

		orders += one->unknown;
		if (one->unknown > 0)
			unknown = one;
		if (one->why.code != E_OK)
			failed = one;
	}
	if (unknown != NULL)
		return err_set(err, E_UNKNOWN, "account %s: the outcome of %zu "
		    "order%s is still not known; run it again later",
		    unknown->label, orders, orders == 1 ? "" : "s");
	if (failed != NULL)
		*err = failed->why;
	return failed != NULL ? failed->why.code : E_OK;
}

static void
all_release(struct all *all)
{
	for (size_t i = 0; i < all->accounts.len; i++)
		vec_release(&all->accounts.at[i].orders);
	vec_release(&all->accounts);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct all all = { .s = s };
	struct out *out = NULL;
	enum err_code rc = session_out(s, &order_record, &out, err);

	(void)args;
	(void)operands;
	if (rc == E_OK)
		rc = reconcile_all(&all, err);
	if (rc == E_OK)
		rc = print(&all, out, err);
	if (rc == E_OK)
		rc = conclude(&all, err);
	all_release(&all);
	return trade_end(NULL, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms order reconcile", "after exit code 6", 0 },
	{ "etrms order reconcile --account demo", "one account", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, E_UNKNOWN, E_NETWORK, E_LIMITED,
    E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_order_reconcile = {
	.name = "order reconcile",
	.group = "trading",
	.summary = "find out what became of unknown orders",
	.about =
	"Takes over everything that happened at the venue of each account, or "
	"of --account, and asks it for "
	"each order whose outcome is not known. Such an order is called "
	"absent only on the venue's own word, twice, when it can no longer "
	"arrive; until then it is unknown, counts with its full size, and "
	"the exit code is 6. Orders that others placed are stored as "
	"external; one that bears this store's mark without being in it "
	"halts the account. Several accounts are asked at once.\n\n"
	"A stop or target that was attached to an entry, and that its "
	"exchange does not keep with it, is placed if an earlier command "
	"did not come to it. One that was refused or is gone while the "
	"position is held, with no other stop for all of it, is told each "
	"time, exit code 13.\n\n"
	"Prints the orders that changed. Every command that trades begins "
	"with the same, without waiting.",
	.record = &order_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
