/*
 * Breakers: the grammar of actions, scopes, what compiles, every name that a
 * condition may read with its exact value, judgement per position and symbol,
 * unknowns, the memory of `for`, and findings.
 */
#include "tests/lib/risk.h"

#define HOUR INT64_C(3600000000)
#define DAY (24 * HOUR)

static struct equity_points curve;
static struct fills fills;
static struct orders stops;
static struct fundings fundings;
static struct risk_history history;
static struct breaker_verdict answer;
static struct held_memory memory;

static void
begin(void)
{
	world();
	vec_clear(&curve);
	vec_clear(&fills);
	vec_clear(&stops);
	vec_clear(&fundings);
	history = (struct risk_history){ .curve = &curve, .fills = &fills,
	    .stops = &stops, .fundings = &fundings };
	memory = (struct held_memory){0};
}

static void
point(int64_t ago, const char *equity, const char *transferred,
    const char *units)
{
	struct equity_point *p = vec_add(&curve);

	p->time = NOW - ago;
	p->equity = p->high = p->low = D(equity);
	p->transferred = D(transferred);
	p->units = D(units);
}

static struct fill *
fill(const char *symbol, int side, const char *amount, const char *price,
    const char *fee, int64_t ago)
{
	struct fill *f = vec_add(&fills);

	snprintf(f->id, sizeof(f->id), "t%zu", fills.len);
	TEXT_SET(f->symbol, symbol);
	TEXT_SET(f->fee_currency, "USDT");
	f->side = side;
	f->amount = D(amount);
	f->price = D(price);
	dec_times(f->amount, f->price, &f->cost);
	f->fee = D(fee);
	f->realized_pnl = DEC_NONE;
	f->time = NOW - ago;
	return f;
}

static struct breaker
breaker(const char *when)
{
	struct breaker b = { .enabled = 1 };

	TEXT_SET(b.name, "test");
	TEXT_SET(b.when, when);
	TEXT_SET(b.act, "notify");
	return b;
}

/* "no", "unknown: …", or "trips SYMBOL…" */
static const char *
verdict_of(const struct breaker *b)
{
	static char text[600];
	struct breaker_plan *plan = NULL;
	size_t n;

	if (breaker_compile(b, &plan, &err) != E_OK)
		return err.text;
	if (breaker_judge(plan, &snap, &history, NOW, rules.max_age, &memory,
	    &answer, &err) != E_OK)
		return err.text;
	breaker_plan_free(plan);
	if (answer.answer == BREAKER_NO)
		return answer.hits.len > 0 ? "hits without a trip" : "no";
	if (answer.answer == BREAKER_UNKNOWN) {
		snprintf(text, sizeof(text), "unknown: %s", answer.message);
		return text;
	}
	n = (size_t)snprintf(text, sizeof(text), "trips");
	for (size_t i = 0; i < answer.hits.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %s",
		    answer.hits.at[i].symbol);
	return text;
}

static const char *
ask(const char *when)
{
	struct breaker b = breaker(when);

	return verdict_of(&b);
}

static const char *
ask_of(const char *symbol, const char *when)
{
	struct breaker b = breaker(when);

	TEXT_SET(b.symbol, symbol);
	return verdict_of(&b);
}

/* A name has exactly this value: it equals it, and is compared as it. */
static void
has(const char *what, const char *value)
{
	char text[200];

	snprintf(text, sizeof(text), "%s == %s", what, value);
	is_text(ask(text), "trips ");
}

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
	is_text(breaker_plan_of(plan)->name, "test");
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
answers_from_balances_and_positions(void)
{
	begin();
	snap.balances.at[0].free = D("9900.5");
	holds("USDT", "100");	/* another wallet */
	holds("BTC", "0.02");
	position_is("BTC/USDT", "0.02", "50000")->unrealized_pnl = D("-10");
	position_is("ETH/USDT", "0.4", "2500")->unrealized_pnl = D("25.5");
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_CANCELED);
	order_is("ETH/USDT", SIDE_BUY, TYPE_LIMIT, "1", "1", ORDER_UNKNOWN);
	has("equity", "10000");
	has("balance", "10100");
	has("free", "10000.5");
	has("exposure", "2000");
	has("net_exposure", "2000");
	has("unrealised", "15.5");
	has("leverage", "0.2");
	has("largest_share", "0.1");
	has("open_positions", "2");
	has("open_orders", "2");
	has("margin_used", "0");
	has("margin_ratio", "0");
	is_text(ask("account == \"demo\" and venue == \"sim\""), "trips ");
	is_text(ask("data_age < 1s"), "trips ");
	/* a symbol's breaker sees its symbol */
	is_text(ask_of("ETH/USDT", "exposure == 1000 and unrealised == 25.5"
	    " and open_positions == 1 and open_orders == 1"),
	    "trips ETH/USDT");
	is_text(ask_of("BTC/USDT", "exposure == 1000 and unrealised == -10"
	    " and mark == 50000 and symbol == \"BTC/USDT\""),
	    "trips BTC/USDT");
	snap.positions.at[0].unrealized_pnl = DEC_NONE;
	is_text(ask("unrealised > 0"),
	    "unknown: unrealised is not known (unrealised > 0)");
	snap.equity = DEC_ZERO;
	is_text(ask("leverage > 5"),
	    "unknown: leverage is not known (leverage > 5)");
}

static void
leaves_unknown_what_it_cannot_answer(void)
{
	static const char *const names[] = { "var_95 > 1%", "risk_score > 1",
	    "regime_factor > 1", "venue_share > 50%" };
	char text[200], name[40];

	begin();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		sscanf(names[i], "%39s", name);
		snprintf(text, sizeof(text), "unknown: %s is not known (%s)",
		    name, names[i]);
		is_text(ask(names[i]), text);
	}
	is_text(ask_of("BTC/USDT", "bid > 1"),
	    "unknown: BTC/USDT: bid is not known (bid > 1)");
}

static void
measures_drawdown_on_units(void)
{
	begin();
	point(3 * DAY, "12000", "0", "10000");
	point(2 * DAY, "11000", "0", "10000");
	point(12 * HOUR, "10500", "0", "10000");
	point(0, "10000", "0", "10000");
	is_text(ask("drawdown() == 1/6"), "trips ");
	is_text(ask("drawdown(1d) == 1/11"), "trips ");	/* stood until 0:00 */
	is_text(ask("drawdown(11h) == 1/21"), "trips ");
	is_text(ask("drawdown(1d) > 9.09%"), "trips ");
	is_text(ask("drawdown(1d) > 9.1%"), "no");
	is_text(ask("loss(1d) == 1/11 and loss(12h) == 1/21"
	    " and loss(1s) == 1/21"), "trips ");
	is_text(ask("loss(3650d) == 1/6"), "trips ");
	is_text(ask("profit(1d) == -1000 and profit() == -2000"), "trips ");
	/* half is withdrawn: nothing fell */
	snap.equity = D("5000");
	snap.units = D("5000");
	snap.transferred = D("-5000");
	is_text(ask("drawdown() == 1/6 and drawdown(1d) == 1/11"), "trips ");
	is_text(ask("profit(1d) == -1000 and loss(1d) == 1/11"), "trips ");
	/* now is part of the period: a new high is no drawdown */
	snap.equity = D("7000");
	is_text(ask("drawdown() == 0 and loss(1d) == 0"), "trips ");
}

static void
measures_drawdown_from_the_calendar(void)
{
	begin();	/* Friday noon */
	point(31 * DAY, "16000", "0", "10000");
	point(12 * HOUR + DAY, "12500", "0", "10000");	/* Thursday 0:00 */
	point(12 * HOUR, "11000", "0", "10000");	/* Friday 0:00 */
	point(6 * HOUR, "20000", "0", "10000");
	is_text(ask("drawdown(basis = \"day\") == 1/11"), "trips ");
	is_text(ask("drawdown(basis = \"week\") == 3/8"), "trips ");
	is_text(ask("drawdown(basis = \"month\") == 1/11"), "trips ");
	history.day_start = 7 * HOUR;	/* the day began at 07:00 */
	is_text(ask("drawdown(basis = \"day\") == 1/2"), "trips ");
	snap.equity = D("30000");
	is_text(ask("drawdown(basis = \"day\") == 0"), "trips ");
}

static void
begins_where_the_curve_begins(void)
{
	begin();
	is_text(ask("drawdown(1d) == 0 and loss(1d) == 0"
	    " and drawdown(basis = \"day\") == 0"), "trips ");
	history.curve = NULL;
	is_text(ask("drawdown(1d) > 5%"), "unknown: drawdown is not known"
	    " (drawdown(1d, \"peak\") > 5%)");
	is_text(ask("loss(1d) > 5%"),
	    "unknown: loss is not known (loss(1d) > 5%)");
	is_text(ask("profit(1d) > 5"),
	    "unknown: profit is not known (profit(1d) > 5)");
	begin();
	snap.equity = DEC_NONE;
	is_text(ask("drawdown(1d) > 5%"), "unknown: drawdown is not known"
	    " (drawdown(1d, \"peak\") > 5%)");
}

static void
sums_over_fills(void)
{
	begin();
	fill("BTC/USDT", SIDE_BUY, "1", "100", "1", 3 * DAY);
	fill("BTC/USDT", SIDE_SELL, "1", "90", "2", DAY);
	fill("ETH/USDT", SIDE_BUY, "1", "100", "4", HOUR);
	fill("ETH/USDT", SIDE_SELL, "1", "80", "8", HOUR - 1);
	has("realised()", "-30");
	has("realised(1d)", "-20");	/* a day ago is not within a day */
	has("realised(1441m)", "-30");
	has("fees()", "15");
	has("fees(1d)", "12");
	has("fees(1h)", "8");
	has("trades()", "2");
	has("trades(1d)", "1");
	has("loss_streak", "2");
	is_text(ask_of("BTC/USDT", "trades() == 1 and fees() == 3 and"
	    " loss_streak == 1 and realised() == -10"), "trips BTC/USDT");
	history.fills = NULL;
	is_text(ask("trades() > 1"),
	    "unknown: trades is not known (trades(all) > 1)");
}

static void
counts_stops_and_funding(void)
{
	struct order *o;
	struct funding *f;

	begin();
	for (int i = 0; i < 5; i++) {
		static const int types[] = { TYPE_STOP, TYPE_STOP_LIMIT,
		    TYPE_TRAILING, TYPE_LIMIT, TYPE_STOP };

		o = vec_add(&stops);
		*o = order_empty();
		TEXT_SET(o->symbol, i < 2 ? "BTC/USDT" : "ETH/USDT");
		o->type = types[i];
		o->state = i < 4 ? ORDER_FILLED : ORDER_CANCELED;
		o->last_update_time = NOW - i * HOUR;
	}
	has("stops_hit(3650d)", "3");
	has("stops_hit(2h)", "2");
	has("stops_hit(121m)", "3");
	is_text(ask_of("BTC/USDT", "stops_hit(3650d) == 2"), "trips BTC/USDT");
	for (int i = 0; i < 2; i++) {
		f = vec_add(&fundings);
		TEXT_SET(f->symbol, "BTC/USDT:USDT");
		TEXT_SET(f->asset, "USDT");
		f->amount = D(i == 0 ? "-3" : "1");
		f->time = NOW - DAY + i;
	}
	has("funding_paid()", "2");
	has("funding_paid(1d)", "-1");
	history.stops = NULL;
	history.fundings = NULL;
	is_text(ask("stops_hit(3650d) > 1"),
	    "unknown: stops_hit is not known (stops_hit(521w3d) > 1)");
	is_text(ask("funding_paid() > 1"),
	    "unknown: funding_paid is not known (funding_paid(all) > 1)");
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

/* A condition over each name that a snapshot answers. */
static const char *const of_the_snapshot[] = { "equity", "balance", "free",
    "exposure", "net_exposure", "unrealised", "leverage", "open_positions",
    "open_orders", "loss_streak", "margin_used", "margin_ratio",
    "largest_share", "stop_cover", "potential_drawdown", "drawdown(1d)",
    "loss(1d)", "profit(1d)", "realised(1d)", "fees(1d)",
    "funding_paid(1d)", "trades(1d)", "stops_hit(1d)" };

static void
answers_only_from_what_is_fresh(void)
{
	char text[100];

	begin();
	point(0, "10000", "0", "10000");
	for (size_t i = 0; i < sizeof(of_the_snapshot) /
	    sizeof(of_the_snapshot[0]); i++) {
		snprintf(text, sizeof(text), "%s >= -1000000",
		    of_the_snapshot[i]);
		if (strstr("margin_used margin_ratio largest_share stop_cover"
		    " potential_drawdown drawdown(1d) loss(1d)",
		    of_the_snapshot[i]) != NULL)
			snprintf(text, sizeof(text), "%s >= 0%%",
			    of_the_snapshot[i]);
		snap.time = NOW - rules.max_age;
		is_text(ask(text), "trips ");
		snap.time--;
		ok(strncmp(ask(text), "unknown", 7) == 0);
	}
	fill("BTC/USDT", SIDE_BUY, "1", "100", "1", HOUR);
	position_is("BTC/USDT", "1", "50000")->unrealized_pnl = D("1");
	snap.positions.at[0].entry_price = D("1");
	snap.positions.at[0].stop_loss_price = D("1");
	snap.positions.at[0].liquidation_price = D("1");
	static const char *const of_the_position[] = { "size", "value",
	    "entry", "stop", "liquidation", "profit", "leverage",
	    "entries" };
	for (size_t i = 0; i < sizeof(of_the_position) /
	    sizeof(of_the_position[0]); i++) {
		snprintf(text, sizeof(text), "position.%s >= -1000000",
		    of_the_position[i]);
		snap.time = NOW;
		is_text(ask(text), "trips BTC/USDT");
		snap.time = NOW - rules.max_age - 1;
		ok(strncmp(ask(text), "unknown", 7) == 0);
	}
	snap.time = NOW;
	is_text(ask("position.share >= 0% and position.gain > -900%"
	    " and position.side != \"flat\""), "trips BTC/USDT");
	snap.time = NOW - rules.max_age - 1;
	ok(strncmp(ask("position.share >= 0%"), "unknown", 7) == 0);
	ok(strncmp(ask("position.gain > -900%"), "unknown", 7) == 0);
	ok(strncmp(ask("position.side != \"flat\""), "unknown", 7) == 0);
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
	ask("(close > open)[\"ETH/USDT\"]@1h");
	is_text(asked_symbol, "ETH/USDT");
	ok(asked_timeframe == HOUR);
	asked_symbol[0] = '\0';
	ask("(close > open)@1h");	/* of no symbol at all */
	is_text(asked_symbol, "");
}

static void
knows_nothing_from_a_stale_snapshot(void)
{
	begin();
	snap.time = NOW - rules.max_age - 1;
	is_text(ask("equity > 5"),
	    "unknown: equity is not known (equity > 5)");
	is_text(ask("data_age > 5m"), "trips ");
	snap.time++;
	is_text(ask("equity > 5"), "trips ");
}

static void
measures_what_stops_cover(void)
{
	begin();
	has("stop_cover", "1");		/* nothing is uncovered */
	has("potential_drawdown", "0");
	position_is("BTC/USDT", "0.02", "50000");
	has("stop_cover", "0");
	has("potential_drawdown", "0.01");	/* a tenth of 1000 */
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "0.01", "49000",
	    ORDER_OPEN);
	has("stop_cover", "0.5");
	has("potential_drawdown", "0.006");	/* 10 and 50 */
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "5", "51000", ORDER_OPEN);
	has("stop_cover", "1");
	has("potential_drawdown", "0.001");
	order_is("BTC/USDT", SIDE_BUY, TYPE_STOP, "5", "1", ORDER_OPEN);
	order_is("BTC/USDT", SIDE_SELL, TYPE_LIMIT, "5", "1", ORDER_OPEN);
	order_is("ETH/USDT", SIDE_SELL, TYPE_STOP, "5", "1", ORDER_OPEN);
	has("potential_drawdown", "0.001");
	point(DAY, "12500", "0", "10000");
	is_text(ask("potential_drawdown == 2510/12500"), "trips ");
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
	TEST(answers_from_balances_and_positions);
	TEST(leaves_unknown_what_it_cannot_answer);
	TEST(measures_drawdown_on_units);
	TEST(measures_drawdown_from_the_calendar);
	TEST(begins_where_the_curve_begins);
	TEST(sums_over_fills);
	TEST(counts_stops_and_funding);
	TEST(judges_each_position);
	TEST(judges_each_symbol);
	TEST(knows_nothing_from_a_stale_snapshot);
	TEST(answers_only_from_what_is_fresh);
	TEST(asks_for_bars);
	TEST(measures_what_stops_cover);
	TEST(trips_on_unknown_only_when_told);
	TEST(says_its_numbers);
	TEST(remembers_how_long);
	TEST(finds_what_is_unknown_or_due);
	begin();
	vec_release(&curve);
	vec_release(&fills);
	vec_release(&stops);
	vec_release(&fundings);
	breaker_verdict_release(&answer);
	return tap_done();
}
