/*
 * Exact decimals to doubles and back, each correctly rounded. Nothing here
 * depends on the locale's decimal point.
 */
#include "base/decfloat.h"

#include "base/err.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT ((__int128)1 << DBL_MANT_DIG)	/* every integer below is one */

static int
bits_of(uint64_t n)
{
	return 64 - __builtin_clzll(n);
}

/* 2^n of a normal double. */
static double
power2(int n)
{
	uint64_t bits = (uint64_t)(n + DBL_MAX_EXP - 1) << (DBL_MANT_DIG - 1);
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* size / power to 56 bits and more, the last one set where something is left:
 * made a double it is rounded once, to 53. */
static double
quotient(uint64_t size, uint64_t power)
{
	int up = bits_of(power) + 56 - bits_of(size);
	unsigned __int128 n;
	uint64_t whole, rest;

	up = up < 0 ? 0 : up;
	if (bits_of(power) + up <= 64) {	/* no division of 128 bits */
		rest = size % power << up;
		whole = (size / power << up) + rest / power;
		rest %= power;
		return (double)(whole | (rest != 0)) * power2(-up);
	}
	n = (unsigned __int128)size << up;
	whole = (uint64_t)(n / power);
	if ((unsigned __int128)whole * power != n)
		whole |= 1;
	return (double)whole * power2(-up);
}

/* An integer and an exponent: no decimal point to be localised. */
static __attribute__((noinline)) double
from_text(struct dec a)
{
	char text[DEC_TEXT_SIZE + 8], *end;

	dec_text(dec_wide(a.coef, 0), text);
	end = text + strlen(text);
	snprintf(end, (size_t)(text + sizeof(text) - end), "e-%d",
	    (unsigned char)a.scale);
	return strtod(text, NULL);
}

double
dec_to_double(struct dec a)
{
	uint64_t size;
	double x;

	if (!dec_known(a))
		return NAN;
	/* Both are exact, so the division rounds once. */
	if (a.coef < EXACT && a.coef > -EXACT)
		return (double)(int64_t)a.coef / (double)dec_powers[a.scale];
	if (!dec_is_short(a))
		return from_text(a);
	size = (uint64_t)(int64_t)a.coef;
	x = quotient(a.coef < 0 ? 0 - size : size,
	    (uint64_t)dec_powers[a.scale]);
	return a.coef < 0 ? -x : x;
}

/* size × 2^-down to a whole number, half to even; size is below 2^113. */
static __int128
shift_half_even(__int128 size, int down)
{
	__int128 whole, rest, half;

	if (down > 114)
		return 0;
	whole = size >> down;
	rest = size - (whole << down);
	half = down > 0 ? (__int128)1 << (down - 1) : 1;
	if (down > 0 && (rest > half || (rest == half && whole % 2 != 0)))
		whole++;
	return whole;
}

bool
dec_from_double(double x, int scale, struct dec *out)
{
	__int128 coef, power = 1;
	struct dec d;
	int exponent;

	if (!isfinite(x) || scale < 0 || scale > DEC_SCALE_MAX)
		return false;
	/* x = coef × 2^exponent */
	coef = (__int128)ldexp(frexp(fabs(x), &exponent), DBL_MANT_DIG);
	exponent -= DBL_MANT_DIG;
	if (exponent >= 0) {
		if (exponent > 127 - DBL_MANT_DIG)
			return false;
		d = dec_wide(coef << exponent, 0);
	} else {
		for (int i = 0; i < scale; i++)
			power *= 10;
		d = dec_wide(shift_half_even(coef * power, -exponent), scale);
	}
	if (!dec_known(d))
		return false;
	*out = x < 0 ? dec_neg(d) : d;
	return true;
}

/* The digits of x as 0.DDD × 10^point. */
struct digits { char at[24]; int len, point; };

static double
digits_value(const struct digits *d)
{
	char text[48];

	snprintf(text, sizeof(text), "%.*se%d", d->len, d->at,
	    d->point - d->len);
	return strtod(text, NULL);
}

/* x > 0 rounded to n digits. */
static void
digits_set(struct digits *d, double x, int n)
{
	char text[48];

	snprintf(text, sizeof(text), "%.*e", n - 1, x);
	d->len = 0;
	for (const char *s = text; *s != 'e'; s++)
		if (*s >= '0' && *s <= '9')
			d->at[d->len++] = *s;
	d->point = atoi(strchr(text, 'e') + 1) + 1;
}

/* The next number of as many digits; false when that carries out of them. */
static bool
digits_step(struct digits *d)
{
	int i = d->len - 1;

	while (i >= 0 && d->at[i] == '9')
		d->at[i--] = '0';
	if (i < 0)
		return false;
	d->at[i]++;
	return true;
}

/*
 * Fifteen digits always come back from a double, so what needs fewer is among
 * the roundings to 15. Subnormals have fewer digits to give. Next above a
 * power of two the doubles lie wider than below it: there the nearest n
 * digits may read back wrong and the next ones up right (2^-44).
 */
static void
digits_shortest(struct digits *d, double x)
{
	int exponent, n = x < DBL_MIN ? 1 : DBL_DIG;
	bool power = frexp(x, &exponent) == 0.5;

	for (; n < DBL_DECIMAL_DIG; n++) {
		digits_set(d, x, n);
		if (digits_value(d) == x)
			break;
		if (power && digits_step(d) && digits_value(d) == x)
			break;
	}
	if (n == DBL_DECIMAL_DIG)
		digits_set(d, x, n);
	while (d->len > 1 && d->at[d->len - 1] == '0')
		d->len--;
}

const char *
double_text(double x, char buf[DOUBLE_TEXT_SIZE])
{
	static const char zeros[] = "00000000000000000000000";
	const char *sign = x < 0 ? "-" : "";
	struct digits d;

	buf[0] = '\0';
	if (!isfinite(x))
		return buf;
	if (x == 0)
		return strcpy(buf, "0");
	digits_shortest(&d, fabs(x));
	if (d.point > 21 || d.point < -6)
		snprintf(buf, DOUBLE_TEXT_SIZE, "%s%.1s%s%.*se%+d", sign, d.at,
		    d.len > 1 ? "." : "", d.len - 1, d.at + 1, d.point - 1);
	else if (d.point <= 0)
		snprintf(buf, DOUBLE_TEXT_SIZE, "%s0.%.*s%.*s", sign, -d.point,
		    zeros, d.len, d.at);
	else if (d.point >= d.len)
		snprintf(buf, DOUBLE_TEXT_SIZE, "%s%.*s%.*s", sign, d.len,
		    d.at, d.point - d.len, zeros);
	else
		snprintf(buf, DOUBLE_TEXT_SIZE, "%s%.*s.%.*s", sign, d.point,
		    d.at, d.len - d.point, d.at + d.point);
	return buf;
}
