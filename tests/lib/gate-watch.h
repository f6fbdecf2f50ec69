/* Breakers over the fake venue of gate.h, for their tests. */
#ifndef TESTS_GATE_WATCH_H
#define TESTS_GATE_WATCH_H

#include "gate.h"

static struct watch w;
static struct breaker b;

static inline void
given_breaker(const char *when, const char *act)
{
	b = (struct breaker){ .enabled = 1 };
	TEXT_SET(b.name, "b");
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, act);
	ok(breaker_put(fake.store, &b, true, "me", NOW, &err) == E_OK);
}

static inline void
change_breaker(void)
{
	ok(breaker_put(fake.store, &b, false, "me", NOW, &err) == E_OK);
}

static inline void
given_world(const char *when, const char *act)
{
	world();
	fake.manner = BOOK_FILL;
	fake.btc = fake.btc_free = D("2");
	given_breaker(when, act);
}

/* Equity is 10 200: 10 000 USDT and 2 BTC at 100. */
#define TRIPS "equity < 20000"
#define QUIET "equity < 5000"

static inline enum err_code
watch(void)
{
	watch_release(&w);
	buf_clear(&fake.notices);
	return gate_watch(gate, &w, &err);
}

static inline struct breaker
now_is(void)
{
	struct breaker x = { 0 };

	ok(breaker_load(fake.store, "b", &x, &err) == E_OK);
	return x;
}

/* "triggered; action reduce 50% BTC/USDT 1; …" of all events so far. */
static inline const char *
story(void)
{
	static char text[2048];
	struct breaker_events all = { 0 };
	struct buf t = { 0 };

	ok(breaker_events_load(fake.store, "b", 0, &all, &err) == E_OK);
	for (size_t i = 0; i < all.len; i++) {
		const struct breaker_event *e = &all.at[i];
		const char *parts[] = { e->action, e->symbol, e->order_id };

		buf_printf(&t, "%s%s", i > 0 ? "; " : "",
		    breaker_event_names[e->kind]);
		for (int p = 0; p < 3; p++)
			if (parts[p][0] != '\0')
				buf_printf(&t, " %s", parts[p]);
	}
	snprintf(text, sizeof(text), "%s", buf_text(&t));
	buf_release(&t);
	vec_release(&all);
	return text;
}

static inline void
take_what_is_sold(struct fake *f)
{
	if (f->request.side != SIDE_SELL || f->request.type != TYPE_MARKET)
		return;
	dec_sub(f->btc, f->request.amount, &f->btc);
	f->btc_free = f->btc;
}

#endif
