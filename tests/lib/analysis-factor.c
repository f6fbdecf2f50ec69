/*
 * Factors of limits, of closed bars: a calm market and a restless one; too few
 * bars, none, and bars that are too old; found again when there is a new bar.
 */
#include "analysis/factor.h"

#include "base/stamp.h"
#include "tests/lib/tap.h"

#include <string.h>

enum { N = 300 };

static int64_t times[N], open[N], high[N], low[N], close_[N], volume[N];
static struct factors known;

/* Bars of an hour that rise and swing, the last `wild` of them by more. */
static struct candles
bars(size_t n, size_t wild)
{
	for (size_t i = 0; i < n; i++) {
		int64_t far = (i % 3 == 0 ? 100 : 50) * (i + wild >= n ? 5 :
		    1);

		times[i] = 1704067200000 + (int64_t)i * 3600000;
		open[i] = i == 0 ? 10000 : close_[i - 1];
		close_[i] = 10000 + (int64_t)i * 40 + (i % 2 == 0 ? far : -far);
		high[i] = close_[i] > open[i] ? close_[i] : open[i];
		low[i] = close_[i] < open[i] ? close_[i] : open[i];
		volume[i] = 10;
	}
	return (struct candles){ .len = n, .cap = n, .price_scale = 2,
	    .open_time_ms = times, .open = open, .high = high, .low = low,
	    .close = close_, .volume = volume };
}

static const char *
factor_at(const struct candles *c, int64_t hours_after)
{
	static char text[DEC_TEXT_SIZE];
	int64_t last = c != NULL && c->len > 0 ?
	    c->open_time_ms[c->len - 1] * 1000 : 0;
	const struct regime_now *r = factors_find(&known, "A/B", STAMP_HOUR, c,
	    last + (1 + hours_after) * STAMP_HOUR);

	return dec_known(r->factor) ? dec_text(r->factor, text) : r->why;
}

static void
tells_calm_from_restless(void)
{
	struct candles c = bars(300, 0);

	is_text(factor_at(&c, 0), "1");
	c = bars(300, 20);
	factors_release(&known);
	is_text(factor_at(&c, 0), "0.5");
	is_text(factors_find(&known, "A/B", STAMP_HOUR, &c, times[299] * 1000 +
	    STAMP_HOUR)->why, "A/B moves more than before on bars of 1h");
}

static void
is_found_again_with_a_new_bar(void)
{
	struct candles c = bars(300, 20), before = c;

	before.len = 275;	/* before it began to move */
	factors_release(&known);
	is_text(factor_at(&before, 0), "1");
	is_text(factor_at(&c, 0), "0.5");
	is_text(factor_at(&before, 0), "1");
}

static void
says_what_is_missing(void)
{
	struct candles c = bars(300, 0);

	factors_release(&known);
	is_text(factor_at(NULL, 0), "no bars of 1h have closed of A/B; etrms"
	    " candles fetch");
	c.len = 0;
	is_text(factor_at(&c, 0), "no bars of 1h have closed of A/B; etrms"
	    " candles fetch");
	c.len = 118;
	is_text(factor_at(&c, 0), "A/B 1h: 118 bars are too few for an outlook:"
	    " it takes 119");
	c.len = 119;
	is_text(factor_at(&c, 0), "1");
	is_text(factor_at(&c, 1), "1");
	is_text(factor_at(&c, 2), "the newest bar of 1h of A/B closed at"
	    " 2024-01-05T23:00:00Z; etrms candles fetch");
	is_text(factor_at(&c, 0), "1");
}

int
main(void)
{
	TEST(tells_calm_from_restless);
	TEST(is_found_again_with_a_new_bar);
	TEST(says_what_is_missing);
	factors_release(&known);
	return tap_done();
}
