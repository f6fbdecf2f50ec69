/*
 * etrms risk check: the accounts against the policy.
 */
#include "cmd/findings.h"
#include "cmd/rules.h"

#include "expr/expr.h"

struct args {
	const char *where;
	int64_t max_age, since;
	bool violations;
};

static const struct opt opts[] = {
	{ OPT_DURATION, 0, "max-age", "duration", NULL,
	  "how old an account's state may be; else risk.max-age",
	  AT(int64_t, max_age) },
	{ OPT_FLAG, 0, "violations", NULL, NULL,
	  "the stored refusals instead of the state",
	  AT(bool, violations) },
	{ OPT_STAMP, 0, "since", "time", NULL,
	  "with --violations: from this time on", AT(int64_t, since) },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: severity == \"breach\"",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

struct sheet {
	struct judge_set set;
	struct expr *where;
	struct out *out;
};

static enum err_code
each(void *self, const struct snapshot *snapshot, struct err *err)
{
	const struct sheet *t = self;
	struct findings found = {0};
	enum err_code rc = findings_of(&t->set, snapshot, &found, err);

	for (size_t i = 0; i < found.len && rc == E_OK; i++)
		if (expr_where(t->where, &found.at[i]))
			rc = out_row(t->out, &found.at[i], err);
	vec_release(&found);
	return rc;
}

/* Rules and accounts as they are at one moment. */
static enum err_code
check(struct session *s, const struct args *a, struct sheet *t,
    struct err *err)
{
	enum err_code rc = store_begin(s->store, err);

	if (rc != E_OK)
		return rc;
	rc = judge_set_load(s, a->max_age != 0 ? a->max_age :
	    conf_int(s->conf, "risk.max-age"), &t->set, err);
	if (rc == E_OK)
		rc = session_out(s, &finding_record, &t->out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, t, err);
	return store_end(s->store, rc, err);
}

static enum err_code
violations(struct session *s, const struct args *a, struct sheet *t,
    struct err *err)
{
	struct violations all = {0};
	enum err_code rc = account_must_exist(s, s->globals->account, err);

	if (rc == E_OK && s->store != NULL)
		rc = violations_load(s->store, s->globals->account, a->since,
		    &all, err);
	if (rc == E_OK)
		rc = session_out(s, &violation_record, &t->out, err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (expr_where(t->where, &all.at[i]))
			rc = out_row(t->out, &all.at[i], err);
	vec_release(&all);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sheet t = {0};
	size_t rows = 0;
	enum err_code rc = E_OK;

	(void)operands;
	if (a->since != 0 && !a->violations)
		return err_set(err, E_USAGE, "--since: goes with"
		    " --violations");
	if (a->where != NULL)
		rc = expr_where_compile(a->violations ? &violation_record :
		    &finding_record, a->where, &t.where, err);
	if (rc == E_OK)
		rc = a->violations ? violations(s, a, &t, err) :
		    check(s, a, &t, err);
	if (t.out != NULL)
		rows = out_rows(t.out);
	expr_free(t.where);
	judge_set_release(&t.set);
	rc = out_end(t.out, rc, err);
	return rc == E_OK && rows > 0 ? E_NO : rc;
}

static const struct record *const more[] = { &violation_record, NULL };

static const struct example examples[] = {
	{ "etrms risk check", "every account; exit 1 with a row for each"
	  " finding", 0 },
	{ "etrms risk check --max-age 5m || echo 'look at it'",
	  "from cron", 0 },
	{ "etrms risk check --violations --since now-1d", "the orders that"
	  " were refused since yesterday; exit 1 if there are any", 1 },
	{ NULL }
};

static const int exits[] = { E_NO, E_STORE, E_NETWORK, E_LIMITED, E_LOCKED,
    E_DATA, 0 };

const struct cmd cmd_risk_check = {
	.name = "risk check",
	.group = "risk",
	.summary = "judge the accounts against the policy",
	.about = "Judges every account, or that of --account, as a whole:"
	    " limits on positions, leverage, margin and liquidation with"
	    " every working, sent and unknown order counted in full, positions"
	    " that live stops do not cover (require-stop), symbols off the"
	    " list, unpriced holdings, orders of unknown outcome, halts,"
	    " tripped breakers, limits whose regime_factor is not known,"
	    " breakers whose condition is true or cannot be told, and a state"
	    " older than --max-age. Exit 0: nothing found; 1: one row for each"
	    " finding; 3: there is no store to check.\n\n"
	    "It changes nothing but the clock of paper accounts on live"
	    " prices, and reads the network for these and live accounts alone;"
	    " one that does not answer is no pass: exit 7, or 9 where the vault"
	    " is locked, whatever was found of the others. --violations lists"
	    " the orders that were refused instead, exit 1 if there are any.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &finding_record,
	.more = more,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_VAULT,
	.run = run
};
