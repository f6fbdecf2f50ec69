/*
 * Covers lib/quant/paths.c, paths-wide.c and select.c: each path against the
 * same drawn one by one with base/rng.h and measured with quant/stats.h; its
 * bits, which no machine's vectors may change; what a shuffle keeps;
 * ruin against the gambler's formula; quantiles against sorting; lengths of
 * blocks against a published one.
 */
#include "base/mem.h"
#include "base/rng.h"
#include "quant/overfit.h"
#include "quant/paths.h"
#include "quant/stats.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define LONGEST 700

static double growth[LONGEST];

static void
make_growth(size_t n, uint64_t seed)
{
	struct rng r;

	rng_seed(&r, seed);
	for (size_t i = 0; i < n; i++)
		growth[i] = 1 + (rng_unit(&r) - 0.47) * 0.1;
}

/* The same path, by the definitions. */
static void
draw_alone(const struct path_plan *p, uint64_t path, double *r)
{
	struct rng s;
	double *left = mem_array(p->len, sizeof(*left));
	double *u = mem_array(p->len, 2 * sizeof(*u));
	size_t *index = mem_array(p->len, sizeof(*index));

	rng_stream(&s, p->seed, path);
	memcpy(left, p->growth, p->len * sizeof(*left));
	for (size_t i = 0; i < p->len && p->method == PATH_FILLS; i++) {
		bool missed = rng_unit(&s) < p->missed;
		double in = p->fee + p->slippage * rng_unit(&s);
		double out = p->fee + p->slippage * rng_unit(&s);

		r[i] = missed ? 1 : p->growth[i] - in * p->entry[i] -
		    out * p->exit[i];
	}
	for (size_t i = 0; i < p->len; i++) {
		if (p->method == PATH_SHUFFLE) {
			size_t j = i + (size_t)rng_below(&s, p->len - i);

			r[i] = left[j];
			left[j] = left[i];
		} else if (p->method == PATH_BOOTSTRAP) {
			uint64_t x = i % 2 == 0 ? rng_next(&s) : 0;

			/* Of a word the high half, then the low one. */
			u[i] = (double)(x >> 32) * 0x1p-32;
			if (i + 1 < p->len)
				u[i + 1] = i % 2 == 0 ?
				    (double)(x & UINT32_MAX) * 0x1p-32 : 0;
			if (i % 2 == 0) {
				r[i] = p->growth[(size_t)(u[i] *
				    (double)p->len)];
				if (i + 1 < p->len)
					r[i + 1] = p->growth[(size_t)
					    (u[i + 1] * (double)p->len)];
			}
		} else if (p->method == PATH_BLOCKS) {
			u[i] = rng_unit(&s);
			u[p->len + i] = rng_unit(&s);
		}
	}
	if (p->method == PATH_BLOCKS) {
		bootstrap_indices(u, u + p->len, p->len, p->len, 1 / p->block,
		    index);
		for (size_t i = 0; i < p->len; i++)
			r[i] = p->growth[index[i]];
	}
	for (size_t i = 0; i < p->len; i++)
		r[i] -= 1;
	free(left);
	free(u);
	free(index);
}

static bool
near(double a, double b)
{
	return fabs(a - b) <= 1e-12 * fmax(1, fabs(b));
}

static void
check_path(const struct path_plan *p, uint64_t path,
    const struct path_end *e, const double *marks)
{
	double r[LONGEST], curve[LONGEST + 1] = { 1 }, sharpe, lowest = 1;
	struct drawdown d;

	draw_alone(p, path, r);
	d = stat_drawdown(r, p->len);
	for (size_t i = 1; i <= p->len; i++) {
		curve[i] = curve[i - 1] * (r[i - 1] > -1 ? 1 + r[i - 1] : 0);
		lowest = fmin(lowest, curve[i]);
	}
	sharpe = stat_sharpe(r, p->len, 0);
	ok(near(e->equity, 1 + stat_total_return(r, p->len)));
	ok(near(e->lowest, lowest));
	ok(near(e->drawdown, -d.max));
	is_int(e->length, d.longest);
	ok(isnan(sharpe) ? isnan(e->sharpe) : fabs(e->sharpe - sharpe) <
	    1e-9 * fmax(1, fabs(sharpe)));
	for (size_t i = 0; i < p->marks_len; i++)
		ok(near(marks[i * PATH_LANES], curve[p->marks[i]]));
}

static void
paths_are_as_defined(void)
{
	static const size_t lens[] = { 1, 2, 3, 7, 100, 127, 128, 129, 256,
	    LONGEST };

	for (size_t k = 0; k < sizeof(lens) / sizeof(lens[0]); k++)
		for (int method = 0; method < PATH_METHODS; method++) {
			size_t marks[] = { lens[k] / 3, lens[k] / 2, lens[k] };
			double noted[PATH_LANES * 3];
			struct path_end e[PATH_LANES], alone[PATH_LANES];
			struct path_plan p = { .method = method, .missed =
			    0.2, .slippage = 0.01, .fee = 0.002,
			    .entry = growth, .exit = growth, .growth = growth, .len = lens[k], .block = 5,
			    .seed = 11 + k, .marks = marks, .marks_len = 3 };
			struct path_room room;

			make_growth(p.len, k);
			path_room_init(&room, &p);
			paths_draw(&p, &room, 8 * k, alone, NULL, 0);
			paths_draw(&p, &room, 8 * k, e, noted,
			    PATH_LANES);
			ok(memcmp(e, alone, sizeof(e)) == 0);
			for (size_t i = 0; i < PATH_LANES; i++)
				check_path(&p, 8 * k + i, &e[i],
				    &noted[i]);
			path_room_release(&room);
		}
}

/* A bootstrap in numbers alone, each rounded where the lanes round theirs. */
static void
bootstrap_alone(const struct path_plan *p, uint64_t path, struct path_end *e,
    double *half)
{
	size_t pool = p->pool > 0 ? p->pool : p->len;
	double mean = stat_mean(p->growth, pool), share = 1, sum = 0, under = 0;
	double squares = 0, n = (double)p->len, variance;
	uint64_t x = 0;
	struct rng r;

	*e = (struct path_end){ .equity = 1, .lowest = 1 };
	rng_stream(&r, p->seed, path);
	for (size_t i = 0; i < p->len; i++, x <<= 32) {
		double g;

		x = i % 2 == 0 ? rng_next(&r) : x;
		g = p->growth[(x >> 32) * pool >> 32];
		e->equity *= g;
		e->lowest = e->equity < e->lowest ? e->equity : e->lowest;
		e->drawdown = fmax(e->drawdown, 1 - share * g);
		under = share * g < 1 ? under + 1 : 0;
		e->length = fmax(e->length, under);
		share = fmin(share * g, 1);
		sum += g - mean;
		squares += (g - mean) * (g - mean);
		if (i + 1 == p->len / 2)
			*half = e->equity;
	}
	variance = (squares - sum * sum / n) / (n - 1);
	e->sharpe = (mean - 1 + sum / n) / sqrt(variance);
}

static void
no_vector_changes_a_bit(void)
{
	for (size_t len = 2; len <= LONGEST; len += len < 40 ? 1 : 33)
		for (size_t pool = 2; pool <= LONGEST; pool += 349) {
			size_t marks[] = { len / 2 };
			double noted[PATH_LANES];
			struct path_end e[PATH_LANES];
			struct path_plan p = { .method = PATH_BOOTSTRAP,
			    .growth = growth, .len = len, .pool = pool,
			    .seed = len, .marks = marks, .marks_len = 1 };
			struct path_room room;

			make_growth(pool, len);
			/* All is lost, sometimes. */
			growth[1] = len % 5 == 0 ? 0 : growth[1];
			path_room_init(&room, &p);
			paths_draw(&p, &room, 8 * len, e, noted, PATH_LANES);
			for (size_t i = 0; i < PATH_LANES; i++) {
				struct path_end a;
				double half = 0;

				bootstrap_alone(&p, 8 * len + i, &a, &half);
				if (isnan(e[i].sharpe))
					a.sharpe = e[i].sharpe;
				ok(memcmp(&a, &e[i], sizeof(a)) == 0);
				ok(memcmp(&half, &noted[i], sizeof(half)) == 0);
			}
			path_room_release(&room);
		}
}

/* Nothing drawn is nothing gained: no deviation, no Sharpe ratio. */
static void
no_return_is_no_sharpe(void)
{
	struct path_plan p = { .method = PATH_BOOTSTRAP, .growth = growth,
	    .len = 50, .seed = 1 };
	struct path_end e[PATH_LANES];
	struct path_room room;

	for (size_t i = 0; i < 50; i++)
		growth[i] = 1;
	path_room_init(&room, &p);
	paths_draw(&p, &room, 0, e, NULL, 0);
	for (size_t i = 0; i < PATH_LANES; i++)
		ok(e[i].equity == 1 && e[i].drawdown == 0 &&
		    e[i].length == 0 && isnan(e[i].sharpe));
	growth[0] = 0;	/* all is lost, once in fifty */
	paths_draw(&p, &room, 0, e, NULL, 0);
	for (size_t i = 0; i < PATH_LANES; i++)
		ok(e[i].lowest == 0 ? e[i].equity == 0 && e[i].drawdown == 1 :
		    e[i].equity == 1);
	path_room_release(&room);
}

/* A shuffle ends where all orders end. */
static void
a_shuffle_keeps_the_total(void)
{
	struct path_plan p = { .method = PATH_SHUFFLE, .growth = growth,
	    .len = 300, .seed = 5 };
	struct path_end e[PATH_LANES];
	struct path_room room;
	double total = 1;

	make_growth(300, 3);
	for (size_t i = 0; i < 300; i++)
		total *= growth[i];
	path_room_init(&room, &p);
	for (uint64_t at = 0; at < 800; at += PATH_LANES) {
		paths_draw(&p, &room, at, e, NULL, 0);
		for (size_t i = 0; i < PATH_LANES; i++)
			ok(near(e[i].equity, total));
	}
	path_room_release(&room);
}

/*
 * Steps up and down by one unit of the logarithm are a gambler's: the chance of
 * having lost 5 units before the end of many bets is near that of ever losing
 * them, (q/p)^5 (METHODS 9.10).
 */
static void
ruin_is_the_gamblers(void)
{
	const double p_win = 0.6, want = pow((1 - p_win) / p_win, 5);
	struct path_plan p = { .method = PATH_BOOTSTRAP, .growth = growth,
	    .len = 500, .seed = 2 };
	struct path_end e[PATH_LANES];
	struct path_room room;
	double ruined = 0;
	int n = 40000;

	for (size_t i = 0; i < 500; i++)
		growth[i] = (double)i < 500 * p_win ? 1.01 : 1 / 1.01;
	path_room_init(&room, &p);
	for (int at = 0; at < n; at += PATH_LANES) {
		paths_draw(&p, &room, (uint64_t)at, e, NULL, 0);
		for (size_t i = 0; i < PATH_LANES; i++)
			ruined += e[i].lowest < pow(1.01, -4.5);
	}
	path_room_release(&room);
	ok(fabs(ruined / n - want) < 4 * sqrt(want * (1 - want) / n));
	ok(fabs(want - stat_ruin(2 * p_win - 1, 5)) < 1e-12);
}

static void
quantiles_are_those_of_sorting(void)
{
	static const double q[] = { 0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99,
	    0.995, 1 };
	enum { Q = sizeof(q) / sizeof(q[0]), MOST = 9000 };
	double *x = mem_array(MOST, sizeof(*x)), got[Q];
	double *sorted = mem_array(MOST, sizeof(*sorted));
	struct rng r;

	rng_seed(&r, 9);
	for (size_t n = 1; n < MOST; n += n < 100 ? 1 : 97)
		for (int kind = 0; kind < 7; kind++) {
			for (size_t i = 0; i < n; i++)
				x[i] = kind == 0 ? rng_unit(&r) : kind == 1 ?
				    (double)rng_below(&r, 4) : kind == 2 ?
				    (double)i : kind == 3 ? -(double)i :
				    kind == 4 ? 7 : kind == 5 ? exp(60 *
				    rng_unit(&r)) : i > n / 2 ? HUGE_VAL :
				    rng_unit(&r);
			memcpy(sorted, x, n * sizeof(*x));
			stat_sort(sorted, n);
			stat_quantiles(x, n, q, Q, got);
			for (size_t i = 0; i < Q; i++)
				ok(got[i] == stat_quantile(sorted, n, q[i]));
			stat_sort(x, n);
			ok(memcmp(x, sorted, n * sizeof(*x)) == 0);
		}
	stat_quantiles(x, 0, q, Q, got);
	ok(isnan(got[0]) && isnan(got[Q - 1]));
	free(x);
	free(sorted);
}

/* MT19937 (Matsumoto and Nishimura 1998) and the polar method, as numpy's
 * RandomState(0).standard_normal() draws. */
static uint32_t twister[624], twisted;

static uint32_t
twister_next(void)
{
	uint32_t y;

	if (twisted == 624) {
		for (int i = 0; i < 624; i++) {
			y = (twister[i] & 0x80000000) |
			    (twister[(i + 1) % 624] & 0x7fffffff);
			twister[i] = twister[(i + 397) % 624] ^ y >> 1 ^
			    (y & 1) * 0x9908b0df;
		}
		twisted = 0;
	}
	y = twister[twisted++];
	y ^= y >> 11;
	y ^= y << 7 & 0x9d2c5680;
	y ^= y << 15 & 0xefc60000;
	return y ^ y >> 18;
}

static double
twister_unit(void)
{
	uint32_t a = twister_next() >> 5, b = twister_next() >> 6;

	return (a * 67108864.0 + b) / 9007199254740992.0;
}

static double
twister_normal(void)
{
	static double kept = NAN;
	double a, b, r2, f = kept;

	kept = NAN;
	if (!isnan(f))
		return f;
	do {
		a = 2 * twister_unit() - 1;
		b = 2 * twister_unit() - 1;
		r2 = a * a + b * b;
	} while (r2 >= 1 || r2 == 0);
	f = sqrt(-2 * log(r2) / r2);
	kept = f * a;
	return f * b;
}

/*
 * The test of Python's arch (bootstrap/test_block_length.py): 10,000 values of
 * y = 0.3 y before + e after 100 that are left out. The others by its
 * optimal_block_length(), which looks at a lag's correlation a little
 * differently; that decides nothing here.
 */
static void
blocks_are_as_published(void)
{
	enum { N = 10000 };
	double *y = mem_array(N + 100, sizeof(*y)), x[300];

	for (uint32_t i = 1; i < 624; i++)
		twister[i] = 1812433253 * (twister[i - 1] ^
		    twister[i - 1] >> 30) + i;
	twisted = 624;
	for (int i = 0; i < N + 100; i++)
		y[i] = twister_normal() + (i > 0 ? 0.3 * y[i - 1] : 0);
	ok(fabs(y[100] - 2.06570021) < 1e-8);
	ok(fabs(bootstrap_block(y + 100, N) / 13.635665 - 1) < 1e-7);
	free(y);
	for (int i = 0; i < 300; i++)
		x[i] = (i * 7919 % 1000 < 450 ? -0.01 : 0.013) + sin(i / 9.0) *
		    0.004;
	ok(fabs(bootstrap_block(x, 300) / 20.34768790496084 - 1) < 1e-9);
	for (int i = 0; i < 300; i++)
		x[i] = sin(i / 9.0);
	ok(fabs(bootstrap_block(x, 300) / 15.153856169212421 - 1) < 1e-9);
	for (int i = 0; i < 300; i++)
		x[i] = 0.01;
	ok(bootstrap_block(x, 300) >= 1 && bootstrap_block(x, 300) <= 52);
	ok(fabs(bootstrap_block(x, 8) - 2) < 1e-12);
}

int
main(void)
{
	TEST(paths_are_as_defined);
	TEST(no_vector_changes_a_bit);
	TEST(no_return_is_no_sharpe);
	TEST(a_shuffle_keeps_the_total);
	TEST(ruin_is_the_gamblers);
	TEST(quantiles_are_those_of_sorting);
	TEST(blocks_are_as_published);
	return tap_done();
}
