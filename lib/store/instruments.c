/* Instruments of live venues, as they were last listed. */
#include "store/instruments.h"

#include "store/db.h"
#include "store/schema.h"

const char instruments_schema_3[] =
	"CREATE TABLE listing (\n"
	"	source TEXT NOT NULL PRIMARY KEY,\n"
	"	taken INTEGER NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE listed (\n"
	"	source TEXT NOT NULL REFERENCES listing (source)\n"
	"		ON DELETE CASCADE,\n"
	"	symbol TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	venue_symbol TEXT NOT NULL,\n"
	"	kind TEXT NOT NULL,\n"
	"	base TEXT NOT NULL,\n"
	"	quote TEXT NOT NULL,\n"
	"	settle TEXT NOT NULL,\n"
	"	status TEXT NOT NULL,\n"
	"	tick TEXT NOT NULL,\n"
	"	lot TEXT NOT NULL,\n"
	"	min_amount TEXT,\n"
	"	max_amount TEXT,\n"
	"	min_notional TEXT,\n"
	"	max_notional TEXT,\n"
	"	band_up TEXT,\n"
	"	band_down TEXT,\n"
	"	contract_size TEXT,\n"
	"	max_leverage TEXT,\n"
	"	maker TEXT,\n"
	"	taker TEXT,\n"
	"	max_open_orders INTEGER NOT NULL,\n"
	"	tiers TEXT NOT NULL,\n"
	"	liquidation_fee TEXT,\n"
	"	bounds TEXT NOT NULL,\n"
	"	PRIMARY KEY (source, symbol)\n"
	") STRICT, WITHOUT ROWID;\n";

#define I(member) MEMBER(struct instrument, member)
static const struct column columns[] = {
	{ "symbol", COL_CHARS, I(symbol) },
	{ "venue", COL_CHARS, I(venue) },
	{ "venue_symbol", COL_CHARS, I(venue_symbol) },
	{ "kind", COL_ENUM, I(kind), instrument_kind_names, KIND_SWAP + 1 },
	{ "base", COL_CHARS, I(base) },
	{ "quote", COL_CHARS, I(quote) },
	{ "settle", COL_CHARS, I(settle) },
	{ "status", COL_CHARS, I(status) },
	{ "tick", COL_CHARS, I(tick_text) },
	{ "lot", COL_DEC, I(lot) },
	{ "min_amount", COL_DEC, I(min_amount) },
	{ "max_amount", COL_DEC, I(max_amount) },
	{ "min_notional", COL_DEC, I(min_notional) },
	{ "max_notional", COL_DEC, I(max_notional) },
	{ "band_up", COL_DEC, I(band_up) },
	{ "band_down", COL_DEC, I(band_down) },
	{ "contract_size", COL_DEC, I(contract_size) },
	{ "max_leverage", COL_DEC, I(max_leverage) },
	{ "maker", COL_DEC, I(maker) },
	{ "taker", COL_DEC, I(taker) },
	{ "max_open_orders", COL_INT, I(max_open_orders) },
	{ "tiers", COL_CHARS, I(tier_text) },
	{ "liquidation_fee", COL_DEC, I(liquidation_fee) },
	{ "bounds", COL_CHARS, I(bounds_text) },
	{ .name = NULL }
};
#undef I

static const char drop_listing[] =
	"DELETE FROM listing WHERE source = :source";
static const char add_listing[] =
	"INSERT INTO listing (source, taken) VALUES (:source, :taken)";
static const char add_listed[] =
	"INSERT INTO listed (source, symbol, venue, venue_symbol, kind, base,"
	" quote, settle, status, tick, lot, min_amount, max_amount,"
	" min_notional, max_notional, band_up, band_down, contract_size,"
	" max_leverage, maker, taker, max_open_orders, tiers, liquidation_fee,"
	" bounds)"
	" VALUES (:source, :symbol, :venue, :venue_symbol, :kind, :base,"
	" :quote, :settle, :status, :tick, :lot, :min_amount, :max_amount,"
	" :min_notional, :max_notional, :band_up, :band_down, :contract_size,"
	" :max_leverage, :maker, :taker, :max_open_orders, :tiers,"
	" :liquidation_fee, :bounds)";

enum err_code
instruments_forget(struct store *s, const char *source, struct err *err)
{
	struct stmt *q = db_prepare(s, drop_listing);

	db_bind_text(q, ":source", source);
	return db_run(q, err);
}

static enum err_code
add_all(struct store *s, const char *source, int64_t taken,
    const struct instruments *all, struct err *err)
{
	struct stmt *q = db_prepare(s, add_listing);
	enum err_code rc;

	db_bind_text(q, ":source", source);
	db_bind_int(q, ":taken", taken);
	rc = db_run(q, err);
	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		q = db_prepare(s, add_listed);
		db_bind_text(q, ":source", source);
		db_bind(q, columns, &all->at[i]);
		rc = db_run(q, err);
	}
	return rc;
}

enum err_code
instruments_keep(struct store *s, const char *source, int64_t taken,
    const struct instruments *all, struct err *err)
{
	enum err_code rc = store_begin(s, err);

	if (rc != E_OK)
		return rc;
	rc = instruments_forget(s, source, err);
	if (rc == E_OK)
		rc = add_all(s, source, taken, all, err);
	return store_end(s, rc, err);
}

static const char find_listing[] =
	"SELECT taken FROM listing WHERE source = :source";
static const char load_listed[] =
	"SELECT symbol, venue, venue_symbol, kind, base, quote, settle,"
	" status, tick, lot, min_amount, max_amount, min_notional,"
	" max_notional, band_up, band_down, contract_size, max_leverage,"
	" maker, taker, max_open_orders, tiers, liquidation_fee, bounds"
	" FROM listed"
	" WHERE source = :source AND (:symbol IS NULL OR symbol = :symbol)"
	" ORDER BY symbol";

/* The texts become tables again, as when they were listed. */
static enum err_code
complete(struct instruments *all, struct err *err)
{
	enum err_code rc = E_OK;

	for (size_t i = 0; i < all->len && rc == E_OK; i++) {
		struct instrument *one = &all->at[i];

		rc = instrument_set_tick(one, one->tick_text, err);
		if (rc == E_OK)
			rc = instrument_set_tiers(one, one->tier_text, err);
		if (rc == E_OK)
			rc = instrument_read_bounds(one, one->bounds_text,
			    err);
		if (rc == E_OK)
			rc = instrument_check(one, err);
	}
	return rc == E_OK ? E_OK : err_set(err, E_STORE, "the kept list of "
	    "instruments is damaged");
}

enum err_code
instruments_kept(struct store *s, const char *source, const char *symbol,
    int64_t *taken, struct instruments *out, struct err *err)
{
	struct stmt *q = db_prepare(s, find_listing);
	struct instruments all = {0};
	enum err_code rc;

	*taken = 0;
	db_bind_text(q, ":source", source);
	if (db_step(q))
		*taken = db_int(q, 0);
	rc = db_done(q, err);
	if (rc == E_OK) {
		q = db_prepare(s, load_listed);
		db_bind_text(q, ":source", source);
		db_bind_text(q, ":symbol", symbol);
		rc = db_load(q, columns, &all, err);
	}
	if (rc == E_OK)
		rc = complete(&all, err);
	if (rc == E_OK) {
		vec_release(out);
		*out = all;
	} else
		vec_release(&all);
	return rc;
}
