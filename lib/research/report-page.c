/* The page: what it says first, its sections in order, its style. */
#include "research/reportdata.h"

#include "base/stamp.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* The numbers of a run, in groups. What no group names is in the last. */
struct group { const char *name; const struct page_entry *figures; };
#define FIGURES(...) \
	(const struct page_entry[]){ __VA_ARGS__, { NULL, NULL } }
static const struct group groups[] = {
	{ "Return", FIGURES({ "total_return", "Total return" },
	    { "annual_return", "A year, compounded" },
	    { "volatility", "Volatility a year" },
	    { "capital", "Capital" },
	    { "final_equity", "Final equity" }) },
	{ "Risk", FIGURES({ "max_drawdown", "Deepest drawdown" },
	    { "max_drawdown_days", "Longest drawdown, days" },
	    { "ulcer", "Ulcer index" },
	    { "exposure", "Time in the market" }) },
	{ "Ratios", FIGURES({ "sharpe", "Sharpe" }, { "sortino", "Sortino" },
	    { "calmar", "Calmar" }, { "omega", "Omega" },
	    { "psr", "Probability Sharpe > 0" }) },
	{ "Trades", FIGURES({ "trades", "Round trips" },
	    { "win_rate", "Won" }, { "profit_factor", "Profit factor" },
	    { "payoff", "Average win by loss" },
	    { "expectancy", "Profit of a trade" },
	    { "sqn", "System quality" },
	    { "intrabar_decided", "Decided inside a bar" }) },
	{ "Costs and rules", FIGURES({ "fees", "Fees paid" },
	    { "funding", "Funding received" },
	    { "refusals", "Orders refused" },
	    { "breaker_trips", "Breaker trips" }) },
	{ "Data", FIGURES({ "bars", "Bars" }, { "gaps", "Gaps" },
	    { "inexact_ties", "Ties by rounding" },
	    { "conflicts", "Long and short at once" }) }
};
static const struct group proofs[] = {
	{ "What was run", FIGURES({ "strategy", "Strategy" },
	    { "strategy_path", "File" }, { "params", "Parameters" },
	    { "symbols", "Symbols" }, { "venue", "Venue of the candles" },
	    { "timeframe", "Timeframe" }, { "from", "From" }, { "to", "To" },
	    { "currency", "Currency" }, { "seed", "Seed" }) },
	{ "What proves it", FIGURES({ "id", "Run" }, { "kind", "Kind" },
	    { "status", "Status" }, { "time", "Made" },
	    { "version", "Version of etrms" },
	    { "strategy_hash", "Strategy" }, { "data_hash", "Data" },
	    { "result_hash", "Result" }) }
};
#define LEN(a) (sizeof(a) / sizeof(*(a)))

static bool
is_named(const struct group *all, size_t n, const char *field)
{
	for (size_t i = 0; i < n; i++)
		for (const struct page_entry *f = all[i].figures;
		    f->field != NULL; f++)
			if (strcmp(f->field, field) == 0)
				return true;
	return false;
}

/* A field that the record has and no group names is shown all the same. */
static void
put_others(const struct run *run, struct buf *to)
{
	bool any = false;

	for (const struct field *f = run_record.fields; f->name != NULL; f++) {
		if (is_named(groups, LEN(groups), f->name) ||
		    is_named(proofs, LEN(proofs), f->name) ||
		    strcmp(f->name, "assumptions") == 0 ||
		    strcmp(f->name, "warnings") == 0)
			continue;
		if (!any)
			buf_puts(to, "<section><h3>Other</h3><dl>\n");
		any = true;
		buf_printf(to, "<div><dt>%s</dt><dd>", f->name);
		page_field(to, run, f->name);
		buf_puts(to, "</dd></div>\n");
	}
	if (any)
		buf_puts(to, "</dl></section>\n");
}

void
report_numbers(const struct report_view *v, struct buf *to)
{
	buf_puts(to, "<div class=\"groups\">\n");
	for (size_t i = 0; i < LEN(groups); i++)
		page_list(to, groups[i].name, &run_record, v->report->run,
		    groups[i].figures);
	put_others(v->report->run, to);
	buf_puts(to, "</div>\n");
}

static void
put_source(const char *name, const struct buf *text, struct buf *to)
{
	if (text->len == 0)
		return;
	buf_printf(to, "<details><summary>%s</summary><pre>", name);
	html_text(to, buf_text(text));
	buf_puts(to, "</pre></details>\n");
}

void
report_proof(const struct report_view *v, struct buf *to)
{
	const struct report *r = v->report;

	buf_puts(to, "<p>Everything that this depends on is recorded with it."
	    " <code>etrms backtest verify ");
	html_text(to, r->run->id);
	buf_puts(to, "</code> repeats the run over the candles that are stored"
	    " now and exits with 1 if anything differs.</p>\n<div"
	    " class=\"groups proof\">\n");
	for (size_t i = 0; i < LEN(proofs); i++)
		page_list(to, proofs[i].name, &run_record, r->run,
		    proofs[i].figures);
	page_values(to, "What was assumed", "field=\"assumptions\"",
	    r->run->assumptions);
	buf_puts(to, "</div>\n");
	if (r->source == NULL)
		return;
	put_source("The strategy, in the form that is hashed",
	    &r->source->strategy, to);
	put_source("The policy that was in force", &r->source->policy, to);
	put_source("The breakers", &r->source->breakers, to);
}

static void
put_symbols(const struct run *run, struct buf *to)
{
	const char *rest = run->symbols;
	struct buf piece = {0};
	int n = 0;

	while (piece_next(&rest, &piece)) {
		if (++n > 6)
			continue;
		buf_puts(to, n > 1 ? ", " : "");
		html_text(to, buf_text(&piece));
	}
	if (n > 6)
		buf_printf(to, " and %d more", n - 6);
	buf_release(&piece);
}

/* Where, when and with what. */
static void
put_subject(const struct run *run, struct buf *to)
{
	const char *rest = run->params;
	struct buf piece = {0};
	char text[STAMP_TEXT_SIZE];

	buf_puts(to, "<p class=\"subject\">");
	put_symbols(run, to);
	buf_printf(to, "%sbars of %s", run->symbols[0] != '\0' ?
	    " <i>\xc2\xb7</i> " : "",
	    duration_text(run->timeframe, text));
	/* Returns from a file have no time. */
	if (run->from != 0) {
		buf_puts(to, " <i>\xc2\xb7</i> ");
		page_date(to, run->from);
		buf_puts(to, " to ");
		page_date(to, run->to);
	}
	for (int n = 0; piece_next(&rest, &piece); n++) {
		buf_puts(to, n == 0 ? " <i>\xc2\xb7</i> " : ", ");
		html_text(to, buf_text(&piece));
	}
	buf_puts(to, "</p>\n");
	buf_release(&piece);
}

/* What came of it, in a sentence. */
static void
put_lead(const struct report_view *v, struct buf *to)
{
	const struct run *run = v->report->run;
	double years = (double)(run->to - run->from) / (double)STAMP_YEAR;

	buf_puts(to, "<p class=\"lead\">");
	page_amount(to, run->capital);
	buf_putc(to, ' ');
	html_text(to, run->currency);
	buf_puts(to, " became <b>");
	page_amount(to, run->final_equity);
	buf_puts(to, "</b> in ");
	page_number(to, years >= 1 ? years : years * 365, 1, false);
	buf_puts(to, years >= 1 ? " years" : " days");
	if (run->status == RUN_BANKRUPT)
		buf_puts(to, ": the account lost everything and was left alone"
		    " from then on");
	else if (run->status == RUN_CANCELED)
		buf_puts(to, ", up to where the run was interrupted");
	buf_puts(to, ".</p>\n");
}

static void
put_strip(const struct run *run, struct buf *to)
{
	static const struct page_entry strip[] = {
		{ "total_return", "Return" }, { "annual_return", "A year" },
		{ "max_drawdown", "Deepest drawdown" }, { "sharpe", "Sharpe" },
		{ "sortino", "Sortino" }, { "trades", "Trades" },
		{ "win_rate", "Won" }, { "fees", "Fees paid" }, { NULL, NULL }
	};

	page_strip(to, &run_record, run, strip);
}

static void
put_warnings(const struct run *run, struct buf *to)
{
	const char *rest = run->warnings;
	struct buf piece = {0};

	if (run->warnings[0] == '\0')
		return;
	page_warnings_open(to, "warnings");
	while (piece_next(&rest, &piece))
		page_warning(to, buf_text(&piece));
	page_warnings_close(to);
	buf_release(&piece);
}

static void
put_head(const struct run *run, struct buf *to)
{
	struct buf title = {0};

	buf_printf(&title, "%s \xc2\xb7 %s %s", run->strategy,
	    run_kind_names[run->kind], run->id);
	page_open(to, buf_text(&title));
	buf_release(&title);
}

static void
put_drawing_note(const struct report_view *v, struct buf *to)
{
	if (v->len > 2 * PAGE_COLUMNS) {
		buf_puts(to, "<p class=\"quiet\">");
		page_count(to, (int64_t)v->len, "point", "points");
		buf_printf(to, " drawn in %d columns: of each column the first,"
		    " the lowest, the highest and the last value are kept."
		    " Exposure is the mean of each column.</p>\n",
		    PAGE_COLUMNS);
	}
}

static void
put_curves(const struct report_view *v, struct buf *to)
{
	report_charts(v, to);
	report_timeline(v, to);
	put_drawing_note(v, to);
	report_curve_table(v, to);
}

static void
put_all_trades(const struct report_view *v, struct buf *to)
{
	report_trades(v, to);
	report_rules(v, to);
}

static void
put_backtest(const struct report_view *v, struct buf *to)
{
	page_section(to, "Over time", "curves", put_curves, v);
	page_section(to, "Monthly returns", "months", report_months, v);
	page_section(to, "Returns of trades", "returns", report_histogram, v);
	page_section(to, "Numbers", "numbers", report_numbers, v);
	page_section(to, "Trades", "trades", put_all_trades, v);
}

static void
put_sweep_best(const struct report_view *v, struct buf *to)
{
	report_top(v, to);
	report_importance(v, to);
}

static void
put_optimize(const struct report_view *v, struct buf *to)
{
	page_section(to, "How much of it is luck", "luck", report_luck, v);
	page_section(to, "The search", "search", report_search, v);
	page_section(to, "What it found", "best", put_sweep_best, v);
	put_backtest(v, to);
}

static void
put_windows(const struct report_view *v, struct buf *to)
{
	report_drift(v, to);
	report_windows(v, to);
}

static void
put_walkforward(const struct report_view *v, struct buf *to)
{
	page_section(to, "Out of sample", "walk", report_walk, v);
	page_section(to, "Windows", "windows", put_windows, v);
	put_backtest(v, to);
}

static void
put_montecarlo(const struct report_view *v, struct buf *to)
{
	page_section(to, "What might have been", "curves", report_fan, v);
	page_section(to, "Quantiles", "quantiles", report_quantiles, v);
}

void
report_page(const struct report *r, struct buf *to)
{
	static void (*const put[RUN_KINDS])(const struct report_view *,
	    struct buf *) = {
		[RUN_BACKTEST] = put_backtest, [RUN_OPTIMIZE] = put_optimize,
		[RUN_WALKFORWARD] = put_walkforward,
		[RUN_MONTECARLO] = put_montecarlo
	};
	const struct run *run = r->run;
	struct report_view v;
	struct buf command = {0};

	report_view_init(&v, r);
	put_head(run, to);
	buf_printf(to, "<header>\n<p class=\"kind\">%s %s</p>\n<h1>",
	    run_kind_names[run->kind], run->id);
	html_text(to, run->strategy);
	buf_puts(to, "</h1>\n");
	put_subject(run, to);
	if (run->kind == RUN_MONTECARLO)
		report_fan_lead(&v, to);
	else {
		put_lead(&v, to);
		put_strip(run, to);
	}
	buf_puts(to, "</header>\n");
	put_warnings(run, to);
	put[run->kind](&v, to);
	page_section(to, "Proof", "proofs", report_proof, &v);
	buf_printf(&command, "backtest show %s", run->id);
	page_close(to, "", buf_text(&command));
	buf_release(&command);
	report_view_release(&v);
}
