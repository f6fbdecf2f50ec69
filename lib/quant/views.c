/* Black and Litterman: what the market expects, and views on it. */
#include "quant/portfolio.h"

#include "quant/matrix.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct views_room {
	double *sp;		/* tau S P': len rows of n */
	double *m;		/* P tau S P' + omega, then its factor */
	double *gap;		/* Q - P prior */
	double *part;		/* a column at work */
};

/* By what each view moves mean and covariance. */
static bool
weigh(const double *cov, size_t n, double tau, const struct opt_views *v,
    const double *prior, struct views_room *r)
{
	size_t k = v->len;

	for (size_t i = 0; i < k; i++) {
		matrix_times(cov, n, v->p + i * n, r->sp + i * n);
		for (size_t a = 0; a < n; a++)
			r->sp[i * n + a] *= tau;
		r->gap[i] = v->q[i] - matrix_dot(v->p + i * n, prior, n);
	}
	for (size_t i = 0; i < k; i++)
		for (size_t a = 0; a < k; a++) {
			double both = matrix_dot(v->p + i * n, r->sp + a * n,
			    n);

			r->m[i * k + a] = both + (v->omega != NULL ?
			    v->omega[i * k + a] : i == a ? both : 0);
		}
	return matrix_factor(r->m, k);
}

bool
opt_black_litterman(const double *cov, size_t n, const double *market,
    double delta, double tau, const struct opt_views *v, double *prior,
    double *posterior, double *cov_out)
{
	size_t k = v->len;
	double *room = mem_array(k * n + k * k + 2 * k + n, sizeof(*room));
	struct views_room r = { room, room + k * n, room + k * n + k * k,
	    room + k * n + k * k + k };
	bool fits;

	matrix_times(cov, n, market, prior);
	for (size_t a = 0; a < n; a++)
		prior[a] *= delta;
	memcpy(posterior, prior, n * sizeof(*prior));
	fits = weigh(cov, n, tau, v, prior, &r);
	if (fits)
		matrix_solve(r.m, k, r.gap);
	for (size_t i = 0; i < k && fits; i++)
		for (size_t a = 0; a < n; a++)
			posterior[a] += r.sp[i * n + a] * r.gap[i];
	for (size_t a = 0; a < n && fits && cov_out != NULL; a++) {
		for (size_t i = 0; i < k; i++)
			r.part[i] = r.sp[i * n + a];
		matrix_solve(r.m, k, r.part);
		for (size_t b = 0; b < n; b++) {
			double known = 0;

			for (size_t i = 0; i < k; i++)
				known += r.sp[i * n + b] * r.part[i];
			cov_out[a * n + b] = (1 + tau) * cov[a * n + b] -
			    known;
		}
	}
	free(room);
	return fits;
}

bool
opt_reverse(const double *cov, const double *mean, size_t n, double *w)
{
	double *l = mem_array(n, n * sizeof(*l)), sum = 0;
	bool found;

	memcpy(l, cov, n * n * sizeof(*l));
	memcpy(w, mean, n * sizeof(*w));
	found = matrix_factor(l, n);
	if (found)
		matrix_solve(l, n, w);
	for (size_t i = 0; i < n; i++)
		sum += w[i];
	found = found && sum != 0 && isfinite(sum);
	for (size_t i = 0; i < n && found; i++)
		w[i] /= sum;
	free(l);
	return found;
}
