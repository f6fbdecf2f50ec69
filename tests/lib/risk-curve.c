/*
 * The equity curve: unit prices compared exactly, falls, steps between points,
 * and the highest of a period against a plain search.
 */
#include "base/rng.h"
#include "risk/curve.h"
#include "tests/lib/risk.h"

static struct curve curve;

/* One that was there, with another value. */
static void
point_change(size_t i, struct dec equity, struct dec units)
{
	struct equity_point p = curve_point(&curve, i);

	p.equity = equity;
	p.units = units;
	curve_remove(&curve, i);
	curve_insert(&curve, i, &p);
}

static void
point(int64_t time, const char *equity, const char *high, const char *units)
{
	struct equity_point p = { .time = time, .equity = D(equity),
	    .high = D(high), .low = D(equity), .units = D(units) };

	curve_add(&curve, &p);
}

static struct unit_price
unit(const char *equity, const char *units)
{
	return (struct unit_price){ D(equity), D(units) };
}

static const char *
fall(struct unit_price now, struct unit_price then)
{
	static char text[2 * DEC_TEXT_SIZE + 4];
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	struct dec num, den;
	bool rounded;

	if (!unit_price_fall(now, then, &num, &den, &rounded))
		return "not known";
	snprintf(text, sizeof(text), "%s/%s%s", dec_text(num, a),
	    dec_text(den, b), rounded ? " rounded" : "");
	return text;
}

static void
compares_exactly(void)
{
	ok(unit_price_cmp(unit("100", "3"), unit("33.33333333", "1")) > 0);
	ok(unit_price_cmp(unit("99.99999999", "3"),
	    unit("33.33333333", "1")) == 0);
	ok(unit_price_cmp(unit("99.99999998", "3"),
	    unit("33.33333333", "1")) < 0);
}

static void
tells_how_far_it_fell(void)
{
	is_text(fall(unit("95", "100"), unit("100", "100")), "5/100");
	is_text(fall(unit("101", "100"), unit("100", "100")), "0/100");
	/* half was withdrawn: 47.5 on 50 units is the same fall */
	is_text(fall(unit("47.5", "50"), unit("100", "100")), "250/5000");
	is_text(fall(unit("0", "100"), unit("100", "100")), "100/100");
	is_text(fall(unit("-5", "100"), unit("100", "100")), "105/100");
	is_text(fall(unit("5", "100"), unit("0", "100")), "not known");
	is_text(fall(unit("5", "100"), unit("-1", "100")), "not known");
	is_text(fall(unit("10.000000000001", "1.000000000001"),
	    unit("10.000000000001", "1")),
	    "0.000000000011/10.000000000012 rounded");
}

static void
knows_its_own_price(void)
{
	struct unit_price p;

	world();
	ok(unit_price_now(&snap, &p));
	is_dec(p.equity, "10000");
	is_dec(p.units, "10000");
	snap.units = DEC_ZERO;
	ok(!unit_price_now(&snap, &p));
	snap.units = DEC_NONE;
	ok(!unit_price_now(&snap, &p));
	snap.units = D("1");
	snap.equity = DEC_NONE;
	ok(!unit_price_now(&snap, &p));
}

static void
stands_between_points(void)
{
	struct unit_price p;
	size_t at = 9;

	curve_clear(&curve);
	ok(!curve_price(&curve, 5, &p, &at));
	point(10, "100", "", "1");
	point(20, "110", "", "1");
	point(30, "120", "", "1");
	ok(curve_price(&curve, 9, &p, &at));
	is_int(at, 0);
	ok(curve_price(&curve, 19, &p, &at));
	is_int(at, 0);
	ok(curve_price(&curve, 20, &p, &at));
	is_int(at, 1);
	is_dec(p.equity, "110");
	ok(curve_price(&curve, 99, &p, &at));
	is_int(at, 2);
	point_change(2, DEC_NONE, D("1"));
	ok(!curve_price(&curve, 99, &p, &at));
	point_change(2, D("1"), DEC_ZERO);
	ok(!curve_price(&curve, 99, &p, &at));
}

static const char *
highest(struct peaks *p, int64_t period, int64_t now)
{
	static char text[DEC_TEXT_SIZE];
	struct unit_price out;

	return peaks_highest(p, &curve, period, now, &out) ?
	    dec_text(out.equity, text) : "none";
}

static void
finds_the_highest_of_a_period(void)
{
	struct peaks all = {0}, both = {0};

	curve_clear(&curve);
	is_text(highest(&all, 0, 5), "none");
	point(10, "100", "", "1");
	is_text(highest(&all, 0, 10), "100");
	is_text(highest(&both, 10, 10), "100");
	point(15, "90", "", "1");
	/* the first point stood until 15, inside the last ten */
	is_text(highest(&both, 10, 24), "100");
	is_text(highest(&both, 10, 25), "90");
	/* what was looked at is not looked at again */
	point_change(0, D("900"), D("1"));
	is_text(highest(&all, 0, 25), "100");
	point_change(0, D("100"), D("1"));
	point(30, "95", "120", "1");
	is_text(highest(&both, 10, 30), "120");	/* its high, on the way */
	is_text(highest(&both, 10, 40), "120");
	is_text(highest(&both, 10, 41), "95");
	is_text(highest(&all, 0, 41), "120");
	/* a step back in time begins again */
	is_text(highest(&both, 10, 24), "120");
	peaks_release(&all);
	peaks_release(&both);
}

static void
leaves_out_highs_across_transfers(void)
{
	struct peaks all = {0};

	curve_clear(&curve);
	point(10, "100", "500", "100");	/* nothing before: no high */
	is_text(highest(&all, 0, 10), "100");
	/* 50 withdrawn: the high of 100 was reached with more units */
	point(20, "50", "100", "50");
	is_text(highest(&all, 0, 20), "50");	/* the same price of a unit */
	point(30, "49", "50", "50");
	is_text(highest(&all, 0, 30), "50");
	peaks_release(&all);
}

static void
counts_highs_from_the_second_point_on(void)
{
	struct peaks all = {0};

	curve_clear(&curve);
	point(10, "100", "", "1");
	point(20, "90", "130", "1");
	is_text(highest(&all, 0, 20), "130");
	peaks_release(&all);
}

static void
notices_another_curve(void)
{
	struct peaks all = {0};

	curve_clear(&curve);
	point(10, "100", "", "1");
	point(20, "90", "", "1");
	is_text(highest(&all, 0, 20), "100");
	curve_clear(&curve);
	point(10, "70", "", "1");
	is_text(highest(&all, 0, 20), "70");
	curve_clear(&curve);
	point(11, "60", "", "1");
	is_text(highest(&all, 0, 20), "60");
	peaks_release(&all);
}

/* By the words of the header, one point at a time. */
static struct unit_price
plain_highest(int64_t start)
{
	struct unit_price best = { DEC_NONE, DEC_NONE };

	for (size_t i = 0; i < curve_len(&curve); i++) {
		const struct equity_point e = curve_point(&curve, i);
		struct unit_price p = { e.equity, e.units };
		bool stood = i + 1 == curve_len(&curve) ||
		    curve_time(&curve, i + 1) > start;

		if (stood && (!dec_known(best.equity) ||
		    unit_price_cmp(p, best) > 0))
			best = p;
		p.equity = e.high;
		if (e.time >= start && i > 0 &&
		    dec_same(e.units, curve_point(&curve, i - 1).units) &&
		    (!dec_known(best.equity) || unit_price_cmp(p, best) > 0))
			best = p;
	}
	return best;
}

/* Of several periods in turn. */
static void
agrees(struct peaks *queue, int64_t now)
{
	static const int64_t periods[] = { 20, 50, 0, 7 };
	struct unit_price got;

	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		int64_t period = periods[i];

		ok(peaks_highest(queue, &curve, period, now, &got));
		ok(unit_price_cmp(got, plain_highest(period == 0 ? 0 :
		    now - period)) == 0);
	}
}

static void
agrees_with_a_plain_search(void)
{
	struct rng rng;
	struct peaks queue = {0};

	rng_seed(&rng, 7);
	curve_clear(&curve);
	for (int64_t t = 1; t < 1000; t += 1 + (int64_t)rng_below(&rng, 12)) {
		struct equity_point p = { .time = t, .low = DEC_ZERO };

		p.equity = dec_int((int64_t)(100 + rng_below(&rng, 50)));
		p.high = dec_int((int64_t)(100 + rng_below(&rng, 60)));
		p.high = dec_max(p.high, p.equity);
		p.units = dec_int((int64_t)(1 + rng_below(&rng, 20) / 19));
		curve_add(&curve, &p);
		agrees(&queue, t);
	}
	ok(curve_len(&curve) > 100);
	peaks_release(&queue);
}

/* Bars at one distance lie in one part, and are asked for many at a time. */
static void
agrees_where_points_are_alike(void)
{
	struct rng rng;
	struct peaks queue = {0};
	int64_t equity = 5000, units = 1, drop, rise;

	rng_seed(&rng, 8);
	curve_clear(&curve);
	for (int64_t t = 1; t < 2000; t++) {
		struct equity_point p = { .time = t, .low = DEC_ZERO };

		drop = (int64_t)rng_below(&rng, 9);
		rise = (int64_t)rng_below(&rng, 9);
		equity += rise - drop;
		units += rng_below(&rng, 200) == 0;
		p.equity = (struct dec){ equity, 2 };
		p.high = (struct dec){ equity + drop / 2, 2 };
		p.units = dec_int(units);
		curve_add(&curve, &p);
		if (rng_below(&rng, 30) != 0)
			continue;
		agrees(&queue, t);
	}
	ok(curve.parts.len > 1 && curve.parts.len < 40);
	peaks_release(&queue);
}

int
main(void)
{
	TEST(compares_exactly);
	TEST(tells_how_far_it_fell);
	TEST(knows_its_own_price);
	TEST(stands_between_points);
	TEST(finds_the_highest_of_a_period);
	TEST(leaves_out_highs_across_transfers);
	TEST(counts_highs_from_the_second_point_on);
	TEST(notices_another_curve);
	TEST(agrees_with_a_plain_search);
	TEST(agrees_where_points_are_alike);
	curve_release(&curve);
	world();
	return tap_done();
}
