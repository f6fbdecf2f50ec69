/*
 * Sizes, stops and targets of entries, out of doubles.
 */
#include "research/entry.h"

#include "base/decfloat.h"
#include "base/mem.h"
#include "base/stamp.h"
#include "expr/expr-series.h"
#include "quant/vol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Money and lots beyond this are none: doubles no longer count them. */
#define MOST 9e15
/* What is reversed is sized before it is known at what the other side closes:
 * this much of what margin allows. */
#define REVERSAL_PART 0.99

/* The largest notional that can be paid for; a spot order's money has its fee
 * in it. */
static double
most_money(const struct entry_terms *t, const struct entry_state *s)
{
	double money = s->reverses ? s->equity * REVERSAL_PART : s->free;

	if (t->instrument->kind == KIND_SPOT)
		return money;
	return money / (1 / t->leverage + (t->taker > 0 ? t->taker : 0));
}

/* Of money, cut: the product is rounded, what it leaves tells which way. */
static struct entry_size
money_of(double x)
{
	double unit = (double)dec_powers[ENTRY_MONEY_SCALE];
	double n = floor(x * unit);

	if (!(x > 0) || !(n < MOST))
		return (struct entry_size){ 0 };
	if (fma(x, unit, -n) < 0)
		n--;
	return (struct entry_size){ .money = (int64_t)n };
}

static struct entry_size
lots_of(const struct instrument *i, double base)
{
	double size = i->kind == KIND_SPOT ? 1 :
	    dec_to_double(i->contract_size);
	struct entry_size out = { 0 };
	struct dec amount;

	if (!(base > 0) || !dec_from_double(base / (size > 0 ? size : 1),
	    DEC_SCALE_MAX, &amount) || !dec_step(amount, i->lot, ROUND_DOWN,
	    &amount) || !dec_steps(amount, i->lot, &out.lots))
		return (struct entry_size){ 0 };
	return out;
}

/* METHODS 8.8, in base units. */
static double
risked(const struct entry_terms *t, const struct entry_state *s)
{
	double stop = s->price - s->side * s->distance;

	return s->equity * s->value /
	    (s->distance + (t->taker + t->slip) * (s->price + stop));
}

struct entry_size
entry_size(const struct entry_terms *t, const struct entry_state *s)
{
	double most, base;

	if (!(s->value > 0) || isnan(s->cap))
		return (struct entry_size){ 0 };
	switch (t->form) {
	case SIZE_NOTIONAL:
		return money_of(s->value);
	case SIZE_QUANTITY:
		return lots_of(t->instrument, s->value);
	case SIZE_RISK:
		base = risked(t, s);
		most = most_money(t, s);
		return base * s->price > most ? money_of(most) :
		    lots_of(t->instrument, base);
	case SIZE_VOLATILITY:
		if (!(s->sigma > 0))
			return (struct entry_size){ 0 };
		return money_of(fmin(s->equity * fmin(s->cap, s->value /
		    s->sigma), most_money(t, s)));
	case SIZE_EQUITY:
		return money_of(fmin(s->equity * s->value, most_money(t, s)));
	default:
		bug("entry_size: a size that looks at the trades before");
	}
}

void
entry_sigma(const struct candles *bars, int64_t timeframe, double *to)
{
	double *close = mem_array(bars->len, sizeof(*close));

	expr_bar_numbers(bars, "close", close);
	vol_ewma(close, bars->len, 0.94, to);
	for (size_t i = 0; i < bars->len; i++)
		to[i] = sqrt(to[i] * (double)STAMP_YEAR / (double)timeframe);
	free(close);
}

/* As it is written: 0.05 is 5 %, and 0.1 lies on a tick of 0.1. */
static bool
written(double x, struct dec *out)
{
	char text[DOUBLE_TEXT_SIZE];

	double_text(x, text);
	return text[0] != '\0' && (dec_parse_loose(text, strlen(text), out) ||
	    dec_from_double(x, DEC_SCALE_MAX, out));
}

struct level
entry_distance(double distance, enum unit unit)
{
	struct level l = { .kind = unit == UNIT_RATIO ? LEVEL_PERCENT :
	    LEVEL_DISTANCE };

	if (!(distance > 0) || !written(distance, &l.value) ||
	    (unit == UNIT_RATIO && !dec_times(l.value, dec_int(100),
	    &l.value)))
		return (struct level){ LEVEL_NONE };
	return l;
}

struct level
entry_price(double price, bool up, const struct instrument *i)
{
	struct level l = { .kind = LEVEL_PRICE };

	if (!(price > 0) || !written(price, &l.value) ||
	    !instrument_round_price(i, l.value, up ? ROUND_CEIL : ROUND_FLOOR,
	    &l.value) || dec_sign(l.value) <= 0)
		return (struct level){ LEVEL_NONE };
	return l;
}
