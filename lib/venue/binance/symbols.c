/*
 * Which markets there are: the lists of instruments of both markets, kept by
 * the store and asked for anew when they are too old.
 */
#include "venue/binance/binance.h"

#include "venue/binance/reads.h"

void
binance_symbols_release(struct binance_symbols *s)
{
	vec_release(&s->rows);
	index_release(&s->by_symbol);
	index_release(&s->by_native);
	s->taken = 0;
}

static uint64_t
native_hash(enum binance_market market, const char *native)
{
	return index_hash((uint64_t)market + 1, native);
}

void
binance_symbols_add(struct binance_symbols *s,
    const struct binance_symbol *one)
{
	vec_push(&s->rows, *one);
	index_add(&s->by_symbol, index_hash(0, one->symbol),
	    s->rows.len - 1);
	index_add(&s->by_native, native_hash(one->market, one->native),
	    s->rows.len - 1);
}

/* Of a market that was closed and one opened in its place: the one that
 * trades, else the first. */
const struct binance_symbol *
binance_by_symbol(const struct binance_symbols *s, const char *symbol)
{
	const struct binance_symbol *best = NULL;
	uint64_t hash = index_hash(0, symbol);

	for (struct index_seek k = {0}; index_next(&s->by_symbol, hash, &k);) {
		const struct binance_symbol *one = &s->rows.at[k.place];

		if (strcmp(one->symbol, symbol) != 0)
			continue;
		if (strcmp(one->i.status, "trading") == 0)
			return one;
		if (best == NULL || one < best)
			best = one;
	}
	return best;
}

const struct binance_symbol *
binance_by_native(const struct binance_symbols *s, enum binance_market market,
    const char *native)
{
	uint64_t hash = native_hash(market, native);

	for (struct index_seek k = {0}; index_next(&s->by_native, hash, &k);) {
		const struct binance_symbol *one = &s->rows.at[k.place];

		if (one->market == market && strcmp(one->native, native) == 0)
			return one;
	}
	return NULL;
}

void
binance_name(struct binance *b, enum binance_market market,
    const char *native, char out[SYMBOL_SIZE])
{
	const struct binance_symbol *one = binance_by_native(&b->symbols,
	    market, native);

	text_set(out, SYMBOL_SIZE, one != NULL ? one->symbol : native);
}

/* What a kept list says, as ours. */
static void
take_kept(struct binance *b, const struct instruments *all, int64_t taken)
{
	struct binance_symbol one = {0};

	binance_symbols_release(&b->symbols);
	for (size_t i = 0; i < all->len; i++) {
		one.i = all->at[i];
		TEXT_SET(one.symbol, one.i.symbol);
		TEXT_SET(one.native, one.i.venue_symbol);
		one.market = one.i.kind == KIND_SPOT ? BINANCE_SPOT :
		    BINANCE_FUTURES;
		binance_symbols_add(&b->symbols, &one);
	}
	b->symbols.taken = taken;
}

const char *
binance_source(const struct binance *b)
{
	return b->url[HOST_SPOT] == binance_sites[0].url[HOST_SPOT] ?
	    "binance" : b->url[HOST_SPOT];
}

static enum err_code
save(struct binance *b, struct err *err)
{
	struct instruments all = {0};
	enum err_code rc = E_OK;

	if (b->memory.lists_save == NULL)
		return E_OK;
	for (size_t i = 0; i < b->symbols.rows.len; i++) {
		const struct binance_symbol *one = &b->symbols.rows.at[i];

		if (binance_by_symbol(&b->symbols, one->symbol) == one)
			vec_push(&all, one->i);
	}
	rc = b->memory.lists_save(b->memory.self, binance_source(b),
	    b->symbols.taken, &all, err);
	vec_release(&all);
	return rc;
}

static bool
has_tiers(const struct binance_symbols *s)
{
	bool swaps = false;

	for (size_t i = 0; i < s->rows.len; i++) {
		swaps |= s->rows.at[i].market == BINANCE_FUTURES;
		if (s->rows.at[i].i.tier_rows > 0)
			return true;
	}
	return !swaps;
}

static enum err_code
load(struct binance *b, struct err *err)
{
	struct instruments all = {0};
	int64_t taken = 0, age = b->env != NULL &&
	    b->env->instruments_age > 0 ? b->env->instruments_age : STAMP_DAY;
	int64_t now = clock_now(&b->clock);
	enum err_code rc = E_OK;

	if (b->memory.lists_load == NULL)
		return E_OK;
	rc = b->memory.lists_load(b->memory.self, binance_source(b), &taken,
	    &all, err);
	if (rc == E_OK && taken > 0 && all.len > 0 && now - taken <= age &&
	    taken <= now + STAMP_HOUR)
		take_kept(b, &all, taken);
	vec_release(&all);
	return rc;
}

enum err_code
binance_symbols_kept(struct binance *b, struct err *err)
{
	return b->symbols.rows.len > 0 ? E_OK : load(b, err);
}

enum err_code
binance_symbols_need(struct binance *b, struct err *err)
{
	bool keyed = binance_keyed(b), fresh = false;
	enum err_code rc = binance_symbols_kept(b, err);

	if (rc == E_OK && b->symbols.rows.len == 0) {
		rc = binance_lists_read(b, err);
		fresh = rc == E_OK;
	}
	/* A list that was kept without a key has no brackets. */
	if (rc == E_OK && keyed && !b->no_futures && !b->tiers_asked &&
	    !has_tiers(&b->symbols)) {
		b->tiers_asked = true;
		rc = binance_brackets_read(b, err);
		fresh |= rc == E_OK;
	}
	return rc == E_OK && fresh ? save(b, err) : rc;
}

enum err_code
binance_symbol(struct binance *b, const char *symbol,
    const struct binance_symbol **out, struct err *err)
{
	enum err_code rc = binance_symbols_need(b, err);

	if (rc != E_OK)
		return rc;
	*out = binance_by_symbol(&b->symbols, symbol);
	if (*out == NULL)
		return err_set(err, E_USAGE, "%s: Binance does not list it",
		    symbol);
	return E_OK;
}
