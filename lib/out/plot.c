/*
 * A line in a terminal: braille, which has eight dots a character, or points
 * and colons, which have two, where only ASCII is spoken.
 */
#include "out/chart.h"

#include <math.h>
#include <stdlib.h>

#define DIM "\033[2m"
#define PLAIN "\033[0m"
#define LINE "\033[36m"
#define FALL "\033[31m"

/* A field of dots, row by row from the top. */
struct dots {
	unsigned char *at;
	int wide, high;
};

static void
dot_set(struct dots *d, int x, int y)
{
	if (x >= 0 && y >= 0 && x < d->wide && y < d->high)
		d->at[y * d->wide + x] = 1;
}

/* Each column's part of the line, with no hole in it (Bresenham). */
static void
dots_line(struct dots *d, int x0, int y0, int x1, int y1)
{
	int dx = abs(x1 - x0), dy = -abs(y1 - y0), off = dx + dy;
	int sx = x0 < x1 ? 1 : -1, sy = y0 < y1 ? 1 : -1;

	for (;;) {
		int twice = 2 * off;

		dot_set(d, x0, y0);
		if (x0 == x1 && y0 == y1)
			return;
		if (twice >= dy) {
			off += dy;
			x0 += sx;
		}
		if (twice <= dx) {
			off += dx;
			y0 += sy;
		}
	}
}

static int
dot_place(double share, int len)
{
	int at = (int)lround(fmin(fmax(share, 0), 1) * (len - 1));

	return at < 0 ? 0 : at;
}

static void
dots_draw(struct dots *d, const struct plot *p)
{
	struct spots line = {0};
	int x0 = 0, y0 = 0;
	bool down = false;

	course_reduce(&p->course, p->from, p->to, (size_t)d->wide, &line);
	for (size_t i = 0; i < line.len; i++) {
		int x, y;

		if (isnan(line.at[i].y)) {
			down = false;
			continue;
		}
		x = dot_place(line.at[i].x, d->wide);
		y = dot_place(1 - scale_at(&p->y, line.at[i].y), d->high);
		dots_line(d, down ? x0 : x, down ? y0 : y, x, y);
		if (p->filled)
			dots_line(d, x, 0, x, y);
		x0 = x;
		y0 = y;
		down = true;
	}
	vec_release(&line);
}

/* The character at column x, row y: Unicode's numbering of the dots goes down
 * the left column, then the right, then along the fourth row. */
static void
put_cell(struct buf *to, const struct dots *d, const struct plot *p, int x,
    int y)
{
	static const unsigned char bits[4][2] = { { 1, 8 }, { 2, 16 },
	    { 4, 32 }, { 64, 128 } };
	static const char points[] = { ' ', '\'', '.', ':' };
	unsigned set = 0;

	if (!p->utf8) {
		for (int i = 0; i < 2; i++)
			if (d->at[(y * 2 + i) * d->wide + x])
				set |= 1u << i;
		buf_putc(to, points[set]);
		return;
	}
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 2; j++)
			if (d->at[(y * 4 + i) * d->wide + x * 2 + j])
				set |= bits[i][j];
	if (set == 0)
		buf_putc(to, ' ');
	else {
		buf_putc(to, '\xe2');
		buf_putc(to, (char)(0xa0 | set >> 6));
		buf_putc(to, (char)(0x80 | (set & 0x3f)));
	}
}

/* The label whose tick is in this row; NULL: none. */
static const char *
label_at(const struct plot *p, const struct ticks *t, int row)
{
	for (size_t i = 0; i < t->len; i++) {
		double y = 1 - scale_at(&p->y, t->at[i].value);

		if (dot_place(y, p->height) == row)
			return t->at[i].text;
	}
	return NULL;
}

static void
plot_ticks(const struct plot *p, struct ticks *t)
{
	ticks_values(t, &p->y, p->kind, p->height / 2 + 1);
}

int
plot_gutter(const struct plot *p)
{
	struct ticks t;
	int most = 0;

	plot_ticks(p, &t);
	for (size_t i = 0; i < t.len; i++) {
		int n = (int)strlen(t.at[i].text);

		most = n > most ? n : most;
	}
	return most;
}

/* Times below; a label that would touch the one before is left out. */
static void
put_times(struct buf *to, const struct plot *p, int gutter, int wide)
{
	struct ticks t;
	size_t start;

	if (p->counts)
		ticks_values(&t, &(struct scale){ (double)p->from,
		    (double)p->to, false }, TICK_NUMBER, wide / 11 + 1);
	else
		ticks_times(&t, p->from, p->to, wide / 11 + 1);
	if (p->color)
		buf_puts(to, DIM);
	buf_pad(to, ' ', (size_t)gutter + 2);
	start = to->len;
	for (size_t i = 0; i < t.len; i++) {
		double x = (t.at[i].value - (double)p->from) /
		    (double)(p->to - p->from);
		size_t at = (size_t)dot_place(x, wide);
		size_t n = strlen(t.at[i].text), so_far = to->len - start;

		if (at + n > (size_t)wide || (so_far > 0 && at < so_far + 2))
			continue;
		buf_pad(to, ' ', at - so_far);
		buf_puts(to, t.at[i].text);
	}
	if (p->color)
		buf_puts(to, PLAIN);
	buf_putc(to, '\n');
}

static void
put_row(struct buf *to, const struct plot *p, const struct dots *d, int row,
    int gutter, const struct ticks *ticks)
{
	const char *label = label_at(p, ticks, row);
	int wide = p->width - gutter - 2;
	size_t end;

	if (p->color)
		buf_puts(to, DIM);
	buf_printf(to, "%*s %s", gutter, label == NULL ? "" : label,
	    !p->utf8 ? label == NULL ? "|" : "+" : label == NULL ?
	    "\xe2\x94\x82" : "\xe2\x94\xa4");
	if (p->color)
		buf_printf(to, PLAIN "%s", p->filled ? FALL : LINE);
	end = to->len;
	for (int x = 0; x < wide; x++) {
		put_cell(to, d, p, x, row);
		if (to->at[to->len - 1] != ' ')
			end = to->len;
	}
	buf_cut(to, end);
	if (p->color)
		buf_puts(to, PLAIN);
	buf_putc(to, '\n');
}

void
plot_draw(struct buf *to, const struct plot *p)
{
	int gutter = p->gutter > 0 ? p->gutter : plot_gutter(p);
	int wide = p->width - gutter - 2;
	struct dots d = { .wide = wide * (p->utf8 ? 2 : 1),
	    .high = p->height * (p->utf8 ? 4 : 2) };
	struct ticks ticks;

	if (wide < 1 || p->height < 1 || p->to <= p->from)
		return;
	d.at = mem_alloc((size_t)d.wide * (size_t)d.high);
	dots_draw(&d, p);
	plot_ticks(p, &ticks);
	for (int row = 0; row < p->height; row++)
		put_row(to, p, &d, row, gutter, &ticks);
	put_times(to, p, gutter, wide);
	free(d.at);
}
