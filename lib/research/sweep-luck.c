/*
 * How much of a sweep is luck: the deflated Sharpe ratio of the best, the
 * probability of overfitting over the trials, and whether the sets around the
 * best are nearly as good (METHODS 9.6, 9.7, 9.9).
 */
#include "research/sweeprun.h"

#include "base/decfloat.h"
#include "quant/overfit.h"
#include "quant/stats.h"
#include "research/measure.h"

#include <math.h>
#include <stdio.h>

/* Below the first luck is believed in, below the second nothing else; a median
 * that is not half of the best is a spike. */
#define DSR_HOLDS 0.95
#define PBO_DOUBT 0.5
#define STABLE 0.5

bool
sweep_sampled(int64_t i, int64_t n)
{
	return n <= SWEEP_PBO_TRIALS || (uint64_t)i *
	    UINT64_C(0x9e3779b97f4a7c15) < UINT64_MAX / (uint64_t)n *
	    SWEEP_PBO_TRIALS;
}

/* Adds equity at the points of a curve; of one that ended before, the last. */
static void
points_add(const struct curve *c, double *x, size_t n)
{
	struct curve_walk w = {0};
	struct equity_point p;
	double now = 0;

	for (size_t i = 0; i < n; i++) {
		if (curve_next(c, &w, &p))
			now = dec_to_double(p.equity);
		x[i] += now;
	}
}

/* Returns of the bars, of all symbols together; the caller frees. */
static double *
returns_of(const struct sweep_result *r, size_t *n)
{
	size_t points = curve_len(&r->parts.equity);
	double *x, *together;

	for (size_t i = 0; i < r->others.len; i++)
		if (curve_len(&r->others.at[i].parts.equity) > points)
			points = curve_len(&r->others.at[i].parts.equity);
	x = mem_array(points + 1, sizeof(*x));
	together = mem_array(points + 1, sizeof(*together));
	points_add(&r->parts.equity, together, points);
	for (size_t i = 0; i < r->others.len; i++)
		points_add(&r->others.at[i].parts.equity, together, points);
	*n = points > 0 ? points - 1 : 0;
	equity_returns(together + 1, *n, together[0], x);
	free(together);
	return x;
}

static void
deflate(const struct sweep *w, const struct sweep_sums *s,
    const struct sweep_result *r, struct sweep_summary *out)
{
	double year = sqrt(run_periods(w->b->timeframe)), best;
	struct probable p;
	size_t n;
	double *x = returns_of(r, &n);

	p = stat_probable(x, n, 0);
	best = s->sharpes > 1 ? stat_expected_best(s->sharpes, s->m2 /
	    (s->sharpes - 1)) : 0;
	out->sharpe = p.sharpe * year;
	out->luck_sharpe = best * year;
	out->dsr = stat_psr(&p, best);
	free(x);
}

static void
overfit(const struct sweep_sums *s, struct sweep_summary *out)
{
	size_t n = s->sums.len;
	struct pbo_part *part = mem_array(n * TRIAL_BLOCKS + 1,
	    sizeof(*part));
	double *logits = mem_array(pbo_combinations(TRIAL_BLOCKS),
	    sizeof(*logits));
	struct pbo p;

	for (size_t k = 0; k < n; k++)
		for (size_t b = 0; b < TRIAL_BLOCKS; b++)
			part[b * n + k] = (struct pbo_part){
			    (double)s->sums.at[k].bars,
			    s->sums.at[k].mean[b], s->sums.at[k].squares[b] };
	out->pbo = out->pbo_loss = NAN;
	if (n > 1 && pbo_of_parts(part, n, TRIAL_BLOCKS, logits, &p)) {
		out->pbo = p.share;
		out->pbo_loss = p.loss;
		out->pbo_trials = (int64_t)n;
		out->pbo_blocks = TRIAL_BLOCKS;
	}
	free(part);
	free(logits);
}

/* METHODS 9.9: the median of the neighbours by the best. */
static void
plateau(const struct sweep *w, double *x, size_t len,
    struct sweep_summary *out)
{
	double best = out->objective_best, middle;
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (!isnan(x[i]))
			x[n++] = x[i];
	out->neighbours = (int64_t)n;
	out->stability = NAN;
	if (n == 0)
		return;
	stat_sort(x, n);
	middle = stat_quantile(x, n, 0.5);
	if (w->objective->least)
		out->stability = middle > 0 ? best / middle : NAN;
	else
		out->stability = best > 0 ? middle / best : NAN;
}

static void
words_put(struct sweep_summary *s)
{
	struct buf w = {0};
	long long n = s->trials;

	switch ((enum sweep_verdict)s->verdict) {
	case SWEEP_UNKNOWN:
		buf_printf(&w, "too little to say whether it is luck: the best"
		    " of %lld sets has no Sharpe ratio", n);
		break;
	case SWEEP_NOTHING:
		buf_printf(&w, "the best of %lld sets means nothing: its Sharpe"
		    " ratio is %.2f, and the best of as many without any edge"
		    " shows %.2f by luck (it is better than luck with a"
		    " probability of %.0f%%, where 95%% are asked for)", n,
		    s->sharpe, s->luck_sharpe, floor(100 * s->dsr));
		break;
	case SWEEP_DOUBTFUL:
	case SWEEP_HOLDS:
		buf_printf(&w, "luck does not explain the best of %lld sets:"
		    " its Sharpe ratio is %.2f, and that of as many without"
		    " any edge %.2f (probability %.1f%%)", n, s->sharpe,
		    s->luck_sharpe, floor(1000 * s->dsr) / 10);
		break;
	case SWEEP_VERDICTS:
		break;
	}
	if (s->pbo > PBO_DOUBT)
		buf_printf(&w, "; what is best in one half of the time is below"
		    " the median in the other in %.0f%% of the splits",
		    100 * s->pbo);
	if (s->stability < STABLE)
		buf_printf(&w, "; it is a lonely spike: the sets a step away"
		    " come to %.0f%% of it", 100 * s->stability);
	TEXT_SET(s->words, buf_text(&w));
	buf_release(&w);
}

void
sweep_judge(const struct sweep *w, const struct sweep_sums *s,
    const struct sweep_result *r, double *neighbours, size_t neighbours_len,
    struct sweep_summary *out)
{
	deflate(w, s, r, out);
	overfit(s, out);
	plateau(w, neighbours, neighbours_len, out);
	out->verdict = isnan(out->dsr) ? SWEEP_UNKNOWN :
	    out->dsr < DSR_HOLDS ? SWEEP_NOTHING :
	    out->pbo > PBO_DOUBT || out->stability < STABLE ?
	    SWEEP_DOUBTFUL : SWEEP_HOLDS;
	words_put(out);
}
