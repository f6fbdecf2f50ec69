/*
 * Which field is what: columns that are missing, there twice or not in the
 * line; maps that make no sense; lines of every count without a header; names
 * that say the same; a byte order mark; volumes of base and quote.
 */
#include "feed/layout.h"

#include "tests/lib/feedfile.h"

static struct fields fields;
static struct scan scan;
static const struct feed_layout *layout;
static bool header;

static struct feed_options
options(void)
{
	return (struct feed_options){ .layout = -1, .time_unit = FEED_AUTO,
	    .symbol = "BTC/USDT" };
}

static enum err_code
find(const struct feed_options *o, const char *line)
{
	err = (struct err){0};
	scan = (struct scan){0};
	layout = NULL;
	if (fields_cut(&fields, line, strlen(line)) != NULL)
		abort();
	return layout_find(o, &fields, &scan, &header, &layout, &err);
}

/* What each field is: time, ohlcv, quote volume, number of trades, bought (b, and
 * k in the quote), symbol; - where it is none. */
static const char *
targets(void)
{
	static const char letters[] = "ohlcvqnbk";
	static char out[FEED_FIELDS_MAX + 1];

	for (int i = 0; i < scan.fields; i++) {
		int target = scan.target[i];

		out[i] = target == FIELD_TIME ? 't' : target == FIELD_SYMBOL ?
		    's' : target < 0 ? '-' : letters[target];
	}
	out[scan.fields] = '\0';
	return out;
}

/* A header is found, and this is what it says. */
static void
names(const char *line, const char *want)
{
	const struct feed_options o = options();

	is_int(find(&o, line), E_OK);
	is_text(err.text, "");
	ok(header && layout != NULL);
	is_text(layout == NULL ? NULL : layout->name, "header");
	is_text(targets(), want);
}

static void
refuses(const char *line, const char *what)
{
	const struct feed_options o = options();

	is_int(find(&o, line), E_DATA);
	says(what);
}

static void
headers(void)
{
	names("time,open,high,low,close,volume", "tohlcv");
	names("\xef\xbb\xbfTime,OPEN,High,Low,Close,Vol", "tohlcv");
	names("Open Time,Open,High,Low,Close,Volume,Number-of-trades",
	    "tohlcvn");
	names(",open,high,low,close,volume", "tohlcv");
	names("x,open,high,low,close,volume,time", "-ohlcvt");
	names("tic,date,open,high,low,close,volume", "stohlcv");
	/* of two that say the same the one that comes first in the table */
	names("date,open,high,low,close,volume,unix", "-ohlcvt");
	names("unix,open,high,low,close,volume,date", "tohlcv-");
	names("time,open,high,low,close,vol,volume", "tohlc-v");
	names("time,open,open,high,low,close,volume", "to-hlcv");
	/* longer than any name is */
	names("time,open,high,low,close,volume,"
	    "volumevolumevolumevolumevolumevolumevolumevolumevolumevolumevol",
	    "tohlcv-");
}

static void
volumes_of_base_and_quote(void)
{
	struct feed_options o = options();

	names("time,open,high,low,close,Volume BTC,Volume USDT", "tohlcvq");
	names("time,open,high,low,close,Volume USDT,Volume BTC", "tohlcqv");
	/* another asset's: by their order */
	names("time,open,high,low,close,volume_x,volume_y", "tohlcvq");
	o.symbol = NULL;
	is_int(find(&o, "time,open,high,low,close,volume_usdt,volume_btc"),
	    E_OK);
	is_text(targets(), "tohlcvq");
}

static void
headers_that_lack_a_column(void)
{
	struct feed_options o = options();

	refuses("open,high,low,close,volume", "no column for time");
	refuses("open,high,low,close,volume,", "no column for time");
	refuses("time,open,high,close,volume", "no column for low");
	refuses("time,open,low,close,volume", "no column for high");
	refuses("time,open,high,low,close", "no column for volume; name it with"
	    " --columns");
	refuses("time,open,high,low,volume", "no header and no layout");
	refuses("time,high,low,close,volume", "no header and no layout");
	refuses("time;open;high;low;close;volume", "no header and no layout");
	refuses("", "no header and no layout that is known");
	/* a mark price has no volume */
	o.price = PRICE_MARK;
	is_int(find(&o, "time,open,high,low,close"), E_OK);
}

static void
lines_without_a_header(void)
{
	static const struct { const char *line, *layout, *targets; } good[] = {
		{ "1700000040,1,3,1,2,5", "plain", "tohlcv" },
		{ "1700000040000000,1,3,1,2,5", "plain", "tohlcv" },
		{ "2023-11-14,1,3,1,2,5", "plain", "tohlcv" },
		{ "1700000040,1,3,1,2,5,7", "kraken", "tohlcvn" },
		{ "1700000040000,1,3,1,2,5,7", "bybit", "tohlcvq" },
		{ "1700000040000,1,3,1,2,5,x,7,8,9,10,x", "binance",
		  "tohlcv-qnbk-" }
	};
	const struct feed_options o = options();

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		is_int(find(&o, good[i].line), E_OK);
		ok(!header);
		is_text(layout->name, good[i].layout);
		is_text(targets(), good[i].targets);
	}
	refuses("1700000040000000,1,3,1,2,5,7", "no header and no layout");
	refuses("1700000040000,1,3,1,2", "no header and no layout");
	refuses("1700000040000,1,3,1,2,5,6,7", "no header and no layout");
	refuses("5,1,3,1,2,5", "no header and no layout");
	refuses("soon,1,3,1,2,5", "no header and no layout");
}

static int
named(const char *name)
{
	int i = 0;

	while (strcmp(feed_layouts[i].name, name) != 0)
		i++;
	return i;
}

static void
layouts_that_are_asked_for(void)
{
	struct feed_options o = options();

	o.layout = named("coinbase");
	is_int(find(&o, "1700000040,1,3,2,2,5"), E_OK);
	is_text(targets(), "tlhocv");
	is_int(scan.unit, FEED_S);
	ok(!header && layout->newest_first);
	is_int(find(&o, "time,low,high,open,close,volume"), E_OK);
	ok(header);
	o.time_unit = FEED_MS;
	is_int(find(&o, "1700000040,1,3,2,2,5"), E_OK);
	is_int(scan.unit, FEED_MS);
	is_int(find(&o, "1700000040,1,3"), E_DATA);
	is_text(err.text, "3 fields; layout coinbase has more");
	is_int(find(&o, "1700000040"), E_DATA);
	is_text(err.text, "1 field; layout coinbase has more");
	o.layout = named("binance");
	is_int(find(&o, "1,2,3,4,5,6,7,8,9,10,11,12,13"), E_DATA);
	is_text(err.text, "13 fields; layout binance has 12");
	o.layout = named("cryptodatadownload");
	is_int(find(&o, "1700000040,1,3,1,2,5"), E_DATA);
	is_text(err.text, "no header that names open and close, as layout"
	    " cryptodatadownload has");
	is_int(find(&o, "unix,open,high,low,close,volume"), E_OK);
	is_text(layout->name, "cryptodatadownload");
}

static void
maps(void)
{
	struct feed_options o = options();

	o.columns = "volume=5,close=c,time=0,open=1,high=1,low=x y";
	is_int(find(&o, "t,o,x y,d,c,v"), E_USAGE);
	is_text(err.text, "no column for open; name it with --columns");
	o.columns = "time=0,open=1,high=2,low=x y,close=c,volume=5";
	is_int(find(&o, "t,o,h,x y,c,v"), E_OK);
	is_text(targets(), "tohlcv");
	ok(header && layout == NULL);
	is_int(find(&o, "1700000040,1,2,x y,c,5"), E_OK);
	ok(!header);
	o.columns = "time,open,high,low,close,-,,volume";
	is_int(find(&o, "1,2,3,4,5,6,7,8,9"), E_OK);
	is_text(targets(), "tohlc--v-");
}

static void
maps_that_make_no_sense(void)
{
	static const struct { const char *columns, *why; } bad[] = {
		{ "", "no column for time" },
		{ ",,,", "no column for time" },
		{ "open=1", "no column for time" },
		{ "time,open,high,low,close", "no column for volume" },
		{ "price", "--columns: no column price in a candle; there are"
		  " time, open," },
		{ "open=", "--columns: the first line has no field  for open" },
		{ "open=6", "--columns: the first line has no field 6" },
		{ "open=-1", "--columns: the first line has no field -1" },
		{ "open=99999999999999999999", "has no field 99999999" },
		{ "open=4294967297", "has no field 4294967297" },
		{ "open=nothing", "--columns: the first line has no field"
		  " nothing for open" },
		{ "-,-,-,-,-,-,open", "has no field  for open" },
		{ "open,open", "--columns: open is there twice" }
	};
	struct feed_options o = options();

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		o.columns = bad[i].columns;
		is_int(find(&o, "1,2,3,4,5,6"), E_USAGE);
		says(bad[i].why);
	}
}

int
main(void)
{
	TEST(headers);
	TEST(volumes_of_base_and_quote);
	TEST(headers_that_lack_a_column);
	TEST(lines_without_a_header);
	TEST(layouts_that_are_asked_for);
	TEST(maps);
	TEST(maps_that_make_no_sense);
	fields_release(&fields);
	return tap_done();
}
