/*
 * Exact rationals: what makes a tie a tie. Lowest terms keep numbers small;
 * an overflow is an answer, and the caller goes on with the double.
 */
#include "expr/rat.h"

#include "base/dec.h"

static unsigned __int128
magnitude(__int128 n)
{
	return n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
}

static unsigned __int128
gcd(unsigned __int128 a, unsigned __int128 b)
{
	while (b != 0) {
		unsigned __int128 r;

		if (a >> 64 == 0 && b >> 64 == 0) {
			uint64_t x = (uint64_t)a, y = (uint64_t)b, t;

			for (; y != 0; y = t) {
				t = x % y;
				x = y;
			}
			return x;
		}
		r = a % b;
		a = b;
		b = r;
	}
	return a;
}

struct rat
rat_int(int64_t n)
{
	return (struct rat){ n, 1 };
}

bool
rat_make(__int128 n, __int128 d, struct rat *out)
{
	const __int128 least = (__int128)1 << 126;
	__int128 g;

	if (d == 0 || n <= -least || d <= -least)
		return false;
	g = (__int128)gcd(magnitude(n), magnitude(d));
	if (d < 0)
		g = -g;
	out->n = n / g;
	out->d = d / g;
	return true;
}

/* Products of such are whole numbers of 64 bits. */
static bool
are_small(struct rat a, struct rat b)
{
	const __int128 most = INT32_MAX;

	return a.n <= most && a.n >= -most && a.d > 0 && a.d <= most &&
	    b.n <= most && b.n >= -most && b.d > 0 && b.d <= most;
}

/* Lowest terms of what fits; d is more than 0. */
static struct rat
lowest(int64_t n, int64_t d)
{
	uint64_t x = (uint64_t)(n < 0 ? -n : n), y = (uint64_t)d, t;

	if (d == 1)
		return rat_int(n);
	for (; y != 0; y = t) {
		t = x % y;
		x = y;
	}
	return (struct rat){ n / (int64_t)x, d / (int64_t)x };
}

bool
rat_add(struct rat a, struct rat b, struct rat *out)
{
	__int128 g, x, y, d, sum;

	if (are_small(a, b)) {
		*out = lowest((int64_t)a.n * (int64_t)b.d +
		    (int64_t)b.n * (int64_t)a.d, (int64_t)a.d * (int64_t)b.d);
		return true;
	}
	g = (__int128)gcd(magnitude(a.d), magnitude(b.d));
	if (__builtin_mul_overflow(a.n, b.d / g, &x) ||
	    __builtin_mul_overflow(b.n, a.d / g, &y) ||
	    __builtin_mul_overflow(a.d, b.d / g, &d) ||
	    __builtin_add_overflow(x, y, &sum))
		return false;
	return rat_make(sum, d, out);
}

bool
rat_sub(struct rat a, struct rat b, struct rat *out)
{
	b.n = -b.n;
	return rat_add(a, b, out);
}

bool
rat_mul(struct rat a, struct rat b, struct rat *out)
{
	__int128 g, h, n, d;

	if (are_small(a, b)) {
		*out = lowest((int64_t)a.n * (int64_t)b.n,
		    (int64_t)a.d * (int64_t)b.d);
		return true;
	}
	g = (__int128)gcd(magnitude(a.n), magnitude(b.d));
	h = (__int128)gcd(magnitude(b.n), magnitude(a.d));
	if (__builtin_mul_overflow(a.n / g, b.n / h, &n) ||
	    __builtin_mul_overflow(a.d / h, b.d / g, &d))
		return false;
	return rat_make(n, d, out);
}

bool
rat_div(struct rat a, struct rat b, struct rat *out)
{
	struct rat inverse;

	if (!rat_make(b.d, b.n, &inverse))
		return false;
	return rat_mul(a, inverse, out);
}

bool
rat_scaled(__int128 coef, int exp, struct rat *out)
{
	__int128 power = 1;

	for (int i = exp < 0 ? -exp : exp; i > 0; i--)
		if (__builtin_mul_overflow(power, (__int128)10, &power))
			return false;
	if (exp < 0)
		return rat_make(coef, power, out);
	if (__builtin_mul_overflow(coef, power, &coef))
		return false;
	return rat_make(coef, 1, out);
}

int
rat_cmp(struct rat a, struct rat b)
{
	__int128 x, y;

	if (a.d == b.d)
		return (a.n > b.n) - (a.n < b.n);
	if (!__builtin_mul_overflow(a.n, b.d, &x) &&
	    !__builtin_mul_overflow(b.n, a.d, &y))
		return (x > y) - (x < y);
	return dec_cmp_products((struct dec){ a.n, 0 }, (struct dec){ b.d, 0 },
	    (struct dec){ b.n, 0 }, (struct dec){ a.d, 0 });
}

int
rat_sign(struct rat a)
{
	return (a.n > 0) - (a.n < 0);
}

bool
rat_whole(struct rat a, int64_t *out)
{
	if (a.d != 1 || a.n > INT64_MAX || a.n < INT64_MIN)
		return false;
	*out = (int64_t)a.n;
	return true;
}

struct rat
rat_floor(struct rat a)
{
	__int128 q = a.n / a.d;

	return (struct rat){ q - (a.n % a.d < 0), 1 };
}

double
rat_double(struct rat a)
{
	const __int128 plain = (__int128)1 << 53;

	if (a.n <= plain && a.n >= -plain && a.d <= plain)
		return (double)a.n / (double)a.d;	/* rounds once */
	return (double)((long double)a.n / (long double)a.d);
}
