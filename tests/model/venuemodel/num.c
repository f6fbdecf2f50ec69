/*
 * Arithmetic of the model: exact, or rounded once where a name says so. An
 * overflow ends the run as a bad file does.
 */
#include "tests/model/venuemodel/model.h"

#include <stdio.h>

void
bad_file(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("venuemodel: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(12);
}

struct dec
plus(struct dec a, struct dec b)
{
	struct dec out;

	if (!dec_add(a, b, &out))
		bad_file("overflow in a sum");
	return out;
}

struct dec
minus(struct dec a, struct dec b)
{
	return plus(a, dec_neg(b));
}

struct dec
times(struct dec a, struct dec b)
{
	struct dec out;

	if (!dec_times(a, b, &out))
		bad_file("overflow in a product");
	return out;
}

struct dec
rounded(struct dec a, int scale, enum round r)
{
	struct dec out;

	if (!dec_round(a, scale, r, &out))
		bad_file("overflow in a rounding");
	return out;
}

struct dec
to_step(struct dec a, struct dec step, enum round r)
{
	struct dec out;

	if (!dec_step(a, step, r, &out))
		bad_file("overflow in a number of steps");
	return out;
}

bool
less(struct dec a, struct dec b)
{
	return dec_cmp(a, b) < 0;
}

bool
same(struct dec a, struct dec b)
{
	return dec_cmp(a, b) == 0;
}

bool
positive(struct dec a)
{
	return dec_sign(a) > 0;
}

struct dec
over_rounded(struct dec a, struct dec b, int scale, enum round r)
{
	struct dec out;

	if (!dec_div(a, b, scale, r, &out))
		bad_file("overflow in a quotient");
	return out;
}

/* The row with the greatest `from` ≤ above / below counts; below > 0. */
static struct dec
tick_of_ratio(const struct instrument *in, struct dec above, struct dec below)
{
	const struct tick *best = &in->ticks.at[0];

	for (size_t i = 0; i < in->ticks.len; i++)
		if (!less(above, times(in->ticks.at[i].from, below)) &&
		    !less(in->ticks.at[i].from, best->from))
			best = &in->ticks.at[i];
	return best->tick;
}

struct dec
tick_at(const struct instrument *in, struct dec price)
{
	return tick_of_ratio(in, price, dec_int(1));
}

struct dec
to_tick(const struct instrument *in, struct dec price, enum round r)
{
	return to_step(price, tick_at(in, price), r);
}

struct dec
ratio_to_tick(const struct instrument *in, struct dec above, struct dec below,
    enum round r)
{
	struct dec tick = tick_of_ratio(in, above, below);

	return times(tick, over_rounded(above, times(below, tick), 0, r));
}

/*
 * p(1 ± s) with s = (bps + spread / 2 + impact × min(1, amount / volume)) /
 * 10000, as one quotient: a buy up, a sell down, and at least one tick.
 */
struct dec
slipped(const struct model *m, const struct instrument *in, enum side side,
    struct dec price, struct dec amount)
{
	struct dec volume = dec_int(1), share = dec_int(1), all, s, out;

	if (dec_sign(m->impact_bps) != 0 && dec_sign(in->bar->volume) != 0) {
		volume = in->bar->volume;
		share = dec_min(amount, volume);
	}
	s = plus(times(m->slip_bps, volume), times(m->impact_bps, share));
	all = times(dec_int(10000), volume);
	if (side == BUY)
		return ratio_to_tick(in, times(price, plus(all, s)), all,
		    ROUND_CEIL);
	out = ratio_to_tick(in, times(price, minus(all, s)), all,
	    ROUND_FLOOR);
	return positive(out) ? out : tick_at(in, DEC_ZERO);
}
