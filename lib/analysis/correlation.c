/* How symbols move together: measures, changes, stress, clusters. */
#include "analysis/correlation-work.h"

#include "base/stamp.h"
#include "quant/normal.h"
#include "quant/portfolio.h"
#include "quant/stats.h"

#include <math.h>
#include <stdlib.h>

#define WINDOW 30		/* of the average correlation */
#define RANKED 365		/* values that the last one is ranked in */
#define LOW 0.2			/* ranks outside of these are a regime */
#define HIGH 0.8
#define TAIL 0.1		/* quantile of a fall */
#define MOVED 0.3		/* that is a breakdown, if SURE */
#define SURE 1.96
#define SINGULAR 1e-10		/* of the largest eigenvalue */

struct work {
	const struct analysis_panel *a;
	const struct correlation_ask *ask;
	size_t p, cells;
	double *by[CORRELATION_METHODS];	/* p × p; NULL: not asked for */
	double *cov, *shrunk, *before, *recent, *calm, *stress, *map;
	size_t falls;			/* bars of the stress */
	double *weights;
	double *numbers;		/* what all of these point into */
};

struct panel
panel_part(const struct panel *s, size_t from, size_t n,
    const double **pointers)
{
	for (size_t k = 0; k < s->p; k++)
		pointers[k] = s->x[k] + from;
	return (struct panel){ pointers, s->p, n };
}

static double
mean_of(const double *matrix, size_t p)
{
	double sum = 0, n = 0;

	for (size_t i = 0; i < p; i++)
		for (size_t k = 0; k < i; k++)
			if (!isnan(matrix[i * p + k])) {
				sum += matrix[i * p + k];
				n++;
			}
	return n > 0 ? sum / n : (double)NAN;
}

static void
by_ranks(const struct panel *s, double *out)
{
	double *rank = mem_array(s->p, s->n * sizeof(*rank));
	const double **x = mem_array(s->p, sizeof(*x));
	size_t *scratch = mem_array(s->n, sizeof(*scratch));

	for (size_t k = 0; k < s->p; k++) {
		x[k] = rank + k * s->n;
		stat_ranks(s->x[k], s->n, rank + k * s->n, scratch);
	}
	panel_pearson(&(struct panel){ x, s->p, s->n }, out);
	free(rank);
	free(x);
	free(scratch);
}

static void
by_pairs(const struct panel *s, double *out)
{
	double *scratch = mem_array(2 * s->n + 1, sizeof(*scratch));
	size_t *order = mem_array(s->n + 1, sizeof(*order));

	for (size_t i = 0; i < s->p; i++) {
		stat_order(s->x[i], s->n, order);
		for (size_t k = 0; k <= i; k++)
			out[i * s->p + k] = out[k * s->p + i] = i == k ? 1 :
			    corr_kendall(s->x[i], s->x[k], s->n, order,
			    scratch);
	}
	free(scratch);
	free(order);
}

static enum err_code
measure(struct work *w, struct correlation_dcc *dcc, struct err *err)
{
	const struct panel *s = &w->a->of;
	enum err_code rc = E_OK;

	panel_covariance(s, 1, w->cov);
	covariance_correlation(w->cov, w->p, w->by[CORR_PEARSON]);
	if (w->by[CORR_SPEARMAN] != NULL)
		by_ranks(s, w->by[CORR_SPEARMAN]);
	if (w->by[CORR_KENDALL] != NULL)
		by_pairs(s, w->by[CORR_KENDALL]);
	if (w->by[CORR_EWMA] != NULL) {
		panel_ewma(s, EWMA_LAMBDA, w->map);
		covariance_correlation(w->map, w->p, w->by[CORR_EWMA]);
	}
	if (w->by[CORR_DCC] != NULL)
		rc = correlation_by_dcc(s, w->ask->fit, dcc,
		    w->by[CORR_DCC], err);
	return rc;
}

/* The covariance is then the one that was drawn. */
static double
shrink(struct work *w)
{
	double share;

	if (w->ask->shrink == SHRINK_NONE)
		return NAN;
	share = w->ask->shrink == SHRINK_IDENTITY ?
	    panel_shrink_identity(&w->a->of, w->cov) :
	    panel_shrink_constant(&w->a->of, w->cov);
	covariance_correlation(w->cov, w->p, w->shrunk);
	return share;
}

static void
halves(struct work *w)
{
	const struct panel *s = &w->a->of;
	const double **x = mem_array(w->p, sizeof(*x));
	size_t n = s->n - CORRELATION_RECENT;
	struct panel of = panel_part(s, 0, n, x);

	panel_pearson(&of, w->before);
	of = panel_part(s, n, CORRELATION_RECENT, x);
	panel_pearson(&of, w->recent);
	free(x);
}

/* Returns of the bars in which the driver fell at most, or less. */
static void
under_stress(struct work *w)
{
	const struct panel *s = &w->a->of;
	const double *driver = s->x[w->ask->driver];
	double *own = mem_array(s->p + 1, s->n * sizeof(*own)), least;
	const double **x = mem_array(2 * s->p, sizeof(*x));
	size_t rest = 0;

	memcpy(own, driver, s->n * sizeof(*own));
	stat_sort(own, s->n);
	least = stat_quantile(own, s->n, TAIL);
	for (size_t i = 0; i < s->n; i++)
		w->falls += driver[i] <= least;
	for (size_t k = 0; k < s->p; k++) {
		double *fall = own + k * s->n, *calm = fall + w->falls;

		rest = 0;
		for (size_t i = 0, falls = 0; i < s->n; i++)
			*(driver[i] <= least ? &fall[falls++] :
			    &calm[rest++]) = s->x[k][i];
		x[k] = fall;
		x[s->p + k] = calm;
	}
	panel_pearson(&(struct panel){ x, s->p, w->falls }, w->stress);
	panel_pearson(&(struct panel){ x + s->p, s->p, rest }, w->calm);
	free(own);
	free(x);
}

/* Of each symbol, whether it is in its lowest tenth; n × p. */
static unsigned char *
falls_of(const struct panel *s)
{
	unsigned char *out = mem_array(s->p, s->n);
	double *sorted = mem_array(s->n, sizeof(*sorted));

	for (size_t k = 0; k < s->p; k++) {
		double least;

		memcpy(sorted, s->x[k], s->n * sizeof(*sorted));
		stat_sort(sorted, s->n);
		least = stat_quantile(sorted, s->n, TAIL);
		for (size_t i = 0; i < s->n; i++)
			out[k * s->n + i] = s->x[k][i] <= least;
	}
	free(sorted);
	return out;
}

static double
tail_share(const unsigned char *a, const unsigned char *b, size_t n)
{
	size_t both = 0;

	for (size_t i = 0; i < n; i++)
		both += a[i] & b[i];
	return (double)both / (double)n / TAIL;
}

/* Fisher 1921: two correlations of so many bars; NaN where one is ±1. */
static double
fisher(double now, size_t n, double then, size_t m)
{
	double z = (atanh(now) - atanh(then)) / sqrt(1 / ((double)n - 3) +
	    1 / ((double)m - 3));

	return n > 3 && m > 3 && isfinite(z) ? z : (double)NAN;
}

static double
p_of(double r, size_t n)
{
	double t = r * sqrt(((double)n - 2) / (1 - r * r));

	return isnan(r) ? (double)NAN : fabs(r) >= 1 ? 0 :
	    2 * student_cdf(-fabs(t), (double)n - 2);
}

static struct correlation_pair
pair_of(const struct work *w, size_t i, size_t k, const unsigned char *falls)
{
	size_t at = i * w->p + k, n = w->a->of.n;
	struct correlation_pair c = { .p_value = p_of(
	    w->by[CORR_PEARSON][at], n), .shrunk = NAN,
	    .before = w->before[at], .recent = w->recent[at],
	    .calm = w->calm[at], .stress = w->stress[at],
	    .tail = tail_share(falls + i * n, falls + k * n, n) };

	TEXT_SET(c.symbol, w->a->symbol[i]);
	TEXT_SET(c.other, w->a->symbol[k]);
	for (int m = 0; m < CORRELATION_METHODS; m++)
		c.by[m] = w->by[m] != NULL ? w->by[m][at] : (double)NAN;
	if (w->ask->shrink != SHRINK_NONE)
		c.shrunk = w->shrunk[at];
	c.change_z = fisher(c.recent, CORRELATION_RECENT, c.before, n -
	    CORRELATION_RECENT);
	c.change_p = 2 * normal_cdf(-fabs(c.change_z));
	c.stress_z = fisher(c.stress, w->falls, c.calm, n - w->falls);
	c.breakdown = fabs(c.stress - c.calm) > MOVED &&
	    fabs(c.stress_z) > SURE;
	return c;
}

static void
tell_pairs(const struct work *w, struct correlation_found *out)
{
	unsigned char *falls = falls_of(&w->a->of);
	double tails = 0;

	for (size_t i = 0; i < w->p; i++)
		for (size_t k = i + 1; k < w->p; k++) {
			struct correlation_pair c = pair_of(w, i, k, falls);

			vec_push(&out->pairs, c);
			out->said.breakdowns += c.breakdown;
			out->said.changes += c.change_p < 0.05;
			tails += c.tail;
		}
	out->said.tail = tails / (double)out->pairs.len;
	free(falls);
}

/* The mean by Pearson over the last bars, and its rank among its like. */
static void
tell_regime(const struct work *w, struct correlation_said *out)
{
	const struct panel *s = &w->a->of;
	size_t n = s->n - WINDOW + 1, from = n > RANKED ? n - RANKED : 0;
	const double **x = mem_array(s->p, sizeof(*x));
	double below = 0, all = 0;

	for (size_t i = n; i-- > from;) {
		struct panel of = panel_part(s, i, WINDOW, x);
		double mean;

		panel_pearson(&of, w->map);
		mean = mean_of(w->map, s->p);
		if (i == n - 1)
			out->recent = mean;
		below += mean <= out->recent;
		all += !isnan(mean);
	}
	out->rank = isnan(out->recent) ? (double)NAN : below / all;
	out->regime = isnan(out->rank) ? CORRELATION_REGIMES :
	    out->rank < LOW ? CORR_LOW : out->rank > HIGH ? CORR_HIGH :
	    CORR_NORMAL;
	free(x);
}

static double
clip(double share)
{
	return fmin(fmax(share, 0), 1);
}

static void
tell_diversification(const struct work *w, struct correlation_said *out)
{
	double n = (double)w->p, *eigen = mem_array(w->p, sizeof(*eigen));
	struct diversification d = covariance_diversification(w->cov, w->p,
	    w->weights, w->map, eigen);

	out->concentration = 0;
	for (size_t i = 0; i < w->p; i++)
		out->concentration += w->weights[i] * w->weights[i];
	out->diversification_ratio = d.ratio;
	out->effective_bets = d.bets;
	out->absorption_ratio = d.absorbed;
	out->score = isnan(d.ratio) ? (double)NAN :
	    100 * (0.5 * clip((d.ratio - 1) / (sqrt(n) - 1)) +
	    0.3 * clip((d.bets - 1) / (n - 1)) +
	    0.2 * clip((1 - out->concentration) / (1 - 1 / n)));
	out->singular = eigen[w->p - 1] <= SINGULAR * eigen[0];
	free(eigen);
}

/* Whether leaves before and behind a place of the tree are joined: clusters
 * are runs of leaves, so that one pair that is near enough joins both sides. */
static bool
joined(const double *matrix, size_t p, const size_t *order, size_t place,
    double cut)
{
	for (size_t i = 0; i < place; i++)
		for (size_t k = place; k < p; k++)
			if (matrix[order[i] * p + order[k]] >= cut)
				return true;
	return false;
}

static void
tell_assets(const struct work *w, const double *matrix,
    struct correlation_found *out)
{
	size_t p = w->p, *order = mem_array(p, sizeof(*order));
	double *near = w->map, *unused = mem_array(p, sizeof(*unused));
	double year = (double)STAMP_YEAR / (double)w->a->timeframe;
	int64_t cluster = 1;

	for (size_t i = 0; i < w->cells; i++)	/* as a covariance */
		near[i] = i % (p + 1) == 0 ? 1 : isnan(matrix[i]) ? -1 :
		    matrix[i];
	opt_hrp(near, p, LINK_SINGLE, unused, order);
	out->map = mem_array(w->cells, sizeof(*out->map));
	for (size_t i = 0; i < p; i++) {
		struct correlation_asset c = { .place = (int64_t)i + 1,
		    .weight = w->weights[order[i]],
		    .volatility = stat_deviation(w->a->of.x[order[i]],
		    w->a->of.n) * sqrt(year),
		    .dropped = (int64_t)w->a->lost[order[i]] };

		cluster += i > 0 && !joined(near, p, order, i, w->ask->cut);
		c.cluster = cluster;
		TEXT_SET(c.symbol, w->a->symbol[order[i]]);
		for (size_t k = 0; k < p; k++) {
			out->map[i * p + k] = matrix[order[i] * p + order[k]];
			c.average += i == k ? 0 : out->map[i * p + k] /
			    (double)(p - 1);
		}
		vec_push(&out->assets, c);
	}
	out->said.clusters = cluster;
	free(order);
	free(unused);
}

static void
tell_bars(const struct work *w, struct correlation_said *out)
{
	const struct analysis_panel *a = w->a;
	size_t len = 0;

	for (size_t k = 0; k < w->p; k++) {
		len += (size_t)snprintf(out->symbols + len,
		    sizeof(out->symbols) - len, "%s%s", k > 0 ? " " : "",
		    a->symbol[k]);
		out->dropped += (int64_t)a->lost[k];
	}
	TEXT_SET(out->driver, a->symbol[w->ask->driver]);
	out->timeframe = a->timeframe;
	out->method = w->ask->method;
	out->shrink = w->ask->shrink;
	out->cut = w->ask->cut;
	out->last = a->open_time_ms[a->of.n] * 1000;
	out->bars = (int64_t)a->of.n + 1;
	out->gaps = a->gaps;
	out->missing = a->missing;
}

static void
tell(struct work *w, struct correlation_found *out)
{
	const double *matrix = w->ask->method == CORR_PEARSON &&
	    w->ask->shrink != SHRINK_NONE ? w->shrunk :
	    w->by[w->ask->method];

	out->said.shrinkage = shrink(w);
	halves(w);
	under_stress(w);
	tell_bars(w, &out->said);
	tell_pairs(w, out);
	tell_regime(w, &out->said);
	tell_diversification(w, &out->said);
	tell_assets(w, matrix, out);
	out->said.average = mean_of(matrix, w->p);
	out->said.calm = mean_of(w->calm, w->p);
	out->said.stress = mean_of(w->stress, w->p);
}

static void
work_open(struct work *w, const struct analysis_panel *a,
    const struct correlation_ask *ask)
{
	size_t p = a->of.p, cells = p * p;
	double **own[] = { &w->cov, &w->shrunk, &w->before, &w->recent,
	    &w->calm, &w->stress, &w->map };
	size_t n = sizeof(own) / sizeof(*own);

	*w = (struct work){ .a = a, .ask = ask, .p = p, .cells = cells };
	w->numbers = mem_array(n + CORRELATION_METHODS + 1, cells *
	    sizeof(double));
	for (size_t i = 0; i < n; i++)
		*own[i] = w->numbers + i * cells;
	for (size_t m = 0; m < CORRELATION_METHODS; m++)
		if (ask->methods[m] || m == CORR_PEARSON)
			w->by[m] = w->numbers + (n + m) * cells;
	w->weights = w->numbers + (n + CORRELATION_METHODS) * cells;
	for (size_t i = 0; i < p; i++)
		w->weights[i] = ask->weights != NULL ? ask->weights[i] :
		    1 / (double)p;
}

enum err_code
correlation_find(const struct analysis_panel *a,
    const struct correlation_ask *ask, struct correlation_found *out,
    struct err *err)
{
	struct work w;
	enum err_code rc;

	work_open(&w, a, ask);
	rc = measure(&w, &out->dcc, err);
	if (rc == E_OK)
		tell(&w, out);
	free(w.numbers);
	return rc;
}

void
correlation_release(struct correlation_found *f)
{
	vec_release(&f->pairs);
	vec_release(&f->assets);
	free(f->map);
	f->map = NULL;
}
