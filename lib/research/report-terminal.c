/* The run drawn with characters, and its main numbers. */
#include "research/reportdata.h"

#include "base/decfloat.h"
#include "base/stamp.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

#define WIDTH_PLAIN 80		/* where no terminal says how wide it is */
#define WIDTH_LEAST 40
#define WIDTH_MOST 160

/* Each number in a column of its own, five rows at most. */
static const struct { const char *label, *field; } shown[] = {
	{ "return", "total_return" }, { "a year", "annual_return" },
	{ "deepest drawdown", "max_drawdown" }, { "longest, days",
	    "max_drawdown_days" },
	{ "Sharpe", "sharpe" }, { "Sortino", "sortino" },
	{ "Calmar", "calmar" }, { "probability > 0", "psr" },
	{ "trades", "trades" }, { "won", "win_rate" },
	{ "profit factor", "profit_factor" }, { "time in market",
	    "exposure" },
	{ "fees", "fees" }, { "funding", "funding" },
	{ "refused", "refusals" }, { "breaker trips", "breaker_trips" }
};
#define SHOWN (sizeof(shown) / sizeof(*shown))
#define CELL 28

static void
put_style(struct buf *to, const struct out_style *style, const char *code)
{
	if (style->color)
		buf_puts(to, code);
}

/* Cents where it is more than one, else to the last digit. */
static void
put_money(struct buf *to, struct dec amount)
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
field_plain(const struct run *run, const char *name, struct buf *to)
{
	const struct field *f = record_field(&run_record, name);
	const char *at = (const char *)run + f->offset;
	struct buf exact = {0};
	struct dec amount;
	double value;

	if (!field_text(f, run, &exact))
		buf_puts(to, "n/a");
	else if (f->type == FIELD_DOUBLE) {
		bool ratio = f->unit == UNIT_RATIO ||
		    (f->flags & FIELD_PERCENT);

		memcpy(&value, at, sizeof(value));
		buf_printf(to, "%.2f%s", ratio ? value * 100 : value,
		    ratio ? "%" : "");
	} else if (f->type == FIELD_DEC) {
		memcpy(&amount, at, sizeof(amount));
		put_money(to, amount);
	} else
		number_group(to, buf_text(&exact));
	buf_release(&exact);
}

static void
put_numbers(const struct run *run, const struct out_style *style, int width,
    struct buf *to)
{
	int columns = width / CELL < 1 ? 1 : width / CELL > 4 ? 4 :
	    width / CELL;
	size_t rows = (SHOWN + (size_t)columns - 1) / (size_t)columns;
	struct buf value = {0};

	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < SHOWN; i += rows) {
			int left;

			buf_clear(&value);
			field_plain(run, shown[i].field, &value);
			left = CELL - 3 - (int)strlen(shown[i].label) -
			    (int)value.len;
			put_style(to, style, DIM);
			buf_puts(to, shown[i].label);
			put_style(to, style, PLAIN);
			buf_pad(to, ' ', left < 1 ? 1 : (size_t)left);
			buf_puts(to, buf_text(&value));
			if (i + rows < SHOWN)
				buf_puts(to, "   ");
		}
		buf_putc(to, '\n');
	}
	buf_release(&value);
}

static void
put_safe(struct buf *to, const char *text)
{
	out_escape_terminal(to, text, strlen(text));
}

static void
put_heading(const struct run *run, const struct out_style *style,
    struct buf *to)
{
	char text[STAMP_TEXT_SIZE];

	put_style(to, style, BOLD);
	put_safe(to, run->strategy);
	put_style(to, style, PLAIN);
	buf_puts(to, "  ");
	put_safe(to, run->symbols);
	buf_printf(to, "  %s  ", duration_text(run->timeframe, text));
	page_date(to, run->from);
	buf_puts(to, " to ");
	page_date(to, run->to);
	buf_puts(to, "\nrun ");
	put_safe(to, run->id);
	buf_puts(to, ": ");
	put_money(to, run->capital);
	buf_putc(to, ' ');
	put_safe(to, run->currency);
	buf_puts(to, " became ");
	put_money(to, run->final_equity);
	if (run->status != RUN_DONE)
		buf_printf(to, " (%s)", enum_name(run_status_names,
		    RUN_STATUSES, run->status));
	buf_puts(to, "\n");
}

static void
put_title(struct buf *to, const struct out_style *style, const char *title)
{
	buf_putc(to, '\n');
	put_style(to, style, DIM);
	buf_puts(to, title);
	put_style(to, style, PLAIN);
	buf_putc(to, '\n');
}

static void
put_plots(const struct report_view *v, const struct out_style *style,
    int width, struct buf *to)
{
	struct plot equity = { .course = { v->time, v->equity, v->len },
	    .from = v->from, .to = v->to, .y = report_equity_scale(v),
	    .width = width, .height = 12, .utf8 = style->utf8,
	    .color = style->color };
	struct plot fall = equity;
	double deepest = 0;

	for (size_t i = 0; i < v->len; i++)
		deepest = fmin(deepest, v->drawdown[i]);
	fall.course.value = v->drawdown;
	fall.y = (struct scale){ fmin(deepest, -0.001), 0, false };
	fall.kind = TICK_PERCENT;
	fall.height = 4;
	fall.filled = true;
	equity.gutter = plot_gutter(&equity);
	if (plot_gutter(&fall) > equity.gutter)
		equity.gutter = plot_gutter(&fall);
	fall.gutter = equity.gutter;
	put_title(to, style, equity.y.log ? "equity, logarithmic" : "equity");
	plot_draw(to, &equity);
	put_title(to, style, "drawdown");
	plot_draw(to, &fall);
	buf_putc(to, '\n');
}

static void
put_warnings(const struct run *run, struct buf *to)
{
	const char *rest = run->warnings;
	struct buf piece = {0};

	for (int n = 0; piece_next(&rest, &piece); n++) {
		buf_puts(to, n == 0 ? "\nwarning: " : "warning: ");
		put_safe(to, buf_text(&piece));
		buf_putc(to, '\n');
	}
	buf_release(&piece);
}

void
report_terminal(const struct report *r, const struct out_style *style,
    struct buf *to)
{
	int width = style->width == 0 ? WIDTH_PLAIN : style->width;
	struct report_view v;

	width = width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ?
	    WIDTH_MOST : width;
	if (r->chances != NULL) {
		report_fan_terminal(r, style, width, to);
		put_warnings(r->run, to);
		return;
	}
	report_view_init(&v, r);
	put_heading(r->run, style, to);
	if (v.len > 1 && v.to > v.from)
		put_plots(&v, style, width, to);
	else
		buf_putc(to, '\n');
	put_numbers(r->run, style, width, to);
	if (r->found != NULL)
		report_found_terminal(r, style, width, to);
	put_warnings(r->run, to);
	report_view_release(&v);
}
