/*
 * Prices: the tick as a function of price, slippage, percentages. Everything
 * is rounded against the order, in whole steps of 10^-scale.
 */
#include "venue/sim/state.h"

bool
price_read(const struct sim_symbol *s, struct dec price, int64_t *out)
{
	return dec_steps(price, dec_make(1, s->scale), out);
}

static int
tick_row(const struct sim_symbol *s, int64_t price)
{
	int n = s->i.tick_rows - 1;

	while (n > 0 && s->from[n] > price)
		n--;
	return n;
}

bool
price_on_tick(const struct sim_symbol *s, int64_t price)
{
	return price % s->tick[tick_row(s, price)] == 0;
}

/* The lowest price on its tick that is not below. */
int64_t
tick_up(const struct sim_symbol *s, int64_t price)
{
	for (int n = tick_row(s, price);; n++) {
		int64_t tick = s->tick[n], rest = price % tick;
		int64_t up = price;

		if (rest != 0 && __builtin_add_overflow(price, tick - rest,
		    &up))
			return INT64_MAX;
		if (n + 1 == s->i.tick_rows || up < s->from[n + 1])
			return up;
		price = s->from[n + 1];	/* the next row begins before */
	}
}

/* The highest price on its tick that is not above. */
int64_t
tick_down(const struct sim_symbol *s, int64_t price)
{
	for (int n = tick_row(s, price);; n--) {
		int64_t down = price - price % s->tick[n];

		if (n == 0 || down >= s->from[n])
			return down;
		price = s->from[n] - 1;
	}
}

static const __int128 pow10s[] = { 1, 10, 100, 1000, 10000, 100000, 1000000,
    10000000, 100000000, 1000000000, 10000000000, 100000000000,
    1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000 };

/* price × factor in whole steps, and whether something was cut off. */
static int64_t
scaled_times(struct sim *sim, int64_t price, struct dec factor, bool *cut)
{
	__int128 whole, by = pow10s[factor.scale];

	if (__builtin_mul_overflow((__int128)price, factor.coef, &whole) ||
	    whole / by >= INT64_MAX) {
		sim_fault(sim, "a price");
		*cut = false;
		return price;
	}
	*cut = whole % by != 0;
	return (int64_t)(whole / by);
}

/* price × above / below in whole steps, and whether something was cut off. */
static int64_t
scaled_ratio(struct sim *sim, const struct sim_symbol *s, int64_t price,
    struct dec above, struct dec below, bool *cut)
{
	struct dec p = dec_make(price, s->scale), up, down;
	int64_t whole = price, ceiling;

	*cut = false;
	if (!dec_muldiv(p, above, below, s->scale, ROUND_FLOOR, &down) ||
	    !dec_muldiv(p, above, below, s->scale, ROUND_CEIL, &up) ||
	    !price_read(s, down, &whole) || !price_read(s, up, &ceiling)) {
		sim_fault(sim, "a price");
		return price;
	}
	*cut = ceiling != whole;
	return whole;
}

/* 1 ± slippage as a ratio; the larger part of the volume, the worse. */
static int64_t
impact_times(struct sim *sim, const struct sim_symbol *s, bool buy,
    int64_t base, struct dec amount, bool *cut)
{
	struct dec volume = dec_make(s->bar.volume, s->bar.volume_scale);
	struct dec impact = sim->settings.impact_bps;
	struct dec factor = buy ? sim->slip_up : sim->slip_down, above, part;
	struct dec whole = dec_int(10000);

	if (dec_cmp(amount, volume) >= 0)
		amount = volume = dec_int(1);
	if (!dec_times(factor, whole, &above) ||
	    !dec_times(above, volume, &above) ||
	    !dec_times(impact, amount, &part) ||
	    !dec_times(whole, volume, &whole)) {
		sim_fault(sim, "slippage");
		*cut = false;
		return base;
	}
	above = buy ? sim_sum(sim, above, part) :
	    sim_difference(sim, above, part);
	if (dec_sign(above) > 0)
		return scaled_ratio(sim, s, base, above, whole, cut);
	*cut = false;
	return 0;
}

int64_t
price_slipped(struct sim *sim, const struct sim_symbol *s, int side,
    int64_t base, struct dec amount)
{
	bool buy = side == SIDE_BUY, cut;
	int64_t least, p;

	/* A live book says itself what taking from it costs. */
	if (s->booked) {
		p = book_average(sim, s, side, amount);
		return buy ? tick_up(s, p) : tick_down(s, p);
	}
	if (!sim->slips && price_on_tick(s, base))
		return base;
	least = tick_up(s, 1);
	if (dec_sign(sim->settings.impact_bps) > 0)
		p = impact_times(sim, s, buy, base, amount, &cut);
	else
		p = scaled_times(sim, base,
		    buy ? sim->slip_up : sim->slip_down, &cut);
	if (buy)
		return tick_up(s, p + cut);
	p = p > 0 ? tick_down(s, p) : 0;
	return p > least ? p : least;
}

int64_t
price_percent(struct sim *sim, const struct sim_symbol *s, int64_t price,
    struct dec percent, bool above)
{
	struct dec part, factor;
	bool cut;
	int64_t p;

	if (!dec_div(percent, dec_int(100), DEC_SCALE_MAX, ROUND_UP, &part)) {
		sim_fault(sim, "a percentage");
		return price;
	}
	part = dec_trim(part);
	factor = above ? sim_sum(sim, dec_int(1), part) :
	    sim_difference(sim, dec_int(1), part);
	p = scaled_times(sim, price, factor, &cut);
	if (above)
		return tick_up(s, p + cut);
	return p > 0 ? tick_down(s, p) : 0;
}

int64_t
price_away(const struct sim_symbol *s, int64_t price, struct dec distance,
    bool above)
{
	int64_t steps;

	/* price lies on the scale: a distance may be cut to it beforehand */
	if (!dec_round(distance, s->scale, ROUND_CEIL, &distance) ||
	    !price_read(s, distance, &steps))
		return above ? INT64_MAX : 0;
	if (!above)
		return price > steps ? tick_down(s, price - steps) : 0;
	return __builtin_add_overflow(price, steps, &price) ? INT64_MAX :
	    tick_up(s, price);
}

struct dec
value_at(struct sim *sim, const struct sim_symbol *s, int64_t price,
    struct dec amount)
{
	struct dec value = DEC_ZERO;

	if (!instrument_value(&s->i, price_of(s, price), amount, &value))
		sim_fault(sim, "a value");
	return value;
}
