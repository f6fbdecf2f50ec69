/*
 * Sizes of entries, in doubles.
 */
#include "research/entry.h"

#include "base/decfloat.h"
#include "base/mem.h"
#include "expr/expr-series.h"
#include "quant/vol.h"

#include <math.h>
#include <stdlib.h>

/* Money and lots beyond this are none: a double no longer counts them. */
#define MOST 9e15

/* What may be spent at all: the fee and the slippage of the entry come out of
 * the same equity as its margin. A spot order's money has its fee in it. */
static double
most_money(const struct entry_terms *t, double equity)
{
	if (t->instrument->kind == KIND_SPOT)
		return equity;
	return equity / (1 / t->leverage + t->taker + t->slip);
}

static int64_t
whole(double x)
{
	return x > 0 && x < MOST ? (int64_t)floor(x) : 0;
}

static int64_t
lots_of(const struct instrument *i, double base)
{
	double contracts = i->kind == KIND_SPOT ? base :
	    base / dec_to_double(i->contract_size);

	return whole(contracts / dec_to_double(i->lot));
}

/* METHODS 8.8. */
static double
risked(const struct entry_terms *t, const struct entry_state *s, double equity)
{
	double stop = s->is_long ? s->price - s->distance :
	    s->price + s->distance;

	return equity * s->value /
	    (s->distance + (t->taker + t->slip) * (s->price + stop));
}

struct entry_size
entry_size(const struct entry_terms *t, const struct entry_state *s)
{
	double equity = (double)s->equity, most = most_money(t, equity);
	double unit = (double)dec_powers[ENTRY_MONEY_SCALE];
	double money = NAN, base = NAN;

	switch (t->form) {
	case SIZE_EQUITY:
		money = s->value * equity;
		break;
	case SIZE_NOTIONAL:
		money = s->value * unit;
		break;
	case SIZE_VOLATILITY:
		money = s->value / s->sigma;
		if (money > s->cap || isnan(s->cap))
			money = s->cap;
		money *= equity;
		break;
	case SIZE_RISK:
		base = risked(t, s, equity / unit);
		break;
	case SIZE_QUANTITY:
		base = s->value;
		break;
	default:
		bug("entry_size: no size of its own");
	}
	/* What is limited spends what there is, at whatever price it fills. */
	if (base * s->price * unit > most)
		money = most;
	else if (base > 0)
		return (struct entry_size){ .lots = lots_of(t->instrument,
		    base) };
	return (struct entry_size){ .money = whole(money < most ? money :
	    isnan(money) ? 0 : most) };
}

void
entry_sigma(const struct candles *bars, int64_t timeframe, double *to)
{
	double year = 365.0 * 86400e6 / (double)timeframe;
	double *close = mem_array(bars->len, sizeof(*close));

	expr_bar_numbers(bars, "close", close);
	vol_ewma(close, bars->len, 0.94, to);
	for (size_t i = 0; i < bars->len; i++)
		to[i] = sqrt(to[i] * year);
	free(close);
}
