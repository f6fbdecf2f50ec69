/*
 * Covers lib/model/bounds.c: bounds as text and back, what is not named, and
 * text that is no bound.
 */
#include "model/bounds.h"
#include "tests/lib/tap.h"

static struct err err;

static void
what_is_named_comes_back(void)
{
	struct order_bounds b = { .market_lot = dec_make(1, 3),
	    .max_price = dec_int(1000000), .no_oco = dec_int(1) }, again;
	char text[BOUNDS_TEXT_SIZE], b1[DEC_TEXT_SIZE];

	ok(bounds_text(&b, text, sizeof(text)));
	is_text(text, "max_price=1000000 market_lot=0.001 no_oco=1");
	ok(bounds_parse(text, &again, &err) == E_OK);
	is_text(dec_text(again.market_lot, b1), "0.001");
	is_text(dec_text(again.no_oco, b1), "1");
	ok(dec_is_zero(again.min_price));
}

static void
nothing_is_no_bound(void)
{
	struct order_bounds b = { 0 };
	char text[BOUNDS_TEXT_SIZE];

	ok(bounds_text(&b, text, sizeof(text)));
	is_text(text, "");
	b.no_oco = dec_int(1);
	ok(bounds_parse("", &b, &err) == E_OK);
	ok(dec_is_zero(b.no_oco));
}

static void
what_does_not_fit_is_told(void)
{
	struct order_bounds b = { .min_price = dec_int(1),
	    .max_price = dec_int(2) };
	char text[16];

	ok(!bounds_text(&b, text, sizeof(text)));
}

static void
other_text_changes_nothing(void)
{
	static const char *const bad[] = { "x=1", "min_price", "min_price=",
	    "min_price=a", "min_price=-1", "=1", "min_price=1  max_price=2",
	    "min_price=1;max_price=2" };
	struct order_bounds b = { .no_amend = dec_int(1) };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_int(bounds_parse(bad[i], &b, &err), E_DATA);
		ok(dec_sign(b.no_amend) == 1);
	}
}

int
main(void)
{
	TEST(what_is_named_comes_back);
	TEST(nothing_is_no_bound);
	TEST(what_does_not_fit_is_told);
	TEST(other_text_changes_nothing);
	return tap_done();
}
