/* What a sweep or a walk found, drawn with characters. */
#include "research/reportdata.h"

#include "out/plain.h"

#include <math.h>
#include <stdio.h>

#define LINE "\033[36m"

#define LEVELS 4
#define CELL 2			/* columns of a cell */
#define ROWS_MOST 20		/* of a map */

/* What stands for a cell, in UTF-8 and in ASCII: the better, the darker. */
struct mark { const char *utf8, *ascii; };
static const struct mark shades[LEVELS] = {
	{ "\xe2\x96\x91\xe2\x96\x91", "--" },
	{ "\xe2\x96\x92\xe2\x96\x92", "++" },
	{ "\xe2\x96\x93\xe2\x96\x93", "**" },
	{ "\xe2\x96\x88\xe2\x96\x88", "##" }
};
static const struct mark holes[] = {
	[HEAT_UNTRIED] = { "  ", "  " },
	[HEAT_REFUSED] = { "\xc2\xb7 ", ". " },
	[HEAT_UNMET] = { "\xc3\x97 ", "x " }
};
static const struct mark best_mark = { "\xe2\x97\x86\xe2\x97\x86", "@@" };

static void
put_mark(struct buf *to, const struct out_style *style, const struct mark *m)
{
	buf_puts(to, style->utf8 ? m->utf8 : m->ascii);
}

/* A number in ASCII, with four digits that count. */
static void
put_number(const struct found *f, double value, struct buf *to)
{
	if (found_percent(f))
		buf_printf(to, "%.2f%%", value * 100);
	else
		buf_printf(to, "%.4g", value);
}

/* Words that are put on lines of a width. */
struct lines { struct buf *to; int width, at; };

static void
lines_put(struct lines *l, const char *text, size_t len)
{
	int wide = (int)out_width(text, len);

	if (l->at > 0 && l->at + 2 + wide > l->width) {
		buf_putc(l->to, '\n');
		l->at = 0;
	}
	if (l->at > 0)
		buf_puts(l->to, "  ");
	l->at += wide + (l->at > 0 ? 2 : 0);
	buf_add(l->to, text, len);
}

static void
put_wrapped(struct buf *to, const char *text, int width)
{
	struct buf safe = {0};
	int at = 0;

	out_escape_terminal(&safe, text, strlen(text));
	for (const char *s = buf_text(&safe); *s != '\0'; ) {
		size_t n = strcspn(s, " ");
		int wide = (int)out_width(s, n);

		if (at > 0 && at + 1 + wide > width) {
			buf_putc(to, '\n');
			at = 0;
		}
		if (at > 0)
			buf_putc(to, ' ');
		at += wide + (at > 0);
		buf_add(to, s, n);
		s += n + (s[n] == ' ');
	}
	buf_putc(to, '\n');
	buf_release(&safe);
}

/* Each shade with the values that it stands for, then what has none. */
static void
put_legend(const struct found *f, const struct out_style *style, int width,
    struct buf *to)
{
	const struct heat *h = &f->heat;
	struct lines lines = { to, width, 0 };
	struct buf text = {0};
	size_t count[HEAT_TOLD + 1] = {0};
	const char *const names[] = { [HEAT_REFUSED] = "refused",
	    [HEAT_UNMET] = found_unmet(f) };

	for (size_t i = 0; i < h->across.len * h->up.len; i++)
		count[heat_state(&h->cells[i])]++;
	for (int i = 0; i < LEVELS; i++) {
		double from = h->worst + (h->best - h->worst) * i / LEVELS,
		    until = h->worst + (h->best - h->worst) * (i + 1) / LEVELS;

		if (h->best == h->worst && i + 1 < LEVELS)
			continue;
		buf_clear(&text);
		put_mark(&text, style, &shades[i]);
		buf_putc(&text, ' ');
		if (i > 0 || h->best == h->worst) {
			put_number(f, h->best == h->worst ? h->best : from,
			    &text);
			buf_puts(&text, h->best == h->worst ? "" : " to ");
		} else {
			buf_puts(&text, "up to ");
		}
		if (h->best != h->worst)
			put_number(f, until, &text);
		lines_put(&lines, buf_text(&text), text.len);
	}
	buf_clear(&text);
	put_mark(&text, style, &best_mark);
	buf_puts(&text, " the best set");
	lines_put(&lines, buf_text(&text), text.len);
	for (int i = HEAT_REFUSED; i <= HEAT_UNMET; i++) {
		if (count[i] == 0)
			continue;
		buf_clear(&text);
		put_mark(&text, style, &holes[i]);
		buf_puts(&text, names[i]);
		lines_put(&lines, buf_text(&text), text.len);
	}
	buf_putc(to, '\n');
	buf_release(&text);
}

/* The map as it fits: cells of the page's that share a place here. */
struct fit { size_t across, up, wide, high, best_x, best_y; };

/* The best of the cells in one place, and what it is. */
static enum heat_state
place_at(const struct heat *h, const struct fit *t, size_t x, size_t y,
    double *best)
{
	enum heat_state state = HEAT_UNTRIED;

	for (size_t j = y * t->up; j < (y + 1) * t->up && j < h->up.len; j++)
		for (size_t i = x * t->across; i < (x + 1) * t->across &&
		    i < h->across.len; i++) {
			const struct heat_cell *c = heat_at(h, i, j);
			enum heat_state is = heat_state(c);

			if (is == HEAT_TOLD && (state != HEAT_TOLD ||
			    objective_better(h->objective, c->best, *best)))
				*best = c->best;
			state = is > state ? is : state;
		}
	return state;
}

static void
put_row(const struct heat *h, const struct fit *t, size_t y,
    const struct out_style *style, struct buf *to)
{
	plain_style(to, style, LINE);
	for (size_t x = 0; x < t->wide; x++) {
		double best = 0;
		enum heat_state state = place_at(h, t, x, y, &best);

		put_mark(to, style, x == t->best_x && y == t->best_y ?
		    &best_mark : state == HEAT_TOLD ?
		    &shades[heat_level(h, best, LEVELS)] : &holes[state]);
	}
	plain_style(to, style, PLAIN_END);
	buf_putc(to, '\n');
}

/* Names below, as many as do not touch. */
static void
put_below(const struct heat *h, const struct fit *t, size_t gutter,
    const struct out_style *style, struct buf *to)
{
	char text[AXIS_TEXT_SIZE];
	size_t at = 0, n;

	plain_style(to, style, PLAIN_DIM);
	buf_pad(to, ' ', gutter + 2);
	for (size_t x = 0; x < t->wide; x++) {
		axis_text(h->across.axis, x * t->across * h->across.each,
		    text);
		n = strlen(text);
		if ((at > 0 && x * CELL < at + 2) || x * CELL + n > t->wide *
		    CELL)
			continue;
		buf_pad(to, ' ', x * CELL - at);
		buf_puts(to, text);
		at = x * CELL + n;
	}
	buf_printf(to, "  %s", h->across.axis->name);
	plain_style(to, style, PLAIN_END);
	buf_putc(to, '\n');
}

static void
put_map(const struct found *f, const struct out_style *style, size_t gutter,
    const struct fit *t, struct buf *to)
{
	const struct heat *h = &f->heat;
	char text[AXIS_TEXT_SIZE] = "";

	for (size_t y = t->high; y-- > 0;) {
		if (h->up.axis != NULL)
			axis_text(h->up.axis, y * t->up * h->up.each, text);
		plain_style(to, style, PLAIN_DIM);
		buf_printf(to, "%*s %s", (int)gutter, text, style->utf8 ?
		    "\xe2\x94\x82" : "|");
		plain_style(to, style, PLAIN_END);
		put_row(h, t, y, style, to);
	}
	put_below(h, t, gutter, style, to);
}

void
report_heat_terminal(const struct found *f, const struct out_style *style,
    int width, struct buf *to)
{
	const struct heat *h = &f->heat;
	char text[AXIS_TEXT_SIZE];
	size_t gutter = 1, room, x, y;
	struct fit t;

	if (h->cells == NULL || f->top.len == 0)
		return;
	for (size_t i = 0; h->up.axis != NULL && i < h->up.len; i++) {
		axis_text(h->up.axis, i * h->up.each, text);
		gutter = strlen(text) > gutter ? strlen(text) : gutter;
	}
	room = ((size_t)width - gutter - 2 - (strlen(h->across.axis->name) +
	    2)) / CELL;
	room = room > (size_t)width ? 1 : room < 1 ? 1 : room;
	t.across = (h->across.len + room - 1) / room;
	t.wide = (h->across.len + t.across - 1) / t.across;
	t.up = (h->up.len + ROWS_MOST - 1) / ROWS_MOST;
	t.high = (h->up.len + t.up - 1) / t.up;
	heat_find(h, f->top.at[0].set, &x, &y);
	t.best_x = x / t.across;
	t.best_y = y / t.up;
	buf_putc(to, '\n');
	plain_style(to, style, PLAIN_DIM);
	buf_puts(to, f->sweep.about.objective);
	if (h->up.axis != NULL)
		buf_printf(to, ", %s upwards", h->up.axis->name);
	if (heat_has_others(h) || h->across.each * t.across > 1 ||
	    h->up.each * t.up > 1)
		buf_puts(to, ", the best of the sets in each place");
	plain_style(to, style, PLAIN_END);
	buf_putc(to, '\n');
	put_map(f, style, gutter, &t, to);
	put_legend(f, style, width, to);
}

/* The best few, with what they were ranked by. */
static void
put_top(const struct found *f, const struct out_style *style, int width,
    struct buf *to)
{
	struct buf set = {0}, value = {0};
	size_t most = f->top.len < 5 ? f->top.len : 5;

	plain_style(to, style, PLAIN_DIM);
	buf_puts(to, "\nbest sets\n");
	plain_style(to, style, PLAIN_END);
	for (size_t i = 0; i < most; i++) {
		buf_clear(&set);
		buf_clear(&value);
		put_number(f, f->top.at[i].objective, &value);
		space_set_text(&f->space, f->top.at[i].set, &set);
		if ((int)set.len > width - 12)
			buf_cut(&set, (size_t)(width - 12));
		buf_printf(to, "%10s  %s\n", buf_text(&value), buf_text(&set));
	}
	buf_release(&set);
	buf_release(&value);
}

/* "fast=0.1;slow=0.6" on lines. */
static void
put_list(const char *title, const char *list, const struct out_style *style,
    int width, struct buf *to)
{
	struct lines lines = { to, width, 0 };
	struct buf piece = {0};

	if (*list == '\0')
		return;
	plain_style(to, style, PLAIN_DIM);
	buf_printf(to, "\n%s\n", title);
	plain_style(to, style, PLAIN_END);
	while (piece_next(&list, &piece))
		lines_put(&lines, buf_text(&piece), piece.len);
	buf_putc(to, '\n');
	buf_release(&piece);
}

void
report_found_terminal(const struct report *r, const struct out_style *style,
    int width, struct buf *to)
{
	const struct found *f = r->found;

	if (f->kind == RUN_WALKFORWARD) {
		put_list("drift of what was chosen", f->walk.drift, style,
		    width, to);
		buf_putc(to, '\n');
		put_wrapped(to, f->walk.words, width);
		return;
	}
	report_heat_terminal(f, style, width, to);
	put_list("share of the variance that each parameter explains",
	    f->sweep.importance, style, width, to);
	put_top(f, style, width, to);
	/* What does not hold is among the warnings. */
	if (f->sweep.verdict == SWEEP_HOLDS) {
		buf_putc(to, '\n');
		put_wrapped(to, f->sweep.words, width);
	}
}
