/*
 * Forward and backward through a chain, scaled bar by bar: the chances of a
 * bar add up to 1, and what they were divided by adds up to the likelihood. Of
 * a bar's densities only their ratio to the largest that can be is kept, so
 * that none of them is too small to be a number.
 */
#include "quant/hmm.h"

#include "base/mem.h"
#include "base/parallel.h"
#include "base/rng.h"
#include "quant/normal.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LN_2PI 1.8378770664093454836

/* The caller's room, in parts: n × states of the chances, of the densities
 * and of the path, and n of what they are multiplied by. */
struct room { double *chance, *density, *back, *factor; };

static struct room
room_of(const struct hmm *m, size_t n, double *work)
{
	size_t each = m->states * n;

	return (struct room){ work, work + each, work + 2 * each,
	    work + 3 * each };
}

/* ln of the density is constant - (x - mean)² × half. */
struct law { double constant[HMM_STATES], half[HMM_STATES]; };

static struct law
law_of(const struct hmm *m)
{
	struct law law;

	for (size_t k = 0; k < m->states; k++) {
		law.constant[k] = -0.5 * (LN_2PI + log(m->variance[k]));
		law.half[k] = 0.5 / m->variance[k];
	}
	return law;
}

static double
log_density(const struct hmm *m, const struct law *law, size_t k, double x)
{
	double d = x - m->mean[k];

	return law->constant[k] - d * d * law->half[k];
}

/* The functions of the steps are made for each of the usual numbers of states,
 * so that their loops over these are none. */
#define INLINE static inline __attribute__((always_inline))
#define OF_STATES(f, states, ...) \
	((states) == 2 ? f(__VA_ARGS__, 2) : (states) == 3 ? \
	    f(__VA_ARGS__, 3) : f(__VA_ARGS__, states))

/* What is expected of each state at a bar, by the bars before. */
INLINE void
expect(const struct hmm *m, const double *before, double *out, size_t states)
{
	for (size_t k = 0; k < states; k++)
		out[k] = before == NULL ? m->start[k] : 0;
	for (size_t i = 0; before != NULL && i < states; i++)
		for (size_t k = 0; k < states; k++)
			out[k] += before[i] * m->move[i][k];
}

/* A product of many numbers up to 1 as its logarithm. */
struct product { double log, rest; };

INLINE void
product_by(struct product *p, double x)
{
	if (x < 1e-100) {
		p->log += log(x);
		return;
	}
	p->rest *= x;
	if (p->rest < 1e-200) {
		p->log += log(p->rest);
		p->rest = 1;
	}
}

INLINE double
forward_of(const struct hmm *m, const double *x, size_t n, double *chance,
    const struct room *r, size_t states)
{
	struct law law = law_of(m);
	struct product scale = { 0, 1 };
	double sum = 0;

	for (size_t t = 0; t < n; t++) {
		double *a = chance + t * states, *b = r->density + t * states;
		double most = -HUGE_VAL, total = 0, now[HMM_STATES];

		expect(m, t > 0 ? a - states : NULL, now, states);
		for (size_t k = 0; k < states; k++) {
			b[k] = log_density(m, &law, k, x[t]);
			if (now[k] > 0 && b[k] > most)
				most = b[k];
		}
		for (size_t k = 0; k < states; k++) {
			b[k] = now[k] > 0 ? exp(b[k] - most) : 0;
			now[k] *= b[k];
			total += now[k];
		}
		if (!(total > 0))
			return -HUGE_VAL;
		r->factor[t] = 1 / total;
		for (size_t k = 0; k < states; k++)
			a[k] = now[k] * r->factor[t];
		product_by(&scale, total);
		sum += most;
	}
	return sum + scale.log + log(scale.rest);
}

static double
forward(const struct hmm *m, const double *x, size_t n, double *chance,
    const struct room *r)
{
	return OF_STATES(forward_of, m->states, m, x, n, chance, r);
}

/* From filtered chances to smoothed ones: what comes after a bar is a factor
 * of each state's chance at it. counts, where it is not NULL, gets how often
 * each move is expected. */
INLINE int
smooth_of(const struct hmm *m, size_t n, double *chance, const struct room *r,
    double counts[][HMM_STATES], size_t states)
{
	double beta[HMM_STATES], weighted[HMM_STATES];
	double add[HMM_STATES][HMM_STATES] = { 0 };

	for (size_t k = 0; k < states; k++)
		beta[k] = 1;
	for (size_t t = n - 1; t-- > 0; ) {
		const double *b = r->density + (t + 1) * states;
		double *a = chance + t * states, total = 0;

		for (size_t k = 0; k < states; k++)
			weighted[k] = b[k] * beta[k] * r->factor[t + 1];
		for (size_t i = 0; i < states; i++) {
			beta[i] = 0;
			for (size_t k = 0; k < states; k++) {
				double by = m->move[i][k] * weighted[k];

				beta[i] += by;
				add[i][k] += a[i] * by;
			}
		}
		for (size_t k = 0; k < states; k++)
			total += a[k] *= beta[k];
		total = 1 / total;
		for (size_t k = 0; k < states; k++)
			a[k] *= total;
	}
	for (size_t i = 0; counts != NULL && i < states; i++)
		memcpy(counts[i], add[i], states * sizeof(**add));
	return 0;
}

static void
smooth(const struct hmm *m, size_t n, double *chance, const struct room *r,
    double counts[][HMM_STATES])
{
	(void)OF_STATES(smooth_of, m->states, m, n, chance, r, counts);
}

double
hmm_filter(const struct hmm *m, const double *x, size_t n, double *filtered,
    double *work)
{
	struct room r = room_of(m, n, work);

	return forward(m, x, n, filtered, &r);
}

double
hmm_smooth(const struct hmm *m, const double *x, size_t n, double *smoothed,
    double *work)
{
	struct room r = room_of(m, n, work);
	double loglik = forward(m, x, n, smoothed, &r);

	if (isfinite(loglik))
		smooth(m, n, smoothed, &r, NULL);
	return loglik;
}

double
hmm_viterbi(const struct hmm *m, const double *x, size_t n,
    unsigned char *path, double *work)
{
	struct law law = law_of(m);
	struct room r = room_of(m, n, work);
	size_t states = m->states, end = 0;
	double best;

	for (size_t t = 0; t < n; t++)
		for (size_t k = 0; k < states; k++) {
			double most = t > 0 ? -HUGE_VAL : log(m->start[k]);
			size_t from = 0;

			for (size_t i = 0; t > 0 && i < states; i++) {
				double by = r.chance[(t - 1) * states + i] +
				    log(m->move[i][k]);

				if (by > most) {
					most = by;
					from = i;
				}
			}
			r.chance[t * states + k] = most +
			    log_density(m, &law, k, x[t]);
			r.back[t * states + k] = (double)from;
		}
	for (size_t k = 1; k < states; k++)
		if (r.chance[(n - 1) * states + k] >
		    r.chance[(n - 1) * states + end])
			end = k;
	best = r.chance[(n - 1) * states + end];
	for (size_t t = n; t-- > 0; ) {
		path[t] = (unsigned char)end;
		end = (size_t)r.back[t * states + end];
	}
	return best;
}

/* The law of each state by its share of every bar. */
INLINE int
update_laws_of(struct hmm *m, const double *x, size_t n, double prior,
    const double *chance, size_t states)
{
	double weight[HMM_STATES] = { 0 }, sum[HMM_STATES] = { 0 };
	double squares[HMM_STATES] = { 0 };

	for (size_t t = 0; t < n; t++)
		for (size_t k = 0; k < states; k++) {
			weight[k] += chance[t * states + k];
			sum[k] += chance[t * states + k] * x[t];
		}
	for (size_t k = 0; k < states; k++)
		if (weight[k] > 0)
			m->mean[k] = sum[k] / weight[k];
	for (size_t t = 0; t < n; t++)
		for (size_t k = 0; k < states; k++) {
			double d = x[t] - m->mean[k];

			squares[k] += chance[t * states + k] * d * d;
		}
	for (size_t k = 0; k < states; k++)
		if (weight[k] > 0)
			m->variance[k] = (prior + squares[k]) / weight[k];
	return 0;
}

static void
update_laws(struct hmm *m, const double *x, size_t n, double prior,
    const double *chance)
{
	(void)OF_STATES(update_laws_of, m->states, m, x, n, prior, chance);
}

double
hmm_update(struct hmm *m, const double *x, size_t n, double prior,
    double *work)
{
	struct room r = room_of(m, n, work);
	double counts[HMM_STATES][HMM_STATES] = { 0 };
	double loglik = forward(m, x, n, r.chance, &r);

	if (!isfinite(loglik))
		return loglik;
	smooth(m, n, r.chance, &r, counts);
	memcpy(m->start, r.chance, m->states * sizeof(*m->start));
	for (size_t i = 0; i < m->states; i++) {
		double all = 0;

		for (size_t k = 0; k < m->states; k++)
			all += counts[i][k];
		for (size_t k = 0; all > 0 && k < m->states; k++)
			m->move[i][k] = counts[i][k] / all;
	}
	update_laws(m, x, n, prior, r.chance);
	return loglik;
}

static double
normal_draw(struct rng *r)
{
	double u;

	do
		u = rng_unit(r);
	while (u <= 0);
	return normal_quantile(u);
}

/* States of equally many bars, by how far from 0 these are; all but the first
 * start move them by chance. sorted: |x|, ascending. */
static void
begin(struct hmm *m, const double *x, const double *sorted, size_t n,
    double variance, struct rng *jitter)
{
	size_t states = m->states;
	double stay = jitter != NULL ? 0.8 + 0.19 * rng_unit(jitter) : 0.95;

	for (size_t k = 0; k < states; k++) {
		double low = k > 0 ? sorted[k * n / states] : -1;
		double high = k + 1 < states ? sorted[(k + 1) * n / states] :
		    HUGE_VAL;
		double count = 0, sum = 0, squares = 0;

		for (size_t t = 0; t < n; t++)
			if (fabs(x[t]) >= low && fabs(x[t]) < high) {
				count++;
				sum += x[t];
				squares += x[t] * x[t];
			}
		m->mean[k] = count > 0 ? sum / count : 0;
		m->variance[k] = fmax(count > 0 ? squares / count : 0,
		    0.01 * variance);
		if (jitter != NULL) {
			m->mean[k] += 0.5 * sqrt(variance) *
			    normal_draw(jitter);
			m->variance[k] *= exp(0.5 * normal_draw(jitter));
		}
		m->start[k] = 1 / (double)states;
		for (size_t i = 0; i < states; i++)
			m->move[k][i] = states == 1 ? 1 : i == k ? stay :
			    (1 - stay) / ((double)states - 1);
	}
}

static bool
collapsed(const struct hmm *m, double least)
{
	for (size_t k = 0; k < m->states; k++)
		if (!(m->variance[k] >= least))
			return true;
	return false;
}

/* To the top of one hill: ln of the likelihood there; NaN: it collapsed. */
static double
climb(struct hmm *m, const double *x, size_t n, double least, double *work)
{
	double before = -HUGE_VAL;

	for (int step = 0; step < HMM_STEPS; step++) {
		struct hmm at = *m;
		double loglik = hmm_update(m, x, n, 0, work);

		if (!isfinite(loglik) || collapsed(m, least))
			return NAN;
		if (loglik - before < 1e-6) {
			*m = at;
			return loglik;
		}
		before = loglik;
	}
	return hmm_filter(m, x, n, work, work);
}

static void
order(struct hmm *m)
{
	struct hmm from = *m;
	size_t at[HMM_STATES];

	for (size_t k = 0; k < m->states; k++) {
		size_t i = k;

		for (; i > 0 && from.variance[at[i - 1]] > from.variance[k];
		    i--)
			at[i] = at[i - 1];
		at[i] = k;
	}
	for (size_t k = 0; k < m->states; k++) {
		m->start[k] = from.start[at[k]];
		m->mean[k] = from.mean[at[k]];
		m->variance[k] = from.variance[at[k]];
		for (size_t i = 0; i < m->states; i++)
			m->move[k][i] = from.move[at[k]][at[i]];
	}
}

/* The starts of a fit; each is an item of its own, with a stream of its own. */
struct starts {
	const double *x, *sorted;
	size_t n, states;
	uint64_t seed;
	double variance;
	double *work;			/* of each worker */
	struct hmm chain[HMM_STARTS];
	double loglik[HMM_STARTS];	/* NaN: it collapsed */
};

static enum err_code
one_start(void *self, unsigned worker, size_t item, struct err *err)
{
	struct starts *s = self;
	struct hmm *m = &s->chain[item];
	struct rng jitter;

	(void)err;
	*m = (struct hmm){ .states = s->states };
	rng_stream(&jitter, s->seed, item);
	begin(m, s->x, s->sorted, s->n, s->variance, item > 0 ? &jitter :
	    NULL);
	s->loglik[item] = climb(m, s->x, s->n, 1e-3 * s->variance, s->work +
	    worker * HMM_WORK(s->states, s->n));
	return E_OK;
}

static bool
take_best(const struct starts *s, struct hmm_fit *out)
{
	struct hmm_fit best = { .loglik = -HUGE_VAL };
	double k = (double)s->states;

	for (int i = 0; i < HMM_STARTS; i++) {
		if (isnan(s->loglik[i]))
			continue;
		best.starts++;
		if (s->loglik[i] > best.loglik) {
			best.loglik = s->loglik[i];
			best.chain = s->chain[i];
		}
	}
	if (best.starts == 0)
		return false;
	order(&best.chain);
	best.bic = -2 * best.loglik + (k * k - 1 + 2 * k) *
	    log((double)s->n);
	*out = best;
	return true;
}

bool
hmm_fit(const double *x, size_t n, size_t states, uint64_t seed,
    struct hmm_fit *out)
{
	struct starts s = { .x = x, .n = n, .states = states, .seed = seed,
	    .variance = stat_variance(x, n) };
	const struct parallel all = { .items = HMM_STARTS, .work = one_start,
	    .self = &s };
	double *sorted;
	struct err err;
	bool any;

	if (n < 2 * states + 2 || !(s.variance > 0))
		return false;
	sorted = mem_array(n, sizeof(*sorted));
	for (size_t t = 0; t < n; t++)
		sorted[t] = fabs(x[t]);
	stat_sort(sorted, n);
	s.sorted = sorted;
	s.work = mem_array(parallel_workers(&all) * HMM_WORK(states, n),
	    sizeof(*s.work));
	any = parallel_run(&all, NULL, &err) == E_OK && take_best(&s, out);
	free(sorted);
	free(s.work);
	return any;
}
