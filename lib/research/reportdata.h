/*
 * Inside the room: what the parts of a run are when they are drawn.
 */
#ifndef RESEARCH_REPORTDATA_H
#define RESEARCH_REPORTDATA_H

#include "out/page.h"
#include "quant/stats.h"
#include "research/report.h"

/* Arrays of one point per close, from the opening on. */
struct report_view {
	const struct report *report;
	int64_t from, to;		/* of the axis of time */
	size_t len;
	int64_t *time;
	double *equity, *drawdown;	/* drawdown ≤ 0 */
	double *ret;			/* len - 1; ret[i] ends at time[i + 1] */
	struct calendar_return *months;
	size_t months_len;
	int64_t *rolled_time;		/* rolling Sharpe; none: the run is short */
	double *rolled;
	size_t rolled_len, window;
	bool daily;			/* the window is of days, not of bars */
	double *trade_returns;		/* of the closed ones, ascending */
	size_t closed;
};

void report_view_init(struct report_view *v, const struct report *r);
void report_view_release(struct report_view *v);
/* Place of the last point at or before a time; 0 where there is none. */
size_t report_point_at(const struct report_view *v, int64_t time);
/* A scale of the equity: logarithmic where it grew tenfold. */
struct scale report_equity_scale(const struct report_view *v);
/* The mean share of equity that was held in each column, long and short (≤ 0),
 * at the price and the equity of the last fill. Both have PAGE_COLUMNS. */
void report_exposure(const struct report_view *v, double *longs,
    double *shorts);

/* A field of the run as <data>, with its exact value. */
void page_field(struct buf *to, const struct run *run, const char *name);
/* Each piece of a text that is joined by ';', but empty ones; false at its
 * end. */
bool piece_next(const char **text, struct buf *piece);
/* A group of rows, one for each "name=value" of a list of pieces; data: an
 * attribute behind "data-". */
void page_values(struct buf *to, const char *title, const char *data,
    const char *list);

/* The sections of the page. */
void report_charts(const struct report_view *v, struct buf *to);
void report_timeline(const struct report_view *v, struct buf *to);
/* What the curves show, for those who do not see them. */
void report_curve_table(const struct report_view *v, struct buf *to);
void report_months(const struct report_view *v, struct buf *to);
void report_histogram(const struct report_view *v, struct buf *to);
void report_trades(const struct report_view *v, struct buf *to);
void report_rules(const struct report_view *v, struct buf *to);
void report_numbers(const struct report_view *v, struct buf *to);
void report_proof(const struct report_view *v, struct buf *to);

/* Of an optimize: what was searched, how much of it is luck, the best sets,
 * what parameters explain, and a map of two of them. */
void report_search(const struct report_view *v, struct buf *to);
void report_luck(const struct report_view *v, struct buf *to);
void report_top(const struct report_view *v, struct buf *to);
void report_importance(const struct report_view *v, struct buf *to);
void report_heat(const struct found *f, struct buf *to);
/* Of a walkforward: what came of its windows, and what each chose. */
void report_walk(const struct report_view *v, struct buf *to);
void report_windows(const struct report_view *v, struct buf *to);
void report_drift(const struct report_view *v, struct buf *to);
/* The sentence that either comes to. */
void report_words(const struct report_view *v, struct buf *to);
/* Is the objective a ratio that is shown as a percentage? */
bool found_percent(const struct found *f);
/* Why nothing is told of a set that was tried: there may be no constraint. */
const char *found_unmet(const struct found *f);
void report_found_terminal(const struct report *r,
    const struct out_style *style, int width, struct buf *to);
void report_heat_terminal(const struct found *f,
    const struct out_style *style, int width, struct buf *to);

/* Of a Monte Carlo run, in the place of those of time and of trades. */
void report_fan_lead(const struct report_view *v, struct buf *to);
void report_fan(const struct report_view *v, struct buf *to);
void report_quantiles(const struct report_view *v, struct buf *to);
void report_fan_terminal(const struct report *r, const struct out_style *style,
    int width, struct buf *to);

#endif
