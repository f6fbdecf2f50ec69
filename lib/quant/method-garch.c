/* The family garch as methods. */
#include "quant/call.h"
#include "quant/garch.h"

#include <math.h>

/* As arch names them: normal or Student's t. */
static const char *const laws[] = { "normal", "gaussian", "t", "studentst",
	NULL };
static const char *const means[] = { "constant", NULL };
static const char *const backcasts[] = { "arch", NULL };

#define AHEAD 10
#define LAW { "dist", METHOD_WORD, "law of what is left", .words = laws }
#define SCALE { "scale", METHOD_NUMBER, "returns are multiplied by it", \
	.fallback = 100, .min = 1e-6, .max = 1e6 }
#define RETURNS { { "r", READ_NUMBERS } }

/* First of the parameters. */
static enum garch_law
law_of(const struct method_call *c)
{
	return c->param[0] >= 2 ? GARCH_STUDENT : GARCH_NORMAL;
}

static const double *
scaled(struct method_call *c)
{
	const struct series *r = &c->input[0];
	double *x = call_doubles(c, r->n), scale = call_param(c, "scale");

	for (size_t i = 0; i < r->n; i++)
		x[i] = r->at[i] * scale;
	return x;
}

static enum err_code
run_fit(struct method_call *c, struct err *err)
{
	size_t n = c->input[0].n;
	const double *x = scaled(c);
	double ahead[AHEAD];
	struct garch_fit f;

	if (!garch_fit(x, n, law_of(c), &f, NULL))
		return err_set(err, E_DATA, "%s: r: all values are the same",
		    c->method->name);
	for (size_t i = 0; i < AHEAD; i++)
		ahead[i] = garch_ahead(&f.g, f.next, i + 1);
	answer_number(&c->answer, "mu", f.g.mu);
	answer_number(&c->answer, "omega", f.g.omega);
	answer_number(&c->answer, "alpha", f.g.alpha);
	answer_number(&c->answer, "beta", f.g.beta);
	answer_number(&c->answer, "loglik", f.loglik);
	answer_number(&c->answer, "sigma2_first", f.first);
	answer_number(&c->answer, "sigma2_last", f.last);
	answer_numbers(&c->answer, "forecast_var_1_to_10", ahead, AHEAD);
	answer_number(&c->answer, "long_run_var", garch_long_run(&f.g));
	answer_number(&c->answer, "half_life", garch_half_life(&f.g));
	answer_number(&c->answer, "nu", f.g.nu);
	return E_OK;
}

/* mu, omega, alpha, beta and, of Student's law, nu. */
static enum err_code
params_of(const struct method_call *c, struct garch *g, struct err *err)
{
	const struct series *p = &c->numbers[2];
	bool student = law_of(c) == GARCH_STUDENT;

	if (p->n != (student ? 5 : 4))
		return err_set(err, E_DATA, "%s: params must be mu, omega,"
		    " alpha, beta%s", c->method->name, student ? ", nu" : "");
	*g = (struct garch){ p->at[0], p->at[1], p->at[2], p->at[3],
	    student ? p->at[4] : NAN };
	if (!(g->omega > 0) || g->alpha < 0 || g->beta < 0 ||
	    g->alpha + g->beta >= 1)
		return err_set(err, E_DATA, "%s: params: omega must be above"
		    " 0, alpha and beta not below it, and their sum below 1",
		    c->method->name);
	if (student && (g->nu <= 2.05 || g->nu >= 500))
		return err_set(err, E_DATA, "%s: params: nu must be between"
		    " 2.05 and 500", c->method->name);
	return E_OK;
}

static enum err_code
run_eval(struct method_call *c, struct err *err)
{
	size_t n = c->input[0].n;
	const double *x = scaled(c);
	double *variance = call_doubles(c, n + 1), sum = 0, loglik;
	struct garch g;
	enum err_code rc = params_of(c, &g, err);

	if (rc != E_OK)
		return rc;
	loglik = garch_loglik(&g, law_of(c), x, n, variance);
	for (size_t i = 0; i < n; i++)
		sum += variance[i];
	answer_number(&c->answer, "loglik", loglik);
	answer_number(&c->answer, "sigma2_last", variance[n - 1]);
	answer_number(&c->answer, "sigma2_sum", sum);
	return E_OK;
}

const struct method garch_methods[] = {
	{ "garch11_fit", "garch", "the likeliest GARCH(1,1), and its forecast",
	  "METHODS 5.7; Bollerslev 1986; arch", .params = { LAW, SCALE,
	  { "mean", METHOD_WORD, "of the returns", .words = means },
	  { "backcast", METHOD_WORD, "variance before the first",
	    .words = backcasts } },
	  .inputs = RETURNS, .outputs = "mu, omega, alpha, beta, loglik,"
	  " sigma2_first, sigma2_last, forecast_var_1_to_10[], long_run_var,"
	  " half_life, nu", .least = GARCH_LEAST, .run = run_fit },
	{ "garch11_eval", "garch", "the likelihood of a GARCH(1,1)",
	  "METHODS 5.7; Bollerslev 1986; arch", .params = { LAW, SCALE,
	  { "params", METHOD_NUMBERS, "mu, omega, alpha, beta, and nu of t",
	    .min = -1e6, .max = 1e6, .required = true } },
	  .inputs = RETURNS, .outputs = "loglik, sigma2_last, sigma2_sum",
	  .least = 2, .run = run_eval },
	{ .name = NULL }
};
