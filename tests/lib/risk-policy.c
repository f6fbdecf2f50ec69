/*
 * Policy values: what may be written, canonical text, scopes, the environment
 * that only tightens, and the explanation of what is in force.
 */
#include "tests/lib/risk.h"

static const char *
canonical(const char *rule, const char *text)
{
	static struct buf out;

	if (rule_parse(rule_find(rule), text, &out, &err) != E_OK)
		return err.code == E_USAGE ? err.text : "wrong code";
	return buf_text(&out);
}

static void
writes_values_canonically(void)
{
	static const char *const cases[][3] = {
		{ "max-order-notional", "500", "500" },
		{ "max-order-notional", "0500.500", "500.5" },
		{ "max-order-notional", "0", "0" },
		{ "max-order-notional", "off", "off" },
		{ "max-leverage", "2.50", "2.5" },
		{ "max-position-share", "10%", "10%" },
		{ "max-position-share", "0.1", "10%" },
		{ "max-position-share", "250bp", "2.5%" },
		{ "max-position-share", "0.999", "99.9%" },
		{ "max-position-share", "150%", "150%" },
		{ "max-risk-per-trade", "0", "0%" },
		{ "min-order-size", "0.001", "0.001" },
		{ "symbols", " BTC/*,ETH/USDT  SOL/USDT:USDT ",
		  "BTC/* ETH/USDT SOL/USDT:USDT" },
		{ "symbols", "*", "*" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_text(canonical(cases[i][0], cases[i][1]), cases[i][2]);
}

static void
refuses_what_it_cannot_read(void)
{
	static const char *const cases[][3] = {
		{ "max-order-notional", "",
		  "max-order-notional: \"\" is not a decimal number" },
		{ "max-order-notional", "NaN",
		  "max-order-notional: \"NaN\" is not a decimal number" },
		{ "max-order-notional", "1e3",
		  "max-order-notional: \"1e3\" is not a decimal number" },
		{ "max-order-notional", "-1",
		  "max-order-notional: \"-1\" is negative" },
		{ "max-order-notional", "5%",
		  "max-order-notional: \"5%\" is not a decimal number" },
		{ "max-leverage", "10x",
		  "max-leverage: \"10x\" is not a decimal number" },
		{ "max-position-share", "%",
		  "max-position-share: \"%\" is not a percentage such as 2%" },
		{ "max-position-share", "bp",
		  "max-position-share: \"bp\" is not a percentage such as 2%" },
		{ "max-position-share", "-1%",
		  "max-position-share: \"-1%\" is negative" },
		{ "max-position-share", "2",
		  "max-position-share: 2 is not below 1, all there is; for a"
		  " percentage write 2%" },
		{ "max-position-share", "1",
		  "max-position-share: 1 is not below 1, all there is; for a"
		  " percentage write 1%" },
		{ "symbols", "", "symbols: no symbol pattern in \"\"" },
		{ "symbols", " , ", "symbols: no symbol pattern in \" , \"" },
		{ "symbols", "bTC/USDT", "symbols: \"bTC/USDT\" is not a symbol"
		  " pattern such as BTC/USDT or BTC/*" },
		{ "symbols", "btc/usdt", "symbols: \"btc/usdt\" is not a symbol"
		  " pattern such as BTC/USDT or BTC/*" }
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_text(canonical(cases[i][0], cases[i][1]), cases[i][2]);
}

static void
bounds_the_length_of_lists(void)
{
	char text[600];
	char name[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345A";

	is_text(canonical("symbols", name), "symbols: \"ABCDEFGHIJKLMNOPQRSTUV"
	    "WXYZ012345A\" is not a symbol pattern such as BTC/USDT or BTC/*");
	name[32] = '\0';
	is_text(canonical("symbols", name), name);
	memset(text, 'A', sizeof(text));
	for (size_t i = 7; i < sizeof(text); i += 8)
		text[i] = ' ';
	text[511] = '\0';
	is_int(strlen(canonical("symbols", text)), 511);
	text[511] = 'A';
	text[512] = '\0';
	is_int(strlen(canonical("symbols", text)), 512);
	text[511] = ' ';
	text[513] = '\0';
	text[512] = 'B';
	is_text(canonical("symbols", text),
	    "symbols: longer than 512 characters");
}

static void
reads_the_number_of_a_value(void)
{
	struct dec d;

	is_int(rule_value(rule_find("max-position-share"), "2.5%", &d, &err),
	    E_OK);
	is_dec(d, "0.025");
	is_int(rule_value(rule_find("max-position-share"), "150%", &d, &err),
	    E_OK);
	is_dec(d, "1.5");
	is_int(rule_value(rule_find("max-leverage"), "off", &d, &err), E_OK);
	ok(!dec_known(d));
	is_int(rule_value(rule_find("symbols"), "BTC/*", &d, &err), E_OK);
	ok(!dec_known(d));
	is_int(rule_value(rule_find("max-leverage"), "x", &d, &err), E_USAGE);
}

static void
finds_rules_by_both_names(void)
{
	const struct rule *r;

	ok(rule_find("max-order-notional") == rule_find("MAX_ORDER_USDT"));
	ok(rule_find("symbols") == rule_find("SYMBOL_WHITELIST"));
	ok(rule_find("max-position-notional") ==
	    rule_find("MAX_POSITION_USDT"));
	ok(rule_find("max-position-share") == rule_find("MAX_POSITION_SIZE"));
	ok(rule_find("max-leverage") == rule_find("MAX_LEVERAGE"));
	ok(rule_find("max-risk-per-trade") ==
	    rule_find("MAX_RISK_PER_TRADE"));
	ok(rule_find("min-order-size") == rule_find("MIN_ORDER_SIZE"));
	ok(rule_find("max-order-size") == rule_find("MAX_ORDER_SIZE"));
	ok(rule_find("nothing") == NULL);
	is_int(rule_named("max-leverge", &r, &err), E_USAGE);
	is_text(err.text, "unknown rule \"max-leverge\"; did you mean"
	    " \"max-leverage\"?");
	is_int(rule_named("zzz", &r, &err), E_USAGE);
	is_text(err.text, "unknown rule \"zzz\"; see etrms policy list");
	is_int(rule_named("price-collar", &r, &err), E_OK);
	is_text(r->name, "price-collar");
}

/* "value (scope)" of a rule, for short. */
static const char *
limit_text(const char *rule, const char *account, const char *symbol)
{
	static char text[200];
	char digits[DEC_TEXT_SIZE];
	struct limit l = policy_limit(policy, (enum rule_place)(rule_find(rule)
	    - policy_rules), account, symbol);

	snprintf(text, sizeof(text), "%s %s %s%s%s", l.text, l.scope,
	    dec_known(l.value) ? dec_text(l.value, digits) : "-",
	    l.set ? "" : " unset", l.tightened ? " tightened" : "");
	return text;
}

static void
has_the_promised_defaults(void)
{
	world();
	policy_ready(NULL);
	is_text(limit_text("symbols", "demo", ""), "off default - unset");
	is_text(limit_text("max-order-notional", "", ""),
	    "off default - unset");
	is_text(limit_text("max-position-notional", "", ""),
	    "off default - unset");
	is_text(limit_text("max-position-share", "", ""), "10% default 0.1");
	is_text(limit_text("max-leverage", "", ""), "10 default 10");
	is_text(limit_text("max-risk-per-trade", "", ""), "2% default 0.02");
	is_text(limit_text("min-order-size", "", ""), "off default - unset");
	is_text(limit_text("max-order-size", "", ""), "off default - unset");
	is_text(limit_text("price-collar", "", ""), "5% default 0.05");
	is_text(limit_text("max-daily-notional", "", ""),
	    "1000000 default 1000000");
}

static void
lets_the_narrowest_scope_win(void)
{
	world();
	policy_for("max-order-notional", "400", "demo", "BTC/USDT");
	policy_for("max-order-notional", "200", "demo", "");
	policy_for("max-order-notional", "100", "", "");
	policy_for("max-order-notional", "300", "", "BTC/USDT");
	policy_for("max-leverage", "off", "demo", "");
	policy_ready(NULL);
	is_text(limit_text("max-order-notional", "", ""), "100 global 100");
	is_text(limit_text("max-order-notional", "other", "ETH/USDT"),
	    "100 global 100");
	is_text(limit_text("max-order-notional", "demo", "ETH/USDT"),
	    "200 account 200");
	is_text(limit_text("max-order-notional", "other", "BTC/USDT"),
	    "300 symbol 300");
	is_text(limit_text("max-order-notional", "demo", "BTC/USDT"),
	    "400 account+symbol 400");
	is_text(limit_text("max-leverage", "demo", ""),
	    "off account - unset");
	is_text(limit_text("max-leverage", "other", ""), "10 default 10");
}

static void
tightens_from_the_environment(void)
{
	char *low[] = { "PATH=/bin", "ETRMS_RISK_MAX_ORDER_USDT=50",
	    "ETRMS_RISK_MAX_LEVERAGE=3", "ETRMS_RISK_MIN_ORDER_SIZE=0.5",
	    "ETRMS_RISK_MAX_POSITION_SHARE=5%", "ETRMS_RISK_MAX_AGE=1m",
	    "ETRMS_RISK_MAX_RISK_PER_TRADE=0.01", NULL };

	world();
	policy_is("max-order-notional", "100");
	policy_is("min-order-size", "0.1");
	policy_ready(low);
	is_text(limit_text("max-order-notional", "demo", ""),
	    "50 global 50 tightened");
	is_text(limit_text("max-leverage", "demo", ""),
	    "3 default 3 tightened");
	is_text(limit_text("min-order-size", "demo", ""),
	    "0.5 global 0.5 tightened");
	is_text(limit_text("max-position-share", "demo", ""),
	    "5% default 0.05 tightened");
	is_text(limit_text("max-risk-per-trade", "demo", ""),
	    "1% default 0.01 tightened");
}

static void
never_loosens_from_the_environment(void)
{
	char *high[] = { "ETRMS_RISK_MAX_ORDER_USDT=100.01",
	    "ETRMS_RISK_MAX_ORDER_NOTIONAL=off", "ETRMS_RISK_MAX_LEVERAGE=11",
	    "ETRMS_RISK_MIN_ORDER_SIZE=0.09", "ETRMS_RISK_MAX_ORDER_SIZE=7",
	    "ETRMS_RISK_PRICE_COLLAR=5%", NULL };

	world();
	policy_is("max-order-notional", "100");
	policy_is("min-order-size", "0.1");
	policy_ready(high);
	is_text(limit_text("max-order-notional", "demo", ""),
	    "100 global 100");
	is_text(limit_text("max-leverage", "demo", ""), "10 default 10");
	is_text(limit_text("min-order-size", "demo", ""), "0.1 global 0.1");
	is_text(limit_text("price-collar", "demo", ""), "5% default 0.05");
	/* no limit at all is the loosest: any value tightens it */
	is_text(limit_text("max-order-size", "demo", ""),
	    "7 default 7 tightened");
}

static void
takes_the_tighter_of_two_variables(void)
{
	char *both[] = { "ETRMS_RISK_MAX_ORDER_USDT=50",
	    "ETRMS_RISK_MAX_ORDER_NOTIONAL=40",
	    "ETRMS_RISK_MAX_ORDER_USDT=1", NULL };

	world();
	policy_ready(both);
	/* of one name the first counts, as getenv() has it */
	is_text(limit_text("max-order-notional", "demo", ""),
	    "40 default 40 tightened");
}

static void
joins_lists_by_and(void)
{
	char *env[] = { "ETRMS_RISK_SYMBOL_WHITELIST=BTC/USDT,ETH/USDT",
	    "ETRMS_RISK_SYMBOLS=*/USDT", NULL };
	struct limit l;

	world();
	policy_is("symbols", "BTC/* ADA/USDT");
	policy_ready(env);
	l = policy_limit(policy, RULE_SYMBOLS, "demo", "");
	ok(l.set && l.tightened);
	ok(limit_lists(&l, "BTC/USDT"));
	ok(!limit_lists(&l, "BTC/EUR"));
	ok(!limit_lists(&l, "ETH/USDT"));
	ok(!limit_lists(&l, "ADA/USDT"));
	policy_ready(NULL);
	l = policy_limit(policy, RULE_SYMBOLS, "demo", "");
	ok(l.set && !l.tightened);
	ok(limit_lists(&l, "BTC/EUR"));
	ok(limit_lists(&l, "ADA/USDT"));
	ok(!limit_lists(&l, "ADA/USD"));
	vec_clear(&policy_rows);
	policy_ready(env);
	l = policy_limit(policy, RULE_SYMBOLS, "demo", "");
	ok(l.set && limit_lists(&l, "ETH/USDT") && !limit_lists(&l, "ADA/USDT"));
	vec_clear(&policy_rows);
	policy_ready((char *[]){ "ETRMS_RISK_SYMBOLS=off", NULL });
	l = policy_limit(policy, RULE_SYMBOLS, "demo", "");
	ok(!l.set && limit_lists(&l, "ANY/THING"));
}

static void
passes_over_nothing_in_the_environment(void)
{
	static const char *const bad[][2] = {
		{ "ETRMS_RISK_MAX_LEVERAGE=ten", "environment: ETRMS_RISK_MAX"
		  "_LEVERAGE: max-leverage: \"ten\" is not a decimal number" },
		{ "ETRMS_RISK_MAX_LEVERAGE=", "environment: ETRMS_RISK_MAX"
		  "_LEVERAGE: max-leverage: \"\" is not a decimal number" },
		{ "ETRMS_RISK_MAX_LEVERGE=3", "environment: ETRMS_RISK_MAX"
		  "_LEVERGE is no rule of the policy" },
		{ "ETRMS_RISK_TAX_AGE=3m", "environment: ETRMS_RISK_TAX_AGE is"
		  " no rule of the policy" },
		{ "ETRMS_RISK_MAX_AGO=3m", "environment: ETRMS_RISK_MAX_AGO is"
		  " no rule of the policy" },
		{ "ETRMS_RISK_max_leverage=3", "environment: ETRMS_RISK_max"
		  "_leverage is no rule of the policy" },
		{ "ETRMS_RISK_=3", "environment: ETRMS_RISK_ is no rule of the"
		  " policy" },
		{ "ETRMS_RISK_MAX_LEVERAGE_MAX_LEVERAGE_MAX_LEVERAGE=3",
		  "environment: ETRMS_RISK_MAX_LEVERAGE_MAX_LEVERAGE_MAX"
		  "_LEVERAGE is no rule of the policy" }
	};

	world();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *env[] = { (char *)(uintptr_t)bad[i][0], NULL };
		struct policy *p = NULL;

		is_int(policy_build(NULL, env, &p, &err), E_USAGE);
		is_text(err.text, bad[i][1]);
		ok(p == NULL);
	}
}

static void
refuses_a_store_it_cannot_read(void)
{
	struct policy *p = NULL;

	world();
	policy_is("max-wonder", "3");
	is_int(policy_build(&policy_rows, NULL, &p, &err), E_STORE);
	is_text(err.text, "policy: the store has a rule \"max-wonder\" that"
	    " this version does not know");
	vec_clear(&policy_rows);
	policy_is("max-leverage", "many");
	is_int(policy_build(&policy_rows, NULL, &p, &err), E_STORE);
	is_int(err.code, E_STORE);
	is_text(err.text, "policy in the store: max-leverage: \"many\" is not"
	    " a decimal number");
	ok(p == NULL);
}

static void
explains_what_is_in_force(void)
{
	static const char *const want[] = {
		"10 default default 0 a narrower scope has a value",
		"8 global stored 0 a narrower scope has a value",
		"6 account stored 0 the environment is tighter",
		"4 environment ETRMS_RISK_MAX_LEVERAGE 1 in force"
	};
	struct policy_reasons out = {0};
	char text[200];

	world();
	policy_for("max-leverage", "6", "demo", "");
	policy_is("max-leverage", "8");
	policy_for("max-leverage", "7", "other", "");
	policy_ready((char *[]){ "ETRMS_RISK_MAX_LEVERAGE=4",
	    "ETRMS_RISK_MAX_ORDER_USDT=1", NULL });
	policy_explain(policy, "max-leverage", "demo", "BTC/USDT", &out);
	is_int(out.len, 4);
	for (size_t i = 0; i < out.len && i < 4; i++) {
		snprintf(text, sizeof(text), "%s %s %s %d %s",
		    out.at[i].value, out.at[i].scope, out.at[i].origin,
		    out.at[i].in_force, out.at[i].message);
		is_text(text, want[i]);
		is_text(out.at[i].rule, "max-leverage");
	}
	is_text(out.at[2].account, "demo");
	is_text(out.at[2].symbol, "");
	vec_clear(&out);
	policy_ready((char *[]){ "ETRMS_RISK_MAX_LEVERAGE=6.1", NULL });
	policy_explain(policy, "max-leverage", "demo", "", &out);
	is_int(out.len, 4);
	is_int(out.at[2].in_force, 1);
	is_int(out.at[3].in_force, 0);
	is_text(out.at[3].message, "would loosen what is in force");
	vec_clear(&out);
	policy_ready(NULL);
	policy_explain(policy, "max-leverage", "demo", "", &out);
	is_int(out.len, 3);
	vec_clear(&out);
	/* both names of a rule: each has its say */
	policy_ready((char *[]){ "ETRMS_RISK_MAX_ORDER_NOTIONAL=30",
	    "ETRMS_RISK_MAX_ORDER_USDT=20", NULL });
	policy_explain(policy, "max-order-notional", "demo", "", &out);
	is_int(out.len, 3);
	is_text(out.at[1].origin, "ETRMS_RISK_MAX_ORDER_NOTIONAL");
	is_int(out.at[1].in_force, 0);
	is_text(out.at[2].origin, "ETRMS_RISK_MAX_ORDER_USDT");
	is_int(out.at[2].in_force, 1);
	vec_clear(&out);
	policy_is("symbols", "BTC/*");
	policy_ready((char *[]){ "ETRMS_RISK_SYMBOLS=*/USDT", NULL });
	policy_explain(policy, "symbols", "demo", "", &out);
	is_int(out.len, 3);
	ok(!out.at[0].in_force && out.at[1].in_force && out.at[2].in_force);
	vec_release(&out);
}

int
main(void)
{
	TEST(writes_values_canonically);
	TEST(refuses_what_it_cannot_read);
	TEST(bounds_the_length_of_lists);
	TEST(reads_the_number_of_a_value);
	TEST(finds_rules_by_both_names);
	TEST(has_the_promised_defaults);
	TEST(lets_the_narrowest_scope_win);
	TEST(tightens_from_the_environment);
	TEST(never_loosens_from_the_environment);
	TEST(takes_the_tighter_of_two_variables);
	TEST(joins_lists_by_and);
	TEST(passes_over_nothing_in_the_environment);
	TEST(refuses_a_store_it_cannot_read);
	TEST(explains_what_is_in_force);
	world();
	return tap_done();
}
