/*
 * A Monte Carlo run as a page and in the terminal: how its paths fan out, and
 * between what their numbers lie.
 */
#include "research/reportdata.h"

#include "base/decfloat.h"
#include "base/record.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

/* From the outermost pair of quantiles to the innermost, and the median. */
#define PAIRS (CHANCE_QUANTILES / 2)
#define MEDIAN (CHANCE_QUANTILES / 2)

static const struct run_outcome *
outcome_of(const struct report *r)
{
	return r->chances == NULL ? NULL : &r->chances->outcome;
}

static struct scale
scale_of(const struct report *r)
{
	const struct run_bands *b = &r->chances->bands;
	double capital = dec_to_double(r->run->capital);
	double lo = capital, hi = capital, room;

	for (size_t i = 0; i < b->len; i++) {
		lo = fmin(lo, b->at[i].equity[0]);
		hi = fmax(hi, b->at[i].equity[CHANCE_QUANTILES - 1]);
	}
	if (lo > 0 && hi / lo >= 10)
		return (struct scale){ lo / 1.05, hi * 1.05, true };
	room = hi > lo ? (hi - lo) * 0.05 : fmax(fabs(hi) * 0.01, 1e-9);
	return (struct scale){ lo - room, hi + room, false };
}

/* Along one quantile from the capital on; back: from its end. */
static void
follow(const struct report *r, size_t which, bool back, struct spots *out)
{
	const struct run_bands *b = &r->chances->bands;
	double steps = (double)b->at[b->len - 1].step;

	for (size_t k = 0; k <= b->len; k++) {
		size_t i = back ? b->len - k : k;
		struct spot s = { 0, dec_to_double(r->run->capital) };

		if (i > 0)
			s = (struct spot){ (double)b->at[i - 1].step / steps,
			    b->at[i - 1].equity[which] };
		vec_push(out, s);
	}
}

/* What is read beside the picture, and said to those who do not see it. */
static void
put_reading(const struct report *r, struct buf *to)
{
	const struct run_quantiles *q = &r->chances->quantiles;

	buf_puts(to, "in ");
	html_text(to, r->run->currency[0] != '\0' ? r->run->currency :
	    "units of the capital");
	if (q->len != CHANCE_QUANTILES)
		return;
	buf_puts(to, ": half of the paths end between ");
	page_number(to, q->at[MEDIAN - 1].final_equity, 0, false);
	buf_puts(to, " and ");
	page_number(to, q->at[MEDIAN + 1].final_equity, 0, false);
	buf_puts(to, ", nine of ten between ");
	page_number(to, q->at[1].final_equity, 0, false);
	buf_puts(to, " and ");
	page_number(to, q->at[CHANCE_QUANTILES - 2].final_equity, 0, false);
}

void
report_fan(const struct report_view *v, struct buf *to)
{
	static const char *const shades[PAIRS] = { "fan1", "fan2", "fan3" };
	const struct report *r = v->report;
	const struct run_bands *b = &r->chances->bands;
	struct chart c = { .id = "fan", .title = "Equity of the paths",
	    .height = 320 };
	struct scale across = { 0, 1, false };
	struct ticks x, y;
	struct buf said = {0};
	struct spots line = {0};

	if (b->len == 0) {
		buf_puts(to, "<p>The run has no bands.</p>\n");
		return;
	}
	across.hi = (double)b->at[b->len - 1].step;
	c.y = scale_of(r);
	put_reading(r, &said);
	c.desc = buf_text(&said);
	buf_printf(to, "<figure class=\"panel times\">\n<figcaption><b>Equity"
	    " of the paths</b> %s. Shades hold 98, 90 and 50 of 100 paths; the"
	    " line is the median.</figcaption>\n<div class=\"plot\">\n",
	    buf_text(&said));
	svg_open(to, &c);
	ticks_values(&x, &across, TICK_NUMBER, 9);
	svg_ticks_x(to, &x, across.lo, across.hi, true);
	ticks_values(&y, &c.y, TICK_NUMBER, 7);
	svg_ticks_y(to, &c, &y, NAN);
	svg_marks_open(to);
	for (size_t k = 0; k < PAIRS; k++) {
		vec_clear(&line);
		follow(r, k, false, &line);
		follow(r, CHANCE_QUANTILES - 1 - k, true, &line);
		svg_line(to, &c, shades[k], &line);
	}
	vec_clear(&line);
	follow(r, MEDIAN, false, &line);
	svg_line(to, &c, "line", &line);
	buf_printf(to, "<path class=\"start\" d=\"M0 %ldH%d\"/>\n",
	    lround((1 - scale_at(&c.y, dec_to_double(r->run->capital))) *
	    CHART_HIGH), CHART_WIDE);
	svg_marks_close(to);
	svg_close(to);
	buf_printf(to, "</div>\n</figure>\n<p class=\"quiet\">Across: steps of a"
	    " path, which are trades or bars. Drawn from the first %d paths"
	    " where there are more.</p>\n", CHANCE_FAN);
	vec_release(&line);
	buf_release(&said);
}

/* How it came to be, in a sentence. */
void
report_fan_lead(const struct report_view *v, struct buf *to)
{
	const struct run_outcome *o = outcome_of(v->report);

	if (o == NULL)
		return;
	buf_puts(to, "<p class=\"lead\">Of ");
	page_count(to, o->paths, "path", "paths");
	buf_puts(to, ", <b>");
	page_percent(to, o->loss, 1, false);
	buf_puts(to, "</b> ended with a loss and <b>");
	page_percent(to, o->ruin, 2, false);
	buf_puts(to, "</b> came down to ");
	page_percent(to, o->ruin_level, 2, false);
	buf_puts(to, " of the capital.</p>\n");
}

/* A number of a row with its exact value beside it. */
static void
put_cell(const struct field *f, const void *row, struct buf *to)
{
	struct buf exact = {0};
	double value;

	buf_puts(to, "<td class=\"n\">");
	memcpy(&value, (const char *)row + f->offset, sizeof(value));
	if (field_text(f, row, &exact)) {
		buf_printf(to, "<data value=\"%s\">", buf_text(&exact));
		if (f->flags & FIELD_PERCENT)
			page_percent(to, value, 2, false);
		else
			page_number(to, value, 2, false);
		buf_puts(to, "</data>");
	} else {
		buf_puts(to, "n/a");
	}
	buf_puts(to, "</td>");
	buf_release(&exact);
}

static const struct { const char *field, *label; } numbers[] = {
	{ "quantile", "Quantile" }, { "final_equity", "Final equity" },
	{ "total_return", "Return" }, { "max_drawdown", "Deepest drawdown" },
	{ "drawdown_length", "Longest drawdown, steps" },
	{ "sharpe", "Sharpe a year" }
};
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

void
report_quantiles(const struct report_view *v, struct buf *to)
{
	const struct run_quantiles *q = &v->report->chances->quantiles;

	buf_puts(to, "<p class=\"quiet\">Each number's own quantile over all"
	    " paths: of 95 %, that many have less.</p>\n<div class=\"scroll\""
	    " tabindex=\"0\" role=\"region\" aria-label=\"Quantiles\">"
	    "<table class=\"rows\"><thead><tr>");
	for (size_t i = 0; i < NUMBERS; i++)
		buf_printf(to, "<th scope=\"col\" class=\"n\">%s</th>",
		    numbers[i].label);
	buf_puts(to, "</tr></thead><tbody>\n");
	for (size_t k = 0; k < q->len; k++) {
		buf_puts(to, "<tr>");
		for (size_t i = 0; i < NUMBERS; i++)
			put_cell(record_field(&run_quantile_record,
			    numbers[i].field), &q->at[k], to);
		buf_puts(to, "</tr>\n");
	}
	buf_puts(to, "</tbody></table></div>\n");
}

/* The median with its neighbours, as three lines of one drawing would hide
 * each other: one after the other in a table. */
static void
put_rows(const struct run_quantiles *q, struct buf *to)
{
	buf_printf(to, "%-9s%16s%11s%11s%10s%9s\n", "quantile", "final equity",
	    "return", "drawdown", "longest", "Sharpe");
	for (size_t i = 0; i < q->len; i++) {
		const struct run_quantile *r = &q->at[i];
		char sharpe[32] = "n/a";

		if (isfinite(r->sharpe))
			snprintf(sharpe, sizeof(sharpe), "%.2f", r->sharpe);
		buf_printf(to, "%7.0f%% %16.2f%10.2f%%%10.2f%%%10.0f%9s\n",
		    r->quantile * 100, r->final_equity, r->total_return * 100,
		    r->max_drawdown * 100, r->drawdown_length, sharpe);
	}
}

static void
put_fan(const struct report *r, const struct out_style *style, int width,
    struct buf *to)
{
	static const struct { size_t which; const char *title; } lines[] = {
		{ CHANCE_QUANTILES - 2, "95 of 100 paths are below" },
		{ MEDIAN, "median of the paths" },
		{ 1, "5 of 100 paths are below" }
	};
	const struct run_bands *b = &r->chances->bands;
	int64_t *time = mem_array(b->len + 1, sizeof(*time));
	double *value = mem_array(b->len + 1, sizeof(*value));
	struct plot p = { .course = { time, value, b->len + 1 },
	    .y = scale_of(r), .width = width, .height = 5,
	    .utf8 = style->utf8, .color = style->color, .counts = true };

	for (size_t i = 0; i < b->len; i++)
		time[i + 1] = b->at[i].step;
	p.to = b->len > 0 ? b->at[b->len - 1].step : 0;
	for (size_t k = 0; k < 3 && b->len > 0; k++) {
		value[0] = dec_to_double(r->run->capital);
		for (size_t i = 0; i < b->len; i++)
			value[i + 1] = b->at[i].equity[lines[k].which];
		buf_printf(to, "\n%s\n", lines[k].title);
		plot_draw(to, &p);
	}
	free(time);
	free(value);
}

void
report_fan_terminal(const struct report *r, const struct out_style *style,
    int width, struct buf *to)
{
	const struct run_outcome *o = outcome_of(r);

	if (o == NULL)
		return;
	buf_printf(to, "run %s: %" PRId64 " paths of %" PRId64 " steps by %s\n"
	    "%.2f%% ended with a loss, %.2f%% came down to %.4g%% of the"
	    " capital\n",
	    r->run->id, o->paths, o->steps, o->method, o->loss * 100,
	    o->ruin * 100, o->ruin_level * 100);
	put_fan(r, style, width, to);
	buf_putc(to, '\n');
	put_rows(&r->chances->quantiles, to);
}
