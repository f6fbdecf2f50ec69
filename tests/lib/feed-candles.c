/*
 * Reading market files:
 * - every layout gives the same bars, found by itself or named
 * - numbers are exact, with exponents, zeros and quotes
 * - times in s, ms, µs and as dates; units that change, units that may not
 * - each fault is named with its line
 * - lines and fields beyond the bounds are refused
 * - paths say only what is certain
 */
#include "base/stamp.h"
#include "feed/feed.h"

#include "tap.h"

#include <stdlib.h>
#include <unistd.h>

static struct err err;
static struct candle_rows rows;
static struct feed_sums sums;
static char findings[4096];

static enum err_code
take_rows(void *self, const struct candle_rows *r, struct err *e)
{
	(void)self;
	(void)e;
	candle_rows_append(&rows, r, 0, r->len);
	return E_OK;
}

static enum err_code
take_finding(void *self, const struct candle_finding *f, struct err *e)
{
	const size_t n = strlen(findings);

	(void)self;
	(void)e;
	snprintf(findings + n, sizeof(findings) - n, "%s%s:%lld:%lld",
	    n ? " " : "", candle_flaw_names[f->kind], (long long)f->line,
	    (long long)f->count);
	return E_OK;
}

static struct feed_options
options(void)
{
	return (struct feed_options){ .layout = -1, .time_unit = FEED_AUTO,
	    .timeframe = STAMP_MINUTE, .venue = "x", .symbol = "BTC/USDT" };
}

/* Feeds a text of n bytes from a file that has no name any more. */
static enum err_code
feed_bytes(const char *text, size_t n, const struct feed_options *o)
{
	const struct candle_sink sink = { take_rows, take_finding, NULL };
	FILE *f = tmpfile();
	enum err_code rc;

	if (f == NULL || fwrite(text, 1, n, f) != n || fflush(f) != 0)
		abort();
	lseek(fileno(f), 0, SEEK_SET);
	candle_rows_clear(&rows);
	findings[0] = err.text[0] = '\0';
	rc = feed_candles("f", fileno(f), o, &sink, &sums, &err);
	fclose(f);
	return rc;
}

static enum err_code
feed(const char *text)
{
	const struct feed_options o = options();

	return feed_bytes(text, strlen(text), &o);
}

static const char *
field(size_t row, const char *name)
{
	static struct buf text;
	struct candle c = candle_rows_at(&rows, row);

	buf_clear(&text);
	if (row >= rows.len ||
	    !field_text(record_field(&candle_record, name), &c, &text))
		return "";
	return buf_text(&text);
}

static void
layouts_are_found(void)
{
	static const struct layout_case {
		const char *found, *text, *quote_volume;
	} cases[] = {
		{ "plain", "1700000040000,1.5,3,1,2.5,10\n", "" },
		{ "plain", "1700000040,1.5,3,1,2.5,10\n", "" },
		{ "kraken", "1700000040,1.5,3,1,2.5,10,7\n", "" },
		{ "bybit", "1700000040000,1.5,3,1,2.5,10,21\n", "21" },
		{ "binance", "1700000040000,1.5,3,1,2.5,10,1700000099999,21,"
		  "7,4,8,0\n", "21" },
		{ "binance", "1700000040000000,1.5,3,1,2.5,10,"
		  "1700000099999999,21,7,4,8,0\n", "21" },
		{ "header", "open_time,open,high,low,close,volume,close_time,"
		  "quote_volume,count,taker_buy_volume,taker_buy_quote_volume,"
		  "ignore\n1700000040000,1.5,3,1,2.5,10,1700000099999,21,7,4,"
		  "8,0\n", "21" },
		{ "header", "ts,open,high,low,close,volume\n"
		  "1700000040000,1.5,3,1,2.5,10\n", "" },
		{ "header", "\xef\xbb\xbfTime,Open,High,Low,Close,Volume\r\n"
		  "1700000040000,1.5,3,1,2.5,10\r\n", "" },
		{ "header", ",Open,High,Low,Close,Volume\n"
		  "2023-11-14 22:14:00,1.5,3,1,2.5,10\n", "" },
		{ "header", "date,open,high,low,close,volume,unix\n"
		  "nonsense,1.5,3,1,2.5,10,1700000040\n", "" },
		{ "header", "https://www.CryptoDataDownload.com\n"
		  "unix,date,symbol,open,high,low,close,Volume BTC,"
		  "Volume USDT,tradecount\n1700000040000,2023-11-14 22:14:00,"
		  "BTC/USDT,1.5,3,1,2.5,10,21,7\n", "21" },
		{ "header", "unix,open,high,low,close,Volume USDT,Volume BTC\n"
		  "1700000040000,1.5,3,1,2.5,21,10\n", "21" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(feed(cases[i].text), E_OK);
		is_text(err.text, "");
		is_text(sums.layout, cases[i].found);
		is_int((int64_t)rows.len, 1);
		is_text(field(0, "open_time_ms"), "1700000040000");
		is_text(field(0, "open"), "1.5");
		is_text(field(0, "high"), "3");
		is_text(field(0, "low"), "1");
		is_text(field(0, "close"), "2.5");
		is_text(field(0, "volume"), "10");
		is_text(field(0, "quote_volume"), cases[i].quote_volume);
	}
}

static void
layouts_are_named(void)
{
	struct feed_options o = options();
	const char *text = "1700000040,1,3,1.5,2.5,10\n"
	    "1699999980,1,3,1.5,2.5,10\n";

	for (o.layout = 0; strcmp(feed_layouts[o.layout].name, "coinbase");)
		o.layout++;
	is_int(feed_bytes(text, strlen(text), &o), E_OK);
	is_text(field(0, "open"), "1.5");
	is_text(field(0, "low"), "1");
	is_text(findings, "");		/* newest first is how it comes */
	o = options();
	text = "v,x,c,t,o,h,l\n10,zzz,2.5,1700000040000,1.5,3,1\n";
	o.columns = "volume=0,close=c,time=3,open=4,high=5,low=6";
	is_int(feed_bytes(text, strlen(text), &o), E_OK);
	is_text(field(0, "close"), "2.5");
	is_text(field(0, "volume"), "10");
	o.columns = "time,open,high,low,close,-,volume";
	o.time_unit = FEED_S;
	text = "60,1.5,3,1,2.5,zzz,10\n";
	is_int(feed_bytes(text, strlen(text), &o), E_OK);
	is_text(field(0, "open_time_ms"), "60000");
	o.columns = "time,open,high,low,last,volume";
	is_int(feed_bytes(text, strlen(text), &o), E_USAGE);
	ok(strstr(err.text, "no column last in a candle") != NULL);
	o.columns = "time,open,high,low,volume";
	is_int(feed_bytes(text, strlen(text), &o), E_USAGE);
	ok(strstr(err.text, "no column for close") != NULL);
	o.columns = "time=0,open=9,high=2,low=3,close=4,volume=6";
	is_int(feed_bytes(text, strlen(text), &o), E_USAGE);
	ok(strstr(err.text, "no field 9 for open") != NULL);
	o.columns = "time,open,open,low,close,volume";
	is_int(feed_bytes(text, strlen(text), &o), E_USAGE);
	ok(strstr(err.text, "open is there twice") != NULL);
}

static void
numbers_are_exact(void)
{
	static const char *const cases[][2] = {
		{ "8e-05", "0.00008" }, { "1.9265781400000002",
		  "1.9265781400000002" }, { "92792.05000000", "92792.05" },
		{ "\"12.50\"", "12.5" }, { "+3", "3" }, { ".5", "0.5" },
		{ "5.", "5" }, { "1E3", "1000" }, { "00012.0", "12" },
		{ "999999999999999999", "999999999999999999" },
		{ "0.000000000000000001", "0.000000000000000001" },
		{ "100000000000000000.0", "100000000000000000" }
	};
	char line[200];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(line, sizeof(line),
		    "1700000040000,%s,999999999999999999,1e-18,2.5,%s\n",
		    cases[i][0], cases[i][0]);
		is_int(feed(line), E_OK);
		is_text(field(0, "open"), cases[i][1]);
		is_text(field(0, "volume"), cases[i][1]);
	}
}

static void
times_are_read(void)
{
	static const char *const dates[] = { "2023-11-14T22:14:00Z",
	    "2023-11-14 22:14:00", "2023-11-14 22:14:00+00:00",
	    "2023-11-14 23:14:00+01:00", "2023.11.14 22:14",
	    "2023-11-14 22:14:00 UTC" };
	char line[200];

	for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		snprintf(line, sizeof(line), "%s,1.5,3,1,2.5,10\n", dates[i]);
		is_int(feed(line), E_OK);
		is_text(field(0, "open_time_ms"), "1700000040000");
	}
	is_int(feed("2020-05-01 12-AM,1.5,3,1,2.5,10\n"
	    "2020-05-01 01-PM,1.5,3,1,2.5,10\n"), E_OK);
	is_text(field(0, "open_time_ms"), "1588291200000");
	is_text(field(1, "open_time_ms"), "1588338000000");
	/* ms, then µs, as Binance's spot histories turn in 2025 */
	is_int(feed("1735689540000,1.5,3,1,2.5,10\n"
	    "1735689600000000,1.5,3,1,2.5,10\n"), E_OK);
	is_text(field(1, "open_time_ms"), "1735689600000");
	is_text(findings, "");
}

static void
faults_are_named(void)
{
	static const struct fault_case { const char *text, *says; } cases[] = {
		{ "", "f: no candles in it" },
		{ "\n\n", "f: no candles in it" },
		{ "\xef\xbb\xbf\n", "f: no candles in it" },
		{ "ts,open,high,low,close,volume\n", "f: no candles in it" },
		{ "a,b,c\n", "f:1: no header and no layout that is known" },
		{ "1,2,3\n", "f:1: no header and no layout that is known" },
		{ "ts,open,high,low,close\n", "f:1: no column for volume" },
		{ "1700000040000,1.5,3,1,2.5,10", "f:1: the last line has no "
		  "line end" },
		{ "1700000040000,1.5,3,1,2.5,10\n1700000100000,1.5,3,1\n",
		  "f:2: 4 fields where 6 are expected" },
		{ "1700000040000,1.5,3,1,2.5,10\n1700000100000,1,2,3,4,5,6\n",
		  "f:2: 7 fields where 6 are expected" },
		{ "1700000040000,1.5,NaN,1,2.5,10\n", "f:1: high is not a "
		  "number that fits (\"NaN\")" },
		{ "1700000040000,1.5,1e999,1,2.5,10\n", "f:1: high is not a "
		  "number that fits (\"1e999\")" },
		{ "1700000040000,1.5,,1,2.5,10\n", "f:1: high is empty" },
		{ "1700000040000,1.5,0x10,1,2.5,10\n", "f:1: high is not" },
		{ "1700000040000,1.5,1234567890123456789.5,1,2.5,10\n",
		  "f:1: high has more than 18 digits" },
		{ "1700000040000,1.5,3,1,2.5,10,7.5\n", "" },
		{ "1700000040,1.5,3,1,2.5,10,7.5\n", "f:1: trades is not "
		  "whole" },
		{ "1700000040,1.5,3,1,2.5,10\n1700000100000,1.5,3,1,2.5,10\n",
		  "f:2: time in another unit than the rows before" },
		{ "1700000040000,1.5,3,1,2.5,10\n2023-11-14,1.5,3,1,2.5,10\n",
		  "f:2: not a time in the unit" },
		{ "5,1.5,3,1,2.5,10\n", "f:1: no header and no layout" },
		{ "1700000040000,1.5,3,1,2.5,10\n-5,1.5,3,1,2.5,10\n",
		  "f:2: time before 1970" },
		{ "1700000040000,1.5,3,1,2.5,10\n1700000040000000001,1.5,3,1,"
		  "2.5,10\n", "f:2: time" },
		{ "1700000040000,1.5,3,1,2.5,10\n1700000040000001,1.5,3,1,"
		  "2.5,10\n", "f:2: time is not a whole millisecond" },
		{ "1700000040000,1.5,3,1,2.5,10\n\"1700000100000,1,3,1,2,3\n",
		  "f:2: quotes do not match" },
		{ "1700000040000,1.5,3,1,2.5,10\n17\001,1.5,3,1,2.5,10\n",
		  "f:2: byte 0x01 is not text" },
		{ "unix,symbol,open,high,low,close,volume\n"
		  "1700000040000,BTC,1.5,3,1,2.5,10\n"
		  "1700000100000,ETH,1.5,3,1,2.5,10\n",
		  "f:3: another symbol than the rows before" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const enum err_code rc = feed(cases[i].text);

		is_int(rc, cases[i].says[0] == '\0' ? E_OK : E_DATA);
		if (!ok(strncmp(err.text, cases[i].says,
		    strlen(cases[i].says)) == 0))
			printf("# case %zu: \"%s\", want \"%s\"\n", i,
			    err.text, cases[i].says);
	}
}

static void
doubts_are_told(void)
{
	static const struct doubt { const char *text, *found; } cases[] = {
		{ "1700000040000,2,3,1,2,0\n1700000100000,2,3,1,2,5\n",
		  "zero_volume:1:1" },
		{ "1700000040000,2,3,1,2,5\n1700000280000,2,3,1,2,5\n",
		  "gap:2:3" },
		{ "1700000040000,2,3,1,2,5\n1700000101000,2,3,1,2,5\n",
		  "off_grid:2:1 gap:2:1" },
		{ "1700000040000,2,3,1,2,5\n1700000160000,2,3,1,2,5\n"
		  "1700000100000,2,3,1,2,5\n1700000220000,2,3,1,2,5\n",
		  "gap:2:1 disorder:3:1" },
		{ "1700000160000,2,3,1,2,5\n1700000100000,2,3,1,2,5\n"
		  "1700000040000,2,3,1,2,5\n", "disorder:2:1" },
		{ "1700000040000,2,1,3,2,5\n", "impossible:1:1" },
		{ "1700000040000,2,3,2.5,2,5\n", "impossible:1:1" },
		{ "1700000040000,2,3,0,2,5\n", "impossible:1:1" },
		{ "1700000040000,-2,3,1,2,5\n", "impossible:1:1" },
		{ "1700000040000,2,3,1,2,-5\n", "impossible:1:1" },
		{ "1700000040000,2,3,1,3.01,5\n", "impossible:1:1" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(feed(cases[i].text), E_OK);
		is_text(findings, cases[i].found);
	}
}

static void
bounds_hold(void)
{
	static char text[400000];
	const struct feed_options o = options();
	size_t n;

	/* a line of 64 KiB is read, one byte more is not */
	memset(text, ' ', sizeof(text));
	memcpy(text, "1700000040000,1.5,3,1,2.5,10", 28);
	text[FEED_LINE_MAX] = '\n';
	is_int(feed_bytes(text, FEED_LINE_MAX + 1, &o), E_OK);
	text[FEED_LINE_MAX] = ' ';
	text[FEED_LINE_MAX + 1] = '\n';
	is_int(feed_bytes(text, FEED_LINE_MAX + 2, &o), E_DATA);
	is_text(err.text, "f:1: line is longer than 64 KiB");
	is_int(feed_bytes(text, sizeof(text), &o), E_DATA);
	is_text(err.text, "f:1: line is longer than 64 KiB");
	for (n = 0; n < 200; n++)
		text[n] = n % 2 ? ',' : '1';
	text[n] = '\n';
	is_int(feed_bytes(text, n + 1, &o), E_DATA);
	is_text(err.text, "f:1: more than 64 fields");
}

/* What the fast scanner reads, the slow one reads too: quotes force it. */
static void
both_scanners_agree(void)
{
	char plain[200], quoted[200];
	struct candle_rows first = {0};

	for (int i = 0; i < 400; i++) {
		const int a = i * 7919 % 100000, b = i * 104729 % 1000;

		snprintf(plain, sizeof(plain),
		    "1700000040000,%d.%03d,%d.%08d,%d,%d.0,0.%d\n",
		    a, b, a, b, b, a, b);
		snprintf(quoted, sizeof(quoted),
		    "\"1700000040000\",\"%d.%03d\",%d.%08d,\"%d\",%d.0,0.%d\n",
		    a, b, a, b, b, a, b);
		is_int(feed(plain), E_OK);
		candle_rows_clear(&first);
		candle_rows_append(&first, &rows, 0, rows.len);
		is_int(feed(quoted), E_OK);
		for (int c = 0; c <= CANDLE_VOLUME; c++) {
			is_int(rows.coef[c][0], first.coef[c][0]);
			is_int(rows.scale[c][0], first.scale[c][0]);
		}
	}
	candle_rows_release(&first);
}

static void
paths_say_what_is_certain(void)
{
	struct feed_guess g;

	feed_guess("data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2025-05.zip",
	    &g);
	is_text(g.venue, "binance");
	is_text(g.symbol, "BTC/USDT");
	is_int(g.timeframe, STAMP_MINUTE);
	feed_guess("futures/um/ETHUSDC-4h-2025-05-01.csv", &g);
	is_text(g.symbol, "ETH/USDC:USDC");
	is_int(g.timeframe, 4 * STAMP_HOUR);
	feed_guess("BTCUSDT-1m-2025-05.zip", &g);
	is_text(g.venue, "binance");
	is_text(g.symbol, "");
	is_int(g.timeframe, STAMP_MINUTE);
	feed_guess("spot/BTCUSDT-1mo-2025.zip", &g);
	is_text(g.venue, "");
	feed_guess("prices.csv", &g);
	is_text(g.venue, "");
	is_int(g.timeframe, 0);
}

int
main(void)
{
	TEST(layouts_are_found);
	TEST(layouts_are_named);
	TEST(numbers_are_exact);
	TEST(times_are_read);
	TEST(faults_are_named);
	TEST(doubts_are_told);
	TEST(bounds_hold);
	TEST(both_scanners_agree);
	TEST(paths_say_what_is_certain);
	candle_rows_release(&rows);
	return tap_done();
}
