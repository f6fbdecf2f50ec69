/*
 * etrms risk show: how much of each account is at risk.
 */
#include "cmd/holdings.h"

#include "expr/expr.h"
#include "risk/risk.h"
#include "store/ledger.h"

struct args { const char *where; };

static const struct opt opts[] = {
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep accounts for which this is true: leverage > 2",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

struct sheet {
	struct session *s;
	struct expr *where;
	struct out *out;
};

static enum err_code
each(void *self, const struct snapshot *snapshot, struct err *err)
{
	const struct sheet *t = self;
	struct equity_points curve = {0};
	struct exposure row;
	enum err_code rc = equity_load(t->s->store, snapshot->account.label,
	    0, &curve, err);

	if (rc == E_OK)
		rc = risk_exposure(snapshot, &curve,
		    conf_int(t->s->conf, "time.day-start"), &row, err);
	if (rc == E_OK && expr_where(t->where, &row))
		rc = out_row(t->out, &row, err);
	vec_release(&curve);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct sheet t = { .s = s };
	enum err_code rc = E_OK;

	(void)operands;
	if (a->where != NULL)
		rc = expr_where_compile(&exposure_record, a->where, &t.where,
		    err);
	if (rc == E_OK)
		rc = session_out(s, &exposure_record, &t.out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, &t, err);
	expr_free(t.where);
	return out_end(t.out, rc, err);
}

static const struct example examples[] = {
	{ "etrms risk show", "every account", 0 },
	{ "etrms risk show --where 'drawdown > 10%'", "those that are deep"
	  " under water", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_risk_show = {
	.name = "risk show",
	.group = "risk",
	.summary = "show how much is at risk",
	.about = "Shows one row for each account, in its currency: equity,"
	    " exposure (gross adds sizes up, net takes shorts off), leverage,"
	    " the largest position's share, the day's turnover, and the"
	    " drawdown from the peak and from the start of the day, deposits"
	    " and withdrawals left out of both.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &exposure_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
