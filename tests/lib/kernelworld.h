/*
 * The simulated venue of the slow trader (kerneltrader.h): bars and funding go
 * in, its fills are kept as trades.
 */
#ifndef TESTS_KERNELWORLD_H
#define TESTS_KERNELWORLD_H

#include "base/decfloat.h"
#include "base/stamp.h"
#include "research/entry.h"
#include "research/kernel.h"
#include "tests/lib/tap.h"
#include "venue/sim/sim.h"

#include <math.h>
#include <stdlib.h>

struct slow_trade { size_t entry_bar, exit_bar; int side; struct dec amount,
    entry_price, exit_price; };

struct slow {
	const struct strategy *s;
	struct expr_rules *rules;
	const struct kernel_market *m;
	const struct kernel_terms *t;
	struct sim *sim;
	struct err err;
	size_t bar;			/* of the last group, */
	int64_t scale;			/* 10^(sim's - candles') */
	VEC(struct slow_trade) trades;
	VEC(double) equity;
	struct dec held;		/* signed */
	size_t opened, closed;		/* bars of fills; 0: never */
	char entry[ID_SIZE], exit[ID_SIZE];	/* ids */
	struct dec stop;		/* where it is, DEC_NONE: nowhere */
	bool guarded, trailed, bad;	/* bad: something was refused */
	const char *why;
	double peak, trail_from, entry_price;
	size_t ids, asked;		/* asked: closes that wanted orders */
	struct sim_bar now;
	struct sim_funding *fundings;
	double *sigma;
};

static inline int
slow_side(const struct slow *w)
{
	return dec_sign(w->held);
}

static inline void
slow_fill(struct slow *w, const struct sim_event *e)
{
	int before = slow_side(w);
	bool buy = strcmp(e->side, "buy") == 0;
	struct slow_trade *t;

	dec_add(w->held, buy ? e->amount : dec_neg(e->amount), &w->held);
	if (before == 0) {
		t = vec_add(&w->trades);
		*t = (struct slow_trade){ w->bar + 1, SIZE_MAX, slow_side(w),
		    e->amount, e->price, DEC_NONE };
		w->opened = w->bar + 1;
		w->entry_price = w->peak = dec_to_double(e->price);
		w->trailed = false;
		w->stop = DEC_NONE;
	} else if (slow_side(w) == 0) {
		t = &w->trades.at[w->trades.len - 1];
		t->exit_bar = w->bar + 1;
		t->exit_price = e->price;
		w->closed = w->bar + 1;
		w->guarded = false;
	} else {
		w->bad = true;		/* a part: nothing here does that */
	}
}

static inline void
slow_event(void *self, const struct sim_event *e)
{
	struct slow *w = self;
	const char *leg = strrchr(e->id, '.');

	/* A stop that was moved past the open has sold all just before. */
	if (e->event == SIM_REJECTED && slow_side(w) == 0 &&
	    strcmp(e->id, w->exit) == 0)
		return;

	if (e->event == SIM_FILLED)
		slow_fill(w, e);
	else if (e->event == SIM_ACCEPTED && leg != NULL &&
	    (strcmp(leg, ".sl") == 0))
		w->stop = e->trigger_price;
	else if (e->event == SIM_LIQUIDATED ||
	    (e->event == SIM_REJECTED && strcmp(e->action, "order") == 0) ||
	    (e->event == SIM_CANCELED && strncmp(e->reason, "insuf", 5) == 0)) {
		w->bad = true;
		w->why = e->reason;
	}
}

static inline enum err_code
slow_next(void *self, int64_t after, struct sim_group *out, struct err *err)
{
	struct slow *w = self;
	const struct candles *c = w->m->bars;
	size_t i = w->bar + 1;
	int64_t open;

	(void)err;
	*out = (struct sim_group){ .bars = &w->now };
	if (i >= c->len)
		return E_OK;
	open = c->open_time_ms[i] * 1000;
	out->len = 1;
	out->time = open;
	w->now = (struct sim_bar){ 0, c->open[i] * w->scale,
	    c->high[i] * w->scale, c->low[i] * w->scale,
	    c->close[i] * w->scale, c->volume[i], c->volume_scale };
	for (size_t k = 0; w->m->funding && k < w->m->funding->len; k++) {
		const struct funding_rate *f = &w->m->funding->at[k];

		if (f->time <= after || f->time > open)
			continue;
		w->fundings[out->fundings_len++] = (struct sim_funding){ 0,
		    f->time, f->rate, f->mark_price };
	}
	out->fundings = w->fundings;
	return E_OK;
}

static inline void
slow_give(struct slow *w, struct sim_instruction *in)
{
	in->at = w->m->bars->open_time_ms[w->bar] * 1000 + w->m->timeframe;
	TEXT_SET(in->order.symbol, w->m->instrument->symbol);
	TEXT_SET(in->symbol, w->m->instrument->symbol);
	sim_give(w->sim, in);
}

static inline struct sim_instruction
slow_order(struct slow *w)
{
	struct sim_instruction in = { .what = SIM_DO_ORDER,
	    .order = order_request_empty() };

	snprintf(in.id, sizeof(in.id), "n%zu", ++w->ids);
	return in;
}

static inline void
slow_setup(struct slow *w)
{
	const struct instrument *i = w->m->instrument;
	struct sim_setup setup = { .currency = "USDT",
	    .timeframe = w->m->timeframe, .sink = { slow_event, w } };
	struct sim_instrument *of = vec_add(&setup.instruments);
	struct sim_opening *o = vec_add(&setup.openings);
	struct sim_instruction in = { .what = SIM_DO_LEVERAGE,
	    .leverage = w->t->leverage, .margin_mode = w->t->margin_mode };
	int tick = dec_decimals(i->ticks[0].tick), own =
	    w->m->bars->price_scale;

	of->i = *i;
	if (dec_known(w->t->taker))
		of->i.taker = w->t->taker;
	if (dec_known(w->t->maker))
		of->i.maker = w->t->maker;
	of->price_scale = tick > own ? tick : own;
	w->scale = dec_powers[of->price_scale - own];
	setup.settings.slippage_bps = w->t->slippage_bps;
	setup.settings.spread_bps = w->t->spread_bps;
	TEXT_SET(o->currency, "USDT");
	o->amount = w->t->capital;
	ok(sim_new(&setup, &w->sim, &w->err) == E_OK);
	sim_setup_release(&setup);
	w->bar = w->m->start - 1;
	if (i->kind == KIND_SWAP)
		slow_give(w, &in);
}

#endif
