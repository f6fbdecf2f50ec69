/*
 * Random scenarios of all that may be ordered: triggers on both sides, trailing
 * stops, pairs, icebergs, reduce-only orders, amendments, shares of the volume,
 * fee tiers, detail bars. What always holds does (the sim itself checks it and
 * would end the program), and a run that is saved and loaded again at every
 * mark tells the same. SIM_RUNS says how many (2000). A state that was damaged is
 * refused, or one that can be.
 *
 * Thousands of working orders: each is met where and when a look at all of
 * them, one by one, says; and bars that meet none are over at once.
 */
#include "simbars.h"

#include <time.h>

static const char *const symbols[] = { "BTC/USDT", "BTC/USDT:USDT" };

static void
put_volumes(struct buf *out, int bars)
{
	int close = 100;

	for (int i = 0; i < bars; i++) {
		int open = chance(60) ? close : close + below(9) - 4;
		int high, low;

		if (open < 60)
			open = 60;
		close = open + below(9) - 4;
		high = (open > close ? open : close) + below(4);
		low = (open < close ? open : close) - below(4);
		buf_printf(out, "%s[%lld,%d,%d,%d,%d,%d]", i > 0 ? "," : "",
		    (long long)T0 + i * 60000, open, high, low, close,
		    below(9));
	}
}

static void
put_links(struct buf *out, bool buy)
{
	int sign = buy ? 1 : -1;

	if (chance(40))
		buf_printf(out, ",\"stop_loss\":\"%d.%d%%\"", below(4),
		    1 + below(8));
	if (chance(40))
		buf_printf(out, ",\"take_profit\":%d",
		    100 + sign * below(8));
	if (chance(40))
		buf_printf(out, ",\"trailing_stop\":{\"%s\":%d%s}",
		    chance(50) ? "percent" : "amount", 1 + below(5),
		    chance(30) ? ",\"activation_price\":103" : "");
}

static void
put_kind(struct buf *out, int type, bool buy, int amount)
{
	static const char *const types[] = { "market", "limit", "stop",
	    "stop_limit", "take_profit", "take_profit_limit", "trailing" };

	buf_printf(out, ",\"side\":\"%s\",\"type\":\"%s\",\"amount\":\"%d.5\"",
	    buy ? "buy" : "sell", types[type], amount);
	if (type == 1 || type == 3 || type == 5)
		buf_printf(out, ",\"price\":%d", 92 + below(17));
	if (type >= 2 && type <= 5)
		buf_printf(out, ",\"trigger_price\":%d", 92 + below(17));
	if (type == 6)
		buf_printf(out, ",\"trail_%s\":\"%d.5\"%s",
		    chance(50) ? "percent" : "amount", below(5),
		    chance(40) ? ",\"activation_price\":101" : "");
}

static void
put_order(struct buf *out, int n)
{
	int type = below(7), swap = chance(60);
	bool buy = chance(55), reduce = swap && chance(25);

	buf_printf(out, "\"do\":\"order\",\"id\":\"o%d\",\"symbol\":\"%s\"", n,
	    symbols[swap]);
	put_kind(out, type, buy, below(4));
	if (type == 1 && chance(30))
		buf_printf(out, ",\"visible\":\"0.%d\"", 1 + below(9));
	else if (type < 2 && chance(20))
		buf_printf(out, ",\"time_in_force\":\"%s\"",
		    chance(50) ? "ioc" : "fok");
	else if (type > 0 && chance(15))
		buf_printf(out, ",\"expire_at\":%lld",
		    (long long)T0 + below(8) * 60000);
	if (reduce)
		buf_puts(out, ",\"reduce_only\":true");
	else if ((buy || swap) && chance(50))
		put_links(out, buy);
}

static void
put_pair(struct buf *out, int n)
{
	int swap = chance(50), amount = below(3);
	bool buy = chance(40);

	buf_puts(out, "\"do\":\"oco\",\"orders\":[");
	for (int i = 0; i < 2; i++) {
		buf_printf(out, "%s{\"id\":\"o%d%s\",\"symbol\":\"%s\"",
		    i > 0 ? "," : "", n, i > 0 ? "b" : "", symbols[swap]);
		put_kind(out, 1 + below(6), buy, amount);
		buf_puts(out, swap && chance(30) ?
		    ",\"reduce_only\":true}" : "}");
	}
	buf_puts(out, "]");
}

static void
put_action(struct buf *out, int n, int bars)
{
	static const char *const marks[] = { "open", "first", "second",
	    "close" };
	static const char *const legs[] = { "", "", ".sl", ".tp", ".ts", "b" };
	int kind = below(12);

	buf_printf(out, "%s{\"at\":%lld,", n > 0 ? "," : "",
	    (long long)T0 + below(bars) * 60000);
	if (chance(30))
		buf_printf(out, "\"mark\":\"%s\",", marks[below(4)]);
	if (kind < 6) {
		put_order(out, n);
	} else if (kind < 8) {
		put_pair(out, n);
	} else {
		buf_printf(out, "\"do\":\"%s\",\"id\":\"o%d%s\"",
		    kind < 9 ? "cancel" : "amend", below(n + 1),
		    legs[below(6)]);
		if (kind >= 9 && chance(40))
			buf_printf(out, ",\"amount\":\"%d.5\"", below(4));
		if (kind >= 9 && chance(50))
			buf_printf(out, ",\"price\":%d", 92 + below(17));
		if (kind >= 9 && chance(40))
			buf_printf(out, ",\"trigger_price\":%d",
			    92 + below(17));
	}
	buf_putc(out, '}');
}

static void
put_scenario(struct buf *out)
{
	int bars = 3 + below(6), actions = 3 + below(12);
	bool detail = chance(20);

	buf_printf(out, "{\"version\":1,\"currency\":\"USDT\","
	    "\"timeframe_ms\":60000,\"balances\":{\"USDT\":2000,\"BTC\":5},"
	    "\"settings\":{\"slippage\":{\"bps\":%d,\"impact_bps\":%d},"
	    "\"latency_ms\":%d", chance(30) ? 20 : 0, chance(40) ? 150 : 0,
	    chance(20) ? 15000 : 0);
	if (chance(60))
		buf_printf(out, ",\"volume_share\":\"0.%d\"", 1 + below(9));
	if (chance(30))
		buf_puts(out, ",\"fee_tiers\":[{\"volume\":0,\"maker\":"
		    "\"0.002\",\"taker\":\"0.004\"},{\"volume\":100,"
		    "\"maker\":\"-0.0001\",\"taker\":\"0.001\"}]");
	buf_puts(out, "},\"instruments\":[{\"symbol\":\"BTC/USDT\",\"kind\":"
	    "\"spot\",\"base\":\"BTC\",\"quote\":\"USDT\",\"tick\":\"0.5\","
	    "\"lot\":\"0.1\",\"maker\":\"0.001\",\"taker\":\"0.002\","
	    "\"max_open_orders\":6},{\"symbol\":\"BTC/USDT:USDT\",\"kind\":"
	    "\"swap\",\"tick\":\"0.5\",\"lot\":\"0.1\",\"maker\":\"0.0002\","
	    "\"taker\":\"0.0005\",\"tiers\":[{\"floor\":0,\"mmr\":\"0.004\","
	    "\"max_leverage\":50}]}],\"bars\":{\"BTC/USDT\":[");
	put_volumes(out, bars);
	buf_puts(out, "],\"BTC/USDT:USDT\":[");
	put_volumes(out, bars);
	buf_puts(out, "]}");
	if (detail) {
		buf_puts(out, ",\"detail_ms\":20000,\"detail\":{");
		for (int i = 0; i < 2; i++) {
			buf_printf(out, "%s\"%s\":[", i > 0 ? "," : "",
			    symbols[i]);
			for (int k = 0; k < bars * 3; k++)
				buf_printf(out, "%s[%lld,100,%d,%d,101,3]",
				    k > 0 ? "," : "",
				    (long long)T0 + k * 20000 +
				    (k == bars * 3 - 1 && chance(30)),
				    102 + below(5), 98 - below(5));
			buf_puts(out, "]");
		}
		buf_puts(out, "}");
	}
	buf_puts(out, ",\"actions\":[");
	for (int i = 0; i < actions; i++)
		put_action(out, i, bars);
	buf_puts(out, "]}");
}

static void
random_orders_hold(void)
{
	static const char *const seen[] = { "\"accepted\"", "\"rejected\"",
	    "\"triggered\"", "\"filled\"", "\"canceled\"", "\"expired\"",
	    "\"amended\"", "\"linked\"", "\"reduce_only\"", "\"trailing\"",
	    "\"take_profit\"", ".ts\"", "\"ioc\"", "\"fok\"" };
	int counts[sizeof(seen) / sizeof(seen[0])] = {0}, marks = 0;
	struct buf text = {0}, whole = {0};

	for (int seed = 1; seed <= runs() && !tap_bad; seed++) {
		rng_seed(&rng, (uint64_t)seed);
		buf_clear(&text);
		put_scenario(&text);
		split_check(seed, &text, &whole, &marks);
		for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
			counts[i] += times_told(&whole, seen[i]);
	}
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		if (!ok(counts[i] > runs() / 50))
			printf("# %s: %d\n", seen[i], counts[i]);
	buf_release(&text);
	buf_release(&whole);
}

#define MANY 20000
#define FAR 1000000

struct stop { int64_t trigger, age; };
static struct stop stops[MANY];
static size_t stops_left;

/* What was told to be triggered, in this order. */
struct met { int64_t numbers[MANY]; size_t len; };

static void
met_tell(void *self, const struct sim_event *e)
{
	struct met *m = self;

	if (e->event == SIM_TRIGGERED)
		m->numbers[m->len++] = e->number;
	ok(e->event != SIM_REJECTED);
}

static struct sim *
with_stops(struct met *met)
{
	struct sim *sim = world("1", (struct sim_sink){ .event = met_tell,
	    .self = met }, FAR);

	for (size_t n = 0; n < MANY; n++) {
		struct sim_instruction in = sell("stop", (int)n, TYPE_STOP);

		stops[n] = (struct stop){ 1000 + below(5000),
		    (int64_t)n + 1 };
		in.order.trigger_price = dec_int(stops[n].trigger);
		ok(sim_act(sim, &in, &err) == E_OK);
	}
	stops_left = MANY;
	return sim;
}

static void
stop_met(size_t at, const struct met *met, size_t n)
{
	if (n < met->len)
		is_int(met->numbers[n], stops[at].age);
	memmove(&stops[at], &stops[at + 1],
	    (--stops_left - at) * sizeof(*stops));
}

/* A gap meets by age, a walk the highest first, of equals the oldest. */
static void
bar_expect(const struct sim_bar *bar, const struct met *met)
{
	size_t n = 0, at;

	for (at = 0; at < stops_left; )
		if (stops[at].trigger >= bar->open)
			stop_met(at, met, n++);
		else
			at++;
	for (;;) {
		size_t best = 0;

		for (at = 1; at < stops_left; at++)
			if (stops[at].trigger > stops[best].trigger)
				best = at;
		if (stops_left == 0 || stops[best].trigger < bar->low)
			break;
		stop_met(best, met, n++);
	}
	is_int((long long)met->len, (long long)n);
}

static void
thousands_are_met_in_order(void)
{
	static struct met met;
	struct made made = { .next = STAMP_MINUTE };
	struct sim *sim;

	rng_seed(&rng, 5);
	met.len = 0;
	sim = with_stops(&met);
	for (int64_t low = 6000; low > 900 && !tap_bad; low -= 150) {
		int64_t open = low + below(200), close = low + below(200);

		made.bar = (struct sim_bar){ .open = open, .close = close,
		    .high = open > close ? open : close, .low = low };
		made.bar.low = below(2) ? low : open < close ? open : close;
		met.len = 0;
		run_bar(sim, &made);
		bar_expect(&made.bar, &met);
	}
	sim_free(sim);
}

/* Ten thousand bars that meet none of twenty thousand stops. */
static void
what_is_not_met_costs_nothing(void)
{
	static struct met met;
	struct made made = { .next = STAMP_MINUTE,
	    .bar = { .open = FAR, .high = FAR + 5, .low = FAR - 5,
	    .close = FAR } };
	struct sim *sim;
	clock_t from;
	long us;

	rng_seed(&rng, 6);
	sim = with_stops(&met);
	met.len = 0;
	from = clock();
	for (int n = 0; n < 10000 && !tap_bad; n++)
		run_bar(sim, &made);
	us = (long)((clock() - from) * 1000000 / CLOCKS_PER_SEC);
	printf("# %ld us for 10000 bars\n", us);
	ok(us < 500000);
	is_int((long long)met.len, 0);
	sim_free(sim);
}

/* Keeps the state of one of the marks. */
struct keep { int left; struct buf state; };

static enum err_code
keep_one(void *self, struct sim **sim, struct err *e)
{
	struct keep *k = self;

	(void)e;
	if (k->left-- == 0)
		sim_save(*sim, &k->state);
	return E_OK;
}

/* Loads it into a new sim and, where that can be, runs on. */
static int
goes_on(const struct scenario *s, const struct buf *state)
{
	struct sim_bars bars = {0};
	struct sim_source source = sim_bars_source(&bars);
	struct sim_mark mark = { .point = SIM_NONE };
	struct sim *sim = NULL;
	enum err_code rc;

	ok(scenario_bars(s, &bars, &err) == E_OK);
	ok(sim_new(&s->setup, &sim, &err) == E_OK);
	rc = sim_load(sim, state->at, state->len, &err);
	ok(rc == E_OK || rc == E_DATA);
	while (rc == E_OK && sim_next(sim, &source, INT64_MAX, &mark, &err) ==
	    E_OK && mark.point != SIM_NONE)
		;
	sim_free(sim);
	sim_bars_release(&bars);
	return rc == E_OK;
}

/* A digit of it is another one: it is refused, or one that can be. What cannot
 * be would end the program. */
static void
damaged_orders_are_refused(void)
{
	struct buf text = {0};
	int refused = 0, loaded = 0;

	for (int seed = 1; seed <= 40; seed++) {
		struct keep keep = { .left = 8 };
		struct sim_sink nobody = { .event = NULL };
		struct scenario s = {0};

		rng_seed(&rng, (uint64_t)seed);
		buf_clear(&text);
		put_scenario(&text);
		ok(scenario_read(text.at, text.len, "random", &s, &err) ==
		    E_OK && scenario_run(&s, &nobody, keep_one, &keep,
		    &err) == E_OK);
		for (size_t n = 0; n < keep.state.len; n++) {
			char *c = &keep.state.at[n], was = *c;

			if (was < '0' || was > '9')
				continue;
			*c = (char)('0' + (was - '0' + 1 + below(8)) % 10);
			if (goes_on(&s, &keep.state))
				loaded++;
			else
				refused++;
			*c = was;
		}
		buf_release(&keep.state);
		scenario_release(&s);
	}
	ok(refused > 1000 && loaded > 1000);
	buf_release(&text);
}

int
main(void)
{
	TEST(random_orders_hold);
	TEST(damaged_orders_are_refused);
	TEST(thousands_are_met_in_order);
	TEST(what_is_not_met_costs_nothing);
	return tap_done();
}
