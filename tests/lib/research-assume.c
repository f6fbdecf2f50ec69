/*
 * Covers what a run is repeated from: everything that a backtest depends on
 * goes into a record and comes back, the usual and the unusual; and records
 * that cannot be read are refused, naming what it is.
 */
#include "research/assume.h"
#include "model/holdings.h"
#include "venue/sim/venue.h"
#include "tap.h"

static struct err err;

static struct dec
d(const char *text)
{
	struct dec value = DEC_NONE;

	ok(dec_parse_text(text, &value));
	return value;
}

static const char file[] = "strategy two\n"
    "param fast = 10 in 2..50\nparam part = 50% in 10%..100%\n"
    "param wait = 4h\n"
    "long when close > sma(close, fast)\n"
    "exit when close < sma(close, fast)\n"
    "exit after wait\n"
    "size part of equity\n";

static struct strategy *
strategy(void)
{
	const struct expr_param given[] = { { "part", "25%" } };
	struct strategy_source in = { .label = "two", .text = file,
	    .len = strlen(file), .timeframe = INT64_C(3600000000),
	    .params = given, .params_len = 1 };
	struct expr_findings findings = {0};
	struct strategy *s = NULL;

	if (strategy_read(&in, &s, &findings, &err) != E_OK) {
		printf("# %s\n", err.text);
		exit(1);
	}
	vec_release(&findings);
	return s;
}

static struct backtest
usual(const struct strategy *s)
{
	static const char *const symbols[] = { "BTC/USDT", "ETH/USDT:USDT" };

	return (struct backtest){ .strategy = s, .path = "/tmp/two.strategy",
	    .venue = "binance", .symbols = symbols, .symbols_len = 2,
	    .timeframe = INT64_C(3600000000), .from = 1000, .to = 2000,
	    .capital = d("10000"), .currency = "USDT",
	    .leverage = DEC_NONE, .maker = DEC_NONE, .taker = DEC_NONE,
	    .settings = { .slippage_bps = DEC_NONE, .spread_bps = DEC_NONE,
	    .impact_bps = DEC_NONE, .volume_share = DEC_NONE }, .seed = 7 };
}

/* What is read from a record makes the same record. */
static void
comes_back(const struct backtest *b, struct run *r)
{
	struct run_source source = {0}, again = {0};
	struct run other = {0};
	struct assumed a;

	TEXT_SET(r->id, "1");
	is_int(assume_write(b, r, &source, &err), E_OK);
	if (!ok(assume_read(r, &source, &a, &err) == E_OK)) {
		printf("# %s\n", err.text);
		exit(1);
	}
	is_int(assume_write(&a.b, &other, &again, &err), E_OK);
	is_text(other.assumptions, r->assumptions);
	is_text(other.params, r->params);
	is_text(other.symbols, r->symbols);
	is_text(other.strategy_hash, r->strategy_hash);
	is_text(other.strategy_path, r->strategy_path);
	is_text(buf_text(&again.strategy), buf_text(&source.strategy));
	is_text(buf_text(&again.policy), buf_text(&source.policy));
	is_text(buf_text(&again.breakers), buf_text(&source.breakers));
	ok(other.from == r->from && other.to == r->to &&
	    other.seed == r->seed && dec_same(other.capital, r->capital));
	assumed_release(&a);
	run_source_release(&source);
	run_source_release(&again);
}

static void
the_usual_is_written_out(void)
{
	struct strategy *s = strategy();
	struct backtest b = usual(s);
	struct run r = {0};

	comes_back(&b, &r);
	is_text(r.params, "fast=10;part=25%;wait=4h");
	is_text(r.symbols, "BTC/USDT;ETH/USDT:USDT");
	is_text(r.assumptions, "leverage=strategy;margin=cross;"
	    "maker=instrument;taker=instrument;fee_tiers=none;fee_in=quote;"
	    "slippage_bps=none;spread_bps=none;impact_bps=none;"
	    "volume_share=none;limit_fill=through;latency_us=none;detail=none;"
	    "gaps=refused;evaluation=fast;policy=defaults;breakers=none");
	strategy_free(s);
}

static void
the_unusual_comes_back_too(void)
{
	struct strategy *s = strategy();
	struct backtest b = usual(s);
	struct policy_rows policy = {0};
	struct breakers breakers = {0};
	struct policy_row *p = vec_add(&policy);
	struct breaker *k;
	struct run r = {0};

	TEXT_SET(p->rule, "max-position-share");
	TEXT_SET(p->value, "80%");
	TEXT_SET(p->symbol, "BTC/USDT");
	p = vec_add(&policy);
	TEXT_SET(p->rule, "symbols");
	TEXT_SET(p->value, "BTC/* ETH/*");
	TEXT_SET(p->account, "backtest");
	k = vec_add(&breakers);
	TEXT_SET(k->name, "daily-loss");
	TEXT_SET(k->when, "drawdown(1d) > 5% and\nequity > -1");
	TEXT_SET(k->act, "reduce 50%, notify");
	TEXT_SET(k->symbol, "BTC/USDT");
	k->cooldown = INT64_C(43200000000);
	k->enabled = 1;
	k->on_unknown_trip = 1;
	k = vec_add(&breakers);
	TEXT_SET(k->name, "off");
	TEXT_SET(k->when, "equity < 1");
	b.leverage = d("2.5");
	b.margin_mode = MARGIN_ISOLATED;
	b.maker = d("-0.0001");
	b.taker = d("0.0005");
	b.detail = 60000000;
	b.allow_gaps = b.slow = true;
	b.settings.slippage_bps = d("5");
	b.settings.spread_bps = d("0");
	b.settings.volume_share = d("0.1");
	b.settings.limit_touch = b.settings.fee_received = true;
	b.settings.latency = 250000;
	is_int(fee_tiers_read("0:0.001:0.001;1000000:0.0008:0.0009",
	    &b.settings, &err), E_OK);
	b.policy = &policy;
	b.breakers = &breakers;
	comes_back(&b, &r);
	ok(strstr(r.assumptions, ";fee_tiers=0:0.001:0.001,1000000:0.0008:"
	    "0.0009;fee_in=received;slippage_bps=5;spread_bps=0;") != NULL);
	ok(strstr(r.assumptions, ";limit_fill=touch;latency_us=250000;detail=1m;"
	    "gaps=allowed;evaluation=every bar;policy=") != NULL);
	vec_release(&policy);
	vec_release(&breakers);
	strategy_free(s);
}

static void
refused(void (*spoil)(struct run *, struct run_source *), const char *want)
{
	struct strategy *s = strategy();
	struct backtest b = usual(s);
	struct run_source source = {0};
	struct run r = {0};
	struct assumed a;

	TEXT_SET(r.id, "3");
	is_int(assume_write(&b, &r, &source, &err), E_OK);
	spoil(&r, &source);
	is_int(assume_read(&r, &source, &a, &err), E_DATA);
	ok(strstr(err.text, want) != NULL);
	if (strstr(err.text, want) == NULL)
		printf("# %s\n", err.text);
	assumed_release(&a);
	run_source_release(&source);
	strategy_free(s);
}

static void
no_assumptions(struct run *r, struct run_source *source)
{
	(void)source;
	r->assumptions[0] = '\0';
}

static void
odd_assumption(struct run *r, struct run_source *source)
{
	(void)source;
	memcpy(strstr(r->assumptions, "cross"), "CROSS", 5);
}

static void
odd_parameter(struct run *r, struct run_source *source)
{
	(void)source;
	TEXT_SET(r->params, "slow=3");
}

static void
out_of_range(struct run *r, struct run_source *source)
{
	(void)source;
	TEXT_SET(r->params, "fast=300");
}

static void
odd_policy(struct run *r, struct run_source *source)
{
	(void)r;
	buf_puts(&source->policy, "# a comment\nmax-order-notional 5\nx\n");
}

static void
no_symbol(struct run *r, struct run_source *source)
{
	(void)source;
	TEXT_SET(r->symbols, ";");
}

static void
odd_breaker(struct run *r, struct run_source *source)
{
	(void)r;
	buf_puts(&source->breakers, "one --if equity\n");
}

static void
what_cannot_be_read_is_named(void)
{
	refused(no_assumptions, "run 3: its assumptions are not those of");
	refused(odd_assumption, "run 3: assumption margin=CROSS");
	refused(odd_parameter, "run 3: its parameters are not those of");
	refused(out_of_range, "fast = 300 is outside of 2..50");
	refused(odd_policy, "policy, line 3: cannot be read: x");
	refused(no_symbol, "run 3: it names no symbol");
	refused(odd_breaker, "breakers, line 1: cannot be read: one --if");
}

int
main(void)
{
	TEST(the_usual_is_written_out);
	TEST(the_unusual_comes_back_too);
	TEST(what_cannot_be_read_is_named);
	return tap_done();
}
