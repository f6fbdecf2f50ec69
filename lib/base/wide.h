/*
 * Unsigned 256-bit integers, as far as exact decimals need them: products of
 * two coefficients, scaled by powers of ten, divided once; and the steps of the
 * short way, which takes operands of 64 bits. Private to dec.c, deccmp.c and
 * dectext.c.
 */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include "base/dec.h"

#include <stdbool.h>
#include <stdint.h>

#define DIGITS_MAX 38	/* of a coefficient */
extern const __uint128_t power10[DIGITS_MAX + 1];

static inline __uint128_t
size_of(struct dec a)
{
	return a.coef < 0 ? -(__uint128_t)a.coef : (__uint128_t)a.coef;
}

/* The long way stays out of functions that nearly always take the short one. */
#define LONG_WAY __attribute__((noinline, cold))

static inline bool
is_small(struct dec a)
{
	return (int64_t)a.coef == a.coef;
}

/* The coefficient of one of 64 bits with so many decimals, no fewer. */
static inline __int128
raised(struct dec a, int scale)
{
	return (__int128)(int64_t)a.coef * (int64_t)power10[scale - a.scale];
}

/* The size of the product of two of 64 bits. */
static inline __uint128_t
product_of(struct dec a, struct dec b)
{
	return (__uint128_t)(uint64_t)size_of(a) * (uint64_t)size_of(b);
}

struct wide { __uint128_t hi, lo; };

static inline struct wide
wide_product(__uint128_t a, __uint128_t b)
{
	const __uint128_t half = UINT64_MAX;
	__uint128_t low = (a & half) * (b & half);
	__uint128_t left = (a >> 64) * (b & half);
	__uint128_t right = (a & half) * (b >> 64);
	__uint128_t mid = (low >> 64) + (left & half) + (right & half);

	return (struct wide){
		(a >> 64) * (b >> 64) + (left >> 64) + (right >> 64) +
		    (mid >> 64),
		mid << 64 | (low & half)
	};
}

static inline int
wide_cmp(struct wide a, struct wide b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	return a.lo == b.lo ? 0 : a.lo < b.lo ? -1 : 1;
}

/* False when the sum needs more than 256 bits. */
static inline bool
wide_add(struct wide a, struct wide b, struct wide *out)
{
	struct wide sum;
	bool carry = __builtin_add_overflow(a.lo, b.lo, &sum.lo);
	bool over = __builtin_add_overflow(a.hi, b.hi, &sum.hi);

	over |= __builtin_add_overflow(sum.hi, (__uint128_t)carry, &sum.hi);
	*out = sum;
	return !over;
}

/* a - b, for a >= b. */
static inline struct wide
wide_sub(struct wide a, struct wide b)
{
	return (struct wide){ a.hi - b.hi - (a.lo < b.lo), a.lo - b.lo };
}

/* False when the product needs more than 256 bits. */
static inline bool
wide_scale(struct wide a, __uint128_t by, struct wide *out)
{
	struct wide high = wide_product(a.hi, by);
	struct wide low = wide_product(a.lo, by);

	if (high.hi != 0)
		return false;
	return wide_add((struct wide){ high.lo, 0 }, low, out);
}

/*
 * One digit of a long division in base 2^64: the quotient of (rem, digit) by
 * d, where rem < d and d has its top bit set. Knuth, TAOCP 2, 4.3.1 D3.
 */
static inline uint64_t
wide_digit(__uint128_t *rem, uint64_t digit, __uint128_t d)
{
	uint64_t top = (uint64_t)(d >> 64), bottom = (uint64_t)d;
	uint64_t high = (uint64_t)(*rem >> 64);
	__uint128_t guess, left;

	if (high >= top) {
		guess = UINT64_MAX;
		left = *rem - guess * top;
	} else {
		guess = *rem / top;
		left = *rem - guess * top;
	}
	while (left >> 64 == 0 && guess * bottom > (left << 64 | digit)) {
		guess--;
		left += top;
	}
	*rem = (*rem << 64 | digit) - guess * d;	/* modulo 2^128 */
	return (uint64_t)guess;
}

/* The same for a d of one digit. */
static inline uint64_t
wide_digit_small(__uint128_t *rem, uint64_t digit, uint64_t d)
{
	__uint128_t part = *rem << 64 | digit;
	__uint128_t q = part / d;

	*rem = part - q * d;
	return (uint64_t)q;
}

/* a = quotient × d + rest, for d > 0. */
static inline struct wide
wide_divide(struct wide a, __uint128_t d, __uint128_t *rest)
{
	uint64_t digits[4], q[4];
	__uint128_t rem = 0;
	bool small = d >> 64 == 0;
	int shift = 0;

	if (a.hi == 0) {
		rem = (a.lo | d) >> 64 == 0 ? (uint64_t)a.lo / (uint64_t)d :
		    a.lo / d;
		*rest = a.lo - rem * d;
		return (struct wide){ 0, rem };
	}
	while (!small && d << shift >> 127 == 0)
		shift++;
	if (shift != 0) {
		rem = a.hi >> (128 - shift);
		a.hi = a.hi << shift | a.lo >> (128 - shift);
		a.lo <<= shift;
		d <<= shift;
	}
	digits[0] = (uint64_t)(a.hi >> 64);
	digits[1] = (uint64_t)a.hi;
	digits[2] = (uint64_t)(a.lo >> 64);
	digits[3] = (uint64_t)a.lo;
	for (int i = 0; i < 4; i++)
		q[i] = small ? wide_digit_small(&rem, digits[i], (uint64_t)d) :
		    wide_digit(&rem, digits[i], d);
	*rest = rem >> shift;
	return (struct wide){ (__uint128_t)q[0] << 64 | q[1],
		(__uint128_t)q[2] << 64 | q[3] };
}

#endif
