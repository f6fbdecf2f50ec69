/*
 * Bounds and groups as they are typed: parts that are none, assets that are
 * none, names that are too long or only begin as one, groups of every form;
 * what is refused changes nothing.
 */
#include "analysis/allocate.h"

#include "tests/lib/tap.h"

#define LONG_NAME "ABCDEFGHIJKLMNOP"	/* as long as a name may be */
static const char *const assets[] = { "BTC", "ETH", LONG_NAME };
static struct allocate_terms t;
static struct err err;

static void
start(void)
{
	allocate_terms_release(&t);
	allocate_terms_init(&t, assets, 3);
}

static void
refuses_bound(const char *text, const char *why)
{
	is_int(allocate_terms_bound(&t, ALLOCATE_MAX, text, &err), E_USAGE);
	is_text(err.text, why);
	for (int i = 0; i < 3; i++)
		ok(t.high[i] == 1 && t.low[i] == 0);
}

static void
refuses_group(const char *text, const char *why)
{
	size_t had = t.groups;

	is_int(allocate_terms_group(&t, text, &err), E_USAGE);
	is_text(err.text, why);
	is_int((int64_t)t.groups, (int64_t)had);
}

#define PART(text) "--max: \"" text "\" is no part from 0% to 100%, of up" \
	" to 4 decimals"
static void
bounds_that_are_none(void)
{
	char digits[201];

	start();
	refuses_bound("", PART(""));
	refuses_bound("%", PART("%"));
	refuses_bound("5%%", PART("5%%"));
	refuses_bound("x", PART("x"));
	refuses_bound("nan", PART("nan"));
	refuses_bound("-1%", PART("-1%"));
	refuses_bound("100.0001%", PART("100.0001%"));
	refuses_bound("1.000001", PART("1.000001"));
	refuses_bound("1.00001%", PART("1.00001%"));
	refuses_bound("0.0000001", PART("0.0000001"));
	refuses_bound("BTC=", PART(""));
	refuses_bound("BTC=5%=6%", PART("5%=6%"));
	refuses_bound("=5%", "--max:  is none of the assets");
	refuses_bound("SOL=5%", "--max: SOL is none of the assets");
	refuses_bound("BT=5%", "--max: BT is none of the assets");
	refuses_bound("BTCX=5%", "--max: BTCX is none of the assets");
	refuses_bound(LONG_NAME "Q=5%", "--max: " LONG_NAME "Q is none of the"
	    " assets");
	memset(digits, '9', 200);
	digits[200] = '\0';
	is_int(allocate_terms_bound(&t, ALLOCATE_MIN, digits, &err), E_USAGE);
	ok(strlen(err.text) < 180);
}

static void
bounds_of_all_and_of_one(void)
{
	start();
	ok(allocate_terms_bound(&t, ALLOCATE_MIN, "5%", &err) == E_OK);
	ok(allocate_terms_bound(&t, ALLOCATE_MIN, "ETH=0.125", &err) == E_OK);
	ok(allocate_terms_bound(&t, ALLOCATE_MAX, LONG_NAME "=12.3456%",
	    &err) == E_OK);
	ok(t.low[0] == 0.05 && t.low[1] == 0.125 && t.low[2] == 0.05);
	ok(t.high[0] == 1 && t.high[1] == 1 && t.high[2] == 0.123456);
	/* the last of several counts */
	ok(allocate_terms_bound(&t, ALLOCATE_MIN, "0", &err) == E_OK);
	ok(t.low[1] == 0);
}

#define FORM(text) "--group: '" text "' is none such as majors=BTC,ETH:60%"
static void
groups_that_are_none(void)
{
	start();
	refuses_group("", FORM(""));
	refuses_group("x", FORM("x"));
	refuses_group("x=BTC", FORM("x=BTC"));
	refuses_group("=BTC:5%", FORM("=BTC:5%"));
	refuses_group("x=:5%", FORM("x=:5%"));
	refuses_group(LONG_NAME "Q=BTC:5%", FORM(LONG_NAME "Q=BTC:5%"));
	refuses_group("x=BTC,SOL:5%", "--group: SOL is none of the assets");
	refuses_group("x=,BTC:5%", "--group:  is none of the assets");
	refuses_group("x=BTC,,ETH:5%", "--group:  is none of the assets");
	refuses_group("x=" LONG_NAME "Q:5%", "--group: " LONG_NAME "Q is none"
	    " of the assets");
	refuses_group("x=BTC:", "--group: \"\" is no part from 0% to 100%, of"
	    " up to 4 decimals");
	refuses_group("x=BTC:5%:", "--group: \"\" is no part from 0% to 100%,"
	    " of up to 4 decimals");
	refuses_group("x=BTC::5%", "--group: \"\" is no part from 0% to 100%,"
	    " of up to 4 decimals");
	refuses_group("x=BTC:1%:2%:3%", "--group: \"2%:3%\" is no part from 0%"
	    " to 100%, of up to 4 decimals");
}

static void
groups(void)
{
	static const double member[] = { 1, 1, 0, 0, 1, 0, 0, 0, 1 };

	start();
	ok(allocate_terms_group(&t, "x=ETH,BTC,ETH:60%", &err) == E_OK);
	refuses_group("y=" LONG_NAME ",BTC:10%:x", "--group: \"x\" is no part"
	    " from 0% to 100%, of up to 4 decimals");
	/* nothing of the one before it, which was refused */
	ok(allocate_terms_group(&t, LONG_NAME "=ETH:0.7", &err) == E_OK);
	ok(allocate_terms_group(&t, "x=" LONG_NAME ":20%:30%", &err) == E_OK);
	is_int((int64_t)t.groups, 3);
	is_text(t.group_names[0], "x");
	is_text(t.group_names[1], LONG_NAME);
	for (int i = 0; i < 9; i++)
		ok(t.member[i] == member[i]);
	ok(t.least[0] == 0 && t.most[0] == 0.6);
	ok(t.least[1] == 0 && t.most[1] == 0.7);
	ok(t.least[2] == 0.2 && t.most[2] == 0.3);
}

static void
groups_have_a_bound(void)
{
	start();
	for (int i = 0; i < ALLOCATE_GROUPS; i++)
		ok(allocate_terms_group(&t, "x=BTC:1", &err) == E_OK);
	refuses_group("x=BTC:1", "--group: more than 50");
}

int
main(void)
{
	TEST(bounds_that_are_none);
	TEST(bounds_of_all_and_of_one);
	TEST(groups_that_are_none);
	TEST(groups);
	TEST(groups_have_a_bound);
	allocate_terms_release(&t);
	return tap_done();
}
