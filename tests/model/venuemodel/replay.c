/*
 * The steps of a group, in the order of the page, and the end.
 */
#include "tests/model/venuemodel/model.h"

#include "base/record.h"

/* An order waits for a bar of its symbol; of an unknown one there is none to
 * wait for. */
static bool
takes_part(const struct model *m, const struct instruction *in, int64_t t)
{
	const struct instrument *of;

	if (in->done || in->mark != NO_POINT || in->effective > t)
		return false;
	if (in->action != DO_ORDER && in->action != DO_OCO)
		return true;
	of = instrument_of(m, in->order.symbol);
	return of == NULL || of->here;
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
		struct order *o = m->orders.at[i];

		if (working(o) && o->want.expire_at != 0 &&
		    o->want.expire_at <= t)
			order_close(m, o, "expired", "time");
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
	rates_fall(m);
}

static const struct bar *
bar_at(const struct bars *bars, int64_t t)
{
	for (size_t i = 0; i < bars->len; i++)
		if (bars->at[i].t == t)
			return &bars->at[i];
	return NULL;
}

/* Step 1: bars begin. Detail bars use no mark bar. */
static void
open_bars(struct model *m, int64_t t)
{
	for (size_t i = 0; i < m->instruments.len; i++) {
		struct instrument *in = &m->instruments.at[i];
		const struct bar *bar = bar_at(&in->bars, t);

		in->here = bar != NULL;
		if (bar == NULL)
			continue;
		in->bar = bar;
		in->low_visited = in->high_visited = false;
		in->mark_bar = bar->length == m->bar_length ?
		    bar_at(&in->marks, t) : NULL;
		in->basis = DEC_ZERO;
		last_set(m, in, bar->open);
		if (in->mark_bar != NULL)
			in->mark = in->mark_bar->open;
	}
}

/* Equity after what led to a mark; then the instructions given at it. */
static struct dec
mark_reach(struct model *m, int64_t t, enum point point)
{
	struct dec equity = equity_of(m);

	identities_at_mark(m);
	if (point != AT_CLOSE) {
		instructions_at_mark(m, t, point);
		liquidation_check(m);
	}
	return equity;
}

static void
phase_walk(struct model *m, int64_t t, int64_t length, enum point phase)
{
	clock_set(m, t + length * (int64_t)phase / 4, phase);
	for (size_t i = 0; i < m->instruments.len; i++)
		if (m->instruments.at[i].here)
			walk(m, &m->instruments.at[i], phase);
	/* Every symbol walks, then the guarded targets are matched. */
	for (size_t i = 0; i < m->instruments.len; i++)
		if (phase == AT_CLOSE)
			guarded_match(m, &m->instruments.at[i]);
	liquidation_check(m);
}

static void
group(struct model *m, int64_t before, int64_t t, int64_t length)
{
	struct instruction *in;
	struct dec equity[4];

	clock_set(m, t, AT_OPEN);
	open_bars(m, t);
	fund(m, before, t);
	liquidation_check(m);
	expire(m, t);
	while ((in = next_instruction(m, t)) != NULL)
		instruction_do(m, in);
	gap(m);
	liquidation_check(m);
	equity[AT_OPEN] = mark_reach(m, t, AT_OPEN);
	for (enum point phase = AT_FIRST; phase <= AT_CLOSE; phase++) {
		phase_walk(m, t, length, phase);
		equity[phase] = mark_reach(m, t, phase);
	}
	clock_set(m, t + length, AT_CLOSE);
	mark_put(m, equity);
	instructions_at_mark(m, t, AT_CLOSE);
	liquidation_check(m);
}

static void
position_put(struct model *m, const struct instrument *in)
{
	struct dec contracts = contracts_of(m, in);
	struct rec r = { .event = "position" };

	if (!in->swap || dec_sign(contracts) == 0)
		return;
	rec_text(&r, "symbol", in->symbol);
	rec_text(&r, "side", dec_sign(contracts) > 0 ? "long" : "short");
	rec_number(&r, "amount", dec_abs(contracts));
	rec_number(&r, "cost", cost_of(m, in));
	rec_number(&r, "margin", margin_of(m, in));
	rec_number(&r, "mark_price", in->mark);
	rec_put(m, &r);
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
		if (next->action == DO_OCO)
			reject(m, next->second.id, DO_ORDER, "after_end");
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
	for (size_t i = 0; i < m->instruments.len; i++)
		position_put(m, &m->instruments.at[i]);
}

void
replay(struct model *m)
{
	int64_t t = INT64_MIN, next, length = 0;

	for (;;) {
		next = INT64_MAX;
		for (size_t i = 0; i < m->instruments.len; i++) {
			const struct bars *bars = &m->instruments.at[i].bars;

			for (size_t k = 0; k < bars->len; k++)
				if (bars->at[k].t > t && bars->at[k].t < next) {
					next = bars->at[k].t;
					length = bars->at[k].length;
				}
		}
		if (next == INT64_MAX)
			break;
		group(m, t, next, length);
		t = next;
	}
	end(m);
}
