/* Correlations as a map of colours, drawn with characters or as SVG. */
#include "analysis/correlation.h"

#include "base/stamp.h"
#include "out/picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEVELS 9
#define WIDTH_PLAIN 80		/* where no terminal says how wide it is */
#define LISTED 10		/* breakdowns that are named */

#define MARGIN 14		/* pixels: */
#define HEAD 78
#define LETTER 8		/* of a name */
#define PLOT 640		/* the map's side, about */
#define CELL_MOST 46
#define VALUED 30		/* cells as wide as this have their values */
#define LINE 18

static const char *const class[LEVELS] = { "h0", "h1", "h2", "h3", "h4", "h5",
	"h6", "h7", "h8" };

/* From what is not above 0 to 1. */
static int
level(double c)
{
	int i = isnan(c) || c <= 0 ? 0 : (int)ceil(c * (LEVELS - 1));

	return i < LEVELS ? i : LEVELS - 1;
}

/* What is said above the map, a line each; false at the end. */
static bool
head_line(const struct correlation_found *f, int line, struct buf *to)
{
	const struct correlation_said *s = &f->said;
	char frame[STAMP_TEXT_SIZE], at[STAMP_TEXT_SIZE];

	if (line == 0)
		buf_printf(to, "%zu symbols, %lld bars of %s to %s: correlation"
		    " (%s)", f->assets.len, (long long)s->bars,
		    duration_text(s->timeframe, frame), stamp_text(s->last,
		    at), correlation_method_names[s->method]);
	else if (line == 1)
		buf_printf(to, "average %.2f, of the last 30 bars %.2f, which"
		    " is %s for these symbols (rank %.2f)", s->average,
		    s->recent, s->regime == CORR_LOW ? "low" : s->regime ==
		    CORR_HIGH ? "high" : "normal", s->rank);
	else if (line == 2)
		buf_printf(to, "diversification %.0f of 100: ratio %.2f, %.1f"
		    " bets of %zu, %lld cluster%s at %.2f", s->score,
		    s->diversification_ratio, s->effective_bets,
		    f->assets.len, (long long)s->clusters, s->clusters == 1 ?
		    "" : "s", s->cut);
	return line <= 2;
}

/* What is said below it. */
static bool
foot_line(const struct correlation_found *f, int line, struct buf *to)
{
	const struct correlation_said *s = &f->said;
	int found = 0;

	if (line == 0) {
		buf_printf(to, "when %s falls: average %.2f, otherwise %.2f;"
		    " tails meet in %.0f%%, by chance in 10%%; %lld pair%s"
		    " break%s down", s->driver, s->stress, s->calm,
		    100 * s->tail, (long long)s->breakdowns, s->breakdowns ==
		    1 ? "" : "s", s->breakdowns == 1 ? "s" : "");
		return true;
	}
	for (size_t i = 0; i < f->pairs.len && line <= LISTED; i++) {
		const struct correlation_pair *c = &f->pairs.at[i];

		if (!c->breakdown || ++found != line)
			continue;
		buf_printf(to, "%s and %s: %.2f, when %s falls %.2f",
		    c->symbol, c->other, c->calm, s->driver, c->stress);
		return true;
	}
	return false;
}

static void
put_colour(struct buf *to, const struct out_style *style, double c)
{
	static const int paper[LEVELS] = { 230, 187, 150, 114, 73, 31, 25, 24,
	    17 };

	if (style->color)
		buf_printf(to, "\033[48;5;%d;38;5;%dm", paper[level(c)],
		    level(c) < 5 ? 16 : 231);
}

static void
put_cell(struct buf *to, const struct out_style *style, double c, int wide)
{
	static const char *const utf8[] = { " ", "\u2591", "\u2592", "\u2593",
	    "\u2588" };
	static const char *const ascii[] = { " ", ".", "+", "*", "#" };
	int shade = (level(c) + 1) / 2;

	put_colour(to, style, c);
	if (wide > 2)
		buf_printf(to, isnan(c) ? "     -" : " %5.2f", c);
	for (int i = 0; wide <= 2 && i < wide; i++)
		buf_puts(to, style->color ? " " : style->utf8 ? utf8[shade] :
		    ascii[shade]);
	if (style->color)
		buf_puts(to, "\033[0m");
}

static void
put_legend(struct buf *to, const struct out_style *style, int gutter)
{
	buf_printf(to, "%*s 0 or less ", gutter, "");
	for (int i = 0; i < LEVELS; i++)
		put_cell(to, style, (double)i / (LEVELS - 1), 2);
	buf_puts(to, " 1\n");
}

static void
put_map(const struct correlation_found *f, const struct out_style *style,
    struct buf *to)
{
	size_t p = f->assets.len;
	int width = style->width > 0 ? style->width : WIDTH_PLAIN, gutter = 0;
	int wide;

	for (size_t i = 0; i < p; i++) {
		int n = 5 + (int)strlen(f->assets.at[i].symbol);

		gutter = n > gutter ? n : gutter;
	}
	wide = gutter + 6 * (int)p <= width ? 6 : gutter + 2 * (int)p <=
	    width ? 2 : 1;
	buf_printf(to, "%*s", gutter, "");
	for (size_t i = 0; i < p && wide > 2; i++)
		buf_printf(to, "%*zu", wide, i + 1);
	for (size_t i = 0; i < p && wide == 2; i += 2)
		buf_printf(to, "%-4zu", i + 1);
	buf_putc(to, '\n');
	for (size_t i = 0; i < p; i++) {
		buf_printf(to, "%3zu %-*s", i + 1, gutter - 4,
		    f->assets.at[i].symbol);
		for (size_t k = 0; k < p; k++)
			put_cell(to, style, f->map[i * p + k], wide);
		buf_printf(to, "  %lld\n", (long long)f->assets.at[i].cluster);
	}
	if (wide <= 2)
		put_legend(to, style, gutter);
	buf_printf(to, "%*s The number behind a row is its cluster.\n",
	    gutter, "");
}

void
correlation_terminal(const struct correlation_found *f,
    const struct out_style *style, struct buf *to)
{
	for (int i = 0; head_line(f, i, to); i++)
		buf_putc(to, '\n');
	put_map(f, style, to);
	for (int i = 0; foot_line(f, i, to); i++)
		buf_putc(to, '\n');
}

/* Where the map begins, behind the names of its rows. */
static double
left_of(const struct correlation_found *f)
{
	size_t most = 10;

	for (size_t i = 0; i < f->assets.len; i++) {
		size_t n = strlen(f->assets.at[i].symbol) + 4;

		most = n > most ? n : most;
	}
	return MARGIN + LETTER * (double)most;
}

static void
svg_cells(const struct correlation_found *f, double cell, struct buf *to)
{
	size_t p = f->assets.len;
	double left = left_of(f);
	char text[2 * SYMBOL_SIZE + 20];

	for (size_t i = 0; i < p * p; i++) {
		double c = f->map[i], x = left + (double)(i % p) * cell;
		double y = HEAD + (double)(i / p + 1) * cell;

		snprintf(text, sizeof(text), "%s, %s: %.2f",
		    f->assets.at[i / p].symbol, f->assets.at[i % p].symbol,
		    c);
		picture_box(to, class[level(c)], x, y - cell, cell, cell,
		    text);
		snprintf(text, sizeof(text), "%s%.2f", c < 0 ? "\u2212" : "",
		    fabs(c));
		if (cell >= VALUED)
			picture_text(to, level(c) < 5 ? "mid name" :
			    "mid paper", x + cell / 2, y - cell / 2 + 4,
			    isnan(c) ? "?" : text);
	}
}

/* A frame around each cluster. */
static void
svg_clusters(const struct correlation_found *f, double cell, struct buf *to)
{
	const struct correlation_asset *at = f->assets.at;
	double left = left_of(f);

	for (size_t i = 0, end; i < f->assets.len; i = end) {
		double low = (double)i * cell, high;

		for (end = i; end < f->assets.len && at[end].cluster ==
		    at[i].cluster; end++)
			continue;
		high = (double)end * cell;
		for (int side = 0; side < 2; side++) {
			double edge = side > 0 ? high : low;

			picture_line(to, "mark", left + low, HEAD + edge,
			    left + high, HEAD + edge);
			picture_line(to, "mark", left + edge, HEAD + low,
			    left + edge, HEAD + high);
		}
	}
}

/* Names stand where there is room for them: on each row, or each few. */
static void
svg_names(const struct correlation_found *f, double cell, struct buf *to)
{
	size_t every = (size_t)ceil(14 / cell);
	double left = left_of(f);
	char text[SYMBOL_SIZE + 24];

	for (size_t i = 0; i < f->assets.len; i += every) {
		double at = ((double)i + 0.5) * cell;

		snprintf(text, sizeof(text), "%s  %zu",
		    f->assets.at[i].symbol, i + 1);
		picture_text(to, "side", left - 6, HEAD + at + 4, text);
		snprintf(text, sizeof(text), "%zu", i + 1);
		if (cell >= 20 || i % (2 * every) == 0)
			picture_text(to, "mid", left + at, HEAD - 6, text);
	}
}

static void
svg_legend(double left, double y, struct buf *to)
{
	picture_text(to, "side", left - 6, y + 11, "0 or less");
	for (int i = 0; i < LEVELS; i++)
		picture_box(to, class[i], left + 18 * i, y, 18, 14, NULL);
	picture_text(to, "", left + 18 * LEVELS + 6, y + 11,
	    "1; frames are clusters");
}

void
correlation_svg(const struct correlation_found *f, struct buf *to)
{
	double side = PLOT / (double)f->assets.len, y;
	double cell = fmin(floor(side), CELL_MOST), plot;
	struct buf text = {0}, desc = {0};
	int feet = 0;

	plot = cell * (double)f->assets.len;
	for (int i = 0; head_line(f, i, &desc); i++)
		buf_puts(&desc, "; ");
	for (; foot_line(f, feet, &desc); feet++)
		buf_puts(&desc, "; ");
	picture_open(to, (int)left_of(f) + PLOT + MARGIN, HEAD + (int)plot +
	    50 + feet * LINE, "correlations", buf_text(&desc));
	for (int i = 0; head_line(f, i, &text); i++) {
		picture_text(to, i == 0 ? "head" : "name", MARGIN, 18 + 16 * i,
		    buf_text(&text));
		buf_clear(&text);
	}
	svg_names(f, cell, to);
	svg_cells(f, cell, to);
	svg_clusters(f, cell, to);
	svg_legend(left_of(f), HEAD + plot + 10, to);
	y = HEAD + plot + 46;
	for (int i = 0; i < feet; i++) {
		buf_clear(&text);
		foot_line(f, i, &text);
		picture_text(to, "name", MARGIN, y + i * LINE,
		    buf_text(&text));
	}
	picture_close(to);
	buf_release(&text);
	buf_release(&desc);
}
