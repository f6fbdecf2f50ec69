/*
 * etrms portfolio snapshot: keeps what everything is worth now, and what moved
 * since the time before.
 */
#include "cmd/holdings.h"

#include "cmd/trade.h"
#include "portfolio/take.h"
#include "store/accounts.h"
#include "store/ledger.h"

#include <string.h>

struct args {
	const char *currency;
	struct texts leave_out, flows;
	bool all;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 'c', "currency", "asset", NULL,
	  "value in this; else portfolio.currency; each has a history",
	  AT(const char *, currency) },
	{ OPT_FLAG, 'a', "all", NULL, NULL,
	  "one of each account, too", AT(bool, all) },
	{ OPT_TEXTS, 0, "leave-out", "asset", NULL,
	  "no part of the portfolio: what has no price, say, or the symbol of"
	  " a position; may be repeated", AT(struct texts, leave_out) },
	{ OPT_TEXTS, 0, "flow", "asset=amount", NULL,
	  "this came in since the last snapshot (below 0: went out) and is in"
	  " no ledger; may be repeated", AT(struct texts, flows) },
	{ .kind = OPT_DONE }
};

struct taker {
	struct session *s;
	const struct args *args;
	const char *currency;
	struct portfolio_flows stated;
	struct worth worth, market;	/* market: what is stored, too */
	int64_t transfers;
	VEC(struct portfolio_snapshot) taken;
};

static enum err_code
check(struct taker *k, struct err *err)
{
	const struct args *a = k->args;
	const char *account = k->s->globals->account;
	enum err_code rc = E_OK;

	if (!asset_valid(k->currency))
		return err_set(err, E_USAGE, "--currency: \"%s\" is no asset"
		    " such as USDT", k->currency);
	if (a->all && account != NULL)
		return err_set(err, E_USAGE, "--all and --account: one of"
		    " them");
	if (a->all && a->flows.len > 0)
		return err_set(err, E_USAGE, "--flow: say whose with"
		    " --account, and leave --all out");
	for (size_t i = 0; i < a->leave_out.len; i++)
		if (!symbol_valid(a->leave_out.at[i]))
			return err_set(err, E_USAGE, "--leave-out: \"%s\" is"
			    " no asset such as XYZ", a->leave_out.at[i]);
	for (size_t i = 0; i < a->leave_out.len; i++)
		if (strcmp(a->leave_out.at[i], k->currency) == 0)
			return err_set(err, E_USAGE, "--leave-out: %s is what"
			    " everything is valued in", k->currency);
	for (size_t i = 0; i < a->flows.len && rc == E_OK; i++)
		rc = flow_read(a->flows.at[i], vec_add(&k->stated), err);
	return rc;
}

/* What happened at the venues is taken over first: a deposit that is in the
 * value must be in the ledger. */
static enum err_code
catch_up(struct session *s, struct err *err)
{
	const struct gate_options o = trade_options(s);
	struct accounts all = {0};
	const char *label = s->globals->account;
	size_t active = 0;
	enum err_code rc = accounts_load(s->store, &all, err);

	for (size_t i = 0; i < all.len && rc == E_OK; i++) {
		struct gate *g = NULL;

		if (all.at[i].active != 1 || (label != NULL &&
		    strcmp(all.at[i].label, label) != 0))
			continue;
		active++;
		rc = gate_open(s->store, all.at[i].label, &o, &g, err);
		gate_close(g);
	}
	if (rc == E_OK && active == 0 && label == NULL)
		rc = err_set(err, E_USAGE, "there is no active account: etrms"
		    " account add makes one");
	vec_release(&all);
	return rc;
}

/* Within the transaction in which everything is read. */
static enum err_code
each(void *self, const struct snapshot *snapshot, struct err *err)
{
	struct taker *k = self;

	worth_add(&k->worth, snapshot);
	worth_add(&k->market, snapshot);
	return k->worth.accounts.len == 1 ? transfers_last(k->s->store,
	    &k->transfers, err) : E_OK;
}

/* Prices as portfolio show has them, so that both agree. */
static enum err_code
find_prices(struct taker *k, struct err *err)
{
	bool all;
	enum err_code rc = worth_priced(&k->worth, k->currency, &all, err);

	if (rc == E_OK && !all)
		rc = worth_stored_prices(&k->worth, k->s->store, err);
	return rc == E_OK ? worth_stored_prices(&k->market, k->s->store,
	    err) : rc;
}

/* One series: of an account, or of all. What was there already is told. */
static enum err_code
take(struct taker *k, const char *account, struct err *err)
{
	struct portfolio last = {0}, now = {0};
	struct transfers moved = {0};
	struct take_terms t = { .account = account,
	    .currency = k->currency, .leave_out = k->args->leave_out.at,
	    .leave_out_len = k->args->leave_out.len, .stated = k->stated.at,
	    .stated_len = k->stated.len, .transfers = k->transfers,
	    .moved = &moved, .market = &k->market,
	    .store = k->s->store };
	bool found = false;
	enum err_code rc = portfolio_last(k->s->store, account, k->currency,
	    &found, &last, err);

	if (rc == E_OK && !found && k->stated.len > 0)
		rc = err_set(err, E_USAGE, "--flow: there is no snapshot"
		    " before this one since when anything could have moved");
	if (rc == E_OK && found) {
		t.last = &last;
		rc = transfers_behind(k->s->store, last.snapshot.transfers,
		    k->transfers, &moved, err);
	}
	if (rc == E_OK)
		rc = portfolio_take(&k->worth, &t, &now, err);
	if (rc == E_OK && found && portfolio_repeats(&now, &last))
		now.snapshot = last.snapshot;
	else if (rc == E_OK)
		rc = portfolio_add(k->s->store, &now, err);
	if (rc == E_OK)
		vec_push(&k->taken, now.snapshot);
	vec_release(&moved);
	portfolio_release(&last);
	portfolio_release(&now);
	return rc;
}

/* All of them or none. */
static enum err_code
take_all(struct taker *k, struct err *err)
{
	const char *account = k->s->globals->account;
	enum err_code rc = store_begin(k->s->store, err);

	if (rc != E_OK)
		return rc;
	rc = take(k, account != NULL ? account : "", err);
	for (size_t i = 0; k->args->all && i < k->worth.accounts.len &&
	    rc == E_OK; i++)
		rc = take(k, k->worth.accounts.at[i].label, err);
	return store_end(k->s->store, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct taker k = { .s = s, .args = a, .currency = a->currency !=
	    NULL ? a->currency : conf_text(s->conf, "portfolio.currency") };
	struct out *out = NULL;
	enum err_code rc = check(&k, err);

	(void)operands;
	if (rc == E_OK)
		rc = session_out(s, &portfolio_snapshot_record, &out, err);
	if (rc == E_OK)
		rc = catch_up(s, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, &k, err);
	if (rc == E_OK)
		rc = find_prices(&k, err);
	if (rc == E_OK)
		rc = take_all(&k, err);
	for (size_t i = 0; i < k.taken.len && rc == E_OK; i++)
		rc = out_row(out, &k.taken.at[i], err);
	vec_release(&k.stated);
	vec_release(&k.taken);
	worth_release(&k.worth);
	worth_release(&k.market);
	return trade_end(NULL, out, rc, err);
}

static const struct example examples[] = {
	{ "etrms portfolio snapshot", "from cron, say, once an hour", 0 },
	{ "etrms portfolio snapshot --all", "and one of each account", 0 },
	{ "etrms portfolio snapshot --currency BTC", "a history in bitcoin",
	  0 },
	{ "etrms portfolio snapshot --flow USDT=500", "500 came in that no"
	  " ledger tells", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_REFUSED, E_NETWORK, E_LIMITED,
    E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_portfolio_snapshot = {
	.name = "portfolio snapshot",
	.group = "every day",
	.summary = "keep what everything is worth now",
	.about = "Values what all active accounts (or --account) hold, as"
	    " portfolio show does, and keeps it: the value, each holding with"
	    " its price and its part of the whole, what BTC and ETH cost, and"
	    " what was deposited and withdrawn since the snapshot before."
	    " portfolio history tells what became of it. Snapshots of all"
	    " accounts, of each account and in each currency are apart.\n\n"
	    "Made for cron: everything is kept or nothing, and taken again in"
	    " the same minute nothing is added where nothing has changed; the"
	    " row that is there is printed. An account that does not answer,"
	    " or anything held that no path of prices leads to, ends it: it is"
	    " named, and nothing is kept. --leave-out says that such a thing"
	    " is no part of the portfolio.\n\n"
	    "What happened at the venues is taken over first, transfers among"
	    " it. They count at their times, and are worth what stored candles"
	    " say of that time, or what the snapshot's prices say where those"
	    " are nearer to it; what --flow states counts half way since"
	    " the one before. An account that joins counts as money that comes"
	    " in, and one that is disabled or removed as money that goes out;"
	    " so does what is left out from now on, or no longer.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &portfolio_snapshot_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.run = run
};
