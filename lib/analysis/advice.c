/* Advice by rules, each of which says a number from -1 to 1. */
#include "analysis/advice.h"

#include "base/decfloat.h"
#include "quant/market.h"
#include "quant/stats.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AVERAGE 200
#define CLEAR 0.25		/* mean that is more than holding */

const char *const advice_names[ADVICES] = { "buy", "sell", "hold" };

#define SAID(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct advice_said, member)
static const struct field fields[] = {
	{ SAID(CHARS, asset), .help = "what it is said of" },
	{ SAID(CHARS, symbol), .help = "whose bars are looked at",
	  .flags = FIELD_MINOR },
	{ SAID(ENUM, advice), .help = "buy, sell or hold; null: nothing can be"
	  " said", .names = advice_names, .names_len = ADVICES },
	{ SAID(DOUBLE, confidence), .help = "0.5 to 1: how clear it is",
	  .unit = UNIT_RATIO },
	{ SAID(DOUBLE, score), .help = "mean of the rules, -1 (sell) to 1"
	  " (buy)", .flags = FIELD_MINOR },
	{ SAID(DOUBLE, weight), .help = "its part of the whole now",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ SAID(DOUBLE, target), .help = "the part that is wanted",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ SAID(DOUBLE, trend), .help = "the close above its average of 200"
	  " bars, as a part of that", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT | FIELD_WIDE },
	{ SAID(DOUBLE, rsi), .help = "relative strength index of 14 bars",
	  .unit = UNIT_POINTS, .flags = FIELD_WIDE },
	{ SAID(ENUM, regime), .help = "by rules; see analyze regime",
	  .names = regime_names, .names_len = REGIMES, .flags = FIELD_WIDE },
	{ SAID(DOUBLE, regime_confidence), .help = "how sure that is",
	  .unit = UNIT_RATIO, .flags = FIELD_WIDE },
	{ SAID(DURATION, timeframe), .help = "of the bars",
	  .flags = FIELD_WIDE },
	{ SAID(INT, bars), .help = "that were looked at",
	  .flags = FIELD_WIDE },
	{ SAID(STAMP, last), .help = "when the last of them opened",
	  .flags = FIELD_WIDE },
	{ SAID(CHARS, reasons), .help = "what each rule saw" },
	{ .name = NULL }
};
#undef SAID
const struct record advice_record = {
	"advice", "what simple rules say of an asset beside a plan", fields
};

struct advice_said
advice_empty(const struct rebalance_weight *of)
{
	struct advice_said a = { .advice = ADVICES, .regime = REGIMES,
	    .confidence = NAN, .score = NAN,
	    .weight = dec_to_double(of->weight),
	    .target = dec_to_double(of->target),
	    .trend = NAN, .rsi = NAN, .regime_confidence = NAN,
	    .bars = INT_NONE };

	TEXT_SET(a.asset, of->asset);
	return a;
}

/* What the rules said so far. */
struct votes { double sum; int n; };

static void __attribute__((format(printf, 4, 5)))
vote(struct votes *v, struct advice_said *out, double x, const char *fmt, ...)
{
	size_t len = strlen(out->reasons);
	va_list args;

	v->sum += x;
	v->n++;
	if (len > 0)
		len += (size_t)snprintf(out->reasons + len,
		    sizeof(out->reasons) - len, "; ");
	va_start(args, fmt);
	vsnprintf(out->reasons + len, sizeof(out->reasons) - len, fmt, args);
	va_end(args);
}

static void
by_trend(const struct analysis_bars *b, struct votes *v,
    struct advice_said *out)
{
	if (b->n < AVERAGE)
		return;
	out->trend = b->close[b->n - 1] / stat_mean(b->close + b->n -
	    AVERAGE, AVERAGE) - 1;
	vote(v, out, out->trend > 0 ? 1 : out->trend < 0 ? -1 : 0,
	    "the close is %.1f %% %s its average of %d bars",
	    fabs(out->trend) * 100, out->trend < 0 ? "below" : "above",
	    AVERAGE);
}

static void
by_market(const struct analysis_bars *b, struct votes *v,
    struct advice_said *out)
{
	struct regime_bar *bars = mem_array(b->n, sizeof(*bars));
	const struct regime_bar *last = &bars[b->n - 1];

	regime_bars(b->n, (const double *[]){ b->high, b->low, b->close,
	    b->volume }, bars);
	out->rsi = last->rsi;
	if (!isnan(last->rsi))
		vote(v, out, last->rsi >= 70 ? -1 : last->rsi <= 30 ? 1 : 0,
		    "the relative strength index is %.0f%s", last->rsi,
		    last->rsi >= 70 ? ", overbought" : last->rsi <= 30 ?
		    ", oversold" : "");
	if (last->label >= 0) {
		out->regime = last->label;
		out->regime_confidence = last->confidence;
		vote(v, out, last->label == REGIME_TRENDING_UP ?
		    last->confidence : last->label == REGIME_TRENDING_DOWN ?
		    -last->confidence : 0, "the market is %s",
		    regime_names[last->label]);
	}
	free(bars);
}

/* Points above or below the target; a band is one whole vote. */
static void
by_distance(double band, struct votes *v, struct advice_said *out)
{
	double off = out->target - out->weight, x;

	if (isnan(off))
		return;
	x = band > 0 ? off / band : off > 0 ? 1 : off < 0 ? -1 : 0;
	vote(v, out, fmin(fmax(x, -1), 1), "it is %.2f points %s its target",
	    fabs(off) * 100, off < 0 ? "above" : "below");
}

static void
conclude(const struct votes *v, struct advice_said *out)
{
	double clear;

	out->score = v->sum / v->n;
	clear = fabs(out->score);
	out->advice = out->score >= CLEAR ? ADVICE_BUY : out->score <= -CLEAR ?
	    ADVICE_SELL : ADVICE_HOLD;
	out->confidence = 0.5 + 0.5 * (out->advice == ADVICE_HOLD ?
	    1 - clear / CLEAR : (clear - CLEAR) / (1 - CLEAR));
}

enum err_code
advice_find(const struct analysis_bars *b, const struct rebalance_weight *of,
    struct advice_said *out, struct err *err)
{
	struct advice_said said = advice_empty(of);
	struct votes v = { 0 };
	enum err_code rc = analysis_bars_need(b, ADVICE_LEAST, "an advice",
	    err);

	if (rc != E_OK)
		return rc;
	TEXT_SET(said.symbol, out->symbol);
	said.timeframe = b->timeframe;
	said.bars = (int64_t)b->n;
	said.last = b->open_time_ms[b->n - 1] * 1000;
	by_trend(b, &v, &said);
	by_market(b, &v, &said);
	by_distance(dec_to_double(of->band), &v, &said);
	if (v.n > 0)
		conclude(&v, &said);
	*out = said;
	return E_OK;
}
