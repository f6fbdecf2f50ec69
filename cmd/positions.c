/*
 * etrms positions: what each account is exposed to, symbol by symbol.
 */
#include "cmd/holdings.h"
#include "cmd/scope.h"

#include "expr/expr.h"

#include <string.h>

struct args { const char *symbol, *where; };

static const struct opt opts[] = {
	{ OPT_TEXT, 's', "symbol", "symbol", NULL, "show this symbol only",
	  AT(const char *, symbol), .words = WORDS_SYMBOL },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "keep rows for which this is true: percentage < -5",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

struct sheet {
	const struct args *args;
	struct expr *where;
	struct out *out;
};

static enum err_code
each(void *self, const struct snapshot *s, struct err *err)
{
	const struct sheet *t = self;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < s->positions.len && rc == E_OK; i++) {
		const struct position *p = &s->positions.at[i];

		if ((t->args->symbol != NULL &&
		    strcmp(t->args->symbol, p->symbol) != 0) ||
		    !expr_where(t->where, p))
			continue;
		rc = out_row(t->out, p, err);
	}
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	struct sheet t = { .args = args };
	enum err_code rc = symbol_must_fit(t.args->symbol, err);

	(void)operands;
	if (rc == E_OK && t.args->where != NULL)
		rc = expr_where_compile(&position_record, t.args->where,
		    &t.where, err);
	if (rc == E_OK)
		rc = session_out(s, &position_record, &t.out, err);
	if (rc == E_OK)
		rc = snapshots_each(s, each, &t, err);
	expr_free(t.where);
	return out_end(t.out, rc, err);
}

static const struct example examples[] = {
	{ "etrms positions", "every account", 0 },
	{ "etrms positions --symbol BTC/USDT --format csv", "one symbol, for a"
	  " program", 0 },
	{ "etrms positions --where 'stop_loss_price == 0 or percentage < -5'",
	  "what is losing", 0 },
	{ NULL }
};

static const int exits[] = { E_STORE, E_DATA, 0 };

const struct cmd cmd_positions = {
	.name = "positions",
	.group = "every day",
	.summary = "list the open positions",
	.about = "Lists one row for each account, symbol and side. A spot"
	    " symbol counts as long while at least a lot of its base is held;"
	    " its entry is the average cost of what was bought here and not"
	    " sold since, and coins that came by transfer have none. stop_loss"
	    "_price and take_profit_price are the nearest working orders."
	    " percentage is the unrealised profit in per cent of the cost.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &position_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
