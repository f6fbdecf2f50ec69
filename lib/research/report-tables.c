/* Months and trades as tables. */
#include "research/reportdata.h"

#include "base/decfloat.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char month_names[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* How strong its colour is: 0 to 4. */
static int
heat(double ret)
{
	static const double from[] = { 0.001, 0.02, 0.05, 0.1 };
	int n = 0;

	while (n < 4 && fabs(ret) >= from[n])
		n++;
	return n;
}

static void
put_return(struct buf *to, const char *tag, double ret)
{
	char exact[DOUBLE_TEXT_SIZE];

	buf_printf(to, "<td class=\"n %s%d%s\"><data value=\"%s\">",
	    ret < 0 ? "l" : "g", heat(ret), tag, double_text(ret, exact));
	page_number(to, ret * 100, fabs(ret) >= 10 ? 0 : 1, true);
	buf_puts(to, "</data></td>");
}

/* One row; the months of one year from i on. Returns the first of the next. */
static size_t
put_year(const struct report_view *v, size_t i, struct buf *to)
{
	int year = stamp_split(v->months[i].start).year;
	double grown = 1;

	buf_printf(to, "<tr><th scope=\"row\">%d</th>", year);
	for (int month = 1; month <= 12; month++) {
		struct stamp_parts p = {0};

		if (i < v->months_len)
			p = stamp_split(v->months[i].start);
		if (i == v->months_len || p.year != year || p.month != month) {
			buf_puts(to, "<td></td>");
			continue;
		}
		put_return(to, "", v->months[i].ret);
		grown *= 1 + v->months[i++].ret;
	}
	put_return(to, " year", grown - 1);
	buf_puts(to, "</tr>\n");
	return i;
}

void
report_months(const struct report_view *v, struct buf *to)
{
	if (v->months_len == 0) {
		buf_puts(to, "<p>The run has no returns.</p>\n");
		return;
	}
	buf_puts(to, "<p class=\"quiet\">Percent, compounded by UTC month; the"
	    " first and the last month may be partial.</p>\n<div"
	    " class=\"scroll\" tabindex=\"0\" role=\"region\""
	    " aria-label=\"Monthly returns\"><table class=\"heat\"><thead><tr>"
	    "<th scope=\"col\"><span class=\"hidden\">Year</span></th>");
	for (int i = 0; i < 12; i++)
		buf_printf(to, "<th scope=\"col\" class=\"n\">%s</th>",
		    month_names[i]);
	buf_puts(to, "<th scope=\"col\" class=\"n\">Year</th></tr></thead>"
	    "<tbody>\n");
	for (size_t i = 0; i < v->months_len; )
		i = put_year(v, i, to);
	buf_puts(to, "</tbody></table></div>\n");
}

/* What the pictures show, month by month. */
static void
put_month(const struct report_view *v, const struct calendar_return *m,
    struct buf *to)
{
	struct stamp_parts p = stamp_split(m->start);
	double deepest = 0;

	for (size_t i = m->first; i <= m->last; i++)
		deepest = fmin(deepest, v->drawdown[i + 1]);
	buf_printf(to, "<tr><td>%04d-%02d</td><td class=\"n\">", p.year,
	    p.month);
	page_amount(to, curve_point(&v->report->parts->equity, m->last + 1)
	    .equity);
	buf_puts(to, "</td><td class=\"n\">");
	page_percent(to, m->ret, 2, true);
	buf_puts(to, "</td><td class=\"n\">");
	page_percent(to, deepest, 2, false);
	buf_puts(to, "</td></tr>\n");
}

#define MONTHS_MOST 240

void
report_curve_table(const struct report_view *v, struct buf *to)
{
	size_t from = v->months_len > MONTHS_MOST ? v->months_len -
	    MONTHS_MOST : 0;

	if (v->months_len == 0)
		return;
	buf_puts(to, "<details><summary>Equity and drawdown as a table"
	    "</summary>\n<table class=\"small\"><thead><tr><th scope=\"col\">"
	    "Month</th><th scope=\"col\" class=\"n\">Equity at its end</th>"
	    "<th scope=\"col\" class=\"n\">Return</th><th scope=\"col\""
	    " class=\"n\">Deepest drawdown</th></tr></thead><tbody>\n");
	for (size_t i = from; i < v->months_len; i++)
		put_month(v, &v->months[i], to);
	buf_puts(to, "</tbody></table>\n");
	if (from > 0)
		buf_printf(to, "<p class=\"quiet\">The last %d of %zu"
		    " months.</p>\n", MONTHS_MOST, v->months_len);
	buf_puts(to, "</details>\n");
}

/* With so many every trade is shown, and with more so many of each kind. */
#define TRADES_ALL 100
#define TRADES_EACH 12

/* The rows of one table, and how its columns of numbers are aligned. */
struct trade_rows {
	const struct run_trade *trades;
	const size_t *at;		/* NULL: as they are */
	size_t from, len;
};

static const struct run_trade *
row_at(const struct trade_rows *rows, size_t i)
{
	return &rows->trades[rows->at == NULL ? i : rows->at[i]];
}

/* As many decimals as any of its symbol has there, but not more digits in all
 * than averages deserve. */
#define DIGITS_MOST 8
static int
decimals_of(const struct trade_rows *rows, const struct run_trade *like,
    size_t member)
{
	int most = 0, whole = 0;

	for (size_t i = rows->from; i < rows->from + rows->len; i++) {
		const struct run_trade *t = row_at(rows, i);
		struct dec d;
		int digits;

		memcpy(&d, (const char *)t + member, sizeof(d));
		if (strcmp(t->symbol, like->symbol) != 0 || !dec_known(d))
			continue;
		digits = (int)ceil(log10(fmax(dec_to_double(dec_abs(d)), 1)));
		whole = digits > whole ? digits : whole;
		most = dec_decimals(d) > most ? dec_decimals(d) : most;
	}
	if (most > DIGITS_MOST - whole)
		most = DIGITS_MOST - whole;
	return most < 0 ? 0 : most;
}

static void
put_aligned(struct buf *to, const struct trade_rows *rows,
    const struct run_trade *t, size_t member)
{
	char text[DEC_TEXT_SIZE];
	struct dec d;

	memcpy(&d, (const char *)t + member, sizeof(d));
	if (!dec_known(d)) {
		buf_puts(to, "<td></td>");
		return;
	}
	buf_printf(to, "<td class=\"n\"><data value=\"%s\">",
	    dec_text(d, text));
	number_group(to, dec_text_fixed(d, decimals_of(rows, t, member),
	    text));
	buf_puts(to, "</data></td>");
}

/* In cents where any of the table is more than one, else to the last digit. */
static void
put_profit(struct buf *to, const struct trade_rows *rows,
    const struct run_trade *t)
{
	char text[DEC_TEXT_SIZE];
	int decimals = DIGITS_MOST;

	if (!dec_known(t->profit)) {
		buf_puts(to, "<td></td>");
		return;
	}
	for (size_t i = rows->from; i < rows->from + rows->len; i++)
		if (dec_cmp(dec_abs(row_at(rows, i)->profit), dec_int(1)) >= 0)
			decimals = 2;
	buf_printf(to, "<td class=\"n%s\"><data value=\"%s\">",
	    dec_sign(t->profit) < 0 ? " minus" : "",
	    dec_text(t->profit, text));
	page_fixed(to, t->profit, decimals);
	buf_puts(to, "</data></td>");
}

/* Why it began and why it ended, on one line; all of it when pointed at. */
static void
put_reasons(struct buf *to, const struct run_trade *t)
{
	struct buf text = {0};

	buf_puts(&text, t->reason_in == NULL ? "" : t->reason_in);
	if (t->reason_out != NULL && t->reason_out[0] != '\0')
		buf_printf(&text, " \xe2\x86\x92 %s", t->reason_out);
	buf_puts(to, "<td class=\"why\" title=\"");
	html_text(to, buf_text(&text));
	buf_puts(to, "\">");
	if (t->intrabar == 1)
		buf_puts(to, "<abbr title=\"the path assumed inside a bar"
		    " decided it\">intrabar</abbr> ");
	html_text(to, buf_text(&text));
	buf_puts(to, "</td>");
	buf_release(&text);
}

static void
put_trade(struct buf *to, const struct trade_rows *rows,
    const struct run_trade *t)
{
	buf_printf(to, "<tr><td class=\"n\">%zu</td><td>",
	    (size_t)(t - rows->trades) + 1);
	html_text(to, t->symbol);
	buf_printf(to, "</td><td>%s</td><td>", t->side == POSITION_SHORT ?
	    "short" : "long");
	page_time(to, t->entry_time);
	buf_puts(to, "</td><td>");
	if (t->exit_time == 0)
		buf_puts(to, "open");
	else
		page_time(to, t->exit_time);
	buf_printf(to, "</td><td class=\"n\">%" PRId64 "</td>", t->bars);
	put_aligned(to, rows, t, offsetof(struct run_trade, amount));
	put_aligned(to, rows, t, offsetof(struct run_trade, entry_price));
	put_aligned(to, rows, t, offsetof(struct run_trade, exit_price));
	put_profit(to, rows, t);
	buf_puts(to, "<td class=\"n\">");
	if (isfinite(t->ret))
		page_percent(to, t->ret, 2, true);
	buf_puts(to, "</td>");
	put_reasons(to, t);
	buf_puts(to, "</tr>\n");
}

static void
put_trades(const char *name, const struct trade_rows *rows, struct buf *to)
{
	static const char *const columns[] = { ">#", "Symbol", "Side",
	    "Entry", "Exit", ">Bars", ">Amount", ">Entry price",
	    ">Exit price", ">Profit", ">Return", "Reason", NULL };

	page_table_open(to, name, columns);
	for (size_t i = rows->from; i < rows->from + rows->len; i++)
		put_trade(to, rows, row_at(rows, i));
	page_table_close(to);
}

static int
by_profit(const void *a, const void *b, void *trades)
{
	const struct run_trade *t = trades;
	size_t i = *(const size_t *)a, j = *(const size_t *)b;
	int order = dec_cmp(t[i].profit, t[j].profit);

	return order != 0 ? order : (i > j) - (i < j);
}

void
report_trades(const struct report_view *v, struct buf *to)
{
	const struct run_trades *trades = &v->report->parts->trades;
	size_t n = trades->len, ended = 0, each, *order;

	if (n == 0) {
		buf_puts(to, "<p>There was no trade.</p>\n");
		return;
	}
	if (n <= TRADES_ALL) {
		put_trades("All trades", &(struct trade_rows){ trades->at, NULL,
		    0, n }, to);
		return;
	}
	order = mem_array(n, sizeof(*order));
	for (size_t i = 0; i < n; i++)
		if (dec_known(trades->at[i].profit))
			order[ended++] = i;
	qsort_r(order, ended, sizeof(*order), by_profit, trades->at);
	buf_puts(to, "<p class=\"quiet\">The ");
	page_number(to, TRADES_EACH, 0, false);
	buf_puts(to, " worst, best, first and last of ");
	page_count(to, (int64_t)n, "trade", "trades");
	buf_printf(to, ", the others are left out: all of them with <code>"
	    "etrms backtest show %s --part trades</code>.</p>\n",
	    v->report->run->id);
	each = ended < TRADES_EACH ? ended : TRADES_EACH;
	put_trades("Worst trades", &(struct trade_rows){ trades->at, order, 0,
	    each }, to);
	for (size_t i = 0; i < ended / 2; i++) {
		size_t other = order[ended - 1 - i];

		order[ended - 1 - i] = order[i];
		order[i] = other;
	}
	put_trades("Best trades", &(struct trade_rows){ trades->at, order, 0,
	    each }, to);
	put_trades("First trades", &(struct trade_rows){ trades->at, NULL, 0,
	    TRADES_EACH }, to);
	put_trades("Last trades", &(struct trade_rows){ trades->at, NULL,
	    n - TRADES_EACH, TRADES_EACH }, to);
	free(order);
}
