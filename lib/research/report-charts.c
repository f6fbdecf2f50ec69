/* The pictures that share one axis of time, and the histogram of trades. */
#include "research/reportdata.h"

#include "base/stamp.h"

#include <math.h>
#include <stdio.h>

/* Where a walk chose anew. */
static void
put_borders(const struct report_view *v, struct buf *to)
{
	const struct found *f = v->report->found;
	double *x;

	if (f == NULL || f->windows.len < 2)
		return;
	x = mem_array(f->windows.len, sizeof(*x));
	for (size_t i = 1; i < f->windows.len; i++)
		x[i - 1] = (double)(f->windows.at[i].test_from - v->from) /
		    (double)(v->to - v->from);
	svg_strokes(to, "border", x, f->windows.len - 1);
	free(x);
}

static void
put_equity(const struct report_view *v, struct buf *to)
{
	const struct run *run = v->report->run;
	struct page_panel p = { .from = v->from, .to = v->to,
	    .id = "equity", .name = "Equity", .ticks = 7,
	    .base = (double)NAN };
	struct course s = { v->time, v->equity, v->len };
	struct spots line = {0};
	size_t high = 0;

	for (size_t i = 1; i < v->len; i++)
		if (v->equity[i] > v->equity[high])
			high = i;
	p.chart.y = report_equity_scale(v);
	p.chart.height = 260;
	buf_puts(&p.reading, "in ");
	html_text(&p.reading, run->currency);
	buf_printf(&p.reading, "%s: ends at <b>", p.chart.y.log ?
	    ", logarithmic" : "");
	page_amount(&p.reading, run->final_equity);
	buf_puts(&p.reading, "</b>, highest ");
	page_amount(&p.reading, curve_point(&v->report->parts->equity,
	    high).equity);
	buf_puts(&p.reading, " on ");
	page_date(&p.reading, v->time[high]);
	if (v->report->found != NULL && v->report->found->windows.len > 1)
		buf_puts(&p.reading, "; a stroke where a window ended and"
		    " parameters were chosen anew");
	page_panel_open(to, &p);
	buf_printf(to, "<path class=\"start\" d=\"M0 %ldH%d\"/>\n",
	    lround((1 - scale_at(&p.chart.y, v->equity[0])) * CHART_HIGH),
	    CHART_WIDE);
	put_borders(v, to);
	course_reduce(&s, v->from, v->to, PAGE_COLUMNS, &line);
	svg_line(to, &p.chart, "line", &line);
	page_panel_close(to, &p);
	vec_release(&line);
}

static void
put_drawdown(const struct report_view *v, struct buf *to)
{
	const struct run *run = v->report->run;
	struct page_panel p = { .from = v->from, .to = v->to,
	    .id = "drawdown", .name = "Drawdown", .ticks = 5,
	    .kind = TICK_PERCENT, .base = 0, .times = true };
	struct course s = { v->time, v->drawdown, v->len };
	struct spots line = {0};
	size_t low = 0;

	for (size_t i = 1; i < v->len; i++)
		if (v->drawdown[i] < v->drawdown[low])
			low = i;
	p.chart.y = (struct scale){ v->drawdown[low] < 0 ? v->drawdown[low] *
	    1.06 : -0.01, 0, false };
	p.chart.height = 110;
	buf_puts(&p.reading, "below the highest close so far: deepest <b>");
	page_percent(&p.reading, run->max_drawdown, 2, false);
	if (v->drawdown[low] < 0) {
		buf_puts(&p.reading, "</b> on ");
		page_date(&p.reading, v->time[low]);
	} else
		buf_puts(&p.reading, "</b>");
	if (isfinite(run->max_drawdown_days)) {
		buf_puts(&p.reading, ", longest ");
		page_number(&p.reading, run->max_drawdown_days, 1, false);
		buf_puts(&p.reading, " days");
	}
	page_panel_open(to, &p);
	course_reduce(&s, v->from, v->to, PAGE_COLUMNS, &line);
	svg_area(to, &p.chart, "fall", &line, 0);
	svg_line(to, &p.chart, "edge", &line);
	page_panel_close(to, &p);
	vec_release(&line);
}

static void
put_rolling(const struct report_view *v, struct buf *to)
{
	struct page_panel p = { .from = v->from, .to = v->to,
	    .id = "sharpe", .name = "Rolling Sharpe ratio",
	    .ticks = 5, .base = 0 };
	struct course s = { v->rolled_time, v->rolled, v->rolled_len };
	struct spots line = {0};
	double lo = 0, hi = 0, last = v->rolled[v->rolled_len - 1];
	bool any = false;

	for (size_t i = 0; i < v->rolled_len; i++) {
		any = any || isfinite(v->rolled[i]);
		lo = fmin(lo, v->rolled[i]);	/* fmin skips NaN */
		hi = fmax(hi, v->rolled[i]);
	}
	if (!any)
		return;
	p.chart.y = (struct scale){ lo - (hi - lo) * 0.05 - 0.05,
	    hi + (hi - lo) * 0.05 + 0.05, false };
	p.chart.height = 90;
	buf_printf(&p.reading, "a year, of %zu %s: ", v->window,
	    v->daily ? "daily returns" : "bars");
	if (isfinite(last)) {
		buf_puts(&p.reading, "ends at ");
		page_number(&p.reading, last, 2, false);
		buf_puts(&p.reading, ", ");
	}
	buf_puts(&p.reading, "the whole run has ");
	page_number(&p.reading, v->report->run->sharpe, 2, false);
	buf_puts(&p.reading, " by its bars");
	page_panel_open(to, &p);
	course_reduce(&s, v->from, v->to, PAGE_COLUMNS, &line);
	svg_line(to, &p.chart, "line", &line);
	page_panel_close(to, &p);
	vec_release(&line);
}

/* Each column's mean as a step. */
static void
steps_of(const double *mean, struct spots *out)
{
	vec_clear(out);
	for (size_t i = 0; i < PAGE_COLUMNS; i++) {
		struct spot left = { (double)i / PAGE_COLUMNS, mean[i] };
		struct spot right = { (double)(i + 1) / PAGE_COLUMNS,
		    mean[i] };

		if (i > 0 && mean[i] == mean[i - 1])
			out->at[out->len - 1].x = right.x;
		else {
			vec_push(out, left);
			vec_push(out, right);
		}
	}
}

static void
put_held(const struct report_view *v, const double *longs,
    const double *shorts, struct buf *to)
{
	struct page_panel p = { .from = v->from, .to = v->to,
	    .id = "exposure", .name = "Exposure", .ticks = 5,
	    .kind = TICK_PERCENT, .base = 0, .times = true };
	struct spots line = {0};
	double lo = 0, hi = 0;

	for (size_t i = 0; i < PAGE_COLUMNS; i++) {
		lo = fmin(lo, shorts[i]);
		hi = fmax(hi, longs[i]);
	}
	if (!(lo < 0 || hi > 0)) {
		buf_puts(to, "<p class=\"quiet\">Nothing was held.</p>\n");
		return;
	}
	p.chart.y = (struct scale){ lo * 1.06, hi * 1.06, false };
	p.chart.height = 90;
	buf_puts(&p.reading, "value by equity at the last fill, long above and"
	    " short below 0");
	if (isfinite(v->report->run->exposure)) {
		buf_puts(&p.reading, ": in the market <b>");
		page_percent(&p.reading, v->report->run->exposure, 1, false);
		buf_puts(&p.reading, "</b> of the time");
	}
	page_panel_open(to, &p);
	steps_of(longs, &line);
	svg_area(to, &p.chart, "long", &line, 0);
	if (lo < 0) {
		steps_of(shorts, &line);
		svg_area(to, &p.chart, "short", &line, 0);
	}
	page_panel_close(to, &p);
	vec_release(&line);
}

static void
put_exposure(const struct report_view *v, struct buf *to)
{
	double *longs = mem_array(PAGE_COLUMNS, sizeof(*longs));
	double *shorts = mem_array(PAGE_COLUMNS, sizeof(*shorts));

	report_exposure(v, longs, shorts);
	put_held(v, longs, shorts, to);
	free(longs);
	free(shorts);
}

void
report_charts(const struct report_view *v, struct buf *to)
{
	if (v->len < 2 || v->to <= v->from) {
		buf_puts(to, "<p>The run has no equity curve.</p>\n");
		return;
	}
	put_equity(v, to);
	put_drawdown(v, to);
	if (v->rolled_len > 0)
		put_rolling(v, to);
	put_exposure(v, to);
}

/* Bins of the histogram: a whole number of them ends at 0. */
struct bins { double from, step; size_t len; size_t count[64]; };
#define BINS_MOST 48

/* As wide as Freedman and Diaconis (1981) say, made round; the outermost half
 * percent on each side is counted in the last bins. */
static void
bins_choose(struct bins *b, const double *sorted, size_t n)
{
	double low = stat_quantile(sorted, n, 0.005);
	double high = stat_quantile(sorted, n, 0.995);
	double width = 2 * (stat_quantile(sorted, n, 0.75) -
	    stat_quantile(sorted, n, 0.25)) / cbrt((double)n);
	double span = fmax(high, 0) - fmin(low, 0);

	if (!(span > 0))
		span = 0.01;
	width = fmax(width, span / BINS_MOST);
	width = fmin(width, span / 4);
	b->step = tick_step(width * 0.7, 1);
	b->from = floor(fmin(low, 0) / b->step + 1e-9) * b->step;
	b->len = (size_t)ceil((fmax(high, 0) - b->from) / b->step - 1e-9);
	b->len = b->len < 1 ? 1 : b->len > 64 ? 64 : b->len;
	bins_count(sorted, n, b->from, b->step, b->count, b->len);
}

static void
bin_text(const struct bins *b, size_t i, bool below, bool above,
    struct buf *to)
{
	double left = b->from + (double)i * b->step;
	int decimals = b->step >= 0.0099 ? 0 : b->step >= 0.00099 ? 1 :
	    b->step >= 0.000099 ? 2 : 4;

	if (i == 0 && below)
		buf_puts(to, "below ");
	else {
		page_percent(to, left, decimals, true);
		buf_puts(to, i + 1 == b->len && above ? " and above" : " to ");
	}
	if (i + 1 < b->len || !above)
		page_percent(to, left + b->step, decimals, true);
}

static void
put_bars(const struct report_view *v, const struct bins *b,
    const struct chart *c, struct buf *to)
{
	struct buf text = {0};
	double end = b->from + (double)b->len * b->step;

	for (size_t i = 0; i < b->len; i++) {
		double gap = 0.08 / (double)b->len;

		if (b->count[i] == 0)
			continue;
		buf_clear(&text);
		bin_text(b, i, v->trade_returns[0] < b->from,
		    v->trade_returns[v->closed - 1] > end, &text);
		buf_puts(&text, ": ");
		page_count(&text, (int64_t)b->count[i], "trade", "trades");
		svg_bar(to, c, b->from + ((double)i + 0.5) * b->step < 0 ?
		    "lost" : "won", (double)i / (double)b->len + gap,
		    (double)(i + 1) / (double)b->len - gap, 0,
		    (double)b->count[i], buf_text(&text));
	}
	buf_release(&text);
}

/* The same as a table, for those who do not see the bars. */
static void
put_bins(const struct report_view *v, const struct bins *b, struct buf *to)
{
	double end = b->from + (double)b->len * b->step;

	buf_puts(to, "<details><summary>As a table</summary>\n<table"
	    " class=\"small\"><thead><tr><th scope=\"col\">Return</th><th"
	    " scope=\"col\" class=\"n\">Trades</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < b->len; i++) {
		if (b->count[i] == 0)
			continue;
		buf_puts(to, "<tr><td>");
		bin_text(b, i, v->trade_returns[0] < b->from,
		    v->trade_returns[v->closed - 1] > end, to);
		buf_printf(to, "</td><td class=\"n\">%zu</td></tr>\n",
		    b->count[i]);
	}
	buf_puts(to, "</tbody></table></details>\n");
}

void
report_histogram(const struct report_view *v, struct buf *to)
{
	const double *r = v->trade_returns;
	struct chart c = { .id = "returns", .title = "Returns of trades",
	    .height = 200 };
	struct bins b;
	struct scale across;
	struct ticks x, y;
	struct buf said = {0};
	size_t most = 1;

	if (v->closed == 0) {
		buf_puts(to, "<p>No trade was closed.</p>\n");
		return;
	}
	bins_choose(&b, r, v->closed);
	for (size_t i = 0; i < b.len; i++)
		most = b.count[i] > most ? b.count[i] : most;
	c.y = (struct scale){ 0, (double)most * 1.04, false };
	across = (struct scale){ b.from, b.from + (double)b.len * b.step,
	    false };
	page_count(&said, (int64_t)v->closed, "closed trade", "closed trades");
	buf_puts(&said, ": median ");
	page_percent(&said, stat_quantile(r, v->closed, 0.5), 2, true);
	buf_puts(&said, ", worst ");
	page_percent(&said, r[0], 2, true);
	buf_puts(&said, ", best ");
	page_percent(&said, r[v->closed - 1], 2, true);
	if (r[0] < across.lo || r[v->closed - 1] > across.hi)
		buf_puts(&said, "; what is beyond the axis is counted in its"
		    " outermost bars");
	c.desc = buf_text(&said);
	buf_printf(to, "<figure class=\"panel times\">\n<figcaption>%s"
	    "</figcaption>\n<div class=\"plot\">\n", buf_text(&said));
	svg_open(to, &c);
	ticks_values(&y, &c.y, TICK_NUMBER, most < 5 ? (int)most : 5);
	svg_ticks_y(to, &c, &y, 0);
	ticks_values(&x, &across, TICK_PERCENT, 7);
	svg_ticks_x(to, &x, across.lo, across.hi, true);
	svg_marks_open(to);
	put_bars(v, &b, &c, to);
	svg_marks_close(to);
	svg_close(to);
	buf_puts(to, "</div>\n</figure>\n");
	put_bins(v, &b, to);
	buf_release(&said);
}
