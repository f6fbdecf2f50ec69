/*
 * GARCH(1,1): the fit and what it foretells. The likelihood is smooth and its
 * gradient comes along for little, so that a BFGS of four or five coordinates,
 * begun with the inverse of the products of slopes (Berndt, Hall, Hall and
 * Hausman 1974), needs some twenty walks; a general minimiser without
 * derivatives needs hundreds, and a library to open.
 */
#include "quant/garch.h"

#include "base/mem.h"
#include "quant/garch-walk.h"
#include "quant/linear.h"
#include "quant/normal.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BACKCAST 75
#define ROUNDS 200
#define SHORT 5000
#define ENOUGH 1e-9		/* of the log-likelihood, still to be gained */

/* 1 / nu is between these. */
#define ETA_LEAST (1 / 500.0)
#define ETA_MOST (1 / 2.05)

struct fitting {
	struct garch_series series;	/* less the mean, by the deviation */
	enum garch_law law;
	int n;				/* coordinates */
	double at[GARCH_PARAMS], value, slope[GARCH_PARAMS];
	double inverse[GARCH_PARAMS * GARCH_PARAMS];
};

/* Coordinates: mu, ln omega, and as logits the persistence, alpha's share of
 * it, and where 1 / nu is between its ends. They stay inside of these. */
static const double bound[GARCH_PARAMS] = { 10, 30, 18, 18, 18 };

static double
logistic(double x)
{
	return 1 / (1 + exp(-x));
}

static double
logit(double p)
{
	return log(p / (1 - p));
}

double
garch_backcast(const double *x, size_t n)
{
	double mean = stat_mean(x, n), sum = 0, weights = 0, weight = 1;

	for (size_t i = 0; i < n && i < BACKCAST; i++, weight *= 0.94) {
		sum += weight * (x[i] - mean) * (x[i] - mean);
		weights += weight;
	}
	return sum / weights;
}

/* Of x less its mean, in a unit of its own, so that no product overflows. */
static double
loglik_of(const struct garch_series *s, double mean, double unit,
    const struct garch *g, enum garch_law law, double *variance)
{
	const struct garch own = { .mu = (g->mu - mean) / unit,
	    .omega = g->omega / unit / unit, .alpha = g->alpha,
	    .beta = g->beta, .nu = g->nu };
	struct garch_walk w;

	garch_walk(s, &own, law, variance, &w);
	for (size_t i = 0; variance != NULL && i < s->n; i++)
		variance[i] *= unit * unit;
	if (variance != NULL)
		variance[s->n] = w.next * unit * unit;
	return w.loglik - (double)s->n * log(unit);
}

static struct garch_series
series_of(const double *x, size_t n, double mean, double unit, double *y)
{
	for (size_t i = 0; i < n; i++)
		y[i] = (x[i] - mean) / unit;
	return (struct garch_series){ y, n, garch_backcast(y, n) };
}

double
garch_loglik(const struct garch *g, enum garch_law law, const double *x,
    size_t n, double *variance)
{
	double mean = stat_mean(x, n), unit = stat_deviation(x, n);
	double *y = mem_grow(NULL, n, sizeof(*y)), loglik;
	struct garch_series s;

	if (!(unit > 0))
		unit = sqrt(g->omega);
	s = series_of(x, n, mean, unit, y);
	loglik = loglik_of(&s, mean, unit, g, law, variance);
	free(y);
	return loglik;
}

static struct garch
model_at(const double at[GARCH_PARAMS])
{
	double p = logistic(at[2]), share = logistic(at[3]);

	return (struct garch){ .mu = at[0], .omega = exp(at[1]),
	    .alpha = p * share, .beta = p * (1 - share),
	    .nu = 1 / (ETA_LEAST + (ETA_MOST - ETA_LEAST) * logistic(at[4])) };
}

/* turn[i][k]: how parameter k moves with coordinate i. */
static void
turns_at(const double at[GARCH_PARAMS], const struct garch *g,
    double turn[GARCH_PARAMS][GARCH_PARAMS])
{
	double p = logistic(at[2]), share = logistic(at[3]);
	double place = logistic(at[4]);
	const double of[GARCH_PARAMS][GARCH_PARAMS] = {
		{ [0] = 1 },
		{ [1] = g->omega },
		{ [2] = p * (1 - p) * share, [3] = p * (1 - p) * (1 - share) },
		{ [2] = p * share * (1 - share), [3] = -p * share *
		    (1 - share) },
		{ [4] = -g->nu * g->nu * (ETA_MOST - ETA_LEAST) * place *
		    (1 - place) }
	};

	memcpy(turn, of, sizeof(of));
}

/* The mean of -ln likelihood and its slopes; one that leads out of the bounds
 * is none. */
static void
measure(struct fitting *f)
{
	double turn[GARCH_PARAMS][GARCH_PARAMS];
	struct garch g = model_at(f->at);
	struct garch_slopes w;

	garch_slopes(&f->series, &g, f->law, false, &w);
	turns_at(f->at, &g, turn);
	f->value = -w.loglik / (double)f->series.n;
	for (int i = 0; i < f->n; i++) {
		double sum = 0;

		for (int k = 0; k < f->n; k++)
			sum -= turn[i][k] * w.slope[k];
		f->slope[i] = sum / (double)f->series.n;
		if (fabs(f->at[i]) >= bound[i] && f->at[i] * sum < 0)
			f->slope[i] = 0;
	}
}

/* The inverse of the mean product of slopes, a little bent upwards where they
 * say nothing. */
static void
begin_inverse(struct fitting *f)
{
	const size_t n = (size_t)f->n;
	double turn[GARCH_PARAMS][GARCH_PARAMS], trace = 0;
	double m[GARCH_PARAMS * GARCH_PARAMS] = { 0 };
	struct garch g = model_at(f->at);
	struct garch_slopes w;

	garch_slopes(&f->series, &g, f->law, true, &w);
	turns_at(f->at, &g, turn);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			for (size_t a = 0; a < n; a++)
				for (size_t b = 0; b < n; b++)
					m[i * n + k] += turn[i][a] * turn[k][b]
					    * w.products[a][b] /
					    (double)f->series.n;
	for (size_t i = 0; i < n; i++)
		trace += m[i * n + i];
	for (size_t i = 0; i < n; i++)
		m[i * n + i] += 1e-6 * trace + 1e-12;
	for (size_t i = 0; i < n * n; i++)
		f->inverse[i] = i % (n + 1) == 0;
	if (!linear_solve(m, f->inverse, n, n))
		for (size_t i = 0; i < n * n; i++)
			f->inverse[i] = i % (n + 1) == 0;
}

/* Downhill by what is known of the bend; returns how much is to be gained of
 * the log-likelihood. */
static double
direction(const struct fitting *f, double step[GARCH_PARAMS])
{
	double slope = 0;

	for (int i = 0; i < f->n; i++) {
		step[i] = 0;
		for (int k = 0; k < f->n; k++)
			step[i] -= f->inverse[i * f->n + k] * f->slope[k];
		if (f->slope[i] == 0)	/* it lies at its bound */
			step[i] = 0;
		slope += step[i] * f->slope[i];
	}
	return -slope / 2 * (double)f->series.n;
}

/* Along the step, shorter until it leads downhill enough (Armijo). */
static bool
search(struct fitting *f, const double step[GARCH_PARAMS])
{
	const struct fitting from = *f;

	for (double part = 1; part > 1e-10;) {
		double slope = 0, fall;

		for (int i = 0; i < f->n; i++) {
			f->at[i] = fmin(fmax(from.at[i] + part * step[i],
			    -bound[i]), bound[i]);
			slope += from.slope[i] * (f->at[i] - from.at[i]);
		}
		measure(f);
		fall = f->value - from.value;
		if (fall <= 1e-4 * slope)
			return true;
		/* where a parabola through both has its least */
		part *= isfinite(fall) && fall > slope ? fmin(fmax(-slope /
		    (2 * (fall - slope)), 0.1), 0.5) : 0.1;
	}
	*f = from;
	return false;
}

/* Broyden, Fletcher, Goldfarb and Shanno's update of the inverse. */
static void
learn(struct fitting *f, const struct fitting *from)
{
	const int n = f->n;
	double s[GARCH_PARAMS], y[GARCH_PARAMS], hy[GARCH_PARAMS];
	double sy = 0, yhy = 0, yy = 0, ss = 0;

	for (int i = 0; i < n; i++) {
		s[i] = f->at[i] - from->at[i];
		y[i] = f->slope[i] - from->slope[i];
		sy += s[i] * y[i];
		ss += s[i] * s[i];
		yy += y[i] * y[i];
	}
	if (!(sy > 1e-10 * sqrt(ss * yy)))
		return;
	for (int i = 0; i < n; i++) {
		hy[i] = 0;
		for (int k = 0; k < n; k++)
			hy[i] += f->inverse[i * n + k] * y[k];
		yhy += y[i] * hy[i];
	}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			f->inverse[i * n + k] += (1 + yhy / sy) * s[i] * s[k] /
			    sy - (hy[i] * s[k] + s[i] * hy[k]) / sy;
}

/* True: it has come to where nothing is to be gained. */
static bool
descend(struct fitting *f, int *rounds)
{
	bool fresh = true;

	measure(f);
	begin_inverse(f);
	while (++*rounds <= ROUNDS) {
		const struct fitting from = *f;
		double step[GARCH_PARAMS], gain = direction(f, step);

		if (gain >= 0 && gain < ENOUGH && fresh)
			return true;
		if (gain < ENOUGH || !search(f, step)) {
			/* What is known of the bend may be wrong. */
			if (fresh)
				return gain < 1e-6;
			begin_inverse(f);
			fresh = true;
			continue;
		}
		fresh = false;
		learn(f, &from);
	}
	return false;
}

/* Of arch's starts with that persistence the best, by the normal law. */
static double
start_normal(const struct garch_series *s, double sum, struct garch *out)
{
	static const double alphas[GARCH_TOGETHER] = { 0.01, 0.05, 0.1, 0.2 };
	struct garch g[GARCH_TOGETHER];
	double most = -HUGE_VAL, loglik[GARCH_TOGETHER];

	for (int i = 0; i < GARCH_TOGETHER; i++)
		g[i] = (struct garch){ 0, 1 - sum, alphas[i], sum - alphas[i],
		    12 };
	garch_values(s, g, loglik);
	for (int i = 0; i < GARCH_TOGETHER; i++)
		if (loglik[i] > most) {
			most = loglik[i];
			*out = g[i];
		}
	return most;
}

/* By the kurtosis of what is left when the variance is taken out. */
static double
start_nu(const struct garch_series *s, const struct garch *g)
{
	double *z = mem_grow(NULL, s->n, sizeof(*z)), k;
	struct garch_walk w;

	garch_walk(s, g, GARCH_NORMAL, z, &w);
	for (size_t i = 0; i < s->n; i++)
		z[i] = (s->x[i] - g->mu) / sqrt(z[i]);
	k = stat_moments(z, s->n).kurtosis;
	free(z);
	return k > 3.75 ? fmax(4, (4 * k - 6) / (k - 3)) : 12;
}

static void
begin(struct fitting *f, const struct garch *g)
{
	double sum = g->alpha + g->beta;

	f->at[0] = g->mu;
	f->at[1] = log(g->omega);
	f->at[2] = logit(sum);
	f->at[3] = logit(g->alpha / sum);
	if (f->law == GARCH_STUDENT)
		f->at[4] = logit((1 / start_nu(&f->series, g) - ETA_LEAST) /
		    (ETA_MOST - ETA_LEAST));
}

/* From the best start; a short series may have several peaks, and is begun at
 * each persistence. True: the best has come to its end. */
static bool
climb(struct fitting *f, int *rounds)
{
	static const double sums[] = { 0.5, 0.7, 0.9, 0.98 };
	struct garch start[4], first = { 0 };
	double most = -HUGE_VAL;
	bool done = false;
	struct fitting best = { .value = HUGE_VAL };

	for (int i = 0; i < 4; i++) {
		double value = start_normal(&f->series, sums[i], &start[i]);

		if (value > most) {
			most = value;
			first = start[i];
		}
	}
	for (int i = 0; i < (f->series.n < SHORT ? 4 : 1); i++) {
		int taken = 0;
		bool ended;

		begin(f, f->series.n < SHORT ? &start[i] : &first);
		ended = descend(f, &taken);
		*rounds += taken;
		if (f->value < best.value) {
			best = *f;
			done = ended;
		}
	}
	*f = best;
	return done;
}

bool
garch_fit(const double *x, size_t n, enum garch_law law, struct garch_fit *out,
    double *variance)
{
	double mean = stat_mean(x, n), unit = stat_deviation(x, n);
	double *y, *own;
	struct fitting f = { .law = law, .n = law == GARCH_STUDENT ? 5 : 4 };

	*out = (struct garch_fit){ .loglik = NAN };
	if (n < GARCH_LEAST || !(unit > 1e-12 * fabs(mean)) ||
	    !isfinite(unit))
		return false;
	y = mem_grow(NULL, n, sizeof(*y));
	own = variance == NULL ? mem_grow(NULL, n + 1, sizeof(*own)) :
	    variance;
	f.series = series_of(x, n, mean, unit, y);
	out->converged = climb(&f, &out->rounds);
	out->g = model_at(f.at);
	out->g.mu = mean + unit * out->g.mu;
	out->g.omega *= unit * unit;
	out->loglik = loglik_of(&f.series, mean, unit, &out->g, law, own);
	out->first = own[0];
	out->last = own[n - 1];
	out->next = own[n];
	if (law == GARCH_NORMAL)
		out->g.nu = NAN;
	if (variance == NULL)
		free(own);
	free(y);
	return true;
}

double
garch_long_run(const struct garch *g)
{
	return g->omega / (1 - g->alpha - g->beta);
}

double
garch_half_life(const struct garch *g)
{
	return log(0.5) / log(g->alpha + g->beta);
}

double
garch_ahead(const struct garch *g, double next, size_t steps)
{
	double level = garch_long_run(g);

	return level + pow(g->alpha + g->beta, (double)(steps - 1)) *
	    (next - level);
}

double
garch_term(const struct garch *g, double next, size_t steps)
{
	double level = garch_long_run(g), p = g->alpha + g->beta;
	double n = (double)steps;

	return level + (next - level) * (1 - pow(p, n)) / (1 - p) / n;
}

double
garch_quantile(const struct garch *g, enum garch_law law, double p)
{
	double low = -1e3, high = 1e3;

	if (law == GARCH_NORMAL)
		return normal_quantile(p);
	while (high - low > 1e-12 * (1 + fabs(low))) {
		double middle = (low + high) / 2;

		if (middle == low || middle == high)
			break;
		if (student_cdf(middle, g->nu) < p)
			low = middle;
		else
			high = middle;
	}
	return (low + high) / 2 * sqrt((g->nu - 2) / g->nu);
}
