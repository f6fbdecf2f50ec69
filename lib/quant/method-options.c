/* The family options as methods. */
#include "quant/call.h"
#include "quant/option.h"

#include "base/jsonread.h"

#include <math.h>
#include <string.h>

static const char *const types[] = { "call", "put", NULL };
static const char *const models[] = { "black76", NULL };

#define PRICE(key, what) { key, METHOD_NUMBER, what, .min = 1e-12, \
	.max = 1e15, .required = true }
#define YEARS { "T", METHOD_NUMBER, "years of 365 days until it expires", \
	.min = 0, .max = 1000, .required = true }
#define RATE(key, what) { key, METHOD_NUMBER, what, .min = -10, .max = 10 }
#define SIGMA { "sigma", METHOD_NUMBER, "annual volatility", .min = 0, \
	.max = 1000, .required = true }
#define TYPE { "type", METHOD_WORD, "what it is a right to", .words = types, \
	.required = true }

static struct option
option_of(const struct method_call *c)
{
	return (struct option){ call_param(c, "type") > 0, call_param(c, "K"),
	    call_param(c, "T"), call_param(c, "r") };
}

static void
answer_price(struct method_call *c, const struct option_price *p)
{
	answer_number(&c->answer, "price", p->price);
	answer_number(&c->answer, "delta", p->delta);
	answer_number(&c->answer, "gamma", p->gamma);
	answer_number(&c->answer, "vega", p->vega);
}

static enum err_code
run_scholes(struct method_call *c, struct err *err)
{
	struct option o = option_of(c);
	struct option_price p = option_scholes(&o, call_param(c, "S"),
	    call_param(c, "q"), call_param(c, "sigma"));

	(void)err;
	answer_price(c, &p);
	answer_number(&c->answer, "theta", p.theta);
	answer_number(&c->answer, "rho", p.rho);
	return E_OK;
}

static enum err_code
run_black76(struct method_call *c, struct err *err)
{
	struct option o = option_of(c);
	struct option_price p = option_black76(&o, call_param(c, "F"),
	    call_param(c, "sigma"));

	(void)err;
	answer_price(c, &p);
	return E_OK;
}

static enum err_code
run_implied(struct method_call *c, struct err *err)
{
	struct option o = option_of(c);
	double sigma;
	enum option_flaw flaw = option_implied(&o, call_param(c, "F"),
	    call_param(c, "price"), &sigma);

	(void)err;
	if (flaw == OPTION_GOOD)
		answer_number(&c->answer, "sigma", sigma);
	else
		answer_text(&c->answer, "error", option_flaw_names[flaw]);
	return E_OK;
}

/* An array of them; "equal" or none: all the same. */
static enum err_code
weights_of(struct method_call *c, size_t n, const double **out,
    struct err *err)
{
	const json_t *value = c->value[3];
	const char *word = value != NULL ? json_plain_text(value) : NULL;
	struct series s = { .n = n };
	enum err_code rc = E_OK;

	*out = NULL;
	if (value == NULL || json_is_null(value) ||
	    (word != NULL && strcmp(word, "equal") == 0))
		return E_OK;
	rc = call_numbers(c, value, "weights", false, &s, err);
	if (rc == E_OK && s.n != n)
		rc = err_set(err, E_DATA, "%s: weights has %zu values, k has"
		    " %zu", c->method->name, s.n, n);
	for (size_t i = 0; i < s.n && rc == E_OK; i++)
		if (!(s.at[i] > 0))
			rc = err_set(err, E_DATA, "%s: weights: value %zu is"
			    " not above 0", c->method->name, i);
	*out = s.at;
	return rc;
}

static enum err_code
run_svi(struct method_call *c, struct err *err)
{
	const struct series *k = &c->numbers[1], *iv = &c->numbers[2];
	const double *weight;
	double *w = call_doubles(c, k->n);
	struct svi s;
	enum err_code rc = weights_of(c, k->n, &weight, err);

	if (rc != E_OK)
		return rc;
	if (iv->n != k->n)
		return err_set(err, E_DATA, "%s: iv has %zu values, k has %zu",
		    c->method->name, iv->n, k->n);
	for (size_t i = 0; i < k->n; i++)
		w[i] = iv->at[i] * iv->at[i] * c->param[0];
	if (!svi_fit(k->at, w, weight, k->n, &s))
		return err_set(err, E_DATA, "%s: k: fewer than %d different"
		    " values", c->method->name, SVI_LEAST);
	for (size_t i = 0; i < k->n; i++)
		w[i] = svi_variance(&s, k->at[i]);
	answer_number(&c->answer, "a", s.a);
	answer_number(&c->answer, "b", s.b);
	answer_number(&c->answer, "rho", s.rho);
	answer_number(&c->answer, "m", s.m);
	answer_number(&c->answer, "sigma", s.sigma);
	answer_numbers(&c->answer, "w", w, k->n);
	answer_number(&c->answer, "min_total_variance", svi_least(&s));
	return E_OK;
}

#define FORWARD PRICE("F", "the forward")
#define STRIKE PRICE("K", "the strike")
#define RATES RATE("r", "riskless rate, continuous")

const struct method options_methods[] = {
	{ "bs_price", "options", "Black, Scholes and Merton, with greeks",
	  "METHODS 5.9; Merton 1973", .params = {
	  PRICE("S", "the spot"), STRIKE, YEARS, RATES,
	  RATE("q", "what the spot yields, continuous"), SIGMA, TYPE },
	  .outputs = "price, delta, gamma, vega, theta, rho",
	  .run = run_scholes },
	{ "black76_price", "options", "Black-76 on a forward, with greeks",
	  "METHODS 5.9; Black 1976", .params = { FORWARD, STRIKE, YEARS, RATES,
	  SIGMA, TYPE }, .outputs = "price, delta, gamma, vega",
	  .run = run_black76 },
	{ "implied_vol", "options", "the volatility that a price implies",
	  "METHODS 5.9; Corrado and Miller 1996; Jaeckel 2015", .params = {
	  FORWARD, STRIKE, YEARS, RATES, { "price", METHOD_NUMBER,
	  "of the option", .min = -1e15, .max = 1e15, .required = true }, TYPE,
	  { "model", METHOD_WORD, "of the price", .words = models } },
	  .outputs = "sigma, error", .run = run_implied },
	{ "svi_fit", "options", "a smile of total variance",
	  "METHODS 5.9; Gatheral 2004; Zeliade 2009", .params = {
	  { "T", METHOD_NUMBER, "years of 365 days", .min = 1e-9, .max = 1000,
	    .required = true },
	  { "k", METHOD_NUMBERS, "ln of strike by forward", .min = -20,
	    .max = 20, .required = true },
	  { "iv", METHOD_NUMBERS, "annual volatility at each", .min = 1e-9,
	    .max = 1000, .required = true },
	  { "weights", METHOD_VALUE, "of each; \"equal\" where not given" },
	  { "objective", METHOD_LABEL, "least squares of total variance" } },
	  .outputs = "a, b, rho, m, sigma, w[], min_total_variance",
	  .run = run_svi },
	{ .name = NULL }
};
