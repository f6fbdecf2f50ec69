/*
 * lib/account/download.c: pages until the end of the range, on the grid; what
 * is stored is not asked for again, holes are; an interruption loses no page;
 * gaps of the venue are told; bars that cannot be refuse their page.
 */
#include "storetest.h"

#include "account/download.h"
#include "base/stamp.h"

#define MINUTE 60000
#define START INT64_C(1700000040000)	/* ms, on the minute */

static struct store *s;

/* A venue with `bars` minutes from START, without those of a hole. */
static struct {
	int bars, hole, hole_end, pages, fail_at, stop_at;
	int64_t asked[64];
	const char *high;		/* of every bar */
	int twist;			/* how a page is wrong */
} venue;
enum { TWIST_NONE, TWIST_EARLY, TWIST_TWICE, TWIST_OFF, TWIST_BACK };

static enum err_code
page(void *self, int64_t from, int64_t to, int limit,
    struct candle_rows *out, struct err *e)
{
	(void)self;
	venue.asked[venue.pages] = (from - START) / MINUTE;
	if (venue.pages++ == venue.fail_at)
		return err_set(e, E_NETWORK, "the line is cut");
	for (int i = 0; i < venue.bars && (int)out->len < limit; i++) {
		struct candle c = candle_empty();

		c.open_time_ms = START + (int64_t)i * MINUTE;
		if (c.open_time_ms < from || c.open_time_ms >= to ||
		    (i >= venue.hole && i < venue.hole_end))
			continue;
		c.open = c.low = c.close = d("10");
		c.high = d(venue.high);
		c.volume = d("1");
		if (venue.twist == TWIST_EARLY)
			c.open_time_ms -= 5 * MINUTE;
		if (venue.twist == TWIST_OFF)
			c.open_time_ms += 7;
		if (venue.twist == TWIST_BACK && out->len == 2)
			c.open_time_ms -= 2 * MINUTE;
		candle_rows_add(out, &c, 0);
		if (venue.twist == TWIST_TWICE)
			candle_rows_add(out, &c, 0);
	}
	return E_OK;
}

static bool
stop(void *self)
{
	(void)self;
	return venue.pages == venue.stop_at;
}

static struct download_sums sums;

static enum err_code
fetch(int from, int to, int limit, bool again)
{
	struct download_source source = { page, limit, NULL };
	struct download dl = { .venue = "x", .symbol = "A/B",
	    .timeframe = STAMP_MINUTE, .again = again, .stop = stop,
	    .from = (START + (int64_t)from * MINUTE) * 1000,
	    .to = (START + (int64_t)to * MINUTE) * 1000 };

	venue.pages = 0;
	return candles_download(s, &source, &dl, &sums, &err);
}

static void
begin(int bars)
{
	s = store_new();
	memset(&venue, 0, sizeof(venue));
	venue.bars = bars;
	venue.hole = venue.fail_at = venue.stop_at = -1;
	venue.high = "11";
}

static void
pages_until_the_end(void)
{
	begin(25);
	is_int(fetch(0, 25, 10, false), E_OK);
	is_int(sums.pages, 3);
	is_int(sums.added, 25);
	is_int(sums.stored, 25);
	is_int(sums.gaps, 0);
	is_int(sums.first, START * 1000);
	is_int(sums.last, (START + 24 * MINUTE) * 1000);
	is_int(venue.asked[1], 10);
	/* nothing is missing: nothing is asked */
	is_int(fetch(0, 25, 10, false), E_OK);
	is_int(sums.pages, 0);
	is_int(sums.stored, 25);
	/* what came later is asked for alone */
	venue.bars = 40;
	is_int(fetch(0, 33, 10, false), E_OK);
	is_int(venue.asked[0], 25);
	is_int(sums.pages, 1);
	is_int(sums.added, 8);
	is_int(fetch(0, 33, 10, true), E_OK);
	is_int(sums.same, 33);
	is_int(sums.added, 0);
	store_close(s);
}

static void
starts_where_the_venue_does(void)
{
	begin(25);
	is_int(fetch(-500, 25, 10, false), E_OK);
	is_int(sums.pages, 3);
	is_int(sums.first, START * 1000);
	is_int(sums.gaps, 0);
	is_int(fetch(30, 60, 10, false), E_OK);
	is_int(sums.pages, 1);
	is_int(sums.rows, 0);
	is_int(sums.stored, 0);
	store_close(s);
}

static void
goes_on_after_an_interruption(void)
{
	begin(50);
	venue.fail_at = 3;
	is_int(fetch(0, 50, 10, false), E_NETWORK);
	is_int(sums.added, 30);
	is_int(sums.stored, 30);
	venue.fail_at = -1;
	venue.stop_at = 1;
	is_int(fetch(0, 50, 10, false), E_OK);
	ok(sums.stopped);
	is_int(venue.asked[0], 30);
	is_int(sums.stored, 40);
	venue.stop_at = -1;
	is_int(fetch(0, 50, 10, false), E_OK);
	is_int(venue.asked[0], 40);
	is_int(sums.stored, 50);
	is_int(sums.gaps, 0);
	store_close(s);
}

static void
tells_the_gaps_of_the_venue(void)
{
	begin(50);
	venue.hole = 12;
	venue.hole_end = 19;
	is_int(fetch(0, 50, 10, false), E_OK);
	is_int(sums.stored, 43);
	is_int(sums.gaps, 1);
	is_int(sums.missing, 7);
	/* it is asked for again, and is filled when the venue has it */
	venue.hole = venue.hole_end = -1;
	is_int(fetch(0, 50, 10, false), E_OK);
	is_int(venue.asked[0], 12);
	is_int(sums.pages, 1);
	is_int(sums.added, 7);
	is_int(sums.same, 3);
	is_int(sums.missing, 0);
	store_close(s);
}

static void
refuses_what_cannot_be(void)
{
	static const struct { int twist; const char *high, *why; } rows[] = {
		{ TWIST_NONE, "9", "x A/B: bars that cannot be, such as a high"
		  " below the low" },
		{ TWIST_EARLY, "11", "x A/B: a bar of 2023-11-14T22:09:00Z,"
		  " which was not asked for" },
		{ TWIST_TWICE, "11", "x A/B: 2023-11-14T22:14:00Z is there"
		  " twice" },
		{ TWIST_OFF, "11", "x A/B: bars off the grid of their"
		  " timeframe" },
		{ TWIST_BACK, "11", "x A/B: bars that do not rise" }
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		begin(25);
		venue.twist = rows[i].twist;
		venue.high = rows[i].high;
		is_int(fetch(0, 25, 10, false), E_DATA);
		is_text(err.text, rows[i].why);
		is_int(sums.stored, 0);
		store_close(s);
	}
}

static void
refuses_other_values(void)
{
	begin(25);
	is_int(fetch(0, 25, 10, false), E_OK);
	venue.high = "12";
	is_int(fetch(0, 25, 10, true), E_DATA);
	is_int(sums.conflicts, 10);
	ok(strstr(err.text, "10 bars are stored with other values") != NULL);
	is_int(sums.stored, 25);
	store_close(s);
}

int
main(void)
{
	TEST(pages_until_the_end);
	TEST(starts_where_the_venue_does);
	TEST(goes_on_after_an_interruption);
	TEST(tells_the_gaps_of_the_venue);
	TEST(refuses_what_cannot_be);
	TEST(refuses_other_values);
	store_away();
	return tap_done();
}
