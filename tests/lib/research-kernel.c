/*
 * The array kernel against a slow trader at the simulated venue: thousands of
 * strategies over bars made from seeds, spot and swap, prices of 1e-8 and 1e6,
 * gaps through stops, stop and target in one bar, liquidation; the same bars,
 * sides, lots and prices, and equity within 1e-9. What the venue refuses the
 * kernel leaves to the replay. The shipped strategies, by name.
 */
#include "base/rng.h"
#include "tests/lib/kerneltrader.h"

#include <stdio.h>

enum { BARS = 400, CASES = 4000 };
#define HOUR INT64_C(3600000000)

struct kind {
	const char *symbol, *tick, *lot, *contract, *least, *capital;
	int scale;			/* of the columns */
	int64_t price, step;
};
static const struct kind kinds[] = {
	{ "BTC/USDT", "0.01", "0.00001", "1", "5", "1000", 2, 3000000, 9000 },
	{ "BTC/USDT:USDT", "0.1", "0.001", "1", "5", "100000", 1, 300000,
	    900 },
	{ "MANY/USDT", "0.000000001", "1", "1", "0", "200000000", 9, 12000,
	    90 },
	{ "PEPE/USDT", "0.00000001", "1", "1", "0", "1000", 8, 1200, 9 },
	{ "PEPE/USDT:USDT", "0.0000000001", "1", "1000", "0", "1000", 10,
	    1200, 9 },
	{ "BIG/USDT:USDT", "0.5", "0.001", "0.01", "0", "1000000", 0,
	    1000000, 4000 }
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static struct rng draw;

static size_t
below(size_t n)
{
	return (size_t)rng_below(&draw, n);
}

static bool
often(size_t percent)
{
	return below(100) < percent;
}

static void
instrument_make(const struct kind *of, struct instrument *i)
{
	struct err err;

	*i = (struct instrument){ .venue = "paper" };
	TEXT_SET(i->symbol, of->symbol);
	dec_parse_text(of->lot, &i->lot);
	dec_parse_text(of->contract, &i->contract_size);
	dec_parse_text(of->least, &i->min_notional);
	i->maker = dec_make(2, 4);
	i->taker = dec_make(5, 4);
	ok(instrument_set_tick(i, of->tick, &err) == E_OK);
	if (strchr(of->symbol, ':') != NULL)
		ok(instrument_set_tiers(i, "0:0.004:125;50000:0.005:100",
		    &err) == E_OK);
	ok(instrument_check(i, &err) == E_OK);
}

static int64_t *
column(void)
{
	return mem_array(BARS, sizeof(int64_t));
}

static void
candles_make(const struct kind *of, struct candles *c)
{
	int64_t price = of->price;

	*c = (struct candles){ .len = BARS, .price_scale = of->scale,
	    .open_time_ms = column(), .open = column(), .high = column(),
	    .low = column(), .close = column(), .volume = column() };
	for (int i = 0; i < BARS; i++) {
		int64_t step = of->step * (often(5) ? 5 : 1);
		int64_t open = price, move = (int64_t)below((size_t)(2 * step +
		    1)) - step;

		if (often(15))		/* a gap */
			open += (int64_t)below((size_t)(4 * step + 1)) -
			    2 * step;
		open = open > of->price / 20 ? open : of->price / 20;
		price = open + move > of->price / 20 ? open + move :
		    of->price / 20;
		c->open_time_ms[i] = INT64_C(1704067200000) + i * 3600000;
		c->open[i] = open;
		c->close[i] = price;
		c->high[i] = (price > open ? price : open) +
		    (int64_t)below((size_t)step + 1);
		c->low[i] = (price < open ? price : open) -
		    (int64_t)below((size_t)step / 2 + 1);
		c->low[i] = c->low[i] > 1 ? c->low[i] : 1;
		c->volume[i] = often(90);
	}
}

static void
candles_free(struct candles *c)
{
	candles_release(c);
}

static const char *
one_of(const char *const *all, size_t n)
{
	return all[below(n)];
}
#define PICK(...) one_of((const char *const[]){ __VA_ARGS__ }, \
	sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static const char *
condition(void)
{
	return PICK("crossover(sma(close, 3), sma(close, 8))",
	    "crossunder(sma(close, 4), sma(close, 9))",
	    "close > highest(high, 5)[1]", "close < lowest(low, 5)[1]",
	    "rsi(close, 5) < 35", "rsi(close, 5) > 65",
	    "close > open and close[1] < open[1]",
	    "close < open and close[1] > open[1]", "hour == 4",
	    "close > sma(close, 20)", "close < ema(close, 12)");
}

#define SAY(...) (n += (size_t)snprintf(to + n, size - n, __VA_ARGS__))

static void
levels_make(char *to, size_t size)
{
	size_t n = 0;

	to[0] = '\0';
	if (often(50))
		SAY("stop %s\n", PICK("5%", "1%", "0.3%", "2 * atr(5)",
		    "at lowest(low, 6)", "at sma(close, 10)",
		    "1.5 * atr(3)"));
	if (often(15))
		SAY("stop %s\n", PICK("long 2%", "short 3%", "12%"));
	if (often(40))
		SAY("target %s\n", PICK("2%", "0.7%", "3 * atr(5)",
		    "short 4%", "1 * atr(3)"));
	if (often(25))
		SAY("trail %s\n", PICK("2%", "0.8%", "2 * atr(4)",
		    "2 * atr(4) after 1 * atr(4)", "1% after 1%"));
}

static void
strategy_make(char *to, size_t size)
{
	static const char *const risks[] = { "risk 1%", "risk 20%" };
	size_t n = 0;
	char levels[256];

	levels_make(levels, sizeof(levels));
	SAY("strategy made\ntimeframe 1h\n");
	SAY("long when %s\n", condition());
	if (often(60))
		SAY("short when %s\n", condition());
	if (often(60))
		SAY("exit %swhen %s\n", PICK("", "long ", "short "),
		    condition());
	if (often(30))
		SAY("exit %safter %s\n", PICK("", "long "), PICK("3 bars",
		    "6h", "1 bars", "10 bars", "90m"));
	SAY("%s", levels);
	SAY("size %s\n", strncmp(levels, "stop", 4) == 0 && often(40) ?
	    one_of(risks, 2) : PICK("100% of equity", "40% of equity",
	    "notional 300", "volatility 20% cap 2", "30% of equity"));
	if (often(20))
		SAY("cooldown %s\n", PICK("3 bars", "1 bars", "4h", "150m",
		    "45m"));
	if (often(15))
		SAY("hours %s\n", PICK("6..20", "20..4"));
	if (often(10))
		SAY("weekdays 1..5\n");
	if (often(40))
		SAY("opposite %s\n", PICK("exit", "ignore", "reverse"));
}

static struct strategy *
strategy_of(const char *text)
{
	struct strategy_source in = { .label = "made", .text = text,
	    .len = strlen(text), .timeframe = HOUR };
	struct expr_findings findings = { 0 };
	struct strategy *s = NULL;
	struct err err;

	if (strategy_read(&in, &s, &findings, &err) != E_OK)
		printf("# %s\n%s\n", err.text, text);
	vec_release(&findings);
	return s;
}

static const struct candles *
bars_of(void *self, const char *symbol, int64_t timeframe)
{
	(void)symbol;
	(void)timeframe;
	return self;
}

static struct counts { size_t same, replayed, trades, bad, stops, targets,
    trails, inside, shorts; } seen;

static bool
trade_same(const struct kernel_market *m, const struct kernel_out *o, const struct kernel_trade *a,
    const struct slow_trade *b)
{
	struct dec lots;

	return a->entry_bar == b->entry_bar && a->side == b->side &&
	    dec_times(dec_int(a->lots), m->instrument->lot, &lots) &&
	    dec_cmp(lots, b->amount) == 0 && dec_cmp(dec_make(a->entry_price,
	    o->price_scale), b->entry_price) == 0 &&
	    (b->exit_bar == SIZE_MAX ? a->exit == KERNEL_HELD :
	    a->exit_bar == b->exit_bar && dec_cmp(dec_make(a->exit_price,
	    o->price_scale), b->exit_price) == 0);
}

static bool
is_same(const struct kernel_market *m, const struct kernel_out *o,
    const struct slow *w)
{
	double peak = dec_to_double(w->t->capital), last = peak, fall = 0;
	double sum = 0, m2 = 0;
	size_t n = w->equity.len;
	bool same = o->trades_len == w->trades.len && o->bars == n;

	for (size_t i = 0; same && i < o->trades_len; i++)
		same = trade_same(m, o, &o->trades[i], &w->trades.at[i]);
	for (size_t i = 0; same && i < n; i++) {
		double e = w->equity.at[i];

		same = fabs(o->equity[i] - e) <= 1e-9 * fabs(e);
		peak = e > peak ? e : peak;
		fall = 1 - e / peak > fall ? 1 - e / peak : fall;
		sum += e / last - 1;
		last = e;
	}
	last = dec_to_double(w->t->capital);
	for (size_t i = 0; same && i < n; i++) {
		double r = w->equity.at[i] / last - 1 - sum / (double)n;

		m2 += r * r;
		last = w->equity.at[i];
	}
	return same && fabs(o->max_drawdown - fall) < 1e-9 &&
	    fabs(o->mean - sum / (double)n) < 1e-12 &&
	    fabs(o->variance - m2 / (double)(n - 1)) <=
	    1e-9 * o->variance + 1e-18;
}

static void
count(const struct kernel_out *o)
{
	seen.same++;
	seen.trades += o->trades_len;
	seen.inside += o->inside;
	for (size_t i = 0; i < o->trades_len; i++) {
		seen.stops += o->trades[i].exit == KERNEL_STOP;
		seen.targets += o->trades[i].exit == KERNEL_TARGET;
		seen.trails += o->trades[i].exit == KERNEL_TRAIL;
		seen.shorts += o->trades[i].side < 0;
	}
}

static void
differs(const struct kernel_out *o, const struct slow *w, const char *text,
    int n)
{
	printf("# case %d (%s): %zu trades, %zu of the slow one, final %.12g %.12g"
	    "\n%s", n, w->why ? w->why : "nothing refused", o->trades_len, w->trades.len, o->final_equity,
	    w->equity.at[w->equity.len - 1], text);
	for (size_t i = 0; i < w->equity.len && i < o->bars; i++)
		if (fabs(o->equity[i] - w->equity.at[i]) > 1e-9 *
		    fabs(o->equity[i])) {
			printf("# bar %zu on: %.17g %.17g\n",
			    i + w->m->start, o->equity[i], w->equity.at[i]);
			break;
		}
	for (size_t i = 0; i < o->trades_len && i < w->trades.len; i++) {
		const struct kernel_trade *a = &o->trades[i];
		const struct slow_trade *b = &w->trades.at[i];
		char entry[DEC_TEXT_SIZE], out[DEC_TEXT_SIZE],
		    amount[DEC_TEXT_SIZE];

		printf("#  %zu-%zu %d %lld %lld %lld %s | %zu-%zu %d %s %s %s"
		    "\n", a->entry_bar, a->exit_bar, a->side,
		    (long long)a->lots, (long long)a->entry_price,
		    (long long)a->exit_price, kernel_exit_names[a->exit],
		    b->entry_bar, b->exit_bar, b->side,
		    dec_text(b->amount, amount), dec_text(b->entry_price,
		    entry), dec_text(b->exit_price, out));
	}
}

static void
compare(const struct kernel_market *m, const struct kernel_terms *t,
    const char *text, int n)
{
	static struct kernel_trade trades[BARS];
	static double equity[BARS];
	struct strategy *s = strategy_of(text);
	struct expr_market view = { .self = (void *)(uintptr_t)m->bars,
	    .bars = bars_of, .symbol = m->instrument->symbol, .tile = 64 };
	struct kernel_out out = { .trades = trades, .trades_cap = BARS,
	    .equity = equity };
	struct kernel *k = NULL;
	struct slow w = { .s = s, .m = m, .t = t };
	struct err err;

	if (!ok(s != NULL) || !ok(expr_rules_run(s->program, &view, &w.rules,
	    &err) == E_OK) || !ok(kernel_new(m, t, &k, &err) == E_OK))
		return;
	slow_run(&w);
	kernel_run(k, s, w.rules, &out);
	seen.bad += w.bad;
	if (out.replay != NULL)
		seen.replayed++;
	else if (!ok(!w.bad) || !ok(is_same(m, &out, &w)))
		differs(&out, &w, text, n);
	else
		count(&out);
	slow_release(&w);
	expr_rules_free(w.rules);
	kernel_free(k);
	strategy_free(s);
}

static void
fundings_make(struct funding_rates *f)
{
	for (int i = 0; i < BARS; i += 8) {
		struct funding_rate *r = vec_add(f);

		r->time = INT64_C(1704067200000000) + i * HOUR +
		    (int64_t)below(3) * 1000;
		r->rate = dec_make((int64_t)below(40) - 20, 5);
		r->mark_price = DEC_NONE;
	}
}

static void
a_case(int n)
{
	const struct kind *of = &kinds[below(KINDS)];
	struct instrument i;
	struct candles c, from;
	struct funding_rates f = { 0 };
	struct curve_spans *spans = NULL;
	struct kernel_market m = { .bars = &from, .start = 1 + below(30),
	    .timeframe = HOUR, .instrument = &i };
	struct kernel_terms t = { .leverage = dec_int(1),
	    .maker = DEC_NONE, .taker = DEC_NONE, .slippage_bps = DEC_ZERO,
	    .spread_bps = DEC_ZERO };
	char text[2048];

	instrument_make(of, &i);
	candles_make(of, &c);
	dec_parse_text(of->capital, &t.capital);
	if (i.kind == KIND_SWAP) {
		t.leverage = dec_int(1 + (int64_t)below(8));
		t.margin_mode = (int)below(2);
		fundings_make(&f);
		m.funding = often(50) ? &f : NULL;
	}
	if (often(40))
		t.slippage_bps = dec_make((int64_t)below(100), 1);
	if (often(20))
		t.spread_bps = dec_int((int64_t)below(6));
	if (often(30))
		t.taker = dec_make((int64_t)below(30), 4);
	if (often(10))
		t.maker = dec_make(-1, 4);
	from = c;
	/* of many sets, which look back more or less far */
	if (n % 2 == 0) {
		m.skipped = (size_t)n % 8 * 5;
		m.spans = spans = kernel_spans_make(c.close, c.len);
		candles_skip(&from, m.skipped);
	}
	strategy_make(text, sizeof(text));
	compare(&m, &t, text, n);
	vec_release(&f);
	kernel_spans_free(spans);
	candles_free(&c);
}

static void
made_strategies_trade_as_at_the_venue(void)
{
	for (int n = 0; n < CASES && !tap_bad; n++) {
		rng_seed(&draw, (uint64_t)n + 1);
		a_case(n);
	}
	printf("# %zu same with %zu trades (%zu short), %zu replayed, %zu "
	    "refused; %zu stops, %zu targets, %zu trails, %zu inside\n",
	    seen.same, seen.trades, seen.shorts, seen.replayed, seen.bad,
	    seen.stops, seen.targets, seen.trails, seen.inside);
	ok(seen.same > CASES / 2);
	ok(seen.stops > 1000 && seen.targets > 1000 && seen.trails > 100 &&
	    seen.inside > 50 && seen.shorts > 1000);
}

int
main(void)
{
	TEST(made_strategies_trade_as_at_the_venue);
	return tap_done();
}
