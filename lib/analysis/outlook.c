/* A market at a glance: regime, volatility, liquidity, and what follows. */
#include "analysis/outlook.h"

#include "base/stamp.h"
#include "quant/market.h"
#include "quant/vol.h"

#include <math.h>
#include <stdlib.h>

#define SHORT 30
#define LONG 90
#define MILLION 1e6

static const char *const strategy_names[OUTLOOK_STRATEGIES] = {
	"trend_following", "breakout", "mean_reversion", "stand_aside" };
static const char *const order_names[OUTLOOK_ORDERS] = { "market", "limit",
	"slices" };

#define OF(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct outlook, member)
static const struct field fields[] = {
	{ OF(CHARS, symbol), .help = "unified symbol" },
	{ OF(CHARS, venue), .help = "of the candles", .flags = FIELD_WIDE },
	{ OF(DURATION, timeframe), .help = "of the bars" },
	{ OF(STAMP, last), .help = "when the last bar opened",
	  .flags = FIELD_WIDE },
	{ OF(DOUBLE, close), .help = "of it", .unit = UNIT_PRICE,
	  .flags = FIELD_MINOR },
	{ OF(ENUM, regime), .help = "by rules; see analyze regime",
	  .names = regime_names, .names_len = REGIMES },
	{ OF(DOUBLE, confidence), .help = "how sure that is, 0.5 to 1",
	  .unit = UNIT_RATIO },
	{ OF(INT, bars_in_regime), .help = "that the last one ends",
	  .flags = FIELD_MINOR },
	{ OF(DOUBLE, volatility), .help = "annual, of the last 30 bars",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ OF(DOUBLE, volatility_long), .help = "annual, of the last 90",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT | FIELD_MINOR },
	{ OF(DOUBLE, amihud), .help = "mean of |return| by a million traded in"
	  " quote, of the last 30 bars; null: no volume",
	  .flags = FIELD_MINOR },
	{ OF(DOUBLE, amihud_rank), .help = "share of former ones that are at"
	  " most that", .unit = UNIT_RATIO, .flags = FIELD_WIDE },
	{ OF(DOUBLE, turnover), .help = "mean traded a bar, in quote",
	  .unit = UNIT_MONEY, .flags = FIELD_WIDE },
	{ OF(DOUBLE, size_factor), .help = "what to multiply the usual size"
	  " with" },
	{ OF(DOUBLE, stop_factor), .help = "likewise the distance of stops",
	  .flags = FIELD_MINOR },
	{ OF(DOUBLE, limit_factor), .help = "likewise limits; never above 1" },
	{ OF(ENUM, strategy), .help = "trend_following, breakout,"
	  " mean_reversion or stand_aside", .names = strategy_names,
	  .names_len = OUTLOOK_STRATEGIES },
	{ OF(ENUM, order), .help = "market, limit or slices",
	  .names = order_names, .names_len = OUTLOOK_ORDERS },
	{ OF(INT, bars), .help = "that were looked at", .flags = FIELD_WIDE },
	{ OF(INT, gaps), .help = "places where bars are missing",
	  .flags = FIELD_WIDE },
	{ OF(INT, missing), .help = "bars that are", .flags = FIELD_WIDE },
	{ OF(INT, empty), .help = "bars without volume", .flags = FIELD_WIDE },
	{ .name = NULL }
};
#undef OF
const struct record outlook_record = {
	"outlook", "a market at a glance, and what follows for trading it",
	fields
};

static void
find_regime(const struct analysis_bars *b, struct outlook *o)
{
	struct regime_bar *bars = mem_array(b->n, sizeof(*bars));
	size_t i = b->n - 1;

	regime_bars(b->n, (const double *[]){ b->high, b->low, b->close,
	    b->volume }, bars);
	o->regime = bars[i].label;
	o->confidence = bars[i].confidence;
	while (i > 0 && bars[i - 1].label == o->regime)
		i--;
	o->bars_in_regime = (int64_t)(b->n - i);
	free(bars);
}

/* Annual deviation of the last log returns. */
static double
volatility_of(const struct analysis_bars *b, size_t window)
{
	const struct vol_bars last = { .close = b->close + b->n - window - 1,
	    .n = window + 1 };
	double variance[LONG + 1];

	vol_variance(VOL_CLOSE, &last, window, variance);
	return sqrt(variance[window] * (double)STAMP_YEAR /
	    (double)b->timeframe);
}

/* Amihud's measure of the last SHORT bars, and its rank among those of as many
 * before, none of which share a bar. */
static void
find_liquidity(const struct analysis_bars *b, struct outlook *o)
{
	double *each = mem_array(b->n, sizeof(*each)), traded = 0;
	size_t ranked = 0, below = 0;

	o->amihud = o->amihud_rank = o->turnover = NAN;
	o->empty = !(b->volume[0] > 0);
	for (size_t i = 1; i < b->n; i++) {
		double quote = b->close[i] * b->volume[i];

		traded += quote > 0 ? quote : 0;
		o->empty += !(quote > 0);
		each[i] = quote > 0 ? fabs(b->close[i] / b->close[i - 1] - 1) /
		    quote * MILLION : (double)NAN;
	}
	for (size_t end = b->n; end > SHORT; end -= SHORT) {
		double sum = 0;
		size_t n = 0;

		for (size_t i = end - SHORT; i < end; i++)
			if (!isnan(each[i])) {
				sum += each[i];
				n++;
			}
		if (n == 0)
			continue;
		if (end == b->n)
			o->amihud = sum / (double)n;
		ranked++;
		below += sum / (double)n <= o->amihud;
	}
	if (traded > 0)
		o->turnover = traded / (double)(b->n - 1);
	if (!isnan(o->amihud))
		o->amihud_rank = (double)below / (double)ranked;
	free(each);
}

static void
advise_size(struct outlook *o)
{
	double ratio = o->volatility / o->volatility_long;

	o->size_factor = ratio > 1.5 ? 0.5 : ratio < 0.7 ? 1.2 : 1;
	o->stop_factor = ratio > 1.5 ? 1 / 1.5 : 1;
	o->limit_factor = fmin(o->size_factor, o->regime == REGIME_VOLATILE ?
	    0.5 : o->regime == REGIME_REVERSAL ? 0.75 : 1);
}

static void
advise_trade(struct outlook *o)
{
	bool trends = o->regime == REGIME_TRENDING_UP ||
	    o->regime == REGIME_TRENDING_DOWN;
	bool thin = 20 * o->empty >= o->bars || isnan(o->amihud) ||
	    o->amihud_rank >= 0.9;

	o->strategy = trends ? OUTLOOK_TREND : o->regime == REGIME_BREAKOUT ?
	    OUTLOOK_BREAKOUT : o->regime == REGIME_VOLATILE ? OUTLOOK_ASIDE :
	    OUTLOOK_REVERSION;
	o->order = thin ? OUTLOOK_SLICES : trends ||
	    o->regime == REGIME_BREAKOUT ? OUTLOOK_MARKET : OUTLOOK_LIMIT;
}

enum err_code
outlook_find(const struct analysis_bars *b, struct outlook *out,
    struct err *err)
{
	struct outlook o = { .timeframe = b->timeframe };
	enum err_code rc = analysis_bars_need(b, OUTLOOK_LEAST, "an outlook",
	    err);

	if (rc != E_OK)
		return rc;
	o.last = b->open_time_ms[b->n - 1] * 1000;
	o.close = b->close[b->n - 1];
	o.bars = (int64_t)b->n;
	o.gaps = b->gaps;
	o.missing = b->missing;
	o.volatility = volatility_of(b, SHORT);
	o.volatility_long = volatility_of(b, LONG);
	if (!(o.volatility_long > 0))
		return err_set(err, E_DATA, "%s: the price stood still over the"
		    " last %d bars", b->name, LONG);
	find_regime(b, &o);
	find_liquidity(b, &o);
	advise_size(&o);
	advise_trade(&o);
	*out = o;
	return E_OK;
}
