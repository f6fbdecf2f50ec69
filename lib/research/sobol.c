/*
 * Points of Sobol's sequence with the direction numbers of Joe and Kuo 2008
 * (SIAM Journal on Scientific Computing 30, new-joe-kuo-6.21201), by Gray code
 * as Antonov and Saleev order them, so that each is known by its number alone.
 */
#include "research/space.h"

/* Degree and inner coefficients of a primitive polynomial, first directions. */
struct direction { unsigned char degree, inner, first[7]; };
static const struct direction directions[SOBOL_AXES - 1] = {
	{ 1, 0, { 1 } },
	{ 2, 1, { 1, 3 } },
	{ 3, 1, { 1, 3, 1 } },
	{ 3, 2, { 1, 1, 1 } },
	{ 4, 1, { 1, 1, 3, 3 } },
	{ 4, 4, { 1, 3, 5, 13 } },
	{ 5, 2, { 1, 1, 5, 5, 17 } },
	{ 5, 4, { 1, 1, 5, 5, 5 } },
	{ 5, 7, { 1, 1, 7, 11, 19 } },
	{ 5, 11, { 1, 1, 5, 1, 1 } },
	{ 5, 13, { 1, 1, 1, 3, 11 } },
	{ 5, 14, { 1, 3, 5, 5, 31 } },
	{ 6, 1, { 1, 3, 3, 9, 7, 49 } },
	{ 6, 13, { 1, 1, 1, 15, 21, 21 } },
	{ 6, 16, { 1, 3, 1, 13, 27, 49 } },
	{ 6, 19, { 1, 1, 1, 15, 7, 5 } },
	{ 6, 22, { 1, 3, 1, 15, 13, 25 } },
	{ 6, 25, { 1, 1, 5, 5, 19, 61 } },
	{ 7, 1, { 1, 3, 7, 11, 23, 15, 103 } },
	{ 7, 4, { 1, 3, 7, 13, 13, 15, 69 } },
	{ 7, 7, { 1, 1, 3, 13, 7, 35, 63 } },
	{ 7, 8, { 1, 3, 5, 9, 1, 25, 53 } },
	{ 7, 14, { 1, 3, 1, 13, 9, 35, 107 } },
	{ 7, 19, { 1, 3, 1, 5, 27, 61, 31 } },
	{ 7, 21, { 1, 1, 5, 11, 19, 41, 61 } },
	{ 7, 28, { 1, 3, 5, 3, 3, 13, 69 } },
	{ 7, 31, { 1, 1, 7, 13, 1, 19, 1 } },
	{ 7, 32, { 1, 3, 7, 5, 13, 19, 59 } },
	{ 7, 37, { 1, 1, 3, 9, 25, 29, 41 } },
	{ 7, 41, { 1, 3, 5, 13, 23, 1, 55 } },
	{ 7, 42, { 1, 3, 7, 3, 13, 59, 17 } },
};

/* Direction number of a bit, as the high bits of 32. */
static uint32_t
direction(size_t axis, unsigned bit)
{
	const struct direction *d;
	uint32_t v[32];

	if (axis == 0)
		return UINT32_C(1) << (31 - bit);
	d = &directions[axis - 1];
	for (unsigned i = 0; i <= bit; i++) {
		if (i < d->degree) {
			v[i] = (uint32_t)d->first[i] << (31 - i);
			continue;
		}
		v[i] = v[i - d->degree] ^ (v[i - d->degree] >> d->degree);
		for (unsigned k = 1; k < d->degree; k++)
			if (d->inner >> (d->degree - 1 - k) & 1)
				v[i] ^= v[i - k];
	}
	return v[bit];
}

double
sobol_point(uint32_t i, size_t axis)
{
	uint32_t gray = i ^ i >> 1, x = 0;

	for (unsigned bit = 0; bit < 32; bit++)
		if (gray >> bit & 1)
			x ^= direction(axis, bit);
	return (double)x / 4294967296.0;
}
