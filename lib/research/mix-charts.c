/* The pictures of a page about a backtest of rebalances. */
#include "research/mix-report.h"

#include "base/stamp.h"
#include "out/page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const classes[MIX_KINDS] = { "line", "second", "third" };

static struct page_panel
panel_of(const struct mix_report *r, const char *id, const char *name,
    int height)
{
	const struct mix_run *run = &r->runs[MIX_REBALANCED];

	return (struct page_panel){ .id = id, .name = name,
	    .from = run->time[0], .to = run->time[run->len - 1],
	    .chart = { .height = height }, .kind = TICK_PERCENT, .ticks = 6,
	    .base = 0, .times = true };
}

static void
put_keys(struct buf *to, int kinds)
{
	static const char *const swatch[MIX_KINDS] = { "one", "two", "three" };
	static const char *const names[MIX_KINDS] = { "rebalanced",
	    "bought once and held", "all assets alike" };

	buf_puts(to, "<ul class=\"legend\">\n");
	for (int k = 0; k < kinds; k++)
		page_key(to, swatch[k], names[k]);
	buf_puts(to, "</ul>\n");
}

static void
put_last(struct buf *to, const struct mix_report *r, int kind)
{
	page_number(to, r->results[kind].final_equity, 2, false);
}

void
mix_curves(const struct mix_report *r, struct buf *to)
{
	struct page_panel p = panel_of(r, "equity", "Equity", 280);
	struct scale *y = &p.chart.y;

	*y = (struct scale){ r->terms->capital, r->terms->capital, false };
	for (int k = 0; k < MIX_KINDS; k++)
		scale_widen(y, r->runs[k].equity, r->runs[k].len);
	y->log = y->lo > 0 && y->hi >= 10 * y->lo;
	if (y->log) {
		y->lo /= 1.1;
		y->hi *= 1.1;
	} else {
		double room = fmax(0.04 * (y->hi - y->lo), 1e-6 * y->hi);

		y->lo -= room;
		y->hi += room;
	}
	p.kind = TICK_NUMBER;
	p.base = r->terms->capital;
	buf_puts(&p.reading, "in ");
	html_text(&p.reading, r->quote);
	buf_puts(&p.reading, y->log ? ", on a scale of ratios: ends at <b>" :
	    ": ends at <b>");
	put_last(&p.reading, r, MIX_REBALANCED);
	buf_puts(&p.reading, "</b>; bought once and held ");
	put_last(&p.reading, r, MIX_HELD);
	buf_puts(&p.reading, ", all assets alike ");
	put_last(&p.reading, r, MIX_EQUAL);
	page_panel_open(to, &p);
	for (int k = MIX_KINDS - 1; k >= 0; k--)
		page_course(to, &p, classes[k], r->runs[k].time,
		    r->runs[k].equity, r->runs[k].len, false);
	page_panel_close(to, &p);
	put_keys(to, MIX_KINDS);
}

static double *
falls_of(const struct mix_run *run)
{
	double *out = mem_array(run->len, sizeof(*out)), peak = 0;

	for (size_t i = 0; i < run->len; i++) {
		peak = fmax(peak, run->equity[i]);
		out[i] = run->equity[i] / peak - 1;
	}
	return out;
}

void
mix_falls(const struct mix_report *r, struct buf *to)
{
	struct page_panel p = panel_of(r, "drawdown", "Drawdown", 130);
	const struct mix_run *own = &r->runs[MIX_REBALANCED];
	double *fall = falls_of(own), *held = falls_of(&r->runs[MIX_HELD]);

	scale_widen(&p.chart.y, fall, own->len);
	scale_widen(&p.chart.y, held, own->len);
	p.chart.y.lo = p.chart.y.lo < 0 ? p.chart.y.lo * 1.06 : -0.01;
	p.ticks = 5;
	buf_puts(&p.reading, "below the highest so far: deepest <b>");
	page_percent(&p.reading, r->results[MIX_REBALANCED].max_drawdown, 2,
	    false);
	buf_puts(&p.reading, "</b>; bought once and held (the line) ");
	page_percent(&p.reading, r->results[MIX_HELD].max_drawdown, 2, false);
	page_panel_open(to, &p);
	page_course(to, &p, "fall", own->time, fall, own->len, true);
	page_course(to, &p, "edge", own->time, fall, own->len, false);
	page_course(to, &p, "second", own->time, held, own->len, false);
	page_panel_close(to, &p);
	free(fall);
	free(held);
}

double
mix_band(const struct mix_terms *t, double target)
{
	double relative = target > 0 ? t->band_relative * target :
	    (double)NAN;

	return fmin(t->band, relative);		/* fmin skips NaN */
}

/*
 * One asset's part over time, or the cash's (which: p): after each close, and
 * before and after each rebalance. Targets and bands stand from a rebalance to
 * the next.
 */
struct lane {
	const struct mix_report *r;
	size_t which, n, steps;
	int64_t *time, *step_time;
	double *part, *target, *low, *high;
};

static double
weight_of(const struct lane *l, size_t rebalance, size_t offset)
{
	size_t p = l->r->market->p;
	const struct mix_weight *w = &l->r->runs->weights.at[rebalance * p];
	double rest = 1, one;

	for (size_t k = 0; k < p; k++) {
		memcpy(&one, (const char *)&w[k] + offset, sizeof(one));
		if (k == l->which)
			return one;
		rest -= one;
	}
	return rest;
}

static void
lane_step(struct lane *l, size_t rebalance, int64_t time)
{
	double target = weight_of(l, rebalance,
	    offsetof(struct mix_weight, target));
	double band;

	if (l->which == l->r->market->p)
		target = fmax(target, 0);
	band = mix_band(l->r->terms, target);
	l->step_time[l->steps] = time;
	l->target[l->steps] = target;
	l->low[l->steps] = target - band;
	l->high[l->steps++] = target + band;
}

static void
lane_add(struct lane *l, int64_t time, double part)
{
	l->time[l->n] = time;
	l->part[l->n++] = part;
}

static double
part_at(const struct lane *l, size_t rebalance, size_t point)
{
	const struct mix_market *m = l->r->market;
	const struct mix_run *run = l->r->runs;
	const struct mix_weight *w = &run->weights.at[rebalance * m->p];
	size_t row = m->start + point - 1;
	double all = run->equity[point], rest = all;

	if (l->which < m->p)
		return w[l->which].units * m->close[l->which][row] / all;
	for (size_t k = 0; k < m->p; k++)
		rest -= w[k].units * m->close[k][row];
	return rest / all;
}

static void
lane_walk(struct lane *l)
{
	const struct mix_market *m = l->r->market;
	const struct mix_run *run = l->r->runs;
	const struct mix_rebalances *all = &run->rebalances;
	size_t next = 0;

	for (size_t i = 1; i < run->len; i++) {
		int64_t opened = m->open_time_ms[m->start + i - 1] * 1000;

		if (next < all->len && all->at[next].time <= opened) {
			if (next > 0) {
				lane_step(l, next - 1, opened);
				lane_add(l, opened, weight_of(l, next,
				    offsetof(struct mix_weight, before)));
			}
			lane_add(l, opened, weight_of(l, next,
			    offsetof(struct mix_weight, weight)));
			lane_step(l, next++, opened);
		}
		lane_add(l, run->time[i], part_at(l, next - 1, i));
	}
	lane_step(l, next - 1, run->time[run->len - 1]);
}

static void
lane_init(struct lane *l, const struct mix_report *r, size_t which)
{
	size_t n = r->runs->len, rebalances = r->runs->rebalances.len;
	size_t points = n + 2 * rebalances, steps = 2 * rebalances;

	*l = (struct lane){ .r = r, .which = which };
	l->time = mem_array(points, sizeof(*l->time));
	l->part = mem_array(points, sizeof(*l->part));
	l->step_time = mem_array(steps, sizeof(*l->step_time));
	l->target = mem_array(3 * steps, sizeof(*l->target));
	l->low = l->target + steps;
	l->high = l->low + steps;
	lane_walk(l);
}

static void
lane_release(struct lane *l)
{
	free(l->time);
	free(l->part);
	free(l->step_time);
	free(l->target);
}

static bool
same_band(const struct lane *l, size_t a, size_t b)
{
	return l->low[a] == l->low[b] && l->high[a] == l->high[b];
}

/* From low to high: one box for steps that have the same band, or are narrower
 * than a pixel. */
static void
put_band(const struct lane *l, const struct page_panel *p, struct buf *to)
{
	double span = (double)(p->to - p->from), wide = 1.0 / PAGE_COLUMNS;

	for (size_t i = 0, next; i + 1 < l->steps; i = next) {
		double from = (double)(l->step_time[i] - p->from) / span;
		double until = from;

		for (next = i; next + 1 < l->steps && (until < from + wide ||
		    same_band(l, i, next)); next += 2)
			until = (double)(l->step_time[next + 1] - p->from) /
			    span;
		svg_bar(to, &p->chart, "fan1", from, until, l->low[i],
		    l->high[i], NULL);
	}
}

static void
lane_read(const struct lane *l, struct buf *to)
{
	double far = 0, target = l->target[l->steps - 1];

	buf_puts(to, "ends at <b>");
	page_percent(to, l->part[l->n - 1], 2, false);
	buf_puts(to, "</b>, wanted ");
	page_percent(to, target, 2, false);
	for (size_t i = 0, s = 0; i < l->n; i++) {
		while (s + 2 < l->steps && l->step_time[s + 1] < l->time[i])
			s += 2;
		far = fmax(far, fabs(l->part[i] - l->target[s]));
	}
	buf_puts(to, "; at most ");
	page_number(to, far * 100, 2, false);
	buf_puts(to, " points off");
}

static void
put_lane(const struct mix_report *r, size_t which, struct buf *to)
{
	bool cash = which == r->market->p;
	bool banded = !isnan(r->terms->band) || !isnan(
	    r->terms->band_relative);
	struct page_panel p;
	struct lane l;
	struct scale *y;
	double room;
	char id[32];

	snprintf(id, sizeof(id), "weight-%zu", which);
	p = panel_of(r, id, cash ? r->quote : r->symbol[which], 84);
	y = &p.chart.y;
	lane_init(&l, r, which);
	*y = (struct scale){ l.target[0], l.target[0], false };
	scale_widen(y, l.part, l.n);
	scale_widen(y, l.target, l.steps);
	if (banded) {
		scale_widen(y, l.low, l.steps);
		scale_widen(y, l.high, l.steps);
	}
	room = fmax(0.06 * (y->hi - y->lo), 0.001);
	y->lo -= room;
	y->hi += room;
	p.ticks = 4;
	p.few = true;
	lane_read(&l, &p.reading);
	page_panel_open(to, &p);
	if (banded) {
		put_band(&l, &p, to);
		page_course(to, &p, "start", l.step_time, l.low, l.steps,
		    false);
		page_course(to, &p, "start", l.step_time, l.high, l.steps,
		    false);
	}
	page_course(to, &p, "line", l.time, l.part, l.n, false);
	page_course(to, &p, "second", l.step_time, l.target, l.steps, false);
	page_panel_close(to, &p);
	lane_release(&l);
}

#define LANES_MOST 40
void
mix_lanes(const struct mix_report *r, struct buf *to)
{
	size_t p = r->market->p, shown = p < LANES_MOST ? p : LANES_MOST;

	buf_puts(to, "<ul class=\"legend\">\n");
	page_key(to, "one", "weight, at each close");
	page_key(to, "two", "target");
	if (!isnan(r->terms->band) || !isnan(r->terms->band_relative))
		page_key(to, "fan", "band");
	buf_puts(to, "</ul>\n<p class=\"quiet\">Each has a scale of its own");
	if (shown < p)
		buf_printf(to, "; the first %zu of %zu assets, and the cash",
		    shown, p);
	buf_puts(to, ".</p>\n<div class=\"lanes\">\n");
	for (size_t k = 0; k < shown; k++)
		put_lane(r, k, to);
	put_lane(r, p, to);
	buf_puts(to, "</div>\n");
}
