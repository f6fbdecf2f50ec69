/*
 * Limits that follow the market:
 * - what may be written, in one form, and what may not, by name
 * - a limit times its factor, to the last digit, said with what it was before
 * - the least factor of several, and the least value, of the store, the
 *   environment and a ceiling
 * - a factor that is not known refuses entries and no way out, and is found
 * - the market of the order's symbol, or of the one that is named
 * - rows of what holds now; the least factor, as conditions ask for it
 */
#include "tests/lib/risk.h"

static struct regime_now btc, eth;
static int64_t asked_at;

static const struct regime_now *
regime(void *self, const char *symbol, int64_t timeframe, int64_t now)
{
	static const struct regime_now none = { .factor = { .scale = -1 },
	    .why = "nobody looked" };

	(void)self;
	asked_at = now;
	return timeframe != INT64_C(14400000000) ? &none :
	    strcmp(symbol, "BTC/USDT") == 0 ? &btc :
	    strcmp(symbol, "ETH/USDT") == 0 ? &eth : &none;
}

static void
market(const char *of_btc, const char *of_eth)
{
	btc.factor = D(of_btc);
	eth.factor = D(of_eth);
	TEXT_SET(btc.why, "btc is so");
	TEXT_SET(eth.why, "eth is so");
	rules.regime = regime;
}

static const char *
canonical(const char *rule, const char *text)
{
	static struct buf out;

	return rule_parse(rule_find(rule), text, &out, &err) == E_OK ?
	    buf_text(&out) : err.text;
}

static void
has_one_form(void)
{
	is_text(canonical("max-order-notional", "5000*regime_factor@240m"),
	    "5000 * regime_factor@4h");
	is_text(canonical("max-order-notional", "5000.0  *  regime_factor @7d"),
	    "5000 * regime_factor@1w");
	is_text(canonical("max-position-share",
	    "0.25 * regime_factor[\"BTC/USDT\"]@1h"),
	    "25% * regime_factor[\"BTC/USDT\"]@1h");
	is_text(canonical("max-total-risk",
	    "6% * regime_factor[\"BTC/USDT\"] @1d"),
	    "6% * regime_factor[\"BTC/USDT\"]@1d");
}

static void
refuses_what_makes_no_limit_smaller(void)
{
	static const char *const bad[] = { "5 *", "5 * regime@4h",
	    "5 * regime_factor", "5 * regime_factor@", "5 * regime_factor@4x",
	    "5 * regime_factor@30s", "5 * regime_factor@8d",
	    "5 * regime_factor[]@4h", "5 * regime_factor[\"\"]@4h",
	    "5 * regime_factor[\"BTC\"@4h", "5 * regime_factor[\"b c\"]@4h",
	    "5 * regime_factor[\"BTC/USDT\"]", "5 * regime_factor@4h * 2",
	    "regime_factor@4h * 5", "5 * 0.5" };
	char text[300];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		is_int(rule_parse(rule_find("max-order-notional"), bad[i],
		    &(struct buf){0}, &err), E_USAGE);
	is_text(canonical("max-order-notional", "5 * regime@4h"),
	    "max-order-notional: \"5 * regime@4h\" is not of the form 5000 *"
	    " regime_factor@4h, with bars of a minute to a week");
	is_text(canonical("max-order-notional", "-5 * regime_factor@4h"),
	    "max-order-notional: \"-5\" is negative");
	is_text(canonical("min-order-size", "1 * regime_factor@4h"),
	    "min-order-size: a factor of at most 1 would loosen it");
	is_text(canonical("price-collar", "5% * regime_factor@4h"),
	    "price-collar: binds the way out, too, which no market may close");
	is_text(canonical("max-leverage", "3 * regime_factor@4h"),
	    "max-leverage: is about all symbols; name the one whose market it"
	    " follows: regime_factor[\"BTC/USDT\"]@4h");
	is_text(canonical("max-daily-notional", "3 * regime_factor@4h"),
	    "max-daily-notional: is about all symbols; name the one whose"
	    " market it follows: regime_factor[\"BTC/USDT\"]@4h");
	is_text(canonical("require-stop", "on * regime_factor@4h"),
	    "require-stop: \"on * regime_factor@4h\" is neither on nor off");
	memset(text, '1', sizeof(text) - 1);
	text[200] = '*';
	text[sizeof(text) - 1] = '\0';
	is_int(rule_parse(rule_find("max-order-notional"), text,
	    &(struct buf){0}, &err), E_USAGE);
}

static void
multiplies_exactly(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.0075");

	only("max-order-notional", "500 * regime_factor@4h");
	market("0.75", "0.5");
	allows(r);
	r.amount = D("0.00750001");
	refuses(r, "max-order-notional");
	found("375.0005", "375");
	is_dec(verdict.findings.at[0].base_limit, "500");
	is_dec(verdict.findings.at[0].regime_factor, "0.75");
	says("the order is worth 375.0005 USDT, above 375 USDT (500 * 0.75: btc"
	    " is so)");
	ok(asked_at == NOW);
	market("1", "0.5");
	r.amount = D("0.01");
	allows(r);
	r.amount = D("0.01000001");
	refuses(r, "max-order-notional");
	r = asks(SIDE_BUY, "ETH/USDT", "0.1");	/* its own market */
	allows(r);
	r.amount = D("0.10000001");
	refuses(r, "max-order-notional");
}

static void
follows_shares_and_all_symbols(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.02");

	only("max-position-share", "20% * regime_factor@4h");
	market("0.5", "1");
	allows(r);
	r.amount = D("0.02000001");
	refuses(r, "max-position-share");
	found("0.10000005", "0.1");
	says("the position would be worth 1000.0005 USDT, 10.000005% of equity"
	    " 10000, above 10% (20% * 0.5: btc is so)");
	only("max-leverage", "0.4 * regime_factor[\"ETH/USDT\"]@4h");
	market("1", "0.5");
	r.amount = D("0.04");
	allows(r);
	r.amount = D("0.04000001");
	refuses(r, "max-leverage");
	says("exposure would be 2000.0005 USDT on equity 10000, above 0.2 times"
	    " (0.4 * 0.5: eth is so)");
}

static void
takes_the_least_of_all(void)
{
	char *env[] = { "ETRMS_RISK_MAX_ORDER_NOTIONAL="
	    "400 * regime_factor[\"ETH/USDT\"]@4h", NULL };
	struct limit l;

	only("max-order-notional", "500 * regime_factor@4h");
	market("0.75", "0.5");
	policy_ready(env);
	l = risk_limit(&rules, RULE_MAX_ORDER_NOTIONAL, "demo", "BTC/USDT");
	is_dec(l.value, "200");
	is_dec(l.base, "400");
	is_text(l.why, "eth is so");
	ok(l.tightened);
	/* a looser number leaves its factor behind, and no factor is lost */
	env[0] = "ETRMS_RISK_MAX_ORDER_NOTIONAL="
	    "600 * regime_factor[\"ETH/USDT\"]@4h";
	policy_ready(env);
	l = risk_limit(&rules, RULE_MAX_ORDER_NOTIONAL, "demo", "BTC/USDT");
	is_dec(l.value, "250");
	env[0] = "ETRMS_RISK_MAX_ORDER_NOTIONAL=450";
	policy_ready(env);
	l = risk_limit(&rules, RULE_MAX_ORDER_NOTIONAL, "demo", "BTC/USDT");
	is_dec(l.value, "337.5");
	is_int(policy_ceil(policy, "demo", "max-order-notional",
	    "300 * regime_factor[\"ETH/USDT\"]@4h", &err), E_OK);
	l = risk_limit(&rules, RULE_MAX_ORDER_NOTIONAL, "demo", "BTC/USDT");
	is_dec(l.value, "150");
	/* a narrower scope of the store is in force alone */
	policy_for("max-order-notional", "1000", "", "BTC/USDT");
	policy_ready(NULL);
	l = risk_limit(&rules, RULE_MAX_ORDER_NOTIONAL, "demo", "BTC/USDT");
	is_dec(l.value, "1000");
	ok(!dec_known(l.factor));
}

static void
lets_nothing_in_while_it_is_not_known(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.0001");
	struct findings found = {0};

	only("max-position-share", "50% * regime_factor@4h");
	market("", "1");
	refuses(r, "max-position-share");
	says("50% * regime_factor is not known: btc is so");
	is_dec(verdict.findings.at[0].base_limit, "0.5");
	ok(!dec_known(verdict.findings.at[0].regime_factor));
	ok(!dec_known(verdict.findings.at[0].limit));
	rules.explain = true;
	refuses(r, "max-position-share");
	rules.regime = NULL;
	refuses(r, "max-position-share");
	says("50% * regime_factor is not known: nothing is known of the market"
	    " here");
	holds("BTC", "0.02");
	position_is("BTC/USDT", "0.02", "50000");
	rules.regime = regime;
	r = asks(SIDE_SELL, "BTC/USDT", "0.01");
	allows(r);
	is_int(risk_check(&rules, &snap, &found, &err), E_OK);
	is_int(found.len, 1);
	is_text(found.at[0].rule, "max-position-share");
	is_int(found.at[0].severity, SEVERITY_BREACH);
	market("0.1", "1");
	vec_clear(&found);
	is_int(risk_check(&rules, &snap, &found, &err), E_OK);
	is_int(found.len, 1);
	is_dec(found.at[0].limit, "0.05");
	market("1", "1");
	vec_clear(&found);
	is_int(risk_check(&rules, &snap, &found, &err), E_OK);
	is_int(found.len, 0);
	vec_release(&found);
}

static void
lists_what_holds_now(void)
{
	struct limit_rows all = {0};

	only("max-order-notional", "500 * regime_factor@4h");
	policy_is("max-leverage", "4 * regime_factor[\"ETH/USDT\"]@4h");
	policy_is("require-stop", "on");
	policy_is("symbols", "BTC/*");
	policy_rows.at[1] = policy_rows.at[policy_rows.len - 3];
	policy_ready(NULL);
	market("0.75", "");
	risk_limits(&rules, &snap, "", &all);
	is_int(all.len, 1);
	is_text(all.at[0].rule, "max-leverage");
	is_dec(all.at[0].base_limit, "4");
	ok(!dec_known(all.at[0].limit) && !dec_known(all.at[0].regime_factor));
	is_text(all.at[0].message, "eth is so");
	vec_clear(&all);
	position_is("BTC/USDT", "0.02", "50000");
	position_is("BTC/USDT", "0.01", "50000")->side = POSITION_SHORT;
	risk_limits(&rules, &snap, "", &all);
	is_int(all.len, 2);
	is_text(all.at[1].symbol, "BTC/USDT");
	is_dec(all.at[1].limit, "375");
	is_dec(all.at[1].regime_factor, "0.75");
	vec_clear(&all);
	risk_limits(&rules, &snap, "ETH/USDT", &all);
	is_int(all.len, 2);
	is_text(all.at[1].symbol, "ETH/USDT");
	vec_release(&all);
}

/* What breaker says, of what its condition asks. */
static enum breaker_answer
asks_whether(const char *when, const char *symbol)
{
	struct breaker b = { .enabled = 1 };
	struct breaker_plan *plan = NULL;
	struct breaker_verdict v = {0};
	struct risk_history h = { .rules = &rules };
	enum breaker_answer answer;

	TEXT_SET(b.name, "x");
	TEXT_SET(b.act, "notify");
	TEXT_SET(b.when, when);
	TEXT_SET(b.symbol, symbol);
	is_int(breaker_compile(&b, &plan, &err), E_OK);
	ok(breaker_reads(plan).rules);
	is_int(breaker_judge(plan, &snap, &h, NOW, rules.max_age, NULL, &v,
	    &err), E_OK);
	answer = v.answer;
	breaker_plan_free(plan);
	breaker_verdict_release(&v);
	return answer;
}

static void
tells_conditions(void)
{
	only("max-order-notional", "500 * regime_factor@4h");
	market("0.75", "0.5");
	is_int(asks_whether("regime_factor == 0.75", "BTC/USDT"),
	    BREAKER_TRIPS);
	is_int(asks_whether("regime_factor == 0.5", "ETH/USDT"),
	    BREAKER_TRIPS);
	/* nothing is held, and nothing binds the account */
	is_int(asks_whether("regime_factor == 1", ""), BREAKER_TRIPS);
	position_is("BTC/USDT", "0.02", "50000");
	is_int(asks_whether("regime_factor == 0.75", ""), BREAKER_TRIPS);
	market("", "0.5");
	is_int(asks_whether("regime_factor < 1", ""), BREAKER_UNKNOWN);
	is_int(asks_whether("regime_factor < 1", "BTC/USDT"),
	    BREAKER_UNKNOWN);
}

int
main(void)
{
	TEST(has_one_form);
	TEST(refuses_what_makes_no_limit_smaller);
	TEST(multiplies_exactly);
	TEST(follows_shares_and_all_symbols);
	TEST(takes_the_least_of_all);
	TEST(lets_nothing_in_while_it_is_not_known);
	TEST(lists_what_holds_now);
	TEST(tells_conditions);
	world();
	return tap_done();
}
