/*
 * The served markets over their bars, and the clock that they share.
 */
#include "serve/world.h"

#include "base/mem.h"
#include "base/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const served_clock_names[] = { "wall", "bars", NULL };

void
world_setup_release(struct world_setup *s)
{
	for (size_t i = 0; i < s->symbols.len; i++) {
		candles_release(&s->symbols.at[i].bars);
		candles_release(&s->symbols.at[i].marks);
	}
	vec_release(&s->symbols);
	vec_release(&s->fundings);
	for (int m = 0; m < MARKETS; m++)
		vec_release(&s->balances[m]);
}

void
world_release(struct world *w)
{
	for (int m = 0; m < MARKETS; m++) {
		sim_free(w->markets[m].sim);
		sim_bars_release(&w->markets[m].bars);
		vec_release(&w->markets[m].symbols);
		vec_release(&w->markets[m].fundings);
	}
	served_book_release(&w->book);
	world_setup_release(&w->setup);
}

static void
event_take(struct world *w, enum market m, const struct sim_event *e)
{
	struct sim_event told = *e;
	int held = HELD_BOTH;
	const struct world_symbol *s = world_symbol_held(w, e->symbol, &held);

	if (e->event == SIM_REJECTED && e->reason != NULL &&
	    w->refusal[0] == '\0')
		TEXT_SET(w->refusal, e->reason);
	/* What closes a position is in the currency that it settles in. */
	if (told.currency == NULL && s != NULL && m == MARKET_SWAP)
		told.currency = s->i.settle;
	book_event(&w->book, m, s == NULL ? SIZE_MAX : world_symbol_at(w, s),
	    held, &told, world_told(w, e->time));
}

static void
spot_event(void *self, const struct sim_event *e)
{
	event_take(self, MARKET_SPOT, e);
}

static void
swap_event(void *self, const struct sim_event *e)
{
	event_take(self, MARKET_SWAP, e);
}

static enum err_code
bars_give(struct world *w, enum market m, struct err *err)
{
	struct world_market *k = &w->markets[m];
	enum err_code rc = E_OK;

	for (size_t i = 0; i < k->symbols.len && rc == E_OK; i++) {
		const struct world_symbol *s =
		    &w->setup.symbols.at[k->symbols.at[i]];

		rc = sim_bars_add(&k->bars, i, &s->bars, s->price_scale, err);
		if (rc == E_OK && s->marks.len > 0)
			rc = sim_bars_add_marks(&k->bars, i, &s->marks,
			    s->price_scale, err);
	}
	for (size_t i = 0; i < w->setup.fundings.len; i++) {
		struct world_funding f = w->setup.fundings.at[i];

		if (w->setup.symbols.at[f.symbol].market != m)
			continue;
		f.row.symbol = w->setup.symbols.at[f.symbol].index;
		vec_push(&k->fundings, f.row);
		f.row.symbol++;		/* the side beside */
		vec_push(&k->fundings, f.row);
	}
	sim_bars_set_fundings(&k->bars, k->fundings.at, k->fundings.len);
	k->source = sim_bars_source(&k->bars);
	return rc;
}

static enum err_code
market_open(struct world *w, enum market m, struct err *err)
{
	struct world_market *k = &w->markets[m];
	struct sim_setup setup = { .timeframe = w->setup.timeframe,
	    .settings = w->setup.settings };
	enum err_code rc = E_OK;

	setup.sink.event = m == MARKET_SPOT ? spot_event : swap_event;
	setup.sink.self = w;
	TEXT_SET(setup.currency, w->setup.currency);
	for (size_t i = 0; i < k->symbols.len; i++) {
		struct sim_instrument *to = vec_add(&setup.instruments);
		const struct world_symbol *s =
		    &w->setup.symbols.at[k->symbols.at[i]];

		to->i = s->i;
		if (i != s->index)
			TEXT_SET(to->i.symbol, s->beside);
		/* Each exchange has its own of these; its dialect checks. */
		to->i.band_up = to->i.band_down = DEC_ZERO;
		to->price_scale = s->price_scale;
	}
	for (size_t i = 0; i < w->setup.balances[m].len; i++)
		vec_push(&setup.openings, w->setup.balances[m].at[i]);
	if (k->symbols.len > 0) {
		rc = bars_give(w, m, err);
		if (rc == E_OK)
			rc = sim_new(&setup, &k->sim, err);
	}
	sim_setup_release(&setup);
	return rc;
}

/* The number of bars that close by a time. */
static size_t
bars_closed(const struct candles *c, int64_t timeframe, int64_t by)
{
	return by < timeframe ? 0 : candles_until(c, (by - timeframe) / 1000);
}

static int64_t
factor_of(const struct world_symbol *s, const struct candles *c)
{
	int64_t factor = 1;

	for (int i = c->price_scale; i < s->price_scale; i++)
		factor *= 10;
	return factor;
}

/* Where the clock begins, and where the bars end. */
static enum err_code
times_find(struct world *w, struct err *err)
{
	int64_t first = INT64_MAX, middle = 0;
	struct world_setup *u = &w->setup;

	for (size_t i = 0; i < u->symbols.len; i++) {
		const struct candles *c = &u->symbols.at[i].bars;
		int64_t close;

		if (c->len == 0)
			continue;
		close = c->open_time_ms[0] * 1000 + u->timeframe;
		if (close < first)
			first = close;
		if (c->open_time_ms[c->len / 2] * 1000 > middle)
			middle = c->open_time_ms[c->len / 2] * 1000;
		close = c->open_time_ms[c->len - 1] * 1000 + u->timeframe;
		if (close > w->end)
			w->end = close;
	}
	if (first == INT64_MAX)
		return err_set(err, E_USAGE, "there are no candles to serve");
	if (u->start == 0)
		u->start = u->middle && middle > first ? middle : first;
	if (u->start < first || u->start > w->end)
		return err_set(err, E_USAGE, "start: no candle closes by "
		    "then, or all have");
	return E_OK;
}

/* What was the price when the world began? */
static void
price_know(struct world *w, const struct world_symbol *s)
{
	struct sim *sim = w->markets[s->market].sim;
	size_t n = bars_closed(&s->bars, w->setup.timeframe, w->now);
	int64_t price, at;

	if (n == 0)
		return;
	price = s->bars.close[n - 1] * factor_of(s, &s->bars);
	at = s->bars.open_time_ms[n - 1] * 1000 + w->setup.timeframe;
	sim_know_price(sim, s->index, price, at);
	if (s->market == MARKET_SWAP)
		sim_know_price(sim, s->index + 1, price, at);
}

static void
begin(struct world *w)
{
	w->now = w->setup.start;
	for (int m = 0; m < MARKETS; m++)
		if (w->markets[m].sim != NULL)
			sim_begin(w->markets[m].sim, w->now);
	for (size_t i = 0; i < w->setup.symbols.len; i++)
		price_know(w, &w->setup.symbols.at[i]);
	w->begun_wall = clock_now(&w->clock);
	w->begun_now = w->now;
}

static int
by_index(const void *a, const void *b)
{
	const struct world_funding *x = a, *y = b;

	if (x->row.time != y->row.time)
		return x->row.time < y->row.time ? -1 : 1;
	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* Where a symbol stands in its market, and what it is called. */
static enum err_code
symbol_join(struct world *w, size_t place, struct err *err)
{
	struct world_symbol *s = &w->setup.symbols.at[place];
	struct world_market *k;

	s->market = s->i.kind == KIND_SWAP ? MARKET_SWAP : MARKET_SPOT;
	k = &w->markets[s->market];
	s->index = k->symbols.len;
	vec_push(&k->symbols, place);
	snprintf(s->native, sizeof(s->native), "%s%s", s->i.base, s->i.quote);
	if (s->market == MARKET_SPOT)
		return E_OK;
	vec_push(&k->symbols, place);
	/* No symbol that is served settles in such a currency. */
	return snprintf(s->beside, sizeof(s->beside), "%s.S", s->i.symbol) <
	    (int)sizeof(s->beside) ? E_OK : err_set(err, E_USAGE, "%s: a name "
	    "this long cannot be served", s->i.symbol);
}

enum err_code
world_open(struct world *w, struct world_setup *setup, struct clock clock,
    struct err *err)
{
	enum err_code rc = E_OK;

	memset(w, 0, sizeof(*w));
	w->setup = *setup;
	*setup = (struct world_setup){ 0 };
	w->clock = clock;
	for (size_t i = 0; i < w->setup.symbols.len && rc == E_OK; i++)
		rc = symbol_join(w, i, err);
	if (w->setup.fundings.len > 1)
		qsort(w->setup.fundings.at, w->setup.fundings.len,
		    sizeof(*w->setup.fundings.at), by_index);
	if (rc == E_OK)
		rc = times_find(w, err);
	for (int m = 0; m < MARKETS && rc == E_OK; m++)
		rc = market_open(w, (enum market)m, err);
	if (rc == E_OK)
		begin(w);
	return rc;
}

int64_t
world_shift(const struct world *w)
{
	int64_t apart;

	if (w->setup.clock == CLOCK_BARS)
		return 0;
	apart = clock_now(&w->clock) - w->now;
	return apart - apart % w->setup.timeframe;
}

int64_t
world_time(const struct world *w)
{
	int64_t passed = clock_now(&w->clock) - w->begun_wall;

	if (w->setup.clock == CLOCK_WALL)
		return clock_now(&w->clock) + w->skew;
	passed = passed < 0 ? 0 : passed * w->setup.speed;
	/* Bars that were advanced by hand are ahead of the speed. */
	passed += w->begun_now;
	if (passed < w->now)
		passed = w->now;
	if (passed >= w->now + w->setup.timeframe)
		passed = w->now + w->setup.timeframe - 1;
	return passed + w->skew;
}

int64_t
world_told(const struct world *w, int64_t bars_time)
{
	return w->setup.clock == CLOCK_WALL ? clock_now(&w->clock) + w->skew :
	    bars_time > w->now ? bars_time + w->skew : world_time(w);
}

/* Gives what waited for an entry to the market, alone or as a pair. What that
 * does not take has expired. */
static enum err_code
list_give(struct world *w, const struct served_list *l, struct err *err)
{
	struct book *b = &w->book;
	struct sim_instruction i = { .margin_mode = -1, .leverage = DEC_NONE,
	    .amount = DEC_NONE, .at = sim_time(w->markets[l->market].sim),
	    .what = l->n == 3 ? SIM_DO_OCO : SIM_DO_ORDER };
	char before[REASON_SIZE];
	enum err_code rc;

	book_sim_id(b->orders.at[l->orders[1]].id, i.id);
	i.order = b->orders.at[l->orders[1]].r;
	i.second = order_request_empty();
	if (l->n == 3) {
		book_sim_id(b->orders.at[l->orders[2]].id, i.second_id);
		i.second = b->orders.at[l->orders[2]].r;
	}
	for (int k = 1; k < l->n; k++)
		book_wait_over(b, l->orders[k], ORDER_OPEN, "",
		    world_time(w));
	TEXT_SET(before, w->refusal);
	w->refusal[0] = '\0';
	rc = sim_act(w->markets[l->market].sim, &i, err);
	for (int k = 1; k < l->n && w->refusal[0] != '\0'; k++)
		book_wait_over(b, l->orders[k], ORDER_EXPIRED, w->refusal,
		    world_time(w));
	TEXT_SET(w->refusal, before);
	return rc;
}

/* Entries of lists that have become full, or have ended without. */
static enum err_code
lists_follow(struct world *w, struct err *err)
{
	struct book *b = &w->book;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < b->lists.len && b->pending > 0 && rc == E_OK;
	    i++) {
		const struct served_list *l = &b->lists.at[i];
		const struct served_order *entry =
		    &b->orders.at[l->orders[0]];

		if (!l->entry || !b->orders.at[l->orders[1]].pending ||
		    order_works(entry))
			continue;
		if (entry->state == ORDER_FILLED) {
			rc = list_give(w, l, err);
			continue;
		}
		for (int k = 1; k < l->n; k++)
			book_wait_over(b, l->orders[k], ORDER_CANCELED,
			    "linked", world_time(w));
	}
	return rc;
}

static enum err_code
market_run(struct world *w, enum market m, int64_t until, bool *ran,
    struct err *err)
{
	struct world_market *k = &w->markets[m];
	struct sim_mark mark;
	enum err_code rc = E_OK;

	for (;;) {
		rc = sim_next(k->sim, &k->source, until, &mark, err);
		if (rc != E_OK || mark.point == SIM_NONE)
			return rc;
		*ran = true;
		if ((rc = lists_follow(w, err)) != E_OK)
			return rc;
	}
}

static enum err_code
run_to(struct world *w, int64_t until, bool *ran, struct err *err)
{
	enum err_code rc = E_OK;

	*ran = false;
	for (int m = 0; m < MARKETS && rc == E_OK; m++)
		if (w->markets[m].sim != NULL)
			rc = market_run(w, (enum market)m, until, ran, err);
	w->now = until;
	if (rc != E_OK && err != NULL)
		TEXT_SET(w->fault, err->text);
	return rc;
}

enum err_code
world_advance(struct world *w, int64_t n, int64_t *done, struct err *err)
{
	enum err_code rc = E_OK;
	bool ran;

	*done = 0;
	while (*done < n && w->now < w->end && rc == E_OK) {
		rc = run_to(w, w->now + w->setup.timeframe, &ran, err);
		*done += ran;
	}
	/* The clock of the bars goes on from here. */
	w->begun_wall = clock_now(&w->clock);
	w->begun_now = w->now;
	return rc;
}

int64_t
world_due(const struct world *w)
{
	int64_t passed = clock_now(&w->clock) - w->begun_wall;
	int64_t next = w->now + w->setup.timeframe - w->begun_now;

	if (w->setup.speed == 0 || w->now >= w->end || w->fault[0] != '\0')
		return -1;
	next = (next + w->setup.speed - 1) / w->setup.speed - passed;
	return next < 0 ? 0 : next;
}

enum err_code
world_follow(struct world *w, struct err *err)
{
	enum err_code rc = E_OK;
	bool ran;

	for (int n = 0; n < 1000 && rc == E_OK && world_due(w) == 0; n++)
		rc = run_to(w, w->now + w->setup.timeframe, &ran, err);
	return rc;
}

const char *
world_act(struct world *w, enum market m, const struct sim_instruction *i)
{
	struct err err;

	w->refusal[0] = '\0';
	if (w->markets[m].sim == NULL)
		return "unknown_symbol";
	if (w->fault[0] == '\0' &&
	    (sim_act(w->markets[m].sim, i, &err) != E_OK ||
	    lists_follow(w, &err) != E_OK))
		TEXT_SET(w->fault, err.text);
	if (w->fault[0] != '\0')
		return "fault";
	return w->refusal[0] == '\0' ? NULL : w->refusal;
}

size_t
world_bars(const struct world *w, const struct world_symbol *s)
{
	return bars_closed(&s->bars, w->setup.timeframe, w->now);
}
