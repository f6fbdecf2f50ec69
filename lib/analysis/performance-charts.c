/* The pictures of a portfolio's page. */
#include "analysis/performance-charts.h"

#include "base/decfloat.h"
#include "base/mem.h"
#include "out/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number of each point, NaN where it is not known. */
static double *
column(const struct performance_report *r, size_t offset)
{
	const struct performance_points *p = &r->performance->points;
	double *out = mem_array(p->len, sizeof(*out));

	for (size_t i = 0; i < p->len; i++)
		memcpy(&out[i], (const char *)&p->at[i] + offset,
		    sizeof(*out));
	return out;
}
#define COLUMN(r, member) \
	column((r), offsetof(struct performance_point, member))

static int64_t *
times_of(const struct performance_report *r)
{
	const struct performance_points *p = &r->performance->points;
	int64_t *out = mem_array(p->len, sizeof(*out));

	for (size_t i = 0; i < p->len; i++)
		out[i] = p->at[i].time;
	return out;
}

static struct page_panel
panel_of(const struct performance_report *r, const char *id,
    const char *name, int height)
{
	return (struct page_panel){ .id = id, .name = name,
	    .from = r->performance->sum.from, .to = r->performance->sum.to,
	    .chart = { .height = height }, .kind = TICK_PERCENT, .ticks = 6,
	    .base = 0, .times = true };
}

void
performance_curves(const struct performance_report *r, struct buf *to)
{
	const struct performance_sum *s = &r->performance->sum;
	size_t n = r->performance->points.len;
	struct page_panel p = panel_of(r, "curves", "Returns", 280);
	int64_t *time = times_of(r);
	double *own = COLUMN(r, time_weighted_return);
	double *btc = COLUMN(r, btc_return);
	double *eth = COLUMN(r, eth_return);

	scale_widen(&p.chart.y, own, n);
	scale_widen(&p.chart.y, btc, n);
	scale_widen(&p.chart.y, eth, n);
	p.chart.y.lo = p.chart.y.lo * 1.06 - 0.001;
	p.chart.y.hi = p.chart.y.hi * 1.06 + 0.001;
	buf_puts(&p.reading, "since the first snapshot, without what came and"
	    " went: the portfolio <b>");
	page_percent(&p.reading, s->time_weighted_return, 2, true);
	buf_puts(&p.reading, "</b>, BTC ");
	page_percent(&p.reading, s->btc_return, 2, true);
	buf_puts(&p.reading, ", ETH ");
	page_percent(&p.reading, s->eth_return, 2, true);
	page_panel_open(to, &p);
	page_course(to, &p, "third", time, eth, n, false);
	page_course(to, &p, "second", time, btc, n, false);
	page_course(to, &p, "line", time, own, n, false);
	page_panel_close(to, &p);
	buf_puts(to, "<ul class=\"legend\">\n");
	page_key(to, "one", "portfolio");
	page_key(to, "two", "BTC");
	page_key(to, "three", "ETH");
	buf_puts(to, "</ul>\n");
	free(time);
	free(own);
	free(btc);
	free(eth);
}

void
performance_fall(const struct performance_report *r, struct buf *to)
{
	size_t n = r->performance->points.len;
	struct page_panel p = panel_of(r, "drawdown", "Drawdown", 110);
	int64_t *time = times_of(r);
	double *fall = COLUMN(r, drawdown);

	for (size_t i = 0; i < n; i++)
		fall[i] = -fall[i];
	scale_widen(&p.chart.y, fall, n);
	p.chart.y.lo = p.chart.y.lo < 0 ? p.chart.y.lo * 1.06 : -0.01;
	p.ticks = 5;
	buf_puts(&p.reading, "of the returns below their highest so far:"
	    " deepest <b>");
	page_percent(&p.reading, r->performance->sum.max_drawdown, 2, false);
	buf_puts(&p.reading, "</b>");
	page_panel_open(to, &p);
	page_course(to, &p, "fall", time, fall, n, true);
	page_course(to, &p, "edge", time, fall, n, false);
	page_panel_close(to, &p);
	free(time);
	free(fall);
}

void
performance_value(const struct performance_report *r, struct buf *to)
{
	const struct performance_points *all = &r->performance->points;
	const struct performance_sum *s = &r->performance->sum;
	struct page_panel p = panel_of(r, "value", "Value", 200);
	int64_t *time = times_of(r);
	double *value = mem_array(all->len, sizeof(*value));

	for (size_t i = 0; i < all->len; i++)
		value[i] = dec_to_double(all->at[i].value);
	scale_widen(&p.chart.y, value, all->len);
	p.chart.y.hi = p.chart.y.hi > 0 ? p.chart.y.hi * 1.06 : 1;
	p.chart.y.lo *= 1.06;
	p.kind = TICK_NUMBER;
	buf_puts(&p.reading, "in ");
	html_text(&p.reading, s->currency);
	buf_puts(&p.reading, ", with what came and went: ends at <b>");
	page_amount(&p.reading, s->value);
	buf_puts(&p.reading, "</b>");
	page_panel_open(to, &p);
	page_course(to, &p, "line", time, value, all->len, false);
	page_panel_close(to, &p);
	free(time);
	free(value);
}

/* A bar for each flow, up for what came in. */
static void
put_bars(const struct performance_report *r, const struct page_panel *p,
    struct buf *to)
{
	const struct portfolio_flows *all = &r->stored->flows;
	int64_t first = r->stored->snapshots.at[0].id;
	struct buf title = {0};

	for (size_t i = 0; i < all->len; i++) {
		const struct portfolio_flow *f = &all->at[i];
		double x = (double)(f->time - p->from) /
		    (double)(p->to - p->from);

		if (f->snapshot == first)
			continue;
		buf_clear(&title);
		buf_printf(&title, "%s ", flow_kind_names[f->kind]);
		page_amount(&title, f->value);
		svg_bar(to, &p->chart, dec_sign(f->value) < 0 ? "lost" :
		    "won", x - 0.003, x + 0.003, 0, dec_to_double(f->value),
		    buf_text(&title));
	}
	buf_release(&title);
}

void
performance_moves(const struct performance_report *r, struct buf *to)
{
	const struct performance_sum *s = &r->performance->sum;
	const struct portfolio_flows *all = &r->stored->flows;
	struct page_panel p = panel_of(r, "flows", "Flows", 90);

	for (size_t i = 0; i < all->len; i++) {
		double value = dec_to_double(all->at[i].value);

		if (all->at[i].snapshot != r->stored->snapshots.at[0].id)
			scale_widen(&p.chart.y, &value, 1);
	}
	if (p.chart.y.lo == p.chart.y.hi) {
		buf_puts(to, "<p class=\"quiet\">Nothing came or went.</p>\n");
		return;
	}
	p.chart.y.lo *= 1.1;
	p.chart.y.hi *= 1.1;
	p.kind = TICK_NUMBER;
	p.ticks = 4;
	buf_puts(&p.reading, "<b>");
	page_amount(&p.reading, s->deposits);
	buf_puts(&p.reading, "</b> came in and <b>");
	page_amount(&p.reading, s->withdrawals);
	buf_puts(&p.reading, "</b> went out");
	page_panel_open(to, &p);
	put_bars(r, &p, to);
	page_panel_close(to, &p);
}

/* What is stacked: the largest on average, and the rest as one. */
struct stack {
	const char *name[PERFORMANCE_STACK];
	double mean[PERFORMANCE_STACK];
	size_t n;
	double *part[PERFORMANCE_STACK + 1];	/* by point; last: the rest */
	bool rest;
};

struct share { const char *name; double sum; };
struct shares VEC_OF(struct share);

static int
share_cmp(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	return x->sum > y->sum ? -1 : x->sum < y->sum ? 1 :
	    strcmp(x->name, y->name);
}

static double
part_of(const struct portfolio_holding *h)
{
	double weight = dec_known(h->weight) ? dec_to_double(h->weight) : 0;

	return fmax(weight, 0);
}

static void
stack_names(const struct performance_report *r, struct stack *s)
{
	const struct portfolio_holdings *all = &r->stored->holdings;
	struct shares found = {0};

	for (size_t i = 0; i < all->len; i++) {
		struct share *at = NULL;

		for (size_t k = 0; k < found.len && at == NULL; k++)
			if (strcmp(found.at[k].name, all->at[i].name) == 0)
				at = &found.at[k];
		if (at == NULL) {
			at = vec_add(&found);
			at->name = all->at[i].name;
			at->sum = 0;
		}
		at->sum += part_of(&all->at[i]);
	}
	if (found.len > 0)
		qsort(found.at, found.len, sizeof(*found.at), share_cmp);
	for (size_t k = 0; k < found.len && found.at[k].sum > 0; k++) {
		if (s->n == PERFORMANCE_STACK) {
			s->rest = true;
			break;
		}
		s->name[s->n++] = found.at[k].name;
	}
	vec_release(&found);
}

static void
stack_parts(const struct performance_report *r, struct stack *s)
{
	const struct portfolio_holdings *all = &r->stored->holdings;
	const struct performance_points *p = &r->performance->points;
	size_t h = 0;

	for (size_t k = 0; k <= s->n; k++)
		s->part[k] = mem_array(p->len, sizeof(**s->part));
	for (size_t i = 0; i < p->len; i++) {
		for (size_t k = 0; k <= s->n; k++)
			s->part[k][i] = 0;
		while (h < all->len && all->at[h].snapshot <
		    p->at[i].snapshot)
			h++;
		for (; h < all->len && all->at[h].snapshot ==
		    p->at[i].snapshot; h++) {
			size_t k = 0;

			while (k < s->n && strcmp(s->name[k],
			    all->at[h].name) != 0)
				k++;
			s->part[k][i] += part_of(&all->at[h]);
		}
		for (size_t k = 1; k <= s->n; k++)
			s->part[k][i] += s->part[k - 1][i];
	}
}

static const char *const stack_classes[PERFORMANCE_STACK + 1] = { "s0", "s1",
    "s2", "s3", "s4", "s5", "s6" };

void
performance_allocation(const struct performance_report *r, struct buf *to)
{
	size_t n = r->performance->points.len;
	struct page_panel p = panel_of(r, "allocation", "Allocation", 220);
	int64_t *time = times_of(r);
	struct stack s = { .n = 0 };

	stack_names(r, &s);
	stack_parts(r, &s);
	p.chart.y = (struct scale){ 0, 1, false };
	for (size_t i = 0; i < n; i++)
		p.chart.y.hi = fmax(p.chart.y.hi, s.part[s.n][i]);
	buf_puts(&p.reading, "parts of the value; what is worth less than"
	    " nothing is left out");
	page_panel_open(to, &p);
	if (s.rest)
		page_course(to, &p, stack_classes[s.n], time, s.part[s.n], n,
		    true);
	for (size_t k = s.n; k-- > 0; )
		page_course(to, &p, stack_classes[k], time, s.part[k], n, true);
	page_panel_close(to, &p);
	buf_puts(to, "<ul class=\"legend\">\n");
	for (size_t k = 0; k < s.n; k++)
		page_key(to, stack_classes[k], s.name[k]);
	if (s.rest)
		page_key(to, stack_classes[s.n], "the rest");
	buf_puts(to, "</ul>\n");
	for (size_t k = 0; k <= s.n; k++)
		free(s.part[k]);
	free(time);
}
