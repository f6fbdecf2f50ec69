/* A portfolio's page: what it says first, its sections in order. */
#include "analysis/performance-charts.h"

#include "base/decfloat.h"
#include "out/page.h"

#include <math.h>
#include <string.h>

#define LEN(a) (sizeof(a) / sizeof(*(a)))

struct group { const char *name; const struct page_entry *figures; };
#define FIGURES(...) \
	(const struct page_entry[]){ __VA_ARGS__, { NULL, NULL } }
static const struct group groups[] = {
	{ "Return", FIGURES({ "time_weighted_return", "Time-weighted" },
	    { "time_weighted_annual", "A year, compounded" },
	    { "money_weighted_return", "Money-weighted" },
	    { "money_weighted_annual", "Its rate a year" },
	    { "profit", "Profit" }) },
	{ "Risk", FIGURES({ "volatility", "Volatility a year" },
	    { "max_drawdown", "Deepest drawdown" },
	    { "btc_return", "Price of BTC" },
	    { "eth_return", "Price of ETH" }) },
	{ "Money", FIGURES({ "start_value", "Value at first" },
	    { "deposits", "Came in" }, { "withdrawals", "Went out" },
	    { "value", "Value in the end" },
	    { "snapshots", "Snapshots" }) }
};
static const struct page_entry strip[] = {
	{ "time_weighted_return", "Time-weighted" },
	{ "money_weighted_return", "Money-weighted" },
	{ "profit", "Profit" }, { "max_drawdown", "Deepest drawdown" },
	{ "volatility", "Volatility a year" }, { "btc_return", "BTC" },
	{ "eth_return", "ETH" }, { NULL, NULL }
};

static void
put_numbers(const struct performance_report *r, struct buf *to)
{
	buf_puts(to, "<div class=\"groups\">\n");
	for (size_t i = 0; i < LEN(groups); i++)
		page_list(to, groups[i].name, &performance_record,
		    &r->performance->sum, groups[i].figures);
	buf_puts(to, "</div>\n");
}

static void
put_amount(struct buf *to, struct dec amount)
{
	char exact[DEC_TEXT_SIZE];

	buf_puts(to, "<td class=\"n\">");
	if (dec_known(amount))
		buf_printf(to, "<data value=\"%s\">", dec_text(amount,
		    exact));
	page_amount(to, amount);
	buf_printf(to, "%s</td>", dec_known(amount) ? "</data>" : "");
}

/* All of its digits. */
static void
put_exactly(struct buf *to, struct dec amount)
{
	buf_puts(to, "<td class=\"n\">");
	if (dec_known(amount))
		page_fixed(to, amount, dec_decimals(amount));
	else
		buf_puts(to, "n/a");
	buf_puts(to, "</td>");
}

static void
put_holdings(const struct performance_report *r, struct buf *to)
{
	static const char *const columns[] = { "Holding", "Kind", ">Amount",
	    ">Price", ">Value", ">Part", NULL };
	const struct portfolio_holdings *all = &r->stored->holdings;
	const struct portfolio_snapshots *s = &r->stored->snapshots;
	int64_t last = s->at[s->len - 1].id;
	size_t n = 0;

	page_table_open(to, "Held in the end", columns);
	for (size_t i = 0; i < all->len; i++) {
		const struct portfolio_holding *h = &all->at[i];

		if (h->snapshot != last)
			continue;
		n++;
		buf_puts(to, "<tr><td>");
		html_text(to, h->name);
		buf_printf(to, "</td><td>%s</td>", h->kind == HOLDING_ASSET ?
		    "asset" : h->kind == HOLDING_POSITION ? "position" :
		    "left out");
		put_exactly(to, h->amount);
		put_exactly(to, h->price);
		put_amount(to, h->value);
		page_cell(to, dec_to_double(h->weight), true);
		buf_puts(to, "</tr>\n");
	}
	page_table_close(to);
	if (n == 0)
		buf_puts(to, "<p class=\"quiet\">Nothing is held.</p>\n");
}

#define FLOWS_MOST 100

static void
put_flow_table(const struct performance_report *r, struct buf *to)
{
	static const char *const columns[] = { "Time", "Kind", "Account",
	    "Asset", ">Amount", ">Value", NULL };
	const struct portfolio_flows *all = &r->stored->flows;
	size_t first = 0, from;

	while (first < all->len && all->at[first].snapshot ==
	    r->stored->snapshots.at[0].id)
		first++;
	if (first == all->len)
		return;
	from = all->len - first > FLOWS_MOST ? all->len - FLOWS_MOST : first;
	page_table_open(to, from == first ? "What came and went" :
	    "What came and went, the last hundred", columns);
	for (size_t i = from; i < all->len; i++) {
		const struct portfolio_flow *f = &all->at[i];

		buf_puts(to, "<tr><td>");
		page_time(to, f->time);
		buf_printf(to, "</td><td>%s</td><td>", f->kind ==
		    FLOW_LEFT_OUT ? "left out" : flow_kind_names[f->kind]);
		html_text(to, f->account);
		buf_puts(to, "</td><td>");
		html_text(to, f->asset);
		buf_puts(to, "</td>");
		put_exactly(to, f->amount);
		put_amount(to, f->value);
		buf_puts(to, "</tr>\n");
	}
	page_table_close(to);
}

static void
put_flows(const struct performance_report *r, struct buf *to)
{
	performance_moves(r, to);
	put_flow_table(r, to);
}

/* A cell's colour: the stronger the further from 0. */
static void
put_correlation(struct buf *to, double c)
{
	int level = !isfinite(c) ? 0 : (int)fmin(4, floor(fabs(c) * 4 +
	    0.5));

	buf_printf(to, "<td class=\"n %s%d\">", c < 0 ? "l" : "g", level);
	page_number(to, c, 2, true);
	buf_puts(to, "</td>");
}

static const struct holding_pair *
pair_of(const struct holding_pairs *all, const char *a, const char *b)
{
	for (size_t i = 0; i < all->len; i++) {
		const struct holding_pair *p = &all->at[i];

		if ((strcmp(p->asset, a) == 0 && strcmp(p->other, b) == 0) ||
		    (strcmp(p->asset, b) == 0 && strcmp(p->other, a) == 0))
			return p;
	}
	return NULL;
}

static size_t
add_name(const char **names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return n;
	names[n] = name;
	return n + 1;
}

static void
put_map(const struct performance_report *r, struct buf *to)
{
	const struct holding_pairs *all = &r->performance->pairs;
	const char *names[PERFORMANCE_ASSETS];
	size_t n = 0;

	for (size_t i = 0; i < all->len; i++) {
		n = add_name(names, n, all->at[i].asset);
		n = add_name(names, n, all->at[i].other);
	}
	if (n == 0) {
		buf_printf(to, "<p class=\"quiet\">It takes two assets beside"
		    " the currency, and %d returns of both.</p>\n",
		    PERFORMANCE_RETURNS);
		return;
	}
	buf_puts(to, "<p class=\"quiet\">Pearson's, of the returns of prices"
	    " from snapshot to snapshot.</p>\n<div class=\"scroll\""
	    " tabindex=\"0\" role=\"region\" aria-label=\"Correlation of"
	    " holdings\"><table class=\"heat\"><thead><tr><th scope=\"col\">"
	    "<span class=\"hidden\">Asset</span></th>");
	for (size_t i = 0; i < n; i++) {
		buf_puts(to, "<th scope=\"col\" class=\"n\">");
		html_text(to, names[i]);
		buf_puts(to, "</th>");
	}
	buf_puts(to, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < n; i++) {
		buf_puts(to, "<tr><th scope=\"row\">");
		html_text(to, names[i]);
		buf_puts(to, "</th>");
		for (size_t k = 0; k < n; k++) {
			const struct holding_pair *p = pair_of(all, names[i],
			    names[k]);

			if (i == k)
				buf_puts(to, "<td class=\"n g4\">1</td>");
			else if (p == NULL)
				buf_puts(to, "<td></td>");
			else
				put_correlation(to, p->correlation);
		}
		buf_puts(to, "</tr>\n");
	}
	buf_puts(to, "</tbody></table></div>\n");
}

/* The curves for those who do not see them. */
#define ROWS_MOST 240
static void
put_points(const struct performance_report *r, struct buf *to)
{
	const struct performance_points *all = &r->performance->points;
	size_t from = all->len > ROWS_MOST ? all->len - ROWS_MOST : 0;

	buf_puts(to, "<details><summary>As a table</summary>\n<table"
	    " class=\"small\"><thead><tr><th scope=\"col\">Time</th><th"
	    " scope=\"col\" class=\"n\">Value</th><th scope=\"col\""
	    " class=\"n\">Return</th><th scope=\"col\" class=\"n\">"
	    "Drawdown</th><th scope=\"col\" class=\"n\">BTC</th><th"
	    " scope=\"col\" class=\"n\">ETH</th></tr></thead><tbody>\n");
	for (size_t i = from; i < all->len; i++) {
		const struct performance_point *p = &all->at[i];

		buf_puts(to, "<tr><td>");
		page_time(to, p->time);
		buf_puts(to, "</td>");
		put_amount(to, p->value);
		page_cell(to, p->time_weighted_return, true);
		page_cell(to, p->drawdown, true);
		page_cell(to, p->btc_return, true);
		page_cell(to, p->eth_return, true);
		buf_puts(to, "</tr>\n");
	}
	buf_puts(to, "</tbody></table>\n");
	if (from > 0)
		buf_printf(to, "<p class=\"quiet\">The last %d of %zu"
		    " snapshots.</p>\n", ROWS_MOST, all->len);
	buf_puts(to, "</details>\n");
}

static void
put_returns(const struct performance_report *r, struct buf *to)
{
	performance_curves(r, to);
	performance_fall(r, to);
	put_points(r, to);
}

static void
put_parts(const struct performance_report *r, struct buf *to)
{
	performance_value(r, to);
	performance_allocation(r, to);
}

static void
put_lead(const struct performance_report *r, struct buf *to)
{
	const struct performance_sum *s = &r->performance->sum;

	buf_puts(to, "<p class=\"lead\">");
	page_amount(to, s->start_value);
	buf_putc(to, ' ');
	html_text(to, s->currency);
	if (!dec_is_zero(s->deposits)) {
		buf_puts(to, " and ");
		page_amount(to, s->deposits);
		buf_puts(to, " that came in");
	}
	buf_puts(to, " became <b>");
	page_amount(to, s->value);
	buf_puts(to, "</b>");
	if (!dec_is_zero(s->withdrawals)) {
		buf_puts(to, " and ");
		page_amount(to, s->withdrawals);
		buf_puts(to, " that went out");
	}
	buf_puts(to, ".</p>\n");
}

static void
put_warnings(const struct performance_sum *s, struct buf *to)
{
	if (s->unknown_from == 0 && !s->several_rates)
		return;
	page_warnings_open(to, NULL);
	if (s->unknown_from != 0) {
		buf_puts(to, "<li>The period that ends at ");
		page_time(to, s->unknown_from);
		buf_puts(to, " has no return: at its beginning the portfolio"
		    " was worth nothing or less, or more than all of it was"
		    " lost.</li>\n");
	}
	if (s->several_rates)
		page_warning(to, "More than one money-weighted rate fits what"
		    " came and went: none is told.");
	page_warnings_close(to);
}

void
performance_page(const struct performance_report *r, struct buf *to)
{
	const struct performance_sum *s = &r->performance->sum;
	bool one = s->account[0] != '\0';
	struct buf title = {0};

	buf_printf(&title, "Portfolio%s%s", one ? " \xc2\xb7 " : "",
	    s->account);
	page_open(to, buf_text(&title));
	buf_puts(to, "<header>\n<p class=\"kind\">portfolio</p>\n<h1>");
	html_text(to, one ? s->account : "All accounts");
	buf_puts(to, "</h1>\n<p class=\"subject\">in ");
	html_text(to, s->currency);
	buf_puts(to, " <i>\xc2\xb7</i> ");
	page_time(to, s->from);
	buf_puts(to, " to ");
	page_time(to, s->to);
	buf_puts(to, " <i>\xc2\xb7</i> ");
	page_count(to, s->snapshots, "snapshot", "snapshots");
	buf_puts(to, "</p>\n");
	put_lead(r, to);
	page_strip(to, &performance_record, s, strip);
	buf_puts(to, "</header>\n");
	put_warnings(s, to);
	page_section(to, "Against BTC and ETH", "curves", put_returns, r);
	page_section(to, "What it was made of", "parts", put_parts, r);
	page_section(to, "Deposits and withdrawals", "flows", put_flows, r);
	page_section(to, "Holdings", "holdings", put_holdings, r);
	page_section(to, "Correlation of holdings", "correlation", put_map, r);
	page_section(to, "Numbers", "numbers", put_numbers, r);
	page_close(to, "The time-weighted return is chained of the returns"
	    " between snapshots by Dietz's modified method. ",
	    "portfolio history");
	buf_release(&title);
}
