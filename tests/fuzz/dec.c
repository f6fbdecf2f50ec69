/*
 * Decimals from any bytes: what is read prints and reads back as the same
 * value, the strict reader is a part of the loose one, and arithmetic on what
 * was read keeps its laws. Operands are separated by blanks.
 */
#include "base/dec.h"
#include "base/decfloat.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

/* Reads one operand, and checks that it survives its own text. */
static struct dec
operand(const char *s, size_t n)
{
	char buf[DEC_TEXT_SIZE], shown[DOUBLE_TEXT_SIZE];
	struct dec strict, d, back;

	if (!dec_parse_loose(s, n, &d)) {
		must(!dec_parse(s, n, &strict));
		return DEC_NONE;
	}
	if (dec_parse(s, n, &strict))
		must(dec_same(strict, d));
	dec_text(d, buf);
	must(strlen(buf) < sizeof(buf) && strpbrk(buf, "eE+") == NULL);
	must(dec_parse_text(buf, &back) && dec_same(back, d));
	must(strcmp(dec_text(back, buf), buf) == 0);
	must(strlen(dec_text_fixed(d, (int)(n % 19), buf)) < sizeof(buf));
	must(strlen(double_text(dec_to_double(d), shown)) < sizeof(shown));
	if (dec_from_double(dec_to_double(d), 18, &back))
		must(dec_to_double(back) == dec_to_double(d) ||
		    dec_decimals(back) == 18);
	return d;
}

static void
sums(struct dec a, struct dec b)
{
	struct dec sum, back;

	if (!dec_add(a, b, &sum))
		return;
	must(dec_sub(sum, b, &back) && dec_same(back, a));
	must(dec_cmp(sum, a) == dec_sign(b));
}

static void
quotients(struct dec a, struct dec b, struct dec c, int scale)
{
	struct dec low, high, near;
	int64_t steps;

	if (dec_muldiv(a, b, c, scale, ROUND_FLOOR, &low) &&
	    dec_muldiv(a, b, c, scale, ROUND_CEIL, &high) &&
	    dec_muldiv(a, b, c, scale, ROUND_HALF_EVEN, &near)) {
		must(dec_cmp_products(low, c, a, b) * dec_sign(c) <= 0);
		must(dec_cmp_products(high, c, a, b) * dec_sign(c) >= 0);
		must(dec_same(near, low) || dec_same(near, high));
	}
	if (!dec_step(a, b, ROUND_DOWN, &low))
		return;
	must(dec_on_step(low, b));
	must(dec_cmp(dec_abs(low), dec_abs(a)) <= 0);
	if (dec_steps(low, b, &steps))
		must(dec_times(dec_int(steps), b, &high) &&
		    dec_same(high, low));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dec d[3] = { DEC_NONE, DEC_NONE, DEC_NONE };
	const char *s = (const char *)data, *end = s + size;

	if (size == 0)
		return 0;
	for (int i = 0; i < 3 && s < end; i++) {
		const char *blank = memchr(s, ' ', (size_t)(end - s));
		const char *stop = blank != NULL ? blank : end;

		/* A copy of its own size, so that a read behind it shows. */
		size_t n = (size_t)(stop - s);
		char *copy = malloc(n != 0 ? n : 1);

		memcpy(copy, s, n);
		d[i] = operand(copy, n);
		free(copy);
		s = stop < end ? stop + 1 : end;
	}
	sums(d[0], d[1]);
	quotients(d[0], d[1], d[2], data[size - 1] % 19);
	return 0;
}
