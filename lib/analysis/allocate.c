/* Weights of a window of a panel by any of the methods. */
#include "analysis/allocate-work.h"

#include "base/mem.h"
#include "quant/matrix.h"
#include "quant/stats.h"

#include <stdlib.h>
#include <string.h>

const char *const allocate_method_names[] = { "equal", "inverse-volatility",
	"min-variance", "max-sharpe", "risk-parity", "hrp", "min-cvar",
	"black-litterman", NULL };
const char *const allocate_shrink_names[] = { "none", "identity",
	"constant", NULL };

static double
usual(double given, double otherwise)
{
	return given != 0 ? given : otherwise;
}

static enum err_code
check_terms(const struct allocate_work *w, struct err *err)
{
	const struct allocate_ask *a = &w->ask;

	if (w->n == 0 || w->n > ALLOCATE_ASSETS)
		return err_set(err, E_USAGE, "%zu assets: it takes from 1 to"
		    " %d", w->n, ALLOCATE_ASSETS);
	if (!(a->beta > 0 && a->beta < 1))
		return err_set(err, E_USAGE, "a part of the bars that is not"
		    " between 0 and 1");
	if (!(a->ppy > 0 && a->hold > 0 && a->aversion > 0 && a->tau > 0 &&
	    a->cost >= 0 && a->turnover >= 0))
		return err_set(err, E_USAGE, "a term that is not above 0");
	if (!(a->cash >= 0 && a->cash < 1))
		return err_set(err, E_USAGE, "a part of cash that is not from"
		    " 0 to below 1");
	return E_OK;
}

static enum err_code
check_window(const struct allocate_work *w, struct err *err)
{
	const struct panel *p = w->panel;

	if (p->n < ALLOCATE_LEAST)
		return err_set(err, E_DATA, "%zu returns are too few to tell"
		    " weights by: it takes %d", p->n, ALLOCATE_LEAST);
	for (size_t i = 0; i < w->n; i++) {
		bool moves = false;

		for (size_t t = 0; t < p->n; t++) {
			if (!isfinite(p->x[i][t]))
				return err_set(err, E_DATA, "%s: return %zu"
				    " is no number", w->names[i], t);
			moves = moves || p->x[i][t] != p->x[i][0];
		}
		if (!moves)
			return err_set(err, E_DATA, "%s: its price stands"
			    " still or moves evenly over all %zu returns",
			    w->names[i], p->n);
	}
	return E_OK;
}

static void
work_init(struct allocate_work *w, const struct panel *panel,
    const char *const *names, const struct allocate_ask *ask,
    struct allocate_found *out)
{
	size_t n = panel->p;

	*w = (struct allocate_work){ .panel = panel, .names = names,
	    .ask = *ask, .n = n, .found = out };
	w->cov = mem_array(n + 6, n * sizeof(double));
	w->mean = w->cov + n * n;
	w->low = w->mean + n;
	w->high = w->low + n;
	w->cost = w->high + n;
	w->market = w->cost + n;
	w->ask.ppy = usual(ask->ppy, 365);
	w->ask.beta = usual(ask->beta, 0.95);
	w->ask.aversion = usual(ask->aversion, 2.5);
	w->ask.tau = usual(ask->tau, 0.05);
	w->ask.hold = usual(ask->hold, 30);
	for (size_t i = 0; i < n; i++) {
		w->low[i] = ask->low != NULL ? ask->low[i] : 0;
		w->high[i] = ask->high != NULL ? ask->high[i] : 1;
		w->cost[i] = ask->cost / w->ask.hold;
		w->market[i] = ask->market != NULL ? ask->market[i] :
		    1 / (double)n;
	}
	w->moved = ask->now != NULL ? fabs(1 - ask->cash - stat_sum(ask->now,
	    n)) / 2 : 0;
	w->l = (struct opt_limits){ .n = n, .sum = 1 - ask->cash,
	    .low = w->low, .high = w->high, .groups = ask->groups,
	    .member = ask->member, .least = ask->least, .most = ask->most,
	    .now = ask->now, .turnover = usual(ask->turnover, HUGE_VAL) -
	    w->moved,
	    .cost = ask->cost > 0 && ask->now != NULL ? w->cost : NULL };
	*out = (struct allocate_found){ .shrinkage = NAN, .turnover = NAN,
	    .cost = NAN };
}

/* Covariance by the choice, mended where it is singular; and the means. */
static void
look(struct allocate_work *w)
{
	const struct panel *p = w->panel;

	switch (w->ask.shrink) {
	case SHRINK_IDENTITY:
		w->found->shrinkage = panel_shrink_identity(p, w->cov);
		break;
	case SHRINK_CONSTANT:
		w->found->shrinkage = panel_shrink_constant(p, w->cov);
		break;
	default:
		panel_covariance(p, 1, w->cov);
	}
	w->found->ridge = opt_ridge(w->cov, w->n) * w->ask.ppy;
	for (size_t i = 0; i < w->n; i++)
		w->mean[i] = stat_mean(p->x[i], p->n);
}

/* Means become those of the views. */
static enum err_code
hold_views(struct allocate_work *w, struct err *err)
{
	size_t n = w->n;
	double *room = mem_array(n + 1, n * sizeof(*room)), *prior, *omega;
	struct opt_views v = w->ask.views;
	bool fits;

	prior = room + n * n;
	omega = mem_array(v.len, v.len * sizeof(*omega));
	for (size_t i = 0; i < n * n; i++)
		room[i] = w->cov[i] * w->ask.ppy;
	for (size_t i = 0; i < v.len && w->ask.doubt != NULL; i++)
		omega[i * (v.len + 1)] = w->ask.doubt[i] * w->ask.tau *
		    matrix_form(room, n, v.p + i * n);
	v.omega = w->ask.doubt != NULL ? omega : v.omega;
	fits = opt_black_litterman(room, n, w->market, w->ask.aversion,
	    w->ask.tau, &v, prior, w->mean, NULL);
	free(omega);
	for (size_t i = 0; i < n; i++)
		w->mean[i] = w->mean[i] / w->ask.ppy + w->ask.rate /
		    w->ask.ppy;
	free(room);
	return fits ? E_OK : err_set(err, E_USAGE, "the views contradict each"
	    " other, or one says nothing");
}

/* Methods that know no limits. */
static bool
freely(struct allocate_work *w, double *weights)
{
	bool found = true;

	for (size_t i = 0; i < w->n; i++)
		weights[i] = 1 / (double)w->n;
	if (w->ask.method == ALLOCATE_INVERSE)
		found = opt_inverse_volatility(w->cov, w->n, weights);
	else if (w->ask.method == ALLOCATE_PARITY)
		found = opt_risk_parity(w->cov, NULL, w->n, weights);
	else if (w->ask.method == ALLOCATE_HRP)
		found = opt_hrp(w->cov, w->n, (enum opt_linkage)w->ask.linkage,
		    weights, NULL);
	for (size_t i = 0; i < w->n; i++)
		weights[i] *= w->l.sum;
	return found;
}

static enum opt_end
find(struct allocate_work *w, double *weights)
{
	double *above, aversion = w->ask.aversion;
	enum opt_end end;

	switch (w->ask.method) {
	case ALLOCATE_VARIANCE:
		return opt_mean_variance(w->cov, NULL, aversion, &w->l,
		    weights, NULL);
	case ALLOCATE_CVAR:
		return opt_min_cvar(w->panel, w->ask.beta, &w->l, weights);
	case ALLOCATE_SHARPE:
	case ALLOCATE_VIEWS:
		above = mem_array(w->n, sizeof(*above));
		for (size_t i = 0; i < w->n; i++)
			above[i] = w->mean[i] - w->ask.rate / w->ask.ppy;
		end = w->ask.method == ALLOCATE_SHARPE ?
		    opt_max_sharpe(w->cov, above, &w->l, weights) :
		    opt_mean_variance(w->cov, above, aversion, &w->l, weights,
		    NULL);
		free(above);
		return end;
	default:
		if (!freely(w, weights))
			return OPT_ENDLESS;
		if (allocate_obeys(&w->l, weights))
			return OPT_FOUND;
		w->found->bounded = true;
		return opt_nearest(&w->l, weights);
	}
}

static enum err_code
say_loss(const struct allocate_work *w, struct err *err)
{
	size_t best = 0;

	for (size_t i = 1; i < w->n; i++)
		if (w->mean[i] > w->mean[best])
			best = i;
	return err_set(err, E_REFUSED, "no weights within the limits earn"
	    " more than the risk-free rate of %.6g%%%s; the best, %s, earned"
	    " %.4g%% a year over these bars", w->ask.rate * 100,
	    w->l.cost != NULL ? " and their costs" : "", w->names[best],
	    w->mean[best] * w->ask.ppy * 100);
}

static void
tell(const struct allocate_work *w, const double *weights, double *share)
{
	struct allocate_found *f = w->found;
	double ppy = w->ask.ppy, variance, apart = 0, squares = 0;
	struct opt_tail tail = opt_tail(w->panel, weights, w->ask.beta);

	variance = matrix_form(w->cov, w->n, weights);
	for (size_t i = 0; i < w->n; i++) {
		apart += weights[i] * sqrt(w->cov[i * w->n + i]);
		squares += weights[i] * weights[i];
	}
	f->ret = matrix_dot(w->mean, weights, w->n) * ppy + w->ask.cash *
	    w->ask.rate;
	f->volatility = sqrt(variance * ppy);
	f->sharpe = (f->ret - w->ask.rate) / f->volatility;
	f->var = tail.var;
	f->cvar = tail.cvar;
	f->diversification = apart / sqrt(variance);
	f->effective = w->l.sum * w->l.sum / squares;
	if (w->l.now != NULL) {
		f->turnover = opt_turnover(&w->l, weights) + w->moved;
		f->cost = 2 * opt_turnover(&w->l, weights) * w->ask.cost;
	}
	if (share != NULL)
		opt_contributions(w->cov, weights, w->n, share);
}

enum err_code
allocate_open(struct allocate_work *w, const struct panel *window,
    const char *const *names, const struct allocate_ask *ask,
    struct allocate_found *found, struct err *err)
{
	enum err_code rc;

	work_init(w, window, names, ask, found);
	rc = check_terms(w, err);
	if (rc == E_OK)
		rc = check_window(w, err);
	if (rc == E_OK)
		rc = allocate_possible(w, err);
	if (rc == E_OK)
		look(w);
	if (rc == E_OK && ask->method == ALLOCATE_VIEWS)
		rc = hold_views(w, err);
	return rc;
}

void
allocate_release(struct allocate_work *w)
{
	free(w->cov);
}

enum err_code
allocate_find(const struct panel *window, const char *const *names,
    const struct allocate_ask *ask, double *weights, double *share,
    struct allocate_found *out, struct err *err)
{
	struct allocate_work w;
	enum err_code rc = allocate_open(&w, window, names, ask, out, err);
	enum opt_end end = rc == E_OK ? find(&w, weights) : OPT_FOUND;

	if (end == OPT_LOSS)
		rc = say_loss(&w, err);
	else if (end != OPT_FOUND)
		rc = err_set(err, E_DATA, "%s: rounding kept it from weights"
		    " of these returns", allocate_method_names[ask->method]);
	if (rc == E_OK)
		tell(&w, weights, share);
	allocate_release(&w);
	return rc;
}
