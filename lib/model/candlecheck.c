/*
 * The checks on passing candles. The common row (rising, on the grid, sound)
 * costs a handful of integer compares.
 */
#include "model/candlecheck.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdarg.h>
#include <stdio.h>

static int
row_compare(const struct candle_rows *r, int a, int b, size_t i)
{
	const int64_t x = r->coef[a][i], y = r->coef[b][i];

	if (r->scale[a][i] == r->scale[b][i])
		return (x > y) - (x < y);
	return dec_cmp(dec_make(x, r->scale[a][i]),
	    dec_make(y, r->scale[b][i]));
}

/* What makes row i impossible: "high below close"; NULL when it is not. */
static const char *
candle_rows_defect(const struct candle_rows *r, size_t i)
{
	static const struct rule { int a, b; const char *defect; } rules[] = {
		{ CANDLE_HIGH, CANDLE_LOW, "high below low" },
		{ CANDLE_HIGH, CANDLE_OPEN, "high below open" },
		{ CANDLE_HIGH, CANDLE_CLOSE, "high below close" },
		{ CANDLE_OPEN, CANDLE_LOW, "low above open" },
		{ CANDLE_CLOSE, CANDLE_LOW, "low above close" }
	};
	static const char *const not_positive[] = {
		[CANDLE_OPEN] = "open is not above 0",
		[CANDLE_HIGH] = "high is not above 0",
		[CANDLE_LOW] = "low is not above 0",
		[CANDLE_CLOSE] = "close is not above 0"
	};
	static const char *const negative[] = {
		[CANDLE_VOLUME] = "volume is negative",
		[CANDLE_QUOTE_VOLUME] = "quote volume is negative",
		[CANDLE_TRADES] = "trades are negative",
		[CANDLE_TAKER_VOLUME] = "taker volume is negative",
		[CANDLE_TAKER_QUOTE] = "taker quote volume is negative"
	};

	for (int c = CANDLE_OPEN; c <= CANDLE_CLOSE; c++)
		if (r->coef[c][i] <= 0)
			return not_positive[c];
	for (size_t k = 0; k < sizeof(rules) / sizeof(rules[0]); k++)
		if (row_compare(r, rules[k].a, rules[k].b, i) < 0)
			return rules[k].defect;
	for (int c = CANDLE_VOLUME; c < CANDLE_COLUMNS; c++)
		if (r->coef[c][i] < 0)
			return negative[c];
	return NULL;
}

enum err_code
candle_check_report(struct candle_check *c, enum candle_flaw flaw,
    int64_t time_ms, int64_t line, int64_t count, struct err *err,
    const char *fmt, ...)
{
	struct candle_finding f = c->blank;
	va_list ap;

	c->counts[flaw]++;
	if (c->each == NULL)
		return E_OK;
	f.kind = (int)flaw;
	f.severity = (int)candle_flaw_severity(flaw);
	f.open_time_ms = time_ms;
	f.line = line > 0 ? line : INT_NONE;
	f.count = count;
	va_start(ap, fmt);
	vsnprintf(f.message, sizeof(f.message), fmt, ap);
	va_end(ap);
	return c->each(c->self, &f, err);
}

static enum err_code
check_time(struct candle_check *c, int64_t t, int64_t line, struct err *err)
{
	const int64_t tf = c->timeframe_ms;
	char at[STAMP_TEXT_SIZE];
	enum err_code rc = E_OK;
	int64_t step;

	if ((t - timeframe_origin_ms(tf)) % tf != 0)
		rc = candle_check_report(c, FLAW_OFF_GRID, t, line, 1, err,
		    "opens at %s, off the grid of the timeframe",
		    stamp_text(t * 1000, at));
	if (c->rows == 0 || rc != E_OK) {
		c->last = c->frontier = t;
		return rc;
	}
	if (c->direction == 0 && t != c->last) {
		c->direction = t > c->last ? 1 : -1;
		if (c->direction < 0 && !c->newest_first)
			rc = candle_check_report(c, FLAW_DISORDER, t, line, 1,
			    err, "runs backwards, newest first");
	} else if ((t - c->last) * c->direction < 0) {
		rc = candle_check_report(c, FLAW_DISORDER, t, line, 1, err,
		    "out of order after %s", stamp_text(c->last * 1000, at));
	}
	c->last = t;
	step = (t - c->frontier) * c->direction;
	if (step <= 0)
		return rc;
	if (step > tf && rc == E_OK) {
		const int64_t missing = (step - 1) / tf;

		c->missing += missing;
		rc = candle_check_report(c, FLAW_GAP, t, line, missing, err,
		    "%lld missing %s %s", (long long)missing,
		    c->direction > 0 ? "after" : "before",
		    stamp_text(c->frontier * 1000, at));
	}
	c->frontier = t;
	return rc;
}

enum err_code
candle_check(struct candle_check *c, const struct candle_rows *r,
    struct err *err)
{
	enum err_code rc = E_OK;
	const char *defect;

	for (size_t i = 0; i < r->len && rc == E_OK; i++, c->rows++) {
		rc = check_time(c, r->time[i], r->line[i], err);
		if (rc == E_OK && (defect = candle_rows_defect(r, i)) != NULL)
			rc = candle_check_report(c, FLAW_IMPOSSIBLE,
			    r->time[i], r->line[i], 1, err, "%s", defect);
		if (rc == E_OK && !c->no_volume &&
		    r->coef[CANDLE_VOLUME][i] == 0)
			rc = candle_check_report(c, FLAW_ZERO_VOLUME,
			    r->time[i], r->line[i], 1, err,
			    "nothing was traded");
	}
	return rc;
}
