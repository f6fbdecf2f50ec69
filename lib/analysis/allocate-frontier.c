/*
 * The efficient frontier: of each return the weights with the least variance.
 * The return is held as a group is whose members count by their means.
 */
#include "analysis/allocate-work.h"

#include "base/mem.h"
#include "quant/matrix.h"

#include <stdlib.h>
#include <string.h>

struct frontier {
	struct allocate_work w;
	struct opt_limits l;		/* with one more group */
	double *member, *least, *most;
	double scale;			/* of means to 1 */
};

static void
frontier_init(struct frontier *f)
{
	const struct opt_limits *l = &f->w.l;
	size_t n = l->n, groups = l->groups;

	f->member = mem_array(groups + 1, n * sizeof(double));
	f->least = mem_array(groups + 1, sizeof(double));
	f->most = mem_array(groups + 1, sizeof(double));
	for (size_t i = 0; i < groups * n; i++)
		f->member[i] = l->member[i];
	for (size_t g = 0; g < groups; g++) {
		f->least[g] = l->least[g];
		f->most[g] = l->most[g];
	}
	f->scale = 0;
	for (size_t i = 0; i < n; i++)
		f->scale = fmax(f->scale, fabs(f->w.mean[i]));
	f->scale = f->scale > 0 ? f->scale : 1;
	for (size_t i = 0; i < n; i++)
		f->member[groups * n + i] = f->w.mean[i] / f->scale;
	f->most[groups] = HUGE_VAL;
	f->l = *l;
	f->l.cost = NULL;
	f->l.groups = groups + 1;
	f->l.member = f->member;
	f->l.least = f->least;
	f->l.most = f->most;
}

static void
frontier_release(struct frontier *f)
{
	free(f->member);
	free(f->least);
	free(f->most);
	allocate_release(&f->w);
}

static double
mean_of(const struct frontier *f, const double *weights)
{
	return matrix_dot(f->w.mean, weights, f->w.n);
}

/* ret: the mean at least, per bar. */
static enum opt_end
point(struct frontier *f, double ret, struct allocate_point *out)
{
	const struct allocate_ask *a = &f->w.ask;
	enum opt_end end;

	f->least[f->l.groups - 1] = ret / f->scale;
	end = opt_mean_variance(f->w.cov, NULL, 1, &f->l, out->weights, NULL);
	out->ret = mean_of(f, out->weights) * a->ppy + a->cash * a->rate;
	out->volatility = sqrt(matrix_form(f->w.cov, f->w.n, out->weights) *
	    a->ppy);
	out->sharpe = (out->ret - a->rate) / out->volatility;
	return end;
}

static enum opt_end
walk(struct frontier *f, struct allocate_point *points, size_t n, size_t *len)
{
	struct opt_limits bare = f->w.l;
	double low, high;
	enum opt_end end;

	bare.cost = NULL;
	end = opt_linear(&bare, f->w.mean, points[0].weights, NULL);
	high = mean_of(f, points[0].weights);
	if (end == OPT_FOUND)
		end = point(f, -HUGE_VAL, &points[0]);
	low = mean_of(f, points[0].weights);
	*len = high - low > 1e-9 * f->scale ? n : 1;
	for (size_t i = 1; i < *len && end == OPT_FOUND; i++) {
		double to = low + (high - low) * (double)i / (double)(n - 1);

		/* at the very end only what rounding leaves would do */
		end = point(f, fmin(to, high - 1e-10 * f->scale), &points[i]);
	}
	return end;
}

enum err_code
allocate_frontier(const struct panel *window, const char *const *names,
    const struct allocate_ask *ask, struct allocate_point *points, size_t n,
    size_t *len, struct err *err)
{
	struct frontier f = { 0 };
	struct allocate_found found;
	enum err_code rc = allocate_open(&f.w, window, names, ask, &found,
	    err);

	if (rc == E_OK) {
		frontier_init(&f);
		if (walk(&f, points, n, len) != OPT_FOUND)
			rc = err_set(err, E_DATA, "rounding kept the frontier"
			    " from its end");
	}
	frontier_release(&f);
	return rc;
}
