/*
 * Stepping a paper account's venue: flushing and going on from the store at
 * any mark, orders decided at marks, two holders of one account, candles that
 * come while it runs.
 */
#include "simvenue.h"

/* The history as text: what is compared. */
static void
history(struct buf *out)
{
	struct sim_history rows = {0};
	char text[DEC_TEXT_SIZE];

	ok(sim_history_load(s, "paper", INT64_MIN, 1000, &rows, &err) ==
	    E_OK);
	for (size_t i = 0; i < rows.len; i++) {
		const struct sim_history_row *r = &rows.at[i];

		buf_printf(out, "%lld %lld %s %s %s", (long long)r->seq,
		    (long long)r->time, r->event, r->id, r->reason);
		buf_printf(out, " %s", dec_text(r->amount, text));
		buf_printf(out, " %s", dec_text(r->price, text));
		buf_printf(out, " %s", dec_text(r->equity, text));
		buf_printf(out, " %s\n", dec_text(r->units, text));
	}
	vec_release(&rows);
}

/* Buys, runs on, sells a part, runs to the end; leaves the venue at every
 * so many marks and opens it again when asked to. */
static void
trade(struct buf *out, int every)
{
	struct order_request r = market(SIDE_BUY, 300);
	struct sim_mark mark;
	struct venue *v;
	int marks = 0;

	fresh();
	v = opened();
	level_parse("4%", &r.stop_loss);
	level_parse("1%", &r.take_profit);
	submit(v, "a", r, true);
	for (;;) {
		ok(sim_venue_next(v, INT64_MAX, &mark, &err) == E_OK);
		if (mark.point == SIM_NONE)
			break;
		if (++marks == 6)
			submit(v, "b", market(SIDE_BUY, 100), true);
		if (every != 0 && marks % every == 0) {
			ok(sim_venue_flush(v, &err) == E_OK);
			venue_close(v);
			v = opened();
		}
	}
	ok(sim_venue_flush(v, &err) == E_OK);
	venue_close(v);
	history(out);
	store_close(s);
}

static void
a_run_may_be_left_at_any_mark(void)
{
	struct buf whole = {0}, split = {0};

	trade(&whole, 0);
	ok(strstr(buf_text(&whole), "a.tp") != NULL);
	for (int every = 1; every <= 5; every++) {
		buf_clear(&split);
		trade(&split, every);
		is_text(buf_text(&split), buf_text(&whole));
	}
	buf_release(&whole);
	buf_release(&split);
}

static void
what_is_decided_at_a_close_meets_the_next_open(void)
{
	struct venue_answer a = { VENUE_UNKNOWN };
	struct sim_mark mark;
	struct venue *v;
	struct order o;
	char text[DEC_TEXT_SIZE];
	bool found;

	fresh();
	v = opened();
	do
		ok(sim_venue_next(v, INT64_MAX, &mark, &err) == E_OK);
	while (mark.point != SIM_CLOSE);
	a = submit(v, "a", market(SIDE_BUY, 100), true);
	is_int(a.result, VENUE_ACCEPTED);
	is_text(a.venue_id, "");
	is_text(total(v, "BTC"), "");
	venue_close(v);
	v = opened();		/* it waits in the store */
	ok(sim_venue_next(v, INT64_MAX, &mark, &err) == E_OK);
	is_int(mark.point, SIM_OPEN);
	is_text(total(v, "BTC"), "1");
	ok(find_id(v, "a", &found, &o, &err) == E_OK && found);
	is_text(dec_text(o.average, text), "101.5");
	/* at an open, an order acts at once */
	a = submit(v, "b", market(SIDE_BUY, 100), true);
	is_text(a.venue_id, "2");
	is_text(total(v, "BTC"), "2");
	venue_close(v);
	store_close(s);
}

static void
two_holders_do_not_overwrite_each_other(void)
{
	struct venue *v, *w;
	struct sim_mark mark;

	fresh();
	v = opened();
	w = opened();
	submit(v, "a", market(SIDE_BUY, 100), true);
	submit(w, "b", market(SIDE_BUY, 100), true);	/* sees a first */
	is_text(total(w, "BTC"), "2");
	ok(sim_venue_next(v, INT64_MAX, &mark, &err) == E_OK);
	is_text(total(v, "BTC"), "2");
	submit(w, "c", market(SIDE_BUY, 100), true);
	ok(sim_venue_flush(v, &err) == E_STORE);
	ok(sim_venue_next(v, INT64_MAX, &mark, &err) == E_STORE);
	venue_close(v);
	venue_close(w);
	v = opened();
	is_text(total(v, "BTC"), "3");
	venue_close(v);
	store_close(s);
}

static void
new_candles_join_while_it_runs(void)
{
	struct instruments list = {0};
	struct venue *v;
	char text[DEC_TEXT_SIZE];

	fresh();
	v = opened();
	is_int(advance(v, INT64_MAX, 0), 16);
	is_int(advance(v, INT64_MAX, 0), 0);
	venue_close(v);
	put_candles("BTC/USDT", 5, 7, 4);	/* more decimals than before */
	put_candles("ETH/USDT", 3, 8, 3);
	v = opened();
	is_int(advance(v, INT64_MAX, 3), 12);
	ok(v->ops->instruments(v, &list, &err) == E_OK);
	is_int((long long)list.len, 2);
	is_text(list.at[0].symbol, "BTC/USDT");
	is_text(list.at[1].tick_text, "0.001");
	vec_release(&list);
	submit(v, "a", market(SIDE_BUY, 100), true);
	is_text(total(v, "BTC"), "1");
	is_text(dec_text(dec_int(1), text), "1");
	venue_close(v);
	store_close(s);
}

int
main(void)
{
	TEST(a_run_may_be_left_at_any_mark);
	TEST(what_is_decided_at_a_close_meets_the_next_open);
	TEST(two_holders_do_not_overwrite_each_other);
	TEST(new_candles_join_while_it_runs);
	store_away();
	return tap_done();
}
