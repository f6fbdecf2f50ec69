/*
 * Valuation: direct and inverse prices, the shortest path, ties by name, the
 * bound of four steps, rounding, and what has no path.
 */
#include "risk/value.h"
#include "tests/lib/risk.h"

static struct prices prices;

static void
price(const char *symbol, const char *last)
{
	struct price *p = vec_add(&prices);

	TEXT_SET(p->symbol, symbol);
	p->last = D(last);
}

/* The value as text; "no path", or the error. */
static const char *
value(const char *asset, const char *amount, const char *currency,
    enum round r)
{
	static char text[DEC_TEXT_SIZE];
	struct dec out = dec_int(-1);
	bool path = false;

	if (value_rounded(&prices, asset, D(amount), currency, r, &path, &out,
	    &err) != E_OK)
		return err.text;
	if (!path)
		return dec_known(out) ? "a value without a path" : "no path";
	return dec_text(out, text);
}

static void
walks_prices_both_ways(void)
{
	vec_clear(&prices);
	price("BTC/USDT", "60000");
	price("ETH/BTC", "0.05");
	price("EUR/USDT", "1.1");
	is_text(value("BTC", "0.5", "USDT", ROUND_FLOOR), "30000");
	is_text(value("USDT", "30000", "BTC", ROUND_FLOOR), "0.5");
	is_text(value("ETH", "2", "USDT", ROUND_FLOOR), "6000");
	is_text(value("ETH", "2", "EUR", ROUND_FLOOR), "5454.54545454");
	is_text(value("ETH", "2", "EUR", ROUND_CEIL), "5454.54545455");
	is_text(value("EUR", "100", "ETH", ROUND_FLOOR), "0.03666666");
	is_text(value("USDT", "1.123456789012", "USDT", ROUND_FLOOR),
	    "1.123456789012");
	is_text(value("BTC", "0.0000000001", "USDT", ROUND_FLOOR), "0.000006");
	is_text(value("BTC", "-0.00000000000001", "USDT", ROUND_FLOOR),
	    "-0.00000001");
	is_text(value("BTC", "0", "USDT", ROUND_FLOOR), "0");
}

static void
takes_the_fewest_steps(void)
{
	vec_clear(&prices);
	price("A/B", "2");
	price("B/C", "3");
	price("A/C", "7");
	is_text(value("A", "1", "C", ROUND_FLOOR), "7");
	is_text(value("C", "7", "A", ROUND_FLOOR), "1");
}

static void
breaks_ties_by_name(void)
{
	vec_clear(&prices);
	price("X/N", "5");
	price("N/Y", "5");
	price("X/M", "2");
	price("M/Y", "3");
	is_text(value("X", "1", "Y", ROUND_FLOOR), "6");
	/* a pair quoted both ways: the one that begins with the asset */
	price("Q/P", "0.3");
	price("P/Q", "4");
	is_text(value("P", "1", "Q", ROUND_FLOOR), "4");
	is_text(value("Q", "1", "P", ROUND_FLOOR), "0.3");
}

static void
stops_after_four_steps(void)
{
	vec_clear(&prices);
	price("A/B", "2");
	price("B/C", "2");
	price("C/D", "2");
	price("D/E", "2");
	price("E/F", "2");
	is_text(value("A", "1", "E", ROUND_FLOOR), "16");
	is_text(value("A", "1", "F", ROUND_FLOOR), "no path");
	is_text(value("F", "16", "B", ROUND_FLOOR), "1");
	is_text(value("F", "1", "A", ROUND_FLOOR), "no path");
}

static void
uses_only_prices_of_exchange(void)
{
	vec_clear(&prices);
	price("BTC/USDT:USDT", "60000");	/* a swap's */
	price("ETH/USDT", "0");
	price("ADA/USDT", "");
	price("SOL/USDT", "-1");
	price("odd", "5");
	is_text(value("BTC", "1", "USDT", ROUND_FLOOR), "no path");
	is_text(value("ETH", "1", "USDT", ROUND_FLOOR), "no path");
	is_text(value("ADA", "1", "USDT", ROUND_FLOOR), "no path");
	is_text(value("SOL", "1", "USDT", ROUND_FLOOR), "no path");
	is_text(value("XYZ", "1", "USDT", ROUND_FLOOR), "no path");
}

static void
says_what_does_not_fit(void)
{
	vec_clear(&prices);
	price("BTC/USDT", "60000");
	is_text(value("BTC", "", "USDT", ROUND_FLOOR),
	    "BTC: the amount is not known");
	is_int(err.code, E_DATA);
	is_text(value("BTC", "99999999999999999999999999999999999", "USDT",
	    ROUND_FLOOR), "BTC: its value in USDT does not fit");
	is_int(err.code, E_DATA);
}

static void
equity_rounds_down(void)
{
	struct dec out;
	bool path;

	vec_clear(&prices);
	price("A/B", "3");
	is_int(value_in(&prices, "B", D("1"), "A", &path, &out, &err), E_OK);
	is_dec(out, "0.33333333");
}

int
main(void)
{
	TEST(walks_prices_both_ways);
	TEST(takes_the_fewest_steps);
	TEST(breaks_ties_by_name);
	TEST(stops_after_four_steps);
	TEST(uses_only_prices_of_exchange);
	TEST(says_what_does_not_fit);
	TEST(equity_rounds_down);
	vec_release(&prices);
	world();
	return tap_done();
}
