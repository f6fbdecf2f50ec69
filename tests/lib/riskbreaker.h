/*
 * Asking conditions in the small world of risk.h, with a past of their own.
 */
#ifndef TESTS_RISKBREAKER_H
#define TESTS_RISKBREAKER_H

#include "tests/lib/risk.h"

#define HOUR INT64_C(3600000000)
#define DAY (24 * HOUR)

static struct curve curve;
static struct fills fills;
static struct orders stops;
static struct fundings fundings;
static struct risk_history history;
static struct breaker_verdict answer;
static struct held_memory memory;

static inline void
begin(void)
{
	world();
	curve_clear(&curve);
	vec_clear(&fills);
	vec_clear(&stops);
	vec_clear(&fundings);
	history = (struct risk_history){ .curve = &curve, .fills = &fills,
	    .stops = &stops, .fundings = &fundings };
	memory = (struct held_memory){0};
}

static inline void
point(int64_t ago, const char *equity, const char *transferred,
    const char *units)
{
	struct equity_point p = { .time = NOW - ago };

	p.equity = p.high = p.low = D(equity);
	p.transferred = D(transferred);
	p.units = D(units);
	curve_add(&curve, &p);
}

static inline struct fill *
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
static inline const char *
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

static inline const char *
ask(const char *when)
{
	struct breaker b = breaker(when);

	return verdict_of(&b);
}

static inline const char *
ask_of(const char *symbol, const char *when)
{
	struct breaker b = breaker(when);

	TEXT_SET(b.symbol, symbol);
	return verdict_of(&b);
}

#endif
