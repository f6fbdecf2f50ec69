/* A page about a backtest of rebalances: what it says first, its sections in
 * order. */
#include "research/mix-report.h"

#include "base/stamp.h"
#include "out/page.h"

#include <math.h>
#include <stdlib.h>

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static const struct page_entry strip[] = {
	{ "total_return", "Return" }, { "annual_return", "A year" },
	{ "volatility", "Volatility a year" }, { "sharpe", "Sharpe" },
	{ "max_drawdown", "Deepest drawdown" },
	{ "turnover", "Turnover a year" }, { "fees", "Fees" },
	{ "funding", "Funding" }, { NULL, NULL }
};
static const struct page_entry numbers[] = {
	{ "method", "Method" }, { "from", "From" }, { "to", "To" },
	{ "timeframe", "Bars of" }, { "bars", "Bars" },
	{ "assets", "Assets" }, { "capital", "Capital" },
	{ "final_equity", "Equity in the end" },
	{ "total_return", "Return" },
	{ "annual_return", "A year, compounded" },
	{ "volatility", "Volatility a year" }, { "sharpe", "Sharpe" },
	{ "sortino", "Sortino" }, { "max_drawdown", "Deepest drawdown" },
	{ "calmar", "Calmar" }, { "rebalances", "Rebalances" },
	{ "turnover", "Turnover a year" }, { "fees", "Fees" },
	{ "slippage", "Slippage" }, { "funding", "Funding" }
};

static void
put_cell(struct buf *to, const struct record *record, const void *row,
    const char *field, bool number)
{
	buf_puts(to, number ? "<td class=\"n\">" : "<td>");
	page_value(to, "field", record, row, field);
	buf_puts(to, "</td>");
}

static void
put_numbers(const struct mix_report *r, struct buf *to)
{
	static const char *const columns[] = { "Number", ">Rebalanced",
	    ">Bought once and held", ">All assets alike", NULL };

	page_table_open(to, "Of the three portfolios", columns);
	for (size_t i = 0; i < LEN(numbers); i++) {
		const struct page_entry *f = &numbers[i];

		buf_puts(to, "<tr><th scope=\"row\" title=\"");
		html_text(to, record_field(&mix_result_record,
		    f->field)->help);
		buf_printf(to, "\">%s</th>", f->label);
		for (int k = 0; k < MIX_KINDS; k++) {
			buf_puts(to, "<td class=\"n\">");
			page_value(to, mix_kind_names[k], &mix_result_record,
			    &r->results[k], f->field);
			buf_puts(to, "</td>");
		}
		buf_puts(to, "</tr>\n");
	}
	page_table_close(to);
}

/* The curves for those who do not see them. */
#define ROWS_MOST 240
static void
put_points(const struct mix_report *r, struct buf *to)
{
	static const char *const columns[] = { "Time", ">Rebalanced",
	    ">Drawdown", ">Bought once and held", ">All assets alike", NULL };
	size_t n = r->runs->len, from = n > ROWS_MOST ? n - ROWS_MOST : 0;
	struct mix_point *points = mix_points(r->runs);

	buf_puts(to, "<details><summary>As a table</summary>\n");
	page_table_open(to, "Equity", columns);
	for (size_t i = from; i < n; i++) {
		const struct mix_point *p = &points[i];

		buf_puts(to, "<tr>");
		put_cell(to, &mix_point_record, p, "time", false);
		put_cell(to, &mix_point_record, p, "equity", true);
		put_cell(to, &mix_point_record, p, "drawdown", true);
		put_cell(to, &mix_point_record, p, "buy_and_hold", true);
		put_cell(to, &mix_point_record, p, "equal_weight", true);
		buf_puts(to, "</tr>\n");
	}
	page_table_close(to);
	if (from > 0)
		buf_printf(to, "<p class=\"quiet\">The last %d of %zu; all are"
		    " in <code>--part curve</code>.</p>\n", ROWS_MOST, n);
	buf_puts(to, "</details>\n");
	free(points);
}

static void
put_curves(const struct mix_report *r, struct buf *to)
{
	mix_curves(r, to);
	mix_falls(r, to);
	put_points(r, to);
}

static void
put_weight(const struct mix_report *r, const struct mix_weight *w,
    const char *symbol, struct buf *to)
{
	double band = mix_band(r->terms, w->target);

	buf_puts(to, "<tr><td>");
	html_text(to, symbol);
	buf_puts(to, "</td>");
	put_cell(to, &mix_weight_record, w, "before", true);
	put_cell(to, &mix_weight_record, w, "target", true);
	put_cell(to, &mix_weight_record, w, "weight", true);
	if (isnan(band))
		buf_puts(to, "<td class=\"n\">none</td>");
	else
		page_cell(to, band, true);
	buf_puts(to, "</tr>\n");
}

static void
put_weights(const struct mix_report *r, struct buf *to)
{
	static const char *const columns[] = { "Asset", ">Before", ">Target",
	    ">After", ">Band", NULL };
	size_t p = r->market->p;
	const struct mix_run *run = r->runs;
	const struct mix_weight *last = &run->weights.at[run->weights.len -
	    p];
	struct mix_weight rest = { .before = 1, .target = 1, .weight = 1 };

	mix_lanes(r, to);
	buf_puts(to, "<details><summary>As a table</summary>\n");
	page_table_open(to, "At the last rebalance", columns);
	for (size_t k = 0; k < p; k++) {
		put_weight(r, &last[k], r->symbol[k], to);
		rest.before -= last[k].before;
		rest.target -= last[k].target;
		rest.weight -= last[k].weight;
	}
	rest.target = fmax(rest.target, 0);
	put_weight(r, &rest, r->quote, to);
	page_table_close(to);
	buf_puts(to, "<p class=\"quiet\">Those of each are in <code>--part"
	    " weights</code>.</p>\n</details>\n");
}

static void
put_rebalances(const struct mix_report *r, struct buf *to)
{
	static const char *const columns[] = { ">Number", "Time", "Reason",
	    ">Equity", ">Turnover", ">Cost", ">Orders", ">Funding", NULL };
	const struct mix_rebalances *all = &r->runs->rebalances;
	size_t from = all->len > ROWS_MOST ? all->len - ROWS_MOST : 0;
	const struct record *of = &mix_rebalance_record;

	mix_moves(r, to);
	page_table_open(to, "Each rebalance", columns);
	for (size_t i = from; i < all->len; i++) {
		const struct mix_rebalance *b = &all->at[i];

		buf_puts(to, "<tr>");
		put_cell(to, of, b, "number", true);
		put_cell(to, of, b, "time", false);
		put_cell(to, of, b, "reason", false);
		put_cell(to, of, b, "equity", true);
		put_cell(to, of, b, "turnover", true);
		put_cell(to, of, b, "cost", true);
		put_cell(to, of, b, "orders", true);
		put_cell(to, of, b, "funding", true);
		buf_puts(to, "</tr>\n");
	}
	page_table_close(to);
	if (from > 0)
		buf_printf(to, "<p class=\"quiet\">The last %d of %zu; all are"
		    " in <code>--part rebalances</code>.</p>\n", ROWS_MOST,
		    all->len);
}

static void
put_notes(const struct mix_report *r, struct buf *to)
{
	if (r->notes_len == 0)
		return;
	page_warnings_open(to, NULL);
	for (size_t i = 0; i < r->notes_len; i++)
		page_warning(to, r->notes[i]);
	page_warnings_close(to);
}

/* When it is rebalanced, in words. */
static void
put_when(const struct mix_terms *t, struct buf *to)
{
	bool timed = t->every.months != 0 || t->every.span != 0;
	const char *or = "";
	char every[STAMP_TEXT_SIZE];

	if (!timed && isnan(t->band) && isnan(t->band_relative)) {
		buf_puts(to, "never");
		return;
	}
	if (timed) {
		buf_printf(to, "every %s", period_text(&t->every, every));
		or = " or ";
	}
	if (!isnan(t->band)) {
		buf_printf(to, "%swhen a weight is ", or);
		page_number(to, t->band * 100, 2, false);
		buf_puts(to, " points off");
		or = " or ";
	}
	if (!isnan(t->band_relative)) {
		buf_printf(to, "%swhen it is ", or);
		page_percent(to, t->band_relative, 2, false);
		buf_puts(to, " of its target off");
	}
}

static void
put_terms(const struct mix_report *r, struct buf *to)
{
	const struct mix_market *m = r->market;
	double least = m->fee[0], most = m->fee[0];

	for (size_t k = 1; k < m->p; k++) {
		least = fmin(least, m->fee[k]);
		most = fmax(most, m->fee[k]);
	}
	buf_puts(to, "<p>Rebalanced ");
	put_when(r->terms, to);
	buf_puts(to, ". Cash that is wanted beside the assets: ");
	page_percent(to, r->cash, 2, false);
	buf_puts(to, ". Fee: ");
	page_percent(to, least, 3, false);
	if (most > least) {
		buf_puts(to, " to ");
		page_percent(to, most, 3, false);
	}
	buf_puts(to, "; slippage: ");
	page_percent(to, r->terms->slippage, 3, false);
	if (r->terms->min_trade > 0) {
		buf_puts(to, "; no trade below ");
		page_number(to, r->terms->min_trade, 2, false);
		buf_putc(to, ' ');
		html_text(to, r->quote);
	}
	if (r->lookback > 0) {
		buf_puts(to, ". Weights by the returns of the ");
		page_count(to, (int64_t)r->lookback, "bar", "bars");
		buf_puts(to, " before each rebalance");
	}
	buf_puts(to, ".</p>\n");
}

static void
put_money(const struct mix_report *r, int kind, const char *field,
    struct buf *to)
{
	page_value(to, "field", &mix_result_record, &r->results[kind], field);
}

static void
put_lead(const struct mix_report *r, struct buf *to)
{
	buf_puts(to, "<p class=\"lead\">");
	put_money(r, MIX_REBALANCED, "capital", to);
	buf_putc(to, ' ');
	html_text(to, r->quote);
	buf_puts(to, " became <b>");
	put_money(r, MIX_REBALANCED, "final_equity", to);
	buf_puts(to, "</b>; bought once and held ");
	put_money(r, MIX_HELD, "final_equity", to);
	buf_puts(to, ", with all assets alike ");
	put_money(r, MIX_EQUAL, "final_equity", to);
	buf_puts(to, ".</p>\n");
	put_terms(r, to);
	page_strip(to, &mix_result_record, &r->results[MIX_REBALANCED], strip);
}

static void
put_header(const struct mix_report *r, struct buf *to)
{
	const struct mix_result *o = &r->results[MIX_REBALANCED];
	struct buf title = {0};

	buf_printf(&title, "Rebalancing \xc2\xb7 %s", o->method);
	page_open(to, buf_text(&title));
	buf_puts(to, "<header>\n<p class=\"kind\">backtest of rebalances</p>\n"
	    "<h1>");
	if (r->lookback == 0)
		buf_puts(to, "Fixed weights");
	else {
		buf_puts(to, "Weights by ");
		html_text(to, o->method);
	}
	buf_puts(to, "</h1>\n<p class=\"subject\">");
	page_count(to, o->assets, "asset", "assets");
	buf_puts(to, " in ");
	html_text(to, r->quote);
	buf_printf(to, " <i>\xc2\xb7</i> bars of %s <i>\xc2\xb7</i> ",
	    duration_text(o->timeframe, (char[STAMP_TEXT_SIZE]){0}));
	page_time(to, o->from);
	buf_puts(to, " to ");
	page_time(to, o->to);
	buf_puts(to, "</p>\n");
	put_lead(r, to);
	buf_puts(to, "</header>\n");
	buf_release(&title);
}

void
mix_page(const struct mix_report *r, struct buf *to)
{
	put_header(r, to);
	put_notes(r, to);
	page_section(to, "Against holding", "curves", put_curves, r);
	page_section(to, "Weights against their targets", "weights",
	    put_weights, r);
	page_section(to, "Rebalances", "rebalances", put_rebalances, r);
	page_section(to, "Numbers", "numbers", put_numbers, r);
	page_close(to, "A rebalance looks at what closed before its bar and"
	    " trades at the open of it. ", "rebalance backtest");
}
