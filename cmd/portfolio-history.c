/*
 * etrms portfolio history: what became of a portfolio, and what of that was
 * earned.
 */
#include "cmd/folio.h"

enum part { PART_PERFORMANCE, PART_VALUES, PART_ALLOCATION, PART_FLOWS,
    PART_CORRELATION, PARTS };
static const char *const part_names[] = { "performance", "values",
    "allocation", "flows", "correlation", NULL };

struct args {
	const char *currency;
	int64_t since, until, interval;
	int part;
};

static const struct opt opts[] = {
	{ OPT_STAMP, 0, "since", "time", NULL,
	  "begin with the first snapshot from then on",
	  AT(int64_t, since) },
	{ OPT_STAMP, 0, "until", "time", NULL,
	  "end with the last one before", AT(int64_t, until) },
	{ OPT_DURATION, 'i', "interval", "duration", NULL,
	  "a row for the last snapshot of each: 1d; else for each",
	  AT(int64_t, interval) },
	{ OPT_TEXT, 'c', "currency", "asset", NULL,
	  "the history in this; else in portfolio.currency",
	  AT(const char *, currency) },
	{ OPT_ENUM, 0, "part", "part", NULL,
	  "this part only", AT(int, part), .choices = part_names },
	{ .kind = OPT_DONE }
};

static const struct record *const records[PARTS] = {
	[PART_PERFORMANCE] = &performance_record,
	[PART_VALUES] = &performance_point_record,
	[PART_ALLOCATION] = &portfolio_holding_record,
	[PART_FLOWS] = &portfolio_flow_record,
	[PART_CORRELATION] = &holding_pair_record
};

/* What was held at the points that are shown. */
static enum err_code
put_holdings(const struct folio *f, struct out *out, struct err *err)
{
	const struct performance_points *p = &f->performance.points;
	const struct portfolio_holdings *all = &f->stored.holdings;
	enum err_code rc = E_OK;
	size_t k = 0;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		while (k < p->len && p->at[k].snapshot < all->at[i].snapshot)
			k++;
		if (k < p->len && p->at[k].snapshot == all->at[i].snapshot)
			rc = out_row(out, &all->at[i], err);
	}
	return rc;
}

static enum err_code
put_flows(const struct folio *f, struct out *out, struct err *err)
{
	const struct portfolio_flows *all = &f->stored.flows;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++)
		if (all->at[i].snapshot != f->stored.snapshots.at[0].id)
			rc = out_row(out, &all->at[i], err);
	return rc;
}

static enum err_code
put_part(const struct folio *f, int part, struct out *out, struct err *err)
{
	const struct performance *p = &f->performance;
	enum err_code rc = E_OK;

	switch (part) {
	case PART_PERFORMANCE:
		return out_row(out, &p->sum, err);
	case PART_VALUES:
		for (size_t i = 0; i < p->points.len && rc == E_OK; i++)
			rc = out_row(out, &p->points.at[i], err);
		return rc;
	case PART_ALLOCATION:
		return put_holdings(f, out, err);
	case PART_FLOWS:
		return put_flows(f, out, err);
	default:
		for (size_t i = 0; i < p->pairs.len && rc == E_OK; i++)
			rc = out_row(out, &p->pairs.at[i], err);
		return rc;
	}
}

static enum err_code
put(struct session *s, const struct folio *f, int only, struct err *err)
{
	struct out *out = NULL;
	enum err_code rc = session_out(s, records[only < 0 ? 0 : only], &out,
	    err);

	if (only >= 0 && rc == E_OK)
		rc = put_part(f, only, out, err);
	for (int i = 0; only < 0 && i < PARTS && rc == E_OK; i++) {
		rc = out_part(out, records[i], part_names[i], err);
		if (rc == E_OK)
			rc = put_part(f, i, out, err);
	}
	return out_end(out, rc, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct folio f = {0};
	enum err_code rc = folio_load(s, a->currency, a->since, a->until,
	    a->interval, &f, err);

	(void)operands;
	if (rc == E_OK)
		rc = put(s, &f, a->part, err);
	folio_release(&f);
	return rc;
}

static const struct record *const more[] = { &performance_point_record,
    &portfolio_holding_record, &portfolio_flow_record, &holding_pair_record,
    NULL };

static const struct example examples[] = {
	{ "etrms portfolio history", "everything, since the first snapshot",
	  0 },
	{ "etrms portfolio history --since now-30d --interval 1d --part"
	  " values", "a row a day", 0 },
	{ "etrms portfolio history --part performance --format json", "what"
	  " was earned, and how", 0 },
	{ "etrms portfolio history --account spare", "it was never looked at",
	  12 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_portfolio_history = {
	.name = "portfolio history",
	.group = "every day",
	.summary = "what a portfolio earned, apart from what came and went",
	.about = "Reads what portfolio snapshot has kept, of all accounts"
	    " together or of --account, and tells in five parts what was"
	    " earned; values; what was held at each of them; flows; and how"
	    " the prices of what is held in the end moved together. BTC and"
	    " ETH stand beside it, at the prices of the snapshots.\n\n"
	    "The time-weighted return is chained of the returns from one"
	    " snapshot to the next, each by Dietz's modified method: what was"
	    " gained beyond the flows, by the value in the beginning and each"
	    " flow for the part of the time that it was there; where"
	    " withdrawals leave less than a tenth of all that on average, by"
	    " all of it. It is exact where flows fall on snapshots, so take one"
	    " before a large one. The money-weighted return is the one rate"
	    " at which the first value and the flows earn the last value; where"
	    " several fit, none is told. A portfolio that was worth nothing"
	    " and gained, or lost more than it had, has no return from then"
	    " on, and that is said.\n\n"
	    "Volatility is of the returns from row to row and a year has as"
	    " many as there were on average, so --interval 1d makes it one of"
	    " days; intervals begin at 00:00 UTC. Correlations take the same"
	    " returns, three at least, of the twelve most valuable assets."
	    " Flows of the first snapshot were before it and are not counted.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &performance_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
