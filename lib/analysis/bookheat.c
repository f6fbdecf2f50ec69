/* A recorded order book as a map of time and price. */
#include "analysis/bookheat.h"

#include "base/decfloat.h"
#include "base/stamp.h"
#include "out/chart.h"
#include "out/picture.h"

#include <math.h>
#include <stdio.h>

#define ROWS 40
#define PAD 0.0005		/* of the price, at least, on both sides */
#define SHADES 9

#define CELL_WIDE 7		/* pixels: */
#define CELL_HIGH 12
#define LEFT 92
#define HEAD 44
#define FOOT 34
#define RIGHT 16

enum err_code
book_heat_open(struct book_heat *h, const struct liquidity_tape *t,
    size_t columns, struct err *err)
{
	double pad = fmax((t->high - t->low) / 2, PAD * t->high);
	double low = t->low - pad, high = t->high + pad;

	if (t->book_first == 0 || t->book_time <= t->book_first)
		return err_set(err, E_DATA, "a map of the book takes more than"
		    " one moment of it");
	*h = (struct book_heat){ .from = t->book_first, .to = t->book_time,
	    .columns = columns, .step = tick_step(high - low, ROWS) };
	h->low = floor(low / h->step) * h->step;
	h->rows = (size_t)ceil((high - h->low) / h->step);
	h->cells = mem_array(h->rows * columns, sizeof(*h->cells));
	h->mid = mem_array(columns, sizeof(*h->mid));
	for (size_t i = 0; i < columns; i++)
		h->mid[i] = NAN;
	return E_OK;
}

void
book_heat_release(struct book_heat *h)
{
	free(h->cells);
	free(h->mid);
	*h = (struct book_heat){0};
}

/* As the column before, up to this one. */
static void
carry_on(struct book_heat *h, size_t until)
{
	for (; h->done < until; h->done++) {
		size_t c = h->done;

		if (!h->known || c == 0)
			continue;
		h->mid[c] = h->mid[c - 1];
		memcpy(h->cells + c * h->rows, h->cells + (c - 1) * h->rows,
		    h->rows * sizeof(*h->cells));
	}
}

static void
column_take(struct book_heat *h, const struct order_book *b)
{
	double *cells = h->cells + h->done * h->rows;

	for (int side = BOOK_BID; side <= BOOK_ASK; side++)
		for (size_t i = 0; i < b->sides[side].len; i++) {
			const struct order_level *l = &b->sides[side].at[i];
			double row = floor((dec_to_double(l->price) - h->low) /
			    h->step + 1e-9);

			if (row >= 0 && row < (double)h->rows)
				cells[(size_t)row] +=
				    dec_to_double(l->amount);
		}
	h->mid[h->done] = (dec_to_double(b->sides[BOOK_BID].at[0].price) +
	    dec_to_double(b->sides[BOOK_ASK].at[0].price)) / 2;
	h->done++;
	h->known = true;
}

static enum err_code
take_book(void *self, const struct order_book *b, int64_t time, int64_t last,
    struct err *err)
{
	struct book_heat *h = self;
	double at = (double)(time - h->from) / (double)(h->to - h->from + 1);
	size_t column = at > 0 ? (size_t)(at * (double)h->columns) : 0;

	(void)last;
	(void)err;
	if (column >= h->columns || column < h->done || order_book_empty(b))
		return E_OK;
	carry_on(h, column);
	column_take(h, b);
	return E_OK;
}

static enum err_code
take_row(void *self, const struct tape_row *row, struct err *err)
{
	struct book_heat *h = self;

	(void)err;
	if (row->kind == TAPE_GAP)
		h->known = false;
	return E_OK;
}

struct rebuild_sink
book_heat_sink(struct book_heat *h)
{
	return (struct rebuild_sink){ .book = take_book, .row = take_row,
	    .self = h };
}

void
book_heat_end(struct book_heat *h)
{
	carry_on(h, h->columns);
}

static double
cell_at(const struct book_heat *h, size_t column, size_t row)
{
	return h->cells[column * h->rows + row];
}

/* Shades by the logarithm, from the least to the most that is there. */
struct shades { double least, most; };

static struct shades
shades_of(const struct book_heat *h)
{
	struct shades s = { INFINITY, 0 };

	for (size_t i = 0; i < h->rows * h->columns; i++)
		if (h->cells[i] > 0) {
			s.least = fmin(s.least, h->cells[i]);
			s.most = fmax(s.most, h->cells[i]);
		}
	/* What is a thousandth of the most is as little as nothing. */
	s.least = fmax(s.least, s.most / 1000);
	return s;
}

/* 0 to shades - 1; -1: nothing. */
static int
shade_of(const struct shades *s, double amount, int shades)
{
	double span = log(s->most / s->least);

	if (!(amount > 0))
		return -1;
	if (!(span > 0))
		return shades - 1;
	return (int)fmax(0, fmin(shades - 1, floor(shades *
	    log(amount / s->least) / span)));
}

static void
heading(const struct book_heat *h, const char *symbol, struct buf *to)
{
	char from[STAMP_TEXT_SIZE], until[STAMP_TEXT_SIZE];

	buf_printf(to, "%s: order book from %s to %s", symbol,
	    stamp_text(h->from - h->from % STAMP_SECOND, from),
	    stamp_text(h->to - h->to % STAMP_SECOND, until));
}

static void
summary(const struct book_heat *h, struct buf *to)
{
	struct shades s = shades_of(h);

	buf_printf(to, "amounts by price, light to dark %.4g and less to %.4g;"
	    " the line is the mid", s.least, s.most);
}

void
book_heat_terminal(const struct book_heat *h, const char *symbol,
    const struct out_style *style, struct buf *to)
{
	static const char *const plain[] = { " ", ".", ":", "*", "#" };
	static const char *const full[] = { " ", "\u2591", "\u2592", "\u2593",
	    "\u2588" };
	struct shades s = shades_of(h);

	heading(h, symbol, to);
	buf_putc(to, '\n');
	summary(h, to);
	buf_puts(to, ", o\n");
	for (size_t row = h->rows; row-- > 0;) {
		buf_printf(to, "%12.10g ", h->low + (double)row * h->step);
		for (size_t c = 0; c < h->columns; c++) {
			int shade = shade_of(&s, cell_at(h, c, row), 4) + 1;
			double mid = floor((h->mid[c] - h->low) / h->step);

			buf_puts(to, mid == (double)row ? "o" : style->utf8 ?
			    full[shade] : plain[shade]);
		}
		buf_putc(to, '\n');
	}
}

static void
put_cells(const struct book_heat *h, struct buf *to)
{
	static const char *const names[SHADES] = { "h0", "h1", "h2", "h3",
	    "h4", "h5", "h6", "h7", "h8" };
	struct shades s = shades_of(h);

	/* Neighbours of one shade are one box. */
	for (size_t row = 0; row < h->rows; row++)
		for (size_t c = 0, end; c < h->columns; c = end) {
			int shade = shade_of(&s, cell_at(h, c, row), SHADES);

			for (end = c + 1; end < h->columns && shade_of(&s,
			    cell_at(h, end, row), SHADES) == shade; end++)
				;
			if (shade >= 0)
				picture_box(to, names[shade], LEFT +
				    (double)c * CELL_WIDE, HEAD +
				    (double)(h->rows - 1 - row) * CELL_HIGH,
				    (double)(end - c) * CELL_WIDE, CELL_HIGH,
				    NULL);
		}
}

static double
y_of(const struct book_heat *h, double price)
{
	return HEAD + ((double)h->rows - (price - h->low) / h->step) *
	    CELL_HIGH;
}

static void
put_axes(const struct book_heat *h, struct buf *to)
{
	double wide = (double)h->columns * CELL_WIDE;
	double foot = HEAD + (double)h->rows * CELL_HIGH;
	struct ticks times;
	char text[40];

	for (size_t row = 0; row < h->rows; row += 1 + h->rows / 14) {
		double price = h->low + (double)row * h->step;

		snprintf(text, sizeof(text), "%.10g", price);
		picture_text(to, "side", LEFT - 8, y_of(h, price) + 4, text);
	}
	ticks_times(&times, h->from, h->to, 8);
	for (size_t i = 0; i < times.len; i++) {
		double x = LEFT + wide * (times.at[i].value -
		    (double)h->from) / (double)(h->to - h->from);

		picture_line(to, "rule", x, foot, x, foot + 5);
		picture_text(to, "mid", x, foot + 19, times.at[i].text);
	}
}

static void
put_mid(const struct book_heat *h, const char *class, struct buf *to)
{
	for (size_t c = 1; c < h->columns; c++)
		if (!isnan(h->mid[c - 1]) && !isnan(h->mid[c]))
			picture_line(to, class, LEFT + ((double)c - 0.5) *
			    CELL_WIDE, y_of(h, h->mid[c - 1]), LEFT +
			    ((double)c + 0.5) * CELL_WIDE,
			    y_of(h, h->mid[c]));
}

void
book_heat_svg(const struct book_heat *h, const char *symbol, struct buf *to)
{
	struct buf head = {0}, text = {0};

	heading(h, symbol, &head);
	summary(h, &text);
	picture_open(to, LEFT + (int)h->columns * CELL_WIDE + RIGHT,
	    HEAD + (int)h->rows * CELL_HIGH + FOOT, buf_text(&head),
	    buf_text(&text));
	picture_text(to, "head", 14, 18, buf_text(&head));
	picture_text(to, "note", 14, 36, buf_text(&text));
	put_cells(h, to);
	put_axes(h, to);
	put_mid(h, "halo", to);
	put_mid(h, "mark", to);
	picture_close(to);
	buf_release(&head);
	buf_release(&text);
}
