/*
 * lib/store/fundingrates.c: what is added, the same, or another; ranges and
 * the newest of each symbol. And that series of marks and of last prices with
 * one name are two.
 */
#include "storetest.h"

#include "base/stamp.h"
#include "store/candles.h"
#include "store/fundingrates.h"

static struct store *s;

static int
put(const char *symbol, int64_t time, const char *rate, const char *mark,
    bool replace)
{
	struct funding_rate r = { .time = time, .rate = d(rate),
	    .mark_price = mark == NULL ? DEC_NONE : d(mark) };
	enum rate_put what = RATE_CONFLICT;

	TEXT_SET(r.venue, "x");
	TEXT_SET(r.symbol, symbol);
	ok(funding_rate_put(s, &r, replace, &what, &err) == E_OK);
	return (int)what;
}

/* "symbol time rate mark; …" */
static const char *
rates(const char *symbol, int64_t from, int64_t to, int64_t limit)
{
	static char text[512];
	struct funding_rates all = {0};
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	size_t n = 0;

	text[0] = '\0';
	ok(funding_rates_load(s, "x", symbol, from, to, limit, &all, &err) ==
	    E_OK);
	for (size_t i = 0; i < all.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%s%s %lld %s %s", i > 0 ? "; " : "", all.at[i].symbol,
		    (long long)all.at[i].time, dec_text(all.at[i].rate, a),
		    dec_text(all.at[i].mark_price, b));
	vec_release(&all);
	return text;
}

static void
rates_are_added_once(void)
{
	s = store_new();
	is_int(put("A/B:B", 8, "0.0001", NULL, false), RATE_ADDED);
	is_int(put("A/B:B", 8, "0.00010", NULL, false), RATE_SAME);
	is_int(put("A/B:B", 8, "0.0002", NULL, false), RATE_CONFLICT);
	is_text(rates(NULL, 0, 0, 0), "A/B:B 8 0.0001 ");
	is_int(put("A/B:B", 8, "0.0002", NULL, true), RATE_CONFLICT);
	is_text(rates(NULL, 0, 0, 0), "A/B:B 8 0.0002 ");
	/* a mark that was not known is news, one that is left out is not */
	is_int(put("A/B:B", 8, "0.0002", "5.5", true), RATE_CONFLICT);
	is_int(put("A/B:B", 8, "0.0002", NULL, true), RATE_SAME);
	is_text(rates(NULL, 0, 0, 0), "A/B:B 8 0.0002 5.5");
	store_close(s);
}

static void
ranges_and_the_newest(void)
{
	s = store_new();
	for (int64_t t = 1; t <= 3; t++) {
		is_int(put("C/B:B", t, "-0.1", NULL, false), RATE_ADDED);
		is_int(put("A/B:B", t, "0.1", NULL, false), RATE_ADDED);
	}
	is_text(rates("A/B:B", 2, 3, 0), "A/B:B 2 0.1 ");
	is_text(rates("A/B:B", 2, 0, 0), "A/B:B 2 0.1 ; A/B:B 3 0.1 ");
	is_text(rates(NULL, 0, 0, 1), "A/B:B 3 0.1 ; C/B:B 3 -0.1 ");
	is_text(rates(NULL, 0, 3, 1), "A/B:B 2 0.1 ; C/B:B 2 -0.1 ");
	is_text(rates("Z/B:B", 0, 0, 0), "");
	store_close(s);
}

static void
put_bar(int price, int64_t value)
{
	struct candle_rows rows = {0};
	struct candle_writer *w = NULL;
	struct candle c = candle_empty();

	c.open = c.high = c.low = c.close = dec_int(value);
	c.volume = DEC_ZERO;
	ok(candle_rows_add(&rows, &c, 1));
	ok(store_begin(s, &err) == E_OK);
	ok(candles_writer_open(s, "x", "A/B:B", STAMP_MINUTE, price,
	    CONFLICT_REFUSE, NULL, &w, &err) == E_OK);
	is_int(candles_put(w, &rows, &err), E_OK);
	is_int(candles_writer_close(w, E_OK, NULL, &err), E_OK);
	is_int(store_end(s, E_OK, &err), E_OK);
	candle_rows_release(&rows);
}

static void
marks_are_another_series(void)
{
	struct serieses all = {0};
	struct candles c = {0};

	s = store_new();
	put_bar(PRICE_MARK, 7);
	is_int(candles_load(s, "x", "A/B:B", STAMP_MINUTE, PRICE_LAST, 0, 0,
	    &c, &err), E_USAGE);
	is_text(err.text, "no candles of x A/B:B 1m: see candles list");
	put_bar(PRICE_LAST, 5);
	is_int(candles_load(s, "x", "A/B:B", STAMP_MINUTE, PRICE_LAST, 0, 0,
	    &c, &err), E_OK);
	is_int(c.close[0], 5);
	is_int(candles_load(s, "x", "A/B:B", STAMP_MINUTE, PRICE_MARK, 0, 0,
	    &c, &err), E_OK);
	is_int(c.close[0], 7);
	candles_release(&c);
	ok(series_list(s, NULL, NULL, 0, -1, &all, &err) == E_OK);
	is_int(all.len, 2);
	is_int(all.at[0].price, PRICE_LAST);
	is_int(all.at[1].price, PRICE_MARK);
	ok(series_list(s, NULL, NULL, 0, PRICE_MARK, &all, &err) == E_OK);
	is_int(all.len, 1);
	vec_release(&all);
	is_int(candles_load(s, "x", "A/B:B", STAMP_HOUR, PRICE_MARK, 0, 0,
	    &c, &err), E_USAGE);
	is_text(err.text, "no mark price candles of x A/B:B 1h; there is x "
	    "A/B:B 1m");
	store_close(s);
}

int
main(void)
{
	TEST(rates_are_added_once);
	TEST(ranges_and_the_newest);
	TEST(marks_are_another_series);
	store_away();
	return tap_done();
}
