/*
 * etrms rebalance: the orders that bring accounts to target weights.
 */
#include "base/stamp.h"
#include "cmd/advising.h"
#include "cmd/parts.h"
#include "cmd/planning.h"
#include "cmd/rebalancing.h"
#include "cmd/trade.h"

#include <string.h>

struct args {
	const char *targets, *quote, *key, *every;
	struct texts also, keep;
	struct dec band, band_relative, min_trade, cash, fee, slippage;
	int64_t max_age, timeframe;
	bool plan, check, apply, advice;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 't', "targets", "file", NULL,
	  "asset and weight in CSV, JSON or NDJSON; - is standard input",
	  AT(const char *, targets), .words = WORDS_FILE },
	{ OPT_PERCENT, 'b', "band", "percent", NULL,
	  "how far weights may be from their targets: 5% is five points"
	  " (default: 1%; with --every: all)", AT(struct dec, band) },
	{ OPT_PERCENT, 0, "band-relative", "percent", NULL,
	  "how far as a part of each target: 20% of 50 is ten points",
	  AT(struct dec, band_relative) },
	{ OPT_TEXT, 0, "every", "period", NULL,
	  "in its band or not, all comes to its targets when the last"
	  " rebalance is so long ago: 7d, 1mo", AT(const char *, every) },
	{ OPT_DEC, 0, "min-trade", "value", "0",
	  "no order of less than this, in the quote",
	  AT(struct dec, min_trade) },
	{ OPT_PERCENT, 0, "cash", "percent", "0%",
	  "part of the whole that is kept in the quote beside the targets",
	  AT(struct dec, cash) },
	{ OPT_PERCENT, 0, "fee", "percent", NULL,
	  "fee rate in place of the account's own, or the venue's",
	  AT(struct dec, fee) },
	{ OPT_PERCENT, 0, "slippage", "percent", "0.1%",
	  "how much worse than the best price orders are counted",
	  AT(struct dec, slippage) },
	{ OPT_TEXT, 0, "quote", "asset", NULL,
	  "what is sold for and bought with; else it is chosen",
	  AT(const char *, quote) },
	{ OPT_TEXTS, 0, "keep", "asset", NULL,
	  "leave this alone, and out of the whole; may be given again",
	  AT(struct texts, keep) },
	{ OPT_TEXTS, 0, "also", "label", NULL,
	  "an account that counts, too; may be given again",
	  AT(struct texts, also), .words = WORDS_ACCOUNT },
	{ OPT_DURATION, 0, "max-age", "duration", NULL,
	  "how old prices may be (default: risk.max-age)",
	  AT(int64_t, max_age) },
	{ OPT_TEXT, 'k', "key", "key", NULL,
	  "row 3 of the plan has the key KEY:3, and the plan stays what it is;"
	  " else its number is the key",
	  AT(const char *, key) },
	{ OPT_FLAG, 0, "plan", NULL, NULL,
	  "every asset's weight before and after, in place of the orders",
	  AT(bool, plan) },
	{ OPT_FLAG, 0, "check", NULL, NULL,
	  "only say whether all is in its band: exit code 1 when not",
	  AT(bool, check) },
	{ OPT_FLAG, 0, "advice", NULL, NULL,
	  "beside every asset's weight, what simple rules say of it: buy, sell"
	  " or hold; the plan stays what it is", AT(bool, advice) },
	{ OPT_DURATION, 0, "timeframe", "timeframe", "1d",
	  "of the bars that --advice looks at",
	  AT(int64_t, timeframe), .words = WORDS_TIMEFRAME },
	{ OPT_FLAG, 0, "apply", NULL, NULL,
	  "place the orders, too; needs --key, and is harmless to repeat",
	  AT(bool, apply) },
	{ .kind = OPT_DONE }
};

static enum err_code
check_args(const struct args *a, struct period *every, struct err *err)
{
	char key[41];
	enum err_code rc = part_check("band", a->band, true, err);

	if (rc == E_OK)
		rc = part_check("band-relative", a->band_relative, true, err);
	if (rc == E_OK)
		rc = part_check("cash", a->cash, false, err);
	if (rc == E_OK)
		rc = part_check("fee", a->fee, false, err);
	if (rc == E_OK)
		rc = part_check("slippage", a->slippage, false, err);
	if (rc == E_OK && dec_sign(a->min_trade) < 0)
		rc = err_set(err, E_USAGE, "--min-trade: it is below 0");
	if (rc == E_OK && a->quote != NULL && !asset_valid(a->quote))
		rc = err_set(err, E_USAGE, "--quote: \"%s\" is no asset such"
		    " as USDT", a->quote);
	for (size_t i = 0; i < a->keep.len && rc == E_OK; i++)
		if (!asset_valid(a->keep.at[i]))
			rc = err_set(err, E_USAGE, "--keep: \"%s\" is no"
			    " asset such as BNB", a->keep.at[i]);
	if (rc == E_OK)
		rc = request_text(key, sizeof(key), "key", a->key, err);
	if (rc == E_OK && a->key != NULL && a->key[0] == '\0')
		rc = err_set(err, E_USAGE, "--key: it is empty");
	if (rc == E_OK && a->every != NULL && !period_parse(a->every, every))
		rc = err_set(err, E_USAGE, "--every: \"%s\" is no period such"
		    " as 7d or 1mo", a->every);
	if (rc == E_OK && a->advice && (a->check || a->apply))
		rc = err_set(err, E_USAGE, "--advice: it shows what --plan"
		    " does, and more; leave --%s out", a->check ? "check" :
		    "apply");
	if (rc == E_OK && a->plan && a->check)
		rc = err_set(err, E_USAGE, "--check: it shows the weights by"
		    " itself; leave --plan out");
	if (rc == E_OK && a->apply && (a->plan || a->check))
		rc = err_set(err, E_USAGE, "--apply: it places orders; leave"
		    " --%s out", a->plan ? "plan" : "check");
	if (rc == E_OK && a->apply && a->key == NULL)
		rc = err_set(err, E_USAGE, "--apply needs --key, so that it"
		    " can be repeated");
	return rc;
}

static struct rebalance_terms
terms_of(struct session *s, const struct args *a)
{
	/* A relative band alone says nothing of what has a target of 0. */
	return (struct rebalance_terms){
		.band = dec_known(a->band) ? a->band : a->every != NULL ?
		    dec_int(1) : dec_make(1, 2),
		.band_only_zero = !dec_known(a->band) &&
		    dec_known(a->band_relative),
		.band_relative = a->band_relative,
		.min_trade = a->min_trade, .cash = a->cash, .fee = a->fee,
		.slippage = a->slippage, .quote = a->quote,
		.keep = a->keep.at, .keep_len = a->keep.len,
		.max_age = a->max_age != 0 ? a->max_age :
		    conf_int(s->conf, "risk.max-age"),
		.key = a->key
	};
}

static bool
shows_weights(const struct args *a)
{
	return a->plan || a->check || a->advice;
}

/* What should be traded and is not is told beside the rows. */
static enum err_code
print(struct session *s, const struct args *a,
    const struct rebalance_plan *p, struct out *out, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < p->weights.len && rc == E_OK; i++) {
		const struct rebalance_weight *w = &p->weights.at[i];

		if (shows_weights(a))
			rc = out_row(out, w, err);
		else if (w->action == REBALANCE_SKIP)
			session_warn(s, "%s is left as it is: %s", w->asset,
			    w->reason);
	}
	for (size_t i = 0; i < p->orders.len && rc == E_OK &&
	    !shows_weights(a); i++)
		rc = out_row(out, &p->orders.at[i], err);
	return rc;
}

/* 0.4827 as "48.27%". */
static const char *
percent(struct dec part, char buf[DEC_TEXT_SIZE + 1])
{
	struct dec d;

	buf[0] = '\0';
	if (dec_mul(part, dec_int(100), 2, ROUND_HALF_EVEN, &d))
		snprintf(buf + strlen(dec_text(d, buf)), 2, "%%");
	return buf;
}

/* What is furthest from its target is the one that is named. */
static enum err_code
say_out(const struct rebalance_plan *p, struct err *err)
{
	char has[DEC_TEXT_SIZE + 1], wants[DEC_TEXT_SIZE + 1];
	char band[DEC_TEXT_SIZE + 1];
	const struct rebalance_weight *worst = NULL;
	struct dec off, most = DEC_NONE;
	size_t n = 0, all = 0;

	for (size_t i = 0; i < p->weights.len; i++) {
		const struct rebalance_weight *w = &p->weights.at[i];

		all += w->in_band != BOOL_NONE;
		if (w->in_band != 0 || !dec_sub(w->weight, w->target, &off))
			continue;
		n++;
		if (worst == NULL || dec_cmp(dec_abs(off), most) > 0) {
			worst = w;
			most = dec_abs(off);
		}
	}
	if (worst == NULL)
		return E_OK;
	return err_set(err, E_NO, "%zu of %zu assets out of band: %s is %s of"
	    " the whole, not %s within %s", n, all, worst->asset,
	    percent(worst->weight, has), percent(worst->target, wants),
	    percent(worst->band, band));
}

/* What the last rebalance says of --every. */
static enum err_code
say_due(const struct rebalance_due *d, struct err *err)
{
	char last[STAMP_TEXT_SIZE], next[STAMP_TEXT_SIZE];

	if (!d->due)
		return E_OK;
	return d->last.id[0] == '\0' ? err_set(err, E_NO, "it is due: no"
	    " rebalance is known") : err_set(err, E_NO, "it is due since %s:"
	    " rebalance %s was at %s", stamp_text(d->next, next), d->last.id,
	    stamp_text(d->last.time, last));
}

static enum err_code
advise(struct session *s, const struct args *a,
    const struct planneds *accounts, const struct rebalance_plan *plan,
    struct out *out, struct err *err)
{
	enum err_code rc = out_part(out, &advice_record, "advice", err);

	return rc == E_OK ? advising_print(s, accounts, plan, a->timeframe,
	    out, err) : rc;
}

/* Reads the accounts, makes the plan and shows it. */
static enum err_code
look(struct session *s, const struct args *a, const struct targets *targets,
    const struct rebalance_terms *terms, struct rebalancing *r,
    struct rebalance_plan *plan, struct out *out, struct err *err)
{
	struct planneds accounts = { 0 };
	enum err_code rc = planneds_load(s, &a->also, &accounts, err);

	if (rc == E_OK)
		rc = planneds_plan(&accounts, targets, terms, plan, err);
	if (rc == E_OK && !shows_weights(a))
		rc = rebalancing_keep(s, r, plan, err);
	if (rc == E_OK && a->advice)
		rc = out_part(out, &rebalance_weight_record, "plan", err);
	if (rc == E_OK && !a->apply)
		rc = print(s, a, plan, out, err);
	if (rc == E_OK && a->advice)
		rc = advise(s, a, &accounts, plan, out, err);
	planneds_release(&accounts);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct rebalance_terms terms = terms_of(s, a);
	struct period every = { 0 };
	struct rebalance_due due = { 0 };
	struct targets targets = { 0 };
	struct rebalance_plan plan = { 0 };
	struct rebalancing r = { 0 };
	struct out *out = NULL;
	enum err_code rc = check_args(a, &every, err);

	if (rc == E_OK)
		rc = planning_targets(s, operands, a->targets, &targets, err);
	if (rc == E_OK)
		rc = session_out(s, shows_weights(a) ?
		    &rebalance_weight_record : a->apply ? &order_record :
		    &rebalance_order_record, &out, err);
	if (rc == E_OK && !shows_weights(a))
		rc = rebalancing_find(s, &a->also, &targets, &terms, &r, err);
	if (rc == E_OK && a->every != NULL && !r.goes_on)
		rc = rebalancing_due(s, &a->also, &every, &due, err);
	terms.due = due.due;
	if (rc == E_OK && !r.goes_on)
		rc = look(s, a, &targets, &terms, &r, &plan, out, err);
	if (rc == E_OK && r.goes_on && !rebalance_done(&r.row))
		session_warn(s, "rebalance %s goes on: %lld of its %lld orders"
		    " are placed", r.row.id, (long long)r.row.placed,
		    (long long)r.row.orders);
	for (size_t i = 0; r.goes_on && !a->apply && i < r.orders.len &&
	    rc == E_OK; i++)
		rc = out_row(out, &r.orders.at[i], err);
	if (rc == E_OK && a->apply)
		rc = rebalancing_apply(s, &r, out, err);
	rc = out_end(out, rc, err);
	if (rc == E_OK && a->check)
		rc = say_out(&plan, err);
	if (rc == E_OK && a->check)
		rc = say_due(&due, err);
	rebalancing_release(&r);
	rebalance_plan_release(&plan);
	vec_release(&targets);
	return gate_code(rc, err);
}

static const struct operand operands[] = {
	{ "target", .optional = true, .many = true,
	  .help = "asset and weight: BTC=50, BTC=50% or BTC=0.5" },
	{ .name = NULL }
};

static const struct record *const more[] = { &rebalance_weight_record,
    &order_record, &advice_record, NULL };

static const struct example examples[] = {
	{ "etrms rebalance BTC=60 USDT=40 --plan",
	  "weights now, wanted and afterwards", 0 },
	{ "etrms rebalance BTC=60 USDT=40 | etrms order place --from - "
	  "--dry-run", "what the policy says to each order", 4 },
	{ "etrms rebalance BTC=60 USDT=40 --every 1mo --band 5%",
	  "each month, and sooner where a weight is far off", 0 },
	{ "etrms rebalance BTC=60 USDT=40 --advice --timeframe 15m",
	  "what simple rules say of each asset, beside the plan", 0 },
	{ "etrms rebalance --targets examples/targets.csv --band 5% "
	  "--min-trade 20", "targets of a file, within wide bands", 0 },
	{ "etrms rebalance BTC=45 ETH=15 USDT=40 --apply --key march",
	  "place them as far as the policy lets; harmless to repeat", 4 },
	{ "etrms rebalance BTC=60 USDT=40 --check",
	  "for scripts: is it time to?", 1 },
	{ .line = NULL }
};

static const int exits[] = { E_NO, E_STORE, E_REFUSED, E_REJECTED, E_UNKNOWN,
    E_NETWORK, E_LIMITED, E_LOCKED, E_BUSY, E_DATA, E_PARTIAL, 0 };

const struct cmd cmd_rebalance = {
	.name = "rebalance",
	.group = "trading",
	.summary = "plan the orders that lead to target weights",
	.about = "Compares what the account holds in spot with target weights"
	    " that add up to 100 (or to 1), and prints the market orders that"
	    " lead there, one row each, sells first. Nothing is sent without"
	    " --apply: order place --from - places the rows. Nothing is to be"
	    " done while every asset is within its band and it is not due;"
	    " once one is not, all are brought to their targets, as far as the"
	    " lots and limits of each pair allow."
	    " What should be traded and cannot be is told on stderr, and in"
	    " --plan with its reason.\n\n"
	    "With --every it is time, too, when the last rebalance of these"
	    " accounts of which all orders came to their end is so long ago:"
	    " all is brought to its target then, however near it is. Months"
	    " and whole days are due at the start of their day in UTC. Without"
	    " --band only the time counts.\n\n"
	    "All assets are traded against one quote: that which has a market"
	    " with all of them and leaves the fewest to trade. What the account"
	    " holds and the targets do not name has a target of 0 and is sold,"
	    " unless --keep names it; where it has no market in the quote it is"
	    " left alone. A target without market or price, or whose price is"
	    " older than --max-age, is refused, exit code 4.\n\n"
	    "Orders are counted at the best price less --slippage, with their"
	    " fees, and buys spend no more than what is free beyond the quote's"
	    " own target and what the sells bring in; when that is not enough,"
	    " all buys become smaller alike. --cash keeps a part of the whole"
	    " in the quote: targets hold for the rest.\n\n"
	    "A plan of which only a part was placed goes on: for an hour, or"
	    " with --key for good, the same rows are printed. Each has a key,"
	    " so that placing it again places nothing twice.\n\n"
	    "With --also the holdings of several accounts are one portfolio:"
	    " each sells what it has too much of and buys with its own money,"
	    " and each row says its account. order place takes the rows of one"
	    " account.\n\n"
	    "--check exits with 1 when a weight is out of its band or it is"
	    " due, and prints what --plan does.\n\n"
	    "--advice adds what simple rules say of each asset, of stored bars"
	    " of its pair: the trend by an average of 200 bars, the relative"
	    " strength index, the regime by rules, and the distance to the"
	    " target in parts of its band. Each says a number from -1 (sell) to"
	    " 1 (buy); a mean of 1/4 or more is an advice. The plan is never"
	    " changed by it.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.operands = operands,
	.record = &rebalance_order_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE | NEED_VAULT,
	.mutates = true,
	.run = run
};
