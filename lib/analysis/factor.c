/* Factors of limits, found once a bar. */
#include "analysis/factor.h"

#include "analysis/outlook.h"
#include "base/decfloat.h"
#include "base/stamp.h"
#include "quant/market.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct factor_known {
	char symbol[SYMBOL_SIZE];
	int64_t timeframe;
	int64_t last_ms;	/* open of the last bar; 0: nothing was found */
	size_t bars;
	struct regime_now found, told;
};

void
factors_release(struct factors *f)
{
	for (size_t i = 0; i < f->len; i++)
		free(f->at[i]);
	vec_release(f);
}

static struct factor_known *
known_of(struct factors *f, const char *symbol, int64_t timeframe)
{
	struct factor_known *k;

	for (size_t i = 0; i < f->len; i++)
		if (f->at[i]->timeframe == timeframe &&
		    strcmp(f->at[i]->symbol, symbol) == 0)
			return f->at[i];
	k = mem_alloc(sizeof(*k));
	TEXT_SET(k->symbol, symbol);
	k->timeframe = timeframe;
	vec_push(f, k);
	return k;
}

static void __attribute__((format(printf, 2, 3)))
say(struct regime_now *r, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->why, sizeof(r->why), fmt, args);
	va_end(args);
}

/* A volatility that rose says more than the regime where both ask for less. */
static void
find(struct factor_known *k, const struct candles *bars)
{
	struct regime_now *r = &k->found;
	struct analysis_bars b = {0};
	struct outlook o;
	struct err why;
	char frame[STAMP_TEXT_SIZE];
	enum err_code rc = analysis_bars_make(bars, k->symbol, k->timeframe,
	    FACTOR_BARS, &b, &why);

	if (rc == E_OK)
		rc = outlook_find(&b, &o, &why);
	analysis_bars_release(&b);
	duration_text(k->timeframe, frame);
	r->factor = DEC_NONE;
	if (rc != E_OK) {
		say(r, "%s", why.text);
		return;
	}
	if (!dec_from_double(o.limit_factor, 2, &r->factor))
		bug("a factor of %g", o.limit_factor);
	if (o.size_factor < 1 && o.size_factor <= o.limit_factor)
		say(r, "%s moves more than before on bars of %s", k->symbol,
		    frame);
	else
		say(r, "%s is %s on bars of %s", k->symbol,
		    regime_names[o.regime], frame);
}

const struct regime_now *
factors_find(struct factors *f, const char *symbol, int64_t timeframe,
    const struct candles *bars, int64_t now)
{
	struct factor_known *k = known_of(f, symbol, timeframe);
	int64_t last_ms = bars != NULL && bars->len > 0 ?
	    bars->open_time_ms[bars->len - 1] : 0;
	char frame[STAMP_TEXT_SIZE], at[STAMP_TEXT_SIZE];

	duration_text(timeframe, frame);
	k->told.factor = DEC_NONE;
	if (last_ms == 0) {
		say(&k->told, "no bars of %s have closed of %s; etrms candles"
		    " fetch", frame, symbol[0] != '\0' ? symbol :
		    "a whole account");
		return &k->told;
	}
	if (now - last_ms * 1000 - timeframe >= 2 * timeframe) {
		say(&k->told, "the newest bar of %s of %s closed at %s; etrms"
		    " candles fetch", frame, symbol, stamp_text(last_ms * 1000
		    + timeframe, at));
		return &k->told;
	}
	if (k->last_ms != last_ms || k->bars != bars->len) {
		find(k, bars);
		k->last_ms = last_ms;
		k->bars = bars->len;
	}
	return &k->found;
}
