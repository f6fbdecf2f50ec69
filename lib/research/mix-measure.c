/* What runs of mixes came to, and the records that say it. */
#include "research/mix.h"

#include "base/stamp.h"
#include "quant/stats.h"
#include "research/measure.h"

#include <math.h>
#include <stdlib.h>

const char *const mix_reason_names[MIX_REASONS] = { "start", "schedule",
    "band" };
const char *const mix_kind_names[MIX_KINDS] = { "rebalanced", "buy_and_hold",
    "equal_weight" };

#define OF(kind, member) #member, FIELD_##kind, FIELD_AT(struct S, member)
#define S mix_rebalance
static const struct field rebalance_fields[] = {
	{ OF(INT, number), .help = "the first is 1" },
	{ OF(STAMP, time), .help = "the open at which it was traded" },
	{ OF(ENUM, reason), .help = "start, schedule or band",
	  .names = mix_reason_names, .names_len = MIX_REASONS },
	{ OF(DOUBLE, equity), .help = "before it", .unit = UNIT_MONEY },
	{ OF(DOUBLE, turnover), .help = "half of what all weights moved, cash"
	  " counted", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, cost), .help = "fees and slippage", .unit = UNIT_MONEY },
	{ OF(INT, orders), .help = "that were placed" },
	{ OF(DOUBLE, funding), .help = "of perpetuals until the next: paid,"
	  " below 0 what was got", .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ .name = NULL }
};
#undef S
const struct record mix_rebalance_record = {
	"backtest_rebalance", "a rebalance of a backtest", rebalance_fields
};

#define S mix_weight
static const struct field weight_fields[] = {
	{ OF(INT, number), .help = "of the rebalance" },
	{ OF(STAMP, time), .help = "the open at which it was traded" },
	{ OF(CHARS, symbol), .help = "whose weight it is" },
	{ OF(DOUBLE, before), .help = "its part of the whole",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, target), .help = "the part that was wanted, by bars before"
	  " it", .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, weight), .help = "after it, at the same prices",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ .name = NULL }
};
#undef S
const struct record mix_weight_record = {
	"backtest_weight", "an asset's part of a portfolio at a rebalance of a"
	" backtest", weight_fields
};

#define S mix_result
static const struct field result_fields[] = {
	{ OF(ENUM, portfolio), .help = "rebalanced; or the same bought once, or"
	  " all assets alike by the same schedule", .names = mix_kind_names,
	  .names_len = MIX_KINDS },
	{ OF(CHARS, method), .help = "that the weights are of" },
	{ OF(DURATION, timeframe), .help = "of the bars",
	  .flags = FIELD_WIDE },
	{ OF(STAMP, from), .help = "when the first bar of it opened",
	  .flags = FIELD_MINOR },
	{ OF(STAMP, to), .help = "when the last one closed",
	  .flags = FIELD_MINOR },
	{ OF(INT, bars), .help = "between both", .flags = FIELD_WIDE },
	{ OF(INT, assets), .help = "in it", .flags = FIELD_WIDE },
	{ OF(INT, rebalances), .help = "the first purchase counted" },
	{ OF(DOUBLE, capital), .help = "at the start", .unit = UNIT_MONEY,
	  .flags = FIELD_WIDE },
	{ OF(DOUBLE, final_equity), .help = "at the end", .unit = UNIT_MONEY },
	{ OF(DOUBLE, total_return), .help = "over all of it",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, annual_return), .help = "a year, compounded",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, volatility), .help = "a year", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT },
	{ OF(DOUBLE, sharpe), .help = "a year" },
	{ OF(DOUBLE, sortino), .help = "a year", .flags = FIELD_MINOR },
	{ OF(DOUBLE, max_drawdown), .help = "deepest fall below a peak",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, calmar), .help = "annual return by that",
	  .flags = FIELD_MINOR },
	{ OF(DOUBLE, turnover), .help = "a year, the first purchase counted",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, fees), .help = "paid", .unit = UNIT_MONEY },
	{ OF(DOUBLE, slippage), .help = "lost against the opens",
	  .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ OF(DOUBLE, funding), .help = "of perpetuals: paid, below 0 what was"
	  " got", .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ .name = NULL }
};
#undef S
const struct record mix_result_record = {
	"backtest_portfolio", "what a portfolio that was rebalanced over stored"
	" candles came to", result_fields
};

#define S mix_point
static const struct field point_fields[] = {
	{ OF(STAMP, time), .help = "the first open, then each close" },
	{ OF(DOUBLE, equity), .help = "of the rebalanced portfolio",
	  .unit = UNIT_MONEY },
	{ OF(DOUBLE, drawdown), .help = "how far it is below its peak",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ "buy_and_hold", FIELD_DOUBLE, FIELD_AT(struct mix_point, held),
	  .help = "equity of that", .unit = UNIT_MONEY },
	{ "equal_weight", FIELD_DOUBLE, FIELD_AT(struct mix_point, equal),
	  .help = "equity of that", .unit = UNIT_MONEY },
	{ .name = NULL }
};
#undef S
const struct record mix_point_record = {
	"backtest_equity", "portfolios of a backtest at a time", point_fields
};

static void
measure_curve(const struct mix_run *r, double ppy, struct mix_result *o)
{
	size_t n = r->len - 1;
	double *x = mem_array(n, sizeof(*x));
	struct drawdown d;

	for (size_t i = 0; i < n; i++)
		x[i] = r->equity[i + 1] / r->equity[i] - 1;
	d = stat_drawdown(x, n);
	o->total_return = stat_total_return(x, n);
	o->annual_return = stat_annual_return(o->total_return, n, ppy);
	o->volatility = stat_deviation(x, n) * sqrt(ppy);
	o->sharpe = stat_sharpe(x, n, 0) * sqrt(ppy);
	o->sortino = stat_sortino(x, n, 0) * sqrt(ppy);
	o->max_drawdown = fabs(d.max);
	o->calmar = d.max < 0 ? o->annual_return / o->max_drawdown :
	    (double)NAN;
	free(x);
}

void
mix_measure(const struct mix_market *m, const struct mix_terms *t,
    const struct mix_run *r, struct mix_result *out)
{
	double ppy = run_periods(m->timeframe), moved = 0;
	struct mix_result o = { .portfolio = out->portfolio,
	    .timeframe = m->timeframe, .from = r->time[0],
	    .to = r->time[r->len - 1], .bars = (int64_t)r->len - 1,
	    .assets = (int64_t)m->p, .capital = t->capital,
	    .rebalances = (int64_t)r->rebalances.len,
	    .final_equity = r->equity[r->len - 1], .fees = r->fees,
	    .slippage = r->slippage, .funding = r->funding };

	for (size_t i = 0; i < r->rebalances.len; i++)
		moved += r->rebalances.at[i].turnover;
	o.turnover = moved * ppy / (double)o.bars;
	TEXT_SET(o.method, out->method);
	measure_curve(r, ppy, &o);
	*out = o;
}

struct mix_point *
mix_points(const struct mix_run runs[MIX_KINDS])
{
	const struct mix_run *r = &runs[MIX_REBALANCED];
	struct mix_point *points = mem_array(r->len, sizeof(*points));
	double peak = 0;

	for (size_t i = 0; i < r->len; i++) {
		peak = fmax(peak, r->equity[i]);
		points[i] = (struct mix_point){ r->time[i], r->equity[i],
		    1 - r->equity[i] / peak, runs[MIX_HELD].equity[i],
		    runs[MIX_EQUAL].equity[i] };
	}
	return points;
}
