/* What was said of the liquidity of markets, one row an answer. */
#include "store/liquidities.h"

#include "store/db.h"
#include "store/schema.h"

const char liquidities_schema_9[] =
	"CREATE TABLE liquidity (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	time INTEGER NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	source TEXT NOT NULL,\n"
	"	mid REAL,\n"
	"	spread_bps REAL,\n"
	"	bid_depth REAL,\n"
	"	ask_depth REAL,\n"
	"	imbalance REAL,\n"
	"	ofi REAL,\n"
	"	effective_bps REAL,\n"
	"	kyle_lambda REAL,\n"
	"	amihud REAL,\n"
	"	vpin REAL,\n"
	"	size REAL,\n"
	"	slippage_bps REAL,\n"
	"	advice TEXT NOT NULL,\n"
	"	score REAL,\n"
	"	regime TEXT NOT NULL,\n"
	"	UNIQUE (symbol, venue, time, source, size)\n"
	") STRICT;\n"
	APPEND_ONLY("liquidity");

const char *const liquidity_source_names[LIQUIDITY_SOURCES] = { "live",
	"recorded" };
const char *const liquidity_regime_names[LIQUIDITY_REGIMES + 1] = { "low",
	"normal", "high", "none" };
const char *const order_advice_names[ORDER_ADVICES] = { "market", "limit",
	"iceberg" };

#define SAID(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct liquidity_said, member)
static const struct field fields[] = {
	{ SAID(STAMP, time), .help = "of the book" },
	{ SAID(CHARS, symbol), .help = "unified symbol" },
	{ SAID(CHARS, venue), .help = "of the book", .flags = FIELD_MINOR },
	{ SAID(ENUM, source), .help = "live or recorded",
	  .names = liquidity_source_names, .names_len = LIQUIDITY_SOURCES,
	  .flags = FIELD_MINOR },
	{ SAID(DOUBLE, mid), .help = "between the best bid and ask",
	  .unit = UNIT_PRICE, .flags = FIELD_WIDE },
	{ SAID(DOUBLE, spread_bps), .help = "between them, in basis points of"
	  " the mid" },
	{ SAID(DOUBLE, bid_depth), .help = "value of bids within 10 bps of"
	  " the mid, in the quote currency", .unit = UNIT_MONEY },
	{ SAID(DOUBLE, ask_depth), .help = "value of asks there",
	  .unit = UNIT_MONEY },
	{ SAID(DOUBLE, imbalance), .help = "(bids - asks) / both, of that" },
	{ SAID(DOUBLE, ofi), .help = "order-flow imbalance, in the base"
	  " asset; null: of one book alone", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, effective_bps), .help = "effective spread",
	  .flags = FIELD_MINOR },
	{ SAID(DOUBLE, kyle_lambda), .help = "price change by a unit of the"
	  " base asset", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, amihud), .help = "return by a million of the quote"
	  " currency", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, vpin), .help = "imbalance of buckets of equal volume",
	  .flags = FIELD_MINOR },
	{ SAID(DOUBLE, size), .help = "of the typical order, in the quote"
	  " currency", .unit = UNIT_MONEY, .flags = FIELD_MINOR },
	{ SAID(DOUBLE, slippage_bps), .help = "what it costs at market,"
	  " against the mid, on the dearer side" },
	{ SAID(ENUM, advice), .help = "order type for it: market, limit,"
	  " iceberg", .names = order_advice_names,
	  .names_len = ORDER_ADVICES },
	{ SAID(DOUBLE, score), .help = "0 to 100, by rank among the answers"
	  " of 30 days; null: too few" },
	{ SAID(ENUM, regime), .help = "low below 30, high above 70, normal",
	  .names = liquidity_regime_names, .names_len = LIQUIDITY_REGIMES },
	{ .name = NULL }
};
const struct record liquidity_said_record = { "liquidity_said",
	"what was said of a market's liquidity", fields };

#define KEPT(kind, member) #member, COL_##kind, \
	MEMBER(struct liquidity_said, member)
static const struct column columns[] = {
	{ KEPT(STAMP, time) },
	{ KEPT(CHARS, symbol) },
	{ KEPT(CHARS, venue) },
	{ KEPT(ENUM, source), liquidity_source_names, LIQUIDITY_SOURCES },
	{ KEPT(DOUBLE, mid) },
	{ KEPT(DOUBLE, spread_bps) },
	{ KEPT(DOUBLE, bid_depth) },
	{ KEPT(DOUBLE, ask_depth) },
	{ KEPT(DOUBLE, imbalance) },
	{ KEPT(DOUBLE, ofi) },
	{ KEPT(DOUBLE, effective_bps) },
	{ KEPT(DOUBLE, kyle_lambda) },
	{ KEPT(DOUBLE, amihud) },
	{ KEPT(DOUBLE, vpin) },
	{ KEPT(DOUBLE, size) },
	{ KEPT(DOUBLE, slippage_bps) },
	{ KEPT(ENUM, advice), order_advice_names, ORDER_ADVICES },
	{ KEPT(DOUBLE, score) },
	{ KEPT(ENUM, regime), liquidity_regime_names, LIQUIDITY_REGIMES + 1 },
	{ .name = NULL }
};

#define COLUMNS \
	"time, symbol, venue, source, mid, spread_bps, " \
	"bid_depth, ask_depth, imbalance, ofi, " \
	"effective_bps, kyle_lambda, amihud, vpin, size, " \
	"slippage_bps, advice, score, regime"

/* The table's UNIQUE does not bind a size that is not known. */
static const char add_liquidity[] =
	"INSERT INTO liquidity (" COLUMNS ") SELECT "
	":time, :symbol, :venue, :source, :mid, :spread_bps, "
	":bid_depth, :ask_depth, :imbalance, :ofi, "
	":effective_bps, :kyle_lambda, :amihud, :vpin, "
	":size, :slippage_bps, :advice, :score, :regime"
	" WHERE NOT EXISTS (SELECT 1 FROM liquidity WHERE symbol = :symbol"
	" AND venue = :venue AND time = :time AND source = :source"
	" AND size IS :size)";

enum err_code
liquidity_add(struct store *s, const struct liquidity_said *l,
    struct err *err)
{
	struct stmt *q = db_prepare(s, add_liquidity);

	db_bind(q, columns, l);
	return db_run(q, err);
}

static const char load_liquidities[] =
	"SELECT " COLUMNS " FROM liquidity"
	" WHERE (:symbol IS NULL OR symbol = :symbol)"
	" AND (:venue IS NULL OR venue = :venue)"
	" AND time >= :since AND (:until = 0 OR time < :until)"
	" ORDER BY time, row";

enum err_code
liquidities_load(struct store *s, const struct liquidity_which *which,
    struct liquidities_said *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_liquidities);

	db_bind_text(q, ":symbol", which->symbol);
	db_bind_text(q, ":venue", which->venue);
	db_bind_int(q, ":since", which->since);
	db_bind_int(q, ":until", which->until);
	return db_load(q, columns, out, err);
}
