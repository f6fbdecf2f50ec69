/*
 * Breakers: the grammar of actions, scopes, what compiles, judgement per
 * position and symbol, unknowns, the memory of `for`, and findings.
 */
#include "tests/lib/riskbreaker.h"

static const char *
parsed(const char *text)
{
	static char out[400];
	char one[LABEL_SIZE], digits[DEC_TEXT_SIZE];
	struct actions actions = {0};
	size_t n = 0;

	out[0] = '\0';
	if (actions_parse(text, &actions, &err) != E_OK) {
		vec_release(&actions);
		return err.code == E_USAGE ? err.text : "wrong code";
	}
	for (size_t i = 0; i < actions.len; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s[%s]",
		    action_text(actions.at[i], one),
		    dec_text(actions.at[i].ratio, digits));
	n += (size_t)snprintf(out + n, sizeof(out) - n, "%s",
	    actions_block_entries(&actions) ? " blocks" : "");
	vec_release(&actions);
	return out;
}

static void
reads_actions(void)
{
	is_text(parsed("notify"), "notify[]");
	is_text(parsed("reduce 50%, notify"),
	    "reduce 50%[0.5]notify[] blocks");
	is_text(parsed(" block-entries ,\thalt "),
	    "block-entries[]halt[] blocks");
	is_text(parsed("close"), "close[1] blocks");
	is_text(parsed("reduce  100%"), "reduce 100%[1] blocks");
	is_text(parsed("reduce 0.01%"), "reduce 0.01%[0.0001] blocks");
	is_text(parsed("reduce 33.333%"), "reduce 33.333%[0.33333] blocks");
	is_text(parsed("reduce 100.01%"), "--do: reduce needs a percentage"
	    " above 0 and up to 100, as in reduce 50%, not \"100.01%\"");
	is_text(parsed("reduce 0%"), "--do: reduce needs a percentage above 0"
	    " and up to 100, as in reduce 50%, not \"0%\"");
	is_text(parsed("reduce"), "--do: reduce needs a percentage above 0"
	    " and up to 100, as in reduce 50%, not \"\"");
	is_text(parsed("reduce %"), "--do: reduce needs a percentage above 0"
	    " and up to 100, as in reduce 50%, not \"%\"");
	is_text(parsed("reduce 50"), "--do: reduce needs a percentage above 0"
	    " and up to 100, as in reduce 50%, not \"50\"");
	is_text(parsed("reduce -5%"), "--do: reduce needs a percentage above"
	    " 0 and up to 100, as in reduce 50%, not \"-5%\"");
	is_text(parsed("panic"), "--do: \"panic\" is no action; there are"
	    " notify, block-entries, reduce N%, close and halt");
	is_text(parsed("notify me"), "--do: notify takes nothing, not \"me\"");
	is_text(parsed("close, close"), "--do: close stands there twice");
	is_text(parsed(""), "--do: an action is missing in \"\"");
	is_text(parsed("notify,"), "--do: an action is missing in"
	    " \"notify,\"");
	is_text(parsed("notify,,halt"), "--do: an action is missing in"
	    " \"notify,,halt\"");
}

static void
compiles_with_its_scope(void)
{
	struct breaker_plan *plan = NULL;
	struct breaker b = breaker("drawdown(1d)>5% or mark<2");
	struct buf when = {0}, act = {0};

	is_int(breaker_compile(&b, &plan, &err), E_USAGE);
	is_text(err.text, "--when: mark of which symbol? give --symbol");
	TEXT_SET(b.when, "symbol == \"BTC/USDT\"");
	is_int(breaker_compile(&b, &plan, &err), E_USAGE);
	is_text(err.text, "--when: symbol of which symbol? give --symbol");
	TEXT_SET(b.when, "mark > position.entry and drawdown(1d)>5%");
	TEXT_SET(b.act, "reduce  50.0% ,notify");
	is_int(breaker_compile(&b, &plan, &err), E_OK);
	is_int(breaker_actions(plan)->len, 2);
	breaker_canonical(plan, &when, &act);
	is_text(buf_text(&when),
	    "mark > position.entry and drawdown(1d, \"peak\") > 5%");
	is_text(buf_text(&act), "reduce 50%, notify");
	breaker_plan_free(plan);
	plan = NULL;
	TEXT_SET(b.act, "nothing");
	is_int(breaker_compile(&b, &plan, &err), E_USAGE);
	TEXT_SET(b.act, "notify");
	TEXT_SET(b.when, "drawdown(1d)");
	is_int(breaker_compile(&b, &plan, &err), E_USAGE);
	ok(plan == NULL);
	buf_release(&when);
	buf_release(&act);
	breaker_plan_free(NULL);
}

static const char *
reads(const char *when)
{
	static char out[8];
	struct breaker b = breaker(when);
	struct breaker_plan *plan = NULL;
	struct breaker_reads r;

	if (breaker_compile(&b, &plan, &err) != E_OK)
		return err.text;
	r = breaker_reads(plan);
	breaker_plan_free(plan);
	snprintf(out, sizeof(out), "%s%s%s%s%s%s", r.curve ? "c" : "",
	    r.fills ? "f" : "", r.stops ? "s" : "", r.fundings ? "u" : "",
	    r.bars ? "b" : "", r.memory ? "m" : "");
	return out;
}

static void
tells_what_it_reads(void)
{
	is_text(reads("equity > 5"), "");
	is_text(reads("drawdown(1d) > 5%"), "c");
	is_text(reads("loss(1d) > 5%"), "c");
	is_text(reads("profit(1d) > 5"), "c");
	is_text(reads("potential_drawdown > 5%"), "c");
	is_text(reads("realised(1d) > 5"), "f");
	is_text(reads("fees(1d) > 5"), "f");
	is_text(reads("trades(1d) > 5"), "f");
	is_text(reads("loss_streak > 5"), "f");
	is_text(reads("position.gain > 5%"), "f");
	is_text(reads("position.profit > 5"), "f");
	is_text(reads("position.entries > 5"), "f");
	is_text(reads("stops_hit(1d) > 5"), "s");
	is_text(reads("funding_paid(1d) > 5"), "u");
	is_text(reads("equity > 5 for 10m"), "m");
	is_text(reads("(close > open)[\"BTC/USDT\"]@1h"), "b");
}

static void
judges_each_position(void)
{
	struct position *p;

	begin();
	is_text(ask("position.gain < -8%"), "no");	/* none to judge */
	fill("BTC/USDT", SIDE_BUY, "0.02", "55000", "1.1", 2 * HOUR);
	fill("ETH/USDT", SIDE_BUY, "0.2", "2400", "0.48", HOUR);
	fill("ETH/USDT", SIDE_BUY, "0.2", "2600", "0.52", HOUR / 2);
	p = position_is("BTC/USDT", "0.02", "50000");
	p->entry_price = D("55000");
	p->unrealized_pnl = D("-100");
	p->stop_loss_price = D("49000");
	p = position_is("ETH/USDT", "0.4", "2500");
	p->entry_price = D("2500");
	p->unrealized_pnl = D("0");
	is_text(ask("position.profit == -101.1"), "trips BTC/USDT");
	is_text(ask("position.profit == -1"), "trips ETH/USDT");
	is_text(ask("position.gain == -101.1/1100"), "trips BTC/USDT");
	is_text(ask("position.gain < 0%"), "trips BTC/USDT ETH/USDT");
	is_text(ask_of("ETH/*", "position.gain < 0%"), "trips ETH/USDT");
	is_text(ask("position.side == \"long\" and position.size == 0.4"),
	    "trips ETH/USDT");
	is_text(ask("position.value == 1000 and position.share == 10%"),
	    "trips BTC/USDT ETH/USDT");
	is_text(ask("position.entry == 55000 and position.stop == 49000"),
	    "trips BTC/USDT");
	is_text(ask("position.stop < 1"), "unknown: ETH/USDT: position.stop"
	    " is not known (position.stop < 1)");
	is_text(ask("position.leverage == 1"), "trips BTC/USDT ETH/USDT");
	is_text(ask("position.entries == 2"), "trips ETH/USDT");
	is_text(ask("position.entries == 1"), "trips BTC/USDT");
	is_text(ask("position.size > 0 and mark == 2500"), "trips ETH/USDT");
	is_text(ask("position.best > 1%"), "unknown: BTC/USDT: position.best"
	    " is not known (position.best > 1%)");
	history.fills = NULL;
	is_text(ask("position.gain < 0%"), "unknown: BTC/USDT: position.gain"
	    " is not known (position.gain < 0%)");
}

static void
judges_each_symbol(void)
{
	begin();
	is_text(ask_of("*/USDT", "mark > 2000"), "trips BTC/USDT ETH/USDT");
	is_text(ask_of("*/USDT", "mark > 2500"), "trips BTC/USDT");
	is_text(ask_of("ETH/USDT", "mark >= 2500"), "trips ETH/USDT");
	is_text(ask_of("ADA/USDT", "mark > 1"), "unknown: ADA/USDT: mark is"
	    " not known (mark > 1)");
	is_text(ask_of("ADA/*", "mark > 1"), "no");
	/* a price older than the stale limit is no price */
	snap.prices.at[1].time = NOW - rules.max_age;
	is_text(ask_of("ETH/USDT", "mark >= 2500"), "trips ETH/USDT");
	is_text(ask_of("ETH/USDT", "data_age >= 5m"), "trips ETH/USDT");
	snap.prices.at[1].time--;
	is_text(ask_of("ETH/USDT", "mark >= 2500"), "unknown: ETH/USDT: mark"
	    " is not known (mark >= 2500)");
}

/* Which series a condition asked for. */
static char asked_symbol[SYMBOL_SIZE];
static int64_t asked_timeframe;

static const struct candles *
bars(void *self, const char *symbol, int64_t timeframe)
{
	(void)self;
	TEXT_SET(asked_symbol, symbol);
	asked_timeframe = timeframe;
	return NULL;
}

static void
asks_for_bars(void)
{
	begin();
	history.bars = bars;
	is_text(ask_of("BTC/USDT", "close@4h > mark"),
	    "unknown: BTC/USDT: bars is not known (close@4h > mark)");
	is_text(asked_symbol, "BTC/USDT");
	ok(asked_timeframe == 4 * HOUR);
	is_text(ask("(close > open)[\"ETH/USDT\"]@1h"),
	    "unknown: bars is not known");
	is_text(asked_symbol, "ETH/USDT");
	ok(asked_timeframe == HOUR);
	asked_symbol[0] = '\0';
	ask("(close > open)@1h");	/* of no symbol at all */
	is_text(asked_symbol, "");
}

static void
trips_on_unknown_only_when_told(void)
{
	struct breaker b = breaker("var_95 > 5%");

	begin();
	is_text(verdict_of(&b),
	    "unknown: var_95 is not known (var_95 > 5%)");
	b.on_unknown_trip = 1;
	is_text(verdict_of(&b), "trips ");
	is_text(answer.message, "var_95 is not known (var_95 > 5%)");
	TEXT_SET(b.when, "var_95 > 5% and equity < 0");
	is_text(verdict_of(&b), "no");	/* surely false */
}

static void
says_its_numbers(void)
{
	begin();
	is_text(ask("equity < 10000.01"), "trips ");
	is_dec(answer.hits.at[0].value, "10000");
	is_dec(answer.hits.at[0].limit, "10000.01");
	is_text(answer.message,
	    "equity < 10000.01: 10000 against 10000.01");
	is_text(answer.hits.at[0].message, answer.message);
	is_text(ask_of("BTC/USDT", "mark > 49999.99"), "trips BTC/USDT");
	is_text(answer.message,
	    "BTC/USDT: mark > 49999.99: 50000 against 49999.99");
	is_text(ask("account == \"demo\""), "trips ");
	is_text(answer.message, "account == \"demo\"");
}

/* What `for` remembers, as a test sees it. */
static struct expr_memory kept[2];
static char kept_symbol[SYMBOL_SIZE];

static void
recall(void *self, const char *symbol, unsigned slot, struct expr_memory *out)
{
	(void)self;
	TEXT_SET(kept_symbol, symbol);
	*out = kept[slot];
}

static void
remember(void *self, const char *symbol, unsigned slot,
    const struct expr_memory *m)
{
	(void)self;
	(void)symbol;
	kept[slot] = *m;
}

static void
remembers_how_long(void)
{
	struct breaker b = breaker("equity < 20000 for 2m");
	struct breaker_plan *plan = NULL;
	static const int want[] = { BREAKER_UNKNOWN, BREAKER_UNKNOWN,
	    BREAKER_TRIPS };

	begin();
	is_text(verdict_of(&b), "unknown: enough past is not known (equity < 20000)");
	memset(kept, 0, sizeof(kept));
	memory = (struct held_memory){ recall, remember, NULL };
	is_int(breaker_compile(&b, &plan, &err), E_OK);
	for (int i = 0; i < 3; i++) {
		snap.time = NOW + i * INT64_C(60000000);
		is_int(breaker_judge(plan, &snap, &history, snap.time,
		    rules.max_age, &memory, &answer, &err), E_OK);
		is_int(answer.answer, want[i]);
	}
	is_text(kept_symbol, "");
	breaker_plan_free(plan);
	TEXT_SET(b.symbol, "BTC/USDT");
	is_text(verdict_of(&b), "unknown: BTC/USDT: enough past is not"
	    " known (equity < 20000)");
	is_text(kept_symbol, "BTC/USDT");
}

static void
finds_what_is_unknown_or_due(void)
{
	struct findings out = {0};
	struct breaker *b;

	begin();
	b = vec_add(&breakers);
	*b = breaker("var_95 > 5%");
	is_int(risk_check_breakers(&rules, &snap, &history, &memory, &out,
	    &err), E_OK);
	is_int(out.len, 1);
	is_text(out.at[0].rule, "unknown");
	is_int(out.at[0].severity, SEVERITY_WARNING);
	is_text(out.at[0].message,
	    "breaker test: var_95 is not known (var_95 > 5%)");
	vec_clear(&out);
	TEXT_SET(b->when, "equity > 1");
	is_int(risk_check_breakers(&rules, &snap, &history, &memory, &out,
	    &err), E_OK);
	is_int(out.len, 1);
	is_text(out.at[0].rule, "breaker");
	is_int(out.at[0].severity, SEVERITY_BREACH);
	is_dec(out.at[0].value, "10000");
	is_dec(out.at[0].limit, "1");
	is_text(out.at[0].message, "breaker test would trip now: equity > 1:"
	    " 10000 against 1; etrms monitor --once");
	vec_clear(&out);
	b->enabled = 0;
	is_int(risk_check_breakers(&rules, &snap, &history, &memory, &out,
	    &err), E_OK);
	b->enabled = 1;
	b->state = BREAKER_TRIPPED;	/* it is in risk_check() */
	is_int(risk_check_breakers(&rules, &snap, &history, &memory, &out,
	    &err), E_OK);
	b->state = BREAKER_ARMED;
	TEXT_SET(b->account, "other");
	is_int(risk_check_breakers(&rules, &snap, &history, &memory, &out,
	    &err), E_OK);
	is_int(out.len, 0);
	TEXT_SET(b->account, "");
	TEXT_SET(b->when, "broken >");
	is_int(risk_check_breakers(&rules, &snap, &history, &memory, &out,
	    &err), E_USAGE);
	vec_release(&out);
}

int
main(void)
{
	TEST(reads_actions);
	TEST(compiles_with_its_scope);
	TEST(tells_what_it_reads);
	TEST(judges_each_position);
	TEST(judges_each_symbol);
	TEST(asks_for_bars);
	TEST(trips_on_unknown_only_when_told);
	TEST(says_its_numbers);
	TEST(remembers_how_long);
	TEST(finds_what_is_unknown_or_due);
	begin();
	curve_release(&curve);
	vec_release(&fills);
	vec_release(&stops);
	vec_release(&fundings);
	breaker_verdict_release(&answer);
	return tap_done();
}
