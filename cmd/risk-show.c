/*
 * etrms risk show: how much of each account is at risk.
 */
#include "cmd/findings.h"
#include "cmd/scope.h"

#include "expr/expr.h"
#include "risk/risk.h"
#include "store/ledger.h"

struct args { const char *where, *symbol; bool positions, limits; };

static const struct opt opts[] = {
	{ OPT_FLAG, 0, "positions", NULL, NULL,
	  "a row for each position instead of each account",
	  AT(bool, positions) },
	{ OPT_FLAG, 0, "limits", NULL, NULL,
	  "a row for each limit of the policy, with what it is now",
	  AT(bool, limits) },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "with --limits: of this symbol; else of those held",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: leverage > 2",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

struct sheet {
	struct session *s;
	const char *symbol;
	struct judge_set set;		/* of limits */
	struct expr *where;
	struct out *out;
};

static enum err_code
each_limit(void *self, const struct snapshot *snapshot, struct err *err)
{
	const struct sheet *t = self;
	struct judge_market market;
	struct risk_rules rules = judge_rules(&t->set, snapshot, &market);
	struct limit_rows all = {0};
	enum err_code rc = E_OK;

	risk_limits(&rules, snapshot, t->symbol != NULL ? t->symbol : "",
	    &all);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (expr_where(t->where, &all.at[i]))
			rc = out_row(t->out, &all.at[i], err);
	vec_release(&all);
	judge_market_release(&market);
	return rc;
}

static enum err_code
each_position(void *self, const struct snapshot *snapshot, struct err *err)
{
	const struct sheet *t = self;
	const struct risk_terms terms = session_terms(t->s);
	struct position_risks all = {0};
	enum err_code rc = E_OK;

	risk_positions(snapshot, &terms, &all);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (expr_where(t->where, &all.at[i]))
			rc = out_row(t->out, &all.at[i], err);
	vec_release(&all);
	return rc;
}

static enum err_code
each(void *self, const struct snapshot *snapshot, struct err *err)
{
	const struct sheet *t = self;
	const struct risk_terms terms = session_terms(t->s);
	struct curve curve = {0};
	struct exposure row;
	enum err_code rc = curve_load(t->s->store,
	    snapshot->account.label, &curve, err);

	if (rc == E_OK)
		rc = risk_exposure(snapshot, &curve,
		    conf_int(t->s->conf, "time.day-start"), &terms, &row,
		    err);
	if (rc == E_OK && expr_where(t->where, &row))
		rc = out_row(t->out, &row, err);
	curve_release(&curve);
	return rc;
}

static enum err_code
check(const struct args *a, struct err *err)
{
	if (a->limits && a->positions)
		return err_set(err, E_USAGE, "--limits and --positions show"
		    " different rows");
	if (a->symbol != NULL && !a->limits)
		return err_set(err, E_USAGE, "--symbol: goes with --limits");
	return symbol_must_fit(a->symbol, err);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sheet t = { .s = s, .symbol = a->symbol };
	const struct record *record = a->positions ? &position_risk_record :
	    a->limits ? &limit_record : &exposure_record;
	enum err_code rc = check(a, err);

	(void)operands;
	if (rc == E_OK && a->where != NULL)
		rc = expr_where_compile(record, a->where, &t.where, err);
	if (rc == E_OK && a->limits)
		rc = judge_set_load(s, conf_int(s->conf, "risk.max-age"),
		    &t.set, err);
	if (rc == E_OK)
		rc = session_out(s, record, &t.out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, a->positions ? each_position :
		    a->limits ? each_limit : each, &t, err);
	expr_free(t.where);
	judge_set_release(&t.set);
	return out_end(t.out, rc, err);
}

static const struct record *const more[] = { &position_risk_record,
    &limit_record, NULL };

static const struct example examples[] = {
	{ "etrms risk show", "every account", 0 },
	{ "etrms risk show --where 'drawdown > 10%'", "those that are deep"
	  " under water", 0 },
	{ "etrms risk show --positions --where 'stop_cover < 100%'",
	  "what has no stop for all of it", 0 },
	{ "etrms risk show --limits --symbol BTC/USDT", "what limits are now,"
	  " with what the market makes of them", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_NETWORK, E_LIMITED, E_LOCKED, E_DATA,
    0 };

const struct cmd cmd_risk_show = {
	.name = "risk show",
	.group = "risk",
	.summary = "show how much is at risk",
	.about = "Shows one row for each account, in its currency: equity,"
	    " exposure (gross adds sizes up, net takes shorts off), leverage,"
	    " the largest position's share, the day's turnover, and the"
	    " drawdown from the peak and from the start of the day, deposits"
	    " and withdrawals left out of both; for perpetuals margin as a"
	    " share of equity and how far the nearest of them is from its"
	    " liquidation.\n\n"
	    "potential_drawdown is what the drawdown would be if every live"
	    " stop were hit at its price. What has no stop is taken to fall"
	    " by risk.shock-percent, or to its liquidation where that is"
	    " nearer; risk.exit-fees and risk.exit-slippage-bps count the"
	    " cost of getting out, too. --positions shows the same for each"
	    " position.\n\n"
	    "--limits shows the numbers of the policy that are in force now:"
	    " for the whole account, and for each symbol that is held, or"
	    " --symbol. Of a limit such as 5000 * regime_factor@4h base_limit"
	    " is 5000, regime_factor what the market of the symbol makes of it"
	    " at the account's time, and limit the product; where no bars tell"
	    " of that market, limit is null and an entry refused.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &exposure_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE | NEED_VAULT,
	.run = run
};
