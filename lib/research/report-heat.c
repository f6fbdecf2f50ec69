/* The map of two parameters of a sweep, as a picture. */
#include "research/reportdata.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define LEVELS 9		/* h0 to h8 in the style sheet */
#define NAMES_ACROSS 16		/* labels of an axis, at most */
#define NAMES_UP 20
/* So few cells have room for their values. */
#define VALUED_ACROSS 14
#define VALUED_UP 16

bool
found_percent(const struct found *f)
{
	const struct field *is = f->objective.field;

	return is != NULL && (is->unit == UNIT_RATIO ||
	    (is->flags & FIELD_PERCENT) != 0);
}

static void
put_names(const struct heat_axis *a, size_t most, struct ticks *t)
{
	size_t every = (a->len + most - 1) / most;
	char text[AXIS_TEXT_SIZE];

	t->len = 0;
	for (size_t i = 0; i < a->len; i += every) {
		struct tick *x = &t->at[t->len++];

		*x = (struct tick){ .value = ((double)i + 0.5) /
		    (double)a->len, .minor = t->len % 2 == 0 };
		snprintf(x->text, sizeof(x->text), "%.12s", axis_text(a->axis,
		    i * a->each, text));
	}
}

const char *
found_unmet(const struct found *f)
{
	return f->sweep.about.constraint[0] != '\0' ? "constraint not met" :
	    "no value";
}

/* What a cell says when it is pointed at. */
static void
cell_text(const struct found *f, size_t x, size_t y, struct buf *to)
{
	const struct heat *h = &f->heat;
	const struct heat_cell *c = heat_at(h, x, y);
	char values[2 * AXIS_TEXT_SIZE + 2];

	buf_printf(to, "%s=%s", h->across.axis->name, heat_values(&h->across,
	    x, values));
	if (h->up.axis != NULL)
		buf_printf(to, ", %s=%s", h->up.axis->name,
		    heat_values(&h->up, y, values));
	buf_puts(to, ": ");
	switch (heat_state(c)) {
	case HEAT_UNTRIED:
		buf_puts(to, "not tried");
		break;
	case HEAT_REFUSED:
		buf_puts(to, "refused by the strategy");
		break;
	case HEAT_UNMET:
		buf_puts(to, found_unmet(f));
		break;
	case HEAT_TOLD:
		page_figure(to, c->best, found_percent(f));
		if (c->told == 1)
			break;
		buf_puts(to, " at best, ");
		page_figure(to, c->sum / (double)c->told, found_percent(f));
		buf_printf(to, " on average of %" PRId64 " sets", c->told);
	}
}

/* One rectangle of the drawing. */
static void
put_box(const struct heat *h, const struct chart *c, const char *class,
    size_t x, size_t y, const char *title, struct buf *to)
{
	svg_bar(to, c, class, (double)x / (double)h->across.len,
	    (double)(x + 1) / (double)h->across.len, (double)y,
	    (double)(y + 1), title);
}

static void
put_cells(const struct found *f, const struct chart *c, struct buf *to)
{
	static const char *const levels[LEVELS] = { "h0", "h1", "h2", "h3",
	    "h4", "h5", "h6", "h7", "h8" };
	const struct heat *h = &f->heat;
	struct buf text = {0};

	for (size_t y = 0; y < h->up.len; y++)
		for (size_t x = 0; x < h->across.len; x++) {
			const struct heat_cell *cell = heat_at(h, x, y);
			enum heat_state state = heat_state(cell);

			if (state == HEAT_UNTRIED)
				continue;
			buf_clear(&text);
			cell_text(f, x, y, &text);
			put_box(h, c, state == HEAT_TOLD ? levels[heat_level(h,
			    cell->best, LEVELS)] : "hole", x, y,
			    buf_text(&text), to);
		}
	buf_release(&text);
}

/* Strokes over the cells that have no value: one where every set was refused,
 * two where none met the constraint. */
static void
put_strokes(const struct heat *h, struct buf *to)
{
	double wide = (double)CHART_WIDE / (double)h->across.len,
	    high = (double)CHART_HIGH / (double)h->up.len;

	buf_puts(to, "<path class=\"struck\" d=\"");
	for (size_t y = 0; y < h->up.len; y++)
		for (size_t x = 0; x < h->across.len; x++) {
			enum heat_state state = heat_state(heat_at(h, x, y));
			long left = lround((double)x * wide),
			    right = lround((double)(x + 1) * wide),
			    top = lround((double)(h->up.len - y - 1) * high),
			    foot = lround((double)(h->up.len - y) * high);

			if (state == HEAT_REFUSED || state == HEAT_UNMET)
				buf_printf(to, "M%ld %ldL%ld %ld", left, foot,
				    right, top);
			if (state == HEAT_UNMET)
				buf_printf(to, "M%ld %ldL%ld %ld", left, top,
				    right, foot);
		}
	buf_puts(to, "\"/>\n");
}

/* The values in their cells, where there is room. */
static void
put_values(const struct found *f, struct buf *to)
{
	const struct heat *h = &f->heat;

	if (h->across.len > VALUED_ACROSS || h->up.len > VALUED_UP)
		return;
	buf_puts(to, "<g class=\"cells\" aria-hidden=\"true\">\n");
	for (size_t y = 0; y < h->up.len; y++)
		for (size_t x = 0; x < h->across.len; x++) {
			const struct heat_cell *c = heat_at(h, x, y);
			int level = heat_level(h, c->best, LEVELS);

			if (heat_state(c) != HEAT_TOLD)
				continue;
			buf_printf(to, "<text class=\"%s\" x=\"%.2f%%\""
			    " y=\"%.2f%%\" dy=\".35em\">", level < 4 ?
			    "faint" : level < 6 ? "medium" : "strong",
			    ((double)x + 0.5) / (double)h->across.len * 100,
			    (1 - ((double)y + 0.5) / (double)h->up.len) * 100);
			page_figure(to, c->best, found_percent(f));
			buf_puts(to, "</text>\n");
		}
	buf_puts(to, "</g>\n");
}

static void
put_winner(const struct found *f, const struct chart *c, struct buf *to)
{
	size_t x, y;

	if (f->top.len == 0)
		return;
	heat_find(&f->heat, f->top.at[0].set, &x, &y);
	put_box(&f->heat, c, "halo", x, y, NULL, to);
	put_box(&f->heat, c, "winner", x, y, NULL, to);
}

/* How many cells are of a kind. */
static size_t
count_of(const struct heat *h, enum heat_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < h->across.len * h->up.len; i++)
		n += heat_state(&h->cells[i]) == state;
	return n;
}

static void
put_legend(const struct found *f, struct buf *to)
{
	const struct heat *h = &f->heat;
	bool percent = found_percent(f);

	buf_puts(to, "<ul class=\"legend\">\n<li>");
	page_figure(to, h->worst, percent);
	buf_puts(to, " or worse <span class=\"scale\" aria-hidden=\"true\">");
	for (int i = 0; i < LEVELS; i++)
		buf_printf(to, "<i class=\"b%d\"></i>", i);
	buf_puts(to, "</span> ");
	page_figure(to, h->best, percent);
	buf_puts(to, "</li>\n<li><i class=\"key outlined\"></i> the best"
	    " set</li>\n");
	if (count_of(h, HEAT_UNMET) > 0)
		buf_printf(to, "<li><i class=\"key\">\xc3\x97</i> %s</li>\n",
		    found_unmet(f));
	if (count_of(h, HEAT_REFUSED) > 0)
		buf_puts(to, "<li><i class=\"key\">/</i> refused by the"
		    " strategy</li>\n");
	if (count_of(h, HEAT_UNTRIED) > 0)
		buf_puts(to, "<li><i class=\"key\"></i> not tried</li>\n");
	buf_puts(to, "</ul>\n");
}

/* The same as a table: up is the last row. */
static void
put_table(const struct found *f, struct buf *to)
{
	const char *const holes[] = { [HEAT_UNTRIED] = "",
	    [HEAT_REFUSED] = "refused", [HEAT_UNMET] = found_unmet(f) };
	const struct heat *h = &f->heat;
	char values[2 * AXIS_TEXT_SIZE + 2];

	buf_puts(to, "<details><summary>As a table</summary>\n<div"
	    " class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Map"
	    " of parameters as a table\"><table class=\"small\"><thead><tr><th"
	    " scope=\"col\">");
	if (h->up.axis != NULL)
		buf_printf(to, "%s \\ ", h->up.axis->name);
	buf_printf(to, "%s</th>", h->across.axis->name);
	for (size_t x = 0; x < h->across.len; x++)
		buf_printf(to, "<th scope=\"col\" class=\"n\">%s</th>",
		    heat_values(&h->across, x, values));
	buf_puts(to, "</tr></thead><tbody>\n");
	for (size_t y = h->up.len; y-- > 0;) {
		buf_printf(to, "<tr><th scope=\"row\">%s</th>", h->up.axis ==
		    NULL ? "" : heat_values(&h->up, y, values));
		for (size_t x = 0; x < h->across.len; x++) {
			const struct heat_cell *c = heat_at(h, x, y);

			if (heat_state(c) == HEAT_TOLD)
				page_cell(to, c->best, found_percent(f));
			else
				buf_printf(to, "<td class=\"n\">%s</td>",
				    holes[heat_state(c)]);
		}
		buf_puts(to, "</tr>\n");
	}
	buf_puts(to, "</tbody></table></div></details>\n");
}

/* What the map shows, in words; they also describe it. */
static void
put_said(const struct found *f, struct buf *to)
{
	const struct heat *h = &f->heat;
	size_t x, y;

	html_text(to, f->sweep.about.objective);
	buf_printf(to, ", %s across", h->across.axis->name);
	if (h->up.axis != NULL)
		buf_printf(to, " and %s upwards", h->up.axis->name);
	if (heat_has_others(h))
		buf_puts(to, "; of all values of the other parameters the best"
		    " is shown");
	else if (h->across.each > 1 || h->up.each > 1)
		buf_puts(to, "; neighbouring values share a cell, and the best"
		    " of them is shown");
	if (f->top.len > 0) {
		buf_puts(to, ". The best set is at ");
		heat_find(h, f->top.at[0].set, &x, &y);
		cell_text(f, x, y, to);
	}
}

void
report_heat(const struct found *f, struct buf *to)
{
	const struct heat *h = &f->heat;
	struct chart c = { .id = "heat", .title = "Map of parameters" };
	struct ticks across, up = { .len = 0 };
	struct buf said = {0};
	double row = 440.0 / (double)h->up.len;

	if (h->cells == NULL || f->top.len == 0)
		return;
	c.y = (struct scale){ 0, (double)h->up.len, false };
	c.height = (int)((double)h->up.len * fmin(fmax(row, 13), 30));
	put_said(f, &said);
	c.desc = buf_text(&said);
	buf_printf(to, "<h3>Map of parameters</h3>\n<figure class=\"panel times"
	    " map\">\n<figcaption>%s.</figcaption>\n", buf_text(&said));
	put_legend(f, to);
	buf_printf(to, "<div class=\"axis\">%s</div>\n<div class=\"plot\">\n",
	    h->up.axis == NULL ? "" : h->up.axis->name);
	svg_open(to, &c);
	put_names(&h->across, NAMES_ACROSS, &across);
	svg_ticks_x(to, &across, 0, 1, true);
	if (h->up.axis != NULL)
		put_names(&h->up, NAMES_UP, &up);
	for (size_t i = 0; i < up.len; i++)
		up.at[i].value *= (double)h->up.len;
	svg_ticks_y(to, &c, &up, (double)NAN);
	svg_marks_open(to);
	put_cells(f, &c, to);
	put_strokes(h, to);
	put_winner(f, &c, to);
	svg_marks_close(to);
	put_values(f, to);
	svg_close(to);
	buf_printf(to, "</div>\n<div class=\"axis across\">%s</div>\n"
	    "</figure>\n", h->across.axis->name);
	put_table(f, to);
	buf_release(&said);
}
