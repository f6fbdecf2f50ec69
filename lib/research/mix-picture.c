/* Curves of mixes in one picture that stands alone. */
#include "research/mix.h"

#include "out/chart.h"

#include <math.h>

#define WIDTH 960
#define HEIGHT 420
#define LEFT 84
#define RIGHT 20
#define TOP 56
#define BOTTOM 40
#define COLUMNS 860

static const char style[] =
    "<style>text{font:12px system-ui,sans-serif;fill:#444}"
    ".head{font-size:16px;fill:#111}line{stroke:#ddd}"
    "polyline{fill:none;stroke-width:1.4;stroke-linejoin:round}"
    ".rebalanced{stroke:#0b62c4}.buy_and_hold{stroke:#c4620b}"
    ".equal_weight{stroke:#4a8a3c}.ground{fill:#fff}"
    "@media(prefers-color-scheme:dark){.ground{fill:#16181c}"
    "text{fill:#b8bcc4}.head{fill:#eee}line{stroke:#333840}"
    ".rebalanced{stroke:#6cb0ff}.buy_and_hold{stroke:#f0a35c}"
    ".equal_weight{stroke:#86c878}}</style>";

struct frame { struct scale x, y; };

static double
across(const struct frame *f, double time)
{
	return LEFT + scale_at(&f->x, time) * (WIDTH - LEFT - RIGHT);
}

static double
down(const struct frame *f, double value)
{
	return HEIGHT - BOTTOM - scale_at(&f->y, value) *
	    (HEIGHT - TOP - BOTTOM);
}

static struct frame
frame_of(const struct mix_run runs[MIX_KINDS])
{
	double lo = INFINITY, hi = 0;
	struct frame f;

	for (int k = 0; k < MIX_KINDS; k++)
		for (size_t i = 0; i < runs[k].len; i++) {
			lo = fmin(lo, runs[k].equity[i]);
			hi = fmax(hi, runs[k].equity[i]);
		}
	f.x = (struct scale){ (double)runs[0].time[0],
	    (double)runs[0].time[runs[0].len - 1], false };
	f.y.log = hi >= 10 * lo;
	f.y.lo = f.y.log ? lo / 1.1 : lo - 0.04 * (hi - lo);
	f.y.hi = f.y.log ? hi * 1.1 : hi + 0.04 * (hi - lo);
	if (!(f.y.hi > f.y.lo)) {
		f.y.lo = 0.9 * lo;
		f.y.hi = 1.1 * hi;
	}
	return f;
}

static void
axes(const struct frame *f, struct buf *to)
{
	struct ticks t;

	ticks_values(&t, &f->y, TICK_NUMBER, 6);
	for (size_t i = 0; i < t.len; i++) {
		double y = down(f, t.at[i].value);

		buf_printf(to, "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\""
		    " y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\""
		    " text-anchor=\"end\">", LEFT, WIDTH - RIGHT, y, y,
		    LEFT - 8, y + 4);
		html_text(to, t.at[i].text);
		buf_puts(to, "</text>\n");
	}
	ticks_times(&t, (int64_t)f->x.lo, (int64_t)f->x.hi, 8);
	for (size_t i = 0; i < t.len; i++) {
		double x = across(f, t.at[i].value);

		buf_printf(to, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\""
		    " y2=\"%d\"/><text x=\"%.1f\" y=\"%d\""
		    " text-anchor=\"middle\">", x, x, TOP, HEIGHT - BOTTOM, x,
		    HEIGHT - BOTTOM + 20);
		html_text(to, t.at[i].text);
		buf_puts(to, "</text>\n");
	}
}

static void
curve(const struct frame *f, const struct mix_run *r, int kind,
    struct buf *to)
{
	const struct course c = { r->time, r->equity, r->len };
	struct spots line = { 0 };

	course_reduce(&c, (int64_t)f->x.lo, (int64_t)f->x.hi, COLUMNS, &line);
	buf_printf(to, "<polyline class=\"%s\" points=\"",
	    mix_kind_names[kind]);
	for (size_t i = 0; i < line.len; i++)
		buf_printf(to, "%s%.1f,%.1f", i > 0 ? " " : "", LEFT +
		    line.at[i].x * (WIDTH - LEFT - RIGHT),
		    down(f, line.at[i].y));
	buf_puts(to, "\"/>\n");
	vec_release(&line);
}

static void
legend(struct buf *to)
{
	static const char *const names[MIX_KINDS] = { "rebalanced",
	    "buy and hold", "equal weight" };

	for (int k = 0; k < MIX_KINDS; k++)
		buf_printf(to, "<polyline class=\"%s\" points=\"%d,44 %d,44\""
		    "/><text x=\"%d\" y=\"48\">%s</text>\n",
		    mix_kind_names[k], LEFT + k * 130, LEFT + k * 130 + 18,
		    LEFT + k * 130 + 24, names[k]);
}

void
mix_picture(const struct mix_run runs[MIX_KINDS], const char *title,
    struct buf *to)
{
	struct frame f = frame_of(runs);

	buf_printf(to, "<svg xmlns=\"http://www.w3.org/2000/svg\""
	    " viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n"
	    "<title>", WIDTH, HEIGHT, WIDTH, HEIGHT);
	html_text(to, title);
	buf_printf(to, "</title>\n<desc>Equity from %.2f to %.2f; bought and"
	    " held %.2f; equal weights %.2f</desc>\n%s\n<rect class=\"ground\""
	    " width=\"%d\" height=\"%d\"/>\n<text class=\"head\" x=\"%d\""
	    " y=\"26\">", runs[0].equity[0], runs[0].equity[runs[0].len - 1],
	    runs[1].equity[runs[1].len - 1], runs[2].equity[runs[2].len - 1],
	    style, WIDTH, HEIGHT, LEFT);
	html_text(to, title);
	buf_puts(to, "</text>\n");
	legend(to);
	axes(&f, to);
	for (int k = MIX_KINDS - 1; k >= 0; k--)
		curve(&f, &runs[k], k, to);
	buf_puts(to, "</svg>\n");
}
