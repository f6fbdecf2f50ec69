/*
 * A breaker's verdict: what its condition is asked about, and what it says.
 */
#include "risk/judge.h"
#include "risk/plan.h"

#include <stdio.h>
#include <string.h>

void
breaker_verdict_release(struct breaker_verdict *v)
{
	vec_release(&v->hits);
	*v = (struct breaker_verdict){0};
}

/* In hedge mode the two sides of a symbol are remembered apart. */
static const char *
memory_key(const struct question *q, char buf[SYMBOL_SIZE])
{
	if (q->position == NULL || q->position->hedged != 1 ||
	    q->position->side == POSITION_LONG)
		return q->symbol;
	snprintf(buf, SYMBOL_SIZE, "%.24s short", q->symbol);
	return buf;
}

static void
recall(void *self, unsigned slot, struct expr_memory *out)
{
	const struct question *q = self;
	char key[SYMBOL_SIZE];

	q->memory->recall(q->memory->self, memory_key(q, key), slot, out);
}

static void
remember(void *self, unsigned slot, const struct expr_memory *m)
{
	const struct question *q = self;
	char key[SYMBOL_SIZE];

	q->memory->remember(q->memory->self, memory_key(q, key), slot, m);
}

static const struct candles *
bars(void *self, const char *symbol, int64_t timeframe)
{
	const struct question *q = self;

	if (symbol[0] == '\0')
		symbol = q->symbol;
	return symbol[0] == '\0' ? NULL :
	    q->h->bars(q->h->self, symbol, timeframe);
}

static const struct funding_rates *
funding(void *self, const char *symbol)
{
	const struct question *q = self;

	if (symbol[0] == '\0')
		symbol = q->symbol;
	return symbol[0] == '\0' ? NULL : q->h->funding(q->h->self, symbol);
}

static void
say(char *to, size_t size, const struct question *q,
    const struct expr_why *why, enum truth truth)
{
	char a[DEC_TEXT_SIZE], b[DEC_TEXT_SIZE];
	char side[SYMBOL_SIZE];
	const char *of = memory_key(q, side);
	const char *gap = of[0] != '\0' ? ": " : "";

	if (truth == TRUTH_UNKNOWN)
		snprintf(to, size, why->cause[0] != '\0' ?
		    "%s%s%s is not known (%s)" : "%s%s%s is not known", of,
		    gap, why->missing, why->cause);
	else if (dec_known(why->value) && dec_known(why->limit))
		snprintf(to, size, "%s%s%s: %s against %s", of, gap,
		    why->cause, dec_text(why->value, a),
		    dec_text(why->limit, b));
	else
		snprintf(to, size, "%s%s%s", of, gap, why->cause);
}

/* Asks for one symbol, or ("") the account, and adds to the verdict. */
static enum err_code
ask(struct question *q, const char *symbol, const struct position *position,
    struct breaker_verdict *out, struct err *err)
{
	struct expr_source source = { .self = q, .now = q->now,
	    .stale = q->stale, .value = question_value };
	struct expr_why why = { .value = DEC_NONE, .limit = DEC_NONE };
	enum truth truth;
	enum err_code rc;

	q->symbol = symbol;
	q->position = position != NULL || symbol[0] == '\0' ? position :
	    snapshot_position(q->s, symbol);
	q->price = symbol[0] != '\0' ? snapshot_price(q->s, symbol) : NULL;
	if (q->price != NULL &&
	    too_old(q->price->time, q->now, q->stale))
		q->price = NULL;
	if (q->memory != NULL && q->memory->recall != NULL) {
		source.recall = recall;
		source.remember = remember;
	}
	if (q->h->bars != NULL)
		source.bars = bars;
	if (q->h->funding != NULL)
		source.funding = funding;
	/* Words are made only where they are read; a condition that remembers
	 * is asked once. */
	if (expr_slots(q->plan->when) > 0)
		rc = expr_truth(q->plan->when, &source, &truth, &why, err);
	else
		rc = expr_truth(q->plan->when, &source, &truth, NULL, err);
	if (rc == E_OK && truth != TRUTH_FALSE &&
	    expr_slots(q->plan->when) == 0)
		rc = expr_truth(q->plan->when, &source, &truth, &why, err);
	if (rc != E_OK)
		return err_prefix(err, "breaker %s", q->plan->breaker.name);
	if (truth == TRUTH_TRUE || (truth == TRUTH_UNKNOWN &&
	    q->plan->breaker.on_unknown_trip == 1)) {
		struct breaker_hit *hit = vec_add(&out->hits);

		TEXT_SET(hit->symbol, symbol);
		hit->value = why.value;
		hit->limit = why.limit;
		say(hit->message, sizeof(hit->message), q, &why, truth);
	} else if (truth == TRUTH_UNKNOWN) {
		if (out->answer != BREAKER_UNKNOWN)
			say(out->message, sizeof(out->message), q, &why,
			    truth);
		out->answer = BREAKER_UNKNOWN;
	}
	return E_OK;
}

static bool
is_exact(const char *pattern)
{
	return pattern[0] != '\0' && strpbrk(pattern, "*?") == NULL;
}

/* Every position in the scope; a flat account has none to judge. */
static enum err_code
ask_positions(struct question *q, struct breaker_verdict *out,
    struct err *err)
{
	const struct breaker *b = &q->plan->breaker;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < q->s->positions.len && rc == E_OK; i++) {
		const struct position *p = &q->s->positions.at[i];

		if (b->symbol[0] == '\0' ||
		    pattern_matches(b->symbol, p->symbol))
			rc = ask(q, p->symbol, p, out, err);
	}
	return rc;
}

/* Every symbol of the scope that has a price. */
static enum err_code
ask_symbols(struct question *q, struct breaker_verdict *out, struct err *err)
{
	const struct breaker *b = &q->plan->breaker;
	enum err_code rc = E_OK;

	if (is_exact(b->symbol))
		return ask(q, b->symbol, NULL, out, err);
	for (size_t i = 0; i < q->s->prices.len && rc == E_OK; i++)
		if (pattern_matches(b->symbol, q->s->prices.at[i].symbol))
			rc = ask(q, q->s->prices.at[i].symbol, NULL, out,
			    err);
	return rc;
}

enum err_code
breaker_judge(struct breaker_plan *p, const struct snapshot *s,
    const struct risk_history *h, int64_t now, int64_t stale,
    const struct held_memory *memory, struct breaker_verdict *out,
    struct err *err)
{
	struct stakes held = {0};
	struct question q = { .plan = p, .s = s, .h = h, .memory = memory,
	    .now = now, .stale = stale, .symbol = "" };
	struct err ignored;
	enum err_code rc;

	vec_clear(&out->hits);
	out->answer = BREAKER_NO;
	out->message[0] = '\0';
	if (stakes_held(s, &held, &ignored) == E_OK)
		q.held = &held;
	q.book = plan_book(p, h, s);
	if (expr_reads_position(p->when))
		rc = ask_positions(&q, out, err);
	else if (p->breaker.symbol[0] != '\0')
		rc = ask_symbols(&q, out, err);
	else
		rc = ask(&q, "", NULL, out, err);
	if (rc == E_OK && out->hits.len > 0) {
		out->answer = BREAKER_TRIPS;
		memcpy(out->message, out->hits.at[0].message,
		    sizeof(out->message));
	}
	stakes_release(&held);
	return rc;
}

static enum err_code
check_one(const struct risk_rules *rules, const struct breaker *b,
    const struct snapshot *s, const struct risk_history *h,
    const struct held_memory *memory, struct findings *out, struct err *err)
{
	struct breaker_plan *plan = NULL;
	struct breaker_verdict v = {0};
	enum err_code rc = breaker_compile(b, &plan, err);

	if (rc == E_OK)
		rc = breaker_judge(plan, s, h, rules->now, rules->max_age,
		    memory, &v, err);
	if (rc == E_OK && v.answer == BREAKER_UNKNOWN)
		finding_say(finding_add(out, s, b->symbol, "unknown",
		    SEVERITY_WARNING), "breaker %s: %s", b->name, v.message);
	for (size_t i = 0; rc == E_OK && i < v.hits.len; i++) {
		struct finding *f = finding_add(out, s, v.hits.at[i].symbol,
		    "breaker", SEVERITY_BREACH);

		f->value = v.hits.at[i].value;
		f->limit = v.hits.at[i].limit;
		finding_say(f, "breaker %s would trip now: %.150s; etrms"
		    " monitor --once", b->name, v.hits.at[i].message);
	}
	breaker_verdict_release(&v);
	breaker_plan_free(plan);
	return rc;
}

enum err_code
risk_check_breakers(const struct risk_rules *rules, const struct snapshot *s,
    const struct risk_history *h, const struct held_memory *memory,
    struct findings *out, struct err *err)
{
	const struct breakers *all = rules->breakers;
	enum err_code rc = E_OK;

	for (size_t i = 0; all != NULL && i < all->len && rc == E_OK; i++) {
		const struct breaker *b = &all->at[i];

		if (b->enabled == 1 && b->state == BREAKER_ARMED &&
		    breaker_covers(b, s->account.label, s->account.venue,
		    NULL))
			rc = check_one(rules, b, s, h, memory, out, err);
	}
	return rc;
}
