/*
 * The account record.
 */
#include "model/account.h"

const char *const account_mode_names[] = { "paper", "live" };

static const struct field fields[] = {
	{ "label", FIELD_CHARS, FIELD_AT(struct account, label),
	  .help = "the name that --account takes" },
	{ "venue", FIELD_CHARS, FIELD_AT(struct account, venue),
	  .help = "where it trades" },
	{ "mode", FIELD_ENUM, FIELD_AT(struct account, mode),
	  .help = "paper or live", .names = account_mode_names,
	  .names_len = 2 },
	{ "testnet", FIELD_BOOL, FIELD_AT(struct account, testnet),
	  .help = "uses the venue's test network" },
	{ "base_url", FIELD_CHARS, FIELD_AT(struct account, base_url),
	  .help = "address in place of the venue's own", .flags = FIELD_WIDE },
	{ "active", FIELD_BOOL, FIELD_AT(struct account, active),
	  .help = "false: left out until it is enabled" },
	{ "default", FIELD_BOOL, FIELD_AT(struct account, is_default),
	  .help = "taken where --account is not given" },
	{ "rights", FIELD_CHARS, FIELD_AT(struct account, rights),
	  .help = "what its key may do; null on paper", .flags = FIELD_WIDE },
	{ "ip_restricted", FIELD_BOOL,
	  FIELD_AT(struct account, ip_restricted),
	  .help = "its key works from listed addresses only",
	  .flags = FIELD_WIDE },
	{ "created", FIELD_STAMP, FIELD_AT(struct account, created),
	  .help = "when it was added" },
	{ "currency", FIELD_CHARS, FIELD_AT(struct account, currency),
	  .help = "its values are shown in it" },
	{ "prices", FIELD_CHARS, FIELD_AT(struct account, prices),
	  .help = "paper: venue of the candles that it trades on" },
	{ "timeframe", FIELD_DURATION, FIELD_AT(struct account, timeframe),
	  .help = "paper: timeframe of these candles" },
	{ "live_prices", FIELD_BOOL, FIELD_AT(struct account, live_prices),
	  .help = "paper: follows that venue as it is now",
	  .flags = FIELD_WIDE },
	{ .name = NULL }
};
const struct record account_record = {
	"account", "a labelled login at a venue, paper or live", fields
};
