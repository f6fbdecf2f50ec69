/*
 * A small world for tests of judgement: a paper account with money, symbols,
 * prices and a policy, all written as text.
 */
#ifndef TESTS_RISK_H
#define TESTS_RISK_H

#include "risk/breaker.h"
#include "risk/risk.h"
#include "tests/lib/tap.h"

#define NOW INT64_C(1709294400000000)	/* 2024-03-01T12:00:00Z */

static struct snapshot snap;
static struct risk_rules rules;
static struct policy_rows policy_rows;
static struct halts halts;
static struct breakers breakers;
static struct policy *policy;
static struct verdict verdict;
static struct approved_order *approved;
static struct err err;

static inline struct dec
D(const char *text)
{
	struct dec d = DEC_NONE;

	if (text[0] != '\0' && !dec_parse_text(text, &d))
		printf("# bad decimal in a test: %s\n", text);
	return d;
}

#define is_dec(got, want) do { \
	char is_dec_[DEC_TEXT_SIZE]; \
	is_text(dec_text((got), is_dec_), (want)); \
} while (0)

static inline void
symbol_is(const char *symbol, const char *last)
{
	struct instrument *i = vec_add(&snap.instruments);
	struct price *p = vec_add(&snap.prices);

	TEXT_SET(i->symbol, symbol);
	TEXT_SET(i->venue, "sim");
	instrument_set_tick(i, "0.01", NULL);
	i->lot = D("0.00001");
	i->maker = i->taker = D("0.001");
	if (instrument_check(i, &err) != E_OK)
		printf("# %s\n", err.text);
	TEXT_SET(p->symbol, symbol);
	p->last = p->mark = D(last);
	p->time = NOW;
}

static inline void
holds(const char *asset, const char *total)
{
	struct balance *b = vec_add(&snap.balances);

	TEXT_SET(b->account, "demo");
	TEXT_SET(b->venue, "sim");
	TEXT_SET(b->asset, asset);
	b->free = b->total = D(total);
	b->used = DEC_ZERO;
	b->value = DEC_NONE;
}

static inline struct position *
position_is(const char *symbol, const char *contracts, const char *mark)
{
	struct position *p = vec_add(&snap.positions);

	*p = position_empty();
	TEXT_SET(p->account, "demo");
	TEXT_SET(p->symbol, symbol);
	p->contracts = D(contracts);
	p->contract_size = dec_int(1);
	p->mark_price = D(mark);
	return p;
}

static inline struct order *
order_is(const char *symbol, int side, int type, const char *amount,
    const char *price, int state)
{
	struct order *o = vec_add(&snap.orders);

	*o = order_empty();
	TEXT_SET(o->id, "o1");
	TEXT_SET(o->account, "demo");
	TEXT_SET(o->symbol, symbol);
	o->side = side;
	o->type = type;
	o->amount = o->remaining = D(amount);
	o->filled = DEC_ZERO;
	if (type == TYPE_LIMIT)
		o->price = D(price);
	else
		o->trigger_price = D(price);
	o->state = state;
	return o;
}

/* Empties the world: 10 000 USDT, BTC at 50 000, ETH at 2 500, no policy. */
static inline void
world(void)
{
	approved_free(approved);
	approved = NULL;
	verdict_release(&verdict);
	policy_free(policy);
	policy = NULL;
	snapshot_release(&snap);
	vec_release(&policy_rows);
	vec_release(&halts);
	vec_release(&breakers);
	TEXT_SET(snap.account.label, "demo");
	TEXT_SET(snap.account.venue, "sim");
	TEXT_SET(snap.currency, "USDT");
	snap.account.active = 1;
	snap.time = snap.taken = NOW;
	snap.equity = snap.units = D("10000");
	symbol_is("BTC/USDT", "50000");
	symbol_is("ETH/USDT", "2500");
	holds("USDT", "10000");
	rules = (struct risk_rules){ .halts = &halts, .breakers = &breakers,
	    .now = NOW, .max_age = INT64_C(300000000), .fee_rate = D("0.001") };
}

static inline void
policy_for(const char *rule, const char *value, const char *account,
    const char *symbol)
{
	struct policy_row *r = vec_add(&policy_rows);

	TEXT_SET(r->rule, rule);
	TEXT_SET(r->value, value);
	TEXT_SET(r->account, account);
	TEXT_SET(r->symbol, symbol);
}
#define policy_is(rule, value) policy_for((rule), (value), "", "")

/* Every rule off that is on by default; then set one. */
static inline void
policy_off(void)
{
	policy_is("max-position-share", "off");
	policy_is("max-leverage", "off");
	policy_is("max-risk-per-trade", "off");
	policy_is("price-collar", "off");
	policy_is("max-daily-notional", "off");
}

static inline void
policy_ready(char *const *environment)
{
	policy_free(policy);
	policy = NULL;
	if (policy_build(&policy_rows, environment, &policy, &err) != E_OK)
		printf("# %s\n", err.text);
	rules.policy = policy;
}

static inline struct order_request
asks(int side, const char *symbol, const char *amount)
{
	struct order_request r = order_request_empty();

	TEXT_SET(r.account, "demo");
	TEXT_SET(r.symbol, symbol);
	r.side = side;
	r.type = TYPE_MARKET;
	r.amount = D(amount);
	return r;
}

static inline struct order_request
asks_limit(int side, const char *symbol, const char *amount,
    const char *price)
{
	struct order_request r = asks(side, symbol, amount);

	r.type = TYPE_LIMIT;
	r.price = D(price);
	return r;
}

/* The first refusal's rule; "" when the order may go. */
static inline const char *
refusal(const struct order_request *r)
{
	approved_free(approved);
	approved = NULL;
	if (policy == NULL)
		policy_ready(NULL);
	if (risk_approve(&rules, &snap, r, &verdict, &approved, &err) != E_OK)
		return err.text;
	if (verdict.allowed != (approved != NULL))
		return "allowed and approved differ";
	return verdict.allowed ? "" : verdict.findings.at[0].rule;
}
#define allows(r) is_text(refusal(&(r)), "")
#define refuses(r, rule) is_text(refusal(&(r)), (rule))

/* A world with one rule only. */
static inline void
only(const char *rule, const char *value)
{
	world();
	policy_off();
	policy_is(rule, value);
	for (size_t i = 0; i + 1 < policy_rows.len; i++)
		if (strcmp(policy_rows.at[i].rule, rule) == 0) {
			policy_rows.at[i] = policy_rows.at[policy_rows.len - 1];
			policy_rows.len--;
		}
	policy_ready(NULL);
}

#define says(text) is_text(verdict.findings.len > 0 ? \
	verdict.findings.at[0].message : "(nothing)", (text))
#define found(value_, limit_) do { \
	ok(verdict.findings.len > 0); \
	is_dec(verdict.findings.at[0].value, (value_)); \
	is_dec(verdict.findings.at[0].limit, (limit_)); \
} while (0)

#endif
