/*
 * One candle a line of JSON: what is missing, no number, too large, cut, no
 * object, there twice or no text; what is left alone; rows without volume.
 */
#include "feed/jsonline.h"

#include "tests/lib/feedfile.h"

static struct candle_rows rows;
static char why[160];

static bool
scan_bytes(const char *text, size_t n, bool without_volume)
{
	char *line = malloc(n + 1);
	bool good;

	memcpy(line, text, n);
	line[n] = '\n';
	candle_rows_clear(&rows);
	candle_rows_reserve(&rows, 1);
	why[0] = '\0';
	good = jsonline_scan(line, line + n, 9, without_volume, &rows, why,
	    sizeof(why));
	is_int((int64_t)rows.len, good);
	free(line);
	return good;
}

#define PRICES "\"open\":1,\"high\":3,\"low\":0.5,\"close\":2"
#define START "{\"open_time_ms\":1700000040000," PRICES
#define WHOLE START ",\"volume\":5"

static void
refuses(const char *text, const char *what)
{
	ok(!scan_bytes(text, strlen(text), false));
	if (strstr(why, what) == NULL) {
		printf("# %s: \"%s\", want \"%s\"\n", text, why, what);
		tap_bad = 1;
	}
}

static void
what_is_no_candle(void)
{
	static const char nul[] = WHOLE "}\0";

	refuses("", "JSON");
	refuses("{", "JSON");
	refuses(WHOLE, "JSON");
	refuses(WHOLE "}}", "JSON");
	refuses(WHOLE "}{}", "JSON");
	refuses(WHOLE ",}", "JSON");
	refuses(WHOLE ",\"open\":2}", "JSON");
	refuses(WHOLE ",\"x\":\"\xff\"}", "JSON");
	refuses(WHOLE ",\"x\":\"\x01\"}", "JSON");
	refuses("\xef\xbb\xbf" WHOLE "}", "JSON");
	ok(!scan_bytes(nul, sizeof(nul) - 1, false));
	refuses("[]", "is not an object");
	refuses("5", "'[' or '{' expected");
	refuses("null", "'[' or '{' expected");
	refuses("\"{}\"", "'[' or '{' expected");
}

static void
what_is_missing(void)
{
	refuses("{}", "open_time_ms is not whole milliseconds");
	refuses("{\"open_time_ms\":null," PRICES "}", "open_time_ms is not");
	refuses("{\"open_time_ms\":1.5," PRICES "}", "open_time_ms is not");
	refuses("{\"open_time_ms\":\"soon\"," PRICES "}", "open_time_ms is");
	refuses("{\"open_time_ms\":1e30," PRICES "}", "open_time_ms is not");
	refuses("{\"open_time_ms\":true," PRICES "}", "open_time_ms is not");
	refuses(START "}", "volume is missing");
	refuses(START ",\"volume\":null}", "volume is missing");
	refuses("{\"open_time_ms\":1,\"open\":1,\"high\":3,\"low\":1,"
	    "\"volume\":1}", "close is missing");
}

static void
what_is_no_number(void)
{
	refuses(START ",\"volume\":true}", "volume is not a number that fits");
	refuses(START ",\"volume\":\"x\"}", "volume is not a number that");
	refuses(START ",\"volume\":[5]}", "volume is not a number that fits");
	refuses(START ",\"volume\":1e99}", "volume is not a number that fits");
	refuses(WHOLE ",\"quote_volume\":{}}", "quote_volume is not a number");
	refuses(WHOLE ",\"trades\":1.5}", "trades is not whole");
	refuses(WHOLE ",\"trades\":[]}", "trades is not whole");
	refuses(START ",\"volume\":1234567890123456789}",
	    "a number has more than 18 digits");
	refuses(START ",\"volume\":1.123456789012345678}",
	    "a number has more than 18 digits");
}

/* Numbers are exact, also as texts; other keys are not looked at. */
static void
what_is_read(void)
{
	struct candle c;

	ok(scan_bytes(WHOLE "}", strlen(WHOLE "}"), false));
	c = candle_rows_at(&rows, 0);
	is_int(c.open_time_ms, INT64_C(1700000040000));
	ok(dec_cmp(c.low, dec_make(5, 1)) == 0);
	ok(!dec_known(c.quote_volume) && c.trades == INT_NONE);
	is_int(rows.line[0], 9);
#define OTHER "{\"timestamp\":60000," PRICES ",\"volume\":" \
	"0.000000000000000001,\"trades\":7,\"quote_volume\":null," \
	"\"taker_buy_volume\":3,\"more\":[{\"open\":2}]}\r"
	ok(scan_bytes(OTHER, strlen(OTHER), false));
	c = candle_rows_at(&rows, 0);
	is_int(c.open_time_ms, 60000);
	is_int(c.trades, 7);
	ok(dec_cmp(c.volume, dec_make(1, 18)) == 0);
	ok(dec_cmp(c.taker_buy_volume, dec_int(3)) == 0);
}

static void
what_has_no_volume(void)
{
	struct candle c;

	ok(scan_bytes(START "}", strlen(START "}"), true));
	c = candle_rows_at(&rows, 0);
	ok(dec_known(c.volume) && dec_is_zero(c.volume));
	ok(scan_bytes(WHOLE "}", strlen(WHOLE "}"), true));
	c = candle_rows_at(&rows, 0);
	ok(dec_is_zero(c.volume));
}

int
main(void)
{
	TEST(what_is_no_candle);
	TEST(what_is_missing);
	TEST(what_is_no_number);
	TEST(what_is_read);
	TEST(what_has_no_volume);
	candle_rows_release(&rows);
	return tap_done();
}
