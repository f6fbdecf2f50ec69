/* Trials of a sweep as rows, with their parameters. */
#include "cmd/trials.h"

#include "research/found.h"

struct trial_row {
	struct trial t;
	int64_t rank;
	const char *params, *symbol;
};

#define F(name, type, member, text, ...) \
	{ name, type, FIELD_AT(struct trial_row, member), .help = text, \
	  ##__VA_ARGS__ }
#define PERCENT .unit = UNIT_RATIO, .flags = FIELD_PERCENT
static const struct field fields[] = {
	F("rank", FIELD_INT, rank, "1 is the best"),
	F("number", FIELD_INT, t.number, "its place in the search, from 1",
	    .flags = FIELD_WIDE),
	F("params", FIELD_TEXT, params, "every parameter, joined by ';'"),
	F("symbol", FIELD_TEXT, symbol, "that it is of; null: of several"
	    " together", .flags = FIELD_MINOR),
	F("objective", FIELD_DOUBLE, t.objective, "what it is ranked by"),
	F("total_return", FIELD_DOUBLE, t.total_return, "profit by capital",
	    PERCENT),
	F("max_drawdown", FIELD_DOUBLE, t.max_drawdown, "the deepest fall"
	    " below the highest so far", PERCENT),
	F("sharpe", FIELD_DOUBLE, t.sharpe, "mean return by its deviation, a"
	    " year"),
	F("trades", FIELD_INT, t.trades, "round trips"),
	F("win_rate", FIELD_DOUBLE, t.win_rate, "share of trades that won",
	    .unit = UNIT_RATIO, .flags = FIELD_PERCENT | FIELD_MINOR),
	F("profit_factor", FIELD_DOUBLE, t.profit_factor, "what winners won by"
	    " what losers lost", .flags = FIELD_MINOR),
	F("annual_return", FIELD_DOUBLE, t.annual_return, "the return a year,"
	    " compounded", .unit = UNIT_RATIO,
	    .flags = FIELD_PERCENT | FIELD_WIDE),
	F("volatility", FIELD_DOUBLE, t.volatility, "of the returns, a year",
	    .unit = UNIT_RATIO, .flags = FIELD_PERCENT | FIELD_WIDE),
	F("sortino", FIELD_DOUBLE, t.sortino, "mean return by the deviation of"
	    " losses, a year; where it was asked for", .flags = FIELD_WIDE),
	F("calmar", FIELD_DOUBLE, t.calmar, "annual return by the deepest"
	    " drawdown", .flags = FIELD_WIDE),
	F("payoff", FIELD_DOUBLE, t.payoff, "average win by average loss",
	    .flags = FIELD_WIDE),
	F("expectancy", FIELD_DEC, t.expectancy, "average profit of a trade",
	    .unit = UNIT_MONEY, .flags = FIELD_WIDE),
	F("engine", FIELD_ENUM, t.engine, "kernel, replay",
	    .names = trial_engine_names, .names_len = TRIAL_ENGINES,
	    .flags = FIELD_WIDE),
	F("met", FIELD_BOOL, t.met, "the constraint", .flags = FIELD_WIDE),
	{ .name = NULL }
};
const struct record trial_record = {
	"trial", "what came out of one set of parameters", fields
};

/* The n-th of "BTC/USDT;ETH/USDT"; of one alone that one, of several together
 * none. */
static const char *
symbol_name(const char *symbols, int64_t n, struct buf *to)
{
	size_t len = strcspn(symbols, ";");

	if (n == 0 && symbols[len] != '\0')
		return NULL;
	for (; n > 1 && symbols[len] != '\0'; n--) {
		symbols += len + 1;
		len = strcspn(symbols, ";");
	}
	buf_add(to, symbols, len);
	return buf_text(to);
}

enum err_code
trial_print(struct out *out, const struct space *space, const char *symbols,
    const struct trial *t, int64_t rank, struct err *err)
{
	struct trial_row row = { .t = *t, .rank = rank > 0 ? rank :
	    INT_NONE };
	struct buf text = {0}, symbol = {0};
	enum err_code rc;

	space_set_text(space, t->set, &text);
	row.params = buf_text(&text);
	row.symbol = symbol_name(symbols, t->symbol, &symbol);
	rc = out_row(out, &row, err);
	buf_release(&text);
	buf_release(&symbol);
	return rc;
}

struct listing {
	struct out *out;
	const struct space *space;
	const char *symbols;
};

static enum err_code
trial_show(void *self, const struct trial *t, struct err *err)
{
	struct listing *l = self;

	return t->engine == TRIAL_SKIPPED ? E_OK : trial_print(l->out,
	    l->space, l->symbols, t, 0, err);
}

enum err_code
trials_show(struct session *s, const struct recorded *r, struct err *err)
{
	struct sweep_summary summary = { .run = NULL };
	struct space space = { .sets = 0 };
	struct listing l = { .space = &space, .symbols = summary.symbols };
	enum err_code rc = run_sweep_load(s->store, r->run.id, &summary, err);

	if (rc == E_OK)
		rc = space_recorded(&r->run, &r->source, summary.about.space,
		    &space, err);
	if (rc == E_OK)
		rc = session_out(s, &trial_record, &l.out, err);
	if (rc == E_OK)
		rc = run_trials_each(s->store, r->run.id, trial_show, &l,
		    err);
	rc = out_end(l.out, rc, err);
	space_release(&space);
	return rc;
}

enum err_code
sweep_show(struct session *s, const struct recorded *r, struct err *err)
{
	struct sweep_summary summary = { .run = NULL };
	struct out *out = NULL;
	enum err_code rc = run_sweep_load(s->store, r->run.id, &summary, err);

	summary.run = r->run.id;
	if (rc == E_OK)
		rc = session_out(s, &sweep_summary_record, &out, err);
	if (rc == E_OK)
		rc = out_row(out, &summary, err);
	if (rc == E_OK)
		out_note(out, "%s.", summary.words);
	return out_end(out, rc, err);
}

enum err_code
windows_print(struct out *out, const struct walk_windows *windows,
    const struct walk_summary *summary, struct err *err)
{
	enum err_code rc = out_part(out, &walk_window_record, "windows", err);

	for (size_t i = 0; i < windows->len && rc == E_OK; i++)
		rc = out_row(out, &windows->at[i], err);
	if (rc == E_OK)
		rc = out_part(out, &walk_summary_record, "out of sample",
		    err);
	if (rc == E_OK)
		rc = out_row(out, summary, err);
	if (rc == E_OK)
		out_note(out, "%s.", summary->words);
	return rc;
}

enum err_code
windows_show(struct session *s, const struct recorded *r, struct err *err)
{
	struct walk_summary summary = { .run = NULL };
	struct walk_windows windows = {0};
	struct out *out = NULL;
	enum err_code rc = run_walk_load(s->store, r->run.id, &windows,
	    &summary, err);

	summary.run = r->run.id;
	if (rc == E_OK)
		rc = session_out(s, &walk_window_record, &out, err);
	if (rc == E_OK)
		rc = windows_print(out, &windows, &summary, err);
	vec_release(&windows);
	return out_end(out, rc, err);
}
