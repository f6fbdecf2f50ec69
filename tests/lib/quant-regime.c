/*
 * Hidden chains and change points:
 * - likelihood, chances and path are those of all paths written out, however
 *   many states there are
 * - what is filtered does not change when bars come after it
 * - values far from every state are numbers still
 * - steps of Baum and Welch gain; a fit finds the chain that was drawn, orders
 *   it, is the same for a seed, and refuses what has no two states
 * - segments cost what the best of all cuts costs, also where nothing moves
 * - CUSUM calls where sums worked out by hand do
 */
#include "quant/changes.h"
#include "quant/hmm.h"
#include "quant/normal.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

#define near(got, want, off) \
	is_near((got), (want), (off), __FILE__, __LINE__)
static void
is_near(double got, double want, double off, const char *file, int line)
{
	if (!(fabs(got - want) <= off * fmax(1, fabs(want)))) {
		printf("# %s:%d: %.17g, want %.17g\n", file, line, got, want);
		tap_bad = 1;
	}
}

enum { N = 3000, SHORT = 6, CUTS = 60 };
static double work[HMM_WORK(3, N)], chance[3 * N];

static const struct hmm three = { 3, { 0.2, 0.5, 0.3 },
	{ { 0.98, 0.01, 0.01 }, { 0.02, 0.97, 0.01 }, { 0, 0.05, 0.95 } },
	{ 0.1, -0.2, 0.3 }, { 0.25, 1, 9 } };

static double
density(const struct hmm *m, size_t k, double x)
{
	double s = sqrt(m->variance[k]);

	return normal_density((x - m->mean[k]) / s) / s;
}

static void
all_paths_written_out(void)
{
	const double x[SHORT] = { 0.1, -3, 2, 0.2, 0.4, -1 };
	double total = 0, best = 0, last[3] = { 0 }, third[3] = { 0 };
	unsigned char path[SHORT], want[SHORT] = { 0 };

	for (int code = 0; code < 729; code++) {
		unsigned char at[SHORT];
		double p = 1;

		for (int t = 0, left = code; t < SHORT; t++, left /= 3) {
			at[t] = (unsigned char)(left % 3);
			p *= (t == 0 ? three.start[at[0]] :
			    three.move[at[t - 1]][at[t]]) *
			    density(&three, at[t], x[t]);
		}
		total += p;
		last[at[SHORT - 1]] += p;
		third[at[2]] += p;
		if (p > best) {
			best = p;
			memcpy(want, at, sizeof(want));
		}
	}
	near(hmm_filter(&three, x, SHORT, chance, work), log(total), 1e-14);
	for (int k = 0; k < 3; k++)
		near(chance[3 * (SHORT - 1) + k], last[k] / total, 1e-14);
	near(hmm_smooth(&three, x, SHORT, chance, work), log(total), 1e-14);
	for (int k = 0; k < 3; k++)
		near(chance[3 * 2 + k], third[k] / total, 1e-14);
	near(hmm_viterbi(&three, x, SHORT, path, work), log(best), 1e-14);
	ok(memcmp(path, want, sizeof(want)) == 0);
}

/* A state that nothing leads to changes nothing, but that there are four. */
static void
however_many_states(void)
{
	const double x[SHORT] = { 0.1, -3, 2, 0.2, 0.4, -1 };
	struct hmm four = three;
	double by_three[3 * SHORT], by_four[4 * SHORT];

	four.states = 4;
	four.mean[3] = 0;
	four.variance[3] = 1;
	four.move[3][3] = 1;
	near(hmm_smooth(&four, x, SHORT, by_four, work), hmm_smooth(&three, x,
	    SHORT, by_three, chance), 1e-15);
	for (int t = 0; t < SHORT; t++) {
		for (int k = 0; k < 3; k++)
			near(by_four[4 * t + k], by_three[3 * t + k], 1e-15);
		near(by_four[4 * t + 3], 0, 0);
	}
}

/* Drawn from the chain. */
static void
draw(const struct hmm *m, double *x, size_t n, uint64_t seed)
{
	struct rng r;
	size_t k = 0;

	rng_seed(&r, seed);
	for (size_t t = 0; t < n; t++) {
		double u = rng_unit(&r);
		const double *row = t > 0 ? m->move[k] : m->start;

		for (k = 0; k + 1 < m->states && u >= row[k]; k++)
			u -= row[k];
		x[t] = m->mean[k] + sqrt(m->variance[k]) *
		    normal_quantile(rng_unit(&r) * 0.999 + 0.0005);
	}
}

static void
filtered_knows_nothing_of_later(void)
{
	static double x[N], all[3 * N];

	draw(&three, x, N, 1);
	hmm_filter(&three, x, N, all, work);
	for (size_t n = 1; n <= N; n += 251) {
		hmm_filter(&three, x, n, chance, work);
		ok(memcmp(all, chance, 3 * n * sizeof(*all)) == 0);
	}
}

static void
far_away_is_a_number(void)
{
	const double x[4] = { 0, 1e6, -1e8, 0 };
	struct hmm stuck = three;
	double sum = 0;

	ok(isfinite(hmm_smooth(&three, x, 4, chance, work)));
	for (int i = 0; i < 12; i++)
		sum += chance[i];
	near(sum, 4, 1e-12);
	/* only the first state can be, however badly it fits */
	stuck.start[0] = 1;
	stuck.start[1] = stuck.start[2] = 0;
	stuck.move[0][0] = 1;
	stuck.move[0][1] = stuck.move[0][2] = 0;
	near(hmm_filter(&stuck, x + 1, 1, chance, work),
	    -0.5 * log(2 * 3.14159265358979324 * 0.25) - (1e6 - 0.1) *
	    (1e6 - 0.1) / 0.5, 1e-14);
	near(chance[0], 1, 0);
	ok(isinf(hmm_filter(&stuck, (double[]){ 1e200 }, 1, chance, work)));
}

static void
a_fit_finds_the_chain(void)
{
	static double x[N];
	const struct hmm two = { 2, { 0.5, 0.5 }, { { 0.95, 0.05 },
	    { 0.02, 0.98 } }, { -1, 0.5 }, { 16, 1 } };
	struct hmm step = two;
	struct hmm_fit got, again;
	double before = -HUGE_VAL;

	draw(&two, x, N, 7);
	for (int i = 0; i < 30; i++) {
		double loglik = hmm_update(&step, x, N, 0, work);

		ok(loglik >= before - 1e-9);
		before = loglik;
	}
	ok(hmm_fit(x, N, 2, 1, &got));
	ok(got.loglik >= before - 1e-3 && got.starts > 10);
	ok(got.chain.variance[0] < got.chain.variance[1]);
	near(got.chain.variance[0], 1, 0.1);
	near(got.chain.variance[1], 16, 0.1);
	near(got.chain.mean[0], 0.5, 0.1);
	near(got.chain.move[0][0], 0.98, 0.01);
	near(got.chain.move[1][1], 0.95, 0.04);
	near(got.bic, -2 * got.loglik + 7 * log(N), 1e-14);
	near(got.loglik, hmm_filter(&got.chain, x, N, chance, work), 1e-9);
	ok(hmm_fit(x, N, 2, 1, &again));
	ok(memcmp(&got.chain, &again.chain, sizeof(got.chain)) == 0);
	ok(hmm_fit(x, N, 2, 2, &again));
	near(again.loglik, got.loglik, 1e-5);
}

static void
a_fit_refuses(void)
{
	double x[N];
	struct hmm_fit got;

	for (int t = 0; t < N; t++)
		x[t] = 0;
	ok(!hmm_fit(x, N, 2, 1, &got));
	/* one value apart: whatever is fitted collapses on it, or stays whole */
	x[5] = 1;
	ok(!hmm_fit(x, N, 2, 1, &got));
	ok(!hmm_fit(x, 5, 2, 1, &got));
}

static double
cost(const double *x, size_t from, size_t to)
{
	double n = (double)(to - from), mean = 0, s2 = 0;

	for (size_t i = from; i < to; i++)
		mean += x[i] / n;
	for (size_t i = from; i < to; i++)
		s2 += (x[i] - mean) * (x[i] - mean) / n;
	return n * (log(2 * 3.14159265358979324 * fmax(s2, 1e-12)) + 1);
}

/* The best of all cuts, none left out. */
static double
cheapest(const double *x, size_t n, const struct changes *how)
{
	double best[CUTS + 1] = { 0 };

	for (size_t end = 1; end <= n; end++) {
		best[end] = HUGE_VAL;
		for (size_t from = 0; from + how->least <= end; from++)
			best[end] = fmin(best[end], best[from] + cost(x, from,
			    end) + (from > 0 ? how->penalty : 0));
	}
	return best[n];
}

static void
segments_are_the_cheapest(void)
{
	struct rng r;

	rng_seed(&r, 3);
	for (int round = 0; round < 300; round++) {
		struct changes how = { 3 * (double)(round % 7), 1 +
		    (size_t)round % 12 };
		double x[CUTS], level = 0, sum = 0, total;
		size_t at[CUTS], n, from = 0;

		for (size_t t = 0; t < CUTS; t++) {
			if (rng_unit(&r) < 0.1)
				level = 5 * rng_unit(&r);
			x[t] = level + (round % 3 == 0 && level > 3 ? 0 :
			    rng_unit(&r));
		}
		total = changes_find(x, CUTS, &how, at, &n);
		near(total, cheapest(x, CUTS, &how), 1e-12);
		for (size_t i = 0; i < n; from = at[i++]) {
			ok(at[i] >= from + how.least);
			sum += cost(x, from, at[i]) + how.penalty;
		}
		ok(CUTS >= from + how.least);
		near(total, sum + cost(x, from, CUTS), 1e-9);
	}
}

static void
segments_of_what_does_not_move(void)
{
	double x[CUTS];
	const struct changes how = { changes_penalty(CUTS), 10 };
	size_t at[CUTS], n = 9;

	for (size_t t = 0; t < CUTS; t++)
		x[t] = t < 30 ? 1e6 : 1e6 + 1;
	near(changes_find(x, CUTS, &how, at, &n), CUTS * (log(2 *
	    3.14159265358979324 * 1e-12) + 1) + 4 * log(60), 1e-12);
	ok(n == 1 && at[0] == 30);
	ok(isnan(changes_find(x, 9, &how, at, &n)) && n == 0);
	changes_find(x, 10, &how, at, &n);
	is_int(n, 0);
}

static void
sums_by_hand(void)
{
	/* mean 0, deviation 1 of the first three */
	const double x[] = { -1, 0, 1, 3, 3, 3, -9, 0, 0.5 };
	struct cusum how = { 3, 0.5, 5, true };
	struct alarm got[9];
	size_t n;

	/* up: 2.5, 5 (not above 5), 7.5; anew; down: 8.5 */
	ok(cusum_alarms(x, 9, &how, got, &n));
	ok(n == 2 && got[0].at == 5 && got[0].side == 1 && got[1].at == 6 &&
	    got[1].side == -1);
	how.reset = false;
	/* up 7.5, then 0; down 8.5, 8, 7 */
	ok(cusum_alarms(x, 9, &how, got, &n));
	ok(n == 4 && got[3].at == 8 && got[3].side == -1);
	/* both sides above: up */
	ok(cusum_alarms((double[]){ -1, 1, 3, -1 }, 4,
	    &(struct cusum){ 2, 0, 0, false }, got, &n));
	ok(n == 2 && got[1].at == 3 && got[1].side == 1);
	ok(!cusum_alarms((double[]){ 2, 2, 3 }, 3,
	    &(struct cusum){ 2, 0, 0, true }, got, &n) && n == 0);
}

int
main(void)
{
	TEST(all_paths_written_out);
	TEST(however_many_states);
	TEST(filtered_knows_nothing_of_later);
	TEST(far_away_is_a_number);
	TEST(a_fit_finds_the_chain);
	TEST(a_fit_refuses);
	TEST(segments_are_the_cheapest);
	TEST(segments_of_what_does_not_move);
	TEST(sums_by_hand);
	return tap_done();
}
