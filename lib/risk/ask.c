/*
 * What a trader asks about its account, answered as a breaker's condition is.
 */
#include "risk/plan.h"

struct account_asker { struct breaker_plan plan; };

struct account_asker *
account_asker_new(void)
{
	struct account_asker *a = mem_alloc(sizeof(*a));

	a->plan.counts_fills = true;
	return a;
}

void
account_asker_free(struct account_asker *a)
{
	if (a == NULL)
		return;
	peaks_release(&a->plan.peaks);
	book_release(&a->plan.book);
	free(a);
}

/* Functions of the account cover all of it, whatever symbol asks. */
static bool
of_position(enum expr_id id)
{
	return (id >= EXPR_POSITION_SIDE && id <= EXPR_HELD) ||
	    id == EXPR_MARK || id == EXPR_SYMBOL;
}

void
account_ask(struct account_asker *a, const struct snapshot *s,
    const struct risk_history *h, const char *symbol,
    const struct expr_ask *ask, struct expr_value *out)
{
	struct question q = { .plan = &a->plan, .s = s, .h = h,
	    .now = s->time, .stale = INT64_MAX, .symbol = "" };

	if (of_position(ask->id)) {
		q.symbol = symbol;
		q.position = snapshot_position(s, symbol);
		q.price = snapshot_price(s, symbol);
	}
	q.book = plan_book(&a->plan, h, s);
	question_value(&q, ask, out);
}
