/*
 * The digits of a candle where they lie, for the hot loops of every import and
 * download: only what needs no thought; all else is the decimal reader's.
 */
#ifndef MODEL_CANDLESCAN_H
#define MODEL_CANDLESCAN_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A plain number of at most 18 digits into a pair without trailing zeros;
 * *at ends behind it. False for anything else. The text must end somewhere in
 * a byte that is no digit: a newline, a quote, NUL.
 */
static inline bool
candle_scan(const char **at, int64_t *coef, unsigned char *scale)
{
	static const uint64_t power[20] = { 1, 10, 100, 1000, 10000, 100000,
	    1000000, 10000000, 100000000, 1000000000, 10000000000,
	    100000000000, 1000000000000, 10000000000000, 100000000000000,
	    1000000000000000, 10000000000000000, 100000000000000000,
	    1000000000000000000, 10000000000000000000U };
	const char *p = *at, *start = p;
	uint64_t v = 0;
	unsigned d, zeros = 0, decimals = 0, whole;

	for (; (d = (unsigned)(*p - '0')) <= 9; p++)
		v = v * 10 + d;
	whole = (unsigned)(p - start);
	if (whole == 0 || whole > 18)
		return false;
	if (*p == '.') {
		start = ++p;
		for (; (d = (unsigned)(*p - '0')) <= 9; p++) {
			if (d == 0) {
				zeros++;
				continue;
			}
			decimals += zeros + 1;
			if (whole + decimals > 18)
				return false;
			v = v * power[zeros + 1] + d;
			zeros = 0;
		}
		if (p == start)
			return false;
	}
	*at = p;
	*coef = (int64_t)v;
	*scale = (unsigned char)decimals;
	return true;
}

#endif
