/* Allocations as records. */
#include "analysis/allocate.h"

#include "base/decfloat.h"
#include "quant/stats.h"

#include <math.h>

#define AT(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct allocation, member)
#define AS(name, kind, member) name, FIELD_##kind, \
	FIELD_AT(struct allocation, member)
#define PART .unit = UNIT_RATIO, .flags = FIELD_PERCENT
#define WIDE .unit = UNIT_RATIO, .flags = FIELD_PERCENT | FIELD_WIDE

static const struct field fields[] = {
	{ AT(CHARS, asset), .help = "what is to be held" },
	{ AT(CHARS, symbol), .help = "whose returns it was told by; null of"
	  " cash", .flags = FIELD_MINOR },
	{ AT(DEC, weight), .help = "part of the whole; all add up to 1",
	  PART },
	{ AT(DOUBLE, current), .help = "part that is held now", PART },
	{ AT(DOUBLE, change), .help = "weight less current", PART },
	{ AS("risk_share", DOUBLE, share), .help = "part of the variance that"
	  " it brings", PART },
	{ AS("expected_return", DOUBLE, ret), .help = "annual: mean of its"
	  " simple returns, or what the views make of it", PART },
	{ AT(DOUBLE, volatility), .help = "annual", PART },
	{ AS("minimum", DOUBLE, low), .help = "lower bound", WIDE },
	{ AS("maximum", DOUBLE, high), .help = "upper bound", WIDE },
	{ .name = NULL }
};
const struct record allocated_record = { "allocated_weight",
	"an asset and the part of the whole that it should be", fields };

struct allocate_point
allocate_alone(const struct panel *window, const struct allocate_ask *ask,
    size_t i)
{
	const double *x = window->x[i];
	struct allocate_point p = {
		.ret = stat_mean(x, window->n) * ask->ppy,
		.volatility = stat_deviation(x, window->n) * sqrt(ask->ppy) };

	p.sharpe = (p.ret - ask->rate) / p.volatility;
	return p;
}

struct allocation
allocation_of(const struct panel *window, const struct allocate_ask *ask,
    size_t i, struct dec weight, double share)
{
	const struct allocate_point alone = allocate_alone(window, ask, i);
	double now = ask->now != NULL ? ask->now[i] : (double)NAN;

	return (struct allocation){ .weight = weight, .current = now,
		.change = dec_to_double(weight) - now, .share = share,
		.ret = alone.ret, .volatility = alone.volatility,
		.low = ask->low[i], .high = ask->high[i] };
}

struct allocation
allocation_cash(const struct allocate_ask *ask, size_t n, struct dec weight)
{
	double now = ask->now != NULL ? 1 - stat_sum(ask->now, n) :
	    (double)NAN;

	return (struct allocation){ .weight = weight, .current = now,
		.change = dec_to_double(weight) - now, .ret = ask->rate,
		.low = NAN, .high = NAN };
}

#define SUM(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct allocation_summary, member)
#define SUM_AS(name, kind, member) name, FIELD_##kind, \
	FIELD_AT(struct allocation_summary, member)
static const struct field summary_fields[] = {
	{ SUM(ENUM, method), .help = "that told the weights",
	  .names = allocate_method_names, .names_len = ALLOCATE_METHODS },
	{ SUM(CHARS, venue), .help = "of the stored candles",
	  .flags = FIELD_MINOR },
	{ SUM(DURATION, timeframe), .help = "of the bars" },
	{ SUM(STAMP, first), .help = "open of the first bar",
	  .flags = FIELD_WIDE },
	{ SUM(STAMP, last), .help = "open of the last bar",
	  .flags = FIELD_WIDE },
	{ SUM(INT, assets), .help = "among which it was told" },
	{ SUM(INT, bars), .help = "that all of them have" },
	{ SUM_AS("expected_return", DOUBLE, of.ret), .help = "annual, of the"
	  " whole, by the means or the views", PART },
	{ SUM_AS("volatility", DOUBLE, of.volatility), .help = "annual",
	  PART },
	{ SUM_AS("sharpe", DOUBLE, of.sharpe), .help = "annual, above the"
	  " risk-free rate" },
	{ SUM(DOUBLE, level), .help = "part of the bars that lose no more than"
	  " value_at_risk", WIDE },
	{ SUM_AS("value_at_risk", DOUBLE, of.var), .help = "loss of a bar,"
	  " above 0", PART },
	{ SUM_AS("expected_shortfall", DOUBLE, of.cvar), .help = "mean loss"
	  " of the bars beyond it: CVaR", PART },
	{ SUM_AS("diversification_ratio", DOUBLE, of.diversification),
	  .help = "weighted volatilities by the volatility of the whole" },
	{ SUM_AS("effective_assets", DOUBLE, of.effective),
	  .help = "1 / sum of squared weights, of what is no cash" },
	{ SUM(DEC, cash), .help = "part that is kept", PART },
	{ SUM_AS("turnover", DOUBLE, of.turnover), .help = "half of all"
	  " changes, cash included; null without current weights", PART },
	{ SUM_AS("cost", DOUBLE, of.cost), .help = "of these changes", WIDE },
	{ SUM(ENUM, shrink), .help = "what the covariance is drawn to",
	  .names = allocate_shrink_names, .names_len = ALLOCATE_SHRINKS,
	  .flags = FIELD_WIDE },
	{ SUM_AS("shrinkage", DOUBLE, of.shrinkage), .help = "part of that"
	  " target, from 0 to 1", .flags = FIELD_WIDE },
	{ SUM_AS("ridge", DOUBLE, of.ridge), .help = "annual variance that was"
	  " added to each of a singular covariance; else 0",
	  .flags = FIELD_WIDE },
	{ SUM(BOOL, bounded), .help = "whether the method's own weights were"
	  " moved to the nearest within the limits", .flags = FIELD_WIDE },
	{ SUM(INT, lost), .help = "bars that not all assets have",
	  .flags = FIELD_WIDE },
	{ SUM(INT, gaps), .help = "places where bars are missing",
	  .flags = FIELD_WIDE },
	{ SUM(INT, missing), .help = "bars that are missing",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record allocation_summary_record = { "allocation_summary",
	"what is expected of an allocation", summary_fields };

void
allocation_sum_up(const struct analysis_panel *panel,
    const struct allocate_ask *ask, const struct allocate_found *found,
    struct allocation_summary *out)
{
	const size_t n = panel->of.n;

	out->method = ask->method;
	out->shrink = ask->shrink;
	out->timeframe = panel->timeframe;
	out->first = panel->open_time_ms[0] * 1000;
	out->last = panel->open_time_ms[n] * 1000;
	out->assets = (int64_t)panel->of.p;
	out->bars = (int64_t)n + 1;
	out->lost = 0;
	for (size_t i = 0; i < panel->of.p; i++)
		out->lost += (int64_t)panel->lost[i];
	out->gaps = panel->gaps;
	out->missing = panel->missing;
	out->of = *found;
	out->level = ask->beta;
	out->bounded = found->bounded;
}

#define FROM(name, kind, member) name, FIELD_##kind, \
	FIELD_AT(struct frontier_row, member)
static const char *const kinds[FRONTIER_KINDS] = { "frontier", "asset",
	"chosen" };
static const struct field frontier_fields[] = {
	{ FROM("kind", ENUM, kind), .help = "frontier: a point of it; asset:"
	  " one alone; chosen: what the method says", .names = kinds,
	  .names_len = FRONTIER_KINDS },
	{ FROM("asset", TEXT, asset), .help = "of one alone" },
	{ FROM("expected_return", DOUBLE, ret), .help = "annual", PART },
	{ FROM("volatility", DOUBLE, volatility), .help = "annual; of a point"
	  " the least at that return", PART },
	{ FROM("sharpe", DOUBLE, sharpe), .help = "annual, above the risk-free"
	  " rate" },
	{ FROM("weights", LIST, weights), .help = "those that are not 0" },
	{ .name = NULL }
};
const struct record frontier_record = { "frontier",
	"a point of the efficient frontier", frontier_fields };
