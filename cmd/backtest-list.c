/*
 * etrms backtest list: the recorded runs.
 */
#include "cmd/backtest.h"

#include "expr/expr.h"

#define PAGE 64		/* rows are large: their texts are in them */

struct args {
	const char *strategy, *symbol, *after, *where;
	int kind;
	int64_t limit;
};

static const char *const kinds[] = { "backtest", "optimize", "walkforward",
    "montecarlo", NULL };

static const struct opt opts[] = {
	{ OPT_TEXT, 0, "strategy", "name", NULL, "only of this strategy",
	  AT(const char *, strategy), .words = WORDS_STRATEGY },
	{ OPT_TEXT, 's', "symbol", "symbol", NULL,
	  "only those that traded this symbol", AT(const char *, symbol),
	  .words = WORDS_SYMBOL },
	{ OPT_ENUM, 'k', "kind", "kind", NULL, "only this kind of run",
	  AT(int, kind), .choices = kinds },
	{ OPT_INT, 'n', "limit", "count", NULL, "only the newest",
	  AT(int64_t, limit), .min = 1, .max = INT64_MAX },
	{ OPT_TEXT, 0, "after", "run", NULL,
	  "only those below this one in the list: the next page",
	  AT(const char *, after), .words = WORDS_RUN },
	{ OPT_TEXT, 'w', "where", "condition", NULL,
	  "only rows for which this holds: sharpe > 1 and max_drawdown < 20%",
	  AT(const char *, where) },
	{ .kind = OPT_DONE }
};

/* A page at a time, since a condition may leave out any number of rows. */
static enum err_code
print(struct session *s, const struct args *a, const struct expr *where,
    struct out *out, struct err *err)
{
	struct run_filter f = { .kind = a->kind, .strategy = a->strategy,
	    .symbol = a->symbol, .after = a->after, .limit = PAGE };
	char last[ID_SIZE];
	struct runs page = {0};
	enum err_code rc;

	do {
		rc = runs_load(s->store, &f, &page, err);
		for (size_t i = 0; i < page.len && rc == E_OK; i++) {
			if (a->limit > 0 &&
			    out_rows(out) == (size_t)a->limit)
				break;
			if (expr_where(where, &page.at[i]))
				rc = out_row(out, &page.at[i], err);
		}
		if (page.len > 0)
			TEXT_SET(last, page.at[page.len - 1].id);
		f.after = last;
	} while (rc == E_OK && page.len == PAGE && (a->limit <= 0 ||
	    out_rows(out) < (size_t)a->limit));
	vec_release(&page);
	return rc;
}

static enum err_code
run(struct session *s, const void *args, const struct texts *operands,
    struct err *err)
{
	const struct args *a = args;
	struct expr *where = NULL;
	struct out *out = NULL;
	enum err_code rc = E_OK;

	(void)operands;
	if (a->where != NULL)
		rc = expr_where_compile(&run_record, a->where, &where, err);
	if (rc == E_OK)
		rc = session_out(s, &run_record, &out, err);
	if (rc == E_OK && s->store != NULL)
		rc = print(s, a, where, out, err);
	expr_free(where);
	return out_end(out, rc, err);
}

static const struct example examples[] = {
	{ "etrms backtest list", "every run, the newest first", 0 },
	{ "etrms backtest list --limit 20 --after 3", "the page below run 3",
	  0 },
	{ "etrms backtest list --where 'sharpe > 1 and max_drawdown < 20%'"
	  " --fields id,params,sharpe", "what is worth a second look", 0 },
	{ .line = NULL }
};

static const int exits[] = { E_STORE, 0 };

const struct cmd cmd_backtest_list = {
	.name = "backtest list",
	.group = "research",
	.summary = "list the recorded runs",
	.about = "Lists the runs that the store has, the newest first, each"
	    " with its numbers. Filters add up. A long list is read in pages:"
	    " --limit says how many rows, and the id of the last of them,"
	    " given to --after, begins the next page; an id is never used"
	    " again, even when its run is removed. --where takes every field"
	    " of a run (etrms help records).",
	.opts = opts,
	.args_size = sizeof(struct args),
	.record = &run_record,
	.examples = examples,
	.exits = exits,
	.needs = NEED_STORE_READ | NEED_CREATE,
	.run = run
};
