/*
 * What a paper account is stepped through, a window at a time: candles, the
 * mark prices and the funding settlements of perpetuals.
 */
#include "venue/sim/venuedata.h"

#include "store/candles.h"
#include "store/fundingrates.h"

#include <stdlib.h>

void
venue_bars_release(struct sim_venue *v)
{
	sim_bars_release(&v->bars);
	for (size_t i = 0; i < v->candles.len; i++)
		candles_release(&v->candles.at[i]);
	for (size_t i = 0; i < v->marks.len; i++)
		candles_release(&v->marks.at[i]);
	for (size_t i = 0; i < v->details.len; i++)
		candles_release(&v->details.at[i]);
	vec_release(&v->candles);
	vec_release(&v->marks);
	vec_release(&v->details);
	vec_release(&v->fundings);
	v->window_end = 0;
}

static enum err_code
find_end(struct sim_venue *v, struct err *err)
{
	const struct account *a = &v->v.account;
	struct serieses all = {0};
	enum err_code rc = series_list(v->s, a->prices, NULL, a->timeframe,
	    PRICE_LAST, &all, err);

	v->data_end = 0;
	for (size_t i = 0; i < all.len; i++)
		if (all.at[i].to - a->timeframe >= venue_bars_from(v) &&
		    all.at[i].to > v->data_end &&
		    world_knows(v, all.at[i].symbol))
			v->data_end = all.at[i].to;
	vec_release(&all);
	return rc;
}

/* Candles, mark prices and details are there for some symbols, or for none:
 * one of to[] for each market. */
static enum err_code
some_load(struct sim_venue *v, int64_t timeframe, int price, int64_t from,
    int64_t until, struct candles *to, struct err *err)
{
	const struct account *a = &v->v.account;
	struct serieses all = {0};
	enum err_code rc = series_list(v->s, a->prices, NULL, timeframe,
	    price, &all, err);

	for (size_t i = 0; i < v->markets.len && rc == E_OK; i++)
		for (size_t n = 0; n < all.len && rc == E_OK; n++)
			if (strcmp(all.at[n].symbol,
			    v->markets.at[i].i.symbol) == 0)
				rc = candles_load(v->s, a->prices,
				    all.at[n].symbol, timeframe, price, from,
				    until, &to[i], err);
	vec_release(&all);
	return rc;
}

static int
by_time(const void *a, const void *b)
{
	const struct sim_funding *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* Those since the bar before the clock: what lies between two bars counts at
 * the later one. */
static enum err_code
fundings_load_window(struct sim_venue *v, struct err *err)
{
	const struct account *a = &v->v.account;
	struct funding_rates rates = {0};
	int64_t from = sim_time(v->sim) - a->timeframe;
	enum err_code rc = E_OK;

	for (size_t i = 0; i < v->markets.len && rc == E_OK; i++) {
		if (strchr(v->markets.at[i].i.symbol, ':') == NULL)
			continue;
		rc = funding_rates_load(v->s, a->prices,
		    v->markets.at[i].i.symbol, from, v->window_end, 0, &rates,
		    err);
		for (size_t n = 0; n < rates.len && rc == E_OK; n++) {
			struct sim_funding *to = vec_add(&v->fundings);

			to->symbol = i;
			to->time = rates.at[n].time;
			to->rate = rates.at[n].rate;
			to->mark = rates.at[n].mark_price;
		}
	}
	vec_release(&rates);
	if (v->fundings.len > 1)
		qsort(v->fundings.at, v->fundings.len,
		    sizeof(*v->fundings.at), by_time);
	sim_bars_set_fundings(&v->bars, v->fundings.at, v->fundings.len);
	return rc;
}

/* All that was loaded, as the source of the sim's bars. */
static enum err_code
window_give(struct sim_venue *v, struct err *err)
{
	enum err_code rc = E_OK;

	if (v->world.detail != 0)
		sim_bars_set_detail(&v->bars, v->v.account.timeframe,
		    v->world.detail);
	for (size_t i = 0; i < v->candles.len && rc == E_OK; i++) {
		int scale = (int)v->markets.at[i].price_scale;

		rc = sim_bars_add(&v->bars, i, &v->candles.at[i], scale, err);
		if (rc == E_OK && v->marks.at[i].len > 0)
			rc = sim_bars_add_marks(&v->bars, i, &v->marks.at[i],
			    scale, err);
		if (rc == E_OK && v->details.at[i].len > 0)
			rc = sim_bars_add_detail(&v->bars, i,
			    &v->details.at[i], scale, err);
	}
	return rc;
}

static enum err_code
window_load(struct sim_venue *v, int64_t from, struct err *err)
{
	const struct account *a = &v->v.account;
	bool raised = false;
	enum err_code rc;

	venue_bars_release(v);
	v->window_end = from + WINDOW_BARS * (v->world.detail != 0 ?
	    v->world.detail : a->timeframe);
	for (size_t i = 0; i < v->markets.len; i++) {
		vec_push(&v->candles, (struct candles){ 0 });
		vec_push(&v->marks, (struct candles){ 0 });
		vec_push(&v->details, (struct candles){ 0 });
	}
	/* The clock may stand inside a bar of which details are to come. */
	if (v->world.detail != 0)
		from -= a->timeframe;
	rc = some_load(v, a->timeframe, PRICE_LAST, from, v->window_end,
	    v->candles.at, err);
	if (rc == E_OK)
		rc = some_load(v, a->timeframe, PRICE_MARK, from,
		    v->window_end, v->marks.at, err);
	/* The last bar of the window has its details beyond it. */
	if (rc == E_OK && v->world.detail != 0)
		rc = some_load(v, v->world.detail, PRICE_LAST, from,
		    v->window_end + a->timeframe, v->details.at, err);
	if (rc == E_OK)
		rc = world_raise_scales(v, &raised, err);
	if (rc == E_OK && raised)
		rc = world_rebuild(v, err);
	if (rc == E_OK)
		rc = window_give(v, err);
	return rc == E_OK ? fundings_load_window(v, err) : rc;
}

static enum err_code
world_look(struct sim_venue *v, struct err *err)
{
	bool added;
	enum err_code rc = world_markets(v, &added, err);

	if (rc == E_OK && added)
		rc = world_rebuild(v, err);
	if (rc == E_OK)
		rc = find_end(v, err);
	v->markets_fresh = rc == E_OK;
	return rc;
}

/* Makes the next group that ends by `until`, if there is one, readable. */
enum err_code
venue_bars_ready(struct sim_venue *v, int64_t until, struct err *err)
{
	struct sim_source source = sim_bars_source(&v->bars);
	struct sim_group g = { 0 };
	int64_t from = venue_bars_from(v);
	enum err_code rc = v->markets_fresh ? E_OK : world_look(v, err);

	if (rc == E_OK && v->window_end == 0 && (from < v->data_end ||
	    v->v.account.live_prices == 1))
		rc = window_load(v, from, err);
	while (rc == E_OK && v->window_end != 0) {
		rc = source.next(source.self, from - 1, &g, err);
		if (rc != E_OK || g.len > 0 || v->window_end >= until ||
		    v->window_end >= v->data_end)
			break;
		rc = window_load(v, v->window_end, err);
	}
	return rc;
}
