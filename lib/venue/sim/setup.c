/*
 * A sim from its setup: symbols in the order given, balances by name.
 */
#include "venue/sim/state.h"

#include <string.h>

void
sim_setup_release(struct sim_setup *s)
{
	vec_release(&s->instruments);
	vec_release(&s->openings);
	vec_release(&s->scales);
	memset(s, 0, sizeof(*s));
}

void
sim_free(struct sim *sim)
{
	if (sim == NULL)
		return;
	for (size_t i = 0; i < sim->orders.len; i++)
		free(sim->orders.at[i]);
	for (size_t i = sim->queue_head; i < sim->queue.len; i++)
		free(sim->queue.at[i]);
	vec_release(&sim->held);
	waiting_release(sim);
	vec_release(&sim->orders);
	vec_release(&sim->touched);
	free(sim->ids);
	vec_release(&sim->queue);
	free(sim->spare);
	free(sim->spare_order);
	sim_book_forget(sim);
	vec_release(&sim->symbols);
	vec_release(&sim->balances);
	id_set_release(&sim->closed);
	vec_release(&sim->quiet.symbols);
	free(sim);
}

static enum err_code
slippage_set(struct sim *sim, struct err *err)
{
	const struct sim_settings *s = &sim->settings;
	struct dec half, bps, part;

	if (dec_sign(s->slippage_bps) < 0 || dec_sign(s->spread_bps) < 0 ||
	    dec_sign(s->impact_bps) < 0 ||
	    !dec_div(s->spread_bps, dec_int(2), DEC_SCALE_MAX, ROUND_UP,
	    &half) || !dec_add(s->slippage_bps, dec_trim(half), &bps) ||
	    !dec_div(bps, dec_int(10000), DEC_SCALE_MAX, ROUND_UP, &part) ||
	    dec_cmp(part, dec_int(1)) > 0 || dec_decimals(bps) > 12 ||
	    dec_cmp(s->impact_bps, dec_int(10000)) > 0 ||
	    dec_decimals(s->impact_bps) > 12)
		return err_set(err, E_DATA, "slippage: from 0 to 10000 basis "
		    "points, at most 12 decimals");
	sim->slips = dec_sign(part) > 0 || dec_sign(s->impact_bps) > 0;
	sim->slip_up = sim_sum(sim, dec_int(1), dec_trim(part));
	sim->slip_down = sim_difference(sim, dec_int(1), dec_trim(part));
	return E_OK;
}

/* A share of the volume, fees by what was traded. */
static enum err_code
settings_check(const struct sim_settings *s, struct err *err)
{
	if (dec_sign(s->volume_share) < 0 ||
	    dec_cmp(s->volume_share, dec_int(1)) > 0)
		return err_set(err, E_DATA, "volume_share: above 0, at most "
		    "1");
	for (int i = 0; i < s->fee_tier_rows; i++) {
		const struct sim_fee_tier *t = &s->fee_tiers[i];

		if (dec_sign(t->volume) < 0 || (i > 0 &&
		    dec_cmp(t->volume, t[-1].volume) <= 0) ||
		    dec_cmp(dec_abs(t->maker), dec_int(1)) >= 0 ||
		    dec_cmp(dec_abs(t->taker), dec_int(1)) >= 0)
			return err_set(err, E_DATA, "fee_tiers: volumes rise "
			    "from 0 on, fees lie between -1 and 1");
	}
	return E_OK;
}

static int
by_currency(const void *a, const void *b)
{
	return strcmp(((const struct sim_balance *)a)->currency,
	    ((const struct sim_balance *)b)->currency);
}

static void
balance_add(struct sim *sim, const struct sim_setup *setup,
    const char *currency)
{
	struct sim_balance *b;

	if (currency[0] == '\0' || balance_find(sim, currency) != NOWHERE)
		return;
	b = vec_add(&sim->balances);
	TEXT_SET(b->currency, currency);
	b->scale = MONEY_SCALE;
	for (size_t i = 0; i < setup->scales.len; i++)
		if (strcmp(setup->scales.at[i].currency, currency) == 0)
			b->scale = setup->scales.at[i].scale;
	/* Sums that begin with all decimals keep them. */
	b->total = b->reserved = b->opening = b->moved = b->traded =
	    b->fees = b->insured = (struct dec){ 0, b->scale };
}

static void
balances_make(struct sim *sim, const struct sim_setup *setup)
{
	balance_add(sim, setup, setup->currency);
	for (size_t i = 0; i < setup->openings.len; i++)
		balance_add(sim, setup, setup->openings.at[i].currency);
	for (size_t i = 0; i < sim->symbols.len; i++) {
		if (!sim->symbols.at[i].swap)
			balance_add(sim, setup, sim->symbols.at[i].i.base);
		balance_add(sim, setup, sim->symbols.at[i].i.quote);
	}
	qsort(sim->balances.at, sim->balances.len, sizeof(*sim->balances.at),
	    by_currency);
	sim->valuation = balance_find(sim, setup->currency);
	sim->transferred = (struct dec){ 0,
	    sim->balances.at[sim->valuation].scale };
}

static enum err_code
openings_set(struct sim *sim, const struct sim_setup *setup, struct err *err)
{
	for (size_t i = 0; i < setup->openings.len; i++) {
		const struct sim_opening *o = &setup->openings.at[i];
		struct sim_balance *b =
		    &sim->balances.at[balance_find(sim, o->currency)];
		struct dec exact;

		if (dec_sign(o->amount) < 0 || !dec_round(o->amount, b->scale,
		    ROUND_DOWN, &exact) || dec_cmp(exact, o->amount) != 0)
			return err_set(err, E_DATA, "balance of %s: must be 0 "
			    "or more, with at most %d decimals", o->currency,
			    b->scale);
		b->opening = b->total = sim_sum(sim, b->opening, exact);
	}
	return E_OK;
}

/* Prices of a symbol in whole steps of 10^-scale. */
static bool
ticks_set(struct sim_symbol *s)
{
	for (int n = 0; n < s->i.tick_rows; n++)
		if (!price_read(s, s->i.ticks[n].tick, &s->tick[n]) ||
		    !price_read(s, s->i.ticks[n].from, &s->from[n]) ||
		    s->tick[n] <= 0)
			return false;
	return true;
}

static enum err_code
symbol_add(struct sim *sim, const struct sim_instrument *given,
    struct err *err)
{
	struct sim_symbol *s = vec_add(&sim->symbols);
	enum err_code rc;

	s->i = given->i;
	rc = instrument_check(&s->i, err);
	if (rc != E_OK)
		return rc;
	s->swap = s->i.kind == KIND_SWAP;
	s->position.leverage = dec_int(1);
	if (s->swap && strcmp(s->i.settle, s->i.quote) != 0)
		return err_set(err, E_DATA, "instrument %s: only perpetuals "
		    "that settle in their quote currency are simulated",
		    s->i.symbol);
	for (size_t n = 0; n + 1 < sim->symbols.len; n++)
		if (strcmp(sim->symbols.at[n].i.symbol, s->i.symbol) == 0)
			return err_set(err, E_DATA,
			    "instrument %s: is there twice", s->i.symbol);
	s->scale = given->price_scale;
	for (int n = 0; n < s->i.tick_rows; n++) {
		int need = dec_decimals(s->i.ticks[n].tick);

		if (dec_decimals(s->i.ticks[n].from) > need)
			need = dec_decimals(s->i.ticks[n].from);
		if (s->scale < need)
			return err_set(err, E_DATA, "instrument %s: its tick "
			    "is finer than the prices it is given in",
			    s->i.symbol);
	}
	if (!ticks_set(s))
		return err_set(err, E_DATA, "instrument %s: a tick does not "
		    "fit its prices", s->i.symbol);
	return E_OK;
}

static enum err_code
symbols_make(struct sim *sim, const struct sim_setup *setup, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < setup->instruments.len && rc == E_OK; i++)
		rc = symbol_add(sim, &setup->instruments.at[i], err);
	return rc;
}

/* With so many at least, where that is easy: it compares at once then. */
static struct dec
with_decimals(struct dec a, int scale)
{
	return !dec_is_short(a) || a.scale >= scale || scale > DEC_SCALE_MAX ?
	    a : (struct dec){ (__int128)(int64_t)a.coef *
	    dec_powers[scale - a.scale], scale };
}

/* Where balances and symbols find each other. */
static enum err_code
symbols_join(struct sim *sim, struct err *err)
{
	for (size_t i = 0; i < sim->balances.len; i++)
		sim->balances.at[i].pricer = NOWHERE;
	for (size_t i = 0; i < sim->symbols.len; i++) {
		struct sim_symbol *s = &sim->symbols.at[i];
		struct sim_balance *b;

		s->base = NOWHERE;
		s->quote = balance_find(sim, s->i.quote);
		s->least = s->i.lot;
		s->lot = dec_trim(s->i.lot);
		s->paid.scale = sim->balances.at[s->quote].scale;
		s->least_value = with_decimals(s->i.min_notional,
		    s->scale + s->lot.scale);
		if (s->swap)
			continue;
		s->base = balance_find(sim, s->i.base);
		b = &sim->balances.at[s->base];
		s->bought.scale = s->held.scale = b->scale;
		if (s->base == s->quote)
			return err_set(err, E_DATA, "instrument %s: base and "
			    "quote are the same", s->i.symbol);
		if (dec_decimals(s->i.lot) > b->scale)
			return err_set(err, E_DATA, "instrument %s: its lot "
			    "is finer than %s, which has %d decimals",
			    s->i.symbol, b->currency, b->scale);
		s->least = sim_rounded(sim, s->lot, b->scale, ROUND_DOWN);
		if (s->quote == sim->valuation && b->pricer == NOWHERE)
			b->pricer = i;
	}
	return E_OK;
}

enum err_code
sim_new(const struct sim_setup *setup, struct sim **out, struct err *err)
{
	struct sim *sim = mem_alloc(sizeof(*sim));
	enum err_code rc;

	TEXT_SET(sim->currency, setup->currency);
	sim->timeframe = sim->span = setup->timeframe;
	sim->settings = setup->settings;
	sim->sink = setup->sink;
	sim->taken = setup->taken;
	sim->taken_self = setup->taken_self;
	sim->group = sim->after = INT64_MIN;
	sim->units = DEC_NONE;
	for (int i = 0; i < 4; i++)
		sim->marks[i] = DEC_NONE;
	sim->changed = true;
	sim->changes = 1;
	rc = symbols_make(sim, setup, err);
	if (rc == E_OK) {
		balances_make(sim, setup);
		rc = symbols_join(sim, err);
	}
	if (rc == E_OK)
		rc = openings_set(sim, setup, err);
	if (rc == E_OK)
		rc = slippage_set(sim, err);
	if (rc == E_OK)
		rc = settings_check(&sim->settings, err);
	if (rc == E_OK && sim->timeframe <= 0)
		rc = err_set(err, E_DATA, "timeframe: must be more than 0");
	if (rc == E_OK)
		rc = sim_verdict(sim, err);
	if (rc != E_OK) {
		sim_free(sim);
		return rc;
	}
	*out = sim;
	return E_OK;
}

void
sim_begin(struct sim *sim, int64_t now)
{
	sim->time = now;
	sim->after = now - 1;
	sim->point = sim->stands = SIM_CLOSE;
}

void
sim_know_price(struct sim *sim, size_t symbol, int64_t price, int64_t time)
{
	sim_quiet_forget(sim);
	sim->symbols.at[symbol].last = price;
	sim->symbols.at[symbol].last_time = time;
	sim->symbols.at[symbol].mark = price;
}
