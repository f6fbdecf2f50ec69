/*
 * Replays of windows put together to one run: trades, orders and points behind
 * each other, and what is held at a window's end sold.
 */
#include "research/walk.h"

#include "base/decfloat.h"
#include "research/ground.h"

#include <math.h>
#include <stdio.h>

#define MONEY_SCALE 8

/* A position that is open at the end of its window, and what leaving takes. */
struct leaving {
	const struct backtest *b;
	struct ground *ground;
	struct run_trade *t;
	struct dec change;	/* of equity, by all that were left */
	struct dec fees;
};

/* What a taker gets, against the close: never better than the venue's. */
static bool
left_at(const struct leaving *l, struct dec close, bool sells,
    struct dec *out)
{
	const struct sim_settings *s = &l->b->settings;
	struct dec half, part, one = dec_int(1);

	return dec_div(s->spread_bps, dec_int(2), DEC_SCALE_MAX, ROUND_UP,
	    &half) && dec_add(s->slippage_bps, dec_trim(half), &part) &&
	    dec_div(part, dec_int(10000), DEC_SCALE_MAX, ROUND_UP, &part) &&
	    (sells ? dec_sub(one, part, &part) : dec_add(one, part, &part)) &&
	    dec_mul(close, part, MONEY_SCALE, sells ? ROUND_FLOOR :
	    ROUND_CEIL, out);
}

static bool
leave(struct leaving *l, const struct run_market *m, int64_t time)
{
	struct run_trade *t = l->t;
	const struct candles *marks = m->marks.len > 0 ? &m->marks : &m->bars;
	struct dec close = candles_price(&m->bars,
	    m->bars.close[m->bars.len - 1]), mark = candles_price(marks,
	    marks->close[marks->len - 1]), qty = t->amount, exit, value, fee,
	    gain, back;
	bool longs = t->side == POSITION_LONG;

	if (!left_at(l, close, longs, &exit) || (m->i.kind == KIND_SWAP &&
	    !dec_times(qty, m->i.contract_size, &qty)) ||
	    !dec_mul(qty, exit, MONEY_SCALE, ROUND_CEIL, &value) ||
	    !dec_mul(value, m->i.taker, MONEY_SCALE, ROUND_CEIL, &fee) ||
	    !dec_sub(exit, t->entry_price, &gain) ||
	    !dec_mul(longs ? gain : dec_neg(gain), qty, MONEY_SCALE,
	    ROUND_FLOOR, &gain) || !dec_sub(exit, mark, &back) ||
	    !dec_mul(longs ? back : dec_neg(back), qty, MONEY_SCALE,
	    ROUND_FLOOR, &back) || !dec_add(t->fees, fee, &t->fees) ||
	    !dec_sub(gain, t->fees, &t->profit) ||
	    !dec_add(t->profit, t->funding, &t->profit) ||
	    !dec_sub(back, fee, &back) ||
	    !dec_add(l->change, back, &l->change) ||
	    !dec_add(l->fees, fee, &l->fees))
		return false;
	t->exit_time = time;
	t->exit_price = exit;
	t->reason_out = "end of the window";
	t->ret = dec_to_double(t->profit) / (dec_to_double(t->entry_price) *
	    dec_to_double(qty));
	return true;
}

static enum err_code
leave_all(struct leaving *l, const struct run *run, struct run_parts *parts,
    int64_t *sold, struct err *err)
{
	enum err_code rc = E_OK;
	bool loaded = false;

	for (size_t i = 0; i < parts->trades.len && rc == E_OK; i++) {
		const struct run_market *m;

		l->t = &parts->trades.at[i];
		if (l->t->exit_time != 0)
			continue;
		if (!loaded)
			rc = ground_load(l->ground, err);
		loaded = true;
		m = rc == E_OK ? ground_find(l->ground, l->t->symbol) : NULL;
		if (rc == E_OK && (m == NULL || !leave(l, m, run->to)))
			rc = err_set(err, E_DATA, "%s: what is held at the end"
			    " of a window is too large to be counted",
			    l->t->symbol);
		++*sold;
	}
	return rc;
}

static const char *
text_keep(struct arena *to, const char *text)
{
	return text == NULL ? NULL : arena_text(to, text);
}

/* The id of an order in a run that has some before it; what is no number is
 * kept. */
static void
id_move(char id[ID_SIZE], size_t before)
{
	char *end;
	long long number = strtoll(id, &end, 10);

	if (number > 0 && *end == '\0')
		snprintf(id, ID_SIZE, "%lld", number + (long long)before);
}

static void
trades_add(const struct run_parts *from, struct run_parts *to)
{
	for (size_t i = 0; i < from->trades.len; i++) {
		struct run_trade t = from->trades.at[i];

		t.symbol = text_keep(&to->texts, t.symbol);
		t.reason_in = text_keep(&to->texts, t.reason_in);
		t.reason_out = text_keep(&to->texts, t.reason_out);
		vec_push(&to->trades, t);
	}
}

static void
orders_add(const struct run_parts *from, struct run_parts *to)
{
	size_t before = to->orders.len;

	for (size_t i = 0; i < from->orders.len; i++) {
		struct run_order o = from->orders.at[i];
		char parent[ID_SIZE];

		o.number += (int64_t)before;
		o.symbol = text_keep(&to->texts, o.symbol);
		o.tag = text_keep(&to->texts, o.tag);
		o.reason = text_keep(&to->texts, o.reason);
		if (o.parent != NULL) {
			TEXT_SET(parent, o.parent);
			id_move(parent, before);
			o.parent = arena_text(&to->texts, parent);
		}
		vec_push(&to->orders, o);
	}
	for (size_t i = 0; i < from->refusals.len; i++) {
		struct violation *v = vec_add(&to->refusals);

		*v = from->refusals.at[i];
		id_move(v->order_id, before);
	}
	for (size_t i = 0; i < from->events.len; i++) {
		struct breaker_event *e = vec_add(&to->events);

		*e = from->events.at[i];
		id_move(e->order_id, before);
	}
}

/* The opening of the first window alone: later ones open with what is there. */
static void
points_add(const struct curve *from, struct dec change, struct dec units,
    struct curve *to, struct dec *last)
{
	struct curve_walk w = {0};
	struct equity_point p;
	size_t n = curve_len(from);

	for (size_t i = 0; curve_next(from, &w, &p); i++) {
		if (i == 0 && curve_len(to) > 0)
			continue;
		if (i + 1 == n && !dec_add(p.equity, change, &p.equity))
			p.equity = DEC_ZERO;
		p.high = p.low = *last = p.equity;
		p.transferred = DEC_ZERO;
		p.units = units;
		curve_add(to, &p);
	}
}

static void
sums_add(const struct run *from, struct dec fees, struct run *to)
{
	if (!dec_add(to->fees, from->fees, &to->fees) ||
	    !dec_add(to->fees, fees, &to->fees))
		to->fees = DEC_NONE;
	if (!dec_add(to->funding, from->funding, &to->funding))
		to->funding = DEC_NONE;
	to->gaps += from->gaps;
	to->inexact_ties += from->inexact_ties;
	to->conflicts += from->conflicts;
}

enum err_code
walk_stitch(struct store *s, const struct backtest *b, struct run *run,
    struct run_parts *parts, struct walk_result *to, struct err *err)
{
	struct ground ground = { .s = s, .b = b };
	struct leaving l = { .b = b, .ground = &ground, .change = DEC_ZERO,
	    .fees = DEC_ZERO };
	enum err_code rc;

	rc = leave_all(&l, run, parts, &to->sold, err);
	ground_release(&ground);
	if (rc != E_OK)
		return rc;
	points_add(&parts->equity, l.change, to->run.capital,
	    &to->parts.equity, &to->capital);
	trades_add(parts, &to->parts);
	orders_add(parts, &to->parts);
	sums_add(run, l.fees, &to->run);
	return E_OK;
}
