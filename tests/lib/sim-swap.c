/*
 * Random scenarios of perpetuals, high leverage and jumping prices: what always
 * holds does (the sim itself checks it at each mark and would end the program),
 * splitting a run changes nothing, and the records alone, added up here once
 * more, give the balances, positions and equity of the end. SIM_RUNS says how
 * many (2000).
 */
#include "simsplit.h"

#include "base/jsonread.h"

static const char *const symbols[] = { "BTC/USDT:USDT", "ETH/USDT:USDT",
    "BTC/USDT" };

/* [time, open, high, low, close] around a price, sometimes far. */
static void
put_jumps(struct buf *out, int bars, int around, bool volume)
{
	int close = around;

	for (int i = 0; i < bars; i++) {
		int open = chance(70) ? close : close + below(31) - 15;
		int high, low;

		if (open < 20)
			open = 20;
		close = open + below(21) - 10;
		if (close < 20)
			close = 20;
		high = (open > close ? open : close) + below(12);
		low = (open < close ? open : close) - below(12);
		buf_printf(out, "%s[%lld,%d,%d,%d,%d%s]", i > 0 ? "," : "",
		    (long long)(T0 + i * 60000), open, high, low, close,
		    volume ? ",1" : "");
	}
}

static void
put_fundings(struct buf *out, int bars)
{
	int64_t at = T0 - 60000, before = 0;

	for (int n = below(5), i = 0; i < n; i++) {
		at += 1 + below(bars * 30000);
		if (chance(40))
			at -= at % 60000;
		if (at <= before)
			at = before + 1;
		before = at;
		buf_printf(out, "%s[%lld,\"%s0.0%02d\"", i > 0 ? "," : "",
		    (long long)at, chance(50) ? "-" : "", below(60));
		if (chance(50))
			buf_printf(out, ",\"%d.%d\"]", 90 + below(20),
			    1 + below(9));
		else
			buf_puts(out, chance(50) ? "]" : ",null]");
	}
}

static void
put_order(struct buf *out, int n)
{
	static const char *const types[] = { "market", "limit", "stop",
	    "stop_limit" };
	const char *symbol = symbols[below(10) < 6 ? 0 : chance(75) ? 1 : 2];
	int type = chance(50) ? 0 : below(4), price = 90 + below(21);
	bool buy = chance(50), spot = symbol == symbols[2], reduce;

	buf_printf(out, "\"do\":\"order\",\"id\":\"o%d\",\"symbol\":\"%s\","
	    "\"side\":\"%s\",\"type\":\"%s\"", n, symbol,
	    buy ? "buy" : "sell", types[type]);
	if (type == 0 && chance(20))
		buf_printf(out, ",\"quote\":%d", 1 + below(2000));
	else
		buf_printf(out, ",\"amount\":\"%d.%03d\"",
		    below(spot ? 3 : 60), below(1000));
	if (type == 1 || type == 3)
		buf_printf(out, ",\"price\":%d", price);
	if (type == 2 || type == 3)
		buf_printf(out, ",\"trigger_price\":%d", 90 + below(21));
	reduce = !spot && chance(15);
	if (reduce)
		buf_puts(out, ",\"reduce_only\":true");
	if (!reduce && chance(25))
		buf_printf(out, ",\"stop_loss\":\"%d.%d%%\"", below(9),
		    1 + below(8));
	if (!reduce && chance(25))
		buf_printf(out, ",\"take_profit\":%d",
		    buy ? 100 + below(20) : 100 - below(20));
}

static void
put_action(struct buf *out, int n, int bars, bool first)
{
	static const char *const marks[] = { "open", "first", "second",
	    "close" };
	static const char *const modes[] = { "cross", "isolated" };
	int kind = first ? 12 : below(20);

	buf_printf(out, "%s{\"at\":%lld,", n > 0 ? "," : "",
	    (long long)T0 + (first ? 0 : below(bars)) * 60000);
	if (chance(30))
		buf_printf(out, "\"mark\":\"%s\",", marks[below(4)]);
	if (kind < 12) {
		put_order(out, n);
	} else if (kind < 16) {
		buf_printf(out, "\"do\":\"leverage\",\"symbol\":\"%s\"",
		    symbols[below(2)]);
		if (chance(80))
			buf_printf(out, ",\"leverage\":%d", 1 + below(60));
		if (chance(50))
			buf_printf(out, ",\"margin_mode\":\"%s\"",
			    modes[below(2)]);
	} else if (kind < 18) {
		buf_printf(out, "\"do\":\"margin\",\"symbol\":\"%s\","
		    "\"amount\":%d", symbols[below(2)], below(200) - 100);
	} else {
		buf_printf(out, "\"do\":\"%s\",\"currency\":\"USDT\","
		    "\"amount\":%d", chance(50) ? "deposit" : "withdraw",
		    below(400));
	}
	buf_putc(out, '}');
}

static void
make(uint64_t seed, struct buf *out)
{
	static const char swap[] = "{\"symbol\":\"%s\",\"tick\":\"%s\","
	    "\"lot\":\"0.001\",\"contract_size\":\"%s\",\"maker\":\"%s\","
	    "\"taker\":\"0.0%03d\",\"liquidation_fee\":\"0.01\",\"tiers\":"
	    "[{\"floor\":0,\"mmr\":\"0.005\",\"max_leverage\":50},"
	    "{\"floor\":\"500.5\",\"mmr\":\"0.01\",\"max_leverage\":20},"
	    "{\"floor\":3000,\"mmr\":\"0.1\",\"max_leverage\":5}]},";
	static const char *const makers[] = { "0", "0.001", "-0.0005" };
	int bars, actions;

	rng_seed(&rng, seed);
	bars = 2 + below(8);
	actions = 4 + below(20);
	buf_clear(out);
	buf_printf(out, "{\"version\":1,\"currency\":\"USDT\","
	    "\"timeframe_ms\":60000,\"scales\":{\"USDT\":%d},\"balances\":"
	    "{\"USDT\":\"%d\",\"BTC\":\"%d.5\"},\"settings\":{"
	    "\"slippage\":{\"bps\":%d}},\"instruments\":[", 2 + below(9),
	    100 + below(900), below(3), chance(50) ? 0 : below(100));
	buf_printf(out, swap, symbols[0], chance(50) ? "1" : "0.01",
	    chance(50) ? "1" : "0.1", makers[below(3)], below(20));
	buf_printf(out, swap, symbols[1], "0.5", "1", "0", below(20));
	buf_puts(out, "{\"symbol\":\"BTC/USDT\",\"tick\":1,\"lot\":\"0.001\""
	    "}],\"bars\":{\"BTC/USDT:USDT\":[");
	put_jumps(out, bars, 100, true);
	buf_puts(out, "],\"ETH/USDT:USDT\":[");
	put_jumps(out, below(bars + 1), 100, true);
	buf_puts(out, "],\"BTC/USDT\":[");
	put_jumps(out, bars, 100, true);
	buf_puts(out, "]},\"marks\":{\"BTC/USDT:USDT\":[");
	put_jumps(out, below(bars + 1), 95 + below(11), false);
	buf_puts(out, "]},\"funding\":{\"BTC/USDT:USDT\":[");
	put_fundings(out, bars);
	buf_puts(out, "],\"ETH/USDT:USDT\":[");
	put_fundings(out, bars);
	buf_puts(out, "]},\"actions\":[");
	for (int i = 0; i < actions; i++)
		put_action(out, i, bars, i < 2 || chance(10));
	buf_puts(out, "]}");
}

/* What the records add up to. */
struct sums {
	struct dec usdt;		/* postings to its total */
	struct dec held[2];		/* contracts, signed */
	struct dec equity;		/* of the last mark */
	struct dec told_usdt;
	struct dec told_held[2];
	int liquidated, funded, insured, flipped;
};

static void
add(struct dec *to, struct dec d)
{
	if (dec_known(d))
		ok(dec_add(*to, d, to));
}

static void
sum_event(void *self, const struct sim_event *e)
{
	struct sums *sums = self;
	int n = e->symbol == NULL ? -1 : strcmp(e->symbol, symbols[0]) == 0 ?
	    0 : strcmp(e->symbol, symbols[1]) == 0 ? 1 : -1;
	bool usdt = e->currency != NULL && strcmp(e->currency, "USDT") == 0;
	struct dec cost;

	switch (e->event) {
	case SIM_FILLED:
		add(&sums->usdt, dec_neg(e->fee));
		add(&sums->usdt, e->realized_pnl);
		if (n >= 0) {
			add(&sums->held[n], strcmp(e->side, "buy") == 0 ?
			    e->amount : dec_neg(e->amount));
			break;
		}
		/* a spot symbol: the value itself, rounded against us */
		cost = strcmp(e->side, "buy") == 0 ? dec_neg(e->cost) :
		    e->cost;
		add(&sums->usdt, cost);
		break;
	case SIM_LIQUIDATED:
		sums->liquidated++;
		ok(dec_sign(e->fee) >= 0 && dec_sign(e->insurance) >= 0);
		ok(dec_sign(e->fee) == 0 || dec_sign(e->insurance) == 0);
		add(&sums->usdt, e->realized_pnl);
		add(&sums->usdt, dec_neg(e->fee));
		add(&sums->usdt, e->insurance);
		add(&sums->held[n], strcmp(e->side, "long") == 0 ?
		    dec_neg(e->amount) : e->amount);
		break;
	case SIM_FUNDING:
		sums->funded++;
		add(&sums->usdt, e->amount);
		break;
	case SIM_INSURANCE:
		sums->insured++;
		ok(dec_sign(e->amount) > 0);
		add(&sums->usdt, e->amount);
		break;
	case SIM_TRANSFER:
		if (usdt)
			add(&sums->usdt, e->amount);
		break;
	case SIM_BALANCE:
		if (usdt)
			sums->told_usdt = e->total;
		break;
	case SIM_POSITION:
		sums->told_held[n] = strcmp(e->side, "long") == 0 ?
		    e->amount : dec_neg(e->amount);
		break;
	default:
		break;
	}
}

static void
sums_check(int seed, const struct buf *text, struct sums *all)
{
	struct scenario s = {0};
	struct sums sums = {0};
	struct sim_sink sink = { sum_event, &sums };

	ok(scenario_read(text->at, text->len, "random", &s, &err) == E_OK);
	sums.usdt = s.setup.openings.at[0].amount;
	ok(scenario_run(&s, &sink, NULL, NULL, &err) == E_OK);
	/* spot values are rounded at the scale: prices are whole there, so
	 * that only scales below 3 cut anything */
	if (s.setup.scales.at[0].scale >= 3)
		ok(dec_cmp(sums.usdt, sums.told_usdt) == 0);
	for (int n = 0; n < 2; n++)
		ok(dec_cmp(sums.held[n], sums.told_held[n]) == 0);
	if (tap_bad)
		printf("# seed %d: sums: %s\n", seed, text->at);
	all->liquidated += sums.liquidated;
	all->funded += sums.funded;
	all->insured += sums.insured;
	scenario_release(&s);
}

static void
random_runs_add_up(void)
{
	struct buf text = {0}, whole = {0};
	struct sums all = {0};
	int marks = 0, fills = 0;

	for (int seed = 1; seed <= runs() && !tap_bad; seed++) {
		make((uint64_t)seed, &text);
		split_check(seed, &text, &whole, &marks);
		sums_check(seed, &text, &all);
		fills += times_told(&whole, "\"filled\"");
	}
	printf("# %d fills, %d liquidated, %d funded, %d insured\n", fills,
	    all.liquidated, all.funded, all.insured);
	/* it is about something */
	ok(marks > 10 * runs());
	ok(fills > runs());
	ok(all.liquidated > runs() / 10);
	ok(all.funded > runs() / 10);
	buf_release(&text);
	buf_release(&whole);
}

int
main(void)
{
	TEST(random_runs_add_up);
	return tap_done();
}
