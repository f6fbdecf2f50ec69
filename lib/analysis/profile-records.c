/* Volume by price as records. */
#include "analysis/profile.h"

static const char *const place_names[PROFILE_PLACES] = { "above", "inside",
	"below" };
static const char *const node_names[PROFILE_NODES] = { "poc", "high", "low" };
static const char *const kind_names[LEVEL_KINDS] = { "support",
	"resistance" };

#define AT(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct volume_profile, member)
#define PRICE(member, text, more) { AT(DOUBLE, member), .help = text, \
	.unit = UNIT_PRICE, .flags = (more) }
#define COUNT(member, text) { AT(INT, member), .help = text, \
	.flags = FIELD_WIDE }
static const struct field fields[] = {
	{ AT(CHARS, symbol), .help = "unified symbol" },
	{ AT(CHARS, venue), .help = "of the stored candles",
	  .flags = FIELD_MINOR },
	{ AT(DURATION, timeframe), .help = "of the bars; null: of trades" },
	{ AT(STAMP, first), .help = "open of the first bar, or the first"
	  " trade", .flags = FIELD_WIDE },
	{ AT(STAMP, last), .help = "open of the last bar, or the last trade",
	  .flags = FIELD_WIDE },
	PRICE(close, "of the last bar, or trade", 0),
	{ AT(ENUM, place), .help = "where that is: above, inside, or below"
	  " the value area", .names = place_names,
	  .names_len = PROFILE_PLACES },
	PRICE(poc, "point of control: middle of the bin with most volume", 0),
	PRICE(area_low, "lower edge of the value area", 0),
	PRICE(area_high, "upper edge of it", 0),
	{ AT(DOUBLE, area_share), .help = "of the volume that is inside",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT | FIELD_MINOR },
	{ AT(DOUBLE, area), .help = "volume that is inside",
	  .unit = UNIT_QTY, .flags = FIELD_WIDE },
	PRICE(support, "the next level at or below the close; null: none",
	    FIELD_MINOR),
	PRICE(resistance, "the next level above the close; null: none",
	    FIELD_MINOR),
	PRICE(width, "of a bin", FIELD_WIDE),
	COUNT(bins, "from the lowest to the highest price"),
	{ AT(DOUBLE, volume), .help = "in all, of the base asset",
	  .unit = UNIT_QTY, .flags = FIELD_WIDE },
	COUNT(high_nodes, "high volume nodes: maxima of three bins above 1.5"
	    " of the mean"),
	COUNT(low_nodes, "low volume nodes: minima below 0.5 of it"),
	COUNT(levels, "of support and resistance; null: of trades"),
	COUNT(bars, "that it was made of; null: of trades"),
	COUNT(trades, "that it was made of; null: of bars"),
	COUNT(gaps, "places where bars are missing"),
	COUNT(missing, "bars that are missing"),
	{ .name = NULL }
};
const struct record volume_profile_record = { "volume_profile",
	"where volume was traded, by price", fields };

#define BIN(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct profile_bin, member)
static const struct field bin_fields[] = {
	{ BIN(CHARS, symbol), .help = "unified symbol" },
	{ BIN(DURATION, timeframe), .help = "of the bars; null: of trades" },
	{ BIN(DOUBLE, low), .help = "where the bin begins",
	  .unit = UNIT_PRICE },
	{ BIN(DOUBLE, high), .help = "where the next one begins",
	  .unit = UNIT_PRICE },
	{ BIN(DOUBLE, volume), .help = "of the base asset",
	  .unit = UNIT_QTY },
	{ BIN(DOUBLE, share), .help = "of all volume", .unit = UNIT_RATIO,
	  .flags = FIELD_PERCENT },
	{ BIN(BOOL, in_area), .help = "whether it is in the value area" },
	{ BIN(ENUM, node), .help = "poc: the bin with most volume; high, low:"
	  " a node of much or little volume", .names = node_names,
	  .names_len = PROFILE_NODES },
	{ .name = NULL }
};
const struct record profile_bin_record = { "profile_bin",
	"volume at prices of a bin", bin_fields };

#define LEVEL(kind, member) #member, FIELD_##kind, \
	FIELD_AT(struct price_level, member)
static const struct field level_fields[] = {
	{ LEVEL(CHARS, symbol), .help = "unified symbol" },
	{ LEVEL(DURATION, timeframe), .help = "of the bars" },
	{ LEVEL(DOUBLE, price), .help = "mean of the pivots that touched it",
	  .unit = UNIT_PRICE },
	{ "kind", FIELD_ENUM, FIELD_AT(struct price_level, kind),
	  .help = "support: at or below the close; resistance: above it",
	  .names = kind_names, .names_len = LEVEL_KINDS },
	{ LEVEL(DOUBLE, distance), .help = "from the close, a share of it",
	  .unit = UNIT_RATIO, .flags = FIELD_PERCENT },
	{ LEVEL(INT, touches), .help = "pivots that are of it" },
	{ LEVEL(DOUBLE, strength), .help = "touches, less by age, more by"
	  " volume: touches × e^(-bars since the last / 200) × (1 + rank of"
	  " their volume)" },
	{ LEVEL(STAMP, last_touch), .help = "open of the last such bar" },
	{ .name = NULL }
};
const struct record price_level_record = { "price_level",
	"a price at which it turned before", level_fields };
