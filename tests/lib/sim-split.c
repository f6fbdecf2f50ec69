/*
 * Random small scenarios: what always holds does (the sim itself checks it at
 * each mark and would end the program), the same scenario tells the same, and
 * a run that is saved and loaded again at every mark tells the same, too.
 * SIM_RUNS says how many (2000).
 */
#include "simsplit.h"

static void
put_links(struct buf *out, int price)
{
	if (chance(50))
		buf_printf(out, ",\"stop_loss\":%d", price - 1 - below(5));
	else if (chance(50))
		buf_printf(out, ",\"stop_loss\":\"%d.%d%%\"", below(4),
		    1 + below(8));
	if (chance(50))
		buf_printf(out, ",\"take_profit\":%d", price + 1 + below(5));
}

static void
put_order(struct buf *out, int n)
{
	static const char *const types[] = { "market", "limit", "stop",
	    "stop_limit" };
	int type = below(4), price = 94 + below(13);
	bool buy = chance(60);

	buf_printf(out, "\"do\":\"order\",\"id\":\"o%d\",\"symbol\":\"%s\","
	    "\"side\":\"%s\",\"type\":\"%s\"", chance(95) ? n : below(n + 1),
	    chance(80) ? "BTC/USDT" : "ETH/USDT", buy ? "buy" : "sell",
	    types[type]);
	if (type == 0 && chance(30))
		buf_printf(out, ",\"quote\":%d", 1 + below(600));
	else
		buf_printf(out, ",\"amount\":\"%d.%03d\"", below(4),
		    below(1000));
	if (type == 1 || type == 3)
		buf_printf(out, ",\"price\":%d", price);
	if (type == 2 || type == 3)
		buf_printf(out, ",\"trigger_price\":%d", 94 + below(13));
	if (type == 1 && chance(20))
		buf_puts(out, ",\"post_only\":true");
	else if (type < 2 && chance(20))
		buf_printf(out, ",\"time_in_force\":\"%s\"",
		    chance(50) ? "ioc" : "fok");
	else if (type > 0 && chance(20))
		buf_printf(out, ",\"expire_at\":%lld",
		    (long long)T0 + below(8) * 60000);
	if (buy && chance(60))
		put_links(out, type == 1 || type == 3 ? price : 100);
}

static void
put_action(struct buf *out, int n, int bars)
{
	static const char *const marks[] = { "open", "first", "second",
	    "close" };
	static const char *const legs[] = { "", "", ".sl", ".tp" };
	int kind = below(10);

	buf_printf(out, "%s{\"at\":%lld,", n > 0 ? "," : "",
	    (long long)T0 + below(bars + 1) * 60000);
	if (chance(30))
		buf_printf(out, "\"mark\":\"%s\",", marks[below(4)]);
	if (kind < 7)
		put_order(out, n);
	else if (kind < 9)
		buf_printf(out, "\"do\":\"cancel\",\"id\":\"o%d%s\"",
		    below(n + 1), legs[below(4)]);
	else
		buf_printf(out, "\"do\":\"%s\",\"currency\":\"%s\","
		    "\"amount\":%d", chance(50) ? "deposit" : "withdraw",
		    chance(70) ? "USDT" : "BTC", below(400));
	buf_putc(out, '}');
}

static void
make(uint64_t seed, struct buf *out)
{
	static const char instrument[] = "{\"symbol\":\"%s/USDT\",\"tick\":"
	    "\"%s\",\"lot\":\"0.001\",\"min_notional\":\"%d\",\"maker\":"
	    "\"%s\",\"taker\":\"0.0%02d\",\"max_open_orders\":%d}%s";
	static const char *const makers[] = { "0", "0.001", "-0.0005" };
	int bars, actions;

	rng_seed(&rng, seed);
	bars = 2 + below(6);
	actions = 4 + below(14);
	buf_clear(out);
	buf_printf(out, "{\"version\":1,\"currency\":\"USDT\","
	    "\"timeframe_ms\":60000,\"scales\":{\"USDT\":%d},\"balances\":"
	    "{\"USDT\":\"%d\",\"BTC\":\"%d.5\"},\"settings\":{\"limit_fill\":"
	    "\"%s\",\"latency_ms\":%d,\"fee_in\":\"%s\",\"slippage\":"
	    "{\"bps\":%d}},\"instruments\":[", 2 + below(9), 100 + below(900),
	    below(3), chance(70) ? "through" : "touch", chance(80) ? 0 : 1,
	    chance(60) ? "quote" : "received", chance(50) ? 0 : below(200));
	buf_printf(out, instrument, "BTC", chance(50) ? "1" : "0.01",
	    below(20), makers[below(3)], below(20), below(2) * 3, ",");
	buf_printf(out, instrument, "ETH", "0.5", 0, "0.001", 1, 0, "");
	buf_puts(out, "],\"bars\":{\"BTC/USDT\":[");
	put_bars(out, bars, 0);
	buf_puts(out, "],\"ETH/USDT\":[");
	put_bars(out, below(bars + 1), below(2) * 60000);
	buf_puts(out, "]},\"actions\":[");
	for (int i = 0; i < actions; i++)
		put_action(out, i, bars);
	buf_puts(out, "]}");
}

static void
splitting_a_run_changes_nothing(void)
{
	struct buf text = {0}, whole = {0};
	int marks = 0, fills = 0;

	for (int seed = 1; seed <= runs() && !tap_bad; seed++) {
		make((uint64_t)seed, &text);
		split_check(seed, &text, &whole, &marks);
		fills += times_told(&whole, "\"filled\"");
	}
	/* it is about something */
	ok(marks > 10 * runs());
	ok(fills > 2 * runs());
	buf_release(&text);
	buf_release(&whole);
}

static void
a_damaged_state_is_refused(void)
{
	struct buf text = {0}, told = {0};
	struct scenario s = {0};
	struct sim *sim = NULL;
	struct buf saved = {0};

	make(7, &text);
	ok(scenario_read(text.at, text.len, "random", &s, &err) == E_OK);
	ok(sim_new(&s.setup, &sim, &err) == E_OK);
	sim_save(sim, &saved);
	sim_free(sim);
	for (size_t n = 0; n < saved.len; n++) {
		ok(sim_new(&s.setup, &sim, &err) == E_OK);
		ok(sim_load(sim, saved.at, n, &err) == E_DATA);
		sim_free(sim);
	}
	/* another amount of money than there was */
	ok(strstr(saved.at, "balance USDT ") != NULL);
	strstr(saved.at, "balance USDT ")[13] ^= 1;
	ok(sim_new(&s.setup, &sim, &err) == E_OK);
	ok(sim_load(sim, saved.at, saved.len, &err) == E_DATA);
	is_text(err.text,
	    "state of the simulated venue: it does not add up");
	sim_free(sim);
	scenario_release(&s);
	buf_release(&saved);
	buf_release(&text);
	buf_release(&told);
}

int
main(void)
{
	TEST(splitting_a_run_changes_nothing);
	TEST(a_damaged_state_is_refused);
	return tap_done();
}
