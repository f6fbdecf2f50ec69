/*
 * Covers lib/model/curve.c: what was put in comes out, whatever can and cannot
 * be packed together; insertion, removal and cutting against a plain list.
 */
#include "base/rng.h"
#include "model/curve.h"
#include "tests/lib/tap.h"

static struct curve curve;
static struct equity_points plain;

static bool
same(const struct equity_point *a, const struct equity_point *b)
{
	return a->time == b->time && dec_same(a->equity, b->equity) &&
	    dec_same(a->high, b->high) && dec_same(a->low, b->low) &&
	    dec_same(a->transferred, b->transferred) &&
	    dec_same(a->units, b->units);
}

static bool
agree(const struct curve *c)
{
	bool good = curve_len(c) == plain.len;

	for (size_t i = 0; i < plain.len && good; i++) {
		struct equity_point p = curve_point(c, i);

		good = same(&p, &plain.at[i]) &&
		    curve_time(c, i) == plain.at[i].time;
	}
	return good;
}

/* Most go on like the one before. */
static struct equity_point
next_point(struct rng *r, int64_t *time, struct dec *units)
{
	static const int scales[] = { 8, 8, 8, 2, 0, 10, -1 };
	int scale = scales[rng_below(r, 7)];
	struct equity_point p = { .transferred = DEC_ZERO };

	*time += rng_below(r, 10) == 0 ? 7 + (int64_t)rng_below(r, 3) : 60;
	if (rng_below(r, 20) == 0)
		*units = dec_int((int64_t)rng_below(r, 3));
	if (rng_below(r, 30) == 0)
		*units = DEC_NONE;
	p.time = *time;
	p.equity = scale < 0 ? DEC_NONE :
	    dec_make((int64_t)rng_below(r, 2000) - 1000, scale);
	if (rng_below(r, 15) == 0)
		p.equity = dec_wide((__int128)INT64_MAX * 1000, 9);
	p.high = p.low = p.equity;
	if (rng_below(r, 9) == 0)
		p.low = dec_make(1, 12);
	p.units = *units;
	return p;
}

static void
gives_back_what_was_put_in(void)
{
	for (uint64_t seed = 1; seed < 20; seed++) {
		struct rng r;
		struct curve copy = { 0 };
		struct dec units = dec_int(1);
		int64_t time = 0;
		size_t half;

		rng_seed(&r, seed);
		curve_clear(&curve);
		vec_clear(&plain);
		for (int i = 0; i < 300; i++) {
			struct equity_point p = next_point(&r, &time, &units);

			curve_add(&curve, &p);
			vec_push(&plain, p);
		}
		ok(agree(&curve));
		half = (size_t)rng_below(&r, 300);
		curve_add_all(&copy, &curve, 0);
		curve_cut(&copy, half);
		is_int(curve_len(&copy), half);
		curve_add_all(&copy, &curve, half);
		ok(agree(&copy));
		curve_release(&copy);
		curve_add_points(&copy, &plain);
		ok(agree(&copy));
		curve_release(&copy);
	}
}

static void
puts_in_and_takes_out_anywhere(void)
{
	struct rng r;
	struct dec units = dec_int(1);
	int64_t time = 0;
	bool good = true;

	rng_seed(&r, 5);
	curve_clear(&curve);
	vec_clear(&plain);
	for (int i = 0; i < 2000 && good; i++) {
		struct equity_point p = next_point(&r, &time, &units);
		size_t at = (size_t)rng_below(&r, plain.len + 1);

		if (plain.len > 20 || (at < plain.len &&
		    rng_below(&r, 3) == 0)) {
			at = at < plain.len ? at : 0;
			curve_remove(&curve, at);
			memmove(&plain.at[at], &plain.at[at + 1],
			    (--plain.len - at) * sizeof(p));
		} else {
			curve_insert(&curve, at, &p);
			vec_push(&plain, p);
			memmove(&plain.at[at + 1], &plain.at[at],
			    (plain.len - 1 - at) * sizeof(p));
			plain.at[at] = p;
		}
		good = agree(&curve);
	}
	ok(good);
}

static void
packs_points_that_go_on(void)
{
	struct equity_point p = { .units = dec_int(1),
	    .transferred = DEC_ZERO };

	curve_clear(&curve);
	for (int i = 0; i < 1000; i++) {
		p.time = i * 60;
		p.equity = p.high = p.low = dec_make(i, 8);
		curve_add(&curve, &p);
	}
	is_int(curve.parts.len, 1);
	p.time += 61;		/* later than that */
	curve_add(&curve, &p);
	is_int(curve.parts.len, 2);
}

/* Many at once stand where one after the other would, or nothing is done. */
static void
goes_on_by_many_at_once(void)
{
	struct curve_value more[3] = { { 5, 6, 4 }, { 7, 7, 7 }, { 8, 9, 8 } };
	struct equity_point p = { .units = dec_int(1),
	    .transferred = DEC_ZERO, .equity = dec_make(1, 8),
	    .high = dec_make(1, 8), .low = dec_make(1, 8) };
	struct equity_point last;

	curve_release(&curve);
	ok(!curve_go_on(&curve, 60, 60, 8, more, 3));
	curve_add(&curve, &p);
	ok(!curve_go_on(&curve, 60, 60, 8, more, 3));	/* of what step? */
	p.time = 60;
	curve_add(&curve, &p);
	ok(!curve_go_on(&curve, 121, 60, 8, more, 3));
	ok(!curve_go_on(&curve, 120, 61, 8, more, 3));
	ok(!curve_go_on(&curve, 120, 60, 7, more, 3));
	is_int(curve_len(&curve), 2);
	ok(curve_go_on(&curve, 120, 60, 8, more, 3));
	is_int(curve_len(&curve), 5);
	is_int(curve.parts.len, 1);
	last = curve_point(&curve, 4);
	p = (struct equity_point){ 240, dec_make(8, 8), dec_make(9, 8),
	    dec_make(8, 8), DEC_ZERO, dec_int(1) };
	is_int(last.time, p.time);
	ok(same(&last, &p));
}

int
main(void)
{
	TEST(gives_back_what_was_put_in);
	TEST(puts_in_and_takes_out_anywhere);
	TEST(packs_points_that_go_on);
	TEST(goes_on_by_many_at_once);
	curve_release(&curve);
	vec_release(&plain);
	return tap_done();
}
