/*
 * Arithmetic of the model: exact, or rounded once where a name says so. An
 * overflow ends the run as a bad file does.
 */
#include "tests/model/spotmodel/model.h"

#include <stdio.h>

void
bad_file(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("spotmodel: ", stderr);
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

/* The row with the greatest `from` ≤ price counts. */
struct dec
tick_at(const struct instrument *in, struct dec price)
{
	const struct tick *best = &in->ticks.at[0];

	for (size_t i = 0; i < in->ticks.len; i++)
		if (!less(price, in->ticks.at[i].from) &&
		    !less(in->ticks.at[i].from, best->from))
			best = &in->ticks.at[i];
	return best->tick;
}

struct dec
to_tick(const struct instrument *in, struct dec price, enum round r)
{
	return to_step(price, tick_at(in, price), r);
}

/* A buy up, a sell down, and at least one tick. */
struct dec
slipped(const struct model *m, const struct instrument *in, enum side side,
    struct dec price)
{
	struct dec one = dec_int(1), out;

	if (side == BUY)
		return to_tick(in, times(price, plus(one, m->slip)),
		    ROUND_CEIL);
	out = to_tick(in, times(price, minus(one, m->slip)), ROUND_FLOOR);
	return dec_sign(out) > 0 ? out : tick_at(in, DEC_ZERO);
}
