/* Volume by price, drawn with characters or as SVG. */
#include "analysis/profile.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "out/picture.h"

#include <math.h>
#include <stdio.h>

#define WIDTH_PLAIN 80		/* where no terminal says how wide it is */
#define WIDTH_MOST 160
#define NUMBER 14		/* columns of a price */
#define NOTES 8			/* and of what stands behind a bar */

#define WIDE 800		/* pixels: */
#define HEAD 44
#define ROW 14
#define FOOT 26
#define LEFT 92
#define RIGHT 240

static const char *const notes[PROFILE_NODES + 1] = { "POC", "HVN", "LVN",
	"" };

static double
most_of(const struct profile_view *v)
{
	double most = 0;

	for (int64_t i = 0; i < v->profile->bins; i++)
		most = fmax(most, v->bins[i].volume);
	return most;
}

static void
heading(const struct profile_view *v, struct buf *to)
{
	const struct volume_profile *p = v->profile;
	char frame[STAMP_TEXT_SIZE];

	buf_printf(to, "%s %s: volume by price", p->symbol, p->timeframe == 0 ?
	    "trades" : duration_text(p->timeframe, frame));
}

static void
summary(const struct profile_view *v, struct buf *to)
{
	const struct volume_profile *p = v->profile;

	buf_printf(to, "close %.10g, POC %.10g, value area %.10g to %.10g"
	    " (%.1f%% of volume)", p->close, p->poc, p->area_low,
	    p->area_high, 100 * p->area_share);
}

/* Eighths of a column, where there are characters for them. */
static void
put_bar(struct buf *to, double columns, bool in_area, bool utf8)
{
	static const char *const part[] = { "", "\u258f", "\u258e", "\u258d",
	    "\u258c", "\u258b", "\u258a", "\u2589" };
	int eighths = (int)lround(columns * 8);

	if (!utf8 || !in_area) {
		for (int i = 0; i < (int)lround(columns); i++)
			buf_puts(to, !utf8 ? in_area ? "#" : "-" : "\u2592");
		return;
	}
	for (int i = 0; i < eighths / 8; i++)
		buf_puts(to, "\u2588");
	buf_puts(to, part[eighths % 8]);
}

static bool
has_close(const struct profile_view *v, const struct profile_bin *b)
{
	return v->profile->close >= b->low && v->profile->close < b->high;
}

void
profile_terminal(const struct profile_view *v, const struct out_style *style,
    struct buf *to)
{
	int width = style->width == 0 ? WIDTH_PLAIN : style->width >
	    WIDTH_MOST ? WIDTH_MOST : style->width;
	double most = most_of(v), wide = width - NUMBER - NOTES - 3;

	heading(v, to);
	buf_putc(to, '\n');
	summary(v, to);
	buf_putc(to, '\n');
	for (int64_t i = v->profile->bins - 1; i >= 0; i--) {
		const struct profile_bin *b = &v->bins[i];

		buf_printf(to, "%*.10g %c ", NUMBER, b->low, has_close(v, b) ?
		    '>' : ' ');
		put_bar(to, fmax(wide, 10) * b->volume / most, b->in_area > 0,
		    style->utf8);
		if (b->node != NODE_NONE)
			buf_printf(to, " %s", notes[b->node]);
		buf_putc(to, '\n');
	}
	for (int64_t i = v->profile->levels - 1; i >= 0; i--)
		buf_printf(to, "%*.10g   %s, %lld touches, strength %.2f\n",
		    NUMBER, v->levels[i].price, v->levels[i].kind ==
		    LEVEL_SUPPORT ? "support" : "resistance",
		    (long long)v->levels[i].touches, v->levels[i].strength);
}

static double
y_of(const struct profile_view *v, double top, double price)
{
	const struct volume_profile *p = v->profile;
	double high = v->bins[p->bins - 1].high;

	return top + (high - price) / p->width * ROW;
}

static void
put_bins(const struct profile_view *v, double top, struct buf *to)
{
	double most = most_of(v), wide = WIDE - LEFT - RIGHT;
	int64_t bins = v->profile->bins;
	char text[120];

	for (int64_t i = 0; i < bins; i++) {
		const struct profile_bin *b = &v->bins[i];
		double y = top + (double)(bins - 1 - i) * ROW;
		double w = wide * b->volume / most;

		snprintf(text, sizeof(text), "%.10g to %.10g: %.6g, %.2f%%",
		    b->low, b->high, b->volume, 100 * b->share);
		picture_box(to, b->node == NODE_POC ? "peak" : b->in_area > 0 ?
		    "area" : "bar", LEFT, y + 1, w, ROW - 2, text);
		if (b->node != NODE_NONE)
			picture_text(to, "note", LEFT + w + 5, y + 11,
			    notes[b->node]);
		if (i % (1 + bins / 20) != 0)
			continue;
		snprintf(text, sizeof(text), "%.10g", b->low);
		picture_text(to, "side", LEFT - 8, y + ROW + 4, text);
	}
}

/* Texts beside lines keep apart from each other. */
static void
put_beside(struct buf *to, const char *class, double y, double *free_below,
    const char *text)
{
	double at = fmin(y + 4, *free_below);

	picture_line(to, class, LEFT, y, WIDE - RIGHT + 30, y);
	picture_line(to, "rule", WIDE - RIGHT + 30, y, WIDE - RIGHT + 40,
	    at - 4);
	picture_text(to, "name", WIDE - RIGHT + 44, at, text);
	*free_below = at - ROW;
}

/* From the lowest price up: levels, and the close among them. */
static void
put_lines(const struct profile_view *v, double top, struct buf *to)
{
	const struct volume_profile *p = v->profile;
	double free_below = INFINITY;
	bool closed = false;
	char text[120];

	for (int64_t i = 0; i < p->levels || !closed; i++) {
		const struct price_level *l = &v->levels[i];

		if (!closed && (i >= p->levels || l->price > p->close)) {
			snprintf(text, sizeof(text), "close %.10g", p->close);
			put_beside(to, "dash", y_of(v, top, p->close),
			    &free_below, text);
			closed = true;
		}
		if (i >= p->levels)
			break;
		snprintf(text, sizeof(text), "%s %.8g (%.1f)",
		    l->kind == LEVEL_SUPPORT ? "support" : "resistance",
		    l->price, l->strength);
		put_beside(to, "rule", y_of(v, top, l->price), &free_below,
		    text);
	}
}

static double
height_of(const struct profile_view *v)
{
	return HEAD + (double)v->profile->bins * ROW + FOOT;
}

void
profile_svg(const struct profile_view *v, size_t n, struct buf *to)
{
	struct buf title = {0}, desc = {0};
	double height = 0, top = 0;

	for (size_t i = 0; i < n; i++) {
		height += height_of(&v[i]);
		buf_puts(&desc, i > 0 ? "; " : "");
		heading(&v[i], &desc);
		buf_puts(&desc, ": ");
		summary(&v[i], &desc);
	}
	picture_open(to, WIDE, (int)height, "volume by price",
	    buf_text(&desc));
	for (size_t i = 0; i < n; i++) {
		buf_clear(&title);
		heading(&v[i], &title);
		picture_text(to, "head", 14, top + 18, buf_text(&title));
		buf_clear(&title);
		summary(&v[i], &title);
		picture_text(to, "note", 14, top + 36, buf_text(&title));
		put_bins(&v[i], top + HEAD, to);
		put_lines(&v[i], top + HEAD, to);
		top += height_of(&v[i]);
	}
	picture_close(to);
	buf_release(&title);
	buf_release(&desc);
}
