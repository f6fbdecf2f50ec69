/*
 * Exact decimals: the table of Python's fractions (tests/data/dec.txt), laws
 * of arithmetic on random operands, unknown values, aliased results, text in
 * and out, and what must be refused.
 */
#include "base/dec.h"

#include "base/rng.h"
#include "tests/lib/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE "tests/data/dec.txt"
#define WORDS 8

static struct dec
number(const char *s)
{
	struct dec d;

	if (!dec_parse_text(s, &d)) {
		printf("# not a number: %s\n", s);
		exit(1);
	}
	return d;
}

/* COEF:SCALE, trailing zeros and all. */
static struct dec
operand(const char *s)
{
	const char *colon = strchr(s, ':');
	struct dec d;

	if (colon == NULL ||
	    !dec_parse(s, (size_t)(colon - s), &d) || d.scale != 0)
		return DEC_NONE;
	d.scale = atoi(colon + 1);
	return d;
}

static enum round
rounding(const char *s)
{
	static const char *const names[] = { "down", "up", "floor", "ceil",
	    "half-even" };
	int r = 0;

	while (strcmp(names[r], s) != 0)
		r++;
	return (enum round)r;
}

/* What one line of the table gives, as it writes it. */
static const char *
result(char **w, char buf[DEC_TEXT_SIZE])
{
	const char *op = w[0];
	struct dec a = operand(w[1]), b = DEC_NONE, d = number("77");
	bool good;
	int64_t n;

	if (w[2] != NULL && strchr(w[2], ':') != NULL)
		b = operand(w[2]);
	if (strcmp(op, "add") == 0)
		good = dec_add(a, b, &d);
	else if (strcmp(op, "sub") == 0)
		good = dec_sub(a, b, &d);
	else if (strcmp(op, "times") == 0)
		good = dec_times(a, b, &d);
	else if (strcmp(op, "mul") == 0)
		good = dec_mul(a, b, atoi(w[3]), rounding(w[4]), &d);
	else if (strcmp(op, "div") == 0)
		good = dec_div(a, b, atoi(w[3]), rounding(w[4]), &d);
	else if (strcmp(op, "muldiv") == 0)
		good = dec_muldiv(a, b, operand(w[3]), atoi(w[4]),
		    rounding(w[5]), &d);
	else if (strcmp(op, "round") == 0)
		good = dec_round(a, atoi(w[2]), rounding(w[3]), &d);
	else if (strcmp(op, "step") == 0)
		good = dec_step(a, b, rounding(w[3]), &d);
	else if (strcmp(op, "text") == 0)
		return dec_text(a, buf);
	else if (strcmp(op, "fixed") == 0)
		return dec_text_fixed(a, atoi(w[2]), buf);
	else {
		if (strcmp(op, "cmp") == 0)
			n = dec_cmp(a, b);
		else if (strcmp(op, "cmp-products") == 0)
			n = dec_cmp_products(a, b, operand(w[3]),
			    operand(w[4]));
		else if (strcmp(op, "on-step") == 0)
			n = dec_on_step(a, b);
		else if (!dec_steps(a, b, &n))
			return strcpy(buf, "no");
		snprintf(buf, DEC_TEXT_SIZE, "%lld", (long long)n);
		return buf;
	}
	if (!good) {
		is_int(d.coef, 77);	/* left alone */
		return strcpy(buf, "over");
	}
	return dec_text(d, buf);
}

static void
agrees_with_fractions(void)
{
	char line[512], copy[512], buf[DEC_TEXT_SIZE];
	FILE *table = fopen(TABLE, "r");
	int cases = 0;

	if (!ok(table != NULL))
		return;
	while (fgets(line, sizeof(line), table) != NULL) {
		char *w[WORDS] = {0};
		int n = 0;

		line[strcspn(line, "\n")] = '\0';
		strcpy(copy, line);
		for (char *s = strtok(line, " "); s != NULL && n < WORDS - 1;
		    s = strtok(NULL, " "))
			w[n++] = s;
		if (n < 3 || w[0][0] == '#')
			continue;
		cases++;
		const char *got = result(w, buf);

		is_text(got, w[n - 1]);
		if (strcmp(got, w[n - 1]) != 0)
			printf("#   %s\n", copy);
	}
	fclose(table);
	ok(cases > 2000);
}

/* A random number of any size the type has. */
static struct dec
any(struct rng *r, int scale_max)
{
	__int128 coef = (__int128)(rng_next(r) >> rng_below(r, 64)) <<
	    rng_below(r, 62);
	struct dec d;

	if (rng_below(r, 2) != 0)
		coef = (__int128)(rng_next(r) >> rng_below(r, 64));
	if (rng_below(r, 2) != 0)
		coef = -coef;
	d = dec_wide(coef, (int)rng_below(r, (uint64_t)scale_max + 1));
	return dec_known(d) ? d : dec_int(1);
}

static void
laws_of_sums_hold(void)
{
	struct rng r;
	struct dec a, b, c, sum, back;
	int sums = 0;

	rng_seed(&r, 1);
	for (int i = 0; i < 20000; i++) {
		a = any(&r, 18), b = any(&r, 18), c = any(&r, 18);
		if (!dec_add(a, b, &sum))
			continue;
		sums++;
		ok(dec_sub(sum, b, &back) && dec_same(back, a));
		ok(dec_add(b, a, &back) && dec_same(back, sum));
		ok(dec_sign(b) == dec_cmp(sum, a));
		ok(dec_cmp(a, b) == -dec_cmp(b, a));
		ok(dec_cmp(a, b) == dec_cmp(dec_neg(b), dec_neg(a)));
		if (dec_cmp(a, b) <= 0 && dec_cmp(b, c) <= 0)
			ok(dec_cmp(a, c) <= 0);
	}
	ok(sums > 5000);
}

static void
laws_of_products_hold(void)
{
	struct rng r;
	struct dec a, b, x, y, back;
	int products = 0;

	rng_seed(&r, 2);
	for (int i = 0; i < 20000; i++) {
		a = any(&r, 9), b = any(&r, 9);
		if (dec_times(a, b, &x)) {
			products++;
			ok(dec_mul(b, a, 18, ROUND_DOWN, &y) &&
			    dec_same(x, y));
			ok(dec_cmp_products(a, b, x, dec_int(1)) == 0);
			if (b.coef != 0)
				ok(dec_div(x, b, 18, ROUND_UP, &back) &&
				    dec_same(back, a));
		}
		if (b.coef == 0 || !dec_muldiv(a, b, b, 18, ROUND_UP, &y))
			continue;
		ok(dec_same(y, a));
	}
	ok(products > 5000);
}

/* Each rounding is within one unit, on its side, and half-even nearest. */
static void
roundings_bracket_the_quotient(void)
{
	struct rng r;
	struct dec a, b, low, high, near, down, up;

	rng_seed(&r, 3);
	for (int i = 0; i < 10000; i++) {
		int scale = (int)rng_below(&r, 19);
		struct dec unit = dec_make(1, scale), next;

		a = any(&r, 18), b = any(&r, 18);
		if (b.coef == 0 ||
		    !dec_div(a, b, scale, ROUND_FLOOR, &low) ||
		    !dec_div(a, b, scale, ROUND_CEIL, &high))
			continue;
		ok(dec_div(a, b, scale, ROUND_HALF_EVEN, &near));
		ok(dec_div(a, b, scale, ROUND_DOWN, &down));
		ok(dec_div(a, b, scale, ROUND_UP, &up));
		/* low × b <= a, when b > 0 */
		ok(dec_cmp_products(low, b, a, dec_int(1)) *
		    dec_sign(b) <= 0);
		ok(dec_cmp_products(high, b, a, dec_int(1)) *
		    dec_sign(b) >= 0);
		ok(dec_same(near, low) || dec_same(near, high));
		ok(dec_cmp(dec_abs(down), dec_abs(up)) <= 0);
		ok(dec_same(down, dec_sign(low) < 0 ? high : low));
		if (!dec_same(low, high))
			ok(dec_add(low, unit, &next) && dec_same(next, high));
	}
}

static void
unknown_stays_unknown(void)
{
	struct dec none = DEC_NONE, one = dec_int(1), d = dec_int(77);
	char buf[DEC_TEXT_SIZE] = "x";
	int64_t n;

	ok(!dec_add(none, one, &d) && !dec_add(one, none, &d));
	ok(!dec_sub(none, one, &d) && !dec_sub(one, none, &d));
	ok(!dec_mul(none, one, 2, ROUND_UP, &d));
	ok(!dec_mul(one, none, 2, ROUND_UP, &d));
	ok(!dec_div(none, one, 2, ROUND_UP, &d));
	ok(!dec_div(one, none, 2, ROUND_UP, &d));
	ok(!dec_muldiv(none, one, one, 2, ROUND_UP, &d));
	ok(!dec_muldiv(one, none, one, 2, ROUND_UP, &d));
	ok(!dec_muldiv(one, one, none, 2, ROUND_UP, &d));
	ok(!dec_times(none, one, &d) && !dec_times(one, none, &d));
	ok(!dec_round(none, 2, ROUND_UP, &d));
	ok(!dec_step(none, one, ROUND_UP, &d));
	ok(!dec_step(one, none, ROUND_UP, &d));
	ok(!dec_on_step(none, one) && !dec_on_step(one, none));
	ok(!dec_steps(none, one, &n) && !dec_steps(one, none, &n));
	ok(dec_same(d, dec_int(77)));
	ok(dec_same(none, none) && !dec_same(none, DEC_ZERO));
	ok(!dec_same(DEC_ZERO, none));
	is_int(dec_cmp(none, dec_int(-5)), -1);
	is_int(dec_cmp(dec_int(-5), none), 1);
	is_int(dec_cmp_products(none, one, one, one), -1);
	is_int(dec_cmp_products(one, one, none, one), 1);
	is_int(dec_cmp_products(one, none, none, one), 0);
	is_int(dec_sign(none), 0);
	ok(!dec_is_zero(none) && dec_is_zero(DEC_ZERO));
	ok(!dec_known(dec_min(one, none)) && !dec_known(dec_min(none, one)));
	ok(!dec_known(dec_max(one, none)) && !dec_known(dec_max(none, one)));
	ok(!dec_known(dec_neg(none)) && !dec_known(dec_abs(none)));
	ok(!dec_known(dec_trim(none)));
	is_text(dec_text(none, buf), "");
	is_text(dec_text_fixed(none, 2, buf), "");
}

static void
makes_only_what_it_can_keep(void)
{
	__int128 limit = (__int128)10000000000000000000U * 10000000000000000000U;
	struct dec d = dec_int(5);
	char buf[DEC_TEXT_SIZE];
	int64_t n;

	is_text(dec_text(dec_make(-15, 1), buf), "-1.5");
	is_text(dec_text(dec_make(INT64_MIN, 18), buf),
	    "-9.223372036854775808");
	ok(!dec_known(dec_make(1, 19)) && !dec_known(dec_make(1, -2)));
	ok(!dec_known(dec_wide(limit, 0)) && !dec_known(dec_wide(-limit, 0)));
	ok(dec_known(dec_wide(limit - 1, 18)) &&
	    dec_known(dec_wide(1 - limit, 0)));
	ok(!dec_mul(dec_int(1), dec_int(1), 19, ROUND_UP, &d));
	ok(!dec_mul(dec_int(1), dec_int(1), -1, ROUND_UP, &d));
	ok(!dec_div(dec_int(1), dec_int(1), 19, ROUND_UP, &d));
	ok(!dec_round(dec_int(1), 19, ROUND_UP, &d));
	ok(!dec_round(dec_int(1), -1, ROUND_UP, &d));
	is_int(d.coef, 5);
	ok(dec_round(dec_int(7), 3, ROUND_UP, &d));
	is_int(d.scale, 0);	/* no decimals that were not there */
	is_int(d.coef, 7);
	d = dec_int(5);
	ok(dec_steps(dec_int(INT64_MAX), dec_int(1), &n));
	ok(n == INT64_MAX);
	ok(dec_steps(dec_int(-INT64_MAX), dec_int(1), &n));
	ok(n == -INT64_MAX);
	ok(!dec_steps(dec_wide((__int128)INT64_MAX + 1, 0), dec_int(1), &n));
	ok(dec_times(dec_wide(limit / 100, 0), dec_make(100, 1), &d));
	is_int(d.scale, 0);	/* a zero gave way */
	ok(!dec_times(dec_wide(limit / 10, 0), dec_int(10), &d));
	ok(!dec_step(dec_int(1), DEC_ZERO, ROUND_UP, &d));
	ok(!dec_step(dec_int(1), dec_int(-1), ROUND_UP, &d));
	ok(!dec_on_step(dec_int(1), dec_int(-1)));
	ok(!dec_on_step(dec_int(1), DEC_ZERO));
}

static void
result_may_be_an_operand(void)
{
	struct dec a = number("1.5"), b = number("0.25");
	char buf[DEC_TEXT_SIZE];

	ok(dec_add(a, b, &a));
	ok(dec_mul(a, a, 3, ROUND_HALF_EVEN, &a));
	is_text(dec_text(a, buf), "3.062");
	ok(dec_div(b, a, 2, ROUND_UP, &b));
	is_text(dec_text(b, buf), "0.09");
}

static void
small_helpers(void)
{
	struct dec a = dec_make(-1500, 3), b = number("2");
	char buf[DEC_TEXT_SIZE];

	is_int(dec_decimals(a), 1);
	is_int(dec_trim(a).scale, 1);
	is_int(dec_trim(dec_make(1000, 3)).scale, 0);
	is_int(dec_trim(dec_int(1000)).coef, 1000);
	is_int(dec_trim(DEC_ZERO).coef, 0);
	is_int(dec_trim(dec_make(0, 5)).scale, 0);
	is_int(dec_decimals(dec_wide((__int128)1 << 100, 4)), 4);
	is_text(dec_text(dec_abs(a), buf), "1.5");
	is_text(dec_text(dec_abs(b), buf), "2");
	is_text(dec_text(dec_neg(a), buf), "1.5");
	is_text(dec_text(dec_min(a, b), buf), "-1.5");
	is_text(dec_text(dec_min(b, a), buf), "-1.5");
	is_text(dec_text(dec_max(a, b), buf), "2");
	is_text(dec_text(dec_max(b, a), buf), "2");
	ok(dec_same(dec_make(10, 1), dec_make(100, 2)));
	ok(!dec_same(dec_make(10, 1), dec_make(101, 2)));
	ok(dec_identical(dec_make(10, 1), dec_make(10, 1)));
	ok(!dec_identical(dec_make(10, 1), dec_make(100, 2)));
	ok(!dec_identical(DEC_ZERO, DEC_NONE));
	is_int(dec_sign(a), -1);
	is_int(dec_sign(b), 1);
	is_text(dec_text_fixed(a, 4, buf), "-1.5000");
	is_text(dec_text_fixed(a, 0, buf), "-2");
	is_text(dec_text_fixed(number("0.04"), 1, buf), "0.0");
	is_text(dec_text_fixed(number("-0.04"), 1, buf), "0.0");
	is_text(dec_text_fixed(
	    number("-99999999999999999999999999999999999999"), 18, buf),
	    "-99999999999999999999999999999999999999.000000000000000000");
	is_text(dec_text_fixed(b, 19, buf), "");
}

static const struct reading_case {
	const char *in, *strict, *loose;	/* NULL: refused */
} readings[] = {
	{ "0", "0", "0" }, { "-0", "0", "0" }, { "0.000", "0", "0" },
	{ "007", "7", "7" }, { "1.50", "1.5", "1.5" }, { "-1.5", "-1.5", "-1.5" },
	{ "65000.12", "65000.12", "65000.12" },
	{ "0.000000000000000001", "0.000000000000000001",
	  "0.000000000000000001" },
	{ "0.0000000000000000001", NULL, NULL },
	{ "1.0000000000000000000000000", "1", "1" },
	{ "1.1234567890123456780", "1.123456789012345678",
	  "1.123456789012345678" },
	{ "1.1234567890123456781", NULL, NULL },
	{ "99999999999999999999999999999999999999",
	  "99999999999999999999999999999999999999",
	  "99999999999999999999999999999999999999" },
	{ "99999999999999999999999999999999999999.0",
	  "99999999999999999999999999999999999999",
	  "99999999999999999999999999999999999999" },
	{ "99999999999999999999999999999999999999.1", NULL, NULL },
	{ "-99999999999999999999.999999999999999999",
	  "-99999999999999999999.999999999999999999",
	  "-99999999999999999999.999999999999999999" },
	{ "100000000000000000000000000000000000000", NULL, NULL },
	{ "10000000000000000000000000000000000000",
	  "10000000000000000000000000000000000000",
	  "10000000000000000000000000000000000000" },
	{ "000000000000000000000000000000000000000000001", "1", "1" },
	{ "", NULL, NULL }, { "-", NULL, NULL }, { "+", NULL, NULL },
	{ ".", NULL, NULL }, { "-.", NULL, NULL }, { " 1", NULL, NULL },
	{ "1 ", NULL, NULL }, { "1,5", NULL, NULL }, { "1.5.2", NULL, NULL },
	{ "--1", NULL, NULL }, { "+-1", NULL, NULL }, { "0x10", NULL, NULL },
	{ "NaN", NULL, NULL }, { "Inf", NULL, NULL }, { "1_000", NULL, NULL },
	{ "+1", NULL, "1" }, { ".5", NULL, "0.5" }, { "-.5", NULL, "-0.5" },
	{ "5.", NULL, "5" }, { "1e3", NULL, "1000" }, { "1E+3", NULL, "1000" },
	{ "1.5e-3", NULL, "0.0015" }, { "5.e1", NULL, "50" },
	{ ".5e1", NULL, "5" }, { "1e", NULL, NULL }, { "1e+", NULL, NULL },
	{ "1e-", NULL, NULL }, { "e5", NULL, NULL }, { ".e5", NULL, NULL },
	{ "1e37", NULL, "10000000000000000000000000000000000000" },
	{ "1e38", NULL, NULL }, { "9.9e37",
	  NULL, "99000000000000000000000000000000000000" },
	{ "10e37", NULL, NULL }, { "1e-18", NULL, "0.000000000000000001" },
	{ "1e-19", NULL, NULL }, { "10e-19", NULL, "0.000000000000000001" },
	{ "1e999", NULL, NULL }, { "1e-999", NULL, NULL },
	{ "0e999", NULL, "0" }, { "0e-999", NULL, "0" },
	{ "0.0e99999999999999999999999", NULL, "0" },
	{ "1e99999999999999999999999", NULL, NULL },
	{ "1e-99999999999999999999999", NULL, NULL },
	{ "0.00000000000000000000000000000000000000001e41", NULL, "1" },
	{ "1000000000000000000000000000000000000000000e-42", NULL, "1" },
	{ "1e5x", NULL, NULL }, { "1e5.5", NULL, NULL }, { "1e 5", NULL, NULL },
};

static void
reads_what_is_a_number(void)
{
	char buf[DEC_TEXT_SIZE];
	struct dec d;

	for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
		const struct reading_case *c = &readings[i];
		/* In memory of its own size, so that a read behind it shows. */
		size_t n = strlen(c->in);
		char *exact = malloc(n + 1);

		memcpy(exact, c->in, n);
		exact = realloc(exact, n != 0 ? n : 1);
		d = dec_int(77);
		is_text(dec_parse(exact, n, &d) ? dec_text(d, buf) : NULL,
		    c->strict);
		ok(c->strict != NULL || d.coef == 77);
		d = dec_int(77);
		is_text(dec_parse_loose(exact, n, &d) ? dec_text(d, buf) :
		    NULL, c->loose);
		ok(c->loose != NULL || d.coef == 77);
		free(exact);
	}
	ok(!dec_parse("1\0", 2, &d));
	ok(!dec_parse_text("", &d) && dec_parse_text("-3", &d));
	is_int(d.coef, -3);
}

static void
text_reads_back(void)
{
	struct rng r;
	char buf[DEC_TEXT_SIZE];

	rng_seed(&r, 4);
	for (int i = 0; i < 20000; i++) {
		struct dec a = any(&r, 18), back;

		dec_text(a, buf);
		ok(dec_parse_text(buf, &back) && dec_same(a, back));
		ok(dec_decimals(a) == 0 ? strchr(buf, '.') == NULL :
		    buf[strlen(buf) - 1] != '0');
		ok(dec_parse_loose(buf, strlen(buf), &back) &&
		    dec_same(a, back));
	}
}

int
main(void)
{
	TEST(agrees_with_fractions);
	TEST(laws_of_sums_hold);
	TEST(laws_of_products_hold);
	TEST(roundings_bracket_the_quotient);
	TEST(unknown_stays_unknown);
	TEST(makes_only_what_it_can_keep);
	TEST(result_may_be_an_operand);
	TEST(small_helpers);
	TEST(reads_what_is_a_number);
	TEST(text_reads_back);
	return tap_done();
}
