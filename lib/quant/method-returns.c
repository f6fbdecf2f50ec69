/* The family backtest: statistics of returns as methods. */
#include "quant/call.h"
#include "quant/stats.h"

#include <math.h>

#define PPY { "ppy", METHOD_NUMBER, "bars of a year", .fallback = 365, \
	.min = 1e-3, .max = 1e9 }
#define RATE { "rf", METHOD_NUMBER, "risk-free return of a year, a ratio", \
	.min = -0.99, .max = 100 }
#define RETURNS { { "r", READ_NUMBERS } }

/* What all of them read; by the order of the macros. */
static double
ppy_of(const struct method_call *c)
{
	return c->param[0];
}

static double
rate_of(const struct method_call *c)
{
	return stat_periodic(c->param[1], c->param[0]);
}

static enum err_code
run_return(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];
	double total = stat_total_return(r->at, r->n);

	(void)err;
	answer_number(&c->answer, "total", total);
	answer_number(&c->answer, "annual", stat_annual_return(total, r->n,
	    ppy_of(c)));
	return E_OK;
}

/* A statistic of a bar, and of a year. */
static enum err_code
answer_both(struct method_call *c, double periodic)
{
	answer_number(&c->answer, "annual", periodic * sqrt(ppy_of(c)));
	answer_number(&c->answer, "periodic", periodic);
	return E_OK;
}

static enum err_code
run_volatility(struct method_call *c, struct err *err)
{
	(void)err;
	return answer_both(c, stat_deviation(c->input[0].at, c->input[0].n));
}

static enum err_code
run_sharpe(struct method_call *c, struct err *err)
{
	(void)err;
	return answer_both(c, stat_sharpe(c->input[0].at, c->input[0].n,
	    rate_of(c)));
}

static enum err_code
run_drawdown(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];
	struct drawdown d = stat_drawdown(r->at, r->n);

	(void)err;
	answer_number(&c->answer, "max", d.max);
	answer_whole(&c->answer, "peak_index", (int64_t)d.peak);
	answer_whole(&c->answer, "trough_index", (int64_t)d.trough);
	if (d.recovery >= 0)
		answer_whole(&c->answer, "recovery_index", d.recovery);
	else
		answer_null(&c->answer, "recovery_index");
	answer_whole(&c->answer, "decline_bars", (int64_t)(d.trough -
	    d.peak));
	if (d.recovery >= 0)
		answer_whole(&c->answer, "recovery_bars", d.recovery -
		    (int64_t)d.trough);
	else
		answer_null(&c->answer, "recovery_bars");
	answer_whole(&c->answer, "longest_underwater_bars",
	    (int64_t)d.longest);
	return E_OK;
}

static enum err_code
run_calmar(struct method_call *c, struct err *err)
{
	(void)err;
	answer_number(&c->answer, "value", stat_calmar(c->input[0].at,
	    c->input[0].n, ppy_of(c)));
	return E_OK;
}

static enum err_code
run_sortino(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];
	double rate = rate_of(c);

	(void)err;
	answer_number(&c->answer, "annual", stat_sortino(r->at, r->n, rate) *
	    sqrt(ppy_of(c)));
	answer_number(&c->answer, "downside_periodic", stat_downside(r->at,
	    r->n, rate));
	return E_OK;
}

static enum err_code
run_omega(struct method_call *c, struct err *err)
{
	(void)err;
	answer_number(&c->answer, "value", stat_omega(c->input[0].at,
	    c->input[0].n, rate_of(c)));
	return E_OK;
}

static enum err_code
run_ulcer(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];
	double ulcer = stat_drawdown(r->at, r->n).ulcer;

	(void)err;
	answer_number(&c->answer, "index", ulcer);
	answer_number(&c->answer, "performance_index", ulcer > 0 ?
	    stat_total_return(r->at, r->n) / ulcer : NAN);
	return E_OK;
}

static enum err_code
run_tail_ratio(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];

	(void)err;
	answer_number(&c->answer, "value", stat_tail_ratio(
	    call_sorted(c, r), r->n));
	return E_OK;
}

static enum err_code
run_moments(struct method_call *c, struct err *err)
{
	struct moments4 m = stat_moments(c->input[0].at, c->input[0].n);

	(void)err;
	answer_number(&c->answer, "skew", m.skew);
	answer_number(&c->answer, "kurtosis", m.kurtosis);
	answer_number(&c->answer, "jarque_bera", stat_jarque_bera(&m,
	    c->input[0].n));
	return E_OK;
}

static enum err_code
run_psr(struct method_call *c, struct err *err)
{
	const struct series *r = &c->input[0];
	struct probable p = stat_probable(r->at, r->n, rate_of(c));

	(void)err;
	answer_number(&c->answer, "psr_vs_0", stat_psr(&p, 0));
	answer_number(&c->answer, "se", p.error);
	answer_number(&c->answer, "psr_vs_annual_1", stat_psr(&p,
	    1 / sqrt(ppy_of(c))));
	answer_number(&c->answer, "min_track_record_95",
	    stat_track_record(&p, r->n, 0));
	return E_OK;
}

static enum err_code
run_dsr(struct method_call *c, struct err *err)
{
	struct probable p = stat_probable(c->input[0].at, c->input[0].n, 0);
	double best = stat_expected_best(c->param[0], c->param[1]);

	(void)err;
	answer_number(&c->answer, "sr0", best);
	answer_number(&c->answer, "dsr", stat_psr(&p, best));
	return E_OK;
}

static enum err_code
run_mean_nw(struct method_call *c, struct err *err)
{
	(void)err;
	answer_number(&c->answer, "t", stat_mean_nw(c->input[0].at,
	    c->input[0].n, (size_t)c->param[0]));
	return E_OK;
}

const struct method returns_methods[] = {
	{ "stat_return", "backtest", "total and annual return",
	  "METHODS 9.1; empyrical annual_return", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "total, annual", .run = run_return },
	{ "stat_volatility", "backtest", "deviation of returns",
	  "METHODS 9.1; empyrical annual_volatility",
	  .params = { PPY, RATE }, .inputs = RETURNS,
	  .outputs = "annual, periodic", .run = run_volatility },
	{ "stat_sharpe", "backtest", "mean return over its deviation",
	  "METHODS 9.4; Sharpe 1994", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "annual, periodic",
	  .run = run_sharpe },
	{ "stat_drawdown", "backtest", "deepest fall, its length and recovery",
	  "METHODS 9.2; empyrical max_drawdown", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "max, peak_index, trough_index, "
	  "recovery_index, decline_bars, recovery_bars, "
	  "longest_underwater_bars", .run = run_drawdown },
	{ "stat_calmar", "backtest", "annual return over the deepest fall",
	  "METHODS 9.4; Young 1991", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "value", .run = run_calmar },
	{ "stat_sortino", "backtest", "mean return over downside deviation",
	  "METHODS 9.4; Sortino and Price 1994", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "annual, downside_periodic",
	  .run = run_sortino },
	{ "stat_omega", "backtest", "gains over losses around a threshold",
	  "METHODS 9.4; Keating and Shadwick 2002", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "value", .run = run_omega },
	{ "stat_ulcer", "backtest", "root of the mean square drawdown",
	  "METHODS 9.4; Martin 1987", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "index, performance_index",
	  .run = run_ulcer },
	{ "stat_tail_ratio", "backtest", "95 % quantile over 5 % quantile",
	  "METHODS 9.4; empyrical tail_ratio", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "value", .run = run_tail_ratio },
	{ "stat_moments", "backtest", "skew, kurtosis and Jarque-Bera",
	  "METHODS 1.5; Jarque and Bera 1980", .params = { PPY, RATE },
	  .inputs = RETURNS, .outputs = "skew, kurtosis, jarque_bera",
	  .run = run_moments },
	{ "stat_psr", "backtest", "probability that Sharpe is above another",
	  "METHODS 9.6; Bailey and Lopez de Prado 2012",
	  .params = { PPY, RATE }, .inputs = RETURNS, .outputs = "psr_vs_0, "
	  "se, psr_vs_annual_1, min_track_record_95", .run = run_psr },
	{ "stat_dsr", "backtest", "probable Sharpe after so many trials",
	  "METHODS 9.6; Bailey and Lopez de Prado 2014", .params = {
	  { "trials", METHOD_NUMBER, "independent trials", .min = 1,
	    .max = 1e12, .required = true },
	  { "var_sr", METHOD_NUMBER, "variance of their Sharpe of a bar",
	    .min = 0, .max = 1e6, .required = true } }, .inputs = RETURNS,
	  .outputs = "sr0, dsr", .run = run_dsr },
	{ "stat_mean_nw", "backtest", "t of the mean, lags allowed for",
	  "METHODS 9.5; Newey and West 1987", .params = {
	  { "lags", METHOD_WHOLE, "bars", .fallback = 5, .min = 0,
	    .max = 10000 } }, .inputs = RETURNS, .outputs = "t",
	  .run = run_mean_nw },
	{ .name = NULL }
};
