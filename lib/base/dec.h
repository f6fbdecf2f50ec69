/*
 * Money: exact decimals, value = coef × 10^-scale with scale 0 to 18.
 * Every operation that can overflow or must round says so: it returns false on
 * overflow (and leaves *out alone), and takes the rounding at the call. Values
 * are compared by value: 1.0 equals 1.00. Built with -mgeneral-regs-only, so
 * that a double here is a compile error; base/decfloat.h crosses that border.
 *
 * All-zero is 0. DEC_NONE is "unknown": it prints as null, is never equal to a
 * number in dec_same(), and arithmetic with it returns false.
 */
#ifndef BASE_DEC_H
#define BASE_DEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEC_SCALE_MAX 18
#define DEC_TEXT_SIZE 64	/* sign, 38 digits, point, 18 zeros, NUL */

struct dec {
	/* At most 38 digits. At 8 bytes, not 16: so 24 bytes are enough. */
	__int128 coef __attribute__((packed, aligned(8)));
	int scale;	/* 0..18, or -1: unknown */
};

enum round {
	ROUND_DOWN,	/* toward zero */
	ROUND_UP,	/* away from zero */
	ROUND_FLOOR,	/* toward minus infinity */
	ROUND_CEIL,	/* toward plus infinity */
	ROUND_HALF_EVEN
};

#define DEC_NONE ((struct dec){ 0, -1 })
#define DEC_ZERO ((struct dec){ 0, 0 })

/* What is seldom called from the functions below is given numbers in parts: a
 * struct would have to be in memory there, and then is, for every caller. */
#define DEC_PARTS(d) __int128 d##_coef, int d##_scale
#define DEC_OF(d) (d).coef, (d).scale
#define DEC_WHOLE(d) ((struct dec){ d##_coef, d##_scale })

static inline bool
dec_known(struct dec d)
{
	return d.scale >= 0;
}

struct dec dec_int(int64_t n);
struct dec dec_make(int64_t coef, int scale);	/* dec_make(15, 1) is 1.5 */
struct dec dec_wide(__int128 coef, int scale);	/* DEC_NONE if out of range */

/*
 * Exact; false on overflow or an unknown operand. Overflow means, here and
 * below: no coefficient of 38 digits with 0 to 18 decimals has that value.
 */
bool dec_add_any(DEC_PARTS(a), DEC_PARTS(b), struct dec *out);

/* 10^0 to 10^18. */
extern const int64_t dec_powers[DEC_SCALE_MAX + 1];

/* Known, and of 64 bits, as nearly all are: no call is made for two such. */
static inline bool
dec_is_short(struct dec a)
{
	return a.scale >= 0 && (int64_t)a.coef == a.coef;
}

/* A sum of two of one scale, should it be short. Two coefficients of 38 digits
 * that run over 128 bits come nowhere near 64. */
static inline bool
dec_keep_short(unsigned __int128 sum, int scale, struct dec *out)
{
	int64_t size = (int64_t)sum;

	if (scale < 0 || (__int128)sum != size)
		return false;
	*out = (struct dec){ size, scale };
	return true;
}

static inline struct dec
dec_neg(struct dec a)
{
	return (struct dec){ -a.coef, a.scale };
}

static inline bool
dec_add(struct dec a, struct dec b, struct dec *out)
{
	__int128 x = a.coef, y = b.coef;

	if (a.scale == b.scale)
		return dec_keep_short((unsigned __int128)x +
		    (unsigned __int128)y, a.scale, out) ||
		    dec_add_any(DEC_OF(a), DEC_OF(b), out);
	if (!dec_is_short(a) || !dec_is_short(b))
		return dec_add_any(DEC_OF(a), DEC_OF(b), out);
	/* 2^64 × 10^18 is below 10^38. */
	*out = a.scale < b.scale ? (struct dec){ y + (__int128)(int64_t)x *
	    dec_powers[b.scale - a.scale], b.scale } : (struct dec){ x +
	    (__int128)(int64_t)y * dec_powers[a.scale - b.scale], a.scale };
	return true;
}

static inline bool
dec_sub(struct dec a, struct dec b, struct dec *out)
{
	return (a.scale == b.scale && dec_keep_short((unsigned __int128)a.coef -
	    (unsigned __int128)b.coef, a.scale, out)) ||
	    dec_add(a, dec_neg(b), out);
}

/* The exact product or quotient, rounded once to `scale` (0..18) decimals. */
bool dec_mul(struct dec a, struct dec b, int scale, enum round r,
    struct dec *out);
bool dec_div(struct dec a, struct dec b, int scale, enum round r,
    struct dec *out);			/* also false when b is 0 */
/* a × b / c, rounded once; the product is kept in 256 bits. */
bool dec_muldiv(struct dec a, struct dec b, struct dec c, int scale,
    enum round r, struct dec *out);
/* The exact product; false if it needs more than 18 decimals or 38 digits. */
bool dec_times_any(DEC_PARTS(a), DEC_PARTS(b), struct dec *out);

static inline bool
dec_times(struct dec a, struct dec b, struct dec *out)
{
	int scale = a.scale + b.scale;

	if (!dec_is_short(a) || !dec_is_short(b) || scale > DEC_SCALE_MAX)
		return dec_times_any(DEC_OF(a), DEC_OF(b), out);
	/* at most 2^126, so below 10^38 */
	*out = (struct dec){ (__int128)(int64_t)a.coef * (int64_t)b.coef,
	    scale };
	return true;
}

bool dec_round(struct dec a, int scale, enum round r, struct dec *out);
/* To a whole multiple of step: a tick, a lot. False when step is not > 0 or
 * the steps are too many to count in 38 digits. */
bool dec_step(struct dec a, struct dec step, enum round r, struct dec *out);
bool dec_on_step(struct dec a, struct dec step);
/* How many whole steps a is; false when it is not a whole number of them
 * or not an int64_t. */
bool dec_steps(struct dec a, struct dec step, int64_t *out);

/* -1, 0, 1. Total over known values, never overflows. Unknown sorts before
 * every number and equals unknown: test dec_known() before judging. */
int dec_cmp_any(DEC_PARTS(a), DEC_PARTS(b));

static inline int
dec_cmp(struct dec a, struct dec b)
{
	if (a.scale != b.scale || a.scale < 0)
		return dec_cmp_any(DEC_OF(a), DEC_OF(b));
	return a.coef < b.coef ? -1 : a.coef != b.coef;
}

/* Sign of a×b - c×d, exactly (256 bits): for ratios without a division. */
int dec_cmp_products(struct dec a, struct dec b, struct dec c, struct dec d);

/* Both unknown counts as same. */
static inline bool
dec_same(struct dec a, struct dec b)
{
	return dec_cmp(a, b) == 0;
}

/* To the last zero: 1.0 is not 1.00. */
static inline bool
dec_identical(struct dec a, struct dec b)
{
	return a.coef == b.coef && a.scale == b.scale;
}

/* -1, 0, 1; unknown is 0 */
static inline int
dec_sign(struct dec a)
{
	return a.scale < 0 ? 0 : a.coef < 0 ? -1 : a.coef != 0;
}

/* Known and 0. */
static inline bool
dec_is_zero(struct dec a)
{
	return a.scale >= 0 && a.coef == 0;
}

struct dec dec_abs(struct dec a);

/* Unknown if one is; unknown sorts first. */
static inline struct dec
dec_min(struct dec a, struct dec b)
{
	return dec_cmp(a, b) <= 0 ? a : b;
}

static inline struct dec
dec_max(struct dec a, struct dec b)
{
	return a.scale < 0 || (b.scale >= 0 && dec_cmp(a, b) >= 0) ? a : b;
}

struct dec dec_trim(struct dec a);		/* no trailing zeros */
int dec_decimals(struct dec a);			/* scale after dec_trim */

/*
 * Canonical text: no exponent, no trailing zeros, no "-0"; "" when unknown.
 * Returns buf. dec_text_fixed keeps exactly `scale` decimals (half-even).
 */
const char *dec_text(struct dec a, char buf[DEC_TEXT_SIZE]);
const char *dec_text_fixed(struct dec a, int scale, char buf[DEC_TEXT_SIZE]);

/*
 * Reads plain decimals: [-]digits[.digits], at most 38 digits and 18 decimals,
 * no blanks, no exponent, no '+'. Trailing zeros beyond 18 decimals are fine.
 */
bool dec_parse(const char *s, size_t n, struct dec *out);
bool dec_parse_text(const char *s, struct dec *out);
/* As outsiders write them: also '+', exponents, .5 and 5.; still exact. */
bool dec_parse_loose(const char *s, size_t n, struct dec *out);

#endif
