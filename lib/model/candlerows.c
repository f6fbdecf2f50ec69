/*
 * Candle columns and the findings about them: memory, and the way between a
 * row of columns and one struct candle.
 */
#include "model/candlerows.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdlib.h>
#include <string.h>

#define COEF_LIMIT INT64_C(1000000000000000000)	/* 18 digits */

void
candle_rows_release(struct candle_rows *r)
{
	free(r->time);
	free(r->line);
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		free(r->coef[c]);
		free(r->scale[c]);
	}
	memset(r, 0, sizeof(*r));
}

void
candle_rows_clear(struct candle_rows *r)
{
	r->len = 0;
}

void
candle_rows_reserve(struct candle_rows *r, size_t more)
{
	size_t cap = r->cap != 0 ? r->cap : 64;

	if (r->len + more <= r->cap)
		return;
	while (cap < r->len + more)
		cap *= 2;
	r->time = mem_grow(r->time, cap, sizeof(*r->time));
	r->line = mem_grow(r->line, cap, sizeof(*r->line));
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		r->coef[c] = mem_grow(r->coef[c], cap, sizeof(*r->coef[c]));
		r->scale[c] = mem_grow(r->scale[c], cap, 1);
	}
	r->cap = cap;
}

bool
candle_number(struct dec d, int64_t *coef, unsigned char *scale)
{
	if (!dec_known(d)) {
		*coef = 0;
		*scale = CANDLE_UNKNOWN;
		return true;
	}
	d = dec_trim(d);
	if (d.coef >= COEF_LIMIT || d.coef <= -COEF_LIMIT)
		return false;
	*coef = (int64_t)d.coef;
	*scale = (unsigned char)d.scale;
	return true;
}

static struct dec
value_at(const struct candle_rows *r, enum candle_column c, size_t i)
{
	if (r->scale[c][i] == CANDLE_UNKNOWN)
		return DEC_NONE;
	return dec_make(r->coef[c][i], r->scale[c][i]);
}

void
candle_rows_append(struct candle_rows *to, const struct candle_rows *from,
    size_t start, size_t n)
{
	if (n == 0)
		return;
	candle_rows_reserve(to, n);
	memcpy(&to->time[to->len], &from->time[start], n * sizeof(*to->time));
	memcpy(&to->line[to->len], &from->line[start], n * sizeof(*to->line));
	for (int c = 0; c < CANDLE_COLUMNS; c++) {
		memcpy(&to->coef[c][to->len], &from->coef[c][start],
		    n * sizeof(*to->coef[c]));
		memcpy(&to->scale[c][to->len], &from->scale[c][start], n);
	}
	to->len += n;
}

struct candle
candle_rows_at(const struct candle_rows *r, size_t i)
{
	struct candle c = candle_empty();

	c.open_time_ms = r->time[i];
	c.open = value_at(r, CANDLE_OPEN, i);
	c.high = value_at(r, CANDLE_HIGH, i);
	c.low = value_at(r, CANDLE_LOW, i);
	c.close = value_at(r, CANDLE_CLOSE, i);
	c.volume = value_at(r, CANDLE_VOLUME, i);
	c.quote_volume = value_at(r, CANDLE_QUOTE_VOLUME, i);
	if (r->scale[CANDLE_TRADES][i] != CANDLE_UNKNOWN)
		c.trades = r->coef[CANDLE_TRADES][i];
	c.taker_buy_volume = value_at(r, CANDLE_TAKER_VOLUME, i);
	c.taker_buy_quote_volume = value_at(r, CANDLE_TAKER_QUOTE, i);
	return c;
}

bool
candle_rows_add(struct candle_rows *r, const struct candle *c, int64_t line)
{
	const struct dec values[CANDLE_COLUMNS] = {
		[CANDLE_OPEN] = c->open, [CANDLE_HIGH] = c->high,
		[CANDLE_LOW] = c->low, [CANDLE_CLOSE] = c->close,
		[CANDLE_VOLUME] = c->volume,
		[CANDLE_QUOTE_VOLUME] = c->quote_volume,
		[CANDLE_TRADES] = c->trades == INT_NONE ? DEC_NONE :
		    (struct dec){ c->trades, 0 },
		[CANDLE_TAKER_VOLUME] = c->taker_buy_volume,
		[CANDLE_TAKER_QUOTE] = c->taker_buy_quote_volume
	};

	candle_rows_reserve(r, 1);
	r->time[r->len] = c->open_time_ms;
	r->line[r->len] = line;
	for (int k = 0; k < CANDLE_COLUMNS; k++)
		if (!candle_number(values[k], &r->coef[k][r->len],
		    &r->scale[k][r->len]))
			return false;
	r->len++;
	return true;
}

const char *const candle_flaw_names[CANDLE_FLAWS] = {
	[FLAW_ZERO_VOLUME] = "zero_volume", [FLAW_GAP] = "gap",
	[FLAW_DISORDER] = "disorder", [FLAW_OFF_GRID] = "off_grid",
	[FLAW_CONFLICT] = "conflict", [FLAW_IMPOSSIBLE] = "impossible",
	[FLAW_DAMAGED] = "damaged"
};

const char *const flaw_severity_names[] = {
	[FLAW_INFO] = "info", [FLAW_WARNING] = "warning",
	[FLAW_ERROR] = "error"
};

enum flaw_severity
candle_flaw_severity(enum candle_flaw flaw)
{
	static const enum flaw_severity severity[CANDLE_FLAWS] = {
		[FLAW_ZERO_VOLUME] = FLAW_INFO, [FLAW_GAP] = FLAW_WARNING,
		[FLAW_DISORDER] = FLAW_WARNING, [FLAW_OFF_GRID] = FLAW_ERROR,
		[FLAW_CONFLICT] = FLAW_ERROR, [FLAW_IMPOSSIBLE] = FLAW_ERROR,
		[FLAW_DAMAGED] = FLAW_ERROR
	};
	return severity[flaw];
}

#define F(member) FIELD_AT(struct candle_finding, member)
static const struct field finding_fields[] = {
	{ "kind", FIELD_ENUM, F(kind), .names = candle_flaw_names,
	  .names_len = CANDLE_FLAWS,
	  .help = "zero_volume, gap, disorder, off_grid, conflict, "
	  "impossible, damaged" },
	{ "severity", FIELD_ENUM, F(severity), .names = flaw_severity_names,
	  .names_len = FLAW_ERROR + 1,
	  .help = "info, warning, or error: refused by import" },
	{ "venue", FIELD_CHARS, F(venue), .help = "venue of the series" },
	{ "symbol", FIELD_CHARS, F(symbol), .help = "unified symbol" },
	{ "timeframe", FIELD_DURATION, F(timeframe),
	  .help = "length of one bar" },
	{ "open_time_ms", FIELD_INT, F(open_time_ms),
	  .help = "open time of the bar, ms" },
	{ "count", FIELD_INT, F(count),
	  .help = "bars missing, or concerned" },
	{ "file", FIELD_TEXT, F(file),
	  .help = "where it came from; null: the store" },
	{ "line", FIELD_INT, F(line), .help = "its line in the file" },
	{ "message", FIELD_CHARS, F(message), .help = "what is wrong" },
	{ "price", FIELD_ENUM, F(price), .names = candle_price_names,
	  .names_len = CANDLE_PRICES, .help = "of the series: last or mark",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
#undef F
const struct record candle_finding_record = {
	"candle_finding", "something wrong with, or worth knowing about, bars",
	finding_fields
};

int64_t
timeframe_origin_ms(int64_t timeframe_ms)
{
	const int64_t day = STAMP_DAY / 1000;

	/* 1970-01-01 was a Thursday */
	return timeframe_ms % (7 * day) == 0 ? 4 * day : 0;
}
