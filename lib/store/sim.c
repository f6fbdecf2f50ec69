/* The simulated venue's side of paper accounts: worlds, markets, states and
 * histories. */
#include "store/sim.h"

#include "store/db.h"
#include "store/schema.h"

const char sim_schema[] =
	"CREATE TABLE sim_world (\n"
	"	account TEXT NOT NULL PRIMARY KEY REFERENCES account (label),\n"
	"	start INTEGER NOT NULL,\n"
	"	limit_touch INTEGER NOT NULL,\n"
	"	fee_received INTEGER NOT NULL,\n"
	"	slippage_bps TEXT NOT NULL,\n"
	"	spread_bps TEXT NOT NULL,\n"
	"	latency INTEGER NOT NULL,\n"
	"	balances TEXT NOT NULL,\n"
	"	markets TEXT NOT NULL\n"
	") STRICT, WITHOUT ROWID;\n"
	APPEND_ONLY("sim_world")
	"CREATE TABLE sim_market (\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	place INTEGER NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	tick TEXT NOT NULL,\n"
	"	lot TEXT NOT NULL,\n"
	"	min_amount TEXT NOT NULL,\n"
	"	max_amount TEXT NOT NULL,\n"
	"	min_notional TEXT NOT NULL,\n"
	"	max_notional TEXT NOT NULL,\n"
	"	band_up TEXT NOT NULL,\n"
	"	band_down TEXT NOT NULL,\n"
	"	maker TEXT NOT NULL,\n"
	"	taker TEXT NOT NULL,\n"
	"	max_open_orders INTEGER NOT NULL,\n"
	"	price_scale INTEGER NOT NULL,\n"
	"	PRIMARY KEY (account, symbol)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE sim_state (\n"
	"	account TEXT NOT NULL PRIMARY KEY REFERENCES account (label),\n"
	"	version INTEGER NOT NULL,\n"
	"	clock INTEGER NOT NULL,\n"
	"	state TEXT NOT NULL\n"
	") STRICT;\n"
	"CREATE TABLE sim_event (\n"
	"	account TEXT NOT NULL REFERENCES account (label),\n"
	"	seq INTEGER NOT NULL,\n"
	"	time INTEGER NOT NULL,\n"
	"	event TEXT NOT NULL,\n"
	"	number INTEGER NOT NULL,\n"
	"	id TEXT NOT NULL,\n"
	"	parent TEXT NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	side TEXT NOT NULL,\n"
	"	type TEXT NOT NULL,\n"
	"	action TEXT NOT NULL,\n"
	"	reason TEXT NOT NULL,\n"
	"	liquidity TEXT NOT NULL,\n"
	"	currency TEXT NOT NULL,\n"
	"	amount TEXT,\n"
	"	price TEXT,\n"
	"	trigger_price TEXT,\n"
	"	cost TEXT,\n"
	"	fee TEXT,\n"
	"	equity TEXT,\n"
	"	high TEXT,\n"
	"	low TEXT,\n"
	"	transferred TEXT,\n"
	"	units TEXT,\n"
	"	PRIMARY KEY (account, seq)\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE INDEX sim_event_order ON sim_event (account, id)\n"
	"	WHERE id <> '';\n"
	"CREATE INDEX sim_event_point ON sim_event (account, seq)\n"
	"	WHERE event = 'point';\n"
	APPEND_ONLY("sim_event");

/* What perpetuals and further orders bring. */
const char sim_schema_2[] =
	"ALTER TABLE sim_world ADD COLUMN impact_bps TEXT NOT NULL"
	" DEFAULT '0';\n"
	"ALTER TABLE sim_world ADD COLUMN volume_share TEXT;\n"
	"ALTER TABLE sim_world ADD COLUMN detail INTEGER NOT NULL"
	" DEFAULT 0;\n"
	"ALTER TABLE sim_world ADD COLUMN fee_tiers TEXT NOT NULL"
	" DEFAULT '';\n"
	"ALTER TABLE sim_market ADD COLUMN contract_size TEXT NOT NULL"
	" DEFAULT '1';\n"
	"ALTER TABLE sim_market ADD COLUMN tiers TEXT NOT NULL"
	" DEFAULT '';\n"
	"ALTER TABLE sim_market ADD COLUMN liquidation_fee TEXT NOT NULL"
	" DEFAULT '0';\n"
	"ALTER TABLE sim_market ADD COLUMN max_leverage TEXT NOT NULL"
	" DEFAULT '1';\n"
	"ALTER TABLE sim_event ADD COLUMN realized_pnl TEXT;\n"
	"ALTER TABLE sim_event ADD COLUMN rate TEXT;\n"
	"ALTER TABLE sim_event ADD COLUMN mark_price TEXT;\n"
	"ALTER TABLE sim_event ADD COLUMN insurance TEXT;\n"
	"ALTER TABLE sim_event ADD COLUMN leverage TEXT;\n"
	"ALTER TABLE sim_event ADD COLUMN margin TEXT;\n"
	"ALTER TABLE sim_event ADD COLUMN margin_mode TEXT NOT NULL"
	" DEFAULT '';\n";

/* How far the bar that had not closed yet was seen. */
const char sim_schema_3[] =
	"ALTER TABLE sim_market ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;\n"
	"ALTER TABLE sim_market ADD COLUMN seen_high TEXT;\n"
	"ALTER TABLE sim_market ADD COLUMN seen_low TEXT;\n"
	"ALTER TABLE sim_market ADD COLUMN seen_volume TEXT;\n"
	"ALTER TABLE sim_market ADD COLUMN seen_mark_high TEXT;\n"
	"ALTER TABLE sim_market ADD COLUMN seen_mark_low TEXT;\n";

static const struct column world_columns[] = {
	{ "start", COL_INT, MEMBER(struct sim_world, start) },
	{ "limit_touch", COL_BOOL, MEMBER(struct sim_world, limit_touch) },
	{ "fee_received", COL_BOOL, MEMBER(struct sim_world, fee_received) },
	{ "slippage_bps", COL_DEC, MEMBER(struct sim_world, slippage_bps) },
	{ "spread_bps", COL_DEC, MEMBER(struct sim_world, spread_bps) },
	{ "impact_bps", COL_DEC, MEMBER(struct sim_world, impact_bps) },
	{ "volume_share", COL_DEC, MEMBER(struct sim_world, volume_share) },
	{ "latency", COL_INT, MEMBER(struct sim_world, latency) },
	{ "detail", COL_INT, MEMBER(struct sim_world, detail) },
	{ "fee_tiers", COL_CHARS, MEMBER(struct sim_world, fee_tiers) },
	{ "balances", COL_CHARS, MEMBER(struct sim_world, balances) },
	{ .name = NULL }
};

static const char add_world[] =
	"INSERT INTO sim_world (account, start, limit_touch, fee_received,"
	" slippage_bps, spread_bps, impact_bps, volume_share, latency, detail,"
	" fee_tiers, balances, markets) VALUES (:account, :start,"
	" :limit_touch, :fee_received, :slippage_bps, :spread_bps,"
	" :impact_bps, :volume_share, :latency, :detail, :fee_tiers,"
	" :balances, :markets)";

enum err_code
sim_world_add(struct store *s, const char *account, const struct sim_world *w,
    const char *markets_csv, struct err *err)
{
	struct stmt *q = db_prepare(s, add_world);

	db_bind_text(q, ":account", account);
	db_bind(q, world_columns, w);
	db_bind_text(q, ":markets", markets_csv);
	return db_run(q, err);
}

static const char load_world[] =
	"SELECT start, limit_touch, fee_received, slippage_bps, spread_bps,"
	" impact_bps, volume_share, latency, detail, fee_tiers, balances,"
	" markets FROM sim_world"
	" WHERE account = :account";

enum err_code
sim_world_load(struct store *s, const char *account, struct sim_world *out,
    struct buf *markets_csv, struct err *err)
{
	struct stmt *q = db_prepare(s, load_world);
	bool found = false;
	enum err_code rc;

	db_bind_text(q, ":account", account);
	if (db_step(q)) {
		found = true;
		db_read(q, world_columns, out);
		if (markets_csv != NULL)
			buf_puts(markets_csv, db_text(q, 11));
	}
	rc = db_done(q, err);
	if (rc == E_OK && !found)
		return err_set(err, E_STORE, "account %s: the simulated venue "
		    "does not know it", account);
	return rc;
}

static const struct column market_columns[] = {
	{ "place", COL_INT, MEMBER(struct sim_market, place) },
	{ "symbol", COL_CHARS, MEMBER(struct sim_market, i.symbol) },
	{ "tick", COL_CHARS, MEMBER(struct sim_market, i.tick_text) },
	{ "lot", COL_DEC, MEMBER(struct sim_market, i.lot) },
	{ "min_amount", COL_DEC, MEMBER(struct sim_market, i.min_amount) },
	{ "max_amount", COL_DEC, MEMBER(struct sim_market, i.max_amount) },
	{ "min_notional", COL_DEC,
	  MEMBER(struct sim_market, i.min_notional) },
	{ "max_notional", COL_DEC,
	  MEMBER(struct sim_market, i.max_notional) },
	{ "band_up", COL_DEC, MEMBER(struct sim_market, i.band_up) },
	{ "band_down", COL_DEC, MEMBER(struct sim_market, i.band_down) },
	{ "maker", COL_DEC, MEMBER(struct sim_market, i.maker) },
	{ "taker", COL_DEC, MEMBER(struct sim_market, i.taker) },
	{ "max_open_orders", COL_INT,
	  MEMBER(struct sim_market, i.max_open_orders) },
	{ "contract_size", COL_DEC,
	  MEMBER(struct sim_market, i.contract_size) },
	{ "tiers", COL_CHARS, MEMBER(struct sim_market, i.tier_text) },
	{ "liquidation_fee", COL_DEC,
	  MEMBER(struct sim_market, i.liquidation_fee) },
	{ "max_leverage", COL_DEC,
	  MEMBER(struct sim_market, i.max_leverage) },
	{ "price_scale", COL_INT, MEMBER(struct sim_market, price_scale) },
	{ "seen", COL_INT, MEMBER(struct sim_market, seen.time) },
	{ "seen_high", COL_DEC, MEMBER(struct sim_market, seen.high) },
	{ "seen_low", COL_DEC, MEMBER(struct sim_market, seen.low) },
	{ "seen_volume", COL_DEC, MEMBER(struct sim_market, seen.volume) },
	{ "seen_mark_high", COL_DEC,
	  MEMBER(struct sim_market, seen.mark_high) },
	{ "seen_mark_low", COL_DEC, MEMBER(struct sim_market, seen.mark_low) },
	{ .name = NULL }
};

static const char put_market[] =
	"INSERT INTO sim_market (account, place, symbol, tick, lot,"
	" min_amount, max_amount, min_notional, max_notional, band_up,"
	" band_down, maker, taker, max_open_orders, contract_size, tiers,"
	" liquidation_fee, max_leverage, price_scale, seen, seen_high,"
	" seen_low, seen_volume, seen_mark_high, seen_mark_low) VALUES"
	" (:account, :place, :symbol, :tick, :lot, :min_amount, :max_amount,"
	" :min_notional, :max_notional, :band_up, :band_down, :maker, :taker,"
	" :max_open_orders, :contract_size, :tiers, :liquidation_fee,"
	" :max_leverage, :price_scale, :seen, :seen_high, :seen_low,"
	" :seen_volume, :seen_mark_high, :seen_mark_low)"
	" ON CONFLICT (account, symbol) DO UPDATE SET tick = excluded.tick,"
	" lot = excluded.lot, min_amount = excluded.min_amount,"
	" max_amount = excluded.max_amount,"
	" min_notional = excluded.min_notional,"
	" max_notional = excluded.max_notional,"
	" band_up = excluded.band_up, band_down = excluded.band_down,"
	" max_open_orders = excluded.max_open_orders,"
	" price_scale = excluded.price_scale, seen = excluded.seen,"
	" seen_high = excluded.seen_high, seen_low = excluded.seen_low,"
	" seen_volume = excluded.seen_volume,"
	" seen_mark_high = excluded.seen_mark_high,"
	" seen_mark_low = excluded.seen_mark_low";

enum err_code
sim_market_put(struct store *s, const char *account,
    const struct sim_market *m, struct err *err)
{
	struct stmt *q = db_prepare(s, put_market);

	db_bind_text(q, ":account", account);
	db_bind(q, market_columns, m);
	return db_run(q, err);
}

static const char load_markets[] =
	"SELECT place, symbol, tick, lot, min_amount, max_amount,"
	" min_notional, max_notional, band_up, band_down, maker, taker,"
	" max_open_orders, contract_size, tiers, liquidation_fee,"
	" max_leverage, price_scale, seen, seen_high, seen_low, seen_volume,"
	" seen_mark_high, seen_mark_low FROM sim_market"
	" WHERE account = :account ORDER BY place";

enum err_code
sim_markets_load(struct store *s, const char *account,
    struct sim_markets *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_markets);

	db_bind_text(q, ":account", account);
	return db_load(q, market_columns, out, err);
}

static const char save_state[] =
	"INSERT INTO sim_state (account, version, clock, state)"
	" VALUES (:account, :version, :clock, :state) ON CONFLICT (account)"
	" DO UPDATE SET version = excluded.version, clock = excluded.clock,"
	" state = excluded.state";

enum err_code
sim_state_save(struct store *s, const char *account, int64_t version,
    int64_t clock, const char *text, struct err *err)
{
	struct stmt *q = db_prepare(s, save_state);

	db_bind_text(q, ":account", account);
	db_bind_int(q, ":version", version);
	db_bind_int(q, ":clock", clock);
	db_bind_text(q, ":state", text);
	return db_run(q, err);
}

static const char load_state[] =
	"SELECT version, state FROM sim_state WHERE account = :account";

enum err_code
sim_state_load(struct store *s, const char *account, int64_t *version,
    struct buf *text, struct err *err)
{
	struct stmt *q = db_prepare(s, load_state);
	bool found = false;
	enum err_code rc;

	db_bind_text(q, ":account", account);
	if (db_step(q)) {
		found = true;
		*version = db_int(q, 0);
		buf_puts(text, db_text(q, 1));
	}
	rc = db_done(q, err);
	if (rc == E_OK && !found)
		return err_set(err, E_STORE, "account %s: the simulated venue "
		    "has no state of it", account);
	return rc;
}

static const char version_of_state[] =
	"SELECT version FROM sim_state WHERE account = :account";

enum err_code
sim_state_version(struct store *s, const char *account, int64_t *version,
    struct err *err)
{
	struct stmt *q = db_prepare(s, version_of_state);

	*version = 0;
	db_bind_text(q, ":account", account);
	if (db_step(q))
		*version = db_int(q, 0);
	return db_done(q, err);
}

static const char states_behind[] =
	"SELECT w.account, s.account IS NULL FROM sim_world w"
	" LEFT JOIN sim_state s ON s.account = w.account"
	" WHERE s.account IS NULL OR s.clock < (SELECT max(e.time)"
	" FROM sim_event e WHERE e.account = w.account) ORDER BY 1";

enum err_code
sim_states_check(struct store *s, struct buf *detail, struct err *err)
{
	struct stmt *q = db_prepare(s, states_behind);

	while (db_step(q))
		buf_printf(detail, "%saccount %s: its simulated venue has %s",
		    detail->len > 0 ? "; " : "", db_text(q, 0),
		    db_int(q, 1) ? "no state" :
		    "a state that is older than its events");
	return db_done(q, err);
}
