/*
 * Decimals to doubles and back, and doubles as text: Python's results
 * (tests/data/double.txt), what the C library reads in the digits, and what is
 * no number.
 */
#include "base/decfloat.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

#include <math.h>
#include <stdlib.h>

#define TABLE "tests/data/double.txt"

static void
check_read(const char *text, const char *hex)
{
	struct dec d;

	ok(dec_parse_text(text, &d));
	if (!ok(dec_to_double(d) == strtod(hex, NULL)))
		printf("#   read %s: %a, want %s\n", text, dec_to_double(d),
		    hex);
}

static void
check_keep(const char *hex, int scale, const char *want)
{
	char buf[DEC_TEXT_SIZE];
	struct dec d = dec_int(77);
	bool good = dec_from_double(strtod(hex, NULL), scale, &d);

	ok(good || d.coef == 77);
	is_text(good ? dec_text(d, buf) : "over", want);
}

static void
agrees_with_python(void)
{
	char line[512], buf[DOUBLE_TEXT_SIZE];
	FILE *table = fopen(TABLE, "r");
	int cases = 0;

	if (!ok(table != NULL))
		return;
	while (fgets(line, sizeof(line), table) != NULL) {
		char *what = strtok(line, " \n"), *a = strtok(NULL, " \n");
		char *b = strtok(NULL, " \n"), *c = strtok(NULL, " \n");

		if (what == NULL || *what == '#' || b == NULL)
			continue;
		cases++;
		if (strcmp(what, "read") == 0)
			check_read(a, b);
		else if (strcmp(what, "keep") == 0 && c != NULL)
			check_keep(a, atoi(b), c);
		else
			is_text(double_text(strtod(a, NULL), buf), b);
	}
	fclose(table);
	ok(cases > 1500);
}

/* Of every length and scale, and on halves between two doubles and beside. */
static void
digits_are_read_as_the_library_reads_them(void)
{
	char buf[DEC_TEXT_SIZE];
	struct rng r;
	int bad = 0;

	rng_seed(&r, 6);
	for (int i = 0; i < 200000; i++) {
		int64_t coef = (int64_t)(rng_next(&r) >> rng_below(&r, 64));
		struct dec d;

		if (i % 3 == 0)
			coef = coef / 1024 * 1024 + 512 +
			    (int64_t)rng_below(&r, 3) - 1;
		d = dec_make(i % 2 == 0 ? coef : -coef,
		    (int)rng_below(&r, DEC_SCALE_MAX + 1));
		bad += dec_to_double(d) != strtod(dec_text(d, buf), NULL);
	}
	is_int(bad, 0);
	ok(dec_to_double(dec_make(INT64_MIN, 18)) == -9.223372036854775808);
	ok(dec_to_double(dec_make(INT64_MAX, 0)) == 0x1p63);
	/* Half way from 2^50 to the next double, and one digit more or less. */
	ok(dec_to_double(dec_make((INT64_C(1000) << 50) + 124, 3)) == 0x1p50);
	ok(dec_to_double(dec_make((INT64_C(1000) << 50) + 125, 3)) == 0x1p50);
	ok(dec_to_double(dec_make((INT64_C(1000) << 50) + 126, 3)) ==
	    0x1p50 + 0.25);
}

static void
text_reads_back_and_is_short(void)
{
	char buf[DOUBLE_TEXT_SIZE];
	struct rng r;

	rng_seed(&r, 5);
	for (int i = 0; i < 20000; i++) {
		uint64_t bits = rng_next(&r);
		double x;

		memcpy(&x, &bits, sizeof(x));
		if (!isfinite(x))
			continue;
		double_text(x, buf);
		ok(strtod(buf, NULL) == x);
		ok(strlen(buf) < 27);
	}
}

static void
what_is_no_number(void)
{
	char buf[DOUBLE_TEXT_SIZE] = "x";
	struct dec d = dec_int(77);

	is_text(double_text(NAN, buf), "");
	is_text(double_text(INFINITY, buf), "");
	is_text(double_text(-INFINITY, buf), "");
	is_text(double_text(-0.0, buf), "0");
	is_text(double_text(-2.5, buf), "-2.5");
	ok(isnan(dec_to_double(DEC_NONE)));
	ok(!dec_from_double(NAN, 2, &d) && !dec_from_double(INFINITY, 2, &d));
	ok(!dec_from_double(-INFINITY, 2, &d) && !dec_from_double(1, -1, &d));
	ok(!dec_from_double(1, 19, &d) && !dec_from_double(1e300, 0, &d));
	ok(!dec_from_double(1.2e38, 0, &d) && !dec_from_double(0x1p127, 0, &d));
	is_int(d.coef, 77);
	ok(dec_from_double(-0.0, 2, &d) && dec_is_zero(d));
	ok(dec_from_double(-1.25, 1, &d));
	is_int(d.coef, -12);
	is_int(d.scale, 1);
}

int
main(void)
{
	TEST(agrees_with_python);
	TEST(digits_are_read_as_the_library_reads_them);
	TEST(text_reads_back_and_is_short);
	TEST(what_is_no_number);
	return tap_done();
}
