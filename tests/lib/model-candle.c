/*
 * What is known of candles: the highest price of bars in order, nothing of bars
 * out of order, nor of none; views keep it, and changed bars are looked at anew.
 */
#include "base/mem.h"
#include "model/candle.h"

#include "tests/lib/tap.h"

enum { BARS = 5000 };

static struct candles
bars_make(void)
{
	struct candles c = { .len = BARS, .cap = BARS };
	int64_t **all[] = { &c.open_time_ms, &c.open, &c.high, &c.low,
	    &c.close, &c.volume };

	for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
		*all[k] = mem_array(BARS, sizeof(int64_t));
	for (size_t i = 0; i < BARS; i++) {
		c.open_time_ms[i] = (int64_t)i * 60000;
		c.open[i] = c.low[i] = c.close[i] = 7;
		c.high[i] = 8;
	}
	return c;
}

static void
the_highest_price_wherever_it_is(void)
{
	struct candles c = bars_make(), view;

	is_int(c.most, 0);
	for (size_t at = 0; at < BARS; at += at < 20 ? 1 : 997) {
		c.high[at] = INT64_MAX;
		candles_know(&c);
		is_int(c.most, INT64_MAX);
		c.high[at] = 8;
		candles_know(&c);
		is_int(c.most, 8);
	}
	view = c;
	candles_skip(&view, BARS - 1);
	is_int(view.most, 8);
	candles_release(&c);
	is_int(c.most, 0);
}

static void
nothing_of_bars_out_of_order(void)
{
	struct candles c = bars_make();

	for (size_t at = 1; at < BARS; at += at < 20 ? 1 : 997) {
		int64_t was = c.open_time_ms[at];

		candles_know(&c);
		is_int(c.most, 8);
		c.open_time_ms[at] = c.open_time_ms[at - 1];
		candles_know(&c);
		is_int(c.most, 0);
		c.open_time_ms[at] = was;
	}
	candles_release(&c);
	candles_know(&c);
	is_int(c.most, 0);
}

int
main(void)
{
	TEST(the_highest_price_wherever_it_is);
	TEST(nothing_of_bars_out_of_order);
	return tap_done();
}
