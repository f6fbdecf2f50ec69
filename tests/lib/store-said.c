/*
 * What was said of markets:
 * - an answer of the same bar, or of the same book and size, is kept once,
 *   also where the size is not known; another one is another row
 * - what was said before is that of the same symbol, venue, timeframe and
 *   method, the last time it was asked, also before the rows that are asked
 *   for; by a look at all rows, for random ones
 */
#include "storetest.h"

#include "base/rng.h"
#include "base/stamp.h"
#include "store/liquidities.h"
#include "store/regimes.h"

#include <math.h>

static struct store *s;

static void
say(const char *symbol, int64_t time, double size, double spread)
{
	struct liquidity_said l = { .time = time, .size = size,
	    .spread_bps = spread, .mid = NAN, .score = NAN,
	    .regime = LIQUIDITY_NONE };

	TEXT_SET(l.symbol, symbol);
	TEXT_SET(l.venue, "x");
	is_int(liquidity_add(s, &l, &err), E_OK);
}

/* "time size spread; …" */
static const char *
liquidities(const char *symbol, int64_t since, int64_t until)
{
	static char text[400];
	const struct liquidity_which which = { symbol, "x", since, until };
	struct liquidities_said all = {0};
	size_t n = 0;

	text[0] = '\0';
	is_int(liquidities_load(s, &which, &all, &err), E_OK);
	for (size_t i = 0; i < all.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n,
		    "%s%lld %g %g", i > 0 ? "; " : "",
		    (long long)all.at[i].time, all.at[i].size,
		    all.at[i].spread_bps);
	vec_release(&all);
	return text;
}

static void
a_book_is_kept_once(void)
{
	s = store_new();
	say("A/B", 20, 1000, 1);
	say("A/B", 20, 1000, 2);
	say("A/B", 20, 2000, 3);
	say("A/B", 10, NAN, 4);
	say("A/B", 10, NAN, 5);
	say("C/B", 10, NAN, 6);
	is_text(liquidities("A/B", 0, 0), "10 nan 4; 20 1000 1; 20 2000 3");
	is_text(liquidities(NULL, 0, 20), "10 nan 4; 10 nan 6");
	is_text(liquidities("A/B", 11, 0), "20 1000 1; 20 2000 3");
	is_text(liquidities("A/B", 0, 10), "");
	store_close(s);
}

static void
ask(int symbol, int venue, int64_t timeframe, int method, int regime,
    int64_t time, int64_t last)
{
	struct regime_said r = { .time = time, .timeframe = timeframe,
	    .method = method, .regime = regime, .confidence = 0.5,
	    .bias = REGIME_BULL, .next_regime = REGIME_NONE,
	    .rules_regime = REGIME_NONE, .hmm_regime = REGIME_NONE,
	    .changed_from = REGIME_NONE, .since = 1, .last = last,
	    .states = INT_NONE };

	snprintf(r.symbol, sizeof(r.symbol), "S%d/B", symbol);
	snprintf(r.venue, sizeof(r.venue), "v%d", venue);
	is_int(regime_add(s, &r, &err), E_OK);
}

static void
load(const char *symbol, const char *venue, int64_t since,
    struct regimes_said *out)
{
	const struct regime_which which = { symbol, venue, since };

	is_int(regimes_load(s, &which, out, &err), E_OK);
}

static void
a_bar_is_told_once(void)
{
	struct regimes_said all = {0};

	s = store_new();
	load(NULL, NULL, 0, &all);
	is_int((int64_t)all.len, 0);
	ask(1, 1, 60, REGIME_RULES, 1, 100, 7);
	ask(1, 1, 60, REGIME_RULES, 1, 101, 7);
	ask(1, 1, 60, REGIME_RULES, 1, 102, 8);
	ask(1, 1, 60, REGIME_RULES, 2, 103, 9);
	load("S1/B", NULL, 0, &all);
	is_int((int64_t)all.len, 3);
	is_int(all.at[0].time, 100);
	is_int(all.at[1].time, 102);
	is_int(all.at[0].states, INT_NONE);
	is_int(all.at[0].changed_from, REGIME_NONE);
	is_int(all.at[1].changed_from, REGIME_NONE);
	is_int(all.at[2].changed_from, 1);
	load("S1/B", "v1", 103, &all);
	is_int((int64_t)all.len, 1);
	is_int(all.at[0].changed_from, 1);
	load("S1/B", "v1", 104, &all);
	is_int((int64_t)all.len, 0);
	load("S1/B", "v2", 0, &all);
	is_int((int64_t)all.len, 0);
	vec_release(&all);
	store_close(s);
}

static bool
alike(const struct regime_said *a, const struct regime_said *b)
{
	return a->timeframe == b->timeframe && a->method == b->method &&
	    strcmp(a->symbol, b->symbol) == 0 &&
	    strcmp(a->venue, b->venue) == 0;
}

static int
by_definition(const struct regimes_said *all, size_t i)
{
	for (size_t k = i; k-- > 0; )
		if (alike(&all->at[k], &all->at[i]))
			return all->at[k].regime == all->at[i].regime ?
			    REGIME_NONE : all->at[k].regime;
	return REGIME_NONE;
}

/* Of those that match, as many and the same; times go back now and then. */
static void
compare(const struct regimes_said *all, const char *symbol, const char *venue,
    int64_t since)
{
	struct regimes_said some = {0};
	size_t at = 0;
	bool same = true;

	load(symbol, venue, since, &some);
	for (size_t i = 0; i < all->len; i++) {
		const struct regime_said *r = &all->at[i];

		if (r->time < since || (symbol != NULL && strcmp(symbol,
		    r->symbol) != 0) || (venue != NULL && strcmp(venue,
		    r->venue) != 0))
			continue;
		same &= at < some.len && some.at[at].time == r->time &&
		    some.at[at].regime == r->regime && alike(&some.at[at],
		    r) && some.at[at].changed_from == by_definition(all, i);
		at++;
	}
	ok(same);
	is_int((int64_t)some.len, (int64_t)at);
	vec_release(&some);
}

static void
what_was_said_before_is_found(void)
{
	struct regimes_said all = {0};
	struct rng r;

	s = store_new();
	rng_seed(&r, 5);
	store_begin(s, &err);
	for (int i = 0; i < 500; i++)
		ask((int)(rng_unit(&r) * 3), (int)(rng_unit(&r) * 2),
		    60 + (int64_t)(rng_unit(&r) * 2),
		    (int)(rng_unit(&r) * 3), (int)(rng_unit(&r) * 4),
		    1000 + i * 10 - (int64_t)(rng_unit(&r) * 40), i + 1);
	is_int(store_end(s, E_OK, &err), E_OK);
	load(NULL, NULL, 0, &all);
	is_int((int64_t)all.len, 500);
	for (int64_t since = 0; since < 6200; since += 61) {
		compare(&all, NULL, NULL, since);
		compare(&all, "S1/B", NULL, since);
		compare(&all, "S2/B", "v0", since);
	}
	vec_release(&all);
	store_close(s);
}

int
main(void)
{
	TEST(a_book_is_kept_once);
	TEST(a_bar_is_told_once);
	TEST(what_was_said_before_is_found);
	store_away();
	return tap_done();
}
