/* The run drawn with characters, and its main numbers. */
#include "research/reportdata.h"

#include "base/stamp.h"
#include "out/plain.h"

#include <math.h>

/* Each number in a column of its own, five rows at most. */
static const struct plain_shown shown[] = {
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

	plain_style(to, style, PLAIN_BOLD);
	put_safe(to, run->strategy);
	plain_style(to, style, PLAIN_END);
	buf_puts(to, "  ");
	put_safe(to, run->symbols);
	buf_printf(to, "  %s  ", duration_text(run->timeframe, text));
	page_date(to, run->from);
	buf_puts(to, " to ");
	page_date(to, run->to);
	buf_puts(to, "\nrun ");
	put_safe(to, run->id);
	buf_puts(to, ": ");
	plain_money(to, run->capital);
	buf_putc(to, ' ');
	put_safe(to, run->currency);
	buf_puts(to, " became ");
	plain_money(to, run->final_equity);
	if (run->status != RUN_DONE)
		buf_printf(to, " (%s)", enum_name(run_status_names,
		    RUN_STATUSES, run->status));
	buf_puts(to, "\n");
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
	plain_title(to, style, equity.y.log ? "equity, logarithmic" : "equity");
	plot_draw(to, &equity);
	plain_title(to, style, "drawdown");
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
	int width = plain_width(style);
	struct report_view v;

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
	plain_numbers(to, style, width, &run_record, r->run, shown, SHOWN);
	if (r->found != NULL)
		report_found_terminal(r, style, width, to);
	put_warnings(r->run, to);
	report_view_release(&v);
}
