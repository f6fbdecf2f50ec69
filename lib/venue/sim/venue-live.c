/*
 * Paper on live prices: which symbols an account has, and what orders meet
 * there. Everything that is asked is public data of the venue that the account
 * follows; nothing is asked before somebody wants something.
 */
#include "venue/sim/venuedata.h"

#include "model/candlerows.h"
#include "venue/sim/markets.h"
#include "venue/sim/state.h"

#include <stdio.h>
#include <string.h>

#define DEPTH 500		/* levels of the book that are asked for */
#define FRESH STAMP_MINUTE	/* older prices are not of now */

enum err_code
sim_venue_market(struct venue *venue, struct venue **out, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	enum err_code rc = E_OK;

	if (v->market == NULL && (v->env == NULL || v->s == NULL))
		rc = err_set(err, E_USAGE, "account %s: the venue of its "
		    "prices cannot be asked here", venue->account.label);
	else if (v->market == NULL)
		rc = venue_market(v->s, venue->account.prices, v->env,
		    &v->market, err);
	*out = v->market;
	return rc;
}

/* What the venue lists, read once. */
static enum err_code
listed(struct sim_venue *v, struct err *err)
{
	struct venue *market = NULL;
	enum err_code rc = sim_venue_market(&v->v, &market, err);

	return rc != E_OK || v->listed.len > 0 ? rc :
	    market->ops->instruments(market, &v->listed, err);
}

/* Steps and bounds are those of the live venue. */
static void
steps_take(struct instrument *to, const struct instrument *from)
{
	memcpy(to->ticks, from->ticks, sizeof(to->ticks));
	to->tick_rows = from->tick_rows;
	TEXT_SET(to->tick_text, from->tick_text);
	to->lot = from->lot;
	to->min_amount = from->min_amount;
	to->max_amount = from->max_amount;
	to->min_notional = from->min_notional;
	to->max_notional = from->max_notional;
	to->band_up = from->band_up;
	to->band_down = from->band_down;
	to->max_open_orders = from->max_open_orders;
	to->contract_size = from->contract_size;
}

static bool
steps_same(const struct instrument *a, const struct instrument *b)
{
	return strcmp(a->tick_text, b->tick_text) == 0 &&
	    dec_cmp(a->lot, b->lot) == 0 &&
	    dec_cmp(a->min_amount, b->min_amount) == 0 &&
	    dec_cmp(a->max_amount, b->max_amount) == 0 &&
	    dec_cmp(a->min_notional, b->min_notional) == 0 &&
	    dec_cmp(a->max_notional, b->max_notional) == 0 &&
	    dec_cmp(a->band_up, b->band_up) == 0 &&
	    dec_cmp(a->band_down, b->band_down) == 0 &&
	    a->max_open_orders == b->max_open_orders;
}

enum err_code
sim_venue_relist(struct venue *venue, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	bool changed = false;
	enum err_code rc = listed(v, err);

	if (rc == E_OK)
		rc = venue_joined(v, err);
	if (rc != E_OK)
		return rc;
	for (size_t i = 0; i < v->markets.len && rc == E_OK; i++) {
		struct sim_market *m = &v->markets.at[i];
		const struct instrument *live = instruments_find(&v->listed,
		    m->i.symbol);

		if (live == NULL || steps_same(&m->i, live))
			continue;
		steps_take(&m->i, live);
		if (market_decimals(live) > m->price_scale)
			m->price_scale = market_decimals(live);
		rc = sim_market_put(v->s, venue->account.label, m, err);
		changed = true;
	}
	if (rc == E_OK && changed)
		rc = world_rebuild(v, err);
	venue_bars_release(v);
	return venue_parted(v, rc, err);
}

bool
sim_venue_lists(const struct venue *v, const char *symbol)
{
	return instruments_find(&((const struct sim_venue *)v)->listed,
	    symbol) != NULL;
}

static enum err_code
forming_of(struct sim_venue *v, const char *symbol, int price, int64_t minute,
    bool *found, struct candle *out, struct err *err)
{
	struct venue *market = v->market;
	struct candle_rows rows = {0};
	enum err_code rc = market->ops->market->forming(market, symbol,
	    v->v.account.timeframe, price, minute / 1000, &rows, err);

	*found = rc == E_OK && rows.len > 0;
	if (*found)
		*out = candle_rows_at(&rows, 0);
	candle_rows_release(&rows);
	return rc;
}

/* How far the minute of `at` has come. */
static enum err_code
see(struct sim_venue *v, const char *symbol, int64_t at, struct sim_seen *out,
    struct err *err)
{
	int64_t minute = at - at % v->v.account.timeframe;
	struct candle bar;
	bool found;
	enum err_code rc = forming_of(v, symbol, PRICE_LAST, minute, &found,
	    &bar, err);

	*out = (struct sim_seen){ .mark_high = DEC_NONE,
	    .mark_low = DEC_NONE };
	if (rc != E_OK || !found)
		return rc;
	out->time = minute;
	out->high = bar.high;
	out->low = bar.low;
	out->volume = bar.volume;
	if (strchr(symbol, ':') == NULL)
		return E_OK;
	rc = forming_of(v, symbol, PRICE_MARK, minute, &found, &bar, err);
	if (rc == E_OK && found) {
		out->mark_high = bar.high;
		out->mark_low = bar.low;
	}
	return rc;
}

static enum err_code
price_now(struct sim_venue *v, const char *symbol, struct sim_join *j,
    struct err *err)
{
	struct tickers day = {0};
	enum err_code rc = v->market->ops->market->ticker(v->market, symbol,
	    &day, err);

	if (rc == E_OK && (day.len == 0 || !dec_known(day.at[0].last) ||
	    dec_sign(day.at[0].last) <= 0))
		rc = err_set(err, E_DATA, "%s: %s says no price of it",
		    symbol, v->v.account.prices);
	if (rc == E_OK) {
		j->last = j->mark = day.at[0].last;
		if (dec_known(day.at[0].mark_price))
			j->mark = day.at[0].mark_price;
	}
	vec_release(&day);
	return rc;
}

/* The minute that has not closed; where nothing was traded in it, the last
 * price. */
static enum err_code
tip_of(struct sim_venue *v, struct tip *t, struct err *err)
{
	const struct instrument *i = &v->markets.at[t->symbol].i;
	int64_t minute = v->tip_time - v->tip_time % v->v.account.timeframe;
	struct sim_join day;
	bool found;
	enum err_code rc = forming_of(v, i->symbol, PRICE_LAST, minute,
	    &found, &t->bar, err);

	if (rc == E_OK && !found) {
		rc = price_now(v, i->symbol, &day, err);
		t->bar = (struct candle){ .open_time_ms = minute / 1000,
		    .open = day.last, .high = day.last, .low = day.last,
		    .close = day.last };
	}
	return rc == E_OK && strchr(i->symbol, ':') != NULL ? forming_of(v,
	    i->symbol, PRICE_MARK, minute, &found, &t->mark, err) : rc;
}

enum err_code
live_tips(struct sim_venue *v, struct err *err)
{
	struct venue *market;
	enum err_code rc = sim_venue_market(&v->v, &market, err);

	if (rc == E_OK)
		rc = listed(v, err);
	for (size_t i = 0; i < v->markets.len && rc == E_OK; i++) {
		struct tip *t;

		if (!sim_venue_lists(&v->v, v->markets.at[i].i.symbol))
			continue;	/* not any more */
		t = vec_add(&v->tips);
		t->symbol = i;
		rc = tip_of(v, t, err);
	}
	return rc;
}

static int64_t
scale_for(int64_t scale, struct dec price)
{
	return dec_decimals(price) > scale ? dec_decimals(price) : scale;
}

/* Asks for a symbol. Fees, tiers and what a liquidation costs are the
 * simulated venue's. */
static enum err_code
ask_for(struct sim_venue *v, const struct instrument *live, int64_t at,
    struct sim_join *j, struct err *err)
{
	struct sim_seen seen;
	enum err_code rc = price_now(v, live->symbol, j, err);

	if (rc == E_OK)
		rc = see(v, live->symbol, at, &seen, err);
	if (rc == E_OK)
		rc = world_market(v, live->symbol, market_decimals(live), &j->m,
		    err);
	if (rc != E_OK)
		return rc;
	steps_take(&j->m.i, live);
	j->m.seen = seen;
	j->m.price_scale = scale_for(scale_for(market_decimals(live), j->last),
	    j->mark);
	return instrument_check(&j->m.i, err);
}

enum err_code
live_steps(const struct sim_join *j, int64_t *last, int64_t *mark,
    struct err *err)
{
	struct dec step = dec_make(1, (int)j->m.price_scale);

	return dec_steps(j->last, step, last) &&
	    dec_steps(j->mark, step, mark) ? E_OK : err_set(err, E_DATA,
	    "%s: a price with too many digits", j->m.i.symbol);
}

/* In one transaction: the market, and the price that is known of it. */
static enum err_code
add_market(struct sim_venue *v, struct sim_join *j, struct err *err)
{
	int64_t last = 0, mark = 0;
	size_t at = v->markets.len;
	enum err_code rc = live_steps(j, &last, &mark, err);

	if (rc == E_OK)
		rc = venue_joined(v, err);
	if (rc != E_OK)
		return rc;
	j->m.place = (int64_t)at;
	rc = sim_market_put(v->s, v->v.account.label, &j->m, err);
	if (rc == E_OK) {
		vec_push(&v->markets, j->m);
		rc = world_rebuild(v, err);
	}
	if (rc == E_OK) {
		sim_know_price(v->sim, at, last, sim_time(v->sim));
		v->sim->symbols.at[at].mark = mark;
		rc = venue_flush(v, err);
	}
	venue_bars_release(v);
	rc = venue_parted(v, rc, err);
	v->broken = v->broken || rc != E_OK;
	return rc;
}

static enum err_code
join_one(struct sim_venue *v, const struct instrument *live, struct err *err)
{
	struct sim_join j = { .m.place = 0 };
	enum err_code rc = ask_for(v, live, sim_time(venue_sim(v)), &j, err);

	return rc == E_OK ? add_market(v, &j, err) : rc;
}

/* What an asset is worth has to be known, too, where that is listed. */
static enum err_code
join_pricer(struct sim_venue *v, const char *asset, struct err *err)
{
	const char *currency = v->v.account.currency;
	const struct instrument *live;
	char symbol[2 * ASSET_SIZE];

	snprintf(symbol, sizeof(symbol), "%s/%s", asset, currency);
	live = instruments_find(&v->listed, symbol);
	return strcmp(asset, currency) == 0 || live == NULL ||
	    world_knows(v, symbol) ? E_OK : join_one(v, live, err);
}

enum err_code
sim_venue_join(struct venue *venue, const char *symbol, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	const struct instrument *live;
	enum err_code rc;

	if (world_knows(v, symbol))
		return E_OK;
	rc = listed(v, err);
	if (rc != E_OK)
		return rc;
	live = instruments_find(&v->listed, symbol);
	if (live == NULL || !world_can(symbol))
		return err_set(err, E_USAGE, "%s: %s does not list it%s",
		    symbol, venue->account.prices, live == NULL ? "" :
		    " as anything that a paper account trades");
	rc = join_one(v, live, err);
	if (rc == E_OK && live->kind == KIND_SPOT)
		rc = join_pricer(v, live->base, err);
	return rc == E_OK ? join_pricer(v, live->quote, err) : rc;
}

enum err_code
sim_venue_worth(struct venue *venue, const char *asset, struct err *err)
{
	struct sim_venue *v = self_of(venue);
	enum err_code rc = listed(v, err);

	return rc == E_OK ? join_pricer(v, asset, err) : rc;
}

/* One of the assets that an account opens with. */
static enum err_code
ask_pricer(struct sim_venue *v, const char *asset, int64_t at,
    struct sim_joins *out, struct err *err)
{
	const struct instrument *live;
	char symbol[2 * ASSET_SIZE];

	if (strcmp(asset, v->v.account.currency) == 0)
		return E_OK;
	snprintf(symbol, sizeof(symbol), "%s/%s", asset,
	    v->v.account.currency);
	live = instruments_find(&v->listed, symbol);
	if (live == NULL)
		return err_set(err, E_USAGE, "balance of %s: %s does not list "
		    "%s, so it has no value", asset, v->v.account.prices,
		    symbol);
	return ask_for(v, live, at, vec_add(out), err);
}

enum err_code
sim_venue_ask(const struct account *a, struct venue *market,
    struct sim_venue_options *o, struct err *err)
{
	struct sim_venue v = { .v.account = *a, .market = market };
	struct sim_joins *joins = mem_alloc(sizeof(*joins));
	enum err_code rc = market->ops->time(market, &o->start, err);

	o->joins = joins;
	if (o->instruments_csv != NULL)
		buf_puts(&v.markets_csv, o->instruments_csv);
	if (rc == E_OK)
		rc = market->ops->instruments(market, &v.listed, err);
	for (size_t i = 0; i < o->balances.len && rc == E_OK; i++)
		rc = ask_pricer(&v, o->balances.at[i].currency, o->start,
		    joins, err);
	vec_release(&v.listed);
	buf_release(&v.markets_csv);
	return rc;
}

/* Prices of another time are no prices of now. */
static enum err_code
must_be_fresh(struct sim_venue *v, const char *symbol, struct err *err)
{
	char age[STAMP_TEXT_SIZE];
	struct prices all = {0};
	int64_t now = 0, then = 0;
	enum err_code rc = v->market->ops->time(v->market, &now, err);

	sim_prices(v->sim, &all);
	for (size_t i = 0; i < all.len; i++)
		if (strcmp(all.at[i].symbol, symbol) == 0)
			then = all.at[i].time;
	vec_release(&all);
	if (rc != E_OK || now - then <= FRESH)
		return rc;
	return err_set(err, E_NETWORK, "account %s: its price of %s is %s old: "
	    "nothing is sent; run the command again", v->v.account.label,
	    symbol, duration_text(now - then - (now - then) % STAMP_SECOND,
	    age));
}

/* What the next order of this symbol meets. */
static enum err_code
meet(struct sim_venue *v, const char *symbol, struct err *err)
{
	struct book_levels book = {0};
	struct venue *market = NULL;
	enum err_code rc = sim_venue_join(&v->v, symbol, err);

	if (rc == E_OK)
		rc = sim_venue_market(&v->v, &market, err);
	if (rc == E_OK)
		rc = must_be_fresh(v, symbol, err);
	if (rc == E_OK)
		rc = market->ops->market->book(market, symbol, DEPTH, &book,
		    err);
	for (size_t i = 0; i < v->markets.len && rc == E_OK; i++)
		if (strcmp(v->markets.at[i].i.symbol, symbol) == 0)
			sim_book(v->sim, i, &book);
	vec_release(&book);
	return rc == E_OK ? E_OK : err_prefix(err, "account %s: nothing is "
	    "sent", v->v.account.label);
}

/* What a breaker does on the way to now meets the prices of then. */
static bool
meets_live(const struct sim_venue *v)
{
	return v->v.account.live_prices == 1 && !v->stepping;
}

enum err_code
live_can_submit(struct venue *venue, const struct order_request *r, size_t n,
    struct err *err)
{
	struct sim_venue *v = self_of(venue);

	(void)n;		/* of a pair both are of one symbol */
	return meets_live(v) ? meet(v, r->symbol, err) : E_OK;
}

enum err_code
live_can_amend(struct venue *venue, const struct order *o,
    const struct order_terms *c, struct err *err)
{
	struct sim_venue *v = self_of(venue);

	(void)c;
	return meets_live(v) ? meet(v, o->symbol, err) : E_OK;
}
