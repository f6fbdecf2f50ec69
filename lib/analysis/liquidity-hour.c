/*
 * What is usual in a market at this hour of the day, by what was said of it
 * before: median and median absolute deviation (METHODS 7.8).
 */
#include "analysis/liquidity.h"

#include "base/mem.h"
#include "base/stamp.h"
#include "quant/stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int
hour_of(int64_t time)
{
	return stamp_split(time).hour;
}

struct measure {
	enum anomaly_kind kind;
	const char *name, *unit;
	bool low;		/* less of it is worse */
	size_t usual, deviations;	/* where they are told */
};
#define TOLD(member) offsetof(struct market_liquidity, member)
static const struct measure measures[] = {
	{ ANOMALY_SPREAD, "a spread", "bps", false, TOLD(usual_spread_bps),
	  TOLD(spread_deviations) },
	{ ANOMALY_DEPTH, "a depth within 10 bps", "of value", true,
	  TOLD(usual_depth), TOLD(depth_deviations) },
	{ ANOMALY_SLIPPAGE, "slippage", "bps", false,
	  TOLD(usual_slippage_bps), TOLD(slippage_deviations) }
};

static double
value_of(const struct measure *m, const struct liquidity_said *s)
{
	return m->kind == ANOMALY_SPREAD ? s->spread_bps : m->kind ==
	    ANOMALY_DEPTH ? s->bid_depth + s->ask_depth : s->slippage_bps;
}

/* Those of the same hour; slippage is that of orders of one size. */
static size_t
gather(const struct measure *m, const struct liquidities_said *past,
    const struct liquidity_said *now, double *out)
{
	size_t n = 0;

	for (size_t i = 0; i < past->len; i++) {
		const struct liquidity_said *p = &past->at[i];
		double x = value_of(m, p);

		if (!isnan(x) && hour_of(p->time) == hour_of(now->time) &&
		    (m->kind != ANOMALY_SLIPPAGE || p->size == now->size))
			out[n++] = x;
	}
	return n;
}

static struct anomaly *
add_anomaly(const struct measure *m, const struct liquidity_said *now,
    double score, struct anomalies *out)
{
	struct anomaly *a = vec_add(out);

	a->kind = (int)m->kind;
	a->time = now->time;
	a->price = now->mid;
	a->amount = NAN;
	a->score = score;
	TEXT_SET(a->symbol, now->symbol);
	return a;
}

/* False: too few answers to know what is usual. */
static bool
compare(const struct measure *m, const struct liquidities_said *past,
    struct market_liquidity *l, double *x, struct anomalies *out)
{
	double now = value_of(m, &l->said), median, scale, off;
	size_t n = gather(m, past, &l->said, x);
	int hour = hour_of(l->said.time);

	if (n < LIQUIDITY_PAST_LEAST)
		return false;
	stat_sort(x, n);
	median = stat_quantile(x, n, 0.5);
	scale = stat_robust_deviation(x, n);
	off = scale > 0 ? (now - median) / scale : (double)NAN;
	memcpy((char *)l + m->usual, &median, sizeof(median));
	memcpy((char *)l + m->deviations, &off, sizeof(off));
	if ((m->low ? -off : off) >= LIQUIDITY_ODD) {
		struct anomaly *a = add_anomaly(m, &l->said, fabs(off), out);

		snprintf(a->evidence, sizeof(a->evidence), "%s of %.6g %s;"
		    " from %02d:00 to %02d:00 UTC the median of %zu answers"
		    " of 30 days is %.6g: %.1f robust deviations %s", m->name,
		    now, m->unit, hour, (hour + 1) % 24, n, median, fabs(off),
		    m->low ? "below" : "above");
	}
	return true;
}

size_t
liquidity_hour(const struct liquidities_said *past,
    struct market_liquidity *l, struct anomalies *out)
{
	double *x = mem_array(past->len + 1, sizeof(*x)), none = NAN;
	size_t known = 0;

	l->hour_answers = 0;
	for (size_t i = 0; i < past->len; i++)
		l->hour_answers += hour_of(past->at[i].time) ==
		    hour_of(l->said.time);
	for (size_t i = 0; i < sizeof(measures) / sizeof(*measures); i++) {
		memcpy((char *)l + measures[i].usual, &none, sizeof(none));
		memcpy((char *)l + measures[i].deviations, &none,
		    sizeof(none));
		known += compare(&measures[i], past, l, x, out);
	}
	free(x);
	return known;
}
