/*
 * Opens a paper account: its world, its markets, its opening balances, and the
 * prices that are known when its clock begins.
 */
#include "venue/sim/venuedata.h"

#include "store/candles.h"
#include "venue/sim/markets.h"

#include <stdio.h>
#include <string.h>

void
sim_venue_options_release(struct sim_venue_options *o)
{
	vec_release(&o->balances);
	if (o->joins != NULL)
		vec_release(o->joins);
	free(o->joins);
	o->joins = NULL;
}

static enum err_code
options_take(struct sim_venue *v, const struct sim_venue_options *o,
    struct err *err)
{
	char amount[DEC_TEXT_SIZE];
	struct buf text = {0};
	struct instruments rows = {0};
	enum err_code rc = E_OK;

	v->world = (struct sim_world){ .start = o->start,
	    .limit_touch = o->settings.limit_touch,
	    .fee_received = o->settings.fee_received,
	    .slippage_bps = o->settings.slippage_bps,
	    .spread_bps = o->settings.spread_bps,
	    .impact_bps = o->settings.impact_bps,
	    .volume_share = o->settings.volume_share,
	    .latency = o->settings.latency, .detail = o->detail };
	for (size_t i = 0; i < o->balances.len && rc == E_OK; i++) {
		const struct sim_opening *b = &o->balances.at[i];

		if (!asset_valid(b->currency))
			rc = err_set(err, E_USAGE, "balance: \"%.32s\" is not "
			    "a currency", b->currency);
		else if (dec_sign(b->amount) < 0)
			rc = err_set(err, E_USAGE, "balance of %s: must not "
			    "be below 0", b->currency);
		buf_printf(&text, "%s%s=%s", i > 0 ? "," : "", b->currency,
		    dec_text(b->amount, amount));
	}
	if (rc == E_OK && o->balances.len == 0)
		rc = err_set(err, E_USAGE, "balance: a paper account needs "
		    "one to begin with");
	if (rc == E_OK && !TEXT_SET(v->world.balances, buf_text(&text)))
		rc = err_set(err, E_USAGE, "balance: too many of them");
	buf_clear(&text);
	fee_tiers_text(&o->settings, &text);
	if (rc == E_OK && !TEXT_SET(v->world.fee_tiers, buf_text(&text)))
		rc = err_set(err, E_USAGE, "fee tiers: too many of them");
	buf_release(&text);
	if (rc == E_OK && o->instruments_csv != NULL) {
		buf_puts(&v->markets_csv, o->instruments_csv);
		rc = markets_read(v->markets_csv.at, v->markets_csv.len,
		    o->instruments_name, &rows, err);
	}
	vec_release(&rows);
	return rc;
}

/* When its clock begins, if nobody said: when the first bar is over. */
static enum err_code
start_find(struct sim_venue *v, struct err *err)
{
	const struct account *a = &v->v.account;
	int64_t first, last, rows, start = 0;
	char duration[STAMP_TEXT_SIZE];
	enum err_code rc = E_OK;

	if (a->live_prices == 1)
		return E_OK;	/* the caller has asked what time it is */
	if (v->markets.len == 0)
		return err_set(err, E_USAGE, "no candles of %s with timeframe "
		    "%s are stored: import or generate them first",
		    a->prices, duration_text(a->timeframe, duration));
	for (size_t i = 0; i < v->markets.len && v->world.start == 0 &&
	    rc == E_OK; i++) {
		rc = candles_range(v->s, a->prices, v->markets.at[i].i.symbol,
		    a->timeframe, PRICE_LAST, 0, 0, &first, &last, &rows, err);
		if (rc == E_OK && rows > 0 &&
		    (start == 0 || first + a->timeframe < start))
			start = first + a->timeframe;
	}
	if (v->world.start == 0)
		v->world.start = start;
	return rc;
}

struct last_close { int64_t price, time; };

/* The last closes before it began. */
static enum err_code
prices_know(struct sim_venue *v, struct last_close *closes, struct err *err)
{
	const struct account *a = &v->v.account;
	int64_t first, last, rows, to = v->world.start - a->timeframe + 1;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < v->markets.len && rc == E_OK && to > 0; i++) {
		struct sim_market *m = &v->markets.at[i];
		struct candles c = {0};

		rc = candles_range(v->s, a->prices, m->i.symbol, a->timeframe,
		    PRICE_LAST, 0, to, &first, &last, &rows, err);
		if (rc != E_OK || rows == 0)
			continue;
		rc = candles_load(v->s, a->prices, m->i.symbol, a->timeframe,
		    PRICE_LAST, last, last + 1, &c, err);
		if (rc == E_OK && c.len == 1) {
			if (c.price_scale > m->price_scale)
				m->price_scale = c.price_scale;
			rc = sim_market_put(v->s, a->label, m, err);
			dec_steps(candles_price(&c, c.close[0]),
			    dec_make(1, (int)m->price_scale),
			    &closes[i].price);
			closes[i].time = last + a->timeframe;
		}
		candles_release(&c);
	}
	return rc;
}

/* What was asked of a live venue for it. */
static enum err_code
joins_take(struct sim_venue *v, const struct sim_joins *joins,
    struct last_close *closes, struct err *err)
{
	int64_t mark;
	enum err_code rc = E_OK;

	for (size_t i = 0; joins != NULL && i < joins->len && rc == E_OK;
	    i++) {
		closes[i].time = v->world.start;
		rc = live_steps(&joins->at[i], &closes[i].price, &mark, err);
	}
	return rc;
}

/* The symbols that it opens with. */
static enum err_code
symbols_take(struct sim_venue *v, const struct sim_joins *joins,
    struct err *err)
{
	bool added;
	enum err_code rc = world_markets(v, &added, err);

	for (size_t i = 0; joins != NULL && i < joins->len && rc == E_OK;
	    i++) {
		struct sim_market m = joins->at[i].m;

		m.place = (int64_t)i;
		rc = sim_market_put(v->s, v->v.account.label, &m, err);
		vec_push(&v->markets, m);
	}
	return rc;
}

static enum err_code
create(struct sim_venue *v, const struct sim_venue_options *o,
    struct err *err)
{
	struct last_close *closes = NULL;
	enum err_code rc = symbols_take(v, o->joins, err);

	if (rc == E_OK)
		rc = start_find(v, err);
	if (rc == E_OK)
		rc = sim_world_add(v->s, v->v.account.label, &v->world,
		    buf_text(&v->markets_csv), err);
	closes = mem_array(v->markets.len + 1, sizeof(*closes));
	if (rc == E_OK)
		rc = v->v.account.live_prices == 1 ?
		    joins_take(v, o->joins, closes, err) :
		    prices_know(v, closes, err);
	if (rc == E_OK)
		rc = world_build(v, NULL, err);
	if (rc == E_OK) {
		sim_begin(v->sim, v->world.start);
		for (size_t i = 0; i < v->markets.len; i++)
			sim_know_price(v->sim, i, closes[i].price,
			    closes[i].time);
		history_open(v, o->balances.at, o->balances.len,
		    v->world.start);
		rc = venue_flush(v, err);
	}
	free(closes);
	return rc;
}

enum err_code
sim_venue_create(struct store *s, const struct account *a,
    const struct sim_venue_options *o, struct err *err)
{
	struct sim_venue v = { .v.account = *a, .s = s };
	enum err_code rc = store_begin(s, err);

	if (rc != E_OK)
		return rc;
	rc = options_take(&v, o, err);
	if (rc == E_OK)
		rc = create(&v, o, err);
	sim_free(v.sim);
	vec_release(&v.pending);
	vec_release(&v.markets);
	buf_release(&v.markets_csv);
	return store_end(s, rc, err);
}
