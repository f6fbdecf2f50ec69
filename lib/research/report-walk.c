/* What a walk-forward chose in each window and what came of it, on the page. */
#include "research/reportdata.h"

#include <math.h>
#include <stdio.h>

#define WINDOWS_MOST 200	/* rows of the table */
#define LABELS 5

void
report_walk(const struct report_view *v, struct buf *to)
{
	static const struct { const char *field, *label; } figures[] = {
		{ "wfe", "Efficiency" }, { "windows", "Windows" },
		{ "won", "With a gain" }, { "empty", "Nothing chosen" },
		{ "train", "Chosen over" }, { "test", "Held over" },
		{ "embargo", "Left out between" },
		{ "anchored", "From the first bar on" },
		{ "objective", "Ranked by" }, { "constraint", "Constraint" },
		{ "search", "Search" }, { "trials", "Sets tried" },
		{ "replayed", "Of them by replay" }, { "space", "Parameters" },
		{ "drift", "Drift" }
	};
	size_t n = sizeof(figures) / sizeof(*figures), each = (n + 2) / 3;

	report_words(v, to);
	buf_puts(to, "<div class=\"groups\">\n");
	for (size_t i = 0; i < n; i++) {
		if (i % each == 0)
			buf_puts(to, "<section><dl>\n");
		buf_puts(to, "<div><dt title=\"");
		html_text(to, record_field(&walk_summary_record,
		    figures[i].field)->help);
		buf_printf(to, "\">%s</dt><dd>", figures[i].label);
		page_value(to, "walk", &walk_summary_record,
		    &v->report->found->walk, figures[i].field);
		buf_puts(to, "</dd></div>\n");
		if (i % each == each - 1 || i + 1 == n)
			buf_puts(to, "</dl></section>\n");
	}
	buf_puts(to, "</div>\n");
}

static void
put_window(const struct walk_window *w, bool percent, struct buf *to)
{
	buf_printf(to, "<tr><td class=\"n\">%lld</td><td>",
	    (long long)w->number);
	page_date(to, w->train_from);
	buf_puts(to, "</td><td>");
	page_date(to, w->test_from);
	buf_puts(to, "</td><td>");
	page_date(to, w->test_to);
	buf_puts(to, "</td><td>");
	html_text(to, w->params[0] != '\0' ? w->params : "nothing");
	buf_puts(to, "</td>");
	page_cell(to, w->objective, percent);
	page_cell(to, w->train_annual, true);
	page_cell(to, w->test_annual, true);
	page_cell(to, w->test_return, true);
	page_cell(to, w->test_sharpe, false);
	page_cell(to, w->test_drawdown, true);
	buf_puts(to, "<td class=\"n\">");
	page_number(to, (double)w->test_trades, 0, false);
	buf_puts(to, "</td></tr>\n");
}

void
report_windows(const struct report_view *v, struct buf *to)
{
	static const char *const columns[] = { ">#", "Chosen from",
	    "Held from", "to", "Parameters", ">Objective", ">A year in sample",
	    ">A year out", ">Return out", ">Sharpe", ">Drawdown", ">Trades",
	    NULL };
	const struct found *f = v->report->found;
	size_t n = f->windows.len < WINDOWS_MOST ? f->windows.len :
	    WINDOWS_MOST;

	page_table_open(to, "What each window chose", columns);
	for (size_t i = 0; i < n; i++)
		put_window(&f->windows.at[i], found_percent(f), to);
	page_table_close(to);
	if (n < f->windows.len) {
		buf_printf(to, "<p class=\"quiet\">The first %zu of %zu: all of"
		    " them with <code>etrms backtest show ", n,
		    f->windows.len);
		html_text(to, v->report->run->id);
		buf_puts(to, " --part windows</code>.</p>\n");
	}
}

/* The value of one parameter in a set: "fast=10;slow=30". False: none. */
static bool
value_of(const char *params, const struct axis *a, size_t *place)
{
	size_t n = strlen(a->name);
	struct buf piece = {0};
	bool found = false;

	while (!found && piece_next(&params, &piece))
		found = strncmp(piece.at, a->name, n) == 0 &&
		    piece.at[n] == '=' && axis_place(a, piece.at + n + 1,
		    place);
	buf_release(&piece);
	return found;
}

/* As a step that lasts as long as it was held; with how it begins and ends. */
static void
follow(const struct report_view *v, const struct axis *a, struct spots *line,
    size_t *low, size_t *high)
{
	const struct walk_windows *all = &v->report->found->windows;
	double span = (double)(v->to - v->from);

	*low = SIZE_MAX;
	*high = 0;
	for (size_t i = 0; i < all->len; i++) {
		const struct walk_window *w = &all->at[i];
		double left = (double)(w->test_from - v->from) / span,
		    right = (double)(w->test_to - v->from) / span;
		size_t place;

		if (!value_of(w->params, a, &place)) {
			vec_push(line, ((struct spot){ left, (double)NAN }));
			continue;
		}
		*low = place < *low ? place : *low;
		*high = place > *high ? place : *high;
		vec_push(line, ((struct spot){ left, (double)place }));
		vec_push(line, ((struct spot){ right, (double)place }));
	}
}

static void
put_axis(const struct report_view *v, size_t number, bool last,
    struct buf *to)
{
	const struct axis *a = &v->report->found->space.axes.at[number];
	struct chart c = { .height = 70, .title = a->name };
	size_t low, high, every = (a->len + LABELS - 1) / LABELS;
	struct ticks x, y = { .len = 0 };
	struct spots line = {0};
	struct buf said = {0};
	char id[32], one[AXIS_TEXT_SIZE], two[AXIS_TEXT_SIZE];
	double room;

	follow(v, a, &line, &low, &high);
	if (low == SIZE_MAX) {
		vec_release(&line);
		return;
	}
	if (low == high)
		buf_printf(&said, "always %s", axis_text(a, low, one));
	else
		buf_printf(&said, "chosen between %s and %s", axis_text(a, low,
		    one), axis_text(a, high, two));
	buf_printf(&said, ", of %s to %s", axis_text(a, 0, one), axis_text(a,
	    a->len - 1, two));
	snprintf(id, sizeof(id), "drift%zu", number);
	c.id = id;
	c.desc = buf_text(&said);
	room = 0.1 + 0.05 * (double)a->len;
	c.y = (struct scale){ -room, (double)(a->len - 1) + room, false };
	for (size_t i = 0; i < a->len; i += every) {
		struct tick *t = &y.at[y.len++];

		*t = (struct tick){ .value = (double)i };
		snprintf(t->text, sizeof(t->text), "%.12s", axis_text(a, i,
		    one));
	}
	buf_printf(to, "<figure class=\"panel%s\">\n<figcaption><b>%s</b> ",
	    last ? " times" : "", a->name);
	html_text(to, buf_text(&said));
	buf_puts(to, "</figcaption>\n<div class=\"plot\">\n");
	svg_open(to, &c);
	ticks_times(&x, v->from, v->to, 11);
	svg_ticks_x(to, &x, (double)v->from, (double)v->to, last);
	svg_ticks_y(to, &c, &y, (double)NAN);
	svg_marks_open(to);
	svg_line(to, &c, "line", &line);
	svg_marks_close(to);
	svg_close(to);
	buf_puts(to, "</div>\n</figure>\n");
	vec_release(&line);
	buf_release(&said);
}

void
report_drift(const struct report_view *v, struct buf *to)
{
	const struct space *s = &v->report->found->space;
	size_t last = s->axes.len;

	for (size_t i = 0; i < s->axes.len; i++)
		if (s->axes.at[i].len > 1)
			last = i;
	if (last == s->axes.len || v->to <= v->from)
		return;
	buf_puts(to, "<p class=\"quiet\">What was held, window by window: a"
	    " line that jumps about was fitted to noise.</p>\n");
	for (size_t i = 0; i <= last; i++)
		if (s->axes.at[i].len > 1)
			put_axis(v, i, i == last, to);
}
