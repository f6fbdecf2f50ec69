/* How pages begin, write numbers and tables, and frame pictures. */
#include "out/page.h"

#include "base/decfloat.h"
#include "base/err.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The style sheet is part of the program, so that a single copied binary
 * works. */
__asm__(
	".pushsection .rodata\n"
	"page_style: .incbin \"share/report/report.css\"\n"
	"page_style_end: .byte 0\n"
	".popsection\n");
extern const char page_style[], page_style_end[];

/* Nothing is loaded and nothing runs, even where a browser would. */
void
page_open(struct buf *to, const char *title)
{
	buf_puts(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta"
	    " charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\""
	    " content=\"default-src 'none'; style-src 'unsafe-inline'; img-src"
	    " data:\">\n<meta name=\"viewport\" content=\"width=device-width,"
	    " initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light"
	    " dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<link"
	    " rel=\"icon\" href=\"data:,\">\n<title>");
	html_text(to, title);
	buf_puts(to, "</title>\n<style>\n");
	buf_add(to, page_style, (size_t)(page_style_end - page_style));
	buf_puts(to, "</style>\n</head>\n<body>\n<main>\n");
}

void
page_close(struct buf *to, const char *said, const char *command)
{
	buf_printf(to, "<footer>All times are UTC. %sExact values are in the"
	    " <code>value</code> of each number of this page and in <code>etrms"
	    " ", said);
	html_text(to, command);
	buf_puts(to, "</code>.</footer>\n</main>\n</body>\n</html>\n");
}

void
page_section_open(struct buf *to, const char *name, const char *class)
{
	buf_printf(to, "<section class=\"%s\">\n<h2>%s</h2>\n", class, name);
}

void
page_section_close(struct buf *to)
{
	buf_puts(to, "</section>\n");
}

void
page_warnings_open(struct buf *to, const char *field)
{
	buf_puts(to, "<section class=\"warnings\" aria-label=\"Warnings\"><h2>"
	    "Before you believe it</h2><ul");
	if (field != NULL)
		buf_printf(to, " data-field=\"%s\"", field);
	buf_puts(to, ">\n");
}

void
page_warning(struct buf *to, const char *text)
{
	buf_puts(to, "<li>");
	html_text(to, text);
	buf_puts(to, "</li>\n");
}

void
page_warnings_close(struct buf *to)
{
	buf_puts(to, "</ul></section>\n");
}

#define MINUS "\xe2\x88\x92"
#define NOT_AVAILABLE "n/a"

/* A plain decimal: commas added, its sign a real one; + where it is asked for
 * and not 0. */
static void
put_digits(struct buf *to, const char *digits, bool sign)
{
	bool zero = strspn(digits, "-0.") == strlen(digits);

	if (*digits == '-') {
		buf_puts(to, zero ? "" : MINUS);
		digits++;
	} else if (sign && !zero)
		buf_putc(to, '+');
	number_group(to, digits);
}

void
page_number(struct buf *to, double value, int decimals, bool sign)
{
	char digits[400];

	if (!isfinite(value)) {
		buf_puts(to, NOT_AVAILABLE);
		return;
	}
	snprintf(digits, sizeof(digits), "%.*f", decimals, value);
	put_digits(to, digits, sign);
}

void
page_percent(struct buf *to, double ratio, int decimals, bool sign)
{
	page_number(to, ratio * 100, decimals, sign);
	if (isfinite(ratio))
		buf_puts(to, "%");
}

/* Cents where it is more than one, else to the last digit. */
void
page_amount(struct buf *to, struct dec amount)
{
	char digits[DEC_TEXT_SIZE];
	bool small = dec_cmp(dec_abs(amount), dec_int(1)) < 0 &&
	    !dec_is_zero(amount);

	if (!dec_known(amount)) {
		buf_puts(to, NOT_AVAILABLE);
		return;
	}
	if (small)
		dec_text(amount, digits);
	else
		dec_text_fixed(amount, 2, digits);
	put_digits(to, digits, false);
}

void
page_fixed(struct buf *to, struct dec amount, int decimals)
{
	char digits[DEC_TEXT_SIZE];

	put_digits(to, dec_text_fixed(amount, decimals, digits), false);
}

void
page_date(struct buf *to, int64_t t)
{
	struct stamp_parts p = stamp_split(t);

	buf_printf(to, "%04d-%02d-%02d", p.year, p.month, p.day);
}

void
page_time(struct buf *to, int64_t t)
{
	struct stamp_parts p = stamp_split(t);

	page_date(to, t);
	buf_printf(to, "&#160;%02d:%02d", p.hour, p.minute);
}

void
page_count(struct buf *to, int64_t n, const char *one, const char *many)
{
	char digits[32];

	snprintf(digits, sizeof(digits), "%" PRId64, n);
	number_group(to, digits);
	buf_printf(to, " %s", n == 1 ? one : many);
}

static void
put_shown(struct buf *to, const struct field *f, const void *row,
    const char *exact)
{
	const char *at = (const char *)row + f->offset;
	struct dec amount;
	double value;

	switch (f->type) {
	case FIELD_DOUBLE:
		memcpy(&value, at, sizeof(value));
		if (f->unit == UNIT_RATIO || (f->flags & FIELD_PERCENT))
			page_percent(to, value, 2, false);
		else
			page_number(to, value, 2, false);
		break;
	case FIELD_DEC:
		memcpy(&amount, at, sizeof(amount));
		page_amount(to, amount);
		break;
	case FIELD_INT:
		put_digits(to, exact, false);
		break;
	default:
		html_text(to, exact);
	}
}

void
page_value(struct buf *to, const char *of, const struct record *record,
    const void *row, const char *name)
{
	const struct field *f = record_field(record, name);
	struct buf exact = {0};
	bool known;

	if (f == NULL)
		bug("no field '%s'", name);
	known = field_text(f, row, &exact);
	buf_printf(to, "<data data-%s=\"%s\" value=\"", of, name);
	html_text(to, buf_text(&exact));
	buf_puts(to, "\">");
	if (known)
		put_shown(to, f, row, buf_text(&exact));
	else
		buf_puts(to, f->type == FIELD_CHARS ? "none" :
		    NOT_AVAILABLE);
	buf_puts(to, "</data>");
	buf_release(&exact);
}

void
page_strip(struct buf *to, const struct record *record, const void *row,
    const struct page_entry *entries)
{
	buf_puts(to, "<dl class=\"strip\">\n");
	for (const struct page_entry *e = entries; e->field != NULL; e++) {
		buf_printf(to, "<div><dt>%s</dt><dd>", e->label);
		page_value(to, "field", record, row, e->field);
		buf_puts(to, "</dd></div>\n");
	}
	buf_puts(to, "</dl>\n");
}

void
page_list(struct buf *to, const char *name, const struct record *record,
    const void *row, const struct page_entry *entries)
{
	buf_printf(to, "<section><h3>%s</h3><dl>\n", name);
	for (const struct page_entry *e = entries; e->field != NULL; e++) {
		buf_puts(to, "<div><dt title=\"");
		html_text(to, record_field(record, e->field)->help);
		buf_printf(to, "\">%s</dt><dd>", e->label);
		page_value(to, "field", record, row, e->field);
		buf_puts(to, "</dd></div>\n");
	}
	buf_puts(to, "</dl></section>\n");
}

void
page_figure(struct buf *to, double value, bool percent)
{
	double size = fabs(percent ? value * 100 : value);
	int decimals = percent || !(size > 0) || !isfinite(size) ? 2 :
	    3 - (int)floor(log10(size));

	decimals = decimals < 0 ? 0 : decimals > 9 ? 9 : decimals;
	if (percent)
		page_percent(to, value, decimals, false);
	else
		page_number(to, value, decimals, false);
}

void
page_cell(struct buf *to, double value, bool percent)
{
	char exact[DOUBLE_TEXT_SIZE];

	buf_puts(to, "<td class=\"n\">");
	if (isfinite(value))
		buf_printf(to, "<data value=\"%s\">", double_text(value,
		    exact));
	page_figure(to, value, percent);
	buf_printf(to, "%s</td>", isfinite(value) ? "</data>" : "");
}

void
page_table_open(struct buf *to, const char *name, const char *const *columns)
{
	buf_printf(to, "<h3>%s</h3>\n<div class=\"scroll\" tabindex=\"0\""
	    " role=\"region\" aria-label=\"%s\"><table class=\"rows\"><thead>"
	    "<tr>", name, name);
	for (; *columns != NULL; columns++) {
		bool numbers = **columns == '>';

		buf_printf(to, "<th scope=\"col\"%s>%s</th>", numbers ?
		    " class=\"n\"" : "", *columns + numbers);
	}
	buf_puts(to, "</tr></thead><tbody>\n");
}

void
page_table_close(struct buf *to)
{
	buf_puts(to, "</tbody></table></div>\n");
}

#define TIMES 11

/* What is read is also what is said. */
static void
panel_say(struct page_panel *p)
{
	buf_clear(&p->said);
	for (const char *s = buf_text(&p->reading); *s != '\0'; s++) {
		if (*s == '<')
			while (*s != '\0' && *s != '>')
				s++;
		else if (strncmp(s, "&#160;", 6) == 0) {
			buf_putc(&p->said, ' ');
			s += 5;
		} else
			buf_putc(&p->said, *s);
	}
}

void
page_panel_open(struct buf *to, struct page_panel *p)
{
	struct ticks y, x;

	panel_say(p);
	p->chart.id = p->id;
	p->chart.title = p->name;
	p->chart.desc = buf_text(&p->said);
	buf_printf(to, "<figure class=\"panel%s\">\n<figcaption><b>%s</b> ",
	    p->times ? " times" : "", p->name);
	buf_puts(to, buf_text(&p->reading));
	buf_puts(to, "</figcaption>\n<div class=\"plot\">\n");
	svg_open(to, &p->chart);
	ticks_times(&x, p->from, p->to, p->few ? TIMES / 2 : TIMES);
	svg_ticks_x(to, &x, (double)p->from, (double)p->to, p->times);
	ticks_values(&y, &p->chart.y, p->kind, p->ticks);
	svg_ticks_y(to, &p->chart, &y, p->base);
	svg_marks_open(to);
}

void
page_panel_close(struct buf *to, struct page_panel *p)
{
	svg_marks_close(to);
	svg_close(to);
	buf_puts(to, "</div>\n</figure>\n");
	buf_release(&p->reading);
	buf_release(&p->said);
}

void
page_course(struct buf *to, const struct page_panel *p, const char *class,
    const int64_t *time, const double *value, size_t n, bool area)
{
	struct course s = { time, value, n };
	struct spots line = {0};

	course_reduce(&s, p->from, p->to, PAGE_COLUMNS, &line);
	if (area)
		svg_area(to, &p->chart, class, &line, 0);
	else
		svg_line(to, &p->chart, class, &line);
	vec_release(&line);
}

void
page_key(struct buf *to, const char *class, const char *name)
{
	buf_printf(to, "<li><i class=\"swatch %s\"></i> ", class);
	html_text(to, name);
	buf_puts(to, "</li>\n");
}
