/* A portfolio drawn with characters, its main numbers, and what it holds. */
#include "analysis/performance-report.h"

#include "base/decfloat.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "out/chart.h"
#include "out/plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct plain_shown shown[] = {
	{ "time-weighted", "time_weighted_return" },
	{ "a year", "time_weighted_annual" },
	{ "money-weighted", "money_weighted_return" },
	{ "a year", "money_weighted_annual" },
	{ "volatility", "volatility" },
	{ "deepest drawdown", "max_drawdown" },
	{ "BTC", "btc_return" }, { "ETH", "eth_return" },
	{ "came in", "deposits" }, { "went out", "withdrawals" },
	{ "profit", "profit" }, { "snapshots", "snapshots" }
};
#define SHOWN (sizeof(shown) / sizeof(*shown))

static void
put_heading(const struct performance_sum *s, const struct out_style *style,
    struct buf *to)
{
	char text[STAMP_TEXT_SIZE];

	plain_style(to, style, PLAIN_BOLD);
	buf_puts(to, s->account[0] != '\0' ? s->account : "all accounts");
	plain_style(to, style, PLAIN_END);
	buf_printf(to, "  %s to ", stamp_text(s->from, text));
	buf_printf(to, "%s\n", stamp_text(s->to, text));
	plain_money(to, s->start_value);
	buf_printf(to, " %s became ", s->currency);
	plain_money(to, s->value);
	buf_putc(to, '\n');
}

static void
put_plots(const struct performance_points *p, const struct out_style *style,
    int width, struct buf *to)
{
	int64_t *time = mem_array(p->len, sizeof(*time));
	double *ret = mem_array(p->len, sizeof(*ret));
	double *fall = mem_array(p->len, sizeof(*fall));
	struct scale y = { 0, 0, false }, down = { -0.001, 0, false };
	struct plot curve = { .course = { time, ret, p->len },
	    .from = p->at[0].time, .to = p->at[p->len - 1].time,
	    .kind = TICK_PERCENT, .width = width, .height = 12,
	    .utf8 = style->utf8, .color = style->color };
	struct plot under = curve;

	for (size_t i = 0; i < p->len; i++) {
		time[i] = p->at[i].time;
		ret[i] = p->at[i].time_weighted_return;
		fall[i] = -p->at[i].drawdown;
		y.lo = fmin(y.lo, ret[i]);	/* fmin skips NaN */
		y.hi = fmax(y.hi, ret[i]);
		down.lo = fmin(down.lo, fall[i]);
	}
	curve.y = (struct scale){ y.lo - 0.0005, y.hi + 0.0005, false };
	under.course.value = fall;
	under.y = down;
	under.height = 4;
	under.filled = true;
	curve.gutter = plot_gutter(&curve);
	if (plot_gutter(&under) > curve.gutter)
		curve.gutter = plot_gutter(&under);
	under.gutter = curve.gutter;
	plain_title(to, style, "return without what came and went");
	plot_draw(to, &curve);
	plain_title(to, style, "drawdown");
	plot_draw(to, &under);
	free(time);
	free(ret);
	free(fall);
}

/* Parts of the value in the end, each with a bar of its length. */
static void
put_allocation(const struct portfolios *stored,
    const struct out_style *style, int width, struct buf *to)
{
	const struct portfolio_snapshots *s = &stored->snapshots;
	int64_t last = s->at[s->len - 1].id;
	int room = width - 34;

	plain_title(to, style, "allocation in the end");
	for (size_t i = 0; i < stored->holdings.len; i++) {
		const struct portfolio_holding *h = &stored->holdings.at[i];
		double part = dec_to_double(h->weight);

		if (h->snapshot != last)
			continue;
		if (isnan(part)) {
			buf_printf(to, "%-22s %s\n", h->name, h->kind ==
			    HOLDING_LEFT_OUT ? "left out" : "n/a");
			continue;
		}
		buf_printf(to, "%-22s %8.2f%%  ", h->name, part * 100);
		if (part > 0)
			buf_pad(to, '#', (size_t)lround(fmin(part, 1) *
			    room));
		buf_putc(to, '\n');
	}
}

void
performance_terminal(const struct performance_report *r,
    const struct out_style *style, struct buf *to)
{
	const struct performance_sum *s = &r->performance->sum;
	int width = plain_width(style);

	put_heading(s, style, to);
	put_plots(&r->performance->points, style, width, to);
	buf_putc(to, '\n');
	plain_numbers(to, style, width, &performance_record, s, shown, SHOWN);
	put_allocation(r->stored, style, width, to);
}
