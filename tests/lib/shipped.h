/* The strategies that come with etrms, for tests that try all of them, and a
 * market of two symbols with a position in it that they can be asked over. */
#ifndef TESTS_SHIPPED_H
#define TESTS_SHIPPED_H

#include "strategy/strategy.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = { "bollinger_reversion", "buy_and_hold",
	"donchian_breakout", "ema_adx_trend", "macd_momentum", "pairs",
	"rsi_reversion", "sma_cross", "supertrend", "volatility_breakout" };
enum { NAMES = sizeof(names) / sizeof(*names) };

/* Caller frees. */
static inline char *
shipped_text(const char *name)
{
	char *path = mem_format("share/strategies/%s.strategy", name);
	char *text = mem_alloc(STRATEGY_BYTES);
	FILE *f = fopen(path, "r");

	if (ok(f != NULL)) {
		text[fread(text, 1, STRATEGY_BYTES - 1, f)] = '\0';
		fclose(f);
	}
	free(path);
	return text;
}

static inline struct strategy *
shipped(const char *name)
{
	char *text = shipped_text(name);
	struct strategy_source in = { .label = name, .text = text,
	    .len = strlen(text) };
	struct expr_findings all = {0};
	struct strategy *s = NULL;
	struct err err = {0};

	if (!ok(strategy_read(&in, &s, &all, &err) == E_OK))
		printf("# %s\n", err.text);
	vec_release(&all);
	free(text);
	return s;
}

struct world { struct candles main, other; };

static inline const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	struct world *w = self;

	(void)timeframe;
	return symbol[0] == '\0' ? &w->main : &w->other;
}

/* What the position has gained, in percent, is self. */
static inline void
gain_give(void *self, const struct expr_ask *ask, struct expr_value *out)
{
	if (ask->id == EXPR_POSITION_GAIN)
		*out = expr_ratio(dec_int(*(const int64_t *)self),
		    dec_int(100));
}

#endif
