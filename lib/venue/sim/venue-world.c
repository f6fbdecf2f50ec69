/*
 * The world of a paper account: which symbols there are, in which steps they
 * are traded, and a sim of all that.
 */
#include "venue/sim/venuedata.h"

#include "store/candles.h"
#include "venue/sim/markets.h"

#include <string.h>

/* The rows that the user gave, and those that are shipped. */
static enum err_code
lists_read(const struct sim_venue *v, struct instruments lists[2],
    struct err *err)
{
	size_t len = 0;
	const char *shipped = markets_shipped(v->v.account.prices, &len);
	enum err_code rc = v->markets_csv.len == 0 ? E_OK :
	    markets_read(v->markets_csv.at, v->markets_csv.len,
	    "instruments", &lists[0], err);

	return rc == E_OK && shipped != NULL ? markets_read(shipped, len,
	    "shipped instruments", &lists[1], err) : rc;
}

static void
lists_release(struct instruments lists[2])
{
	vec_release(&lists[0]);
	vec_release(&lists[1]);
}

/* The row of a symbol: the user's, or the shipped one. */
static bool
row_find(const struct instruments *lists, const char *symbol,
    struct sim_market *m)
{
	const struct instrument *row = instruments_find(&lists[0], symbol);

	if (row == NULL)
		row = instruments_find(&lists[1], symbol);
	if (row == NULL)
		return false;
	m->i = *row;
	m->price_scale = market_decimals(row);
	return true;
}

enum err_code
world_market(struct sim_venue *v, const char *symbol, int decimals,
    struct sim_market *m, struct err *err)
{
	struct instruments lists[2] = { { 0 }, { 0 } };
	enum err_code rc = lists_read(v, lists, err);

	if (rc == E_OK && !row_find(lists, symbol, m))
		rc = market_plain(symbol, decimals, &m->i, err);
	lists_release(lists);
	return rc;
}

/* The same of a symbol that has candles. */
static enum err_code
market_make(struct sim_venue *v, const struct instruments *lists,
    const char *symbol, struct sim_market *m, struct err *err)
{
	const struct account *a = &v->v.account;
	struct candles c = {0};
	enum err_code rc;

	if (row_find(lists, symbol, m))
		return E_OK;
	rc = candles_load(v->s, a->prices, symbol, a->timeframe, PRICE_LAST, 0,
	    0, &c, err);
	if (rc == E_OK)
		rc = market_plain(symbol, c.price_scale, &m->i, err);
	m->price_scale = c.price_scale;
	candles_release(&c);
	return rc;
}

bool
world_knows(const struct sim_venue *v, const char *symbol)
{
	for (size_t i = 0; i < v->markets.len; i++)
		if (strcmp(v->markets.at[i].i.symbol, symbol) == 0)
			return true;
	return false;
}

/* Spot, and perpetuals that settle in their quote. */
bool
world_can(const char *symbol)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	return symbol_split(symbol, base, quote, settle) &&
	    (settle[0] == '\0' || strcmp(settle, quote) == 0) &&
	    strcmp(base, quote) != 0;
}

static enum err_code
markets_add(struct sim_venue *v, const struct instruments *lists,
    const struct serieses *all, bool *added, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		struct sim_market m = { .place = (int64_t)v->markets.len };

		if (all->at[i].rows == 0 || !world_can(all->at[i].symbol) ||
		    world_knows(v, all->at[i].symbol))
			continue;
		rc = market_make(v, lists, all->at[i].symbol, &m, err);
		if (rc == E_OK)
			rc = sim_market_put(v->s, v->v.account.label, &m,
			    err);
		if (rc == E_OK)
			vec_push(&v->markets, m);
		*added = true;
	}
	return rc;
}

/* Symbols whose candles came since the last look. */
enum err_code
world_markets(struct sim_venue *v, bool *added, struct err *err)
{
	const struct account *a = &v->v.account;
	struct instruments lists[2] = { { 0 }, { 0 } };
	struct serieses all = {0};
	enum err_code rc;

	*added = false;
	if (a->live_prices == 1)
		return E_OK;	/* those that somebody asked for */
	rc = series_list(v->s, a->prices, NULL, a->timeframe, PRICE_LAST,
	    &all, err);
	if (rc == E_OK)
		rc = lists_read(v, lists, err);
	if (rc == E_OK)
		rc = markets_add(v, lists, &all, added, err);
	lists_release(lists);
	vec_release(&all);
	return rc;
}

/* Candles may come with more decimals than those before them. */
enum err_code
world_raise_scales(struct sim_venue *v, bool *raised, struct err *err)
{
	enum err_code rc = E_OK;

	*raised = false;
	for (size_t i = 0; i < v->candles.len && rc == E_OK; i++) {
		struct sim_market *m = &v->markets.at[i];
		int scale = v->candles.at[i].price_scale;

		if (v->marks.at[i].price_scale > scale)
			scale = v->marks.at[i].price_scale;
		if (v->details.at[i].price_scale > scale)
			scale = v->details.at[i].price_scale;
		if (scale <= m->price_scale)
			continue;
		m->price_scale = scale;
		rc = sim_market_put(v->s, v->v.account.label, m, err);
		*raised = true;
	}
	return rc;
}

static enum err_code
openings_read(const struct sim_venue *v, struct sim_setup *setup,
    struct err *err)
{
	const char *p = v->world.balances;

	while (*p != '\0') {
		size_t n = strcspn(p, ",");
		const char *equals = memchr(p, '=', n);
		struct sim_opening *o = vec_add(&setup->openings);
		size_t name = equals == NULL ? n : (size_t)(equals - p);

		if (equals == NULL || name >= sizeof(o->currency) ||
		    !dec_parse(equals + 1, n - name - 1, &o->amount))
			return err_set(err, E_STORE, "account %s: its opening "
			    "balances cannot be read", v->v.account.label);
		memcpy(o->currency, p, name);
		p += n + (p[n] == ',');
	}
	return E_OK;
}

static bool
id_taken_before(void *self, const char *id)
{
	struct sim_venue *v = self;
	struct err err;
	bool taken;

	if (sim_id_taken(v->s, v->v.account.label, id, &taken, &err) == E_OK)
		return taken;
	v->broken = true;	/* nothing of this is kept */
	return true;
}

enum err_code
world_build(struct sim_venue *v, const struct buf *state, struct err *err)
{
	struct sim_setup setup = { .timeframe = v->v.account.timeframe,
	    .settings = { .limit_touch = v->world.limit_touch == 1,
	    .fee_received = v->world.fee_received == 1,
	    .slippage_bps = v->world.slippage_bps,
	    .spread_bps = v->world.spread_bps,
	    .impact_bps = v->world.impact_bps,
	    .latency = v->world.latency },
	    .sink = { history_take, v, history_take, history_mark },
	    .taken = id_taken_before, .taken_self = v };
	struct sim *sim = NULL;
	enum err_code rc = openings_read(v, &setup, err);

	TEXT_SET(setup.currency, v->v.account.currency);
	if (dec_known(v->world.volume_share))
		setup.settings.volume_share = v->world.volume_share;
	if (rc == E_OK)
		rc = fee_tiers_read(v->world.fee_tiers, &setup.settings, err);
	for (size_t i = 0; i < v->markets.len && rc == E_OK; i++) {
		struct sim_instrument *m = vec_add(&setup.instruments);

		m->i = v->markets.at[i].i;
		m->price_scale = (int)v->markets.at[i].price_scale;
		if (m->i.tick_rows == 0)
			rc = instrument_set_tick(&m->i, m->i.tick_text, err);
		if (rc == E_OK && m->i.tier_rows == 0)
			rc = instrument_set_tiers(&m->i, m->i.tier_text, err);
		/* The store keeps the symbol; its assets follow from it. */
		if (rc == E_OK)
			rc = instrument_check(&m->i, err);
		TEXT_SET(m->i.venue, v->v.account.venue);
	}
	if (rc == E_OK)
		rc = sim_new(&setup, &sim, err);
	if (rc == E_OK && state != NULL)
		rc = sim_load(sim, buf_text(state), state->len, err);
	sim_setup_release(&setup);
	if (rc != E_OK) {
		sim_free(sim);
		return err_prefix(err, "account %s", v->v.account.label);
	}
	sim_free(v->sim);
	v->sim = sim;
	return E_OK;
}

/* The same state in a world that has grown. */
enum err_code
world_rebuild(struct sim_venue *v, struct err *err)
{
	struct buf state = {0};
	enum err_code rc;

	sim_save(v->sim, &state);
	rc = world_build(v, &state, err);
	buf_release(&state);
	return rc;
}
