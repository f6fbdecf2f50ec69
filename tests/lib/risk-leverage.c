/*
 * The rules that leverage brings, each on one order and on the whole account,
 * at its limit and one digit beyond; what is unknown refuses.
 */
#include "tests/lib/riskswap.h"

static struct findings found;

/* "rule rule…" of what the check of the account found. */
static const char *
check(void)
{
	static char text[400];
	size_t n = 0;

	vec_clear(&found);
	if (risk_check(&rules, &snap, &found, &err) != E_OK)
		return err.text;
	text[0] = '\0';
	for (size_t i = 0; i < found.len; i++)
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s",
		    i > 0 ? " " : "", found.at[i].rule);
	return text;
}

#define finds(symbol_, value_, limit_, message_) do { \
	is_int(found.len, 1); \
	is_int(found.at[0].severity, SEVERITY_BREACH); \
	is_text(found.at[0].symbol, (symbol_)); \
	is_dec(found.at[0].value, (value_)); \
	is_dec(found.at[0].limit, (limit_)); \
	is_text(found.at[0].message, (message_)); \
} while (0)

static void
limits_the_leverage_of_a_position(void)
{
	struct order_request r = asks(SIDE_BUY, BTC, "0.001");

	swaps("max-position-leverage", "10", "10", MARGIN_CROSS);
	allows(r);
	snap.instruments.at[2].leverage = D("10.01");
	refuses(r, "max-position-leverage");
	found("10.01", "10");
	says("the leverage of " BTC " is 10.01, above 10");
	r = asks(SIDE_BUY, ETH, "0.01");
	allows(r);	/* another symbol's */
	r = asks(SIDE_BUY, "BTC/USDT", "0.001");
	allows(r);	/* spot has none */
	/* what is held counts, not what is set */
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_CROSS);
	r = asks(SIDE_BUY, BTC, "0.001");
	allows(r);
	is_text(check(), "");
	snap.positions.at[0].leverage = D("11");
	refuses(r, "max-position-leverage");
	is_text(check(), "max-position-leverage");
	finds(BTC, "11", "10", "the leverage of " BTC " is 11, above 10");
	r = asks(SIDE_SELL, BTC, "0.1");
	allows(r);	/* the way out is free */
	snap.positions.at[0].leverage = DEC_NONE;
	r = asks(SIDE_BUY, BTC, "0.001");
	refuses(r, "max-position-leverage");
	says("the leverage of " BTC " is not known");
	/* never set: 1 */
	vec_clear(&snap.positions);
	snap.instruments.at[2].leverage = DEC_ZERO;
	allows(r);
}

static const char *
may_set(const char *symbol, const char *leverage, bool riskier)
{
	risk_approve_leverage(&rules, &snap, symbol, D(leverage), DEC_NONE,
	    riskier, &verdict);
	ok(verdict.allowed == (verdict.findings.len == 0));
	return verdict.allowed ? "" : verdict.findings.at[0].message;
}

static void
judges_a_change_of_leverage(void)
{
	swaps("max-position-leverage", "10", "1", MARGIN_CROSS);
	is_text(may_set(BTC, "10", true), "");
	is_text(may_set(BTC, "10.5", true), "the leverage of " BTC " is 10.5,"
	    " above 10");
	is_text(may_set(BTC, "20", false), "");	/* down from more */
	is_text(may_set(BTC, "", true), "");	/* only margin is taken */
	swaps("max-position-leverage", "off", "1", MARGIN_CROSS);
	is_text(may_set(BTC, "100", true), "");
}

static const char *
may_take(const char *symbol, const char *margin)
{
	risk_approve_leverage(&rules, &snap, symbol, DEC_NONE, D(margin), true,
	    &verdict);
	return verdict.allowed ? "" : verdict.findings.at[0].message;
}

static void
judges_margin_that_is_taken(void)
{
	struct position *p;

	swaps("min-liquidation-distance", "8%", "10", MARGIN_ISOLATED);
	p = held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_ISOLATED);
	p->collateral = D("500");
	p->liquidation_price = D("45180.8");	/* 9.6384 % */
	is_text(may_take(BTC, "-81"), "");
	/* (5000 - 418) / .996 / .1 = 46004.1 */
	is_text(may_take(BTC, "-82"), BTC " would be liquidated at 46004.1,"
	    " 7.9918% from 50000, below 8%");
	is_text(may_take(ETH, "-82"), "");	/* nothing is held there */
	TEXT_SET(p->margin_mode, "cross");
	is_text(may_take(BTC, "-82"), "");	/* it has none of its own */
}

static void
limits_margin_used(void)
{
	struct order_request r = asks(SIDE_BUY, BTC, "0.1");

	swaps("max-margin-used", "5%", "10", MARGIN_CROSS);
	allows(r);	/* 5000 / 10 on 10000 */
	is_dec(verdict.effect.margin_after, "500");
	r.amount = D("0.101");
	refuses(r, "max-margin-used");
	found("0.0505", "0.05");
	says("initial margin would be 505 USDT, 5.05% of equity 10000, above"
	    " 5%");
	/* working orders count in full, positions as the venue says */
	r.amount = D("0.05");
	order_is(ETH, SIDE_SELL, TYPE_LIMIT, "0.5", "3000", ORDER_UNKNOWN);
	held_is(BTC, POSITION_LONG, "0.02", "50000", "50000", "10",
	    MARGIN_CROSS);
	allows(r);	/* 250 + 150 + 100 */
	r.amount = D("0.051");
	refuses(r, "max-margin-used");
	vec_clear(&snap.orders);
	is_text(check(), "");
	snap.positions.at[0].initial_margin = D("500");
	is_text(check(), "");
	snap.positions.at[0].initial_margin = D("500.00000001");
	is_text(check(), "max-margin-used");
	finds("", "0.05000001", "0.05", "with working orders initial margin"
	    " is 500.00000001 USDT, 5.000001% of equity 10000, above 5%");
	snap.positions.at[0].leverage = DEC_NONE;
	snap.positions.at[0].initial_margin = DEC_NONE;
	is_text(check(), "max-margin-used");
	finds("", "", "", "the initial margin of " BTC " is not known");
	r.amount = D("0.001");
	refuses(r, "max-margin-used");
	says("the initial margin of " BTC " is not known");
	r = asks(SIDE_SELL, BTC, "0.02");
	allows(r);
}

static void
limits_the_margin_ratio(void)
{
	struct order_request r = asks(SIDE_SELL, BTC, "0.1");

	swaps("max-margin-ratio", "0.2%", "10", MARGIN_CROSS);
	allows(r);	/* 5000 × .004 on 10000 */
	is_dec(verdict.effect.maintenance_after, "20");
	r.amount = D("0.101");
	refuses(r, "max-margin-ratio");
	found("0.00202", "0.002");
	says("maintenance margin would be 20.2 USDT, 0.202% of equity 10000,"
	    " above 0.2%");
	held_is(ETH, POSITION_SHORT, "1", "3000", "3000", "10",
	    MARGIN_CROSS)->maintenance_margin = D("20");
	is_text(check(), "");
	snap.positions.at[0].maintenance_margin = D("20.00000001");
	is_text(check(), "max-margin-ratio");
	finds("", "0.00200001", "0.002", "with working orders maintenance"
	    " margin is 20.00000001 USDT, 0.200001% of equity 10000, above"
	    " 0.2%");
}

static void
keeps_away_from_liquidation(void)
{
	struct order_request r = asks(SIDE_BUY, BTC, "0.1");
	struct position *p;

	swaps("min-liquidation-distance", "9.6384%", "10", MARGIN_ISOLATED);
	allows(r);
	is_dec(verdict.effect.liquidation_after, "45180.8");
	swaps("min-liquidation-distance", "9.638400001%", "10",
	    MARGIN_ISOLATED);
	refuses(r, "min-liquidation-distance");
	found("0.096384", "0.09638400001");
	says(BTC " would be liquidated at 45180.8, 9.6384% from 50000, below"
	    " 9.638400001%");
	r.side = SIDE_SELL;	/* (54780.8 - 50000) / 50000 */
	refuses(r, "min-liquidation-distance");
	found("0.095616", "0.09638400001");
	/* every position, each by its own symbol's limit */
	swaps("min-liquidation-distance", "5%", "10", MARGIN_ISOLATED);
	p = held_is(ETH, POSITION_SHORT, "1", "3000", "3000", "10",
	    MARGIN_ISOLATED);
	p->liquidation_price = D("3150");
	r = asks(SIDE_BUY, BTC, "0.1");
	allows(r);
	is_text(check(), "");
	p->liquidation_price = D("3149.99");
	refuses(r, "min-liquidation-distance");
	says(ETH " is liquidated at 3149.99, 4.999666% from 3000, below 5%");
	is_text(check(), "min-liquidation-distance");
	finds(ETH, "0.04999666", "0.05", ETH " is liquidated at 3149.99,"
	    " 4.999666% from 3000, below 5%");
	policy_for("min-liquidation-distance", "4%", "", ETH);
	policy_ready(NULL);
	allows(r);
	is_text(check(), "");
	p->liquidation_price = D("2900");	/* the price is beyond it */
	refuses(r, "min-liquidation-distance");
	found("-0.03333334", "0.04");
	/* unknown is not far */
	p->liquidation_price = p->entry_price = DEC_NONE;
	refuses(r, "min-liquidation-distance");
	says("where " ETH " would be liquidated is not known");
	is_text(check(), "min-liquidation-distance");
	r = asks(SIDE_BUY, ETH, "1");
	allows(r);	/* it closes that one */
}

static void
finds_no_liquidation_where_none_is(void)
{
	struct order_request r = asks(SIDE_BUY, BTC, "0.1");

	swaps("min-liquidation-distance", "99%", "10", MARGIN_CROSS);
	rules.explain = true;
	allows(r);	/* 10000 stand behind 5000 */
	says("no price liquidates " BTC);
	r = asks(SIDE_BUY, "BTC/USDT", "0.1");
	allows(r);
	says("no perpetual would be held");
}

static void
requires_a_stop(void)
{
	struct order_request r = asks(SIDE_BUY, "BTC/USDT", "0.01");

	swaps("require-stop", "on", "10", MARGIN_ISOLATED);
	refuses(r, "require-stop");
	says("the order brings no stop: --stop-loss");
	r.stop_loss = (struct level){ LEVEL_PERCENT, D("5") };
	allows(r);
	r = asks(SIDE_BUY, BTC, "0.1");
	refuses(r, "require-stop");
	r.trailing_stop = (struct level){ LEVEL_PERCENT, D("5") };
	allows(r);
	r.trailing_activation = D("51000");	/* none until there */
	refuses(r, "require-stop");
	r.trailing_stop.kind = LEVEL_NONE;
	r.trailing_activation = DEC_NONE;
	/* the liquidation, at 45180.8, comes before a stop beyond it */
	r.stop_loss = (struct level){ LEVEL_PRICE, D("45180.9") };
	allows(r);
	r.stop_loss.value = D("45180.8");
	refuses(r, "require-stop");
	found("45180.8", "45180.8");
	says("the stop at 45180.8 lies beyond the liquidation at 45180.8");
	r.side = SIDE_SELL;
	r.stop_loss.value = D("54780.7");
	allows(r);
	r.stop_loss.value = D("54780.8");
	refuses(r, "require-stop");
	policy_for("require-stop", "off", "", BTC);
	policy_ready(NULL);
	allows(r);
}

static void
finds_positions_that_stops_do_not_cover(void)
{
	struct order *o;

	swaps("require-stop", "on", "10", MARGIN_CROSS);
	held_is(BTC, POSITION_SHORT, "0.3", "50000", "50000", "10",
	    MARGIN_CROSS);
	is_text(check(), "require-stop");
	finds(BTC, "0", "1", "live stops cover 0 of 0.3");
	o = order_is(BTC, SIDE_BUY, TYPE_STOP, "0.299", "52000", ORDER_OPEN);
	o->reduce_only = 1;
	is_text(check(), "require-stop");
	finds(BTC, "0.99666666", "1", "live stops cover 0.299 of 0.3");
	o->remaining = o->amount = D("0.3");
	is_text(check(), "");
	o->state = ORDER_CANCELED;
	is_text(check(), "require-stop");
	o->state = ORDER_PARTIAL;
	o->side = SIDE_SELL;	/* the wrong way */
	o->reduce_only = 0;
	is_text(check(), "require-stop");
	o->side = SIDE_BUY;
	o->type = TYPE_TAKE_PROFIT;
	is_text(check(), "require-stop");
	o->type = TYPE_TRAILING;
	is_text(check(), "");
	o->trigger_price = DEC_NONE;
	o->activation_price = D("49000");	/* not there yet */
	is_text(check(), "require-stop");
	/* coins that two quotes show are one position */
	swaps("require-stop", "on", "10", MARGIN_CROSS);
	symbol_is("BTC/EUR", "46000");
	position_is("BTC/USDT", "1", "50000");
	position_is("BTC/EUR", "1", "46000");
	order_is("BTC/USDT", SIDE_SELL, TYPE_STOP, "1", "49000", ORDER_OPEN);
	is_text(check(), "");
	snap.positions.at[0].mark_price = DEC_NONE;
	is_text(check(), "require-stop");
	finds("BTC/USDT", "", "", "what stops cover of BTC/USDT is not known");
}

static void
limits_the_total_risk(void)
{
	struct order_request r = asks(SIDE_BUY, BTC, "0.1");
	struct order *o;

	swaps("max-total-risk", "5%", "10", MARGIN_CROSS);
	allows(r);	/* a tenth of 5000 */
	is_dec(verdict.effect.total_risk_after, "500");
	r.amount = D("0.101");
	refuses(r, "max-total-risk");
	found("0.0505", "0.05");
	says("if every stop were hit the account would lose 505 USDT, 5.05%"
	    " of equity 10000, above 5%");
	/* .1 × 1000, fees of 5000 and 4900 at .05 % */
	r.amount = D("0.1");
	r.stop_loss = (struct level){ LEVEL_PRICE, D("49000") };
	allows(r);
	is_dec(verdict.effect.total_risk_after, "104.95");
	/* a position at its stop, another at the shock, a working entry */
	held_is(ETH, POSITION_SHORT, "1", "3100", "3000", "10", MARGIN_CROSS);
	o = order_is(ETH, SIDE_BUY, TYPE_STOP, "1", "3050", ORDER_OPEN);
	o->reduce_only = 1;
	position_is("BTC/USDT", "0.02", "50000");
	o = order_is(BTC, SIDE_SELL, TYPE_LIMIT, "0.01", "52000", ORDER_OPEN);
	o->stop_loss = (struct level){ LEVEL_PERCENT, D("1") };
	allows(r);	/* 50 + 100 + 5.2 + .26 + .2626 */
	is_dec(verdict.effect.total_risk_after, "260.6726");
	vec_clear(&snap.orders);
	is_text(check(), "");	/* 300 and 100 */
	rules.terms.shock = D("0.125");
	is_text(check(), "");	/* 375 and 125 */
	rules.terms.shock = D("0.12500001");
	is_text(check(), "max-total-risk");
	finds("", "0.05000001", "0.05", "if every stop is hit the account"
	    " loses 500.00004 USDT, 5.000001% of equity 10000, above 5%");
	snap.positions.at[1].mark_price = DEC_NONE;
	is_text(check(), "max-total-risk");
	finds("", "", "", "what BTC/USDT would lose is not known");
	refuses(r, "max-total-risk");
}

/* What closes adds no risk of its own; beyond the position it does. */
static void
counts_working_orders_that_open(void)
{
	struct order_request r = asks(SIDE_BUY, ETH, "0.01");

	swaps("max-total-risk", "50%", "10", MARGIN_CROSS);
	held_is(BTC, POSITION_LONG, "0.1", "50000", "50000", "10",
	    MARGIN_CROSS);
	order_is(BTC, SIDE_SELL, TYPE_LIMIT, "0.1", "60000", ORDER_OPEN);
	allows(r);
	is_dec(verdict.effect.total_risk_after, "503");
	snap.orders.at[0].remaining = D("0.2");
	allows(r);
	is_dec(verdict.effect.total_risk_after, "1103");
}

int
main(void)
{
	TEST(limits_the_leverage_of_a_position);
	TEST(judges_a_change_of_leverage);
	TEST(judges_margin_that_is_taken);
	TEST(limits_margin_used);
	TEST(limits_the_margin_ratio);
	TEST(keeps_away_from_liquidation);
	TEST(finds_no_liquidation_where_none_is);
	TEST(requires_a_stop);
	TEST(finds_positions_that_stops_do_not_cover);
	TEST(limits_the_total_risk);
	TEST(counts_working_orders_that_open);
	vec_release(&found);
	world();
	return tap_done();
}
