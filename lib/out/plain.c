/* Drawings for a terminal: how wide they are, titles, and tables of numbers. */
#include "out/plain.h"

#include "out/chart.h"

#include <string.h>

#define WIDTH_PLAIN 80		/* where no terminal says how wide it is */
#define WIDTH_LEAST 40
#define WIDTH_MOST 160
#define CELL 28

int
plain_width(const struct out_style *style)
{
	int width = style->width == 0 ? WIDTH_PLAIN : style->width;

	return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ?
	    WIDTH_MOST : width;
}

void
plain_style(struct buf *to, const struct out_style *style, const char *code)
{
	if (style->color)
		buf_puts(to, code);
}

/* Cents where it is more than one, else to the last digit. */
void
plain_money(struct buf *to, struct dec amount)
{
	char text[DEC_TEXT_SIZE];

	if (!dec_known(amount))
		buf_puts(to, "n/a");
	else if (dec_cmp(dec_abs(amount), dec_int(1)) < 0)
		buf_puts(to, dec_text(amount, text));
	else
		number_group(to, dec_text_fixed(amount, 2, text));
}

/* The value as people read it, in ASCII. */
static void
put_field(const struct record *record, const void *row, const char *name,
    struct buf *to)
{
	const struct field *f = record_field(record, name);
	const char *at = (const char *)row + f->offset;
	struct buf exact = {0};
	struct dec amount;
	double value;

	if (!field_text(f, row, &exact))
		buf_puts(to, "n/a");
	else if (f->type == FIELD_DOUBLE) {
		bool ratio = f->unit == UNIT_RATIO ||
		    (f->flags & FIELD_PERCENT);

		memcpy(&value, at, sizeof(value));
		buf_printf(to, "%.2f%s", ratio ? value * 100 : value,
		    ratio ? "%" : "");
	} else if (f->type == FIELD_DEC) {
		memcpy(&amount, at, sizeof(amount));
		plain_money(to, amount);
	} else
		number_group(to, buf_text(&exact));
	buf_release(&exact);
}

void
plain_numbers(struct buf *to, const struct out_style *style, int width,
    const struct record *record, const void *row,
    const struct plain_shown *shown, size_t n)
{
	int columns = width / CELL < 1 ? 1 : width / CELL > 4 ? 4 :
	    width / CELL;
	size_t rows = (n + (size_t)columns - 1) / (size_t)columns;
	struct buf value = {0};

	for (size_t at = 0; at < rows; at++) {
		for (size_t i = at; i < n; i += rows) {
			int left;

			buf_clear(&value);
			put_field(record, row, shown[i].field, &value);
			left = CELL - 3 - (int)strlen(shown[i].label) -
			    (int)value.len;
			plain_style(to, style, PLAIN_DIM);
			buf_puts(to, shown[i].label);
			plain_style(to, style, PLAIN_END);
			buf_pad(to, ' ', left < 1 ? 1 : (size_t)left);
			buf_puts(to, buf_text(&value));
			if (i + rows < n)
				buf_puts(to, "   ");
		}
		buf_putc(to, '\n');
	}
	buf_release(&value);
}

void
plain_title(struct buf *to, const struct out_style *style, const char *title)
{
	buf_putc(to, '\n');
	plain_style(to, style, PLAIN_DIM);
	buf_puts(to, title);
	plain_style(to, style, PLAIN_END);
	buf_putc(to, '\n');
}
