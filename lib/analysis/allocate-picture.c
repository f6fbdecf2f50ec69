/* The efficient frontier as a picture: return over volatility. */
#include "analysis/allocate.h"

#include "out/chart.h"
#include "out/picture.h"

#define WIDE 760
#define HIGH 480
#define LEFT 76
#define RIGHT 110
#define TOP 62
#define BOTTOM 54

struct axes { struct scale x, y; };

static double
at_x(const struct axes *a, double v)
{
	return LEFT + scale_at(&a->x, v) * (WIDE - LEFT - RIGHT);
}

static double
at_y(const struct axes *a, double v)
{
	return HIGH - BOTTOM - scale_at(&a->y, v) * (HIGH - TOP - BOTTOM);
}

/* All that is shown and a little room; volatility from 0. */
static struct axes
axes_of(const struct frontier_rows *rows)
{
	struct axes a = { { 0, 0, false }, { 0, 0, false } };
	double room;

	for (size_t i = 0; i < rows->len; i++) {
		a.x.hi = fmax(a.x.hi, rows->at[i].volatility);
		a.y.lo = fmin(a.y.lo, rows->at[i].ret);
		a.y.hi = fmax(a.y.hi, rows->at[i].ret);
	}
	a.x.hi = a.x.hi > 0 ? a.x.hi * 1.08 : 1;
	room = a.y.hi > a.y.lo ? (a.y.hi - a.y.lo) * 0.08 : 1;
	a.y.hi += room;
	a.y.lo -= a.y.lo < 0 ? room : 0;
	return a;
}

static void
put_axes(struct buf *to, const struct axes *a)
{
	struct ticks t;

	ticks_values(&t, &a->y, TICK_PERCENT, 8);
	for (size_t i = 0; i < t.len; i++) {
		double y = at_y(a, t.at[i].value);

		picture_line(to, "rule", LEFT, y, WIDE - RIGHT, y);
		picture_text(to, "side", LEFT - 8, y + 4, t.at[i].text);
	}
	ticks_values(&t, &a->x, TICK_PERCENT, 8);
	for (size_t i = 0; i < t.len; i++) {
		double x = at_x(a, t.at[i].value);

		picture_line(to, "rule", x, TOP, x, HIGH - BOTTOM);
		picture_text(to, "mid", x, HIGH - BOTTOM + 18, t.at[i].text);
	}
	picture_text(to, "name", LEFT, TOP - 10, "expected return a year");
	picture_text(to, "side", WIDE - RIGHT, HIGH - 12,
	    "volatility a year");
}

static void
put_row(struct buf *to, const struct axes *a, const struct frontier_row *r,
    const char *method)
{
	double x = at_x(a, r->volatility), y = at_y(a, r->ret);
	bool chosen = r->kind == FRONTIER_CHOSEN;
	double half = chosen ? 6 : 3.5;

	if (r->kind == FRONTIER_CURVE)
		return;
	picture_box(to, chosen ? "peak" : "area", x - half, y - half,
	    2 * half, 2 * half, chosen ? method : r->asset);
	picture_text(to, "name", x + half + 4, y + 4, chosen ? method :
	    r->asset);
}

void
frontier_svg(const struct frontier_rows *rows, const char *method,
    struct buf *to)
{
	struct axes a = axes_of(rows);
	const struct frontier_row *last = NULL;

	picture_open(to, WIDE, HIGH, "Efficient frontier", "The least"
	    " volatility at each expected return within the limits, each asset"
	    " alone, and the chosen weights");
	picture_text(to, "head", LEFT, 28, "Efficient frontier");
	put_axes(to, &a);
	for (size_t i = 0; i < rows->len; i++) {
		const struct frontier_row *r = &rows->at[i];

		if (r->kind != FRONTIER_CURVE)
			continue;
		if (last != NULL)
			picture_line(to, "mark", at_x(&a, last->volatility),
			    at_y(&a, last->ret), at_x(&a, r->volatility),
			    at_y(&a, r->ret));
		last = r;
	}
	for (size_t i = 0; i < rows->len; i++)
		put_row(to, &a, &rows->at[i], method);
	picture_close(to);
}
