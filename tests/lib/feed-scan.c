/*
 * One line into one row: wrong counts, huge fields, bytes that are no text,
 * quotes, line ends; times by unit and what they may not turn into; what is
 * scanned where it lies against the same line with quotes, which is read
 * slowly; rows of other symbols; names of columns.
 */
#include "feed/scan.h"

#include "base/rng.h"
#include "tests/lib/feedfile.h"

static struct candle_rows rows;
static struct fields fields;
static char why[160];

/* time, open, high, low, close, volume, what is not used, quote volume, trades */
static struct scan
nine(void)
{
	return (struct scan){ .fields = 9, .unit = FEED_AUTO,
	    .seen = FEED_AUTO, .target = { FIELD_TIME, CANDLE_OPEN,
	    CANDLE_HIGH, CANDLE_LOW, CANDLE_CLOSE, CANDLE_VOLUME, FIELD_SKIP,
	    CANDLE_QUOTE_VOLUME, CANDLE_TRADES } };
}

static bool
scan_bytes(struct scan *s, const char *text, size_t n)
{
	candle_rows_clear(&rows);
	candle_rows_reserve(&rows, 1);
	why[0] = '\0';
	return line_scan(s, text, text + n, 7, &rows, &fields, why,
	    sizeof(why));
}

/* The line ends with a newline, which is not part of it. */
static bool
scan(const char *text)
{
	struct scan s = nine();

	return scan_bytes(&s, text, strlen(text) - 1);
}

static void
refuses(const char *text, const char *what)
{
	ok(!scan(text));
	is_int((int64_t)rows.len, 0);
	if (strcmp(why, what) != 0) {
		printf("# \"%s\", want \"%s\"\n", why, what);
		tap_bad = 1;
	}
}

#define T "1700000000000"
static void
lines_of_a_wrong_shape(void)
{
	char long_one[400];

	refuses("\n", "0 fields where 9 are expected");
	refuses("\r\n", "0 fields where 9 are expected");
	refuses(T "\n", "1 field where 9 are expected");
	refuses(T ",1,3,1,2,5,x,7\n", "8 fields where 9 are expected");
	refuses(T ",1,3,1,2,5,x,7,8,\n", "10 fields where 9 are expected");
	refuses(T ",1,3,1,2,5,x,7,8,9\n", "10 fields where 9 are expected");
	refuses(T ";1;3;1;2;5;x;7;8\n", "1 field where 9 are expected");
	memset(long_one, ',', sizeof(long_one));
	long_one[FEED_FIELDS_MAX] = '\n';
	long_one[FEED_FIELDS_MAX + 1] = '\0';
	refuses(long_one, "more than 64 fields");
	ok(fields_cut(&fields, long_one, FEED_FIELDS_MAX - 1) == NULL);
	is_int(fields.n, FEED_FIELDS_MAX);
}

/* What is not used is looked at as well. */
static void
bytes_that_are_no_text(void)
{
	static const char nul[] = T ",1,3,1,2,5,a\0b,7,8\n";
	static const char early[] = T ",1,3\0,1,2,5,x,7,8\n";
	struct scan s = nine();

	ok(!scan_bytes(&s, nul, sizeof(nul) - 2));
	is_text(why, "byte 0x00 is not text");
	ok(!scan_bytes(&s, early, sizeof(early) - 2));
	is_text(why, "byte 0x00 is not text");
	refuses(T ",1,3,1,2,5,\033[2J,7,8\n", "byte 0x1b is not text");
	refuses(T ",1,3\r,1,2,5,x,7,8\n", "byte 0x0d is not text");
	refuses(T ",1,3,1,2,5,x,7,8\r\r\n", "byte 0x0d is not text");
	ok(scan(T ",1,3,1,2,5,x,7,8\r\n"));
	ok(scan(T ",1,3,1,2,5,a\tb\xc3\xa9,7,8\n"));
}

static void
quotes(void)
{
	ok(scan("\"" T "\",\"1\",3,1,2,5,\"a,\"\"b\"\"\",7,\"8\"\n"));
	is_int((int64_t)rows.len, 1);
	refuses(T ",\"1,3,1,2,5,x,7,8\n", "quotes do not match");
	refuses(T ",1\",3,1,2,5,x,7,8\n", "quotes do not match");
	refuses(T ",\"1\"2,3,1,2,5,x,7,8\n", "quotes do not match");
	/* nor do they hide fields where nothing is used */
	refuses(T ",1,3,1,2,5,\"x,7,8\n", "quotes do not match");
	refuses(T ",1,3,1,2,5,\"x,7,8\"\n", "7 fields where 9 are expected");
}

static void
values_that_do_not_fit(void)
{
	char text[400];

	refuses(T ".5,1,3,1,2,5,x,7,8\n", "time is not whole"
	    " (\"1700000000000.5\")");
	refuses(T ",,3,1,2,5,x,7,8\n", "open is empty (\"\")");
	refuses(T ",1,3,1,2,,x,7,8\n", "volume is empty (\"\")");
	refuses(T ",1,nan,1,2,5,x,7,8\n", "high is not a number that fits"
	    " (\"nan\")");
	refuses(T ",1,3,-,2,5,x,7,8\n", "low is not a number that fits"
	    " (\"-\")");
	refuses(T ",1,3,1,1234567890123456789,5,x,7,8\n", "close has more than"
	    " 18 digits (\"1234567890123456789\")");
	refuses(T ",1,3,1,2,5,x,7,8.5\n", "trades is not whole (\"8.5\")");
	refuses(T ",1,3,1,2,5,x,zz,8\n", "quote_volume is not a number that"
	    " fits (\"zz\")");
	/* of a field of any length the first 40 bytes are told */
	memset(text, '9', sizeof(text));
	memcpy(text, T ",", 14);
	memcpy(text + 350, ",3,1,2,5,x,7,8\n", 16);
	refuses(text, "open is not a number that fits"
	    " (\"9999999999999999999999999999999999999999\")");
	/* what need not be there */
	ok(scan(T ",1,3,1,2,5,,,\n"));
	is_int(rows.scale[CANDLE_QUOTE_VOLUME][0], CANDLE_UNKNOWN);
	is_int(rows.scale[CANDLE_TRADES][0], CANDLE_UNKNOWN);
	is_int(rows.line[0], 7);
}

/* A time after another; FEED_AUTO where nothing is asked for. */
static const char *
times(enum feed_unit unit, const char *first, const char *second)
{
	static char out[100];
	struct scan s = { .unit = unit, .seen = FEED_AUTO };
	int64_t ms = 0;
	const char *fault = first == NULL ? NULL : time_scan(&s, first, &ms);

	if (fault == NULL)
		fault = time_scan(&s, second, &ms);
	snprintf(out, sizeof(out), "%lld", (long long)ms);
	return fault != NULL ? fault : out;
}

static void
times_and_their_units(void)
{
	const char *of = "time in another unit than the rows before";

	is_text(times(FEED_AUTO, NULL, "100000000"), "100000000000");
	is_text(times(FEED_AUTO, NULL, "99999999"), "time too small to tell"
	    " its unit; give --time-unit");
	is_text(times(FEED_AUTO, NULL, "99999999999"), "99999999999000");
	is_text(times(FEED_AUTO, NULL, "100000000000"), "100000000000");
	is_text(times(FEED_AUTO, NULL, "99999999999999"), "99999999999999");
	is_text(times(FEED_AUTO, NULL, "100000000000000"), "100000000000");
	is_text(times(FEED_AUTO, NULL, "100000000000001"),
	    "time is not a whole millisecond");
	is_text(times(FEED_AUTO, NULL, "100000000000000000"),
	    "time too large");
	is_text(times(FEED_AUTO, NULL, "-1"), "time before 1970");
	is_text(times(FEED_AUTO, NULL, "1700000000.5"), "time is not whole");
	is_text(times(FEED_AUTO, NULL, "1700000000.0"), "1700000000000");
	is_text(times(FEED_AUTO, NULL, ""), "not a time");
	is_text(times(FEED_S, NULL, "60"), "60000");
	is_text(times(FEED_S, NULL, "253402300799"), "253402300799000");
	is_text(times(FEED_S, NULL, "253402300800"), "time too large");
	is_text(times(FEED_S, NULL, "999999999999999999"), "time too large");
	is_text(times(FEED_S, NULL, "2024-01-01"), "time is not a number");
	/* ms may turn into µs, and back; seconds are another thing */
	is_text(times(FEED_AUTO, "1700000000000", "1700000060000000"),
	    "1700000060000");
	is_text(times(FEED_AUTO, "1700000000000000", "1700000060000"),
	    "1700000060000");
	is_text(times(FEED_AUTO, "1700000000", "1700000060000"), of);
	is_text(times(FEED_AUTO, "1700000000000", "1700000060"), of);
	is_text(times(FEED_AUTO, "1700000000000", "2024-01-01"),
	    "not a time in the unit of the rows before");
	is_text(times(FEED_AUTO, "2024-01-01", "1700000000000"),
	    "not a date as in the rows before");
}

static void
dates(void)
{
	static const char *const none[] = { "2024-02-30", "2024-13-01",
		"2024-1-1", "2020-05-01 13-PM", "2020-05-01 00-AM",
		"2020-05-01 1x-PM", "2024-01-01 25:00", "2024-01-01 UTC UTC",
		"tomorrow at noon, perhaps, or on some other day of the year" };

	is_text(times(FEED_ISO, NULL, "1970-01-01"), "0");
	is_text(times(FEED_ISO, NULL, "1970-01-01 00:00:01.001"), "1001");
	is_text(times(FEED_ISO, NULL, "1970-01-01 00:00:01.0001"),
	    "time is not a whole millisecond");
	is_text(times(FEED_ISO, NULL, "1970.01.02 00:00"), "86400000");
	is_text(times(FEED_ISO, NULL, "1970-01-01 12-AM"), "0");
	is_text(times(FEED_ISO, NULL, "1970-01-01 12-PM"), "43200000");
	is_text(times(FEED_ISO, NULL, "1970-01-01 02:00+02:00"), "0");
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		is_text(times(FEED_ISO, NULL, none[i]), "not a time");
	is_text(times(FEED_ISO, NULL, "1700000000000"), "not a time");
}

/* A line of numbers, and the same with its open in quotes. */
static void
both_ways_give_the_same(void)
{
	static const char *const odd[] = { "0", "7", "0.10", "12345.6789000",
		"999999999999999999", "0.000000000000000001", "1e3", "-2",
		".5", "5.", "", "x", "1234567890123456789", "00012", "+3",
		"0.0000000000000000001" };
	struct rng draw;
	int read = 0;

	rng_seed(&draw, 5);
	for (int i = 0; i < 20000; i++) {
		struct scan a = nine(), b = nine();
		struct candle one, two;
		char plain[300], quoted[300], said[160];
		const char *v[8];
		bool good;

		for (int k = 0; k < 8; k++)
			v[k] = odd[rng_below(&draw, rng_below(&draw, 4) == 0 ?
			    16 : 6)];
		snprintf(plain, sizeof(plain), T ",%s,%s,%s,%s,%s,%s,%s,%s\n",
		    v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
		snprintf(quoted, sizeof(quoted), T ",\"%s\",%s,%s,%s,%s,%s,%s,"
		    "%s\n", v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
		good = scan_bytes(&a, plain, strlen(plain) - 1);
		memcpy(said, why, sizeof(said));
		if (good)
			one = candle_rows_at(&rows, 0);
		ok(scan_bytes(&b, quoted, strlen(quoted) - 1) == good);
		ok(a.seen == b.seen);
		is_text(why, said);
		if (!good)
			continue;
		read++;
		two = candle_rows_at(&rows, 0);
		ok(memcmp(&one, &two, sizeof(one)) == 0);
	}
	ok(read > 1000);
}

static void
rows_of_one_symbol(void)
{
	struct scan s = { .fields = 7, .unit = FEED_AUTO, .seen = FEED_AUTO,
	    .only = "ETH", .target = { FIELD_TIME, CANDLE_OPEN, CANDLE_HIGH,
	    CANDLE_LOW, CANDLE_CLOSE, CANDLE_VOLUME, FIELD_SYMBOL } };
	static const char btc[] = T ",1,x,1,2,5,BTC\n";
	static const char eth[] = T ",1,3,1,2,5,ETH\n";

	/* whatever else is on them */
	ok(scan_bytes(&s, btc, sizeof(btc) - 2));
	is_int((int64_t)rows.len, 0);
	ok(scan_bytes(&s, eth, sizeof(eth) - 2));
	is_int((int64_t)rows.len, 1);
	s.only = NULL;
	ok(!scan_bytes(&s, btc, sizeof(btc) - 2));
	is_text(s.symbol, "ETH");
}

static void
rows_without_volume(void)
{
	struct scan s = nine();
	static const char text[] = T ",1,3,1,2,zzz,x,zzz,zzz\n";

	scan_without_volume(&s, true);
	ok(scan_bytes(&s, text, sizeof(text) - 2));
	is_int(rows.coef[CANDLE_VOLUME][0], 0);
	is_int(rows.scale[CANDLE_VOLUME][0], 0);
	is_int(rows.scale[CANDLE_TRADES][0], CANDLE_UNKNOWN);
}

static void
names_of_columns(void)
{
	static const char line[] = "\xef\xbb\xbfTime, \"Buyer is_Maker\",'=A1,"
	    "'x";
	char name[8];

	ok(fields_cut(&fields, line, strlen(line)) == NULL);
	field_plain(&fields, 0, name, sizeof(name));
	is_text(name, "time");
	field_plain(&fields, 1, name, sizeof(name));
	is_text(name, "buyeris");
	/* the guard against formulas is taken off, another quote is not */
	is_text(field_at(&fields, 2), "=A1");
	is_text(field_at(&fields, 3), "'x");
}

int
main(void)
{
	TEST(lines_of_a_wrong_shape);
	TEST(bytes_that_are_no_text);
	TEST(quotes);
	TEST(values_that_do_not_fit);
	TEST(times_and_their_units);
	TEST(dates);
	TEST(both_ways_give_the_same);
	TEST(rows_of_one_symbol);
	TEST(rows_without_volume);
	TEST(names_of_columns);
	candle_rows_release(&rows);
	fields_release(&fields);
	return tap_done();
}
