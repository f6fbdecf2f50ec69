/* Charts as SVG, which needs no script to be read. */
#include "out/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A hyphen is no minus. */
static void
put_label(struct buf *to, const char *text)
{
	if (*text == '-') {
		buf_puts(to, "\xe2\x88\x92");
		text++;
	}
	html_text(to, text);
}

/* Of the whole, in hundredths of a percent at most. */
static void
put_percent(struct buf *to, const char *name, double share)
{
	char text[32];

	snprintf(text, sizeof(text), "%.2f", share * 100);
	buf_printf(to, " %s=\"%s%%\"", name, text);
}

void
svg_open(struct buf *to, const struct chart *c)
{
	buf_printf(to, "<svg class=\"chart\" role=\"img\" width=\"100%%\""
	    " height=\"%d\" aria-labelledby=\"%s-t %s-d\">\n<title"
	    " id=\"%s-t\">", c->height, c->id, c->id, c->id);
	html_text(to, c->title);
	buf_printf(to, "</title>\n<desc id=\"%s-d\">", c->id);
	html_text(to, c->desc);
	buf_puts(to, "</desc>\n");
}

void
svg_ticks_y(struct buf *to, const struct chart *c, const struct ticks *t,
    double base)
{
	buf_puts(to, "<g class=\"y\" aria-hidden=\"true\">\n");
	for (size_t i = 0; i < t->len; i++) {
		double y = 1 - scale_at(&c->y, t->at[i].value);

		buf_printf(to, "<line%s x1=\"0\" x2=\"100%%\"",
		    t->at[i].value == base ? " class=\"base\"" : "");
		put_percent(to, "y1", y);
		put_percent(to, "y2", y);
		buf_puts(to, "/><text x=\"-8\" dy=\".32em\"");
		put_percent(to, "y", y);
		buf_puts(to, ">");
		put_label(to, t->at[i].text);
		buf_puts(to, "</text>\n");
	}
	buf_puts(to, "</g>\n");
}

void
svg_ticks_x(struct buf *to, const struct ticks *t, double from,
    double until, bool labels)
{
	buf_puts(to, "<g class=\"x\" aria-hidden=\"true\">\n");
	for (size_t i = 0; i < t->len; i++) {
		double x = (t->at[i].value - from) / (until - from);

		buf_puts(to, "<line y1=\"0\" y2=\"100%\"");
		put_percent(to, "x1", x);
		put_percent(to, "x2", x);
		buf_puts(to, "/>");
		if (labels) {
			buf_printf(to, "<text%s y=\"100%%\" dy=\"1.5em\"",
			    t->at[i].minor ? " class=\"minor\"" : "");
			put_percent(to, "x", x);
			buf_puts(to, ">");
			put_label(to, t->at[i].text);
			buf_puts(to, "</text>");
		}
		buf_putc(to, '\n');
	}
	buf_puts(to, "</g>\n");
}

void
svg_marks_open(struct buf *to)
{
	buf_printf(to, "<svg viewBox=\"0 0 %d %d\" width=\"100%%\""
	    " height=\"100%%\" preserveAspectRatio=\"none\">\n", CHART_WIDE,
	    CHART_HIGH);
}

void
svg_marks_close(struct buf *to)
{
	buf_puts(to, "</svg>\n");
}

void
svg_close(struct buf *to)
{
	buf_puts(to, "</svg>\n");
}

static long
place_x(double share)
{
	return lround(fmin(fmax(share, 0), 1) * CHART_WIDE);
}

static long
place_y(const struct chart *c, double value)
{
	double share = scale_at(&c->y, value);

	return lround((1 - fmin(fmax(share, 0), 1)) * CHART_HIGH);
}

/* A path being written: moves are told from the place before, which is short.
 */
struct pen { struct buf *to; long x, y; };

static void
pen_move(struct pen *p, long x, long y)
{
	buf_printf(p->to, "M%ld %ld", x, y);
	p->x = x;
	p->y = y;
}

static void
pen_draw(struct pen *p, long x, long y)
{
	long dx = x - p->x, dy = y - p->y;

	if (dx == 0 && dy == 0)
		return;
	if (dy == 0)
		buf_printf(p->to, "h%ld", dx);
	else if (dx == 0)
		buf_printf(p->to, "v%ld", dy);
	else
		buf_printf(p->to, dy < 0 ? "l%ld%ld" : "l%ld %ld", dx, dy);
	p->x = x;
	p->y = y;
}

void
svg_line(struct buf *to, const struct chart *c, const char *class,
    const struct spots *line)
{
	struct pen pen = { .to = to };
	bool down = false;

	buf_printf(to, "<path class=\"%s\" d=\"", class);
	for (size_t i = 0; i < line->len; i++) {
		const struct spot *s = &line->at[i];

		if (isnan(s->y))
			down = false;
		else if (down)
			pen_draw(&pen, place_x(s->x), place_y(c, s->y));
		else {
			pen_move(&pen, place_x(s->x), place_y(c, s->y));
			down = true;
		}
	}
	buf_puts(to, "\"/>\n");
}

void
svg_area(struct buf *to, const struct chart *c, const char *class,
    const struct spots *line, double base)
{
	struct pen pen = { .to = to };
	long floor_y = place_y(c, base);
	bool down = false;

	buf_printf(to, "<path class=\"%s\" d=\"", class);
	for (size_t i = 0; i <= line->len; i++) {
		const struct spot *s = &line->at[i];

		if (i == line->len || isnan(s->y)) {
			if (down) {
				pen_draw(&pen, pen.x, floor_y);
				buf_putc(to, 'z');
			}
			down = false;
			continue;
		}
		if (!down)
			pen_move(&pen, place_x(s->x), floor_y);
		pen_draw(&pen, place_x(s->x), place_y(c, s->y));
		down = true;
	}
	buf_puts(to, "\"/>\n");
}

void
svg_bar(struct buf *to, const struct chart *c, const char *class,
    double x0, double x1, double base, double value, const char *title)
{
	long left = place_x(x0), right = place_x(x1);
	long a = place_y(c, base), b = place_y(c, value);

	buf_printf(to, "<path class=\"%s\" d=\"M%ld %ldV%ldH%ldV%ldz\"", class,
	    left, a, b, right, a);
	if (title == NULL) {
		buf_puts(to, "/>\n");
		return;
	}
	buf_puts(to, "><title>");
	html_text(to, title);
	buf_puts(to, "</title></path>\n");
}

void
svg_strokes(struct buf *to, const char *class, const double *x, size_t n)
{
	long before = -1;

	buf_printf(to, "<path class=\"%s\" d=\"", class);
	for (size_t i = 0; i < n; i++) {
		/* a pixel, where 1200 are wide */
		long at = place_x(x[i]) / 10 * 10;

		if (at != before)
			buf_printf(to, "M%ld 0v%d", at, CHART_HIGH);
		before = at;
	}
	buf_puts(to, "\"/>\n");
}
