/* The table that etrms-quant.so exports, over NLopt. */
#include "quant/minimise.h"

#include "base/err.h"
#include "base/trace.h"

#include <nlopt.h>

extern const struct quant_module etrms_quant_module MODULE_EXPORT;

struct asking { const struct minimise *m; nlopt_opt opt; };

static double
ask(unsigned n, const double *x, double *gradient, void *self)
{
	struct asking *a = self;
	bool stop = false;
	double value = a->m->value(a->m->self, x, &stop);

	(void)n;
	(void)gradient;
	if (stop)
		nlopt_force_stop(a->opt);
	return value;
}

static bool
minimise(const struct minimise *m)
{
	nlopt_opt opt = nlopt_create(NLOPT_LN_SBPLX, (unsigned)m->n);
	struct asking a = { m, opt };
	nlopt_result is = NLOPT_OUT_OF_MEMORY;
	double least;

	if (opt != NULL && nlopt_set_lower_bounds(opt, m->low) > 0 &&
	    nlopt_set_upper_bounds(opt, m->high) > 0 &&
	    nlopt_set_initial_step(opt, m->step) > 0 &&
	    nlopt_set_xtol_abs1(opt, m->tolerance) > 0 &&
	    nlopt_set_maxeval(opt, m->most) > 0 &&
	    nlopt_set_min_objective(opt, ask, &a) > 0)
		is = nlopt_optimize(opt, m->x, &least);
	nlopt_destroy(opt);
	return is > 0 || is == NLOPT_FORCED_STOP ||
	    is == NLOPT_ROUNDOFF_LIMITED;
}

static const char *
start(const struct module_host *host)
{
	bug_exit_set(host->exit_code);
	trace_filter_set(host->may_trace);
	return NULL;
}

static void
libraries(struct buf *to)
{
	int major, minor, bugfix;

	nlopt_version(&major, &minor, &bugfix);
	buf_printf(to, "NLopt %d.%d.%d", major, minor, bugfix);
}

const struct quant_module etrms_quant_module = {
	.head = {
		.api = MODULE_API,
		.name = "quant",
		.version = ETRMS_VERSION,
		.init = start,
		.libraries = libraries
	},
	.ops = { .minimise = minimise }
};
