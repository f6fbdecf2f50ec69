/* The family backtest: round trips, ruin, luck as methods. */
#include "quant/call.h"
#include "quant/overfit.h"
#include "quant/stats.h"

#include <math.h>
#include <string.h>

enum { OPENED, CLOSED, PNL, FEE, RISK };

static enum err_code
check_trades(const struct method_call *c, struct err *err)
{
	const struct series *in = c->input;

	for (size_t i = 0; i < in->n; i++) {
		if (in[CLOSED].at[i] < in[OPENED].at[i])
			return err_set(err, E_DATA, "%s: trade %zu closes"
			    " before it opens", c->method->name, i);
		if (!(in[RISK].at[i] > 0))
			return err_set(err, E_DATA, "%s: trade %zu has a risk"
			    " that is not above 0", c->method->name, i);
	}
	return E_OK;
}

static void
answer_trades(struct method_call *c, const double *net, const double *multiple)
{
	const struct series *in = c->input;
	size_t n = in->n, *order = arena_alloc(&c->memory, n * sizeof(*order));
	struct trade_stats t = stat_trades(net, n);
	struct answer *a = &c->answer;
	double held = 0;

	for (size_t i = 0; i < n; i++)
		held += in[CLOSED].at[i] - in[OPENED].at[i];
	answer_whole(a, "n", (int64_t)n);
	answer_whole(a, "wins", (int64_t)t.wins);
	answer_whole(a, "losses", (int64_t)t.losses);
	answer_number(a, "win_rate", t.win_rate);
	answer_number(a, "profit_factor", t.profit_factor);
	answer_number(a, "avg_win", t.avg_win);
	answer_number(a, "avg_loss", t.avg_loss);
	answer_number(a, "payoff", t.payoff);
	answer_number(a, "expectancy", t.expectancy);
	answer_number(a, "expectancy_R", stat_mean(multiple, n));
	answer_number(a, "sqn", stat_sqn(multiple, n, 0));
	answer_number(a, "sqn_capped_100", stat_sqn(multiple, n, 100));
	answer_whole(a, "max_consecutive_wins", (int64_t)t.win_streak);
	answer_whole(a, "max_consecutive_losses", (int64_t)t.loss_streak);
	answer_number(a, "exposure", stat_exposure(in[OPENED].at,
	    in[CLOSED].at, n, order));
	answer_number(a, "avg_hold_s", held / (double)n);
	answer_number(a, "kelly", t.kelly);
}

static enum err_code
run_trades(struct method_call *c, struct err *err)
{
	const struct series *in = c->input;
	double *net = call_doubles(c, in->n);
	double *multiple = call_doubles(c, in->n);
	enum err_code rc = check_trades(c, err);

	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < in->n; i++) {
		net[i] = in[PNL].at[i] - in[FEE].at[i];
		multiple[i] = net[i] / in[RISK].at[i];
	}
	answer_trades(c, net, multiple);
	return E_OK;
}

static enum err_code
run_ruin(struct method_call *c, struct err *err)
{
	bool edge = call_given(c, "edge"), p = call_given(c, "p");
	double units = call_param(c, "units");

	if (edge == p || p != call_given(c, "target_units"))
		return err_set(err, E_DATA, "%s: give edge, or p and"
		    " target_units", c->method->name);
	answer_number(&c->answer, "value", edge ?
	    stat_ruin(call_param(c, "edge"), units) :
	    stat_ruin_before(call_param(c, "p"), units,
	    call_param(c, "target_units")));
	return E_OK;
}

static enum err_code
run_pbo(struct method_call *c, struct err *err)
{
	size_t blocks = (size_t)c->param[0], rows = c->input[0].n, n;
	const double **trial = arena_alloc(&c->memory,
	    c->columns * sizeof(*trial));
	double *logits = call_doubles(c, pbo_combinations(blocks));
	struct pbo p;

	if (blocks % 2 != 0)
		return err_set(err, E_DATA, "%s: blocks is not even",
		    c->method->name);
	if (rows < 2 * blocks)
		return err_set(err, E_DATA, "%s: %zu rows are fewer than two"
		    " for each of %zu blocks", c->method->name, rows, blocks);
	for (size_t i = 0; i < c->columns; i++)
		trial[i] = c->all[i].at;
	if (!pbo(trial, c->columns, rows, blocks, logits, &p))
		return err_set(err, E_DATA, "%s: no trial has a deviation",
		    c->method->name);
	n = p.combinations < 5 ? p.combinations : 5;
	answer_whole(&c->answer, "combinations", (int64_t)p.combinations);
	answer_number(&c->answer, "pbo", p.share);
	answer_number(&c->answer, "prob_loss", p.loss);
	answer_number(&c->answer, "logit_mean", p.logit_mean);
	answer_number(&c->answer, "degradation_slope", p.slope);
	answer_numbers(&c->answer, "logits_first5", logits, n);
	return E_OK;
}

static enum err_code
run_bootstrap(struct method_call *c, struct err *err)
{
	const struct series *in = c->input;
	size_t *index = arena_alloc(&c->memory, in->n * sizeof(*index));

	for (int k = 0; k < 2; k++)
		for (size_t i = 0; i < in->n; i++)
			if (!(in[k].at[i] >= 0 && in[k].at[i] < 1))
				return err_set(err, E_DATA, "%s: %s: value"
				    " %zu is not from 0 to below 1",
				    c->method->name, in[k].name, i);
	bootstrap_indices(in[1].at, in[0].at, in->n, (size_t)c->param[0],
	    c->param[1], index);
	answer_open(&c->answer, "index", '[');
	for (size_t i = 0; i < in->n; i++)
		answer_whole(&c->answer, NULL, (int64_t)index[i]);
	answer_close(&c->answer, ']');
	return E_OK;
}

/* Of each window: return and bars in sample, then out of sample. */
static enum err_code
read_window(struct method_call *c, const json_t *window, double out[4],
    struct err *err)
{
	static const char *const names[] = { "is_return", "is_bars",
	    "oos_return", "oos_bars" };
	struct series four;
	enum err_code rc = E_OK;

	if (json_is_array(window)) {
		rc = call_numbers(c, window, "window", false, &four, err);
		if (rc == E_OK && four.n != 4)
			return err_set(err, E_DATA, "%s: a window is not four"
			    " numbers", c->method->name);
		if (rc == E_OK)
			memcpy(out, four.at, 4 * sizeof(*out));
	}
	for (int k = 0; k < 4 && rc == E_OK && !json_is_array(window); k++)
		rc = call_member(c, window, names[k], "a window", &out[k],
		    err);
	if (rc == E_OK && (out[0] < -1 || out[2] < -1 || !(out[1] > 0) ||
	    !(out[3] > 0)))
		return err_set(err, E_DATA, "%s: a window returns less than"
		    " -1, or has no bars", c->method->name);
	return rc;
}

static enum err_code
run_walk_forward(struct method_call *c, struct err *err)
{
	size_t n = json_array_size(c->value[0]);
	double *in = call_doubles(c, n), *out = call_doubles(c, n), w[4];
	double mean;

	if (n == 0)
		return err_set(err, E_DATA, "%s: windows is no array with"
		    " windows", c->method->name);
	for (size_t i = 0; i < n; i++) {
		enum err_code rc = read_window(c,
		    json_array_get(c->value[0], i), w, err);

		if (rc != E_OK)
			return rc;
		in[i] = pow(1 + w[0], c->param[1] / w[1]) - 1;
		out[i] = pow(1 + w[2], c->param[1] / w[3]) - 1;
	}
	mean = stat_mean(in, n);
	answer_numbers(&c->answer, "is_annual", in, n);
	answer_numbers(&c->answer, "oos_annual", out, n);
	answer_number(&c->answer, "wfe", mean != 0 ? stat_mean(out, n) / mean :
	    NAN);
	return E_OK;
}

static const char *const net_words[] = { "pnl-fee", NULL };
static const char *const multiple_words[] = { "net/risk", NULL };
static const char *const metric_words[] = { "sharpe", NULL };

const struct method trades_methods[] = {
	{ "trade_stats", "backtest", "win rate, profit factor, SQN and more",
	  "METHODS 9.3; Tharp", .params = {
	  { "pnl", METHOD_WORD, "what a trade made", .words = net_words },
	  { "R", METHOD_WORD, "multiple of its risk",
	    .words = multiple_words } },
	  .inputs = { { "open_ts", READ_NUMBERS },
	  { "close_ts", READ_NUMBERS }, { "pnl", READ_NUMBERS },
	  { "fee", READ_NUMBERS }, { "risk", READ_NUMBERS } },
	  .outputs = "n, wins, losses, win_rate, profit_factor, avg_win, "
	  "avg_loss, payoff, expectancy, expectancy_R, sqn, sqn_capped_100, "
	  "max_consecutive_wins, max_consecutive_losses, exposure, "
	  "avg_hold_s, kelly", .run = run_trades },
	{ "risk_of_ruin", "backtest", "probability to lose all units",
	  "METHODS 9.10; gambler's ruin", .params = {
	  { "edge", METHOD_NUMBER, "of equal bets: 2p - 1", .min = -1,
	    .max = 1 },
	  { "units", METHOD_NUMBER, "of money at the start", .min = 0,
	    .max = 1e6, .required = true },
	  { "p", METHOD_NUMBER, "probability to win a unit", .min = 0,
	    .max = 1 },
	  { "target_units", METHOD_NUMBER, "where it ends well", .min = 0,
	    .max = 1e6 } }, .outputs = "value", .run = run_ruin },
	{ "pbo_cscv", "backtest", "probability of overfitting",
	  "METHODS 9.7; Bailey, Borwein, Lopez de Prado and Zhu 2015",
	  .params = { { "blocks", METHOD_WHOLE, "of rows; even",
	    .fallback = 16, .min = 2, .max = PBO_BLOCKS },
	  { "metric", METHOD_WORD, "what makes the best trial",
	    .words = metric_words } },
	  .inputs = { { "trials", READ_ALL } }, .outputs = "combinations, "
	  "pbo, prob_loss, logit_mean, degradation_slope, logits_first5[]",
	  .run = run_pbo },
	{ "stationary_bootstrap_indices", "backtest",
	  "bars drawn in blocks of random length",
	  "METHODS 9.8; Politis and Romano 1994", .params = {
	  { "n", METHOD_WHOLE, "bars to draw from", .min = 1, .max = 1e9,
	    .required = true },
	  { "p", METHOD_NUMBER, "probability that a block ends", .min = 0,
	    .max = 1, .required = true } },
	  .inputs = { { "u_position", READ_NUMBERS },
	  { "u_restart", READ_NUMBERS } }, .outputs = "index[]",
	  .run = run_bootstrap },
	{ "walk_forward", "backtest", "out of sample against in sample",
	  "METHODS 9.9; Pardo 2008", .params = {
	  { "windows", METHOD_VALUE, "of each: is_return, is_bars, oos_return,"
	    " oos_bars", .required = true },
	  { "ppy", METHOD_NUMBER, "bars of a year", .fallback = 365,
	    .min = 1e-3, .max = 1e9 } },
	  .outputs = "is_annual[], oos_annual[], wfe",
	  .run = run_walk_forward },
	{ .name = NULL }
};
