/* What was said of how symbols move together, one row an answer. */
#include "store/correlations.h"

#include "store/db.h"
#include "store/schema.h"

const char correlations_schema_10[] =
	"CREATE TABLE correlation (\n"
	"	row INTEGER PRIMARY KEY,\n"
	"	time INTEGER NOT NULL,\n"
	"	symbols TEXT NOT NULL,\n"
	"	venue TEXT NOT NULL,\n"
	"	timeframe INTEGER NOT NULL,\n"
	"	method TEXT NOT NULL,\n"
	"	shrink TEXT NOT NULL,\n"
	"	average REAL,\n"
	"	recent REAL,\n"
	"	rank REAL,\n"
	"	regime TEXT NOT NULL,\n"
	"	driver TEXT NOT NULL,\n"
	"	calm REAL,\n"
	"	stress REAL,\n"
	"	tail REAL,\n"
	"	breakdowns INTEGER NOT NULL,\n"
	"	changes INTEGER NOT NULL,\n"
	"	clusters INTEGER NOT NULL,\n"
	"	cut REAL,\n"
	"	diversification_ratio REAL,\n"
	"	effective_bets REAL,\n"
	"	absorption_ratio REAL,\n"
	"	concentration REAL,\n"
	"	score REAL,\n"
	"	shrinkage REAL,\n"
	"	singular INTEGER NOT NULL,\n"
	"	last INTEGER NOT NULL,\n"
	"	bars INTEGER NOT NULL,\n"
	"	dropped INTEGER NOT NULL,\n"
	"	gaps INTEGER NOT NULL,\n"
	"	missing INTEGER NOT NULL\n"
	") STRICT;\n"
	"CREATE INDEX correlation_by_last ON correlation (last, symbols);\n"
	APPEND_ONLY("correlation");

const char *const correlation_method_names[] = { "pearson", "spearman",
	"kendall", "ewma", "dcc", NULL };
const char *const correlation_shrink_names[] = { "none", "identity",
	"constant", NULL };
static const char *const regime_names[CORRELATION_REGIMES] = { "low",
	"normal", "high" };

#define SAID(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct correlation_said, member)
#define WORD(words, n) .names = words, .names_len = n
static const struct field fields[] = {
	{ SAID(STAMP, time), .help = "when it was asked",
	  .flags = FIELD_MINOR },
	{ SAID(CHARS, symbols), .help = "unified symbols, with blanks "
	    "between" },
	{ SAID(CHARS, venue), .help = "of the first one's candles",
	  .flags = FIELD_WIDE },
	{ SAID(DURATION, timeframe), .help = "of the bars" },
	{ SAID(ENUM, method), .help = "of average, clusters and the map",
	  WORD(correlation_method_names, CORRELATION_METHODS),
	  .flags = FIELD_MINOR },
	{ SAID(ENUM, shrink), .help = "to what the covariance was drawn: "
	    "none, identity, constant", WORD(correlation_shrink_names,
	    CORRELATION_SHRINKS), .flags = FIELD_WIDE },
	{ SAID(DOUBLE, average), .help = "mean of the correlations of all "
	    "pairs, over all bars" },
	{ SAID(DOUBLE, recent), .help = "the same by Pearson, over the last "
	    "30 bars" },
	{ SAID(DOUBLE, rank), .help = "share of the last 365 of its like "
	    "that were as low or lower", .flags = FIELD_MINOR },
	{ SAID(ENUM, regime), .help = "low: rank below 0.2; high: above "
	    "0.8; normal", WORD(regime_names, CORRELATION_REGIMES) },
	{ SAID(CHARS, driver), .help = "symbol whose falls are the stress",
	  .flags = FIELD_MINOR },
	{ SAID(DOUBLE, calm), .help = "mean by Pearson over the bars without "
	    "stress", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, stress), .help = "mean by Pearson over the tenth of "
	    "the bars in which the driver fell most", .flags = FIELD_MINOR },
	{ SAID(DOUBLE, tail), .help = "mean over the pairs of the chance "
	    "that one is in its lowest tenth when the other is",
	  .flags = FIELD_MINOR },
	{ SAID(INT, breakdowns), .help = "pairs whose correlation under "
	    "stress is another: by more than 0.3, with |z| above 1.96" },
	{ SAID(INT, changes), .help = "pairs whose last 60 bars differ from "
	    "those before, with p below 0.05", .flags = FIELD_MINOR },
	{ SAID(INT, clusters), .help = "of symbols that are joined at the "
	    "cut" },
	{ SAID(DOUBLE, cut), .help = "correlation that joins",
	  .flags = FIELD_WIDE },
	{ SAID(DOUBLE, diversification_ratio), .help = "weighted mean of the "
	    "deviations over the deviation of the whole",
	  .flags = FIELD_MINOR },
	{ SAID(DOUBLE, effective_bets), .help = "exponential of the entropy "
	    "of the correlation matrix's eigenvalues", .flags = FIELD_MINOR },
	{ SAID(DOUBLE, absorption_ratio), .help = "the largest eigenvalue's "
	    "share", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, concentration), .help = "sum of the squared weights "
	    "(Herfindahl and Hirschman)", .flags = FIELD_WIDE },
	{ SAID(DOUBLE, score), .help = "of diversification, 0 to 100: half "
	    "the ratio, 0.3 the bets, 0.2 the concentration" },
	{ SAID(DOUBLE, shrinkage), .help = "share of the target in the "
	    "covariance; null without --shrink", .flags = FIELD_WIDE },
	{ SAID(BOOL, singular), .help = "whether the correlation matrix has "
	    "an eigenvalue of 0", .flags = FIELD_WIDE },
	{ SAID(STAMP, last), .help = "open of the last bar",
	  .flags = FIELD_WIDE },
	{ SAID(INT, bars), .help = "that all symbols have",
	  .flags = FIELD_WIDE },
	{ SAID(INT, dropped), .help = "bars left out, for not all symbols "
	    "have them", .flags = FIELD_WIDE },
	{ SAID(INT, gaps), .help = "places between the bars where some are "
	    "missing", .flags = FIELD_WIDE },
	{ SAID(INT, missing), .help = "bars missing there",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record correlation_record = {
	"correlation", "how symbols move together, and how many bets they are",
	fields
};

#define KEPT(kind, member) #member, COL_##kind, \
	MEMBER(struct correlation_said, member)
static const struct column columns[] = {
	{ KEPT(STAMP, time) },
	{ KEPT(CHARS, symbols) },
	{ KEPT(CHARS, venue) },
	{ KEPT(INT, timeframe) },
	{ KEPT(ENUM, method), correlation_method_names, CORRELATION_METHODS },
	{ KEPT(ENUM, shrink), correlation_shrink_names, CORRELATION_SHRINKS },
	{ KEPT(DOUBLE, average) },
	{ KEPT(DOUBLE, recent) },
	{ KEPT(DOUBLE, rank) },
	{ KEPT(ENUM, regime), regime_names, CORRELATION_REGIMES },
	{ KEPT(CHARS, driver) },
	{ KEPT(DOUBLE, calm) },
	{ KEPT(DOUBLE, stress) },
	{ KEPT(DOUBLE, tail) },
	{ KEPT(INT, breakdowns) },
	{ KEPT(INT, changes) },
	{ KEPT(INT, clusters) },
	{ KEPT(DOUBLE, cut) },
	{ KEPT(DOUBLE, diversification_ratio) },
	{ KEPT(DOUBLE, effective_bets) },
	{ KEPT(DOUBLE, absorption_ratio) },
	{ KEPT(DOUBLE, concentration) },
	{ KEPT(DOUBLE, score) },
	{ KEPT(DOUBLE, shrinkage) },
	{ KEPT(BOOL, singular) },
	{ KEPT(STAMP, last) },
	{ KEPT(INT, bars) },
	{ KEPT(INT, dropped) },
	{ KEPT(INT, gaps) },
	{ KEPT(INT, missing) },
	{ .name = NULL }
};

#define COLUMNS \
	"symbols, venue, timeframe, method, shrink, average, recent, " \
	"rank, regime, driver, calm, stress, tail, breakdowns, " \
	"changes, clusters, cut, diversification_ratio, " \
	"effective_bets, absorption_ratio, concentration, score, " \
	"shrinkage, singular, last, bars, dropped, gaps, missing"
#define PARAMETERS \
	":symbols, :venue, :timeframe, :method, :shrink, :average, " \
	":recent, :rank, :regime, :driver, :calm, :stress, :tail, " \
	":breakdowns, :changes, :clusters, :cut, " \
	":diversification_ratio, :effective_bets, :absorption_ratio, " \
	":concentration, :score, :shrinkage, :singular, :last, :bars, " \
	":dropped, :gaps, :missing"

static const char add_correlation[] = INSERT_ONCE("correlation", COLUMNS,
	PARAMETERS, "last = :last AND symbols = :symbols");

enum err_code
correlation_add(struct store *s, const struct correlation_said *c,
    struct err *err)
{
	struct stmt *q = db_prepare(s, add_correlation);

	db_bind(q, columns, c);
	return db_run(q, err);
}

static const char load_correlations[] =
	"SELECT time, " COLUMNS " FROM correlation"
	" WHERE (:venue IS NULL OR venue = :venue) AND time >= :since"
	" ORDER BY row";

enum err_code
correlations_load(struct store *s, const char *venue, int64_t since,
    struct correlations_said *out, struct err *err)
{
	struct stmt *q = db_prepare(s, load_correlations);

	db_bind_text(q, ":venue", venue);
	db_bind_int(q, ":since", since);
	return db_load(q, columns, out, err);
}
