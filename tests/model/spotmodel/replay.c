/*
 * The steps of a group, in the order of the page, and the end.
 */
#include "tests/model/spotmodel/model.h"

#include "base/record.h"

static void
reject(struct model *m, const char *id, enum action action,
    const char *reason)
{
	struct rec r = { .event = "rejected" };

	rec_text(&r, "id", id);
	rec_text(&r, "action", action_names[action]);
	rec_text(&r, "reason", reason);
	rec_put(m, &r);
}

static void
order_do(struct model *m, const struct request *want)
{
	struct dec amount;
	const char *reason = refusal(m, want, &amount);

	if (reason != NULL)
		reject(m, want->id, DO_ORDER, reason);
	else
		order_arrive(m, want, amount);
}

static void
cancel_do(struct model *m, const char *id)
{
	for (size_t i = 0; i < m->orders.len; i++) {
		if (strcmp(m->orders.at[i].id, id) != 0)
			continue;
		if (working(&m->orders.at[i]))
			order_close(m, i, "canceled", "user");
		else
			reject(m, id, DO_CANCEL, "order_closed");
		return;
	}
	reject(m, id, DO_CANCEL, "unknown_order");
}

static const char *
transfer_refusal(const struct model *m, const struct instruction *in)
{
	if (!dec_known(price_of(m, in->currency)))
		return "no_price";
	if (dec_sign(in->amount) <= 0 ||
	    dec_decimals(in->amount) > scale_of(m, in->currency))
		return "bad_amount";
	if (in->action == DO_WITHDRAW &&
	    less(free_of(m, in->currency), in->amount))
		return "insufficient_funds";
	return NULL;
}

/* Its value is rounded down with its sign, as every term of equity is. */
static void
transfer_do(struct model *m, const struct instruction *in)
{
	const char *reason = transfer_refusal(m, in);
	struct transfer t = { in->currency, in->amount, DEC_ZERO };
	struct rec r = { .event = "transfer" };

	if (reason != NULL) {
		reject(m, NULL, in->action, reason);
		return;
	}
	if (in->action == DO_WITHDRAW)
		t.amount = dec_neg(t.amount);
	t.value = rounded(times(t.amount, price_of(m, t.currency)),
	    scale_of(m, m->currency), ROUND_FLOOR);
	identities_before_transfer(m);
	vec_push(&m->transfers, t);
	rec_text(&r, "action", action_names[in->action]);
	rec_text(&r, "currency", t.currency);
	rec_number(&r, "amount", t.amount);
	rec_put(m, &r);
}

static void
instruction_do(struct model *m, struct instruction *in)
{
	in->done = true;
	if (in->action == DO_ORDER)
		order_do(m, &in->order);
	else if (in->action == DO_CANCEL)
		cancel_do(m, in->order.id);
	else
		transfer_do(m, in);
}

/* An order waits for a bar of its symbol; of an unknown one there is none to
 * wait for. */
static bool
takes_part(const struct model *m, const struct instruction *in, int64_t t)
{
	const struct instrument *of;

	if (in->done || in->mark != NO_POINT || in->effective > t)
		return false;
	if (in->action != DO_ORDER)
		return true;
	of = instrument_of(m, in->order.symbol);
	return of == NULL || of->bar != NULL;
}

/* The first of those that take part, by effective time, then input order. */
static struct instruction *
next_instruction(struct model *m, int64_t t)
{
	struct instruction *best = NULL;

	for (size_t i = 0; i < m->instructions.len; i++) {
		struct instruction *in = &m->instructions.at[i];

		if (takes_part(m, in, t) &&
		    (best == NULL || in->effective < best->effective))
			best = in;
	}
	return best;
}

static void
instructions_at_mark(struct model *m, int64_t t, enum point mark)
{
	for (size_t i = 0; i < m->instructions.len; i++) {
		struct instruction *in = &m->instructions.at[i];

		if (!in->done && in->mark == mark && in->at == t)
			instruction_do(m, in);
	}
}

static void
expire(struct model *m, int64_t t)
{
	for (size_t i = 0; i < m->orders.len; i++) {
		const struct order *o = &m->orders.at[i];

		if (working(o) && o->want.expire_at != 0 &&
		    o->want.expire_at <= t)
			order_close(m, i, "expired", "time");
	}
}

static void
mark_put(struct model *m, const struct dec equity[4])
{
	static const char *const keys[] = { "equity_open", "equity_first",
		"equity_second", "equity" };
	struct rec r = { .event = "mark" };
	struct buf list = {0};

	for (size_t i = 0; i < 4; i++)
		rec_number(&r, keys[i], equity[i]);
	rec_number(&r, "net_equity", minus(equity[3], transferred_of(m)));
	for (size_t i = 0; i < m->currencies.len; i++) {
		const char *currency = m->currencies.at[i];

		if (dec_known(price_of(m, currency)) ||
		    dec_sign(total_of(m, currency)) == 0)
			continue;
		buf_putc(&list, list.len == 0 ? '[' : ',');
		json_quote(&list, currency, strlen(currency));
	}
	buf_puts(&list, list.len == 0 ? "[]" : "]");
	rec_raw(&r, "unpriced", buf_text(&list));
	rec_put(m, &r);
	buf_release(&list);
}

static void
clock_set(struct model *m, int64_t time, enum point point)
{
	m->time = time;
	m->point = point;
}

/* Step 1: bars begin. */
static void
open_bars(struct model *m, int64_t t)
{
	for (size_t i = 0; i < m->instruments.len; i++) {
		struct instrument *in = &m->instruments.at[i];

		in->bar = NULL;
		in->low_visited = in->high_visited = false;
		for (size_t k = 0; k < in->bars.len; k++)
			if (in->bars.at[k].t == t)
				in->bar = &in->bars.at[k];
		if (in->bar != NULL)
			in->last = in->bar->open;
	}
}

static void
group(struct model *m, int64_t t)
{
	struct instruction *in;
	struct dec equity[4];

	clock_set(m, t, AT_OPEN);
	open_bars(m, t);
	expire(m, t);
	while ((in = next_instruction(m, t)) != NULL)
		instruction_do(m, in);
	gap(m);
	equity[AT_OPEN] = equity_of(m);
	identities_at_mark(m);
	instructions_at_mark(m, t, AT_OPEN);
	for (enum point phase = AT_FIRST; phase <= AT_CLOSE; phase++) {
		clock_set(m, t + m->bar_length * (int64_t)phase / 4, phase);
		for (size_t i = 0; i < m->instruments.len; i++)
			if (m->instruments.at[i].bar != NULL)
				walk(m, &m->instruments.at[i], phase);
		/* Every symbol walks, then the guarded targets are matched. */
		for (size_t i = 0; i < m->instruments.len; i++)
			if (phase == AT_CLOSE)
				guarded_match(m, &m->instruments.at[i]);
		equity[phase] = equity_of(m);
		identities_at_mark(m);
		if (phase == AT_CLOSE) {
			clock_set(m, t + m->bar_length, AT_CLOSE);
			mark_put(m, equity);
		}
		instructions_at_mark(m, t, phase);
	}
}

static void
end(struct model *m)
{
	m->point = AT_END;
	for (;;) {
		struct instruction *next = NULL;

		for (size_t i = 0; i < m->instructions.len; i++) {
			struct instruction *in = &m->instructions.at[i];

			if (!in->done && (next == NULL ||
			    in->effective < next->effective))
				next = in;
		}
		if (next == NULL)
			break;
		next->done = true;
		reject(m, next->order.id, next->action, "after_end");
	}
	for (size_t i = 0; i < m->currencies.len; i++) {
		const char *currency = m->currencies.at[i];
		struct dec total = total_of(m, currency);
		struct dec open = free_of(m, currency);
		struct rec r = { .event = "balance" };

		rec_text(&r, "currency", currency);
		rec_number(&r, "total", total);
		rec_number(&r, "free", open);
		rec_number(&r, "used", minus(total, open));
		rec_put(m, &r);
	}
}

void
replay(struct model *m)
{
	int64_t t = INT64_MIN, next;

	for (;;) {
		next = INT64_MAX;
		for (size_t i = 0; i < m->instruments.len; i++) {
			const struct instrument *in = &m->instruments.at[i];

			for (size_t k = 0; k < in->bars.len; k++)
				if (in->bars.at[k].t > t &&
				    in->bars.at[k].t < next)
					next = in->bars.at[k].t;
		}
		if (next == INT64_MAX)
			break;
		t = next;
		group(m, t);
	}
	end(m);
}
