/*
 * Where the served bars come from: the store's candles, or a scenario.
 */
#include "serve/world.h"

#include "store/candles.h"
#include "store/fundingrates.h"
#include "venue/sim/markets.h"

#include <string.h>

static int
raise(int scale, int other)
{
	return other > scale ? other : scale;
}

static int
ticks_decimals(const struct instrument *i)
{
	int most = 0;

	for (int n = 0; n < i->tick_rows; n++) {
		most = raise(most, dec_decimals(i->ticks[n].tick));
		most = raise(most, dec_decimals(i->ticks[n].from));
	}
	return most;
}

static enum err_code
instrument_make(const struct instruments lists[2], const char *symbol,
    struct world_symbol *s, struct err *err)
{
	const struct instrument *row = instruments_find(&lists[0], symbol);

	if (row == NULL)
		row = instruments_find(&lists[1], symbol);
	if (row == NULL)
		return market_plain(symbol, s->bars.price_scale, &s->i, err);
	s->i = *row;
	return instrument_check(&s->i, err);
}

static enum err_code
fundings_load(struct world_setup *out, struct store *st, const char *venue,
    size_t symbol, struct err *err)
{
	struct funding_rates rates = { 0 };
	enum err_code rc = funding_rates_load(st, venue,
	    out->symbols.at[symbol].i.symbol, 0, 0, 0, &rates, err);

	for (size_t i = 0; i < rates.len && rc == E_OK; i++) {
		struct world_funding *to = vec_add(&out->fundings);

		to->symbol = symbol;
		to->row.time = rates.at[i].time;
		to->row.rate = rates.at[i].rate;
		to->row.mark = rates.at[i].mark_price;
	}
	vec_release(&rates);
	return rc;
}

static enum err_code
symbol_load(struct world_setup *out, struct store *st,
    const struct instruments lists[2], const char *venue, const char *symbol,
    struct err *err)
{
	struct world_symbol *s = vec_add(&out->symbols);
	struct serieses marks = { 0 };
	enum err_code rc = candles_load(st, venue, symbol, out->timeframe,
	    PRICE_LAST, 0, 0, &s->bars, err);

	if (rc == E_OK)
		rc = instrument_make(lists, symbol, s, err);
	if (rc == E_OK)
		rc = series_list(st, venue, symbol, out->timeframe,
		    PRICE_MARK, &marks, err);
	if (rc == E_OK && marks.len > 0)
		rc = candles_load(st, venue, symbol, out->timeframe,
		    PRICE_MARK, 0, 0, &s->marks, err);
	vec_release(&marks);
	s->price_scale = raise(raise(ticks_decimals(&s->i),
	    s->bars.price_scale), s->marks.price_scale);
	if (rc == E_OK && s->i.kind == KIND_SWAP)
		rc = fundings_load(out, st, venue, out->symbols.len - 1, err);
	return rc;
}

/* Spot, and perpetuals that settle in their quote. */
static bool
is_served(const char *symbol)
{
	char base[ASSET_SIZE], quote[ASSET_SIZE], settle[ASSET_SIZE];

	return symbol_split(symbol, base, quote, settle) &&
	    (settle[0] == '\0' || strcmp(settle, quote) == 0) &&
	    strcmp(base, quote) != 0;
}

static bool
is_wanted(const char *symbol, const char *const *symbols, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(symbols[i], symbol) == 0)
			return true;
	return n == 0;
}

static enum err_code
each_there(const struct serieses *all, const char *venue,
    const char *const *symbols, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		bool there = false;

		for (size_t k = 0; k < all->len; k++)
			there = there ||
			    strcmp(all->at[k].symbol, symbols[i]) == 0;
		if (!there || !is_served(symbols[i]))
			return err_set(err, E_USAGE, "%s: there are no candles "
			    "of %s in that timeframe that can be served",
			    symbols[i], venue);
	}
	return E_OK;
}

enum err_code
world_from_store(struct world_setup *out, struct store *st,
    const char *venue, const char *const *symbols, size_t n,
    const char *csv, size_t csv_len, const char *csv_name, struct err *err)
{
	struct instruments lists[2] = { { 0 }, { 0 } };
	struct serieses all = { 0 };
	size_t len = 0;
	const char *shipped = markets_shipped(venue, &len);
	enum err_code rc = series_list(st, venue, NULL, out->timeframe,
	    PRICE_LAST, &all, err);

	if (rc == E_OK)
		rc = each_there(&all, venue, symbols, n, err);
	if (rc == E_OK && csv != NULL)
		rc = markets_read(csv, csv_len, csv_name, &lists[0], err);
	if (rc == E_OK && shipped != NULL)
		rc = markets_read(shipped, len, "shipped instruments",
		    &lists[1], err);
	for (size_t i = 0; i < all.len && rc == E_OK; i++)
		if (all.at[i].rows > 0 && is_served(all.at[i].symbol) &&
		    is_wanted(all.at[i].symbol, symbols, n))
			rc = symbol_load(out, st, lists, venue,
			    all.at[i].symbol, err);
	if (rc == E_OK && out->symbols.len == 0)
		rc = err_set(err, E_USAGE, "there are no candles of %s in that "
		    "timeframe: etrms candles list shows what is stored",
		    venue);
	vec_release(&lists[0]);
	vec_release(&lists[1]);
	vec_release(&all);
	return rc;
}

/* Candles change hands. */
static struct candles
candles_take(struct candles *c)
{
	struct candles taken = *c;

	*c = (struct candles){ 0 };
	return taken;
}

enum err_code
world_from_scenario(struct world_setup *out, const char *text, size_t len,
    const char *name, struct err *err)
{
	struct scenario s = { 0 };
	enum market wallet = MARKET_SWAP;
	enum err_code rc = scenario_read(text, len, name, &s, err);

	if (rc != E_OK)
		return rc;
	out->timeframe = s.setup.timeframe;
	TEXT_SET(out->currency, s.setup.currency);
	out->settings = s.setup.settings;
	for (size_t i = 0; i < s.setup.instruments.len; i++) {
		struct world_symbol *to = vec_add(&out->symbols);

		to->i = s.setup.instruments.at[i].i;
		to->price_scale = s.setup.instruments.at[i].price_scale;
		if (i < s.bars.len)
			to->bars = candles_take(&s.bars.at[i]);
		if (i < s.marks.len)
			to->marks = candles_take(&s.marks.at[i]);
		if (to->i.kind == KIND_SPOT)
			wallet = MARKET_SPOT;
	}
	for (size_t i = 0; i < s.fundings.len; i++) {
		struct world_funding *to = vec_add(&out->fundings);

		to->row = s.fundings.at[i];
		to->symbol = to->row.symbol;
	}
	for (size_t i = 0; i < s.setup.openings.len; i++)
		vec_push(&out->balances[wallet], s.setup.openings.at[i]);
	scenario_release(&s);
	return rc;
}
