/*
 * lib/venue/sim/upgrade.c: states as the first version wrote them, in the words
 * of this one; legs that are still linked, one that lost its partner, an order
 * that waits; and what is no state at all.
 */
#include "base/stamp.h"
#include "venue/sim/sim.h"

#include "tests/lib/tap.h"

#include <string.h>

#define T INT64_C(1709251440000000)

static struct err err;
static struct buf told;

static void
event(void *self, const struct sim_event *e)
{
	(void)self;
	if (e->event != SIM_MARK)
		buf_printf(&told, "%s%s %s%s%s", told.len > 0 ? "; " : "",
		    sim_event_names[e->event], e->id,
		    e->reason == NULL ? "" : " ",
		    e->reason == NULL ? "" : e->reason);
}

static struct sim *
sim_made(void)
{
	struct sim_setup setup = { .timeframe = STAMP_MINUTE,
	    .sink = { .event = event } };
	struct sim_instrument *m = vec_add(&setup.instruments);
	struct sim_opening *o = vec_add(&setup.openings);
	struct sim *sim = NULL;

	TEXT_SET(setup.currency, "USDT");
	TEXT_SET(o->currency, "USDT");
	o->amount = dec_int(10000);
	TEXT_SET(m->i.symbol, "BTC/USDT");
	m->i.lot = dec_make(1, 3);
	m->i.maker = dec_make(1, 3);
	m->i.taker = dec_make(2, 3);
	m->price_scale = 0;
	ok(instrument_set_tick(&m->i, "1", &err) == E_OK);
	ok(sim_new(&setup, &sim, &err) == E_OK);
	sim_setup_release(&setup);
	return sim;
}

#define HEAD \
	"clock 1709251500000000 1709251440000000 1709251440000000 4 4 9 5" \
	" 1\n" \
	"worth 0 10000 10005.8 10001.8 10009.8 10005.8\n" \
	"balance BTC 2 0 0 2 0\n" \
	"balance USDT 9799.8 10000 0 -200.2 0.2\n"

static const char stop_1[] = "order 2 a.sl a BTC/USDT sell stop gtc 1 0 0 95"
    " 0 2 0 0 - - 0 1709251260000000 1 1 0 0 0\n";
static const char target_1[] = "order 3 a.tp a BTC/USDT sell limit gtc 2 0 110"
    " 0 0 2 0 0 - - 0 1709251260000000 1 1 0 0 0\n";
static const char limit_1[] = "order 4 b - BTC/USDT buy limit gtc 0 0 95 0 0 1"
    " 0 0 90 2%25 0 1709251500000000 0 0 0 0 0\n";
static const char wait_1[] = "wait 1 order 1709251500000000 c - 0 - - -"
    " BTC/USDT 0 0 0 0 0 1 - - - - - - - 2 5 0 0 0\n";

/* A text of the first version into a sim; false: refused. */
static bool
loaded(struct sim *sim, const char *lines)
{
	struct buf text = {0};
	bool good;

	buf_printf(&text, "sim 1\n" HEAD "symbol BTC/USDT 103 1 103 105 101"
	    " 103 1 1 2 -200 2 200 0\n%send\n", lines);
	good = sim_load(sim, buf_text(&text), text.len, &err) == E_OK;
	buf_release(&text);
	return good;
}

static const char *
joined(const char *a, const char *b, const char *c, const char *d)
{
	static char text[1024];

	snprintf(text, sizeof(text), "%s%s%s%s", a, b, c, d);
	return text;
}

static void
every_line_has_its_words(void)
{
	struct sim *sim = sim_made();
	struct buf text = {0};

	ok(loaded(sim, joined(stop_1, target_1, limit_1, wait_1)));
	sim_save(sim, &text);
	is_text(strstr(buf_text(&text), "symbol"),
	    "symbol BTC/USDT 103 1 103 105 101 103 0 1 1 0 2 -200 2 200 0\n"
	    "order 2 2 a.sl a BTC/USDT sell stop gtc 1 0 0 0 95 0.002 0 0 - 0"
	    " 0 0 0 2 0 0 - - - 0 0 1709251260000000 1 2 0 0 0\n"
	    "order 3 3 a.tp a BTC/USDT sell limit gtc 2 0 0 110 0 0.002 0 0 -"
	    " 0 0 0 0 2 0 0 - - - 0 0 1709251260000000 1 2 0 0 0\n"
	    "order 4 4 b - BTC/USDT buy limit gtc 0 0 0 95 0 0.002 0 0 - 0 0"
	    " 0 0 1 0 0 90 2%25 - 0 0 1709251500000000 0 0 0 0 0\n"
	    "wait 1 order 1709251500000000 c 0 - - - BTC/USDT 0 0 0 0 0 1 - -"
	    " - - - - - 2 5 0 0 0 0 - 0\nend\n");
	ok(strncmp(buf_text(&text), "sim 2\nclock 1709251500000000 "
	    "1709251440000000 60000000 0 1709251440000000 4 4 9 5 1\n",
	    60) == 0);
	buf_release(&text);
	sim_free(sim);
}

static enum err_code
one_bar(void *self, int64_t after, struct sim_group *out, struct err *e)
{
	static const struct sim_bar bar = { .open = 103, .high = 104,
	    .low = 94, .close = 100 };

	(void)self;
	(void)e;
	*out = (struct sim_group){ 0 };
	if (after < T + STAMP_MINUTE)
		*out = (struct sim_group){ .time = T + STAMP_MINUTE,
		    .bars = &bar, .len = 1 };
	return E_OK;
}

/* What happens in a bar that falls from 103 to 94. */
static const char *
story(struct sim *sim)
{
	struct sim_source source = { one_bar, NULL };
	struct sim_mark mark;

	buf_clear(&told);
	do
		is_int(sim_next(sim, &source, INT64_MAX, &mark, &err), E_OK);
	while (mark.point != SIM_NONE);
	return buf_text(&told);
}

static void
legs_stay_linked(void)
{
	struct sim *sim = sim_made();

	ok(loaded(sim, joined(stop_1, target_1, "", "")));
	is_text(story(sim), "triggered a.sl; canceled a.tp linked; "
	    "filled a.sl");
	sim_free(sim);
	sim = sim_made();
	ok(loaded(sim, target_1));
	is_text(story(sim), "");
	sim_free(sim);
	sim = sim_made();
	ok(loaded(sim, wait_1));
	is_text(story(sim), "accepted c; filled c; accepted c.sl; "
	    "triggered c.sl; filled c.sl");
	sim_free(sim);
}

static void
what_is_no_state_is_refused(void)
{
	static const char *const bad[] = { "order 2\n", "order\n", "\n",
	    "wait 1 order\n", "nonsense 1 2 3\n",
	    "order x a.sl a BTC/USDT sell stop gtc 1 0 0 95 0 2 0 0 - - 0 1 1"
	    " 1 0 0 0\n" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct sim *sim = sim_made();

		ok(!loaded(sim, bad[i]));
		is_int(err.code, E_DATA);
		sim_free(sim);
	}
	for (size_t n = 0; n < 8; n++) {
		struct sim *sim = sim_made();

		is_int(sim_load(sim, "sim 1\nend", n, &err), E_DATA);
		sim_free(sim);
	}
}

int
main(void)
{
	TEST(every_line_has_its_words);
	TEST(legs_stay_linked);
	TEST(what_is_no_state_is_refused);
	buf_release(&told);
	return tap_done();
}
