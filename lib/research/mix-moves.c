/* Bars of rebalances over time: what they moved, cost and paid. */
#include "research/mix-report.h"

#include "base/stamp.h"
#include "out/page.h"

#include <math.h>
#include <stdlib.h>

/* Rebalances that fall into the same part of the width are one bar. */
#define BINS 240
struct bin { double sum; int64_t n, time; };

static size_t
bin_of(const struct mix_run *run, int64_t time)
{
	double span = (double)(run->time[run->len - 1] - run->time[0]);
	double at = (double)(time - run->time[0]) / span * BINS;

	return at < BINS - 1 ? (size_t)at : BINS - 1;
}

/* As the axis has it. */
static void
put_number(struct buf *to, enum tick_kind kind, double value)
{
	if (kind == TICK_PERCENT)
		page_percent(to, value, 2, false);
	else
		page_number(to, value, 2, false);
}

static void
put_bars(const struct bin *bins, const struct page_panel *p, struct buf *to)
{
	struct buf title = {0};

	for (size_t i = 0; i < BINS; i++) {
		const struct bin *b = &bins[i];
		double x = (double)i / BINS;

		if (b->n == 0)
			continue;
		buf_clear(&title);
		buf_printf(&title, "%.10s: ", stamp_text(b->time,
		    (char[STAMP_TEXT_SIZE]){0}));
		put_number(&title, p->kind, b->sum);
		if (b->n > 1) {
			buf_puts(&title, " in ");
			page_count(&title, b->n, "rebalance", "rebalances");
		}
		svg_bar(to, &p->chart, b->sum < 0 ? "lost" : "won", x,
		    x + 0.8 / BINS, 0, b->sum, buf_text(&title));
	}
	buf_release(&title);
}

struct move {
	const char *id, *name;
	size_t offset;		/* in a rebalance */
	enum tick_kind kind;
	bool first;		/* the purchase at the start is drawn, too */
};
#define MOVE(member) offsetof(struct mix_rebalance, member)
static const struct move moves[] = {
	{ "turnover", "Turnover", MOVE(turnover), TICK_PERCENT, false },
	{ "cost", "Cost", MOVE(cost), TICK_NUMBER, false },
	{ "funding", "Funding", MOVE(funding), TICK_NUMBER, true }
};

static double
number_of(const struct mix_rebalance *b, const struct move *m)
{
	double out;

	memcpy(&out, (const char *)b + m->offset, sizeof(out));
	return out;
}

static void
move_read(const struct mix_report *r, const struct move *m, double sum,
    struct buf *to)
{
	const struct mix_rebalances *all = &r->runs->rebalances;

	if (m->first) {
		buf_puts(to, "until the next rebalance, below 0 what was got:"
		    " <b>");
		put_number(to, m->kind, sum);
		buf_puts(to, "</b> in all");
		return;
	}
	buf_puts(to, m->kind == TICK_PERCENT ? "half of what all weights"
	    " moved: <b>" : "fees and slippage: <b>");
	put_number(to, m->kind, sum);
	buf_puts(to, "</b> in all, with ");
	put_number(to, m->kind, number_of(&all->at[0], m));
	buf_puts(to, " of the first purchase, which is not drawn");
}

static void
put_move(const struct mix_report *r, const struct move *m, struct buf *to)
{
	const struct mix_run *run = r->runs;
	const struct mix_rebalances *all = &run->rebalances;
	struct bin *bins = mem_array(BINS, sizeof(*bins));
	struct page_panel p = { .id = m->id, .name = m->name,
	    .from = run->time[0], .to = run->time[run->len - 1],
	    .chart = { .height = 90 }, .kind = m->kind, .ticks = 4,
	    .base = 0, .times = true };
	double sum = 0;

	for (size_t i = 0; i < all->len; i++) {
		struct bin *b = &bins[bin_of(run, all->at[i].time)];

		sum += number_of(&all->at[i], m);
		if (i == 0 && !m->first)
			continue;
		if (b->n++ == 0)
			b->time = all->at[i].time;
		b->sum += number_of(&all->at[i], m);
	}
	for (size_t i = 0; i < BINS; i++)
		scale_widen(&p.chart.y, &bins[i].sum, 1);
	p.chart.y.lo *= 1.1;
	p.chart.y.hi *= 1.1;
	if (p.chart.y.hi > p.chart.y.lo) {
		move_read(r, m, sum, &p.reading);
		page_panel_open(to, &p);
		put_bars(bins, &p, to);
		page_panel_close(to, &p);
	} else
		buf_printf(to, "<p class=\"quiet\">%s: none.</p>\n", m->name);
	free(bins);
}

static bool
is_funded(const struct mix_market *m)
{
	for (size_t k = 0; m->funding != NULL && k < m->p; k++)
		if (m->funding[k] != NULL)
			return true;
	return false;
}

void
mix_moves(const struct mix_report *r, struct buf *to)
{
	bool once = r->runs->rebalances.len == 1;

	if (once)
		buf_puts(to, "<p class=\"quiet\">Nothing was traded after the"
		    " first purchase.</p>\n");
	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++)
		if (moves[i].first ? is_funded(r->market) : !once)
			put_move(r, &moves[i], to);
}
