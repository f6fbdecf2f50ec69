/* What the rules did: breakers and refusals over time, and one by one. */
#include "research/reportdata.h"

#include "base/stamp.h"

#include <inttypes.h>
#include <stdio.h>

#define LANES_MOST 8
#define ROWS_MOST 40

struct lane {
	const char *breaker;		/* NULL: refusals */
	size_t trips;
};

static double
place(const struct report_view *v, int64_t time)
{
	return (double)(time - v->from) / (double)(v->to - v->from);
}

static void
lane_open(const struct report_view *v, const char *id, const char *name,
    const struct buf *said, bool last, struct buf *to)
{
	struct chart c = { .id = id, .title = name, .height = 14,
	    .desc = buf_text(said) };
	struct ticks x;

	buf_printf(to, "<figure class=\"panel lane%s\">\n<figcaption><b>",
	    last ? " times" : "");
	html_text(to, name);
	buf_puts(to, "</b> ");
	html_text(to, buf_text(said));
	buf_puts(to, "</figcaption>\n<div class=\"plot\">\n");
	svg_open(to, &c);
	ticks_times(&x, v->from, v->to, 11);
	svg_ticks_x(to, &x, (double)v->from, (double)v->to, last);
	svg_marks_open(to);
}

static void
lane_close(struct buf *to)
{
	svg_marks_close(to);
	svg_close(to);
	buf_puts(to, "</div>\n</figure>\n");
}

/* When it could not act: from a trigger to the last that is heard of it before
 * the next one. It is resolved when its actions are done, and once more when
 * its cool-down is over. */
static void
put_tripped(const struct report_view *v, const char *breaker, int64_t *total,
    struct buf *to)
{
	const struct breaker_events *all = &v->report->parts->events;
	struct chart c = { .y = { 0, 1, false } };
	int64_t since = 0, until = v->to;

	for (size_t i = 0; i <= all->len; i++) {
		const struct breaker_event *e = &all->at[i];
		bool end = i == all->len;

		if (!end && strcmp(e->breaker, breaker) != 0)
			continue;
		if (!end && (e->kind == BREAKER_RESOLVED ||
		    e->kind == BREAKER_RESET))
			until = e->time;
		if (!end && e->kind != BREAKER_TRIGGERED)
			continue;
		if (since != 0) {
			*total += until - since;
			if (to != NULL)
				svg_bar(to, &c, "tripped", place(v, since),
				    place(v, until), 0, 1, NULL);
		}
		if (!end) {
			since = e->time;
			until = v->to;
		}
	}
}

static void
put_breaker(const struct report_view *v, const struct lane *lane, int number,
    bool last, struct buf *to)
{
	const struct breaker_events *all = &v->report->parts->events;
	double *x = mem_array(lane->trips + 1, sizeof(*x));
	struct buf said = {0};
	char id[16];
	int64_t tripped = 0;
	size_t n = 0;

	for (size_t i = 0; i < all->len; i++)
		if (all->at[i].kind == BREAKER_TRIGGERED &&
		    strcmp(all->at[i].breaker, lane->breaker) == 0)
			x[n++] = place(v, all->at[i].time);
	put_tripped(v, lane->breaker, &tripped, NULL);
	buf_puts(&said, "tripped ");
	page_count(&said, (int64_t)lane->trips, "time", "times");
	buf_puts(&said, ", tripped or cooling down for ");
	page_number(&said, (double)tripped / (double)STAMP_DAY, 1, false);
	buf_puts(&said, " days in all");
	snprintf(id, sizeof(id), "lane%d", number);
	lane_open(v, id, lane->breaker, &said, last, to);
	put_tripped(v, lane->breaker, &tripped, to);
	svg_strokes(to, "trip", x, n);
	lane_close(to);
	buf_release(&said);
	free(x);
}

/* Which rules refused how often, the first few. */
static void
say_rules(const struct violations *all, struct buf *to)
{
	const char *names[6];
	size_t count[6], len = 0, others = 0, k;

	for (size_t i = 0; i < all->len; i++) {
		for (k = 0; k < len; k++)
			if (strcmp(names[k], all->at[i].rule) == 0)
				break;
		if (k == 6) {
			others++;
			continue;
		}
		if (k == len) {
			names[len] = all->at[i].rule;
			count[len++] = 0;
		}
		count[k]++;
	}
	for (k = 0; k < len; k++)
		buf_printf(to, "%s%s %zu", k > 0 ? ", " : ": ", names[k],
		    count[k]);
	if (others > 0)
		buf_printf(to, ", others %zu", others);
}

static void
put_refusals(const struct report_view *v, struct buf *to)
{
	const struct violations *all = &v->report->parts->refusals;
	double *x = mem_array(all->len + 1, sizeof(*x));
	struct buf said = {0};

	for (size_t i = 0; i < all->len; i++)
		x[i] = place(v, all->at[i].time);
	page_count(&said, (int64_t)all->len, "broken rule", "broken rules");
	say_rules(all, &said);
	lane_open(v, "refusals", "Refusals", &said, true, to);
	svg_strokes(to, "refusal", x, all->len);
	lane_close(to);
	buf_release(&said);
	free(x);
}

/* The breakers that tripped, in the order in which they did. */
static size_t
find_lanes(const struct report_view *v, struct lane *lanes, size_t *others)
{
	const struct breaker_events *all = &v->report->parts->events;
	size_t len = 0, k;

	*others = 0;
	for (size_t i = 0; i < all->len; i++) {
		if (all->at[i].kind != BREAKER_TRIGGERED)
			continue;
		for (k = 0; k < len; k++)
			if (strcmp(lanes[k].breaker, all->at[i].breaker) == 0)
				break;
		if (k == LANES_MOST) {
			++*others;
			continue;
		}
		if (k == len)
			lanes[len++] = (struct lane){ all->at[i].breaker, 0 };
		lanes[k].trips++;
	}
	return len;
}

void
report_timeline(const struct report_view *v, struct buf *to)
{
	struct lane lanes[LANES_MOST];
	size_t others, n = find_lanes(v, lanes, &others);
	bool refused = v->report->parts->refusals.len > 0;

	if (n == 0 && !refused) {
		buf_puts(to, "<p class=\"quiet\">No breaker tripped and no"
		    " order was refused.</p>\n");
		return;
	}
	if (v->len < 2 || v->to <= v->from)
		return;
	for (size_t i = 0; i < n; i++)
		put_breaker(v, &lanes[i], (int)i, i + 1 == n && !refused, to);
	if (others > 0)
		buf_printf(to, "<p class=\"quiet\">%zu trips of further"
		    " breakers are not drawn.</p>\n", others);
	if (refused)
		put_refusals(v, to);
}

static void
put_left_out(const struct report_view *v, size_t shown, size_t all,
    const char *part, struct buf *to)
{
	if (shown >= all)
		return;
	buf_printf(to, "<p class=\"quiet\">The first %zu of %zu: all of them"
	    " with <code>etrms backtest show %s --part %s</code>.</p>\n",
	    shown, all, v->report->run->id, part);
}

/* On one line; all of it when pointed at. */
static void
put_message(struct buf *to, const char *text)
{
	buf_puts(to, "<td class=\"why\" title=\"");
	html_text(to, text);
	buf_puts(to, "\">");
	html_text(to, text);
	buf_puts(to, "</td>");
}

static void
put_level(struct buf *to, struct dec value)
{
	char text[DEC_TEXT_SIZE];

	buf_puts(to, "<td class=\"n\">");
	number_group(to, dec_text(value, text));
	buf_puts(to, "</td>");
}

static void
put_cell(struct buf *to, const char *text)
{
	buf_puts(to, "<td>");
	html_text(to, text == NULL ? "" : text);
	buf_puts(to, "</td>");
}

static void
put_time(struct buf *to, int64_t time)
{
	buf_puts(to, "<tr><td>");
	page_time(to, time);
	buf_puts(to, "</td>");
}

/* What it came to against what; why; the end of the row. */
static void
put_why(struct buf *to, struct dec value, struct dec limit,
    const char *message)
{
	put_level(to, value);
	put_level(to, limit);
	put_message(to, message);
	buf_puts(to, "</tr>\n");
}

static void
put_events(const struct report_view *v, struct buf *to)
{
	static const char *const columns[] = { "Time", "Breaker", "Event",
	    "Action", ">Value", ">Limit", "Message", NULL };
	const struct breaker_events *all = &v->report->parts->events;
	size_t n = all->len < ROWS_MOST ? all->len : ROWS_MOST;

	page_table_open(to, "Breaker events", columns);
	for (size_t i = 0; i < n; i++) {
		const struct breaker_event *e = &all->at[i];

		put_time(to, e->time);
		put_cell(to, e->breaker);
		put_cell(to, enum_name(breaker_event_names, BREAKER_ERROR + 1,
		    e->kind));
		put_cell(to, e->action);
		put_why(to, e->value, e->limit, e->message);
	}
	page_table_close(to);
	put_left_out(v, n, all->len, "events", to);
}

static void
put_violations(const struct report_view *v, struct buf *to)
{
	static const char *const columns[] = { "Time", "Rule", "Symbol",
	    ">Value", ">Limit", "Message", NULL };
	const struct violations *all = &v->report->parts->refusals;
	size_t n = all->len < ROWS_MOST ? all->len : ROWS_MOST;

	page_table_open(to, "Refusals", columns);
	for (size_t i = 0; i < n; i++) {
		const struct violation *e = &all->at[i];

		put_time(to, e->time);
		put_cell(to, e->rule);
		put_cell(to, e->symbol);
		put_why(to, e->value, e->limit, e->message);
	}
	page_table_close(to);
	put_left_out(v, n, all->len, "refusals", to);
}

void
report_rules(const struct report_view *v, struct buf *to)
{
	if (v->report->parts->events.len > 0)
		put_events(v, to);
	if (v->report->parts->refusals.len > 0)
		put_violations(v, to);
}
