/*
 * etrms fills: every trade of ours, oldest first.
 */
#include "cmd/scope.h"

#include "expr/expr.h"
#include "store/accounts.h"
#include "store/orders.h"

struct args {
	const char *symbol, *order, *where;
	int64_t since, until, limit;
};

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "only this symbol",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_TEXT, 0, "order", "id", NULL, "only this order's",
	  AT(const char *, order), .words = WORDS_ORDER },
	{ OPT_STAMP, 0, "since", "time", NULL, "only from then on",
	  AT(int64_t, since) },
	{ OPT_STAMP, 0, "until", "time", NULL, "only before then",
	  AT(int64_t, until) },
	{ OPT_TEXT, 'w', "where", "expr", NULL,
	  "only rows for which this is true: 'cost > 1000'",
	  AT(const char *, where) },
	{ OPT_INT, 'n', "limit", "count", NULL, "only the newest",
	  AT(int64_t, limit), .min = 1, .max = INT64_MAX },
	{ .kind = OPT_DONE }
};

static bool
keep(const void *where, const void *row)
{
	return expr_where(where, row);
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct order_filter f = { .account = s->globals->account,
	    .symbol = a->symbol, .id = a->order, .state = -1,
	    .since = a->since, .until = a->until };
	struct expr *where = NULL;
	struct fills rows = {0};
	struct out *out = NULL;
	enum err_code rc = E_OK;

	(void)operands;
	if (a->where != NULL)
		rc = expr_where_compile(&fill_record, a->where, &where, err);
	if (rc == E_OK)
		rc = session_out(s, &fill_record, &out, err);
	if (rc == E_OK)
		rc = ledger_scope(s, a->order, a->symbol, err);
	if (rc == E_OK)
		rc = fills_load(s->store, &f, &rows, err);
	if (rc == E_OK)
		rc = newest_print(out, rows.at, rows.len, sizeof(*rows.at),
		    a->limit, keep, where, err);
	expr_free(where);
	vec_release(&rows);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms fills", "every trade", 0 },
	{ "etrms fills --symbol BTC/USDT --since now-1d --format csv",
	  "one day of one symbol, for a spreadsheet", 0 },
	{ "etrms fills --where 'fee > 1' -n 10", "the newest ten that cost a "
	  "fee above 1", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_fills = {
	.name = "fills",
	.group = "every day",
	.summary = "list trades",
	.about = "Lists every fill that the ledger has, oldest first, with"
	    " price, amount, cost and fee as the venue said. It reads the"
	    " store alone: etrms order reconcile brings the ledger up to the"
	    " venue.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &fill_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ,
	.run = run
};
