/* What was said of the regimes of markets, one row an answer. */
#include "store/regimes.h"

#include "store/db.h"
#include "store/schema.h"

const char regimes_schema_6[] =
	"CREATE TABLE regime (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	time INTEGER NOT NULL,\n"
	"	symbol TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	timeframe INTEGER NOT NULL,\n"
	"	method TEXT NOT NULL,\n"
	"	regime TEXT NOT NULL,\n"
	"	confidence REAL NOT NULL,\n"
	"	bias TEXT NOT NULL,\n"
	"	since INTEGER NOT NULL,\n"
	"	bars_in_regime INTEGER NOT NULL,\n"
	"	stay_probability REAL,\n"
	"	next_regime TEXT NOT NULL,\n"
	"	next_probability REAL,\n"
	"	expected_bars REAL,\n"
	"	agreement REAL,\n"
	"	rules_regime TEXT NOT NULL,\n"
	"	rules_confidence REAL,\n"
	"	hmm_regime TEXT NOT NULL,\n"
	"	hmm_probability REAL,\n"
	"	adx REAL,\n"
	"	rsi REAL,\n"
	"	slope REAL,\n"
	"	width_rank REAL,\n"
	"	changed_at INTEGER,\n"
	"	states INTEGER NOT NULL,\n"
	"	bic REAL,\n"
	"	seed INTEGER NOT NULL,\n"
	"	last INTEGER NOT NULL,\n"
	"	bars INTEGER NOT NULL,\n"
	"	gaps INTEGER NOT NULL,\n"
	"	missing INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE INDEX regime_by_symbol ON regime (symbol, time);\n"
	APPEND_ONLY("regime");

const char *const regime_method_names[] = { "combined", "rules", "hmm", NULL };
const char *const regime_bias_names[REGIME_BIASES] = { "bull", "bear",
	"neutral" };
const char *const regime_said_names[REGIME_SAIDS + 1] = { "breakout",
	"reversal", "volatile", "trending_up", "trending_down", "ranging",
	"uncertain", "none" };

#define SAID(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct regime_said, member)
#define WORD(words, n) .names = words, .names_len = n
static const struct field fields[] = {
	{ SAID(STAMP, time), .help = "when it was asked" },
	{ SAID(CHARS, symbol), .help = "unified symbol" },
	{ SAID(CHARS, venue), .help = "of the stored candles",
	  .flags = FIELD_MINOR },
	{ SAID(DURATION, timeframe), .help = "of the bars" },
	{ SAID(ENUM, method), .help = "how it was told: combined, rules, hmm",
	  WORD(regime_method_names, REGIME_METHODS), .flags = FIELD_WIDE },
	{ SAID(ENUM, regime), .help = "breakout, reversal, volatile, "
	    "trending_up, trending_down, ranging; uncertain where rules and "
	    "chain do not agree, or are not sure",
	  WORD(regime_said_names, REGIME_SAIDS) },
	{ SAID(ENUM, changed_from), .help = "what was said of it the last time"
	    " before, by the same method; null: the same, or nothing",
	  WORD(regime_said_names, REGIME_SAIDS) },
	{ SAID(DOUBLE, confidence), .help = "how sure: by the rules 0.5 to "
	    "1, by the chain the chance of the state, combined the mean of "
	    "both" },
	{ SAID(ENUM, bias), .help = "bull: above the average of 50 closes, "
	    "and rising; bear: below and falling; neutral",
	  WORD(regime_bias_names, REGIME_BIASES) },
	{ SAID(STAMP, since), .help = "open of the bar since which it is so",
	  .flags = FIELD_MINOR },
	{ SAID(INT, bars_in_regime), .help = "bars since then, the last one "
	    "too" },
	{ SAID(DOUBLE, stay_probability), .help = "that the next bar is of "
	    "the same regime", .flags = FIELD_MINOR },
	{ SAID(ENUM, next_regime), .help = "what follows it most often; "
	    "null: it never ended", WORD(regime_said_names, REGIME_SAIDS) },
	{ SAID(DOUBLE, next_probability), .help = "that the next bar is of "
	    "that one", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, expected_bars), .help = "how long it lasts on "
	    "average: 1 / (1 - stay_probability)", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, agreement), .help = "share of the timeframes asked "
	    "for that have the same regime; null with one",
	  .flags = FIELD_MINOR },
	{ SAID(ENUM, rules_regime), .help = "by the rules",
	  WORD(regime_said_names, REGIME_SAIDS), .flags = FIELD_MINOR },
	{ SAID(DOUBLE, rules_confidence), .help = "how sure the rules are",
	  .flags = FIELD_WIDE },
	{ SAID(ENUM, hmm_regime), .help = "by the chain",
	  WORD(regime_said_names, REGIME_SAIDS), .flags = FIELD_MINOR },
	{ SAID(DOUBLE, hmm_probability), .help = "filtered chance of it",
	  .flags = FIELD_WIDE },
	{ SAID(DOUBLE, adx), .help = "average directional index of 14 bars",
	  .flags = FIELD_WIDE },
	{ SAID(DOUBLE, rsi), .help = "relative strength index of 14 bars",
	  .flags = FIELD_WIDE },
	{ SAID(DOUBLE, slope), .help = "of a line through 20 closes, in "
	    "average true ranges a bar", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, width_rank), .help = "share of the last 250 bars "
	    "whose Bollinger bands were as narrow or narrower",
	  .flags = FIELD_WIDE },
	{ SAID(STAMP, changed_at), .help = "open of the bar at which returns "
	    "last changed their mean or variance; null: they did not",
	  .flags = FIELD_WIDE },
	{ SAID(INT, states), .help = "of the chain", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, bic), .help = "of the chain: less is better",
	  .flags = FIELD_WIDE },
	{ SAID(INT, seed), .help = "of the chain's starts",
	  .flags = FIELD_WIDE },
	{ SAID(STAMP, last), .help = "open of the last bar",
	  .flags = FIELD_WIDE },
	{ SAID(INT, bars), .help = "bars that were looked at",
	  .flags = FIELD_WIDE },
	{ SAID(INT, gaps), .help = "places between them where bars are "
	    "missing", .flags = FIELD_WIDE },
	{ SAID(INT, missing), .help = "bars missing there",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record regime_record = {
	"regime", "what kind of market it is, and how sure that is", fields
};

/* A regime that is not known is kept as "none". */
#define KEPT(kind, member) #member, COL_##kind, \
	MEMBER(struct regime_said, member)
#define REGIME_KEPT regime_said_names, REGIME_SAIDS + 1
static const struct column columns[] = {
	{ KEPT(STAMP, time) },
	{ KEPT(CHARS, symbol) },
	{ KEPT(CHARS, venue) },
	{ KEPT(INT, timeframe) },
	{ KEPT(ENUM, method), regime_method_names, REGIME_METHODS },
	{ KEPT(ENUM, regime), REGIME_KEPT },
	{ KEPT(ENUM, changed_from), REGIME_KEPT },	/* not kept */
	{ KEPT(DOUBLE, confidence) },
	{ KEPT(ENUM, bias), regime_bias_names, REGIME_BIASES },
	{ KEPT(STAMP, since) },
	{ KEPT(INT, bars_in_regime) },
	{ KEPT(DOUBLE, stay_probability) },
	{ KEPT(ENUM, next_regime), REGIME_KEPT },
	{ KEPT(DOUBLE, next_probability) },
	{ KEPT(DOUBLE, expected_bars) },
	{ KEPT(DOUBLE, agreement) },
	{ KEPT(ENUM, rules_regime), REGIME_KEPT },
	{ KEPT(DOUBLE, rules_confidence) },
	{ KEPT(ENUM, hmm_regime), REGIME_KEPT },
	{ KEPT(DOUBLE, hmm_probability) },
	{ KEPT(DOUBLE, adx) },
	{ KEPT(DOUBLE, rsi) },
	{ KEPT(DOUBLE, slope) },
	{ KEPT(DOUBLE, width_rank) },
	{ KEPT(STAMP, changed_at) },
	{ KEPT(INT, states) },
	{ KEPT(DOUBLE, bic) },
	{ KEPT(INT, seed) },
	{ KEPT(STAMP, last) },
	{ KEPT(INT, bars) },
	{ KEPT(INT, gaps) },
	{ KEPT(INT, missing) },
	{ .name = NULL }
};

#define COLUMNS \
	"symbol, venue, timeframe, method, regime, confidence, bias, " \
	"since, bars_in_regime, stay_probability, next_regime, " \
	"next_probability, expected_bars, agreement, rules_regime, " \
	"rules_confidence, hmm_regime, hmm_probability, adx, rsi, " \
	"slope, width_rank, changed_at, states, bic, seed, last, bars, " \
	"gaps, missing"
#define PARAMETERS \
	":symbol, :venue, :timeframe, :method, :regime, :confidence, " \
	":bias, :since, :bars_in_regime, :stay_probability, " \
	":next_regime, :next_probability, :expected_bars, :agreement, " \
	":rules_regime, :rules_confidence, :hmm_regime, " \
	":hmm_probability, :adx, :rsi, :slope, :width_rank, " \
	":changed_at, :states, :bic, :seed, :last, :bars, :gaps, :missing"

static const char add_regime[] = INSERT_ONCE("regime", COLUMNS, PARAMETERS,
	"symbol = :symbol AND last = :last");

enum err_code
regime_add(struct store *s, const struct regime_said *r, struct err *err)
{
	struct stmt *q = db_prepare(s, add_regime);
	struct regime_said kept = *r;

	if (kept.states == INT_NONE)
		kept.states = kept.seed = 0;
	db_bind(q, columns, &kept);
	return db_run(q, err);
}

/* What was said the last time before is found among the rows that are asked
 * for, which lie in the order that they were asked in; only for the first of
 * each market is there a look further back. */
static const char load_regimes[] =
	"SELECT time, " COLUMNS ", coalesce(nullif(coalesce(before, ("
	"  SELECT regime FROM regime WHERE symbol = r.symbol"
	"  AND venue = r.venue AND timeframe = r.timeframe"
	"  AND method = r.method AND row < r.row ORDER BY row DESC LIMIT 1"
	" )), regime), 'none') AS changed_from"
	" FROM (SELECT row, time, " COLUMNS ", lag(regime) OVER ("
	"  PARTITION BY symbol, venue, timeframe, method ORDER BY row"
	" ) AS before FROM regime"
	"  WHERE (:symbol IS NULL OR symbol = :symbol)"
	"  AND (:venue IS NULL OR venue = :venue)"
	"  AND row >= coalesce((SELECT min(row) FROM regime"
	"   WHERE time >= :since), 0)) AS r"
	" WHERE time >= :since ORDER BY row";

enum err_code
regimes_load(struct store *s, const struct regime_which *which,
    struct regimes_said *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_regimes);
	enum err_code rc;

	db_bind_text(q, ":symbol", which->symbol);
	db_bind_text(q, ":venue", which->venue);
	db_bind_int(q, ":since", which->since);
	rc = db_load(q, columns, out, err);
	for (size_t i = 0; rc == E_OK && i < out->len; i++)
		if (out->at[i].states == 0)
			out->at[i].states = out->at[i].seed = INT_NONE;
	return rc;
}

static const char last_regime[] =
	"SELECT time, " COLUMNS " FROM regime"
	" WHERE symbol = :symbol AND venue = :venue"
	" AND timeframe = :timeframe AND method = :method"
	" ORDER BY row DESC LIMIT 1";

enum err_code
regime_compare(struct store *s, struct regime_said *r, struct err *err)
{
	struct stmt *q = db_prepare(s, last_regime);
	struct regimes_said last = {0};
	enum err_code rc;

	db_bind_text(q, ":symbol", r->symbol);
	db_bind_text(q, ":venue", r->venue);
	db_bind_int(q, ":timeframe", r->timeframe);
	db_bind_text(q, ":method", regime_method_names[r->method]);
	rc = db_load(q, columns, &last, err);
	r->changed_from = last.len == 0 || last.at[0].regime == r->regime ?
	    REGIME_NONE : last.at[0].regime;
	vec_release(&last);
	return rc;
}
