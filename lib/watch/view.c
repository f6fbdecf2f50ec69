/* What is read of a venue is kept, and given again while it is true. */
#include "watch/view.h"

#include <stdio.h>
#include <string.h>

/* The table of functions is the view's first member. */
static struct view *
view_of(const struct venue *v)
{
	return (struct view *)(uintptr_t)v->ops;
}

static bool
take_offer(struct view *w, enum view_read what)
{
	bool there = (w->offered & what) != 0;

	w->offered &= ~(unsigned)what;
	return there;
}

#define COPY(to, from) do { \
		vec_reserve((to), (from)->len); \
		for (size_t copy_i = 0; copy_i < (from)->len; copy_i++) \
			vec_push((to), (from)->at[copy_i]); \
	} while (0)
/* What this read added, from `before` on, is at hand from now on. */
#define KEEP(to, from, before) do { \
		vec_clear(to); \
		for (size_t keep_i = (before); keep_i < (from)->len; keep_i++) \
			vec_push((to), (from)->at[keep_i]); \
	} while (0)

static void
hand_out(struct view *w, const char *cursor, struct venue_changes *out)
{
	COPY(&out->orders, &w->told.orders);
	COPY(&out->fills, &w->told.fills);
	TEXT_SET(out->cursor, cursor);
	out->told = w->handed = true;
	/* Until it is known to be in the ledger. */
	w->look = true;
}

static enum err_code
changes(struct venue *v, const char *cursor, struct venue_changes *out,
    struct err *err)
{
	struct view *w = view_of(v);
	enum err_code rc;

	if (take_offer(w, VIEW_CHANGES) && !w->look && cursor[0] != '\0') {
		hand_out(w, cursor, out);
		return E_OK;
	}
	v->thorough = w->thorough;
	rc = w->real->changes(v, cursor, out, err);
	v->thorough = false;
	if (rc == E_OK && !out->more)
		w->look = w->thorough = false;
	return rc;
}

static enum err_code
venue_time(struct venue *v, int64_t *now, struct err *err)
{
	struct view *w = view_of(v);
	enum err_code rc;

	if (take_offer(w, VIEW_TIME)) {
		*now = clock_now(&w->clock) + w->offset;
		return E_OK;
	}
	rc = w->real->time(v, now, err);
	if (rc == E_OK) {
		w->offset = *now - clock_now(&w->clock);
		w->good |= VIEW_TIME;
	}
	return rc;
}

static enum err_code
instruments(struct venue *v, struct instruments *out, struct err *err)
{
	struct view *w = view_of(v);
	size_t before = out->len;
	enum err_code rc;

	if (take_offer(w, VIEW_INSTRUMENTS)) {
		COPY(out, &w->instruments);
		return E_OK;
	}
	rc = w->real->instruments(v, out, err);
	if (rc == E_OK) {
		KEEP(&w->instruments, out, before);
		w->good |= VIEW_INSTRUMENTS;
	}
	return rc;
}

static enum err_code
balances(struct venue *v, struct balances *out, struct err *err)
{
	struct view *w = view_of(v);
	size_t before = out->len;
	enum err_code rc;

	if (take_offer(w, VIEW_BALANCES)) {
		COPY(out, &w->balances);
		return E_OK;
	}
	rc = w->real->balances(v, out, err);
	if (rc == E_OK) {
		KEEP(&w->balances, out, before);
		w->good |= VIEW_BALANCES;
	}
	return rc;
}

static struct price *
price_of(struct prices *all, size_t from, const char *symbol)
{
	for (size_t i = from; i < all->len; i++)
		if (strcmp(all->at[i].symbol, symbol) == 0)
			return &all->at[i];
	return NULL;
}

/* Told prices over those that were read before them. */
static void
overlay(const struct view *w, struct prices *out, size_t from)
{
	for (size_t i = 0; i < w->streamed.len; i++) {
		const struct streamed *t = &w->streamed.at[i];
		struct price *p = price_of(out, from, t->symbol);

		if (p == NULL)
			continue;
		if (dec_known(t->last))
			p->last = t->last;
		if (dec_known(t->mark))
			p->mark = t->mark;
		if (t->last_time > p->time)
			p->time = t->last_time;
		if (t->mark_time > p->time)
			p->time = t->mark_time;
	}
}

static enum err_code
prices(struct venue *v, struct prices *out, struct err *err)
{
	struct view *w = view_of(v);
	size_t before = out->len;
	enum err_code rc = E_OK;

	if (take_offer(w, VIEW_PRICES)) {
		COPY(out, &w->prices);
	} else {
		rc = w->real->prices(v, out, err);
		if (rc == E_OK) {
			KEEP(&w->prices, out, before);
			w->good |= VIEW_PRICES;
			vec_clear(&w->streamed);
		}
	}
	if (rc == E_OK)
		overlay(w, out, before);
	return rc;
}

static struct streamed *
streamed_of(const struct view *w, const char *symbol)
{
	for (size_t i = 0; i < w->streamed.len; i++)
		if (strcmp(w->streamed.at[i].symbol, symbol) == 0)
			return &w->streamed.at[i];
	return NULL;
}

/* The mark that was told of a position; NULL: that which was read stands. */
static const struct dec *
told_mark(const struct view *w, const struct position *p)
{
	const struct streamed *t = streamed_of(w, p->symbol);

	return t != NULL && dec_known(t->mark) &&
	    !dec_same(t->mark, p->mark_price) ? &t->mark : NULL;
}

/*
 * A position at another mark, exactly: what the venue said, and what the way
 * from its mark is worth. What margin it takes there, risk finds from the
 * tiers. What does not fit is unknown.
 */
static void
set_mark(struct position *p, struct dec mark)
{
	struct dec way, gain = DEC_NONE, size = DEC_NONE;

	if (!dec_times(p->contracts, p->contract_size, &size) ||
	    !dec_sub(mark, p->mark_price, &way) ||
	    !dec_times(way, size, &gain))
		gain = DEC_NONE;
	if (p->side == POSITION_SHORT && dec_known(gain))
		gain = dec_neg(gain);
	if (!dec_add(p->unrealized_pnl, gain, &p->unrealized_pnl))
		p->unrealized_pnl = DEC_NONE;
	if (!dec_times(mark, size, &p->notional))
		p->notional = DEC_NONE;
	p->mark_price = mark;
	p->initial_margin = p->maintenance_margin = DEC_NONE;
	p->margin_ratio = p->percentage = DEC_NONE;
}

static enum err_code
positions(struct venue *v, struct positions *out, struct err *err)
{
	struct view *w = view_of(v);
	size_t before = out->len;
	enum err_code rc;

	if (!take_offer(w, VIEW_POSITIONS)) {
		rc = w->real->positions(v, out, err);
		if (rc == E_OK) {
			KEEP(&w->positions, out, before);
			w->good |= VIEW_POSITIONS;
		}
		return rc;
	}
	COPY(out, &w->positions);
	for (size_t i = before; i < out->len; i++) {
		const struct dec *mark = told_mark(w, &out->at[i]);

		if (mark != NULL)
			set_mark(&out->at[i], *mark);
	}
	return E_OK;
}

void
view_begin(struct view *w, struct venue *v, const struct clock *clock)
{
	*w = (struct view){ .ops = *v->ops, .real = v->ops, .venue = v,
	    .clock = *clock, .look = true };
	w->ops.changes = changes;
	w->ops.lend = NULL;	/* what changes() stands in for */
	w->ops.time = venue_time;
	w->ops.instruments = instruments;
	w->ops.prices = prices;
	w->ops.balances = balances;
	w->ops.positions = positions;
	v->ops = &w->ops;
}

void
view_release(struct view *w)
{
	if (w->venue != NULL)
		w->venue->ops = w->real;
	venue_changes_release(&w->told);
	vec_release(&w->instruments);
	vec_release(&w->prices);
	vec_release(&w->balances);
	vec_release(&w->positions);
	vec_release(&w->streamed);
	*w = (struct view){ .venue = NULL };
}

void
view_told(struct view *w, const struct venue_changes *c)
{
	COPY(&w->told.orders, &c->orders);
	COPY(&w->told.fills, &c->fills);
	w->good &= ~(unsigned)(VIEW_BALANCES | VIEW_POSITIONS);
}

/* False: late, or the same as before. */
static bool
take_price(struct dec *to, int64_t *at, struct dec price, int64_t time)
{
	bool moved = !dec_same(price, *to);

	if (!dec_known(price) || time < *at)
		return false;
	*to = price;
	*at = time;
	return moved;
}

bool
view_price(struct view *w, const struct ticker *t)
{
	struct streamed *to = streamed_of(w, t->symbol);
	bool moved;

	if (to == NULL) {
		to = vec_add(&w->streamed);
		TEXT_SET(to->symbol, t->symbol);
		to->last = to->mark = DEC_NONE;
	}
	moved = take_price(&to->last, &to->last_time, t->last, t->time);
	moved |= take_price(&to->mark, &to->mark_time, t->mark_price,
	    t->time);
	return moved;
}

void
view_blind(struct view *w)
{
	vec_clear(&w->streamed);
	w->good &= ~(unsigned)(VIEW_PRICES | VIEW_POSITIONS);
}

void
view_ask(struct view *w, bool thorough)
{
	w->good = w->offered = 0;
	w->look = true;
	w->thorough |= thorough;
}

void
view_offer_changes(struct view *w)
{
	w->offered = VIEW_CHANGES;
	w->handed = false;
}

void
view_taken(struct view *w)
{
	if (!w->handed)
		return;
	venue_changes_clear(&w->told);
	w->handed = w->look = false;
}

/* What the margin of an isolated position is at another mark only the venue
 * knows. */
void
view_offer(struct view *w)
{
	w->offered = w->good;
	for (size_t i = 0; i < w->positions.len; i++)
		if (strcmp(w->positions.at[i].margin_mode,
		    margin_mode_names[MARGIN_CROSS]) != 0 &&
		    told_mark(w, &w->positions.at[i]) != NULL)
			w->offered &= ~(unsigned)VIEW_POSITIONS;
}

void
view_withdraw(struct view *w)
{
	w->offered = 0;
}

void
symbol_names_add(struct symbol_names *all, const char *symbol)
{
	for (size_t i = 0; i < all->len; i++)
		if (strcmp(all->at[i].text, symbol) == 0)
			return;
	TEXT_SET(vec_add(all)->text, symbol);
}

void
symbol_names_copy(struct symbol_names *to, const struct symbol_names *from)
{
	COPY(to, from);
}

bool
symbol_names_same(const struct symbol_names *a, const struct symbol_names *b)
{
	bool same = a->len == b->len;

	for (size_t i = 0; i < a->len && same; i++) {
		same = false;
		for (size_t k = 0; k < b->len && !same; k++)
			same = strcmp(a->at[i].text, b->at[k].text) == 0;
	}
	return same;
}

void
symbol_names_hold(struct symbol_names *all, const char *currency,
    const struct instruments *listed, const struct balances *b)
{
	for (size_t i = 0; i < b->len; i++) {
		char pair[SYMBOL_SIZE];

		if (dec_is_zero(b->at[i].total) ||
		    snprintf(pair, sizeof(pair), "%s/%s", b->at[i].asset,
		    currency) >= (int)sizeof(pair) ||
		    instruments_find(listed, pair) == NULL)
			continue;
		symbol_names_add(all, pair);
	}
}

void
view_symbols(const struct view *w, struct symbol_names *out)
{
	const char *currency = w->venue->account.currency;

	for (size_t i = 0; i < w->positions.len; i++)
		if (instruments_find(&w->instruments,
		    w->positions.at[i].symbol) != NULL)
			symbol_names_add(out, w->positions.at[i].symbol);
	symbol_names_hold(out, currency[0] != '\0' ? currency : "USDT",
	    &w->instruments, &w->balances);
}
