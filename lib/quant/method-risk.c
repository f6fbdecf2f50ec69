/* The family risk as methods: losses, bets and sizes. */
#include "quant/call.h"
#include "quant/stats.h"
#include "quant/var.h"

#include <math.h>

#define RETURNS { { "r", READ_NUMBERS } }
#define ALPHA { "alpha", METHOD_NUMBER, "share of bars that are worse", \
	.fallback = 0.05, .min = 1e-6, .max = 0.5 }
#define MONEY(key, what) { key, METHOD_NUMBER, what, .min = 1e-12, \
	.max = 1e18, .required = true }
#define YEAR 365	/* bars of one: returns of days */

static enum err_code
run_historical(struct method_call *c, struct err *err)
{
	struct var v = var_historical(call_sorted(c, &c->input[0]),
	    c->input[0].n, c->param[0]);

	(void)err;
	answer_number(&c->answer, "var", v.var);
	answer_number(&c->answer, "cvar", v.cvar);
	answer_whole(&c->answer, "k", (int64_t)v.k);
	return E_OK;
}

static enum err_code
run_parametric(struct method_call *c, struct err *err)
{
	struct var v = var_normal(c->input[0].at, c->input[0].n, c->param[0]);

	(void)err;
	answer_number(&c->answer, "var", v.var);
	answer_number(&c->answer, "cvar", v.cvar);
	return E_OK;
}

static enum err_code
run_cornish_fisher(struct method_call *c, struct err *err)
{
	struct var_bent v = var_cornish_fisher(c->input[0].at,
	    c->input[0].n, c->param[0]);

	(void)err;
	answer_number(&c->answer, "skew", v.skew);
	answer_number(&c->answer, "excess_kurtosis", v.excess);
	answer_number(&c->answer, "z_cf", v.z);
	answer_number(&c->answer, "var", v.var);
	return E_OK;
}

static enum err_code
run_binary(struct method_call *c, struct err *err)
{
	double full = kelly_binary(c->param[0], c->param[1]);

	(void)err;
	answer_number(&c->answer, "full", full);
	answer_number(&c->answer, "used", fmax(0, c->param[2] * full));
	return E_OK;
}

static enum err_code
run_continuous(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];

	(void)err;
	answer_number(&c->answer, "mu_over_var", kelly_continuous(r->at,
	    r->n));
	answer_number(&c->answer, "empirical_log_optimal",
	    kelly_empirical(r->at, r->n));
	return E_OK;
}

static enum err_code
run_fixed_fractional(struct method_call *c, struct err *err)
{
	double entry = call_param(c, "entry"), stop = call_param(c, "stop");
	double side = call_param(c, "side"), loss = size_loss(entry, stop,
	    call_param(c, "taker_fee") + call_param(c, "slippage"));

	if (side == 0 || side * (entry - stop) <= 0)
		return err_set(err, E_DATA, "%s: a stop at %.10g is not on the"
		    " losing side of %.10g", c->method->name, stop, entry);
	answer_number(&c->answer, "qty", size_fixed_fractional(
	    call_param(c, "equity"), call_param(c, "risk"), entry, loss,
	    call_param(c, "lot"), call_param(c, "max_leverage")));
	answer_number(&c->answer, "loss_per_unit", loss);
	return E_OK;
}

static enum err_code
run_vol_target(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];
	double s = r->at[0] * r->at[0], sigma, lambda = c->param[1];

	(void)err;
	for (size_t i = 1; i < r->n; i++)
		s = lambda * s + (1 - lambda) * r->at[i] * r->at[i];
	sigma = sqrt(s * YEAR);
	answer_number(&c->answer, "sigma", sigma);
	answer_number(&c->answer, "scale", sigma > 0 ? fmin(c->param[2],
	    c->param[0] / sigma) : NAN);
	return E_OK;
}

static const char *const laws[] = { "normal", NULL };

const struct method risk_methods[] = {
	{ "var_historical", "risk", "loss that a share of bars exceeds",
	  "METHODS 8.6; empyrical conditional_value_at_risk",
	  .params = { ALPHA }, .inputs = RETURNS, .outputs = "var, cvar, k",
	  .run = run_historical },
	{ "var_parametric", "risk", "the same of a normal law",
	  "METHODS 8.6; quantstats value_at_risk", .params = { ALPHA,
	  { "dist", METHOD_WORD, "law of returns", .words = laws } },
	  .inputs = RETURNS, .outputs = "var, cvar", .run = run_parametric },
	{ "var_cornish_fisher", "risk", "the same with skew and kurtosis",
	  "METHODS 8.6; Zangari 1996", .params = { ALPHA },
	  .inputs = RETURNS, .outputs = "skew, excess_kurtosis, z_cf, var",
	  .run = run_cornish_fisher },
	{ "kelly_binary", "risk", "share to bet, won or lost",
	  "METHODS 8.7; Kelly 1956", .params = {
	  { "p", METHOD_NUMBER, "probability to win", .min = 0, .max = 1,
	    .required = true },
	  { "b", METHOD_NUMBER, "what is won for each unit risked",
	    .min = 1e-9, .max = 1e9, .required = true },
	  { "fraction", METHOD_NUMBER, "of it that is used",
	    .fallback = 0.5, .min = 0, .max = 1 } }, .outputs = "full, used",
	  .run = run_binary },
	{ "kelly_continuous", "risk", "share to bet on a series of returns",
	  "METHODS 8.7; Thorp 2006", .inputs = RETURNS,
	  .outputs = "mu_over_var, empirical_log_optimal",
	  .run = run_continuous },
	{ "size_fixed_fractional", "risk", "units that a stop may lose",
	  "METHODS 8.8", .params = { MONEY("equity", "money there is"),
	  { "risk", METHOD_NUMBER, "share of it that may be lost", .min = 0,
	    .max = 1, .required = true },
	  MONEY("entry", "price"), MONEY("stop", "price"),
	  { "side", METHOD_WHOLE, "1 long, -1 short", .fallback = 1,
	    .min = -1, .max = 1 },
	  { "taker_fee", METHOD_NUMBER, "ratio of the price", .min = 0,
	    .max = 1 },
	  { "slippage", METHOD_NUMBER, "ratio of the price", .min = 0,
	    .max = 1 },
	  { "lot", METHOD_NUMBER, "step of the amount; 0: none", .min = 0,
	    .max = 1e18 },
	  { "max_leverage", METHOD_NUMBER, "of the position; 0: any",
	    .min = 0, .max = 1e6 } }, .outputs = "qty, loss_per_unit",
	  .run = run_fixed_fractional },
	{ "size_vol_target", "risk", "scale that makes volatility the target",
	  "METHODS 8.9; Moreira and Muir 2017", .params = {
	  { "target", METHOD_NUMBER, "annual volatility", .min = 1e-9,
	    .max = 100, .required = true },
	  { "lambda", METHOD_NUMBER, "weight of the past", .fallback = 0.94,
	    .min = 0, .max = 1 },
	  { "cap", METHOD_NUMBER, "largest scale", .fallback = 1, .min = 0,
	    .max = 1000 } }, .inputs = RETURNS, .outputs = "sigma, scale",
	  .run = run_vol_target },
	{ .name = NULL }
};
